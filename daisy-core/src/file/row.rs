//! The payload: a head, and after it one row a node. By postcard, so that numbers are as long as they are large.
//!
//! Functions and types are named once, in tables, and by their place there after that; nodes by their place too, and
//! inputs stand before what reads them.

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
    pub(super) nodes: u32,
    pub(super) roots: Vec<u32>,
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

/// A node. A new kind of node is a new variant, at the end, and a new version of the format.
#[derive(Serialize, Deserialize)]
pub(super) enum Row<'a> {
    /// The value follows the row, in this many bytes.
    Constant { key: Key, ty: u32, name: &'a str, captured: bool, bytes: u64 },
    /// Where an argument is made of several inputs there is an entry for each argument. The last `waits` of the inputs
    /// that it waits for are none of them.
    Call { key: Key, function: u32, inputs: Vec<u32>, arguments: Vec<Argument>, waits: u32 },
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
