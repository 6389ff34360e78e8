//! Carries out what the library asks of the browser: records in its database, journals in its small storage, and what the
//! tabs tell each other.

mod versions;

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::store::Store;
use crate::platform::records::{self, Head, RecordError};
use crate::platform::{self};
use crate::studio::library::{
    Found, FoundRecord, KeepError, Leftover, Library, LibraryRequest, RECORDS, Record, record_key, versions_key,
};
use crate::studio::{LibraryAction, ViewAction, Workbench, begin_first, begin_with, library_of};

/// How long what has changed rests before it is written: no more than this is lost, whatever happens.
const RESTS: Duration = Duration::from_millis(500);

/// The text that the former release kept, and the one that it put aside.
const FORMER: [&str; 2] = ["stepwright.workbench", "stepwright.aside"];

/// The keys of what is kept in small pieces: the machine that is shown, of this tab and of any.
const SHOWN: &str = "machine";
/// What has begun to be opened and is not shown yet, after the number of the attempt.
const OPENING: &str = "opening";
/// Before the key of a journal.
const JOURNAL: &str = "journal:";
/// Which of the texts of the former release have become machines.
const ADOPTED: &str = "adopted";
/// What belongs to no machine.
const PREFERENCES: &str = "preferences";

thread_local! {
    /// Whether all that was to be journalled last was.
    static JOURNALLED: Cell<bool> = const { Cell::new(true) };
}

/// Finds what is kept, and opens the machine that was open.
pub(super) async fn begin() -> Workbench {
    let listed = records::list(RECORDS).await;
    let [attempt, broke] = attempts();
    let found = Found {
        tab: platform::page_name(),
        began_ms: platform::page_began(),
        trouble: listed.as_ref().err().map(|error| error_of(*error)),
        records: listed.unwrap_or_default().into_iter().map(found_record).collect(),
        journals: platform::read_under(JOURNAL),
        shown: [platform::read_of_tab(SHOWN), platform::read(SHOWN)],
        breaks: broke.filter(|_| attempt.as_deref() == Some("2")),
        former: FORMER.into_iter().filter_map(platform::read_of_host).collect(),
        adopted: platform::read(ADOPTED).unwrap_or_default(),
        preferences: platform::read(PREFERENCES),
    };
    let number = if attempt.is_some() && found.breaks.is_none() { 2 } else { 1 };
    let mut library = library_of(&found);
    for id in library.to_open(&found) {
        let Some(body) = body_of(&mut library, &id).await else { continue };
        // Reading it may be what breaks the page.
        platform::write_of_tab(OPENING, Some(&format!("{number} {id}")));
        match Workbench::restore(&body) {
            Ok(opened) => return begin_with(opened, library, id, &found),
            Err(error) => library.put_aside(&id, error.problem()),
        }
    }
    begin_first(library, &found)
}

/// How often in a row this tab tried to open something and did not come to show it, and what.
fn attempts() -> [Option<String>; 2] {
    let attempt = platform::read_of_tab(OPENING);
    let parts = attempt.as_deref().and_then(|attempt| attempt.split_once(' '));
    [parts.map(|(number, _)| number.to_owned()), parts.map(|(_, id)| id.to_owned())]
}

async fn body_of(library: &mut Library, id: &str) -> Option<Arc<str>> {
    if let Some(body) = library.unwritten(id) {
        return Some(body);
    }
    let (head, body) = records::read(&record_key(id)).await.ok()??;
    library.note(&found_record(head));
    Some(body.into())
}

fn found_record(head: Head) -> FoundRecord {
    FoundRecord { key: head.id, revision: head.revision, by: head.by, head: head.head }
}

fn error_of(error: RecordError) -> KeepError {
    match error {
        RecordError::Full => KeepError::Full,
        RecordError::Newer => KeepError::Newer,
        RecordError::Unavailable | RecordError::Stale | RecordError::Missing => KeepError::Unavailable,
    }
}

/// Listens to what the library is to hear: the page that goes, and the other tabs.
pub(super) fn listen(store: Store) {
    // A page that goes before it was shown has not broken.
    platform::write_of_tab(OPENING, None);
    for gone in ["pagehide", "visibilitychange"] {
        let listening = window_event_listener_untyped(gone, move |_| store.dispatch(LibraryAction::Journal));
        on_cleanup(move || listening.remove());
    }
    platform::listen(move |news| store.dispatch(LibraryAction::Heard(news)));
    platform::ask_before_leaving(move || {
        JOURNALLED.set(true);
        store.dispatch(LibraryAction::Journal);
        store.peek(Workbench::is_unwritten) && !JOURNALLED.get()
    });
}

