//! How fast a run is played: how much of a frame the interpreter gets, how many steps it takes between two looks at the
//! clock, and how often the views are drawn while it has more to do.
//!
//! The interpreter works while the next frame is waited for, after what drawing takes of it. So the page stays as quick
//! as its views are, and a run goes on however long these take.

/// The milliseconds from one frame to the next on most screens.
const FRAME_MS: f64 = 1000.0 / 60.0;
/// What of a frame stays free: for what people do meanwhile, and for what cannot be foreseen.
const FREE_MS: f64 = 4.0;
/// The interpreter's part of a frame, at least and at most, in milliseconds.
const SHARE_MS: std::ops::RangeInclusive<f64> = 4.0..=12.0;
/// While the interpreter has more to do than a frame lets it, drawing takes at most one part in so many of the time.
const DRAWN_PARTS: f64 = 4.0;
/// How long the steps between two looks at the clock should take.
const SLICE_MS: f64 = 1.0;
/// How long a slice takes that keeps a letter from the screen.
const HEAVY_MS: f64 = 30.0;
/// How much of the longest slice is remembered after each other one.
const REMEMBERED: f64 = 0.98;
/// Steps between two looks at the clock, at first and at most: one may evaluate an expression over a large input.
const STEPS: std::ops::RangeInclusive<usize> = 1..=20_000;

/// The pace of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    share_ms: f64,
    steps: usize,
    /// What the longest slice took, as far as it is remembered.
    longest_ms: f64,
    /// What drawing took last.
    drawn_ms: f64,
    /// How long ago that was.
    since_ms: f64,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { share_ms: *SHARE_MS.start(), steps: *STEPS.start(), longest_ms: 0.0, drawn_ms: 0.0, since_ms: 0.0 }
    }
}

impl Pace {
    /// How many steps to take before the next look at the clock.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// That many steps took so long.
    pub fn stepped(&mut self, took_ms: f64) {
        self.longest_ms = took_ms.max(self.longest_ms * REMEMBERED);
        // A clock may be too coarse to tell.
        let scaled = self.steps as f64 * (SLICE_MS / took_ms.max(0.1)).clamp(0.1, 2.0);
        self.steps = (scaled as usize).clamp(*STEPS.start(), *STEPS.end());
    }

    /// Whether one step may take so long that a person who types would see it.
    pub fn is_heavy(&self) -> bool {
        self.longest_ms >= HEAVY_MS
    }

    /// Whether the interpreter has had its part of a frame.
    pub fn is_over(&self, spent_ms: f64) -> bool {
        spent_ms >= self.share_ms
    }

    /// Whether the views are to be drawn in a frame that begins so long after the last one.
    pub fn draws(&mut self, elapsed_ms: f64) -> bool {
        self.since_ms += elapsed_ms;
        self.since_ms >= self.drawn_ms * DRAWN_PARTS
    }

    /// After the interpreter's part of a frame, views were computed and drawn, which took so long.
    pub fn drawn(&mut self, took_ms: f64) {
        (self.drawn_ms, self.since_ms) = (took_ms, 0.0);
        // What takes longer than a frame is seen a frame later, whatever else is done until then.
        let busy = took_ms + FREE_MS + SHARE_MS.start();
        let frames = (busy / FRAME_MS).ceil().max(1.0);
        let left = (frames * FRAME_MS - FREE_MS - took_ms).clamp(*SHARE_MS.start(), *SHARE_MS.end());
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
    fn a_step_that_took_long_is_remembered_for_a_while() {
        let mut pace = Pace::default();
        pace.stepped(29.0);
        assert!(!pace.is_heavy());
        pace.stepped(250.0);
        (0..50).for_each(|_| pace.stepped(1.0));
        assert!(pace.is_heavy(), "between two long steps there are short ones");
        (0..100).for_each(|_| pace.stepped(1.0));
        assert!(!pace.is_heavy());
    }

    /// What a pace comes to where drawing always takes so long.
    fn settled(drawn_ms: f64) -> Pace {
        let mut pace = Pace::default();
        for _ in 0..40 {
            pace.drawn(drawn_ms);
        }
        pace
    }

    #[test]
    fn what_drawing_leaves_of_its_frames_is_the_interpreters() {
        for (drawn_ms, frames) in
            [(0.5, 1.0), (4.0, 1.0), (8.0, 1.0), (9.0, 2.0), (20.0, 2.0), (24.0, 2.0), (40.0, 3.0)]
        {
            let Pace { share_ms, .. } = settled(drawn_ms);
            assert!(SHARE_MS.contains(&share_ms), "{share_ms} at {drawn_ms}");
            assert!(share_ms + drawn_ms <= frames * FRAME_MS, "{share_ms} at {drawn_ms}");
        }
        let mut pace = settled(1.0);
        assert!(!pace.is_over(11.4) && pace.is_over(*SHARE_MS.end()));
        pace.drawn(8.0);
        assert!(pace.is_over(4.7), "less at once");
        pace.drawn(1.0);
        assert!(pace.is_over(8.0), "more by and by");
    }

    #[test]
    fn drawing_takes_a_part_of_the_time_and_no_more() {
        let mut pace = settled(20.0);
        let drawn = (0..100).filter(|_| {
            let draws = pace.draws(FRAME_MS);
            if draws {
                pace.drawn(20.0);
            }
            draws
        });
        assert_eq!(drawn.count(), 20, "every fifth frame");
        let mut quick = settled(3.0);
        assert!(quick.draws(FRAME_MS), "every frame");
    }
}
