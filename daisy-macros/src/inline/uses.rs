//! Free names of an expression: where each stands, and what is done to it there.
//!
//! One walk serves counting and rewriting. It knows what binds a name, so that a closure's parameter or a pattern hides
//! a variable of the body around it.

use super::scope::{all_names, names_of_let, same};
use super::std_macros::{self, Arguments};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{BinOp, Block, Expr, ExprClosure, Pat, Stmt, UnOp};

/// What is done to a name where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// Its value is wanted, all of it.
    Whole,
    /// It is looked at where it is.
    Place,
    /// A method is called on it or on a place in it.
    Receiver,
    /// The same, for what the method does: nobody uses its value.
    Effect,
    /// Something is assigned to it.
    Assigned,
    /// It is changed in place.
    Changed,
}

/// A name, or a format string that captures names.
pub(crate) enum Use<'a> {
    Name { expr: &'a mut Expr, position: Position, in_closure: bool },
    Format { arguments: &'a mut Arguments },
}

/// Shows every use of a name that is not bound in `expr` itself, in the order of the text.
pub(crate) fn walk(expr: &mut Expr, position: Position, see: &mut dyn FnMut(Use<'_>)) {
    Walk { local: Vec::new(), closures: 0, see }.expr(expr, position);
}

struct Walk<'s> {
    local: Vec<Ident>,
    closures: usize,
    see: &'s mut dyn FnMut(Use<'_>),
}

/// Whether a chain takes its receiver by value, by what its first method is called.
pub(crate) fn consumes(method: &Ident) -> bool {
    let name = method.to_string();
    ["into_", "unwrap", "expect", "ok_or"].iter().any(|prefix| name.starts_with(prefix))
}

