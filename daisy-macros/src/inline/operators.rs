//! Operators: of whole values, one task each, the same wherever they stand.

use super::absorb::Role;
use super::lower::{Finish, Lower};
use super::piece::{Piece, Title};
use super::stage::{bare, delayed, is_item_path, is_literal, name, variable};
use crate::names::at;
use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{BinOp, Expr, ExprBinary, ExprUnary, UnOp, parse_quote_spanned};

impl Lower<'_> {
    pub(crate) fn unary(&mut self, unary: &ExprUnary) -> TokenStream {
        let (trait_name, symbol) = match unary.op {
            UnOp::Neg(_) => ("neg", "-"),
            _ => ("not", "!"),
        };
        if !self.is_simple(&unary.expr) {
            return self.whole_text(&Expr::Unary(unary.clone()), Finish::Done);
        }
        let (operand, _) = self.simple_operand(&unary.expr, false);
        let (op, param) = (unary.op, self.slot(unary.expr.span()));
        Piece::operator(trait_name, symbol, unary)
            .operand(quote!(#param), operand)
            .body(quote!(#op #param))
            .tokens(self, Finish::Done)
    }

    pub(crate) fn binary(&mut self, binary: &ExprBinary) -> TokenStream {
        if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            return self.lazy(binary);
        }
        let Some((name, symbol)) = operator(&binary.op) else {
            self.mistake(binary, "an assignment has no value: write it as a statement");
            return quote!(());
        };
        let compares = matches!(name, "eq" | "ne" | "lt" | "le" | "gt" | "ge");
        if !self.is_simple(&binary.left) || !self.is_simple(&binary.right) {
            return self.whole_text(&Expr::Binary(binary.clone()), Finish::Done);
        }
        let (left, a_looks) = self.simple_operand(&binary.left, compares);
        let (right, b_looks) = self.simple_operand(&binary.right, compares);
        let (a, b) = (self.slot(binary.left.span()), self.slot(binary.right.span()));
        let (x, y) = (look(&a, a_looks), look(&b, b_looks));
        let op = binary.op;
        Piece::operator(name, symbol, binary)
            .operand(quote!(#a), left)
            .operand(quote!(#b), right)
            .body(quote!(#x #op #y))
            .tokens(self, Finish::Done)
    }

    /// `x += y`, whose value is the new `x`.
    pub(crate) fn assign_operator(&mut self, binary: &ExprBinary) -> TokenStream {
        let (name, symbol) = assign_name(&binary.op);
        let op = binary.op;
        // What is assigned to is a variable.
        if self.is_simple(&binary.right) {
            let (left, _) = self.simple_operand(&binary.left, false);
            let (right, _) = self.simple_operand(&binary.right, false);
            let (a, b) = (self.slot(binary.left.span()), self.slot(binary.right.span()));
            return Piece::operator(name, symbol, binary)
                .operand(quote!(mut #a), left)
                .operand(quote!(#b), right)
                .body(quote!({ #a #op #b; #a }))
                .tokens(self, Finish::Done);
        }
        let (left, right) = (&binary.left, &binary.right);
        let var = variable(left, &self.env);
        let mut slots = Vec::new();
        let mut right = (**right).clone();
        self.absorb(&mut right, &mut slots);
        let body: Expr = parse_quote_spanned!(at(binary.span())=> { #left #op #right; #left });
        self.text_piece(body, slots, Title::new(name, binary), Finish::Done, &Vec::from_iter(var))
    }

    /// Whether an operand of an operator is a value of its own.
    fn is_simple(&self, expr: &Expr) -> bool {
        let inner = match bare(expr) {
            Expr::Reference(reference) => bare(&reference.expr),
            expr => expr,
        };
        is_literal(expr)
            || variable(inner, &self.env).is_some()
            || !delayed(inner, &self.env) && !is_item_path(inner, &self.env)
            || delayed(inner, &self.env) && matches!(self.role(inner), Role::Node)
    }

    /// A simple operand of an operator, and whether its name stands for a reference to it.
    fn simple_operand(&mut self, expr: &Expr, compares: bool) -> (TokenStream, bool) {
        let span = at(expr.span());
        let inline = self.inline(span);
        let (inner, by_reference) = match bare(expr) {
            Expr::Reference(reference) => {
                if let Some(token) = &reference.mutability {
                    self.changed_in_place(token);
                }
                (bare(&reference.expr), true)
            }
            expr => (expr, false),
        };
        if !delayed(inner, &self.env) {
            return (self.static_operand(expr), false);
        }
        let var = variable(inner, &self.env).zip(name(inner));
        if let Some((var, ident)) = var
            && (self.env.get(var).borrowed.is_some() || !(by_reference || compares))
        {
            return (self.variable_operand(var, ident), false);
        }
        let handle = match var {
            Some((_, ident)) => self.clone_of(ident),
            None => self.handle(inner),
        };
        match by_reference || compares {
            true => (quote_spanned!(span=> #inline::Borrow(#handle)), compares && !by_reference),
            false => (quote_spanned!(span=> #inline::Own(#handle)), false),
        }
    }

    /// A value known while the graph is built, as an operand.
    pub(crate) fn static_operand(&mut self, expr: &Expr) -> TokenStream {
        let span = at(expr.span());
        let inline = self.inline(span);
        let tokens = self.known_now(expr);
        if is_literal(expr) {
            return quote_spanned!(span=> #inline::Literal(#tokens));
        }
        self.capture(expr, &tokens)
    }
}

fn look(ident: &Ident, looks: bool) -> TokenStream {
    if looks { quote_spanned!(ident.span()=> (*#ident)) } else { quote!(#ident) }
}

pub(crate) fn operator(op: &BinOp) -> Option<(&'static str, &'static str)> {
    Some(match op {
        BinOp::Add(_) => ("add", "+"),
        BinOp::Sub(_) => ("sub", "-"),
        BinOp::Mul(_) => ("mul", "*"),
        BinOp::Div(_) => ("div", "/"),
        BinOp::Rem(_) => ("rem", "%"),
        BinOp::BitXor(_) => ("bitxor", "^"),
        BinOp::BitAnd(_) => ("bitand", "&"),
        BinOp::BitOr(_) => ("bitor", "|"),
        BinOp::Shl(_) => ("shl", "<<"),
        BinOp::Shr(_) => ("shr", ">>"),
        BinOp::Eq(_) => ("eq", "=="),
        BinOp::Ne(_) => ("ne", "!="),
        BinOp::Lt(_) => ("lt", "<"),
        BinOp::Le(_) => ("le", "<="),
        BinOp::Gt(_) => ("gt", ">"),
        BinOp::Ge(_) => ("ge", ">="),
        _ => return None,
    })
}

fn assign_name(op: &BinOp) -> (&'static str, &'static str) {
    match op {
        BinOp::SubAssign(_) => ("sub_assign", "-="),
        BinOp::MulAssign(_) => ("mul_assign", "*="),
        BinOp::DivAssign(_) => ("div_assign", "/="),
        BinOp::RemAssign(_) => ("rem_assign", "%="),
        BinOp::BitXorAssign(_) => ("bitxor_assign", "^="),
        BinOp::BitAndAssign(_) => ("bitand_assign", "&="),
        BinOp::BitOrAssign(_) => ("bitor_assign", "|="),
        BinOp::ShlAssign(_) => ("shl_assign", "<<="),
        BinOp::ShrAssign(_) => ("shr_assign", ">>="),
        _ => ("add_assign", "+="),
    }
}
