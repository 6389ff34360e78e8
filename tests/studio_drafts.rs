//! What is typed and not committed: it stays until it is mended or discarded, whatever else is looked at meanwhile. And
//! the forms that texts are typed into.
#![expect(clippy::unwrap_used, reason = "a test may")]

use stepwright::asl::fields::Shape;
use stepwright::asl::{QueryLanguage, StateKind};
use stepwright::edit::{Command, Place};
use stepwright::json::{Document, NodeRef, Pointer, Value};
use stepwright::query::OPERATORS;
use stepwright::sim::{Answer, MockCall, Resolution, StateMock};
use stepwright::studio::commands::EXAMPLES;
use stepwright::studio::drafts::{AnswerPart, CallKey, CallPart, DRAFTS_BYTES_MAX, DRAFTS_MAX, DraftKey, Entry};
use stepwright::studio::executions::objects::ObjectName;
use stepwright::studio::form::{self, Control, Line, RuleForm};
use stepwright::studio::{
    DraftAction, EditAction, FileAction, InspectorTab, ObjectAction, Playing, ProjectAction, RunAction, ViewAction,
    Workbench, reduce,
};

fn at(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

fn key(workbench: &Workbench, place: &str) -> DraftKey {
    DraftKey::field(&workbench.drawn.machine, &at(place))
}

fn text(workbench: &Workbench, key: &DraftKey) -> Option<String> {
    workbench.drafts.get(key).map(|draft| draft.text.clone())
}

fn type_into(workbench: &mut Workbench, place: &str, typed: &str) -> DraftKey {
    let key = key(workbench, place);
    reduce(workbench, DraftAction::Hold(key.clone(), typed.to_owned()));
    key
}

fn commit(workbench: &mut Workbench, place: &str, shape: Shape, typed: &str) -> DraftKey {
    let key = key(workbench, place);
    let line = Line::new(at(place), place.rsplit('/').next().unwrap(), shape, "");
    reduce(workbench, DraftAction::Commit(Entry::Field(line, typed.to_owned())));
    key
}

#[test]
fn a_draft_that_is_no_value_stays_with_its_reason_until_it_is_mended() {
    let mut workbench = EXAMPLES[0].open();
    let before = workbench.document.text().to_owned();
    let place = "/States/ShipOrder/Parameters";
    let key = commit(&mut workbench, place, Shape::Template, "{\n  \"a\": 1\n  \"b\": 2\n}");
    assert_eq!(workbench.document.text(), before);
    let problem = workbench.drafts.get(&key).unwrap().problem.clone().unwrap();
    assert!(problem.starts_with("line 3, column 3:"), "{problem}");
    reduce(&mut workbench, ViewAction::ShowInspector(InspectorTab::Run));
    reduce(&mut workbench, ViewAction::Select(stepwright::studio::Selection::State(at("/States/OrderComplete"))));
    assert!(text(&workbench, &key).is_some());
    commit(&mut workbench, place, Shape::Template, "{\n  \"a\": 1,\n  \"b\": 2\n}");
    assert_eq!(text(&workbench, &key), None);
    assert_eq!(workbench.document.find(&at(place)).unwrap().get("b").unwrap().source(), "2");
    type_into(&mut workbench, place, "other");
    reduce(&mut workbench, DraftAction::Discard(key.clone()));
    assert_eq!(text(&workbench, &key), None);
}

#[test]
fn a_refused_name_and_a_field_of_broken_text_say_why_beside_the_field() {
    let mut workbench = EXAMPLES[0].open();
    let place = at("/States/ShipOrder");
    reduce(&mut workbench, DraftAction::Commit(Entry::Name(place, "OrderComplete".to_owned())));
    let draft = workbench.drafts.get(&DraftKey::Name("ShipOrder".into())).cloned().unwrap();
    assert_eq!(draft.problem.as_deref(), Some("there is a state ‘OrderComplete’ already"));
    assert_eq!(workbench.toast, None);
    let broken = workbench.document.text().replacen('{', "", 1);
    reduce(&mut workbench, Command::ReplaceText(broken));
    let key = commit(&mut workbench, "/States/ShipOrder/Comment", Shape::Text, "typed");
    let draft = workbench.drafts.get(&key).unwrap();
    assert!(draft.problem.as_ref().unwrap().contains("syntax errors"), "{draft:?}");
    assert_eq!((draft.text.as_str(), workbench.toast.is_none()), ("typed", true));
}

#[test]
fn a_draft_follows_its_state_to_another_name_and_another_flow() {
    let mut workbench = EXAMPLES[0].open();
    let held = type_into(&mut workbench, "/States/NotifyCustomer/Comment", "half");
    let rename = Command::RenameState { state: at("/States/NotifyCustomer"), name: "Tell".to_owned() };
    reduce(&mut workbench, rename);
    let renamed = key(&workbench, "/States/Tell/Comment");
    assert_eq!((text(&workbench, &held), text(&workbench, &renamed).as_deref()), (None, Some("half")));
    let branch = Place::Start(at("/States/ProcessOrderParallel/Branches/0"));
    reduce(&mut workbench, Command::MoveState { state: at("/States/Tell"), place: branch });
    let moved = key(&workbench, "/States/ProcessOrderParallel/Branches/0/States/Tell/Comment");
    assert_eq!((moved.clone(), text(&workbench, &moved).as_deref()), (renamed, Some("half")));
    reduce(&mut workbench, EditAction::Undo);
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(text(&workbench, &held).as_deref(), Some("half"));
}

#[test]
fn a_draft_follows_its_retrier() {
    let machine = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "r", "End": true, "Retry": [{"ErrorEquals": ["X"]}, {"ErrorEquals": ["Y"]}, {"ErrorEquals": ["States.ALL"]}]}}}"#;
    let mut workbench = Workbench::open("test", machine);
    let (first, last) = ("/States/A/Retry/0/MaxAttempts", "/States/A/Retry/2/MaxAttempts");
    type_into(&mut workbench, first, "one");
    type_into(&mut workbench, last, "all");
    let held = |workbench: &Workbench, index: usize| {
        text(workbench, &key(workbench, &format!("/States/A/Retry/{index}/MaxAttempts")))
    };
    reduce(&mut workbench, Command::MoveElement { at: at("/States/A/Retry/0"), to: 1 });
    assert_eq!((held(&workbench, 0), held(&workbench, 1).as_deref()), (None, Some("one")));
    reduce(&mut workbench, Command::AddRetrier { state: at("/States/A") });
    assert_eq!((held(&workbench, 2), held(&workbench, 3).as_deref()), (None, Some("all")));
    reduce(&mut workbench, Command::RemoveElement { at: at("/States/A/Retry/1") });
    assert_eq!((held(&workbench, 1), held(&workbench, 2).as_deref()), (None, Some("all")));
}

