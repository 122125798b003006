//! What can't be a task, and what to do instead: every error about a signature.
//!
//! One mistake gives one error, so each part of a signature is reported once, for the first thing
//! wrong with it.

use crate::bounds::is_maybe;
use crate::mistakes::{Mistakes, Place};
use crate::model::{Function, Param, Returns};
use crate::types::{find, first_borrow, is_ident, last_segment, plain, starts_with_self, type_arguments};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, FnArg, GenericParam, Generics, Receiver, ReceiverKind, Safety, Type, TypeParamBound, WherePredicate,
};

/// Names that a handle or a collection answers to itself.
const TAKEN: [&str; 32] = [
    "key",
    "name",
    "compute",
    "compute_shared",
    "persist",
    "graph",
    "map",
    "and_then",
    "flatten",
    "attempt",
    "split",
    "shared",
    "clone",
    "fmt",
    "roots",
    "postcompute",
    "postpersist",
    "keys",
    "optimize",
    "executor",
    "add",
    "sub",
    "mul",
    "div",
    "rem",
    "neg",
    "not",
    "bitand",
    "bitor",
    "bitxor",
    "shl",
    "shr",
];

/// Checks a free function.
pub(crate) fn function(function: &Function, mistakes: &mut Mistakes) {
    if let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() {
        let message = if function.options.inline {
            "a method can't be inline: write a free function that takes the value as a parameter; `#[delayed]` on the \
             `impl` block makes its methods tasks"
        } else {
            "`self` needs `#[delayed]` on the `impl` block, which makes its methods callable on handles; a trait's \
             method can't be delayed, but a free function that calls it can"
        };
        mistakes.refuse(Place::Signature, receiver, message);
    } else if let Some(tokens) = names_self(function).filter(|_| !function.options.inline) {
        let message = "`Self` means nothing in a task, which stands outside its `impl`: write the \
             type's name";
        mistakes.refuse(Place::Signature, tokens, message);
    }
    if let (Some(token), true) = (&function.sig.asyncness, function.options.inline) {
        let message = "an inline function builds its graph at once, and there is nothing to await: drop `async`, and call \
             `#[delayed] async` functions, which the graph awaits";
        mistakes.add(Place::Signature, token, message);
    }
    if let (Some(token), None) = (&function.sig.constness, &function.options.strict) {
        let message = "a delayed call makes a node, which can't happen at compile time: drop \
             `const`, or keep the plain function too with `#[delayed(strict = name)]`";
        mistakes.add(Place::Signature, token, message);
    }
    if let Some(strict) = &function.options.strict
        && *strict == function.sig.ident
    {
        let message = "`strict` needs a name of its own: this one is the delayed function's";
        mistakes.add(Place::Signature, strict, message);
    }
    signature(function, mistakes);
}

/// Checks a method of a `#[delayed] impl` block.
pub(crate) fn method(function: &Function, mistakes: &mut Mistakes) {
    let ident = &function.sig.ident;
    if TAKEN.contains(&ident.to_string().as_str()) {
        let message = format!(
            "a handle has its own `{ident}`, which would be called instead: rename the \
             method, or move it to another `impl` block and write a free `#[delayed]` function"
        );
        mistakes.add(Place::Aside, ident, message);
    }
    if let Some(receiver) = function.sig.receiver() {
        self::receiver(receiver, mistakes);
    }
    signature(function, mistakes);
}

fn receiver(receiver: &Receiver, mistakes: &mut Mistakes) {
    let message = match &receiver.kind {
        ReceiverKind::Value | ReceiverKind::Reference(_, _, None) => return,
        ReceiverKind::Reference(_, _, Some(_)) => {
            "a task can't change its argument in place, as others may read it: take `mut self` \
             and return it, or move this method to an `impl` block without `#[delayed]`"
        }
        _ => {
            "a task has a value or a reference to it: take `self` or `&self`, or move this method \
             to an `impl` block without `#[delayed]`"
        }
    };
    mistakes.add(Place::Signature, receiver, message);
}