/// Does what the library asks.
pub(super) fn perform(store: Store, request: LibraryRequest) {
    match request {
        LibraryRequest::Rest => set_timeout(move || store.dispatch(LibraryAction::Write), RESTS),
        LibraryRequest::Write(record) => {
            if let Some(body) = &record.body {
                platform::hand_over(&journal_key(&record), record.changes as f64, &record.to_journal(false), body);
            }
            spawn_local(write(store, record));
        }
        LibraryRequest::Journal(record) => {
            if !journal(&record) {
                JOURNALLED.set(false);
            }
        }
        LibraryRequest::Duplicate { from, record } => spawn_local(duplicate(store, from, record)),
        LibraryRequest::Read(id) => spawn_local(read(store, id)),
        LibraryRequest::ReadAll(ids) => spawn_local(async move {
            let mut bodies = Vec::new();
            for id in ids {
                let unwritten = store.peek(|workbench| workbench.library.unwritten(&id));
                let kept = records::read(&record_key(&id)).await.ok().flatten().map(|(_, body)| Arc::from(body));
                bodies.extend(unwritten.or(kept).map(|body| (id, body)));
            }
            store.dispatch(LibraryAction::ReadAll(bodies));
        }),
        LibraryRequest::Version(request) => spawn_local(async move {
            let action = versions::perform(store, request).await;
            store.dispatch(LibraryAction::Version(action));
        }),
        LibraryRequest::Remove(id) => spawn_local(async move {
            if records::remove(&record_key(&id), &versions_key(&id)).await.is_ok() {
                platform::tell(&Record::gone(&id));
            }
        }),
        LibraryRequest::Show(id) => {
            platform::write_of_tab(SHOWN, Some(&id));
            platform::write(SHOWN, Some(&id));
            hand_over(store, &id);
            claim(store, &id, false);
        }
        LibraryRequest::WriteHere(id) => claim(store, &id, true),
        LibraryRequest::Prefer(text) => drop(platform::write(PREFERENCES, Some(&text))),
        LibraryRequest::Discard(Leftover::Journal(key)) => drop(platform::write(&[JOURNAL, &key].concat(), None)),
        LibraryRequest::Discard(Leftover::Former(digest)) => {
            let adopted = platform::read(ADOPTED).unwrap_or_default();
            platform::write(ADOPTED, Some(&[&adopted, ",", &digest].concat()));
        }
    }
}

/// Should the program stop before anything is written, what is open is journalled as it is now.
fn hand_over(store: Store, id: &Arc<str>) {
    let handed = store.peek(|workbench| {
        let record = workbench.library.head_record(id)?;
        Some((record, workbench.to_saved(), workbench.is_unwritten()))
    });
    let Some((record, body, is_unwritten)) = handed else { return };
    platform::hand_over(&journal_key(&record), 0.0, &record.to_journal(false), &body);
    if !is_unwritten {
        platform::handed_over_is_kept(&journal_key(&record), 0.0);
    }
}

fn claim(store: Store, id: &str, take: bool) {
    platform::claim(id, take, move |writes| store.dispatch(LibraryAction::Writes(writes)));
}

fn journal_key(record: &Record) -> String {
    [JOURNAL, &record.journal_key()].concat()
}

/// Keeps a record in the small storage; whether it is there.
fn journal(record: &Record) -> bool {
    platform::write(&journal_key(record), Some(&record.to_journal(true)))
}

fn head_of(record: &Record, revision: u64) -> Head {
    Head { id: record.key(), revision, by: record.by.to_string(), head: record.head.clone() }
}

async fn write(store: Store, record: Record) {
    let body = record.body.as_deref().map(str::to_owned);
    match records::write(&head_of(&record, record.base), body).await {
        Ok(revision) => written(store, record, revision),
        Err(RecordError::Stale) => {
            let found = records::read(&record.key()).await.ok().flatten();
            let found = found.map(|(head, body)| (found_record(head), Arc::from(body)));
            store.dispatch(LibraryAction::Outrun { record, found });
        }
        Err(error) => refused(store, record, error),
    }
}

async fn duplicate(store: Store, from: Arc<str>, record: Record) {
    match records::duplicate(&record_key(&from), &head_of(&record, 1)).await {
        Ok(()) => written(store, record, 1),
        Err(error) => refused(store, record, error),
    }
}

fn written(store: Store, record: Record, revision: u64) {
    if record.body.is_some() {
        platform::handed_over_is_kept(&journal_key(&record), record.changes as f64);
        platform::write(&journal_key(&record), None);
    }
    platform::tell(&record.to_news(revision));
    store.dispatch(LibraryAction::Written { record, revision });
}

fn refused(store: Store, record: Record, error: RecordError) {
    let is_journalled = record.body.is_some() && journal(&record);
    if is_journalled {
        platform::handed_over_is_kept(&journal_key(&record), record.changes as f64);
    }
    store.dispatch(LibraryAction::Refused { record, error: error_of(error), is_journalled });
}

/// Hands what is kept of a machine to the person as a file, whatever it is.
pub(super) fn save_as_file(store: Store, id: Arc<str>, name: String) {
    spawn_local(async move {
        let unwritten = store.peek(|workbench| workbench.library.unwritten(&id));
        let kept = records::read(&record_key(&id)).await.ok().flatten().map(|(_, body)| Arc::from(body));
        let saved = unwritten.or(kept).is_some_and(|body: Arc<str>| {
            platform::download(&[&name, ".kept.json"].concat(), &body, "application/json")
        });
        if !saved {
            store.dispatch(ViewAction::Report(format!("‘{name}’ could not be saved as a file.")));
        }
    });
}

async fn read(store: Store, id: Arc<str>) {
    if let Some(body) = store.peek(|workbench| workbench.library.unwritten(&id)) {
        let revision = store.peek(|workbench| workbench.library.get(&id).map_or(0, |entry| entry.revision));
        return store.dispatch(LibraryAction::Opened { id, revision, body: Some(body) });
    }
    match records::read(&record_key(&id)).await {
        Ok(found) => {
            let (revision, body) = found.map_or((0, None), |(head, body)| (head.revision, Some(body.into())));
            store.dispatch(LibraryAction::Opened { id, revision, body });
        }
        Err(error) => store.dispatch(ViewAction::Report(format!("It could not be read: {error}."))),
    }
}
