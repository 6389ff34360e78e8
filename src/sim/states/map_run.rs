//! The map run of a distributed Map: its items from a reader, its child executions, its end (AWS: "Map Run").

use std::sync::Arc;

use super::map::{integer, iterate};
use super::task::finish;
use crate::asl::WorkflowType;
use crate::json::Value;
use crate::sim::Status;
use crate::sim::children::{ChildExecution, MapRun};
use crate::sim::dataflow::{DataFlow, Field, Flow, StateEnv, Trouble};
use crate::sim::execution::{ChildId, Execution, Frame, FrameId, MapWork, Origin, Phase, StatesError, WorkId, uuid_of};
use crate::sim::history::{EventDetails, EventType, Failure, StatePath};
use crate::sim::items::{Finished, ReadRequest, Reader, Writer, item_source, objects_of, shaped};
use crate::sim::limits;
use crate::sim::program::Work;
use crate::sim::step::Run;
use crate::sim::time::VirtualTime;
use crate::sim::world::Effect;

/// What to read, and the limit as the state gave it: zero is none, and a negative one fails the map run.
pub(super) struct Asked {
    reader: Reader,
    arguments: Value,
    max_items: i64,
}

pub(super) fn request(flow: &dyn DataFlow, env: &mut StateEnv, reader: &Reader) -> Flow<Asked> {
    let arguments = flow.field(env, Field::ReaderArguments)?.map(|found| found.value);
    let max_items = integer(flow.field(env, Field::MaxItems)?, Field::MaxItems)?.unwrap_or(0);
    Ok(Asked { reader: reader.clone(), arguments: arguments.unwrap_or_else(Value::empty_object), max_items })
}

/// Begins a map run: its record and its event.
pub(super) fn begin(
    run: &mut Run<'_>,
    id: FrameId,
    work: &MapWork,
    workflow: WorkflowType,
    label: Option<&str>,
) -> Option<usize> {
    let frame = run.execution.frame(id)?;
    let (scope, code) = (frame.path.clone(), run.code(id)?);
    let about = &run.execution.about;
    let own = run.execution.map_runs.len();
    let run_id = uuid_of(about.seed ^ own as u64, &format!("map run of {}", code.name));
    let label = label.map_or_else(|| uuid_of(about.seed, &code.name), str::to_owned);
    let arn: Arc<str> = format!("{}/{label}:{run_id}", about.machine_id.replace(":stateMachine:", ":mapRun:")).into();
    let start = run.execution.now;
    Arc::make_mut(&mut run.execution.map_runs).push(Arc::new(MapRun {
        arn: arn.clone(),
        path: StatePath { state: code.pointer.clone(), scope },
        status: Status::Running,
        workflow,
        start,
        stop: None,
        items: 0,
        total: 0,
        max_concurrency: work.concurrency,
        tolerated_failure_count: work.tolerated_count,
        tolerated_failure_percentage: work.tolerated_percentage,
        results_written: 0,
        executions: Vec::new(),
    }));
    run.emit(id, EventType::MapRunStarted, EventDetails::MapRun(arn));
    Some(own)
}

/// Asks the world for the items.
pub(super) fn ask(run: &mut Run<'_>, id: FrameId, asked: Asked, mut work: MapWork) {
    let Ok(max_items) = usize::try_from(asked.max_items) else {
        return unreadable(run, id, work.run, "field MaxItems must be positive");
    };
    work.source = Some(item_source(&asked.arguments));
    let request = ReadRequest {
        reader: asked.reader,
        arguments: asked.arguments,
        max_items: (max_items > 0).then_some(max_items),
    };
    let read = run.execution.new_id();
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = Phase::Reading(read, Box::new(work));
    }
    run.ask(Effect::ReadItems(id, read, Box::new(request)));
}

