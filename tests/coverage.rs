//! What the interpreter can do, and that some scenario on file makes it do each of it.
//!
//! A new event type, transition or record has to come with a scenario that reaches it, or with a reason here why none can.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a fixture that cannot be read fails its test")]

mod scenario;

use std::collections::BTreeSet;
use std::sync::Arc;

use stepwright::asl::{StateKind, TransitionKind};
use stepwright::sim::{EventDetails, EventType, HistoryEvent, MapRun, Progress, Simulation, Stage, Status, TraceFact};

use scenario::{BUDGET, play, scenarios};

/// The events that the simulator does not write. A mock answers a call that was made: none is refused before. How a map run
/// ends whose execution goes on without it no recording shows; its own status and counters tell.
const NEVER_WRITTEN: [EventType; 6] = [
    EventType::ActivityScheduleFailed,
    EventType::LambdaFunctionScheduleFailed,
    EventType::LambdaFunctionStartFailed,
    EventType::MapRunAborted,
    EventType::TaskStartFailed,
    EventType::TaskSubmitFailed,
];

/// Every event of a run: its own, those of its child executions, and those of the executions it started.
fn events(run: &Simulation) -> Vec<HistoryEvent> {
    let children = |map_runs: &[Arc<MapRun>]| -> Vec<HistoryEvent> {
        map_runs.iter().flat_map(|map_run| map_run.executions.iter()).flat_map(|child| child.history.clone()).collect()
    };
    let nested = run.nested_executions().iter();
    let nested = nested.flat_map(|nested| [nested.execution.history.clone(), children(&nested.map_runs)].concat());
    [run.history().to_vec(), children(run.map_runs()), nested.collect()].concat()
}

#[track_caller]
fn all_reached<T: Ord + std::fmt::Debug>(wanted: impl IntoIterator<Item = T>, reached: &BTreeSet<T>) {
    let wanted: BTreeSet<T> = wanted.into_iter().collect();
    let (missing, strange) = (wanted.difference(reached), reached.difference(&wanted));
    let (missing, strange): (Vec<_>, Vec<_>) = (missing.collect(), strange.collect());
    assert!(missing.is_empty(), "no scenario reaches {missing:?}");
    assert!(strange.is_empty(), "a scenario reaches {strange:?}, which is said not to be possible");
}

#[test]
fn every_event_is_written() {
    let reached = scenarios().iter().flat_map(|scenario| events(&play(scenario).0)).map(|event| event.kind).collect();
    all_reached(EventType::ALL.iter().copied().filter(|kind| !NEVER_WRITTEN.contains(kind)), &reached);
}

/// How a state is left: along a transition, or at the end of its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Next,
    Choice,
    Default,
    Catch,
    End,
}

/// The ways out of a type of state; those of a Fail are the failure's.
fn ways(kind: StateKind) -> Vec<Way> {
    let own = match kind {
        StateKind::Choice => vec![Way::Choice, Way::Default],
        StateKind::Succeed => vec![Way::End],
        StateKind::Fail => vec![],
        StateKind::Task | StateKind::Pass | StateKind::Wait | StateKind::Parallel | StateKind::Map => {
            vec![Way::Next, Way::End]
        }
    };
    own.into_iter().chain(kind.can_catch().then_some(Way::Catch)).collect()
}

#[test]
fn every_state_is_left_in_each_of_its_ways() {
    let mut reached = BTreeSet::new();
    for event in scenarios().iter().flat_map(|scenario| events(&play(scenario).0)) {
        if let EventDetails::Exited { taken, .. } = event.details {
            let kind = StateKind::ALL.into_iter().find(|kind| EventType::exited(*kind) == Some(event.kind));
            let way = match taken {
                Some(TransitionKind::Next) => Way::Next,
                Some(TransitionKind::Choice(_)) => Way::Choice,
                Some(TransitionKind::Default) => Way::Default,
                Some(TransitionKind::Catch(_)) => Way::Catch,
                None => Way::End,
            };
            reached.insert((kind.expect("a state is left").as_str(), way));
        }
    }
    let wanted =
        StateKind::ALL.into_iter().flat_map(|kind| ways(kind).into_iter().map(move |way| (kind.as_str(), way)));
    all_reached(wanted, &reached);
}

/// What became of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Retried,
    Caught,
    Failed,
}

/// What can become of an error of a type of state.
fn fates(kind: StateKind) -> Vec<Fate> {
    let handled = kind.can_catch().then_some([Fate::Retried, Fate::Caught]);
    handled.into_iter().flatten().chain([Fate::Failed]).collect()
}

#[test]
fn every_error_meets_each_of_its_fates() {
    let mut reached = BTreeSet::new();
    for scenario in scenarios() {
        let (run, _) = play(&scenario);
        let machine = run.program().machine();
        for record in run.trace() {
            let state = machine.at(&record.path.state).and_then(|id| machine.state(id));
            // A state without a type fails, too.
            let Some(kind) = state.and_then(|state| state.kind) else { continue };
            let fate = match record.fact {
                TraceFact::Retried(_) => Fate::Retried,
                TraceFact::Caught { .. } => Fate::Caught,
                TraceFact::Failed(_) => Fate::Failed,
            };
            reached.insert((kind.as_str(), fate));
        }
    }
    let wanted =
        StateKind::ALL.into_iter().flat_map(|kind| fates(kind).into_iter().map(move |fate| (kind.as_str(), fate)));
    all_reached(wanted, &reached);
}

/// The place of a stage among all of them: one that is new has none.
fn place(stage: Stage) -> usize {
    match stage {
        Stage::AfterInputPath => 0,
        Stage::AfterParameters => 1,
        Stage::AfterArguments => 2,
        Stage::AfterItemsPath => 3,
        Stage::AfterItemSelector => 4,
        Stage::AfterItemBatcher => 5,
        Stage::Result => 6,
        Stage::AfterResultSelector => 7,
        Stage::AfterResultPath => 8,
    }
}

#[test]
fn every_stage_of_the_data_flow_is_gone_through() {
    let mut reached = BTreeSet::new();
    for scenario in scenarios() {
        let (run, _) = play(&scenario);
        for mut inspection in (1..=run.history().len() as u64).filter_map(|event| run.inspecting(event)) {
            while !inspection.advance(BUDGET) {}
            reached.extend(inspection.records().iter().map(|record| place(record.stage)));
        }
    }
    all_reached(0..9, &reached);
}

#[test]
fn every_execution_ends_in_each_of_its_ways() {
    let ends = |scenario| {
        let (run, progress) = play(scenario);
        assert_eq!(progress, Progress::Ended, "{}", scenario.folder.display());
        run.status()
    };
    let reached = scenarios().iter().map(ends).map(Status::as_str).collect();
    let ended = [Status::Succeeded, Status::Failed, Status::TimedOut, Status::Aborted];
    all_reached(ended.map(Status::as_str), &reached);
}
