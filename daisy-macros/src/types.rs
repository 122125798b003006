//! What can be told of a type from its tokens.

use crate::names::at;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    BoundLifetimes, Expr, GenericArgument, GenericParam, Lifetime, ParenthesizedGenericArguments, Path, PathArguments,
    PathSegment, TraitBound, Type, TypeFnPtr, TypePath, TypeReference, parse_quote, parse_quote_spanned,
};

/// The type without parentheses and without the invisible groups of macros by example.
pub(crate) fn plain(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => plain(&group.elem),
        Type::Paren(paren) => plain(&paren.elem),
        _ => ty,
    }
}

/// The last segment of a path.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match plain(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The type arguments of a path's last segment.
pub(crate) fn type_arguments(segment: &PathSegment) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// Whether this is a number, `bool` or `char`.
pub(crate) fn is_primitive(ty: &Type) -> bool {
    const PRIMITIVES: [&str; 16] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64", "bool",
        "char",
    ];
    matches!(plain(ty), Type::Path(path) if path.qself.is_none() && PRIMITIVES.iter().any(|name| path.path.is_ident(name)))
}

/// The types of what a `Vec`, an `Option`, an array or a tuple holds; of no other type.
pub(crate) fn items(ty: &Type) -> Vec<&Type> {
    match plain(ty) {
        Type::Array(array) => vec![&array.elem],
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        path => match last_segment(path) {
            Some(segment) if segment.ident == "Vec" || segment.ident == "Option" => type_arguments(segment),
            _ => Vec::new(),
        },
    }
}

/// Whether this type is just this name.
pub(crate) fn is_ident(ty: &Type, ident: &Ident) -> bool {
    matches!(plain(ty), Type::Path(path) if path.qself.is_none() && path.path.is_ident(ident))
}

