//! How fast a run is played: how much of a frame the interpreter gets, and how many steps it takes between two looks at
//! the clock.
//!
//! What is left of a frame after the views were drawn goes to the interpreter, within bounds: a page that takes long to
//! draw must not take longer for a run, and a run must go on however long the page takes.

/// The milliseconds from one frame to the next on most screens.
const FRAME_MS: f64 = 1000.0 / 60.0;
/// What of a frame stays free: for what people do meanwhile, and for what cannot be foreseen.
const FREE_MS: f64 = 4.0;
/// The interpreter's part of a frame, at least and at most, in milliseconds.
const SHARE_MS: std::ops::RangeInclusive<f64> = 2.0..=8.0;
/// How long the steps between two looks at the clock should take.
const SLICE_MS: f64 = 1.0;
/// Steps between two looks at the clock, at first and at most.
const STEPS: std::ops::RangeInclusive<usize> = 16..=20_000;

/// The interpreter's part of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    share_ms: f64,
    steps: usize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { share_ms: f64::midpoint(*SHARE_MS.start(), *SHARE_MS.end()), steps: *STEPS.start() }
    }
}

impl Pace {
    /// How many steps to take before the next look at the clock.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// That many steps took so long.
    pub fn stepped(&mut self, took_ms: f64) {
        // A clock may be too coarse to tell.
        let scaled = self.steps as f64 * (SLICE_MS / took_ms.max(0.1)).clamp(0.1, 2.0);
        self.steps = (scaled as usize).clamp(*STEPS.start(), *STEPS.end());
    }

    /// Whether the interpreter has had its part of a frame.
    pub fn is_over(&self, spent_ms: f64) -> bool {
        spent_ms >= self.share_ms
    }

    /// After the interpreter's part, the rest of a frame took so long: views were computed and drawn.
    pub fn drawn(&mut self, took_ms: f64) {
        let left = (FRAME_MS - FREE_MS - took_ms).clamp(*SHARE_MS.start(), *SHARE_MS.end());
        // Less at once, more by and by: one quick frame says little of the next.
        self.share_ms = if left < self.share_ms { left } else { self.share_ms + (left - self.share_ms) / 4.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_takes_about_a_millisecond_whatever_a_step_takes() {
        for step_ms in [0.000_1, 0.002, 0.03] {
            let mut pace = Pace::default();
            for _ in 0..40 {
                pace.stepped(pace.steps() as f64 * step_ms);
            }
            let slice = pace.steps() as f64 * step_ms;
            assert!((0.4..=2.0).contains(&slice), "{slice} ms at {step_ms} ms a step");
        }
        let mut pace = Pace::default();
        pace.stepped(500.0);
        assert_eq!(pace.steps(), *STEPS.start(), "a step that takes long is taken, and few others with it");
    }

    #[test]
    fn what_drawing_takes_is_taken_from_the_interpreter() {
        let mut pace = Pace::default();
        pace.drawn(300.0);
        assert!(pace.is_over(*SHARE_MS.start()) && !pace.is_over(*SHARE_MS.start() - 0.1), "but not all of it");
        pace.drawn(1.0);
        assert!(pace.is_over(4.0), "one quick frame says little");
        for _ in 0..30 {
            pace.drawn(1.0);
        }
        assert!(!pace.is_over(7.9) && pace.is_over(*SHARE_MS.end()));
        pace.drawn(7.0);
        assert!(pace.is_over(FRAME_MS - FREE_MS - 7.0));
    }
}
