//! Machine to layout graph, and placement to scene.

use std::sync::Arc;

use super::edge::{Chip, ChipTone, Edge, EdgeRole, Line, LinePart};
use super::node::{Node, Shape};
use super::path::rounded;
use super::words;
use super::{Lane, Missing, Scene};
use crate::asl::services::Service;
use crate::asl::{Machine, Pattern, Scope, ScopeId, State, StateId, StateKind, Transition, TransitionKind};
use crate::json::{Document, NodeRef};
use crate::layout::{self, EdgeKind, Face, ForkPart, Graph, Options, Placement, Point, Rect, fit, text_width};
use crate::sort::{self, SortedMap};

/// Width of a state, and its height with two lines and with three.
const SIZE: (i32, i32) = (192, 40);
const TALL: i32 = 56;
/// Type sizes, in tenths of a pixel.
const TITLE: u32 = 125;
const DETAIL: u32 = 110;
const MICRO: u32 = 105;
/// A chip's height, and the widest text on one.
const CHIP: i32 = 18;
const CHIP_TEXT_MAX: i32 = 188;
/// What a chip has beside its text: room for the icon that says that it was taken.
const CHIP_PAD: i32 = 26;
/// The height of a target that is missing.
const MISSING: i32 = 24;
/// Corners of lines, and of those inside boxes.
const RADIUS: f64 = 8.0;
const RADIUS_INSIDE: f64 = 6.0;

