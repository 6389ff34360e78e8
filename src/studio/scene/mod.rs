//! Where everything on the canvas is, and the words it shows: the drawn machine laid out.
//!
//! A [`Scene`] is what the canvas draws and what gestures are judged on. Status, selection and errors are no part of it,
//! so a run or a click never computes it again; [`tokens`] places a run's tokens on it.
//! Must never know: the viewport, the pointer.
//!
//! **Invariant:** the scene depends on the document's meaning alone: the order of keys in `States` shows nowhere.

mod edge;
mod graph;
mod mounted;
mod node;
mod path;
mod tokens;
mod walk;
mod words;

use std::sync::Arc;

use super::Drawn;
use crate::json::Pointer;
use crate::layout::{Point, Rect};
use crate::sort::SortedMap;

pub use edge::{Chip, ChipTone, Edge, EdgeRole, Line, LinePart};
pub use graph::kind_icon;
pub use mounted::Mounted;
pub use node::{Node, Shape};
pub(super) use path::distance;
pub use path::middle;
pub use tokens::{TokenMark, tokens};
pub use walk::Direction;

/// The height of a box's head.
pub(super) const HEAD: i32 = 28;

/// Everything on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The states, a box before what is in it.
    pub nodes: Vec<Arc<Node>>,
    /// The way in and every transition.
    pub edges: Vec<Arc<Edge>>,
    /// The lines inside boxes, which are no transitions.
    pub lines: Vec<Arc<Line>>,
    /// The flows, each after the one around it.
    pub lanes: Vec<Lane>,
    /// Targets that no state has the name of.
    pub missing: Vec<Arc<Missing>>,
    /// The Start pill.
    pub start: Option<Rect>,
    /// Width and height of the picture.
    pub size: (i32, i32),
    by_pointer: SortedMap<Pointer, usize>,
    by_transition: SortedMap<Pointer, usize>,
    by_line: SortedMap<(Pointer, Arc<str>), usize>,
}

/// One flow: the machine, a branch or an item processor.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// The object that holds `StartAt` and `States`.
    pub scope: Pointer,
    /// The box it is in; `None` for the machine itself.
    pub owner: Option<Pointer>,
    /// What it is called in a sentence: `branch 2 of ‘Pay’`.
    pub name: String,
    /// Its area; for the machine itself the whole picture.
    pub rect: Rect,
    /// Whether it has no states.
    pub empty: bool,
}

/// A name that a transition gives and no state has.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The flow in which it is missing.
    pub scope: Pointer,
    /// The name.
    pub name: Arc<str>,
    /// What the chip says, fitted.
    pub text: String,
    /// Its area.
    pub rect: Rect,
}

impl Scene {
    /// Lays the drawn machine out.
    pub fn of(drawn: &Drawn) -> Scene {
        graph::Builder::new(&drawn.document, &drawn.machine).build()
    }

    /// The node of a state.
    pub fn node(&self, pointer: &Pointer) -> Option<&Arc<Node>> {
        self.by_pointer.get(pointer).and_then(|index| self.nodes.get(*index))
    }

    /// The edge of a transition, by its target's name in the document.
    pub fn edge(&self, transition: &Pointer) -> Option<&Arc<Edge>> {
        self.by_transition.get(transition).and_then(|index| self.edges.get(*index))
    }

    /// A line inside a box, by [`Line::key`].
    pub fn line(&self, key: &(Pointer, Arc<str>)) -> Option<&Arc<Line>> {
        self.by_line.get(key).and_then(|index| self.lines.get(*index))
    }

    /// The innermost state at a point; a box only where nothing inside it is.
    pub fn node_at(&self, x: f64, y: f64) -> Option<&Arc<Node>> {
        self.nodes.iter().rev().find(|node| inside(&node.rect, x, y))
    }

    /// The innermost flow at a point; outside of everything it is the machine itself.
    pub fn lane_at(&self, x: f64, y: f64) -> Option<&Lane> {
        let inner = self.lanes.iter().rev().find(|lane| lane.owner.is_some() && inside(&lane.rect, x, y));
        inner.or_else(|| self.lanes.first())
    }

