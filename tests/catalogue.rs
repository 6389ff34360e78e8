//! The catalogue of commands: which key is which, what each does to a workbench, and when it says that it cannot.

use stepwright::studio::catalogue::{CommandId, Effect, Place, pressed};
use stepwright::studio::commands::EXAMPLES;
use stepwright::studio::key::{Chord, Keyboard};
use stepwright::studio::{RunAction, Workbench, reduce};

fn act(workbench: &mut Workbench, id: CommandId) {
    match id.row().does {
        Effect::Act(action) => drop(reduce(workbench, action(workbench))),
        other => panic!("{id:?} is no action: {other:?}"),
    }
}

fn refusal(workbench: &Workbench, id: CommandId) -> Option<&'static str> {
    (id.row().refusal)(workbench)
}

fn command(place: Place, name: &str, held: [bool; 3]) -> Option<CommandId> {
    let [command, alt, shift] = held;
    Some(pressed(place, Chord::pressed(name, command, alt, shift)?)?.id)
}

#[test]
fn a_command_that_would_do_nothing_says_why() {
    let two = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}}}"#;
    let mut workbench = Workbench::open("two", two);
    for id in [CommandId::StepBack, CommandId::Reset, CommandId::Undo, CommandId::Redo] {
        assert!(refusal(&workbench, id).is_some(), "{id:?} at the beginning");
    }
    assert_eq!(refusal(&workbench, CommandId::Step), None);
    act(&mut workbench, CommandId::Step);
    for id in [CommandId::StepBack, CommandId::Reset, CommandId::Step, CommandId::RunToEnd] {
        assert_eq!(refusal(&workbench, id), None, "{id:?} after a step");
    }
    act(&mut workbench, CommandId::RunToEnd);
    reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    assert_eq!(refusal(&workbench, CommandId::Step), Some("The run has ended"));
    act(&mut workbench, CommandId::StepBack);
    assert_eq!(refusal(&workbench, CommandId::Step), None, "what was done can be done again");
    act(&mut workbench, CommandId::Reset);
    assert_eq!(refusal(&workbench, CommandId::StepBack), Some("Nothing has happened yet"));
}

#[test]
fn one_key_runs_and_pauses() {
    let mut workbench = EXAMPLES[0].open();
    act(&mut workbench, CommandId::Run);
    assert!(workbench.run.can_pause());
    act(&mut workbench, CommandId::Run);
    assert!(!workbench.run.can_pause());
    reduce(&mut workbench, RunAction::Reset);
}

#[test]
fn the_sheet_is_over_the_page() {
    let mut workbench = EXAMPLES[0].open();
    for id in [CommandId::Shortcuts, CommandId::Fidelity, CommandId::Machines] {
        let mut covered = workbench.clone();
        act(&mut covered, id);
        assert!(covered.is_covered() && !workbench.is_covered(), "{id:?}");
    }
    act(&mut workbench, CommandId::Cancel);
    assert!(!workbench.is_covered());
}

#[test]
fn keys_are_commands_with_what_is_held_and_without_no_more() {
    assert_eq!(command(Place::Everywhere, "F10", [false, false, false]), Some(CommandId::Step));
    assert_eq!(command(Place::Everywhere, "F10", [false, false, true]), Some(CommandId::StepBack));
    assert_eq!(command(Place::Everywhere, "F10", [true, false, false]), None);
    assert_eq!(command(Place::Page, "?", [false, false, true]), Some(CommandId::Shortcuts));
    assert_eq!(command(Place::Page, "Z", [true, false, true]), Some(CommandId::Redo));
    assert_eq!(command(Place::Canvas, "+", [false, false, true]), Some(CommandId::ZoomIn));
    assert_eq!(command(Place::Canvas, "+", [true, false, true]), None, "the browser's own zoom");
    assert_eq!(command(Place::States, "Delete", [false, true, false]), None);
}

#[test]
fn a_tooltip_says_what_it_does_the_key_and_why_not() {
    let title = |id: CommandId, what: Option<&str>, refusal| {
        id.row().title(id.row().label, what.map(str::to_owned), refusal, Keyboard::Pc)
    };
    assert_eq!(title(CommandId::Undo, Some("Edit the code"), None), "Undo: Edit the code (Ctrl+Z)");
    assert_eq!(title(CommandId::Step, None, Some("The run has ended")), "Step (F10). The run has ended");
    assert_eq!(title(CommandId::Export, None, None), "Export");
    assert_eq!(CommandId::Redo.row().aria(Keyboard::Pc).as_deref(), Some("Control+Y Control+Shift+Z"));
    assert_eq!(CommandId::Export.row().aria(Keyboard::Pc), None);
}
