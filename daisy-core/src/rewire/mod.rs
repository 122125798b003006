//! Surgery on graphs: tasks that wait for others, and tasks that run again under new keys.
//!
//! Needs: collections. Leaves: collections of the same types around other handles, by `roots` and `postpersist` alone.
//! `checkpoint` waits, `pass` passes a result on once others are there, and `regenerate` makes tasks anew but for what is
//! in `omit`; the tasks of a `layer` by a rule again, so that none of them is built.
//!
//! The model is `dask.graph_manipulation`.

mod checkpoint;
mod layer;
mod omit;
mod pass;
mod regenerate;

use crate::collection::{Collection, roots_of};
use crate::delayed::Delayed;
use crate::key::Digest;
use crate::node::{Node, unique_digest};
use crate::outline::Outline;
use crate::results::Swap;
use crate::token::Tokenizer;

pub(crate) use pass::pass;

use omit::Omit;
use regenerate::Surgery;

/// A handle that is done when all of `collection` is, and holds nothing of it. See [`Rewire::checkpoint`].
///
/// ```
/// let parts: Vec<_> = (0..100i64).map(|n| daisy::value(n) + 1i64).collect();
/// let done = daisy::checkpoint(parts);
/// assert_eq!(done.compute().wait()?, ());
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn checkpoint<C: Collection>(collection: C) -> Delayed<()> {
    Rewire::new().checkpoint(collection)
}

/// The same collection, of which no result is seen before all are there. See [`Rewire::wait_on`].
///
/// ```
/// # use daisy::prelude::*;
/// #[delayed]
/// fn write(part: u8) -> u8 { part }
/// #[delayed]
/// fn publish(part: u8) -> u8 { part }
///
/// let [a, b] = daisy::wait_on([write(1), write(2)]);
/// let published = [publish(a), publish(b)]; // neither before both are written
/// assert_eq!(published.compute().wait()?, [1, 2]);
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn wait_on<C: Collection>(collection: C) -> C {
    Rewire::new().wait_on(collection)
}

/// The same collection, whose tasks run again, under new keys, after all of `parents`. See [`Rewire::bind`].
///
/// ```
/// # use daisy::prelude::*;
/// #[delayed(impure)]
/// fn connect() {}
/// #[delayed]
/// fn query(n: u8) -> u8 { n }
///
/// let rows = daisy::bind(vec![query(1), query(2)], connect()); // no query before it is connected
/// assert_eq!(rows.compute().wait()?, [1, 2]);
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn bind<C: Collection, P: Collection>(children: C, parents: P) -> C {
    Rewire::new().bind(children, parents)
}

/// The same collection, worked out again under new keys. See [`Rewire::clone_graph`].
///
/// ```
/// let sum = daisy::value(1i64) + 2i64;
/// let again = daisy::clone_graph(sum.clone());
/// assert_ne!(sum.key(), again.key());
/// assert_eq!(daisy::compute((sum, again)).wait()?, (3, 3)); // two additions
/// # Ok::<(), daisy::Error>(())
/// ```
pub fn clone_graph<C: Collection>(collection: C) -> C {
    Rewire::new().clone_graph(collection)
}

/// [`checkpoint`], [`wait_on`], [`bind`] and [`clone_graph`] with options.
///
/// ```
/// # use daisy::prelude::*;
/// #[delayed]
/// fn load(n: u64) -> u64 { n }
/// #[delayed]
/// fn total(parts: &[u64]) -> u64 { parts.iter().sum() }
///
/// let parts = vec![load(1), load(2)];
/// let sum = total(&parts);
/// // The same sum of the same parts, after `first`.
/// let first = load(3);
/// let bound = daisy::Rewire::new().omit(parts).seed(1).bind(sum, first);
/// assert_eq!(bound.compute().wait()?, 3);
/// # Ok::<(), daisy::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rewire {
    omit: Vec<Node>,
    seed: Option<u64>,
    split_every: Option<usize>,
}

/// How many tasks of a checkpoint join into one, unless said otherwise.
const SPLIT_EVERY: usize = 8;

