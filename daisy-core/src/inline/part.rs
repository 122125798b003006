//! Parts: arguments of a call that are text of the calling task, not nodes: `c.rate`, `&xs[1..]`, `Mode::Fast`, a closure.
//!
//! A delayed callee can't take text; for it, a part is a node of its own.

use std::any::TypeId;
use std::marker::PhantomData;

use crate::args::Args;
use crate::argument::{Input, Inputs};
use crate::delayed::Delayed;
use crate::identity::type_identity;
use crate::inline::frame::Frame;
use crate::inline::operand::{Access, Operand, Pass, Passed, Soft, Soften};
use crate::inline::piece::{Piece, Reading, Run};
use crate::inline::scope::{Building, Site};
use crate::token::Tokenizer;
use crate::value::Data;

/// What tells a part's text from another's.
pub struct Text {
    site: &'static Site,
    closure: TypeId,
}

impl Text {
    /// Feeds it to an identity.
    pub(crate) fn identify(&self, building: &Building, to: &mut Tokenizer) {
        self.site.identify_text(building, self.closure, to);
    }
}

/// A part that gives a value.
pub struct Part<'b, Z, A, V, const N: usize> {
    building: &'b Building,
    site: &'static Site,
    inputs: [Input; N],
    access: PartAccess<Z, A, V>,
}

/// A part that gives a borrow.
pub struct PartRef<'b, Z, A, U: ?Sized, W: ?Sized, const N: usize> {
    building: &'b Building,
    site: &'static Site,
    inputs: [Input; N],
    access: PartRefAccess<Z, A, U, W>,
}

/// [`Part`]'s access.
pub struct PartAccess<Z, A, V>(Z, A, PhantomData<fn() -> V>);
/// [`PartRef`]'s access.
pub struct PartRefAccess<Z, A, U: ?Sized, W: ?Sized>(Z, A, PhantomData<fn() -> Box<U>>, PhantomData<fn() -> Box<W>>);

/// Inputs side by side as those of one argument.
fn side_by_side<const N: usize>(inputs: [Input; N]) -> Input {
    Input(Inputs::Side(inputs.into_iter().map(Input::into_node).collect()))
}

impl<V: 'static, Z: Send + Sync + 'static, A: 'static> Soften for PartAccess<Z, A, V>
where
    Self: for<'a> Access<Arrives<'a> = V>,
{
    type Softened<'a> = V;
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a> {
        arrived
    }
}

impl<U: Soft + ?Sized + 'static, W: ?Sized + 'static, Z: Send + Sync + 'static, A: 'static> Soften
    for PartRefAccess<Z, A, U, W>
where
    Self: for<'a> Access<Arrives<'a> = &'a U>,
{
    type Softened<'a> = &'a U::To;
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a> {
        arrived.soft()
    }
}

/// A closure that gives a borrow, as one that gives an owner of what it borrows.
struct Owning<Z, A, W: ?Sized>(Z, A, PhantomData<fn() -> Box<W>>);

/// A part that reads nothing is known while the graph is built.
impl<'b, Z, V: Data> Pass for Part<'b, Z, (), V, 0>
where
    Z: Fn() -> V + Send + Sync + 'static,
{
    type Passed = V;
    type Handle = V;

    fn passed(self) -> V {
        self.access.0()
    }
    fn handle(self) -> V {
        self.access.0()
    }
}

