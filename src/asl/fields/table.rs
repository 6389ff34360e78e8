//! The rows. One line each, which the formatter must leave so: a table is read by columns.

use super::{Condition, Field, Group, Holder, Roots, Shape};
use crate::asl::{QueryLanguage, StateKind};
use StateKind::{Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait};

const EVERY: &[StateKind] = &StateKind::ALL;
const FLOWING: &[StateKind] = &[Task, Pass, Wait, Parallel, Map];
const WORKING: &[StateKind] = &[Task, Parallel, Map];
const YEARS: i64 = 99_999_999;
const COUNT: i64 = i64::MAX;
const BYTES: i64 = 262_144;
const ITEMS: i64 = 100_000_000;

const fn state(name: &'static str, kinds: &'static [StateKind], shape: Shape, doc: &'static str) -> Field {
    Field::new(Holder::State, name, shape, doc).on(kinds)
}

const fn path(name: &'static str, kinds: &'static [StateKind], shape: Shape, doc: &'static str) -> Field {
    state(name, kinds, shape, doc).only(QueryLanguage::JsonPath)
}

const fn jsonata(name: &'static str, kinds: &'static [StateKind], shape: Shape, doc: &'static str) -> Field {
    state(name, kinds, shape, doc).only(QueryLanguage::Jsonata).expression()
}

/// Where a number or a time is read: not in the context object, which the service refuses there (floci-io/floci#3733).
const VALUE_PATH: Shape = Shape::ReferencePath(Roots::Variable);
const LANGUAGES: Shape = Shape::OneOf(&["JSONPath", "JSONata"]);

