//! Which rooms of a layer import which. A room is a folder of the layer, or a file beside the folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use super::{end_of, is_word, line_of, sources, without_tests, without_words};

/// The rooms of a layer, and what they import of one another, tests left out.
#[derive(Default)]
pub(crate) struct Rooms {
    /// Their names.
    pub(crate) names: BTreeSet<String>,
    /// From which room to which, and where first.
    pub(crate) arrows: BTreeMap<(String, String), String>,
}

impl Rooms {
    /// The rooms of the layer of a name.
    pub(crate) fn of(layer: &str) -> Rooms {
        let folder = Path::new("src").join(layer);
        let inside = |path: &Path| path.strip_prefix(&folder).map_or_else(|_| path.into(), Path::to_path_buf);
        Rooms::read(layer, sources(&format!("src/{layer}")).into_iter().map(|(path, text)| (inside(&path), text)))
    }

    fn read(layer: &str, files: impl Iterator<Item = (PathBuf, String)>) -> Rooms {
        let no_tests = files.filter(|(path, _)| !path.to_string_lossy().ends_with("tests.rs"));
        let files: BTreeMap<PathBuf, String> =
            no_tests.map(|(path, text)| (path, without_words(&without_tests(&text)))).collect();
        let names: BTreeSet<String> = files.keys().filter_map(|path| room_of(path)).collect();
        let exports = files.get(Path::new("mod.rs")).map(|code| exports(code)).unwrap_or_default();
        let mut arrows = BTreeMap::new();
        for (path, code) in &files {
            let Some(from) = room_of(path) else { continue };
            for (at, name) in imports(layer, path, code) {
                // What the layer's own file defines is lowest of all, whatever that file gives out.
                let Some(to) = names.get(name).or_else(|| exports.get(name)) else { continue };
                if *to != from {
                    let place = format!("src/{layer}/{}:{}", path.display(), line_of(code, at));
                    arrows.entry((from.clone(), to.clone())).or_insert(place);
                }
            }
        }
        Rooms { names, arrows }
    }

    /// What a room imports itself.
    fn next<'a>(&'a self, room: &'a str) -> impl Iterator<Item = &'a str> {
        self.arrows.keys().filter(move |(from, _)| from == room).map(|(_, to)| to.as_str())
    }

    /// The rooms that a room reaches over others, itself only if it is part of a circle.
    fn reached<'a>(&'a self, room: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.next(room).collect();
        while let Some(room) = open.pop() {
            if reached.insert(room) {
                open.extend(self.next(room));
            }
        }
        reached
    }

    /// The arrows that are part of a circle.
    pub(crate) fn circular(&self) -> Vec<&(String, String)> {
        self.arrows.keys().filter(|(from, to)| self.reached(to).contains(from.as_str())).collect()
    }

    /// How many rooms the circle has that a room is part of.
    fn circle(&self, room: &str) -> usize {
        self.reached(room).into_iter().filter(|other| self.reached(other).contains(room)).count()
    }
}

/// How many rooms and arrows there are, how many of the arrows are in circles, and over how many rooms the largest goes.
impl fmt::Display for Rooms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let largest = self.names.iter().map(|room| self.circle(room)).max().unwrap_or_default();
        let (rooms, arrows, circular) = (self.names.len(), self.arrows.len(), self.circular().len());
        write!(f, "{rooms} rooms, {arrows} arrows, {circular} of them in circles, the largest over {largest} rooms")
    }
}

/// The room a file of the layer is in; none for the layer's own.
fn room_of(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs");
    (first != "mod").then(|| first.to_owned())
}

/// What the layer's own file gives out under names of their own, and the rooms that has it from.
fn exports(code: &str) -> BTreeMap<&str, String> {
    let uses = code.match_indices("use ").filter(|(at, word)| is_word(code, *at, word.trim()));
    let statements = uses.filter_map(|(at, word)| code[at + word.len()..].split_once(';').map(|(path, _)| path));
    let mut found = BTreeMap::new();
    for (room, names) in statements.filter_map(|path| path.trim_start_matches("self::").split_once("::")) {
        for name in names.split([',', '{', '}']) {
            let name = name.rsplit("::").next().unwrap_or_default();
            let name = name.rsplit(" as ").next().unwrap_or_default().trim();
            found.insert(name, room.to_owned());
        }
    }
    found
}

/// What a file takes from the layer, by the first name of its path inside it, and where it does.
fn imports<'a>(layer: &str, path: &Path, code: &'a str) -> Vec<(usize, &'a str)> {
    let outer = path.components().count() - usize::from(path.ends_with("mod.rs"));
    let named = code.match_indices(&format!("crate::{layer}::")).map(|(at, path)| (at, at + path.len())).collect();
    let above = "super::".repeat(outer);
    let relative = code.match_indices(&above).filter(|(at, _)| {
        let rest = &code[at + above.len()..];
        is_word(code, *at, "super") && !code[..*at].ends_with("::") && !rest.starts_with("super::")
    });
    let mut starts: Vec<(usize, usize)> = named;
    starts.extend(relative.map(|(at, path)| (at, at + path.len())));
    starts.into_iter().flat_map(|(at, start)| names(&code[start..]).into_iter().map(move |name| (at, name))).collect()
}

/// The first names of a path, or of the paths of a group.
fn names(code: &str) -> Vec<&str> {
    let first = |path: &'_ str| path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    let Some(mut group) = code.strip_prefix('{') else { return vec![&code[..first(code)]] };
    let mut found = Vec::new();
    loop {
        group = group.trim_start();
        let name = &group[..first(group)];
        found.extend((!name.is_empty()).then_some(name));
        let end = end_of(group, |rest| rest.starts_with(','));
        match group[end..].strip_prefix(',') {
            Some(rest) => group = rest,
            None => return found,
        }
    }
}

#[test]
fn imports_are_found() {
    let files = [
        ("mod.rs", "pub mod a;\nmod b;\npub use a::{deep::{A, B}, C as D};\npub(super) use b::E;"),
        ("a/mod.rs", "mod deep;\nuse super::b;\nuse crate::asl::State;"),
        ("a/deep.rs", "use super::super::{E, c::{self, X}};\nuse super::F;\n// crate::layer::d is no import\n"),
        ("b.rs", "#[cfg(test)]\nmod tests {\n    use super::super::d;\n}\nfn f(x: crate::layer::D) {}"),
        ("c.rs", "use super::d::Y;"),
        ("d.rs", "const WORDS: &str = \"super::c\";"),
        ("d_tests.rs", "use super::a;"),
    ];
    let rooms = Rooms::read("layer", files.into_iter().map(|(path, text)| (path.into(), text.to_owned())));
    let arrows: Vec<String> = rooms.arrows.iter().map(|((from, to), place)| format!("{from}->{to} {place}")).collect();
    let expected =
        ["a->b src/layer/a/deep.rs:1", "a->c src/layer/a/deep.rs:1", "b->a src/layer/b.rs:5", "c->d src/layer/c.rs:1"];
    assert_eq!(arrows, expected);
    assert_eq!(rooms.to_string(), "4 rooms, 4 arrows, 2 of them in circles, the largest over 2 rooms");
}
