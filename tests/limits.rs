//! Every named limit, and the test that reaches it. A limit without a row here fails, and so does a row without its test.
#![expect(clippy::unwrap_used, reason = "a test may assume")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stepwright::asl::Machine;
use stepwright::json::{Document, Value};
use stepwright::lint;
use stepwright::query::{LIMITS, Path as JsonPath, jsonata};
use stepwright::sim::{
    Answer, EventType, MockCall, MockPlan, OtherMachine, Program, Progress, Setup, Simulation, StateMock, Status,
    VirtualTime, WorkflowType, limits,
};
use stepwright::studio::executions::{
    map_runs, nested,
    objects::{self, ObjectName},
};
use stepwright::studio::{FileAction, ObjectAction, Playing, ProjectAction, RunAction, Workbench, reduce};

/// A limit, the file it is in, the test that reaches it, and the file that is in.
#[rustfmt::skip]
const REACHED: &[(&str, &str, &str, &str)] = &[
    ("MAX_DEPTH", "src/json/parse.rs", "nesting_is_bounded", "src/json/parse.rs"),
    ("PATH_BYTES_MAX", "src/json/parse.rs", "names_around_a_value_are_bounded", "src/json/parse.rs"),
    ("MAX_ERRORS", "src/json/parse.rs", "a_text_has_so_many_errors", HERE),
    ("DIGITS_MAX", "src/json/double.rs", "a_decimal_is_the_double_that_the_standard_library_reads", "src/json/double.rs"),
    ("DEFINITION_CHARS_MAX", QUOTAS, "what_the_service_takes_is_checked", HERE),
    ("STATE_NAME_CHARS_MAX", QUOTAS, "what_the_service_takes_is_checked", HERE),
    ("PAYLOAD_BYTES_MAX", QUOTAS, "what_is_too_large_or_too_deep_is_not_carried_on", "src/sim/payload.rs"),
    ("ASSIGNED_BYTES_MAX", QUOTAS, "what_grows_without_end_is_refused", HERE),
    ("STATES_PASTED_MAX", "src/edit/reason.rs", "so_many_states_are_pasted_at_once", "tests/edit_paste.rs"),
    ("ENTRIES_MAX", UNDO, "the_history_is_bounded", UNDO),
    ("BYTES_MAX", UNDO, "the_history_is_bounded", UNDO),
    ("NAMED_MAX", "src/edit/lost.rs", "many_states_left_behind_are_counted", "tests/edit_lists.rs"),
    ("JSON_BYTES_MAX", "src/interop/yaml.rs", "a_short_text_does_not_come_to_a_long_one", "src/interop/yaml/tests.rs"),
    ("MERGED_MAX", "src/interop/yaml.rs", "merges_copy_so_much", "src/interop/yaml/tests.rs"),
    ("PROJECT_FILE_BYTES_MAX", "src/studio/library/project_file.rs", "a_project_file_has_so_many_bytes", "tests/library/main.rs"),
    ("MACHINES_KEPT_MAX", "src/studio/library/mod.rs", "so_many_machines_are_kept", "tests/library/main.rs"),
    ("VERSIONS_KEPT_MAX", VERSIONS, "so_many_versions_are_kept_and_the_named_ones_longest", VERSIONS),
    ("VERSION_NAME_CHARS_MAX", VERSIONS, "a_version_has_a_name_and_a_short_one", "tests/library/versions.rs"),
    ("LINES_CHANGED_MAX", "src/studio/compare.rs", "comparing_is_bounded", "src/studio/compare.rs"),
    ("LINES_COMPARED_MAX", "src/studio/compare.rs", "comparing_is_bounded", "src/studio/compare.rs"),
    ("LINE_CHARS_MAX", "src/studio/compare.rs", "comparing_is_bounded", "src/studio/compare.rs"),
    ("DRAFTS_MAX", "src/studio/drafts.rs", "drafts_are_bounded", "tests/studio_drafts.rs"),
    ("DRAFTS_BYTES_MAX", "src/studio/drafts.rs", "drafts_are_bounded", "tests/studio_drafts.rs"),
    ("MAX_DIAGNOSTICS", "src/lint/mod.rs", "the_findings_are_bounded_and_errors_come_first", "tests/lint.rs"),
    ("MAX_DISTANCE", "src/lint/similar.rs", "a_far_name_is_not_offered", HERE),
    ("MAX_BYTES", "src/lint/similar.rs", "comparing_is_bounded", "src/lint/similar.rs"),
    ("MAX_NAMES", "src/lint/similar.rs", "comparing_is_bounded", "src/lint/similar.rs"),
    ("MAX_CHARACTERS", "src/lint/rules/data/variable_name.rs", "what_the_service_takes_is_checked", HERE),
    ("MAX_FOLLOWED", "src/lint/variables.rs", "so_many_variables_are_followed", "src/lint/variables.rs"),
    ("MAX_LABEL", "src/lint/rules/states/label.rs", "what_the_service_takes_is_checked", HERE),
    ("MAX_VISITS", "src/lint/rules/data/lambda_envelope/flow.rs", "an_envelope_is_followed_so_far", HERE),
    ("MAX_DEPTH", "src/lint/rules/data/lambda_envelope/flow.rs", "an_envelope_is_followed_so_deep", HERE),
    ("MAX_DEPTH", "src/layout/boxes.rs", "deep_nests_end", "tests/layout.rs"),
    ("MAX_BENDS", "src/layout/order.rs", "large_graphs_end_soon", "tests/layout.rs"),
    ("MAX_OWN", "src/layout/order.rs", "large_graphs_end_soon", "tests/layout.rs"),
    ("LIMITS.steps", "src/query/mod.rs", "what_is_not_a_path_is_located", "tests/query.rs"),
    ("LIMITS.nesting", "src/query/mod.rs", "what_is_not_a_path_is_located", "tests/query.rs"),
    ("LIMITS.visits", "src/query/mod.rs", "a_selection_that_looks_at_too_much_is_refused", "tests/query.rs"),
    ("LIMITS.range_items", "src/query/mod.rs", "arrays", "src/query/intrinsics/tests.rs"),
    ("LIMITS.coded_chars", "src/query/mod.rs", "codes", "src/query/intrinsics/tests.rs"),
    ("LIMITS.text_bytes", "src/query/mod.rs", "a_text_that_is_made_has_so_many_bytes", HERE),
    ("LIMITS.regex_size", "src/query/mod.rs", "a_regular_expression_has_a_size", HERE),
    ("LIMITS.text_bytes", "src/query/jsonata/mod.rs", "no_text_breaks_the_reader", "src/query/jsonata/tests.rs"),
    ("LIMITS.nesting", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.depth", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.steps", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.matching_steps", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.work", "src/query/jsonata/mod.rs", "the_work_is_counted_alike_everywhere", "src/query/jsonata/tests.rs"),
    ("RANGE_ITEMS_MAX", "src/query/jsonata/engine/functions.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.items", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.string_bytes", "src/query/jsonata/mod.rs", "every_evaluation_ends", "src/query/jsonata/tests.rs"),
    ("LIMITS.result_bytes", "src/query/jsonata/mod.rs", "an_expression_gives_so_many_bytes", HERE),
    ("HISTORY_EVENTS_MAX", SIM, "a_loop_ends_at_the_history_limit_within_its_budgets", "tests/scenarios.rs"),
    ("VALUES_SEARCHED_MAX", "src/studio/run/failure.rs", "so_many_values_are_searched", "src/studio/run/failure.rs"),
    ("TRACE_RECORDS_PER_EVENT_MAX", SIM, "what_is_decided_without_an_event_is_bounded", NEAR),
    ("PLANNED_RETRIES_MAX", SIM, "the_delays_of_so_many_retries_are_planned", "src/sim/retry.rs"),
    ("STAGE_RECORDS_MAX", SIM, "of_a_visit_that_is_tried_over_and_over_so_many_records_are_kept", INSPECTED),
    ("STAGE_ITEMS_MAX", SIM, "a_map_shows_its_items_and_so_many_records_at_most", INSPECTED),
    ("HISTORY_BYTES_MAX", SIM, "what_the_events_take_up_is_bounded", NEAR),
    ("VALUE_DEPTH_MAX", SIM, "what_grows_without_end_is_refused", HERE),
    ("STANDARD_DURATION_MS_MAX", SIM, "an_execution_ends_in_time", HERE),
    ("EXPRESS_DURATION_MS_MAX", SIM, "an_execution_ends_in_time", HERE),
    ("MAP_INLINE_CONCURRENCY_MAX", SIM, "so_many_iterations_run_at_once", HERE),
    ("MAP_DISTRIBUTED_CONCURRENCY_MAX", SIM, "so_many_child_executions_run_at_once", HERE),
    ("SCOPES_MAX", SIM, "so_many_scopes_are_open_at_once", HERE),
    ("SCOPE_DEPTH_MAX", SIM, "scopes_nest_so_deep", HERE),
    ("ERROR_CHARS_MAX", SIM, "errors_and_causes_are_cut", HERE),
    ("CAUSE_CHARS_MAX", SIM, "errors_and_causes_are_cut", HERE),
    ("LATENCY_MS_MAX", SIM, "a_service_answers_within_a_year", HERE),
    ("SECONDS_MAX", SIM, "a_timer_has_so_many_seconds", HERE),
    ("CHECKPOINTS_MAX", SIM, "a_run_keeps_so_many_checkpoints", NEAR),
    ("SILENT_INPUTS_MAX", SIM, "a_step_and_a_replay_take_so_many_inputs_at_once", NEAR),
    ("REPLAY_INPUTS_MAX", SIM, "a_step_and_a_replay_take_so_many_inputs_at_once", NEAR),
    ("JOURNAL_ENTRIES_MAX", SIM, "the_journal_takes_so_many_answers", NEAR),
    ("READER_ITEMS_MAX", SIM, "no_more_items_are_read_than_the_limit", "src/sim/items/read.rs"),
    ("BATCH_BYTES_MAX", SIM, "a_batch_has_so_many_bytes", HERE),
    ("NESTED_DEPTH_MAX", SIM, "executions_nest_so_deep", HERE),
    ("NESTED_EXECUTIONS_MAX", SIM, "nested_executions_are_bounded", "tests/scenarios.rs"),
    ("NESTED_EVENTS_MAX", SIM, "the_events_of_nested_executions_are_bounded", "tests/scenarios.rs"),
    ("NAME_CHARS_MAX", SIM, "an_execution_has_a_short_name", HERE),
    ("LOG_PAYLOAD_BYTES_MAX", SIM, "a_payload_beyond_the_limit_is_cut_by_its_escaped_length", "src/sim/history/logs.rs"),
    ("REDRIVE_EVENTS_MAX", SIM, "what_cannot_be_redriven_is_refused_in_the_services_words", "tests/redrive.rs"),
    ("MAP_RUN_REDRIVES_MAX", SIM, "a_map_run_is_redriven_so_often", NEAR),
    ("CHILDREN_MAX", SIM, "an_execution_has_so_many_child_executions", NEAR),
    ("CHILD_EVENTS_KEPT_MAX", SIM, "so_many_events_of_child_executions_are_kept_and_the_rest_counted", NEAR),
    ("ARN_CHARS_MAX", "src/sim/test_state/bounds.rs", "every_text_has_a_longest", "src/sim/test_state/bounds.rs"),
    ("QUOTED_CHARS_MAX", "src/sim/test_state/json_text.rs", "a_definition_is_quoted_with_the_place", "src/sim/test_state/json_text.rs"),
    ("MAX_IMPORT_BYTES", "src/studio/workbench/opening.rs", "a_file_has_so_many_bytes", HERE),
    ("NAME_BYTES_MAX", "src/studio/project/mod.rs", "a_project_has_so_many_machines", HERE),
    ("MACHINES_MAX", "src/studio/project/mod.rs", "a_project_has_so_many_machines", HERE),
    ("TEXT_BYTES_MAX", "src/studio/project/mod.rs", "a_project_has_so_many_machines", HERE),
    ("PROJECT_BYTES_MAX", "src/studio/project/mod.rs", "a_project_has_so_many_machines", HERE),
    ("OPENED_MAX", "src/studio/workbench/opening.rs", "going_back_through_opened_definitions_is_bounded", "tests/studio.rs"),
    ("MARKS_MAX", "src/studio/moment/moments.rs", "a_long_history_is_walked_back_from_marks", "src/studio/moment/tests.rs"),
    ("CHILD_VISITS_MAX", "src/studio/moment/children.rs", "of_many_visits_the_latest_are_kept_and_the_status_stands_for_all", "src/studio/moment/children.rs"),
    ("TICKS_MAX", "src/studio/timeline/scale.rs", "places_never_go_back_and_stay_within_the_width", "src/studio/timeline/scale.rs"),
    ("BARS_MAX", "src/studio/timeline/mod.rs", "a_crowded_lane_merges_its_bars", "src/studio/timeline/tests.rs"),
    ("LANES_MAX", "src/studio/timeline/mod.rs", "a_machine_of_many_states_has_so_many_lanes_at_most", "src/studio/timeline/tests.rs"),
    ("ZOOM_MAX", "src/studio/gesture/viewport.rs", "what_is_under_the_pointer_stays_there", "src/studio/gesture/viewport.rs"),
    ("MOUNTED_WHOLE_MAX", "src/studio/scene/mounted.rs", "a_scene_of_so_many_states_is_mounted_whole", "src/studio/scene/mounted.rs"),
    ("MOUNTED_MAX", "src/studio/scene/mounted.rs", "of_more_than_can_be_read_all_are_shapes_but_what_is_kept", "src/studio/scene/mounted.rs"),
    ("FIELD_BYTES_MAX", "src/studio/form.rs", "a_value_of_so_many_bytes_is_edited_in_a_field", HERE),
    ("WORKED_AT_ONCE_BYTES_MAX", "src/studio/workbench/due.rs", "a_text_of_so_many_bytes_is_worked_through_with_each_letter", "src/studio/workbench/due.rs"),
    ("CHIP_TEXT_MAX", "src/studio/scene/graph.rs", "a_long_condition_is_cut_to_its_chip", HERE),
    ("OBJECT_BYTES_MAX", OBJECTS, "what_does_not_fit_is_refused_with_words_and_changes_nothing", "tests/studio_executions.rs"),
    ("OBJECTS_BYTES_MAX", OBJECTS, "the_buckets_are_bounded", "tests/studio_executions.rs"),
    ("OBJECTS_MAX", OBJECTS, "the_buckets_are_bounded", "tests/studio_executions.rs"),
    ("OBJECTS_KEPT_BYTES_MAX", OBJECTS, "objects_are_kept_up_to_a_limit_and_the_list_says_which", "tests/studio_executions.rs"),
    ("KEY_BYTES_MAX", OBJECTS, "what_does_not_fit_is_refused_with_words_and_changes_nothing", "tests/studio_executions.rs"),
    ("BUCKET_BYTES_MAX", OBJECTS, "a_bucket_has_a_short_name", HERE),
    ("WRITTEN_LISTED_MAX", OBJECTS, "so_much_of_what_happened_is_listed", HERE),
    ("NESTED_LISTED_MAX", "src/studio/executions/nested.rs", "so_many_nested_executions_are_listed", HERE),
    ("MAP_RUNS_LISTED_MAX", "src/studio/executions/map_runs.rs", "so_much_of_what_happened_is_listed", HERE),
];

const HERE: &str = "tests/limits.rs";
const QUOTAS: &str = "src/asl/quotas.rs";
const SIM: &str = "src/sim/limits.rs";
const INSPECTED: &str = "src/sim/run/inspect_tests.rs";
const NEAR: &str = "src/sim/run/limits_tests.rs";
const UNDO: &str = "src/studio/undo/mod.rs";
const VERSIONS: &str = "src/studio/library/versions.rs";
const OBJECTS: &str = "src/studio/executions/objects.rs";

/// Names that have a limit's look and bound nothing: a default, the end of the number line, the end of time.
const NO_LIMIT: &[&str] = &["MAX_ATTEMPTS_DEFAULT", "WHOLE_MAX", "MAX"];

#[test]
fn every_limit_has_a_test_that_reaches_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows: BTreeSet<(String, String)> = REACHED.iter().map(|row| (row.0.to_owned(), row.1.to_owned())).collect();
    assert_eq!(rows.len(), REACHED.len(), "each limit has one row");
    let source = found(root);
    let missing: Vec<_> = source.difference(&rows).collect();
    assert!(missing.is_empty(), "limits without a test that reaches them: {missing:?}");
    let stale: Vec<_> = rows.difference(&source).collect();
    assert!(stale.is_empty(), "rows without their limit: {stale:?}");
    for (limit, _, test, file) in REACHED {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains(&format!("fn {test}()")), "{limit} is reached by {test}, which is not in {file}");
    }
}

