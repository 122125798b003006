//! The bodies of inline functions: from Rust that computes to Rust that builds a graph.
//!
//! | module | says |
//! |---|---|
//! | `scope` | which variable a name is |
//! | `stage` | what is delayed and what is static |
//! | `uses` | what is done to the names of an expression |
//! | `std_macros` | what is in a macro's arguments |
//! | `lower` | what every expression becomes: a handle, or what builds one |
//! | `statements`, `bindings`, `assignments`, `alias` | what becomes of statements, `let`, `=`, and names of borrows |
//! | `exprs`, `operators`, `calls`, `choice`, `regions`, `unroll`, `ways`, `show` | what becomes of expressions and control flow |
//! | `absorb`, `text`, `piece`, `names` | how an expression becomes the closure of one task |
//!
//! Here is the function around it.

mod absorb;
mod alias;
mod assignments;
mod bindings;
mod calls;
mod choice;
mod exprs;
mod lower;
mod names;
mod operators;
mod piece;
mod regions;
mod scope;
mod show;
mod stage;
mod statements;
mod std_macros;
mod text;
mod unroll;
mod uses;
mod ways;

use crate::bounds::{parameters, turbofish};
use crate::mistakes::{Mistakes, Place};
use crate::model::{Function, Passing, unraw};
use crate::names::at;
use crate::source;
use crate::types::owner;
use lower::Lower;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use scope::Borrowed;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, FnArg, GenericParam, Generics, Pat, Stmt, Type};

/// What the body of an inline function becomes.
pub(crate) struct Graph {
    /// The new body.
    pub(crate) body: TokenStream,
    /// The function that it calls, beside it: a `Self` that it names means nothing in a function within.
    pub(crate) beside: Option<TokenStream>,
}

/// The body of an inline function: its generics are those of the task it does not have.
pub(crate) fn block(
    function: &Function,
    generics: &Generics,
    body: TokenStream,
    mistakes: &mut Mistakes,
) -> syn::Result<Graph> {
    let body: Block = syn::parse2(body)?;
    let mut lower = Lower::new(function, &body, error(function));
    lower.local_items = has_items(&body);
    let mut lowered = lower.function(&body);
    while lower.again() {
        lowered = lower.function(&body);
    }
    for error in std::mem::take(&mut lower.errors) {
        mistakes.add_error(Place::Signature, error);
    }
    Ok(lower.around(generics, lowered, names_self(function, &body)))
}

