//! The ways out of an expression: `return`, `break` and `continue` that go past it, and what no task can hold.

use syn::Expr;
use syn::visit::{self, Visit};

/// The ways out of an expression.
pub(crate) struct Ways {
    pub(crate) labels: Vec<String>,
    pub(crate) loops: usize,
    /// `return` is fine.
    pub(crate) returns: bool,
    pub(crate) found: Vec<(Expr, &'static str)>,
}

/// Whether control leaves through this expression: out of a loop around it, or out of the function.
pub(crate) fn exits(expr: &Expr, returns: bool) -> bool {
    let mut ways = Ways { labels: Vec::new(), loops: 0, returns: !returns, found: Vec::new() };
    ways.visit_expr(expr);
    !ways.found.is_empty()
}

impl Ways {
    pub(crate) fn within(&mut self, label: Option<&syn::Label>, is_loop: bool, inside: impl FnOnce(&mut Self)) {
        let labels = self.labels.len();
        self.labels.extend(label.map(|label| label.name.ident.to_string()));
        self.loops += usize::from(is_loop);
        inside(self);
        self.loops -= usize::from(is_loop);
        self.labels.truncate(labels);
    }

    pub(crate) fn leaves(&self, label: Option<&syn::Lifetime>) -> bool {
        match label {
            Some(label) => !self.labels.contains(&label.ident.to_string()),
            None => self.loops == 0,
        }
    }
}

impl<'e> Visit<'e> for Ways {
    fn visit_expr_for_loop(&mut self, each: &'e syn::ExprForLoop) {
        self.within(each.label.as_ref(), true, |this| visit::visit_expr_for_loop(this, each));
    }
    fn visit_expr_while(&mut self, each: &'e syn::ExprWhile) {
        self.within(each.label.as_ref(), true, |this| visit::visit_expr_while(this, each));
    }
    fn visit_expr_loop(&mut self, each: &'e syn::ExprLoop) {
        self.within(each.label.as_ref(), true, |this| visit::visit_expr_loop(this, each));
    }
    fn visit_expr_block(&mut self, block: &'e syn::ExprBlock) {
        self.within(block.label.as_ref(), false, |this| visit::visit_expr_block(this, block));
    }
    fn visit_expr_closure(&mut self, _: &'e syn::ExprClosure) {}
    fn visit_item(&mut self, _: &'e syn::Item) {}
    fn visit_expr_break(&mut self, out: &'e syn::ExprBreak) {
        if self.leaves(out.label.as_ref()) {
            self.found.push((Expr::Break(out.clone()), "break"));
        }
        visit::visit_expr_break(self, out);
    }
    fn visit_expr_continue(&mut self, on: &'e syn::ExprContinue) {
        if self.leaves(on.label.as_ref()) {
            self.found.push((Expr::Continue(on.clone()), "continue"));
        }
    }
    fn visit_expr_return(&mut self, back: &'e syn::ExprReturn) {
        if !self.returns {
            self.found.push((Expr::Return(back.clone()), "return"));
        }
        visit::visit_expr_return(self, back);
    }
    fn visit_expr_await(&mut self, awaited: &'e syn::ExprAwait) {
        self.found.push((Expr::Await(awaited.clone()), ".await"));
    }
    fn visit_expr_unsafe(&mut self, block: &'e syn::ExprUnsafe) {
        self.found.push((Expr::Unsafe(block.clone()), "unsafe"));
    }
}
