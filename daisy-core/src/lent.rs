//! Nodes that something else keeps alive: a graph of a million entries counts no reference for each.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;

use crate::node::Node;
use crate::plan::contain;

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

/// What a computation asks for. Whoever has it last lets go of each node by itself: a constant may panic as it is
/// dropped, and loses no other.
pub(crate) struct Roots(Vec<Node>);

impl Roots {
    pub(crate) fn new(roots: Vec<Node>) -> Arc<Roots> {
        Arc::new(Roots(roots))
    }
}

impl Deref for Roots {
    type Target = [Node];

    fn deref(&self) -> &[Node] {
        &self.0
    }
}

impl Drop for Roots {
    fn drop(&mut self) {
        let_go(&mut self.0);
    }
}

/// What keeps the nodes of a graph: each of them is here, or read by one that is.
#[derive(Clone, Default)]
pub(crate) struct Keep {
    roots: Option<Arc<Roots>>,
    others: Vec<Node>,
}

impl Keep {
    /// Those asked for, without a count of each.
    pub(crate) fn roots(roots: &Arc<Roots>) -> Keep {
        Keep { roots: Some(roots.clone()), others: Vec::new() }
    }

    /// One of those asked for.
    #[inline]
    pub(crate) fn root(&mut self, root: &Node) {
        if self.roots.is_none() {
            self.others.push(root.clone());
        }
    }

    pub(crate) fn add(&mut self, others: impl IntoIterator<Item = Node>) {
        self.others.extend(others);
    }

    /// All that `other` keeps, too.
    pub(crate) fn join(&mut self, mut other: Keep) {
        debug_assert!(self.roots.is_none(), "a graph is of one computation");
        self.roots = other.roots.take();
        self.others.append(&mut other.others);
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        let_go(&mut self.others);
    }
}

fn let_go(nodes: &mut Vec<Node>) {
    for node in nodes.drain(..) {
        contain(|| drop(node));
    }
}
