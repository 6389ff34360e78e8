//! The second line of a node: what a person would say about the state in three words.

use crate::asl::{State, StateKind};
use crate::json::NodeRef;
use crate::studio::describe;

/// Where a call names what it works on, by `Parameters` or `Arguments`.
const SUBJECTS: [&str; 12] = [
    "FunctionName",
    "TopicArn",
    "QueueUrl",
    "TableName",
    "StateMachineArn",
    "JobName",
    "JobDefinition",
    "TaskDefinition",
    "Bucket",
    "ProjectName",
    "ModelId",
    "ApiEndpoint",
];

/// The second line.
pub(super) fn detail(state: &State, node: NodeRef<'_>) -> String {
    match state.kind {
        Some(StateKind::Task) => task(state, node),
        Some(StateKind::Pass) => pass(node),
        Some(StateKind::Choice) => choice(node),
        Some(StateKind::Wait) => wait(node),
        Some(StateKind::Succeed) => String::new(),
        Some(StateKind::Fail) => ["Error", "ErrorPath"].into_iter().find_map(|key| text(node, key)).unwrap_or_default(),
        Some(StateKind::Parallel) => counted(state.inner.len(), "branch", "branches"),
        Some(StateKind::Map) => map(node),
        None => match &state.type_text {
            Some(word) => format!("no type ‘{word}’"),
            None => "no Type".to_owned(),
        },
    }
}

/// `1 rule`, `2 rules`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn text(node: NodeRef<'_>, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

fn task(state: &State, node: NodeRef<'_>) -> String {
    let arguments = ["Parameters", "Arguments"].into_iter().find_map(|key| node.get(key));
    let subject = arguments.and_then(|arguments| {
        SUBJECTS.into_iter().find_map(|key| text(arguments, key).or_else(|| text(arguments, &format!("{key}.$"))))
    });
    match (subject, &state.resource) {
        (Some(subject), _) => short(&subject),
        (None, Some(resource)) => short(&resource.short_name()),
        (None, None) => "no Resource".to_owned(),
    }
}

/// The part of an ARN, an address or a placeholder that tells it from others.
fn short(text: &str) -> String {
    if let Some(inner) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) {
        // `${aws_lambda_function.validate_order.arn}`: the resource's name.
        let parts: Vec<&str> = inner.split('.').collect();
        return if let [_, name, ..] = parts.as_slice() { (*name).to_owned() } else { text.to_owned() };
    }
    if let Some((_, name)) = text.split_once(":function:") {
        return name.to_owned();
    }
    let arn = text.starts_with("arn:") || text.starts_with("https://");
    let last = text.rsplit([':', '/']).next().filter(|last| arn && !last.is_empty());
    last.unwrap_or(text).to_owned()
}

fn pass(node: NodeRef<'_>) -> String {
    if let Some(value) = ["Result", "Output"].into_iter().find_map(|key| node.get(key)) {
        return match value.as_str() {
            Some(text) => text.to_owned(),
            None if value.is_object() => counted(value.members().len(), "field", "fields"),
            None if value.is_array() => counted(value.elements().len(), "item", "items"),
            None => value.source().to_owned(),
        };
    }
    let fields = ["Parameters", "Assign"].into_iter().find_map(|key| node.get(key)).map(|value| value.members().len());
    fields.map(|fields| counted(fields, "field", "fields")).unwrap_or_default()
}

fn choice(node: NodeRef<'_>) -> String {
    let rules = counted(node.get("Choices").map_or(0, |rules| rules.elements().len()), "rule", "rules");
    if node.get("Default").is_some() { format!("{rules}, default") } else { rules }
}

fn wait(node: NodeRef<'_>) -> String {
    if let Some(seconds) = node.get("Seconds") {
        return match seconds.source().parse::<u64>() {
            Ok(seconds) => duration(seconds),
            Err(_) => seconds.as_str().unwrap_or(seconds.source()).to_owned(),
        };
    }
    let until = |key: &str| text(node, key).map(|time| format!("until {time}"));
    text(node, "SecondsPath")
        .map(|path| format!("{path} seconds"))
        .or_else(|| until("Timestamp"))
        .or_else(|| until("TimestampPath"))
        .unwrap_or_else(|| "no time".to_owned())
}

fn map(node: NodeRef<'_>) -> String {
    let items = text(node, "ItemsPath").or_else(|| text(node, "Items"));
    items.map_or_else(|| "each item".to_owned(), |items| format!("each of {items}"))
}

/// The third line of a Task that waits for its token: how long it may.
pub(super) fn patience(node: NodeRef<'_>) -> String {
    let limit = ["HeartbeatSeconds", "TimeoutSeconds"].into_iter().find_map(|key| node.get(key)?.source().parse().ok());
    limit.map_or("waits for its token".to_owned(), |limit: u64| format!("token within {}", duration(limit)))
}

/// A length of time as it is written in the definition: small ones stay in seconds.
fn duration(seconds: u64) -> String {
    if seconds < 120 {
        format!("{seconds} s")
    } else {
        describe::short(i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;

    #[track_caller]
    fn says(state: &str, words: &str) {
        let document = Document::new(format!(r#"{{"StartAt":"A","States":{{"A":{state}}}}}"#));
        let machine = Machine::read(&document);
        let state = &machine.states[0];
        assert_eq!(detail(state, document.find(&state.pointer).unwrap()), words);
    }

    #[test]
    fn every_type_has_its_words() {
        says(
            r#"{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"arn:aws:lambda:us-east-1:1:function:pay"}}"#,
            "pay",
        );
        says(
            r#"{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"${aws_lambda_function.pay.arn}"}}"#,
            "pay",
        );
        says(
            r#"{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"arn:aws:sns:us-east-1:1:orders"}}"#,
            "orders",
        );
        says(
            r#"{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"QueueUrl":"https://sqs/1/q"}}"#,
            "q",
        );
        says(r#"{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync"}"#, "glue:startJobRun");
        says(r#"{"Type":"Task"}"#, "no Resource");
        says(r#"{"Type":"Choice","Choices":[{}],"Default":"A"}"#, "1 rule, default");
        says(r#"{"Type":"Choice","Choices":[{},{}]}"#, "2 rules");
        says(r#"{"Type":"Wait","Seconds":90}"#, "90 s");
        says(r#"{"Type":"Wait","Seconds":"{% $n %}"}"#, "{% $n %}");
        says(r#"{"Type":"Wait","TimestampPath":"$.t"}"#, "until $.t");
        says(r#"{"Type":"Pass","Result":{"a":1}}"#, "1 field");
        says(r#"{"Type":"Pass","Result":"EUR"}"#, "EUR");
        says(r#"{"Type":"Fail","Error":"Oops"}"#, "Oops");
        says(r#"{"Type":"Map","ItemsPath":"$.items"}"#, "each of $.items");
        says(r#"{"Type":"Parallel"}"#, "0 branches");
        says(r#"{"Type":"Nope"}"#, "no type ‘Nope’");
    }

    #[test]
    fn durations_are_short() {
        let shown = [5, 90, 120, 150, 3600, 86_400, 11_520, 259_200, 270_000].map(duration);
        assert_eq!(shown, ["5 s", "90 s", "2 m", "2 m 30 s", "1 h", "24 h", "3 h 12 m", "3 d", "3 d 3 h"]);
    }
}