pub(super) struct Builder<'a> {
    document: &'a Document,
    machine: &'a Machine,
    options: Options,
    /// Each name that is given and missing, by its scope, with its place among the nodes of the graph.
    missing: SortedMap<(ScopeId, Arc<str>), usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(document: &'a Document, machine: &'a Machine) -> Builder<'a> {
        let mut builder = Builder { document, machine, options: Options::default(), missing: SortedMap::new() };
        let states = machine.states.len();
        let targets = machine.transitions.iter().filter(|transition| transition.to.is_none());
        let targets = targets.filter_map(|t| Some((machine.state(t.from)?.scope, t.target.clone())));
        let starts = machine.scopes.iter().enumerate().filter(|(_, scope)| scope.start.is_none());
        let starts = starts.filter_map(|(index, scope)| Some((ScopeId(index as u32), scope.start_at.clone()?)));
        for key in targets.chain(starts) {
            let next = states + builder.missing.len();
            builder.missing.entry(key).or_insert(next);
        }
        builder
    }

    pub(super) fn build(&self) -> Scene {
        let nodes = self.nodes();
        let graph = self.graph(&nodes);
        let placement = layout::place(&graph, &self.options);
        let mut scene = Scene { size: placement.size, ..Scene::default() };
        // What lies in a box that is drawn closed has no place and is not drawn.
        scene.nodes = nodes
            .into_iter()
            .zip(&placement.nodes)
            .filter(|(_, rect)| rect.width > 0)
            .map(|(node, rect)| Arc::new(placed(node, *rect)))
            .collect();
        scene.lanes = self.lanes(&placement);
        scene.missing = self.missing_targets(&placement);
        scene.start = self.start_pill(&placement);
        scene.edges = self.edges(&graph, &placement);
        scene.lines = self.lines(&placement);
        scene.index();
        scene
    }

    fn nodes(&self) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(self.machine.states.len());
        for scope in &self.machine.scopes {
            let Some(holder) = self.document.find(&scope.pointer.key("States")) else { continue };
            let states = scope.states.iter().filter_map(|id| Some((*id, self.machine.state(*id)?)));
            nodes.extend(states.filter_map(|(id, state)| Some(node_of(id, state, holder.get(&state.name)?))));
        }
        // Placement and machine count alike.
        sort::by_key(&mut nodes, |node| node.id);
        nodes
    }

    fn graph(&self, nodes: &[Node]) -> Graph {
        let mut graph = Graph::default();
        for node in nodes {
            let height = if node.note.is_some() { TALL } else { SIZE.1 };
            graph.nodes.push(layout::Node {
                lane: self.machine.state(node.id).map_or(0, |state| state.scope.0 as usize),
                width: SIZE.0,
                height,
                min_box: (box_width(node), 96),
                fails: node.kind == Some(StateKind::Fail),
            });
        }
        let mut missing: Vec<_> = self.missing.iter().collect();
        sort::by_key(&mut missing, |(_, index)| **index);
        for ((scope, name), _) in missing {
            let width = text_width(&missing_text(name), MICRO, Face::Mono) + CHIP_PAD;
            let lane = scope.0 as usize;
            graph.nodes.push(layout::Node { lane, width, height: MISSING, min_box: (0, 0), fails: true });
        }
        graph.edges = self.machine.transitions.iter().filter_map(|transition| self.graph_edge(transition)).collect();
        graph.lanes = (0..self.machine.scopes.len()).map(|index| self.graph_lane(ScopeId(index as u32))).collect();
        graph
    }

    fn graph_lane(&self, id: ScopeId) -> layout::Lane {
        let Some(scope) = self.machine.scope(id) else { return layout::Lane::default() };
        let named = scope.start_at.clone().and_then(|name| self.missing.get(&(id, name)).copied());
        let start = scope.start.map(|start| start.0 as usize).or(named);
        layout::Lane { owner: scope.owner.map(|owner| owner.0 as usize), start }
    }

    fn graph_edge(&self, transition: &Transition) -> Option<layout::Edge> {
        let from = transition.from.0 as usize;
        let scope = self.machine.state(transition.from)?.scope;
        let to = match transition.to {
            Some(to) => to.0 as usize,
            None => *self.missing.get(&(scope, transition.target.clone()))?,
        };
        let kind = match transition.kind {
            TransitionKind::Next => EdgeKind::Next,
            TransitionKind::Choice(_) => EdgeKind::Branch,
            TransitionKind::Default => EdgeKind::Default,
            TransitionKind::Catch(_) => EdgeKind::Catch,
        };
        let label = chip_text(transition).map(|(text, _)| (chip_width(&text), CHIP));
        Some(layout::Edge { from, to, kind, label })
    }

    fn lanes(&self, placement: &Placement) -> Vec<Lane> {
        let whole = Rect { x: 0, y: 0, width: placement.size.0, height: placement.size.1 };
        let lane = |(index, scope): (usize, &Scope)| Lane {
            scope: scope.pointer.clone(),
            owner: self.owner(scope).map(|owner| owner.pointer.clone()),
            name: self.lane_name(ScopeId(index as u32), scope),
            rect: if scope.owner.is_none() { whole } else { placement.lanes.get(index).copied().unwrap_or_default() },
            empty: scope.states.is_empty(),
        };
        self.machine.scopes.iter().enumerate().map(lane).collect()
    }

    fn owner(&self, scope: &Scope) -> Option<&'a State> {
        scope.owner.and_then(|owner| self.machine.state(owner))
    }

    fn lane_name(&self, id: ScopeId, scope: &Scope) -> String {
        let Some(owner) = self.owner(scope) else { return "the machine".to_owned() };
        match owner.inner.iter().position(|inner| *inner == id) {
            Some(index) if owner.kind == Some(StateKind::Parallel) => {
                format!("branch {} of ‘{}’", index + 1, owner.name)
            }
            _ => format!("‘{}’", owner.name),
        }
    }

    fn missing_targets(&self, placement: &Placement) -> Vec<Arc<Missing>> {
        let target = |((scope, name), index): (&(ScopeId, Arc<str>), &usize)| {
            let rect = *placement.nodes.get(*index)?;
            let scope = self.machine.scope(*scope)?.pointer.clone();
            (rect.width > 0).then(|| Arc::new(Missing { scope, name: name.clone(), text: missing_text(name), rect }))
        };
        self.missing.iter().filter_map(target).collect()
    }

    fn start_pill(&self, placement: &Placement) -> Option<Rect> {
        let scope = self.machine.scopes.first()?;
        (!scope.states.is_empty() || scope.start_at.is_some()).then(|| {
            let (width, height) = self.options.pill;
            Rect { x: placement.start.x - width / 2, y: placement.start.y - height, width, height }
        })
    }

    fn edges(&self, graph: &Graph, placement: &Placement) -> Vec<Arc<Edge>> {
        let mut edges: Vec<Arc<Edge>> = self.start_edge(graph, placement).map(Arc::new).into_iter().collect();
        for (transition, route) in self.machine.transitions.iter().zip(&placement.edges) {
            let Some(source) = self.machine.state(transition.from).filter(|_| route.points.len() > 1) else { continue };
            let target = transition.to.and_then(|to| self.machine.state(to));
            let chip = chip_text(transition).zip(route.label).map(|((full, tone), rect)| Chip {
                text: fit(&full, CHIP_TEXT_MAX, MICRO, Face::Mono),
                full,
                rect,
                tone,
            });
            let inside = self.machine.scope(source.scope).is_some_and(|scope| scope.owner.is_some());
            edges.push(Arc::new(Edge {
                pointer: transition.pointer.clone(),
                source: Some(source.pointer.clone()),
                target: target.map(|target| target.pointer.clone()),
                ends: format!("{}→{}", source.name, transition.target),
                role: EdgeRole::Transition(transition.kind),
                name: edge_name(source, transition),
                path: rounded(&route.points, if inside { RADIUS_INSIDE } else { RADIUS }),
                points: route.points.clone(),
                chip,
                back: route.back,
            }));
        }
        edges
    }

    fn start_edge(&self, graph: &Graph, placement: &Placement) -> Option<Edge> {
        let scope = self.machine.scopes.first()?;
        let name = scope.start_at.as_deref()?;
        let rect = placement.nodes.get(graph.lanes.first()?.start?)?;
        let start = placement.start;
        // Straight down where the first state stands under the pill, else with a bend halfway.
        let x = if (rect.x..=rect.right()).contains(&start.x) { start.x } else { rect.x + rect.width / 2 };
        let half = i32::midpoint(start.y, rect.y);
        let points = vec![start, Point { x: start.x, y: half }, Point { x, y: half }, Point { x, y: rect.y }];
        Some(Edge {
            pointer: scope.pointer.key("StartAt"),
            source: None,
            target: scope.start.and_then(|id| self.machine.state(id)).map(|state| state.pointer.clone()),
            ends: format!("Start→{name}"),
            role: EdgeRole::Start,
            name: format!("Start to ‘{name}’"),
            path: rounded(&points, RADIUS),
            points,
            chip: None,
            back: false,
        })
    }

    fn lines(&self, placement: &Placement) -> Vec<Arc<Line>> {
        placement.forks.iter().filter_map(|fork| self.line(fork)).map(Arc::new).collect()
    }

    fn line(&self, fork: &layout::Fork) -> Option<Line> {
        let owner = self.machine.state(StateId(fork.owner as u32))?;
        let (part, ends) = match fork.part {
            ForkPart::Enter(lane) => {
                let scope = self.machine.scope(ScopeId(lane as u32))?;
                let start = scope.start.and_then(|id| self.machine.state(id));
                let to = scope.start_at.as_deref().unwrap_or("");
                let part = LinePart::Enter { scope: scope.pointer.clone(), start: start.map(|s| s.pointer.clone()) };
                (part, format!("{}→{to}", owner.name))
            }
            ForkPart::Leave { node, .. } => {
                let state = self.machine.state(StateId(node as u32))?;
                (LinePart::Leave(state.pointer.clone()), format!("{}→join", state.name))
            }
            ForkPart::Foot => (LinePart::Foot, format!("join→{}", owner.name)),
        };
        let path = rounded(&fork.points, RADIUS_INSIDE);
        Some(Line { owner: owner.pointer.clone(), part, ends, points: fork.points.clone(), path })
    }
}

