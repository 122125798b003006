//! What a delayed function is, in daisy's words instead of Rust's.
//!
//! Nothing here judges: every signature has a model, and `check` says which cannot be run.

use crate::names::{Names, at, located};
use crate::options::Options;
use crate::types::{Uses, asked, first_borrow, last_segment, owner, plain, type_arguments};
use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::spanned::Spanned;
use syn::{FnArg, Pat, Path, ReceiverKind, ReturnType, Signature, Type, parse_quote_spanned};

/// A delayed function or method.
pub(crate) struct Function {
    /// As the user wrote it, but for `Self`, which is spelled out.
    pub(crate) sig: Signature,
    /// Its arguments in order, `self` among them.
    pub(crate) params: Vec<Param>,
    pub(crate) returns: Returns,
    pub(crate) options: Options,
    /// The path of daisy.
    krate: Path,
    /// The digest of signature and body.
    pub(crate) source: u128,
    pub(crate) names: Names,
}

/// One argument of a task.
pub(crate) struct Param {
    /// What the delayed function calls it.
    pub(crate) name: Ident,
    /// The type the user wrote.
    pub(crate) declared: Type,
    /// The type of the value in the graph.
    pub(crate) ty: Type,
    pub(crate) passing: Passing,
    /// The type to ask for at run time, where the body's parameter alone does not tell.
    pub(crate) asked: Option<Type>,
    pub(crate) is_self: bool,
}

/// How a task gets at an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// It reads the value where it is.
    Borrowed,
    /// It owns the value: moved if this is the last reader, else cloned.
    Owned,
}

/// What a task makes of what the body returns.
pub(crate) struct Returns {
    /// The type the user wrote.
    pub(crate) declared: Type,
    /// The `T` of the `Delayed<T>` that a call gives.
    pub(crate) ok: Type,
    /// The type of the error, if the body returns a `Result` that names it.
    pub(crate) error: Option<Type>,
    pub(crate) fallible: bool,
    /// The body returns a handle, whose graph runs on in the task's place.
    pub(crate) grows: bool,
}

impl Function {
    /// The model of a signature; `self_ty` is the type of the `impl` block around it.
    pub(crate) fn new(
        sig: Signature,
        self_ty: Option<&Type>,
        options: Options,
        krate: &Path,
        source: u128,
        names: Names,
    ) -> Self {
        let params = sig.inputs.iter().enumerate();
        Function {
            params: params.map(|(index, arg)| Param::new(index, arg, self_ty, &names)).collect(),
            returns: Returns::new(&sig, krate),
            options,
            krate: krate.clone(),
            source,
            names,
            sig,
        }
    }

    /// The path of daisy, for tokens reported at `span`.
    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        located(&self.krate, span)
    }

    /// What graphs and errors call it.
    pub(crate) fn name(&self) -> String {
        match &self.options.name {
            Some(name) => name.value(),
            None => unraw(&self.sig.ident),
        }
    }
}

/// The identifier without `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").unwrap_or(&name).to_owned()
}

impl Param {
    /// A type that callers may have meant, where the declared one cannot be an argument's and
    /// the type parameters `idents` can't be inferred without it.
    pub(crate) fn guess(&self, idents: &[Ident]) -> Option<&Type> {
        let known = Uses::of(&self.ty, idents).any && first_borrow(&self.ty).is_none();
        known.then_some(&self.ty)
    }

    fn new(index: usize, arg: &FnArg, self_ty: Option<&Type>, names: &Names) -> Self {
        match arg {
            FnArg::Receiver(receiver) => {
                let span = at(receiver.self_token.span);
                let ty = match self_ty {
                    Some(ty) => ty.clone(),
                    None => parse_quote_spanned!(span=> Self),
                };
                Param {
                    name: Ident::new("self", receiver.self_token.span),
                    declared: ty.clone(),
                    ty,
                    asked: None,
                    passing: match receiver.kind {
                        ReceiverKind::Reference(..) => Passing::Borrowed,
                        _ => Passing::Owned,
                    },
                    is_self: true,
                }
            }
            FnArg::Typed(arg) => {
                let (ty, passing, asked) = passed(&arg.ty);
                Param {
                    name: match &*arg.pat {
                        Pat::Ident(pat) => used(&pat.ident, names),
                        pat => names.mint(&format!("arg{index}"), at(pat.span())),
                    },
                    declared: (*arg.ty).clone(),
                    ty,
                    passing,
                    asked,
                    is_self: false,
                }
            }
        }
    }
}

/// The name of a parameter whether the body uses it or not: without the underscore that says so.
fn used(ident: &Ident, names: &Names) -> Ident {
    let name = ident.to_string();
    match name.strip_prefix('_').map(syn::parse_str::<Ident>) {
        Some(Ok(mut plain)) if names.free(&plain) => {
            plain.set_span(ident.span());
            plain
        }
        _ => ident.clone(),
    }
}

/// The type in the graph of a parameter declared as `declared`, and how the body gets it.
fn passed(declared: &Type) -> (Type, Passing, Option<Type>) {
    match plain(declared) {
        Type::Reference(reference) if reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident != "static") => {
            (owner(&reference.elem), Passing::Borrowed, asked(&reference.elem))
        }
        _ => (declared.clone(), Passing::Owned, None),
    }
}

impl Returns {
    fn new(sig: &Signature, krate: &Path) -> Self {
        let declared: Type = match &sig.output {
            ReturnType::Default => parse_quote_spanned!(at(sig.ident.span())=> ()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        let (result, error, fallible) = match last_segment(&declared) {
            Some(segment) if segment.ident == "Result" => match type_arguments(segment)[..] {
                [ok, ref rest @ ..] => (ok.clone(), rest.first().map(|&ty| ty.clone()), true),
                [] => {
                    let span = at(declared.span());
                    let krate = located(krate, span);
                    let ok = quote::quote_spanned!(span=> #krate::__private::Fallible>::Ok);
                    (parse_quote_spanned!(span=> <#declared as #ok), None, true)
                }
            },
            _ => (declared.clone(), None, false),
        };
        let handle = last_segment(&result)
            .filter(|segment| segment.ident == "Delayed")
            .and_then(|segment| type_arguments(segment).first().map(|&ty| ty.clone()));
        Returns { grows: handle.is_some(), ok: handle.unwrap_or(result), declared, error, fallible }
    }

    /// A type that callers may have meant, where the declared one cannot be a task's result.
    pub(crate) fn guess(&self) -> Type {
        match plain(&self.ok) {
            Type::Reference(reference) if first_borrow(&reference.elem).is_none() => owner(&reference.elem),
            ty => parse_quote_spanned!(at(ty.span())=> ()),
        }
    }

    /// The constructor of the task's `Outcome`.
    pub(crate) fn outcome(&self) -> Ident {
        match (self.fallible, self.grows) {
            (false, false) => format_ident!("done"),
            (true, false) => format_ident!("result"),
            (false, true) => format_ident!("graph"),
            (true, true) => format_ident!("graph_result"),
        }
    }
}
