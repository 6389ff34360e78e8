//! The engine as a module of its own: the module's side of the wire.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::{Rc, Weak};

use jlens_core::input::{Sink, Sources};
use jlens_core::output::{Builder, Member};

use super::{Code, Given};
use crate::query::jsonata::members::SCOPE;
use crate::query::jsonata::wire::{Reader, Writer, end, question, tag};
use crate::query::jsonata::{Compiled, ExpressionError};
use crate::sort::SortedMap;

/// How many bytes of expressions are kept compiled: more than any definition that is opened has. Beyond it the memory
/// starts anew, which costs time and nothing else.
const KEPT_BYTES: usize = 8 << 20;

/// The engine behind two calls. An expression is known by its text, so that a caller keeps nothing that could outlive
/// the module.
#[derive(Default)]
pub struct Served {
    codes: SortedMap<Box<str>, Rc<Code>>,
    bytes: usize,
}

type Ask<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// So many of a part's members or items are looked up one by one, by a question or a look through what came along; then
/// the engine reads the part whole, once. A value asked for at each of very many steps would take a question each time.
const LOOKED_UP_ALONE: u8 = 16;

impl Served {
    /// Reads an expression; the answer is what it asks of its scope, or what is wrong with it.
    pub fn parse(&mut self, text: &str) -> Vec<u8> {
        let mut answer = Writer::default();
        match self.code(text) {
            Ok(code) => answer.reads(code.reads()),
            Err(error) => answer.error(&error),
        }
        answer.0
    }

    /// Evaluates an expression. `ask` answers what it needs to know of its scope.
    pub fn evaluate(&mut self, request: &[u8], ask: Ask<'_>) -> Vec<u8> {
        let evaluated = self.evaluated(request, ask).unwrap_or_else(|| Err(super::unreadable()));
        evaluated.unwrap_or_else(|error| {
            let mut answer = Writer::default();
            answer.error(&error);
            answer.0
        })
    }

    fn evaluated(&mut self, request: &[u8], ask: Ask<'_>) -> Option<Result<Vec<u8>, ExpressionError>> {
        let frame = Rc::new(request.to_vec());
        let mut read = Reader::new(&frame);
        let code = match self.code(read.text()?) {
            Ok(code) => code,
            Err(error) => return Some(Err(error)),
        };
        let now_ms = read.long()? as i64;
        let is_drawn = read.byte()? == 1;
        let drawn = Some(read.long()?).filter(|_| is_drawn);
        let given = code.given(now_ms, drawn, &|name| whole(ask, name));
        let told = Told::new(ask, Slice::of(&frame, read.at..frame.len()));
        Some(evaluate(&code, &given, &told))
    }

    fn code(&mut self, text: &str) -> Result<Rc<Code>, ExpressionError> {
        if let Some(code) = self.codes.get(text) {
            return Ok(code.clone());
        }
        let code = Rc::new(Code::parse(text)?);
        if self.bytes + text.len() > KEPT_BYTES {
            (self.codes, self.bytes) = (SortedMap::new(), 0);
        }
        self.bytes += text.len();
        self.codes.insert(text.into(), code.clone());
        Ok(code)
    }
}

/// The bytes of the result.
fn evaluate<'s>(code: &Code, given: &'s Given, told: &Rc<Told<'s>>) -> Result<Vec<u8>, ExpressionError> {
    let mut made = Made { told, writer: Writer::default() };
    made.writer.byte(end::VALUE);
    let found = code.run(given, told, &mut made)?;
    Ok(if found.is_some() { made.writer.0 } else { vec![end::UNDEFINED] })
}

/// A variable with everything in it.
fn whole(ask: Ask<'_>, name: &str) -> Option<serde_json::Value> {
    let mut asked = Writer::default();
    asked.byte(question::WHOLE);
    asked.size(SCOPE as usize);
    asked.text(name);
    json(&mut Reader::new(&ask(&asked.0)))
}

