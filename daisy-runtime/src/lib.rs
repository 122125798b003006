//! daisy-runtime
