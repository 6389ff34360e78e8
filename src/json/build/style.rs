//! How a text is laid out, read from the text itself, and values printed that way.

use super::{BuildError, New, children_of, indent_of};
use crate::json::{Document, NodeRef, Span};

/// How a text is laid out.
pub(super) struct Style {
    pub(super) newline: &'static str,
    /// One level of indentation.
    pub(super) unit: String,
    pub(super) colon: String,
    pub(super) after_comma: &'static str,
    pub(super) pad_object: &'static str,
    pub(super) pad_array: &'static str,
    /// Whether arrays of scalars are written on one line in a text of many.
    flat_scalars: bool,
}

impl Style {
    /// The style at a container: what it shows itself, else what the text shows elsewhere.
    pub(super) fn of(document: &Document, container: NodeRef<'_>) -> Style {
        let text = document.text();
        let mut seen = Evidence::default();
        if let Some(root) = document.root() {
            seen.gather(text, root);
        }
        let own = container.members().next().map(|(member, value)| &text[member.key_span.end..value.span().start]);
        let own = own.filter(|colon| !colon.contains('\n') && colon.contains(':')).map(str::to_owned);
        let mut ancestors = std::iter::successors(Some(container), |node| node.parent());
        let unit = ancestors.find_map(|node| unit_of(text, node)).or(seen.unit);
        let colon = own.or(seen.colon).unwrap_or_else(|| ": ".to_owned());
        let airy = if colon.ends_with(' ') { " " } else { "" };
        Style {
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            unit: unit.unwrap_or_else(|| "  ".to_owned()),
            after_comma: seen.after_comma.unwrap_or(airy),
            colon,
            pad_object: seen.pad_object.unwrap_or(""),
            pad_array: seen.pad_array.unwrap_or(""),
            flat_scalars: seen.flat_scalars.unwrap_or(false),
        }
    }

    /// The text of a value; `indent` is that of the line it begins on, or `None` for a value on one line. Parts equal
    /// to those of `old`, which stood here, keep its text.
    pub(super) fn render(
        &self,
        new: New<'_>,
        indent: Option<&str>,
        old: Option<NodeRef<'_>>,
    ) -> Result<String, BuildError> {
        let text = match new {
            New::Value(value) => value.to_string(),
            New::Text(text) => text.trim_matches([' ', '\t', '\r', '\n']).to_owned(),
        };
        let document = Document::new(text);
        if let Some(error) = document.errors().first() {
            return Err(BuildError::NotJson(error.clone()));
        }
        let mut out = String::new();
        match (document.root(), indent) {
            (Some(_), Some(indent)) if document.text().contains('\n') => {
                return Ok(self.indented(document.text(), indent));
            }
            (Some(root), indent) => self.print(&mut out, root, indent, old),
            (None, _) => {}
        }
        Ok(out)
    }

    /// A text of several lines, brought to another indentation.
    fn indented(&self, text: &str, indent: &str) -> String {
        let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let first = lines.next().unwrap_or("");
        let rest: Vec<&str> = lines.collect();
        let white = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let filled = || rest.iter().filter(|line| !line.trim().is_empty());
        let base = filled().map(|line| &line[..white(line)]).reduce(|a, b| {
            let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            &a[..common]
        });
        let base = base.map_or(0, str::len);
        let mut out = first.to_owned();
        for line in &rest {
            out.push_str(self.newline);
            if !line.trim().is_empty() {
                out.push_str(indent);
                out.push_str(&line[base..]);
            }
        }
        out
    }

    fn print(&self, out: &mut String, node: NodeRef<'_>, indent: Option<&str>, old: Option<NodeRef<'_>>) {
        if let Some(old) = old.filter(|old| old.to_value() == node.to_value()) {
            return out.push_str(old.source());
        }
        let scalar = |child: NodeRef<'_>| !child.is_object() && !child.is_array();
        let flat = node.is_array() && self.flat_scalars && node.elements().all(scalar);
        let indent = indent.filter(|_| !flat);
        let (open, close, pad) =
            if node.is_object() { ('{', '}', self.pad_object) } else { ('[', ']', self.pad_array) };
        if scalar(node) {
            return out.push_str(node.source());
        }
        out.push(open);
        let inner = indent.map(|indent| format!("{indent}{}", self.unit));
        for (index, child) in node.children().enumerate() {
            if index > 0 {
                out.push(',');
            }
            match &inner {
                Some(inner) => out.extend([self.newline, inner]),
                None => out.push_str(if index > 0 { self.after_comma } else { pad }),
            }
            if let Some(key) = child.member().map(|member| &node.source()[relative(node, member.key_span)]) {
                out.extend([key, &self.colon]);
            }
            let old = old.and_then(|old| match child.key() {
                Some(key) => old.get(key),
                None => old.at(index),
            });
            self.print(out, child, inner.as_deref(), old);
        }
        match indent {
            _ if children_of(node) == 0 => {}
            Some(indent) => out.extend([self.newline, indent]),
            None => out.push_str(pad),
        }
        out.push(close);
    }
}

/// A span inside a node, as a range of the node's own text.
fn relative(node: NodeRef<'_>, span: Span) -> std::ops::Range<usize> {
    span.start - node.span().start..span.end - node.span().start
}

/// One level of indentation, as a container on several lines shows it.
fn unit_of(text: &str, node: NodeRef<'_>) -> Option<String> {
    let first = node.children().next()?.extent().start;
    let gap = text.get(node.span().start + 1..first)?;
    let indent = gap.rsplit_once('\n')?.1;
    let unit = indent.strip_prefix(indent_of(text, node.extent().start))?;
    (!unit.is_empty() && unit.trim().is_empty()).then(|| unit.to_owned())
}

/// The habits a text shows, each from its first instance.
#[derive(Default)]
struct Evidence {
    unit: Option<String>,
    colon: Option<String>,
    after_comma: Option<&'static str>,
    pad_object: Option<&'static str>,
    pad_array: Option<&'static str>,
    flat_scalars: Option<bool>,
}

impl Evidence {
    /// Recursion is bounded by the parser's nesting limit.
    fn gather(&mut self, text: &str, node: NodeRef<'_>) {
        let Some(first) = node.children().next() else { return };
        let space = |gap: &str| if gap.ends_with(' ') { " " } else { "" };
        if self.unit.is_none() {
            self.unit = unit_of(text, node);
        }
        if let Some((member, value)) = node.members().next() {
            let colon = &text[member.key_span.end..value.span().start];
            if self.colon.is_none() && colon.trim() == ":" && !colon.contains('\n') {
                self.colon = Some(colon.to_owned());
            }
        }
        let gap = &text[node.span().start + 1..first.extent().start.max(node.span().start + 1)];
        if !node.source().contains('\n') {
            let pad = if node.is_object() { &mut self.pad_object } else { &mut self.pad_array };
            pad.get_or_insert(space(gap));
            if let Some(second) = node.children().nth(1) {
                let between = text.get(first.span().end..second.extent().start).unwrap_or("");
                self.after_comma.get_or_insert(space(between));
            }
        }
        if node.is_array() && !node.elements().any(|child| child.is_object() || child.is_array()) {
            self.flat_scalars.get_or_insert(!node.source().contains('\n'));
        }
        for child in node.children() {
            self.gather(text, child);
        }
    }
}
