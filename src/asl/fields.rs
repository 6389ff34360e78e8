//! The table of fields: which field may stand where, in which language, with what shape and default.
//!
//! One table answers the validator (what is allowed, missing, wrong), the inspector (which forms to show) and
//! `docs/fields.md` (what is supported). Sources: the Amazon States Language specification and the AWS documentation.
//!
//! ```
//! use stepwright::asl::{QueryLanguage, StateKind, fields::{self, Holder}};
//! let names: Vec<_> = fields::of(Holder::State, Some(StateKind::Wait), QueryLanguage::Jsonata).map(|f| f.name).collect();
//! assert!(names.contains(&"Seconds") && !names.contains(&"SecondsPath"));
//! ```

pub mod markdown;
mod table;

use std::sync::OnceLock;

use indexmap::IndexMap;

use super::{QueryLanguage, StateKind};

pub use table::{CONDITIONS, FIELDS, GROUPS};

/// What kind of object a field stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The whole definition.
    Machine,
    /// A branch of a Parallel.
    Branch,
    /// The `ItemProcessor` (or `Iterator`) of a Map.
    Processor,
    /// `ProcessorConfig`
    ProcessorConfig,
    /// A state; the field's kinds say which.
    State,
    /// An element of `Retry`.
    Retrier,
    /// An element of `Catch`.
    Catcher,
    /// An element of `Choices`, or a rule inside one. Its comparisons are the query layer's.
    Rule,
    /// `Credentials`
    Credentials,
    /// `ItemReader`
    ItemReader,
    /// `ReaderConfig`
    ReaderConfig,
    /// `ItemBatcher`
    ItemBatcher,
    /// `ResultWriter`
    ResultWriter,
    /// `WriterConfig`
    WriterConfig,
}

impl Holder {
    /// What a person would call it, with an article.
    pub fn describe(self) -> &'static str {
        match self {
            Holder::Machine => "a state machine",
            Holder::Branch => "a branch",
            Holder::Processor => "an item processor",
            Holder::ProcessorConfig => "`ProcessorConfig`",
            Holder::State => "a state",
            Holder::Retrier => "a retrier",
            Holder::Catcher => "a catcher",
            Holder::Rule => "a choice rule",
            Holder::Credentials => "`Credentials`",
            Holder::ItemReader => "`ItemReader`",
            Holder::ReaderConfig => "`ReaderConfig`",
            Holder::ItemBatcher => "`ItemBatcher`",
            Holder::ResultWriter => "`ResultWriter`",
            Holder::WriterConfig => "`WriterConfig`",
        }
    }
}

/// What a field's value looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Any string.
    Text,
    /// The name of a state of the same flow.
    StateName,
    /// The ARN of what a Task calls.
    Resource,
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds.
    Integer(i64, i64),
    /// A number within bounds.
    Number(f64, f64),
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// An RFC 3339 time.
    Timestamp,
    /// A `JSONPath` that selects from the input or the context object.
    Path,
    /// A `JSONPath` that names exactly one place.
    ReferencePath(Roots),
    /// A `JSONPath` or an intrinsic function whose value is a string.
    TextPath,
    /// An object whose keys ending in `.$` hold paths and intrinsic functions; in `JSONata`, any value.
    Template,
    /// Variables by name.
    Variables,
    /// Any value, taken literally.
    Json,
    /// An array, an object, or an expression that gives one.
    Items,
    /// Strings.
    Texts,
    /// States by name.
    States,
    /// A fixed object.
    One(Holder),
    /// An array of fixed objects.
    Many(Holder),
}

/// Where a reference path may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roots {
    /// In the state's input: what is written there is no variable and no context object.
    Input,
    /// Also in a variable.
    Variable,
    /// Also in the context object.
    Context,
}

/// Which query language knows a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Languages {
    /// Either.
    Both,
    /// Only one.
    Only(QueryLanguage),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// Where it stands.
    pub holder: Holder,
    /// On which states, where the holder is a state; empty elsewhere.
    pub kinds: &'static [StateKind],
    /// In which language.
    pub languages: Languages,
    /// Whether it must be there. Where one of several must be there, see [`GROUPS`].
    pub required: bool,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Whether a `{% … %}` expression may stand for the value in `JSONata`.
    pub expression: bool,
    /// What its absence means, as it would be written.
    pub default: Option<&'static str>,
    /// One line for people.
    pub doc: &'static str,
}

impl Field {
    const fn new(holder: Holder, name: &'static str, shape: Shape, doc: &'static str) -> Field {
        Field {
            name,
            holder,
            kinds: &[],
            languages: Languages::Both,
            required: false,
            shape,
            nullable: false,
            expression: false,
            default: None,
            doc,
        }
    }

    const fn on(self, kinds: &'static [StateKind]) -> Field {
        Field { kinds, ..self }
    }

    const fn only(self, language: QueryLanguage) -> Field {
        Field { languages: Languages::Only(language), ..self }
    }

    const fn required(self) -> Field {
        Field { required: true, ..self }
    }

    const fn nullable(self) -> Field {
        Field { nullable: true, ..self }
    }

