//! Merging: from roots to a flat graph, one entry a key.
//!
//! Needs: nodes. Leaves: every node that a root needs, once a key, inputs before readers, in the
//! order of a depth-first walk through inputs in order, so that it depends on structure and keys alone;
//! a held result wherever a task has the same key, with the task's own inputs gone; and a captured constant
//! only where no other constant has its key and it is no root.
//!
//! Blocks of layers are left as they are, entries that read nothing; or, on the way to a plan, built: their tasks
//! stand in their places, and what those read is walked. On the way to a plan without blocks, constants that only tasks
//! read are one entry for all.
//!
//! A walk meets every node, and `fold` finds the equal keys among them afterwards, so that neither
//! costs a random access a node: the walk finds a node it has seen by the mark in the node itself. The
//! mark is the node's place in the last walk that met it, and counts only if that place in *this* walk
//! holds that very node, so marks are never cleared. They serve one walk at a time; another at the same
//! moment keeps a map instead.

use std::collections::{HashMap, hash_map};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use crate::error::{Error, Result};
use crate::fold::fold;
use crate::key::Digest;
use crate::layer::Rules;
use crate::lent::{Keep, Lent, Roots};
use crate::merged::{Entry, Merged, narrow};
use crate::node::{Block, Inner, Node, Sort};

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

/// A node entered and not left. Short, for there is one for each link of a chain.
struct Open<'a> {
    node: &'a Node,
    /// Which of its inputs comes next.
    next: u32,
    /// Where its inputs begin in `found`.
    first: u32,
}

impl Open<'_> {
    /// Whether it reads all its inputs itself.
    fn reads(&self) -> bool {
        !self.node.call().is_some_and(|call| call.sort().is(Sort::FORWARDS))
    }
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
            let node = top.node;
            match node.input_slice().get(top.next as usize) {
                Some(_) if self.plain && !self.blocks.is_empty() => break,
                Some(input) => {
                    top.next += 1;
                    self.enter(input)?;
                }
                None => {
                    let first = top.first as usize;
                    self.open.pop();
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
        if self.plain && node.is_given() && self.open.last().is_some_and(Open::reads) {
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
            (None, _) => self.open.push(Open { node, next: 0, first: narrow(self.found.len()) }),
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