/// Whatever takes an element away or puts one in, the drafts in the others stay with theirs.
#[test]
fn a_draft_follows_its_rule_and_its_catcher_whatever_moves_them() {
    let machine = r#"{"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "T"}, {"Variable": "$.b", "IsNull": true, "Next": "D"}]},
        "T": {"Type": "Task", "Resource": "r", "End": true, "Catch": [{"ErrorEquals": ["X"], "Next": "D"}, {"ErrorEquals": ["Y"], "Next": "D"}]},
        "D": {"Type": "Succeed"}}}"#;
    let mut workbench = Workbench::open("test", machine);
    type_into(&mut workbench, "/States/C/Choices/1/Comment", "rule");
    type_into(&mut workbench, "/States/T/Catch/1/Comment", "catcher");
    let held = |workbench: &Workbench, place: &str| text(workbench, &key(workbench, place));
    reduce(&mut workbench, Command::Disconnect { transition: at("/States/C/Choices/0/Next") });
    assert_eq!(held(&workbench, "/States/C/Choices/1/Comment"), None);
    assert_eq!(held(&workbench, "/States/C/Choices/0/Comment").as_deref(), Some("rule"));
    reduce(&mut workbench, Command::Disconnect { transition: at("/States/T/Catch/0/Next") });
    assert_eq!(held(&workbench, "/States/T/Catch/0/Comment").as_deref(), Some("catcher"));
    let value = Value::parse(r#"{"Variable": "$.c", "IsNull": true, "Next": "D"}"#).unwrap();
    reduce(&mut workbench, Command::InsertElement { array: at("/States/C/Choices"), index: 0, value });
    assert_eq!(held(&workbench, "/States/C/Choices/0/Comment"), None);
    assert_eq!(held(&workbench, "/States/C/Choices/1/Comment").as_deref(), Some("rule"));
}

