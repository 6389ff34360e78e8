//! What an action takes, written as a line of text and read where it is asked for.
//!
//! | written | means |
//! |---|---|
//! | `Name` | a member |
//! | `Name!` | one that must be there |
//! | `Name/Other!` | one of these must be there; each has an entry of its own besides |
//! | `Name{…}` | an object with these members |
//! | `Name[…]` | an array of such values |
//! | `Name<…>` | an object of any keys with such values |
//!
//! What follows no bracket may be any value.

/// The members of an object.
#[derive(Clone, Copy, Debug)]
pub struct Members(pub(super) &'static str);

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its key; several with slashes between them where one of them must be there.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What its value looks like.
    pub shape: Shape,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub struct Shape(&'static str);

impl Members {
    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = Member> {
        let mut rest = self.0.trim_start();
        std::iter::from_fn(move || {
            let name_end = rest.bytes().position(|byte| matches!(byte, b' ' | b'!' | b'{' | b'[' | b'<'));
            let name_end = name_end.unwrap_or(rest.len());
            let (name, after) = rest.split_at(name_end);
            if name.is_empty() {
                return None;
            }
            let plain = after.strip_prefix('!');
            let after = plain.unwrap_or(after);
            let (shape, after) = after.split_at(bracketed(after));
            rest = after.trim_start();
            Some(Member { name, required: plain.is_some(), shape: Shape(shape) })
        })
    }

    /// A member by its key. The service's own spelling of an API's letters differs here and there, so case is free.
    pub fn find(self, name: &str) -> Option<Member> {
        self.iter().find(|member| member.name.eq_ignore_ascii_case(name))
    }

    /// The keys there may be.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter().map(|member| member.name).filter(|name| !name.contains('/'))
    }
}

impl Shape {
    /// Whether any value will do.
    pub fn is_any(self) -> bool {
        self.0.is_empty()
    }

    /// The members, of an object.
    pub fn members(self) -> Option<Members> {
        Some(Members(self.0.strip_prefix('{')?.strip_suffix('}')?))
    }

    /// What is in an array, or under every key of an object of any keys.
    pub fn element(self) -> Option<Shape> {
        let inside = |open, close| self.0.strip_prefix(open)?.strip_suffix(close);
        inside('[', ']').or_else(|| inside('<', '>')).map(Shape)
    }
}

/// How long the bracket is that a text begins with, with all that is in it.
fn bracketed(text: &str) -> usize {
    let mut open = 0;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'[' | b'<' => open += 1,
            b'}' | b']' | b'>' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return if index == 0 { 0 } else { index + 1 };
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_as_members() {
        let members = Members("A/B! A B{C! D[{E}] F<{G}>} H[<{I}>]!");
        let names: Vec<_> = members.iter().map(|member| (member.name, member.required)).collect();
        assert_eq!(names, [("A/B", true), ("A", false), ("B", false), ("H", false)]);
        let of = |members: Members, name: &str| members.find(name).unwrap().shape;
        let b = of(members, "b").members().unwrap();
        assert!(b.find("C").unwrap().required && b.find("c").is_some() && b.find("X").is_none());
        assert!(of(b, "D").element().unwrap().members().unwrap().find("E").is_some());
        assert!(of(b, "F").element().unwrap().members().unwrap().find("G").is_some());
        assert!(of(b, "C").members().is_none() && of(b, "C").element().is_none());
        assert!(of(members, "H").element().unwrap().element().unwrap().members().unwrap().find("I").is_some());
        assert_eq!(members.names().collect::<Vec<_>>(), ["A", "B", "H"]);
    }
}
