//! Where a run's tokens stand on the scene.

use super::path::{back_from_end, middle};
use super::{Line, LinePart, Scene};
use crate::json::Pointer;
use crate::layout::{Point, Rect};
use crate::studio::StateStatus;
use crate::studio::moment::{Moment, Token, TokenPlace};

/// How far before its state a token rests on the edge.
const BEFORE: f64 = 9.0;
/// How far before it where there is no room for that.
const NEAR: f64 = 1.0;
/// The radius of its disc with the line around it.
const RADIUS: i32 = 8;

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
    let edge = entering.find(|edge| moment.taken(&edge.pointer));
    let taken = edge.map(|edge| &edge.points);
    let chip = edge.and_then(|edge| edge.chip.as_ref()).map(|chip| chip.rect);
    let line = scene
        .lines
        .iter()
        .find(|line| matches!(&line.part, LinePart::Enter { start: Some(start), .. } if start == state));
    let points = taken.or(line.map(|line| &line.points));
    let top = Point { x: node.rect.x + node.rect.width / 2, y: node.rect.y };
    let on_edge = |before: f64| points.and_then(|points| back_from_end(points, before));
    // Where it would cover its edge's chip it stands at the state's border.
    on_edge(BEFORE).filter(|at| !chip.is_some_and(|chip| covers(*at, &chip))).or_else(|| on_edge(NEAR)).or(Some(top))
}

/// Whether a token at a point covers a part of a rectangle.
fn covers(at: Point, rect: &Rect) -> bool {
    (rect.x - RADIUS..rect.right() + RADIUS).contains(&at.x)
        && (rect.y - RADIUS..rect.bottom() + RADIUS).contains(&at.y)
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
