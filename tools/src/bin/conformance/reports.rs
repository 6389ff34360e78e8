//! Public reports of what surprised people, each a small case with the answer that settled it.
//!
//! A case says only some of what is right; what it says is compared exactly, and a word of its answer that is not known
//! here fails the case, so that nothing is passed over.

use std::path::Path;
use std::sync::Arc;

use stepwright::asl::{Machine, WorkflowType};
use stepwright::json::{Document, Pointer, Value};
use stepwright::lint::{self, Diagnostic, Severity};
use stepwright::sim::{
    Answer, HistoryEvent, MockCall, MockPlan, OtherMachine, Program, S3Objects, Setup, Simulation, StateMock,
    VirtualTime,
};
use stepwright::studio::{Drawn, FileAction, Scene, Workbench, reduce};

use super::executions::BUDGET;
use super::page::Page;
use super::report::{Difference, Outcome, Report, UNREADABLE, files, text};

const CORPUS: &str = "reports";

pub(super) fn suite(folder: &Path, report: &mut Report, page: &mut Page) {
    for file in files(folder, "json") {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let case = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        match case.and_then(|text| Value::parse(&text).map_err(|error| error.to_string())) {
            Ok(case) => {
                let kind = text(&case, "kind").unwrap_or("none").to_owned();
                let id = text(&case, "id").unwrap_or(&name);
                report.judge(CORPUS, &kind, id, || judge(&case, id, &kind, page));
            }
            Err(error) => report.add(CORPUS, UNREADABLE, &name, Err(error.into())),
        }
    }
}

fn judge(case: &Value, id: &str, kind: &str, page: &mut Page) -> Outcome {
    let right = case.get("right").ok_or("the case has no right answer")?;
    let members = right.as_object().ok_or("its right answer is no object")?;
    let definition = match (text(case, "definition_text"), case.get("definition")) {
        (Some(text), _) => text.to_owned(),
        (None, Some(definition)) => definition.to_string(),
        (None, None) => return Err("the case has no definition".into()),
    };
    let document = if kind == "open" { opened(definition)? } else { Document::new(definition) };
    match kind {
        "run" | "query" => {
            let run = run(case, &document);
            page.show(id, document.text(), &run);
            members.iter().try_for_each(|(key, wanted)| run_answer(key, wanted, &run, case, &document))
        }
        "validate" | "open" => {
            members.iter().try_for_each(|(key, wanted)| text_answer(key, wanted, right, case, &document))
        }
        _ => Err("no kind of case that is known here".into()),
    }
}

/// What a file with this text is opened as.
fn opened(text: String) -> Result<Document, Difference> {
    let mut workbench = Workbench::open("before", "{}");
    reduce(&mut workbench, FileAction::Import { name: "case".to_owned(), text });
    match workbench.toast.take() {
        Some(toast) if workbench.name == "before" => Err(toast.text.into()),
        Some(_) | None => Ok(workbench.document),
    }
}

fn workflow(case: &Value) -> WorkflowType {
    WorkflowType::of_name(text(case, "workflow_type").unwrap_or_default())
}

fn run(case: &Value, document: &Document) -> Simulation {
    let machines = case.get("machines").and_then(Value::as_object).into_iter().flatten();
    let machines = machines.map(|(name, machine)| {
        let definition = machine.get("definition").map(Value::to_string).unwrap_or_default();
        let program = Arc::new(Program::compile(&Document::new(definition)));
        (name.clone(), OtherMachine { program, workflow: workflow(machine), mocks: mocks(machine) })
    });
    let setup = Setup {
        input: case.get("input").cloned().unwrap_or_default(),
        mocks: mocks(case),
        objects: objects(case),
        workflow: workflow(case),
        machines: machines.collect(),
        ..Setup::default()
    };
    let mut run = Simulation::new(Arc::new(Program::compile(document)), setup);
    run.advance(VirtualTime::MAX, BUDGET);
    run
}

