//! Machines run to their end and compared with the history on file, event by event; and what holds of every run.
//!
//! `UPDATE_EXPECT=1` rewrites the histories.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a fixture that cannot be read fails its test")]

mod scenario;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use expect_test::expect_file;
use proptest::prelude::*;
use stepwright::json::{Document, Value};
use stepwright::sim::{
    EventDetails, EventType, Failure, HistoryEvent, Journal, MapRun, MockPlan, NestedExecution, Order, OtherMachine,
    Program, Progress, RedriveStatus, Resolution, ResolveError, S3Objects, Setup, Simulation, Stage, Status, TaskToken,
    TraceFact, TraceRecord, VirtualTime, WorkflowType, limits,
};
use stepwright::studio::{Moment, Moments, RunAction, StateStatus, Visit, Workbench, reduce};

use scenario::{BUDGET, Scenario, nested_token, play, scenarios, token_of};

// --- scenarios on file ---

fn named(name: &str) -> Scenario {
    scenarios().into_iter().find(|scenario| scenario.folder.ends_with(name)).expect("a folder is called so")
}

/// A history as people read it: `id<previous`, the time since the start, the type, the place and the details.
fn shown(run: &Simulation, progress: Progress) -> String {
    let mut out = String::new();
    for event in run.history() {
        let _ = write!(out, "{:>3}<{:<3}", event.id, event.previous_event_id);
        let since = event.time.since(run.setup().start);
        let _ = write!(out, "{:>6}.{:03} {}", since / 1_000, since % 1_000, event.kind.as_str());
        if let Some(path) = &event.path {
            let _ = write!(out, " {path}");
        }
        let _ = writeln!(out, "{}", details(event));
    }
    let _ = write!(out, "{progress:?} {}", run.status().as_str());
    for (key, text) in [("error", run.error()), ("cause", run.cause())] {
        if let Some(text) = text {
            let _ = write!(out, " {key}={text:?}");
        }
    }
    let _ = writeln!(out, "{}", run.output().map_or_else(String::new, |output| format!(" output={}", short(output))));
    for held in run.held() {
        let deadline = held.deadline.map(|time| time.since(held.since) / 1_000);
        let whose = held.nested.as_ref().map_or(String::new(), |nested| format!(" of {}", nested.machine));
        let _ = writeln!(out, "held {}{whose} for {deadline:?} s", held.path);
    }
    shown_map_runs(run.map_runs(), &mut out);
    shown_nested(run, &mut out);
    out
}

/// The executions that Tasks started, each with its own history.
fn shown_nested(run: &Simulation, out: &mut String) {
    for nested in run.nested_executions() {
        let NestedExecution { machine, workflow, started_by, task, depth, execution, map_runs } = &**nested;
        let _ =
            write!(out, "nested {} {machine} {workflow:?}, {depth} deep, by {started_by:?} {task}: ", execution.index);
        let since = execution.stop.map(|stop| stop.since(execution.start));
        let _ = writeln!(out, "{} after {since:?} ms", execution.status.as_str());
        for event in &execution.history {
            let _ = write!(out, "  {:>3}<{:<3} {}", event.id, event.previous_event_id, event.kind.as_str());
            let _ = writeln!(out, "{}", details(event));
        }
        shown_map_runs(map_runs, out);
    }
}

/// Map runs with their counters, and each child execution's own history.
fn shown_map_runs(map_runs: &[Arc<MapRun>], out: &mut String) {
    for map_run in map_runs {
        let counts = map_run.item_counts();
        let _ = writeln!(out, "map run {} {} {counts:?}", map_run.path, map_run.status.as_str());
        for child in &map_run.executions {
            let _ = writeln!(out, "  child {} of {} items: {}", child.index, child.items, child.status.as_str());
            for event in &child.history {
                let _ = write!(out, "  {:>3}<{:<3} {}", event.id, event.previous_event_id, event.kind.as_str());
                let _ = writeln!(out, "{}", details(event));
            }
        }
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
        None => text,
    }
}

fn details(event: &HistoryEvent) -> String {
    let failed = |failure: &Failure| {
        let part = |name: &str, text: &Option<Arc<str>>| {
            text.as_ref().map_or(String::new(), |text| format!(" {name}={text:?}"))
        };
        part("error", &failure.error) + &part("cause", &failure.cause)
    };
    match &event.details {
        EventDetails::None | EventDetails::TaskStarted(_) => String::new(),
        EventDetails::Started { input, .. } | EventDetails::Entered { input } => format!(" in={}", short(input)),
        EventDetails::Output(output) | EventDetails::TaskOutput(_, output) => format!(" out={}", short(output)),
        EventDetails::Failed(failure) | EventDetails::TaskFailed(_, failure) => failed(failure),
        EventDetails::Exited { output, assigned, .. } => {
            let assigned = assigned.clone().map(|assigned| format!(" assigned={}", Value::Object(assigned)));
            format!(" out={}{}", short(output), assigned.unwrap_or_default())
        }
        EventDetails::Scheduled(scheduled) => format!(
            " {} {} timeout={:?} heartbeat={:?} {}",
            scheduled.resource.resource_type,
            scheduled.resource.resource,
            scheduled.timeout_seconds,
            scheduled.heartbeat_seconds,
            short(&scheduled.parameters)
        ),
        EventDetails::Worker(worker) => worker.as_ref().map(|worker| format!(" {worker}")).unwrap_or_default(),
        EventDetails::Length(length) => format!(" length={length}"),
        EventDetails::Iteration(index) => format!(" index={index}"),
        EventDetails::MapRun(_) => " (arn)".to_owned(),
        EventDetails::Redriven { count, .. } => format!(" redrive={count}"),
        EventDetails::Evaluation { failure, location } => format!(" at={location:?}{}", failed(failure)),
    }
}

