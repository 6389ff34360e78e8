//! Where the service does not do what the specification of its language says.
//!
//! The simulator follows the service. Each row says both, for people who know one and meet the other.

/// One place where specification and service part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub title: &'static str,
    /// What the Amazon States Language specification says.
    pub specification: &'static str,
    /// What the service does, and the simulator with it.
    pub service: &'static str,
    /// How that is known.
    pub source: &'static str,
}

const RECORDED: &str = "recorded executions (README, Fidelity)";
const OBSERVED: &str = "calls of the service that other implementations publish";

/// Every such place that is known.
pub const DIFFERENCES: [Difference; 11] = [
    Difference {
        title: "A path that is missing in Parameters",
        specification: "States.ParameterPathFailure",
        service: "States.Runtime: the JSONPath '…' specified for the field '…' could not be found in the input '…'. \
                  Nothing catches it.",
        source: RECORDED,
    },
    Difference {
        title: "A Choice in which no rule holds and that has no Default",
        specification: "States.NoChoiceMatched",
        service: "States.Runtime: failed to transition out of the state. The state does not point to a next state.",
        source: "floci-io/floci#3167",
    },
    Difference {
        title: "A heartbeat that does not come",
        specification: "States.HeartbeatTimeout",
        service: "TaskTimedOut with the error States.Timeout and no cause; a retrier or catcher that names \
                  States.HeartbeatTimeout takes it too.",
        source: RECORDED,
    },
    Difference {
        title: "A failed branch or iteration",
        specification: "States.BranchFailed",
        service: "The Parallel or Map fails with the error of the branch or iteration.",
        source: RECORDED,
    },
    Difference {
        title: "An array index past the end",
        specification: "A path that names nothing is an error.",
        service: "In a payload template, null.",
        source: "floci-io/floci#3167",
    },
    Difference {
        title: "States.JsonMerge, deep",
        specification: "The third argument chooses a shallow or a deep merge.",
        service: "Only false is supported; true is an error of the function.",
        source: "AWS developer guide, \"Intrinsic functions\"",
    },
    Difference {
        title: "States.ArrayContains",
        specification: "The second argument is an object.",
        service: "Any JSON value is looked for; values that print the same are equal, such as true and the text \"true\".",
        source: OBSERVED,
    },
    Difference {
        title: "An intrinsic function that refuses its arguments",
        specification: "States.IntrinsicFailure",
        service: "States.Runtime: invalid arguments in the function. Nothing catches it.",
        source: OBSERVED,
    },
    Difference {
        title: "Fractions given to intrinsic functions",
        specification: "Arguments that are no whole numbers are rounded.",
        service: "States.MathAdd rounds. ArrayPartition, ArrayRange, ArrayGetItem and MathRandom cut the fraction off.",
        source: OBSERVED,
    },
    Difference {
        title: "The order of States.ArrayUnique",
        specification: "The array without its duplicates.",
        service: "In the order of Java's hash table: [true, false] gives [false, true].",
        source: OBSERVED,
    },
    Difference {
        title: "States.Runtime in a retrier or catcher",
        specification: "An error's own name in ErrorEquals matches it.",
        service: "Nothing catches or retries States.Runtime, not even its own name.",
        source: RECORDED,
    },
];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::json::{Document, Value};
    use crate::sim::{Program, Setup, Simulation, VirtualTime};

    /// The error and the output of a machine with one state.
    fn run(state: &str) -> (Option<String>, Option<String>) {
        let text = format!(r#"{{"StartAt": "S", "States": {{"S": {state}}}}}"#);
        let input = Value::parse(r#"{"list": [1]}"#).unwrap();
        let program = Arc::new(Program::compile(&Document::new(text)));
        let mut run = Simulation::new(program, Setup { input, ..Setup::default() });
        run.advance(VirtualTime::MAX, 1_000);
        (run.error().map(str::to_owned), run.output().map(ToString::to_string))
    }

    #[test]
    fn the_simulator_does_what_the_rows_say_of_the_service() {
        let pass =
            |value: &str| run(&format!(r#"{{"Type": "Pass", "Parameters": {{"x.$": "{value}"}}, "End": true}}"#));
        assert_eq!(pass("$.no").0.as_deref(), Some("States.Runtime"));
        assert_eq!(pass("$.list[5]").1.as_deref(), Some(r#"{"x":null}"#));
        assert_eq!(pass("States.ArrayContains($.list, 1)").1.as_deref(), Some(r#"{"x":true}"#));
        assert_eq!(pass("States.ArrayLength(1)").0.as_deref(), Some("States.Runtime"));
        let unmatched = r#"{"Type": "Choice", "Choices": [{"Variable": "$.list", "IsNull": true, "Next": "S"}]}"#;
        assert_eq!(run(unmatched).0.as_deref(), Some("States.Runtime"));
        let branch = r#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Mine"}}}"#;
        let parallel = format!(r#"{{"Type": "Parallel", "Branches": [{branch}], "End": true}}"#);
        assert_eq!(run(&parallel).0.as_deref(), Some("Mine"));
    }

    #[test]
    fn no_title_stands_twice() {
        let mut titles: Vec<_> = DIFFERENCES.iter().map(|row| row.title).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), DIFFERENCES.len());
    }
}
