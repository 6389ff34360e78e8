//! How each action changes the workbench.

use std::sync::Arc;

use super::action::{Action, FileKind, Request, Sheet};
use super::drafts::DraftKey;
use super::due::Stage;
use super::project::opening::Source;
use super::project::setup;
use super::project::undo::{Entry, Field, Typing};
use super::project::{opening, saved};
use super::run::{Playing, Speed, Ticked};
use super::workbench::{Selection, ToastKind, Workbench};
use super::{DockTab, InspectorTab, Standing, describe, drafts, due, executions, jsonata, project, rename, run};
use crate::asl::Machine;
use crate::edit::{self, Command, EditError, Planned};
use crate::json::{Document, NodeRef, TextEdit};
use crate::sim::limits;
use crate::sim::{Resolution, Status, TaskToken};

/// How many inputs a run takes before [`reduce`] leaves the rest to ticks, and in how many parts.
const INPUTS_AT_ONCE: (usize, usize) = (1_000, limits::REPLAY_INPUTS_MAX / 1_000);

/// Changes the workbench, and says what the browser is to do. What the action makes a run do, but for playing, is done at
/// once: for whoever has no frames to do it in.
pub fn reduce(workbench: &mut Workbench, action: Action) -> Vec<Request> {
    let mut requests = begin(workbench, action);
    let (budget, parts) = INPUTS_AT_ONCE;
    while workbench.due().is_some() {
        requests.extend(begin(workbench, Action::WorkOutNext));
    }
    for _ in 0..parts {
        if !workbench.run.is_working() {
            break;
        }
        requests.extend(begin(workbench, Action::Tick { elapsed_ms: 0.0, budget }));
    }
    requests
}

/// The same, but leaves to [ticks](Action::Tick) what a run has to do for it: a step, a replay, an act in the past. Each
/// does a part, so that the page can do something else between.
pub fn begin(workbench: &mut Workbench, action: Action) -> Vec<Request> {
    let save = saves(&action);
    if ends_typing(&action) {
        workbench.undo.seal();
    }
    let (was_unchecked, was_kept) = (workbench.is_unchecked(), workbench.is_kept());
    if let Some(last) = due::needed(&action) {
        workbench.catch_up(last);
    }
    let run = &workbench.run;
    let plays = matches!(action, Action::Tick { .. }) && run.is_active() && !run.is_replaying();
    let could_fail = plays && run.status() != Status::Failed;
    let mut requests = act(workbench, action, was_unchecked);
    if could_fail && workbench.run.status() == Status::Failed {
        show_failure(workbench);
    }
    requests.extend(workbench.begins_loading().then_some(Request::LoadJsonata));
    if workbench.is_kept() && (save || !was_kept) {
        requests.insert(0, Request::Save(saved::write(workbench)));
    }
    requests
}

/// What an action does. `was_unchecked` says that it was made while the problems were those of an earlier text.
fn act(workbench: &mut Workbench, action: Action, was_unchecked: bool) -> Vec<Request> {
    match action {
        Action::WorkOutNext => {
            workbench.work_out_next();
            Vec::new()
        }
        // Which one was meant is not known: the numbers are those of the problems of an earlier text.
        Action::ShowProblem(_) if was_unchecked => {
            workbench.notify(ToastKind::Error, "The text has changed since; its problems were found again.");
            Vec::new()
        }
        Action::Edit(command) => edit(workbench, &command),
        Action::ApplyFix { label, edit, on } => fix(workbench, label, edit, &on),
        Action::Type { text, on } => retype(workbench, text, &on),
        Action::Undo => travel(workbench, true),
        Action::Redo => travel(workbench, false),
        Action::Select(selection) => {
            workbench.select(selection);
            Vec::new()
        }
        Action::SelectQuietly(selection) => {
            workbench.selection = selection;
            Vec::new()
        }
        Action::ShowProblem(index) => {
            show_problem(workbench, index);
            Vec::new()
        }
        Action::ShowFailure => {
            show_failure(workbench);
            Vec::new()
        }
        Action::Import { name, text } => opening::import(workbench, Source::File(&name), text),
        Action::Paste(text) => opening::import(workbench, Source::Clipboard, text),
        Action::LeaveOut(names) => {
            opening::leave_out(workbench, &names);
            Vec::new()
        }
        Action::OpenExample(index) => {
            opening::example(workbench, index);
            Vec::new()
        }
        Action::Export => vec![Request::Download {
            name: format!("{}.asl.json", opening::file_stem(&workbench.name)),
            text: workbench.document.text().to_owned(),
            kind: FileKind::Asl,
        }],
        Action::ShowDock(tab) => {
            show_dock(workbench, tab);
            Vec::new()
        }
        Action::ShowInspector(_) | Action::ShowSheet(_) | Action::ShowFidelity(_) => {
            cover(workbench, action);
            Vec::new()
        }
        Action::SetTheme(theme) => {
            workbench.theme = theme;
            vec![Request::ApplyTheme(theme)]
        }
        Action::DismissToast(id) => {
            workbench.toast.take_if(|toast| toast.id == id);
            Vec::new()
        }
        Action::Report(text) => {
            workbench.notify(ToastKind::Error, text);
            Vec::new()
        }
        run => {
            reduce_run(workbench, run);
            Vec::new()
        }
    }
}

