//! The validator over fixtures on disk, the shipped examples and random machines.

#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use proptest::prelude::*;
use stepwright::asl::{Machine, WorkflowType};
use stepwright::json::Document;
use stepwright::lint::{self, Code, Diagnostic, MAX_DIAGNOSTICS, RULES, Severity};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn check(text: &str) -> Vec<Diagnostic> {
    let document = Document::new(text);
    lint::check(&document, &Machine::read(&document))
}

/// A fixture as a machine of the type its name says: `bad.express.asl.json` is Express.
fn check_file(path: &Path) -> Vec<Diagnostic> {
    let express = path.to_string_lossy().ends_with(".express.asl.json");
    let workflow = if express { WorkflowType::Express } else { WorkflowType::Standard };
    let document = Document::new(fixture(path));
    lint::check_as(&document, &Machine::read(&document), workflow)
}

/// A fixture's text; `{{pad 5}}` stands for five letters, so that a large definition is a small file.
fn fixture(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let Some((before, rest)) = text.split_once("{{pad ") else { return text };
    let (count, after) = rest.split_once("}}").unwrap();
    format!("{before}{}{after}", "x".repeat(count.parse().unwrap()))
}

fn fixture_path(code: Code, name: &str) -> PathBuf {
    let folder = project().join("tests/fixtures/lint").join(code.to_string());
    let express = folder.join(format!("{name}.express.asl.json"));
    if express.exists() { express } else { folder.join(format!("{name}.asl.json")) }
}

fn codes(found: &[Diagnostic]) -> BTreeSet<String> {
    found.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

fn shown(found: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let fix = d.fix.as_ref().map_or(String::new(), |fix| format!(" [{}]", fix.label));
        format!("{} {} {}\n  {}\n  {}{fix}\n", d.code, d.severity.as_str(), d.at, d.message, d.help)
    };
    found.iter().map(line).collect()
}

#[test]
fn every_rule_has_a_bad_and_a_good_fixture() {
    for rule in RULES {
        let bad = check_file(&fixture_path(rule.code, "bad"));
        assert_eq!(codes(&bad), BTreeSet::from([rule.code.to_string()]), "bad: {}", shown(&bad));
        assert!(bad.iter().all(|diagnostic| diagnostic.severity == rule.severity));
        let good = check_file(&fixture_path(rule.code, "good"));
        assert!(good.is_empty(), "{}: good: {}", rule.code, shown(&good));
    }
}

#[test]
fn every_fixture_has_a_rule() {
    let known: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_string()).collect();
    let folders = fs::read_dir(project().join("tests/fixtures/lint")).unwrap();
    let there: BTreeSet<String> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(there, known);
    assert_eq!(known.len(), RULES.len(), "a code stands for one rule");
    assert!(RULES.is_sorted_by_key(|rule| rule.code));
}

/// What the service refuses it names by a code, and what it does not report has none of its codes (AWS:
/// `ValidateStateMachineDefinitionDiagnostic`).
#[test]
fn every_error_has_the_code_of_the_service() {
    for rule in RULES {
        let warns = matches!(rule.aws, Some("NO_DOLLAR" | "NO_PATH" | "PASS_RESULT_IS_STATIC"));
        match rule.severity {
            // A definition that is too large is refused before it is read.
            Severity::Error => assert!((rule.aws.is_some() || rule.name == "too-large") && !warns, "{}", rule.code),
            Severity::Warning => {
                assert!(rule.aws.is_none() || warns || rule.name == "foreign-resource", "{}", rule.code);
            }
            Severity::Hint => assert!(rule.aws.is_none(), "{}", rule.code),
        }
    }
    assert_eq!(check("{}")[0].aws, Some("SCHEMA_VALIDATION_FAILED"));
}