#[test]
fn what_is_opened_over_a_draft_gives_it_back() {
    let mut workbench = EXAMPLES[0].open();
    let held = type_into(&mut workbench, "/States/ShipOrder/Comment", "half");
    let other = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#.to_owned();
    reduce(&mut workbench, FileAction::Import { name: "other.json".to_owned(), text: other });
    assert!(workbench.drafts.is_empty());
    reduce(&mut workbench, EditAction::Undo);
    assert_eq!(text(&workbench, &held).as_deref(), Some("half"));
}

fn call(index: usize, part: CallPart) -> CallKey {
    CallKey { machine: None, state: "ShipOrder".into(), call: index, part }
}

#[test]
fn a_mocks_result_that_is_no_json_yet_is_held_and_a_wrong_latency_too() {
    let mut workbench = EXAMPLES[0].open();
    let mock = StateMock::always(Answer::Return(Value::from(1)));
    reduce(&mut workbench, ProjectAction::SetMock("ShipOrder".into(), Some(mock.clone())));
    let result = DraftKey::Call(call(0, CallPart::Result));
    reduce(&mut workbench, DraftAction::Hold(result.clone(), "{\"a\": ".to_owned()));
    assert_eq!(workbench.run.mocks.get("ShipOrder"), Some(&mock));
    let problem = workbench.drafts.get(&result).unwrap().problem.clone().unwrap();
    assert!(problem.starts_with("Line 1, column 7"), "{problem}");
    reduce(&mut workbench, DraftAction::Hold(result.clone(), "{\"a\": 2}".to_owned()));
    let wanted = Answer::Return(Value::parse("{\"a\": 2}").unwrap());
    assert_eq!(workbench.run.mocks.get("ShipOrder").unwrap().calls[0].answer, wanted);
    reduce(&mut workbench, DraftAction::Commit(Entry::Call(call(0, CallPart::Result), "{\"a\": 2}".to_owned())));
    assert_eq!(workbench.drafts.get(&result), None);
    for typed in ["-5", "1.5", "abc"] {
        reduce(&mut workbench, DraftAction::Commit(Entry::Call(call(0, CallPart::Latency), typed.to_owned())));
        let draft = workbench.drafts.get(&DraftKey::Call(call(0, CallPart::Latency))).unwrap();
        assert!(draft.problem.as_ref().unwrap().contains("milliseconds"), "{draft:?}");
    }
    reduce(&mut workbench, DraftAction::Commit(Entry::Call(call(0, CallPart::Latency), " 250 ".to_owned())));
    assert_eq!(workbench.run.mocks.get("ShipOrder").unwrap().calls[0].latency_ms, 250);
    assert!(workbench.drafts.is_empty());
}

#[test]
fn a_draft_follows_its_call() {
    let mut workbench = EXAMPLES[0].open();
    let calls = vec![MockCall::new(Answer::Hold), MockCall::new(Answer::Hold)];
    let mock = StateMock { calls, ..StateMock::default() };
    reduce(&mut workbench, ProjectAction::SetMock("ShipOrder".into(), Some(mock)));
    reduce(&mut workbench, DraftAction::Hold(DraftKey::Call(call(1, CallPart::Latency)), "x".to_owned()));
    reduce(&mut workbench, DraftAction::MoveCalls(call(1, CallPart::Latency), Some(0)));
    assert!(workbench.drafts.get(&DraftKey::Call(call(0, CallPart::Latency))).is_some());
    reduce(&mut workbench, DraftAction::MoveCalls(call(0, CallPart::Latency), None));
    assert!(workbench.drafts.is_empty());
}

