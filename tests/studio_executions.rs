//! Virtual buckets, map runs and child executions, driven the way the page drives them.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::collections::BTreeSet;

use stepwright::edit::Command;
use stepwright::json::Value;
use stepwright::sim::{EventType, MapRunCounts, MockPlan, Simulation, Status};
use stepwright::studio::executions::objects::{self, NewObject, ObjectName, ObjectOrigin};
use stepwright::studio::executions::{ExecutionAt, ExecutionsView, MapRunAt, events_of, map_runs, nested, readers};
use stepwright::studio::moment::{Token, TokenPlace};
use stepwright::studio::timeline::Timeline;
use stepwright::studio::{
    DockTab, FileAction, Moment, Moments, ObjectAction, Playing, ProjectAction, RunAction, Sheet, Speed, StateStatus,
    ViewAction, Workbench, commands, reduce, wanted_machines,
};

fn example(name: &str) -> Workbench {
    commands::EXAMPLES.iter().find(|example| example.name == name).expect("there is such an example").open()
}

fn to_end(workbench: &mut Workbench) {
    reduce(workbench, RunAction::ToEnd);
    for _ in 0..10_000 {
        if workbench.run.playing == Playing::No {
            return;
        }
        reduce(workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    }
    panic!("the run did not end");
}

fn simulation(workbench: &Workbench) -> &Simulation {
    workbench.run.simulation.as_ref().unwrap()
}

fn catalog() -> ObjectName {
    ObjectName::new("shop-imports", "catalog/spring.csv")
}

#[test]
fn every_example_but_the_published_one_is_without_problems_and_succeeds() {
    for index in 0..commands::EXAMPLES.len() {
        let example = &commands::EXAMPLES[index];
        let mut workbench = example.open();
        if example.name == "order-published" {
            assert!(!workbench.diagnostics.is_empty());
            continue;
        }
        let problems: Vec<&str> = workbench.diagnostics.iter().map(|problem| problem.message.as_str()).collect();
        assert!(problems.is_empty(), "{}: {problems:?}", example.name);
        if example.name != "order-processing" {
            to_end(&mut workbench);
            assert_eq!(
                workbench.run.status(),
                Status::Succeeded,
                "{}: {:?}",
                example.name,
                simulation(&workbench).cause()
            );
        }
    }
}

#[test]
fn the_jsonata_example_packs_parcels_of_two_and_insures_them() {
    let mut workbench = example("parcels-jsonata");
    to_end(&mut workbench);
    let output = simulation(&workbench).output().unwrap().to_string();
    assert!(output.contains(r#""total":877.7"#) && output.contains(r#""tracking":"GB-7731-0042""#), "{output}");
    let asked: Vec<String> = simulation(&workbench).history().iter().map(|event| event.to_json().to_string()).collect();
    let label = |number: usize| asked.iter().any(|event| event.contains(&format!("ord-20431/{number}")));
    assert!(label(1) && label(2) && label(3) && !label(4));
    assert!(asked.iter().any(|event| event.contains(r#"\"insured\":true"#)), "{asked:#?}");
}

#[test]
fn the_import_tolerates_two_products_and_writes_what_came_out() {
    let mut workbench = example("catalog-import");
    to_end(&mut workbench);
    let facts = map_runs::map_run(simulation(&workbench), MapRunAt::own(0)).unwrap();
    assert_eq!(
        (facts.status, &*facts.state, &*facts.tolerated),
        (Status::Succeeded, "PriceCatalog", "25 % of the items")
    );
    let counts = MapRunCounts { succeeded: 10, failed: 2, total: 12, results_written: 12, ..MapRunCounts::default() };
    assert_eq!((facts.executions, facts.items), (counts, counts));
    let failed = map_runs::child(simulation(&workbench), MapRunAt::own(0), 3).unwrap();
    assert_eq!(failed.status, Status::Failed);
    assert_eq!(failed.failure.unwrap().cause.as_deref(), Some("Product HS-020 has no cost."));

    let (lines, hidden) = objects::list(&workbench.run);
    let written: Vec<&str> =
        lines.iter().filter(|line| line.origin == ObjectOrigin::Written).map(|line| line.name.file_name()).collect();
    assert_eq!((written, hidden), (vec!["FAILED_0.jsonl", "SUCCEEDED_0.jsonl", "manifest.json"], 0));
    let manifest = &lines.last().unwrap().name;
    assert_eq!(&*manifest.bucket, "shop-results");
    let (text, own) = objects::text_of(&workbench.run, manifest).unwrap();
    assert!(text.contains("ResultFiles") && !own);
    assert_eq!(objects::text_of(&workbench.run, &catalog()).map(|(_, own)| own), Some(true));
}

#[test]
fn a_map_run_shows_as_it_stood_at_the_visible_moment() {
    let mut workbench = example("catalog-import");
    to_end(&mut workbench);
    let all = simulation(&workbench).history().len();
    let started =
        simulation(&workbench).history().iter().position(|event| event.kind.as_str() == "MapRunStarted").unwrap();
    reduce(&mut workbench, RunAction::Seek(started));
    assert_eq!(map_runs::list(simulation(&workbench), None).0, []);
    reduce(&mut workbench, RunAction::Seek(started + 1));
    let facts = map_runs::map_run(simulation(&workbench), MapRunAt::own(0)).unwrap();
    // Four at once; the fourth failed in no time and made room.
    let begun = facts.executions;
    assert_eq!((facts.status, begun.running, begun.failed, begun.succeeded), (Status::Running, 4, 1, 0));
    assert_eq!((begun.pending, begun.total, begun.results_written), (7, 12, 0));
    assert_eq!(map_runs::children(simulation(&workbench), MapRunAt::own(0)), 5);
    let machine = workbench.drawn.machine.clone();
    let map = machine.state(machine.state_named("PriceCatalog").unwrap()).unwrap().pointer.clone();
    assert_eq!(Moment::of(&workbench).inner(&map).as_deref(), Some("0 of 12, 1 failed"), "the canvas says the same");
    assert!(map_runs::child_line(simulation(&workbench), MapRunAt::own(0), 5).is_none());
    let first = map_runs::child(simulation(&workbench), MapRunAt::own(0), 0).unwrap();
    assert_eq!((first.status, first.output, first.took_ms), (Status::Running, None, 0));
    let events = map_runs::child_events(simulation(&workbench), MapRunAt::own(0), 0);
    assert_eq!(events.last().unwrap().kind.as_str(), "TaskStarted");

    reduce(&mut workbench, RunAction::Seek(all));
    assert_eq!(Moment::of(&workbench).inner(&map).as_deref(), Some("10 of 12, 2 failed"));
    let first = map_runs::child(simulation(&workbench), MapRunAt::own(0), 0).unwrap();
    assert_eq!((first.status, first.took_ms, first.events), (Status::Succeeded, 640, 11));
    assert_eq!(first.output.unwrap().to_string(), r#"{"sku":"KB-104","price":24.9,"currency":"GBP"}"#);
}

/// The items of a map run are counted on from the last moment, in time and back, and anew after a redrive.
#[test]
fn the_counted_items_of_a_map_run_are_those_of_every_moment() {
    let mut workbench = example("catalog-import");
    // Nothing is tolerated, so the run fails at the first product and can be redriven.
    let text =
        workbench.document.text().replace("\"ToleratedFailurePercentage\": 25", "\"ToleratedFailurePercentage\": 0");
    assert_ne!(text, workbench.document.text());
    for intolerant in [false, true] {
        if intolerant {
            reduce(&mut workbench, RunAction::Reset);
            reduce(&mut workbench, Command::ReplaceText(text.clone()));
        }
        let mut moments = Moments::default();
        let mut seen = BTreeSet::new();
        let mut show = |workbench: &Workbench, moments: &mut Moments| {
            let moment = moments.show(workbench);
            assert_eq!(*moment, Moment::of(workbench), "at {:?}", workbench.run.visible());
            seen.extend(moment.entered().filter_map(|state| moment.inner(state)));
        };
        reduce(&mut workbench, RunAction::Start);
        for frame in 0..400 {
            reduce(&mut workbench, RunAction::Tick { elapsed_ms: 5.0, budget: 3 });
            show(&workbench, &mut moments);
            if frame % 23 == 22 {
                let (events, playing) = (workbench.run.visible().events, workbench.run.playing);
                reduce(&mut workbench, RunAction::Seek(events * 2 / 3));
                show(&workbench, &mut moments);
                reduce(&mut workbench, RunAction::Seek(events));
                show(&workbench, &mut moments);
                reduce(&mut workbench, if playing == Playing::No { RunAction::Redrive } else { RunAction::Start });
            }
        }
        assert!(seen.len() > 2, "{seen:?}");
        assert_eq!(simulation(&workbench).redrive_count() > 0, intolerant);
    }
}

#[test]
fn before_a_redrive_a_map_run_and_its_children_show_as_they_had_failed() {
    for kind in ["STANDARD", "EXPRESS"] {
        let text = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{
            "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"KIND"},
            "StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:T","End":true}}},
            "MaxConcurrency":2}}}"#;
        let mut workbench = Workbench::open("redriven", text.replace("KIND", kind));
        workbench.run.input = "[1,2,3]".into();
        let mocks = r#"{"T":{"Calls":[{"Return":1,"LatencyMs":100},{"Throw":{"Error":"E"},"LatencyMs":500},{"Hold":true},
            {"Return":2,"LatencyMs":2000},{"Return":3,"LatencyMs":3000}]}}"#;
        workbench.run.mocks = MockPlan::from_json(&Value::parse(mocks).unwrap()).0;
        to_end(&mut workbench);
        let stood = |workbench: &Workbench| {
            let facts = map_runs::map_run(simulation(workbench), MapRunAt::own(0)).unwrap();
            let child = map_runs::child(simulation(workbench), MapRunAt::own(0), 1).unwrap();
            (facts.status, facts.executions, child.status, child.failure.and_then(|failure| failure.error))
        };
        let counts = MapRunCounts { succeeded: 1, failed: 1, aborted: 1, total: 3, ..MapRunCounts::default() };
        let failed = (Status::Failed, counts, Status::Failed, Some("E".into()));
        assert_eq!(stood(&workbench), failed, "{kind}");
        let ended = simulation(&workbench).cursor();
        reduce(&mut workbench, RunAction::Redrive);
        to_end(&mut workbench);
        assert_eq!(workbench.run.status(), Status::Succeeded, "{kind}");
        let counts = MapRunCounts { succeeded: 3, total: 3, ..MapRunCounts::default() };
        assert_eq!(stood(&workbench), (Status::Succeeded, counts, Status::Succeeded, None), "{kind}");
        reduce(&mut workbench, RunAction::Seek(ended));
        assert_eq!(stood(&workbench), failed, "{kind}");
        assert_eq!(map_runs::children(simulation(&workbench), MapRunAt::own(0)), 3, "{kind}");
        let redriven =
            simulation(&workbench).history().iter().position(|event| event.kind == EventType::MapRunRedriven);
        reduce(&mut workbench, RunAction::Seek(redriven.unwrap() + 1));
        let counts = MapRunCounts { succeeded: 1, running: 2, total: 3, ..MapRunCounts::default() };
        assert_eq!(stood(&workbench), (Status::Running, counts, Status::Running, None), "{kind}");
    }
}

