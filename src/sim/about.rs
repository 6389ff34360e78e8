//! Who an execution is: its name, its machine, and the ARNs that follow from them.

use std::sync::Arc;

use super::chance::uuid_of;
use super::time::VirtualTime;
use crate::asl::WorkflowType;
use crate::json::Value;
use crate::sort::SortedSet;

/// What stays the same from the start of an execution to its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct About {
    /// The execution's ARN.
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub role_arn: Arc<str>,
    pub region: Arc<str>,
    pub account: Arc<str>,
    pub machine_id: Arc<str>,
    pub machine_name: Arc<str>,
    pub express: bool,
    pub start: VirtualTime,
    pub input: Value,
    pub seed: u64,
    /// The states whose activities do not exist.
    pub missing_activities: Arc<SortedSet<Arc<str>>>,
}

/// What an execution begins with.
pub(crate) struct Beginning {
    pub machine: Arc<str>,
    pub name: Arc<str>,
    pub workflow: WorkflowType,
    pub input: Value,
    pub start: VirtualTime,
    pub seed: u64,
    pub missing_activities: SortedSet<Arc<str>>,
}

impl Beginning {
    /// With the ARNs and the role that follow from it.
    pub(crate) fn about(self, region: &str, account: &str) -> About {
        let Beginning { machine, name, workflow, input, start, seed, missing_activities } = self;
        let express = workflow == WorkflowType::Express;
        let id = if express {
            format!("arn:aws:states:{region}:{account}:express:{machine}:{name}:{}", uuid_of(seed, &name))
        } else {
            format!("arn:aws:states:{region}:{account}:execution:{machine}:{name}")
        };
        About {
            id: id.into(),
            role_arn: format!("arn:aws:iam::{account}:role/{machine}-role").into(),
            region: region.into(),
            account: account.into(),
            machine_id: format!("arn:aws:states:{region}:{account}:stateMachine:{machine}").into(),
            name,
            machine_name: machine,
            express,
            start,
            input,
            seed,
            missing_activities: Arc::new(missing_activities),
        }
    }
}
