//! The machines that this browser keeps, as data: how what is typed comes to be kept, how two tabs share a machine, and what
//! is found of former releases, of pages that went, and of what nobody can read.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test may assume")]

mod browser;
mod versions;

use stepwright::asl::QueryLanguage;
use stepwright::sim::{Order, WorkflowType};
use stepwright::studio::library::{
    KeepError, LibraryRequest, MACHINES_KEPT_MAX, Origin, PROJECT_FILE_BYTES_MAX, Problem, Role,
};
use stepwright::studio::{
    Action, DockTab, EditAction, FileAction, LibraryAction, ProjectAction, Speed, Start, Theme, ToastKind, ViewAction,
    file_too_large,
};

use browser::{Browser, Tab, id, names, said, text};

/// What the former release kept of a visit, as it wrote it.
const FORMER: &str = include_str!("../fixtures/saved/1.json");

#[test]
fn what_is_changed_is_written_once_it_rests_and_found_by_the_next_visit() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    assert!(browser.records.is_empty(), "a first visit that only looks keeps nothing");
    browser.types(&mut tab, "{");
    browser.types(&mut tab, "{}");
    assert_eq!(tab.asked.iter().filter(|asked| **asked == LibraryRequest::Rest).count(), 1);
    assert!(browser.records.is_empty() && tab.workbench.is_unwritten());
    browser.act(&mut tab, LibraryAction::Write);
    assert!(!tab.workbench.is_unwritten());
    let again = browser.open();
    assert_eq!((text(&again), names(&again)), ("{}", vec!["order-processing".to_owned()]));
    // Looking at another tab of the dock, and the colours, change no machine.
    let kept = browser.records.clone();
    browser.does(&mut tab, ViewAction::ShowDock(DockTab::Mocks));
    browser.does(&mut tab, ViewAction::SetTheme(Theme::Dark));
    assert_eq!(browser.records, kept);
    let again = browser.open();
    assert_eq!((again.workbench.dock, again.workbench.theme), (DockTab::Mocks, Theme::Dark));
}

#[test]
fn what_is_not_written_when_the_page_goes_is_found() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    // The page goes between two writes: the database was not reached any more.
    browser.refuses = Some(KeepError::Unavailable);
    browser.types(&mut tab, "{}");
    browser.act(&mut tab, LibraryAction::Journal);
    browser.refuses = None;
    let mut again = browser.open();
    assert_eq!((text(&again), &*again.workbench.run.input), ("{}", "[1]"));
    browser.act(&mut again, LibraryAction::Write);
    assert_eq!((browser.journals.len(), browser.records.len()), (0, 1), "it has become a record");
    assert_eq!(text(&browser.open()), "{}");
}

#[test]
fn a_journal_that_another_tab_has_outrun_is_a_machine_of_its_own() {
    let mut browser = Browser::default();
    let mut one = browser.open();
    browser.does(&mut one, ProjectAction::SetInput("[1]".to_owned()));
    let mut other = browser.open();
    browser.refuses = Some(KeepError::Unavailable);
    browser.types(&mut one, "{\"one\": 1}");
    browser.act(&mut one, LibraryAction::Journal);
    browser.refuses = None;
    browser.does(&mut other, ProjectAction::SetInput("[2]".to_owned()));
    let third = browser.open();
    assert_eq!(names(&third), ["order-processing", "order-processing-copy"]);
    assert_eq!(browser.journals.len(), 0);
    let bodies: Vec<&str> = browser.records.values().map(|record| record.3.as_str()).collect();
    assert!(bodies.iter().any(|body| body.contains("[2]")) && bodies.iter().any(|body| body.contains("one")));
}

#[test]
fn two_tabs_follow_each_other_and_nothing_is_missing() {
    let mut browser = Browser::default();
    let mut one = browser.open();
    browser.does(&mut one, ProjectAction::SetInput("[1]".to_owned()));
    let mut other = browser.open();
    browser.act(&mut other, LibraryAction::Writes(false));
    assert_eq!(other.workbench.library.role, Role::Follows);
    browser.types(&mut one, "{\"a\": 1}");
    browser.act(&mut one, LibraryAction::Write);
    browser.tells(&mut one, &mut other);
    assert_eq!(text(&other), "{\"a\": 1}");
    assert!(!other.workbench.is_unwritten() && other.workbench.toast.is_none());
    // What is changed here goes on from there, and this tab writes from then on.
    browser.does(&mut other, ProjectAction::SetInput("[2]".to_owned()));
    assert!(matches!(other.asked.last(), Some(LibraryRequest::WriteHere(_))));
    browser.tells(&mut other, &mut one);
    assert_eq!((text(&one), &*one.workbench.run.input), ("{\"a\": 1}", "[2]"));
    let third = browser.open();
    assert_eq!((text(&third), &*third.workbench.run.input), ("{\"a\": 1}", "[2]"));
    assert_eq!(names(&third), ["order-processing"]);
}

