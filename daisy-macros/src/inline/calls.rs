//! Calls of functions that nobody knows until types are known.

use super::exprs::contains_try;
use super::lower::{Finish, Lower};
use super::names::name_of;
use super::piece::{Piece, Title, place};
use super::scope::{Env, all_names};
use super::stage::{Callee, bare, callee, delayed, is_item_path, is_literal, name, variable};
use super::std_macros;
use super::uses::Position;
use crate::names::{Extent, at};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, Macro, Pat, UnOp};

/// How many arguments a call may have.
const MOST: usize = 12;

impl Lower<'_> {
    /// A call by a path in which nothing is capitalised, or of a closure.
    pub(crate) fn call(&mut self, call: &ExprCall, finish: Finish) -> TokenStream {
        let name = match callee(call, &self.env) {
            Callee::Function(path) => {
                if self.is_itself(path) {
                    self.mistake(
                        path,
                        "an inline function that calls itself is a graph without end: make it `#[delayed]`, returning a \
                         `Delayed`, so that the graph grows as far as it is needed",
                    );
                }
                path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
            }
            Callee::Closure(var) => {
                let known = self.env.get(var).clone();
                if known.closure.is_some_and(|closure| !closure.typed) {
                    self.mistake(
                        &call.func,
                        "a closure that is called must have types for its parameters, `|x: f64| ..`, so that it is known \
                         to be called with values",
                    );
                }
                known.ident.to_string()
            }
            _ => String::new(),
        };
        if call.args.len() > MOST {
            self.mistake(
                call,
                format!("a call in an inline body has at most {MOST} arguments: pass some of them together"),
            );
            return TokenStream::new();
        }
        if call.args.iter().any(|arg| stands_in_call(arg, &self.env)) {
            return self.whole_text(&Expr::Call(call.clone()), finish);
        }
        self.arities.insert(call.args.len());
        let operands: Vec<_> = call.args.iter().map(|arg| self.argument_operand(arg)).collect();
        let params: Vec<Ident> = call.args.iter().map(|arg| self.slot(arg.span())).collect();
        let (span, func) = (at(call.span()), &call.func);
        let (inline, building) = (self.inline(span), self.building(func.span()));
        let place = place(span);
        let site = quote_spanned!(func.span()=> const { &#inline::Site::callee(#name, #place) });
        let end = self.finish(finish, Extent::of(call));
        // A closure that captures is called by each task of its own.
        let own =
            variable(func, &self.env).map(|_| quote_spanned!(span=> let #func = ::core::clone::Clone::clone(&#func);));
        let call = call_tokens(call, &params);
        // What the callee asks of its arguments is asked by all of this and by its name: of one place, rustc says it once.
        quote_spanned! {func.span()=>
            (&&&&&#building.callee(&#func, (#(#operands,)*))).__daisy_call(#site, { #own move |#(#params),*| { #call } }) #end
        }
    }

    /// Whether a path names the function that the body is of, as far as can be seen.
    fn is_itself(&self, path: &syn::Path) -> bool {
        let own = &self.function.sig.ident;
        let mut segments = path.segments.iter().map(|segment| &segment.ident);
        path.segments.last().is_some_and(|last| last.ident == *own)
            && (path.segments.len() == 1
                || path.segments.len() == 2 && segments.next().is_some_and(|first| first == "self"))
    }

    /// An argument of a call, as an operand.
    fn argument_operand(&mut self, arg: &Expr) -> TokenStream {
        let span = at(arg.span());
        let inline = self.inline(span);
        let (inner, borrows) = match bare(arg) {
            Expr::Reference(reference) => {
                if let Some(token) = &reference.mutability
                    && delayed(&reference.expr, &self.env)
                {
                    self.changed_in_place(token);
                }
                (bare(&reference.expr), true)
            }
            arg => (arg, false),
        };
        if let Some(var) = variable(inner, &self.env) {
            return self.variable_argument(var, inner, arg, borrows);
        }
        if is_literal(arg) {
            return self.static_operand(arg);
        }
        let is_text = is_item_path(inner, &self.env)
            || matches!(inner, Expr::Closure(_))
            || delayed(inner, &self.env)
                && is_projection(inner, self)
                && is_simple_place(inner)
                && !(borrows && matches!(inner, Expr::Cast(_)));
        if is_text && let Some(part) = self.part(arg, inner, borrows) {
            return part;
        }
        if !delayed(inner, &self.env) {
            return self.static_operand(arg);
        }
        let handle = self.handle(inner);
        match borrows {
            true => quote_spanned!(span=> #inline::Borrow(#handle)),
            false => quote_spanned!(span=> #inline::Own(#handle)),
        }
    }

    fn variable_argument(&mut self, var: usize, inner: &Expr, arg: &Expr, borrows: bool) -> TokenStream {
        let span = at(arg.span());
        let inline = self.inline(span);
        let ident = name(inner).expect("a variable is a name");
        let known = self.env.get(var);
        if known.closure.is_some() {
            return self.part(arg, inner, borrows).unwrap_or_default();
        }
        match (known.delayed, borrows && known.borrowed.is_none()) {
            (false, _) if borrows => quote_spanned!(span=> (&&&#inline::Capture::new(#arg)).__daisy_operand()),
            (true, true) => {
                let handle = self.clone_of(ident);
                quote_spanned!(span=> #inline::Borrow(#handle))
            }
            _ => self.variable_operand(var, ident),
        }
    }

    /// An argument that is text of the calling task.
    fn part(&mut self, arg: &Expr, inner: &Expr, borrows: bool) -> Option<TokenStream> {
        if contains_try(inner) {
            return None;
        }
        let mut body = inner.clone();
        let mut slots = Vec::new();
        let is_delayed = is_projection(inner, self) && delayed(inner, &self.env);
        if is_delayed {
            self.absorb(&mut body, &mut slots);
        }
        if let Expr::Closure(closure) = &mut body {
            closure.capture.get_or_insert_with(Default::default);
        }
        let borrows_part = borrows && is_delayed;
        let position = if borrows_part { Position::Place } else { Position::Whole };
        let text = self.text(body, position, slots, &[]);
        if borrows_part && !text.first_borrows {
            return None;
        }
        let body = &text.body;
        let body = if borrows { quote_spanned!(at(arg.span())=> &#body) } else { quote!(#body) };
        Piece::text(Title::new(&name_of(inner), arg), text).body(body).part(self, borrows_part)
    }
}

/// Whether a closure has to stand in the call itself: it names what is there when tasks run, or its parameters have their
/// types from the callee alone, which a probe does not ask. Any other may be meant for a function of handles.
fn stands_in_call(arg: &Expr, env: &Env) -> bool {
    let closure = match bare(arg) {
        Expr::Closure(closure) => closure,
        Expr::Reference(reference) => return stands_in_call(&reference.expr, env),
        _ => return false,
    };
    let untyped: Vec<_> = closure.inputs.iter().filter(|pat| !matches!(pat, Pat::Type(_))).collect();
    let names: Vec<_> = untyped.iter().flat_map(|pat| all_names(pat)).map(|(name, _)| name).collect();
    let is_open = |pat: &&Pat| matches!(pat, Pat::Ident(_) | Pat::Wild(_));
    delayed(arg, env) || !untyped.iter().all(is_open) || looks_into(&closure.body, &names)
}

/// Whether something is done to one of these names that needs its type there.
fn looks_into(expr: &Expr, names: &[Ident]) -> bool {
    struct Find<'n>(&'n [Ident], bool);
    impl<'e> Visit<'e> for Find<'_> {
        fn visit_expr(&mut self, expr: &'e Expr) {
            let place = match expr {
                Expr::MethodCall(call) => Some(&call.receiver),
                Expr::Field(field) => Some(&field.base),
                Expr::Index(index) => Some(&index.expr),
                Expr::Unary(unary) => Some(&unary.expr),
                Expr::Cast(cast) => Some(&cast.expr),
                _ => None,
            };
            self.1 |= place.and_then(|place| name(place)).is_some_and(|name| self.0.contains(name));
            visit::visit_expr(self, expr);
        }
        fn visit_macro(&mut self, mac: &'e Macro) {
            let arguments = std_macros::arguments(mac);
            self.1 |= arguments.is_some_and(|arguments| arguments.exprs().any(|arg| looks_into(arg, self.0)));
        }
    }
    let mut find = Find(names, false);
    find.visit_expr(expr);
    find.1
}

/// The call with other arguments. A callee in parentheses is a value like any: where its name is unknown, rustc says it in
/// the same words as where the callee itself is asked.
fn call_tokens(call: &ExprCall, params: &[Ident]) -> TokenStream {
    let mut call = call.clone();
    call.args = params.iter().map(|param| -> Expr { syn::parse_quote!(#param) }).collect();
    let (func, paren, args) = (&call.func, &call.paren_token, &call.args);
    let mut tokens = match **func {
        Expr::Path(_) => quote_spanned!(func.span()=> (#func)),
        _ => quote!(#func),
    };
    paren.surround(&mut tokens, |inside| args.to_tokens(inside));
    tokens
}

/// A field, index, cast or dereference of a variable, without methods.
pub(crate) fn is_projection(expr: &Expr, lower: &Lower<'_>) -> bool {
    match bare(expr) {
        Expr::Field(field) => is_place(&field.base, lower),
        Expr::Index(index) => is_place(&index.expr, lower),
        Expr::Cast(cast) => is_place(&cast.expr, lower),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => is_place(&unary.expr, lower),
        _ => false,
    }
}

/// A place whose indexes are literals, variables, paths, and ranges of these: nothing is lowered for it, so that giving
/// up on it costs nothing.
pub(crate) fn is_simple_place(expr: &Expr) -> bool {
    let simple = |index: &Expr| is_literal(index) || matches!(bare(index), Expr::Path(_));
    match bare(expr) {
        Expr::Field(field) => is_simple_place(&field.base),
        Expr::Cast(cast) => is_simple_place(&cast.expr),
        Expr::Unary(unary) => is_simple_place(&unary.expr),
        Expr::Index(index) => {
            let range = match bare(&index.index) {
                Expr::Range(range) => range.start.iter().chain(&range.end).all(|end| simple(end)),
                index => simple(index),
            };
            range && is_simple_place(&index.expr)
        }
        _ => true,
    }
}

fn is_place(expr: &Expr, lower: &Lower<'_>) -> bool {
    variable(expr, &lower.env).is_some() || is_projection(expr, lower)
}
