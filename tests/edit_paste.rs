//! States put into a machine from a text of their own.
#![expect(clippy::unwrap_used, reason = "a test may assume")]

use stepwright::asl::Machine;
use stepwright::edit::{self, Command, EditError, Place, Reason, STATES_PASTED_MAX};
use stepwright::json::{Document, Pointer};

const CHAIN: &str = r#"{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Pass", "Next": "B"},
    "B": {"Type": "Succeed"}
  }
}"#;

fn at(pointer: &str) -> Pointer {
    Pointer::parse(pointer).unwrap()
}

fn after(pointer: &str) -> Place {
    Place::After(at(pointer))
}

fn paste(
    text: &str,
    states: &str,
    beside: impl Into<Option<Place>>,
) -> Result<(String, String, Option<Pointer>), EditError> {
    let document = Document::new(text);
    let command = Command::InsertStates { text: states.to_owned(), beside: beside.into() };
    let (planned, after) = edit::done(&document, &Machine::read(&document), &command)?;
    assert_eq!(after.errors(), []);
    assert_eq!(planned.edit.invert(text).apply(after.text()), text, "it can be undone");
    Ok((planned.label, after.text().to_owned(), planned.focus))
}

/// What a paste makes of a machine: its label, and the lines that are new or changed.
#[track_caller]
fn pasted(text: &str, states: &str, beside: impl Into<Option<Place>>, label: &str, expected: &[&str]) {
    let (said, after, _) = paste(text, states, beside).unwrap();
    assert_eq!(said, label);
    let mut before: Vec<&str> = text.lines().collect();
    let new: Vec<&str> = after
        .lines()
        .filter(|line| match before.iter().position(|old| old == line) {
            Some(index) => {
                before.remove(index);
                false
            }
            None => true,
        })
        .map(str::trim)
        .collect();
    assert_eq!(new, expected, "{after}");
}

