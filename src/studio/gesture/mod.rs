//! What the pointer does on the canvas, as one machine: press, move and release in, a selection, a pan or an edit out.
//!
//! ```text
//! Idle ─press─▶ Pressing ─4 px─▶ Panning │ Dragging(new, state, connection, edge end)
//!               Pressing │ Panning ─second finger─▶ Pinching
//! anything ─release─▶ Idle (+ outcome)      anything ─cancel─▶ Idle, with nothing to undo
//! ```
//! While something is dragged nothing but the [`Gesture`] changes, so there is nothing to take back.
//! Must never know: the DOM, and how an edit is carried out ([`crate::edit`]).

mod drop;
mod viewport;

pub use drop::{Mark, Preview, add};
pub use viewport::{Spot, Viewport, ZOOM_MAX, ZOOM_MIN, ZOOM_STEP};

pub use super::scene::{
    Chip, ChipTone, Direction, Edge, EdgeRole, Line, LinePart, Missing, Node, Scene, Shape, TokenMark, centre, middle,
    tokens,
};

use std::sync::Arc;

use super::commands::PaletteItem;
use super::{Action, Drawn, Selection, ViewAction};
use crate::json::Pointer;

/// How far the pointer may move between press and release of a click.
pub const THRESHOLD: f64 = 4.0;

/// Why a drag ends when another text is drawn under it.
const CHANGED: &str = "The definition has changed during the drag; nothing was moved.";

/// What a gesture is judged on.
#[derive(Clone, Copy, Debug)]
pub struct Stage<'a> {
    /// Where everything is.
    pub scene: &'a Scene,
    /// What is on the screen.
    pub viewport: &'a Viewport,
    /// What the scene is of.
    pub drawn: &'a Drawn,
}

/// What was pressed.
#[derive(Clone, Debug)]
pub enum Target {
    /// The plain canvas.
    Background,
    /// A state.
    State(Pointer),
    /// The port of a state.
    Port(Pointer),
    /// A transition.
    Edge(Pointer),
    /// An end of the selected transition.
    End(Pointer, End),
    /// An entry of the palette.
    Palette(PaletteItem),
}

/// The ends of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Where it comes from.
    Source,
    /// Where it leads to.
    Target,
}

/// Identifies a finger or the mouse, as the browser does.
pub type Finger = i32;

/// What the browser reports.
#[derive(Clone, Debug)]
pub enum Input {
    /// A finger or button went down.
    Press {
        /// Which.
        finger: Finger,
        /// On what.
        target: Target,
        /// Where.
        at: Spot,
        /// Whether a drag moves the view whatever was pressed: a finger on what is not selected, the middle button.
        pans: bool,
    },
    /// It moved.
    Move {
        /// Which.
        finger: Finger,
        /// To where.
        at: Spot,
    },
    /// It went up.
    Release {
        /// Which.
        finger: Finger,
        /// Where.
        at: Spot,
    },
    /// Esc, or the browser took the pointer away.
    Cancel,
}

/// What is going on.
#[derive(Clone, Debug, Default)]
pub enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// A click, until it moves too far.
    Pressing {
        /// Which finger.
        finger: Finger,
        /// What is pressed.
        target: Target,
        /// Where.
        at: Spot,
        /// Whether a drag moves the view.
        pans: bool,
    },
    /// The view follows the pointer.
    Panning {
        /// Which finger.
        finger: Finger,
        /// Where it was last.
        at: Spot,
    },
    /// The view follows two fingers.
    Pinching {
        /// One finger, where it was last.
        first: (Finger, Spot),
        /// The other.
        second: (Finger, Spot),
    },
    /// Something follows the pointer.
    Dragging(Drag),
}

/// Something that follows the pointer.
#[derive(Clone, Debug)]
pub struct Drag {
    /// Which finger.
    pub finger: Finger,
    /// What.
    pub dragged: Dragged,
    /// Where the pointer is.
    pub at: Spot,
    /// What a release would do here; nothing where it would do nothing.
    pub preview: Option<Preview>,
    /// The text it began over. Over another one its places mean nothing.
    over: Arc<str>,
}

