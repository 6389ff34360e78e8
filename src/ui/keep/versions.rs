//! The versions of a machine in the browser's database, each a record of its own.

use super::{error_of, found_record};
use crate::platform::records::{self, Head, RecordError};
use crate::studio::VersionAction;
use crate::studio::library::{FoundRecord, NewVersion, VersionRequest, record_key, versions_key};
use crate::ui::store::Store;

/// Does what is asked about versions, and says what came of it.
pub(super) async fn perform(store: Store, request: VersionRequest) -> VersionAction {
    match request {
        VersionRequest::List(machine) => {
            let found = list(&machine).await.map_err(error_of);
            VersionAction::Listed { machine, found }
        }
        VersionRequest::Keep(version) => match keep(&version).await {
            Ok(()) => VersionAction::Kept(version),
            Err(error) => VersionAction::Refused { version, error: error_of(error) },
        },
        VersionRequest::Read { machine, version, to } => {
            let text = body(&version.key).await.map(Into::into);
            let unwritten = store.peek(|workbench| workbench.library.unwritten(&machine));
            let is_open = store.peek(|workbench| *workbench.machine_id() == machine);
            let kept = if is_open || unwritten.is_some() { None } else { body(&record_key(&machine)).await };
            VersionAction::Read { machine, version, to, text, body: unwritten.or(kept.map(Into::into)) }
        }
    }
}

async fn list(machine: &str) -> Result<Vec<FoundRecord>, RecordError> {
    let heads = records::list(&versions_key(machine)).await?;
    Ok(heads.into_iter().map(found_record).collect())
}

async fn body(key: &str) -> Option<String> {
    records::read(key).await.ok().flatten().map(|(_, body)| body)
}

async fn keep(new: &NewVersion) -> Result<(), RecordError> {
    let found = list(&new.machine).await?;
    let newest = match NewVersion::newest(&found) {
        Some(key) => body(&key).await,
        None => None,
    };
    let Some(instead) = new.replaces(&found, newest.as_deref()) else { return Ok(()) };
    let head = Head { id: new.version.key.to_string(), revision: 1, by: new.by.to_string(), head: new.to_head() };
    records::add(&new.machine_key(), &head, &new.text, &instead).await
}
