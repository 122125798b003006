//! Operands: what a piece of an inline body reads, and how it arrives there.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::args::Args;
use crate::argument::{Argument, Input};
use crate::delayed::{Delayed, captured};
use crate::identity::type_identity;
use crate::inline::part::Text;
use crate::token::{Tokenize, Tokenizer};
use crate::value::{Data, Owned, small};

/// Something that a delayed callee gets.
pub trait Pass: Sized {
    /// What a delayed callee gets instead: for a handle, an argument that is nothing else. A generic callee that would
    /// return whatever it is given is not taken for a delayed one.
    type Passed;
    /// What a function of handles gets.
    type Handle;
    /// As an argument of a delayed function.
    fn passed(self) -> Self::Passed;
    /// As an argument of a function of handles.
    fn handle(self) -> Self::Handle;
}

/// Something that a piece reads.
pub trait Operand: Pass {
    /// How the piece reads it, known from the type alone.
    type Access: Access;

    /// As an input of a node, and how the task reads it.
    fn input(self) -> (Input, Self::Access);
    /// What the type of the access does not say of it.
    fn text(&self) -> Option<Text> {
        None
    }
}

/// An operand that is, or can be made, a handle.
pub trait Whole {
    /// The value, as a node has it.
    type Value: Data;
    /// The handle.
    fn delayed(self) -> Delayed<Self::Value>;
}

/// A handle as an argument of a delayed function, and of no other.
pub struct Passed<T>(pub(crate) Delayed<T>);

impl<T: Data + Is<U>, U> Argument<U> for Passed<T> {
    fn into_input(self) -> Input {
        self.0.into_input()
    }
}

/// The type of what is passed and that of the parameter are one: said of these types, not of [`Passed`].
#[diagnostic::on_unimplemented(
    message = "a `{Self}` can't be passed for a parameter of type `{T}`",
    label = "expected a `{T}`, found a `{Self}`"
)]
pub trait Is<T> {}
impl<T> Is<T> for T {}

/// How a running task reads one of its inputs. Of no size: the type says it all.
pub trait Access: Send + Sync + 'static {
    /// What the closure's parameter is.
    type Arrives<'a>;
    /// Whether a task that reads this may be cheap.
    const SMALL: bool;
    /// Reads argument `index`, or, where that is a part of several inputs, the one at `place` among them.
    fn get<'a>(&'a self, args: &'a Args<'_>, index: usize, place: usize) -> Self::Arrives<'a>;
    /// Feeds the type and the manner to an identity.
    fn identify(to: &mut Tokenizer);
}

/// An access that can also dereference, as a coercion would: `&[T]` for `&Vec<T>`, `&str` for `&String`.
pub trait Soften: Access {
    /// What arrives, dereferenced.
    type Softened<'a>;

    /// Dereferences.
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a>;
}

/// A handle whose value is taken: moved if this is its last reader, else cloned.
pub struct Own<T>(pub Delayed<T>);

/// A handle whose value is read where it is.
pub struct Borrow<T>(pub Delayed<T>);

/// A handle whose value is read as a `U`: a `str` for a `String`, a `[T]` for a `Vec<T>`.
pub struct BorrowAs<T, U: ?Sized>(Delayed<T>, PhantomData<fn() -> Box<U>>);

impl<T, U: ?Sized> BorrowAs<T, U> {
    /// Of this handle.
    pub fn new(handle: Delayed<T>) -> Self {
        BorrowAs(handle, PhantomData)
    }
}

/// A literal, or another value of its own, that arrives as a copy.
pub struct Literal<T>(pub T);

/// [`Own`]'s access.
pub struct Taken<T>(pub(crate) PhantomData<fn() -> T>);
impl<T> Taken<T> {
    pub(crate) fn new() -> Self {
        Taken(PhantomData)
    }
}

/// [`Borrow`]'s access.
pub struct Seen<T>(pub(crate) PhantomData<fn() -> T>);
#[cfg(feature = "serde")]
impl<T> Seen<T> {
    pub(crate) fn new() -> Self {
        Seen(PhantomData)
    }
}

/// [`BorrowAs`]'s access.
pub struct SeenAs<T, U: ?Sized>(pub(crate) PhantomData<fn() -> T>, pub(crate) PhantomData<fn() -> Box<U>>);

fn identify<T: 'static>(manner: &[u8; 4], to: &mut Tokenizer) {
    to.write(manner);
    to.write(&type_identity::<T>());
}

impl<T: Data + Owned> Access for Taken<T> {
    type Arrives<'a> = T;
    const SMALL: bool = small::<T>();

    fn get<'a>(&'a self, args: &'a Args<'_>, index: usize, place: usize) -> T {
        args.take_at(index, place)
    }
    fn identify(to: &mut Tokenizer) {
        identify::<T>(b"take", to);
    }
}

impl<T: Data> Access for Seen<T> {
    type Arrives<'a> = &'a T;
    const SMALL: bool = small::<T>();

    fn get<'a>(&'a self, args: &'a Args<'_>, index: usize, place: usize) -> &'a T {
        args.get_at(index, place)
    }
    fn identify(to: &mut Tokenizer) {
        identify::<T>(b"look", to);
    }
}