#[test]
fn scenarios_have_the_history_on_file() {
    for scenario in scenarios() {
        let (run, progress) = play(&scenario);
        expect_file![scenario.folder.join("history.txt")].assert_eq(&shown(&run, progress));
    }
}

// --- what holds of every run ---

fn texts(run: &Simulation) -> Vec<String> {
    run.history().iter().map(|event| event.to_json().to_string()).collect()
}

#[test]
fn a_journal_replays_byte_for_byte() {
    for scenario in scenarios() {
        let (run, progress) = play(&scenario);
        let saved = Value::parse(&run.journal().to_json().to_string()).unwrap();
        let journal = Journal::from_json(&saved);
        assert_eq!(&journal, run.journal());
        let mut again = Simulation::replay(scenario.program.clone(), scenario.setup.clone(), &journal);
        assert_eq!(again.advance(VirtualTime::MAX, BUDGET), progress);
        assert_eq!(texts(&again), texts(&run), "{}", scenario.folder.display());
        assert_eq!(again.journal(), run.journal());
        let (other, differs) = run.replay_on(scenario.program.clone(), scenario.setup.clone());
        assert_eq!((differs, other.cursor()), (None, run.cursor()), "{}", scenario.folder.display());
    }
}

#[test]
fn walking_forward_and_back_shows_what_running_shows() {
    for scenario in scenarios() {
        let (whole, _) = play(&scenario);
        let mut run = Simulation::replay(scenario.program.clone(), scenario.setup.clone(), whole.journal());
        let mut moments = vec![(run.now(), run.status(), run.held())];
        while run.step() == Progress::Advanced {
            assert_eq!(run.cursor(), moments.len());
            moments.push((run.now(), run.status(), run.held()));
        }
        assert_eq!(texts(&run), texts(&whole), "{}", scenario.folder.display());
        for at in (0..moments.len()).rev() {
            assert_eq!((run.now(), run.status(), run.held()), moments[at], "{} at {at}", scenario.folder.display());
            run.step_back();
        }
        for (at, moment) in moments.iter().enumerate().step_by(3) {
            run.seek(at);
            assert_eq!((run.now(), run.status(), run.held()), *moment);
        }
        // A budget of one shows the same, one thing at a time.
        let mut slow = Simulation::replay(scenario.program.clone(), scenario.setup.clone(), whole.journal());
        while slow.advance(VirtualTime::MAX, 1) == Progress::Budget {}
        assert_eq!(texts(&slow), texts(&whole), "{}", scenario.folder.display());
    }
}

/// Whoever looks at a visit sees what the history tells of it, as far as that tells it.
#[test]
fn a_visit_that_is_done_again_sends_what_was_sent() {
    let mut sent = 0;
    for scenario in scenarios() {
        let (run, _) = play(&scenario);
        let history = run.history();
        for (entered, mut inspection) in (1..).zip(history).filter_map(|(id, _)| Some((id, run.inspecting(id)?))) {
            while !inspection.advance(7) {}
            for record in inspection.records() {
                assert!(record.event >= entered, "{}: before the visit", scenario.folder.display());
                let next = history.get(record.event as usize).filter(|next| next.time == record.time);
                let scheduled = match next.map(|next| (&next.path, &next.details)) {
                    Some((path, EventDetails::Scheduled(call))) if *path == history[entered as usize - 1].path => call,
                    _ => continue,
                };
                if matches!(record.stage, Stage::AfterParameters | Stage::AfterArguments) {
                    let place = (&scenario.folder, entered);
                    // The service adds who starts a container.
                    let added =
                        scheduled.parameters.get("StartedBy").filter(|_| record.value.get("StartedBy").is_none());
                    let bytes = added.map_or(0, |by| by.json_len() + ",\"StartedBy\":".len());
                    assert_eq!(record.value.json_len() + bytes, scheduled.parameters.json_len(), "{place:?}");
                    for (name, value) in record.value.as_object().into_iter().flatten() {
                        assert_eq!(scheduled.parameters.get(name), Some(value), "{place:?}: {name}");
                    }
                    sent += 1;
                }
            }
        }
    }
    assert!(sent > 50, "{sent} calls");
}

#[test]
fn ids_have_no_gaps_and_every_event_follows_an_earlier_one() {
    for scenario in scenarios() {
        let (run, _) = play(&scenario);
        for (at, event) in run.history().iter().enumerate() {
            assert_eq!(event.id, at as u64 + 1);
            assert!(event.previous_event_id < event.id);
            assert!(at == 0 || run.history()[at - 1].time <= event.time);
        }
    }
}

