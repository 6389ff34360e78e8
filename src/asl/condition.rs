//! Choice rules in words short enough for an edge.

use crate::json::NodeRef;

/// The comparison families and how each is written between its operands.
const SYMBOLS: [(&str, &str); 5] =
    [("LessThanEquals", "≤"), ("GreaterThanEquals", "≥"), ("LessThan", "<"), ("GreaterThan", ">"), ("Equals", "=")];

/// A rule as people read it: `$.total ≥ 500 and not $.vip = true`; a `JSONata` condition without its braces.
/// Empty where there is nothing to describe. Recursion is bounded by the parser's nesting limit.
pub fn describe_rule(rule: NodeRef<'_>) -> String {
    if let Some(condition) = rule.get("Condition") {
        let text = condition.as_str().unwrap_or(condition.source()).trim();
        return text.strip_prefix("{%").and_then(|t| t.strip_suffix("%}")).unwrap_or(text).trim().to_owned();
    }
    for (key, word) in [("And", " and "), ("Or", " or ")] {
        if let Some(rules) = rule.get(key) {
            let parts: Vec<String> = rules.elements().map(|inner| nested(inner, key)).collect();
            return parts.join(word);
        }
    }
    if let Some(inner) = rule.get("Not") {
        return format!("not {}", nested(inner, "Not"));
    }
    comparison(rule).unwrap_or_default()
}

/// A rule inside another, in parentheses where the words alone would mislead.
fn nested(rule: NodeRef<'_>, outer: &str) -> String {
    let text = describe_rule(rule);
    let compound = ["And", "Or"].into_iter().any(|key| rule.get(key).is_some() && key != outer);
    if compound { format!("({text})") } else { text }
}

fn comparison(rule: NodeRef<'_>) -> Option<String> {
    let variable = rule.get("Variable").and_then(NodeRef::as_str).unwrap_or("?");
    let (operator, operand) = rule
        .members()
        .map(|(member, value)| (&*member.key, value))
        .find(|(key, _)| !matches!(*key, "Variable" | "Next" | "Comment" | "Assign" | "Output"))?;
    let shown = operand.as_str().filter(|_| operator.ends_with("Path")).unwrap_or(operand.source());
    if let Some(what) = operator.strip_prefix("Is") {
        let not = if operand.as_bool() == Some(false) { "not " } else { "" };
        let article = if matches!(what, "Present" | "Null" | "Numeric") { "" } else { "a " };
        return Some(format!("{variable} is {not}{article}{}", what.to_ascii_lowercase()));
    }
    if operator == "StringMatches" {
        return Some(format!("{variable} matches {shown}"));
    }
    let plain = operator.strip_suffix("Path").unwrap_or(operator);
    let symbol = SYMBOLS.into_iter().find_map(|(suffix, symbol)| plain.ends_with(suffix).then_some(symbol));
    Some(format!("{variable} {} {shown}", symbol.unwrap_or(operator)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[track_caller]
    fn reads(rule: &str, words: &str) {
        assert_eq!(describe_rule(Document::new(rule).root().unwrap()), words);
    }

    #[test]
    fn rules_read_as_sentences() {
        reads(r#"{"Variable":"$.a","BooleanEquals":true,"Next":"X"}"#, "$.a = true");
        reads(r#"{"Variable":"$.a","NumericGreaterThanEqualsPath":"$.b"}"#, "$.a ≥ $.b");
        reads(r#"{"Variable":"$.a","StringMatches":"x*"}"#, "$.a matches \"x*\"");
        reads(r#"{"Variable":"$.a","IsPresent":false}"#, "$.a is not present");
        reads(r#"{"Variable":"$.a","IsString":true}"#, "$.a is a string");
        reads(
            r#"{"Not":{"Or":[{"Variable":"$.a","StringEquals":"x"},{"And":[{"Variable":"$.b","IsNull":true},{"Variable":"$.c","NumericLessThan":2}]}]}}"#,
            "not ($.a = \"x\" or ($.b is null and $.c < 2))",
        );
        reads(r#"{"Condition":"{% $states.input.total > 5 %}"}"#, "$states.input.total > 5");
        reads("{}", "");
    }
}
