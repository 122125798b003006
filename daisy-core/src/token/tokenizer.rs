//! What tokens are written to.

use super::{Tokenize, tag};

/// Tokens up to this long stay on the stack, and are hashed in one call when they are complete.
/// Most arguments of most tasks are a number, a path or a small struct.
const SMALL: usize = 256;

/// What longer tokens are hashed by: sixteen of BLAKE3's chunks, the most that it compresses side
/// by side on any machine it knows.
const BLOCK: usize = 16 * 1024;

/// What is longer is hashed by itself: for one block more, it starts on a boundary, and lies where it is.
pub(super) const BULK: usize = 1024;

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
    /// What was written, while it is small: the first `len` bytes. `SMALL` once there is `long`.
    small: [u8; SMALL],
    len: usize,
    long: Option<Long>,
}

impl Tokenizer {
    /// Starts a digest that depends on `key` as well as on what is written.
    #[inline]
    pub(crate) fn keyed(key: &[u8; 32]) -> Tokenizer {
        Tokenizer { key: *key, small: [0; SMALL], len: 0, long: None }
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
        match self.small.get_mut(self.len..self.len + bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            None => self.write_long(bytes),
        }
    }

    #[cold]
    #[inline(never)]
    fn write_long(&mut self, bytes: &[u8]) {
        let before = match &mut self.long {
            Some(Long::Pieces(pieces)) => return pieces.write(bytes),
            Some(Long::Whole(_)) => unreachable!("nothing follows the whole"),
            Some(Long::Awaited(len)) if *len == bytes.len() => {
                self.long = Some(Long::Whole(whole(&self.key, bytes)));
                return;
            }
            Some(Long::Awaited(_)) => &[],
            None => &self.small[..self.len],
        };
        let mut pieces = Box::new(Pieces::new(&self.key, before));
        pieces.write(bytes);
        (self.long, self.len) = (Some(Long::Pieces(pieces)), SMALL);
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
        self.packed(bytes.len(), |to| to.write(bytes));
    }

    /// Adds a sequence: a head, and `len` items, which `items` writes through `T::tokenize_slice` alone.
    #[inline]
    pub(super) fn sequence<T: Tokenize>(&mut self, len: usize, items: impl FnOnce(&mut Tokenizer)) {
        self.write(&[tag::SEQUENCE]);
        T::tokenize_form(self);
        self.write(&(len as u64).to_le_bytes());
        self.items::<T>(len, items);
    }

    /// Adds items without a head.
    #[inline]
    pub(super) fn items<T: Tokenize>(&mut self, len: usize, items: impl FnOnce(&mut Tokenizer)) {
        self.packed(len.saturating_mul(T::PACKED), items);
    }

    /// Adds `len` bytes, which `feed` writes in any pieces, or their digest.
    #[inline]
    fn packed(&mut self, len: usize, feed: impl FnOnce(&mut Tokenizer)) {
        if len <= BULK {
            return feed(self);
        }
        let mut apart = Tokenizer { len: SMALL, long: Some(Long::Awaited(len)), ..self.fresh() };
        feed(&mut apart);
        self.write(&apart.finish());
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
    pub(crate) fn finish(&mut self) -> [u8; 32] {
        match &mut self.long {
            None => *blake3::keyed_hash(&self.key, &self.small[..self.len]).as_bytes(),
            Some(Long::Pieces(pieces)) => pieces.finish(),
            Some(Long::Whole(digest)) => *digest,
            Some(Long::Awaited(_)) => unreachable!("it was written"),
        }
    }
}

/// What was written, where it is long.
enum Long {
    /// So many bytes will be.
    Awaited(usize),
    /// They were, in one piece: their digest.
    Whole([u8; 32]),
    Pieces(Box<Pieces>),
}

/// The hasher only ever sees whole blocks before `finish`, so that every update starts on a boundary and runs at full
/// width.
struct Pieces {
    hasher: blake3::Hasher,
    /// Less than a block, which the hasher has not seen.
    rest: Vec<u8>,
}

impl Pieces {
    /// With what was written before.
    fn new(key: &[u8; 32], before: &[u8]) -> Pieces {
        Pieces { hasher: blake3::Hasher::new_keyed(key), rest: before.to_vec() }
    }

    fn write(&mut self, bytes: &[u8]) {
        let room = BLOCK - self.rest.len();
        if bytes.len() < room {
            return self.rest.extend_from_slice(bytes);
        }
        let (head, bytes) = bytes.split_at(if self.rest.is_empty() { 0 } else { room });
        self.rest.extend_from_slice(head);
        self.hasher.update(&self.rest);
        let (blocks, tail) = bytes.split_at(bytes.len() - bytes.len() % BLOCK);
        update(&mut self.hasher, blocks);
        self.rest.clear();
        self.rest.extend_from_slice(tail);
    }

    fn finish(&mut self) -> [u8; 32] {
        self.hasher.update(&self.rest);
        self.rest.clear();
        *self.hasher.finalize().as_bytes()
    }
}

/// The digest of what lies in one piece, which needs no copy.
fn whole(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    if on_all_cores(bytes) {
        let mut hasher = blake3::Hasher::new_keyed(key);
        update(&mut hasher, bytes);
        return *hasher.finalize().as_bytes();
    }
    *blake3::keyed_hash(key, bytes).as_bytes()
}

fn update(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    #[cfg(feature = "rayon")]
    if on_all_cores(bytes) {
        hasher.update_rayon(bytes);
        return;
    }
    hasher.update(bytes);
}

/// Whether all cores should hash `bytes`: if they are enough that it pays, and the thread is no worker of ours. There
/// the cores are the workers' already, and one that waits for another pool can't help those that wait for it.
fn on_all_cores(bytes: &[u8]) -> bool {
    const ENOUGH: usize = 128 * 1024;
    cfg!(feature = "rayon") && bytes.len() >= ENOUGH && !crate::context::on_worker()
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

    fn pattern(len: u32) -> Vec<u8> {
        (0..len).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect()
    }

    /// However a sequence is cut, and whatever comes before.
    #[test]
    fn of_long_sequences_the_digest_is_written() {
        let (key, bytes) = ([7; 32], pattern(100_000));
        for len in [0, 1, 1_023, 1_024, 1_025, 16_384, 16_385, 32_768, 40_000, 100_000] {
            let items = &bytes[..len];
            let mut written = vec![0; 100];
            written.extend([tag::SEQUENCE, tag::U8]);
            written.extend((len as u64).to_le_bytes());
            match len {
                0..=1_024 => written.extend(items),
                _ => written.extend(blake3::keyed_hash(&key, items).as_bytes()),
            }
            for piece in [1, 1_000, 16_384, 20_000, 100_000] {
                let mut to = Tokenizer::keyed(&key);
                to.write(&[0; 100]);
                to.sequence::<u8>(len, |to| items.chunks(piece).for_each(|piece| u8::tokenize_slice(piece, to)));
                assert_eq!(
                    to.finish(),
                    *blake3::keyed_hash(&key, &written).as_bytes(),
                    "{len} items in pieces of {piece}"
                );
            }
        }
    }

    #[test]
    fn pieces_of_any_size_write_what_one_piece_writes() {
        let bytes = pattern(100_000);
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
