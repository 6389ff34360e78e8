//! The regular expressions of filters: a subset of Java's that runs in time linear in the text.
//!
//! Supported: characters, `.`, classes, `\d \w \s \D \W \S`, `\t \n \r`, groups, `|`, `^`, `$`, and `* + ? {m,n}`, lazy
//! or not, which makes no difference to whether a whole text matches. Refused: look-around, back-references, named
//! groups, possessive repetition, `\b` and `\p{…}`.

use crate::query::LIMITS;

/// A regular expression, compiled. It matches a whole text, as the library asks.
#[derive(Clone, Debug)]
pub(super) struct Regex {
    program: Vec<Op>,
    any_case: bool,
}

/// One instruction; the numbers are other instructions.
#[derive(Clone, Debug)]
enum Op {
    One(Class),
    Fork(usize, usize),
    Jump(usize),
    Start,
    End,
    Accept,
}

#[derive(Clone, Debug)]
struct Class {
    negated: bool,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Range(char, char),
    Set(Class),
}

#[derive(Clone, Debug)]
enum Tree {
    One(Class),
    Start,
    End,
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Repeat { tree: Box<Tree>, least: usize, most: Option<usize> },
}

impl Class {
    fn of(ranges: &[(char, char)], negated: bool) -> Class {
        Class { negated, items: ranges.iter().map(|(from, to)| Item::Range(*from, *to)).collect() }
    }

    fn single(c: char) -> Class {
        Class::of(&[(c, c)], false)
    }

    fn holds(&self, c: char) -> bool {
        self.negated
            != self.items.iter().any(|item| match item {
                Item::Range(from, to) => (*from..=*to).contains(&c),
                Item::Set(class) => class.holds(c),
            })
    }
}

impl Regex {
    /// Reads a pattern; the error is the byte at which it leaves the subset.
    pub(super) fn parse(pattern: &str, any_case: bool) -> Result<Regex, usize> {
        let mut parser = Parser { rest: pattern, length: pattern.len(), depth: 0 };
        let tree = parser.any()?;
        if !parser.rest.is_empty() {
            return Err(parser.at());
        }
        let mut program = Vec::new();
        compile(&tree, &mut program).ok_or(0_usize)?;
        program.push(Op::Accept);
        Ok(Regex { program, any_case })
    }

    /// Whether it matches the whole text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut chars = text.chars().peekable();
        let mut states = Vec::new();
        let mut marks = vec![usize::MAX; self.program.len()];
        let mut index = 0;
        self.enter(0, index, chars.peek().is_none(), &mut states, &mut marks);
        while let Some(c) = chars.next() {
            let last = chars.peek().is_none();
            index += 1;
            let before = std::mem::take(&mut states);
            for state in before {
                if let Some(Op::One(class)) = self.program.get(state)
                    && self.accepts(class, c)
                {
                    self.enter(state + 1, index, last, &mut states, &mut marks);
                }
            }
        }
        states.iter().any(|state| matches!(self.program.get(*state), Some(Op::Accept)))
    }

    fn accepts(&self, class: &Class, c: char) -> bool {
        class.holds(c)
            || self.any_case && (c.to_lowercase().any(|c| class.holds(c)) || c.to_uppercase().any(|c| class.holds(c)))
    }

    /// Adds what a state leads to without reading; `marks` holds the index at which a state was last entered.
    fn enter(&self, state: usize, index: usize, at_end: bool, states: &mut Vec<usize>, marks: &mut [usize]) {
        let mut waiting = vec![state];
        while let Some(state) = waiting.pop() {
            let (Some(op), Some(mark)) = (self.program.get(state), marks.get_mut(state)) else { continue };
            if *mark == index {
                continue;
            }
            *mark = index;
            match op {
                Op::Fork(a, b) => waiting.extend([*b, *a]),
                Op::Jump(to) => waiting.push(*to),
                Op::Start if index == 0 => waiting.push(state + 1),
                Op::End if at_end => waiting.push(state + 1),
                Op::Start | Op::End => {}
                Op::One(_) | Op::Accept => states.push(state),
            }
        }
    }
}

