//! Which of the scopes that are ready goes on.

use super::{Input, World};
use crate::sim::execution::{FrameId, Random};
use crate::sim::limits;

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
