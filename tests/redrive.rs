//! Redrive, form by form, against histories written by hand.
//!
//! The rules are those of the AWS developer guide, "Restarting state machine executions with redrive" and "Redriving Map
//! Runs"; the ids and what follows what are those of executions recorded on the service (radkawar/stackd,
//! `testdata/aws/stepfunctions/redrive_execution.json` and `redrive_map.json`), whose machines these resemble.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read fails its test")]

use std::fmt::Write as _;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    EventType, HistoryEvent, Journal, MockPlan, OtherMachine, Program, Progress, RedriveRefusal, RedriveStatus,
    Resolution, ResolveError, S3Objects, Setup, Simulation, Status, VirtualTime, WorkflowType, limits,
};

const BUDGET: usize = 1_000_000;
const DAY_MS: i64 = 24 * 3_600_000;

fn setup(input: &str, mocks: &str) -> Setup {
    let (mocks, errors) = MockPlan::from_json(&Value::parse(mocks).unwrap());
    assert_eq!(errors, []);
    Setup { input: Value::parse(input).unwrap(), mocks, ..Setup::default() }
}

fn simulation(machine: &str, setup: Setup) -> Simulation {
    Simulation::new(Arc::new(Program::compile(&Document::new(machine))), setup)
}

/// Runs a machine to where it stays.
fn run(machine: &str, input: &str, mocks: &str) -> Simulation {
    let mut run = simulation(machine, setup(input, mocks));
    run.advance(VirtualTime::MAX, BUDGET);
    run
}

fn redriven(run: &mut Simulation) {
    run.redrive().unwrap();
    assert_eq!(run.status(), Status::Running);
    run.advance(VirtualTime::MAX, BUDGET);
}

/// `id<previous type place`, a line an event.
fn lines(events: &[HistoryEvent]) -> String {
    events.iter().fold(String::new(), |mut out, event| {
        let place = event.path.as_ref().map_or(String::new(), |path| format!(" {path}"));
        let _ = writeln!(out, "{}<{} {}{place}", event.id, event.previous_event_id, event.kind.as_str());
        out
    })
}

#[track_caller]
fn expect(run: &Simulation, from: usize, expected: &str) {
    let expected: String = expected.lines().map(|line| format!("{}\n", line.trim())).skip(1).collect();
    assert_eq!(lines(&run.history()[from - 1..]), expected.trim_start_matches('\n').replace("\n\n", "\n"));
    replays(run);
}

/// Its journal, saved and read again, gives the same run; so does walking to its end, and so does a branch from any
/// event to the next one.
#[track_caller]
fn replays(run: &Simulation) {
    let texts = |run: &Simulation| run.history().iter().map(|event| event.to_json().to_string()).collect::<Vec<_>>();
    let journal = Journal::from_json(&Value::parse(&run.journal().to_json().to_string()).unwrap());
    assert_eq!(&journal, run.journal());
    let mut again = Simulation::replay(run.program().clone(), run.setup().clone(), &journal);
    again.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((texts(&again), again.status()), (texts(run), run.status()));
    assert_eq!(again.map_runs(), run.map_runs());
    assert_eq!(again.nested_executions(), run.nested_executions());
    assert_eq!(again.journal(), run.journal());
    let mut slow = Simulation::replay(run.program().clone(), run.setup().clone(), &journal);
    while slow.step() == Progress::Advanced {}
    assert_eq!(texts(&slow), texts(run));
    let (other, differs) = run.replay_on(run.program().clone(), run.setup().clone());
    assert_eq!((differs, other.cursor(), other.status()), (None, run.cursor(), run.status()));
}

const TASK: &str =
    r#""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{"n.$":"$$.Execution.RedriveCount"}"#;

