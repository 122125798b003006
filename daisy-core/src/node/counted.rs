//! What a handle holds: a node by a count of its own.
//!
//! A node is all there is to a graph of ten million, so it has no weak count, and its count is half a word: 72 bytes
//! where an `Arc` takes 88. Dropping takes one atomic step for an input that lives on and none for one that dies,
//! where an `Arc` takes two: half the time of it, on chains and trees of a million.
//!
//! Invariants:
//!
//! 1. `count` is how many `Counted` lead to the node. It is at least one while there is one, and the node is freed by
//!    whoever gives up the last.
//! 2. A node is not changed once a second `Counted` leads to it, but for its mark.

use std::any::Any;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};
use std::ptr::{self, NonNull};

use smallvec::SmallVec;

use crate::plan::contain;

use crate::key::Digest;
use crate::sync::AtomicU32;
use crate::sync::Ordering::{Acquire, Relaxed, Release};

use super::Body;

pub(crate) struct Inner {
    count: Count,
    /// Where a planner saw this node last: only a hint, see `merge`.
    pub(crate) mark: AtomicU32,
    pub(super) body: Body,
    pub(crate) digest: Digest,
}

#[cfg(all(target_pointer_width = "64", not(daisy_loom)))]
const _: () = assert!(size_of::<Inner>() == 72);

/// How many handles lead to a node.
struct Count(AtomicU32);

impl Count {
    fn one() -> Count {
        Count(AtomicU32::new(1))
    }

    #[inline]
    fn retain(&self) {
        if self.0.fetch_add(1, Relaxed) > u32::MAX / 2 {
            // The other half of all counts is for threads that get here at the same time.
            std::process::abort();
        }
    }

    /// Whether that was the last; then all that others did with the node comes before what follows.
    #[inline]
    fn release(&self) -> bool {
        // Where the count is one, nobody else is there to change it.
        self.0.load(Acquire) == 1 || self.0.fetch_sub(1, Release) == 1 && self.0.load(Acquire) == 0
    }
}

pub(crate) struct Counted(NonNull<Inner>);

// SAFETY: as of an `Arc`: it gives out `&Inner` on any thread, and drops the `Inner` on any.
unsafe impl Send for Counted where Inner: Send + Sync {}
// SAFETY: likewise.
unsafe impl Sync for Counted where Inner: Send + Sync {}
// Nothing of a node changes but its count and a hint, so a panic leaves none half changed; what tasks panic with is
// kept by their run.
impl UnwindSafe for Counted {}
impl RefUnwindSafe for Counted {}

impl Counted {
    #[inline]
    pub(super) fn new(digest: Digest, body: Body) -> Counted {
        let inner = Inner { count: Count::one(), mark: AtomicU32::new(u32::MAX), body, digest };
        Counted(NonNull::from(Box::leak(Box::new(inner))))
    }

    pub(crate) fn as_ptr(&self) -> *const Inner {
        self.0.as_ptr()
    }

    /// Gives up this handle; the node, if that was the last.
    #[inline]
    fn release(self) -> Option<Dead> {
        let this = ManuallyDrop::new(self);
        this.count.release().then_some(Dead(this.0))
    }
}

impl Deref for Counted {
    type Target = Inner;

    #[inline]
    fn deref(&self) -> &Inner {
        // SAFETY: the node lives as long as a `Counted` leads to it (1), and is not changed (2).
        unsafe { self.0.as_ref() }
    }
}

impl Clone for Counted {
    #[inline]
    fn clone(&self) -> Counted {
        self.count.retain();
        Counted(self.0)
    }
}

impl Drop for Counted {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `self` is not used again.
        if let Some(dead) = unsafe { ptr::read(self) }.release() {
            dead.drop();
        }
    }
}

/// A node that nobody holds any more. It must be taken apart once.
struct Dead(NonNull<Inner>);

type Waiting = SmallVec<[Dead; 8]>;

thread_local! {
    /// Where nodes go that die while this thread drops what is not a node. Null at any other time. It has no destructor,
    /// so it is there until the thread ends.
    static WAITING: Cell<*mut Waiting> = const { Cell::new(ptr::null_mut()) };
}

impl Dead {
    /// Drops the node and those that die with it.
    #[cold]
    #[inline(never)]
    fn drop(self) {
        let outer = WAITING.get();
        if !outer.is_null() {
            // SAFETY: the drop that put it there is under way on this thread, and uses it only afterwards.
            return unsafe { (*outer).push(self) };
        }
        let mut drops = Drops { waiting: Waiting::new(), panic: None };
        let mut next = Some(self);
        while let Some(dead) = next {
            drops.take_apart(dead);
            next = drops.waiting.pop();
        }
        if let Some(payload) = drops.panic
            && !std::thread::panicking()
        {
            resume_unwind(payload);
        }
    }
}

/// The first drop of a node on a thread, which works off all that it leads to: a chain of a million is dropped without
/// recursion, whether its nodes hold each other as inputs, as constants or in captures.
struct Drops {
    waiting: Waiting,
    panic: Option<Box<dyn Any + Send>>,
}

