//! Ranges: the part of a run's sources that a lane has still to start.
//!
//! A range is one word, start and end, so that owner and thieves change both at once: the owner takes
//! from the front, in order; a thief takes the back half. So a million sources cost no queue, each
//! worker goes depth first through a stretch of its own, and a stretch with long tasks is split again.

use crate::sync::{AtomicU64, Ordering};

pub(crate) struct Range(AtomicU64);

fn pack(start: u32, end: u32) -> u64 {
    u64::from(start) << 32 | u64::from(end)
}

fn unpack(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}

impl Range {
    pub(crate) fn new(start: u32, end: u32) -> Range {
        Range(AtomicU64::new(pack(start, end)))
    }

    pub(crate) fn is_empty(&self) -> bool {
        let (start, end) = unpack(self.0.load(Ordering::Acquire));
        start >= end
    }

    /// The first.
    pub(crate) fn pop(&self) -> Option<u32> {
        let taken = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
            let (start, end) = unpack(word);
            (start < end).then(|| pack(start + 1, end))
        });
        taken.ok().map(|word| unpack(word).0)
    }

    /// The back half, at least one: start and end.
    pub(crate) fn steal(&self) -> Option<(u32, u32)> {
        let middle = |start: u32, end: u32| start + (end - start) / 2;
        let taken = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
            let (start, end) = unpack(word);
            (start < end).then(|| pack(start, middle(start, end)))
        });
        taken.ok().map(|word| {
            let (start, end) = unpack(word);
            (middle(start, end), end)
        })
    }

    /// Fills an empty range. Only its owner may: nobody else changes an empty range.
    pub(crate) fn refill(&self, (start, end): (u32, u32)) {
        self.0.store(pack(start, end), Ordering::Release);
    }
}

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_owner_takes_in_order_and_a_thief_the_back_half() {
        let range = Range::new(0, 5);
        assert_eq!(range.pop(), Some(0));
        assert_eq!(range.steal(), Some((3, 5)));
        assert_eq!((range.pop(), range.pop(), range.pop()), (Some(1), Some(2), None));
        assert!(range.is_empty());
        range.refill((3, 5));
        assert_eq!((range.steal(), range.steal(), range.steal()), (Some((4, 5)), Some((3, 4)), None));
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use super::*;
    use loom::sync::Arc;

    #[test]
    fn every_source_is_taken_once() {
        loom::model(|| {
            let range = Arc::new(Range::new(0, 3));
            let thief = {
                let range = range.clone();
                loom::thread::spawn(move || range.steal().map_or(Vec::new(), |(start, end)| (start..end).collect()))
            };
            let mut taken: Vec<u32> = std::iter::from_fn(|| range.pop()).collect();
            taken.extend(thread_result(thief));
            taken.extend(std::iter::from_fn(|| range.pop()));
            taken.sort_unstable();
            assert_eq!(taken, [0, 1, 2]);
        });
    }

    fn thread_result(thread: loom::thread::JoinHandle<Vec<u32>>) -> Vec<u32> {
        thread.join().expect("the thief does not panic")
    }
}
