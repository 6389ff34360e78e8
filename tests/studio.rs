//! The studio driven the way the page drives it: actions in, a workbench and requests out. No DOM, no clock.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::edit::{Command, Place};
use stepwright::json::{Pointer, Value};
use stepwright::sim::{
    Answer, EventType, LogLevel, MockPlan, Order, RedriveStatus, Resolution, StateMock, Status, WorkflowType,
};
use stepwright::studio::gesture::tokens;
use stepwright::studio::library::LibraryRequest;
use stepwright::studio::timeline::{BarKind, Timeline};
use stepwright::studio::{
    DockTab, EditAction, FileAction, Moment, Playing, ProjectAction, Request, RunAction, Scene, Selection, Sheet,
    Speed, StateStatus, ViewAction, Workbench, commands, describe, log_line, logged, logs, reduce,
};

const FRAME_MS: f64 = 16.0;
const BUDGET: usize = 500;

fn example() -> Workbench {
    commands::EXAMPLES[0].open()
}

fn state(workbench: &Workbench, name: &str) -> Pointer {
    let machine = &workbench.drawn.machine;
    machine.state(machine.state_named(name).unwrap()).unwrap().pointer.clone()
}

fn status(workbench: &Workbench, name: &str) -> StateStatus {
    Moment::of(workbench).status(&state(workbench, name))
}

/// Lets frames pass until the run waits for a person or has ended; gives how many frames it took.
fn play(workbench: &mut Workbench) -> usize {
    for frame in 0..100_000 {
        let waits = !workbench.run.held().is_empty() && workbench.run.playing == Playing::Clock;
        if workbench.run.playing == Playing::No || waits {
            return frame;
        }
        reduce(workbench, RunAction::Tick { elapsed_ms: FRAME_MS, budget: BUDGET });
    }
    panic!("the run neither waited nor ended");
}

fn to_approval() -> Workbench {
    let mut workbench = example();
    reduce(&mut workbench, RunAction::Start);
    play(&mut workbench);
    assert_eq!(status(&workbench, "WaitForApproval"), StateStatus::Callback);
    workbench
}

fn answer(workbench: &mut Workbench, resolution: Resolution) {
    let token = workbench.run.held()[0].token.clone();
    reduce(workbench, RunAction::Resolve(token, resolution));
    play(workbench);
}

