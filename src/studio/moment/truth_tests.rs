//! What the views say of a run is what the interpreter did: no rule, retry or failed state is read off the definition.

use super::*;
use crate::sim::{MockPlan, TraceFact};
use crate::studio::timeline::{BarKind, Timeline};
use crate::studio::{RunAction, reduce};

fn run(definition: &str, input: &str, mocks: &str) -> Workbench {
    let mut workbench = Workbench::open("truth", definition);
    workbench.run.input = input.into();
    let (plan, errors) = MockPlan::from_json(&Value::parse(mocks).unwrap());
    assert_eq!(errors, []);
    workbench.run.mocks = plan;
    reduce(&mut workbench, RunAction::ToEnd);
    for _ in 0..1_000 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 1_000 });
    }
    workbench
}

fn pointer(workbench: &Workbench, name: &str) -> Pointer {
    let machine = &workbench.drawn.machine;
    machine.state(machine.state_named(name).unwrap()).unwrap().pointer.clone()
}

fn statuses(workbench: &Workbench) -> Vec<(String, StateStatus)> {
    let moment = Moment::of(workbench);
    let states = workbench.drawn.machine.states.iter();
    states.map(|state| (state.name.to_string(), moment.status(&state.pointer))).collect()
}

#[track_caller]
fn shows(workbench: &Workbench, expected: &[(&str, StateStatus)]) {
    let found = statuses(workbench);
    for (name, status) in expected {
        let own = found.iter().find(|(state, _)| state == name).map(|(_, status)| *status);
        assert_eq!(own, Some(*status), "{name} of {found:?}");
    }
}

fn taken(workbench: &Workbench) -> Vec<String> {
    Moment::of(workbench).told.taken.iter().map(ToString::to_string).collect()
}

use StateStatus::{Aborted, Caught, Failed, NotReached, Succeeded};

#[test]
fn the_rule_that_held_is_the_one_taken_also_where_two_share_a_target() {
    let machine = r#"{"StartAt":"C","States":{"C":{"Type":"Choice","Default":"D","Choices":[
        {"Variable":"$.action","StringEquals":"make","Next":"D"},{"Variable":"$.action","StringEquals":"unmake","Next":"D"}]},
        "D":{"Type":"Succeed"}}}"#;
    let way = |action: &str| taken(&run(machine, &format!(r#"{{"action":"{action}"}}"#), "{}"));
    assert_eq!(way("make"), ["/StartAt", "/States/C/Choices/0/Next"]);
    assert_eq!(way("unmake"), ["/StartAt", "/States/C/Choices/1/Next"]);
    assert_eq!(way("claim"), ["/StartAt", "/States/C/Default"]);
}

#[test]
fn the_catcher_that_took_the_error_is_the_one_taken() {
    // `States.ALL` takes a task's answer that is too large, `States.TaskFailed` no timeout.
    let machine = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true,
        "Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"D"},{"ErrorEquals":["States.ALL"],"Next":"D"}]},
        "D":{"Type":"Pass","End":true}}}"#;
    let way = |error: &str| {
        taken(&run(machine, "{}", &format!(r#"{{"T":{{"Calls":[{{"Throw":{{"Error":"{error}"}}}}]}}}}"#)))
    };
    assert_eq!(way("Oops"), ["/StartAt", "/States/T/Catch/0/Next"]);
    assert_eq!(way("States.Timeout"), ["/StartAt", "/States/T/Catch/1/Next"]);
}

/// The second branch fails by itself; the first waits meanwhile.
const BRANCHES: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
    {"StartAt":"Waits","States":{"Waits":{"Type":"Wait","Seconds":60,"End":true}}},
    {"StartAt":"Works","States":{"Works":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Next":"Reads"},
        "Reads":{"Type":"Pass","InputPath":"$.absent","End":true}}}]}}}"#;

#[test]
fn the_state_that_failed_is_the_one_in_red_and_bystanders_were_stopped() {
    // An error of the definition ends the execution with no event of the state.
    shows(&run(BRANCHES, "{}", "{}"), &[("P", Aborted), ("Waits", Aborted), ("Works", Succeeded), ("Reads", Failed)]);
    let thrown = r#"{"Works":{"Calls":[{"Throw":{"Error":"E"}}]}}"#;
    let workbench = run(BRANCHES, "{}", thrown);
    shows(&workbench, &[("P", Failed), ("Waits", Aborted), ("Works", Failed), ("Reads", NotReached)]);
    let moment = Moment::of(&workbench);
    assert_eq!(moment.visits(&pointer(&workbench, "P"))[0].error.as_deref(), Some("E"));
    assert_eq!(moment.visits(&pointer(&workbench, "Waits"))[0].error, None);
}

