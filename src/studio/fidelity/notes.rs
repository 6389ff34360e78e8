//! The words of the Fidelity page: what each corpus is, why a case fails, what is approximate and what is absent.

/// What a corpus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The name of its folder.
    pub corpus: &'static str,
    /// What it is, in a sentence.
    pub words: &'static str,
    /// Whether it is what the service itself was recorded to do.
    pub of_service: bool,
}

const ABOUT: [About; 8] = [
    About {
        corpus: "aws-recorded",
        words: "Executions recorded on the service: status, output, error, cause and every event",
        of_service: true,
    },
    About {
        corpus: "aws-recorded-choice",
        words: "The operators of Choice, recorded on the service",
        of_service: true,
    },
    About {
        corpus: "aws-recorded-intrinsics",
        words: "The intrinsic functions, recorded on the service",
        of_service: true,
    },
    About { corpus: "aws-recorded-teststate", words: "Calls of TestState, recorded on the service", of_service: true },
    About { corpus: "jsonata", words: "The test suite of the JSONata language", of_service: false },
    About {
        corpus: "jsonpath",
        words: "RFC 9535: a distance and no target, for the service has Jayway's older JSONPath",
        of_service: false,
    },
    About {
        corpus: "reports",
        words: "What surprised people in public, each a small case with the answer that settled it",
        of_service: false,
    },
    About {
        corpus: "validation",
        words: "Verdicts on definitions: the service's own, and those of three linters",
        of_service: false,
    },
];

/// What a corpus is.
pub fn about(corpus: &str) -> Option<&'static About> {
    ABOUT.iter().find(|about| about.corpus == corpus)
}

/// Why a case fails.
#[derive(Debug)]
pub(super) struct Reason {
    pub(super) corpus: &'static str,
    pub(super) case: &'static str,
    words: &'static str,
}

const UNMOCKED: &str = "The call goes to a real function; without a mock there is none here, and the answer is `{}`.";

#[rustfmt::skip]
pub(super) const REASONS: [Reason; 8] = [
    Reason { corpus: "aws-recorded", case: "base-scenarios--test-map-state-config-distributed-reentrant",
        words: "The recording has one word for the ARNs of three map runs, which differ." },
    Reason { corpus: "aws-recorded-teststate", case: "state-scenarios--test-base-lambda-task-state-info", words: UNMOCKED },
    Reason { corpus: "aws-recorded-teststate", case: "state-scenarios--test-base-lambda-service-task-state-info",
        words: UNMOCKED },
    Reason { corpus: "jsonata", case: "function-encodeUrlComponent/case002",
        words: "The text has half a surrogate pair, which no text of Unicode can have here." },
    Reason { corpus: "validation", case: "invalid-math-add.json",
        words: "The linter refuses a quoted number as an argument; here that is an error of the call." },
    Reason { corpus: "validation", case: "TaskInvalidArn.json",
        words: "The editor lets any text pass as a `Resource`; the service refuses what is no ARN." },
    Reason { corpus: "validation", case: "valid-path-array-context.json",
        words: "The linter takes `$[(@.length-1)]` for a path; the service's JSONPath has no such index." },
    Reason { corpus: "validation", case: "SucceedFailTerminalState.json",
        words: "The linter allows one name twice in a machine; the specification does not." },
];

/// Why a case fails, where that is known.
pub fn reason(corpus: &str, case: &str) -> Option<&'static str> {
    REASONS.iter().find(|row| row.corpus == corpus && row.case == case).map(|row| row.words)
}

/// Something to know before believing the simulator. Names of the language stand between backticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub title: &'static str,
    /// What to know.
    pub text: &'static str,
}

const fn note(title: &'static str, text: &'static str) -> Note {
    Note { title, text }
}

/// What no recording shows.
pub const APPROXIMATE: [Note; 12] = [
    note(
        "Times",
        "Recordings carry none: backoff, `MaxDelaySeconds`, jitter and timeouts follow the documentation, on a \
         virtual clock, with latencies the mocks choose.",
    ),
    note(
        "Order among parallel branches and iterations",
        "One of the orders that can be: as they come, or shuffled by the seed.",
    ),
    note(
        "Child executions of a distributed Map",
        "Their own histories are by the documentation. The event after a map run follows another one in an \
         execution that starts before September 2024, as the recordings of that time have it.",
    ),
    note(
        "Services",
        "Nothing is called: mocks answer, in each integration's envelope. Limits and errors that a service alone \
         raises come only from a mock. IAM is not evaluated.",
    ),
    note(
        "Nested executions",
        "What the Task sees that starts another machine of the project is as recorded; the wording of refusals (a name that is \
         taken, Express and `.sync`) is by the documentation. At most 16 deep and 10,000 in a run.",
    ),
    note(
        "Memory",
        "The events of a run, with those of the executions it starts, may take up 512 MiB, where the service has no limit. \
         What events share counts once, so few runs come near it.",
    ),
    note("Express", "The billed memory is always the least, 64 MB: the service does not say what it measures."),
    note(
        "JSONata's limits",
        "Depth and sizes are those observed of the service; a count of the work stands for its clock, so that a run is the \
         same everywhere: items touched, comparisons made, text read and written, about a quarter of a second of the \
         page. What works more ends as one that does not end.",
    ),
    note(
        "JSONata's infinities",
        "A result beyond the numbers is an error here and `0/0` is null; the service goes on with both and writes \
         `\"Infinity\"` and `\"NaN\"`.",
    ),
    note(
        "Redrive",
        "Task, Wait, Fail, Parallel, inline and distributed Map, timeouts and aborts are as recorded; no recording has a \
         failed Pass or Choice. A changed mock, definition or input replays the whole run, redrives with it; mocks count \
         their calls across a redrive.",
    ),
    note(
        "Readers",
        "At most 100,000 items of a virtual bucket, where the service takes 100 million. The buckets hold 200 objects of up \
         to 4 MiB, 8 MiB together; the first 1 MiB is kept for the next visit.",
    ),
    note(
        "A map run in the past",
        "Child executions' events are not in their parent's history; what shows of them at an earlier moment goes by its \
         time.",
    ),
];

/// What there is not.
pub const ABSENT: [Note; 3] = [
    note("Operations", "Log destinations, X-Ray, versions and aliases."),
    note("Parquet", "`PARQUET` in an `ItemReader`."),
    note("Evaluation of text", "JSONata's `$eval` is missing, as on the service."),
];
