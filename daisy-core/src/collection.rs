//! Collections: anything made of handles.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use crate::computation::Computation;
use crate::delayed::{Delayed, Shared};
use crate::error::Result;
use crate::executor::{Executor, agree};
use crate::graph::Graph;
use crate::key::Key;
use crate::node::Node;
use crate::results::{Results, Swap};
use crate::value::Data;

/// Nested keys: the layout in which a collection asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keys {
    /// One result.
    One(Key),
    /// Several, in order.
    Many(Vec<Keys>),
}

impl Keys {
    /// The keys, flat, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        let mut stack = vec![self];
        std::iter::from_fn(move || {
            loop {
                match stack.pop()? {
                    Keys::One(key) => return Some(key),
                    Keys::Many(many) => stack.extend(many.iter().rev()),
                }
            }
        })
    }

    /// How many keys, flat.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl From<Key> for Keys {
    fn from(key: Key) -> Keys {
        Keys::One(key)
    }
}

impl FromIterator<Keys> for Keys {
    fn from_iter<I: IntoIterator<Item = Keys>>(keys: I) -> Keys {
        Keys::Many(keys.into_iter().collect())
    }
}

/// Anything made of handles: computed as one, in one run, with the results in its shape.
///
/// Implemented for handles, tuples, arrays, `Vec`, `Option`, `Box` and the values of maps, nested as
/// deep as you like, and derived for structs. Dask's collection protocol with types: the handles are the graph, so a
/// collection gives its roots and gets results back by key.
///
/// One of your own says three things: what it asks for, what it makes of the results, and how it is rebuilt around
/// other handles.
///
/// ```
/// use daisy::prelude::*;
/// use daisy::{Node, Result, Results, Swap};
///
/// /// Parts that compute to their sum.
/// #[derive(Clone)]
/// struct Total(Vec<Delayed<i64>>);
///
/// impl Collection for Total {
///     type Output = i64;
///
///     fn roots(&self, roots: &mut Vec<Node>) {
///         self.0.roots(roots);
///     }
///     fn postcompute(self, results: &mut Results) -> Result<i64> {
///         Ok(self.0.postcompute(results)?.iter().sum())
///     }
///     fn postpersist(self, swap: &Swap) -> Self {
///         Total(self.0.postpersist(swap))
///     }
/// }
///
/// let parts = (1..=3).map(daisy::value).collect();
/// assert_eq!(Total(parts).compute().wait()?, 6);
/// # Ok::<(), daisy::Error>(())
/// ```
///
/// A panic in a method becomes an error of kind `Executor` that names the method and the collection.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no collection",
    label = "not made of handles",
    note = "collections are handles, tuples, arrays, `Vec`, `Option`, `Box`, the values of maps, and what derives `Collection`",
    note = "in a derived struct, `#[collection(keep)]` carries a field through unchanged"
)]
pub trait Collection: Sized + Send + 'static {
    /// What computing it gives: the same shape with results for handles.
    type Output: Send + 'static;

    /// Adds the handles it asks for, in order. They are its graph and its keys.
    fn roots(&self, roots: &mut Vec<Node>);

    /// Puts the results together. By value, so that map keys and kept fields move.
    ///
    /// # Errors
    ///
    /// What [`Results`] gives for a key that was not asked for, or another type.
    fn postcompute(self, results: &mut Results) -> Result<Self::Output>;

    /// Rebuilds itself around what stands for its handles now.
    fn postpersist(self, swap: &Swap) -> Self;

    /// Its keys, nested as its results will be. Default: the keys of [`roots`](Collection::roots), flat.
    fn keys(&self) -> Keys {
        roots_of(self).iter().map(|root| Keys::One(root.key())).collect()
    }

    /// Everything it needs: merged, folded, culled.
    fn graph(&self) -> Graph {
        Graph::of(&roots_of(self))
    }

    /// Its say in the passes. Gets the merged graph and all keys asked for in this run, others' too, once a member and
    /// run, before daisy's own passes; not under [`optimize(false)`](Computation::optimize). What it gives back must have
    /// all of these keys. A composite asks its members in turn.
    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        let _ = keys;
        graph
    }

    /// Whether `optimize` may do anything: keys are listed for it only then.
    #[doc(hidden)]
    fn optimizes(&self) -> bool {
        true
    }

    /// The executor it prefers, where neither [`on`](Computation::on), [`set_executor`](crate::set_executor) nor
    /// `DAISY_EXECUTOR` says otherwise. Members that prefer different ones make an error that names both.
    fn executor(&self) -> Option<Arc<dyn Executor>> {
        None
    }

    /// [`daisy::compute(self.clone())`](crate::compute).
    fn compute(&self) -> Computation<Self::Output>
    where
        Self: Clone,
    {
        crate::compute(self.clone())
    }

    /// [`daisy::persist(self.clone())`](crate::persist).
    fn persist(&self) -> Computation<Self>
    where
        Self: Clone,
    {
        crate::persist(self.clone())
    }
}

/// What a collection asks for.
pub(crate) fn roots_of(collection: &impl Collection) -> Vec<Node> {
    let mut roots = Vec::new();
    collection.roots(&mut roots);
    roots
}

