//! Choice: the first rule that holds decides where to go.

use super::simple::begin;
use crate::asl::TransitionKind;
use crate::sim::dataflow::{Site, Trouble};
use crate::sim::execution::FrameId;
use crate::sim::program::Next;
use crate::sim::step::Run;

/// The specification says `States.NoChoiceMatched`; the service says this (floci-io/floci#3167).
pub(crate) const NO_NEXT: &str = "Failed to transition out of the state. The state does not point to a next state.";

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, rules: &[Next], default: Option<&Next>) {
    let made = run.flow(id, |flow, env| {
        let effective = begin(flow, env)?;
        let rule = flow.choose(env)?;
        if rule.is_none() && default.is_none() {
            return Err(Trouble::runtime(NO_NEXT));
        }
        let assigned = flow.assign(env, rule.map_or(Site::State, Site::Rule), &effective)?;
        env.input = effective;
        Ok((flow.chosen_output(env, rule)?, assigned, rule))
    });
    match made {
        Ok((output, assigned, rule)) => {
            let by = rule.map_or(TransitionKind::Default, TransitionKind::Choice);
            match rule.map_or(default, |rule| rules.get(rule)) {
                Some(next) => run.leave(id, output, assigned, (by, next)),
                None => run.leave(id, output, assigned, (by, &Next::Nowhere("The rule has no Next".into()))),
            }
        }
        Err(error) => run.fail(id, error),
    }
}
