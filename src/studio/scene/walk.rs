//! Where an arrow key leads: along the flow up and down, to the neighbour left and right.

use super::{Node, Scene, centre};
use crate::json::Pointer;
use crate::studio::key::Key;

/// The arrow keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Against the flow.
    Up,
    /// With the flow.
    Down,
    /// To what stands left.
    Left,
    /// To what stands right.
    Right,
}

impl Direction {
    /// The direction of a key.
    pub fn of_key(key: Key) -> Option<Direction> {
        match key {
            Key::Up => Some(Direction::Up),
            Key::Down => Some(Direction::Down),
            Key::Left => Some(Direction::Left),
            Key::Right => Some(Direction::Right),
            _ => None,
        }
    }
}

impl Scene {
    /// The state an arrow leads to. Down enters a box at its first flow's start, follows the first transition, and
    /// leaves a box after its last state; up is the way back.
    pub fn beside(&self, from: &Pointer, direction: Direction) -> Option<Pointer> {
        let node = self.node(from)?;
        match direction {
            Direction::Down => self.first_inside(from).or_else(|| self.after(from)),
            Direction::Up => self.before(from),
            Direction::Left | Direction::Right => self.across(node, direction),
        }
    }

    fn first_inside(&self, owner: &Pointer) -> Option<Pointer> {
        let lane = self.lanes.iter().find(|lane| lane.owner.as_ref() == Some(owner))?;
        let starts = self.lines.iter().filter_map(|line| match &line.part {
            super::LinePart::Enter { scope, start } if *scope == lane.scope => start.clone(),
            super::LinePart::Enter { .. } | super::LinePart::Leave(_) | super::LinePart::Foot => None,
        });
        let any = || {
            self.nodes.iter().map(|node| &node.pointer).find(|pointer| scope_of(pointer) == Some(lane.scope.clone()))
        };
        starts.chain(any().cloned()).find(|pointer| self.node(pointer).is_some())
    }

    /// The box around a state.
    pub fn around(&self, state: &Pointer) -> Option<Pointer> {
        let scope = scope_of(state)?;
        self.lanes.iter().find(|lane| lane.scope == scope)?.owner.clone()
    }

    /// The last state of the main flow that something can follow: where a state is added that is given no place.
    pub fn main_end(&self) -> Option<Pointer> {
        let mut at = self.edges.iter().find(|edge| edge.source.is_none())?.target.clone()?;
        let mut end = None;
        // A flow that loops is as long as it has states.
        for _ in 0..self.nodes.len() {
            let node = self.node(&at)?;
            if node.port().is_some() {
                end = Some(at.clone());
            }
            let mut leaving = self.edges.iter().filter(|edge| edge.source.as_ref() == Some(&at) && !edge.is_catch());
            match leaving.find_map(|edge| edge.target.clone().filter(|_| !edge.back)) {
                Some(next) => at = next,
                None => break,
            }
        }
        end
    }

    fn after(&self, state: &Pointer) -> Option<Pointer> {
        let mut leaving = self.edges.iter().filter(|edge| edge.source.as_ref() == Some(state));
        let next = leaving.find_map(|edge| edge.target.clone().filter(|target| target != state && !edge.back));
        next.or_else(|| self.after(&self.around(state)?))
    }

    fn before(&self, state: &Pointer) -> Option<Pointer> {
        let mut entering = self.edges.iter().filter(|edge| edge.target.as_ref() == Some(state));
        let source = entering.find_map(|edge| edge.source.clone().filter(|source| source != state && !edge.back));
        source.or_else(|| self.around(state))
    }

    /// The nearest state to the left or right whose middle is not further up or down than aside.
    fn across(&self, node: &Node, direction: Direction) -> Option<Pointer> {
        let from = centre(&node.rect);
        let others = self.nodes.iter().filter(|other| other.pointer != node.pointer && !other.is_box);
        let near = others.filter_map(|other| {
            let to = centre(&other.rect);
            let aside = if direction == Direction::Right { to.x - from.x } else { from.x - to.x };
            let off = (to.y - from.y).abs();
            (aside > 0 && off <= aside).then_some((aside + 2 * off, &other.pointer))
        });
        near.min().map(|(_, pointer)| pointer.clone())
    }
}

/// The flow a state is in.
fn scope_of(state: &Pointer) -> Option<Pointer> {
    state.parent()?.parent()
}
