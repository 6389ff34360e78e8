//! Records in the browser's database (`records.js`): a head and a body each, of an id and a revision.
//!
//! The script is the page's own rather than a crate over `web_sys`: a crate's bindings and futures would be part of the
//! program that the first drawing waits for, and a transaction over two stores is no shorter with one.

use std::fmt;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/platform/records.js")]
extern "C" {
    #[wasm_bindgen(js_name = list, catch)]
    async fn list_records(prefix: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = read, catch)]
    async fn read_record(id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = write, catch)]
    async fn write_record(id: &str, by: &str, base: f64, head: &str, body: Option<String>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = duplicate, catch)]
    async fn duplicate_record(from: &str, id: &str, by: &str, head: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = add, catch)]
    async fn add_record(
        of: &str,
        id: &str,
        by: &str,
        head: &str,
        body: &str,
        instead: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = remove, catch)]
    async fn remove_records(prefix: &str, other: &str) -> Result<JsValue, JsValue>;
}

/// Why the database did not do as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// The browser gives this page no database, or it does not answer.
    Unavailable,
    /// It is full.
    Full,
    /// It was made by a newer page.
    Newer,
    /// The record is not what the write was made on.
    Stale,
    /// There is no such record.
    Missing,
}

impl RecordError {
    fn of(error: &JsValue) -> RecordError {
        match error.as_string().as_deref() {
            Some("QuotaExceededError") => RecordError::Full,
            Some("VersionError") => RecordError::Newer,
            Some("Stale") => RecordError::Stale,
            Some("NotFoundError") => RecordError::Missing,
            _ => RecordError::Unavailable,
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RecordError::Unavailable => "this browser keeps nothing for this page",
            RecordError::Full => "the browser's storage for this page is full",
            RecordError::Newer => "what this browser keeps was written by a newer version of this page",
            RecordError::Stale => "it was changed in another tab",
            RecordError::Missing => "it is no longer there",
        })
    }
}

/// A record without its body.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// How often it was written.
    pub revision: u64,
    /// Which page wrote it last.
    pub by: String,
    /// What a list shows of it.
    pub head: String,
}

/// The heads of all records whose ids begin so.
pub async fn list(prefix: &str) -> Result<Vec<Head>, RecordError> {
    let found = list_records(prefix).await.map_err(|error| RecordError::of(&error))?;
    let parts = js_sys::Array::from(&found);
    let heads = (0..parts.length() / 4).map(|at| head(&parts, at * 4));
    Ok(heads.collect())
}

fn head(parts: &js_sys::Array, at: u32) -> Head {
    Head { id: text(parts, at), revision: number(parts, at + 1), by: text(parts, at + 2), head: text(parts, at + 3) }
}

/// A record with its body, if there is one.
pub async fn read(id: &str) -> Result<Option<(Head, String)>, RecordError> {
    let found = read_record(id).await.map_err(|error| RecordError::of(&error))?;
    if found.is_undefined() {
        return Ok(None);
    }
    let parts = js_sys::Array::from(&found);
    let (by, head) = (text(&parts, 1), text(&parts, 2));
    Ok(Some((Head { id: id.to_owned(), revision: number(&parts, 0), by, head }, text(&parts, 3))))
}

/// Writes a record, over the revision it was made on or one that `by` wrote itself; without a body that stays as it is.
/// Gives the new revision.
pub async fn write(head: &Head, body: Option<String>) -> Result<u64, RecordError> {
    let written = write_record(&head.id, &head.by, head.revision as f64, &head.head, body).await;
    written.map(|revision| revision.as_f64().unwrap_or_default() as u64).map_err(|error| RecordError::of(&error))
}

/// Makes a record with the body of another.
pub async fn duplicate(from: &str, head: &Head) -> Result<(), RecordError> {
    let made = duplicate_record(from, &head.id, &head.by, &head.head).await;
    made.map(drop).map_err(|error| RecordError::of(&error))
}

/// Makes a record that belongs to another, which must be there, and removes those that it replaces.
pub async fn add(of: &str, head: &Head, body: &str, instead: &[String]) -> Result<(), RecordError> {
    let added = add_record(of, &head.id, &head.by, &head.head, body, &instead.join("\n")).await;
    added.map(drop).map_err(|error| RecordError::of(&error))
}

/// Removes all records whose ids begin in one way or the other.
pub async fn remove(prefix: &str, other: &str) -> Result<(), RecordError> {
    remove_records(prefix, other).await.map(drop).map_err(|error| RecordError::of(&error))
}

fn text(parts: &js_sys::Array, at: u32) -> String {
    parts.get(at).as_string().unwrap_or_default()
}

fn number(parts: &js_sys::Array, at: u32) -> u64 {
    parts.get(at).as_f64().unwrap_or_default() as u64
}
