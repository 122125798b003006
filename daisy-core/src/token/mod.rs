//! Content hashing: from a value to the bytes that its digest is made of.
//!
//! A value is a row of tokens, each a tag and what the tag says (see `tag`). Three rules hold for
//! every implementation here:
//!
//! * no token is the beginning of another, so values written in a row can be told apart;
//! * the bytes depend on the content alone: not on addresses, capacities, memory layout, the order
//!   a hash map iterates in, the byte order or the pointer width of the machine;
//! * a pointer (`&T`, `Box`, `Rc`, `Arc`, `Cow`) has the content of what it holds, and an owned
//!   type that of its borrowed form.
//!
//! Text, and items that are packed, of more than `BULK` bytes are hashed by themselves, and their digest stands in their
//! place: so they start on a boundary of BLAKE3's, and are hashed where they lie.
//!
//! Content does not cover the type of the whole: the key of a constant adds that.

mod collections;
mod numbers;
mod std_types;
mod tag;
mod text;
mod tokenizer;

#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

#[cfg(feature = "serde")]
pub(crate) use self::serde::tokenize_serialize;
pub use self::tokenizer::Tokenizer;

/// A value with content that can be hashed: what a constant of a graph is known by.
///
/// Two constants of one type and one content are one constant, and calls of one function on equal
/// inputs are one call. So an implementation must write all that a function could tell two values
/// apart by. What compares equal may still differ in content: `0.0` and `-0.0` do, and so do the
/// paths `a/b` and `a//b`.
///
/// std's types have it, and those of `ndarray`, `bytes`, `uuid` and `chrono` behind features of
/// these names. For your own there is `#[derive(Tokenize)]`. By hand, write a name and then every
/// part:
///
/// ```
/// # use daisy_core as daisy;
/// use daisy::{Tokenize, Tokenizer};
///
/// struct Celsius(f64);
///
/// impl Tokenize for Celsius {
///     fn tokenize(&self, to: &mut Tokenizer) {
///         to.add("my_crate::Celsius");
///         to.add(&self.0);
///     }
/// }
/// ```
///
/// # Deriving
///
/// The derive writes the type's name with its path and arguments, for an enum the ordinal of the
/// variant, and every field in order. `#[tokenize(skip)]` on a field leaves it out: for caches and the like, which no result
/// depends on. `#[tokenize(crate = path)]` on the type says where daisy is, if not at `::daisy`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no content to hash",
    label = "daisy needs its content for a key",
    note = "derive it: `#[derive(Tokenize)]`, or `impl Tokenize` by hand",
    note = "or pass `daisy::opaque(value)`: a handle with a key of its own, which never folds",
    note = "types of `ndarray`, `bytes`, `uuid` and `chrono` have it behind daisy's features of these names; what is `Serialize` can go through `daisy::by_serde(value)` (feature `serde`)"
)]
pub trait Tokenize {
    /// Writes the content of this value.
    fn tokenize(&self, to: &mut Tokenizer);

    /// Writes the items of a sequence, after `tokenize_form`. It may be called for any pieces of
    /// the sequence in order, and the bytes do not depend on how it was cut.
    #[doc(hidden)]
    fn tokenize_slice(items: &[Self], to: &mut Tokenizer)
    where
        Self: Sized,
    {
        for item in items {
            item.tokenize(to);
        }
    }

    /// The bytes that `tokenize_slice` writes for an item, where all items take as many; else 0. Whoever provides
    /// one of the three provides all.
    #[doc(hidden)]
    const PACKED: usize = 0;

    /// Writes how `tokenize_slice` writes items: as tokens of their own, or packed, and as what.
    /// Stands once in the head of a sequence.
    ///
    /// It also keeps `dyn Tokenize` from being a type, and must: content without its type does not
    /// tell a `Vec` from a `VecDeque`, and what is behind a `dyn` may act differently by its type.
    #[doc(hidden)]
    fn tokenize_form(to: &mut Tokenizer) {
        to.write(&[tag::EACH]);
    }

    /// How a listing of a graph shows the type of this value, where the value says more than the
    /// type's name does: `[i64; 1000000]` for a `Vec<i64>`.
    #[doc(hidden)]
    fn describe(&self) -> Option<String> {
        None
    }
}
