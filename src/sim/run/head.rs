//! The present of a run: the execution and its world, moved by one input at a time.

use std::collections::VecDeque;
use std::sync::Arc;

use super::journal::Line;
use super::{Act, Entry};
use crate::sim::Progress;
use crate::sim::execution::Execution;
use crate::sim::history::HistoryEvent;
use crate::sim::ids::TaskToken;
use crate::sim::limits;
use crate::sim::nested::{Ask, Asked, Nested, Party, Send};
use crate::sim::program::Program;
use crate::sim::step::{Outbox, apply};
use crate::sim::time::VirtualTime;
use crate::sim::trace::{self, TraceRecord};
use crate::sim::world::{Effect, HeldTask, HoldChange, Input, Invocation, Reply, TaskSignal, World, request_id};
use crate::sort::SortedSet;

/// The execution and its world at one moment: all a run needs to go on from there.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) execution: Execution,
    /// Its clock is the run's.
    pub(super) world: World,
    /// The executions it led to.
    pub(super) nested: Arc<Nested>,
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
    /// How many trace records.
    pub(super) traced: usize,
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
    /// How many inputs had led to its being held, and when it was let go, where no event of the run's own history tells:
    /// that is too coarse a measure for a task of a child or a nested execution.
    pub(super) inputs: u64,
    pub(super) gone: Option<VirtualTime>,
    /// When its silence limit moved, and to what.
    pub(super) heartbeats: Vec<(VirtualTime, VirtualTime)>,
}

/// Why a stretch of inputs stopped.
pub(super) enum Stop {
    Done(Progress),
    /// The turn of a line of the script has come.
    Scripted(usize),
    /// A journal entry's task will never be held: the program is another one.
    Impossible,
    Checkpoint,
}

/// When a journal entry is to be performed.
pub(super) struct Turn {
    /// Its place in the script.
    pub(super) at: usize,
    pub(super) time: VirtualTime,
    /// Whether it can be performed now: its task is held.
    pub(super) possible: bool,
    /// Whether it makes an ended execution go on.
    pub(super) revives: bool,
    /// Whether as much has happened as when it was written.
    pub(super) exact: bool,
}

/// The line of a script whose turn is next: the first, or where its task is not held, the first answer after it to one that
/// is. The program may be another one, in which a task is asked later than it was, or never.
pub(super) fn next_turn(script: &VecDeque<Line>, head: &Head) -> Option<Turn> {
    let first = turn_of(0, &script.front()?.entry, head);
    if first.possible || !head.has_holds() {
        return Some(first);
    }
    let answers = script.iter().take_while(|line| matches!(line.entry.act, Act::Resolve(..)));
    let turns = answers.enumerate().map(|(at, line)| turn_of(at, &line.entry, head));
    Some(turns.into_iter().find(|turn| turn.possible).unwrap_or(first))
}

fn turn_of(at: usize, entry: &Entry, head: &Head) -> Turn {
    let possible = match &entry.act {
        Act::Resolve(token, _) => head.holder(token).is_some(),
        Act::Abort(_) => true,
        // Only after the end; see `Simulation::after_end`.
        Act::Redrive => false,
    };
    let (revives, exact) = (entry.act == Act::Redrive, head.inputs == entry.after_inputs);
    Turn { at, time: entry.time.max(head.world.now), possible, revives, exact }
}

pub(super) fn nothing_due(head: &mut Head, turn: Option<&Turn>, scripted: bool, until: VirtualTime) -> Stop {
    match turn {
        Some(turn) if turn.possible => return Stop::Scripted(turn.at),
        Some(turn) if turn.revives && head.execution.status.ended() => return Stop::Done(Progress::Ended),
        // A redrive waits for the end, which the execution's own limit brings at the latest.
        Some(turn) if !turn.revives && head.next_due().is_none() => return Stop::Impossible,
        _ => {}
    }
    if head.execution.status.ended() {
        return Stop::Done(Progress::Ended);
    }
    if !scripted && head.next_due().is_none() && head.has_holds() {
        return Stop::Done(Progress::Held);
    }
    let longest = head.execution.about.start.plus_ms(limits::STANDARD_DURATION_MS_MAX);
    head.world.pass_until(until.min(longest));
    Stop::Done(Progress::Reached)
}

impl HeldSpan {
    /// Whether the task was held at a moment: after so many events, at that time.
    pub(super) fn shows(&self, cursor: usize, clock: VirtualTime) -> bool {
        let begun = self.from <= cursor && self.task.since <= clock;
        begun && !self.is_over(cursor, clock)
    }