/// A value with everything in it. Recursion is bounded by how deep the page's own values nest.
fn json(read: &mut Reader<'_>) -> Option<serde_json::Value> {
    Some(match read.byte()? {
        tag::NULL => serde_json::Value::Null,
        tag::FALSE => false.into(),
        tag::TRUE => true.into(),
        tag::NUMBER => read.number()?.into(),
        tag::STRING => read.text()?.into(),
        tag::ARRAY_PART => {
            let part = read.part()?;
            serde_json::Value::Array((0..part.count).map(|_| json(read)).collect::<Option<_>>()?)
        }
        tag::OBJECT_PART => {
            let part = read.part()?;
            let members = (0..part.count).map(|_| Some((read.text()?.to_owned(), json(read)?)));
            serde_json::Value::Object(members.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// What is known of a part of the input. There is one for each part that is reached, so it is kept small.
#[derive(Clone)]
struct Known {
    /// Its items or members, where they came along.
    told: Option<Slice>,
    count: u32,
    is_array: bool,
    /// How often one of them was looked up.
    looked_up: u8,
}

/// A range of what the page said at once.
#[derive(Clone)]
struct Slice {
    frame: Rc<Vec<u8>>,
    /// Sizes on the wire are of 32 bits.
    range: Range<u32>,
}

impl Slice {
    fn of(frame: &Rc<Vec<u8>>, range: Range<usize>) -> Slice {
        Slice { frame: frame.clone(), range: range.start as u32..range.end as u32 }
    }

    fn read(&self) -> Option<Reader<'_>> {
        let mut read = Reader::new(self.frame.get(..self.range.end as usize)?);
        read.at = self.range.start as usize;
        Some(read)
    }
}

/// What the page has told of a scope in one evaluation.
struct Told<'s> {
    this: Weak<Told<'s>>,
    ask: Ask<'s>,
    /// By the page's numbers.
    parts: RefCell<Vec<Option<Known>>>,
}

/// What went wrong where a question is about something that was never handed on.
const UNKNOWN: &str = "a part of the input is unknown";

impl<'s> Told<'s> {
    fn new(ask: Ask<'s>, variables: Slice) -> Rc<Told<'s>> {
        let scope = Known { told: Some(variables), count: 0, is_array: false, looked_up: 0 };
        Rc::new_cyclic(|this| Told { this: this.clone(), ask, parts: RefCell::new(vec![Some(scope)]) })
    }

    fn known(&self, index: u32) -> Result<Known, String> {
        let known = self.parts.borrow().get(index as usize).cloned().flatten();
        known.ok_or_else(|| UNKNOWN.to_owned())
    }

    /// What is known of a part of which one member or item is looked up; `None` where it is to be read whole.
    fn looked_up(&self, index: u32) -> Result<Option<Known>, String> {
        let mut parts = self.parts.borrow_mut();
        let part = parts.get_mut(index as usize).and_then(Option::as_mut).ok_or(UNKNOWN)?;
        if index != SCOPE && part.looked_up >= LOOKED_UP_ALONE {
            return Ok(None);
        }
        part.looked_up = part.looked_up.saturating_add(1);
        Ok(Some(part.clone()))
    }

    fn asked(&self, question: u8, index: u32, detail: impl FnOnce(&mut Writer)) -> Slice {
        let mut asked = Writer::default();
        asked.byte(question);
        asked.size(index as usize);
        detail(&mut asked);
        let frame = Rc::new((self.ask)(&asked.0));
        Slice::of(&frame, 0..frame.len())
    }

    /// Hands a value on to the engine.
    fn give(&self, slice: &Slice, read: &mut Reader<'_>, sink: &mut Sink<'_, 's>) -> Option<()> {
        let tag = read.byte()?;
        match tag {
            tag::NULL => sink.null(),
            tag::FALSE => sink.bool(false),
            tag::TRUE => sink.bool(true),
            tag::NUMBER => sink.number(read.number()?),
            tag::STRING => sink.string(read.text()?),
            tag::ARRAY_PART | tag::OBJECT_PART => {
                let (this, part, is_array) = (self.this.upgrade()?, read.part()?, tag == tag::ARRAY_PART);
                let range = read.at..read.at.checked_add(part.bytes)?;
                read.at = range.end;
                let told = (part.bytes > 0 || part.count == 0).then(|| Slice::of(&slice.frame, range));
                let (mut parts, at) = (self.parts.borrow_mut(), part.index as usize);
                if parts.len() <= at {
                    parts.resize(at + 1, None);
                }
                parts[at] = Some(Known { told, count: part.count as u32, is_array, looked_up: 0 });
                drop(parts);
                if is_array { sink.array_of(&this, part.index) } else { sink.object_of(&this, part.index) }
            }
            _ => return None,
        }
        Some(())
    }

    /// Hands all items or members on.
    fn give_level(&self, is_array: bool, slice: &Slice, sink: &mut Sink<'_, 's>) -> Option<()> {
        let mut read = slice.read()?;
        while !read.is_at_end() {
            if !is_array {
                sink.key(read.text()?);
            }
            self.give(slice, &mut read, sink)?;
        }
        Some(())
    }

    /// Hands one member on of those that came along.
    fn give_member(&self, slice: &Slice, key: &str, sink: &mut Sink<'_, 's>) -> Option<()> {
        let mut read = slice.read()?;
        while !read.is_at_end() {
            if read.text_bytes()? == key.as_bytes() {
                return self.give(slice, &mut read, sink);
            }
            read.skip()?;
        }
        Some(())
    }

    /// Hands one item on of those that came along.
    fn give_item(&self, slice: &Slice, item: usize, sink: &mut Sink<'_, 's>) -> Option<()> {
        let mut read = slice.read()?;
        for _ in 0..item {
            read.skip()?;
        }
        self.give(slice, &mut read, sink)
    }

    /// Hands on what the page answered to a question about one value; nothing is no value.
    fn give_answer(&self, answer: &Slice, sink: &mut Sink<'_, 's>) -> Option<()> {
        let mut read = answer.read()?;
        if read.is_at_end() { Some(()) } else { self.give(answer, &mut read, sink) }
    }
}

fn understood(given: Option<()>) -> Result<(), String> {
    given.ok_or_else(|| "the input cannot be read".to_owned())
}

impl<'s> Sources<'s> for Told<'s> {
    fn read(&self, index: u32, sink: &mut Sink<'_, 's>) -> Result<(), String> {
        let known = self.known(index)?;
        sink.reserve(known.count as usize);
        let level = known.told.unwrap_or_else(|| self.asked(question::LEVEL, index, |_| {}));
        understood(self.give_level(known.is_array, &level, sink))
    }

    fn read_field(&self, index: u32, key: &str, sink: &mut Sink<'_, 's>) -> Result<bool, String> {
        let Some(known) = self.looked_up(index)? else { return Ok(false) };
        let given = match known.told {
            Some(slice) => self.give_member(&slice, key, sink),
            None => self.give_answer(&self.asked(question::FIELD, index, |asked| asked.text(key)), sink),
        };
        understood(given).map(|()| true)
    }

    fn length(&self, index: u32) -> Option<usize> {
        let parts = self.parts.borrow();
        parts.get(index as usize)?.as_ref().map(|part| part.count as usize)
    }

    fn read_item(&self, index: u32, item: usize, sink: &mut Sink<'_, 's>) -> Result<bool, String> {
        let Some(known) = self.looked_up(index)? else { return Ok(false) };
        let given = match known.told {
            Some(slice) => self.give_item(&slice, item, sink),
            None => self.give_answer(&self.asked(question::ITEM, index, |asked| asked.size(item)), sink),
        };
        understood(given).map(|()| true)
    }
}

/// Writes a result. The order in which the engine tells it is the order of the bytes, so no value is ever held.
struct Made<'t, 's> {
    told: &'t Rc<Told<'s>>,
    writer: Writer,
}

impl Builder for Made<'_, '_> {
    type Value = ();
    type Array = ();
    type Object = ();

    fn null(&mut self) {
        self.writer.byte(tag::NULL);
    }

    fn bool(&mut self, value: bool) {
        self.writer.byte(if value { tag::TRUE } else { tag::FALSE });
    }

    fn number(&mut self, value: f64) {
        self.writer.number(value);
    }

    fn string(&mut self, value: &str) {
        self.writer.string(value);
    }

    fn array(&mut self, _: usize) {
        self.writer.byte(tag::ARRAY);
    }

    fn push(&mut self, (): &mut (), (): ()) {}

    fn end_array(&mut self, (): ()) {
        self.writer.byte(tag::END);
    }

    fn object(&mut self, _: usize) {
        self.writer.byte(tag::OBJECT);
    }

    fn insert(&mut self, (): &mut (), key: &str, (): ()) {
        self.writer.text(key);
    }

    fn end_object(&mut self, (): ()) {
        self.writer.byte(tag::END);
    }

    fn input(&mut self, member: Member) -> Option<()> {
        member.of(self.told).then(|| self.writer.part(member.index()))
    }
}