#[test]
fn the_opening_example_is_approved_and_succeeds() {
    let mut workbench = to_approval();
    for _ in 0..20 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: FRAME_MS, budget: BUDGET });
    }
    assert_eq!(status(&workbench, "ValidateOrder"), StateStatus::Succeeded);
    assert_eq!(status(&workbench, "ReserveInventory"), StateStatus::Succeeded);
    answer(&mut workbench, Resolution::Succeed(Value::parse(r#"{"approved": true}"#).unwrap()));
    assert_eq!(workbench.run.status(), Status::Succeeded);
    assert_eq!(status(&workbench, "OrderComplete"), StateStatus::Succeeded);
}

#[test]
fn a_rejection_compensates_and_fails_with_its_own_error() {
    let mut workbench = to_approval();
    let reject = Resolution::Fail { error: Some("ApprovalRejected".into()), cause: Some("too much".into()) };
    answer(&mut workbench, reject);
    let simulation = workbench.run.simulation.as_ref().unwrap();
    assert_eq!((simulation.status(), simulation.error()), (Status::Failed, Some("ApprovalRejected")));
    assert_eq!(status(&workbench, "CompensateOrder"), StateStatus::Succeeded);
}

#[test]
fn without_an_answer_the_approval_times_out_after_a_day() {
    let mut workbench = to_approval();
    reduce(&mut workbench, RunAction::ToEnd);
    let frames = play(&mut workbench);
    let simulation = workbench.run.simulation.as_ref().unwrap();
    assert_eq!((simulation.status(), simulation.error()), (Status::Failed, Some("States.Timeout")));
    let hours = (simulation.now().0 - simulation.setup().start.0) / 3_600_000;
    assert_eq!(hours, 24);
    assert!(frames < 10, "{frames} frames");
}

#[test]
fn speed_changes_how_long_a_run_takes_and_nothing_else() {
    let histories = Speed::ALL.map(|speed| {
        let mut workbench = example();
        reduce(&mut workbench, RunAction::SetSpeed(speed));
        reduce(&mut workbench, RunAction::Start);
        let frames = play(&mut workbench);
        let simulation = workbench.run.simulation.unwrap();
        let events = simulation.history().iter().take(25).map(|event| event.to_json().to_string()).collect::<Vec<_>>();
        (frames, events)
    });
    assert!(histories.iter().all(|(_, events)| *events == histories[0].1));
    assert!(histories[0].0 > histories[1].0 && histories[1].0 > histories[2].0);
}

#[test]
fn walking_back_and_forward_shows_the_same_and_an_answer_in_the_past_branches() {
    let mut workbench = to_approval();
    let waiting = workbench.run.simulation.as_ref().unwrap().cursor();
    reduce(&mut workbench, RunAction::ToEnd);
    play(&mut workbench);
    let ended = Moment::of(&workbench).standing();
    let events = workbench.run.simulation.as_ref().unwrap().cursor();
    for _ in 0..events {
        reduce(&mut workbench, RunAction::StepBack);
    }
    assert_eq!(status(&workbench, "ValidateOrder"), StateStatus::NotReached);
    for _ in 0..events {
        reduce(&mut workbench, RunAction::Step);
    }
    assert_eq!(Moment::of(&workbench).standing(), ended);
    reduce(&mut workbench, RunAction::Seek(waiting));
    answer(&mut workbench, Resolution::Succeed(Value::Null));
    assert_eq!(workbench.run.status(), Status::Succeeded);
}

#[test]
fn an_edit_replays_the_run_and_undo_restores_the_text() {
    let mut workbench = to_approval();
    let before = workbench.document.shared_text();
    let wait = Command::AddState {
        kind: stepwright::asl::StateKind::Wait,
        place: Place::After(state(&workbench, "ShipOrder")),
        name: None,
        template: None,
    };
    let requests = reduce(&mut workbench, wait);
    assert_eq!(requests.first(), Some(&Request::Library(LibraryRequest::Rest)), "kept before anything else");
    assert_eq!(workbench.selection, Selection::State(state(&workbench, "Wait")));
    assert_eq!(status(&workbench, "WaitForApproval"), StateStatus::Callback, "the run goes on where it was");
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.document.shared_text(), before);
    reduce(&mut workbench, EditAction::Redo);
    assert!(workbench.drawn.machine.state_named("Wait").is_some());
}

#[test]
fn broken_text_keeps_the_drawing_and_refuses_edits_by_hand() {
    let mut workbench = example();
    let broken = workbench.document.text().replacen("\"StartAt\"", "\"StartAt", 1);
    reduce(&mut workbench, Command::ReplaceText(broken));
    assert!(workbench.stale());
    assert!(workbench.drawn.machine.state_named("ShipOrder").is_some());
    let delete = Command::DeleteState { state: state(&workbench, "ShipOrder") };
    reduce(&mut workbench, delete);
    assert!(workbench.toast.as_ref().is_some_and(|toast| toast.text.contains("syntax errors")));
    assert!(workbench.document.text().contains("ShipOrder"));
    reduce(&mut workbench, EditAction::Undo);
    assert!(!workbench.stale());
}

#[test]
fn a_change_made_for_another_text_is_refused_in_words() {
    let mut workbench = Workbench::open(
        "t",
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Chrge"}, "Charge": {"Type": "Succeed"}}}"#,
    );
    let on = workbench.judged.clone();
    let fix = workbench.diagnostics.iter().find_map(|diagnostic| diagnostic.fix.clone()).expect("a fix");
    let apply = EditAction::ApplyFix { label: fix.label, edit: fix.edit, on: on.clone() };
    for other in ["é", "", "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}", "{{{{{{{{"]
    {
        reduce(&mut workbench, Command::ReplaceText(other.into()));
        for stale in [apply.clone(), EditAction::Type { text: "typed".into(), on: on.clone() }] {
            workbench.toast = None;
            reduce(&mut workbench, stale);
            assert_eq!(workbench.document.text(), other);
            let words = workbench.toast.take().map(|toast| toast.text).unwrap_or_default();
            assert!(words.contains("changed meanwhile"), "{words}");
        }
    }
    reduce(&mut workbench, Command::ReplaceText(on.to_string()));
    reduce(&mut workbench, apply);
    assert_ne!(workbench.document.shared_text(), on, "on its own text it is done");
    let now = workbench.document.shared_text();
    reduce(&mut workbench, EditAction::Type { text: "typed".into(), on: now });
    assert_eq!(workbench.document.text(), "typed");
}

#[test]
fn what_is_kept_opens_as_it_was() {
    let mut workbench = example();
    reduce(&mut workbench, ProjectAction::SetInput("{\"orderId\": 7}".into()));
    assert!(workbench.is_unwritten());
    let restored = Workbench::restore(&workbench.to_saved()).unwrap();
    assert_eq!(restored.document.text(), workbench.document.text());
    assert_eq!(restored.run.input, workbench.run.input);
    assert_eq!(restored.run.mocks, workbench.run.mocks);
    assert_eq!(restored.name, workbench.name);
    assert!(Workbench::restore("{\"version\": 1}").is_err());
    assert!(Workbench::restore("not json").is_err());
}

#[test]
fn an_import_that_is_no_definition_replaces_nothing() {
    let mut workbench = example();
    let before = workbench.document.shared_text();
    reduce(&mut workbench, FileAction::Import { name: "x.png".into(), text: "\u{0}PNG".into() });
    assert_eq!(workbench.document.shared_text(), before);
    assert!(workbench.toast.is_some());
    reduce(&mut workbench, FileAction::Import { name: "big.json".into(), text: " ".repeat(5 << 20) });
    assert_eq!(workbench.document.shared_text(), before);
    reduce(&mut workbench, FileAction::Import { name: "a/b.asl.json".into(), text: "{\"StartAt\": \"A\",}".into() });
    assert_eq!((workbench.name.as_str(), workbench.document.text()), ("b", "{\"StartAt\": \"A\",}"));
    assert_eq!(workbench.run.seed, example().run.seed, "the same seed as every other definition");
}

#[test]
fn a_definition_in_yaml_is_opened_as_json() {
    let mut workbench = example();
    let import = |workbench: &mut Workbench, name: &str, text: &str| {
        reduce(workbench, FileAction::Import { name: name.into(), text: text.into() });
        workbench.toast.take().map(|toast| toast.text).unwrap_or_default()
    };
    let text = "# an order\nStartAt: A\nStates:\n  A: {Type: Pass, End: true}\n";
    let said = import(&mut workbench, "flows/order.asl.yaml", text);
    assert_eq!(said, "‘flows/order.asl.yaml’ was YAML and is JSON from here on; left out: 1 comment.");
    assert_eq!(workbench.name, "order");
    assert_eq!(
        workbench.document.text(),
        "{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\n      \"Type\": \"Pass\",\n      \"End\": true\n    }\n  }\n}\n"
    );
    assert!(workbench.diagnostics.is_empty());
    // States alone are put into what is open, also from the clipboard; the selection says where.
    reduce(&mut workbench, FileAction::Paste("B:\n  Type: Wait\n  Seconds: 5\n  End: true\n".into()));
    assert!(workbench.document.text().contains("\"B\": {"), "{}", workbench.document.text());
    let before = workbench.document.shared_text();
    let said = import(&mut workbench, "broken.yml", "StartAt: A\nStates:\n  A: b: c\n");
    assert!(said.starts_with("‘broken.yml’ is YAML that cannot be read: line 3, column "), "{said}");
    assert!(said.ends_with(". Nothing was replaced."), "{said}");
    let said = import(
        &mut workbench,
        "template.yaml",
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {Name: !Ref N}\n",
    );
    assert_eq!(said, "‘template.yaml’ is a CloudFormation template without a state machine. Nothing was replaced.");
    let said = import(&mut workbench, "note.txt", "Dear all, read this: it is prose.\nBye\n");
    assert_eq!(said, "‘note.txt’ is no JSON. Nothing was replaced.");
    assert_eq!(workbench.document.shared_text(), before);
}

#[test]
fn an_endless_machine_ends_at_the_history_limit_in_bounded_ticks() {
    let loops =
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}}"#;
    let mut workbench = Workbench::open("loop", loops);
    reduce(&mut workbench, RunAction::ToEnd);
    let frames = play(&mut workbench);
    assert!(frames > 10, "a frame does a frame's work, not all of it");
    let simulation = workbench.run.simulation.as_ref().unwrap();
    assert_eq!(simulation.status(), Status::Failed);
    assert_eq!(simulation.history().len(), stepwright::sim::limits::HISTORY_EVENTS_MAX);
}

