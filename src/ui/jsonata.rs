//! The engine of `JSONata`, as the page has it: a module that is fetched when it is needed.

use std::sync::Arc;

use leptos::task::spawn_local;

use super::store::Store;
use crate::platform;
use crate::query::jsonata::{Module, Remote, install};
use crate::studio::JsonataAction;

/// The module, through the browser.
struct Fetched;

impl Module for Fetched {
    fn parse(&self, text: &str) -> Result<Vec<u8>, String> {
        platform::parse_jsonata(text)
    }

    fn evaluate(&self, request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String> {
        platform::evaluate_jsonata(request, ask)
    }
}

/// Fetches it.
pub(super) fn load(store: Store) {
    spawn_local(async move {
        match platform::load_jsonata().await {
            Ok(()) => {
                install(Some(Arc::new(Remote::new(Fetched))));
                store.dispatch(JsonataAction::Ready);
            }
            Err(reason) => store.dispatch(JsonataAction::Failed(reason)),
        }
    });
}

/// After every action: whether it has stopped meanwhile.
pub(super) fn notice_stop(store: Store) {
    if let Some(reason) = platform::take_jsonata_stop() {
        install(None);
        store.dispatch(JsonataAction::Failed(reason));
    }
}
