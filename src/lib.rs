#![doc = include_str!("front.md")]

#[cfg(feature = "serde")]
pub use daisy_core::by_serde;
pub use daisy_core::{
    Argument, BlockIndex, BlockInput, BlockInputs, Blocks, BoxError, BoxFuture, Collection, Colour, Computation, Data,
    Delayed, Ended, Error, ErrorKind, Executor, Finished, Fused, Graph, IntoExecutor, Key, Keys, Kind, Layer, Node,
    Observer, Order, Outcome, Pass, Picture, Plan, Record, Registered, Result, Results, Rewire, Shared, Started, Swap,
    Task, TaskInfo, Tokenize, Tokenizer, add_pass, bind, blockwise, checkpoint, clone_graph, compute, layer, opaque,
    optimize, persist, register_size, set_executor, size_of_value, tree_reduce, value, visualize, wait_on,
};
pub use daisy_macros::{Collection, Tokenize, delayed, inline};
pub use daisy_runtime::{Builder, Inline, Runtime};

#[doc(hidden)]
pub use daisy_core::__private;

/// What nearly every program that uses daisy names: `use daisy::prelude::*`. It shadows nothing of
/// std's prelude.
pub mod prelude {
    pub use daisy_core::{Collection, Data, Delayed, Tokenize};
    pub use daisy_macros::{Collection, Tokenize, delayed};
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../docs/language.md")]
struct Language;

#[cfg(doctest)]
#[doc = include_str!("../docs/collections.md")]
struct Collections;

#[cfg(doctest)]
#[doc = include_str!("../docs/pictures.md")]
struct Pictures;

#[cfg(doctest)]
#[doc = include_str!("../docs/layers.md")]
struct Layers;

#[cfg(doctest)]
#[doc = include_str!("../docs/memory.md")]
struct Memory;
