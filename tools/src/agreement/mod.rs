//! That the page shows of a run what the interpreter did.
//!
//! A run's history and trace are read by an `Account` of their own, which knows nothing of how the page folds them, and
//! what the page's [`Moment`] says is held against it, moment by moment: each visit's status, retry, error and tries, the
//! transitions that were taken, how far each Parallel and Map is, and where the execution failed.

mod account;
mod planned;

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};
use std::ops::Add;

use stepwright::asl::Machine;
use stepwright::json::Pointer;
use stepwright::sim::{
    ChildExecution, HeldTask, HistoryEvent, MapRun, ScopePath, Simulation, Status, TraceRecord, VirtualTime,
};
use stepwright::studio::executions::{ExecutionAt, MapRunAt, map_runs};
use stepwright::studio::{Moment, Moments, StateStatus, Visit, Workbench};

use account::{Account, Told};

/// A run with a longer history is not looked at after each event: only a hundred of its moments.
const EVENTS_MAX: usize = 1_000;

/// So many inputs of a run are followed one by one.
const INPUTS_MAX: usize = 2_000;

/// What was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many moments.
    pub moments: usize,
    /// How many retries, in all of the run's executions.
    pub retries: usize,
    /// How many errors a Catcher took.
    pub caught: usize,
    /// How many states failed.
    pub failed: usize,
}

impl Add for Compared {
    type Output = Compared;

    fn add(self, other: Compared) -> Compared {
        Compared {
            moments: self.moments + other.moments,
            retries: self.retries + other.retries,
            caught: self.caught + other.caught,
            failed: self.failed + other.failed,
        }
    }
}

/// Where page and interpreter differ: the moment, what of it, what the run says, and what the page shows.
pub type Disagreement = String;

/// Holds what the page shows of a run of a text against the run: event by event from its beginning to where it is and back,
/// and input by input while it is made again.
pub fn compare(text: &str, run: &Simulation) -> Result<Compared, Disagreement> {
    let workbench = Workbench::open("agreement", text);
    let machine = workbench.drawn.machine.clone();
    let mut page = Page::open(workbench, &machine);
    let known = run.history().len();
    let apart = if known > EVENTS_MAX { known / 100 } else { 1 };
    let forth = (0..=known).filter(|events| events % apart == 0 || *events == known);
    let back = (0..known).rev().filter(|events| events % (apart * 3) == 0);
    let mut compared = Compared::default();
    for events in forth.chain(back) {
        let mut then = run.clone();
        then.seek(events);
        page.compare(then).map_err(|difference| format!("after {events} events: {difference}"))?;
        compared.moments += 1;
    }
    page = Page::open(page.workbench, &machine);
    let mut again = Simulation::new(run.program().clone(), run.setup().clone());
    for input in 0..INPUTS_MAX {
        again.advance(VirtualTime::MAX, 1);
        let over = again.status().ended() || again.next_due().is_none();
        if input % apart == 0 || over {
            page.compare(again.clone()).map_err(|difference| format!("after {input} inputs: {difference}"))?;
            compared.moments += 1;
        }
        if over {
            break;
        }
    }
    planned::count(run, &mut compared);
    planned::compare(text, run)?;
    Ok(compared)
}

/// The page with a run on it.
struct Page<'a> {
    workbench: Workbench,
    moments: Moments,
    account: Account<'a>,
}

impl<'a> Page<'a> {
    fn open(workbench: Workbench, machine: &'a Machine) -> Page<'a> {
        // Few events apart, so that there are marks to go back to.
        Page { workbench, moments: Moments::marking(5), account: Account::new(machine) }
    }

    fn compare(&mut self, run: Simulation) -> Result<(), Disagreement> {
        self.workbench.run.simulation = Some(run);
        let moment = self.moments.show(&self.workbench);
        let Some(run) = &self.workbench.run.simulation else { return Ok(()) };
        let machine = self.account.machine;
        self.account.read(run.history().get(..run.cursor()).unwrap_or_default(), run.trace());
        let mut own = self.account.clone();
        wait(&mut own.visits, &moment.held);
        let children = children(run, machine, &moment.held);
        transitions(moment, machine, own.taken.iter().chain(children.iter().flat_map(|(_, child)| &child.taken)))?;
        for state in &machine.states {
            let at = &state.pointer;
            let told: Vec<&Told> = own.visits.iter().filter(|visit| visit.path.state == *at).collect();
            let shown = moment.visits(at).iter().filter(|visit| visit.execution.is_none());
            visits(at, &told, &shown.collect::<Vec<_>>(), run)?;
            let mut all = told;
            for (place, child) in &children {
                let told: Vec<&Told> = child.visits.iter().filter(|visit| visit.path.state == *at).collect();
                let shown = moment.visits(at).iter().filter(|visit| visit.execution == Some(*place));
                visits(at, &told, &shown.collect::<Vec<_>>(), run)?;
                all.extend(told);
            }
            status(moment, at, &all)?;
        }
        let failure = self.workbench.run.failure().and_then(|failure| failure.state);
        equal("the state that failed", "", culprit(run, &own), failure)
    }
}

/// The child executions of the run's own map runs that have begun, with what their own histories say. What was stopped with
/// its parent is not told there, and the last events of many are not kept.
fn children<'a>(run: &Simulation, machine: &'a Machine, held: &[HeldTask]) -> Vec<(ExecutionAt, Account<'a>)> {
    let seen = seen(run);
    let mut found = Vec::new();
    for (at, map_run) in run.map_runs().iter().enumerate() {
        let at = MapRunAt::own(at);
        let begun = if map_run.start <= seen { map_runs::children(run, at) } else { 0 };
        for (child, record) in map_run.executions.iter().enumerate().take(begun) {
            let mut account = Account::new(machine);
            let (events, trace) = shown_of(record, seen);
            account.read(events, trace);
            let status = record.status_at(seen);
            if status.ended() {
                let stopped = matches!(status, Status::Aborted | Status::TimedOut);
                account.visits.iter_mut().filter(|visit| stopped && visit.is_open()).for_each(|visit| {
                    visit.status = StateStatus::Aborted;
                });
                account.visits.retain(|visit| !visit.is_open());
            } else {
                wait(&mut account.visits, held);
            }
            found.push((ExecutionAt::Child { run: at, child }, account));
        }
    }
    found
}

