//! Blockwise layers: element-wise work, block by block. Dask's Blockwise with types.

use std::ops::Range;
use std::sync::Arc;

use crate::delayed::Delayed;
use crate::error::Result;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::value::{Data, Type};

use super::blocks::Blocks;
use super::rule::{Need, Rule};
use super::source::{From, Source, blocks_of, distinct};
use super::template::{Holes, Template, Traced};

/// A layer whose block `i` is `function` of the blocks `i` of its inputs.
///
/// An input is a [`Blocks`], of as many blocks as the others or of one, which every block reads; a handle, which
/// every block reads too; [`BlockIndex`], which is `i`; or a range of numbers, of which block `i` reads the `i`th.
/// Several are a tuple, of up to six.
///
/// `function` is called once, with handles that stand for any block: what it calls is what every task does. Several
/// calls are one task, and layers that are read by one other alone become part of its tasks before any task exists, so
/// that ten element-wise steps cost one task a block.
///
/// ```
/// use daisy::prelude::*;
/// use daisy::{BlockIndex, blockwise};
///
/// #[delayed]
/// fn chunk(index: usize) -> Vec<f64> {
///     vec![index as f64; 3]
/// }
///
/// #[delayed]
/// fn scale(mut chunk: Vec<f64>, by: f64) -> Vec<f64> {
///     chunk.iter_mut().for_each(|x| *x *= by);
///     chunk
/// }
///
/// #[delayed]
/// fn offset(mut chunk: Vec<f64>, index: usize) -> Vec<f64> {
///     chunk.iter_mut().for_each(|x| *x += index as f64);
///     chunk
/// }
///
/// let chunks = blockwise("chunks", 0..1_000_000, chunk);
/// let scaled = blockwise("scaled", &chunks, |chunk| scale(chunk, 2.0));
/// let moved = blockwise("moved", (&scaled, BlockIndex), |(chunk, index)| offset(chunk, index));
/// assert_eq!(moved.block(3).compute().wait()?, [9.0, 9.0, 9.0]);
/// assert_eq!(moved.block(3).graph().len(), 3);
/// assert_eq!(moved.block(3).graph().fuse().len(), 1); // one task for all steps
/// # Ok::<(), daisy::Error>(())
/// ```
///
/// # Panics
///
/// If inputs differ in their number of blocks, or the calls can't be one task: several, of which one is async,
/// blocking, retried, a choice, or returns a graph.
#[track_caller]
pub fn blockwise<I: BlockInputs, R: Data>(
    name: &str,
    inputs: I,
    function: impl FnOnce(I::Handles) -> Delayed<R>,
) -> Blocks<R> {
    let holes = Holes::default();
    let root = function(I::handles(&holes)).into();
    let layer = Blockwise::new(name, inputs.sources(), root, &holes);
    match layer {
        Ok(layer) => Blocks::of_rule(Arc::new(layer)),
        Err(why) => panic!("blockwise `{name}`: {why}"),
    }
}

/// As an input of [`blockwise`]: the index of the block, a `usize`.
#[derive(Clone, Copy, Debug)]
pub struct BlockIndex;

/// What [`blockwise`] reads: [`Blocks`], a handle, [`BlockIndex`], or a range of numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be an input of `blockwise`",
    note = "inputs are `Blocks`, handles (`daisy::value(x)` of a plain `x`), `BlockIndex`, `Range<usize>`, and tuples of these"
)]
pub trait BlockInput {
    /// What the function gets a handle of.
    type Item: Data;
    #[doc(hidden)]
    fn source(self) -> Source;
}

impl<T: Data> BlockInput for &Blocks<T> {
    type Item = T;
    fn source(self) -> Source {
        Source(From::Blocks(self.members().clone()))
    }
}

impl<T: Data> BlockInput for Blocks<T> {
    type Item = T;
    fn source(self) -> Source {
        (&self).source()
    }
}

impl<T: Data> BlockInput for &Delayed<T> {
    type Item = T;
    fn source(self) -> Source {
        Source(From::Node(self.into()))
    }
}

impl<T: Data> BlockInput for Delayed<T> {
    type Item = T;
    fn source(self) -> Source {
        (&self).source()
    }
}

impl BlockInput for BlockIndex {
    type Item = usize;
    fn source(self) -> Source {
        Source(From::Index)
    }
}

impl BlockInput for Range<usize> {
    type Item = usize;
    fn source(self) -> Source {
        Source(From::Range(self))
    }
}

/// One input of [`blockwise`], or a tuple of up to six.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the inputs of `blockwise`",
    note = "inputs are `Blocks`, handles (`daisy::value(x)` of a plain `x`), `BlockIndex`, `Range<usize>`, and tuples of these"
)]
pub trait BlockInputs {
    /// What the function gets: a handle, or a tuple of handles.
    type Handles;
    #[doc(hidden)]
    fn sources(self) -> Vec<Source>;
    #[doc(hidden)]
    fn handles(holes: &Holes) -> Self::Handles;
}

impl<I: BlockInput> BlockInputs for I {
    type Handles = Delayed<I::Item>;
    fn sources(self) -> Vec<Source> {
        vec![self.source()]
    }
    fn handles(holes: &Holes) -> Self::Handles {
        holes.next()
    }
}

