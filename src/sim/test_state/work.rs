//! A state's data flow, step by step, with a mock in the place of its work.

use std::sync::Arc;

use super::{Call, ErrorDetails, InspectionData, Mock, Subject, TestStateError, TestStateResult, TestStateStatus};
use crate::asl::{QueryLanguage, StateKind};
use crate::json::Value;
use crate::sim::chance::{Random, uuid_of};
use crate::sim::dataflow::sequence::{self, MapLimits};
use crate::sim::dataflow::{ContextSeed, DataFlow, Field, Flow, Stages, StateEnv, Trouble, Variables, integer};
use crate::sim::error::{Origin, StatesError};
use crate::sim::history::Failure;
use crate::sim::items::{Items, MapItem, Reader, batches, read_text};
use crate::sim::mock::default_response;
use crate::sim::program::{Code, Work};
use crate::sim::retry;
use crate::sim::time::VirtualTime;
use crate::sim::trace::Stage;

/// When tests happen: the same moment always.
const NOW: VirtualTime = VirtualTime(1_767_225_600_000);

struct Test<'a> {
    subject: &'a Subject<'a>,
    call: &'a Call<'a>,
    code: &'a Code,
    /// The stages the service shows.
    shown: &'static [Stage],
    context: Value,
    inspection: InspectionData,
    /// How many iterations a Map has, once that is known.
    iterations: Option<usize>,
}

/// How far a state came.
enum Outcome {
    Done { output: Value, next: Option<Arc<str>> },
    Failed(StatesError),
}

pub(super) fn run(subject: &Subject<'_>, call: &Call<'_>) -> Result<TestStateResult, TestStateError> {
    // Recorded: an object without variables is not shown.
    let variables = call.variables.clone().filter(|variables| *variables != Value::empty_object());
    let inspection = InspectionData { input: call.input.clone(), variables, ..InspectionData::default() };
    let context = call.context.clone().unwrap_or_else(|| made_up(subject, call));
    let mut test =
        Test { subject, call, code: subject.code, shown: shown(subject), context, inspection, iterations: None };
    let outcome = test.outcome();
    test.failures_fit()?;
    Ok(test.ended(outcome))
}

/// A context object like the service's: an Express execution's, with names nobody chose.
fn made_up(subject: &Subject<'_>, call: &Call<'_>) -> Value {
    let request = call.request;
    let (name, machine) = (uuid_of(1, "execution"), uuid_of(2, "machine"));
    let base = format!("arn:aws:states:us-east-1:{}", request.account);
    let execution = Value::object([
        ("Id", Value::from(format!("{base}:express:{machine}:{name}"))),
        ("Input", call.input.clone()),
        ("Name", Value::from(name)),
        ("RoleArn", request.role_arn.clone().map_or(Value::Null, Value::from)),
        ("StartTime", Value::from(NOW.to_string())),
    ]);
    let id = Value::from(format!("{base}:stateMachine:{machine}"));
    let mut state = vec![("Name", Value::from(super::LONE_STATE)), ("EnteredTime", Value::from(NOW.to_string()))];
    if subject.kind.can_catch() {
        state.push(("RetryCount", Value::from(i64::from(call.retries))));
    }
    let context = Value::object([
        ("Execution", execution),
        ("StateMachine", Value::object([("Id", id), ("Name", Value::from(machine))])),
        ("State", Value::object(state)),
    ]);
    if !subject.is_inside_map() {
        return context;
    }
    // AWS, "Automatic Context population": the first iteration, whose item is the input.
    let item = MapItem { index: 0, key: None, value: call.input.clone(), source: None };
    context.with_member("Map", item.context())
}

impl<'a> Test<'a> {
    fn env(&self) -> StateEnv {
        let seed = ContextSeed {
            fixed: Arc::new((Value::Null, Value::Null)),
            state: self.code.name.clone(),
            entered: NOW,
            now: NOW,
            retry_count: None,
            token: None,
            item: None,
        };
        let mut variables = Variables::default();
        if let Some(Value::Object(given)) = &self.call.variables {
            variables.assign(given);
        }
        let input = self.call.input.clone();
        let mut env =
            StateEnv::new(input, Arc::new(variables), Random::new(1), seed).with_context(self.context.clone());
        env.stages = Some(Stages::new(self.shown));
        env
    }

