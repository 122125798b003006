//! `#[derive(Tokenize)]`: read the item and its options into a model, find the bounds that its
//! type parameters need, write the implementation.
//!
//! Everything that can be wrong is found while reading. Then a stub stands in for the
//! implementation, so that those who use the type hear nothing of it.

mod bounds;
mod expand;
mod model;
mod options;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use self::model::Item;

/// Expands the derive.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let (item, errors) = Item::read(&input);
    errors.or_stub(|| expand::implementation(&item), || expand::stub(&item))
}
