//! A state's type changed: what it cannot have goes, what it needs comes.

use super::names::Names;
use super::reason::called;
use super::structure::write_beside;
use super::template;
use super::{EditError, Intent, Scene};
use crate::asl::{StateKind, TransitionKind};
use crate::json::{NodeRef, Object, Pointer, Spot, Value};

use StateKind::{Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait};

/// Which types have a field (AWS: "Amazon States Language", the state types' pages). A field that is not here is kept.
const FIELDS: &[(&str, &[StateKind])] = &[
    ("Next", &[Task, Parallel, Map, Pass, Wait]),
    ("End", &[Task, Parallel, Map, Pass, Wait]),
    ("Assign", &[Task, Parallel, Map, Pass, Wait, Choice]),
    ("InputPath", &[Task, Parallel, Map, Pass, Wait, Choice, Succeed]),
    ("OutputPath", &[Task, Parallel, Map, Pass, Wait, Choice, Succeed]),
    ("Output", &[Task, Parallel, Map, Pass, Wait, Choice, Succeed]),
    ("Parameters", &[Task, Parallel, Map, Pass]),
    ("ResultSelector", &[Task, Parallel, Map]),
    ("ResultPath", &[Task, Parallel, Map, Pass]),
    ("Result", &[Pass]),
    ("Arguments", &[Task, Parallel]),
    ("Retry", &[Task, Parallel, Map]),
    ("Catch", &[Task, Parallel, Map]),
    ("Resource", &[Task]),
    ("Credentials", &[Task]),
    ("TimeoutSeconds", &[Task]),
    ("TimeoutSecondsPath", &[Task]),
    ("HeartbeatSeconds", &[Task]),
    ("HeartbeatSecondsPath", &[Task]),
    ("Branches", &[Parallel]),
    ("Seconds", &[Wait]),
    ("SecondsPath", &[Wait]),
    ("Timestamp", &[Wait]),
    ("TimestampPath", &[Wait]),
    ("Choices", &[Choice]),
    ("Default", &[Choice]),
    ("Error", &[Fail]),
    ("ErrorPath", &[Fail]),
    ("Cause", &[Fail]),
    ("CausePath", &[Fail]),
    ("ItemProcessor", &[Map]),
    ("Iterator", &[Map]),
    ("MaxConcurrency", &[Map]),
    ("MaxConcurrencyPath", &[Map]),
    ("Items", &[Map]),
    ("ItemsPath", &[Map]),
    ("ItemSelector", &[Map]),
    ("ItemReader", &[Map]),
    ("ItemBatcher", &[Map]),
    ("ResultWriter", &[Map]),
    ("ToleratedFailureCount", &[Map]),
    ("ToleratedFailureCountPath", &[Map]),
    ("ToleratedFailurePercentage", &[Map]),
    ("ToleratedFailurePercentagePath", &[Map]),
    ("Label", &[Map]),
];

fn may_have(kind: StateKind, field: &str) -> bool {
    FIELDS.iter().find(|(name, _)| *name == field).is_none_or(|(_, kinds)| kinds.contains(&kind))
}

impl<'a> Scene<'a> {
    pub(super) fn change_kind(self, at: &Pointer, kind: StateKind) -> Result<Intent<'a>, EditError> {
        let (id, state) = self.sole_state(at)?;
        if state.kind == Some(kind) {
            return Err(EditError::Ignored);
        }
        let ways = self.machine.outgoing(id);
        let find = |wanted: fn(TransitionKind) -> bool| ways.iter().find(|way| wanted(way.kind));
        let follower = find(|way| matches!(way, TransitionKind::Next | TransitionKind::Default))
            .or_else(|| find(|way| matches!(way, TransitionKind::Choice(_))))
            .map(|way| way.target.clone());
        let members = self.document.find(at).map(NodeRef::to_value).unwrap_or_default();
        let members = members.as_object().cloned().unwrap_or_default();
        let (kept, gone): (Object, Object) = members.into_iter().partition(|(key, _)| may_have(kind, key));
        Ok(Intent::new(format!("Change {} to {}", called(state), kind.as_str()), move |draft| {
            let at = &state.pointer;
            for key in gone.keys() {
                draft.remove(&at.key(key))?;
            }
            let leads = kept.contains_key("Next") || kept.contains_key("End");
            let given = Value::Object(kept.into());
            let mut names = Names::of(self.machine);
            let fresh = template::state(kind, state.language, follower.as_deref(), Some(&given), &mut names);
            let mut before = None;
            for (key, value) in fresh.body.as_object().into_iter().flatten() {
                let there = draft.has(&at.key(key));
                if &**key == "Type" && there {
                    draft.set(&at.key(key), value)?;
                } else if !there && (!leads || !matches!(&**key, "Next" | "End")) {
                    draft.insert(at, before.map_or(Spot::First, Spot::After), key, value)?;
                }
                before = Some(&**key);
            }
            write_beside(draft, at, &state.name, &fresh)?;
            Ok(Some(at.clone()))
        }))
    }
}
