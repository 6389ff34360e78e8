//! What the `ItemReader`s of the machine's Maps look for in the virtual buckets.
//!
//! A definition names an object itself, or by an expression. What an expression names is known once a run has evaluated
//! it: the latest map runs tell, as far as all known events go.

use std::sync::Arc;

use super::map_runs::MAP_RUNS_LISTED_MAX;
use super::objects::ObjectName;
use crate::asl::{State, StateKind};
use crate::json::{NodeRef, Pointer, Value};
use crate::sim::{S3Objects, Simulation};
use crate::studio::{Drawn, Run};

/// An object that a Map's `ItemReader` names and no bucket has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The Map.
    pub state: Pointer,
    /// Its name.
    pub state_name: Arc<str>,
    /// The object.
    pub name: ObjectName,
}

/// A field of an `ItemReader` that names an object by an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    /// The field, such as `Key.$`.
    pub field: Arc<str>,
    /// The expression, as it is written.
    pub text: Arc<str>,
}

/// A Map whose objects only a run can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The Map.
    pub state: Pointer,
    /// Its name.
    pub state_name: Arc<str>,
    /// What names them.
    pub by: Vec<Expression>,
}

/// What a Map reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reads {
    /// An object.
    Object {
        /// Its name.
        name: ObjectName,
        /// Whether it is there.
        there: bool,
        /// Whether the last run told its name.
        evaluated: bool,
    },
    /// What expressions name.
    Unknown(Vec<Expression>),
}

/// The names an `ItemReader` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Names {
    bucket: Arc<str>,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Key(Arc<str>),
    Prefix(Arc<str>),
}

impl Names {
    /// From the arguments a run evaluated.
    fn evaluated(arguments: &Value) -> Option<Names> {
        let text = |key: &str| arguments.get(key).and_then(Value::as_str).map(Arc::<str>::from);
        let place = match text("Key") {
            Some(key) => Place::Key(key),
            None => Place::Prefix(text("Prefix").unwrap_or_default()),
        };
        Some(Names { bucket: text("Bucket")?, place })
    }

    /// The object a reader looks for. Of a listing, one that it would find.
    fn object(&self) -> ObjectName {
        match &self.place {
            Place::Key(key) => ObjectName::new(self.bucket.clone(), key.clone()),
            Place::Prefix(prefix) => ObjectName::new(self.bucket.clone(), format!("{prefix}object-1.json")),
        }
    }

    fn is_in(&self, objects: &S3Objects) -> bool {
        match &self.place {
            Place::Key(key) => objects.get(&self.bucket, key).is_some(),
            Place::Prefix(prefix) => objects.list(&self.bucket, prefix).next().is_some(),
        }
    }
}

/// A Map with an `ItemReader`.
struct Reader<'a> {
    state: &'a State,
    node: NodeRef<'a>,
}

/// A field's name, or what names it.
enum Given {
    Name(Arc<str>),
    By(Expression),
}

impl<'a> Reader<'a> {
    fn of(drawn: &'a Drawn, state: &'a State) -> Option<Reader<'a>> {
        // Asked with each change of the workbench: of the states only Maps are looked up.
        if state.kind != Some(StateKind::Map) {
            return None;
        }
        Some(Reader { state, node: drawn.document.find(&state.pointer)?.get("ItemReader")? })
    }

    /// The name it gives itself, or the expressions that do.
    fn names(&self) -> Option<Result<Names, Vec<Expression>>> {
        let (field, arguments) =
            ["Parameters", "Arguments"].into_iter().find_map(|key| Some((key, self.node.get(key)?)))?;
        if let Some(text) = arguments.as_str() {
            return Some(Err(vec![Expression { field: field.into(), text: text.into() }]));
        }
        let resource = self.node.get("Resource").and_then(NodeRef::as_str);
        let lists = resource.is_some_and(|resource| resource.ends_with("listObjectsV2"));
        let bucket = given(arguments, "Bucket")?;
        let place = match given(arguments, if lists { "Prefix" } else { "Key" }) {
            // Without a prefix all of a bucket is listed.
            None if lists => Given::Name("".into()),
            place => place?,
        };
        Some(match (bucket, place) {
            (Given::Name(bucket), Given::Name(name)) => {
                Ok(Names { bucket, place: if lists { Place::Prefix(name) } else { Place::Key(name) } })
            }
            (bucket @ Given::By(_), place) | (bucket @ Given::Name(_), place @ Given::By(_)) => {
                Err([bucket, place].into_iter().filter_map(Given::expression).collect())
            }
        })
    }

    /// The names the latest map runs asked for, latest first, each once.
    fn asked(&self, run: &Run) -> Vec<Names> {
        let mut names: Vec<Names> = Vec::new();
        let runs = run.simulation.as_ref().map(Simulation::map_runs).unwrap_or_default();
        let own = runs.iter().rev().filter(|run| run.path.state == self.state.pointer).take(MAP_RUNS_LISTED_MAX);
        for found in own.filter_map(|run| Names::evaluated(run.read.as_ref()?)) {
            if !names.contains(&found) {
                names.push(found);
            }
        }
        names
    }

    /// What it reads, as far as that is known; or what names it.
    fn known(&self, run: &Run) -> Option<Result<Vec<Names>, Vec<Expression>>> {
        Some(match self.names()? {
            Ok(names) => Ok(vec![names]),
            Err(by) => match self.asked(run) {
                asked if asked.is_empty() => Err(by),
                asked => Ok(asked),
            },
        })
    }

    /// What such an object could have in it.
    fn sample(&self) -> &'static str {
        let config = |key: &str| self.node.get("ReaderConfig")?.get(key)?.as_str();
        match (config("InputType"), config("CSVHeaderLocation")) {
            (Some("CSV"), Some("GIVEN")) => "1\n2\n3\n",
            (Some("CSV"), _) => "id\n1\n2\n3\n",
            (Some("JSONL"), _) => "{\"id\": 1}\n{\"id\": 2}\n{\"id\": 3}\n",
            (Some("JSON") | None, _) => "[{\"id\": 1}, {\"id\": 2}, {\"id\": 3}]\n",
            // A manifest's content depends on other objects.
            (Some(_), _) => "",
        }
    }
}

