use crate::json::Value;
use crate::query::{Document, Expr};

/// `input` is what `$` names; `output` is the value, or the beginning of the cause.
#[track_caller]
fn give(input: &str, call: &str, output: &str) {
    let expr = Expr::parse(call).unwrap_or_else(|error| panic!("{call}: {error}"));
    let made = expr.eval(&mut Document::new(Value::parse(input).unwrap()));
    let made = made.map_or_else(|error| error.to_string(), |made| made.to_string());
    let cause = format!("The function '{call}' had the following error: {output}");
    assert!(made == output || made.starts_with(&cause), "{call} gave {made}");
}

#[track_caller]
fn fail(call: &str, message: &str) {
    assert_eq!(Expr::parse(call).unwrap_err().to_string(), message);
}

#[test]
fn format_prints_as_java_does() {
    let input = r#"{"o":{"Arg1":1,"Arg2":[],"s":"x y"},"a":[1,null,"b",1.0],"n":null,"t":"{} and {}"}"#;
    give(input, "States.Format('{}', $.o)", r#""{Arg1=1, Arg2=[], s=x y}""#);
    give(input, "States.Format('{}{}', $.a, $.n)", r#""[1, null, b, 1.0]null""#);
    give(input, "States.Format($.t, 1, true)", r#""1 and true""#);
    give(input, r"States.Format('\{{}\} it\'s \\ {x} ${y}', 1)", r#""{1} it's \\ {x} ${y}""#);
    give(input, "States.Format('{}')", "Invalid arguments in States.Format");
    give(input, "States.Format('', 1)", "Invalid arguments in States.Format");
    give(input, "States.Format($.n)", "Invalid arguments in States.Format: argument 1 must be a string, found null");
}

#[test]
fn math_rounds_halves_up_before_it_adds() {
    for (a, b, sum) in [
        ("1.49", "1.5", "3"),
        ("1.5", "1.51", "4"),
        ("-0.5", "0.5", "1"),
        ("-1.5", "0", "-1"),
        ("-2.5", "0", "-2"),
        ("0.49999999999999994", "0", "0"),
    ] {
        give("{}", &format!("States.MathAdd({a}, {b})"), sum);
    }
    give("{}", "States.MathAdd(9223372036854775807, 1)", "Invalid arguments in States.MathAdd: the sum");
    give("{}", "States.MathAdd(1e300, 1)", "Invalid arguments in States.MathAdd: argument 1");
}

#[test]
fn chance_comes_from_the_environment_or_the_seed() {
    let mut env = Document::new(Value::Null);
    let mut draw = |call: &str| Expr::parse(call).unwrap().eval(&mut env).unwrap().to_string();
    assert_eq!(draw("States.MathRandom(0, 999999, 3)"), draw("States.MathRandom(0, 999999, 3)"));
    assert_ne!(draw("States.MathRandom(0, 999999)"), draw("States.MathRandom(0, 999999)"));
    assert_eq!(draw("States.MathRandom(12.5, 13.6)"), "13");
    assert_eq!(draw("States.MathRandom(-5, -4)"), "-5");
    let uuid = draw("States.UUID()");
    assert_eq!((uuid.len(), &uuid[15..16]), (38, "4"), "{uuid}");
    assert!("89ab".contains(&uuid[20..21]), "{uuid}");
    give("{}", "States.MathRandom(5, 5)", "Invalid arguments in States.MathRandom");
}

#[test]
fn split_takes_delimiters_as_a_set() {
    for (text, delimiters, parts) in [
        (",,,,", ",", "[]"),
        (", , ,", ",", r#"[" "," "]"#),
        ("This.is+a,test=string", ".+,=", r#"["This","is","a","test","string"]"#),
        ("abc", "", r#"["abc"]"#),
    ] {
        give("{}", &format!("States.StringSplit('{text}', '{delimiters}')"), parts);
    }
}

#[test]
fn json_texts() {
    give("{}", "States.StringToJson('')", "null");
    give("{}", "States.StringToJson(' ')", "null");
    give("{}", "States.StringToJson('-0')", "0");
    give("{}", r#"States.StringToJson('\{"a": 1\}')"#, r#"{"a":1}"#);
    give("{}", "States.StringToJson('{')", "Invalid arguments in States.StringToJson: the text is not JSON");
    give("{}", "States.StringToJson('${x}')", "Invalid arguments in States.StringToJson: the text is not JSON");
    give(r#"{"a":{"b":"\""}}"#, "States.JsonToString($)", r#""{\"a\":{\"b\":\"\\\"\"}}""#);
    let two = r#"{"a":{"x":1,"y":1},"b":{"y":2}}"#;
    give(two, "States.JsonMerge($.a, $.b, false)", r#"{"x":1,"y":2}"#);
    give(two, "States.JsonMerge($.a, $.b, true)", "Invalid arguments in States.JsonMerge: the service does not");
    give(two, "States.JsonMerge($.a, 1, false)", "Invalid arguments in States.JsonMerge: argument 2 must be an object");
}

#[test]
fn arrays() {
    let input = r#"{"a":[1,{"x":1,"y":2},{"y":2,"x":1},1.0,1,"1"]}"#;
    give(input, "States.ArrayUnique($.a)", r#"[1,{"x":1,"y":2},1.0,"1"]"#);
    give(input, "States.ArrayContains($.a, $.a[2])", "true");
    give(input, "States.ArrayGetItem($.a, 6)", "Invalid arguments in States.ArrayGetItem: the index 6 is outside");
    give(input, "States.ArrayGetItem($.a, -1)", "Invalid arguments in States.ArrayGetItem");
    give(input, "States.ArrayPartition($.a, 0)", "Invalid arguments in States.ArrayPartition");
    give(input, "States.ArrayRange(9, 1, -4)", "[9,5,1]");
    give(input, "States.ArrayRange(1, 0, 1)", "[]");
    give(input, "States.ArrayRange(0, 1, 0)", "Invalid arguments in States.ArrayRange: the step");
    give(input, "States.ArrayRange(1, 1001, 1)", "Invalid arguments in States.ArrayRange: the array would have 1001");
}

#[test]
fn codes() {
    give("{}", "States.Hash('input data', 'MD5')", r#""812f45842bc6d66ee14572ce20db8e86""#);
    give("{}", "States.Hash('x', 'MD4')", "Invalid arguments in States.Hash: the algorithm must be");
    give("{}", "States.Base64Decode('eA')", r#""x""#);
    give("{}", "States.Base64Decode('?')", "Invalid arguments in States.Base64Decode: the text is not Base64");
    let long = format!(r#"{{"t":"{}"}}"#, "x".repeat(10_001));
    give(&long, "States.Base64Encode($.t)", "Invalid arguments in States.Base64Encode: the text has more than");
}

#[test]
fn bad_calls_are_located() {
    fail("States.Nope(1)", "expected the name of an intrinsic function, such as `States.Format`, found `States.Nope`");
    fail(
        "States.Array(1, ",
        "expected an argument: a path, a quoted text, a number, `true`, `false`, `null` or an intrinsic function, found the end of the text",
    );
    fail("States.ArrayLength(1, 2)", "expected 1 argument, found `States.ArrayLength(1, 2)`");
    fail("States.UUID(1)", "expected no arguments, found `States.UUID(1)`");
    fail("States.Array(1 2)", "expected a comma or `)`, found `2`");
    fail("States.UUID() x", "expected nothing more, found `x`");
    let deep = "States.Array(".repeat(40);
    fail(&deep, "expected fewer levels of nesting, found `States`");
}
