//! What a person sets up beside the text (name, type, input, seed, mocks, objects, the project's other machines), and what
//! differs between two such setups, for undo.

use std::sync::Arc;

use crate::asl::WorkflowType;
use crate::sim::{MockPlan, Order, S3Objects, StateMock};
use crate::sort::SortedMap;
use crate::studio::executions::objects::ObjectName;
use crate::studio::project::{Project, ProjectMachine};
use crate::studio::run::Run;

/// A setup. Most of it is shared, so that it is cheap to keep.
#[derive(Clone)]
pub(in crate::studio) struct Setup {
    name: String,
    input: Arc<str>,
    seed: u64,
    order: Order,
    workflow: WorkflowType,
    mocks: MockPlan,
    objects: S3Objects,
    machines: Project,
}

/// A value before and after a change.
#[derive(Clone, Debug)]
pub(in crate::studio) struct Pair<T> {
    before: T,
    after: T,
}

/// A change of one part of the setup.
#[derive(Clone, Debug)]
pub(in crate::studio) enum Change {
    Name(Pair<String>),
    Input(Pair<Arc<str>>),
    Seed(Pair<u64>),
    Order(Pair<Order>),
    Workflow(Pair<WorkflowType>),
    Mock(Arc<str>, Pair<Option<StateMock>>),
    Object(ObjectName, Pair<Option<Arc<str>>>),
    Machine(Arc<str>, Pair<Option<ProjectMachine>>),
}

impl<T> Pair<T> {
    fn get(&self, back: bool) -> &T {
        if back { &self.before } else { &self.after }
    }

    fn bytes(&self, of: impl Fn(&T) -> usize) -> usize {
        of(&self.before) + of(&self.after)
    }
}

impl Setup {
    pub(in crate::studio) fn of(name: &str, run: &Run) -> Setup {
        Setup {
            name: name.to_owned(),
            input: run.input.clone(),
            seed: run.seed,
            order: run.order,
            workflow: run.workflow,
            mocks: run.mocks.clone(),
            objects: run.objects.clone(),
            machines: run.machines.clone(),
        }
    }

    /// What has to be changed to come from this setup to another.
    pub(in crate::studio) fn changes(self, after: Setup) -> Vec<Change> {
        let mut changes = Vec::new();
        changes.extend(pair(self.name, after.name).map(Change::Name));
        changes.extend(pair(self.input, after.input).map(Change::Input));
        changes.extend(pair(self.seed, after.seed).map(Change::Seed));
        changes.extend(pair(self.order, after.order).map(Change::Order));
        changes.extend(pair(self.workflow, after.workflow).map(Change::Workflow));
        let mocks = differing(self.mocks.states, after.mocks.states);
        changes.extend(mocks.into_iter().map(|(state, pair)| Change::Mock(state, pair)));
        if self.objects != after.objects {
            let objects = differing(by_name(&self.objects), by_name(&after.objects));
            changes.extend(objects.into_iter().map(|(name, pair)| Change::Object(name, pair)));
        }
        let machines = differing(self.machines.machines, after.machines.machines);
        changes.extend(machines.into_iter().map(|(name, pair)| Change::Machine(name, pair)));
        changes
    }
}

fn pair<T: PartialEq>(before: T, after: T) -> Option<Pair<T>> {
    (before != after).then_some(Pair { before, after })
}

fn by_name(objects: &S3Objects) -> SortedMap<ObjectName, Arc<str>> {
    objects.iter().map(|(bucket, key, body)| (ObjectName::new(bucket.clone(), key.clone()), body.clone())).collect()
}

/// What stands under the keys whose values differ.
fn differing<K: Ord + Clone, V: PartialEq>(
    mut before: SortedMap<K, V>,
    after: SortedMap<K, V>,
) -> Vec<(K, Pair<Option<V>>)> {
    let mut found = Vec::new();
    for (key, value) in after {
        let old = before.remove(&key);
        found.extend(pair(old, Some(value)).map(|pair| (key, pair)));
    }
    found.extend(before.into_iter().map(|(key, value)| (key, Pair { before: Some(value), after: None })));
    found
}

