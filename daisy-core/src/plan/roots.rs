//! Roots: the results that were asked for, once a run has ended well.

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
    /// The results of the roots, by digest, once the run ended well. Called once.
    pub(crate) fn take_roots(&self) -> impl Iterator<Item = (Digest, RootValue)> {
        debug_assert!(self.is_over());
        self.roots.iter().map(|&root| (self.digest_of(root), self.take_root(root)))
    }

    fn take_root(&self, root: TaskId) -> RootValue {
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
            Content::Alias(target) if last => self.take_root(target),
            Content::Alias(target) => {
                // SAFETY: as above.
                unsafe { cell.slot.fill(Content::Alias(target)) };
                if let Place::Task(cell) = self.place(target) {
                    cell.slot.acquire();
                }
                self.take_root(target)
            }
            Content::Failed(_) | Content::Empty => unreachable!("the run ended well"),
        }
    }
}
