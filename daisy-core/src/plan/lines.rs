//! Lines: an array that begins where a cache line does, so that elements as large as lines lie on them.
//!
//! A type that asks for its alignment would do, but for how glibc (2.36) serves it: it cuts a larger piece at both
//! ends, whatever comes next takes the ends, and the next array of this size finds no place where this one was. So every
//! large plan touched new memory, for 10 to 20 ns a task of a million.

use std::ops::{Deref, DerefMut};
use std::ptr::{self, NonNull};

use super::execute::contain;

/// An array with room for so many elements, which begin where a line does.
///
/// Invariants:
///
/// 1. `start` is in `memory`, which is not touched but through it, on a line, with room for `room` elements.
/// 2. The first `len` of them are there.
pub(crate) struct Lines<T> {
    #[expect(dead_code, reason = "held for its drop")]
    memory: Vec<u64>,
    start: NonNull<T>,
    len: usize,
    room: usize,
}

const LINE: usize = 64;

// SAFETY: it owns its elements, as a `Vec`.
unsafe impl<T: Send> Send for Lines<T> {}
// SAFETY: it gives out what a `Vec` does.
unsafe impl<T: Sync> Sync for Lines<T> {}

impl<T> Lines<T> {
    pub(super) fn with_room(room: usize) -> Lines<T> {
        const { assert!(align_of::<T>() <= LINE) };
        let words = (room * size_of::<T>() + LINE) / size_of::<u64>();
        let mut memory: Vec<u64> = Vec::with_capacity(words);
        let first = memory.as_mut_ptr().cast::<u8>();
        // SAFETY: there is one line more than the elements take, so this stays within.
        let start = unsafe { first.add(first.align_offset(LINE)) };
        Lines { memory, start: NonNull::new(start.cast()).expect("it is in a vector"), len: 0, room }
    }

    /// # Panics
    ///
    /// If there is no more room.
    #[inline]
    pub(super) fn push(&mut self, element: T) {
        assert!(self.len < self.room, "there is room for all");
        // SAFETY: by 1 there is room, and by 2 nothing lies there yet.
        unsafe { self.start.add(self.len).write(element) };
        self.len += 1;
    }
}

impl<T> Deref for Lines<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: by 2.
        unsafe { NonNull::slice_from_raw_parts(self.start, self.len).as_ref() }
    }
}

impl<T> DerefMut for Lines<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: by 2, and nobody else has it.
        unsafe { NonNull::slice_from_raw_parts(self.start, self.len).as_mut() }
    }
}

impl<T> Drop for Lines<T> {
    /// Element by element, so that a panic in one loses no other.
    fn drop(&mut self) {
        for index in 0..self.len {
            // SAFETY: by 2 it is there, and it is not used again.
            contain(|| unsafe { ptr::drop_in_place(self.start.add(index).as_ptr()) });
        }
    }
}

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[repr(C)]
    struct Element(Arc<()>, [u8; 56]);

    #[test]
    fn elements_lie_on_lines_and_are_dropped() {
        let alive = Arc::new(());
        for room in [0, 1, 5] {
            let mut lines = Lines::with_room(room);
            (0..room).for_each(|_| lines.push(Element(alive.clone(), [7; 56])));
            assert!(lines.iter().all(|element| ptr::from_ref(element).addr() % LINE == 0 && element.1 == [7; 56]));
            lines.iter_mut().for_each(|element| element.1[0] = 8);
            assert_eq!((lines.len(), Arc::strong_count(&alive)), (room, 1 + room));
        }
        assert_eq!(Arc::strong_count(&alive), 1);
    }

    #[test]
    #[should_panic(expected = "there is room for all")]
    fn what_has_no_room_is_refused() {
        Lines::with_room(0).push([0u64; 8]);
    }
}
