//! What the behaviour tests share.

#![allow(dead_code, reason = "each test crate includes all of it and uses a part")]

pub mod executors;
pub mod functions;
pub mod observers;
pub mod process;
pub mod watch;

/// What a test returns whose computations succeed.
pub type Checked = Result<(), daisy::Error>;
