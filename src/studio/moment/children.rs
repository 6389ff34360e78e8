//! What happened inside the distributed Maps: their item processors' states run in histories of their own, those of the
//! child executions, which the same fold reads one by one, as far as each shows.
//!
//! A child execution that has ended is read once; only those that run are read again for the next moment.
//! **Invariant:** going on from an earlier moment of the same history gives what reading anew gives.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::fold::{fold, outermost, stands_for};
use super::tokens::branch_of;
use super::{Moment, Progress, StateMoment, StateStatus, Token, TokenPlace, Visible, Visit};
use crate::json::Pointer;
use crate::sim::{ChildExecution, HeldTask, HistoryEvent, ScopePath, Simulation, StatePath, Status, VirtualTime};
use crate::studio::executions::{ExecutionAt, map_runs};

/// How many visits to a state in child executions can be looked at, the latest; its status stands for all of them.
pub const CHILD_VISITS_MAX: usize = 1_000;

/// What happened inside the distributed Maps of an execution, as far as it shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Inside {
    /// Of every child execution.
    pub(super) all: Merged,
    /// Of those that have ended for good.
    ended: Merged,
    /// Which those are.
    known: BTreeSet<ExecutionAt>,
    /// Up to when it shows.
    seen: Option<VirtualTime>,
}

/// What several child executions come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged {
    pub(super) states: IndexMap<Pointer, StateMoment>,
    pub(super) taken: IndexSet<Pointer>,
}

/// The tokens of a moment, by what tells them apart.
type Tokens = BTreeMap<(TokenPlace, Option<usize>), Token>;

impl Inside {
    /// Goes on to what shows of the same history now. `visible` is what the moment is made of; a Map's own token moves
    /// to where its child executions are.
    pub(super) fn go(&mut self, visible: &Visible<'_>, simulation: &Simulation, tokens: &mut Vec<Token>) {
        let seen = map_runs::seen(simulation);
        if self.seen.replace(seen).is_some_and(|before| seen < before) {
            *self = Inside { seen: Some(seen), ..Inside::default() };
        }
        let held = by_scope(&visible.held);
        let keyed = |token: Token| ((token.place.clone(), token.branch), token);
        let mut all: Tokens = tokens.drain(..).map(keyed).collect();
        let mut running = Vec::new();
        for (run, path, children) in map_runs::begun_children(simulation) {
            let before = running.len();
            for (child, (record, events)) in children.enumerate() {
                let at = ExecutionAt::Child { run, child };
                if self.known.contains(&at) {
                    continue;
                }
                let Some(moment) = moment_of(record, events, seen, visible, &held) else { continue };
                if record.status_at(seen).ended() && record.redriven_at(VirtualTime::MAX).is_none_or(|at| at <= seen) {
                    self.known.insert(at);
                    self.ended.add(moment, at);
                } else {
                    running.push((moment, at));
                }
            }
            if running[before..].iter().any(|(moment, _)| !moment.tokens.is_empty()) {
                leave(&mut all, path);
            }
        }
        self.all = self.ended.clone();
        for (mut moment, at) in running {
            place(&mut all, std::mem::take(&mut moment.tokens));
            self.all.add(moment, at);
        }
        for (path, start, counts) in map_runs::latest(simulation) {
            self.all.progress(path, start, &Progress::of(&counts));
        }
        tokens.extend(all.into_values());
    }
}

/// The held tasks by each scope around them.
fn by_scope(held: &[HeldTask]) -> BTreeMap<&ScopePath, Vec<&HeldTask>> {
    let mut by_scope: BTreeMap<&ScopePath, Vec<&HeldTask>> = BTreeMap::new();
    for task in held.iter().filter(|task| task.nested.is_none()) {
        let around = task.path.scope.hops().map(|hop| &hop.outer);
        for scope in around.chain([&task.path.scope]) {
            by_scope.entry(scope).or_default().push(task);
        }
    }
    by_scope
}

/// The moment of one child execution; `None` before its first state.
fn moment_of(
    child: &ChildExecution,
    events: &[HistoryEvent],
    seen: VirtualTime,
    visible: &Visible<'_>,
    held: &BTreeMap<&ScopePath, Vec<&HeldTask>>,
) -> Option<Moment> {
    let scope = &events.iter().find_map(|event| event.path.as_ref())?.scope;
    let (document, machine, now) = (visible.document, visible.machine, visible.now);
    let held = held.get(scope).into_iter().flatten().copied().cloned().collect();
    let mut moment = fold(&Visible { document, machine, events, now, status: child.status_at(seen), held }, scope);
    if let Some(stop) = child.stop.filter(|_| moment.status.ended()) {
        moment.close(stop);
    }
    Some(moment)
}

