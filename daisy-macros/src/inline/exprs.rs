//! Expressions: which of them are tasks, and what is part of which.

use super::lower::{End, Finish, Lower, Value, is_path};
use super::piece::{Piece, Title};
use super::stage::{Callee, bare, callee, delayed, is_item_path, is_literal, variable};
use super::std_macros;
use super::text::Slot;
use super::uses::Position;
use crate::names::{at, moved};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, ExprBinary, ExprClosure, ExprReference, ExprTry, ExprUnary, UnOp, parse_quote_spanned};

/// What an expression is to the one around it.
enum Role {
    /// A task of its own.
    Node,
    /// Part of the text around it.
    Part,
}

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
    fn simple(&mut self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => self.clone_of(ident),
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
            Expr::Loop(_) => self.control(expr),
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

    fn refused(&mut self, expr: &Expr) -> TokenStream {
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
        quote_spanned!(span=> (&&#inline::Tail::new(#handle)).tried::<#error>())
    }

    fn reference(&mut self, reference: &ExprReference) -> TokenStream {
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

    fn tried(&mut self, tried: &ExprTry, outer: Finish) -> TokenStream {
        if self.error.is_none() {
            let option = self.function.returns.declared.to_token_stream().to_string().starts_with("Option");
            let message = if option {
                "`?` on an `Option` would end the function before its value is known: use `ok_or(..)?` in a function that \
                 returns a `Result`, or `match`"
            } else {
                "`?` needs a function that returns a `Result` whose error the failure becomes"
            };
            self.mistake(tried.question_token, message);
            return self.handle(&tried.expr);
        }
        match outer {
            Finish::Done => self.finished(&tried.expr, Finish::Try(tried.question_token.span)),
            // `e??`, or `e?` for a `Result` to return.
            _ => self.whole_text(&Expr::Try(tried.clone()), outer),
        }
    }

    fn unary(&mut self, unary: &ExprUnary) -> TokenStream {
        let (name, symbol) = match unary.op {
            UnOp::Neg(_) => ("neg", "-"),
            _ => ("not", "!"),
        };
        let Some((operand, _)) = self.simple_operand(&unary.expr, false) else {
            return self.whole_text(&Expr::Unary(unary.clone()), Finish::Done);
        };
        let (op, param) = (unary.op, self.slot(unary.expr.span()));
        Piece::operator(name, symbol, unary)
            .operand(quote!(#param), operand)
            .body(quote!(#op #param))
            .tokens(self, Finish::Done)
    }

    fn binary(&mut self, binary: &ExprBinary) -> TokenStream {
        if matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            return self.lazy(binary);
        }
        let Some((name, symbol)) = operator(&binary.op) else {
            self.mistake(binary, "an assignment has no value: write it as a statement");
            return quote!(());
        };
        let compares = matches!(name, "eq" | "ne" | "lt" | "le" | "gt" | "ge");
        let simple = self.is_simple(&binary.left) && self.is_simple(&binary.right);
        let operands = simple.then(|| {
            Some((self.simple_operand(&binary.left, compares)?, self.simple_operand(&binary.right, compares)?))
        });
        let Some(Some(((left, a_looks), (right, b_looks)))) = operands else {
            return self.whole_text(&Expr::Binary(binary.clone()), Finish::Done);
        };
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
        if self.is_simple(&binary.right)
            && let Some((left, _)) = self.simple_operand(&binary.left, false)
            && let Some((right, _)) = self.simple_operand(&binary.right, false)
        {
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

    /// An operand of an operator, and whether its name stands for a reference to it; `None` for what is text.
    fn simple_operand(&mut self, expr: &Expr, compares: bool) -> Option<(TokenStream, bool)> {
        if !self.is_simple(expr) {
            return None;
        }
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
            return Some((self.static_operand(expr), false));
        }
        if let Some(var) = variable(inner, &self.env) {
            let ident = inner.to_token_stream();
            let ident: Ident = syn::parse2(ident).ok()?;
            let known = self.env.get(var);
            return Some(match (&known.borrowed, by_reference || compares) {
                (Some(_), _) | (None, false) => (self.variable_operand(var, &ident), false),
                (None, true) => {
                    let handle = self.clone_of(&ident);
                    (quote_spanned!(span=> #inline::Borrow(#handle)), compares && !by_reference)
                }
            });
        }
        let handle = self.handle(inner);
        Some(match by_reference || compares {
            true => (quote_spanned!(span=> #inline::Borrow(#handle)), compares && !by_reference),
            false => (quote_spanned!(span=> #inline::Own(#handle)), false),
        })
    }

    /// A value known while the graph is built, as an operand.
    pub(crate) fn static_operand(&mut self, expr: &Expr) -> TokenStream {
        let span = at(expr.span());
        let inline = self.inline(span);
        let tokens = self.known_now(expr);
        if is_literal(expr) {
            return quote_spanned!(span=> #inline::Literal(#tokens));
        }
        match variable(expr, &self.env) {
            Some(_) => {
                quote_spanned!(span=> (&&&#inline::Capture::new(::core::clone::Clone::clone(&#tokens))).operand())
            }
            None => quote_spanned!(span=> (&&&#inline::Capture::new(#tokens)).operand()),
        }
    }

    /// What a delayed expression is to a text around it.
    fn role(&self, expr: &Expr) -> Role {
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
                if let Some(token) = reference.mutability {
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
        } else if delayed(expr, &self.env) {
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
        let (handle, span) = (self.handle(expr), at(expr.span()));
        let inline = self.inline(span);
        self.put(expr, quote_spanned!(span=> #inline::Own(#handle)), slots);
    }

    fn put(&mut self, expr: &mut Expr, operand: TokenStream, slots: &mut Vec<Slot>) {
        let ident = self.slot(expr.span());
        *expr = parse_quote_spanned!(at(expr.span())=> #ident);
        slots.push(Slot { ident, operand });
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
        let tries = contains_try(&body);
        let text = self.text(body, Position::Whole, slots, outputs);
        let mut piece = Piece::text(title, &text);
        for (param, operand) in text.params.iter().zip(&text.operands) {
            piece = piece.operand(param.clone(), operand.clone());
        }
        piece.body(text.body.to_token_stream()).tries(tries).tokens(self, finish)
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
        closure.inputs.iter().for_each(|pat| self.env.bind_all(pat, false));
        let mut closure = closure.clone();
        let body = match self.value(&closure.body) {
            Value::Static(tokens) | Value::Handle(tokens) => tokens,
        };
        *closure.body = Expr::Verbatim(body);
        self.leave(mark);
        closure.into_token_stream()
    }
}

/// Rewrites what is static around what is not.
struct Known<'l, 'a>(&'l mut Lower<'a>);

impl VisitMut for Known<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let lowered = match expr {
            Expr::Closure(closure) => self.0.builder_closure(closure),
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

fn look(ident: &Ident, looks: bool) -> TokenStream {
    if looks { quote_spanned!(ident.span()=> (*#ident)) } else { quote!(#ident) }
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

fn is_chain_of(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_) | Expr::Cast(_) | Expr::Try(_))
}

/// Whether a `?` in the expression would leave its closure: one of its own, not of a closure in it.
pub(crate) fn contains_try(expr: &Expr) -> bool {
    struct Find(bool);
    impl<'e> syn::visit::Visit<'e> for Find {
        fn visit_expr_try(&mut self, _: &'e ExprTry) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'e ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'e syn::ExprAsync) {}
        fn visit_macro(&mut self, mac: &'e syn::Macro) {
            if let Some(arguments) = std_macros::arguments(mac) {
                arguments.exprs().for_each(|expr| self.0 |= contains_try(expr));
            }
        }
    }
    let mut find = Find(false);
    syn::visit::Visit::visit_expr(&mut find, expr);
    find.0
}

fn operator(op: &BinOp) -> Option<(&'static str, &'static str)> {
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

/// What a listing calls a text.
pub(crate) fn name_of(expr: &Expr) -> String {
    let last = |path: &syn::Path| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    match bare(expr) {
        Expr::MethodCall(call) => {
            let before = if is_chain_of(&call.receiver) { name_of(&call.receiver) } else { String::new() };
            let method = call.method.to_string();
            if before.is_empty() { method } else { format!("{before}.{method}") }
        }
        Expr::Field(field) => {
            let before = if is_chain_of(&field.base) { name_of(&field.base) } else { String::new() };
            format!("{before}.{}", field.member.to_token_stream())
        }
        Expr::Index(index) => {
            let before = if is_chain_of(&index.expr) { name_of(&index.expr) } else { String::new() };
            format!("{before}[]")
        }
        Expr::Cast(cast) => {
            let before = if is_chain_of(&cast.expr) { format!("{} ", name_of(&cast.expr)) } else { String::new() };
            format!("{before}as {}", cast.ty.to_token_stream())
        }
        Expr::Try(tried) => name_of(&tried.expr),
        Expr::Unary(unary) => match unary.op {
            UnOp::Deref(_) => "deref".to_owned(),
            UnOp::Neg(_) => "neg".to_owned(),
            _ => "not".to_owned(),
        },
        Expr::Binary(binary) => operator(&binary.op).map_or("operator", |(name, _)| name).to_owned(),
        Expr::Call(call) => match bare(&call.func) {
            Expr::Path(path) => {
                let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                names[names.len().saturating_sub(2)..].join("::")
            }
            _ => "call".to_owned(),
        },
        Expr::Macro(mac) => last(&mac.mac.path),
        Expr::Struct(literal) => last(&literal.path),
        Expr::Tuple(_) => "tuple".to_owned(),
        Expr::Array(_) | Expr::Repeat(_) => "array".to_owned(),
        Expr::Range(_) => "range".to_owned(),
        Expr::Match(_) => "match".to_owned(),
        Expr::If(_) => "if let".to_owned(),
        Expr::ForLoop(_) => "for".to_owned(),
        Expr::While(_) => "while".to_owned(),
        Expr::Loop(_) => "loop".to_owned(),
        Expr::Reference(reference) => name_of(&reference.expr),
        expr if is_path(expr, "self") => "self".to_owned(),
        _ => "text".to_owned(),
    }
}
