//! A layer again: its tasks under new keys, by a rule as before.
//!
//! A regenerated layer knows what stands for all that its needed blocks read. What it keeps alive are the layers it reads,
//! never itself; only layers that read each other in a circle would keep each other alive.

use std::collections::HashMap;
use std::slice::from_ref;
use std::sync::{Arc, OnceLock, Weak};

use crate::error::Result;
use crate::key::{Digest, Key};
use crate::layer::{Link, Need, Rule};
use crate::node::Node;
use crate::outline::Outline;
use crate::value::Type;

use super::regenerate::{self, Surgery};

pub(super) struct Regenerated {
    of: Link,
    key: Key,
    surgery: Arc<Surgery>,
    this: Weak<Regenerated>,
    reads: OnceLock<Reads>,
}

/// What stands for what a layer reads, but for its own blocks.
#[derive(Default)]
struct Reads {
    /// Single nodes, and blocks whose results are held.
    nodes: HashMap<Digest, Node>,
    layers: HashMap<Digest, Link>,
}

impl Regenerated {
    pub(super) fn new(of: &Arc<dyn Rule>, surgery: &Arc<Surgery>) -> Arc<Regenerated> {
        Arc::new_cyclic(|this| Regenerated {
            key: surgery.layer_key(of.key()),
            of: Link::to(of.clone()),
            surgery: surgery.clone(),
            this: this.clone(),
            reads: OnceLock::new(),
        })
    }

    /// Notes what stands for what its blocks in `outline` read: one of `layers`, or what `single` gives for a single
    /// node or a held block.
    pub(super) fn connect(
        &self,
        outline: &Outline,
        layers: &HashMap<Digest, Arc<Regenerated>>,
        single: impl Fn(&Node) -> Option<Node>,
    ) -> Result<()> {
        let (own, mut reads) = (self.of.key().identity(), Reads::default());
        let stand = |node: Node, reads: &mut Reads| {
            if let Some(fresh) = single(&node) {
                reads.nodes.insert(node.0.digest, fresh);
            }
        };
        let needed = outline.layer(&own).expect("it was made for a layer of the outline");
        for blocks in needed.blocks.iter().cloned() {
            self.of.needs(blocks, &mut |need| match need {
                Need::Node(node) => stand(node, &mut reads),
                Need::Blocks(rule, blocks) => {
                    let digest = rule.key().identity();
                    let Some(part) = outline.layer(&digest) else { return };
                    let held = part.blocks.gaps(&blocks).flatten();
                    held.for_each(|index| stand(Node::block(rule.clone(), index), &mut reads));
                    if digest != own && !reads.layers.contains_key(&digest) {
                        reads.layers.insert(digest, Link::to(layers[&digest].clone()));
                    }
                }
            })?;
        }
        let _ = self.reads.set(reads);
        Ok(())
    }

    /// What stands for `node`, and whether it is regenerated.
    fn fresh(&self, node: &Node) -> Result<(Node, bool)> {
        let reads = self.reads.get().expect("connected before anybody has a block of it");
        if let Some(fresh) = reads.nodes.get(&node.0.digest) {
            return Ok((fresh.clone(), fresh.0.digest != node.0.digest));
        }
        if node.is_constant() || self.surgery.omits(node) {
            return Ok((node.clone(), false));
        }
        let layer = |digest: Digest| match digest == self.of.key().identity() {
            true => self.this.upgrade().map(|this| this as Arc<dyn Rule>),
            false => reads.layers.get(&digest).map(|layer| layer.rule().clone()),
        };
        match node.symbolic().and_then(|block| Some((layer(block.rule.key().identity())?, block.index))) {
            Some((layer, index)) => Ok((Node::block(layer, index), true)),
            // The seed was used for other blocks of this layer, too, and in one graph this stands for them all.
            None => Ok((regenerate::roots(&Outline::of(from_ref(node))?, self.surgery.clone())?.remove(0), true)),
        }
    }

    fn all_fresh(&self, nodes: &[Node]) -> Result<Vec<(Node, bool)>> {
        nodes.iter().map(|node| self.fresh(node)).collect()
    }
}

impl Rule for Regenerated {
    fn key(&self) -> &Key {
        &self.key
    }

    fn len(&self) -> usize {
        self.of.len()
    }

    fn ty(&self) -> &'static Type {
        self.of.ty()
    }

    fn is_materialized(&self) -> bool {
        self.of.is_materialized()
    }

    fn inputs(&self, index: usize) -> Result<Vec<Node>> {
        let inputs = self.of.inputs(index)?;
        let (mut inputs, fresh): (Vec<Node>, Vec<bool>) = self.all_fresh(&inputs)?.into_iter().unzip();
        inputs.extend(self.surgery.after(fresh.into_iter()).cloned());
        Ok(inputs)
    }

    fn task(&self, index: usize, block: &Node) -> Result<Node> {
        let task = self.of.task(index, &Node::block(self.of.rule().clone(), index))?;
        let of = task.call().expect("a block's task is a call");
        let call = self.surgery.call(of, Some(block), self.all_fresh(of.inputs())?.into_iter());
        Ok(Node::of_call(block.0.digest, call))
    }
}
