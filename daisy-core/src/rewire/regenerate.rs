//! Regenerating: tasks again, under new keys.
//!
//! The new key is a digest of the old one, the seed and the keys of what the task now reads. So equal seeds give equal
//! keys, a clone of a clone has keys of its own, and a task keeps its key only if it is shared.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::key::Digest;
use crate::merge::Merged;
use crate::node::{Body, Call, Node};

/// What stands for each entry: itself if it is constant or `shared`, else the task again.
///
/// A task that waits for no regenerated one (of a choice: as its condition) would run at once, so it also waits for
/// `after`.
pub(super) fn all(merged: &Merged, seed: &Digest, after: Option<&Node>, shared: impl Fn(&Node) -> bool) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(merged.len());
    for (place, node) in merged.nodes.iter().enumerate() {
        let fresh = match node.call() {
            Some(call) if !shared(node) => {
                let inputs = merged.inputs(place);
                let is_fresh = |&input: &u32| !nodes[input as usize].is(&merged.nodes[input as usize]);
                let after = after.filter(|_| !inputs[..call.strict()].iter().any(is_fresh));
                let inputs = inputs.iter().map(|&input| nodes[input as usize].clone());
                task(node.0.digest, call, inputs.collect(), after, seed)
            }
            _ => node.clone(),
        };
        nodes.push(fresh);
    }
    nodes
}

/// The call `of` of other inputs, after `after` too.
fn task(of: Digest, call: &Call, mut inputs: SmallVec<[Node; 3]>, after: Option<&Node>, seed: &Digest) -> Node {
    const REGENERATED: &[u8; 32] = b"daisy key of a regenerated task ";
    let mut extra = call.extra.clone();
    if let Some(after) = after {
        inputs.insert(call.strict(), after.clone());
        let extra = Arc::make_mut(extra.get_or_insert_default());
        extra.waits += 1;
    }
    let parts = [of, *seed].into_iter().chain(inputs.iter().map(|input| input.0.digest));
    let digest = Digest::of(REGENERATED, parts);
    Node::new(digest, Body::Call(Call { operation: call.operation, inputs, extra }))
}