#[test]
fn an_answer_is_drafted_until_it_is_given() {
    let mut workbench = EXAMPLES[0].open();
    reduce(&mut workbench, RunAction::Start);
    while workbench.run.held().is_empty() && workbench.run.playing != Playing::No {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    }
    let token = workbench.run.held()[0].token.clone();
    let output = DraftKey::Answer(token.clone(), AnswerPart::Output);
    reduce(&mut workbench, DraftAction::Hold(output.clone(), "{\"by\": \"me\"}".to_owned()));
    reduce(&mut workbench, RunAction::Resolve(token.clone(), Resolution::Heartbeat));
    assert_eq!(text(&workbench, &output).as_deref(), Some("{\"by\": \"me\"}"));
    reduce(&mut workbench, RunAction::Resolve(token, Resolution::Succeed(Value::empty_object())));
    assert_eq!(workbench.drafts.get(&output), None);
}

#[test]
fn an_objects_text_is_held_under_its_name() {
    let mut workbench = EXAMPLES[2].open();
    let name = ObjectName::new("bucket", "a.csv");
    reduce(&mut workbench, ObjectAction::Set { name: name.clone(), text: "x".to_owned() });
    reduce(&mut workbench, DraftAction::Hold(DraftKey::Object(name.clone()), "y".to_owned()));
    let to = ObjectName::new("bucket", "b.csv");
    reduce(&mut workbench, ObjectAction::Rename { from: name, to: to.clone() });
    assert_eq!(text(&workbench, &DraftKey::Object(to.clone())).as_deref(), Some("y"));
    reduce(&mut workbench, DraftAction::Commit(Entry::Object(to.clone(), "y".to_owned())));
    assert_eq!(workbench.run.objects.get("bucket", "b.csv").map(|text| &**text), Some("y"));
    let large = "z".repeat(5 << 20);
    reduce(&mut workbench, DraftAction::Commit(Entry::Object(to.clone(), large.clone())));
    let draft = workbench.drafts.get(&DraftKey::Object(to)).unwrap();
    assert!(draft.problem.is_some() && draft.text == large);
}

#[test]
fn drafts_are_bounded() {
    let mut workbench = EXAMPLES[0].open();
    for index in 0..DRAFTS_MAX + 5 {
        type_into(&mut workbench, &format!("/States/ShipOrder/F{index}"), "x");
    }
    assert_eq!(workbench.drafts.len(), DRAFTS_MAX);
    assert_eq!(text(&workbench, &key(&workbench, "/States/ShipOrder/F4")), None);
    assert!(text(&workbench, &key(&workbench, "/States/ShipOrder/F5")).is_some());
    type_into(&mut workbench, "/States/ShipOrder/large", &"x".repeat(DRAFTS_BYTES_MAX + 1));
    assert_eq!(workbench.drafts.len(), 1);
}

#[test]
fn drafts_are_kept_for_the_next_visit() {
    let mut workbench = EXAMPLES[0].open();
    let field = commit(&mut workbench, "/States/ShipOrder/Parameters", Shape::Template, "{");
    let own = type_into(&mut workbench, "/Comment", "half");
    let name = DraftKey::Name("ShipOrder".into());
    let object = DraftKey::Object(ObjectName::new("b", "k"));
    let latency = DraftKey::Call(call(0, CallPart::Latency));
    for key in [&name, &object, &latency] {
        reduce(&mut workbench, DraftAction::Hold(key.clone(), "typed".to_owned()));
    }
    reduce(&mut workbench, DraftAction::Hold(own.clone(), "more".to_owned()));
    assert!(workbench.is_unwritten());
    let restored = Workbench::restore(&workbench.to_saved()).unwrap();
    for key in [&field, &own, &name, &object, &latency] {
        let (kept, held) = (restored.drafts.get(key).unwrap(), workbench.drafts.get(key).unwrap());
        assert_eq!((&kept.text, &kept.problem), (&held.text, &held.problem), "{key:?}");
    }
}

fn rules(text: &str, language: QueryLanguage) -> Vec<RuleForm> {
    form::rule_forms(&Document::new(text), &at("/Choices"), language)
}

fn names(rule: &RuleForm) -> Vec<&str> {
    rule.lines.iter().map(|line| line.name.as_str()).collect()
}

