//! Aliases: `let r = &c.field;` names a borrow of a place in a delayed variable, and is no node.
//!
//! Such a borrow can't be kept between tasks, so each use of the name becomes the borrow itself, of a handle that no
//! later binding hides.

use super::calls::is_projection;
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
        let is_place = is_projection(&reference.expr, self) && delayed(&reference.expr, &self.env);
        if !is_place || reference.mutability.is_some() || name.subpat.is_some() || init.diverge.is_some() {
            return None;
        }
        let mut place = (*reference.expr).clone();
        let root = self.slot(place.span());
        let (var, old) = root_of(&mut place, &root, self)?;
        let handle = self.clone_of(&old);
        let span = at(init.expr.span());
        let new = self.env.bind(&root, true);
        self.env.get_mut(new).borrowed = self.env.get(var).borrowed.clone();
        Some(Alias {
            root: quote_spanned!(span=> let #root = #handle;),
            name: Name { ident: name.ident.clone(), borrow: parse_quote_spanned!(span=> (&#place)) },
        })
    }
}

/// Puts another name for the variable that a place is in, and says which it was.
fn root_of(place: &mut Expr, name: &Ident, lower: &Lower<'_>) -> Option<(usize, Ident)> {
    let inner = match place {
        Expr::Field(field) => &mut field.base,
        Expr::Index(index) => &mut index.expr,
        Expr::Cast(cast) => &mut cast.expr,
        Expr::Unary(unary) => &mut unary.expr,
        Expr::Paren(paren) => &mut paren.expr,
        Expr::Group(group) => &mut group.expr,
        Expr::Path(path) => {
            let old = path.path.get_ident()?.clone();
            let var = variable(place, &lower.env)?;
            *place = parse_quote_spanned!(name.span()=> #name);
            return Some((var, old));
        }
        _ => return None,
    };
    root_of(inner, name, lower)
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