#[test]
fn two_tabs_that_change_a_machine_at_once_keep_both() {
    let mut browser = Browser::default();
    let mut one = browser.open();
    browser.does(&mut one, ProjectAction::SetInput("[1]".to_owned()));
    let mut other = browser.open();
    browser.types(&mut one, "{\"one\": 1}");
    browser.types(&mut other, "{\"other\": 1}");
    browser.act(&mut one, LibraryAction::Write);
    browser.tells(&mut one, &mut other);
    assert_eq!(text(&other), "{\"other\": 1}", "what is typed is not taken away");
    browser.act(&mut other, LibraryAction::Write);
    let toast = other.workbench.toast.clone().unwrap();
    assert_eq!(toast.kind, ToastKind::Info);
    assert_eq!(
        toast.text,
        "‘order-processing’ was changed in another tab. What you changed here is kept as ‘order-processing-copy’."
    );
    browser.act(&mut other, LibraryAction::Write);
    let third = browser.open();
    assert_eq!(names(&third), ["order-processing", "order-processing-copy"]);
    assert_eq!(text(&third), "{\"other\": 1}");
    let mut third = third;
    let first = id(&third, "order-processing");
    browser.act(&mut third, LibraryAction::Open(first));
    assert_eq!(text(&third), "{\"one\": 1}");
}

#[test]
fn two_tabs_that_write_the_same_alarm_nobody() {
    let mut browser = Browser::default();
    let mut one = browser.open();
    browser.does(&mut one, ProjectAction::SetInput("[1]".to_owned()));
    let mut other = browser.open();
    for tab in [&mut one, &mut other] {
        browser.does(tab, ProjectAction::SetInput("[2]".to_owned()));
    }
    assert_eq!((said(&one), said(&other), browser.records.len()), ("", "", 1));
}

#[test]
fn what_the_former_release_kept_becomes_the_first_machine_once() {
    let mut browser = Browser { former: vec![FORMER.to_owned()], ..Browser::default() };
    let mut tab = browser.open();
    let workbench = &tab.workbench;
    assert_eq!((workbench.name.as_str(), &*workbench.run.input), ("orders", "{\"orderId\": 7}"));
    assert_eq!(
        (workbench.run.seed, workbench.run.order, workbench.run.workflow),
        (42, Order::Shuffled, WorkflowType::Express)
    );
    assert!(workbench.run.mocks.get("Charge").is_some() && workbench.run.machines.get("child").is_some());
    assert!(workbench.stale() && workbench.drawn_was_json(), "its broken text has its last drawing");
    assert_eq!(workbench.drafts.len(), 1);
    assert_eq!((workbench.run.speed, workbench.theme, workbench.dock), (Speed::Ten, Theme::Dark, DockTab::Mocks));
    assert_eq!(workbench.library.machines()[0].1.origin, Origin::Former);
    browser.act(&mut tab, LibraryAction::Write);
    assert_eq!(names(&browser.open()), ["orders"]);
    // The former release goes on beside this one, under another path: what it keeps then is another.
    browser.former = vec![FORMER.replace("orderId", "orderNumber")];
    assert_eq!(names(&browser.open()), ["orders", "orders-2"]);
}

#[test]
fn what_cannot_be_opened_is_listed_and_left_as_it_is() {
    for (body, problem, words) in [
        ("no json", Problem::Damaged, "cannot be read"),
        ("{\"version\": 2}", Problem::Damaged, "cannot be read"),
        ("{\"version\": 99, \"definition\": \"{}\"}", Problem::Newer, "was kept by a newer version of Stepwright"),
    ] {
        let mut browser = Browser::default();
        let mut tab = browser.open();
        browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
        let key = browser.records.keys().next().unwrap().clone();
        browser.records.get_mut(&key).unwrap().3 = body.to_owned();
        let mut again = browser.open();
        assert_eq!(again.workbench.library.machines()[0].1.problem, Some(problem));
        assert_eq!(said(&again), format!("‘order-processing’ {words}. It is kept as it is, under Machines."));
        assert_eq!(again.workbench.name, "order-processing-2");
        browser.does(&mut again, ProjectAction::SetInput("[2]".to_owned()));
        browser.act(&mut again, LibraryAction::Open(id(&tab, "order-processing")));
        assert_eq!(browser.records[&key].3, body);
        assert_eq!(browser.records.len(), 2);
    }
    let mut browser = Browser { former: vec!["spoilt".to_owned()], ..Browser::default() };
    let mut tab = browser.open();
    assert_eq!(names(&tab), ["kept-before", "order-processing"]);
    browser.act(&mut tab, LibraryAction::Write);
    assert!(browser.records.values().any(|record| record.3 == "spoilt"));
}

