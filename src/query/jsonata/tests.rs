use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::*;
use crate::json::{Document, NodeRef, Span};
use crate::sort::SortedSet;

fn value(text: &str) -> Value {
    Value::parse(text).unwrap()
}

fn scope() -> Variables {
    let input = r#"{"n": 5, "items": [{"p": 2, "q": 1.5}, {"p": 3, "q": 2}], "big": 9007199254740993, "one": 1.0}"#;
    let states = Value::object([("input", value(input))]);
    Variables::default().with("states", states).with("sum", value("7")).with("list", value("[1,2,3]"))
}

/// The engine as a module of its own, without a page between.
struct Loopback;

thread_local! {
    static MODULE: RefCell<Served> = RefCell::default();
    /// How many bytes crossed.
    static CROSSED: Cell<usize> = const { Cell::new(0) };
}

fn crossed(bytes: usize) {
    CROSSED.set(CROSSED.get() + bytes);
}

impl Module for Loopback {
    fn parse(&self, text: &str) -> Result<Vec<u8>, String> {
        Ok(MODULE.with_borrow_mut(|module| module.parse(text)))
    }

    fn evaluate(&self, request: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String> {
        crossed(request.len());
        let ask = |asked: &[u8]| {
            let answer = ask(asked.to_vec());
            crossed(asked.len() + answer.len());
            answer
        };
        let answer = MODULE.with_borrow_mut(|module| module.evaluate(request, &ask));
        crossed(answer.len());
        Ok(answer)
    }
}

/// The value of an expression, which is the same with both engines, however it fails.
fn value_of(text: &str, scope: &Variables) -> Result<Option<Value>, ExpressionError> {
    let (here, there) = match (BuiltIn.parse(text), Remote::new(Loopback).parse(text)) {
        (Ok(here), Ok(there)) => (here, there),
        (here, there) => {
            let (here, there) = (here.unwrap_err(), there.unwrap_err());
            assert_eq!(here, there, "{text}");
            return Err(here);
        }
    };
    assert_eq!(here.reads(), there.reads(), "{text}");
    let (mut before, mut after) = (scope.clone(), scope.clone());
    let (here, there) = (here.evaluate(&mut before), there.evaluate(&mut after));
    assert_eq!(here, there, "{text}");
    assert_eq!(before.seed, after.seed, "{text}: as many numbers drawn");
    here
}

fn evaluated(text: &str) -> String {
    match value_of(text, &scope()) {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "undefined".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn refused(text: &str) -> String {
    value_of(text, &scope()).unwrap_err().to_string()
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
        // Observed: fractions are cut, and what cannot be made is nothing.
        ("$range(-1.7, 2, 1)", "[-1,0,1,2]"),
        ("$partition([1,2,3], 2.9)", "[[1,2],[3]]"),
        ("$exists($partition([1], 0)) or $exists($partition([], 2))", "false"),
        ("$exists($range(1, 5)) or $exists($hash('input'))", "false"),
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
    assert!(evaluated("$partition([1], -1)").starts_with("D3137"), "{}", evaluated("$partition([1], -1)"));
    assert!(evaluated("$parse('{')").starts_with("D3137"));
}

#[test]
fn chance_and_time_are_the_scopes() {
    let text = "[$random(), $uuid(), $shuffle([1..9])]";
    value_of(text, &Variables::default()).unwrap();
    let text = Expression::parse(text).unwrap();
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
    assert_eq!(value_of("1 + phone", &scope()).unwrap_err().span, Some(Span { start: 4, end: 9 }));
}

#[test]
fn an_error_says_its_place_in_the_text_as_written() {
    let error = value_of("1 + $states.input", &scope()).unwrap_err();
    assert_eq!((error.code.as_str(), error.kind), ("T2002", ErrorKind::Thrown));
    assert!(error.span.is_some_and(|span| span.end <= "1 + $states.input".len()), "{:?}", error.span);
    let function = value_of("$f := function($x){$x}", &scope()).unwrap_err();
    assert_eq!(function.kind, ErrorKind::NotJson);
}

#[test]
fn every_evaluation_ends() {
    let exceeded = |text: &str| {
        let error = value_of(text, &scope()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Exceeded, "{error}");
        error.message
    };
    assert!(exceeded("($f := function($x){ $f($x + 1) }; $f(1))").contains("timeout"));
    assert!(exceeded("($f := function($x){ 1 + $f($x + 1) }; $f(1))").contains("Stack overflow"));
    assert!(exceeded("[1..900000] ~> $count()").contains("memory limit"));
    assert!(exceeded("($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $p('x', 23))").contains("memory"));
    assert_eq!(evaluated("[1..873782] ~> $count()"), "873782");
    assert!(exceeded("$count($range(1, 360146, 1))").contains("memory limit"));
    assert_eq!(evaluated("$count($range(1, 360145, 1))"), "360145");
    for count in [140, 200, 20_000] {
        assert!(exceeded(&("1+".repeat(count) + "1")).contains("Stack overflow"), "{count}");
    }
    let backtracking = format!("$match('{}', /^(a+)+b$/)", "a".repeat(40));
    assert!(exceeded(&backtracking).contains("timeout"));
}

/// Each would take seconds, hours, or never end, were the work within a step not counted. `make bench` times them.
#[test]
fn what_is_heavy_ends_by_its_work() {
    for text in include_str!("../../../tests/fixtures/jsonata/heavy.txt").lines() {
        let first = BuiltIn.parse(text).map(|compiled| compiled.evaluate(&mut scope()).map(|_| ()));
        if let Ok(Err(error)) = first {
            assert!(error.kind != ErrorKind::NotJson, "{text}: {error}");
        }
    }
    let exceeded = |text: &str| {
        let error = value_of(text, &scope()).unwrap_err();
        assert_eq!((error.kind, error.message.contains("timeout")), (ErrorKind::Exceeded, true), "{text}: {error}");
    };
    exceeded("$count([1..300000][$ in [1..50000]])");
    exceeded("$reduce([1..100000], function($a, $v) { $append($a, $v) }, [])");
    exceeded("$count([1..1000].$pad('', 6000000, 'x'))");
    exceeded("($s := $pad('', 1000000, 'aaaaaaaaa,'); $count($split($s, /,/)))");
    exceeded("$count($distinct([1..5000].{'a': $}))");
}

/// Two values that hold one part many times have far more parts than steps made them.
#[test]
fn what_is_nested_in_itself_is_compared_walked_and_copied_within_the_work() {
    let nested = "$d := $reduce([1..60], function($a, $i) { {'l': $a, 'r': $a} }, 1)";
    let again = nested.replace("$d", "$e");
    for walk in ["$d = $e", "$count($distinct([$d, $e]))", "$d ~> |$|{'x': 1}|", "$count($d.**)", "$string($d)", "-$d"]
    {
        let error = value_of(&format!("({nested}; {again}; {walk})"), &scope()).unwrap_err();
        assert!(error.kind == ErrorKind::Exceeded || error.code == "D1002", "{walk}: {error}");
    }
    let arrays = "$d := $reduce([1..60], function($a, $i) { [[$a], [$a]] }, [])";
    for walk in ["$boolean($d)", "$d.x", "$keys($d)", "$spread($d)", "$d.*", "$d.**"] {
        let error = value_of(&format!("({arrays}; {walk})"), &scope()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Exceeded, "{walk}: {error}");
    }
}

/// The same count, and so the same end, wherever the engine is: just below the limit it has a value, just above none.
#[test]
fn the_work_is_counted_alike_everywhere() {
    let ends = |count: u64| value_of(&format!("$count([1..{count}].($ in [1..10]))"), &scope());
    let (mut below, mut above) = (1, LIMITS.work);
    while above - below > 1 {
        let middle = u64::midpoint(below, above);
        if ends(middle.min(800_000)).is_ok() { below = middle } else { above = middle }
    }
    assert!((20_000..400_000).contains(&below), "{below}");
    assert_eq!(ends(below).unwrap().unwrap(), Value::from(below as i64));
    assert!(ends(above).unwrap_err().message.contains("timeout"));
}

#[test]
fn what_is_watched_is_the_same() {
    for (text, expected) in [
        ("$count($distinct([1..60000].($ % 3)))", "3"),
        ("$distinct([3, 1, 3, {'a': 1}, {'a': 1}, '3'])", r#"[3,1,{"a":1},"3"]"#),
        ("$distinct([true, null, true, null, 0, -0, 'a', 'a', [1], [1]])", r#"[true,null,0,"a",[1]]"#),
        ("$distinct([[1], [1], [2]])", "[[1],[2]]"),
        ("$distinct([1, 1])", "[1]"),
        ("$distinct('a')", r#""a""#),
        ("$distinct($nothing)", "undefined"),
        ("[[1, 1], [2]].$distinct($)", "[1,2]"),
        ("$map([[1, 1], [2, 2]], $distinct)", "[[1],[2]]"),
        ("$keys([1..30000].{'a': $, 'b': 1})", r#"["a","b"]"#),
        ("$keys([{'b': 1}, {'a': 1}, {'b': 2}])", r#"["b","a"]"#),
        ("$keys({'a': 1})", r#""a""#),
        ("$states.input.items.$keys()", r#"["p","q","p","q"]"#),
        ("$count($split($join([1..19000].($ & ''), ','), ','))", "19000"),
        ("$split('abc', '')", r#"["a","b","c"]"#),
        ("$split('a,b,c', ',', 2)", r#"["a","b"]"#),
        ("$split('a1b22c', /[0-9]+/, 2)", r#"["a","b"]"#),
        ("('a1b2').$replace(/[0-9]/, '-')", r#""a-b-""#),
        ("$replace('a1b2', /[0-9]/, function($m){$m.match & '!'}, 1)", r#""a1!b2""#),
        ("$replace('aXbX', 'X', '--')", r#""a--b--""#),
        ("$match('a1b2', /[a-z]/)[1].index", "2"),
        ("$count([1..500].$replace('a' & $, /[0-9]/, '-'))", "500"),
        ("$count(['a', 'b'][$contains($, /[a-z]/)])", "2"),
        ("$count($match($pad('', 1000000, 'aaaaaaaaa,'), /,/, 2))", "2"),
        ("$count($split($pad('', 1000000, 'a') & ',b', /,/))", "2"),
        ("$toMillis('2020-01-01T00:00:00.000Z')", "1577836800000"),
        ("($keys := 1; $distinct := function($x){$x}; [$keys, $distinct([1, 1])])", "[1,1,1]"),
        ("[1..3].$formatNumber($, '#0.0') ~> $join(',')", r#""1.0,2.0,3.0""#),
        ("[1..3].$formatInteger($, 'w')", r#"["one","two","three"]"#),
        ("[1..2].$parseInteger('2' & $, '#0')", "[21,22]"),
        ("[1..2].$fromMillis($ * 86400000, '[Y]-[M01]-[D01]')", r#"["1970-01-02","1970-01-03"]"#),
        ("[1..2].$fromMillis($)", r#"["1970-01-01T00:00:00.001Z","1970-01-01T00:00:00.002Z"]"#),
        ("[1..1].$toMillis('2 January 1970', '[D1] [MNn] [Y0001]')", "86400000"),
        ("[1..1].[$now(), $now('[Y]')]", r#"["1970-01-01T00:00:00.000Z","1970"]"#),
        ("$join(['a', 'b'].($ & '!'))", r#""a!b!""#),
        ("('x').$pad(3) & '|'", r#""x  |""#),
        ("$sort([3, 1, 2], function($l, $r) { $l < $r })", "[3,2,1]"),
        ("['b', 'a'] ~> $sort", r#"["a","b"]"#),
        ("$reduce([[1], [2], [3]], $append)", "[1,2,3]"),
        ("$map(['abc', 'xyz'], $substring(?, 1))", r#"["bc","yz"]"#),
        ("$map([1, 2], $string)", r#"["1","2"]"#),
        ("$map([1..2], $range(?, 4, 1))", "[[1,2,3,4],[2,3,4]]"),
        ("($up := $uppercase ~> $trim; $up(' a '))", r#""A""#),
        ("($last := $reverse ~> $shuffle ~> $count; $last([1, 2]))", "2"),
        ("($f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(10))", "3628800"),
        ("($l := [1..3]; $r := [4..5]; $l@$a.$r@$b.($a & $b) ~> $join(' '))", r#""14 15 24 25 34 35""#),
        ("($states.input ~> |items|{'p': 0}, 'q'|).items.p", "[0,0]"),
    ] {
        assert_eq!(evaluated(text), expected, "{text}");
    }
    let taken = scope().with("distinct", value("5")).with("count", value("6"));
    assert_eq!(value_of("[$distinct, $count, $keys({'a': 1})]", &taken), Ok(Some(value(r#"[5,6,"a"]"#))));
    assert_eq!(value_of("$distinct()", &scope()).unwrap_err().code, "T0410");
    assert_eq!(value_of("$match('a', /a/, -1)", &scope()).unwrap_err().code, "D3040");
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

/// An input of about so many bytes.
fn large(bytes: usize) -> Value {
    let order =
        |n: usize| value(&format!(r#"{{"id": {n}, "price": {n}.5, "tags": ["a", "b"], "to": {{"city": "Köln"}}}}"#));
    Value::object([("orders", Value::array((0..bytes / 70).map(order))), ("name", value(r#""large""#))])
}

fn with_input(input: Value) -> Variables {
    Variables::default().with("states", Value::object([("input", input)]))
}

#[test]
fn a_large_input_is_the_same_through_a_module() {
    let scope = with_input(large(64 << 10));
    for text in [
        "$states.input",
        "$states.input.orders",
        "$sum($states.input.orders.price)",
        "$states.input.orders[id = 500].to",
        "$states.input.orders[-1]",
        "$states.input.orders[[2..4]].tags[1]",
        "$count($states.input.orders)",
        "$merge([$states.input, {'more': $states.input.orders[3].to}])",
        "$states.input.orders.{'id': id, 'same': $}[7]",
        "$states.input.orders^(>price)[0].id",
        "$states.input ~> |orders[0]|{'price': 0}|",
        "$keys($states.input)",
        "$keys()",
        "$lookup($states.input, 'name') & $string($states.input.orders[0])",
        "$states.input.orders[0] = $states.input.orders[0]",
        "$states.**.city ~> $count()",
    ] {
        value_of(text, &scope).unwrap();
    }
}

#[test]
fn what_an_expression_does_not_look_at_does_not_cross() {
    let scope = with_input(large(256 << 10));
    let bytes = |text: &str| {
        CROSSED.set(0);
        value_of(text, &scope).unwrap();
        CROSSED.get()
    };
    let passed = "{'all': $states.input, 'first': $states.input.orders[0].id, 'count': $count($states.input.orders)}";
    assert!(bytes(passed) < 1_000, "{}", bytes(passed));
    assert!(bytes("$merge([$states.input, {'more': 1}])") < 20_000);
    assert!(bytes("$sum($states.input.orders.price)") < 1 << 20);
}

/// A value that is read at each of many steps crosses with what is around it, once.
#[test]
fn what_is_read_over_and_over_crosses_once() {
    let bytes = |steps: usize| {
        CROSSED.set(0);
        // Too wide to come along with what is around it.
        let member = |at: usize| (format!("member {at}"), Value::from("x".repeat(100)));
        let wide = Value::Object(Arc::new((0..20_000).map(member).map(|(key, value)| (key.into(), value)).collect()));
        let text = format!("$count([1..{steps}].($states.input.`member 7`))");
        value_of(&text, &with_input(wide)).unwrap();
        CROSSED.get()
    };
    assert!(bytes(10_000) < bytes(100) + 10, "{}, {}", bytes(100), bytes(10_000));
}

#[test]
fn a_part_handed_back_many_times_is_made_once() {
    let items = Value::array((0..100).map(|_| value("1.0")));
    let found = value_of("[1..2000].($states.input)", &with_input(Value::object([("a", items)]))).unwrap().unwrap();
    let all = found.as_array().unwrap();
    let (Value::Object(first), Value::Object(last)) = (&all[0], &all[1_999]) else { panic!("objects") };
    assert!(Arc::ptr_eq(first, last));
    assert_eq!(first.get("a").and_then(|a| a.at(0)).unwrap().to_string(), "1");
}

#[test]
fn any_text_in_a_string_is_the_same_through_a_module() {
    for text in [r#""\u0000 𝄞""#, r#""\\ud800 \" ""#, r#""""#] {
        let scope = with_input(Value::object([("", value(text)), ("t", value(text))]));
        value_of("[$states.input, $states.input.t & 'x', $length($states.input.t)]", &scope).unwrap();
    }
    // Halves of a character: whatever becomes of them, it becomes the same, and nothing breaks.
    for half in [r"\ud800", r"\udd1e", r"\udd1e\ud834", r"a\ud800b"] {
        for text in [format!("'{half}'"), format!("$length('{half}')"), format!("$encodeUrl('{half}')")] {
            let _ = value_of(&text, &scope());
        }
        let input = Document::new(format!("\"{half}\"")).root().map(NodeRef::to_value).unwrap();
        value_of("[$states.input, $substring($states.input, 0, 1)]", &with_input(input)).unwrap();
    }
}

/// A module that answers with whatever it was told to.
struct Broken(Result<Vec<u8>, String>);

impl Module for Broken {
    fn parse(&self, _: &str) -> Result<Vec<u8>, String> {
        let reads = Reads { names: SortedSet::from(["states".to_owned()]), ..Reads::default() };
        let mut answer = wire::Writer::default();
        answer.reads(&reads);
        Ok(answer.0)
    }

    fn evaluate(&self, _: &[u8], ask: &dyn Fn(Vec<u8>) -> Vec<u8>) -> Result<Vec<u8>, String> {
        for asked in [vec![], vec![0, 255, 255, 255, 255], vec![1, 0, 0, 0, 0, 9], vec![77, 0, 0, 0, 0]] {
            assert_eq!(ask(asked), [0_u8; 0]);
        }
        self.0.clone()
    }
}

#[test]
fn a_module_that_stops_or_talks_nonsense_is_an_error_and_no_more() {
    let made = [vec![], vec![1], vec![1, 7, 0], vec![1, 9], vec![1, 4, 255, 255, 255, 255, 65], vec![2, 99], vec![3]];
    let answers = made.into_iter().map(Ok).chain([Err("it stopped".to_owned())]);
    for answer in answers {
        let expression = Remote::new(Broken(answer.clone())).parse("$states").unwrap();
        let error = expression.evaluate(&mut scope()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unavailable, "{answer:?}");
    }
    for request in [vec![], vec![5; 40], vec![255; 40]] {
        let answer = Served::default().evaluate(&request, &|_| vec![255]);
        assert_eq!(answer[0], wire::end::ERROR);
    }
}

#[test]
fn without_an_engine_nothing_is_said_of_a_text() {
    assert!(is_installed(), "a native program has the built-in engine");
    install(None);
    for text in ["1 + 1", "1 +"] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!((error.kind, error.diagnostic_code()), (ErrorKind::Unavailable, None));
    }
    install(Some(Arc::new(Remote::new(Loopback))));
    assert_eq!(Expression::parse("1 + 1").unwrap().evaluate(&mut scope()), Ok(Some(value("2"))));
}
