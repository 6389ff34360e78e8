//! What holds of every run, and of a state tested alone.

use std::sync::Arc;

use stepwright::asl::Machine;
use stepwright::json::{Document, Value};
use stepwright::sim::{
    FieldValidationMode, HistoryEvent, InspectionLevel, Journal, LogLevel, MockInput, Program, Progress, Resolution,
    Simulation, Status, TestStateConfiguration, TestStateRequest, VirtualTime, limits, test_state,
};

use super::check::Case;
use super::dice::Dice;
use super::words;

/// How a run was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ending(pub &'static str);

/// Runs a case, people having a say, and asks everything of what happened.
pub(crate) fn run(program: &Arc<Program>, case: &Case, dice: &mut Dice) -> Ending {
    let mut run = Simulation::new(program.clone(), case.setup.clone());
    for _ in 0..dice.below(9) {
        act(&mut run, dice, case.budget);
    }
    let progress = run.advance(VirtualTime::MAX, case.budget);
    // What it started may still go on when it has ended itself.
    let ended = run.status().ended();
    assert!(progress != Progress::Ended || ended, "{progress:?} and {:?}", run.status());
    assert!(!ended || matches!(progress, Progress::Ended | Progress::Budget), "{progress:?} and {:?}", run.status());
    assert_eq!(progress == Progress::Held, !run.status().ended() && !run.held().is_empty() && run.next_due().is_none());
    assert!(matches!(progress, Progress::Ended | Progress::Held | Progress::Budget), "{progress:?}");
    history(&run);
    logs(&run);
    outcome(&run);
    counters(&run);
    replay(program, case, &run, progress);
    walk_back(&mut run, dice);
    // A run that turns in circles at one moment would go on to its last event.
    if progress != Progress::Budget && dice.one_in(4) {
        let (mut other, differs) = run.replay_on(run.program().clone(), run.setup().clone());
        // Of very many inputs, some are left for later.
        assert!(differs.is_none_or(|at| at == other.history().len()), "the same program makes no difference");
        while other.history().len() < run.cursor() && other.advance(run.now(), case.budget) == Progress::Budget {}
        assert_eq!(difference(other.history(), run.history()), None, "nor later");
        assert!(other.history().len() >= run.cursor());
    }
    match progress {
        Progress::Ended => Ending(run_status(&run)),
        Progress::Held => Ending("HELD"),
        _ => Ending("BUDGET"),
    }
}

fn run_status(run: &Simulation) -> &'static str {
    let mut whole = run.clone();
    whole.seek(usize::MAX);
    whole.status().as_str()
}

fn act(run: &mut Simulation, dice: &mut Dice, budget: usize) {
    match dice.below(12) {
        0..=3 => {
            for _ in 0..dice.below(30).min(budget) {
                if run.step() != Progress::Advanced {
                    break;
                }
            }
        }
        4 => drop(run.advance(run.now().plus_ms(dice.below(20_000) as i64), budget)),
        5 => run.seek(dice.below(run.history().len() + 2)),
        6 => run.step_back(),
        8 => {
            // It may fail again at once.
            let (before, done) = (run.redrive_count(), run.redrive().is_ok());
            assert_eq!(run.redrive_count(), before + u32::from(done), "a redrive counts");
        }
        7 if dice.one_in(6) => run.abort(dice.one_in(2).then_some("E"), dice.one_in(2).then_some("because")),
        _ => {
            let held = run.held();
            let Some(task) = held.get(dice.below(held.len())) else { return };
            let resolution = match dice.below(4) {
                0 => Resolution::Heartbeat,
                1 => Resolution::Fail {
                    error: dice.one_in(2).then(|| "E".into()),
                    cause: dice.one_in(2).then(|| "c".into()),
                },
                _ => Resolution::Succeed(words::value(dice, 2)),
            };
            assert_eq!(run.resolve(&task.token, resolution), Ok(()), "a task that is held takes an answer");
        }
    }
}

fn history(run: &Simulation) {
    let events = run.history();
    assert!(events.len() <= limits::HISTORY_EVENTS_MAX);
    for (at, event) in events.iter().enumerate() {
        assert_eq!(event.id, at as u64 + 1, "ids have no gaps");
        assert!(event.previous_event_id < event.id);
        assert!(at == 0 || events[at - 1].time <= event.time, "time does not go back");
    }
    // Long histories repeat themselves.
    for event in events.iter().take(1_000) {
        let printed = event.to_json().to_string();
        assert!(Value::parse(&printed).is_ok(), "{printed}");
    }
}

fn logs(run: &Simulation) {
    for record in run.log_records(LogLevel::All, true).take(200) {
        let printed = record.to_string();
        assert!(Value::parse(&printed).is_ok(), "{printed}");
    }
}

