//! The versions of a machine: when one is kept, and what a person does with it.

use std::sync::Arc;

use stepwright::studio::compare::Sign;
use stepwright::studio::library::{
    Compared, KeepError, LibraryRequest, VERSION_NAME_CHARS_MAX, Version, VersionRequest, VersionUse, Versions,
};
use stepwright::studio::{EditAction, FileAction, LibraryAction, ProjectAction, ToastKind, VersionAction};

use super::browser::{Browser, Tab, id, said, text};

const ONE: &str = "{\n  \"StartAt\": \"One\"\n}";
const TWO: &str = "{\n  \"StartAt\": \"Two\"\n}";

fn act(browser: &mut Browser, tab: &mut Tab, action: VersionAction) {
    browser.act(tab, LibraryAction::Version(action));
}

fn writes(browser: &mut Browser, tab: &mut Tab, text: &str) {
    browser.types(tab, text);
    browser.act(tab, LibraryAction::Write);
}

fn save(browser: &mut Browser, tab: &mut Tab, name: &str) {
    act(browser, tab, VersionAction::Save(name.to_owned()));
}

/// A visit whose machine has a text.
fn with(text: &str) -> (Browser, Tab) {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    writes(&mut browser, &mut tab, text);
    (browser, tab)
}

fn shown(tab: &Tab) -> &Versions {
    tab.workbench.library.versions.as_ref().unwrap()
}

/// The versions of a machine as the list shows them, newest first.
fn listed(browser: &mut Browser, tab: &mut Tab, machine: &Arc<str>) -> Vec<Version> {
    act(browser, tab, VersionAction::Show(Some(machine.clone())));
    shown(tab).list.clone().unwrap()
}

/// What those of the open machine are called.
fn called(browser: &mut Browser, tab: &mut Tab) -> Vec<String> {
    let machine = tab.workbench.machine_id().clone();
    listed(browser, tab, &machine).iter().map(|version| version.why.words().to_owned()).collect()
}

fn uses(browser: &mut Browser, tab: &mut Tab, name: &str, to: VersionUse) {
    let machine = tab.workbench.library.versions.as_ref().map(|shown| shown.machine.clone());
    let machine = machine.unwrap_or_else(|| tab.workbench.machine_id().clone());
    let version = listed(browser, tab, &machine).into_iter().find(|version| version.why.words() == name).unwrap();
    act(browser, tab, VersionAction::Use(version, to));
}

#[test]
fn a_version_is_kept_at_each_opening_whose_text_is_another() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    let opened_with = text(&tab).to_owned();
    assert!(browser.versions.is_empty(), "a first visit that only looks keeps nothing");
    writes(&mut browser, &mut tab, ONE);
    assert_eq!(browser.versions.values().map(|kept| kept.1.as_str()).collect::<Vec<_>>(), [opened_with.as_str()]);
    writes(&mut browser, &mut tab, TWO);
    assert_eq!(browser.versions.len(), 1, "writing is no opening");
    let mut again = browser.open();
    assert_eq!(called(&mut browser, &mut again), ["Opened", "Opened"]);
    assert!(browser.versions.values().any(|kept| kept.1 == TWO));
    browser.open();
    assert_eq!(browser.versions.len(), 2, "the text is that of the newest");
    // Another machine has its own, and opening the first again finds nothing new.
    browser.does(&mut again, FileAction::OpenExample(1));
    assert_eq!(called(&mut browser, &mut again), ["Opened"]);
    let first = id(&again, "order-processing");
    browser.act(&mut again, LibraryAction::Open(first));
    assert_eq!((called(&mut browser, &mut again).len(), browser.versions.len()), (2, 3));
}

