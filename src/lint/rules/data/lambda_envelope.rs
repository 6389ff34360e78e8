//! ASL504 lambda-envelope: A path reads a Lambda function's answer past its envelope.
//!
//! `arn:aws:states:::lambda:invoke` answers with an envelope, `{"ExecutedVersion": …, "Payload": …, "StatusCode": …}`;
//! what the function returned is its `Payload`. A path that looks for a field of the answer beside `Payload` finds
//! nothing, and the execution fails there.
//!
//! Instead of `"Variable": "$.validation.isValid"` write `"$.validation.Payload.isValid"`, or take the answer out with
//! `"ResultSelector": {"isValid.$": "$.Payload.isValid"}` or `"OutputPath": "$.Payload"`.

mod flow;

use crate::asl::fields::{Holder, Shape};
use crate::asl::{Integration, Pattern, QueryLanguage, State, StateId, StateKind};
use crate::json::{NodeRef, Pointer, TextEdit, quote};
use crate::lint::context::{Context, Held, HeldField, named};
use crate::lint::paths::leading_names;
use crate::lint::rules::choices::operator;
use crate::lint::{Code, Diagnostic, Rule, Severity};
use crate::query::{Expr, Path};
use crate::sort::SortedSet;

use super::{At, walk};

pub(in crate::lint) const RULE: Rule = Rule {
    code: Code(504),
    name: "lambda-envelope",
    severity: Severity::Warning,
    aws: None,
    summary: "A path reads a Lambda function's answer past its envelope.",
    check,
};

/// What the envelope has (AWS: "Invoke Lambda function with Step Functions").
const ENVELOPE: [&str; 7] = [
    "ExecutedVersion",
    "FunctionError",
    "LogResult",
    "Payload",
    "SdkHttpMetadata",
    "SdkResponseMetadata",
    "StatusCode",
];

/// Where in a state's data an envelope lies: the names that lead to it.
type Place = Vec<String>;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = SortedSet::new();
    flow::follow(context, &mut |read, place, origin| {
        let Some(path) = beside(read, place).filter(|_| seen.insert(read.node.span().start)) else { return };
        if !context.known.worst.leaves_out(found, RULE.severity, read.node.span()) {
            found.extend(report(context, read, path, place.len(), origin));
        }
    });
}

/// A string of a state in which paths are read.
struct Read<'a> {
    state: StateId,
    /// The object it is a member of.
    around: Pointer,
    key: &'a str,
    node: NodeRef<'a>,
    paths: Vec<ReadPath>,
}

/// A path into the state's data.
struct ReadPath {
    text: String,
    /// The names it begins with, each with the byte where it ends.
    names: Vec<(String, usize)>,
}

impl<'a> Read<'a> {
    /// A member of an object; `None` where it names nothing inside the state's data.
    fn new(state: StateId, around: impl FnOnce() -> Pointer, key: &'a str, node: NodeRef<'a>) -> Option<Read<'a>> {
        let text = node.as_str().filter(|text| text.contains(['.', '[']))?;
        let expr = Expr::parse(text).ok();
        let texts = expr.iter().flat_map(Expr::paths).map(Path::text);
        let paths = texts.filter_map(|text| {
            let (names, _) = leading_names(text)?;
            let names = names.into_iter().map(|(name, end)| (name.to_owned(), end)).collect();
            Some(ReadPath { text: text.to_owned(), names })
        });
        let paths: Vec<ReadPath> = paths.filter(|path| !path.names.is_empty()).collect();
        (!paths.is_empty()).then(|| Read { state, around: around(), key, node, paths })
    }

    fn at(&self) -> Pointer {
        self.around.key(self.key)
    }
}

