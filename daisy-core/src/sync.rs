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
