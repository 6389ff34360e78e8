use std::sync::Arc;

use super::*;

const SNS: &str = r#"{"Type":"Task","Resource":"arn:aws:states:::sns:publish","End":true}"#;
const PASS: &str = r#"{"Type":"Pass","End":true}"#;
const MAP: &str =
    r#"{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}},"End":true}"#;
const ROLE: &str = "arn:aws:iam::111111111111:role/r";

fn tested(definition: &str, request: &TestStateRequest) -> String {
    match test_state(&Document::new(definition), request) {
        Ok(result) => result.to_json(InspectionLevel::Debug).to_string(),
        Err(error) => error.to_string(),
    }
}

fn of(input: &str) -> TestStateRequest {
    TestStateRequest { input: Some(input.to_owned()), ..TestStateRequest::default() }
}

fn mocked(result: &str) -> TestStateRequest {
    TestStateRequest { mock: Some(MockInput::result(result)), ..of("{}") }
}

fn failing(error: &str) -> TestStateRequest {
    TestStateRequest { mock: Some(MockInput::error(Failure::new(error, "why"))), ..of("{}") }
}

#[track_caller]
fn invalid(definition: &str, request: &TestStateRequest, why: &str) {
    assert_eq!(tested(definition, request), format!("ValidationException: {why}"), "{definition}");
}

#[track_caller]
fn no_definition(definition: &str, request: &TestStateRequest, why: &str) {
    let expected = format!("InvalidDefinition: Invalid State Machine Definition: '{why}'");
    assert_eq!(tested(definition, request), expected, "{definition}");
}

