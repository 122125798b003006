//! Pieces: closures over operands, on their way to becoming nodes.

use std::any::TypeId;
use std::marker::PhantomData;

use crate::args::Args;
use crate::argument::Input;
use crate::call::Outcome;
use crate::delayed::Delayed;
use crate::error::BoxError;
use crate::inline::finish::{Failing, Tried};
use crate::inline::frame::{End, Frame, Types};
use crate::inline::operand::{Access, Operand, Soften};
use crate::inline::scope::{Building, Site};
use crate::operation::{Code, Spec};
use crate::token::Tokenizer;
use crate::value::Data;

/// A closure with its operands, before it is settled what becomes of its result.
#[must_use]
pub struct Piece<'b, C, R, const N: usize> {
    frame: Frame<'b, N>,
    run: C,
    result: PhantomData<fn() -> R>,
}

/// An operator that no body brought forth.
pub(crate) fn operate<C: Run<R>, R: Data, const N: usize>(
    spec: &'static Spec,
    inputs: [Input; N],
    run: C,
) -> Delayed<R> {
    let types = Types::of::<C, R, R>();
    let code = Code::Sync(Box::new(move |args| Outcome::done(run.run(args)).settle(args)));
    let callee = types.callee(spec, &|to| types.operator(spec, to), code);
    Delayed::from_node(callee.node(inputs))
}

/// Operands, as a tuple.
pub(crate) trait Operands<const N: usize> {
    /// How they arrive.
    type Accesses;
    /// The frame of a piece that reads them.
    fn frame<'b>(
        self,
        building: &'b Building,
        site: &'static Site,
        callee: Option<TypeId>,
    ) -> (Frame<'b, N>, Self::Accesses);
}

/// The code of a piece.
pub trait Run<R>: Send + Sync + 'static {
    /// Whether all it reads is small.
    const SMALL: bool;
    /// Feeds what it reads, and how, to an identity.
    fn identify(to: &mut Tokenizer);
    /// Reads its operands and calls its closure.
    fn run(&self, args: &Args<'_>) -> R;
}

/// A closure and, as a tuple, how its operands arrive.
pub struct Reading<C, A>(C, A);
/// A closure and, as a tuple, how its operands arrive before they are dereferenced.
pub struct ReadingSoft<C, A>(C, A);

impl<C, A> Reading<C, A> {
    pub(crate) fn new(closure: C, accesses: A) -> Self {
        Reading(closure, accesses)
    }
}

impl<C, A> ReadingSoft<C, A> {
    pub(crate) fn new(closure: C, accesses: A) -> Self {
        ReadingSoft(closure, accesses)
    }
}

impl<'b, C: Run<R>, R, const N: usize> Piece<'b, C, R, N> {
    pub(super) fn new(frame: Frame<'b, N>, run: C) -> Self {
        Piece { frame, run, result: PhantomData }
    }

    /// A node whose result is what `finish` makes of the closure's; `end` tells one way to finish from another.
    fn node<O: Data>(self, end: End, finish: impl Fn(R) -> Outcome<O> + Send + Sync + Copy + 'static) -> Delayed<O> {
        let Piece { frame, run, .. } = self;
        let code = Code::Sync(Box::new(move |args| finish(run.run(args)).settle(args)));
        Delayed::from_node(frame.node(Types::of::<C, R, O>(), end, code))
    }
}

/// The ends. Each asks what it needs where it is called, so that what is missing is said in the trait's own words.
impl<C, R, const N: usize> Piece<'_, C, R, N> {
    /// The result as it is.
    pub fn done(self) -> Delayed<R>
    where
        C: Run<R>,
        R: Data,
    {
        self.node(End::DONE, Outcome::done)
    }

    /// What `?` makes of a result in a function whose error is `F`.
    pub fn tried<T, E, F>(self, _: Failing<F>) -> Delayed<T>
    where
        C: Run<R>,
        R: Tried<T, E>,
        T: Data,
        F: From<E> + Into<BoxError> + 'static,
    {
        self.node(End::failing::<F>(b"fall"), |result| Outcome::result(result.result().map_err(F::from)))
    }
}

impl<C, T: Data, E: 'static, const N: usize> Piece<'_, C, Result<T, E>, N> {
    /// The value of a result, or its failure.
    pub fn fallible(self) -> Delayed<T>
    where
        C: Run<Result<T, E>>,
        E: Into<BoxError>,
    {
        self.node(End::failing::<E>(b"fall"), Outcome::result)
    }
}

impl<C, T: Data, const N: usize> Piece<'_, C, Outcome<T>, N> {
    /// What the arms of a region came to.
    pub fn outcome(self) -> Delayed<T>
    where
        C: Run<Outcome<T>>,
    {
        self.node(End::ARMS, |outcome| outcome)
    }
}