#[test]
fn a_parallel_whose_own_output_fails_is_red() {
    let machine = r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","OutputPath":"$.absent","End":true,"Branches":[
        {"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}]}}}"#;
    let workbench = run(machine, "{}", "{}");
    shows(&workbench, &[("P", Failed), ("A", Succeeded)]);
    let timeline = Timeline::of(&Moment::of(&workbench), &workbench.drawn.machine);
    let lane = timeline.lanes.iter().find(|lane| &*lane.name == "P").unwrap();
    assert_eq!(lane.bars.iter().map(|bar| bar.kind).collect::<Vec<_>>(), [BarKind::Failed]);
}

#[test]
fn a_history_that_is_full_shows_where() {
    let machine = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#;
    let workbench = run(machine, "{}", "{}");
    assert_eq!(workbench.run.status(), Status::Failed);
    let red = statuses(&workbench).iter().filter(|(_, status)| *status == Failed).count();
    assert_eq!(red, 1, "{:?}", statuses(&workbench));
}

#[test]
fn tries_are_calls() {
    // The call succeeds, its answer lacks what the output reads.
    let machine = r#"{"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:::lambda:invoke","Output":"{% $states.result.absent.more + 1 & $error('none') %}"}}}"#;
    let workbench = run(machine, "{}", "{}");
    let moment = Moment::of(&workbench);
    let visit = &moment.visits(&pointer(&workbench, "T"))[0];
    assert_eq!((visit.attempts.len(), visit.status), (1, Failed));
    assert_eq!(moment.badge(&pointer(&workbench, "T")), None);
    let timeline = Timeline::of(&moment, &workbench.drawn.machine);
    assert_eq!(timeline.lanes[0].bars.iter().map(|bar| bar.kind).collect::<Vec<_>>(), [BarKind::Failed]);
    assert!(timeline.lanes[0].bars[0].words.contains("States.QueryEvaluationError"), "{:?}", timeline.lanes[0].bars);
}

#[test]
fn the_nearest_deadline_is_counted_down_to() {
    let machine = r#"{"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token"}},"TimeoutSeconds":3600,"HeartbeatSeconds":60,
        "End":true}}}"#;
    let mut workbench = Workbench::open("deadline", machine);
    reduce(&mut workbench, RunAction::Start);
    for _ in 0..20 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 100.0, budget: 100 });
    }
    let moment = Moment::of(&workbench);
    let ask = pointer(&workbench, "Ask");
    assert_eq!(moment.held.len(), 1);
    let words = moment.remaining(&ask).unwrap().words;
    assert!(words.ends_with("s left") && !words.contains('m'), "{words}");
    let timeline = Timeline::of(&moment, &workbench.drawn.machine);
    let start = moment.start.unwrap();
    let (_, due) = timeline.deadline.clone().unwrap();
    assert!(
        due.starts_with("1 m") || due.starts_with("60"),
        "{due}, {:?}",
        moment.held[0].heartbeat_deadline.map(|at| at.since(start))
    );
}

#[test]
fn a_retry_without_a_call_is_shown_and_a_retrier_that_does_not_take_the_error_is_not() {
    let machine = |errors: &str| {
        format!(
            r#"{{"StartAt":"T","States":{{"T":{{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","TimeoutSeconds":5,
            "Retry":[{{"ErrorEquals":["{errors}"],"IntervalSeconds":10,"MaxAttempts":2}}],"End":true}}}}}}"#
        )
    };
    let timeout = r#"{"T":{"Calls":[{"Return":1,"LatencyMs":9000}]}}"#;
    // A plain timeout is none of a heartbeat.
    let workbench = run(&machine("States.HeartbeatTimeout"), "{}", timeout);
    let moment = Moment::of(&workbench);
    assert_eq!(moment.visits(&pointer(&workbench, "T"))[0].attempts.len(), 1);
    shows(&workbench, &[("T", Failed)]);
    let workbench = run(&machine("States.Timeout"), "{}", timeout);
    assert_eq!(Moment::of(&workbench).badge(&pointer(&workbench, "T")).unwrap().text, "3 tries");
}