#[test]
fn a_wrong_input_is_named_and_nothing_runs() {
    let mut workbench = example();
    reduce(&mut workbench, ProjectAction::SetInput("{\"a\": }".into()));
    reduce(&mut workbench, RunAction::Start);
    assert!(workbench.run.simulation.is_none());
    assert!(workbench.toast.as_ref().is_some_and(|toast| toast.text.contains("expected a value")));
}

#[test]
fn opening_another_definition_loses_nothing_of_the_one_before() {
    let mut workbench = to_approval();
    let renamed = Command::RenameState { state: state(&workbench, "ShipOrder"), name: "Ship".into() };
    reduce(&mut workbench, renamed);
    let (text, mocks) = (workbench.document.text().to_owned(), workbench.run.mocks.clone());
    let other = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    reduce(&mut workbench, FileAction::Import { name: "other.json".into(), text: other.into() });
    assert!(workbench.can_undo() && !workbench.can_redo());
    assert_eq!(workbench.name, "other");

    reduce(&mut workbench, EditAction::Undo);
    assert_eq!((workbench.document.text(), &workbench.run.mocks), (text.as_str(), &mocks));
    assert_eq!(workbench.name, commands::EXAMPLES[0].name);
    reduce(&mut workbench, EditAction::Redo);
    assert_eq!((workbench.document.text(), workbench.can_redo()), (other, false));

    // Back again, and on to a change: the way forward is gone, as after any change; earlier changes can be undone.
    reduce(&mut workbench, EditAction::Undo);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.document.text(), example().document.text());
    let deleted = Command::DeleteState { state: state(&workbench, "ShipOrder") };
    reduce(&mut workbench, deleted);
    assert!(!workbench.can_redo());
}

