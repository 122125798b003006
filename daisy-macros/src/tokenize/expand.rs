//! From the model to the implementation.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Ident};

use super::bounds;
use super::model::{Body, Field, Item, Variant};

/// The implementation of an item without errors.
pub(super) fn implementation(item: &Item<'_>) -> TokenStream {
    let body = match &item.body {
        Body::Struct(fields) => structure(item, fields),
        Body::Enum(variants) => enumeration(item, variants),
    };
    wrap(item, &bounds::generics(item), body)
}

/// An implementation that only says that there would be one.
pub(super) fn stub(item: &Item<'_>) -> TokenStream {
    wrap(item, item.generics, quote!(::core::unreachable!()))
}

fn wrap(item: &Item<'_>, generics: &Generics, body: TokenStream) -> TokenStream {
    let Item { name, daisy, .. } = item;
    let to = to();
    let (parameters, arguments, bounds) = generics.split_for_impl();
    quote_spanned! {hidden()=>
        #[automatically_derived]
        #[allow(deprecated, unused_variables)]
        impl #parameters #daisy::Tokenize for #name #arguments #bounds {
            fn tokenize(&self, #to: &mut #daisy::Tokenizer) {
                #body
            }
        }
    }
}

fn structure(item: &Item<'_>, fields: &[Field<'_>]) -> TokenStream {
    let daisy = &item.daisy;
    let (name, count, to) = (name(), fields.len() as u32, to());
    let adds = fields.iter().map(|field| {
        let member = &field.member;
        add(item, field, quote_spanned!(at(field)=> &self.#member))
    });
    quote! {
        #daisy::Tokenizer::structure(#to, #name, #count);
        #(#adds)*
    }
}

fn enumeration(item: &Item<'_>, variants: &[Variant<'_>]) -> TokenStream {
    if variants.is_empty() {
        return quote_spanned!(hidden()=> match *self {});
    }
    let arms = variants.iter().zip(0u32..).map(|(variant, ordinal)| arm(item, variant, ordinal));
    quote_spanned! {hidden()=>
        match self { #(#arms)* }
    }
}

fn arm(item: &Item<'_>, variant: &Variant<'_>, ordinal: u32) -> TokenStream {
    let daisy = &item.daisy;
    let (name, count, to) = (name(), variant.fields.len() as u32, to());
    let variant_name = variant.name;
    let binding = |index: usize| format_ident!("__field_{index}", span = hidden());
    let patterns = variant.fields.iter().enumerate().map(|(index, field)| {
        let (member, binding) = (&field.member, binding(index));
        quote!(#member: #binding,)
    });
    let adds = variant.fields.iter().enumerate().map(|(index, field)| {
        let mut binding = binding(index);
        binding.set_span(at(field));
        add(item, field, quote!(#binding))
    });
    quote! {
        Self::#variant_name { #(#patterns)* .. } => {
            #daisy::Tokenizer::variant(#to, #name, #ordinal, #count);
            #(#adds)*
        }
    }
}

fn add(item: &Item<'_>, field: &Field<'_>, value: TokenStream) -> TokenStream {
    let (daisy, to) = (&item.daisy, to());
    quote_spanned!(at(field)=> #daisy::Tokenizer::add(#to, #value);)
}

/// The name of the type with its path and its arguments, which no field need show.
fn name() -> TokenStream {
    quote!(::core::any::type_name::<Self>())
}

/// For names that the user's code does not see. A constant of theirs would still stand in for one
/// of ours in a pattern, hence the underscores.
fn hidden() -> Span {
    Span::mixed_site()
}

/// The same, shown at the type of a field: there the error belongs if it has no content.
fn at(field: &Field<'_>) -> Span {
    hidden().located_at(field.ty.span())
}

fn to() -> Ident {
    Ident::new("__to", hidden())
}
