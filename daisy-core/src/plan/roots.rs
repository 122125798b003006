//! Roots: the results that were asked for, once a run has ended well.

use std::any::TypeId;
use std::sync::atomic::{AtomicUsize, Ordering::*};

use crate::key::Digest;
use crate::node::Node;
use crate::value::{Data, Type, Value};

use super::run::{Place, Run, TaskId};
use super::slot::Content;

/// How many of the tasks that were asked for have not settled. Threads go through a plan in stretches of their own, so
/// those of one stretch are counted together, apart from others: one count for all would be fought for with every root.
pub(super) struct RootsLeft {
    /// None in a small run, which is one.
    stretches: Box<[Stretch]>,
    /// How many of these have any left; of a small run, how many are left.
    open: AtomicUsize,
}

/// On cache lines of its own.
#[derive(Default)]
#[repr(align(128))]
struct Stretch(AtomicUsize);

/// Tasks of one stretch: 2 to the power of this.
const STRETCH: u32 = 12;

impl RootsLeft {
    /// None, of a run of so many tasks.
    pub(super) fn none(tasks: usize) -> RootsLeft {
        let stretches = tasks.div_ceil(1 << STRETCH);
        let stretches = if stretches > 1 { stretches } else { 0 };
        RootsLeft { stretches: (0..stretches).map(|_| Stretch::default()).collect(), open: AtomicUsize::new(0) }
    }

    /// One more, before the run begins.
    pub(super) fn add(&mut self, root: TaskId) {
        let stretch = self.stretches.get_mut((root >> STRETCH) as usize).map(|stretch| stretch.0.get_mut());
        *self.open.get_mut() += usize::from(stretch.as_ref().is_none_or(|left| **left == 0));
        stretch.into_iter().for_each(|left| *left += 1);
    }

    pub(super) fn are_none(&self) -> bool {
        self.open.load(Acquire) == 0
    }

    /// `root` has settled. Whether it was the last.
    #[inline]
    pub(super) fn settled(&self, root: TaskId) -> bool {
        let stretch = self.stretches.get((root >> STRETCH) as usize);
        let last = stretch.is_none_or(|left| left.0.fetch_sub(1, AcqRel) == 1);
        last && self.open.fetch_sub(1, AcqRel) == 1
    }
}

/// A result that was asked for.
pub(crate) enum RootValue {
    Value(Value),
    /// A constant's, which its node holds.
    Held(Node),
}

impl RootValue {
    pub(crate) fn ty(&self) -> &'static Type {
        match self {
            RootValue::Value(value) => value.ty(),
            RootValue::Held(node) => node.ty(),
        }
    }
}

impl Run {
    /// What was asked for, repeats included.
    pub(crate) fn roots(&self) -> &[TaskId] {
        &self.roots
    }

    /// The results of the roots from `first` on, by digest, once the run ended well. Each is taken once.
    pub(crate) fn take_roots(&self, first: usize) -> impl Iterator<Item = (Digest, RootValue)> {
        (first..self.roots.len()).map(|root| (self.digest_of(self.roots[root]), self.take_root(root)))
    }

    /// Whether there is a root `root` of this digest and type.
    pub(crate) fn root_is(&self, root: usize, digest: &Digest, ty: TypeId) -> bool {
        self.roots.get(root).map(|&id| self.node(id)).is_some_and(|node| node.0.digest == *digest && node.ty().id == ty)
    }

    /// The result of root `root` if that is `node`, a `T` and nobody else's.
    pub(crate) fn take_own_root<T: Data + Clone>(&self, root: usize, node: &Node) -> Option<T> {
        let &id = self.roots.get(root)?;
        let cell = self.cells.get(id as usize).filter(|_| self.nodes[id as usize].is(node))?;
        // SAFETY: every task has settled and none runs, so this thread is the only one that reads slots.
        let own = unsafe { cell.slot.get::<T>() }.is_some() && cell.slot.claim_known();
        // SAFETY: if so, that was the last edge.
        own.then(|| unsafe { cell.slot.take() }.expect("it was just seen"))
    }

    /// The result of one root, likewise.
    pub(crate) fn take_root(&self, root: usize) -> RootValue {
        debug_assert!(self.is_over());
        self.take_result(self.roots[root])
    }

    fn take_result(&self, root: TaskId) -> RootValue {
        let cell = match self.place(root) {
            Place::Constant(node) => return RootValue::Held(node.clone()),
            Place::Task(cell) => cell,
        };
        let last = cell.slot.release();
        // SAFETY: every task has settled and none runs, so this thread is the only one that reads slots.
        match unsafe { cell.slot.empty() } {
            Content::Value(value) if last => RootValue::Value(value),
            Content::Value(value) => {
                let (here, there) = value.split();
                // SAFETY: as above.
                unsafe { cell.slot.fill(Content::Value(here)) };
                RootValue::Value(there)
            }
            Content::Alias(target) if last => self.take_result(target),
            Content::Alias(target) => {
                // SAFETY: as above.
                unsafe { cell.slot.fill(Content::Alias(target)) };
                if let Place::Task(cell) = self.place(target) {
                    cell.slot.acquire();
                }
                self.take_result(target)
            }
            Content::Failed(_) | Content::Empty => unreachable!("the run ended well"),
        }
    }
}