#[test]
fn a_state_is_joined_after_the_one_that_is_selected() {
    pasted(
        CHAIN,
        r#"{"Hello": {"Type": "Pass", "End": true}}"#,
        after("/States/A"),
        "Paste Pass ‘Hello’ before ‘B’",
        &[r#""A": {"Type": "Pass", "Next": "Hello"},"#, r#""Hello": {"Type": "Pass", "Next": "B"},"#],
    );
}

#[test]
fn a_copy_gets_a_name_of_its_own_and_keeps_its_target() {
    pasted(
        CHAIN,
        r#"{"A": {"Type": "Pass", "Next": "B"}}"#,
        after("/States/A"),
        "Paste Pass ‘A 2’ before ‘B’",
        &[r#""A": {"Type": "Pass", "Next": "A 2"},"#, r#""A 2": {"Type": "Pass", "Next": "B"},"#],
    );
}

#[test]
fn several_states_stay_joined_to_each_other() {
    pasted(
        CHAIN,
        r#"{"B": {"Type": "Pass", "Next": "Gone"}, "A": {"Type": "Pass", "Next": "B"}}"#,
        after("/States/A"),
        "Paste 2 states before ‘B’",
        &[
            r#""A": {"Type": "Pass", "Next": "A 2"},"#,
            r#""B 2": {"Type": "Pass", "Next": "B"},"#,
            r#""A 2": {"Type": "Pass", "Next": "B 2"},"#,
        ],
    );
}

#[test]
fn what_would_cut_the_flow_off_or_has_no_place_stands_beside_it() {
    for (states, beside, label, line) in [
        (r#"{"No": {"Type": "Fail"}}"#, Some(after("/States/A")), "Paste Fail ‘No’", r#""No": {"Type": "Fail"}"#),
        (r#"{"No": {"Type": "Fail"}}"#, None, "Paste Fail ‘No’", r#""No": {"Type": "Fail"}"#),
        (
            r#"{"P": {"Type": "Pass", "Next": "Gone"}}"#,
            Some(after("/States/B")),
            "Paste Pass ‘P’",
            r#""P": {"Type": "Pass", "End": true}"#,
        ),
    ] {
        pasted(CHAIN, states, beside, label, &[r#""B": {"Type": "Succeed"},"#, line]);
    }
}

#[test]
fn rules_and_catchers_follow_the_new_names_and_lead_to_what_is_there() {
    let states = r#"{
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "T"}], "Default": "B"},
        "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
              "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}]}}"#;
    let (_, text, focus) = paste(CHAIN, states, after("/States/A")).unwrap();
    let document = Document::new(text);
    let read = |pointer: &str| document.find(&at(pointer)).unwrap().as_str().unwrap().to_owned();
    assert_eq!(focus, Some(at("/States/A 2")));
    assert_eq!(read("/States/A/Next"), "A 2");
    assert_eq!(read("/States/A 2/Choices/0/Next"), "T");
    assert_eq!(read("/States/A 2/Default"), "B");
    assert_eq!(read("/States/T/Catch/0/Next"), "A 2");
    assert_eq!(read("/States/T/Next"), "B");
}

#[test]
fn states_inside_the_pasted_ones_are_set_apart() {
    let states = r#"{"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "In"}, "In": {"Type": "Pass", "End": true}}}]}}"#;
    let (_, text, _) = paste(CHAIN, states, after("/States/A")).unwrap();
    let machine = Machine::read(&Document::new(text.as_str()));
    let names: Vec<&str> = machine.states.iter().map(|state| &*state.name).collect();
    assert_eq!(names, ["A", "P", "B", "A 2", "In"]);
    assert!(text.contains(r#""StartAt": "A 2""#), "{text}");
}

#[test]
fn a_state_is_put_into_the_flow_of_the_one_that_is_selected() {
    let text = r#"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}]}}}"#;
    let (_, after, _) =
        paste(text, r#"{"X": {"Type": "Wait", "Seconds": 1, "Next": "P"}}"#, after("/States/P/Branches/0/States/I"))
            .unwrap();
    assert!(
        after.contains(r#"{"I": {"Type": "Pass", "Next": "X"}, "X": {"Type": "Wait", "Seconds": 1, "End": true}}"#),
        "{after}"
    );
}

#[test]
fn an_empty_machine_and_an_empty_text_begin_with_what_is_pasted() {
    let state = r#"{"A": {"Type": "Pass", "End": true}}"#;
    assert_eq!(
        paste(r#"{"States": {}}"#, state, None).unwrap().1,
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#
    );
    let text = paste("  \n", state, None).unwrap().1;
    let machine = Machine::read(&Document::new(text));
    assert_eq!((machine.states.len(), machine.scopes[0].start_at.as_deref()), (1, Some("A")));
}

#[test]
fn numbers_and_spaces_of_the_pasted_text_stay() {
    let (_, text, _) =
        paste(CHAIN, "{\"N\": {\"Type\": \"Pass\", \"Result\": 1.50e1,\n  \"End\": true}}", None).unwrap();
    assert!(text.contains("1.50e1"), "{text}");
}

#[test]
fn so_many_states_are_pasted_at_once() {
    let states = |count: usize| {
        let states: Vec<String> = (0..count).map(|n| format!(r#""N{n}": {{"Type": "Succeed"}}"#)).collect();
        format!("{{{}}}", states.join(", "))
    };
    assert!(paste(CHAIN, &states(STATES_PASTED_MAX), None).is_ok());
    let refused = paste(CHAIN, &states(STATES_PASTED_MAX + 1), None).unwrap_err();
    assert_eq!(refused, EditError::Denied(Reason::TooManyStates(STATES_PASTED_MAX + 1)));
}

#[test]
fn what_has_no_clear_names_is_refused() {
    let twice = r#"{"A": {"Type": "Pass"}, "A": {"Type": "Pass"}}"#;
    assert_eq!(paste(CHAIN, twice, None), Err(EditError::Denied(Reason::Repeated("A".into()))));
    assert_eq!(paste(CHAIN, r#"{"": {"Type": "Pass"}}"#, None), Err(EditError::Denied(Reason::NameEmpty)));
    let long = format!(r#"{{"{}": {{"Type": "Pass"}}}}"#, "n".repeat(81));
    assert_eq!(paste(CHAIN, &long, None), Err(EditError::Denied(Reason::NameTooLong(81))));
    assert!(paste(CHAIN, "{", None).is_err());
    assert!(paste(CHAIN, "{}", None).is_err());
}
