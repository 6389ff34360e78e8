//! What happened inside the distributed Maps: their item processors' states run in histories of their own, those of the
//! child executions, which the same fold reads one by one, as far as each shows.
//!
//! Of a child execution that goes on only the new events are read; one that has ended is not looked at again.
//! **Invariant:** going on from an earlier moment of the same history gives what reading anew gives.

use indexmap::{IndexMap, IndexSet};

use super::{Moment, Moments, Progress, StateMoment, Token, TokenPlace, Visible, tokens};
use crate::json::Pointer;
use crate::sim::{
    ChildExecution, EventType, HeldTask, HistoryEvent, ScopePath, Simulation, StatePath, TraceRecord, VirtualTime,
};
use crate::sort::SortedMap;
use crate::studio::executions::{ExecutionAt, map_runs};

/// How many visits to a state in child executions can be looked at, the latest; its status stands for all of them.
pub const CHILD_VISITS_MAX: usize = 1_000;

/// What happened inside the distributed Maps of an execution, as far as it shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Inside {
    /// Of every child execution.
    all: Merged,
    /// Of those that have ended for good, in the order in which they did.
    ended: Merged,
    /// Which those are, and how often each had been redriven.
    known: SortedMap<ExecutionAt, u32>,
    /// Those that go on.
    running: SortedMap<ExecutionAt, Moments>,
    /// When the last of those ended; before that time all is read anew.
    until: Option<VirtualTime>,
}

/// What shows; how it came about does not.
impl PartialEq for Inside {
    fn eq(&self, other: &Inside) -> bool {
        self.all == other.all
    }
}

/// What several child executions come to.
#[derive(Clone, Debug, Default, PartialEq)]
struct Merged {
    states: IndexMap<Pointer, StateMoment>,
    taken: IndexSet<Pointer>,
}

/// The tokens of a moment, by what tells them apart.
type Tokens = SortedMap<(TokenPlace, Option<usize>), Token>;

/// The held tasks, by each scope around them.
type Held<'a> = SortedMap<&'a ScopePath, Vec<&'a HeldTask>>;

impl Inside {
    pub(super) fn state(&self, state: &Pointer) -> Option<&StateMoment> {
        self.all.states.get(state)
    }

    pub(super) fn states(&self) -> impl Iterator<Item = (&Pointer, &StateMoment)> {
        self.all.states.iter()
    }

    pub(super) fn taken(&self, transition: &Pointer) -> bool {
        self.all.taken.contains(transition)
    }

    /// Goes on to what shows of the same history now. `visible` is what the moment is made of; a Map's own token moves
    /// to where its child executions are.
    pub(super) fn go(
        &mut self,
        visible: &Visible<'_>,
        simulation: &Simulation,
        progress: &[(&StatePath, VirtualTime, Progress)],
        tokens: &mut Vec<Token>,
    ) {
        let seen = map_runs::seen(simulation);
        if self.until.is_some_and(|until| seen < until) {
            *self = Inside::default();
        }
        // One that had ended is read anew: it was closed to be shown.
        let mut before = std::mem::take(&mut self.running);
        before.retain(|_, moments| !moments.moment().status.ended());
        let held = by_scope(&visible.held);
        let own = tokens.clone();
        let keyed = |token: Token| ((token.place.clone(), token.branch), token);
        let mut placed: Tokens = tokens.drain(..).map(keyed).collect();
        let mut ended = Vec::new();
        for (run, path, children) in map_runs::begun_children(simulation) {
            let mut moved = false;
            for (child, (record, events)) in children.enumerate() {
                let at = ExecutionAt::Child { run, child };
                match self.known.get(&at) {
                    Some(redrives) if *redrives == record.redrive_count => continue,
                    Some(_) => {
                        // It waited for its turn in a redrive and goes on: all is read anew.
                        *self = Inside::default();
                        *tokens = own;
                        return self.go(visible, simulation, progress, tokens);
                    }
                    None => {}
                }
                let Some(moments) = child_moment(before.remove(&at), (record, seen), events, visible, &held) else {
                    continue;
                };
                moved |= !moments.moment().tokens.is_empty();
                place(&mut placed, &moments.moment().tokens);
                self.running.insert(at, moments);
                // An instant shows only once all of its events do: what ends in it may be taken back.
                let stop = record.stop.filter(|stop| *stop < seen && record.status_at(seen).ended());
                let for_good = record.redriven_at(VirtualTime::MAX).is_none_or(|at| at <= seen);
                ended.extend(stop.filter(|_| for_good).map(|stop| (stop, at, record.redrive_count)));
            }
            if moved {
                leave(&mut placed, path);
            }
        }
        ended.sort_unstable();
        for (stop, at, redrives) in ended {
            self.until = self.until.max(Some(stop));
            self.known.insert(at, redrives);
            if let Some(moments) = self.running.remove(&at) {
                self.ended.add(moments.moment(), at);
            }
        }
        self.all.clone_from(&self.ended);
        for (at, moments) in &self.running {
            self.all.add(moments.moment(), *at);
        }
        for (path, start, progress) in progress {
            self.all.progress(path, *start, progress);
        }
        tokens.extend(placed.into_values());
    }
}

