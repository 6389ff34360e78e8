//! What is done piece by piece is what would have been done at once.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::json::Document;
use crate::sim::{MockPlan, WorkflowType};
use crate::sort::SortedSet;

/// Two people are asked side by side, items are mapped, executions are started, waited for or not, and it may fail at its end.
const ORDER: &str = r#"{"StartAt": "Begin", "States": {
    "Begin": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": "other"}, "ResultPath": null, "Next": "Both"},
    "Both": {"Type": "Parallel", "Next": "Each", "Branches": [
        {"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "TimeoutSeconds": 3600, "End": true,
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}}}},
        {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 90, "Next": "Tell"},
            "Tell": {"Type": "Task", "TimeoutSeconds": 7200, "End": true,
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}}}}]},
    "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "Next": "Two"},
        "Two": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": "other", "Input.$": "$"}, "End": true}}}, "Next": "Last"},
    "Last": {"Type": "Fail", "Error": "Late"}}}"#;
const OTHER: &str = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "Next": "P"},
    "P": {"Type": "Pass", "End": true}}}"#;

fn compiled(text: &str) -> Arc<Program> {
    Arc::new(Program::compile(&Document::new(text)))
}

fn setup() -> Setup {
    let other = OtherMachine { program: compiled(OTHER), workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    Setup { machines: [("other".into(), other)].into(), ..Setup::default() }
}

/// Ten seconds after the last one was asked, each is answered; then the run fails, and is redriven.
fn order() -> Simulation {
    let mut run = Simulation::new(compiled(ORDER), setup());
    for _ in 0..2 {
        run.advance(run.now().plus_seconds(100), 1_000);
        let token = run.held()[0].token.clone();
        assert_eq!(run.resolve(&token, Resolution::Succeed(Value::from(1))), Ok(()));
    }
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    assert_eq!(run.redrive_at(run.now().plus_seconds(1)), Ok(()));
    assert_eq!(run.advance(VirtualTime::MAX, 1_000), Progress::Ended);
    assert_eq!((run.status(), run.error(), run.journal().entries().len()), (Status::Failed, Some("Late"), 3));
    run
}

/// Does some work in pieces of those sizes, one after the other, again and again; gives how many pieces it took.
fn in_pieces(mut work: Work, former: &Simulation, pieces: &[usize]) -> (Simulation, Option<usize>, usize) {
    let mut sizes = pieces.iter().cycle();
    for count in 1..100_000 {
        if work.advance(former, *sizes.next().unwrap()) {
            let (run, differs) = work.finish(former).unwrap();
            return (run, differs, count);
        }
    }
    panic!("it never ends");
}

/// The lines of a history, which are shorter to read than its events where two differ.
fn lines(run: &Simulation) -> Vec<String> {
    run.history().iter().map(|event| event.to_json().to_string()).collect()
}

#[track_caller]
fn same(one: &Simulation, other: &Simulation) {
    assert_eq!(lines(one), lines(other));
    assert_eq!((one.cursor(), one.now(), one.status()), (other.cursor(), other.now(), other.status()));
    assert_eq!((one.journal(), one.held()), (other.journal(), other.held()));
    assert_eq!((one.nested_executions(), one.objects()), (other.nested_executions(), other.objects()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Over any of these programs, from any moment: the pieces do not matter.
    #[test]
    fn a_replay_in_pieces_is_the_replay(
        pieces in proptest::collection::vec(1_usize..8, 1..6), at in 0_usize..80, edit in 0_usize..5,
    ) {
        let mut run = order();
        run.seek(at);
        let text = match edit {
            0 => ORDER.to_owned(),
            1 => ORDER.replace("\"Seconds\": 90", "\"Seconds\": 9000"),
            2 => ORDER.replace("\"Ask\"", "\"Asked\""),
            3 => ORDER.replace(r#""Type": "Fail", "Error": "Late""#, r#""Type": "Succeed""#),
            _ => ORDER.replace("\"Next\": \"Each\"", "\"Next\": \"Last\""),
        };
        let (whole, differs) = run.replay_on(compiled(&text), setup());
        let work = run.replaying(compiled(&text), setup(), &SortedSet::new());
        let (other, again, count) = in_pieces(work, &run, &pieces);
        same(&other, &whole);
        prop_assert_eq!(again, differs);
        prop_assert!(count > 1, "{} pieces", count);
        prop_assert_eq!(differs.is_none(), edit == 0);
    }

    /// So is an answer in the past, on the way to which much is to be done again, and a redrive.
    #[test]
    fn an_act_in_the_past_in_pieces_is_the_act(pieces in proptest::collection::vec(1_usize..9, 1..6), redrive in any::<bool>()) {
        let mut run = order();
        // As after a long run: the last checkpoint is far from the moment.
        let ends = |event: &&HistoryEvent| event.kind == EventType::ExecutionFailed;
        let at = run.history().iter().find(ends).map_or(0, |event| event.id as usize);
        run.seek(if redrive { at } else { 0 });
        while !redrive && run.held().is_empty() {
            run.step();
        }
        let mut whole = run.clone();
        let work = if redrive {
            prop_assert_eq!(whole.redrive(), Ok(()));
            run.redriving(run.now()).unwrap()
        } else {
            let token = run.held()[0].token.clone();
            let no = || Resolution::Fail { error: Some("No".into()), cause: None };
            prop_assert_eq!(whole.resolve(&token, no()), Ok(()));
            run.resolving(&token, no()).unwrap()
        };
        let (other, _, count) = in_pieces(work, &run, &pieces);
        same(&other, &whole);
        prop_assert!(count > 2, "{} pieces", count);
        prop_assert!(run.history().len() > other.history().len(), "what came after is dropped, in the other run");
    }

    /// And so is a step over executions that leave no event.
    #[test]
    fn a_step_in_pieces_is_the_step(pieces in proptest::collection::vec(1_usize..4, 1..6)) {
        let (mut whole, mut run) = (Simulation::new(compiled(ORDER), setup()), Simulation::new(compiled(ORDER), setup()));
        let mut sizes = pieces.iter().cycle();
        while whole.step() == Progress::Advanced {
            let before = run.cursor();
            while run.step_within(*sizes.next().unwrap()) == Progress::Budget {
                prop_assert_eq!(run.cursor(), before, "nothing shows before the event does");
            }
            same(&run, &whole);
        }
    }
}

#[test]
fn a_finished_run_is_repeated_to_its_end_whenever_that_is() {
    let run = order();
    let slower = compiled(&ORDER.replace("\"Seconds\": 90", "\"Seconds\": 3000"));
    let (other, differs) = run.replay_on(slower, setup());
    assert_eq!((other.status(), other.cursor()), (Status::Failed, other.history().len()));
    assert!(other.now() > run.now() && differs.is_some(), "{:?}", other.now());
    let answers = |run: &Simulation| run.journal().entries().iter().map(|entry| entry.act.clone()).collect::<Vec<_>>();
    assert_eq!(answers(&other), answers(&run), "the answers are those that were given");
    // What the answers were put off to is not what they are done at again.
    let (back, _) = other.replay_on(run.program().clone(), setup());
    assert_eq!(lines(&back), lines(&run));
}

#[test]
fn what_an_edit_has_no_use_for_is_there_again_when_it_is_undone() {
    let mut run = order();
    for shown in [run.history().len(), 9] {
        run.seek(shown);
        // The first is asked under another name: nobody has answered that, but the second is answered as before.
        let renamed = compiled(&ORDER.replace("\"Ask\"", "\"Asked\""));
        let (other, differs) = run.replay_on(renamed, setup());
        let held: Vec<_> = other.head.spans.iter().filter(|span| span.until.is_none()).collect();
        assert_eq!(held.iter().map(|span| &*span.task.state).collect::<Vec<_>>(), ["Asked"]);
        assert!(other.history()[differs.unwrap()].to_json().to_string().contains("\"Asked\""));
        assert_eq!(other.journal().entries().len(), 1, "the second answer");
        let (back, _) = other.replay_on(run.program().clone(), setup());
        assert_eq!(lines(&back), lines(&run)[..back.history().len()]);
        assert!(back.history().len() > 25, "{}", back.history().len());
    }
}

#[test]
fn time_stands_where_only_a_persons_time_runs_out() {
    let mut run = Simulation::new(compiled(ORDER), setup());
    let mut passed = SortedSet::new();
    // What needs nobody goes on while the first is asked, up to the second's being asked too.
    while run.advance_to_people(3, &passed) == Progress::Budget {}
    let begun = run.setup().start.plus_ms(limits::LATENCY_DEFAULT_MS as i64);
    assert_eq!((run.held().len(), run.now()), (2, begun.plus_seconds(90)));
    for _ in 0..100 {
        assert_eq!(run.advance_to_people(1_000, &passed), Progress::Held);
    }
    assert_eq!(run.now(), begun.plus_seconds(90), "a person may think");
    // Nobody answers the first.
    passed.extend(run.held().into_iter().filter(|task| &*task.state == "Ask").map(|task| task.token));
    assert_eq!(run.advance_to_people(1_000, &passed), Progress::Ended);
    assert_eq!((run.error(), run.now()), (Some("States.Timeout"), begun.plus_seconds(3_600)));
    assert_eq!(run.unanswered().cloned().collect::<SortedSet<_>>(), passed, "the second was only stopped with it");
}

#[test]
fn a_machines_own_time_does_not_run_out_on_a_person_either() {
    let limited = ORDER.replacen("{\"StartAt\"", "{\"TimeoutSeconds\": 600, \"StartAt\"", 1);
    let mut run = Simulation::new(compiled(&limited), setup());
    assert_eq!(run.advance_to_people(1_000, &SortedSet::new()), Progress::Held);
    assert_eq!((run.status(), run.held().len()), (Status::Running, 2));
    assert!(run.now() < run.setup().start.plus_seconds(91), "{:?}", run.now());
    // A nested execution's task is one that is waited for, too.
    let asks = r#"{"StartAt": "Q", "TimeoutSeconds": 60, "States": {"Q": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": {"t.$": "$$.Task.Token"}}}}"#;
    let other = OtherMachine { program: compiled(asks), workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    let mut run = Simulation::new(compiled(ORDER), Setup { machines: [("other".into(), other)].into(), ..setup() });
    assert_eq!(run.advance_to_people(1_000, &SortedSet::new()), Progress::Held);
    assert!(run.now() < run.setup().start.plus_seconds(1), "the first to expire is the nested one, after a minute");
}
