//! The payload: a head, and after it one row a node or layer. By postcard, so that numbers are as long as they are large.
//!
//! Functions and types are named once, in tables, and by their place there after that; nodes and layers by the place of
//! their row, and what is read stands before what reads it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::key::Digest;

#[derive(Serialize, Deserialize)]
pub(super) struct Head<'a> {
    /// The executable that wrote it.
    #[serde(borrow)]
    pub(super) program: &'a str,
    #[serde(borrow)]
    pub(super) functions: Vec<Function<'a>>,
    #[serde(borrow)]
    pub(super) types: Vec<Type<'a>>,
    /// How many rows follow.
    pub(super) rows: u32,
    pub(super) roots: Vec<Root>,
}

/// What the graph was made for.
#[derive(Serialize, Deserialize)]
pub(super) enum Root {
    Node(u32),
    Blocks(Which),
}

/// Blocks of the layer at a place: rising ranges of indices, none of which touches the next.
#[derive(Serialize, Deserialize)]
pub(super) struct Which {
    pub(super) layer: u32,
    pub(super) ranges: Vec<Range<usize>>,
}

/// A function by its identity; the rest is for people.
#[derive(Serialize, Deserialize)]
pub(super) struct Function<'a> {
    pub(super) digest: [u8; 32],
    pub(super) path: &'a str,
    pub(super) package: &'a str,
    pub(super) version: u64,
}

/// A type by its identity.
#[derive(Serialize, Deserialize)]
pub(super) struct Type<'a> {
    pub(super) identity: [u8; 32],
    pub(super) name: &'a str,
}

/// A node or layer. A new kind is a new variant, at the end, and a new version of the format.
#[derive(Serialize, Deserialize)]
pub(super) enum Row<'a> {
    /// The value follows the row, in this many bytes. `block` is the one whose result it is, of a layer that is named.
    Constant {
        key: Key,
        ty: u32,
        name: &'a str,
        captured: bool,
        block: Option<Block>,
        bytes: u64,
    },
    /// Where an argument is made of several inputs there is an entry for each argument. The last `waits` of the inputs
    /// that it waits for are none of them.
    Call {
        key: Key,
        function: u32,
        inputs: Vec<u32>,
        arguments: Vec<Argument>,
        waits: u32,
    },
    Block(Block),
    /// A layer as `blockwise` makes it, or several fused.
    Blockwise {
        #[serde(borrow)]
        layer: LayerKey<'a>,
        sources: Vec<Source>,
        steps: Vec<Step>,
    },
    /// A layer as `tree_reduce` makes it.
    Tree {
        #[serde(borrow)]
        layer: LayerKey<'a>,
        members: Members,
        split_every: usize,
        templates: Vec<Template>,
    },
    /// A layer of which results are held; its tasks are not in the file.
    Named {
        #[serde(borrow)]
        layer: LayerKey<'a>,
        ty: u32,
    },
}

/// A block of the layer at a place.
#[derive(Serialize, Deserialize)]
pub(super) struct Block {
    pub(super) layer: u32,
    pub(super) index: usize,
}

/// The key of a node.
#[derive(Serialize, Deserialize)]
pub(super) struct Key {
    /// What the reader works out again: the digest of a call's function and inputs, of a constant's type and content.
    pub(super) content: Option<[u8; 32]>,
    /// The node's own digest where it is another: of what is impure, opaque, held, or keyed by serde.
    pub(super) given: Option<[u8; 32]>,
}

impl Key {
    /// Of a node with this digest.
    pub(super) fn new(node: Digest, content: Option<Digest>) -> Key {
        Key { content: content.map(|content| content.0), given: (content != Some(node)).then_some(node.0) }
    }

    /// Whether the content alone tells the key.
    pub(super) fn is_by_content(&self) -> bool {
        self.given.is_none()
    }

    /// The node's digest, if that of its content is this one. None at all is no key.
    pub(super) fn checked(&self, content: Option<Digest>) -> Option<Digest> {
        let same = self.content == content.map(|content| content.0);
        self.given.or(self.content).filter(|_| same).map(Digest)
    }
}

/// How many inputs an argument is made of, and the type that they are put together to, if they are not read one by one.
#[derive(Serialize, Deserialize)]
pub(super) struct Argument {
    pub(super) len: u32,
    pub(super) gather: Option<u32>,
}

/// The key of a layer, which is given: what a layer is made of does not tell it again.
#[derive(Serialize, Deserialize)]
pub(super) struct LayerKey<'a> {
    pub(super) digest: [u8; 32],
    /// Of a layer that a user gave the key of a block.
    pub(super) index: Option<usize>,
    pub(super) name: &'a str,
}

/// Where leaves of element-wise tasks come from.
#[derive(Serialize, Deserialize)]
pub(super) enum Source {
    Members(Members),
    Node(u32),
    Index,
    Range(Range<usize>),
}

/// Blocks, and the nodes that stand for some of them, by rising index in the layer.
#[derive(Serialize, Deserialize)]
pub(super) struct Members {
    pub(super) which: Which,
    pub(super) standing: Vec<(usize, u32)>,
}

/// What tasks do that put so many results together, and what else they read.
#[derive(Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) number: usize,
    pub(super) free: Vec<u32>,
    pub(super) steps: Vec<Step>,
}

/// A call within tasks of a layer.
#[derive(Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) function: u32,
    pub(super) inputs: Vec<Input>,
    pub(super) arguments: Vec<Argument>,
    pub(super) waits: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Input {
    Leaf(usize),
    Step(usize),
    Constant(u32),
}
