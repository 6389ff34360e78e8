//! The functions of the language that take time beyond measure for one step: each is weighed before it is called.
//!
//! The engine counts a call as one step, however much it is given. `$distinct` and `$keys` compare everything with
//! everything that differs, and a regular expression finds its place in the text anew for each match. So where an
//! expression names one of them, its prefix puts a function in its place that ends what would take longer than about a
//! second, and calls the language's own otherwise. Whether it does depends on the arguments alone.

use std::fmt::Write as _;

/// What comparing everything with everything may cost: bytes times how many differ.
const COMPARED: u64 = 4_000_000_000;
/// Shorter ones need no weighing.
const COMPARED_ITEMS: u64 = 500;
/// What the matches of a regular expression may cost: characters times matches.
const MATCHED: u64 = 2_000_000_000;
/// Shorter texts need no weighing, since the steps of matching end it.
const MATCHED_CHARS: u64 = 50_000;

/// The name under which the language's own function stays known.
const OWN: &str = "·";

/// A function that is weighed: its name, its signature, its parameters, and when it is too much.
const WEIGHED: [(&str, &str, &str, &str); 5] = [
    (
        "distinct",
        "<x:x>",
        "$v",
        "$·count($v)>ITEMS and $·length($·string($v))*$·count($·spread($v{$·string($):1}))>COMPARED",
    ),
    (
        "keys",
        "<x-:a<s>>",
        "$v",
        "$·count($·spread($v))>ITEMS and \
         $·count($·spread($v))*$·count($·spread($·merge($v[$·type($)='object'])))>MATCHED",
    ),
    ("match", "<s-f<s:o>n?:a<o>>", "$v,$p,$n", MATCHES),
    ("replace", "<s-(sf)(sf)n?:s>", "$v,$p,$r,$n", MATCHES),
    ("split", "<s-(sf)n?:a<s>>", "$v,$p,$n", MATCHES),
];

const MATCHES: &str = "$·type($p)='function' and $·length($v)>CHARS and \
                       ($m:=$·floor(MATCHED/$·length($v));$n<=$m?false:$·count($·match($v,$p,$m+1))>$m)";

/// What the conditions call.
const CALLED: [&str; 8] = ["count", "length", "string", "spread", "merge", "type", "floor", "match"];

/// The name of the function that ends an evaluation.
pub(super) const BEYOND: &str = "·beyond";

/// What a prefix adds for the functions an expression names: first the language's own under other names, which is told
/// before any variable takes one of them, then, after the variables, the weighed ones.
pub(super) fn prefixes<'n>(names: impl IntoIterator<Item = &'n String>, has_regex: bool) -> (String, String) {
    let (mut own, mut weighed) = (String::new(), String::new());
    for name in names {
        let Some((name, signature, parameters, too_much)) = WEIGHED.iter().find(|weighed| weighed.0 == name) else {
            continue;
        };
        if !has_regex && too_much.contains("$p") {
            continue;
        }
        if own.is_empty() {
            for called in CALLED {
                add(&mut own, format_args!("${OWN}{called}:=${called};"));
            }
        }
        if !CALLED.contains(name) {
            add(&mut own, format_args!("${OWN}{name}:=${name};"));
        }
        // A variable of that name is no function.
        let function =
            format!("function({parameters}){signature}{{({too_much})?${BEYOND}():${OWN}{name}({parameters})}}");
        add(&mut weighed, format_args!("${name}:=${OWN}type(${name})='function'?{function}:${name};"));
    }
    (own, numbers(&weighed))
}

fn add(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(what);
}

fn numbers(text: &str) -> String {
    let named = [("ITEMS", COMPARED_ITEMS), ("COMPARED", COMPARED), ("MATCHED", MATCHED), ("CHARS", MATCHED_CHARS)];
    named.into_iter().fold(text.to_owned(), |text, (name, number)| text.replace(name, &number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_of_the_table_is_weighed_under_its_own_name() {
        for (name, ..) in WEIGHED {
            let (own, weighed) = prefixes([&name.to_owned()], true);
            assert!(own.contains(&format!("${OWN}{name}:=${name};")), "{name}: {own}");
            assert!(weighed.starts_with(&format!("${name}:=")) && weighed.contains(BEYOND), "{name}: {weighed}");
        }
        assert_eq!(prefixes([&"match".to_owned()], false), (String::new(), String::new()));
    }
}
