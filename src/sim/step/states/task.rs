//! Task: asks the world for a service's answer and waits for it, within its time limits.

use std::sync::Arc;

use crate::asl::{Pattern, TransitionKind};
use crate::json::Value;
use crate::sim::dataflow::Trouble;
use crate::sim::dataflow::sequence::{self, TaskCall};
use crate::sim::error::{Origin, StatesError};
use crate::sim::execution::{Family, Heartbeat, Phase, TaskRun};
use crate::sim::history::{EventDetails, EventType, Failure, Scheduled, StatePath, TaskResource};
use crate::sim::ids::{FrameId, WorkId};
use crate::sim::payload::bytes_of;
use crate::sim::program::TaskCode;
use crate::sim::step::{DATA_LIMIT, Run, too_large};
use crate::sim::world::{Effect, Invocation, TaskSignal};

pub(crate) fn run(run: &mut Run<'_>, id: FrameId, task: &TaskCode) {
    let Some(code) = run.code(id) else { return };
    if let Some(refusal) = task.resource.express_refusal().filter(|_| run.is_express(id)) {
        let error = run.error(id, Trouble::runtime(refusal));
        run.fail(id, error);
        return;
    }
    let token = task.has_token.then(|| run.execution.new_token(&code.name));
    let made = run.flow_with(id, |seed| seed.token.clone_from(&token), sequence::task);
    match made {
        // AWS: "When, after Parameters processing, the input of a state is larger than payload size quota."
        Ok(call) if [Some(&call.parameters), call.credentials.as_ref()].into_iter().flatten().any(is_too_large) => {
            let error = StatesError::new(Origin::DataLimit, DATA_LIMIT, Some(too_large(called(&task.service))));
            run.fail(id, error);
        }
        Ok(call) => schedule(run, id, task, call, token),
        Err(error) => run.fail(id, error),
    }
}

fn is_too_large(value: &Value) -> bool {
    bytes_of(value).is_none()
}

/// Recorded: a container that the service waits for is asked for with who started it, one it does not wait for is not.
fn marked(resource: &TaskResource, parameters: Value) -> Value {
    let waits = &*resource.resource_type == "ecs" && &*resource.resource == "runTask.sync";
    if waits && parameters.as_object().is_some() && parameters.get("StartedBy").is_none() {
        parameters.with_member("StartedBy", Value::from("AWS Step Functions"))
    } else {
        parameters
    }
}

fn schedule(
    run: &mut Run<'_>,
    id: FrameId,
    task: &TaskCode,
    call: TaskCall,
    token: Option<crate::sim::ids::TaskToken>,
) {
    let Some(code) = run.code(id) else { return };
    if task.family == Family::Activity && run.execution.about.missing_activities.contains(&code.name) {
        // Recorded (2024-03-17): nothing is scheduled, and no `ActivityScheduleFailed` tells of it.
        let refusal = format!("The activity {} does not exist.", task.service.resource);
        let error = run.error(id, Trouble::runtime(refusal));
        run.fail(id, error);
        return;
    }
    let parameters = marked(&task.service, call.parameters);
    let kind = match task.family {
        Family::Lambda => EventType::LambdaFunctionScheduled,
        Family::Activity => EventType::ActivityScheduled,
        Family::Service => EventType::TaskScheduled,
    };
    let credentials = call.credentials.as_ref().map(|credentials| {
        // The API has a string here, whatever the definition has (AWS: `TaskCredentials`).
        let role = match credentials.get("RoleArn") {
            Some(Value::String(role)) => Value::String(role.clone()),
            Some(Value::Null) | None => Value::Null,
            Some(other) => Value::from(other.to_string().as_str()),
        };
        Value::object([("roleArn", role)])
    });
    let details = EventDetails::Scheduled(Arc::new(Scheduled {
        resource: task.service.clone(),
        region: run.execution.about.region.clone(),
        parameters: parameters.clone(),
        timeout_seconds: call.timeout_seconds,
        heartbeat_seconds: call.heartbeat_seconds,
        credentials,
    }));
    run.emit(id, kind, details);
    let Some(scope) = run.execution.frame(id).map(|frame| frame.path.clone()) else { return };
    let now = run.execution.now;
    let work = run.execution.new_id();
    let timeout = call.timeout_seconds.map(|seconds| now.plus_seconds(seconds)).map(|at| (run.arm(id, at), at));
    let heartbeat = call.heartbeat_seconds.map(|seconds| {
        let at = now.plus_seconds(seconds);
        Heartbeat { seconds, timer: run.arm(id, at), at }
    });
    run.ask(Effect::Invoke(Box::new(Invocation {
        frame: id,
        id: work,
        state: code.name.clone(),
        path: StatePath { state: code.pointer.clone(), scope },
        resource: task.resource.clone(),
        parameters,
        token,
        deadline: timeout.map(|(_, at)| at),
        heartbeat_deadline: heartbeat.as_ref().map(|heartbeat| heartbeat.at),
        seed: run.execution.about.seed,
    })));
    if let Some(frame) = run.execution.frame_mut(id) {
        let (family, resource) = (task.family, task.service.clone());
        let waits = family == Family::Service && task.resource.pattern != Pattern::RequestResponse;
        frame.visit.phase = Phase::Task(TaskRun { id: work, family, resource, waits, timeout, heartbeat });
    }
}

