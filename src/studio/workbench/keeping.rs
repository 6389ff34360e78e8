//! How what a person does comes to be kept (autosave), and which machine it is kept as.

use std::sync::Arc;

use super::{ToastKind, Workbench, saved, versions};
use crate::studio::library::{
    Entry, KeepError, Kept, LibraryRequest, MACHINES_KEPT_MAX, Origin, Record, Role, Unwritten,
};

impl Workbench {
    /// The open machine with all that belongs to it, as one JSON text.
    pub fn to_saved(&self) -> String {
        saved::write(self)
    }

    /// Whether something a person did is not written yet.
    pub fn is_unwritten(&self) -> bool {
        self.kept.is_unwritten() || !self.library.unwritten.is_empty()
    }

    /// The id of the open machine.
    pub fn machine_id(&self) -> &Arc<str> {
        &self.kept.id
    }

    /// When it is, in milliseconds of the calendar.
    pub(in crate::studio) fn calendar_ms(&self) -> f64 {
        (self.library.began_ms + self.now_ms).round()
    }

    /// Something of the machine has changed that the next visit should find.
    pub(in crate::studio) fn touch(&mut self) {
        if self.kept.touch() {
            self.ask(LibraryRequest::Rest);
        }
    }

    /// Asks the browser for something, besides what an action asks of it by itself.
    pub(in crate::studio) fn ask(&mut self, request: LibraryRequest) {
        self.asks.push(request);
    }

    /// The record of the open machine as it is.
    pub fn to_record(&mut self) -> Record {
        let body = self.to_saved();
        let edited_ms = self.calendar_ms();
        let make = || Entry::new(String::new(), Origin::Blank);
        let entry = self.library.entries.entry(self.kept.id.clone()).or_insert_with(make);
        *entry = Entry {
            name: self.name.clone(),
            edited_ms,
            deleted_ms: None,
            states: self.drawn.machine.states.len(),
            language: self.drawn.machine.language,
            workflow: self.run.workflow,
            bytes: body.len(),
            problem: None,
            ..entry.clone()
        };
        Record {
            machine: self.kept.id.clone(),
            by: self.library.tab.clone(),
            base: self.kept.revision,
            head: entry.to_head(),
            body: Some(body.into()),
            changes: self.kept.changes(),
        }
    }
}

/// Asks for what has changed to be written, if anything has; whether it has.
pub(in crate::studio) fn write(workbench: &mut Workbench) -> bool {
    let due = workbench.kept.ask();
    if due {
        let record = workbench.to_record();
        workbench.ask(LibraryRequest::Write(record));
    }
    due
}

/// The page may go: what is not written is kept at once, and asked to be written as well.
pub(in crate::studio) fn journal(workbench: &mut Workbench) {
    if workbench.kept.is_unwritten() {
        workbench.kept.ask();
        let record = workbench.to_record();
        workbench.ask(LibraryRequest::Journal(record.clone()));
        workbench.ask(LibraryRequest::Write(record));
    }
    let library = &workbench.library;
    let left = library.unwritten.iter().filter(|(_, unwritten)| unwritten.from.is_none());
    let record = |(id, unwritten): (&Arc<str>, &Unwritten)| {
        Some(Record { body: Some(unwritten.body.clone()), ..library.head_record(id)? })
    };
    let records: Vec<Record> = left.filter_map(record).collect();
    for record in records {
        workbench.ask(LibraryRequest::Journal(record));
    }
}

/// A record was written.
pub(in crate::studio) fn written(workbench: &mut Workbench, record: &Record, revision: u64) {
    let library = &mut workbench.library;
    if let Some(entry) = library.entries.get_mut(&record.machine) {
        (entry.revision, entry.by) = (revision, record.by.clone());
    }
    let leftover = record.body.as_ref().and_then(|_| library.unwritten.remove(&record.machine)?.from);
    if library.trouble.take().is_some() {
        workbench.toast.take_if(|toast| toast.offers_text);
        workbench.announce("Your work is being kept again.");
    }
    if let Some(leftover) = leftover {
        workbench.ask(LibraryRequest::Discard(leftover));
    }
    let kept = &mut workbench.kept;
    if kept.id == record.machine {
        kept.written(record.body.as_ref().map(|_| record.changes), revision);
        // Whoever writes has the machine.
        if workbench.library.role != Role::Writes {
            workbench.ask(LibraryRequest::WriteHere(record.machine.clone()));
        }
        versions::keep_opening(workbench);
    }
}