#[test]
fn events_print_as_the_service_prints_them() {
    let (run, _) = play(&named("callback_rejected"));
    let printed: Vec<String> = run.history().iter().take(7).map(|event| event.to_json().to_pretty()).collect();
    let hide = |text: String| match text.find("AQDk") {
        Some(at) => format!("{}(token){}", &text[..at], &text[at + 132..]),
        None => text,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/history.json.txt");
    expect_file![root].assert_eq(&printed.into_iter().map(hide).collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_answer_in_the_past_starts_another_branch() {
    let (mut run, _) = play(&named("callback_approved"));
    assert_eq!(run.status(), Status::Succeeded);
    let submitted = run.history().iter().position(|event| event.kind == EventType::TaskSubmitted).unwrap();
    run.seek(submitted + 1);
    let token = token_of(&run, "Approve");
    let rejected = Resolution::Fail { error: Some("ApprovalRejected".into()), cause: Some("changed my mind".into()) };
    run.resolve(&token, rejected).unwrap();
    assert_eq!(run.history()[submitted + 1].kind, EventType::TaskFailed);
    assert_eq!(run.advance(VirtualTime::MAX, BUDGET), Progress::Ended);
    assert_eq!(
        (run.status(), run.error(), run.cause()),
        (Status::Failed, Some("ApprovalRejected"), Some("changed my mind"))
    );
    assert_eq!(run.journal().entries().len(), 1);
}

/// What a nested execution holds has no place in the parent's history, and yet an answer in the past finds it.
#[test]
fn a_nested_task_is_answered_now_or_in_the_past() {
    let scenario = named("nested_held");
    let mut run = Simulation::new(scenario.program.clone(), scenario.setup.clone());
    assert_eq!(run.advance(scenario.setup.start.plus_seconds(30), BUDGET), Progress::Reached);
    assert_eq!((run.held().len(), run.waits_for_people()), (0, false));
    run.advance(scenario.setup.start.plus_seconds(90), BUDGET);
    assert_eq!((run.held().len(), run.waits_for_people()), (2, true));
    let (token, yes) = (nested_token(&run, 1), |by: &str| Resolution::Succeed(Value::from(by)));
    run.resolve(&token, yes("now")).unwrap();
    assert_eq!(run.held().len(), 1, "the other one still waits");
    assert_eq!(run.resolve(&token, yes("twice")), Err(ResolveError::TaskDoesNotExist));
    run.advance(VirtualTime::MAX, BUDGET);
    assert_eq!(run.output(), Some(&Value::from("now")));

    let submitted = run.history().iter().rposition(|event| event.kind == EventType::TaskSubmitted).unwrap();
    run.seek(submitted + 1);
    assert_eq!(run.held().len(), 0, "at that moment neither had begun to wait");
    run.resolve(&token, yes("earlier")).unwrap();
    run.advance(VirtualTime::MAX, BUDGET);
    assert_eq!(run.output(), Some(&Value::from("earlier")));
    let mut again = Simulation::replay(scenario.program.clone(), scenario.setup.clone(), run.journal());
    again.advance(VirtualTime::MAX, BUDGET);
    assert_eq!((again.history(), again.nested_executions()), (run.history(), run.nested_executions()));

    // The first was only started: it waits on after the end, and its answer still reaches it.
    let first = nested_token(&run, 0);
    run.resolve(&first, yes("late")).unwrap();
    assert_eq!(run.nested_executions()[0].execution.output, Some(Value::from("late")));
}

/// Its events are not in its parent's history, by which the moment shown is counted.
#[test]
fn a_task_of_a_child_execution_that_was_answered_waits_no_longer() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "W"},
        "W": {"Type": "Wait", "Seconds": 60, "End": true}}}}}}"#;
    let mocks = MockPlan::from_json(&Value::parse(r#"{"T":{"Calls":[{"Hold":true}]}}"#).unwrap()).0;
    let setup = Setup { input: Value::parse("[1, 2]").unwrap(), mocks, ..Setup::default() };
    let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup);
    run.advance(run.setup().start.plus_seconds(30), BUDGET);
    let tokens: Vec<TaskToken> = run.held().iter().map(|held| held.token.clone()).collect();
    let events = run.history().len();
    for (at, token) in tokens.iter().enumerate() {
        assert_eq!(run.resolve(token, Resolution::Succeed(Value::from(1))), Ok(()));
        assert_eq!((run.held().len(), run.history().len()), (1 - at, events), "the parent has no event of it");
        assert_eq!(run.resolve(token, Resolution::Succeed(Value::from(2))), Err(ResolveError::TaskDoesNotExist));
    }
    assert_eq!(run.advance(VirtualTime::MAX, BUDGET), Progress::Ended);
    assert_eq!(run.output().map(ToString::to_string).as_deref(), Some("[1,1]"));
}

/// So many child executions of a distributed Map, each of which starts and awaits another machine.
fn many_nested(count: usize) -> Simulation {
    let parent = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ResultPath": null, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED"}, "StartAt": "One", "States": {"One": {"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::states:startExecution.sync", "ResultPath": null,
            "Parameters": {"StateMachineArn": "other"},
            "Catch": [{"ErrorEquals": ["States.TaskFailed"], "ResultPath": null, "Next": "Done"}]},
            "Done": {"Type": "Succeed"}}}}}}"#;
    let started = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#;
    let compile = |text: &str| Arc::new(Program::compile(&Document::new(text)));
    let other =
        OtherMachine { program: compile(started), workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    let setup = Setup {
        input: Value::array(vec![Value::from(1); count]),
        machines: [("other".into(), other)].into(),
        ..Setup::default()
    };
    let mut run = Simulation::new(compile(parent), setup);
    assert_eq!(run.advance(VirtualTime::MAX, 10 * BUDGET), Progress::Ended);
    assert_eq!(run.status(), Status::Succeeded);
    run
}

/// How many calls were refused by a bound.
fn refused(run: &Simulation) -> usize {
    let children = run.map_runs().iter().flat_map(|map_run| &map_run.executions);
    let of_limit = |event: &&HistoryEvent| match &event.details {
        EventDetails::TaskFailed(_, failure) => {
            failure.error.as_deref() == Some("StepFunctions.ExecutionLimitExceededException")
        }
        _ => false,
    };
    children.flat_map(|child| &child.history).filter(of_limit).count()
}

#[test]
fn nested_executions_are_bounded() {
    let run = many_nested(limits::NESTED_EXECUTIONS_MAX + 2);
    assert_eq!((run.nested_executions().len(), refused(&run)), (limits::NESTED_EXECUTIONS_MAX, 2));
    let ended = |nested: &Arc<NestedExecution>| nested.execution.status == Status::Succeeded;
    assert!(run.nested_executions().iter().all(ended));
}

