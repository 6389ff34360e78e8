//! Which part of the scene is on the screen, and how large.

use crate::layout::Rect;

/// A point of the canvas's element, in pixels from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// The part of the scene on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    /// Where the scene's origin is.
    pub x: f64,
    /// Where the scene's origin is.
    pub y: f64,
    /// Pixels for each unit of the scene.
    pub zoom: f64,
    /// The element's width.
    pub width: f64,
    /// The element's height.
    pub height: f64,
}

impl Default for Viewport {
    fn default() -> Viewport {
        Viewport { x: 0.0, y: 0.0, zoom: 1.0, width: 0.0, height: 0.0 }
    }
}

/// Smallest and largest zoom.
pub const ZOOM_MIN: f64 = 0.1;
/// Smallest and largest zoom.
pub const ZOOM_MAX: f64 = 4.0;
/// One press of a zoom button.
pub const ZOOM_STEP: f64 = 1.25;
/// The scene opens no smaller than this, so that its texts can be read: on a page, and on a phone.
const OPEN_MIN: (f64, f64) = (0.8, 0.6);
/// The width from which a page is no phone.
const PHONE: f64 = 640.0;
/// Around what is fitted or revealed.
const MARGIN: f64 = 16.0;
/// How much of the scene stays on the screen, however far it is panned.
const KEPT: f64 = 80.0;

impl Viewport {
    /// The point of the scene under a spot.
    pub fn to_scene(&self, spot: Spot) -> (f64, f64) {
        ((spot.x - self.x) / self.zoom, (spot.y - self.y) / self.zoom)
    }

    /// The spot over a point of the scene.
    pub fn to_screen(&self, x: f64, y: f64) -> Spot {
        Spot { x: x * self.zoom + self.x, y: y * self.zoom + self.y }
    }

    /// Whether a spot is on the canvas.
    pub fn holds(&self, spot: Spot) -> bool {
        (0.0..=self.width).contains(&spot.x) && (0.0..=self.height).contains(&spot.y)
    }

    /// The value of the scene's `transform`.
    pub fn transform(&self) -> String {
        let round = |value: f64| (value * 100.0).round() / 100.0;
        format!("translate({} {}) scale({})", round(self.x), round(self.y), (self.zoom * 1e4).round() / 1e4)
    }

    /// The zoom in words.
    pub fn percent(&self) -> String {
        format!("{} %", (self.zoom * 100.0).round())
    }

