//! Recorded executions: replayed with what the services answered, and compared event for event.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    AfterLast, Answer, EventDetails, EventType, HistoryEvent, MockCall, MockPlan, Program, Progress, Recorded,
    S3Objects, Setup, Simulation, StateMock, Status, VirtualTime, Worker, WorkflowType,
};

use super::page::Page;
use super::reader::Reader;
use super::report::{Difference, Outcome, Report, UNREADABLE, files, text};

const CORPUS: &str = "aws-recorded";

/// More inputs than any recorded execution takes.
pub(crate) const BUDGET: usize = 1_000_000;

pub(crate) fn suite(folder: &Path, report: &mut Report, page: &mut Page) {
    for file in files(folder, "json") {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let case = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        let case = case.and_then(|text| Value::parse(&text).map_err(|error| error.to_string()));
        match case {
            Ok(case) => {
                let area = text(&case, "area").unwrap_or("none").to_owned();
                let id = text(&case, "id").unwrap_or(&name);
                if case.get("replayable").and_then(Value::as_bool) == Some(false) {
                    report.skip(CORPUS, &area);
                } else {
                    report.judge(CORPUS, &area, id, || replay(&case, page));
                }
            }
            Err(error) => report.add(CORPUS, UNREADABLE, &name, Err(error.into())),
        }
    }
}

fn replay(case: &Value, page: &mut Page) -> Outcome {
    let expected = case.get("expected").ok_or("the case expects nothing")?;
    let events = match expected.get("events") {
        None | Some(Value::Null) => None,
        Some(Value::Array(events)) => Some(&***events),
        Some(_) => return Err("its events are no list".into()),
    };
    let express = text(case, "workflow_type") == Some("EXPRESS");
    let setup = Setup {
        input: case.get("input").cloned().unwrap_or_default(),
        mocks: mocks(case.get("mocks").unwrap_or(&Value::Null), &worker(events.unwrap_or_default())),
        objects: fixtures(case.get("fixtures").unwrap_or(&Value::Null)),
        workflow: if express { WorkflowType::Express } else { WorkflowType::Standard },
        account: "111111111111".to_owned(),
        start: recorded_on(case).unwrap_or(Setup::default().start),
        ..Setup::default()
    };
    let definition = resolve_resources(case.get("definition").ok_or("the case has no definition")?);
    let definition = definition.to_string();
    let program = Arc::new(Program::compile(&Document::new(definition.as_str())));
    let mut run = Simulation::new(program, setup);
    let last =
        events.and_then(<[Value]>::split_last).filter(|(last, _)| text(last, "type") == Some("ExecutionAborted"));
    if let Some(aborted) = last.map(|(_, before)| before.len()) {
        // StopExecution comes from outside; the recording shows it only by the event it left, which is its last.
        while run.cursor() < aborted && run.step() == Progress::Advanced {}
        run.abort(None, None);
    }
    run.advance(VirtualTime::MAX, BUDGET);
    page.show(text(case, "id").unwrap_or_default(), &definition, &run);
    let mut reader = Reader::new(&run);
    outcome(&mut reader, expected, &run)?;
    match (events, text(expected, "events_order")) {
        (None, _) => Ok(()),
        (Some(events), Some("parallel-normalised")) => compare_unordered(&mut reader, events, run.history()),
        (Some(events), _) => {
            let exact = compare_ordered(&mut reader.clone(), events, run.history());
            match exact {
                Err(_) if iterates_concurrently(events) => {
                    compare_interleaved(&mut reader, events, run.history()).or(exact)
                }
                exact => exact,
            }
        }
    }
}

/// The day of the recording. The service changes: a run that starts then is answered as it was then.
fn recorded_on(case: &Value) -> Option<VirtualTime> {
    VirtualTime::parse(text(case.get("source")?, "aws_validated_on")?)
}

