//! Graphs: what handles need, as one thing to ask and to print.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::{fmt, io};

use crate::error::Result;
use crate::key::Key;
use crate::layer::{self, Rule, Rules, Which};
use crate::listing;
use crate::merged::Merged;
use crate::node::Node;
use crate::outline::{Outline, Part, Root};
use crate::pressure::Order;
use crate::render::Picture;

/// All that some handles need: merged, folded to one node a key, and without what they do not need.
///
/// Cheap to clone. `Display` prints a listing that a person can read and a test can compare:
///
/// ```text
/// a = value i64
/// b = square(a)
/// return a + b
/// ```
///
/// Tasks of layers are not built by [`len`](Graph::len), [`is_empty`](Graph::is_empty), [`keys`](Graph::keys),
/// [`node`](Graph::node), [`roots`](Graph::roots), [`merge`](Graph::merge), [`cull`](Graph::cull) and comparing; by
/// anything else they are. Where a layer breaks its rules, asking panics with the error that a run would give.
#[derive(Clone)]
pub struct Graph(Arc<Inner>);

// Nothing of a graph changes but what is worked out once, and that is not kept if it panics.
impl UnwindSafe for Graph {}
impl RefUnwindSafe for Graph {}

/// The walks are taken when first needed.
struct Inner {
    roots: Vec<Root>,
    rules: Rules,
    outline: OnceLock<Result<Outline>>,
    built: OnceLock<Result<Arc<Merged>>>,
}

impl Graph {
    /// All that `roots` need.
    pub fn new(roots: impl IntoIterator<Item = Node>) -> Graph {
        Graph::from_roots(roots.into_iter().map(Root::Node).collect(), Rules::default())
    }

    pub(crate) fn of(roots: &[Node]) -> Graph {
        Graph::new(roots.iter().cloned())
    }

    /// All that some blocks of a layer need.
    pub(crate) fn of_blocks(rule: Arc<dyn Rule>, which: Which) -> Graph {
        Graph::from_roots(vec![Root::Blocks(rule, which)], Rules::default())
    }

    /// All that `roots` need, where no layer is part of another: in one that was fused before, what is part of it may be
    /// a layer of this graph, too.
    pub(crate) fn unfused(roots: &[Node]) -> Graph {
        Graph::from_roots(roots.iter().cloned().map(Root::Node).collect(), Rules::unfused())
    }

    pub(crate) fn from_roots(roots: Vec<Root>, rules: Rules) -> Graph {
        Graph(Arc::new(Inner { roots, rules, outline: OnceLock::new(), built: OnceLock::new() }))
    }

    /// The same with `rules`, too, in the place of layers with their keys.
    pub(crate) fn with_rules(&self, rules: &Rules) -> Graph {
        let mut all = self.0.rules.clone();
        all.extend(rules);
        Graph::from_roots(self.0.roots.clone(), all)
    }

    /// The same with other roots, which are in it.
    pub(crate) fn with_roots(&self, roots: impl IntoIterator<Item = Node>) -> Graph {
        Graph::from_roots(roots.into_iter().map(Root::Node).collect(), self.0.rules.clone())
    }

    /// The rule that stands for `rule` now.
    pub(crate) fn rule<'a>(&'a self, rule: &'a Arc<dyn Rule>) -> &'a Arc<dyn Rule> {
        self.0.rules.get(rule)
    }

    /// Several graphs as one, with the roots of all, in order.
    pub fn merge(graphs: impl IntoIterator<Item = Graph>) -> Graph {
        let (mut roots, mut rules) = (Vec::new(), Rules::default());
        for graph in graphs {
            roots.extend(graph.0.roots.iter().cloned());
            rules.extend(&graph.0.rules);
        }
        Graph::from_roots(roots, rules)
    }

