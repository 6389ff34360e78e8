//! Virtual S3: named texts in named buckets.

use std::sync::Arc;

use crate::json::Value;
use crate::sort::SortedMap;

/// The objects a run can read, by bucket and key. Cloning shares them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct S3Objects {
    buckets: Arc<SortedMap<Arc<str>, Bucket>>,
}

/// Texts by key.
type Bucket = SortedMap<Arc<str>, Arc<str>>;

impl S3Objects {
    /// The same objects and one more, or one changed.
    #[must_use]
    pub fn with(mut self, bucket: &str, key: &str, body: impl Into<Arc<str>>) -> S3Objects {
        self.put(bucket, key, body);
        self
    }

    pub(crate) fn put(&mut self, bucket: &str, key: &str, body: impl Into<Arc<str>>) {
        Arc::make_mut(&mut self.buckets).entry(bucket.into()).or_default().insert(key.into(), body.into());
    }

    /// The same objects without one. A bucket whose last object goes is gone too.
    #[must_use]
    pub fn without(mut self, bucket: &str, key: &str) -> S3Objects {
        let buckets = Arc::make_mut(&mut self.buckets);
        if let Some(objects) = buckets.get_mut(bucket) {
            objects.remove(key);
            if objects.is_empty() {
                buckets.remove(bucket);
            }
        }
        self
    }

    /// All of them, as bucket, key and text, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>, &Arc<str>)> {
        self.buckets.iter().flat_map(|(bucket, objects)| objects.iter().map(move |(key, body)| (bucket, key, body)))
    }

    /// An object's text.
    pub fn get(&self, bucket: &str, key: &str) -> Option<&Arc<str>> {
        self.buckets.get(bucket)?.get(key)
    }

    /// Whether there is such a bucket: some object is in it.
    pub fn has_bucket(&self, bucket: &str) -> bool {
        self.buckets.contains_key(bucket)
    }

    /// A bucket's objects whose keys begin so, in the order of their keys, as `ListObjectsV2` gives them.
    pub fn list<'o>(
        &'o self,
        bucket: &str,
        prefix: &'o str,
    ) -> impl Iterator<Item = (&'o Arc<str>, &'o Arc<str>)> + use<'o> {
        self.buckets.get(bucket).into_iter().flatten().filter(move |(key, _)| key.starts_with(prefix))
    }

    /// `{bucket: {key: text}}`; what is no text is left out.
    pub fn from_json(value: &Value) -> S3Objects {
        let mut objects = S3Objects::default();
        for (bucket, members) in value.as_object().into_iter().flatten() {
            for (key, body) in members.as_object().into_iter().flatten() {
                if let Value::String(body) = body {
                    objects.put(bucket, key, body.clone());
                }
            }
        }
        objects
    }

    /// As [`from_json`](S3Objects::from_json) reads it.
    pub fn to_json(&self) -> Value {
        let members = |objects: &Bucket| {
            Value::object(objects.iter().map(|(key, body)| (key.clone(), Value::String(body.clone()))))
        };
        Value::object(self.buckets.iter().map(|(bucket, objects)| (bucket.clone(), members(objects))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_there_as_long_as_an_object_is_in_it() {
        let both = S3Objects::default().with("b", "1", "one").with("b", "2", "two").with("a", "1", "x");
        let listed = |objects: &S3Objects| {
            objects.iter().map(|(bucket, key, body)| format!("{bucket}/{key}={body}")).collect::<Vec<_>>()
        };
        assert_eq!(listed(&both), ["a/1=x", "b/1=one", "b/2=two"]);
        let one = both.clone().without("b", "2").without("b", "nope").without("nope", "2");
        assert_eq!((listed(&one), one.has_bucket("b")), (vec!["a/1=x".to_owned(), "b/1=one".to_owned()], true));
        assert!(!one.without("b", "1").has_bucket("b"));
        assert_eq!(listed(&both).len(), 3, "the others keep theirs");
    }
}
