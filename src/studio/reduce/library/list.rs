//! What a person does to the list of machines, and what the other tabs do to it.

use std::sync::Arc;

use super::{LibraryAction, Start, versions};
use crate::asl::QueryLanguage;
use crate::json::Value;
use crate::studio::library::{
    Entry, FoundRecord, ImportSource, Kept, LibraryRequest, Origin, PROJECT_FILE_ENDING, Problem, Record, Role,
    project_file,
};
use crate::studio::reduce::{FileKind, Request, edit};
use crate::studio::workbench::keeping::{self, arrive_new, forget, leave, show};
use crate::studio::workbench::{ToastKind, Workbench, opening};

/// What a person, the browser and the other tabs do to the library.
pub(super) fn reduce(workbench: &mut Workbench, action: LibraryAction) -> Option<Request> {
    match action {
        LibraryAction::Write => drop(keeping::write(workbench)),
        LibraryAction::Journal => keeping::journal(workbench),
        LibraryAction::Written { record, revision } => keeping::written(workbench, &record, revision),
        LibraryAction::Refused { record, error, is_journalled } => {
            keeping::refused(workbench, &record, error, is_journalled);
        }
        LibraryAction::Outrun { record, found } => outrun(workbench, &record, found),
        LibraryAction::Show(is_shown) => {
            workbench.library.is_shown = is_shown;
            workbench.library.versions = None;
        }
        LibraryAction::New(start) => begin(workbench, start),
        LibraryAction::Open(id) => ask_to_open(workbench, id),
        LibraryAction::Opened { id, revision, body } => return opened(workbench, &id, revision, body.as_deref()),
        LibraryAction::Duplicate(id) => duplicate(workbench, &id),
        LibraryAction::Rename { id, name } => rename(workbench, &id, name.trim()),
        LibraryAction::Delete(id) => delete(workbench, &id),
        LibraryAction::Undelete(id) => set_deleted(workbench, &id, None),
        LibraryAction::Empty => empty(workbench),
        LibraryAction::ExportAll => {
            let ids = workbench.library.machines().into_iter().map(|(id, _)| id).collect();
            workbench.ask(LibraryRequest::ReadAll(ids));
        }
        LibraryAction::ReadAll(bodies) => return Some(project_file_of(workbench, bodies)),
        LibraryAction::Heard(news) => heard(workbench, &news),
        LibraryAction::Writes(writes) => set_role(workbench, writes),
        LibraryAction::FollowQuietly => workbench.library.role = Role::FollowsQuietly,
        LibraryAction::WriteHere => workbench.ask(LibraryRequest::WriteHere(workbench.kept.id.clone())),
        LibraryAction::OpenCopy => become_copy(workbench),
        LibraryAction::Version(action) => versions::reduce(workbench, action),
    }
    None
}

/// Begins another machine and opens it.
fn begin(workbench: &mut Workbench, start: Start) {
    if !keeping::has_room(workbench) {
        return;
    }
    workbench.library.is_shown = false;
    match start {
        Start::Blank(language) => {
            opening::replace(workbench, Workbench::open("new-machine", blank(language)));
            arrive_new(workbench, Origin::Blank);
            let words = format!("‘{}’ is open, a new machine.", workbench.name);
            workbench.announce(words);
        }
        Start::Example(index) => opening::example(workbench, index),
    }
}

/// The least that is a state machine.
fn blank(language: QueryLanguage) -> String {
    let members = match language {
        QueryLanguage::JsonPath => "",
        QueryLanguage::Jsonata => "  \"QueryLanguage\": \"JSONata\",\n",
    };
    format!(
        "{{\n{members}  \"StartAt\": \"Begin\",\n  \"States\": {{\n    \"Begin\": {{\n      \"Type\": \"Pass\",\n      \"End\": true\n    }}\n  }}\n}}\n"
    )
}

fn ask_to_open(workbench: &mut Workbench, id: Arc<str>) {
    if id == workbench.kept.id {
        workbench.library.is_shown = false;
    } else {
        workbench.ask(LibraryRequest::Read(id));
    }
}

