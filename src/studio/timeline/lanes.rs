//! Visits to lanes and bars.

use super::{BARS_MAX, Bar, BarKind, Hold, LANES_MAX, Lane, Scale, Timeline};
use crate::asl::{Machine, ScopeId, State};
use crate::sim::VirtualTime;
use crate::studio::describe;
use crate::studio::moment::{Attempt, Moment, Outcome, StateStatus, Visit};

pub(super) fn timeline(moment: &Moment, machine: &Machine) -> Timeline {
    let rows = rows(moment, machine);
    let Some(start) = moment.start else {
        let (rows, left_out) = cut(rows, moment);
        let scale = Scale::default();
        let lanes = rows.into_iter().map(|(state, depth)| lane(moment, state, depth, &scale)).collect();
        return Timeline { lanes, left_out, ..Timeline::default() };
    };
    let deadline = moment.held.iter().filter_map(|held| held.deadline).max();
    let scale = Scale::new(times(moment, machine, start), moment.now, deadline, !moment.held.is_empty());
    let (rows, left_out) = cut(rows, moment);
    let deadline = deadline.map(|deadline| (scale.at(deadline), describe::short(deadline.since(start))));
    Timeline {
        lanes: rows.into_iter().map(|(state, depth)| lane(moment, state, depth, &scale)).collect(),
        left_out,
        ticks: scale.ticks(),
        now: Some(scale.at(moment.now)),
        deadline,
        scale,
    }
}

/// The states in the order of their lanes, with their depth: those that were entered first, by their first entry, then
/// the others in the order of the flow; the states of a Parallel or Map after it.
fn rows<'a>(moment: &Moment, machine: &'a Machine) -> Vec<(&'a State, usize)> {
    let mut rows = Vec::with_capacity(machine.states.len());
    if !machine.scopes.is_empty() {
        add(moment, machine, &[ScopeId(0)], 0, &mut rows);
    }
    rows
}

/// Recursion is bounded by the parser's nesting limit.
fn add<'a>(
    moment: &Moment,
    machine: &'a Machine,
    scopes: &[ScopeId],
    depth: usize,
    rows: &mut Vec<(&'a State, usize)>,
) {
    let scopes = scopes.iter().filter_map(|scope| machine.scope(*scope));
    let mut states: Vec<&State> = scopes.flat_map(|scope| &scope.states).filter_map(|id| machine.state(*id)).collect();
    // The sort is stable: states that were not entered keep the order of the flow.
    states.sort_by_key(|state| moment.visits(&state.pointer).first().map_or(usize::MAX, |visit| visit.entered));
    for state in states {
        rows.push((state, depth));
        add(moment, machine, &state.inner, depth + 1, rows);
    }
}

