//! `ItemReader`: an object's text, or a listing, as items (AWS: "`ItemReader` (Map)").

use std::sync::Arc;

use super::bucket::S3Objects;
use super::csv;
use crate::json::{Number, Pointer, Value};
use crate::sim::limits;
use crate::sim::time::VirtualTime;
use crate::sort::SortedSet;

/// A compiled `ItemReader`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reader {
    action: Action,
    input: InputType,
    /// The files of a manifest, or of a listing that is loaded, hold the items.
    manifest: Option<Manifest>,
    load_and_flatten: bool,
    items_pointer: Option<Pointer>,
    /// `CSVHeaders` where the header location is `GIVEN`.
    headers: Option<Vec<Arc<str>>>,
    delimiter: char,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    GetObject,
    ListObjects,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InputType {
    Csv,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manifest {
    S3Inventory,
    AthenaData,
}

/// What a Map asks of the virtual bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRequest {
    pub(crate) reader: Reader,
    /// `Bucket` with `Key` or `Prefix`.
    pub(crate) arguments: Value,
    /// No limit where absent.
    pub(crate) max_items: Option<usize>,
}

impl Reader {
    pub(super) fn compile(value: &Value) -> Result<Reader, String> {
        let config = value.get("ReaderConfig").cloned().unwrap_or_else(Value::empty_object);
        let text = |key: &str| config.get(key).and_then(Value::as_str);
        let resource = value.get("Resource").and_then(Value::as_str).unwrap_or_default();
        let action = match resource.rsplit(':').next() {
            Some("getObject") => Action::GetObject,
            Some("listObjectsV2") => Action::ListObjects,
            _ => return Err(format!("ItemReader: '{resource}' is not a resource that can be read")),
        };
        let manifest = match (text("ManifestType"), text("InputType")) {
            (Some("ATHENA_DATA"), _) => Some(Manifest::AthenaData),
            (Some("S3_INVENTORY"), _) | (None, Some("MANIFEST")) => Some(Manifest::S3Inventory),
            (Some(other), _) => return Err(format!("ItemReader: '{other}' is not a ManifestType")),
            (None, _) => None,
        };
        let input = match text("InputType") {
            Some("CSV" | "MANIFEST") => InputType::Csv,
            Some("JSON") | None => InputType::Json,
            Some("JSONL") => InputType::Jsonl,
            Some("PARQUET") => return Err("ItemReader: this simulator does not read PARQUET".to_owned()),
            Some(other) => return Err(format!("ItemReader: '{other}' is not an InputType")),
        };
        let headers = config.get("CSVHeaders").and_then(Value::as_array);
        let given = text("CSVHeaderLocation") == Some("GIVEN");
        let names = |headers: &[Value]| headers.iter().map(|name| name.as_str().unwrap_or_default().into()).collect();
        let pointer = |text: &str| Pointer::parse(text).ok_or(format!("ItemReader: '{text}' is not a JSON Pointer"));
        Ok(Reader {
            action,
            input,
            manifest,
            load_and_flatten: text("Transformation") == Some("LOAD_AND_FLATTEN"),
            items_pointer: text("ItemsPointer").map(pointer).transpose()?,
            headers: headers.filter(|_| given).map(names),
            delimiter: delimiter(text("CSVDelimiter").unwrap_or("COMMA"))?,
        })
    }
}

fn delimiter(name: &str) -> Result<char, String> {
    match name {
        "COMMA" => Ok(','),
        "PIPE" => Ok('|'),
        "SEMICOLON" => Ok(';'),
        "SPACE" => Ok(' '),
        "TAB" => Ok('\t'),
        other => Err(format!("ItemReader: '{other}' is not a CSVDelimiter")),
    }
}

/// `Map.Item.Source` of what a request read.
pub(crate) fn item_source(arguments: &Value) -> Arc<str> {
    let text = |key: &str| arguments.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = if arguments.get("Key").is_some() { text("Key") } else { text("Prefix") };
    format!("s3://{}/{name}", text("Bucket")).into()
}

/// The items, an array or an object to iterate over, or the cause of `States.ItemReaderFailed`.
pub(crate) fn read(request: &ReadRequest, objects: &S3Objects, now: VirtualTime) -> Result<Value, String> {
    let most = request.max_items.unwrap_or(usize::MAX);
    // One more than is kept tells whether there are more than may be.
    let taken = most.min(limits::READER_ITEMS_MAX.saturating_add(1));
    let items = items(request, objects, now, taken)?;
    let count = items.as_array().map_or_else(|| items.as_object().map_or(0, crate::json::Object::len), <[Value]>::len);
    if count > limits::READER_ITEMS_MAX {
        return Err(format!("This simulator reads at most {} items.", limits::READER_ITEMS_MAX));
    }
    Ok(items)
}