    /// Whether it had been let go by then.
    pub(super) fn is_over(&self, cursor: usize, clock: VirtualTime) -> bool {
        self.until.is_some_and(|until| until < cursor)
            || (self.until == Some(cursor) && self.gone.is_some_and(|gone| gone <= clock))
    }
}

impl Head {
    /// When something is due; the executions' own limits count only when nobody holds a task.
    pub(super) fn next_due(&self) -> Option<VirtualTime> {
        self.first_due().filter(|_| self.world.is_busy() || self.nested.is_busy() || !self.has_holds())
    }

    /// When something is due, be it only an execution's own limit.
    fn first_due(&self) -> Option<VirtualTime> {
        let nested = self.nested.first_due().map(|(time, _)| time);
        self.world.due().into_iter().chain(nested).min()
    }

    /// The next input due up to a time, and whose it is; while only people could go on, with the executions' own limits
    /// where nobody is going to.
    pub(super) fn pop_due(&mut self, until: VirtualTime, limits: bool) -> Option<(Party, Input)> {
        let due = if limits { self.first_due() } else { self.next_due() };
        let time = due.filter(|time| *time <= until)?;
        match self.nested.first_due() {
            Some((due, at)) if self.world.due().is_none_or(|own| due < own) => {
                self.world.pass_until(time);
                let input = Arc::make_mut(&mut self.nested).world_mut(at)?.pop_due(time)?;
                Some((Party::Nested(at), input))
            }
            _ => self.world.pop_due(time).map(|input| (Party::Own, input)),
        }
    }

    pub(super) fn has_holds(&self) -> bool {
        self.world.has_holds() || self.nested.has_holds()
    }

    /// Whether a task is held that is not one of those.
    pub(super) fn holds_beyond(&self, passed: &SortedSet<TaskToken>) -> bool {
        self.world.holds_beyond(passed) || self.nested.holds_beyond(passed)
    }

    /// When time runs out for a held task that is not one of those, or for an execution that holds one.
    pub(super) fn first_expiry(&self, passed: &SortedSet<TaskToken>) -> Option<VirtualTime> {
        self.world.first_expiry(passed).into_iter().chain(self.nested.first_expiry(passed)).min()
    }

    /// Whether nothing goes on before a person answers or a deadline passes.
    pub(super) fn waits_for_people(&self) -> bool {
        self.has_holds() && self.world.only_waits() && self.nested.only_waits()
    }

    /// Whose task waits for an answer with a token.
    pub(super) fn holder(&self, token: &TaskToken) -> Option<Party> {
        if self.world.is_held(token) {
            return Some(Party::Own);
        }
        self.nested.holder(token).map(Party::Nested)
    }

    /// A held task's answer, as the input of the execution whose it is.
    pub(super) fn signal(&mut self, token: &TaskToken, signal: TaskSignal) -> Option<(Party, Input)> {
        let holder = self.holder(token)?;
        let input = self.world_mut(holder)?.signal(token, signal)?;
        Some((holder, input))
    }

    fn world_mut(&mut self, party: Party) -> Option<&mut World> {
        match party {
            Party::Own => Some(&mut self.world),
            Party::Nested(at) => Arc::make_mut(&mut self.nested).world_mut(at),
        }
    }

    /// Gives the worlds what an execution asks for: most of it to its own.
    fn absorb(&mut self, by: Party, out: &mut Outbox) {
        let now = self.world.now;
        for effect in out.effects.drain(..) {
            match &effect {
                Effect::Invoke(call) => {
                    if let Some(reply) = self.claim(by, call) {
                        if let (Some(world), Effect::Invoke(call)) = (self.world_mut(by), effect) {
                            world.reply(*call, reply);
                        }
                        continue;
                    }
                }
                Effect::Cancel(id) => self.forget(now, by, &[*id]),
                Effect::End => {
                    let waits = self.nested.waits_of(by);
                    self.forget(now, by, &waits);
                }
                Effect::WriteObjects(..) if !self.nested.none_runs() => {
                    let others = Arc::make_mut(&mut self.nested).worlds_mut();
                    others.chain([&mut self.world]).for_each(|world| world.absorb([effect.clone()]));
                    continue;
                }
                _ => {}
            }
            if let Some(world) = self.world_mut(by) {
                world.absorb([effect]);
            }
        }
        self.settle(by);
    }

