//! Statements: what is there for what it does.

use super::lower::Lower;
use super::stage::{bare, delayed, variable};
use super::std_macros;
use super::uses::assigns;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Block, Expr, ExprMacro, Stmt, StmtMacro};

impl Lower<'_> {
    /// All statements but the block's value.
    pub(crate) fn statements(&mut self, stmts: &[Stmt]) -> (TokenStream, Option<Expr>) {
        let mut lowered = TokenStream::new();
        let mut rest = stmts.to_vec();
        rest.reverse();
        while let Some(stmt) = rest.pop() {
            match stmt {
                Stmt::Expr(expr, None) if rest.is_empty() && !is_statement(&expr) => return (lowered, Some(expr)),
                Stmt::Macro(mac) if rest.is_empty() && self.env.depth > 0 && std_macros::never_returns(&mac.mac) => {
                    return (lowered, Some(Expr::Macro(ExprMacro { attrs: mac.attrs, mac: mac.mac })));
                }
                Stmt::Local(local) => match self.alias(&local) {
                    Some(alias) => {
                        lowered.extend(alias.root);
                        rest = alias.name.replaced(rest);
                    }
                    None => lowered.extend(self.binding(&local)),
                },
                stmt => lowered.extend(self.statement(&stmt)),
            }
        }
        (lowered, None)
    }

    pub(crate) fn statement(&mut self, stmt: &Stmt) -> TokenStream {
        match stmt {
            Stmt::Local(local) => self.binding(local),
            Stmt::Item(item) => item.to_token_stream(),
            Stmt::Macro(mac) => self.macro_statement(mac),
            Stmt::Expr(expr, semi) => {
                let (attrs, lowered) = (attributes(expr).to_vec(), self.effect(expr));
                if attrs.is_empty() { quote!(#lowered #semi) } else { quote!(#(#attrs)* { #lowered #semi }) }
            }
        }
    }

    fn macro_statement(&mut self, mac: &StmtMacro) -> TokenStream {
        let expr = Expr::Macro(ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() });
        if delayed(&expr, &self.env) {
            if std_macros::is_known(&mac.mac) {
                let name = path_text(&mac.mac.path);
                self.mistake(
                    &mac.mac.path,
                    format!(
                        "`{name}!` on a delayed value would never run, as nothing needs its result: do it in a \
                         `#[delayed]` function whose result is used, or after `compute`"
                    ),
                );
            } else {
                self.foreign_macro(&mac.mac);
            }
            return TokenStream::new();
        }
        if self.env.depth > 0 && std_macros::is_known(&mac.mac) {
            self.mistake(
                &mac.mac.path,
                "this would happen whichever branch is taken: both are built. Do it in a `#[delayed]` function whose \
                 result the branch uses",
            );
        }
        mac.to_token_stream()
    }

    /// An expression that stands for what it does.
    pub(crate) fn effect(&mut self, expr: &Expr) -> TokenStream {
        match bare(expr) {
            Expr::Assign(assign) => self.assignment(assign),
            Expr::Binary(binary) if assigns(&binary.op) => self.assigning_operator(binary),
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::If(_) | Expr::Match(_) | Expr::Block(_) => {
                self.control(expr)
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.leaving(expr),
            Expr::Macro(mac) if !std_macros::is_known(&mac.mac) && delayed(expr, &self.env) => {
                self.foreign_macro(&mac.mac);
                TokenStream::new()
            }
            _ if delayed(expr, &self.env) => self.unused(expr, |this| this.handle(expr)),
            Expr::MethodCall(call) => {
                if let Some(var) = self.root(&call.receiver).filter(|var| self.env.get(*var).mutable) {
                    self.check_outer(var, &call.receiver);
                }
                self.known_now(expr)
            }
            _ => self.known_now(expr),
        }
    }

    /// The variable that a place is in.
    pub(crate) fn root(&self, place: &Expr) -> Option<usize> {
        match bare(place) {
            Expr::Field(field) => self.root(&field.base),
            Expr::Index(index) => self.root(&index.expr),
            Expr::Unary(unary) => self.root(&unary.expr),
            place => variable(place, &self.env),
        }
    }

    /// Lowers a statement whose value nobody uses, and says so, unless what is wrong within says more.
    pub(crate) fn unused(&mut self, expr: &Expr, lower: impl FnOnce(&mut Self) -> TokenStream) -> TokenStream {
        let errors = self.errors.len();
        let lowered = lower(self);
        if self.errors.len() == errors {
            let message = if self.is_change(expr) {
                "the value of this statement is never used, so it would never run, and a delayed value can't be changed in \
                 place: change it in a function that takes it by value and returns it"
            } else {
                "the value of this statement is never used, so it would never run: use it in what the function returns, \
                 or put what it does into a `#[delayed]` function whose result is used"
            };
            self.mistake(expr, message);
        }
        lowered
    }

    /// Whether a statement is there to change a variable: a method of one that is `mut`, in whatever branch.
    fn is_change(&self, expr: &Expr) -> bool {
        let changes_at_end =
            |block: &Block| matches!(block.stmts.last(), Some(Stmt::Expr(end, _)) if self.is_change(end));
        match bare(expr) {
            Expr::MethodCall(call) => self.is_changeable(&call.receiver),
            Expr::Match(region) => region.arms.iter().any(|arm| self.is_change(&arm.body)),
            Expr::Block(block) => changes_at_end(&block.block),
            Expr::If(branch) => {
                changes_at_end(&branch.then_branch)
                    || branch.else_branch.as_ref().is_some_and(|(_, other)| self.is_change(other))
            }
            _ => false,
        }
    }

    fn is_changeable(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Field(field) => self.is_changeable(&field.base),
            Expr::Index(index) => self.is_changeable(&index.expr),
            expr => variable(expr, &self.env).is_some_and(|var| self.env.get(var).mutable),
        }
    }

    pub(crate) fn foreign_macro(&mut self, mac: &syn::Macro) {
        let name = path_text(&mac.path);
        self.mistake(
            &mac.path,
            format!(
                "daisy can't see what `{name}!` does with a delayed value: only std's macros with ordinary arguments can \
                 have one. Call it in a function that takes the value"
            ),
        );
    }
}

/// Whether an expression without a semicolon is there for what it does.
pub(crate) fn is_statement(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::ForLoop(_) | Expr::While(_) | Expr::Assign(_) => true,
        Expr::Binary(binary) => assigns(&binary.op),
        Expr::If(branch) => branch.else_branch.is_none(),
        _ => false,
    }
}

/// The attributes of a statement's expression.
fn attributes(expr: &Expr) -> &[syn::Attribute] {
    match expr {
        Expr::Assign(expr) => &expr.attrs,
        Expr::Binary(expr) => &expr.attrs,
        Expr::Block(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::ForLoop(expr) => &expr.attrs,
        Expr::If(expr) => &expr.attrs,
        Expr::Loop(expr) => &expr.attrs,
        Expr::Match(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::Return(expr) => &expr.attrs,
        Expr::While(expr) => &expr.attrs,
        _ => &[],
    }
}

/// A macro's path, as it is written.
fn path_text(path: &syn::Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
