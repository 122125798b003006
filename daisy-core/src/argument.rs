//! Arguments: what a delayed function may be called with.

use crate::args::Args;
use crate::call::{Outcome, call};
use crate::combinators::spec;
use crate::delayed::{Delayed, value};
use crate::node::Node;
use crate::operation::Spec;
use crate::token::Tokenize;
use crate::value::{Data, Value};
#[cfg(feature = "serde")]
use crate::{combinators::item, file::Registry, value::Type};

/// What may be passed where a delayed function has a parameter of type `T`: a `T`, a `&T` (cloned),
/// a `Delayed<T>` or `&Delayed<T>`; handles in a `Vec`, slice, array, `Option` or tuple where `T` is
/// one of values; a `&str` for a `String`.
///
/// A plain argument is a constant, keyed by its content.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be passed for a parameter of type `{T}`",
    label = "neither a handle to a `{T}` nor a `{T}` with content to hash",
    note = "a plain argument needs `#[derive(Tokenize)]`; for what has no content to hash, pass `daisy::opaque(value)`",
    note = "for a parameter `&[T]` pass a `Vec`, of values or of handles; for `&Path` a `PathBuf`; for `&str` a `String` or a `&str`"
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
pub struct Gather {
    pub(crate) form: Form,
    /// The argument's type.
    #[cfg(feature = "serde")]
    pub(crate) ty: &'static Type,
    /// Whether nodes of these types can be put together so.
    #[cfg(feature = "serde")]
    pub(crate) takes: fn(&[&'static Type]) -> bool,
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

    /// Whether it is one input of the task.
    #[inline]
    pub(crate) fn is_one(&self) -> bool {
        matches!(self.0, Inputs::One(_))
    }

    /// The one node that it is; handles that were to be put together first become one.
    #[inline]
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

/// A container of values that can be made of inputs, one for each.
pub trait Gathers: Data + Clone {
    /// How.
    const GATHER: &'static Gather;

    /// Registers what takes such a container apart.
    #[cfg(feature = "serde")]
    fn register(_: &mut Registry) {}
}

/// A gather to `C`: as what, which types, how many, and how.
macro_rules! gather {
    ($form:ident $C:ty, |$types:ident| $takes:expr, |$args:ident, $start:ident, $len:pat_param| $assemble:expr) => {
        const GATHER: &'static Gather = &Gather {
            form: Form::$form,
            #[cfg(feature = "serde")]
            ty: Type::of::<$C>(),
            #[cfg(feature = "serde")]
            takes: |$types| $takes,
            assemble: |$args, $start, $len| Value::new::<$C>($assemble),
            node: gather::<$C>,
        };
    };
}

#[cfg(feature = "serde")]
fn all<T: Data>(types: &[&'static Type]) -> bool {
    types.iter().all(|ty| ty.is::<T>())
}

impl<T: Data + Clone> Gathers for Vec<T> {
    gather!(List Vec<T>, |types| all::<T>(types), |args, start, len| {
        (start..start + len).map(|input| args.take_input(input)).collect()
    });
}

impl<T: Data + Clone, const N: usize> Gathers for [T; N] {
    gather!(List [T; N], |types| types.len() == N && all::<T>(types), |args, start, _| {
        std::array::from_fn(|i| args.take_input(start + i))
    });
}

impl<T: Data + Clone> Gathers for Option<T> {
    gather!(Option Option<T>, |types| types.len() < 2 && all::<T>(types), |args, start, len| {
        (len == 1).then(|| args.take_input(start))
    });
}

macro_rules! containers {
    ($([$($generics:tt)*] $target:ty = $from:ty, |$this:ident| $handles:expr;)*) => {$(
        impl<$($generics)*> Argument<$target> for $from {
            fn into_input(self) -> Input {
                let $this = self;
                Input::many($handles, <$target as Gathers>::GATHER)
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
        impl<$($T: Data + Clone),*> Gathers for ($($T,)*) {
            gather!(
                Tuple ($($T,)*),
                |types| types.len() == [$($index),*].len() && true $(&& types[$index].is::<$T>())*,
                |args, start, _| ($(args.take_input::<$T>(start + $index),)*)
            );

            #[cfg(feature = "serde")]
            fn register(to: &mut Registry) {
                $(to.function(item::<Self, $index, 0>([]));)*
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($T: Data + Clone),*> Argument<($($T,)*)> for ($(Delayed<$T>,)*) {
            fn into_input(self) -> Input {
                Input(Inputs::Many(vec![$(self.$index.into_node()),*], <($($T,)*)>::GATHER))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($T: Data + Clone),*> Argument<($($T,)*)> for &($(Delayed<$T>,)*) {
            fn into_input(self) -> Input {
                self.clone().into_input()
            }
        }
    };
}

crate::tuples::each_tuple!(tuples);
