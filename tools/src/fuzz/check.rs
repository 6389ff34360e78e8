//! What holds of every case, whatever its text, its input and its mocks. What does not hold panics.
//!
//! `make fuzz` asks it of new cases, `tools/tests/fuzz.rs` of those that once failed.

use std::sync::Arc;

use stepwright::asl::Machine;
use stepwright::edit::{self, Command, EditError, Place, Verdict};
use stepwright::json::{Document, NodeRef, Pointer, Span, Value};
use stepwright::lint::{self, Diagnostic, MAX_DIAGNOSTICS};
use stepwright::sim::{MockPlan, OtherMachine, Program, S3Objects, Setup, WorkflowType};

use super::dice::Dice;
use super::page;
use super::walk::{self, Ending};

/// How many inputs a run takes in which each may take a second.
pub(crate) const HEAVY_BUDGET: usize = 8;

/// One case: a text, what surrounds its run, and what people do.
#[derive(Clone)]
pub struct Case {
    /// The definition, which may be any text.
    pub text: String,
    /// What surrounds the run.
    pub setup: Setup,
    /// The definition of the project's other machine, which Tasks start by the name `other`.
    pub other: String,
    /// How many inputs a run takes before it is left.
    pub budget: usize,
    /// What people do comes from here.
    pub script: u64,
}

impl Case {
    /// The case as it is kept.
    pub fn to_json(&self) -> Value {
        Value::object([
            ("text", Value::from(self.text.as_str())),
            ("input", self.setup.input.clone()),
            ("other", Value::from(self.other.as_str())),
            ("mocks", self.setup.mocks.to_json()),
            ("objects", self.setup.objects.to_json()),
            ("seed", Value::from(self.setup.seed as i64)),
            ("express", Value::from(self.setup.workflow == WorkflowType::Express)),
            ("budget", Value::from(self.budget as i64)),
            ("script", Value::from(self.script as i64)),
        ])
    }

    /// Reads a case that was kept; what is missing is as usual.
    pub fn from_json(kept: &Value) -> Case {
        let number = |key: &str, usual: i64| kept.get(key).and_then(Value::as_i64).unwrap_or(usual);
        let express = kept.get("express").and_then(Value::as_bool) == Some(true);
        let setup = Setup {
            input: kept.get("input").cloned().unwrap_or_else(Value::empty_object),
            mocks: kept.get("mocks").map(|mocks| MockPlan::from_json(mocks).0).unwrap_or_default(),
            objects: kept.get("objects").map(S3Objects::from_json).unwrap_or_default(),
            seed: number("seed", 1) as u64,
            workflow: if express { WorkflowType::Express } else { WorkflowType::Standard },
            ..Setup::default()
        };
        let text = |key: &str| kept.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (text, other) = (text("text"), text("other"));
        Case { text, other, setup, budget: number("budget", 300) as usize, script: number("script", 1) as u64 }
    }

    /// The case with the project's machines, itself among them.
    fn with_machines(&self, own: &Arc<Program>) -> Case {
        let machine = |program: Arc<Program>| OtherMachine {
            program,
            workflow: WorkflowType::Standard,
            mocks: self.setup.mocks.clone(),
        };
        let other = Arc::new(Program::compile(&Document::new(self.other.as_str())));
        let mut case = self.clone();
        case.setup.machines = [("other".into(), machine(other)), ("own".into(), machine(own.clone()))].into();
        case
    }

    /// Asks everything of it.
    pub fn check(&self) -> Ending {
        let mut dice = Dice::new(self.script, 0);
        let document = Document::new(self.text.as_str());
        syntax(&document, &self.text, &mut dice);
        let machine = Machine::read(&document);
        meaning(&document, &machine);
        let found = lint::check(&document, &machine);
        diagnostics(&document, &found, &mut dice);
        edits(&document, &machine, &mut dice);
        let program = Arc::new(Program::compile(&document));
        let ending = walk::run(&program, &self.with_machines(&program), &mut dice);
        if dice.one_in(4) {
            walk::alone(&document, &machine, self, &mut dice);
        }
        // An edit on the page runs more of it than such a run may take.
        if dice.one_in(6) && self.budget > HEAVY_BUDGET {
            page::use_it(self, &mut dice);
        }
        ending
    }
}