/// The items were read, or could not be.
pub(crate) fn found(run: &mut Run<'_>, id: FrameId, read: WorkId, found: Result<Value, Arc<str>>) {
    let Some(frame) = run.execution.frame_mut(id) else { return };
    if !matches!(&frame.visit.phase, Phase::Reading(own, _) if *own == read) {
        return;
    }
    let Phase::Reading(_, work) = std::mem::replace(&mut frame.visit.phase, Phase::Working) else { return };
    match found {
        Ok(items) => iterate(run, id, MapWork { items: items.into(), ..*work }),
        Err(cause) => unreadable(run, id, work.run, &cause),
    }
}

fn unreadable(run: &mut Run<'_>, id: FrameId, own: Option<usize>, cause: &str) {
    let error = StatesError::new(Origin::State, "States.ItemReaderFailed", Some(cause.to_owned()));
    match own {
        Some(own) => failed(run, id, own, error),
        None => run.fail(id, error),
    }
}

/// Begins a child execution; `None` where there are too many.
pub(super) fn open(run: &mut Run<'_>, own: usize, index: usize, items: usize, input: &Value) -> Option<ChildId> {
    if run.execution.children >= limits::CHILDREN_MAX {
        return None;
    }
    run.execution.children += 1;
    let about = run.execution.about.clone();
    let start = run.execution.now;
    let record = run.execution.map_run_mut(own)?;
    let name: Arc<str> = uuid_of(about.seed ^ index as u64, &record.arn).into();
    let (machine, label) = (&about.machine_name, record.arn.rsplit('/').next().unwrap_or_default());
    let label = label.split(':').next().unwrap_or_default();
    let (region, account) = (&about.region, &about.account);
    let arn = match record.workflow {
        WorkflowType::Standard => format!("arn:aws:states:{region}:{account}:execution:{machine}/{label}:{name}"),
        WorkflowType::Express => {
            let run = uuid_of(about.seed, &name);
            format!("arn:aws:states:{region}:{account}:express:{machine}/{label}:{name}:{run}")
        }
    };
    let child = ChildId { run: own, at: record.executions.len() };
    record.executions.push(Arc::new(ChildExecution {
        index,
        items,
        name,
        arn: arn.into(),
        status: Status::Running,
        input: input.clone(),
        output: None,
        failure: Failure::default(),
        start,
        stop: None,
        events: 0,
        history: Vec::new(),
    }));
    let details = EventDetails::Started { input: input.clone(), role_arn: about.role_arn.clone() };
    run.record_child(child, EventType::ExecutionStarted, details, 0, None);
    Some(child)
}

/// A child execution reached its end.
pub(super) fn child_succeeded(run: &mut Run<'_>, frame: &Frame, output: Value) {
    let (Some(child), now) = (frame.child, run.execution.now) else { return };
    run.record_child(child, EventType::ExecutionSucceeded, EventDetails::Output(output.clone()), frame.chain, None);
    if let Some(child) = run.execution.child_mut(child) {
        child.end(Status::Succeeded, now);
        child.output = Some(output);
    }
}

/// A child execution ended by an error.
pub(super) fn child_failed(run: &mut Run<'_>, frame: FrameId, failure: &Failure) {
    let now = run.execution.now;
    let Some(frame) = run.execution.frame(frame) else { return };
    let (Some(child), chain) = (frame.child, frame.chain) else { return };
    run.record_child(child, EventType::ExecutionFailed, EventDetails::Failed(failure.clone()), chain, None);
    if let Some(child) = run.execution.child_mut(child) {
        child.end(Status::Failed, now);
        child.failure = failure.clone();
    }
}

/// A child execution was stopped with its map run.
pub(super) fn child_aborted(run: &mut Run<'_>, own: usize, at: usize) {
    let (child, now) = (ChildId { run: own, at }, run.execution.now);
    let Some(last) = run.execution.child_mut(child).map(|child| child.events) else { return };
    run.record_child(child, EventType::ExecutionAborted, EventDetails::Failed(Failure::default()), last, None);
    if let Some(child) = run.execution.child_mut(child) {
        child.end(Status::Aborted, now);
    }
}