fn items(request: &ReadRequest, objects: &S3Objects, now: VirtualTime, most: usize) -> Result<Value, String> {
    let (reader, arguments) = (&request.reader, &request.arguments);
    let text = |key: &str| arguments.get(key).and_then(Value::as_str);
    let bucket = text("Bucket").ok_or("The ItemReader names no Bucket.")?;
    if !objects.has_bucket(bucket) {
        return Err(format!("The specified bucket does not exist: {bucket}"));
    }
    match reader.action {
        Action::ListObjects => {
            let listed = objects.list(bucket, text("Prefix").unwrap_or_default());
            if reader.load_and_flatten {
                let bodies = listed.map(|(_, body)| Ok(body.clone()));
                return loaded(reader, bodies, most).map(Value::array);
            }
            Ok(Value::array(listed.take(most).map(|(key, body)| listing(key, body, now))))
        }
        Action::GetObject => {
            let key = text("Key").ok_or("The ItemReader names no Key.")?;
            let body = object(objects, bucket, key)?;
            match reader.manifest {
                Some(Manifest::S3Inventory) => inventory(reader, body, objects, most),
                Some(Manifest::AthenaData) => {
                    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
                    loaded(reader, lines.map(|line| located(line, objects)), most).map(Value::array)
                }
                None if reader.input == InputType::Json => json(reader, body, most),
                None => rows(reader, body, most).map(Value::array),
            }
        }
    }
}

/// The items in the text of a source, wherever that is, or the cause of `States.ItemReaderFailed`.
pub(crate) fn read_text(reader: &Reader, text: &str, max_items: Option<usize>) -> Result<Value, String> {
    let most = max_items.unwrap_or(usize::MAX).min(limits::READER_ITEMS_MAX);
    match reader.input {
        InputType::Json => json(reader, text, most),
        InputType::Csv | InputType::Jsonl => rows(reader, text, most).map(Value::array),
    }
}

fn object<'o>(objects: &'o S3Objects, bucket: &str, key: &str) -> Result<&'o Arc<str>, String> {
    objects.get(bucket, key).ok_or_else(|| format!("The specified key does not exist: s3://{bucket}/{key}"))
}

/// The object an Athena manifest's line names.
fn located(line: &str, objects: &S3Objects) -> Result<Arc<str>, String> {
    let place = line.trim_matches('"').strip_prefix("s3://").and_then(|place| place.split_once('/'));
    let (bucket, key) = place.ok_or_else(|| format!("The manifest names no S3 object: {line}"))?;
    object(objects, bucket, key).cloned()
}

/// The items of several objects, one after the other.
fn loaded(
    reader: &Reader,
    bodies: impl Iterator<Item = Result<Arc<str>, String>>,
    most: usize,
) -> Result<Vec<Value>, String> {
    let mut out = Vec::new();
    for body in bodies {
        if out.len() >= most {
            break;
        }
        let left = most - out.len();
        match reader.input {
            InputType::Json => match json(reader, &body?, left)? {
                Value::Array(items) => out.extend(items.iter().cloned()),
                other => out.push(other),
            },
            InputType::Csv | InputType::Jsonl => out.extend(rows(reader, &body?, left)?),
        }
    }
    Ok(out)
}

/// An object as `listObjectsV2` describes it.
fn listing(key: &Arc<str>, body: &Arc<str>, now: VirtualTime) -> Value {
    Value::object([
        ("Etag", Value::from(format!("\"{:016x}\"", etag(body)))),
        ("Key", Value::String(key.clone())),
        // Observed: seconds as a decimal, which the service prints as 1.789180622E9 (floci-io/floci#3460).
        ("LastModified", Value::Number(Number::Double(now.0.div_euclid(1_000) as f64))),
        ("Size", Value::from(body.len() as i64)),
        ("StorageClass", Value::from("STANDARD")),
    ])
}

