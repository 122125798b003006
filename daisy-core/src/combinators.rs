//! Handles from handles: `map`, `and_then`, `flatten`, `attempt`, `split`.

use std::fmt::Display;

use crate::args::Args;
use crate::argument::{Argument, Input};
use crate::call::{Outcome, call, call_cheap};
use crate::delayed::Delayed;
use crate::error::{BoxError, Result};
use crate::operation::Spec;
use crate::value::{Data, small};

/// The spec of one of daisy's own functions.
macro_rules! spec {
    ($name:literal $(. $option:ident($($value:tt)*))*) => {{
        const SPEC: &Spec = &Spec::new(
            $name,
            concat!(module_path!(), "::", $name),
            concat!("daisy ", env!("CARGO_PKG_VERSION")),
            // A place in daisy's own source would tell a user nothing.
            "",
            0,
            0,
        )$(.$option($($value)*))*;
        SPEC
    }};
}

pub(crate) use spec;

impl<T: Data> Delayed<T> {
    /// The result of `f` on this result. A closure that captures nothing is identified by its type, so
    /// equal maps are one task; one that captures makes a task of its own.
    ///
    /// ```
    /// let words = daisy::value("a b c".to_string()).map(|text| text.split(' ').count());
    /// assert_eq!(words.compute().wait()?, 3);
    /// # Ok::<(), daisy::Error>(())
    /// ```
    ///
    /// A method of the result is a closure away: `table.map(|table| table.len())`. One that returns a `Result` gives a
    /// `Delayed<Result<..>>`, whose [`flatten`](Delayed::flatten) fails with the error.
    pub fn map<R: Data>(&self, f: impl Fn(&T) -> R + Send + Sync + 'static) -> Delayed<R> {
        call(spec!("map"), move |args: &Args<'_>| Outcome::done(f(args.get::<T>(0))), [self.into_input()])
    }

    /// The result of the graph that `f` makes of this result: what there is to do may depend on it. Identified as in
    /// [`map`](Delayed::map).
    ///
    /// ```
    /// use daisy::prelude::*;
    ///
    /// #[delayed]
    /// fn square(n: u64) -> u64 {
    ///     n * n
    /// }
    /// #[delayed]
    /// fn total(parts: Vec<u64>) -> u64 {
    ///     parts.iter().sum()
    /// }
    ///
    /// let count = square(2);
    /// let sum = count.and_then(|&count| total((0..count).map(square).collect::<Vec<_>>()));
    /// assert_eq!(sum.compute().wait()?, 14);
    /// # Ok::<(), daisy::Error>(())
    /// ```
    pub fn and_then<R: Data>(&self, f: impl Fn(&T) -> Delayed<R> + Send + Sync + 'static) -> Delayed<R> {
        let run = move |args: &Args<'_>| Outcome::graph(f(args.get::<T>(0)));
        call(spec!("and_then".grows()), run, [self.into_input()])
    }

    /// This result, or why there is none: a failure or panic of what it needs becomes a value and
    /// stops nothing.
    ///
    /// ```
    /// use daisy::prelude::*;
    ///
    /// #[delayed]
    /// fn parse(text: &str) -> Result<i64, std::num::ParseIntError> {
    ///     text.parse()
    /// }
    ///
    /// let numbers: Vec<_> = ["1", "two", "3"].into_iter().map(|text| parse(text).attempt()).collect();
    /// let good: Vec<i64> = numbers.compute().wait()?.into_iter().flatten().collect();
    /// assert_eq!(good, [1, 3]);
    ///
    /// let or_zero = parse("two").attempt().map(|number| *number.as_ref().unwrap_or(&0));
    /// assert_eq!(or_zero.compute().wait()?, 0);
    /// # Ok::<(), daisy::Error>(())
    /// ```
    pub fn attempt(&self) -> Delayed<Result<T>>
    where
        T: Clone,
    {
        attempt([self.into_input()])
    }
}

pub(crate) fn attempt<T: Data + Clone, const N: usize>(inputs: [Input; N]) -> Delayed<Result<T>> {
    fn attempt<T: Data + Clone>(args: &Args<'_>) -> Outcome<Result<T>> {
        Outcome::done(match args.failure() {
            Some(error) => Err(error),
            None => Ok(args.take(0)),
        })
    }
    call(spec!("attempt".catches()), attempt::<T>, inputs)
}

impl<T: Data + Clone, E: Data + Display + Into<BoxError>> Delayed<Result<T, E>> {
    /// The value, or a failure with the error. An error that other tasks read too is passed on as its text.
    ///
    /// ```
    /// let number = daisy::value("x".to_string()).map(|text| text.parse::<i64>()).flatten();
    /// let error = number.compute().wait().unwrap_err();
    /// assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    pub fn flatten(&self) -> Delayed<T> {
        fn flatten<T: Data + Clone, E: Data + Display + Into<BoxError>>(args: &Args<'_>) -> Outcome<T> {
            if let Some(owned) = args.take_last::<Result<T, E>>(0) {
                return Outcome::result(owned);
            }
            let borrowed = args.get::<Result<T, E>>(0).as_ref();
            Outcome::result(borrowed.cloned().map_err(E::to_string))
        }
        call(spec!("flatten"), flatten::<T, E>, [self.into_input()])
    }
}