/// A range of bytes of the text that cuts no character.
#[track_caller]
fn within(text: &str, span: Span) {
    assert!(span.start <= span.end && text.get(span.range()).is_some(), "{span:?} is no part of the text");
}

fn syntax(document: &Document, text: &str, dice: &mut Dice) {
    assert_eq!(document.text(), text, "the text is as it was given");
    for error in document.errors() {
        within(text, error.span);
        assert!(document.position(error.span.start).line >= 1 && !error.to_string().is_empty());
    }
    let Some(root) = document.root() else { return assert!(!document.errors().is_empty() || text.is_empty()) };
    let mut nodes = vec![root];
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        within(text, node.span());
        within(text, node.extent());
        if let Some(parent) = node.parent() {
            let (outer, inner) = (parent.span(), node.extent());
            assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} is not inside {outer:?}");
        }
        nodes.extend(node.children());
        next += 1;
    }
    for _ in 0..4 {
        let offset = dice.below(text.len() + 1);
        assert!(document.node_at(offset).is_some_and(|node| node.extent().contains(offset) || node == root));
        let node = nodes[dice.below(nodes.len())];
        let pointer = node.pointer();
        if !hidden(node) {
            assert_eq!(document.find(&pointer), Some(node), "{pointer} names its value");
        }
        assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer));
    }
    let value = root.to_value();
    let printed = value.to_string();
    assert_eq!(printed.len(), value.json_len());
    assert_eq!(Value::parse(&printed).as_ref(), Ok(&value), "what is printed reads back");
    assert_eq!(Value::parse(&value.to_pretty()).as_ref(), Ok(&value), "what is printed in lines reads back");
}

/// Whether a later member of the same key, here or around, hides a value from its pointer.
fn hidden(node: NodeRef<'_>) -> bool {
    std::iter::successors(Some(node), |node| node.parent()).any(|node| match (node.key(), node.parent()) {
        (Some(key), Some(parent)) => parent.get(key) != Some(node),
        _ => false,
    })
}

/// Whether some object has a key twice, so that pointers into the first do not lead there.
fn twice(document: &Document) -> bool {
    let mut nodes: Vec<_> = document.root().into_iter().collect();
    let mut next = 0;
    while let Some(node) = nodes.get(next).copied() {
        if node.members().any(|(member, value)| node.get(&member.key) != Some(value)) {
            return true;
        }
        nodes.extend(node.children());
        next += 1;
    }
    false
}

fn meaning(document: &Document, machine: &Machine) {
    for (id, state) in machine.ids() {
        assert!(document.find(&state.pointer).is_some(), "{} is in the document", state.pointer);
        assert_eq!(machine.at(&state.pointer), Some(id));
        assert!(machine.scope(state.scope).is_some_and(|scope| scope.states.contains(&id)));
    }
    for transition in &machine.transitions {
        assert!(document.find(&transition.pointer).is_some(), "{} is in the document", transition.pointer);
        assert!(machine.state(transition.from).is_some() && transition.to.is_none_or(|to| machine.state(to).is_some()));
    }
}

fn diagnostics(document: &Document, found: &[Diagnostic], dice: &mut Dice) {
    assert!(found.len() <= MAX_DIAGNOSTICS + 1);
    for diagnostic in found {
        within(document.text(), diagnostic.span);
        assert!(!diagnostic.message.is_empty() && !diagnostic.help.is_empty());
        let there = document.root().is_none() || document.find(&diagnostic.at).is_some();
        assert!(there || twice(document), "{} is not in the document: {}", diagnostic.at, diagnostic.message);
    }
    let fixes: Vec<_> = found.iter().filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?))).collect();
    let Some((diagnostic, fix)) = fixes.get(dice.below(fixes.len())) else { return };
    let after = document.apply(&fix.edit);
    assert_eq!(fix.edit.invert(document.text()).apply(after.text()), document.text(), "a fix can be undone");
    assert_ne!(after.text(), document.text(), "{} changes nothing: {}", fix.label, diagnostic.message);
    assert!(after.errors().len() <= document.errors().len(), "{} breaks the text: {}", fix.label, diagnostic.message);
}

