//! Helper attributes of derives, `#[name(option, ..)]`: every option of each, and every mistake.

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

    pub(crate) fn into_result(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
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
