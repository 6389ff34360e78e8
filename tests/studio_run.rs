//! How the run is driven: what goes on from where, what an edit does to it, and that all of it comes in parts.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::edit::Command;
use stepwright::json::{Pointer, Value};
use stepwright::sim::{Answer, EventType, MockCall, Resolution, Simulation, StateMock, Status, Worker};
use stepwright::studio::{
    Action, EditAction, FileAction, Outdated, Playing, ProjectAction, RunAction, Speed, Workbench, begin, commands,
    reduce,
};

const FRAME_MS: f64 = 16.0;
const HOUR_MS: i64 = 3_600_000;

/// Works for two seconds, asks, waits, and works again.
const ASKS: &str = r#"{"StartAt": "Work", "States": {
    "Work": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Ask"},
    "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "TimeoutSeconds": 7200,
        "Parameters": {"MessageBody.$": "$$.Task.Token"}, "Next": "Rest"},
    "Rest": {"Type": "Wait", "Seconds": 20, "Next": "Again"},
    "Again": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}}"#;

fn asks() -> Workbench {
    let mut workbench = Workbench::open("asks", ASKS);
    reduce(&mut workbench, ProjectAction::SetMock("Work".into(), Some(latency(2_000))));
    workbench
}

fn latency(ms: u64) -> StateMock {
    let call = MockCall { latency_ms: ms, answer: Answer::Return(Value::from(1)), worker: Worker::default() };
    StateMock { calls: vec![call], ..StateMock::default() }
}

fn frames(workbench: &mut Workbench, count: usize) {
    for _ in 0..count {
        reduce(workbench, RunAction::Tick { elapsed_ms: FRAME_MS, budget: 500 });
    }
}

/// Lets frames pass until the run does not play any more.
fn play(workbench: &mut Workbench, action: impl Into<Action>) {
    reduce(workbench, action);
    for _ in 0..100_000 {
        if workbench.run.playing == Playing::No {
            return;
        }
        frames(workbench, 1);
    }
    panic!("it plays for ever");
}

fn simulation(workbench: &Workbench) -> &Simulation {
    workbench.run.simulation.as_ref().unwrap()
}

fn elapsed_ms(workbench: &Workbench) -> i64 {
    simulation(workbench).now().since(simulation(workbench).setup().start)
}

fn lines(workbench: &Workbench) -> Vec<String> {
    simulation(workbench).history().iter().map(|event| event.to_json().to_string()).collect()
}

fn approve(workbench: &mut Workbench) {
    let token = workbench.run.held()[0].token.clone();
    play(workbench, RunAction::Resolve(token, Resolution::Succeed(Value::from(1))));
}

/// A run that was answered and has succeeded, at Instant.
fn finished() -> Workbench {
    let mut workbench = asks();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Instant));
    play(&mut workbench, RunAction::Start);
    approve(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
    workbench
}

fn typed(workbench: &Workbench, from: &str, to: &str) -> Action {
    let text = workbench.document.text();
    assert!(text.contains(from), "{from}");
    Command::ReplaceText(text.replacen(from, to, 1)).into()
}

// --- time ---

#[test]
fn pause_and_run_go_on_from_where_the_clock_stood() {
    let mut workbench = asks();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Thousand));
    reduce(&mut workbench, RunAction::Start);
    frames(&mut workbench, 100);
    reduce(&mut workbench, RunAction::Pause);
    let stood = elapsed_ms(&workbench);
    assert!(stood > 1_500_000 && workbench.run.held().len() == 1, "{stood}");
    frames(&mut workbench, 100);
    assert_eq!(elapsed_ms(&workbench), stood, "nothing passes while it is paused");
    reduce(&mut workbench, RunAction::Start);
    assert_eq!(elapsed_ms(&workbench), stood);
    frames(&mut workbench, 1);
    assert_eq!(elapsed_ms(&workbench), stood + 16_000);
}

#[test]
fn run_from_a_past_moment_plays_what_is_known_at_the_chosen_speed_and_then_goes_on() {
    let mut workbench = finished();
    let (known, whole) = (workbench.run.visible().known, lines(&workbench));
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Ten));
    reduce(&mut workbench, RunAction::Seek(3));
    reduce(&mut workbench, RunAction::Start);
    frames(&mut workbench, 6);
    assert_eq!((workbench.run.visible().events, elapsed_ms(&workbench)), (4, 960), "the call takes two seconds");
    let mut seen = Vec::new();
    while workbench.run.playing != Playing::No {
        frames(&mut workbench, 1);
        seen.push(workbench.run.visible().events);
    }
    seen.dedup();
    assert_eq!(seen, [4, 13, 17, 20], "the call, the answer that was given, the wait, the other call");
    assert_eq!((workbench.run.visible().events, lines(&workbench)), (known, whole), "the answer is kept");
    // At the end, once more is from the beginning.
    reduce(&mut workbench, RunAction::Start);
    assert_eq!((workbench.run.visible().events, workbench.run.playing), (0, Playing::Clock));
    frames(&mut workbench, 1);
    assert!((1..known).contains(&workbench.run.visible().known), "the answer is not given again");
}

