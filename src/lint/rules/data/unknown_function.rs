//! ASL514 unknown-function: An expression calls a function that is not there, or with a wrong number of arguments.
//!
//! `JSONata` 2.0.6 has its own functions, without `$eval`, and Step Functions adds `$partition`, `$range`, `$hash`,
//! `$random`, `$uuid` and `$parse`. A function of one's own is bound in the expression that calls it:
//! `($double := function($x) { $x * 2 }; $double(21))`. The state fails otherwise.

use crate::lint::context::Context;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::jsonata::expression_text;

use super::{evaluated_strings, part_of};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(514),
    name: "unknown-function",
    severity: Severity::Warning,
    aws: None,
    summary: "An expression calls a function that is not there, or with a wrong number of arguments.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    evaluated_strings(context, &mut |place| {
        let Some(text) = expression_text(place.text) else { return };
        let parsed = context.expression(text);
        let Ok(expression) = &*parsed else { return };
        let subject = context.subject(place.held.state);
        for name in &expression.reads().called {
            let message = format!("{subject}: there is no function `${name}`");
            let help = match &**name {
                "eval" => "Step Functions has none: parse a JSON text with `$parse`",
                _ => "call one of JSONata or Step Functions, or bind it in the expression",
            };
            let span = part_of(place.node, text, &format!("${name}"));
            found.push(RULE.found(place.at.pointer(), span, message, help));
        }
        for problem in &expression.reads().miscounted {
            let name = problem.trim_start_matches('`').split('`').next().unwrap_or_default();
            let span = part_of(place.node, text, name);
            let help = "see the function's documentation";
            found.push(RULE.found(place.at.pointer(), span, format!("{subject}: {problem}"), help));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::lint;

    #[track_caller]
    fn underlined(expression: &str, expected: &[&str]) {
        let text = format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Succeed", "Output": "{{% {expression} %}}"}}}}}}"#
        );
        let document = Document::new(text.clone());
        let found = lint::check(&document, &Machine::read(&document));
        let found: Vec<_> = found.iter().filter(|found| found.code == RULE.code).collect();
        assert_eq!(found.iter().map(|found| &text[found.span.range()]).collect::<Vec<_>>(), expected, "{expression}");
    }

    #[test]
    fn functions_are_known_and_well_called() {
        underlined("$sum($map([1, 2], function($x) { $x })) + $random()", &[]);
        underlined("$uuid() & $hash('a', 'MD5') & $parse('1') & $partition([1], 2) & $range(1, 2, 1)", &[]);
        underlined("($double := function($x) { $x * 2 }; $double(21))", &[]);
        underlined("$unknownfn() + 1", &["$unknownfn"]);
        underlined("$eval('1')", &["$eval"]);
        underlined("'a' & $substring('b', 1, 2, 3)", &["$substring"]);
    }
}
