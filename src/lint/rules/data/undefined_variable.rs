//! ASL513 undefined-variable: A variable is read that nothing before has assigned.
//!
//! A state sees the variables as they were when it was entered: what `Assign` of a state before it gave them, in the same
//! flow or in one around it. What is assigned in a branch or an iteration ends with it, the children of a distributed Map
//! have none of their parent's, and a state's own `Assign` counts from the next state on. An execution that reads a
//! variable that is not there fails.

use crate::asl::fields::Shape;
use crate::asl::{QueryLanguage, StateId};
use crate::json::{Pointer, Span};
use crate::lint::context::{Context, HeldField, is_placeholder};
use crate::lint::rules::choices::operator;
use crate::lint::similar::nearest;
use crate::lint::variables::Variables;
use crate::lint::{Code, Diagnostic, MAX_DIAGNOSTICS, Rule, Severity};
use crate::query::jsonata::expression_text;
use crate::query::{Expr, Root};

use super::{evaluated_strings, in_templates, part_of};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(513),
    name: "undefined-variable",
    severity: Severity::Warning,
    aws: None,
    summary: "A variable is read that nothing before has assigned.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let variables = Variables::new(context);
    let mut judge = |state: Option<StateId>, name: &str, at: Pointer, span: Span| {
        let Some(state) = state.filter(|state| !variables.may_find(*state, name)) else { return };
        let message = format!("{}: nothing before assigns the variable `${name}`", context.subject(Some(state)));
        // Only so many findings are kept, and looking for what was meant is the slowest part of one.
        let others = variables.names().filter(|other| variables.may_find(state, other));
        let meant = if found.len() < MAX_DIAGNOSTICS { nearest(name, others) } else { None };
        let help = meant.map_or("give it a value in `Assign` of a state before".to_owned(), |meant| {
            format!("did you mean `${meant}`?")
        });
        found.push(RULE.found(at, span, message, help));
    };
    evaluated_strings(context, &mut |place| {
        let Some(text) = expression_text(place.text) else { return };
        let parsed = context.expression(text);
        let Ok(expression) = &*parsed else { return };
        let reads = expression.reads();
        for name in reads.free.iter().filter(|name| *name != "states" && !reads.called.contains(*name)) {
            judge(place.held.state, name, place.at.pointer(), part_of(place.node, text, &format!("${name}")));
        }
    });
    in_templates(context, &mut |held, node, at| {
        for (member, value) in node.members().filter(|(member, _)| member.key.ends_with(".$")) {
            for name in value.as_str().map(variables_of).unwrap_or_default() {
                judge(held.state, &name, at.key(&member.key), value.span());
            }
        }
    });
    for held in context.held().filter(|held| held.language == QueryLanguage::JsonPath) {
        for HeldField { member, value, field } in held.fields() {
            let is_path = match field.map(|field| field.shape) {
                Some(shape) => matches!(shape, Shape::Path | Shape::ReferencePath(_) | Shape::TextPath),
                None => operator(&member.key).is_some_and(|operator| operator.by_path),
            };
            let Some(text) = value.as_str().filter(|_| is_path && !is_placeholder(value)) else { continue };
            for name in variables_of(text) {
                judge(held.state, &name, held.at.key(&member.key), value.span());
            }
        }
    }
}

/// The variables that a path or a call reads.
fn variables_of(text: &str) -> Vec<String> {
    // Most paths are into the input, and need not be read once more.
    let names_one = text.split('$').skip(1).any(|rest| rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()));
    let Some(expr) = names_one.then(|| Expr::parse(text).ok()).flatten() else { return Vec::new() };
    let of = |root: &Root| match root {
        Root::Variable(name) => Some(name.to_string()),
        Root::Input | Root::Context => None,
    };
    expr.paths().into_iter().filter_map(|path| of(path.root())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    fn undefined(text: &str) -> Vec<String> {
        let document = Document::new(text);
        let found = lint::check(&document, &Machine::read(&document));
        assert!(found.iter().all(|found| found.severity != Severity::Error), "{found:?}");
        found.into_iter().filter(|found| found.code == RULE.code).map(|found| found.at.as_str().to_owned()).collect()
    }

    #[test]
    fn a_variable_is_there_from_the_next_state_on() {
        let machine = |first: &str, second: &str| {
            format!(
                r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{
                    "A": {{"Type": "Pass", {first}, "Next": "B"}}, "B": {{"Type": "Pass", {second}, "End": true}}}}}}"#
            )
        };
        let assign = r#""Assign": {"x": 1}"#;
        let read = r#""Output": "{% $x + 1 %}""#;
        assert_eq!(undefined(&machine(assign, read)), [""; 0]);
        assert_eq!(undefined(&machine(read, assign)), ["/States/A/Output"]);
        assert_eq!(undefined(&machine(r#""Assign": {"x": "{% $x %}"}"#, read)), ["/States/A/Assign/x"]);
        let bound = r#""Output": "{% ($x := 2; $x) %}""#;
        let asked = r#""Output": "{% $exists($x) ? $x : 0 %}""#;
        assert_eq!(undefined(&machine(bound, asked)), [""; 0]);
    }

    #[test]
    fn a_loop_assigns_for_its_next_turn() {
        let text = r#"{"StartAt": "A", "States": {
            "A": {"Type": "Pass", "Parameters": {"n.$": "$n"}, "Next": "B"},
            "B": {"Type": "Choice", "Assign": {"n": 1}, "Default": "A", "Choices": [
                {"Variable": "$n", "NumericEqualsPath": "$limit", "Next": "C"}]},
            "C": {"Type": "Succeed", "OutputPath": "$n"}}}"#;
        assert_eq!(undefined(text), ["/States/B/Choices/0/NumericEqualsPath"]);
    }

    #[test]
    fn an_inner_flow_sees_the_outer_one_and_not_the_reverse() {
        let machine = |mode: &str| {
            format!(
                r#"{{"StartAt": "A", "States": {{
                    "A": {{"Type": "Pass", "Assign": {{"outer": 1}}, "Next": "M"}},
                    "M": {{"Type": "Map", "ItemProcessor": {{"ProcessorConfig": {mode}, "StartAt": "I", "States": {{
                        "I": {{"Type": "Pass", "Parameters": {{"o.$": "$outer"}}, "Assign": {{"inner": 1}}, "End": true}}}}}},
                        "Next": "Z"}},
                    "Z": {{"Type": "Pass", "Parameters": {{"i.$": "States.Format('{{}}', $inner)"}}, "End": true}}}}}}"#
            )
        };
        let inside = "/States/M/ItemProcessor/States/I/Parameters/o.$";
        assert_eq!(undefined(&machine(r#"{"Mode": "INLINE"}"#)), ["/States/Z/Parameters/i.$"]);
        let distributed = r#"{"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}"#;
        assert_eq!(undefined(&machine(distributed)), [inside, "/States/Z/Parameters/i.$"]);
    }

    #[test]
    fn a_catcher_and_a_rule_assign_too() {
        let text = r#"{"QueryLanguage": "JSONata", "StartAt": "T", "States": {
            "T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Next": "C",
                "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"why": "{% $states.errorOutput %}"}, "Next": "F"}]},
            "C": {"Type": "Choice", "Choices": [{"Condition": "{% true %}", "Assign": {"r": 1}, "Next": "S"}], "Default": "S"},
            "S": {"Type": "Succeed", "Output": "{% $r & $why %}"},
            "F": {"Type": "Fail", "Cause": "{% $why.Cause & $r %}"}}}"#;
        assert_eq!(undefined(text), ["/States/S/Output", "/States/F/Cause"]);
    }
}
