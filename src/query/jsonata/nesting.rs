//! How deep an expression can nest, told from its text alone.
//!
//! The engine reads a text by recursion, and in a browser the stack of the page ends long before the engine's own limit:
//! so a text is measured before it is read. The measure is an upper bound. Inside each bracket every operator may be one
//! level (`1+2+3` is a tree as deep as it is long); commas and semicolons start anew.

/// What the next token can be, which tells a division from a regular expression as the language's own parser does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Operand,
    Operator,
}

/// The deepest level a text can reach, or more.
pub(super) fn depth_bound(text: &str) -> usize {
    let bytes = text.as_bytes();
    // The operators seen in each open bracket; the first is the text itself.
    let mut open: Vec<usize> = vec![0];
    let (mut level, mut deepest, mut at, mut next) = (0_usize, 0, 0, Next::Operand);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b => at += 1,
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = end_of_comment(bytes, at + 2),
            b'"' | b'\'' | b'`' => (at, next) = (end_of_quoted(bytes, at + 1, *byte), Next::Operator),
            b'/' if next == Next::Operand => (at, next) = (end_of_quoted(bytes, at + 1, b'/'), Next::Operator),
            b'(' | b'[' | b'{' => {
                open.push(0);
                (level, at, next) = (level + 1, at + 1, Next::Operand);
            }
            b')' | b']' | b'}' => {
                if open.len() > 1 {
                    level -= 1 + open.pop().unwrap_or_default();
                }
                // What follows a bracket goes on from it: `$a[0][1]` is deeper with every one.
                (level, at, next) = (level + count(&mut open), at + 1, Next::Operator);
            }
            b',' | b';' => {
                level -= open.last_mut().map(std::mem::take).unwrap_or_default();
                (at, next) = (at + 1, Next::Operand);
            }
            _ => {
                let end = end_of_word(bytes, at);
                let is_word = end > at;
                let infix = is_word && next == Next::Operator && matches!(&text[at..end], "and" | "or" | "in");
                // In the place of an operand, `*`, `**` and `%` are operands.
                let is_operand = (is_word && !infix) || (next == Next::Operand && matches!(byte, b'*' | b'%'));
                next = if is_operand { Next::Operator } else { Next::Operand };
                at = end.max(at + 1);
                if !is_operand {
                    level += count(&mut open);
                }
            }
        }
        deepest = deepest.max(level);
    }
    deepest
}

/// One more level in the innermost bracket.
fn count(open: &mut [usize]) -> usize {
    if let Some(operators) = open.last_mut() {
        *operators += 1;
    }
    1
}

fn end_of_comment(bytes: &[u8], from: usize) -> usize {
    let found = bytes[from.min(bytes.len())..].windows(2).position(|pair| pair == b"*/");
    found.map_or(bytes.len(), |at| from + at + 2)
}

/// After the closing quote; a backslash takes the next byte with it.
fn end_of_quoted(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'\\' if quote != b'`' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// After a name, a variable or a number; where it began if there is none.
fn end_of_word(bytes: &[u8], from: usize) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_') || *byte >= 0x80;
    from + bytes[from..].iter().take_while(|byte| is_part(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_side_by_side_is_not_deep() {
        let pairs: Vec<String> = (0..500).map(|n| format!("'k{n}': $a.b + {n}")).collect();
        assert!(depth_bound(&format!("{{{}}}", pairs.join(", "))) < 10);
        assert!(depth_bound(&format!("'{}'", "<a href='x'>-</a>".replace('\'', "").repeat(500))) < 5);
        assert!(depth_bound(&format!("$replace($x, /{}/, '')", "[(]".repeat(500))) < 10);
        assert!(depth_bound(&"/* ( */ 1;".repeat(500)) < 5);
    }

    #[test]
    fn what_nests_or_chains_is_deep() {
        for piece in ["(", "[", "{", "-", "1+", "$a.", "$a[0]", "1?", "$f(", "1 and ", "and / '/' & (", "1/'/'/("] {
            assert!(depth_bound(&piece.repeat(500)) >= 500, "{piece}");
        }
        assert!(depth_bound(&format!("a{}", "[0]".repeat(500))) >= 500);
    }
}
