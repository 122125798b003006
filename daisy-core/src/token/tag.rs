//! The first byte of every token: what kind of thing follows.
//!
//! A tag fixes how many bytes follow, or is followed by a length that does, so that no token is
//! the beginning of another and tokens written one after the other can be told apart.
//!
//! Digests outlive a build: a number here is never given a second meaning.

pub(super) const BOOL: u8 = 0x01;
pub(super) const CHAR: u8 = 0x02;
pub(super) const U8: u8 = 0x03;
pub(super) const U16: u8 = 0x04;
pub(super) const U32: u8 = 0x05;
pub(super) const U64: u8 = 0x06;
pub(super) const U128: u8 = 0x07;
pub(super) const USIZE: u8 = 0x08;
pub(super) const I8: u8 = 0x09;
pub(super) const I16: u8 = 0x0a;
pub(super) const I32: u8 = 0x0b;
pub(super) const I64: u8 = 0x0c;
pub(super) const I128: u8 = 0x0d;
pub(super) const ISIZE: u8 = 0x0e;
pub(super) const F32: u8 = 0x0f;
pub(super) const F64: u8 = 0x10;

pub(super) const STR: u8 = 0x20;
pub(super) const OS_STR: u8 = 0x21;
pub(super) const PATH: u8 = 0x22;
pub(super) const C_STR: u8 = 0x23;

pub(super) const STRUCTURE: u8 = 0x30;
pub(super) const VARIANT: u8 = 0x31;
pub(super) const TUPLE: u8 = 0x32;
pub(super) const OPTION: u8 = 0x33;
pub(super) const RESULT: u8 = 0x34;

pub(super) const SEQUENCE: u8 = 0x40;
/// The form of a sequence whose items are tokens of their own.
pub(super) const EACH: u8 = 0x41;
/// The form of a sequence of arrays.
pub(super) const ARRAYS: u8 = 0x42;
pub(super) const SET: u8 = 0x43;
pub(super) const MAP: u8 = 0x44;
pub(super) const HEAP: u8 = 0x45;
#[cfg(feature = "ndarray")]
pub(super) const NDARRAY: u8 = 0x46;

#[cfg(feature = "serde")]
pub(super) const SERDE: u8 = 0x50;
/// Items follow, up to `END`: a serializer need not know how many.
#[cfg(feature = "serde")]
pub(super) const OPEN_SEQUENCE: u8 = 0x51;
#[cfg(feature = "serde")]
pub(super) const OPEN_TUPLE: u8 = 0x52;
/// Stands where an item could, and is no item's tag.
#[cfg(feature = "serde")]
pub(super) const END: u8 = 0x53;