#[test]
fn without_its_object_the_map_fails_and_the_page_offers_to_add_it() {
    let mut workbench = example("catalog-import");
    assert_eq!(readers::wanted(&workbench.drawn, &workbench.run), []);
    reduce(&mut workbench, ObjectAction::Remove(catalog()));
    to_end(&mut workbench);
    assert_eq!(simulation(&workbench).error(), Some("States.ItemReaderFailed"));
    let wanted = readers::wanted(&workbench.drawn, &workbench.run);
    assert_eq!(wanted.iter().map(|wanted| wanted.name.clone()).collect::<Vec<_>>(), [catalog()]);
    let reads = readers::Reads::Object { name: catalog(), there: false, evaluated: false };
    assert_eq!(readers::read_by(&workbench.drawn, &workbench.run, &wanted[0].state), Some(reads));

    reduce(&mut workbench, ViewAction::ShowSheet(Some(Sheet::Inspector)));
    reduce(&mut workbench, ObjectAction::Add(NewObject::Wanted(catalog())));
    assert_eq!(workbench.executions, ExecutionsView::Objects(Some(catalog())));
    assert_eq!((workbench.dock, workbench.sheet), (DockTab::Executions, Some(Sheet::Dock(DockTab::Executions))));
    let (sample, _) = objects::text_of(&workbench.run, &catalog()).unwrap();
    assert_eq!(&*sample, "id\n1\n2\n3\n");
    // The run happened again over it: the reader found three items, which have no cost.
    assert_eq!(map_runs::map_run(simulation(&workbench), MapRunAt::own(0)).map(|facts| facts.items.total), Some(3));
}

