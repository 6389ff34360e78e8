//! What services answer, as far as mocked results are compared with it (AWS: each service's API reference).
//!
//! A service or action that is not in the table is not compared.

use super::FieldValidationMode;
use crate::json::Value;

/// The type of a field, with the limits its service sets.
enum Shape {
    Text,
    /// A text or blob with at least and at most so many characters.
    Length(usize, usize),
    Number,
    /// A number from one limit to another.
    Range(i64, i64),
    Bool,
    /// One of a service's words.
    OneOf(&'static [&'static str]),
    List(&'static Shape),
    Structure(&'static [Field]),
    Map,
}

/// A field of an answer: its name, whether it is always there, its type.
struct Field(&'static str, bool, Shape);

const fn some(name: &'static str, shape: Shape) -> Field {
    Field(name, false, shape)
}

const fn always(name: &'static str, shape: Shape) -> Field {
    Field(name, true, shape)
}

/// A name or ARN of a service that only asks for one.
const NAME: Shape = Shape::Length(1, 1_024);

const STATUS: Shape = Shape::OneOf(&["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]);
const STORAGE: Shape = Shape::OneOf(&[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "GLACIER_IR",
    "SNOW",
    "EXPRESS_ONEZONE",
    "FSX_OPENZFS",
    "FSX_ONTAP",
]);
const ENCRYPTION: Shape = Shape::OneOf(&["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"]);
const ALGORITHM: Shape = Shape::OneOf(&["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"]);

/// What a nested execution is: the answer of `DescribeExecution`, which is what a job's mock stands for.
#[rustfmt::skip]
const EXECUTION: &[Field] = &[
    always("ExecutionArn", Shape::Length(1, 256)), always("StateMachineArn", Shape::Length(1, 256)),
    some("Name", Shape::Length(1, 80)), always("Status", STATUS), always("StartDate", Shape::Text),
    some("StopDate", Shape::Text), some("Error", Shape::Length(0, 256)), some("Cause", Shape::Length(0, 32_768)),
];

#[rustfmt::skip]
const STARTED: &[Field] = &[always("ExecutionArn", Shape::Length(1, 256)), always("StartDate", Shape::Text)];

const UNITS: Shape = Shape::Structure(&[
    some("ReadCapacityUnits", Shape::Number),
    some("WriteCapacityUnits", Shape::Number),
    some("CapacityUnits", Shape::Number),
]);

#[rustfmt::skip]
const CONSUMED: Shape = Shape::Structure(&[
    some("TableName", NAME), some("CapacityUnits", Shape::Number), some("ReadCapacityUnits", Shape::Number),
    some("WriteCapacityUnits", Shape::Number), some("Table", UNITS), some("LocalSecondaryIndexes", Shape::Map),
    some("GlobalSecondaryIndexes", Shape::Map),
]);

#[rustfmt::skip]
const QUERIED: &[Field] = &[
    some("Count", Shape::Number), some("Items", Shape::List(&Shape::Map)), some("ScannedCount", Shape::Number),
    some("LastEvaluatedKey", Shape::Map), some("ConsumedCapacity", CONSUMED),
];

#[rustfmt::skip]
const EVENTS_PUT: &[Field] = &[
    some("FailedEntryCount", Shape::Number),
    some("Entries", Shape::List(&Shape::Structure(&[
        some("EventId", Shape::Text), some("ErrorCode", Shape::Text), some("ErrorMessage", Shape::Text)]))),
];

#[rustfmt::skip]
const INVOKED: &[Field] = &[
    some("StatusCode", Shape::Number), some("FunctionError", Shape::Text), some("LogResult", Shape::Text),
    some("ExecutedVersion", NAME),
];

#[rustfmt::skip]
const PUBLISHED: &[Field] = &[some("MessageId", Shape::Text), some("SequenceNumber", Shape::Text)];

/// Its digests are not compared: observed on the service (localstack/localstack, `test_field_validation_mode.py`).
const SENT: &[Field] = &[some("MessageId", Shape::Text), some("SequenceNumber", Shape::Text)];

const ITEM: &[Field] = &[some("Item", Shape::Map), some("ConsumedCapacity", CONSUMED)];
const ATTRIBUTES: &[Field] =
    &[some("Attributes", Shape::Map), some("ConsumedCapacity", CONSUMED), some("ItemCollectionMetrics", Shape::Map)];

/// By the end of the resource's ARN, after `states:::`. An answer with a token is the worker's and not compared.
#[rustfmt::skip]
const ANSWERS: &[(&str, &[Field])] = &[
    ("dynamodb:getItem", ITEM),
    ("dynamodb:putItem", ATTRIBUTES),
    ("dynamodb:updateItem", ATTRIBUTES),
    ("dynamodb:deleteItem", ATTRIBUTES),
    ("events:putEvents", EVENTS_PUT),
    ("lambda:invoke", INVOKED),
    ("sns:publish", PUBLISHED),
    ("sqs:sendMessage", SENT),
    ("states:startExecution", STARTED),
    ("states:startExecution.sync", EXECUTION),
    ("states:startExecution.sync:2", EXECUTION),
    ("aws-sdk:dynamodb:getItem", ITEM),
    ("aws-sdk:dynamodb:putItem", ATTRIBUTES),
    ("aws-sdk:dynamodb:updateItem", ATTRIBUTES),
    ("aws-sdk:dynamodb:deleteItem", ATTRIBUTES),
    ("aws-sdk:dynamodb:query", QUERIED),
    ("aws-sdk:dynamodb:scan", QUERIED),
    ("aws-sdk:eventbridge:putEvents", EVENTS_PUT),
    ("aws-sdk:lambda:invoke", INVOKED),
    ("aws-sdk:sns:publish", PUBLISHED),
    ("aws-sdk:sqs:sendMessage", SENT),
    ("aws-sdk:sqs:receiveMessage", &[
        some("Messages", Shape::List(&Shape::Structure(&[
            some("MessageId", Shape::Text), some("ReceiptHandle", Shape::Text), some("MD5OfBody", Shape::Text),
            some("Body", Shape::Text), some("Attributes", Shape::Map), some("MessageAttributes", Shape::Map)]))),
    ]),
    ("aws-sdk:sfn:describeExecution", EXECUTION),
    ("aws-sdk:sfn:startSyncExecution", &[
        always("ExecutionArn", Shape::Length(1, 256)), some("StateMachineArn", Shape::Length(1, 256)),
        some("Name", Shape::Length(1, 80)), always("StartDate", Shape::Text), always("StopDate", Shape::Text),
        always("Status", Shape::OneOf(&["SUCCEEDED", "FAILED", "TIMED_OUT"])), some("Error", Shape::Length(0, 256)), some("Cause", Shape::Length(0, 32_768)),
        some("Output", Shape::Length(0, 262_144)), some("TraceHeader", Shape::Length(0, 256)),
    ]),
    ("aws-sdk:sfn:startExecution", STARTED),
    ("aws-sdk:kms:decrypt", &[
        some("KeyId", Shape::Length(1, 2_048)), some("Plaintext", Shape::Length(1, 4_096)),
        some("EncryptionAlgorithm", ALGORITHM),
    ]),
    ("aws-sdk:kms:encrypt", &[
        some("CiphertextBlob", Shape::Length(1, 6_144)), some("KeyId", Shape::Length(1, 2_048)),
        some("EncryptionAlgorithm", ALGORITHM),
    ]),
    ("aws-sdk:lambda:getFunction", &[
        some("Configuration", Shape::Structure(&[
            some("FunctionName", Shape::Length(1, 170)), some("FunctionArn", Shape::Text), some("Runtime", Shape::Text),
            some("Role", Shape::Text), some("Handler", Shape::Length(0, 128)), some("CodeSize", Shape::Number),
            some("Description", Shape::Length(0, 256)), some("Timeout", Shape::Range(1, i64::MAX)),
            some("MemorySize", Shape::Range(128, 10_240)),
            some("LastModified", Shape::Text), some("CodeSha256", Shape::Text), some("Version", NAME)])),
        some("Code", Shape::Map), some("Tags", Shape::Map),
    ]),
    ("aws-sdk:s3:getObject", &[
        some("AcceptRanges", Shape::Text), some("Body", Shape::Text), some("ContentLength", Shape::Number),
        some("ContentType", Shape::Text), some("DeleteMarker", Shape::Bool), some("ETag", Shape::Text),
        some("LastModified", Shape::Text), some("Metadata", Shape::Map), some("VersionId", Shape::Text),
        some("CacheControl", Shape::Text), some("ContentEncoding", Shape::Text), some("ContentRange", Shape::Text),
        some("Expiration", Shape::Text), some("MissingMeta", Shape::Number), some("PartsCount", Shape::Number),
        some("ServerSideEncryption", ENCRYPTION), some("StorageClass", STORAGE), some("TagCount", Shape::Number),
    ]),
    ("aws-sdk:s3:listObjectsV2", &[
        some("IsTruncated", Shape::Bool), some("Contents", Shape::List(&Shape::Structure(&[
            some("Key", NAME), some("LastModified", Shape::Text), some("ETag", Shape::Text),
            some("Size", Shape::Number), some("StorageClass", STORAGE)]))),
        some("Name", Shape::Text), some("Prefix", Shape::Text), some("MaxKeys", Shape::Number),
        some("KeyCount", Shape::Number), some("NextContinuationToken", Shape::Text),
    ]),
    ("aws-sdk:s3:putObject", &[
        some("ETag", Shape::Text), some("Expiration", Shape::Text), some("VersionId", Shape::Text),
        some("ServerSideEncryption", ENCRYPTION), some("Size", Shape::Number),
    ]),
    ("aws-sdk:secretsmanager:getSecretValue", &[
        some("ARN", Shape::Length(20, 2_048)), some("Name", Shape::Length(1, 256)),
        some("SecretBinary", Shape::Length(1, 65_536)), some("SecretString", Shape::Length(1, 65_536)),
        some("VersionId", Shape::Length(32, 64)), some("VersionStages", Shape::List(&Shape::Length(1, 256))),
        some("CreatedDate", Shape::Text),
    ]),
];

/// Compares a mocked result with what the service answers.
pub(super) fn check(resource: &str, mode: FieldValidationMode, result: &Value) -> Result<(), String> {
    let strict = match mode {
        FieldValidationMode::None => return Ok(()),
        FieldValidationMode::Present => false,
        FieldValidationMode::Strict => true,
    };
    let name = resource.rsplit(":::").next().unwrap_or_default();
    match ANSWERS.iter().find(|(action, _)| *action == name) {
        Some((_, fields)) => structure(fields, strict, result),
        None => Ok(()),
    }
}

fn structure(fields: &[Field], strict: bool, value: &Value) -> Result<(), String> {
    for Field(name, required, shape) in fields {
        match value.get(name) {
            Some(found) => fits(name, shape, strict, found)?,
            None if strict && *required => return Err(format!("Required field '{name}' is missing")),
            None => {}
        }
    }
    Ok(())
}

/// Nesting is bounded by the table's.
fn fits(name: &str, shape: &Shape, strict: bool, value: &Value) -> Result<(), String> {
    let expected = match (shape, value) {
        (Shape::Length(least, most), Value::String(text)) => {
            let length = text.chars().count();
            return match (length < *least, length > *most) {
                (true, _) => Err(format!("Field '{name}' is smaller than the minimum length")),
                (_, true) => Err(format!("Field '{name}' exceeds the maximum length")),
                _ => Ok(()),
            };
        }
        (Shape::Range(least, most), Value::Number(number)) => {
            let number = number.as_f64();
            return match (number < *least as f64, number > *most as f64) {
                (true, _) => Err(format!("Field '{name}' is less than the minimum value")),
                (_, true) => Err(format!("Field '{name}' exceeds the maximum value")),
                _ => Ok(()),
            };
        }
        (Shape::OneOf(words), Value::String(text)) => {
            let known = words.contains(&&**text);
            return if known { Ok(()) } else { Err(format!("Field '{name}' is not an expected value")) };
        }
        (Shape::List(item), Value::Array(items)) => {
            return items.iter().try_for_each(|value| fits(name, item, strict, value));
        }
        (Shape::Structure(fields), Value::Object(_)) => return structure(fields, strict, value),
        (_, Value::Null)
        | (Shape::Text, Value::String(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::Bool, Value::Bool(_))
        | (Shape::Map, Value::Object(_)) => return Ok(()),
        (Shape::Text | Shape::Length(..) | Shape::OneOf(_), _) => "a string",
        (Shape::Number | Shape::Range(..), _) => "a number",
        (Shape::Bool, _) => "a boolean",
        (Shape::List(_), _) => "an array",
        (Shape::Structure(_) | Shape::Map, _) => "an object",
    };
    Err(format!("Field '{name}' must be {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(resource: &str, result: &str, expected: &str) {
        let resource = format!("arn:aws:states:::{resource}");
        let found = check(&resource, FieldValidationMode::Strict, &Value::parse(result).unwrap());
        assert_eq!(found.err().unwrap_or_default(), expected, "{resource} {result}");
    }

    #[test]
    fn answers_are_compared_with_what_the_service_gives() {
        let configuration = |size: i64| format!(r#"{{"Configuration":{{"MemorySize":{size}}}}}"#);
        let function = "aws-sdk:lambda:getFunction";
        says(function, &configuration(128), "");
        says(function, &configuration(127), "Field 'MemorySize' is less than the minimum value");
        says(function, &configuration(10_241), "Field 'MemorySize' exceeds the maximum value");
        let blob = format!(r#"{{"CiphertextBlob":"{}"}}"#, "x".repeat(6_145));
        says("aws-sdk:kms:encrypt", &blob, "Field 'CiphertextBlob' exceeds the maximum length");
        says("aws-sdk:kms:encrypt", r#"{"CiphertextBlob":1}"#, "Field 'CiphertextBlob' must be a string");
        says("states:startExecution.sync:2", r#"{"ExecutionArn":"a"}"#, "Required field 'StateMachineArn' is missing");
        says("aws-sdk:s3:getObject", r#"{"DeleteMarker":"no"}"#, "Field 'DeleteMarker' must be a boolean");
        says("dynamodb:getItem", r#"{"Item":[]}"#, "Field 'Item' must be an object");
        let units = r#"{"ConsumedCapacity":{"CapacityUnits":"1.5"}}"#;
        for action in ["dynamodb:putItem", "aws-sdk:dynamodb:query"] {
            says(action, units, "Field 'CapacityUnits' must be a number");
        }
        says("aws-sdk:s3:getObject", r#"{"StorageClass":"GLACIER_IR"}"#, "");
        says("aws-sdk:s3:getObject", r#"{"StorageClass":"Ice"}"#, "Field 'StorageClass' is not an expected value");
        says("aws-sdk:s3:getObject", r#"{"StorageClass":1}"#, "Field 'StorageClass' must be a string");
        says("sqs:sendMessage", r#"{"MD5OfMessageBody":{}}"#, "");
        says("sqs:sendMessage", r#"{"MessageId":{}}"#, "Field 'MessageId' must be a string");
        says("sqs:sendMessage.waitForTaskToken", r#"{"MessageId":1}"#, "");
    }
}