/// A service says something.
pub(crate) fn signal(run: &mut Run<'_>, id: FrameId, work: WorkId, signal: TaskSignal) {
    let Some(task) = current(run, id).filter(|task| task.id == work) else { return };
    match signal {
        TaskSignal::Started(worker) => started(run, id, &task, worker),
        TaskSignal::Submitted(response) => {
            if task.family == Family::Service {
                run.emit(id, EventType::TaskSubmitted, EventDetails::TaskOutput(task.resource, response));
                run.ask(Effect::AwaitToken(task.id));
            }
        }
        TaskSignal::Succeeded(result) => succeeded(run, id, &task, result),
        TaskSignal::Failed(failure) => {
            disarm(run, &task);
            let failure = failure.kept();
            let origin = Origin::of_answer(failure.error.as_deref());
            ended(run, id, &task, StatesError { failure, origin });
        }
        TaskSignal::Heartbeat => heartbeat(run, id, &task),
    }
}

fn current(run: &Run<'_>, id: FrameId) -> Option<TaskRun> {
    match &run.execution.frame(id)?.visit.phase {
        Phase::Task(task) => Some(task.clone()),
        _ => None,
    }
}

fn started(run: &mut Run<'_>, id: FrameId, task: &TaskRun, worker: Option<Arc<str>>) {
    let (kind, details) = match task.family {
        Family::Lambda => (EventType::LambdaFunctionStarted, EventDetails::None),
        Family::Activity => (EventType::ActivityStarted, EventDetails::Worker(worker)),
        Family::Service => (EventType::TaskStarted, EventDetails::TaskStarted(task.resource.clone())),
    };
    run.emit(id, kind, details);
    if !task.waits {
        run.ask(Effect::AwaitToken(task.id));
    }
}

/// What a cause calls the service or function.
fn called(resource: &TaskResource) -> &Arc<str> {
    if resource.resource_type.is_empty() { &resource.resource } else { &resource.resource_type }
}

fn succeeded(run: &mut Run<'_>, id: FrameId, task: &TaskRun, result: Value) {
    disarm(run, task);
    if is_too_large(&result) {
        let error = StatesError::new(Origin::Task, DATA_LIMIT, Some(too_large(called(&task.resource))));
        ended(run, id, task, error);
        return;
    }
    let (kind, details) = match task.family {
        Family::Lambda => (EventType::LambdaFunctionSucceeded, EventDetails::Output(result.clone())),
        Family::Activity => (EventType::ActivitySucceeded, EventDetails::Output(result.clone())),
        Family::Service => (EventType::TaskSucceeded, EventDetails::TaskOutput(task.resource.clone(), result.clone())),
    };
    run.emit(id, kind, details);
    finish(run, id, result);
}

/// A Task, Parallel or Map has its result: shapes it and leaves the state.
pub(crate) fn finish(run: &mut Run<'_>, id: FrameId, result: Value) {
    let Some(code) = run.code(id) else { return };
    match run.flow(id, |flow, env| sequence::finish(flow, env, result)) {
        Ok((output, assigned)) => run.leave(id, output, assigned, (TransitionKind::Next, &code.next)),
        Err(error) => run.fail(id, error),
    }
}

/// The task ended by an error: its event, then Retry and Catch.
fn ended(run: &mut Run<'_>, id: FrameId, task: &TaskRun, error: StatesError) {
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Working;
    }
    let timed_out = matches!(error.origin, Origin::Timeout | Origin::Heartbeat);
    let kind = match (task.family, timed_out) {
        (Family::Lambda, false) => EventType::LambdaFunctionFailed,
        (Family::Lambda, true) => EventType::LambdaFunctionTimedOut,
        (Family::Activity, false) => EventType::ActivityFailed,
        (Family::Activity, true) => EventType::ActivityTimedOut,
        (Family::Service, false) => EventType::TaskFailed,
        (Family::Service, true) => EventType::TaskTimedOut,
    };
    let details = match task.family {
        Family::Service => EventDetails::TaskFailed(task.resource.clone(), error.failure.clone()),
        Family::Lambda | Family::Activity => EventDetails::Failed(error.failure.clone()),
    };
    run.emit(id, kind, details);
    run.fail(id, error);
}

/// One of the task's timers fired.
pub(crate) fn timer(run: &mut Run<'_>, id: FrameId, timer: WorkId) {
    let Some(task) = current(run, id) else { return };
    let timed_out = task.timeout.is_some_and(|(own, _)| own == timer);
    let silent = task.heartbeat.as_ref().is_some_and(|heartbeat| heartbeat.timer == timer);
    if !timed_out && !silent {
        return;
    }
    disarm(run, &task);
    run.ask(Effect::Cancel(task.id));
    let origin = if timed_out { Origin::Timeout } else { Origin::Heartbeat };
    // Recordings show States.Timeout without a cause for both; the origin lets States.HeartbeatTimeout match.
    let failure = Failure { error: Some("States.Timeout".into()), cause: None };
    ended(run, id, &task, StatesError { failure, origin });
}

fn heartbeat(run: &mut Run<'_>, id: FrameId, task: &TaskRun) {
    let Some(Heartbeat { seconds, timer, at }) = task.heartbeat.clone() else { return };
    run.ask(Effect::DisarmTimer(timer, at));
    let at = run.execution.now.plus_seconds(seconds);
    let timer = run.arm(id, at);
    run.ask(Effect::HeartbeatUntil(task.id, at));
    if let Some(frame) = run.execution.frame_mut(id)
        && let Phase::Task(task) = &mut frame.visit.phase
    {
        task.heartbeat = Some(Heartbeat { seconds, timer, at });
    }
}

/// Forgets a task's timers.
pub(crate) fn disarm(run: &mut Run<'_>, task: &TaskRun) {
    if let Some((timer, at)) = task.timeout {
        run.ask(Effect::DisarmTimer(timer, at));
    }
    if let Some(heartbeat) = &task.heartbeat {
        run.ask(Effect::DisarmTimer(heartbeat.timer, heartbeat.at));
    }
}
