//! What the page shows of a run is what the interpreter did: over the scenarios on file, and over machines that fail so and
//! so often. `make conformance` holds the same over every recording.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

#[path = "../../tests/scenario/mod.rs"]
mod scenario;

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use stepwright::json::{Document, Value, quote};
use stepwright::sim::{MockPlan, Program, Setup, Simulation, VirtualTime};
use stepwright_tools::agreement::{Compared, compare};

#[test]
fn of_every_scenario_the_page_shows_what_was_done() {
    let mut all = Compared::default();
    for scenario in scenario::scenarios() {
        let (run, _) = scenario::play(&scenario);
        let text = std::fs::read_to_string(scenario.folder.join("machine.asl.json")).unwrap();
        match compare(&text, &run) {
            Ok(compared) => all = all + compared,
            Err(difference) => panic!("{}: {difference}", scenario.folder.display()),
        }
    }
    assert!(all.moments > 1_000 && all.retries > 5 && all.caught > 5 && all.failed > 10, "{all:?}");
}

/// What a machine is made of.
#[derive(Clone, Debug)]
enum Piece {
    Task {
        calls: Vec<Call>,
        handlers: Handlers,
        token: bool,
    },
    Pass,
    /// Its path finds nothing, which nothing catches.
    Broken,
    /// Of three rules with one target the first, the second or none holds.
    Choice(u8),
    Wait(u8),
    Fail(&'static str),
    Parallel {
        branches: Vec<Vec<Piece>>,
        handlers: Handlers,
    },
    Map {
        flow: Vec<Piece>,
        handlers: Handlers,
        distributed: bool,
        concurrency: u8,
        tolerated: u8,
    },
}

/// What a Task's call comes to, and after how many milliseconds.
#[derive(Clone, Debug)]
struct Call {
    error: Option<&'static str>,
    latency_ms: u16,
}

/// What takes a state's errors.
#[derive(Clone, Debug)]
struct Handlers {
    retry: Vec<(&'static str, u8, u8, bool)>,
    catch: Vec<&'static str>,
}

/// `States.ALL` stands alone and last, as the service wants it.
const NAMES: [&str; 5] = ["A", "B", "States.TaskFailed", "States.Timeout", "States.ALL"];

fn handlers() -> impl Strategy<Value = Handlers> {
    let names = || subsequence(NAMES.to_vec(), 0..=2);
    let numbers = (0..4_u8, 0..3_u8, any::<bool>());
    (names(), vec(numbers, 2), names()).prop_map(|(retry, numbers, catch)| Handlers {
        retry: retry.into_iter().zip(numbers).map(|(name, (most, wait, jitter))| (name, most, wait, jitter)).collect(),
        catch,
    })
}

fn call() -> impl Strategy<Value = Call> {
    let errors = prop_oneof![2 => Just(None), 3 => select(vec!["A", "B", "C", "States.Timeout"]).prop_map(Some)];
    (errors, select(vec![0, 0, 300, 1_000, 7_000])).prop_map(|(error, latency_ms)| Call { error, latency_ms })
}

fn piece() -> impl Strategy<Value = Piece> {
    let task = (vec(call(), 1..5), handlers(), prop::bool::weighted(0.1))
        .prop_map(|(calls, handlers, token)| Piece::Task { calls, handlers, token });
    let leaf = prop_oneof![
        8 => task,
        1 => Just(Piece::Pass),
        1 => Just(Piece::Broken),
        2 => (0..3_u8).prop_map(Piece::Choice),
        1 => (0..4_u8).prop_map(Piece::Wait),
        1 => select(vec!["A", "B"]).prop_map(Piece::Fail),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parallel = (vec(vec(inner.clone(), 1..3), 1..4), handlers())
            .prop_map(|(branches, handlers)| Piece::Parallel { branches, handlers });
        let map = (vec(inner, 1..3), handlers(), any::<bool>(), 0..3_u8, 0..3_u8).prop_map(
            |(flow, handlers, distributed, concurrency, tolerated)| Piece::Map {
                flow,
                handlers,
                distributed,
                concurrency,
                tolerated,
            },
        );
        prop_oneof![parallel, map]
    })
}

/// Writes a machine, and what its tasks answer.
#[derive(Default)]
struct Writer {
    states: usize,
    mocks: Vec<String>,
}

impl Writer {
    /// A flow; what a Catcher takes goes on behind its last state.
    fn flow(&mut self, pieces: &[Piece]) -> String {
        let first = self.states;
        let mut states = Vec::new();
        let names: Vec<String> = (0..=pieces.len()).map(|at| format!("S{}", first + at)).collect();
        self.states += names.len();
        for (at, piece) in pieces.iter().enumerate() {
            let state = self.state(&names[at], piece, &names[at + 1], &names[pieces.len()]);
            states.push(format!("{}:{state}", quote(&names[at])));
        }
        states.push(format!(r#"{}:{{"Type":"Pass","End":true}}"#, quote(&names[pieces.len()])));
        format!(r#""StartAt":{},"States":{{{}}}"#, quote(&names[0]), states.join(","))
    }

    fn state(&mut self, name: &str, piece: &Piece, next: &str, caught: &str) -> String {
        let next = format!(r#""Next":{}"#, quote(next));
        match piece {
            Piece::Task { calls, handlers, token } => {
                self.mocks.push(format!("{}:{{\"Calls\":[{}]}}", quote(name), calls_of(calls)));
                let resource = if *token { "sqs:sendMessage.waitForTaskToken" } else { "lambda:invoke" };
                let handlers = handlers_of(handlers, caught);
                format!(
                    r#"{{"Type":"Task","Resource":"arn:aws:states:::{resource}","Parameters":{{"t.$":"$$.State.Name"}},
                    "TimeoutSeconds":5,"ResultPath":null,{handlers}{next}}}"#
                )
            }
            Piece::Pass => format!(r#"{{"Type":"Pass",{next}}}"#),
            Piece::Broken => format!(r#"{{"Type":"Pass","InputPath":"$.absent",{next}}}"#),
            Piece::Choice(holds) => {
                let rule = |number: u8| {
                    let wanted = if number == *holds { 1 } else { 2 };
                    format!(r#"{{"Variable":"$$.Execution.Input.one","NumericEquals":{wanted},{next}}}"#)
                };
                let default = next.replace("Next", "Default");
                format!(r#"{{"Type":"Choice","Choices":[{},{}],{default}}}"#, rule(0), rule(1))
            }
            Piece::Wait(seconds) => format!(r#"{{"Type":"Wait","Seconds":{seconds},{next}}}"#),
            Piece::Fail(error) => format!(r#"{{"Type":"Fail","Error":{}}}"#, quote(error)),
            Piece::Parallel { branches, handlers } => {
                let branches: Vec<String> = branches.iter().map(|flow| format!("{{{}}}", self.flow(flow))).collect();
                let (branches, handlers) = (branches.join(","), handlers_of(handlers, caught));
                format!(r#"{{"Type":"Parallel","Branches":[{branches}],"ResultPath":null,{handlers}{next}}}"#)
            }
            Piece::Map { flow, handlers, distributed, concurrency, tolerated } => {
                let (flow, handlers) = (self.flow(flow), handlers_of(handlers, caught));
                let mode = r#""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"#;
                let (mode, tolerated) = if *distributed {
                    (mode, format!(r#""ToleratedFailureCount":{tolerated},"#))
                } else {
                    ("", String::new())
                };
                format!(
                    r#"{{"Type":"Map","ItemsPath":"$$.Execution.Input.items","MaxConcurrency":{concurrency},{tolerated}
                    "ItemProcessor":{{{mode}{flow}}},"ResultPath":null,{handlers}{next}}}"#
                )
            }
        }
    }
}

fn calls_of(calls: &[Call]) -> String {
    let call = |call: &Call| {
        let latency = call.latency_ms;
        match call.error {
            Some(error) => format!(r#"{{"Throw":{{"Error":{}}},"LatencyMs":{latency}}}"#, quote(error)),
            None => format!(r#"{{"Return":{{}},"LatencyMs":{latency}}}"#),
        }
    };
    calls.iter().map(call).collect::<Vec<_>>().join(",")
}

fn handlers_of(handlers: &Handlers, caught: &str) -> String {
    let mut out = String::new();
    let list = |entries: Vec<String>| entries.join(",");
    if !handlers.retry.is_empty() {
        let retrier = |(name, most, wait, jitter): &(&str, u8, u8, bool)| {
            let strategy = if *jitter { r#","JitterStrategy":"FULL""# } else { "" };
            format!(r#"{{"ErrorEquals":[{}],"MaxAttempts":{most},"IntervalSeconds":{wait}{strategy}}}"#, quote(name))
        };
        write!(out, r#""Retry":[{}],"#, list(handlers.retry.iter().map(retrier).collect())).unwrap();
    }
    if !handlers.catch.is_empty() {
        let catcher =
            |name: &&str| format!(r#"{{"ErrorEquals":[{}],"ResultPath":null,"Next":{}}}"#, quote(name), quote(caught));
        write!(out, r#""Catch":[{}],"#, list(handlers.catch.iter().map(catcher).collect())).unwrap();
    }
    out
}

/// Runs a flow to where it stays, redriven once where it may be.
fn play(pieces: &[Piece], seed: u64, redrives: bool) -> (String, Simulation) {
    let mut writer = Writer::default();
    let text = format!("{{{}}}", writer.flow(pieces));
    assert_eq!(Document::new(text.as_str()).errors(), []);
    let mocks = format!("{{{}}}", writer.mocks.join(","));
    let (mocks, errors) = MockPlan::from_json(&Value::parse(&mocks).unwrap());
    assert_eq!(errors, []);
    let input = Value::parse(r#"{"one":1,"items":[1,2,3]}"#).unwrap();
    let program = Arc::new(Program::compile(&Document::new(text.as_str())));
    let mut run = Simulation::new(program, Setup { input, mocks, seed, ..Setup::default() });
    run.advance(VirtualTime::MAX, 20_000);
    if redrives && run.redrive().is_ok() {
        run.advance(VirtualTime::MAX, 20_000);
    }
    (text, run)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_every_machine_the_page_shows_what_was_done(
        pieces in vec(piece(), 1..5),
        seed in 0..1_000_u64,
        redrives in any::<bool>(),
    ) {
        let (text, run) = play(&pieces, seed, redrives);
        let compared = compare(&text, &run);
        prop_assert!(compared.is_ok(), "{}\n{text}", compared.expect_err("it is an error"));
    }
}
