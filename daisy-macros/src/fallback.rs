//! What stands in for an expansion that can't be: the error, and what the user expected to exist,
//! so that one mistake gives one error.

use crate::attrs::Attrs;
use crate::emit::Emit;
use crate::mistakes::Mistakes;
use crate::model::Function;
use crate::names::at;
use crate::parse;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Visibility;

/// The user's tokens and the error, for what is no function at all.
pub(crate) fn unchanged(item: TokenStream, error: syn::Error) -> TokenStream {
    let error = error.into_compile_error();
    quote!(#item #error)
}

/// The errors, and a function that can be named and called like the one that can't be expanded.
///
/// The user's text is inside, where rustc would take it, so that what only it uses counts as used;
/// not where it calls itself, as what it calls is not what it means to.
pub(crate) fn function(item: &parse::Function, emit: &Emit<'_>, attrs: Attrs, mistakes: Mistakes) -> TokenStream {
    let (head, block, vis) = (emit.head(&mistakes), block(emit), &item.vis);
    let Function { sig, options, names, .. } = emit.function;
    let (outer, body) = (attrs.outer, &item.body);
    // A `strict` name that is the function's own is among the mistakes.
    let strict = options.strict.as_ref().filter(|strict| **strict != sig.ident);
    let strict = strict.map(|strict| renamed(item, strict.clone()));
    let calls_itself = calls(quote!(#body), &sig.ident);
    let inside = (strict.is_none() && !options.inline && mistakes.are_ours() && !calls_itself).then(|| {
        let text = renamed(item, names.mint("__daisy_body", at(sig.ident.span())));
        parse::Function { attrs: attrs.body, vis: Visibility::Inherited, ..text }
    });
    let errors = mistakes.into_tokens();
    quote!(#(#outer)* #vis #head { #inside #block } #strict #errors)
}

/// Whether the name is there, other than as a method's or a field's.
fn calls(tokens: TokenStream, name: &Ident) -> bool {
    let mut after_dot = false;
    tokens.into_iter().any(|token| {
        let dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
        let is_member = std::mem::replace(&mut after_dot, dot);
        match token {
            TokenTree::Ident(ident) => ident == *name && !is_member,
            TokenTree::Group(group) => calls(group.stream(), name),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        }
    })
}

fn renamed(item: &parse::Function, name: Ident) -> parse::Function {
    let mut text = item.clone();
    text.sig.ident = name;
    text
}

/// A body that uses its parameters and gives nothing back.
pub(crate) fn block(emit: &Emit<'_>) -> TokenStream {
    let names = emit.function.params.iter().map(|param| &param.name);
    quote_spanned! {at(emit.function.sig.ident.span())=>
        let _ = (#(#names,)*);
        ::core::unreachable!()
    }
}
