//! Where a drag would end: the slot under the pointer, what would happen there, and whether it may.

use super::{Dragged, End, Spot, Stage};
use crate::edit::{self, Command, Place, Verdict};
use crate::json::Pointer;
use crate::layout::{Point, Rect};
use crate::studio::commands::{CallText, PaletteItem};
use crate::studio::scene::{self, LinePart, Node, Scene};

/// How near an edge the pointer must be, in pixels of the screen and at least in units of the scene.
const REACH: (f64, f64) = (16.0, 11.0);
/// How far under a state that ends its flow a drop still goes after it.
const UNDER: i32 = 30;
/// The least size at which an empty branch is marked.
const AREA: (i32, i32) = (56, 32);

/// What a release would do here.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Where it is shown.
    pub mark: Mark,
    /// What would happen, or why it cannot.
    pub words: String,
    /// Whether it may.
    pub allowed: bool,
    command: Command,
}

/// What a preview marks.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A place on a line.
    On(Point),
    /// A place under a state.
    Under(Point),
    /// A whole area: an empty branch.
    Area(Rect),
    /// A state.
    Node(Pointer),
    /// The place under the pointer, on the plain canvas.
    Free,
}

impl Preview {
    /// What a release does, or why it does nothing.
    pub fn drop(self) -> Result<Command, String> {
        if self.allowed { Ok(self.command) } else { Err(self.words) }
    }
}

/// What a release at a spot would do. The preview before it is used again where nothing changed.
pub(super) fn preview(dragged: &Dragged, at: Spot, stage: &Stage<'_>, before: Option<Preview>) -> Option<Preview> {
    if !stage.viewport.holds(at) {
        return None;
    }
    let (x, y) = stage.viewport.to_scene(at);
    let reach = (REACH.0 / stage.viewport.zoom).max(REACH.1);
    let (mark, command, words) = match dragged {
        Dragged::New(item) => {
            let slot = slot_at(stage.scene, (x, y), reach, None)?;
            (slot.mark, add(item, slot.place), slot.words.of_new(item.label))
        }
        Dragged::State(lifted) => {
            let slot = slot_at(stage.scene, (x, y), reach, Some(lifted))?;
            let name = &stage.scene.node(lifted)?.name;
            let command = Command::MoveState { state: lifted.clone(), place: slot.place };
            (slot.mark, command, slot.words.of_moved(name))
        }
        Dragged::Connection(from) => {
            let to = target_at(stage.scene, x, y).filter(|to| to.pointer != *from)?;
            let source = stage.scene.node(from)?;
            let words = format!("Connect ‘{}’ to ‘{}’", source.name, to.name);
            let command = Command::Connect { from: from.clone(), to: to.pointer.clone() };
            (Mark::Node(to.pointer.clone()), command, words)
        }
        Dragged::End(transition, end) => end_over(stage, transition, *end, x, y)?,
    };
    if let Some(before) = before.filter(|before| before.command == command) {
        return Some(Preview { mark, ..before });
    }
    judge(stage, mark, command, words)
}

fn end_over(stage: &Stage<'_>, transition: &Pointer, end: End, x: f64, y: f64) -> Option<(Mark, Command, String)> {
    let over = target_at(stage.scene, x, y)?;
    let edge = stage.scene.edge(transition)?;
    let mark = Mark::Node(over.pointer.clone());
    match end {
        End::Target => {
            let command = Command::Retarget { transition: transition.clone(), to: over.pointer.clone() };
            Some((mark, command, format!("Lead to ‘{}’", over.name)))
        }
        End::Source => {
            if edge.source.as_ref() == Some(&over.pointer) {
                return None;
            }
            let command = Command::Rewire { transition: transition.clone(), from: over.pointer.clone() };
            Some((mark, command, format!("Lead from ‘{}’", over.name)))
        }
    }
}

fn judge(stage: &Stage<'_>, mark: Mark, command: Command, words: String) -> Option<Preview> {
    let (document, machine) = (&stage.drawn.document, &stage.drawn.machine);
    let (allowed, words) = match edit::check(document, machine, &command) {
        Verdict::Allowed => {
            let lost = edit::would_lose(document, machine, &command);
            (true, [words].into_iter().chain(lost).collect::<Vec<_>>().join("; "))
        }
        Verdict::Ignored => return None,
        Verdict::Denied(reason) => (false, sentence(&reason.to_string())),
    };
    Some(Preview { mark, words, allowed, command })
}

/// With a capital letter.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The command that adds a palette's item.
pub fn add(item: &PaletteItem, place: Place) -> Command {
    let template = item.template.and_then(CallText::parse);
    Command::AddState { kind: item.kind, place, name: None, template }
}

/// Where a state would go.
struct Slot {
    mark: Mark,
    place: Place,
    words: Words,
}

/// The place in words.
enum Words {
    Before(String),
    After(String),
    Into(String),
    First,
    Free,
}

impl Words {
    fn of_new(self, what: &str) -> String {
        match self {
            Words::Before(name) => format!("Insert {what} before ‘{name}’"),
            Words::After(name) => format!("Insert {what} after ‘{name}’"),
            Words::Into(lane) => format!("Add {what} to {lane}"),
            Words::First => format!("Start with {what}"),
            Words::Free => format!("Add {what}, not connected"),
        }
    }

