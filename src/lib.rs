//! daisy
