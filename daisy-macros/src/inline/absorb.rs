//! What a text takes in: what is a task of its own, or known while the graph is built, becomes a slot; the rest stays.

use super::lower::Lower;
use super::stage::{Callee, bare, callee, delayed, is_item_path, is_literal, is_rooted, variable};
use super::std_macros;
use super::text::Slot;
use crate::names::at;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, UnOp, parse_quote_spanned};

/// What an expression is to the one around it.
pub(crate) enum Role {
    /// A task of its own.
    Node,
    /// Part of the text around it.
    Part,
}

impl Lower<'_> {
    /// What a delayed expression is to a text around it.
    pub(crate) fn role(&self, expr: &Expr) -> Role {
        match bare(expr) {
            Expr::Call(call) => match callee(call, &self.env) {
                Callee::Function(_) | Callee::Closure(_) => Role::Node,
                _ => Role::Part,
            },
            Expr::Binary(_) | Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) => Role::Node,
            Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => Role::Node,
            Expr::MethodCall(_) => Role::Node,
            Expr::Field(field) => self.role_of_base(&field.base),
            Expr::Index(index) => self.role_of_base(&index.expr),
            Expr::Cast(cast) => self.role_of_base(&cast.expr),
            Expr::Unary(unary) => self.role_of_base(&unary.expr),
            Expr::Try(tried) => self.role(&tried.expr),
            _ => Role::Part,
        }
    }

    /// A projection is a node of its own if it ends a chain.
    fn role_of_base(&self, base: &Expr) -> Role {
        if has_method(base) { Role::Node } else { Role::Part }
    }

    /// Takes out of an expression what is a task of its own or known while the graph is built.
    pub(crate) fn absorb(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>) {
        match expr {
            Expr::Paren(paren) => self.absorb(&mut paren.expr, slots),
            Expr::Group(group) => self.absorb(&mut group.expr, slots),
            Expr::MethodCall(call) => {
                self.absorb_base(&mut call.receiver, slots);
                call.args.iter_mut().for_each(|arg| self.absorb_argument(arg, slots, true));
            }
            Expr::Field(field) => self.absorb_base(&mut field.base, slots),
            Expr::Index(index) => {
                self.absorb_base(&mut index.expr, slots);
                self.absorb_argument(&mut index.index, slots, true);
            }
            Expr::Cast(cast) => self.absorb_base(&mut cast.expr, slots),
            Expr::Try(tried) => self.absorb_base(&mut tried.expr, slots),
            Expr::Unary(unary) => self.absorb_base(&mut unary.expr, slots),
            Expr::Reference(reference) => {
                // Said once.
                if let Some(token) = reference.mutability.take() {
                    self.changed_in_place(token);
                }
                self.absorb_argument(&mut reference.expr, slots, false);
            }
            Expr::Binary(binary) => {
                self.absorb_argument(&mut binary.left, slots, true);
                self.absorb_argument(&mut binary.right, slots, true);
            }
            Expr::Call(call) => {
                if !is_item_path(&call.func, &self.env) && variable(&call.func, &self.env).is_none() {
                    self.absorb_base(&mut call.func, slots);
                }
                call.args.iter_mut().for_each(|arg| self.absorb_argument(arg, slots, false));
            }
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|item| self.absorb_argument(item, slots, false)),
            Expr::Array(array) => array.elems.iter_mut().for_each(|item| self.absorb_argument(item, slots, false)),
            Expr::Repeat(repeat) => self.absorb_argument(&mut repeat.expr, slots, false),
            Expr::Range(range) => {
                let ends = range.start.iter_mut().chain(&mut range.end);
                ends.for_each(|end| self.absorb_argument(end, slots, false));
            }
            Expr::Struct(literal) => {
                literal.fields.iter_mut().for_each(|field| self.absorb_argument(&mut field.expr, slots, false));
                literal.rest.iter_mut().for_each(|rest| self.absorb_argument(rest, slots, false));
            }
            Expr::Macro(mac) => {
                let Some(mut arguments) = std_macros::arguments(&mac.mac) else {
                    return self.foreign_macro(&mac.mac);
                };
                arguments.exprs_mut().for_each(|arg| self.absorb_argument(arg, slots, false));
                mac.mac.tokens = arguments.into_token_stream();
            }
            Expr::Await(_) | Expr::Unsafe(_) | Expr::Async(_) | Expr::RawAddr(_) => drop(self.refused(expr)),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => drop(self.refused(expr)),
            _ => {}
        }
    }

    /// The receiver of a chain, or what a projection is of.
    fn absorb_base(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>) {
        let is_chain = matches!(
            bare(expr),
            Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_) | Expr::Cast(_) | Expr::Try(_) | Expr::Reference(_)
        );
        let tried_node =
            matches!(bare(expr), Expr::Try(tried) if !is_chain_of(&tried.expr) && self.is_node(&tried.expr));
        if tried_node || !is_chain && self.is_node(expr) {
            self.replace(expr, slots);
        } else if delayed(expr, &self.env) || is_rooted(expr, &self.env) {
            self.absorb(expr, slots);
        } else {
            self.absorb_static(expr, slots, false);
        }
    }

    fn is_node(&self, expr: &Expr) -> bool {
        delayed(expr, &self.env) && matches!(self.role(expr), Role::Node)
    }

    /// An argument in a text. Literals among a chain's are captured, those of a constructor stay.
    fn absorb_argument(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>, literals: bool) {
        if !delayed(expr, &self.env) {
            self.absorb_static(expr, slots, literals);
        } else if self.is_node(expr) {
            self.replace(expr, slots);
        } else {
            self.absorb(expr, slots);
        }
    }

    fn absorb_static(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>, literals: bool) {
        match bare(expr) {
            Expr::Closure(_) => {}
            Expr::Reference(reference) => {
                let token = reference.mutability;
                if token.is_none()
                    && let Expr::Reference(reference) = expr
                {
                    self.absorb_static(&mut reference.expr, slots, false);
                }
            }
            // Variables are inputs by their names.
            _ if variable(expr, &self.env).is_some() || is_item_path(expr, &self.env) => {}
            _ if is_literal(expr) && !literals => {}
            // Nothing is in it that could be hashed, nor perhaps could be.
            _ if is_empty_container(expr) => {}
            _ => {
                let operand = self.static_operand(expr);
                self.put(expr, operand, slots);
            }
        }
    }

    pub(crate) fn replace(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>) {
        let assigns = self.changes(expr).into_iter().map(|(var, _)| var).collect();
        let (handle, span) = (self.handle(expr), at(expr.span()));
        let inline = self.inline(span);
        let (ident, operand) = (self.stand_in(expr), quote_spanned!(span=> #inline::Own(#handle)));
        slots.push(Slot { ident, operand, assigns });
    }

    pub(crate) fn put(&mut self, expr: &mut Expr, operand: TokenStream, slots: &mut Vec<Slot>) {
        let ident = self.stand_in(expr);
        slots.push(Slot { ident, operand, assigns: Vec::new() });
    }

    /// Puts a slot's name where the expression is.
    fn stand_in(&mut self, expr: &mut Expr) -> Ident {
        let ident = self.slot(expr.span());
        *expr = parse_quote_spanned!(at(expr.span())=> #ident);
        ident
    }
}

/// `Vec::new()` and its like, of std's containers.
fn is_empty_container(expr: &Expr) -> bool {
    const CONTAINERS: [&str; 8] =
        ["Vec", "String", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "VecDeque", "BinaryHeap"];
    let Expr::Call(call) = bare(expr) else { return false };
    let Expr::Path(path) = bare(&call.func) else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    call.args.is_empty()
        && names.next().is_some_and(|name| name == "new" || name == "default")
        && names.next().is_some_and(|name| CONTAINERS.iter().any(|container| name == container))
}

fn has_method(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::MethodCall(_) => true,
        Expr::Field(field) => has_method(&field.base),
        Expr::Index(index) => has_method(&index.expr),
        Expr::Cast(cast) => has_method(&cast.expr),
        Expr::Try(tried) => has_method(&tried.expr),
        Expr::Unary(unary) => has_method(&unary.expr),
        _ => false,
    }
}

pub(crate) fn is_chain_of(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_) | Expr::Cast(_) | Expr::Try(_))
}