/// FNV-1a: a tag need only change with the text.
fn etag(body: &str) -> u64 {
    body.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The rows of the CSV files an S3 inventory's manifest names, under the headers of its schema.
fn inventory(reader: &Reader, body: &str, objects: &S3Objects, most: usize) -> Result<Value, String> {
    let manifest = Value::parse(body).map_err(|error| format!("The manifest is not JSON: {error}"))?;
    let text = |key: &str| manifest.get(key).and_then(Value::as_str);
    let bucket = text("destinationBucket").ok_or("The manifest names no destinationBucket.")?;
    let bucket = bucket.rsplit(":::").next().unwrap_or(bucket);
    if text("fileFormat").is_some_and(|format| format != "CSV") {
        return Err("This simulator reads inventories in CSV only.".to_owned());
    }
    let schema = text("fileSchema").unwrap_or_default().split(',').map(|name| name.trim().into()).collect();
    let reader = Reader { input: InputType::Csv, headers: Some(schema), ..reader.clone() };
    let files = manifest.get("files").and_then(Value::as_array).unwrap_or_default();
    let key = |file: &Value| file.get("key").and_then(Value::as_str).map(str::to_owned);
    let bodies = files.iter().filter_map(key).map(|key| object(objects, bucket, &key).cloned());
    loaded(&reader, bodies, most).map(Value::array)
}

fn json(reader: &Reader, body: &str, most: usize) -> Result<Value, String> {
    let whole = Value::parse(body).map_err(|error| format!("The object is not JSON: {error}"))?;
    let Some(pointer) = &reader.items_pointer else {
        // Recorded: the root must be an array.
        return match whole {
            Value::Array(_) => Ok(first(whole, most)),
            _ => Err(NOT_ITERABLE.to_owned()),
        };
    };
    let step = |value: &Value, key: &str| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?).cloned(),
        other => other.get(key).cloned(),
    };
    let found = pointer.segments().try_fold(whole, |value, key| step(&value, &key));
    match found {
        Some(Value::Object(members)) => Ok(Value::object(members.iter().take(most).map(own))),
        Some(array @ Value::Array(_)) => Ok(first(array, most)),
        _ => Err(NOT_ITERABLE.to_owned()),
    }
}

const NOT_ITERABLE: &str = "Attempting to map over non-iterable node.";

fn own((key, value): (&Arc<str>, &Value)) -> (Arc<str>, Value) {
    (key.clone(), value.clone())
}

fn first(array: Value, most: usize) -> Value {
    match array.as_array() {
        Some(items) if items.len() > most => Value::array(items.iter().take(most).cloned()),
        _ => array,
    }
}