    /// Moved by so many pixels.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64) -> Viewport {
        Viewport { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Larger by a factor, with what is under a spot kept there.
    #[must_use]
    pub fn zoomed(self, factor: f64, around: Spot) -> Viewport {
        let zoom = (self.zoom * factor).clamp(ZOOM_MIN, ZOOM_MAX);
        let real = zoom / self.zoom;
        Viewport { x: around.x - (around.x - self.x) * real, y: around.y - (around.y - self.y) * real, zoom, ..self }
    }

    /// Larger by a factor around the middle.
    #[must_use]
    pub fn zoomed_middle(self, factor: f64) -> Viewport {
        self.zoomed(factor, Spot { x: self.width / 2.0, y: self.height / 2.0 })
    }

    /// The whole scene on the screen, no larger than life.
    #[must_use]
    pub fn fitted(self, size: (i32, i32)) -> Viewport {
        self.at_zoom(self.fit_zoom(size), size, None)
    }

    /// How a scene opens: fitted, but large enough to be read, with its start in view.
    #[must_use]
    pub fn opened(self, size: (i32, i32), start_x: Option<i32>) -> Viewport {
        let least = if self.width < PHONE { OPEN_MIN.1 } else { OPEN_MIN.0 };
        self.at_zoom(self.fit_zoom(size).max(least), size, start_x)
    }

    /// Whether the whole scene is on the screen.
    pub fn shows_all(&self, size: (i32, i32)) -> bool {
        let inside = |at: f64, size: i32, room: f64| at >= -1.0 && at + f64::from(size) * self.zoom <= room + 1.0;
        inside(self.x, size.0, self.width) && inside(self.y, size.1, self.height)
    }

    /// The zoom at which the whole scene is on the screen.
    pub fn fit_zoom(&self, size: (i32, i32)) -> f64 {
        // A scene drawn to the edge has its own margin, so the one kept here is small.
        let fit = |room: f64, size: i32| room / f64::from(size.max(1));
        fit(self.width, size.0).min(fit(self.height, size.1)).clamp(ZOOM_MIN, 1.0)
    }

    fn at_zoom(self, zoom: f64, size: (i32, i32), start_x: Option<i32>) -> Viewport {
        let (width, height) = (f64::from(size.0) * zoom, f64::from(size.1) * zoom);
        let x = match start_x {
            Some(start) if width > self.width => {
                (self.width / 2.0 - f64::from(start) * zoom).clamp(self.width - width, 0.0)
            }
            _ => (self.width - width) / 2.0,
        };
        let y = if height > self.height && start_x.is_some() { 0.0 } else { (self.height - height) / 2.0 };
        Viewport { x, y, zoom, ..self }
    }

    /// Moved as little as shows a rectangle of the scene; not at all where its middle is on the screen.
    #[must_use]
    pub fn revealing(self, rect: &Rect) -> Viewport {
        let middle = self.to_screen(
            f64::from(rect.x) + f64::from(rect.width) / 2.0,
            f64::from(rect.y) + f64::from(rect.height).min(80.0) / 2.0,
        );
        let inner = |value: f64, size: f64| (MARGIN..=size - MARGIN).contains(&value);
        if inner(middle.x, self.width) && inner(middle.y, self.height) {
            return self;
        }
        let start = self.to_screen(f64::from(rect.x), f64::from(rect.y));
        let end = self.to_screen(f64::from(rect.right()), f64::from(rect.bottom()));
        let shift = |start: f64, end: f64, size: f64| {
            if start < MARGIN || end - start > size - 2.0 * MARGIN {
                MARGIN - start
            } else if end > size - MARGIN {
                size - MARGIN - end
            } else {
                0.0
            }
        };
        self.panned(shift(start.x, end.x, self.width), shift(start.y, end.y, self.height))
    }

    /// Moved back so far that a part of the scene stays on the screen.
    #[must_use]
    pub fn within(self, size: (i32, i32)) -> Viewport {
        let keep = |at: f64, size: i32, room: f64| {
            let size = f64::from(size) * self.zoom;
            let kept = KEPT.min(room / 2.0);
            at.clamp((kept - size).min(room - kept), (room - kept).max(kept - size))
        };
        Viewport { x: keep(self.x, size.0, self.width), y: keep(self.y, size.1, self.height), ..self }
    }

    /// The same part of the scene in an element of another size: its middle stays in the middle.
    #[must_use]
    pub fn resized(self, width: f64, height: f64) -> Viewport {
        Viewport {
            x: self.x + (width - self.width) / 2.0,
            y: self.y + (height - self.height) / 2.0,
            width,
            height,
            ..self
        }
    }

    /// What is on the screen, as a rectangle of the scene.
    pub fn visible(&self) -> Rect {
        let (x, y) = self.to_scene(Spot::default());
        let (width, height) = (self.width / self.zoom, self.height / self.zoom);
        Rect { x: x.floor() as i32, y: y.floor() as i32, width: width.ceil() as i32, height: height.ceil() as i32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Viewport = Viewport { x: 0.0, y: 0.0, zoom: 1.0, width: 800.0, height: 600.0 };

    #[track_caller]
    fn near(a: (f64, f64), b: (f64, f64)) {
        assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{a:?} is not {b:?}");
    }

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let spot = Spot { x: 123.0, y: 456.0 };
        for factor in [0.01, 0.5, 1.0, 1.25, 3.0, 100.0] {
            let moved = PAGE.panned(17.0, -30.0);
            let zoomed = moved.zoomed(factor, spot);
            near(moved.to_scene(spot), zoomed.to_scene(spot));
            assert!((ZOOM_MIN..=ZOOM_MAX).contains(&zoomed.zoom));
        }
        let back = PAGE.to_screen(40.0, 50.0);
        near(PAGE.zoomed(2.0, spot).to_scene(PAGE.zoomed(2.0, spot).to_screen(40.0, 50.0)), (40.0, 50.0));
        near((back.x, back.y), (40.0, 50.0));
    }

    #[test]
    fn fit_shows_everything_and_never_enlarges() {
        let large = PAGE.fitted((1600, 600));
        near((large.zoom, large.x), (0.5, 0.0));
        near((large.y, 0.0), (150.0, 0.0));
        let small = PAGE.fitted((100, 100));
        near((small.zoom, small.x), (1.0, 350.0));
        assert!((PAGE.fitted((1_000_000, 10)).zoom - ZOOM_MIN).abs() < 1e-9);
    }

    #[test]
    fn a_scene_opens_readable_with_its_start_in_view() {
        let tall = PAGE.opened((400, 6000), Some(200));
        near((tall.zoom, tall.y), (0.8, 0.0));
        let wide = PAGE.opened((4000, 300), Some(300));
        assert!(wide.zoom >= 0.8);
        let start = wide.to_screen(300.0, 0.0);
        assert!(wide.holds(Spot { y: 10.0, ..start }), "{start:?}");
        let phone = Viewport { width: 375.0, ..PAGE }.opened((860, 600), Some(300));
        near((phone.zoom, 0.0), (0.6, 0.0));
    }

    #[test]
    fn revealing_moves_only_when_it_must() {
        let rect = Rect { x: 100, y: 100, width: 192, height: 40 };
        assert_eq!(PAGE.revealing(&rect), PAGE);
        let right = PAGE.revealing(&Rect { x: 900, ..rect });
        near((right.x, right.y), (-308.0, 0.0));
        let above = PAGE.revealing(&Rect { y: -500, ..rect });
        near((above.x, above.y), (0.0, 516.0));
    }

    #[test]
    fn the_scene_cannot_be_lost() {
        let lost = PAGE.panned(5000.0, -5000.0).within((400, 300));
        near((lost.x, lost.y), (720.0, -220.0));
        assert_eq!(PAGE.within((400, 300)), PAGE);
        assert_eq!(PAGE.transform(), "translate(0 0) scale(1)");
    }
}
