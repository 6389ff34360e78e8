//! The resilient parser: one pass, no backtracking, bounded depth, every error with its place.

use std::sync::Arc;

use super::syntax_error::{Expected, SyntaxError};
use super::tree::{Kind, Member, NodeId, Span, Tree};

/// How deep arrays and objects may nest. ASL needs a tenth of it; the bound keeps recursion off the end of the stack.
pub const MAX_DEPTH: usize = 200;

/// How many bytes the names on the way to an array or object may have together. A state may have a name of 80 characters
/// and seldom stands in three others; every pointer to what is inside repeats all the names around it.
const PATH_BYTES_MAX: usize = 4_096;

/// How many errors are kept; a text that is no JSON at all would have one a token.
const MAX_ERRORS: usize = 100;

/// How many strings are remembered.
const STRINGS: usize = 256;

pub(super) fn parse(text: &str) -> (Tree, Vec<SyntaxError>) {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        path_bytes: 0,
        members: Vec::new(),
        items: Vec::new(),
        strings: vec![Arc::from(""); STRINGS],
        tree: Tree::default(),
        errors: Vec::new(),
    };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    parser.skip_space();
    let root = parser.value(0);
    parser.tree.set_root(root);
    parser.skip_space();
    if parser.at < text.len() {
        parser.error(parser.at, Expected::End);
    }
    (parser.tree, parser.errors)
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// How long the names around this place are.
    path_bytes: usize,
    /// The members and items of the containers around this place, as far as they have been read.
    members: Vec<Member>,
    items: Vec<NodeId>,
    /// Strings that were met, by a few of their bytes: a definition repeats most of its keys, and many of its values.
    strings: Vec<Arc<str>>,
    tree: Tree,
    errors: Vec<SyntaxError>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&mut self, start: usize, expected: Expected) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let rest = self.text.get(start..).unwrap_or("");
        let token = rest.split(|c: char| c.is_whitespace() || ",:{}[]".contains(c)).next().unwrap_or("");
        let found: String =
            if token.is_empty() { rest.chars().take(1).collect() } else { token.chars().take(24).collect() };
        let end = start + found.len();
        self.errors.push(SyntaxError { span: Span { start, end }, expected, found });
    }

    /// White space, and comments, which are reported once each.
    fn skip_space(&mut self) {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
                self.at += 1;
            }
            let rest = &self.bytes[self.at..];
            let length = if rest.starts_with(b"//") {
                rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
            } else if rest.starts_with(b"/*") {
                rest.windows(2).skip(2).position(|pair| pair == b"*/").map_or(rest.len(), |at| at + 4)
            } else {
                return;
            };
            self.error(self.at, Expected::NoComment);
            self.at += length;
        }
    }

    fn value(&mut self, depth: usize) -> NodeId {
        let start = self.at;
        match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => self.too_deep(Expected::LessDepth),
            Some(b'{' | b'[') if self.path_bytes > PATH_BYTES_MAX => self.too_deep(Expected::ShorterNames),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => {
                let text = self.string();
                self.add(Kind::String(text), start)
            }
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(b'$') if self.bytes.get(start + 1) == Some(&b'{') => self.placeholder(),
            _ => self.word(),
        }
    }

    fn add(&mut self, kind: Kind, start: usize) -> NodeId {
        self.tree.add(kind, Span { start, end: self.at })
    }

    /// Skips a nested value whole without recursing into it.
    fn too_deep(&mut self, expected: Expected) -> NodeId {
        let start = self.at;
        self.error(start, expected);
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => drop(self.string()),
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    open -= 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
            if open == 0 {
                break;
            }
        }
        self.add(Kind::Error, start)
    }

    fn object(&mut self, depth: usize) -> NodeId {
        let start = self.at;
        self.at += 1;
        let outer = self.members.len();
        self.skip_space();
        while !self.close(b'}', b']') {
            self.member(depth);
            self.separator(b'}', Expected::CommaOrBrace, Expected::Key);
        }
        let members = self.members.split_off(outer);
        self.add(Kind::Object(members), start)
    }

    fn member(&mut self, depth: usize) {
        let start = self.at;
        if self.peek() != Some(b'"') {
            self.error(start, Expected::Key);
            self.skip_token();
            self.skip_space();
            let named = self.peek() == Some(b':');
            if named {
                self.at += 1;
                self.skip_space();
            }
            // A bracket in a name's place is passed over as a value: nothing else here would get beyond it.
            if named || matches!(self.peek(), Some(b'{' | b'[')) {
                // The value is read for its own errors, but a member without a name is not one.
                self.value(depth + 1);
            }
            return;
        }
        let key = self.string();
        let key_span = Span { start, end: self.at };
        self.skip_space();
        if self.peek() == Some(b':') {
            self.at += 1;
            self.skip_space();
        } else {
            self.error(self.at, Expected::Colon);
            if !matches!(self.peek(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9')) {
                let value = self.add(Kind::Error, self.at);
                self.members.push(Member { key, key_span, value });
                return;
            }
        }
        self.path_bytes += key.len();
        let value = self.value(depth + 1);
        self.path_bytes -= key.len();
        self.members.push(Member { key, key_span, value });
    }

    fn array(&mut self, depth: usize) -> NodeId {
        let start = self.at;
        self.at += 1;
        let outer = self.items.len();
        self.skip_space();
        while !self.close(b']', b'}') {
            let item = self.value(depth + 1);
            self.items.push(item);
            self.separator(b']', Expected::CommaOrBracket, Expected::Value);
        }
        let items = self.items.split_off(outer);
        self.add(Kind::Array(items), start)
    }

    /// Takes the closing bracket. The end of the text, or the bracket of the other kind, closes too: what was open
    /// is still a container, and the text after it belongs to what is around it.
    fn close(&mut self, bracket: u8, other: u8) -> bool {
        match self.peek() {
            Some(byte) if byte == bracket => {
                self.at += 1;
                true
            }
            Some(byte) if byte == other => {
                self.error(self.at, if bracket == b'}' { Expected::CommaOrBrace } else { Expected::CommaOrBracket });
                true
            }
            Some(_) => false,
            None => {
                self.error(self.at, if bracket == b'}' { Expected::CommaOrBrace } else { Expected::CommaOrBracket });
                true
            }
        }
    }

    /// Takes the comma after an item. A missing one is reported and the next item read; several in a row, or one
    /// before the closing bracket, are reported and passed over.
    fn separator(&mut self, bracket: u8, expected: Expected, next: Expected) {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.skip_space();
                while matches!(self.peek(), Some(byte) if byte == b',') {
                    self.error(self.at, next);
                    self.at += 1;
                    self.skip_space();
                }
                if self.peek() == Some(bracket) {
                    self.error(self.at, next);
                }
            }
            Some(b'}' | b']') | None => {}
            Some(_) => {
                self.error(self.at, expected);
                if self.peek() == Some(b':') {
                    self.at += 1;
                    self.skip_space();
                }
            }
        }
    }

    fn placeholder(&mut self) -> NodeId {
        let start = self.at;
        let rest = &self.bytes[start..];
        let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        match rest[..line].iter().position(|byte| *byte == b'}') {
            Some(end) => {
                self.at += end + 1;
                self.add(Kind::Placeholder, start)
            }
            None => self.word(),
        }
    }

    /// `true`, `false`, `null`, or something that is no value.
    fn word(&mut self) -> NodeId {
        let start = self.at;
        self.skip_token();
        let kind = match &self.text[start..self.at] {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "null" => Kind::Null,
            _ => {
                self.error(start, Expected::Value);
                Kind::Error
            }
        };
        self.add(kind, start)
    }

    fn number(&mut self) -> NodeId {
        let start = self.at;
        self.skip_token();
        if is_number(&self.bytes[start..self.at]) {
            return self.add(Kind::Number, start);
        }
        self.error(start, Expected::Number);
        self.add(Kind::Error, start)
    }

    /// Passes over what cannot be read, up to the next structural character. Always advances unless one is here.
    fn skip_token(&mut self) {
        while let Some(byte) = self.peek() {
            if matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"') {
                break;
            }
            self.at += 1;
        }
    }

    /// A string literal with the opening quote here. An unclosed one ends with its line.
    fn string(&mut self) -> Arc<str> {
        let start = self.at;
        self.at += 1;
        let mut decoded = String::new();
        let mut run = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let rest = &self.text[run..self.at];
                    self.at += 1;
                    if decoded.is_empty() {
                        return self.shared(rest);
                    }
                    decoded.push_str(rest);
                    return decoded.into();
                }
                None | Some(b'\n') => {
                    decoded.push_str(&self.text[run..self.at]);
                    self.error(start, Expected::Quote);
                    return decoded.into();
                }
                Some(b'\\') => {
                    decoded.push_str(&self.text[run..self.at]);
                    self.escape(&mut decoded);
                    run = self.at;
                }
                Some(byte) => {
                    if byte < b' ' {
                        self.error(self.at, Expected::NoControlCharacter);
                    }
                    self.at += 1;
                }
            }
        }
    }

    /// A string, shared with an equal one where that was met last.
    fn shared(&mut self, text: &str) -> Arc<str> {
        let bytes = text.as_bytes();
        let few = [bytes.first(), bytes.get(bytes.len() / 2), bytes.last()].map(|byte| byte.map_or(0, |b| *b as usize));
        let slot = (few[0] + few[1] * 31 + few[2] * 7 + bytes.len() * 131) % STRINGS;
        if *self.strings[slot] != *text {
            self.strings[slot] = text.into();
        }
        self.strings[slot].clone()
    }

    fn escape(&mut self, decoded: &mut String) {
        let start = self.at;
        let plain = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(decoded),
            _ => {
                self.error(start, Expected::Escape);
                self.at += 1;
                return;
            }
        };
        decoded.push(plain);
        self.at += 2;
    }

    /// `\uXXXX`, with surrogates paired; a lone surrogate becomes U+FFFD, since no Rust string can hold it.
    fn unicode_escape(&mut self, decoded: &mut String) {
        let start = self.at;
        let Some(first) = self.hex(start) else {
            self.error(start, Expected::Escape);
            self.at += 2;
            return;
        };
        self.at += 6;
        let second = (0xD800..0xDC00).contains(&first).then(|| self.hex(self.at)).flatten();
        match second {
            Some(low @ 0xDC00..0xE000) => {
                self.at += 6;
                let code = 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00);
                decoded.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => decoded.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
    }
}

