//! Handles: results that are not there yet.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use crate::collection::Collection;
use crate::computation::Computation;
use crate::graph::Graph;
use crate::key::{Digest, Key};
use crate::node::{Form, Forms, Node, unique_digest};
use crate::token::{Tokenize, Tokenizer};
use crate::value::Data;

/// A handle to a result of type `T` that is worked out when it is asked for.
///
/// Cheap to clone; runs nothing by itself. Calls of `#[delayed]` functions take and give handles, and
/// [`compute`](Delayed::compute) works one out, with all it needs, equal work once, in parallel.
///
/// ```
/// use daisy::prelude::*;
///
/// #[delayed]
/// fn square(x: i64) -> i64 {
///     x * x
/// }
///
/// let total: Delayed<i64> = square(3) + square(4); // nothing runs yet
/// assert_eq!(total.compute().wait()?, 25);
/// # Ok::<(), daisy::Error>(())
/// ```
///
/// A handle stands for one value however often it is computed; it is `dask.delayed`'s `Delayed` with a type.
#[must_use = "a handle runs nothing until it is computed"]
pub struct Delayed<T> {
    node: Node,
    result: PhantomData<fn() -> T>,
}

impl<T> Clone for Delayed<T> {
    fn clone(&self) -> Delayed<T> {
        Delayed { node: self.node.clone(), result: PhantomData }
    }
}

impl<T> fmt::Debug for Delayed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delayed({})", self.node.key())
    }
}

impl<T: Data> From<Delayed<T>> for Node {
    fn from(handle: Delayed<T>) -> Node {
        handle.node
    }
}

impl<T: Data> From<&Delayed<T>> for Node {
    fn from(handle: &Delayed<T>) -> Node {
        handle.node.clone()
    }
}

const CONSTANT: &[u8; 32] = b"daisy key of a constant's value ";

/// A constant, keyed by its type and content: equal values are one constant.
///
/// ```
/// # use daisy_core as daisy;
/// assert_eq!(daisy::value(1i64).key(), daisy::value(1i64).key());
/// assert_ne!(daisy::value(1i64).key(), daisy::value(1u8).key());
/// ```
pub fn value<T: Tokenize + Data>(value: T) -> Delayed<T> {
    by_content(value, Forms::<T>::VALUE)
}

/// [`value`] as a part of the expression that reads it: the same key, but printed in place and not counted.
pub(crate) fn captured<T: Tokenize + Data>(value: T) -> Delayed<T> {
    by_content(value, Forms::<T>::CAPTURED)
}

fn by_content<T: Tokenize + Data>(value: T, form: &'static Form) -> Delayed<T> {
    Delayed::from_node(Node::of_value(content_digest(&value), value, form))
}

/// The digest of the constant that has this value.
pub(crate) fn content_digest<T: Tokenize + Data>(value: &T) -> Digest {
    let mut tokens = Tokenizer::keyed(CONSTANT);
    tokens.write(&crate::identity::type_identity::<T>());
    tokens.add(value);
    Digest(tokens.finish())
}

/// A constant with a key of its own, which no other has: for values without a content to hash.
///
/// ```
/// # use daisy_core as daisy;
/// struct Connection;
/// assert_ne!(daisy::opaque(Connection).key(), daisy::opaque(Connection).key());
/// ```
pub fn opaque<T: Data>(value: T) -> Delayed<T> {
    Delayed::from_node(Node::of_value(unique_digest(), value, Forms::<T>::OPAQUE))
}

/// A constant of a type from elsewhere, keyed by its type and what serde makes of it.
///
/// A serializer can't tell a set from a list: an unordered set may get another key in another run,
/// and then folds less than it could.
///
/// # Panics
///
/// If the value's own `Serialize` fails.
#[cfg(feature = "serde")]
pub fn by_serde<T: Data + serde::Serialize>(value: T) -> Delayed<T> {
    const BY_SERDE: &[u8; 32] = b"daisy key of a constant by serde";
    let mut tokens = Tokenizer::keyed(BY_SERDE);
    tokens.write(&crate::identity::type_identity::<T>());
    if let Err(error) = crate::token::tokenize_serialize(&value, &mut tokens) {
        panic!("daisy::by_serde: a `{}` can't be serialized: {error}", std::any::type_name::<T>());
    }
    Delayed::from_node(Node::of_value(Digest(tokens.finish()), value, Forms::<T>::OPAQUE))
}

impl<T> Delayed<T> {
    /// `node` computes to a `T`.
    pub(crate) fn from_node(node: Node) -> Delayed<T> {
        Delayed { node, result: PhantomData }
    }

    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// What the result is called and compared by.
    pub fn key(&self) -> Key {
        self.node.key()
    }

    /// The function's name; `value` for a constant.
    pub fn name(&self) -> String {
        self.node.name()
    }

    /// The graph the result needs: merged, folded, culled.
    pub fn graph(&self) -> Graph {
        Graph::new([self.node.clone()])
    }

    /// A collection of this handle alone that computes to an `Arc<T>`: no clone, whoever else holds the result.
    pub fn shared(&self) -> Shared<T> {
        Shared(self.clone())
    }
}

impl<T: Data> Delayed<T> {
    /// Works the result out: `.await` it, or `.wait()` for it. A handle computed again runs again;
    /// [`persist`](Delayed::persist) keeps a result.
    ///
    /// `T: Clone` is used only where a persisted handle or a constant owns the result too;
    /// [`compute_shared`](Delayed::compute_shared) does without.
    ///
    /// # Errors
    ///
    /// The [`Error`](crate::Error) of the first task that failed, or of the executor.
    pub fn compute(&self) -> Computation<T>
    where
        T: Clone,
    {
        crate::compute(self.clone())
    }

    /// [`compute`](Delayed::compute) to an `Arc<T>`, without `T: Clone`.
    ///
    /// # Errors
    ///
    /// As [`compute`](Delayed::compute).
    pub fn compute_shared(&self) -> Computation<Arc<T>> {
        crate::compute(self.shared())
    }

    /// Works the result out and gives a handle with the same key that holds it: what is computed
    /// from it does not run it again.
    ///
    /// ```
    /// use daisy::prelude::*;
    ///
    /// #[delayed]
    /// fn load(n: u64) -> Vec<u64> {
    ///     (0..n).collect()
    /// }
    ///
    /// let kept = load(100).persist().wait()?; // in memory for as long as `kept` lives
    /// assert_eq!(kept.key(), load(100).key());
    /// assert_eq!(kept.map(|items| items.len()).graph().len(), 1); // nothing is loaded again
    /// # Ok::<(), daisy::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compute`](Delayed::compute).
    pub fn persist(&self) -> Computation<Delayed<T>> {
        let persisted = crate::persist(self.shared());
        persisted.map(|Shared(handle)| handle)
    }
}

/// One handle as a collection whose output is an `Arc<T>`. From [`Delayed::shared`].
#[must_use = "a collection runs nothing until it is computed"]
pub struct Shared<T>(pub(crate) Delayed<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Deref for Shared<T> {
    type Target = Delayed<T>;
    fn deref(&self) -> &Delayed<T> {
        &self.0
    }
}

impl<T: Data> Shared<T> {
    /// `self.clone()` computed: an `Arc<T>`.
    pub fn compute(&self) -> Computation<Arc<T>> {
        Collection::compute(self)
    }
}
