//! The rules no compiler checks, as sentences: layers, lengths, and words that must not stay.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use source::defaults::{defaults_over, defaults_over_actions, enums};
use source::rooms::Rooms;
use source::{line_of, lines_of_code, read, root, sources, without_tests, without_words};
use stepwright::studio::catalogue::{Effect, Place, ROWS};

/// A file with more lines than this, its tests not counted, has more than one subject.
const LINES_MAX: usize = 500;

/// A layer, what it may import, and the invariant that an import beyond it would break.
struct Layer {
    name: &'static str,
    may_import: &'static [&'static str],
    invariant: &'static str,
}

#[rustfmt::skip]
const LAYERS: &[Layer] = &[
    Layer { name: "json", may_import: &[],
        invariant: "json knows no meaning: parsing never fails, and what is printed is what was parsed" },
    Layer { name: "query", may_import: &["json"],
        invariant: "query is total and deterministic: time and chance arrive from outside, values are json's" },
    Layer { name: "layout", may_import: &[],
        invariant: "layout is geometry alone: the same graph gives the same bytes, and no state or page is known to it" },
    Layer { name: "asl", may_import: &["json"],
        invariant: "asl reads a document: its views borrow the tree, and a missing or wrong field is none, never a panic" },
    Layer { name: "lint", may_import: &["json", "asl", "query"],
        invariant: "lint judges a document and changes nothing: it sees neither commands nor runs" },
    Layer { name: "edit", may_import: &["json", "asl"],
        invariant: "edit turns an intention into the smallest text edit: it sees neither rules nor runs" },
    Layer { name: "sim", may_import: &["json", "asl", "query"],
        invariant: "sim steps as a function of its arguments: no clock, no page, no editor" },
    Layer { name: "interop", may_import: &["json", "query", "layout", "asl", "lint", "edit", "sim"],
        invariant: "interop is text in, text out: it knows nothing of the studio or the page" },
    Layer { name: "studio", may_import: &["json", "query", "layout", "asl", "lint", "edit", "sim", "interop"],
        invariant: "studio is the whole app as plain data and pure functions: no page, no browser" },
    Layer { name: "platform", may_import: &[],
        invariant: "platform is the browser's services without a policy: it knows nothing of the app" },
    Layer { name: "ui", may_import: &["json", "query", "layout", "asl", "lint", "edit", "sim", "interop", "studio", "platform"],
        invariant: "ui is the outermost layer: it may name everything, and nothing may name it" },
];

/// A room of a layer, and the invariant that an import of a room in a later row would break.
struct Room {
    name: &'static str,
    invariant: &'static str,
}

/// The rooms of the simulator from the lowest up. What a step, a scope's end and its owner's going on do to each other is one
/// room: one leads to the next, round and round.
#[rustfmt::skip]
const SIM: &[Room] = &[
    Room { name: "limits",
        invariant: "limits is numbers and where they come from" },
    Room { name: "time",
        invariant: "time is virtual: a number, how it is written and read, and no clock" },
    Room { name: "ids",
        invariant: "ids tell scopes, tasks and tokens from each other: what they are of is not known to them" },
    Room { name: "chance",
        invariant: "chance is a function of a seed: nothing draws but by it, and it knows nobody who does" },
    Room { name: "payload",
        invariant: "payload measures values: whose they are does not matter" },
    Room { name: "history",
        invariant: "history is what happened, in AWS's names: it knows no state that does it" },
    Room { name: "trace",
        invariant: "trace is what was decided beside the history: it knows nobody who decides" },
    Room { name: "error",
        invariant: "error is a name, a cause and an origin: who retries or catches it is decided above" },
    Room { name: "about",
        invariant: "about is who an execution is, from its start to its end: it knows nothing it does" },
    Room { name: "mock",
        invariant: "mock is what a service answers, as a person writes it: it knows no call and no run" },
    Room { name: "differences",
        invariant: "differences names where the simulator departs from the service: it reads a history and makes none" },
    Room { name: "items",
        invariant: "items is what a Map iterates over, reads and writes: when it does is for the states" },
    Room { name: "children",
        invariant: "children is map runs and child executions as records: what moves them is above" },
    Room { name: "dataflow",
        invariant: "dataflow is how data moves through a state: no events, no scopes, no retries" },
    Room { name: "execution",
        invariant: "execution is a snapshot of a run: it knows nothing that changes it" },
    Room { name: "retry",
        invariant: "retry says which Retrier or Catcher has an error: it changes no scope" },
    Room { name: "program",
        invariant: "program is a definition made ready to run: it knows no run" },
    Room { name: "world",
        invariant: "world turns what a step asks for into what comes of it: it knows no state and no step" },
    Room { name: "step",
        invariant: "step is the pure transition and what each kind of state does in it: no mocks, no past" },
    Room { name: "nested",
        invariant: "nested is the executions of other machines that a run starts: it knows neither journal nor moment" },
    Room { name: "test_state",
        invariant: "test_state is one state alone, with a mock in the place of its work: it knows no run" },
    Room { name: "run",
        invariant: "run is a simulation one walks along: all of the simulator is below it" },
];

