//! Numbers for those at work at once: the lowest that is free.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Numbers {
    free: BinaryHeap<Reverse<usize>>,
    /// No number from here up was ever taken.
    next: usize,
}

impl Numbers {
    /// Takes the lowest free number.
    pub fn take(&mut self) -> usize {
        if let Some(Reverse(number)) = self.free.pop() {
            return number;
        }
        self.next += 1;
        self.next - 1
    }

    /// Gives a number back.
    pub fn give_back(&mut self, number: usize) {
        self.free.push(Reverse(number));
    }
}
