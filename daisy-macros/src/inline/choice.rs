//! Choices: both branches are graph, the one that is taken runs.

use super::lower::{End, Lower};
use super::regions::has_let;
use super::stage::{bare, delayed};
use crate::names::at;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use std::mem::discriminant;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, ExprIf, parse_quote_spanned};

impl Lower<'_> {
    /// An `if` whose condition is delayed and a plain expression.
    pub(crate) fn is_choice(&self, branch: &ExprIf) -> bool {
        !has_let(&branch.cond) && delayed(&branch.cond, &self.env)
    }

    /// A choice: both branches are graph, the one that is taken runs.
    pub(crate) fn choice(&mut self, branch: &ExprIf, end: End) -> TokenStream {
        let Some((_, other)) = &branch.else_branch else { return self.choice_of_one(branch, end) };
        let span = at(branch.if_token.span);
        let known = self.known_part(&branch.cond).map(|(op, known, rest)| (op, self.known_now(&known), rest));
        let cond = self.handle(known.as_ref().map_or(&*branch.cond, |(_, _, rest)| rest));
        self.env.depth += 1;
        let then = self.block(&branch.then_branch, end);
        let other = self.end_in(other, end);
        self.env.depth -= 1;
        let inline = self.inline(span);
        let either = self.slot(span);
        match known {
            None => quote_spanned!(span=> #inline::choice(#cond, || #then, || #other)),
            Some((BinOp::And(_), known, _)) => quote_spanned!(span=> {
                let #either = #inline::branch(|| #other);
                if #known { #inline::choice(#cond, || #then, || ::core::clone::Clone::clone(&#either)) } else { #either }
            }),
            Some((_, known, _)) => quote_spanned!(span=> {
                let #either = #inline::branch(|| #then);
                if #known { #either } else { #inline::choice(#cond, || ::core::clone::Clone::clone(&#either), || #other) }
            }),
        }
    }

    /// What of `a && b && c` or `a || b || c` is known while the graph is built, and the rest, each in its order. The known
    /// part decides whether there is a choice at all, so that what it guards is not built in vain.
    fn known_part(&self, cond: &Expr) -> Option<(BinOp, Expr, Expr)> {
        let Expr::Binary(ExprBinary { op: op @ (BinOp::And(_) | BinOp::Or(_)), .. }) = bare(cond) else { return None };
        let mut terms = Vec::new();
        flatten(cond, op, &mut terms);
        let (rest, known): (Vec<Expr>, Vec<Expr>) = terms.into_iter().partition(|term| delayed(term, &self.env));
        let join = |terms: Vec<Expr>| {
            terms.into_iter().reduce(|left, right| {
                let span = at(left.span());
                parse_quote_spanned!(span=> #left #op #right)
            })
        };
        Some((*op, join(known)?, join(rest)?))
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
        if let Some((op, known, rest)) = self.known_part(&Expr::Binary(binary.clone())) {
            let (known, rest, inline) = (self.known_now(&known), self.handle(&rest), self.inline(span));
            return match op {
                BinOp::And(_) => {
                    quote_spanned!(span=> if #known { #rest } else { #inline::Whole::delayed(#inline::Literal(false)) })
                }
                _ => {
                    quote_spanned!(span=> if #known { #inline::Whole::delayed(#inline::Literal(true)) } else { #rest })
                }
            };
        }
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

/// The terms of a row of one operator.
fn flatten(expr: &Expr, op: &BinOp, terms: &mut Vec<Expr>) {
    match bare(expr) {
        Expr::Binary(binary) if discriminant(&binary.op) == discriminant(op) => {
            flatten(&binary.left, op, terms);
            flatten(&binary.right, op, terms);
        }
        _ => terms.push(expr.clone()),
    }
}
