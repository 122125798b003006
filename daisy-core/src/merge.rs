//! Merging and folding: from roots to a flat graph, one entry a key.
//!
//! Needs: nodes. Leaves: every node that a root needs, once a key, inputs before readers, in the
//! order of a depth-first walk through inputs in order, so that it depends on structure and keys alone;
//! and a held result wherever a task has the same key, with the task's own inputs gone.
//!
//! A node seen before is found by the mark in the node itself, which costs nothing: the mark is the
//! node's place in the last walk that met it, and counts only if that place in *this* walk holds that
//! very node. So marks need no owner: two walks over one graph at once spoil each other's marks and
//! fall back to the table of digests, which also finds equal keys under different nodes. Of two nodes of one
//! key the second is walked only for the held results below it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use hashbrown::HashTable;

use crate::key::Digest;
use crate::node::{Inner, Node};

/// A graph as arrays. Entry `i` reads `inputs[starts[i]..starts[i + 1]]`.
pub(crate) struct Merged {
    pub(crate) nodes: Vec<Node>,
    pub(crate) inputs: Vec<u32>,
    pub(crate) starts: Vec<usize>,
    /// In the order and number they were asked for.
    pub(crate) roots: Vec<u32>,
    table: Table,
}

/// From digests to places. The prefix of the digest is kept beside the place, so that growing reads no node.
#[derive(Default)]
pub(crate) struct Table(HashTable<(u64, u32)>);

impl Table {
    /// The last place `digest` was put at; `at` tells the digest of a place.
    pub(crate) fn find<'a>(&self, digest: &Digest, at: impl Fn(u32) -> &'a Digest) -> Option<u32> {
        let prefix = digest.prefix();
        self.0.find(prefix, |&(p, place)| p == prefix && at(place) == digest).map(|&(_, place)| place)
    }

    /// Puts `digest`, which is not in the table, at `place`.
    pub(crate) fn insert(&mut self, digest: &Digest, place: u32) {
        self.0.insert_unique(digest.prefix(), (digest.prefix(), place), |&(prefix, _)| prefix);
    }

    /// Moves `digest` from place `old` to `new`.
    pub(crate) fn replace(&mut self, digest: &Digest, old: u32, new: u32) {
        if let Some(entry) = self.0.find_mut(digest.prefix(), |&(_, place)| place == old) {
            entry.1 = new;
        }
    }
}

impl Merged {
    pub(crate) fn new(roots: &[Node]) -> Merged {
        let mut held = HashMap::new();
        loop {
            let known = held.len();
            let mut merged = Walk::new(&mut held).run(roots);
            let outdated = |node: &Node| !node.is_constant() && held.contains_key(&node.0.digest);
            // A held result that turned up after its task was entered: once more, knowing it.
            if held.len() == known || !merged.nodes.iter().any(outdated) {
                if !held.is_empty() {
                    merged.rewire();
                }
                return merged;
            }
        }
    }

    /// Makes every node read those of this graph, where a held result took a task's place.
    fn rewire(&mut self) {
        for place in 0..self.len() {
            let inputs = &self.inputs[self.starts[place]..self.starts[place + 1]];
            let inputs = || inputs.iter().map(|&input| &self.nodes[input as usize]);
            let node = &self.nodes[place];
            if !node.input_slice().iter().zip(inputs()).all(|(a, b)| a.is(b)) {
                self.nodes[place] = node.with_inputs(inputs().cloned());
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn inputs(&self, place: usize) -> &[u32] {
        &self.inputs[self.starts[place]..self.starts[place + 1]]
    }

    pub(crate) fn find(&self, digest: &Digest) -> Option<u32> {
        self.table.find(digest, |place| &self.nodes[place as usize].0.digest)
    }
}

/// One depth-first walk. `found` are the places of the inputs already walked of the nodes that are open.
struct Walk<'h> {
    merged: Merged,
    found: Vec<u32>,
    held: &'h mut HashMap<Digest, Node>,
    /// Second nodes of a key that were walked for held results.
    duplicates: HashSet<*const Inner>,
}

/// A node entered and not left.
struct Open<'a> {
    node: &'a Node,
    inputs: std::slice::Iter<'a, Node>,
    /// Where this node's inputs begin in `found`.
    first: usize,
    /// The place of the first node of the same key.
    duplicate_of: Option<u32>,
}

impl<'h> Walk<'h> {
    fn new(held: &'h mut HashMap<Digest, Node>) -> Walk<'h> {
        let table = Table::default();
        let merged = Merged { nodes: Vec::new(), inputs: Vec::new(), starts: vec![0], roots: Vec::new(), table };
        Walk { merged, found: Vec::new(), held, duplicates: HashSet::new() }
    }

    fn run(mut self, roots: &[Node]) -> Merged {
        let mut open: Vec<Open<'_>> = Vec::new();
        for root in roots {
            self.enter(root, &mut open);
            while let Some(top) = open.last_mut() {
                match top.inputs.next() {
                    Some(input) => self.enter(input, &mut open),
                    None => {
                        let Some(Open { node, first, duplicate_of, .. }) = open.pop() else { break };
                        self.leave(node, first, duplicate_of);
                    }
                }
            }
        }
        self.merged.roots = self.found;
        self.merged
    }

    fn enter<'a>(&mut self, node: &'a Node, open: &mut Vec<Open<'a>>) {
        let mark = node.0.mark.load(Relaxed);
        if self.merged.nodes.get(mark as usize).is_some_and(|marked| marked.is(node)) {
            return self.found.push(mark);
        }
        if node.constant().is_some_and(|constant| constant.held) {
            self.held.entry(node.0.digest).or_insert_with(|| node.clone());
        }
        let duplicate_of = self.merged.find(&node.0.digest);
        if duplicate_of.is_none()
            && !self.held.is_empty()
            && let Some(held) = self.held.get(&node.0.digest)
        {
            let held = held.clone();
            return self.leave(&held, self.found.len(), None);
        }
        match duplicate_of {
            Some(place) if !(node.0.holds && self.duplicates.insert(Arc::as_ptr(&node.0))) => self.found.push(place),
            _ => open.push(Open { node, inputs: node.input_slice().iter(), first: self.found.len(), duplicate_of }),
        }
    }

    fn leave(&mut self, node: &Node, first: usize, duplicate_of: Option<u32>) {
        let place = duplicate_of.unwrap_or_else(|| self.add(node, first));
        self.found.truncate(first);
        self.found.push(place);
    }

    fn add(&mut self, node: &Node, first: usize) -> u32 {
        let place = u32::try_from(self.merged.nodes.len()).expect("a graph has fewer than 2^32 nodes");
        node.0.mark.store(place, Relaxed);
        self.merged.table.insert(&node.0.digest, place);
        self.merged.inputs.extend_from_slice(&self.found[first..]);
        self.merged.starts.push(self.merged.inputs.len());
        self.merged.nodes.push(node.clone());
        place
    }
}
