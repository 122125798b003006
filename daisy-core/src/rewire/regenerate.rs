//! Regenerating: tasks again, under new keys.
//!
//! The new key is a digest of the old one, the seed and the keys of what the task now reads. So equal seeds give equal
//! keys, a clone of a clone has keys of its own, and a task keeps its key only if it is shared. The new key of a layer
//! covers, in the place of what its tasks read, all that decides it: the parents and what is omitted.

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::error::Result;
use crate::key::{Digest, Key};
use crate::node::{Call, Node};
use crate::outline::Outline;

use super::layer::Regenerated;
use super::omit::Omit;

/// What is regenerated, and how.
pub(super) struct Surgery {
    seed: Digest,
    /// What the leaves wait for.
    after: Option<Node>,
    omit: Omit,
}

impl Surgery {
    pub(super) fn new(seed: Digest, after: Option<Node>, omit: Omit) -> Arc<Surgery> {
        Arc::new(Surgery { seed, after, omit })
    }

    pub(super) fn omits(&self, node: &Node) -> bool {
        self.omit.has(node)
    }

    /// What one that waits for nothing `fresh` waits for.
    pub(super) fn after(&self, mut fresh: impl Iterator<Item = bool>) -> Option<&Node> {
        if fresh.any(|fresh| fresh) { None } else { self.after.as_ref() }
    }

    /// The key of the layer `of` again.
    pub(super) fn layer_key(&self, of: &Key) -> Key {
        const LAYER: &[u8; 32] = b"daisy key of a regenerated layer";
        let after = self.after.iter().map(|after| after.0.digest);
        let parts = [of.identity(), self.seed, self.omit.digest].into_iter().chain(after);
        Key::from_parts(Digest::of(LAYER, parts), of.raw_name().clone())
    }

    /// The call `of` again, of `inputs`, each with whether it is regenerated. One that waits for none of these (of a
    /// choice: whose condition is none) would run at once, so it waits for the parents.
    pub(super) fn call(&self, of: &Call, block: Option<&Node>, inputs: impl Iterator<Item = (Node, bool)>) -> Call {
        let (mut inputs, fresh): (SmallVec<[Node; 3]>, SmallVec<[bool; 3]>) = inputs.unzip();
        let mut extra = of.extra().cloned();
        if let Some(after) = self.after(fresh[..of.strict()].iter().copied()) {
            inputs.insert(of.strict(), after.clone());
            Arc::make_mut(extra.get_or_insert_default()).waits += 1;
        }
        Call::new(of.operation, inputs).with(extra, block.cloned())
    }

    /// The single task `of` with the key `digest` again.
    fn task(&self, digest: Digest, of: &Call, inputs: impl Iterator<Item = (Node, bool)>) -> Node {
        const TASK: &[u8; 32] = b"daisy key of a regenerated task ";
        let call = self.call(of, None, inputs);
        let parts = [digest, self.seed].into_iter().chain(call.inputs().iter().map(|input| input.0.digest));
        Node::of_call(Digest::of(TASK, parts), call)
    }
}

/// What stands for each root of a graph that has single roots only: itself if it is shared, else its task again.
///
/// # Errors
///
/// Those of layers whose blocks it needs.
pub(super) fn roots(outline: &Outline, surgery: Arc<Surgery>) -> Result<Vec<Node>> {
    let merged = &*outline.merged;
    let layers = outline.layers.iter().map(|part| (part.rule.key().identity(), Regenerated::new(&part.rule, &surgery)));
    let layers: HashMap<Digest, Arc<Regenerated>> = layers.collect();
    let mut fresh: Vec<Node> = Vec::with_capacity(merged.len());
    for (place, node) in merged.nodes().enumerate() {
        let again = match (node.symbolic(), node.call()) {
            _ if surgery.omits(node) => node.clone(),
            (Some(block), _) => Node::block(layers[&block.rule.key().identity()].clone(), block.index),
            (_, Some(call)) => {
                let input = |&input: &u32| {
                    let (old, new) = (merged.node(input as usize), &fresh[input as usize]);
                    (new.clone(), !new.is(old))
                };
                surgery.task(node.0.digest, call, merged.inputs(place).iter().map(input))
            }
            (None, None) => node.clone(),
        };
        fresh.push(again);
    }
    for layer in layers.values() {
        let single = |node: &Node| merged.find(&node.0.digest).map(|place| fresh[place as usize].clone());
        layer.connect(outline, &layers, single)?;
    }
    Ok(merged.roots.iter().map(|&root| fresh[root as usize].clone()).collect())
}