#[test]
fn run_from_a_past_moment_of_a_run_that_goes_on_comes_to_what_is_not_known_yet() {
    let mut workbench = asks();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Hundred));
    reduce(&mut workbench, RunAction::Start);
    frames(&mut workbench, 1);
    let known = workbench.run.visible().known;
    reduce(&mut workbench, RunAction::Seek(1));
    reduce(&mut workbench, RunAction::Start);
    frames(&mut workbench, 10);
    assert!(workbench.run.visible().events > known && workbench.run.held().len() == 1);
}

#[test]
fn at_instant_time_stands_while_a_person_thinks() {
    let mut workbench = asks();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Instant));
    play(&mut workbench, RunAction::Start);
    let asked = elapsed_ms(&workbench);
    assert_eq!((workbench.run.held().len(), asked < 3_000), (1, true));
    frames(&mut workbench, 10_000);
    assert_eq!((elapsed_ms(&workbench), workbench.run.held().len()), (asked, 1));
    // What was thought over is not in the record: with the same answers, the same run.
    approve(&mut workbench);
    let entry = simulation(&workbench).journal().entries()[0].time;
    assert_eq!(entry.since(simulation(&workbench).setup().start), asked);
}

#[test]
fn at_instant_a_second_press_of_run_says_that_nobody_answers() {
    let mut workbench = asks();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Instant));
    play(&mut workbench, RunAction::Start);
    let token = workbench.run.held()[0].token.clone();
    // A sign of life is no answer: it is still waited for.
    play(&mut workbench, RunAction::Resolve(token, Resolution::Heartbeat));
    assert_eq!(workbench.run.held().len(), 1);
    play(&mut workbench, RunAction::Start);
    assert_eq!(simulation(&workbench).error(), Some("States.Timeout"));
    assert_eq!(elapsed_ms(&workbench) / HOUR_MS, 2);
    // Made again over a change, nobody answers either; nor under another name.
    reduce(&mut workbench, ProjectAction::SetMock("Work".into(), Some(latency(5_000))));
    let ask = Pointer::parse("/States/Ask").unwrap();
    reduce(&mut workbench, Command::RenameState { state: ask, name: "Approve".into() });
    assert_eq!((workbench.run.status(), simulation(&workbench).error()), (Status::Failed, Some("States.Timeout")));
    assert_eq!(elapsed_ms(&workbench), 2 * HOUR_MS + 5_000);
}

// --- edits ---

#[test]
fn an_edit_of_a_finished_run_replays_to_its_end() {
    let mut workbench = finished();
    let before = elapsed_ms(&workbench);
    reduce(&mut workbench, ProjectAction::SetMock("Work".into(), Some(latency(50_000))));
    assert_eq!((workbench.run.status(), workbench.run.at_head()), (Status::Succeeded, true));
    assert_eq!(elapsed_ms(&workbench), before + 48_000, "the answer came as soon as it was asked for");
    assert!(workbench.run.first_difference().is_some());
    // A rule with nothing left to wait for ends it, too, and back again the answer is where it was.
    let text = workbench.document.shared_text();
    let edit = typed(&workbench, "\"Next\": \"Ask\"", "\"End\": true");
    reduce(&mut workbench, edit);
    assert_eq!((workbench.run.status(), workbench.run.held().len()), (Status::Succeeded, 0));
    assert_eq!(simulation(&workbench).journal().entries().len(), 0);
    reduce(&mut workbench, EditAction::Undo);
    reduce(&mut workbench, ProjectAction::SetMock("Work".into(), Some(latency(2_000))));
    assert_eq!(workbench.document.shared_text(), text);
    assert_eq!((workbench.run.status(), elapsed_ms(&workbench)), (Status::Succeeded, before));
}

