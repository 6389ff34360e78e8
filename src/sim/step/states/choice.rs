//! Choice: the first rule that holds decides where to go.

use crate::asl::TransitionKind;
use crate::sim::dataflow::sequence;
use crate::sim::ids::FrameId;
use crate::sim::program::Next;
use crate::sim::step::Run;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, rules: &[Next], default: Option<&Next>) {
    match run.flow(id, |flow, env| sequence::choice(flow, env, default.is_some())) {
        Ok(((output, assigned), rule)) => {
            let by = rule.map_or(TransitionKind::Default, TransitionKind::Choice);
            match rule.map_or(default, |rule| rules.get(rule)) {
                Some(next) => run.leave(id, output, assigned, (by, next)),
                None => run.leave(id, output, assigned, (by, &Next::Nowhere("The rule has no Next".into()))),
            }
        }
        Err(error) => run.fail(id, error),
    }
}
