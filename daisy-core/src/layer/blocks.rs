//! Blocks: a layer as a collection.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::collection::Collection;
use crate::delayed::Delayed;
use crate::error::Result;
use crate::graph::Graph;
use crate::key::Key;
use crate::node::Node;
use crate::results::{Results, Swap};
use crate::token::{Tokenize, Tokenizer};
use crate::value::Data;

use super::Layer;
use super::members::Members;
use super::rule::{Rule, Written};

/// A layer as a collection: a handle to each of its tasks, none of them built.
///
/// ```
/// # use daisy::prelude::*;
/// # use daisy::{Key, Layer};
/// # #[delayed]
/// # fn read(path: &str, index: usize) -> Vec<u64> { vec![index as u64; path.len()] }
/// struct Chunks {
///     path: String,
///     count: usize,
/// }
///
/// impl Layer for Chunks {
///     type Output = Vec<u64>;
///     fn key(&self) -> Key {
///         Key::new("chunks", &(&self.path, self.count))
///     }
///     fn len(&self) -> usize {
///         self.count
///     }
///     fn task(&self, index: usize) -> Delayed<Vec<u64>> {
///         read(&self.path, index)
///     }
/// }
///
/// let chunks = daisy::layer(Chunks { path: "a.csv".into(), count: 1_000_000 });
/// assert_eq!(chunks.len(), 1_000_000);
/// assert_eq!(chunks.block(3).graph().len(), 1); // nothing built
/// ```
pub fn layer<L: Layer>(layer: L) -> Blocks<L::Output> {
    Blocks::of_rule(Arc::new(Written::new(layer)))
}

/// Blocks of one layer, in its order; still a rule, whatever their number. From [`layer`].
///
/// As a collection it computes to a `Vec`; [`block`](Blocks::block) gives ordinary handles.
pub struct Blocks<T> {
    members: Members,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Blocks<T> {
    fn clone(&self) -> Blocks<T> {
        Blocks { members: self.members.clone(), result: PhantomData }
    }
}

impl<T> fmt::Debug for Blocks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blocks({} of {})", self.members.len(), self.members.rule.key())
    }
}

impl<T: Data> Blocks<T> {
    /// `rule` gives `T`s.
    pub(super) fn of_rule(rule: Arc<dyn Rule>) -> Blocks<T> {
        Blocks::of(Members::of(rule))
    }

    fn of(members: Members) -> Blocks<T> {
        Blocks { members, result: PhantomData }
    }

    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// How many blocks.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A handle to block `index` of these.
    ///
    /// # Panics
    ///
    /// Past the end, like indexing.
    #[track_caller]
    pub fn block(&self, index: usize) -> Delayed<T> {
        let (key, node) = (self.members.rule.key(), self.members.nth(index));
        let Some(node) = node else { panic!("block {index} of `{}`: there are {} of {key}", key.name(), self.len()) };
        Delayed::from_node(node)
    }

    /// A handle to each, in order.
    pub fn iter(&self) -> impl Iterator<Item = Delayed<T>> {
        self.members.nodes().map(Delayed::from_node)
    }

    /// The blocks with these keys, in the layer's order; still a rule. Keys that are none of theirs are ignored.
    pub fn cull(&self, keys: &[Key]) -> Blocks<T> {
        Blocks::of(self.members.cull(keys))
    }

    /// The layer's key. It says nothing of which of the layer's blocks these are, nor what stands for them: the key of a
    /// layer that reads them covers the `Blocks` themselves, `Key::new("means", &self.of)`.
    pub fn key(&self) -> Key {
        self.members.rule.key().clone()
    }

    /// Whether its tasks are a list already: the layer says so, or other nodes stand for them, such as held results.
    pub fn is_materialized(&self) -> bool {
        !self.members.is_symbolic() || self.members.rule.is_materialized()
    }
}

/// The layer, which of its blocks, and what stands for them now.
impl<T> Tokenize for Blocks<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.add(&self.members);
    }
}

impl<T: Data + Clone> Collection for Blocks<T> {
    type Output = Vec<T>;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.extend(self.members.nodes());
    }

    fn postcompute(self, results: &mut Results) -> Result<Vec<T>> {
        self.members.nodes().map(|node| results.take(&node.key())).collect()
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Blocks::of(self.members.swap(swap))
    }

    fn optimizes(&self) -> bool {
        false
    }

    fn graph(&self) -> Graph {
        match self.members.is_symbolic() {
            true => Graph::of_blocks(self.members.rule.rule().clone(), self.members.which().clone()),
            false => Graph::new(self.members.nodes()),
        }
    }
}
