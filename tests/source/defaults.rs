//! Default arms in matches over actions.

use super::{end_of, is_word};

/// Where a code, of which the words are blanked, has a default for actions: an arm that takes any of them, a test for some
/// of them, or an arm for all actions of a part.
pub(crate) fn defaults_over_actions(code: &str) -> Vec<usize> {
    let names = |pattern: &str| {
        pattern.match_indices("::").any(|(at, _)| {
            let name = pattern[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            name.ends_with("Action") || (name == "Self" && code.contains("Action {"))
        })
    };
    let words = |word: &'static str| code.match_indices(word).filter(|(at, _)| is_word(code, *at, word));
    let mut found = Vec::new();
    for (at, word) in words("match") {
        let body = at + word.len() + end_of(&code[at + word.len()..], |rest| rest.starts_with('{')) + 1;
        let patterns = patterns(&code[body..]);
        let default =
            |pattern: &str| is_default(pattern) || pattern.starts_with("Action::") && pattern.ends_with("(_)");
        if patterns.iter().any(|pattern| names(pattern)) && patterns.iter().any(|pattern| default(pattern)) {
            found.push(at);
        }
    }
    for (at, word) in words("let") {
        let pattern = &code[at + word.len()..];
        let pattern = &pattern[..end_of(pattern, |rest| rest.starts_with(['=', ';']) || rest.starts_with(": "))];
        found.extend(names(pattern).then_some(at));
    }
    for (at, word) in words("matches") {
        let Some(inside) = code[at + word.len()..].strip_prefix("!(") else { continue };
        found.extend(names(&inside[..end_of(inside, |_| false)]).then_some(at));
    }
    found
}

/// The patterns of the arms of a match, without their conditions, from its opening brace on; each alternative apart.
fn patterns(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    loop {
        let arrow = end_of(rest, |rest| rest.starts_with("=>"));
        let Some(body) = rest[arrow..].strip_prefix("=>") else { return found };
        let mut pattern = rest[..arrow].trim_matches([',', ' ', '\n']);
        pattern = pattern[..end_of(pattern, |rest| rest.starts_with(" if ") || rest.starts_with("\nif "))].trim();
        while !pattern.is_empty() {
            let end = end_of(pattern, |rest| rest.starts_with('|'));
            found.push(pattern[..end].trim());
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