/// The limits of the source outside the views: constants named so, and the fields of the two `Limits`.
fn found(root: &Path) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                folders.extend((!["src/ui", "src/platform"].contains(&path.to_str().unwrap())).then_some(path));
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap();
            let file = path.to_str().unwrap().to_owned();
            found.extend(constants(&text).map(|name| (name.to_owned(), file.clone())));
            if let Some((_, limits)) = text.split_once("pub struct Limits {") {
                let fields =
                    limits.split_once('}').unwrap().0.lines().filter_map(|line| line.trim().strip_prefix("pub "));
                found
                    .extend(fields.map(|field| (format!("LIMITS.{}", field.split_once(':').unwrap().0), file.clone())));
            }
        }
    }
    found
}

fn constants(text: &str) -> impl Iterator<Item = &str> {
    let named = text.lines().filter_map(|line| {
        let line = line.trim();
        let line = line
            .strip_prefix("pub ")
            .or(line.strip_prefix("pub(crate) "))
            .or(line.strip_prefix("pub(super) "))
            .unwrap_or(line);
        line.strip_prefix("const ")?.split_once(':').map(|(name, _)| name)
    });
    named.filter(|name| name.split('_').any(|word| word == "MAX") && !NO_LIMIT.contains(name))
}

// --- definitions ---

