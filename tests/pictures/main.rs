//! Pictures of graphs: what each format holds, and what becomes of bad paths.

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod colours;
mod files;
mod formats;
mod groups;
mod shared;
mod well_formed;
