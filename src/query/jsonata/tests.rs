use super::*;
use crate::json::Span;

fn value(text: &str) -> Value {
    Value::parse(text).unwrap()
}

fn scope() -> Variables {
    let input = r#"{"n": 5, "items": [{"p": 2, "q": 1.5}, {"p": 3, "q": 2}], "big": 9007199254740993, "one": 1.0}"#;
    let states = Value::object([("input", value(input))]);
    Variables::default().with("states", states).with("sum", value("7")).with("list", value("[1,2,3]"))
}

fn evaluated(text: &str) -> String {
    let made = Expression::parse(text).unwrap().evaluate(&mut scope());
    match made {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "undefined".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn refused(text: &str) -> String {
    Expression::parse(text).unwrap_err().to_string()
}

#[test]
fn an_expression_sees_the_scope_and_nothing_else() {
    for (text, expected) in [
        ("$states.input.n + 1", "6"),
        ("$states.input.items.(p * q)", "[3,6]"),
        ("$nothing", "undefined"),
        ("$count($list)", "3"),
        // A variable takes the name of a function.
        ("$sum", "7"),
        ("($total := 3; $total & 'x')", r#""3x""#),
        // Without a context there is none for a function to fall back on.
        ("$keys()", "undefined"),
        ("[1..3].($ * 2)", "[2,4,6]"),
        ("$list[$ > 1]", "[2,3]"),
        ("{'a': $states.input.missing, 'b': 1}", r#"{"b":1}"#),
    ] {
        assert_eq!(evaluated(text), expected, "{text}");
    }
}

#[test]
fn whole_numbers_come_back_whole_and_large_values_as_they_are() {
    assert_eq!(evaluated("$states.input.one"), "1");
    assert_eq!(evaluated("3 / 1.5"), "2");
    assert_eq!(evaluated("$states.input.items[0]"), r#"{"p":2,"q":1.5}"#);
    assert_eq!(evaluated("$string(1e20)"), r#""100000000000000000000""#);
    let given = value(r#"{"deep": {"list": [1, {"x": null}]}}"#);
    let mut scope = Variables::default().with("given", given.clone());
    let found = Expression::parse("$given.deep").unwrap().evaluate(&mut scope).unwrap().unwrap();
    let (Some(Value::Object(before)), Value::Object(after)) = (given.get("deep"), &found) else { panic!("objects") };
    assert!(std::sync::Arc::ptr_eq(before, after), "what passes through is shared");
}

#[test]
fn the_service_adds_its_own_functions_and_takes_one_away() {
    for (text, expected) in [
        ("$partition([1,2,3,4,5], 2)", "[[1,2],[3,4],[5]]"),
        ("$partition([0], 2)", "[[0]]"),
        ("$range(0, 6, 2)", "[0,2,4,6]"),
        ("$range(1, 9, 9)", "1"),
        ("$range(3, 1, -1)", "[3,2,1]"),
        ("$hash('input', 'SHA-1')", r#""140f86aae51ab9e1cda9b4254fe98a74eb54c1a1""#),
        ("$parse('{\"a\": [1, 2.5]}').a", "[1,2.5]"),
        ("$random(42)", "0.7275636800328681"),
        ("$length($uuid())", "36"),
        ("$uuid() = $uuid()", "false"),
        ("$random() < 1", "true"),
        ("$eval('1+1')", "T1006: Attempted to invoke a non-function"),
        ("$randomSeeded(1)", "T1006: Attempted to invoke a non-function"),
        ("$now()", r#""1970-01-01T00:00:00.000Z""#),
    ] {
        assert_eq!(evaluated(text), expected, "{text}");
    }
    assert!(evaluated("$partition([1], 0)").starts_with("D3137"), "{}", evaluated("$partition([1], 0)"));
    assert!(evaluated("$parse('{')").starts_with("D3137"));
}

#[test]
fn chance_and_time_are_the_scopes() {
    let text = Expression::parse("[$random(), $uuid(), $shuffle([1..9])]").unwrap();
    let first = text.evaluate(&mut Variables::default()).unwrap();
    assert_eq!(first, text.evaluate(&mut Variables::default()).unwrap());
    let mut scope = Variables::default();
    text.evaluate(&mut scope).unwrap();
    assert_ne!(first, text.evaluate(&mut scope).unwrap(), "the sequence goes on");
}

#[test]
fn what_the_service_refuses_is_refused_with_its_place() {
    for (text, expected) in [
        ("phone", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported."),
        ("$", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported."),
        ("1 + $$.x", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' at the top level is not supported."),
        (
            "$map($list, function($v) { price })",
            "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'price' at the top level is not supported.",
        ),
        ("1 +", "INVALID_JSONATA_EXPRESSION: Unexpected end of expression"),
        ("$a[1,2)", r#"INVALID_JSONATA_EXPRESSION: Expected "]", got ",""#),
        ("$a ?? 1", r#"INVALID_JSONATA_EXPRESSION: The symbol "?" cannot be used as a unary operator"#),
        ("$a ?: 1", r#"INVALID_JSONATA_EXPRESSION: The symbol ":" cannot be used as a unary operator"#),
    ] {
        assert_eq!(refused(text), expected, "{text}");
    }
    assert_eq!(Expression::parse("1 + phone").unwrap_err().span, Some(Span { start: 4, end: 9 }));
}

#[test]
fn an_error_says_its_place_in_the_text_as_written() {
    let error = Expression::parse("1 + $states.input").unwrap().evaluate(&mut scope()).unwrap_err();
    assert_eq!((error.code.as_str(), error.kind), ("T2002", ErrorKind::Thrown));
    assert!(error.span.is_some_and(|span| span.end <= "1 + $states.input".len()), "{:?}", error.span);
    let function = Expression::parse("$f := function($x){$x}").unwrap().evaluate(&mut scope()).unwrap_err();
    assert_eq!(function.kind, ErrorKind::NotJson);
}

#[test]
fn every_evaluation_ends() {
    let exceeded = |text: &str| {
        let error = Expression::parse(text).unwrap().evaluate(&mut scope()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Exceeded, "{error}");
        error.message
    };
    assert!(exceeded("($f := function($x){ $f($x + 1) }; $f(1))").contains("timeout"));
    assert!(exceeded("($f := function($x){ 1 + $f($x + 1) }; $f(1))").contains("Stack overflow"));
    assert!(exceeded("[1..900000] ~> $count()").contains("memory limit"));
    assert!(exceeded("($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $p('x', 23))").contains("memory"));
    assert_eq!(evaluated("[1..873782] ~> $count()"), "873782");
    for count in [140, 200, 20_000] {
        assert!(exceeded(&("1+".repeat(count) + "1")).contains("Stack overflow"), "{count}");
    }
    let backtracking = format!("$match('{}', /^(a+)+b$/)", "a".repeat(40));
    assert!(exceeded(&backtracking).contains("timeout"));
}

#[test]
fn no_text_breaks_the_reader() {
    for piece in
        ["(", "[", "{", "-", "$f(", "1+", "function($x){", "$a.", "1?", "|", "\"", "/*", "%", "^(", "~>", "$a[", "𝄞"]
    {
        for count in [1, 50, 3_000] {
            let _ = Expression::parse(&piece.repeat(count));
            let _ = Expression::parse(&(piece.repeat(count) + "1"));
        }
    }
    let long = "1".repeat(LIMITS.text_bytes + 1);
    assert!(Expression::parse(&long).unwrap_err().message.contains("bytes"));
}
