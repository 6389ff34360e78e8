//! What the inspector shows of a state: which of its fields on which tab, and how a typed text becomes an edit.
//!
//! Which fields there are comes from [`crate::asl::fields`]; a field that table does not know is shown too, as JSON, so
//! that nothing of a state is out of reach.

mod rule;

pub use rule::{OPERATOR_GROUPS, RuleForm, operate, rule_forms};

use super::InspectorTab;
use crate::asl::fields::{self, Field, Holder, Shape};
use crate::asl::{QueryLanguage, StateKind};
use crate::edit::Command;
use crate::json::{Document, NodeRef, Number, Pointer, Value};

/// Fields with a form of their own: the name, the flow, the rules, the lists of retriers and catchers, the flows inside.
const OWN: [&str; 11] =
    ["Type", "Next", "End", "Choices", "Default", "Retry", "Catch", "Branches", "ItemProcessor", "Iterator", "Comment"];

/// Fields of the Data tab.
const DATA: [&str; 13] = [
    "InputPath",
    "Parameters",
    "Arguments",
    "ItemsPath",
    "Items",
    "ItemSelector",
    "ResultSelector",
    "ResultPath",
    "Assign",
    "OutputPath",
    "Output",
    "ItemReader",
    "ResultWriter",
];

/// Fields of the Errors tab.
const ERRORS: [&str; 8] = [
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

/// The tab a field of a state is on; `None` for those with a form of their own.
pub fn tab_of(name: &str) -> Option<InspectorTab> {
    if OWN.contains(&name) {
        None
    } else if DATA.contains(&name) {
        Some(InspectorTab::Data)
    } else if ERRORS.contains(&name) {
        Some(InspectorTab::Errors)
    } else {
        Some(InspectorTab::Config)
    }
}

/// One line of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where the value is, or would be.
    pub at: Pointer,
    /// The key.
    pub name: String,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether an expression `{% … %}` may stand for the value.
    pub expression: bool,
    /// What its absence means.
    pub default: Option<&'static str>,
    /// What it is for.
    pub doc: &'static str,
}

/// What a line is edited with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// One line of text.
    Input,
    /// Several lines.
    Area,
    /// One of some words.
    Choice(&'static [&'static str]),
}

impl Line {
    /// A line of a shape that is not in the table of fields.
    pub fn new(at: Pointer, name: impl Into<String>, shape: Shape, doc: &'static str) -> Line {
        Line { at, name: name.into(), shape, required: false, expression: false, default: None, doc }
    }

    /// What it is edited with.
    pub fn control(&self) -> Control {
        match self.shape {
            Shape::OneOf(words) => Control::Choice(words),
            // A condition: true and false are the least of what it can be.
            Shape::Flag if self.expression => Control::Area,
            Shape::Flag => Control::Choice(&["true", "false"]),
            shape if is_short(shape) => Control::Input,
            _ => Control::Area,
        }
    }

    fn of(holder: &Pointer, field: &Field, language: QueryLanguage) -> Line {
        Line {
            expression: field.expression && language == QueryLanguage::Jsonata,
            at: holder.key(field.name),
            name: field.name.to_owned(),
            shape: field.shape,
            required: field.required,
            default: field.default,
            doc: field.doc,
        }
    }
}

/// A form: the lines to show, and the fields that could be added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// What is shown.
    pub lines: Vec<Line>,
    /// What is absent and shown only once it is added.
    pub absent: Vec<Line>,
}