fn node_of(id: StateId, state: &State, node: NodeRef<'_>) -> Node {
    let is_box = !state.inner.is_empty();
    let waits = state.resource.as_ref().is_some_and(|resource| resource.pattern == Pattern::WaitForTaskToken);
    Node {
        id,
        pointer: state.pointer.clone(),
        name: state.name.clone(),
        kind: state.kind,
        title: state.name.to_string(),
        detail: words::detail(state, node),
        note: (waits && !is_box).then(|| words::patience(node)),
        rect: Rect::default(),
        shape: Shape::of(state.kind, is_box),
        icon: icon(state),
        is_box,
        reachable: state.reachable,
    }
}

/// The node with its area, its texts fitted to it.
fn placed(node: Node, rect: Rect) -> Node {
    let node = Node { rect, ..node };
    let left = node.name_x();
    let right = node.status_x() - 4;
    if node.is_box {
        // In the head the two texts share a line; the name comes first.
        let detail = fit(&node.detail, (right - left) / 2, DETAIL, Face::Sans);
        let room = right - left - text_width(&detail, DETAIL, Face::Sans) - 12;
        let title = fit(&node.title, room, TITLE, Face::Sans);
        return Node { title, detail, ..node };
    }
    let title = fit(&node.title, right - left, TITLE, Face::Sans);
    let detail = fit(&node.detail, right - left, DETAIL, Face::Sans);
    Node { title, detail, ..node }
}

