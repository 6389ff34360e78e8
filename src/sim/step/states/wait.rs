//! Wait: a number of seconds, or until a moment.

use crate::asl::TransitionKind;
use crate::sim::dataflow::sequence;
use crate::sim::execution::Phase;
use crate::sim::ids::FrameId;
use crate::sim::step::Run;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId) {
    match run.flow(id, sequence::wait) {
        Ok(until) => {
            let until = until.max(run.execution.now);
            let timer = run.arm(id, until);
            if let Some(frame) = run.execution.frame_mut(id) {
                frame.visit.phase = Phase::Waiting(timer, until);
            }
        }
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn done(run: &mut Run<'_>, id: FrameId) {
    let Some(code) = run.code(id) else { return };
    match run.flow(id, sequence::waited) {
        Ok((output, assigned)) => run.leave(id, output, assigned, (TransitionKind::Next, &code.next)),
        Err(error) => run.fail(id, error),
    }
}
