//! How much memory a history takes up, where what several events share counts once.

use std::sync::Arc;

use super::{EventDetails, Failure};
use crate::json::Value;
use crate::sim::limits;
use crate::sort::SortedSet;

/// What an element of an array takes, a member of an object, and whatever is allocated: near enough on every machine, and
/// the same on all, so that a run ends alike on each.
const ITEM_BYTES: usize = 16;
const MEMBER_BYTES: usize = 48;
const OWN_BYTES: usize = 32;

/// What takes less is counted each time it is met: to know it again would cost as much.
const KNOWN_BYTES: usize = 128;

/// The memory left for an execution's events.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    /// In bytes.
    pub left: usize,
    /// Where in memory that is which was counted. Events are kept as long as this is, so no place is used twice.
    known: Arc<SortedSet<usize>>,
}

impl Default for Room {
    fn default() -> Room {
        Room { left: limits::HISTORY_BYTES_MAX, known: Arc::default() }
    }
}

impl Room {
    /// Takes what an event holds; `false` where that is more than is left.
    pub(crate) fn take(&mut self, details: &EventDetails) -> bool {
        let bytes = OWN_BYTES + self.details(details);
        let fits = bytes <= self.left;
        self.left = self.left.saturating_sub(bytes);
        fits
    }

    /// Whether not one more event fits.
    pub(crate) fn is_full(&self) -> bool {
        self.left < OWN_BYTES
    }

    fn details(&mut self, details: &EventDetails) -> usize {
        match details {
            EventDetails::Started { input, .. } | EventDetails::Entered { input } => self.value(input),
            EventDetails::Output(value) | EventDetails::TaskOutput(_, value) => self.value(value),
            EventDetails::Exited { output, assigned, .. } => {
                let variables = assigned.clone().map_or(0, |assigned| self.value(&Value::Object(assigned)));
                self.value(output) + variables
            }
            EventDetails::Scheduled(call) => {
                self.value(&call.parameters) + call.credentials.as_ref().map_or(0, |role| self.value(role))
            }
            EventDetails::Failed(failure)
            | EventDetails::TaskFailed(_, failure)
            | EventDetails::Evaluation { failure, .. } => self.failure(failure),
            EventDetails::None
            | EventDetails::TaskStarted(_)
            | EventDetails::Worker(_)
            | EventDetails::Length(_)
            | EventDetails::Iteration(_)
            | EventDetails::MapRun(_)
            | EventDetails::Redriven { .. } => 0,
        }
    }

    fn failure(&mut self, failure: &Failure) -> usize {
        [&failure.error, &failure.cause].into_iter().flatten().map(|text| self.text(text)).sum()
    }

    /// Recursion ends where the value does: [no payload nests deeper](limits::VALUE_DEPTH_MAX).
    fn value(&mut self, value: &Value) -> usize {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
            Value::String(text) => self.text(text),
            Value::Array(items) => self.once(Arc::as_ptr(items).addr(), |room| {
                items.len() * ITEM_BYTES + items.iter().map(|item| room.value(item)).sum::<usize>()
            }),
            Value::Object(members) => self.once(Arc::as_ptr(members).addr(), |room| {
                let member = |(key, value): (&Arc<str>, &Value)| MEMBER_BYTES + key.len() + room.value(value);
                members.iter().map(member).sum()
            }),
        }
    }

    fn text(&mut self, text: &Arc<str>) -> usize {
        self.once(text.as_ptr().addr(), |_| text.len())
    }

    fn once(&mut self, place: usize, bytes: impl FnOnce(&mut Room) -> usize) -> usize {
        if self.known.contains(&place) {
            return 0;
        }
        let bytes = OWN_BYTES + bytes(self);
        if bytes >= KNOWN_BYTES {
            Arc::make_mut(&mut self.known).insert(place);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_events_share_counts_once() {
        let large = Value::parse(&format!(r#"{{"items": [{}1], "text": "{}"}}"#, "1, ".repeat(999), "x".repeat(5_000)));
        let large = large.unwrap();
        let mut room = Room::default();
        let mut taken = |value: &Value| {
            let before = room.left;
            assert!(room.take(&EventDetails::Entered { input: value.clone() }));
            before - room.left
        };
        assert!((21_000..21_500).contains(&taken(&large)));
        assert_eq!(taken(&large), OWN_BYTES);
        let around = large.with_member("more", Value::from(1));
        assert!((150..250).contains(&taken(&around)), "the object around is new, what is in it is not");
        assert_eq!(taken(&around), OWN_BYTES);
        let failure = Failure::new("E", "c".repeat(1_000));
        for expected in [2 * OWN_BYTES + 1_001 + OWN_BYTES, 2 * OWN_BYTES + 1] {
            let before = room.left;
            assert!(room.take(&EventDetails::Failed(failure.clone())));
            assert_eq!(before - room.left, expected);
        }
        room.left = 1_000;
        assert!(!room.take(&EventDetails::Output(Value::from("y".repeat(1_000)))));
        assert_eq!((room.left, room.is_full()), (0, true));
    }
}
