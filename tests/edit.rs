//! What each command changes, as a diff; and what none may do, on random machines.

#![allow(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
#![allow(clippy::too_many_lines, reason = "one list of everything a command may do")]

use std::collections::{BTreeMap, BTreeSet};

use expect_test::{Expect, expect};
use proptest::prelude::*;
use stepwright::asl::{Machine, StateKind, Transition, TransitionKind};
use stepwright::edit::{self, Command, EditError, Place, Planned, Verdict};
use stepwright::json::{Document, NodeRef, Pointer, TextEdit, Value, quote};

const ORDER: &str = include_str!("fixtures/machines/order.asl.json");

fn at(text: &str) -> Pointer {
    Pointer::parse(text).unwrap()
}

fn json(text: &str) -> Value {
    Value::parse(text).unwrap()
}

/// The lines that differ, with the line numbers they begin at.
fn diff(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut common = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let skip = common[i + 1][j].max(common[i][j + 1]);
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { skip };
        }
    }
    let (mut i, mut j, mut out, mut together) = (0, 0, String::new(), false);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j, together) = (i + 1, j + 1, false);
            continue;
        }
        if !std::mem::replace(&mut together, true) {
            out.extend(["@@ ", &(i + 1).to_string(), "\n"]);
        }
        if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            out.extend(["-", old[i], "\n"]);
            i += 1;
        } else {
            out.extend(["+", new[j], "\n"]);
            j += 1;
        }
    }
    out
}

/// Plans a command; gives its label, its diff and what is selected. Its inverse must restore the text.
fn outcome(text: &str, command: &Command) -> String {
    let document = Document::new(text);
    let machine = Machine::read(&document);
    let verdict = edit::check(&document, &machine, command);
    match edit::plan(&document, &machine, command) {
        Ok(planned) => {
            assert_eq!(verdict, Verdict::Allowed);
            let after = document.apply(&planned.edit);
            assert_eq!(planned.edit.invert(text).apply(after.text()), text);
            let focus = planned.focus.map(|focus| {
                assert!(after.find(&focus).is_some(), "{focus} is not in the new document");
                format!("focus {focus}\n")
            });
            format!("{}\n{}{}", planned.label, focus.unwrap_or_default(), diff(text, after.text()))
        }
        Err(EditError::Ignored) => {
            assert_eq!(verdict, Verdict::Ignored);
            "ignored\n".to_owned()
        }
        Err(EditError::Denied(reason)) => {
            assert_eq!(verdict, Verdict::Denied(reason.clone()));
            format!("denied: {reason}\n")
        }
    }
}

#[track_caller]
fn check(command: Command, expect: Expect) {
    expect.assert_eq(&outcome(ORDER, &command));
}

#[track_caller]
fn check_in(text: &str, command: Command, expect: Expect) {
    expect.assert_eq(&outcome(text, &command));
}

fn add(kind: StateKind, place: Place) -> Command {
    Command::AddState { kind, place, name: None, template: None }
}

fn on(transition: &str) -> Place {
    Place::OnTransition(at(transition))
}

fn after(state: &str) -> Place {
    Place::After(at(state))
}

fn move_to(state: &str, place: Place) -> Command {
    Command::MoveState { state: at(state), place }
}

fn delete(state: &str) -> Command {
    Command::DeleteState { state: at(state) }
}

fn set(field: &str, value: &str) -> Command {
    Command::SetField { at: at(field), value: json(value) }
}

fn set_text(field: &str, text: &str) -> Command {
    Command::SetFieldText { at: at(field), json: text.to_owned() }
}

fn change(state: &str, kind: StateKind) -> Command {
    Command::ChangeKind { state: at(state), kind }
}

fn connect(from: &str, to: &str) -> Command {
    Command::Connect { from: at(from), to: at(to) }
}

fn retarget(transition: &str, to: &str) -> Command {
    Command::Retarget { transition: at(transition), to: at(to) }
}

fn disconnect(transition: &str) -> Command {
    Command::Disconnect { transition: at(transition) }
}

fn rename(state: &str, name: &str) -> Command {
    Command::RenameState { state: at(state), name: name.to_owned() }
}

const PARALLEL: &str = "/States/ProcessOrderParallel";
const RESERVE: &str = "/States/ProcessOrderParallel/Branches/0/States/ReserveInventory";

