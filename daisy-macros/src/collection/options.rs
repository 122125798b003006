//! `#[collection(..)]`: what it says on a struct and on a field.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Path, Result, Token, parenthesized, parse_quote};

use crate::helper::{self, Errors};

const OF_STRUCTS: &str = "a struct takes `output = Name`, `derive(..)` and `crate = path`";
const OF_FIELDS: &str = "a field takes `keep`";

/// What is said on the struct.
pub(super) struct Options {
    /// The path to daisy.
    pub(super) daisy: Path,
    /// The name that was chosen for the struct of the results.
    pub(super) output: Option<Ident>,
    /// What that struct derives.
    pub(super) derives: Vec<Path>,
}

impl Options {
    pub(super) fn read(attributes: &[Attribute], errors: &mut Errors) -> Options {
        let (mut daisy, mut output, mut derives) = (None, None, Vec::new());
        read(attributes, errors, |option| {
            if option.path.is_ident("crate") {
                helper::krate(&option, &mut daisy)
            } else if option.path.is_ident("output") {
                let name: Result<Ident> = option.value()?.parse();
                let name =
                    name.map_err(|error| syn::Error::new(error.span(), "`output` takes a name: `output = Totals`"));
                helper::once(&option, &mut output, name?, "output")
            } else if option.path.is_ident("derive") {
                derives.extend(paths(&option)?);
                Ok(())
            } else if option.path.is_ident("keep") {
                Err(option.error("`keep` goes on a field: it is carried through unchanged"))
            } else {
                Err(option.error(format!("unknown option: {OF_STRUCTS}, {OF_FIELDS}")))
            }
        });
        Options { daisy: daisy.unwrap_or_else(|| parse_quote!(::daisy)), output, derives }
    }
}

fn paths(option: &ParseNestedMeta<'_>) -> Result<Punctuated<Path, Token![,]>> {
    if !option.input.peek(syn::token::Paren) {
        return Err(option.error("`derive` takes a list: `derive(Debug, PartialEq)`"));
    }
    let list;
    parenthesized!(list in option.input);
    list.parse_terminated(Path::parse_mod_style, Token![,])
}

/// Whether a field is carried through: `#[collection(keep)]`. Any other option on it was meant as this one.
pub(super) fn keep(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let mut keep = false;
    read(attributes, errors, |option| {
        keep = true;
        if option.path.is_ident("keep") {
            return helper::word(&option, "keep");
        }
        let of_struct = ["output", "derive", "crate"].iter().any(|name| option.path.is_ident(name));
        Err(option.error(match of_struct {
            true => format!("this option goes on the struct: {OF_FIELDS}"),
            false => format!("unknown option: {OF_FIELDS}, {OF_STRUCTS}"),
        }))
    });
    keep
}

fn read(attributes: &[Attribute], errors: &mut Errors, option: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) {
    helper::read("collection", attributes, errors, option);
}