impl Drops {
    #[inline]
    fn take_apart(&mut self, Dead(inner): Dead) {
        // SAFETY: it comes from a box, and nobody else has it.
        let Inner { body, .. } = *unsafe { Box::from_raw(inner.as_ptr()) };
        match body {
            Body::Number { .. } => {}
            Body::Call(call) => {
                let more = call.take_apart(|input| {
                    if let Some(dead) = input.0.release() {
                        self.waiting.push(dead);
                    }
                });
                if more.is_some() {
                    self.apart(more);
                }
            }
            other => self.apart(other),
        }
    }

    /// Drops what is not a node, but may hold some, and may panic.
    fn apart<T>(&mut self, value: T) {
        WAITING.set(&raw mut self.waiting);
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(value)));
        WAITING.set(ptr::null_mut());
        if let Err(payload) = dropped {
            match self.panic {
                None => self.panic = Some(payload),
                // It may itself panic as it is dropped.
                Some(_) => _ = contain(|| drop(payload)),
            }
        }
    }
}

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;

    use super::*;
    use crate::delayed::{Delayed, opaque, value};
    use crate::node::Node;

    /// Long enough to overflow a stack; Miri has less time.
    const LONG: usize = if cfg!(miri) { 300 } else { 200_000 };

    /// Counts how often it is dropped.
    struct Witness(Arc<AtomicUsize>);

    impl Drop for Witness {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }

    fn witness() -> (Delayed<Witness>, Arc<AtomicUsize>) {
        let drops = Arc::new(AtomicUsize::new(0));
        (opaque(Witness(drops.clone())), drops)
    }

    #[test]
    fn what_many_read_is_dropped_with_the_last() {
        let (leaf, drops) = witness();
        let readers: Vec<Delayed<usize>> = (0..10).map(|n| leaf.map(move |_| n)).collect();
        drop(leaf);
        for reader in readers {
            assert_eq!(drops.load(Relaxed), 0);
            drop(reader);
        }
        assert_eq!(drops.load(Relaxed), 1);
    }

    #[test]
    fn chains_drop_without_recursion() {
        let (leaf, drops) = witness();
        let mut inputs = leaf.map(|_| 0u64);
        drop(leaf);
        for _ in 0..LONG {
            inputs = &inputs + &inputs;
        }
        drop(inputs);
        assert_eq!(drops.load(Relaxed), 1);

        let (leaf, drops) = witness();
        let mut constants: Node = leaf.into();
        for _ in 0..LONG {
            constants = opaque(constants).into();
        }
        drop(constants);
        assert_eq!(drops.load(Relaxed), 1);

        let (leaf, drops) = witness();
        let mut captures: Node = leaf.into();
        for _ in 0..LONG {
            captures = value(1u8).map(move |_| captures.key()).into();
        }
        drop(captures);
        assert_eq!(drops.load(Relaxed), 1);
    }

    #[test]
    fn a_panic_in_a_drop_leaves_no_other_undropped() {
        struct Panics(Delayed<Witness>);
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("of {}", self.0.name());
            }
        }
        let ((first, drops), (second, more)) = (witness(), witness());
        let all: Vec<Node> = vec![opaque(Panics(first)).into(), second.into()];
        let panicked = catch_unwind(AssertUnwindSafe(|| drop(opaque(all))));
        let payload = panicked.expect_err("the panic goes on");
        assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("of value"));
        assert_eq!((drops.load(Relaxed), more.load(Relaxed)), (1, 1));
    }

    #[test]
    #[cfg_attr(miri, ignore = "what such a panic carries is forgotten, which Miri takes for a leak")]
    fn what_a_second_panic_carries_may_panic_too() {
        struct Payload;
        impl Drop for Payload {
            fn drop(&mut self) {
                panic!("of the payload");
            }
        }
        struct Panics;
        impl Drop for Panics {
            fn drop(&mut self) {
                std::panic::panic_any(Payload);
            }
        }
        let (last, drops) = witness();
        let all: Vec<Node> = vec![last.into(), opaque(Panics).into(), opaque(Panics).into()];
        let panicked = catch_unwind(AssertUnwindSafe(|| drop(opaque(all))));
        let payload = panicked.expect_err("the first panic goes on");
        assert!(payload.is::<Payload>());
        std::mem::forget(payload);
        assert_eq!(drops.load(Relaxed), 1);
    }

    #[test]
    fn threads_drop_a_node_once() {
        let (leaf, drops) = witness();
        let top = leaf.map(|_| 0u64);
        drop(leaf);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let top = top.clone();
                scope.spawn(move || (0..100).for_each(|_| drop(top.clone())));
            }
            drop(top);
        });
        assert_eq!(drops.load(Relaxed), 1);
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use loom::cell::UnsafeCell;
    use loom::sync::Arc;

    use super::Count;

    /// Whoever is last may take the node apart, though others read it before.
    #[test]
    fn loom_the_last_to_let_go_is_alone() {
        loom::model(|| {
            let node = Arc::new((Count::one(), UnsafeCell::new(0)));
            let release = |node: &(Count, UnsafeCell<i32>)| {
                node.1.with(|_| ());
                let last = node.0.release();
                if last {
                    node.1.with_mut(|_| ());
                }
                u32::from(last)
            };
            node.0.retain();
            let other = node.clone();
            let thread = loom::thread::spawn(move || {
                other.0.retain();
                release(&other) + release(&other)
            });
            assert_eq!(release(&node) + thread.join().expect("no panic"), 1);
        });
    }
}
