//! daisy-core
