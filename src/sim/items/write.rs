//! `ResultWriter`: the results as objects in a bucket, or in another shape (AWS: "`ResultWriter` (Map)").

use std::sync::Arc;

use crate::json::Value;
use crate::sim::time::VirtualTime;

/// A compiled `ResultWriter`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Writer {
    /// Whether it writes to a bucket.
    pub exports: bool,
    transformation: Transformation,
    json_lines: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transformation {
    /// The results with what is known of each execution.
    None,
    /// The results alone.
    Compact,
    /// The results alone; one that is an array gives its elements.
    Flatten,
}

/// A child execution that ended, as the exported files describe it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finished {
    pub arn: Arc<str>,
    pub name: Arc<str>,
    pub machine_arn: Arc<str>,
    pub status: &'static str,
    pub input: Value,
    pub output: Option<Value>,
    pub error: Option<Arc<str>>,
    pub cause: Option<Arc<str>>,
    pub start: VirtualTime,
    pub stop: VirtualTime,
}

impl Writer {
    pub(super) fn compile(value: &Value) -> Writer {
        let exports = value.get("Resource").is_some();
        let config = |key: &str| value.get("WriterConfig")?.get(key)?.as_str();
        let transformation = match config("Transformation") {
            Some("FLATTEN") => Transformation::Flatten,
            Some("COMPACT") => Transformation::Compact,
            Some(_) => Transformation::None,
            // Without a bucket the results alone are the default.
            None if exports => Transformation::None,
            None => Transformation::Compact,
        };
        Writer { exports, transformation, json_lines: config("OutputType") == Some("JSONL") }
    }
}

/// The Map's result where nothing is exported.
pub(crate) fn shaped(writer: Option<&Writer>, finished: &[Finished]) -> Value {
    let transformation = writer.map_or(Transformation::Compact, |writer| writer.transformation);
    Value::array(transformed(transformation, finished.iter()))
}

fn transformed<'f>(how: Transformation, finished: impl Iterator<Item = &'f Finished>) -> Vec<Value> {
    let mut out = Vec::new();
    for execution in finished {
        match (how, execution.output.clone()) {
            (Transformation::None, _) => out.push(described(execution)),
            (Transformation::Flatten, Some(Value::Array(items))) => out.extend(items.iter().cloned()),
            (Transformation::Compact | Transformation::Flatten, Some(output)) => out.push(output),
            (Transformation::Compact | Transformation::Flatten, None) => {}
        }
    }
    out
}

fn described(execution: &Finished) -> Value {
    let included = || Value::object([("Included", Value::from(true))]);
    let text = |text: &Arc<str>| Value::String(text.clone());
    let mut members = Vec::new();
    members.extend(execution.cause.as_ref().map(|cause| ("Cause", text(cause))));
    members.extend(execution.error.as_ref().map(|error| ("Error", text(error))));
    members.extend([
        ("ExecutionArn", text(&execution.arn)),
        ("Input", Value::from(execution.input.to_string())),
        ("InputDetails", included()),
        ("Name", text(&execution.name)),
    ]);
    if let Some(output) = &execution.output {
        members.extend([("Output", Value::from(output.to_string())), ("OutputDetails", included())]);
    }
    members.extend([
        ("RedriveCount", Value::from(0)),
        ("StartDate", Value::from(execution.start.to_string())),
        ("StateMachineArn", text(&execution.machine_arn)),
        ("Status", Value::from(execution.status)),
        ("StopDate", Value::from(execution.stop.to_string())),
    ]);
    Value::object(members)
}

/// The objects a writer leaves, by key, and the manifest's key.
pub(crate) fn objects_of(
    writer: &Writer,
    bucket: &str,
    folder: &str,
    map_run_arn: &Arc<str>,
    finished: &[Finished],
) -> (Vec<(String, String)>, String) {
    let suffix = if writer.json_lines { "jsonl" } else { "json" };
    let mut objects = Vec::new();
    let mut file = |name: &str, how: Transformation, status: &[&str]| {
        let some = finished.iter().filter(|execution| status.contains(&execution.status));
        let results = transformed(how, some);
        if results.is_empty() {
            return Value::array([]);
        }
        let body = if writer.json_lines {
            results.iter().flat_map(|result| [result.to_string(), "\n".to_owned()]).collect()
        } else {
            Value::array(results).to_string()
        };
        let key = format!("{folder}/{name}_0.{suffix}");
        let entry = Value::object([("Key", Value::from(&*key)), ("Size", Value::from(body.len() as i64))]);
        objects.push((key, body));
        Value::array([entry])
    };
    let files = [
        ("FAILED", file("FAILED", Transformation::None, &["FAILED", "TIMED_OUT"])),
        ("PENDING", file("PENDING", Transformation::None, &["ABORTED", "RUNNING"])),
        ("SUCCEEDED", file("SUCCEEDED", writer.transformation, &["SUCCEEDED"])),
    ];
    let manifest = Value::object([
        ("DestinationBucket", Value::from(bucket)),
        ("MapRunArn", Value::String(map_run_arn.clone())),
        ("ResultFiles", Value::object(files)),
    ]);
    let key = format!("{folder}/manifest.json");
    objects.push((key.clone(), manifest.to_string()));
    (objects, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(status: &'static str, output: Option<&str>) -> Finished {
        Finished {
            arn: "arn".into(),
            name: "n".into(),
            machine_arn: "m".into(),
            status,
            input: Value::from(1),
            output: output.map(|text| Value::parse(text).unwrap()),
            error: output.is_none().then(|| "E".into()),
            cause: None,
            start: VirtualTime(0),
            stop: VirtualTime(1_000),
        }
    }

    fn writer(text: &str) -> Writer {
        Writer::compile(&Value::parse(text).unwrap())
    }

    #[test]
    fn results_take_the_shape_asked_for() {
        let all = [finished("SUCCEEDED", Some("[1,2]")), finished("FAILED", None), finished("SUCCEEDED", Some("3"))];
        let shape = |text: &str| shaped(Some(&writer(text)), &all).to_string();
        assert_eq!(shape(r#"{"WriterConfig":{"Transformation":"COMPACT"}}"#), "[[1,2],3]");
        assert_eq!(shape(r#"{"WriterConfig":{"Transformation":"FLATTEN"}}"#), "[1,2,3]");
        assert_eq!(shaped(None, &all).to_string(), "[[1,2],3]");
        assert_eq!(
            shaped(Some(&writer(r#"{"WriterConfig":{"Transformation":"NONE"}}"#)), &all).at(1).unwrap().get("Error"),
            Some(&"E".into())
        );
    }

    #[test]
    fn a_writer_leaves_a_manifest_and_a_file_for_each_outcome() {
        let all = [finished("SUCCEEDED", Some("1")), finished("FAILED", None)];
        let own = writer(
            r#"{"Resource":"arn:aws:states:::s3:putObject","WriterConfig":{"OutputType":"JSONL","Transformation":"COMPACT"}}"#,
        );
        let (objects, manifest) = objects_of(&own, "b", "out/id", &"run".into(), &all);
        let keys: Vec<&str> = objects.iter().map(|(key, _)| &**key).collect();
        assert_eq!(keys, ["out/id/FAILED_0.jsonl", "out/id/SUCCEEDED_0.jsonl", "out/id/manifest.json"]);
        assert_eq!((&*objects[1].1, &*manifest), ("1\n", "out/id/manifest.json"));
        let files = Value::parse(&objects[2].1).unwrap().get("ResultFiles").cloned().unwrap();
        assert_eq!(files.get("PENDING"), Some(&Value::array([])));
    }
}
