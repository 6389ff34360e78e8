//! Paths, filters and Choice rules as tables, and the promise that no text panics.

use proptest::prelude::*;
use stepwright::json::Value;
use stepwright::query::{Document, Env, Expr, OPERATORS, Path, ReferencePath, Rule, Template, Timestamp};

fn value(text: &str) -> Value {
    Value::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `output` is the value, or the cause as the service words it.
#[track_caller]
fn give(input: &str, path: &str, output: &str) {
    let parsed = Path::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let made = parsed.select(&Document::new(value(input)));
    assert_eq!(made.map_or_else(|error| error.to_string(), |made| made.to_string()), output, "{path}");
}

#[track_caller]
fn fail(path: &str, at: usize, message: &str) {
    let Err(error) = Path::parse(path) else { panic!("{path} is a path") };
    assert_eq!((error.span.start, error.to_string().as_str()), (at, message), "{path}");
}

const ORDER: &str =
    r#"{"id":"o-1","a-b":1,"ключ":2,"a b":3,"n":null,"items":[{"k":"x","p":1},{"k":"y","p":2.5},{"k":"z"}]}"#;

#[test]
fn definite_paths_name_a_value() {
    give("5", "$", "5");
    give(ORDER, "$.id", r#""o-1""#);
    give(ORDER, " $.id ", r#""o-1""#);
    give(ORDER, "$.a-b", "1");
    give(ORDER, "$.ключ", "2");
    give(ORDER, "$['a b']", "3");
    give(ORDER, r#"$["a b"]"#, "3");
    give(ORDER, "$.n", "null");
    give(ORDER, "$.items[0].k", r#""x""#);
    give(ORDER, "$.items.[1].p", "2.5");
    give(ORDER, "$.items[-1]['k']", r#""z""#);
    give(r#"{"it's":{"\n":1}}"#, r"$['it\'s']['\n']", "1");
    give(r#"{"☺":1}"#, r"$['\u263a']", "1");
    give("[1]", "$[0]", "1");
}

#[test]
fn an_index_past_the_end_is_null_but_has_no_members() {
    // AWS: the library's lists answer null, where RFC 9535 has no match (floci-io/floci#3167).
    give(ORDER, "$.items[9]", "null");
    give(ORDER, "$.items[-9]", "null");
    give(
        ORDER,
        "$.items[9].k",
        "Invalid path '$.items[9].k' : Expected to find an object with property ['k'] in path $['items'][9] but found \
         'null'. This is not a json object according to the JsonProvider: \
         'com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider'.",
    );
}

#[test]
fn missing_paths_are_worded_as_the_service_does() {
    give(ORDER, "$.no", "Invalid path '$.no' : No results for path: $['no']");
    give(ORDER, "$.items[0].no", "Invalid path '$.items[0].no' : No results for path: $['items'][0]['no']");
    give(ORDER, "$.no.such.path", "Invalid path '$.no.such.path' : Missing property in path $['no']");
    give(
        ORDER,
        "$.id[0].x",
        "Invalid path '$.id[0].x' : Filter: [0]['x'] can only be applied to arrays. Current context is: \"o-1\"",
    );
    give(ORDER, "$name", "Invalid path '$name' : the variable 'name' has not been assigned");
}

#[test]
fn indefinite_paths_match_any_number() {
    give(ORDER, "$.items[*].k", r#"["x","y","z"]"#);
    give(ORDER, "$.items.*.p", "[1,2.5]");
    give(ORDER, "$.items[0,2].k", r#"["x","z"]"#);
    give(ORDER, "$.items[0,9]", r#"[{"k":"x","p":1},null]"#);
    give(ORDER, "$..p", "[1,2.5]");
    give(ORDER, "$..items[0].k", r#"["x"]"#);
    give(r#"{"a":{"b":[1,{"a":2}]}}"#, "$..a", r#"[{"b":[1,{"a":2}]},2]"#);
    give(r#"{"a":[1,{"b":2}]}"#, "$..*", r#"[[1,{"b":2}],1,{"b":2},2]"#);
    give("[[1,2],[3]]", "$[*][*]", "[1,2,3]");
    // AWS: what blocks the way of an indefinite path matches nothing (recorded, base/json-path-array-wildcard).
    for path in ["$[*]", "$.items[*]", "$.item.items[1:5].itemValue", "$.items[:1]"] {
        give("{}", path, "[]");
    }
}

#[test]
fn several_names_make_one_object() {
    // The library merges them where RFC 9535 lists their values.
    give(r#"{"a":1,"b":2,"c":3}"#, "$['a','c','no']", r#"{"a":1,"c":3}"#);
    give(r#"[{"a":1,"b":2},{"a":3}]"#, "$.[*].['a', 'b']", r#"[{"a":1,"b":2},{"a":3}]"#);
    give(r#"{"a":{"x":1},"b":{"x":2}}"#, "$['a','b'].x", "[1,2]");
}

#[test]
fn slices_are_the_librarys() {
    for (slice, items) in [
        ("[1:]", "[1,2,3]"),
        ("[:2]", "[0,1]"),
        ("[1:3]", "[1,2]"),
        ("[-2:]", "[2,3]"),
        ("[:-1]", "[0,1,2]"),
        ("[9:]", "[]"),
        ("[:9]", "[0,1,2,3]"),
        // With both bounds the library compares them before it counts from the end; RFC 9535 gives [0,1,2].
        ("[0:-1]", "[]"),
        ("[-2:-1]", "[2]"),
    ] {
        give("[0,1,2,3]", &format!("${slice}"), items);
    }
}

#[test]
fn functions_of_paths() {
    give(ORDER, "$.items.length()", "3");
    give(ORDER, "$.length()", "6");
    give(ORDER, "$.id.length()", "null");
    give("[1,2,4.5,\"x\"]", "$.sum()", "7.5");
    give("[1,2]", "$.sum()", "3.0");
    give("[1,2]", "$.avg()", "1.5");
    give("[3,1]", "$.min()", "1.0");
    give("[3,1]", "$.max()", "3.0");
    give("[1,3]", "$.stddev()", "1.0");
    give(r#"{"a":1,"b":2}"#, "$.keys()", r#"["a","b"]"#);
    give("[3,1]", "$.last()", "1");
    give("[[1],[1,2]]", "$[*].length()", "[1,2]");
    give(ORDER, "$..p.sum()", "3.5");
    give(
        "[]",
        "$.sum()",
        "Invalid path '$.sum()' : Aggregation function attempted to calculate value using empty array",
    );
}

#[test]
fn filters_pick_items() {
    let pets = r#"{"max":5,"who":"cat","pets":[{"s":"cat","age":3,"tags":["a"]},{"s":"dog","age":7.0},{"s":"cat","age":"9","x":null}]}"#;
    for (condition, ages) in [
        ("@.s == 'cat'", r#"[3,"9"]"#),
        ("@.s==cat", r#"[3,"9"]"#),
        ("@.s != \"cat\"", "[7.0]"),
        ("@.age == 7", "[7.0]"),
        ("@.age === 7", "[7.0]"),
        ("@.age == 9", r#"["9"]"#),
        ("@.age === 9", "[]"),
        ("@.age < $.max", "[3]"),
        ("@.age >= 3 && @.s == $.who", "[3]"),
        ("@.age > 5 || @.tags", "[3,7.0]"),
        ("!(@.s == 'cat') || (@.x == null && @.x)", r#"[7.0,"9"]"#),
        ("!@.tags", r#"[7.0,"9"]"#),
        ("@.x", r#"["9"]"#),
        ("@.no == null", "[]"),
        ("@.no != 1", r#"[3,7.0,"9"]"#),
        ("@.s =~ /C.T/i", r#"[3,"9"]"#),
        ("@.s =~ /c/", "[]"),
        ("@.s in ['dog', 'cow']", "[7.0]"),
        ("@.s nin ['dog']", r#"[3,"9"]"#),
        ("@.tags subsetof ['a', 'b']", "[3]"),
        ("@.tags contains 'a'", "[3]"),
        ("@.s contains 'o'", "[7.0]"),
        ("@.tags anyof ['a']", "[3]"),
        ("@.tags noneof ['b']", "[3]"),
        ("@.tags all ['a']", "[3]"),
        ("@.tags size 1", "[3]"),
        ("@.tags empty false", "[3]"),
        ("@.tags.length() == 1", "[3]"),
        ("@['s'] == 'dog'", "[7.0]"),
        ("@.tags[0] == 'a'", "[3]"),
        ("@.tags == ['a']", "[3]"),
        ("@.tags[?(@ == 'a')]", "[3]"),
    ] {
        give(pets, &format!("$.pets[?({condition})].age"), ages);
    }
    // The library asks an object itself, where RFC 9535 filters its members.
    give(r#"{"a":{"b":1}}"#, "$.a[?(@.b == 1)]", r#"[{"b":1}]"#);
    give(r#"{"a":[{"b":1},{"b":2}]}"#, "$..[?(@.b == 2)]", r#"[{"b":2},{"b":2}]"#);
}

#[test]
fn roots_and_definiteness() {
    for (path, definite) in [
        ("$", true),
        ("$$.Execution.Id", true),
        ("$var.a[0]", true),
        ("$.a['b','c']", true),
        ("$..a.length()", true),
        ("$..a", false),
        ("$.a[*]", false),
        ("$.a[0,1]", false),
        ("$.a[1:]", false),
        ("$.a[?(@.b)]", false),
    ] {
        assert_eq!(Path::parse(path).unwrap().is_definite(), definite, "{path}");
    }
    let mut env = Document::new(Value::Null).with_context(value(r#"{"Execution":{"Id":"e"}}"#));
    assert_eq!(Expr::parse("$$.Execution.Id").unwrap().eval(&mut env).unwrap(), Value::from("e"));
}

#[test]
fn what_is_not_a_path_is_located() {
    fail("", 0, "expected a path, which begins with `$`, found the end of the text");
    fail("a.b", 0, "expected a path, which begins with `$`, found `a`");
    fail("$.", 2, "expected the name of a field, found the end of the text");
    fail("$.a.", 4, "expected the name of a field, found the end of the text");
    fail("$...a", 3, "expected the name of a field, found `.`");
    fail("$.a[", 4, "expected an index, a slice, a quoted name, `*` or a filter `?(…)`, found the end of the text");
    fail("$.a['b", 4, "expected a closing quote, found `'b`");
    fail("$.a['b'", 7, "expected `]`, found the end of the text");
    fail("$.a[x]", 4, "expected an index, a slice, a quoted name, `*` or a filter `?(…)`, found `x`");
    fail("$.a[99999999999]", 4, "expected a whole number, found `99999999999`");
    fail("$.a[:]", 4, "expected a number before or after the colon, and no step, found `:`");
    fail("$.a[1:5:2]", 4, "expected a number before or after the colon, and no step, found `1:5:2`");
    fail(
        "$.a b",
        3,
        "expected a name of letters, digits, `_` and `-`; write other names in brackets and quotes, as in `$['a b']`, found ` `",
    );
    fail(
        "$.a.nope()",
        4,
        "expected one of length(), min(), max(), avg(), sum(), stddev(), keys(), first(), last(), found `nope`",
    );
    fail("$.a.length().b", 12, "expected nothing more, found `.`");
    fail("$.a['b']c", 8, "expected `.`, `[` or the end of the path, found `c`");
    fail("$.a[?@.b]", 5, "expected `(`, found `@`");
    fail(
        "$.a[?(@.b ==)]",
        12,
        "expected a path beginning with `@` or `$`, a quoted text, a number, `true`, `false` or `null`, found `)`",
    );
    fail("$.a[?(@.b ~ 1)]", 10, "expected a comparison such as `==`, `<`, `=~` or `in`, found `~`");
    fail(
        "$.a[?(@.b =~ /x(?=y)/)]",
        15,
        "expected a regular expression without look-around, back-references or named groups, found `(?=y)`",
    );
    fail(&format!("${}", ".a".repeat(300)), 513, "expected a path with fewer steps, found `.`");
    fail(&format!("$[?({}", "(".repeat(99)), 36, "expected fewer levels of nesting, found `(`");
}

#[track_caller]
fn holds(rule: &str, input: &str, expected: &str) {
    let rule = Rule::compile(&value(rule)).map_err(|error| format!("{} {error}", error.at));
    let held = rule.and_then(|rule| rule.holds(&mut Document::new(value(input))).map_err(|error| error.choice_cause()));
    assert_eq!(held.map_or_else(|error| error, |held| held.to_string()), expected);
}

#[test]
fn choice_rules() {
    let input =
        r#"{"n":0,"d":0.0,"s":"log-2024.txt","t":"2024-01-01T01:00:00+01:00","b":false,"null":null,"star":"a*c\\d"}"#;
    for (operator, variable, operand, held) in [
        ("NumericEquals", "$.n", "0.0", "true"),
        ("NumericEqualsPath", "$.n", "\"$.d\"", "true"),
        ("NumericLessThan", "$.s", "5", "false"),
        ("StringEquals", "$.n", "\"0\"", "false"),
        ("StringLessThan", "$.s", "\"m\"", "true"),
        ("StringMatches", "$.s", "\"log-*.txt\"", "true"),
        ("StringMatches", "$.s", "\"*20*4*\"", "true"),
        ("StringMatches", "$.s", "\"log-*.tx\"", "false"),
        ("StringMatches", "$.star", r#""a\\*c\\\\d""#, "true"),
        ("StringMatches", "$.s", r#""log\\*""#, "false"),
        ("TimestampEquals", "$.t", "\"2024-01-01T00:00:00Z\"", "true"),
        ("TimestampLessThan", "$.s", "\"2024-01-01T00:00:00Z\"", "false"),
        ("BooleanEquals", "$.b", "false", "true"),
        ("BooleanEquals", "$.n", "false", "false"),
        ("IsNull", "$.null", "true", "true"),
        ("IsNull", "$.n", "false", "true"),
        ("IsPresent", "$.null", "true", "true"),
        ("IsPresent", "$.no.such", "false", "true"),
        ("IsPresent", "$.no", "true", "false"),
        ("IsTimestamp", "$.t", "true", "true"),
        ("IsTimestamp", "$.s", "false", "true"),
        (
            "IsNumeric",
            "$.no",
            "true",
            "Invalid path '$.no': The choice state's condition path references an invalid value.",
        ),
        (
            "StringEqualsPath",
            "$.s",
            "\"$.no\"",
            "Invalid path '$.no': The choice state's condition path references an invalid value.",
        ),
    ] {
        holds(&format!(r#"{{"Variable":"{variable}","{operator}":{operand},"Next":"X"}}"#), input, held);
    }
    assert_eq!(OPERATORS.len(), 39);
}

#[test]
fn rules_combine_and_stop_early() {
    let present = r#"{"Variable":"$.a","IsPresent":true}"#;
    let big = r#"{"Variable":"$.a","NumericGreaterThan":5}"#;
    holds(&format!(r#"{{"And":[{present},{big}]}}"#), "{}", "false");
    holds(&format!(r#"{{"And":[{present},{big}]}}"#), r#"{"a":6}"#, "true");
    holds(&format!(r#"{{"Or":[{{"Not":{present}}},{big}]}}"#), "{}", "true");
    holds(&format!(r#"{{"Not":{big}}}"#), r#"{"a":1}"#, "true");
    holds("1", "{}", " a rule must be an object");
    holds("{}", "{}", " a rule needs one of And, Or, Not or a comparison such as StringEquals");
    holds(r#"{"And":[]}"#, "{}", "/And And needs an array of at least one rule");
    holds(r#"{"Not":{"IsNull":true}}"#, "{}", "/Not/Variable a comparison needs a Variable, which is a path");
    holds(
        r#"{"Variable":"$","IsNull":true,"IsString":true}"#,
        "{}",
        " a rule can have only one operator, and this has 2",
    );
    holds(r#"{"Or":[{"Variable":"$","StringEquals":1}]}"#, "{}", "/Or/0/StringEquals StringEquals must be a string");
    holds(
        r#"{"Variable":"x","IsNull":true}"#,
        "{}",
        "/Variable Variable: expected a path, which begins with `$`, found `x`",
    );
    let deep = format!("{}1{}", r#"{"Not":"#.repeat(40), "}".repeat(40));
    holds(&deep, "{}", &format!("{} rules can nest at most 32 deep", "/Not".repeat(32)));
}

#[test]
fn a_selection_that_looks_at_too_much_is_refused() {
    let wide = Value::array((0..2_000).map(|_| Value::array([Value::Null])));
    let mut value = wide;
    for _ in 0..8 {
        value = Value::array([value.clone(), value]);
    }
    let made = Path::parse("$..*..*").unwrap().select_in(&value);
    assert_eq!(made.unwrap_err().to_string(), "the number of values a path looks at exceeds the limit of 1000000");
}

/// Texts made of what paths are made of, so that parsers get past the first character.
fn expression() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("$"),
        Just("$$"),
        Just("."),
        Just(".."),
        Just("["),
        Just("]"),
        Just("*"),
        Just("a"),
        Just("é-b"),
        Just("'a'"),
        Just("\"b\""),
        Just("'"),
        Just("\\"),
        Just("\\u00"),
        Just("0"),
        Just("-1"),
        Just(":"),
        Just(","),
        Just(" "),
        Just("?("),
        Just("@"),
        Just("=="),
        Just("=~"),
        Just("/a+(b|c)*/"),
        Just("/"),
        Just(" in "),
        Just("&&"),
        Just("||"),
        Just("!"),
        Just("("),
        Just(")"),
        Just("{"),
        Just("}"),
        Just("length()"),
        Just("sum()"),
        Just("States.Format("),
        Just("States.Array("),
        Just("States.MathAdd("),
        Just("1e308"),
        Just("true"),
        Just("2024-01-01T00:00:00Z"),
    ];
    prop_oneof![proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()), ".{0,24}"]
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        "[a-b é]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::array),
            proptest::collection::vec(("(a|b|é-b|x)", inner), 0..4).prop_map(Value::object),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in expression(), input in document()) {
        let mut env = Document::new(input.clone());
        for text in [text.clone(), format!("$.a{text}"), format!("$[?(@{text})]"), format!("States.Array({text})")] {
            if let Err(error) = Path::parse(&text) {
                let range = error.span.range();
                prop_assert!(range.start <= range.end && text.get(range).is_some(), "{text:?} {error:?}");
            }
            if let Ok(expr) = Expr::parse(&text) {
                let made = expr.eval(&mut env).map_err(|error| error.field_cause("x.$", &input));
                if let (Expr::Path(path), Ok(made)) = (&expr, &made) {
                    prop_assert!(path.is_definite() || made.as_array().is_some());
                    let again = Path::parse(path.text()).unwrap().select(&env);
                    prop_assert_eq!(again.as_ref().ok(), Some(made));
                }
            }
            if let Ok(path) = ReferencePath::parse(&text) && let Ok(made) = path.set(&input, Value::from("put")) {
                prop_assert_eq!(path.as_path().select_in(&made).unwrap(), Value::from("put"));
            }
        }
        let _ = Timestamp::parse(&text);
        let template = Value::object([("a.$", Value::from(text.clone())), ("b", input.clone())]);
        if let Ok(template) = Template::compile(&template) {
            let _ = template.eval(&mut env);
        }
    }

    #[test]
    fn no_value_panics(input in document(), operand in document(), index in 0..OPERATORS.len()) {
        let mut env = Document::new(input.clone());
        let _ = Template::compile(&input).map(|template| template.eval(&mut env));
        let rule = Value::object([("Variable", Value::from("$.a")), (OPERATORS[index].name, operand)]);
        if let Ok(rule) = Rule::compile(&rule) {
            let _ = rule.holds(&mut env);
        }
        prop_assert_eq!(env.input(), &input);
    }
}
