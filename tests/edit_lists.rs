//! Retriers, catchers and rules: where a new one goes, how one goes along with its edge, and what a change of the flow
//! says it takes away.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::asl::Machine;
use stepwright::edit::{self, Command, EditError, Place};
use stepwright::json::{Document, NodeRef, Pointer};

fn at(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

/// The document after a command, and what the command says it takes away: the same before it is done and after.
#[track_caller]
fn done(text: &str, command: &Command) -> (Document, Vec<String>) {
    let document = Document::new(text);
    let machine = Machine::read(&document);
    let (planned, after) = edit::done(&document, &machine, command).unwrap();
    assert_eq!(planned.edit.invert(text).apply(after.text()), text, "the inverse restores the text");
    let lost = edit::lost(&machine, &Machine::read(&after), command);
    assert_eq!(edit::would_lose(&document, &machine, command), lost, "what is said before is what is said after");
    (after, lost)
}

fn refused(text: &str, command: &Command) -> String {
    let document = Document::new(text);
    match edit::plan(&document, &Machine::read(&document), command) {
        Err(EditError::Denied(reason)) => reason.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The `ErrorEquals` of a list's elements in order.
fn errors(document: &Document, list: &str) -> Vec<String> {
    let elements = document.find(&at(list)).unwrap().elements();
    elements.map(|element| element.get("ErrorEquals").unwrap().source().to_owned()).collect()
}

const TASK: &str = r#"{"StartAt": "A", "States": {
  "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
    "Retry": [{"ErrorEquals": ["Lambda.ServiceException"]}],
    "Catch": [{"ErrorEquals": ["Mine"], "ResultPath": "$.e", "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}],
    "Next": "B"},
  "B": {"Type": "Succeed"},
  "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}
}}"#;

#[test]
fn a_new_retrier_stands_behind_the_particular_ones() {
    let (after, _) = done(TASK, &Command::AddRetrier { state: at("/States/A") });
    assert_eq!(errors(&after, "/States/A/Retry"), [r#"["Lambda.ServiceException"]"#, r#"["States.TaskFailed"]"#]);
    let all = TASK.replace("Lambda.ServiceException", "States.ALL");
    let (after, _) = done(&all, &Command::AddRetrier { state: at("/States/A") });
    assert_eq!(errors(&after, "/States/A/Retry"), [r#"["States.TaskFailed"]"#, r#"["States.ALL"]"#]);
    let (after, _) = done(TASK, &Command::AddRetrier { state: at("/States/T") });
    assert_eq!(errors(&after, "/States/T/Retry"), [r#"["States.TaskFailed"]"#]);
    let keys: Vec<&str> = after.find(&at("/States/T")).unwrap().members().map(|(member, _)| &*member.key).collect();
    assert_eq!(keys, ["Type", "Resource", "Retry", "End"]);
}

#[test]
fn a_new_catcher_stands_before_one_for_all_and_leads_to_another_state() {
    let (after, _) = done(TASK, &Command::AddCatcher { state: at("/States/A") });
    let wanted = [r#"["Mine"]"#, r#"["States.TaskFailed"]"#, r#"["States.ALL"]"#];
    assert_eq!(errors(&after, "/States/A/Catch"), wanted);
    let (after, _) = done(TASK, &Command::AddCatcher { state: at("/States/T") });
    let catcher = after.find(&at("/States/T/Catch/0")).unwrap();
    assert_eq!(catcher.get("ErrorEquals").unwrap().source(), r#"["States.ALL"]"#);
    assert!(Machine::read(&after).transitions.iter().all(|way| way.to.is_some()));
    let alone = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "End": true}}}"#;
    assert!(refused(alone, &Command::AddCatcher { state: at("/States/A") }).contains("no other state"));
    assert!(refused(TASK, &Command::AddRetrier { state: at("/States/B") }).contains("cannot retry"));
}

#[test]
fn a_new_rule_is_the_last_and_written_in_its_language() {
    let text = |language: &str| {
        format!(
            r#"{{"QueryLanguage": "{language}", "StartAt": "C", "States": {{"C": {{"Type": "Choice", "Choices": []}}, "D": {{"Type": "Pass", "End": true}}}}}}"#
        )
    };
    for (language, key) in [("JSONPath", "Variable"), ("JSONata", "Condition")] {
        let (after, _) = done(&text(language), &Command::AddRule { state: at("/States/C") });
        let rule = after.find(&at("/States/C/Choices/0")).unwrap();
        assert!(rule.get(key).is_some(), "{}", after.text());
        assert_eq!(rule.get("Next").and_then(NodeRef::as_str), Some("D"));
    }
    assert!(refused(TASK, &Command::AddRule { state: at("/States/A") }).contains("only a Choice"));
}

#[test]
fn a_catchers_edge_takes_its_catcher_along() {
    let command = Command::Rewire { transition: at("/States/A/Catch/0/Next"), from: at("/States/T") };
    let (after, lost) = done(TASK, &command);
    let moved = after.find(&at("/States/T/Catch/0")).unwrap();
    assert_eq!(moved.source(), r#"{"ErrorEquals": ["Mine"], "ResultPath": "$.e", "Next": "B"}"#);
    assert_eq!(errors(&after, "/States/A/Catch"), [r#"["States.ALL"]"#]);
    assert_eq!(after.find(&at("/States/T/End")).unwrap().source(), "true");
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn a_catchers_edge_leaves_only_what_can_catch() {
    let text = TASK.replace(r#""B": {"#, r#""P": {"Type": "Pass", "Next": "B"}, "B": {"#);
    let reason = refused(&text, &Command::Rewire { transition: at("/States/A/Catch/1/Next"), from: at("/States/P") });
    assert_eq!(reason, "Pass ‘P’ cannot retry or catch; only a Task, a Parallel and a Map can");
}

const CHOICE: &str = r#"{"StartAt": "C", "States": {
  "C": {"Type": "Choice", "Choices": [
    {"Variable": "$.x", "IsNull": true, "Next": "P"},
    {"Variable": "$.y", "IsNull": true, "Next": "Q"}
  ], "Default": "D"},
  "P": {"Type": "Pass", "Next": "Q"},
  "Q": {"Type": "Pass", "End": true},
  "D": {"Type": "Choice", "Choices": [{"Variable": "$.z", "IsNull": true, "Next": "F"}], "Default": "Q"},
  "F": {"Type": "Fail"}
}}"#;

#[test]
fn a_rules_edge_keeps_its_rule_between_choices_and_says_so_where_it_cannot() {
    let rule = at("/States/C/Choices/0/Next");
    let (after, lost) = done(CHOICE, &Command::Rewire { transition: rule.clone(), from: at("/States/D") });
    let moved = after.find(&at("/States/D/Choices/1")).unwrap();
    assert_eq!(moved.source(), r#"{"Variable": "$.x", "IsNull": true, "Next": "P"}"#);
    assert_eq!(lost, Vec::<String>::new());
    let (_, lost) = done(CHOICE, &Command::Rewire { transition: rule, from: at("/States/Q") });
    assert_eq!(lost, ["the rule ‘$.x is null’ of ‘C’ goes"]);
}

#[test]
fn a_connection_says_which_next_it_takes_the_place_of() {
    let (_, lost) = done(CHOICE, &Command::Connect { from: at("/States/P"), to: at("/States/D") });
    assert_eq!(lost, ["‘P’ no longer leads to ‘Q’"]);
    let chain = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Pass", "End": true}}}"#;
    let (_, lost) = done(chain, &Command::Connect { from: at("/States/B"), to: at("/States/A") });
    assert_eq!(lost, ["‘B’ no longer leads to ‘C’", "nothing leads to ‘C’ any more"]);
    let rewire = Command::Rewire { transition: at("/States/A/Next"), from: at("/States/C") };
    let (_, lost) = done(chain, &rewire);
    assert_eq!(lost, ["the flow ends after ‘A’", "nothing leads to ‘B’ and ‘C’ any more"]);
}

#[test]
fn moving_a_choice_says_what_becomes_of_its_default() {
    let place = Place::OnTransition(at("/States/P/Next"));
    let (after, lost) = done(CHOICE, &Command::MoveState { state: at("/States/D"), place });
    assert_eq!(after.find(&at("/States/D/Default")).unwrap().as_str(), Some("Q"));
    assert_eq!(lost, Vec::<String>::new());
    let other = CHOICE.replace(r#""Next": "F"}], "Default": "Q""#, r#""Next": "Q"}], "Default": "F""#);
    let place = Place::OnTransition(at("/States/P/Next"));
    let (_, lost) = done(&other, &Command::MoveState { state: at("/States/D"), place });
    assert_eq!(lost, ["the Default of ‘D’ no longer leads to ‘F’"]);
}

#[test]
fn a_deletion_says_which_paths_end_and_which_catchers_go() {
    let text = TASK.replace(r#""B": {"Type": "Succeed"}"#, r#""B": {"Type": "Fail"}"#);
    let (_, lost) = done(&text, &Command::DeleteState { state: at("/States/B") });
    let wanted = ["the catcher ‘Mine’ of ‘A’ goes", "the catcher ‘States.ALL’ of ‘A’ goes", "the flow ends after ‘A’"];
    assert_eq!(lost, wanted);
}

#[test]
fn many_states_left_behind_are_counted() {
    let state = |at: usize| format!(r#""S{at}": {{"Type": "Pass", "Next": "S{}"}}"#, at + 1);
    let states: Vec<String> = (0..6).map(state).collect();
    let text =
        format!(r#"{{"StartAt": "S0", "States": {{{}, "S6": {{"Type": "Pass", "End": true}}}}}}"#, states.join(", "));
    let (_, lost) = done(&text, &Command::Connect { from: at("/States/S0"), to: at("/States/S6") });
    assert_eq!(lost, ["‘S0’ no longer leads to ‘S1’", "nothing leads to 5 states any more"]);
}

#[test]
fn a_field_takes_nothing_away() {
    let command = Command::RemoveField { at: at("/States/A/Retry") };
    assert_eq!(done(TASK, &command).1, Vec::<String>::new());
}

/// A rule or catcher without a target gets its own, and leaves the state's way on as it is.
#[test]
fn a_target_is_led_to_from_where_it_is_chosen() {
    let text = r#"{"StartAt": "C", "States": {
      "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true}, {"Variable": "$.b", "IsNull": true, "Next": "D"}]},
      "T": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["X"]}], "End": true},
      "D": {"Type": "Succeed"}}}"#;
    let machine = Machine::read(&Document::new(text));
    let led = |place: &str, to: Option<&str>| {
        let command = Command::lead(&machine, &at(place), to.map(|name| at(&format!("/States/{name}"))))?;
        let (after, _) = done(text, &command);
        let target = after.find(&at(place)).and_then(|node| node.as_str().map(str::to_owned));
        let ways = Machine::read(&after).transitions.len() as i64 - machine.transitions.len() as i64;
        Some((target, ways))
    };
    let to = |name: &str, ways| Some((Some(name.to_owned()), ways));
    assert_eq!(led("/States/C/Choices/0/Next", Some("D")), to("D", 1));
    assert_eq!(led("/States/C/Choices/1/Next", Some("T")), to("T", 0));
    assert_eq!(led("/States/C/Default", Some("D")), to("D", 1));
    assert_eq!(led("/States/T/Catch/0/Next", Some("D")), to("D", 1));
    assert_eq!(led("/States/T/Next", Some("D")), to("D", 1));
    assert_eq!(led("/States/T/Next", None), None);
    assert_eq!(led("/States/C/Choices/1/Next", None), Some((None, -1)));
}
