//! The shapes services answer in.

use crate::asl::{Integration, Resource};
use crate::json::Value;

/// The whole result of a call whose mock returned `value`.
pub(crate) fn wrap(resource: &Resource, value: Value, request_id: &str) -> Value {
    if is_lambda_invoke(resource) { lambda_envelope(value, request_id) } else { value }
}

/// The result of a call nobody mocked.
pub(crate) fn default_response(resource: &Resource, request_id: &str) -> Value {
    wrap(resource, Value::empty_object(), request_id)
}

/// What a service answers to a call that then waits for a job or a token.
pub(crate) fn submitted_response(resource: &Resource, request_id: &str) -> Value {
    if is_lambda_invoke(resource) {
        return lambda_envelope(Value::Null, request_id);
    }
    Value::object(sdk_metadata(2, request_id))
}

/// What an optimised integration adds to the service's response.
pub(crate) fn sdk_metadata(length: usize, request_id: &str) -> [(&'static str, Value); 2] {
    let http = http_metadata("application/x-amz-json-1.0", length, request_id, &[]);
    [("SdkHttpMetadata", http), ("SdkResponseMetadata", response_metadata(request_id))]
}

fn is_lambda_invoke(resource: &Resource) -> bool {
    matches!(&resource.integration,
        Integration::Optimised { service, action } if &**service == "lambda" && &**action == "invoke")
}

/// What `lambda:invoke` answers: the function's payload inside the API's response.
fn lambda_envelope(payload: Value, request_id: &str) -> Value {
    let length = payload.json_len();
    let own = [("X-Amz-Executed-Version", "$LATEST"), ("x-amzn-Remapped-Content-Length", "0")];
    Value::object([
        ("ExecutedVersion", Value::from("$LATEST")),
        ("Payload", payload),
        ("SdkHttpMetadata", http_metadata("application/json", length, request_id, &own)),
        ("SdkResponseMetadata", response_metadata(request_id)),
        ("StatusCode", Value::from(200)),
    ])
}

fn response_metadata(request_id: &str) -> Value {
    Value::object([("RequestId", Value::from(request_id))])
}

fn http_metadata(content_type: &str, length: usize, request_id: &str, own: &[(&str, &str)]) -> Value {
    let length = length.to_string();
    let common = [
        ("Connection", "keep-alive"),
        ("Content-Length", &*length),
        ("Content-Type", content_type),
        ("x-amzn-RequestId", request_id),
    ];
    let headers = || common.iter().chain(own).copied();
    let all = Value::object(headers().map(|(key, value)| (key, Value::array([Value::from(value)]))));
    let single = Value::object(headers().map(|(key, value)| (key, Value::from(value))));
    Value::object([("AllHttpHeaders", all), ("HttpHeaders", single), ("HttpStatusCode", Value::from(200))])
}