fn messages(text: &str) -> Vec<String> {
    let document = Document::new(text);
    lint::check(&document, &Machine::read(&document)).into_iter().map(|finding| finding.message).collect()
}

#[test]
fn a_text_has_so_many_errors() {
    let document = Document::new(format!("[{}]", "?,".repeat(1_000)));
    assert_eq!(document.errors().len(), 100);
}

#[test]
fn a_far_name_is_not_offered() {
    let offers = |target: &str| {
        let text = format!(r#"{{"StartAt": "{target}", "States": {{"abcdefghijklmnopqrst": {{"Type": "Succeed"}}}}}}"#);
        let document = Document::new(text);
        lint::check(&document, &Machine::read(&document)).iter().any(|finding| finding.fix.is_some())
    };
    // Four letters of twenty, and five.
    assert!(offers("abcdefghijklmnop1234"));
    assert!(!offers("abcdefghijklmno12345"));
}

#[test]
fn what_the_service_takes_is_checked() {
    let says = |text: &str, words: &str| messages(text).iter().any(|message| message.contains(words));
    let named =
        |chars: usize| format!(r#"{{"StartAt": "A", "States": {{"{}": {{"Type": "Succeed"}}}}}}"#, "é".repeat(chars));
    assert!(says(&named(81), "the name has 81 characters") && !says(&named(80), "the name has"));
    let assigned = |chars: usize| {
        format!(
            r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Assign": {{"{}": 1}}, "End": true}}}}}}"#,
            "v".repeat(chars)
        )
    };
    assert!(says(&assigned(81), "more than 80 characters") && !says(&assigned(80), "more than 80 characters"));
    let labelled = |chars: usize| {
        format!(r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Map", "Label": "{}"}}}}}}"#, "l".repeat(chars))
    };
    assert!(says(&labelled(41), "`Label` has 41 characters") && !says(&labelled(40), "`Label` has"));
    let long = |chars: usize| {
        let rest = r#"{"Comment": "", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;
        rest.replace(r#""""#, &format!("\"{}\"", "c".repeat(chars - rest.len())))
    };
    assert!(says(&long(1_048_577), "1048577 characters") && !says(&long(1_048_576), "characters"));
}

/// Tasks in a row, each of which leaves its envelope at a place of its own, and one state at the end that reads of them.
#[test]
fn an_envelope_is_followed_so_far() {
    let found = |tasks: usize| {
        let task = |at: usize| {
            format!(
                r#""T{at}": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {{"FunctionName": "f"}}, "ResultPath": "$.r{at}", "Next": "T{}"}}, "#,
                at + 1
            )
        };
        let states: String = (0..tasks).map(task).collect();
        let read: Vec<String> = (0..tasks).step_by(4).map(|at| format!(r#""k{at}.$": "$.r{at}.id""#)).collect();
        let text = format!(
            r#"{{"StartAt": "T0", "States": {{{states} "T{tasks}": {{"Type": "Pass", "Parameters": {{{}}}, "End": true}}}}}}"#,
            read.join(", ")
        );
        messages(&text).iter().filter(|message| message.contains("with an envelope")).count()
    };
    // 160 envelopes pass 160 states and fewer, 12,880 in all; 240 of them 28,920, which is further than they are followed.
    assert_eq!(found(160), 40);
    assert!((1..60).contains(&found(240)), "{}", found(240));
}

#[test]
fn an_envelope_is_followed_so_deep() {
    let found = |depth: usize| {
        let around =
            |at: usize| format!(r#""P{at}": {{"Type": "Pass", "ResultPath": "$.p", "Next": "P{}"}}, "#, at + 1);
        let states: String = (0..depth).map(around).collect();
        let path = "$".to_owned() + &".p".repeat(depth);
        let text = format!(
            r#"{{"StartAt": "T", "States": {{"T": {{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "P0"}},
            {states} "P{depth}": {{"Type": "Pass", "Parameters": {{"k.$": "{path}.id"}}, "End": true}}}}}}"#
        );
        messages(&text).iter().filter(|message| message.contains("with an envelope")).count()
    };
    assert_eq!((found(32), found(33)), (1, 0));
    // A loop that puts it deeper each time is left soon.
    let text = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "P"},
        "P": {"Type": "Pass", "ResultPath": "$.p", "Next": "P"}}}"#;
    assert!(!messages(text).is_empty());
}

