//! The rows of the catalogue.

use super::{CommandId, Effect, Look, Place, Row, StateCommand};
use crate::studio::Selection;
use crate::studio::fidelity;
use crate::studio::key::{Chord, Key};
use crate::studio::reduce::{Action, EditAction, FileAction, LibraryAction, RunAction, ViewAction};
use crate::studio::workbench::Workbench;

/// Every command, in the order of [`CommandId`].
#[rustfmt::skip]
pub static ROWS: [Row; 41] = [
    act(CommandId::Run, "Run", "play", Place::Everywhere, &[Chord::of(Key::F8)], run_or_pause),
    act(CommandId::Step, "Step", "step", Place::Everywhere, &[Chord::of(Key::F10)], |_| RunAction::Step.into())
        .unless(|workbench| (workbench.run.ended() && workbench.run.at_head()).then_some("The run has ended")),
    act(CommandId::StepBack, "Step back", "back", Place::Everywhere, &[Chord::of(Key::F10).shift()], |_| RunAction::StepBack.into())
        .unless(|workbench| (workbench.run.visible().events == 0).then_some("Nothing has happened yet")),
    act(CommandId::RunToEnd, "Run to end", "end", Place::Everywhere, &[], |_| RunAction::ToEnd.into()),
    act(CommandId::Reset, "Reset", "reset", Place::Everywhere, &[], |_| RunAction::Reset.into())
        .unless(|workbench| workbench.run.simulation.is_none().then_some("There is no run")),
    act(CommandId::Undo, "Undo", "undo", Place::Page, &[letter(b'z')], |_| EditAction::Undo.into())
        .unless(|workbench| (!workbench.can_undo()).then_some("There is nothing to take back")),
    act(CommandId::Redo, "Redo", "redo", Place::Page, &[letter(b'y'), letter(b'z').shift()], |_| EditAction::Redo.into())
        .unless(|workbench| (!workbench.can_redo()).then_some("There is nothing to make again")),
    act(CommandId::Shortcuts, "Shortcuts", "keyboard", Place::Page, &[Chord::of(Key::Char(b'?'))], |_| ViewAction::ShowShortcuts(true).into()),
    act(CommandId::Fidelity, "Fidelity", "info", Place::Page, &[], |_| ViewAction::ShowFidelity(Some(fidelity::Page::default())).into()),
    act(CommandId::Machines, "Machines", "list", Place::Page, &[], |_| LibraryAction::Show(true).into()),
    act(CommandId::Export, "Export", "export", Place::Page, &[], |_| FileAction::Export.into()),

    keys(CommandId::Delete, "Delete", Place::States, &[Chord::of(Key::Delete), Chord::of(Key::Backspace)], Effect::State(StateCommand::Delete)),
    keys(CommandId::Inspect, "Select, and go to the form", Place::States, &[Chord::of(Key::Enter)], Effect::State(StateCommand::Inspect)),
    keys(CommandId::Choose, "Select", Place::States, &[Chord::of(Key::Space)], Effect::State(StateCommand::Choose)),
    keys(CommandId::Rename, "Rename", Place::States, &[Chord::of(Key::F2)], Effect::State(StateCommand::Rename)),

    keys(CommandId::Follow, "Follow the flow, or go aside", Place::Canvas, &ARROWS, Effect::Walk),
    look(CommandId::ZoomIn, "Zoom in", "plus", &[Chord::of(Key::Char(b'+')), Chord::of(Key::Char(b'='))], Look::Closer),
    look(CommandId::ZoomOut, "Zoom out", "minus", &[Chord::of(Key::Char(b'-'))], Look::Further),
    look(CommandId::Fit, "Fit", "fit", &[Chord::of(Key::Char(b'0'))], Look::Whole),
    act(CommandId::Cancel, "Cancel a drag, or select nothing", "", Place::Canvas, &[Chord::of(Key::Escape)], |_| ViewAction::Select(Selection::None).into()),

    keys(CommandId::WalkOutline, "Go to another state", Place::Outline, &LIST, Effect::Walk),
    keys(CommandId::WalkLanes, "Go to another state", Place::Timeline, &LIST, Effect::Walk),
    keys(CommandId::WalkBars, "Show the bar before or after", Place::Timeline, &SIDES, Effect::Walk),
    keys(CommandId::WalkEvents, "Show the moment of another event", Place::History, &LIST, Effect::Walk),
    keys(CommandId::OpenEvent, "Show the event as JSON", Place::History, &PRESS, Effect::Open),
    keys(CommandId::WalkRows, "Go to another row", Place::Table, &LIST, Effect::Walk),
    keys(CommandId::OpenRow, "Open the row", Place::Table, &PRESS, Effect::Open),
    keys(CommandId::WalkMoment, "Show another moment", Place::Moment, &SLIDER, Effect::Walk),
    keys(CommandId::WalkTabs, "Show another tab", Place::Tabs, &TABS, Effect::Walk),
    keys(CommandId::ApplyName, "Rename", Place::Name, &[Chord::of(Key::Enter)], Effect::Apply),
    keys(CommandId::DiscardName, "Keep the name", Place::Name, &[Chord::of(Key::Escape)], Effect::Discard),

    keys(CommandId::Find, "Find and replace", Place::Editor, &[letter(b'f')], Effect::Edit),
    keys(CommandId::NextMatch, "Next match", Place::Editor, &[Chord::of(Key::F3), letter(b'g')], Effect::Edit),
    keys(CommandId::PreviousMatch, "Previous match", Place::Editor, &[Chord::of(Key::F3).shift(), letter(b'g').shift()], Effect::Edit),
    keys(CommandId::GoToLine, "Go to a line", Place::Editor, &[letter(b'g').alt()], Effect::Edit),
    keys(CommandId::NextProblem, "Next problem", Place::Editor, &[Chord::of(Key::F8).alt()], Effect::Edit),
    keys(CommandId::ListProblems, "List of problems", Place::Editor, &[letter(b'm').shift()], Effect::Edit),
    keys(CommandId::MoveLines, "Move lines", Place::Editor, &[Chord::of(Key::Up).alt(), Chord::of(Key::Down).alt()], Effect::Edit),
    keys(CommandId::Indent, "Indent", Place::Editor, &[Chord::of(Key::Tab)], Effect::Edit),
    keys(CommandId::Dedent, "Indent less", Place::Editor, &[Chord::of(Key::Tab).shift()], Effect::Edit),
    keys(CommandId::LeaveEditor, "Let the next Tab leave the editor", Place::Editor, &[Chord::of(Key::Escape)], Effect::Edit),
];

