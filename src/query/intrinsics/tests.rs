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
    give(input, r"States.Format('\{{}\} it\'s \\ \{x\} $\{y\}', 1)", r#""{1} it's \\ {x} ${y}""#);
    let count = "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.";
    give(input, "States.Format('{}')", count);
    give(input, "States.Format('', 1)", count);
    give(input, "States.Format($.a[0], 2)", count);
    give(input, "States.Format($.n)", r#""null""#);
    give(input, "States.Format('{x}')", "Invalid template in States.Format: matching '}' not found for '{'.");
    give(input, "States.Format('{{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'.");
    give(input, "States.Format('}')", "Invalid template in States.Format: matching");
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
    // Observed: all numbers are within 32 bits, and nothing else is taken for one.
    give("{}", "States.MathAdd(2147483646, 1)", "2147483647");
    give("{}", "States.MathAdd(-2147483647, -1)", "-2147483648");
    for call in ["2147483647, 1", "-2147483648, -1", "3000000000, 1", "1e300, 1", "'1', 1", "null, 1", "true, 1"] {
        give("{}", &format!("States.MathAdd({call})"), "Invalid arguments in States.MathAdd");
    }
}

#[test]
fn chance_comes_from_the_environment_or_the_seed() {
    let mut env = Document::new(Value::Null);
    let mut draw = |call: &str| Expr::parse(call).unwrap().eval(&mut env).unwrap().to_string();
    assert_eq!(draw("States.MathRandom(0, 999999, 3)"), draw("States.MathRandom(0, 999999, 3)"));
    assert_ne!(draw("States.MathRandom(0, 999999)"), draw("States.MathRandom(0, 999999)"));
    assert_eq!(draw("States.MathRandom(12.9, 13.6)"), "12");
    assert_eq!(draw("States.MathRandom(-5, -4)"), "-5");
    let uuid = draw("States.UUID()");
    assert_eq!((uuid.len(), &uuid[15..16]), (38, "4"), "{uuid}");
    assert!("89ab".contains(&uuid[20..21]), "{uuid}");
    give("{}", "States.MathRandom(5, 5)", "Invalid arguments in States.MathRandom");
    give("{}", "States.MathRandom(1.4, 1.6)", "Invalid arguments in States.MathRandom");
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
    give("{}", "States.StringToJson('{')", "Invalid arguments in States.StringToJson");
    give("{}", "States.StringToJson('${x}')", "Invalid arguments in States.StringToJson");
    give(r#"{"a":{"b":"\""}}"#, "States.JsonToString($)", r#""{\"a\":{\"b\":\"\\\"\"}}""#);
    let two = r#"{"a":{"x":1,"y":1},"b":{"y":2}}"#;
    give(two, "States.JsonMerge($.a, $.b, false)", r#"{"x":1,"y":2}"#);
    give(two, "States.JsonMerge($.a, $.b, 'true')", r#"{"x":1,"y":2}"#);
    give(two, "States.JsonMerge($.a, $.b, true)", "Invalid arguments in States.JsonMerge");
    give(two, "States.JsonMerge($.a, 1, false)", "Invalid arguments in States.JsonMerge");
}

#[test]
fn arrays() {
    let input = r#"{"a":[1,{"x":1,"y":2},{"y":2,"x":1},1.0,1,"1"]}"#;
    give(input, "States.ArrayContains($.a, $.a[2])", "true");
    give(input, "States.ArrayGetItem($.a, 1.9)", r#"{"x":1,"y":2}"#);
    give(r#"{"e":[]}"#, "States.ArrayGetItem($.e, 999)", "null");
    give(input, "States.ArrayGetItem($.a, 6)", "Invalid arguments in States.ArrayGetItem");
    give(input, "States.ArrayGetItem($.a, -1)", "Invalid arguments in States.ArrayGetItem");
    give(input, "States.ArrayPartition($.a, 0)", "Invalid arguments in States.ArrayPartition");
    give("{}", "States.ArrayPartition(States.Array(1, 2, 3), 2.6)", "[[1,2],[3]]");
    give("{}", "States.ArrayPartition(States.Array(1), 0.6)", "Invalid arguments in States.ArrayPartition");
    give(input, "States.ArrayRange(9, 1, -4)", "[9,5,1]");
    give(input, "States.ArrayRange(1, 0, 1)", "[]");
    give(input, "States.ArrayRange(5.4, -0.6, -2.4)", "[5,3,1]");
    give(input, "States.ArrayRange(1.6, 1.4, 1)", "[1]");
    give(input, "States.ArrayRange(0, 1, 0)", "Invalid arguments in States.ArrayRange");
    give(input, "States.ArrayRange(1, 1001, 1)", "Invalid arguments in States.ArrayRange");
}

/// Rows of 'observed' are what the service answers, the others what Java's hash codes give.
#[test]
fn unique_items_come_in_the_order_of_a_hash_table() {
    for (items, unique) in [
        ("[1,2,3,3,3,4]", "[1,2,3,4]"),
        (r#"["a","b","a","c","b"]"#, r#"["a","b","c"]"#),
        ("[true,false,true,false]", "[false,true]"),
        ("[null,null,1,null]", "[null,1]"),
        (r#"[1,"1",1,"01"]"#, r#"[1,"1","01"]"#),
        (r#"[{"a":1,"b":2},{"b":2,"a":1}]"#, r#"[{"a":1,"b":2}]"#),
        ("[[1,2],[1,2],[2,1]]", "[[2,1],[1,2]]"),
        ("[2,1,2]", "[1,2]"),
        ("[17,1,16]", "[16,17,1]"),
        ("[1,1.0]", "[1.0,1]"),
        ("[]", "[]"),
    ] {
        give(&format!(r#"{{"a":{items}}}"#), "States.ArrayUnique($.a)", unique);
    }
}

/// Observed: values are equal where they print the same.
#[test]
fn an_array_contains_what_prints_the_same() {
    for (items, value, held) in [
        ("[1,null,3]", "null", "true"),
        (r#"[{"a":1,"b":2}]"#, r#"{"b":2,"a":1}"#, "false"),
        (r#"[{"a":1}]"#, r#"{"a":1,"extra":null}"#, "false"),
        (r#"["true","false"]"#, "true", "true"),
        (r#"["9007199254740991"]"#, "9007199254740991", "true"),
        ("[0,1,-1]", "false", "false"),
        ("[[0,1,false]]", "[0,1,false]", "true"),
    ] {
        give(&format!(r#"{{"a":{items},"v":{value}}}"#), "States.ArrayContains($.a, $.v)", held);
    }
}

#[test]
fn codes() {
    give("{}", "States.Hash('input data', 'MD5')", r#""812f45842bc6d66ee14572ce20db8e86""#);
    give("{}", "States.Hash('x', 'MD4')", "Invalid arguments in States.Hash");
    give("{}", "States.Hash('x', 'sha-256')", "Invalid arguments in States.Hash");
    for (coded, text) in
        [("eA", "x"), ("?", ""), ("YWJj?ZA==", "abcd"), (" YWJjZA== ", "abcd"), ("ab==cd", "i"), ("YWJjZ", "abc")]
    {
        give("{}", &format!("States.Base64Decode('{coded}')"), &format!("\"{text}\""));
    }
    give("{}", "States.Base64Decode(1)", "Invalid arguments in States.Base64Decode");
    let long = format!(r#"{{"t":"{}"}}"#, "x".repeat(10_001));
    give(&long, "States.Base64Encode($.t)", "Invalid arguments in States.Base64Encode");
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
    let escape = r"expected `\'`, `\{`, `\}` or `\\`; no other character takes a backslash, found ";
    fail(r"States.Array('a\n')", &format!(r"{escape}`\n`"));
    fail(r#"States.Format('{} \"', 1)"#, &format!(r#"{escape}`\"`"#));
    fail("States.UUID() x", "expected nothing more, found `x`");
    let deep = "States.Array(".repeat(40);
    fail(&deep, "expected fewer levels of nesting, found `States`");
}