macro_rules! parts {
    ($($count:literal $part:ident: $($A:ident $a:ident $place:literal),*;)*) => {$(
        impl<Z, V: 'static, $($A: Access),*> Access for PartAccess<Z, ($($A,)*), V>
        where
            Z: for<'x> Fn($($A::Arrives<'x>),*) -> V + Send + Sync + 'static,
        {
            type Arrives<'a> = V;
            const SMALL: bool = true $(&& $A::SMALL)*;
            fn get<'a>(&'a self, _args: &'a Args<'_>, _index: usize, _: usize) -> V {
                let ($($a,)*) = &self.1;
                self.0($($a.get(_args, _index, $place)),*)
            }
            fn identify(to: &mut Tokenizer) {
                to.write(b"part");
                $($A::identify(to);)*
                to.write(&type_identity::<V>());
            }
        }

        impl<'b, Z, V: Data, $($A: Access),*> Operand for Part<'b, Z, ($($A,)*), V, $count>
        where
            Z: for<'x> Fn($($A::Arrives<'x>),*) -> V + Send + Sync + 'static,
        {
            type Access = PartAccess<Z, ($($A,)*), V>;
            fn input(self) -> (Input, Self::Access) {
                (side_by_side(self.inputs), self.access)
            }
            fn text(&self) -> Option<Text> {
                Some(Text { site: self.site, closure: TypeId::of::<Z>() })
            }
        }

        impl Building {
            /// A part of these operands that gives a value.
            pub fn $part<Z, V, $($A: Operand),*>(
                &self,
                site: &'static Site,
                $($a: $A,)*
                closure: Z,
            ) -> Part<'_, Z, ($($A::Access,)*), V, $count>
            where
                Z: for<'x> Fn($(<$A::Access as Access>::Arrives<'x>),*) -> V + Send + Sync + 'static,
            {
                let ($($a,)*) = ($($a.input(),)*);
                Part { building: self, site, inputs: [$($a.0),*], access: PartAccess(closure, ($($a.1,)*), PhantomData) }
            }
        }
    )*};
}

/// For a delayed callee, a part that reads something is a node.
macro_rules! part_nodes {
    ($($count:literal: $($A:ident),*;)*) => {$(
        impl<'b, Z, V: Data, $($A: Access),*> Part<'b, Z, ($($A,)*), V, $count>
        where
            Z: for<'x> Fn($($A::Arrives<'x>),*) -> V + Send + Sync + 'static,
        {
            fn node(self) -> Delayed<V> {
                let PartAccess(closure, accesses, _) = self.access;
                let frame = Frame::new(self.building, self.site, None, self.inputs, [const { None }; $count]);
                Piece::new(frame, Reading::new(closure, accesses)).done()
            }
        }

        impl<'b, Z, V: Data, $($A: Access),*> Pass for Part<'b, Z, ($($A,)*), V, $count>
        where
            Z: for<'x> Fn($($A::Arrives<'x>),*) -> V + Send + Sync + 'static,
        {
            type Passed = Passed<V>;
            type Handle = Delayed<V>;

            fn passed(self) -> Passed<V> {
                Passed(self.node())
            }
            fn handle(self) -> Delayed<V> {
                self.node()
            }
        }
    )*};
}

part_nodes! {
    1: A;
    2: A, B;
    3: A, B, D;
    4: A, B, D, E;
}

parts! {
    0 part0:;
    1 part1: A a 0;
    2 part2: A a 0, B b 1;
    3 part3: A a 0, B b 1, D d 2;
    4 part4: A a 0, B b 1, D d 2, E e 3;
}