/// What functions and methods share.
fn signature(function: &Function, mistakes: &mut Mistakes) {
    let sig = &function.sig;
    if let Safety::Unsafe(token) = &sig.safety {
        let message = "nobody can uphold an `unsafe` function's contract where a task is called: \
             make it safe, with an `unsafe` block in the body that upholds it";
        mistakes.add(Place::Signature, token, message);
    }
    if let Some(variadic) = &sig.variadic {
        let message = "a task has a fixed number of arguments: take a `Vec` or a slice";
        mistakes.refuse(Place::Signature, variadic, message);
    } else if let Some(abi) = &sig.abi {
        let message = "the runtime calls a task, and no other language can: drop `extern`, and \
             call the `extern` function from a delayed one";
        mistakes.add(Place::Signature, abi, message);
    }
    if let (Some(_), Some(span)) = (&sig.asyncness, function.options.blocking) {
        let message = "`blocking` is for functions that hold their thread, and an `async` one \
             yields it: drop one of the two";
        mistakes.add_at(Place::Aside, span, message);
    }
    conditions(function, mistakes);
    for (index, param) in function.params.iter().enumerate() {
        if !param.is_self {
            self::param(Place::Param(index), param, &sig.generics, mistakes);
        }
    }
    let lenders = function.params.iter().filter(|param| first_borrow(&param.declared).is_some());
    returns(&function.returns, lenders.count(), mistakes);
}

/// `cfg` inside a signature, which nobody has looked at yet when a macro sees it.
fn conditions(function: &Function, mistakes: &mut Mistakes) {
    let sig = &function.sig;
    let params = sig.inputs.iter().map(|arg| match arg {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(arg) => &arg.attrs,
    });
    let generics = sig.generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => &param.attrs,
        GenericParam::Type(param) => &param.attrs,
        GenericParam::Const(param) => &param.attrs,
    });
    let is_cfg = |attr: &&Attribute| attr.path().is_ident("cfg");
    for attr in generics.chain(params).flatten().filter(is_cfg) {
        let message = "a delayed function has the same parameters under every `cfg`: put the \
             `cfg` on the function, and write one for each case";
        mistakes.add(Place::Signature, attr, message);
    }
}

fn param(place: Place, param: &Param, generics: &Generics, mistakes: &mut Mistakes) {
    let declared = plain(&param.declared);
    let inner = match declared {
        Type::Reference(reference) => plain(&reference.elem),
        ty => ty,
    };
    if let Some(tokens) = find(declared, |ty| matches!(ty, Type::ImplTrait(_))) {
        let message = "a task's argument needs a type with a name: use a type parameter, \
             `fn f<T: Trait>(x: T)`";
        mistakes.add(place, tokens, message);
    } else if let Some(tokens) = mutable(declared) {
        let message = "a task can't change its argument in place, as others may read it: take it \
             by value (`mut x: T`, no copy if nobody else needs it) and return it";
        mistakes.add(place, tokens, message);
    } else if matches!(plain(&param.ty), Type::TraitObject(_)) {
        let message = "a value of a trait object's type can't be kept in a graph: take \
             `&Box<dyn Trait + Send + Sync>`, or `&T` with a type parameter `T: Trait`";
        mistakes.add(place, inner, message);
    } else if let Some(name) = unsized_by_value(declared) {
        let message = format!("`{name}` has no size of its own: take `&{name}`");
        mistakes.refuse(place, declared, message);
    } else if let Some(tokens) = first_borrow(&param.ty) {
        let message = "a graph owns its values, so an argument's type can't borrow: use an owned \
             type (`String` for `&str`, `Vec<T>` for `&[T]`); only a whole parameter can be a `&`";
        mistakes.add(place, tokens, message);
    } else if let Some(bound) = unsized_param(&param.ty, generics) {
        let message = "a graph keeps its values by themselves, so their types are `Sized`: drop \
             this bound";
        mistakes.add(Place::Signature, bound, message);
    } else if let Some(tokens) = find(declared, |ty| matches!(ty, Type::Infer(_))) {
        mistakes.refuse(place, tokens, "a parameter's type has to be written out");
    }
}