impl Given {
    fn expression(self) -> Option<Expression> {
        match self {
            Given::Name(_) => None,
            Given::By(expression) => Some(expression),
        }
    }
}

/// What a field of the arguments gives; `None` where it is missing or no text.
fn given(arguments: NodeRef<'_>, key: &str) -> Option<Given> {
    let path = format!("{key}.$");
    let by = |field: &str, text: &str| Given::By(Expression { field: field.into(), text: text.into() });
    if let Some(node) = arguments.get(&path) {
        return Some(by(&path, node.as_str()?));
    }
    let text = arguments.get(key)?.as_str()?;
    Some(if text.starts_with("{%") { by(key, text) } else { Given::Name(text.into()) })
}

fn readers(drawn: &Drawn) -> impl Iterator<Item = Reader<'_>> {
    drawn.machine.states.iter().filter_map(|state| Reader::of(drawn, state))
}

/// What the machine's Maps look for in the buckets and do not find, each object once.
pub fn wanted(drawn: &Drawn, run: &Run) -> Vec<Wanted> {
    let mut out: Vec<Wanted> = Vec::new();
    for reader in readers(drawn) {
        let names = reader.known(run).and_then(Result::ok).unwrap_or_default();
        for name in names.iter().filter(|names| !names.is_in(&run.objects)).map(Names::object) {
            if out.iter().all(|other| other.name != name) {
                out.push(Wanted { state: reader.state.pointer.clone(), state_name: reader.state.name.clone(), name });
            }
        }
    }
    out
}

/// The Maps whose objects expressions name that no run has evaluated yet.
pub fn unknown(drawn: &Drawn, run: &Run) -> Vec<Unknown> {
    let unknown = readers(drawn).filter_map(|reader| {
        let by = reader.known(run)?.err()?;
        Some(Unknown { state: reader.state.pointer.clone(), state_name: reader.state.name.clone(), by })
    });
    unknown.collect()
}

/// What a Map's `ItemReader` reads: of several objects that the last run asked for one that is missing, else the latest.
pub fn read_by(drawn: &Drawn, run: &Run, state: &Pointer) -> Option<Reads> {
    let reader = Reader::of(drawn, drawn.machine.state(drawn.machine.at(state)?)?)?;
    let evaluated = reader.names()?.is_err();
    Some(match reader.known(run)? {
        Err(by) => Reads::Unknown(by),
        Ok(names) => {
            let missing = names.iter().find(|names| !names.is_in(&run.objects));
            let names = missing.or(names.first())?;
            Reads::Object { name: names.object(), there: names.is_in(&run.objects), evaluated }
        }
    })
}

/// What an object that a Map looks for could have in it.
pub(super) fn sample(drawn: &Drawn, run: &Run, name: &ObjectName) -> &'static str {
    let looks = |reader: &Reader<'_>| {
        reader.known(run).and_then(Result::ok).is_some_and(|names| names.iter().any(|names| names.object() == *name))
    };
    readers(drawn).find(looks).map_or("", |reader| reader.sample())
}

/// The first bucket that a Map reads from.
pub(super) fn first_bucket(drawn: &Drawn, run: &Run) -> Option<Arc<str>> {
    readers(drawn).find_map(|reader| reader.known(run)?.ok()?.into_iter().next()).map(|names| names.bucket)
}
