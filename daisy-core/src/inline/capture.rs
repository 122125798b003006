//! Captures: values known while the graph is built, as operands.
//!
//! What a static variable holds is told by its type, by method resolution over one more reference for
//! each better road: `(&&&Capture::new(&k)).__daisy_operand()`. Handles, alone or in a container, become inputs; what is
//! borrowed is stored as its owner and arrives borrowed; any other value is cloned and arrives as itself.

use crate::argument::{Argument, Input};
use crate::delayed::{Delayed, captured};
use crate::inline::operand::{Borrow, Literal, Operand, Own, Pass, Seen, SeenAs, Taken, Whole};
use crate::inline::scope::{Building, Site};
use crate::token::Tokenize;
use crate::value::Data;
use std::cell::Cell;
use std::marker::PhantomData;

/// A value on its way to being an operand, taken out once.
pub struct Capture<S>(Cell<Option<S>>);

impl<S> Capture<S> {
    /// Of this value.
    pub fn new(value: S) -> Self {
        Capture(Cell::new(Some(value)))
    }

    fn take(&self) -> S {
        self.0.take().expect("an operand is made once")
    }
}

/// Handles and containers of handles.
pub trait CaptureHandles {
    /// The operand.
    type Operand;
    /// Makes it.
    fn __daisy_operand(&self) -> Self::Operand;
}

/// What is borrowed while the graph is built.
pub trait CaptureBorrowed {
    /// The operand.
    type Operand;
    /// Makes it.
    fn __daisy_operand(&self) -> Self::Operand;
}

/// Any other value.
pub trait CaptureAny {
    /// The operand.
    type Operand;
    /// Makes it.
    fn __daisy_operand(&self) -> Self::Operand;
}

impl<S: Holds> CaptureHandles for &&Capture<S> {
    type Operand = S::Operand;
    fn __daisy_operand(&self) -> S::Operand {
        self.take().hold()
    }
}

impl<T: Data + Clone + Tokenize> CaptureBorrowed for &Capture<&T> {
    type Operand = Copied<T>;
    fn __daisy_operand(&self) -> Copied<T> {
        Copied(self.take().clone())
    }
}

impl<T: Data + Clone + Tokenize> CaptureBorrowed for &Capture<&[T]> {
    type Operand = Copied<[T]>;
    fn __daisy_operand(&self) -> Copied<[T]> {
        Copied(self.take().to_vec())
    }
}

impl CaptureBorrowed for &Capture<Text<'_>> {
    type Operand = Copied<str>;
    fn __daisy_operand(&self) -> Copied<str> {
        Copied(self.take().0.to_owned())
    }
}

impl<T> CaptureAny for Capture<T> {
    type Operand = Literal<T>;
    fn __daisy_operand(&self) -> Literal<T> {
        Literal(self.take())
    }
}

/// What may be a borrow of text that ends with the building: `(&&Lent::new(&name[..])).__daisy_lent()`. Only where it is
/// written can that be seen, as no type tells a lifetime.
pub struct Lent<S>(Cell<Option<S>>);

/// Such a borrow.
pub struct Text<'a>(&'a str);

impl<S> Lent<S> {
    /// Of this value.
    pub fn new(value: S) -> Self {
        Lent(Cell::new(Some(value)))
    }

    fn take(&self) -> S {
        self.0.take().expect("a value is lent once")
    }
}

/// A borrow of text.
pub trait LentText {
    /// What is captured.
    type Captured;
    /// Gives it.
    fn __daisy_lent(&self) -> Self::Captured;
}

/// Any other value.
pub trait LentAny {
    /// What is captured.
    type Captured;
    /// Gives it.
    fn __daisy_lent(&self) -> Self::Captured;
}

impl<'a> LentText for &Lent<&'a str> {
    type Captured = Text<'a>;
    fn __daisy_lent(&self) -> Text<'a> {
        Text(self.take())
    }
}

impl<S> LentAny for Lent<S> {
    type Captured = S;
    fn __daisy_lent(&self) -> S {
        self.take()
    }
}

/// A path that is no variable, as a handle: a constant if its value has a content to hash, else a task that gives it.
pub struct Path<Z, T>(Cell<Option<Z>>, PhantomData<fn() -> T>);

impl<Z: Fn() -> T, T> Path<Z, T> {
    /// Of what this closure gives.
    pub fn new(path: Z) -> Self {
        Path(Cell::new(Some(path)), PhantomData)
    }

    fn take(&self) -> Z {
        self.0.take().expect("a path is read once")
    }
}

