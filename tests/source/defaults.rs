//! Default arms in matches over enums of ours.

use std::collections::BTreeSet;

use super::{end_of, is_word};

/// The names of the enums that a code declares, its words blanked.
pub(crate) fn enums(code: &str) -> impl Iterator<Item = String> {
    let declared = code.match_indices("enum ").filter(|(at, _)| is_word(code, *at, "enum"));
    declared.map(|(at, word)| code[at + word.len()..].chars().take_while(|c| is_part(*c)).collect())
}

/// Where a code, of which the words are blanked, has a default for actions: an arm that takes any of them, a test for some
/// of them, or an arm for all actions of a part.
pub(crate) fn defaults_over_actions(code: &str) -> Vec<usize> {
    let is_action = |name: &str| name.ends_with("Action") || name == "Self" && code.contains("Action {");
    let names = |pattern: &str| enums_in(pattern).any(is_action);
    let all_of_a_part = |pattern: &str| pattern.starts_with("Action::") && pattern.ends_with("(_)");
    let default = |arm: &Arm| is_default(arm.pattern) || all_of_a_part(arm.pattern);
    let mut found = matches_with(code, |arm| names(arm.pattern), default);
    for (at, word) in words(code, "let") {
        let pattern = &code[at + word.len()..];
        let pattern = &pattern[..end_of(pattern, |rest| rest.starts_with(['=', ';']) || rest.starts_with(": "))];
        found.extend(names(pattern).then_some(at));
    }
    for (at, word) in words(code, "matches") {
        let Some(inside) = code[at + word.len()..].strip_prefix("!(") else { continue };
        found.extend(names(&inside[..end_of(inside, |_| false)]).then_some(at));
    }
    found
}

/// Where a code, of which the words are blanked, has an arm that takes any of the enums of these names: a new variant would
/// fall into it. An arm with a condition takes none for good.
pub(crate) fn defaults_over(code: &str, ours: &BTreeSet<String>) -> Vec<usize> {
    let names = |arm: &Arm| enums_in(arm.pattern).any(|name| ours.contains(name));
    matches_with(code, names, |arm| !arm.has_condition && is_default(arm.pattern))
}

/// The matches that have an arm of one kind and one of another.
fn matches_with(code: &str, one: impl Fn(&Arm) -> bool, other: impl Fn(&Arm) -> bool) -> Vec<usize> {
    let has_both = |(at, word): &(usize, &str)| {
        let body = at + word.len() + end_of(&code[at + word.len()..], |rest| rest.starts_with('{')) + 1;
        let arms = arms(&code[body..]);
        arms.iter().any(&one) && arms.iter().any(&other)
    };
    words(code, "match").filter(has_both).map(|(at, _)| at).collect()
}

fn words<'c>(code: &'c str, word: &'static str) -> impl Iterator<Item = (usize, &'c str)> {
    code.match_indices(word).filter(move |(at, _)| is_word(code, *at, word))
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The enums whose variants a pattern names.
fn enums_in(pattern: &str) -> impl Iterator<Item = &str> {
    pattern.match_indices("::").map(|(at, _)| pattern[..at].rsplit(|c| !is_part(c)).next().unwrap_or_default())
}

/// An arm of a match, or one of its alternatives.
struct Arm<'c> {
    /// Without its condition.
    pattern: &'c str,
    has_condition: bool,
}

/// The arms of a match, from its opening brace on; each alternative apart.
fn arms(code: &str) -> Vec<Arm<'_>> {
    let mut found = Vec::new();
    let mut rest = code;
    loop {
        let arrow = end_of(rest, |rest| rest.starts_with("=>"));
        let Some(body) = rest[arrow..].strip_prefix("=>") else { return found };
        let mut pattern = rest[..arrow].trim_matches([',', ' ', '\n']);
        let condition = end_of(pattern, |rest| rest.trim_start().starts_with("if ") && rest.starts_with([' ', '\n']));
        let has_condition = condition < pattern.len();
        pattern = pattern[..condition].trim();
        while !pattern.is_empty() {
            let end = end_of(pattern, |rest| rest.starts_with('|'));
            found.push(Arm { pattern: pattern[..end].trim(), has_condition });
            pattern = pattern[end..].trim_start_matches('|').trim_start();
        }
        let body = body.trim_start();
        let block = body.strip_prefix('{').map(|inside| 2 + end_of(inside, |_| false));
        let end = block.unwrap_or_else(|| end_of(body, |rest| rest.starts_with(',')));
        rest = &body[end..];
    }
}

