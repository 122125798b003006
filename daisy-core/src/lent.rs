//! Nodes that something else keeps alive: a graph of a million entries counts no reference for each.

use std::mem::ManuallyDrop;
use std::ops::Deref;

use crate::node::Node;

/// A node whose reference is another's, who lives as long. No `Clone`: what `clone` gives is a `Node` of one's own.
pub(crate) struct Lent(ManuallyDrop<Node>);

impl Lent {
    /// # Safety
    ///
    /// As long as this is used, someone must hold `node`, or a node that reads it.
    pub(crate) unsafe fn new(node: &Node) -> Lent {
        // SAFETY: a copy that is never dropped leaves the count as it is, which by the caller's word is not zero.
        Lent(ManuallyDrop::new(unsafe { std::ptr::read(node) }))
    }
}

impl Deref for Lent {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.0
    }
}
