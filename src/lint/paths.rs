//! The names a path begins with: all the look-ahead over data flow needs to know of it.

/// A name of a path, with the byte offset where it ends.
pub(super) type Name<'a> = (&'a str, usize);

/// The names a path into the input begins with, and whether it is nothing but names: `$.a['b'][0].c` gives `a`, `b` and
/// false. `None` for a path into a variable or the context object, and for anything that is no path.
pub(super) fn leading_names(path: &str) -> Option<(Vec<Name<'_>>, bool)> {
    let mut rest = path.strip_prefix('$')?;
    let mut names = Vec::new();
    while !rest.is_empty() {
        let (name, after) = if let Some(quoted) = rest.strip_prefix("['") {
            match quoted.split_once("']") {
                Some((name, after)) if !name.contains(['\'', '\\']) => (name, after),
                _ => return Some((names, false)),
            }
        } else if let Some(dotted) = rest.strip_prefix('.') {
            let (name, after) = dotted.split_at(dotted.find(['.', '[']).unwrap_or(dotted.len()));
            if name.is_empty() || name.contains(['*', '?', '@', '(', ' ']) {
                return Some((names, false));
            }
            (name, after)
        } else {
            // `$x` is a variable, `$$` the context object; `$.a[0]` goes on with an element.
            return if names.is_empty() && !rest.starts_with('[') { None } else { Some((names, false)) };
        };
        names.push((name, path.len() - after.len()));
        rest = after;
    }
    Some((names, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names(path: &str, expected: &[&str], only: bool) {
        let (names, names_only) = leading_names(path).unwrap();
        assert_eq!(names.iter().map(|(name, _)| *name).collect::<Vec<_>>(), expected, "{path}");
        assert_eq!(names_only, only, "{path}");
    }

    #[test]
    fn a_path_begins_with_names() {
        names("$", &[], true);
        names("$.a.b", &["a", "b"], true);
        names("$['a b'].c", &["a b", "c"], true);
        names("$.a[0].b", &["a"], false);
        names("$.a..b", &["a"], false);
        names("$.a[?(@.x > 1)]", &["a"], false);
        names("$.a.*", &["a"], false);
        assert_eq!(leading_names("$$.Task.Token"), None);
        assert_eq!(leading_names("$name.field"), None);
        assert_eq!(leading_names("a"), None);
    }
}
