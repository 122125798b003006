//! daisy
pub use daisy_core::*;
pub use daisy_macros::{Tokenize, delayed};
pub use daisy_runtime::*;
/// Prelude.
pub mod prelude {
    pub use daisy_core::{Collection, Data, Delayed, Tokenize};
    pub use daisy_macros::{Tokenize, delayed};
}
