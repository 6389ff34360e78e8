//! RFC 6901 JSON Pointers: the stable address of a value.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A JSON Pointer. The empty pointer is the whole document.
#[derive(Clone, Default, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// The whole document.
    pub fn root() -> Pointer {
        Pointer("".into())
    }

    /// Reads the text form; `None` where it neither is empty nor begins with `/`.
    pub fn parse(text: &str) -> Option<Pointer> {
        (text.is_empty() || text.starts_with('/')).then(|| Pointer(text.into()))
    }

    /// The member `key` of what this names.
    #[must_use]
    pub fn key(&self, key: &str) -> Pointer {
        let mut text = String::with_capacity(self.0.len() + 1 + key.len());
        text.push_str(&self.0);
        text.push('/');
        let mut rest = key;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'~' | b'/')) {
            text.push_str(&rest[..at]);
            text.push_str(if rest[at..].starts_with('~') { "~0" } else { "~1" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
        Pointer(text.into())
    }

    /// The element `index` of what this names.
    #[must_use]
    pub fn index(&self, index: usize) -> Pointer {
        self.key(&index.to_string())
    }

    /// What contains this; `None` for the whole document.
    pub fn parent(&self) -> Option<Pointer> {
        self.0.rfind('/').map(|slash| Pointer(self.0[..slash].into()))
    }

    /// The last key or index; `None` for the whole document.
    pub fn last(&self) -> Option<String> {
        self.segments().last().map(Cow::into_owned)
    }

    /// Whether this names `other` or something around it.
    pub fn contains(&self, other: &Pointer) -> bool {
        other.0.strip_prefix(&*self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The keys and indices, outermost first, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|segment| {
            if segment.contains('~') {
                Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(segment)
            }
        })
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_slashes_and_tildes_round_trip() {
        let pointer = Pointer::root().key("a/b").key("c~1").index(3);
        assert_eq!(pointer.as_str(), "/a~1b/c~01/3");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["a/b", "c~1", "3"]);
        assert_eq!(pointer.last().as_deref(), Some("3"));
        assert_eq!(pointer.parent().unwrap().last().as_deref(), Some("c~1"));
        assert!(pointer.parent().unwrap().contains(&pointer));
        assert!(!Pointer::root().key("a").contains(&Pointer::root().key("ab")));
        assert!(Pointer::parse("a").is_none());
    }
}
