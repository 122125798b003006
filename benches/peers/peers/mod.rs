//! The libraries, each in a file.

mod counters;
pub mod daisy;
pub mod outside;
pub mod plain;
pub mod rayon;
pub mod tokio;
