//! What the documents for people say, held to the tree: paths, links, commands, tests and names that are given as code; and
//! the tables that are written from the source. `UPDATE_EXPECT=1` writes those anew.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may assume")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use stepwright::asl::fields::markdown;
use stepwright::json::Value;
use stepwright::lint::RULES;
use stepwright::studio::catalogue::{Place, Row};
use stepwright::studio::commands::EXAMPLES;
use stepwright::studio::fidelity::{MEASURED, documents};
use stepwright::studio::key::Keyboard;

/// The documents, by their paths from the root.
const DOCUMENTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "docs/fidelity.md", "docs/fields.md", "docs/robustness.md"];

/// What a build makes: it is named, and is not in the repository.
const BUILT: [&str; 2] = ["target/", "dist/"];

#[test]
fn every_document_is_looked_at() {
    let tracked = tracked();
    let documents = tracked
        .iter()
        .filter(|file| file.rsplit_once('.').is_some_and(|(_, kind)| kind == "md") && *file != "CHANGELOG.md");
    assert_eq!(documents.collect::<BTreeSet<_>>(), DOCUMENTS.map(str::to_owned).iter().collect());
}

#[test]
fn every_file_is_there() {
    let files = tracked();
    let mut missing = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS {
        for code in codes(&read(document)) {
            for path in code.split_whitespace().filter_map(path_of) {
                seen += 1;
                let folder = format!("{}/", path.trim_end_matches('/'));
                // A file that is named without a folder is in the one its sentence is about.
                let inside = format!("/{path}");
                let is_there = |file: &String| file == path || file.starts_with(&folder) || file.ends_with(&inside);
                if !files.iter().any(is_there) {
                    missing.push(format!("{document}: {path}"));
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} paths were found");
    assert_none("Every file and folder that a document names is in the repository", &missing);
}

/// What a word of code names in the repository: a path, up to its first part that stands for any, such as `<family>`.
fn path_of(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c| "'\",;:()".contains(c));
    let word = word.rsplit_once('=').map_or(word, |(_, value)| value).trim_start_matches("$PWD/");
    let end = word.find('<').map_or(word.len(), |at| word[..at].rfind('/').unwrap_or(0));
    let path = &word[..end];
    let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let is_file = [".rs", ".md", ".css", ".mjs", ".json", ".txt"].iter().any(|ending| path.ends_with(ending));
    let is_folder = path.contains('/') && path.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
    let is_built = BUILT.iter().any(|folder| path.starts_with(folder));
    (is_plain && (is_file || is_folder) && !is_built).then_some(path)
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for document in DOCUMENTS {
        let text = read(document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(document).parent().unwrap();
            let path = if file.is_empty() { Path::new(document).to_owned() } else { folder.join(file) };
            let there = fs::read_to_string(root().join(&path)).ok();
            let has_anchor =
                |text: String| anchor.is_empty() || text.lines().filter_map(heading).any(|id| id == anchor);
            if !there.map_or_else(|| root().join(&path).exists(), has_anchor) {
                broken.push(format!("{document}: {link}"));
            }
        }
    }
    assert_none("Every link within the repository leads somewhere", &broken);
}

/// The fragment by which a heading is linked to.
fn heading(line: &str) -> Option<String> {
    let words = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = words.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    Some(kept.collect::<String>().to_lowercase().replace(' ', "-"))
}

#[test]
fn every_make_target_exists_and_the_readme_names_all() {
    let makefile = read("Makefile");
    let targets: Vec<_> = makefile.lines().filter_map(|line| line.split_once(": ##")).map(|(name, _)| name).collect();
    assert!(targets.contains(&"run") && targets.contains(&"test"), "the Makefile has the targets run and test");
    let mut unknown = Vec::new();
    for document in DOCUMENTS {
        for code in codes(&read(document)) {
            for named in code.split("make ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
                if !targets.contains(&named) {
                    unknown.push(format!("{document}: make {named}"));
                }
            }
        }
    }
    assert_none("Every target a document names is in the Makefile", &unknown);
    let readme = read("README.md");
    let unnamed: Vec<_> = targets
        .iter()
        .filter(|name| !readme.contains(&format!("make {name}")))
        .map(|name| (*name).to_owned())
        .collect();
    assert_none("README.md names every target of the Makefile", &unnamed);
}

#[test]
fn every_test_that_is_named_exists() {
    let mut missing = Vec::new();
    let mut seen = 0;
    for document in DOCUMENTS {
        for code in codes(&read(document)).into_iter().filter(|code| code.contains("cargo test")) {
            let words: Vec<&str> = code.split_whitespace().collect();
            for (index, word) in words.iter().enumerate() {
                let argument = |ahead: usize| words.get(index + ahead).copied().filter(|word| !word.starts_with('-'));
                let is_there = match *word {
                    "--test" => is_test(argument(1).unwrap_or_default(), argument(2)),
                    "--lib" => argument(1).is_none_or(is_module),
                    _ => continue,
                };
                seen += 1;
                if !is_there {
                    missing.push(format!("{document}: {code}"));
                }
            }
        }
    }
    assert!(seen > 5, "only {seen} tests were found");
    assert_none("Every command runs a test", &missing);
}

/// Whether a file of tests has one with these letters in its name.
fn is_test(file: &str, part: Option<&str>) -> bool {
    let text = fs::read_to_string(root().join(format!("tests/{file}.rs")));
    let names = |text: &str, part: &str| {
        text.split("\nfn ").skip(1).any(|rest| rest.split('(').next().is_some_and(|name| name.contains(part)))
    };
    text.is_ok_and(|text| part.is_none_or(|part| names(&text, part)))
}

/// Whether some module of the library ends in this path.
fn is_module(path: &str) -> bool {
    let path = path.trim_end_matches("::tests").replace("::", "/");
    let endings = [format!("/{path}.rs"), format!("/{path}/mod.rs"), format!("/{path}/tests.rs")];
    tracked().iter().any(|file| file.starts_with("src/") && endings.iter().any(|end| file.ends_with(end)))
}

/// `Command::traits`, `STATE_FIELDS`, `assert`: some file has all the words.
#[test]
fn every_name_is_in_the_source() {
    let sources: Vec<BTreeSet<String>> = tracked()
        .iter()
        .filter(|file| ["src/", "tests/", "tools/", "scripts/"].iter().any(|folder| file.starts_with(folder)))
        .filter_map(|file| fs::read_to_string(root().join(file)).ok())
        .map(|text| words(&text).map(str::to_owned).collect())
        .collect();
    let is_name = |code: &&String| {
        let letters = code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':'));
        letters && code.contains(|c: char| c.is_ascii_uppercase() || c == '_' || c == ':')
    };
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        for code in codes(&read(document)).iter().filter(is_name) {
            if !sources.iter().any(|known| words(code).all(|word| known.contains(word))) {
                missing.push(format!("{document}: {code}"));
            }
        }
    }
    assert_none("Every name a document gives is in the source", &missing);
}

