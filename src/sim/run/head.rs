//! The present of a run: the execution and its world, moved by one input at a time.

use std::sync::Arc;

use super::{Act, Entry};
use crate::sim::Progress;
use crate::sim::execution::Execution;
use crate::sim::history::HistoryEvent;
use crate::sim::limits;
use crate::sim::program::Program;
use crate::sim::step::{Outbox, apply};
use crate::sim::time::VirtualTime;
use crate::sim::world::{HeldTask, HoldChange, Input, TaskToken, World};

/// The execution and its world at one moment: all a run needs to go on from there.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) execution: Execution,
    pub(super) world: World,
    /// How many inputs led here.
    pub(super) inputs: u64,
    /// How many journal entries led here.
    pub(super) entries: usize,
    /// Which tasks were held, and when.
    pub(super) spans: Arc<Vec<HeldSpan>>,
}

#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    pub(super) events: usize,
    pub(super) head: Arc<Head>,
}

/// A task that was held for a while.
#[derive(Clone, Debug)]
pub(super) struct HeldSpan {
    pub(super) task: HeldTask,
    /// The history's length when it was held, and when it was let go.
    pub(super) from: usize,
    pub(super) until: Option<usize>,
    pub(super) timed_out: bool,
    /// When its silence limit moved, and to what.
    pub(super) heartbeats: Vec<(VirtualTime, VirtualTime)>,
}

/// Why a stretch of inputs stopped.
pub(super) enum Stop {
    Done(Progress),
    /// A journal entry's turn has come.
    Scripted,
    /// A journal entry's task will never be held: the program is another one.
    Impossible,
    Checkpoint,
}

/// When a journal entry is to be performed.
pub(super) struct Turn {
    pub(super) time: VirtualTime,
    /// Whether it can be performed now: its task is held.
    pub(super) possible: bool,
    /// Whether as much has happened as when it was written.
    pub(super) exact: bool,
}

pub(super) fn turn_of(entry: &Entry, head: &Head) -> Turn {
    let possible = match &entry.act {
        Act::Resolve(token, _) => head.world.is_held(token),
        Act::Abort(_) => true,
        // Only after the end; see `Simulation::after_end`.
        Act::Redrive => false,
    };
    Turn { time: entry.time.max(head.world.now), possible, exact: head.inputs == entry.after_inputs }
}

pub(super) fn nothing_due(head: &mut Head, turn: Option<&Turn>, scripted: bool, until: VirtualTime) -> Stop {
    match turn {
        Some(turn) if turn.possible => return Stop::Scripted,
        Some(_) if head.world.next_due().is_none() => return Stop::Impossible,
        _ => {}
    }
    if !scripted && head.world.next_due().is_none() && head.world.has_holds() {
        return Stop::Done(Progress::Held);
    }
    let longest = head.execution.about.start.plus_ms(limits::STANDARD_DURATION_MS_MAX);
    head.world.pass_until(until.min(longest));
    Stop::Done(Progress::Reached)
}

/// Gives the execution one input, and the world what the execution asks for.
pub(super) fn take(
    program: &Program,
    head: &mut Head,
    history: &mut Vec<HistoryEvent>,
    out: &mut Outbox,
    input: Input,
) {
    let before = history.len();
    head.execution.now = head.world.now;
    apply(program, &mut head.execution, input, out);
    history.append(&mut out.history);
    head.world.absorb(out.effects.drain(..));
    if !head.world.holds.is_empty() {
        note_holds(head, before, history.len());
    }
}

/// Keeps book of which tasks were held when: from after the events of this input, or until before them.
fn note_holds(head: &mut Head, before: usize, after: usize) {
    let (now, changes) = (head.world.now, std::mem::take(&mut head.world.holds));
    let spans = Arc::make_mut(&mut head.spans);
    let last = |spans: &mut Vec<HeldSpan>, token: &TaskToken| spans.iter().rposition(|span| span.task.token == *token);
    for change in changes {
        match change {
            HoldChange::Held(hold) => spans.push(HeldSpan {
                task: hold.task.clone(),
                from: after,
                until: None,
                timed_out: false,
                heartbeats: Vec::new(),
            }),
            HoldChange::Gone(token, timed_out) => {
                if let Some(at) = last(spans, &token) {
                    spans[at].until = Some(before);
                    spans[at].timed_out = timed_out;
                }
            }
            HoldChange::Heartbeat(token, until) => {
                if let Some(at) = last(spans, &token) {
                    spans[at].heartbeats.push((now, until));
                }
            }
        }
    }
}
