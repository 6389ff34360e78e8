//! An engine that is a module of its own: this side of the wire.
//!
//! What the engine needs of a value it asks for, level by level, and a part of the input that it hands back as it was
//! crosses as a number. So what a step costs depends on what its expressions look at, not on how much they pass on.

use std::sync::Arc;

use super::expression::unavailable;
use super::members::{Members, number};
use super::wire::{Reader, Writer, end, question, tag};
use super::{Compiled, Engine, ExpressionError, Reads, Scope};
use crate::json::Value;

/// The two calls a module takes. An error is one of the module itself, in words.
pub trait Module: Send + Sync {
    /// Reads an expression.
    fn parse(&self, text: &str) -> Result<Vec<u8>, String>;
    /// Evaluates one; the module asks for what it needs.
    fn evaluate(&self, request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String>;
}

/// How many bytes of nested values go with one value, so that a small input needs no question.
const VALUE_ROOM: usize = 4 << 10;
/// The same for the items of an array that is read whole: what is read whole is most often walked through.
const ITEMS_ROOM: usize = 1 << 20;
/// How deep the nested values may nest that go with a value.
const ROOM_LEVELS: usize = 16;
/// How many times the room may be written to in vain before no more is tried.
const ROOM_TRIES: usize = 4;

/// An engine that is a module.
pub struct Remote<M>(Arc<M>);

impl<M: Module + 'static> Remote<M> {
    /// The engine behind a module.
    pub fn new(module: M) -> Remote<M> {
        Remote(Arc::new(module))
    }
}

impl<M: Module + 'static> Engine for Remote<M> {
    fn parse(&self, text: &str) -> Result<Arc<dyn Compiled>, ExpressionError> {
        let answer = self.0.parse(text).map_err(unavailable)?;
        let mut answer = Reader::new(&answer);
        match answer.byte() {
            Some(end::VALUE) => {
                let reads = answer.reads().ok_or_else(unreadable)?;
                Ok(Arc::new(RemoteExpression { module: self.0.clone(), text: text.into(), reads }))
            }
            Some(end::ERROR) => Err(answer.error().unwrap_or_else(unreadable)),
            _ => Err(unreadable()),
        }
    }
}

fn unreadable() -> ExpressionError {
    unavailable("the JSONata engine answered what cannot be read")
}

struct RemoteExpression<M> {
    module: Arc<M>,
    text: Box<str>,
    reads: Reads,
}

impl<M> std::fmt::Debug for RemoteExpression<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RemoteExpression").field(&self.text).finish()
    }
}

impl<M: Module> Compiled for RemoteExpression<M> {
    fn reads(&self) -> &Reads {
        &self.reads
    }

    fn evaluate(&self, scope: &mut dyn Scope) -> Result<Option<Value>, ExpressionError> {
        let drawn = self.reads.random.then(|| scope.random());
        let told = Told { scope, members: Members::new() };
        let request = told.request(&self.text, &self.reads, drawn);
        let answer = self.module.evaluate(&request, &|question| told.answer(&question)).map_err(unavailable)?;
        let mut answer = Reader::new(&answer);
        match answer.byte() {
            Some(end::UNDEFINED) => Ok(None),
            Some(end::VALUE) => {
                let made = answer.made(|index| told.members.result(index), |double| Value::Number(number(double)));
                made.map(Some).ok_or_else(unreadable)
            }
            Some(end::ERROR) => Err(answer.error().unwrap_or_else(unreadable)),
            _ => Err(unreadable()),
        }
    }
}

/// What is told of a scope in one evaluation.
struct Told<'s> {
    scope: &'s dyn Scope,
    members: Members,
}

/// How much may still go along.
struct Room {
    /// Where the bytes must end.
    end: usize,
    levels: usize,
    /// How many bytes may still be written in vain.
    effort: usize,
}

impl Room {
    fn after(writer: &Writer, room: usize) -> Room {
        Room { end: writer.0.len() + room, levels: ROOM_LEVELS, effort: room * ROOM_TRIES }
    }
}

