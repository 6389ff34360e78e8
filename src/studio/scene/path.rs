//! Polylines: drawn with round corners, measured, and halved.

use std::fmt::Write;

use crate::layout::Point;

/// The polyline as an SVG path whose corners have a radius of at most `radius`.
pub(super) fn rounded(points: &[Point], radius: f64) -> String {
    let points = simplified(points);
    let mut path = String::new();
    let Some(first) = points.first() else { return path };
    // Writing to a string cannot fail.
    let _ = write!(path, "M{} {}", first.x, first.y);
    for (index, at) in points.iter().enumerate().skip(1) {
        let Some(next) = points.get(index + 1) else {
            let _ = write!(path, "L{} {}", at.x, at.y);
            break;
        };
        let before = points[index - 1];
        let turn = radius.min(length(before, *at) / 2.0).min(length(*at, *next) / 2.0);
        let (enter, leave) = (towards(*at, before, turn), towards(*at, *next, turn));
        let _ = write!(path, "L{} {}Q{} {} {} {}", enter.0, enter.1, at.x, at.y, leave.0, leave.1);
    }
    path
}

/// Without repeated points and without corners that do not turn.
fn simplified(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(point) {
            continue;
        }
        if let [.., before, last] = kept.as_slice() {
            let straight = (before.x == last.x
                && last.x == point.x
                && (last.y - before.y).signum() == (point.y - last.y).signum())
                || (before.y == last.y
                    && last.y == point.y
                    && (last.x - before.x).signum() == (point.x - last.x).signum());
            if straight {
                kept.pop();
            }
        }
        kept.push(*point);
    }
    kept
}

fn length(a: Point, b: Point) -> f64 {
    f64::from(a.x - b.x).hypot(f64::from(a.y - b.y))
}

/// The point `by` away from `from` in the direction of `to`.
fn towards(from: Point, to: Point, by: f64) -> (f64, f64) {
    let length = length(from, to);
    if length == 0.0 {
        return (f64::from(from.x), f64::from(from.y));
    }
    let part = by / length;
    let round = |value: f64| (value * 100.0).round() / 100.0;
    (
        round(f64::from(from.x) + f64::from(to.x - from.x) * part),
        round(f64::from(from.y) + f64::from(to.y - from.y) * part),
    )
}

/// The point halfway along a polyline.
pub fn middle(points: &[Point]) -> Option<Point> {
    let total: f64 = points.windows(2).map(|pair| length(pair[0], pair[1])).sum();
    let mut left = total / 2.0;
    for pair in points.windows(2) {
        let here = length(pair[0], pair[1]);
        if here >= left && here > 0.0 {
            let (x, y) = towards(pair[0], pair[1], left);
            return Some(Point { x: x.round() as i32, y: y.round() as i32 });
        }
        left -= here;
    }
    points.first().copied()
}

/// The point so far before a polyline's end, on its last part.
pub(super) fn back_from_end(points: &[Point], by: f64) -> Option<Point> {
    let [.., before, last] = points else { return None };
    let (x, y) = towards(*last, *before, by.min(length(*last, *before)));
    Some(Point { x: x.round() as i32, y: y.round() as i32 })
}

/// How far a point is from a polyline.
pub(in crate::studio) fn distance(points: &[Point], x: f64, y: f64) -> f64 {
    points.windows(2).map(|pair| segment_distance(pair[0], pair[1], x, y)).fold(f64::INFINITY, f64::min)
}

fn segment_distance(a: Point, b: Point, x: f64, y: f64) -> f64 {
    let (ax, ay) = (f64::from(a.x), f64::from(a.y));
    let (dx, dy) = (f64::from(b.x) - ax, f64::from(b.y) - ay);
    let square = dx * dx + dy * dy;
    let along = if square == 0.0 { 0.0 } else { (((x - ax) * dx + (y - ay) * dy) / square).clamp(0.0, 1.0) };
    (x - ax - along * dx).hypot(y - ay - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(corners: &[(i32, i32)]) -> Vec<Point> {
        corners.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn corners_are_round_and_never_overshoot() {
        assert_eq!(rounded(&points(&[(0, 0), (0, 20)]), 8.0), "M0 0L0 20");
        assert_eq!(rounded(&points(&[(0, 0), (0, 20), (30, 20)]), 8.0), "M0 0L0 12Q0 20 8 20L30 20");
        assert_eq!(rounded(&points(&[(0, 0), (0, 6), (30, 6)]), 8.0), "M0 0L0 3Q0 6 3 6L30 6");
        assert_eq!(rounded(&points(&[(0, 0), (0, 6), (0, 6), (0, 9)]), 8.0), "M0 0L0 9");
        assert_eq!(rounded(&[], 8.0), "");
    }

    #[test]
    fn the_middle_is_halfway_along() {
        assert_eq!(middle(&points(&[(0, 0), (0, 10), (10, 10)])), Some(Point { x: 0, y: 10 }));
        assert_eq!(middle(&points(&[(4, 4)])), Some(Point { x: 4, y: 4 }));
        assert_eq!(middle(&[]), None);
        assert!((distance(&points(&[(0, 0), (0, 10), (10, 10)]), 5.0, 13.0) - 3.0).abs() < 1e-9);
        assert!(distance(&[], 0.0, 0.0).is_infinite());
    }
}