const UP: Chord = Chord::of(Key::Up);
const DOWN: Chord = Chord::of(Key::Down);
const LEFT: Chord = Chord::of(Key::Left);
const RIGHT: Chord = Chord::of(Key::Right);
const HOME: Chord = Chord::of(Key::Home);
const END: Chord = Chord::of(Key::End);
const PAGE_UP: Chord = Chord::of(Key::PageUp);
const PAGE_DOWN: Chord = Chord::of(Key::PageDown);

const ARROWS: [Chord; 4] = [UP, DOWN, LEFT, RIGHT];
const SIDES: [Chord; 2] = [LEFT, RIGHT];
const LIST: [Chord; 6] = [UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END];
const SLIDER: [Chord; 8] = [LEFT, RIGHT, UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END];
const TABS: [Chord; 4] = [LEFT, RIGHT, HOME, END];
const PRESS: [Chord; 2] = [Chord::of(Key::Enter), Chord::of(Key::Space)];

/// A letter with Ctrl, or ⌘.
const fn letter(letter: u8) -> Chord {
    Chord::of(Key::Char(letter)).command()
}

const fn act(
    id: CommandId,
    label: &'static str,
    icon: &'static str,
    place: Place,
    keys: &'static [Chord],
    action: fn(&Workbench) -> Action,
) -> Row {
    Row { id, label, icon, place, keys, refusal: |_| None, does: Effect::Act(action) }
}