fn cut<'a>(mut rows: Vec<(&'a State, usize)>, moment: &Moment) -> (Vec<(&'a State, usize)>, usize) {
    let all = rows.len();
    if all > LANES_MAX {
        rows.retain(|(state, _)| !moment.visits(&state.pointer).is_empty());
        rows.truncate(LANES_MAX);
    }
    let left_out = all - rows.len();
    (rows, left_out)
}

/// When something happened: every visit's and attempt's beginning and end.
fn times(moment: &Moment, machine: &Machine, start: VirtualTime) -> Vec<VirtualTime> {
    let visits = machine.states.iter().flat_map(|state| moment.visits(&state.pointer));
    let of_visit = |visit: &Visit| {
        let attempts = visit.attempts.iter().flat_map(|attempt| [Some(attempt.from), attempt.to]);
        attempts.chain([Some(visit.from), visit.to]).flatten().collect::<Vec<_>>()
    };
    let mut times: Vec<VirtualTime> = visits.flat_map(of_visit).chain([start]).collect();
    times.sort_unstable();
    times.dedup();
    times
}

fn lane(moment: &Moment, state: &State, depth: usize, scale: &Scale) -> Lane {
    let visits = moment.visits(&state.pointer);
    let bars = visits.iter().flat_map(|visit| bars(visit, moment.now, scale)).collect();
    Lane {
        state: state.pointer.clone(),
        name: state.name.clone(),
        depth,
        status: moment.status(&state.pointer),
        duration_ms: (!visits.is_empty()).then(|| busy(visits, moment.now)),
        bars: merge(bars),
        hold: hold(moment, state, scale),
    }
}

/// How long a state was entered, overlapping visits counted once.
fn busy(visits: &[Visit], now: VirtualTime) -> i64 {
    let mut until = VirtualTime(i64::MIN);
    let mut sum = 0;
    // Visits are in the order of their entries.
    for visit in visits {
        let to = visit.to.unwrap_or(now);
        if to > until {
            sum += to.since(visit.from.max(until));
            until = to;
        }
    }
    sum
}

fn hold(moment: &Moment, state: &State, scale: &Scale) -> Option<Hold> {
    let held = moment.held_at(&state.pointer)?;
    let silence = moment.visits(&state.pointer).iter().find_map(|visit| visit.heartbeat_ms);
    let last = held.heartbeat_deadline.zip(silence).map(|(until, silence)| until.plus_ms(-silence));
    Some(Hold {
        token: held.token.clone(),
        due: held.deadline.map(|deadline| scale.at(deadline)),
        heartbeat: last.filter(|last| *last > held.since).map(|last| scale.at(last)),
        words: describe::long(moment.now.since(held.since)),
        count: moment.held.iter().filter(|other| other.path.state == state.pointer).count(),
    })
}

fn bars(visit: &Visit, now: VirtualTime, scale: &Scale) -> Vec<Bar> {
    let place = visit.place().map_or(String::new(), |place| format!(", {place}"));
    let draw =
        |kind: BarKind, from: VirtualTime, to: VirtualTime, event: usize, what: String, label: Option<String>| {
            let words = format!("{what}{place}, {}", describe::exact(to.since(from)));
            Bar { kind, from: scale.at(from), to: scale.at(to), event, label, words, count: 1 }
        };
    if visit.attempts.is_empty() || visit.progress.total.is_some() && visit.attempts.len() == 1 {
        let to = visit.to.unwrap_or(now);
        let kind = whole(visit.status);
        return vec![draw(kind, visit.from, to, visit.entered, capital(kind.word()), None)];
    }
    let mut bars = Vec::with_capacity(visit.attempts.len() * 2);
    for (index, attempt) in visit.attempts.iter().enumerate() {
        let next = visit.attempts.get(index + 1);
        let last = next.is_none();
        let kind = tried(attempt, last, visit.status);
        let what = format!("Try {} {}", index + 1, kind.word());
        let what = attempt.error.as_ref().map_or(what.clone(), |error| format!("{what} with {error}"));
        bars.push(draw(kind, attempt.from, attempt.to.unwrap_or(now), attempt.event, what, None));
        let until = next.map(|next| next.from).or((last && visit.status == StateStatus::Retrying).then_some(now));
        if let Some((from, to)) = attempt.to.zip(until).filter(|(from, to)| to > from) {
            let label = next.map(|next| describe::short(next.from.since(from)));
            let event = next.map_or(attempt.event, |next| next.event);
            bars.push(draw(BarKind::Backoff, from, to, event, format!("Backoff before try {}", index + 2), label));
        }
    }
    bars
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn whole(status: StateStatus) -> BarKind {
    match status {
        StateStatus::NotReached | StateStatus::Running | StateStatus::Retrying => BarKind::Running,
        StateStatus::Waiting => BarKind::Waiting,
        StateStatus::Callback => BarKind::Callback,
        StateStatus::Succeeded => BarKind::Succeeded,
        StateStatus::Caught => BarKind::Caught,
        StateStatus::Failed => BarKind::Failed,
        StateStatus::Aborted => BarKind::Aborted,
    }
}

fn tried(attempt: &Attempt, last: bool, status: StateStatus) -> BarKind {
    match attempt.outcome {
        Outcome::Running => BarKind::Running,
        Outcome::Callback => BarKind::Callback,
        Outcome::Succeeded => BarKind::Succeeded,
        Outcome::Failed if last && status == StateStatus::Caught => BarKind::Caught,
        Outcome::Failed => BarKind::Failed,
        Outcome::Aborted => BarKind::Aborted,
    }
}

/// At most [`BARS_MAX`] bars: beyond it neighbours become one, which shows the worst of them.
fn merge(mut bars: Vec<Bar>) -> Vec<Bar> {
    if bars.len() <= BARS_MAX {
        return bars;
    }
    bars.sort_by(|a, b| a.from.total_cmp(&b.from));
    let size = bars.len().div_ceil(BARS_MAX);
    bars.chunks(size).filter_map(merged).collect()
}

fn merged(bars: &[Bar]) -> Option<Bar> {
    let first = bars.first()?;
    let worst = bars.iter().max_by_key(|bar| weight(bar.kind))?;
    let words = format!("{} bars, shown as one: {}", bars.len(), worst.kind.word());
    let to = bars.iter().map(|bar| bar.to).fold(first.to, f64::max);
    Some(Bar { kind: worst.kind, to, event: worst.event, label: None, words, count: bars.len(), ..first.clone() })
}

fn weight(kind: BarKind) -> u8 {
    match kind {
        BarKind::Callback => 7,
        BarKind::Running => 6,
        BarKind::Failed => 5,
        BarKind::Aborted => 4,
        BarKind::Caught => 3,
        BarKind::Waiting => 2,
        BarKind::Succeeded => 1,
        BarKind::Backoff => 0,
    }
}
