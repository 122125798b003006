//! Results: what becomes of a piece's, an arm's and a body's.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::args::Args;
use crate::argument::Argument;
use crate::call::{Outcome, call};
use crate::combinators::spec;
use crate::delayed::Delayed;
use crate::error::BoxError;
use crate::operation::Spec;
use crate::value::Data;

/// What a delayed callee gave. Its failures are failures already.
#[must_use]
pub struct Made<R>(pub(crate) Delayed<R>);

impl<R> Made<R> {
    /// The handle.
    pub fn done(self) -> Delayed<R> {
        self.0
    }

    /// The handle.
    pub fn fallible(self) -> Delayed<R> {
        self.0
    }

    /// The handle.
    pub fn tried<F>(self, _: Failing<F>) -> Delayed<R> {
        self.0
    }
}

/// What a `?` may follow in an inline body.
#[diagnostic::on_unimplemented(
    message = "`?` follows a `{Self}`, which has no error for the task to fail with",
    label = "not a `Result`",
    note = "of an `Option`, say what it means that there is no value: `.ok_or(error)?`"
)]
pub trait Tried<T, E> {
    /// The result.
    fn result(self) -> Result<T, E>;
}

impl<T, E: 'static> Tried<T, E> for Result<T, E> {
    fn result(self) -> Self {
        self
    }
}

/// The error of the function that a `?` stands in.
pub struct Failing<F>(PhantomData<fn() -> F>);

/// Names it.
pub fn failing<F>() -> Failing<F> {
    Failing(PhantomData)
}

/// What names a handle again.
pub trait Again {
    /// Itself.
    type Handle;
    /// The handle.
    fn again(&self) -> Self::Handle;
}

impl<T> Again for Delayed<T> {
    type Handle = Delayed<T>;
    fn again(&self) -> Delayed<T> {
        self.clone()
    }
}

/// The handle of a variable that is named whole. What is expected of it does not reach through the trait, so that a
/// mismatch is one of the variable, not of the reference to it.
pub fn again<H: Again>(handle: &H) -> H::Handle {
    handle.again()
}

/// An argument as a handle.
pub fn handle<T: Data>(argument: impl Argument<T>) -> Delayed<T> {
    Delayed::from_node(argument.into_input().into_node())
}

/// What an arm of a region came to, told by its type: `(&Arm::new(value)).__daisy_outcome()`.
pub struct Arm<T>(Cell<Option<T>>);

impl<T> Arm<T> {
    /// Of this value.
    pub fn new(value: T) -> Self {
        Arm(Cell::new(Some(value)))
    }

    fn take(&self) -> T {
        self.0.take().expect("an arm ends once")
    }
}

/// An arm that gives a handle: its graph runs on.
pub trait ArmGraph {
    /// What the handle computes to.
    type Output;
    /// The outcome.
    fn __daisy_outcome(&self) -> Outcome<Self::Output>;
    /// The outcome: what the handle fails with is its own.
    fn __daisy_tried<F>(&self) -> Outcome<Self::Output>;
}

/// An arm that gives a `Result`.
pub trait ArmResult {
    /// The value's type.
    type Output;
    /// The result's error.
    type Error;
    /// The outcome, or the failure as an `F`.
    fn __daisy_tried<F: From<Self::Error> + Into<BoxError> + 'static>(&self) -> Outcome<Self::Output>;
}

/// An arm that gives a value.
pub trait ArmValue {
    /// The value's type.
    type Output;
    /// The outcome.
    fn __daisy_outcome(&self) -> Outcome<Self::Output>;
}

impl<R> ArmGraph for &Arm<Delayed<R>> {
    type Output = R;
    fn __daisy_outcome(&self) -> Outcome<R> {
        Outcome::graph(self.take())
    }
    fn __daisy_tried<F>(&self) -> Outcome<R> {
        Outcome::graph(self.take())
    }
}

impl<R, E> ArmResult for Arm<Result<R, E>> {
    type Output = R;
    type Error = E;
    fn __daisy_tried<F: From<E> + Into<BoxError> + 'static>(&self) -> Outcome<R> {
        Outcome::result(self.take().map_err(F::from))
    }
}

impl<R> ArmValue for Arm<R> {
    type Output = R;
    fn __daisy_outcome(&self) -> Outcome<R> {
        Outcome::done(self.take())
    }
}

/// A handle that may hold a `Result`, told by its type: `(&Tail::new(handle)).__daisy_tried::<E>()`.
pub struct Tail<H>(Cell<Option<H>>);

impl<H> Tail<H> {
    /// Of this handle.
    pub fn new(handle: H) -> Self {
        Tail(Cell::new(Some(handle)))
    }

    fn take(&self) -> H {
        self.0.take().expect("a handle ends once")
    }
}

/// A handle to a `Result`.
pub trait TailResult {
    /// The value if nothing fails.
    type Output;
    /// The result's error.
    type Error;
    /// The value, or the failure as an `F`.
    fn __daisy_tried<F: From<Self::Error> + Into<BoxError> + 'static>(&self) -> Delayed<Self::Output>;
}

/// A handle whose failures are failures already.
pub trait TailHandle {
    /// What it computes to.
    type Output;
    /// The handle.
    fn __daisy_tried<F>(&self) -> Delayed<Self::Output>;
}

impl<T: Data + Clone, E: Data + Clone> TailResult for &Tail<Delayed<Result<T, E>>> {
    type Output = T;
    type Error = E;
    fn __daisy_tried<F: From<E> + Into<BoxError> + 'static>(&self) -> Delayed<T> {
        fn tried<T: Data + Clone, E: Data + Clone, F: From<E> + Into<BoxError> + 'static>(
            args: &Args<'_>,
        ) -> Outcome<T> {
            Outcome::result(args.take::<Result<T, E>>(0).map_err(F::from))
        }
        call(spec!("?"), tried::<T, E, F>, [self.take().into_input()])
    }
}

impl<T> TailHandle for Tail<Delayed<T>> {
    type Output = T;
    fn __daisy_tried<F>(&self) -> Delayed<T> {
        self.take()
    }
}
