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
            dotted.split_at(dotted.find(['.', '[']).unwrap_or(dotted.len()))
        } else {
            // `$x` is a variable, `$$` the context object; `$.a[0]` goes on with an element.
            return if names.is_empty() && !rest.starts_with('[') { None } else { Some((names, false)) };
        };
        if name.is_empty() || name.contains(['*', '?', '@', '(', ' ']) {
            return Some((names, false));
        }
        names.push((name, path.len() - after.len()));
        rest = after;
    }
    Some((names, true))
}

/// The paths an intrinsic function call or a path mentions outside of quotes, each with its offset.
pub(super) fn mentioned(expression: &str) -> Vec<(usize, &str)> {
    if expression.starts_with('$') {
        return vec![(0, expression)];
    }
    let mut paths = Vec::new();
    let mut start = None;
    let (mut in_quotes, mut escaped, mut brackets) = (false, false, 0usize);
    for (at, c) in expression.char_indices() {
        match (c, start) {
            _ if escaped => escaped = false,
            ('\\', _) => escaped = true,
            ('\'', None) => in_quotes = !in_quotes,
            ('$', None) if !in_quotes => start = Some(at),
            ('[', Some(_)) => brackets += 1,
            (']', Some(_)) => brackets = brackets.saturating_sub(1),
            (',' | ')', Some(from)) if brackets == 0 => {
                paths.push((from, expression[from..at].trim_end()));
                start = None;
            }
            _ => {}
        }
    }
    paths
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

    #[test]
    fn paths_are_found_in_calls() {
        assert_eq!(mentioned("$.a"), [(0, "$.a")]);
        let call = "States.Format('{} $.no', $.a, States.Array($.b['x,y'], 1))";
        assert_eq!(mentioned(call), [(25, "$.a"), (43, "$.b['x,y']")]);
    }
}