#[test]
fn a_failed_task_is_scheduled_again_and_its_retries_start_again() {
    // "The retry attempt count for these states is reset to 0"; RedriveCount and RedriveTime are in the context object.
    let machine = r#"{"StartAt":"First","States":{"First":{"Type":"Pass","Next":"Work"},
        "Work":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
            "Parameters":{"execution.$":"$$.Execution","state.$":"$$.State"},
            "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1,"MaxAttempts":1}]}}}"#;
    let throw = r#"{"Throw":{"Error":"E"}}"#;
    let mocks = format!(r#"{{"Work":{{"Calls":[{throw},{throw},{throw},{throw},{{"Return":1}}]}}}}"#);
    let mut run = run(machine, "{}", &mocks);
    assert_eq!((run.status(), run.error()), (Status::Failed, Some("E")));
    redriven(&mut run);
    assert_eq!((run.status(), run.redrive_count()), (Status::Failed, 1));
    redriven(&mut run);
    assert_eq!((run.status(), run.output().map(ToString::to_string).as_deref()), (Status::Succeeded, Some("1")));
    expect(
        &run,
        4,
        "
        4<3 TaskStateEntered /States/Work
        5<4 TaskScheduled /States/Work
        6<5 TaskStarted /States/Work
        7<6 TaskFailed /States/Work
        8<7 TaskScheduled /States/Work
        9<8 TaskStarted /States/Work
        10<9 TaskFailed /States/Work
        11<10 ExecutionFailed
        12<11 ExecutionRedriven
        13<4 TaskScheduled /States/Work
        14<13 TaskStarted /States/Work
        15<14 TaskFailed /States/Work
        16<15 TaskScheduled /States/Work
        17<16 TaskStarted /States/Work
        18<17 TaskFailed /States/Work
        19<18 ExecutionFailed
        20<19 ExecutionRedriven
        21<4 TaskScheduled /States/Work
        22<21 TaskStarted /States/Work
        23<22 TaskSucceeded /States/Work
        24<23 TaskStateExited /States/Work
        25<24 ExecutionSucceeded",
    );
    let asked = |id: usize| {
        let details = run.history()[id - 1].to_json();
        let text = details.get("taskScheduledEventDetails").unwrap().get("parameters").unwrap().clone();
        Value::parse(text.as_str().unwrap()).unwrap()
    };
    let member = |id: usize, object: &str, key: &str| asked(id).get(object).and_then(|object| object.get(key)).cloned();
    assert_eq!((member(5, "execution", "RedriveCount"), member(5, "execution", "RedriveTime")), (Some(0.into()), None));
    assert_eq!(member(13, "execution", "RedriveCount"), Some(1.into()));
    assert_eq!(member(21, "execution", "RedriveTime"), Some(run.history()[19].time.to_string().into()));
    assert_eq!([8, 13, 16].map(|id| member(id, "state", "RetryCount").unwrap()), [1, 0, 1].map(Value::from));
    assert_eq!(member(21, "state", "EnteredTime"), member(5, "state", "EnteredTime"));
    let redriven = run.history()[19].to_json();
    assert_eq!(redriven.get("executionRedrivenEventDetails").unwrap().to_string(), r#"{"redriveCount":2}"#);
}

#[test]
fn only_the_branches_that_failed_or_were_stopped_go_on() {
    let task = |name: &str| format!(r#"{{"StartAt":"{name}","States":{{"{name}":{{{TASK},"End":true}}}}}}"#);
    let machine = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"Branches":[{},{},{}]}}}}}}"#,
        task("Good"),
        task("Bad"),
        task("Slow")
    );
    let mocks = r#"{"Good":{"Calls":[{"Return":"kept","LatencyMs":10}]},
        "Bad":{"Calls":[{"Throw":{"Error":"E"},"LatencyMs":20},{"Return":"mended","LatencyMs":20}]},
        "Slow":{"Calls":[{"Return":"lost","LatencyMs":9000},{"Return":"in time","LatencyMs":10}]}}"#;
    let mut run = run(&machine, "{}", mocks);
    assert_eq!(run.error(), Some("E"));
    redriven(&mut run);
    expect(
        &run,
        2,
        "
        2<0 ParallelStateEntered /States/P
        3<2 ParallelStateStarted /States/P
        4<3 TaskStateEntered /States/P(0)/Branches/0/States/Good
        5<4 TaskScheduled /States/P(0)/Branches/0/States/Good
        6<3 TaskStateEntered /States/P(1)/Branches/1/States/Bad
        7<6 TaskScheduled /States/P(1)/Branches/1/States/Bad
        8<3 TaskStateEntered /States/P(2)/Branches/2/States/Slow
        9<8 TaskScheduled /States/P(2)/Branches/2/States/Slow
        10<5 TaskStarted /States/P(0)/Branches/0/States/Good
        11<7 TaskStarted /States/P(1)/Branches/1/States/Bad
        12<9 TaskStarted /States/P(2)/Branches/2/States/Slow
        13<10 TaskSucceeded /States/P(0)/Branches/0/States/Good
        14<13 TaskStateExited /States/P(0)/Branches/0/States/Good
        15<11 TaskFailed /States/P(1)/Branches/1/States/Bad
        16<15 TaskStateAborted /States/P(1)/Branches/1/States/Bad
        17<15 TaskStateAborted /States/P(2)/Branches/2/States/Slow
        18<15 ParallelStateFailed /States/P
        19<18 ExecutionFailed
        20<19 ExecutionRedriven
        21<6 TaskScheduled /States/P(1)/Branches/1/States/Bad
        22<8 TaskScheduled /States/P(2)/Branches/2/States/Slow
        23<21 TaskStarted /States/P(1)/Branches/1/States/Bad
        24<22 TaskStarted /States/P(2)/Branches/2/States/Slow
        25<24 TaskSucceeded /States/P(2)/Branches/2/States/Slow
        26<25 TaskStateExited /States/P(2)/Branches/2/States/Slow
        27<23 TaskSucceeded /States/P(1)/Branches/1/States/Bad
        28<27 TaskStateExited /States/P(1)/Branches/1/States/Bad
        29<28 ParallelStateSucceeded /States/P
        30<28 ParallelStateExited /States/P
        31<30 ExecutionSucceeded",
    );
    assert!(run.output().unwrap().to_string().starts_with(r#"["kept","#), "{:?}", run.output());
}

const MAP: &str = r#"{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,
    "ItemProcessor":{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}}}}"#;

