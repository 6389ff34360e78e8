//! Where execution stands.

use indexmap::IndexSet;

use super::told::Told;
use super::{Progress, Token, TokenPlace, Visit};
use crate::json::Pointer;
use crate::sim::{HopKind, ScopePath, Status};
use crate::sort::SortedMap;

/// Where execution stands: in each innermost open state, and before each join a branch waits at.
pub(super) fn tokens(told: &Told, status: Status) -> Vec<Token> {
    if status != Status::Running {
        return Vec::new();
    }
    let scopes = || told.flow.open.iter().chain(&told.flow.left);
    // Each Parallel and Map that has scopes inside, by where it runs.
    let around: IndexSet<(&ScopePath, &Pointer)> =
        scopes().filter_map(|(scope, _)| scope.hop()).map(|hop| (&hop.outer, &hop.owner)).collect();
    let mut tokens: SortedMap<(TokenPlace, Option<usize>), Token> = SortedMap::new();
    let mut put = |place: TokenPlace, branch: Option<usize>, waits: Option<&String>| {
        let token = || Token { place: place.clone(), branch, count: 0, waits: waits.cloned() };
        tokens.entry((place.clone(), branch)).or_insert_with(token).count += 1;
    };
    for (scope, at) in scopes() {
        let Some((pointer, _)) = told.states.get_index(at.0) else { continue };
        let Some(visit) = told.visit(*at) else { continue };
        let branch = branch_of(scope);
        let waits = waits(&visit.progress);
        for index in &visit.progress.joined {
            put(TokenPlace::Join(pointer.clone(), *index), Some(index + 1), waits.as_ref());
        }
        // A visit's own scopes hold the tokens.
        let inside = || !visit.progress.joined.is_empty() || around.contains(&(&visit.scope, pointer));
        if !(has_scopes(visit) && inside()) {
            put(TokenPlace::State(pointer.clone()), branch, None);
        }
    }
    tokens.into_values().collect()
}

/// The branch a scope is, from 1.
pub(super) fn branch_of(scope: &ScopePath) -> Option<usize> {
    scope.hop().filter(|hop| hop.kind == HopKind::Branch).map(|hop| hop.index + 1)
}

fn has_scopes(visit: &Visit) -> bool {
    visit.progress.total.is_some()
}

/// Which branches a finished one waits for.
fn waits(progress: &Progress) -> Option<String> {
    let mut joined = vec![false; progress.total?];
    for index in &progress.joined {
        if let Some(joined) = joined.get_mut(*index) {
            *joined = true;
        }
    }
    let mut missing = joined.iter().enumerate().filter(|(_, joined)| !**joined).map(|(index, _)| index);
    match (missing.next(), missing.count()) {
        (None, _) => None,
        (Some(only), 0) => Some(format!("waits for branch {}", only + 1)),
        (Some(_), more) => Some(format!("waits for {} branches", more + 1)),
    }
}
