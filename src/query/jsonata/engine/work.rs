//! The work of an evaluation, counted.
//!
//! The engine counts a step for each node, however much that step does: `$ in [1..50000]` is three. It tells a tracer
//! each node before and after its evaluation, with the values, and ends at the next step once a token is cancelled. So a
//! tracer charges what a node's value is put to, which `roles` tells, and cancels the token when the budget is spent.
//!
//! **Invariant:** whatever puts a value into another is charged for all of it, as often as it does. So no value has more
//! parts than were charged for, however often it holds one part, and walking through one ends.

use jlens_core::CancelToken;
use jlens_core::ast::{Node, NodeKind};
use jlens_core::audit::{CaptureLimits, Outcome, Tracer, ValueRef};
use serde_json::Value as Json;

use super::roles::{self, Role};
use crate::sort::{SortedMap, SortedSet};

/// What a node costs in itself. A unit is an item copied.
const STEP: u64 = 20;
/// What a part of a value costs that is walked through.
const PART: u64 = 6;
/// What the key of a part costs, where it has one.
const MEMBER: u64 = 12;
/// What binding an item to variables costs.
const BOUND: u64 = 48;
/// How many bytes of text a unit copies.
const COPIED: u64 = 8;
/// What 1,024 attempts of a regular expression cost, as measured in the page: the whole budget lasts a quarter of a second.
const POLL: u64 = 1_700;
/// What one comparison of many costs: so many for a unit.
const COMPARED: u64 = 4;
/// Longer pictures of numbers and dates are read in a time that grows with their square.
const PICTURE: u64 = 256;

/// The names by which a program says work that is about to be done: `watched` binds them before it is.
pub(super) mod said {
    /// So many units.
    pub(in super::super) const UNITS: &str = "·units";
    /// Its items are compared, each with each that differs.
    pub(in super::super) const COMPARED: &str = "·compared";
    /// The same with the keys of its items.
    pub(in super::super) const KEYS: &str = "·keyed";
    /// A regular expression was found so often, and will be again.
    pub(in super::super) const MATCHED: &str = "·matched";
    /// It is a picture of a number or a date.
    pub(in super::super) const PICTURE: &str = "·picture";
}

/// What one evaluation did.
pub(super) struct Done {
    units: u64,
    /// The steps the engine counts: nodes, functions called by functions, and 1,024 attempts of a regular expression.
    pub(super) steps: u64,
    nodes: u64,
}

/// What was spent on finding out how many steps an expression with a regular expression may take.
///
/// The tracer is not told of a matcher's attempts, only the count of steps ends them. So at first there are as many steps
/// as there may be attempts. Where they were spent on nodes, the evaluation is begun anew with so many steps more: until
/// where it had come there are as many nodes as before, so that there are never more attempts.
#[derive(Default)]
pub(super) struct Spent {
    pub(super) units: u64,
    nodes: u64,
}

impl Spent {
    /// How many steps the next evaluation may take.
    pub(super) fn steps_left(&self, budget: u64) -> u64 {
        self.nodes + (budget.saturating_sub(self.units) / POLL).max(1)
    }

    /// Adds an evaluation that had too few steps. Whether there is reason to begin anew.
    pub(super) fn may_go_on(&mut self, done: &Done, budget: u64) -> bool {
        let more = done.nodes > self.nodes;
        self.nodes = done.nodes;
        self.units = self.units.saturating_add(done.units).saturating_add(POLL * done.steps.saturating_sub(done.nodes));
        more && self.units < budget
    }
}

/// Counts the work of one evaluation.
pub(super) struct Work<'r> {
    roles: &'r SortedMap<usize, Role>,
    budget: u64,
    left: u64,
    /// How many nodes were evaluated, and matchers called as far as it is known.
    nodes: u64,
    /// How often the matcher is called that was announced last.
    matching: u64,
    stop: CancelToken,
    /// How many functions were made of others by giving some of the arguments: each is a frame to look through.
    partials: u64,
    /// The sizes of the contexts of the nodes being evaluated that need it.
    contexts: Vec<u64>,
    /// How many steps the evaluation took.
    steps: u64,
}

