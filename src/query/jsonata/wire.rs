//! The form in which an engine that is a module of its own and the page tell each other values, bytes in little order.
//!
//! | a value | bytes |
//! |---|---|
//! | null, false, true | its tag |
//! | number | its tag, a double |
//! | string | its tag, its length, UTF-8 |
//! | part of the input | its tag, its number, how many items or members it has, how many bytes of them follow, those |
//! | array made by the engine | its tag, items, the end's tag |
//! | object made by the engine | its tag, members, each a value and then its key, the end's tag |
//!
//! A part's items follow where they are few, so that they need no question. A key follows its value in what the engine
//! made, because that is the order in which it tells them.

use super::{ErrorKind, ExpressionError, Reads};
use crate::json::{Object, Span, Value};
use crate::sort::SortedSet;

/// Tags of values.
pub(super) mod tag {
    pub(in super::super) const NULL: u8 = 0;
    pub(in super::super) const FALSE: u8 = 1;
    pub(in super::super) const TRUE: u8 = 2;
    pub(in super::super) const NUMBER: u8 = 3;
    pub(in super::super) const STRING: u8 = 4;
    pub(in super::super) const ARRAY_PART: u8 = 5;
    pub(in super::super) const OBJECT_PART: u8 = 6;
    pub(in super::super) const ARRAY: u8 = 7;
    pub(in super::super) const OBJECT: u8 = 8;
    pub(in super::super) const END: u8 = 9;
}

/// What the engine asks of the page during an evaluation.
pub(super) mod question {
    /// All items or members of a part.
    pub(in super::super) const LEVEL: u8 = 0;
    /// One member of an object.
    pub(in super::super) const FIELD: u8 = 1;
    /// One item of an array.
    pub(in super::super) const ITEM: u8 = 2;
    /// A variable with everything in it.
    pub(in super::super) const WHOLE: u8 = 3;
}

/// How an evaluation ends, and a reading.
pub(super) mod end {
    pub(in super::super) const UNDEFINED: u8 = 0;
    pub(in super::super) const VALUE: u8 = 1;
    pub(in super::super) const ERROR: u8 = 2;
}

/// Bytes being written.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn size(&mut self, size: usize) {
        self.0.extend_from_slice(&(size as u32).to_le_bytes());
    }

    pub(super) fn long(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        self.size(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Writes a value that is no array and no object; gives whether it was one.
    pub(super) fn scalar(&mut self, value: &Value) -> bool {
        match value {
            Value::Null => self.byte(tag::NULL),
            Value::Bool(false) => self.byte(tag::FALSE),
            Value::Bool(true) => self.byte(tag::TRUE),
            Value::Number(number) => self.number(number.as_f64()),
            Value::String(text) => self.string(text),
            Value::Array(_) | Value::Object(_) => return false,
        }
        true
    }

    pub(super) fn number(&mut self, number: f64) {
        self.byte(tag::NUMBER);
        self.long(number.to_bits());
    }

    pub(super) fn string(&mut self, text: &str) {
        self.byte(tag::STRING);
        self.text(text);
    }

    /// Writes a part of the input that the page knows.
    pub(super) fn part(&mut self, index: u32) {
        self.byte(tag::ARRAY_PART);
        self.size(index as usize);
        self.size(0);
        self.size(0);
    }

    /// Writes a size over one written before.
    pub(super) fn patch(&mut self, at: usize, size: usize) {
        if let Some(bytes) = self.0.get_mut(at..at + 4) {
            bytes.copy_from_slice(&(size as u32).to_le_bytes());
        }
    }

    pub(super) fn error(&mut self, error: &ExpressionError) {
        self.byte(end::ERROR);
        self.byte(KINDS.iter().position(|kind| *kind == error.kind).unwrap_or(0) as u8);
        self.text(&error.code);
        self.text(&error.message);
        self.byte(u8::from(error.span.is_some()));
        let span = error.span.unwrap_or(Span { start: 0, end: 0 });
        self.size(span.start);
        self.size(span.end);
    }

    pub(super) fn reads(&mut self, reads: &Reads) {
        self.byte(end::VALUE);
        self.byte(u8::from(reads.random));
        self.texts(reads.names.iter());
        self.byte(u8::from(reads.states.is_some()));
        self.texts(reads.states.iter().flatten());
        for names in [&reads.free, &reads.called, &reads.miscounted] {
            self.texts(names.iter());
        }
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t String>) {
        let at = self.0.len();
        self.size(0);
        let mut count = 0;
        for text in texts {
            self.text(text);
            count += 1;
        }
        self.patch(at, count);
    }
}

const KINDS: [ErrorKind; 6] = [
    ErrorKind::Unavailable,
    ErrorKind::Syntax,
    ErrorKind::Unsupported,
    ErrorKind::Thrown,
    ErrorKind::Exceeded,
    ErrorKind::NotJson,
];

/// Bytes being read. Whatever they are, reading them ends, and gives nothing where they are not what was meant.
#[derive(Clone)]
pub(super) struct Reader<'b> {
    bytes: &'b [u8],
    pub(super) at: usize,
}