/// A path to a value with content.
pub trait PathConstant<T> {
    /// The handle.
    fn __daisy_path(&self, building: &Building, site: &'static Site) -> Delayed<T>;
}

/// A path to any other value.
pub trait PathTask<T> {
    /// The handle.
    fn __daisy_path(&self, building: &Building, site: &'static Site) -> Delayed<T>;
}

impl<Z: Fn() -> T, T: Tokenize + Data> PathConstant<T> for &Path<Z, T> {
    fn __daisy_path(&self, _: &Building, _: &'static Site) -> Delayed<T> {
        captured(self.take()())
    }
}

impl<Z: Fn() -> T + Send + Sync + 'static, T: Data> PathTask<T> for Path<Z, T> {
    fn __daisy_path(&self, building: &Building, site: &'static Site) -> Delayed<T> {
        building.piece0(site, self.take()).done()
    }
}

/// A copy of what was borrowed, which arrives borrowed again.
pub struct Copied<T: ?Sized + ToOwned>(T::Owned);

impl<T: ?Sized + ToOwned<Owned: Data + Tokenize> + 'static> Pass for Copied<T> {
    type Passed = T::Owned;
    type Handle = T::Owned;

    fn passed(self) -> T::Owned {
        self.0
    }
    fn handle(self) -> T::Owned {
        self.0
    }
}

impl<T: ?Sized + ToOwned<Owned: Data + Tokenize> + 'static> Operand for Copied<T> {
    type Access = SeenAs<T::Owned, T>;
    fn input(self) -> (Input, Self::Access) {
        (captured(self.0).into_input(), SeenAs(PhantomData, PhantomData))
    }
}

impl<T: ?Sized + ToOwned<Owned: Data + Tokenize> + 'static> Whole for Copied<T> {
    type Value = T::Owned;

    fn delayed(self) -> Delayed<T::Owned> {
        captured(self.0)
    }
}

/// Values that hold handles where a task wants what the handles stand for.
pub trait Holds {
    /// As an operand.
    type Operand: Operand;
    /// Makes the operand.
    fn hold(self) -> Self::Operand;
}

impl<T: Data + Clone> Holds for Delayed<T> {
    type Operand = Own<T>;
    fn hold(self) -> Own<T> {
        Own(self)
    }
}

impl<'a, S: ?Sized> Holds for &'a &S
where
    &'a S: Holds,
{
    type Operand = <&'a S as Holds>::Operand;
    fn hold(self) -> Self::Operand {
        (*self).hold()
    }
}

impl<T: Data> Holds for &Delayed<T> {
    type Operand = Borrow<T>;
    fn hold(self) -> Borrow<T> {
        Borrow(self.clone())
    }
}

/// Handles gathered into a `T`, owned by the task.
pub struct Gathered<S, T>(S, PhantomData<fn() -> T>);
/// Handles gathered into a `T`, borrowed by the task.
pub struct GatheredSeen<S, T>(S, PhantomData<fn() -> T>);

macro_rules! gathered {
    ($($operand:ident $access:ident)*) => {$(
        impl<S: Argument<T>, T: Data + Clone> Pass for $operand<S, T> {
            type Passed = S;
            type Handle = S;

            fn passed(self) -> S {
                self.0
            }
            fn handle(self) -> S {
                self.0
            }
        }

        impl<S: Argument<T>, T: Data + Clone> Operand for $operand<S, T> {
            type Access = $access<T>;
            fn input(self) -> (Input, Self::Access) {
                (self.0.into_input(), $access(PhantomData))
            }
        }

        impl<S: Argument<T>, T: Data + Clone> Whole for $operand<S, T> {
            type Value = T;

            fn delayed(self) -> Delayed<T> {
                Delayed::from_node(self.0.into_input().into_node())
            }
        }
    )*};
}

gathered! { Gathered Taken  GatheredSeen Seen }

macro_rules! containers {
    ($([$($generics:tt)*] $from:ty => $operand:ident $to:ty;)*) => {$(
        impl<$($generics)*> Holds for $from {
            type Operand = $operand<$from, $to>;
            fn hold(self) -> Self::Operand {
                $operand(self, PhantomData)
            }
        }
    )*};
}

containers! {
    [T: Data + Clone] Vec<Delayed<T>> => Gathered Vec<T>;
    [T: Data + Clone, const N: usize] [Delayed<T>; N] => Gathered [T; N];
    [T: Data + Clone] Option<Delayed<T>> => Gathered Option<T>;
    ['a, T: Data + Clone] &'a Vec<Delayed<T>> => GatheredSeen Vec<T>;
    ['a, T: Data + Clone] &'a [Delayed<T>] => GatheredSeen Vec<T>;
    ['a, T: Data + Clone, const N: usize] &'a [Delayed<T>; N] => GatheredSeen [T; N];
    ['a, T: Data + Clone] &'a Option<Delayed<T>> => GatheredSeen Option<T>;
}

macro_rules! tuples {
    ($($T:ident $index:tt),*) => {
        impl<$($T: Data + Clone),*> Holds for ($(Delayed<$T>,)*) {
            type Operand = Gathered<Self, ($($T,)*)>;
            fn hold(self) -> Self::Operand {
                Gathered(self, PhantomData)
            }
        }
    };
}

crate::tuples::each_tuple!(tuples);
