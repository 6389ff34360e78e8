//! Where a run failed, and why: the state, and in the text the field whose expression the cause is about.

use std::sync::Arc;

use super::Run;
use crate::json::{Document, NodeRef, Pointer};
use crate::sim::{EventType, HistoryEvent, Simulation, Status, TraceFact, TraceRecord};

/// How many values of a state are looked at for the expression that a cause quotes.
const VALUES_SEARCHED_MAX: usize = 2_000;

/// How far back in events what failed is looked for: a branch that failed and its owner are close.
const SEARCHED_EVENTS: u64 = 1_000;

/// Where a run failed, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFailure {
    /// The state that failed, by its object in the document it was run with; `None` where none did.
    pub state: Option<Pointer>,
    /// The execution's error.
    pub error: Arc<str>,
    /// And its cause.
    pub cause: Arc<str>,
}

impl Run {
    /// Where the run failed, once that shows.
    pub fn failure(&self) -> Option<RunFailure> {
        let simulation = self.simulation.as_ref().filter(|simulation| simulation.status() == Status::Failed)?;
        let text = |text: Option<&str>| text.unwrap_or_default().into();
        let state = culprit(simulation.history(), simulation.trace()).map(|record| record.path.state.clone());
        Some(RunFailure { state, error: text(simulation.error()), cause: text(Simulation::cause(simulation)) })
    }
}

/// The innermost state whose error ended the execution: of what failed last, what it failed by. That is the first of its
/// branches or items to fail; others may have failed by then.
fn culprit<'t>(history: &[HistoryEvent], trace: &'t [TraceRecord]) -> Option<&'t TraceRecord> {
    let failed = |record: &&TraceRecord| matches!(record.fact, TraceFact::Failed(_));
    let mut owner = trace.last().filter(failed)?;
    // What failed before a redrive was begun again.
    let before = history.iter().take(owner.event as usize).rev().take(SEARCHED_EVENTS as usize);
    let since = before.into_iter().find(|event| event.kind == EventType::ExecutionRedriven).map_or(0, |event| event.id);
    loop {
        let first = since.max(owner.event.saturating_sub(SEARCHED_EVENTS));
        let close = trace.iter().rev().take_while(|record| record.event >= first).filter(failed);
        let mut inside = close.filter_map(|record| Some((record, attempt_in(record, owner)?)));
        let Some((mut inner, attempt)) = inside.next() else { return Some(owner) };
        // What failed in an earlier visit or attempt was taken.
        inside.filter(|(_, other)| *other == attempt).for_each(|(record, _)| inner = record);
        owner = inner;
    }
}

/// Of what happened in a branch or item of a state: the visit and the attempt of that one.
fn attempt_in(record: &TraceRecord, owner: &TraceRecord) -> Option<(u64, u32)> {
    let hop = record.path.scope.hop()?;
    (hop.outer == owner.path.scope && hop.owner == owner.path.state).then_some((hop.entered_event, hop.attempt))
}

/// The value in a state's object that a cause is about: the field it names, or the expression it quotes.
pub(in crate::studio) fn blamed<'a>(document: &'a Document, state: &Pointer, cause: &str) -> Option<NodeRef<'a>> {
    let state = document.find(state)?;
    let quoted = |before: &str, after: char| Some(cause.split_once(before)?.1.split_once(after)?.0);
    let field = quoted("for the field '", '\'').or_else(|| quoted("(at /", ')'));
    let found = field.and_then(|field| walk(state, field));
    found.or_else(|| {
        let path = quoted("The JSONPath '", '\'').or_else(|| quoted("Invalid path '", '\''))?;
        search(state, field, path)
    })
}

/// A place as the service writes it: `Arguments/Payload/items[1]`.
fn walk<'a>(state: NodeRef<'a>, place: &str) -> Option<NodeRef<'a>> {
    place.split('/').try_fold(state, |node, part| {
        let mut names = part.split('[');
        let node = node.get(names.next()?)?;
        names.try_fold(node, |node, index| node.at(index.strip_suffix(']')?.parse().ok()?))
    })
}