impl<T: Data> Delayed<Delayed<T>> {
    /// The result of the handle that is the result.
    pub fn flatten(&self) -> Delayed<T> {
        fn flatten<T: Data>(args: &Args<'_>) -> Outcome<T> {
            Outcome::graph(args.get::<Delayed<T>>(0).clone())
        }
        call(spec!("flatten".grows()), flatten::<T>, [self.into_input()])
    }
}

/// A tuple with an item at place `I`.
pub(crate) trait Item<const I: usize>: Data {
    type Item: Data + Clone;
    fn read(args: &Args<'_>) -> Self::Item;
}

/// Item `I` of the tuple that the one input is.
pub(crate) fn item<Tuple: Item<I>, const I: usize, const N: usize>(inputs: [Input; N]) -> Delayed<Tuple::Item> {
    fn item<Tuple: Item<I>, const I: usize>(args: &Args<'_>) -> Outcome<Tuple::Item> {
        Outcome::done(Tuple::read(args))
    }
    call_cheap(spec!("split".cheap()), small::<Tuple::Item>(), item::<Tuple, I>, inputs)
}

macro_rules! split {
    ($($T:ident $index:tt),*) => {
        split!([$($T),*] ($($T,)*): $($T $index),*);
    };
    ($all:tt $Tuple:ty: $($T:ident $index:tt),*) => {
        $(split!(@item $all $Tuple: $T $index);)*

        impl<$($T: Data + Clone),*> Delayed<$Tuple> {
            /// A handle to each item of the tuple.
            ///
            /// ```
            /// let (quotient, rest) = daisy::value((17u32, 5u32)).map(|(a, b)| (a / b, a % b)).split();
            /// assert_eq!(daisy::compute((quotient, rest)).wait()?, (3, 2));
            /// # Ok::<(), daisy::Error>(())
            /// ```
            pub fn split(&self) -> ($(Delayed<$T>,)*) {
                ($(item::<$Tuple, $index, 1>([self.into_input()]),)*)
            }
        }
    };
    (@item [$($All:ident),*] $Tuple:ty: $T:ident $index:tt) => {
        impl<$($All: Data + Clone),*> Item<$index> for $Tuple {
            type Item = $T;
            /// The last to read the tuple has its item out of it.
            fn read(args: &Args<'_>) -> $T {
                match args.take_last::<$Tuple>(0) {
                    Some(all) => all.$index,
                    None => args.get::<$Tuple>(0).$index.clone(),
                }
            }
        }
    };
}

crate::tuples::each_tuple!(split);
