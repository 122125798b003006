//! The two stages: which expressions are delayed, and which run while the graph is built.

use super::scope::{Env, Var, names_of_let};
use super::statements::is_statement;
use super::std_macros;
use super::uses::{Position, Use, walk};
use super::ways::exits;
use proc_macro2::Ident;
use syn::{Arm, Block, Expr, ExprCall, ExprClosure, Lit, Pat, Path, Stmt, UnOp};

/// Whether the name starts with a capital.
pub(crate) fn is_capital(ident: &Ident) -> bool {
    ident.to_string().trim_start_matches("r#").trim_start_matches('_').starts_with(char::is_uppercase)
}

/// The expression without parentheses and invisible groups.
pub(crate) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Group(group) => bare(&group.expr),
        _ => expr,
    }
}

/// The name that the expression is.
pub(crate) fn name(expr: &Expr) -> Option<&Ident> {
    match bare(expr) {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// The variable that the expression is.
pub(crate) fn variable(expr: &Expr, env: &Env) -> Option<Var> {
    env.find(name(expr)?)
}

/// A path that is no variable: a constant, a variant, a function.
pub(crate) fn is_item_path(expr: &Expr, env: &Env) -> bool {
    matches!(bare(expr), Expr::Path(_)) && variable(expr, env).is_none()
}

/// A literal, with or without a sign.
pub(crate) fn is_literal(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Lit(_) => true,
        Expr::Unary(unary) => {
            let number = matches!(bare(&unary.expr), Expr::Lit(lit) if matches!(lit.lit, Lit::Int(_) | Lit::Float(_)));
            matches!(unary.op, UnOp::Neg(_)) && number
        }
        _ => false,
    }
}

/// A chain that begins with a constant or with values written out, in which no handle can be.
pub(crate) fn is_rooted(expr: &Expr, env: &Env) -> bool {
    match bare(expr) {
        Expr::MethodCall(call) => is_rooted(&call.receiver, env),
        Expr::Reference(reference) => is_rooted(&reference.expr, env),
        Expr::Range(_) => true,
        Expr::Array(array) => array.elems.iter().all(is_literal),
        _ => is_literal(expr) || is_item_path(expr, env),
    }
}

/// What is called.
pub(crate) enum Callee<'a> {
    /// A path in which no segment is capitalised.
    Function(&'a Path),
    /// A constructor or an associated function of a type.
    Constructor,
    /// A closure known while the graph is built.
    Closure(Var),
    /// Something that is there when tasks run.
    Delayed,
    /// Any other expression.
    Other,
}

pub(crate) fn callee<'a>(call: &'a ExprCall, env: &Env) -> Callee<'a> {
    if let Some(var) = variable(&call.func, env) {
        return if env.get(var).delayed { Callee::Delayed } else { Callee::Closure(var) };
    }
    match bare(&call.func) {
        Expr::Path(path) if path.qself.is_none() => {
            let capital = path.path.segments.iter().any(|segment| is_capital(&segment.ident));
            if capital { Callee::Constructor } else { Callee::Function(&path.path) }
        }
        Expr::Path(_) => Callee::Constructor,
        func if delayed(func, env) => Callee::Delayed,
        _ => Callee::Other,
    }
}

/// Whether the expression is delayed. Leaves the environment as it was.
pub(crate) fn delayed(expr: &Expr, env: &Env) -> bool {
    Stage::new(env).expr(expr)
}

/// Whether a closure that runs while the graph is built gives something delayed, at its end or by a `return`, whatever it
/// does on the way.
pub(crate) fn gives_delayed(body: &Expr, env: &Env) -> bool {
    let mut stage = Stage::new(env);
    stage.end(body) | stage.returned
}

/// Whether the body of a loop leaves it under a condition that is known when tasks run.
pub(crate) fn leaves_when_delayed(body: &Block, env: &Env) -> bool {
    let mut stage = Stage { left: Some(false), ..Stage::new(env) };
    stage.block(body);
    stage.left == Some(true)
}

struct Stage<'a> {
    env: &'a Env,
    /// Names bound inside the expression, with their stage.
    local: Vec<(Ident, bool)>,
    /// A `return` gives something delayed.
    returned: bool,
    /// A delayed condition decides whether the loop is left, where that is asked.
    left: Option<bool>,
}

impl<'a> Stage<'a> {
    fn new(env: &'a Env) -> Self {
        Stage { env, local: Vec::new(), returned: false, left: None }
    }

