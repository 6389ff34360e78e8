//! Text edits that fit in: members and elements set, inserted, removed, renamed and moved in the style around them.
//!
//! The style is read from the text next to the change: line breaks or none, indentation, the space after a colon. A
//! container whose own brackets, commas or keys are broken is refused, since nobody can say what an edit would mean.

mod style;

use std::fmt;

use super::{Document, Indel, Kind, NodeRef, Pointer, Span, SyntaxError, TextEdit, Value, quote};
use style::Style;

/// A value on its way into a text.
#[derive(Clone, Copy, Debug)]
pub enum New<'a> {
    /// Printed in the style around it.
    Value(&'a Value),
    /// JSON text. Its scalars stay as written, and its own line breaks too where the container has some.
    Text(&'a str),
}

impl<'a> From<&'a Value> for New<'a> {
    fn from(value: &'a Value) -> New<'a> {
        New::Value(value)
    }
}

impl<'a> From<&'a str> for New<'a> {
    fn from(text: &'a str) -> New<'a> {
        New::Text(text)
    }
}

/// Where a new member goes.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    /// Before all others.
    First,
    /// After the member of this key; at the end where there is none.
    After(&'a str),
    /// After all others.
    Last,
}

/// Why a text edit cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// Nothing is at this place.
    NotFound(Pointer),
    /// What is there is not the object or array it should be.
    WrongKind(Pointer),
    /// The text around this place has syntax errors.
    Broken(Pointer),
    /// The object has such a key already.
    KeyTaken(String),
    /// The text to insert is not JSON.
    NotJson(SyntaxError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::NotFound(at) => write!(f, "there is nothing at {}", shown(at)),
            BuildError::WrongKind(at) => write!(f, "{} is of another kind than the change needs", shown(at)),
            BuildError::Broken(at) => write!(f, "the text at {} has syntax errors; mend them first", shown(at)),
            BuildError::KeyTaken(key) => write!(f, "there is a ‘{key}’ already"),
            BuildError::NotJson(error) => write!(f, "this is not JSON: {error}"),
        }
    }
}

impl std::error::Error for BuildError {}

fn shown(at: &Pointer) -> &str {
    if at.as_str().is_empty() { "the top of the document" } else { at.as_str() }
}

