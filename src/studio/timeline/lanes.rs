//! Visits to lanes and bars.

use super::{BARS_MAX, Bar, BarKind, Hold, LANES_MAX, Lane, Scale, Timeline};
use crate::asl::{Machine, ScopeId, State};
use crate::sim::{HeldTask, VirtualTime};
use crate::sort;
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
    let deadline = moment.held.iter().filter_map(HeldTask::due).max();
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
    sort::by_key(&mut states, |state| moment.visits(&state.pointer).first().map_or(usize::MAX, |visit| visit.entered));
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
    let mut times = vec![start];
    for visit in visits {
        times.extend([Some(visit.from), visit.to].into_iter().flatten());
        times.extend(visit.attempts.iter().flat_map(|attempt| [Some(attempt.from), attempt.to]).flatten());
    }
    sort::by_key(&mut times, |time| *time);
    times.dedup();
    times
}

fn lane(moment: &Moment, state: &State, depth: usize, scale: &Scale) -> Lane {
    let visits = moment.visits(&state.pointer);
    Lane {
        state: state.pointer.clone(),
        name: state.name.clone(),
        depth,
        status: moment.status(&state.pointer),
        outcomes: moment.outcomes(&state.pointer),
        duration_ms: (!visits.is_empty()).then(|| busy(visits, moment.now)),
        bars: draw(visits, moment.now, scale),
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
        due: held.due().map(|due| scale.at(due)),
        heartbeat: last.filter(|last| *last > held.since).map(|last| scale.at(last)),
        words: describe::long(moment.now.since(held.since)),
        count: moment.held.iter().filter(|other| other.is_at(&state.pointer)).count(),
    })
}

/// A bar before it is put on the scale and worded; of a long history only some of them are.
struct Piece<'a> {
    kind: BarKind,
    from: VirtualTime,
    to: VirtualTime,
    event: usize,
    visit: &'a Visit,
    /// Which try it shows, or comes before, from 1; `None` for a visit as a whole.
    number: Option<usize>,
    /// Whether it goes on: a backoff has no length yet.
    open: bool,
}

/// The pieces of a visit: its tries and what is between them, or the visit as a whole.
fn pieces(visit: &Visit, now: VirtualTime) -> impl Iterator<Item = Piece<'_>> {
    let tried = !visit.attempts.is_empty() && (visit.progress.total.is_none() || visit.attempts.len() > 1);
    let whole = (!tried).then(|| Piece {
        kind: whole(visit.status),
        from: visit.from,
        to: visit.to.unwrap_or(now),
        event: visit.entered,
        visit,
        number: None,
        open: visit.to.is_none(),
    });
    let attempts = if tried { visit.attempts.as_slice() } else { &[] };
    whole.into_iter().chain(attempts.iter().enumerate().flat_map(move |(index, _)| tries(visit, index, now)))
}

/// A try, and the backoff after it.
fn tries(visit: &Visit, index: usize, now: VirtualTime) -> impl Iterator<Item = Piece<'_>> {
    let attempt = &visit.attempts[index];
    let next = visit.attempts.get(index + 1);
    let (from, to) = (attempt.from, attempt.to.unwrap_or(now));
    let number = Some(index + 1);
    let kind = tried(attempt, next.is_none(), visit.status);
    let shown = Piece { kind, from, to, event: attempt.event, visit, number, open: attempt.to.is_none() };
    let retries = next.is_none() && visit.status == StateStatus::Retrying;
    let until = next.map(|next| next.from).or(retries.then_some(now)).filter(|until| *until > to);
    let event = next.map_or(attempt.event, |next| next.event);
    let number = Some(index + 2);
    let open = next.is_none();
    let backoff = until.map(|until| Piece { kind: BarKind::Backoff, from: to, to: until, event, visit, number, open });
    [shown].into_iter().chain(backoff)
}

impl Piece<'_> {
    fn bar(&self, scale: &Scale) -> Bar {
        let length = self.to.since(self.from);
        let backoff = self.kind == BarKind::Backoff;
        let label = (backoff && !self.open).then(|| describe::short(length));
        let place = self.visit.place().map_or(String::new(), |place| format!(", {place}"));
        let words = format!("{}{place}, {}", self.what(), describe::exact(length));
        let (kind, from, to) = (self.kind, scale.at(self.from), scale.at(self.to));
        Bar { kind, from, to, event: self.event, execution: self.visit.execution, label, words, count: 1 }
    }

    fn what(&self) -> String {
        let word = self.kind.word();
        let Some(number) = self.number else { return capital(word) };
        let error = self.visit.attempts.get(number - 1).and_then(|attempt| attempt.error.as_deref());
        match (self.kind, error) {
            (BarKind::Backoff, _) => format!("Backoff before try {number}"),
            (_, Some(error)) => format!("Try {number} {word} with {error}"),
            (_, None) => format!("Try {number} {word}"),
        }
    }
}

/// At most [`BARS_MAX`] bars: beyond it neighbours become one, which shows the worst of them.
fn draw(visits: &[Visit], now: VirtualTime, scale: &Scale) -> Vec<Bar> {
    let mut pieces: Vec<Piece<'_>> = visits.iter().flat_map(|visit| pieces(visit, now)).collect();
    if pieces.len() <= BARS_MAX {
        return pieces.iter().map(|piece| piece.bar(scale)).collect();
    }
    sort::by_key(&mut pieces, |piece| piece.from);
    let size = pieces.len().div_ceil(BARS_MAX);
    pieces.chunks(size).filter_map(|chunk| merged(chunk, scale)).collect()
}

fn merged(pieces: &[Piece<'_>], scale: &Scale) -> Option<Bar> {
    let (from, to) = (pieces.first()?.from, pieces.iter().map(|piece| piece.to).max()?);
    let Piece { kind, event, visit, .. } = *pieces.iter().max_by_key(|piece| weight(piece.kind))?;
    let words = format!("{} bars, shown as one: {}", pieces.len(), counted(pieces));
    let (from, to, execution) = (scale.at(from), scale.at(to), visit.execution);
    Some(Bar { kind, from, to, event, execution, label: None, words, count: pieces.len() })
}

/// How many pieces there are of each kind, the weightiest first: `1 failed, caught; 8 succeeded`.
fn counted(pieces: &[Piece<'_>]) -> String {
    let mut kinds: Vec<(BarKind, usize)> = Vec::new();
    for piece in pieces {
        match kinds.iter_mut().find(|(kind, _)| *kind == piece.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((piece.kind, 1)),
        }
    }
    sort::by_key(&mut kinds, |(kind, _)| u8::MAX - weight(*kind));
    let word = |(kind, count): (BarKind, usize)| format!("{count} {}", kind.word());
    kinds.into_iter().map(word).collect::<Vec<_>>().join("; ")
}

fn capital(word: &str) -> String {
    word[..1].to_ascii_uppercase() + &word[1..]
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