fn edits(document: &Document, machine: &Machine, dice: &mut Dice) {
    for _ in 0..dice.below(4) {
        let Some(command) = command(document, machine, dice) else { continue };
        let verdict = edit::check(document, machine, &command);
        let planned = match edit::plan(document, machine, &command) {
            Ok(planned) => planned,
            Err(EditError::Ignored) => {
                assert_eq!(verdict, Verdict::Ignored, "{command:?}");
                continue;
            }
            Err(EditError::Denied(reason)) => {
                assert!(!reason.to_string().is_empty());
                assert_eq!(verdict, Verdict::Denied(reason), "{command:?}");
                continue;
            }
        };
        assert_eq!(verdict, Verdict::Allowed, "{command:?}");
        for indel in planned.edit.indels() {
            within(document.text(), indel.delete);
        }
        let after = document.apply(&planned.edit);
        let undone = planned.edit.invert(document.text()).apply(after.text());
        assert_eq!(undone, document.text(), "undone byte for byte: {command:?}");
        let raw = matches!(command, Command::ReplaceText(_));
        assert!(raw || after.errors().len() <= document.errors().len(), "{command:?} breaks the text");
        if let Some(focus) = planned.focus.filter(|_| document.errors().is_empty()) {
            assert!(Machine::read(&after).at(&focus).is_some(), "{focus} is no state after {command:?}");
        }
    }
}

/// A change somebody might make.
pub(crate) fn command(document: &Document, machine: &Machine, dice: &mut Dice) -> Option<Command> {
    let states: Vec<Pointer> = machine.states.iter().map(|state| state.pointer.clone()).collect();
    let scopes: Vec<Pointer> = machine.scopes.iter().map(|scope| scope.pointer.clone()).collect();
    let mut ways: Vec<Pointer> = machine.transitions.iter().map(|way| way.pointer.clone()).collect();
    ways.extend(scopes.iter().map(|scope| scope.key("StartAt")));
    let one = |dice: &mut Dice, of: &[Pointer]| of.get(dice.below(of.len())).cloned();
    let any = |dice: &mut Dice| document.node_at(dice.below(document.text().len())).map(NodeRef::pointer);
    let place = |dice: &mut Dice| {
        Some(match dice.below(4) {
            0 => Place::OnTransition(one(dice, &ways)?),
            1 => Place::After(one(dice, &states)?),
            2 => Place::Start(one(dice, &scopes)?),
            _ => Place::InScope(one(dice, &scopes)?),
        })
    };
    let kind = stepwright::asl::StateKind::ALL[dice.below(8)];
    let value = super::words::value(dice, 2);
    let word = super::words::text(dice);
    Some(match dice.below(24) {
        0 | 1 => {
            Command::AddState { kind, place: place(dice)?, name: None, template: dice.one_in(4).then(|| value.into()) }
        }
        2 => Command::AddState { kind, place: place(dice)?, name: Some(word), template: None },
        3 | 4 => Command::MoveState { state: one(dice, &states)?, place: place(dice)? },
        5 => Command::DeleteState { state: one(dice, &states)? },
        6 => Command::RenameState { state: one(dice, &states)?, name: word },
        7 => Command::Retarget { transition: one(dice, &ways)?, to: one(dice, &states)? },
        8 => Command::Connect { from: one(dice, &states)?, to: one(dice, &states)? },
        9 => Command::Disconnect { transition: one(dice, &ways)? },
        10 => Command::SetField { at: any(dice)?, value },
        11 => Command::SetFieldText { at: any(dice)?.key(&word), json: super::words::soup(dice) },
        12 => Command::RemoveField { at: any(dice)? },
        13 => Command::RenameKey { at: any(dice)?, key: word },
        14 => Command::InsertElement { array: any(dice)?, index: dice.below(4), value },
        15 => Command::MoveElement { at: any(dice)?, to: dice.below(4) },
        16 => Command::ChangeKind { state: one(dice, &states)?, kind },
        17 => Command::Duplicate { state: one(dice, &states)? },
        18 => Command::Rewire { transition: one(dice, &ways)?, from: one(dice, &states)? },
        19 => Command::AddRetrier { state: one(dice, &states)? },
        20 => Command::AddCatcher { state: one(dice, &states)? },
        21 => Command::AddRule { state: one(dice, &states)? },
        22 => Command::ReplaceMember { at: any(dice)?, key: word, value },
        _ => match dice.below(3) {
            0 => Command::AddBranch { state: one(dice, &states)? },
            1 => Command::RemoveBranch { state: one(dice, &states)?, index: dice.below(3) },
            _ => Command::ReplaceText(word),
        },
    })
}