impl Moment {
    /// Ends what the events of a child execution leave open although it has ended: what was stopped with its parent is
    /// not told, and the last events of many executions are not kept.
    fn close(&mut self, stop: VirtualTime) {
        let stopped = matches!(self.status, Status::Aborted | Status::TimedOut);
        for state in self.states.values_mut().filter(|state| state.visits.iter().any(|visit| !visit.is_closed())) {
            for visit in state.visits.iter_mut().filter(|visit| stopped && !visit.is_closed()) {
                visit.end(stop, StateStatus::Aborted);
            }
            state.visits.retain(Visit::is_closed);
            state.status = stands_for(&state.visits);
        }
        self.states.retain(|_, state| !state.visits.is_empty());
    }
}

impl Merged {
    /// Adds a child execution's moment.
    fn add(&mut self, child: Moment, at: ExecutionAt) {
        for (pointer, mut own) in child.states {
            own.visits.iter_mut().for_each(|visit| visit.execution = Some(at));
            let state = self.states.entry(pointer).or_insert_with(|| StateMoment {
                id: own.id,
                kind: own.kind,
                name: own.name.clone(),
                status: StateStatus::NotReached,
                visits: Vec::new(),
                retry: None,
            });
            // Of a Map that was visited or tried again the latest attempt counts; of its executions, as the rule says.
            let again = state.visits.last().and_then(outermost) != own.visits.last().and_then(outermost);
            if again || own.status.weight() >= state.status.weight() {
                (state.status, state.retry) = (own.status, own.retry);
            }
            state.visits.append(&mut own.visits);
            if state.visits.len() > CHILD_VISITS_MAX {
                state.visits.drain(..state.visits.len() - CHILD_VISITS_MAX);
            }
        }
        self.taken.extend(child.taken);
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
fn place(all: &mut Tokens, tokens: Vec<Token>) {
    for token in tokens {
        let count = token.count;
        let entry = all.entry((token.place.clone(), token.branch));
        entry.and_modify(|token| token.count += count).or_insert(token);
    }
}

/// Takes a map run's own token away.
fn leave(tokens: &mut Tokens, map: &StatePath) {
    let key = (TokenPlace::State(map.state.clone()), branch_of(&map.scope));
    if let Some(token) = tokens.get_mut(&key) {
        token.count -= 1;
        if token.count == 0 {
            tokens.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{Action, Workbench, commands, reduce};

    fn ended() -> Workbench {
        let mut workbench = commands::EXAMPLES.iter().find(|example| example.name == "catalog-import").unwrap().open();
        reduce(&mut workbench, Action::RunToEnd);
        for _ in 0..1_000 {
            reduce(&mut workbench, Action::Tick { elapsed_ms: 16.0, budget: 500 });
        }
        assert!(workbench.run.ended());
        workbench
    }

    fn go(inside: &mut Inside, workbench: &Workbench) -> Vec<Token> {
        let simulation = workbench.run.simulation.as_ref().unwrap();
        let visible = Visible {
            document: &workbench.drawn.document,
            machine: &workbench.drawn.machine,
            events: &simulation.history()[..simulation.cursor()],
            now: simulation.now(),
            status: simulation.status(),
            held: simulation.held(),
        };
        let mut tokens = Moment::at(&visible).tokens;
        inside.go(&visible, simulation, &mut tokens);
        tokens
    }

    /// What can be seen of it: of visits the executions, since those of one are in the order in which they ended.
    fn seen(inside: &Inside) -> Vec<(String, StateStatus, Vec<ExecutionAt>)> {
        let executions = |state: &StateMoment| {
            let mut all: Vec<ExecutionAt> = state.visits.iter().filter_map(|visit| visit.execution).collect();
            all.sort_unstable();
            all
        };
        let mut all: Vec<_> =
            inside.all.states.values().map(|state| (state.name.to_string(), state.status, executions(state))).collect();
        all.sort();
        all
    }

    #[test]
    fn going_on_and_back_shows_what_reading_anew_shows() {
        let mut workbench = ended();
        let all = workbench.run.simulation.as_ref().unwrap().history().len();
        let mut inside = Inside::default();
        for events in (0..=all).chain((0..all).rev()) {
            reduce(&mut workbench, Action::Seek(events));
            let mut anew = Inside::default();
            assert_eq!(go(&mut inside, &workbench), go(&mut anew, &workbench), "{events}");
            assert_eq!(seen(&inside), seen(&anew), "{events}");
            let mut taken = [&inside, &anew].map(|inside| inside.all.taken.iter().cloned().collect::<Vec<_>>());
            taken.iter_mut().for_each(|taken| taken.sort_unstable());
            assert_eq!(taken[0], taken[1], "{events}");
        }
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
        reduce(&mut workbench, Action::RunToEnd);
        for _ in 0..1_000 {
            reduce(&mut workbench, Action::Tick { elapsed_ms: 16.0, budget: 500 });
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
