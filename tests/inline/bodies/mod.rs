//! Realistic functions: each written once, and the same with and without the attribute.

mod associated;
mod blanket;
mod building;
mod calls;
mod errors;
mod everyday;
mod generic;
mod lent;
mod linear;
mod numeric;
mod patterns;
mod shown;
mod structs;
mod text;
