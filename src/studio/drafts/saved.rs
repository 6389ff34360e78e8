//! Drafts as they are kept for the next visit. Those of answers are left out: the run they belong to is not kept.

use super::{CallKey, CallPart, DraftKey, Drafts};
use crate::json::Value;
use crate::studio::executions::objects::ObjectName;

/// The parts of a call by the names they are kept under.
const PARTS: [(&str, CallPart); 4] = [
    ("result", CallPart::Result),
    ("latency", CallPart::Latency),
    ("error", CallPart::Error),
    ("cause", CallPart::Cause),
];

impl Drafts {
    /// Their readable form, those touched longest ago first.
    pub(in crate::studio) fn to_json(&self) -> Value {
        let mut held: Vec<_> = self.held.iter().collect();
        held.sort_by_key(|(_, draft)| draft.touched);
        Value::array(held.into_iter().filter_map(|(key, draft)| {
            let problem = draft.problem.as_deref().map(|problem| ("problem", Value::from(problem)));
            let text = ("text", Value::from(draft.text.as_str()));
            Some(Value::object(members(key)?.into_iter().chain([text]).chain(problem)))
        }))
    }

    /// Reads what was kept; what is no draft is left out.
    pub(in crate::studio) fn from_json(value: &Value) -> Drafts {
        let mut drafts = Drafts::default();
        for saved in value.as_array().unwrap_or_default() {
            let text = saved.get("text").and_then(Value::as_str);
            if let (Some(key), Some(text)) = (key(saved), text) {
                let problem = saved.get("problem").and_then(Value::as_str).map(str::to_owned);
                drafts.hold(key, text.to_owned(), problem);
            }
        }
        drafts
    }
}

fn members(key: &DraftKey) -> Option<Vec<(&'static str, Value)>> {
    let text = |text: &str| Value::from(text);
    Some(match key {
        DraftKey::Field(None, path) => vec![("field", text(path))],
        DraftKey::Field(Some(state), path) => vec![("field", text(path)), ("state", text(state))],
        DraftKey::Name(state) => vec![("name", text(state))],
        DraftKey::Call(call) => {
            let part = PARTS.iter().find(|(_, part)| *part == call.part).map_or("", |(name, _)| name);
            let machine = call.machine.as_deref().map(|machine| ("machine", text(machine)));
            let own = [("part", text(part)), ("state", text(&call.state)), ("call", Value::from(call.call as i64))];
            own.into_iter().chain(machine).collect()
        }
        DraftKey::Object(name) => vec![("bucket", text(&name.bucket)), ("key", text(&name.key))],
        DraftKey::Answer(..) => return None,
    })
}

fn key(saved: &Value) -> Option<DraftKey> {
    let text = |key: &str| saved.get(key).and_then(Value::as_str);
    if let Some(path) = text("field") {
        return Some(DraftKey::Field(text("state").map(Into::into), path.to_owned()));
    }
    if let Some(state) = text("name") {
        return Some(DraftKey::Name(state.into()));
    }
    if let Some(bucket) = text("bucket") {
        return Some(DraftKey::Object(ObjectName::new(bucket, text("key")?)));
    }
    let part = PARTS.iter().find(|(name, _)| Some(*name) == text("part")).map(|(_, part)| *part)?;
    let call = saved.get("call").and_then(Value::as_i64)?.try_into().ok()?;
    Some(DraftKey::Call(CallKey { machine: text("machine").map(Into::into), state: text("state")?.into(), call, part }))
}
