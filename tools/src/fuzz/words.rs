//! Values, paths and expressions: the usual, the odd and the hostile.

use stepwright::json::{Number, Value};
use stepwright::query::INTRINSICS;

use super::dice::Dice;

/// The keys that inputs have and paths ask for; the first eight are in nearly every input.
#[rustfmt::skip]
const KEYS: [&str; 24] = [
    "a", "b", "n", "s", "t", "items", "list", "flag", "__proto__", "constructor", "toString", "length", "", "a b",
    "é", "😀", "a.b", "$", "0", "a/b~1c", "\u{0}", "'", "\"", "{{",
];
const USUAL_KEYS: usize = 8;

#[rustfmt::skip]
const NUMBERS: [&str; 24] = [
    "0", "1", "2", "3", "-1", "7", "10", "0.5", "1.0", "-0", "-0.0", "1e3", "99999999", "100000000", "2147483648",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "123456789012345678901234567890", "1e308",
    "1e-320", "1e400", "0.1", "9007199254740993",
];

#[rustfmt::skip]
const TEXTS: [&str; 32] = [
    "x", "a", "b", "", " ", "true", "null", "1", "1.50", "$", "$.a", "$$.Execution.Id", "States.ALL", "E",
    "{% 1 %}", "{%", "2026-01-01T00:00:10Z", "2026-01-01T00:00:00.000+14:00", "2026-13-01T00:00:00Z",
    "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "arn:aws:states:::lambda:invoke", "é", "😀😀", "\u{0}",
    "\u{feff}", "a,b\n1,2\n", "{\"a\":[1,{}]}", "{", "'", "\\", "{}{}",
];

pub(crate) fn key(dice: &mut Dice) -> &'static str {
    if dice.one_in(8) { dice.pick(&KEYS) } else { dice.pick(&KEYS[..USUAL_KEYS]) }
}

pub(crate) fn number(dice: &mut Dice) -> Value {
    let usual = if dice.one_in(4) { NUMBERS.len() } else { 9 };
    Number::parse(NUMBERS[dice.below(usual)]).map_or(Value::Null, Value::Number)
}

pub(crate) fn text(dice: &mut Dice) -> String {
    match dice.below(400) {
        0 => "x".repeat(300 + dice.below(40_000)),
        1 => "é😀".repeat(dice.below(3_000)),
        2 => soup(dice),
        _ => dice.pick(&TEXTS).to_owned(),
    }
}

#[rustfmt::skip]
const PARTS: &[&str] = &[
    "$", "@", ".", "..", "[", "]", "(", ")", "{", "}", "'", "\"", ",", ":", "?", "*", "-", "1", "0", "99", "a", "é",
    "😀", " ", "&&", "||", "==", "=~", "/", "\\", "{%", "%}", "States.", "Format", "$states", ":=", "~>", "function",
    "%", "^", "#", "|", "<", "\n",
];

/// Characters that mean something somewhere, in no order.
pub(crate) fn soup(dice: &mut Dice) -> String {
    (0..dice.below(40)).map(|_| dice.pick(PARTS)).collect()
}

pub(crate) fn scalar(dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => Value::Null,
        1 => Value::from(dice.one_in(2)),
        2..=4 => number(dice),
        _ => Value::from(text(dice)),
    }
}

pub(crate) fn value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 3 } else { 6 }) {
        0..=2 => scalar(dice),
        3 => Value::array((0..dice.below(5)).map(|_| value(dice, depth - 1)).collect::<Vec<_>>()),
        4 => Value::array((0..dice.below(6)).map(|_| number(dice)).collect::<Vec<_>>()),
        _ => Value::object((0..dice.below(5)).map(|_| (key(dice), value(dice, depth - 1))).collect::<Vec<_>>()),
    }
}