#[test]
fn an_inline_map_goes_on_with_its_failed_item_and_then_with_the_others() {
    let mocks = r#"{"T":{"Calls":[{"Return":"a"},{"Throw":{"Error":"E"}},{"Return":"b"},{"Return":"c"}]}}"#;
    let mut run = run(MAP, "[0,1,2]", mocks);
    redriven(&mut run);
    expect(
        &run,
        10,
        "
        10<9 MapIterationSucceeded /States/M
        11<9 MapIterationStarted /States/M
        12<11 TaskStateEntered /States/M[1]/ItemProcessor/States/T
        13<12 TaskScheduled /States/M[1]/ItemProcessor/States/T
        14<13 TaskStarted /States/M[1]/ItemProcessor/States/T
        15<14 TaskFailed /States/M[1]/ItemProcessor/States/T
        16<15 MapIterationFailed /States/M
        17<15 TaskStateAborted /States/M[1]/ItemProcessor/States/T
        18<15 MapStateFailed /States/M
        19<18 ExecutionFailed
        20<19 ExecutionRedriven
        21<12 TaskScheduled /States/M[1]/ItemProcessor/States/T
        22<21 TaskStarted /States/M[1]/ItemProcessor/States/T
        23<22 TaskSucceeded /States/M[1]/ItemProcessor/States/T
        24<23 TaskStateExited /States/M[1]/ItemProcessor/States/T
        25<24 MapIterationSucceeded /States/M
        26<24 MapIterationStarted /States/M
        27<26 TaskStateEntered /States/M[2]/ItemProcessor/States/T
        28<27 TaskScheduled /States/M[2]/ItemProcessor/States/T
        29<28 TaskStarted /States/M[2]/ItemProcessor/States/T
        30<29 TaskSucceeded /States/M[2]/ItemProcessor/States/T
        31<30 TaskStateExited /States/M[2]/ItemProcessor/States/T
        32<31 MapIterationSucceeded /States/M
        33<32 MapStateSucceeded /States/M
        34<32 MapStateExited /States/M
        35<34 ExecutionSucceeded",
    );
}

#[test]
fn a_parallel_inside_a_map_goes_on_where_it_stopped() {
    let machine = r#"{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"End":true,"ItemProcessor":{"StartAt":"P",
        "States":{"P":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"A","States":{"A":{"Type":"Pass","Result":"a","End":true}}},
            {"StartAt":"B","States":{"B":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}]}}}}}}"#;
    let mut run = run(machine, "[0]", r#"{"B":{"Calls":[{"Throw":{"Error":"E"}},{"Return":"b"}]}}"#);
    redriven(&mut run);
    expect(
        &run,
        18,
        "
        18<17 ExecutionFailed
        19<18 ExecutionRedriven
        20<9 TaskScheduled /States/M[0]/ItemProcessor/States/P(1)/Branches/1/States/B
        21<20 TaskStarted /States/M[0]/ItemProcessor/States/P(1)/Branches/1/States/B
        22<21 TaskSucceeded /States/M[0]/ItemProcessor/States/P(1)/Branches/1/States/B
        23<22 TaskStateExited /States/M[0]/ItemProcessor/States/P(1)/Branches/1/States/B
        24<23 ParallelStateSucceeded /States/M[0]/ItemProcessor/States/P
        25<23 ParallelStateExited /States/M[0]/ItemProcessor/States/P
        26<25 MapIterationSucceeded /States/M
        27<26 MapStateSucceeded /States/M
        28<26 MapStateExited /States/M
        29<28 ExecutionSucceeded",
    );
}

