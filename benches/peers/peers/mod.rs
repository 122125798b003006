//! The libraries, each in a file.

pub mod async_dag;
mod counters;
pub mod dagrs;
pub mod dagx;
pub mod daisy;
pub mod dask;
pub mod outside;
pub mod plain;
pub mod rayon;
pub mod taskflow;
pub mod tokio;