#[test]
fn the_events_of_nested_executions_are_bounded() {
    let endless = r#"{"StartAt": "P", "States": {"P": {"Type": "Pass", "Next": "P"}}}"#;
    let most = limits::NESTED_EVENTS_MAX / limits::HISTORY_EVENTS_MAX;
    let parent = r#"{"StartAt": "Next", "States": {"Next": {"Type": "Task", "Next": "Next", "ResultPath": null,
        "Resource": "arn:aws:states:::states:startExecution.sync", "Parameters": {"StateMachineArn": "other"},
        "Catch": [{"ErrorEquals": ["StepFunctions.ExecutionLimitExceededException"], "Next": "Full"},
            {"ErrorEquals": ["States.TaskFailed"], "ResultPath": null, "Next": "Next"}]},
        "Full": {"Type": "Succeed"}}}"#;
    let compile = |text: &str| Arc::new(Program::compile(&Document::new(text)));
    let other =
        OtherMachine { program: compile(endless), workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    let setup = Setup { input: Value::empty_object(), machines: [("other".into(), other)].into(), ..Setup::default() };
    let mut run = Simulation::new(compile(parent), setup);
    assert_eq!(run.advance(VirtualTime::MAX, 10 * BUDGET), Progress::Ended);
    assert_eq!((run.status(), run.nested_executions().len()), (Status::Succeeded, most));
    let kept: usize = run.nested_executions().iter().map(|nested| nested.execution.history.len()).sum();
    assert_eq!(kept, limits::CHILD_EVENTS_KEPT_MAX);
}

#[test]
fn answers_are_refused_as_the_service_refuses_them() {
    let scenario = named("callback_times_out");
    let (mut run, _) = play(&scenario);
    let mut fresh = Simulation::new(scenario.program.clone(), scenario.setup.clone());
    assert_eq!(fresh.advance(scenario.setup.start.plus_seconds(60), BUDGET), Progress::Reached);
    // Its 24 hours are all that is left on the agenda.
    assert!(fresh.waits_for_people() && fresh.next_due() == Some(scenario.setup.start.plus_seconds(86_400)));
    let token = token_of(&fresh, "Approve");
    let yes = || Resolution::Succeed(Value::from(1));
    assert_eq!(fresh.resolve(&TaskToken::new("x"), yes()), Err(ResolveError::InvalidToken));
    assert_eq!(run.resolve(&token, yes()), Err(ResolveError::TaskTimedOut));
    assert_eq!(fresh.resolve(&token, yes()), Ok(()));
    assert_eq!(fresh.resolve(&token, yes()), Err(ResolveError::TaskDoesNotExist));
    let large = Value::from("x".repeat(limits::PAYLOAD_BYTES_MAX));
    fresh.seek(5);
    assert_eq!(fresh.resolve(&token, Resolution::Succeed(large)), Err(ResolveError::InvalidOutput));
}

#[test]
fn a_held_task_is_waited_for_and_its_time_shown() {
    let text = r#"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{},"End":true}}}"#;
    let setup = Setup::default();
    let start = setup.start;
    let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup);
    assert_eq!(run.advance(start.plus_seconds(30), BUDGET), Progress::Held);
    assert_eq!((run.now(), run.next_due()), (start.plus_seconds(30), None));
    let held = run.held();
    assert_eq!((held.len(), held[0].since, held[0].deadline), (1, start, None));
    // The moment shown counts, not how far time had gone.
    let mut back = run.clone();
    back.seek(back.cursor());
    back.resolve(&held[0].token, Resolution::Succeed(Value::from(1))).unwrap();
    assert_eq!(back.history().last().unwrap().time, start);
    run.resolve(&held[0].token, Resolution::Succeed(Value::from(1))).unwrap();
    assert_eq!(run.history().last().unwrap().time, start.plus_seconds(30));
}

#[test]
fn every_scenario_goes_its_way_in_any_order() {
    for scenario in scenarios() {
        let expected = play(&scenario).1;
        for seed in 1..4 {
            let setup = Setup { order: Order::Shuffled, seed, ..scenario.setup.clone() };
            let shuffled = Scenario {
                folder: scenario.folder.clone(),
                program: scenario.program.clone(),
                setup,
                acts: scenario.acts.clone(),
            };
            let (run, progress) = play(&shuffled);
            assert_eq!(progress, expected, "{} {seed}", scenario.folder.display());
            let mut again = Simulation::replay(run.program().clone(), run.setup().clone(), run.journal());
            again.advance(VirtualTime::MAX, BUDGET);
            assert_eq!(again.history(), run.history(), "{} {seed}", scenario.folder.display());
        }
    }
}

