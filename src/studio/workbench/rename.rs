//! A state's new name, followed by all that is kept by the old one.

use super::Workbench;
use crate::edit::Renamed;

/// Carries what is kept by the names of states along: their mocks, the drafts of their fields, and the answers
/// people gave to their tasks.
pub(in crate::studio) fn follow(workbench: &mut Workbench, renamed: &[Renamed]) {
    for (from, to) in renamed {
        // Exchanged, so that the way back is the same again: a state that is deleted leaves its mock for its return.
        let mocks = &mut workbench.run.mocks.states;
        let (own, other) = (mocks.remove(from), mocks.remove(to));
        mocks.extend(own.map(|mock| (to.clone(), mock)));
        mocks.extend(other.map(|mock| (from.clone(), mock)));
        workbench.drafts.rename(&(from.clone(), to.clone()));
        if let Some(simulation) = &mut workbench.run.simulation {
            simulation.rename_state(from, to);
        }
    }
}
