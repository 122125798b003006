//! What becomes a node, what folds, and what runs.

mod calls;
mod captured;
mod chains;
mod choices;
mod closures;
mod constructors;
mod errors;
mod found;
mod fusing;
mod growing;
mod heads;
mod leaving;
mod literals;
mod loops;
mod names;
mod operators;
mod ownership;
mod places;
mod references;
mod regions;
mod stages;
mod types;
