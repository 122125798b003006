//! Slots: where a result lies from the end of its task to the end of its last reader.
//!
//! 1. `fill` is called by the thread that runs or settles the task, before any reader learns of it (readers learn
//!    through the acquire-release of their `pending` count), and only while the slot is empty: so once, but for tasks that
//!    panic after it, and for results that are handed out more than once when the run is over.
//! 2. `edges` counts those that may still read: readers that have not run, a root's asker, a keeper.
//!    Whoever holds an edge of a filled slot may `read` it.
//! 3. The one that gives up the last edge (`claim` or `release` says so) owns the content alone. From
//!    zero the count never rises again: `acquire` refuses. But for failures, which are never emptied.

use crate::error::Error;
use crate::sync::{AtomicU32, Ordering, UnsafeCell, fence, take_last};
use crate::value::{Data, Value};

use super::run::TaskId;

/// What became of a task.
pub(crate) enum Content {
    /// Not settled, or taken.
    Empty,
    Value(Value),
    Failed(Box<Failure>),
    /// The result is that of another task, of which this slot holds an edge. Never one that is an alias itself.
    Alias(TaskId),
}

pub(crate) struct Failure {
    pub(crate) error: Error,
    /// The input it came from; the task itself if it failed on its own.
    pub(crate) via: TaskId,
}

pub(crate) struct Slot {
    edges: AtomicU32,
    /// A value, or a [`Box<Failure>`] or an [`AliasOf`] as a value, which nobody asks for by its type: so what is a
    /// `T` is found by one look at the type.
    content: UnsafeCell<Option<Value>>,
}

struct AliasOf(TaskId);

