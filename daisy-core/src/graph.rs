//! Graphs: what handles need, as one thing to ask and to print.

use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};

use crate::key::Key;
use crate::listing;
use crate::merge::Merged;
use crate::node::Node;
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
#[derive(Clone)]
pub struct Graph {
    pub(crate) merged: Arc<Merged>,
}

impl Graph {
    /// All that `roots` need.
    pub fn new(roots: impl IntoIterator<Item = Node>) -> Graph {
        Graph::of(&roots.into_iter().collect::<Vec<_>>())
    }

    pub(crate) fn of(roots: &[Node]) -> Graph {
        Graph { merged: Arc::new(Merged::new(roots)) }
    }

    /// Several graphs as one, with the roots of all, in order.
    pub fn merge(graphs: impl IntoIterator<Item = Graph>) -> Graph {
        Graph::new(graphs.into_iter().flat_map(|graph| graph.roots().collect::<Vec<_>>()))
    }

    /// What `keys` need, as the roots of a graph of their own.
    ///
    /// # Panics
    ///
    /// If a key is not in the graph.
    pub fn cull<'a>(&self, keys: impl IntoIterator<Item = &'a Key>) -> Graph {
        Graph::new(keys.into_iter().map(|key| self.node(key).unwrap_or_else(|| panic!("{key} is not in this graph"))))
    }

    /// The node with this key.
    pub fn node(&self, key: &Key) -> Option<Node> {
        self.merged.find(&key.identity()).map(|place| self.merged.nodes[place as usize].clone())
    }

    /// What the graph was made for, in the order given.
    pub fn roots(&self) -> impl Iterator<Item = Node> {
        self.merged.roots.iter().map(|&root| self.merged.nodes[root as usize].clone())
    }

    /// How many tasks; constants and held results are not counted.
    pub fn len(&self) -> usize {
        self.merged.nodes.iter().filter(|node| !node.is_constant()).count()
    }

    /// Whether nothing has to run.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks, inputs before readers, in an order that depends on keys and structure alone.
    pub fn tasks(&self) -> impl Iterator<Item = Node> {
        self.merged.nodes.iter().filter(|node| !node.is_constant()).cloned()
    }

    /// The constants and held results, in the same order. The plain operand of an operator (`h * 2.0`) is part
    /// of its expression and none of them, unless it is asked for or given as a constant elsewhere too.
    pub fn constants(&self) -> impl Iterator<Item = Node> {
        self.merged.nodes.iter().filter(|node| node.is_constant() && !node.is_captured()).cloned()
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

    /// The keys of the tasks.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.tasks().map(|node| node.key())
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        listing::write(&self.merged, f)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roots: Vec<String> = self.roots().map(|root| root.key().to_string()).collect();
        write!(f, "Graph({} tasks for {})", self.len(), roots.join(", "))
    }
}

/// The same keys and the same roots.
impl PartialEq for Graph {
    fn eq(&self, other: &Graph) -> bool {
        let (a, b) = (&self.merged, &other.merged);
        let roots =
            |merged: &Merged| merged.roots.iter().map(|&root| merged.nodes[root as usize].0.digest).collect::<Vec<_>>();
        Arc::ptr_eq(a, b)
            || (a.len() == b.len()
                && roots(a) == roots(b)
                && a.nodes.iter().all(|node| b.find(&node.0.digest).is_some()))
    }
}

impl Eq for Graph {}