/// What is kept today is in the topmost section that names a saved format, and this version has a section.
#[test]
fn the_changelog_has_the_version_and_the_saved_format_there_are() {
    let changes = read("CHANGELOG.md");
    let version = format!("\n## {} (", env!("CARGO_PKG_VERSION"));
    assert!(changes.contains(&version) && changes.contains("\n## Unreleased\n"), "CHANGELOG.md has{version}…)");
    let kept = Value::parse(&EXAMPLES[0].open().to_saved()).ok();
    let format = kept.and_then(|kept| kept.get("version").and_then(Value::as_i64)).expect("a setting is kept");
    let named = changes.split("\nSaved format ").nth(1).expect("CHANGELOG.md names the saved format");
    assert!(named.starts_with(&format!("{format}, ")) || named.starts_with(&format!("{format}: ")), "it is {format}");
}

#[test]
fn the_changelog_and_the_readme_count_the_rules() {
    let count = RULES.len();
    assert!(read("README.md").contains(&format!("| Problems | {count} rules ")), "README.md: there are {count} rules");
    let changes = read("CHANGELOG.md");
    let counted = changes.split("\n- Problems: ").find_map(|line| line.split_once(" rules ").map(|(count, _)| count));
    assert_eq!(counted, Some(&*count.to_string()), "CHANGELOG.md counts the rules");
}

#[test]
fn the_tables_of_fields_are_those_of_the_source() {
    assert_section("docs/fields.md", "states", &markdown::of_states());
    assert_section("docs/fields.md", "objects", &markdown::of_objects());
}

#[test]
fn the_document_on_fidelity_says_what_the_app_says() {
    assert_section("docs/fidelity.md", "limits", &documents::limits());
}

