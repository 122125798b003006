//! What is wrong with an item, and which part of its expansion that spoils.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// The part of a function that a mistake makes unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// None: the function still expands as if the mistake were not there.
    Aside,
    /// All of it, but each type in the signature is still known.
    Signature,
    /// The type of the parameter with this index, `self` counted.
    Param(usize),
    /// The type of the result.
    Return,
}

/// Every mistake found so far, each once, in the order of the source.
#[derive(Debug, Default)]
pub(crate) struct Mistakes {
    found: Vec<(Place, syn::Error)>,
    /// rustc would refuse the user's text as well.
    refused: bool,
}

impl Mistakes {
    /// Notes a mistake at these tokens.
    pub(crate) fn add(&mut self, place: Place, tokens: impl ToTokens, message: impl Display) {
        self.found.push((place, syn::Error::new_spanned(tokens, message)));
    }

    /// Notes a mistake that another pass has put into words.
    pub(crate) fn add_error(&mut self, place: Place, error: syn::Error) {
        self.found.push((place, error));
    }

    /// Notes a mistake at this span.
    pub(crate) fn add_at(&mut self, place: Place, span: Span, message: impl Display) {
        self.found.push((place, syn::Error::new(span, message)));
    }

    /// Notes a mistake that rustc would report too if it saw the text.
    pub(crate) fn refuse(&mut self, place: Place, tokens: impl ToTokens, message: impl Display) {
        self.add(place, tokens, message);
        self.refused = true;
    }

    /// Whether rustc has nothing to say about the text.
    pub(crate) fn are_ours(&self) -> bool {
        !self.refused
    }

    /// Takes over what another pass found.
    pub(crate) fn append(&mut self, other: Mistakes) {
        self.found.extend(other.found);
        self.refused |= other.refused;
    }

    /// Whether the function cannot be expanded, so that `fallback` stands in for it.
    pub(crate) fn fatal(&self) -> bool {
        self.found.iter().any(|(place, _)| *place != Place::Aside)
    }

    /// Whether this part of the signature is unusable.
    pub(crate) fn spoil(&self, place: Place) -> bool {
        self.found.iter().any(|(found, _)| *found == place)
    }

    /// All of them as one error; none if there is no mistake.
    pub(crate) fn into_error(self) -> Option<syn::Error> {
        let mut errors = self.found.into_iter().map(|(_, error)| error);
        let mut all = errors.next()?;
        errors.for_each(|error| all.combine(error));
        Some(all)
    }

    /// The `compile_error!` of each.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.into_error().map(syn::Error::into_compile_error).unwrap_or_default()
    }
}
