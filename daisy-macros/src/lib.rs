//! The macros of daisy.

mod attrs;
mod bounds;
mod check;
mod emit;
mod fallback;
mod lower;
mod methods;
mod mistakes;
mod model;
mod names;
mod options;
mod parse;
mod source;
mod tokenize;
mod types;

use proc_macro::TokenStream;

/// x
#[proc_macro_attribute]
pub fn delayed(options: TokenStream, item: TokenStream) -> TokenStream {
    lower::delayed(options.into(), item.into()).into()
}

/// x
#[proc_macro_attribute]
pub fn inline(options: TokenStream, item: TokenStream) -> TokenStream {
    lower::inline(options.into(), item.into()).into()
}

/// x
#[proc_macro_derive(Tokenize, attributes(tokenize))]
pub fn tokenize(input: TokenStream) -> TokenStream {
    tokenize::derive(input.into()).into()
}
