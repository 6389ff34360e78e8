//! What is wrong with a text that is no JSON, in the words of the service's parser.

use crate::json::{Document, Expected, SyntaxError};

/// How many characters of a text a message quotes.
const QUOTED_CHARS_MAX: usize = 500;

/// What is wrong. Recorded of a word and of a key in other quotes; the other words are those of the same parser.
pub(super) fn problem(text: &str, error: &SyntaxError) -> String {
    let rest = text.get(error.span.start..).unwrap_or_default();
    let Some(first) = rest.chars().next() else {
        return "Unexpected end-of-input".to_owned();
    };
    let expected = match error.expected {
        Expected::Value | Expected::End if first.is_alphabetic() => {
            let token = &rest[..token_end(rest)];
            return format!(
                "Unrecognized token '{token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' \
                 or 'false')"
            );
        }
        Expected::Value => {
            "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
        }
        Expected::Key => "was expecting double-quote to start field name",
        Expected::Colon => "was expecting a colon to separate field name and value",
        Expected::CommaOrBracket => "was expecting comma to separate Array entries",
        Expected::CommaOrBrace => "was expecting comma to separate Object entries",
        Expected::Quote
        | Expected::Escape
        | Expected::NoControlCharacter
        | Expected::Number
        | Expected::NoComment
        | Expected::End
        | Expected::LessDepth
        | Expected::ShorterNames => return error.to_string(),
    };
    format!("Unexpected character ('{first}' (code {})): {expected}", u32::from(first))
}

/// The same, with the text and the place, as of a definition. Recorded of a word.
pub(super) fn problem_with_source(document: &Document, error: &SyntaxError) -> String {
    let text = document.text();
    let rest = text.get(error.span.start..).unwrap_or_default();
    let read = token_end(rest).max(rest.chars().next().map_or(0, char::len_utf8));
    let position = document.position(error.span.start + read);
    let left = text.chars().count().saturating_sub(QUOTED_CHARS_MAX);
    let quoted: String = text.chars().take(QUOTED_CHARS_MAX).collect();
    let cut = if left > 0 { format!("[truncated {left} chars]") } else { String::new() };
    let what = problem(text, error);
    let (line, column) = (position.line, position.column);
    format!("{what}\n at [Source: (String)\"{quoted}\"{cut}; line: {line}, column: {column}]")
}

/// Where the word at the beginning of a text ends.
fn token_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(text: &str, expected: &str) {
        let document = Document::new(text);
        assert_eq!(problem(text, &document.errors()[0]), expected, "{text}");
    }

    #[test]
    fn a_text_that_is_no_json_is_named_as_the_service_does() {
        let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
        says("not some json", &format!("Unrecognized token 'not': was expecting {values}"));
        says("[1, nope]", &format!("Unrecognized token 'nope': was expecting {values}"));
        says("{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name");
        says(r#"{"a": ]}"#, &format!("Unexpected character (']' (code 93)): expected a valid value {values}"));
        says(
            r#"{"a" 1}"#,
            "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
        );
        says(
            r#"{"a": 1 "b": 2}"#,
            "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
        );
        says("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries");
        says("{\"a\": ", "Unexpected end-of-input");
    }

    #[test]
    fn a_definition_is_quoted_with_the_place() {
        let document = Document::new("not a definition");
        let found = problem_with_source(&document, &document.errors()[0]);
        assert!(found.ends_with("\n at [Source: (String)\"not a definition\"; line: 1, column: 4]"), "{found}");
        let long = Document::new(format!("{{\n  x{}", "y".repeat(600)));
        let found = problem_with_source(&long, &long.errors()[0]);
        assert!(found.contains("\"[truncated 105 chars]; line: 2, column: "), "{found}");
    }
}