    /// What `keys` need, as the roots of a graph of their own.
    ///
    /// # Panics
    ///
    /// If a key is not in the graph.
    pub fn cull<'a>(&self, keys: impl IntoIterator<Item = &'a Key>) -> Graph {
        let node = |key| self.node(key).unwrap_or_else(|| panic!("{key} is not in this graph, {self:?}"));
        self.with_roots(keys.into_iter().map(node))
    }

    /// The same graph with layers fused, as for a run: one that [`blockwise`](crate::blockwise) made, that is no root and
    /// that one other of its like reads alone, is part of that one's tasks. Builds none of them.
    pub fn fuse(&self) -> Graph {
        layer::fuse(self.clone()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same graph with other nodes for some of its single tasks: those `f` gives, each with the key of the one it
    /// stands for, such as a handle that [`persist`](crate::Delayed::persist) gave. Tasks of layers stay as they are.
    ///
    /// # Panics
    ///
    /// If `f` gives a node of another key.
    pub fn replace(&self, mut f: impl FnMut(&Node) -> Option<Node>) -> Graph {
        let merged = &self.outline().merged;
        let mut nodes: Vec<Node> = Vec::with_capacity(merged.len());
        for (place, node) in merged.nodes().enumerate() {
            let other = if node.is_constant() { None } else { f(node) };
            let inputs = || merged.inputs(place).iter().map(|&input| nodes[input as usize].clone());
            let changed = || node.input_slice().iter().zip(inputs()).any(|(old, new)| !old.is(&new));
            nodes.push(match other {
                Some(other) if other.key() == node.key() => other,
                Some(other) => panic!("{} can't stand for {}: their keys differ", other.key(), node.key()),
                None if changed() => node.with_inputs(inputs()),
                None => node.clone(),
            });
        }
        let mut places = merged.roots.iter();
        let roots = self.0.roots.iter().map(|root| match root {
            Root::Node(_) => Root::Node(nodes[*places.next().expect("one a single root") as usize].clone()),
            blocks => blocks.clone(),
        });
        Graph::from_roots(roots.collect(), self.0.rules.clone())
    }

    /// The node with this key.
    pub fn node(&self, key: &Key) -> Option<Node> {
        let outline = self.outline();
        let symbolic = || {
            let part = outline.layer(&key.layer_digest()?)?;
            let index = key.index().filter(|index| part.blocks.contains(index))?;
            Some(Node::block(part.rule.clone(), index))
        };
        let merged = &outline.merged;
        let single = || merged.find(&key.identity()).map(|place| merged.node(place as usize).clone());
        symbolic().or_else(single)
    }

    /// What the graph was made for, in the order given.
    pub fn roots(&self) -> impl Iterator<Item = Node> {
        let merged = &self.outline().merged;
        let mut places = merged.roots.iter();
        self.0.roots.iter().flat_map(move |root| {
            let place = if let Root::Node(_) = root { places.next() } else { None };
            let folded = place.map(|&place| merged.node(place as usize).clone());
            root.nodes().map(move |node| self.current(folded.clone().unwrap_or(node)))
        })
    }

    /// The node that stands for a root: a held result, or a block by the rule that its layer has now.
    fn current(&self, node: Node) -> Node {
        if node.symbolic().is_none() { node } else { self.node(&node.key()).unwrap_or(node) }
    }

    /// How many tasks; constants and held results are not counted.
    pub fn len(&self) -> usize {
        let outline = self.outline();
        let blocks: usize = outline.layers.iter().map(|part| part.len()).sum();
        blocks + outline.single_tasks().count()
    }

    /// Whether nothing has to run.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks, inputs before readers, in an order that depends on keys and structure alone.
    pub fn tasks(&self) -> impl Iterator<Item = Node> {
        self.merged().nodes().filter(|node| node.call().is_some()).cloned()
    }

    /// The constants and held results, in the same order. The plain operand of an operator (`h * 2.0`) is part
    /// of its expression and none of them, unless it is asked for or given as a constant elsewhere too.
    pub fn constants(&self) -> impl Iterator<Item = Node> {
        self.merged().nodes().filter(|node| node.is_constant() && !node.is_captured()).cloned()
    }

    /// Writes a picture of the graph to `path`, in the format that its ending names: `.txt` (the listing), `.dot`
    /// (Graphviz), `.svg`, `.html` (a page to walk through) or `.json` (for tools). The same as
    /// [`picture`](Graph::picture) without options.
    ///
    /// # Errors
    ///
    /// `InvalidInput` for another ending; else what the file system says. Both name the path. Nothing is half written.
    pub fn render(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.picture().render(path)
    }

    /// A picture of the graph, to be coloured and written.
    pub fn picture(&self) -> Picture {
        Picture::new(self.clone())
    }

    /// The keys of the tasks: of single ones inputs before readers, then those of layers.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        let outline = self.outline();
        outline.single_tasks().map(Node::key).chain(outline.layers.iter().flat_map(Part::keys))
    }

    /// The order in which a plan of it runs, and what that costs.
    pub fn order(&self) -> Order {
        Order::of(self.merged())
    }

    fn outline(&self) -> &Outline {
        self.try_outline().unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_outline(&self) -> Result<&Outline> {
        let outline = self.0.outline.get_or_init(|| Outline::new(&self.0.roots, &self.0.rules));
        outline.as_ref().map_err(Clone::clone)
    }

    /// What it was made for, and all that is met if every block is built.
    #[cfg(feature = "serde")]
    pub(crate) fn reached(&self) -> Result<(&[Root], Outline)> {
        Ok((&self.0.roots, Outline::reached(&self.0.roots, &self.0.rules)?))
    }

    /// All of it with the tasks of layers built.
    pub(crate) fn merged(&self) -> &Arc<Merged> {
        self.try_merged().unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn try_merged(&self) -> Result<&Arc<Merged>> {
        let built = self.0.built.get_or_init(|| {
            let outline = self.try_outline()?;
            if outline.layers.is_empty() {
                return Ok(outline.merged.clone());
            }
            let roots: Vec<Node> = self.0.roots.iter().flat_map(Root::nodes).collect();
            Ok(Arc::new(Merged::built(&roots, &outline.rules(), &outline.held)?))
        });
        built.as_ref().map_err(Clone::clone)
    }

    /// The built graph; without a copy if nobody else needs it.
    pub(crate) fn into_merged(self) -> Result<Merged> {
        let merged = self.try_merged()?.clone();
        drop(self);
        Ok(Arc::try_unwrap(merged).unwrap_or_else(|shared| Merged::clone(&shared)))
    }

    pub(crate) fn same(&self, other: &Graph) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        listing::write(self.merged(), f)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roots: Vec<String> = self.roots().take(SHOWN).map(|root| root.key().to_string()).collect();
        let more = if self.roots().nth(SHOWN).is_some() { ", .." } else { "" };
        write!(f, "Graph({} tasks for {}{more})", self.len(), roots.join(", "))
    }
}

/// How many roots are named.
const SHOWN: usize = 8;

/// The same keys and the same roots.
impl PartialEq for Graph {
    fn eq(&self, other: &Graph) -> bool {
        let (a, b) = (self.outline(), other.outline());
        self.same(other)
            || (self.len() == other.len()
                && a.single_tasks().all(|task| b.has_task(task))
                && a.layers.iter().all(|part| b.has_part(part))
                && self.roots().map(|root| root.0.digest).eq(other.roots().map(|root| root.0.digest)))
    }
}

impl Eq for Graph {}
