//! Wait: a number of seconds, or until a moment.

use super::simple::begin;
use crate::asl::TransitionKind;
use crate::json::Value;
use crate::sim::dataflow::{DataFlow, Field, Flow, Site, StateEnv, Trouble};
use crate::sim::execution::{FrameId, Phase};
use crate::sim::limits;
use crate::sim::step::Run;
use crate::sim::time::VirtualTime;

pub(crate) fn run(run: &mut Run<'_>, id: FrameId) {
    let now = run.execution.now;
    let made = run.flow(id, |flow, env| {
        begin(flow, env)?;
        until(flow, env, now)
    });
    match made {
        Ok(until) => {
            let until = until.max(now);
            let timer = run.arm(id, until);
            if let Some(frame) = run.execution.frame_mut(id) {
                frame.visit.phase = Phase::Waiting(timer, until);
            }
        }
        Err(error) => run.fail(id, error),
    }
}

pub(crate) fn until(flow: &dyn DataFlow, env: &mut StateEnv, now: VirtualTime) -> Flow<VirtualTime> {
    if let Some(found) = flow.field(env, Field::Seconds)? {
        let whole = match &found.value {
            Value::Number(number) => number.as_i64().filter(|seconds| *seconds >= 0),
            _ => None,
        };
        return match whole {
            Some(seconds) if seconds <= limits::SECONDS_MAX => Ok(now.plus_seconds(seconds)),
            Some(_) => Err(Trouble::runtime("Wait state delay is too long.")),
            None => Err(flow.bad_wait(Field::Seconds, &found)),
        };
    }
    match flow.field(env, Field::Timestamp)? {
        Some(found) => {
            let time = found.value.as_str().and_then(VirtualTime::parse);
            let time = time.ok_or_else(|| flow.bad_wait(Field::Timestamp, &found))?;
            if time.since(now) > limits::SECONDS_MAX * 1_000 {
                Err(Trouble::runtime("Wait state delay is too long."))
            } else {
                Ok(time)
            }
        }
        None => Err(Trouble::runtime("The Wait state says neither how long nor until when.")),
    }
}

pub(crate) fn done(run: &mut Run<'_>, id: FrameId) {
    let Some(code) = run.code(id) else { return };
    let made = run.flow(id, |flow, env| {
        let effective = begin(flow, env)?;
        let assigned = flow.assign(env, Site::State, &effective)?;
        Ok((flow.output(env, effective)?, assigned))
    });
    match made {
        Ok((output, assigned)) => run.leave(id, output, assigned, (TransitionKind::Next, &code.next)),
        Err(error) => run.fail(id, error),
    }
}
