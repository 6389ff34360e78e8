//! Which parts of a large scene are on the page: those on the screen and around it, and those that are kept. Where these
//! would be very many they are so small that nothing can be read of them, and shapes do.

use std::sync::Arc;

use super::{Edge, Line, Missing, Scene};
use crate::json::Pointer;
use crate::layout::{Point, Rect};

/// A scene of no more states is on the page as a whole: what costs is elements, and so many are drawn in a frame.
const MOUNTED_WHOLE_MAX: usize = 500;

/// Of more states in the window none is on the page but those that are kept: all are shapes.
const MOUNTED_MAX: usize = 2_000;

/// The window moves by so many units of the scene, so that panning seldom changes what is mounted.
const TILE: i32 = 512;

/// The parts of a scene that are on the page, each in the scene's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mounted {
    /// The states that others are drawn in.
    pub boxes: Vec<Pointer>,
    /// The other states.
    pub leaves: Vec<Pointer>,
    /// The transitions, by their addresses.
    pub edges: Vec<Pointer>,
    /// The transitions on which a text stands.
    pub chips: Vec<Pointer>,
    /// The lines inside boxes.
    pub lines: Vec<Arc<Line>>,
    /// Targets that no state has the name of.
    pub missing: Vec<Arc<Missing>>,
    /// Whether all is drawn as shapes.
    pub as_shapes: bool,
}

impl Scene {
    /// What is mounted while `screen` is seen: as much again on every side, in whole tiles. `None` where the scene is
    /// mounted as a whole.
    pub fn window(&self, screen: &Rect) -> Option<Rect> {
        if self.nodes.len() <= MOUNTED_WHOLE_MAX {
            return None;
        }
        let down = |at: i32| at.div_euclid(TILE) * TILE;
        let up = |at: i32| down(at.saturating_add(TILE - 1));
        let (x, y) = (down(screen.x - screen.width / 2), down(screen.y - screen.height / 2));
        let (right, bottom) = (up(screen.right() + screen.width / 2), up(screen.bottom() + screen.height / 2));
        Some(Rect { x, y, width: right - x, height: bottom - y })
    }

    /// The parts inside a window, and of the states those that are kept wherever they are: the chosen one, the one that
    /// has the focus.
    pub fn mounted(&self, window: Option<&Rect>, kept: &[Pointer]) -> Mounted {
        let seen = |window: &Rect| self.nodes.iter().filter(|node| overlap(window, &node.rect)).count();
        let as_shapes = window.is_some_and(|window| seen(window) > MOUNTED_MAX);
        let shows = |rect: &Rect| !as_shapes && window.is_none_or(|window| overlap(window, rect));
        let mut mounted = Mounted { as_shapes, ..Mounted::default() };
        for node in &self.nodes {
            if shows(&node.rect) || kept.contains(&node.pointer) {
                let list = if node.is_box { &mut mounted.boxes } else { &mut mounted.leaves };
                list.push(node.pointer.clone());
            }
        }
        for edge in self.edges.iter().filter(|edge| shows(&extent(edge))) {
            mounted.edges.push(edge.pointer.clone());
            mounted.chips.extend(edge.chip.is_some().then(|| edge.pointer.clone()));
        }
        mounted.lines = self.lines.iter().filter(|line| shows(&around(&line.points))).cloned().collect();
        mounted.missing = self.missing.iter().filter(|missing| shows(&missing.rect)).cloned().collect();
        mounted
    }
}

/// The area of a transition and of what stands on it.
fn extent(edge: &Edge) -> Rect {
    let line = around(&edge.points);
    edge.chip.as_ref().map_or(line, |chip| {
        let (x, y) = (line.x.min(chip.rect.x), line.y.min(chip.rect.y));
        let (right, bottom) = (line.right().max(chip.rect.right()), line.bottom().max(chip.rect.bottom()));
        Rect { x, y, width: right - x, height: bottom - y }
    })
}