impl Rewire {
    /// Nothing omitted, no seed, `split_every(8)`.
    pub fn new() -> Rewire {
        Rewire::default()
    }

    /// Shares `collection` and all that it needs, where tasks would be regenerated. Several add up.
    pub fn omit(mut self, collection: impl Collection) -> Self {
        collection.roots(&mut self.omit);
        self
    }

    /// Makes new keys of the old ones and `seed` alone: the same seed, the same keys. Without one, no two calls give
    /// the same keys.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Joins at most `n` tasks of a checkpoint at once; `usize::MAX` joins all in one task. The default is 8.
    ///
    /// # Panics
    ///
    /// If `n` is below 2: nothing would ever be joined.
    pub fn split_every(mut self, n: usize) -> Self {
        assert!(n >= 2, "split_every({n}): a task of a checkpoint joins at least 2 others");
        self.split_every = Some(n);
        self
    }

    /// A handle that is done when all of `collection` is.
    ///
    /// One task for at most one key. For more, one task a key, which lets the result go as soon as it is there, and
    /// a tree of tasks that join at most [`split_every`](Rewire::split_every) others. If one fails, so does it.
    pub fn checkpoint<C: Collection>(&self, collection: C) -> Delayed<()> {
        self.checkpoint_of(roots_of(&collection))
    }

    fn checkpoint_of(&self, roots: Vec<Node>) -> Delayed<()> {
        checkpoint::checkpoint(roots, self.split_every.unwrap_or(SPLIT_EVERY))
    }

    /// The same collection, of which no result is seen before all are there: its [`checkpoint`](Rewire::checkpoint), and
    /// one task a key that passes the result on without copying it.
    pub fn wait_on<C: Collection>(&self, collection: C) -> C {
        let roots = roots_of(&collection);
        let all = self.checkpoint_of(roots.clone()).into_node();
        let passed = roots.iter().map(|root| (root.0.digest, pass::node(root, &all))).collect();
        collection.postpersist(&Swap::new(&roots, passed))
    }

    /// The same collection, whose tasks run again after all of `parents`.
    ///
    /// Every task gets a new key, down to what is [omitted](Rewire::omit); those that read no such task also wait for
    /// the [`checkpoint`](Rewire::checkpoint) of `parents`, and fail if it does. Constants and held results are shared.
    /// What a task returns as a graph of its own keeps its keys: it was no part of the collection. Layers stay rules:
    /// no task of theirs is built.
    ///
    /// # Panics
    ///
    /// Where a layer breaks its rules, with the error that a run would give.
    pub fn bind<C: Collection, P: Collection>(&self, children: C, parents: P) -> C {
        self.regenerate(children, Some(self.checkpoint(parents).into_node()))
    }

    /// The same collection, worked out again under new keys: [`bind`](Rewire::bind) without parents.
    pub fn clone_graph<C: Collection>(&self, collection: C) -> C {
        self.regenerate(collection, None)
    }

    fn regenerate<C: Collection>(&self, collection: C, after: Option<Node>) -> C {
        let roots = roots_of(&collection);
        let surgery = Surgery::new(self.new_seed(), after, Omit::new(&self.omit));
        let fresh = regenerate::roots(&outline(&roots), surgery).unwrap_or_else(|error| panic!("{error}"));
        let fresh = roots.iter().map(|root| root.0.digest).zip(fresh).collect();
        collection.postpersist(&Swap::new(&roots, fresh))
    }

    fn new_seed(&self) -> Digest {
        const SEED: &[u8; 32] = b"daisy seed of regenerated tasks ";
        let Some(seed) = self.seed else { return unique_digest() };
        let mut tokens = Tokenizer::keyed(SEED);
        tokens.write(&seed.to_le_bytes());
        Digest(tokens.finish())
    }
}

/// What `roots` need, with no task of a layer built.
fn outline(roots: &[Node]) -> Outline {
    Outline::of(roots).unwrap_or_else(|error| panic!("{error}"))
}