    const fn expression(self) -> Field {
        Field { expression: true, ..self }
    }

    const fn default(self, text: &'static str) -> Field {
        Field { default: Some(text), ..self }
    }

    /// Whether a state of this kind may have it; true for every other holder.
    pub fn suits(&self, kind: Option<StateKind>) -> bool {
        self.holder != Holder::State || kind.is_none_or(|kind| self.kinds.contains(&kind))
    }

    /// Whether it exists in a language.
    pub fn speaks(&self, language: QueryLanguage) -> bool {
        match self.languages {
            Languages::Both => true,
            Languages::Only(only) => only == language,
        }
    }
}

/// Fields of which only one may be there, exactly one must, or at least one must.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Where they stand.
    pub holder: Holder,
    /// On which states; empty where the holder is no state.
    pub kinds: &'static [StateKind],
    /// The fields.
    pub names: &'static [&'static str],
    /// Whether one of them must be there.
    pub required: bool,
    /// Whether only one may be there.
    pub exclusive: bool,
}

/// A field that must be there where another has some value.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// Where they stand.
    pub holder: Holder,
    /// The other field and the value of it.
    pub when: (&'static str, &'static str),
    /// The field that must be there.
    pub needs: &'static str,
}

impl Group {
    /// Whether it is about a holder; for a state, of this kind.
    pub fn is_on(&self, holder: Holder, kind: Option<StateKind>) -> bool {
        self.holder == holder && (holder != Holder::State || kind.is_some_and(|kind| self.kinds.contains(&kind)))
    }
}

/// All rows of a holder, of any state kind and language.
pub fn rows(holder: Holder) -> impl Iterator<Item = &'static Field> {
    FIELDS.into_iter().flatten().filter(move |field| field.holder == holder)
}

/// The fields that may stand in a holder, in the order of the table. For a state give its kind.
pub fn of(holder: Holder, kind: Option<StateKind>, language: QueryLanguage) -> impl Iterator<Item = &'static Field> {
    rows(holder).filter(move |field| field.suits(kind) && field.speaks(language))
}

/// Those of them that must be there.
pub fn required(
    holder: Holder,
    kind: Option<StateKind>,
    language: QueryLanguage,
) -> impl Iterator<Item = &'static Field> {
    // Every object of a definition is asked.
    static ROWS: OnceLock<Vec<&Field>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| FIELDS.into_iter().flatten().filter(|field| field.required).collect());
    let here = move |field: &&&Field| field.holder == holder && field.suits(kind) && field.speaks(language);
    rows.iter().filter(here).copied()
}

/// The row of a field that may stand in a holder.
pub fn find(holder: Holder, kind: Option<StateKind>, language: QueryLanguage, name: &str) -> Option<&'static Field> {
    let mut rows = named(name).iter().copied().filter(|field| field.holder == holder);
    rows.find(|field| field.suits(kind) && field.speaks(language))
}

/// Where the reference path of a field may begin; `None` for a field whose value is none. A name means the same path
/// wherever it stands.
pub fn roots(name: &str) -> Option<Roots> {
    let path = |field: &&Field| if let Shape::ReferencePath(roots) = field.shape { Some(roots) } else { None };
    named(name).iter().find_map(path)
}

/// All rows of a name. Every key of a definition is looked up, by most of the lint rules.
fn named(name: &str) -> &'static [&'static Field] {
    static ROWS: OnceLock<IndexMap<&str, Vec<&Field>>> = OnceLock::new();
    let by_name = || {
        let mut rows: IndexMap<&str, Vec<&Field>> = IndexMap::new();
        for field in FIELDS.into_iter().flatten() {
            rows.entry(field.name).or_default().push(field);
        }
        rows
    };
    ROWS.get_or_init(by_name).get(name).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_stands_twice() {
        let languages = [QueryLanguage::JsonPath, QueryLanguage::Jsonata];
        for field in FIELDS.into_iter().flatten() {
            for kind in StateKind::ALL {
                for language in languages.into_iter().filter(|l| field.speaks(*l) && field.suits(Some(kind))) {
                    let same = of(field.holder, Some(kind), language).filter(|other| other.name == field.name);
                    assert_eq!(same.count(), 1, "{} on {kind:?} in {language:?}", field.name);
                }
            }
            assert_eq!(field.kinds.is_empty(), field.holder != Holder::State, "{}", field.name);
        }
    }

    #[test]
    fn groups_name_rows_of_the_table() {
        for group in GROUPS {
            for name in group.names {
                assert!(rows(group.holder).any(|field| field.name == *name), "{name}");
            }
        }
    }

    #[test]
    fn conditions_name_rows_and_words_of_the_table() {
        for condition in CONDITIONS {
            let row = |name: &str| rows(condition.holder).find(|field| field.name == name);
            let (name, word) = condition.when;
            let takes = |shape| matches!(shape, Shape::OneOf(words) if words.contains(&word));
            assert!(row(name).is_some_and(|field| takes(field.shape)), "{name}: {word}");
            assert!(row(condition.needs).is_some(), "{}", condition.needs);
        }
    }
}