impl Told<'_> {
    fn request(&self, text: &str, reads: &Reads, drawn: Option<u64>) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.text(text);
        writer.long(self.scope.now_ms() as u64);
        writer.byte(u8::from(drawn.is_some()));
        writer.long(drawn.unwrap_or_default());
        let known = reads.names.iter().filter_map(|name| Some((name, self.scope.variable(name)?)));
        let mut room = Room::after(&writer, VALUE_ROOM);
        for (name, value) in known {
            writer.text(name);
            self.write(&value, &mut writer, &mut room);
        }
        writer.0
    }

    /// Answers a question of the engine. Nothing is the answer where there is nothing.
    fn answer(&self, asked: &[u8]) -> Vec<u8> {
        self.answered(&mut Reader::new(asked)).map(|writer| writer.0).unwrap_or_default()
    }

    fn answered(&self, asked: &mut Reader<'_>) -> Option<Writer> {
        let (question, index) = (asked.byte()?, asked.size()? as u32);
        let mut writer = Writer::default();
        let value = match question {
            question::LEVEL => {
                self.level(&self.members.get(index), &mut writer);
                return Some(writer);
            }
            question::FIELD => self.members.get(index).get(asked.text()?)?.clone(),
            question::ITEM => self.members.get(index).at(asked.size()?)?.clone(),
            question::WHOLE => {
                let everything = &mut Room { end: usize::MAX, levels: usize::MAX, effort: usize::MAX };
                self.write(&self.scope.variable(asked.text()?)?, &mut writer, everything);
                return Some(writer);
            }
            _ => return None,
        };
        let mut room = Room::after(&writer, VALUE_ROOM);
        self.write(&value, &mut writer, &mut room);
        Some(writer)
    }

    /// Writes the items or members of a value, all of them.
    fn level(&self, value: &Value, writer: &mut Writer) {
        match value {
            Value::Array(items) => {
                let mut room = Room::after(writer, ITEMS_ROOM);
                items.iter().for_each(|item| self.write(item, writer, &mut room));
            }
            Value::Object(members) => {
                let mut room = Room::after(writer, VALUE_ROOM);
                for (key, value) in members.iter() {
                    writer.text(key);
                    self.write(value, writer, &mut room);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// Writes a value; an array or object with what is in it as far as there is room.
    fn write(&self, value: &Value, writer: &mut Writer, room: &mut Room) {
        if writer.scalar(value) {
            return;
        }
        let (tag, count) = match value {
            Value::Array(items) => (tag::ARRAY_PART, items.len()),
            _ => (tag::OBJECT_PART, value.as_object().map_or(0, indexmap::IndexMap::len)),
        };
        writer.byte(tag);
        writer.size(self.members.add(value) as usize);
        writer.size(count);
        writer.size(0);
        let start = writer.0.len();
        let left = room.end.saturating_sub(start);
        if left == 0 || room.effort == 0 || room.levels == 0 || is_longer(value, left) {
            return;
        }
        let reached = self.members.len();
        room.levels -= 1;
        let fits = self.fits(value, writer, room);
        room.levels += 1;
        let written = writer.0.len() - start;
        if fits {
            writer.patch(start - 4, written);
        } else {
            room.effort = room.effort.saturating_sub(written);
            writer.0.truncate(start);
            self.members.truncate(reached);
        }
    }

    /// Writes the items or members of a value while there is room; gives whether there was enough.
    fn fits(&self, value: &Value, writer: &mut Writer, room: &mut Room) -> bool {
        let mut one = |key: Option<&str>, value: &Value| {
            let text = value.as_str().map_or(0, str::len) + key.map_or(0, str::len);
            if writer.0.len() + text > room.end {
                return false;
            }
            if let Some(key) = key {
                writer.text(key);
            }
            self.write(value, writer, room);
            writer.0.len() <= room.end
        };
        match value {
            Value::Array(items) => items.iter().all(|item| one(None, item)),
            Value::Object(members) => members.iter().all(|(key, value)| one(Some(key), value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        }
    }
}

/// Whether what is in a value takes more bytes than there are, whatever is in that: what cannot fit need not be tried.
fn is_longer(value: &Value, bytes: usize) -> bool {
    // A part's tag, number, count and length.
    const PART: usize = 13;
    let least = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => PART,
        Value::String(text) => 5 + text.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    };
    let mut left = bytes;
    let mut take = |size: usize| {
        left = left.checked_sub(size)?;
        Some(())
    };
    let all = match value {
        Value::Array(items) => items.iter().try_for_each(|item| take(least(item))),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| take(4 + key.len() + least(value))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(()),
    };
    all.is_none()
}