    /// Goes through a part of the data flow and keeps the stages of it that the service shows.
    fn flow<T>(&mut self, eval: impl FnOnce(&'a dyn DataFlow, &mut StateEnv) -> Flow<T>) -> Result<T, StatesError> {
        let mut env = self.env();
        let made = eval(&*self.code.flow, &mut env);
        self.inspection.stages.extend(env.stages.into_iter().flat_map(|stages| stages.noted));
        made.map_err(|trouble: Trouble| StatesError::new(trouble.origin, trouble.error, Some(trouble.cause)))
    }

    /// More failed iterations than there are is a mistake of the request (recorded; AWS: "Testing Distributed Map states").
    fn failures_fit(&self) -> Result<(), TestStateError> {
        let Some(failures) = self.call.failures else { return Ok(()) };
        let results = match &self.call.mock {
            Some(Mock::Result(result)) => result.as_array().map(<[Value]>::len),
            Some(Mock::ErrorOutput(_)) | None => None,
        };
        if results.into_iter().chain(self.iterations).all(|iterations| failures <= iterations) {
            return Ok(());
        }
        let message = "Map iteration failure count must be less than or equal to the number of Map iterations";
        Err(TestStateError::validation(message))
    }

    fn outcome(&mut self) -> Outcome {
        let made = match self.subject.kind {
            StateKind::Pass => self.flow(sequence::pass).map(|(output, _)| output),
            StateKind::Succeed => self.flow(sequence::succeed),
            StateKind::Wait => self.flow(|flow, env| {
                sequence::wait(flow, env)?;
                sequence::waited(flow, env).map(|(output, _)| output)
            }),
            StateKind::Choice => return self.choice().unwrap_or_else(Outcome::Failed),
            StateKind::Fail => {
                self.flow(sequence::fail).and_then(|failure| Err(StatesError { failure, origin: Origin::State }))
            }
            StateKind::Task => self.flow(sequence::task).and_then(|_| self.worked()),
            StateKind::Parallel => self.flow(sequence::parallel).and_then(|_| self.worked()),
            StateKind::Map => self.map(),
        };
        match made {
            Ok(output) => Outcome::Done { output, next: next_of(&self.subject.value) },
            Err(error) => Outcome::Failed(error),
        }
    }

    fn choice(&mut self) -> Result<Outcome, StatesError> {
        let value = &self.subject.value;
        let has_default = value.get("Default").is_some();
        let ((output, _), rule) = self.flow(|flow, env| sequence::choice(flow, env, has_default))?;
        let next = match rule {
            Some(index) => value.get("Choices").and_then(|rules| rules.at(index)).and_then(|rule| rule.get("Next")),
            None => value.get("Default"),
        };
        Ok(Outcome::Done { output, next: next.and_then(Value::as_str).map(Arc::from) })
    }

    fn map(&mut self) -> Result<Value, StatesError> {
        let (reader, batched) = match &self.code.work {
            Work::Map { items, .. } => (items.reader.as_ref(), items.batched),
            _ => (None, false),
        };
        let data = self.call.request.state_configuration.map_item_reader_data.as_deref();
        // AWS, "Testing Distributed Map states": without data the input has the items, as if they had been read.
        let in_input = ["Items", "ItemsPath"].iter().any(|key| self.subject.value.get(key).is_some())
            || self.call.input.as_array().is_some();
        let reader = reader.filter(|_| data.is_some() || !in_input);
        let (input, items, limits) = self.flow(|flow, env| {
            let mut input = sequence::map(flow, env, reader.is_some())?;
            let items = match (input.items.take(), reader, data) {
                (Some(items), ..) => items,
                (None, Some(reader), Some(text)) => read(flow, env, reader, text)?,
                // Nothing was read, and nothing says where the input has the items.
                (None, ..) => Items::Array(Value::array([])),
            };
            Ok((input, items, sequence::map_limits(flow, env, batched)?))
        })?;
        self.inspection.max_concurrency = Some(input.concurrency);
        self.inspection.tolerated_failure_count = limits.tolerated_count;
        self.inspection.tolerated_failure_percentage = limits.tolerated_percentage;
        self.iterations = Some(items.len());
        self.iterate(&input.effective, &items, &limits)?;
        let exceeded = |result: &Value| self.exceeds(&limits, result);
        match self.mocked() {
            Ok(result) if exceeded(&result) => Err(StatesError::threshold_exceeded()),
            made => self.finish(made?),
        }
    }

    /// What each iteration, and each batch of them, would be given.
    fn iterate(&mut self, effective: &Value, items: &Items, limits: &MapLimits) -> Result<(), StatesError> {
        let selects = self.subject.value.get("ItemSelector").is_some();
        if !selects && limits.batching.is_none() {
            return Ok(());
        }
        let inputs = self.item_inputs(effective, items)?;
        if selects {
            self.inspection.stages.push((Stage::AfterItemSelector, Value::array(inputs.iter().cloned())));
        }
        if let Some(batching) = &limits.batching {
            let grouped = batches(inputs, batching);
            self.iterations = Some(grouped.len());
            let grouped = grouped.into_iter().map(|(input, _)| input);
            self.inspection.stages.push((Stage::AfterItemBatcher, Value::array(grouped)));
        }
        Ok(())
    }

    fn item_inputs(&mut self, effective: &Value, items: &Items) -> Result<Vec<Value>, StatesError> {
        let mut out = Vec::new();
        for index in 0..items.len() {
            let Some(item) = items.get(index) else { break };
            let context = self.context.with_member("Map", item.context());
            let before = std::mem::replace(&mut self.context, context);
            let made = self.flow(|flow, env| sequence::item(flow, env, effective.clone(), item.whole()));
            self.context = before;
            out.push(made?);
        }
        Ok(out)
    }

    /// Whether more iterations failed than a limit the state sets allows; without one the mock decides.
    fn exceeds(&self, limits: &MapLimits, result: &Value) -> bool {
        let (count, percentage) = (limits.tolerated_count, limits.tolerated_percentage);
        let Some(failures) = self.call.failures else { return false };
        let total = result.as_array().map_or(0, <[Value]>::len);
        let share = failures as f64 * 100.0 / total.max(1) as f64;
        let limited = count.is_some() || percentage.is_some();
        let within = count.is_some_and(|most| failures as i64 <= most) || percentage.is_some_and(|most| share <= most);
        limited && !within
    }

    fn mocked(&self) -> Result<Value, StatesError> {
        match &self.call.mock {
            Some(Mock::Result(result)) => Ok(result.clone()),
            Some(Mock::ErrorOutput(failure)) => {
                Err(StatesError { failure: failure.clone(), origin: self.origin_of(failure) })
            }
            None => match &self.code.work {
                Work::Task(task) => Ok(default_response(&task.resource, &uuid_of(3, "request"))),
                _ => Ok(Value::empty_object()),
            },
        }
    }

    /// `States.TaskFailed` covers what a task answers, so that of a Map or Parallel it matters which state inside it an
    /// error comes from (AWS: "Specifying error source with errorCausedByState").
    fn origin_of(&self, failure: &Failure) -> Origin {
        let cause = self.call.request.state_configuration.error_caused_by_state.as_deref();
        let kind = cause.and_then(|name| self.subject.inner(name)?.kind);
        match (Origin::of_answer(failure.error.as_deref()), kind) {
            (
                Origin::Task,
                Some(StateKind::Pass | StateKind::Choice | StateKind::Wait | StateKind::Succeed | StateKind::Fail),
            ) => Origin::State,
            (origin, _) => origin,
        }
    }

    /// The mock stands where the work would be.
    fn worked(&mut self) -> Result<Value, StatesError> {
        let result = self.mocked()?;
        self.finish(result)
    }

    fn finish(&mut self, result: Value) -> Result<Value, StatesError> {
        self.flow(|flow, env| sequence::finish(flow, env, result)).map(|(output, _)| output)
    }

    fn ended(mut self, outcome: Outcome) -> TestStateResult {
        let error = match outcome {
            Outcome::Done { output, next } => {
                let (status, failure) = (TestStateStatus::Succeeded, Failure::default());
                let inspection = self.inspection;
                return TestStateResult { status, output: Some(output), failure, next_state: next, inspection };
            }
            Outcome::Failed(error) => error,
        };
        let retrier = self.code.retry.iter().position(|retrier| retry::covers(&retrier.errors, &error));
        if let Some(index) = retrier {
            let retrier = &self.code.retry[index];
            let count = self.call.retries;
            let left = i64::from(count) < retrier.max_attempts;
            let delay = left.then(|| retrier.delay_ms(count) as f64 / 1_000.0);
            self.inspection.error_details = Some(ErrorDetails::Retry(index, delay));
            if left {
                return self.failed(TestStateStatus::Retriable, None, error.failure, None);
            }
        }
        let catcher = self.code.catch.iter().position(|catcher| retry::covers(&catcher.errors, &error));
        let Some(index) = catcher else { return self.failed(TestStateStatus::Failed, None, error.failure, None) };
        self.inspection.error_details = Some(ErrorDetails::Caught(index));
        match self.flow(|flow, env| sequence::caught(flow, env, index, error.output())) {
            Ok((output, _)) => {
                let catch = self.subject.value.get("Catch").and_then(|catch| catch.at(index));
                let next = catch.and_then(next_of);
                self.failed(TestStateStatus::CaughtError, Some(output), error.failure, next)
            }
            Err(error) => self.failed(TestStateStatus::Failed, None, error.failure, None),
        }
    }

    fn failed(
        self,
        status: TestStateStatus,
        output: Option<Value>,
        failure: Failure,
        next_state: Option<Arc<str>>,
    ) -> TestStateResult {
        TestStateResult { status, output, failure, next_state, inspection: self.inspection }
    }
}

fn next_of(holder: &Value) -> Option<Arc<str>> {
    holder.get("Next").and_then(Value::as_str).map(Arc::from)
}

/// What a reader finds in the text of its source.
fn read(flow: &dyn DataFlow, env: &mut StateEnv, reader: &Reader, text: &str) -> Flow<Items> {
    let most = integer(flow.field(env, Field::MaxItems)?, Field::MaxItems)?;
    let most = most.and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0);
    let failed = |cause| Trouble { error: "States.ItemReaderFailed", cause, origin: Origin::State, evaluation: None };
    read_text(reader, text, most).map(Items::from).map_err(failed)
}

