//! Content of what is `Serialize`: a serializer that writes tokens.
//!
//! It writes the names of types, variants and fields, and it writes sequences to an end mark
//! instead of by length, so that it does not matter whether the type told its length. The entries
//! of a map come in an order of their own. A set is a sequence to a serializer, and hashes in the
//! order that it iterates in.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Serializer};

use super::{Tokenizer, tag};

/// Writes the serialized form of a value.
pub(crate) fn tokenize_serialize<T: Serialize + ?Sized>(value: &T, to: &mut Tokenizer) -> Result<(), SerializeError> {
    // A type may also be `Tokenize`, and mean another part of itself by the same tokens.
    to.write(&[tag::SERDE]);
    value.serialize(Writer(to))
}

/// Why a value could not be serialized: what its `Serialize` said.
#[derive(Clone, Debug)]
pub(crate) struct SerializeError(String);

impl fmt::Display for SerializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SerializeError {}

impl ser::Error for SerializeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        SerializeError(message.to_string())
    }
}

type Done = Result<(), SerializeError>;

struct Writer<'a>(&'a mut Tokenizer);

macro_rules! add {
    ($($method:ident: $type:ty;)+) => {$(
        fn $method(self, value: $type) -> Done {
            self.0.add(&value);
            Ok(())
        }
    )+};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = SerializeError;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeStruct = Items<'a>;
    type SerializeStructVariant = Items<'a>;
    type SerializeMap = Entries<'a>;

    add! {
        serialize_bool: bool;
        serialize_char: char;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
        serialize_u128: u128;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_i128: i128;
        serialize_f32: f32;
        serialize_f64: f64;
        serialize_str: &str;
        serialize_bytes: &[u8];
    }

    /// Types with a form for people and one for machines give the latter.
    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_none(self) -> Done {
        self.0.add(&None::<()>);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        self.0.tagged(tag::OPTION, &[1]);
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.0.add(&());
        Ok(())
    }

    fn serialize_unit_struct(self, name: &'static str) -> Done {
        self.0.structure(name, 0);
        Ok(())
    }

    fn serialize_unit_variant(self, name: &'static str, ordinal: u32, variant: &'static str) -> Done {
        self.variant(name, ordinal, variant, 0);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Done {
        self.0.structure(name, 1);
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        ordinal: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self.variant(name, ordinal, variant, 1))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, SerializeError> {
        self.0.write(&[tag::OPEN_SEQUENCE]);
        Ok(Items(self.0))
    }

    fn serialize_tuple(self, _: usize) -> Result<Items<'a>, SerializeError> {
        self.0.write(&[tag::OPEN_TUPLE]);
        Ok(Items(self.0))
    }

    fn serialize_tuple_struct(self, name: &'static str, len: usize) -> Result<Items<'a>, SerializeError> {
        self.0.structure(name, len as u32);
        Ok(Items(self.0))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        ordinal: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items<'a>, SerializeError> {
        Ok(Items(self.variant(name, ordinal, variant, len).0))
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Items<'a>, SerializeError> {
        self.serialize_tuple_struct(name, len)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        ordinal: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items<'a>, SerializeError> {
        self.serialize_tuple_variant(name, ordinal, variant, len)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Entries<'a>, SerializeError> {
        // A length is only a promise; what is reserved on its word is bounded.
        let digests = Vec::with_capacity(len.unwrap_or(0).min(1024));
        Ok(Entries { digests, key: None, to: self.0 })
    }
}

impl Writer<'_> {
    fn variant(self, name: &str, ordinal: u32, variant: &str, fields: usize) -> Self {
        self.0.variant(name, ordinal, fields as u32);
        self.0.add(variant);
        self
    }
}

/// A compound with an order of its own. Ends with a mark that is no item.
struct Items<'a>(&'a mut Tokenizer);

impl Items<'_> {
    fn finish(self) -> Done {
        self.0.write(&[tag::END]);
        Ok(())
    }
}

macro_rules! items {
    ($($compound:ident: $method:ident;)+) => {$(
        impl ser::$compound for Items<'_> {
            type Ok = ();
            type Error = SerializeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                value.serialize(Writer(self.0))
            }

            fn end(self) -> Done {
                self.finish()
            }
        }
    )+};
}

macro_rules! named_items {
    ($($compound:ident)+) => {$(
        impl ser::$compound for Items<'_> {
            type Ok = ();
            type Error = SerializeError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Done {
                self.0.add(name);
                value.serialize(Writer(self.0))
            }

            fn end(self) -> Done {
                self.finish()
            }
        }
    )+};
}

items! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeTupleVariant: serialize_field;
}

named_items!(SerializeStruct SerializeStructVariant);

/// A map: entries are known by their digests, which are sorted at the end.
struct Entries<'a> {
    digests: Vec<[u8; 32]>,
    /// A key that waits for its value.
    key: Option<Tokenizer>,
    to: &'a mut Tokenizer,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = SerializeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let mut to = self.to.fresh();
        key.serialize(Writer(&mut to))?;
        match self.key.replace(to) {
            None => Ok(()),
            Some(_) => Err(ser::Error::custom("a map gave a key without a value")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        let Some(mut to) = self.key.take() else {
            return Err(ser::Error::custom("a map gave a value without a key"));
        };
        value.serialize(Writer(&mut to))?;
        self.digests.push(to.finish());
        Ok(())
    }

    fn end(self) -> Done {
        if self.key.is_some() {
            return Err(ser::Error::custom("a map gave a key without a value"));
        }
        self.to.sorted(tag::MAP, self.digests);
        Ok(())
    }
}

#[cfg(test)]
#[path = "serde_tests.rs"]
mod tests;
