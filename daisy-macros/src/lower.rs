//! From an attribute and its item to the expansion: the passes, in order.

use crate::attrs::{self, Attrs};
use crate::emit::Emit;
use crate::inline::Graph;
use crate::methods;
use crate::mistakes::{Mistakes, Place};
use crate::model::{Function, unraw};
use crate::names::{Names, at};
use crate::options::{On, Options};
use crate::{bounds, check, fallback, parse, source};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Path, parse_quote, parse_quote_spanned};

/// The expansion of `#[delayed(options)] item`.
pub(crate) fn delayed(options: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2(item.clone()) {
        Ok(parse::Item::Fn(item)) => function(options, &item),
        Ok(parse::Item::Impl(block)) => methods::block(options, &block, Mistakes::default()),
        Err(error) => fallback::unchanged(item, error),
    }
}

/// The expansion of `#[daisy::inline(options)] item`.
pub(crate) fn inline(options: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2(item.clone()) {
        Ok(parse::Inline(item)) => {
            let comma = (!options.is_empty()).then(|| quote!(,));
            function(quote!(inline #comma #options), &item)
        }
        Err(error) => fallback::unchanged(item, error),
    }
}

/// The path of daisy, where nobody said another.
pub(crate) fn krate(options: &Options) -> Path {
    let daisy = || parse_quote_spanned!(Span::mixed_site()=> ::daisy);
    options.krate.clone().unwrap_or_else(daisy)
}

fn function(options: TokenStream, item: &parse::Function) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let on = if attrs::make_inline(&item.attrs) { On::Inline } else { On::Function };
    let options = Options::parse(options, on, &mut mistakes);
    let attrs = attrs::of_function(&item.attrs, options.inline, &mut mistakes);
    let (sig, body) = (&item.sig, &item.body);
    let source = source::digest(quote!(#sig #body));
    let krate = krate(&options);
    let names = Names::of(item.to_token_stream());
    let function = Function::new(sig.clone(), None, options, &krate, source, names);
    check::function(&function, &mut mistakes);

    let mut generics = bounds::owned(&sig.generics, &krate);
    let idents = bounds::type_idents(&sig.generics);
    let spoilt = |index| mistakes.spoil(Place::Param(index));
    bounds::of_signature(&mut generics, &idents, &function, spoilt);
    let name = callee(&function);
    let turbofish = bounds::turbofish(&generics);
    let emit = Emit {
        function: &function,
        task_generics: generics.clone(),
        generics,
        callee: quote!(#name #turbofish),
        path: unraw(&sig.ident),
    };
    if mistakes.fatal() {
        return fallback::function(item, &emit, attrs, mistakes);
    }
    if function.options.inline {
        return graph(item, &emit, attrs, mistakes);
    }
    let head = emit.head(&mistakes);
    let block = emit.block();
    let errors = mistakes.into_tokens();
    let vis = &item.vis;
    let (body, strict) = texts(item, &function, &attrs);
    let outer = outer(attrs, &function);
    let expansion = quote_spanned! {at(sig.ident.span())=>
        #(#outer)* #vis #head { #body #block }
        #strict
        #errors
    };
    show(&function, expansion)
}

/// Prints the expansion while compiling, if `DAISY_EXPAND` names the function.
fn show(function: &Function, expansion: TokenStream) -> TokenStream {
    if std::env::var("DAISY_EXPAND").is_ok_and(|wanted| wanted == unraw(&function.sig.ident)) {
        eprintln!("{}", source::formatted(&expansion.to_string()));
    }
    expansion
}

/// The expansion of a function whose body is graph.
fn graph(item: &parse::Function, emit: &Emit<'_>, attrs: Attrs, mut mistakes: Mistakes) -> TokenStream {
    let function = emit.function;
    let graph = match crate::inline::block(function, &emit.task_generics, item.body.to_token_stream(), &mut mistakes) {
        Ok(graph) => graph,
        // The body does not parse: rustc says so best, of the user's own tokens.
        Err(error) => return fallback::unchanged(item.to_token_stream(), error),
    };
    if mistakes.fatal() {
        return fallback::function(item, emit, attrs, mistakes);
    }
    let (head, vis) = (emit.head(&mistakes), &item.vis);
    let strict = function.options.strict.as_ref().map(|_| texts(item, function, &attrs).1);
    let errors = mistakes.into_tokens();
    let Graph { body: block, beside } = graph;
    let levels = beside.as_ref().map(|_| attrs::levels(&attrs.outer)).unwrap_or_default();
    let (body, outer) = (attrs.body.clone(), outer(attrs, function));
    let expansion = quote_spanned! {at(function.sig.ident.span())=>
        #(#outer)* #(#body)* #vis #head { #block }
        #(#levels)* #beside
        #strict
        #errors
    };
    show(function, expansion)
}

/// The name of the function with the user's text.
fn callee(function: &Function) -> Ident {
    match &function.options.strict {
        Some(strict) => strict.clone(),
        None => {
            let span = at(function.sig.ident.span());
            function.names.mint("__daisy_body", span)
        }
    }
}

/// The user's text: inside the delayed function, or beside it under the name `strict` gave it.
///
/// Inside, a body that returns a handle has the bounds of the delayed function too: to build that
/// handle it calls delayed functions, often itself.
fn texts(
    item: &parse::Function,
    function: &Function,
    attrs: &Attrs,
) -> (Option<parse::Function>, Option<parse::Function>) {
    let mut text = item.clone();
    text.sig.ident = callee(function);
    if function.options.strict.is_some() {
        return (None, Some(text));
    }
    text.attrs = attrs.body.clone();
    text.attrs.extend(few(function));
    if function.returns.grows {
        let generics = &mut text.sig.generics;
        let idents = bounds::type_idents(generics);
        bounds::data(generics, function.krate(Span::mixed_site()));
        bounds::of_signature(generics, &idents, function, |_| false);
    }
    text.vis = parse_quote!();
    (Some(text), None)
}

/// The attributes of the delayed function. Where the text is not inside, neither is what a lint
/// expects, and what the task calls is as deprecated as the delayed function.
fn outer(attrs: Attrs, function: &Function) -> Vec<syn::Attribute> {
    if function.options.strict.is_none() {
        return attrs.outer;
    }
    let mut outer = attrs::unexpected(attrs.outer);
    outer.extend(few(function));
    if attrs.deprecated {
        outer.push(parse_quote!(#[allow(deprecated)]));
    }
    outer
}

/// For the second of two functions with these parameters, so that clippy counts them once.
fn few(function: &Function) -> Option<syn::Attribute> {
    let many = function.params.len() > 7;
    many.then(|| parse_quote!(#[allow(clippy::too_many_arguments)]))
}
