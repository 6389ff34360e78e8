//! The scenarios on file. One is a folder: `machine.asl.json`, `setup.json` (input, mocks, S3 objects, and what people do
//! when) and `history.txt`. `SCENARIO=name` leaves all but one out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stepwright::json::{Document, Value};
use stepwright::sim::{
    HeldTask, MockPlan, OtherMachine, Program, Progress, Resolution, S3Objects, Setup, Simulation, TaskToken,
    VirtualTime, WorkflowType,
};

/// How many events and inputs a run may take.
pub(crate) const BUDGET: usize = 1_000_000;

pub(crate) struct Scenario {
    pub(crate) folder: PathBuf,
    pub(crate) program: Arc<Program>,
    pub(crate) setup: Setup,
    pub(crate) acts: Vec<Value>,
}

pub(crate) fn scenarios() -> Vec<Scenario> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The tools read them too.
    let root =
        own.ancestors().map(|folder| folder.join("tests/fixtures/scenarios")).find(|root| root.is_dir()).unwrap();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    if let Some(name) = std::env::var_os("SCENARIO") {
        folders.retain(|folder| folder.file_name() == Some(&name));
        assert!(!folders.is_empty(), "no folder is called {}", name.display());
    }
    folders.into_iter().map(scenario).collect()
}

fn scenario(folder: PathBuf) -> Scenario {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let program = Arc::new(Program::compile(&Document::new(read("machine.asl.json"))));
    let given = Value::parse(&read("setup.json")).unwrap();
    let (mocks, errors) = MockPlan::from_json(given.get("mocks").unwrap_or(&Value::empty_object()));
    assert_eq!(errors, [], "{}", folder.display());
    let setup = Setup {
        input: given.get("input").cloned().unwrap_or_default(),
        mocks,
        objects: S3Objects::from_json(given.get("objects").unwrap_or(&Value::empty_object())),
        seed: given.get("seed").and_then(Value::as_i64).unwrap_or(1) as u64,
        workflow: workflow_of(&given),
        machines: given.get("machines").and_then(Value::as_object).into_iter().flatten().map(other_machine).collect(),
        ..Setup::default()
    };
    let acts = given.get("acts").and_then(Value::as_array).unwrap_or_default().to_vec();
    Scenario { folder, program, setup, acts }
}

fn workflow_of(given: &Value) -> WorkflowType {
    let express = given.get("express").and_then(Value::as_bool) == Some(true);
    if express { WorkflowType::Express } else { WorkflowType::Standard }
}

/// Another machine of the project: its definition, mocks and type.
fn other_machine((name, given): (&Arc<str>, &Value)) -> (Arc<str>, OtherMachine) {
    let definition = given.get("definition").unwrap().to_string();
    let (mocks, errors) = MockPlan::from_json(given.get("mocks").unwrap_or(&Value::empty_object()));
    assert_eq!(errors, [], "{name}");
    let program = Arc::new(Program::compile(&Document::new(definition)));
    (name.clone(), OtherMachine { program, workflow: workflow_of(given), mocks })
}

/// Runs a scenario to where it stays, people doing what they do.
pub(crate) fn play(scenario: &Scenario) -> (Simulation, Progress) {
    let mut run = Simulation::new(scenario.program.clone(), scenario.setup.clone());
    for act in &scenario.acts {
        let after = act.get("afterSeconds").and_then(Value::as_i64).unwrap();
        run.advance(scenario.setup.start.plus_seconds(after), BUDGET);
        if let Some(failure) = act.get("abort") {
            let text = |key| failure.get(key).and_then(Value::as_str);
            run.abort(text("error"), text("cause"));
            continue;
        }
        if act.get("redrive").is_some() {
            run.redrive().unwrap();
            continue;
        }
        let state = act.get("state").and_then(Value::as_str).unwrap();
        let token = match act.get("nested").and_then(Value::as_i64) {
            None => token_of(&run, state),
            Some(at) => nested_token(&run, at as usize),
        };
        run.resolve(&token, resolution(act)).unwrap();
    }
    let progress = run.advance(VirtualTime::MAX, BUDGET);
    (run, progress)
}

pub(crate) fn token_of(run: &Simulation, state: &str) -> TaskToken {
    run.held().into_iter().find(|held| &*held.state == state).expect("the task is held").token
}

/// The token of the task that a nested execution holds.
pub(crate) fn nested_token(run: &Simulation, at: usize) -> TaskToken {
    let arn = &run.nested_executions()[at].execution.arn;
    let holds = |held: &HeldTask| held.nested.as_ref().is_some_and(|nested| nested.arn == *arn);
    run.held().into_iter().find(holds).expect("a task of it is held").token
}

fn resolution(act: &Value) -> Resolution {
    let text = |value: &Value, key| value.get(key).and_then(Value::as_str).map(Arc::from);
    match (act.get("succeed"), act.get("fail")) {
        (Some(output), _) => Resolution::Succeed(output.clone()),
        (_, Some(failure)) => Resolution::Fail { error: text(failure, "error"), cause: text(failure, "cause") },
        _ => Resolution::Heartbeat,
    }
}