/// The path in a string that looks beside `Payload`, if one of them does.
fn beside<'r>(read: &'r Read<'_>, place: &[String]) -> Option<&'r ReadPath> {
    let is_beside = |path: &&ReadPath| {
        let leads_there = path.names.iter().zip(place).all(|((name, _), place)| name == place);
        leads_there && path.names.get(place.len()).is_some_and(|(name, _)| !ENVELOPE.contains(&&**name))
    };
    read.paths.iter().find(is_beside)
}

/// The finding where a path looks beside the `Payload` of what so many names lead to.
fn report(
    context: &Context<'_>,
    read: &Read<'_>,
    path: &ReadPath,
    depth: usize,
    origin: StateId,
) -> Option<Diagnostic> {
    let (state, origin) = (context.machine.state(read.state)?, context.machine.state(origin)?);
    let (text, path, names) = (read.node.as_str()?, &*path.text, &path.names);
    let end = depth.checked_sub(1).map_or(1, |last| names[last].1);
    let mended = format!("{}.Payload{}", &path[..end], &path[end..]);
    let (subject, from) = (named(&state.name), named(&origin.name));
    let message = format!(
        "{subject}: `{path}` is not there: {from} calls lambda:invoke, which answers with an envelope, at `{}`",
        &path[..end]
    );
    let help = format!("the function's answer is in its `Payload`: `{mended}`");
    let edit = TextEdit::replace(read.node.span(), quote(&text.replacen(path, &mended, 1)));
    let found_here = RULE.found(read.at(), read.node.span(), message, help);
    Some(found_here.with_fix(format!("Change to `{mended}`"), edit))
}

/// Whether a state's raw result is an envelope.
fn is_enveloped(state: &State) -> bool {
    let resource = state.resource.as_ref().filter(|_| state.kind == Some(StateKind::Task));
    state.language == QueryLanguage::JsonPath
        && resource.is_some_and(|resource| {
            let invokes = matches!(&resource.integration, Integration::Optimised { service, action }
                if &**service == "lambda" && &**action == "invoke");
            invokes && resource.pattern == Pattern::RequestResponse
        })
}

/// The strings of a template that are filled in.
fn filled_in<'a>(state: StateId, template: NodeRef<'a>, at: &At<'_>) -> Vec<Read<'a>> {
    let mut reads = Vec::new();
    walk(template, at, &mut |node, at| {
        for (member, value) in node.members().filter(|(member, _)| member.key.ends_with(".$")) {
            reads.extend(Read::new(state, || at.pointer(), &member.key, value));
        }
    });
    reads
}

/// Everything an object of a state reads from the state's effective input.
fn reads(held: Held<'_>, state: StateId) -> Vec<Read<'_>> {
    let mut reads = Vec::new();
    if matches!(held.holder, Holder::Retrier | Holder::Catcher | Holder::Branch | Holder::Processor) {
        return reads;
    }
    let is_presence_test = held.node.get("IsPresent").is_some();
    for HeldField { member, value: node, field } in held.fields() {
        let shape = field.map(|field| field.shape);
        let shape = shape.or_else(|| operator(&member.key).filter(|operator| operator.by_path).map(|_| Shape::Path));
        match (&*member.key, shape) {
            // Read from elsewhere than the effective input, and followed on their own.
            ("InputPath" | "OutputPath" | "ResultPath" | "ResultSelector", _) => {}
            ("Assign", _) if held.holder == Holder::State && !reads_input(held.kind) => {}
            ("Variable", _) if is_presence_test => {}
            (_, Some(Shape::Path | Shape::ReferencePath(_) | Shape::TextPath)) => {
                reads.extend(Read::new(state, || held.at.clone(), &member.key, node));
            }
            (_, Some(Shape::Template | Shape::Variables)) => {
                reads.extend(filled_in(state, node, &At::Key(&At::Of(&held.at), &member.key)));
            }
            _ => {}
        }
    }
    reads
}

/// Whether a state's `Assign` reads its input; elsewhere `$` is the result.
fn reads_input(kind: Option<StateKind>) -> bool {
    matches!(kind, Some(StateKind::Choice | StateKind::Wait))
}
