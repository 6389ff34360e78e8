//! Undo as the page has it: changes of the text and of the setup in one order, typing grouped by place and pause.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::edit::Command;
use stepwright::json::{Pointer, Value};
use stepwright::sim::{Answer, Order, StateMock, WorkflowType};
use stepwright::studio::executions::objects::{self, NewObject, ObjectName};
use stepwright::studio::library::LibraryRequest;
use stepwright::studio::{
    Action, DockTab, EditAction, FileAction, LibraryAction, ObjectAction, ProjectAction, Request, RunAction, Selection,
    ViewAction, Workbench, commands, reduce,
};

fn example() -> Workbench {
    commands::EXAMPLES[0].open()
}

/// A person at the keyboard, with a clock.
struct Hand {
    workbench: Workbench,
    now_ms: f64,
}

impl Hand {
    fn at(workbench: Workbench) -> Hand {
        Hand { workbench, now_ms: 0.0 }
    }

    fn act(&mut self, action: impl Into<Action>) -> Vec<Request> {
        self.workbench.tell_time(self.now_ms);
        reduce(&mut self.workbench, action)
    }

    fn rest(&mut self, ms: f64) {
        self.now_ms += ms;
    }

    fn text(&self) -> String {
        self.workbench.document.text().to_owned()
    }

    /// Types into the code, letter by letter, before some words.
    fn types(&mut self, before: &str, letters: &str) {
        for letter in letters.chars() {
            let mut text = self.text();
            text.insert(text.find(before).unwrap(), letter);
            self.act(Command::ReplaceText(text));
            self.rest(100.0);
        }
    }

    fn types_input(&mut self, letters: &str) {
        for letter in letters.chars() {
            let text = format!("{}{letter}", self.workbench.run.input);
            self.act(ProjectAction::SetInput(text));
            self.rest(100.0);
        }
    }

    fn undo(&mut self) {
        self.act(EditAction::Undo);
    }

    fn redo(&mut self) {
        self.act(EditAction::Redo);
    }
}

#[test]
fn three_sentences_at_three_places_are_three_steps() {
    let mut hand = Hand::at(example());
    let first = hand.text();
    hand.types("\"StartAt\"", "   \n");
    let one = hand.text();
    hand.types("\"States\"", "   \n");
    let two = hand.text();
    hand.types("\"ShipOrder\": {", "   \n");
    for text in [two, one, first] {
        hand.undo();
        assert_eq!(hand.text(), text);
    }
    assert!(!hand.workbench.can_undo());
}

#[test]
fn a_pause_and_what_a_person_turns_to_begin_a_step() {
    for between in [None, Some(ViewAction::ShowDock(DockTab::History)), Some(ViewAction::Select(Selection::None))] {
        let mut hand = Hand::at(example());
        hand.types("\"StartAt\"", "  ");
        let one = hand.text();
        match between {
            None => hand.rest(500.0),
            Some(action) => drop(hand.act(action)),
        }
        hand.types("\"StartAt\"", "   ");
        hand.undo();
        assert_eq!(hand.text(), one);
    }
    // A frame of a run that plays on meanwhile is no such thing.
    let mut hand = Hand::at(example());
    let first = hand.text();
    hand.types("\"StartAt\"", "  ");
    hand.act(RunAction::Tick { elapsed_ms: 16.0, budget: 100 });
    hand.types("\"StartAt\"", "  ");
    hand.undo();
    assert_eq!(hand.text(), first);
}

#[test]
fn a_pasted_text_is_a_step_and_leaves_the_setup_alone() {
    let mut hand = Hand::at(example());
    let (first, input, mocks) = (hand.text(), hand.workbench.run.input.clone(), hand.workbench.run.mocks.clone());
    let pasted = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
    hand.types("\"StartAt\"", " ");
    hand.act(Command::ReplaceText(pasted.to_owned()));
    assert_eq!((&hand.workbench.run.input, &hand.workbench.run.mocks), (&input, &mocks));
    assert_eq!(hand.workbench.name, example().name);
    hand.undo();
    assert_eq!(hand.text().len(), first.len() + 1);
    hand.undo();
    assert_eq!(hand.text(), first);
}