#[test]
fn a_changed_object_replays_the_run() {
    let mut workbench = example("catalog-import");
    to_end(&mut workbench);
    let text = "sku,name,cost\nA,First,1\nB,Second,2\n";
    reduce(&mut workbench, ObjectAction::Set { name: catalog(), text: text.into() });
    to_end(&mut workbench);
    let facts = map_runs::map_run(simulation(&workbench), MapRunAt::own(0)).unwrap();
    assert_eq!((facts.executions.total, facts.executions.succeeded), (2, 2));
}

#[test]
fn objects_are_kept_up_to_a_limit_and_the_list_says_which() {
    let mut workbench = example("catalog-import");
    let large = ObjectName::new("a", "large.csv");
    let small = ObjectName::new("a", "small \u{202e}\"<b>&.csv");
    let text = "x".repeat(objects::OBJECTS_KEPT_BYTES_MAX + 1);
    reduce(&mut workbench, ObjectAction::Set { name: large.clone(), text });
    reduce(&mut workbench, ObjectAction::Set { name: small.clone(), text: "1\r\n\u{0}".into() });
    assert!(workbench.is_unwritten());
    let restored = Workbench::restore(&workbench.to_saved()).unwrap();
    assert_eq!(objects::text_of(&restored.run, &small).unwrap().0.as_ref(), "1\r\n\u{0}");
    assert_eq!(objects::text_of(&restored.run, &large), None);
    assert!(objects::text_of(&restored.run, &catalog()).is_some());
    let origins: Vec<ObjectOrigin> = objects::list(&workbench.run).0.iter().map(|line| line.origin).collect();
    assert_eq!(origins, [ObjectOrigin::ThisVisit, ObjectOrigin::Kept, ObjectOrigin::Kept]);
}