/// The smallest rectangle around a polyline.
fn around(points: &[Point]) -> Rect {
    let Some(first) = points.first() else { return Rect::default() };
    let (mut left, mut top, mut right, mut bottom) = (first.x, first.y, first.x, first.y);
    for point in points {
        (left, right) = (left.min(point.x), right.max(point.x));
        (top, bottom) = (top.min(point.y), bottom.max(point.y));
    }
    Rect { x: left, y: top, width: right - left, height: bottom - top }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::asl::Machine;
    use crate::json::Document;
    use crate::studio::Drawn;

    /// A chain of so many states.
    fn chain(states: usize) -> Scene {
        let mut text = String::from(r#"{"StartAt": "S0", "States": {"#);
        for at in 0..states {
            // Writing to a string cannot fail.
            let _ = write!(text, r#""S{at}": {{"Type": "Pass", "Next": "S{}"}},"#, at + 1);
        }
        let _ = write!(text, r#""S{states}": {{"Type": "Succeed"}}}}}}"#);
        let document = Document::new(text);
        Scene::of(&Drawn { machine: Arc::new(Machine::read(&document)), document })
    }

    const SCREEN: Rect = Rect { x: -200, y: 4_000, width: 1_440, height: 900 };

    #[test]
    fn a_scene_of_so_many_states_is_mounted_whole() {
        let scene = chain(MOUNTED_WHOLE_MAX - 1);
        assert_eq!(scene.window(&SCREEN), None);
        let mounted = scene.mounted(None, &[]);
        assert_eq!((mounted.leaves.len(), mounted.edges.len()), (MOUNTED_WHOLE_MAX, MOUNTED_WHOLE_MAX));
        assert!(chain(MOUNTED_WHOLE_MAX).window(&SCREEN).is_some());
    }

    /// How much is mounted is by the screen and not by the scene.
    #[test]
    fn a_larger_scene_mounts_no_more() {
        let count = |states: usize| {
            let scene = chain(states);
            let mounted = scene.mounted(scene.window(&SCREEN).as_ref(), &[]);
            (mounted.leaves.len(), mounted.edges.len())
        };
        let (leaves, edges) = count(1_000);
        assert!((5..60).contains(&leaves) && (5..60).contains(&edges), "{leaves}, {edges}");
        assert_eq!(count(4_000), (leaves, edges));
    }

    #[test]
    fn whatever_is_on_the_screen_is_mounted_and_what_is_kept() {
        let scene = chain(1_000);
        let kept = scene.nodes[900].pointer.clone();
        for y in (-500..scene.size.1).step_by(977) {
            let screen = Rect { y, ..SCREEN };
            let mounted = scene.mounted(scene.window(&screen).as_ref(), std::slice::from_ref(&kept));
            let seen = scene.nodes.iter().filter(|node| overlap(&screen, &node.rect)).map(|node| &node.pointer);
            assert!(seen.chain([&kept]).all(|pointer| mounted.leaves.contains(pointer)), "at {y}");
            let seen = scene.edges.iter().filter(|edge| overlap(&screen, &extent(edge)));
            assert!(seen.map(|edge| &edge.pointer).all(|pointer| mounted.edges.contains(pointer)), "at {y}");
        }
    }

    #[test]
    fn of_more_than_can_be_read_all_are_shapes_but_what_is_kept() {
        let scene = chain(MOUNTED_MAX + 500);
        let kept = scene.nodes[900].pointer.clone();
        let mounted = |height: i32| {
            let screen = Rect { height, ..Rect { y: 0, ..SCREEN } };
            scene.mounted(scene.window(&screen).as_ref(), std::slice::from_ref(&kept))
        };
        let (all, near) = (mounted(scene.size.1), mounted(SCREEN.height));
        assert!(all.as_shapes && !near.as_shapes);
        assert_eq!((all.leaves, all.edges.len()), (vec![kept], 0));
        assert!((5..60).contains(&near.edges.len()));
    }

    #[test]
    fn a_little_panning_mounts_nothing_new() {
        let scene = chain(1_000);
        let windows = (0..TILE).map(|by| scene.window(&Rect { y: 4_096 + by, ..SCREEN }));
        let mut different: Vec<_> = windows.collect();
        different.dedup();
        assert!(different.len() <= 3, "{different:?}");
    }
}
