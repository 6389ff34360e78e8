//! A state as it is drawn.

use std::sync::Arc;

use crate::asl::{StateId, StateKind};
use crate::json::Pointer;
use crate::layout::{Point, Rect};

/// A state as it is drawn. Its parts are given from its own top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its position in the machine.
    pub id: StateId,
    /// Its object in the document.
    pub pointer: Pointer,
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub kind: Option<StateKind>,
    /// The name, fitted.
    pub title: String,
    /// The second line, fitted.
    pub detail: String,
    /// The third line of a Task that waits for its token, while nothing waits.
    pub note: Option<String>,
    /// Its area.
    pub rect: Rect,
    /// Its outline.
    pub shape: Shape,
    /// The symbol of its type or its service.
    pub icon: &'static str,
    /// Whether other states are drawn inside it.
    pub is_box: bool,
    /// Whether its flow can reach it.
    pub reachable: bool,
}

/// The outlines, one for each type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Task, Parallel and Map: round corners.
    Round,
    /// Pass: almost square.
    Square,
    /// Choice.
    Hexagon,
    /// Wait.
    Pill,
    /// Succeed: a pill with an inner line.
    DoublePill,
    /// Fail, and what is no state type.
    Octagon,
    /// Map: a second sheet behind.
    Stack,
    /// Parallel and Map with their flows inside.
    Box,
}

impl Shape {
    /// The outline of a type.
    pub fn of(kind: Option<StateKind>, is_box: bool) -> Shape {
        match kind {
            _ if is_box => Shape::Box,
            Some(StateKind::Task | StateKind::Parallel) => Shape::Round,
            Some(StateKind::Pass) => Shape::Square,
            Some(StateKind::Choice) => Shape::Hexagon,
            Some(StateKind::Wait) => Shape::Pill,
            Some(StateKind::Succeed) => Shape::DoublePill,
            Some(StateKind::Map) => Shape::Stack,
            Some(StateKind::Fail) | None => Shape::Octagon,
        }
    }

    /// How far the tile is from the left, and the status icon from the right, beyond the usual 8.
    fn inset(self) -> i32 {
        match self {
            Shape::Hexagon => 6,
            Shape::Pill | Shape::DoublePill => 2,
            Shape::Round | Shape::Square | Shape::Octagon | Shape::Stack | Shape::Box => 0,
        }
    }

    /// The outline, grown by `out` on every side.
    fn outline(self, width: i32, height: i32, out: i32) -> String {
        let (left, top, right, bottom) = (-out, -out, width + out, height + out);
        let middle = height / 2;
        match self {
            Shape::Hexagon => {
                // Grown along its slants a hexagon's points move further than its edges.
                let (point, slant) = (out + out / 4, 14 + out * 3 / 4);
                let (near, far) = (-point + slant, width + point - slant);
                format!("M{near} {top}H{far}L{} {middle}L{far} {bottom}H{near}L{} {middle}Z", width + point, -point)
            }
            Shape::Octagon => {
                let cut = 9 + out / 2;
                format!(
                    "M{} {top}H{}L{right} {}V{}L{} {bottom}H{}L{left} {}V{}Z",
                    left + cut,
                    right - cut,
                    top + cut,
                    bottom - cut,
                    right - cut,
                    left + cut,
                    bottom - cut,
                    top + cut
                )
            }
            Shape::Round | Shape::Stack => rounded_rect((left, top), (right, bottom), 8 + out * 3 / 4),
            Shape::Box => rounded_rect((left, top), (right, bottom), 10 + out * 3 / 4),
            Shape::Square => rounded_rect((left, top), (right, bottom), 2 + out * 3 / 4),
            Shape::Pill | Shape::DoublePill => rounded_rect((left, top), (right, bottom), height / 2 + out),
        }
    }
}

/// A rectangle from corner to corner as a path.
fn rounded_rect((left, top): (i32, i32), (right, bottom): (i32, i32), radius: i32) -> String {
    let radius = radius.min((right - left) / 2).min((bottom - top) / 2);
    let arc = |x: i32, y: i32| format!("A{radius} {radius} 0 0 1 {x} {y}");
    format!(
        "M{} {top}H{}{}V{}{}H{}{}V{}{}Z",
        left + radius,
        right - radius,
        arc(right, top + radius),
        bottom - radius,
        arc(right - radius, bottom),
        left + radius,
        arc(left, bottom - radius),
        top + radius,
        arc(left + radius, top)
    )
}

impl Node {
    /// Its type as people say it.
    pub fn kind_word(&self) -> &'static str {
        self.kind.map_or("State without a type", StateKind::as_str)
    }

    /// How it is called: `Task ‘Charge card’`.
    pub fn called(&self) -> String {
        format!("{} ‘{}’", self.kind_word(), self.name)
    }

    /// Its outline.
    pub fn outline(&self) -> String {
        self.shape.outline(self.rect.width, self.rect.height, 0)
    }

    /// The outline of the ring around it when it is selected.
    pub fn ring(&self) -> String {
        self.shape.outline(self.rect.width, self.rect.height, 4)
    }

    /// The line inside a Succeed.
    pub fn inner(&self) -> Option<String> {
        let inner = self.shape == Shape::DoublePill;
        inner.then(|| self.shape.outline(self.rect.width, self.rect.height, -3))
    }

    /// The sheet behind a Map.
    pub fn stack(&self) -> Option<String> {
        let Rect { width, height, .. } = self.rect;
        (self.shape == Shape::Stack)
            .then(|| format!("M5 0v-1a3 3 0 0 1 3-3H{}a4 4 0 0 1 4 4V{}a3 3 0 0 1-3 3h-1", width - 1, height - 8))
    }

    /// The head of a box.
    pub fn head(&self) -> String {
        let width = self.rect.width;
        format!("M0 28H{width}V10a10 10 0 0 0-10-10H10a10 10 0 0 0-10 10z")
    }

    /// Left edge of the tile.
    pub fn tile_x(&self) -> i32 {
        (8 + self.shape.inset()).min(14)
    }

    /// Left edge of the name.
    pub fn name_x(&self) -> i32 {
        if self.is_box { 30 } else { self.tile_x() + 32 }
    }

    /// Left edge of the status icon.
    pub fn status_x(&self) -> i32 {
        self.rect.width - 24 - self.shape.inset()
    }

    /// Where the port is, from which a connection is drawn; `None` where nothing can follow.
    pub fn port(&self) -> Option<Point> {
        let ends = matches!(self.kind, Some(StateKind::Succeed | StateKind::Fail));
        (!ends).then_some(Point { x: self.rect.width / 2, y: self.rect.height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_those_of_the_design() {
        assert_eq!(Shape::Hexagon.outline(192, 40, 0), "M14 0H178L192 20L178 40H14L0 20Z");
        assert_eq!(Shape::Octagon.outline(184, 40, 0), "M9 0H175L184 9V31L175 40H9L0 31V9Z");
        assert!(Shape::Pill.outline(192, 40, 0).starts_with("M20 0H172A20 20 0 0 1 192 20"));
        assert!(Shape::Round.outline(192, 40, 4).starts_with("M7 -4H185A11 11 0 0 1 196 7"));
    }
}