/// Recursion is bounded by the parser's bound on groups. `None` where the program would be too large.
fn compile(tree: &Tree, program: &mut Vec<Op>) -> Option<()> {
    if program.len() > LIMITS.regex_size {
        return None;
    }
    match tree {
        Tree::One(class) => program.push(Op::One(class.clone())),
        Tree::Start => program.push(Op::Start),
        Tree::End => program.push(Op::End),
        Tree::All(trees) => trees.iter().try_for_each(|tree| compile(tree, program))?,
        Tree::Any(trees) => {
            let mut jumps = Vec::new();
            for (index, tree) in trees.iter().enumerate() {
                let fork = program.len();
                if index + 1 < trees.len() {
                    program.push(Op::Fork(fork + 1, 0));
                }
                compile(tree, program)?;
                if index + 1 < trees.len() {
                    jumps.push(program.len());
                    program.push(Op::Jump(0));
                    *program.get_mut(fork)? = Op::Fork(fork + 1, program.len());
                }
            }
            let end = program.len();
            for jump in jumps {
                *program.get_mut(jump)? = Op::Jump(end);
            }
        }
        Tree::Repeat { tree, least, most } => {
            for _ in 0..*least {
                compile(tree, program)?;
            }
            let optional = most.map_or(1, |most| most.saturating_sub(*least));
            for _ in 0..optional {
                let fork = program.len();
                program.push(Op::Fork(fork + 1, 0));
                compile(tree, program)?;
                if most.is_none() {
                    program.push(Op::Jump(fork));
                }
                *program.get_mut(fork)? = Op::Fork(fork + 1, program.len());
            }
        }
    }
    (program.len() <= LIMITS.regex_size).then_some(())
}

struct Parser<'a> {
    rest: &'a str,
    length: usize,
    depth: usize,
}

