//! What happened inside the distributed Maps: their item processors' states run in histories of their own, those of the
//! child executions, which the same fold reads one by one, as far as each shows.
//!
//! What was read of each is kept: on to the next moment only those that run are looked at and only new events read, and
//! back from one only those are read again that had not come as far. **Invariant:** going from any moment of the same
//! history gives what reading anew gives.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fold::Fold;
use super::settle::{Settling, Unsettled, take_back};
use super::tokens::{branch_of, tokens};
use super::told::{Run, Tally, Told};
use super::{Progress, StateMoment, StateStatus, Token, TokenPlace, Visible, Visit};
use crate::json::Pointer;
use crate::sim::{ChildExecution, HeldTask, MapRun, ScopePath, Simulation, StatePath, Status, VirtualTime};
use crate::studio::executions::{ExecutionAt, MapRunAt, map_runs};

/// How many visits to a state in child executions can be looked at, the latest; its status stands for all of them.
pub const CHILD_VISITS_MAX: usize = 1_000;

/// What happened inside the distributed Maps of an execution, as far as it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Inside {
    runs: Vec<Children>,
    merged: Merged,
    /// Up to when it shows.
    seen: Option<VirtualTime>,
    /// The Maps in child executions that are shown with how far their map runs are.
    counted: BTreeSet<Pointer>,
}

/// The child executions of a map run that have begun.
#[derive(Clone, Debug, PartialEq)]
struct Children {
    map: StatePath,
    all: Vec<Child>,
    /// Those that have not ended.
    open: BTreeSet<usize>,
}

/// What a child execution's events have told, and what they were.
#[derive(Clone, Debug, Default, PartialEq)]
struct Child {
    told: Told,
    unsettled: Vec<Unsettled>,
    tokens: Vec<Token>,
    from: Option<Basis>,
}

/// What a child execution's moment is made from: where this is the same, that is.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    /// When its history begins: an Express one that is redriven has a new one.
    start: VirtualTime,
    events: usize,
    status: Status,
    stop: Option<VirtualTime>,
    held: Vec<HeldTask>,
}

/// What several child executions come to.
#[derive(Clone, Debug, Default, PartialEq)]
struct Merged {
    states: BTreeMap<Pointer, Inner>,
    /// How many of them went along each transition.
    taken: BTreeMap<Pointer, usize>,
    /// The states that are to be shown anew.
    changed: BTreeSet<Pointer>,
}

/// A state in child executions.
#[derive(Clone, Debug, PartialEq)]
struct Inner {
    /// What its visits come to in each execution that was there, and in which attempt of the outermost Parallel or Map.
    of: BTreeMap<ExecutionAt, (Run, StateStatus)>,
    shown: StateMoment,
}

/// What child executions are read with.
struct Sight<'a> {
    visible: &'a Visible<'a>,
    seen: VirtualTime,
    /// Whether it lies before what was seen last.
    back: bool,
    /// The held tasks by each scope around them.
    held: BTreeMap<&'a ScopePath, Vec<&'a HeldTask>>,
}

/// The tokens of a moment, by what tells them apart.
type Tokens = BTreeMap<(TokenPlace, Option<usize>), Token>;

impl Inside {
    pub(super) fn states(&self) -> impl Iterator<Item = (&Pointer, &StateMoment)> {
        self.merged.states.iter().map(|(pointer, inner)| (pointer, &inner.shown))
    }

    pub(super) fn state(&self, state: &Pointer) -> Option<&StateMoment> {
        self.merged.states.get(state).map(|inner| &inner.shown)
    }

    pub(super) fn taken(&self, transition: &Pointer) -> bool {
        self.merged.taken.contains_key(transition)
    }

    /// Goes to what shows of the same history at a moment.
    pub(super) fn go(&mut self, visible: &Visible<'_>, simulation: &Simulation) {
        let seen = map_runs::seen(simulation);
        let back = self.seen.replace(seen).is_some_and(|before| seen < before);
        let sight = Sight { visible, seen, back, held: by_scope(&visible.held) };
        let mut begun = 0;
        for (at, run, executions) in map_runs::begun_runs(simulation) {
            if self.runs.len() == begun {
                let map = run.path.clone();
                self.runs.push(Children { map, all: Vec::new(), open: BTreeSet::new() });
            }
            if let Some(children) = self.runs.get_mut(begun) {
                children.go(at, run, executions, &sight, &mut self.merged);
            }
            begun += 1;
        }
        for (run, mut children) in self.runs.drain(begun..).enumerate() {
            children.cut(MapRunAt::own(begun + run), 0, &mut self.merged);
        }
        self.merged.changed.append(&mut self.counted);
        self.merged.show(&self.runs);
    }