/// The moment of one child execution, gone on to from an earlier one; `None` before its first state.
fn child_moment(
    before: Option<Moments>,
    (record, seen): (&ChildExecution, VirtualTime),
    (events, trace): (&[HistoryEvent], &[TraceRecord]),
    visible: &Visible<'_>,
    held: &Held<'_>,
) -> Option<Moments> {
    let scope = &events.iter().find_map(|event| event.path.as_ref())?.scope;
    let status = record.status_at(seen);
    let (machine, now) = (visible.machine, visible.now);
    let held = held.get(scope).into_iter().flatten().copied().cloned().collect();
    let mut moments = before.unwrap_or_else(|| Moments::within(scope.clone()));
    for (at, redriven) in events.iter().enumerate().skip(moments.moment().events) {
        if redriven.kind == EventType::ExecutionRedriven {
            // What was stopped with its parent has no event of that.
            let trace = &trace[..trace.partition_point(|record| record.event <= at as u64)];
            moments.go(&Visible { machine, events: &events[..at], trace, now, status, held: Vec::new() }, None);
            let before = record.at(VirtualTime(redriven.time.0.saturating_sub(1)));
            moments.stop(before.stop.unwrap_or(redriven.time));
        }
    }
    moments.go(&Visible { machine, events, trace, now, status, held }, None);
    if let Some(stop) = record.stop.filter(|_| status.ended()) {
        moments.close(stop);
    }
    Some(moments)
}

fn by_scope(held: &[HeldTask]) -> Held<'_> {
    let mut by_scope = Held::new();
    for task in held.iter().filter(|task| task.nested.is_none()) {
        let around = task.path.scope.hops().map(|hop| &hop.outer);
        for scope in around.chain([&task.path.scope]) {
            by_scope.entry(scope).or_default().push(task);
        }
    }
    by_scope
}

impl Merged {
    /// Adds a child execution's moment.
    fn add(&mut self, child: &Moment, at: ExecutionAt) {
        for (pointer, own) in &child.told.states {
            let new = || StateMoment::new(own.id, own.kind, own.name.clone());
            let state = self.states.entry(pointer.clone()).or_insert_with(new);
            // Of a Map that was visited or tried again the latest attempt counts; of its executions, as the rule says.
            state.tally.join(&own.tally, state.visits.len());
            state.visits.extend(own.visits.iter().cloned().map(|visit| super::Visit { execution: Some(at), ..visit }));
            let beyond = state.visits.len().saturating_sub(CHILD_VISITS_MAX);
            if beyond > 0 {
                state.visits.drain(..beyond);
                state.tally.shift(beyond);
            }
        }
        self.taken.extend(child.told.taken.iter().cloned());
    }

    /// A distributed Map in a child execution: how far its map run is, which began at that time.
    fn progress(&mut self, path: &StatePath, start: VirtualTime, progress: &Progress) {
        let visits = self.states.get_mut(&path.state).into_iter().flat_map(|state| state.visits.iter_mut().rev());
        let mut own = visits.filter(|visit| visit.scope == path.scope && visit.from <= start);
        if let Some(visit) = own.next() {
            visit.progress = progress.clone();
        }
    }
}

/// Adds the tokens of a child execution.
fn place(all: &mut Tokens, tokens: &[Token]) {
    for token in tokens {
        let none = || Token { count: 0, ..token.clone() };
        all.entry((token.place.clone(), token.branch)).or_insert_with(none).count += token.count;
    }
}

/// Takes a map run's own token away.
fn leave(placed: &mut Tokens, map: &StatePath) {
    let key = (TokenPlace::State(map.state.clone()), tokens::branch_of(&map.scope));
    if let Some(token) = placed.get_mut(&key) {
        token.count -= 1;
        if token.count == 0 {
            placed.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{RunAction, StateStatus, Workbench, commands, reduce};

    fn ended() -> Workbench {
        let mut workbench = commands::EXAMPLES.iter().find(|example| example.name == "catalog-import").unwrap().open();
        reduce(&mut workbench, RunAction::ToEnd);
        for _ in 0..1_000 {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
        }
        assert!(workbench.run.ended());
        workbench
    }

    #[test]
    fn going_on_and_back_shows_what_reading_anew_shows() {
        let mut workbench = ended();
        let all = workbench.run.simulation.as_ref().unwrap().history().len();
        let mut moments = Moments::default();
        for events in (0..=all).chain((0..all).rev()).chain([all]) {
            reduce(&mut workbench, RunAction::Seek(events));
            let anew = Moment::of(&workbench);
            assert_eq!(*moments.show(&workbench), anew, "{events}");
        }
        let states: Vec<&str> = moments.moment().inside.states().map(|(_, state)| &*state.name).collect();
        assert_eq!(states.len(), 4, "{states:?}");
    }

    #[test]
    fn of_many_visits_the_latest_are_kept_and_the_status_stands_for_all() {
        let text = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ToleratedFailurePercentage":100,
            "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
            "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":0,"Next":"F"}],"Default":"P"},
            "F":{"Type":"Fail"},"P":{"Type":"Pass","End":true}}}}}}"#;
        let mut workbench = Workbench::open("many", text);
        let items: Vec<String> = (0..CHILD_VISITS_MAX + 50).map(|item| item.to_string()).collect();
        workbench.run.input = format!("[{}]", items.join(",")).into();
        reduce(&mut workbench, RunAction::ToEnd);
        for _ in 0..1_000 {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
        }
        let moment = Moment::of(&workbench);
        let at = |name: &str| {
            let machine = &workbench.drawn.machine;
            let state = &machine.state(machine.state_named(name).unwrap()).unwrap().pointer;
            (moment.status(state), moment.visits(state).len())
        };
        assert_eq!(at("C"), (StateStatus::Succeeded, CHILD_VISITS_MAX));
        assert_eq!(at("F"), (StateStatus::Failed, 1), "the first of all");
    }
}
