//! `bytes`: buffers have the content of the slice they hold.

use bytes::{Bytes, BytesMut};

use super::{Tokenize, Tokenizer};

macro_rules! buffers {
    ($($type:ty)+) => {$(
        impl Tokenize for $type {
            fn tokenize(&self, to: &mut Tokenizer) {
                self[..].tokenize(to);
            }

            fn describe(&self) -> Option<String> {
                self[..].describe()
            }
        }
    )+};
}

buffers!(Bytes BytesMut);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::digest;

    #[test]
    fn buffers_hash_as_the_bytes_they_hold() {
        let slice: &[u8] = b"content";
        assert_eq!(digest(&Bytes::from_static(slice)), digest(slice));
        assert_eq!(digest(&BytesMut::from(slice)), digest(slice));
        assert_eq!(digest(&Bytes::from_static(b"..content").slice(2..)), digest(slice));
        assert_eq!(Bytes::from_static(slice).describe().as_deref(), Some("[u8; 7]"));
    }
}
