//! `format!` of values known while the graph is built, which may hold handles: their types decide what becomes of it.

use super::lower::{Lower, may_hold};
use super::piece::Piece;
use super::stage::{is_item_path, is_literal};
use super::std_macros;
use crate::names::at;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprMacro, parse_quote_spanned};

/// How many operands the probe has.
const MOST: usize = 4;

impl Lower<'_> {
    /// The text of what may hold handles; `None` if nothing can.
    pub(crate) fn shown(&mut self, mac: &ExprMacro) -> Option<TokenStream> {
        let mut arguments = std_macros::shown(&mac.mac)?;
        let may_hold_handles =
            arguments.captured.iter().any(|name| self.may_name_handles(name)) || arguments.exprs().any(may_hold);
        if !may_hold_handles {
            return None;
        }
        // Whatever is known only here is an operand: the task's text does not say its value.
        let is_operand = |this: &Self, arg: &Expr| !is_literal(arg) && !is_item_path(arg, &this.env);
        let names: Vec<_> = arguments.captured.iter().filter(|name| self.env.find(name).is_some()).cloned().collect();
        let count = names.len() + arguments.exprs().filter(|arg| is_operand(self, arg)).count();
        if count > MOST {
            return None;
        }
        let mut operands: Vec<_> = names.into_iter().map(|name| (name.clone(), name.into_token_stream())).collect();
        for arg in arguments.exprs_mut() {
            if is_operand(self, arg) {
                let (slot, value) = (self.slot(arg.span()), self.known_now(arg));
                *arg = parse_quote_spanned!(at(arg.span())=> #slot);
                operands.push((slot, value));
            }
        }
        self.shows.insert(count);
        let expr = Expr::Macro(mac.clone());
        let span = at(mac.span());
        let (inline, building, site) =
            (self.inline(span), self.building(span), Piece::shown(&expr, self.reach(&expr)).site(self));
        let mut body = mac.clone();
        body.mac.tokens = arguments.into_token_stream();
        let names = operands.iter().map(|(name, _)| name);
        let operands =
            operands.iter().map(|(_, value)| quote_spanned!(span=> (&&#inline::Shown::new(&#value)).__daisy_shown()));
        Some(quote_spanned!(span=> (&&#building.show((#(#operands,)*))).__daisy_show(#site, move |#(#names),*| #body)))
    }

    fn may_name_handles(&self, name: &Ident) -> bool {
        self.env.find(name).is_some_and(|var| !self.env.get(var).plain)
    }
}
