//! Which of the scopes that are ready goes on.

use super::{Input, World};
use crate::sim::chance::{Random, hash_of};
use crate::sim::ids::FrameId;
use crate::sim::limits;

/// In which order branches and iterations go on that could at the same moment. The service promises none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// First come, first served.
    #[default]
    InOrder,
    /// As the seed has it.
    Shuffled,
}

impl Order {
    /// All of them.
    pub const ALL: [Order; 2] = [Order::InOrder, Order::Shuffled];

    /// What it is called, which a saved session has too.
    pub fn label(self) -> &'static str {
        match self {
            Order::InOrder => "In order",
            Order::Shuffled => "Shuffled",
        }
    }

    /// The order of a label; the usual one for what is none.
    pub fn of_label(label: &str) -> Order {
        Order::ALL.into_iter().find(|own| own.label() == label).unwrap_or_default()
    }

    /// The numbers by which a world shuffles.
    pub(crate) fn chance(self, seed: u64) -> Option<Random> {
        match self {
            Order::InOrder => None,
            // Other numbers than those that expressions draw.
            Order::Shuffled => Some(Random::new(hash_of(seed, "order"))),
        }
    }
}

impl Input {
    /// The scope it is for.
    fn frame(&self) -> Option<FrameId> {
        match self {
            Input::Resume(frame)
            | Input::Timer(frame, _)
            | Input::Task(frame, ..)
            | Input::Items(frame, ..)
            | Input::ScopeFailed(frame) => Some(*frame),
            Input::Start | Input::TimeUp | Input::Abort(_) | Input::Redrive => None,
        }
    }
}

impl World {
    /// The same, where scopes that are ready go on by chance.
    pub(crate) fn shuffled(self, chance: Option<Random>) -> World {
        World { chance, ..self }
    }

    /// The next input that is ready: the first one, or by chance the first one of a scope among the next that wait.
    /// What a scope is told stays in order, and what is no scope's is not passed.
    pub(super) fn pop_ready(&mut self) -> Option<Input> {
        let Some(chance) = &mut self.chance else { return self.ready.pop_front() };
        let near = self.ready.iter().take(limits::MAP_INLINE_CONCURRENCY_MAX).map_while(Input::frame);
        let near: Vec<FrameId> = near.collect();
        let Some(last) = near.len().checked_sub(1) else { return self.ready.pop_front() };
        let chosen = near[chance.up_to(last as u64) as usize];
        let at = near.iter().position(|frame| *frame == chosen)?;
        self.ready.remove(at)
    }
}
