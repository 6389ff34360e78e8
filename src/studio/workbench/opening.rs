//! Opening another definition, and going back to the one before: nothing that was open is lost by opening something.

use std::fmt;
use std::sync::Arc;

use super::{ToastKind, Workbench, keeping};
use crate::asl::{Machine, WorkflowType};
use crate::edit::{Command, Place};
use crate::interop::yaml::Converted;
use crate::json::{Document, NodeRef, Value};
use crate::sim::{MockPlan, S3Objects};
use crate::studio::commands::{self, Example};
use crate::studio::describe::count;
use crate::studio::drawn::Selection;
use crate::studio::library::{
    Import, ImportSource, LibraryRequest, Origin, PROJECT_FILE_BYTES_MAX, PROJECT_FILE_ENDING, project_file,
};
use crate::studio::project::content::{self, Content, Wrapped};
use crate::studio::undo::UndoStack;

/// The largest text that is opened. AWS takes 1 MiB; a larger file is refused with words rather than a frozen page.
const MAX_IMPORT_BYTES: usize = 4 << 20;

/// How the names of files in YAML end.
const YAML_ENDINGS: [&str; 2] = [".yaml", ".yml"];

/// How many files that were left out are named.
const LEFT_OUT_LISTED: usize = 5;

/// How many definitions Undo goes back to, one before the other.
const OPENED_MAX: usize = 4;

/// The definitions that were open before and after this one, each with its own changes, mocks, input and objects. What
/// their runs came to is not kept: a few long ones would be more than a page can hold.
#[derive(Clone, Debug, Default)]
pub(in crate::studio) struct Opened {
    /// What Undo goes back to when no change is left to take back.
    pub(in crate::studio) before: Option<Box<Workbench>>,
    /// What Redo goes on to when no change is left to make again.
    pub(in crate::studio) after: Option<Box<Workbench>>,
}

/// Puts another workbench in place. Undo goes back to this one.
pub(in crate::studio) fn replace(workbench: &mut Workbench, mut fresh: Workbench) {
    keeping::leave(workbench);
    keep_preferences(&mut fresh, workbench);
    let mut old = std::mem::replace(workbench, fresh);
    old.run.reset();
    old.opened.after = None;
    forget_oldest(&mut old);
    workbench.opened.before = Some(Box::new(old));
}

fn forget_oldest(workbench: &mut Workbench) {
    let mut last = workbench;
    for _ in 1..OPENED_MAX {
        let Some(before) = last.opened.before.as_deref_mut() else { return };
        last = before;
    }
    last.opened.before = None;
}

/// Goes back to what was open before this, or on to what was open after it.
pub(in crate::studio) fn travel(workbench: &mut Workbench, back: bool) {
    let opened = &mut workbench.opened;
    let Some(other) = (if back { opened.before.take() } else { opened.after.take() }) else { return };
    let mut other = *other;
    keeping::leave(workbench);
    keep_preferences(&mut other, workbench);
    other.toast = None;
    let mut left = std::mem::replace(workbench, other);
    left.run.reset();
    let slot = if back { &mut workbench.opened.after } else { &mut workbench.opened.before };
    *slot = Some(Box::new(left));
    keeping::return_to(workbench);
    workbench.announce(format!("‘{}’ is open again.", workbench.name));
}

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Source<'a> {
    /// A file of a name.
    File(&'a str),
    /// The clipboard.
    Clipboard,
}

impl Source<'_> {
    fn origin(self) -> Origin {
        match self {
            Source::File(name) => Origin::File(name.to_owned()),
            Source::Clipboard => Origin::Pasted,
        }
    }

    /// Whether its name says that it is YAML.
    fn is_yaml(self) -> bool {
        matches!(self, Source::File(name) if YAML_ENDINGS.iter().any(|ending| name.ends_with(ending)))
    }

    /// What a machine from there is called.
    fn machine_name(self) -> String {
        match self {
            Source::File(name) => file_stem(name),
            Source::Clipboard => "pasted".to_owned(),
        }
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File(name) => write!(f, "‘{name}’"),
            Source::Clipboard => f.write_str("What was pasted"),
        }
    }
}

/// Why a file of that size is not read.
pub fn file_too_large(name: &str, bytes: usize) -> Option<String> {
    too_large(Source::File(name), bytes)
}

fn too_large(source: Source<'_>, bytes: usize) -> Option<String> {
    let size = bytes.div_ceil(1 << 20);
    let most = match source {
        Source::File(name) if name.ends_with(PROJECT_FILE_ENDING) => PROJECT_FILE_BYTES_MAX,
        Source::File(_) | Source::Clipboard => MAX_IMPORT_BYTES,
    };
    let most_words = most >> 20;
    (bytes > most).then(|| format!("{source} is {size} MiB; Stepwright opens files of up to {most_words} MiB."))
}