/// Whether a function names the type whose function it is. Items of its body have a `Self` of their own.
fn names_self(function: &Function, body: &Block) -> bool {
    struct Find(bool);
    impl<'e> Visit<'e> for Find {
        fn visit_ident(&mut self, ident: &'e Ident) {
            self.0 |= ident == "Self";
        }
        fn visit_macro(&mut self, mac: &'e syn::Macro) {
            self.0 |= std_macros::identifiers(mac).iter().any(|ident| ident == "Self");
        }
        fn visit_item(&mut self, _: &'e syn::Item) {}
    }
    let mut find = Find(false);
    find.visit_signature(&function.sig);
    find.visit_block(body);
    find.0
}

/// The type of the error that the function returns.
fn error(function: &Function) -> Option<TokenStream> {
    let returns = &function.returns;
    let span = at(returns.declared.span());
    match (&returns.error, returns.fallible) {
        (Some(error), _) => Some(error.to_token_stream()),
        (None, true) => {
            let (krate, declared) = (function.krate(span), &returns.declared);
            Some(quote_spanned!(span=> <#declared as #krate::__private::Fallible>::Error))
        }
        (None, false) => None,
    }
}

/// Whether there may be items in the body, anywhere: their names mean nothing outside. A macro that is not std's may
/// expand to some, and the arguments of one may hold some.
fn has_items(body: &Block) -> bool {
    struct Find(bool);
    impl<'e> Visit<'e> for Find {
        fn visit_item(&mut self, _: &'e syn::Item) {
            self.0 = true;
        }
        fn visit_stmt_macro(&mut self, mac: &'e syn::StmtMacro) {
            self.0 |= !std_macros::is_known(&mac.mac);
            self.visit_macro(&mac.mac);
        }
        fn visit_macro(&mut self, mac: &'e syn::Macro) {
            const ITEMS: [&str; 12] = [
                "use",
                "const",
                "static",
                "fn",
                "struct",
                "enum",
                "union",
                "trait",
                "impl",
                "mod",
                "type",
                "macro_rules",
            ];
            self.0 |= std_macros::identifiers(mac).iter().any(|ident| ITEMS.iter().any(|item| ident == item));
        }
    }
    let mut find = Find(false);
    find.visit_block(body);
    find.0
}

impl Lower<'_> {
    /// The statements of the body and what it returns, after the parameters' patterns.
    fn function(&mut self, body: &Block) -> TokenStream {
        let patterns: TokenStream =
            self.function.sig.inputs.iter().enumerate().map(|(index, arg)| self.parameter(index, arg)).collect();
        let (stmts, tail) = self.statements(&body.stmts);
        let tail = match tail {
            Some(tail) => self.returned(&tail),
            None => self.end(body),
        };
        quote!(#patterns #stmts #tail)
    }

    /// A body without a value returns `()`, or has returned.
    fn end(&self, body: &Block) -> TokenStream {
        let leaves = matches!(body.stmts.last(), Some(Stmt::Expr(syn::Expr::Return(_), _)));
        if leaves { TokenStream::new() } else { self.nothing(body) }
    }

    /// Binds a parameter, and takes its value apart if it is a pattern.
    fn parameter(&mut self, index: usize, arg: &FnArg) -> TokenStream {
        let FnArg::Typed(arg) = arg else { return TokenStream::new() };
        let param = &self.function.params[index];
        let borrowed = (param.passing == Passing::Borrowed).then(|| Borrowed(unsized_target(&param.declared)));
        match &*arg.pat {
            Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => {
                let var = self.env.bind(&name.ident, true);
                let known = self.env.get_mut(var);
                known.borrowed = borrowed;
                known.mutable = name.mutability.is_some();
                TokenStream::new()
            }
            pat => {
                let (name, span) = (self.inner_name(index), at(pat.span()));
                self.destructure(quote_spanned!(span=> let), pat, None, quote!(#name), borrowed)
            }
        }
    }

    /// What the function within calls a parameter.
    fn inner_name(&self, index: usize) -> Ident {
        match &self.function.sig.inputs[index] {
            FnArg::Typed(arg) => match &*arg.pat {
                Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => name.ident.clone(),
                pat => self.function.names.mint(&format!("__daisy_arg{index}"), at(pat.span())),
            },
            FnArg::Receiver(receiver) => Ident::new("self", receiver.self_token.span),
        }
    }

    /// The function that builds the graph, which has the user's generics and no `impl Trait`, and the call of it.
    fn around(&self, generics: &Generics, lowered: TokenStream, beside: bool) -> Graph {
        let function = self.function;
        let span = at(function.sig.ident.span());
        let mint = |name: &str| function.names.mint(name, span);
        let (scope, marker) = (mint("__DAISY_SCOPE"), mint("__daisy_scope"));
        let inner = match beside {
            true => mint(&format!("__daisy_graph_{}", unraw(&function.sig.ident))),
            false => mint("__daisy_graph"),
        };
        let krate = self.krate(span);
        let (inline, short) = (quote_spanned!(span=> #krate::__private::inline), &self.inline);
        let (clause, turbofish, ok) = (&generics.where_clause, turbofish(generics), &function.returns.ok);
        let (building, traits) = (&self.building, self.traits(&inline));
        let (types, types_item) = self.types(generics, beside);
        let parameters = parameters(generics, span);
        let params = function.params.iter().enumerate().map(|(index, param)| {
            let (name, ty) = (self.inner_name(index), &param.ty);
            let (attrs, mutable) = match &function.sig.inputs[index] {
                FnArg::Typed(arg) => match &*arg.pat {
                    Pat::Ident(name) => (&arg.attrs[..], name.mutability),
                    _ => (&arg.attrs[..], None),
                },
                FnArg::Receiver(_) => (&[][..], None),
            };
            let krate = self.krate(at(ty.span()));
            quote_spanned!(at(ty.span())=> #(#attrs)* #mutable #name: #krate::Delayed<#ty>)
        });
        let arguments = function.params.iter().map(|param| {
            let (name, ty) = (&param.name, &param.ty);
            let krate = self.krate(at(ty.span()));
            quote_spanned!(at(ty.span())=> #krate::__private::inline::handle::<#ty>(#name))
        });
        // A body may have no use for its error, and its import one here.
        let named = function.returns.error.as_ref().map(|error| quote!(let _ = ::core::marker::PhantomData::<#error>;));
        let result = function.returns.declared.span();
        let handle = self.krate(at(result));
        let returns = quote_spanned!(result=> -> #handle::Delayed<#ok>);
        let name = unraw(&function.sig.ident);
        let bounds = Literal::u128_unsuffixed(bounds_digest(&function.sig.generics));
        let items = quote_spanned! {span=>
            static #scope: #inline::Scope = #inline::Scope::new(
                #name,
                ::core::module_path!(),
                #krate::__private::package!(),
                #krate::__private::program!(),
                ::core::file!(),
                #bounds,
            );
            fn #marker() {}
            #types_item
        };
        let head = quote_spanned! {span=>
            #[allow(
                unused_mut, unused_parens, unused_braces, unused_assignments, unused_must_use, unused_imports, clippy::all
            )]
            fn #inner #parameters (#(#params),*) #returns #clause
        };
        let body = quote_spanned! {span=>
            use #inline as #short;
            #traits
            let #building = &#inline::Building::enter(&#scope, #marker, #types);
            #lowered
        };
        let call = quote_spanned! {span=> #inner #turbofish (#(#arguments),*) };
        match beside {
            true => Graph {
                body: quote_spanned! {span=> #named Self::#call },
                beside: Some(quote_spanned! {span=> #head { #items #body } }),
            },
            false => Graph { body: quote_spanned! {span=> #items #head { #body } #named #call }, beside: None },
        }
    }

    /// The traits whose methods tell operands, callees and ends apart.
    fn traits(&self, inline: &TokenStream) -> TokenStream {
        let calls = self.arities.iter().flat_map(|arity| {
            ["Delayed", "Values", "Softened", "Handles", "Coerced"].map(|road| format_ident!("{road}{arity}"))
        });
        let shows =
            self.shows.iter().flat_map(|count| ["ShowNow", "ShowLater"].map(|road| format_ident!("{road}{count}")));
        let shown = (!self.shows.is_empty()).then(|| quote!(ShownHandles as _, ShownNow as _,));
        quote! {
            use #inline::{
                ArmGraph as _, ArmResult as _, ArmValue as _, CaptureAny as _, CaptureBorrowed as _, CaptureHandles as _,
                LentAny as _, LentText as _, PathConstant as _, PathTask as _,
                TailHandle as _, TailResult as _, #(#calls as _,)* #shown #(#shows as _,)*
            };
        }
    }

    /// What tells the type arguments of an instance, and whose function it is where that matters.
    fn types(&self, generics: &Generics, of_self: bool) -> (TokenStream, Option<TokenStream>) {
        let span = at(self.function.sig.ident.span());
        let (inline, types) = (self.inline(span), generics.type_params().map(|param| &param.ident));
        let of_self = of_self.then(|| quote_spanned!(span=> Self,));
        if generics.const_params().next().is_none() {
            return (quote_spanned!(span=> #inline::id_of_type::<(#of_self #(#types,)*)>), None);
        }
        let name = self.function.names.mint("__daisy_types", span);
        let (parameters, turbofish) = (parameters(generics, span), turbofish(generics));
        let clause = &generics.where_clause;
        let item = quote_spanned! {span=> #[allow(unused)] fn #name #parameters () #clause {} };
        let value = quote_spanned!(span=> (::core::marker::PhantomData::<(#of_self)>, #name #turbofish));
        (quote_spanned!(span=> || #inline::id_of_value(&#value)), Some(item))
    }
}

/// The type that a borrowed parameter is read as, where its owner is of another: `str` of a `String`.
fn unsized_target(declared: &Type) -> Option<Type> {
    let Type::Reference(reference) = crate::types::plain(declared) else { return None };
    let borrowed = &*reference.elem;
    let same = owner(borrowed).to_token_stream().to_string() == borrowed.to_token_stream().to_string();
    (!same).then(|| borrowed.clone())
}

/// The digest of generic parameters and their bounds, which decide what a method's name means; 0 for none.
fn bounds_digest(generics: &Generics) -> u128 {
    let decides = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    if !generics.params.iter().any(decides) {
        return 0;
    }
    let clause = &generics.where_clause;
    source::digest(quote!(#generics #clause))
}
