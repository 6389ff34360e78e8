//! All machines as one file (project file), and what such a file says. It comes from anywhere: whatever in it is no machine
//! is left out.
//!
//! ```json
//! {"stepwright": "project", "version": 1, "machines": [{"head": {"name": "orders"}, "machine": {"version": 2}}]}
//! ```

use std::sync::Arc;

use super::Entry;
use crate::json::Value;

/// The form of the file. One of a later form is refused.
const FORM: i64 = 1;

/// What the name of such a file ends with.
pub const PROJECT_FILE_ENDING: &str = ".stepwright.json";

/// The largest file of all machines that is read.
pub const PROJECT_FILE_BYTES_MAX: usize = 64 << 20;

/// The machines with their bodies, as a file. What is no JSON, because it was spoilt, is a string in it.
pub(in crate::studio) fn write(machines: &[(Entry, Arc<str>)]) -> String {
    let machine = |(entry, body): &(Entry, Arc<str>)| {
        let head = Value::parse(&entry.to_head()).unwrap_or_default();
        let body = Value::parse(body).unwrap_or_else(|_| Value::String(body.clone()));
        Value::object([("head", head), ("machine", body)])
    };
    let machines = Value::array(machines.iter().map(machine));
    let members = [("stepwright", Value::from("project")), ("version", Value::from(FORM)), ("machines", machines)];
    Value::object(members).to_string()
}

/// The heads and bodies of a file, or why it is refused, in words that follow “is”.
pub(in crate::studio) fn read(file: &Value) -> Result<Vec<(Entry, Arc<str>)>, &'static str> {
    if file.get("version").and_then(Value::as_i64).is_none_or(|form| form > FORM) {
        return Err("a project file of a newer version of Stepwright");
    }
    let machines = file.get("machines").and_then(Value::as_array).unwrap_or_default();
    let machine = |machine: &Value| {
        let head = machine.get("head").map(Value::to_string).unwrap_or_default();
        let body = machine.get("machine").filter(|body| body.as_object().is_some())?;
        Some((Entry::from_head(&head, 0, ""), Arc::from(body.to_string())))
    };
    Ok(machines.iter().filter_map(machine).collect())
}
