//! Where execution stands.

use std::collections::BTreeMap;

use super::fold::Fold;
use super::{Progress, Token, TokenPlace, Visit};
use crate::json::Pointer;
use crate::sim::{HopKind, ScopePath, Status};

impl Fold<'_> {
    /// Where execution stands: in each innermost open state, and before each join a branch waits at.
    pub(super) fn tokens(&self) -> Vec<Token> {
        if self.visible.status != Status::Running {
            return Vec::new();
        }
        let mut tokens: BTreeMap<(TokenPlace, Option<usize>), Token> = BTreeMap::new();
        let mut put = |place: TokenPlace, branch: Option<usize>, waits| {
            let token = Token { place: place.clone(), branch, count: 0, waits };
            tokens.entry((place, branch)).or_insert(token).count += 1;
        };
        for (scope, at) in self.open.iter().chain(&self.left) {
            let Some((pointer, state)) = self.states.get_index(at.0) else { continue };
            let Some(visit) = state.visits.get(at.1) else { continue };
            let branch = branch_of(scope);
            for index in &visit.progress.joined {
                put(TokenPlace::Join(pointer.clone(), *index), Some(index + 1), waits(&visit.progress));
            }
            if !self.is_around(visit, pointer) {
                put(TokenPlace::State(pointer.clone()), branch, None);
            }
        }
        tokens.into_values().collect()
    }

    /// Whether a visit's own scopes hold the tokens.
    fn is_around(&self, visit: &Visit, state: &Pointer) -> bool {
        let inside = |scope: &ScopePath| scope.hop().is_some_and(|hop| hop.outer == visit.scope && hop.owner == *state);
        let joined = !visit.progress.joined.is_empty();
        visit.progress.total.is_some() && (joined || self.open.keys().chain(self.left.keys()).any(inside))
    }
}

/// The branch a scope is, from 1.
pub(super) fn branch_of(scope: &ScopePath) -> Option<usize> {
    scope.hop().filter(|hop| hop.kind == HopKind::Branch).map(|hop| hop.index + 1)
}

/// Which branches a finished one waits for.
fn waits(progress: &Progress) -> Option<String> {
    let missing: Vec<usize> = (0..progress.total?).filter(|index| !progress.joined.contains(index)).collect();
    match missing.as_slice() {
        [] => None,
        [only] => Some(format!("waits for branch {}", only + 1)),
        many => Some(format!("waits for {} branches", many.len())),
    }
}