    fn forget(&mut self, now: VirtualTime, by: Party, ids: &[crate::sim::WorkId]) {
        if ids.is_empty() || self.nested.none_runs() {
            return;
        }
        let nested = Arc::make_mut(&mut self.nested);
        for id in ids {
            if let Some(at) = nested.forget(now, by, *id) {
                nested.settle(at);
            }
        }
    }

    /// Keeps the nested executions' books after one's world changed, and tells who waited for its end.
    fn settle(&mut self, party: Party) {
        let Party::Nested(at) = party else { return };
        let now = self.world.now;
        for (by, id, signal) in Arc::make_mut(&mut self.nested).settle(at) {
            if let Some(world) = self.world_mut(by) {
                world.answer(now, id, signal);
            }
            // Who hears of it is still running, so nobody else can hear of an end here.
            if let Party::Nested(by) = by {
                Arc::make_mut(&mut self.nested).settle(by);
            }
        }
    }

    /// What a call gets that concerns the run's own executions: one to be started, or a token of theirs. `None` for all
    /// others, and for those that have a mock.
    fn claim(&mut self, by: Party, call: &Invocation) -> Option<Reply> {
        let ask = Ask::of(&call.resource)?;
        if self.world_mut(by)?.is_mocked(&call.state) {
            return None;
        }
        let start = match ask {
            Ask::Start(start) => start,
            Ask::Send(send) => return self.send(send, call),
        };
        let about = match by {
            Party::Own => self.execution.about.clone(),
            Party::Nested(at) => self.nested.about(at)?.clone(),
        };
        let (now, objects) = (self.world.now, &self.world.objects);
        let nested = Arc::make_mut(&mut self.nested);
        let (reply, opened) = nested.start(&Asked { by, about: &about, call, start, now, objects })?;
        if let Some(at) = opened {
            nested.settle(at);
        }
        Some(reply)
    }

    /// A Task returns a token.
    fn send(&mut self, send: Send, call: &Invocation) -> Option<Reply> {
        let token = TaskToken::new(call.parameters.get("TaskToken")?.as_str()?);
        let known = self.spans.iter().any(|span| span.task.token == token);
        let outcome = match self.holder(&token) {
            Some(_) => send.signal(&call.parameters).map(|signal| {
                let now = self.world.now;
                let heard = self.signal(&token, signal);
                if let Some((holder, input)) = heard {
                    if let Some(world) = self.world_mut(holder) {
                        world.hear(now, input);
                    }
                    self.settle(holder);
                }
            }),
            None if known => Err(Send::too_late()),
            None => return None,
        };
        Some(Send::reply(outcome, &request_id(call)))
    }
}

/// Gives an execution one input, and the worlds what it asks for.
pub(super) fn take(
    program: &Program,
    head: &mut Head,
    (history, trace): (&mut Vec<HistoryEvent>, &mut Vec<TraceRecord>),
    out: &mut Outbox,
    (party, input): (Party, Input),
) {
    let before = history.len();
    let now = head.world.now;
    match party {
        Party::Own => {
            head.execution.now = now;
            apply(program, &mut head.execution, input, out);
            history.append(&mut out.history);
            if !out.trace.is_empty() {
                trace::extend(trace, history, &mut out.trace);
            }
        }
        Party::Nested(at) => {
            let left = &mut head.execution.room.left;
            Arc::make_mut(&mut head.nested).feed(at, now, left, input, out);
        }
    }
    head.absorb(party, out);
    if !head.world.holds.is_empty() || !head.nested.holds.is_empty() {
        note_holds(head, before, history.len());
    }
}

/// Keeps book of which tasks were held when: from after the events of this input, or until before them.
fn note_holds(head: &mut Head, before: usize, after: usize) {
    let (now, inputs) = (head.world.now, head.inputs);
    let mut changes = std::mem::take(&mut head.world.holds);
    if !head.nested.holds.is_empty() {
        changes.append(&mut Arc::make_mut(&mut head.nested).holds);
    }
    let spans = Arc::make_mut(&mut head.spans);
    let last = |spans: &mut Vec<HeldSpan>, token: &TaskToken| spans.iter().rposition(|span| span.task.token == *token);
    for change in changes {
        match change {
            HoldChange::Held(hold) => spans.push(HeldSpan {
                task: hold.task.clone(),
                from: after,
                until: None,
                timed_out: false,
                inputs,
                gone: None,
                heartbeats: Vec::new(),
            }),
            HoldChange::Gone(token, timed_out) => {
                if let Some(at) = last(spans, &token) {
                    spans[at].until = Some(before);
                    spans[at].gone = (before == after).then_some(now);
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
