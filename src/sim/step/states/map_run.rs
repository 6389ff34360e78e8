//! The map run of a distributed Map: its items from a reader, its child executions, its end (AWS: "Map Run").

use std::sync::Arc;

use super::map::iterate;
use super::scopes::unread;
use super::task::finish;
use crate::asl::WorkflowType;
use crate::json::Value;
use crate::sim::Status;
use crate::sim::chance::uuid_of;
use crate::sim::children::{ChildExecution, MapRun};
use crate::sim::dataflow::{DataFlow, Field, Flow, StateEnv, Trouble, integer, sequence};
use crate::sim::error::{Origin, StatesError};
use crate::sim::execution::{Execution, Frame, MapWork, Phase, Visit};
use crate::sim::history::{EventDetails, EventType, Failure, StatePath};
use crate::sim::ids::{ChildId, FrameId, WorkId};
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
        read: None,
        results_written: 0,
        redrive_count: 0,
        past: Vec::new(),
        executions: Vec::new(),
    }));
    run.emit(id, EventType::MapRunStarted, EventDetails::MapRun(arn));
    Some(own)
}

/// Asks the world for the items.
pub(super) fn ask(run: &mut Run<'_>, id: FrameId, asked: Asked, mut work: MapWork) {
    let Ok(max_items) = usize::try_from(asked.max_items) else {
        return unreadable(run, id, work, "field MaxItems must be positive");
    };
    if let Some(record) = work.run.and_then(|own| run.execution.map_run_mut(own)) {
        record.read = Some(asked.arguments.clone());
    }
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
        Ok(items) => iterate(run, id, MapWork { items: items.into(), known: true, ..*work }),
        Err(cause) => unreadable(run, id, *work, &cause),
    }
}

fn unreadable(run: &mut Run<'_>, id: FrameId, work: MapWork, cause: &str) {
    let own = work.run;
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.visit.phase = unread(work);
    }
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
    let begun = ChildExecution::new(index, (name, arn.into()), input.clone(), start);
    record.executions.push(Arc::new(ChildExecution { items, ..begun }));
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

/// Lets an Express child execution run as long as any Express execution and no longer (AWS: "Distributed mode": "Express
/// workflows ... up to five minutes"). A Standard one ends with its parent at the latest.
pub(super) fn limit(run: &mut Run<'_>, id: FrameId) {
    if !run.is_express(id) {
        return;
    }
    let (timer, at) = (run.execution.new_id(), run.execution.now.plus_ms(limits::EXPRESS_DURATION_MS_MAX));
    run.ask(Effect::LimitChild(id, timer, at));
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.limit = Some((timer, at));
    }
}

/// A child execution's time is up.
pub(crate) fn time_up(run: &mut Run<'_>, id: FrameId) {
    run.scope_failed(id, StatesError::new(Origin::ChildLimit, "States.Timeout", None));
}

/// A child execution ended by an error, or because its time was up: that is told as of any other execution.
pub(super) fn child_failed(run: &mut Run<'_>, frame: FrameId, error: &StatesError) {
    let now = run.execution.now;
    let Some(frame) = run.execution.frame(frame) else { return };
    let Some(child) = frame.child else { return };
    let (kind, status, failure, previous) = match error.origin {
        Origin::ChildLimit => (EventType::ExecutionTimedOut, Status::TimedOut, Failure::default(), 0),
        _ => (EventType::ExecutionFailed, Status::Failed, error.failure.clone(), frame.chain),
    };
    run.record_child(child, kind, EventDetails::Failed(error.failure.clone()), previous, None);
    if let Some(child) = run.execution.child_mut(child) {
        child.end(status, now);
        child.failure = failure;
    }
}

