//! Roots: the results that were asked for, once a run has ended well.

use std::any::TypeId;

use crate::key::Digest;
use crate::node::Node;
use crate::value::{Type, Value};

use super::run::{Place, Run, TaskId};
use super::slot::Content;

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
