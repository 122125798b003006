//! Waiting: whether a thread that waits for a run stays awake for a while, or parks at once.
//!
//! To be woken on a core that sleeps costs far more than to stay awake for a moment; but a thread that stays awake may keep
//! the very worker it waits for from a core. Which of the two it is depends on where the system puts threads and on what else
//! runs. It can't be asked, so both are measured: the way that took less time lately is taken, and the other one tried now and then.

use std::hint::spin_loop;
use std::time::{Duration, Instant};

use daisy_core::__private::Run;

use crate::lanes::Lanes;
use crate::sync::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Waits of a pool's runs, by those who run none of their tasks. What several learn at once may get lost: it is a guess.
#[derive(Default)]
pub(crate) struct Waiting {
    waits: AtomicUsize,
    /// What a wait took lately, in nanoseconds, by whether the thread stayed awake. 0: not known.
    typical: [AtomicU64; 2],
}

/// Of so many waits, the first few try the other way: one alone would not show what it comes to once workers stay awake, too. At 50 us
/// in vain, that is 0.1 us a wait.
const PERIOD: usize = 4096;
const TRIALS: usize = 8;

/// Longer waits count as this long: from here on it makes no difference.
const LONG: Duration = Duration::from_micros(100);

impl Waiting {
    /// Whether the thread that waits next stays awake: only if that takes clearly less.
    pub(crate) fn stays_awake(&self) -> bool {
        let [parked, awake] = self.typical.each_ref().map(|nanos| nanos.load(Relaxed));
        let better = 4 * awake < 3 * parked;
        let trial = self.waits.fetch_add(1, Relaxed) % PERIOD < TRIALS;
        better != trial
    }

    /// A wait took so long. What is typical goes a step up or down towards it, so that it stays near the median, whatever
    /// accidents there are.
    pub(crate) fn learn(&self, awake: bool, took: Duration) {
        let (typical, took) = (&self.typical[usize::from(awake)], took.min(LONG).as_nanos() as u64);
        let before = typical.load(Relaxed);
        let (least, most) = (before - before / 4, before + before / 4);
        typical.store(if before == 0 { took } else { took.clamp(least, most) }, Relaxed);
    }
}

/// What the thread that started the run and waits for it has to see to.
pub(crate) struct Watched {
    begun: Instant,
    /// For how long it stays awake.
    awake: Option<Duration>,
    /// For how many sources nobody was woken.
    unserved: usize,
}

/// How long a thread that waits may stay awake: while a worker comes up on a core that sleeps; or, if one is awake and
/// others are wanted should the tasks be long, while that one runs a few short ones.
const WHILE: Duration = Duration::from_micros(50);
const BRIEFLY: Duration = Duration::from_micros(5);

impl Lanes {
    /// Wakes workers for the sources: one only, if the thread that waits for the run stays awake and sees to the others.
    pub(crate) fn begin(&self, run: &Run, sources: usize) {
        if !run.is_waited_for_here() {
            self.wake(sources);
            return;
        }
        let (begun, lively) = (Instant::now(), self.pool.waiting.stays_awake());
        self.pool.lively.store(lively, Relaxed);
        let asleep = self.wake(if lively { sources.min(1) } else { sources });
        let unserved = if lively { sources.min(self.lanes.len()).saturating_sub(1) } else { 0 };
        let awake = lively.then_some(if unserved > 0 && !asleep { BRIEFLY } else { WHILE });
        let _ = self.watched.set(Watched { begun, awake, unserved });
    }

    /// Waits for the end of the run.
    pub(crate) fn wait(&self, run: &Run) {
        let Some(watched) = self.watched.get() else { return run.park() };
        let over = watched.awake.is_some_and(|limit| stay_awake(limit, || run.is_announced()));
        if !over {
            if watched.unserved > 0 && self.has_work() {
                self.wake(watched.unserved);
            }
            run.park();
        }
        self.pool.waiting.learn(watched.awake.is_some(), watched.begun.elapsed());
    }
}

/// Waits awake until `done`, but no longer than `limit`. Says whether it is done.
pub(crate) fn stay_awake(limit: Duration, done: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    loop {
        for _ in 0..LOOKS {
            if done() {
                return true;
            }
            spin_loop();
        }
        if begun.elapsed() > limit {
            return false;
        }
    }
}

/// Between two looks at the clock.
const LOOKS: usize = 8;

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use super::*;

    /// How many of `waits` stay awake, where that takes `awake` and parking `parked` microseconds.
    fn awake(waiting: &Waiting, waits: usize, parked: u64, awake: u64) -> usize {
        let wait = |_: &usize| {
            let stays = waiting.stays_awake();
            waiting.learn(stays, Duration::from_micros(if stays { awake } else { parked }));
            stays
        };
        (0..waits).filter(wait).count()
    }

    #[test]
    fn the_better_way_is_taken_and_the_other_still_tried() {
        let waiting = Waiting::default();
        // What parking takes is known after the first wait that does.
        assert_eq!(awake(&waiting, PERIOD, 60, 4), PERIOD - 1);
        assert_eq!(awake(&waiting, PERIOD, 60, 4), PERIOD - TRIALS);
        // Where staying awake keeps the worker from its core.
        awake(&waiting, PERIOD, 4, 60);
        assert_eq!(awake(&waiting, PERIOD, 4, 60), TRIALS);
        assert!(awake(&waiting, PERIOD, 60, 4) > PERIOD - 2 * TRIALS);
    }

    #[test]
    fn accidents_change_nothing() {
        let waiting = Waiting::default();
        awake(&waiting, 2 * TRIALS, 60, 4);
        awake(&waiting, 2, 60, 5_000);
        assert_eq!(awake(&waiting, TRIALS, 60, 4), TRIALS);
    }

    #[test]
    fn long_runs_are_waited_for_asleep() {
        let waiting = Waiting::default();
        assert_eq!(awake(&waiting, 2 * PERIOD, 5_000, 4_900), 2 * TRIALS);
    }

    #[test]
    fn staying_awake_ends_with_what_it_is_for_or_at_its_limit() {
        assert!(stay_awake(Duration::MAX, || true));
        assert!(!stay_awake(Duration::from_micros(10), || false));
    }
}
