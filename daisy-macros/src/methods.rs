//! `#[delayed] impl`: a trait that gives a handle the methods of what it computes to.

use crate::attrs;
use crate::bounds;
use crate::check;
use crate::emit::Emit;
use crate::fallback;
use crate::lower::krate;
use crate::mistakes::{Mistakes, Place};
use crate::model::{Function, unraw};
use crate::names::{Names, at};
use crate::options::{METHOD_INLINE, On, Options};
use crate::parse::{self, Member};
use crate::source;
use crate::types::{ReplaceSelf, find, first_borrow, last_segment};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Generics, Path, Type, Visibility};

/// One method, twice: as the trait declares it and as the trait's implementation has it.
struct Method {
    declaration: TokenStream,
    definition: TokenStream,
    mistakes: Mistakes,
}

/// What all methods of a block share.
struct Context<'a> {
    krate: &'a Path,
    self_ty: &'a Type,
    /// The last segment of its path.
    type_name: String,
    /// The block's own.
    generics: Generics,
    type_idents: Vec<Ident>,
}

/// The expansion of a `#[delayed] impl` block.
pub(crate) fn block(options: TokenStream, block: &parse::Block, mut mistakes: Mistakes) -> TokenStream {
    let options = Options::parse(options, On::Block, &mut mistakes);
    let (plain, delayed) = split(block, &mut mistakes);
    let krate = krate(&options);
    let Some(name) = header(block, delayed.len(), &mut mistakes) else {
        let errors = mistakes.into_tokens();
        return quote!(#plain #errors);
    };
    let context = Context {
        krate: &krate,
        self_ty: &block.self_ty,
        type_name: unraw(&name),
        generics: bounds::owned(&block.generics, &krate),
        type_idents: bounds::type_idents(&block.generics),
    };
    let trait_name = options.trait_name.unwrap_or_else(|| format_ident!("Delayed{}", name, span = name.span()));
    let vis = delayed.iter().map(|(method, _)| &method.vis);
    let vis = vis.max_by_key(|vis| reach(vis)).unwrap_or(&Visibility::Inherited);
    let methods = delayed.iter().map(|(method, options)| self::method(method, options, &context));
    let methods: Vec<Method> = methods.collect();
    let traits = context.items(block, vis, &trait_name, &methods);
    for method in methods {
        mistakes.append(method.mistakes);
    }
    let errors = mistakes.into_tokens();
    quote!(#plain #traits #errors)
}

/// The block as it stays, and the methods to delay with the tokens of their options.
fn split(block: &parse::Block, mistakes: &mut Mistakes) -> (TokenStream, Vec<(parse::Function, TokenStream)>) {
    let (mut plain, mut delayed) = (block.clone(), Vec::new());
    for member in &mut plain.members {
        let Member::Fn(function) = member else {
            continue;
        };
        let mut options = TokenStream::new();
        let mut marks = Vec::new();
        function.attrs.retain(|attr| {
            let inline = attrs::is_inline(&attr.meta);
            if inline {
                mistakes.add(Place::Aside, attr, METHOD_INLINE);
            }
            !inline
        });
        function.attrs.retain(|attr| {
            if attrs::is_delayed(&attr.meta) {
                marks.push(attr.clone());
            }
            !attrs::is_delayed(&attr.meta)
        });
        for mark in &marks {
            if let syn::Meta::List(list) = &mark.meta {
                options.extend(list.tokens.clone());
                options.extend(quote!(,));
            }
        }
        if function.sig.receiver().is_some() {
            delayed.push((parse::Function::clone(function), options));
        } else if let Some(mark) = marks.first() {
            let message = "only methods with `self` become callable on a handle: move this to a \
                 free `#[delayed]` function";
            mistakes.add(Place::Aside, mark, message);
        }
    }
    (plain.to_token_stream(), delayed)
}

/// Checks what is before the braces. Gives the name of the type if a trait can be made.
fn header(block: &parse::Block, methods: usize, mistakes: &mut Mistakes) -> Option<Ident> {
    let self_ty = &block.self_ty;
    let lifetime = block.generics.lifetimes().next();
    if let Some(borrow) = lifetime.map(ToTokens::to_token_stream).or_else(|| first_borrow(self_ty)) {
        let message = "a graph owns its values, so a type that borrows can't be in one: delay the \
             methods of an owned type";
        mistakes.add(Place::Signature, borrow, message);
        return None;
    }
    let Some(name) = last_segment(self_ty).filter(|_| find(self_ty, unnamed).is_none()) else {
        let message = "`#[delayed] impl` goes on a type with a name: a struct, an enum or a union";
        mistakes.add(Place::Signature, self_ty, message);
        return None;
    };
    if methods == 0 {
        let message = "no method here takes `self`, so nothing would be delayed: free functions \
             take `#[delayed]` themselves";
        mistakes.add(Place::Signature, self_ty, message);
        return None;
    }
    Some(name.ident.clone())
}

fn unnamed(ty: &Type) -> bool {
    matches!(ty, Type::Infer(_) | Type::ImplTrait(_))
}

/// How far a visibility reaches, for comparison.
fn reach(vis: &Visibility) -> usize {
    match vis {
        Visibility::Public(_) => usize::MAX,
        Visibility::Restricted(vis) if vis.path.is_ident("crate") => usize::MAX - 1,
        Visibility::Restricted(vis) if vis.path.is_ident("self") => 0,
        // Of two modules around this one, the one with the shorter path is the outer; `super`
        // is inside all that a path can name, or one of them.
        Visibility::Restricted(vis) if vis.in_token.is_some() => usize::MAX - 1 - vis.path.segments.len(),
        Visibility::Restricted(_) => 1,
        Visibility::Inherited => 0,
    }
}

fn method(item: &parse::Function, options: &TokenStream, context: &Context<'_>) -> Method {
    let mut mistakes = Mistakes::default();
    let options = Options::parse(options.clone(), On::Method, &mut mistakes);
    let (written, body) = (&item.sig, &item.body);
    let source = source::digest(quote!(#written #body));
    let names = Names::of(item.to_token_stream());
    let (self_ty, krate) = (context.self_ty, context.krate);
    let mut sig = written.clone();
    ReplaceSelf(self_ty).visit_signature_mut(&mut sig);
    let function = Function::new(sig, Some(self_ty), options, krate, source, names);
    check::method(&function, &mut mistakes);

    let mut generics = bounds::owned(&function.sig.generics, krate);
    let idents = [&context.type_idents[..], &bounds::type_idents(&generics)].concat();
    let spoilt = |index| mistakes.spoil(Place::Param(index));
    bounds::of_signature(&mut generics, &idents, &function, spoilt);
    let (ident, turbofish) = (&function.sig.ident, bounds::turbofish(&generics));
    let emit = Emit {
        function: &function,
        task_generics: bounds::joined(&context.generics, &generics),
        generics,
        callee: quote_spanned!(at(ident.span())=> <#self_ty>::#ident #turbofish),
        path: format!("{}::{}", context.type_name, unraw(ident)),
    };
    let head = emit.head(&mistakes);
    let attrs = attrs::of_method(&item.attrs);
    let outer = &attrs.outer;
    let summary = format!(" `{}::{}`, delayed.", context.type_name, unraw(ident));
    let docs = attrs::documented(outer, &summary);
    let conditions = outer.iter().filter(|attr| !attr.path().is_ident("doc"));
    let conditions = conditions.filter(|attr| !attr.path().is_ident("deprecated"));
    let conditions = conditions.filter(|attr| !attr.path().is_ident("must_use"));
    let permit = attrs.deprecated.then(|| quote!(#[allow(deprecated)]));
    let block = if mistakes.fatal() { fallback::block(&emit) } else { emit.block() };
    Method {
        declaration: quote!(#(#outer)* #docs #head;),
        definition: quote!(#(#conditions)* #permit #head { #block }),
        mistakes,
    }
}

impl Context<'_> {
    /// The trait and its implementation.
    fn items(&self, block: &parse::Block, vis: &Visibility, name: &Ident, methods: &[Method]) -> TokenStream {
        let (krate, self_ty) = (self.krate, self.self_ty);
        let (_, arguments, clause) = self.generics.split_for_impl();
        let params = bounds::parameters(&self.generics, at(self_ty.span()));
        let attrs = attrs::of_method(&block.attrs).outer;
        let attrs: Vec<_> = attrs.iter().filter(|attr| !attr.path().is_ident("doc")).collect();
        let docs = format!(" The methods of `{}` on a handle of one.", self.type_name);
        let declarations = methods.iter().map(|method| &method.declaration);
        let definitions = methods.iter().map(|method| &method.definition);
        // Not every method is called on a handle, and a private one may use private types. Links in
        // the methods' documentation start from the type's `Self`, not the trait's.
        quote_spanned! {at(self_ty.span())=>
            #(#attrs)*
            #[doc = #docs]
            #[allow(dead_code, private_bounds, private_interfaces, unreachable_pub)]
            #[allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)]
            #[allow(clippy::too_many_arguments)]
            #vis trait #name #params: ::core::marker::Sized #clause {
                #(#declarations)*
            }
            #(#attrs)*
            impl #params #name #arguments for #krate::Delayed<#self_ty> #clause {
                #(#definitions)*
            }
        }
    }
}