// --- queries ---

#[test]
fn a_text_that_is_made_has_so_many_bytes() {
    let half = "x".repeat(LIMITS.text_bytes / 2 + 1);
    let (run, _) = ended(
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"t.$": "States.Format('{}{}', $.h, $.h)"}, "End": true}}}"#,
        Setup { input: Value::object([("h", Value::from(half))]), ..Setup::default() },
    );
    assert_eq!(run.status(), Status::Failed);
    assert!(run.cause().is_some_and(|cause| cause.contains(&LIMITS.text_bytes.to_string())), "{:?}", run.cause());
}

#[test]
fn a_regular_expression_has_a_size() {
    let path = |count: usize| JsonPath::parse(&format!("$[?(@ =~ /{}/)]", "x".repeat(count)));
    assert!(path(LIMITS.regex_size - 100).is_ok() && path(LIMITS.regex_size + 1).is_err());
    assert!(JsonPath::parse("$[?(@ =~ /((x{99}){99}){99}/)]").is_err());
}

#[test]
fn an_expression_gives_so_many_bytes() {
    let third = jsonata::LIMITS.result_bytes / 3 + 1;
    assert!(third < jsonata::LIMITS.string_bytes);
    let mut scope = jsonata::Variables::default().with("s", Value::from("x".repeat(third)));
    let given = |text: &str, scope: &mut jsonata::Variables| jsonata::Expression::parse(text).unwrap().evaluate(scope);
    assert!(given("[$s, $s]", &mut scope).is_ok());
    assert_eq!(given("[$s, $s, $s]", &mut scope).unwrap_err().kind, jsonata::ErrorKind::Exceeded);
}

