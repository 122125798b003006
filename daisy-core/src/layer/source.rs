//! Sources: what the blocks of an element-wise layer read.

use std::collections::HashMap;
use std::ops::Range;

use crate::delayed::captured;
use crate::key::{Digest, Key};
use crate::node::Node;
use crate::token::Tokenizer;
#[cfg(feature = "serde")]
use crate::value::Type;

use super::members::Members;

/// Where a leaf of the tasks comes from. Used by [`BlockInput`](crate::BlockInput).
pub struct Source(pub(super) From);

#[derive(Clone)]
pub(crate) enum From {
    /// Block `i` reads the `i`th of these; if there is one, every block reads that.
    Blocks(Members),
    /// Every block reads it.
    Node(Node),
    /// The index of the block.
    Index,
    /// Block `i` reads the `i`th of these numbers.
    Range(Range<usize>),
}

impl From {
    /// How many blocks it is one of, if it is one of several.
    fn len(&self) -> Option<usize> {
        match self {
            From::Blocks(members) => Some(members.len()).filter(|&len| len != 1),
            From::Range(range) => Some(range.len()),
            From::Node(_) | From::Index => None,
        }
    }

    /// What block `index` reads.
    pub(super) fn node(&self, index: usize) -> Node {
        match self {
            From::Blocks(members) => {
                members.nth(if members.len() == 1 { 0 } else { index }).expect("as many as blocks")
            }
            From::Node(node) => node.clone(),
            From::Index => captured(index).into_node(),
            From::Range(range) => captured(range.start + index).into_node(),
        }
    }

    /// The type of what a block reads.
    #[cfg(feature = "serde")]
    pub(crate) fn ty(&self) -> &'static Type {
        match self {
            From::Blocks(members) => members.ty(),
            From::Node(node) => node.ty(),
            From::Index | From::Range(_) => Type::of::<usize>(),
        }
    }

    /// Whether it may read blocks of the layer with this key.
    pub(super) fn reads(&self, layer: &Key) -> bool {
        match self {
            From::Blocks(members) => members.has_any_of(layer),
            From::Node(node) => node.is_block_of(layer),
            From::Index | From::Range(_) => false,
        }
    }

    /// What tells it from others.
    pub(super) fn digest(&self) -> Digest {
        let mut tokens = Tokenizer::keyed(SOURCE);
        match self {
            From::Blocks(members) => tokens.add(members),
            From::Node(node) => tokens.add(&node.key()),
            From::Index => tokens.add("index"),
            From::Range(range) => tokens.add(range),
        }
        Digest(tokens.finish())
    }
}

const SOURCE: &[u8; 32] = b"daisy input of a blockwise layer";

/// How many blocks a layer with these sources has.
pub(super) fn blocks_of(sources: &[From]) -> Result<usize, String> {
    let mut lens = sources.iter().filter_map(From::len);
    let len = lens.next();
    match len.zip(lens.find(|&other| Some(other) != len)) {
        Some((one, other)) => {
            Err(format!("one input has {one} blocks, another {other}; they must have as many, or one"))
        }
        None => Ok(len.unwrap_or(1)),
    }
}

/// `sources`, each with its digest, without repeats; and where each is now.
pub(super) fn distinct(sources: impl IntoIterator<Item = (From, Digest)>) -> (Vec<From>, Vec<usize>) {
    let (mut kept, mut known) = (Vec::new(), HashMap::new());
    let place = |(source, digest): (From, Digest)| {
        *known.entry(digest).or_insert_with(|| {
            kept.push(source);
            kept.len() - 1
        })
    };
    let places = sources.into_iter().map(place).collect();
    (kept, places)
}
