//! What a text is that somebody opens, pastes or drops, told by its content: a definition, states without one, or
//! something else that has a name.

use crate::asl::{StateKind, WorkflowType};
use crate::interop::yaml::{self, Converted, YamlError};
use crate::json::{Document, Kind, NodeRef};

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) enum Content {
    /// A definition, also one that is being written.
    Machine,
    /// Something that holds a definition, as `describe-state-machine` prints it.
    Wrapped(Wrapped),
    /// All machines of a browser.
    Library,
    /// States without a machine, as the text of an object of them.
    States(String),
    /// Something else, in words that follow “is”.
    Other(String),
}

/// A definition inside something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::studio) struct Wrapped {
    /// The machine's name, if it has one there.
    pub(in crate::studio) name: Option<String>,
    /// The machine's type, if it has one there.
    pub(in crate::studio) workflow: Option<WorkflowType>,
    /// The definition's text.
    pub(in crate::studio) definition: String,
}

/// A kind of JSON object that is often taken for a definition: told by members that it has, all of the first list and one
/// of the second.
struct Known {
    all: &'static [&'static str],
    one: &'static [&'static str],
    words: &'static str,
}

const fn known(all: &'static [&'static str], one: &'static [&'static str], words: &'static str) -> Known {
    Known { all, one, words }
}

#[rustfmt::skip]
const KNOWN: &[Known] = &[
    known(&["StateMachines"], &[], "a mock configuration of Step Functions Local; mocks are set under Mocks"),
    known(&["MockedResponses"], &[], "a mock configuration of Step Functions Local; mocks are set under Mocks"),
    known(&["executionArn", "status"], &[], "an execution as describe-execution prints it"),
    known(&["executions"], &[], "a list of executions"),
    known(&["stateMachines"], &[], "a list of state machines; describe-state-machine prints one with its definition"),
    known(&["stateMachineArn"], &[], "about a state machine, but has no definition"),
    known(&["lockfileVersion"], &[], "a package-lock.json"),
    known(&["name"], &["dependencies", "devDependencies", "scripts", "workspaces"], "a package.json"),
    known(&["compilerOptions"], &[], "a tsconfig.json"),
    known(&["terraform_version"], &[], "a Terraform state or plan; import the definition of its aws_sfn_state_machine"),
    known(&[], &["openapi", "swagger"], "a description of an API"),
    known(&["Records"], &[], "an event of Lambda"),
    known(&["$schema"], &["properties", "definitions", "$defs"], "a JSON Schema"),
];

/// The members in which a definition is kept, as text or as it is: by the AWS CLI and this app, `CloudFormation` and SAM.
const DEFINITIONS: [&str; 4] = ["definition", "DefinitionString", "Definition", "DefinitionBody"];

/// What a text is.
pub(in crate::studio) fn recognise(document: &Document) -> Content {
    let text = document.text();
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Content::Other("empty".to_owned());
    }
    if let Some(words) = no_text(text) {
        return Content::Other(words.to_owned());
    }
    let Some(root) = document.root().filter(|_| document.errors().is_empty()) else {
        return broken(document);
    };
    match root.kind() {
        Kind::Object(_) => object(root),
        Kind::Array(_) if is_history(root) => Content::Other(HISTORY.to_owned()),
        _ => Content::Other(format!("{}, no state machine", root.kind_name())),
    }
}

const HISTORY: &str = "an execution history; import the definition it is of";

/// A text that is no JSON, read as YAML; `None` for one that is JSON, or meant to be, or anything else.
pub(in crate::studio) fn from_yaml(document: &Document, is_said: bool) -> Option<Result<Converted, YamlError>> {
    let text = document.text();
    let is_json = document.errors().is_empty() || (!is_said && text.trim_start().starts_with(['{', '[', '"']));
    if is_json || no_text(text).is_some() {
        return None;
    }
    let line = |start: &str| text.lines().any(|line| line.starts_with(start));
    let is_like = || {
        is_said || ["StartAt:", "States:", "Resources:", "AWSTemplateFormatVersion:", "---"].iter().any(|key| line(key))
    };
    match yaml::to_json(text) {
        // Prose is a scalar of YAML, too.
        Ok(converted) => (is_said || converted.json.starts_with(['{', '['])).then_some(Ok(converted)),
        Err(error) => is_like().then_some(Err(error)),
    }
}

/// What is wrong with the bytes, where they are no text in UTF-8.
fn no_text(text: &str) -> Option<&'static str> {
    const LOOKED_AT: usize = 1_000;
    let chars = || text.chars().take(LOOKED_AT);
    let zeros = chars().filter(|c| *c == '\0').count();
    if zeros * 3 > chars().count() {
        return Some("text in UTF-16; save it as UTF-8");
    }
    let binary = |c: char| c == '\u{fffd}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    // A definition may hold one such character; a picture has them at once.
    let first = chars().take(16).any(binary);
    (first || chars().filter(|c| binary(*c)).count() * 10 > chars().count()).then_some("no text")
}

