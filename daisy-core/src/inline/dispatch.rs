//! Calls whose callee nobody knows until types are known.
//!
//! `(&&&&&building.callee(&callee, (x, y))).__daisy_call(site, |x, y| callee(x, y))` picks a road by method resolution, one
//! reference less for each later one: a delayed or inline callee is called while the graph is built; one that takes
//! exactly these values, or these after dereferencing, is a piece; a plain function of handles is called; any other,
//! reached by some other coercion, is a piece. The road gives the closure's parameters their types, so that mistakes are
//! reported at the user's own arguments.
//!
//! A probe does not see the bounds of a generic callee, only its signature. So a delayed callee is known by taking an
//! argument of a type that nothing else gives back, and values are tried before handles. And it is asked whether it takes the
//! values for `'static`: asked for every lifetime at once, a generic callee could not be inferred.

use std::any::TypeId;
use std::cell::Cell;
use std::marker::PhantomData;

use crate::delayed::Delayed;
use crate::inline::finish::Made;
use crate::inline::operand::{Access, Operand, Pass, Soften};
use crate::inline::piece::{Operands, Piece, Reading, ReadingSoft};
use crate::inline::scope::{Building, Site};

/// A call on its way to a node, taken apart once.
pub struct Call<'b, F, A>(&'b Building, PhantomData<F>, Cell<Option<A>>);

impl Building {
    /// A call of a callee of this type with these operands. A method, so that what the callee asks of them is asked at a
    /// name that a macro can put anywhere.
    pub fn callee<F, A>(&self, _callee: &F, operands: A) -> Call<'_, F, A> {
        Call(self, PhantomData, Cell::new(Some(operands)))
    }
}

impl<F, A> Call<'_, F, A> {
    fn operands(&self) -> A {
        self.2.take().expect("a call is made once")
    }
}

type Arrives<'a, A> = <<A as Operand>::Access as Access>::Arrives<'a>;
type Softened<'a, A> = <<A as Operand>::Access as Soften>::Softened<'a>;

