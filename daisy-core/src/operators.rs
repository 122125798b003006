//! Operators on handles: each makes one task.

use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Rem, Shl, Shr, Sub};

use crate::argument::{Argument, Input};
use crate::combinators::spec;
use crate::delayed::{Delayed, captured};
use crate::inline::{Reading, Taken, operate};
use crate::operation::Spec;
use crate::token::Tokenize;
use crate::value::Data;

/// `= A` says that the result has the type of the left operand, whatever the right one's is. Integers are shifted by any
/// other, so nothing else tells what `h << 1` gives before the literal has its type.
macro_rules! binary {
    ($($Trait:ident $method:ident $name:literal $symbol:literal $(= $Out:ident)?;)*) => {
        $(
            fn $method<A: Data + Clone + $Trait<B>, B: Data + Clone>(a: Delayed<A>, b: Delayed<B>) -> Delayed<A::Output>
            where
                A::Output: Data,
            {
                node::$method::<A, B, 2>([a.into_input(), b.into_input()])
            }

            binary!(@each $Trait $method $(= $Out)?);
        )*

        /// The operators on inputs.
        pub(crate) mod node {
            use super::*;
            $(pub(crate) fn $method<A: Data + Clone + $Trait<B>, B: Data + Clone, const N: usize>(
                inputs: [Input; N],
            ) -> Delayed<A::Output>
            where
                A::Output: Data,
            {
                const SPEC: &Spec = spec!($name.symbol($symbol).cheap());
                operate(SPEC, inputs, Reading::new(<A as $Trait<B>>::$method, (Taken::<A>::new(), Taken::<B>::new())))
            })*
        }
    };
    (@each $Trait:ident $method:ident) => {
        binary!(@on $Trait $method A::Output, [], [Delayed<B>] [] |b| b);
        binary!(@on $Trait $method A::Output, [], [&Delayed<B>] [] |b| b.clone());
        binary!(@on $Trait $method A::Output, [], [B] [Tokenize +] |b| captured(b));
    };
    (@each $Trait:ident $method:ident = $Out:ident) => {
        binary!(@on $Trait $method $Out, [, Output = $Out], [Delayed<B>] [] |b| b);
        binary!(@on $Trait $method $Out, [, Output = $Out], [&Delayed<B>] [] |b| b.clone());
        binary!(@on $Trait $method $Out, [, Output = $Out], [B] [Tokenize +] |b| captured(b));
    };
    (@on $Trait:ident $method:ident $Out:ty, [$($given:tt)*], [$B:ty] [$($Content:tt)*] |$b:ident| $handle:expr) => {
        impl<A: Data + Clone + $Trait<B $($given)*>, B: $($Content)* Data + Clone> $Trait<$B> for Delayed<A>
        where
            $Out: Data,
        {
            type Output = Delayed<$Out>;
            fn $method(self, $b: $B) -> Delayed<$Out> {
                $method(self, $handle)
            }
        }

        impl<A: Data + Clone + $Trait<B $($given)*>, B: $($Content)* Data + Clone> $Trait<$B> for &Delayed<A>
        where
            $Out: Data,
        {
            type Output = Delayed<$Out>;
            fn $method(self, $b: $B) -> Delayed<$Out> {
                $method(self.clone(), $handle)
            }
        }
    };
}

binary! {
    Add add "add" "+";
    Sub sub "sub" "-";
    Mul mul "mul" "*";
    Div div "div" "/";
    Rem rem "rem" "%";
    BitAnd bitand "bitand" "&";
    BitOr bitor "bitor" "|";
    BitXor bitxor "bitxor" "^";
    Shl shl "shl" "<<" = A;
    Shr shr "shr" ">>" = A;
}

macro_rules! unary {
    ($($Trait:ident $method:ident $name:literal $symbol:literal)*) => {
        $(unary!(@each $Trait $method);)*

        /// The operators of one operand on inputs.
        pub(crate) mod unary_node {
            use super::*;
            $(pub(crate) fn $method<A: Data + Clone + $Trait, const N: usize>(inputs: [Input; N]) -> Delayed<A::Output>
            where
                A::Output: Data,
            {
                const SPEC: &Spec = spec!($name.symbol($symbol).cheap());
                operate(SPEC, inputs, Reading::new(<A as $Trait>::$method, (Taken::<A>::new(),)))
            })*
        }
    };
    (@each $Trait:ident $method:ident) => {
        impl<A: Data + Clone + $Trait> $Trait for Delayed<A>
        where
            A::Output: Data,
        {
            type Output = Delayed<A::Output>;
            fn $method(self) -> Delayed<A::Output> {
                unary_node::$method::<A, 1>([self.into_input()])
            }
        }

        impl<A: Data + Clone + $Trait> $Trait for &Delayed<A>
        where
            A::Output: Data,
        {
            type Output = Delayed<A::Output>;
            fn $method(self) -> Delayed<A::Output> {
                self.clone().$method()
            }
        }
    };
}

unary! {
    Neg neg "neg" "-"
    Not not "not" "!"
}

/// With the handle's own type on the left, so that a literal there takes it: `2.0 * h`.
macro_rules! left {
    ($([$($P:ty)*] $ops:tt)*) => {$($(left!(@ops $P $ops);)*)*};
    (@ops $P:ty [$($Trait:ident $method:ident)*]) => {$(
        impl $Trait<Delayed<$P>> for $P {
            type Output = Delayed<$P>;
            fn $method(self, b: Delayed<$P>) -> Delayed<$P> {
                $method(captured(self), b)
            }
        }

        impl $Trait<&Delayed<$P>> for $P {
            type Output = Delayed<$P>;
            fn $method(self, b: &Delayed<$P>) -> Delayed<$P> {
                $method(captured(self), b.clone())
            }
        }
    )*};
}

left! {
    [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize]
    [Add add Sub sub Mul mul Div div Rem rem BitAnd bitand BitOr bitor BitXor bitxor Shl shl Shr shr]
    [f32 f64] [Add add Sub sub Mul mul Div div Rem rem]
    [bool] [BitAnd bitand BitOr bitor BitXor bitxor]
}
