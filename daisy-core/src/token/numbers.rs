//! Numbers, `bool` and `char`: little-endian, packed in sequences.

use std::num::{NonZero, Saturating, Wrapping};

use bytemuck::NoUninit;

use super::{Tokenize, Tokenizer, tag};

/// `type: TAG[N] = bytes`, where `bytes` gives the value's `N` little-endian bytes.
macro_rules! packed {
    ($($type:ty: $tag:ident[$len:literal] = $bytes:expr;)+) => {$(
        impl Tokenize for $type {
            #[inline]
            fn tokenize(&self, to: &mut Tokenizer) {
                to.tagged::<$len>(tag::$tag, &$bytes(*self));
            }

            const PACKED: usize = $len;

            #[inline]
            fn tokenize_slice(items: &[Self], to: &mut Tokenizer) {
                packed::<_, $len>(items, $bytes, to);
            }

            #[inline]
            fn tokenize_form(to: &mut Tokenizer) {
                to.write(&[tag::$tag]);
            }
        }
    )+};
}

packed! {
    bool: BOOL[1] = |value| [u8::from(value)];
    char: CHAR[4] = |value| u32::from(value).to_le_bytes();
    u8: U8[1] = u8::to_le_bytes;
    u16: U16[2] = u16::to_le_bytes;
    u32: U32[4] = u32::to_le_bytes;
    u64: U64[8] = u64::to_le_bytes;
    u128: U128[16] = u128::to_le_bytes;
    usize: USIZE[8] = |value| (value as u64).to_le_bytes();
    i8: I8[1] = i8::to_le_bytes;
    i16: I16[2] = i16::to_le_bytes;
    i32: I32[4] = i32::to_le_bytes;
    i64: I64[8] = i64::to_le_bytes;
    i128: I128[16] = i128::to_le_bytes;
    isize: ISIZE[8] = |value| (value as i64).to_le_bytes();
    f32: F32[4] = f32::to_le_bytes;
    f64: F64[8] = f64::to_le_bytes;
}

/// Writes items without a tag each: in one piece where memory holds them as they are written.
#[inline]
fn packed<T: NoUninit, const N: usize>(items: &[T], bytes: impl Fn(T) -> [u8; N], to: &mut Tokenizer) {
    if cfg!(target_endian = "little") && size_of::<T>() == N {
        to.write(bytemuck::cast_slice(items));
    } else {
        one_by_one(items, bytes, to);
    }
}

fn one_by_one<T: Copy, const N: usize>(items: &[T], bytes: impl Fn(T) -> [u8; N], to: &mut Tokenizer) {
    for item in items {
        to.write(&bytes(*item));
    }
}

macro_rules! non_zero {
    ($($type:ty)+) => {$(
        impl Tokenize for NonZero<$type> {
            fn tokenize(&self, to: &mut Tokenizer) {
                to.structure("NonZero", 1);
                to.add(&self.get());
            }
        }
    )+};
}

non_zero!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<T: Tokenize> Tokenize for Wrapping<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("Wrapping", 1);
        to.add(&self.0);
    }
}

impl<T: Tokenize> Tokenize for Saturating<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("Saturating", 1);
        to.add(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_road_of_other_machines_writes_the_same_bytes() {
        let items: Vec<f64> = (0..5000).map(|n| f64::from(n) * 0.37).collect();
        let (mut bulk, mut single) = (Tokenizer::keyed(&[0; 32]), Tokenizer::keyed(&[0; 32]));
        packed(&items, f64::to_le_bytes, &mut bulk);
        one_by_one(&items, f64::to_le_bytes, &mut single);
        assert_eq!(bulk.finish(), single.finish());
    }

    #[test]
    fn sizes_are_written_as_64_bits() {
        let (mut size, mut wide) = (Tokenizer::keyed(&[0; 32]), Tokenizer::keyed(&[0; 32]));
        usize::tokenize_slice(&[1, 2, 3], &mut size);
        u64::tokenize_slice(&[1, 2, 3], &mut wide);
        assert_eq!(size.finish(), wide.finish());

        let (mut size, mut wide) = (Tokenizer::keyed(&[0; 32]), Tokenizer::keyed(&[0; 32]));
        isize::tokenize_slice(&[1, -2, 3], &mut size);
        i64::tokenize_slice(&[1, -2, 3], &mut wide);
        assert_eq!(size.finish(), wide.finish());
    }
}
