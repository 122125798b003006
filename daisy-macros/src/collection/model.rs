//! The struct that is derived for, and what it is asked to be.

use quote::format_ident;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Generics, Ident, Member, Type, Visibility};

use super::options::{self, Options};
use crate::helper::Errors;

pub(super) struct Item<'a> {
    pub(super) name: &'a Ident,
    pub(super) vis: &'a Visibility,
    pub(super) generics: &'a Generics,
    pub(super) options: Options,
    /// The name of the struct of its results.
    pub(super) output: Ident,
    pub(super) shape: Shape,
    pub(super) fields: Vec<Field<'a>>,
}

/// How its fields are written.
pub(super) enum Shape {
    Named,
    Tuple,
    Unit,
}

pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) field: &'a syn::Field,
    /// Carried through as it is.
    pub(super) keep: bool,
}

impl Field<'_> {
    pub(super) fn ty(&self) -> &Type {
        &self.field.ty
    }
}

impl<'a> Item<'a> {
    /// Reads all of it, whatever is wrong with it.
    pub(super) fn read(input: &'a DeriveInput) -> (Item<'a>, Errors) {
        let mut errors = Errors::default();
        let mut options = Options::read(&input.attrs, &mut errors);
        let name = &input.ident;
        let output = match options.output.take() {
            Some(output) if output == *name => {
                errors
                    .push(syn::Error::new(output.span(), "`output` names the struct of the results, which is another"));
                format_ident!("{name}Values")
            }
            Some(output) => output,
            None => format_ident!("{name}Values"),
        };
        for lifetime in input.generics.lifetimes() {
            let message = "a collection borrows nothing, for its handles are computed on other threads: own the data, or share it by `Arc`";
            errors.push(syn::Error::new(lifetime.span(), message));
        }
        let (shape, fields) = read_fields(&input.data, &mut errors);
        let item = Item { name, vis: &input.vis, generics: &input.generics, options, output, shape, fields };
        (item, errors)
    }
}

fn read_fields<'a>(data: &'a Data, errors: &mut Errors) -> (Shape, Vec<Field<'a>>) {
    let (span, what) = match data {
        Data::Struct(data) => {
            let fields = data.fields.iter().zip(data.fields.members()).map(|(field, member)| {
                let keep = options::keep(&field.attrs, errors);
                Field { member, field, keep }
            });
            let shape = match data.fields {
                Fields::Named(_) => Shape::Named,
                Fields::Unnamed(_) => Shape::Tuple,
                Fields::Unit => Shape::Unit,
            };
            return (shape, fields.collect());
        }
        Data::Enum(data) => (data.enum_token.span, "an enum"),
        Data::Union(data) => (data.union_token.span, "a union"),
    };
    let message = format!("`Collection` is derived for structs: for {what}, write `impl Collection` by hand");
    errors.push(syn::Error::new(span, message));
    (Shape::Unit, Vec::new())
}
