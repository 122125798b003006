//! Formatting while the graph is built: what is shown may hold handles, whose values are there when tasks run.
//!
//! `(&&building.show((..,))).__daisy_show(site, |..| format!(..))` is the text itself if no operand holds a handle, else one
//! task that gives it. Each operand is told by its type, `(&&Shown::new(&x)).__daisy_shown()`, as captures are.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::argument::{Argument, Input};
use crate::delayed::{Delayed, captured};
use crate::inline::capture::Holds;
use crate::inline::operand::{Access, Operand, Pass, SeenAs};
use crate::inline::scope::{Building, Site};
use crate::token::Tokenize;
use crate::value::Data;

/// A borrow of what is shown, on its way to being an operand.
pub struct Shown<S>(Cell<Option<S>>);

impl<S> Shown<S> {
    /// Of this borrow.
    pub fn new(borrow: S) -> Self {
        Shown(Cell::new(Some(borrow)))
    }

    fn take(&self) -> S {
        self.0.take().expect("an operand is made once")
    }
}

/// Handles and containers of handles.
pub trait ShownHandles {
    /// The operand.
    type Operand;
    /// Makes it.
    fn __daisy_shown(&self) -> Self::Operand;
}

/// Any other value.
pub trait ShownNow {
    /// The operand.
    type Operand;
    /// Makes it.
    fn __daisy_shown(&self) -> Self::Operand;
}

impl<S: Holds> ShownHandles for &Shown<S> {
    type Operand = S::Operand;
    fn __daisy_shown(&self) -> S::Operand {
        self.take().hold()
    }
}

impl<'a, T: ?Sized> ShownNow for Shown<&'a T> {
    type Operand = Now<'a, T>;
    fn __daisy_shown(&self) -> Now<'a, T> {
        Now(self.take())
    }
}

/// What is known while the graph is built. A copy of it goes into a task that shows handles too.
pub struct Now<'a, T: ?Sized>(&'a T);

impl<T: ?Sized + ToOwned> Pass for Now<'_, T> {
    type Passed = T::Owned;
    type Handle = T::Owned;

    fn passed(self) -> T::Owned {
        self.0.to_owned()
    }
    fn handle(self) -> T::Owned {
        self.0.to_owned()
    }
}

impl<T: ?Sized + ToOwned<Owned: Data + Tokenize> + 'static> Operand for Now<'_, T> {
    type Access = SeenAs<T::Owned, T>;
    fn input(self) -> (Input, Self::Access) {
        (captured(self.0.to_owned()).into_input(), SeenAs(PhantomData, PhantomData))
    }
}

/// The operands of a text, taken apart once.
pub struct Show<'b, A>(&'b Building, Cell<Option<A>>);

impl Building {
    /// What shows these operands.
    pub fn show<A>(&self, operands: A) -> Show<'_, A> {
        Show(self, Cell::new(Some(operands)))
    }
}

impl<A> Show<'_, A> {
    fn operands(&self) -> A {
        self.1.take().expect("a text is made once")
    }
}

macro_rules! shows {
    ($($Now:ident $Later:ident $done:ident: $($A:ident $a:ident),*;)*) => {$(
        /// All is known.
        pub trait $Now<$($A: ?Sized),*> {
            /// The text.
            fn __daisy_show<Z: FnOnce($(&$A),*) -> String>(&self, site: &'static Site, show: Z) -> String;
        }

        impl<$($A: ?Sized),*> $Now<$($A),*> for &Show<'_, ($(Now<'_, $A>,)*)> {
            fn __daisy_show<Z: FnOnce($(&$A),*) -> String>(&self, _: &'static Site, show: Z) -> String {
                let ($($a,)*) = self.operands();
                show($($a.0),*)
            }
        }

        /// Some of it holds handles.
        pub trait $Later<$($A: Operand),*> {
            /// A task that gives the text.
            fn __daisy_show<Z>(&self, site: &'static Site, show: Z) -> Delayed<String>
            where
                Z: for<'a> Fn($(<$A::Access as Access>::Arrives<'a>),*) -> String + Send + Sync + 'static;
        }

        impl<$($A: Operand),*> $Later<$($A),*> for Show<'_, ($($A,)*)> {
            fn __daisy_show<Z>(&self, site: &'static Site, show: Z) -> Delayed<String>
            where
                Z: for<'a> Fn($(<$A::Access as Access>::Arrives<'a>),*) -> String + Send + Sync + 'static,
            {
                let ($($a,)*) = self.operands();
                self.0.$done(site, $($a,)* show)
            }
        }
    )*};
}

shows! {
    ShowNow1 ShowLater1 done1: A a;
    ShowNow2 ShowLater2 done2: A a, B b;
    ShowNow3 ShowLater3 done3: A a, B b, C c;
    ShowNow4 ShowLater4 done4: A a, B b, C c, D d;
}
