use super::*;
use crate::json::Value;

/// The JSON in one line.
fn json(text: &str) -> String {
    let read = to_json(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    Value::parse(&read.json).unwrap_or_else(|error| panic!("{}: {error:?}", read.json));
    let lines: Vec<&str> = read.json.lines().map(str::trim).collect();
    lines.join(" ")
}

fn error(text: &str) -> String {
    to_json(text).map(|read| read.json).expect_err(text).to_string()
}

#[test]
fn a_definition_is_what_it_is_in_json() {
    let text = "# An order\nStartAt: Yes\nStates:\n  Yes:   # a state\n    Type: Task\n    Resource: !GetAtt Check.Arn\n    TimeoutSeconds: 1.50\n    Arguments:\n      Payload: \"{% $x %}\"\n    Next: No\n  No: {Type: Succeed}\n";
    let read = to_json(text).unwrap();
    let wanted = r#"{
  "StartAt": "Yes",
  "States": {
    "Yes": {
      "Type": "Task",
      "Resource": {
        "Fn::GetAtt": [
          "Check",
          "Arn"
        ]
      },
      "TimeoutSeconds": 1.50,
      "Arguments": {
        "Payload": "{% $x %}"
      },
      "Next": "No"
    },
    "No": {
      "Type": "Succeed"
    }
  }
}
"#;
    assert_eq!(read, Converted { json: wanted.to_owned(), comments: 2, repeated: 0 });
}

