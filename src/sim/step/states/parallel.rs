//! Parallel: every branch at once, each with its own copy of the input.

use super::scopes;
use super::task::finish;
use crate::asl::ScopeId;
use crate::json::Value;
use crate::sim::dataflow::sequence;
use crate::sim::execution::{Phase, Scopes};
use crate::sim::history::{EventDetails, EventType, HopKind};
use crate::sim::ids::FrameId;
use crate::sim::step::Run;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, branches: &[ScopeId]) {
    let input = match run.flow(id, sequence::parallel) {
        Ok(input) => input,
        Err(error) => return run.fail(id, error),
    };
    run.emit(id, EventType::ParallelStateStarted, EventDetails::None);
    if branches.is_empty() {
        run.emit_aside(id, EventType::ParallelStateSucceeded, EventDetails::None);
        return finish(run, id, Value::array([]));
    }
    let count = branches.len();
    let scopes = Scopes { next: count, ..Scopes::new(count, None) };
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Scopes(Box::new(scopes));
    }
    for (index, branch) in branches.iter().enumerate() {
        let child = scopes::Child { scope: *branch, index, input: input.clone(), item: None, execution: None };
        if !scopes::open(run, id, HopKind::Branch, child) {
            return;
        }
    }
}