#[test]
fn a_machine_that_broke_the_page_twice_waits_to_be_asked_for() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    let broke = id(&tab, "order-processing");
    let mut found = browser.found();
    found.breaks = Some(broke.to_string());
    let mut again = browser.open_found(&found);
    assert_eq!(again.workbench.name, "order-processing-2");
    browser.act(&mut again, LibraryAction::Open(broke));
    assert_eq!((again.workbench.name.as_str(), &*again.workbench.run.input), ("order-processing", "[1]"));
    assert_eq!(again.workbench.library.machines()[0].1.problem, None);
}

#[test]
fn what_is_not_kept_is_said_once_with_the_text_offered() {
    for (error, words) in [
        (KeepError::Full, "the browser's storage for this page is full"),
        (KeepError::Unavailable, "this browser keeps nothing for this page"),
    ] {
        let mut browser = Browser { refuses: Some(error), is_full: true, ..Browser::default() };
        let mut tab = browser.open();
        browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
        let toast = tab.workbench.toast.clone().unwrap();
        assert_eq!(toast.text, format!("Your work is not being kept: {words}. Save the text as a file."));
        assert!(toast.offers_text && tab.workbench.is_unwritten());
        browser.act(&mut tab, ViewAction::DismissToast(toast.id));
        browser.does(&mut tab, ProjectAction::SetInput("[2]".to_owned()));
        assert_eq!(tab.workbench.toast, None, "once");
        browser.refuses = None;
        browser.does(&mut tab, ProjectAction::SetInput("[3]".to_owned()));
        assert_eq!((tab.workbench.library.trouble, tab.workbench.is_unwritten()), (None, false));
        assert_eq!(&*browser.open().workbench.run.input, "[3]");
    }
}

#[test]
fn without_a_database_the_small_storage_keeps_what_there_is() {
    let mut browser = Browser { refuses: Some(KeepError::Unavailable), ..Browser::default() };
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    assert_eq!(said(&tab), "");
    assert_eq!(&*browser.open().workbench.run.input, "[1]");
}

#[test]
fn whatever_is_opened_ends_nothing() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    let machine =
        |state: &str| format!("{{\"StartAt\": \"{state}\", \"States\": {{\"{state}\": {{\"Type\": \"Succeed\"}}}}}}");
    browser.does(&mut tab, FileAction::OpenExample(1));
    browser.does(&mut tab, FileAction::Import { name: "a.asl.json".to_owned(), text: machine("A") });
    browser.does(&mut tab, FileAction::Paste(machine("P")));
    browser.does(&mut tab, FileAction::Paste(machine("P")));
    for language in [QueryLanguage::Jsonata, QueryLanguage::JsonPath] {
        browser.does(&mut tab, LibraryAction::New(Start::Blank(language)));
        assert_eq!(tab.workbench.drawn.machine.language, language);
        assert_eq!(tab.workbench.diagnostics.len(), 0);
    }
    let all = ["a", "new-machine", "new-machine-2", "order-processing", "order-published", "pasted", "pasted-2"];
    let mut again = browser.open();
    assert_eq!(names(&again), all);
    assert_eq!(browser.records.len(), all.len());
    let first = id(&again, "order-processing");
    browser.act(&mut again, LibraryAction::Open(first));
    assert_eq!(&*again.workbench.run.input, "[1]");
}

