//! What the forms, the palette and a rename do to the workbench: actions in, a workbench and requests out.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::asl::Machine;
use stepwright::edit::{Command, Place};
use stepwright::json::{Document, Pointer, Value};
use stepwright::lint;
use stepwright::sim::{Answer, Resolution, StateMock, Status};
use stepwright::studio::commands::{ACTIONS, EXAMPLES, FLOW};
use stepwright::studio::{
    EditAction, Moment, Playing, ProjectAction, Request, RunAction, Selection, ToastKind, Workbench, gesture, reduce,
};

fn example() -> Workbench {
    EXAMPLES[0].open()
}

fn state(workbench: &Workbench, name: &str) -> Pointer {
    let machine = &workbench.drawn.machine;
    machine.state(machine.state_named(name).unwrap()).unwrap().pointer.clone()
}

fn rename(workbench: &mut Workbench, from: &str, to: &str) {
    let command = Command::RenameState { state: state(workbench, from), name: to.to_owned() };
    reduce(workbench, command);
}

/// Runs to the next answer a person owes, or the end.
fn go_on(workbench: &mut Workbench) {
    if workbench.run.status() == Status::NotStarted || workbench.run.held().is_empty() && !workbench.run.ended() {
        reduce(workbench, RunAction::Start);
    }
    for _ in 0..100_000 {
        if workbench.run.playing == Playing::No || !workbench.run.held().is_empty() {
            return;
        }
        reduce(workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    }
}

/// Runs the example and approves.
fn run(workbench: &mut Workbench) {
    go_on(workbench);
    let token = workbench.run.held()[0].token.clone();
    reduce(workbench, RunAction::Resolve(token, Resolution::Succeed(Value::parse(r#"{"approved": true}"#).unwrap())));
    go_on(workbench);
}

/// How every state ended, by name, with `to` for `from`.
fn statuses(workbench: &Workbench, from: &str, to: &str) -> Vec<String> {
    let moment = Moment::of(workbench);
    let name = |name: &str| if name == from { to.to_owned() } else { name.to_owned() };
    let states = workbench.drawn.machine.states.iter();
    let mut all: Vec<String> = states.map(|s| format!("{}: {:?}", name(&s.name), moment.status(&s.pointer))).collect();
    all.sort();
    all
}

#[test]
fn a_renamed_state_runs_as_it_did() {
    for name in ["ValidateOrder", "ProcessPayment", "ShipOrder", "WaitForApproval"] {
        let mut before = example();
        run(&mut before);
        assert_eq!(before.run.status(), Status::Succeeded);
        let mut after = example();
        rename(&mut after, name, "Renamed");
        run(&mut after);
        assert_eq!(after.run.status(), Status::Succeeded, "{name}");
        assert_eq!(statuses(&after, "Renamed", name), statuses(&before, "", ""), "{name}");
    }
}

#[test]
fn a_rename_keeps_the_answers_of_a_run_that_has_ended() {
    let mut workbench = example();
    run(&mut workbench);
    let before = statuses(&workbench, "", "");
    let mocks = workbench.run.mocks.clone();
    rename(&mut workbench, "WaitForApproval", "Ask");
    rename(&mut workbench, "ValidateOrder", "Check");
    go_on(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
    assert_eq!(workbench.run.mocks.get("Check"), mocks.get("ValidateOrder"));
    assert_eq!(workbench.run.mocks.get("ValidateOrder"), None);
    reduce(&mut workbench, EditAction::Undo);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.run.mocks, mocks);
    go_on(&mut workbench);
    assert_eq!(statuses(&workbench, "", ""), before);
    reduce(&mut workbench, EditAction::Redo);
    go_on(&mut workbench);
    assert!(workbench.drawn.machine.state_named("Ask").is_some());
    assert_eq!((workbench.run.status(), workbench.run.held().len()), (Status::Succeeded, 0));
}

#[test]
fn the_answer_to_a_held_mock_follows_a_rename() {
    let mut workbench = example();
    let hold = Some(StateMock::always(Answer::Hold));
    reduce(&mut workbench, ProjectAction::SetMock("NotifyCustomer".into(), hold));
    run(&mut workbench);
    let token = workbench.run.held()[0].token.clone();
    reduce(&mut workbench, RunAction::Resolve(token, Resolution::Succeed(Value::empty_object())));
    go_on(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
    rename(&mut workbench, "NotifyCustomer", "Tell");
    go_on(&mut workbench);
    assert_eq!((workbench.run.status(), workbench.run.held().len()), (Status::Succeeded, 0));
}

#[test]
fn one_undo_brings_a_deleted_state_back_with_its_mock() {
    let mut workbench = example();
    let mocks = workbench.run.mocks.clone();
    assert!(mocks.get("ValidateOrder").is_some());
    let text = workbench.document.text().to_owned();
    let command = Command::DeleteState { state: state(&workbench, "ValidateOrder") };
    reduce(&mut workbench, command);
    rename(&mut workbench, "ShipOrder", "ValidateOrder");
    reduce(&mut workbench, EditAction::Undo);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.document.text(), text);
    assert_eq!(workbench.run.mocks, mocks);
}

#[test]
fn only_what_was_just_made_takes_the_focus() {
    let mut workbench = example();
    let ship = state(&workbench, "ShipOrder");
    let focuses = |workbench: &mut Workbench, command: Command| {
        let requests = reduce(workbench, command);
        requests.iter().any(|request| matches!(request, Request::FocusState(_)))
    };
    let stays = [
        Command::SetField { at: ship.key("Comment"), value: Value::from("x") },
        Command::SetFieldText { at: ship.key("TimeoutSeconds"), json: "9".to_owned() },
        Command::RemoveField { at: ship.key("Comment") },
        Command::AddRetrier { state: ship.clone() },
        Command::AddCatcher { state: ship.clone() },
        Command::MoveElement { at: ship.key("Retry").index(0), to: 1 },
        Command::Connect { from: ship.clone(), to: state(&workbench, "OrderComplete") },
        Command::RenameState { state: ship.clone(), name: "Ship".to_owned() },
    ];
    for command in stays {
        let words = format!("{command:?}");
        assert!(!focuses(&mut workbench, command), "{words}");
    }
    let ship = state(&workbench, "Ship");
    assert_eq!(workbench.selection, Selection::State(ship.clone()));
    assert!(focuses(&mut workbench, Command::Duplicate { state: ship.clone() }));
    assert!(focuses(&mut workbench, gesture::add(&FLOW[0], Place::After(ship.clone()))));
    assert!(focuses(&mut workbench, Command::DeleteState { state: ship }));
}

#[test]
fn what_a_change_takes_away_is_told_until_the_next_one() {
    let mut workbench = example();
    let (notify, validate) = (state(&workbench, "NotifyCustomer"), state(&workbench, "ValidateOrder"));
    reduce(&mut workbench, Command::Connect { from: notify.clone(), to: validate });
    let toast = workbench.toast.clone().unwrap();
    assert_eq!(toast.kind, ToastKind::Info);
    assert!(toast.text.contains("‘NotifyCustomer’ no longer leads to ‘OrderComplete’"), "{}", toast.text);
    reduce(&mut workbench, Command::SetField { at: notify.key("Comment"), value: Value::from("x") });
    assert_eq!(workbench.toast, None);
}

#[test]
fn every_entry_of_the_palette_is_valid_in_both_languages() {
    for language in ["JSONPath", "JSONata"] {
        for item in FLOW.iter().chain(&ACTIONS) {
            let text = format!(
                r#"{{"QueryLanguage": "{language}", "StartAt": "A", "States": {{"A": {{"Type": "Pass", "Next": "Z"}}, "Z": {{"Type": "Pass", "End": true}}}}}}"#
            );
            let mut workbench = Workbench::open("test", text);
            let place = if item.kind.has_next() {
                Place::After(Pointer::root().key("States").key("A"))
            } else {
                Place::After(Pointer::root().key("States").key("Z"))
            };
            reduce(&mut workbench, gesture::add(item, place));
            assert_eq!(workbench.undo.to_undo().map(|entry| entry.label.is_empty()), Some(false), "{}", item.label);
            let document = Document::new(workbench.document.text());
            let found = lint::check(&document, &Machine::read(&document));
            let words: Vec<String> = found.iter().map(|found| found.message.clone()).collect();
            let errors = found.iter().filter(|found| found.severity == lint::Severity::Error).count();
            assert_eq!(errors, 0, "{} in {language}: {words:?}\n{}", item.label, document.text());
            let own = if language == "JSONata" { "Parameters" } else { "Arguments" };
            assert!(!document.text().contains(own), "{} in {language} has {own}", item.label);
        }
    }
}
