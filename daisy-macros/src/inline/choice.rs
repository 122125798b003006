//! Choices: both branches are graph, the one that is taken runs.

use super::lower::{End, Lower};
use super::regions::has_let;
use super::stage::delayed;
use crate::names::at;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, ExprIf};

impl Lower<'_> {
    /// An `if` whose condition is delayed and a plain expression.
    pub(crate) fn is_choice(&self, branch: &ExprIf) -> bool {
        !has_let(&branch.cond) && delayed(&branch.cond, &self.env)
    }

    /// A choice: both branches are graph, the one that is taken runs.
    pub(crate) fn choice(&mut self, branch: &ExprIf, end: End) -> TokenStream {
        let Some((_, other)) = &branch.else_branch else { return self.choice_of_one(branch, end) };
        let span = at(branch.if_token.span);
        let cond = self.handle(&branch.cond);
        self.env.depth += 1;
        let then = self.block(&branch.then_branch, end);
        let other = self.end_in(other, end);
        self.env.depth -= 1;
        let inline = self.inline(span);
        quote_spanned!(span=> #inline::choice(#cond, || #then, || #other))
    }

    /// A choice without an `else` has no value.
    fn choice_of_one(&mut self, branch: &ExprIf, end: End) -> TokenStream {
        self.unused(&Expr::If(branch.clone()), |this| {
            let cond = this.handle(&branch.cond);
            this.env.depth += 1;
            let then = this.block(&branch.then_branch, end);
            this.env.depth -= 1;
            quote!(#cond; #then)
        })
    }

    /// `a && b`, `a || b`.
    pub(crate) fn lazy(&mut self, binary: &ExprBinary) -> TokenStream {
        let span = at(binary.span());
        let left = self.handle(&binary.left);
        self.env.depth += 1;
        let right = self.handle(&binary.right);
        self.env.depth -= 1;
        let inline = self.inline(span);
        let constant = |value: bool| quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(#value)));
        let (then, other) = match binary.op {
            BinOp::And(_) => (right, constant(false)),
            _ => (constant(true), right),
        };
        quote_spanned!(span=> #inline::choice(#left, || #then, || #other))
    }
}