    /// The distributed Maps in child executions: how far the map run of each is, which began at that time.
    pub(super) fn count(&mut self, latest: &[(&StatePath, VirtualTime, Progress)]) {
        for (path, start, progress) in latest {
            let visits = self.merged.states.get_mut(&path.state).map(|inner| &mut inner.shown.visits[..]);
            let mut visits = visits.unwrap_or_default().iter_mut().rev();
            if let Some(visit) = visits.find(|visit| visit.scope == path.scope && visit.from <= *start) {
                visit.progress = progress.clone();
                self.counted.insert(path.state.clone());
            }
        }
    }

    /// Adds the tokens in child executions. A Map's own token is where its child executions' are.
    pub(super) fn place(&self, tokens: &mut Vec<Token>) {
        let inner = |children: &Children| children.inner_tokens().next().is_some();
        if !self.runs.iter().any(inner) {
            return;
        }
        let mut all = Tokens::new();
        for token in tokens.drain(..).chain(self.runs.iter().flat_map(Children::inner_tokens).cloned()) {
            let count = token.count;
            let entry = all.entry((token.place.clone(), token.branch));
            entry.and_modify(|token| token.count += count).or_insert(token);
        }
        for children in self.runs.iter().filter(|children| inner(children)) {
            let key = (TokenPlace::State(children.map.state.clone()), branch_of(&children.map.scope));
            if let Some(token) = all.get_mut(&key) {
                token.count = token.count.saturating_sub(1);
            }
        }
        tokens.extend(all.into_values().filter(|token| token.count > 0));
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

impl Children {
    fn go(
        &mut self,
        at: MapRunAt,
        run: &MapRun,
        executions: &[Arc<ChildExecution>],
        sight: &Sight<'_>,
        merged: &mut Merged,
    ) {
        self.cut(at, executions.len(), merged);
        let known = self.all.len();
        self.all.resize_with(executions.len(), Child::default);
        // What has ended stays as it is, unless it is redriven.
        let any = sight.back || run.redrive_count > 0;
        let open = if any { (0..known).collect() } else { std::mem::take(&mut self.open) };
        self.open.clear();
        for child in open.into_iter().chain(known..executions.len()) {
            let Some((own, execution)) = self.all.get_mut(child).zip(executions.get(child)) else { continue };
            own.go(ExecutionAt::Child { run: at, child }, execution, sight, merged);
            if own.is_open() {
                self.open.insert(child);
            }
        }
    }

    /// Only so many have begun.
    fn cut(&mut self, run: MapRunAt, begun: usize, merged: &mut Merged) {
        self.open.split_off(&begun);
        for (child, own) in self.all.drain(begun.min(self.all.len())..).enumerate() {
            merged.withdraw(ExecutionAt::Child { run, child: begun + child }, &own.told);
        }
    }

    fn inner_tokens(&self) -> impl Iterator<Item = &Token> {
        self.open.iter().filter_map(|child| self.all.get(*child)).flat_map(|child| &child.tokens)
    }
}

impl Child {
    fn is_open(&self) -> bool {
        self.from.as_ref().is_none_or(|from| from.stop.is_none())
    }

    fn go(&mut self, at: ExecutionAt, execution: &ChildExecution, sight: &Sight<'_>, merged: &mut Merged) {
        let events = map_runs::shown(execution, sight.seen);
        let base = events.iter().find_map(|event| event.path.as_ref()).map(|path| &path.scope);
        let standing = execution.at(sight.seen);
        let (status, stop) = (standing.status, standing.stop);
        let held = base.filter(|_| stop.is_none()).and_then(|base| sight.held.get(base));
        let held = held.into_iter().flatten().copied().cloned().collect();
        let from = Basis { start: execution.start, events: events.len(), status, stop, held };
        if self.from.as_ref() == Some(&from) {
            return;
        }
        let goes_on =
            |before: &Basis| before.stop.is_none() && before.start == from.start && before.events <= from.events;
        if !self.from.as_ref().is_none_or(goes_on) {
            merged.withdraw(at, &self.told);
            *self = Child::default();
        }
        let taken = self.told.taken.len();
        take_back(&mut self.told, &mut self.unsettled);
        if let Some(base) = base {
            self.told.base.clone_from(base);
        }
        let (document, machine) = (sight.visible.document, sight.visible.machine);
        for event in events.get(self.told.events..).unwrap_or_default() {
            Fold { document, machine, told: &mut self.told }.event(event);
        }
        if let Some(stop) = stop {
            // What was stopped with its parent is not told, and the last events of many executions are not kept.
            self.told.close(matches!(status, Status::Aborted | Status::TimedOut).then_some(stop));
        } else {
            let mut settling = Settling { told: &mut self.told, before: &mut self.unsettled };
            settling.failed(document);
            settling.held(&from.held);
        }
        self.tokens = tokens(&self.told, status);
        self.from = Some(from);
        merged.add(at, &mut self.told, taken);
    }
}

impl Merged {
    /// Adds what a child execution told since it was added last, when it had gone along so many transitions.
    fn add(&mut self, at: ExecutionAt, told: &mut Told, taken: usize) {
        for (pointer, state) in told.states.iter_mut().filter(|(_, state)| state.touched) {
            state.touched = false;
            let inner = self.states.entry(pointer.clone()).or_insert_with(|| Inner {
                of: BTreeMap::new(),
                shown: StateMoment::new(state.id, state.kind, state.name.clone()),
            });
            match state.run() {
                Some(run) => inner.of.insert(at, (run, state.status())),
                None => inner.of.remove(&at),
            };
            self.changed.insert(pointer.clone());
        }
        for transition in told.taken.iter().skip(taken) {
            *self.taken.entry(transition.clone()).or_default() += 1;
        }
    }

    /// Takes away what a child execution told.
    fn withdraw(&mut self, at: ExecutionAt, told: &Told) {
        for pointer in told.states.keys() {
            if self.states.get_mut(pointer).is_some_and(|inner| inner.of.remove(&at).is_some()) {
                self.changed.insert(pointer.clone());
            }
        }
        for transition in &told.taken {
            if let Some(count) = self.taken.get_mut(transition) {
                *count -= 1;
                if *count == 0 {
                    self.taken.remove(transition);
                }
            }
        }
    }

    /// Shows anew what has changed.
    fn show(&mut self, runs: &[Children]) {
        for state in std::mem::take(&mut self.changed) {
            let Some(inner) = self.states.get_mut(&state) else { continue };
            inner.show(&state, runs);
            if inner.of.is_empty() {
                self.states.remove(&state);
            }
        }
    }
}

impl Inner {
    fn show(&mut self, state: &Pointer, runs: &[Children]) {
        let Some((latest, _)) = self.of.values().next_back().copied() else { return };
        let mut visits: Vec<Visit> = Vec::new();
        let mut retry = None;
        for at in self.of.keys().rev() {
            let ExecutionAt::Child { run, child } = at else { continue };
            let told = runs.get(run.run).and_then(|run| run.all.get(*child)).map(|child| &child.told);
            let Some(own) = told.and_then(|told| told.states.get(state)) else { continue };
            retry = retry.or(own.retry);
            let last = own.visits.iter().rev().take(CHILD_VISITS_MAX - visits.len());
            visits.extend(last.map(|visit| Visit { execution: Some(*at), ..visit.clone() }));
            if visits.len() >= CHILD_VISITS_MAX {
                break;
            }
        }
        visits.reverse();
        visits.sort_by_key(|visit| visit.from);
        // Of a Map that was visited or tried again the latest attempt counts; of its executions, as the rule says.
        let counted = self.of.values().rev().take_while(|(run, _)| *run == latest).map(|(_, status)| *status);
        self.shown.tally = Tally::of(latest, counted, &visits);
        (self.shown.visits, self.shown.retry) = (visits, retry);
    }
}