impl<C: Run<Result<Outcome<T>, E>>, T: Data, E: Into<BoxError> + 'static, const N: usize>
    Piece<'_, C, Result<Outcome<T>, E>, N>
{
    /// The same of a region with `?` inside.
    pub fn outcome_fallible(self) -> Delayed<T> {
        self.node(End::failing::<E>(b"arms"), Outcome::flatten)
    }
}

macro_rules! pieces {
    ($($count:literal $name:ident $done:ident: $($A:ident $a:ident $index:literal),*;)*) => {$(
        impl<$($A: Operand),*> Operands<$count> for ($($A,)*) {
            type Accesses = ($($A::Access,)*);

            fn frame<'b>(
                self,
                building: &'b Building,
                site: &'static Site,
                callee: Option<TypeId>,
            ) -> (Frame<'b, $count>, Self::Accesses) {
                let ($($a,)*) = self;
                let texts = [$($a.text()),*];
                let ($($a,)*) = ($($a.input(),)*);
                (Frame::new(building, site, callee, [$($a.0),*], texts), ($($a.1,)*))
            }
        }

        impl<Z, R, $($A: Access),*> Run<R> for Reading<Z, ($($A,)*)>
        where
            Z: for<'a> Fn($($A::Arrives<'a>),*) -> R + Send + Sync + 'static,
        {
            const SMALL: bool = true $(&& $A::SMALL)*;
            fn identify(_to: &mut Tokenizer) {
                $($A::identify(_to);)*
            }
            fn run(&self, _args: &Args<'_>) -> R {
                let ($($a,)*) = &self.1;
                self.0($($a.get(_args, $index, 0)),*)
            }
        }

        impl<Z, R, $($A: Soften),*> Run<R> for ReadingSoft<Z, ($($A,)*)>
        where
            Z: for<'a> Fn($($A::Softened<'a>),*) -> R + Send + Sync + 'static,
        {
            const SMALL: bool = true $(&& $A::SMALL)*;
            fn identify(_to: &mut Tokenizer) {
                $($A::identify(_to);)*
            }
            fn run(&self, _args: &Args<'_>) -> R {
                let ($($a,)*) = &self.1;
                self.0($($A::soften($a.get(_args, $index, 0))),*)
            }
        }

        impl Building {
            /// The piece of these operands.
            #[allow(clippy::too_many_arguments)]
            pub fn $name<R, Z, $($A: Operand),*>(
                &self,
                site: &'static Site,
                $($a: $A,)*
                closure: Z,
            ) -> Piece<'_, Reading<Z, ($($A::Access,)*)>, R, $count>
            where
                Z: for<'a> Fn($(<$A::Access as Access>::Arrives<'a>),*) -> R + Send + Sync + 'static,
            {
                let (frame, accesses) = ($($a,)*).frame(self, site, None);
                Piece::new(frame, Reading::new(closure, accesses))
            }

            /// The node of the piece, whose result is the closure's: in one call, as rustc proves the closure's bounds for
            /// each.
            #[allow(clippy::too_many_arguments)]
            pub fn $done<R: Data, Z, $($A: Operand),*>(
                &self,
                site: &'static Site,
                $($a: $A,)*
                closure: Z,
            ) -> Delayed<R>
            where
                Z: for<'a> Fn($(<$A::Access as Access>::Arrives<'a>),*) -> R + Send + Sync + 'static,
            {
                self.$name(site, $($a,)* closure).done()
            }
        }
    )*};
}

pieces! {
    0 piece0 done0:;
    1 piece1 done1: A a 0;
    2 piece2 done2: A a 0, B b 1;
    3 piece3 done3: A a 0, B b 1, D d 2;
    4 piece4 done4: A a 0, B b 1, D d 2, E e 3;
    5 piece5 done5: A a 0, B b 1, D d 2, E e 3, F f 4;
    6 piece6 done6: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5;
    7 piece7 done7: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6;
    8 piece8 done8: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7;
    9 piece9 done9: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8;
    10 piece10 done10: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9;
    11 piece11 done11: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10;
    12 piece12 done12: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10, M m 11;
    13 piece13 done13: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10, M m 11, O o 12;
    14 piece14 done14: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10, M m 11, O o 12, P p 13;
    15 piece15 done15: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10, M m 11, O o 12, P p 13,
        Q q 14;
    16 piece16 done16: A a 0, B b 1, D d 2, E e 3, F f 4, G g 5, H h 6, I i 7, J j 8, K k 9, L l 10, M m 11, O o 12, P p 13,
        Q q 14, S s 15;
}
