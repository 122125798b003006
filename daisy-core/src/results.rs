//! What goes back to the collection that asked.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::delayed::Delayed;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::plan::{RootValue, Run};
use crate::value::Data;

/// The results of one run, by key.
pub struct Results {
    run: Arc<Run>,
    /// How many of them were taken, in the order they were asked for: a collection takes all so, and needs no table.
    taken: usize,
    /// What was left when one was taken out of that order.
    rest: Option<Rest>,
}

struct Rest {
    values: Vec<(Digest, Option<RootValue>)>,
    /// Where each key's values lie.
    places: HashMap<Digest, Vec<usize>>,
}

impl Results {
    /// Of a run that ended well. Made once a run.
    pub(crate) fn of(run: &Arc<Run>) -> Results {
        Results { run: run.clone(), taken: 0, rest: None }
    }

    /// The result under `key`: moved out if this is its last owner, else cloned.
    ///
    /// # Errors
    ///
    /// Of kind `Executor` if `key` was not asked for, or its result is no `T`; then it can be taken as what it is.
    pub fn take<T: Data + Clone>(&mut self, key: &Key) -> Result<T> {
        let taken = match self.next::<T>(key)? {
            RootValue::Value(value) => value.take().ok(),
            RootValue::Held(node) => node.constant().and_then(|constant| constant.get()).cloned(),
        };
        Ok(taken.expect("`next` compared the types"))
    }

    /// The result of `node`, likewise.
    pub(crate) fn take_of<T: Data + Clone>(&mut self, node: &Node) -> Result<T> {
        let own = if self.rest.is_none() { self.run.take_own_root(self.taken, node) } else { None };
        self.taken += usize::from(own.is_some());
        own.map_or_else(|| self.take(&node.key()), Ok)
    }

    /// The result under `key`, shared, never cloned.
    ///
    /// # Errors
    ///
    /// As [`take`](Results::take).
    pub fn share<T: Data>(&mut self, key: &Key) -> Result<Arc<T>> {
        let shared = match self.next::<T>(key)? {
            RootValue::Value(value) => value.into_shared(),
            RootValue::Held(node) => node.constant().expect("a held result is a constant").shared(),
        };
        Ok(shared.downcast().expect("`next` compared the types"))
    }

    /// The next result under `key`, which is a `T`.
    fn next<T: Data>(&mut self, key: &Key) -> Result<RootValue> {
        let (digest, wanted) = (key.identity(), TypeId::of::<T>());
        if let Some(value) = self.in_order(&digest, wanted) {
            return Ok(value);
        }
        let (run, taken) = (&self.run, self.taken);
        let rest = self.rest.get_or_insert_with(|| Rest::new(run.take_roots(taken)));
        let Some(value) = rest.find(&digest) else {
            let why = "was not asked for, or was taken already; add it in `Collection::roots`";
            return Err(Error::executor(format!("{key} {why}")));
        };
        match value.as_ref().map(RootValue::ty) {
            Some(ty) if ty.id != wanted => {
                let (found, asked) = (ty.full_name(), std::any::type_name::<T>());
                Err(Error::executor(format!("{key} gives a `{found}`, not a `{asked}`")))
            }
            _ => Ok(value.take().expect("only what is there is found")),
        }
    }

    /// The next in the order they were asked for, if it is what is wanted.
    fn in_order(&mut self, digest: &Digest, wanted: TypeId) -> Option<RootValue> {
        let fits = self.rest.is_none() && self.run.root_is(self.taken, digest, wanted);
        let value = fits.then(|| self.run.take_root(self.taken));
        self.taken += usize::from(fits);
        value
    }

    /// Every result as a node that holds it.
    pub(crate) fn into_held(self, roots: &[Node]) -> HashMap<Digest, Node> {
        let held = roots.iter().zip(self.run.take_roots(0)).map(|(root, (_, value))| {
            let node = match value {
                RootValue::Value(value) => root.held(value.into_shared()),
                RootValue::Held(node) if node.0.digest == root.0.digest => node,
                // The task ran on as a constant of another key.
                RootValue::Held(node) => root.held(node.constant().expect("a held result is a constant").shared()),
            };
            (root.0.digest, node)
        });
        held.collect()
    }
}

impl Rest {
    fn new(values: impl Iterator<Item = (Digest, RootValue)>) -> Rest {
        let values: Vec<_> = values.map(|(digest, value)| (digest, Some(value))).collect();
        let mut places: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (place, (digest, _)) in values.iter().enumerate() {
            places.entry(*digest).or_default().push(place);
        }
        Rest { values, places }
    }

    /// Where the last value of `digest` is that was not taken.
    fn find(&mut self, digest: &Digest) -> Option<&mut Option<RootValue>> {
        let places = self.places.get_mut(digest)?;
        while places.pop_if(|place| self.values[*place].1.is_none()).is_some() {}
        Some(&mut self.values[*places.last()?].1)
    }
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Results({} keys)", self.run.roots().len())
    }
}

/// What stands for each handle now: the same key holding its result, or a new key.
#[derive(Debug)]
pub struct Swap {
    graph: Graph,
    stands_for: HashMap<Digest, Node>,
}

impl Swap {
    /// Each node stands for the digest it is under; `roots` are in the order they were asked for.
    pub(crate) fn new(roots: &[Node], stands_for: HashMap<Digest, Node>) -> Swap {
        let graph = Graph::new(roots.iter().map(|root| stands_for.get(&root.0.digest).unwrap_or(root).clone()));
        Swap::around(graph, stands_for)
    }

    /// Each node of `graph` stands for the digest it is under.
    pub(crate) fn around(graph: Graph, stands_for: HashMap<Digest, Node>) -> Swap {
        Swap { graph, stands_for }
    }

    /// What stands for `handle`; the handle itself if nothing does.
    pub fn get<T: Data>(&self, handle: &Delayed<T>) -> Delayed<T> {
        self.of(handle.node()).and_then(|node| node.typed()).unwrap_or_else(|| handle.clone())
    }

    pub(crate) fn of(&self, node: &Node) -> Option<Node> {
        self.stands_for.get(&node.0.digest).cloned()
    }

    /// The key that stands for `key`; `key` itself if none does.
    pub fn key(&self, key: &Key) -> Key {
        self.stands_for.get(&key.identity()).map_or_else(|| key.clone(), Node::key)
    }

    /// All of it, for collections made of a graph and keys.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}