#[test]
fn a_condition_is_a_text_and_never_true_or_false_alone() {
    let text = r#"{"Choices": [{"Condition": "{% $count($parcels) = 0 %}", "Next": "A"}]}"#;
    let rules = rules(text, QueryLanguage::Jsonata);
    let line = &rules[0].lines[0];
    assert_eq!((names(&rules[0]), line.control()), (vec!["Condition"], Control::Area));
    let shown = form::shown(Document::new(text).find(&line.at).unwrap(), line.shape);
    assert_eq!(shown, "{% $count($parcels) = 0 %}");
    let typed = |text: &str| match form::typed(line, text) {
        Ok(Command::SetField { value, .. }) => value.to_string(),
        Ok(Command::SetFieldText { json, .. }) => json,
        other => format!("{other:?}"),
    };
    assert_eq!(typed("{% $a ? 1 : 2 %}"), "\"{% $a ? 1 : 2 %}\"");
    assert_eq!(typed("true"), "true");
    assert!(typed("$a = 1").contains("expected {% … %}, true or false"));
}

#[test]
fn every_operator_is_known_to_the_form_with_a_value_of_its_type() {
    for operator in OPERATORS {
        let start = r#"{"Choices": [{"Variable": "$.a", "StringEquals": "x", "Next": "A"}]}"#;
        let command = form::operate(&Document::new(start), &at("/Choices/0"), operator.name);
        let text = match command {
            Some(Command::ReplaceMember { key, value, .. }) => {
                format!(r#"{{"Choices": [{{"Variable": "$.a", "{key}": {value}, "Next": "A"}}]}}"#)
            }
            other => panic!("{other:?}"),
        };
        let rules = rules(&text, QueryLanguage::JsonPath);
        assert_eq!(rules[0].operator, Some(operator.name));
        assert!(rules[0].lines.iter().all(|line| !line.doc.contains("does not know")), "{}", operator.name);
        assert_eq!(names(&rules[0]), ["Variable", if operator.by_path { "Value path" } else { "Value" }]);
        let group = form::OPERATOR_GROUPS.iter().filter(|(_, prefix)| operator.name.starts_with(prefix));
        assert_eq!(group.count(), 1, "{}", operator.name);
        let value = Document::new(text.as_str()).find(&rules[0].lines[1].at).map(NodeRef::to_value).unwrap();
        let machine = format!(
            r#"{{"StartAt": "C", "States": {{"C": {{"Type": "Choice", "Choices": [{{"Variable": "$.a", "{}": {value}, "Next": "A"}}]}}, "A": {{"Type": "Succeed"}}}}}}"#,
            operator.name
        );
        let workbench = Workbench::open("test", machine);
        assert!(workbench.diagnostics.iter().all(|found| found.code.0 != 304), "{}: {value}", operator.name);
    }
}

#[test]
fn an_operator_keeps_a_value_of_its_type() {
    let rule = r#"{"Choices": [{"Variable": "$.a", "NumericEquals": 7, "Next": "A"}]}"#;
    let value = |name: &str| match form::operate(&Document::new(rule), &at("/Choices/0"), name) {
        Some(Command::ReplaceMember { value, .. }) => value.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(value("NumericGreaterThan"), "7");
    assert_eq!(value("StringEquals"), "\"\"");
    assert_eq!(value("NumericEqualsPath"), "\"$.other\"");
    assert_eq!(value("IsPresent"), "true");
}

#[test]
fn a_combination_is_shown_in_words_and_edited_as_json() {
    let text = r#"{"Choices": [{"Or": [{"Variable": "$.a", "StringEquals": "x"}, {"Not": {"Variable": "$.b", "IsNull": true}}], "Next": "A"}]}"#;
    let rules = rules(text, QueryLanguage::JsonPath);
    assert_eq!(rules[0].words, "$.a = \"x\" or not $.b is null");
    assert_eq!((names(&rules[0]), rules[0].operator), (vec!["Or"], None));
    assert_eq!(rules[0].lines[0].doc, "One of these rules matches.");
}

#[test]
fn expressions_stand_for_numbers_only_where_they_may() {
    let node = r#"{"Type": "Wait", "Seconds": 5, "Next": "B"}"#;
    let document = Document::new(node);
    let lines = |language| {
        let form = form::state_form(document.root().unwrap(), Some(StateKind::Wait), language, InspectorTab::Config);
        form.lines.into_iter().find(|line| line.name == "Seconds").unwrap().expression
    };
    assert!(lines(QueryLanguage::Jsonata) && !lines(QueryLanguage::JsonPath));
}
