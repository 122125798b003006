//! `#[tokenize(..)]`: what it says on an item, on a field, and everywhere else.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Path, Result, parse_quote};

use crate::helper::{self, Errors};

/// Where daisy is: `#[tokenize(crate = path)]` on the item.
pub(super) fn daisy(attributes: &[Attribute], errors: &mut Errors) -> Path {
    let mut daisy = None;
    read(attributes, errors, |option| {
        if option.path.is_ident("crate") {
            return helper::krate(&option, &mut daisy);
        }
        Err(option.error(match option.path.is_ident("skip") {
            true => "`skip` goes on a field: a type without content would be one constant",
            false => "unknown option: a type takes `crate = path`, a field takes `skip`",
        }))
    });
    daisy.unwrap_or_else(|| parse_quote!(::daisy))
}

/// Whether a field is left out: `#[tokenize(skip)]`.
pub(super) fn skip(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let mut skip = false;
    read(attributes, errors, |option| {
        if option.path.is_ident("skip") {
            skip = true;
            return helper::word(&option, "skip");
        }
        Err(option.error(match option.path.is_ident("crate") {
            true => "`crate = path` goes on the type",
            false => "unknown option: a field takes `skip`, a type takes `crate = path`",
        }))
    });
    skip
}

/// A variant takes no options.
pub(super) fn none(attributes: &[Attribute], errors: &mut Errors) {
    read(attributes, errors, |option| Err(option.error("a variant takes no options: `skip` goes on a field of it")));
}

fn read(attributes: &[Attribute], errors: &mut Errors, option: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) {
    helper::read("tokenize", attributes, errors, option);
}
