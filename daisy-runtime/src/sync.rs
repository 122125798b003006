//! What is hand-written and concurrent comes through here, so that loom can drive it.

#[cfg(not(daisy_loom))]
pub(crate) use std::sync::{
    Condvar, Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering, fence},
};

#[cfg(daisy_loom)]
pub(crate) use loom::sync::{
    Condvar, Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering, fence},
};
