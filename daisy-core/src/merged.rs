//! Merged graphs: nodes as arrays, inputs before readers.

use std::sync::OnceLock;

use hashbrown::HashTable;

use crate::choice::BRANCHES;
use crate::key::Digest;
use crate::lent::{Keep, Lent};
use crate::needs::Needs;
use crate::node::{Node, Sort};
use crate::operation::Operation;

/// A graph as arrays.
pub(crate) struct Merged {
    pub(super) entries: Vec<Entry>,
    pub(super) inputs: Vec<u32>,
    /// What keeps the nodes of all entries.
    pub(crate) keep: Keep,
    /// In the order and number they were asked for.
    pub(crate) roots: Vec<u32>,
    /// On the way to a plan, the entry that stands for all constants that only tasks read: who reads it finds its own
    /// where it reads it.
    pub(crate) given: Option<u32>,
    /// Of all entries.
    pub(crate) needs: Needs,
    index: OnceLock<Table>,
}

pub(super) struct Entry {
    pub(super) node: Lent,
    /// Where its part of the inputs ends, which begins where that of the entry before ends.
    end: u32,
    /// Those of the node, so that who asks needs not look there; `None` if it is no call.
    sort: Sort,
    operation: Option<&'static Operation>,
}

impl Clone for Merged {
    fn clone(&self) -> Merged {
        let Merged { entries, inputs, keep, roots, given, needs, index } = self;
        let entry = |&Entry { ref node, end, sort, operation }: &Entry| {
            // SAFETY: the copy keeps the same nodes.
            let node = unsafe { Lent::new(node) };
            Entry { node, end, sort, operation }
        };
        let entries = entries.iter().map(entry).collect();
        let (inputs, keep, roots) = (inputs.clone(), keep.clone(), roots.clone());
        Merged { entries, inputs, keep, roots, given: *given, needs: needs.clone(), index: index.clone() }
    }
}