#[test]
fn a_scalar_is_what_the_core_schema_says() {
    for (text, wanted) in [
        ("true", "true"),
        ("False", "false"),
        ("yes", "\"yes\""),
        ("off", "\"off\""),
        ("~", "null"),
        ("", "null"),
        ("Null", "null"),
        ("12", "12"),
        ("-0.50e+2", "-0.50e+2"),
        ("+7", "7"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-.5", "-0.5"),
        ("+.5e3", "0.5e3"),
        ("0x1F", "31"),
        ("0o17", "15"),
        ("012345678901", "\"012345678901\""),
        ("1_000", "\"1_000\""),
        (".inf", "\".inf\""),
        (".", "\".\""),
        ("--5", "\"--5\""),
        ("1.2.3", "\"1.2.3\""),
        ("2026-01-01", "\"2026-01-01\""),
        ("12:30:00", "\"12:30:00\""),
        ("'12'", "\"12\""),
        ("\"true\"", "\"true\""),
        ("\"a\\tb\\u00e9\"", "\"a\\tbé\""),
        ("!!str 12", "\"12\""),
        ("! 12", "\"12\""),
        ("!!int \"12\"", "12"),
        ("|\n  a\n   b\n", "\"a\\n b\\n\""),
        (">-\n  a\n  b\n", "\"a b\""),
        ("${Placeholder}", "\"${Placeholder}\""),
    ] {
        assert_eq!(json(text), wanted, "{text}");
    }
}

#[test]
fn collections_anchors_and_merges_are_written_out() {
    for (text, wanted) in [
        ("- a\n- [b, {c: d}]\n- []\n- {}\n", r#"[ "a", [ "b", { "c": "d" } ], [], {} ]"#),
        ("12: a\ntrue: b\n~: c\n", r#"{ "12": "a", "true": "b", "~": "c" }"#),
        ("a: &x {b: 1}\nc: *x\n", r#"{ "a": { "b": 1 }, "c": { "b": 1 } }"#),
        ("a: &x 1\nb: &x 2\nc: *x\n", r#"{ "a": 1, "b": 2, "c": 2 }"#),
        (
            "base: &b {x: 1, y: 2}\nown: {<<: *b, y: 3}\n",
            r#"{ "base": { "x": 1, "y": 2 }, "own": { "x": 1, "y": 3 } }"#,
        ),
        ("a: {<<: [{x: 1}, {x: 2, y: 2}]}\n", r#"{ "a": { "x": 1, "y": 2 } }"#),
        ("a: {'<<': {x: 1}}\n", r#"{ "a": { "<<": { "x": 1 } } }"#),
        ("\u{feff}a: 1\n", r#"{ "a": 1 }"#),
        ("---\na: 1\n...\n", r#"{ "a": 1 }"#),
    ] {
        assert_eq!(json(text), wanted, "{text}");
    }
    let twice = to_json("a: 1\nb: 2\na: 3\n").unwrap();
    assert_eq!((twice.repeated, twice.json.as_str()), (1, "{\n  \"a\": 3,\n  \"b\": 2\n}\n"));
}

#[test]
fn functions_of_a_template_have_their_long_form() {
    for (text, wanted) in [
        ("!Ref Table", r#"{ "Ref": "Table" }"#),
        ("!Sub '${A}-x'", r#"{ "Fn::Sub": "${A}-x" }"#),
        ("!Join ['', [a, !Ref B]]", r#"{ "Fn::Join": [ "", [ "a", { "Ref": "B" } ] ] }"#),
        ("!GetAtt [A, Arn]", r#"{ "Fn::GetAtt": [ "A", "Arn" ] }"#),
        ("!GetAtt A.Outputs.B", r#"{ "Fn::GetAtt": [ "A", "Outputs.B" ] }"#),
        ("!GetAtt '\"odd\".Arn'", r#"{ "Fn::GetAtt": [ "\"odd\"", "Arn" ] }"#),
        ("!Sub\n  - x\n  - a: 1\n", r#"{ "Fn::Sub": [ "x", { "a": 1 } ] }"#),
        ("!Condition C", r#"{ "Condition": "C" }"#),
    ] {
        assert_eq!(json(text), wanted, "{text}");
    }
}

#[test]
fn what_cannot_be_read_says_where_and_why() {
    for (text, words) in [
        ("a: b: c", "line 1, column 5: "),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: a second document; one is read"),
        ("a: !Foo 1", "line 1, column 9: the tag !Foo, for which JSON has nothing"),
        ("[a]: 1", "line 1, column 1: a key that is no text, which JSON does not have"),
        ("a: *x", "line 1, column 4: "),
        ("a: &x [*x]", "line 1, column 8: "),
        ("a: {<<: 1}", "line 1, column 9: what << merges is no map"),
    ] {
        assert!(error(text).starts_with(words), "{text}: {}", error(text));
    }
}

/// Each level stands for two of the one before.
fn bomb(levels: usize) -> String {
    let level = |level: usize| format!("a{level}: &a{level} [*a{}, *a{}]\n", level - 1, level - 1);
    let levels: Vec<String> = (1..=levels).map(level).collect();
    format!("a0: &a0 xxxxxxxxxx\n{}", levels.concat())
}

#[test]
fn a_short_text_does_not_come_to_a_long_one() {
    assert!(to_json(&bomb(8)).is_ok());
    assert_eq!(error(&bomb(60)), "more than 4 MiB of JSON");
    let long = format!("a: {}\n", "x".repeat(JSON_BYTES_MAX));
    assert_eq!(error(&long), "more than 4 MiB of JSON");
}

#[test]
fn merges_copy_so_much() {
    let members: Vec<String> = (0..1_000).map(|number| format!("  k{number}: 1")).collect();
    let merges = |count: usize| format!("b: &b\n{}\nc:\n{}", members.join("\n"), "  - <<: *b\n".repeat(count));
    assert!(to_json(&merges(MERGED_MAX / 1_000)).is_ok());
    assert!(error(&merges(MERGED_MAX / 1_000 + 1)).ends_with("more merged than can be meant"));
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(to_json(&nested(MAX_DEPTH)).is_ok());
    assert!(error(&nested(MAX_DEPTH + 1)).contains("levels deep"));
    // Aliases nest, too.
    let half = "[".repeat(MAX_DEPTH / 2) + &"]".repeat(MAX_DEPTH / 2);
    let half_more = "[".repeat(MAX_DEPTH / 2 + 2) + "*x" + &"]".repeat(MAX_DEPTH / 2 + 2);
    assert_eq!(error(&format!("- &x {half}\n- {half_more}\n")), "more than 200 levels deep");
}

proptest::proptest! {
    /// Whatever is read is JSON; and JSON is YAML of the same meaning.
    #[test]
    fn what_is_read_is_json(text in "[-a-c:#&*!<>|'\"{}\\[\\], \n0-9.%@~?]{0,60}") {
        if let Ok(read) = to_json(&text) {
            proptest::prop_assert!(Value::parse(&read.json).is_ok(), "{}", read.json);
            let again = to_json(&read.json).map_err(|error| proptest::test_runner::TestCaseError::fail(error.to_string()))?;
            proptest::prop_assert_eq!(again.json, read.json);
        }
    }
}
