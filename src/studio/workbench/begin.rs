//! The workbench that a visit begins with.

use std::sync::Arc;

use super::{ToastKind, Workbench, saved, versions};
use crate::studio::commands;
use crate::studio::library::{Entry, Found, KeepError, Kept, Library, LibraryRequest, Origin, Problem, Record};

/// The library as it is found.
pub fn library_of(found: &Found) -> Library {
    Library::of(found, look)
}

/// What the list shows of a machine that a former release kept.
fn look(text: &str) -> Result<Entry, Problem> {
    let workbench = Workbench::restore(text).map_err(|error| error.problem())?;
    let machine = &workbench.drawn.machine;
    let entry = Entry::new(workbench.name.clone(), Origin::Former);
    let (states, language, workflow) = (machine.states.len(), machine.language, workbench.run.workflow);
    Ok(Entry { states, language, workflow, ..entry })
}

/// The workbench of a machine of the library, with everything else that was found.
pub fn begin_with(mut opened: Workbench, library: Library, id: Arc<str>, found: &Found) -> Workbench {
    let entry = library.get(&id);
    let revision = entry.map_or(0, |entry| entry.revision);
    if let Some(name) = entry.map(|entry| entry.name.clone()) {
        opened.name = name;
    }
    let is_unwritten = library.unwritten(&id).is_some();
    opened.kept = Kept::of(id, revision);
    opened.library = library;
    start(&mut opened, found);
    if is_unwritten {
        opened.touch();
    }
    opened
}

/// The workbench of a first visit, or where nothing that is kept can be opened: the first example.
pub fn begin_first(mut library: Library, found: &Found) -> Workbench {
    let mut workbench = commands::EXAMPLES[0].open();
    workbench.kept = Kept::of(library.new_id(), 0);
    let name = library.free_name(&workbench.name);
    let entry = Entry::new(name.clone(), Origin::Example(workbench.name.clone()));
    library.entries.insert(workbench.kept.id.clone(), entry);
    workbench.name = name;
    workbench.library = library;
    // The list shows it; it is kept once something of it has changed.
    let _ = workbench.to_record();
    start(&mut workbench, found);
    workbench
}

fn start(workbench: &mut Workbench, found: &Found) {
    let former = found.former.first().map(String::as_str);
    if let Some(text) = found.preferences.as_deref().or(former) {
        saved::prefer(workbench, text);
    }
    workbench.ask(LibraryRequest::Show(workbench.kept.id.clone()));
    versions::opens(workbench);
    let others = workbench.library.unwritten.iter().filter(|(id, _)| **id != workbench.kept.id);
    let records: Vec<Record> = others
        .filter_map(|(id, unwritten)| {
            let head = workbench.library.head_record(id)?;
            Some(Record { body: Some(unwritten.body.clone()), ..head })
        })
        .collect();
    for record in records {
        workbench.ask(LibraryRequest::Write(record));
    }
    say_aside(workbench);
    if found.trouble == Some(KeepError::Newer) {
        workbench
            .notify(ToastKind::Error, format!("The machines of this browser are not shown: {}.", KeepError::Newer));
    }
}

/// Says which machines cannot be opened.
fn say_aside(workbench: &mut Workbench) {
    let library = &workbench.library;
    let aside = library.machines().into_iter().filter_map(|(_, entry)| Some((entry.name, entry.problem?.words())));
    let said: Vec<String> = aside.map(|(name, words)| format!("‘{name}’ {words}")).collect();
    if !said.is_empty() {
        let words = format!("{}. It is kept as it is, under Machines.", said.join("; "));
        workbench.notify(ToastKind::Error, words);
    }
}
