//! When the session is kept for the next visit: each action says whether it is due, and a rest does it.
#![expect(clippy::panic, reason = "a test may assume")]

use stepwright::edit::Command;
use stepwright::json::Value;
use stepwright::sim::{Answer, MockCall, StateMock};
use stepwright::studio::commands::EXAMPLES;
use stepwright::studio::drafts::DraftKey;
use stepwright::studio::library::LibraryRequest;
use stepwright::studio::{
    Action, DockTab, DraftAction, EditAction, FileAction, JsonataAction, LibraryAction, ProjectAction, Request,
    RunAction, Selection, Speed, Theme, ViewAction, Workbench, begin,
};

fn saved(requests: &[Request]) -> Option<&str> {
    requests.iter().find_map(|request| match request {
        Request::Library(LibraryRequest::Write(record)) => record.body.as_deref(),
        _ => None,
    })
}

/// A definition of a little more than a mebibyte.
fn mebibyte() -> String {
    let states: Vec<String> = (0..16_000)
        .map(|at| format!(r#""S{at}": {{"Type": "Pass", "Comment": "{}", "Next": "S{}"}}"#, "x".repeat(16), at + 1))
        .collect();
    format!(r#"{{"StartAt": "S0", "States": {{{}, "S16000": {{"Type": "Succeed"}}}}}}"#, states.join(", "))
}

#[test]
fn no_letter_writes_a_session_with_a_definition_of_a_mebibyte() {
    let text = mebibyte();
    assert!(text.len() > 1 << 20, "{}", text.len());
    let mut workbench = Workbench::open("large", text.clone());
    let mut on = workbench.document.shared_text();
    begin(&mut workbench, ProjectAction::SetSeed(2));
    for letters in 1..=3 {
        let text = text.replacen("\"S1\"", &format!("\"S1{}\"", "x".repeat(letters)), 1);
        assert_eq!(begin(&mut workbench, EditAction::Type { text, on }), []);
        assert!(workbench.is_unwritten(), "none is kept");
        on = workbench.document.shared_text();
    }
    let mock = StateMock { calls: vec![MockCall::new(Answer::Return(Value::Null))], ..StateMock::default() };
    let letters: [Action; 4] = [
        ProjectAction::SetInput("[1".into()).into(),
        ProjectAction::SetMock("S2".into(), Some(mock)).into(),
        ProjectAction::Rename("larg".into()).into(),
        DraftAction::Hold(DraftKey::Name("S2".into()), "S2y".to_owned()).into(),
    ];
    for letter in letters {
        assert_eq!(begin(&mut workbench, letter.clone()), [], "{letter:?}");
    }
    let requests = begin(&mut workbench, LibraryAction::Write);
    let kept = Workbench::restore(saved(&requests).unwrap()).unwrap();
    assert_eq!((kept.document.text(), &*kept.run.input, &*kept.name), (&*on, "[1", "larg"));
    assert_eq!(kept.drafts.get(&DraftKey::Name("S2".into())).unwrap().text, "S2y");
    assert!(kept.run.mocks.get("S2").is_some());
    assert_eq!(begin(&mut workbench, LibraryAction::Write), [], "once");
}

#[test]
fn each_action_says_whether_saving_is_due() {
    let state = || Selection::State(EXAMPLES[0].open().drawn.machine.states[0].pointer.clone());
    let saving: [Action; 3] =
        [Command::ReplaceText("{}".to_owned()).into(), EditAction::Undo.into(), ProjectAction::SetSeed(7).into()];
    let preferring: [Action; 3] = [
        RunAction::SetSpeed(Speed::Instant).into(),
        ViewAction::SetTheme(Theme::Dark).into(),
        ViewAction::ShowDock(DockTab::Mocks).into(),
    ];
    let others: [Action; 9] = [
        RunAction::Start.into(),
        RunAction::Tick { elapsed_ms: 16.0, budget: 100 }.into(),
        RunAction::StepBack.into(),
        ViewAction::Select(state()).into(),
        ViewAction::ShowSheet(None).into(),
        ViewAction::Report("full".to_owned()).into(),
        JsonataAction::Load.into(),
        FileAction::Export.into(),
        Action::WorkOutNext,
    ];
    for (actions, saves, prefers) in
        [(saving.as_slice(), true, false), (&preferring, false, true), (&others, false, false)]
    {
        for action in actions {
            let mut workbench = EXAMPLES[0].open();
            let requests = begin(&mut workbench, action.clone());
            assert_eq!(saved(&requests), None, "{action:?}");
            assert_eq!(workbench.is_unwritten(), saves, "{action:?}");
            let is_preference = |request: &Request| matches!(request, Request::Library(LibraryRequest::Prefer(_)));
            assert_eq!(requests.iter().any(is_preference), prefers, "{action:?}");
        }
    }
}

#[test]
fn a_definition_that_is_opened_and_left_again_is_kept_each_time() {
    let mut workbench = EXAMPLES[0].open();
    let actions: [Action; 3] = [FileAction::OpenExample(1).into(), EditAction::Undo.into(), EditAction::Redo.into()];
    for action in actions {
        begin(&mut workbench, action.clone());
        let requests = begin(&mut workbench, LibraryAction::Write);
        let Some(kept) = saved(&requests) else { panic!("nothing is kept of {action:?}") };
        assert_eq!(Value::parse(kept).unwrap().get("name").and_then(Value::as_str), Some(&*workbench.name));
    }
}