#[test]
fn what_nobody_answers_ends_when_the_execution_may_last_no_longer() {
    let callback = r#""Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{}"#;
    let activity = r#""Resource":"arn:aws:states:us-east-1:123456789012:activity:a""#;
    let year = limits::STANDARD_DURATION_MS_MAX;
    for (task, own, last_ms) in
        [(callback, "", year), (activity, "", year), (callback, r#""TimeoutSeconds":60,"#, 60_000)]
    {
        let text = format!(r#"{{{own}"StartAt":"A","States":{{"A":{{"Type":"Task",{task},"End":true}}}}}}"#);
        let program = Arc::new(Program::compile(&Document::new(text)));
        let mut run = Simulation::new(program, Setup::default());
        let end = run.setup().start.plus_ms(last_ms);
        assert_eq!(run.advance(VirtualTime(end.0 - 1), BUDGET), Progress::Held, "{task}");
        let token = run.held()[0].token.clone();
        let mut answered = run.clone();
        assert_eq!(run.advance(VirtualTime::MAX, BUDGET), Progress::Ended);
        assert_eq!((run.status(), run.now(), run.error(), run.held().len()), (Status::TimedOut, end, None, 0));
        assert_eq!(run.resolve(&token, Resolution::Succeed(Value::Null)), Err(ResolveError::TaskTimedOut));
        answered.resolve(&token, Resolution::Succeed(Value::Null)).unwrap();
        assert_eq!((answered.status(), answered.now()), (Status::Succeeded, VirtualTime(end.0 - 1)));
        let (program, setup) = (answered.program().clone(), answered.setup().clone());
        let mut replayed = Simulation::replay(program, setup, answered.journal());
        replayed.advance(VirtualTime::MAX, BUDGET);
        assert_eq!(replayed.history(), answered.history());
    }
}

#[test]
fn an_edit_replays_to_the_same_moment_and_names_the_first_difference() {
    let scenario = named("callback_approved");
    let (run, _) = play(&scenario);
    let text = std::fs::read_to_string(scenario.folder.join("machine.asl.json")).unwrap();
    let edited = Arc::new(Program::compile(&Document::new(text.replace("\"Succeed\"", "\"Pass\", \"End\": true"))));
    let (other, differs) = run.replay_on(edited, scenario.setup.clone());
    let at = differs.unwrap();
    assert_eq!(run.history()[at].kind, EventType::SucceedStateEntered);
    assert_eq!(other.history()[at].kind, EventType::PassStateEntered);
    assert_eq!(other.status(), Status::Succeeded);
}

#[test]
fn a_loop_ends_at_the_history_limit_within_its_budgets() {
    let text = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#;
    let program = Arc::new(Program::compile(&Document::new(text)));
    let mut run = Simulation::new(program, Setup::default());
    let mut slices = 0;
    while run.advance(VirtualTime::MAX, 1_000) == Progress::Budget {
        slices += 1;
        assert!(run.history().len() <= slices * 3_000);
    }
    assert_eq!(run.history().len(), limits::HISTORY_EVENTS_MAX);
    assert_eq!(run.error(), Some("States.Runtime"));
    assert_eq!(run.cause(), Some("The execution reached the maximum number of history events (25000)."));
    // Far back in a long run, a branch still begins close by.
    run.seek(20_001);
    run.abort(Some("Enough"), None);
    assert_eq!((run.status(), run.history().len()), (Status::Aborted, 20_002));
}

#[test]
fn a_child_execution_that_loops_is_bounded_too() {
    let text = r#"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},
        "StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"}}},"End":true}}}"#;
    let setup = Setup { input: Value::array([Value::from(1)]), ..Setup::default() };
    let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup);
    assert_eq!(run.advance(VirtualTime::MAX, BUDGET), Progress::Ended);
    assert_eq!(run.error(), Some("States.ExceedToleratedFailureThreshold"));
}

#[test]
fn results_are_written_where_the_state_says() {
    let (run, _) = play(&named("map_distributed_written"));
    let details = run.output().and_then(|output| output.get("ResultWriterDetails")).unwrap();
    let key = details.get("Key").and_then(Value::as_str).unwrap();
    assert!(key.starts_with("out/") && key.ends_with("/manifest.json"), "{key}");
    let manifest = Value::parse(run.objects().get("results", key).unwrap()).unwrap();
    let file = |status: &str| manifest.get("ResultFiles").unwrap().get(status).unwrap().at(0).cloned();
    let written = file("SUCCEEDED").unwrap();
    let body = run.objects().get("results", written.get("Key").and_then(Value::as_str).unwrap()).unwrap();
    assert_eq!(Some(body.len() as i64), written.get("Size").and_then(Value::as_i64));
    assert_eq!(Value::parse(body).unwrap().to_string(), r#"[{"n":1},{"n":3}]"#);
    assert!(file("FAILED").is_some() && file("PENDING").is_none());
}

// --- any machine at all ---

fn scalar() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        Just("$"),
        Just("$.a"),
        Just("$.a.b"),
        Just("$$"),
        Just("$$.Task.Token"),
        Just("$v"),
        Just("$.items"),
        Just(""),
        Just("States.UUID()"),
        Just("States.MathRandom(1, 9)"),
        Just("A"),
        Just("B"),
        Just("C"),
        Just("FULL"),
        Just("States.ALL"),
        Just("2026-01-01T00:00:10Z"),
        Just("{% 1 %}"),
        Just("DISTRIBUTED"),
        Just("States.Timeout"),
        Just("arn:aws:states:::lambda:invoke"),
        Just("arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
        Just("arn:aws:lambda:us-east-1:123456789012:function:f"),
        Just("$.."),
        Just("$[*].a"),
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(-1_i64), Just(0), Just(1), Just(3), Just(99_999_999), any::<i64>()].prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        texts.prop_map(Value::from),
    ]
}

fn field() -> impl Strategy<Value = (String, Value)> {
    let keys = prop_oneof![
        Just("InputPath"),
        Just("OutputPath"),
        Just("ResultPath"),
        Just("Parameters"),
        Just("ResultSelector"),
        Just("Result"),
        Just("Assign"),
        Just("Resource"),
        Just("TimeoutSeconds"),
        Just("HeartbeatSeconds"),
        Just("TimeoutSecondsPath"),
        Just("Seconds"),
        Just("SecondsPath"),
        Just("Timestamp"),
        Just("ItemsPath"),
        Just("ItemSelector"),
        Just("MaxConcurrency"),
        Just("ToleratedFailureCount"),
        Just("Error"),
        Just("CausePath"),
        Just("Credentials"),
        Just("Default"),
        Just("QueryLanguage"),
    ];
    let object =
        prop::collection::vec((prop_oneof![Just("v"), Just("v.$"), Just("a.$"), Just("items.$")], scalar()), 0..3)
            .prop_map(Value::object);
    (keys.prop_map(str::to_owned), prop_oneof![3 => scalar(), 2 => object])
}