/// The type that owns what a reference to this one borrows: `String` for `str`.
///
/// `Path`, `OsStr` and `CStr` are told by their name, and asked for their owner rather than given
/// one, so that a type of the user's with such a name is its own owner if it is `Clone`.
pub(crate) fn owner(borrowed: &Type) -> Type {
    let span = at(borrowed.span());
    match plain(borrowed) {
        Type::Slice(slice) => {
            let item = &slice.elem;
            parse_quote_spanned!(span=> ::std::vec::Vec<#item>)
        }
        Type::Path(path) if path.qself.is_none() && path.path.is_ident("str") => {
            parse_quote_spanned!(span=> ::std::string::String)
        }
        ty => match last_segment(ty) {
            Some(segment)
                if segment.arguments.is_none()
                    && ["Path", "OsStr", "CStr"].iter().any(|name| segment.ident == name) =>
            {
                parse_quote_spanned!(span=> <#ty as ::std::borrow::ToOwned>::Owned)
            }
            _ => ty.clone(),
        },
    }
}

/// What to ask for, where a borrow of it becomes a borrow of `borrowed` only by dereferencing, which
/// nobody can infer backwards. No more of the user's tokens than needed: rustc reports a mistake in
/// a type once for a signature, but again for an expression.
pub(crate) fn asked(borrowed: &Type) -> Option<Type> {
    let span = at(borrowed.span());
    match plain(borrowed) {
        Type::Slice(_) => Some(parse_quote_spanned!(span=> ::std::vec::Vec<_>)),
        ty => {
            let owner = owner(ty);
            let same = owner.to_token_stream().to_string() == ty.to_token_stream().to_string();
            (!same).then_some(owner)
        }
    }
}

/// The first borrow in a type, a `&` or a lifetime, that something must outlive.
///
/// `'static` is none, nor is what a `for<'a>`, a function pointer or `Fn(&T)` brings itself.
pub(crate) fn first_borrow(ty: &Type) -> Option<TokenStream> {
    let mut borrows = Borrows::default();
    borrows.visit_type(ty);
    borrows.first
}

#[derive(Default)]
struct Borrows {
    first: Option<TokenStream>,
    bound: Vec<Ident>,
    /// How many function types we are in: there, elided lifetimes are their own.
    functions: usize,
}

impl Borrows {
    fn found(&mut self, tokens: impl ToTokens) {
        self.first.get_or_insert_with(|| tokens.into_token_stream());
    }

    fn within(&mut self, lifetimes: Option<&BoundLifetimes>, inside: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        for param in lifetimes.iter().flat_map(|bound| &bound.lifetimes) {
            if let GenericParam::Lifetime(param) = param {
                self.bound.push(param.lifetime.ident.clone());
            }
        }
        inside(self);
        self.bound.truncate(outer);
    }
}

impl<'a> Visit<'a> for Borrows {
    fn visit_type_reference(&mut self, ty: &'a TypeReference) {
        if ty.lifetime.is_none() && self.functions == 0 {
            self.found(ty.and_token);
        }
        visit::visit_type_reference(self, ty);
    }

    fn visit_lifetime(&mut self, lifetime: &'a Lifetime) {
        let elided = lifetime.ident == "_" && self.functions > 0;
        if lifetime.ident != "static" && !elided && !self.bound.contains(&lifetime.ident) {
            self.found(lifetime);
        }
    }

    fn visit_type_fn_ptr(&mut self, ty: &'a TypeFnPtr) {
        self.functions += 1;
        self.within(ty.lifetimes.as_ref(), |this| visit::visit_type_fn_ptr(this, ty));
        self.functions -= 1;
    }

    fn visit_parenthesized_generic_arguments(&mut self, args: &'a ParenthesizedGenericArguments) {
        self.functions += 1;
        visit::visit_parenthesized_generic_arguments(self, args);
        self.functions -= 1;
    }

    fn visit_trait_bound(&mut self, bound: &'a TraitBound) {
        self.within(bound.lifetimes.as_ref(), |this| visit::visit_trait_bound(this, bound));
    }

    // The lifetimes after `for` are not uses.
    fn visit_bound_lifetimes(&mut self, _: &'a BoundLifetimes) {}
}

/// The first type in `ty`, itself included, that `is` says yes to.
pub(crate) fn find(ty: &Type, is: fn(&Type) -> bool) -> Option<TokenStream> {
    struct Find(fn(&Type) -> bool, Option<TokenStream>);
    impl<'a> Visit<'a> for Find {
        fn visit_type(&mut self, ty: &'a Type) {
            if self.1.is_none() && (self.0)(ty) {
                self.1 = Some(ty.to_token_stream());
            }
            visit::visit_type(self, ty);
        }
    }
    let mut find = Find(is, None);
    find.visit_type(ty);
    find.1
}

/// How a type uses type parameters.
#[derive(Default)]
pub(crate) struct Uses<'p> {
    params: &'p [Ident],
    /// It names one.
    pub(crate) any: bool,
    /// The associated types of one that are in it: `T::Item`, `<T as Trait>::Item`.
    pub(crate) projections: Vec<TypePath>,
}

impl<'p> Uses<'p> {
    pub(crate) fn of(ty: &Type, params: &'p [Ident]) -> Self {
        let mut uses = Uses { params, ..Uses::default() };
        uses.visit_type(ty);
        uses
    }

    fn token(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => self.any |= self.params.contains(&ident),
                TokenTree::Group(group) => self.token(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'a> Visit<'a> for Uses<'_> {
    fn visit_type_path(&mut self, ty: &'a TypePath) {
        let first = &ty.path.segments[0].ident;
        let of_self = match &ty.qself {
            Some(qself) => Uses::of(&qself.ty, self.params).any,
            None => self.params.contains(first) && ty.path.leading_colon.is_none(),
        };
        self.any |= of_self;
        if of_self && (ty.qself.is_some() || ty.path.segments.len() > 1) {
            self.projections.push(ty.clone());
        }
        visit::visit_type_path(self, ty);
    }

    fn visit_macro(&mut self, mac: &'a syn::Macro) {
        self.token(mac.tokens.clone());
    }
}

/// Writes a type for `Self`.
pub(crate) struct ReplaceSelf<'a>(pub(crate) &'a Type);

impl ReplaceSelf<'_> {
    /// `<Type>::rest` for `Self::rest`.
    fn qualified(&self, path: &Path, span: Span) -> TypePath {
        let ty = self.0;
        let rest = path.segments.iter().skip(1);
        parse_quote_spanned!(at(span)=> <#ty>::#(#rest)::*)
    }
}

/// Whether the path starts with `Self`.
pub(crate) fn starts_with_self(path: &Path) -> bool {
    let first = path.segments.first();
    path.leading_colon.is_none() && first.is_some_and(|segment| segment.ident == "Self")
}

impl VisitMut for ReplaceSelf<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && starts_with_self(&path.path)
        {
            *ty = match path.path.segments.len() {
                1 => self.0.clone(),
                _ => Type::Path(self.qualified(&path.path, path.span())),
            };
        }
        visit_mut::visit_type_mut(self, ty);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = expr
            && path.qself.is_none()
            && path.path.segments.len() > 1
            && starts_with_self(&path.path)
        {
            let qualified = self.qualified(&path.path, path.span());
            *expr = parse_quote!(#qualified);
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borrow(source: &str) -> Option<String> {
        first_borrow(&syn::parse_str(source).unwrap()).map(|tokens| tokens.to_string())
    }

    #[test]
    fn finds_borrows() {
        assert_eq!(borrow("Vec<&str>").as_deref(), Some("&"));
        assert_eq!(borrow("Cow<'_, str>").as_deref(), Some("'_"));
        assert_eq!(borrow("Box<dyn Fn(&u8) -> u8 + 'a>").as_deref(), Some("'a"));
        assert_eq!(borrow("fn(&'a u8)").as_deref(), Some("'a"));
    }

    #[test]
    fn knows_what_is_no_borrow() {
        for free in [
            "Vec<&'static str>",
            "fn(&u8) -> &u8",
            "fn(Cow<'_, str>)",
            "for<'a> fn(&'a u8) -> &'a u8",
            "Box<dyn for<'a> Fn(&'a u8) -> Ref<'a>>",
            "Arc<dyn Fn(&u8) -> &u8 + Send + 'static>",
        ] {
            assert_eq!(borrow(free), None, "{free}");
        }
    }

    #[test]
    fn finds_parameters() {
        let params: [Ident; 1] = [parse_quote!(T)];
        let uses = |source: &str| {
            let ty = syn::parse_str(source).unwrap();
            let uses = Uses::of(&ty, &params);
            (uses.any, uses.projections.len())
        };
        assert_eq!(uses("Vec<Option<T>>"), (true, 0));
        assert_eq!(uses("Vec<T::Item>"), (true, 1));
        assert_eq!(uses("<T as Iterator>::Item"), (true, 1));
        assert_eq!(uses("<Vec<T> as IntoIterator>::Item"), (true, 1));
        assert_eq!(uses("ty!(T)"), (true, 0));
        assert_eq!(uses("m::T"), (false, 0));
        assert_eq!(uses("<u8 as X>::Item"), (false, 0));
    }

    #[test]
    fn replaces_self() {
        let replace = |source: &str| {
            let mut ty: Type = syn::parse_str(source).unwrap();
            ReplaceSelf(&parse_quote!(Table<T>)).visit_type_mut(&mut ty);
            ty.to_token_stream().to_string().replace(' ', "")
        };
        assert_eq!(replace("Vec<Self>"), "Vec<Table<T>>");
        assert_eq!(replace("Self::Row"), "<Table<T>>::Row");
        assert_eq!(replace("[u8;Self::N]"), "[u8;<Table<T>>::N]");
        assert_eq!(replace("<Self as X<Self>>::Y"), "<Table<T>asX<Table<T>>>::Y");
    }
}