impl Document {
    /// Replaces the value at `at`; where there is none yet, adds a last member or element.
    pub fn set<'a>(&self, at: &Pointer, new: impl Into<New<'a>>) -> Result<TextEdit, BuildError> {
        if let Some(node) = self.find(at) {
            return self.replace(node, new.into());
        }
        let missing = || BuildError::NotFound(at.clone());
        let parent = at.parent().ok_or_else(missing)?;
        let last = at.last().ok_or_else(missing)?;
        let node = self.find(&parent).ok_or_else(missing)?;
        if node.is_object() {
            return self.insert_member(&parent, Spot::Last, &last, new);
        }
        let length = node.elements().len();
        if last != "-" && last != length.to_string() {
            return Err(missing());
        }
        self.insert_element(&parent, length, new)
    }

    /// Adds a member to an object.
    pub fn insert_member<'a>(
        &self,
        object: &Pointer,
        spot: Spot<'_>,
        key: &str,
        new: impl Into<New<'a>>,
    ) -> Result<TextEdit, BuildError> {
        self.insert_members(object, spot, &[(key, new.into())])
    }

    /// Adds members to an object, one after the other.
    pub fn insert_members(
        &self,
        object: &Pointer,
        spot: Spot<'_>,
        members: &[(&str, New<'_>)],
    ) -> Result<TextEdit, BuildError> {
        let list = List::of(self, object)?;
        if !list.node.is_object() {
            return Err(BuildError::WrongKind(object.clone()));
        }
        if let Some((taken, _)) = members.iter().find(|(key, _)| list.node.get(key).is_some()) {
            return Err(BuildError::KeyTaken((*taken).to_owned()));
        }
        let index = match spot {
            Spot::First => 0,
            Spot::Last => list.items.len(),
            Spot::After(key) => {
                let after = list.node.members().rposition(|(member, _)| &*member.key == key);
                after.map_or(list.items.len(), |index| index + 1)
            }
        };
        let colon = list.style().colon;
        let items: Vec<(String, New<'_>)> =
            members.iter().map(|(key, new)| (format!("{}{colon}", quote(key)), *new)).collect();
        list.insert(index, &items)
    }

    /// Adds an element to an array, before the one that is at `index` now.
    pub fn insert_element<'a>(
        &self,
        array: &Pointer,
        index: usize,
        new: impl Into<New<'a>>,
    ) -> Result<TextEdit, BuildError> {
        let list = List::of(self, array)?;
        if !list.node.is_array() {
            return Err(BuildError::WrongKind(array.clone()));
        }
        if index > list.items.len() {
            return Err(BuildError::NotFound(array.index(index)));
        }
        list.insert(index, &[(String::new(), new.into())])
    }

    /// Removes a member (of a repeated key, every one) or an element, with its comma and its line.
    pub fn remove(&self, at: &Pointer) -> Result<TextEdit, BuildError> {
        let missing = || BuildError::NotFound(at.clone());
        let node = self.find(at).ok_or_else(missing)?;
        let list = List::of(self, &at.parent().ok_or_else(missing)?)?;
        let going: Vec<bool> = match node.key() {
            Some(key) => list.node.members().map(|(member, _)| &*member.key == key).collect(),
            None => list.node.elements().map(|element| element == node).collect(),
        };
        Ok(list.remove(&going))
    }

    /// Gives a member another key; its value stays.
    pub fn rename_key(&self, at: &Pointer, key: &str) -> Result<TextEdit, BuildError> {
        let (list, member) = self.member_at(at)?;
        if list.node.get(key).is_some() {
            return Err(BuildError::KeyTaken(key.to_owned()));
        }
        Ok(TextEdit::replace(member, quote(key)))
    }

    /// Gives a member another key and another value, in its place.
    pub fn replace_member<'a>(&self, at: &Pointer, key: &str, new: impl Into<New<'a>>) -> Result<TextEdit, BuildError> {
        let renamed = self.rename_key(at, key)?;
        let replaced = self.set(at, new)?;
        let indels = renamed.indels().iter().chain(replaced.indels()).cloned().collect();
        TextEdit::new(indels).ok_or_else(|| BuildError::Broken(at.clone()))
    }

    /// Moves an element so that it comes to be at index `to`.
    pub fn move_element(&self, at: &Pointer, to: usize) -> Result<TextEdit, BuildError> {
        let missing = || BuildError::NotFound(at.clone());
        let node = self.find(at).ok_or_else(missing)?;
        let list = List::of(self, &at.parent().ok_or_else(missing)?)?;
        let from = list.node.elements().position(|element| element == node).ok_or_else(missing)?;
        if to >= list.items.len() {
            return Err(BuildError::NotFound(list.node.pointer().index(to)));
        }
        Ok(list.shift(from, to))
    }

    /// The sound object around a member, and the place of the member's key.
    fn member_at(&self, at: &Pointer) -> Result<(List<'_>, Span), BuildError> {
        let missing = || BuildError::NotFound(at.clone());
        let node = self.find(at).ok_or_else(missing)?;
        let list = List::of(self, &at.parent().ok_or_else(missing)?)?;
        let member = node.member().ok_or_else(|| BuildError::WrongKind(at.clone()))?;
        Ok((list, member.key_span))
    }

    fn replace(&self, node: NodeRef<'_>, new: New<'_>) -> Result<TextEdit, BuildError> {
        let list = node.parent().map(|parent| List::of(self, &parent.pointer())).transpose()?;
        let old = node.source();
        let text = self.text();
        let style = list.as_ref().map_or_else(|| Style::of(self, node), List::style);
        let indent = indent_of(text, node.extent().start);
        let written_flat = children_of(node) > 0 && !old.contains('\n');
        let roomy = list.as_ref().is_none_or(|list| list.is_broken() && !list.keeps_flat(node, new));
        let indent = (roomy && !written_flat).then_some(indent);
        let inserted = style.render(new, indent, Some(node))?;
        let trimmed = TextEdit::between(old, &inserted);
        let at = |span: Span| Span { start: span.start + node.span().start, end: span.end + node.span().start };
        let indels = trimmed.indels().iter().map(|i| Indel { delete: at(i.delete), insert: i.insert.clone() });
        TextEdit::new(indels.collect()).ok_or_else(|| BuildError::Broken(node.pointer()))
    }
}

