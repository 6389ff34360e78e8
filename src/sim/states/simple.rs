//! Pass, Succeed and Fail: states that end as soon as they are entered.

use std::sync::Arc;

use crate::asl::TransitionKind;
use crate::json::Value;
use crate::sim::dataflow::{Field, Flow, Site, StateEnv, Trouble};
use crate::sim::execution::{FrameId, Origin, StatesError};
use crate::sim::history::Failure;
use crate::sim::limits;
use crate::sim::program::Next;
use crate::sim::step::{Run, cut};

pub(crate) fn pass(run: &mut Run<'_>, id: FrameId) {
    let Some(code) = run.code(id) else { return };
    let made = run.flow(id, |flow, env| {
        env.input = flow.effective_input(env)?;
        let result = flow.arguments(env)?;
        let assigned = flow.assign(env, Site::State, &result)?;
        Ok((flow.output(env, result)?, assigned))
    });
    match made {
        Ok((output, assigned)) => run.leave(id, output, assigned, (TransitionKind::Next, &code.next)),
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn succeed(run: &mut Run<'_>, id: FrameId) {
    let made = run.flow(id, |flow, env| {
        let input = flow.effective_input(env)?;
        flow.output(env, input)
    });
    match made {
        Ok(output) => run.leave(id, output, None, (TransitionKind::Next, &Next::End)),
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn fail(run: &mut Run<'_>, id: FrameId) {
    let made = run.flow(id, failure);
    match made {
        Ok(failure) => run.fail(id, StatesError { failure, origin: Origin::State }),
        Err(error) => run.fail(id, error),
    }
}

/// What a Fail state says.
pub(crate) fn failure(flow: &dyn crate::sim::dataflow::DataFlow, env: &mut StateEnv) -> Flow<Failure> {
    let mut text = |field: Field, chars| -> Flow<Option<Arc<str>>> { text_of(flow.field(env, field)?, field, chars) };
    Ok(Failure {
        error: text(Field::Error, limits::ERROR_CHARS_MAX)?,
        cause: text(Field::Cause, limits::CAUSE_CHARS_MAX)?,
    })
}

fn text_of(found: Option<crate::sim::dataflow::FieldValue>, field: Field, chars: usize) -> Flow<Option<Arc<str>>> {
    match found.map(|found| found.value) {
        None => Ok(None),
        Some(Value::String(text)) if text.len() <= chars => Ok(Some(text)),
        Some(Value::String(text)) => Ok(Some(cut(text.to_string(), chars).into())),
        Some(other) => Err(Trouble::runtime(format!("The {} field must be a string but was: {other}", field.name()))),
    }
}

/// Sets `$` to the effective input.
pub(crate) fn begin(flow: &dyn crate::sim::dataflow::DataFlow, env: &mut StateEnv) -> Flow<Value> {
    env.input = flow.effective_input(env)?;
    Ok(env.input.clone())
}
