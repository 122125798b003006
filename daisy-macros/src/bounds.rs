//! The generics of a task: the user's, without lifetimes, with the bounds that a graph needs.

use crate::model::{Function, Passing};
use crate::names::{at, located};
use crate::types::{Uses, is_ident};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{
    BoundLifetimes, GenericParam, Generics, Lifetime, LifetimeParam, Path, PredicateType, Token, Type, TypeParamBound,
    TypePath, WherePredicate, parse_quote, parse_quote_spanned,
};

type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// Generics without lifetimes, and `Data` on each type parameter.
///
/// A task lends its arguments for a time that no caller can name. So a bound that mentions a
/// lifetime parameter has to hold for all lifetimes, and one that is about lifetimes alone is
/// met already, as `Data` is `'static`.
pub(crate) fn owned(generics: &Generics, krate: &Path) -> Generics {
    let lifetimes: Vec<Lifetime> = generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    let mut owned = Generics::default();
    let params = generics.params.iter();
    let kept = params.filter(|param| !matches!(param, GenericParam::Lifetime(_)));
    owned.params = kept.cloned().collect();
    for param in owned.type_params_mut() {
        param.bounds = all_lifetimes(&param.bounds, &lifetimes);
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        if let WherePredicate::Type(predicate) = predicate {
            let predicate = for_all(predicate, &lifetimes);
            if !predicate.bounds.is_empty() {
                push(&mut owned, WherePredicate::Type(predicate));
            }
        }
    }
    data(&mut owned, krate);
    owned
}

/// Adds `Data` on each type parameter.
pub(crate) fn data(generics: &mut Generics, krate: impl ToTokens) {
    for ident in type_idents(generics) {
        let span = at(ident.span());
        let krate = located(&krate, span);
        bound(generics, &ident, parse_quote_spanned!(span=> #krate::Data), &[]);
    }
}

/// Adds what a function's signature needs of the type parameters `idents`: `Clone` of what is
/// passed by value, `Data` of an associated type. Types that are spoilt are left out.
pub(crate) fn of_signature(
    generics: &mut Generics,
    idents: &[Ident],
    function: &Function,
    spoilt: impl Fn(usize) -> bool,
) {
    let params = function.params.iter().enumerate();
    for (_, param) in params.filter(|(index, _)| !spoilt(*index)) {
        let uses = Uses::of(&param.ty, idents);
        if uses.any && param.passing == Passing::Owned {
            clone(generics, idents, &param.ty);
        }
        if let Some(ident) = idents.iter().find(|ident| is_ident(&param.ty, ident)) {
            sized(generics, ident);
        }
        uses.projections.iter().for_each(|ty| associated(generics, ty, function));
    }
    let returned = Uses::of(&function.returns.ok, idents);
    returned.projections.iter().for_each(|ty| associated(generics, ty, function));
}

/// `Data` on an associated type.
fn associated(generics: &mut Generics, ty: &TypePath, function: &Function) {
    let span = at(ty.span());
    let krate = function.krate(span);
    predicate(generics, parse_quote_spanned!(span=> #ty: #krate::Data));
}

/// Takes `?Sized` from a type parameter whose values are in the graph. `check` has told of it.
fn sized(generics: &mut Generics, ident: &Ident) {
    for bounds in bounds_of(generics, ident) {
        let kept = bounds.iter().filter(|bound| !is_maybe(bound));
        *bounds = kept.cloned().collect();
    }
}

/// Whether this is `?Sized`.
pub(crate) fn is_maybe(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some())
}

fn clone(generics: &mut Generics, idents: &[Ident], ty: &Type) {
    let span = at(ty.span());
    match idents.iter().find(|ident| is_ident(ty, ident)) {
        Some(ident) if generics.type_params().any(|param| param.ident == *ident) => {
            let clone = parse_quote_spanned!(span=> ::core::clone::Clone);
            bound(generics, ident, clone, &["Clone", "Copy"]);
        }
        _ => predicate(generics, parse_quote_spanned!(span=> #ty: ::core::clone::Clone)),
    }
}

/// The names of the type parameters.
pub(crate) fn type_idents(generics: &Generics) -> Vec<Ident> {
    generics.type_params().map(|param| param.ident.clone()).collect()
}

/// `<T: Data, const N: usize>`, the brackets always there and placed at `span`: rustc then never
/// suggests to write in them, and so says the same of every copy of an unknown type, once.
pub(crate) fn parameters(generics: &Generics, span: Span) -> TokenStream {
    let params = &generics.params;
    quote_spanned!(span=> <#params>)
}

/// `::<T, N>`, or nothing where there is nothing to say. Lifetimes are inferred.
pub(crate) fn turbofish(generics: &Generics) -> TokenStream {
    let mut idents = generics
        .params
        .iter()
        .filter_map(|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
        })
        .peekable();
    match idents.peek() {
        None => TokenStream::new(),
        Some(_) => quote!(::<#(#idents),*>),
    }
}

/// The parameters and predicates of both. A bound of `inner` on a parameter of `outer` joins those
/// that are there.
pub(crate) fn joined(outer: &Generics, inner: &Generics) -> Generics {
    let mut all = outer.clone();
    let predicates = inner.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        let of_outer = match predicate {
            WherePredicate::Type(predicate) if predicate.lifetimes.is_none() => {
                let is = |ident: &&Ident| is_ident(&predicate.bounded_ty, ident);
                type_idents(outer).iter().find(is).map(|ident| (ident.clone(), predicate))
            }
            _ => None,
        };
        match of_outer {
            Some((ident, predicate)) => {
                for extra in &predicate.bounds {
                    bound(&mut all, &ident, extra.clone(), &[]);
                }
            }
            None => push(&mut all, predicate.clone()),
        }
    }
    all.params.extend(inner.params.iter().cloned());
    all
}

/// The places where a type parameter has bounds: in the list first, if it is there.
fn bounds_of<'a>(generics: &'a mut Generics, ident: &Ident) -> Vec<&'a mut Bounds> {
    let params = generics.params.iter_mut();
    let list = params.filter_map(|param| match param {
        GenericParam::Type(param) if param.ident == *ident => Some(&mut param.bounds),
        _ => None,
    });
    let predicates = generics.where_clause.iter_mut().flat_map(|clause| &mut clause.predicates);
    let clause = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if is_ident(&predicate.bounded_ty, ident) && predicate.lifetimes.is_none() => {
            Some(&mut predicate.bounds)
        }
        _ => None,
    });
    list.chain(clause).collect()
}

/// Bounds a type parameter where the user did: in the list, or in the `where` clause. Does nothing
/// if there is a bound already that is named as one of `met_by`.
fn bound(generics: &mut Generics, ident: &Ident, bound: TypeParamBound, met_by: &[&str]) {
    let mut places = bounds_of(generics, ident);
    let meets = |bound: &TypeParamBound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| met_by.iter().any(|name| last.ident == name))
        }
        _ => false,
    };
    if places.iter().any(|bounds| bounds.iter().any(meets)) {
        return;
    }
    let used = places.iter().position(|bounds| !bounds.is_empty());
    if let Some(place) = places.get_mut(used.unwrap_or(0)) {
        place.push(bound);
    }
}

