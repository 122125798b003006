//! What is not regenerated: some nodes and all they need.

use std::collections::{HashMap, HashSet};

use rangemap::RangeSet;

use crate::key::Digest;
use crate::node::Node;

pub(super) struct Omit {
    /// Of the nodes it was made for, in order.
    pub(super) digest: Digest,
    single: HashSet<Digest>,
    /// Blocks by the digest of their layer.
    blocks: HashMap<Digest, RangeSet<usize>>,
}

impl Omit {
    pub(super) fn new(nodes: &[Node]) -> Omit {
        const OMITTED: &[u8; 32] = b"daisy digest of what is omitted ";
        let outline = super::outline(nodes);
        let single = outline.merged.nodes().map(|node| node.0.digest).collect();
        let blocks = outline.layers.into_iter().map(|part| (part.rule.key().identity(), part.blocks)).collect();
        Omit { digest: Digest::of(OMITTED, nodes.iter().map(|node| node.0.digest)), single, blocks }
    }

    pub(super) fn has(&self, node: &Node) -> bool {
        let layer = |key: Digest| self.blocks.get(&key);
        let block = || {
            node.symbolic().is_some_and(|of| layer(of.rule.key().identity()).is_some_and(|all| all.contains(&of.index)))
        };
        self.single.contains(&node.0.digest) || block()
    }
}
