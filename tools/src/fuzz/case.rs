//! One case: a text, what surrounds its run, and what people do. It is written and read as JSON.

use std::sync::Arc;

use stepwright::asl::{Machine, StateKind};
use stepwright::json::{Document, Value};
use stepwright::sim::{MockPlan, S3Objects, Setup, WorkflowType};

use super::dice::Dice;
use super::{corpus, machine, words};

/// What a case is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A machine from the grammar.
    Generated,
    /// A definition of the corpus, changed as a text.
    Text,
    /// A definition of the corpus, changed as a tree.
    Tree,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Kind; 3] = [Kind::Generated, Kind::Text, Kind::Tree];

    /// Its name in the result.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Generated => "generated",
            Kind::Text => "mutated as text",
            Kind::Tree => "mutated as tree",
        }
    }

    /// Its name in a worker's lines.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Generated => "generated",
            Kind::Text => "text",
            Kind::Tree => "tree",
        }
    }

    /// The kind a worker names.
    pub(crate) fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The case of a number.
pub(crate) fn make(seed: u64, number: u64, corpus: &[Arc<str>]) -> (Kind, super::Case) {
    let mut dice = Dice::new(seed, number);
    let kind = match dice.below(4) {
        _ if corpus.is_empty() => Kind::Generated,
        0 | 1 => Kind::Generated,
        2 => Kind::Text,
        _ => Kind::Tree,
    };
    let text = match kind {
        Kind::Generated => {
            let machine = machine::machine(&mut dice);
            if dice.one_in(2) { machine.to_pretty() } else { machine.to_string() }
        }
        Kind::Text => corpus::mutate_text(&mut dice, corpus),
        Kind::Tree => corpus::mutate_tree(&mut dice, corpus),
    };
    let other = match dice.below(3) {
        0 => machine::machine(&mut dice).to_string(),
        _ => r#"{"StartAt":"O","States":{"O":{"Type":"Wait","Seconds":1,"End":true}}}"#.to_owned(),
    };
    let tasks = tasks(&text);
    let budget = match dice.below(3_000) {
        _ if words::is_heavy(&text) || words::is_heavy(&other) => super::check::HEAVY_BUDGET,
        0 => 60_000,
        1..=60 => 4_000,
        _ => 300,
    };
    let setup = Setup {
        input: words::input(&mut dice),
        mocks: mocks(&mut dice, &tasks),
        objects: objects(&mut dice),
        seed: dice.next(),
        workflow: if dice.one_in(8) { WorkflowType::Express } else { WorkflowType::Standard },
        ..Setup::default()
    };
    (kind, super::Case { text, other, setup, budget, script: dice.next() })
}

fn tasks(text: &str) -> Vec<Arc<str>> {
    let machine = Machine::read(&Document::new(text));
    machine.states.iter().filter(|state| state.kind == Some(StateKind::Task)).map(|state| state.name.clone()).collect()
}

fn mocks(dice: &mut Dice, tasks: &[Arc<str>]) -> MockPlan {
    let mut plan = Vec::new();
    for name in tasks.iter().take(20) {
        if dice.one_in(3) {
            continue;
        }
        let calls: Vec<Value> = (0..=dice.below(3)).map(|_| call(dice)).collect();
        let after = if dice.one_in(5) { "Fail" } else { "Repeat" };
        plan.push((name.clone(), Value::object([("Calls", Value::array(calls)), ("AfterLast", Value::from(after))])));
    }
    MockPlan::from_json(&Value::object(plan)).0
}

fn call(dice: &mut Dice) -> Value {
    let answer = match dice.below(12) {
        0..=4 => ("Return", words::value(dice, 3)),
        5 => ("Return", words::input(dice)),
        6 | 7 => {
            let name =
                dice.pick(&["E", "States.Timeout", "States.TaskFailed", "States.Runtime", "Lambda.Unknown", "a"]);
            ("Throw", Value::object([("Error", Value::from(name)), ("Cause", Value::from(words::text(dice)))]))
        }
        8 => ("Throw", Value::empty_object()),
        9 | 10 => ("Hold", Value::from(true)),
        _ => ("Hang", Value::from(true)),
    };
    let latency = match dice.below(12) {
        0 => words::number(dice),
        1 => Value::from(0),
        _ => Value::from(dice.below(5_000) as i64),
    };
    let worker = ("Worker", if dice.one_in(3) { Value::Null } else { Value::from("w") });
    Value::object([("LatencyMs", latency), answer].into_iter().chain(dice.one_in(6).then_some(worker)))
}

/// What readers find; the grammar knows the keys.
fn objects(dice: &mut Dice) -> S3Objects {
    if dice.one_in(4) {
        return S3Objects::default();
    }
    let lines =
        |dice: &mut Dice| (0..dice.below(6)).map(|_| words::value(dice, 1).to_string() + "\n").collect::<String>();
    let csv = if dice.one_in(6) { words::soup(dice) } else { "a,b\n1,2\n\"3\n\",\"\"\"\"\n5\n".to_owned() };
    let json = if dice.one_in(6) { words::soup(dice) } else { words::input(dice).to_string() };
    let jsonl = lines(dice);
    let manifest = r#"{"sourceBucket":"b","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"m.csv"}],"entries":[{"url":"s3://b/k.json"}]}"#;
    let deep = "[".repeat(dice.below(200));
    S3Objects::default()
        .with("b", "k.csv", csv)
        .with("b", "k.json", json)
        .with("b", "k.jsonl", jsonl)
        .with("b", "m.json", if dice.one_in(6) { words::soup(dice) } else { manifest.to_owned() })
        .with("b", "m.csv", "b,k.json\nb,k.jsonl\nnope,x\n")
        .with("b", "deep.json", deep)
}