#[test]
fn going_back_through_opened_definitions_is_bounded() {
    let mut workbench = example();
    for index in 0..20 {
        reduce(&mut workbench, FileAction::OpenExample(index % 2));
    }
    let mut back = 0;
    while workbench.can_undo() {
        reduce(&mut workbench, EditAction::Undo);
        back += 1;
    }
    assert_eq!(back, 4);
}

#[test]
fn a_token_never_covers_the_chip_of_its_edge() {
    let mut workbench = example();
    reduce(&mut workbench, RunAction::Start);
    let scene = Scene::of(&workbench.drawn);
    let mut seen = 0;
    for _ in 0..60 {
        reduce(&mut workbench, RunAction::Step);
        for mark in tokens(&scene, &Moment::of(&workbench)) {
            for chip in scene.edges.iter().filter_map(|edge| edge.chip.as_ref()) {
                let dx = (chip.rect.x - mark.at.x).max(mark.at.x - chip.rect.right()).max(0);
                let dy = (chip.rect.y - mark.at.y).max(mark.at.y - chip.rect.bottom()).max(0);
                assert!(dx * dx + dy * dy >= 49, "{} covers ‘{}’", mark.name, chip.text);
                seen += 1;
            }
        }
    }
    assert!(seen > 100);
}

#[test]
fn the_sheet_of_a_small_screen_is_named_by_the_tab_it_shows() {
    let mut workbench = example();
    reduce(&mut workbench, ViewAction::ShowDock(DockTab::Mocks));
    assert_eq!(workbench.sheet, None);
    reduce(&mut workbench, ViewAction::ShowSheet(Some(Sheet::Dock(DockTab::Timeline))));
    reduce(&mut workbench, ViewAction::ShowDock(DockTab::History));
    assert_eq!((workbench.dock, workbench.sheet), (DockTab::History, Some(Sheet::Dock(DockTab::History))));
}

#[test]
fn at_instant_speed_there_is_time_to_answer_an_approval() {
    let mut workbench = example();
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Instant));
    reduce(&mut workbench, RunAction::Start);
    for _ in 0..300 {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: FRAME_MS, budget: BUDGET });
    }
    assert_eq!(status(&workbench, "WaitForApproval"), StateStatus::Callback);
    assert_eq!(status(&workbench, "ReserveInventory"), StateStatus::Succeeded);
    answer(&mut workbench, Resolution::Succeed(Value::parse(r#"{"approved": true}"#).unwrap()));
    assert_eq!(workbench.run.status(), Status::Succeeded);
}

const PARENT: &str = r#"{"StartAt": "Child", "States": {"Child": {"Type": "Task", "End": true,
    "Resource": "arn:aws:states:::states:startExecution.sync:2",
    "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input": {"n": 1}},
    "OutputPath": "$.Output"}}}"#;

const CHILD: &str = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
    "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work"}}}"#;

fn run_to_end(workbench: &mut Workbench) -> Option<Value> {
    reduce(workbench, RunAction::ToEnd);
    play(workbench);
    workbench.run.simulation.as_ref().unwrap().output().cloned()
}