/// An execution's input, mostly with what paths ask for.
pub(crate) fn input(dice: &mut Dice) -> Value {
    match dice.below(60) {
        0 => Value::empty_object(),
        1 => scalar(dice),
        2 => value(dice, 4),
        3 => nested(dice),
        4 if dice.one_in(30) => Value::object([("s", Value::from("x".repeat(200_000 + dice.below(80_000))))]),
        5 if dice.one_in(30) => {
            Value::object([("items", Value::array((0..dice.below(20_000)).map(|at| Value::from(at as i64))))])
        }
        _ => {
            let items = Value::array((0..dice.below(6)).map(|_| usual_item(dice)).collect::<Vec<_>>());
            let mut members = vec![
                ("a", value(dice, 2)),
                ("b", value(dice, 1)),
                ("n", number(dice)),
                ("s", Value::from(text(dice))),
                ("t", Value::from("2026-01-01T00:00:10Z")),
                ("items", items),
                ("list", Value::array([1, 2, 3].map(Value::from))),
                ("flag", Value::from(dice.one_in(2))),
            ];
            members.extend((0..dice.below(3)).map(|_| (key(dice), value(dice, 2))).collect::<Vec<_>>());
            Value::object(members)
        }
    }
}

fn usual_item(dice: &mut Dice) -> Value {
    match dice.below(4) {
        0 => scalar(dice),
        _ => Value::object([("a", scalar(dice)), ("n", number(dice)), ("s", Value::from(text(dice)))]),
    }
}

/// Values inside values, about as deep as a text may nest.
fn nested(dice: &mut Dice) -> Value {
    let deep = dice.below(300);
    let lists = dice.one_in(2);
    (0..deep).fold(scalar(dice), |inner, _| if lists { Value::array([inner]) } else { Value::object([("a", inner)]) })
}

#[rustfmt::skip]
const USUAL: &[&str] = &[
    "$", "$", "$.a", "$.b", "$.n", "$.s", "$.t", "$.items", "$.list", "$.flag", "$.items[*]", "$.items[0]",
    "$.list[0]", "$.items[*].a", "$['a']", "$$", "$$.Execution.Input", "$$.Execution.Id", "$$.State.Name",
    "$$.Map.Item.Value", "$$.Map.Item.Index", "$$.Task.Token", "$v", "$v.a", "$w", "$.nope", "$.a.b.c",
];

#[rustfmt::skip]
const STEPS: &[&str] = &[
    ".a", ".items", ".n", ".list", ".s", "['a']", "['a','b']", "[0]", "[-1]", "[99]", "[*]", ".*", "..a", "..*",
    "..[0]", "[0:2]", "[::2]", "[::-1]", "[::0]", "[:]", "[-2:]", "[0,1]", "[?(@.n > 1)]", "[?(@.a == 'x' && @.n)]",
    "[?(@.s =~ /x+/i)]", "[?(!@.a)]", "[?(@ in [1,2])]", "[?(@.list size 3)]", "[?(@.a empty true)]",
    "[?($.n == @.n || @.a nin $.list)]", ".length()", ".sum()", ".min()", ".max()", ".avg()", ".stddev()",
    ".keys()", ".first()", ".last()", ".index(0)", ".concat('x')", ".append(1)", "[(@.length-1)]", "['__proto__']",
    "['é']", ".0", "['\\'']", "[?(@['a'])]",
];

pub(crate) fn path(dice: &mut Dice) -> String {
    match dice.below(30) {
        0 => soup(dice),
        1 => format!("${}", soup(dice)),
        2 => hostile_path(dice),
        3..=7 => {
            let root: &str = dice.pick(&["$", "$", "$", "$$", "$v", "@", ""]);
            root.to_owned() + &(0..=dice.below(4)).map(|_| dice.pick(STEPS)).collect::<String>()
        }
        _ => dice.pick(USUAL).to_owned(),
    }
}

fn hostile_path(dice: &mut Dice) -> String {
    let many = dice.below(400);
    match dice.below(12) {
        0 => format!("${}", "[".repeat(many)),
        1 => format!("${}", "..*".repeat(many.min(20))),
        2 => format!("$[?({}@.a{})]", "(".repeat(many), ")".repeat(many)),
        3 => format!("$[?({}@.a)]", "!".repeat(many)),
        4 => format!("${}", ".a".repeat(many)),
        5 => format!("$..[?(@.s =~ /{}b/)]", "(x*)*".repeat(1 + many % 20)),
        6 => format!("$[?(@.s =~ /{}/)]", "(x{9}){9}".repeat(1 + many % 9)),
        7 => "$[99999999999999999999999]".to_owned(),
        8 => "$[-9223372036854775808:9223372036854775807:9223372036854775807]".to_owned(),
        9 => format!("$[{}]", "'a',".repeat(many)),
        10 => format!("$..[?({}@.n > 1)]", "@.a == 1 || ".repeat(many)),
        _ => format!("$['{}']", "é".repeat(many)),
    }
}

