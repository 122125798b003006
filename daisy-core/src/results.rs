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
    /// As asked for; a collection takes them in that order, so that no table is needed.
    values: Vec<(Digest, Option<RootValue>)>,
    /// The place of the one to be taken next.
    next: usize,
    /// Where each key's values lie. Made when one is taken out of order.
    places: Option<HashMap<Digest, Vec<usize>>>,
}

impl Results {
    pub(crate) fn of(run: &Run) -> Results {
        let values = run.take_roots().map(|(digest, value)| (digest, Some(value))).collect();
        Results { values, next: 0, places: None }
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
        let digest = key.identity();
        let found = self.in_order(&digest).or_else(|| self.anywhere(&digest));
        let Some((place, value)) = found.and_then(|place| Some((place, self.values[place].1.take()?))) else {
            let why = "was not asked for, or was taken already; add it in `Collection::roots`";
            return Err(Error::executor(format!("{key} {why}")));
        };
        let ty = value.ty();
        if ty.id != TypeId::of::<T>() {
            self.values[place].1 = Some(value);
            let (found, asked) = (ty.full_name(), std::any::type_name::<T>());
            return Err(Error::executor(format!("{key} gives a `{found}`, not a `{asked}`")));
        }
        self.next += usize::from(place == self.next);
        Ok(value)
    }

    fn in_order(&self, digest: &Digest) -> Option<usize> {
        let (expected, value) = self.values.get(self.next)?;
        (expected == digest && value.is_some()).then_some(self.next)
    }

    /// The last place of `digest` that is not taken.
    fn anywhere(&mut self, digest: &Digest) -> Option<usize> {
        let values = &mut self.values;
        let places = self.places.get_or_insert_with(|| {
            let mut places: HashMap<Digest, Vec<usize>> = HashMap::new();
            for (place, (digest, _)) in values.iter().enumerate() {
                places.entry(*digest).or_default().push(place);
            }
            places
        });
        let places = places.get_mut(digest)?;
        while places.pop_if(|place| values[*place].1.is_none()).is_some() {}
        places.last().copied()
    }

    /// Every result as a node that holds it.
    pub(crate) fn into_held(self, roots: &[Node]) -> HashMap<Digest, Node> {
        let held = roots.iter().zip(self.values).filter_map(|(root, (_, value))| {
            let node = match value? {
                RootValue::Value(value) => root.held(value.into_shared()),
                RootValue::Held(node) if node.0.digest == root.0.digest => node,
                // The task ran on as a constant of another key.
                RootValue::Held(node) => root.held(node.constant().expect("a held result is a constant").shared()),
            };
            Some((root.0.digest, node))
        });
        held.collect()
    }
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Results({} keys)", self.values.len())
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