/// The rows of a CSV or JSON Lines text.
fn rows(reader: &Reader, body: &str, most: usize) -> Result<Vec<Value>, String> {
    if reader.input == InputType::Jsonl {
        let lines = body.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(most);
        let parse = |(at, line): (usize, &str)| {
            Value::parse(line).map_err(|error| format!("Line {} is not JSON: {error}", at + 1))
        };
        return lines.map(parse).collect();
    }
    let mut records = csv::records(body, reader.delimiter);
    let headers: Vec<Arc<str>> = match &reader.headers {
        Some(headers) => headers.clone(),
        None => records.next().unwrap_or_default().into_iter().map(Arc::from).collect(),
    };
    if SortedSet::from_iter(&headers).len() < headers.len() {
        return Err("CSV headers cannot contain duplicates.".to_owned());
    }
    // Recorded: a row's missing fields are empty texts, and fields beyond the headers are dropped.
    let row = |record: Vec<String>| {
        let fields = record.into_iter().chain(std::iter::repeat(String::new()));
        Value::object(headers.iter().cloned().zip(fields.map(Value::from)))
    };
    Ok(records.take(most).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(reader: &str, arguments: &str, max_items: Option<usize>) -> ReadRequest {
        let reader = Reader::compile(&Value::parse(reader).unwrap()).unwrap();
        ReadRequest { reader, arguments: Value::parse(arguments).unwrap(), max_items }
    }

    fn objects() -> S3Objects {
        S3Objects::default()
            .with("b", "in/a.csv", "k;v\n1;one\n2\n")
            .with("b", "in/b.jsonl", "{\"n\":1}\n\n[2]\n3\n")
            .with("b", "deep.json", r#"{"found":{"here":[1,2,3],"too":{"x":1,"y":2}}}"#)
            .with(
                "b",
                "manifest.json",
                r#"{"destinationBucket":"arn:aws:s3:::b","fileSchema":"Bucket, Key","files":[{"key":"rows.csv"}]}"#,
            )
            .with("b", "rows.csv", "\"b\",\"one\"\n\"b\",\"two\"\n")
            .with("b", "athena.csv", "s3://b/in/b.jsonl\ns3://b/in/b.jsonl\n")
    }

    #[track_caller]
    fn gives(reader: &str, arguments: &str, max_items: Option<usize>, expected: &str) {
        let shown = match read(&request(reader, arguments, max_items), &objects(), VirtualTime(5_000)) {
            Ok(items) => items.to_string(),
            Err(cause) => cause,
        };
        assert_eq!(shown, expected, "{reader} {arguments}");
    }

    const GET: &str = r#""Resource":"arn:aws:states:::s3:getObject""#;

    #[test]
    fn every_kind_of_source_is_read() {
        let get = |config: &str| format!("{{{GET},\"ReaderConfig\":{config}}}");
        let csv = get(r#"{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","CSVDelimiter":"SEMICOLON"}"#);
        gives(&csv, r#"{"Bucket":"b","Key":"in/a.csv"}"#, None, r#"[{"k":"1","v":"one"},{"k":"2","v":""}]"#);
        gives(&get(r#"{"InputType":"JSONL"}"#), r#"{"Bucket":"b","Key":"in/b.jsonl"}"#, Some(2), r#"[{"n":1},[2]]"#);
        let deep = r#"{"Bucket":"b","Key":"deep.json"}"#;
        gives(&get(r#"{"InputType":"JSON","ItemsPointer":"/found/here"}"#), deep, Some(2), "[1,2]");
        gives(&get(r#"{"InputType":"JSON","ItemsPointer":"/found/too"}"#), deep, None, r#"{"x":1,"y":2}"#);
        gives(&get(r#"{"InputType":"JSON","ItemsPointer":"/lost"}"#), deep, None, NOT_ITERABLE);
        let manifest = r#"{"Bucket":"b","Key":"manifest.json"}"#;
        let rows = r#"[{"Bucket":"b","Key":"one"},{"Bucket":"b","Key":"two"}]"#;
        gives(&get(r#"{"InputType":"MANIFEST"}"#), manifest, None, rows);
        let athena = get(r#"{"ManifestType":"ATHENA_DATA","InputType":"JSONL"}"#);
        gives(&athena, r#"{"Bucket":"b","Key":"athena.csv"}"#, Some(4), r#"[{"n":1},[2],3,{"n":1}]"#);
    }

    #[test]
    fn a_listing_is_described_or_loaded() {
        let list = r#"{"Resource":"arn:aws:states:::s3:listObjectsV2"}"#;
        let found = read(&request(list, r#"{"Bucket":"b","Prefix":"in/"}"#, Some(1)), &objects(), VirtualTime(5_000));
        let item = found.unwrap().at(0).cloned().unwrap();
        assert_eq!(item.get("Key").and_then(Value::as_str), Some("in/a.csv"));
        assert_eq!(
            (item.get("Size"), item.get("LastModified")),
            (Some(&12.into()), Some(&Value::Number(Number::Double(5.0))))
        );
        let flat = r#"{"Resource":"arn:aws:states:::s3:listObjectsV2",
            "ReaderConfig":{"InputType":"JSONL","Transformation":"LOAD_AND_FLATTEN"}}"#;
        gives(flat, r#"{"Bucket":"b","Prefix":"in/b"}"#, None, r#"[{"n":1},[2],3]"#);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let get = format!("{{{GET}}}");
        gives(&get, r#"{"Bucket":"b","Key":"x"}"#, None, "The specified key does not exist: s3://b/x");
        gives(&get, r#"{"Bucket":"c","Key":"x"}"#, None, "The specified bucket does not exist: c");
        gives(&get, r#"{"Bucket":"b"}"#, None, "The ItemReader names no Key.");
        assert!(Reader::compile(&Value::parse(r#"{"Resource":"arn:aws:states:::s3:nope"}"#).unwrap()).is_err());
    }

    #[test]
    fn no_more_items_are_read_than_the_limit() {
        let body = "1\n".repeat(limits::READER_ITEMS_MAX + 1);
        let objects = S3Objects::default().with("b", "k", body);
        let reader = format!("{{{GET},\"ReaderConfig\":{{\"InputType\":\"JSONL\"}}}}");
        let all = request(&reader, r#"{"Bucket":"b","Key":"k"}"#, None);
        assert!(read(&all, &objects, VirtualTime(0)).is_err());
        let most = ReadRequest { max_items: Some(limits::READER_ITEMS_MAX), ..all };
        assert_eq!(read(&most, &objects, VirtualTime(0)).unwrap().as_array().unwrap().len(), limits::READER_ITEMS_MAX);
    }
}