/// Whether an action changes what the next visit should find.
fn saves(action: &Action) -> bool {
    !matches!(
        action,
        Action::Tick { .. }
            | Action::Select(_)
            | Action::SelectQuietly(_)
            | Action::ShowProblem(_)
            | Action::ShowFailure
            | Action::Step
            | Action::StepBack
            | Action::Seek(_)
            | Action::Run
            | Action::Pause
            | Action::RunToEnd
            | Action::Reset
            | Action::Resolve(..)
            | Action::Redrive
            | Action::ShowExecutions(_)
            | Action::ShowSheet(_)
            | Action::ShowFidelity(_)
            | Action::LeaveOut(_)
            | Action::HoldDraft(DraftKey::Answer(..), _)
            | Action::DismissToast(_)
            | Action::Report(_)
            | Action::LoadJsonata
            | Action::JsonataReady
            | Action::JsonataFailed(_)
            | Action::WorkOutNext
            | Action::Export
    )
}

/// Whether a person turned to something else: what is typed afterwards is a step of undo of its own.
fn ends_typing(action: &Action) -> bool {
    matches!(
        action,
        Action::Select(_)
            | Action::SelectQuietly(_)
            | Action::ShowProblem(_)
            | Action::ShowFailure
            | Action::ShowExecutions(_)
            | Action::ShowDock(_)
            | Action::ShowInspector(_)
            | Action::ShowSheet(_)
            | Action::ShowFidelity(_)
            | Action::Export
            | Action::Run
            | Action::Pause
            | Action::Step
            | Action::StepBack
            | Action::RunToEnd
            | Action::Reset
            | Action::Seek(_)
            | Action::Resolve(..)
            | Action::Redrive
    )
}

/// Shows a tab of the inspector, or what lies over the rest of the page, or takes that away.
fn cover(workbench: &mut Workbench, action: Action) {
    match action {
        Action::ShowInspector(tab) => workbench.inspector = tab,
        Action::ShowSheet(sheet) => workbench.sheet = sheet,
        Action::ShowFidelity(page) => workbench.fidelity = page,
        _ => {}
    }
}

/// Shows a tab of the dock. On a small screen its sheet is named by the tab.
fn show_dock(workbench: &mut Workbench, tab: DockTab) {
    workbench.dock = tab;
    if let Some(Sheet::Dock(shown)) = &mut workbench.sheet {
        *shown = tab;
    }
}

/// Leads to what failed: the state everywhere, its error in the inspector, the expression in the text.
fn show_failure(workbench: &mut Workbench) {
    let Some(failure) = workbench.run.failure() else { return };
    // The run may be of an older text.
    let Some(state) = failure.state.filter(|state| workbench.drawn.machine.at(state).is_some()) else { return };
    let blamed = run::blamed(&workbench.document, &state, &failure.cause).map(NodeRef::span);
    workbench.select(Selection::State(state));
    workbench.inspector = InspectorTab::Run;
    if let Some(span) = blamed {
        workbench.show(span);
    }
}

fn show_problem(workbench: &mut Workbench, index: usize) {
    let Some(diagnostic) = workbench.diagnostics.get(index).cloned() else { return };
    let machine = &workbench.drawn.machine;
    let state = machine.around(&diagnostic.at).and_then(|id| machine.state(id));
    workbench.selection = state.map_or(Selection::None, |state| Selection::State(state.pointer.clone()));
    workbench.dock = DockTab::Code;
    workbench.show(diagnostic.span);
}

pub(super) fn edit(workbench: &mut Workbench, command: &Command) -> Vec<Request> {
    // What is typed is a command on the text itself; every other one is planned on the machine that is drawn, and a
    // text that is no JSON cannot be changed through the drawing of an older one.
    let typed = matches!(command, Command::ReplaceText(_));
    if workbench.stale() && !typed {
        workbench.notify(ToastKind::Error, "The text has syntax errors; mend it before changing the drawing.");
        return vec![];
    }
    let before = workbench.drawn.machine.clone();
    match edit::done(&workbench.document, &before, command) {
        Ok((planned, _)) if planned.edit.is_empty() => Vec::new(),
        Ok(planned) => {
            let renamed = command.renamed(&before).into_iter().collect();
            let focus = planned.0.focus.clone().filter(|_| command.takes_focus());
            drafts::follow(workbench, command);
            apply(workbench, planned, typed, renamed);
            tell_lost(workbench, &before, command);
            focus.map(|pointer| Request::FocusState(pointer.to_string())).into_iter().collect()
        }
        Err(EditError::Ignored) => Vec::new(),
        Err(EditError::Denied(reason)) => {
            workbench.notify(ToastKind::Error, reason.to_string());
            Vec::new()
        }
    }
}