/// Adds a predicate once.
fn predicate(generics: &mut Generics, predicate: WherePredicate) {
    let text = predicate.to_token_stream().to_string();
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    if clause.map(|there| there.to_token_stream().to_string()).all(|there| there != text) {
        push(generics, predicate);
    }
}

fn push(generics: &mut Generics, predicate: WherePredicate) {
    generics.make_where_clause().predicates.push(predicate);
}

/// The bounds without lifetime parameters, those that mention one quantified over it.
fn all_lifetimes(bounds: &Bounds, lifetimes: &[Lifetime]) -> Bounds {
    let bounds = bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Lifetime(lifetime) if lifetimes.contains(lifetime) => None,
        TypeParamBound::Trait(bound) => {
            let mut bound = bound.clone();
            let used = mentioned(lifetimes, |find| find.visit_path(&bound.path));
            quantify(&mut bound.lifetimes, used);
            Some(TypeParamBound::Trait(bound))
        }
        other => Some(other.clone()),
    });
    bounds.collect()
}

fn for_all(predicate: &PredicateType, lifetimes: &[Lifetime]) -> PredicateType {
    let mut predicate = predicate.clone();
    let used = mentioned(lifetimes, |find| find.visit_type(&predicate.bounded_ty));
    let rest: Vec<Lifetime> = lifetimes.iter().filter(|it| !used.contains(it)).cloned().collect();
    predicate.bounds = all_lifetimes(&predicate.bounds, &rest);
    let is_param =
        |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetimes.contains(lifetime));
    predicate.bounds = predicate.bounds.into_iter().filter(|bound| !is_param(bound)).collect();
    quantify(&mut predicate.lifetimes, used);
    predicate
}

/// Which of the lifetimes `visit` comes across.
fn mentioned(lifetimes: &[Lifetime], visit: impl FnOnce(&mut Mentioned<'_>)) -> Vec<Lifetime> {
    let mut find = Mentioned { lifetimes, found: Vec::new() };
    visit(&mut find);
    find.found
}

struct Mentioned<'a> {
    lifetimes: &'a [Lifetime],
    found: Vec<Lifetime>,
}

impl<'a> Visit<'a> for Mentioned<'_> {
    fn visit_lifetime(&mut self, lifetime: &'a Lifetime) {
        if self.lifetimes.contains(lifetime) && !self.found.contains(lifetime) {
            self.found.push(lifetime.clone());
        }
    }
}

fn quantify(bound: &mut Option<BoundLifetimes>, lifetimes: Vec<Lifetime>) {
    if lifetimes.is_empty() {
        return;
    }
    let params = lifetimes.into_iter().map(|it| GenericParam::Lifetime(LifetimeParam::new(it)));
    bound.get_or_insert_with(|| parse_quote!(for<>)).lifetimes.extend(params);
}
