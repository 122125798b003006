//! Merging: from roots to a flat graph, one entry a key.
//!
//! Needs: nodes. Leaves: every node that a root needs, once a key, inputs before readers, in the
//! order of a depth-first walk through inputs in order, so that it depends on structure and keys alone;
//! a held result wherever a task has the same key, with the task's own inputs gone; and a captured constant
//! only where no other constant has its key and it is no root.
//!
//! Blocks of layers are left as they are, entries that read nothing; or, on the way to a plan, built: their tasks
//! stand in their places, and what those read is walked.
//!
//! A walk meets every node, and `fold` finds the equal keys among them afterwards, so that neither
//! costs a random access a node: the walk finds a node it has seen by the mark in the node itself. The
//! mark is the node's place in the last walk that met it, and counts only if that place in *this* walk
//! holds that very node, so marks are never cleared. They serve one walk at a time; another at the same
//! moment keeps a map instead.

use std::collections::{HashMap, hash_map};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, TryLockError};

use hashbrown::HashTable;

use crate::error::{Error, Result};
use crate::fold::fold;
use crate::key::Digest;
use crate::layer::Rules;
use crate::lent::{Keep, Lent, Roots};
use crate::node::{Block, Inner, Node, Sort};
use crate::operation::Operation;

/// A graph as arrays.
pub(crate) struct Merged {
    entries: Vec<Entry>,
    inputs: Vec<u32>,
    /// What keeps the nodes of all entries.
    keep: Keep,
    /// In the order and number they were asked for.
    pub(crate) roots: Vec<u32>,
    /// On the way to a plan, the entry that stands for all constants that only tasks read: who reads it finds its own
    /// where it reads it.
    pub(crate) given: Option<u32>,
    index: OnceLock<Table>,
}

struct Entry {
    node: Lent,
    /// Where its part of the inputs ends, which begins where that of the entry before ends.
    end: u32,
    /// Those of the node, so that who asks needs not look there; `None` if it is no call.
    sort: Sort,
    operation: Option<&'static Operation>,
}

