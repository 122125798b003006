//! The executors of daisy: [`Runtime`], which runs CPU tasks on workers of its own and the rest on
//! tokio, and [`Inline`], which runs everything on the calling thread.
//!
//! Users depend on `daisy-rs`, which re-exports both.

mod builder;
mod gate;
mod hook;
mod inline;
mod lanes;
mod pool;
mod range;
mod reactor;
mod runtime;
mod sleep;
mod sync;
mod waiting;

pub use builder::Builder;
pub use inline::Inline;
pub use runtime::Runtime;