impl Parser<'_> {
    fn at(&self) -> usize {
        self.length - self.rest.len()
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.next();
        }
        found
    }

    fn any(&mut self) -> Result<Tree, usize> {
        let mut trees = vec![self.all()?];
        while self.eat('|') {
            trees.push(self.all()?);
        }
        Ok(Tree::Any(trees))
    }

    fn all(&mut self) -> Result<Tree, usize> {
        let mut trees = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let tree = self.atom()?;
            trees.push(self.repeated(tree)?);
        }
        Ok(Tree::All(trees))
    }

    fn repeated(&mut self, tree: Tree) -> Result<Tree, usize> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(tree),
            _ => return Ok(tree),
        };
        self.next();
        self.end_repeat(Tree::Repeat { tree: Box::new(tree), least, most })
    }

    fn counted(&mut self, tree: Tree) -> Result<Tree, usize> {
        let start = self.at();
        self.next();
        let least = self.count().ok_or(start)?;
        let most = if self.eat(',') { self.count() } else { Some(least) };
        if !self.eat('}') || most.is_some_and(|most| most < least) {
            return Err(start);
        }
        self.end_repeat(Tree::Repeat { tree: Box::new(tree), least, most })
    }

    /// A lazy mark is of no consequence; a second repetition or a possessive mark is refused.
    fn end_repeat(&mut self, tree: Tree) -> Result<Tree, usize> {
        self.eat('?');
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) { Err(self.at()) } else { Ok(tree) }
    }

    fn count(&mut self) -> Option<usize> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let count = digits.parse().ok().filter(|count| *count <= LIMITS.regex_size)?;
        self.rest = rest;
        Some(count)
    }

    fn atom(&mut self) -> Result<Tree, usize> {
        let start = self.at();
        match self.next() {
            Some('^') => Ok(Tree::Start),
            Some('$') => Ok(Tree::End),
            Some('.') => Ok(Tree::One(Class::of(&[('\n', '\n'), ('\r', '\r')], true))),
            Some('[') => self.class().map(Tree::One),
            Some('\\') => self.escape().map(Tree::One),
            Some('(') => {
                let special = self.peek() == Some('?');
                if self.depth >= LIMITS.nesting || special && !self.rest.starts_with("?:") {
                    return Err(start);
                }
                self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
                self.depth += 1;
                let tree = self.any()?;
                self.depth -= 1;
                if self.eat(')') { Ok(tree) } else { Err(start) }
            }
            Some('*' | '+' | '?' | '{') | None => Err(start),
            Some(c) => Ok(Tree::One(Class::single(c))),
        }
    }

    fn escape(&mut self) -> Result<Class, usize> {
        let start = self.at().saturating_sub(1);
        let digit = [('0', '9')];
        let word = [('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
        let space = [(' ', ' '), ('\t', '\r')];
        match self.next() {
            Some('d') => Ok(Class::of(&digit, false)),
            Some('D') => Ok(Class::of(&digit, true)),
            Some('w') => Ok(Class::of(&word, false)),
            Some('W') => Ok(Class::of(&word, true)),
            Some('s') => Ok(Class::of(&space, false)),
            Some('S') => Ok(Class::of(&space, true)),
            Some('t') => Ok(Class::single('\t')),
            Some('n') => Ok(Class::single('\n')),
            Some('r') => Ok(Class::single('\r')),
            Some(c) if !c.is_alphanumeric() => Ok(Class::single(c)),
            _ => Err(start),
        }
    }

    fn class(&mut self) -> Result<Class, usize> {
        let start = self.at().saturating_sub(1);
        let mut class = Class { negated: self.eat('^'), items: Vec::new() };
        loop {
            let from = match self.next() {
                None | Some('[') => return Err(start),
                Some(']') if !class.items.is_empty() => return Ok(class),
                Some('&') if self.peek() == Some('&') => return Err(start),
                Some('\\') => self.escape()?,
                Some(c) => Class::single(c),
            };
            let single = |class: &Class| match class.items[..] {
                [Item::Range(from, to)] if from == to && !class.negated => Some(from),
                _ => None,
            };
            let ranged = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            match single(&from) {
                Some(from) if ranged => {
                    self.next();
                    let to = match self.next() {
                        Some('\\') => single(&self.escape()?),
                        to => to,
                    };
                    let to = to.filter(|to| *to >= from).ok_or(start)?;
                    class.items.push(Item::Range(from, to));
                }
                _ => class.items.push(Item::Set(from)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn give(pattern: &str, yes: &[&str], no: &[&str]) {
        let regex = Regex::parse(pattern, false).unwrap();
        assert!(yes.iter().all(|text| regex.matches(text)), "{pattern}");
        assert!(!no.iter().any(|text| regex.matches(text)), "{pattern}");
    }

    #[test]
    fn whole_texts_match() {
        give("a", &["a"], &["", "ab", "ba"]);
        give("", &[""], &["a"]);
        give("a.*c", &["ac", "axxc"], &["a\nc", "acx"]);
        give("^(foo|ba[rz])+$", &["foo", "barbazfoo"], &["", "fo", "fooba"]);
        give(r"\d{2,3}-[^\d\s]?", &["12-", "123-x"], &["1-", "1234-", "12-3"]);
        give("[a-c-]{2}", &["a-", "bc"], &["d-", "a"]);
        give("(?:a|)b*?", &["", "a", "abb", "b"], &["aab"]);
        give(r"\/é\.x", &["/é.x"], &["/éxx"]);
        give("a{0}b{1,}", &["b", "bbb"], &["ab", ""]);
        assert!(Regex::parse("[a-z]É", true).unwrap().matches("Qé"));
    }

    #[test]
    fn hostile_patterns_stay_linear() {
        let regex = Regex::parse("(a*)*(a|a)*b", false).unwrap();
        assert!(!regex.matches(&"a".repeat(20_000)));
    }

    #[test]
    fn what_is_not_supported_is_located() {
        for (pattern, at) in [
            ("a(?=b)", 1),
            (r"x\1", 1),
            (r"\bx", 0),
            ("a**", 2),
            ("a++", 2),
            ("(a", 0),
            ("a)", 1),
            ("[b-a]", 0),
            ("[a", 0),
            ("*", 0),
            ("a{3,2}", 1),
            (r"\", 0),
            ("((a{99}){99}){99}", 0),
        ] {
            assert_eq!(Regex::parse(pattern, false).err(), Some(at), "{pattern}");
        }
    }
}