/// The S3 objects the recorded test put where its reader looks.
fn fixtures(value: &Value) -> S3Objects {
    let put = |objects: S3Objects, fixture: &Value| match (
        text(fixture, "Bucket"),
        text(fixture, "Key"),
        fixture.get("Body"),
    ) {
        (Some(bucket), Some(key), Some(Value::String(body))) => objects.with(bucket, key, body.clone()),
        // A body that is JSON itself was written as its text.
        (Some(bucket), Some(key), Some(body)) => objects.with(bucket, key, body.to_string()),
        _ => objects,
    };
    value.as_array().unwrap_or_default().iter().fold(S3Objects::default(), put)
}

/// Reading rules 1 and 2: a placeholder such as `activity_arn` stands for an ARN, which decides how the Task runs.
pub(super) fn resolve_resources(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::object(members.iter().map(|(key, member)| {
            let is_activity = &**key == "Resource"
                && member.as_str().is_some_and(|text| !text.starts_with("arn:") && text.contains("activity"));
            let arn = || Value::from("arn:aws:states:us-east-1:111111111111:activity:activity");
            (key.clone(), if is_activity { arn() } else { resolve_resources(member) })
        })),
        Value::Array(items) => Value::array(items.iter().map(resolve_resources)),
        other => other.clone(),
    }
}

/// The name the recorded workers gave themselves, which no mock has.
fn worker(events: &[Value]) -> Worker {
    let name = events.iter().find_map(|event| text(event, "workerName"));
    name.map_or(Worker::Some, |name| Worker::Named(name.into()))
}

fn mocks(value: &Value, worker: &Worker) -> MockPlan {
    let mut plan = MockPlan::default();
    for (state, attempts) in value.as_object().into_iter().flatten() {
        let attempts = attempts.as_array().unwrap_or_default();
        let answers = attempts.iter().map(|attempt| Answer::Recorded(Arc::new(recorded(attempt))));
        let calls = answers.map(|answer| MockCall { worker: worker.clone(), ..MockCall::new(answer) });
        plan =
            plan.with(state, StateMock { calls: calls.collect(), after_last: AfterLast::Fail, ..StateMock::default() });
    }
    plan
}

fn recorded(attempt: &Value) -> Recorded {
    let outcome = match (attempt.get("return"), attempt.get("throw")) {
        (Some(result), _) => Answer::Return(result.clone()),
        (None, Some(thrown)) => {
            // A function called by its ARN reports its error as its runtime wrote it, with spaces.
            let spaced = text(attempt, "service").is_some_and(|service| service.contains(":function:"));
            let cause = thrown.get("cause_json").map(|cause| json_text(cause, spaced));
            let cause = cause.or_else(|| text(thrown, "cause").map(str::to_owned)).map(Arc::from);
            Answer::Throw { error: text(thrown, "error").map(Arc::from), cause }
        }
        (None, None) => Answer::Hang,
    };
    Recorded { asked: attempt.get("on").cloned(), submitted: attempt.get("submitted").cloned(), outcome }
}

