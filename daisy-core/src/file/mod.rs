//! Graphs as bytes.
//!
//! A file is a frame (`frame`) around a payload (`row`): tables of the functions and types it names, then one row a
//! node or layer (`item`), inputs before readers. Layers stay rules: no task of theirs is built. Code is not in it: a function is found again by its identity among those that the
//! program registered when it was linked (`registry`), and a constant is read by the codec of its type (`codec`), which
//! is registered with the functions that have it in their signatures (`probe`). Identities hold for one build, so the
//! file says of which it is (`build`).
//!
//! What is read is checked as if it were made by calls: keys are worked out again from content, and every input has the
//! type that its reader takes. Of layers, the parts must fit; their keys are given.

mod build;
mod codec;
mod frame;
mod item;
mod own;
mod probe;
mod read;
mod read_layer;
mod registry;
mod row;
mod write;
mod write_layer;

pub use probe::{Codec, Container};
pub use registry::{Registry, link};

use crate::error::Result;
use crate::graph::Graph;

impl Graph {
    /// The graph as bytes, for another run of this program to read with [`from_bytes`](Graph::from_bytes).
    ///
    /// Written are calls of `#[delayed]` functions and methods that are not generic, by name; constants and held results, by
    /// serde; layers that [`blockwise`](crate::blockwise) and [`tree_reduce`](crate::tree_reduce) made, as rules, whatever
    /// the number of their blocks; and daisy's own tasks: operators on primitives, `split`, `attempt`, choices and gathered
    /// arguments. A
    /// constant's type must be `Serialize` and `Deserialize`, and stand in the signature of a delayed function.
    ///
    /// ```
    /// use daisy::{Graph, prelude::*};
    ///
    /// #[delayed]
    /// fn area(width: f64, height: f64) -> f64 {
    ///     width * height
    /// }
    ///
    /// let total = area(2.0, 3.0) + area(4.0, 5.0);
    /// let bytes = total.graph().to_bytes()?;
    ///
    /// let graph = Graph::from_bytes(&bytes)?; // or in the next run
    /// assert_eq!(graph, total.graph());
    /// let total = graph.roots().next().and_then(|root| root.typed::<f64>()).expect("the one root");
    /// assert_eq!(total.compute().wait()?, 26.0);
    /// # Ok::<(), daisy::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of kind [`Executor`](crate::ErrorKind::Executor), for the first node that can't be written, with its task: a generic
    /// function, a closure, an inline body's own text, a layer that is an `impl Layer`, or a constant of a type without serde or in no
    /// delayed signature.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        write::graph(self)
    }

    /// The graph that [`to_bytes`](Graph::to_bytes) wrote in this run or another of this very build: the same keys,
    /// roots and results.
    ///
    /// Layers are layers again, and none of their tasks is built.
    ///
    /// A file is trusted like the program's own state: its checksum tells accidents, not enemies. Reading checks
    /// all the same that keys and types fit, so that no bytes make it panic or give a graph that can't run.
    ///
    /// # Errors
    ///
    /// Of kind [`Executor`](crate::ErrorKind::Executor): no graph of daisy's, cut off, changed, of another version of the
    /// format, or of another build, whose keys and functions are other ones.
    pub fn from_bytes(bytes: &[u8]) -> Result<Graph> {
        read::graph(bytes)
    }
}