#[test]
fn what_does_not_fit_is_refused_with_words_and_changes_nothing() {
    let mut workbench = example("catalog-import");
    let before = workbench.run.objects.clone();
    let mut refused = |name: ObjectName, size: usize, words: &str| {
        reduce(&mut workbench, ObjectAction::Set { name, text: "x".repeat(size) });
        let toast = workbench.toast.take().map(|toast| toast.text).unwrap_or_default();
        assert!(toast.contains(words), "{toast}");
        assert_eq!(workbench.run.objects, before);
    };
    refused(ObjectName::new("b", "k"), objects::OBJECT_BYTES_MAX + 1, "up to 4.0 MiB");
    refused(ObjectName::new(" ", "k"), 1, "name of a bucket");
    refused(ObjectName::new("b", ""), 1, "a key");
    refused(ObjectName::new("b", "k".repeat(objects::KEY_BYTES_MAX + 1)), 1, "at most 1024");
    reduce(&mut workbench, ObjectAction::Rename { from: catalog(), to: ObjectName::new("b", "") });
    assert!(workbench.toast.take().is_some());
    assert_eq!(workbench.run.objects, before);
}

#[test]
fn the_buckets_are_bounded() {
    let mut workbench = Workbench::open("none", "{}");
    for index in 0..=objects::OBJECTS_MAX {
        reduce(&mut workbench, ObjectAction::Add(NewObject::Empty));
        assert_eq!(workbench.toast.is_some(), index == objects::OBJECTS_MAX, "object {index}");
    }
    assert_eq!(workbench.run.objects.iter().count(), objects::OBJECTS_MAX);
    let first = ObjectName::new("my-bucket", "object-1.csv");
    for (index, full) in [(1, false), (2, false), (3, true)] {
        workbench.toast = None;
        let name = ObjectName::new("my-bucket", format!("object-{index}.csv"));
        reduce(&mut workbench, ObjectAction::Set { name, text: "x".repeat(objects::OBJECT_BYTES_MAX) });
        assert_eq!(workbench.toast.is_some(), full);
    }
    let taken = ObjectName::new("my-bucket", "object-2.csv");
    reduce(&mut workbench, ObjectAction::Rename { from: first.clone(), to: taken });
    assert!(workbench.toast.take().is_some_and(|toast| toast.text.contains("already")));
    let free = ObjectName::new("other", "x.csv");
    reduce(&mut workbench, ObjectAction::Rename { from: first, to: free.clone() });
    assert_eq!(workbench.executions, ExecutionsView::Objects(Some(free)));
}

#[test]
fn a_file_takes_the_place_a_state_reads_from() {
    let mut workbench = example("catalog-import");
    reduce(&mut workbench, ObjectAction::Remove(catalog()));
    let file = |name: &str| NewObject::File { name: name.into(), text: "sku,name,cost\nA,First,1\n".into() };
    reduce(&mut workbench, ObjectAction::Add(file("spring.csv")));
    assert_eq!(workbench.executions, ExecutionsView::Objects(Some(catalog())));
    reduce(&mut workbench, ObjectAction::Add(file("summer.csv")));
    let beside = ObjectName::new("shop-imports", "summer.csv");
    assert_eq!(workbench.executions, ExecutionsView::Objects(Some(beside.clone())));
    assert_eq!(objects::text_of(&workbench.run, &beside).map(|(text, _)| text.lines().count()), Some(2));
}

