//! One piece: a closure, its operands and what is known of it, as tokens.

use super::lower::{Finish, Lower};
use super::text::{Reach, Text};
use crate::names::at;
use crate::source;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

/// How many operands a piece may have.
const MOST: usize = 16;

/// What tells pieces of one meaning apart.
enum Meaning {
    Operator(&'static str),
    Text(Reach, u128),
}

pub(crate) struct Piece {
    name: String,
    span: Span,
    meaning: Meaning,
    params: Vec<TokenStream>,
    operands: Vec<TokenStream>,
    body: TokenStream,
    tries: bool,
    arms: bool,
    cheap: bool,
}

impl Piece {
    fn new(name: &str, span: Span, meaning: Meaning) -> Self {
        Piece {
            name: name.to_owned(),
            span: at(span),
            meaning,
            params: Vec::new(),
            operands: Vec::new(),
            body: TokenStream::new(),
            tries: false,
            arms: false,
            cheap: true,
        }
    }

    /// An operator on whole values.
    pub(crate) fn operator(name: &'static str, symbol: &'static str, span: Span) -> Self {
        Piece::new(name, span, Meaning::Operator(symbol))
    }

    /// A path.
    pub(crate) fn path(expr: &Expr, reach: Reach) -> Self {
        let tokens = expr.to_token_stream();
        let meaning = Meaning::Text(reach, source::digest_spaced(tokens.clone()));
        Piece::new(&tokens.to_string().replace(' ', ""), expr.span(), meaning)
    }

    /// A text.
    pub(crate) fn text(name: &str, span: Span, text: &Text) -> Self {
        Piece::new(name, span, Meaning::Text(text.reach, text.digest))
    }

    pub(crate) fn operand(mut self, param: TokenStream, operand: TokenStream) -> Self {
        self.params.push(param);
        self.operands.push(operand);
        self
    }

    pub(crate) fn body(mut self, body: TokenStream) -> Self {
        self.body = body;
        self
    }

    /// Its body has a `?` of its own.
    pub(crate) fn tries(mut self, tries: bool) -> Self {
        self.tries = tries;
        self
    }

    /// Its arms give outcomes.
    pub(crate) fn arms(mut self, arms: bool) -> Self {
        self.arms = arms;
        self
    }

    /// It is more than an operator or a chain.
    pub(crate) fn costly(mut self) -> Self {
        self.cheap = false;
        self
    }

    /// The site, as a constant.
    pub(crate) fn site(&self, lower: &Lower<'_>) -> TokenStream {
        let (inline, name, place) = (lower.inline(self.span), &self.name, place(self.span));
        let site = match self.meaning {
            Meaning::Operator(symbol) => quote_spanned!(self.span=> operator(#name, #symbol, #place)),
            Meaning::Text(reach, digest) => {
                let meaning = match reach {
                    Reach::Module => "Text",
                    Reach::Body => "Body",
                    Reach::Place => "Place",
                };
                let meaning = Ident::new(meaning, self.span);
                let (digest, cheap) = (Literal::u128_unsuffixed(digest), self.cheap);
                quote_spanned!(self.span=> text(#inline::Meaning::#meaning, #name, #place, #digest, #cheap))
            }
        };
        let grows = self.arms.then(|| quote_spanned!(self.span=> .grows()));
        quote_spanned!(self.span=> const { &#inline::Site::#site #grows })
    }

    /// The closure, as `finish` wants its body.
    fn closure(&self, lower: &Lower<'_>, finish: Finish) -> TokenStream {
        let (params, body, error) = (&self.params, &self.body, &lower.error);
        match (finish, self.tries) {
            (Finish::Done | Finish::Try, false) => quote_spanned!(self.span=> move |#(#params),*| #body),
            (Finish::Done, true) => {
                quote_spanned!(self.span=> move |#(#params),*| -> ::core::result::Result<_, #error> {
                    ::core::result::Result::Ok(#body)
                })
            }
            (Finish::Try, true) => {
                quote_spanned!(self.span=> move |#(#params),*| -> ::core::result::Result<_, #error> {
                    ::core::result::Result::Ok(#body?)
                })
            }
            (Finish::Tail, _) => {
                quote_spanned!(self.span=> move |#(#params),*| -> ::core::result::Result<_, #error> { #body })
            }
        }
    }

    fn finish(&self, lower: &Lower<'_>, finish: Finish) -> TokenStream {
        let error = &lower.error;
        match (finish, self.tries, self.arms) {
            (_, false, true) => quote_spanned!(self.span=> .outcome()),
            (_, true, true) => quote_spanned!(self.span=> .outcome_fallible()),
            (Finish::Done, false, false) => quote_spanned!(self.span=> .done()),
            (Finish::Try, false, false) => quote_spanned!(self.span=> .tried::<#error>()),
            (_, _, false) => quote_spanned!(self.span=> .fallible()),
        }
    }

    /// The node.
    pub(crate) fn tokens(self, lower: &mut Lower<'_>, finish: Finish) -> TokenStream {
        if self.operands.len() > MOST {
            lower.errors.push(syn::Error::new(
                self.span,
                format!(
                    "this reads {} variables, and a task of an inline body can read {MOST}: put some of it into a function",
                    self.operands.len()
                ),
            ));
            return TokenStream::new();
        }
        let (site, building) = (self.site(lower), lower.building(self.span));
        let method = format_ident!("piece{}", self.operands.len(), span = self.span);
        // Arms give outcomes whatever the finish; theirs was said of each.
        let how = if self.arms { Finish::Done } else { finish };
        let (operands, closure, end) = (&self.operands, self.closure(lower, how), self.finish(lower, how));
        quote_spanned!(self.span=> #building.#method(#site, #(#operands,)* #closure) #end)
    }

    /// A part of a call: a value, or a borrow of its first operand.
    pub(crate) fn part(self, lower: &Lower<'_>, borrows: bool) -> Option<TokenStream> {
        if self.operands.len() > 4 || self.tries || borrows && self.operands.is_empty() {
            return None;
        }
        let (site, building) = (self.site(lower), lower.building(self.span));
        let name = if borrows { "part_ref" } else { "part" };
        let method = format_ident!("{}{}", name, self.operands.len(), span = self.span);
        let (operands, closure) = (&self.operands, self.closure(lower, Finish::Done));
        Some(quote_spanned!(self.span=> #building.#method(#site, #(#operands,)* #closure)))
    }
}

/// The file and the line.
pub(crate) fn place(span: Span) -> TokenStream {
    let line = Literal::u32_unsuffixed(u32::try_from(span.start().line).unwrap_or(0));
    quote_spanned!(span=> ::core::file!(), #line)
}
