//! Outlines: what a graph needs of its layers, without building a task of them.
//!
//! Needs: roots, single nodes or blocks of layers. Leaves: the graph of all single nodes, with blocks as entries that read
//! nothing; and of every layer the blocks that are needed, as ranges, by asking layers what their blocks read. A block
//! whose result is held somewhere in the graph is not needed, nor what only it reads.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rangemap::RangeSet;

use crate::error::Result;
use crate::key::{Digest, Key};
use crate::layer::{Need, Rule, Rules, Which};
use crate::merge::Walk;
use crate::merged::Merged;
use crate::node::{Block, Node};

/// What a graph is made for.
#[derive(Clone)]
pub(crate) enum Root {
    Node(Node),
    Blocks(Arc<dyn Rule>, Which),
}

impl Root {
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node> {
        let (node, blocks) = match self {
            Root::Node(node) => (Some(node.clone()), None),
            Root::Blocks(rule, which) => (None, Some(which.iter().map(|index| Node::block(rule.clone(), index)))),
        };
        node.into_iter().chain(blocks.into_iter().flatten())
    }
}

pub(crate) struct Outline {
    /// Its roots are the single roots, and then the single nodes that layers read.
    pub(crate) merged: Arc<Merged>,
    /// In the order in which they were met.
    pub(crate) layers: Vec<Part>,
    /// Where each layer is among them.
    places: HashMap<Digest, usize>,
    /// The results of blocks that would be needed if they were not held.
    pub(crate) held: HashMap<Digest, Node>,
}

/// What is needed of a layer.
pub(crate) struct Part {
    pub(crate) rule: Arc<dyn Rule>,
    pub(crate) blocks: RangeSet<usize>,
    /// The layers that read it.
    pub(crate) readers: HashSet<usize>,
    /// Whether it is read by a single task, or is a root.
    pub(crate) asked: bool,
    /// Whether results of its blocks are held that would be needed else.
    pub(crate) held: bool,
}

impl Part {
    pub(crate) fn len(&self) -> usize {
        self.blocks.iter().map(Range::len).sum()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.blocks.iter().cloned().flatten().map(|index| self.rule.key().at(index))
    }
}

/// Blocks by the digest of their layer.
type Held = HashMap<Digest, RangeSet<usize>>;

impl Outline {
    /// That of `roots`.
    pub(crate) fn of(roots: &[Node]) -> Result<Outline> {
        let roots: Vec<Root> = roots.iter().cloned().map(Root::Node).collect();
        Outline::new(&roots, &Rules::default())
    }

    pub(crate) fn new(roots: &[Root], rules: &Rules) -> Result<Outline> {
        let (mut ranges, mut held) = (Held::new(), HashMap::new());
        loop {
            let arena = boxcar::Vec::new();
            let mut sketch = Sketch::new(rules, &arena, &ranges);
            sketch.run(roots)?;
            let met = sketch.needed_though_held();
            if met.is_empty() {
                return Ok(sketch.finish(held));
            }
            for node in met {
                if let Some(Block { rule, index }) = node.as_block() {
                    ranges.entry(rule.key().identity()).or_default().insert(*index..index + 1);
                }
                held.insert(node.0.digest, node);
            }
        }
    }

    /// The rules of all its layers: of several with one key, all blocks follow the first.
    pub(crate) fn rules(&self) -> Rules {
        let mut rules = Rules::default();
        self.layers.iter().for_each(|part| rules.insert(part.rule.clone()));
        rules
    }

    /// All that is met if every block is built, those whose results are held too.
    #[cfg(feature = "serde")]
    pub(crate) fn reached(roots: &[Root], rules: &Rules) -> Result<Outline> {
        let (arena, held) = (boxcar::Vec::new(), Held::new());
        let mut sketch = Sketch::new(rules, &arena, &held);
        sketch.run(roots)?;
        Ok(sketch.finish(HashMap::new()))
    }

    /// The tasks that are of no layer, and those that were built of a layer that is not here, or not with this block.
    pub(crate) fn single_tasks(&self) -> impl Iterator<Item = &Node> {
        self.merged.nodes().filter(|node| node.call().is_some() && !self.has_block(node))
    }

    /// Whether `task`, of this or of another outline, is one of its tasks, built or not.
    pub(crate) fn has_task(&self, task: &Node) -> bool {
        self.has_built(&task.0.digest) || self.has_block(task)
    }