macro_rules! arity {
    ($($count:literal $Delayed:ident $Values:ident $Softened:ident $Handles:ident $Coerced:ident: $($A:ident $a:ident),*;)*) => {$(
        /// The callee is delayed or inline.
        pub trait $Delayed<$($A: Pass),*> {
            /// What its handle computes to.
            type Output;
            /// Calls it now.
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z) -> Made<Self::Output>
            where
                Z: FnOnce($($A::Passed),*) -> Delayed<Self::Output>;
        }

        impl<Y, R, $($A: Pass),*> $Delayed<$($A),*> for &&&&Call<'_, Y, ($($A,)*)>
        where
            Y: Fn($($A::Passed),*) -> Delayed<R>,
        {
            type Output = R;
            fn __daisy_call<Z>(&self, _: &'static Site, callee: Z) -> Made<R>
            where
                Z: FnOnce($($A::Passed),*) -> Delayed<R>,
            {
                let ($($a,)*) = self.operands();
                Made(callee($($a.passed()),*))
            }
        }

        /// The callee takes exactly these values.
        pub trait $Values<'b, $($A: Operand),*> {
            /// What it gives.
            type Output;
            /// A piece that calls it.
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, Reading<Z, ($($A::Access,)*)>, Self::Output, $count>
            where
                Z: for<'a> Fn($(Arrives<'a, $A>),*) -> Self::Output + Send + Sync + 'static;
        }

        impl<'b, Y: 'static, R, $($A: Operand),*> $Values<'b, $($A),*> for &&&Call<'b, Y, ($($A,)*)>
        where
            Y: Fn($(Arrives<'static, $A>),*) -> R,
        {
            type Output = R;
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, Reading<Z, ($($A::Access,)*)>, R, $count>
            where
                Z: for<'a> Fn($(Arrives<'a, $A>),*) -> R + Send + Sync + 'static,
            {
                let (frame, accesses) = self.operands().frame(self.0, site, Some(TypeId::of::<Y>()));
                Piece::new(frame, Reading::new(callee, accesses))
            }
        }

        /// The callee takes these values dereferenced.
        pub trait $Softened<'b, $($A: Operand<Access: Soften>),*> {
            /// What it gives.
            type Output;
            /// A piece that calls it.
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, ReadingSoft<Z, ($($A::Access,)*)>, Self::Output, $count>
            where
                Z: for<'a> Fn($(Softened<'a, $A>),*) -> Self::Output + Send + Sync + 'static;
        }

        impl<'b, Y: 'static, R, $($A: Operand<Access: Soften>),*> $Softened<'b, $($A),*> for &&Call<'b, Y, ($($A,)*)>
        where
            Y: Fn($(Softened<'static, $A>),*) -> R,
        {
            type Output = R;
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, ReadingSoft<Z, ($($A::Access,)*)>, R, $count>
            where
                Z: for<'a> Fn($(Softened<'a, $A>),*) -> R + Send + Sync + 'static,
            {
                let (frame, accesses) = self.operands().frame(self.0, site, Some(TypeId::of::<Y>()));
                Piece::new(frame, ReadingSoft::new(callee, accesses))
            }
        }

        /// The callee is a function of handles, which gives one.
        pub trait $Handles<$($A: Pass),*> {
            /// What its handle computes to.
            type Output;
            /// Calls it now.
            fn __daisy_call<Z>(&self, site: &'static Site, callee: Z) -> Made<Self::Output>
            where
                Z: FnOnce($($A::Handle),*) -> Delayed<Self::Output>;
        }

        impl<Y, R, $($A: Pass),*> $Handles<$($A),*> for &Call<'_, Y, ($($A,)*)>
        where
            Y: Fn($($A::Handle),*) -> Delayed<R>,
        {
            type Output = R;
            fn __daisy_call<Z>(&self, _: &'static Site, callee: Z) -> Made<R>
            where
                Z: FnOnce($($A::Handle),*) -> Delayed<R>,
            {
                let ($($a,)*) = self.operands();
                Made(callee($($a.handle()),*))
            }
        }

        /// Any other callee.
        pub trait $Coerced<'b, $($A),*> {
            /// A piece that calls it.
            fn __daisy_call<R, Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, Reading<Z, ($($A::Access,)*)>, R, $count>
            where
                $($A: Operand,)*
                Z: for<'a> Fn($(Arrives<'a, $A>),*) -> R + Send + Sync + 'static;
        }

        impl<'b, Y: 'static, $($A),*> $Coerced<'b, $($A),*> for Call<'b, Y, ($($A,)*)> {
            fn __daisy_call<R, Z>(&self, site: &'static Site, callee: Z)
                -> Piece<'b, Reading<Z, ($($A::Access,)*)>, R, $count>
            where
                $($A: Operand,)*
                Z: for<'a> Fn($(Arrives<'a, $A>),*) -> R + Send + Sync + 'static,
            {
                let (frame, accesses) = self.operands().frame(self.0, site, Some(TypeId::of::<Y>()));
                Piece::new(frame, Reading::new(callee, accesses))
            }
        }
    )*};
}

arity! {
    0 Delayed0 Values0 Softened0 Handles0 Coerced0:;
    1 Delayed1 Values1 Softened1 Handles1 Coerced1: A a;
    2 Delayed2 Values2 Softened2 Handles2 Coerced2: A a, B b;
    3 Delayed3 Values3 Softened3 Handles3 Coerced3: A a, B b, D d;
    4 Delayed4 Values4 Softened4 Handles4 Coerced4: A a, B b, D d, E e;
    5 Delayed5 Values5 Softened5 Handles5 Coerced5: A a, B b, D d, E e, F f;
    6 Delayed6 Values6 Softened6 Handles6 Coerced6: A a, B b, D d, E e, F f, G g;
    7 Delayed7 Values7 Softened7 Handles7 Coerced7: A a, B b, D d, E e, F f, G g, H h;
    8 Delayed8 Values8 Softened8 Handles8 Coerced8: A a, B b, D d, E e, F f, G g, H h, I i;
    9 Delayed9 Values9 Softened9 Handles9 Coerced9: A a, B b, D d, E e, F f, G g, H h, I i, J j;
    10 Delayed10 Values10 Softened10 Handles10 Coerced10: A a, B b, D d, E e, F f, G g, H h, I i, J j, K k;
    11 Delayed11 Values11 Softened11 Handles11 Coerced11: A a, B b, D d, E e, F f, G g, H h, I i, J j, K k, L l;
    12 Delayed12 Values12 Softened12 Handles12 Coerced12: A a, B b, D d, E e, F f, G g, H h, I i, J j, K k, L l, M m;
}
