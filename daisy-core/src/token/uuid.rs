//! `uuid`: sixteen bytes.

use uuid::Uuid;

use super::{Tokenize, Tokenizer};

impl Tokenize for Uuid {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.structure("uuid::Uuid", 1);
        to.write(self.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::digest;

    #[test]
    fn a_uuid_is_its_bytes_and_a_kind_of_its_own() {
        assert_eq!(digest(&Uuid::from_u128(7)), digest(&Uuid::from_u128(7)));
        assert_ne!(digest(&Uuid::from_u128(7)), digest(&Uuid::from_u128(8)));
        assert_ne!(digest(&Uuid::from_u128(7)), digest(&7u128));
    }
}