#[test]
fn a_version_is_saved_by_name_compared_and_restored_and_undo_takes_that_back() {
    let (mut browser, mut tab) = with(ONE);
    let machine = tab.workbench.machine_id().clone();
    act(&mut browser, &mut tab, VersionAction::Show(Some(machine)));
    save(&mut browser, &mut tab, " As deployed ");
    assert_eq!(shown(&tab).said, "The version ‘As deployed’ is kept.");
    assert_eq!(shown(&tab).list.as_ref().map(Vec::len), Some(2), "what is shown is what is kept");
    writes(&mut browser, &mut tab, TWO);
    browser.does(&mut tab, ProjectAction::SetInput("[7]".to_owned()));

    uses(&mut browser, &mut tab, "As deployed", VersionUse::Compare);
    let Some((_, Compared::Lines(lines))) = &shown(&tab).compared else { panic!("{:?}", shown(&tab)) };
    let told: Vec<_> = lines.lines.iter().map(|line| (line.sign, line.text.as_str())).collect();
    let own = [(Sign::Removed, "  \"StartAt\": \"One\""), (Sign::Added, "  \"StartAt\": \"Two\"")];
    assert_eq!(told, [[(Sign::Same, "{")].as_slice(), &own, &[(Sign::Same, "}")]].concat());
    assert_eq!(shown(&tab).said, "Since then, 1 line added and 1 line removed.");

    tab.workbench.library.is_shown = true;
    uses(&mut browser, &mut tab, "As deployed", VersionUse::Restore);
    browser.act(&mut tab, LibraryAction::Write);
    assert_eq!((text(&tab), &*tab.workbench.run.input), (ONE, "[7]"));
    assert!(!tab.workbench.library.is_shown && tab.workbench.library.versions.is_none());
    assert_eq!(said(&tab), "‘As deployed’ is restored. Undo brings back what was there.");
    assert_eq!(tab.workbench.to_undo().as_deref(), Some("Restore ‘As deployed’"));
    assert_eq!(called(&mut browser, &mut tab), ["Before a restore", "As deployed", "Opened"]);
    browser.act(&mut tab, EditAction::Undo);
    assert_eq!(text(&tab), TWO);
    browser.does(&mut tab, EditAction::Redo);
    assert_eq!(text(&browser.open()), ONE);
}

#[test]
fn the_text_before_a_restore_is_not_kept_where_it_is_the_newest_version() {
    let (mut browser, mut tab) = with(ONE);
    save(&mut browser, &mut tab, "one");
    writes(&mut browser, &mut tab, TWO);
    save(&mut browser, &mut tab, "two");
    uses(&mut browser, &mut tab, "one", VersionUse::Restore);
    assert_eq!(called(&mut browser, &mut tab), ["two", "one", "Opened"]);
    uses(&mut browser, &mut tab, "one", VersionUse::Restore);
    assert_eq!(shown(&tab).said, "The text is that of ‘one’ already.");
    assert_eq!(called(&mut browser, &mut tab).len(), 3);
}

#[test]
fn a_version_of_a_machine_that_is_not_open_is_compared_and_restored() {
    let (mut browser, mut tab) = with(ONE);
    save(&mut browser, &mut tab, "one");
    writes(&mut browser, &mut tab, TWO);
    let first = tab.workbench.machine_id().clone();
    browser.does(&mut tab, FileAction::OpenExample(1));
    let other = text(&tab).to_owned();
    listed(&mut browser, &mut tab, &first);
    uses(&mut browser, &mut tab, "one", VersionUse::Compare);
    assert_eq!(shown(&tab).said, "Since then, 1 line added and 1 line removed.");
    uses(&mut browser, &mut tab, "one", VersionUse::Restore);
    browser.act(&mut tab, LibraryAction::Write);
    assert_eq!((tab.workbench.machine_id(), text(&tab)), (&first, ONE));
    assert!(browser.versions.values().any(|kept| kept.1 == TWO), "what was there is a version");
    let entry = |name: &str| tab.workbench.library.get(&id(&tab, name)).unwrap().revision;
    assert_eq!((entry("order-processing"), entry("order-published")), (3, 1), "the machine that is left is as it was");
    assert_eq!(text(&browser.open()), ONE);
    browser.act(&mut tab, EditAction::Undo);
    assert_eq!(text(&tab), TWO);
    assert!(browser.versions.values().any(|kept| kept.1 == other), "that of the other machine is its own");
}

#[test]
fn two_tabs_keep_versions_beside_each_other() {
    let (mut browser, mut one) = with(ONE);
    let mut other = browser.open();
    save(&mut browser, &mut one, "of one");
    save(&mut browser, &mut other, "of the other");
    writes(&mut browser, &mut one, TWO);
    save(&mut browser, &mut one, "of one again");
    let names = called(&mut browser, &mut other);
    for name in ["of one", "of the other", "of one again"] {
        assert!(names.iter().any(|listed| listed == name), "{name} is among {names:?}");
    }
    // What is compared with a text that another tab changed is no comparison any more.
    uses(&mut browser, &mut other, "of one again", VersionUse::Compare);
    assert!(shown(&other).compared.is_some());
    browser.tells(&mut one, &mut other);
    assert_eq!((text(&other), shown(&other).compared.is_some()), (TWO, false));
}

