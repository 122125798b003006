//! Kept results: which of those that wait for readers has the fewest left.
//!
//! Most have a few readers left, and are found by that number; the others are in a heap, where a number is looked at again
//! only when it comes to be the first. So a result that all roots read costs nothing at each.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// So many readers are a few.
const FEW: usize = 16;

#[derive(Default)]
pub(crate) struct Kept {
    /// By how many readers were left, those that came last last. What was read since is elsewhere, too.
    few: [Vec<u32>; FEW + 1],
    /// With how many were left when they came, and when that was.
    many: BinaryHeap<(Reverse<u32>, usize, u32)>,
    came: usize,
}

impl Kept {
    /// `place` has so many readers left. It is new, or was read since it came.
    pub(crate) fn insert(&mut self, place: u32, left: u32, new: bool) {
        match self.few.get_mut(left as usize) {
            Some(few) => few.push(place),
            None if new || self.many.peek().is_some_and(|&(Reverse(first), ..)| left < first) => {
                self.came += 1;
                self.many.push((Reverse(left), self.came, place));
            }
            None => {}
        }
    }

    /// The one with the fewest readers left, of several the last that came; `left` tells how many each has now.
    pub(crate) fn first(&mut self, left: impl Fn(u32) -> u32) -> Option<u32> {
        for (count, few) in self.few.iter_mut().enumerate().skip(1) {
            while let Some(&place) = few.last() {
                if left(place) as usize == count {
                    return Some(place);
                }
                few.pop();
            }
        }
        loop {
            let mut first = self.many.peek_mut()?;
            let (place, now) = (first.2, left(first.2));
            if now as usize > FEW {
                // No more than were, so it stays the first.
                first.0 = Reverse(now);
                return Some(place);
            }
            PeekMut::pop(first);
        }
    }
}

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_readers_come_first_until_none_is_left() {
        let (mut kept, mut left) = (Kept::default(), vec![3u32, 40, 3, 17, 1, 0, 16]);
        (0..).zip(&left).filter(|(_, left)| **left > 0).for_each(|(place, &left)| kept.insert(place, left, true));
        let mut read = Vec::new();
        while let Some(place) = kept.first(|place| left[place as usize]) {
            read.push(place);
            let now = &mut left[place as usize];
            *now -= 1;
            if *now > 0 {
                kept.insert(place, *now, false);
            }
        }
        assert!(left.iter().all(|&left| left == 0));
        // Of the two with three, the last; each to its end.
        read.dedup();
        assert_eq!(read, [4, 2, 0, 6, 3, 1]);
    }

    #[test]
    fn what_was_read_meanwhile_is_found_by_what_it_has_now() {
        let mut kept = Kept::default();
        kept.insert(0, 50, true);
        kept.insert(1, 40, true);
        // Read by others, down to fewer than the first has.
        kept.insert(0, 30, false);
        assert_eq!(kept.first(|place| [30, 40][place as usize]), Some(0));
        assert_eq!(kept.first(|place| [0, 40][place as usize]), Some(1));
        assert_eq!(kept.first(|_| 0), None);
    }
}