/// At each moment of a run in which a Retrier took an error, the state's badge says which retry it is.
#[test]
fn every_retry_of_a_run_is_shown_as_it_was_decided() {
    let machine = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true,
        "Retry":[{"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"],"MaxAttempts":3}],
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"D"}]},"D":{"Type":"Pass","End":true}}}"#;
    let throw = |error: &str| format!(r#"{{"Throw":{{"Error":"{error}"}}}}"#);
    let calls = ["A", "B", "B", "A"].map(throw).join(",");
    let mut workbench = run(machine, "{}", &format!(r#"{{"T":{{"Calls":[{calls}]}}}}"#));
    shows(&workbench, &[("T", Caught), ("D", Succeeded)]);
    let state = pointer(&workbench, "T");
    let trace = workbench.run.simulation.as_ref().unwrap().trace().to_vec();
    let mut told = Vec::new();
    for record in trace {
        let TraceFact::Retried(decided) = record.fact else { continue };
        let (retrier, attempt, of) = (decided.retrier, decided.attempt, decided.of);
        reduce(&mut workbench, RunAction::Seek(record.event as usize));
        told.push((retrier, attempt, of, Moment::of(&workbench).badge(&state).unwrap().text));
    }
    let expected = [(0, 1, 1, "1 of 1"), (1, 1, 3, "1 of 3"), (1, 2, 3, "2 of 3")];
    assert_eq!(told, expected.map(|(retrier, attempt, of, text)| (retrier, attempt, of, text.to_owned())));
}

/// A Map says of each state how many of its items did what there, and both ways out of it are taken.
#[test]
fn of_a_maps_items_it_says_how_many_did_what() {
    let each = |mode: &str| {
        format!(
            r#"{{"StartAt":"Each","States":{{"Each":{{"Type":"Map","End":true,"ItemProcessor":{{{mode}
            "StartAt":"Do","States":{{"Do":{{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
            "Retry":[{{"ErrorEquals":["Busy"],"IntervalSeconds":1}}],
            "Catch":[{{"ErrorEquals":["Bad"],"Next":"Mend"}}],"Next":"Last"}},
            "Mend":{{"Type":"Pass","Next":"Last"}},"Last":{{"Type":"Pass","End":true}}}}}}}}}}}}"#
        )
    };
    let distributed = r#""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"#;
    for text in [each(""), each(distributed)] {
        let calls =
            r#"{"Do":{"Calls":[{"Return":1},{"Throw":{"Error":"Bad"}},{"Throw":{"Error":"Busy"}},{"Return":1}]}}"#;
        let workbench = run(&text, "[1,2,3,4,5,6,7]", calls);
        let (moment, at) = (Moment::of(&workbench), |name| pointer(&workbench, name));
        assert_eq!(moment.status(&at("Do")), StateStatus::Caught);
        assert_eq!(moment.outcomes(&at("Do")).as_deref(), Some("6 succeeded, 1 caught"));
        let badge = moment.badge(&at("Do")).unwrap();
        assert_eq!(
            (badge.status, &*badge.text, &*badge.words),
            (StateStatus::Caught, "1 of 7 caught", "6 succeeded, 1 caught")
        );
        assert_eq!(moment.outcomes(&at("Last")).as_deref(), Some("7 succeeded"));
        assert_eq!(moment.outcomes(&at("Mend")), None, "one item says nothing of others");
        assert_eq!(moment.outcomes(&at("Each")), None, "it is in no Map");
        assert!(moment.badge(&at("Last")).is_none() && moment.badge(&at("Mend")).is_none());
        assert_eq!(moment.inner(&at("Each")).as_deref(), Some("7 of 7"));
        for way in [at("Do").key("Next"), at("Do").key("Catch").index(0).key("Next")] {
            assert!(moment.taken(&way), "{way}");
        }
        let timeline = Timeline::of(&moment, &workbench.drawn.machine);
        let lane = timeline.lanes.iter().find(|lane| &*lane.name == "Do").unwrap();
        assert_eq!(lane.outcomes.as_deref(), Some("6 succeeded, 1 caught"));
    }
}

/// Goes on after a redrive to the end.
fn redriven(mut workbench: Workbench) -> Workbench {
    reduce(&mut workbench, RunAction::Redrive);
    reduce(&mut workbench, RunAction::ToEnd);
    for _ in 0..100 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 1_000 });
    }
    workbench
}

