//! `#[derive(Collection)]`: read the struct and its options into a model, write the struct of its results and the
//! implementation.
//!
//! Everything that can be wrong is found while reading. Then stubs stand in for both, so that those who use the struct
//! hear nothing of it.

mod bounds;
mod expand;
mod model;
mod options;

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use self::expand::Part;
use self::model::Item;

/// Expands the derive.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let (item, errors) = Item::read(&input);
    let part = Part::of(&item);
    errors.or_stub(|| part.all(), || part.stub())
}