/// The rooms of the studio from the lowest up.
#[rustfmt::skip]
const STUDIO: &[Room] = &[
    Room { name: "key",
        invariant: "key is what is pressed and how people read it: what it does is not its matter" },
    Room { name: "describe",
        invariant: "describe words numbers, times and values: it knows nothing that is open, runs or shows" },
    Room { name: "compare",
        invariant: "compare tells two texts apart by lines: whose they are, and what they mean, is not known to it" },
    Room { name: "view",
        invariant: "view names the parts of the page a person chooses among: what they show is not its matter" },
    Room { name: "library",
        invariant: "library is the list of kept machines as data: it knows neither what is in one nor who keeps it" },
    Room { name: "drawn",
        invariant: "drawn is the last text that was JSON and what is chosen of it: it changes neither" },
    Room { name: "commands",
        invariant: "commands is a table of what the palette offers and which examples ship: it opens and changes nothing" },
    Room { name: "form",
        invariant: "form says which fields a state has and what a typed line stands for: it does none of it" },
    Room { name: "project",
        invariant: "project is machines with their mocks, as they are kept: it knows no run and no open machine" },
    Room { name: "run",
        invariant: "run is one simulation, its setup and its pace: it knows neither texts nor what is shown of it" },
    Room { name: "executions",
        invariant: "executions tells what a run did beside its own history: it reads runs and makes none" },
    Room { name: "fidelity",
        invariant: "fidelity is what was measured, and what of a run it is about: it has no part in the run" },
    Room { name: "drafts",
        invariant: "drafts holds what is typed under what it belongs to: committing it is for the reducer of drafts" },
    Room { name: "undo",
        invariant: "undo holds changes and their inverses: when one is made is decided above" },
    Room { name: "workbench",
        invariant: "workbench is all that a person could lose, and what follows from its text: it knows no action" },
    Room { name: "moment",
        invariant: "moment folds a run's history and trace up to the chosen event: it changes nothing" },
    Room { name: "scene",
        invariant: "scene is where everything stands on the canvas: it is computed from a drawing and a moment alone" },
    Room { name: "timeline",
        invariant: "timeline is a moment laid out in time: it is computed from that alone" },
    Room { name: "reduce",
        invariant: "reduce is all that changes the workbench, an action at a time: it knows no pointer and no page" },
    Room { name: "catalogue",
        invariant: "catalogue is a table of commands with their keys: it does none of them, and knows no event and no page" },
    Room { name: "gesture",
        invariant: "gesture makes actions of a pointer's way: what they do is decided below" },
];

#[test]
fn layers_import_downwards_only() {
    let mut broken = Vec::new();
    for (path, text) in sources("src") {
        let Some(layer) = layer_of(&path) else { continue };
        for other in LAYERS.iter().filter(|other| other.name != layer.name && !layer.may_import.contains(&other.name)) {
            for line in lines_naming(&text, other.name) {
                broken.push(format!("{}:{line} imports {}, but {}", path.display(), other.name, layer.invariant));
            }
        }
    }
    assert_none("A layer imports only what lies below it", &broken);
}

