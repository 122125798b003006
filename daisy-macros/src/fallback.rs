//! What stands in for an expansion that can't be: the error, and what the user expected to exist,
//! so that one mistake gives one error.

use crate::attrs::Attrs;
use crate::emit::Emit;
use crate::mistakes::Mistakes;
use crate::names::at;
use crate::parse;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

/// The user's tokens and the error, for what is no function at all.
pub(crate) fn unchanged(item: TokenStream, error: syn::Error) -> TokenStream {
    let error = error.into_compile_error();
    quote!(#item #error)
}

/// The errors, and a function that can be named and called like the one that can't be expanded.
pub(crate) fn function(
    item: &parse::Function,
    emit: &Emit<'_>,
    attrs: Attrs,
    mistakes: Mistakes,
) -> TokenStream {
    let (head, block, vis) = (emit.head(&mistakes), block(emit), &item.vis);
    let outer = attrs.outer;
    let strict = emit.function.options.strict.as_ref().map(|strict| {
        let mut text = item.clone();
        text.sig.ident = strict.clone();
        text
    });
    // A `strict` name that is the function's own is among the mistakes.
    let strict = strict.filter(|text| text.sig.ident != item.sig.ident);
    let errors = mistakes.into_tokens();
    quote!(#(#outer)* #vis #head #block #strict #errors)
}

/// A body that uses its parameters and gives nothing back.
pub(crate) fn block(emit: &Emit<'_>) -> TokenStream {
    let names = emit.function.params.iter().map(|param| &param.name);
    quote_spanned! {at(emit.function.sig.ident.span())=>
        {
            let _ = (#(#names,)*);
            ::core::unreachable!()
        }
    }
}