fn distributed(kind: &str, rest: &str) -> String {
    format!(
        r#"{{"StartAt":"First","States":{{"First":{{"Type":"Pass","Next":"Each"}},"Each":{{"Type":"Map","MaxConcurrency":1,"End":true{rest},
        "ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"{kind}"}},"StartAt":"Before","States":{{
            "Before":{{"Type":"Pass","Next":"T"}},
            "T":{{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}}}}}}}}}}"#
    )
}

const THREE: &str = r#"{"T":{"Calls":[{"Return":"a"},{"Throw":{"Error":"E"}},{"Return":"b"},{"Return":"c"}]}}"#;

#[test]
fn a_distributed_map_goes_on_as_the_same_map_run() {
    let writer = r#","ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out"}}"#;
    let mut run = run(&distributed("STANDARD", writer), "[0,1,2]", THREE);
    assert_eq!(run.error(), Some("States.ExceedToleratedFailureThreshold"));
    let failed = run.map_runs()[0].clone();
    let counts = failed.execution_counts();
    assert_eq!((counts.pending, counts.succeeded, counts.failed, counts.total), (1, 1, 1, 3));
    let statuses: Vec<&str> =
        failed.executions.iter().map(|child| child.redrive_status(&failed, run.now()).as_str()).collect();
    assert_eq!(statuses, ["NOT_REDRIVABLE", "REDRIVABLE_BY_MAP_RUN"]);
    redriven(&mut run);
    expect(
        &run,
        4,
        "
        4<3 MapStateEntered /States/Each
        5<4 MapStateStarted /States/Each
        6<5 MapRunStarted /States/Each
        7<6 MapRunFailed /States/Each
        8<7 MapStateFailed /States/Each
        9<8 ExecutionFailed
        10<9 ExecutionRedriven
        11<5 MapRunRedriven /States/Each
        12<11 MapRunSucceeded /States/Each
        13<12 MapStateSucceeded /States/Each
        14<11 MapStateExited /States/Each
        15<14 ExecutionSucceeded",
    );
    let [map_run] = run.map_runs() else { panic!("one map run") };
    assert_eq!((&map_run.arn, map_run.redrive_count, map_run.status), (&failed.arn, 1, Status::Succeeded));
    let child = &map_run.executions[1];
    assert_eq!((child.redrive_count, &child.arn), (1, &failed.executions[1].arn));
    assert_eq!(
        lines(&child.history[3..]).replace(" /States/Each[1]/ItemProcessor/States/T", " T"),
        "4<3 TaskStateEntered T\n5<4 TaskScheduled T\n6<5 TaskStarted T\n7<6 TaskFailed T\n8<7 ExecutionFailed\n\
         9<8 ExecutionRedriven\n10<4 TaskScheduled T\n11<10 TaskStarted T\n12<11 TaskSucceeded T\n\
         13<12 TaskStateExited T\n14<13 ExecutionSucceeded\n"
    );
    assert_eq!(map_run.executions[0].redrive_count, 0);
    let details = run.history()[10].to_json().get("mapRunRedrivenEventDetails").unwrap().clone();
    assert_eq!(details.get("mapRunArn").and_then(Value::as_str), Some(&*failed.arn));
    assert_eq!(details.get("redriveCount").and_then(Value::as_i64), Some(1));
    // Recorded: a redriven map run writes to a folder of its own.
    let key = run.output().unwrap().get("ResultWriterDetails").unwrap().get("Key").cloned().unwrap();
    assert!(key.as_str().unwrap().ends_with("/Redrive-1/manifest.json"), "{key}");
}

#[test]
fn express_children_start_again_from_their_first_state() {
    let mut run = run(&distributed("EXPRESS", ""), "[0,1,2]", THREE);
    redriven(&mut run);
    assert_eq!(run.output().unwrap().as_array().unwrap().len(), 3);
    let child = &run.map_runs()[0].executions[1];
    assert_eq!((child.redrive_count, child.status, child.history.len()), (1, Status::Succeeded, 9));
    let kinds: Vec<EventType> = child.history.iter().take(3).map(|event| event.kind).collect();
    assert_eq!(kinds, [EventType::ExecutionStarted, EventType::PassStateEntered, EventType::PassStateExited]);
    replays(&run);
}