/// JSON with or without a space after commas and colons.
fn json_text(value: &Value, spaced: bool) -> String {
    if !spaced {
        return value.to_string();
    }
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| json_text(item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(key, value): (&Arc<str>, &Value)| {
                format!("{}: {}", stepwright::json::quote(key), json_text(value, true))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}

pub(crate) fn outcome(reader: &mut Reader<'_>, expected: &Value, run: &Simulation) -> Outcome {
    let status = run.status().as_str();
    if text(expected, "status") != Some(status) {
        let why = run.cause().or(run.error()).unwrap_or_default();
        let difference = Difference::new("status", expected.get("status"), Some(&status.into()));
        return Err(if why.is_empty() { difference } else { difference.with_note(why) });
    }
    let mut members: Vec<(&str, Value)> = Vec::new();
    if run.status() == Status::Succeeded {
        members.extend(run.output().cloned().map(|output| ("output", output)));
    }
    members.extend(run.error().map(|error| ("error", Value::from(error))));
    members.extend(run.cause().map(|cause| ("cause", Value::from(cause))));
    let wanted = expected.as_object().into_iter().flatten();
    let wanted = wanted.filter(|(key, _)| matches!(&***key, "output" | "error" | "cause" | "cause_json"));
    let wanted = Value::object(wanted.map(|(key, value)| (key.clone(), value.clone())));
    reader.fields(&wanted, &Value::object(members))
}

fn at(event: i64, difference: Difference) -> Difference {
    Difference { event: Some(event), ..difference }
}

/// No event of ours is the recorded one.
fn lost(wanted: &Value, note: &str) -> Difference {
    let id = wanted.get("id").and_then(Value::as_i64).filter(|id| *id > 0);
    Difference { event: id, ..Difference::new("event", Some(wanted), None) }.with_note(note)
}

fn compare_ordered(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Outcome {
    for (wanted, event) in expected.iter().zip(history) {
        reader.fields(wanted, &flat(event)).map_err(|difference| at(event.id as i64, difference))?;
    }
    let event = |expected, got| Difference::new("event", expected, got);
    match (expected.get(history.len()), history.get(expected.len())) {
        (Some(missing), _) => Err(at(history.len() as i64 + 1, event(Some(missing), None))),
        (None, Some(more)) => Err(at(more.id as i64, event(None, Some(&flat(more))))),
        (None, None) => Ok(()),
    }
}

/// Whether iterations of a Map ran at the same time: two began after the same event.
fn iterates_concurrently(events: &[Value]) -> bool {
    let mut follows = events.iter().filter(|event| text(event, "type") == Some("MapIterationStarted"));
    let first = follows.next().and_then(|event| event.get("prev"));
    first.is_some() && follows.any(|event| event.get("prev") == first)
}

/// Reading rule 5: with concurrent iterations the recorded order is one of several. Every event must be there, with
/// everything it has, following the same event; only ids may be dealt out in another order.
fn compare_interleaved(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Outcome {
    if expected.len() != history.len() {
        let count = |events: usize| Value::from(events as i64);
        return Err(Difference::new("events", Some(&count(expected.len())), Some(&count(history.len()))));
    }
    let mut left: Vec<&HistoryEvent> = history.iter().collect();
    let mut ids: BTreeMap<i64, i64> = BTreeMap::from([(0, 0)]);
    for wanted in expected {
        let number = |key: &str| wanted.get(key).and_then(Value::as_i64).unwrap_or(-1);
        let Some(follows) = ids.get(&number("prev")).copied() else { return Err(lost(wanted, "it follows no event")) };
        let fits = |event: &HistoryEvent| {
            let own = event.previous_event_id as i64 == follows;
            let found = flat(event).with_member("id", number("id").into()).with_member("prev", number("prev").into());
            let mut trial = reader.clone();
            (own && trial.fields(wanted, &found).is_ok()).then_some(trial)
        };
        let fit = left.iter().enumerate().find_map(|(at, event)| Some((at, fits(event)?)));
        let Some((at, trial)) = fit else { return Err(lost(wanted, "no event is like it")) };
        ids.insert(number("id"), left.remove(at).id as i64);
        *reader = trial;
    }
    Ok(())
}

/// Reading rule 5: inside a Parallel, ids are zeroed, the order is lost and its own last events are missing.
fn compare_unordered(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Outcome {
    let mut left: Vec<&HistoryEvent> = history.iter().collect();
    for wanted in expected {
        let zeroed = wanted.get("id").and_then(Value::as_i64) == Some(0);
        let fits = |event: &HistoryEvent| {
            let found = flat(event);
            let found = if zeroed { found.with_member("id", 0.into()).with_member("prev", 0.into()) } else { found };
            let mut trial = reader.clone();
            trial.fields(wanted, &found).map(|()| trial)
        };
        let fit = left.iter().enumerate().find_map(|(at, event)| Some((at, fits(event).ok()?)));
        let Some((at, trial)) = fit else { return Err(lost(wanted, "no event is like it")) };
        left.remove(at);
        *reader = trial;
    }
    let gap = [EventType::ParallelStateSucceeded, EventType::ParallelStateFailed, EventType::ParallelStateExited];
    match left.into_iter().find(|event| !gap.contains(&event.kind)) {
        Some(event) => Err(at(event.id as i64, Difference::new("event", None, Some(&flat(event))))),
        None => Ok(()),
    }
}

/// An event in the corpus's flat form.
fn flat(event: &HistoryEvent) -> Value {
    let mut members: Vec<(&str, Value)> = vec![
        ("id", (event.id as i64).into()),
        ("prev", (event.previous_event_id as i64).into()),
        ("type", event.kind.as_str().into()),
    ];
    let shared = |text: &Arc<str>| Value::String(text.clone());
    let named = matches!(
        event.details,
        EventDetails::Entered { .. }
            | EventDetails::Exited { .. }
            | EventDetails::Iteration(_)
            | EventDetails::Evaluation { .. }
    );
    members.extend(event.state.as_ref().filter(|_| named).map(|state| ("state", shared(state))));
    let failed = |failure: &stepwright::sim::Failure| {
        let error = failure.error.as_ref().map(|error| ("error", shared(error)));
        error.into_iter().chain(failure.cause.as_ref().map(|cause| ("cause", shared(cause)))).collect::<Vec<_>>()
    };
    match &event.details {
        EventDetails::None => {}
        EventDetails::Started { input, .. } | EventDetails::Entered { input } => members.push(("input", input.clone())),
        EventDetails::Output(output) => members.push(("output", output.clone())),
        EventDetails::Failed(failure) => members.extend(failed(failure)),
        EventDetails::Exited { output, assigned, .. } => {
            members.push(("output", output.clone()));
            members.extend(assigned.clone().map(|assigned| ("assigned", Value::Object(assigned))));
        }
        EventDetails::Scheduled(scheduled) => {
            members.push(("resource", shared(&scheduled.resource.resource)));
            if event.kind == EventType::TaskScheduled {
                members.push(("resourceType", shared(&scheduled.resource.resource_type)));
                members.push(("region", shared(&scheduled.region)));
                members.push(("parameters", scheduled.parameters.clone()));
            } else {
                members.push(("input", scheduled.parameters.clone()));
            }
            members.extend(scheduled.timeout_seconds.map(|seconds| ("timeoutInSeconds", seconds.into())));
            members.extend(scheduled.heartbeat_seconds.map(|seconds| ("heartbeatInSeconds", seconds.into())));
            members.extend(scheduled.credentials.clone().map(|credentials| ("taskCredentials", credentials)));
        }
        EventDetails::TaskStarted(resource) => members.extend(resource_of(resource)),
        EventDetails::TaskOutput(resource, output) => {
            members.extend(resource_of(resource));
            members.push(("output", output.clone()));
        }
        EventDetails::TaskFailed(resource, failure) => {
            members.extend(resource_of(resource));
            members.extend(failed(failure));
        }
        EventDetails::Worker(worker) => members.extend(worker.as_ref().map(|worker| ("workerName", shared(worker)))),
        EventDetails::Length(length) => members.push(("length", (*length as i64).into())),
        EventDetails::Iteration(index) => members.push(("index", (*index as i64).into())),
        EventDetails::MapRun(arn) => members.push(("mapRunArn", shared(arn))),
        EventDetails::Redriven { count, map_run } => {
            members.extend(map_run.as_ref().map(|arn| ("mapRunArn", shared(arn))));
            members.push(("redriveCount", i64::from(*count).into()));
        }
        EventDetails::Evaluation { failure, location } => {
            members.extend(failed(failure));
            members.extend(location.as_ref().map(|location| ("location", shared(location))));
        }
    }
    Value::object(members)
}

fn resource_of(resource: &stepwright::sim::TaskResource) -> [(&'static str, Value); 2] {
    [
        ("resource", Value::String(resource.resource.clone())),
        ("resourceType", Value::String(resource.resource_type.clone())),
    ]
}