/// A machine was read, or is not there any more.
fn opened(workbench: &mut Workbench, id: &Arc<str>, revision: u64, body: Option<&str>) -> Option<Request> {
    let import = workbench.library.importing.take_if(|import| import.machine == *id);
    let name = workbench.library.get(id).map(|entry| entry.name.clone()).unwrap_or_default();
    let restored = body.map(Workbench::restore);
    let mut fresh = match restored {
        Some(Ok(fresh)) => fresh,
        Some(Err(error)) => {
            cannot_open(workbench, id, &name, error.problem());
            return None;
        }
        None => {
            workbench.notify(ToastKind::Error, format!("‘{name}’ is no longer kept in this browser."));
            workbench.library.entries.remove(id);
            return None;
        }
    };
    fresh.name = name;
    if *id == workbench.kept.id {
        follow(workbench, fresh, revision);
        return None;
    }
    forget(workbench, id);
    fresh.kept = Kept::of(id.clone(), revision);
    opening::replace(workbench, fresh);
    workbench.library.is_shown = false;
    if let Some(entry) = workbench.library.entries.get_mut(id) {
        entry.problem = None;
    }
    show(workbench, id.clone());
    if workbench.library.unwritten.contains_key(id) {
        workbench.touch();
    }
    if workbench.library.get(id).is_some_and(|entry| entry.deleted_ms.is_some()) {
        set_deleted(workbench, id, None);
    }
    workbench.announce(format!("Opened ‘{}’.", workbench.name));
    let import = import?;
    match import.source {
        ImportSource::File(file) => {
            let command = opening::import_over(workbench, &file, import.text)?;
            // Being read is no change of a machine; what a file puts in its place is.
            workbench.touch();
            edit::edit(workbench, &command)
        }
        ImportSource::Version(name) => {
            versions::restore(workbench, &name, &import.text);
            None
        }
    }
}

fn cannot_open(workbench: &mut Workbench, id: &str, name: &str, problem: Problem) {
    workbench.library.put_aside(id, problem);
    workbench.notify(ToastKind::Error, format!("‘{name}’ {}. It is kept as it is.", problem.words()));
}

/// Takes in what another tab wrote of the open machine.
fn follow(workbench: &mut Workbench, fresh: Workbench, revision: u64) {
    if workbench.kept.is_unwritten() {
        // What is written next will be refused, and become a machine of its own.
        return;
    }
    workbench.kept.catch_up(revision);
    opening::follow(workbench, fresh);
    versions::hide_comparison(workbench);
}

fn duplicate(workbench: &mut Workbench, id: &Arc<str>) {
    let Some(entry) = workbench.library.get(id).cloned() else { return };
    if !keeping::has_room(workbench) {
        return;
    }
    if *id == workbench.kept.id {
        leave(workbench);
    }
    let edited_ms = workbench.calendar_ms();
    let library = &mut workbench.library;
    let (copy, name) = (library.new_id(), library.free_name(&format!("{}-copy", entry.name)));
    let origin = Origin::Copy(entry.name.clone());
    let entry = Entry { name: name.clone(), revision: 0, edited_ms, origin, deleted_ms: None, ..entry };
    library.entries.insert(copy.clone(), entry);
    if let Some(record) = library.head_record(&copy) {
        workbench.ask(LibraryRequest::Duplicate { from: id.clone(), record });
    }
    workbench.announce(format!("‘{name}’ is kept."));
}

fn rename(workbench: &mut Workbench, id: &Arc<str>, name: &str) {
    let taken = workbench.library.named(name).is_some_and(|other| other != id);
    if name.is_empty() || taken {
        let words =
            if taken { format!("There is a machine ‘{name}’.") } else { "A machine needs a name.".to_owned() };
        workbench.notify(ToastKind::Error, words);
    } else if let Some(entry) = workbench.library.entries.get_mut(id) {
        name.clone_into(&mut entry.name);
        write_head(workbench, id);
    }
}

fn write_head(workbench: &mut Workbench, id: &Arc<str>) {
    if let Some(record) = workbench.library.head_record(id) {
        workbench.ask(LibraryRequest::Write(record));
    }
}

fn delete(workbench: &mut Workbench, id: &Arc<str>) {
    if *id == workbench.kept.id {
        leave(workbench);
    }
    let now = workbench.calendar_ms();
    set_deleted(workbench, id, Some(now));
    if *id == workbench.kept.id {
        let opens = |entry: &Entry| entry.problem.is_none();
        let mut others = workbench.library.machines();
        others.retain(|(_, entry)| opens(entry));
        let next = others.into_iter().max_by(|(_, one), (_, other)| one.edited_ms.total_cmp(&other.edited_ms));
        let was_shown = workbench.library.is_shown;
        match next {
            Some((id, _)) => ask_to_open(workbench, id),
            None => opening::example(workbench, 0),
        }
        workbench.library.is_shown = was_shown;
    }
}

fn set_deleted(workbench: &mut Workbench, id: &Arc<str>, deleted_ms: Option<f64>) {
    let Some(entry) = workbench.library.entries.get_mut(id) else { return };
    entry.deleted_ms = deleted_ms;
    let words = if deleted_ms.is_some() { "deleted; Undelete brings it back" } else { "back" };
    let words = format!("‘{}’ is {words}.", entry.name);
    write_head(workbench, id);
    workbench.announce(words);
}