#[test]
fn every_folder_of_the_source_is_a_layer() {
    let strangers: Vec<_> = sources("src")
        .into_keys()
        .filter(|path| path.components().count() > 2 && layer_of(path).is_none())
        .map(|path| path.display().to_string())
        .collect();
    assert_none("Every folder of src/ has a row in the table of layers", &strangers);
}

#[test]
fn rooms_import_downwards_only() {
    for (layer, rows) in [("studio", STUDIO), ("sim", SIM)] {
        let rooms = Rooms::of(layer);
        let floor = |room: &str| rows.iter().position(|other| other.name == room);
        let strangers: Vec<_> = rooms.names.iter().filter(|room| floor(room).is_none()).collect();
        assert!(strangers.is_empty(), "Every room of {layer} has a row in the table: {strangers:?}");
        assert_eq!(rooms.names.len(), rows.len(), "a row of {layer} has no room");
        let broken: Vec<_> = rooms
            .arrows
            .iter()
            .filter(|((from, to), _)| floor(from) < floor(to))
            .map(|((from, to), place)| {
                let invariant = floor(from).map_or("", |floor| rows[floor].invariant);
                format!("{place} imports {to}, but {invariant}")
            })
            .collect();
        assert_none("A room imports only rooms of rows above its own", &broken);
    }
}

/// How many of the arrows between the rooms of a layer may be part of a circle. `--nocapture` shows all figures.
#[test]
fn circles_between_rooms_do_not_grow() {
    for (layer, circular_max) in [("studio", 0), ("sim", 0)] {
        let rooms = Rooms::of(layer);
        println!("src/{layer}: {rooms}");
        assert!(rooms.circular().len() <= circular_max, "{layer}: {:#?}", rooms.circular());
    }
}