/// A child execution was stopped with its map run.
pub(super) fn child_aborted(run: &mut Run<'_>, own: usize, at: usize) {
    let (child, now) = (ChildId { run: own, at }, run.execution.now);
    let Some(arn) = run.execution.map_runs.get(own).map(|record| record.arn.clone()) else { return };
    // Recorded.
    let cause = format!("The map run execution [{arn}] which was managing this resource was aborted");
    let failure = Failure { error: None, cause: Some(cause.into()) };
    run.record_child(child, EventType::ExecutionAborted, EventDetails::Failed(failure.clone()), 0, None);
    if let Some(child) = run.execution.child_mut(child) {
        child.end(Status::Aborted, now);
        child.failure = failure;
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

/// A map run goes on after a redrive, as the same one. `false` where it has been redriven too often.
pub(super) fn redriven(run: &mut Run<'_>, id: FrameId, own: usize, started_event: u64) -> bool {
    if let Some(frame) = run.execution.frame_mut(id) {
        frame.chain = started_event;
    }
    let now = run.execution.now;
    let Some(record) = run.execution.map_run_mut(own) else { return false };
    if record.redrive_count >= limits::MAP_RUN_REDRIVES_MAX {
        let error = run.error(id, Trouble::runtime("The map run was redriven as often as it can be."));
        run.fail(id, error);
        return false;
    }
    record.begin_again(now);
    let details = EventDetails::Redriven { count: record.redrive_count, map_run: Some(record.arn.clone()) };
    run.emit(id, EventType::MapRunRedriven, details);
    true
}

/// A redriven Map that did not come to know its items reads them again, as they are now.
pub(super) fn read_again(run: &mut Run<'_>, id: FrameId, work: MapWork) {
    let Some(Work::Map { items, .. }) = run.code(id).map(|code| &code.work) else { return };
    let Some(reader) = &items.reader else { return };
    let made = run.flow(id, |flow, env| {
        sequence::enter(flow, env)?;
        request(flow, env, reader)
    });
    match made {
        Ok(asked) => ask(run, id, asked, work),
        Err(error) => run.fail(id, error),
    }
}

/// Of child executions that failed or were stopped, those that are redriven and those that cannot be any more.
pub(super) fn redrivable(
    run: &mut Run<'_>,
    own: usize,
    stopped: Vec<Arc<Frame>>,
) -> (Vec<Arc<Frame>>, Vec<Arc<Frame>>) {
    let now = run.execution.now;
    let Some(record) = run.execution.map_run_mut(own) else { return (stopped, Vec::new()) };
    stopped.into_iter().partition(|frame| frame.child.is_none_or(|child| record.redrive(child.at, now)))
}

/// How many items a child execution has.
pub(super) fn items_of(run: &Run<'_>, frame: &Frame) -> usize {
    frame.child.and_then(|child| run.execution.child(child)).map_or(1, |child| child.items)
}

/// A child execution goes on after a redrive: a Standard one where it stopped, an Express one from its start.
pub(super) fn child_redriven(run: &mut Run<'_>, owner: FrameId, frame: Arc<Frame>) -> Arc<Frame> {
    let Some(child) = frame.child else { return frame };
    let (now, express) = (
        run.execution.now,
        run.execution.map_runs.get(child.run).is_some_and(|record| record.workflow == WorkflowType::Express),
    );
    let Some(record) = run.execution.child_mut(child) else { return frame };
    record.begin_again(now);
    let (count, last, input) = (record.redrive_count, record.events, record.input.clone());
    if !express {
        let details = EventDetails::Redriven { count, map_run: None };
        let event = run.record_child(child, EventType::ExecutionRedriven, details, last, None);
        if let Some(record) = run.execution.child_mut(child) {
            record.redriven_event = event;
        }
        return frame;
    }
    let Some(Work::Map { processor, .. }) = run.code(owner).map(|code| &code.work) else { return frame };
    let Ok(at) = run.program.start(*processor) else { return frame };
    if let Some(record) = run.execution.child_mut(child) {
        let kept = record.history.len();
        (record.start, record.events, record.history) = (now, 0, Vec::new());
        record.trace.clear();
        run.execution.child_events -= kept;
    }
    let details = EventDetails::Started { input: input.clone(), role_arn: run.execution.about.role_arn.clone() };
    run.record_child(child, EventType::ExecutionStarted, details, 0, None);
    let frame = Arc::unwrap_or_clone(frame);
    Arc::new(Frame { variables: Arc::default(), chain: 0, at, visit: Visit::new(input), ..frame })
}

/// The map run failed, and with it this attempt of the Map.
pub(super) fn failed(run: &mut Run<'_>, id: FrameId, own: usize, error: StatesError) {
    end(run, own, Status::Failed);
    run.emit(id, EventType::MapRunFailed, EventDetails::Failed(error.failure.clone()));
    run.fail(id, error);
}

fn end(run: &mut Run<'_>, own: usize, status: Status) {
    let now = run.execution.now;
    if let Some(record) = run.execution.map_run_mut(own) {
        record.end(status, now);
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
        record.end(Status::Aborted, now);
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
    // Recorded: each redrive has its own folder.
    let redrives = run.execution.map_runs.get(own).map_or(0, |record| record.redrive_count);
    let folder = if redrives > 0 { format!("{folder}/Redrive-{redrives}") } else { folder.to_owned() };
    let folder = match text("Prefix").map(|prefix| prefix.trim_end_matches('/')) {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/{folder}"),
        _ => folder,
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
