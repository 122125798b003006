//! The core of daisy: keys, tokens, handles, graphs, plans, and the executor trait.
//!
//! Users depend on `daisy-rs`, which re-exports all of it beside the macros and executors. The way of the data is the
//! layout: `call` makes a `node` from an `operation` and `argument`s; nodes form a `graph` by being each
//! other's inputs; a `computation` merges, folds and orders it into a `plan`; an `executor` runs the
//! plan; `results` go back through the `collection` that asked.

mod args;
mod argument;
mod call;
mod choice;
mod collection;
mod combinators;
mod computation;
mod context;
mod delayed;
mod error;
mod executor;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub mod file;
mod fold;
mod fuse;
mod graph;
mod hook;
mod identity;
#[doc(hidden)]
pub mod inline;
mod kept;
mod key;
mod layer;
mod lent;
mod listing;
mod literal;
mod merge;
mod merged;
mod needs;
mod node;
mod observer;
mod operation;
mod operators;
mod optimize;
mod order;
mod outline;
mod pass;
mod plan;
mod pressure;
mod record;
mod render;
mod results;
mod rewire;
mod sharing;
mod size;
mod steps;
mod sync;
#[cfg(all(test, not(daisy_loom)))]
mod tests;
mod token;
mod tuples;
mod value;

pub use argument::Argument;
pub use collection::{Collection, Keys};
pub use computation::{Computation, compute, persist};
#[cfg(feature = "serde")]
pub use delayed::by_serde;
pub use delayed::{Delayed, Shared, opaque, value};
pub use error::{BoxError, Error, ErrorKind, Result, TaskInfo};
pub use executor::{Executor, IntoExecutor, set_executor};
pub use graph::Graph;
pub use key::Key;
pub use layer::{BlockIndex, BlockInput, BlockInputs, Blocks, Layer, blockwise, layer, tree_reduce};
pub use node::Node;
pub use observer::{Ended, Finished, Fused, Observer, Outcome, Started};
pub use operation::Kind;
pub use optimize::{optimize, visualize};
pub use pass::{Pass, Registered, add_pass};
pub use plan::{BoxFuture, Plan, Task};
pub use pressure::Order;
pub use record::Record;
pub use render::{Colour, Picture};
pub use results::{Results, Swap};
pub use rewire::{Rewire, bind, checkpoint, clone_graph, wait_on};
pub use size::{register_size, size_of_value};
pub use token::{Tokenize, Tokenizer};
pub use value::Data;

/// What generated code and daisy's own crates name. Not for users: anything here may change.
#[doc(hidden)]
pub mod __private {
    pub use crate::args::Args;
    pub use crate::argument::Input;
    pub use crate::call::{Fallible, Outcome, call, call_async};
    pub use crate::context::{Entered, this_thread_is_a_worker};
    pub use crate::executor::agree;
    #[cfg(feature = "serde")]
    pub use crate::file;
    pub use crate::hook::Hook;
    pub use crate::inline;
    pub use crate::operation::Spec;
    pub use crate::plan::{Effect, Numbers, Queue, Run, TaskId, wake_all};
    pub use crate::sync::lock;

    /// Registers a function by a call of it without inputs, the types in its signature, and those of them that look
    /// like containers, when the program starts.
    #[cfg(feature = "serde")]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __register {
        ($call:expr; [$($T:ty),*]; [$($C:ty),*]) => {
            extern "C" fn __daisy_link() {
                $crate::__private::file::link(|to| {
                    to.function($call);
                    $($crate::__private::file::Codec::<$T>::OF.register(to);)*
                    $($crate::__private::file::Container::<$C>::OF.register(to);)*
                });
            }
            #[used]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func,mod_init_funcs"))]
            #[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
            #[cfg_attr(not(any(target_vendor = "apple", windows)), unsafe(link_section = ".init_array"))]
            static __DAISY_LINK: extern "C" fn() = __daisy_link;
        };
    }

    /// Without serde nothing is registered.
    #[cfg(not(feature = "serde"))]
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __register {
        ($($all:tt)*) => {};
    }
    pub use crate::__register as register;

    /// The package and version of the crate it stands in.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __package {
        () => {
            ::core::concat!(::core::env!("CARGO_PKG_NAME"), " ", ::core::env!("CARGO_PKG_VERSION"))
        };
    }
    pub use crate::__package as package;

    /// The program of its package that it stands in; nothing in a library.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __program {
        () => {
            match ::core::option_env!("CARGO_BIN_NAME") {
                ::core::option::Option::Some(name) => name,
                ::core::option::Option::None => "",
            }
        };
    }
    pub use crate::__program as program;
}