impl Clone for Merged {
    fn clone(&self) -> Merged {
        let Merged { entries, inputs, keep, roots, given, index } = self;
        let entry = |&Entry { ref node, end, sort, operation }: &Entry| {
            // SAFETY: the copy keeps the same nodes.
            let node = unsafe { Lent::new(node) };
            Entry { node, end, sort, operation }
        };
        let entries = entries.iter().map(entry).collect();
        let (inputs, keep) = (inputs.clone(), keep.clone());
        Merged { entries, inputs, keep, roots: roots.clone(), given: *given, index: index.clone() }
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
    /// The graph of `roots` with all blocks built, by `rules` where they have one, but those whose results are `held`.
    pub(crate) fn built(roots: &[Node], rules: &Rules, held: &HashMap<Digest, Node>) -> Result<Merged> {
        let arena = boxcar::Vec::new();
        let mut walk = Walk::new(Some(Builder { rules, held, arena: &arena, places: HashMap::new() }));
        roots.iter().try_for_each(|root| walk.visit(root))?;
        Ok(walk.finish())
    }

    /// The graph of `roots`, unless a block is in it.
    pub(crate) fn without_blocks(roots: &Arc<Roots>) -> Result<Option<Merged>> {
        let mut walk = Walk { plain: true, ..Walk::symbolic() };
        walk.merged.keep = Keep::roots(roots);
        for root in roots.iter() {
            walk.visit(root)?;
            if !walk.blocks.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(walk.finish()))
    }

    /// Without entries, but with room for them.
    fn with_room(entries: usize, inputs: usize) -> Merged {
        let (keep, roots, given, index) = Default::default();
        Merged { entries: Vec::with_capacity(entries), inputs: Vec::with_capacity(inputs), keep, roots, given, index }
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

    /// Where the inputs of an entry begin.
    #[inline]
    fn start(&self, place: usize) -> usize {
        place.checked_sub(1).map_or(0, |before| self.entries[before].end as usize)
    }

    /// How many inputs there are, each as often as it is read.
    pub(crate) fn edges(&self) -> usize {
        self.inputs.len()
    }

    /// The nodes, and what keeps them.
    pub(crate) fn into_nodes(self) -> (impl Iterator<Item = Lent>, Keep) {
        (self.entries.into_iter().map(|entry| entry.node), self.keep)
    }

    pub(crate) fn find(&self, digest: &Digest) -> Option<u32> {
        let index = self.index.get_or_init(|| {
            let mut index = Table::default();
            self.nodes().zip(0..).for_each(|(node, place)| index.insert(&node.0.digest, place));
            index
        });
        index.find(digest, |place| &self.node(place as usize).0.digest)
    }

    /// Adds an entry whose inputs are in `inputs` already.
    ///
    /// # Safety
    ///
    /// `node` is kept by what is in `keep`, now or before the graph is used.
    #[inline]
    unsafe fn push(&mut self, node: &Node) -> u32 {
        let place = narrow(self.entries.len());
        let (sort, operation) = match node.call() {
            Some(call) => (call.sort(), Some(call.operation)),
            None => (Sort::default(), None),
        };
        // SAFETY: the caller's word.
        let node = unsafe { Lent::new(node) };
        self.entries.push(Entry { node, end: narrow(self.inputs.len()), sort, operation });
        place
    }

    /// The same graph with every place replaced by the one that stands for it, and without what then nobody needs.
    fn canonical(self, stands_for: &[u32]) -> Merged {
        let is_task = |place: u32| self.sort(place as usize).is(Sort::TASK);
        let alike = |(&other, place): (&u32, u32)| other <= place && is_task(other) == is_task(place);
        match stands_for.iter().zip(0..).all(alike) {
            true => self.compacted(stands_for),
            false => self.rewired(stands_for),
        }
    }

    /// Where each place is replaced by itself or its like before it: no two entries change turns, and readers read the
    /// same nodes.
    fn compacted(mut self, stands_for: &[u32]) -> Merged {
        let needed = self.needed(stands_for);
        let (mut new_places, mut entries, mut edges, mut start) = (vec![u32::MAX; self.len()], 0, 0, 0);
        for place in 0..self.len() {
            let end = self.entries[place].end as usize;
            let inputs = std::mem::replace(&mut start, end)..end;
            if !needed[place] {
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
            entries += 1;
        }
        self.entries.truncate(entries);
        self.inputs.truncate(edges);
        self.roots.iter_mut().for_each(|root| *root = new_places[stands_for[*root as usize] as usize]);
        self.given = self.given.map(|given| new_places[given as usize]).filter(|&given| given != u32::MAX);
        self
    }

    /// Which places the roots need once those that do not stand for themselves are gone. Inputs come before readers.
    fn needed(&self, stands_for: &[u32]) -> Vec<bool> {
        let mut needed = vec![false; self.len()];
        self.roots.iter().for_each(|&root| needed[stands_for[root as usize] as usize] = true);
        for place in (0..self.len()).rev() {
            if needed[place] {
                self.inputs(place).iter().for_each(|&input| needed[stands_for[input as usize] as usize] = true);
            }
        }
        needed
    }

    /// Where a held result took a task's place, its readers are made to read it.
    fn rewired(self, stands_for: &[u32]) -> Merged {
        let mut after = Merged::with_room(self.len(), self.inputs.len());
        let mut new_places = vec![u32::MAX; self.len()];
        let mut open: Vec<(u32, usize)> = Vec::with_capacity(SMALL);
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

fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("a graph has fewer than 2^32 nodes and edges")
}

/// One depth-first walk. `found` are the places of the roots so far, and of the inputs already walked of the nodes
/// that are open.
pub(crate) struct Walk<'a> {
    merged: Merged,
    /// Of the digests of all nodes.
    prefixes: Vec<u64>,
    found: Vec<u32>,
    open: Vec<Open<'a>>,
    seen: Seen,
    builder: Option<Builder<'a>>,
    captured_root: bool,
    /// Whether it is on the way to a plan without blocks: the first block ends it, and constants are one entry.
    plain: bool,
    /// The blocks it met and did not build.
    blocks: Vec<&'a Block>,
    /// The results of blocks that it met.
    held: Vec<&'a Node>,
}

/// What builds the blocks that a walk meets, each once.
struct Builder<'a> {
    rules: &'a Rules,
    held: &'a HashMap<Digest, Node>,
    arena: &'a boxcar::Vec<Node>,
    /// Where the task of each block is; `None` while it is open.
    places: HashMap<Digest, Option<u32>>,
}

enum Found<'a> {
    Place(u32),
    /// It waits for itself.
    Open,
    /// Its task, or its result.
    Task(&'a Node),
}

impl<'a> Builder<'a> {
    /// The task of `block`, or where it is already.
    fn find(&mut self, block: &Block, node: &Node) -> Result<Found<'a>> {
        match self.places.entry(node.0.digest) {
            hash_map::Entry::Occupied(place) => Ok(place.get().map_or(Found::Open, Found::Place)),
            hash_map::Entry::Vacant(place) => {
                place.insert(None);
                if let Some(held) = self.held.get(&node.0.digest) {
                    return Ok(Found::Task(held));
                }
                let rule = self.rules.get(&block.rule).clone();
                let task = Block { rule, index: block.index }.build(node)?;
                Ok(Found::Task(&self.arena[self.arena.push(task)]))
            }
        }
    }
}

/// Where the nodes met by a walk are found again.
enum Seen {
    Marks(#[expect(dead_code, reason = "held for its drop")] MutexGuard<'static, ()>),
    Map(HashMap<*const Inner, u32>),
}

static MARKS: Mutex<()> = Mutex::new(());

impl Seen {
    fn new() -> Seen {
        match MARKS.try_lock() {
            Ok(guard) => Seen::Marks(guard),
            Err(TryLockError::Poisoned(poisoned)) => Seen::Marks(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => Seen::Map(HashMap::new()),
        }
    }

    #[inline]
    fn place(&self, node: &Node, entries: &[Entry]) -> Option<u32> {
        match self {
            Seen::Marks(_) => {
                let mark = node.0.mark.load(Relaxed);
                entries.get(mark as usize).is_some_and(|entry| entry.node.is(node)).then_some(mark)
            }
            Seen::Map(places) => places.get(&node.as_ptr()).copied(),
        }
    }

    fn set(&mut self, node: &Node, place: u32) {
        match self {
            Seen::Marks(_) => node.0.mark.store(place, Relaxed),
            Seen::Map(places) => drop(places.insert(node.as_ptr(), place)),
        }
    }
}

/// Room for so many at once: a small graph grows no array.
const SMALL: usize = 32;

/// A node entered and not left.
struct Open<'a> {
    node: &'a Node,
    inputs: std::slice::Iter<'a, Node>,
    /// Where this node's inputs begin in `found`.
    first: usize,
    /// Whether it reads all its inputs itself.
    reads: bool,
}

impl<'a> Walk<'a> {
    /// A walk that leaves blocks as they are.
    pub(crate) fn symbolic() -> Walk<'a> {
        Walk::new(None)
    }

