//! The item that is derived for, as far as its content goes.

use syn::{Data, DataUnion, DeriveInput, Generics, Ident, Member, Path, Type};

use super::options;
use crate::helper::Errors;

/// A struct or an enum.
pub(super) struct Item<'a> {
    pub(super) name: &'a Ident,
    pub(super) generics: &'a Generics,
    /// The path to daisy.
    pub(super) daisy: Path,
    pub(super) body: Body<'a>,
}

/// What it is made of.
pub(super) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    /// The ordinal of a variant is its position.
    Enum(Vec<Variant<'a>>),
}

pub(super) struct Variant<'a> {
    pub(super) name: &'a Ident,
    pub(super) fields: Vec<Field<'a>>,
}

/// A field that is content; a skipped one is none.
pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) ty: &'a Type,
}

impl<'a> Item<'a> {
    /// Reads all of it, whatever is wrong with it.
    pub(super) fn read(input: &'a DeriveInput) -> (Item<'a>, Errors) {
        let mut errors = Errors::default();
        let item = Item {
            name: &input.ident,
            generics: &input.generics,
            daisy: options::daisy(&input.attrs, &mut errors),
            body: Body::read(&input.data, &mut errors),
        };
        (item, errors)
    }

    /// Every field that is content, of every variant.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        let (fields, variants) = match &self.body {
            Body::Struct(fields) => (&fields[..], &[][..]),
            Body::Enum(variants) => (&[][..], &variants[..]),
        };
        let of_variants = variants.iter().flat_map(|variant| &variant.fields);
        fields.iter().chain(of_variants)
    }
}

impl<'a> Body<'a> {
    fn read(data: &'a Data, errors: &mut Errors) -> Body<'a> {
        match data {
            Data::Struct(data) => Body::Struct(fields(&data.fields, errors)),
            Data::Enum(data) => {
                let variants = data.variants.iter().map(|variant| {
                    options::none(&variant.attrs, errors);
                    Variant { name: &variant.ident, fields: fields(&variant.fields, errors) }
                });
                Body::Enum(variants.collect())
            }
            Data::Union(data) => {
                errors.push(union(data));
                Body::Struct(Vec::new())
            }
        }
    }
}

fn fields<'a>(fields: &'a syn::Fields, errors: &mut Errors) -> Vec<Field<'a>> {
    let mut content = Vec::new();
    for (field, member) in fields.iter().zip(fields.members()) {
        if !options::skip(&field.attrs, errors) {
            let ty = &field.ty;
            content.push(Field { member, ty });
        }
    }
    content
}

fn union(data: &DataUnion) -> syn::Error {
    syn::Error::new(
        data.union_token.span,
        "a union does not know which of its fields is content: make it an enum, or write \
         `impl Tokenize` by hand",
    )
}