#[test]
fn names_given_by_expressions_are_not_guessed() {
    let map = |parameters: &str, resource: &str| {
        format!(
            r#"{{"StartAt": "M", "States": {{"M": {{"Type": "Map", "End": true, "ItemReader": {{"Resource":
            "arn:aws:states:::s3:{resource}", {parameters}}}, "ItemProcessor": {{"ProcessorConfig": {{"Mode":
            "DISTRIBUTED", "ExecutionType": "STANDARD"}}, "StartAt": "P", "States": {{"P": {{"Type": "Succeed"}}}}}}}}}}}}"#
        )
    };
    let wanted = |parameters: &str, resource: &str| {
        let workbench = Workbench::open("map", map(parameters, resource));
        let wanted = readers::wanted(&workbench.drawn, &workbench.run);
        wanted.iter().map(|wanted| wanted.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(wanted(r#""Parameters": {"Bucket": "b", "Key.$": "$.key"}"#, "getObject"), "");
    assert_eq!(wanted(r#""Arguments": {"Bucket": "{% $b %}", "Key": "k"}"#, "getObject"), "");
    assert_eq!(wanted(r#""Arguments": {"Bucket": "b", "Key": "k"}"#, "getObject"), "s3://b/k");
    assert_eq!(wanted(r#""Parameters": {"Bucket": "b", "Prefix": "in/"}"#, "listObjectsV2"), "s3://b/in/object-1.json");
    assert_eq!(wanted(r#""Parameters": {"Bucket": "b"}"#, "listObjectsV2"), "s3://b/object-1.json");
    assert_eq!(wanted(r#""Parameters": {"Bucket": "b", "Prefix.$": "$.p"}"#, "listObjectsV2"), "");
}

#[test]
fn an_object_that_an_expression_names_is_offered_once_a_run_has_asked_for_it() {
    use readers::Reads;
    let map = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemReader": {"Resource":
        "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
        "Parameters": {"Bucket": "b", "Key.$": "States.Format('{}.jsonl', $.day)"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "P", "States": {"P": {"Type": "Succeed"}}}}}}"#;
    let mut workbench = Workbench::open("map", map);
    workbench.run.input = r#"{"day": "monday"}"#.into();
    let state = &workbench.drawn.machine.states[0].pointer.clone();
    let unknown = readers::unknown(&workbench.drawn, &workbench.run);
    let by: Vec<_> = unknown[0].by.iter().map(|by| (&*by.field, &*by.text)).collect();
    assert_eq!(by, [("Key.$", "States.Format('{}.jsonl', $.day)")]);
    let reads = |workbench: &Workbench| readers::read_by(&workbench.drawn, &workbench.run, state);
    assert_eq!(reads(&workbench), Some(Reads::Unknown(unknown[0].by.clone())));
    assert_eq!(readers::wanted(&workbench.drawn, &workbench.run), []);

    to_end(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Failed);
    let name = ObjectName::new("b", "monday.jsonl");
    let wanted = readers::wanted(&workbench.drawn, &workbench.run);
    assert_eq!((wanted.len(), &wanted[0].name, &*wanted[0].state_name), (1, &name, "M"));
    assert_eq!(reads(&workbench), Some(Reads::Object { name: name.clone(), there: false, evaluated: true }));
    assert_eq!(readers::unknown(&workbench.drawn, &workbench.run), []);

    reduce(&mut workbench, ObjectAction::Add(NewObject::Wanted(name.clone())));
    let (text, _) = objects::text_of(&workbench.run, &name).unwrap();
    assert_eq!(text.lines().next(), Some(r#"{"id": 1}"#), "a sample of the kind it reads");
    to_end(&mut workbench);
    assert_eq!(workbench.run.status(), Status::Succeeded);
    assert_eq!(reads(&workbench), Some(Reads::Object { name, there: true, evaluated: true }));
    assert_eq!(readers::wanted(&workbench.drawn, &workbench.run), []);
}

const PARENT: &str = r#"{"StartAt": "Night", "States": {
    "Night": {"Type": "Wait", "Seconds": 10, "Next": "Start"},
    "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true, "Parameters":
        {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child", "Input": {"n": 7}}}}}"#;

const CHILD: &str = r#"{"StartAt": "Nap", "States": {
    "Nap": {"Type": "Wait", "Seconds": 5, "Next": "Double"},
    "Double": {"Type": "Pass", "Parameters": {"twice.$": "States.MathAdd($.n, $.n)"}, "End": true}}}"#;

#[test]
fn a_machine_that_is_started_and_not_there_is_wanted_whatever_starts_it() {
    let wanted = |resource: &str, arn: &str| {
        let arguments = format!(r#""Parameters": {{"StateMachineArn": "{arn}"}}"#);
        let task = format!(r#"{{"Type": "Task", "Resource": "{resource}", {arguments}, "End": true}}"#);
        wanted_machines(&Workbench::open("parent", format!(r#"{{"StartAt": "S", "States": {{"S": {task}}}}}"#)))
    };
    let arn = "arn:aws:states:us-east-1:123456789012:stateMachine:child";
    for resource in [
        "arn:aws:states:::states:startExecution",
        "arn:aws:states:::states:startExecution.sync:2",
        "arn:aws:states:::states:startExecution.waitForTaskToken",
        "arn:aws:states:::aws-sdk:sfn:startExecution",
        "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
    ] {
        assert_eq!(wanted(resource, arn), ["child".into()], "{resource}");
    }
    let start = "arn:aws:states:::states:startExecution";
    assert_eq!(wanted(start, &format!("{arn}:7")), ["child".into()], "a version");
    assert_eq!(wanted(start, "${ChildArn}"), []);
    assert_eq!(wanted("arn:aws:states:::aws-sdk:sfn:describeStateMachine", arn), []);
}

#[test]
fn an_execution_of_another_machine_shows_as_it_stood_at_the_visible_moment() {
    let mut workbench = Workbench::open("parent", PARENT);
    assert_eq!(wanted_machines(&workbench), ["child".into()]);
    reduce(&mut workbench, ProjectAction::AddMachine { name: "child.asl.json".into(), text: CHILD.into() });
    assert_eq!(workbench.executions, ExecutionsView::Machines(Some("child".into())));
    assert_eq!(wanted_machines(&workbench), []);
    to_end(&mut workbench);
    let all = simulation(&workbench).history().len();
    let (lines, hidden) = nested::list(simulation(&workbench));
    assert_eq!((lines.len(), hidden, &*lines[0].machine, lines[0].status), (1, 0, "child", Status::Succeeded));
    let facts = nested::nested(simulation(&workbench), 0).unwrap();
    assert_eq!((&*facts.task, facts.within, facts.execution.took_ms), ("Start", None, 5_000));
    assert_eq!(facts.execution.output.unwrap().to_string(), r#"{"twice":14}"#);
    let last = events_of(simulation(&workbench), ExecutionAt::Nested(0)).last().unwrap().kind;
    assert_eq!(last.as_str(), "ExecutionSucceeded");

    let submitted =
        simulation(&workbench).history().iter().position(|event| event.kind.as_str() == "TaskSubmitted").unwrap();
    reduce(&mut workbench, RunAction::Seek(submitted + 1));
    let facts = nested::nested(simulation(&workbench), 0).unwrap();
    assert_eq!((facts.execution.status, facts.execution.output), (Status::Running, None));
    let last = events_of(simulation(&workbench), ExecutionAt::Nested(0)).last().unwrap().kind;
    assert_eq!(last.as_str(), "WaitStateEntered");
    reduce(&mut workbench, RunAction::Seek(1));
    assert_eq!((nested::list(simulation(&workbench)).0, nested::nested(simulation(&workbench), 0)), (vec![], None));
    reduce(&mut workbench, RunAction::Seek(all));
    assert!(nested::nested(simulation(&workbench), 0).is_some());
}

#[test]
fn the_map_runs_of_a_nested_execution_show_as_they_stood_at_the_visible_moment() {
    let mut workbench = example("order-processing");
    let inner = r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemsPath":"$.items","ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
        "StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$","End":true}}}}}}"#;
    let outer = r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","End":true,
            "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:inner","Input":{"items":[1,5]}}}}},
        {"StartAt":"V","States":{"V":{"Type":"Wait","Seconds":3,"End":true}}}]}}}"#;
    reduce(&mut workbench, FileAction::Import { name: "outer".into(), text: outer.into() });
    reduce(&mut workbench, ProjectAction::AddMachine { name: "inner".into(), text: inner.into() });
    to_end(&mut workbench);
    let (own, listed) = (map_runs::list(simulation(&workbench), None), map_runs::list(simulation(&workbench), Some(0)));
    assert_eq!(own, (Vec::new(), 0));
    let at = MapRunAt::nested(0, 0);
    assert_eq!(listed.0.iter().map(|line| (line.run, line.status)).collect::<Vec<_>>(), [(at, Status::Succeeded)]);
    let waited = simulation(&workbench).history().iter().position(|event| event.kind == EventType::WaitStateExited);
    reduce(&mut workbench, RunAction::Seek(waited.unwrap() + 2));
    let facts = map_runs::map_run(simulation(&workbench), at).unwrap();
    let counts = MapRunCounts { running: 1, succeeded: 1, total: 2, ..MapRunCounts::default() };
    assert_eq!((&*facts.state, facts.status, facts.executions), ("Each", Status::Running, counts));
    assert_eq!(map_runs::children(simulation(&workbench), at), 2);
    let child = ExecutionAt::Child { run: at, child: 0 };
    assert_eq!(child.view(), ExecutionsView::MapRun { run: at, child: Some(0) });
    assert_eq!(events_of(simulation(&workbench), child).last().unwrap().kind, EventType::ExecutionSucceeded);
    assert_eq!(map_runs::child(simulation(&workbench), at, 1).unwrap().status, Status::Running);
}

#[test]
fn a_machine_keeps_its_mocks_under_another_name_and_never_takes_one_that_is_taken() {
    let mut workbench = Workbench::open("parent", PARENT);
    for name in ["a", "b"] {
        reduce(&mut workbench, ProjectAction::AddMachine { name: name.into(), text: CHILD.into() });
    }
    let mut rename = |from: &str, to: &str| {
        workbench.toast = None;
        reduce(&mut workbench, ProjectAction::RenameMachine { from: from.into(), to: to.into() });
        let names: Vec<String> = workbench.run.machines.machines().map(|(name, _)| name.to_string()).collect();
        (names.join(" "), workbench.toast.is_some())
    };
    assert_eq!(rename("a", "b"), ("a b".to_owned(), true));
    assert_eq!(rename("a", "parent"), ("a b".to_owned(), true));
    assert_eq!(rename("a", " "), ("a b".to_owned(), true));
    assert_eq!(rename("a", &"x".repeat(81)), ("a b".to_owned(), true));
    assert_eq!(rename("a", " c "), ("b c".to_owned(), false));
    assert_eq!(workbench.run.machines.free_name(), "machine-1");
    reduce(&mut workbench, ProjectAction::RemoveMachine("c".into()));
    assert_eq!(workbench.executions, ExecutionsView::Machines(None));
}

/// Each state's status, visits and own tokens.
fn inside(workbench: &Workbench, names: &[&str]) -> Vec<(StateStatus, usize, usize)> {
    let moment = Moment::of(workbench);
    let machine = &workbench.drawn.machine;
    let of = |name: &&str| {
        let state = &machine.state(machine.state_named(name).unwrap()).unwrap().pointer;
        let here = |token: &&Token| token.place == TokenPlace::State(state.clone());
        let tokens = moment.tokens().iter().filter(here).map(|token| token.count).sum();
        (moment.status(state), moment.visits(state).len(), tokens)
    };
    names.iter().map(of).collect()
}

const IMPORT: [&str; 6] = ["PriceCatalog", "CheckCost", "PriceProduct", "Priced", "CostMissing", "TellBuyers"];

#[test]
fn the_states_of_a_distributed_map_show_what_its_child_executions_did_by_the_visible_moment() {
    use StateStatus::{Failed, NotReached, Running, Succeeded};
    let mut workbench = example("catalog-import");
    to_end(&mut workbench);
    let all = simulation(&workbench).history().len();
    let started =
        simulation(&workbench).history().iter().position(|event| event.kind == EventType::MapRunStarted).unwrap();
    reduce(&mut workbench, RunAction::Seek(started));
    let none = (NotReached, 0, 0);
    assert_eq!(inside(&workbench, &IMPORT), [(Running, 1, 1), none, none, none, none, none]);
    reduce(&mut workbench, RunAction::Seek(started + 1));
    // Of the first five products the fourth has no cost; the Map's token is where its executions are.
    let begun = [(Running, 1, 0), (Succeeded, 5, 0), (Running, 4, 4), none, (Failed, 1, 0), none];
    assert_eq!(inside(&workbench, &IMPORT), begun);
    assert_eq!(Moment::of(&workbench).standing().words, "Running PriceProduct");
    reduce(&mut workbench, RunAction::Seek(all));
    let ended = [(Succeeded, 1, 0), (Succeeded, 12, 0), (Succeeded, 10, 0), (Succeeded, 10, 0), (Failed, 2, 0)];
    assert_eq!(inside(&workbench, &IMPORT[..5]), ended);
    let moment = Moment::of(&workbench);
    let machine = workbench.drawn.machine.clone();
    let price = &machine.state(machine.state_named("PriceProduct").unwrap()).unwrap().pointer;
    let third = &moment.visits(price)[2];
    assert_eq!(third.place().as_deref(), Some("item 3"));
    let child = ExecutionAt::Child { run: MapRunAt::own(0), child: 2 };
    assert_eq!(third.execution, Some(child));
    assert_eq!(events_of(simulation(&workbench), child)[third.entered].kind, EventType::TaskStateEntered);
    let taken = machine.outgoing(machine.state_named("CheckCost").unwrap());
    assert!(taken.iter().all(|transition| moment.taken(&transition.pointer)), "both ways were gone");
    let bars = &Timeline::of(&moment, &machine).lanes.iter().find(|lane| lane.state == *price).unwrap().bars.clone();
    assert!(bars.len() >= 10 && bars.iter().all(|bar| bar.execution.is_some()));
    reduce(&mut workbench, RunAction::Seek(started + 1));
    assert_eq!(inside(&workbench, &IMPORT), begun, "the way to a moment leaves no trace");
}

/// A machine with one distributed Map, run to its end.
fn mapped(map: &str, input: &str, mocks: &str) -> Workbench {
    let mut workbench = Workbench::open("mapped", map);
    workbench.run.input = input.into();
    workbench.run.mocks = MockPlan::from_json(&Value::parse(mocks).unwrap()).0;
    to_end(&mut workbench);
    workbench
}

/// Whether each moment shows the same, whichever was shown before.
fn walk(workbench: &mut Workbench) {
    let all = simulation(workbench).history().len();
    let mut moments = Moments::default();
    for events in (0..=all).chain((0..all).rev()).chain([all]) {
        reduce(workbench, RunAction::Seek(events));
        let anew = Moment::of(workbench);
        assert_eq!(*moments.show(workbench), anew, "{events}");
    }
}

const CALL: &str = r#""Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:T""#;

#[test]
fn a_map_that_was_tried_again_shows_the_executions_of_its_latest_try() {
    use StateStatus::{Aborted, Failed, Retrying, Running, Succeeded};
    let map = format!(
        r#"{{"StartAt":"Each","States":{{"Each":{{"Type":"Map","End":true,
        "Retry":[{{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":1}}],
        "ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},
        "StartAt":"T","States":{{"T":{{{CALL},"End":true}}}}}}}}}}}}"#
    );
    let mocks = r#"{"T":{"Calls":[{"Throw":{"Error":"E"},"LatencyMs":50},{"Return":1},{"Return":2},{"Return":3}]}}"#;
    let mut workbench = mapped(&map, "[1,2]", mocks);
    let failed = simulation(&workbench).history().iter().position(|event| event.kind == EventType::MapRunFailed);
    let again = simulation(&workbench).history().iter().rposition(|event| event.kind == EventType::MapRunStarted);
    assert_eq!(inside(&workbench, &["Each", "T"]), [(Succeeded, 1, 0), (Succeeded, 4, 0)]);
    reduce(&mut workbench, RunAction::Seek(failed.unwrap() + 1));
    assert_eq!(inside(&workbench, &["Each", "T"]), [(Retrying, 1, 1), (Failed, 2, 0)]);
    let moment = Moment::of(&workbench);
    let machine = &workbench.drawn.machine;
    let task = &machine.state(machine.state_named("T").unwrap()).unwrap().pointer;
    let ends: Vec<StateStatus> = moment.visits(task).iter().map(|visit| visit.status).collect();
    assert_eq!(ends, [Failed, Aborted], "the other one was stopped with the map run");
    reduce(&mut workbench, RunAction::Seek(again.unwrap() + 1));
    assert_eq!(inside(&workbench, &["Each", "T"]), [(Running, 1, 0), (Running, 4, 2)]);
    walk(&mut workbench);
}