/// Opens a text as the document, or gives the command that puts its states into the one that is open. What is neither is
/// named, and replaces nothing.
pub(in crate::studio) fn import(workbench: &mut Workbench, source: Source<'_>, text: String) -> Option<Command> {
    if let Some(words) = too_large(source, text.len()) {
        workbench.notify(ToastKind::Error, words);
        return None;
    }
    let document = Document::new(text);
    match content::from_yaml(&document, source.is_yaml()) {
        None => take(workbench, source, &document),
        Some(Ok(converted)) => {
            let (before, words) = (workbench.announcement.number, from_yaml_words(source, &converted));
            let command = take(workbench, source, &Document::new(converted.json));
            // What was refused has said so.
            if workbench.toast.as_ref().is_none_or(|toast| toast.id <= before) {
                workbench.notify(ToastKind::Info, words);
            }
            command
        }
        Some(Err(error)) => {
            let words = format!("{source} is YAML that cannot be read: {error}. Nothing was replaced.");
            workbench.notify(ToastKind::Error, words);
            None
        }
    }
}

fn from_yaml_words(source: Source<'_>, converted: &Converted) -> String {
    let Converted { comments, repeated, .. } = *converted;
    let comments = (comments > 0).then(|| count(comments, "comment"));
    let repeated = (repeated > 0).then(|| format!("{} whose key comes again", count(repeated, "member")));
    let left_out: Vec<String> = comments.into_iter().chain(repeated).collect();
    let left_out = if left_out.is_empty() { String::new() } else { format!("; left out: {}", left_out.join(", ")) };
    format!("{source} was YAML and is JSON from here on{left_out}.")
}

fn take(workbench: &mut Workbench, source: Source<'_>, document: &Document) -> Option<Command> {
    match content::recognise(document) {
        Content::Machine => {
            let name = source.machine_name();
            return open(workbench, source, Incoming { name, text: document.shared_text(), workflow: None });
        }
        Content::Wrapped(Wrapped { name, workflow, definition }) => {
            let name = name.unwrap_or_else(|| source.machine_name());
            return open(workbench, source, Incoming { name, text: definition.into(), workflow });
        }
        Content::Library => import_machines(workbench, source, document),
        Content::States(text) => {
            let beside = match &workbench.selection {
                Selection::None => None,
                Selection::State(pointer) => Some(Place::After(pointer.clone())),
                Selection::Transition(pointer) => Some(Place::OnTransition(pointer.clone())),
            };
            return Some(Command::InsertStates { text, beside });
        }
        Content::Other(words) => {
            workbench.notify(ToastKind::Error, format!("{source} is {words}. Nothing was replaced."));
        }
    }
    None
}

/// Takes the machines of a project file, each as one more. What is none is counted.
fn import_machines(workbench: &mut Workbench, source: Source<'_>, document: &Document) {
    let file = document.root().map(NodeRef::to_value).unwrap_or_default();
    let machines = match project_file::read(&file) {
        Ok(machines) => machines,
        Err(words) => {
            return workbench.notify(ToastKind::Error, format!("{source} is {words}. Nothing was taken from it."));
        }
    };
    let listed = file.get("machines").and_then(Value::as_array).map_or(0, <[Value]>::len);
    let mut taken = 0;
    for (entry, body) in machines {
        if Workbench::restore(&body).is_ok() && keeping::has_room(workbench) {
            keeping::take_machine(workbench, entry, body);
            taken += 1;
        }
    }
    let left = match listed - taken {
        0 => String::new(),
        left => format!("; {left} could not be read and were left out"),
    };
    let words = format!("Kept from {source}: {}{left}.", count(taken, "machine"));
    workbench.notify(if taken < listed { ToastKind::Error } else { ToastKind::Info }, words);
    workbench.library.is_shown = true;
}

/// A definition that comes in.
struct Incoming {
    name: String,
    text: Arc<str>,
    workflow: Option<WorkflowType>,
}

/// Opens a definition as a machine of its own; a file of a machine that is kept goes on with that one.
fn open(workbench: &mut Workbench, source: Source<'_>, incoming: Incoming) -> Option<Command> {
    if let Source::File(file) = source {
        if workbench.name == incoming.name {
            return import_over(workbench, file, incoming.text);
        }
        if let Some(machine) = workbench.library.named(&incoming.name).cloned() {
            let source = ImportSource::File(file.to_owned());
            let import = Import { machine: machine.clone(), source, text: incoming.text };
            workbench.library.importing = Some(import);
            workbench.ask(LibraryRequest::Read(machine));
            return None;
        }
    }
    open_new(workbench, source, incoming);
    None
}

/// A file comes in that is called as the open machine: with a state of that one it is another state of its definition,
/// and the mocks, the input and the objects stay. Else it is another machine.
pub(in crate::studio) fn import_over(workbench: &mut Workbench, file: &str, text: Arc<str>) -> Option<Command> {
    let source = Source::File(file);
    let machine = Machine::read(&Document::new(text.clone()));
    let known = &workbench.drawn.machine;
    if machine.states.iter().any(|state| known.states.iter().any(|own| own.name == state.name)) {
        let words = format!("{source} takes the place of the definition; its mocks and its input stay.");
        workbench.announce(words);
        return Some(Command::ReplaceText(text.to_string()));
    }
    open_new(workbench, source, Incoming { name: source.machine_name(), text, workflow: None });
    None
}

