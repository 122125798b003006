//! The pieces of an expansion. What is generic over signatures is in daisy, not here.

use crate::bounds::{parameters, turbofish, type_idents};
use crate::mistakes::{Mistakes, Place};
use crate::model::{Function, Param, Passing};
use crate::names::{at, located};
use crate::types::{is_primitive, items};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Generics, Type};

/// A function whose generics are settled and whose text is somewhere to be called.
pub(crate) struct Emit<'a> {
    pub(crate) function: &'a Function,
    /// The generics of the delayed function.
    pub(crate) generics: Generics,
    /// The generics of its task: those of an `impl` block around it too.
    pub(crate) task_generics: Generics,
    /// What the task calls.
    pub(crate) callee: TokenStream,
    /// The path of the function in its module.
    pub(crate) path: String,
}

impl Emit<'_> {
    /// For tokens reported at the function's name.
    fn span(&self) -> Span {
        at(self.function.sig.ident.span())
    }

    fn mint(&self, base: &str) -> Ident {
        self.function.names.mint(base, self.span())
    }

    /// The delayed function's signature. Parts that are spoilt take and give anything.
    ///
    /// Its first and last tokens are the user's or placed like them, as rustc shows what is between.
    pub(crate) fn head(&self, mistakes: &Mistakes) -> TokenStream {
        let Function { sig, returns, .. } = self.function;
        let (fn_token, ident, clause) = (&sig.fn_token, &sig.ident, &self.generics.where_clause);
        let generics = parameters(&self.generics, self.span());
        let params = self.function.params.iter().enumerate();
        let params = params.map(|(index, param)| self.param(index, param, mistakes));
        let params = quote_spanned!(sig.paren_token.span.join()=> (#(#params),*));
        let guess;
        let ok = if mistakes.spoil(Place::Return) {
            guess = returns.guess();
            &guess
        } else {
            &returns.ok
        };
        let user = returns.declared.span();
        let krate = self.function.krate(at(user));
        let result = quote_spanned!(user=> -> #krate::Delayed<#ok>);
        quote!(#fn_token #ident #generics #params #result #clause)
    }

    fn param(&self, index: usize, param: &Param, mistakes: &Mistakes) -> TokenStream {
        let Param { name, ty, is_self, .. } = param;
        let span = at(ty.span());
        let krate = self.function.krate(span);
        if *is_self {
            return quote_spanned!(span=> &#name);
        }
        let ty = if mistakes.spoil(Place::Param(index)) { param.guess(&type_idents(&self.generics)) } else { Some(ty) };
        match ty {
            Some(ty) => quote_spanned!(span=> #name: impl #krate::Argument<#ty>),
            None => quote_spanned!(span=> #name: impl ::core::marker::Sized),
        }
    }

    /// The body of the delayed function: the task, what is known of it, and a call that makes a
    /// node of the two and the arguments.
    pub(crate) fn block(&self) -> TokenStream {
        let (task, spec) = (self.mint("__daisy_task"), self.mint("__DAISY_SPEC"));
        let call = match self.function.sig.asyncness {
            None => quote!(call),
            Some(_) => quote!(call_async),
        };
        let turbofish = turbofish(&self.task_generics);
        let inputs = self.function.params.iter().map(|param| {
            let Param { name, ty, .. } = param;
            let span = at(ty.span());
            let krate = self.function.krate(span);
            // The bound in the signature says of which type; `self` has none.
            let ty = param.is_self.then(|| quote!(::<#ty>));
            quote_spanned!(span=> #krate::Argument #ty::into_input(#name))
        });
        let (task_item, spec_item) = (self.task(&task), self.spec(&spec));
        // What a call asks of the result's type is reported at that type; twice the same is reported once.
        let span = at(self.function.returns.declared.span());
        let krate = self.function.krate(span);
        let of =
            |inputs: TokenStream| quote_spanned!(span=> #krate::__private::#call(&#spec, #task #turbofish, #inputs));
        let registered = self.task_generics.params.is_empty().then(|| self.registered(of(quote_spanned!(span=> []))));
        let call = of(quote_spanned!(span=> [#(#inputs),*]));
        quote!(#task_item #spec_item #registered #call)
    }

    /// What makes a graph with the task readable in another run: the task, by a call of it, and its signature.
    ///
    /// Whether that is compiled depends on a feature of daisy's, which only a macro of its own can see.
    fn registered(&self, call: TokenStream) -> TokenStream {
        let Function { params, returns, .. } = self.function;
        let krate = self.function.krate(self.span());
        let types = distinct(params.iter().map(|param| &param.ty).chain([&returns.ok]));
        let containers = types.iter().filter(|ty| !items(ty).is_empty());
        quote_spanned! {self.span()=>
            #krate::__private::register! {
                #call; [#(#types),*]; [#(#containers),*]
            }
        }
    }

    /// The function that a worker runs. It has no parameter but the arguments' values, so that
    /// its type, with its type arguments, is the identity of the operation.
    fn task(&self, task: &Ident) -> TokenStream {
        let Function { sig, params, returns, .. } = self.function;
        let (callee, ok, clause) = (&self.callee, &returns.ok, &self.task_generics.where_clause);
        let generics = parameters(&self.task_generics, self.span());
        let args = self.mint("__daisy_args");
        let values = params.iter().enumerate().map(|(index, param)| {
            let (span, index) = (at(param.ty.span()), Literal::usize_unsuffixed(index));
            let asked = param.asked.as_ref().map(|ty| quote_spanned!(span=> ::<#ty>));
            match param.passing {
                Passing::Borrowed => quote_spanned!(span=> #args.get #asked (#index)),
                Passing::Owned => quote_spanned!(span=> #args.take(#index)),
            }
        });
        let (outcome, place) = (returns.outcome(), at(returns.declared.span()));
        let krate = self.function.krate(place);
        let make = quote_spanned!(place=> #krate::__private::Outcome::#outcome);
        let callee = located(callee, place);
        let call = quote_spanned!(place=> #callee(#(#values),*));
        let krate = self.function.krate(self.span());
        let result = quote_spanned!(self.span()=> #krate::__private::Outcome<#ok>);
        if sig.asyncness.is_none() {
            return quote_spanned! {self.span()=>
                fn #task #generics (#args: &#krate::__private::Args<'_>) -> #result #clause {
                    #make(#call)
                }
            };
        }
        let future = quote_spanned! {self.span()=>
            impl ::core::future::Future<Output = #result> + ::core::marker::Send
        };
        quote_spanned! {self.span()=>
            fn #task #generics (#args: #krate::__private::Args<'static>) -> #future #clause {
                async move { #make(#call.await) }
            }
        }
    }

    /// What is known of the function without running it.
    fn spec(&self, spec: &Ident) -> TokenStream {
        let Function { options, sig, returns, source, .. } = self.function;
        let krate = self.function.krate(self.span());
        let (name, path) = (self.function.name(), format!("::{}", self.path));
        let (line, source) = (line(&sig.ident), Literal::u128_unsuffixed(*source));
        let number = |name: &str, value: Option<u64>| {
            let value = Literal::u64_unsuffixed(value?);
            let name = Ident::new(name, self.span());
            Some(quote!(.#name(#value)))
        };
        let flag = |name: &str, is: bool| {
            let name = Ident::new(name, self.span());
            is.then(|| quote!(.#name()))
        };
        let size_hint = options.size_hint.as_ref().map(|bytes| quote_spanned!(at(bytes.span())=> .size_hint(#bytes)));
        let facts = [
            number("version", options.version),
            number("retries", options.retries.map(u64::from)),
            size_hint,
            flag("impure", options.impure),
            flag("blocking", options.blocking.is_some() && sig.asyncness.is_none()),
            flag("asynchronous", sig.asyncness.is_some()),
            flag("grows", returns.grows),
        ];
        let facts = facts.iter().flatten();
        quote_spanned! {self.span()=>
            static #spec: #krate::__private::Spec = #krate::__private::Spec::new(
                #name,
                ::core::concat!(::core::module_path!(), #path),
                #krate::__private::package!(),
                ::core::file!(),
                #line,
                #source,
            ) #(#facts)*;
        }
    }
}

/// These types and those of the items that their values are gathered of, each once. Daisy registers the primitives itself.
fn distinct<'a>(types: impl Iterator<Item = &'a Type>) -> Vec<&'a Type> {
    let mut seen = HashSet::new();
    let mut distinct = Vec::new();
    let mut open: Vec<&Type> = types.collect();
    while let Some(ty) = open.pop() {
        if !is_primitive(ty) && seen.insert(ty.to_token_stream().to_string()) {
            distinct.push(ty);
            open.extend(items(ty));
        }
    }
    distinct
}

/// The line of the function's name, in the file that `file!()` will say: that of the outermost
/// call, if a macro by example from elsewhere wrote the function.
fn line(ident: &Ident) -> TokenStream {
    let span = ident.span();
    if span.file() == Span::call_site().file() {
        let line = u32::try_from(span.start().line).unwrap_or(0);
        let line = Literal::u32_unsuffixed(line);
        quote!(#line)
    } else {
        quote!(::core::line!())
    }
}
