//! Reference paths: where a result is put.

use std::fmt;
use std::sync::Arc;

use crate::json::{Span, Value};

use super::error::{Expected, PathError, QueryError};
use super::path::{Path, Root, Step};

/// A path of names and indexes only, which names one place whether or not something is there.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferencePath(Path);

impl ReferencePath {
    /// Reads a reference path into the state's input: `$…`, not `$$…` and not `$name…`.
    pub fn parse(text: &str) -> Result<ReferencePath, PathError> {
        ReferencePath::parse_from(text, |root| *root == Root::Input)
    }

    /// Reads a reference path from one of some roots.
    pub fn parse_from(text: &str, is_root: impl Fn(&Root) -> bool) -> Result<ReferencePath, PathError> {
        let path = Path::parse(text)?;
        let single = |step: &Step| {
            matches!(step, Step::Names(names) if names.len() == 1)
                || matches!(step, Step::Indexes(indexes) if indexes.len() == 1)
        };
        let refuse = |expected| {
            Err(PathError {
                span: Span { start: 0, end: text.len() },
                expected,
                found: text.chars().take(80).collect(),
            })
        };
        if !is_root(path.root()) {
            return refuse(Expected::InputRoot);
        }
        if path.steps().iter().all(single) { Ok(ReferencePath(path)) } else { refuse(Expected::ReferenceStep) }
    }

    /// The path as written.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// Whether it is `$` alone.
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// The same path, to read with.
    pub fn as_path(&self) -> &Path {
        &self.0
    }

    /// The same path, to read with alone.
    pub fn into_path(self) -> Path {
        self.0
    }

    /// `target` with `value` put where this points. Missing parents are made, and the index after an array's last makes
    /// it longer; what is not on the way is shared.
    ///
    /// Fails where a name would be put into something that is not an object, or an index further off: the service's
    /// `States.ResultPathMatchFailure`.
    pub fn set(&self, target: &Value, value: Value) -> Result<Value, QueryError> {
        put(self.0.steps(), Some(target), value)
            .ok_or_else(|| QueryError::ReferenceMismatch { path: self.0.shared_text(), target: target.clone() })
    }
}

impl fmt::Display for ReferencePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Recursion is bounded by the bound on a path's steps.
fn put(steps: &[Step], target: Option<&Value>, value: Value) -> Option<Value> {
    match steps {
        [] => Some(value),
        [Step::Names(names), rest @ ..] => {
            let name = names.first()?;
            match target {
                None => Some(Value::object([(name.clone(), put(rest, None, value)?)])),
                Some(object @ Value::Object(_)) => Some(object.with_member(name, put(rest, object.get(name), value)?)),
                Some(_) => None,
            }
        }
        [Step::Indexes(indexes), rest @ ..] => {
            let mut items = target.map_or(Some(&[][..]), Value::as_array)?.to_vec();
            let at = usize::try_from(*indexes.first()?).ok()?;
            let item = put(rest, items.get(at), value)?;
            let next = items.len();
            match items.get_mut(at) {
                Some(old) => *old = item,
                // Its first item makes an array of what was not there.
                None if at == next => items.push(item),
                None => return None,
            }
            Some(Value::Array(Arc::new(items)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn give(target: &str, path: &str, value: &str, output: &str) {
        let (target, value) = (Value::parse(target).unwrap(), Value::parse(value).unwrap());
        let made = ReferencePath::parse(path).unwrap().set(&target, value);
        assert_eq!(made.map_or_else(|error| error.to_string(), |made| made.to_string()), output);
    }

    #[test]
    fn a_result_is_put_in_place() {
        give(r#"{"a":1}"#, "$", "2", "2");
        give(r#"{"a":1}"#, "$.b", "2", r#"{"a":1,"b":2}"#);
        give(r#"{"a":1,"b":2}"#, "$.a", "[]", r#"{"a":[],"b":2}"#);
        give(r"{}", "$.a['b c'].d", "2", r#"{"a":{"b c":{"d":2}}}"#);
        give(r#"{"a":[1,{"x":2}]}"#, "$.a[1].y", "3", r#"{"a":[1,{"x":2,"y":3}]}"#);
        give("1", "$", "2", "2");
        give("\"text\"", "$.a", "1", "Unable to apply ReferencePath $.a to input \"text\"");
        give(r#"{"p":1}"#, "$.list[0]", "2", r#"{"p":1,"list":[2]}"#);
        give(r#"{"a":[1]}"#, "$.a[1]", "2", r#"{"a":[1,2]}"#);
        give("{}", "$.a[0].b[0]", "1", r#"{"a":[{"b":[1]}]}"#);
        give(r#"{"a":[1]}"#, "$.a[2]", "1", r#"Unable to apply ReferencePath $.a[2] to input {"a":[1]}"#);
        give(r#"{"a":1}"#, "$.a[0]", "1", r#"Unable to apply ReferencePath $.a[0] to input {"a":1}"#);
        give("{}", "$.a[1]", "1", "Unable to apply ReferencePath $.a[1] to input {}");
        give(r#"{"a":1}"#, "$.a.b", "1", r#"Unable to apply ReferencePath $.a.b to input {"a":1}"#);
    }

    #[test]
    fn only_the_spine_is_copied() {
        let before = Value::parse(r#"{"big":[1,2,3],"a":{"b":1,"same":{}}}"#).unwrap();
        let after = ReferencePath::parse("$.a.b").unwrap().set(&before, Value::Null).unwrap();
        let (Some(Value::Array(a)), Some(Value::Array(b))) = (before.get("big"), after.get("big")) else { panic!() };
        assert!(Arc::ptr_eq(a, b));
        assert_eq!(after.get("a").unwrap().to_string(), r#"{"b":null,"same":{}}"#);
    }

    #[test]
    fn what_may_name_many_places_is_refused() {
        for text in ["$..a", "$.a[*]", "$.a[1:]", "$.a[0,1]", "$['a','b']", "$.a[?(@.b)]", "$.a.length()"] {
            assert_eq!(ReferencePath::parse(text).unwrap_err().expected, Expected::ReferenceStep, "{text}");
        }
        for text in ["$$.a", "$name", "$$"] {
            assert_eq!(ReferencePath::parse(text).unwrap_err().expected, Expected::InputRoot, "{text}");
        }
    }
}
