//! Locks that outlive panics, and the atomics and cells through which loom drives the slots' protocol.

use std::sync::{Mutex, MutexGuard};

/// Locks `mutex`. No lock of daisy's leaves its content half changed when its holder panics, so poison says nothing.
#[doc(hidden)]
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(not(daisy_loom))]
pub(crate) use std::sync::atomic::{AtomicU32, Ordering, fence};

#[cfg(daisy_loom)]
pub(crate) use loom::{
    cell::UnsafeCell,
    sync::atomic::{AtomicU32, Ordering, fence},
};

/// Gives up the caller's one of `count`, which nobody raises meanwhile, if it is the last: then the caller sees all that
/// others did before they gave up theirs. It finds a 1 that nobody else changes, and is spared the atomic exchange.
#[inline]
pub(crate) fn take_last(count: &AtomicU32) -> bool {
    let last = count.load(Ordering::Acquire) == 1;
    if last {
        count.store(0, Ordering::Relaxed);
    }
    last
}

/// The same, but gives it up in any case. Whether it was the last.
#[inline]
pub(crate) fn count_down(count: &AtomicU32) -> bool {
    take_last(count) || count.fetch_sub(1, Ordering::AcqRel) == 1
}

/// `std`'s cell with the access by closures that loom's has.
#[cfg(not(daisy_loom))]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(daisy_loom))]
impl<T> UnsafeCell<T> {
    pub(crate) fn new(value: T) -> UnsafeCell<T> {
        UnsafeCell(std::cell::UnsafeCell::new(value))
    }

    pub(crate) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get())
    }

    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use loom::sync::Arc;
    use loom::thread::spawn;

    use super::*;

    #[test]
    fn loom_the_last_to_count_down_sees_what_all_did() {
        loom::model(|| {
            let shared = Arc::new((AtomicU32::new(3), [(); 3].map(|()| UnsafeCell::new(0u32))));
            let done = |shared: &(AtomicU32, [UnsafeCell<u32>; 3]), own: usize| {
                let (count, cells) = shared;
                // SAFETY: a cell for each thread, until all have counted down.
                cells[own].with_mut(|cell| unsafe { *cell = 1 });
                let last = count_down(count);
                if last {
                    // SAFETY: the others are through with theirs.
                    let sum: u32 = cells.iter().map(|cell| cell.with(|cell| unsafe { *cell })).sum();
                    assert_eq!(sum, 3);
                }
                u32::from(last)
            };
            let threads = [0, 1].map(|own| {
                let shared = shared.clone();
                spawn(move || done(&shared, own))
            });
            let here = done(&shared, 2);
            let last = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<u32>() + here;
            assert_eq!(last, 1);
        });
    }
}