/// A rule's file begins with its code, name and summary, so its documentation cannot drift from the table.
#[test]
fn every_rule_is_documented_where_it_is_written() {
    let mut first_lines = BTreeSet::new();
    let families = fs::read_dir(project().join("src/lint/rules")).unwrap().map(|entry| entry.unwrap().path());
    for family in families.filter(|path| path.is_dir()) {
        for file in fs::read_dir(family).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let text = fs::read_to_string(&file).unwrap();
            first_lines.extend(text.lines().next().map(str::to_owned));
            if text.contains("const RULE: Rule") {
                let docs = text.lines().take_while(|line| line.starts_with("//!")).count();
                assert!(docs >= 3, "{} says too little", file.display());
            }
        }
    }
    for rule in RULES {
        let line = format!("//! {} {}: {}", rule.code, rule.name, rule.summary);
        assert!(first_lines.contains(&line), "no file begins with: {line}");
    }
}

#[test]
fn a_fix_removes_its_finding() {
    let mut fixes = 0;
    let texts = RULES.iter().map(|rule| fixture(&fixture_path(rule.code, "bad")));
    let published = fs::read_to_string(project().join("public/examples/order-published.asl.json")).unwrap();
    for text in texts.chain([published, MIXED.to_owned()]) {
        let before = check(&text);
        for diagnostic in &before {
            let Some(fix) = &diagnostic.fix else { continue };
            let after = check(&fix.edit.apply(&text));
            let count = |found: &[Diagnostic]| found.iter().filter(|other| other.code == diagnostic.code).count();
            assert_eq!(count(&after) + 1, count(&before), "{}\n{}", fix.label, shown(&after));
            assert!(!codes(&after).contains("ASL001"), "{}: the text is no JSON any more", fix.label);
            fixes += 1;
        }
    }
    assert!(fixes >= 20, "only {fixes} fixes were tried");
}

#[track_caller]
fn example(name: &str, least: Severity, expected: Expect) {
    let text = fs::read_to_string(project().join("public/examples").join(name)).unwrap();
    let found: Vec<Diagnostic> = check(&text).into_iter().filter(|found| found.severity <= least).collect();
    expected.assert_eq(&shown(&found));
}

#[test]
fn the_published_order_workflow_shows_its_defects() {
    example(
        "order-published.asl.json",
        Severity::Warning,
        expect![[r#"
            ASL504 warning /States/CheckValidation/Choices/0/Variable
              state ‘CheckValidation’: `$.validation.isValid` is not there: state ‘ValidateOrder’ calls lambda:invoke, which answers with an envelope, at `$.validation`
              the function's answer is in its `Payload`: `$.validation.Payload.isValid` [Change to `$.validation.Payload.isValid`]
            ASL504 warning /States/NotifyCustomer/Parameters/Message/tracking.$
              state ‘NotifyCustomer’: `$.shipping.trackingNumber` is not there: state ‘ShipOrder’ calls lambda:invoke, which answers with an envelope, at `$.shipping`
              the function's answer is in its `Payload`: `$.shipping.Payload.trackingNumber` [Change to `$.shipping.Payload.trackingNumber`]
            ASL107 error /States/WaitForApproval
              state ‘WaitForApproval’ is never reached: no transition leads to it
              point a transition at it, or delete it
            ASL101 error /States/WaitForApproval/Next
              state ‘WaitForApproval’: `Next` names ‘ProcessApproval’, and there is no such state
              name a state of this flow, or add one of that name
        "#]],
    );
}

#[test]
fn the_repaired_order_workflow_is_clean() {
    example("order-processing.asl.json", Severity::Hint, expect![[""]]);
}

/// Many mistakes in one machine.
const MIXED: &str = r#"{
  "StartAt": "First",
  "States": {
    "First": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"},
      "OutputPath": "$.answer",
      "Retry": [{"ErrorEquals": ["States.ALL", "Broken"], "BackoffRate": 0.5}, {"MaxAttempts": 1}],
      "Catch": [{"ErrorEquals": ["States.TaskFaild"], "Next": "Inner"}],
      "Next": "Second"},
    "Second": {"Type": "Parallel", "Branches": [
      {"StartAt": "iner", "States": {"Inner": {"Type": "Pass", "Next": "Third"}}},
      {"StartAt": "Other", "States": {"Other": {"Type": "Wait", "Second": 5}}}], "Next": "Third"},
    "Third": {"Type": "Choice", "Choices": [
      {"Variable": "$.a", "NumericEqals": 5, "Next": "Done"},
      {"Variable": "$.a", "BooleanEquals": "true"},
      {"And": [], "Next": "Done"}]},
    "Done": {"Type": "Suceed"}
  }
}"#;

