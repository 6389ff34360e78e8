//! A browser, and tabs with the page in it, for the tests of what is kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwright::studio::library::{
    Found, FoundRecord, KeepError, Leftover, LibraryRequest, NewVersion, Record, VersionRequest, record_key,
    versions_key,
};
use stepwright::studio::{
    Action, EditAction, LibraryAction, Request, VersionAction, Workbench, begin_first, begin_with, library_of, reduce,
};

/// A browser: what `platform` does for the library, without one.
#[derive(Default)]
pub(super) struct Browser {
    /// By key: revision, who wrote it, head and body.
    pub(super) records: BTreeMap<String, (u64, String, String, String)>,
    pub(super) journals: BTreeMap<String, String>,
    /// The machine that any tab showed last.
    pub(super) shown: Option<String>,
    pub(super) former: Vec<String>,
    pub(super) adopted: String,
    pub(super) preferences: Option<String>,
    pub(super) refuses: Option<KeepError>,
    /// By key: head and text of the versions.
    pub(super) versions: BTreeMap<String, (String, String)>,
    /// Refuses versions alone.
    pub(super) refuses_versions: Option<KeepError>,
    /// Whether the small storage refuses, too.
    pub(super) is_full: bool,
    pub(super) pages: usize,
    /// The file that was handed out last, by name.
    pub(super) file: (String, String),
}

/// A tab with the page in it.
pub(super) struct Tab {
    pub(super) workbench: Workbench,
    pub(super) news: Vec<String>,
    pub(super) asked: Vec<LibraryRequest>,
}

impl Browser {
    pub(super) fn found(&mut self) -> Found {
        self.pages += 1;
        let record = |(key, (revision, by, head, _)): (&String, &(u64, String, String, String))| FoundRecord {
            key: key.clone(),
            revision: *revision,
            by: by.clone(),
            head: head.clone(),
        };
        Found {
            tab: format!("tab{}", self.pages),
            began_ms: 1_000.0 * self.pages as f64,
            records: self.records.iter().map(record).collect(),
            journals: self.journals.clone().into_iter().collect(),
            shown: [None, self.shown.clone()],
            former: self.former.clone(),
            adopted: self.adopted.clone(),
            preferences: self.preferences.clone(),
            ..Found::default()
        }
    }

    /// Opens the page in a tab.
    pub(super) fn open(&mut self) -> Tab {
        let found = self.found();
        self.open_found(&found)
    }

    pub(super) fn open_found(&mut self, found: &Found) -> Tab {
        let mut library = library_of(found);
        for id in library.to_open(found) {
            let kept = self.records.get(&record_key(&id)).map(|record| Arc::from(record.3.as_str()));
            let Some(body) = library.unwritten(&id).or(kept) else { continue };
            match Workbench::restore(&body) {
                Ok(opened) => return self.shown(begin_with(opened, library, id, found)),
                Err(error) => library.put_aside(&id, error.problem()),
            }
        }
        self.shown(begin_first(library, found))
    }

    pub(super) fn shown(&mut self, workbench: Workbench) -> Tab {
        let mut tab = Tab { workbench, news: Vec::new(), asked: Vec::new() };
        let asks = tab.workbench.take_asks().into_iter().map(Request::Library).collect();
        self.perform(&mut tab, asks);
        tab
    }

    /// Does something in a tab, and all that the browser is asked for; what rests is not written yet.
    pub(super) fn act(&mut self, tab: &mut Tab, action: impl Into<Action>) {
        let requests = reduce(&mut tab.workbench, action);
        self.perform(tab, requests);
    }

    /// The same, and it has rested.
    pub(super) fn does(&mut self, tab: &mut Tab, action: impl Into<Action>) {
        self.act(tab, action);
        self.act(tab, LibraryAction::Write);
    }

    pub(super) fn types(&mut self, tab: &mut Tab, text: &str) {
        let on = tab.workbench.document.shared_text();
        self.act(tab, EditAction::Type { text: text.to_owned(), on });
    }

    pub(super) fn perform(&mut self, tab: &mut Tab, requests: Vec<Request>) {
        for request in requests {
            if let Request::Download { name, text, .. } = &request {
                self.file = (name.clone(), text.clone());
            }
            let Request::Library(request) = request else { continue };
            tab.asked.push(request.clone());
            match request {
                LibraryRequest::Write(record) => self.write(tab, record),
                LibraryRequest::Journal(record) => drop(self.journal(&record)),
                LibraryRequest::Duplicate { from, record } => {
                    let body = self.records[&record_key(&from)].3.clone();
                    let head = (1, record.by.to_string(), record.head.clone(), body);
                    self.records.insert(record.key(), head);
                    self.act(tab, LibraryAction::Written { record, revision: 1 });
                }
                LibraryRequest::Read(id) => {
                    let kept = self.records.get(&record_key(&id));
                    let (revision, body) = kept.map_or((0, None), |kept| (kept.0, Some(kept.3.as_str().into())));
                    let unwritten = tab.workbench.library.unwritten(&id);
                    self.act(tab, LibraryAction::Opened { id, revision, body: unwritten.or(body) });
                }
                LibraryRequest::ReadAll(ids) => {
                    let body = |id: &Arc<str>| self.records.get(&record_key(id)).map(|kept| Arc::from(kept.3.as_str()));
                    let bodies = ids.iter().filter_map(|id| Some((id.clone(), body(id)?))).collect();
                    self.act(tab, LibraryAction::ReadAll(bodies));
                }
                LibraryRequest::Version(request) => self.version(tab, request),
                LibraryRequest::Remove(id) => {
                    self.records.remove(&record_key(&id));
                    self.versions.retain(|key, _| !key.starts_with(&versions_key(&id)));
                    tab.news.push(Record::gone(&id));
                }
                LibraryRequest::Show(id) => self.shown = Some(id.to_string()),
                LibraryRequest::Prefer(text) => self.preferences = Some(text),
                LibraryRequest::Discard(Leftover::Journal(key)) => drop(self.journals.remove(&key)),
                LibraryRequest::Discard(Leftover::Former(digest)) => {
                    self.adopted = [&*self.adopted, ",", &digest].concat();
                }
                LibraryRequest::Rest | LibraryRequest::WriteHere(_) => {}
            }
        }
    }