#[test]
fn a_redriven_child_execution_goes_on_where_it_stood_and_a_held_one_waits() {
    use StateStatus::{Aborted, Callback, Failed, Running, Succeeded};
    let map = format!(
        r#"{{"StartAt":"Each","States":{{"Each":{{"Type":"Map","End":true,
        "ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},
        "StartAt":"Both","States":{{"Both":{{"Type":"Parallel","Next":"Last","Branches":[
            {{"StartAt":"P","States":{{"P":{{"Type":"Pass","End":true}}}}}},
            {{"StartAt":"T","States":{{"T":{{{CALL},"End":true}}}}}}]}},
        "Last":{{{CALL},"End":true}}}}}}}}}}}}"#
    );
    let mocks = r#"{"T":{"Calls":[{"Throw":{"Error":"E"},"LatencyMs":50},{"Return":1},{"Return":2}]},"Last":{"Calls":[{"Hold":true}]}}"#;
    let names = ["Each", "Both", "P", "T", "Last"];
    let mut workbench = mapped(&map, "[1]", mocks);
    let stood = [(Failed, 1, 0), (Failed, 1, 0), (Succeeded, 1, 0), (Failed, 1, 0), (StateStatus::NotReached, 0, 0)];
    assert_eq!(inside(&workbench, &names)[3..], stood[3..]);
    assert_eq!(inside(&workbench, &names)[..1], stood[..1]);
    reduce(&mut workbench, RunAction::Redrive);
    // To the end nobody would answer, for a year.
    reduce(&mut workbench, RunAction::SetSpeed(Speed::Real));
    reduce(&mut workbench, RunAction::Start);
    while workbench.run.held().is_empty() {
        reduce(&mut workbench, RunAction::Tick { elapsed_ms: 16.0, budget: 500 });
    }
    let now = inside(&workbench, &names);
    assert_eq!(now[0], (Running, 2, 0), "{now:?}");
    assert_eq!((now[3].0, now[4]), (Succeeded, (Callback, 1, 1)), "{now:?}");
    let token = workbench.run.held()[0].token.clone();
    let moment = Moment::of(&workbench);
    let machine = workbench.drawn.machine.clone();
    let last = &machine.state(machine.state_named("Last").unwrap()).unwrap().pointer;
    assert_eq!(moment.held_at(last).map(|held| held.token.clone()), Some(token));
    assert_ne!(moment.status(last), Aborted);
    walk(&mut workbench);
}

#[test]
fn what_was_stopped_with_the_whole_execution_shows_as_stopped() {
    let map = format!(
        r#"{{"StartAt":"Each","TimeoutSeconds":5,"States":{{"Each":{{"Type":"Map","End":true,
        "ItemProcessor":{{"ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},
        "StartAt":"T","States":{{"T":{{{CALL},"End":true}}}}}}}}}}}}"#
    );
    let workbench = mapped(&map, "[1,2]", r#"{"T":{"Calls":[{"Return":1,"LatencyMs":1000},{"Hang":true}]}}"#);
    assert_eq!(workbench.run.status(), Status::TimedOut);
    let now = inside(&workbench, &["Each", "T"]);
    assert_eq!(now, [(StateStatus::Aborted, 1, 0), (StateStatus::Aborted, 2, 0)]);
}
