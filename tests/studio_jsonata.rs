//! `JSONata` comes apart from the page: what the studio asks for, what waits, and what is never said meanwhile.

use std::sync::Arc;

use expect_test::expect_file;
use sha2::{Digest, Sha256};
use stepwright::edit::Command;
use stepwright::json::Value;
use stepwright::lint::NOT_CHECKED;
use stepwright::query::jsonata::{BuiltIn, install};
use stepwright::sim::{HistoryEvent, Status};
use stepwright::studio::{
    Action, EditAction, FileAction, JsonataAction, JsonataStatus, Playing, ProjectAction, Request, RunAction,
    Workbench, reduce,
};

const PLAIN: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#;
const SUM: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
    "Output": "{% 1 + 2 %}"}}}"#;
const WRONG: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true,
    "Output": "{% 1 + %}"}}}"#;

/// A page that has just opened: it has no engine yet. Each test has a thread, and so an engine, of its own.
fn page(text: &str) -> Workbench {
    install(None);
    Workbench::open("test", text)
}

fn asks(requests: &[Request]) -> bool {
    requests.contains(&Request::LoadJsonata)
}

fn arrives(workbench: &mut Workbench) {
    install(Some(Arc::new(BuiltIn)));
    reduce(workbench, JsonataAction::Ready);
}