    fn found_versions(&self, machine: &str) -> Vec<FoundRecord> {
        let of = self.versions.iter().filter(|(key, _)| key.starts_with(&versions_key(machine)));
        of.map(|(key, (head, _))| FoundRecord { key: key.clone(), revision: 1, by: String::new(), head: head.clone() })
            .collect()
    }

    fn version(&mut self, tab: &mut Tab, request: VersionRequest) {
        let action = match request {
            VersionRequest::List(machine) => {
                let found = Ok(self.found_versions(&machine));
                VersionAction::Listed { machine, found }
            }
            VersionRequest::Keep(version) => match self.keep_version(&version) {
                Ok(()) => VersionAction::Kept(version),
                Err(error) => VersionAction::Refused { version, error },
            },
            VersionRequest::Read { machine, version, to } => VersionAction::Read {
                text: self.versions.get(&*version.key).map(|(_, text)| text.as_str().into()),
                body: self.records.get(&record_key(&machine)).map(|record| record.3.as_str().into()),
                machine,
                version,
                to,
            },
        };
        self.act(tab, LibraryAction::Version(action));
    }

    /// The rule of `records.js`.
    fn keep_version(&mut self, new: &NewVersion) -> Result<(), KeepError> {
        let found = self.found_versions(&new.machine);
        let newest = NewVersion::newest(&found).map(|key| self.versions[&key].1.clone());
        if let Some(error) = self.refuses_versions.or(self.refuses) {
            return Err(error);
        }
        let Some(dropped) = new.replaces(&found, newest.as_deref()) else { return Ok(()) };
        if !self.records.contains_key(&new.machine_key()) {
            return Err(KeepError::Unavailable);
        }
        for key in dropped {
            self.versions.remove(&key);
        }
        self.versions.insert(new.version.key.to_string(), (new.to_head(), new.text.to_string()));
        Ok(())
    }

    pub(super) fn journal(&mut self, record: &Record) -> bool {
        if !self.is_full {
            self.journals.insert(record.journal_key(), record.to_journal(true));
        }
        !self.is_full
    }

    /// The rule of `records.js`.
    pub(super) fn write(&mut self, tab: &mut Tab, record: Record) {
        if let Some(error) = self.refuses {
            let is_journalled = record.body.is_some() && self.journal(&record);
            return self.act(tab, LibraryAction::Refused { record, error, is_journalled });
        }
        let before = self.records.get(&record.key()).cloned();
        if let Some((revision, by, head, body)) = &before
            && **by != *record.by
            && *revision != record.base
        {
            let found = FoundRecord { key: record.key(), revision: *revision, by: by.clone(), head: head.clone() };
            let found = Some((found, body.as_str().into()));
            return self.act(tab, LibraryAction::Outrun { record, found });
        }
        let revision = before.as_ref().map_or(0, |before| before.0) + 1;
        let body = record.body.as_deref().map(str::to_owned).or(before.map(|before| before.3)).unwrap_or_default();
        self.records.insert(record.key(), (revision, record.by.to_string(), record.head.clone(), body));
        self.journals.remove(&record.journal_key());
        tab.news.push(record.to_news(revision));
        self.act(tab, LibraryAction::Written { record, revision });
    }

    /// Another tab hears what one told.
    pub(super) fn tells(&mut self, from: &mut Tab, to: &mut Tab) {
        for news in std::mem::take(&mut from.news) {
            self.act(to, LibraryAction::Heard(news));
        }
    }
}

pub(super) fn names(tab: &Tab) -> Vec<String> {
    tab.workbench.library.machines().into_iter().map(|(_, entry)| entry.name).collect()
}

pub(super) fn id(tab: &Tab, name: &str) -> Arc<str> {
    let all = [tab.workbench.library.machines(), tab.workbench.library.deleted()].concat();
    all.into_iter().find(|(_, entry)| entry.name == name).map(|(id, _)| id).unwrap()
}

pub(super) fn text(tab: &Tab) -> &str {
    tab.workbench.document.text()
}

pub(super) fn said(tab: &Tab) -> &str {
    tab.workbench.toast.as_ref().map_or("", |toast| toast.text.as_str())
}
