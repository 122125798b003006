//! Folding is never wrong: what can mean different things is different tasks. And what is equal is one.

mod arguments;
mod closures;
mod fold;
mod found;
mod macros;
mod nested;
mod scopes;
mod shadowed;
mod traits;
mod twins;
