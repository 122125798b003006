//! The bounds that an implementation adds to the item's own.
//!
//! A type parameter gets one if it is part of a field that is content, and so does what is
//! projected from one (`I::Item`). `PhantomData` has content whatever it is of.

use std::collections::HashSet;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Generics, Ident, TypePath, WherePredicate, parse_quote};

use super::model::Item;

/// The item's generics with the bounds added.
pub(super) fn generics(item: &Item<'_>) -> Generics {
    let mut uses = Uses {
        parameters: item.generics.type_params().map(|p| &p.ident).collect(),
        bounded: Vec::new(),
        seen: HashSet::new(),
    };
    for field in item.fields() {
        uses.visit_type(field.ty);
    }
    let daisy = &item.daisy;
    let bounds = uses.bounded.iter();
    let bounds = bounds.map(|ty| -> WherePredicate { parse_quote!(#ty: #daisy::Tokenize) });
    let mut generics = item.generics.clone();
    if !uses.bounded.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics
}

/// Finds parameters, and projections from them, in types. Each once, in the order of the fields.
struct Uses<'a> {
    parameters: HashSet<&'a Ident>,
    bounded: Vec<TypePath>,
    seen: HashSet<String>,
}

impl Uses<'_> {
    fn bound(&mut self, path: &TypePath) {
        if self.seen.insert(path.to_token_stream().to_string()) {
            self.bounded.push(path.clone());
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_type_path(&mut self, path: &'ast TypePath) {
        let segments = &path.path.segments;
        if let Some(of) = &path.qself {
            let mut inner = Uses { parameters: self.parameters.clone(), bounded: Vec::new(), seen: HashSet::new() };
            inner.visit_type(&of.ty);
            if !inner.bounded.is_empty() {
                self.bound(path);
            }
            return;
        }
        let is_parameter = path.path.leading_colon.is_none()
            && segments.first().is_some_and(|first| self.parameters.contains(&first.ident));
        if is_parameter {
            self.bound(path);
        } else if segments.last().is_none_or(|last| last.ident != "PhantomData") {
            visit::visit_type_path(self, path);
        }
    }
}
