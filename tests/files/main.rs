//! Graphs as bytes, read by the run that wrote them and by others.

#![cfg(feature = "serde")]
#![forbid(unsafe_code)]

#[path = "../common/mod.rs"]
mod common;

mod another_run;
mod broken;
mod functions;
mod layers;
mod random;
mod refused;
mod round_trips;
