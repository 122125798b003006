//! Helper attributes of derives, `#[name(option, ..)]`: every option of each, and every mistake.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Path, Result, Token};

/// The errors found so far. Reading goes on after one, to find them all.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// What a derive expands to: all of it; or after a mistake the error, and a stub so that those who use the item
    /// hear nothing of it.
    pub(crate) fn or_stub(self, all: impl FnOnce() -> TokenStream, stub: impl FnOnce() -> TokenStream) -> TokenStream {
        match self.0 {
            None => all(),
            Some(error) => {
                let (error, stub) = (error.into_compile_error(), stub());
                quote!(#error #stub)
            }
        }
    }
}

/// Hands every option in the attributes called `name` to `option`.
pub(crate) fn read(
    name: &str,
    attributes: &[Attribute],
    errors: &mut Errors,
    mut option: impl FnMut(ParseNestedMeta<'_>) -> Result<()>,
) {
    for attribute in attributes {
        if attribute.path().is_ident(name)
            && let Err(error) = attribute.parse_nested_meta(&mut option)
        {
            errors.push(error);
        }
    }
}

/// An option that is a word alone.
pub(crate) fn word(option: &ParseNestedMeta<'_>, name: &str) -> Result<()> {
    match option.input.is_empty() || option.input.peek(Token![,]) {
        true => Ok(()),
        false => Err(option.error(format!("`{name}` takes no value"))),
    }
}

/// `crate = path`, into `daisy`.
pub(crate) fn krate(option: &ParseNestedMeta<'_>, daisy: &mut Option<Path>) -> Result<()> {
    let path = option.value()?.call(Path::parse_mod_style);
    let path = path.map_err(|error| syn::Error::new(error.span(), "`crate` takes a path: `crate = my::daisy`"))?;
    once(option, daisy, path, "crate")
}

/// Sets what may be said once.
pub(crate) fn once<T>(option: &ParseNestedMeta<'_>, place: &mut Option<T>, value: T, name: &str) -> Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(option.error(format!("`{name}` is given twice"))),
    }
}
