//! The objects of the virtual buckets: what a person put there and what a run wrote.

use std::fmt;
use std::sync::Arc;

use super::readers;
use crate::sim::S3Objects;
use crate::studio::{Drawn, Run, describe};

/// The largest object: what a page holds and shows without effort.
pub const OBJECT_BYTES_MAX: usize = 4 << 20;

/// How much all objects may have together.
pub const OBJECTS_BYTES_MAX: usize = 8 << 20;

/// How many objects there may be.
pub const OBJECTS_MAX: usize = 200;

/// How much of them is kept for the next visit: a browser keeps some 5 million characters for a page, and what is kept
/// is written at every change of the definition.
pub const OBJECTS_KEPT_BYTES_MAX: usize = 1 << 20;

/// The longest key (AWS: "Naming Amazon S3 objects").
pub const KEY_BYTES_MAX: usize = 1_024;

/// The longest bucket name. AWS's are shorter; a definition's may still be a placeholder that a deployment fills in.
pub const BUCKET_BYTES_MAX: usize = 255;

/// How many objects that a run wrote are listed.
pub const WRITTEN_LISTED_MAX: usize = 200;

/// The bucket of a first object that no state asks for.
const FIRST_BUCKET: &str = "my-bucket";

/// An object's address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// The bucket.
    pub bucket: Arc<str>,
    /// The key.
    pub key: Arc<str>,
}

impl ObjectName {
    /// An address.
    pub fn new(bucket: impl Into<Arc<str>>, key: impl Into<Arc<str>>) -> ObjectName {
        ObjectName { bucket: bucket.into(), key: key.into() }
    }

    /// The last part of the key.
    pub fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or(&self.key)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.key)
    }
}

/// Why an object was not put into its bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectError {
    /// It names no bucket.
    NoBucket,
    /// It names no key.
    NoKey,
    /// Its bucket or key is too long.
    LongName,
    /// There is one of that name.
    Exists(ObjectName),
    /// It is too large; with its size.
    TooLarge(usize),
    /// All objects together would be too large.
    Full,
    /// There are too many.
    TooMany,
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObjectError::NoBucket => f.write_str("An object needs the name of a bucket."),
            ObjectError::NoKey => f.write_str("An object needs a key."),
            ObjectError::LongName => {
                write!(f, "A bucket's name has at most {BUCKET_BYTES_MAX} bytes, a key at most {KEY_BYTES_MAX}.")
            }
            ObjectError::Exists(name) => write!(f, "There is already an object {name}."),
            ObjectError::TooLarge(size) => {
                let (size, most) = (describe::bytes(*size), describe::bytes(OBJECT_BYTES_MAX));
                write!(f, "The object has {size}; Stepwright takes objects of up to {most}.")
            }
            ObjectError::Full => {
                write!(
                    f,
                    "The buckets are full: all objects together have at most {}.",
                    describe::bytes(OBJECTS_BYTES_MAX)
                )
            }
            ObjectError::TooMany => write!(f, "The buckets are full: they hold at most {OBJECTS_MAX} objects."),
        }
    }
}

/// A new object, before it has a name and a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewObject {
    /// An empty one under a free name.
    Empty,
    /// The one a state's `ItemReader` looks for, with a few sample items.
    Wanted(ObjectName),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
}

/// An object in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectLine {
    /// Its address.
    pub name: ObjectName,
    /// Its size.
    pub bytes: usize,
    /// Where it came from.
    pub origin: ObjectOrigin,
}

/// Where an object came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectOrigin {
    /// A person put it there, and it is kept for the next visit.
    Kept,
    /// A person put it there; it is too large to be kept.
    ThisVisit,
    /// The run's `ResultWriter` wrote it.
    Written,
}

impl ObjectOrigin {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            ObjectOrigin::Kept => "You",
            ObjectOrigin::ThisVisit => "You, for this visit only",
            ObjectOrigin::Written => "The run’s ResultWriter",
        }
    }
}

/// The objects a person put into the buckets, then those the run wrote, as far as all known events go; and how many of
/// the latter are not listed.
pub fn list(run: &Run) -> (Vec<ObjectLine>, usize) {
    let line = |name, body: &Arc<str>, origin| ObjectLine { name, bytes: body.len(), origin };
    let own = with_kept(&run.objects)
        .map(|(name, body, kept)| line(name, body, if kept { ObjectOrigin::Kept } else { ObjectOrigin::ThisVisit }));
    let mut lines: Vec<ObjectLine> = own.collect();
    let Some(simulation) = &run.simulation else { return (lines, 0) };
    let written = || simulation.objects().iter().filter(|(bucket, key, body)| !is_own(run, bucket, key, body));
    let shown = written().take(WRITTEN_LISTED_MAX);
    lines
        .extend(shown.map(|(bucket, key, body)| {
            line(ObjectName::new(bucket.clone(), key.clone()), body, ObjectOrigin::Written)
        }));
    (lines, written().count().saturating_sub(WRITTEN_LISTED_MAX))
}

fn is_own(run: &Run, bucket: &str, key: &str, body: &Arc<str>) -> bool {
    run.objects.get(bucket, key).is_some_and(|own| Arc::ptr_eq(own, body) || own == body)
}

