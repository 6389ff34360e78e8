//! What a person does to the versions of a machine, and what the browser says of them.

use std::sync::Arc;

use crate::json::TextEdit;
use crate::studio::compare::compare;
use crate::studio::describe::count;
use crate::studio::library::{
    Compared, FoundRecord, Import, ImportSource, KeepError, LibraryRequest, NewVersion, Version, VersionRequest,
    VersionUse, Versions, versions::listed,
};
use crate::studio::reduce::{Handling, edit};
use crate::studio::workbench::{ToastKind, Workbench, saved, versions};

/// About the versions of a machine.
#[derive(Clone, Debug)]
pub enum VersionAction {
    /// Show those of a machine in the Machines view, or the machines again.
    Show(Option<Arc<str>>),
    /// They were found.
    Listed {
        /// The machine.
        machine: Arc<str>,
        /// Their records, or why they could not be read.
        found: Result<Vec<FoundRecord>, KeepError>,
    },
    /// Keep the text of the open machine as a version of that name.
    Save(String),
    /// A version was kept, or was the newest already.
    Kept(NewVersion),
    /// A version could not be kept.
    Refused {
        /// What was asked for.
        version: NewVersion,
        /// Why.
        error: KeepError,
    },
    /// Compare a version that is shown with the text now, or restore it.
    Use(Version, VersionUse),
    /// Show no comparison any more.
    HideComparison,
    /// A version was read for that.
    Read {
        /// The machine.
        machine: Arc<str>,
        /// The version.
        version: Version,
        /// What for.
        to: VersionUse,
        /// Its text, if it is still kept.
        text: Option<Arc<str>>,
        /// What is kept of the machine itself; not needed of the open one.
        body: Option<Arc<str>>,
    },
}

impl VersionAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            VersionAction::Read { to: VersionUse::Restore, .. } => Handling::TEXT.ends_typing(),
            VersionAction::Show(_)
            | VersionAction::Listed { .. }
            | VersionAction::Save(_)
            | VersionAction::Kept(_)
            | VersionAction::Refused { .. }
            | VersionAction::Use(..)
            | VersionAction::HideComparison
            | VersionAction::Read { to: VersionUse::Compare, .. } => Handling::TEXT,
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: VersionAction) {
    match action {
        VersionAction::Show(machine) => show(workbench, machine),
        VersionAction::Listed { machine, found } => list(workbench, &machine, found),
        VersionAction::Save(name) => versions::keep_named(workbench, &name),
        VersionAction::Kept(version) => versions::kept(workbench, &version),
        VersionAction::Refused { version, error } => versions::refused(workbench, &version, error),
        VersionAction::Use(version, to) => {
            if let Some(shown) = &workbench.library.versions {
                let request = VersionRequest::Read { machine: shown.machine.clone(), version, to };
                workbench.ask(LibraryRequest::Version(request));
            }
        }
        VersionAction::HideComparison => hide_comparison(workbench),
        VersionAction::Read { machine, version, to, text, body } => match (text, to) {
            (None, _) => {
                versions::say(workbench, &format!("‘{}’ is no longer kept.", version.why.words()));
                versions::list(workbench, &machine);
            }
            (Some(text), VersionUse::Compare) => {
                compare_with_now(workbench, &machine, &version, &text, body.as_deref());
            }
            (Some(text), VersionUse::Restore) => restore_in(workbench, machine, &version, text),
        },
    }
}

fn show(workbench: &mut Workbench, machine: Option<Arc<str>>) {
    workbench.library.versions = machine.clone().map(Versions::of);
    if let Some(machine) = machine {
        versions::list(workbench, &machine);
    }
}

fn list(workbench: &mut Workbench, machine: &Arc<str>, found: Result<Vec<FoundRecord>, KeepError>) {
    let Some(shown) = workbench.library.versions.as_mut().filter(|shown| shown.machine == *machine) else { return };
    match found {
        Ok(records) => shown.list = Some(listed(&records)),
        Err(error) => versions::say(workbench, &format!("The versions cannot be read: {error}.")),
    }
}

/// The comparison is of a text that is not the text now any more.
pub(super) fn hide_comparison(workbench: &mut Workbench) {
    if let Some(shown) = &mut workbench.library.versions {
        shown.compared = None;
        shown.said.clear();
    }
}

fn compare_with_now(workbench: &mut Workbench, machine: &Arc<str>, version: &Version, text: &str, body: Option<&str>) {
    let is_open = *machine == workbench.kept.id;
    let now = if is_open { Some(workbench.document.shared_text()) } else { body.and_then(saved::definition) };
    let Some(now) = now else {
        return versions::say(workbench, "The machine itself cannot be read; there is nothing to compare with.");
    };
    let compared = match compare(text, &now) {
        Some(comparison) => Compared::Lines(Arc::new(comparison)),
        None => Compared::TooDifferent { then: text.lines().count(), now: now.lines().count() },
    };
    let words = match &compared {
        Compared::TooDifferent { then, now } => format!(
            "Too different to be compared line by line: {} then, {} now.",
            count(*then, "line"),
            count(*now, "line")
        ),
        Compared::Lines(_) if *text == *now => "The text now is the same.".to_owned(),
        Compared::Lines(lines) if lines.lines.is_empty() => "No line differs; only how lines end does.".to_owned(),
        Compared::Lines(lines) => {
            format!("Since then, {} added and {} removed.", count(lines.added, "line"), count(lines.removed, "line"))
        }
    };
    if let Some(shown) = workbench.library.versions.as_mut().filter(|shown| shown.machine == *machine) {
        shown.compared = Some((version.key.clone(), compared));
        versions::say(workbench, &words);
    }
}

/// Restores a version of a machine, which is opened for that.
fn restore_in(workbench: &mut Workbench, machine: Arc<str>, version: &Version, text: Arc<str>) {
    let name = version.why.words();
    if machine == workbench.kept.id {
        restore(workbench, name, &text);
    } else {
        let source = ImportSource::Version(name.to_owned());
        workbench.library.importing = Some(Import { machine: machine.clone(), source, text });
        workbench.ask(LibraryRequest::Read(machine));
    }
}

/// The text of a version becomes the definition, one step of undo; what was there is a version itself.
pub(super) fn restore(workbench: &mut Workbench, name: &str, text: &str) {
    let on = workbench.document.shared_text();
    if *on == *text {
        return versions::say(workbench, &format!("The text is that of ‘{name}’ already."));
    }
    versions::keep_replaced(workbench);
    edit::fix(workbench, format!("Restore ‘{name}’"), TextEdit::between(&on, text), &on);
    workbench.touch();
    (workbench.library.is_shown, workbench.library.versions) = (false, None);
    workbench.notify(ToastKind::Info, format!("‘{name}’ is restored. Undo brings back what was there."));
}