/// A text that is no JSON: one that is becoming a definition, members without their braces, or something else.
fn broken(document: &Document) -> Content {
    let text = document.text();
    if document.root().is_some_and(|root| root.get("States").is_some() || root.get("StartAt").is_some()) {
        return Content::Machine;
    }
    let members = text.trim().trim_end_matches(',');
    if members.starts_with('"') {
        let braced = Document::new(format!("{{{members}}}"));
        let root = braced.root().filter(|root| braced.errors().is_empty() && is_states(*root));
        if root.is_some() {
            return Content::States(braced.text().to_owned());
        }
    }
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return Content::Other("no JSON".to_owned());
    }
    let error = document.errors().first();
    let at = error.map(|error| format!(": {}: {error}", document.position(error.span.start)));
    Content::Other(format!("not ASL JSON{}", at.unwrap_or_default()))
}

fn object(root: NodeRef<'_>) -> Content {
    if root.get("stepwright").and_then(NodeRef::as_str) == Some("project") {
        return Content::Library;
    }
    if is_machine(root) {
        return Content::Machine;
    }
    if let Some(definition) = DEFINITIONS.iter().find_map(|key| definition(root.get(key)?)) {
        let string = |key: &str| root.get(key).and_then(NodeRef::as_str).map(str::to_owned);
        let name = string("name").or_else(|| string("StateMachineName"));
        let workflow = ["type", "StateMachineType", "Type", "workflow"].iter().find_map(|key| string(key));
        let workflow = workflow.filter(|name| ["STANDARD", "EXPRESS"].contains(&name.as_str()));
        return Content::Wrapped(Wrapped {
            name,
            workflow: workflow.map(|name| WorkflowType::of_name(&name)),
            definition,
        });
    }
    if is_state(root) {
        let name = root.get("Type").and_then(NodeRef::as_str).unwrap_or_default();
        return Content::States(format!("{{\"{name}\": {}}}", root.source()));
    }
    if is_states(root) {
        return Content::States(root.source().to_owned());
    }
    Content::Other(words(root))
}

fn words(root: NodeRef<'_>) -> String {
    if let Some(words) = template(root) {
        return words;
    }
    if root.get("events").is_some_and(is_history) {
        return HISTORY.to_owned();
    }
    let has = |key: &str| root.get(key).is_some();
    let known = KNOWN.iter().find(|known| {
        known.all.iter().all(|key| has(key)) && (known.one.is_empty() || known.one.iter().any(|key| has(key)))
    });
    if let Some(known) = known {
        return known.words.to_owned();
    }
    let keys: Vec<String> = root.members().take(3).map(|(member, _)| format!("‘{}’", member.key)).collect();
    match keys.len() {
        0 => "an empty object".to_owned(),
        _ => format!("a JSON object of {}, without ‘States’", keys.join(", ")),
    }
}

/// A template of `CloudFormation`, with how many machines are in it.
fn template(root: NodeRef<'_>) -> Option<String> {
    let kind = |resource: NodeRef<'_>| resource.get("Type").and_then(NodeRef::as_str).unwrap_or_default().to_owned();
    let kinds: Vec<String> = root.get("Resources")?.members().map(|(_, resource)| kind(resource)).collect();
    if !kinds.iter().any(|kind| kind.starts_with("AWS::")) {
        return None;
    }
    let sam = kinds.iter().any(|kind| kind.starts_with("AWS::Serverless::")) || root.get("Transform").is_some();
    let machine =
        |kind: &&String| ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"].contains(&kind.as_str());
    let name = if sam { "an AWS SAM template" } else { "a CloudFormation template" };
    Some(match kinds.iter().filter(machine).count() {
        0 => format!("{name} without a state machine"),
        1 => format!("{name} with a state machine; import its definition"),
        count => format!("{name} with {count} state machines; import the definition of one"),
    })
}

fn is_machine(node: NodeRef<'_>) -> bool {
    node.get("States").is_some_and(NodeRef::is_object)
        || node.get("StartAt").is_some_and(|start| start.as_str().is_some())
}

/// A definition kept in a member.
fn definition(node: NodeRef<'_>) -> Option<String> {
    if is_machine(node) {
        return Some(node.source().to_owned());
    }
    let inner = Document::new(node.as_str()?);
    inner.root().is_some_and(is_machine).then(|| inner.text().to_owned())
}

fn is_state(node: NodeRef<'_>) -> bool {
    node.get("Type").and_then(NodeRef::as_str).is_some_and(|kind| StateKind::parse(kind).is_some())
}