/// What can be dragged.
#[derive(Clone, Debug)]
pub enum Dragged {
    /// A new state from the palette.
    New(PaletteItem),
    /// A state to another place in the flow.
    State(Pointer),
    /// A new transition from a state.
    Connection(Pointer),
    /// An end of a transition.
    End(Pointer, End),
}

impl Dragged {
    /// The state that is lifted from its place.
    pub fn state(&self) -> Option<&Pointer> {
        match self {
            Dragged::State(state) => Some(state),
            Dragged::New(_) | Dragged::Connection(_) | Dragged::End(..) => None,
        }
    }
}

/// What came of an input.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Nothing beyond the gesture itself.
    None,
    /// The view is to change to this.
    View(Viewport),
    /// An action.
    Do(Action),
    /// A drop that is refused, and why.
    Refused(String),
}

impl Gesture {
    /// Whether something is being dragged or pressed.
    pub fn is_idle(&self) -> bool {
        matches!(self, Gesture::Idle)
    }

    /// What is dragged.
    pub fn drag(&self) -> Option<&Drag> {
        match self {
            Gesture::Dragging(drag) => Some(drag),
            Gesture::Idle | Gesture::Pressing { .. } | Gesture::Panning { .. } | Gesture::Pinching { .. } => None,
        }
    }

    /// Takes an input in. Pure: what the outcome asks for is for the caller to do.
    #[must_use]
    pub fn take(self, input: Input, stage: &Stage<'_>) -> (Gesture, Outcome) {
        let elsewhere = self.drag().is_some_and(|drag| drag.over != stage.drawn.document.shared_text());
        match input {
            Input::Cancel => (Gesture::Idle, Outcome::None),
            _ if elsewhere => (Gesture::Idle, Outcome::Refused(CHANGED.to_owned())),
            Input::Press { finger, target, at, pans } => (self.press(finger, target, at, pans), Outcome::None),
            Input::Move { finger, at } => self.follow(finger, at, stage),
            Input::Release { finger, at } => {
                // The last move may not have been told.
                let (gesture, outcome) = self.follow(finger, at, stage);
                match gesture.release(finger, at, stage) {
                    (gesture, Outcome::None) => (gesture, outcome),
                    released @ (_, Outcome::View(_) | Outcome::Do(_) | Outcome::Refused(_)) => released,
                }
            }
        }
    }

    fn press(self, finger: Finger, target: Target, at: Spot, pans: bool) -> Gesture {
        match self {
            Gesture::Pressing {
                finger: other,
                at: there,
                target: Target::Background | Target::State(_) | Target::Edge(_),
                ..
            }
            | Gesture::Panning { finger: other, at: there }
                if other != finger =>
            {
                Gesture::Pinching { first: (other, there), second: (finger, at) }
            }
            // A second finger does nothing to what the first one holds.
            held @ (Gesture::Dragging(_) | Gesture::Pinching { .. }) => held,
            Gesture::Idle | Gesture::Pressing { .. } | Gesture::Panning { .. } => {
                Gesture::Pressing { finger, target, at, pans }
            }
        }
    }

    fn follow(self, finger: Finger, to: Spot, stage: &Stage<'_>) -> (Gesture, Outcome) {
        match self {
            Gesture::Pressing { finger: held, target, at, pans } if held == finger => {
                if (to.x - at.x).hypot(to.y - at.y) < THRESHOLD {
                    return (Gesture::Pressing { finger, target, at, pans }, Outcome::None);
                }
                match dragged(target).filter(|_| !pans) {
                    Some(dragged) => (drag(finger, dragged, to, stage, None), Outcome::None),
                    None => Gesture::Panning { finger, at }.follow(finger, to, stage),
                }
            }
            Gesture::Panning { finger: held, at } if held == finger => {
                let view = stage.viewport.panned(to.x - at.x, to.y - at.y).within(stage.scene.size);
                (Gesture::Panning { finger, at: to }, Outcome::View(view))
            }
            Gesture::Pinching { first, second } if first.0 == finger => {
                let view = pinched(stage, (first.1, second.1), (to, second.1));
                (Gesture::Pinching { first: (finger, to), second }, Outcome::View(view))
            }
            Gesture::Pinching { first, second } if second.0 == finger => {
                let view = pinched(stage, (first.1, second.1), (first.1, to));
                (Gesture::Pinching { first, second: (finger, to) }, Outcome::View(view))
            }
            Gesture::Dragging(held) if held.finger == finger => {
                (drag(finger, held.dragged, to, stage, held.preview), Outcome::None)
            }
            other @ (Gesture::Idle
            | Gesture::Pressing { .. }
            | Gesture::Panning { .. }
            | Gesture::Pinching { .. }
            | Gesture::Dragging(_)) => (other, Outcome::None),
        }
    }

