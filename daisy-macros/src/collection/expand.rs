//! From the model to the struct of the results and the implementation.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Generics, Ident};

use super::bounds;
use super::model::{Field, Item, Shape};
use crate::attrs::documented;

/// What stands in every method: the item, and names that the user's code does not see.
pub(super) struct Part<'a> {
    item: &'a Item<'a>,
    argument: Ident,
}

impl<'a> Part<'a> {
    pub(super) fn of(item: &'a Item<'a>) -> Part<'a> {
        Part { item, argument: Ident::new("__argument", hidden()) }
    }

    /// Both, for a struct without errors.
    pub(super) fn all(&self) -> TokenStream {
        let (output, methods) = (self.output(), [self.required(), self.provided()]);
        let implementation = self.implementation(&bounds::generics(self.item), quote!(#(#methods)*));
        quote!(#output #implementation)
    }

    /// Both, where the methods only say that there would be some. What borrows can't have an implementation.
    pub(super) fn stub(&self) -> TokenStream {
        let Item { options, generics, .. } = self.item;
        let daisy = &options.daisy;
        let output = self.output();
        if generics.lifetimes().next().is_some() {
            return output;
        }
        let implementation = self.implementation(
            self.item.generics,
            quote_spanned! {hidden()=>
                fn roots(&self, _: &mut ::std::vec::Vec<#daisy::Node>) {}
                fn postcompute(self, _: &mut #daisy::Results) -> #daisy::Result<Self::Output> {
                    ::core::unreachable!()
                }
                fn postpersist(self, _: &#daisy::Swap) -> Self {
                    self
                }
            },
        );
        quote!(#output #implementation)
    }

    /// The struct of the results.
    fn output(&self) -> TokenStream {
        let Item { name, vis, generics, options, output, shape, fields } = self.item;
        let clause = &generics.where_clause;
        let doc = format!("What computing {} [`{name}`] gives: results for handles.", article(name));
        let derives = &options.derives;
        let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
        let fields = fields.iter().map(|field| self.output_field(field));
        let body = match shape {
            Shape::Named => quote!(#clause { #(#fields,)* }),
            Shape::Tuple => quote!((#(#fields,)*) #clause;),
            Shape::Unit => quote!(#clause;),
        };
        quote! {
            #[doc = #doc]
            #[allow(dead_code, deprecated, non_camel_case_types, non_snake_case)]
            #derives
            #vis struct #output #generics #body
        }
    }

    fn output_field(&self, field: &Field<'_>) -> TokenStream {
        let daisy = &self.item.options.daisy;
        let syn::Field { attrs, vis, ident, .. } = field.field;
        let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        let otherwise = documented(attrs, if field.keep { "As it was." } else { "The result." });
        let ty = field.ty();
        let ty = match field.keep {
            true => quote!(#ty),
            false => quote_spanned!(at(field)=> <#ty as #daisy::Collection>::Output),
        };
        let name = ident.as_ref().map(|name| quote!(#name:));
        quote!(#(#docs)* #otherwise #vis #name #ty)
    }

    fn implementation(&self, bounded: &Generics, methods: TokenStream) -> TokenStream {
        let Item { name, generics, options, output, .. } = self.item;
        let daisy = &options.daisy;
        let (parameters, arguments, _) = generics.split_for_impl();
        let clause = &bounded.where_clause;
        quote_spanned! {hidden()=>
            #[automatically_derived]
            #[allow(deprecated)]
            impl #parameters #daisy::Collection for #name #arguments #clause {
                type Output = #output #arguments;
                #methods
            }
        }
    }

    /// The methods that put it together.
    fn required(&self) -> TokenStream {
        let (Item { options, output, .. }, argument) = (self.item, &self.argument);
        let daisy = &options.daisy;
        let roots = self.members().map(|field| self.ask(field, "roots", Some(argument)));
        let results = self.item.fields.iter().map(|field| self.rebuilt(field, "postcompute", quote!(?)));
        let rebuilt = self.item.fields.iter().map(|field| self.rebuilt(field, "postpersist", quote!()));
        quote_spanned! {hidden()=>
            fn roots(&self, #argument: &mut ::std::vec::Vec<#daisy::Node>) {
                #(#roots;)*
            }
            fn postcompute(self, #argument: &mut #daisy::Results) -> #daisy::Result<Self::Output> {
                ::core::result::Result::Ok(#output { #(#results,)* })
            }
            fn postpersist(self, #argument: &#daisy::Swap) -> Self {
                Self { #(#rebuilt,)* }
            }
        }
    }

    /// The methods that ask each member in turn.
    fn provided(&self) -> TokenStream {
        let (daisy, argument) = (&self.item.options.daisy, &self.argument);
        let keys = self.members().map(|field| self.ask(field, "keys", None));
        let executors = self.members().map(|field| self.ask(field, "executor", None));
        let optimize = self.members().map(|field| self.ask(field, "optimizes", None));
        let graph = Ident::new("__graph", hidden());
        let passes = self.members().map(
            |Field { member, .. }| quote_spanned!(hidden()=> let #graph = #daisy::Collection::optimize(&self.#member, #graph, #argument);),
        );
        quote_spanned! {hidden()=>
            fn keys(&self) -> #daisy::Keys {
                #daisy::Keys::Many(::std::vec![#(#keys),*])
            }
            fn optimize(&self, #graph: #daisy::Graph, #argument: &#daisy::Keys) -> #daisy::Graph {
                #(#passes)*
                #graph
            }
            fn optimizes(&self) -> ::core::primitive::bool {
                false #(|| #optimize)*
            }
            fn executor(&self) -> ::core::option::Option<::std::sync::Arc<dyn #daisy::Executor>> {
                #daisy::__private::agree([#(#executors),*])
            }
        }
    }

    /// The fields that are collections.
    fn members(&self) -> impl Iterator<Item = &Field<'a>> {
        self.item.fields.iter().filter(|field| !field.keep)
    }

    fn ask(&self, field: &Field<'_>, method: &str, argument: Option<&Ident>) -> TokenStream {
        let (daisy, member) = (&self.item.options.daisy, &field.member);
        let method = Ident::new(method, hidden());
        let argument = argument.map(|argument| quote!(, #argument));
        quote_spanned!(at(field)=> #daisy::Collection::#method(&self.#member #argument))
    }

    /// A field of a struct literal.
    fn rebuilt(&self, field: &Field<'_>, method: &str, after: TokenStream) -> TokenStream {
        let (daisy, member, argument) = (&self.item.options.daisy, &field.member, &self.argument);
        if field.keep {
            return quote_spanned!(hidden()=> #member: self.#member);
        }
        let method = Ident::new(method, hidden());
        quote_spanned!(at(field)=> #member: #daisy::Collection::#method(self.#member, #argument) #after)
    }
}

fn article(name: &Ident) -> &'static str {
    match name.to_string().starts_with(['A', 'E', 'I', 'O', 'U']) {
        true => "an",
        false => "a",
    }
}

/// For names that the user's code does not see.
fn hidden() -> Span {
    Span::mixed_site()
}

/// The same, shown at the type of a field: there the error belongs if it is no collection.
pub(super) fn at(field: &Field<'_>) -> Span {
    hidden().located_at(field.ty().span())
}