fn outcome(run: &Simulation) {
    if let Some(output) = run.output() {
        assert!(output.json_len() <= limits::PAYLOAD_BYTES_MAX, "the output has {} bytes", output.json_len());
    }
    let chars = |text: Option<&str>| text.map_or(0, |text| text.chars().count());
    assert!(chars(run.error()) <= limits::ERROR_CHARS_MAX, "the error has {} characters", chars(run.error()));
    assert!(chars(run.cause()) <= limits::CAUSE_CHARS_MAX, "the cause has {} characters", chars(run.cause()));
    assert_eq!(run.output().is_some(), run.status() == Status::Succeeded);
}

fn counters(run: &Simulation) {
    for map_run in run.map_runs() {
        for counts in [map_run.execution_counts(), map_run.item_counts()] {
            let ended = counts.succeeded + counts.failed + counts.timed_out + counts.aborted;
            assert_eq!(counts.pending + counts.running + ended, counts.total, "{counts:?}");
        }
        for child in &map_run.executions {
            assert!(child.history.iter().enumerate().all(|(at, event)| event.id == at as u64 + 1));
        }
    }
}

/// The first events of two histories that differ.
fn difference<'e>(one: &'e [HistoryEvent], other: &'e [HistoryEvent]) -> Option<(&'e HistoryEvent, &'e HistoryEvent)> {
    one.iter().zip(other).find(|(one, other)| one != other)
}

fn replay(program: &Arc<Program>, case: &Case, run: &Simulation, progress: Progress) {
    let saved = run.journal().to_json().to_string();
    let journal = Value::parse(&saved).map(|saved| Journal::from_json(&saved));
    assert_eq!(journal.as_ref(), Ok(run.journal()), "a journal reads back");
    let mut again = Simulation::replay(program.clone(), case.setup.clone(), run.journal());
    let least = run.history().len();
    while again.history().len() < least && again.advance(VirtualTime::MAX, case.budget) == Progress::Budget {}
    assert_eq!(difference(again.history(), run.history()), None, "a journal replays");
    assert!(again.history().len() >= least, "a journal replays the whole run");
    if progress != Progress::Budget {
        // Its other executions may have run on in each of the stretches that the first run had.
        while again.advance(VirtualTime::MAX, case.budget) == Progress::Budget {}
        assert_eq!(again.history().len(), least);
        assert_eq!((again.output(), again.error(), again.cause()), (run.output(), run.error(), run.cause()));
        assert!(again.map_runs() == run.map_runs() && again.objects() == run.objects());
        assert!(again.nested_executions() == run.nested_executions());
    }
}

fn walk_back(run: &mut Simulation, dice: &mut Dice) {
    let known = run.history().len();
    for _ in 0..3 {
        run.seek(dice.below(known + 1));
        let (cursor, held) = (run.cursor(), run.held());
        run.step_back();
        assert_eq!(run.cursor(), cursor.saturating_sub(1));
        if cursor > 0 {
            assert_eq!(run.step(), Progress::Advanced);
            assert_eq!((run.cursor(), run.held()), (cursor, held), "back and forth is the same moment");
        }
    }
    assert_eq!(run.history().len(), known, "walking changes nothing");
}

/// One state of the machine by itself, as `TestState` runs it.
pub(crate) fn alone(document: &Document, machine: &Machine, case: &Case, dice: &mut Dice) {
    let Some(state) = machine.states.get(dice.below(machine.states.len())) else { return };
    let modes = [FieldValidationMode::Strict, FieldValidationMode::Present, FieldValidationMode::None];
    let mock = match dice.below(4) {
        0 => None,
        1 => Some(MockInput::error(stepwright::sim::Failure { error: Some("E".into()), cause: None })),
        _ => Some(MockInput {
            field_validation_mode: modes[dice.below(3)],
            ..MockInput::result(words::value(dice, 3).to_string())
        }),
    };
    let inner = dice.below(machine.states.len());
    let request = TestStateRequest {
        state_name: Some(state.name.to_string()),
        input: Some(case.setup.input.to_string()),
        mock,
        variables: dice.one_in(3).then(|| words::value(dice, 2).to_string()),
        context: dice.one_in(6).then(|| words::value(dice, 2).to_string()),
        role_arn: dice.one_in(2).then(|| "arn:aws:iam::111111111111:role/role".to_owned()),
        state_configuration: TestStateConfiguration {
            retrier_retry_count: Some(if dice.one_in(9) { dice.next() as i64 } else { dice.below(4) as i64 }),
            error_caused_by_state: dice.one_in(4).then(|| machine.states[inner].name.to_string()),
            map_iteration_failure_count: dice.one_in(5).then(|| dice.below(5) as i64),
            map_item_reader_data: dice.one_in(5).then(|| words::value(dice, 2).to_string()),
        },
        ..TestStateRequest::default()
    };
    if let Ok(result) = test_state(document, &request) {
        assert!(!result.to_json(InspectionLevel::Debug).to_string().is_empty());
    }
}