    fn of_moved(self, name: &str) -> String {
        match self {
            Words::Before(next) => format!("Move ‘{name}’ before ‘{next}’"),
            Words::After(last) => format!("Move ‘{name}’ after ‘{last}’"),
            Words::Into(lane) => format!("Move ‘{name}’ to {lane}"),
            Words::First => format!("Start with ‘{name}’"),
            Words::Free => format!("Disconnect ‘{name}’ from the flow"),
        }
    }
}

/// The state a connection would lead to.
fn target_at(scene: &Scene, x: f64, y: f64) -> Option<&Node> {
    scene.node_at(x, y).map(|node| &**node)
}

/// The slot at a point: a state, else a line, else under a state that ends, else the flow around.
fn slot_at(scene: &Scene, (x, y): (f64, f64), reach: f64, moving: Option<&Pointer>) -> Option<Slot> {
    let over = scene.node_at(x, y);
    if over.is_some_and(|over| moving.is_some_and(|moving| moving.contains(&over.pointer))) {
        return None;
    }
    let on_head = over.filter(|over| over.is_box && y < f64::from(over.rect.y + scene::HEAD));
    if let Some(node) = over.filter(|over| !over.is_box).or(on_head) {
        let at = Point { x: node.rect.x + node.rect.width / 2, y: node.rect.bottom() };
        let words = Words::After(node.name.to_string());
        return Some(Slot { mark: Mark::Under(at), place: Place::After(node.pointer.clone()), words });
    }
    let slot = on_line(scene, x, y, reach).or_else(|| under(scene, x, y));
    Some(slot.unwrap_or_else(|| in_lane(scene, over.map(|over| &**over), x, y)))
}

/// The nearest line within reach.
fn on_line(scene: &Scene, x: f64, y: f64, reach: f64) -> Option<Slot> {
    let edges = scene.edges.iter().map(|edge| {
        let place = match edge.source {
            Some(_) => Place::OnTransition(edge.pointer.clone()),
            None => Place::Start(Pointer::root()),
        };
        (&edge.points, place, edge.ends.rsplit_once('→').map_or("", |(_, to)| to), true)
    });
    let lines = scene.lines.iter().filter_map(|line| match &line.part {
        LinePart::Enter { scope, .. } => {
            let to = line.ends.rsplit_once('→').map_or("", |(_, to)| to);
            Some((&line.points, Place::Start(scope.clone()), to, true))
        }
        LinePart::Leave(state) => {
            let name = &scene.node(state)?.name;
            Some((&line.points, Place::After(state.clone()), &**name, false))
        }
        LinePart::Foot => None,
    });
    let near = edges
        .chain(lines)
        .map(|(points, place, name, before)| (scene::distance(points, x, y), points, place, name, before));
    let (distance, points, place, name, before) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
    if distance > reach {
        return None;
    }
    let words = if before { Words::Before(name.to_owned()) } else { Words::After(name.to_owned()) };
    Some(Slot { mark: Mark::On(slot_point(points)?), place, words })
}

/// Where on a line a slot is shown: halfway, but on the last part of a line that turns, where it is its target's alone.
fn slot_point(points: &[Point]) -> Option<Point> {
    match points {
        [.., before, last] if points.len() > 4 => scene::middle(&[*before, *last]),
        _ => scene::middle(points),
    }
}

/// A state that ends its flow with nothing under it.
fn under(scene: &Scene, x: f64, y: f64) -> Option<Slot> {
    let (x, y) = (x.round() as i32, y.round() as i32);
    let node = scene.nodes.iter().find(|node| {
        let below = (node.rect.bottom()..node.rect.bottom() + UNDER).contains(&y);
        below && (node.rect.x..node.rect.right()).contains(&x)
    })?;
    let at = Point { x: node.rect.x + node.rect.width / 2, y: node.rect.bottom() };
    let words = Words::After(node.name.to_string());
    Some(Slot { mark: Mark::Under(at), place: Place::After(node.pointer.clone()), words })
}

/// A rectangle grown around its middle to a width and height, so that an empty branch can be seen.
fn at_least(rect: Rect, (width, height): (i32, i32)) -> Rect {
    let (wider, higher) = ((width - rect.width).max(0), (height - rect.height).max(0));
    Rect { x: rect.x - wider / 2, y: rect.y - higher / 2, width: rect.width + wider, height: rect.height + higher }
}

/// The flow around a point: of a box the nearest of its flows.
fn in_lane(scene: &Scene, over: Option<&Node>, x: f64, y: f64) -> Slot {
    let inner = over.filter(|over| over.is_box).and_then(|over| {
        let lanes = scene.lanes.iter().filter(|lane| lane.owner.as_ref() == Some(&over.pointer));
        lanes.min_by_key(|lane| {
            let (left, right) = (f64::from(lane.rect.x) - x, x - f64::from(lane.rect.right()));
            left.max(right).max(0.0) as i64
        })
    });
    let Some(lane) = inner.or_else(|| scene.lane_at(x, y)) else {
        return Slot { mark: Mark::Free, place: Place::InScope(Pointer::root()), words: Words::First };
    };
    let mark = if lane.owner.is_some() && lane.empty { Mark::Area(at_least(lane.rect, AREA)) } else { Mark::Free };
    let words = match (&lane.owner, lane.empty) {
        (Some(_), _) => Words::Into(lane.name.clone()),
        (None, true) => Words::First,
        (None, false) => Words::Free,
    };
    Slot { mark, place: Place::InScope(lane.scope.clone()), words }
}