fn mocks(of: &Value) -> MockPlan {
    let states = of.get("mocks").and_then(Value::as_object).into_iter().flatten();
    states.fold(MockPlan::default(), |plan, (state, answers)| {
        let answers = answers.as_array().unwrap_or_default().iter();
        let calls = answers.map(|answer| MockCall::new(mock(answer))).collect();
        plan.with(state, StateMock { calls, ..StateMock::default() })
    })
}

fn mock(answer: &Value) -> Answer {
    match (answer.get("return"), answer.get("throw")) {
        (Some(result), _) => Answer::Return(result.clone()),
        (None, Some(thrown)) => {
            let part = |key: &str| text(thrown, key).map(Arc::from);
            Answer::Throw { error: part("error"), cause: part("cause") }
        }
        (None, None) => Answer::Hang,
    }
}

fn objects(case: &Value) -> S3Objects {
    let buckets = case.get("objects").and_then(Value::as_object).into_iter().flatten();
    let all = buckets.flat_map(|(bucket, objects)| {
        let objects = objects.as_object().into_iter().flatten();
        objects.map(move |(key, body)| (bucket, key, body))
    });
    all.fold(S3Objects::default(), |objects, (bucket, key, body)| match body {
        Value::String(body) => objects.with(bucket, key, body.clone()),
        // A body that is JSON itself was written as its text.
        body => objects.with(bucket, key, body.to_string()),
    })
}

/// One member of the right answer of a run.
fn run_answer(key: &str, wanted: &Value, run: &Simulation, case: &Value, document: &Document) -> Outcome {
    let member = |name: &str| match name {
        "status" => Some(Value::from(run.status().as_str())),
        "output" => run.output().cloned(),
        "error" => run.error().map(Value::from),
        "cause" => run.cause().map(Value::from),
        _ => None,
    };
    let why = || run.cause().or(run.error()).unwrap_or_default().to_owned();
    let differs = |got: Option<Value>| Err(Difference::new(key, Some(wanted), got.as_ref()).with_note(why()));
    let compare = |holds: bool, got: Option<Value>| if holds { Ok(()) } else { differs(got) };
    let contained = |part: &str| member(part).is_some_and(|whole| contains(&whole, wanted));
    match key {
        "status" | "output" | "error" | "cause" => compare(member(key).as_ref() == Some(wanted), member(key)),
        "output_contains" => compare(contained("output"), member("output")),
        "error_contains" => compare(contained("error"), member("error")),
        "cause_contains" => compare(contained("cause"), member("cause")),
        "output_matches" => {
            let output = run.output().cloned().unwrap_or_default();
            compare(matches(wanted, &output, &mut Vec::new()), Some(output))
        }
        "events_contain" => {
            let has = |name: &Value| run.history().iter().any(|event| Some(event.kind.as_str()) == name.as_str());
            compare(wanted.as_array().is_some_and(|names| names.iter().all(has)), None)
        }
        "retry_waits" => {
            let waits = seconds(attempts(run.history()).map(|(failed, next)| (failed.time, next.time)));
            compare(waits == *wanted, Some(waits))
        }
        // How long the attempt that timed out had lasted, with what the services take of virtual time left aside.
        "retry_waits_after_timeout" => {
            let timed_out = run.history().iter().filter(|event| event.kind.as_str().ends_with("TimedOut"));
            let before = |event: &HistoryEvent| run.history().get((event.previous_event_id as usize).checked_sub(1)?);
            let lasted = seconds(timed_out.filter_map(|event| Some((before(event)?.time, event.time))));
            compare(lasted == Value::array([wanted.clone()]), Some(lasted))
        }
        "lint" => match wanted.as_str() {
            Some("clean") => verdict("valid", &[], case, document),
            _ => Err("no word about findings that is known here".into()),
        },
        _ => Err(unknown(key)),
    }
}

fn unknown(key: &str) -> Difference {
    format!("the right answer's \"{key}\" is not known here").into()
}