#[test]
fn an_edit_at_a_past_moment_keeps_later_answers_and_says_where_it_differs() {
    let mut workbench = finished();
    let whole = lines(&workbench);
    let rests = simulation(&workbench).history().iter().position(|event| event.kind == EventType::WaitStateExited);
    reduce(&mut workbench, RunAction::Seek(4));
    let edit = typed(&workbench, "\"Seconds\": 20", "\"Seconds\": 30");
    reduce(&mut workbench, edit);
    assert_eq!((workbench.run.visible().events, workbench.run.visible().known), (4, whole.len()));
    assert_eq!(simulation(&workbench).journal().entries().len(), 1, "the answer given later");
    assert_eq!(workbench.run.first_difference(), rests.map(|at| at + 1));
    // One letter after the other does not lose it either.
    for (from, to) in
        [("\"Seconds\": 30", "\"Seconds\": 300"), ("\"Ask\": {", "\"Asks\": {"), ("\"Asks\": {", "\"Ask\": {")]
    {
        let edit = typed(&workbench, from, to);
        reduce(&mut workbench, edit);
    }
    let edit = typed(&workbench, "\"Seconds\": 300", "\"Seconds\": 20");
    reduce(&mut workbench, edit);
    assert_eq!((lines(&workbench), workbench.run.visible().events), (whole, 4));
}

#[test]
fn an_input_that_is_no_json_marks_the_run_that_is_shown() {
    let mut workbench = finished();
    let whole = lines(&workbench);
    reduce(&mut workbench, ProjectAction::SetInput("{\"a\": ".into()));
    assert_eq!((workbench.run.status(), workbench.run.outdated()), (Status::Succeeded, Some(Outdated::Input)));
    assert!(Outdated::Input.words().contains("not JSON"));
    // Nothing is built upon it: a new run says what is wrong.
    reduce(&mut workbench, RunAction::Seek(10));
    let token = workbench.run.held()[0].token.clone();
    reduce(&mut workbench, RunAction::Resolve(token, Resolution::Succeed(Value::Null)));
    assert_eq!(lines(&workbench), whole);
    assert!(workbench.toast.take().is_some());
    reduce(&mut workbench, RunAction::Start);
    assert!(workbench.toast.as_ref().is_some_and(|toast| toast.text.contains("not JSON")));
    reduce(&mut workbench, ProjectAction::SetInput("{\"a\": 1}".into()));
    assert_eq!((workbench.run.outdated(), workbench.run.first_difference()), (None, Some(1)));
    reduce(&mut workbench, ProjectAction::SetInput("{".into()));
    reduce(&mut workbench, RunAction::Reset);
    assert_eq!(workbench.run.outdated(), None, "nothing is shown");
}

// --- in parts ---

fn part(workbench: &mut Workbench, elapsed_ms: f64) {
    begin(workbench, RunAction::Tick { elapsed_ms, budget: 1 });
}

#[test]
fn a_letter_over_a_finished_run_leaves_the_replay_to_ticks() {
    let mut workbench = finished();
    let (whole, shown) = (lines(&workbench), workbench.run.visible());
    let edit = typed(&workbench, "\"Seconds\": 20", "\"Seconds\": 201");
    begin(&mut workbench, edit);
    assert!(workbench.document.text().contains("201"));
    assert_eq!((workbench.run.visible(), workbench.run.outdated()), (shown, Some(Outdated::Replaying)));
    (0..3).for_each(|_| part(&mut workbench, 100.0));
    assert_eq!((lines(&workbench), workbench.run.busy()), (whole, None), "the run before the change");
    // The next letter begins anew, from the same run.
    let edit = typed(&workbench, "\"Seconds\": 201", "\"Seconds\": 2015");
    begin(&mut workbench, edit);
    (0..3).for_each(|_| part(&mut workbench, 100.0));
    assert!(workbench.run.busy().is_some_and(|words| words.starts_with("Recalculating…")), "half a second");
    assert!(workbench.announcement.text.starts_with("Recalculating"));
    assert!(workbench.run.can_pause());
    let mut parts = 0;
    while workbench.run.is_working() {
        assert_eq!(workbench.run.visible(), shown);
        part(&mut workbench, 0.0);
        parts += 1;
    }
    assert!(parts > 10, "{parts}");
    let mut at_once = finished();
    let edit = typed(&at_once, "\"Seconds\": 20", "\"Seconds\": 2015");
    reduce(&mut at_once, edit);
    assert_eq!(lines(&workbench), lines(&at_once));
    assert_eq!((workbench.run.status(), workbench.run.outdated()), (Status::Succeeded, None));
    assert!(workbench.announcement.text.contains("first difference"), "{}", workbench.announcement.text);
}

#[test]
fn a_replay_that_is_paused_goes_on_from_there_and_one_that_is_reset_is_gone() {
    let mut workbench = finished();
    let edit = typed(&workbench, "\"Seconds\": 20", "\"Seconds\": 40");
    begin(&mut workbench, edit.clone());
    (0..5).for_each(|_| part(&mut workbench, 0.0));
    begin(&mut workbench, RunAction::Pause);
    let known = workbench.run.visible().known;
    assert!(!workbench.run.is_working() && (1..15).contains(&known), "{known}");
    assert_eq!((workbench.run.outdated(), workbench.run.status()), (None, Status::Running));
    // What was answered before is answered again.
    play(&mut workbench, RunAction::Start);
    let mut whole = finished();
    reduce(&mut whole, edit.clone());
    assert_eq!((workbench.run.status(), lines(&workbench)), (Status::Succeeded, lines(&whole)));

    begin(&mut whole, EditAction::Undo);
    part(&mut whole, 0.0);
    begin(&mut whole, RunAction::Reset);
    assert!(whole.run.simulation.is_none() && !whole.run.is_working());
}