/// Every child execution ended well enough: writes the results and leaves the Map.
pub(super) fn succeeded(run: &mut Run<'_>, id: FrameId, own: usize, plain: Value) {
    let Some(Work::Map { items, .. }) = run.code(id).map(|code| &code.work) else { return };
    let result = match &items.writer {
        None => plain,
        Some(writer) if !writer.exports => shaped(Some(writer), &finished(run, own)),
        Some(writer) => match export(run, id, own, writer) {
            Ok(result) => result,
            Err(error) => return failed(run, id, own, error),
        },
    };
    end(run, own, Status::Succeeded);
    let started = run.execution.frame(id).map_or(0, |frame| frame.chain);
    run.emit(id, EventType::MapRunSucceeded, EventDetails::None);
    run.emit_aside(id, EventType::MapStateSucceeded, EventDetails::None);
    // Recorded up to June 2024: what comes after the Map follows MapRunSucceeded; from November 2024 on, and observed
    // since (floci-io/floci#3167): it follows MapRunStarted.
    let today = run.execution.about.start >= END_ASIDE_SINCE;
    if let Some(frame) = run.execution.frame_mut(id).filter(|_| today) {
        frame.chain = started;
    }
    finish(run, id, result);
}

/// Between the recordings of either kind: 2024-09-01.
const END_ASIDE_SINCE: VirtualTime = VirtualTime(1_725_148_800_000);

/// The map run failed, and with it this attempt of the Map.
pub(super) fn failed(run: &mut Run<'_>, id: FrameId, own: usize, error: StatesError) {
    end(run, own, Status::Failed);
    run.emit(id, EventType::MapRunFailed, EventDetails::Failed(error.failure.clone()));
    run.fail(id, error);
}

fn end(run: &mut Run<'_>, own: usize, status: Status) {
    let now = run.execution.now;
    if let Some(record) = run.execution.map_run_mut(own) {
        record.status = status;
        record.stop = Some(now);
    }
}

/// The execution ended before its map runs did.
pub(crate) fn abandon(execution: &mut Execution) {
    let now = execution.now;
    for own in 0..execution.map_runs.len() {
        if execution.map_runs[own].status != Status::Running {
            continue;
        }
        let Some(record) = execution.map_run_mut(own) else { continue };
        record.status = Status::Aborted;
        record.stop = Some(now);
        for child in record.executions.iter_mut().filter(|child| child.status == Status::Running) {
            Arc::make_mut(child).end(Status::Aborted, now);
        }
    }
}

fn finished(run: &Run<'_>, own: usize) -> Vec<Finished> {
    let machine = &run.execution.about.machine_id;
    let executions = run.execution.map_runs.get(own).map(|record| &*record.executions).unwrap_or_default();
    executions.iter().map(|child| child.finished(machine)).collect()
}

/// Writes the results to the bucket the state names.
fn export(run: &mut Run<'_>, id: FrameId, own: usize, writer: &Writer) -> Result<Value, StatesError> {
    let arguments = run.flow(id, |flow, env| {
        env.input = flow.effective_input(env)?;
        let found = flow.field(env, Field::WriterArguments)?.map(|found| found.value).unwrap_or_default();
        match found.get("Bucket").and_then(Value::as_str) {
            Some(_) => Ok(found),
            None => Err(Trouble::runtime("The ResultWriter names no Bucket.")),
        }
    })?;
    let text = |key: &str| arguments.get(key).and_then(Value::as_str);
    let bucket = text("Bucket").unwrap_or_default();
    let arn = run.execution.map_runs.get(own).map_or_else(|| "".into(), |record| record.arn.clone());
    let folder = arn.rsplit(':').next().unwrap_or_default();
    let folder = match text("Prefix").map(|prefix| prefix.trim_end_matches('/')) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/{folder}"),
        _ => folder.to_owned(),
    };
    let finished = finished(run, own);
    let (objects, manifest) = objects_of(writer, bucket, &folder, &arn, &finished);
    run.ask(Effect::WriteObjects(bucket.into(), objects));
    if let Some(record) = run.execution.map_run_mut(own) {
        record.results_written = finished.len();
    }
    let details = Value::object([("Bucket", Value::from(bucket)), ("Key", Value::from(manifest))]);
    Ok(Value::object([("MapRunArn", Value::String(arn)), ("ResultWriterDetails", details)]))
}
