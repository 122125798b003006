//! Static control flow: decided and unrolled while the graph is built, and how it is left.

use super::lower::{End, Loop, Lower};
use super::regions::has_let;
use super::scope::all_names;
use super::stage::{bare, delayed};
use crate::names::at;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Block, Expr, ExprIf, ExprLoop, ExprMatch, Pat};

impl Lower<'_> {
    /// An `if` that is decided while the graph is built. Its ends are lowered by `end`, if its value is wanted.
    pub(crate) fn static_if(&mut self, branch: &ExprIf, end: Option<End>) -> TokenStream {
        let mark = self.env.enter();
        let cond = self.static_condition(&branch.cond);
        let then = self.static_block(&branch.then_branch, end);
        self.leave(mark);
        let other = branch.else_branch.as_ref().map(|(else_token, expr)| {
            let expr = match (bare(expr), end) {
                (Expr::Block(block), _) => self.static_block(&block.block, end),
                (_, Some(end)) => {
                    let value = self.end_in(expr, end);
                    quote!({ #value })
                }
                (_, None) => self.effect(expr),
            };
            quote!(#else_token #expr)
        });
        let if_token = branch.if_token;
        quote!(#if_token #cond #then #other)
    }

    fn static_condition(&mut self, cond: &Expr) -> TokenStream {
        match cond {
            Expr::Let(test) => {
                let (let_token, pat, eq) = (test.let_token, &test.pat, test.eq_token);
                let value = self.known_now(&test.expr);
                self.env.bind_all(pat, false);
                quote!(#let_token #pat #eq #value)
            }
            Expr::Binary(binary) if has_let(cond) => {
                let (left, op) = (self.static_condition(&binary.left), binary.op);
                let right = self.static_condition(&binary.right);
                quote!(#left #op #right)
            }
            cond => self.known_now(cond),
        }
    }

    fn static_block(&mut self, block: &Block, end: Option<End>) -> TokenStream {
        if let Some(end) = end {
            return self.block(block, end);
        }
        let mark = self.env.enter();
        let (stmts, tail) = self.statements(&block.stmts);
        let tail = tail.map(|tail| self.effect(&tail));
        self.leave(mark);
        let span = block.brace_token.span.join();
        quote_spanned!(span=> { #stmts #tail })
    }

    /// A `match` that is decided while the graph is built.
    pub(crate) fn static_match(&mut self, region: &ExprMatch, end: Option<End>) -> TokenStream {
        let on = self.known_now(&region.expr);
        let arms: Vec<_> = region.arms.iter().map(|arm| self.static_arm(arm, end)).collect();
        let match_token = region.match_token;
        quote!(#match_token #on { #(#arms)* })
    }

    fn static_arm(&mut self, arm: &syn::Arm, end: Option<End>) -> TokenStream {
        let mark = self.env.enter();
        self.env.bind_all(&arm.pat, false);
        let pat = self.static_pattern(&arm.pat);
        let body = match end {
            Some(end) => self.end_in(&arm.body, end),
            None => self.effect(&arm.body),
        };
        self.leave(mark);
        let (attrs, arrow) = (&arm.attrs, arm.fat_arrow_token);
        quote!(#(#attrs)* #pat #arrow { #body })
    }

    /// The pattern of an arm, whose guard is decided with it.
    fn static_pattern(&mut self, pat: &Pat) -> TokenStream {
        let Pat::Guard(guarded) = pat else { return pat.to_token_stream() };
        let (pat, if_token, guard) = (&guarded.pat, guarded.if_token, &*guarded.guard);
        if delayed(guard, &self.env) {
            self.mistake(
                guard,
                "this guard is known when tasks run, but the `match` is decided while the graph is built: put an `if` into \
                 its arm, `n => if guard { .. } else { .. }`",
            );
        }
        let guard = self.known_now(guard);
        quote!(#pat #if_token #guard)
    }

    /// Control whose value nobody wants.
    pub(crate) fn control(&mut self, expr: &Expr) -> TokenStream {
        match bare(expr) {
            Expr::If(branch) if self.is_choice(branch) => self.unused(expr, |this| this.choice(branch, End::Handle)),
            _ if self.is_region(expr) => self.region_statement(expr),
            Expr::If(branch) => self.static_if(branch, None),
            Expr::Match(region) => self.static_match(region, None),
            Expr::Block(block) => {
                self.labelled(block.label.as_ref(), None, |this| this.static_block(&block.block, None))
            }
            Expr::ForLoop(each) => {
                let over = self.known_now(&each.expr);
                let mark = self.env.enter();
                self.env.bind_each(all_names(&each.pat), false);
                let body = self.unrolled(&each.body, each.label.as_ref());
                self.leave(mark);
                let (attrs, label, for_token, pat, in_token) =
                    (&each.attrs, &each.label, each.for_token, &each.pat, each.in_token);
                quote!(#(#attrs)* #label #for_token #pat #in_token #over #body)
            }
            Expr::While(each) => {
                let mark = self.env.enter();
                let cond = self.static_condition(&each.cond);
                let body = self.unrolled(&each.body, each.label.as_ref());
                self.leave(mark);
                let (label, while_token) = (&each.label, each.while_token);
                quote!(#label #while_token #cond #body)
            }
            Expr::Loop(each) => self.static_loop(each, None),
            _ => self.effect(expr),
        }
    }

    /// A `loop` that unrolls. What it is left with is lowered by `end`, if that is wanted as a handle.
    pub(crate) fn static_loop(&mut self, each: &ExprLoop, end: Option<End>) -> TokenStream {
        let ExprLoop { label, loop_token, body, .. } = each;
        let body = self.left(label.as_ref(), true, end, |this| this.static_block(body, None));
        quote!(#label #loop_token #body)
    }

    fn unrolled(&mut self, body: &Block, label: Option<&syn::Label>) -> TokenStream {
        self.left(label, true, None, |this| this.static_block(body, None))
    }

    /// A block that `break` with its label leaves.
    pub(crate) fn labelled(
        &mut self,
        label: Option<&syn::Label>,
        end: Option<End>,
        inside: impl FnOnce(&mut Self) -> TokenStream,
    ) -> TokenStream {
        if label.is_none() {
            return inside(self);
        }
        let block = self.left(label, false, end, inside);
        quote!(#label #block)
    }

    /// What `break` leaves: a loop, or a block with a label.
    pub(crate) fn left(
        &mut self,
        label: Option<&syn::Label>,
        is_loop: bool,
        end: Option<End>,
        inside: impl FnOnce(&mut Self) -> TokenStream,
    ) -> TokenStream {
        let label = label.map(|label| label.name.ident.to_string());
        self.frame.loops.push(Loop { depth: self.env.depth, label, is_loop, end });
        let lowered = inside(self);
        self.frame.loops.pop();
        lowered
    }

    /// `return`, `break` and `continue`.
    pub(crate) fn leaving(&mut self, expr: &Expr) -> TokenStream {
        match bare(expr) {
            Expr::Return(back) => {
                if self.env.depth > self.frame.depth {
                    self.leaves_branch(expr, "return");
                }
                let end = self.frame.closure.unwrap_or(Some(End::Returned));
                let (token, value) = (back.return_token, self.given(back.expr.as_deref(), end, back.return_token.span));
                quote!(#token #value)
            }
            Expr::Break(out) => {
                let end = self.check_loop(expr, out.label.as_ref(), "break");
                let (token, label) = (out.break_token, &out.label);
                let value = self.given(out.expr.as_deref(), end, token.span);
                quote!(#token #label #value)
            }
            Expr::Continue(on) => {
                self.check_loop(expr, on.label.as_ref(), "continue");
                on.to_token_stream()
            }
            expr => expr.to_token_stream(),
        }
    }

    /// The value that a `return` or a `break` gives, or gives none.
    fn given(&mut self, value: Option<&Expr>, end: Option<End>, span: Span) -> TokenStream {
        match (value, end) {
            (Some(value), Some(end)) => self.end_in(value, end),
            (Some(value), None) => self.value(value).tokens(),
            (None, Some(_)) => {
                let inline = self.inline(at(span));
                quote_spanned!(at(span)=> #inline::handle::<()>(()))
            }
            (None, None) => TokenStream::new(),
        }
    }

    /// Checks that a loop is left under no delayed condition. Says what its value becomes.
    fn check_loop(&mut self, expr: &Expr, label: Option<&syn::Lifetime>, word: &str) -> Option<End> {
        let label = label.map(|label| label.ident.to_string());
        let is_meant = |each: &&Loop| if label.is_some() { each.label == label } else { each.is_loop };
        let target = self.frame.loops.iter().rev().find(is_meant)?;
        let end = target.end;
        if target.depth < self.env.depth {
            self.leaves_branch(expr, word);
        }
        end
    }

    fn leaves_branch(&mut self, expr: &Expr, word: &str) {
        self.mistake(
            expr,
            format!(
                "`{word}` in a branch that is chosen when tasks run: both branches become graph, so it would always \
                 happen. Make the `if` an expression whose value goes on"
            ),
        );
    }
}