#[test]
fn children_wait_for_their_redrive_when_no_more_may_run() {
    // Two fail and are tolerated, the third is one too many. "Until the specified concurrency limit can allow for more child
    // workflow executions to run, the execution remains in the Pending redrive state."
    let throw = r#"{"Throw":{"Error":"E"}}"#;
    let hold = r#"{"Hold":true}"#;
    let mocks = format!(r#"{{"T":{{"Calls":[{throw},{throw},{throw},{hold}]}}}}"#);
    let mut run = run(&distributed("STANDARD", r#","ToleratedFailureCount":2"#), "[0,1,2,3]", &mocks);
    assert_eq!(run.status(), Status::Failed);
    run.redrive().unwrap();
    run.advance(run.now().plus_seconds(1), BUDGET);
    let [map_run] = run.map_runs() else { panic!("one map run") };
    let counts = map_run.execution_counts();
    assert_eq!((counts.running, counts.pending_redrive, counts.pending, counts.failed), (1, 2, 1, 0));
    assert_eq!(map_run.executions[1].status_name(), "PENDING_REDRIVE");
    // Stopped now, nothing is pending any more, and all of it goes on later.
    run.abort(None, None);
    assert_eq!(run.map_runs()[0].execution_counts().pending_redrive, 0);
    run.redrive().unwrap();
    assert_eq!(run.map_runs()[0].execution_counts().pending_redrive, 2);
    assert_eq!(run.map_runs()[0].redrive_count, 2);
    run.advance(VirtualTime::MAX, BUDGET);
    replays(&run);
}

#[test]
fn a_child_that_ended_too_long_ago_stays_failed() {
    // "If an execution isn't redrivable, it won't be attempted again": the second child keeps its map run for 20 days.
    let machine = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","MaxConcurrency":1,"End":true,"ToleratedFailureCount":1,
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},"StartAt":"W","States":{
            "W":{"Type":"Wait","SecondsPath":"$","Next":"T"},
            "T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}}}}"#;
    let throw = r#"{"Throw":{"Error":"E"}}"#;
    let mocks = format!(r#"{{"T":{{"Calls":[{throw},{throw},{{"Return":"b"}}]}}}}"#);
    let mut run = run(machine, "[0,1728000]", &mocks);
    assert_eq!(run.status(), Status::Failed);
    redriven(&mut run);
    let [map_run] = run.map_runs() else { panic!("one map run") };
    let counts = map_run.execution_counts();
    assert_eq!((counts.failed, counts.failures_not_redrivable, counts.succeeded), (1, 1, 1));
    assert_eq!((run.status(), map_run.executions[0].redrive_count), (Status::Succeeded, 0));
    assert_eq!(map_run.executions[0].redrive_status(map_run, run.now()).as_str(), "NOT_REDRIVABLE");
    replays(&run);
}

#[test]
fn a_map_run_that_could_not_read_its_items_reads_them_again() {
    let reader = r#","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},
        "Parameters":{"Bucket":"b","Key":"k"}}"#;
    let mut failed = run(&distributed("STANDARD", reader), "{}", "{}");
    assert_eq!(failed.error(), Some("States.ItemReaderFailed"));
    redriven(&mut failed);
    expect(
        &failed,
        6,
        "
        6<5 MapRunStarted /States/Each
        7<6 MapRunFailed /States/Each
        8<7 MapStateFailed /States/Each
        9<8 ExecutionFailed
        10<9 ExecutionRedriven
        11<5 MapRunRedriven /States/Each
        12<11 MapRunFailed /States/Each
        13<12 MapStateFailed /States/Each
        14<13 ExecutionFailed",
    );
    // Over a bucket that has the object, the run does not fail, and the redrive has nothing to do.
    let objects = S3Objects::default().with("b", "k", "[1]");
    let setup = Setup { objects, ..failed.setup().clone() };
    let (mut other, differs) = failed.replay_on(failed.program().clone(), setup);
    other.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((other.status(), differs, other.journal().entries().len()), (Status::Succeeded, Some(6), 0));
}

#[test]
fn after_a_data_limit_every_branch_runs_again() {
    // "If the state failed because of a States.DataLimitExceeded error, the Parallel state is rerun, including the
    // branches that were successful in the original execution attempt."
    let task = |name: &str| {
        let task = r#""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true"#;
        format!(r#"{{"StartAt":"{name}","States":{{"{name}":{{{task}}}}}}}"#)
    };
    let machine = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"Branches":[{},{}]}}}}}}"#,
        task("A"),
        task("B")
    );
    let large = "x".repeat(150_000);
    let mocks = format!(
        r#"{{"A":{{"Calls":[{{"Return":"{large}"}},{{"Return":1}}]}},"B":{{"Calls":[{{"Return":"{large}"}},{{"Return":2}}]}}}}"#
    );
    let mut run = run(&machine, "{}", &mocks);
    assert_eq!(run.error(), Some("States.DataLimitExceeded"));
    let ended = run.history().len();
    redriven(&mut run);
    let after = &run.history()[ended..];
    assert_eq!((after[1].kind, after[1].previous_event_id), (EventType::ParallelStateStarted, 2));
    assert_eq!(after.iter().filter(|event| event.kind == EventType::TaskStateEntered).count(), 2);
    // The scopes are new ones: no path of the first attempt comes again.
    let paths = |events: &[HistoryEvent]| events.iter().filter_map(|event| event.path.clone()).collect::<Vec<_>>();
    let before = paths(&run.history()[..ended]);
    assert!(paths(after).iter().all(|path| path.scope.hop().is_none() || !before.contains(path)));
    assert_eq!(run.output().unwrap().to_string(), "[1,2]");
    replays(&run);
}

