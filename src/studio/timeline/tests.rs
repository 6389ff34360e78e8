//! Timelines of the histories of `studio::moment`'s tests.

use super::BarKind::{Backoff, Failed, Succeeded};
use super::*;
use crate::sim::{EventType as E, HopKind};
use crate::studio::moment::tests::Script;

fn timeline(script: &Script) -> Timeline {
    Timeline::of(&script.moment(), &script.machine)
}

fn lane<'a>(timeline: &'a Timeline, name: &str) -> &'a Lane {
    timeline.lanes.iter().find(|lane| &*lane.name == name).unwrap()
}

#[test]
fn before_a_run_every_state_has_an_empty_lane() {
    let machine = Script::new().machine;
    let timeline = Timeline::of(&Moment::default(), &machine);
    assert_eq!(timeline.lanes.len(), machine.states.len());
    assert!(timeline.lanes.iter().all(|lane| lane.bars.is_empty() && lane.duration_ms.is_none()));
    assert_eq!(timeline.now, None);
}

#[test]
fn retries_are_bars_with_their_backoff_between() {
    let mut script = Script::new();
    script.validated();
    let timeline = timeline(&script);
    let bars: Vec<_> = lane(&timeline, "Validate").bars.iter().map(|bar| (bar.kind, bar.label.as_deref())).collect();
    assert_eq!(
        bars,
        [(Failed, None), (Backoff, Some("2 s")), (Failed, None), (Backoff, Some("4 s")), (Succeeded, None)]
    );
    let first = &lane(&timeline, "Validate").bars[0];
    assert_eq!(first.words, "Try 1 failed with Busy, 820 ms");
    assert_eq!((first.from, first.event), (0.0, 2));
    let check = &lane(&timeline, "Check").bars[0];
    assert!((check.to - check.from).abs() < f64::EPSILON, "a Choice takes no time");
    assert_eq!(lane(&timeline, "Validate").duration_ms, Some(8_240));
}

#[test]
fn a_growing_backoff_ends_at_now_and_has_no_length_yet() {
    let mut script = Script::new();
    script.enter(E::TaskStateEntered, "Validate").call("Validate").wait(820).busy("Validate", 1).wait(500);
    let timeline = timeline(&script);
    let bar = lane(&timeline, "Validate").bars.last().unwrap();
    assert_eq!((bar.kind, bar.label.as_deref(), Some(bar.to)), (BarKind::Backoff, None, timeline.now));
}

#[test]
fn lanes_follow_the_first_entry_and_nest() {
    let mut script = Script::new();
    script.validated().waiting().wait(11_522_000);
    let timeline = timeline(&script);
    let lanes: Vec<_> = timeline.lanes.iter().map(|lane| (&*lane.name, lane.depth)).collect();
    assert_eq!(
        lanes,
        [
            ("Validate", 0),
            ("Check", 0),
            ("Both", 0),
            ("Reserve", 1),
            ("Approve", 1),
            ("Pay", 1),
            ("Each", 0),
            ("Item", 1),
            ("Done", 0),
            ("Failed", 0)
        ]
        .map(|lane| lane)
    );
    let approve = lane(&timeline, "Approve");
    assert_eq!(approve.bars[0].kind, BarKind::Callback);
    let hold = approve.hold.as_ref().unwrap();
    assert_eq!((hold.words.as_str(), hold.due), ("3 h 12 m 03 s", timeline.deadline.as_ref().map(|due| due.0)));
    assert_eq!(timeline.deadline.as_ref().map(|due| due.1.as_str()), Some("24 h"));
    assert_eq!(timeline.scale.bands.len(), 2);
}

#[test]
fn a_crowded_lane_merges_its_bars() {
    let mut script = Script::new();
    script.enter(E::MapStateEntered, "Each");
    for index in 0..2_000 {
        script.within("Each", HopKind::Iteration, index, 0).enter(E::TaskStateEntered, "Item").call("Item").wait(5);
        if index == 4 {
            script.throw("Item", "Bad").catch("Item", 0, "Bad");
        } else {
            script.answer("Item");
        }
        script.exit(E::TaskStateExited, "Item");
    }
    let timeline = timeline(&script);
    let bars = &lane(&timeline, "Item").bars;
    assert!(bars.len() <= BARS_MAX && bars.len() > BARS_MAX / 2, "{}", bars.len());
    assert_eq!(bars.iter().map(|bar| bar.count).sum::<usize>(), 2_000);
    assert_eq!(lane(&timeline, "Item").duration_ms, Some(10_000));
    assert_eq!(lane(&timeline, "Item").outcomes.as_deref(), Some("1,999 succeeded, 1 caught"));
    assert_eq!(bars[0].words, "9 bars, shown as one: 1 failed, caught; 8 succeeded");
    assert_eq!(bars[1].words, "9 bars, shown as one: 9 succeeded");
}

#[test]
fn a_machine_of_many_states_has_so_many_lanes_at_most() {
    let states: Vec<String> = (0..1_001).map(|index| format!("\"S{index}\":{{\"Type\":\"Pass\"}}")).collect();
    let text = format!("{{\"StartAt\":\"S0\",\"States\":{{{}}}}}", states.join(","));
    let machine = Machine::read(&crate::json::Document::new(text));
    let timeline = Timeline::of(&Moment::default(), &machine);
    assert_eq!(timeline.lanes.len() + timeline.left_out, 1_001);
    assert!(timeline.lanes.len() <= LANES_MAX);
}