fn handlers() -> impl Strategy<Value = Value> {
    let names = prop_oneof![Just("States.ALL"), Just("States.TaskFailed"), Just("E"), Just("States.Timeout")];
    let next = prop_oneof![Just("A"), Just("B"), Just("C"), Just("Gone")];
    let handler = (names, next, scalar(), scalar()).prop_map(|(name, next, interval, attempts)| {
        Value::object([
            ("ErrorEquals", Value::array([Value::from(name)])),
            ("Next", Value::from(next)),
            ("IntervalSeconds", interval),
            ("MaxAttempts", attempts),
        ])
    });
    prop::collection::vec(handler, 0..3).prop_map(Value::array)
}

fn rules() -> impl Strategy<Value = Value> {
    let operator =
        prop_oneof![Just("NumericEquals"), Just("IsPresent"), Just("StringMatches"), Just("BooleanEqualsPath")];
    let rule =
        (operator, scalar(), prop_oneof![Just("A"), Just("B"), Just("C")]).prop_map(|(operator, operand, next)| {
            Value::object([("Variable", Value::from("$.a")), (operator, operand), ("Next", Value::from(next))])
        });
    prop::collection::vec(rule, 0..3).prop_map(Value::array)
}

const READER: &str = r#"{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},
    "ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":3}}"#;
const BATCHER: &str = r#"{"MaxItemsPerBatch":2,"BatchInput":{"v.$":"$$.Execution.Name"}}"#;
const WRITER: &str = r#"{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"out"}}"#;