fn shown_of(child: &ChildExecution, seen: VirtualTime) -> (&[HistoryEvent], &[TraceRecord]) {
    let events = child.history.partition_point(|event| event.time <= seen);
    let records = child.trace.partition_point(|record| record.time <= seen);
    (&child.history[..events], &child.trace[..records])
}

/// Up to when child executions show: an instant does once all of its events in the run's own history do.
fn seen(run: &Simulation) -> VirtualTime {
    match run.history().get(run.cursor()) {
        None if run.status().ended() => VirtualTime::MAX,
        Some(hidden) if hidden.time <= run.now() => VirtualTime(run.now().0 - 1),
        None | Some(_) => run.now(),
    }
}

/// The visits whose task is held wait for an answer.
fn wait(visits: &mut [Told], held: &[HeldTask]) {
    for held in held.iter().filter(|held| held.nested.is_none()) {
        for visit in visits.iter_mut().filter(|visit| visit.is_open() && visit.path == held.path) {
            visit.status = StateStatus::Callback;
        }
    }
}

fn equal<T: PartialEq + Debug>(what: &str, at: impl Display, run: T, page: T) -> Result<(), Disagreement> {
    if run == page { Ok(()) } else { Err(format!("{what} {at}: the run says {run:?}, the page shows {page:?}")) }
}

/// Which rule held, which Catcher took an error, and which way the rest was left.
fn transitions<'t>(
    moment: &Moment,
    machine: &Machine,
    taken: impl Iterator<Item = &'t Pointer>,
) -> Result<(), Disagreement> {
    let taken: Vec<&Pointer> = taken.collect();
    let ways = machine.transitions.iter().map(|way| way.pointer.clone());
    for way in ways.chain(machine.scopes.iter().map(|scope| scope.pointer.key("StartAt"))) {
        equal("taken", &way, taken.contains(&&way), moment.taken(&way))?;
    }
    Ok(())
}

/// Each visit to a state in one execution, those of a branch or iteration in their order.
fn visits(at: &Pointer, told: &[&Told], shown: &[&Visit], run: &Simulation) -> Result<(), Disagreement> {
    equal("visits", at, told.len(), shown.len())?;
    let (mut told, mut shown) = (told.to_vec(), shown.to_vec());
    told.sort_by(|one, other| one.path.scope.cmp(&other.path.scope));
    shown.sort_by(|one, other| one.scope.cmp(&other.scope));
    let pairs: Vec<(&Told, &Visit)> = told.into_iter().zip(shown).collect();
    for (number, (told, shown)) in pairs.iter().enumerate() {
        let at = format!("{at}, visit {}", number + 1);
        equal("scope", &at, &told.path.scope, &shown.scope)?;
        equal("status", &at, told.status, shown.status)?;
        let retry = told.retry.as_ref().filter(|_| told.status == StateStatus::Retrying);
        let retry = retry.map(|retry| (retry.attempt as usize, retry.of, retry.due));
        let waits = shown.retry.filter(|_| shown.status == StateStatus::Retrying);
        equal("retry", &at, retry, waits.map(|retry| (retry.number, retry.of as i64, retry.due)))?;
        let failure = told.failure.clone().filter(|_| told.status != StateStatus::Aborted);
        if let Some(failure) = failure {
            equal("error", &at, Some(&*failure.error.unwrap_or_default()), shown.error.as_deref())?;
            equal("cause", &at, failure.cause, shown.cause.clone())?;
        }
        equal("tries", &at, told.tries, shown.attempts.len())?;
        if !told.distributed {
            let progress = &shown.progress;
            equal("how many inside", &at, told.total, progress.total)?;
            equal("done inside", &at, told.done.len(), progress.done)?;
            equal("failed inside", &at, told.failed, progress.failed)?;
        }
    }
    // Of a Map that was visited often the latest visit shows how far its items are.
    for (number, (told, shown)) in pairs.iter().enumerate() {
        let is_last = pairs.get(number + 1).is_none_or(|(next, _)| next.path.scope != told.path.scope);
        if is_last && told.distributed && shown.execution.is_none() {
            items(at, told, shown, run)?;
        }
    }
    Ok(())
}