/// The first operand arrives as a `&W`, of which the borrow is.
macro_rules! part_refs {
    ($($count:literal $part_ref:ident: $($A:ident $a:ident $place:literal),*;)*) => {$(
        impl<Z, U: ?Sized + 'static, W: ?Sized + 'static, First, $($A: Access),*> Access for PartRefAccess<Z, (First, $($A,)*), U, W>
        where
            First: for<'x> Access<Arrives<'x> = &'x W>,
            Z: for<'x> Fn(&'x W, $($A::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
        {
            type Arrives<'a> = &'a U;
            const SMALL: bool = First::SMALL $(&& $A::SMALL)*;
            fn get<'a>(&'a self, args: &'a Args<'_>, index: usize, _: usize) -> &'a U {
                let (first, $($a,)*) = &self.1;
                self.0(first.get(args, index, 0), $($a.get(args, index, $place)),*)
            }
            fn identify(to: &mut Tokenizer) {
                to.write(b"view");
                First::identify(to);
                $($A::identify(to);)*
                to.write(&type_identity::<U>());
            }
        }

        impl<Z, U: ToOwned + ?Sized + 'static, W: ?Sized + 'static, First, $($A: Access),*> Run<U::Owned> for Owning<Z, (First, $($A,)*), W>
        where
            First: for<'x> Access<Arrives<'x> = &'x W>,
            Z: for<'x> Fn(&'x W, $($A::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
        {
            const SMALL: bool = First::SMALL $(&& $A::SMALL)*;
            fn identify(to: &mut Tokenizer) {
                to.write(b"view");
                First::identify(to);
                $($A::identify(to);)*
            }
            fn run(&self, args: &Args<'_>) -> U::Owned {
                let (first, $($a,)*) = &self.1;
                self.0(first.get(args, 0, 0), $($a.get(args, $place, 0)),*).to_owned()
            }
        }

        impl<'b, Z, U: ToOwned<Owned: Data> + ?Sized + 'static, W: ?Sized + 'static, First, $($A: Access),*> PartRef<'b, Z, (First, $($A,)*), U, W, $count>
        where
            First: for<'x> Access<Arrives<'x> = &'x W>,
            Z: for<'x> Fn(&'x W, $($A::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
        {
            fn node(self) -> Delayed<U::Owned> {
                let PartRefAccess(closure, accesses, ..) = self.access;
                let frame = Frame::new(self.building, self.site, None, self.inputs, [const { None }; $count]);
                Piece::new(frame, Owning(closure, accesses, PhantomData)).done()
            }
        }

        impl<'b, Z, U: ToOwned<Owned: Data> + ?Sized + 'static, W: ?Sized + 'static, First, $($A: Access),*> Pass
            for PartRef<'b, Z, (First, $($A,)*), U, W, $count>
        where
            First: for<'x> Access<Arrives<'x> = &'x W>,
            Z: for<'x> Fn(&'x W, $($A::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
        {
            type Passed = Passed<U::Owned>;
            type Handle = Delayed<U::Owned>;

            fn passed(self) -> Passed<U::Owned> {
                Passed(self.node())
            }
            fn handle(self) -> Delayed<U::Owned> {
                self.node()
            }
        }

        impl<'b, Z, U: ToOwned<Owned: Data> + ?Sized + 'static, W: ?Sized + 'static, First, $($A: Access),*> Operand
            for PartRef<'b, Z, (First, $($A,)*), U, W, $count>
        where
            First: for<'x> Access<Arrives<'x> = &'x W>,
            Z: for<'x> Fn(&'x W, $($A::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
        {
            type Access = PartRefAccess<Z, (First, $($A,)*), U, W>;
            fn input(self) -> (Input, Self::Access) {
                (side_by_side(self.inputs), self.access)
            }
            fn text(&self) -> Option<Text> {
                Some(Text { site: self.site, closure: TypeId::of::<Z>() })
            }
        }

        impl Building {
            /// A part of these operands that gives a borrow.
            pub fn $part_ref<Z, U: ?Sized, W: ?Sized, First: Operand, $($A: Operand),*>(
                &self,
                site: &'static Site,
                first: First,
                $($a: $A,)*
                closure: Z,
            ) -> PartRef<'_, Z, (First::Access, $($A::Access,)*), U, W, $count>
            where
                First::Access: for<'x> Access<Arrives<'x> = &'x W>,
                Z: for<'x> Fn(&'x W, $(<$A::Access as Access>::Arrives<'x>),*) -> &'x U + Send + Sync + 'static,
            {
                let (first, $($a,)*) = (first.input(), $($a.input(),)*);
                let access = PartRefAccess(closure, (first.1, $($a.1,)*), PhantomData, PhantomData);
                PartRef { building: self, site, inputs: [first.0, $($a.0),*], access }
            }
        }
    )*};
}

part_refs! {
    1 part_ref1:;
    2 part_ref2: B b 1;
    3 part_ref3: B b 1, D d 2;
    4 part_ref4: B b 1, D d 2, E e 3;
}
