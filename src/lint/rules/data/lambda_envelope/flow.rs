//! Follows an envelope along the transitions, for as long as it is sure to be where it is.

use std::rc::Rc;

use super::{At, Context, Held, Place, Read, filled_in, is_enveloped, reads};
use crate::asl::{QueryLanguage, StateId, StateKind, TransitionKind};
use crate::json::NodeRef;
use crate::lint::paths::leading_names;
use crate::sort::SortedSet;

/// How many states are visited at most; a state is visited once for each place an envelope may lie in.
const MAX_VISITS: usize = 20_000;

/// How deep an envelope is followed into what it was put into: a loop puts it deeper each time.
const MAX_DEPTH: usize = 32;

/// What is done with every string that is read while an envelope lies at a place, left there by a state.
type OnRead<'f, 'a> = &'f mut dyn FnMut(&Read<'a>, &[String], StateId);

/// What a field that is a path says.
enum Selection<'a> {
    /// Nothing: the field is absent.
    All,
    /// Only what these names lead to.
    Names(Vec<&'a str>),
    /// `null`, or something that cannot be followed.
    Unknown,
}

fn selection<'a>(node: NodeRef<'a>, key: &str) -> Selection<'a> {
    let Some(value) = node.get(key) else { return Selection::All };
    match value.as_str().and_then(leading_names) {
        Some((names, true)) => Selection::Names(names.into_iter().map(|(name, _)| name).collect()),
        _ => Selection::Unknown,
    }
}

/// Where a place is once a path has selected; `None` where it is not part of what was selected, or not sure to be.
fn select(place: Place, path: &Selection<'_>) -> Option<Place> {
    match path {
        Selection::All => Some(place),
        Selection::Names(names) => {
            let inside = names.len() <= place.len() && names.iter().zip(&place).all(|(name, place)| name == place);
            inside.then(|| place[names.len()..].to_vec())
        }
        Selection::Unknown => None,
    }
}

/// The place of raw input a result put elsewhere leaves as it is.
fn beside(place: &Place, result: &Selection<'_>) -> Option<Place> {
    let Selection::Names(names) = result else { return None };
    // Where one begins with the other, the result replaces the envelope or adds to it.
    let apart = names.iter().zip(place).any(|(name, place)| name != place);
    apart.then(|| place.clone())
}

struct Walk<'c, 'a> {
    context: &'c Context<'a>,
    /// The objects of each state.
    held: Vec<Vec<Held<'a>>>,
    /// What each visited state reads from its effective input.
    reads: Vec<Option<Rc<[Read<'a>]>>>,
    /// Where an envelope lay in each state's raw input.
    seen: Vec<SortedSet<Place>>,
    /// A state, where an envelope lies in its raw input, and the state that left it.
    todo: Vec<(StateId, Place, StateId)>,
}

pub(super) fn follow<'a>(context: &Context<'a>, on_read: OnRead<'_, 'a>) {
    let count = context.machine.states.len();
    let mut held = vec![Vec::new(); count];
    for one in context.held() {
        if let Some(state) = one.state {
            held[state.0 as usize].push(one);
        }
    }
    let mut walk =
        Walk { context, held, reads: vec![None; count], seen: vec![SortedSet::new(); count], todo: Vec::new() };
    for (id, _, node) in context.states().filter(|(_, state, _)| is_enveloped(state)) {
        walk.leave_task(id, node, on_read);
    }
    let mut visits = 0;
    while let Some((id, place, origin)) = walk.todo.pop() {
        visits += 1;
        if visits <= MAX_VISITS && walk.seen[id.0 as usize].insert(place.clone()) {
            walk.visit(id, place, origin, on_read);
        }
    }
}

