//! The collection protocol: what is derived, what users write, and what every collection can rely on; and the surgery
//! on graphs that is written over it.

#[path = "../common/mod.rs"]
mod common;

mod derived;
mod own;
mod protocol;
mod random;
mod surgery;
