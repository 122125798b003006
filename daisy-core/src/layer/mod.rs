//! Layers: many tasks described by a rule instead of a list.
//!
//! A `Layer` is what users write; a `rule` is one without its type; `Blocks` is one as a collection, with `which` of
//! its blocks. A block becomes a task in `build`, when a plan needs it. daisy's own layers, `blockwise` and `tree`,
//! are made of a `template`, a small graph traced once; `fuse` puts templates together before any task exists.

mod blocks;
mod blockwise;
mod build;
mod fuse;
mod members;
#[cfg(feature = "serde")]
mod named;
mod packed;
mod rule;
mod source;
mod template;
mod tree;
mod which;

pub use blocks::{Blocks, layer};
#[cfg(feature = "serde")]
pub(crate) use blockwise::Blockwise;
pub use blockwise::{BlockIndex, BlockInput, BlockInputs, blockwise};
pub(crate) use build::Planning;
pub(crate) use fuse::fuse;
#[cfg(feature = "serde")]
pub(crate) use members::Members;
#[cfg(feature = "serde")]
pub(crate) use named::Named;
pub(crate) use packed::Frame;
pub(crate) use rule::{Link, Need, Rule, Rules};
#[cfg(feature = "serde")]
pub(crate) use source::From as BlockSource;
#[cfg(test)]
pub(crate) use source::Source;
#[cfg(feature = "serde")]
pub(crate) use template::{From as StepInput, Step, Template};
#[cfg(feature = "serde")]
pub(crate) use tree::Tree;
pub use tree::tree_reduce;
pub(crate) use which::Which;

use crate::delayed::Delayed;
use crate::key::Key;
use crate::node::Node;
use crate::value::Data;

/// Many tasks described by a rule. Write [`key`](Layer::key), [`len`](Layer::len) and [`task`](Layer::task), and
/// [`inputs`](Layer::inputs) if its tasks read others; the rest follows. [`layer`] makes handles of it.
///
/// A task is built when a plan needs it, so that 3 of 10^8 blocks cost 3 tasks. Everything else, counting, culling,
/// merging, asks only the other methods, which must be cheap. It is Dask's high-level graph layer with types.
///
/// ```
/// use daisy::prelude::*;
/// use daisy::{Key, Layer};
///
/// #[delayed]
/// fn square(n: u64) -> u64 {
///     n * n
/// }
///
/// struct Squares(usize);
///
/// impl Layer for Squares {
///     type Output = u64;
///     fn key(&self) -> Key {
///         Key::new("squares", &self.0)
///     }
///     fn len(&self) -> usize {
///         self.0
///     }
///     fn task(&self, index: usize) -> Delayed<u64> {
///         square(index as u64)
///     }
/// }
///
/// let squares = daisy::layer(Squares(100_000_000));
/// assert_eq!(squares.block(7).compute().wait()?, 49); // one task built
/// # Ok::<(), daisy::Error>(())
/// ```
///
/// A plan asks [`key`](Layer::key), [`len`](Layer::len), [`inputs`](Layer::inputs) and [`task`](Layer::task) alone;
/// [`name`](Layer::name), [`output_keys`](Layer::output_keys) and [`cull`](Layer::cull) are for who has the layer in hand.
///
/// The environment variable `DAISY_DEBUG=layers` makes building a task before a plan needs it (by printing a
/// graph, say) a panic with a backtrace, unless the layer [`is_materialized`](Layer::is_materialized).
pub trait Layer: Send + Sync + 'static {
    /// What each task gives.
    type Output: Data;

    /// Its name and everything its tasks depend on: equal keys, equal layers.
    fn key(&self) -> Key;

    /// How many tasks. Task `i` has the key `self.key().at(i)`.
    fn len(&self) -> usize;

    /// Task `index`: one call of a delayed function. Its node takes the key of the block. Called when a plan needs
    /// it, at most once a run; the only method that may be slow.
    ///
    /// One that reads a task not in [`inputs`](Layer::inputs), or is more than one call, is an error of kind
    /// `Executor`; a panic is one of kind `Panicked`. Both name layer, index and key.
    fn task(&self, index: usize) -> Delayed<Self::Output>;

    /// What task `index` reads, without building it: blocks of this or other layers, handles. A source reads nothing.
    fn inputs(&self, index: usize) -> Vec<Node> {
        let _ = index;
        Vec::new()
    }

    /// What it is called.
    fn name(&self) -> String {
        self.key().name().to_owned()
    }

    /// Whether it has no tasks.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The keys others may ask for, in order. Default: all.
    fn output_keys(&self) -> Vec<Key> {
        let key = self.key();
        (0..self.len()).map(|index| key.at(index)).collect()
    }

    /// Whether its tasks are a list already.
    fn is_materialized(&self) -> bool {
        false
    }

    /// The tasks of this layer that `keys` need, rising, each once; keys of other layers are ignored.
    fn cull(&self, keys: &[Key]) -> Vec<usize> {
        let (own, len) = (self.key(), self.len());
        let mut needed = std::collections::BTreeSet::new();
        let mut open: Vec<usize> = keys.iter().filter_map(|key| key.block_of(&own)).collect();
        while let Some(index) = open.pop() {
            if index < len && needed.insert(index) {
                open.extend(self.inputs(index).iter().filter_map(|input| input.key().block_of(&own)));
            }
        }
        needed.into_iter().collect()
    }
}
