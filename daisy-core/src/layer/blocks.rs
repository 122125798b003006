//! Blocks: a layer as a collection.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::collection::Collection;
use crate::delayed::Delayed;
use crate::error::Result;
use crate::graph::Graph;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::results::{Results, Swap};
use crate::value::Data;

use super::Layer;
use super::rule::{Rule, Written};
use super::which::Which;

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
    rule: Arc<dyn Rule>,
    which: Which,
    /// What stands for blocks now, by index: results that are held, or other tasks.
    swapped: Option<Arc<HashMap<usize, Node>>>,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Blocks<T> {
    fn clone(&self) -> Blocks<T> {
        let Blocks { rule, which, swapped, .. } = self;
        Blocks { rule: rule.clone(), which: which.clone(), swapped: swapped.clone(), result: PhantomData }
    }
}

impl<T> fmt::Debug for Blocks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blocks({} of {})", self.which.len(), self.rule.key())
    }
}

impl<T: Data> Blocks<T> {
    /// `rule` gives `T`s.
    pub(crate) fn of_rule(rule: Arc<dyn Rule>) -> Blocks<T> {
        Blocks { which: Which::all(rule.len()), rule, swapped: None, result: PhantomData }
    }

    pub(crate) fn rule(&self) -> &Arc<dyn Rule> {
        &self.rule
    }

    pub(crate) fn which(&self) -> &Which {
        &self.which
    }

    /// How many blocks.
    pub fn len(&self) -> usize {
        self.which.len()
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
    pub fn block(&self, index: usize) -> Delayed<T> {
        let place = self.which.nth(index).unwrap_or_else(|| {
            panic!("block {index} of `{}`: there are {} of {}", self.rule.key().name(), self.len(), self.rule.key())
        });
        Delayed::from_node(self.node(place))
    }

    /// The node of the layer's block `index`.
    fn node(&self, index: usize) -> Node {
        self.swapped(index).cloned().unwrap_or_else(|| Node::block(self.rule.clone(), index))
    }

    fn swapped(&self, index: usize) -> Option<&Node> {
        self.swapped.as_ref()?.get(&index)
    }

    fn nodes(&self) -> impl Iterator<Item = Node> {
        self.which.iter().map(|index| self.node(index))
    }

    /// A handle to each, in order.
    pub fn iter(&self) -> impl Iterator<Item = Delayed<T>> {
        self.nodes().map(Delayed::from_node)
    }

    /// The blocks with these keys, in the layer's order; still a rule. Keys that are none of theirs are ignored.
    pub fn cull(&self, keys: &[Key]) -> Blocks<T> {
        let digests: HashSet<Digest> = keys.iter().map(Key::identity).collect();
        let is_asked = |index: &usize| self.swapped(*index).is_none_or(|node| digests.contains(&node.0.digest));
        let by_rule = keys.iter().filter_map(|key| key.block_of(self.rule.key()));
        let swapped = self.swapped.iter().flat_map(|swapped| swapped.keys().copied());
        let indices = by_rule.chain(swapped).filter(is_asked);
        Blocks { which: self.which.only(indices), ..self.clone() }
    }

    /// The layer's key.
    pub fn key(&self) -> Key {
        self.rule.key().clone()
    }

    /// Whether its tasks are a list already: the layer says so, or other nodes stand for them, such as held results.
    pub fn is_materialized(&self) -> bool {
        self.swapped.is_some() || self.rule.is_materialized()
    }
}

impl<T: Data + Clone> Collection for Blocks<T> {
    type Output = Vec<T>;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.extend(self.nodes());
    }

    fn postcompute(self, results: &mut Results) -> Result<Vec<T>> {
        self.nodes().map(|node| results.take(&node.key())).collect()
    }

    fn postpersist(self, swap: &Swap) -> Self {
        let stands: Vec<(usize, Node)> =
            self.which.iter().filter_map(|index| Some((index, swap.of(&self.node(index))?))).collect();
        let rules = stands.iter().filter_map(|(_, node)| Some(&node.symbolic()?.rule));
        let other = rules.clone().find(|rule| rule.key() != self.rule.key());
        let rule = other.unwrap_or_else(|| swap.graph().rule(&self.rule)).clone();
        let by_rule = |node: &Node| node.symbolic().is_some_and(|block| block.rule.key() == rule.key());
        let swapped: HashMap<usize, Node> = stands.iter().filter(|(_, node)| !by_rule(node)).cloned().collect();
        let swapped = (!swapped.is_empty()).then(|| Arc::new(swapped));
        let swapped = if stands.is_empty() { self.swapped } else { swapped };
        Blocks { rule, swapped, ..self }
    }

    fn graph(&self) -> Graph {
        match self.swapped {
            Some(_) => Graph::new(self.nodes()),
            None => Graph::of_blocks(self.rule.clone(), self.which.clone()),
        }
    }
}
