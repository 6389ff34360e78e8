//! Where a run's tokens stand on the scene.

use super::path::{back_from_end, middle};
use super::{Line, LinePart, Scene};
use crate::json::Pointer;
use crate::layout::Point;
use crate::studio::StateStatus;
use crate::studio::moment::{Moment, Token, TokenPlace};

/// How far before its state a token rests on the edge.
const BEFORE: f64 = 9.0;

/// A token on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenMark {
    /// Where.
    pub at: Point,
    /// What is written in it.
    pub text: String,
    /// What it waits for, beside it.
    pub waits: Option<String>,
    /// Whether its state is at work; a token at a join is not.
    pub live: bool,
    /// What a screen reader says.
    pub name: String,
}

/// The tokens of a moment. Those whose state is not drawn are left out.
pub fn tokens(scene: &Scene, moment: &Moment) -> Vec<TokenMark> {
    moment.tokens().iter().filter_map(|token| mark(scene, moment, token)).collect()
}

fn mark(scene: &Scene, moment: &Moment, token: &Token) -> Option<TokenMark> {
    let (at, live, place) = match &token.place {
        TokenPlace::State(state) => {
            (before_state(scene, moment, state)?, true, format!("at ‘{}’", scene.node(state)?.name))
        }
        TokenPlace::Join(owner, branch) => {
            (before_join(scene, moment, owner, *branch)?, false, format!("at the end of ‘{}’", scene.node(owner)?.name))
        }
    };
    let text = match (token.branch, token.count) {
        (_, count @ 2..) => count.to_string(),
        (Some(branch), _) => branch.to_string(),
        (None, _) => String::new(),
    };
    let what = match (token.branch, token.count) {
        (_, count @ 2..) => format!("{count} tokens"),
        (Some(branch), _) => format!("Token of branch {branch}"),
        (None, _) => "Token".to_owned(),
    };
    let waits = token.waits.clone();
    let name = waits.as_ref().map_or(format!("{what} {place}"), |waits| format!("{what} {place}, {waits}"));
    Some(TokenMark { at, text, waits, live, name })
}

/// On the edge by which the state was entered.
fn before_state(scene: &Scene, moment: &Moment, state: &Pointer) -> Option<Point> {
    let node = scene.node(state)?;
    let mut entering = scene.edges.iter().rev().filter(|edge| edge.target.as_ref() == Some(state));
    let taken = entering.find(|edge| moment.taken(&edge.pointer)).map(|edge| &edge.points);
    let line = scene
        .lines
        .iter()
        .find(|line| matches!(&line.part, LinePart::Enter { start: Some(start), .. } if start == state));
    let points = taken.or(line.map(|line| &line.points));
    let top = Point { x: node.rect.x + node.rect.width / 2, y: node.rect.y };
    Some(points.and_then(|points| back_from_end(points, BEFORE)).unwrap_or(top))
}

/// On the line from the last state of a branch to the join.
fn before_join(scene: &Scene, moment: &Moment, owner: &Pointer, branch: usize) -> Option<Point> {
    let scope = scene.lanes.iter().filter(|lane| lane.owner.as_ref() == Some(owner)).nth(branch)?.scope.clone();
    let leaves = |line: &&std::sync::Arc<Line>| match &line.part {
        LinePart::Leave(state) => state.parent().and_then(|states| states.parent()).as_ref() == Some(&scope),
        LinePart::Enter { .. } | LinePart::Foot => false,
    };
    let mut lines = scene.lines.iter().filter(leaves);
    let done = |line: &&std::sync::Arc<Line>| match &line.part {
        LinePart::Leave(state) => moment.status(state) == StateStatus::Succeeded,
        LinePart::Enter { .. } | LinePart::Foot => false,
    };
    let line = lines.clone().find(done).or_else(|| lines.next())?;
    // On the first, straight part, where it belongs to this branch alone.
    middle(line.points.get(..2)?)
}
