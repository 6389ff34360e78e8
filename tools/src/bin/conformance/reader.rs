//! The corpus's reading rules, and what one thing is compared with another.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwright::json::Value;
use stepwright::sim::{Simulation, VirtualTime};

use super::report::{Difference, Outcome};

/// Compares under the reading rules. A placeholder's first value is its value for the rest of the case.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    run: Option<&'a Simulation>,
    bound: BTreeMap<String, String>,
}

/// Reading rule 2.
const BARE_WORDS: [&str; 14] = [
    "timestamp",
    "date",
    "start-date",
    "stop-date",
    "RandomNumberGenerated",
    "X-Amzn-Trace-Id",
    "x-amzn-RequestId",
    "RequestId",
    "snf_role_arn",
    "sqs_queue_url",
    "activity_arn",
    "state-machine-arn",
    "topic-arn",
    "bucket-name",
];

impl<'a> Reader<'a> {
    pub(crate) fn new(run: &'a Simulation) -> Reader<'a> {
        Reader { run: Some(run), bound: BTreeMap::new() }
    }

    /// Where there is no execution.
    pub(crate) fn without_run() -> Reader<'static> {
        Reader { run: None, bound: BTreeMap::new() }
    }

    /// Compares two objects member by member; `cause_json` is compared with the parsed cause.
    pub(crate) fn fields(&mut self, expected: &Value, found: &Value) -> Outcome {
        let (Some(wanted), Some(got)) = (expected.as_object(), found.as_object()) else {
            return Err(Difference::new("case", Some(expected), Some(found)).with_note("not an object"));
        };
        // Types and ids first: they say most about a difference.
        let order = |key: &str| ["type", "id", "prev"].iter().position(|first| *first == key).unwrap_or(3);
        let mut keys: Vec<&Arc<str>> = wanted.keys().collect();
        keys.sort_by_key(|key| order(key));
        for key in keys {
            let (value, name) = (&wanted[key], if &**key == "cause_json" { "cause" } else { key });
            let Some(actual) = got.get(name) else {
                return Err(Difference::new(key, Some(value), None).with_note(format!("in {found}")));
            };
            let parsed = (&**key == "cause_json").then(|| Value::parse(actual.as_str().unwrap_or_default()).ok());
            let actual = parsed.flatten().unwrap_or_else(|| actual.clone());
            if !self.same(value, &actual) {
                return Err(Difference::new(key, Some(value), Some(&actual)));
            }
        }
        let known = |key: &str| wanted.contains_key(key) || (key == "cause" && wanted.contains_key("cause_json"));
        match got.iter().find(|(key, _)| !known(key)) {
            Some((key, value)) => Err(Difference::new(key, None, Some(value))),
            None => Ok(()),
        }
    }

    fn same(&mut self, expected: &Value, found: &Value) -> bool {
        match (expected, found) {
            (Value::String(pattern), _) => self.same_text(pattern, found),
            (Value::Array(expected), Value::Array(found)) => {
                expected.len() == found.len() && expected.iter().zip(found.iter()).all(|(a, b)| self.same(a, b))
            }
            (Value::Object(expected), Value::Object(found)) => {
                expected.len() == found.len()
                    && expected.iter().all(|(key, a)| found.get(key).is_some_and(|b| self.same(a, b)))
            }
            _ => expected == found,
        }
    }

    fn same_text(&mut self, pattern: &str, found: &Value) -> bool {
        if found.as_str() == Some(pattern) || BARE_WORDS.contains(&pattern) {
            return true;
        }
        if let Some((start, end)) = placeholder(pattern)
            && (start, end) == (0, pattern.len())
        {
            let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            return self.bind(pattern, &text);
        }
        let Some(text) = found.as_str() else { return false };
        self.fits(pattern, text) || (self.is_generated(pattern, text) && self.bind(pattern, text))
    }

    fn bind(&mut self, name: &str, text: &str) -> bool {
        self.bound.entry(name.to_owned()).or_insert_with(|| text.to_owned()) == text
    }

    /// Reading rule 1 inside longer strings: literal parts must agree, placeholders take what lies between.
    fn fits(&mut self, pattern: &str, text: &str) -> bool {
        let Some((start, end)) = placeholder(pattern) else { return pattern == text };
        let (literal, name, rest) = (&pattern[..start], &pattern[start..end], &pattern[end..]);
        let Some(text) = text.strip_prefix(literal) else { return false };
        if let Some(value) = self.bound.get(name).cloned() {
            return text.strip_prefix(&*value).is_some_and(|text| self.fits(rest, text));
        }
        let next = placeholder(rest).map_or(rest.len(), |(start, _)| start);
        let stop = &rest[..next];
        let ends: Vec<usize> = match (stop.is_empty(), rest.is_empty()) {
            (_, true) => vec![text.len()],
            (true, false) => (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect(),
            (false, false) => text.match_indices(stop).map(|(at, _)| at).collect(),
        };
        ends.into_iter().any(|end| {
            let mut trial = self.clone();
            let fits = trial.bind(name, &text[..end]) && trial.fits(rest, &text[end..]);
            if fits {
                *self = trial;
            }
            fits
        })
    }

    /// Reading rule 3: a generated name's placeholder may have lost its brackets. A bare word then stands where this
    /// run's own generated text is: a token, a name, a role, an ARN of the run, a time of its clock.
    fn is_generated(&self, pattern: &str, text: &str) -> bool {
        let bare = pattern.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let Some(run) = self.run.filter(|_| bare) else { return false };
        if VirtualTime::parse(text).is_some_and(|time| time >= run.setup().start && time <= run.now()) {
            return true;
        }
        let setup = run.setup();
        let own = format!(":{}:{}:", setup.region, setup.account);

        text.starts_with("AQDk")
            || text == setup.name
            || (text.starts_with("arn:aws:") && text.contains(&own) && text.contains(&setup.machine_name))
            || text.starts_with(&format!("arn:aws:iam::{}:role/", setup.account))
    }
}

/// The first `<…>` of a text, which may hold another. `<omitted>` is literal text of the original template (reading
/// rule 6).
fn placeholder(text: &str) -> Option<(usize, usize)> {
    let starts = text.match_indices('<').map(|(at, _)| at);
    let mut found = starts.filter_map(|start| Some((start, closing(&text[start..])? + start)));
    found.find(|(start, end)| &text[*start..*end] != "<omitted>")
}

/// Where the placeholder a text begins with ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if depth == 1 => return (at > 1).then_some(at + 1),
            '>' => depth -= 1,
            c if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '.') => {}
            _ => return None,
        }
    }
    None
}
