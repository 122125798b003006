//! One piece: a closure, its operands and what is known of it, as tokens.

use super::lower::{Finish, Lower};
use super::names::name_of;
use super::text::{Reach, Text};
use crate::names::{Extent, at, moved};
use crate::source;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::Expr;

/// How many operands a piece may have.
const MOST: usize = 16;

/// What tells pieces of one meaning apart.
enum Meaning {
    Operator(&'static str),
    Text(Reach, u128),
}

/// What a task is called, and where it is written.
pub(crate) struct Title {
    name: String,
    extent: Extent,
}

impl Title {
    pub(crate) fn new(name: &str, written: impl ToTokens) -> Self {
        Title { name: name.to_owned(), extent: Extent::of(written) }
    }

    pub(crate) fn of(expr: &Expr) -> Self {
        Title::new(&name_of(expr), expr)
    }
}

pub(crate) struct Piece {
    name: String,
    extent: Extent,
    /// Where its generated tokens are reported.
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
    fn new(title: Title, meaning: Meaning) -> Self {
        let Title { name, extent } = title;
        Piece {
            name,
            extent,
            span: at(extent.first()),
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
    pub(crate) fn operator(name: &'static str, symbol: &'static str, expr: impl ToTokens) -> Self {
        Piece::new(Title::new(name, expr), Meaning::Operator(symbol))
    }

    /// A path.
    pub(crate) fn path(expr: &Expr, reach: Reach) -> Self {
        let tokens = expr.to_token_stream();
        let meaning = Meaning::Text(reach, source::digest_spaced(tokens.clone()));
        Piece::new(Title::new(&tokens.to_string().replace(' ', ""), expr), meaning)
    }

    /// What shows values that may hold handles.
    pub(crate) fn shown(expr: &Expr, reach: Reach) -> Self {
        Piece::new(Title::of(expr), Meaning::Text(reach, source::digest_spaced(expr.to_token_stream())))
    }

    /// A text, with its operands.
    pub(crate) fn text(title: Title, text: Text) -> Self {
        let piece = Piece::new(title, Meaning::Text(text.reach, text.digest));
        Piece { params: text.params, operands: text.operands, body: text.body.into_token_stream(), ..piece }
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
            (Finish::Done | Finish::Try(_), false) => quote_spanned!(self.extent.first()=> move |#(#params),*| #body),
            (Finish::Done, true) => {
                quote_spanned!(self.span=> move |#(#params),*| -> ::core::result::Result<_, #error> {
                    ::core::result::Result::Ok(#body)
                })
            }
            (Finish::Try(_), true) => {
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
        match (finish, self.tries, self.arms) {
            (_, false, true) => lower.end_with("outcome", self.extent),
            (_, true, true) => lower.end_with("outcome_fallible", self.extent),
            (finish, false, false) => lower.finish(finish, self.extent),
            (_, true, false) => lower.end_with("fallible", self.extent),
        }
    }

    /// The node.
    pub(crate) fn tokens(self, lower: &mut Lower<'_>, finish: Finish) -> TokenStream {
        if self.operands.len() > MOST {
            lower.errors.push(self.extent.error(format!(
                "this reads {} variables, and a task of an inline body can read {MOST}: put some of it into a function",
                self.operands.len()
            )));
            return TokenStream::new();
        }
        let (site, building) = (self.site(lower), lower.building(self.extent.first()));
        // Arms give outcomes whatever the finish; theirs was said of each.
        let how = if self.arms { Finish::Done } else { finish };
        let (operands, closure) = (&self.operands, self.closure(lower, how));
        // As the user's own, so that rustc shows all that was written there.
        let arguments = quote_spanned!(self.extent.last()=> (#site, #(#operands,)* #closure));
        let plain = matches!(how, Finish::Done) && !self.tries && !self.arms;
        let name = if plain { "done" } else { "piece" };
        let method = format_ident!("{name}{}", self.operands.len(), span = self.extent.first());
        let end = (!plain).then(|| self.finish(lower, how));
        quote_spanned!(self.extent.first()=> #building.#method #arguments #end)
    }

    /// A part of a call: a value, or a borrow of its first operand.
    pub(crate) fn part(self, lower: &Lower<'_>, borrows: bool) -> Option<TokenStream> {
        if self.operands.len() > 4 || self.tries || borrows && self.operands.is_empty() {
            return None;
        }
        let (site, building) = (self.site(lower), lower.building(self.extent.first()));
        let name = if borrows { "part_ref" } else { "part" };
        let method = format_ident!("{}{}", name, self.operands.len(), span = self.extent.first());
        let (operands, closure) = (&self.operands, self.closure(lower, Finish::Done));
        Some(quote_spanned!(self.extent.first()=> #building.#method(#site, #(#operands,)* #closure)))
    }
}

impl Lower<'_> {
    /// `.done()` and its like, by what becomes of a result.
    pub(crate) fn finish(&self, finish: Finish, extent: Extent) -> TokenStream {
        match finish {
            Finish::Done => self.end_with("done", extent),
            Finish::Tail => self.end_with("fallible", extent),
            Finish::Try(question) => {
                let error = self.error.as_ref().map(|error| moved(error, question));
                let inline = self.inline(at(question));
                quote_spanned!(question=> .tried(#inline::failing::<#error>()))
            }
        }
    }

    /// A call of this method of a piece or a call that stands there.
    pub(crate) fn end_with(&self, method: &str, extent: Extent) -> TokenStream {
        let (method, first) = (Ident::new(method, extent.first()), extent.first());
        let arguments = quote_spanned!(extent.last()=> ());
        quote_spanned!(first=> .#method #arguments)
    }
}

/// The file and the line.
pub(crate) fn place(span: Span) -> TokenStream {
    let line = Literal::u32_unsuffixed(u32::try_from(span.start().line).unwrap_or(0));
    quote_spanned!(span=> ::core::file!(), #line)
}