fn machine(depth: u32) -> BoxedStrategy<Value> {
    let kinds = prop_oneof![
        Just("Pass"),
        Just("Task"),
        Just("Choice"),
        Just("Wait"),
        Just("Succeed"),
        Just("Fail"),
        Just("Parallel"),
        Just("Map"),
        Just("Nope"),
    ];
    let next = prop_oneof![2 => Just(Some("A")), 2 => Just(Some("B")), 2 => Just(Some("C")), 3 => Just(None)];
    let inner = if depth == 0 { Just(Value::Null).boxed() } else { machine(depth - 1) };
    let fields = prop::collection::vec(field(), 0..5);
    let state = (kinds, next, fields, rules(), handlers(), handlers(), (inner, any::<[bool; 4]>()));
    let state =
        state.prop_map(|(kind, next, fields, rules, retry, catch, (inner, [distributed, reads, batches, writes]))| {
            let mut members = vec![("Type".to_owned(), Value::from(kind))];
            members.push(next.map_or(("End".to_owned(), true.into()), |next| ("Next".to_owned(), Value::from(next))));
            if kind == "Task" {
                members.push(("Resource".to_owned(), "arn:aws:states:::lambda:invoke".into()));
            }
            let nested = [("Choices", rules), ("Retry", retry), ("Catch", catch)];
            members.extend(nested.map(|(key, value)| (key.to_owned(), value)));
            members.push(("Branches".to_owned(), Value::array([inner.clone(), inner.clone()])));
            let parse = |text: &str| Value::parse(text).unwrap();
            let mode = if distributed { r#"{"Mode":"DISTRIBUTED"}"# } else { r#"{"Mode":"INLINE"}"# };
            let processor = if inner.is_null() { inner } else { inner.with_member("ProcessorConfig", parse(mode)) };
            members.push(("ItemProcessor".to_owned(), processor));
            let parts =
                [(reads, "ItemReader", READER), (batches, "ItemBatcher", BATCHER), (writes, "ResultWriter", WRITER)];
            let parts = parts.into_iter().filter(|(wanted, ..)| *wanted && distributed && kind == "Map");
            members.extend(parts.map(|(_, key, text)| (key.to_owned(), parse(text))));
            members.extend(fields);
            Value::object(members)
        });
    let states = prop::collection::vec((prop_oneof![Just("A"), Just("B"), Just("C")], state), 1..4);
    (states, prop::option::of(1_i64..100))
        .prop_map(|(states, timeout)| {
            let mut members = vec![("StartAt", Value::from(states[0].0)), ("States", Value::object(states))];
            members.extend(timeout.map(|seconds| ("TimeoutSeconds", Value::from(seconds))));
            Value::object(members)
        })
        .boxed()
}

fn mocks() -> impl Strategy<Value = Value> {
    let answer = prop_oneof![
        Just(r#"{"Return":{"a":[1]}}"#),
        Just(r#"{"Throw":{"Error":"E"}}"#),
        Just(r#"{"Hold":true}"#),
        Just(r#"{"Hang":true}"#),
        Just(r#"{"Return":1,"LatencyMs":0}"#),
        Just(r#"{"Throw":{"Error":"States.Timeout"}}"#),
    ];
    let calls = prop::collection::vec(answer.prop_map(|text| Value::parse(text).unwrap()), 0..3);
    let mock = calls.prop_map(|calls| Value::object([("Calls", Value::array(calls))]));
    prop::collection::btree_map(prop_oneof![Just("A"), Just("B"), Just("C")], mock, 0..3).prop_map(Value::object)
}

/// How many machines are tried where nobody says.
const CASES: u32 = 40;

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

proptest! {
    // Each case runs its machine twice; this many stay within seconds without optimisation. PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_machine_runs_within_bounds_and_replays(
        machine in machine(2),
        mocks in mocks(),
        input in prop_oneof![Just("{}"), Just(r#"{"a":1,"items":[1,{"a":2}]}"#), Just("[[1],[2]]"), Just("null")],
        picks in prop::collection::vec((0_usize..60, 0_u8..5), 0..4),
        redrives in prop::collection::vec(0_usize..80, 0..3),
    ) {
        let program = Arc::new(Program::compile(&Document::new(machine.to_string())));
        let setup = Setup {
            input: Value::parse(input).unwrap(),
            mocks: MockPlan::from_json(&mocks).0,
            objects: S3Objects::default().with("b", "k", "a,b\n1,2\n3,4\n5,6\n7,8\n"),
            ..Setup::default()
        };
        let mut run = Simulation::new(program.clone(), setup.clone());
        for (steps, what) in picks {
            for _ in 0..steps {
                if run.step() != Progress::Advanced { break }
            }
            if what == 4 {
                run.abort(Some("Stop"), None);
                continue;
            }
            let Some(held) = run.held().into_iter().next() else { continue };
            let resolution = match what {
                0 => Resolution::Succeed(Value::from(1)),
                1 => Resolution::Fail { error: Some("E".into()), cause: None },
                2 => Resolution::Heartbeat,
                _ => { run.seek(run.cursor() / 2); continue }
            };
            prop_assert_eq!(run.resolve(&held.token, resolution), Ok(()));
        }
        let mut progress = run.advance(VirtualTime::MAX, 3_000);
        for back in redrives {
            if progress != Progress::Ended { break }
            let (possible, events) = (run.redrive_status(), run.history().len());
            let redriven = run.redrive();
            prop_assert_eq!(redriven.map_or_else(RedriveStatus::NotRedrivable, |()| RedriveStatus::Redrivable), possible);
            progress = run.advance(VirtualTime::MAX, 3_000);
            if redriven.is_ok() {
                prop_assert_eq!(run.history()[events].kind, EventType::ExecutionRedriven);
                prop_assert!(run.history()[events..].iter().all(|event| event.previous_event_id < event.id));
            }
            // A branch from anywhere, over the redrive or before it.
            if back % 3 == 0 {
                run.seek(back);
                run.abort(None, None);
                progress = run.advance(VirtualTime::MAX, 3_000);
            }
        }
        prop_assert!(run.history().len() <= limits::HISTORY_EVENTS_MAX);
        prop_assert!(run.history().iter().enumerate().all(|(at, event)| event.id == at as u64 + 1));
        if progress != Progress::Budget {
            let mut again = Simulation::replay(program, setup, run.journal());
            again.advance(VirtualTime::MAX, 20_000);
            prop_assert_eq!(texts(&again), texts(&run));
            prop_assert_eq!(again.map_runs(), run.map_runs());
        }
        for map_run in run.map_runs() {
            let counts = map_run.execution_counts();
            let ended = counts.succeeded + counts.failed + counts.timed_out + counts.aborted;
            prop_assert_eq!(counts.pending + counts.pending_redrive + counts.running + ended, counts.total);
        }
    }
}

// --- memory ---

/// The machines change a little of what they were given, again and again; the rest stays the one value it was.
#[test]
fn every_event_shares_what_did_not_change() {
    let path = r#"{"StartAt": "Add", "States": {
        "Add": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.count.n, 1)"}, "ResultPath": "$.count", "Next": "More"},
        "More": {"Type": "Choice", "Choices": [{"Variable": "$.count.n", "NumericLessThan": 100, "Next": "Add"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}"#;
    let expression = r#"{"QueryLanguage": "JSONata", "StartAt": "Add", "States": {
        "Add": {"Type": "Pass", "Output": {"orders": "{% $states.input.orders %}",
            "count": {"n": "{% $states.input.count.n + 1 %}"}}, "Next": "More"},
        "More": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.count.n < 100 %}", "Next": "Add"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}"#;
    let input = Value::parse(r#"{"orders": [{"id": 1}, {"id": 2}], "count": {"n": 0}}"#).unwrap();
    for text in [path, expression] {
        let program = Arc::new(Program::compile(&Document::new(text)));
        let mut run = Simulation::new(program, Setup { input: input.clone(), ..Setup::default() });
        assert_eq!(run.advance(VirtualTime::MAX, BUDGET), Progress::Ended);
        let carried: Vec<&Value> = run.history().iter().filter_map(carried).collect();
        assert_eq!(carried.len(), 2 + 2 * 201, "what went in and came out of 201 states, and of the execution");
        for value in carried {
            let (Some(Value::Array(own)), Some(Value::Array(first))) = (value.get("orders"), input.get("orders"))
            else {
                panic!("the orders are gone: {value}")
            };
            assert!(Arc::ptr_eq(own, first), "a copy of what did not change");
        }
    }
}

/// The payload of an event that has one.
fn carried(event: &HistoryEvent) -> Option<&Value> {
    match &event.details {
        EventDetails::Started { input, .. } | EventDetails::Entered { input } => Some(input),
        EventDetails::Exited { output, .. } | EventDetails::Output(output) => Some(output),
        _ => None,
    }
}

#[test]
fn the_role_of_a_task_is_a_text_and_no_larger_than_a_payload() {
    let run = |role: &str| {
        let text = format!(
            r#"{{"StartAt": "T", "QueryLanguage": "JSONata", "States": {{"T": {{"Type": "Task", "End": true,
            "Resource": "arn:aws:states:::sqs:sendMessage", "Arguments": {{}}, "Credentials": {{"RoleArn": "{role}"}}}}}}}}"#
        );
        let mut run = Simulation::new(Arc::new(Program::compile(&Document::new(text))), Setup::default());
        run.advance(VirtualTime::MAX, BUDGET);
        run
    };
    let scheduled = |role: &str| run(role).history()[2].to_json().to_string();
    assert!(scheduled("arn:aws:iam::1:role/r").contains(r#""taskCredentials":{"roleArn":"arn:aws:iam::1:role/r"}"#));
    assert!(scheduled("{% {'a': 1} %}").contains(r#""taskCredentials":{"roleArn":"{\"a\":1}"}"#));
    assert_eq!(run("{% $pad('', 300000, 'x') %}").error(), Some("States.DataLimitExceeded"));
}

/// The rule of `studio::moment`, over all visits anew: in each branch and iteration of the outermost one's latest attempt
/// the last visit counts, and of those the one that is first in this order.
fn stands_for(visits: &[Visit]) -> StateStatus {
    use StateStatus as S;
    const FIRST: [StateStatus; 8] =
        [S::Callback, S::Retrying, S::Running, S::Waiting, S::Failed, S::Aborted, S::Caught, S::Succeeded];
    let Some(last) = visits.last() else { return S::NotReached };
    let outermost = |visit: &Visit| visit.scope.hops().last().map(|hop| (hop.entered_event, hop.attempt));
    let Some(run) = outermost(last) else { return last.status };
    let mut scopes = BTreeMap::new();
    for visit in visits.iter().rev().take_while(|visit| outermost(visit) == Some(run)) {
        scopes.entry(&visit.scope).or_insert(visit.status);
    }
    FIRST.into_iter().find(|status| scopes.values().any(|other| other == status)).unwrap_or_default()
}

/// Every transition, retry, catch and failure of every scenario, shown at its moment as the interpreter decided it.
#[test]
fn the_views_say_what_the_interpreter_decided() {
    let mut seen = BTreeMap::new();
    for scenario in scenarios() {
        let (run, _) = play(&scenario);
        let machine = std::fs::read_to_string(scenario.folder.join("machine.asl.json")).unwrap();
        let mut workbench = Workbench::open("views", machine);
        let (trace, history) = (run.trace().to_vec(), run.history().to_vec());
        workbench.run.simulation = Some(run);
        for event in &history {
            let (Some(path), EventDetails::Exited { taken: Some(taken), .. }) = (&event.path, &event.details) else {
                continue;
            };
            reduce(&mut workbench, RunAction::Seek(event.id as usize));
            assert!(
                Moment::of(&workbench).taken(&taken.pointer(&path.state)),
                "{}: {event:?}",
                scenario.folder.display()
            );
            *seen.entry("Taken".to_owned()).or_insert(0) += 1;
        }
        for (at, record) in trace.iter().enumerate() {
            // Of what was decided after one event about one visit the last counts; what no event tells comes later.
            let later = |other: &TraceRecord| other.event == record.event && other.path == record.path;
            let time = history[record.event as usize - 1].time;
            if record.time != time || trace[at + 1..].iter().any(later) {
                continue;
            }
            reduce(&mut workbench, RunAction::Seek(record.event as usize));
            let moment = Moment::of(&workbench);
            let visits = moment.visits(&record.path.state);
            let visit = visits.iter().rev().find(|visit| visit.scope == record.path.scope).unwrap();
            let shown = || format!("{}: {record:?}, shown {:?}", scenario.folder.display(), visit.status);
            match &record.fact {
                TraceFact::Retried(decided) => {
                    let retry = visit.retry.map(|retry| (retry.number, retry.of, retry.due));
                    assert_eq!(
                        retry,
                        Some((decided.attempt as usize, decided.of as usize, decided.due)),
                        "{}",
                        shown()
                    );
                    assert_eq!(visit.status, StateStatus::Retrying, "{}", shown());
                }
                TraceFact::Caught { .. } => assert_eq!(visit.status, StateStatus::Caught, "{}", shown()),
                TraceFact::Failed(failure) => {
                    assert_eq!(visit.status, StateStatus::Failed, "{}", shown());
                    assert_eq!(visit.error, failure.error.clone().or(Some("".into())), "{}", shown());
                }
            }
            *seen.entry(format!("{:?}", record.fact).split([' ', '(']).next().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(seen.values().all(|count| *count > 10), "{seen:?}");
}

/// The workbench's moment, reached from the last one, is the one made anew.
fn shows_the_moment(moments: &mut Moments, workbench: &Workbench) {
    let moment = moments.show(workbench);
    let anew = Moment::of(workbench);
    assert_eq!(*moment, anew, "at {}", moment.events);
    assert!(moment.entered().eq(anew.entered()), "the order of their first entries at {}", moment.events);
    for state in moment.entered() {
        assert_eq!(moment.status(state), stands_for(moment.visits(state)), "{state} at {}", moment.events);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_moment_is_reached_from_every_other(
        machine in machine(2),
        mocks in mocks(),
        input in prop_oneof![Just("{}"), Just(r#"{"a":1,"items":[1,{"a":2}]}"#), Just("[[1],[2]]")],
        acts in prop::collection::vec((0_usize..40, 0_u8..6), 1..6),
        distance in 1_usize..20,
    ) {
        let mut workbench = Workbench::open("moments", machine.to_string());
        workbench.run.mocks = MockPlan::from_json(&mocks).0;
        workbench.run.input = input.into();
        let mut moments = Moments::marking(distance);
        for (count, what) in acts {
            for _ in 0..count {
                reduce(&mut workbench, RunAction::Step);
                shows_the_moment(&mut moments, &workbench);
            }
            let held = workbench.run.held().into_iter().next();
            let action = match (what, held) {
                (0, Some(held)) => RunAction::Resolve(held.token, Resolution::Succeed(Value::from(1))),
                (1, Some(held)) => RunAction::Resolve(held.token, Resolution::Fail { error: Some("E".into()), cause: None }),
                (2, _) => RunAction::Seek(count / 2),
                (3, _) => RunAction::Redrive,
                _ => RunAction::Start,
            };
            reduce(&mut workbench, action);
            shows_the_moment(&mut moments, &workbench);
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 200.0, budget: 50 });
            shows_the_moment(&mut moments, &workbench);
        }
        reduce(&mut workbench, RunAction::ToEnd);
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 300 });
        let known = workbench.run.visible().known;
        let there = (0..known.min(120)).map(|back| known - back);
        for events in there.clone().chain(there.map(|events| events * 7 % (known + 1))) {
            reduce(&mut workbench, RunAction::Seek(events));
            shows_the_moment(&mut moments, &workbench);
        }
    }
}