/// An object's text, and whether a person put it there.
pub fn text_of(run: &Run, name: &ObjectName) -> Option<(Arc<str>, bool)> {
    if let Some(own) = run.objects.get(&name.bucket, &name.key) {
        return Some((own.clone(), true));
    }
    let written = run.simulation.as_ref()?.objects().get(&name.bucket, &name.key)?;
    Some((written.clone(), false))
}

/// The objects, and of each whether it is kept for the next visit: in order, what fits.
fn with_kept(objects: &S3Objects) -> impl Iterator<Item = (ObjectName, &Arc<str>, bool)> {
    let mut left = OBJECTS_KEPT_BYTES_MAX;
    objects.iter().map(move |(bucket, key, body)| {
        let kept = body.len() <= left;
        left -= if kept { body.len() } else { 0 };
        (ObjectName::new(bucket.clone(), key.clone()), body, kept)
    })
}

/// The objects that are kept for the next visit.
pub(in crate::studio) fn kept(objects: &S3Objects) -> S3Objects {
    let left_out = with_kept(objects).filter(|(_, _, kept)| !kept);
    left_out.fold(objects.clone(), |objects, (name, ..)| objects.without(&name.bucket, &name.key))
}

impl Run {
    /// Puts a text into a bucket, whatever was there under its name.
    pub(in crate::studio) fn set_object(&mut self, name: &ObjectName, text: Arc<str>) -> Result<(), ObjectError> {
        check_name(name)?;
        let before = self.objects.get(&name.bucket, &name.key).map(|body| body.len());
        if text.len() > OBJECT_BYTES_MAX {
            return Err(ObjectError::TooLarge(text.len()));
        }
        let all: usize = self.objects.iter().map(|(_, _, body)| body.len()).sum();
        if all - before.unwrap_or(0) + text.len() > OBJECTS_BYTES_MAX {
            return Err(ObjectError::Full);
        }
        if before.is_none() && self.objects.iter().count() >= OBJECTS_MAX {
            return Err(ObjectError::TooMany);
        }
        self.objects = std::mem::take(&mut self.objects).with(&name.bucket, &name.key, text);
        Ok(())
    }

    /// Gives an object another name.
    pub(in crate::studio) fn rename_object(&mut self, from: &ObjectName, to: &ObjectName) -> Result<(), ObjectError> {
        check_name(to)?;
        let Some(text) = self.objects.get(&from.bucket, &from.key).cloned() else { return Ok(()) };
        if from == to {
            return Ok(());
        }
        if self.objects.get(&to.bucket, &to.key).is_some() {
            return Err(ObjectError::Exists(to.clone()));
        }
        let objects = std::mem::take(&mut self.objects);
        self.objects = objects.without(&from.bucket, &from.key).with(&to.bucket, &to.key, text);
        Ok(())
    }
}

fn check_name(name: &ObjectName) -> Result<(), ObjectError> {
    if name.bucket.trim().is_empty() {
        return Err(ObjectError::NoBucket);
    }
    if name.key.trim().is_empty() {
        return Err(ObjectError::NoKey);
    }
    if name.bucket.len() > BUCKET_BYTES_MAX || name.key.len() > KEY_BYTES_MAX {
        return Err(ObjectError::LongName);
    }
    Ok(())
}

/// Adds an object and gives its name.
pub(in crate::studio) fn add(drawn: &Drawn, run: &mut Run, new: NewObject) -> Result<ObjectName, ObjectError> {
    let (name, text) = match new {
        NewObject::Empty => (free_name(drawn, run), Arc::from("")),
        NewObject::Wanted(name) => {
            let sample = readers::sample(drawn, run, &name);
            (name, sample.into())
        }
        NewObject::File { name, text } => (name_of_file(drawn, run, &name), text.into()),
    };
    run.set_object(&name, text)?;
    Ok(name)
}

/// A file takes the place of an object of its name, or of one that a state looks for.
fn name_of_file(drawn: &Drawn, run: &Run, file: &str) -> ObjectName {
    let own = run.objects.iter().map(|(bucket, key, _)| ObjectName::new(bucket.clone(), key.clone()));
    let wanted = readers::wanted(drawn, run).into_iter().map(|wanted| wanted.name);
    let same = wanted.chain(own).find(|name| name.file_name() == file);
    same.unwrap_or_else(|| ObjectName::new(usual_bucket(drawn, run), file))
}

/// The bucket the machine reads from, else the first there is.
fn usual_bucket(drawn: &Drawn, run: &Run) -> Arc<str> {
    let read = readers::first_bucket(drawn, run);
    let first = run.objects.iter().map(|(bucket, ..)| bucket.clone()).next();
    read.or(first).unwrap_or_else(|| FIRST_BUCKET.into())
}

fn free_name(drawn: &Drawn, run: &Run) -> ObjectName {
    let bucket = usual_bucket(drawn, run);
    let taken = |name: &ObjectName| run.objects.get(&name.bucket, &name.key).is_some();
    let names = (1..=OBJECTS_MAX + 1).map(|number| ObjectName::new(bucket.clone(), format!("object-{number}.csv")));
    let mut names = names.skip_while(taken);
    names.next().unwrap_or_else(|| ObjectName::new(bucket, "object.csv"))
}