/// Whether every member is a state.
fn is_states(node: NodeRef<'_>) -> bool {
    node.members().len() > 0 && node.members().all(|(_, state)| is_state(state))
}

/// Whether these are events as `get-execution-history` prints them.
fn is_history(events: NodeRef<'_>) -> bool {
    let event = |event: NodeRef<'_>| event.get("type").is_some() && event.get("timestamp").is_some();
    events.elements().len() > 0 && events.elements().all(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Content {
        recognise(&Document::new(text))
    }

    #[test]
    fn what_is_no_machine_is_named() {
        for (text, words) in [
            ("", "empty"),
            (" \n", "empty"),
            ("\u{0}PNG\u{fffd}", "no text"),
            ("{\u{0}\"\u{0}S\u{0}t\u{0}", "text in UTF-16; save it as UTF-8"),
            ("\u{fffd}\u{fffd}{\u{0}\n\u{0}}\u{0}", "text in UTF-16; save it as UTF-8"),
            ("[1, 2]", "an array, no state machine"),
            ("5", "a number, no state machine"),
            ("\"a\"", "a string, no state machine"),
            ("null", "null, no state machine"),
            ("{}", "an empty object"),
            ("Dear all,", "no JSON"),
            ("{\"a\": }", "not ASL JSON: line 1, column 7: expected a value, found `}`"),
            (r#"{"name": "x", "version": "1", "scripts": {}}"#, "a package.json"),
            (r#"{"orderId": 1, "items": []}"#, "a JSON object of ‘orderId’, ‘items’, without ‘States’"),
            (
                r#"{"StateMachines": {"M": {"TestCases": {}}}, "MockedResponses": {}}"#,
                "a mock configuration of Step Functions Local; mocks are set under Mocks",
            ),
            (r#"{"events": [{"id": 1, "type": "ExecutionStarted", "timestamp": 1}]}"#, HISTORY),
            (r#"[{"id": 1, "type": "ExecutionStarted", "timestamp": 1}]"#, HISTORY),
            (
                r#"{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}"#,
                "a CloudFormation template without a state machine",
            ),
            (
                r#"{"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "{\"StartAt\":\"A\"}"}}}}"#,
                "a CloudFormation template with a state machine; import its definition",
            ),
            (
                r#"{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"M": {"Type": "AWS::Serverless::StateMachine"}}}"#,
                "an AWS SAM template with a state machine; import its definition",
            ),
        ] {
            assert_eq!(read(text), Content::Other(words.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_has_states_is_a_machine_whatever_else_it_has() {
        for text in [
            r#"{"StartAt": "A", "States": {}}"#,
            r#"{"States": {"A": {"Type": "Pass"}}, "Resources": {}}"#,
            r#"{"StartAt": "A",}"#,
            r#"{"Comment": "x", "StartAt": "A", "States": {"#,
        ] {
            assert_eq!(read(text), Content::Machine, "{text}");
        }
    }

    #[test]
    fn a_definition_is_found_where_it_is_kept() {
        let definition = r#"{"StartAt": "A", "States": {}}"#;
        let string = crate::json::quote(definition);
        let wrapped = |name: Option<&str>, workflow| {
            Content::Wrapped(Wrapped { name: name.map(str::to_owned), workflow, definition: definition.to_owned() })
        };
        for (text, expected) in [
            (
                format!(r#"{{"stateMachineArn": "arn", "name": "orders", "type": "EXPRESS", "definition": {string}}}"#),
                wrapped(Some("orders"), Some(WorkflowType::Express)),
            ),
            (format!(r#"{{"DefinitionString": {string}}}"#), wrapped(None, None)),
            (format!(r#"{{"StateMachineName": "m", "Definition": {definition}}}"#), wrapped(Some("m"), None)),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
        assert!(matches!(read(r#"{"stateMachineArn": "arn", "definition": "no"}"#), Content::Other(_)));
    }

    #[test]
    fn states_without_a_machine_are_states() {
        let states = r#"{"Hello": {"Type": "Pass", "End": true}}"#;
        for (text, expected) in [
            (states, states),
            (r#""Hello": {"Type": "Pass", "End": true},"#, states),
            (r#"{"Type": "Pass", "End": true}"#, r#"{"Pass": {"Type": "Pass", "End": true}}"#),
        ] {
            assert_eq!(read(text), Content::States(expected.to_owned()), "{text}");
        }
        assert!(matches!(read(r#"{"Hello": {"Type": "AWS::SQS::Queue"}}"#), Content::Other(_)));
        assert!(matches!(read(r#"{"Hello": {"Type": "Pass"}, "n": 1}"#), Content::Other(_)));
    }
}