/// Every failed attempt that another followed, and that one.
fn attempts(history: &[HistoryEvent]) -> impl Iterator<Item = (&HistoryEvent, &HistoryEvent)> {
    let begins = |event: &&HistoryEvent| {
        let name = event.kind.as_str();
        name.ends_with("Scheduled") || matches!(name, "MapStateStarted" | "ParallelStateStarted" | "MapRunStarted")
    };
    history.iter().filter(begins).filter_map(|next| {
        let failed = history.get((next.previous_event_id as usize).checked_sub(1)?)?;
        let name = failed.kind.as_str();
        let fails = name.ends_with("Failed") || name.ends_with("TimedOut");
        (fails && failed.state == next.state).then_some((failed, next))
    })
}

fn seconds(spans: impl Iterator<Item = (VirtualTime, VirtualTime)>) -> Value {
    let length = |(from, until): (VirtualTime, VirtualTime)| {
        let ms = until.0 - from.0;
        if ms % 1000 == 0 { Value::from(ms / 1000) } else { Value::from(format!("{ms} ms")) }
    };
    Value::array(spans.map(length))
}

/// A text in a text, and what an object or an array has in what it may have more of.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::String(whole), Value::String(part)) => whole.contains(&**part),
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| contains(whole, part)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            part.iter().all(|part| whole.iter().any(|whole| contains(whole, part)))
        }
        (whole, Value::String(part)) => whole.to_string().contains(&**part),
        (whole, part) => whole == part,
    }
}

/// Compares with a pattern: in its texts `…` stands for any, `<word>` for any that `<the same word>` repeats.
fn matches(pattern: &Value, found: &Value, bound: &mut Vec<(String, String)>) -> bool {
    match (pattern, found) {
        (Value::String(pattern), Value::String(found)) => text_matches(pattern, found, bound),
        (Value::Object(pattern), Value::Object(found)) => {
            let mut members = pattern.iter();
            pattern.len() == found.len()
                && members.all(|(key, part)| found.get(key).is_some_and(|found| matches(part, found, bound)))
        }
        (Value::Array(pattern), Value::Array(found)) => {
            pattern.len() == found.len() && pattern.iter().zip(found.iter()).all(|(a, b)| matches(a, b, bound))
        }
        (pattern, found) => pattern == found,
    }
}

fn text_matches(pattern: &str, found: &str, bound: &mut Vec<(String, String)>) -> bool {
    let hole = pattern.find(['…', '<']);
    let Some((literal, rest)) = hole.map(|at| pattern.split_at(at)) else { return pattern == found };
    let Some(found) = found.strip_prefix(literal) else { return false };
    let (name, rest) = match (rest.strip_prefix('…'), rest.split_once('>')) {
        (Some(rest), _) => ("", rest),
        (None, Some((name, rest))) => (&name[1..], rest),
        (None, None) => return pattern == found,
    };
    if let Some(name) = name.strip_prefix("the same ") {
        let known = bound.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
        let rest_found = known.and_then(|text| found.strip_prefix(&*text));
        return rest_found.is_some_and(|found| text_matches(rest, found, bound));
    }
    let ends = found.char_indices().map(|(at, _)| at).skip(1).chain([found.len()]);
    for end in ends {
        let length = bound.len();
        bound.push((name.to_owned(), found[..end].to_owned()));
        if text_matches(rest, &found[end..], bound) {
            return true;
        }
        bound.truncate(length);
    }
    false
}

/// One member of the right answer about a text.
fn text_answer(key: &str, wanted: &Value, right: &Value, case: &Value, document: &Document) -> Outcome {
    match key {
        "verdict" => verdict(wanted.as_str().unwrap_or_default(), &places(right), case, document),
        // The service's words are not to be equalled; the places are part of the verdict.
        "message" | "at" => Ok(()),
        "drawing" => drawing(wanted.as_str().unwrap_or_default(), document),
        _ => Err(unknown(key)),
    }
}

