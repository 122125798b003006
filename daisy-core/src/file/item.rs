//! Items: what rows are of, and where each is.
//!
//! Nodes read blocks of layers and layers read nodes, so both are met in one walk. Most are nodes of the merged graph,
//! and known by their place there; the others by their digests.

use std::collections::HashMap;
use std::sync::Arc;

use crate::key::{Digest, Key};
use crate::layer::Rule;
use crate::merged::Merged;
use crate::node::Node;
use crate::outline::{Outline, Part};
use crate::value::Type;

#[derive(Clone)]
pub(super) enum Item {
    /// A node of the merged graph.
    Single(u32),
    /// A node that only a layer holds: a constant of its tasks, a block that it reads.
    Other(Node),
    Layer(Arc<dyn Rule>),
    /// A layer of which only results are held.
    Named(Key, &'static Type),
}

/// What a graph is made of, and the rows that it has so far.
pub(super) struct Items<'a> {
    pub(super) merged: &'a Merged,
    layers: HashMap<Digest, &'a Part>,
    /// By place in the merged graph; `NONE` where there is no row yet.
    single: Vec<u32>,
    /// A constant may be captured by some tasks and stand by itself for others.
    other: HashMap<(Digest, bool), u32>,
    rules: HashMap<Digest, u32>,
    names: HashMap<Digest, u32>,
    pub(super) rows: u32,
}

const NONE: u32 = u32::MAX;

impl<'a> Items<'a> {
    pub(super) fn of(outline: &'a Outline) -> Items<'a> {
        let (other, rules, names) = Default::default();
        let layers = outline.layers.iter().map(|part| (part.rule.key().identity(), part)).collect();
        let single = vec![NONE; outline.merged.len()];
        Items { merged: &outline.merged, layers, single, other, rules, names, rows: 0 }
    }

    /// The row of `item`, if it has one.
    pub(super) fn row(&self, item: &Item) -> Option<u32> {
        match item {
            Item::Single(place) => Some(self.single[*place as usize]).filter(|&row| row != NONE),
            Item::Other(node) => self.other.get(&(node.0.digest, node.is_captured())).copied(),
            Item::Layer(rule) => self.rules.get(&rule.key().identity()).copied(),
            Item::Named(key, _) => self.names.get(&key.identity()).copied(),
        }
    }

    /// The next row is that of `item`.
    pub(super) fn add(&mut self, item: &Item) {
        let row = self.rows;
        match item {
            Item::Single(place) => self.single[*place as usize] = row,
            Item::Other(node) => drop(self.other.insert((node.0.digest, node.is_captured()), row)),
            Item::Layer(rule) => drop(self.rules.insert(rule.key().identity(), row)),
            Item::Named(key, _) => drop(self.names.insert(key.identity(), row)),
        }
        self.rows = row.checked_add(1).filter(|&rows| rows != NONE).expect("a graph has fewer than 2^32 nodes");
    }

    /// The node of the merged graph that stands for `node`, or itself.
    pub(super) fn node(&self, node: &Node) -> Item {
        let stands = |&place: &u32| self.merged.node(place as usize).is_captured() == node.is_captured();
        let single = self.merged.find(&node.0.digest).filter(stands);
        single.map_or_else(|| Item::Other(node.clone()), Item::Single)
    }

    /// The layer by the rule that it has now.
    pub(super) fn layer(&self, rule: &Arc<dyn Rule>) -> Item {
        Item::Layer(self.part(rule).map_or(rule, |part| &part.rule).clone())
    }

    pub(super) fn has_layers(&self) -> bool {
        !self.layers.is_empty()
    }

    /// What is needed of a layer, if the graph itself needs any of it.
    pub(super) fn part(&self, rule: &Arc<dyn Rule>) -> Option<&'a Part> {
        self.layers.get(&rule.key().identity()).copied()
    }
}