// --- runs ---

fn started(text: &str, setup: Setup) -> Simulation {
    Simulation::new(Arc::new(Program::compile(&Document::new(text))), setup)
}

fn ended(text: &str, setup: Setup) -> (Simulation, Progress) {
    let mut run = started(text, setup);
    let progress = run.advance(VirtualTime::MAX, 1_000_000);
    (run, progress)
}

fn items(count: usize) -> Setup {
    Setup { input: Value::array((0..count).map(|_| Value::from(1))), ..Setup::default() }
}

#[test]
fn what_is_found_too_large_fails_when_it_runs() {
    let machine = |state: &str, around: usize, more: usize| {
        let text = "x".repeat(limits::PAYLOAD_BYTES_MAX - around + more);
        format!(r#"{{"StartAt": "A", "States": {{"A": {}}}}}"#, state.replace("TEXT", &text))
    };
    for (state, around) in [
        (r#"{"Type": "Pass", "Result": "TEXT", "End": true}"#, r#""""#.len()),
        (r#"{"Type": "Pass", "Result": {"é": ["TEXT"]}, "End": true}"#, r#"{"é":[""]}"#.len()),
        (r#"{"Type": "Pass", "Parameters": {"b.$": "$.n", "a": "TEXT"}, "End": true}"#, r#"{"a":"","b":1}"#.len()),
        (
            r#"{"Type": "Task", "Resource": "arn:aws:states:::sqs:deleteMessage", "Parameters": "TEXT", "End": true}"#,
            r#""""#.len(),
        ),
        (r#"{"Type": "Pass", "Assign": {"v": "TEXT", "w.$": "$.n"}, "End": true}"#, r#"""1"#.len()),
    ] {
        for (more, error) in [(0, None), (1, Some("States.DataLimitExceeded"))] {
            let text = machine(state, around, more);
            let (run, _) = ended(&text, Setup { input: Value::object([("n", 1.into())]), ..Setup::default() });
            assert_eq!(run.error(), error, "{state} {more}");
            let found = messages(&text).iter().any(|message| message.contains("at most 262144 can be"));
            assert_eq!(found, error.is_some(), "{state} {more}");
        }
    }
}

#[test]
fn what_grows_without_end_is_refused() {
    for state in [
        // Deeper each time, in the output and in a variable.
        r#""Parameters": {"a.$": "$"}"#,
        r#""Assign": {"v": {"a.$": "$v"}}"#,
        // Wider each time: its halves are one value in memory, so that only printing it is endless.
        r#""Parameters": {"a.$": "$", "b.$": "$"}"#,
        r#""Assign": {"v.$": "States.Array($v, $v)"}"#,
        r#""QueryLanguage": "JSONata", "Assign": {"v": "{% [$v, $v, 1] %}"}"#,
    ] {
        let text = format!(
            r#"{{"StartAt": "I", "States": {{"I": {{"Type": "Pass", "Assign": {{"v": []}}, "Next": "A"}},
            "A": {{"Type": "Pass", {state}, "Next": "A"}}}}}}"#
        );
        let (run, progress) = ended(&text, Setup::default());
        assert_eq!(
            (progress, run.error()),
            (Progress::Ended, Some("States.DataLimitExceeded")),
            "{state}: {:?}",
            run.cause()
        );
        assert!(run.history().len() < 1_000, "{state}");
    }
}

#[test]
fn an_execution_ends_in_time() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 99999999, "End": true}}}"#;
    for (workflow, limit) in [
        (WorkflowType::Standard, limits::STANDARD_DURATION_MS_MAX),
        (WorkflowType::Express, limits::EXPRESS_DURATION_MS_MAX),
    ] {
        let (run, _) = ended(text, Setup { workflow, ..Setup::default() });
        assert_eq!(run.status(), Status::TimedOut);
        assert_eq!(run.now().since(run.setup().start), limit);
    }
}

