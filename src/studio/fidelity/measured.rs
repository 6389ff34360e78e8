//! What was measured. Written by `README=README.md make conformance`; not to be changed by hand.

use super::{Area, Corpus, Count};

const fn count(passed: usize, failed: usize, skipped: usize) -> Count {
    Count { passed, failed, skipped }
}

const fn area(name: &str, count: Count) -> Area<'_> {
    Area { name, count }
}

/// What came of every corpus.
#[rustfmt::skip]
pub const MEASURED: &[Corpus<'static>] = &[
    Corpus { name: "aws-recorded", areas: 18, count: count(402, 1, 8),
        shown: &[
            area("activities", count(1, 0, 1)),
            area("api", count(2, 0, 1)),
            area("base", count(19, 0, 0)),
            area("callback-task-token", count(12, 0, 0)),
            area("comments", count(1, 0, 0)),
            area("context-object", count(1, 0, 0)),
            area("credentials", count(1, 0, 0)),
            area("errors-retry-catch", count(18, 0, 0)),
            area("express", count(5, 0, 2)),
            area("intrinsics", count(106, 0, 0)),
            area("jsonata", count(30, 0, 0)),
            area("local-mocking", count(6, 0, 2)),
            area("logs", count(12, 0, 0)),
            area("scenarios", count(117, 1, 2)),
            area("service-integrations", count(29, 0, 0)),
            area("states-variables-error-output", count(10, 0, 0)),
            area("timeouts-heartbeats", count(5, 0, 0)),
            area("variables", count(27, 0, 0)),
        ],
        cases: &[
            ("scenarios", "base-scenarios--test-map-state-config-distributed-reentrant"),
        ],
        kinds: &[],
    },
    Corpus { name: "aws-recorded-choice", areas: 5, count: count(281, 0, 0),
        shown: &[
            area("Boolean", count(42, 0, 0)),
            area("Is", count(102, 0, 0)),
            area("Numeric", count(87, 0, 0)),
            area("String", count(28, 0, 0)),
            area("Timestamp", count(22, 0, 0)),
        ],
        cases: &[],
        kinds: &[],
    },
    Corpus { name: "aws-recorded-intrinsics", areas: 2, count: count(89, 0, 0),
        shown: &[
            area("JSONPath", count(88, 0, 0)),
            area("JSONata", count(1, 0, 0)),
        ],
        cases: &[],
        kinds: &[],
    },
    Corpus { name: "aws-recorded-teststate", areas: 9, count: count(100, 2, 0),
        shown: &[
            area("field-validation-mode", count(8, 0, 0)),
            area("field-validation-mode-none", count(1, 0, 0)),
            area("field-validation-mode-present", count(6, 0, 0)),
            area("state-configuration", count(28, 0, 0)),
            area("state-context-object", count(5, 0, 0)),
            area("state-machine-scenarios", count(9, 0, 0)),
            area("state-mock-scenarios", count(8, 0, 0)),
            area("state-mock-validation", count(11, 0, 0)),
            area("state-scenarios", count(24, 2, 0)),
        ],
        cases: &[
            ("state-scenarios", "state-scenarios--test-base-lambda-task-state-info"),
            ("state-scenarios", "state-scenarios--test-base-lambda-service-task-state-info"),
        ],
        kinds: &[],
    },
    Corpus { name: "jsonata", areas: 100, count: count(1023, 1, 0),
        shown: &[],
        cases: &[
            ("function-encodeUrlComponent", "function-encodeUrlComponent/case002"),
        ],
        kinds: &[],
    },
    Corpus { name: "jsonpath", areas: 7, count: count(128, 298, 0),
        shown: &[
            area("basic", count(17, 8, 0)),
            area("filter", count(19, 79, 0)),
            area("functions", count(12, 38, 0)),
            area("index selector", count(6, 6, 0)),
            area("name selector", count(33, 55, 0)),
            area("slice selector", count(24, 20, 0)),
            area("whitespace", count(17, 92, 0)),
        ],
        cases: &[],
        kinds: &[
            ("a filter stands in parentheses", 170),
            ("Jayway reads what the RFC refuses", 74),
            ("a slice has no step and at least one bound", 26),
            ("several names give one object of them", 8),
            ("another grammar", 6),
            ("an index has 32 bits", 5),
            ("a definite path that finds nothing is an error", 3),
            ("a subscript has names, indexes, one slice or one filter, not a mixture", 3),
            ("a bound of a slice below zero counts from the end only where Jayway does", 2),
            ("an index past the end gives null", 1),
        ],
    },
    Corpus { name: "reports", areas: 4, count: count(39, 0, 0),
        shown: &[
            area("open", count(3, 0, 0)),
            area("query", count(4, 0, 0)),
            area("run", count(20, 0, 0)),
            area("validate", count(12, 0, 0)),
        ],
        cases: &[],
        kinds: &[],
    },
    Corpus { name: "validation", areas: 4, count: count(173, 4, 0),
        shown: &[
            area("asl-language-service", count(56, 2, 0)),
            area("asl-validator", count(59, 2, 0)),
            area("localstack-aws", count(15, 0, 0)),
            area("statelint", count(43, 0, 0)),
        ],
        cases: &[
            ("asl-language-service", "SucceedFailTerminalState.json"),
            ("asl-language-service", "TaskInvalidArn.json"),
            ("asl-validator", "invalid-math-add.json"),
            ("asl-validator", "valid-path-array-context.json"),
        ],
        kinds: &[],
    },
];
