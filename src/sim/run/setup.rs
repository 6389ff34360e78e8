//! What a run depends on besides its program.

use std::sync::Arc;

use crate::json::Value;
use crate::sim::WorkflowType;
use crate::sim::about::{About, Beginning};
use crate::sim::items::S3Objects;
use crate::sim::mock::MockPlan;
use crate::sim::nested::OtherMachine;
use crate::sim::time::VirtualTime;
use crate::sim::world::Order;
use crate::sort::SortedMap;

/// Everything a run depends on besides its program.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The execution's input.
    pub input: Value,
    /// What services answer.
    pub mocks: MockPlan,
    /// What an `ItemReader` finds in S3.
    pub objects: S3Objects,
    /// What every random number and identifier comes from.
    pub seed: u64,
    /// In which order branches and iterations go on.
    pub order: Order,
    /// When the execution starts.
    pub start: VirtualTime,
    /// The execution's name.
    pub name: String,
    /// Standard or Express.
    pub workflow: WorkflowType,
    /// The state machine's name.
    pub machine_name: String,
    /// The account in ARNs.
    pub account: String,
    /// The region in ARNs and events.
    pub region: String,
    /// The role the machine runs under; empty for one named after the machine.
    pub role_arn: String,
    /// The project's other state machines by name, which a Task without a mock can start.
    pub machines: SortedMap<Arc<str>, OtherMachine>,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            input: Value::empty_object(),
            mocks: MockPlan::default(),
            objects: S3Objects::default(),
            seed: 1,
            order: Order::default(),
            // 2026-01-01T00:00:00Z
            start: VirtualTime(1_767_225_600_000),
            name: "run-1".to_owned(),
            workflow: WorkflowType::Standard,
            machine_name: "StateMachine".to_owned(),
            account: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            role_arn: String::new(),
            machines: SortedMap::new(),
        }
    }
}

impl Setup {
    pub(super) fn about(&self) -> About {
        let own = Beginning {
            machine: (&*self.machine_name).into(),
            name: (&*self.name).into(),
            workflow: self.workflow,
            input: self.input.clone(),
            start: self.start,
            seed: self.seed,
            missing_activities: self.mocks.missing_activities(),
        };
        let about = own.about(&self.region, &self.account);
        match self.role_arn.as_str() {
            "" => about,
            role => About { role_arn: role.into(), ..about },
        }
    }
}