#[test]
fn a_fail_state_fails_again_and_a_choice_is_made_again() {
    let machine = r#"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"c"}}}"#;
    let mut failed = run(machine, "{}", "{}");
    redriven(&mut failed);
    redriven(&mut failed);
    expect(
        &failed,
        2,
        "
        2<0 FailStateEntered /States/F
        3<2 ExecutionFailed
        4<3 ExecutionRedriven
        5<4 ExecutionFailed
        6<5 ExecutionRedriven
        7<6 ExecutionFailed",
    );
    let machine =
        r#"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"C"}]}}}"#;
    let mut unmatched = run(machine, "{}", "{}");
    redriven(&mut unmatched);
    assert_eq!((unmatched.error(), unmatched.history().len()), (Some("States.Runtime"), 5));
    replays(&unmatched);
}

#[test]
fn a_stopped_task_gets_a_new_token_and_the_old_one_is_worth_nothing() {
    let machine = r#"{"StartAt":"Ask","States":{"Ask":{"Type":"Task","End":true,"TimeoutSeconds":60,
        "Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"token.$":"$$.Task.Token"}}}}"#;
    let mut run = simulation(machine, setup("{}", "{}"));
    run.advance(run.setup().start.plus_seconds(50), BUDGET);
    let old = run.held()[0].token.clone();
    run.abort(Some("Stop"), Some("by hand"));
    assert_eq!(run.redrive_status(), RedriveStatus::Redrivable);
    run.redrive().unwrap();
    run.advance(run.now(), BUDGET);
    assert_eq!(run.resolve(&old, Resolution::Heartbeat), Err(ResolveError::TaskTimedOut));
    let held = run.held();
    // "The TimeoutSeconds for the state, if defined, is reset to 0."
    assert_eq!(held[0].deadline.unwrap().since(run.now()), 60_000);
    run.resolve(&held[0].token, Resolution::Succeed(Value::from(1))).unwrap();
    assert_eq!(run.status(), Status::Succeeded);
    expect(
        &run,
        2,
        "
        2<0 TaskStateEntered /States/Ask
        3<2 TaskScheduled /States/Ask
        4<3 TaskStarted /States/Ask
        5<4 TaskSubmitted /States/Ask
        6<0 ExecutionAborted
        7<6 ExecutionRedriven
        8<2 TaskScheduled /States/Ask
        9<8 TaskStarted /States/Ask
        10<9 TaskSubmitted /States/Ask
        11<10 TaskSucceeded /States/Ask
        12<11 TaskStateExited /States/Ask
        13<12 ExecutionSucceeded",
    );
}

#[test]
fn a_machine_that_timed_out_has_its_whole_time_again() {
    let machine = r#"{"TimeoutSeconds":60,"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":40,"Next":"V"},
        "V":{"Type":"Wait","Seconds":50,"End":true}}}"#;
    let mut run = run(machine, "{}", "{}");
    assert_eq!((run.status(), run.error()), (Status::TimedOut, None));
    redriven(&mut run);
    expect(
        &run,
        4,
        "
        4<3 WaitStateEntered /States/V
        5<0 ExecutionTimedOut
        6<5 ExecutionRedriven
        7<4 WaitStateExited /States/V
        8<7 ExecutionSucceeded",
    );
    // The Wait waits anew, and ends before the machine's own time is up.
    assert_eq!(run.now().since(run.setup().start), 60_000 + 50_000);
}

#[test]
fn a_wait_until_a_moment_that_has_passed_ends_at_once() {
    let machine = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Timestamp":"2026-01-02T00:00:00Z","End":true}}}"#;
    let mut run = simulation(machine, setup("{}", "{}"));
    run.advance(run.setup().start.plus_seconds(1), BUDGET);
    run.abort(None, None);
    run.redrive_at(run.now().plus_ms(3 * DAY_MS)).unwrap();
    run.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((run.status(), run.now().since(run.setup().start)), (Status::Succeeded, 3 * DAY_MS + 1_000));
    replays(&run);
}