/// A record was not written.
pub(in crate::studio) fn refused(workbench: &mut Workbench, record: &Record, error: KeepError, is_journalled: bool) {
    if workbench.kept.id == record.machine {
        workbench.kept.refused();
    } else if let Some(body) = record.body.clone() {
        workbench.library.unwritten.insert(record.machine.clone(), Unwritten { body, from: None });
    }
    // What is in a journal is found at the next visit.
    if is_journalled || workbench.library.trouble.replace(error) == Some(error) {
        return;
    }
    workbench.notify(ToastKind::Error, format!("Your work is not being kept: {error}. Save the text as a file."));
    if let Some(toast) = &mut workbench.toast {
        toast.offers_text = true;
    }
}

/// What is open is about to be left: it is written as it is.
pub(in crate::studio) fn leave(workbench: &mut Workbench) {
    if workbench.kept.is_new() {
        workbench.touch();
    }
    write(workbench);
}

/// Keeps a machine that comes in, beside those there are.
pub(in crate::studio) fn take_machine(workbench: &mut Workbench, entry: Entry, body: Arc<str>) {
    let library = &mut workbench.library;
    let (id, name) = (library.new_id(), library.free_name(&entry.name));
    library.entries.insert(id.clone(), Entry { name, deleted_ms: None, problem: None, bytes: body.len(), ..entry });
    library.unwritten.insert(id.clone(), Unwritten { body: body.clone(), from: None });
    if let Some(head) = library.head_record(&id) {
        workbench.ask(LibraryRequest::Write(Record { body: Some(body), ..head }));
    }
}

/// Whether another machine can be kept; else it is said why not.
pub(in crate::studio) fn has_room(workbench: &mut Workbench) -> bool {
    let has_room = workbench.library.has_room();
    if !has_room {
        let words = format!(
            "This browser keeps {MACHINES_KEPT_MAX} machines for this page, and no more. Delete some, and empty what is deleted."
        );
        workbench.notify(ToastKind::Error, words);
    }
    has_room
}

/// What is open is a machine of its own from now on.
pub(in crate::studio) fn arrive_new(workbench: &mut Workbench, origin: Origin) {
    let library = &mut workbench.library;
    let id = library.new_id();
    let name = library.free_name(&workbench.name);
    library.entries.insert(id.clone(), Entry::new(name.clone(), origin));
    workbench.name = name;
    workbench.kept = Kept::of(id.clone(), 0);
    workbench.touch();
    show(workbench, id);
}

/// Undo or Redo has opened a machine again that was left before.
pub(in crate::studio) fn return_to(workbench: &mut Workbench) {
    let library = &workbench.library;
    // What this page wrote itself when it was left is not news.
    let own = library.get(&workbench.kept.id).filter(|entry| entry.by == library.tab).map(|entry| entry.revision);
    let revision = own.unwrap_or(workbench.kept.revision);
    workbench.kept.catch_up(revision);
    show(workbench, workbench.kept.id.clone());
}

/// This tab shows a machine; which tab writes it is seen.
pub(in crate::studio) fn show(workbench: &mut Workbench, id: Arc<str>) {
    workbench.library.role = Role::Writes;
    workbench.ask(LibraryRequest::Show(id));
    versions::opens(workbench);
}

/// Undo does not go back to an older state of a machine that is read anew.
pub(in crate::studio) fn forget(workbench: &mut Workbench, id: &str) {
    let mut last = &mut workbench.opened.before;
    while last.as_ref().is_some_and(|before| *before.kept.id != *id) {
        match last {
            Some(before) => last = &mut before.opened.before,
            None => return,
        }
    }
    *last = None;
}