    /// Whether the value of an expression is delayed: what is there for what it does has none.
    fn end(&mut self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Block(block) => self.end_of(&block.block),
            Expr::If(branch) => self.within(|this| {
                let cond = this.expr(&branch.cond);
                let then = this.end_of(&branch.then_branch);
                branch.else_branch.as_ref().is_some_and(|(_, other)| this.end(other) | then | cond)
            }),
            Expr::Match(region) => {
                let on = self.expr(&region.expr);
                region.arms.iter().fold(on, |any, arm| self.arm(arm, on, Self::end) | any)
            }
            expr => self.expr(expr) && !is_statement(expr),
        }
    }

    fn end_of(&mut self, block: &Block) -> bool {
        self.within(|this| {
            block.stmts.iter().fold(false, |_, stmt| match stmt {
                Stmt::Expr(end, None) => this.end(end),
                stmt => {
                    this.stmt(stmt);
                    false
                }
            })
        })
    }

    /// A delayed condition decides whether control leaves through this expression.
    fn decides(&mut self, delayed: bool, expr: &Expr) {
        if delayed && self.left == Some(false) {
            self.left = Some(exits(expr, true));
        }
    }

    fn within<R>(&mut self, inside: impl FnOnce(&mut Self) -> R) -> R {
        let len = self.local.len();
        let result = inside(self);
        self.local.truncate(len);
        result
    }

    fn bind(&mut self, pat: &Pat, delayed: bool) {
        self.local.extend(super::scope::names(pat).into_iter().map(|(ident, _)| (ident, delayed)));
    }

    /// `None` for what is no variable.
    fn var(&self, ident: &Ident) -> Option<bool> {
        let local = self.local.iter().rev().find(|(local, _)| super::scope::same(local, ident));
        local.map(|(_, delayed)| *delayed).or_else(|| self.env.find(ident).map(|var| self.env.get(var).delayed))
    }

    /// A delayed variable, or a place in one.
    fn is_variable(&mut self, arg: &Expr) -> bool {
        match bare(arg) {
            Expr::Reference(reference) => self.is_variable(&reference.expr),
            Expr::Field(field) => self.is_variable(&field.base),
            Expr::Unary(unary) => self.is_variable(&unary.expr),
            Expr::Cast(cast) => self.is_variable(&cast.expr),
            arg => matches!(arg, Expr::Path(_)) && self.expr(arg),
        }
    }

    /// A literal or a constant, or a variable that began as one: methods of these get values.
    fn is_plain(&self, receiver: &Expr) -> bool {
        let path = match bare(receiver) {
            Expr::Path(path) => path.path.get_ident(),
            _ => return is_literal(receiver),
        };
        match path {
            Some(ident) if self.local.iter().any(|(local, _)| super::scope::same(local, ident)) => false,
            Some(ident) => self.env.find(ident).is_none_or(|var| self.env.get(var).plain),
            None => true,
        }
    }

    fn any<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> bool {
        exprs.into_iter().fold(false, |any, expr| self.expr(expr) | any)
    }

    fn block(&mut self, block: &Block) -> bool {
        self.within(|this| block.stmts.iter().fold(false, |any, stmt| this.stmt(stmt) | any))
    }

    fn stmt(&mut self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Local(local) => {
                let init = local.init.as_ref();
                let delayed = init.is_some_and(|init| self.expr(&init.expr));
                if let Some((_, other)) = init.and_then(|init| init.diverge.as_ref()) {
                    self.decides(delayed, other);
                    self.expr(other);
                }
                let names = names_of_let(local).into_iter();
                self.local.extend(names.map(|(ident, _)| (ident.clone(), delayed || self.env.is_assigned(&ident))));
                delayed
            }
            Stmt::Expr(expr, _) => self.expr(expr),
            Stmt::Macro(mac) => self.mac(&mac.mac),
            Stmt::Item(_) => false,
        }
    }

    fn arm(&mut self, arm: &Arm, on: bool, body: fn(&mut Self, &Expr) -> bool) -> bool {
        self.within(|this| {
            this.bind(&arm.pat, on);
            let guard = matches!(&arm.pat, Pat::Guard(pat) if this.expr(&pat.guard));
            body(this, &arm.body) | guard
        })
    }

    fn mac(&mut self, mac: &syn::Macro) -> bool {
        match std_macros::arguments(mac) {
            Some(mut arguments) => {
                let captured = arguments.captured.iter().any(|ident| self.var(ident) == Some(true));
                let guard = arguments.guard_mut().is_some_and(|(pat, guard)| {
                    self.within(|this| {
                        this.bind(pat, false);
                        this.expr(guard)
                    })
                });
                self.any(arguments.exprs()) | captured | guard
            }
            None => std_macros::identifiers(mac).iter().any(|ident| self.var(ident) == Some(true)),
        }
    }

    fn call(&mut self, call: &ExprCall) -> bool {
        let args = self.any(&call.args);
        let func = match bare(&call.func) {
            Expr::Path(path) if path.qself.is_none() => match path.path.get_ident().and_then(|ident| self.var(ident)) {
                Some(delayed) => delayed,
                None => !path.path.segments.iter().any(|segment| is_capital(&segment.ident)),
            },
            Expr::Path(_) => false,
            func => self.expr(func),
        };
        args | func
    }

    fn expr(&mut self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => {
                path.qself.is_none() && path.path.get_ident().is_some_and(|ident| self.var(ident) == Some(true))
            }
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => {
                let receiver = self.expr(&call.receiver);
                let over = is_rooted(&call.receiver, self.env) && call.args.iter().any(|arg| self.is_variable(arg));
                receiver || over || self.is_plain(&call.receiver) && self.any(&call.args)
            }
            Expr::Closure(closure) => self.mentions(closure),
            Expr::Macro(mac) => self.mac(&mac.mac),
            Expr::If(branch) => self.within(|this| {
                let cond = this.expr(&branch.cond);
                this.decides(cond, expr);
                let then = this.block(&branch.then_branch);
                let other = branch.else_branch.as_ref().is_some_and(|(_, expr)| this.expr(expr));
                cond | then | other
            }),
            Expr::Let(test) => {
                let delayed = self.expr(&test.expr);
                self.bind(&test.pat, delayed);
                delayed
            }
            Expr::Match(region) => {
                let on = self.expr(&region.expr);
                self.decides(on, expr);
                region.arms.iter().fold(on, |any, arm| self.arm(arm, on, Self::expr) | any)
            }
            Expr::ForLoop(each) => {
                let over = self.expr(&each.expr);
                self.within(|this| {
                    this.bind(&each.pat, over);
                    this.block(&each.body) | over
                })
            }
            Expr::While(each) => self.within(|this| {
                let cond = this.expr(&each.cond);
                this.block(&each.body) | cond
            }),
            Expr::Loop(each) => self.block(&each.body),
            Expr::Block(block) => self.block(&block.block),
            Expr::Unsafe(block) => self.block(&block.block),
            Expr::Async(block) => self.block(&block.block),
            Expr::Array(array) => self.any(&array.elems),
            Expr::Tuple(tuple) => self.any(&tuple.elems),
            Expr::Struct(literal) => {
                let fields = self.any(literal.fields.iter().map(|field| &field.expr));
                literal.rest.as_ref().is_some_and(|rest| self.expr(rest)) | fields
            }
            Expr::Assign(assign) => self.expr(&assign.left) | self.expr(&assign.right),
            Expr::Binary(binary) => self.expr(&binary.left) | self.expr(&binary.right),
            Expr::Index(index) => self.expr(&index.expr) | self.expr(&index.index),
            Expr::Range(range) => self.any(range.start.as_deref().into_iter().chain(range.end.as_deref())),
            Expr::Repeat(repeat) => self.expr(&repeat.expr) | self.expr(&repeat.len),
            Expr::Unary(unary) => self.expr(&unary.expr),
            Expr::Cast(cast) => self.expr(&cast.expr),
            Expr::Field(field) => self.expr(&field.base),
            Expr::Reference(reference) => self.expr(&reference.expr),
            Expr::RawAddr(address) => self.expr(&address.expr),
            Expr::Paren(paren) => self.expr(&paren.expr),
            Expr::Group(group) => self.expr(&group.expr),
            Expr::Try(tried) => self.expr(&tried.expr),
            Expr::Await(awaited) => self.expr(&awaited.base),
            Expr::Return(back) => {
                let delayed = back.expr.as_ref().is_some_and(|expr| self.expr(expr));
                self.returned |= delayed;
                delayed
            }
            Expr::Break(out) => out.expr.as_ref().is_some_and(|expr| self.expr(expr)),
            _ => false,
        }
    }

    /// Whether a closure names a delayed variable from outside: ordinary Rust otherwise, whatever it calls.
    fn mentions(&self, closure: &ExprClosure) -> bool {
        let mut found = false;
        walk(&mut Expr::Closure(closure.clone()), Position::Whole, &mut |used| match used {
            Use::Name { expr, .. } => {
                found |= name(expr).is_some_and(|ident| self.var(ident) == Some(true));
            }
            Use::Format { arguments } => {
                found |= arguments.captured.iter().any(|ident| self.var(ident) == Some(true));
            }
        });
        found
    }
}
