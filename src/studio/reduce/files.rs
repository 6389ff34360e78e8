//! What is opened, from a file, the clipboard or the examples, and what is handed out.

use super::{FileKind, Handling, Request, edit};
use crate::studio::workbench::Workbench;
use crate::studio::workbench::opening::{self, Source};

/// About files.
#[derive(Clone, Debug)]
pub enum FileAction {
    /// Open a file as the document; states without a machine are put into the one that is open. What is neither is named,
    /// and nothing is replaced.
    Import {
        /// The file's name.
        name: String,
        /// Its text.
        text: String,
    },
    /// The same with a text from the clipboard.
    Paste(String),
    /// Say which files were left out, of several that came at once and of which the first was taken.
    LeaveOut(Vec<String>),
    /// Open one of the examples that ship with the app.
    OpenExample(usize),
    /// Hand the definition to the person as a file.
    Export,
}

impl FileAction {
    pub(super) fn handling(&self) -> Handling {
        match self {
            FileAction::Import { .. } | FileAction::Paste(_) | FileAction::OpenExample(_) => Handling::RUN.saved(),
            FileAction::LeaveOut(_) => Handling::RUN,
            FileAction::Export => Handling::TEXT.ends_typing(),
        }
    }
}

pub(super) fn reduce(workbench: &mut Workbench, action: FileAction) -> Option<Request> {
    match action {
        FileAction::Import { name, text } => return import(workbench, Source::File(&name), text),
        FileAction::Paste(text) => return import(workbench, Source::Clipboard, text),
        FileAction::LeaveOut(names) => opening::leave_out(workbench, &names),
        FileAction::OpenExample(index) => opening::example(workbench, index),
        FileAction::Export => return Some(export(workbench)),
    }
    None
}

fn import(workbench: &mut Workbench, source: Source<'_>, text: String) -> Option<Request> {
    let command = opening::import(workbench, source, text)?;
    edit::edit(workbench, &command)
}

fn export(workbench: &Workbench) -> Request {
    Request::Download {
        name: format!("{}.asl.json", opening::file_stem(&workbench.name)),
        text: workbench.document.text().to_owned(),
        kind: FileKind::Asl,
    }
}