#[rustfmt::skip]
pub(super) const STATE_FIELDS: &[Field] = &[
    state("Type", EVERY, Shape::OneOf(&["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]), "What the state does.").required(),
    state("Comment", EVERY, Shape::Text, "A note for people."),
    state("QueryLanguage", EVERY, LANGUAGES, "The language of this state's expressions.").default("the machine's"),
    state("Resource", &[Task], Shape::Resource, "The ARN of what the Task calls.").required(),
    path("InputPath", &[Task, Pass, Choice, Wait, Succeed, Parallel, Map], Shape::Path, "Which part of the input the state works on; null is an empty object.").nullable().default("$"),
    path("Parameters", &[Task, Pass, Parallel, Map], Shape::Template, "What the work is given, built from the input."),
    jsonata("Arguments", &[Task, Parallel], Shape::Json, "What the work is given."),
    path("ResultSelector", WORKING, Shape::Template, "What of the raw result is kept, built anew."),
    path("ResultPath", &[Task, Pass, Parallel, Map], Shape::ReferencePath(Roots::Input), "Where in the input the result goes; null drops the result.").nullable().default("$"),
    path("OutputPath", &[Task, Pass, Choice, Wait, Succeed, Parallel, Map], Shape::Path, "Which part goes on to the next state; null is an empty object.").nullable().default("$"),
    jsonata("Output", &[Task, Pass, Choice, Wait, Succeed, Parallel, Map], Shape::Json, "What goes on to the next state.").default("the result, or the input"),
    state("Assign", &[Task, Pass, Choice, Wait, Parallel, Map], Shape::Variables, "Variables to set for the states that follow."),
    path("Result", &[Pass], Shape::Json, "The state's result, literally."),
    state("Seconds", &[Wait], Shape::Integer(0, YEARS), "How long to wait.").expression(),
    path("SecondsPath", &[Wait], VALUE_PATH, "Where the input says how long to wait."),
    state("Timestamp", &[Wait], Shape::Timestamp, "Until when to wait.").expression(),
    path("TimestampPath", &[Wait], VALUE_PATH, "Where the input says until when to wait."),
    state("Choices", &[Choice], Shape::Many(Holder::Rule), "The rules, tried in order.").required(),
    state("Default", &[Choice], Shape::StateName, "Where to go when no rule matches."),
    state("Error", &[Fail], Shape::Text, "The name of the error.").expression(),
    path("ErrorPath", &[Fail], Shape::TextPath, "Where the input has the name of the error."),
    state("Cause", &[Fail], Shape::Text, "The error in words.").expression(),
    path("CausePath", &[Fail], Shape::TextPath, "Where the input has the error in words."),
    state("Branches", &[Parallel], Shape::Many(Holder::Branch), "The flows that run at the same time.").required(),
    state("ItemProcessor", &[Map], Shape::One(Holder::Processor), "The flow each item runs through."),
    state("Iterator", &[Map], Shape::One(Holder::Processor), "The old spelling of `ItemProcessor`."),
    path("ItemsPath", &[Map], Shape::ReferencePath(Roots::Context), "Where the input has the items.").default("$"),
    jsonata("Items", &[Map], Shape::Items, "The items.").default("the input"),
    state("ItemSelector", &[Map], Shape::Template, "What each iteration is given, built from the item and the input.").expression(),
    state("ItemReader", &[Map], Shape::One(Holder::ItemReader), "Reads the items from S3 (distributed)."),
    state("ItemBatcher", &[Map], Shape::One(Holder::ItemBatcher), "Gives each child execution several items (distributed)."),
    state("ResultWriter", &[Map], Shape::One(Holder::ResultWriter), "Writes the results to S3 (distributed)."),
    state("MaxConcurrency", &[Map], Shape::Integer(0, COUNT), "How many iterations run at once; 0 is as many as possible.").expression().default("0"),
    path("MaxConcurrencyPath", &[Map], VALUE_PATH, "Where the input says how many iterations run at once."),
    state("ToleratedFailureCount", &[Map], Shape::Integer(0, COUNT), "How many items may fail (distributed).").expression().default("0"),
    path("ToleratedFailureCountPath", &[Map], VALUE_PATH, "Where the input says how many items may fail."),
    state("ToleratedFailurePercentage", &[Map], Shape::Number(0.0, 100.0), "What share of the items may fail (distributed).").expression().default("0"),
    path("ToleratedFailurePercentagePath", &[Map], VALUE_PATH, "Where the input says what share of the items may fail."),
    state("Label", &[Map], Shape::Text, "Names the Map Run (distributed); 1 to 40 characters of a name."),
    state("Credentials", &[Task], Shape::One(Holder::Credentials), "The role the Task calls its resource with."),
    state("TimeoutSeconds", &[Task], Shape::Integer(1, YEARS), "How long the Task may take.").expression().default("99999999"),
    path("TimeoutSecondsPath", &[Task], VALUE_PATH, "Where the input says how long the Task may take."),
    state("HeartbeatSeconds", &[Task], Shape::Integer(1, YEARS), "How long the Task may stay silent; less than its timeout.").expression(),
    path("HeartbeatSecondsPath", &[Task], VALUE_PATH, "Where the input says how long the Task may stay silent."),
    state("Retry", WORKING, Shape::Many(Holder::Retrier), "When to try again; the first that fits counts."),
    state("Catch", WORKING, Shape::Many(Holder::Catcher), "Where to go on an error; the first that fits counts."),
    state("Next", FLOWING, Shape::StateName, "The state that follows."),
    state("End", FLOWING, Shape::Flag, "Whether the flow ends here."),
];

#[rustfmt::skip]
const MACHINE_FIELDS: &[Field] = &[
    Field::new(Holder::Machine, "Comment", Shape::Text, "A note for people."),
    Field::new(Holder::Machine, "QueryLanguage", LANGUAGES, "The language of the states that name none.").default("JSONPath"),
    Field::new(Holder::Machine, "StartAt", Shape::StateName, "The first state.").required(),
    Field::new(Holder::Machine, "States", Shape::States, "The states by name.").required(),
    Field::new(Holder::Machine, "TimeoutSeconds", Shape::Integer(1, YEARS), "How long an execution may take."),
    Field::new(Holder::Machine, "Version", Shape::Text, "The version of the language.").default("1.0"),
    // Neither a branch nor a processor has a QueryLanguage: the service refuses it there (floci-io/floci#2968).
    Field::new(Holder::Branch, "Comment", Shape::Text, "A note for people."),
    Field::new(Holder::Branch, "StartAt", Shape::StateName, "The first state.").required(),
    Field::new(Holder::Branch, "States", Shape::States, "The states by name.").required(),
    Field::new(Holder::Processor, "Comment", Shape::Text, "A note for people."),
    Field::new(Holder::Processor, "ProcessorConfig", Shape::One(Holder::ProcessorConfig), "How the items are processed."),
    Field::new(Holder::Processor, "StartAt", Shape::StateName, "The first state.").required(),
    Field::new(Holder::Processor, "States", Shape::States, "The states by name.").required(),
    Field::new(Holder::ProcessorConfig, "Mode", Shape::OneOf(&["INLINE", "DISTRIBUTED"]), "Within this execution, or as child executions.").default("INLINE"),
    Field::new(Holder::ProcessorConfig, "ExecutionType", Shape::OneOf(&["STANDARD", "EXPRESS"]), "The type of the child executions (distributed)."),
];

#[rustfmt::skip]
const ERROR_FIELDS: &[Field] = &[
    Field::new(Holder::Retrier, "ErrorEquals", Shape::Texts, "The errors it is for.").required(),
    Field::new(Holder::Retrier, "IntervalSeconds", Shape::Integer(0, YEARS), "The wait before the first retry.").default("1"),
    Field::new(Holder::Retrier, "MaxAttempts", Shape::Integer(0, YEARS), "How often to try again; 0 is never.").default("3"),
    Field::new(Holder::Retrier, "BackoffRate", Shape::Number(1.0, f64::MAX), "By what each further wait grows.").default("2.0"),
    Field::new(Holder::Retrier, "MaxDelaySeconds", Shape::Integer(1, 31_622_400), "The longest wait."),
    Field::new(Holder::Retrier, "JitterStrategy", Shape::OneOf(&["FULL", "NONE"]), "Whether the waits are random up to their length.").default("NONE"),
    Field::new(Holder::Retrier, "Comment", Shape::Text, "A note for people."),
    Field::new(Holder::Catcher, "ErrorEquals", Shape::Texts, "The errors it is for.").required(),
    Field::new(Holder::Catcher, "Next", Shape::StateName, "The state that handles them.").required(),
    Field::new(Holder::Catcher, "ResultPath", Shape::ReferencePath(Roots::Input), "Where in the input the error goes; null drops it.").only(QueryLanguage::JsonPath).nullable().default("$"),
    Field::new(Holder::Catcher, "Output", Shape::Json, "What goes on to the next state.").only(QueryLanguage::Jsonata).expression().default("the error"),
    Field::new(Holder::Catcher, "Assign", Shape::Variables, "Variables to set."),
    Field::new(Holder::Catcher, "Comment", Shape::Text, "A note for people."),
];

#[rustfmt::skip]
const RULE_FIELDS: &[Field] = &[
    Field::new(Holder::Rule, "Comment", Shape::Text, "A note for people."),
    Field::new(Holder::Rule, "Condition", Shape::Flag, "An expression that gives true or false.").only(QueryLanguage::Jsonata).expression(),
    Field::new(Holder::Rule, "Variable", Shape::ReferencePath(Roots::Context), "What is compared.").only(QueryLanguage::JsonPath),
    Field::new(Holder::Rule, "And", Shape::Many(Holder::Rule), "All of these rules match.").only(QueryLanguage::JsonPath),
    Field::new(Holder::Rule, "Or", Shape::Many(Holder::Rule), "One of these rules matches.").only(QueryLanguage::JsonPath),
    Field::new(Holder::Rule, "Not", Shape::One(Holder::Rule), "This rule does not match.").only(QueryLanguage::JsonPath),
    Field::new(Holder::Rule, "Assign", Shape::Variables, "Variables to set when it matches."),
    Field::new(Holder::Rule, "Output", Shape::Json, "What goes on when it matches.").only(QueryLanguage::Jsonata).expression(),
    Field::new(Holder::Rule, "Next", Shape::StateName, "Where to go when it matches; on outermost rules only."),
];

#[rustfmt::skip]
const MAP_FIELDS: &[Field] = &[
    Field::new(Holder::Credentials, "RoleArn", Shape::Text, "The role's ARN.").expression(),
    Field::new(Holder::Credentials, "RoleArn.$", Shape::TextPath, "Where the input has the role's ARN.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ItemReader, "Resource", Shape::Resource, "`arn:aws:states:::s3:getObject` or `…:s3:listObjectsV2`.").required(),
    Field::new(Holder::ItemReader, "ReaderConfig", Shape::One(Holder::ReaderConfig), "How to read the object."),
    Field::new(Holder::ItemReader, "Parameters", Shape::Template, "The bucket and key.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ItemReader, "Arguments", Shape::Json, "The bucket and key.").only(QueryLanguage::Jsonata).expression(),
    Field::new(Holder::ReaderConfig, "InputType", Shape::OneOf(&["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]), "What the object is."),
    Field::new(Holder::ReaderConfig, "ManifestType", Shape::OneOf(&["ATHENA_DATA", "S3_INVENTORY"]), "What the manifest lists."),
    Field::new(Holder::ReaderConfig, "Transformation", Shape::OneOf(&["NONE", "LOAD_AND_FLATTEN"]), "Whether the objects of a listing are read too."),
    Field::new(Holder::ReaderConfig, "CSVHeaderLocation", Shape::OneOf(&["FIRST_ROW", "GIVEN"]), "Where the column names are."),
    Field::new(Holder::ReaderConfig, "CSVHeaders", Shape::Texts, "The column names."),
    Field::new(Holder::ReaderConfig, "CSVDelimiter", Shape::OneOf(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]), "What separates the columns.").default("COMMA"),
    Field::new(Holder::ReaderConfig, "ItemsPointer", Shape::Text, "A JSON Pointer to the items within the object."),
    Field::new(Holder::ReaderConfig, "MaxItems", Shape::Integer(0, ITEMS), "How many items are read at most.").expression(),
    Field::new(Holder::ReaderConfig, "MaxItemsPath", VALUE_PATH, "Where the input says how many items are read at most.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ItemBatcher, "BatchInput", Shape::Template, "What every batch is given besides its items.").expression(),
    Field::new(Holder::ItemBatcher, "MaxItemsPerBatch", Shape::Integer(0, COUNT), "How many items a batch has at most.").expression(),
    Field::new(Holder::ItemBatcher, "MaxItemsPerBatchPath", VALUE_PATH, "Where the input says how many items a batch has at most.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ItemBatcher, "MaxInputBytesPerBatch", Shape::Integer(0, BYTES), "How large a batch is at most.").expression(),
    Field::new(Holder::ItemBatcher, "MaxInputBytesPerBatchPath", VALUE_PATH, "Where the input says how large a batch is at most.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ResultWriter, "Resource", Shape::Resource, "`arn:aws:states:::s3:putObject`."),
    Field::new(Holder::ResultWriter, "WriterConfig", Shape::One(Holder::WriterConfig), "How the results are written."),
    Field::new(Holder::ResultWriter, "Parameters", Shape::Template, "The bucket and prefix.").only(QueryLanguage::JsonPath),
    Field::new(Holder::ResultWriter, "Arguments", Shape::Json, "The bucket and prefix.").only(QueryLanguage::Jsonata).expression(),
    Field::new(Holder::WriterConfig, "OutputType", Shape::OneOf(&["JSON", "JSONL"]), "One array, or one result a line.").required(),
    Field::new(Holder::WriterConfig, "Transformation", Shape::OneOf(&["NONE", "COMPACT", "FLATTEN"]), "How much of each execution is written."),
];

/// Every row, holder by holder. A field may have one row a language.
pub const FIELDS: [&[Field]; 5] = [MACHINE_FIELDS, STATE_FIELDS, ERROR_FIELDS, RULE_FIELDS, MAP_FIELDS];

const fn group(names: &'static [&'static str], kinds: &'static [StateKind]) -> Group {
    Group { holder: Holder::State, kinds, names, required: false, exclusive: true }
}

const BATCH_LIMITS: &[&str] =
    &["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];

/// Every field that another's value makes necessary (AWS: "Using Map state in Distributed mode", "`ItemReader` (Map)").
pub const CONDITIONS: &[Condition] = &[
    Condition { holder: Holder::ProcessorConfig, when: ("Mode", "DISTRIBUTED"), needs: "ExecutionType" },
    Condition { holder: Holder::ReaderConfig, when: ("InputType", "CSV"), needs: "CSVHeaderLocation" },
    Condition { holder: Holder::ReaderConfig, when: ("CSVHeaderLocation", "GIVEN"), needs: "CSVHeaders" },
];

/// Every set of fields that exclude each other, or of which one is needed. `Next` and `End` are a rule of the flow and not in it.
pub const GROUPS: &[Group] = &[
    Group { required: true, ..group(&["Seconds", "SecondsPath", "Timestamp", "TimestampPath"], &[Wait]) },
    Group { required: true, ..group(&["ItemProcessor", "Iterator"], &[Map]) },
    group(&["ItemSelector", "Parameters"], &[Map]),
    group(&["TimeoutSeconds", "TimeoutSecondsPath"], &[Task]),
    group(&["HeartbeatSeconds", "HeartbeatSecondsPath"], &[Task]),
    group(&["Error", "ErrorPath"], &[Fail]),
    group(&["Cause", "CausePath"], &[Fail]),
    group(&["MaxConcurrency", "MaxConcurrencyPath"], &[Map]),
    group(&["ToleratedFailureCount", "ToleratedFailureCountPath"], &[Map]),
    group(&["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"], &[Map]),
    Group { holder: Holder::Credentials, required: true, ..group(&["RoleArn", "RoleArn.$"], &[]) },
    Group { holder: Holder::ReaderConfig, ..group(&["MaxItems", "MaxItemsPath"], &[]) },
    // The States language, "ItemBatcher": at least one of them.
    Group { holder: Holder::ItemBatcher, required: true, exclusive: false, ..group(BATCH_LIMITS, &[]) },
    Group { holder: Holder::ItemBatcher, ..group(&["MaxItemsPerBatch", "MaxItemsPerBatchPath"], &[]) },
    Group { holder: Holder::ItemBatcher, ..group(&["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"], &[]) },
];
