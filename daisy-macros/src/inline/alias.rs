//! Aliases: `let r = &c.field;` names a borrow of a place in a delayed variable, and is no node.
//!
//! Such a borrow can't be kept between tasks, so each use of the name becomes the borrow itself, of a handle that no
//! later binding hides.

use super::calls::{is_projection, is_simple_place};
use super::lower::Lower;
use super::scope::same;
use super::stage::{bare, delayed, variable};
use super::uses::{Position, Use, walk};
use crate::names::at;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Expr, ExprBlock, Local, Pat, Stmt, parse_quote_spanned};

pub(crate) struct Alias {
    /// Binds the handle that the place is in.
    pub(crate) root: TokenStream,
    pub(crate) name: Name,
}

/// A name and the borrow that it stands for.
pub(crate) struct Name {
    ident: Ident,
    borrow: Expr,
}

impl Lower<'_> {
    /// The alias that a binding introduces.
    pub(crate) fn alias(&mut self, local: &Local) -> Option<Alias> {
        let pat = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pat => pat,
        };
        let (Pat::Ident(name), Some(init)) = (pat, &local.init) else { return None };
        let Expr::Reference(reference) = bare(&init.expr) else { return None };
        let place = innermost(&reference.expr);
        let is_place = is_projection(place, self) && is_simple_place(place) && delayed(place, &self.env)
            || self.is_reference_to_reference(&reference.expr);
        if !is_place || reference.mutability.is_some() || name.subpat.is_some() || init.diverge.is_some() {
            return None;
        }
        let mut place = (*reference.expr).clone();
        let names = self.names_in(&mut place);
        let span = at(init.expr.span());
        Some(Alias {
            root: names,
            name: Name { ident: name.ident.clone(), borrow: parse_quote_spanned!(span=> (&#place)) },
        })
    }

    /// Whether a borrow of this is a reference to a reference.
    fn is_reference_to_reference(&self, borrowed: &Expr) -> bool {
        let Some(var) = variable(innermost(borrowed), &self.env) else { return false };
        let known = self.env.get(var);
        known.delayed && (known.borrowed.is_some() || matches!(bare(borrowed), Expr::Reference(_)))
    }

    /// Gives the variables of a place other names, which hold what they hold now whatever is bound or assigned later.
    fn names_in(&mut self, place: &mut Expr) -> TokenStream {
        let mut renamed: Vec<(Ident, Ident)> = Vec::new();
        walk(place, Position::Place, &mut |used| {
            let Use::Name { expr, .. } = used else { return };
            let Some(old) = variable(expr, &self.env).map(|var| self.env.get(var).ident.clone()) else { return };
            let known = renamed.iter().find(|(other, _)| same(other, &old)).map(|(_, new)| new.clone());
            let new = known.unwrap_or_else(|| self.slot(old.span()));
            *expr = parse_quote_spanned!(at(old.span())=> #new);
            renamed.push((old, new));
        });
        let mut bindings = TokenStream::new();
        for (old, new) in renamed {
            if self.env.find(&new).is_none() {
                bindings.extend(self.named_again(&old, &new));
            }
        }
        bindings
    }

    /// Binds a new name to what a variable holds.
    fn named_again(&mut self, old: &Ident, new: &Ident) -> TokenStream {
        let span = at(old.span());
        let Some(var) = self.env.find(old) else { return TokenStream::new() };
        let (delayed, borrowed) = (self.env.get(var).delayed, self.env.get(var).borrowed.clone());
        let again = self.env.bind(new, delayed);
        self.env.get_mut(again).borrowed = borrowed;
        quote_spanned!(span=> let #new = ::core::clone::Clone::clone(&#old);)
    }
}

/// What a reference of references is to.
fn innermost(expr: &Expr) -> &Expr {
    match bare(expr) {
        Expr::Reference(reference) if reference.mutability.is_none() => innermost(&reference.expr),
        expr => expr,
    }
}

impl Name {
    /// The statements that follow, in reverse, with the borrow for the name.
    pub(crate) fn replaced(&self, mut rest: Vec<Stmt>) -> Vec<Stmt> {
        rest.reverse();
        let block = syn::Block { brace_token: Default::default(), stmts: rest };
        let mut block = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block });
        walk(&mut block, Position::Whole, &mut |used| match used {
            Use::Name { expr, .. } => {
                if matches!(&*expr, Expr::Path(path) if path.path.get_ident().is_some_and(|ident| same(ident, &self.ident)))
                {
                    *expr = self.borrow.clone();
                }
            }
            Use::Format { arguments } => {
                if arguments.captured.contains(&self.ident) {
                    arguments.give(&self.ident, self.borrow.clone());
                }
            }
        });
        let Expr::Block(block) = block else { unreachable!("a block stays one") };
        let mut stmts = block.block.stmts;
        stmts.reverse();
        stmts
    }
}