/// Whether a pattern takes anything: `_`, a name, or a tuple of such.
fn is_default(pattern: &str) -> bool {
    let pattern = pattern.trim();
    match pattern.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')) {
        Some(inside) => inside.split(',').all(is_default),
        None => match pattern.split_once('@') {
            Some((_, pattern)) => is_default(pattern),
            None if matches!(pattern, "true" | "false") => false,
            None => pattern.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '_' || c == ' '),
        },
    }
}

#[test]
fn defaults_over_actions_are_found() {
    let found = |code: &str| defaults_over_actions(&super::without_words(code)).len();
    for code in [
        "match action { Action::Edit(action) => edit(action), Action::Run(action) => { run(action) } }",
        "match action { RunAction::Seek(_) | RunAction::Step if plays => {}, RunAction::Seek(at) => seek(at) }",
        "match key { 'z' => Action::from(EditAction::Undo), _ => RunAction::Step.into() }",
        "match words { \"RunAction::Step => \" => 1, /* Action::Run */ _ => 2 }",
        "let action = RunAction::Step; match at { Some(at) => show(ViewAction::Select(at)), None => {} }",
    ] {
        assert_eq!(found(code), 0, "{code}");
    }
    for code in [
        "match action { RunAction::Step => step(), _ => {} }",
        "match action { RunAction::Step => { step() } other => forward(other) }",
        "match (a, action) { (1, RunAction::Step) => {} (_, _) => {} }",
        "match action { step @ (RunAction::Step | RunAction::Reset) => {} other @ _ if plays => {} }",
        "match action { Action::Edit(_) => true, Action::Run(action) => action.saves() }",
        "match outer { 1 => match action { EditAction::Undo => 1, _ => 2 }, _ => 3 }",
        "!matches!(action, Action::Run(RunAction::Step))",
        "if let RunAction::Seek(at) = action { seek(at) }",
        "let RunAction::Seek(at) = action else { return };",
        "impl RunAction { fn saves(&self) -> bool { match self { Self::Step => true, _ => false } } }",
    ] {
        assert_eq!(found(code), 1, "{code}");
    }
}

#[test]
fn defaults_over_enums_are_found() {
    let ours = BTreeSet::from(["Command".to_owned(), "Tone".to_owned()]);
    let found = |code: &str| defaults_over(&super::without_words(code), &ours).len();
    for code in [
        "match command { Command::Move { at } => go(at), Command::Stay => {} }",
        "match (command, at) { (Command::Stay, 1) => {} (Command::Stay | Command::Move { .. }, _) => {} }",
        "match command { Command::Stay => {} other if far => go(other), Command::Move { .. } => {} }",
        "match (writes, tone) { (false, _) => 1, (true, Tone::Bad | Tone::Good) => 2 }",
        "match word { \"bad\" => Tone::Bad, _ => Tone::Good }",
        "match other { Foreign::Command => 1, _ => 2 }",
        "if let Command::Move { at } = command { go(at) } else { stay() }",
    ] {
        assert_eq!(found(code), 0, "{code}");
    }
    for code in [
        "match command { Command::Move { at } => go(at), _ => {} }",
        "match self { edit::Command::Move { at } if far => go(at), other => stay(other) }",
        "match at { Some(Tone::Bad) => 1, _ => 0 }",
        "match (command, at) { (Command::Stay, 1) => {} (_, other) => go(other) }",
    ] {
        assert_eq!(found(code), 1, "{code}");
    }
    let declared: Vec<String> = enums("pub enum Command { A }\nstruct B;\n  pub(super) enum Tone<'a> { C }").collect();
    assert_eq!(declared, ["Command", "Tone"]);
}