/// What the sheet of shortcuts shows, a row for each place.
#[test]
fn the_readme_has_the_keys_that_the_page_has() {
    let row = |place: &Place| {
        let command = |row: &Row| {
            let keys: Vec<_> = row.keys.iter().map(|chord| format!("**{}**", chord.words(Keyboard::Pc))).collect();
            format!("{} {}", row.label, keys.join(" "))
        };
        format!("| {} | {} |\n", place.label(), place.rows().map(command).collect::<Vec<_>>().join("; "))
    };
    let rows: String = Place::ALL.iter().map(row).collect();
    assert_section("README.md", "keys", &format!("| where | what, and its keys |\n| --- | --- |\n{rows}"));
}

/// Only `README=README.md make conformance` knows new numbers, and it writes all three.
#[test]
fn the_documents_have_the_numbers_the_app_has() {
    for (document, table) in
        [("README.md", documents::by_corpus(MEASURED)), ("docs/fidelity.md", documents::by_area(MEASURED))]
    {
        let text = read(document);
        let same = section(document, &text, "conformance").1 == format!("\n{table}\n");
        assert!(same, "{document} has other numbers than `studio/fidelity/measured.rs`");
    }
}

/// What stands before, between and after the marks of a section of a document that a program writes.
fn section<'a>(document: &str, text: &'a str, name: &str) -> (&'a str, &'a str, &'a str) {
    let begins = text.find(&format!("<!-- {name}: written by"));
    let begin = begins.unwrap_or_else(|| panic!("{document} marks where {name} begins"));
    let inside = begin + text[begin..].find('\n').expect("the mark is a line") + 1;
    let ends = text[inside..].find(&format!("<!-- end of {name} -->"));
    let end = inside + ends.unwrap_or_else(|| panic!("{document} marks where {name} ends"));
    (&text[..inside], &text[inside..end], &text[end..])
}

fn assert_section(document: &str, name: &str, wanted: &str) {
    // The tests run side by side and each writes a part: what the others wrote meanwhile would be lost.
    static WRITING: Mutex<()> = Mutex::new(());
    let _alone = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let text = read(document);
    let (before, found, after) = section(document, &text, name);
    let wanted = format!("\n{wanted}\n");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(root().join(document), format!("{before}{wanted}{after}")).unwrap();
    } else {
        assert!(found == wanted, "{document} says something else of {name} than the source: UPDATE_EXPECT=1 writes it");
    }
}

/// The walks of `src/lib.rs`: what `cargo doc` cannot look up, since a build without the page does not have it.
#[test]
fn every_place_of_the_page_on_a_walk_is_there() {
    let text: String =
        read("src/lib.rs").lines().filter_map(|line| line.strip_prefix("//! ")).collect::<Vec<_>>().join("\n");
    let places: Vec<String> = codes(&text)
        .into_iter()
        .filter(|code| ["ui::", "platform::"].iter().any(|layer| code.starts_with(layer)))
        .collect();
    assert!(places.len() >= 8, "{places:?}");
    let missing: Vec<String> = places.into_iter().filter(|place| !is_defined(place)).collect();
    assert_none("Every place of the page that `src/lib.rs` names is there", &missing);
}

/// Whether the file that a path leads to defines what follows: `ui::store::Store::dispatch` a type and its function.
fn is_defined(place: &str) -> bool {
    let parts: Vec<&str> = place.split("::").collect();
    (1..parts.len()).any(|cut| {
        let (file, items) = (parts[..cut].join("/"), &parts[cut..]);
        let text = [format!("src/{file}.rs"), format!("src/{file}/mod.rs")]
            .iter()
            .find_map(|path| fs::read_to_string(root().join(path)).ok());
        let defines = |text: &str, item: &str| {
            ["fn ", "struct ", "enum "].iter().any(|kind| {
                text.contains(&format!("{kind}{item}("))
                    || text.contains(&format!("{kind}{item} "))
                    || text.contains(&format!("{kind}{item}<"))
            })
        };
        text.is_some_and(|text| items.iter().all(|item| defines(&text, item)))
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// What is written as code in a Markdown text: between backticks, and each line of a fenced block.
fn codes(text: &str) -> Vec<String> {
    let mut codes = Vec::new();
    let mut prose = String::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            codes.push(line.split(" #").next().unwrap_or_default().to_owned());
        } else {
            prose.push_str(line);
            // Code goes over the end of a line, not over the end of a paragraph.
            prose.push(if line.is_empty() { '\n' } else { ' ' });
        }
    }
    for paragraph in prose.split('\n') {
        codes.extend(paragraph.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    codes
}

fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n{rule}:\n  {}\n", broken.join("\n  "));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that is, or is about to be, in the repository.
fn tracked() -> Vec<String> {
    let git = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(git).current_dir(root()).output().expect("git lists the files");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
}
