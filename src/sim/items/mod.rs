//! The items of a distributed Map: what its `ItemReader` finds in a virtual bucket, how its `ItemBatcher` groups them,
//! and what its `ResultWriter` leaves behind.
//!
//! Must never know: scopes and events. It reads and writes objects; the states decide when.

mod batch;
mod bucket;
mod csv;
mod item;
mod read;
mod results;
mod write;

pub(crate) use batch::{Batching, batches};
pub use bucket::S3Objects;
pub(crate) use item::{Items, MapItem};
pub use read::ReadRequest;
pub(crate) use read::{Reader, item_source, read, read_text};
pub(crate) use results::Results;
pub(crate) use write::{Finished, Writer, objects_of, shaped};

use crate::json::Value;

/// What a Map's own fields say about its items, besides what its query language computes.
#[derive(Debug)]
pub(crate) struct ItemsCode {
    pub reader: Option<Reader>,
    pub batched: bool,
    pub writer: Option<Writer>,
    /// Names the map run.
    pub label: Option<String>,
}

impl ItemsCode {
    /// Reads a Map's fields; what this simulator cannot do is a problem.
    pub(crate) fn compile(map: &Value) -> Result<ItemsCode, String> {
        Ok(ItemsCode {
            reader: map.get("ItemReader").map(Reader::compile).transpose()?,
            batched: map.get("ItemBatcher").is_some(),
            writer: map.get("ResultWriter").map(Writer::compile),
            label: map.get("Label").and_then(Value::as_str).map(str::to_owned),
        })
    }
}
