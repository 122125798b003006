//! daisy
pub use daisy_core::*;
pub use daisy_runtime::*;
pub use daisy_macros::{delayed, Tokenize};
/// Prelude.
pub mod prelude { pub use daisy_core::{Data, Delayed, Tokenize, Collection}; pub use daisy_macros::{delayed, Tokenize}; }
