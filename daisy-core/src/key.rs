//! Keys: what a task or a constant is called, and what makes two of them one.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use blake3::hazmat::{Mode, merge_subtrees_root};

use crate::token::{Tokenize, Tokenizer};

/// A BLAKE3 digest. Its first bytes are already as random as a hash table wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Digest(pub(crate) [u8; 32]);

impl Digest {
    /// The first eight bytes: a hash of the digest that costs nothing.
    pub(crate) fn prefix(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    /// Digest of other digests under `domain`. Two are what BLAKE3 compresses at once, as a tree of one parent; one
    /// stands beside zeros, which are no digest.
    #[inline]
    pub(crate) fn of(domain: &[u8; 32], parts: impl IntoIterator<Item = Digest>) -> Digest {
        let mut parts = parts.into_iter();
        let start = [parts.next(), parts.next(), parts.next()];
        if let [Some(left), right, None] = &start {
            let right = right.as_ref().map_or(&[0; 32], |right| &right.0);
            return Digest(*merge_subtrees_root(&left.0, right, Mode::KeyedHash(domain)).as_bytes());
        }
        let mut tokens = Tokenizer::keyed(domain);
        for part in start.into_iter().flatten().chain(parts) {
            tokens.write(&part.0);
        }
        Digest(tokens.finish())
    }
}

impl Hash for Digest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.prefix());
    }
}

/// A function's name: a literal from the program, or text made while it runs.
#[derive(Clone)]
pub(crate) enum Name {
    Static(&'static str),
    Shared(Arc<str>),
}

impl Name {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Name::Static(name) => name,
            Name::Shared(name) => name,
        }
    }
}

/// What identifies a task, a constant or a layer: a name to read and a BLAKE3 digest of all that the
/// result depends on. Equal keys mean equal results.
///
/// The digest of a task covers its function (path, package, version, source, type arguments) and the
/// keys of its inputs; that of a constant its type and content. Names do not take part in comparisons.
///
/// ```
/// # use daisy_core::Key;
/// let key = Key::new("squares", &(10u64, "grid"));
/// assert_eq!(key, Key::new("squares", &(10u64, "grid")));
/// assert_ne!(key, Key::new("squares", &(11u64, "grid")));
/// assert!(key.to_string().starts_with("squares-"));
/// assert_eq!(key.at(7).to_string(), format!("{key}[7]"));
/// ```
#[derive(Clone)]
pub struct Key {
    digest: Digest,
    /// `u64::MAX` stands for no index: no layer has that many blocks.
    index: u64,
    name: Name,
}

const KEY: &[u8; 32] = b"daisy key of a name and content ";
const BLOCK: &[u8; 32] = b"daisy key of a block of a layer ";
const NO_INDEX: u64 = u64::MAX;

impl Key {
    /// A key of your own, for layers and collections you write: from a name and everything the
    /// results under it depend on.
    pub fn new(name: &str, content: &(impl Tokenize + ?Sized)) -> Key {
        let mut tokens = Tokenizer::keyed(KEY);
        tokens.add(name);
        tokens.add(content);
        Key::from_parts(Digest(tokens.finish()), Name::Shared(name.into()))
    }

    pub(crate) fn from_parts(digest: Digest, name: Name) -> Key {
        Key { digest, index: NO_INDEX, name }
    }

    /// The key of block `index` of the layer with this key.
    ///
    /// # Panics
    ///
    /// If `index` is `usize::MAX`, which is past the end of every layer.
    pub fn at(&self, index: usize) -> Key {
        assert!(index as u64 != NO_INDEX, "no layer has a block {index}");
        Key { digest: self.identity(), index: index as u64, name: self.name.clone() }
    }

    /// What [`at`](Key::at) put in.
    pub fn index(&self) -> Option<usize> {
        (self.index != NO_INDEX).then_some(self.index as usize)
    }

    /// Which block of the layer with the key `layer` it is the key of.
    pub(crate) fn block_of(&self, layer: &Key) -> Option<usize> {
        self.index().filter(|_| self.digest == layer.identity())
    }

    /// The digest of the layer that it is the key of a block of.
    pub(crate) fn layer_digest(&self) -> Option<Digest> {
        self.index().map(|_| self.digest)
    }

    pub(crate) fn raw_name(&self) -> &Name {
        &self.name
    }

    /// The name of the function, layer or collection.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// As it prints, with all of the digest.
    pub(crate) fn in_full(&self) -> String {
        let digits: String = self.digest.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let index = self.index().map_or_else(String::new, |index| format!("[{index}]"));
        format!("{}-{digits}{index}", self.name())
    }

    /// One digest for all of the key, index included.
    pub(crate) fn identity(&self) -> Digest {
        if self.index == NO_INDEX {
            return self.digest;
        }
        let mut tokens = Tokenizer::keyed(BLOCK);
        tokens.write(&self.digest.0);
        tokens.write(&self.index.to_le_bytes());
        Digest(tokens.finish())
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.digest == other.digest && self.index == other.index
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        self.digest.cmp(&other.digest).then(self.index.cmp(&other.index))
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
        state.write_u64(self.index);
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, ..] = self.digest.0;
        write!(f, "{}-{a:02x}{b:02x}{c:02x}", self.name())?;
        match self.index() {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

impl Tokenize for Key {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("daisy::Key", 2);
        to.add(&self.digest.0);
        to.add(&self.index);
    }
}
