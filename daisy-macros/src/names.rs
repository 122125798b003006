//! Names that are not in the user's item.
//!
//! Local variables get hygiene from their span; items do not, so the names of generated items
//! must differ from every name that the user's tokens could mean to reach past them.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;

/// A span for generated tokens: reported at `span`, resolved as the macro's own.
pub(crate) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// Where tokens stand, from the first to the last: rustc shows all between two places of one expression.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    first: Span,
    last: Span,
}

impl Extent {
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut spans = tokens.into_token_stream().into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        Extent { first, last: spans.last().unwrap_or(first) }
    }

    pub(crate) fn first(self) -> Span {
        self.first
    }

    pub(crate) fn last(self) -> Span {
        self.last
    }

    /// An error there.
    pub(crate) fn error(self, message: impl std::fmt::Display) -> syn::Error {
        let ends = [self.first, self.last].map(|span| Ident::new("_end", span));
        syn::Error::new_spanned(quote::quote!(#(#ends)*), message)
    }
}

/// The user's tokens as they mean, reported at `span`.
pub(crate) fn moved(tokens: &TokenStream, span: Span) -> TokenStream {
    let move_one = |token: TokenTree| {
        let place = span.resolved_at(token.span());
        let mut token = match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), moved(&group.stream(), span)).into(),
            token => token,
        };
        token.set_span(place);
        token
    };
    tokens.clone().into_iter().map(move_one).collect()
}

/// The tokens of a path, reported at `span`. Only `$crate` needs the place it comes from.
pub(crate) fn located(path: impl ToTokens, span: Span) -> TokenStream {
    let tokens = path.into_token_stream().into_iter();
    let move_one = |mut token: TokenTree| {
        let is_crate = matches!(&token, TokenTree::Ident(ident) if ident == "$crate");
        let site = if is_crate { token.span() } else { Span::mixed_site() };
        token.set_span(site.located_at(span));
        token
    };
    tokens.map(move_one).collect()
}

/// The identifiers of an item.
pub(crate) struct Names {
    used: HashSet<String>,
}

impl Names {
    /// Reads all identifiers of these tokens.
    pub(crate) fn of(tokens: TokenStream) -> Self {
        let mut used = HashSet::new();
        collect(tokens, &mut used);
        Names { used }
    }

    /// Whether the item does without this identifier.
    pub(crate) fn free(&self, ident: &Ident) -> bool {
        !self.used.contains(&ident.to_string())
    }

    /// An identifier that is not in the item: `base`, or `base` and a number.
    pub(crate) fn mint(&self, base: &str, span: Span) -> Ident {
        let free = |name: &String| !self.used.contains(name);
        let name = std::iter::once(base.to_owned()).chain((1..).map(|n| format!("{base}_{n}"))).find(free);
        Ident::new(&name.expect("the numbers do not end"), span)
    }
}

fn collect(tokens: TokenStream, used: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                used.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn avoids_what_is_there() {
        let names = Names::of("fn f() { g(x, { x_1 }) }".parse().unwrap());
        let mint = |base| names.mint(base, Span::call_site()).to_string();
        assert_eq!(mint("y"), "y");
        assert_eq!(mint("g"), "g_1");
        assert_eq!(mint("x"), "x_2");
    }
}