#[test]
fn a_machine_of_the_project_is_run_by_the_task_that_starts_it() {
    let mut workbench = Workbench::open("parent", PARENT);
    assert_eq!(run_to_end(&mut workbench), None, "without the machine a default answer, which has no Output");
    reduce(&mut workbench, ProjectAction::AddMachine { name: "dir/child.asl.json".to_owned(), text: CHILD.to_owned() });
    assert_eq!(
        run_to_end(&mut workbench),
        Some(Value::empty_object()),
        "a Task without a mock gets the default answer"
    );
    let mock = StateMock::always(Answer::Return(Value::from(7)));
    reduce(&mut workbench, ProjectAction::SetMachineMock("child".into(), "Work".into(), Some(mock)));
    assert_eq!(run_to_end(&mut workbench), Some(Value::from(7)));
    let nested = workbench.run.nested_executions();
    assert_eq!((nested.len(), nested[0].execution.status), (1, Status::Succeeded));
    assert!(nested[0].execution.arn.contains(":execution:child:"));
    let own = workbench.run.simulation.as_ref().unwrap().setup();
    assert_eq!(own.machine_name, "parent");

    reduce(&mut workbench, ProjectAction::SetMachineWorkflow("child".into(), WorkflowType::Express));
    run_to_end(&mut workbench);
    let error = workbench.run.simulation.as_ref().unwrap().error().unwrap().to_owned();
    assert_eq!(error, "StepFunctions.StateMachineTypeNotSupportedException");

    reduce(&mut workbench, ProjectAction::SetWorkflow(WorkflowType::Express));
    let restored = Workbench::restore(&workbench.to_saved()).unwrap();
    assert_eq!(restored.run.workflow, WorkflowType::Express);
    assert_eq!(restored.run.order, Order::InOrder, "what an older session does not say");
    reduce(&mut workbench, ProjectAction::SetOrder(Order::Shuffled));
    assert_eq!(Workbench::restore(&workbench.to_saved()).unwrap().run.order, Order::Shuffled);
    let child = restored.run.machines.get("child").unwrap();
    assert_eq!((child.workflow, child.document.text(), child.errors), (WorkflowType::Express, CHILD, 0));
    assert_eq!(child.mocks, workbench.run.machines.get("child").unwrap().mocks);
    let found: Vec<String> = restored.diagnostics.iter().map(|found| found.code.to_string()).collect();
    assert_eq!(found, ["ASL604"], "an Express machine cannot wait for another");

    reduce(&mut workbench, ProjectAction::RemoveMachine("child".into()));
    assert!(workbench.run.machines.is_empty());
}

#[test]
fn what_is_no_machine_or_too_much_is_refused_with_words() {
    let mut workbench = Workbench::open("parent", PARENT);
    let mut add = |name: &str, text: &str| {
        workbench.toast = None;
        reduce(&mut workbench, ProjectAction::AddMachine { name: name.to_owned(), text: text.to_owned() });
        (workbench.toast.take().map(|toast| toast.text), workbench.run.machines.machines().count())
    };
    assert_eq!(add("parent.json", CHILD), (Some("‘parent’ is the state machine that is open.".to_owned()), 0));
    let (words, count) = add("broken", r#"{"StartAt": "#);
    assert!(words.unwrap().starts_with("‘broken’ is not ASL JSON: "), "the place and the error are named");
    assert_eq!(count, 0);
    assert_eq!(add("large", &format!("{CHILD}{}", " ".repeat(1 << 20))).1, 0);
    for index in 0..20 {
        assert_eq!(add(&format!("machine-{index}"), CHILD), (None, index + 1));
    }
    assert_eq!(add("one-more", CHILD), (Some("A project has at most 20 other state machines.".to_owned()), 20));
    assert_eq!(add("machine-3", r#"{"States": {}}"#), (None, 20), "one of the same name is replaced");
    assert!(workbench.run.machines.get("machine-3").unwrap().errors > 0);
}

/// The type replays the run, and Problems follow it.
#[test]
fn an_express_workflow_refuses_what_waits() {
    let mut workbench = to_approval();
    let errors = workbench.diagnostics.len();
    reduce(&mut workbench, ProjectAction::SetWorkflow(WorkflowType::Express));
    assert!(workbench.diagnostics.len() > errors);
    run_to_end(&mut workbench);
    let simulation = workbench.run.simulation.as_ref().unwrap();
    assert_eq!((simulation.status(), simulation.error()), (Status::Failed, Some("States.Runtime")));
    reduce(&mut workbench, ProjectAction::SetWorkflow(WorkflowType::Standard));
    assert_eq!(workbench.diagnostics.len(), errors);
}

/// A Parallel in which one branch fails once, one is still at it, and one has waited for a while.
fn with_a_failing_branch() -> Workbench {
    let text = r#"{"StartAt":"Both","States":{"Both":{"Type":"Parallel","Next":"Done","Branches":[
        {"StartAt":"Good","States":{"Good":{"Type":"Pass","End":true}}},
        {"StartAt":"Bad","States":{"Bad":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}},
        {"StartAt":"Slow","States":{"Slow":{"Type":"Wait","Seconds":60,"End":true}}}]},"Done":{"Type":"Succeed"}}}"#;
    let mut workbench = Workbench::open("redriven", text);
    let mocks = r#"{"Bad":{"Calls":[{"Throw":{"Error":"E"},"LatencyMs":5000},{"Return":1,"LatencyMs":5000}]}}"#;
    workbench.run.mocks = MockPlan::from_json(&Value::parse(mocks).unwrap()).0;
    reduce(&mut workbench, RunAction::ToEnd);
    play(&mut workbench);
    workbench
}