#[test]
fn messages_name_the_state_and_what_was_expected() {
    expect![[r#"
        ASL504 warning /States/First/OutputPath
          state ‘First’: `$.answer` is not there: state ‘First’ calls lambda:invoke, which answers with an envelope, at `$`
          the function's answer is in its `Payload`: `$.Payload.answer` [Change to `$.Payload.answer`]
        ASL401 error /States/First/Retry/0/ErrorEquals/0
          state ‘First’: a retrier names other errors beside `States.ALL`
          `States.ALL` takes them all: remove the others, or give them their own
        ASL401 error /States/First/Retry/0/ErrorEquals/0
          state ‘First’: a retrier for `States.ALL` is not the last
          move it to the end: what follows it is never used
        ASL205 error /States/First/Retry/0/BackoffRate
          state ‘First’: `BackoffRate` is 0.5, expected at least 1
          write a number that is at least 1 [Change to 1]
        ASL203 error /States/First/Retry/1
          state ‘First’: a retrier needs `ErrorEquals`
          add `ErrorEquals`: the errors it is for
        ASL403 warning /States/First/Catch/0/ErrorEquals/0
          state ‘First’: ‘States.TaskFaild’ is none of the errors the service reserves `States.` for
          did you mean ‘States.TaskFailed’? [Change to ‘States.TaskFailed’]
        ASL101 error /States/First/Catch/0/Next
          state ‘First’: `Next` of catcher 1 names ‘Inner’, which is in another flow: no transition crosses a branch's boundary
          end the inner flow, and go on from the state around it
        ASL102 error /States/Second/Branches/0/StartAt
          state ‘Second’, branch 1: `StartAt` names ‘iner’, and there is no such state
          did you mean ‘Inner’? [Change to ‘Inner’]
        ASL101 error /States/Second/Branches/0/States/Inner/Next
          state ‘Inner’: `Next` names ‘Third’, which is in another flow: no transition crosses a branch's boundary
          end the inner flow, and go on from the state around it
        ASL108 error /States/Second/Branches/1/States/Other
          state ‘Other’ has neither `Next` nor `"End": true`
          name the state that follows, or end the flow here [End here]
        ASL203 error /States/Second/Branches/1/States/Other
          state ‘Other’: a Wait needs one of `Seconds`, `SecondsPath`, `Timestamp`, `TimestampPath`
          add `Seconds`
        ASL201 error /States/Second/Branches/1/States/Other/Second
          state ‘Other’: a Wait has no field `Second`
          did you mean `Seconds`? [Rename to `Seconds`]
        ASL201 error /States/Third/Choices/0/NumericEqals
          state ‘Third’: a choice rule has no field `NumericEqals`
          did you mean `NumericEquals`? [Rename to `NumericEquals`]
        ASL302 error /States/Third/Choices/1
          state ‘Third’: a rule has no `Next`
          name the state to go to when it matches
        ASL304 error /States/Third/Choices/1/BooleanEquals
          state ‘Third’: `BooleanEquals` is ‘true’, expected true or false
          write true or false [Change to true]
        ASL303 error /States/Third/Choices/2/And
          state ‘Third’: `And` is empty
          add a rule to it
        ASL106 error /States/Done/Type
          state ‘Done’: ‘Suceed’ is no type of state
          did you mean ‘Succeed’? [Change to ‘Succeed’]
    "#]].assert_eq(&shown(&check(MIXED)));
}

#[test]
fn a_target_in_another_flow_is_told_apart() {
    let found = check(
        r#"{"StartAt": "P", "States": {
            "P": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "Z"}}}], "Next": "Z"},
            "Z": {"Type": "Succeed"}}}"#,
    );
    expect![[r#"
        ASL101 error /States/P/Branches/0/States/B/Next
          state ‘B’: `Next` names ‘Z’, which is in another flow: no transition crosses a branch's boundary
          end the inner flow, and go on from the state around it
    "#]]
    .assert_eq(&shown(&found));
}

#[test]
fn an_envelope_is_followed_until_it_is_overwritten() {
    let machine = |middle: &str, read: &str| {
        format!(
            r#"{{"StartAt": "Call", "States": {{
            "Call": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultPath": "$.out", "Next": "Middle"}},
            "Middle": {middle},
            "Last": {{"Type": "Pass", "Parameters": {{"x.$": "{read}"}}, "End": true}}}}}}"#
        )
    };
    let flagged = |middle: &str, read: &str| codes(&check(&machine(middle, read))).contains("ASL504");
    let pass = r#"{"Type": "Pass", "Next": "Last"}"#;
    for read in ["$.out.id", "$['out'].id", "States.Format('{}', $.out.id)", "$.out.items[0]"] {
        assert!(flagged(pass, read), "{read}");
    }
    for read in [
        "$.out",
        "$.out.Payload.id",
        "$.out.StatusCode",
        "$.other.id",
        "$$.out.id",
        "$out.id",
        "$..id",
        "$.out['a','b']",
    ] {
        assert!(!flagged(pass, read), "{read}");
    }
    for keeps in [
        r#"{"Type": "Wait", "Seconds": 1, "Next": "Last"}"#,
        r#"{"Type": "Pass", "Result": 1, "ResultPath": "$.else", "Next": "Last"}"#,
        r#"{"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "ResultPath": null, "Next": "Last"}"#,
    ] {
        assert!(flagged(keeps, "$.out.id"), "{keeps}");
    }
    for drops in [
        r#"{"Type": "Pass", "Result": {"id": 1}, "ResultPath": "$.out", "Next": "Last"}"#,
        r#"{"Type": "Pass", "Result": 1, "ResultPath": "$.out.id", "Next": "Last"}"#,
        r#"{"Type": "Pass", "Result": {"out": {"id": 1}}, "Next": "Last"}"#,
        r#"{"Type": "Pass", "Parameters": {"out": {"id": 1}}, "Next": "Last"}"#,
        r#"{"Type": "Wait", "Seconds": 1, "OutputPath": "$.else", "Next": "Last"}"#,
        r#"{"Type": "Choice", "Choices": [{"Variable": "$.out.id", "IsPresent": true, "Next": "Last"}], "Default": "Last"}"#,
    ] {
        assert!(!flagged(drops, "$.out.id"), "{drops}");
    }
    assert!(flagged(r#"{"Type": "Wait", "Seconds": 1, "OutputPath": "$.out", "Next": "Last"}"#, "$.id"));
}

#[test]
fn the_findings_are_bounded_and_errors_come_first() {
    let hints: Vec<String> = (0..2 * MAX_DIAGNOSTICS).map(|n| format!(r#""k{n}": "${{x}}", "#)).collect();
    let hints = hints.concat();
    let text = format!(
        r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Result": {{{hints}"z": 0}}, "Next": "Gone"}}}}}}"#
    );
    let found = check(&text);
    assert_eq!(found.len(), MAX_DIAGNOSTICS + 1);
    assert_eq!(found.last().unwrap().message, "… and 201 more");
    assert!(codes(&found).contains("ASL101"));
}

#[test]
fn texts_that_are_no_machine_are_reported() {
    for text in ["", "null", "[]", "{}", "\"x\"", "{\"StartAt\": 3, \"States\": []}", "not json", "${placeholder}"] {
        let found = check(text);
        let silent = text == "${placeholder}";
        assert_eq!(found.iter().all(|found| found.severity != Severity::Error), silent, "{text}: {}", shown(&found));
    }
}

/// JSON-like texts that use the language's words in wrong places.
fn machine_like() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        Just("StartAt"),
        Just("States"),
        Just("Type"),
        Just("Task"),
        Just("Choice"),
        Just("Parallel"),
        Just("Map"),
        Just("Branches"),
        Just("ItemProcessor"),
        Just("Choices"),
        Just("And"),
        Just("Not"),
        Just("Next"),
        Just("Catch"),
        Just("ErrorEquals"),
        Just("A"),
        Just("B"),
        Just("ResultPath"),
        Just("$.a"),
        Just("Parameters"),
        Just("a.$"),
        Just("Resource"),
        Just("arn:aws:states:::lambda:invoke"),
        Just("QueryLanguage"),
        Just("JSONata"),
        Just("{% x"),
        Just("Assign"),
        Just("${x}"),
        Just("ÿ£"),
        Just("Pass"),
        Just("Seconds"),
        Just("Wait"),
        Just("End")
    ];
    let leaf = prop_oneof![
        words.clone().prop_map(|word| format!("{word:?}")),
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("-1e400".to_owned()),
        Just("${y}".to_owned()),
        Just("@".to_owned())
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        let member = (words.clone(), inner.clone()).prop_map(|(key, value)| format!("{key:?}: {value}"));
        prop_oneof![
            3 => prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(", "))),
            1 => prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_can_be_checked(text in ".{0,200}") {
        check(&text);
    }

    #[test]
    fn any_machine_can_be_checked(states in prop::collection::vec(machine_like(), 1..5)) {
        let names = ["A", "B", "C", "D", "A"];
        let members: Vec<String> = names.iter().zip(states).map(|(name, state)| format!("{name:?}: {state}")).collect();
        let text = format!("{{\"StartAt\": \"A\", \"States\": {{{}}}}}", members.join(", "));
        let document = Document::new(text.as_str());
        for diagnostic in check(&text) {
            prop_assert!(diagnostic.span.end <= text.len() && diagnostic.span.start <= diagnostic.span.end);
            if let Some(fix) = diagnostic.fix {
                let _ = document.apply(&fix.edit);
            }
        }
    }
}

/// The children of a distributed Map have a type of their own, in a machine of either type.
#[test]
fn express_children_of_a_standard_machine_are_express() {
    let machine = |kind: &str, state: &str| {
        format!(
            r#"{{"StartAt": "Each", "States": {{"Each": {{"Type": "Map", "End": true, "ItemProcessor": {{
                "ProcessorConfig": {{"Mode": "DISTRIBUTED", "ExecutionType": "{kind}"}},
                "StartAt": "One", "States": {{"One": {state}}}}}}}}}}}"#
        )
    };
    let job = r#"{"Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": {"JobName": "j"},
        "End": true}"#;
    let parallel = format!(
        r#"{{"Type": "Parallel", "End": true, "Branches": [{{"StartAt": "Job", "States": {{"Job": {job}}}}}]}}"#
    );
    let within = r#"{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
        "ExecutionType": "STANDARD"}, "StartAt": "In", "States": {"In": {"Type": "Pass", "End": true}}}}"#;
    for (state, code) in [(job, "ASL604"), (&*parallel, "ASL604"), (within, "ASL605")] {
        assert_eq!(codes(&check(&machine("EXPRESS", state))), BTreeSet::from([code.to_owned()]), "{state}");
        assert_eq!(codes(&check(&machine("STANDARD", state))), BTreeSet::new(), "{state}");
    }
}

/// Observed on the service (floci-io/floci#2968): a processor has no language of its own, and its states have the
/// machine's, whatever the Map's is.
#[test]
fn the_states_of_a_processor_have_the_machines_language() {
    let machine = |map: &str, processor: &str| {
        format!(
            r#"{{"StartAt": "Each", "States": {{"Each": {{"Type": "Map", {map} "End": true, "ItemProcessor": {{{processor}
                "StartAt": "One", "States": {{"One": {{"Type": "Pass", "Output": 1, "End": true}}}}}}}}}}}}"#
        )
    };
    let jsonata = r#""QueryLanguage": "JSONata","#;
    for map in ["", jsonata] {
        assert_eq!(codes(&check(&machine(map, ""))), BTreeSet::from(["ASL202".to_owned()]), "{map}");
    }
    assert!(codes(&check(&machine("", jsonata))).contains("ASL201"));
}