#[test]
fn run_over_a_replay_plays_on_when_it_is_done() {
    let mut workbench = finished();
    reduce(&mut workbench, RunAction::Seek(3));
    let edit = typed(&workbench, "\"Seconds\": 20", "\"Seconds\": 40");
    begin(&mut workbench, edit);
    begin(&mut workbench, RunAction::Start);
    while workbench.run.is_working() {
        assert_eq!(workbench.run.visible().events, 3);
        part(&mut workbench, 0.0);
    }
    assert_eq!(workbench.run.playing, Playing::Clock);
    while workbench.run.playing != Playing::No {
        frames(&mut workbench, 1);
    }
    assert_eq!((workbench.run.status(), workbench.run.at_head()), (Status::Succeeded, true));
}

#[test]
fn a_step_over_executions_it_started_comes_in_parts_and_can_be_stopped() {
    let starts = r#"{"StartAt": "Start", "States": {"Start": {"Type": "Task", "Next": "Wait",
        "Resource": "arn:aws:states:::states:startExecution", "Parameters": {"StateMachineArn": "child"}},
        "Wait": {"Type": "Wait", "Seconds": 9, "End": true}}}"#;
    let turns = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}"#;
    let mut workbench = Workbench::open("starts", starts);
    reduce(&mut workbench, ProjectAction::AddMachine { name: "child.json".into(), text: turns.into() });
    let mut last = 0;
    // One after the other, up to where only the child goes on.
    for _ in 0..100 {
        last = workbench.run.visible().events;
        begin(&mut workbench, RunAction::Step);
        (0..50).for_each(|_| part(&mut workbench, 16.0));
        if workbench.run.is_working() {
            break;
        }
    }
    assert_eq!((workbench.run.visible().events, workbench.run.playing), (last, Playing::Step));
    assert_eq!(workbench.run.busy().as_deref(), Some("Stepping…"));
    begin(&mut workbench, RunAction::Pause);
    let inputs = simulation(&workbench).nested_executions()[0].execution.events;
    assert!(!workbench.run.is_active() && (10..100).contains(&inputs), "{inputs}");
    // At once it goes on to the event.
    reduce(&mut workbench, RunAction::Step);
    assert_eq!(workbench.run.visible().events, last + 1);
}

#[test]
fn an_answer_in_the_past_comes_in_parts_and_can_be_taken_back() {
    let mut workbench = finished();
    reduce(&mut workbench, RunAction::Seek(10));
    let (token, whole) = (workbench.run.held()[0].token.clone(), lines(&workbench));
    let no = || RunAction::Resolve(token.clone(), Resolution::Fail { error: Some("No".into()), cause: None });
    begin(&mut workbench, no());
    part(&mut workbench, 600.0);
    assert!(workbench.run.busy().is_some() && workbench.run.can_pause());
    begin(&mut workbench, RunAction::Pause);
    assert_eq!((lines(&workbench), workbench.run.visible().events), (whole, 10), "nothing was sent");
    begin(&mut workbench, no());
    while workbench.run.is_working() {
        part(&mut workbench, 0.0);
    }
    while workbench.run.playing != Playing::No {
        frames(&mut workbench, 1);
    }
    assert_eq!(simulation(&workbench).error(), Some("No"));
}

#[test]
fn what_is_behind_undo_keeps_its_setup_and_not_its_run() {
    let mut workbench = finished();
    reduce(&mut workbench, ProjectAction::SetInput("{\"kept\": 1}".into()));
    let setup = workbench.run.clone();
    for _ in 0..2 {
        reduce(&mut workbench, FileAction::OpenExample(0));
        // A second copy has a name of its own.
        let opened = workbench.name.clone();
        assert!(opened.starts_with(commands::EXAMPLES[0].name), "{opened}");
        reduce(&mut workbench, RunAction::Start);
        reduce(&mut workbench, EditAction::Undo);
        assert!(workbench.run.simulation.is_none() && !workbench.run.is_active());
        assert_eq!((&workbench.run.input, &workbench.run.mocks), (&setup.input, &setup.mocks));
        reduce(&mut workbench, EditAction::Redo);
        assert_eq!(workbench.name, opened);
        assert!(workbench.run.simulation.is_none());
        reduce(&mut workbench, EditAction::Undo);
    }
}