impl Work<'_> {
    /// So much may be done; `stop` is cancelled beyond it.
    pub(super) fn new(roles: &SortedMap<usize, Role>, budget: u64, stop: CancelToken) -> Work<'_> {
        Work { roles, budget, left: budget, nodes: 0, matching: 0, stop, partials: 0, contexts: Vec::new(), steps: 0 }
    }

    /// What was done; nothing where it was beyond the budget.
    pub(super) fn done(&self) -> Option<Done> {
        let done = Done { units: self.budget - self.left, steps: self.steps, nodes: self.nodes };
        (self.left > 0).then_some(done)
    }

    fn charge(&mut self, units: u64) {
        if let Some(left) = self.left.checked_sub(units) {
            self.left = left;
        } else {
            self.left = 0;
            self.stop.cancel();
        }
    }

    fn role(&self, node: &Node) -> Role {
        self.roles.get(&roles::place(node)).copied().unwrap_or(Role::Whole)
    }
}

/// What the use of a value costs.
fn used(role: Role, value: ValueRef<'_>) -> u64 {
    match role {
        Role::Nothing | Role::Focus => 0,
        Role::Items => items(value),
        Role::Lookup if value.type_name() == "object" => 1,
        // What is put into a part that was found before its own parts is put into each of them anew.
        Role::Update { nested: true } if holds_parts(value) => u64::MAX,
        Role::Whole | Role::Lookup | Role::Update { .. } => whole(value),
        Role::Text => whole(value) + 3 * text(value),
        Role::Split => whole(value) + 2 * COPIED * text(value),
        Role::Key => whole(value) + 8 * text(value),
        Role::Sorted => sorted(value),
        Role::Width => number(value).abs() as u64,
        Role::Range => match number(value).abs() {
            count if count > 0.0 && count < 1.0 => u64::MAX,
            count => COPIED * count as u64,
        },
        Role::Refused => u64::MAX,
    }
}

impl Tracer for Work<'_> {
    fn enter(&mut self, node: &Node, input: ValueRef<'_>) {
        self.nodes += 1;
        self.charge(STEP);
        if self.left == 0 {
            return;
        }
        let role = self.role(node);
        if role == Role::Focus {
            self.contexts.push(whole(input));
        }
        let units = match &node.kind {
            NodeKind::Descendant => descendants(input),
            NodeKind::Wildcard => whole(input),
            NodeKind::Name { .. } if input.type_name() == "array" => whole(input),
            _ => 0,
        };
        self.charge(units);
    }

    fn exit(&mut self, node: &Node, outcome: Outcome<'_>) {
        let role = self.role(node);
        let context = if role == Role::Focus { self.contexts.pop().unwrap_or(0) } else { 0 };
        let Outcome::Value(value) = outcome else { return };
        if self.left == 0 {
            return;
        }
        let made = match &node.kind {
            NodeKind::Partial { .. } => {
                self.partials += 1;
                0
            }
            NodeKind::Variable { .. } => self.partials / COMPARED,
            NodeKind::Path { .. } | NodeKind::Array { .. } | NodeKind::Object { .. } | NodeKind::Binary { .. } => {
                items(value) + text(value)
            }
            NodeKind::Function { .. } => 2 * (items(value) + text(value)),
            _ => 0,
        };
        let bound = if node.attrs.tuple { BOUND * items(value) } else { 0 };
        self.charge(made + bound);
        if self.left > 0 {
            let used = used(role, value);
            self.charge(used.saturating_add(context.saturating_mul(items(value))));
        }
    }

    fn steps(&mut self, steps: u64) {
        self.steps = steps;
    }

    fn bind(&mut self, _: &Node, name: &str, value: ValueRef<'_>) {
        if !name.starts_with('·') || self.left == 0 {
            return;
        }
        let units = match name {
            said::UNITS => number(value) as u64,
            said::MATCHED => {
                let called = number(value) as u64 + 1;
                self.nodes += called + std::mem::replace(&mut self.matching, called);
                0
            }
            said::COMPARED => distinct(value, self.left),
            said::KEYS => keys(value),
            said::PICTURE => picture(value),
            _ => 0,
        };
        self.charge(units);
    }
}

fn number(value: ValueRef<'_>) -> f64 {
    if value.type_name() == "number" { value.to_json().and_then(|json| json.as_f64()).unwrap_or(0.0) } else { 0.0 }
}

fn is_nested(value: ValueRef<'_>) -> bool {
    matches!(value.type_name(), "array" | "object")
}

fn limits(max_items: usize, max_depth: usize) -> CaptureLimits {
    CaptureLimits { max_items, max_string: usize::MAX, max_depth, ..CaptureLimits::default() }
}