/// `lenders` is the number of parameters that an elided lifetime may come from.
fn returns(returns: &Returns, lenders: usize, mistakes: &mut Mistakes) {
    let (declared, ok) = (&returns.declared, plain(&returns.ok));
    if let Some(tokens) = find(declared, |ty| matches!(ty, Type::ImplTrait(_))) {
        let message = "a task's result needs a type with a name: return a concrete one, such as \
             a `Vec` for an iterator, or `Box<dyn Trait + Send + Sync>`";
        mistakes.add(Place::Return, tokens, message);
    } else if matches!(ok, Type::Never(_)) {
        let message = "a task that never returns has no result: return `()`, or a `Result` to fail";
        mistakes.add(Place::Return, ok, message);
    } else if let Some(tokens) = first_borrow(declared) {
        let message = "a task's result outlives its arguments, so it can't borrow from them: \
             return an owned value (`String` for `&str`, `Vec<T>` for `&[T]`, else a clone)";
        let elided = ["&", "'_"].contains(&tokens.to_string().as_str());
        if elided && lenders != 1 {
            mistakes.refuse(Place::Return, tokens, message);
        } else {
            mistakes.add(Place::Return, tokens, message);
        }
    } else if let Some(tokens) = find(declared, |ty| matches!(ty, Type::Infer(_))) {
        mistakes.refuse(Place::Return, tokens, "the result's type has to be written out");
    } else if last_segment(ok)
        .is_some_and(|segment| segment.ident == "Delayed" && segment.arguments.is_none() && !returns.grows)
    {
        let message = "a handle's type says what it computes to: `Delayed<T>`";
        mistakes.refuse(Place::Return, ok, message);
    } else if let Some(error) = returns.error.as_ref().filter(|ty| is_narrow_error(ty)) {
        let message = "an error travels between threads: `Box<dyn Error + Send + Sync>`";
        mistakes.add(Place::Signature, error, message);
    }
}

fn mutable(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Reference(reference) => reference.mutability.map(|token| {
            let and = reference.and_token;
            quote!(#and #token)
        }),
        _ => None,
    }
}

fn unsized_by_value(ty: &Type) -> Option<String> {
    let is_unsized = match ty {
        Type::Slice(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    };
    is_unsized.then(|| ty.to_token_stream().to_string().replace(' ', ""))
}

/// The `?Sized` of a type parameter that is a value in the graph.
fn unsized_param<'a>(ty: &Type, generics: &'a Generics) -> Option<&'a TypeParamBound> {
    let Type::Path(path) = plain(ty) else {
        return None;
    };
    let ident = path.path.get_ident()?;
    let inline = generics.type_params().filter(|param| param.ident == *ident).flat_map(|param| &param.bounds);
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clause = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if is_ident(&predicate.bounded_ty, ident) => Some(&predicate.bounds),
        _ => None,
    });
    inline.chain(clause.flatten()).find(|bound| is_maybe(bound))
}

/// Whether this is a `Box<dyn Error>` that must stay on its thread.
fn is_narrow_error(ty: &Type) -> bool {
    let Some(segment) = last_segment(ty).filter(|segment| segment.ident == "Box") else {
        return false;
    };
    let Some(Type::TraitObject(object)) = type_arguments(segment).first().map(|ty| plain(ty)) else {
        return false;
    };
    let names = |name: &str| {
        object.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|segment| segment.ident == name),
            _ => false,
        })
    };
    names("Error") && !(names("Send") && names("Sync"))
}

/// The first `Self` in the types of a signature.
fn names_self(function: &Function) -> Option<TokenStream> {
    let is_self = |ty: &Type| matches!(ty, Type::Path(path) if path.qself.is_none() && starts_with_self(&path.path));
    let declared = function.params.iter().map(|param| &param.declared);
    declared.chain([&function.returns.declared]).find_map(|ty| find(ty, is_self))
}
