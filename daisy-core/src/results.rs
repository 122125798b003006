//! What goes back to the collection that asked.

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
    /// Of kind `Executor` if `key` was not asked for, or its result is no `T`.
    pub fn take<T: Data + Clone>(&mut self, key: &Key) -> Result<T> {
        match self.next(key)? {
            RootValue::Value(value) => value.take().map_err(|value| wrong_type::<T>(key, value.ty().full_name())),
            RootValue::Held(node) => {
                let constant = node.constant().expect("a held result is a constant");
                let value = crate::delayed::constant_value::<T>(constant).cloned();
                value.ok_or_else(|| wrong_type::<T>(key, constant.ty.full_name()))
            }
        }
    }

    /// The result under `key`, shared, never cloned.
    ///
    /// # Errors
    ///
    /// As [`take`](Results::take).
    pub fn share<T: Data>(&mut self, key: &Key) -> Result<Arc<T>> {
        let (name, shared) = match self.next(key)? {
            RootValue::Value(value) => (value.ty().full_name(), value.into_shared()),
            RootValue::Held(node) => {
                let constant = node.constant().expect("a held result is a constant");
                (constant.ty.full_name(), constant.value.clone())
            }
        };
        shared.downcast().map_err(|_| wrong_type::<T>(key, name))
    }

    fn next(&mut self, key: &Key) -> Result<RootValue> {
        let digest = key.identity();
        self.take_in_order(&digest).or_else(|| self.take_anywhere(&digest)).ok_or_else(|| {
            Error::executor(format!("{key} was not asked for, or was taken already; add it in `Collection::roots`"))
        })
    }

    fn take_in_order(&mut self, digest: &Digest) -> Option<RootValue> {
        let (expected, value) = self.values.get_mut(self.next)?;
        let value = if expected == digest { value.take() } else { None };
        self.next += usize::from(value.is_some());
        value
    }

    fn take_anywhere(&mut self, digest: &Digest) -> Option<RootValue> {
        let values = &mut self.values;
        let places = self.places.get_or_insert_with(|| {
            let mut places: HashMap<Digest, Vec<usize>> = HashMap::new();
            for (place, (digest, _)) in values.iter().enumerate() {
                places.entry(*digest).or_default().push(place);
            }
            places
        });
        let places = places.get_mut(digest)?;
        std::iter::from_fn(|| places.pop()).find_map(|place| values[place].1.take())
    }

    /// Every result as a node that holds it.
    pub(crate) fn into_held(self, roots: &[Node]) -> HashMap<Digest, Node> {
        let held = roots.iter().zip(self.values).filter_map(|(root, (_, value))| {
            let node = match value? {
                RootValue::Value(value) => root.held(value.into_shared()),
                RootValue::Held(node) if node.0.digest == root.0.digest => node,
                // The task ran on as a constant of another key.
                RootValue::Held(node) => root.held(node.constant().expect("a held result is a constant").value.clone()),
            };
            Some((root.0.digest, node))
        });
        held.collect()
    }
}

fn wrong_type<T>(key: &Key, found: &str) -> Error {
    Error::executor(format!("{key} gives a `{found}`, not a `{}`", std::any::type_name::<T>()))
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