fn captured(value: ValueRef<'_>) -> Json {
    value.capture(&limits(usize::MAX, usize::MAX)).unwrap_or(Json::Null)
}

/// How many items or members a value has; one is none or a single value.
fn items(value: ValueRef<'_>) -> u64 {
    if !is_nested(value) {
        return 1;
    }
    let more = match value.capture(&limits(0, 1)) {
        Some(Json::Array(items)) => items.first().and_then(Json::as_str).map(str::to_owned),
        Some(Json::Object(members)) => members.values().next().and_then(Json::as_str).map(str::to_owned),
        _ => None,
    };
    more.and_then(|more| more.split(' ').find_map(|word| word.parse().ok())).unwrap_or(1)
}

/// What copying a text costs; nothing for what is none.
fn text(value: ValueRef<'_>) -> u64 {
    if value.type_name() == "string" { copied(value.to_json().as_ref().and_then(Json::as_str)) } else { 0 }
}

fn copied(text: Option<&str>) -> u64 {
    text.map_or(0, str::len) as u64 / COPIED
}

/// What walking through a value costs.
fn whole(value: ValueRef<'_>) -> u64 {
    match value.type_name() {
        "array" | "object" => parts(&captured(value)),
        "string" => PART + text(value),
        _ => 1,
    }
}

fn parts(json: &Json) -> u64 {
    PART + match json {
        Json::Array(items) => items.iter().map(parts).sum(),
        Json::Object(members) => members.values().map(|value| MEMBER + parts(value)).sum(),
        Json::String(text) => copied(Some(text)),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}

/// What all descendants of a value cost together: each is one with all that is in it.
fn descendants(value: ValueRef<'_>) -> u64 {
    fn sums(json: &Json) -> (u64, u64) {
        let add = |(size, sum): (u64, u64), (more, sums): (u64, u64)| (size + more, sum + sums);
        let (size, sum) = match json {
            Json::Array(items) => items.iter().map(sums).fold((PART, 0), add),
            Json::Object(members) => members.values().map(sums).fold((PART, 0), add),
            scalar => (parts(scalar), 0),
        };
        (size, sum + size)
    }
    sums(&captured(value)).1
}

/// Whether a value's members are arrays or objects.
fn holds_parts(value: ValueRef<'_>) -> bool {
    let is_nested = |json: &Json| matches!(json, Json::Array(_) | Json::Object(_));
    let members = value.capture(&limits(usize::MAX, 2));
    members.as_ref().and_then(Json::as_object).is_some_and(|members| members.values().any(is_nested))
}

/// What sorting the items of an array costs.
fn sorted(value: ValueRef<'_>) -> u64 {
    let Json::Array(items) = captured(value) else { return PART };
    let size: u64 = items.iter().map(|item| PART + copied(item.as_str())).sum();
    size + items.iter().map(|item| 1 + copied(item.as_str())).sum::<u64>() * u64::from(items.len().max(2).ilog2())
}

/// What finding the different items of an array costs, each compared with those found before. Beyond `most` it is not
/// told how much.
fn distinct(value: ValueRef<'_>, most: u64) -> u64 {
    let Json::Array(items) = captured(value) else { return 1 };
    let size: u64 = items.iter().map(parts).sum();
    let cost = |different: usize| size + size / PART * different as u64 / COMPARED;
    let mut different = SortedSet::new();
    for item in &items {
        different.insert(item.to_string());
        if cost(different.len()) > most {
            break;
        }
    }
    cost(different.len())
}

/// What finding the different keys costs, each compared with those found before.
fn keys(value: ValueRef<'_>) -> u64 {
    fn add(json: &Json, different: &mut SortedSet<String>) -> u64 {
        match json {
            Json::Array(items) => items.iter().map(|item| add(item, different)).sum(),
            Json::Object(members) => {
                different.extend(members.keys().cloned());
                members.len() as u64
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 1,
        }
    }
    let mut different = SortedSet::new();
    let all = add(&captured(value), &mut different);
    PART * all + all * different.len() as u64 / COMPARED
}

/// What reading a picture costs, and writing as many digits or letters as it asks for.
fn picture(value: ValueRef<'_>) -> u64 {
    let Some(Json::String(picture)) = value.to_json() else { return 0 };
    let length = picture.len() as u64;
    let widths = picture.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse::<u32>().ok());
    STEP + length * length.max(PICTURE) / 64 + widths.map(|width| u64::from(width) / 2).sum::<u64>()
}
