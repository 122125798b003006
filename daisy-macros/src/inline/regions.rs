//! Regions: one task whose inside is ordinary Rust.

use super::bindings::together;
use super::lower::{Finish, Lower, is_path};
use super::piece::{Piece, Title};
use super::scope::Var;
use super::stage::{Callee, bare, callee, delayed, leaves_when_delayed, variable};
use super::std_macros;
use super::text::Slot;
use super::uses::{Position, Use, walk};
use super::ways::Ways;
use crate::names::at;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{BinOp, Block, Expr, Stmt, parse_quote_spanned};

impl Lower<'_> {
    /// Whether a condition takes a delayed value apart.
    pub(crate) fn is_region_test(&self, cond: &Expr) -> bool {
        has_let(cond) && delayed(cond, &self.env)
    }

    /// Whether an expression is a region: one task whose inside is ordinary Rust.
    pub(crate) fn is_region(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Match(region) => delayed(&region.expr, &self.env),
            Expr::If(branch) => self.is_region_test(&branch.cond),
            Expr::ForLoop(each) => delayed(&each.expr, &self.env),
            Expr::While(each) => delayed(&each.cond, &self.env),
            Expr::Loop(each) => leaves_when_delayed(&each.body, &self.env),
            _ => false,
        }
    }

    /// A region whose value is wanted.
    pub(crate) fn region(&mut self, expr: &Expr, finish: Finish) -> TokenStream {
        let is_loop = matches!(bare(expr), Expr::Loop(_));
        let returns = std::mem::take(&mut self.at_end);
        self.check_region(expr, is_loop && returns);
        if !is_loop {
            self.check_changes(expr);
        }
        // Of what changes though it must not, enough is said.
        let changes = |this: &Self| this.changes(expr).into_iter().map(|(var, _)| var).collect();
        let outputs: Vec<Var> = if is_loop { self.outputs(expr) } else { changes(self) };
        let read: Vec<Var> = outputs.iter().copied().filter(|var| self.is_read_elsewhere(*var, expr)).collect();
        if is_loop && !returns && !read.is_empty() {
            return self.loop_with_value(expr, finish, &outputs, &read);
        }
        let mut body = bare(expr).clone();
        let mut slots = Vec::new();
        self.absorb_scrutinee(&mut body, &mut slots);
        let arms = !is_loop && has_calls_at_ends(&body, self);
        if arms {
            self.wrap_ends(&mut body, finish);
        }
        let tries = self.tries(&body);
        let text = self.text(body, Position::Whole, slots, &outputs);
        Piece::text(Title::of(expr), text).tries(tries).arms(arms).costly().tokens(self, finish)
    }

    /// Whether a variable may be read by anything but this region: it is named outside, or the region is built again.
    fn is_read_elsewhere(&self, var: Var, region: &Expr) -> bool {
        let again = !self.frame.loops.is_empty() || self.frame.closure.is_some();
        let name = self.env.get(var).ident.to_string();
        // Once is where it is bound.
        again || times_named(&name, self.written.clone()) > times_named(&name, region.to_token_stream()) + 1
    }

    /// A loop that gives a value where more comes after it, and with it those of the variables it changes that are read.
    fn loop_with_value(&mut self, expr: &Expr, finish: Finish, outputs: &[Var], read: &[Var]) -> TokenStream {
        let span = at(expr.span());
        let value = self.function.names.mint("__value", span);
        let question = match finish {
            Finish::Try(question) => Some(quote_spanned!(question=> ?)),
            Finish::Done | Finish::Tail => None,
        };
        let region = bare(expr);
        let outs: Vec<_> = read.iter().map(|var| self.env.get(*var).ident.clone()).collect();
        let body: Expr = parse_quote_spanned!(span=> { let #value = #region #question; (#value, #(#outs),*) });
        let tries = self.tries(&body);
        let text = self.text(body, Position::Whole, Vec::new(), outputs);
        let node = Piece::text(Title::of(expr), text).tries(tries).costly().tokens(self, Finish::Done);
        quote_spanned!(span=> { let #value; (#value, #(#outs),*) = #node.split(); #value })
    }

    /// A region that is no loop gives its value and changes nothing else.
    fn check_changes(&mut self, region: &Expr) {
        let word = if matches!(bare(region), Expr::If(_)) { "if let" } else { "match" };
        for (_, left) in self.changes(region) {
            self.mistake(
                left,
                format!(
                    "a variable from outside can't be changed in a `{word}` on a delayed value: make it an expression \
                     whose value is assigned, `x = {word} ..`"
                ),
            );
        }
    }

    /// Calls in what a region is over are nodes of their own, read once before it.
    fn absorb_scrutinee(&mut self, region: &mut Expr, slots: &mut Vec<Slot>) {
        match region {
            Expr::Match(region) => self.absorb_calls(&mut region.expr, slots),
            Expr::ForLoop(each) => self.absorb_calls(&mut each.expr, slots),
            Expr::If(branch) => self.absorb_first_test(&mut branch.cond, slots),
            _ => {}
        }
    }

    /// Of `let`s in a row, the first is always tested, and its value names nothing that another binds.
    fn absorb_first_test(&mut self, cond: &mut Expr, slots: &mut Vec<Slot>) {
        match cond {
            Expr::Let(test) => self.absorb_calls(&mut test.expr, slots),
            Expr::Binary(binary) => self.absorb_first_test(&mut binary.left, slots),
            _ => {}
        }
    }

    /// So are blocks and branches; what is in a closure stays there.
    fn absorb_calls(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>) {
        let called = match &*expr {
            Expr::Try(tried) => bare(&tried.expr),
            expr => expr,
        };
        if matches!(called, Expr::Call(call) if matches!(callee(call, &self.env), Callee::Function(_))) {
            return self.replace(expr, slots);
        }
        match expr {
            Expr::Block(_) | Expr::If(_) | Expr::Match(_) if delayed(expr, &self.env) => self.replace(expr, slots),
            Expr::Paren(paren) => self.absorb_calls(&mut paren.expr, slots),
            Expr::Group(group) => self.absorb_calls(&mut group.expr, slots),
            Expr::Reference(reference) => self.absorb_calls(&mut reference.expr, slots),
            Expr::Unary(unary) => self.absorb_calls(&mut unary.expr, slots),
            Expr::Cast(cast) => self.absorb_calls(&mut cast.expr, slots),
            Expr::Try(tried) => self.absorb_calls(&mut tried.expr, slots),
            Expr::Field(field) => self.absorb_calls(&mut field.base, slots),
            Expr::Index(index) => {
                self.absorb_calls(&mut index.expr, slots);
                self.absorb_calls(&mut index.index, slots);
            }
            Expr::MethodCall(call) => {
                self.absorb_calls(&mut call.receiver, slots);
                call.args.iter_mut().for_each(|arg| self.absorb_calls(arg, slots));
            }
            Expr::Call(call) => call.args.iter_mut().for_each(|arg| self.absorb_calls(arg, slots)),
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|item| self.absorb_calls(item, slots)),
            Expr::Binary(binary) if !matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) => {
                self.absorb_calls(&mut binary.left, slots);
                self.absorb_calls(&mut binary.right, slots);
            }
            Expr::Range(range) => {
                let ends = range.start.iter_mut().chain(&mut range.end);
                ends.for_each(|end| self.absorb_calls(end, slots));
            }
            _ => {}
        }
    }

    /// A loop whose outputs are the variables that it changes.
    pub(crate) fn region_statement(&mut self, expr: &Expr) -> TokenStream {
        if !matches!(bare(expr), Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)) {
            return self.unused(expr, |this| this.region(expr, Finish::Done));
        }
        if self.changes(expr).is_empty() {
            return self.unused(expr, |this| {
                this.check_region(expr, false);
                TokenStream::new()
            });
        }
        self.check_region(expr, false);
        let outputs = self.outputs(expr);
        let span = at(expr.span());
        let outs = outputs.iter().map(|var| self.env.get(*var).ident.to_token_stream());
        let outs = together(outs, span);
        let tries = self.tries(expr);
        let mut region = bare(expr).clone();
        let mut slots = Vec::new();
        self.absorb_scrutinee(&mut region, &mut slots);
        let body: Expr = parse_quote_spanned!(span=> { #region; #outs });
        let text = self.text(body, Position::Whole, slots, &outputs);
        let node = Piece::text(Title::of(expr), text).tries(tries).costly().tokens(self, Finish::Done);
        let split = (outputs.len() != 1).then(|| quote_spanned!(span=> .split()));
        quote_spanned!(span=> #outs = #node #split;)
    }

    /// The outer variables that a loop changes, which are delayed from there on.
    pub(crate) fn outputs(&mut self, expr: &Expr) -> Vec<Var> {
        let changes = self.changes(expr);
        let mut outputs = Vec::new();
        for (var, left) in changes {
            if self.env.is_outer(var) {
                self.mistake(
                    left,
                    "a variable from outside can't be changed in a branch that may not run: make the `if` an expression \
                     whose value goes on",
                );
            }
            self.env.assign(var);
            if !outputs.contains(&var) {
                outputs.push(var);
            }
        }
        outputs
    }

    /// The variables that are assigned to or may be changed in a region, with where.
    pub(crate) fn changes(&self, expr: &Expr) -> Vec<(Var, Expr)> {
        let mut all = Vec::new();
        let is_loop = matches!(bare(expr), Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_));
        walk(&mut expr.clone(), Position::Whole, &mut |used| {
            let Use::Name { expr, position, .. } = used else { return };
            let Some(var) = variable(expr, &self.env) else { return };
            let changed = match position {
                Position::Assigned | Position::Changed => true,
                // A method of a variable that may change is taken to change it.
                Position::Effect => self.env.get(var).mutable,
                Position::Receiver => is_loop && self.env.get(var).mutable,
                Position::Whole | Position::Place => false,
            };
            if changed {
                all.push((var, expr.clone()));
            }
        });
        all
    }

    /// What a region can't hold: ways out of it.
    fn check_region(&mut self, expr: &Expr, returns: bool) {
        let mut ways = Ways { labels: Vec::new(), loops: 0, returns, found: Vec::new() };
        ways.visit_expr(expr);
        for (expr, word) in ways.found {
            let message = match word {
                ".await" => "a task of an inline body can't wait: call a `#[delayed] async fn`".to_owned(),
                "unsafe" => {
                    "`unsafe` can't be part of a task of an inline body: put it into a `#[delayed]` function".to_owned()
                }
                word => format!(
                    "`{word}` leaves what is one task: its value goes on, and what comes after it is graph already. Make it \
                     an expression whose value goes on"
                ),
            };
            self.mistake(expr, message);
        }
    }

    /// Says of each end of a region whether it is a value or a handle.
    fn wrap_ends(&self, expr: &mut Expr, finish: Finish) {
        match expr {
            Expr::Paren(paren) => self.wrap_ends(&mut paren.expr, finish),
            Expr::Group(group) => self.wrap_ends(&mut group.expr, finish),
            Expr::Block(block) => self.wrap_end_of(&mut block.block, finish),
            Expr::If(branch) => {
                self.wrap_end_of(&mut branch.then_branch, finish);
                branch.else_branch.iter_mut().for_each(|(_, expr)| self.wrap_ends(expr, finish));
            }
            Expr::Match(region) => region.arms.iter_mut().for_each(|arm| self.wrap_ends(&mut arm.body, finish)),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {}
            Expr::Macro(mac) if std_macros::never_returns(&mac.mac) => {}
            end => {
                let span = at(end.span());
                let (inline, error) = (self.inline(span), &self.error);
                *end = match (finish, &*end) {
                    (Finish::Tail, Expr::Call(call)) if is_path(&call.func, "Ok") && call.args.len() == 1 => {
                        let value = &call.args[0];
                        parse_quote_spanned!(span=> (&&#inline::Arm::new(#value)).__daisy_outcome())
                    }
                    (Finish::Tail, Expr::Call(call)) if is_path(&call.func, "Err") => {
                        parse_quote_spanned!(span=> #inline::Outcome::result::<#error>(#end))
                    }
                    (Finish::Done, end) => parse_quote_spanned!(span=> (&&#inline::Arm::new(#end)).__daisy_outcome()),
                    (_, end) => parse_quote_spanned!(span=> (&&#inline::Arm::new(#end)).__daisy_tried::<#error>()),
                };
            }
        }
    }

    fn wrap_end_of(&self, block: &mut Block, finish: Finish) {
        if let Some(Stmt::Expr(end, None)) = block.stmts.last_mut() {
            self.wrap_ends(end, finish);
        }
    }
}

/// How often a name stands in a text, as an identifier or perhaps in a format string.
fn times_named(name: &str, text: TokenStream) -> usize {
    let times = text.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => usize::from(ident == name),
        TokenTree::Literal(literal) => usize::from(literal.to_string().contains(name)),
        TokenTree::Group(group) => times_named(name, group.stream()),
        TokenTree::Punct(_) => 0,
    });
    times.sum()
}

/// Whether a condition has a `let`.
pub(crate) fn has_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        Expr::Group(group) => has_let(&group.expr),
        _ => false,
    }
}

pub(crate) fn mentions(expr: &Expr, names: &[Ident]) -> bool {
    let mut found = false;
    walk(&mut expr.clone(), Position::Whole, &mut |used| {
        if let Use::Name { expr: Expr::Path(path), .. } = used {
            found |= names.iter().any(|name| path.path.is_ident(name));
        }
    });
    found
}

/// Whether an end of a region is a call of a function, which may give a handle.
fn has_calls_at_ends(expr: &Expr, lower: &Lower<'_>) -> bool {
    let end_of = |block: &Block| match block.stmts.last() {
        Some(Stmt::Expr(end, None)) => has_calls_at_ends(end, lower),
        _ => false,
    };
    match bare(expr) {
        Expr::Block(block) => end_of(&block.block),
        Expr::If(branch) => {
            end_of(&branch.then_branch)
                || branch.else_branch.as_ref().is_some_and(|(_, expr)| has_calls_at_ends(expr, lower))
        }
        Expr::Match(region) => region.arms.iter().any(|arm| has_calls_at_ends(&arm.body, lower)),
        Expr::Call(call) => matches!(callee(call, &lower.env), Callee::Function(_)),
        Expr::Try(tried) => has_calls_at_ends(&tried.expr, lower),
        _ => false,
    }
}
