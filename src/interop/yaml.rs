//! YAML as JSON text: what SAM, the Serverless Framework and the AWS Toolkit keep in `.asl.yaml`.
//!
//! The JSON Schema of YAML 1.2 with what `CloudFormation` does: keys are text whatever they look like (`Yes:`, `No:`), the
//! short forms of its functions are written out (`!Ref x` is `{"Ref": "x"}`), of a key that stands twice the last counts,
//! and `<<` merges. Numbers keep their spelling where JSON has it. JSON has no comments: they are counted, not kept.

mod print;
mod scalar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use indexmap::IndexMap;

use self::scalar::Tagged;
use crate::json::MAX_DEPTH;

/// How many bytes of JSON a text may come to: aliases let a short one stand for a very long one.
pub const JSON_BYTES_MAX: usize = 4 << 20;

/// How many members merges may copy, for the same reason.
pub const MERGED_MAX: usize = 100_000;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The JSON text, indented by two spaces.
    pub json: String,
    /// How many comments were left out.
    pub comments: usize,
    /// How many members were left out for a later one of the same key.
    pub repeated: usize,
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The line, from 1; 0 where there is no place.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    words: String,
}

impl YamlError {
    fn new(at: Span, words: impl Into<String>) -> YamlError {
        YamlError { line: at.start.line(), column: at.start.col() + 1, words: words.into() }
    }
}

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> YamlError {
        let at = error.marker();
        YamlError { line: at.line(), column: at.col() + 1, words: error.info() }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.words),
            line => write!(f, "line {line}, column {}: {}", self.column, self.words),
        }
    }
}

/// A value; one that an anchor names stands in several places.
enum Node {
    /// The JSON text of a null, a boolean, a number or a string.
    Scalar(String),
    List(Vec<Rc<Node>>),
    Map(Members),
}

type Members = IndexMap<String, Rc<Node>>;

/// A list or a map that is being read.
struct Open {
    anchor: usize,
    tagged: Tagged,
    at: Span,
    inside: Inside,
}

enum Inside {
    List(Vec<Rc<Node>>),
    /// With the key whose value comes next.
    Map(Members, Option<Key>),
}

/// A key, or the sign by which the members of another map are taken over (<https://yaml.org/type/merge.html>).
enum Key {
    Text(String),
    Merge,
}

struct Reader {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    comments: usize,
    repeated: usize,
    merges_left: usize,
}

/// Reads a text of one document.
///
/// # Errors
///
/// Where it is no YAML, has several documents, a tag or a key that JSON has nothing for, or is larger or deeper than
/// JSON may be here.
pub fn to_json(text: &str) -> Result<Converted, YamlError> {
    let mut reader = Reader {
        open: Vec::new(),
        anchors: BTreeMap::new(),
        root: None,
        comments: 0,
        repeated: 0,
        merges_left: MERGED_MAX,
    };
    for event in Parser::new_from_str(text) {
        let (event, at) = event?;
        reader.take(event, at)?;
    }
    let Reader { root, comments, repeated, .. } = reader;
    let json = print::print(root.as_deref().unwrap_or(&Node::Scalar("null".to_owned())))?;
    Ok(Converted { json, comments, repeated })
}

impl Reader {
    fn take(&mut self, event: Event<'_>, at: Span) -> Result<(), YamlError> {
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(YamlError::new(at, "a second document; one is read"))
            }
            Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(..)
            | Event::DocumentEnd
            | Event::Anchor(..) => Ok(()),
            Event::Comment(..) => {
                self.comments += 1;
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = tagged(tag.as_deref(), at)?;
                if self.wants_key() {
                    self.key(&text, style == ScalarStyle::Plain);
                    return Ok(());
                }
                self.named(anchor, scalar::node(&text, style, tagged), at)
            }
            Event::SequenceStart(_, anchor, tag) => self.begin(anchor, tag.as_deref(), at, Inside::List(Vec::new())),
            Event::MappingStart(_, anchor, tag) => {
                self.begin(anchor, tag.as_deref(), at, Inside::Map(Members::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { anchor, tagged, at, inside }) = self.open.pop() else { return Ok(()) };
                let node = match inside {
                    Inside::List(items) => Node::List(items),
                    Inside::Map(members, _) => Node::Map(members),
                };
                self.named(anchor, tagged.wrap(node), at)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.put(node, at),
                None => Err(YamlError::new(at, "an alias inside of what it stands for")),
            },
            Event::UnresolvedAlias(name) => Err(YamlError::new(at, format!("nothing is called &{name} before this"))),
            // The parser may come to know more.
            _ => Err(YamlError::new(at, "something this reader does not know")),
        }
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { inside: Inside::Map(_, None), .. }))
    }

    fn key(&mut self, text: &str, is_plain: bool) {
        if let Some(Open { inside: Inside::Map(_, key), .. }) = self.open.last_mut() {
            *key = Some(if is_plain && text == "<<" { Key::Merge } else { Key::Text(text.to_owned()) });
        }
    }

    fn begin(&mut self, anchor: usize, tag: Option<&Tag>, at: Span, inside: Inside) -> Result<(), YamlError> {
        if self.wants_key() {
            return Err(YamlError::new(at, "a key that is no text, which JSON does not have"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(YamlError::new(at, format!("more than {MAX_DEPTH} levels deep")));
        }
        self.open.push(Open { anchor, tagged: tagged(tag, at)?, at, inside });
        Ok(())
    }

    fn named(&mut self, anchor: usize, node: Node, at: Span) -> Result<(), YamlError> {
        let node = Rc::new(node);
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.put(node, at)
    }

    fn put(&mut self, node: Rc<Node>, at: Span) -> Result<(), YamlError> {
        match self.open.last_mut().map(|open| &mut open.inside) {
            None => self.root = Some(node),
            Some(Inside::List(items)) => items.push(node),
            Some(Inside::Map(members, key)) => match key.take() {
                Some(Key::Text(key)) => self.repeated += usize::from(members.insert(key, node).is_some()),
                Some(Key::Merge) => merge(members, &node, at, &mut self.merges_left)?,
                None => return Err(YamlError::new(at, "a key that is no text, which JSON does not have")),
            },
        }
        Ok(())
    }
}

/// Takes over the members of a map, or of each of a list of maps, whose keys are not there; `left` counts down.
fn merge(members: &mut Members, from: &Node, at: Span, left: &mut usize) -> Result<(), YamlError> {
    match from {
        Node::Map(others) => {
            *left =
                left.checked_sub(others.len()).ok_or_else(|| YamlError::new(at, "more merged than can be meant"))?;
            for (key, node) in others {
                members.entry(key.clone()).or_insert_with(|| node.clone());
            }
            Ok(())
        }
        Node::List(maps) if maps.iter().all(|map| matches!(**map, Node::Map(_))) => {
            maps.iter().try_for_each(|map| merge(members, map, at, left))
        }
        Node::List(_) | Node::Scalar(_) => Err(YamlError::new(at, "what << merges is no map")),
    }
}

fn tagged(tag: Option<&Tag>, at: Span) -> Result<Tagged, YamlError> {
    let Some(tag) = tag else { return Ok(Tagged::Not) };
    Tagged::of(tag.handle(), tag.suffix()).ok_or_else(|| {
        YamlError::new(at, format!("the tag {}{}, for which JSON has nothing", tag.handle(), tag.suffix()))
    })
}