/// A call of an intrinsic function.
pub(crate) fn intrinsic(dice: &mut Dice, depth: usize) -> String {
    let function = &INTRINSICS[dice.below(INTRINSICS.len())];
    match dice.below(12) {
        0 => return function.example.0.to_owned(),
        1 => return format!("{}({}", function.name, soup(dice)),
        2 if dice.one_in(4) => {
            let many = dice.below(100);
            return format!("{}1{}", "States.Array(".repeat(many), ")".repeat(many));
        }
        _ => {}
    }
    let least = function.arity.least;
    let count = if dice.one_in(6) { dice.below(5) } else { least + dice.below(2) };
    let arguments: Vec<String> = (0..count).map(|_| argument(dice, depth)).collect();
    format!("{}({})", function.name, arguments.join([", ", ",", " , "][dice.below(3)]))
}

fn argument(dice: &mut Dice, depth: usize) -> String {
    match dice.below(8) {
        0 if depth > 0 => intrinsic(dice, depth - 1),
        0 | 1 => number(dice).to_string(),
        2 => format!("'{}'", text(dice).replace('\\', "\\\\").replace('\'', "\\'")),
        3 => dice
            .pick(&["'a-{}'", "'{} {}'", "'SHA-256'", "','", "null", "true", "'\\{\\}'", "1000", "-5", "'MD5'"])
            .to_owned(),
        _ => path(dice),
    }
}

/// A path or an intrinsic function.
pub(crate) fn query(dice: &mut Dice) -> String {
    if dice.one_in(3) { intrinsic(dice, 2) } else { path(dice) }
}

/// A `{% … %}` text.
pub(crate) fn expression(dice: &mut Dice) -> String {
    match dice.below(60) {
        0 => format!("{{%{}%}}", soup(dice)),
        1 => hostile_expression(dice),
        2 => format!("{{% {}", jsonata(dice, 2)),
        _ => format!("{{% {} %}}", jsonata(dice, 3)),
    }
}

#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "sum", "count", "max", "min", "average", "string", "length", "substring", "substringBefore", "substringAfter",
    "uppercase", "lowercase", "trim", "pad", "contains", "split", "join", "match", "replace", "base64encode",
    "base64decode", "encodeUrlComponent", "decodeUrl", "number", "abs", "floor", "ceil", "round", "power", "sqrt",
    "random", "formatNumber", "formatBase", "formatInteger", "parseInteger", "boolean", "not", "exists", "append",
    "reverse", "shuffle", "distinct", "zip", "keys", "lookup", "spread", "merge", "error", "assert", "type", "now",
    "millis", "fromMillis", "toMillis", "partition", "range", "hash", "uuid", "parse", "eval", "clone",
];

#[rustfmt::skip]
const LEAVES: &[&str] = &[
    "$states.input", "$states.input.a", "$states.input.items", "$states.input.list", "$states.input.n",
    "$states.input.s", "$states.input.items.a", "$states.input.items[n > 1]", "$states.input.items[0]",
    "$states.result", "$states.errorOutput", "$states.context", "$states.context.Execution.Id",
    "$states.context.Map.Item.Value", "$states.context.Task.Token", "$states", "$v", "$w", "$", "true", "false",
    "null", "1", "2.5", "'x'", "\"é\"", "[]", "{}", "[1..3]", "[1,[2,3]]", "{'a': 1}", "nope", "$nope", "-1",
    "1e308", "/x+/i", "'2026-01-01T00:00:00Z'",
];