impl<'a> Walk<'_, 'a> {
    /// The Task that gets the envelope: what it makes of its own result, and where it leaves it.
    fn leave_task(&mut self, id: StateId, node: NodeRef<'a>, on_read: OnRead<'_, 'a>) {
        let Some(state) = self.context.machine.state(id) else { return };
        for key in ["ResultSelector", "Assign"] {
            // With a selector `$` of Assign is what was selected.
            let Some(template) =
                node.get(key).filter(|_| key == "ResultSelector" || node.get("ResultSelector").is_none())
            else {
                continue;
            };
            for read in filled_in(id, template, &At::Key(&At::Of(&state.pointer), key)) {
                on_read(&read, &[], id);
            }
        }
        if node.get("ResultSelector").is_some() {
            return;
        }
        let place = match selection(node, "ResultPath") {
            Selection::All => Place::new(),
            Selection::Names(names) => names.into_iter().map(str::to_owned).collect(),
            Selection::Unknown => return,
        };
        self.go_on(id, node, vec![place], id, on_read);
    }

    fn visit(&mut self, id: StateId, place: Place, origin: StateId, on_read: OnRead<'_, 'a>) {
        let (Some(state), Some(node)) = (self.context.machine.state(id), self.context.state_node(id)) else { return };
        let Some(kind) = state.kind.filter(|_| state.language == QueryLanguage::JsonPath) else { return };
        self.read_path(id, "InputPath", node, &place, origin, on_read);
        let input = select(place.clone(), &selection(node, "InputPath"));
        if let Some(input) = &input {
            for read in self.reads_of(id).iter() {
                on_read(read, input, origin);
            }
        }
        if kind == StateKind::Parallel && node.get("Parameters").is_none() {
            let starts = state.inner.iter().filter_map(|scope| self.context.machine.scope(*scope)?.start);
            self.todo.extend(input.iter().flat_map(|input| starts.clone().map(|start| (start, input.clone(), origin))));
        }
        if kind == StateKind::Choice && tests_presence(node) {
            // What the rules made sure of is not known here.
            return;
        }
        let places = output(kind, node, &place, input);
        self.catch(id, node, &place, origin);
        self.go_on(id, node, places, origin, on_read);
    }

    fn reads_of(&mut self, id: StateId) -> Rc<[Read<'a>]> {
        let held = self.held[id.0 as usize].iter();
        self.reads[id.0 as usize].get_or_insert_with(|| held.flat_map(|held| reads(*held, id)).collect()).clone()
    }

    /// Through `OutputPath` to the states that follow.
    fn go_on(&mut self, id: StateId, node: NodeRef<'a>, places: Vec<Place>, origin: StateId, on_read: OnRead<'_, 'a>) {
        for place in places.into_iter().filter(|place| place.len() <= MAX_DEPTH) {
            self.read_path(id, "OutputPath", node, &place, origin, on_read);
            let Some(place) = select(place, &selection(node, "OutputPath")) else { continue };
            for exit in self.context.machine.outgoing(id) {
                if let (Some(to), false) = (exit.to, matches!(exit.kind, TransitionKind::Catch(_))) {
                    self.todo.push((to, place.clone(), origin));
                }
            }
        }
    }

    /// To the states that handle errors: the raw input with the error put in.
    fn catch(&mut self, id: StateId, node: NodeRef<'a>, raw: &Place, origin: StateId) {
        for exit in self.context.machine.outgoing(id) {
            let (Some(to), TransitionKind::Catch(index)) = (exit.to, exit.kind) else { continue };
            let catcher = node.get("Catch").and_then(|catchers| catchers.at(index));
            if let Some(place) = catcher.and_then(|catcher| beside(raw, &selection(catcher, "ResultPath"))) {
                self.todo.push((to, place, origin));
            }
        }
    }

    fn read_path(
        &self,
        id: StateId,
        key: &'static str,
        node: NodeRef<'a>,
        place: &[String],
        origin: StateId,
        on_read: OnRead<'_, 'a>,
    ) {
        if let (Some(state), Some(node)) = (self.context.machine.state(id), node.get(key)) {
            let read = Read::new(id, || state.pointer.clone(), key, node);
            if let Some(read) = read {
                on_read(&read, place, origin);
            }
        }
    }
}

/// Whether a rule of a Choice asks what is present. Recursion is bounded by the parser's nesting limit.
fn tests_presence(node: NodeRef<'_>) -> bool {
    node.get("IsPresent").is_some() || node.children().any(tests_presence)
}

/// Where the envelope is in a state's output, before `OutputPath`.
fn output(kind: StateKind, node: NodeRef<'_>, raw: &Place, input: Option<Place>) -> Vec<Place> {
    let result_path = selection(node, "ResultPath");
    let dropped = node.get("ResultPath").is_some_and(NodeRef::is_null);
    match kind {
        StateKind::Choice | StateKind::Wait | StateKind::Succeed => input.into_iter().collect(),
        StateKind::Fail => Vec::new(),
        _ if dropped => vec![raw.clone()],
        StateKind::Pass if node.get("Parameters").is_none() && node.get("Result").is_none() => {
            let base: Place = match &result_path {
                Selection::Names(names) => names.iter().map(|name| (*name).to_owned()).collect(),
                Selection::All | Selection::Unknown => Place::new(),
            };
            let moved = input.map(|input| base.into_iter().chain(input).collect());
            moved.into_iter().chain(beside(raw, &result_path)).collect()
        }
        StateKind::Pass | StateKind::Task | StateKind::Parallel | StateKind::Map => {
            beside(raw, &result_path).into_iter().collect()
        }
    }
}
