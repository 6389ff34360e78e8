//! Large definitions in which one letter is typed.

/// A chain of Pass states, each with a comment that makes the whole of it about so long.
pub(crate) fn chain(states: usize, bytes: usize) -> String {
    let state = |at: usize, pad: usize| {
        let next = if at + 1 < states { format!("\"Next\": \"S{}\"", at + 1) } else { "\"End\": true".to_owned() };
        let comment = if pad > 0 { format!("\"Comment\": \"{}\", ", "x".repeat(pad)) } else { String::new() };
        format!("    \"S{at}\": {{ \"Type\": \"Pass\", {comment}{next} }}")
    };
    let bare = state(states / 2, 0).len() + 2;
    let pad = (bytes / states).saturating_sub(bare + "\"Comment\": \"\", ".len());
    let all: Vec<_> = (0..states).map(|at| state(at, pad)).collect();
    format!("{{\n  \"StartAt\": \"S0\",\n  \"States\": {{\n{}\n  }}\n}}\n", all.join(",\n"))
}

/// The same with a state that every line of it complains about.
pub(crate) fn faulty(states: usize) -> String {
    chain(states, 0)
        .replace("\"Type\": \"Pass\"", "\"Type\": \"Pass\", \"A\": 1, \"B\": 2, \"C\": 3, \"D\": 4, \"E\": 5")
}

/// Two states, one with a result of about so many bytes, most of it deep inside.
pub(crate) fn nested(bytes: usize) -> String {
    const DEPTH: usize = 60;
    let record = (0..40).map(|at| format!("\n     \"k{at}\": \"{}\"", "v".repeat(20))).collect::<Vec<_>>().join(",");
    let records = vec![format!("{{{record}\n    }}"); bytes / record.len()].join(", ");
    let (open, close) = ("{ \"inner\": ".repeat(DEPTH), " }".repeat(DEPTH));
    format!(
        "{{\n \"StartAt\": \"S0\",\n \"States\": {{\n  \"S0\": {{ \"Type\": \"Pass\", \"Result\": {open}[{records}]{close}, \"Next\": \"S1\" }},\n  \"S1\": {{ \"Type\": \"Succeed\" }}\n }}\n}}\n"
    )
}
