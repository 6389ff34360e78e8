//! The table of intrinsic functions. An intrinsic is a row here and a function in `intrinsics/`.

use crate::json::{Number, Value};

use super::Env;
use super::error::Expected;
use super::intrinsics::{array, code, math, text};

/// An intrinsic function.
#[derive(Debug)]
pub struct Intrinsic {
    /// Its name with `States.`.
    pub name: &'static str,
    /// The arguments, as a person would write them.
    pub signature: &'static str,
    /// How many arguments it takes.
    pub arity: Arity,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// A call and its value; `*` for a value left to chance.
    pub example: (&'static str, &'static str),
    pub(super) run: Run,
}

type Run = fn(&[Value], &mut dyn Env) -> Result<Value, String>;

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arity {
    /// At least so many.
    pub least: usize,
    /// At most so many; `None` for any number.
    pub most: Option<usize>,
}

impl Arity {
    const fn exactly(count: usize) -> Arity {
        Arity { least: count, most: Some(count) }
    }

    const fn between(least: usize, most: usize) -> Arity {
        Arity { least, most: Some(most) }
    }

    const fn at_least(least: usize) -> Arity {
        Arity { least, most: None }
    }

    pub(super) fn allows(self, count: usize) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }

    pub(super) fn expected(self) -> Expected {
        Expected::ArgumentCount { least: self.least, most: self.most }
    }
}

/// The intrinsic function of this name.
pub(super) fn find(name: &str) -> Option<&'static Intrinsic> {
    INTRINSICS.iter().find(|intrinsic| intrinsic.name == name)
}

