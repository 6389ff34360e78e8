//! Opening another definition, and going back to the one before: nothing that was open is lost by opening something.

use crate::json::Document;
use crate::studio::commands;
use crate::studio::workbench::{ToastKind, Workbench};

/// The largest text that is opened. AWS takes 1 MiB; a larger file is refused with words rather than a frozen page.
const MAX_IMPORT_BYTES: usize = 4 << 20;

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
fn replace(workbench: &mut Workbench, mut fresh: Workbench) {
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
    keep_preferences(&mut other, workbench);
    other.toast = None;
    let mut left = std::mem::replace(workbench, other);
    left.run.reset();
    let slot = if back { &mut workbench.opened.after } else { &mut workbench.opened.before };
    *slot = Some(Box::new(left));
    workbench.announce(format!("‘{}’ is open again.", workbench.name));
}

/// Opens a text as the document, unless it is no JSON at all.
pub(in crate::studio) fn import(workbench: &mut Workbench, name: &str, text: String) {
    if text.len() > MAX_IMPORT_BYTES {
        let size = text.len().div_ceil(1 << 20);
        workbench.notify(ToastKind::Error, format!("‘{name}’ is {size} MiB; Stepwright opens files of up to 4 MiB."));
        return;
    }
    let document = Document::new(text);
    if document.root().is_none_or(|root| !root.is_object()) && !document.errors().is_empty() {
        let error = &document.errors()[0];
        let place = document.position(error.span.start);
        workbench
            .notify(ToastKind::Error, format!("‘{name}’ is not ASL JSON: {place}: {error}. Nothing was replaced."));
        return;
    }
    let mut fresh = Workbench::open(file_stem(name), document.shared_text());
    // The file is one more of the same project.
    fresh.run.machines = workbench.run.machines.without(&fresh.name);
    let problems = fresh.diagnostics.len();
    replace(workbench, fresh);
    let words = if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") };
    workbench.announce(format!("Opened ‘{name}’, {words}."));
}

/// Opens an example.
pub(in crate::studio) fn example(workbench: &mut Workbench, index: usize) {
    let Some(example) = commands::EXAMPLES.get(index) else { return };
    replace(workbench, example.open());
    workbench.announce(format!("Opened the example ‘{}’.", example.name));
}

fn keep_preferences(fresh: &mut Workbench, old: &Workbench) {
    fresh.theme = old.theme;
    fresh.dock = old.dock;
    fresh.inspector = old.inspector;
    fresh.sheet = old.sheet;
    fresh.run.speed = old.run.speed;
    fresh.announcement = old.announcement.clone();
    fresh.keep_jsonata(old);
}

/// A file's name without folders and endings.
pub(in crate::studio) fn file_stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = [".asl.json", ".json", ".asl"].into_iter().find_map(|ending| base.strip_suffix(ending)).unwrap_or(base);
    if stem.is_empty() { "state-machine".to_owned() } else { stem.to_owned() }
}
