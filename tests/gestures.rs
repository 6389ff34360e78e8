//! What the pointer does on the canvas, as scripts: inputs in, previews and what came of them out.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]
#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its snapshots so")]

use expect_test::{Expect, expect};
use stepwright::json::Pointer;
use stepwright::studio::commands::{ACTIONS, FLOW};
use stepwright::studio::gesture::{End, Gesture, Input, Outcome, Spot, Stage, Target, Viewport, centre, middle};
use stepwright::studio::{Action, EditAction, Scene, Selection, ViewAction, Workbench, reduce};

/// A page with a canvas and one hand.
struct Page {
    workbench: Workbench,
    scene: Scene,
    view: Viewport,
    gesture: Gesture,
    log: String,
}

impl Page {
    fn open(definition: &str) -> Page {
        let workbench = Workbench::open("test", definition);
        let scene = Scene::of(&workbench.drawn);
        let view = Viewport { width: 2000.0, height: 2000.0, ..Viewport::default() };
        Page { workbench, scene, view, gesture: Gesture::Idle, log: String::new() }
    }

    fn say(&mut self, words: &str) {
        self.log.push_str(words);
        self.log.push('\n');
    }

    fn pointer(&self, name: &str) -> Pointer {
        let machine = &self.workbench.drawn.machine;
        machine.state(machine.state_named(name).expect(name)).unwrap().pointer.clone()
    }

    fn transition(&self, ends: &str) -> Pointer {
        self.scene.edges.iter().find(|edge| edge.ends == ends).expect(ends).pointer.clone()
    }

    /// `A→B`: the middle of an edge or a line; `palette`: beside the canvas; `12,34`: a place; a name: a state's middle.
    fn place(&self, what: &str) -> Spot {
        let spot = |x: i32, y: i32| Spot { x: f64::from(x), y: f64::from(y) };
        let line = |points: &[_]| middle(points).map(|at| spot(at.x, at.y)).unwrap();
        if what == "palette" {
            return Spot { x: -100.0, y: 60.0 };
        }
        if let Some((x, y)) = what.split_once(',') {
            return Spot { x: x.parse().unwrap(), y: y.parse().unwrap() };
        }
        if let Some(edge) = self.scene.edges.iter().find(|edge| edge.ends == what) {
            return line(&edge.points);
        }
        if let Some(found) = self.scene.lines.iter().find(|line| line.ends == what) {
            return line(&found.points);
        }
        if let Some(lane) = what.strip_prefix("lane ") {
            let found = self.scene.lanes.iter().find(|found| found.name == lane).expect(lane);
            let at = centre(&found.rect);
            return spot(at.x, at.y);
        }
        if let Some(name) = what.strip_prefix("under ") {
            let rect = self.scene.node(&self.pointer(name)).unwrap().rect;
            return spot(rect.x + rect.width / 2, rect.bottom() + 12);
        }
        let at = centre(&self.scene.node(&self.pointer(what)).unwrap().rect);
        spot(at.x, at.y)
    }

    fn target(&self, what: &str) -> (Target, Spot) {
        if what == "canvas" {
            return (Target::Background, Spot { x: 1500.0, y: 1500.0 });
        }
        if let Some(label) = what.strip_prefix("palette ") {
            let item = FLOW.iter().chain(&ACTIONS).find(|item| item.label == label).expect(label);
            return (Target::Palette(*item), self.place("palette"));
        }
        if let Some(name) = what.strip_prefix("port ") {
            return (Target::Port(self.pointer(name)), self.place(name));
        }
        for (word, end) in [("source ", End::Source), ("target ", End::Target)] {
            if let Some(ends) = what.strip_prefix(word) {
                return (Target::End(self.transition(ends), end), self.place(ends));
            }
        }
        if what.contains('→') {
            return (Target::Edge(self.transition(what)), self.place(what));
        }
        (Target::State(self.pointer(what)), self.place(what))
    }