/// The form of one tab of a state. Fields that are there are shown, and absent ones that a single line can hold; larger
/// absent ones wait to be added. A field no table knows is on the Config tab.
pub fn state_form(node: NodeRef<'_>, kind: Option<StateKind>, language: QueryLanguage, tab: InspectorTab) -> Form {
    let holder = node.pointer();
    let mut form = Form::default();
    let known: Vec<&Field> = fields::of(Holder::State, kind, language).collect();
    for field in known.iter().filter(|field| tab_of(field.name) == Some(tab)) {
        let line = Line::of(&holder, field, language);
        let present = node.get(field.name).is_some();
        let main = field.required
            || (is_short(field.shape) && !field.name.ends_with("Path") && field.name != "QueryLanguage")
            || matches!(field.name, "InputPath" | "OutputPath" | "ResultPath" | "ItemsPath");
        if present || main { form.lines.push(line) } else { form.absent.push(line) }
    }
    for (member, _) in node.members() {
        let unknown = !known.iter().any(|field| field.name == &*member.key) && !OWN.contains(&&*member.key);
        if unknown && tab_of(&member.key) == Some(tab) {
            form.lines.push(unknown_line(&holder, &member.key));
        }
    }
    form
}

/// The form of an object inside a state, such as a retrier: every field of its table, and what else it holds.
pub fn inner_form(node: NodeRef<'_>, holder: Holder, language: QueryLanguage, skip: &[&str]) -> Vec<Line> {
    let at = node.pointer();
    let known: Vec<&Field> = fields::of(holder, None, language).filter(|field| !skip.contains(&field.name)).collect();
    let shown = |field: &&&Field| is_short(field.shape) || node.get(field.name).is_some();
    let mut lines: Vec<Line> = known.iter().filter(shown).map(|field| Line::of(&at, field, language)).collect();
    for (member, _) in node.members() {
        if !skip.contains(&&*member.key) && !known.iter().any(|field| field.name == &*member.key) {
            lines.push(unknown_line(&at, &member.key));
        }
    }
    lines
}

fn unknown_line(holder: &Pointer, key: &str) -> Line {
    Line::new(holder.key(key), key, Shape::Json, "Step Functions does not know this field here.")
}

/// Whether one line of text is enough to edit it.
pub fn is_short(shape: Shape) -> bool {
    match shape {
        Shape::Text
        | Shape::StateName
        | Shape::Resource
        | Shape::Flag
        | Shape::Integer(..)
        | Shape::Number(..)
        | Shape::OneOf(_)
        | Shape::Timestamp
        | Shape::Path
        | Shape::ReferencePath(_)
        | Shape::TextPath
        | Shape::Texts => true,
        Shape::Template
        | Shape::Variables
        | Shape::Json
        | Shape::Items
        | Shape::States
        | Shape::One(_)
        | Shape::Many(_) => false,
    }
}

/// The text a control shows for a value: a string without its quotes, a list of strings with commas, anything else as it
/// is written, moved to the left edge.
pub fn shown(node: NodeRef<'_>, shape: Shape) -> String {
    if shape == Shape::Texts && node.elements().len() > 0 && node.elements().all(|item| item.as_str().is_some()) {
        return node.elements().filter_map(NodeRef::as_str).collect::<Vec<_>>().join(", ");
    }
    match node.as_str() {
        Some(text) if is_short(shape) => text.to_owned(),
        _ => dedent(node.source()),
    }
}

/// A value of more bytes is edited in the text alone: a field of so many lines takes seconds to lay out.
const FIELD_BYTES_MAX: usize = 128 << 10;

/// How much a value is that is too much for a field.
pub fn too_large(node: NodeRef<'_>) -> Option<usize> {
    let span = node.span();
    Some(span.end - span.start).filter(|bytes| *bytes > FIELD_BYTES_MAX)
}