#[test]
fn a_failed_run_is_redriven_and_its_states_run_again() {
    let mut workbench = with_a_failing_branch();
    assert_eq!(workbench.run.redrive_status(), RedriveStatus::Redrivable);
    let statuses = |workbench: &Workbench| ["Both", "Good", "Bad", "Slow"].map(|name| status(workbench, name));
    let failed = [StateStatus::Failed, StateStatus::Succeeded, StateStatus::Failed, StateStatus::Aborted];
    assert_eq!(statuses(&workbench), failed);
    let ended = workbench.run.simulation.as_ref().unwrap().cursor();
    reduce(&mut workbench, RunAction::Redrive);
    assert_eq!(workbench.announcement.text, "Redrive 1: the run goes on from where it stopped.");
    assert_eq!((workbench.run.status(), workbench.run.playing), (Status::Running, Playing::Clock));
    // At the very event of the redrive, before anything else tells of it.
    assert_eq!(
        statuses(&workbench),
        [StateStatus::Running, StateStatus::Succeeded, StateStatus::Running, StateStatus::Waiting]
    );
    let moment = Moment::of(&workbench);
    assert_eq!((moment.error(), moment.standing().words.as_str()), (None, "Running 2 states"));
    assert_eq!(moment.inner(&state(&workbench, "Both")).as_deref(), Some("1 of 3 branches done"));
    assert_eq!(moment.tokens().len(), 3, "two branches and one that waits for them");
    play(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
    assert_eq!(statuses(&workbench), [StateStatus::Succeeded; 4]);
    // The lane goes on: what failed stays to be seen, and then what succeeded.
    let machine = workbench.drawn.machine.clone();
    let lane = |workbench: &Workbench, name: &str| {
        let timeline = Timeline::of(&Moment::of(workbench), &machine);
        let lane = timeline.lanes.into_iter().find(|lane| &*lane.name == name).unwrap();
        lane.bars.iter().map(|bar| bar.kind).collect::<Vec<_>>()
    };
    assert_eq!(lane(&workbench, "Bad"), [BarKind::Failed, BarKind::Succeeded]);
    assert_eq!(lane(&workbench, "Slow"), [BarKind::Aborted, BarKind::Succeeded]);
    assert_eq!(lane(&workbench, "Both"), [BarKind::Failed, BarKind::Succeeded]);
    let visits = Moment::of(&workbench).visits(&state(&workbench, "Bad")).to_vec();
    assert_eq!(visits.iter().map(|visit| visit.redriven).collect::<Vec<_>>(), [false, true]);
    // Back before the redrive everything is as it was, and a redrive from there starts another branch.
    reduce(&mut workbench, RunAction::Seek(ended));
    assert_eq!(statuses(&workbench), failed);
    assert_eq!(lane(&workbench, "Bad"), [BarKind::Failed]);
    reduce(&mut workbench, RunAction::Redrive);
    assert_eq!(workbench.run.simulation.as_ref().unwrap().redrive_count(), 1);
    let told = |kind| {
        let events = workbench.run.simulation.as_ref().unwrap().history();
        let at = events.iter().position(|event| event.kind == kind).unwrap();
        (describe::detail(events, at), describe::tone(kind))
    };
    assert_eq!(told(EventType::ExecutionRedriven), ("Redrive 1".to_owned(), describe::Tone::Plain));
}

#[test]
fn a_redrive_is_refused_in_a_notice() {
    let mut workbench = example();
    reduce(&mut workbench, RunAction::Redrive);
    assert_eq!(workbench.toast.as_ref().unwrap().text, "Execution Does Not Exist.");
    let mut workbench = to_approval();
    reduce(&mut workbench, RunAction::Redrive);
    assert_eq!(workbench.toast.as_ref().unwrap().text, "Execution is RUNNING and cannot be redriven.");
    assert_eq!(workbench.run.redrive_status().as_str(), "NOT_REDRIVABLE");
}

#[test]
fn the_logs_are_those_of_the_visible_moment() {
    let mut workbench = with_a_failing_branch();
    assert_eq!(logs(&Workbench::open("none", "{}").run, LogLevel::All, true), Vec::<String>::new());
    let events = workbench.run.simulation.as_ref().unwrap().cursor();
    let all = logs(&workbench.run, LogLevel::All, true);
    assert_eq!((all.len(), logged(&workbench.run, LogLevel::All).len()), (events, events));
    let kinds = |lines: &[String]| -> Vec<String> {
        let kind = |line: &String| Value::parse(line).unwrap().get("type").unwrap().as_str().unwrap().to_owned();
        lines.iter().map(kind).collect()
    };
    let errors = logs(&workbench.run, LogLevel::Error, false);
    assert_eq!(
        kinds(&errors),
        ["TaskFailed", "TaskStateAborted", "WaitStateAborted", "ParallelStateFailed", "ExecutionFailed"]
    );
    assert_eq!(kinds(&logs(&workbench.run, LogLevel::Fatal, true)), ["ExecutionFailed"]);
    assert_eq!(logs(&workbench.run, LogLevel::Off, true), Vec::<String>::new());
    let line = |workbench: &Workbench| *logged(&workbench.run, LogLevel::Fatal).last().unwrap();
    assert_eq!(log_line(&workbench.run, line(&workbench), false).as_ref(), errors.last());
    assert!(errors.last().unwrap().contains(r#""redrive_count":"0""#), "{errors:?}");
    assert_eq!(log_line(&workbench.run, events, true), None);
    // What is not shown yet is not logged yet, and a redrive counts from its own event on.
    reduce(&mut workbench, RunAction::Redrive);
    let after = logs(&workbench.run, LogLevel::All, true);
    assert_eq!(after[..events], all);
    assert!(after[events].contains(r#""type":"ExecutionRedriven","details":{"redriveCount":1}"#), "{}", after[events]);
    assert!(after[events].ends_with(r#""redrive_count":"1"}"#), "{}", after[events]);
    reduce(&mut workbench, RunAction::Seek(2));
    assert_eq!(logs(&workbench.run, LogLevel::All, true), all[..2]);
}

#[test]
fn whatever_was_redriven_shows_as_it_ends() {
    let task = r#""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage""#;
    let one = format!(r#"{{"StartAt":"T","States":{{"T":{{{task},"End":true}}}}}}"#);
    let map = |config: &str, rest: &str| {
        let processor = one.replacen('{', &format!("{{{config}"), 1);
        format!(
            r#"{{"StartAt":"M","States":{{"M":{{"Type":"Map","ItemsPath":"$.items","ItemProcessor":{processor}{rest},"End":true}}}}}}"#
        )
    };
    let retry = r#","Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}]"#;
    let large = format!(r#"{{"Return":"{}"}}"#, "x".repeat(150_000));
    let throw = r#"{"Throw":{"Error":"E"}}"#.to_owned();
    let parallel = format!(
        r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","Branches":[{one},{}],"End":true}}}}}}"#,
        one.replace("\"T\"", "\"U\"")
    );
    let machines = [
        (map("", ""), vec![throw.clone()]),
        (map("", retry), vec![throw.clone(); 4]),
        (map("", r#","MaxConcurrency":1,"ToleratedFailureCount":1"#), vec![throw.clone(), throw.clone()]),
        (map(r#""ProcessorConfig":{"Mode":"DISTRIBUTED"},"#, ""), vec![throw.clone()]),
        // The Parallel runs again as a whole.
        (parallel, vec![large]),
    ];
    for (text, calls) in machines {
        let mut workbench = Workbench::open("redriven", text.as_str());
        workbench.run.input = r#"{"items":[1,2,3]}"#.into();
        let calls = calls.join(",");
        let mocks = format!(r#"{{"T":{{"Calls":[{calls},{{"Return":1}}]}},"U":{{"Calls":[{calls},{{"Return":1}}]}}}}"#);
        workbench.run.mocks = MockPlan::from_json(&Value::parse(&mocks).unwrap()).0;
        reduce(&mut workbench, RunAction::ToEnd);
        play(&mut workbench);
        assert_eq!(workbench.run.status(), Status::Failed, "{text}");
        reduce(&mut workbench, RunAction::Redrive);
        reduce(&mut workbench, RunAction::ToEnd);
        play(&mut workbench);
        assert_eq!(workbench.run.status(), Status::Succeeded, "{text}");
        let moment = Moment::of(&workbench);
        for pointer in moment.entered() {
            assert_eq!(moment.status(pointer), StateStatus::Succeeded, "{pointer} of {text}");
            assert!(moment.visits(pointer).iter().all(stepwright::studio::Visit::is_closed), "{pointer} of {text}");
        }
        // Every moment on the way can be shown.
        let machine = workbench.drawn.machine.clone();
        for events in 0..workbench.run.simulation.as_ref().unwrap().history().len() {
            reduce(&mut workbench, RunAction::Seek(events));
            let moment = Moment::of(&workbench);
            assert_eq!(Timeline::of(&moment, &machine).lanes.len(), machine.states.len(), "{text} at {events}");
            assert_eq!(
                moment.tokens().is_empty(),
                workbench.run.status() != Status::Running || events < 2,
                "{text} at {events}"
            );
        }
    }
}

#[test]
fn what_is_no_machine_is_named_and_replaces_nothing() {
    let mut workbench = example();
    let (text, mocks) = (workbench.document.shared_text(), workbench.run.mocks.clone());
    let package = r#"{"name": "x", "version": "1.0.0", "scripts": {}}"#;
    for (action, words) in [
        (
            FileAction::Import { name: "package.json".into(), text: package.into() },
            "‘package.json’ is a package.json. Nothing was replaced.",
        ),
        (FileAction::Paste("[1, 2]".into()), "What was pasted is an array, no state machine. Nothing was replaced."),
        (FileAction::Paste("hello".into()), "What was pasted is no JSON. Nothing was replaced."),
        (
            FileAction::Import { name: "x".into(), text: "{\u{0}\"\u{0}".into() },
            "‘x’ is text in UTF-16; save it as UTF-8. Nothing was replaced.",
        ),
    ] {
        reduce(&mut workbench, action);
        assert_eq!(workbench.toast.as_ref().map(|toast| toast.text.as_str()), Some(words));
        assert_eq!((&workbench.document.shared_text(), &workbench.run.mocks), (&text, &mocks), "{words}");
        assert!(!workbench.can_undo(), "{words}");
    }
}

#[test]
fn pasted_states_go_behind_the_selected_one_as_one_step() {
    let mut workbench = example();
    let before = workbench.document.shared_text();
    let chosen = Selection::State(state(&workbench, "ShipOrder"));
    reduce(&mut workbench, ViewAction::Select(chosen));
    let requests = reduce(&mut workbench, FileAction::Paste(r#"{"Hello": {"Type": "Pass", "End": true}}"#.into()));
    assert_eq!(workbench.announcement.text, "Paste Pass ‘Hello’ before ‘NotifyCustomer’");
    assert_eq!(workbench.selection, Selection::State(state(&workbench, "Hello")));
    assert!(requests.contains(&Request::FocusState("/States/Hello".into())));
    assert_eq!(workbench.name, example().name);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.document.shared_text(), before);
    assert!(!workbench.can_undo());
    // A text that cannot be changed through its drawing is not changed by a paste.
    let broken = format!("{before},");
    reduce(&mut workbench, Command::ReplaceText(broken.clone()));
    reduce(&mut workbench, FileAction::Paste(r#"{"Hello": {"Type": "Pass", "End": true}}"#.into()));
    assert_eq!(workbench.document.text(), broken);
}

#[test]
fn what_holds_a_definition_is_opened_by_it() {
    let mut workbench = example();
    let definition = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    let described = Value::object([
        ("name", Value::from("orders")),
        ("type", Value::from("EXPRESS")),
        ("definition", Value::from(definition)),
    ]);
    reduce(&mut workbench, FileAction::Paste(described.to_string()));
    assert_eq!((workbench.name.as_str(), workbench.document.text()), ("orders", definition));
    assert_eq!(workbench.run.workflow, WorkflowType::Express);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.name, example().name);
}

#[test]
fn files_that_are_left_out_are_named() {
    let mut workbench = example();
    let names = |names: &[&str]| FileAction::LeaveOut(names.iter().map(|name| (*name).to_owned()).collect());
    reduce(&mut workbench, FileAction::Import { name: "a.json".into(), text: r#"{"States": {}}"#.into() });
    reduce(&mut workbench, names(&["b.json", "c.json"]));
    let said = |workbench: &Workbench| workbench.toast.as_ref().unwrap().text.clone();
    assert_eq!(said(&workbench), "One file is opened at a time: ‘b.json’, ‘c.json’ were left out.");
    reduce(&mut workbench, FileAction::Import { name: "n.json".into(), text: "5".into() });
    reduce(&mut workbench, names(&["b.json"]));
    assert_eq!(
        said(&workbench),
        "‘n.json’ is a number, no state machine. Nothing was replaced. One file is opened at a time: ‘b.json’ was left out."
    );
    reduce(&mut workbench, names(&["1", "2", "3", "4", "5", "6", "7"]));
    assert!(said(&workbench).ends_with("‘5’ and 2 more were left out."));
}

#[test]
fn a_broken_text_is_found_again_with_its_last_drawing() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    let mut workbench = Workbench::open("broken", text);
    let broken = text.replacen("{\"Type\"", "\"Type\"", 1);
    reduce(&mut workbench, Command::ReplaceText(broken.clone()));
    let again = Workbench::restore(&workbench.to_saved()).unwrap();
    assert_eq!((again.document.text(), again.drawn.document.text()), (&*broken, text));
    assert!(again.stale() && again.drawn_was_json());
    // A text that never was JSON is drawn as far as it can be read.
    let never = Workbench::open("never", broken);
    assert!(never.stale() && !never.drawn_was_json());
}
