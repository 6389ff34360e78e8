//! ASL111 label: A Map Run's label is none.
//!
//! A `Label` has 1 to 40 characters and none a name cannot have, such as a space or a bracket: it becomes a part of the
//! Map Run's ARN.

use crate::lint::context::{Context, is_placeholder, named};
use crate::lint::{Code, Diagnostic, Rule, Severity};

/// The service's limit for a Map Run's label.
const MAX_LABEL: usize = 40;

/// What a label cannot have, besides white space and control characters.
const NOT_IN_LABELS: &str = "?*<>{}[]:;,\\|^~$#%&`\"";

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(111),
    name: "label",
    severity: Severity::Error,
    aws: Some("INVALID_LABEL_NAME"),
    summary: "A Map Run's label is none.",
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (_, state, node) in context.states() {
        let Some(label) = node.get("Label").filter(|label| !is_placeholder(*label)) else { continue };
        let Some((problem, help)) = label.as_str().and_then(label_problem) else { continue };
        let message = format!("{}: `Label` {problem}", named(&state.name));
        found.push(RULE.found(state.pointer.key("Label"), label.span(), message, help));
    }
}

/// What the service refuses in a Map Run's label (localstack/localstack, `map_state_label_…_fail`; the characters are
/// those aws-cdk's `DistributedMap` refuses).
fn label_problem(text: &str) -> Option<(String, &'static str)> {
    let count = text.chars().count();
    if count == 0 {
        return Some(("is empty".to_owned(), "write a name, or remove it"));
    }
    if count > MAX_LABEL {
        return Some((format!("has {count} characters, expected at most {MAX_LABEL}"), "shorten it"));
    }
    let c = text.chars().find(|c| c.is_whitespace() || c.is_control() || NOT_IN_LABELS.contains(*c))?;
    Some((format!("has the character U+{:04X}, which no label can have", c as u32), "write letters, digits, - or _"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_short_name() {
        let problem = |text: &str| label_problem(text).map(|(problem, _)| problem);
        assert_eq!(problem("orders-of_2026.07"), None);
        assert_eq!(problem(&"x".repeat(MAX_LABEL)), None);
        assert_eq!(problem("").as_deref(), Some("is empty"));
        assert_eq!(problem(&"x".repeat(41)).as_deref(), Some("has 41 characters, expected at most 40"));
        for (text, c) in [("a b", ' '), ("a{b}", '{'), ("a*", '*'), ("a\u{7f}", '\u{7f}')] {
            let expected = format!("has the character U+{:04X}, which no label can have", c as u32);
            assert_eq!(problem(text), Some(expected), "{text:?}");
        }
    }
}
