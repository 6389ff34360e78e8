//! When a version of the open machine is kept: when it is opened, and when a person or what they do asks for it.

use std::sync::Arc;

use super::{ToastKind, Workbench, keeping};
use crate::studio::library::{
    KeepError, LibraryRequest, NewVersion, VERSION_NAME_CHARS_MAX, Version, VersionRequest, Why, versions_key,
};

/// A machine was opened: its text is a version.
pub(in crate::studio) fn opens(workbench: &mut Workbench) {
    workbench.kept.opening = Some(workbench.document.shared_text());
    keep_opening(workbench);
}

/// Keeps the text of the opening, if the machine is kept itself by now. One that was only looked at has no versions.
pub(in crate::studio) fn keep_opening(workbench: &mut Workbench) {
    if workbench.kept.revision > 0
        && let Some(text) = workbench.kept.opening.take()
    {
        keep(workbench, Why::Opened, text);
    }
}

/// Keeps the text now under a name.
pub(in crate::studio) fn keep_named(workbench: &mut Workbench, name: &str) {
    let name: String = name.trim().chars().take(VERSION_NAME_CHARS_MAX).collect();
    if name.is_empty() {
        say(workbench, "A version needs a name.");
    } else {
        let text = keep_machine(workbench);
        keep(workbench, Why::Named(name), text);
    }
}

/// Keeps the text now, since another is about to take its place.
pub(in crate::studio) fn keep_replaced(workbench: &mut Workbench) {
    let text = keep_machine(workbench);
    keep(workbench, Why::Restored, text);
}

/// A version belongs to a machine that is kept: one that was only looked at is, from now on. Gives the text now.
fn keep_machine(workbench: &mut Workbench) -> Arc<str> {
    if workbench.kept.is_new() {
        workbench.touch();
        keeping::write(workbench);
    }
    workbench.document.shared_text()
}

fn keep(workbench: &mut Workbench, why: Why, text: Arc<str>) {
    let is_known = workbench.kept.version.as_ref() == Some(&text);
    if is_known && !matches!(why, Why::Named(_)) {
        return;
    }
    workbench.kept.version = Some(text.clone());
    let machine = workbench.kept.id.clone();
    let at_ms = workbench.calendar_ms() as i64;
    let key = [versions_key(&machine).as_str(), &workbench.library.new_id()].concat();
    let version = Version { key: key.into(), why, at_ms, bytes: text.len() };
    let new = NewVersion { machine, by: workbench.library.tab.clone(), version, text };
    workbench.ask(LibraryRequest::Version(VersionRequest::Keep(new)));
}

/// A version was kept, or was the newest already.
pub(in crate::studio) fn kept(workbench: &mut Workbench, new: &NewVersion) {
    if let Why::Named(name) = &new.version.why {
        say(workbench, &format!("The version ‘{name}’ is kept."));
    }
    list(workbench, &new.machine);
}

/// A version could not be kept; everything else is as it was.
pub(in crate::studio) fn refused(workbench: &mut Workbench, new: &NewVersion, error: KeepError) {
    workbench.kept.version = None;
    let words = match &new.version.why {
        Why::Named(name) => format!("The version ‘{name}’ could not be kept: {error}."),
        // That nothing is kept was said.
        Why::Opened | Why::Restored if workbench.library.trouble.is_some() => return,
        Why::Opened | Why::Restored => format!("A version of the text could not be kept: {error}."),
    };
    // What offers the text to be saved is not taken from the page for this.
    if workbench.toast.as_ref().is_none_or(|toast| !toast.offers_text) {
        workbench.notify(ToastKind::Error, words.as_str());
    }
    say(workbench, &words);
}

/// Says something where the versions are shown.
pub(in crate::studio) fn say(workbench: &mut Workbench, words: &str) {
    workbench.announce(words);
    if let Some(versions) = &mut workbench.library.versions {
        words.clone_into(&mut versions.said);
    }
}

/// Finds the versions of a machine anew, if they are shown.
pub(in crate::studio) fn list(workbench: &mut Workbench, machine: &Arc<str>) {
    if workbench.library.versions.as_ref().is_some_and(|versions| versions.machine == *machine) {
        workbench.ask(LibraryRequest::Version(VersionRequest::List(machine.clone())));
    }
}