#[test]
fn the_same_file_again_keeps_the_mocks_and_another_of_its_name_is_another_machine() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    let exported = text(&tab).to_owned();
    let mocks = tab.workbench.run.mocks.clone();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    let file = |text: &str| FileAction::Import { name: "order-processing.asl.json".to_owned(), text: text.to_owned() };
    let changed = exported.replacen("ValidateOrder", "ValidatedOrder", 2);
    browser.does(&mut tab, file(&changed));
    assert_eq!((text(&tab), &tab.workbench.run.mocks, &*tab.workbench.run.input), (&*changed, &mocks, "[1]"));
    assert_eq!(names(&tab), ["order-processing"]);
    browser.act(&mut tab, EditAction::Undo);
    assert_eq!(text(&tab), exported);
    // The same while another machine is open.
    browser.does(&mut tab, FileAction::OpenExample(2));
    browser.does(&mut tab, file(&changed));
    assert_eq!((text(&tab), &tab.workbench.run.mocks, &*tab.workbench.run.input), (&*changed, &mocks, "[1]"));
    assert_eq!(names(&tab), ["catalog-import", "order-processing"]);
    // It is kept at once, though the machine was only read.
    let mut other = browser.open();
    if other.workbench.name != "order-processing" {
        let id = other.workbench.library.machines().into_iter().find(|(_, entry)| entry.name == "order-processing");
        let id = id.map(|(id, _)| id.clone()).unwrap();
        browser.does(&mut other, LibraryAction::Open(id));
    }
    assert_eq!(text(&other), changed);
    browser.does(&mut tab, file("{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}"));
    assert_eq!(names(&tab), ["catalog-import", "order-processing", "order-processing-2"]);
}

#[test]
fn the_list_duplicates_renames_deletes_and_brings_back() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    let first = id(&tab, "order-processing");
    browser.act(&mut tab, LibraryAction::Duplicate(first.clone()));
    assert_eq!(names(&tab), ["order-processing", "order-processing-copy"]);
    let copy = id(&tab, "order-processing-copy");
    browser.act(&mut tab, LibraryAction::Rename { id: copy.clone(), name: " order-processing".to_owned() });
    assert_eq!(said(&tab), "There is a machine ‘order-processing’.");
    browser.act(&mut tab, LibraryAction::Rename { id: copy.clone(), name: "kept".to_owned() });
    browser.act(&mut tab, LibraryAction::Delete(first.clone()));
    assert_eq!(tab.workbench.name, "kept", "what is open is deleted: another opens");
    assert_eq!(&*tab.workbench.run.input, "[1]");
    let mut again = browser.open();
    assert_eq!((names(&again), again.workbench.library.deleted().len()), (vec!["kept".to_owned()], 1));
    browser.act(&mut again, LibraryAction::Undelete(first.clone()));
    assert_eq!(names(&again), ["kept", "order-processing"]);
    browser.act(&mut again, LibraryAction::Delete(first.clone()));
    browser.act(&mut again, LibraryAction::Empty);
    assert_eq!((browser.records.len(), again.workbench.library.deleted().len()), (1, 0));
    browser.tells(&mut again, &mut tab);
    assert_eq!(tab.workbench.library.get(&first), None, "the other tab's list follows");
}

#[test]
fn so_many_machines_are_kept() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    for _ in 1..MACHINES_KEPT_MAX {
        let first = id(&tab, "order-processing");
        browser.act(&mut tab, LibraryAction::Duplicate(first));
    }
    assert_eq!(names(&tab).len(), MACHINES_KEPT_MAX);
    let first = id(&tab, "order-processing");
    for action in [
        LibraryAction::Duplicate(first).into(),
        LibraryAction::New(Start::Blank(QueryLanguage::Jsonata)).into(),
        Action::from(FileAction::OpenExample(1)),
        FileAction::Paste("{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}}".to_owned()).into(),
    ] {
        browser.does(&mut tab, action);
        assert_eq!((names(&tab).len(), tab.workbench.name.as_str()), (MACHINES_KEPT_MAX, "order-processing"));
        assert!(said(&tab).starts_with("This browser keeps 500 machines"), "{}", said(&tab));
        tab.workbench.toast = None;
    }
}

#[test]
fn all_machines_go_out_as_one_file_and_come_in_beside_those_there_are() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, ProjectAction::SetInput("[1]".to_owned()));
    browser.does(&mut tab, FileAction::OpenExample(2));
    browser.act(&mut tab, ProjectAction::SetInput("[2]".to_owned()));
    browser.act(&mut tab, LibraryAction::ExportAll);
    let (name, text) = browser.file.clone();
    assert_eq!(name, "machines.stepwright.json");
    // Into another browser, twice.
    let mut other = Browser::default();
    let mut there = other.open();
    for _ in 0..2 {
        other.act(&mut there, FileAction::Import { name: name.clone(), text: text.clone() });
        assert_eq!(said(&there), "Kept from ‘machines.stepwright.json’: 2 machines.");
    }
    let all = ["catalog-import", "catalog-import-2", "order-processing", "order-processing-2", "order-processing-3"];
    assert_eq!((names(&there).as_slice(), other.records.len()), (all.map(str::to_owned).as_slice(), 4));
    let catalog = id(&there, "catalog-import");
    other.act(&mut there, LibraryAction::Open(catalog));
    assert_eq!(&*there.workbench.run.input, "[2]");
    assert_eq!((&there.workbench.run.mocks, text_of(&there)), (&tab.workbench.run.mocks, text_of(&tab)));
}

