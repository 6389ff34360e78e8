//! Any text can be read: the tree points into it, errors have places, edits can be undone.

#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

use proptest::prelude::*;
use stepwright::json::{Document, Indel, NodeRef, Pointer, Span, TextEdit, Value};

/// Text that is nearly JSON, which reaches more of the parser than random characters do.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        8 => prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", " ", "\n", "\r\n", "\t", "\"", "\"a\"", "\"b/~\"", "1", "-0.50e+1", "true", "null", "${x}", "$",
            "${", "//", "/*", "*/", "\\", "\"\\u00e9\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\x\"", "\u{feff}", "é", "\u{0}", "01", "{\"a\":",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

/// Valid JSON with odd white space.
fn json() -> impl Strategy<Value = String> {
    let space = prop::sample::select(vec!["", " ", "\n", "\r\n\t", "  "]);
    let key = prop::sample::select(vec!["a", "b", "", "a/b", "~1", "é", "0", "\\n", "\\u0041"]);
    let scalar = prop::sample::select(vec![
        "null",
        "true",
        "-0",
        "1e3",
        "12345678901234567890",
        "\"\"",
        "\"\\\"\"",
        "\"é\"",
        "${v}",
    ]);
    let leaf = (space.clone(), scalar).prop_map(|(space, scalar)| format!("{space}{scalar}{space}"));
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let space = space.clone();
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            (space, prop::collection::vec((key.clone(), inner), 0..5)).prop_map(|(space, members)| {
                let members: Vec<String> =
                    members.into_iter().map(|(key, value)| format!("{space}\"{key}\"{space}:{value}{space}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn all(node: NodeRef<'_>) -> Vec<NodeRef<'_>> {
    let mut nodes = vec![node];
    let mut next = 0;
    while next < nodes.len() {
        let node = nodes[next];
        nodes.extend(node.children());
        next += 1;
    }
    nodes
}

/// Whether a later member of the same key, here or around, hides a node from its pointer.
fn hidden(node: NodeRef<'_>) -> bool {
    std::iter::successors(Some(node), |node| node.parent()).any(|node| match (node.key(), node.parent()) {
        (Some(key), Some(parent)) => parent.get(key) != Some(node),
        _ => false,
    })
}

/// Look-ups by an index find what a look through everything finds.
fn finds(text: &str) -> Result<(), TestCaseError> {
    let document = Document::new(text);
    let Some(root) = document.root() else { return Ok(()) };
    for node in all(root) {
        for (index, child) in node.elements().enumerate() {
            prop_assert_eq!(child.pointer(), node.pointer().index(index));
        }
        for (member, value) in node.members() {
            prop_assert!(value.member().is_some_and(|own| std::ptr::eq(own, member)));
            let last = node.members().rev().find(|(other, _)| other.key == member.key);
            prop_assert_eq!(node.get(&member.key), last.map(|(_, value)| value));
            prop_assert_eq!(
                node.member_named(&member.key).map(|member| member.key_span),
                last.map(|(member, _)| member.key_span)
            );
        }
        prop_assert_eq!(node.get("no key of any"), None);
    }
    for offset in 0..=text.len() {
        let mut node = root;
        while let Some(inner) = node.children().find(|child| child.extent().contains(offset)) {
            node = inner;
        }
        prop_assert_eq!(document.node_at(offset), Some(node), "at {}", offset);
    }
    Ok(())
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let document = Document::new(text);
    prop_assert_eq!(document.text(), text);
    for error in document.errors() {
        prop_assert!(error.span.start <= error.span.end && error.span.end <= text.len(), "{:?}", error);
        prop_assert!(text.get(error.span.range()).is_some(), "inside a character: {:?}", error);
        prop_assert!(document.position(error.span.start).line >= 1);
    }
    let Some(root) = document.root() else { return Ok(()) };
    for node in all(root) {
        prop_assert!(text.get(node.span().range()).is_some(), "inside a character: {:?}", node.span());
        if let Some(parent) = node.parent() {
            let (inner, outer) = (node.extent(), parent.span());
            prop_assert!(outer.start <= inner.start && inner.end <= outer.end, "{:?} is not inside {:?}", inner, outer);
        }
        if !hidden(node) {
            let pointer = node.pointer();
            prop_assert_eq!(document.find(&pointer), Some(node), "{}", &pointer);
            prop_assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer));
        }
    }
    for offset in 0..=text.len() {
        let node = document.node_at(offset);
        prop_assert!(node.is_some_and(|node| node.extent().contains(offset) || node == root));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        holds(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn look_ups_find_what_a_look_through_everything_finds(
        text in nearly_json(),
        keys in prop::collection::vec(0_u8..40, 0..60),
    ) {
        finds(&text)?;
        let members: Vec<String> = keys.iter().map(|key| format!("\"k{key}\": [{key}, {{}}]")).collect();
        finds(&format!("{{{}}}", members.join(", ")))?;
    }

    #[test]
    fn nearly_json_is_read(text in nearly_json()) {
        holds(&text)?;
    }

    #[test]
    fn valid_json_has_no_errors_and_keeps_its_value(text in json()) {
        let document = Document::new(text.as_str());
        prop_assert!(document.errors().is_empty(), "{:?}", document.errors());
        holds(&text)?;
        let value = document.root().map(NodeRef::to_value).unwrap_or_default();
        prop_assert_eq!(Value::parse(&value.to_string()), Ok(value.clone()));
        prop_assert_eq!(Value::parse(&value.to_pretty()), Ok(value.clone()));
        prop_assert_eq!(value.to_string().len(), value.json_len());
    }

    #[test]
    fn a_text_cut_short_is_read(text in json(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(text.len() + 1);
        prop_assume!(text.is_char_boundary(cut));
        holds(&text[..cut])?;
    }

    #[test]
    fn an_edit_and_its_inverse_cancel(text in any::<String>(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<String>()), 0..6)) {
        let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let mut at: Vec<usize> = cuts.iter().map(|(index, _)| boundary(index.index(text.len() + 1))).collect();
        at.sort_unstable();
        let indels = at.chunks_exact(2).zip(&cuts).map(|(pair, (_, insert))| Indel {
            delete: Span { start: pair[0], end: pair[1] },
            insert: insert.clone(),
        });
        let edit = TextEdit::new(indels.collect()).unwrap();
        let after = edit.apply(&text);
        let inverse = edit.invert(&text);
        prop_assert_eq!(inverse.apply(&after), text.as_str());
        prop_assert_eq!(inverse.invert(&after).apply(&text), after);
    }

    #[test]
    fn an_edit_of_any_text_can_be_applied_to_any_other_and_undone(text in any::<String>(), places in prop::collection::vec((0..60usize, 0..60usize, any::<String>()), 0..6)) {
        // Every place of every order: past the end, inside characters, backwards. `new` refuses what overlaps.
        let indels = places.into_iter().map(|(start, end, insert)| Indel { delete: Span { start, end }, insert });
        let edit = TextEdit::new(indels.collect());
        prop_assume!(edit.is_some());
        let edit = edit.unwrap_or_default();
        let after = edit.apply(&text);
        prop_assert_eq!(edit.invert(&text).apply(&after), text.as_str());
    }

    #[test]
    fn between_leads_from_one_text_to_the_other(before in any::<String>(), after in any::<String>()) {
        prop_assert_eq!(TextEdit::between(&before, &after).apply(&before), after.as_str());
    }

    #[test]
    fn pointers_hold_any_keys(keys in prop::collection::vec(any::<String>(), 0..6)) {
        let pointer = keys.iter().fold(Pointer::root(), |pointer, key| pointer.key(key));
        prop_assert_eq!(pointer.segments().map(std::borrow::Cow::into_owned).collect::<Vec<_>>(), keys);
    }
}

#[test]
fn the_fixtures_are_read_without_an_error() {
    let order = Document::new(include_str!("fixtures/machines/order.asl.json"));
    assert!(order.errors().is_empty());
}