#[test]
fn a_state_goes_into_the_flow() {
    check(
        add(StateKind::Pass, on("/States/ShipOrder/Next")),
        expect![[r#"
        Insert Pass ‘Pass’ before ‘NotifyCustomer’
        focus /States/Pass
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "Next": "Pass",
        @@ 128
        +    "Pass": {
        +      "Type": "Pass",
        +      "Next": "NotifyCustomer"
        +    },
    "#]],
    );
    check(
        add(StateKind::Wait, on("/StartAt")),
        expect![[r#"
        Insert Wait ‘Wait’ before ‘ValidateOrder’
        focus /States/Wait
        @@ 3
        -  "StartAt": "ValidateOrder",
        +  "StartAt": "Wait",
        @@ 5
        +    "Wait": {
        +      "Type": "Wait",
        +      "Seconds": 5,
        +      "Next": "ValidateOrder"
        +    },
    "#]],
    );
    check(
        add(StateKind::Pass, on("/States/CheckValidation/Choices/0/Next")),
        expect![[r#"
        Insert Pass ‘Pass’ before ‘ProcessOrderParallel’
        focus /States/Pass
        @@ 39
        -          "Next": "ProcessOrderParallel"
        +          "Next": "Pass"
        @@ 44
        +    "Pass": {
        +      "Type": "Pass",
        +      "Next": "ProcessOrderParallel"
        +    },
    "#]],
    );
    check(
        add(StateKind::Pass, on("/States/ShipOrder/Catch/0/Next")),
        expect![[r#"
        Insert Pass ‘Pass’ before ‘ShippingFailed’
        focus /States/Pass
        @@ 123
        -          "Next": "ShippingFailed",
        +          "Next": "Pass",
        @@ 128
        +    "Pass": {
        +      "Type": "Pass",
        +      "Next": "ShippingFailed"
        +    },
    "#]],
    );
    check(
        add(StateKind::Choice, after("/States/CheckValidation")),
        expect![[r#"
        Insert Choice ‘Choice’ before ‘OrderInvalid’
        focus /States/Choice
        @@ 42
        +      "Default": "Choice"
        +    },
        +    "Choice": {
        +      "Type": "Choice",
        +      "Choices": [
        +        {
        +          "Variable": "$.value",
        +          "IsPresent": true,
        +          "Next": "OrderInvalid"
        +        }
        +      ],
    "#]],
    );
    check(
        add(StateKind::Pass, after(RESERVE)),
        expect![[r#"
        Add Pass ‘Pass’ after ‘ReserveInventory’
        focus /States/ProcessOrderParallel/Branches/0/States/Pass
        @@ 60
        -              "End": true,
        +              "Next": "Pass",
        @@ 69
        +            },
        +            "Pass": {
        +              "Type": "Pass",
        +              "End": true
    "#]],
    );
    check(
        add(StateKind::Succeed, Place::InScope(at(""))),
        expect![[r#"
        Add Succeed ‘Succeed’
        focus /States/Succeed
        @@ 190
        +    },
        +    "Succeed": {
        +      "Type": "Succeed"
    "#]],
    );
    check(
        add(StateKind::Pass, Place::Start(at("/States/ProcessOrderParallel/Branches/1"))),
        expect![[r#"
        Insert Pass ‘Pass’ before ‘ProcessPayment’
        focus /States/ProcessOrderParallel/Branches/1/States/Pass
        @@ 73
        -          "StartAt": "ProcessPayment",
        +          "StartAt": "Pass",
        @@ 75
        +            "Pass": {
        +              "Type": "Pass",
        +              "Next": "ProcessPayment"
        +            },
    "#]],
    );
    let template =
        json(r#"{"Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": {"QueueUrl": "q"}, "Comment": "new"}"#);
    let (place, name) = (after("/States/CompensateOrder"), Some("Tell".to_owned()));
    check(
        Command::AddState { kind: StateKind::Task, place, name, template: Some(template.into()) },
        expect![[r#"
        Insert Task ‘Tell’ before ‘OrderFailed’
        focus /States/Tell
        @@ 177
        +      "Next": "Tell"
        +    },
        +    "Tell": {
        +      "Type": "Task",
        +      "Resource": "arn:aws:states:::sqs:sendMessage",
        +      "Parameters": {
        +        "QueueUrl": "q"
        +      },
        +      "Comment": "new",
    "#]],
    );
}

#[test]
fn a_state_that_ends_the_flow_may_not_cut_it() {
    check(
        add(StateKind::Succeed, on("/States/ShipOrder/Next")),
        expect![[r#"
        denied: Succeed ‘Succeed’ would end the flow here, and nothing else leads to Task ‘NotifyCustomer’
    "#]],
    );
    check(
        add(StateKind::Fail, on("/StartAt")),
        expect![[r#"
        denied: Fail ‘Fail’ would end the flow here, and nothing else leads to Task ‘ValidateOrder’
    "#]],
    );
    check(
        add(StateKind::Fail, on("/States/CompensateOrder/Next")),
        expect![[r#"
            Add Fail ‘Fail’ after ‘CompensateOrder’
            focus /States/Fail
            @@ 177
            -      "Next": "OrderFailed"
            +      "Next": "Fail"
            @@ 179
            +    "Fail": {
            +      "Type": "Fail",
            +      "Error": "Failed",
            +      "Cause": "What went wrong"
            +    },
        "#]],
    );
    check(
        add(StateKind::Pass, after("/States/OrderComplete")),
        expect![[r#"
        denied: Succeed ‘OrderComplete’ has no next state
    "#]],
    );
}

const ONE: &str = r#"{
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Pass",
            "End": true
        }
    }
}
"#;

#[test]
fn new_states_are_minimal_and_valid() {
    check_in(
        ONE,
        add(StateKind::Task, after("/States/A")),
        expect![[r#"
        Add Task ‘Task’ after ‘A’
        focus /States/Task
        @@ 6
        +            "Next": "Task"
        +        },
        +        "Task": {
        +            "Type": "Task",
        +            "Resource": "arn:aws:states:::lambda:invoke",
        +            "Parameters": {
        +                "FunctionName": "${FunctionName}",
        +                "Payload.$": "$"
        +            },
    "#]],
    );
    check_in(
        ONE,
        add(StateKind::Choice, after("/States/A")),
        expect![[r#"
        Add Choice ‘Choice’ after ‘A’
        focus /States/Choice
        @@ 6
        +            "Next": "Choice"
        +        },
        +        "Choice": {
        +            "Type": "Choice",
        +            "Choices": [
        +                {
        +                    "Variable": "$.value",
        +                    "IsPresent": true,
        +                    "Next": "Pass"
        +                }
        +            ],
        +            "Default": "Pass"
        +        },
        +        "Pass": {
        +            "Type": "Pass",
    "#]],
    );
    check_in(
        ONE,
        add(StateKind::Wait, after("/States/A")),
        expect![[r#"
        Add Wait ‘Wait’ after ‘A’
        focus /States/Wait
        @@ 6
        +            "Next": "Wait"
        +        },
        +        "Wait": {
        +            "Type": "Wait",
        +            "Seconds": 5,
    "#]],
    );
    check_in(
        ONE,
        add(StateKind::Fail, after("/States/A")),
        expect![[r#"
        Add Fail ‘Fail’ after ‘A’
        focus /States/Fail
        @@ 6
        -            "End": true
        +            "Next": "Fail"
        +        },
        +        "Fail": {
        +            "Type": "Fail",
        +            "Error": "Failed",
        +            "Cause": "What went wrong"
    "#]],
    );
    check_in(
        ONE,
        add(StateKind::Parallel, after("/States/A")),
        expect![[r#"
        Add Parallel ‘Parallel’ after ‘A’
        focus /States/Parallel
        @@ 6
        +            "Next": "Parallel"
        +        },
        +        "Parallel": {
        +            "Type": "Parallel",
        +            "Branches": [
        +                {
        +                    "StartAt": "Pass",
        +                    "States": {
        +                        "Pass": {
        +                            "Type": "Pass",
        +                            "End": true
        +                        }
        +                    }
        +                },
        +                {
        +                    "StartAt": "Pass 2",
        +                    "States": {
        +                        "Pass 2": {
        +                            "Type": "Pass",
        +                            "End": true
        +                        }
        +                    }
        +                }
        +            ],
    "#]],
    );
    check_in(
        ONE,
        add(StateKind::Map, after("/States/A")),
        expect![[r#"
        Add Map ‘Map’ after ‘A’
        focus /States/Map
        @@ 6
        +            "Next": "Map"
        +        },
        +        "Map": {
        +            "Type": "Map",
        +            "ItemProcessor": {
        +                "ProcessorConfig": {
        +                    "Mode": "INLINE"
        +                },
        +                "StartAt": "Pass",
        +                "States": {
        +                    "Pass": {
        +                        "Type": "Pass",
        +                        "End": true
        +                    }
        +                }
        +            },
    "#]],
    );
    let jsonata =
        r#"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}"#;
    check_in(
        jsonata,
        add(StateKind::Task, after("/States/A")),
        expect![[r#"
        Insert Task ‘Task’ before ‘B’
        focus /States/Task
        @@ 1
        -{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}
        +{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"Task"},"Task":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"${FunctionName}","Payload":"{% $states.input %}"},"Next":"B"},"B":{"Type":"Succeed"}}}
    "#]],
    );
    check_in(
        jsonata,
        add(StateKind::Choice, after("/States/A")),
        expect![[r#"
        Insert Choice ‘Choice’ before ‘B’
        focus /States/Choice
        @@ 1
        -{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}
        +{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"Choice"},"Choice":{"Type":"Choice","Choices":[{"Condition":"{% $exists($states.input.value) %}","Next":"B"}],"Default":"B"},"B":{"Type":"Succeed"}}}
    "#]],
    );
}

#[test]
fn an_empty_document_becomes_a_machine() {
    check_in(
        "",
        add(StateKind::Pass, Place::InScope(at(""))),
        expect![[r#"
        Add Pass ‘Pass’
        focus /States/Pass
        @@ 1
        +{
        +  "StartAt": "Pass",
        +  "States": {
        +    "Pass": {
        +      "Type": "Pass",
        +      "End": true
        +    }
        +  }
        +}
    "#]],
    );
    check_in(
        "{}",
        add(StateKind::Pass, Place::InScope(at(""))),
        expect![[r#"
        Add Pass ‘Pass’
        focus /States/Pass
        @@ 1
        -{}
        +{
        +  "StartAt": "Pass",
        +  "States": {
        +    "Pass": {
        +      "Type": "Pass",
        +      "End": true
        +    }
        +  }
        +}
    "#]],
    );
    check_in(
        "{\n  \"Comment\": \"new\",\n  \"States\": {}\n}",
        add(StateKind::Choice, Place::Start(at(""))),
        expect![[r#"
        Add Choice ‘Choice’
        focus /States/Choice
        @@ 3
        -  "States": {}
        +  "StartAt": "Choice",
        +  "States": {
        +    "Choice": {
        +      "Type": "Choice",
        +      "Choices": [
        +        {
        +          "Variable": "$.value",
        +          "IsPresent": true,
        +          "Next": "Pass"
        +        }
        +      ],
        +      "Default": "Pass"
        +    },
        +    "Pass": {
        +      "Type": "Pass",
        +      "End": true
        +    }
        +  }
    "#]],
    );
    check_in(
        "[]",
        add(StateKind::Pass, Place::InScope(at(""))),
        expect![[r#"
        denied: the document is not a state machine
    "#]],
    );
}

#[test]
fn a_moved_state_leaves_a_joined_flow() {
    check(
        move_to("/States/NotifyCustomer", on("/States/ProcessOrderParallel/Next")),
        expect![[r#"
        Move Task ‘NotifyCustomer’ before ‘ShipOrder’
        focus /States/NotifyCustomer
        @@ 100
        -      "Next": "ShipOrder",
        +      "Next": "NotifyCustomer",
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "Next": "OrderComplete",
        @@ 139
        -      "Next": "OrderComplete"
        +      "Next": "ShipOrder"
    "#]],
    );
    check(
        move_to("/States/NotifyCustomer", after(RESERVE)),
        expect![[r#"
        Move Task ‘NotifyCustomer’ after ‘ReserveInventory’
        focus /States/ProcessOrderParallel/Branches/0/States/NotifyCustomer
        @@ 60
        -              "End": true,
        +              "Next": "NotifyCustomer",
        @@ 69
        +            },
        +            "NotifyCustomer": {
        +              "Type": "Task",
        +              "Resource": "arn:aws:states:::sns:publish",
        +              "Parameters": {
        +                "TopicArn": "${aws_sns_topic.notifications.arn}",
        +                "Message": {
        +                  "orderId.$": "$.orderId",
        +                  "status": "shipped",
        +                  "tracking.$": "$.shipping.trackingNumber"
        +                }
        +              },
        +              "End": true
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "Next": "OrderComplete",
        @@ 128
        -    "NotifyCustomer": {
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::sns:publish",
        -      "Parameters": {
        -        "TopicArn": "${aws_sns_topic.notifications.arn}",
        -        "Message": {
        -          "orderId.$": "$.orderId",
        -          "status": "shipped",
        -          "tracking.$": "$.shipping.trackingNumber"
        -        }
        -      },
        -      "Next": "OrderComplete"
        -    },
    "#]],
    );
    check(
        move_to(RESERVE, on("/States/ShipOrder/Catch/0/Next")),
        expect![[r#"
        Move Task ‘ReserveInventory’ before ‘ShippingFailed’
        focus /States/ReserveInventory
        @@ 48
        -          "StartAt": "ReserveInventory",
        -          "States": {
        -            "ReserveInventory": {
        -              "Type": "Task",
        -              "Resource": "arn:aws:states:::lambda:invoke",
        -              "Parameters": {
        -                "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        -                "Payload": {
        -                  "orderId.$": "$.orderId",
        -                  "items.$": "$.items"
        -                }
        -              },
        -              "End": true,
        -              "Retry": [
        -                {
        -                  "ErrorEquals": ["States.ALL"],
        -                  "IntervalSeconds": 1,
        -                  "MaxAttempts": 3,
        -                  "BackoffRate": 2
        -                }
        -              ]
        -            }
        -          }
        +          "States": {}
        @@ 123
        -          "Next": "ShippingFailed",
        +          "Next": "ReserveInventory",
        @@ 128
        +    "ReserveInventory": {
        +      "Type": "Task",
        +      "Resource": "arn:aws:states:::lambda:invoke",
        +      "Parameters": {
        +        "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        +        "Payload": {
        +          "orderId.$": "$.orderId",
        +          "items.$": "$.items"
        +        }
        +      },
        +      "Next": "ShippingFailed",
        +      "Retry": [
        +        {
        +          "ErrorEquals": ["States.ALL"],
        +          "IntervalSeconds": 1,
        +          "MaxAttempts": 3,
        +          "BackoffRate": 2
        +        }
        +      ]
        +    },
    "#]],
    );
    check(
        move_to("/States/ValidateOrder", after("/States/NotifyCustomer")),
        expect![[r#"
        Move Task ‘ValidateOrder’ before ‘OrderComplete’
        focus /States/ValidateOrder
        @@ 3
        -  "StartAt": "ValidateOrder",
        +  "StartAt": "CheckValidation",
        @@ 16
        -      "Next": "CheckValidation",
        +      "Next": "OrderComplete",
        @@ 139
        -      "Next": "OrderComplete"
        +      "Next": "ValidateOrder"
    "#]],
    );
    check(
        move_to("/States/CheckValidation", on("/States/ShipOrder/Next")),
        expect![[r#"
            Move Choice ‘CheckValidation’ before ‘NotifyCustomer’
            focus /States/CheckValidation
            @@ 16
            -      "Next": "CheckValidation",
            +      "Next": "ProcessOrderParallel",
            @@ 42
            -      "Default": "OrderInvalid"
            +      "Default": "NotifyCustomer"
            @@ 119
            -      "Next": "NotifyCustomer",
            +      "Next": "CheckValidation",
        "#]],
    );
    check(
        move_to("/States/NotifyCustomer", Place::InScope(at(""))),
        expect![[r#"
        Move Task ‘NotifyCustomer’
        focus /States/NotifyCustomer
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "Next": "OrderComplete",
        @@ 139
        -      "Next": "OrderComplete"
        +      "End": true
    "#]],
    );
}

#[test]
fn a_move_is_ignored_or_refused_for_a_reason() {
    check(
        move_to("/States/ShipOrder", on("/States/ShipOrder/Next")),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        move_to("/States/ShipOrder", on("/States/ProcessOrderParallel/Next")),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        move_to("/States/ShipOrder", after("/States/ShipOrder")),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        move_to(PARALLEL, after(RESERVE)),
        expect![[r#"
        denied: Parallel ‘ProcessOrderParallel’ cannot move into itself
    "#]],
    );
    check(
        move_to("/States/ShipOrder", after(RESERVE)),
        expect![[r#"
        denied: Task ‘ShipOrder’ leads to Task ‘ShippingFailed’, which it could not reach from there
    "#]],
    );
    check(
        move_to("/States/CheckValidation", after(RESERVE)),
        expect![[r#"
        denied: Choice ‘CheckValidation’ leads to Parallel ‘ProcessOrderParallel’, which it could not reach from there
    "#]],
    );
    check(
        move_to("/States/OrderComplete", on("/States/ShipOrder/Next")),
        expect![[r#"
        denied: Succeed ‘OrderComplete’ would end the flow here, and nothing else leads to Task ‘NotifyCustomer’
    "#]],
    );
    check(
        move_to("/States/Nope", after(RESERVE)),
        expect![[r#"
        denied: there is no state at /States/Nope
    "#]],
    );
    check(
        move_to("/States/ShipOrder", on("/States/Nope/Next")),
        expect![[r#"
        denied: there is no transition at /States/Nope/Next
    "#]],
    );
}

#[test]
fn a_deleted_state_leaves_a_joined_flow() {
    check(
        delete("/States/NotifyCustomer"),
        expect![[r#"
        Delete Task ‘NotifyCustomer’
        focus /States/OrderComplete
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "Next": "OrderComplete",
        @@ 128
        -    "NotifyCustomer": {
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::sns:publish",
        -      "Parameters": {
        -        "TopicArn": "${aws_sns_topic.notifications.arn}",
        -        "Message": {
        -          "orderId.$": "$.orderId",
        -          "status": "shipped",
        -          "tracking.$": "$.shipping.trackingNumber"
        -        }
        -      },
        -      "Next": "OrderComplete"
        -    },
    "#]],
    );
    check(
        delete("/States/ValidateOrder"),
        expect![[r#"
        Delete Task ‘ValidateOrder’
        focus /States/CheckValidation
        @@ 3
        -  "StartAt": "ValidateOrder",
        +  "StartAt": "CheckValidation",
        @@ 5
        -    "ValidateOrder": {
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::lambda:invoke",
        -      "Parameters": {
        -        "FunctionName": "${aws_lambda_function.validate_order.arn}",
        -        "Payload": {
        -          "orderId.$": "$.orderId",
        -          "items.$": "$.items"
        -        }
        -      },
        -      "ResultPath": "$.validation",
        -      "Next": "CheckValidation",
        -      "Retry": [
        -        {
        -          "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"],
        -          "IntervalSeconds": 2,
        -          "MaxAttempts": 3,
        -          "BackoffRate": 2
        -        }
        -      ],
        -      "Catch": [
        -        {
        -          "ErrorEquals": ["States.ALL"],
        -          "Next": "OrderFailed",
        -          "ResultPath": "$.error"
        -        }
        -      ]
        -    },
    "#]],
    );
    check(
        delete("/States/CheckValidation"),
        expect![[r#"
            Delete Choice ‘CheckValidation’
            focus /States/ProcessOrderParallel
            @@ 16
            -      "Next": "CheckValidation",
            +      "Next": "ProcessOrderParallel",
            @@ 33
            -    "CheckValidation": {
            -      "Type": "Choice",
            -      "Choices": [
            -        {
            -          "Variable": "$.validation.isValid",
            -          "BooleanEquals": true,
            -          "Next": "ProcessOrderParallel"
            -        }
            -      ],
            -      "Default": "OrderInvalid"
            -    },
        "#]],
    );
    check(
        delete("/States/OrderFailed"),
        expect![[r#"
        Delete Fail ‘OrderFailed’
        focus /States/ValidateOrder
        @@ 24
        -      ],
        -      "Catch": [
        -        {
        -          "ErrorEquals": ["States.ALL"],
        -          "Next": "OrderFailed",
        -          "ResultPath": "$.error"
        -        }
        @@ 162
        -    "OrderFailed": {
        -      "Type": "Fail",
        -      "Error": "OrderProcessingError",
        -      "Cause": "Order processing failed"
        -    },
        @@ 177
        -      "Next": "OrderFailed"
        +      "End": true
        @@ 189
        -      "Next": "OrderFailed"
        +      "End": true
    "#]],
    );
    check(
        delete("/States/OrderInvalid"),
        expect![[r#"
        Delete Fail ‘OrderInvalid’
        focus /States/CheckValidation
        @@ 41
        -      ],
        -      "Default": "OrderInvalid"
        +      ]
        @@ 157
        -    "OrderInvalid": {
        -      "Type": "Fail",
        -      "Error": "OrderValidationError",
        -      "Cause": "Order validation failed"
        -    },
    "#]],
    );
    check(
        delete(RESERVE),
        expect![[r#"
        Delete Task ‘ReserveInventory’
        focus /States/ProcessOrderParallel
        @@ 48
        -          "StartAt": "ReserveInventory",
        -          "States": {
        -            "ReserveInventory": {
        -              "Type": "Task",
        -              "Resource": "arn:aws:states:::lambda:invoke",
        -              "Parameters": {
        -                "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        -                "Payload": {
        -                  "orderId.$": "$.orderId",
        -                  "items.$": "$.items"
        -                }
        -              },
        -              "End": true,
        -              "Retry": [
        -                {
        -                  "ErrorEquals": ["States.ALL"],
        -                  "IntervalSeconds": 1,
        -                  "MaxAttempts": 3,
        -                  "BackoffRate": 2
        -                }
        -              ]
        -            }
        -          }
        +          "States": {}
    "#]],
    );
}

#[test]
fn a_renamed_state_keeps_its_references() {
    check(
        rename("/States/OrderFailed", "Order “failed”"),
        expect![[r#"
        Rename Fail ‘OrderFailed’ to ‘Order “failed”’
        focus /States/Order “failed”
        @@ 28
        -          "Next": "OrderFailed",
        +          "Next": "Order “failed”",
        @@ 162
        -    "OrderFailed": {
        +    "Order “failed”": {
        @@ 177
        -      "Next": "OrderFailed"
        +      "Next": "Order “failed”"
        @@ 189
        -      "Next": "OrderFailed"
        +      "Next": "Order “failed”"
    "#]],
    );
    check(
        rename(RESERVE, "Reserve"),
        expect![[r#"
        Rename Task ‘ReserveInventory’ to ‘Reserve’
        focus /States/ProcessOrderParallel/Branches/0/States/Reserve
        @@ 48
        -          "StartAt": "ReserveInventory",
        +          "StartAt": "Reserve",
        @@ 50
        -            "ReserveInventory": {
        +            "Reserve": {
    "#]],
    );
    check(
        Command::RenameKey { at: at("/States/ShipOrder"), key: "Ship".to_owned() },
        expect![[r#"
        Rename Task ‘ShipOrder’ to ‘Ship’
        focus /States/Ship
        @@ 100
        -      "Next": "ShipOrder",
        +      "Next": "Ship",
        @@ 109
        -    "ShipOrder": {
        +    "Ship": {
    "#]],
    );
    check(
        rename("/States/ShipOrder", "ShipOrder"),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        rename("/States/ShipOrder", "ProcessPayment"),
        expect![[r#"
        denied: there is a state ‘ProcessPayment’ already
    "#]],
    );
    check(
        rename("/States/ShipOrder", ""),
        expect![[r#"
        denied: a state needs a name
    "#]],
    );
    check(
        rename("/States/ShipOrder", &"x".repeat(81)),
        expect![[r#"
        denied: a state’s name has at most 80 characters, this one has 81
    "#]],
    );
    let twice = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass"}, "A": {"Type": "Pass"}}}"#;
    check_in(
        twice,
        rename("/States/A", "B"),
        expect![[r#"
        denied: ‘A’ is defined twice in its flow; rename one in the code first
    "#]],
    );
}

#[test]
fn transitions_are_led_elsewhere() {
    check(
        retarget("/States/CheckValidation/Default", "/States/OrderFailed"),
        expect![[r#"
        Lead ‘CheckValidation’ to ‘OrderFailed’ instead of ‘OrderInvalid’
        focus /States/CheckValidation
        @@ 42
        -      "Default": "OrderInvalid"
        +      "Default": "OrderFailed"
    "#]],
    );
    check(
        retarget("/States/WaitForApproval/Next", "/States/ShipOrder"),
        expect![[r#"
        Lead ‘WaitForApproval’ to ‘ShipOrder’ instead of ‘ProcessApproval’
        focus /States/WaitForApproval
        @@ 152
        -      "Next": "ProcessApproval"
        +      "Next": "ShipOrder"
    "#]],
    );
    check(
        retarget("/StartAt", "/States/WaitForApproval"),
        expect![[r#"
        Start at ‘WaitForApproval’
        focus /States/WaitForApproval
        @@ 3
        -  "StartAt": "ValidateOrder",
        +  "StartAt": "WaitForApproval",
    "#]],
    );
    check(
        retarget("/States/CheckValidation/Default", "/States/OrderInvalid"),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        retarget("/States/CheckValidation/Default", RESERVE),
        expect![[r#"
        denied: no transition enters or leaves a branch: Choice ‘CheckValidation’ and Task ‘ReserveInventory’ are in different flows
    "#]],
    );
    check(
        retarget("/States/ProcessOrderParallel/Branches/0/StartAt", "/States/ShipOrder"),
        expect![[r#"
        denied: no transition enters or leaves a branch: Parallel ‘ProcessOrderParallel’ and Task ‘ShipOrder’ are in different flows
    "#]],
    );
}

#[test]
fn transitions_come_and_go() {
    check(
        connect("/States/NotifyCustomer", "/States/WaitForApproval"),
        expect![[r#"
        Connect ‘NotifyCustomer’ to ‘WaitForApproval’
        focus /States/NotifyCustomer
        @@ 139
        -      "Next": "OrderComplete"
        +      "Next": "WaitForApproval"
    "#]],
    );
    check(
        connect("/States/CheckValidation", "/States/WaitForApproval"),
        expect![[r#"
        Connect ‘CheckValidation’ to ‘WaitForApproval’
        focus /States/CheckValidation
        @@ 40
        +        },
        +        {
        +          "Variable": "$.value",
        +          "IsPresent": true,
        +          "Next": "WaitForApproval"
    "#]],
    );
    check(
        connect(RESERVE, "/States/ShipOrder"),
        expect![[r#"
        denied: no transition enters or leaves a branch: Task ‘ReserveInventory’ and Task ‘ShipOrder’ are in different flows
    "#]],
    );
    check(
        connect("/States/OrderFailed", "/States/ShipOrder"),
        expect![[r#"
        denied: Fail ‘OrderFailed’ has no next state
    "#]],
    );
    check(
        connect("/States/ShipOrder", "/States/NotifyCustomer"),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        disconnect("/States/ShipOrder/Next"),
        expect![[r#"
        Disconnect ‘ShipOrder’ from ‘NotifyCustomer’
        focus /States/ShipOrder
        @@ 119
        -      "Next": "NotifyCustomer",
        +      "End": true,
    "#]],
    );
    check(
        disconnect("/States/ShipOrder/Catch/0/Next"),
        expect![[r#"
        Disconnect ‘ShipOrder’ from ‘ShippingFailed’
        focus /States/ShipOrder
        @@ 119
        -      "Next": "NotifyCustomer",
        -      "Catch": [
        -        {
        -          "ErrorEquals": ["States.ALL"],
        -          "Next": "ShippingFailed",
        -          "ResultPath": "$.error"
        -        }
        -      ]
        +      "Next": "NotifyCustomer"
    "#]],
    );
    check(
        disconnect("/States/CheckValidation/Default"),
        expect![[r#"
        Disconnect ‘CheckValidation’ from ‘OrderInvalid’
        focus /States/CheckValidation
        @@ 41
        -      ],
        -      "Default": "OrderInvalid"
        +      ]
    "#]],
    );
    check(
        disconnect("/States/CheckValidation/Choices/0/Next"),
        expect![[r#"
        denied: Choice ‘CheckValidation’ needs at least one rule
    "#]],
    );
    check(
        disconnect("/StartAt"),
        expect![[r#"
        denied: a flow needs a start
    "#]],
    );
    let choice = r#"{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "D"}]}, "D": {"Type": "Succeed"}}}"#;
    check_in(
        choice,
        connect("/States/C", "/States/D"),
        expect![[r#"
        Connect ‘C’ to ‘D’
        focus /States/C
        @@ 1
        -{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "D"}]}, "D": {"Type": "Succeed"}}}
        +{"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "D"}], "Default": "D"}, "D": {"Type": "Succeed"}}}
    "#]],
    );
}

/// These end by themselves or by their rules: a `Next` that stands there can be taken away, and nothing takes its place.
#[test]
fn a_next_that_has_no_place_is_taken_away() {
    for (fields, kept) in [
        (r#""Type":"Succeed","Next":"A""#, r#""Type":"Succeed""#),
        (r#""Type":"Fail","Next":"A","Error":"E""#, r#""Type":"Fail","Error":"E""#),
        (r#""Type":"Choice","Choices":[],"Next":"A""#, r#""Type":"Choice","Choices":[]"#),
    ] {
        let text = |fields: &str| {
            format!(r#"{{"StartAt":"A","States":{{"A":{{"Type":"Pass","Next":"B"}},"B":{{{fields}}}}}}}"#)
        };
        let document = Document::new(text(fields));
        let planned = edit::plan(&document, &Machine::read(&document), &disconnect("/States/B/Next")).unwrap();
        assert_eq!(document.apply(&planned.edit).text(), text(kept));
    }
}

#[test]
fn fields_change_in_place() {
    check(
        set("/States/ValidateOrder/Retry/0/MaxAttempts", "5"),
        expect![[r#"
        Change Retry/0/MaxAttempts of ‘ValidateOrder’
        focus /States/ValidateOrder
        @@ 21
        -          "MaxAttempts": 3,
        +          "MaxAttempts": 5,
    "#]],
    );
    check(
        set("/States/NotifyCustomer/ResultPath", "null"),
        expect![[r#"
        Add ResultPath of ‘NotifyCustomer’
        focus /States/NotifyCustomer
        @@ 139
        +      "ResultPath": null,
    "#]],
    );
    check(
        set("/States/ShipOrder/TimeoutSeconds", "30"),
        expect![[r#"
        Add TimeoutSeconds of ‘ShipOrder’
        focus /States/ShipOrder
        @@ 126
        -      ]
        +      ],
        +      "TimeoutSeconds": 30
    "#]],
    );
    check(
        set("/States/ShipOrder/Catch/0/ErrorEquals", r#"["A", "B"]"#),
        expect![[r#"
        Change Catch/0/ErrorEquals of ‘ShipOrder’
        focus /States/ShipOrder
        @@ 122
        -          "ErrorEquals": ["States.ALL"],
        +          "ErrorEquals": ["A", "B"],
    "#]],
    );
    check(
        set(
            "/States/ShipOrder/Parameters",
            r#"{"FunctionName": "f", "Payload": {"orderId.$": "$.orderId"}, "Qualifier": {"a": [1]}}"#,
        ),
        expect![[r#"
        Change Parameters of ‘ShipOrder’
        focus /States/ShipOrder
        @@ 113
        -        "FunctionName": "${aws_lambda_function.ship_order.arn}",
        +        "FunctionName": "f",
        @@ 116
        +        },
        +        "Qualifier": {
        +          "a": [1]
    "#]],
    );
    check(
        set("/States/CompensateOrder/Catch", r#"[{"ErrorEquals": ["States.ALL"], "Next": "OrderFailed"}]"#),
        expect![[r#"
        Add Catch of ‘CompensateOrder’
        focus /States/CompensateOrder
        @@ 177
        +      "Catch": [
        +        {
        +          "ErrorEquals": ["States.ALL"],
        +          "Next": "OrderFailed"
        +        }
        +      ],
    "#]],
    );
    check(
        set_text("/States/CompensateOrder/Parameters/Payload", "{\n  \"n\": 1.50,\n  \"to\": ${count}\n}"),
        expect![[r#"
        Change Parameters/Payload of ‘CompensateOrder’
        focus /States/CompensateOrder
        @@ 173
        -          "orderId.$": "$.orderId",
        -          "error.$": "$.error"
        +          "n": 1.50,
        +          "to": ${count}
    "#]],
    );
    check(
        set_text("/States/CompensateOrder/Parameters/Payload", r#"{"n": 1.50, "to": ${count}}"#),
        expect![[r#"
        Change Parameters/Payload of ‘CompensateOrder’
        focus /States/CompensateOrder
        @@ 173
        -          "orderId.$": "$.orderId",
        -          "error.$": "$.error"
        +          "n": 1.50,
        +          "to": ${count}
    "#]],
    );
    check(
        set_text("/States/CompensateOrder/Parameters/Payload", r#"{"n": }"#),
        expect![[r#"
        denied: this is not JSON: expected a value, found `}`
    "#]],
    );
    check(
        set("/States/ShipOrder/Type", r#""Task""#),
        expect![[r#"
        ignored
    "#]],
    );
    check(
        Command::RemoveField { at: at("/States/ShipOrder/Catch") },
        expect![[r#"
        Remove Catch of ‘ShipOrder’
        focus /States/ShipOrder
        @@ 119
        -      "Next": "NotifyCustomer",
        -      "Catch": [
        -        {
        -          "ErrorEquals": ["States.ALL"],
        -          "Next": "ShippingFailed",
        -          "ResultPath": "$.error"
        -        }
        -      ]
        +      "Next": "NotifyCustomer"
    "#]],
    );
    check(
        Command::RemoveField { at: at("/States/ShipOrder/Type") },
        expect![[r#"
        Remove Type of ‘ShipOrder’
        focus /States/ShipOrder
        @@ 110
        -      "Type": "Task",
    "#]],
    );
    check(
        Command::RemoveField { at: at("/States/ShipOrder/Nope") },
        expect![[r#"
        denied: there is nothing at /States/ShipOrder/Nope
    "#]],
    );
    check(
        Command::RenameKey { at: at("/States/ShipOrder/Parameters/Payload"), key: "Payload.$".to_owned() },
        expect![[r#"
        Rename Parameters/Payload of ‘ShipOrder’ to Payload.$
        focus /States/ShipOrder
        @@ 114
        -        "Payload": {
        +        "Payload.$": {
    "#]],
    );
    check(
        Command::RenameKey { at: at("/States/ShipOrder/Next"), key: "Type".to_owned() },
        expect![[r#"
        denied: there is a ‘Type’ already
    "#]],
    );
}

#[test]
fn elements_come_move_and_go() {
    let array = at("/States/ValidateOrder/Retry/0/ErrorEquals");
    check(
        Command::InsertElement { array: array.clone(), index: 1, value: json("\"X\"") },
        expect![[r#"
        Add Retry/0/ErrorEquals/1 of ‘ValidateOrder’
        focus /States/ValidateOrder
        @@ 19
        -          "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"],
        +          "ErrorEquals": ["Lambda.ServiceException", "X", "Lambda.AWSLambdaException"],
    "#]],
    );
    check(
        Command::MoveElement { at: array.index(1), to: 0 },
        expect![[r#"
        Move Retry/0/ErrorEquals/1 of ‘ValidateOrder’
        focus /States/ValidateOrder
        @@ 19
        -          "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"],
        +          "ErrorEquals": ["Lambda.AWSLambdaException", "Lambda.ServiceException"],
    "#]],
    );
    check(
        Command::RemoveElement { at: array.index(0) },
        expect![[r#"
        Remove Retry/0/ErrorEquals/0 of ‘ValidateOrder’
        focus /States/ValidateOrder
        @@ 19
        -          "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException"],
        +          "ErrorEquals": ["Lambda.AWSLambdaException"],
    "#]],
    );
    let retry = json(r#"{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}"#);
    check(
        Command::InsertElement { array: at("/States/ValidateOrder/Retry"), index: 0, value: retry },
        expect![[r#"
        Add Retry/0 of ‘ValidateOrder’
        focus /States/ValidateOrder
        @@ 19
        +          "ErrorEquals": ["States.Timeout"],
        +          "MaxAttempts": 1
        +        },
        +        {
    "#]],
    );
    check(
        Command::MoveElement { at: at("/States/ProcessOrderParallel/Branches/1"), to: 0 },
        expect![[r#"
        Move Branches/1 of ‘ProcessOrderParallel’
        focus /States/ProcessOrderParallel
        @@ 48
        -          "StartAt": "ReserveInventory",
        +          "StartAt": "ProcessPayment",
        @@ 50
        -            "ReserveInventory": {
        +            "ProcessPayment": {
        @@ 54
        -                "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        +                "FunctionName": "${aws_lambda_function.process_payment.arn}",
        @@ 57
        -                  "items.$": "$.items"
        +                  "amount.$": "$.total",
        +                  "paymentMethod.$": "$.paymentMethod"
        @@ 63
        -                  "ErrorEquals": ["States.ALL"],
        -                  "IntervalSeconds": 1,
        -                  "MaxAttempts": 3,
        +                  "ErrorEquals": ["PaymentRetryable"],
        +                  "IntervalSeconds": 5,
        +                  "MaxAttempts": 2,
        @@ 73
        -          "StartAt": "ProcessPayment",
        +          "StartAt": "ReserveInventory",
        @@ 75
        -            "ProcessPayment": {
        +            "ReserveInventory": {
        @@ 79
        -                "FunctionName": "${aws_lambda_function.process_payment.arn}",
        +                "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        @@ 82
        -                  "amount.$": "$.total",
        -                  "paymentMethod.$": "$.paymentMethod"
        +                  "items.$": "$.items"
        @@ 89
        -                  "ErrorEquals": ["PaymentRetryable"],
        -                  "IntervalSeconds": 5,
        -                  "MaxAttempts": 2,
        +                  "ErrorEquals": ["States.ALL"],
        +                  "IntervalSeconds": 1,
        +                  "MaxAttempts": 3,
    "#]],
    );
    check(
        Command::MoveElement { at: array.index(1), to: 2 },
        expect![[r#"
            denied: there is nothing at /States/ValidateOrder/Retry/0/ErrorEquals/2
        "#]],
    );
}

#[test]
fn a_type_changes_with_its_fields() {
    check(
        change("/States/NotifyCustomer", StateKind::Wait),
        expect![[r#"
        Change Task ‘NotifyCustomer’ to Wait
        focus /States/NotifyCustomer
        @@ 129
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::sns:publish",
        -      "Parameters": {
        -        "TopicArn": "${aws_sns_topic.notifications.arn}",
        -        "Message": {
        -          "orderId.$": "$.orderId",
        -          "status": "shipped",
        -          "tracking.$": "$.shipping.trackingNumber"
        -        }
        -      },
        +      "Type": "Wait",
        +      "Seconds": 5,
    "#]],
    );
    check(
        change("/States/NotifyCustomer", StateKind::Choice),
        expect![[r#"
        Change Task ‘NotifyCustomer’ to Choice
        focus /States/NotifyCustomer
        @@ 129
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::sns:publish",
        -      "Parameters": {
        -        "TopicArn": "${aws_sns_topic.notifications.arn}",
        -        "Message": {
        -          "orderId.$": "$.orderId",
        -          "status": "shipped",
        -          "tracking.$": "$.shipping.trackingNumber"
        +      "Type": "Choice",
        +      "Choices": [
        +        {
        +          "Variable": "$.value",
        +          "IsPresent": true,
        +          "Next": "OrderComplete"
        @@ 138
        -      },
        -      "Next": "OrderComplete"
        +      ],
        +      "Default": "OrderComplete"
    "#]],
    );
    check(
        change("/States/CheckValidation", StateKind::Pass),
        expect![[r#"
        Change Choice ‘CheckValidation’ to Pass
        focus /States/CheckValidation
        @@ 34
        -      "Type": "Choice",
        -      "Choices": [
        -        {
        -          "Variable": "$.validation.isValid",
        -          "BooleanEquals": true,
        -          "Next": "ProcessOrderParallel"
        -        }
        -      ],
        -      "Default": "OrderInvalid"
        +      "Type": "Pass",
        +      "Next": "OrderInvalid"
    "#]],
    );
    check(
        change("/States/OrderInvalid", StateKind::Task),
        expect![[r#"
        Change Fail ‘OrderInvalid’ to Task
        focus /States/OrderInvalid
        @@ 158
        -      "Type": "Fail",
        -      "Error": "OrderValidationError",
        -      "Cause": "Order validation failed"
        +      "Type": "Task",
        +      "Resource": "arn:aws:states:::lambda:invoke",
        +      "Parameters": {
        +        "FunctionName": "${FunctionName}",
        +        "Payload.$": "$"
        +      },
        +      "End": true
    "#]],
    );
    check(
        change("/States/CompensateOrder", StateKind::Succeed),
        expect![[r#"
        Change Task ‘CompensateOrder’ to Succeed
        focus /States/CompensateOrder
        @@ 168
        -      "Type": "Task",
        -      "Resource": "arn:aws:states:::lambda:invoke",
        -      "Parameters": {
        -        "FunctionName": "${aws_lambda_function.compensate_order.arn}",
        -        "Payload": {
        -          "orderId.$": "$.orderId",
        -          "error.$": "$.error"
        -        }
        -      },
        -      "Next": "OrderFailed"
        +      "Type": "Succeed"
    "#]],
    );
    check(
        change("/States/CompensateOrder", StateKind::Task),
        expect![[r#"
        ignored
    "#]],
    );
    let unknown = r#"{"StartAt": "A", "States": {"A": {"Type": "Nope", "x": ${y}, "Result": 1.0, "End": true}}}"#;
    check_in(
        unknown,
        change("/States/A", StateKind::Map),
        expect![[r#"
        Change state ‘A’ to Map
        focus /States/A
        @@ 1
        -{"StartAt": "A", "States": {"A": {"Type": "Nope", "x": ${y}, "Result": 1.0, "End": true}}}
        +{"StartAt": "A", "States": {"A": {"Type": "Map", "x": ${y}, "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": true}}}, "End": true}}}
    "#]],
    );
}

#[test]
fn states_and_branches_are_copied_and_removed() {
    check(
        Command::Duplicate { state: at("/States/NotifyCustomer") },
        expect![[r#"
        Duplicate Task ‘NotifyCustomer’ as ‘NotifyCustomer 2’
        focus /States/NotifyCustomer 2
        @@ 139
        +      "Next": "NotifyCustomer 2"
        +    },
        +    "NotifyCustomer 2": {
        +      "Type": "Task",
        +      "Resource": "arn:aws:states:::sns:publish",
        +      "Parameters": {
        +        "TopicArn": "${aws_sns_topic.notifications.arn}",
        +        "Message": {
        +          "orderId.$": "$.orderId",
        +          "status": "shipped",
        +          "tracking.$": "$.shipping.trackingNumber"
        +        }
        +      },
    "#]],
    );
    check(
        Command::Duplicate { state: at("/States/OrderFailed") },
        expect![[r#"
        Duplicate Fail ‘OrderFailed’ as ‘OrderFailed 2’
        focus /States/OrderFailed 2
        @@ 167
        +    "OrderFailed 2": {
        +      "Type": "Fail",
        +      "Error": "OrderProcessingError",
        +      "Cause": "Order processing failed"
        +    },
    "#]],
    );
    check(
        Command::AddBranch { state: at(PARALLEL) },
        expect![[r#"
        Add a branch to ‘ProcessOrderParallel’
        focus /States/ProcessOrderParallel/Branches/2/States/Pass
        @@ 97
        +        },
        +        {
        +          "StartAt": "Pass",
        +          "States": {
        +            "Pass": {
        +              "Type": "Pass",
        +              "End": true
        +            }
        +          }
    "#]],
    );
    check(
        Command::RemoveBranch { state: at(PARALLEL), index: 0 },
        expect![[r#"
        Remove branch 1 of ‘ProcessOrderParallel’
        focus /States/ProcessOrderParallel
        @@ 48
        -          "StartAt": "ReserveInventory",
        -          "States": {
        -            "ReserveInventory": {
        -              "Type": "Task",
        -              "Resource": "arn:aws:states:::lambda:invoke",
        -              "Parameters": {
        -                "FunctionName": "${aws_lambda_function.reserve_inventory.arn}",
        -                "Payload": {
        -                  "orderId.$": "$.orderId",
        -                  "items.$": "$.items"
        -                }
        -              },
        -              "End": true,
        -              "Retry": [
        -                {
        -                  "ErrorEquals": ["States.ALL"],
        -                  "IntervalSeconds": 1,
        -                  "MaxAttempts": 3,
        -                  "BackoffRate": 2
        -                }
        -              ]
        -            }
        -          }
        -        },
        -        {
    "#]],
    );
    check(
        Command::AddBranch { state: at("/States/ShipOrder") },
        expect![[r#"
        denied: Task ‘ShipOrder’ has no branches; only a Parallel state does
    "#]],
    );
    check(
        Command::ReplaceText(ORDER.replace("86400", "3600")),
        expect![[r#"
        Edit the code
        @@ 151
        -      "TimeoutSeconds": 86400,
        +      "TimeoutSeconds": 3600,
    "#]],
    );
    check(
        Command::ReplaceText(ORDER.to_owned()),
        expect![[r#"
        ignored
    "#]],
    );
}

#[test]
fn the_names_inside_a_copy_are_its_own() {
    let document = Document::new(ORDER);
    let machine = Machine::read(&document);
    let copy = edit::plan(&document, &machine, &Command::Duplicate { state: at(PARALLEL) }).unwrap();
    let copied = Machine::read(&document.apply(&copy.edit));
    let inside: Vec<&str> =
        copied.states.iter().map(|state| &*state.name).filter(|name| name.ends_with(" 2")).collect();
    assert_eq!(inside, ["ProcessOrderParallel 2", "ReserveInventory 2", "ProcessPayment 2"]);
    assert!(copied.scopes.iter().all(|scope| scope.start.is_some()));
    assert_eq!(edit::fresh_name(&machine, "Wait"), "Wait");
    assert_eq!(edit::fresh_name(&machine, "ShipOrder"), "ShipOrder 2");
    assert_eq!(edit::fresh_name(&machine, "ProcessApproval"), "ProcessApproval 2", "a name somebody leads to");
    assert_eq!(edit::fresh_name(&copied, &"é".repeat(90)), "é".repeat(80));
}

/// The whole text after a command, with line ends shown.
#[track_caller]
fn gives(text: &str, command: Command, after: &str) {
    let document = Document::new(text);
    let planned = edit::plan(&document, &Machine::read(&document), &command).unwrap();
    assert_eq!(document.apply(&planned.edit).text(), after);
}

#[test]
fn new_text_looks_like_the_text_around_it() {
    gives(r#"{"a":1}"#, set("/b", r#"{"c":[1,2]}"#), r#"{"a":1,"b":{"c":[1,2]}}"#);
    gives(r#"{"a": 1}"#, set("/b", r#"{"c":[1,2]}"#), r#"{"a": 1, "b": {"c": [1, 2]}}"#);
    gives(r#"{ "a": [ 1 ] }"#, set("/b", r#"{"c":[1,2]}"#), r#"{ "a": [ 1 ], "b": { "c": [ 1, 2 ] } }"#);
    gives(
        "{\r\n\t\"a\" : 1\r\n}",
        set("/b", r#"{"c": 2}"#),
        "{\r\n\t\"a\" : 1,\r\n\t\"b\" : {\r\n\t\t\"c\" : 2\r\n\t}\r\n}",
    );
    gives(
        "{\n   \"a\": {}\n}",
        set("/a/b", "[{}, []]"),
        "{\n   \"a\": {\n      \"b\": [\n         {},\n         []\n      ]\n   }\n}",
    );
    gives(
        "{\n  \"a\": {\"x\": 1},\n  \"b\": {\"y\": 2}\n}",
        set("/c", r#"{"z": 3}"#),
        "{\n  \"a\": {\"x\": 1},\n  \"b\": {\"y\": 2},\n  \"c\": {\"z\": 3}\n}",
    );
    gives(
        "{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": 1\n  }\n}",
        set("/b/d", "[3, 4]"),
        "{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": 1,\n    \"d\": [3, 4]\n  }\n}",
    );
    gives("{\n  \"a\": 1\n\n  ,\n\n  \"b\": 2 }", Command::RemoveField { at: at("/b") }, "{\n  \"a\": 1 }");
    gives("{\n  \"a\": 1\n, \"b\": 2\n}", set("/c", "3"), "{\n  \"a\": 1\n, \"b\": 2, \"c\": 3\n}");
    gives("{\"a\": 1, \"b\": 2, \"a\": 3}", Command::RemoveField { at: at("/a") }, "{\"b\": 2}");
    gives("{\"a\": [1.0, 2.50,\n3e2]}", set("/a", "[1.0, 7, 300.0]"), "{\"a\": [1.0, 7, 3e2]}");
    gives("\u{feff}{}", set("/a", "1"), "\u{feff}{\n  \"a\": 1\n}");
    gives("[1]", set("/1", "2"), "[1, 2]");
    gives("{\"a\": 1}", set("", "null"), "null");
}

#[test]
fn broken_text_is_left_alone() {
    let refused = |text: &str, command: Command| {
        let document = Document::new(text);
        edit::plan(&document, &Machine::read(&document), &command).unwrap_err().to_string()
    };
    let broken = "the text at /a has syntax errors; mend them first";
    for text in [
        r#"{"a": {"b": 1,, "c": 2}}"#,
        r#"{"a": {"b": 1 "c": 2}}"#,
        r#"{"a": {"b": tru}}"#,
        r#"{"a": {"b": [1}}"#,
        r#"{"a": {"b": 1,}}"#,
        r#"{"a": {"b": 1"#,
        "{\"a\": {\"b\": \"x\n}}",
        r#"{"a": {"b": 1 /* c */}}"#,
    ] {
        assert_eq!(refused(text, set("/a/d", "3")), broken, "{text}");
    }
    gives(r#"{"a": {"b": [1,,2]}, "x": tru}"#, set("/a/d", "3"), r#"{"a": {"b": [1,,2], "d": 3}, "x": tru}"#);
    assert_eq!(
        refused("{}", set_text("/a", "// no\n1")),
        "this is not JSON: expected no comment: JSON has none, found `//`"
    );
    assert_eq!(refused("{}", set("/a/b/c", "1")), "there is nothing at /a/b/c");
    assert_eq!(refused("[1]", set("/3", "1")), "there is nothing at /3");
    assert_eq!(refused("{}", Command::RemoveField { at: at("") }), "there is nothing at the top of the document");
}

// ---- Random machines: what no command may do. ----

/// Choices taken from random bytes, so that fewer bytes make a simpler case.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn pick(&mut self, below: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % below.max(1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.pick(of.len())].clone())
    }
}

enum Json {
    Raw(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

fn raw(text: &str) -> Json {
    Json::Raw(text.to_owned())
}

fn name(text: &str) -> Json {
    Json::Raw(quote(text))
}

fn member(key: &str, value: Json) -> (String, Json) {
    (key.to_owned(), value)
}

/// A flow of states with unknown fields, placeholders, loops, dangling names and nested flows.
fn flow(choices: &mut Choices<'_>, depth: usize, count: &mut usize) -> Json {
    let size = choices.pick(5) + usize::from(depth > 0);
    let shapes = ["S", "S ", "é", "a/b", "q\"", "~"];
    let names: Vec<String> = (0..size)
        .map(|_| {
            *count += 1;
            format!("{}{count}", shapes[choices.pick(shapes.len())])
        })
        .collect();
    let target = |choices: &mut Choices<'_>| {
        let index = choices.pick(names.len() * 3 + 1);
        name(names.get(index % (names.len() + usize::from(index == names.len() * 3))).map_or("Gone", String::as_str))
    };
    let mut states = Vec::new();
    for state in &names {
        let kind = choices.one(&StateKind::ALL).unwrap();
        let mut members = vec![member("Type", name(kind.as_str()))];
        if choices.pick(3) == 1 {
            members.push(member(
                "x-note",
                raw(["1.50e+2", "${count}", "{ \"a\":[1 ,2]}", "\"\\u00e9\""][choices.pick(4)]),
            ));
        }
        let rules = |choices: &mut Choices<'_>, members: fn(Json) -> Vec<(String, Json)>| {
            Json::Array((0..=choices.pick(3)).map(|_| Json::Object(members(target(choices)))).collect())
        };
        match kind {
            StateKind::Choice => {
                let rule = |next| {
                    vec![member("Variable", raw("\"$.a\"")), member("IsNull", raw("true")), member("Next", next)]
                };
                members.push(member("Choices", rules(choices, rule)));
                if choices.pick(2) == 1 {
                    members.push(member("Default", target(choices)));
                }
            }
            StateKind::Parallel if depth < 3 => {
                let branches = (0..=choices.pick(2)).map(|_| flow(choices, depth + 1, count)).collect();
                members.push(member("Branches", Json::Array(branches)));
            }
            StateKind::Map if depth < 3 => {
                let key = ["ItemProcessor", "Iterator"][choices.pick(2)];
                members.push(member(key, flow(choices, depth + 1, count)));
            }
            _ => {}
        }
        if kind.can_catch() && choices.pick(3) == 1 {
            let catcher =
                |next| vec![member("Next", next), member("ErrorEquals", Json::Array(vec![raw("\"States.ALL\"")]))];
            members.push(member("Catch", rules(choices, catcher)));
        }
        if kind.has_next() {
            let exit = if choices.pick(3) == 0 { member("End", raw("true")) } else { member("Next", target(choices)) };
            let at = 1 + choices.pick(members.len());
            members.insert(at, exit);
        }
        states.push((state.clone(), Json::Object(members)));
    }
    let mut members = vec![member("States", Json::Object(states))];
    if !names.is_empty() {
        let start = target(choices);
        members.insert(choices.pick(2), member("StartAt", start));
    }
    if depth == 0 && choices.pick(4) == 1 {
        members.push(member("QueryLanguage", raw("\"JSONata\"")));
    }
    Json::Object(members)
}

/// How a text is laid out.
#[derive(Clone, Copy)]
enum Layout {
    Minified,
    OneLine,
    Lines(&'static str, &'static str),
    Odd,
}

const LAYOUTS: [Layout; 6] = [
    Layout::Lines("\n", "  "),
    Layout::Minified,
    Layout::OneLine,
    Layout::Lines("\n", "\t"),
    Layout::Lines("\r\n", "    "),
    Layout::Odd,
];

fn print(out: &mut String, json: &Json, layout: Layout, depth: usize, choices: &mut Choices<'_>) {
    let odd = |choices: &mut Choices<'_>| ["", " ", "\n", "\n\n   ", "\t"][choices.pick(5)].to_owned();
    let mut gap = |depth: usize, after_comma: bool| match layout {
        Layout::Minified => String::new(),
        Layout::OneLine => {
            if after_comma {
                " ".to_owned()
            } else {
                String::new()
            }
        }
        Layout::Lines(newline, unit) => format!("{newline}{}", unit.repeat(depth)),
        Layout::Odd => odd(choices),
    };
    let items: Vec<(Option<&String>, &Json)> = match json {
        Json::Raw(text) => return out.push_str(text),
        Json::Array(items) => items.iter().map(|item| (None, item)).collect(),
        Json::Object(members) => members.iter().map(|(key, value)| (Some(key), value)).collect(),
    };
    let gaps: Vec<String> = (0..items.len()).map(|index| gap(depth + 1, index > 0)).collect();
    let last = if items.is_empty() { String::new() } else { gap(depth, false) };
    let array = matches!(json, Json::Array(_));
    out.push(if array { '[' } else { '{' });
    for (index, (key, value)) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&gaps[index]);
        if let Some(key) = key {
            out.push_str(&quote(key));
            out.push_str(if matches!(layout, Layout::Minified) { ":" } else { ": " });
        }
        print(out, value, layout, depth + 1, choices);
    }
    out.push_str(&last);
    out.push(if array { ']' } else { '}' });
}

fn machine_text(choices: &mut Choices<'_>) -> String {
    let layout = LAYOUTS[choices.pick(LAYOUTS.len())];
    let json = flow(choices, 0, &mut 0);
    let mut out = String::new();
    print(&mut out, &json, layout, 0, choices);
    out + ["", "\n", "  \r\n"][choices.pick(3)]
}

fn pointers(document: &Document) -> Vec<Pointer> {
    let mut nodes: Vec<_> = document.root().into_iter().collect();
    let mut next = 0;
    while next < nodes.len() {
        let node = nodes[next];
        nodes.extend(node.children());
        next += 1;
    }
    nodes.into_iter().map(NodeRef::pointer).collect()
}

fn command(choices: &mut Choices<'_>, document: &Document, machine: &Machine) -> Option<Command> {
    let states: Vec<Pointer> = machine.states.iter().map(|state| state.pointer.clone()).collect();
    let scopes: Vec<Pointer> = machine.scopes.iter().map(|scope| scope.pointer.clone()).collect();
    let mut ways: Vec<Pointer> = machine.transitions.iter().map(|way| way.pointer.clone()).collect();
    ways.extend(scopes.iter().map(|scope| scope.key("StartAt")));
    let nodes = pointers(document);
    let is_array = |at: &&Pointer| document.find(at).is_some_and(NodeRef::is_array);
    let arrays: Vec<Pointer> = nodes.iter().filter(is_array).cloned().collect();
    let elements: Vec<Pointer> =
        nodes.iter().filter(|at| at.parent().is_some_and(|up| arrays.contains(&up))).cloned().collect();
    let parallels = machine.states.iter().filter(|state| state.kind == Some(StateKind::Parallel));
    let parallels: Vec<Pointer> = parallels.map(|state| state.pointer.clone()).collect();
    let values = ["7", "\"x\"", "[]", "{}", r#"{"k": [1, {"l": null}]}"#, r#"["a", "b"]"#];
    let value = json(values[choices.pick(values.len())]);
    let place = |choices: &mut Choices<'_>| {
        Some(match choices.pick(4) {
            0 => Place::OnTransition(choices.one(&ways)?),
            1 => Place::After(choices.one(&states)?),
            2 => Place::Start(choices.one(&scopes)?),
            _ => Place::InScope(choices.one(&scopes)?),
        })
    };
    Some(match choices.pick(25) {
        0..=2 => {
            let kind = choices.one(&StateKind::ALL)?;
            let template =
                (choices.pick(4) == 1).then(|| json(r#"{"Type": "Nope", "x-from": {"a": 1}, "Next": "Nowhere"}"#));
            Command::AddState { kind, place: place(choices)?, name: None, template: template.map(Into::into) }
        }
        3..=5 => Command::MoveState { state: choices.one(&states)?, place: place(choices)? },
        6 | 7 => Command::DeleteState { state: choices.one(&states)? },
        8 => Command::RenameState {
            state: choices.one(&states)?,
            name: ["new", "Gone", "S1", "\"\\é/~", ""][choices.pick(5)].to_owned(),
        },
        9 => Command::Retarget { transition: choices.one(&ways)?, to: choices.one(&states)? },
        10 => Command::Connect { from: choices.one(&states)?, to: choices.one(&states)? },
        11 => Command::Disconnect { transition: choices.one(&ways)? },
        12 => {
            let at = choices.one(&nodes)?;
            let at = [at.clone(), at.key("new"), at.index(0)][choices.pick(3)].clone();
            if choices.pick(2) == 0 {
                Command::SetField { at, value }
            } else {
                let texts = [
                    "${x}",
                    "[1.0,\r\n2]",
                    "{\n      \"a\": 1,\n      \"b\": {\n        \"c\": 2\n      }\n    }",
                    "{",
                    "1 2",
                ];
                Command::SetFieldText { at, json: texts[choices.pick(texts.len())].to_owned() }
            }
        }
        13 => Command::RemoveField { at: choices.one(&nodes)? },
        14 => Command::RenameKey { at: choices.one(&nodes)?, key: ["new", "Next", "Type"][choices.pick(3)].to_owned() },
        15 => Command::InsertElement { array: choices.one(&arrays)?, index: choices.pick(3), value },
        16 => Command::MoveElement { at: choices.one(&elements)?, to: choices.pick(3) },
        17 => Command::ChangeKind { state: choices.one(&states)?, kind: choices.one(&StateKind::ALL)? },
        18 => Command::Duplicate { state: choices.one(&states)? },
        19 => Command::Rewire { transition: choices.one(&ways)?, from: choices.one(&states)? },
        20 => Command::AddRetrier { state: choices.one(&states)? },
        21 => Command::AddCatcher { state: choices.one(&states)? },
        22 => Command::AddRule { state: choices.one(&states)? },
        23 => {
            Command::ReplaceMember { at: choices.one(&nodes)?, key: ["new", "Next"][choices.pick(2)].to_owned(), value }
        }
        _ => match choices.pick(2) {
            0 => Command::AddBranch { state: choices.one(&parallels)? },
            _ => Command::RemoveBranch { state: choices.one(&parallels)?, index: choices.pick(3) },
        },
    })
}

/// The places a command may change, in the old document; around them, everything stays.
fn touched(machine: &Machine, command: &Command) -> Vec<Pointer> {
    let leading = |at: &Pointer| -> Vec<Pointer> {
        let id = machine.at(at);
        let ways = machine.transitions.iter().filter(|way| id.is_some() && way.to == id);
        ways.map(|way| machine.state(way.from).unwrap().pointer.clone()).collect()
    };
    let source = |at: &Pointer| machine.around(at).map(|id| machine.state(id).unwrap().pointer.clone());
    let entry = |place: &Place| match place {
        Place::OnTransition(at) if at.last().as_deref() != Some("StartAt") => source(at),
        Place::After(at) => Some(at.clone()),
        Place::OnTransition(_) | Place::Start(_) | Place::InScope(_) => None,
    };
    match command {
        Command::AddState { place, .. } => entry(place).into_iter().collect(),
        Command::MoveState { state, place } => {
            entry(place).into_iter().chain(leading(state)).chain([state.clone()]).collect()
        }
        Command::DeleteState { state } | Command::RenameState { state, .. } => {
            leading(state).into_iter().chain([state.clone()]).collect()
        }
        Command::RenameKey { at, .. } if machine.at(at).is_some() => {
            leading(at).into_iter().chain([at.clone()]).collect()
        }
        Command::Retarget { transition: at, .. } | Command::Disconnect { transition: at } => {
            source(at).into_iter().collect()
        }
        Command::Rewire { transition, from } => source(transition).into_iter().chain([from.clone()]).collect(),
        Command::AddRetrier { state } | Command::AddCatcher { state } | Command::AddRule { state } => {
            vec![state.clone()]
        }
        Command::SetField { at, .. }
        | Command::ReplaceMember { at, .. }
        | Command::SetFieldText { at, .. }
        | Command::RemoveField { at }
        | Command::RenameKey { at, .. }
        | Command::RemoveElement { at }
        | Command::Connect { from: at, .. }
        | Command::ChangeKind { state: at, .. }
        | Command::Duplicate { state: at }
        | Command::AddBranch { state: at }
        | Command::RemoveBranch { state: at, .. }
        | Command::InsertElement { array: at, .. } => vec![at.clone()],
        Command::MoveElement { at, .. } => at.parent().into_iter().collect(),
        Command::InsertStates { .. } | Command::ReplaceText(_) => vec![Pointer::root()],
    }
}

fn is_about_fields(machine: &Machine, command: &Command) -> bool {
    if let Command::RenameKey { at, .. } = command
        && machine.at(at).is_some()
    {
        return false;
    }
    matches!(
        command,
        Command::SetField { .. }
            | Command::SetFieldText { .. }
            | Command::ReplaceMember { .. }
            | Command::RemoveField { .. }
            | Command::RenameKey { .. }
            | Command::InsertElement { .. }
            | Command::RemoveElement { .. }
            | Command::MoveElement { .. }
    )
}

/// The states of a document by name, with their text.
fn sources(document: &Document, machine: &Machine) -> BTreeMap<String, String> {
    let text = |at: &Pointer| document.find(at).unwrap().source().to_owned();
    machine.states.iter().map(|state| (state.name.to_string(), text(&state.pointer))).collect()
}

fn reachable(machine: &Machine) -> BTreeSet<&str> {
    machine.states.iter().filter(|state| state.reachable).map(|state| &*state.name).collect()
}

/// The names that no state has.
fn dangling(machine: &Machine) -> BTreeSet<&str> {
    let starts =
        machine.scopes.iter().filter(|scope| scope.start.is_none()).filter_map(|scope| scope.start_at.as_deref());
    machine.transitions.iter().filter(|way| way.to.is_none()).map(|way| &*way.target).chain(starts).collect()
}

/// What holds for every command on every sound machine.
fn holds(document: &Document, command: &Command) -> Result<Option<Document>, TestCaseError> {
    let text = document.text();
    let machine = Machine::read(document);
    let verdict = edit::check(document, &machine, command);
    let planned = match edit::plan(document, &machine, command) {
        Ok(planned) => planned,
        Err(EditError::Ignored) => {
            prop_assert_eq!(verdict, Verdict::Ignored);
            return Ok(None);
        }
        Err(EditError::Denied(reason)) => {
            prop_assert!(!reason.to_string().is_empty());
            prop_assert_eq!(verdict, Verdict::Denied(reason));
            return Ok(None);
        }
    };
    prop_assert_eq!(verdict, Verdict::Allowed);
    let after = document.apply(&planned.edit);
    prop_assert!(after.errors().is_empty(), "{:?} in\n{}", after.errors(), after.text());
    prop_assert_eq!(planned.edit.invert(text).apply(after.text()), text);
    let new = Machine::read(&after);
    if let Some(focus) = &planned.focus {
        prop_assert!(new.at(focus).is_some(), "{} is not a state of\n{}", focus, after.text());
    }
    // Every member and element that is neither touched nor around something touched is there, byte for byte.
    let touched = touched(&machine, command);
    let (old_states, new_states) = (sources(document, &machine), sources(&after, &new));
    if is_about_fields(&machine, command) {
        let around =
            touched.iter().map(|at| at.parent().and_then(|at| document.find(&at)).or(document.root()).unwrap().span());
        let around: Vec<_> = around.collect();
        for indel in planned.edit.indels() {
            prop_assert!(around.iter().any(|span| span.start <= indel.delete.start && indel.delete.end <= span.end));
        }
        for node in pointers(document).iter().filter(|at| !touched.iter().any(|t| t.contains(at) || at.contains(t))) {
            let source = document.find(node).unwrap().source();
            prop_assert!(after.text().contains(source), "{} went with {:?}", node, command);
        }
        return Ok(Some(after));
    }
    for state in &machine.states {
        if !touched.iter().any(|at| at.contains(&state.pointer) || state.pointer.contains(at)) {
            let grown = matches!(command, Command::AddState { place, .. } | Command::MoveState { place, .. } if enters(&machine, place, &state.pointer));
            if !grown {
                prop_assert_eq!(new_states.get(&*state.name), old_states.get(&*state.name), "{:?}", command);
            }
        }
    }
    // What a touched state has besides its transitions stays too.
    if let Command::MoveState { state, .. } | Command::Duplicate { state } = command {
        let name = machine.state(machine.at(state).unwrap()).unwrap().name.clone();
        let moved = after.find(&new.state(new.state_named(&name).unwrap()).unwrap().pointer).unwrap();
        for (member, value) in document.find(state).unwrap().members() {
            if !matches!(&*member.key, "Next" | "End" | "Default" | "Choices" | "Catch") {
                prop_assert_eq!(
                    moved.get(&member.key).map(NodeRef::to_value),
                    Some(value.to_value()),
                    "{}",
                    &member.key
                );
            }
        }
    }
    names_hold(&machine, &new, command)?;
    Ok(Some(after))
}

/// The names of the states that their flows reach from their starts.
fn reached(machine: &Machine) -> BTreeSet<String> {
    let mut open: Vec<_> = machine.scopes.iter().filter_map(|scope| scope.start).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(machine.outgoing(id).iter().filter_map(|way| way.to));
        }
    }
    seen.into_iter().map(|id| machine.state(id).unwrap().name.to_string()).collect()
}

/// Whether a place is in a flow inside a state.
fn enters(machine: &Machine, place: &Place, state: &Pointer) -> bool {
    match place {
        Place::OnTransition(at) | Place::After(at) => state.contains(at),
        Place::Start(scope) | Place::InScope(scope) => {
            machine.scopes.iter().any(|s| s.pointer == *scope) && state.contains(scope)
        }
    }
}

/// What commands on states keep: unique names, one way on, nothing lost, nothing dangling that was not.
fn names_hold(old: &Machine, new: &Machine, command: &Command) -> Result<(), TestCaseError> {
    let names: BTreeSet<&str> = new.states.iter().map(|state| &*state.name).collect();
    prop_assert_eq!(names.len(), new.states.len(), "a name is there twice");
    for (id, state) in new.ids() {
        if state.kind.is_some_and(StateKind::has_next) {
            let next = new.outgoing(id).iter().any(|way| way.kind == TransitionKind::Next);
            prop_assert!(next != state.end, "{} has both or neither of Next and End after {:?}", state.name, command);
        }
    }
    prop_assert!(dangling(new).is_subset(&dangling(old)), "{:?}", command);
    match command {
        Command::AddState { .. } => {
            prop_assert!(reachable(new).is_superset(&reachable(old)), "{:?}", command);
        }
        Command::DeleteState { state } => {
            let name = state.last().unwrap();
            prop_assert!(new.state_named(&name).is_none());
            let leads_there = |target: &str| target == name;
            prop_assert!(!new.transitions.iter().any(|way| leads_there(&way.target)));
            prop_assert!(!new.scopes.iter().any(|scope| scope.start_at.as_deref().is_some_and(leads_there)));
        }
        Command::RenameState { name, state } | Command::RenameKey { at: state, key: name }
            if old.at(state).is_some() =>
        {
            let rename = |target: &str| if target == state.last().unwrap() { name.clone() } else { target.to_owned() };
            let ways = |machine: &Machine, rename: &dyn Fn(&str) -> String| {
                let from = |way: &Transition| rename(&machine.state(way.from).unwrap().name);
                machine
                    .transitions
                    .iter()
                    .map(|way| (from(way), way.kind, rename(&way.target)))
                    .collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(ways(old, &rename), ways(new, &str::to_owned));
        }
        _ => {}
    }
    Ok(())
}

/// What the text will refuse is refused before it is tried, so that no drop slot promises too much.
#[test]
fn what_cannot_be_written_is_denied_at_once() {
    let pass = r#"{"Type": "Pass", "End": true}"#;
    let inner = |name: &str| {
        format!(
            r#"{{"Type": "Parallel", "End": true, "Branches": [{{"StartAt": "{name}", "States": {{"{name}": {pass}}}}}]}}"#
        )
    };
    let machine = |states: &[(&str, &str)]| {
        let states: Vec<String> = states.iter().map(|(name, state)| format!("\"{name}\": {state}")).collect();
        format!(r#"{{"StartAt": "A", "States": {{{}}}}}"#, states.join(", "))
    };
    let at = |text: &str| Pointer::parse(text).unwrap();
    let after = || Place::After(at("/States/A"));
    let choice = r#"{"Type": "Choice", "Choices": 7}"#;
    for (states, command) in [
        (vec![("A", pass), ("B", "[]")], Command::MoveState { state: at("/States/B"), place: after() }),
        (vec![("A", "7")], Command::AddState { kind: StateKind::Pass, place: after(), name: None, template: None }),
        (vec![("A", pass), ("C", choice)], Command::Connect { from: at("/States/C"), to: at("/States/A") }),
        (
            vec![("A", pass), ("P", &inner("A"))],
            Command::MoveState { state: at("/States/P/Branches/0/States/A"), place: after() },
        ),
    ] {
        let document = Document::new(machine(&states));
        let machine = Machine::read(&document);
        let Err(EditError::Denied(reason)) = edit::plan(&document, &machine, &command) else {
            panic!("{command:?} is done to {}", document.text())
        };
        assert_eq!(edit::check(&document, &machine, &command), Verdict::Denied(reason), "{command:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_command_changes_only_what_it_names(bytes in prop::collection::vec(any::<u8>(), 0..400), order in prop::collection::vec(any::<u8>(), 0..24)) {
        let document = Document::new(machine_text(&mut Choices(&bytes)));
        prop_assert!(document.errors().is_empty(), "{:?}", document.errors());
        if let Some(command) = command(&mut Choices(&order), &document, &Machine::read(&document)) {
            holds(&document, &command)?;
        }
    }

    #[test]
    fn commands_in_a_row_undo_as_one(bytes in prop::collection::vec(any::<u8>(), 0..200), order in prop::collection::vec(any::<u8>(), 8..40)) {
        let first = Document::new(machine_text(&mut Choices(&bytes)));
        let mut document = first.clone();
        let mut choices = Choices(&order);
        let (mut forward, mut inverse) = (TextEdit::default(), TextEdit::default());
        while !choices.0.is_empty() {
            let machine = Machine::read(&document);
            let Some(command) = command(&mut choices, &document, &machine) else { continue };
            if let Ok(Planned { edit, .. }) = edit::plan(&document, &machine, &command) {
                inverse = edit.invert(document.text()).then(&inverse);
                document = document.apply(&edit);
                forward = forward.then(&edit);
            }
        }
        prop_assert_eq!(inverse.apply(document.text()), first.text());
        prop_assert_eq!(forward.apply(first.text()), document.text());
    }

    #[test]
    fn a_copy_pasted_anywhere_leaves_what_the_flows_reach(bytes in prop::collection::vec(any::<u8>(), 0..400), order in prop::collection::vec(any::<u8>(), 4..8)) {
        let document = Document::new(machine_text(&mut Choices(&bytes)));
        let machine = Machine::read(&document);
        let states: Vec<Pointer> = machine.states.iter().map(|state| state.pointer.clone()).collect();
        let mut choices = Choices(&order);
        let (Some(copied), Some(beside)) = (choices.one(&states), choices.one(&states)) else { return Ok(()) };
        let node = document.find(&copied).unwrap();
        let text = format!("{{{}: {}}}", quote(node.key().unwrap()), node.source());
        let command = Command::InsertStates { text, beside: Some(Place::After(beside)) };
        if let Ok((planned, after)) = edit::done(&document, &machine, &command) {
            prop_assert_eq!(after.errors(), []);
            prop_assert_eq!(planned.edit.invert(document.text()).apply(after.text()), document.text());
            let (old, new) = (reached(&machine), reached(&Machine::read(&after)));
            prop_assert!(new.is_superset(&old), "{:?} are lost by {:?}", old.difference(&new), command);
        }
    }

    #[test]
    fn broken_text_is_never_made_worse(bytes in prop::collection::vec(any::<u8>(), 0..200), order in prop::collection::vec(any::<u8>(), 0..24), cut in any::<prop::sample::Index>()) {
        let mut text = machine_text(&mut Choices(&bytes));
        let chars: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let index = cut.index(chars.len());
        let (at, end) = (chars[index], chars.get(index + 9).copied().unwrap_or(text.len()));
        match bytes.len() % 4 {
            0 => drop(text.remove(at)),
            1 => text.truncate(at),
            2 => text.insert_str(at, ["{", "}", "[", "]", "\"", ",", ":", "/*", "${", "\n"][order.len() % 10]),
            _ => text.replace_range(at..end, ""),
        }
        let document = Document::new(text.as_str());
        let machine = Machine::read(&document);
        let Some(command) = command(&mut Choices(&order), &document, &machine) else { return Ok(()) };
        if let Ok(planned) = edit::plan(&document, &machine, &command) {
            let after = document.apply(&planned.edit);
            prop_assert!(after.errors().len() <= document.errors().len());
            prop_assert_eq!(planned.edit.invert(&text).apply(after.text()), text);
            let names = |machine: &Machine| machine.states.iter().map(|state| state.name.to_string()).collect::<BTreeSet<_>>();
            if let Command::AddState { .. } | Command::Connect { .. } | Command::Retarget { .. } = command {
                prop_assert!(names(&Machine::read(&after)).is_superset(&names(&machine)), "{:?}", command);
            }
        }
    }
}