#[test]
fn so_many_iterations_run_at_once() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {
        "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}}}}"#;
    let mut run = started(text, items(limits::MAP_INLINE_CONCURRENCY_MAX + 5));
    run.advance(run.setup().start, 10_000);
    let begun = run.history().iter().filter(|event| event.kind == EventType::MapIterationStarted).count();
    assert_eq!(begun, limits::MAP_INLINE_CONCURRENCY_MAX);
}

const DISTRIBUTED: &str = r#"{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"},
    "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": true}}}}"#;

#[test]
fn so_many_child_executions_run_at_once() {
    let text = format!(r#"{{"StartAt": "M", "States": {{"M": {DISTRIBUTED}}}}}"#);
    let mut run = started(&text, items(limits::MAP_DISTRIBUTED_CONCURRENCY_MAX + 5));
    run.advance(run.setup().start, 100_000);
    let counts = run.map_runs()[0].execution_counts();
    assert_eq!((counts.running, counts.pending), (limits::MAP_DISTRIBUTED_CONCURRENCY_MAX, 5));
}

#[test]
fn so_many_scopes_are_open_at_once() {
    let name = |at: usize| DISTRIBUTED.replace("\"W\"", &format!("\"W{at}\""));
    let branch = |at: usize| format!(r#"{{"StartAt": "M{at}", "States": {{"M{at}": {}}}}}"#, name(at));
    let text = format!(
        r#"{{"StartAt": "P", "States": {{"P": {{"Type": "Parallel", "End": true, "Branches": [{}, {}, {}]}}}}}}"#,
        branch(1),
        branch(2),
        branch(3)
    );
    let (run, _) = ended(&text, items(limits::SCOPES_MAX / 3 + 1));
    assert_eq!(run.status(), Status::Failed);
    assert!(run.cause().is_some_and(|cause| cause.contains("at once")), "{:?}", run.cause());
}

#[test]
fn scopes_nest_so_deep() {
    let nested = |deep: usize| {
        let mut inner = r#"{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#.to_owned();
        for at in 0..deep {
            let state = format!(
                r#"{{"Type": "Map", "ItemsPath": "$", "ItemSelector": [1], "ItemProcessor": {inner}, "End": true}}"#
            )
            .replace(r#""ItemSelector": [1], "#, "");
            inner = format!(r#"{{"StartAt": "M{at}", "States": {{"M{at}": {state}}}}}"#);
        }
        inner
    };
    // Each level takes one bracket of the input away.
    let input = |deep: usize| (0..=deep).fold(Value::from(1), |inner, _| Value::array([inner]));
    let run = |deep: usize| ended(&nested(deep), Setup { input: input(deep), ..Setup::default() }).0;
    assert_eq!(run(limits::SCOPE_DEPTH_MAX).status(), Status::Succeeded);
    let deeper = run(limits::SCOPE_DEPTH_MAX + 1);
    assert!(
        deeper.cause().is_some_and(|cause| cause.contains("at once")),
        "{:?} {:?}",
        deeper.status(),
        deeper.cause()
    );
}

#[test]
fn errors_and_causes_are_cut() {
    let text = r#"{"StartAt": "F", "States": {"F": {"Type": "Fail", "ErrorPath": "$.long", "CausePath": "$.long"}}}"#;
    let long = Value::object([("long", Value::from("é".repeat(limits::CAUSE_CHARS_MAX + 1)))]);
    let (run, _) = ended(text, Setup { input: long.clone(), ..Setup::default() });
    let chars = |text: Option<&str>| text.map(|text| text.chars().count());
    assert_eq!(chars(run.error()), Some(limits::ERROR_CHARS_MAX));
    assert_eq!(chars(run.cause()), Some(limits::CAUSE_CHARS_MAX));
    // The cause of a failure that quotes its input.
    let quoting =
        r#"{"StartAt": "F", "States": {"F": {"Type": "Pass", "Parameters": {"a.$": "$.nope"}, "End": true}}}"#;
    let (run, _) = ended(quoting, Setup { input: long, ..Setup::default() });
    assert_eq!(chars(run.cause()), Some(limits::CAUSE_CHARS_MAX));
}

#[test]
fn a_service_answers_within_a_year() {
    let text = r#"{"StartAt": "T", "TimeoutSeconds": 99999999, "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}}}"#;
    let mock = StateMock {
        calls: vec![MockCall { latency_ms: u64::MAX, ..MockCall::new(Answer::Return(Value::Null)) }],
        ..StateMock::default()
    };
    let mocks = MockPlan::default().with("T", mock);
    let saved = MockPlan::from_json(
        &Value::parse(r#"{"T": {"Calls": [{"Return": 1, "LatencyMs": 9000000000000000000}]}}"#).unwrap(),
    );
    assert_eq!(saved.0.get("T").unwrap().calls[0].latency_ms, limits::LATENCY_MS_MAX);
    let (run, _) = ended(text, Setup { mocks, ..Setup::default() });
    assert!(run.now().since(run.setup().start) <= limits::LATENCY_MS_MAX as i64, "{:?}", run.status());
    assert!(run.status().ended());
}

#[test]
fn a_timer_has_so_many_seconds() {
    let run = |seconds: i64| {
        let text = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.s", "End": true}}}"#;
        ended(text, Setup { input: Value::object([("s", Value::from(seconds))]), ..Setup::default() }).0
    };
    // A year is over first.
    assert_eq!(run(limits::SECONDS_MAX).status(), Status::TimedOut);
    assert_eq!(run(limits::SECONDS_MAX + 1).status(), Status::Failed);
}

#[test]
fn a_batch_has_so_many_bytes() {
    let text = |bytes: i64| {
        format!(
            r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ItemBatcher": {{"MaxInputBytesPerBatch": {bytes}}},
            "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED"}}, "StartAt": "S", "States": {{"S": {{"Type": "Succeed"}}}}}}}}}}}}"#
        )
    };
    assert_eq!(ended(&text(limits::BATCH_BYTES_MAX), items(3)).0.status(), Status::Succeeded);
    let (run, _) = ended(&text(limits::BATCH_BYTES_MAX + 1), items(3));
    assert!(run.cause().is_some_and(|cause| cause.contains("262144")), "{:?}", run.cause());
}