/// The file of all machines; what is open is in it as it is now.
fn project_file_of(workbench: &mut Workbench, bodies: Vec<(Arc<str>, Arc<str>)>) -> Request {
    let own = workbench.to_saved();
    let library = &workbench.library;
    let of = |id: &Arc<str>, body: Arc<str>| Some((library.get(id)?.clone(), body));
    let others = bodies.into_iter().filter(|(id, _)| *id != workbench.kept.id);
    let mut machines: Vec<_> = others.filter_map(|(id, body)| of(&id, body)).collect();
    machines.extend(of(&workbench.kept.id, own.into()));
    let name = ["machines", PROJECT_FILE_ENDING].concat();
    Request::Download { name, text: project_file::write(&machines), kind: FileKind::Project }
}

fn empty(workbench: &mut Workbench) {
    for (id, _) in workbench.library.deleted() {
        if id != workbench.kept.id {
            forget(workbench, &id);
            workbench.library.entries.remove(&id);
            workbench.ask(LibraryRequest::Remove(id));
        }
    }
    workbench.announce("The deleted machines are gone.");
}

/// Another tab wrote a record, or forgot one.
fn heard(workbench: &mut Workbench, news: &str) {
    let value = Value::parse(news).unwrap_or_default();
    let string = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let id: Arc<str> = string("machine").into();
    let Some(revision) = value.get("revision").and_then(Value::as_i64) else {
        workbench.library.entries.remove(&id);
        return;
    };
    let entry = Entry::from_head(string("head"), revision as u64, string("by"));
    let is_whole = value.get("whole").and_then(Value::as_bool).unwrap_or_default();
    let name = entry.name.clone();
    workbench.library.entries.insert(id.clone(), entry);
    if id != workbench.kept.id {
        return;
    }
    if is_whole {
        workbench.ask(LibraryRequest::Read(id));
    } else {
        workbench.kept.revision = revision as u64;
        workbench.name = name;
    }
}

fn set_role(workbench: &mut Workbench, writes: bool) {
    let role = &mut workbench.library.role;
    *role = match (writes, *role) {
        (true, _) => Role::Writes,
        (false, Role::FollowsQuietly) => Role::FollowsQuietly,
        (false, Role::Writes | Role::Follows) => Role::Follows,
    };
}

/// A record was not written, since another tab wrote since: if that wrote something else, this is a machine of its own.
fn outrun(workbench: &mut Workbench, record: &Record, found: Option<(FoundRecord, Arc<str>)>) {
    let Some((found, body)) = found else {
        // It was forgotten for good meanwhile; what is here is kept again.
        return workbench.ask(LibraryRequest::Write(Record { base: 0, ..record.clone() }));
    };
    let entry = Entry::from_head(&found.head, found.revision, &found.by);
    let own = workbench.library.entries.insert(record.machine.clone(), entry.clone());
    let Some(own_body) = &record.body else {
        // Only the head was to be changed: it is, on what is there now.
        if let (Some(own), Some(entry)) = (own, workbench.library.entries.get_mut(&record.machine)) {
            (entry.name, entry.deleted_ms) = (own.name, own.deleted_ms);
        }
        return write_head(workbench, &record.machine);
    };
    let is_open = record.machine == workbench.kept.id;
    if *own_body == body {
        if is_open {
            workbench.kept.revision = found.revision;
        }
    } else if is_open {
        become_copy(workbench);
        let words = format!(
            "‘{}’ was changed in another tab. What you changed here is kept as ‘{}’.",
            entry.name, workbench.name
        );
        workbench.notify(ToastKind::Info, words);
    } else {
        keep_copy(workbench, record, &entry.name);
    }
}

/// Makes what is open a machine of its own, beside the one it was.
fn become_copy(workbench: &mut Workbench) {
    let from = std::mem::take(&mut workbench.name);
    workbench.name = format!("{from}-copy");
    arrive_new(workbench, Origin::Copy(from));
    let words = format!("‘{}’ is open, a copy.", workbench.name);
    workbench.announce(words);
}

/// The same for one that is no longer open.
fn keep_copy(workbench: &mut Workbench, record: &Record, name: &str) {
    let library = &mut workbench.library;
    let (id, free) = (library.new_id(), library.free_name(&format!("{name}-copy")));
    let entry = Entry::from_head(&record.head, 0, "");
    library.entries.insert(id.clone(), Entry { name: free, origin: Origin::Copy(name.to_owned()), ..entry });
    if let Some(head) = library.head_record(&id) {
        workbench.ask(LibraryRequest::Write(Record { body: record.body.clone(), ..head }));
    }
}