    /// Whether all blocks of `part`, of another outline, are among its tasks, built or not.
    pub(crate) fn has_part(&self, part: &Part) -> bool {
        let other = self.layer(&part.rule.key().identity()).map(|other| &other.blocks);
        let has = |index| {
            other.is_some_and(|other| other.contains(&index)) || self.has_built(&part.rule.key().at(index).identity())
        };
        other == Some(&part.blocks) || part.blocks.iter().cloned().flatten().all(has)
    }

    fn has_built(&self, digest: &Digest) -> bool {
        self.merged.find(digest).is_some_and(|place| self.merged.node(place as usize).call().is_some())
    }

    /// Whether `node` is a block that it needs of a layer, or the task of one.
    fn has_block(&self, node: &Node) -> bool {
        let needed = |Block { rule, index }: &Block| self.layer(&rule.key().identity())?.blocks.get(index).cloned();
        !self.layers.is_empty() && node.as_block().and_then(needed).is_some()
    }

    /// The layer of which `digest` is.
    pub(crate) fn layer(&self, digest: &Digest) -> Option<&Part> {
        self.places.get(digest).map(|&place| &self.layers[place])
    }
}

/// An outline in the making.
struct Sketch<'a> {
    rules: &'a Rules,
    /// What layers gave to read.
    arena: &'a boxcar::Vec<Node>,
    held: &'a Held,
    walk: Walk<'a>,
    parts: Vec<Part>,
    places: HashMap<Digest, usize>,
    /// Blocks whose needs were not asked yet.
    open: Vec<(usize, Range<usize>)>,
}

impl<'a> Sketch<'a> {
    fn new(rules: &'a Rules, arena: &'a boxcar::Vec<Node>, held: &'a Held) -> Sketch<'a> {
        let (parts, places, open) = Default::default();
        Sketch { rules, arena, held, walk: Walk::symbolic(), parts, places, open }
    }

    fn run(&mut self, roots: &'a [Root]) -> Result<()> {
        for root in roots {
            match root {
                Root::Node(node) => self.walk.visit(node)?,
                Root::Blocks(rule, which) => which.ranges().for_each(|range| self.add(rule, range, None)),
            }
        }
        loop {
            for row in self.walk.take_blocks().chunk_by(|a, b| Arc::ptr_eq(&a.rule, &b.rule) && a.index + 1 == b.index)
            {
                self.add(&row[0].rule, row[0].index..row[0].index + row.len(), None);
            }
            let Some((place, range)) = self.open.pop() else { return Ok(()) };
            let rule = self.parts[place].rule.clone();
            let mut nodes = Vec::new();
            rule.needs(range, &mut |need| match need {
                Need::Blocks(rule, range) => self.add(&rule, range, Some(place)),
                Need::Node(node) => nodes.push(node),
            })?;
            for node in nodes {
                self.walk.visit(&self.arena[self.arena.push(node)])?;
            }
        }
    }

    /// `reader`, or a task or user, needs these blocks.
    fn add(&mut self, rule: &Arc<dyn Rule>, blocks: Range<usize>, reader: Option<usize>) {
        let digest = rule.key().identity();
        let place = *self.places.entry(digest).or_insert_with(|| {
            let (rule, blocks, readers) = (self.rules.get(rule).clone(), RangeSet::new(), HashSet::new());
            let held = self.held.contains_key(&digest);
            self.parts.push(Part { rule, blocks, readers, asked: false, held });
            self.parts.len() - 1
        });
        let part = &mut self.parts[place];
        match reader {
            None => part.asked = true,
            Some(reader) => drop(part.readers.insert(reader)),
        }
        let none = RangeSet::new();
        let held = self.held.get(&digest).unwrap_or(&none);
        let new: Vec<Range<usize>> =
            part.blocks.gaps(&blocks).flat_map(|gap| held.gaps(&gap).collect::<Vec<_>>()).collect();
        for range in new {
            part.blocks.insert(range.clone());
            self.open.push((place, range));
        }
    }

    fn finish(self, held: HashMap<Digest, Node>) -> Outline {
        Outline { merged: Arc::new(self.walk.finish()), layers: self.parts, places: self.places, held }
    }

    fn needed_though_held(&self) -> Vec<Node> {
        let needed = |node: &&&Node| {
            let Some(Block { rule, index }) = node.as_block() else { return false };
            let place = self.places.get(&rule.key().identity());
            place.is_some_and(|&place| self.parts[place].blocks.contains(index))
        };
        self.walk.held().iter().filter(needed).map(|&node| node.clone()).collect()
    }
}
