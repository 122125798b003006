//! Tree reductions: many blocks to one, a few at a time.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Weak};

use crate::delayed::Delayed;
use crate::error::Result;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::value::{Data, Type};

use super::blocks::Blocks;
use super::members::Members;
use super::rule::{Need, Rule};
use super::template::{Holes, Template, Traced};

/// All blocks as one result: `combine` of the first `split_every`, of the next, and so on, then of what that gave,
/// until one is left. A layer, of which only the last block is to be asked for.
///
/// `combine` is called with handles that stand for any results, once for each number of them that occurs; what it
/// calls must be able to be one task, as in [`blockwise`](crate::blockwise). Of no blocks, it is `combine` of none.
///
/// ```
/// use daisy::prelude::*;
///
/// #[delayed]
/// fn number(index: usize) -> u64 {
///     index as u64
/// }
///
/// #[delayed]
/// fn total(parts: Vec<u64>) -> u64 {
///     parts.iter().sum()
/// }
///
/// let numbers = daisy::blockwise("numbers", 0..1_000, number);
/// let sum = daisy::tree_reduce("sum", &numbers, 8, total);
/// assert_eq!(sum.graph().len(), 1_000 + 125 + 16 + 2 + 1);
/// assert_eq!(sum.compute().wait()?, 499_500);
/// # Ok::<(), daisy::Error>(())
/// ```
///
/// # Panics
///
/// If `split_every` is below 2, or the calls can't be one task.
#[track_caller]
pub fn tree_reduce<T: Data>(
    name: &str,
    blocks: &Blocks<T>,
    split_every: usize,
    combine: impl Fn(Vec<Delayed<T>>) -> Delayed<T>,
) -> Delayed<T> {
    assert!(split_every >= 2, "tree_reduce `{name}`: split_every is {split_every}; it takes at least 2 to make one");
    if blocks.is_empty() {
        return combine(Vec::new());
    }
    let levels = levels(blocks.len(), split_every);
    let numbers = numbers(blocks.len(), &levels, split_every);
    let (mut templates, mut digests, mut result) = (HashMap::new(), Vec::new(), Type::of::<T>());
    for number in numbers {
        let holes = Holes::default();
        let root = combine((0..number).map(|_| holes.next()).collect());
        let traced = match Template::trace(root.node(), &holes) {
            Ok(traced) => traced,
            Err(why) => panic!("tree_reduce `{name}`: {why}"),
        };
        let Traced { template, digest, result: ty, free } = traced;
        templates.insert(number, (Arc::new(template), free));
        digests.push(digest);
        result = ty;
    }
    let digests: Vec<[u8; 32]> = digests.iter().map(|Digest(bytes)| *bytes).collect();
    let key = Key::new(name, &(blocks.members(), split_every, digests));
    let tree = Tree::new(key, result, blocks.members().clone(), split_every, levels, templates);
    let last = tree.len() - 1;
    Delayed::from_node(Node::block(tree, last))
}

/// How many tasks each level has, from the first to the last, which has one.
fn levels(mut blocks: usize, split_every: usize) -> Vec<usize> {
    let mut levels = Vec::new();
    loop {
        blocks = blocks.div_ceil(split_every);
        levels.push(blocks);
        if blocks == 1 {
            return levels;
        }
    }
}

/// How many results are put together at once, all numbers that occur.
fn numbers(blocks: usize, levels: &[usize], split_every: usize) -> BTreeSet<usize> {
    let sizes = [blocks].into_iter().chain(levels.iter().copied()).take(levels.len());
    sizes.flat_map(|size| [size.min(split_every), (size - 1) % split_every + 1]).collect()
}

/// What tasks do, by how many results they put together, and what else they read.
type Templates = HashMap<usize, (Arc<Template>, Vec<Node>)>;

pub(crate) struct Tree {
    key: Key,
    ty: &'static Type,
    members: Members,
    split_every: usize,
    levels: Vec<usize>,
    templates: Templates,
    this: Weak<Tree>,
}

/// What files write of it.
#[cfg(feature = "serde")]
impl Tree {
    /// The layer with this key that puts `members` together.
    ///
    /// # Errors
    ///
    /// Says what does not fit.
    pub(crate) fn of_parts(
        key: Key,
        members: Members,
        split_every: usize,
        templates: Templates,
    ) -> Result<Arc<Tree>, String> {
        let (blocks, ty) = (members.len(), members.ty());
        // More blocks than memory has bytes would count to more tasks than a `usize`.
        if split_every < 2 || !(1..=isize::MAX as usize).contains(&blocks) {
            return Err(format!("it puts {blocks} blocks together, {split_every} at a time"));
        }
        let levels = levels(blocks, split_every);
        if numbers(blocks, &levels, split_every) != templates.keys().copied().collect() {
            return Err("it has other tasks than it needs".to_owned());
        }
        let fits = |(number, (template, free)): (&usize, &(Arc<Template>, Vec<Node>))| {
            template.leaves() <= number + free.len() && template.result().id == ty.id
        };
        if !templates.iter().all(fits) {
            return Err(format!("its tasks make no `{}` of several", ty.full_name()));
        }
        Ok(Tree::new(key, ty, members, split_every, levels, templates))
    }

    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    pub(crate) fn split_every(&self) -> usize {
        self.split_every
    }