#[test]
fn what_cannot_be_redriven_is_refused_in_the_services_words() {
    let refused = |run: &mut Simulation| run.redrive().map_err(|refusal| refusal.to_string());
    let wait = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}}"#;
    let mut run = simulation(wait, setup("{}", "{}"));
    run.step();
    assert_eq!(refused(&mut run), Err("Execution is RUNNING and cannot be redriven".to_owned()));
    run.advance(VirtualTime::MAX, BUDGET);
    assert_eq!(refused(&mut run), Err("Execution is SUCCEEDED and cannot be redriven".to_owned()));
    let fail = r#"{"StartAt":"F","States":{"F":{"Type":"Fail"}}}"#;
    let mut express = simulation(fail, Setup { workflow: WorkflowType::Express, ..setup("{}", "{}") });
    express.advance(VirtualTime::MAX, BUDGET);
    assert_eq!(
        refused(&mut express),
        Err("Invalid Arn: 'Resource type not valid in this context: express'".to_owned())
    );
    // "This period starts from the day a state machine completes its execution."
    let mut failed = simulation(fail, setup("{}", "{}"));
    failed.advance(VirtualTime::MAX, BUDGET);
    let after = failed.now().plus_ms(limits::REDRIVE_PERIOD_MS);
    assert_eq!(failed.redrive_status_at(after), RedriveStatus::Redrivable);
    let late = RedriveStatus::NotRedrivable(RedriveRefusal::Period);
    assert_eq!(failed.redrive_status_at(after.plus_ms(1)), late);
    assert_eq!(failed.redrive_at(after.plus_ms(1)), Err(RedriveRefusal::Period));
    assert_eq!(failed.redrive_at(after), Ok(()));
    // "The workflow execution hasn't exceeded the maximum open time of one year."
    let mut long = simulation(wait.replace("\"Seconds\":9", "\"Seconds\":99999999").as_str(), setup("{}", "{}"));
    long.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((long.status(), long.redrive()), (Status::TimedOut, Err(RedriveRefusal::MaxTime)));
    // "The execution event history count is less than 24,999."
    let loops = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}}"#;
    let mut full = simulation(loops, setup("{}", "{}"));
    full.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((full.status(), full.redrive()), (Status::Failed, Err(RedriveRefusal::HistoryLimit)));
    full.seek(24_997);
    full.abort(None, None);
    assert_eq!((full.history().len(), full.redrive()), (24_998, Ok(())));
    // One more event, which says that the history is full.
    full.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((full.history().len(), full.status()), (limits::HISTORY_EVENTS_MAX, Status::Failed));
}

#[test]
fn a_redrive_of_the_past_drops_what_came_after_it() {
    let mocks = r#"{"T":{"Calls":[{"Throw":{"Error":"E"}},{"Throw":{"Error":"F"}},{"Return":1}]}}"#;
    let machine =
        r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}"#;
    let mut run = run(machine, "{}", mocks);
    let ended = run.cursor();
    redriven(&mut run);
    redriven(&mut run);
    assert_eq!((run.status(), run.redrive_count()), (Status::Succeeded, 2));
    run.seek(ended);
    assert_eq!(
        (run.status(), run.error(), run.redrive_status()),
        (Status::Failed, Some("E"), RedriveStatus::Redrivable)
    );
    run.seek(ended + 1);
    assert_eq!((run.status(), run.error(), run.redrive_count()), (Status::Running, None, 1));
    run.seek(ended);
    redriven(&mut run);
    assert_eq!((run.status(), run.error(), run.journal().entries().len()), (Status::Failed, Some("F"), 1));
    replays(&run);
}

