//! CSV as `ItemReader` takes it (AWS: "How Step Functions parses input CSV files"), which is not RFC 4180: quotes stand
//! for themselves when repeated, in or out of quotes, and a backslash escapes.
//!
//! What the page leaves open follows the library its rules are those of, opencsv.

/// The records of a text. Empty lines are none; the last line may end without a line break.
pub(super) fn records(text: &str, delimiter: char) -> impl Iterator<Item = Vec<String>> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(['\r', '\n']);
        let (record, after) = split_record(rest)?;
        rest = after;
        Some(fields(record, delimiter))
    })
}

/// The first record and what follows it. A line break is part of a record while its quotation marks are odd in number.
///
/// Escaped ones count too: "Backslashes that escape double quotation marks only work when included in pairs".
fn split_record(text: &str) -> Option<(&str, &str)> {
    let mut odd = false;
    let end = text.find(|c| {
        odd ^= c == '"';
        !odd && matches!(c, '\r' | '\n')
    });
    let (record, rest) = text.split_at(end.unwrap_or(text.len()));
    (!record.is_empty()).then_some((record, rest))
}

fn fields(record: &str, delimiter: char) -> Vec<String> {
    let mut fields = Vec::new();
    let (mut field, mut quoted, mut begun) = (String::new(), false, false);
    let mut before = delimiter;
    let mut rest = record.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        match c {
            // "A backslash followed by any other character is silently removed."
            '\\' => {
                begun = true;
                let escaped = next.filter(|next| matches!(next, '\\' | '"') || *next == delimiter);
                field.extend(escaped.and_then(|_| rest.next()));
            }
            // "You can preserve double quotes by repeating them."
            '"' if (quoted || begun) && next == Some('"') => field.extend(rest.next()),
            '"' => {
                quoted = !quoted;
                // A quotation mark beside no separator encloses nothing and stays, but for space before the first.
                let inside = before != delimiter && next.is_some_and(|next| next != delimiter);
                if inside && !field.is_empty() && field.chars().all(char::is_whitespace) {
                    field.clear();
                } else if inside {
                    field.push('"');
                }
                begun = true;
            }
            _ if c == delimiter && !quoted => {
                fields.push(std::mem::take(&mut field));
                begun = false;
            }
            _ => {
                field.push(c);
                begun = true;
            }
        }
        before = c;
    }
    fields.push(field);
    fields
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
    fn separators_and_newlines_part_fields_and_records() {
        reads("a,b\nc,d\n", ',', &[&["a", "b"], &["c", "d"]]);
        reads("a,b\r\nc,d", ',', &[&["a", "b"], &["c", "d"]]);
        reads("a,\n,,\n   \n", ',', &[&["a", ""], &["", "", ""], &["   "]]);
        reads("a|b|'c'", '|', &[&["a", "b", "'c'"]]);
        reads("a,b|c\td e", '\t', &[&["a,b|c", "d e"]]);
        reads("a  b", ' ', &[&["a", "", "b"]]);
        reads("\u{feff}a\n\n\nb", ',', &[&["a"], &["b"]]);
        reads("", ',', &[]);
    }

    #[test]
    fn quotation_marks_enclose_and_are_kept_when_repeated() {
        reads("\"a,1\",\"say \"\"hi\"\"\"\n\"two\nlines\",é", ',', &[&["a,1", "say \"hi\""], &["two\nlines", "é"]]);
        // The page's own example: a field that is not enclosed keeps repeated ones too.
        let own = "abc,123,\"commas, a mark (\"\"), and a newline (\n)\",{\"\"MyKey\"\":\"\"MyValue\"\"},\"[1,2,3]\"\n";
        let string = "commas, a mark (\"), and a newline (\n)";
        reads(own, ',', &[&["abc", "123", string, "{\"MyKey\":\"MyValue\"}", "[1,2,3]"]]);
        reads("a,\"\",b\n\"\"\"x\"\"\"", ',', &[&["a", "", "b"], &["\"x\""]]);
        reads("1, \"b c\" ,bc\"d\"ef,5\"\" disk", ',', &[&["1", "b c\" ", "bc\"d\"ef", "5\" disk"]]);
        reads("\"open, and\nnever closed", ',', &[&["open, and\nnever closed"]]);
    }

    #[test]
    fn a_backslash_escapes_itself_a_quotation_mark_and_the_separator() {
        reads(r"C:\\Program Files\\MyApp.exe,6534512", ',', &[&[r"C:\Program Files\MyApp.exe", "6534512"]]);
        reads(r"a\,b,c", ',', &[&["a,b", "c"]]);
        reads(r"a\|b|c\,d", '|', &[&["a|b", "c,d"]]);
        reads(r"C:\Temp,a\nb,\", ',', &[&["C:Temp", "anb", ""]]);
        reads(r#"say \"hi\",x"#, ',', &[&["say \"hi\"", "x"]]);
        reads(r#""a \"b\", c",x"#, ',', &[&["a \"b\", c", "x"]]);
        reads(r#"\"a\",b"#, ',', &[&["\"a\"", "b"]]);
        reads(r#""a\\",b"#, ',', &[&[r"a\", "b"]]);
        reads("\"x\\y\",z", ',', &[&["xy", "z"]]);
    }

    #[test]
    fn an_escaped_quotation_mark_without_a_second_joins_lines() {
        reads("5\\\" disk,a\n6\\\" disk,b\nc", ',', &[&["5\" disk", "a\n6\" disk", "b"], &["c"]]);
    }
}