fn jsonata(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 || dice.one_in(4) {
        return dice.pick(LEAVES).to_owned();
    }
    let inner = |dice: &mut Dice| jsonata(dice, depth - 1);
    match dice.below(16) {
        0..=3 => {
            let function = dice.pick(FUNCTIONS);
            let arguments: Vec<String> = (0..dice.below(4)).map(|_| inner(dice)).collect();
            format!("${function}({})", arguments.join(", "))
        }
        4..=6 => {
            let operator = dice.pick(&[
                "+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "&", "..", ".", "~>",
                "@$x.", "#$i.", "??", "?:",
            ]);
            format!("{} {operator} {}", inner(dice), inner(dice))
        }
        7 => format!("({})", inner(dice)),
        8 => format!("{}[{}]", inner(dice), inner(dice)),
        9 => format!("{} ? {} : {}", inner(dice), inner(dice), inner(dice)),
        10 => format!("[{}, {}]", inner(dice), inner(dice)),
        11 => format!("{{'{}': {}, {}: 1}}", key(dice).replace('\'', ""), inner(dice), inner(dice)),
        12 => format!("($x := {}; {})", inner(dice), inner(dice)),
        13 => {
            let function = dice.pick(&["map", "filter", "each", "sift", "single", "sort"]);
            format!("${function}({}, function($i, $k){{ {} }})", inner(dice), inner(dice))
        }
        14 => format!("$reduce({}, function($i, $j){{ $i {} $j }})", inner(dice), dice.pick(&["+", "&", "*"])),
        _ => match dice.below(6) {
            0 => format!("{}^(>{})", inner(dice), inner(dice)),
            1 => format!("{} ~> |{}|{}|", inner(dice), inner(dice), inner(dice)),
            2 => format!("{}{{ {}: {} }}", inner(dice), inner(dice), inner(dice)),
            3 => format!("{}.%.{}", inner(dice), inner(dice)),
            4 => format!("{}.**", inner(dice)),
            _ => format!("/* c */ {}.*", inner(dice)),
        },
    }
}

/// What takes about as long as an expression may, in every evaluation.
#[rustfmt::skip]
const HEAVY: &[&str] = &[
    "($f := function($n){ $f($n + 1) }; $f(0))", "$count([1..1000000])", "[1..10000000]",
    "$map([1..1000], function($i){ $map([1..1000], function($j){ $i * $j }) })",
    "$match('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', /(x*)*y/)", "$replace($pad('x', 5000), /(x+x+)+y/, 'z')",
    "$zip([1..9000], [1..9000]) ~> $distinct() ~> $sort()",
];

/// Whether some expression in a definition is so heavy that a run of it should be short.
pub(crate) fn is_heavy(text: &str) -> bool {
    HEAVY.iter().any(|body| text.contains(body))
}

fn hostile_expression(dice: &mut Dice) -> String {
    let many = dice.below(400);
    let body = match dice.below(13) {
        0 => "($f := function($n){ 1 + $f($n + 1) }; $f(0))".to_owned(),
        1 => format!("{}1{}", "(".repeat(many), ")".repeat(many)),
        2 => format!("{}1{}", "[".repeat(many), "]".repeat(many)),
        3 => "($d := function($s, $n){ $n = 0 ? $s : $d($s & $s, $n - 1) }; $length($d('xxxxxxxx', 40)))".to_owned(),
        4 => "$pad('x', 100000000)".to_owned(),
        5 => "$formatNumber(1e308, '#,##0.00')".to_owned(),
        6 => "$fromMillis(1e308) & $formatInteger(1e300, 'w')".to_owned(),
        7 => format!("{}1", "-".repeat(many)),
        8 => format!("{}1", "1 + ".repeat(many * 10)),
        _ => dice.pick(HEAVY).to_owned(),
    };
    format!("{{% {body} %}}")
}

/// An object in which keys that end in `.$` hold queries.
pub(crate) fn template(dice: &mut Dice, depth: usize) -> Value {
    let member = |dice: &mut Dice| {
        let name = key(dice);
        match dice.below(6) {
            0 if depth > 0 => (name.to_owned(), template(dice, depth - 1)),
            0 | 1 => (name.to_owned(), value(dice, 1)),
            _ => (format!("{name}.$"), Value::from(query(dice))),
        }
    };
    Value::object((0..dice.below(4)).map(|_| member(dice)).collect::<Vec<_>>())
}

/// Any value in which texts are expressions.
pub(crate) fn arguments(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 3 } else { 6 }) {
        0 => scalar(dice),
        1 | 2 => Value::from(expression(dice)),
        3 => Value::array((0..dice.below(3)).map(|_| arguments(dice, depth - 1)).collect::<Vec<_>>()),
        _ => Value::object((0..dice.below(4)).map(|_| (key(dice), arguments(dice, depth - 1))).collect::<Vec<_>>()),
    }
}