#[test]
fn mocks_that_mend_the_failure_leave_the_redrive_nothing_to_do() {
    let machine =
        r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}"#;
    let mut failed = run(machine, "{}", r#"{"T":{"Calls":[{"Throw":{"Error":"E"}},{"Throw":{"Error":"E"}}]}}"#);
    redriven(&mut failed);
    let (other, differs) = failed.replay_on(failed.program().clone(), setup("{}", "{}"));
    assert_eq!((other.status(), differs), (Status::Succeeded, Some(4)));
    // A mock for the second call alone mends what came after the redrive.
    let mended = setup("{}", r#"{"T":{"Calls":[{"Throw":{"Error":"E"}},{"Return":1}]}}"#);
    let (other, differs) = failed.replay_on(failed.program().clone(), mended);
    assert_eq!((other.status(), differs, other.redrive_count()), (Status::Succeeded, Some(9), 1));
}

#[test]
fn what_a_run_started_goes_on_by_itself_and_a_redriven_task_starts_another() {
    let start = r#""Type":"Task","Resource":"arn:aws:states:::states:startExecution""#;
    let machine = format!(
        r#"{{"StartAt":"Begin","States":{{"Begin":{{{start},"Parameters":{{"StateMachineArn":"slow"}},"Next":"Ask"}},
        "Ask":{{{start},"Parameters":{{"StateMachineArn":"asks"}},"Next":"Wait"}},
        "Wait":{{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
            "Parameters":{{"StateMachineArn":"flaky"}},"End":true}}}}}}"#
    );
    let other = |text: &str, mocks: &str| OtherMachine {
        program: Arc::new(Program::compile(&Document::new(text))),
        workflow: WorkflowType::Standard,
        mocks: MockPlan::from_json(&Value::parse(mocks).unwrap()).0,
    };
    let slow = r#"{"StartAt":"S","States":{"S":{"Type":"Wait","Seconds":600,"End":true}}}"#;
    let asks = r#"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"t.$":"$$.Task.Token"},"End":true}}}"#;
    let flaky =
        r#"{"StartAt":"F","States":{"F":{"Type":"Wait","Seconds":5,"Next":"G"},"G":{"Type":"Fail","Error":"E"}}}"#;
    let mut setup = setup("{}", "{}");
    setup.machines = [("slow", slow), ("asks", asks), ("flaky", flaky)]
        .map(|(name, text)| (name.into(), other(text, "{}")))
        .into_iter()
        .collect();
    let mut run = simulation(&machine, setup);
    run.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((run.status(), run.error()), (Status::Failed, Some("States.TaskFailed")));
    let ended = run.cursor();
    let statuses =
        |run: &Simulation| run.nested_executions().iter().map(|nested| nested.execution.status).collect::<Vec<_>>();
    assert_eq!(statuses(&run), [Status::Succeeded, Status::Running, Status::Failed]);
    // The answer after the end stays, and the redrive comes after what went on by itself.
    let token = run.held()[0].token.clone();
    let answered = run.clone();
    run.resolve(&token, Resolution::Succeed(Value::from(1))).unwrap();
    redriven(&mut run);
    assert_eq!(statuses(&run), [Status::Succeeded, Status::Succeeded, Status::Failed, Status::Failed]);
    let nested = |run: &Simulation, at: usize| run.nested_executions()[at].execution.clone();
    assert!(nested(&run, 3).start >= nested(&run, 0).stop.unwrap());
    assert_ne!(nested(&run, 3).arn, nested(&run, 2).arn);
    replays(&run);
    // Unanswered, it still waits while the redriven run goes on, and can be answered then.
    let mut unanswered = answered;
    redriven(&mut unanswered);
    assert_eq!(statuses(&unanswered), [Status::Succeeded, Status::Running, Status::Failed, Status::Failed]);
    replays(&unanswered);
    unanswered.resolve(&token, Resolution::Succeed(Value::from(1))).unwrap();
    assert_eq!(statuses(&unanswered)[1], Status::Succeeded);
    replays(&unanswered);
    // From the end before the redrive it is redriven anew.
    run.seek(ended);
    redriven(&mut run);
    assert_eq!((run.redrive_count(), run.nested_executions().len()), (1, 4));
    replays(&run);
}

#[test]
fn the_context_object_counts_redrives_since_there_are_any() {
    let machine = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "OutputPath": "$$.Execution", "End": true}}}"#;
    let count_of = |day: &str| {
        let start = VirtualTime::parse(day).unwrap();
        let mut run = simulation(machine, Setup { start, ..setup("{}", "{}") });
        run.advance(VirtualTime::MAX, BUDGET);
        run.output().unwrap().get("RedriveCount").cloned()
    };
    assert_eq!(count_of("2023-11-14T23:59:59Z"), None);
    assert_eq!(count_of("2023-11-15T00:00:00Z"), Some(0.into()));
}

/// A journal whose next entry is a redrive has no answer to come: the execution's own time runs out on the task that is held.
#[test]
fn what_timed_out_over_a_held_task_is_redriven_in_a_replay_too() {
    let machine = r#"{"StartAt": "Ask", "TimeoutSeconds": 1,
        "States": {"Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}"#;
    let mut run = run(machine, "{}", r#"{"Ask": {"Calls": [{"Hold": true}, {"Hold": true}]}}"#);
    assert_eq!(run.status(), Status::TimedOut);
    redriven(&mut run);
    assert_eq!((run.status(), run.redrive_count()), (Status::TimedOut, 1));
    replays(&run);
}
