//! CSV as `ItemReader` takes it: RFC 4180 with a choice of delimiters (AWS: "`ItemReader` (Map)").

/// The records of a text. Empty lines are none; the last line may end without a line break.
pub(super) fn records(text: &str, delimiter: char) -> impl Iterator<Item = Vec<String>> {
    Records { rest: text.strip_prefix('\u{feff}').unwrap_or(text), delimiter }
}

struct Records<'t> {
    rest: &'t str,
    delimiter: char,
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest = self.rest.trim_start_matches(['\r', '\n']);
        if self.rest.is_empty() {
            return None;
        }
        let mut fields = Vec::new();
        loop {
            let (field, ended) = self.field();
            fields.push(field);
            if ended {
                return Some(fields);
            }
        }
    }
}

impl Records<'_> {
    /// The next field, and whether its record ends with it.
    fn field(&mut self) -> (String, bool) {
        let mut out = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            self.quoted(&mut out);
        }
        let stop = |c: char| c == self.delimiter || c == '\n' || c == '\r';
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        out.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        if let Some(rest) = self.rest.strip_prefix(self.delimiter) {
            self.rest = rest;
            return (out, false);
        }
        self.rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.get(1..)).unwrap_or("");
        (out, true)
    }

    /// The text between quotes, where two quotes stand for one; a quote that is never closed reaches to the end.
    fn quoted(&mut self, out: &mut String) {
        while let Some(end) = self.rest.find('"') {
            out.push_str(&self.rest[..end]);
            self.rest = &self.rest[end + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    out.push('"');
                    self.rest = rest;
                }
                None => return,
            }
        }
        out.push_str(self.rest);
        self.rest = "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, delimiter: char, expected: &[&[&str]]) {
        let found: Vec<Vec<String>> = records(text, delimiter).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn records_are_read_as_rfc_4180_has_them() {
        reads("a,b\nc,d\n", ',', &[&["a", "b"], &["c", "d"]]);
        reads("a,b\r\nc,d", ',', &[&["a", "b"], &["c", "d"]]);
        reads("a,\n,,\n   \n", ',', &[&["a", ""], &["", "", ""], &["   "]]);
        reads("\"a,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",é", ',', &[&["a,1", "say \"hi\""], &["two\nlines", "é"]]);
        reads("a|b|'c'", '|', &[&["a", "b", "'c'"]]);
        reads("\u{feff}a\n\n\nb", ',', &[&["a"], &["b"]]);
        reads("\"open, and\nnever closed", ',', &[&["open, and\nnever closed"]]);
        reads("", ',', &[]);
    }
}