const STARTS: &str = r#"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync",
    "Parameters": {"StateMachineArn": "other", "Name.$": "$.name"}, "End": true}}}"#;

fn starting(input: Value) -> Simulation {
    let program = Arc::new(Program::compile(&Document::new(STARTS.replace(r#", "Name.$": "$.name""#, ""))));
    let other = OtherMachine { program, workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    ended(STARTS, Setup { input, machines: [("other".into(), other)].into(), ..Setup::default() }).0
}

#[test]
fn executions_nest_so_deep() {
    let run = starting(Value::object([("name", "n")].map(|(key, text)| (key, Value::from(text)))));
    assert_eq!(run.nested_executions().len(), limits::NESTED_DEPTH_MAX);
    assert_eq!(run.status(), Status::Failed);
}

#[test]
fn an_execution_has_a_short_name() {
    let named = |chars: usize| starting(Value::object([("name", Value::from("é".repeat(chars)))]));
    assert!(!named(limits::NAME_CHARS_MAX).nested_executions().is_empty());
    let refused = named(limits::NAME_CHARS_MAX + 1);
    assert!(refused.nested_executions().is_empty());
    assert!(refused.cause().is_some_and(|cause| cause.contains("Invalid Name")), "{:?}", refused.error());
}

// --- the studio ---

#[test]
fn so_many_nested_executions_are_listed() {
    let text = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "T", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": {"StateMachineArn": "other"},
        "End": true}}}}}}"#;
    let program =
        Arc::new(Program::compile(&Document::new(r#"{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#)));
    let other = OtherMachine { program, workflow: WorkflowType::Standard, mocks: MockPlan::default() };
    let setup = Setup { machines: [("other".into(), other)].into(), ..items(nested::NESTED_LISTED_MAX + 7) };
    let (listed, before) = nested::list(&ended(text, setup).0);
    assert_eq!((listed.len(), before), (nested::NESTED_LISTED_MAX, 7));
}

#[test]
fn a_project_has_so_many_machines() {
    let mut workbench = Workbench::open("own", "{}");
    let mut refused = |name: &str, bytes: usize| {
        workbench.toast = None;
        let text = format!("{{}}{}", " ".repeat(bytes - 2));
        reduce(&mut workbench, ProjectAction::AddMachine { name: name.to_owned(), text });
        workbench.toast.take().map(|toast| toast.text).filter(|text| text.contains("MiB") || text.contains("at most"))
    };
    assert!(refused("large", (1 << 20) + 1).is_some_and(|text| text.contains("1 MiB")));
    assert_eq!((refused("a", 1 << 20), refused("b", (1 << 20) - 100)), (None, None));
    assert!(refused("c", 101).is_some_and(|text| text.contains("2 MiB")));
    for index in 0..18 {
        assert_eq!(refused(&format!("m{index}"), 2), None);
    }
    assert!(refused("last", 2).is_some_and(|text| text.contains("at most 20")));
    for (bytes, fits) in [(81, false), (80, true)] {
        let to = "n".repeat(bytes);
        reduce(&mut workbench, ProjectAction::RenameMachine { from: "m0".into(), to: to.clone() });
        assert_eq!(workbench.run.machines.get(&to).is_some(), fits);
    }
}

#[test]
fn a_file_has_so_many_bytes() {
    const SMALLEST: &str = r#"{"States": {}}"#;
    let mut workbench = Workbench::open("before", SMALLEST);
    let padded = |bytes: usize| format!("{SMALLEST}{}", " ".repeat(bytes - SMALLEST.len()));
    let import = |bytes: usize| FileAction::Import { name: "big.json".to_owned(), text: padded(bytes) };
    reduce(&mut workbench, import((4 << 20) + 1));
    assert!(workbench.name == "before" && workbench.toast.take().is_some_and(|toast| toast.text.contains("4 MiB")));
    reduce(&mut workbench, import(4 << 20));
    assert_eq!((workbench.name.as_str(), workbench.toast), ("big", None));
}

#[test]
fn a_long_condition_is_cut_to_its_chip() {
    let text = |name: &str| {
        format!(
            r#"{{"StartAt": "C", "States": {{"C": {{"Type": "Choice", "Choices": [
            {{"Variable": "$.{name}", "IsPresent": true, "Next": "D"}}]}}, "D": {{"Type": "Succeed"}}}}}}"#
        )
    };
    let width = |name: &str| {
        let scene = stepwright::studio::Scene::of(&Workbench::open("x", text(name)).drawn);
        scene.edges.iter().filter_map(|edge| edge.chip.as_ref()).map(|chip| chip.rect.width).max().unwrap()
    };
    assert!(width("a") < width(&"a".repeat(30)));
    assert_eq!(width(&"a".repeat(200)), width(&"a".repeat(2_000)));
}