impl Change {
    /// How much it holds.
    pub(super) fn bytes(&self) -> usize {
        let mock = |mock: &StateMock| {
            let plan = MockPlan { states: SortedMap::from([("".into(), mock.clone())]) };
            plan.to_json().to_string().len()
        };
        match self {
            Change::Name(pair) => pair.bytes(String::len),
            Change::Input(pair) => pair.bytes(|text| text.len()),
            Change::Seed(_) | Change::Order(_) | Change::Workflow(_) => 0,
            Change::Mock(state, pair) => state.len() + pair.bytes(|kept| kept.as_ref().map_or(0, mock)),
            Change::Object(_, pair) => pair.bytes(|body| body.as_ref().map_or(0, |body| body.len())),
            Change::Machine(_, pair) => pair.bytes(|machine| {
                let own = |machine: &ProjectMachine| {
                    machine.document.text().len() + machine.mocks.to_json().to_string().len()
                };
                machine.as_ref().map_or(0, own)
            }),
        }
    }

    /// Puts one side of it in place.
    fn put(&self, name: &mut String, run: &mut Run, back: bool) {
        match self {
            Change::Name(pair) => name.clone_from(pair.get(back)),
            Change::Input(pair) => run.input = pair.get(back).clone(),
            Change::Seed(pair) => run.seed = *pair.get(back),
            Change::Order(pair) => run.order = *pair.get(back),
            Change::Workflow(pair) => run.workflow = *pair.get(back),
            Change::Mock(state, pair) => set(&mut run.mocks.states, state, pair.get(back).as_ref()),
            Change::Object(ObjectName { bucket, key }, pair) => {
                let objects = std::mem::take(&mut run.objects);
                run.objects = match pair.get(back) {
                    Some(body) => objects.with(bucket, key, body.clone()),
                    None => objects.without(bucket, key),
                };
            }
            Change::Machine(machine, pair) => set(&mut run.machines.machines, machine, pair.get(back).as_ref()),
        }
    }

    /// This change and a later one of the same part as one; else the later one back.
    fn absorb(&mut self, next: Change) -> Option<Change> {
        match (self, next) {
            (Change::Name(own), Change::Name(next)) => own.after = next.after,
            (Change::Input(own), Change::Input(next)) => own.after = next.after,
            (Change::Seed(own), Change::Seed(next)) => own.after = next.after,
            (Change::Order(own), Change::Order(next)) => own.after = next.after,
            (Change::Workflow(own), Change::Workflow(next)) => own.after = next.after,
            (Change::Mock(state, own), Change::Mock(same, next)) if *state == same => own.after = next.after,
            (Change::Object(name, own), Change::Object(same, next)) if *name == same => own.after = next.after,
            (Change::Machine(name, own), Change::Machine(same, next)) if *name == same => own.after = next.after,
            (
                Change::Name(_)
                | Change::Input(_)
                | Change::Seed(_)
                | Change::Order(_)
                | Change::Workflow(_)
                | Change::Mock(..)
                | Change::Object(..)
                | Change::Machine(..),
                other,
            ) => return Some(other),
        }
        None
    }
}

fn set<V: Clone>(map: &mut SortedMap<Arc<str>, V>, key: &Arc<str>, value: Option<&V>) {
    match value {
        Some(value) => drop(map.insert(key.clone(), value.clone())),
        None => drop(map.remove(key)),
    }
}

/// The changes of two steps as those of one.
pub(super) fn then(mut first: Vec<Change>, second: Vec<Change>) -> Vec<Change> {
    for next in second {
        let mut rest = Some(next);
        for own in &mut first {
            rest = rest.and_then(|next| own.absorb(next));
        }
        first.extend(rest);
    }
    first
}

/// Puts one side of changes in place; what follows from them is the caller's to work out.
pub(in crate::studio) fn put(changes: &[Change], name: &mut String, run: &mut Run, back: bool) {
    for change in changes {
        change.put(name, run, back);
    }
}
