//! What a scalar stands for, and what a tag says of a value.

use std::rc::Rc;

use granit_parser::ScalarStyle;

use super::Node;
use crate::json::{Value, quote};

/// What is said of a value by its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tagged {
    /// Nothing.
    Not,
    /// It is text, whatever it looks like.
    Text,
    /// It is what it looks like, also in quotes.
    Plain,
    /// It is the argument of a function of `CloudFormation`, by the name of its long form.
    Function(&'static str),
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>: the short
/// form of each, and the member that it stands for.
const FUNCTIONS: [(&str, &str); 21] = [
    ("And", "Fn::And"),
    ("Base64", "Fn::Base64"),
    ("Cidr", "Fn::Cidr"),
    ("Condition", "Condition"),
    ("Contains", "Fn::Contains"),
    ("Equals", "Fn::Equals"),
    ("FindInMap", "Fn::FindInMap"),
    ("GetAZs", "Fn::GetAZs"),
    ("GetAtt", "Fn::GetAtt"),
    ("If", "Fn::If"),
    ("ImportValue", "Fn::ImportValue"),
    ("Join", "Fn::Join"),
    ("Length", "Fn::Length"),
    ("Not", "Fn::Not"),
    ("Or", "Fn::Or"),
    ("Ref", "Ref"),
    ("Select", "Fn::Select"),
    ("Split", "Fn::Split"),
    ("Sub", "Fn::Sub"),
    ("ToJsonString", "Fn::ToJsonString"),
    ("Transform", "Fn::Transform"),
];

impl Tagged {
    /// What a tag says; `None` for one that is not known.
    pub(super) fn of(handle: &str, suffix: &str) -> Option<Tagged> {
        match (handle, suffix) {
            ("", "!") | ("!", "") | ("tag:yaml.org,2002:", "str" | "binary") => Some(Tagged::Text),
            ("tag:yaml.org,2002:", "null" | "bool" | "int" | "float" | "timestamp") => Some(Tagged::Plain),
            ("tag:yaml.org,2002:", "map" | "seq" | "omap" | "merge") => Some(Tagged::Not),
            ("!", suffix) => {
                FUNCTIONS.iter().find(|(short, _)| *short == suffix).map(|(_, long)| Tagged::Function(long))
            }
            _ => None,
        }
    }

    /// The value with its function around it.
    pub(super) fn wrap(self, node: Node) -> Node {
        let Tagged::Function(name) = self else { return node };
        Node::Map([(name.to_owned(), Rc::new(node))].into_iter().collect())
    }
}

/// A scalar. `!GetAtt Resource.Attribute` is `{"Fn::GetAtt": ["Resource", "Attribute"]}`.
pub(super) fn node(text: &str, style: ScalarStyle, tagged: Tagged) -> Node {
    let parts = (tagged == Tagged::Function("Fn::GetAtt")).then(|| text.split_once('.')).flatten();
    tagged.wrap(match parts {
        Some((resource, attribute)) => {
            Node::List([resource, attribute].iter().map(|part| Rc::new(Node::Scalar(quote(part)))).collect())
        }
        None => Node::Scalar(json(text, style, tagged)),
    })
}

/// The JSON text of a scalar.
fn json(text: &str, style: ScalarStyle, tagged: Tagged) -> String {
    let is_plain = match tagged {
        Tagged::Text => false,
        Tagged::Plain => true,
        Tagged::Not | Tagged::Function(_) => style == ScalarStyle::Plain,
    };
    is_plain.then(|| plain(text)).flatten().unwrap_or_else(|| quote(text))
}

/// What the core schema of YAML 1.2.2 reads in a plain scalar (section 10.3.2); `None` for text. Digits behind a zero are
/// text: they are the number of an account more often than a number, and YAML 1.1 and 1.2 do not agree on them.
fn plain(text: &str) -> Option<String> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some("null".to_owned()),
        "true" | "True" | "TRUE" => return Some("true".to_owned()),
        "false" | "False" | "FALSE" => return Some("false".to_owned()),
        _ => {}
    }
    if is_number(text) {
        return Some(text.to_owned());
    }
    let radix =
        |prefix: &str, radix| i64::from_str_radix(text.strip_prefix(prefix)?, radix).ok().map(|n| n.to_string());
    radix("0x", 16).or_else(|| radix("0o", 8)).or_else(|| respelled(text))
}

/// A number as JSON spells it: `+1`, `.5` and `5.` are written otherwise there.
fn respelled(text: &str) -> Option<String> {
    let unsigned = text.trim_start_matches(['+', '-']);
    if text.len() - unsigned.len() > 1 || !unsigned.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) {
        return None;
    }
    let (whole, rest) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, exponent) = rest.split_at(digits);
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{sign}{whole}{point}{fraction}{exponent}");
    is_number(&number).then_some(number)
}

/// Whether JSON spells a number so.
fn is_number(text: &str) -> bool {
    matches!(Value::parse(text), Ok(Value::Number(_)))
}
