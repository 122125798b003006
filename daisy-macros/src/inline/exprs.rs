//! Expressions: which of them are tasks, and what is part of which.

use super::lower::{End, Finish, Lower, Value};
use super::piece::{Piece, Title};
use super::scope::all_names;
use super::stage::{Callee, bare, callee, delayed, gives_delayed};
use super::std_macros;
use super::text::Slot;
use super::uses::Position;
use crate::names::{at, moved};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, ExprReference, ExprTry, ExprUnary, UnOp};

/// Rewrites what is static around what is not.
struct Known<'l, 'a>(&'l mut Lower<'a>);

impl Lower<'_> {
    /// Lowers an expression whose value is wanted.
    pub(crate) fn value(&mut self, expr: &Expr) -> Value {
        if delayed(expr, &self.env) {
            Value::Handle(self.finished(expr, Finish::Done))
        } else {
            Value::Static(self.known_now(expr))
        }
    }

    /// A delayed expression as a handle.
    pub(crate) fn finished(&mut self, expr: &Expr, finish: Finish) -> TokenStream {
        match expr {
            Expr::Paren(paren) => self.finished(&paren.expr, finish),
            Expr::Group(group) => self.finished(&group.expr, finish),
            Expr::Try(tried) => self.tried(tried, finish),
            Expr::Call(call) => match callee(call, &self.env) {
                Callee::Function(_) | Callee::Closure(_) => self.call(call, finish),
                Callee::Constructor | Callee::Delayed | Callee::Other => self.whole_text(expr, finish),
            },
            Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_) | Expr::Cast(_) | Expr::Macro(_) => {
                self.whole_text(expr, finish)
            }
            Expr::Unary(ExprUnary { op: UnOp::Deref(_), .. }) => self.whole_text(expr, finish),
            Expr::Match(region) if delayed(&region.expr, &self.env) => self.region(expr, finish),
            Expr::If(branch) if self.is_region_test(&branch.cond) => self.region(expr, finish),
            Expr::Loop(_) if self.is_region(expr) => self.region(expr, finish),
            _ => {
                let handle = self.simple(expr);
                self.finish_handle(handle, expr.span(), finish)
            }
        }
    }

    /// A delayed expression that no `?` can be part of.
    pub(crate) fn simple(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => self.named(ident),
                None => path.to_token_stream(),
            },
            Expr::Reference(reference) => self.reference(reference),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) => self.unary(unary),
            Expr::Tuple(_) | Expr::Array(_) | Expr::Repeat(_) | Expr::Struct(_) | Expr::Range(_) => {
                self.whole_text(expr, Finish::Done)
            }
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) => match self.branches(expr, End::Handle) {
                Some(branches) => branches,
                None => self.without_value(expr),
            },
            Expr::Loop(each) => self.static_loop(each, Some(End::Handle)),
            Expr::ForLoop(_) | Expr::While(_) | Expr::Assign(_) => self.without_value(expr),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.leaving(expr),
            Expr::Closure(closure) => {
                self.mistake(
                    closure,
                    "a closure over delayed variables is no value of a graph: write a function that takes what it captures",
                );
                quote!(())
            }
            _ => self.refused(expr),
        }
    }

    fn without_value(&mut self, expr: &Expr) -> TokenStream {
        let span = at(expr.span());
        self.unused(expr, |_| quote_spanned!(span=> ::core::unreachable!()))
    }

    pub(crate) fn refused(&mut self, expr: &Expr) -> TokenStream {
        let message = match expr {
            Expr::Await(_) => {
                "an inline body builds a graph and can't wait: call a `#[delayed] async fn`, whose handle is awaited by the graph"
            }
            Expr::Unsafe(_) => {
                "`unsafe` can't be taken apart: put it into a `#[delayed]` function that keeps its promise"
            }
            Expr::Async(_) => "an `async` block can't be a task: write a `#[delayed] async fn`",
            Expr::RawAddr(_) => "a delayed value has no address yet: work on it in a `#[delayed]` function",
            _ => "daisy can't make a graph of this expression: put it into a `#[delayed]` function",
        };
        self.mistake(expr, message);
        quote!(())
    }

    /// Whatever becomes of a handle that a finish is asked of.
    fn finish_handle(&self, handle: TokenStream, span: Span, finish: Finish) -> TokenStream {
        let (span, error) = match finish {
            Finish::Done => return handle,
            Finish::Try(question) => (at(question), self.error.as_ref().map(|error| moved(error, question))),
            Finish::Tail => (at(span), self.error.clone()),
        };
        let inline = self.inline(span);
        quote_spanned!(span=> (&&#inline::Tail::new(#handle)).__daisy_tried::<#error>())
    }

    pub(crate) fn reference(&mut self, reference: &ExprReference) -> TokenStream {
        if let Some(token) = &reference.mutability {
            self.changed_in_place(token);
        }
        self.handle(&reference.expr)
    }

    pub(crate) fn changed_in_place(&mut self, token: impl ToTokens) {
        self.mistake(
            token,
            "a delayed value can't be borrowed as `&mut`: it is not there while the graph is built. Take it by value in a \
             `#[delayed]` function and return the changed one",
        );
    }

    pub(crate) fn tried(&mut self, tried: &ExprTry, outer: Finish) -> TokenStream {
        if self.error.is_none() {
            self.fails_nowhere(tried);
            return self.handle(&tried.expr);
        }
        match outer {
            Finish::Done => self.finished(&tried.expr, Finish::Try(tried.question_token.span)),
            // `e??`, or `e?` for a `Result` to return.
            _ => self.whole_text(&Expr::Try(tried.clone()), outer),
        }
    }

    /// A `?` in a function that returns no `Result`.
    fn fails_nowhere(&mut self, tried: &ExprTry) {
        let returns = crate::types::last_segment(&self.function.returns.declared);
        let message = if returns.is_some_and(|segment| segment.ident == "Option") {
            "`?` on an `Option` would end the function before its value is known: use `ok_or(..)?` in a function that \
             returns a `Result`, or `match`"
        } else {
            "`?` needs a function that returns a `Result` whose error the failure becomes"
        };
        self.mistake(tried.question_token, message);
    }

    /// Whether a text has a `?` of its own. Each has somewhere for the failure to go.
    pub(crate) fn tries(&mut self, text: &Expr) -> bool {
        let tries = all_tries(text);
        if self.error.is_none() {
            tries.iter().for_each(|tried| self.fails_nowhere(tried));
        }
        !tries.is_empty()
    }

    /// An expression that is one text with all that is in it.
    pub(crate) fn whole_text(&mut self, expr: &Expr, finish: Finish) -> TokenStream {
        if let Expr::Macro(mac) = bare(expr)
            && std_macros::arguments(&mac.mac).is_none()
        {
            self.foreign_macro(&mac.mac);
            return quote!(());
        }
        let mut body = expr.clone();
        let mut slots = Vec::new();
        self.absorb(&mut body, &mut slots);
        self.text_piece(body, slots, Title::of(expr), finish, &[])
    }

    /// The node of a text whose slots are filled.
    pub(crate) fn text_piece(
        &mut self,
        body: Expr,
        slots: Vec<Slot>,
        title: Title,
        finish: Finish,
        outputs: &[super::scope::Var],
    ) -> TokenStream {
        let tries = self.tries(&body);
        let text = self.text(body, Position::Whole, slots, outputs);
        Piece::text(title, text).tries(tries).tokens(self, finish)
    }

    /// What runs while the graph is built, with handles where something in it is delayed.
    pub(crate) fn known_now(&mut self, expr: &Expr) -> TokenStream {
        let mut expr = expr.clone();
        Known(self).visit_expr_mut(&mut expr);
        expr.into_token_stream()
    }

    /// A closure that runs while the graph is built: it sees handles.
    pub(crate) fn builder_closure(&mut self, closure: &ExprClosure) -> TokenStream {
        let mark = self.env.enter();
        closure.inputs.iter().for_each(|pat| self.env.bind_each(all_names(pat), false));
        let mut closure = closure.clone();
        let end = gives_delayed(&closure.body, &self.env).then_some(End::Handle);
        let outer = self.frame.within_closure(self.env.depth, end);
        let body = match end {
            Some(end) => self.end_in(&closure.body, end),
            None if delayed(&closure.body, &self.env) => self.effect(&closure.body),
            None => self.known_now(&closure.body),
        };
        self.frame = outer;
        *closure.body = Expr::Verbatim(body);
        self.leave(mark);
        closure.into_token_stream()
    }
}

impl VisitMut for Known<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let lowered = match expr {
            Expr::Closure(closure) => self.0.builder_closure(closure),
            Expr::Macro(mac) if !delayed(&Expr::Macro(mac.clone()), &self.0.env) => match self.0.shown(mac) {
                Some(shown) => shown,
                None => return,
            },
            _ if delayed(expr, &self.0.env) => self.0.handle(expr),
            Expr::If(_) | Expr::Match(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Block(_) => {
                self.0.control(expr)
            }
            Expr::Unsafe(_) | Expr::Async(_) | Expr::Await(_) => self.0.refused(expr),
            Expr::Try(tried) => {
                self.0.mistake(
                    tried.question_token,
                    "`?` on a value known while the graph is built would end the building: handle the error there, or \
                     make the call a task",
                );
                return;
            }
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.0.leaving(expr),
            _ => return visit_mut::visit_expr_mut(self, expr),
        };
        *expr = Expr::Verbatim(lowered);
    }
}

/// Whether a `?` in the expression would leave its closure: one of its own, not of a closure in it.
pub(crate) fn contains_try(expr: &Expr) -> bool {
    !all_tries(expr).is_empty()
}

/// Every such `?`.
fn all_tries(expr: &Expr) -> Vec<ExprTry> {
    struct Find(Vec<ExprTry>);
    impl<'e> syn::visit::Visit<'e> for Find {
        fn visit_expr_try(&mut self, tried: &'e ExprTry) {
            self.0.push(tried.clone());
            syn::visit::visit_expr_try(self, tried);
        }
        fn visit_expr_closure(&mut self, _: &'e ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'e syn::ExprAsync) {}
        fn visit_macro(&mut self, mac: &'e syn::Macro) {
            if let Some(arguments) = std_macros::arguments(mac) {
                arguments.exprs().for_each(|expr| self.0.extend(all_tries(expr)));
            }
        }
    }
    let mut find = Find(Vec::new());
    syn::visit::Visit::visit_expr(&mut find, expr);
    find.0
}
