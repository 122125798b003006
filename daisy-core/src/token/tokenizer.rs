//! What tokens are written to.

use smallvec::SmallVec;

use super::{Tokenize, tag};

/// Tokens up to this long stay on the stack, and are hashed in one call when they are complete.
/// Most arguments of most tasks are a number, a path or a small struct.
const SMALL: usize = 256;

/// What longer tokens are hashed by: sixteen of BLAKE3's chunks, the most that it compresses side
/// by side on any machine it knows.
const BLOCK: usize = 16 * 1024;

/// Turns a value into a digest. [`Tokenize`] implementations write to it.
///
/// What is written is a row of *tokens*, and two values have one digest exactly if they write the
/// same bytes. Use [`add`](Tokenizer::add) for everything that has content of its own: it writes
/// a tag that tells types apart, and lengths that tell where one thing ends and the next begins.
/// [`write`](Tokenizer::write) is for bytes that need neither.
///
/// # Examples
///
/// ```
/// # use daisy_core as daisy;
/// use daisy::{Tokenize, Tokenizer};
///
/// /// A table that knows the checksum of the file it was read from.
/// struct Table {
///     checksum: [u8; 20],
///     columns: Vec<String>,
///     rows: Vec<f64>,
/// }
///
/// impl Tokenize for Table {
///     fn tokenize(&self, to: &mut Tokenizer) {
///         to.add("my_crate::Table");
///         to.write(&self.checksum); // always twenty bytes
///         to.add(&self.columns);
///         // The checksum says what the rows are.
///     }
/// }
/// ```
pub struct Tokenizer {
    key: [u8; 32],
    /// What `hasher` has not seen. On the heap its capacity is `BLOCK`.
    buffer: SmallVec<[u8; SMALL]>,
    /// There once a block is full. It only ever sees whole blocks before `finish`, so that every
    /// update starts on a boundary and runs at full width.
    hasher: Option<Box<blake3::Hasher>>,
}

impl Tokenizer {
    /// Starts a digest that depends on `key` as well as on what is written.
    #[inline]
    pub(crate) fn keyed(key: &[u8; 32]) -> Tokenizer {
        Tokenizer { key: *key, buffer: SmallVec::new(), hasher: None }
    }

    /// Adds the content of a value: its tag, its length where it has one, its bytes.
    #[inline]
    pub fn add<T: Tokenize + ?Sized>(&mut self, value: &T) {
        value.tokenize(self);
    }

    /// Adds bytes as they are, without a tag or a length.
    ///
    /// Whoever calls it sees to it that a reader could tell where they end: by a fixed number of
    /// them, or by a length before them. For a slice of bytes, `add(&bytes[..])` does that.
    #[inline]
    pub fn write(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.buffer.capacity() - self.buffer.len() {
            self.buffer.extend_from_slice(bytes);
        } else {
            self.overflow(bytes);
        }
    }

    /// Adds the head of a struct; its fields follow. What the derive calls.
    #[doc(hidden)]
    pub fn structure(&mut self, name: &str, fields: u32) {
        self.lengthed(tag::STRUCTURE, name.as_bytes());
        self.write(&fields.to_le_bytes());
    }

    /// Adds the head of an enum's variant; its fields follow. What the derive calls.
    #[doc(hidden)]
    pub fn variant(&mut self, name: &str, ordinal: u32, fields: u32) {
        self.lengthed(tag::VARIANT, name.as_bytes());
        self.write(&ordinal.to_le_bytes());
        self.write(&fields.to_le_bytes());
    }

    /// Adds a tag and a few bytes whose number the tag tells.
    #[inline]
    pub(super) fn tagged<const N: usize>(&mut self, tag: u8, bytes: &[u8; N]) {
        self.write(&[tag]);
        self.write(bytes);
    }

    /// Adds a tag, a length, and as many bytes.
    #[inline]
    pub(super) fn lengthed(&mut self, tag: u8, bytes: &[u8]) {
        self.tagged(tag, &(bytes.len() as u64).to_le_bytes());
        self.write(bytes);
    }

    /// Adds the head of a sequence; `len` items follow, through `T::tokenize_slice` alone.
    #[inline]
    pub(super) fn sequence<T: Tokenize>(&mut self, len: usize) {
        self.write(&[tag::SEQUENCE]);
        T::tokenize_form(self);
        self.write(&(len as u64).to_le_bytes());
    }

    /// Adds entries whose order says nothing: by their digests, sorted. Equal entries count.
    pub(super) fn unordered<E>(&mut self, tag: u8, entries: impl Iterator<Item = E>, feed: impl Fn(E, &mut Tokenizer)) {
        let digests = entries.map(|entry| {
            let mut to = self.fresh();
            feed(entry, &mut to);
            to.finish()
        });
        let digests = digests.collect();
        self.sorted(tag, digests);
    }

    /// The end of `unordered`, for whoever makes the digests of the entries (with `fresh`).
    pub(super) fn sorted(&mut self, tag: u8, mut digests: Vec<[u8; 32]>) {
        digests.sort_unstable();
        self.tagged(tag, &(digests.len() as u64).to_le_bytes());
        self.write(digests.as_flattened());
    }

    /// An empty one with the same key.
    pub(super) fn fresh(&self) -> Tokenizer {
        Tokenizer::keyed(&self.key)
    }

    /// The digest of all that was written.
    ///
    /// Takes a reference because moving a tokenizer costs as much as hashing a number does.
    #[inline]
    pub(crate) fn finish(&self) -> [u8; 32] {
        if let Some(hasher) = &self.hasher {
            return Self::finish_long(hasher, &self.buffer);
        }
        *blake3::keyed_hash(&self.key, &self.buffer).as_bytes()
    }

    #[cold]
    #[inline(never)]
    fn finish_long(hasher: &blake3::Hasher, rest: &[u8]) -> [u8; 32] {
        *hasher.clone().update(rest).finalize().as_bytes()
    }

    #[cold]
    #[inline(never)]
    fn overflow(&mut self, bytes: &[u8]) {
        if !self.buffer.spilled() {
            self.buffer.grow(BLOCK);
        }
        let room = BLOCK - self.buffer.len();
        if bytes.len() <= room {
            self.buffer.extend_from_slice(bytes);
            return;
        }
        let (head, rest) = bytes.split_at(room);
        let (blocks, tail) = rest.split_at(rest.len() - rest.len() % BLOCK);
        self.buffer.extend_from_slice(head);
        let key = &self.key;
        let hasher = self.hasher.get_or_insert_with(|| Box::new(blake3::Hasher::new_keyed(key)));
        hasher.update(&self.buffer).update(blocks);
        self.buffer.clear();
        self.buffer.extend_from_slice(tail);
    }
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_part_of_every_digest() {
        let with = |key: u8| {
            let mut to = Tokenizer::keyed(&[key; 32]);
            to.add(&1u8);
            to.finish()
        };
        assert_ne!(with(0), with(1));
    }

    #[test]
    fn pieces_of_any_size_write_what_one_piece_writes() {
        let bytes: Vec<u8> = (0..100_000u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        for len in [0, 1, 255, 256, 257, 16_383, 16_384, 16_385, 32_768, 40_000, 100_000] {
            let whole = blake3::keyed_hash(&[7; 32], &bytes[..len]);
            for piece in [1, 3, 255, 256, 257, 5_000, 16_384, 20_000, 100_000] {
                let mut to = Tokenizer::keyed(&[7; 32]);
                bytes[..len].chunks(piece).for_each(|piece| to.write(piece));
                assert_eq!(to.finish(), *whole.as_bytes(), "{len} bytes in pieces of {piece}");
            }
        }
    }
}
