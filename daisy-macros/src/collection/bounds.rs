//! The bounds that the implementation adds to the struct's own: every field is a collection.
//!
//! One that is none is then one error, at the field, and the implementation adds no other. A field of the struct's own
//! type (a tree's branches) gets no bound: whether it is a collection would depend on itself.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{Generics, Ident, WherePredicate};

use super::expand::at;
use super::model::Item;

/// The struct's generics with the bounds added.
pub(super) fn generics(item: &Item<'_>) -> Generics {
    let daisy = &item.options.daisy;
    let members = item.fields.iter().filter(|field| !field.keep && !mentions(field.ty(), item.name));
    let bounds = members.map(|field| -> WherePredicate {
        let ty = field.ty();
        // All of it at one place, or rustc would show the whole derive.
        let bound = quote!(: #daisy::Collection).into_iter().map(|mut token| {
            token.set_span(at(field));
            token
        });
        let bound: TokenStream = bound.collect();
        syn::parse2(quote!(#ty #bound)).expect("a type and a trait are a predicate")
    });
    let bounds: Vec<_> = bounds.collect();
    let mut generics = item.generics.clone();
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics
}

fn mentions(ty: &syn::Type, name: &Ident) -> bool {
    let mut names = Names { name, found: false };
    names.visit_type(ty);
    names.found
}

struct Names<'a> {
    name: &'a Ident,
    found: bool,
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found |= path.segments.iter().any(|segment| segment.ident == *self.name || segment.ident == "Self");
        visit::visit_path(self, path);
    }
}