    fn new(builder: Option<Builder<'a>>) -> Walk<'a> {
        let (blocks, held) = Default::default();
        let (merged, seen) = (Merged::with_room(SMALL, SMALL), Seen::new());
        let (prefixes, found, open) = (Vec::with_capacity(SMALL), Vec::with_capacity(SMALL), Vec::with_capacity(SMALL));
        Walk { merged, prefixes, found, open, seen, builder, captured_root: false, plain: false, blocks, held }
    }

    /// Walks one more root.
    pub(crate) fn visit(&mut self, root: &'a Node) -> Result<()> {
        self.captured_root |= root.is_captured();
        self.merged.keep.root(root);
        self.enter(root)?;
        while let Some(top) = self.open.last_mut() {
            match top.inputs.next() {
                Some(_) if self.plain && !self.blocks.is_empty() => break,
                Some(input) => self.enter(input)?,
                None => {
                    let Some(Open { node, first, .. }) = self.open.pop() else { break };
                    self.leave(node, first);
                }
            }
        }
        Ok(())
    }

    /// The blocks met since the last time that were not built.
    pub(crate) fn take_blocks(&mut self) -> Vec<&'a Block> {
        std::mem::take(&mut self.blocks)
    }

    /// The results of blocks that were met.
    pub(crate) fn held(&self) -> &[&'a Node] {
        &self.held
    }

    /// The graph of all roots, folded.
    pub(crate) fn finish(mut self) -> Merged {
        self.merged.roots = std::mem::take(&mut self.found);
        let mut merged = match fold(&self.merged, &self.prefixes) {
            None => self.merged,
            Some(stands_for) => self.merged.canonical(&stands_for),
        };
        // None that is not captured is folded into one that is.
        for &root in merged.roots.iter().filter(|_| self.captured_root) {
            let root = &mut merged.entries[root as usize].node;
            if root.is_captured() {
                let uncaptured = root.uncaptured();
                // SAFETY: it is kept from here on.
                *root = unsafe { Lent::new(&uncaptured) };
                merged.keep.add([uncaptured]);
            }
        }
        merged
    }

