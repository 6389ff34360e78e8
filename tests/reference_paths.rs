//! Reference Paths (the States language, "Reference Paths"): where the service creates no machine, no run goes on.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may assume")]

use std::sync::Arc;

use stepwright::asl::fields::{FIELDS, Field, Holder, Roots, Shape};
use stepwright::asl::{Machine, StateKind};
use stepwright::json::{Document, Value};
use stepwright::lint::{self, Severity};
use stepwright::query::OPERATORS;
use stepwright::sim::{Program, Setup, Simulation, Status, VirtualTime};

/// Paths that name no one place.
const AMBIGUOUS: [&str; 7] =
    ["$.a[*]", "$.a[0:2]", "$.a[0,1]", "$.a[?(@.b == 1)]", "$..a", "$.a.length()", "$['a','b']"];

/// A machine that sets a variable and comes to a state.
fn machine(state: &str) -> String {
    let set = r#""V": {"Type": "Pass", "Assign": {"v": {"a": [1]}}, "Next": "S"}"#;
    format!(r#"{{"StartAt": "V", "States": {{{set}, "S": {state}, "T": {{"Type": "Succeed"}}}}}}"#)
}

/// The field of a row with a value, in a state that is otherwise whole.
fn with(field: &Field, value: &str) -> String {
    let own = format!(r#""{}": "{value}""#, field.name);
    let distributed = |members: &str| {
        format!(
            r#"{{"Type": "Map", "End": true, {members}, "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED",
            "ExecutionType": "STANDARD"}}, "StartAt": "P", "States": {{"P": {{"Type": "Pass", "End": true}}}}}}}}"#
        )
    };
    let resource = r#""Resource": "arn:aws:lambda:us-east-1:123456789012:function:f""#;
    match (field.holder, field.kinds.first()) {
        (Holder::State, Some(StateKind::Map)) => distributed(&own),
        (Holder::State, Some(StateKind::Task)) => format!(r#"{{"Type": "Task", {resource}, "End": true, {own}}}"#),
        (Holder::State, Some(kind)) => format!(r#"{{"Type": "{}", "End": true, {own}}}"#, kind.as_str()),
        (Holder::Catcher, _) => format!(
            r#"{{"Type": "Task", {resource}, "End": true, "Catch": [{{"ErrorEquals": ["States.ALL"], "Next": "T", {own}}}]}}"#
        ),
        (Holder::Rule, _) => {
            format!(r#"{{"Type": "Choice", "Choices": [{{{own}, "IsPresent": true, "Next": "T"}}], "Default": "T"}}"#)
        }
        (Holder::ReaderConfig, _) => distributed(&format!(
            r#""ItemReader": {{"Resource": "arn:aws:states:::s3:listObjectsV2", "ReaderConfig": {{{own}}},
            "Parameters": {{"Bucket": "b"}}}}"#
        )),
        (Holder::ItemBatcher, _) => distributed(&format!(r#""ItemBatcher": {{{own}}}"#)),
        (holder, _) => panic!("{} is in {}, of which this test has no state", field.name, holder.describe()),
    }
}

/// Whether a definition is refused, which lint and the program must agree on; a run of it then says why.
fn refused(definition: &str) -> bool {
    let document = Document::new(definition);
    let found = lint::check(&document, &Machine::read(&document));
    let is_own =
        |found: &lint::Diagnostic| found.severity == Severity::Error && found.at.as_str().starts_with("/States/S");
    let found: Vec<_> = found.into_iter().filter(is_own).collect();
    let program = Program::compile(&document);
    assert_eq!(!found.is_empty(), !program.problems().is_empty(), "{definition}: {found:?} {:?}", program.problems());
    if found.is_empty() {
        return false;
    }
    let input = Value::parse(r#"{"a": [{"b": 1}, 2]}"#).unwrap();
    let mut run = Simulation::new(Arc::new(program), Setup { input, ..Setup::default() });
    run.advance(VirtualTime::MAX, 1_000);
    assert_eq!((run.status(), run.error()), (Status::Failed, Some("States.Runtime")), "{definition}");
    let cause = run.cause().unwrap_or_default();
    assert!(cause.contains(": expected "), "{definition}: {cause}");
    true
}

#[test]
fn a_field_that_names_one_place_is_refused_any_other_path_in_words() {
    let mut count = 0;
    for field in FIELDS.into_iter().flatten() {
        let Shape::ReferencePath(roots) = field.shape else { continue };
        count += 1;
        let refuses = |path: &str| refused(&machine(&with(field, path)));
        for path in AMBIGUOUS {
            assert!(refuses(path), "{} {path}", field.name);
        }
        assert!(!refuses("$.a.b[0]['c d']"), "{}", field.name);
        assert_eq!(refuses("$$.Execution.Input"), roots != Roots::Context, "{}", field.name);
        assert_eq!(refuses("$v.a"), roots == Roots::Input, "{}", field.name);
    }
    assert!(count > 12, "{count} fields are reference paths");
}

#[test]
fn what_a_rule_compares_with_names_one_place() {
    for operator in OPERATORS.iter().filter(|operator| operator.by_path) {
        let rule = |path: &str| {
            let rule = format!(r#"{{"Variable": "$.a", "{}": "{path}", "Next": "T"}}"#, operator.name);
            machine(&format!(r#"{{"Type": "Choice", "Choices": [{rule}], "Default": "T"}}"#))
        };
        for path in AMBIGUOUS {
            assert!(refused(&rule(path)), "{} {path}", operator.name);
        }
        for path in ["$.b", "$$.Execution.Name", "$v"] {
            assert!(!refused(&rule(path)), "{} {path}", operator.name);
        }
    }
}

#[test]
fn an_error_and_its_cause_are_one_text() {
    for key in ["ErrorPath", "CausePath"] {
        let fail = |value: &str| machine(&format!(r#"{{"Type": "Fail", "{key}": "{value}"}}"#));
        for value in
            AMBIGUOUS.into_iter().chain(["States.MathAdd(1, 2)", "States.Array($.a)", "States.StringToJson($.a)"])
        {
            assert!(refused(&fail(value)), "{key} {value}");
        }
        for value in ["$.a", "$$.State.Name", "$v.a[0]", "States.Format('{}', $.a)", "States.UUID()"] {
            assert!(!refused(&fail(value)), "{key} {value}");
        }
    }
}

#[test]
fn input_and_output_paths_may_select_any_number_of_places() {
    for key in ["InputPath", "OutputPath"] {
        for path in AMBIGUOUS.into_iter().chain(["$$.Execution.Input", "$v.a"]) {
            assert!(
                !refused(&machine(&format!(r#"{{"Type": "Pass", "End": true, "{key}": "{path}"}}"#))),
                "{key} {path}"
            );
        }
    }
}