impl<T: Data + std::borrow::Borrow<U>, U: ?Sized + 'static> Access for SeenAs<T, U> {
    type Arrives<'a> = &'a U;
    const SMALL: bool = small::<T>();

    fn get<'a>(&'a self, args: &'a Args<'_>, index: usize, place: usize) -> &'a U {
        args.get_at::<T>(index, place).borrow()
    }
    fn identify(to: &mut Tokenizer) {
        identify::<T>(b"look", to);
        to.write(&type_identity::<U>());
    }
}

impl<T: Data + Owned> Soften for Taken<T> {
    type Softened<'a> = T;
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a> {
        arrived
    }
}

impl<T: Data + Soft> Soften for Seen<T> {
    type Softened<'a> = &'a T::To;
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a> {
        arrived.soft()
    }
}

impl<T: Data + std::borrow::Borrow<U>, U: ?Sized + 'static> Soften for SeenAs<T, U> {
    type Softened<'a> = &'a U;
    fn soften<'a>(arrived: Self::Arrives<'a>) -> Self::Softened<'a> {
        arrived
    }
}

/// What a reference to this type coerces to; itself for types that often stand beside such ones.
pub trait Soft {
    /// The type it derefs to.
    type To: ?Sized + 'static;
    /// Dereferences.
    fn soft(&self) -> &Self::To;
}

macro_rules! soft {
    ($([$($generics:tt)*] $from:ty => $to:ty;)*) => {$(
        impl<$($generics)*> Soft for $from {
            type To = $to;
            fn soft(&self) -> &$to {
                self
            }
        }
    )*};
}

soft! {
    [T: 'static] Vec<T> => [T];
    [T: 'static, const N: usize] [T; N] => [T];
    [T: ?Sized + 'static] Box<T> => T;
    [T: ?Sized + 'static] Arc<T> => T;
    [] String => str; [] str => str; [T: 'static] [T] => [T]; [] Path => Path;
    [] PathBuf => Path;
    [] bool => bool; [] char => char; [] f32 => f32; [] f64 => f64;
    [] u8 => u8; [] u16 => u16; [] u32 => u32; [] u64 => u64; [] u128 => u128; [] usize => usize;
    [] i8 => i8; [] i16 => i16; [] i32 => i32; [] i64 => i64; [] i128 => i128; [] isize => isize;
}

impl<T: Data + Owned> Pass for Own<T> {
    type Passed = Passed<T>;
    type Handle = Delayed<T>;

    fn passed(self) -> Passed<T> {
        Passed(self.0)
    }
    fn handle(self) -> Delayed<T> {
        self.0
    }
}

impl<T: Data + Owned> Operand for Own<T> {
    type Access = Taken<T>;
    fn input(self) -> (Input, Self::Access) {
        (self.0.into_input(), Taken(PhantomData))
    }
}

impl<T: Data + Owned> Whole for Own<T> {
    type Value = T;

    fn delayed(self) -> Delayed<T> {
        self.0
    }
}

impl<T: Data> Pass for Borrow<T> {
    type Passed = Passed<T>;
    type Handle = Delayed<T>;

    fn passed(self) -> Passed<T> {
        Passed(self.0)
    }
    fn handle(self) -> Delayed<T> {
        self.0
    }
}

impl<T: Data> Operand for Borrow<T> {
    type Access = Seen<T>;
    fn input(self) -> (Input, Self::Access) {
        (self.0.into_input(), Seen(PhantomData))
    }
}

impl<T: Data> Whole for Borrow<T> {
    type Value = T;

    fn delayed(self) -> Delayed<T> {
        self.0
    }
}

impl<T: Data + std::borrow::Borrow<U>, U: ?Sized + 'static> Pass for BorrowAs<T, U> {
    type Passed = Passed<T>;
    type Handle = Delayed<T>;

    fn passed(self) -> Passed<T> {
        Passed(self.0)
    }
    fn handle(self) -> Delayed<T> {
        self.0
    }
}

impl<T: Data + std::borrow::Borrow<U>, U: ?Sized + 'static> Operand for BorrowAs<T, U> {
    type Access = SeenAs<T, U>;
    fn input(self) -> (Input, Self::Access) {
        (self.0.into_input(), SeenAs(PhantomData, PhantomData))
    }
}

impl<T: Data + std::borrow::Borrow<U>, U: ?Sized + 'static> Whole for BorrowAs<T, U> {
    type Value = T;

    fn delayed(self) -> Delayed<T> {
        self.0
    }
}

impl<T> Pass for Literal<T> {
    type Passed = T;
    type Handle = T;

    fn passed(self) -> T {
        self.0
    }
    fn handle(self) -> T {
        self.0
    }
}

impl<T: Tokenize + Data + Clone> Operand for Literal<T> {
    type Access = Taken<T>;
    fn input(self) -> (Input, Self::Access) {
        (captured(self.0).into_input(), Taken(PhantomData))
    }
}

impl<T: Tokenize + Data + Clone> Whole for Literal<T> {
    type Value = T;

    fn delayed(self) -> Delayed<T> {
        captured(self.0)
    }
}