/// From digests to places. The prefix of the digest is kept beside the place, so that growing reads no node.
#[derive(Clone, Default)]
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
    /// Without entries, but with room for them.
    pub(super) fn with_room(entries: usize, inputs: usize) -> Merged {
        let (keep, roots, given, index) = Default::default();
        let (needs, entries) = (Needs::with_room(entries), Vec::with_capacity(entries));
        Merged { entries, inputs: Vec::with_capacity(inputs), keep, roots, given, needs, index }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn nodes(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.entries.iter().map(|entry| &*entry.node)
    }

    pub(crate) fn node(&self, place: usize) -> &Node {
        &self.entries[place].node
    }

    pub(crate) fn sorts(&self) -> impl Iterator<Item = Sort> {
        self.entries.iter().map(|entry| entry.sort)
    }

    #[inline]
    pub(crate) fn sort(&self, place: usize) -> Sort {
        self.entries[place].sort
    }

    /// What the task at `place` calls.
    #[inline]
    pub(crate) fn operation(&self, place: usize) -> &'static Operation {
        self.entries[place].operation.expect("only tasks are asked")
    }

    #[inline]
    pub(crate) fn inputs(&self, place: usize) -> &[u32] {
        &self.inputs[self.start(place)..self.entries[place].end as usize]
    }

    /// The inputs that the task at `place` waits for: all but the branches of a choice.
    #[inline]
    pub(crate) fn strict(&self, place: usize) -> &[u32] {
        let (inputs, sort) = (self.inputs(place), self.sort(place));
        &inputs[..inputs.len() - if sort.is(Sort::CHOICE) { BRANCHES } else { 0 }]
    }

    /// Where the inputs of an entry begin.
    #[inline]
    fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.entries[before].end as usize)
    }

    /// How many inputs there are, each as often as it is read.
    pub(crate) fn edges(&self) -> usize {
        self.inputs.len()
    }

    /// The node at `place`.
    ///
    /// # Safety
    ///
    /// `keep` must be there for as long as this is used.
    #[inline]
    pub(crate) unsafe fn lent(&self, place: usize) -> Lent {
        // SAFETY: it keeps all nodes; else the caller's word.
        unsafe { Lent::new(self.node(place)) }
    }

    pub(crate) fn find(&self, digest: &Digest) -> Option<u32> {
        let index = self.index.get_or_init(|| {
            let mut index = Table::default();
            self.nodes().zip(0..).for_each(|(node, place)| index.insert(&node.0.digest, place));
            index
        });
        index.find(digest, |place| &self.node(place as usize).0.digest)
    }

    /// The needs of all entries, which nobody asks for again: they take as much as a third of the entries do.
    pub(crate) fn take_needs(&mut self) -> Needs {
        std::mem::replace(&mut self.needs, Needs::with_room(0))
    }

    /// Adds an entry whose inputs are in `inputs` already.
    ///
    /// # Safety
    ///
    /// `node` is kept by what is in `keep`, now or before the graph is used.
    #[inline]
    pub(super) unsafe fn push(&mut self, node: &Node) -> u32 {
        let place = narrow(self.entries.len());
        let (sort, operation) = match node.call() {
            Some(call) => (call.sort(), Some(call.operation)),
            None => (Sort::default(), None),
        };
        self.needs.push(sort, &self.inputs[self.start(place as usize)..]);
        // SAFETY: the caller's word.
        let node = unsafe { Lent::new(node) };
        self.entries.push(Entry { node, end: narrow(self.inputs.len()), sort, operation });
        place
    }

    /// The same graph with every place replaced by the one that stands for it, and without what then nobody needs.
    pub(super) fn canonical(self, stands_for: &[u32]) -> Merged {
        let is_constant = |place: u32| self.node(place as usize).is_constant();
        let like_before = |(other, place)| other < place && is_constant(other) == is_constant(place);
        match replaced(stands_for).all(like_before) {
            true => self.compacted(stands_for),
            false => self.rewired(stands_for),
        }
    }

    /// Where each place is replaced by itself or its like before it: no two entries change turns, and readers read the
    /// same nodes.
    fn compacted(mut self, stands_for: &[u32]) -> Merged {
        let (needed, mut needs) = (self.needed(stands_for), Needs::with_room(self.len()));
        let is_needed =
            |place: usize| stands_for[place] == place as u32 && needed.as_ref().is_none_or(|needed| needed[place]);
        let (mut new_places, mut entries, mut edges, mut start) = (vec![u32::MAX; self.len()], 0, 0, 0);
        for place in 0..self.len() {
            let end = self.entries[place].end as usize;
            let inputs = std::mem::replace(&mut start, end)..end;
            if !is_needed(place) {
                continue;
            }
            new_places[place] = narrow(entries);
            // Entries and edges move towards the front, if at all.
            for edge in inputs {
                self.inputs[edges] = new_places[stands_for[self.inputs[edge] as usize] as usize];
                edges += 1;
            }
            self.entries.swap(entries, place);
            self.entries[entries].end = narrow(edges);
            needs.push(self.sort(entries), self.inputs(entries));
            entries += 1;
        }
        self.needs = needs;
        self.entries.truncate(entries);
        self.inputs.truncate(edges);
        self.roots.iter_mut().for_each(|root| *root = new_places[stands_for[*root as usize] as usize]);
        self.given = self.given.map(|given| new_places[given as usize]).filter(|&given| given != u32::MAX);
        self
    }

    /// Which places the roots need once those that do not stand for themselves are gone; `None`: all that are left.
    fn needed(&self, stands_for: &[u32]) -> Option<Vec<bool>> {
        let inputs = |place: u32| self.inputs(place as usize).iter().map(|&input| stands_for[input as usize]);
        if replaced(stands_for).all(|(other, place)| inputs(other).eq(inputs(place))) {
            // Whatever someone read is read by who stands for them.
            return None;
        }
        // Inputs come before readers.
        let mut needed = vec![false; self.len()];
        self.roots.iter().for_each(|&root| needed[stands_for[root as usize] as usize] = true);
        for place in (0..self.len()).rev() {
            if needed[place] {
                inputs(place as u32).for_each(|input| needed[input as usize] = true);
            }
        }
        Some(needed)
    }

    /// Where a held result took the place of a task or a block, its readers are made to read it.
    fn rewired(self, stands_for: &[u32]) -> Merged {
        let mut after = Merged::with_room(self.len(), self.inputs.len());
        let mut new_places = vec![u32::MAX; self.len()];
        let mut open: Vec<(u32, usize)> = Vec::new();
        for &root in &self.roots {
            let root = stands_for[root as usize];
            open.push((root, 0));
            while let Some((place, next)) = open.last_mut() {
                let inputs = self.inputs(*place as usize);
                if new_places[*place as usize] != u32::MAX {
                    open.pop();
                } else if let Some(&input) = inputs.get(*next) {
                    *next += 1;
                    open.push((stands_for[input as usize], 0));
                } else {
                    let node = &self.entries[*place as usize].node;
                    let inputs = inputs.iter().map(|&input| new_places[stands_for[input as usize] as usize]);
                    new_places[*place as usize] = after.push_rewired(node, inputs);
                    open.pop();
                }
            }
            after.roots.push(new_places[root as usize]);
        }
        after.given = self.given.map(|given| new_places[given as usize]).filter(|&given| given != u32::MAX);
        after.keep.join(self.keep);
        after
    }

    fn push_rewired(&mut self, node: &Node, inputs: impl Iterator<Item = u32>) -> u32 {
        let first = self.inputs.len();
        self.inputs.extend(inputs);
        let read = || self.inputs[first..].iter().map(|&input| self.node(input as usize));
        let outdated = node.input_slice().iter().zip(read()).any(|(old, new)| !old.is_constant() && new.is_constant());
        let current = |(old, new): (&Node, &Node)| if old.is_constant() { old.clone() } else { new.clone() };
        let rewired = outdated.then(|| node.with_inputs(node.input_slice().iter().zip(read()).map(current)));
        // SAFETY: the graph it comes from keeps `node`, and gives what it keeps to this one; a new one is kept here.
        let place = unsafe { self.push(rewired.as_ref().unwrap_or(node)) };
        self.keep.add(rewired);
        place
    }
}

/// What stands for another place, and that.
fn replaced(stands_for: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    stands_for.iter().copied().zip(0..).filter(|(other, place)| other != place)
}

/// An index into a graph. The last two numbers stand for none.
#[inline]
pub(crate) fn narrow(index: usize) -> u32 {
    assert!(index < u32::MAX as usize - 1, "a graph has fewer than 2^32 - 2 nodes and edges");
    index as u32
}