#[test]
fn a_bucket_has_a_short_name() {
    let mut workbench = Workbench::open("none", "{}");
    let mut refused = |bytes: usize| {
        let name = ObjectName::new("b".repeat(bytes), "k");
        reduce(&mut workbench, ObjectAction::Set { name, text: String::new() });
        workbench.toast.take().is_some_and(|toast| toast.text.contains("255"))
    };
    assert!(refused(objects::BUCKET_BYTES_MAX + 1) && !refused(objects::BUCKET_BYTES_MAX));
}

#[test]
fn so_much_of_what_happened_is_listed() {
    let map = DISTRIBUTED.replace(
        r#""End": true, "ItemP"#,
        r#""Next": "M", "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}, "ItemP"#,
    );
    let runs = objects::WRITTEN_LISTED_MAX + 2;
    let text = format!(
        r#"{{"StartAt": "I", "TimeoutSeconds": {runs}, "States": {{
            "I": {{"Type": "Pass", "Next": "M"}}, "M": {}}}}}"#,
        map.replace(r#""Type": "Map","#, r#""Type": "Map", "ItemsPath": "$$.Execution.Input","#)
    );
    let mut workbench = Workbench::open("loop", text);
    reduce(&mut workbench, ProjectAction::SetInput("[1]".to_owned()));
    reduce(&mut workbench, RunAction::ToEnd);
    while workbench.run.playing != Playing::No {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 10_000 });
    }
    let simulation = workbench.run.simulation.as_ref().unwrap();
    let (listed, before) = map_runs::list(simulation, None);
    assert_eq!((listed.len(), listed.len() + before), (map_runs::MAP_RUNS_LISTED_MAX, simulation.map_runs().len()));
    assert!(before > 0);
    let (listed, more) = objects::list(&workbench.run);
    assert_eq!(
        (listed.len(), listed.len() + more),
        (objects::WRITTEN_LISTED_MAX, workbench.run.simulation.as_ref().unwrap().objects().iter().count())
    );
    assert!(more > 0);
}

#[test]
fn a_value_of_so_many_bytes_is_edited_in_a_field() {
    use stepwright::studio::form::too_large;
    let state = |bytes: usize| Document::new(format!("{{\"Result\": \"{}\"}}", "x".repeat(bytes - 2)));
    let most = 128 << 10;
    for (bytes, is_large) in [(most, false), (most + 1, true)] {
        let document = state(bytes);
        let value = document.root().and_then(|root| root.get("Result")).unwrap();
        assert_eq!(too_large(value), is_large.then_some(bytes));
    }
}
