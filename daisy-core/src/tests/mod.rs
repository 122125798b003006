//! Tests of the core as a whole: passes over text graphs, and runs without a runtime.

mod choices;
mod fused;
mod graphs;
mod pressure;
mod runs;