fn is_comparison(op: &BinOp) -> bool {
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

/// Whether the operator changes its left side.
pub(crate) fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

impl Walk<'_> {
    fn within(&mut self, inside: impl FnOnce(&mut Self)) {
        let len = self.local.len();
        inside(self);
        self.local.truncate(len);
    }

    /// A constant in a pattern is hidden too, which does no harm: a name that is left alone is that constant.
    fn bind(&mut self, pat: &Pat) {
        self.local.extend(all_names(pat).into_iter().map(|(ident, _)| ident));
    }

    fn is_local(&self, ident: &Ident) -> bool {
        self.local.iter().any(|local| same(local, ident))
    }

    fn name(&mut self, expr: &mut Expr, position: Position) {
        let Expr::Path(path) = &*expr else { return };
        let ident = path.path.get_ident().filter(|_| path.qself.is_none());
        if ident.is_some_and(|ident| !self.is_local(ident)) {
            (self.see)(Use::Name { expr, position, in_closure: self.closures > 0 });
        }
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>, position: Position) {
        exprs.into_iter().for_each(|expr| self.expr(expr, position));
    }

    fn block(&mut self, block: &mut Block) {
        self.within(|this| block.stmts.iter_mut().for_each(|stmt| this.stmt(stmt)));
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    self.expr(&mut init.expr, Position::Whole);
                    init.diverge.iter_mut().for_each(|(_, expr)| self.expr(expr, Position::Whole));
                }
                self.local.extend(names_of_let(local).into_iter().map(|(ident, _)| ident));
            }
            Stmt::Expr(Expr::MethodCall(call), Some(_)) => {
                self.expr(&mut call.receiver, Position::Effect);
                self.all(&mut call.args, Position::Whole);
            }
            Stmt::Expr(expr, _) => self.expr(expr, Position::Whole),
            Stmt::Macro(mac) => self.mac(&mut mac.mac),
            Stmt::Item(_) => {}
        }
    }

    fn mac(&mut self, mac: &mut syn::Macro) {
        let Some(mut arguments) = std_macros::arguments(mac) else { return };
        let position = if arguments.borrows { Position::Place } else { Position::Whole };
        let writes = arguments.writes;
        for (index, arg) in arguments.exprs_mut().enumerate() {
            self.expr(arg, if writes && index == 0 { Position::Changed } else { position });
        }
        if let Some((pat, guard)) = arguments.guard_mut() {
            let pat = pat.clone();
            self.within(|this| {
                this.bind(&pat);
                this.expr(guard, Position::Whole);
            });
        }
        arguments.captured.retain(|ident| !self.local.iter().any(|local| same(local, ident)));
        if !arguments.captured.is_empty() {
            (self.see)(Use::Format { arguments: &mut arguments });
        }
        mac.tokens = arguments.into_token_stream();
    }

    fn closure(&mut self, closure: &mut ExprClosure) {
        self.closures += 1;
        self.within(|this| {
            closure.inputs.iter().for_each(|pat| this.bind(pat));
            this.expr(&mut closure.body, Position::Whole);
        });
        self.closures -= 1;
    }

    fn expr(&mut self, expr: &mut Expr, position: Position) {
        use Position::{Assigned, Changed, Place, Receiver, Whole};
        // What is done to a place is done to the variable that it is in.
        let inner = match position {
            Whole => Place,
            Assigned => Changed,
            other => other,
        };
        match expr {
            Expr::Path(_) => self.name(expr, position),
            Expr::Paren(paren) => self.expr(&mut paren.expr, position),
            Expr::Group(group) => self.expr(&mut group.expr, position),
            Expr::Field(field) => self.expr(&mut field.base, inner),
            Expr::Index(index) => {
                self.expr(&mut index.expr, inner);
                self.expr(&mut index.index, Whole);
            }
            Expr::Unary(unary) => {
                self.expr(&mut unary.expr, if matches!(unary.op, UnOp::Deref(_)) { inner } else { Whole })
            }
            Expr::Reference(reference) => {
                self.expr(&mut reference.expr, if reference.mutability.is_some() { Changed } else { Place })
            }
            Expr::Cast(cast) => self.expr(&mut cast.expr, Place),
            Expr::MethodCall(call) => {
                let receiver = if consumes(&call.method) { Whole } else { Receiver };
                self.expr(&mut call.receiver, receiver);
                self.all(&mut call.args, Whole);
            }
            Expr::Binary(binary) => {
                let (left, right) = match &binary.op {
                    op if is_comparison(op) => (Place, Place),
                    op if assigns(op) => (Assigned, Whole),
                    _ => (Whole, Whole),
                };
                self.expr(&mut binary.left, left);
                self.expr(&mut binary.right, right);
            }
            Expr::Assign(assign) => {
                self.expr(&mut assign.left, Assigned);
                self.expr(&mut assign.right, Whole);
            }
            Expr::Call(call) => {
                self.expr(&mut call.func, Receiver);
                self.all(&mut call.args, Whole);
            }
            Expr::Macro(mac) => self.mac(&mut mac.mac),
            Expr::Closure(closure) => self.closure(closure),
            Expr::Struct(literal) => {
                for field in &mut literal.fields {
                    self.expr(&mut field.expr, Whole);
                    if field.colon_token.is_none()
                        && !matches!(&field.expr, Expr::Path(path) if named(path, &field.member))
                    {
                        field.colon_token = Some(Default::default());
                    }
                }
                literal.rest.iter_mut().for_each(|rest| self.expr(rest, Whole));
            }
            Expr::Array(array) => self.all(&mut array.elems, Whole),
            Expr::Tuple(tuple) => self.all(&mut tuple.elems, if position == Assigned { Assigned } else { Whole }),
            Expr::Repeat(repeat) => self.all([&mut *repeat.expr, &mut *repeat.len], Whole),
            Expr::Range(range) => self.all(range.start.iter_mut().chain(&mut range.end).map(|expr| &mut **expr), Whole),
            Expr::Try(tried) => self.expr(&mut tried.expr, Whole),
            Expr::Return(back) => self.all(back.expr.iter_mut().map(|expr| &mut **expr), Whole),
            Expr::Break(out) => self.all(out.expr.iter_mut().map(|expr| &mut **expr), Whole),
            Expr::Block(block) => self.block(&mut block.block),
            Expr::Unsafe(block) => self.block(&mut block.block),
            Expr::If(_) | Expr::While(_) | Expr::Match(_) | Expr::ForLoop(_) | Expr::Loop(_) | Expr::Let(_) => {
                self.control(expr)
            }
            _ => {}
        }
    }

    fn control(&mut self, expr: &mut Expr) {
        use Position::Whole;
        match expr {
            Expr::Let(test) => {
                self.expr(&mut test.expr, Whole);
                self.bind(&test.pat);
            }
            Expr::If(branch) => {
                self.within(|this| {
                    this.expr(&mut branch.cond, Whole);
                    this.block(&mut branch.then_branch);
                });
                branch.else_branch.iter_mut().for_each(|(_, expr)| self.expr(expr, Whole));
            }
            Expr::While(each) => self.within(|this| {
                this.expr(&mut each.cond, Whole);
                this.block(&mut each.body);
            }),
            Expr::Match(region) => {
                self.expr(&mut region.expr, Whole);
                for arm in &mut region.arms {
                    self.within(|this| {
                        this.bind(&arm.pat);
                        if let Pat::Guard(pat) = &mut arm.pat {
                            this.expr(&mut pat.guard, Whole);
                        }
                        this.expr(&mut arm.body, Whole);
                    });
                }
            }
            Expr::ForLoop(each) => {
                self.expr(&mut each.expr, Whole);
                self.within(|this| {
                    this.bind(&each.pat);
                    this.block(&mut each.body);
                });
            }
            Expr::Loop(each) => self.block(&mut each.body),
            _ => {}
        }
    }
}

fn named(path: &syn::ExprPath, member: &syn::Member) -> bool {
    matches!(member, syn::Member::Named(name) if path.path.is_ident(name))
}
