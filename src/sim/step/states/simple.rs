//! Pass, Succeed and Fail: states that end as soon as they are entered.

use crate::asl::TransitionKind;
use crate::sim::dataflow::sequence;
use crate::sim::error::{Origin, StatesError};
use crate::sim::ids::FrameId;
use crate::sim::program::Next;
use crate::sim::step::Run;

pub(crate) fn pass(run: &mut Run<'_>, id: FrameId) {
    let Some(code) = run.code(id) else { return };
    match run.flow(id, sequence::pass) {
        Ok((output, assigned)) => run.leave(id, output, assigned, (TransitionKind::Next, &code.next)),
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn succeed(run: &mut Run<'_>, id: FrameId) {
    match run.flow(id, sequence::succeed) {
        Ok(output) => run.leave(id, output, None, (TransitionKind::Next, &Next::End)),
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn fail(run: &mut Run<'_>, id: FrameId) {
    match run.flow(id, sequence::fail) {
        Ok(failure) => run.fail(id, StatesError { failure, origin: Origin::State }),
        Err(error) => run.fail(id, error),
    }
}