/// Takes the notice away that says what the change before this one took away.
fn forget_lost(workbench: &mut Workbench) {
    workbench.toast.take_if(|toast| toast.kind == ToastKind::Info);
}

/// Says what a change took away beyond what its name says.
fn tell_lost(workbench: &mut Workbench, before: &Machine, command: &Command) {
    let lost = edit::lost(before, &workbench.drawn.machine, command);
    if !lost.is_empty() {
        let label = workbench.undo.to_undo().map(|entry| entry.label.clone()).unwrap_or_default();
        workbench.notify(ToastKind::Info, format!("{label}; {}. Undo brings it back.", lost.join("; ")));
    }
}

/// Whether the definition is still the text a change was made for; else a notice says that the change is refused. Its
/// offsets would mean other places in another text.
fn is_on(workbench: &mut Workbench, on: &Arc<str>) -> bool {
    let same = workbench.document.shared_text() == *on;
    if !same {
        workbench.notify(ToastKind::Error, "The definition has changed meanwhile; nothing was done. Try again.");
    }
    same
}

fn retype(workbench: &mut Workbench, text: String, on: &Arc<str>) -> Vec<Request> {
    if is_on(workbench, on) { edit(workbench, &Command::ReplaceText(text)) } else { Vec::new() }
}

fn fix(workbench: &mut Workbench, label: String, edit: TextEdit, on: &Arc<str>) -> Vec<Request> {
    if !is_on(workbench, on) {
        return Vec::new();
    }
    let document = workbench.document.apply(&edit);
    apply(workbench, (Planned { edit, label, focus: None }, document), false, Vec::new());
    Vec::new()
}

fn apply(workbench: &mut Workbench, done: (Planned, Document), typed: bool, renamed: Vec<edit::Renamed>) {
    let (Planned { edit, label, focus }, document) = done;
    let before = workbench.selection.state().cloned();
    let entry = Entry {
        label: label.clone(),
        inverse: edit.invert(workbench.document.text()),
        typing: typed.then(|| Typing::new(Field::Text, &edit, workbench.now_ms)),
        forward: edit,
        after: focus.clone().or_else(|| before.clone()),
        before,
        renamed,
        ..Entry::default()
    };
    workbench.opened.after = None;
    forget_lost(workbench);
    rename::follow(workbench, &entry.renamed);
    workbench.undo.push(entry);
    if typed {
        workbench.type_document(document);
    } else {
        workbench.set_document(document);
        workbench.announce(label);
    }
    if let Some(pointer) = focus {
        workbench.selection = Selection::State(pointer);
    }
}

fn travel(workbench: &mut Workbench, back: bool) -> Vec<Request> {
    let entry = if back { workbench.undo.undo() } else { workbench.undo.redo() };
    let Some(entry) = entry.cloned() else {
        workbench.catch_up(Stage::Run);
        opening::travel(workbench, back);
        return Vec::new();
    };
    let (edit, selection) = if back { (entry.inverse, entry.before) } else { (entry.forward, entry.after) };
    let back_again = entry.renamed.iter().rev().map(|(from, to)| (to.clone(), from.clone()));
    forget_lost(workbench);
    rename::follow(workbench, &if back { back_again.collect() } else { entry.renamed.clone() });
    if let Some(pointer) = selection {
        workbench.selection = Selection::State(pointer);
    }
    setup::put(workbench, &entry.setup, back);
    if edit.is_empty() {
        workbench.set_workflow(workbench.run.workflow);
    } else {
        workbench.set_document(workbench.document.apply(&edit));
    }
    workbench.announce(format!("{}: {}", if back { "Undone" } else { "Done again" }, entry.label));
    Vec::new()
}

