//! Arguments: what a delayed function may be called with.

use std::marker::PhantomData;

use crate::args::Args;
use crate::call::{Outcome, call};
use crate::combinators::spec;
use crate::delayed::{Delayed, value};
use crate::node::Node;
use crate::operation::Spec;
use crate::token::Tokenize;
use crate::value::{Data, Value};

/// What may be passed where a delayed function has a parameter of type `T`: a `T`, a `&T` (cloned),
/// a `Delayed<T>` or `&Delayed<T>`; handles in a `Vec`, slice, array, `Option` or tuple where `T` is
/// one of values; a `&str` for a `String`.
///
/// A plain argument is a constant, keyed by its content.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be passed for a parameter of type `{T}`",
    label = "neither a handle to a `{T}` nor a `{T}` with content to hash",
    note = "a plain argument needs `#[derive(Tokenize)]`; for what has no content to hash, pass `daisy::opaque(value)`"
)]
pub trait Argument<T> {
    /// The argument as inputs of a task.
    fn into_input(self) -> Input;
}

/// An argument on its way into a task.
pub struct Input(pub(crate) Inputs);

pub(crate) enum Inputs {
    One(Node),
    /// Put together into one value.
    Many(Vec<Node>, &'static Gather),
    /// Side by side: the task reads each.
    Side(Vec<Node>),
}

/// How several inputs become one argument.
pub(crate) struct Gather {
    pub(crate) form: Form,
    /// Takes the inputs `start..start + len` and puts them together.
    pub(crate) assemble: fn(&Args<'_>, usize, usize) -> Value,
    /// A task that only puts them together.
    pub(crate) node: fn(Input) -> Node,
}

fn gather<T: Data + Clone>(input: Input) -> Node {
    fn gather<T: Data + Clone>(args: &Args<'_>) -> Outcome<T> {
        Outcome::done(args.take(0))
    }
    call(spec!("gather"), gather::<T>, [input]).into_node()
}

/// How a listing shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    List,
    Tuple,
    Option,
}

impl Input {
    fn one(node: Node) -> Input {
        Input(Inputs::One(node))
    }

    /// The one node that it is; handles that were to be put together first become one.
    pub(crate) fn into_node(self) -> Node {
        match self.0 {
            Inputs::One(node) => node,
            Inputs::Many(_, gather) => (gather.node)(self),
            Inputs::Side(_) => unreachable!("parts have no parts"),
        }
    }

    /// Nodes that the task reads one by one, or not at all.
    pub(crate) fn side(nodes: Vec<Node>) -> Input {
        Input(Inputs::Side(nodes))
    }

    fn many<T>(handles: impl IntoIterator<Item = Delayed<T>>, gather: &'static Gather) -> Input {
        Input(Inputs::Many(handles.into_iter().map(Delayed::into_node).collect(), gather))
    }
}

impl<T: Tokenize + Data> Argument<T> for T {
    fn into_input(self) -> Input {
        Input::one(value(self).into_node())
    }
}

impl<T: Tokenize + Data + Clone> Argument<T> for &T {
    fn into_input(self) -> Input {
        Input::one(value(self.clone()).into_node())
    }
}

impl Argument<String> for &str {
    fn into_input(self) -> Input {
        Input::one(value(self.to_owned()).into_node())
    }
}

impl<T: Data> Argument<T> for Delayed<T> {
    fn into_input(self) -> Input {
        Input::one(self.into_node())
    }
}

impl<T: Data> Argument<T> for &Delayed<T> {
    fn into_input(self) -> Input {
        Input::one(self.clone().into_node())
    }
}

/// `G::GATHER` for a container of handles; a trait for the sake of its constants.
struct Of<C>(PhantomData<C>);

impl<T: Data + Clone> Of<Vec<T>> {
    const GATHER: &'static Gather = &Gather {
        form: Form::List,
        assemble: |args, start, len| {
            Value::new::<Vec<T>>((start..start + len).map(|input| args.take_input(input)).collect())
        },
        node: gather::<Vec<T>>,
    };
}

impl<T: Data + Clone, const N: usize> Of<[T; N]> {
    const GATHER: &'static Gather = &Gather {
        form: Form::List,
        assemble: |args, start, _| Value::new::<[T; N]>(std::array::from_fn(|i| args.take_input(start + i))),
        node: gather::<[T; N]>,
    };
}

impl<T: Data + Clone> Of<Option<T>> {
    const GATHER: &'static Gather = &Gather {
        form: Form::Option,
        assemble: |args, start, len| Value::new::<Option<T>>((len == 1).then(|| args.take_input(start))),
        node: gather::<Option<T>>,
    };
}

macro_rules! containers {
    ($([$($generics:tt)*] $target:ty = $from:ty, |$this:ident| $handles:expr;)*) => {$(
        impl<$($generics)*> Argument<$target> for $from {
            fn into_input(self) -> Input {
                let $this = self;
                Input::many($handles, Of::<$target>::GATHER)
            }
        }
    )*};
}

containers! {
    [T: Data + Clone] Vec<T> = Vec<Delayed<T>>, |this| this;
    [T: Data + Clone] Vec<T> = &Vec<Delayed<T>>, |this| this.iter().cloned();
    [T: Data + Clone] Vec<T> = &[Delayed<T>], |this| this.iter().cloned();
    [T: Data + Clone, const N: usize] [T; N] = [Delayed<T>; N], |this| this;
    [T: Data + Clone, const N: usize] [T; N] = &[Delayed<T>; N], |this| this.iter().cloned();
    [T: Data + Clone] Option<T> = Option<Delayed<T>>, |this| this;
    [T: Data + Clone] Option<T> = &Option<Delayed<T>>, |this| this.iter().cloned();
}

macro_rules! tuples {
    ($($T:ident $index:tt),*) => {
        impl<$($T: Data + Clone),*> Of<($($T,)*)> {
            const GATHER: &'static Gather = &Gather {
                form: Form::Tuple,
                assemble: |args, start, _| Value::new::<($($T,)*)>(($(args.take_input::<$T>(start + $index),)*)),
                node: gather::<($($T,)*)>,
            };
        }

        impl<$($T: Data + Clone),*> Argument<($($T,)*)> for ($(Delayed<$T>,)*) {
            fn into_input(self) -> Input {
                Input(Inputs::Many(vec![$(self.$index.into_node()),*], Of::<($($T,)*)>::GATHER))
            }
        }

        impl<$($T: Data + Clone),*> Argument<($($T,)*)> for &($(Delayed<$T>,)*) {
            fn into_input(self) -> Input {
                self.clone().into_input()
            }
        }
    };
}

crate::tuples::each_tuple!(tuples);