/// What a person sees of the setup.
fn setup(workbench: &Workbench) -> String {
    let run = &workbench.run;
    let objects: Vec<String> =
        run.objects.iter().map(|(bucket, key, body)| format!("{bucket}/{key}={}", body.len())).collect();
    let machines: Vec<String> = run
        .machines
        .machines()
        .map(|(name, machine)| format!("{name} {} {}", machine.workflow.as_str(), machine.mocks.to_json()))
        .collect();
    let (name, input, seed, workflow) = (&workbench.name, &run.input, run.seed, run.workflow.as_str());
    let order = run.order.label();
    format!("{name} {input} {seed} {order} {workflow} {} {objects:?} {machines:?}", run.mocks.to_json())
}

fn delete(workbench: &Workbench, name: &str) -> Action {
    let machine = &workbench.drawn.machine;
    let state = machine.state(machine.state_named(name).unwrap()).unwrap().pointer.clone();
    Command::DeleteState { state }.into()
}

#[test]
fn the_setup_is_undone_and_redone_in_order_with_the_text() {
    let mock = || Some(StateMock::always(Answer::Return(Value::from(7))));
    let csv = ObjectName::new("b", "k.csv");
    let child = r#"{"StartAt": "W", "States": {"W": {"Type": "Pass", "End": true}}}"#;
    let steps = [
        (Action::from(ProjectAction::SetMock("ShipOrder".into(), mock())), "Change the mock of ‘ShipOrder’"),
        (ProjectAction::SetMock("ValidateOrder".into(), None).into(), "Change the mock of ‘ValidateOrder’"),
        (delete(&example(), "ShipOrder"), "Delete Task ‘ShipOrder’"),
        (ProjectAction::SetInput("{\"a\": 1}".into()).into(), "Edit the input"),
        (ProjectAction::SetSeed(9).into(), "Change the seed"),
        (ProjectAction::SetOrder(Order::Shuffled).into(), "Change the order"),
        (ProjectAction::Rename("orders".into()).into(), "Rename the machine"),
        (ProjectAction::SetWorkflow(WorkflowType::Express).into(), "Make it Express"),
        (ObjectAction::Set { name: csv.clone(), text: "a\n1\n".into() }.into(), "Change the object s3://b/k.csv"),
        (
            ObjectAction::Rename { from: csv, to: ObjectName::new("b", "l.csv") }.into(),
            "Rename the object s3://b/k.csv",
        ),
        (ObjectAction::Remove(ObjectName::new("b", "l.csv")).into(), "Remove the object s3://b/l.csv"),
        (ObjectAction::Add(NewObject::Empty).into(), "Add an object"),
        (ProjectAction::AddMachine { name: "child.json".into(), text: child.into() }.into(), "Add the machine ‘child’"),
        (ProjectAction::SetMachineWorkflow("child".into(), WorkflowType::Express).into(), "Make ‘child’ Express"),
        (ProjectAction::SetMachineMock("child".into(), "W".into(), mock()).into(), "Change the mock of ‘W’ in ‘child’"),
        (ProjectAction::RenameMachine { from: "child".into(), to: "kid".into() }.into(), "Rename the machine ‘child’"),
        (ProjectAction::RemoveMachine("kid".into()).into(), "Remove the machine ‘kid’"),
    ];
    let mut hand = Hand::at(example());
    let seen = |hand: &Hand| (hand.text(), setup(&hand.workbench), hand.workbench.diagnostics.len());
    let mut moments = vec![seen(&hand)];
    for (action, label) in &steps {
        hand.act(action.clone());
        assert_eq!(hand.workbench.to_undo().as_deref(), Some(*label));
        assert_ne!(moments.last(), Some(&seen(&hand)), "{label} changes something");
        moments.push(seen(&hand));
    }
    for index in (0..steps.len()).rev() {
        hand.undo();
        let label = steps[index].1;
        assert_eq!(seen(&hand), moments[index], "{label} undone");
        assert_eq!(hand.workbench.announcement.text, format!("Undone: {label}"));
        assert_eq!(hand.workbench.to_redo().as_deref(), Some(label));
    }
    assert!(!hand.workbench.can_undo());
    for (moment, (_, label)) in moments[1..].iter().zip(&steps) {
        hand.redo();
        assert_eq!(seen(&hand), *moment, "{label} done again");
    }
    assert!(!hand.workbench.can_redo());
}

