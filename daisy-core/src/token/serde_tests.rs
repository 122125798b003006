use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeTupleVariant, Serializer};

use super::*;
use crate::token::tests::all_differ;

fn digest<T: Serialize + ?Sized>(value: &T) -> [u8; 32] {
    let mut to = Tokenizer::keyed(&[0; 32]);
    tokenize_serialize(value, &mut to).expect("it serializes");
    to.finish()
}

/// `Serialize` by a closure's body.
macro_rules! serialize {
    ($(fn $name:ident($data:ty) = |$value:ident, $serializer:ident| $body:expr;)+) => {$(
        #[allow(non_camel_case_types, reason = "used as a function")]
        struct $name($data);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, $serializer: S) -> Result<S::Ok, S::Error> {
                let $value = &self.0;
                $body
            }
        }
    )+};
}

serialize! {
    fn hinted((Option<usize>, &'static [u8])) = |value, serializer| {
        let mut items = serializer.serialize_seq(value.0)?;
        value.1.iter().try_for_each(|item| items.serialize_element(item))?;
        items.end()
    };
    fn point([i32; 2]) = |value, serializer| {
        let mut fields = serializer.serialize_struct("Point", 2)?;
        fields.serialize_field("x", &value[0])?;
        fields.serialize_field("y", &value[1])?;
        fields.end()
    };
    fn size([i32; 2]) = |value, serializer| {
        let mut fields = serializer.serialize_struct("Size", 2)?;
        fields.serialize_field("x", &value[0])?;
        fields.serialize_field("y", &value[1])?;
        fields.end()
    };
    fn flipped([i32; 2]) = |value, serializer| {
        let mut fields = serializer.serialize_struct("Point", 2)?;
        fields.serialize_field("y", &value[0])?;
        fields.serialize_field("x", &value[1])?;
        fields.end()
    };
    fn sparse(i32) = |value, serializer| {
        let mut fields = serializer.serialize_struct("Point", 1)?;
        fields.serialize_field("x", value)?;
        fields.skip_field("y")?;
        fields.end()
    };
    fn unit(&'static str) = |value, serializer| serializer.serialize_unit_struct(value);
    fn newtype(u8) = |value, serializer| serializer.serialize_newtype_struct("Byte", value);
    fn chosen((u32, &'static str)) = |value, serializer| {
        serializer.serialize_unit_variant("Choice", value.0, value.1)
    };
    fn wrapped(u8) = |value, serializer| {
        serializer.serialize_newtype_variant("Choice", 0, "One", value)
    };
    fn pair(u8) = |value, serializer| {
        let mut fields = serializer.serialize_tuple_variant("Choice", 0, "One", 2)?;
        fields.serialize_field(value)?;
        fields.serialize_field(value)?;
        fields.end()
    };
    fn bytes(&'static [u8]) = |value, serializer| serializer.serialize_bytes(value);
    fn keys_only(u8) = |value, serializer| {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key(value)?;
        map.serialize_key(value)?;
        map.end()
    };
    fn key_last(u8) = |value, serializer| {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key(value)?;
        map.end()
    };
    fn values_only(u8) = |value, serializer| {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_value(value)?;
        map.end()
    };
    fn broken(&'static str) = |value, _serializer| Err(S::Error::custom(value));
}

#[test]
fn a_length_told_before_is_no_content() {
    let items: &'static [u8] = &[1, 2, 3];
    assert_eq!(digest(&hinted((None, items))), digest(&hinted((Some(3), items))));
    assert_eq!(digest(&hinted((None, items))), digest(items));
}

#[test]
fn maps_have_no_order() {
    let up: HashMap<_, _> = (0..100).map(|n| (n, n.to_string())).collect();
    let down: HashMap<_, _> = (0..100).rev().map(|n| (n, n.to_string())).collect();
    let tree: BTreeMap<_, _> = up.clone().into_iter().collect();
    assert_eq!(digest(&up), digest(&down));
    assert_eq!(digest(&up), digest(&tree));
}

#[test]
fn everything_a_serializer_is_told_is_content() {
    all_differ([
        digest(&1u8),
        digest(&1i64),
        digest(&1.0f32),
        digest(&1.0f64),
        digest(&-0.0f64),
        digest(&0.0f64),
        digest(&true),
        digest(&'1'),
        digest("1"),
        digest(&bytes(b"1")),
        digest(&()),
        digest(&None::<u8>),
        digest(&Some(1u8)),
        digest(&Some(Some(1u8))),
        digest(&Some(None::<u8>)),
        digest(&[1u8, 1]),
        digest(&vec![1u8, 1]),
        digest(&vec![vec![1u8], vec![1]]),
        digest(&vec![vec![1u8, 1], vec![]]),
        digest(&Vec::<u8>::new()),
        digest(&BTreeMap::<u8, u8>::new()),
        digest(&BTreeMap::from([(1u8, 1u8)])),
        digest(&BTreeMap::from([(1u8, 2u8), (2, 1)])),
        digest(&BTreeMap::from([(1u8, 1u8), (2, 2)])),
        digest(&point([1, 2])),
        digest(&point([2, 1])),
        digest(&size([1, 2])),
        digest(&flipped([1, 2])),
        digest(&sparse(1)),
        digest(&unit("A")),
        digest(&unit("B")),
        digest(&newtype(1)),
        digest(&chosen((0, "One"))),
        digest(&chosen((1, "One"))),
        digest(&chosen((0, "Two"))),
        digest(&wrapped(1)),
        digest(&pair(1)),
    ]);
}

#[test]
fn serialized_content_is_a_kind_of_its_own() {
    assert_ne!(digest(&1u8), crate::token::tests::digest(&1u8));
}

#[test]
fn what_cannot_be_serialized_says_why() {
    let why = |result: Done| result.expect_err("it does not serialize").to_string();
    let mut to = Tokenizer::keyed(&[0; 32]);
    assert_eq!(why(tokenize_serialize(&broken("no such thing"), &mut to)), "no such thing");
    for error in [tokenize_serialize(&keys_only(1), &mut to), tokenize_serialize(&key_last(1), &mut to)] {
        assert_eq!(why(error), "a map gave a key without a value");
    }
    assert_eq!(why(tokenize_serialize(&values_only(1), &mut to)), "a map gave a value without a key");
}
