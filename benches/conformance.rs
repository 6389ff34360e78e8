//! Replays recordings of the real service and compares everything it recorded.
//!
//! `cargo bench --profile native --no-default-features --bench conformance -- <CORPUS>` prints a line an area, a line a
//! corpus, and the sum; `FAILURES=<file>` gets each failure with its first difference, and in `README=<file>` the table
//! of results is written anew. The reading rules are those of
//! the corpus's `README.md`; what this program adds to them is said where it does.
#![expect(clippy::print_stdout, reason = "the lines it prints are what it is for")]

#[path = "conformance/json_path.rs"]
mod json_path;
#[path = "conformance/jsonata.rs"]
mod jsonata;
#[path = "conformance/readme.rs"]
mod readme;
#[path = "conformance/teststate.rs"]
mod teststate;
#[path = "conformance/validation.rs"]
mod validation;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    AfterLast, Answer, EventDetails, EventType, HistoryEvent, MockCall, MockPlan, Program, Recorded, S3Objects, Setup,
    Simulation, StateMock, Status, VirtualTime, WorkflowType,
};

/// More inputs than any recorded execution takes.
const BUDGET: usize = 1_000_000;

/// It measures: failures are its result and not its own failure, a corpus that is not there is.
fn main() -> ExitCode {
    let corpus = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let corpus = corpus.unwrap_or_else(|| "../shared/conformance".to_owned());
    let corpus = Path::new(&corpus);
    if !corpus.is_dir() {
        println!("no such folder: {}", corpus.display());
        return ExitCode::from(2);
    }
    let mut report = Report::default();
    executions(&corpus.join("aws-recorded"), &mut report);
    choices(&corpus.join("aws-recorded-choice/choice-tables.jsonl"), &mut report);
    intrinsics(&corpus.join("aws-recorded-intrinsics/intrinsics.jsonl"), &mut report);
    teststate::suite(&corpus.join("aws-recorded-teststate/teststate.jsonl"), &mut report);
    json_path::suite(&corpus.join("jsonpath/rfc9535-cts.jsonl"), &mut report);
    jsonata::suite(&corpus.join("jsonata"), &mut report);
    validation::suite(&corpus.join("validation"), &mut report);
    report.print();
    if let Ok(file) = std::env::var("README")
        && let Err(error) = readme::rewrite(Path::new(&file), &report)
    {
        println!("cannot write the table into {file}: {error}");
        return ExitCode::FAILURE;
    }
    if let Ok(file) = std::env::var("FAILURES")
        && let Err(error) = std::fs::write(&file, &report.failures)
    {
        println!("cannot write {file}: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What came of every case, by corpus and area.
#[derive(Default)]
struct Report {
    counts: BTreeMap<(&'static str, String), Count>,
    failures: String,
}

#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn add(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Report {
    fn skip(&mut self, corpus: &'static str, area: &str) {
        self.counts.entry((corpus, area.to_owned())).or_default().skipped += 1;
    }

    fn add(&mut self, corpus: &'static str, area: &str, id: &str, outcome: Result<(), String>) {
        let count = self.counts.entry((corpus, area.to_owned())).or_default();
        match outcome {
            Ok(()) => count.passed += 1,
            Err(difference) => {
                count.failed += 1;
                // Writing to a String cannot fail.
                let _ = writeln!(self.failures, "{corpus}/{area} {id}: {difference}");
            }
        }
    }

    fn print(&self) {
        let mut corpora: BTreeMap<&str, Count> = BTreeMap::new();
        for ((corpus, area), count) in &self.counts {
            println!("{corpus}/{area}: {count}");
            let sum = corpora.entry(corpus).or_default();
            *sum = sum.add(*count);
        }
        for (corpus, count) in &corpora {
            println!("{corpus}: {count}");
        }
        println!("conformance: {}", corpora.values().fold(Count::default(), |sum, count| sum.add(*count)));
    }
}

// --- recorded executions ---

fn executions(folder: &Path, report: &mut Report) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for file in files {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let case = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        let case = case.and_then(|text| Value::parse(&text).map_err(|error| format!("{error:?}")));
        match case {
            Ok(case) => {
                let area = text(&case, "area").unwrap_or("none").to_owned();
                let id = text(&case, "id").unwrap_or(&name);
                if case.get("replayable").and_then(Value::as_bool) == Some(false) {
                    report.skip("aws-recorded", &area);
                } else {
                    report.add("aws-recorded", &area, id, replay(&case));
                }
            }
            Err(error) => report.add("aws-recorded", "none", &name, Err(error)),
        }
    }
}

fn replay(case: &Value) -> Result<(), String> {
    let expected = case.get("expected").ok_or("the case expects nothing")?;
    let express = text(case, "workflow_type") == Some("EXPRESS");
    let setup = Setup {
        input: case.get("input").cloned().unwrap_or_default(),
        mocks: mocks(case.get("mocks").unwrap_or(&Value::Null)),
        objects: fixtures(case.get("fixtures").unwrap_or(&Value::Null)),
        workflow: if express { WorkflowType::Express } else { WorkflowType::Standard },
        account: "111111111111".to_owned(),
        ..Setup::default()
    };
    let definition = resolve_resources(case.get("definition").ok_or("the case has no definition")?);
    let program = Arc::new(Program::compile(&Document::new(definition.to_string())));
    let mut run = Simulation::new(program, setup);
    let events = expected.get("events").and_then(Value::as_array);
    let last =
        events.and_then(<[Value]>::split_last).filter(|(last, _)| text(last, "type") == Some("ExecutionAborted"));
    if let Some(aborted) = last.map(|(_, before)| before.len()) {
        // StopExecution comes from outside; the recording shows it only by the event it left, which is its last.
        while run.cursor() < aborted && run.step() == stepwright::sim::Progress::Advanced {}
        run.abort(None, None);
    }
    run.advance(VirtualTime::MAX, BUDGET);
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

/// The S3 objects the recorded test put where its reader looks.
fn fixtures(value: &Value) -> S3Objects {
    let put = |objects: S3Objects, fixture: &Value| match (
        text(fixture, "Bucket"),
        text(fixture, "Key"),
        text(fixture, "Body"),
    ) {
        (Some(bucket), Some(key), Some(body)) => objects.with(bucket, key, body),
        _ => objects,
    };
    value.as_array().unwrap_or_default().iter().fold(S3Objects::default(), put)
}

/// Reading rule 2: `activity_arn` stands for an ARN, which decides how the Task runs.
fn resolve_resources(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::object(members.iter().map(|(key, member)| {
            let is_activity = &**key == "Resource" && member.as_str() == Some("activity_arn");
            let arn = || Value::from("arn:aws:states:us-east-1:111111111111:activity:activity");
            (key.clone(), if is_activity { arn() } else { resolve_resources(member) })
        })),
        Value::Array(items) => Value::array(items.iter().map(resolve_resources)),
        other => other.clone(),
    }
}

fn mocks(value: &Value) -> MockPlan {
    let mut plan = MockPlan::default();
    for (state, attempts) in value.as_object().into_iter().flatten() {
        let attempts = attempts.as_array().unwrap_or_default();
        let calls = attempts.iter().map(|attempt| MockCall::new(Answer::Recorded(Arc::new(recorded(attempt)))));
        plan = plan.with(state, StateMock { calls: calls.collect(), after_last: AfterLast::Fail });
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

fn outcome(reader: &mut Reader<'_>, expected: &Value, run: &Simulation) -> Result<(), String> {
    let status = run.status().as_str();
    if text(expected, "status") != Some(status) {
        let why = run.cause().or(run.error()).unwrap_or_default();
        return Err(format!("status: expected {}, got {status} {why}", shown(expected.get("status"))));
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
    reader.fields("outcome", &wanted, &Value::object(members))
}

fn compare_ordered(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Result<(), String> {
    for (wanted, event) in expected.iter().zip(history) {
        reader.fields(&format!("event {}", event.id), wanted, &flat(event))?;
    }
    match (expected.get(history.len()), history.get(expected.len())) {
        (Some(missing), _) => Err(format!("event {}: expected {missing}, got none", history.len() + 1)),
        (None, Some(more)) => Err(format!("event {}: expected none, got {}", more.id, flat(more))),
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
fn compare_interleaved(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Result<(), String> {
    if expected.len() != history.len() {
        return Err(format!("expected {} events, got {}", expected.len(), history.len()));
    }
    let mut left: Vec<&HistoryEvent> = history.iter().collect();
    let mut ids: BTreeMap<i64, i64> = BTreeMap::from([(0, 0)]);
    for wanted in expected {
        let number = |key: &str| wanted.get(key).and_then(Value::as_i64).unwrap_or(-1);
        let Some(follows) = ids.get(&number("prev")).copied() else { return Err(format!("no event before {wanted}")) };
        let fits = |event: &HistoryEvent| {
            let own = event.previous_event_id as i64 == follows;
            let found = flat(event).with_member("id", number("id").into()).with_member("prev", number("prev").into());
            let mut trial = reader.clone();
            (own && trial.fields("event", wanted, &found).is_ok()).then_some(trial)
        };
        let fit = left.iter().enumerate().find_map(|(at, event)| Some((at, fits(event)?)));
        let Some((at, trial)) = fit else { return Err(format!("no event fits {wanted}")) };
        ids.insert(number("id"), left.remove(at).id as i64);
        *reader = trial;
    }
    Ok(())
}

/// Reading rule 5: inside a Parallel, ids are zeroed, the order is lost and its own last events are missing.
fn compare_unordered(reader: &mut Reader<'_>, expected: &[Value], history: &[HistoryEvent]) -> Result<(), String> {
    let mut left: Vec<&HistoryEvent> = history.iter().collect();
    for wanted in expected {
        let zeroed = wanted.get("id").and_then(Value::as_i64) == Some(0);
        let fits = |event: &HistoryEvent| {
            let found = flat(event);
            let found = if zeroed { found.with_member("id", 0.into()).with_member("prev", 0.into()) } else { found };
            let mut trial = reader.clone();
            trial.fields("event", wanted, &found).map(|()| trial)
        };
        let fit = left.iter().enumerate().find_map(|(at, event)| Some((at, fits(event).ok()?)));
        let Some((at, trial)) = fit else { return Err(format!("no event fits {wanted}")) };
        left.remove(at);
        *reader = trial;
    }
    let gap = [EventType::ParallelStateSucceeded, EventType::ParallelStateFailed, EventType::ParallelStateExited];
    match left.into_iter().find(|event| !gap.contains(&event.kind)) {
        Some(event) => Err(format!("event {}: expected none, got {}", event.id, flat(event))),
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
        EventDetails::Exited { output, assigned } => {
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
        EventDetails::Worker(worker) => members.push(("workerName", shared(worker))),
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

// --- reading rules ---

/// Compares under the reading rules. A placeholder's first value is its value for the rest of the case.
#[derive(Clone)]
struct Reader<'a> {
    run: Option<&'a Simulation>,
    bound: BTreeMap<String, String>,
}

/// Reading rule 2.
const BARE_WORDS: [&str; 14] = [
    "timestamp",
    "date",
    "start-date",
    "stop-date",
    "RandomNumberGenerated",
    "X-Amzn-Trace-Id",
    "x-amzn-RequestId",
    "RequestId",
    "snf_role_arn",
    "sqs_queue_url",
    "activity_arn",
    "state-machine-arn",
    "topic-arn",
    "bucket-name",
];

impl<'a> Reader<'a> {
    fn new(run: &'a Simulation) -> Reader<'a> {
        Reader { run: Some(run), bound: BTreeMap::new() }
    }

    /// Compares two objects member by member; `cause_json` is compared with the parsed cause.
    fn fields(&mut self, what: &str, expected: &Value, found: &Value) -> Result<(), String> {
        let (Some(wanted), Some(got)) = (expected.as_object(), found.as_object()) else {
            return Err(format!("{what}: not an object"));
        };
        // Types and ids first: they say most about a difference.
        let order = |key: &str| ["type", "id", "prev"].iter().position(|first| *first == key).unwrap_or(3);
        let mut keys: Vec<&Arc<str>> = wanted.keys().collect();
        keys.sort_by_key(|key| order(key));
        for key in keys {
            let (value, name) = (&wanted[key], if &**key == "cause_json" { "cause" } else { key });
            let Some(actual) = got.get(name) else {
                return Err(format!("{what}, {key}: expected {value}, got nothing in {found}"));
            };
            let parsed = (&**key == "cause_json").then(|| Value::parse(actual.as_str().unwrap_or_default()).ok());
            let actual = parsed.flatten().unwrap_or_else(|| actual.clone());
            if !self.same(value, &actual) {
                return Err(format!("{what}, {key}: expected {value}, got {actual}"));
            }
        }
        let known = |key: &str| wanted.contains_key(key) || (key == "cause" && wanted.contains_key("cause_json"));
        match got.iter().find(|(key, _)| !known(key)) {
            Some((key, value)) => Err(format!("{what}, {key}: expected nothing, got {value}")),
            None => Ok(()),
        }
    }

    fn same(&mut self, expected: &Value, found: &Value) -> bool {
        match (expected, found) {
            (Value::String(pattern), _) => self.same_text(pattern, found),
            (Value::Array(expected), Value::Array(found)) => {
                expected.len() == found.len() && expected.iter().zip(found.iter()).all(|(a, b)| self.same(a, b))
            }
            (Value::Object(expected), Value::Object(found)) => {
                expected.len() == found.len()
                    && expected.iter().all(|(key, a)| found.get(key).is_some_and(|b| self.same(a, b)))
            }
            _ => expected == found,
        }
    }

    fn same_text(&mut self, pattern: &str, found: &Value) -> bool {
        if found.as_str() == Some(pattern) || BARE_WORDS.contains(&pattern) {
            return true;
        }
        if let Some((start, end)) = placeholder(pattern)
            && (start, end) == (0, pattern.len())
        {
            let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            return self.bind(pattern, &text);
        }
        let Some(text) = found.as_str() else { return false };
        self.fits(pattern, text) || (self.is_generated(pattern, text) && self.bind(pattern, text))
    }

    fn bind(&mut self, name: &str, text: &str) -> bool {
        self.bound.entry(name.to_owned()).or_insert_with(|| text.to_owned()) == text
    }

    /// Reading rule 1 inside longer strings: literal parts must agree, placeholders take what lies between.
    fn fits(&mut self, pattern: &str, text: &str) -> bool {
        let Some((start, end)) = placeholder(pattern) else { return pattern == text };
        let (literal, name, rest) = (&pattern[..start], &pattern[start..end], &pattern[end..]);
        let Some(text) = text.strip_prefix(literal) else { return false };
        if let Some(value) = self.bound.get(name).cloned() {
            return text.strip_prefix(&*value).is_some_and(|text| self.fits(rest, text));
        }
        let next = placeholder(rest).map_or(rest.len(), |(start, _)| start);
        let stop = &rest[..next];
        let ends: Vec<usize> = match (stop.is_empty(), rest.is_empty()) {
            (_, true) => vec![text.len()],
            (true, false) => (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect(),
            (false, false) => text.match_indices(stop).map(|(at, _)| at).collect(),
        };
        ends.into_iter().any(|end| {
            let mut trial = self.clone();
            let fits = trial.bind(name, &text[..end]) && trial.fits(rest, &text[end..]);
            if fits {
                *self = trial;
            }
            fits
        })
    }

    /// Reading rule 3: a generated name's placeholder may have lost its brackets. A bare word then stands where this
    /// run's own generated text is: a token, a name, a role, an ARN of the run, a time of its clock.
    fn is_generated(&self, pattern: &str, text: &str) -> bool {
        let bare = pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let Some(run) = self.run.filter(|_| bare) else { return false };
        if VirtualTime::parse(text).is_some_and(|time| time >= run.setup().start && time <= run.now()) {
            return true;
        }
        let setup = run.setup();
        let own = format!(":{}:{}:", setup.region, setup.account);

        text.starts_with("AQDk")
            || text == "worker"
            || text == setup.name
            || (text.starts_with("arn:aws:") && text.contains(&own) && text.contains(&setup.machine_name))
            || text.starts_with(&format!("arn:aws:iam::{}:role/", setup.account))
    }
}

/// The first `<…>` of a text, which may hold another. `<omitted>` is literal text of the original template (reading
/// rule 6).
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices('<').map(|(at, _)| at);
    let mut found = starts.filter_map(|start| Some((start, closing(&text[start..])? + start)));
    found.find(|(start, end)| &text[*start..*end] != "<omitted>")
}

/// Where the placeholder a text begins with ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if depth == 1 => return (at > 1).then_some(at + 1),
            '>' => depth -= 1,
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.') => {}
            _ => return None,
        }
    }
    None
}

// --- tables ---

fn rows(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines().filter(|line| !line.trim().is_empty()).filter_map(|line| Value::parse(line).ok()).collect()
}

fn run_machine(definition: &Value, input: Value) -> Simulation {
    let program = Arc::new(Program::compile(&Document::new(definition.to_string())));
    let mut run = Simulation::new(program, Setup { input, ..Setup::default() });
    run.advance(VirtualTime::MAX, BUDGET);
    run
}

fn choices(file: &Path, report: &mut Report) {
    for row in rows(file) {
        let operator = text(&row, "operator").unwrap_or("none");
        let family = ["Is", "Numeric", "Boolean", "String", "Timestamp"].into_iter().find(|f| operator.starts_with(f));
        let input = row.get("input").cloned().unwrap_or_default();
        let run = run_machine(row.get("definition").unwrap_or(&Value::Null), input);
        let mut reader = Reader::new(&run);
        let outcome = row.get("expected").ok_or_else(|| "the row expects nothing".to_owned());
        let outcome = outcome.and_then(|expected| outcome_of(&mut reader, expected, &run));
        report.add("aws-recorded-choice", family.unwrap_or("none"), text(&row, "id").unwrap_or_default(), outcome);
    }
}

fn outcome_of(reader: &mut Reader<'_>, expected: &Value, run: &Simulation) -> Result<(), String> {
    outcome(reader, expected, run)
}

fn intrinsics(file: &Path, report: &mut Report) {
    for row in rows(file) {
        let language = text(&row, "language").unwrap_or("JSONPath");
        let expr = row.get("expr").cloned().unwrap_or_default();
        let state = match language {
            "JSONata" => Value::object([
                ("Type", Value::from("Pass")),
                ("QueryLanguage", Value::from("JSONata")),
                ("Output", Value::object([("FunctionResult", expr)])),
                ("End", true.into()),
            ]),
            _ => Value::object([
                ("Type", Value::from("Pass")),
                ("Parameters", Value::object([("FunctionResult.$", expr)])),
                ("End", true.into()),
            ]),
        };
        let states = Value::object([("State_0", state)]);
        let definition = Value::object([("StartAt", Value::from("State_0")), ("States", states)]);
        let run = run_machine(&definition, row.get("input").cloned().unwrap_or_default());
        let keys = ["status", "error", "cause", "cause_json"];
        let mut expected: Vec<(&str, Value)> =
            keys.iter().filter_map(|key| Some((*key, row.get(key)?.clone()))).collect();
        if let Some(result) = row.get("result") {
            expected.push(("output", Value::object([("FunctionResult", result.clone())])));
        }
        let mut reader = Reader::new(&run);
        let id = text(&row, "id").unwrap_or_default();
        report.add("aws-recorded-intrinsics", language, id, outcome(&mut reader, &Value::object(expected), &run));
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}