#[test]
fn a_file_has_one_subject() {
    let long: Vec<_> = sources("src")
        .into_iter()
        .map(|(path, text)| (path, lines_of_code(&text).flatten().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert_none(&format!("A file has at most {LINES_MAX} lines, its tests not counted"), &long);
}

#[test]
fn nothing_is_left_for_later() {
    // Spelt in two parts, so that this file does not find itself.
    let banned = [
        ["todo", "!("],
        ["unimplemented", "!("],
        ["#[ig", "nore"],
        ["#[should_", "panic"],
        ["FIX", "ME"],
        ["test.", "only("],
        ["test.", "skip("],
        ["test.", "fixme("],
    ]
    .map(|parts| parts.concat());
    let mut found = Vec::new();
    for (path, text) in tracked_texts() {
        if ["src", "tests", "benches", "examples", "tools", "scripts"].iter().any(|folder| path.starts_with(folder)) {
            found.extend(occurrences(&path, &text, &banned));
        }
    }
    assert_none("Nothing is skipped and nothing is left for later", &found);
}

#[test]
fn every_exception_to_a_lint_has_a_reason() {
    let mut found = Vec::new();
    for (path, text) in all_rust() {
        for marker in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
            for (at, _) in text.match_indices(marker) {
                let attribute = text[at..].split_once(")]").map_or(&text[at..], |(attribute, _)| attribute);
                if starts_a_line(&text, at) && !attribute.contains("reason") {
                    found.push(format!("{}:{} {attribute})]", path.display(), line_of(&text, at)));
                }
            }
        }
    }
    assert_none("Every exception to a lint says why", &found);
}

#[test]
fn the_program_does_not_assume() {
    let banned = [".unwrap()", ".expect(\"", ".unwrap_err()", ".expect_err("].map(str::to_owned);
    let mut found = Vec::new();
    for (path, text) in sources("src").into_iter().filter(|(path, _)| !path.to_string_lossy().ends_with("tests.rs")) {
        found.extend(occurrences(&path, &without_tests(&text), &banned));
    }
    assert_none("What may be missing is handled, outside tests, where it is missing", &found);
}

/// A new action that falls into a default arm compiles, and does nothing.
#[test]
fn a_match_over_actions_has_no_default() {
    let mut broken = Vec::new();
    for (path, text) in ["src/studio", "src/ui"].into_iter().flat_map(sources) {
        let code = without_words(&without_tests(&text));
        let found = defaults_over_actions(&code).into_iter();
        broken.extend(found.map(|at| format!("{}:{}", path.display(), line_of(&code, at))));
    }
    assert_none("What is done with actions is said of each by its name", &broken);
}

/// What a button does and a key is called stands in the catalogue of commands.
#[test]
fn no_view_knows_a_key_beside_the_catalogue() {
    let banned = [
        "event.key()",
        "event.code()",
        "\"Escape\"",
        "\"Enter\"",
        "\"Tab\"",
        "\"Home\"",
        "\"Arrow",
        "\"Page",
        "\"F2\"",
        "(Ctrl+",
        "(F8)",
        "(F10)",
    ];
    let mut found = Vec::new();
    for (path, text) in sources("src/ui").into_iter().filter(|(path, _)| path != Path::new("src/ui/keys.rs")) {
        found.extend(occurrences(&path, &text, &banned.map(str::to_owned)));
    }
    assert_none("Keys are rows of the catalogue", &found);
}

#[test]
fn every_place_of_the_catalogue_has_a_view_that_listens() {
    let views: String = sources("src/ui").into_values().map(|text| without_words(&text)).collect();
    let deaf = Place::ALL.into_iter().filter(|place| {
        // The editor has its own code for its keys.
        *place != Place::Editor && !views.contains(&format!("Place::{place:?}"))
    });
    assert_none(
        "Some view asks for the keys of each place",
        &deaf.map(|place| format!("{place:?}")).collect::<Vec<_>>(),
    );
    assert!(ROWS.iter().all(|row| matches!(row.does, Effect::Edit) == (row.place == Place::Editor)));
}

#[test]
fn every_command_with_a_symbol_has_its_button() {
    let views: String = sources("src/ui").into_values().collect();
    let symbols = read("style/icons.svg");
    let mut missing = Vec::new();
    for row in ROWS.iter().filter(|row| !row.icon.is_empty()) {
        let is_there = views.contains(&format!("CommandId::{:?}", row.id));
        if !is_there || !symbols.contains(&format!("id=\"i-{}\"", row.icon)) {
            missing.push(format!("{:?} ({})", row.id, row.icon));
        }
    }
    assert_none("A command with a symbol has a button, and the symbol is drawn", &missing);
}

/// An enum that has more variants than a place has a use for: a keyboard's keys do nothing where they mean nothing.
const OPEN_ENDED: &[&str] = &["Key"];

/// The same of every enum of the editor, the studio and the views.
#[test]
fn a_match_over_enums_of_ours_has_no_default() {
    let layers = ["edit", "studio", "ui"];
    let codes: BTreeMap<_, _> = layers.iter().flat_map(|layer| sources(&format!("src/{layer}"))).collect();
    let codes: Vec<_> = codes.iter().map(|(path, text)| (path, without_words(&without_tests(text)))).collect();
    let mut ours: BTreeSet<String> = codes.iter().flat_map(|(_, code)| enums(code)).collect();
    ours.retain(|name| !OPEN_ENDED.contains(&&**name));
    assert!(ours.contains("Command") && ours.contains("Selection") && ours.contains("StateStatus"), "{ours:?}");
    let below = LAYERS.iter().map(|layer| layer.name).filter(|layer| !layers.contains(layer));
    let below: Vec<String> = below.map(|layer| format!("use crate::{layer}::")).collect();
    let mut broken = Vec::new();
    for (path, code) in &codes {
        // What a file has from a layer below is none of ours, although it may be called so.
        let imports = code.split(';').filter_map(|statement| statement.rfind("use crate::").map(|at| &statement[at..]));
        let imports: Vec<_> = imports.filter(|import| below.iter().any(|layer| import.starts_with(layer))).collect();
        let is_own = |name: &&String| {
            !imports.iter().any(|import| import.split(|c| !char::is_alphanumeric(c)).any(|word| word == *name))
        };
        let found = defaults_over(code, &ours.iter().filter(is_own).cloned().collect()).into_iter();
        broken.extend(found.map(|at| format!("{}:{}", path.display(), line_of(code, at))));
    }
    assert_none("What is done with an enum of ours is said of each variant by its name", &broken);
}

#[test]
fn no_file_names_a_machine() {
    let banned = [
        ["/wo", "rk/"],
        ["/fa", "rm/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Us", "ers/"],
        ["/tmp/bash", "_jobs"],
        ["registry.np", "mjs"],
        ["index.cra", "tes.io"],
        ["static.cra", "tes.io"],
        ["\"reso", "lved\": \"http"],
    ]
    .map(|parts| parts.concat());
    let found: Vec<_> = tracked_texts().iter().flat_map(|(path, text)| occurrences(path, text, &banned)).collect();
    assert_none("No file names a path of one machine or the host of a registry", &found);
}

/// It adds nothing of its own, so that whoever runs `make test` has run it.
#[test]
fn the_public_workflow_runs_what_anybody_runs() {
    let workflow = read(".github/workflows/ci.yml");
    let runs: Vec<_> = workflow.lines().filter_map(|line| line.trim_start().split_once("run: ")).collect();
    assert_eq!(runs, [("- ", "make test")]);
    let local = read(".ci/run");
    assert_eq!(local.lines().last(), Some("make test"), ".ci/run runs the same");
    for (action, version) in workflow.lines().filter_map(|line| line.split_once("uses: ")?.1.split_once('@')) {
        let major = version.strip_prefix('v').is_some_and(|major| major.parse::<u32>().is_ok());
        assert!(major, "{action} is pinned to a major version, not to {version}");
    }
}

fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n{rule}:\n  {}\n", broken.join("\n  "));
}