macro_rules! tuples {
    ($($I:ident $index:tt),*) => {
        impl<$($I: BlockInput),*> BlockInputs for ($($I,)*) {
            type Handles = ($(Delayed<$I::Item>,)*);
            fn sources(self) -> Vec<Source> {
                vec![$(self.$index.source()),*]
            }
            fn handles(holes: &Holes) -> Self::Handles {
                ($(holes.next::<$I::Item>(),)*)
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);

/// Calls in a task of fused layers: so many that handing a task out costs next to nothing beside them, and so few that
/// a chain of layers fuses in linear time, for each that is added copies those before.
const MOST_STEPS: usize = 128;

/// The layer. Leaf `i` of its tasks comes from source `i`; no two sources are equal.
pub(crate) struct Blockwise {
    key: Key,
    len: usize,
    ty: &'static Type,
    sources: Vec<From>,
    template: Arc<Template>,
    unfused: Option<Arc<dyn Rule>>,
}

impl Blockwise {
    fn new(name: &str, sources: Vec<Source>, root: Node, holes: &Holes) -> Result<Blockwise, String> {
        let Traced { template, digest, result, free } = Template::trace(&root, holes)?;
        let sources: Vec<From> =
            sources.into_iter().map(|source| source.0).chain(free.into_iter().map(From::Node)).collect();
        let len = blocks_of(&sources)?;
        let digests: Vec<Digest> = sources.iter().map(From::digest).collect();
        let key = Key::new(name, &(digest.0, digests.iter().map(|digest| digest.0).collect::<Vec<_>>()));
        let (sources, leaves) = distinct(sources.into_iter().zip(digests));
        let template = Arc::new(template.with_leaves(&leaves));
        Ok(Blockwise { key, len, ty: result, sources, template, unfused: None })
    }

    /// The same layer, which is `unfused` or made of it, with the tasks of `inner`, which it reads, as part of its own;
    /// `None` if they can't be.
    pub(super) fn with(&self, inner: &Blockwise, unfused: &Arc<dyn Rule>) -> Option<Blockwise> {
        let mut reads = self.sources.iter().enumerate().filter(|(_, source)| source.reads(&inner.key));
        // Who reads one block beside its own, too, would leave that to run twice.
        let ((leaf, From::Blocks(members)), None) = (reads.next()?, reads.next()) else { return None };
        let steps = self.template.steps.len() + inner.template.steps.len();
        let fits = members.whole().is_some() && inner.len == self.len && steps <= MOST_STEPS;
        if !fits || !inner.template.packs() || !self.template.packs() {
            return None;
        }
        let all = self.sources.iter().chain(&inner.sources);
        let (mut sources, leaves) = distinct(all.map(|source| (source.clone(), source.digest())));
        let (own, others) = leaves.split_at(self.sources.len());
        let template = inner.template.with_leaves(others).inside(&self.template.with_leaves(own), own[leaf]);
        // Nothing reads the inner layer any more: its place goes to the last.
        let mut moved: Vec<usize> = (0..sources.len()).collect();
        sources.swap_remove(own[leaf]);
        moved[sources.len()] = own[leaf];
        let template = Arc::new(template.with_leaves(&moved));
        let unfused = Some(unfused.unfused().unwrap_or(unfused).clone());
        Some(Blockwise { key: self.key.clone(), sources, template, unfused, ..*self })
    }
}

/// What files write of it.
#[cfg(feature = "serde")]
impl Blockwise {
    /// The layer with this key whose tasks are `template` with what `sources` give for its leaves.
    ///
    /// # Errors
    ///
    /// Says what does not fit.
    pub(crate) fn of_parts(key: Key, sources: Vec<From>, template: Template) -> Result<Blockwise, String> {
        if template.leaves() > sources.len() {
            return Err(format!("its tasks read {} inputs of {}", template.leaves(), sources.len()));
        }
        let (len, ty, template) = (blocks_of(&sources)?, template.result(), Arc::new(template));
        Ok(Blockwise { key, len, ty, sources, template, unfused: None })
    }

    pub(crate) fn sources(&self) -> &[From] {
        &self.sources
    }

    pub(crate) fn template(&self) -> &Template {
        &self.template
    }
}

impl Rule for Blockwise {
    fn key(&self) -> &Key {
        &self.key
    }

    fn len(&self) -> usize {
        self.len
    }

    fn ty(&self) -> &'static Type {
        self.ty
    }

    fn is_materialized(&self) -> bool {
        false
    }

    fn inputs(&self, index: usize) -> Result<Vec<Node>> {
        let read = self.sources.iter().filter(|source| matches!(source, From::Blocks(_) | From::Node(_)));
        Ok(read.map(|source| source.node(index)).collect())
    }

    fn task(&self, index: usize, block: &Node) -> Result<Node> {
        Ok(self.template.task(self.sources.iter().map(|source| source.node(index)).collect(), block))
    }

    fn needs(&self, blocks: Range<usize>, need: &mut dyn FnMut(Need)) -> Result<()> {
        self.sources.iter().try_for_each(|source| match source {
            From::Blocks(members) if members.len() == 1 => members.needs(0..1, need),
            From::Blocks(members) => members.needs(blocks.clone(), need),
            From::Node(node) => {
                need(Need::of(node.clone()));
                Ok(())
            }
            From::Index | From::Range(_) => Ok(()),
        })
    }

    fn blockwise(&self) -> Option<&Blockwise> {
        Some(self)
    }

    fn unfused(&self) -> Option<&Arc<dyn Rule>> {
        self.unfused.as_ref()
    }
}
