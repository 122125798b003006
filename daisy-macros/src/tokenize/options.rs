//! `#[tokenize(..)]`: what it says on an item, on a field, and everywhere else.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, Path, Result, Token, parse_quote};

/// The errors found so far. Reading goes on after one, to find them all.
#[derive(Default)]
pub(super) struct Errors(Option<syn::Error>);

impl Errors {
    pub(super) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(super) fn into_result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// Where daisy is: `#[tokenize(crate = path)]` on the item.
pub(super) fn daisy(attributes: &[Attribute], errors: &mut Errors) -> Path {
    let mut daisy = None;
    read(attributes, errors, |option| {
        if option.path.is_ident("crate") {
            let path = option.value()?.call(Path::parse_mod_style);
            let path =
                path.map_err(|error| syn::Error::new(error.span(), "`crate` takes a path: `crate = my::daisy`"))?;
            return match daisy.replace(path) {
                None => Ok(()),
                Some(_) => Err(option.error("`crate` is given twice")),
            };
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
            return match option.input.is_empty() || option.input.peek(Token![,]) {
                true => Ok(()),
                false => Err(option.error("`skip` takes no value")),
            };
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

fn read(attributes: &[Attribute], errors: &mut Errors, mut option: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) {
    for attribute in attributes {
        if attribute.path().is_ident("tokenize")
            && let Err(error) = attribute.parse_nested_meta(&mut option)
        {
            errors.push(error);
        }
    }
}