pub(super) fn reduce_run(workbench: &mut Workbench, action: Action) {
    match action {
        Action::Run => start(workbench, Playing::Clock),
        Action::RunToEnd => start(workbench, Playing::ToEnd),
        Action::Pause => pause(workbench),
        Action::Reset => {
            jsonata::wait_no_more(workbench);
            workbench.run.reset();
            workbench.announce("Run reset.");
        }
        Action::Step => start(workbench, Playing::Step),
        Action::StepBack => seek(workbench, |cursor| cursor.saturating_sub(1)),
        Action::Seek(events) => seek(workbench, |_| events),
        Action::Tick { elapsed_ms, budget } => tick(workbench, elapsed_ms, budget),
        Action::Resolve(..) | Action::Redrive if workbench.misses_jsonata() => {
            workbench.notify(ToastKind::Error, "The run goes on with JSONata, which is not loaded yet.");
        }
        Action::Resolve(..) | Action::Redrive if workbench.run.outdated().is_some() => {
            workbench.notify(ToastKind::Error, "The run that is shown is not the one there will be. Nothing was sent.");
        }
        action @ (Action::HoldDraft(..) | Action::DiscardDraft(_) | Action::MoveCallDrafts(..) | Action::Commit(_)) => {
            drafts::reduce(workbench, action);
        }
        Action::Resolve(token, resolution) => resolve(workbench, &token, resolution),
        Action::Redrive => {
            if let Err(refusal) = workbench.run.redrive() {
                workbench.notify(ToastKind::Error, format!("{refusal}."));
            }
        }
        Action::SetSpeed(speed) => workbench.run.speed = speed,
        action @ (Action::LoadJsonata | Action::JsonataReady | Action::JsonataFailed(_)) => {
            jsonata::reduce(workbench, action);
        }
        Action::Rename(_)
        | Action::SetSeed(_)
        | Action::SetOrder(_)
        | Action::SetInput(_)
        | Action::SetMock(..)
        | Action::SetWorkflow(_)
        | Action::AddMachine { .. }
        | Action::RemoveMachine(_)
        | Action::RenameMachine { .. }
        | Action::SetMachineWorkflow(..)
        | Action::SetMachineMock(..) => {
            project::reduce(workbench, action);
        }
        other => executions::reduce(workbench, other),
    }
}

/// Answers a waiting task.
fn resolve(workbench: &mut Workbench, token: &TaskToken, resolution: Resolution) {
    let ends = resolution != Resolution::Heartbeat;
    if let Err(error) = workbench.run.resolve(token, resolution) {
        workbench.notify(ToastKind::Error, error.to_string());
        return;
    }
    if ends {
        workbench.drafts.answered(token);
    }
}

fn seek(workbench: &mut Workbench, to: impl Fn(usize) -> usize) {
    workbench.run.play(Playing::No);
    if let Some(simulation) = &mut workbench.run.simulation {
        let events = to(simulation.cursor());
        simulation.seek(events);
    }
}

fn pause(workbench: &mut Workbench) {
    jsonata::wait_no_more(workbench);
    if workbench.run.pause() {
        let known = describe::count(workbench.run.visible().known, "event");
        workbench.announce(format!("Stopped after {known} of the run over the change; Run goes on from there."));
    }
}

fn tick(workbench: &mut Workbench, elapsed_ms: f64, budget: usize) {
    match workbench.run.tick(elapsed_ms, budget) {
        Ticked::Quiet => {}
        Ticked::Stopped => {
            let standing = Standing::of(workbench).words;
            workbench.announce(standing);
        }
        Ticked::Slow(words) => workbench.announce(words),
        Ticked::Replayed => match workbench.run.diverged {
            Some(at) => workbench.announce(format!("Recalculated. The first difference is event {}.", at + 1)),
            None => workbench.announce("Recalculated. Nothing differs."),
        },
        Ticked::Redriven(count) => {
            workbench.announce(format!("Redrive {count}: the run goes on from where it stopped."));
        }
        Ticked::Refused(refusal) => workbench.notify(ToastKind::Error, format!("{refusal}.")),
    }
}

/// Plays on from the visible moment, or goes one event on. A run that has ended starts again from the beginning.
pub(super) fn start(workbench: &mut Workbench, playing: Playing) {
    if playing == Playing::Step {
        workbench.run.play(Playing::No);
    }
    if jsonata::waits(workbench, playing) {
        return;
    }
    if playing != Playing::Step && workbench.run.ended() && workbench.run.at_head() {
        workbench.run.reset();
    }
    if ready(workbench).is_none() {
        return;
    }
    if playing == Playing::Clock && workbench.run.speed == Speed::Instant {
        workbench.run.let_pass();
    }
    workbench.run.play(playing);
    if playing != Playing::Step {
        workbench.announce("Running.");
    }
}

/// The simulation, or a notice of what is wrong with the input.
fn ready(workbench: &mut Workbench) -> Option<&mut crate::sim::Simulation> {
    let program = workbench.program.clone();
    if let Err(error) = workbench.run.input_value() {
        workbench.notify(ToastKind::Error, format!("The execution input is not JSON: {error}."));
        workbench.dock = DockTab::Executions;
        return None;
    }
    workbench.run.ready(&workbench.name, &program).ok()
}