    /// Whether nothing is to be drawn.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.missing.is_empty()
    }

    fn index(&mut self) {
        let keys = self.nodes.iter().enumerate().map(|(index, node)| (node.pointer.clone(), index));
        self.by_pointer = keys.collect();
        let keys = self.edges.iter().enumerate().map(|(index, edge)| (edge.pointer.clone(), index));
        self.by_transition = keys.collect();
        self.by_line = self.lines.iter().enumerate().map(|(index, line)| (line.key(), index)).collect();
    }
}

/// Whether a point lies in a rectangle, borders included.
pub(super) fn inside(rect: &Rect, x: f64, y: f64) -> bool {
    x >= f64::from(rect.x) && x <= f64::from(rect.right()) && y >= f64::from(rect.y) && y <= f64::from(rect.bottom())
}

/// The middle of a rectangle.
pub fn centre(rect: &Rect) -> Point {
    Point { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;

    fn scene(text: &str) -> Scene {
        let document = Document::new(text);
        Scene::of(&Drawn { machine: Arc::new(Machine::read(&document)), document })
    }

    const FLOW: &str = r#"{"StartAt":"Pay","States":{
        "Pay":{"Type":"Task","Next":"Paid?","Catch":[{"ErrorEquals":["Oops"],"Next":"Gone"}]},
        "Paid?":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"All"}],"Default":"Pay"},
        "All":{"Type":"Parallel","End":true,"Branches":[
            {"StartAt":"L","States":{"L":{"Type":"Pass","End":true}}},{"StartAt":"R","States":{"R":{"Type":"Pass","End":true}}}]}}}"#;

    #[test]
    fn edges_have_names_and_what_is_missing_is_drawn() {
        let scene = scene(FLOW);
        let names: Vec<&str> = scene.edges.iter().map(|edge| edge.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Start to ‘Pay’",
                "Task ‘Pay’ to ‘Paid?’",
                "Task ‘Pay’ catching Oops to ‘Gone’, which does not exist",
                "Choice ‘Paid?’ rule 1 to ‘All’",
                "Choice ‘Paid?’ default to ‘Pay’",
            ]
        );
        assert!(scene.edges[2].is_broken() && scene.edges[4].back);
        assert_eq!(scene.missing[0].text, "Gone missing");
        let ends: Vec<&str> = scene.lines.iter().map(|line| line.ends.as_str()).collect();
        assert!(["All→L", "L→join", "All→R", "R→join"].iter().all(|wanted| ends.contains(wanted)), "{ends:?}");
    }

    #[test]
    fn the_order_of_keys_shows_nowhere() {
        let turned = r#"{"States":{"B":{"Next":"A","Type":"Pass"},"A":{"Type":"Succeed"}},"StartAt":"B"}"#;
        let straight = r#"{"StartAt":"B","States":{"A":{"Type":"Succeed"},"B":{"Type":"Pass","Next":"A"}}}"#;
        assert_eq!(scene(turned), scene(straight));
    }

    #[test]
    fn arrows_follow_the_flow_into_boxes_and_out_of_them() {
        let scene = scene(FLOW);
        let mut at = scene.nodes.iter().find(|node| &*node.name == "Pay").unwrap().pointer.clone();
        let mut names = Vec::new();
        for direction in
            [Direction::Down, Direction::Down, Direction::Down, Direction::Right, Direction::Up, Direction::Up]
        {
            at = scene.beside(&at, direction).unwrap();
            names.push(scene.node(&at).unwrap().name.to_string());
        }
        assert_eq!(names, ["Paid?", "All", "L", "R", "All", "Paid?"]);
        assert_eq!(scene.main_end().and_then(|end| end.last()).as_deref(), Some("All"));
    }

    #[test]
    fn anything_can_be_drawn() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"States":3}"#,
            r#"{"StartAt":"X","States":{}}"#,
            r#"{"StartAt":"A","States":{"A":null}}"#,
        ] {
            let scene = scene(text);
            assert!(scene.nodes.len() <= 1, "{text}");
        }
    }
}