/// Removes from every line but the first the indentation they share.
pub fn dedent(source: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let shared = source.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let cut = |(index, line): (usize, &str)| {
        let from = if index == 0 { 0 } else { shared.min(indent(line)) };
        line[from..].trim_end_matches('\r').to_owned()
    };
    source.lines().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

/// The edit a typed text stands for, or what is wrong with the text.
pub fn typed(line: &Line, text: &str) -> Result<Command, String> {
    let trimmed = text.trim();
    let at = line.at.clone();
    if trimmed.is_empty() && !(line.required && line.shape == Shape::Text) {
        return Ok(Command::RemoveField { at });
    }
    let string = |text: &str| Ok(Command::SetField { at: line.at.clone(), value: Value::from(text) });
    match line.shape {
        Shape::Text | Shape::StateName | Shape::Resource | Shape::OneOf(_) | Shape::Timestamp | Shape::TextPath => {
            string(text)
        }
        // `null` is a path's way to say "nothing".
        Shape::Path | Shape::ReferencePath(_) if trimmed == "null" => Ok(Command::SetField { at, value: Value::Null }),
        Shape::Path | Shape::ReferencePath(_) => string(trimmed),
        Shape::Integer(..) | Shape::Number(..) if trimmed.starts_with("{%") => string(trimmed),
        Shape::Integer(..) | Shape::Number(..) => match Number::parse(trimmed) {
            Some(_) => json(at, trimmed),
            None => Err(format!("expected a number, found ‘{trimmed}’")),
        },
        Shape::Flag if is_expression(trimmed) => string(trimmed),
        Shape::Flag if matches!(trimmed, "true" | "false") => json(at, trimmed),
        Shape::Flag => Err(format!("expected {{% … %}}, true or false, found ‘{trimmed}’")),
        Shape::Texts if trimmed.starts_with('[') => json(at, trimmed),
        Shape::Texts => {
            let items = trimmed.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Value::from);
            Ok(Command::SetField { at, value: Value::array(items) })
        }
        _ if is_expression(trimmed) => string(trimmed),
        _ => json(at, trimmed),
    }
}

fn is_expression(text: &str) -> bool {
    text.starts_with("{%") && text.ends_with("%}")
}

/// A field's value as JSON text, checked.
fn json(at: Pointer, text: &str) -> Result<Command, String> {
    let document = Document::new(text);
    match document.errors().first() {
        None => Ok(Command::SetFieldText { at, json: text.to_owned() }),
        Some(error) => Err(format!("{}: {error}", document.position(error.span.start))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(shape: Shape) -> Line {
        Line::new(Pointer::root().key("F"), "F", shape, "")
    }

    #[test]
    fn texts_become_edits_of_their_shape() {
        let value = |shape, text: &str| match typed(&line(shape), text) {
            Ok(Command::SetField { value, .. }) => value.to_string(),
            Ok(Command::SetFieldText { json, .. }) => json,
            Ok(Command::RemoveField { .. }) => "removed".to_owned(),
            Ok(other) => format!("{other:?}"),
            Err(error) => error,
        };
        assert_eq!(value(Shape::Text, "a"), "\"a\"");
        assert_eq!(value(Shape::Text, " "), "removed");
        assert_eq!(value(Shape::Path, "null"), "null");
        assert_eq!(value(Shape::Integer(0, 9), "2.50"), "2.50");
        assert_eq!(value(Shape::Integer(0, 9), "x"), "expected a number, found ‘x’");
        assert_eq!(value(Shape::Integer(0, 9), "{% $x %}"), "\"{% $x %}\"");
        assert_eq!(value(Shape::Texts, "A, B"), r#"["A","B"]"#);
        assert_eq!(value(Shape::Json, "{\"a\": }"), "line 1, column 7: expected a value, found `}`");
    }

    #[test]
    fn a_state_shows_what_it_has_and_what_fits_a_line() {
        let text = r#"{"Type": "Pass", "Result": {"a": 1}, "X-Team": "orders", "Next": "B"}"#;
        let document = Document::new(text);
        let node = document.root().unwrap();
        let names = |tab| {
            let form = state_form(node, Some(StateKind::Pass), QueryLanguage::JsonPath, tab);
            form.lines.into_iter().map(|line| line.name).collect::<Vec<_>>()
        };
        assert_eq!(names(InspectorTab::Config), ["Result", "X-Team"]);
        assert_eq!(names(InspectorTab::Data), ["InputPath", "ResultPath", "OutputPath"]);
        assert_eq!(dedent("{\n      \"a\": 1\n    }"), "{\n  \"a\": 1\n}");
    }
}