/// New items as text, each with what stands before its value.
fn written(
    items: &[(String, New<'_>)],
    style: &Style,
    indent: Option<&str>,
    separator: &str,
) -> Result<String, BuildError> {
    let mut out = String::new();
    for (index, (head, new)) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
            out.push_str(separator);
        }
        out.push_str(head);
        out.push_str(&style.render(*new, indent, None)?);
    }
    Ok(out)
}

/// The white space a line begins with.
fn indent_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = &text[start..at];
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn children_of(node: NodeRef<'_>) -> usize {
    node.members().len() + node.elements().len()
}

/// A container that is sound: only white space and single commas between its items.
struct List<'a> {
    document: &'a Document,
    node: NodeRef<'a>,
    /// Each item's place, key included.
    items: Vec<Span>,
}

impl<'a> List<'a> {
    fn of(document: &'a Document, at: &Pointer) -> Result<List<'a>, BuildError> {
        let node = document.find(at).ok_or_else(|| BuildError::NotFound(at.clone()))?;
        if !node.is_object() && !node.is_array() {
            return Err(BuildError::WrongKind(at.clone()));
        }
        let items = match node.kind() {
            Kind::Object(_) => node
                .members()
                .map(|(member, value)| Span { start: member.key_span.start, end: value.span().end })
                .collect(),
            _ => node.elements().map(NodeRef::span).collect(),
        };
        let list = List { document, node, items };
        if list.is_sound() { Ok(list) } else { Err(BuildError::Broken(at.clone())) }
    }

    fn is_sound(&self) -> bool {
        let span = self.node.span();
        let text = self.document.text();
        let closing = if self.node.is_object() { '}' } else { ']' };
        if span.end < span.start + 2 || !text[..span.end].ends_with(closing) {
            return false;
        }
        // An error deep inside a nested container that ends where it should is that container's own affair.
        let nested: Vec<Span> =
            self.node.children().filter(|child| child.is_object() || child.is_array()).map(NodeRef::span).collect();
        let errors = self.document.errors().iter().map(|error| error.span.start);
        let mut inside = errors.filter(|at| span.contains(*at));
        let owned = |at: usize| !nested.iter().any(|child| child.start < at && at < child.end);
        if inside.any(owned) {
            return false;
        }
        let gaps_hold = (0..=self.items.len()).all(|index| {
            let gap = self.between(index).trim_matches([' ', '\t', '\r', '\n']);
            gap == if index == 0 || index == self.items.len() { "" } else { "," }
        });
        let colons_hold = self.node.members().all(|(member, value)| {
            text[member.key_span.end..value.span().start].trim_matches([' ', '\t', '\r', '\n']) == ":"
        });
        gaps_hold && colons_hold
    }

    /// The text between item `index - 1`, or the opening bracket, and item `index`, or the closing one.
    fn between(&self, index: usize) -> &'a str {
        let span = self.node.span();
        let start = index.checked_sub(1).map_or(span.start + 1, |before| self.items[before].end);
        let end = self.items.get(index).map_or(span.end - 1, |item| item.start);
        self.document.text().get(start..end).unwrap_or("?")
    }