/// The head of a part of the input.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) index: u32,
    pub(super) count: usize,
    /// How many bytes of items or members follow; 0 where they are to be asked for.
    pub(super) bytes: usize,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn size(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    pub(super) fn long(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(super) fn number(&mut self) -> Option<f64> {
        self.long().map(f64::from_bits)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.text_bytes()?).ok()
    }

    /// A text that is compared or gone past, and so need not be one.
    pub(super) fn text_bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.size()?;
        self.take(length)
    }

    pub(super) fn part(&mut self) -> Option<Part> {
        Some(Part { index: self.size()? as u32, count: self.size()?, bytes: self.size()? })
    }

    /// Goes past a value of a scope.
    pub(super) fn skip(&mut self) -> Option<()> {
        match self.byte()? {
            tag::NULL | tag::FALSE | tag::TRUE => {}
            tag::NUMBER => drop(self.take(8)?),
            tag::STRING => drop(self.text_bytes()?),
            tag::ARRAY_PART | tag::OBJECT_PART => {
                let part = self.part()?;
                self.take(part.bytes)?;
            }
            _ => return None,
        }
        Some(())
    }

    pub(super) fn error(&mut self) -> Option<ExpressionError> {
        let kind = *KINDS.get(usize::from(self.byte()?))?;
        let (code, message) = (self.text()?.to_owned(), self.text()?.to_owned());
        let has_span = self.byte()? == 1;
        let span = Span { start: self.size()?, end: self.size()? };
        Some(ExpressionError { kind, code, message, span: has_span.then_some(span) })
    }

    pub(super) fn reads(&mut self) -> Option<Reads> {
        let random = self.byte()? == 1;
        let names = SortedSet::from_iter(self.texts()?);
        let has_states = self.byte()? == 1;
        let states = SortedSet::from_iter(self.texts()?);
        let (free, called, miscounted) = (
            SortedSet::from_iter(self.texts()?),
            SortedSet::from_iter(self.texts()?),
            SortedSet::from_iter(self.texts()?),
        );
        Some(Reads { names, states: has_states.then_some(states), random, free, called, miscounted })
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        let count = self.size()?;
        (0..count).map(|_| self.text().map(str::to_owned)).collect()
    }

    /// A value the engine made; `part` gives the parts of the input in it, and `number` what a double is.
    pub(super) fn made(&mut self, part: impl Fn(u32) -> Value, number: impl Fn(f64) -> Value) -> Option<Value> {
        enum Open {
            Array(Vec<Value>),
            Object(Object),
        }
        let mut open: Vec<Open> = Vec::new();
        loop {
            let value = match self.byte()? {
                tag::NULL => Value::Null,
                tag::FALSE => Value::Bool(false),
                tag::TRUE => Value::Bool(true),
                tag::NUMBER => number(self.number()?),
                tag::STRING => Value::string(self.text()?),
                tag::ARRAY_PART | tag::OBJECT_PART => part(self.part()?.index),
                tag::ARRAY => {
                    open.push(Open::Array(Vec::new()));
                    continue;
                }
                tag::OBJECT => {
                    open.push(Open::Object(Object::default()));
                    continue;
                }
                tag::END => match open.pop()? {
                    Open::Array(items) => Value::array(items),
                    Open::Object(members) => Value::Object(members.into()),
                },
                _ => return None,
            };
            match open.last_mut() {
                None => return Some(value),
                Some(Open::Array(items)) => items.push(value),
                Some(Open::Object(members)) => drop(members.insert(self.text()?.into(), value)),
            }
        }
    }
}