fn open_new(workbench: &mut Workbench, source: Source<'_>, incoming: Incoming) {
    if !keeping::has_room(workbench) {
        return;
    }
    let Incoming { name, text, workflow } = incoming;
    let mut fresh = Workbench::open_drawn(name, text, None);
    if let Some(workflow) = workflow {
        fresh.set_workflow(workflow);
    }
    // The file is one more of the same project.
    fresh.run.machines = workbench.run.machines.without(&fresh.name);
    replace(workbench, fresh);
    keeping::arrive_new(workbench, source.origin());
    let words = match workbench.diagnostics.len() {
        _ if workbench.is_unchecked() => "not checked yet".to_owned(),
        1 => "1 problem".to_owned(),
        problems => format!("{problems} problems"),
    };
    let from = match source {
        Source::File(name) => format!("‘{name}’"),
        Source::Clipboard => format!("‘{}’", workbench.name),
    };
    workbench.announce(format!("Opened {from}, {words}."));
}

/// Says which files were left out, after what there is to say of the one that was taken.
pub(in crate::studio) fn leave_out(workbench: &mut Workbench, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let listed: Vec<String> = names.iter().take(LEFT_OUT_LISTED).map(|name| format!("‘{name}’")).collect();
    let more = names.len().saturating_sub(LEFT_OUT_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let words = format!(
        "One file is opened at a time: {}{more} {} left out.",
        listed.join(", "),
        if names.len() == 1 { "was" } else { "were" }
    );
    let said = workbench.toast.take().filter(|toast| toast.id == workbench.announcement.number);
    match said {
        Some(toast) => workbench.notify(toast.kind, format!("{} {words}", toast.text)),
        None => workbench.notify(ToastKind::Info, words),
    }
}

/// Opens an example.
pub(in crate::studio) fn example(workbench: &mut Workbench, index: usize) {
    let Some(example) = commands::EXAMPLES.get(index) else { return };
    if !keeping::has_room(workbench) {
        return;
    }
    replace(workbench, example.open());
    keeping::arrive_new(workbench, Origin::Example(example.name.to_owned()));
    workbench.announce(format!("Opened the example ‘{}’.", example.name));
}

/// Takes in what another tab wrote of the open machine.
pub(in crate::studio) fn follow(workbench: &mut Workbench, fresh: Workbench) {
    let Workbench { name, document, drafts, run, .. } = fresh;
    let own = &mut workbench.run;
    (own.input, own.seed, own.order) = (run.input, run.seed, run.order);
    (own.mocks, own.objects, own.machines) = (run.mocks, run.objects, run.machines);
    let is_other = own.workflow != run.workflow;
    own.workflow = run.workflow;
    (workbench.name, workbench.drafts, workbench.undo) = (name, drafts, UndoStack::default());
    workbench.opened.after = None;
    if document.text() != workbench.document.text() {
        workbench.set_document(document);
    } else if is_other {
        workbench.set_workflow(run.workflow);
    }
    workbench.keep_selection();
    workbench.replay();
}

/// What is of the page rather than of the machine goes on.
fn keep_preferences(fresh: &mut Workbench, old: &mut Workbench) {
    fresh.library = std::mem::take(&mut old.library);
    fresh.asks = std::mem::take(&mut old.asks);
    fresh.now_ms = old.now_ms;
    fresh.theme = old.theme;
    fresh.dock = old.dock;
    fresh.inspector = old.inspector;
    fresh.sheet = old.sheet;
    fresh.run.speed = old.run.speed;
    fresh.announcement = old.announcement.clone();
    fresh.keep_jsonata(old);
}

impl Example {
    /// A workbench with the example open, its input, mocks and objects in place.
    pub fn open(&self) -> Workbench {
        let mut workbench = Workbench::open(self.name, self.definition);
        let setup = Value::parse(self.setup).unwrap_or_default();
        workbench.run.input = setup.get("Input").map_or_else(|| "{}".to_owned(), Value::to_pretty).into();
        workbench.run.mocks = setup.get("States").map(|states| MockPlan::from_json(states).0).unwrap_or_default();
        workbench.run.objects = setup.get("Objects").map(S3Objects::from_json).unwrap_or_default();
        workbench
    }
}

/// A file's name without folders and endings.
pub(in crate::studio) fn file_stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let base = YAML_ENDINGS.into_iter().find_map(|ending| base.strip_suffix(ending)).unwrap_or(base);
    let stem = [".asl.json", ".json", ".asl"].into_iter().find_map(|ending| base.strip_suffix(ending)).unwrap_or(base);
    if stem.is_empty() { "state-machine".to_owned() } else { stem.to_owned() }
}