/// Which stages the service shows of a state (recorded).
fn shown(subject: &Subject<'_>) -> &'static [Stage] {
    let state = subject.program.machine().state(subject.id);
    if state.is_some_and(|state| state.language == QueryLanguage::Jsonata) {
        return if subject.kind == StateKind::Task { &[Stage::AfterArguments, Stage::Result] } else { &[] };
    }
    match subject.kind {
        StateKind::Task => &[
            Stage::AfterInputPath,
            Stage::AfterParameters,
            Stage::Result,
            Stage::AfterResultSelector,
            Stage::AfterResultPath,
        ],
        StateKind::Pass if subject.value.get("Result").is_some() => {
            &[Stage::Result, Stage::AfterResultSelector, Stage::AfterResultPath]
        }
        StateKind::Pass => {
            &[Stage::AfterInputPath, Stage::AfterParameters, Stage::AfterResultSelector, Stage::AfterResultPath]
        }
        StateKind::Parallel => &[Stage::AfterResultSelector, Stage::AfterResultPath],
        StateKind::Map => {
            &[Stage::AfterInputPath, Stage::AfterItemsPath, Stage::AfterResultSelector, Stage::AfterResultPath]
        }
        StateKind::Choice | StateKind::Wait | StateKind::Succeed | StateKind::Fail => &[Stage::AfterInputPath],
    }
}