/// The layer a source file belongs to: its folder, or the file of that name beside the folders.
fn layer_of(path: &Path) -> Option<&'static Layer> {
    let inside = path.strip_prefix("src").ok()?;
    let first = inside.components().next()?.as_os_str().to_str()?;
    LAYERS.iter().find(|layer| layer.name == first.trim_end_matches(".rs"))
}

fn all_rust() -> BTreeMap<PathBuf, String> {
    ["src", "tests", "benches", "examples", "tools"].into_iter().flat_map(sources).collect()
}

/// Every text file that is, or is about to be, in the repository.
fn tracked_texts() -> Vec<(PathBuf, String)> {
    let git = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(git).current_dir(root()).output().expect("git lists the files");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let files = listed.lines().map(PathBuf::from);
    let texts: Vec<_> = files
        .filter_map(|path| {
            let text = fs::read_to_string(root().join(&path)).ok()?;
            Some((path, text))
        })
        .collect();
    assert!(!texts.is_empty(), "git lists the files of this repository");
    texts
}

/// The lines, from 1, whose code names `crate::<layer>`, also inside `crate::{…}`.
fn lines_naming(text: &str, layer: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for (at, marker) in text.match_indices("crate::") {
        let rest = &text[at + marker.len()..];
        let named = match rest.strip_prefix('{') {
            Some(group) => group
                .split_once("};")
                .map_or(group, |(group, _)| group)
                .split([',', '{', '}'])
                .any(|item| starts_with_word(item, layer)),
            None => starts_with_word(rest, layer),
        };
        if named && is_code(text, at) {
            lines.push(line_of(text, at));
        }
    }
    lines
}

fn starts_with_word(text: &str, word: &str) -> bool {
    let rest = text.trim_start().strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

/// Whether a place in a text is outside a line comment.
fn is_code(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    !line.trim_start().starts_with("//")
}

/// Whether only space stands before a place in its line.
fn starts_a_line(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty())
}

fn occurrences(path: &Path, text: &str, words: &[String]) -> Vec<String> {
    let found = |word: &String| {
        let places = text.match_indices(word.as_str()).filter(|(at, _)| is_code(text, *at));
        places.map(|(at, _)| format!("{}:{} {word}", path.display(), line_of(text, at))).collect::<Vec<_>>()
    };
    words.iter().flat_map(found).collect()
}
