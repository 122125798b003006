//! Assignments: each makes its variable a handle from there on.

use super::lower::Lower;
use super::stage::{bare, delayed, variable};
use crate::names::at;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprAssign, ExprBinary};

impl Lower<'_> {
    pub(crate) fn assignment(&mut self, assign: &ExprAssign) -> TokenStream {
        let ExprAssign { left, eq_token, right, .. } = assign;
        let Some(var) = variable(left, &self.env) else {
            return self.assignment_through(assign);
        };
        self.check_outer(var, left);
        if delayed(right, &self.env) {
            self.env.assign(var);
        }
        let right = if self.env.get(var).delayed { self.handle(right) } else { self.known_now(right) };
        quote!(#left #eq_token #right)
    }

    fn assignment_through(&mut self, assign: &ExprAssign) -> TokenStream {
        let ExprAssign { left, eq_token, right, .. } = assign;
        if let Expr::Infer(_) = **left {
            let right = self.handle(right);
            return quote!(#left #eq_token #right);
        }
        if let Expr::Tuple(tuple) = bare(left) {
            return self.assignment_of_tuple(assign, tuple);
        }
        self.check_place(left);
        let left = self.known_now(left);
        let right = self.value(right).tokens();
        quote!(#left #eq_token #right)
    }

    fn assignment_of_tuple(&mut self, assign: &ExprAssign, left: &syn::ExprTuple) -> TokenStream {
        let vars: Vec<_> = left.elems.iter().filter_map(|expr| Some((variable(expr, &self.env)?, expr))).collect();
        for (var, expr) in vars {
            self.check_outer(var, expr);
            if delayed(&assign.right, &self.env) {
                self.env.assign(var);
            }
        }
        let (names, eq) = (&assign.left, &assign.eq_token);
        if !left.elems.iter().any(|expr| delayed(expr, &self.env)) {
            let right = self.known_now(&assign.right);
            return quote!(#names #eq #right);
        }
        if let Expr::Tuple(values) = bare(&assign.right)
            && values.elems.len() == left.elems.len()
        {
            let values: Vec<_> = values.elems.iter().map(|value| self.handle(value)).collect();
            return quote!(#names #eq (#(#values,)*));
        }
        let (span, right) = (at(assign.span()), self.handle(&assign.right));
        quote_spanned!(span=> #names #eq (#right).split())
    }

    /// A place can be assigned to if it is static and no branch is in between.
    fn check_place(&mut self, left: &Expr) {
        if delayed(left, &self.env) {
            self.mistake(
                left,
                "a delayed value can't be changed in place while the graph is built: bind a new value, or change it in a \
                 `#[delayed]` function that takes it and returns it",
            );
        } else if let Some(var) = self.root(left) {
            self.check_outer(var, left);
        }
    }

    pub(crate) fn assigning_operator(&mut self, binary: &ExprBinary) -> TokenStream {
        let Some(var) = variable(&binary.left, &self.env) else {
            self.check_place(&binary.left);
            let (left, op) = (self.known_now(&binary.left), &binary.op);
            let right = self.value(&binary.right).tokens();
            return quote!(#left #op #right);
        };
        self.check_outer(var, &binary.left);
        if delayed(&binary.right, &self.env) {
            self.env.assign(var);
        }
        if !self.env.get(var).delayed {
            return self.known_now(&Expr::Binary(binary.clone()));
        }
        let left = &binary.left;
        let sum = self.assign_operator(binary);
        quote!(#left = #sum)
    }

    /// Whether an assignment is where it can be seen.
    pub(crate) fn check_outer(&mut self, var: usize, left: &Expr) {
        if self.env.is_outer(var) {
            self.mistake(
                left,
                "a variable from outside can't be assigned in a branch that may not run: make the `if` an expression, \
                 `x = if c { .. } else { x }`",
            );
        }
    }
}