/// Every intrinsic function.
pub const INTRINSICS: &[Intrinsic] = &[
    Intrinsic {
        name: "States.Array",
        signature: "value, …",
        arity: Arity::at_least(0),
        doc: "An array of the arguments.",
        example: ("States.Array('a', 1, null)", r#"["a",1,null]"#),
        run: array::array,
    },
    Intrinsic {
        name: "States.ArrayPartition",
        signature: "array, size",
        arity: Arity::exactly(2),
        doc: "The array cut into arrays of at most `size` items.",
        example: ("States.ArrayPartition(States.Array(1, 2, 3), 2)", "[[1,2],[3]]"),
        run: array::partition,
    },
    Intrinsic {
        name: "States.ArrayContains",
        signature: "array, value",
        arity: Arity::exactly(2),
        doc: "Whether the array holds a value that prints the same.",
        example: ("States.ArrayContains(States.Array(1, 2), 2)", "true"),
        run: array::contains,
    },
    Intrinsic {
        name: "States.ArrayRange",
        signature: "first, last, step",
        arity: Arity::exactly(3),
        doc: "The numbers from `first` to `last`, both included, `step` apart. At most 1,000.",
        example: ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"),
        run: array::range,
    },
    Intrinsic {
        name: "States.ArrayGetItem",
        signature: "array, index",
        arity: Arity::exactly(2),
        doc: "The item at an index, counted from 0.",
        example: ("States.ArrayGetItem(States.Array('a', 'b'), 1)", r#""b""#),
        run: array::get_item,
    },
    Intrinsic {
        name: "States.ArrayLength",
        signature: "array",
        arity: Arity::exactly(1),
        doc: "How many items the array has.",
        example: ("States.ArrayLength(States.Array('a', 'b'))", "2"),
        run: array::length,
    },
    Intrinsic {
        name: "States.ArrayUnique",
        signature: "array",
        arity: Arity::exactly(1),
        doc: "The array with only the first of equal items, in the order of Java's hash table.",
        example: ("States.ArrayUnique(States.Array(2, 1, 2))", "[1,2]"),
        run: array::unique,
    },
    Intrinsic {
        name: "States.Base64Encode",
        signature: "text",
        arity: Arity::exactly(1),
        doc: "The text's bytes in Base64. At most 10,000 characters.",
        example: ("States.Base64Encode('Data to encode')", r#""RGF0YSB0byBlbmNvZGU=""#),
        run: code::base64_encode,
    },
    Intrinsic {
        name: "States.Base64Decode",
        signature: "text",
        arity: Arity::exactly(1),
        doc: "The text that was encoded in Base64. At most 10,000 characters.",
        example: ("States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", r#""Data to encode""#),
        run: code::base64_decode,
    },
    Intrinsic {
        name: "States.Hash",
        signature: "text, algorithm",
        arity: Arity::exactly(2),
        doc: "The digest in hexadecimal; the algorithm is MD5, SHA-1, SHA-256, SHA-384 or SHA-512.",
        example: ("States.Hash('input data', 'SHA-1')", r#""aaff4a450a104cd177d28d18d74485e8cae074b7""#),
        run: code::hash,
    },
    Intrinsic {
        name: "States.JsonMerge",
        signature: "object, object, false",
        arity: Arity::exactly(3),
        doc: "One object with the members of both; the second's win. The service does not merge deeply.",
        example: (
            r#"States.JsonMerge(States.StringToJson('{"a":1,"b":1}'), States.StringToJson('{"b":2}'), false)"#,
            r#"{"a":1,"b":2}"#,
        ),
        run: text::json_merge,
    },
    Intrinsic {
        name: "States.StringToJson",
        signature: "text",
        arity: Arity::exactly(1),
        doc: "The value a JSON text stands for; an empty text is null.",
        example: (r#"States.StringToJson('{"a": [1]}')"#, r#"{"a":[1]}"#),
        run: text::string_to_json,
    },
    Intrinsic {
        name: "States.JsonToString",
        signature: "value",
        arity: Arity::exactly(1),
        doc: "The value as JSON text.",
        example: ("States.JsonToString(States.Array(1, null))", r#""[1,null]""#),
        run: text::json_to_string,
    },
    Intrinsic {
        name: "States.MathRandom",
        signature: "first, end, seed?",
        arity: Arity::between(2, 3),
        doc: "A whole number from `first` up to, but not including, `end`. A seed always gives the same number.",
        example: ("States.MathRandom(1, 999)", "*"),
        run: math::random,
    },
    Intrinsic {
        name: "States.MathAdd",
        signature: "number, number",
        arity: Arity::exactly(2),
        doc: "The sum of two numbers, each first rounded to a whole one; halves are rounded up. All within 32 bits.",
        example: ("States.MathAdd(111, -1)", "110"),
        run: math::add,
    },
    Intrinsic {
        name: "States.StringSplit",
        signature: "text, delimiters",
        arity: Arity::exactly(2),
        doc: "The parts of a text between any of the delimiter characters; empty parts are left out.",
        example: ("States.StringSplit('1,2;3,,', ',;')", r#"["1","2","3"]"#),
        run: text::split,
    },
    Intrinsic {
        name: "States.UUID",
        signature: "",
        arity: Arity::exactly(0),
        doc: "A new version 4 UUID.",
        example: ("States.UUID()", "*"),
        run: math::uuid,
    },
    Intrinsic {
        name: "States.Format",
        signature: "template, value, …",
        arity: Arity::at_least(1),
        doc: "The template with each `{}` replaced by a value. Write `\\{`, `\\}` and `\\'` for the characters themselves.",
        example: ("States.Format('Hello {}, order {}', 'Ana', 7)", r#""Hello Ana, order 7""#),
        run: text::format,
    },
];

/// What the service says of arguments a function does not take, whatever is wrong with them (observed).
pub(super) fn invalid(function: &str) -> String {
    format!("Invalid arguments in States.{function}")
}

/// The argument `index`, which the arity says is there.
pub(super) fn argument(arguments: &[Value], index: usize) -> &Value {
    arguments.get(index).unwrap_or(&Value::Null)
}

pub(super) fn array_argument<'a>(function: &str, arguments: &'a [Value], index: usize) -> Result<&'a [Value], String> {
    argument(arguments, index).as_array().ok_or_else(|| invalid(function))
}

pub(super) fn text_argument<'a>(function: &str, arguments: &'a [Value], index: usize) -> Result<&'a str, String> {
    argument(arguments, index).as_str().ok_or_else(|| invalid(function))
}

/// A number cut to a whole one, toward zero. AWS documents rounding; observed is `ArrayRange(5.4, -0.6, -2.4)` as if it
/// were `(5, 0, -2)`, and the same of `ArrayPartition`, `ArrayGetItem` and `MathRandom`. Only `MathAdd` rounds.
pub(super) fn whole_argument(function: &str, arguments: &[Value], index: usize) -> Result<i64, String> {
    number_argument(function, arguments, index, f64::trunc)
}

/// A number rounded to a whole one; halves are rounded up, toward positive infinity (recorded).
pub(super) fn rounded_argument(function: &str, arguments: &[Value], index: usize) -> Result<i64, String> {
    number_argument(function, arguments, index, |number| {
        let floor = number.floor();
        if number - floor >= 0.5 { floor + 1.0 } else { floor }
    })
}

fn number_argument(function: &str, arguments: &[Value], index: usize, whole: fn(f64) -> f64) -> Result<i64, String> {
    let value = argument(arguments, index);
    if let Value::Number(Number::Int(number)) = value {
        return Ok(*number);
    }
    let number = whole(value.as_f64().ok_or_else(|| invalid(function))?);
    if number.abs() < 9.2e18 { Ok(number as i64) } else { Err(invalid(function)) }
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Expr};
    use super::*;

    #[test]
    fn every_example_gives_its_value() {
        assert_eq!(INTRINSICS.len(), 18);
        for intrinsic in INTRINSICS {
            let (call, value) = intrinsic.example;
            let made = Expr::parse(call).unwrap().eval(&mut Document::new(Value::Null)).unwrap();
            assert!(value == "*" || made.to_string() == value, "{call} gave {made}");
            assert!(call.starts_with(intrinsic.name) && intrinsic.doc.ends_with('.'), "{call}");
        }
    }
}
