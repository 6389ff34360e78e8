//! What services answer, as far as mocked results are compared with it (AWS: each service's API reference).
//!
//! A service or action that is not in the table is not compared.

use super::FieldValidationMode;
use crate::json::Value;

/// The type of a field, with the limits its service sets.
enum Shape {
    Text,
    /// A text or blob of at least one character.
    NonEmpty,
    Number,
    /// A number up to a limit.
    UpTo(i64),
    Bool,
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

/// By the end of the resource's ARN, after `states:::`.
#[rustfmt::skip]
const ANSWERS: &[(&str, &[Field])] = &[
    ("dynamodb:getItem", &[some("Item", Shape::Map)]),
    ("dynamodb:putItem", &[some("Attributes", Shape::Map)]),
    ("dynamodb:updateItem", &[some("Attributes", Shape::Map)]),
    ("dynamodb:deleteItem", &[some("Attributes", Shape::Map)]),
    ("events:putEvents", &[
        some("FailedEntryCount", Shape::Number),
        some("Entries", Shape::List(&Shape::Structure(&[
            some("EventId", Shape::Text), some("ErrorCode", Shape::Text), some("ErrorMessage", Shape::Text)]))),
    ]),
    ("lambda:invoke", &[
        some("StatusCode", Shape::Number), some("FunctionError", Shape::Text), some("LogResult", Shape::Text),
        some("ExecutedVersion", Shape::NonEmpty),
    ]),
    ("sns:publish", &[some("MessageId", Shape::Text), some("SequenceNumber", Shape::Text)]),
    ("sqs:sendMessage", &[
        some("MD5OfMessageBody", Shape::Text), some("MD5OfMessageAttributes", Shape::Text),
        some("MD5OfMessageSystemAttributes", Shape::Text), some("MessageId", Shape::Text),
        some("SequenceNumber", Shape::Text),
    ]),
    ("states:startExecution", &[always("ExecutionArn", Shape::NonEmpty), always("StartDate", Shape::Text)]),
    ("aws-sdk:dynamodb:getItem", &[some("Item", Shape::Map)]),
    ("aws-sdk:dynamodb:query", &[
        some("Count", Shape::Number), some("Items", Shape::List(&Shape::Map)), some("ScannedCount", Shape::Number),
        some("LastEvaluatedKey", Shape::Map),
    ]),
    ("aws-sdk:dynamodb:scan", &[
        some("Count", Shape::Number), some("Items", Shape::List(&Shape::Map)), some("ScannedCount", Shape::Number),
        some("LastEvaluatedKey", Shape::Map),
    ]),
    ("aws-sdk:kms:decrypt", &[
        some("KeyId", Shape::NonEmpty), some("Plaintext", Shape::NonEmpty), some("EncryptionAlgorithm", Shape::Text),
    ]),
    ("aws-sdk:kms:encrypt", &[
        some("CiphertextBlob", Shape::NonEmpty), some("KeyId", Shape::NonEmpty),
        some("EncryptionAlgorithm", Shape::Text),
    ]),
    ("aws-sdk:lambda:getFunction", &[
        some("Configuration", Shape::Structure(&[
            some("FunctionName", Shape::NonEmpty), some("FunctionArn", Shape::Text), some("Runtime", Shape::Text),
            some("Role", Shape::Text), some("Handler", Shape::Text), some("CodeSize", Shape::Number),
            some("Description", Shape::Text), some("Timeout", Shape::Number), some("MemorySize", Shape::UpTo(10_240)),
            some("LastModified", Shape::Text), some("CodeSha256", Shape::Text), some("Version", Shape::NonEmpty)])),
        some("Code", Shape::Map), some("Tags", Shape::Map),
    ]),
    ("aws-sdk:s3:getObject", &[
        some("AcceptRanges", Shape::Text), some("Body", Shape::Text), some("ContentLength", Shape::Number),
        some("ContentType", Shape::Text), some("DeleteMarker", Shape::Bool), some("ETag", Shape::Text),
        some("LastModified", Shape::Text), some("Metadata", Shape::Map), some("VersionId", Shape::Text),
    ]),
    ("aws-sdk:s3:listObjectsV2", &[
        some("IsTruncated", Shape::Bool), some("Contents", Shape::List(&Shape::Structure(&[
            some("Key", Shape::NonEmpty), some("LastModified", Shape::Text), some("ETag", Shape::Text),
            some("Size", Shape::Number), some("StorageClass", Shape::Text)]))),
        some("Name", Shape::Text), some("Prefix", Shape::Text), some("MaxKeys", Shape::Number),
        some("KeyCount", Shape::Number), some("NextContinuationToken", Shape::Text),
    ]),
    ("aws-sdk:s3:putObject", &[some("ETag", Shape::Text), some("Expiration", Shape::Text), some("VersionId", Shape::Text)]),
    ("aws-sdk:secretsmanager:getSecretValue", &[
        some("ARN", Shape::Text), some("Name", Shape::NonEmpty), some("SecretBinary", Shape::Text),
        some("SecretString", Shape::NonEmpty), some("VersionId", Shape::Text), some("CreatedDate", Shape::Text),
    ]),
    ("aws-sdk:sfn:startExecution", &[always("ExecutionArn", Shape::NonEmpty), always("StartDate", Shape::Text)]),
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
        (Shape::NonEmpty, Value::String(text)) if text.is_empty() => {
            return Err(format!("Field '{name}' is smaller than the minimum length"));
        }
        (Shape::UpTo(most), Value::Number(number)) if number.as_f64() > *most as f64 => {
            return Err(format!("Field '{name}' exceeds the maximum value"));
        }
        (Shape::List(item), Value::Array(items)) => {
            return items.iter().try_for_each(|value| fits(name, item, strict, value));
        }
        (Shape::Structure(fields), Value::Object(_)) => return structure(fields, strict, value),
        (_, Value::Null)
        | (Shape::Text | Shape::NonEmpty, Value::String(_))
        | (Shape::Number | Shape::UpTo(_), Value::Number(_))
        | (Shape::Bool, Value::Bool(_))
        | (Shape::Map, Value::Object(_)) => return Ok(()),
        (Shape::Text | Shape::NonEmpty, _) => "a string",
        (Shape::Number | Shape::UpTo(_), _) => "a number",
        (Shape::Bool, _) => "a boolean",
        (Shape::List(_), _) => "an array",
        (Shape::Structure(_) | Shape::Map, _) => "an object",
    };
    Err(format!("Field '{name}' must be {expected}"))
}