#[test]
fn the_input_is_typed_in_steps_like_the_text() {
    let mut hand = Hand::at(Workbench::open("m", "{}"));
    hand.types_input("{\"a\":");
    hand.types_input(" 1}");
    hand.rest(600.0);
    hand.types_input("  ");
    hand.types("}", " ");
    hand.types_input(" ");
    let inputs = std::iter::from_fn(|| {
        hand.workbench.can_undo().then(|| {
            hand.undo();
            (hand.workbench.run.input.to_string(), hand.text())
        })
    });
    let all: Vec<(String, String)> = inputs.collect();
    let step = |input: &str, text: &str| (input.to_owned(), text.to_owned());
    assert_eq!(
        all,
        [step("{\"a\": 1}  ", "{ }"), step("{\"a\": 1}  ", "{}"), step("{\"a\": 1}", "{}"), step("", "{}")]
    );
}

#[test]
fn letters_of_one_answer_are_one_step_and_another_state_is_another() {
    let mut hand = Hand::at(example());
    let before = hand.workbench.run.mocks.clone();
    let mut set = |state: &str, number: i64| {
        hand.act(ProjectAction::SetMock(state.into(), Some(StateMock::always(Answer::Return(Value::from(number))))));
    };
    set("ShipOrder", 1);
    set("ShipOrder", 12);
    set("ValidateOrder", 3);
    hand.undo();
    assert_eq!(hand.workbench.run.mocks.get("ShipOrder").unwrap().calls[0].answer, Answer::Return(Value::from(12)));
    assert_eq!(hand.workbench.run.mocks.get("ValidateOrder"), before.get("ValidateOrder"));
    hand.undo();
    assert_eq!(hand.workbench.run.mocks, before);
}

#[test]
fn what_changes_nothing_and_what_is_refused_is_no_step() {
    let mut hand = Hand::at(example());
    let (name, input) = (hand.workbench.name.clone(), hand.workbench.run.input.to_string());
    hand.act(ProjectAction::Rename(name));
    hand.act(ProjectAction::SetInput(input));
    hand.act(ProjectAction::SetSeed(hand.workbench.run.seed));
    hand.act(ProjectAction::AddMachine { name: "x".into(), text: "{".into() });
    hand.act(ObjectAction::Set { name: ObjectName::new("b", "k"), text: "x".repeat(objects::OBJECT_BYTES_MAX + 1) });
    assert!(!hand.workbench.can_undo());
}

#[test]
fn a_change_of_the_setup_forgets_what_could_be_redone() {
    let mut hand = Hand::at(example());
    hand.act(FileAction::OpenExample(1));
    assert_eq!(hand.workbench.to_undo().as_deref(), Some("Open ‘order-published’"));
    hand.undo();
    assert_eq!(hand.workbench.to_redo().as_deref(), Some("Open ‘order-published’"));
    hand.act(ProjectAction::SetSeed(2));
    assert!(!hand.workbench.can_redo());
}

#[test]
fn undo_saves_what_it_brings_back() {
    let mut hand = Hand::at(example());
    let input = hand.workbench.run.input.clone();
    hand.act(ProjectAction::SetInput("[]".into()));
    hand.act(LibraryAction::Write);
    hand.act(EditAction::Undo);
    let written = hand.act(LibraryAction::Write);
    let Some(Request::Library(LibraryRequest::Write(record))) = written.first() else { panic!("nothing is written") };
    assert_eq!(Workbench::restore(record.body.as_ref().unwrap()).unwrap().run.input, input);
}

#[test]
fn undoing_the_setup_leaves_the_selection() {
    let mut hand = Hand::at(example());
    hand.act(ProjectAction::SetSeed(2));
    let chosen = Selection::State(Pointer::parse("/States/ShipOrder").unwrap());
    hand.act(ViewAction::Select(chosen.clone()));
    hand.undo();
    assert_eq!(hand.workbench.selection, chosen);
}