/// Where findings are to stand. The service writes `[1]` for a place in a list.
fn places(right: &Value) -> Vec<Pointer> {
    let all = match right.get("at") {
        Some(Value::Array(places)) => places.to_vec(),
        Some(place) => vec![place.clone()],
        None => Vec::new(),
    };
    let plain = |place: &str| place.split('/').map(index_segments).collect::<Vec<_>>().join("/");
    all.iter().filter_map(Value::as_str).filter_map(|place| Pointer::parse(&plain(place))).collect()
}

fn index_segments(segment: &str) -> String {
    let parts = segment.strip_suffix(']').and_then(|segment| segment.rsplit_once('['));
    match parts.filter(|(_, index)| index.bytes().all(|byte| byte.is_ascii_digit())) {
        Some((before, index)) => format!("{}/{index}", index_segments(before)),
        None => segment.to_owned(),
    }
}

fn verdict(wanted: &str, places: &[Pointer], case: &Value, document: &Document) -> Outcome {
    let found = lint::check_as(document, &Machine::read(document), workflow(case));
    let words = |found: &Diagnostic| format!("{} at {}: {}", found.code, found.at.as_str(), found.message);
    let differs = |got: &str, note: String| {
        Err(Difference::new("verdict", Some(&wanted.into()), Some(&got.into())).with_note(note))
    };
    let counts = |finding: &&Diagnostic| match wanted {
        "invalid" => finding.severity == Severity::Error,
        _ => finding.severity != Severity::Hint,
    };
    let counted: Vec<&Diagnostic> = found.iter().filter(counts).collect();
    match (wanted, counted.first()) {
        ("valid", None) => Ok(()),
        ("valid", Some(first)) => {
            differs(if first.severity == Severity::Error { "invalid" } else { "warning" }, words(first))
        }
        ("invalid" | "warning", None) => differs("valid", found.first().map(words).unwrap_or_default()),
        ("invalid" | "warning", Some(first)) => {
            let stands = |place: &Pointer| counted.iter().any(|finding| place.contains(&finding.at));
            match places.iter().find(|place| !stands(place)) {
                Some(place) => Err(Difference::new("at", Some(&place.as_str().into()), None).with_note(words(first))),
                None => Ok(()),
            }
        }
        _ => Err("no verdict that is known here".into()),
    }
}

/// What a picture shows, in sentences of two forms: “X is the branch's topmost state” and “only A→B goes up”.
fn drawing(wanted: &str, document: &Document) -> Outcome {
    let drawn = Drawn { document: document.clone(), machine: Arc::new(Machine::read(document)) };
    let scene = Scene::of(&drawn);
    wanted.split(", and ").try_for_each(|part| {
        if let Some(name) = part.strip_suffix(" is the branch's topmost state") {
            return topmost(&scene, name);
        }
        match part.strip_prefix("only ").and_then(|part| part.strip_suffix(" goes up")) {
            Some(edge) => goes_up(&scene, edge),
            None => Err(unknown(part)),
        }
    })
}

fn topmost(scene: &Scene, name: &str) -> Outcome {
    let node = scene.nodes.iter().find(|node| &*node.name == name).ok_or("no such state is drawn")?;
    let beside = scene.nodes.iter().filter(|other| other.pointer.parent() == node.pointer.parent());
    let top = beside.min_by_key(|other| other.rect.y).map_or(name, |top| &*top.name);
    let difference = || Difference::new("topmost", Some(&name.into()), Some(&top.into()));
    if top == name { Ok(()) } else { Err(difference()) }
}

fn goes_up(scene: &Scene, wanted: &str) -> Outcome {
    let height = |end: &Option<Pointer>| end.as_ref().and_then(|pointer| scene.node(pointer)).map(|node| node.rect.y);
    let rises = scene.edges.iter().filter(|edge| height(&edge.target) < height(&edge.source));
    let up: Vec<&str> = rises.map(|edge| &*edge.ends).collect();
    let difference = || Difference::new("goes up", Some(&wanted.into()), Some(&up.join(", ").into()));
    if up == [wanted] { Ok(()) } else { Err(difference()) }
}
