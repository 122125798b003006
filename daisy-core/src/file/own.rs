//! Daisy's own operators, over the types that every program has.

use super::probe::Codec;
use super::registry::Registry;
use crate::combinators::spec;
use crate::delayed::Delayed;
use crate::inline::{Reading, Seen, operate};
use crate::operation::Spec;
use crate::operators::{node, unary_node};
use crate::rewire::checkpoint;
use crate::value::Data;

macro_rules! types {
    ($to:ident, $($T:ty),*) => {$(
        Codec::<$T>::OF.register($to);
    )*};
}

macro_rules! binary {
    ($to:ident [$($T:ty)*] $methods:tt) => {$(binary!(@of $to $T $methods);)*};
    (@of $to:ident $T:ty [$($method:ident)*]) => {
        $($to.function(node::$method::<$T, $T, 0>([]));)*
    };
}

/// By an `i32`, which rustc takes the literal of `h << 1` for.
macro_rules! shifts {
    ($to:ident [$($T:ty)*]) => {$(
        $to.function(node::shl::<$T, i32, 0>([]));
        $to.function(node::shr::<$T, i32, 0>([]));
    )*};
}

macro_rules! unary {
    ($to:ident $method:ident [$($T:ty)*]) => {
        $($to.function(unary_node::$method::<$T, 0>([]));)*
    };
}

/// Comparisons, which bodies of inline functions are made of.
fn compared<T: Data + PartialOrd>(to: &mut Registry) {
    macro_rules! compare {
        ($($Trait:ident $method:ident $name:literal $symbol:literal)*) => {$({
            const SPEC: &Spec = spec!($name.symbol($symbol).cheap());
            let run = Reading::new(<T as $Trait>::$method, (Seen::<T>::new(), Seen::<T>::new()));
            let call: Delayed<bool> = operate(SPEC, [], run);
            to.function(call);
        })*};
    }
    compare! {
        PartialEq eq "eq" "=="
        PartialEq ne "ne" "!="
        PartialOrd lt "lt" "<"
        PartialOrd le "le" "<="
        PartialOrd gt "gt" ">"
        PartialOrd ge "ge" ">="
    }
}

macro_rules! comparisons {
    ($to:ident $($T:ty)*) => {$(compared::<$T>($to);)*};
}

pub(super) fn register(to: &mut Registry) {
    types!(
        to,
        u8,
        u16,
        u32,
        u64,
        u128,
        usize,
        i8,
        i16,
        i32,
        i64,
        i128,
        isize,
        f32,
        f64,
        bool,
        char,
        (),
        String,
        &'static str
    );
    binary!(to [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize] [add sub mul div rem bitand bitor bitxor shl shr]);
    shifts!(to [u8 u16 u32 u64 u128 usize i8 i16 i64 i128 isize]);
    binary!(to [f32 f64] [add sub mul div rem]);
    binary!(to [bool] [bitand bitor bitxor]);
    to.function(node::add::<String, &'static str, 0>([]));
    unary!(to neg [i8 i16 i32 i64 i128 isize f32 f64]);
    unary!(to not [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool]);
    to.function(checkpoint(Vec::<Delayed<()>>::new()));
    comparisons!(to u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool char String);
}