    fn feed(&mut self, input: Input) {
        let stage = Stage { scene: &self.scene, viewport: &self.view, drawn: &self.workbench.drawn };
        let (gesture, outcome) = std::mem::take(&mut self.gesture).take(input, &stage);
        self.gesture = gesture;
        match outcome {
            Outcome::None => {}
            Outcome::View(view) => {
                self.view = view;
                self.say(&format!("  view at {},{} × {:.2}", view.x.round(), view.y.round(), view.zoom));
            }
            Outcome::Refused(reason) => self.say(&format!("  refused: {reason}")),
            Outcome::Do(action) => self.act(action),
        }
    }

    fn act(&mut self, action: impl Into<Action>) {
        let action = action.into();
        let selects = matches!(action, Action::View(ViewAction::Select(_)));
        let before = self.workbench.announcement.number;
        reduce(&mut self.workbench, action);
        self.scene = Scene::of(&self.workbench.drawn);
        if self.workbench.announcement.number > before {
            let words = self.workbench.announcement.text.clone();
            self.say(&format!("  did: {words}"));
        }
        if selects {
            let words = match &self.workbench.selection {
                Selection::None => "nothing".to_owned(),
                Selection::State(pointer) | Selection::Transition(pointer) => pointer.to_string(),
            };
            self.say(&format!("  selected: {words}"));
        }
    }

    fn retype(&mut self, change: impl Fn(&str) -> String) {
        let on = self.workbench.document.shared_text();
        self.act(EditAction::Type { text: change(&on), on });
    }

    fn run(&mut self, line: &str) {
        self.say(&format!("> {line}"));
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "press" | "touch" => {
                let (target, at) = self.target(rest);
                self.feed(Input::Press { finger: 1, target, at, pans: verb == "touch" });
            }
            "second" => {
                let at = self.place(rest);
                self.feed(Input::Press { finger: 2, target: Target::Background, at, pans: true });
            }
            "move" | "spread" => {
                let at = self.place(rest);
                self.feed(Input::Move { finger: if verb == "move" { 1 } else { 2 }, at });
                if let Some(drag) = self.gesture.drag() {
                    let words = match &drag.preview {
                        None => "nothing here".to_owned(),
                        Some(preview) if preview.allowed => preview.words.clone(),
                        Some(preview) => format!("no: {}", preview.words),
                    };
                    self.say(&format!("  {words}"));
                }
            }
            "release" => {
                let at = self.place(rest);
                self.feed(Input::Release { finger: 1, at });
            }
            "esc" => self.feed(Input::Cancel),
            "undo" => self.act(EditAction::Undo),
            // The text as somebody types it meanwhile.
            "cut" => {
                let bytes = rest.parse().unwrap();
                self.retype(|text| text[..bytes].to_owned());
            }
            "space" => self.retype(|text| format!(" {text}")),
            "lead" => self.retype(|text| format!("{rest}{text}")),
            _ => panic!("no such line: {line}"),
        }
    }
}

#[track_caller]
fn check(definition: &str, script: &[&str], expected: Expect) {
    let mut page = Page::open(definition);
    let before = page.workbench.document.text().to_owned();
    for line in script {
        page.run(line);
    }
    let after = page.workbench.document.text();
    let log = if after == before { format!("{}unchanged\n", page.log) } else { format!("{}{after}\n", page.log) };
    expected.assert_eq(&log);
}

const CHAIN: &str = r#"{"StartAt": "A", "States": {
  "A": {"Type": "Pass", "Next": "B"},
  "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
  "C": {"Type": "Pass", "End": true},
  "D": {"Type": "Fail"}
}}"#;

const BOX: &str = r#"{"StartAt": "P", "States": {
  "P": {"Type": "Parallel", "Next": "Z", "Branches": [
    {"StartAt": "L", "States": {"L": {"Type": "Pass", "End": true}}},
    {"StartAt": "R", "States": {"R": {"Type": "Pass", "End": true}}}
  ]},
  "Z": {"Type": "Succeed"}
}}"#;