#[test]
fn a_version_that_cannot_be_kept_is_said_and_nothing_else_is_lost() {
    let (mut browser, mut tab) = with(ONE);
    save(&mut browser, &mut tab, "first");
    writes(&mut browser, &mut tab, TWO);
    let machine = tab.workbench.machine_id().clone();
    act(&mut browser, &mut tab, VersionAction::Show(Some(machine)));
    browser.refuses_versions = Some(KeepError::Full);
    let kept = browser.versions.clone();
    save(&mut browser, &mut tab, "second");
    let words = "The version ‘second’ could not be kept: the browser's storage for this page is full.";
    assert_eq!((said(&tab), shown(&tab).said.as_str()), (words, words));
    assert_eq!((browser.versions.clone(), tab.workbench.is_unwritten()), (kept, false));
    // A restore is done all the same: Undo has what was there.
    uses(&mut browser, &mut tab, "first", VersionUse::Restore);
    assert_eq!(text(&tab), ONE);
    browser.act(&mut tab, EditAction::Undo);
    assert_eq!(text(&tab), TWO);
    // What could not be kept is kept the next time.
    browser.refuses_versions = None;
    browser.open();
    assert!(browser.versions.values().any(|kept| kept.1 == TWO));
}

#[test]
fn a_refused_version_takes_no_offer_of_the_text_from_the_page() {
    let (mut browser, mut tab) = with(ONE);
    (browser.refuses, browser.is_full) = (Some(KeepError::Full), true);
    writes(&mut browser, &mut tab, TWO);
    save(&mut browser, &mut tab, "n");
    let toast = tab.workbench.toast.as_ref().unwrap();
    assert!(toast.offers_text && toast.kind == ToastKind::Error, "{toast:?}");
}

#[test]
fn a_version_has_a_name_and_a_short_one() {
    let (mut browser, mut tab) = with(ONE);
    let machine = tab.workbench.machine_id().clone();
    act(&mut browser, &mut tab, VersionAction::Show(Some(machine)));
    save(&mut browser, &mut tab, "  ");
    assert_eq!((shown(&tab).said.as_str(), browser.versions.len()), ("A version needs a name.", 1));
    save(&mut browser, &mut tab, &"é".repeat(VERSION_NAME_CHARS_MAX + 1));
    assert_eq!(called(&mut browser, &mut tab)[0], "é".repeat(VERSION_NAME_CHARS_MAX));
}

#[test]
fn a_machine_that_was_only_looked_at_is_kept_with_its_first_version() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    save(&mut browser, &mut tab, "as it came");
    assert_eq!((browser.records.len(), called(&mut browser, &mut tab)), (1, vec!["as it came".to_owned()]));
}

#[test]
fn a_machine_that_is_gone_for_good_has_no_versions_and_a_copy_begins_without() {
    let (mut browser, mut tab) = with(ONE);
    save(&mut browser, &mut tab, "first");
    let machine = tab.workbench.machine_id().clone();
    browser.act(&mut tab, LibraryAction::Duplicate(machine.clone()));
    let copy = id(&tab, "order-processing-copy");
    assert_eq!(listed(&mut browser, &mut tab, &copy), []);
    browser.act(&mut tab, LibraryAction::Delete(machine));
    assert_eq!(browser.versions.values().filter(|kept| kept.1 == ONE).count(), 2, "Undelete brings them back");
    browser.act(&mut tab, LibraryAction::Empty);
    assert_eq!(browser.versions.len(), 1, "the opening of the copy");
}

#[test]
fn texts_that_are_too_different_are_said_to_be() {
    let (mut browser, mut tab) = with(&"1\n".repeat(300));
    save(&mut browser, &mut tab, "ones");
    writes(&mut browser, &mut tab, &"2\n".repeat(300));
    uses(&mut browser, &mut tab, "ones", VersionUse::Compare);
    let compared = shown(&tab).compared.as_ref().map(|compared| &compared.1);
    assert_eq!(compared, Some(&Compared::TooDifferent { then: 300, now: 300 }));
    assert_eq!(shown(&tab).said, "Too different to be compared line by line: 300 lines then, 300 lines now.");
    act(&mut browser, &mut tab, VersionAction::HideComparison);
    assert_eq!((shown(&tab).compared.is_none(), shown(&tab).said.as_str()), (true, ""));
}

#[test]
fn a_version_that_is_gone_meanwhile_is_said_and_listed_no_more() {
    let (mut browser, mut tab) = with(ONE);
    let machine = tab.workbench.machine_id().clone();
    let version = listed(&mut browser, &mut tab, &machine).remove(0);
    browser.versions.clear();
    act(&mut browser, &mut tab, VersionAction::Use(version, VersionUse::Restore));
    assert_eq!(
        (shown(&tab).said.as_str(), shown(&tab).list.as_deref()),
        ("‘Opened’ is no longer kept.", Some([].as_slice()))
    );
    let kept = tab.asked.iter().filter(|asked| matches!(asked, LibraryRequest::Version(VersionRequest::Keep(_))));
    assert_eq!((kept.count(), text(&tab)), (1, ONE));
}
