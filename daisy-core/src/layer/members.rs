//! Members: some blocks of a layer, without their type.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::error::Result;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::results::Swap;
use crate::token::{Tokenize, Tokenizer};
#[cfg(feature = "serde")]
use crate::value::Type;

use super::rule::{Link, Need, Rule};
use super::which::Which;

#[derive(Clone)]
pub(crate) struct Members {
    pub(super) rule: Link,
    which: Which,
    /// What stands for blocks now, by index in the layer: results that are held, or other tasks.
    swapped: Option<Arc<HashMap<usize, Node>>>,
}

impl Members {
    /// All of them.
    pub(super) fn of(rule: Arc<dyn Rule>) -> Members {
        Members { which: Which::all(rule.len()), rule: Link::to(rule), swapped: None }
    }

    pub(crate) fn len(&self) -> usize {
        self.which.len()
    }

    /// Whether nothing stands for any of them but their layer.
    pub(crate) fn is_symbolic(&self) -> bool {
        self.swapped.is_none()
    }

    /// The layer, if it is all of it.
    pub(super) fn whole(&self) -> Option<&Arc<dyn Rule>> {
        (self.is_symbolic() && self.len() == self.rule.len()).then(|| self.rule.rule())
    }

    /// Whether blocks of the layer with this key may be among them.
    pub(super) fn has_any_of(&self, layer: &Key) -> bool {
        let mut swapped = self.swapped.iter().flat_map(|swapped| swapped.values());
        self.rule.key() == layer || swapped.any(|node| node.is_block_of(layer))
    }

    /// The `n`th.
    pub(super) fn nth(&self, n: usize) -> Option<Node> {
        self.which.nth(n).map(|index| self.node(index))
    }

    fn node(&self, index: usize) -> Node {
        self.swapped(index).cloned().unwrap_or_else(|| Node::block(self.rule.rule().clone(), index))
    }

    fn swapped(&self, index: usize) -> Option<&Node> {
        self.swapped.as_ref()?.get(&index)
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> {
        self.which.iter().map(|index| self.node(index))
    }

    /// Those with these keys.
    pub(super) fn cull(&self, keys: &[Key]) -> Members {
        let digests: HashSet<Digest> = keys.iter().map(Key::identity).collect();
        let is_asked = |index: &usize| self.swapped(*index).is_none_or(|node| digests.contains(&node.0.digest));
        let by_rule = keys.iter().filter_map(|key| key.block_of(self.rule.key()));
        let swapped = self.swapped.iter().flat_map(|swapped| swapped.keys().copied());
        let indices = by_rule.chain(swapped).filter(is_asked);
        Members { which: self.which.only(indices), ..self.clone() }
    }

    /// What stands for them now: blocks of the layer or of one in its place, or other nodes.
    pub(super) fn swap(self, swap: &Swap) -> Members {
        let stands: Vec<(usize, Node)> =
            self.which.iter().filter_map(|index| Some((index, swap.of(&self.node(index))?))).collect();
        let mut rules = stands.iter().filter_map(|(_, node)| Some(&node.symbolic()?.rule));
        let other = rules.find(|rule| rule.key() != self.rule.key());
        let rule = other.unwrap_or_else(|| swap.graph().rule(self.rule.rule())).clone();
        let by_rule = |node: &Node| node.symbolic().is_some_and(|block| block.rule.key() == rule.key());
        let swapped: HashMap<usize, Node> = stands.iter().filter(|(_, node)| !by_rule(node)).cloned().collect();
        let swapped = (!swapped.is_empty()).then(|| Arc::new(swapped));
        let swapped = if stands.is_empty() { self.swapped } else { swapped };
        Members { rule: Link::to(rule), swapped, ..self }
    }

    pub(crate) fn which(&self) -> &Which {
        &self.which
    }

    /// The `n`th of them for each `n` of `range`.
    pub(super) fn needs(&self, range: Range<usize>, need: &mut dyn FnMut(Need)) -> Result<()> {
        if self.is_symbolic() {
            self.which.slice(range).for_each(|range| need(Need::Blocks(self.rule.rule().clone(), range)));
        } else {
            range.filter_map(|n| self.nth(n)).for_each(|node| need(Need::of(node)));
        }
        Ok(())
    }
}

/// What files write of them.
#[cfg(feature = "serde")]
impl Members {
    /// The blocks `which` of a layer, with what `stands` for some of them, by index in the layer.
    pub(crate) fn of_parts(rule: Arc<dyn Rule>, which: Which, stands: HashMap<usize, Node>) -> Members {
        Members { rule: Link::to(rule), which, swapped: (!stands.is_empty()).then(|| Arc::new(stands)) }
    }

    pub(crate) fn rule(&self) -> &Arc<dyn Rule> {
        self.rule.rule()
    }

    pub(crate) fn ty(&self) -> &'static Type {
        self.rule.ty()
    }

    /// The indices of the `n`th of them for each `n` of `range`, and what stands for each, if its layer does not.
    pub(crate) fn standing(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Option<&Node>)> {
        self.which.slice(range).flatten().map(|index| (index, self.swapped(index)))
    }
}

impl Tokenize for Members {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("daisy::Blocks", 2);
        to.add(self.rule.key());
        to.add(&self.which.ranges().map(|range| (range.start, range.end)).collect::<Vec<_>>());
        if !self.is_symbolic() {
            to.add(&self.nodes().map(|node| node.key()).collect::<Vec<_>>());
        }
    }
}
