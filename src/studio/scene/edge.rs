//! A transition as it is drawn, and the lines inside boxes.

use std::sync::Arc;

use crate::asl::TransitionKind;
use crate::json::Pointer;
use crate::layout::{Point, Rect};

/// What an edge stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeRole {
    /// `StartAt` of the machine itself.
    Start,
    /// A transition between two states.
    Transition(TransitionKind),
}

/// A transition as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The target's name in the document, which is the transition's address.
    pub pointer: Pointer,
    /// The state it leaves; `None` for the Start pill.
    pub source: Option<Pointer>,
    /// The state it leads to; `None` where no state has the name.
    pub target: Option<Pointer>,
    /// What it leaves and leads to by name, as `data-edge` says it: `Pay→Ship`.
    pub ends: String,
    /// What it stands for.
    pub role: EdgeRole,
    /// What a screen reader says: `Choice ‘Paid?’ rule 2 to ‘Ship’`.
    pub name: String,
    /// The corners, from the source's border to the target's.
    pub points: Vec<Point>,
    /// The same with round corners, as an SVG path.
    pub path: String,
    /// What stands on it.
    pub chip: Option<Chip>,
    /// Whether it closes a loop.
    pub back: bool,
}

impl Edge {
    /// Whether it leads to a name that no state has.
    pub fn is_broken(&self) -> bool {
        self.target.is_none()
    }

    /// Whether a catcher leads along it.
    pub fn is_catch(&self) -> bool {
        matches!(self.role, EdgeRole::Transition(TransitionKind::Catch(_)))
    }
}

/// A text that stands on an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// The text, fitted.
    pub text: String,
    /// The whole text.
    pub full: String,
    /// Its area.
    pub rect: Rect,
    /// How it looks.
    pub tone: ChipTone,
}

/// The kinds of chips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChipTone {
    /// A condition or `default`.
    Rule,
    /// Caught errors.
    Catch,
}

/// A line inside a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The box.
    pub owner: Pointer,
    /// What it joins.
    pub part: LinePart,
    /// As `data-edge` says it: `Process→Reserve`, `Reserve→join`.
    pub ends: String,
    /// The corners.
    pub points: Vec<Point>,
    /// The same with round corners, as an SVG path.
    pub path: String,
}

/// What a line inside a box joins.
#[derive(Clone, Debug, PartialEq)]
pub enum LinePart {
    /// The box's head and the start of a flow.
    Enter {
        /// The flow.
        scope: Pointer,
        /// The state it starts with.
        start: Option<Pointer>,
    },
    /// A state that ends a flow and the join.
    Leave(Pointer),
    /// The join and the box's foot.
    Foot,
}

impl Line {
    /// What tells it from the box's other lines.
    pub fn key(&self) -> (Pointer, Arc<str>) {
        let part = match &self.part {
            LinePart::Enter { scope, .. } => format!("enter {scope}"),
            LinePart::Leave(state) => format!("leave {state}"),
            LinePart::Foot => "foot".to_owned(),
        };
        (self.owner.clone(), part.into())
    }
}