/// The first text with a path in it, of a field of that name where one is named; the states inside are not looked at.
fn search<'a>(state: NodeRef<'a>, field: Option<&str>, path: &str) -> Option<NodeRef<'a>> {
    let mut left = vec![state];
    let mut seen = 0;
    while let Some(node) = left.pop() {
        seen += 1;
        if seen > VALUES_SEARCHED_MAX {
            return None;
        }
        let named = field.is_none_or(|field| node.member().is_some_and(|member| &*member.key == field));
        if named && node.as_str().is_some_and(|text| text.contains(path)) {
            return Some(node);
        }
        left.extend(node.elements().rev());
        left.extend(node.members().rev().filter(|(member, _)| &*member.key != "States").map(|(_, value)| value));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::{InspectorTab, RunAction, Selection, ViewAction, Workbench, reduce};

    fn failed(text: &str) -> Workbench {
        let mut workbench = Workbench::open("failed", text);
        reduce(&mut workbench, RunAction::ToEnd);
        for _ in 0..100 {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 1_000 });
        }
        assert_eq!(workbench.run.status(), Status::Failed);
        workbench
    }

    fn shown(workbench: &Workbench) -> &str {
        workbench.place.as_ref().map_or("", |place| &workbench.document.text()[place.span.range()])
    }

    #[test]
    fn a_failure_selects_its_state_and_shows_its_expression() {
        let workbench = failed(
            r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}},
            {"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a":{"b.$":"$.absent"}},"End":true}}}]}}}"#,
        );
        let state = Pointer::parse("/States/P/Branches/1/States/A").unwrap();
        assert_eq!(workbench.selection, Selection::State(state.clone()));
        assert_eq!(workbench.inspector, InspectorTab::Run);
        assert_eq!(shown(&workbench), r#""$.absent""#);
        let failure = workbench.run.failure().unwrap();
        assert_eq!((failure.state, &*failure.error), (Some(state), "States.Runtime"));
        assert!(failure.cause.contains("$.absent"), "{}", failure.cause);
    }

    #[test]
    fn the_branch_that_failed_is_led_to_and_not_its_owner() {
        let workbench = failed(
            r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"why"}}},
            {"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}]}}}"#,
        );
        let failure = workbench.run.failure().unwrap();
        assert_eq!(failure.state.map(|state| state.to_string()).as_deref(), Some("/States/P/Branches/0/States/F"));
    }

    #[test]
    fn of_branches_that_fail_in_one_moment_the_first_is_led_to() {
        let fails =
            |name: &str| format!(r#"{{"StartAt":"{name}","States":{{"{name}":{{"Type":"Fail","Error":"{name}"}}}}}}"#);
        let workbench = failed(&format!(
            r#"{{"StartAt":"P","States":{{"P":{{"Type":"Parallel","End":true,"Branches":[{},{}]}}}}}}"#,
            fails("F"),
            fails("G"),
        ));
        let failure = workbench.run.failure().unwrap();
        assert_eq!(&*failure.error, "F");
        assert_eq!(failure.state.map(|state| state.to_string()).as_deref(), Some("/States/P/Branches/0/States/F"));
    }

    #[test]
    fn the_field_of_an_expression_is_shown_in_either_language() {
        let jsonata = r#"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","End":true,
            "Output":{"list":[1,{"x":"{% $error('no') %}"}]}}}}"#;
        assert_eq!(shown(&failed(jsonata)), r#""{% $error('no') %}""#);
        let choice = r#"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[
            {"Variable":"$.absent","NumericGreaterThan":1,"Next":"D"}]},"D":{"Type":"Succeed"}}}"#;
        assert_eq!(shown(&failed(choice)), r#""$.absent""#);
    }

    #[test]
    fn so_many_values_are_searched() {
        let text = |before: usize| {
            let items = "1,".repeat(before);
            format!(r#"{{"StartAt":"A","States":{{"A":{{"Type":"Pass","Result":[{items}"$.no"],"End":true}}}}}}"#)
        };
        let state = Pointer::parse("/States/A").unwrap();
        let found = |before| blamed(&Document::new(text(before)), &state, "Invalid path '$.no'").is_some();
        assert_eq!((found(VALUES_SEARCHED_MAX - 10), found(VALUES_SEARCHED_MAX)), (true, false));
    }

    #[test]
    fn a_person_who_looks_at_the_past_is_not_led_away() {
        let mut workbench = failed(r#"{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E"}}}"#);
        reduce(&mut workbench, ViewAction::Select(Selection::None));
        reduce(&mut workbench, RunAction::Seek(1));
        assert_eq!(workbench.run.failure(), None);
        reduce(&mut workbench, RunAction::Seek(3));
        assert_eq!(workbench.selection, Selection::None);
        reduce(&mut workbench, ViewAction::ShowFailure);
        assert_eq!(workbench.selection.state().map(ToString::to_string).as_deref(), Some("/States/A"));
    }
}
