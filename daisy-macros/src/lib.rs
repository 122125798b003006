//! The macros of daisy, re-exported by `daisy-rs`: depend on that crate instead.
//!
//! An attribute and its item pass through a row of small stages, each on plain tokens:
//!
//! | stage | makes of what it gets |
//! |---|---|
//! | `parse` | the item, bodies unread |
//! | `options`, `attrs` | what was asked for, and which attribute goes where |
//! | `model` | parameters and result in daisy's words |
//! | `check` | every mistake, each once, where it is |
//! | `bounds` | the generics of the task |
//! | `emit`, `methods` | the expansion; `lower` runs the stages |
//! | `fallback` | what stands in for it after a mistake |
//!
//! What an expansion does at run time is in daisy-core, under `__private`.

mod attrs;
mod bounds;
mod check;
mod collection;
mod emit;
mod fallback;
mod helper;
mod inline;
mod lower;
mod methods;
mod mistakes;
mod model;
mod names;
mod options;
mod parse;
mod source;
#[cfg(test)]
mod tests;
mod tokenize;
mod types;

use proc_macro::TokenStream;

#[doc = include_str!("delayed.md")]
#[proc_macro_attribute]
pub fn delayed(options: TokenStream, item: TokenStream) -> TokenStream {
    lower::delayed(options.into(), item.into()).into()
}

#[doc = include_str!("inline.md")]
#[proc_macro_attribute]
pub fn inline(options: TokenStream, item: TokenStream) -> TokenStream {
    lower::inline(options.into(), item.into()).into()
}

#[doc = include_str!("tokenize.md")]
#[proc_macro_derive(Tokenize, attributes(tokenize))]
pub fn tokenize(input: TokenStream) -> TokenStream {
    tokenize::derive(input.into()).into()
}

#[doc = include_str!("collection.md")]
#[proc_macro_derive(Collection, attributes(collection))]
pub fn collection(input: TokenStream) -> TokenStream {
    collection::derive(input.into()).into()
}