/// Whether the whole of `text` is a number by the JSON grammar (RFC 8259 section 6).
fn is_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text[0] == b'0') {
        return false;
    }
    let mut rest = &text[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::json::Document;

    #[track_caller]
    fn gives(text: &str, value: &str, errors: &[&str]) {
        let document = Document::new(text);
        assert_eq!(document.root().unwrap().to_value().to_string(), value, "{text}");
        let found: Vec<String> =
            document.errors().iter().map(|error| format!("{} {error}", error.span.start)).collect();
        assert_eq!(found, errors, "{text}");
    }

    #[test]
    fn valid_texts_have_no_errors() {
        gives(r#" {"a": [1, -0.5e3, "x\u00e9\ud83d\ude00\n"], "b": {}} "#, r#"{"a":[1,-500.0,"xé😀\n"],"b":{}}"#, &[]);
        gives("[]", "[]", &[]);
        gives("\u{feff}null", "null", &[]);
        gives(r#"{"n": ${count}, "s": "${arn}"}"#, r#"{"n":"${count}","s":"${arn}"}"#, &[]);
        gives(r#"{"a":1,"a":2}"#, r#"{"a":2}"#, &[]);
    }

    #[test]
    fn every_error_is_named_and_the_rest_is_still_read() {
        gives(r#"{"a":1,,"b":2}"#, r#"{"a":1,"b":2}"#, &["7 expected a name in double quotes, found `,`"]);
        gives(r#"{"a":1 "b":2}"#, r#"{"a":1,"b":2}"#, &["7 expected a comma or `}`, found `\"b\"`"]);
        gives(
            r#"{"a" 1, b: 2, "c":3}"#,
            r#"{"a":1,"c":3}"#,
            &["5 expected a colon, found `1`", "8 expected a name in double quotes, found `b`"],
        );
        gives("[1,]", "[1]", &["3 expected a value, found `]`"]);
        gives("[1, tru, 3]", "[1,null,3]", &["4 expected a value, found `tru`"]);
        gives(
            "[01, 1., +1]",
            "[null,null,null]",
            &[
                "1 expected a number as JSON spells it, found `01`",
                "5 expected a number as JSON spells it, found `1.`",
                "9 expected a number as JSON spells it, found `+1`",
            ],
        );
        gives("{\"a\": \"x\n, \"b\": 1}", r#"{"a":"x","b":1}"#, &["6 expected a closing quote, found `\"x`"]);
        gives(
            r#"{"a": {"b": [1"#,
            r#"{"a":{"b":[1]}}"#,
            &[
                "14 expected a comma or `]`, found the end of the text",
                "14 expected a comma or `}`, found the end of the text",
                "14 expected a comma or `}`, found the end of the text",
            ],
        );
        gives(
            "{\"a\": [1}, \"b\": 2}",
            r#"{"a":[1]}"#,
            &["8 expected a comma or `]`, found `}`", "9 expected nothing after the document's value, found `,`"],
        );
        gives(
            "// c\n1 /* d */",
            "1",
            &["0 expected no comment: JSON has none, found `//`", "7 expected no comment: JSON has none, found `/*`"],
        );
        gives(
            r#""\x\u12""#,
            r#""x12""#,
            &[
                r#"1 expected one of \" \\ \/ \b \f \n \r \t \uXXXX, found `\x\u12"`"#,
                r#"3 expected one of \" \\ \/ \b \f \n \r \t \uXXXX, found `\u12"`"#,
            ],
        );
        gives("", "null", &["0 expected a value, found the end of the text"]);
        gives("1 2", "1", &["2 expected nothing after the document's value, found `2`"]);
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = "[".repeat(100_000);
        let document = Document::new(deep);
        assert!(document.errors().iter().any(|error| error.to_string().contains("200 levels")));
        let fits = "[".repeat(super::MAX_DEPTH) + &"]".repeat(super::MAX_DEPTH);
        assert!(Document::new(fits).errors().is_empty());
    }

    #[test]
    fn names_around_a_value_are_bounded() {
        let inside =
            |bytes: usize, value: &str| Document::new(format!(r#"{{"a": {{"{}": {value}}}}}"#, "k".repeat(bytes)));
        assert!(inside(super::PATH_BYTES_MAX - 1, "[1]").errors().is_empty());
        assert!(inside(super::PATH_BYTES_MAX, "1").errors().is_empty(), "a value that holds nothing has one pointer");
        let long = inside(super::PATH_BYTES_MAX, "[1, {}]");
        assert_eq!(long.errors().len(), 1);
        assert!(long.errors()[0].to_string().contains("names of at most 4096 bytes"));
        assert_eq!(long.root().unwrap().members().len(), 1);
    }

    #[test]
    fn places_and_pointers_lead_to_each_other() {
        let document = Document::new("{\n  \"States\": {\"A/b\": {\"Choices\": [{\"Next\": \"C\"}]}}}");
        let node = document.node_at(document.text().find("\"C\"").unwrap()).unwrap();
        assert_eq!(node.pointer().to_string(), "/States/A~1b/Choices/0/Next");
        assert_eq!(document.find(&node.pointer()), Some(node));
        let key = document.node_at(document.text().find("\"Next\"").unwrap()).unwrap();
        assert_eq!(key, node, "a key leads to its value");
    }
}