const fn look(id: CommandId, label: &'static str, icon: &'static str, keys: &'static [Chord], look: Look) -> Row {
    Row { id, label, icon, place: Place::Canvas, keys, refusal: |_| None, does: Effect::Look(look) }
}

/// A command that has keys alone.
const fn keys(id: CommandId, label: &'static str, place: Place, keys: &'static [Chord], does: Effect) -> Row {
    Row { id, label, icon: "", place, keys, refusal: |_| None, does }
}

impl Row {
    const fn unless(self, refusal: fn(&Workbench) -> Option<&'static str>) -> Row {
        Row { refusal, ..self }
    }
}

fn run_or_pause(workbench: &Workbench) -> Action {
    if workbench.run.can_pause() { RunAction::Pause } else { RunAction::Start }.into()
}

#[cfg(test)]
mod tests {
    use super::super::pressed;
    use super::*;
    use crate::studio::key::Keyboard;

    /// Whether a key can be pressed in both places at once.
    fn overlap(a: Place, b: Place) -> bool {
        let within = |inner: Place, outer: Place| match outer {
            Place::Everywhere => true,
            Place::Page => !matches!(inner, Place::Name | Place::Editor),
            Place::States => matches!(inner, Place::Canvas | Place::Outline),
            Place::Canvas
            | Place::Outline
            | Place::Timeline
            | Place::History
            | Place::Table
            | Place::Moment
            | Place::Tabs
            | Place::Name
            | Place::Editor => false,
        };
        a == b || within(a, b) || within(b, a)
    }

    #[test]
    fn every_row_stands_where_its_id_says() {
        for (at, row) in ROWS.iter().enumerate() {
            assert_eq!((row.id as usize, row.id.row().id), (at, row.id), "{}", row.label);
        }
    }

    #[test]
    fn no_chord_is_two_commands_where_both_hold() {
        for (at, row) in ROWS.iter().enumerate() {
            for other in &ROWS[at..] {
                let twice = |chord: &&Chord| {
                    let same = other.keys.iter().filter(|other| other == chord).count();
                    if at == other.id as usize { same > 1 } else { same > 0 && overlap(row.place, other.place) }
                };
                let claimed: Vec<_> = row.keys.iter().filter(twice).collect();
                assert!(claimed.is_empty(), "{:?} and {:?} both have {claimed:?}", row.id, other.id);
            }
        }
    }

    #[test]
    fn every_key_is_found_where_it_holds() {
        let mut keys = 0;
        for row in &ROWS {
            for chord in row.keys {
                assert_eq!(pressed(row.place, *chord).map(|found| found.id), Some(row.id), "{chord:?}");
                keys += 1;
            }
        }
        assert!(keys > 70, "{keys}");
        assert!(pressed(Place::Canvas, letter(b'z')).is_none(), "the page's own are asked for there");
    }

    #[test]
    fn no_words_are_markup() {
        let keys = ROWS.iter().flat_map(|row| row.keys).map(|chord| chord.words(Keyboard::Pc));
        let labels = ROWS.iter().map(|row| row.label).chain(Place::ALL.map(Place::label)).map(str::to_owned);
        let found: Vec<_> = labels.chain(keys).filter(|words| words.contains(['<', '>', '&', '"'])).collect();
        assert!(found.is_empty(), "the sheet is written as markup: {found:?}");
    }

    #[test]
    fn every_place_has_keys_and_a_row_with_no_key_a_button() {
        for place in Place::ALL {
            assert!(place.rows().next().is_some(), "{place:?}");
        }
        assert!(ROWS.iter().all(|row| Place::ALL.contains(&row.place)));
        assert!(ROWS.iter().all(|row| !row.keys.is_empty() || !row.icon.is_empty()));
    }

    #[test]
    fn no_two_commands_of_a_place_have_one_label() {
        for (at, row) in ROWS.iter().enumerate() {
            let same = |other: &&Row| other.label == row.label && other.place == row.place;
            assert!(!ROWS[at + 1..].iter().any(|other| same(&other)), "{}", row.label);
        }
    }
}