    /// The white space before an item.
    fn lead(&self, index: usize) -> &'a str {
        let gap = self.between(index);
        gap.split_once(',').map_or(gap, |(_, lead)| lead)
    }

    /// Whether its items stand on lines of their own.
    fn is_broken(&self) -> bool {
        (0..self.items.len()).any(|index| self.lead(index).contains('\n'))
    }

    /// Whether a value of this kind is written on one line here, as the ones beside it are.
    fn keeps_flat(&self, but: NodeRef<'_>, new: New<'_>) -> bool {
        let opening = match new {
            New::Value(Value::Object(_)) => '{',
            New::Value(Value::Array(_)) => '[',
            New::Value(_) => return false,
            New::Text(text) => text.trim_start().chars().next().unwrap_or(' '),
        };
        let mut beside = self
            .node
            .children()
            .filter(|child| *child != but && children_of(*child) > 0 && child.source().starts_with(opening))
            .map(|child| !child.source().contains('\n'))
            .peekable();
        beside.peek().is_some() && beside.all(|flat| flat)
    }

    fn style(&self) -> Style {
        Style::of(self.document, self.node)
    }

    /// Adds items, each with what stands before its value.
    fn insert(&self, index: usize, items: &[(String, New<'_>)]) -> Result<TextEdit, BuildError> {
        let style = self.style();
        if self.items.is_empty() {
            return self.fill(items, &style);
        }
        let count = self.items.len();
        let lead = if count > 1 { self.lead(index.clamp(1, count - 1)) } else { self.lead(0) };
        let separator = match lead.rsplit_once('\n') {
            Some((_, indent)) => format!("{}{indent}", style.newline),
            None if count > 1 => lead.to_owned(),
            None => style.after_comma.to_owned(),
        };
        let indent = separator.rsplit_once('\n').map(|(_, indent)| indent);
        let indent = indent.filter(|_| !items.iter().any(|(_, new)| self.keeps_flat(self.node, *new)));
        let item = written(items, &style, indent, &separator)?;
        let (at, insert) = match index.checked_sub(1) {
            None => (self.items[0].start, format!("{item},{separator}")),
            Some(before) => (self.items[before].end, format!(",{separator}{item}")),
        };
        Ok(TextEdit::replace(Span { start: at, end: at }, insert))
    }

    /// The first items of an empty container.
    fn fill(&self, items: &[(String, New<'_>)], style: &Style) -> Result<TextEdit, BuildError> {
        let span = self.node.span();
        let inner = Span { start: span.start + 1, end: span.end - 1 };
        let parent = self.node.parent().map(|parent| List::of(self.document, &parent.pointer()));
        let roomy = match parent {
            None => true,
            Some(Ok(parent)) => parent.is_broken(),
            Some(Err(_)) => indent_of(self.document.text(), self.node.extent().start).len() > 1,
        };
        let insert = if roomy {
            let outer = indent_of(self.document.text(), self.node.extent().start);
            let indent = format!("{outer}{}", style.unit);
            let written = written(items, style, Some(&indent), &format!("{}{indent}", style.newline))?;
            format!("{0}{indent}{written}{0}{outer}", style.newline)
        } else {
            let pad = if self.node.is_object() { style.pad_object } else { style.pad_array };
            format!("{pad}{}{pad}", written(items, style, None, style.after_comma)?)
        };
        Ok(TextEdit::replace(inner, insert))
    }

    fn remove(&self, going: &[bool]) -> TextEdit {
        let span = self.node.span();
        let stays = |index: &usize| !going[*index];
        if !(0..self.items.len()).any(|index| stays(&index)) {
            return TextEdit::replace(Span { start: span.start + 1, end: span.end - 1 }, "");
        }
        let mut indels = Vec::new();
        let mut index = 0;
        while index < self.items.len() {
            if stays(&index) {
                index += 1;
                continue;
            }
            let past = (index..self.items.len()).find(stays).unwrap_or(self.items.len());
            let delete = match self.items.get(past) {
                Some(next) => Span { start: self.items[index].start, end: next.start },
                None => Span { start: self.items[index - 1].end, end: self.items[past - 1].end },
            };
            indels.push(Indel { delete, insert: String::new() });
            index = past;
        }
        TextEdit::new(indels).unwrap_or_default()
    }

    fn shift(&self, from: usize, to: usize) -> TextEdit {
        let text = self.document.text();
        let item = &text[self.items[from].range()];
        let (delete, at, insert) = match from.cmp(&to) {
            std::cmp::Ordering::Equal => return TextEdit::default(),
            std::cmp::Ordering::Less => (
                Span { start: self.items[from].start, end: self.items[from + 1].start },
                self.items[to].end,
                format!("{}{item}", self.between(to)),
            ),
            std::cmp::Ordering::Greater => (
                Span { start: self.items[from - 1].end, end: self.items[from].end },
                self.items[to].start,
                format!("{item}{}", self.between(to + 1)),
            ),
        };
        let indels =
            vec![Indel { delete, insert: String::new() }, Indel { delete: Span { start: at, end: at }, insert }];
        TextEdit::new(indels).unwrap_or_default()
    }
}