impl<T: Data + Clone> Collection for Delayed<T> {
    type Output = T;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push(self.node().clone());
    }

    fn postcompute(self, results: &mut Results) -> Result<T> {
        results.take_of(self.node())
    }

    fn postpersist(self, swap: &Swap) -> Self {
        swap.get(&self)
    }

    fn keys(&self) -> Keys {
        Keys::One(self.key())
    }

    fn optimizes(&self) -> bool {
        false
    }
}

impl<T: Data> Collection for Shared<T> {
    type Output = Arc<T>;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push(self.node().clone());
    }

    fn postcompute(self, results: &mut Results) -> Result<Arc<T>> {
        results.share(&self.key())
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Shared(swap.get(&self))
    }

    fn keys(&self) -> Keys {
        Keys::One(self.key())
    }

    fn optimizes(&self) -> bool {
        false
    }
}

impl<C: Collection> Collection for Box<C> {
    type Output = Box<C::Output>;

    fn roots(&self, roots: &mut Vec<Node>) {
        (**self).roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        (*self).postcompute(results).map(Box::new)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Box::new((*self).postpersist(swap))
    }

    fn keys(&self) -> Keys {
        (**self).keys()
    }

    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        (**self).optimize(graph, keys)
    }

    fn optimizes(&self) -> bool {
        (**self).optimizes()
    }

    fn executor(&self) -> Option<Arc<dyn Executor>> {
        (**self).executor()
    }
}

/// The methods that every container answers by asking its members in turn.
macro_rules! members {
    (|$this:ident| $members:expr) => {
        fn roots(&self, roots: &mut Vec<Node>) {
            let $this = self;
            let members = $members;
            roots.reserve(members.len());
            members.for_each(|member| member.roots(roots));
        }

        fn keys(&self) -> Keys {
            let $this = self;
            $members.map(|member| member.keys()).collect()
        }

        fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
            let $this = self;
            $members.fold(graph, |graph, member| member.optimize(graph, keys))
        }

        fn optimizes(&self) -> bool {
            let $this = self;
            $members.any(|member| member.optimizes())
        }

        fn executor(&self) -> Option<Arc<dyn Executor>> {
            let $this = self;
            agree($members.map(|member| member.executor()))
        }
    };
}

impl<C: Collection> Collection for Vec<C> {
    type Output = Vec<C::Output>;

    members!(|this| this.iter());

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        let mut outputs = Vec::with_capacity(self.len());
        for member in self {
            outputs.push(member.postcompute(results)?);
        }
        Ok(outputs)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.into_iter().map(|member| member.postpersist(swap)).collect()
    }
}

impl<C: Collection> Collection for Option<C> {
    type Output = Option<C::Output>;

    members!(|this| this.iter());

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        self.map(|member| member.postcompute(results)).transpose()
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.map(|member| member.postpersist(swap))
    }
}

impl<C: Collection, const N: usize> Collection for [C; N] {
    type Output = [C::Output; N];

    members!(|this| this.iter());

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        let outputs = Vec::from(self).postcompute(results)?;
        Ok(outputs.try_into().unwrap_or_else(|_| unreachable!("one output a member")))
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.map(|member| member.postpersist(swap))
    }
}

impl<K, C, S> Collection for HashMap<K, C, S>
where
    K: Eq + Hash + Send + 'static,
    C: Collection,
    S: BuildHasher + Default + Send + 'static,
{
    type Output = HashMap<K, C::Output, S>;

    members!(|this| this.values());

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        self.into_iter().map(|(key, member)| Ok((key, member.postcompute(results)?))).collect()
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.into_iter().map(|(key, member)| (key, member.postpersist(swap))).collect()
    }
}

impl<K: Ord + Send + 'static, C: Collection> Collection for BTreeMap<K, C> {
    type Output = BTreeMap<K, C::Output>;

    members!(|this| this.values());

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        self.into_iter().map(|(key, member)| Ok((key, member.postcompute(results)?))).collect()
    }

    fn postpersist(self, swap: &Swap) -> Self {
        self.into_iter().map(|(key, member)| (key, member.postpersist(swap))).collect()
    }
}

macro_rules! tuples {
    ($($T:ident $index:tt),*) => {
        impl<$($T: Collection),*> Collection for ($($T,)*) {
            type Output = ($($T::Output,)*);

            fn roots(&self, roots: &mut Vec<Node>) {
                $(self.$index.roots(roots);)*
            }

            fn keys(&self) -> Keys {
                Keys::Many(vec![$(self.$index.keys()),*])
            }

            fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
                $(let graph = self.$index.optimize(graph, keys);)*
                graph
            }

            fn optimizes(&self) -> bool {
                $(self.$index.optimizes())||*
            }

            fn executor(&self) -> Option<Arc<dyn Executor>> {
                agree([$(self.$index.executor()),*])
            }

            fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
                Ok(($(self.$index.postcompute(results)?,)*))
            }

            fn postpersist(self, swap: &Swap) -> Self {
                ($(self.$index.postpersist(swap),)*)
            }
        }
    };
}

crate::tuples::each_tuple!(tuples);