    fn release(self, finger: Finger, at: Spot, stage: &Stage<'_>) -> (Gesture, Outcome) {
        match self {
            Gesture::Pressing { finger: held, target, .. } if held == finger => (Gesture::Idle, click(target)),
            Gesture::Panning { finger: held, .. } if held == finger => (Gesture::Idle, Outcome::None),
            // The finger that stays goes on panning.
            Gesture::Pinching { first, second } if first.0 == finger => {
                (Gesture::Panning { finger: second.0, at: second.1 }, Outcome::None)
            }
            Gesture::Pinching { first, second } if second.0 == finger => {
                (Gesture::Panning { finger: first.0, at: first.1 }, Outcome::None)
            }
            Gesture::Dragging(held) if held.finger == finger => {
                let preview = drop::preview(&held.dragged, at, stage, held.preview);
                let outcome = match preview.map(Preview::drop) {
                    None => Outcome::None,
                    Some(Ok(command)) => Outcome::Do(command.into()),
                    Some(Err(reason)) => Outcome::Refused(reason),
                };
                (Gesture::Idle, outcome)
            }
            other @ (Gesture::Idle
            | Gesture::Pressing { .. }
            | Gesture::Panning { .. }
            | Gesture::Pinching { .. }
            | Gesture::Dragging(_)) => (other, Outcome::None),
        }
    }
}

/// What a drag that begins on a target moves; `None` for the view.
fn dragged(target: Target) -> Option<Dragged> {
    match target {
        Target::Background | Target::Edge(_) => None,
        Target::State(state) => Some(Dragged::State(state)),
        Target::Port(state) => Some(Dragged::Connection(state)),
        Target::End(transition, end) => Some(Dragged::End(transition, end)),
        Target::Palette(item) => Some(Dragged::New(item)),
    }
}

fn drag(finger: Finger, dragged: Dragged, at: Spot, stage: &Stage<'_>, before: Option<Preview>) -> Gesture {
    let preview = drop::preview(&dragged, at, stage, before);
    Gesture::Dragging(Drag { finger, dragged, at, preview, over: stage.drawn.document.shared_text() })
}

/// A press and release on one place. The palette's own button answers its clicks.
fn click(target: Target) -> Outcome {
    let selection = match target {
        Target::Background => Selection::None,
        Target::State(state) | Target::Port(state) => Selection::State(state),
        Target::Edge(transition) | Target::End(transition, _) => Selection::Transition(transition),
        Target::Palette(_) => return Outcome::None,
    };
    Outcome::Do(ViewAction::Select(selection).into())
}

/// The view after two fingers moved: their middle and their distance are kept on the scene.
fn pinched(stage: &Stage<'_>, before: (Spot, Spot), after: (Spot, Spot)) -> Viewport {
    let apart = |(a, b): (Spot, Spot)| (a.x - b.x).hypot(a.y - b.y).max(1.0);
    let middle = |(a, b): (Spot, Spot)| Spot { x: f64::midpoint(a.x, b.x), y: f64::midpoint(a.y, b.y) };
    let (from, to) = (middle(before), middle(after));
    let moved = stage.viewport.panned(to.x - from.x, to.y - from.y);
    moved.zoomed(apart(after) / apart(before), to).within(stage.scene.size)
}