fn text_of(tab: &Tab) -> String {
    text(tab).to_owned()
}

#[test]
fn a_project_file_from_anywhere_is_read_as_far_as_it_is_one() {
    for (file, words) in [
        (r#"{"stepwright": "project", "version": 2, "machines": []}"#, "is a project file of a newer version"),
        (r#"{"stepwright": "project", "machines": []}"#, "is a project file of a newer version"),
        (r#"{"stepwright": "project", "version": 1}"#, "‘p.stepwright.json’: 0 machines."),
        (r#"{"stepwright": "project", "version": 1, "machines": {"a": 1}}"#, "‘p.stepwright.json’: 0 machines."),
        (
            r#"{"stepwright": "project", "version": 1, "machines": [1, {"head": [], "machine": "x"}, {"machine": {"version": 9, "definition": "{}"}}, {"machine": {"definition": "{}"}}]}"#,
            "Kept from ‘p.stepwright.json’: 1 machine; 3 could not be read and were left out.",
        ),
    ] {
        let mut browser = Browser::default();
        let mut tab = browser.open();
        browser.act(&mut tab, FileAction::Import { name: "p.stepwright.json".to_owned(), text: file.to_owned() });
        assert!(said(&tab).contains(words), "{}", said(&tab));
        assert_eq!(tab.workbench.name, "order-processing");
    }
}

#[test]
fn a_project_file_has_so_many_bytes() {
    let name = "p.stepwright.json";
    assert_eq!(file_too_large(name, PROJECT_FILE_BYTES_MAX), None);
    let words = "‘p.stepwright.json’ is 65 MiB; Stepwright opens files of up to 64 MiB.";
    assert_eq!(file_too_large(name, PROJECT_FILE_BYTES_MAX + 1).as_deref(), Some(words));
}

#[test]
fn deleting_the_last_machine_opens_the_first_example() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.does(&mut tab, LibraryAction::New(Start::Blank(QueryLanguage::Jsonata)));
    for name in ["new-machine", "order-processing"] {
        let machine = id(&tab, name);
        browser.does(&mut tab, LibraryAction::Delete(machine));
    }
    assert_eq!((tab.workbench.name.as_str(), names(&tab).len()), ("order-processing", 1));
}

#[test]
fn undo_of_an_opening_goes_back_to_what_was_kept_meanwhile() {
    let mut browser = Browser::default();
    let mut tab = browser.open();
    browser.types(&mut tab, "{\"first\": 1}");
    browser.act(&mut tab, FileAction::OpenExample(1));
    assert_eq!(browser.records.len(), 1, "what is left is written at once");
    browser.act(&mut tab, LibraryAction::Write);
    browser.does(&mut tab, EditAction::Undo);
    assert_eq!((text(&tab), tab.workbench.name.as_str()), ("{\"first\": 1}", "order-processing"));
    browser.does(&mut tab, ProjectAction::SetInput("[9]".to_owned()));
    let again = browser.open();
    assert_eq!((text(&again), &*again.workbench.run.input), ("{\"first\": 1}", "[9]"));
    assert_eq!(names(&again), ["order-processing", "order-published"]);
}

#[test]
fn a_machine_renamed_in_another_tab_goes_on_under_its_new_name() {
    let mut browser = Browser::default();
    let mut one = browser.open();
    browser.does(&mut one, ProjectAction::SetInput("[1]".to_owned()));
    let machine = id(&one, "order-processing");
    let mut other = browser.open();
    browser.does(&mut other, FileAction::OpenExample(1));
    browser.act(&mut other, LibraryAction::Rename { id: machine, name: "renamed".to_owned() });
    browser.tells(&mut other, &mut one);
    assert_eq!(one.workbench.name, "renamed");
    browser.does(&mut one, ProjectAction::SetInput("[2]".to_owned()));
    assert_eq!(said(&one), "");
    assert_eq!(names(&browser.open()), ["order-published", "renamed"]);
}