/// A distributed Map over three items whose Task is `Do`, with more of its fields.
fn distributed(fields: &str) -> String {
    format!(
        r#"{{"Type":"Map","ItemsPath":"$$.Execution.Input",{fields}"ItemProcessor":{{
        "ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},"StartAt":"Do","States":{{"Do":{{
        "Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true}}}}}},"End":true}}"#
    )
}

#[test]
fn each_item_of_a_map_says_how_far_its_own_map_run_is() {
    let each = distributed("");
    let machine = format!(
        r#"{{"StartAt":"Outer","States":{{"Outer":{{"Type":"Map","End":true,"ItemProcessor":{{"StartAt":"Each",
        "States":{{"Each":{each}}}}}}}}}}}"#
    );
    let workbench = run(&machine, "[1,2,3]", "{}");
    let moment = Moment::of(&workbench);
    let far =
        moment.visits(&pointer(&workbench, "Each")).iter().map(|visit| (visit.progress.done, visit.progress.total));
    assert_eq!(far.collect::<Vec<_>>(), [(3, Some(3)); 3]);
}

#[test]
fn a_map_run_that_goes_on_after_a_redrive_counts_on() {
    let machine = format!(r#"{{"StartAt":"Each","States":{{"Each":{}}}}}"#, distributed(""));
    let calls = r#"{"Do":{"Calls":[{"Return":1},{"Throw":{"Error":"E"},"LatencyMs":900},{"Return":1}]}}"#;
    let workbench = run(&machine, "[1,2,3]", calls);
    assert_eq!(Moment::of(&workbench).inner(&pointer(&workbench, "Each")).as_deref(), Some("2 of 3, 1 failed"));
    let workbench = redriven(workbench);
    shows(&workbench, &[("Each", Succeeded)]);
    assert_eq!(Moment::of(&workbench).inner(&pointer(&workbench, "Each")).as_deref(), Some("3 of 3"));
}

/// What was stopped with its parent has no event of that, but a redrive goes on with it.
#[test]
fn a_child_execution_that_was_stopped_and_redriven_shows_both_of_its_visits() {
    let each = distributed("");
    let machine = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"Branches":[
        {{"StartAt":"Each","States":{{"Each":{each}}}}},
        {{"StartAt":"Q","States":{{"Q":{{"Type":"Parallel","End":true,"Branches":[
            {{"StartAt":"Bad","States":{{"Bad":{{"Type":"Pass","InputPath":"$.absent","End":true}}}}}}]}}}}}}]}}}}}}"#
    );
    let workbench = redriven(run(&machine, "[1]", r#"{"Do":{"Calls":[{"Return":1,"LatencyMs":900}]}}"#));
    let moment = Moment::of(&workbench);
    let visits = moment.visits(&pointer(&workbench, "Do"));
    assert_eq!(visits.iter().map(|visit| visit.status).collect::<Vec<_>>(), [Aborted, Aborted]);
}

/// The inner Parallel waits for its second try when the other branch ends the execution: its first try is over.
#[test]
fn what_a_retry_has_left_does_not_go_on_with_a_redrive() {
    let task = r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","End":true"#;
    let machine = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"Branches":[
        {{"StartAt":"Q","States":{{"Q":{{"Type":"Parallel","End":true,"Retry":[{{"ErrorEquals":["States.ALL"],
            "IntervalSeconds":5}}],"Branches":[{{"StartAt":"In","States":{{"In":{{{task}}}}}}}]}}}}}},
        {{"StartAt":"Out","States":{{"Out":{{{task}}}}}}}]}}}}}}"#
    );
    let fails = |latency| format!(r#"{{"Calls":[{{"Throw":{{"Error":"E"}},"LatencyMs":{latency}}},{{"Return":1}}]}}"#);
    let mut workbench = run(&machine, "{}", &format!(r#"{{"In":{},"Out":{}}}"#, fails(100), fails(900)));
    shows(&workbench, &[("P", Failed), ("Q", Aborted), ("In", Failed), ("Out", Failed)]);
    let ended = workbench.run.visible().known;
    workbench = redriven(workbench);
    reduce(&mut workbench, RunAction::Seek(ended + 1));
    shows(&workbench, &[("In", Failed)]);
    assert_eq!(Moment::of(&workbench).visits(&pointer(&workbench, "In")).len(), 1);
    reduce(&mut workbench, RunAction::Seek(usize::MAX));
    let visits =
        Moment::of(&workbench).visits(&pointer(&workbench, "In")).iter().map(|visit| visit.status).collect::<Vec<_>>();
    assert_eq!(visits, [Failed, Succeeded]);
}