/// How wide a box must be for the texts of its head.
fn box_width(node: &Node) -> i32 {
    let texts =
        text_width(&node.title, TITLE, Face::Sans).min(240) + text_width(&node.detail, DETAIL, Face::Sans).max(110);
    (texts + 30 + 12 + 32).min(480)
}

/// The symbol of a state: of a Task its service's, else its type's.
fn icon(state: &State) -> &'static str {
    let service = state.resource.as_ref().and_then(|resource| Service::of(&resource.integration));
    let own = service.and_then(|service| service.icon).filter(|_| state.kind == Some(StateKind::Task));
    own.unwrap_or(kind_icon(state.kind))
}

/// The symbol of a state type, by its name in the sprite.
pub fn kind_icon(kind: Option<StateKind>) -> &'static str {
    match kind {
        None => "error",
        Some(StateKind::Task) => "task",
        Some(StateKind::Pass) => "pass",
        Some(StateKind::Choice) => "choice",
        Some(StateKind::Wait) => "wait",
        Some(StateKind::Succeed) => "succeed",
        Some(StateKind::Fail) => "fail",
        Some(StateKind::Parallel) => "parallel",
        Some(StateKind::Map) => "map",
    }
}

/// What stands on a transition.
fn chip_text(transition: &Transition) -> Option<(String, ChipTone)> {
    let tone = match transition.kind {
        TransitionKind::Next => return None,
        TransitionKind::Choice(_) | TransitionKind::Default => ChipTone::Rule,
        TransitionKind::Catch(_) => ChipTone::Catch,
    };
    let text = match (transition.label.is_empty(), transition.kind) {
        (true, TransitionKind::Choice(index)) => format!("rule {}", index + 1),
        (true, _) => "no errors named".to_owned(),
        (false, _) => transition.label.clone(),
    };
    Some((text, tone))
}

fn chip_width(text: &str) -> i32 {
    text_width(text, MICRO, Face::Mono).min(CHIP_TEXT_MAX) + CHIP_PAD
}

fn missing_text(name: &str) -> String {
    format!("{} missing", fit(name, CHIP_TEXT_MAX, MICRO, Face::Mono))
}

fn edge_name(source: &State, transition: &Transition) -> String {
    let kind = source.kind.map_or("State without a type", StateKind::as_str);
    let how = match transition.kind {
        TransitionKind::Next => String::new(),
        TransitionKind::Choice(index) => format!(" rule {}", index + 1),
        TransitionKind::Default => " default".to_owned(),
        TransitionKind::Catch(index) if transition.label.is_empty() => format!(" catcher {}", index + 1),
        TransitionKind::Catch(_) => format!(" catching {}", transition.label),
    };
    let missing = if transition.to.is_none() { ", which does not exist" } else { "" };
    format!("{kind} ‘{}’{how} to ‘{}’{missing}", source.name, transition.target)
}