    #[inline]
    fn enter(&mut self, mut node: &'a Node) -> Result<()> {
        if self.plain && node.is_given() && self.open.last().is_some_and(|reader| reader.reads) {
            let given = self.given(node);
            self.found.push(given);
            return Ok(());
        }
        let mut place = self.seen.place(node, &self.merged.entries);
        if let (None, Some(block), Some(builder)) = (place, node.symbolic(), &mut self.builder) {
            match builder.find(block, node)? {
                Found::Place(known) => place = Some(known),
                Found::Open => return Err(cycle(node, &self.open)),
                Found::Task(task) => {
                    self.merged.keep.add([task.clone()]);
                    node = task;
                }
            }
        }
        match (place, node.input_slice()) {
            (Some(place), _) => self.found.push(place),
            (None, []) => {
                match (node.symbolic(), node.as_block()) {
                    (Some(block), _) => self.blocks.push(block),
                    (None, Some(_)) if node.is_constant() => self.held.push(node),
                    _ => {}
                }
                self.leave(node, self.found.len());
            }
            (None, inputs) => {
                let reads = !node.call().is_some_and(|call| call.sort().is(Sort::FORWARDS));
                self.open.push(Open { node, inputs: inputs.iter(), first: self.found.len(), reads });
            }
        }
        Ok(())
    }

    /// The entry of all given constants; `first` shows what they are.
    #[inline]
    fn given(&mut self, first: &'a Node) -> u32 {
        if let Some(given) = self.merged.given {
            return given;
        }
        // SAFETY: a task reads it, which is kept.
        let place = unsafe { self.merged.push(first) };
        // Not its own: it folds with no other.
        self.prefixes.push(!first.0.digest.prefix());
        *self.merged.given.insert(place)
    }

    #[inline]
    fn leave(&mut self, node: &'a Node, first: usize) {
        self.found[first..].iter().for_each(|&input| self.merged.inputs.push(input));
        // SAFETY: it is a root, a built block or what one of these reads, and those are kept as they are met.
        let place = unsafe { self.merged.push(node) };
        self.seen.set(node, place);
        if let Some(Builder { places, .. }) = self.builder.as_mut().filter(|builder| !builder.places.is_empty())
            && let Some(built) = places.get_mut(&node.0.digest)
        {
            *built = Some(place);
        }
        self.prefixes.push(node.0.digest.prefix());
        self.found.truncate(first);
        self.found.push(place);
    }
}

/// How many blocks of a circle are named at either end.
const SHOWN: usize = 4;

/// `block`, which is open, is met again.
fn cycle(block: &Node, open: &[Open<'_>]) -> Error {
    let around = open.iter().map(|open| open.node).skip_while(|node| node.0.digest != block.0.digest);
    let path: Vec<&Node> = around.chain([block]).collect();
    let shown = |nodes: &[&Node]| nodes.iter().map(|node| node.key().to_string()).collect::<Vec<_>>().join(" -> ");
    let path = match path.len().checked_sub(2 * SHOWN) {
        None | Some(0) => shown(&path),
        Some(more) => {
            format!("{} -> .. {more} more .. -> {}", shown(&path[..SHOWN]), shown(&path[path.len() - SHOWN..]))
        }
    };
    Error::executor(format!("blocks of layers wait for each other: {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(roots: &[Node]) -> Merged {
        Merged::built(roots, &Rules::default(), &HashMap::new()).expect("no layers")
    }

    /// Two walks at once over one graph must both be right: one has the marks, the other a map.
    #[test]
    fn walks_at_the_same_time_do_not_disturb_each_other() {
        let mut handle = crate::value(0u64) + 0u64;
        for n in 0..2_000u64 {
            handle = (&handle + n) * &handle;
        }
        let root = [handle.into_node()];
        let alone = merged(&root);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        let merged = merged(&root);
                        assert_eq!((merged.inputs, merged.roots), (alone.inputs.clone(), alone.roots.clone()));
                    }
                });
            }
        });
    }
}
