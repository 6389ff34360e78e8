//! Where the service does not do what the specification of its language says.
//!
//! The simulator follows the service. Each row says both, for people who know one and meet the other; [`seen`] finds the
//! rows that an event of a run is a case of, and [`at_end`] those that its end is.
//! Must never know: how a row or a note is shown.

mod seen;
#[cfg(test)]
mod tests;

use super::EventType;
use super::limits::HISTORY_EVENTS_MAX;
use seen::{Sign, When};
pub use seen::{at_end, seen};

/// One place where specification and service part. Names of the language stand between backticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its name in links: lower case and hyphens.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// What the Amazon States Language specification says.
    pub specification: &'static str,
    /// What the service does, and the simulator with it.
    pub service: &'static str,
    /// How that is known.
    pub source: &'static str,
    /// How a run shows it, if one does.
    sign: Option<Sign>,
}

impl Difference {
    /// The row of an id.
    pub fn of(id: &str) -> Option<&'static Difference> {
        DIFFERENCES.iter().find(|row| row.id == id)
    }

    /// What the specification says instead, in the few words a note at an event has room for; none for a row that no
    /// event shows.
    pub fn says(&self) -> Option<&'static str> {
        self.sign.map(|sign| sign.says)
    }

    /// Whether every word of a text stands somewhere in the row.
    pub fn matches(&self, words: &str) -> bool {
        let text = [self.title, self.specification, self.service, self.source].join(" ").to_ascii_lowercase();
        words.to_ascii_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

const RECORDED: &str = "Recorded executions";
const INTRINSICS: &str = "Recorded calls of the intrinsic functions";

const OBSERVED: &str = "Calls of the service that other implementations publish";

const fn sign(says: &'static str, when: When) -> Sign {
    Sign { says, when }
}

/// Every such place that is known.
pub const DIFFERENCES: [Difference; 27] = [
    Difference {
        id: "parameter-path",
        title: "A path that is missing in a payload template",
        specification: "The machine fails with `States.ParameterPathFailure`.",
        service: "`States.Runtime`: “The JSONPath '…' specified for the field '…' could not be found in the input \
                  '…'”. Nothing catches it. `ErrorPath` and `CausePath` of a Fail state say the same.",
        source: RECORDED,
        sign: Some(sign(
            "`States.ParameterPathFailure`",
            When::Failed { error: "States.Runtime", cause: "could not be found in the input" },
        )),
    },
    Difference {
        id: "no-choice-matched",
        title: "A Choice in which no rule holds and that has no Default",
        specification: "`States.NoChoiceMatched`.",
        service: "`States.Runtime`: “Failed to transition out of the state. The state does not point to a next state.”",
        source: "floci-io/floci#3167",
        sign: Some(sign(
            "`States.NoChoiceMatched`",
            When::Failed { error: "States.Runtime", cause: "does not point to a next state" },
        )),
    },
    Difference {
        id: "heartbeat-timeout",
        title: "A heartbeat that does not come",
        specification: "Appendix A has a name of its own for it: `States.HeartbeatTimeout`.",
        service: "The history says `States.Timeout`, without a cause. A retrier or catcher that names \
                  `States.HeartbeatTimeout` takes it all the same.",
        source: RECORDED,
        sign: Some(sign("`States.HeartbeatTimeout`", When::Silent)),
    },
    Difference {
        id: "machine-timeout",
        title: "A machine that runs out of time",
        specification: "Beyond the machine's `TimeoutSeconds` it fails with `States.Timeout`.",
        service: "The execution is `TIMED_OUT`: a status of its own, with neither error nor cause.",
        source: RECORDED,
        sign: Some(sign("the machine fails with `States.Timeout`", When::Is(EventType::ExecutionTimedOut))),
    },
    Difference {
        id: "default-timeout",
        title: "A Task without TimeoutSeconds",
        specification: "It may take 60 seconds.",
        service: "It may take 99,999,999 seconds, which is longer than an execution may run.",
        source: "AWS developer guide, “Task workflow state”",
        sign: Some(sign("a Task without `TimeoutSeconds` has 60 s", When::Overtime { seconds: 60 })),
    },
    Difference {
        id: "branch-failed",
        title: "A failed branch of a Parallel",
        specification: "`States.BranchFailed`.",
        service: "The Parallel fails with the error of its branch; retriers and catchers see that one.",
        source: RECORDED,
        sign: Some(sign("`States.BranchFailed`", When::ScopeFailed(EventType::ParallelStateFailed))),
    },
    Difference {
        id: "iteration-failed",
        title: "A failed iteration of an inline Map",
        specification: "By default one failure is too many, and too many are `States.ExceedToleratedFailureThreshold`.",
        service: "The Map fails with the error of its iteration, unless it sets a threshold of its own.",
        source: RECORDED,
        sign: Some(sign("`States.ExceedToleratedFailureThreshold`", When::ScopeFailed(EventType::MapStateFailed))),
    },
    Difference {
        id: "runtime-error",
        title: "States.Runtime in a retrier or catcher",
        specification: "An error's own name in `ErrorEquals` matches it.",
        service: "Nothing retries or catches `States.Runtime`, not even its own name.",
        source: RECORDED,
        sign: Some(sign("the name in `ErrorEquals` matches", When::Unmatched { name: "States.Runtime" })),
    },
    Difference {
        id: "states-all",
        title: "What States.ALL matches",
        specification: "It is a wildcard and matches any error name.",
        service: "It matches neither `States.Runtime` nor the `States.DataLimitExceeded` of a state's own payload.",
        source: "AWS developer guide, “Handling errors”; recorded executions",
        sign: Some(sign("`States.ALL` matches any error", When::Unmatched { name: "States.ALL" })),
    },
    Difference {
        id: "nameless-error",
        title: "An error without a name",
        specification: "The error output has a string named `Error`.",
        service: "`SendTaskFailure` and a Fail state need not name an error: a catcher then gets `\"Error\": null`, or \
                  the execution ends without one.",
        source: RECORDED,
        sign: Some(sign("every error has a name", When::Nameless)),
    },
    Difference {
        id: "index-past-end",
        title: "An array index past the end",
        specification: "A path that cannot be applied is an error.",
        service: "In a payload template it gives `null`.",
        source: "floci-io/floci#3167",
        sign: Some(sign("a path that finds nothing is an error", When::PastTheEnd)),
    },
    Difference {
        id: "payload-size",
        title: "How large data may be",
        specification: "It sets no limit.",
        service: "262,144 bytes for an input, an output or a result; beyond that `States.DataLimitExceeded`.",
        source: "AWS developer guide, “Service quotas”; recorded executions",
        sign: Some(sign("data of any size", When::Failed { error: "States.DataLimitExceeded", cause: "" })),
    },
    Difference {
        id: "history-length",
        title: "How long an execution may get",
        specification: "It sets no limit.",
        service: "25,000 events for a Standard execution, which then fails.",
        source: "AWS developer guide, “Service quotas”",
        sign: Some(sign("any number of events", When::Longest { events: HISTORY_EVENTS_MAX })),
    },
    Difference {
        id: "jsonata-undefined",
        title: "A JSONata expression without a result",
        specification: "`States.QueryEvaluationError`, because JSON has no undefined value.",
        service: "The same where a field or a member is such an expression. Inside an object that an expression \
                  makes, the member is left out.",
        source: RECORDED,
        sign: None,
    },
    Difference {
        id: "jsonata-task-output",
        title: "A JSONata Task without Output",
        specification: "One section says the state's output is the result, another that it is the input.",
        service: "It is the result.",
        source: RECORDED,
        sign: None,
    },
    Difference {
        id: "map-over-object",
        title: "A Map over an object",
        specification: "The items are an array.",
        service: "An object that an `ItemsPointer` leads to will do: each member is an item of `Key` and `Value`. \
                  Anywhere else an object is an error.",
        source: "AWS developer guide, “ItemReader (Map)”; recorded executions",
        sign: None,
    },
    Difference {
        id: "max-items-zero",
        title: "MaxItems of zero",
        specification: "`MaxItems` is a positive integer.",
        service: "Zero is allowed and sets no limit.",
        source: RECORDED,
        sign: None,
    },
    Difference {
        id: "map-concurrency",
        title: "MaxConcurrency of an inline Map",
        specification: "Zero, the default, sets no limit.",
        service: "At most 40 iterations run at a time.",
        source: "AWS developer guide, “Inline mode”",
        sign: None,
    },
    Difference {
        id: "format",
        title: "States.Format of arrays and objects",
        specification: "Its values are strings, numbers, booleans and `null`; never arrays or objects.",
        service: "Those too, in Java's way: `{a=1, b=[]}`, strings without quotes.",
        source: INTRINSICS,
        sign: None,
    },
    Difference {
        id: "array-contains",
        title: "States.ArrayContains",
        specification: "The second argument must be an object, although the example looks for a number.",
        service: "Any value is looked for, and what prints the same is the same: `true` and `\"true\"`.",
        source: OBSERVED,
        sign: None,
    },
    Difference {
        id: "intrinsic-failure",
        title: "An intrinsic function that refuses its arguments",
        specification: "`States.IntrinsicFailure`, which can be caught.",
        service: "`States.Runtime`: “Invalid arguments in …”. Nothing catches it.",
        source: OBSERVED,
        sign: Some(sign(
            "`States.IntrinsicFailure`, which can be caught",
            When::Failed { error: "States.Runtime", cause: "Invalid arguments in States." },
        )),
    },
    Difference {
        id: "intrinsic-fractions",
        title: "Fractions given to intrinsic functions",
        specification: "Arguments must be integers; AWS's guide says that they are rounded.",
        service: "`States.ArrayPartition`, `ArrayRange`, `ArrayGetItem` and `MathRandom` cut the fraction off.",
        source: OBSERVED,
        sign: None,
    },
    Difference {
        id: "array-unique",
        title: "The order of States.ArrayUnique",
        specification: "The array without its duplicates.",
        service: "In the order of Java's hash table: `[true, false]` gives `[false, true]`.",
        source: OBSERVED,
        sign: None,
    },
    Difference {
        id: "json-merge",
        title: "States.JsonMerge, deep",
        specification: "The third argument chooses a shallow or a deep merge.",
        service: "Only `false`, the shallow one, is supported; `true` is an error of the function.",
        source: "AWS developer guide, “Intrinsic functions”",
        sign: Some(sign(
            "it merges deeply",
            When::Failed { error: "States.Runtime", cause: "Invalid arguments in States.JsonMerge" },
        )),
    },
    Difference {
        id: "math-add",
        title: "States.MathAdd of fractions",
        specification: "The arguments must be integers.",
        service: "Each is rounded first, halves upwards: 1.49 + 1.5 is 3, and -1.5 counts as -1.",
        source: INTRINSICS,
        sign: None,
    },
    Difference {
        id: "string-split",
        title: "States.StringSplit",
        specification: "The second argument is the character that divides the string.",
        service: "It is a set of characters, each of which divides; empty parts are dropped.",
        source: INTRINSICS,
        sign: None,
    },
    Difference {
        id: "string-to-json",
        title: "States.StringToJson of nothing",
        specification: "A JSON parser reads the string; an empty one is no JSON.",
        service: "An empty or blank string gives `null`.",
        source: INTRINSICS,
        sign: None,
    },
];