#[test]
fn a_pass_shows_every_stage() {
    let state = r#"{"Type":"Pass","InputPath":"$.a","Parameters":{"x.$":"$.b"},"ResultPath":"$.r","Next":"N"}"#;
    let expected = concat!(
        r#"{"output":{"a":{"b":1},"r":{"x":1}},"inspectionData":{"input":{"a":{"b":1}},"afterInputPath":{"b":1},"#,
        r#""afterParameters":{"x":1},"afterResultSelector":{"x":1},"afterResultPath":{"a":{"b":1},"r":{"x":1}}},"#,
        r#""nextState":"N","status":"SUCCEEDED"}"#
    );
    assert_eq!(tested(state, &of(r#"{"a":{"b":1}}"#)), expected);
}

#[test]
fn a_level_decides_what_is_shown() {
    let result = test_state(&Document::new(PASS), &TestStateRequest::default()).unwrap();
    assert_eq!(InspectionLevel::default(), InspectionLevel::Info);
    assert_eq!(result.to_json(InspectionLevel::Info).to_string(), r#"{"output":{},"status":"SUCCEEDED"}"#);
    let debug = result.to_json(InspectionLevel::Debug);
    assert!(debug.get("inspectionData").is_some());
    assert_eq!(result.to_json(InspectionLevel::Trace), debug, "only an HTTP Task has more");
    assert_eq!(InspectionLevel::named("TRACE"), Some(InspectionLevel::Trace));
    assert_eq!(InspectionLevel::named("trace"), None);
}

#[test]
fn what_is_left_out_has_its_default() {
    let without = TestStateRequest::default();
    let shown = tested(PASS, &without);
    assert!(shown.starts_with(r#"{"output":{},"inspectionData":{"input":{},"#), "{shown}");
    assert!(!shown.contains("variables"), "{shown}");
    let empty = TestStateRequest { variables: Some("{}".to_owned()), ..without };
    assert_eq!(tested(PASS, &empty), shown, "an object without variables is not shown");
    let variables = TestStateRequest { variables: Some(r#"{"v":1}"#.to_owned()), ..empty };
    assert!(tested(PASS, &variables).contains(r#""variables":{"v":1}"#));
    assert_eq!(MockInput::default().field_validation_mode, FieldValidationMode::Strict);
    invalid(
        SNS,
        &mocked(r#"{"MessageId":1}"#),
        "Mock result schema validation error: Field 'MessageId' must be a string",
    );
}

#[test]
fn an_input_is_json() {
    let refused = |input: &str, why: &str| {
        let expected = format!("InvalidExecutionInput: Invalid State Machine Execution Input: '{why}'");
        assert_eq!(tested(PASS, &of(input)), expected, "{input}");
    };
    let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    refused("not some json", &format!("Unrecognized token 'not': was expecting {values}"));
    refused("{'not': 'json'", "Unexpected character (''' (code 39)): was expecting double-quote to start field name");
    refused("", "Invalid execution input.");
    for input in ["2", "null", r#""text""#, "[]"] {
        assert!(tested(PASS, &of(input)).starts_with(&format!(r#"{{"output":{input},"#)), "{input}");
    }
}

#[test]
fn variables_and_the_context_are_objects() {
    for text in ["nope", "[1]", "1"] {
        let request = TestStateRequest { variables: Some(text.to_owned()), ..of("{}") };
        invalid(PASS, &request, "Variables must be a valid JSON object");
        let request = TestStateRequest { context: Some(text.to_owned()), ..mocked("{}") };
        invalid(SNS, &request, "Invalid Context object provided: Context object must be a valid JSON object");
    }
}

#[test]
fn a_definition_is_one_state_or_a_machine_with_the_name_of_one() {
    let machine = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":1,"End":true}}}"#;
    let named = |name: &str| TestStateRequest { state_name: Some(name.to_owned()), ..of("{}") };
    assert!(tested(machine, &named("A")).contains(r#""output":1"#));
    invalid(machine, &named("B"), "State not found in definition");
    invalid(machine, &named("\"A\""), "State not found in definition");
    let fields = "SCHEMA_VALIDATION_FAILED: These fields are required:";
    no_definition(PASS, &named("A"), &format!("{fields} [States, StartAt] at /"));
    no_definition(r#"{"StartAt":"A"}"#, &named("A"), &format!("{fields} [States] at /"));
    no_definition(machine, &of("{}"), &format!("{fields} [Type] at /States/StateName"));
    no_definition("{}", &of("{}"), &format!("{fields} [Type] at /States/StateName"));
    let types =
        "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
    let unknown = r#"{"StartAt":"A","States":{"A":{"Type":"Nap","End":true},"B":{"End":true}}}"#;
    let why = format!("SCHEMA_VALIDATION_FAILED: {types} at /States/A/Type, {fields} [Type] at /States/B");
    no_definition(unknown, &named("A"), &why);
    let broken = tested("not a definition", &of("{}"));
    let what =
        "InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Unrecognized token 'not'";
    assert!(broken.starts_with(what), "{broken}");
    assert!(tested("", &of("{}")).starts_with("ParamValidationError: Parameter validation failed:\nInvalid length"));
}

#[test]
fn a_state_that_could_not_be_created_is_not_tested() {
    let found = tested(r#"{"Type":"Pass","InputPath":"a","End":true}"#, &of("{}"));
    let what = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ";
    assert!(found.starts_with(what) && found.ends_with(" at /States/StateName'"), "{found}");
}

#[test]
fn only_a_task_without_a_mock_needs_a_role() {
    let with_role = TestStateRequest { role_arn: Some(ROLE.to_owned()), ..of("{}") };
    invalid(SNS, &of("{}"), "RoleArn must be specified when testing a Task state");
    assert!(tested(SNS, &with_role).contains(r#""status":"SUCCEEDED""#));
    assert!(tested(SNS, &mocked("{}")).contains(r#""status":"SUCCEEDED""#));
    for state in [
        PASS,
        r#"{"Type":"Wait","Seconds":1,"End":true}"#,
        r#"{"Type":"Succeed"}"#,
        r#"{"Type":"Choice","Choices":[],"Default":"A"}"#,
    ] {
        assert!(tested(state, &of("{}")).contains(r#""status":"SUCCEEDED""#), "{state}");
    }
    assert!(tested(r#"{"Type":"Fail","Error":"E"}"#, &of("{}")).contains(r#""error":"E""#));
}

#[test]
fn what_is_waited_for_needs_a_mock() {
    let task = |resource: &str| format!(r#"{{"Type":"Task","Resource":"{resource}","End":true}}"#);
    let with_role = TestStateRequest { role_arn: Some(ROLE.to_owned()), ..of("{}") };
    for (resource, what) in [
        ("arn:aws:states:us-east-1:111111111111:activity:a", "Activity tasks"),
        ("arn:aws:states:::states:startExecution.sync", "the '.sync' service integration pattern"),
        ("arn:aws:states:::states:startExecution.sync:2", "the '.sync:2' service integration pattern"),
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "the '.waitForTaskToken' service integration pattern"),
    ] {
        invalid(
            &task(resource),
            &with_role,
            &format!("TestState does not support {what} when a mock is not specified."),
        );
        let mock = Some(MockInput { field_validation_mode: FieldValidationMode::None, ..MockInput::result("{}") });
        let found = tested(&task(resource), &TestStateRequest { mock, ..of("{}") });
        assert!(found.contains("SUCCEEDED"), "{found}");
    }
    let nested = "InvalidDefinition: TestState API does not support Map or Parallel states.";
    assert!(tested(MAP, &of("[]")).starts_with(nested));
    let parallel = r#"{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}],"End":true}"#;
    assert!(tested(parallel, &of("[]")).starts_with(nested));
    let counted = TestStateConfiguration { map_iteration_failure_count: Some(0), ..TestStateConfiguration::default() };
    let request = TestStateRequest { state_configuration: counted, ..with_role.clone() };
    invalid(MAP, &request, "TestState does not support MapIterationFailureCount when a mock is not specified.");
    let request = TestStateRequest { context: Some("{}".to_owned()), ..with_role };
    invalid(SNS, &request, "TestState does not support Context when a mock is not specified.");
    invalid(PASS, &request, "TestState does not support Context when a mock is not specified.");
}

#[test]
fn a_mock_is_one_result_or_one_error() {
    let with = |mock: MockInput| TestStateRequest { mock: Some(mock), ..of("{}") };
    let both = MockInput { error_output: Some(Failure::new("E", "why")), ..MockInput::result("{}") };
    invalid(SNS, &with(both), "A test mock should have only one of the following fields: [result, errorOutput].");
    let fields = "A test mock should have one of the following fields: [result, errorOutput].";
    invalid(SNS, &with(MockInput::default()), fields);
    let unnamed = MockInput::error(Failure { error: None, cause: Some("why".into()) });
    invalid(SNS, &with(unnamed), "A mocked errorOutput must have the following field: [error].");
    for mode in [FieldValidationMode::Strict, FieldValidationMode::Present, FieldValidationMode::None] {
        for text in ["not JSON string", "", " ", "{", "{} {}"] {
            let mock = MockInput { field_validation_mode: mode, ..MockInput::result(text) };
            invalid(SNS, &with(mock), "Mocked result must be valid JSON");
        }
    }
    invalid(MAP, &mocked("nope"), "Mocked result must be valid JSON");
    for state in [PASS, r#"{"Type":"Succeed"}"#, r#"{"Type":"Fail"}"#, r#"{"Type":"Wait","Seconds":1,"End":true}"#] {
        let kind = Value::parse(state).unwrap().get("Type").and_then(Value::as_str).unwrap().to_owned();
        let why = format!("State type '{kind}' is not supported when a mock is specified");
        invalid(state, &mocked("nope"), &why);
        invalid(state, &failing("E"), &why);
    }
    let secrets = TestStateRequest { reveal_secrets: true, ..mocked("{}") };
    invalid(SNS, &secrets, "TestState does not support RevealSecrets when a mock is specified.");
}

#[test]
fn a_failing_task_says_who_takes_the_error() {
    let task = r#"{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{},
        "Retry":[{"ErrorEquals":["A"]},{"ErrorEquals":["B"],"IntervalSeconds":3,"MaxAttempts":2}],
        "Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e","Next":"Sorry"}],"End":true}"#;
    let result = |count| {
        let configuration = TestStateConfiguration { retrier_retry_count: count, ..TestStateConfiguration::default() };
        let request = TestStateRequest { state_configuration: configuration, ..failing("B") };
        test_state(&Document::new(task), &request).unwrap()
    };
    assert_eq!(result(None).inspection.error_details, Some(ErrorDetails::Retry(1, Some(3.0))));
    assert_eq!(result(Some(1)).inspection.error_details, Some(ErrorDetails::Retry(1, Some(6.0))));
    assert_eq!((result(Some(1)).status, result(Some(1)).output), (TestStateStatus::Retriable, None));
    let caught = result(Some(2));
    assert_eq!((caught.status, caught.next_state.as_deref()), (TestStateStatus::CaughtError, Some("Sorry")));
    assert_eq!(caught.output.unwrap().to_string(), r#"{"e":{"Error":"B","Cause":"why"}}"#);
}

#[test]
fn the_mocked_result_of_a_map_or_parallel_is_what_it_gives() {
    invalid(MAP, &mocked("1"), "Mocked result must be an array.");
    let branch = r#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#;
    let parallel = format!(r#"{{"Type":"Parallel","Branches":[{branch},{branch}],"End":true}}"#);
    let size = "Mocked result must contain the same number of items as number of Parallel branches.";
    invalid(&parallel, &mocked("[1]"), size);
    invalid(&parallel, &mocked("[1,2,3]"), size);
    assert!(tested(&parallel, &mocked("[1,2]")).contains(r#""output":[1,2]"#));
    let empty = r#"{"Type":"Parallel","Branches":[],"End":true}"#;
    let why = "SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Branches";
    no_definition(empty, &mocked("[]"), why);
    no_definition(empty, &of("{}"), why);
}

#[test]
fn an_error_comes_from_a_state_inside() {
    let map = |catch: &str| {
        format!(
            r#"{{"Type":"Map","ItemProcessor":{{"StartAt":"T","States":{{
            "T":{{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Next":"F"}},"F":{{"Type":"Fail"}}}}}},
            "Catch":[{{"ErrorEquals":["{catch}"],"Next":"C"}}],"End":true}}"#
        )
    };
    let from = |state: Option<&str>, catch: &str| {
        let configuration = TestStateConfiguration {
            error_caused_by_state: state.map(str::to_owned),
            ..TestStateConfiguration::default()
        };
        let request = TestStateRequest {
            state_configuration: configuration,
            input: Some("[1]".to_owned()),
            ..failing("MockException")
        };
        test_state(&Document::new(map(catch)), &request).map(|result| result.status)
    };
    let (caught, failed) = (Ok(TestStateStatus::CaughtError), Ok(TestStateStatus::Failed));
    assert_eq!(from(Some("T"), "States.TaskFailed"), caught);
    assert_eq!(from(None, "States.TaskFailed"), caught);
    assert_eq!(from(Some("F"), "States.TaskFailed"), failed);
    assert_eq!(from(Some("F"), "MockException"), caught);
    assert_eq!(from(Some("F"), "States.ALL"), caught);
    let unknown = from(Some("X"), "States.ALL").unwrap_err().to_string();
    assert_eq!(unknown, "ValidationException: State not found in definition");
}

#[test]
fn no_more_iterations_fail_than_there_are() {
    let count = |failures: i64, request: TestStateRequest| TestStateRequest {
        input: Some("[1,2,3]".to_owned()),
        state_configuration: TestStateConfiguration {
            map_iteration_failure_count: Some(failures),
            ..TestStateConfiguration::default()
        },
        ..request
    };
    let why = "Map iteration failure count must be less than or equal to the number of Map iterations";
    invalid(MAP, &count(4, mocked("[1,1,1]")), why);
    invalid(MAP, &count(4, failing("E")), why);
    invalid(MAP, &count(2, mocked("[1]")), why);
    assert!(tested(MAP, &count(3, mocked("[1,1,1]"))).contains("SUCCEEDED"));
    let tolerant = MAP.replace(r#""Type":"Map""#, r#""Type":"Map","ToleratedFailureCount":1"#);
    assert!(tested(&tolerant, &count(1, mocked("[1,1,1]"))).contains("SUCCEEDED"));
    assert!(tested(&tolerant, &count(2, mocked("[1,1,1]"))).contains("States.ExceedToleratedFailureThreshold"));
    let batched = MAP.replace(r#""Type":"Map""#, r#""Type":"Map","ItemBatcher":{"MaxItemsPerBatch":3}"#);
    invalid(&batched, &count(2, failing("E")), why);
}

#[test]
fn a_reader_reads_the_data_it_is_given() {
    let map = |config: &str| {
        format!(
            r#"{{"Type":"Map","ItemReader":{{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{config}}},
            "ItemSelector":{{"v.$":"$$.Map.Item.Value"}},
            "ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},
            "StartAt":"A","States":{{"A":{{"Type":"Succeed"}}}}}},"End":true}}"#
        )
    };
    let items = |config: &str, data: Option<&str>, input: &str| {
        let configuration = TestStateConfiguration {
            map_item_reader_data: data.map(str::to_owned),
            ..TestStateConfiguration::default()
        };
        let request =
            TestStateRequest { state_configuration: configuration, input: Some(input.to_owned()), ..mocked("[]") };
        let result = test_state(&Document::new(map(config)), &request).unwrap().to_json(InspectionLevel::Debug);
        let selected = result.get("inspectionData").and_then(|data| data.get("afterItemSelector"));
        selected.or(result.get("error")).map(Value::to_string).unwrap_or_default()
    };
    assert_eq!(items(r#"{"InputType":"JSON"}"#, Some("[1,2]"), "{}"), r#"[{"v":1},{"v":2}]"#);
    let csv = r#"{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":1}"#;
    assert_eq!(items(csv, Some("a,b\n1,2\n3,4\n"), "{}"), r#"[{"v":{"a":"1","b":"2"}}]"#);
    assert_eq!(items(r#"{"InputType":"JSONL"}"#, Some("1\n{}\n"), "{}"), r#"[{"v":1},{"v":{}}]"#);
    assert_eq!(items(r#"{"InputType":"JSON"}"#, Some("nope"), "{}"), r#""States.ItemReaderFailed""#);
    assert_eq!(items(r#"{"InputType":"JSON"}"#, None, "[7]"), r#"[{"v":7}]"#);
    assert_eq!(items(r#"{"InputType":"JSON"}"#, None, "{}"), "[]");
}

#[test]
fn a_state_inside_a_map_has_its_first_item() {
    let machine = r#"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{
        "A":{"Type":"Pass","Parameters":{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value"},"End":true}}},"Next":"B"},
        "B":{"Type":"Pass","Parameters":{"i.$":"$$.Map.Item.Index"},"End":true}}}"#;
    let named = |name: &str| TestStateRequest { state_name: Some(name.to_owned()), ..of(r#"{"a":1}"#) };
    assert!(tested(machine, &named("A")).contains(r#""output":{"i":0,"v":{"a":1}}"#));
    assert!(tested(machine, &named("B")).contains("States.Runtime"), "{}", tested(machine, &named("B")));
}

#[test]
fn a_context_object_has_the_fields_the_service_gives_it() {
    let task =
        |suffix: &str| format!(r#"{{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage{suffix}","End":true}}"#);
    let with = |state: &str, context: &str| {
        tested(state, &TestStateRequest { context: Some(context.to_owned()), ..failing("E") })
    };
    let refused = |context: &str, why: &str| {
        let expected = format!("ValidationException: Invalid Context object provided: {why}");
        assert_eq!(with(&task(""), context), expected, "{context}");
    };
    refused(r#"{"Execution":{"Id":1}}"#, "Execution.Id must be a string");
    refused(r#"{"State":{"RetryCount":"1"}}"#, "State.RetryCount must be a number");
    refused(r#"{"Execution":1}"#, "Execution must be an object");
    refused(r#"{"Execution":{"Colour":"red"}}"#, "Field 'Colour' is not allowed");
    refused(r#"{"Colour":{}}"#, "Field 'Colour' is not allowed");
    refused(r#"{"Map":{}}"#, "'Map' field is not supported when mocking a Context object");
    let token = r#"{"Task":{"Token":"t"}}"#;
    let why = "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' \
               service integration pattern";
    refused(token, why);
    for accepted in [r#"{"Execution":{},"State":{},"StateMachine":{}}"#, r#"{"Execution":{"Input":[1]}}"#, "{}"] {
        assert!(!with(&task(""), accepted).contains("ValidationException"), "{accepted}");
    }
    assert!(!with(&task(".waitForTaskToken"), token).contains("ValidationException"));
    assert!(with(PASS, token).ends_with("State type 'Pass' is not supported when a mock is specified"));
}

#[test]
fn the_role_is_in_the_context_object() {
    let state = r#"{"Type":"Pass","Parameters":{"r.$":"$$.Execution.RoleArn"},"End":true}"#;
    let shown = |role: Option<&str>| {
        let request = TestStateRequest { role_arn: role.map(str::to_owned), ..of("{}") };
        let result = test_state(&Document::new(state), &request).unwrap();
        result.output.and_then(|output| output.get("r").cloned())
    };
    assert_eq!(shown(None), Some(Value::Null));
    assert_eq!(shown(Some(ROLE)), Some(Value::String(Arc::from(ROLE))));
}

#[test]
fn the_fields_of_a_state_fail_as_in_a_run() {
    let timed = r#"{"Type":"Task","Resource":"arn:aws:states:::sns:publish","TimeoutSecondsPath":"$.t","End":true}"#;
    let request = |input: &str| TestStateRequest { input: Some(input.to_owned()), ..mocked("{}") };
    assert!(tested(timed, &request(r#"{"t":3}"#)).contains("SUCCEEDED"));
    let found = tested(timed, &request(r#"{"t":"soon"}"#));
    assert!(found.contains("TimeoutSecondsPath field refers to value") && found.contains("FAILED"), "{found}");
    let map = MAP.replace(r#""Type":"Map""#, r#""Type":"Map","ItemsPath":"$.i","MaxConcurrencyPath":"$.c""#);
    let request = |input: &str| TestStateRequest { input: Some(input.to_owned()), ..mocked("[1]") };
    assert!(tested(&map, &request(r#"{"i":[1],"c":2}"#)).contains(r#""maxConcurrency":2"#));
    let found = tested(&map, &request(r#"{"i":[1],"c":-2}"#));
    assert!(found.contains("Expected non-negative integer for MaxConcurrency, got '-2' instead."), "{found}");
}

#[test]
fn a_timeout_without_a_cause_is_caught_as_in_a_run() {
    let task = r#"{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Parameters":{},
        "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Sorry"}],"End":true}"#;
    let without = |error: &str| {
        let failure = Failure { error: Some(error.into()), cause: None };
        tested(task, &TestStateRequest { mock: Some(MockInput::error(failure)), ..of("{}") })
    };
    assert!(without("States.Timeout").contains(r#""output":{"Error":"States.Timeout","Cause":""}"#));
    assert!(without("E").contains(r#""output":{"Error":"E","Cause":null}"#));
}
