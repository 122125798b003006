//! Sequences, sets, maps and tuples.
//!
//! Everything with an order of its own (slices, arrays, `Vec`, `VecDeque`, `LinkedList`) shares
//! one form. So do a hash set and a tree set, and a hash map and a tree map: an order on keys may
//! itself depend on things that are no content, as with interned names.

use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::slice;

use super::{Tokenize, Tokenizer, tag};
use crate::identity::short_type_name;

impl<T: Tokenize> Tokenize for [T] {
    #[inline]
    fn tokenize(&self, to: &mut Tokenizer) {
        to.sequence::<T>(self.len(), |to| T::tokenize_slice(self, to));
    }

    fn describe(&self) -> Option<String> {
        let item = short_type_name(type_name::<T>());
        Some(format!("[{item}; {}]", self.len()))
    }
}

impl<T: Tokenize> Tokenize for Vec<T> {
    #[inline]
    fn tokenize(&self, to: &mut Tokenizer) {
        self.as_slice().tokenize(to);
    }

    fn describe(&self) -> Option<String> {
        self.as_slice().describe()
    }
}

impl<T: Tokenize, const N: usize> Tokenize for [T; N] {
    #[inline]
    fn tokenize(&self, to: &mut Tokenizer) {
        self.as_slice().tokenize(to);
    }

    const PACKED: usize = N * T::PACKED;

    fn tokenize_slice(items: &[Self], to: &mut Tokenizer) {
        T::tokenize_slice(items.as_flattened(), to);
    }

    fn tokenize_form(to: &mut Tokenizer) {
        to.tagged(tag::ARRAYS, &(N as u64).to_le_bytes());
        T::tokenize_form(to);
    }

    fn describe(&self) -> Option<String> {
        self.as_slice().describe()
    }
}

impl<T: Tokenize> Tokenize for VecDeque<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        let (front, back) = self.as_slices();
        to.sequence::<T>(self.len(), |to| {
            T::tokenize_slice(front, to);
            T::tokenize_slice(back, to);
        });
    }
}

impl<T: Tokenize> Tokenize for LinkedList<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.sequence::<T>(self.len(), |to| self.iter().for_each(|item| T::tokenize_slice(slice::from_ref(item), to)));
    }
}

impl<T: Tokenize, S> Tokenize for HashSet<T, S> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.unordered(tag::SET, self.iter(), T::tokenize);
    }
}

impl<T: Tokenize> Tokenize for BTreeSet<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.unordered(tag::SET, self.iter(), T::tokenize);
    }
}

/// The order in a heap's memory depends on the order of pushes, which `pop` does not show.
impl<T: Tokenize> Tokenize for BinaryHeap<T> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.unordered(tag::HEAP, self.iter(), T::tokenize);
    }
}

impl<K: Tokenize, V: Tokenize, S> Tokenize for HashMap<K, V, S> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.unordered(tag::MAP, self.iter(), entry);
    }
}

impl<K: Tokenize, V: Tokenize> Tokenize for BTreeMap<K, V> {
    fn tokenize(&self, to: &mut Tokenizer) {
        to.unordered(tag::MAP, self.iter(), entry);
    }
}

fn entry<K: Tokenize, V: Tokenize>((key, value): (&K, &V), to: &mut Tokenizer) {
    to.add(key);
    to.add(value);
}

macro_rules! tuples {
    ($($arity:literal: $($item:ident)*;)+) => {$(
        impl<$($item: Tokenize),*> Tokenize for ($($item,)*) {
            #[inline]
            #[allow(non_snake_case, reason = "one name for an item and its type")]
            fn tokenize(&self, to: &mut Tokenizer) {
                let ($($item,)*) = self;
                to.tagged(tag::TUPLE, &[$arity]);
                $(to.add($item);)*
            }
        }
    )+};
}

tuples! {
    0:;
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
    9: A B C D E F G H I;
    10: A B C D E F G H I J;
    11: A B C D E F G H I J K;
    12: A B C D E F G H I J K L;
}
