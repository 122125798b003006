//! daisy-macros