fn play(workbench: &mut Workbench) {
    for _ in 0..100 {
        reduce(workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    }
}

fn output(workbench: &Workbench) -> String {
    workbench.run.simulation.as_ref().and_then(|run| Some(run.output()?.to_string())).unwrap_or_default()
}

#[test]
fn a_definition_in_json_path_never_asks_for_it() {
    let mut workbench = page(PLAIN);
    let typed = PLAIN.replace("Pass", "Wait");
    for action in [
        Action::from(JsonataAction::Load),
        RunAction::Start.into(),
        RunAction::Step.into(),
        Command::ReplaceText(typed).into(),
        EditAction::Undo.into(),
        FileAction::OpenExample(0).into(),
        JsonataAction::Ready.into(),
        JsonataAction::Failed("offline".to_owned()).into(),
    ] {
        assert!(!asks(&reduce(&mut workbench, action.clone())), "{action:?}");
        assert_eq!(workbench.jsonata_status(), None);
    }
    assert_eq!(workbench.toast, None, "nobody needs it, so nobody is told");
}

#[test]
fn it_is_asked_for_once_when_it_is_opened_imported_or_typed() {
    let mut opened = page(SUM);
    assert!(asks(&reduce(&mut opened, JsonataAction::Load)));
    assert!(!asks(&reduce(&mut opened, RunAction::Start)), "it is on its way");
    let mut imported = page(PLAIN);
    assert!(asks(&reduce(&mut imported, FileAction::Import { name: "m.json".to_owned(), text: SUM.to_owned() })));
    let mut typed = page(PLAIN);
    assert!(asks(&reduce(&mut typed, Command::ReplaceText(WRONG.to_owned()))));
    let broken = WRONG.strip_suffix('}').unwrap();
    let mut broken_text = page(PLAIN);
    assert!(asks(&reduce(&mut broken_text, Command::ReplaceText(broken.to_owned()))));
}

#[test]
fn until_it_is_there_nothing_is_found_in_an_expression() {
    let mut workbench = page(WRONG);
    assert!(workbench.diagnostics.is_empty(), "{:?}", workbench.diagnostics);
    reduce(&mut workbench, JsonataAction::Load);
    arrives(&mut workbench);
    let codes: Vec<String> = workbench.diagnostics.iter().map(|found| found.code.to_string()).collect();
    assert_eq!(codes, ["ASL509"]);
}

#[test]
fn a_press_of_run_is_remembered() {
    for (press, playing) in [(RunAction::Start, Playing::Clock), (RunAction::ToEnd, Playing::ToEnd)] {
        let mut workbench = page(SUM);
        reduce(&mut workbench, press);
        play(&mut workbench);
        assert!(workbench.run.simulation.is_none(), "nothing runs yet");
        assert!(workbench.announcement.text.contains("Loading JSONata"));
        arrives(&mut workbench);
        assert_eq!(workbench.run.playing, playing);
        play(&mut workbench);
        assert_eq!((workbench.run.status(), output(&workbench)), (Status::Succeeded, "3".to_owned()));
    }
    let mut workbench = page(SUM);
    reduce(&mut workbench, RunAction::Step);
    arrives(&mut workbench);
    assert_eq!(workbench.run.visible().events, 1);
    let mut taken_back = page(SUM);
    reduce(&mut taken_back, RunAction::Start);
    reduce(&mut taken_back, RunAction::Reset);
    arrives(&mut taken_back);
    assert!(taken_back.run.simulation.is_none());
}

#[test]
fn a_run_goes_on_when_a_state_of_it_has_become_an_expression() {
    let mut workbench = page(PLAIN);
    reduce(&mut workbench, RunAction::Step);
    let history = workbench.run.visible();
    reduce(&mut workbench, Command::ReplaceText(SUM.to_owned()));
    assert_eq!(workbench.run.visible(), history, "the run stays as it was");
    reduce(&mut workbench, ProjectAction::SetInput("{\"a\": 1}".to_owned()));
    assert_eq!(workbench.run.visible(), history);
    reduce(&mut workbench, RunAction::Start);
    arrives(&mut workbench);
    play(&mut workbench);
    assert_eq!(output(&workbench), "3");
}

#[test]
fn what_plays_while_an_expression_is_typed_waits_for_it() {
    let mut workbench = page(&PLAIN.replace(r#""Pass""#, r#""Wait", "Seconds": 60"#));
    reduce(&mut workbench, RunAction::Start);
    reduce(&mut workbench, Command::ReplaceText(SUM.to_owned()));
    assert_eq!(workbench.run.playing, Playing::No);
    arrives(&mut workbench);
    assert_eq!(workbench.run.playing, Playing::Clock);
}

#[test]
fn where_it_cannot_be_had_a_notice_and_a_finding_say_so_and_run_tries_again() {
    let mut workbench = page(SUM);
    reduce(&mut workbench, JsonataAction::Load);
    reduce(&mut workbench, RunAction::Start);
    reduce(&mut workbench, JsonataAction::Failed("offline".to_owned()));
    let toast = workbench.toast.clone().unwrap();
    assert!(toast.text.contains("JSONata could not be loaded: offline"), "{}", toast.text);
    assert_eq!(workbench.diagnostics.len(), 1);
    assert_eq!(workbench.diagnostics[0].code, NOT_CHECKED);
    assert_eq!(&SUM[workbench.diagnostics[0].span.range()], "\"JSONata\"");
    assert!(workbench.run.simulation.is_none());

    assert!(asks(&reduce(&mut workbench, RunAction::Start)));
    assert_eq!(workbench.jsonata_status(), Some(&JsonataStatus::Loading));
    reduce(&mut workbench, JsonataAction::Failed("offline".to_owned()));
    assert_ne!(workbench.toast.as_ref().map(|toast| toast.id), Some(toast.id), "and says why anew");
    assert!(asks(&reduce(&mut workbench, JsonataAction::Load)));
    arrives(&mut workbench);
    assert!(workbench.diagnostics.is_empty());
    reduce(&mut workbench, RunAction::Start);
    play(&mut workbench);
    assert_eq!(output(&workbench), "3");
}

#[test]
fn an_engine_that_stops_stops_the_run_and_not_the_page() {
    let mut workbench = page(SUM);
    arrives(&mut workbench);
    reduce(&mut workbench, RunAction::Step);
    install(None);
    reduce(&mut workbench, JsonataAction::Failed("it has stopped".to_owned()));
    assert_eq!(workbench.run.playing, Playing::No);
    assert!(asks(&reduce(&mut workbench, RunAction::Start)));
    arrives(&mut workbench);
    play(&mut workbench);
    assert_eq!(output(&workbench), "3");
}

#[test]
fn what_was_open_before_is_read_again_when_it_is_there() {
    let mut workbench = page(WRONG);
    reduce(&mut workbench, FileAction::Import { name: "plain.json".to_owned(), text: PLAIN.to_owned() });
    arrives(&mut workbench);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(workbench.jsonata_status(), Some(&JsonataStatus::Ready));
    assert_eq!(workbench.diagnostics.len(), 1, "what is wrong in its expression is found");
}

#[test]
fn another_machine_of_the_project_needs_it_too() {
    let mut workbench = page(PLAIN);
    let add = ProjectAction::AddMachine { name: "sum".to_owned(), text: WRONG.to_owned() };
    assert!(asks(&reduce(&mut workbench, add)));
    assert_eq!(workbench.run.machines.get("sum").unwrap().errors, 0);
    reduce(&mut workbench, RunAction::Start);
    assert!(workbench.run.simulation.is_none());
    arrives(&mut workbench);
    assert_eq!(workbench.run.machines.get("sum").unwrap().errors, 1);
    play(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
}

/// The machine that the page runs too, with `JSONata` fetched apart (`tests/e2e/jsonata.spec.mjs`), and its history as it
/// is handed out there.
#[test]
fn a_history_is_the_one_the_page_hands_out() {
    let text = include_str!("fixtures/jsonata/everywhere.asl.json");
    let mut workbench = Workbench::open("everywhere", text);
    reduce(&mut workbench, RunAction::ToEnd);
    play(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded, "{}", output(&workbench));
    let events = workbench.run.simulation.as_ref().unwrap().history().iter().map(HistoryEvent::to_json);
    let history = Value::object([("events", Value::array(events))]).to_pretty();
    let hex = Sha256::digest(history.trim_end()).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    expect_file!["fixtures/jsonata/everywhere.sha256"].assert_eq(&format!("{hex}\n"));
    let said = output(&workbench);
    for part in ["T2001", "Stack overflow", "timeout", "memory limit", r#""orders":600"#] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