/// What a slot shows.
pub(crate) enum View<'a> {
    Empty,
    Value(&'a Value),
    Failed(&'a Failure),
    Alias(TaskId),
}

// SAFETY: `Value` is `Send + Sync`; who may touch it when is said at the head of this module.
unsafe impl Sync for Slot {}

impl Slot {
    pub(crate) fn new(edges: u32) -> Slot {
        Slot { edges: AtomicU32::new(edges), content: UnsafeCell::new(None) }
    }

    /// # Safety
    ///
    /// By 1: it is empty, and nobody reads yet.
    pub(crate) unsafe fn fill(&self, content: Content) {
        let value = match content {
            Content::Empty => return,
            Content::Value(value) => value,
            Content::Failed(failure) => Value::new(failure),
            Content::Alias(target) => Value::new(AliasOf(target)),
        };
        // SAFETY: the caller's word.
        unsafe { self.fill_value(value) };
    }

    /// # Safety
    ///
    /// As for [`fill`](Slot::fill).
    #[inline]
    pub(crate) unsafe fn fill_value(&self, value: Value) {
        // SAFETY: nobody else touches the content before it is filled; it is empty, and leaves nothing to drop.
        self.content.with_mut(|slot| unsafe { slot.write(Some(value)) });
    }

    /// # Safety
    ///
    /// By 2: the caller holds an edge of a filled slot for as long as it uses what it sees.
    pub(crate) unsafe fn read(&self) -> View<'_> {
        // SAFETY: the content changes only in `empty` and `take`, when no edge is left.
        let Some(value) = self.content.with(|slot| unsafe { &*slot }) else { return View::Empty };
        if let Some(&AliasOf(target)) = value.get() {
            View::Alias(target)
        } else if let Some(failure) = value.get::<Box<Failure>>() {
            View::Failed(failure)
        } else {
            View::Value(value)
        }
    }

    /// The value, if it is a `T`.
    ///
    /// # Safety
    ///
    /// As for [`read`](Slot::read).
    #[inline]
    pub(crate) unsafe fn get<T: Data>(&self) -> Option<&T> {
        // SAFETY: as in `read`.
        self.content.with(|slot| unsafe { &*slot }).as_ref()?.get()
    }

    /// Takes the content out.
    ///
    /// # Safety
    ///
    /// By 3: the caller gave up the last edge; or the run is over, or the task has not settled, and the caller alone
    /// looks at it.
    pub(crate) unsafe fn empty(&self) -> Content {
        // SAFETY: the caller owns the content alone.
        let Some(value) = self.content.with_mut(|slot| unsafe { (*slot).take() }) else { return Content::Empty };
        if let Some(&AliasOf(target)) = value.get() {
            Content::Alias(target)
        } else if value.get::<Box<Failure>>().is_some() {
            Content::Failed(value.unshared().expect("it was just seen"))
        } else {
            Content::Value(value)
        }
    }

    /// Takes the value out as a `T`; `None` if it is none.
    ///
    /// # Safety
    ///
    /// As for [`empty`](Slot::empty).
    #[inline]
    pub(crate) unsafe fn take<T: Data + Clone>(&self) -> Option<T> {
        // Only what is a `T` is moved: the whole content, read right after its parts were written, would wait for them.
        // SAFETY: the caller owns the content alone; what is moved out is overwritten, not dropped.
        let moved = self.content.with_mut(|slot| unsafe {
            let moved = (*slot).as_ref()?.read()?;
            slot.write(None);
            Some(moved)
        })?;
        // Afterwards: a clone may panic.
        Some(moved.owned())
    }

    /// Whether `edges` are left, as far as this thread knows.
    pub(crate) fn has_edges(&self, edges: usize) -> bool {
        self.edges.load(Ordering::Relaxed) as usize == edges
    }

    /// Gives up the caller's edge if it is the last.
    pub(crate) fn claim(&self) -> bool {
        self.edges.compare_exchange(1, 0, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// The same where nobody can `acquire` meanwhile.
    #[inline]
    pub(crate) fn claim_known(&self) -> bool {
        take_last(&self.edges)
    }

    /// Gives up the caller's edge; says whether it was the last.
    pub(crate) fn release(&self) -> bool {
        if self.edges.fetch_sub(1, Ordering::Release) != 1 {
            return false;
        }
        fence(Ordering::Acquire);
        true
    }

    /// One more edge of a slot that the caller knows not to be emptied: its run has not begun, the caller holds an
    /// edge, or it failed.
    pub(crate) fn acquire_known(&self) {
        self.edges.fetch_add(1, Ordering::Relaxed);
    }

    /// One more edge, unless none is left.
    pub(crate) fn acquire(&self) -> bool {
        self.edges.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |edges| (edges > 0).then(|| edges + 1)).is_ok()
    }
}

#[cfg(all(test, not(daisy_loom)))]
mod tests {
    use super::*;

    fn filled(edges: u32) -> Slot {
        let slot = Slot::new(edges);
        // SAFETY: filled once, before anyone reads.
        unsafe { slot.fill(Content::Value(Value::new(vec![1u8, 2, 3]))) };
        slot
    }

    #[test]
    fn only_the_last_edge_claims() {
        let slot = filled(2);
        assert!(!slot.claim());
        assert!(!slot.release());
        assert!(slot.claim());
        // SAFETY: that was the last edge.
        assert!(matches!(unsafe { slot.empty() }, Content::Value(_)));
    }

    #[test]
    fn an_emptied_slot_gives_no_more_edges() {
        let slot = filled(1);
        assert!(slot.acquire());
        assert!(!slot.release());
        assert!(slot.release());
        assert!(!slot.acquire());
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use loom::sync::Arc;
    use loom::thread::{JoinHandle, spawn};

    use super::*;

    /// A reader by reference: reads, then releases; empties if it was the last.
    fn reader(slot: Arc<Slot>) -> JoinHandle<u32> {
        spawn(move || {
            // SAFETY: this thread holds an edge of a filled slot.
            assert!(matches!(unsafe { slot.read() }, View::Alias(7)));
            emptied(&slot, slot.release())
        })
    }

    /// A reader by value: claims, or else reads and releases.
    fn taker(slot: Arc<Slot>) -> JoinHandle<u32> {
        spawn(move || {
            if slot.claim() {
                return emptied(&slot, true);
            }
            // SAFETY: this thread holds an edge of a filled slot.
            assert!(matches!(unsafe { slot.read() }, View::Alias(7)));
            emptied(&slot, slot.release())
        })
    }

    fn emptied(slot: &Slot, last: bool) -> u32 {
        if last {
            // SAFETY: the last edge was given up.
            assert!(matches!(unsafe { slot.empty() }, Content::Alias(7)));
        }
        u32::from(last)
    }

    #[test]
    fn loom_readers_and_takers_empty_a_slot_once() {
        loom::model(|| {
            let slot = Arc::new(Slot::new(2));
            // SAFETY: filled once, before anyone reads.
            unsafe { slot.fill(Content::Alias(7)) };
            let threads = [reader(slot.clone()), taker(slot.clone())];
            let emptied: u32 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
            assert_eq!(emptied, 1);
        });
    }

    #[test]
    fn loom_growth_gets_an_edge_or_none_is_left() {
        loom::model(|| {
            let slot = Arc::new(Slot::new(1));
            // SAFETY: filled once, before anyone reads.
            unsafe { slot.fill(Content::Alias(7)) };
            let thread = taker(slot.clone());
            let mut emptied_here = 0;
            if slot.acquire() {
                // SAFETY: this thread holds an edge of a filled slot.
                assert!(matches!(unsafe { slot.read() }, View::Alias(7)));
                emptied_here = emptied(&slot, slot.release());
            }
            assert_eq!(emptied_here + thread.join().expect("no panic"), 1);
        });
    }
}