    /// By rising number.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (usize, &Template, &[Node])> {
        let mut numbers: Vec<usize> = self.templates.keys().copied().collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| {
            let (template, free) = &self.templates[&number];
            (number, &**template, &free[..])
        })
    }
}

impl Tree {
    fn new(
        key: Key,
        ty: &'static Type,
        members: Members,
        split_every: usize,
        levels: Vec<usize>,
        templates: Templates,
    ) -> Arc<Tree> {
        Arc::new_cyclic(|this| Tree { key, ty, members, split_every, levels, templates, this: this.clone() })
    }

    /// The levels, from the first.
    fn levels(&self) -> impl Iterator<Item = Level> {
        let (mut first, mut start, mut below) = (0, None, self.members.len());
        self.levels.iter().map(move |&size| {
            let level = Level { tasks: first..first + size, start, below };
            (start, below) = (Some(first), size);
            first += size;
            level
        })
    }

    /// What task `index` puts together.
    fn parts(&self, index: usize) -> Vec<Node> {
        let level = self.levels().find(|level| level.tasks.contains(&index)).expect("it has that many tasks");
        let places = level.places(index..index + 1, self.split_every);
        match level.start {
            None => places.map(|place| self.members.nth(place).expect("it has that many")).collect(),
            Some(start) => {
                let this = self.this();
                places.map(|place| Node::block(this.clone(), start + place)).collect()
            }
        }
    }

    /// What task `index` does, and what it reads.
    fn leaves(&self, index: usize) -> (&Arc<Template>, Vec<Node>) {
        let mut leaves = self.parts(index);
        let (template, free) = &self.templates[&leaves.len()];
        leaves.extend(free.iter().cloned());
        (template, leaves)
    }

    fn this(&self) -> Arc<Tree> {
        self.this.upgrade().expect("a block of it is asked for")
    }
}

/// Tasks that put together the results of the level below, or the blocks.
struct Level {
    tasks: Range<usize>,
    /// Where those below begin among the tasks; the blocks come before all of them.
    start: Option<usize>,
    /// How many these are.
    below: usize,
}

impl Level {
    /// Which of those below `tasks` of it put together.
    fn places(&self, tasks: Range<usize>, split_every: usize) -> Range<usize> {
        let place = |task: usize| ((task - self.tasks.start).saturating_mul(split_every)).min(self.below);
        place(tasks.start)..place(tasks.end)
    }
}

impl Rule for Tree {
    fn key(&self) -> &Key {
        &self.key
    }

    fn len(&self) -> usize {
        self.levels.iter().sum()
    }

    fn ty(&self) -> &'static Type {
        self.ty
    }

    fn is_materialized(&self) -> bool {
        false
    }

    fn inputs(&self, index: usize) -> Result<Vec<Node>> {
        Ok(self.leaves(index).1)
    }

    fn needs(&self, blocks: Range<usize>, need: &mut dyn FnMut(Need)) -> Result<()> {
        let mut numbers = BTreeSet::new();
        for level in self.levels() {
            let tasks = blocks.start.max(level.tasks.start)..blocks.end.min(level.tasks.end);
            if tasks.is_empty() {
                continue;
            }
            let last = level.places(tasks.end - 1..tasks.end, self.split_every).len();
            numbers.extend([last].into_iter().chain((tasks.len() > 1).then_some(self.split_every)));
            let places = level.places(tasks, self.split_every);
            match level.start {
                None => self.members.needs(places, need)?,
                Some(start) => need(Need::Blocks(self.this(), start + places.start..start + places.end)),
            }
        }
        let free = numbers.iter().flat_map(|number| &self.templates[number].1);
        free.for_each(|node| need(Need::of(node.clone())));
        Ok(())
    }

    fn task(&self, index: usize, block: &Node) -> Result<Node> {
        let (template, leaves) = self.leaves(index);
        Ok(template.task(leaves, block))
    }

    #[cfg(feature = "serde")]
    fn tree(&self) -> Option<&Tree> {
        Some(self)
    }
}