#[test]
fn the_drawing_of_an_older_text_changes_no_text() {
    // The offsets of the drawing's text lie past the end of a shorter text, and elsewhere in a longer one.
    for broken in ["cut 1", "cut 60", "lead {{{{"] {
        for lines in [["press source A→B", "move C", "release C"], ["press palette Pass", "move A→B", "release A→B"]]
        {
            let mut page = Page::open(CHAIN);
            page.run(broken);
            let text = page.workbench.document.shared_text();
            for line in lines {
                page.run(line);
            }
            assert_eq!(page.workbench.document.shared_text(), text, "{broken}");
            assert!(
                page.log.ends_with("did: The text has syntax errors; mend it before changing the drawing.\n"),
                "{}",
                page.log
            );
            reduce(&mut page.workbench, EditAction::Undo);
            assert_eq!(page.workbench.document.text(), CHAIN, "the typing alone is undone");
        }
    }
}

#[test]
fn a_drag_ends_when_another_text_is_drawn_under_it() {
    check(
        CHAIN,
        &["press D", "move 500,700", "space", "move A→B", "release A→B", "press D", "move 500,700", "space", "esc"],
        expect![[r#"
            > press D
            > move 500,700
              Disconnect ‘D’ from the flow; ‘B’ has no Default any more
            > space
            > move A→B
              refused: The definition has changed during the drag; nothing was moved.
            > release A→B
            > press D
            > move 500,700
              Disconnect ‘D’ from the flow; ‘B’ has no Default any more
            > space
            > esc
              {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Next": "B"},
              "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
              "C": {"Type": "Pass", "End": true},
              "D": {"Type": "Fail"}
            }}
        "#]],
    );
}

#[test]
fn a_new_state_is_dropped_onto_an_edge() {
    check(
        CHAIN,
        &["press palette Wait", "move 500,700", "move A→B", "release A→B", "undo"],
        expect![[r#"
        > press palette Wait
        > move 500,700
          Add Wait, not connected
        > move A→B
          Insert Wait before ‘B’
        > release A→B
          did: Insert Wait ‘Wait’ before ‘B’
        > undo
          did: Undone: Insert Wait ‘Wait’ before ‘B’
        unchanged
    "#]],
    );
}

#[test]
fn a_new_state_is_dropped_after_a_state() {
    check(
        CHAIN,
        &["press palette Pass", "move C", "move under C", "release under C"],
        expect![[r#"
        > press palette Pass
        > move C
          Insert Pass after ‘C’
        > move under C
          Insert Pass after ‘C’
        > release under C
          did: Add Pass ‘Pass’ after ‘C’
        {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
          "C": {"Type": "Pass", "Next": "Pass"},
          "Pass": {"Type": "Pass", "End": true},
          "D": {"Type": "Fail"}
        }}
    "#]],
    );
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    check(
        CHAIN,
        &["press palette Pass", "move D", "release D"],
        expect![[r#"
        > press palette Pass
        > move D
          no: Fail ‘D’ has no next state
        > release D
          refused: Fail ‘D’ has no next state
        unchanged
    "#]],
    );
}

#[test]
fn escape_leaves_nothing_to_undo() {
    check(
        CHAIN,
        &["press palette Pass", "move A→B", "esc", "release A→B", "undo"],
        expect![[r#"
        > press palette Pass
        > move A→B
          Insert Pass before ‘B’
        > esc
        > release A→B
        > undo
        unchanged
    "#]],
    );
}

#[test]
fn a_drop_beside_the_canvas_does_nothing() {
    check(
        CHAIN,
        &["press palette Pass", "move A→B", "move palette", "release palette"],
        expect![[r#"
        > press palette Pass
        > move A→B
          Insert Pass before ‘B’
        > move palette
          nothing here
        > release palette
        unchanged
    "#]],
    );
}

#[test]
fn a_drop_on_the_plain_canvas_is_not_connected() {
    check(
        CHAIN,
        &["press palette Succeed", "move 1200,900", "release 1200,900"],
        expect![[r#"
        > press palette Succeed
        > move 1200,900
          Add Succeed, not connected
        > release 1200,900
          did: Add Succeed ‘Succeed’
        {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
          "C": {"Type": "Pass", "End": true},
          "D": {"Type": "Fail"},
          "Succeed": {"Type": "Succeed"}
        }}
    "#]],
    );
}

#[test]
fn a_branch_takes_states_at_its_start_its_end_and_in_between() {
    check(
        BOX,
        &["press palette Pass", "move P→L", "move L→join", "move R", "release P→L"],
        expect![[r#"
        > press palette Pass
        > move P→L
          Insert Pass before ‘L’
        > move L→join
          Insert Pass after ‘L’
        > move R
          Insert Pass after ‘R’
        > release P→L
          did: Insert Pass ‘Pass’ before ‘L’
        {"StartAt": "P", "States": {
          "P": {"Type": "Parallel", "Next": "Z", "Branches": [
            {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "Next": "L"}, "L": {"Type": "Pass", "End": true}}},
            {"StartAt": "R", "States": {"R": {"Type": "Pass", "End": true}}}
          ]},
          "Z": {"Type": "Succeed"}
        }}
    "#]],
    );
}

#[test]
fn an_empty_machine_starts_with_what_is_dropped() {
    check(
        r#"{"States": {}}"#,
        &["press palette Task", "move 300,300", "release 300,300"],
        expect![[r#"
        > press palette Task
        > move 300,300
          Start with Task
        > release 300,300
          did: Add Task ‘Task’
        {"StartAt": "Task", "States": {"Task": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "${FunctionName}", "Payload.$": "$"}, "End": true}}}
    "#]],
    );
}

#[test]
fn a_state_moves_and_its_neighbours_are_joined() {
    check(
        CHAIN,
        &["press A", "move A→B", "move under C", "release under C"],
        expect![[r#"
        > press A
        > move A→B
          nothing here
        > move under C
          Move ‘A’ after ‘C’
        > release under C
          did: Move Pass ‘A’ after ‘C’
        {"StartAt": "B", "States": {
          "A": {"Type": "Pass", "End": true},
          "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
          "C": {"Type": "Pass", "Next": "A"},
          "D": {"Type": "Fail"}
        }}
    "#]],
    );
}

#[test]
fn a_box_does_not_move_into_itself() {
    check(
        BOX,
        &["press P", "move L→join", "release L→join"],
        expect![[r#"
        > press P
        > move L→join
          nothing here
        > release L→join
        unchanged
    "#]],
    );
}

#[test]
fn a_click_selects_and_a_trembling_hand_is_a_click() {
    check(
        CHAIN,
        &["press A", "move A", "release A", "press A→B", "release A→B", "press canvas", "release 1500,1500"],
        expect![[r#"
        > press A
        > move A
        > release A
          selected: /States/A
        > press A→B
        > release A→B
          selected: /States/A/Next
        > press canvas
        > release 1500,1500
          selected: nothing
        unchanged
    "#]],
    );
}

#[test]
fn a_port_connects_to_another_state() {
    check(
        CHAIN,
        &["press port C", "move 900,900", "move C", "move D", "release D"],
        expect![[r#"
        > press port C
        > move 900,900
          nothing here
        > move C
          nothing here
        > move D
          Connect ‘C’ to ‘D’
        > release D
          did: Connect ‘C’ to ‘D’
        {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
          "C": {"Type": "Pass", "Next": "D"},
          "D": {"Type": "Fail"}
        }}
    "#]],
    );
    check(
        BOX,
        &["press port L", "move R", "release R"],
        expect![[r#"
        > press port L
        > move R
          no: No transition enters or leaves a branch: Pass ‘L’ and Pass ‘R’ are in different flows
        > release R
          refused: No transition enters or leaves a branch: Pass ‘L’ and Pass ‘R’ are in different flows
        unchanged
    "#]],
    );
}

#[test]
fn an_edge_is_led_elsewhere_by_either_end() {
    check(
        CHAIN,
        &["press target B→D", "move A", "release A"],
        expect![[r#"
            > press target B→D
            > move A
              Lead to ‘A’; nothing leads to ‘D’ any more
            > release A
              did: Lead ‘B’ to ‘A’ instead of ‘D’; nothing leads to ‘D’ any more. Undo brings it back.
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "Next": "B"},
              "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "A"},
              "C": {"Type": "Pass", "End": true},
              "D": {"Type": "Fail"}
            }}
        "#]],
    );
    check(
        CHAIN,
        &["press target Start→A", "move C", "release C"],
        expect![[r#"
            > press target Start→A
            > move C
              Lead to ‘C’; nothing leads to ‘A’, ‘B’ and ‘D’ any more
            > release C
              did: Start at ‘C’; nothing leads to ‘A’, ‘B’ and ‘D’ any more. Undo brings it back.
            {"StartAt": "C", "States": {
              "A": {"Type": "Pass", "Next": "B"},
              "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
              "C": {"Type": "Pass", "End": true},
              "D": {"Type": "Fail"}
            }}
        "#]],
    );
    check(
        CHAIN,
        &["press source A→B", "move D", "move C", "release C"],
        expect![[r#"
            > press source A→B
            > move D
              no: Fail ‘D’ has no next state
            > move C
              Lead from ‘C’; the flow ends after ‘A’; nothing leads to ‘B’, ‘C’ and ‘D’ any more
            > release C
              did: Connect ‘C’ to ‘B’; the flow ends after ‘A’; nothing leads to ‘B’, ‘C’ and ‘D’ any more. Undo brings it back.
            {"StartAt": "A", "States": {
              "A": {"Type": "Pass", "End": true},
              "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "C"}], "Default": "D"},
              "C": {"Type": "Pass", "Next": "B"},
              "D": {"Type": "Fail"}
            }}
        "#]],
    );
}

const CATCHING: &str = r#"{"StartAt": "A", "States": {
  "A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["Mine"], "Next": "D"}], "Next": "B"},
  "B": {"Type": "Task", "Resource": "r", "Next": "C"},
  "C": {"Type": "Pass", "End": true},
  "D": {"Type": "Fail"}
}}"#;

#[test]
fn what_would_go_is_said_before_and_after() {
    check(
        CATCHING,
        &["press source A→D", "move C", "move B", "release B"],
        expect![[r#"
        > press source A→D
        > move C
          no: Pass ‘C’ cannot retry or catch; only a Task, a Parallel and a Map can
        > move B
          Lead from ‘B’
        > release B
          did: Move the catcher ‘Mine’ of ‘A’ to ‘B’
        {"StartAt": "A", "States": {
          "A": {"Type": "Task", "Resource": "r", "Next": "B"},
          "B": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["Mine"], "Next": "D"}], "Next": "C"},
          "C": {"Type": "Pass", "End": true},
          "D": {"Type": "Fail"}
        }}
    "#]],
    );
    check(
        CATCHING,
        &["press port B", "move D", "release D"],
        expect![[r#"
            > press port B
            > move D
              Connect ‘B’ to ‘D’; ‘B’ no longer leads to ‘C’; nothing leads to ‘C’ any more
            > release D
              did: Connect ‘B’ to ‘D’; ‘B’ no longer leads to ‘C’; nothing leads to ‘C’ any more. Undo brings it back.
            {"StartAt": "A", "States": {
              "A": {"Type": "Task", "Resource": "r", "Catch": [{"ErrorEquals": ["Mine"], "Next": "D"}], "Next": "B"},
              "B": {"Type": "Task", "Resource": "r", "Next": "D"},
              "C": {"Type": "Pass", "End": true},
              "D": {"Type": "Fail"}
            }}
        "#]],
    );
}

#[test]
fn the_background_pans_and_two_fingers_zoom() {
    check(
        CHAIN,
        &["press canvas", "move 1510,1490", "release 1510,1490"],
        expect![[r#"
        > press canvas
        > move 1510,1490
          view at 10,-10 × 1.00
        > release 1510,1490
          view at 10,-10 × 1.00
        unchanged
    "#]],
    );
    check(
        CHAIN,
        &["touch A", "second 400,400", "spread 500,500", "release 300,300", "spread 510,500"],
        expect![[r#"
            > touch A
            > second 400,400
            > spread 500,500
              view at -32,-27 × 1.32
            > release 300,300
              view at 235,246 × 0.65
            > spread 510,500
              view at 245,246 × 0.65
            unchanged
        "#]],
    );
}