/// How many of a distributed Map's items did what: as its map run is listed, and as its child executions stand.
fn items(at: &Pointer, told: &Told, shown: &Visit, run: &Simulation) -> Result<(), Disagreement> {
    let seen = seen(run);
    let of_visit = |map_run: &MapRun| {
        let since = map_run.redriven_at(seen).unwrap_or(map_run.start);
        map_run.path == told.path && map_run.start <= seen && told.from <= since
    };
    let Some(number) = run.map_runs().iter().rposition(|map_run| of_visit(map_run)) else { return Ok(()) };
    let progress = &shown.progress;
    let listed = map_runs::map_run(run, MapRunAt::own(number)).map(|facts| facts.items).unwrap_or_default();
    let bad = listed.failed + listed.timed_out + listed.aborted;
    equal("items", at, (Some(listed.total), listed.succeeded, bad), (progress.total, progress.done, progress.failed))?;
    let map_run = &run.map_runs()[number];
    if map_run.redrive_count > 0 {
        return Ok(());
    }
    let begun = map_run.executions.iter().filter(|child| child.first_start() <= seen);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for child in begun {
        *counts.entry(child.status_at(seen).as_str()).or_default() += child.items;
    }
    let count = |status: Status| counts.get(status.as_str()).copied().unwrap_or(0);
    let failed = [Status::Failed, Status::TimedOut, Status::Aborted].map(count).iter().sum();
    let told = (Some(map_run.items), count(Status::Succeeded), failed);
    equal("items", at, told, (progress.total, progress.done, progress.failed))
}

/// What the page says first, from the loudest down, where a state's visits differ.
const LOUDEST: [StateStatus; 8] = [
    StateStatus::Callback,
    StateStatus::Retrying,
    StateStatus::Running,
    StateStatus::Waiting,
    StateStatus::Failed,
    StateStatus::Aborted,
    StateStatus::Caught,
    StateStatus::Succeeded,
];

/// A state's one status, and how many of a Map's items did what in it.
fn status(moment: &Moment, at: &Pointer, all: &[&Told]) -> Result<(), Disagreement> {
    let attempt = |told: &&Told| told.path.scope.hops().last().map(|hop| (hop.entered_event, hop.attempt));
    let latest = all.iter().map(attempt).max().flatten();
    let mut last: BTreeMap<&ScopePath, StateStatus> = BTreeMap::new();
    for told in all.iter().filter(|told| attempt(told) == latest) {
        last.insert(&told.path.scope, told.status);
    }
    let loudest = LOUDEST.into_iter().find(|status| last.values().any(|own| own == status));
    equal("status", at, loudest.unwrap_or(StateStatus::NotReached), moment.status(at))?;
    let mut counts: Vec<String> = Vec::new();
    for status in StateStatus::ALL.into_iter().filter(|_| latest.is_some()) {
        let count = last.values().filter(|own| **own == status).count();
        if count > 0 {
            counts.push(format!("{count} {}", status.label().to_lowercase()));
        }
    }
    let outcomes = (last.len() > 1).then(|| counts.join(", "));
    equal("outcomes", at, outcomes.filter(|_| latest.is_some()), moment.outcomes(at))?;
    let waits = all.iter().rfind(|told| told.is_open() && told.status != StateStatus::Caught);
    if let Some(retry) = waits.and_then(|told| told.retry.as_ref()).filter(|_| all.len() == 1) {
        let badge = moment.badge(at).map(|badge| badge.text);
        equal("badge", at, Some(format!("{} of {}", retry.attempt, retry.of)), badge)?;
    }
    Ok(())
}

/// The innermost state whose error ended the execution.
fn culprit(run: &Simulation, own: &Account<'_>) -> Option<Pointer> {
    use stepwright::sim::TraceFact::Failed;
    let last = run.trace().last().filter(|_| run.status() == Status::Failed)?;
    let mut path = matches!(last.fact, Failed(_)).then_some(&last.path)?;
    loop {
        let hop = |told: &Told| {
            let hop = told.path.scope.hop().filter(|hop| hop.outer == path.scope && hop.owner == path.state)?;
            Some((hop.entered_event, hop.attempt))
        };
        // Of what ran in its last attempt, the first to fail; what failed then or in another visit was taken.
        let latest = own.visits.iter().filter_map(hop).max();
        let failed = own.visits.iter().filter(|told| told.status == StateStatus::Failed && hop(told).is_some());
        let failed = failed.filter(|told| told.redrives == own.redrives);
        match failed.filter(|told| hop(told) == latest).min_by_key(|told| told.decided) {
            Some(told) => path = &told.path,
            None => return Some(path.state.clone()),
        }
    }
}
