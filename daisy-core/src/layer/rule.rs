//! Rules: layers without their types.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, Range};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::key::{Digest, Key};
use crate::node::{Call, Node};
use crate::plan::caught;
use crate::value::Type;

use super::Layer;
use super::blockwise::Blockwise;
#[cfg(feature = "serde")]
use super::tree::Tree;

/// A layer without its type. What fails, user code that panics included, is an error that names the block.
pub(crate) trait Rule: Send + Sync {
    fn key(&self) -> &Key;
    fn len(&self) -> usize;
    fn ty(&self) -> &'static Type;
    fn is_materialized(&self) -> bool;
    /// What task `index` reads.
    fn inputs(&self, index: usize) -> Result<Vec<Node>>;
    /// Task `index` under the key of `block`.
    fn task(&self, index: usize, block: &Node) -> Result<Node>;

    /// What the tasks in `blocks` read, in any order, perhaps several times.
    fn needs(&self, blocks: Range<usize>, need: &mut dyn FnMut(Need)) -> Result<()> {
        for index in blocks {
            self.inputs(index)?.into_iter().for_each(|input| need(Need::of(input)));
        }
        Ok(())
    }

    /// Itself, if it is one that fuses with its like.
    fn blockwise(&self) -> Option<&Blockwise> {
        None
    }

    /// Itself, if it is a reduction.
    #[cfg(feature = "serde")]
    fn tree(&self) -> Option<&Tree> {
        None
    }

    /// What it was before others became part of it.
    fn unfused(&self) -> Option<&Arc<dyn Rule>> {
        None
    }
}

/// A layer as others hold it: by a block of it, for chains of nodes are let go without recursion, however long.
#[derive(Clone)]
pub(crate) struct Link(Node);

impl Link {
    pub(crate) fn to(rule: Arc<dyn Rule>) -> Link {
        Link(Node::block(rule, 0))
    }

    pub(crate) fn rule(&self) -> &Arc<dyn Rule> {
        &self.0.symbolic().expect("a block that is not built").rule
    }
}

impl Deref for Link {
    type Target = dyn Rule;

    fn deref(&self) -> &(dyn Rule + 'static) {
        &**self.rule()
    }
}

/// What a layer reads: blocks of a layer, or a node that is none.
pub(crate) enum Need {
    Blocks(Arc<dyn Rule>, Range<usize>),
    Node(Node),
}

impl Need {
    pub(super) fn of(node: Node) -> Need {
        match node.symbolic() {
            Some(block) => Need::Blocks(block.rule.clone(), block.index..block.index + 1),
            None => Need::Node(node),
        }
    }
}

/// Rules that a pass put in the place of layers with the same keys.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    by_layer: HashMap<Digest, Arc<dyn Rule>>,
    /// Whether the others stand as they were before anything fused.
    unfused: bool,
}

impl Rules {
    pub(crate) fn get<'a>(&'a self, rule: &'a Arc<dyn Rule>) -> &'a Arc<dyn Rule> {
        let known = || self.by_layer.get(&rule.key().identity());
        let other = if self.by_layer.is_empty() { None } else { known() };
        other.or_else(|| rule.unfused().filter(|_| self.unfused)).unwrap_or(rule)
    }

    /// None but those that stood before anything fused.
    pub(crate) fn unfused() -> Rules {
        Rules { by_layer: HashMap::new(), unfused: true }
    }

    pub(crate) fn insert(&mut self, rule: Arc<dyn Rule>) {
        self.by_layer.insert(rule.key().identity(), rule);
    }

    pub(crate) fn extend(&mut self, others: &Rules) {
        self.by_layer.extend(others.by_layer.iter().map(|(layer, rule)| (*layer, rule.clone())));
        self.unfused |= others.unfused;
    }
}

/// A layer that a user wrote. What it says of itself is asked once.
pub(super) struct Written<L> {
    layer: L,
    key: Key,
    len: usize,
}

impl<L: Layer> Written<L> {
    pub(super) fn new(layer: L) -> Written<L> {
        Written { key: layer.key(), len: layer.len(), layer }
    }

    /// Runs the user's `method` for block `index`.
    fn ask<R>(&self, method: &str, index: usize, f: impl FnOnce(&L) -> R) -> Result<R> {
        caught(|| f(&self.layer)).map_err(|why| Error::layer_panicked(self.key.at(index), method, index, &why))
    }

    fn broken(&self, index: usize, what: &str) -> Error {
        let name = self.key.name();
        Error::executor(format!("task {index} of layer `{name}` ({}) {what}", self.key.at(index)))
    }
}

impl<L: Layer> Rule for Written<L> {
    fn key(&self) -> &Key {
        &self.key
    }

    fn len(&self) -> usize {
        self.len
    }

    fn ty(&self) -> &'static Type {
        Type::of::<L::Output>()
    }

    fn is_materialized(&self) -> bool {
        self.layer.is_materialized()
    }

    fn inputs(&self, index: usize) -> Result<Vec<Node>> {
        self.ask("inputs", index, |layer| layer.inputs(index))
    }

    fn task(&self, index: usize, block: &Node) -> Result<Node> {
        let task = self.ask("task", index, |layer| layer.task(index))?.into_node();
        let Some(call) = task.call() else {
            return Err(self.broken(index, &format!("is {}; a task is one call of a delayed function", task.key())));
        };
        let mut tasks = call.inputs().iter().filter(|input| !input.is_constant()).peekable();
        if tasks.peek().is_some() {
            let named: HashSet<Digest> = self.inputs(index)?.iter().map(|named| named.0.digest).collect();
            if let Some(other) = tasks.find(|input| !named.contains(&input.0.digest)) {
                let other = other.key();
                let what = format!(
                    "reads {other}, which `inputs({index})` does not name: name it there; or if that is half of the task, \
                     make one delayed function of both calls, for a task is one call"
                );
                return Err(self.broken(index, &what));
            }
        }
        let inputs = call.inputs().iter().cloned();
        let call = Call::new(call.operation, inputs).with(call.extra().cloned(), Some(block.clone()));
        Ok(Node::of_call(block.0.digest, call))
    }
}
