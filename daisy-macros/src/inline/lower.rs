//! Lowering: statements and expressions of a body, as Rust that builds their graph.
//!
//! Every delayed expression becomes an expression of type `Delayed<T>`; what is static stays as it is around them.
//! Bindings keep their names, so that a delayed variable is a Rust variable that holds a handle. The walk is
//! repeated until no assignment makes another variable delayed; the last pass counts.

use super::piece::{Piece, Title};
use super::scope::{Closure, Env, Mark, names_of_let};
use super::stage::{bare, delayed, is_item_path, is_literal, variable};
use super::std_macros;
use super::uses::assigns;
use crate::model::Function;
use crate::names::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprAssign, ExprBinary, Local, Pat, Stmt, StmtMacro, Type};

/// What an expression is lowered to.
pub(crate) enum Value {
    /// Runs while the graph is built.
    Static(TokenStream),
    /// A handle.
    Handle(TokenStream),
}

/// What becomes of a result.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Finish {
    /// It is the value.
    Done,
    /// This `?` follows.
    Try(Span),
    /// It is what the function returns, a `Result`.
    Tail,
}

/// What the value of a block or a branch becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Handle,
    /// What the function returns.
    Returned,
}

/// What `break` can leave while the graph is built, and where it stands.
pub(crate) struct Loop {
    pub(crate) depth: usize,
    pub(crate) label: Option<String>,
    /// It is a loop, not a block with a label.
    pub(crate) is_loop: bool,
    /// What a value that it is left with becomes, if its value is wanted.
    pub(crate) end: Option<End>,
}

pub(crate) struct Lower<'a> {
    pub(crate) function: &'a Function,
    pub(crate) env: Env,
    pub(crate) errors: Vec<syn::Error>,
    /// The name of daisy's part in the expansion, and of the `Building`.
    pub(crate) inline: Ident,
    pub(crate) building: Ident,
    /// How many arguments the calls have, each once: which traits tell their callees apart.
    pub(crate) arities: BTreeSet<usize>,
    /// Whether the body has items of its own, whose names no other body knows.
    pub(crate) local_items: bool,
    pub(crate) loops: Vec<Loop>,
    /// The type of the error that the function fails with.
    pub(crate) error: Option<TokenStream>,
    pub(crate) slots: usize,
    /// What is lowered next is what the function returns, so that a `return` in a task gives its value.
    pub(crate) at_end: bool,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(function: &'a Function, error: Option<TokenStream>) -> Self {
        let mint = |name| function.names.mint(name, function.sig.ident.span());
        Lower {
            function,
            inline: mint("__daisy"),
            env: Env::default(),
            errors: Vec::new(),
            building: mint("__building"),
            arities: BTreeSet::new(),
            local_items: false,
            loops: Vec::new(),
            error,
            slots: 0,
            at_end: false,
        }
    }

    /// Begins another pass, if one is needed.
    pub(crate) fn again(&mut self) -> bool {
        let again = self.env.again();
        if again {
            self.errors.clear();
            self.arities.clear();
            self.loops.clear();
            self.slots = 0;
        }
        again
    }

    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        self.function.krate(span)
    }

    /// What the function within calls the module of what inline bodies expand to.
    pub(crate) fn inline(&self, span: Span) -> TokenStream {
        let mut inline = self.inline.clone();
        inline.set_span(span.resolved_at(inline.span()));
        inline.into_token_stream()
    }

    pub(crate) fn building(&self, span: Span) -> Ident {
        let mut building = self.building.clone();
        building.set_span(span.resolved_at(building.span()));
        building
    }

    pub(crate) fn mistake(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Ends what `enter` began.
    pub(crate) fn leave(&mut self, mark: Mark) {
        self.env.leave(mark);
    }

    /// The value of a block or a branch.
    pub(crate) fn end_in(&mut self, expr: &Expr, end: End) -> TokenStream {
        match end {
            End::Handle => self.handle(expr),
            End::Returned => self.returned(expr),
        }
    }

    /// The expression as a handle, whatever its stage.
    pub(crate) fn handle(&mut self, expr: &Expr) -> TokenStream {
        if let Expr::Block(block) = bare(expr)
            && block.label.is_none()
        {
            return self.block(&block.block, End::Handle);
        }
        match self.value(expr) {
            Value::Handle(handle) => handle,
            Value::Static(known) => self.known(expr, &known),
        }
    }

    /// A value known while the graph is built, as a handle.
    fn known(&self, expr: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = at(expr.span());
        let inline = self.inline(span);
        if is_item_path(expr, &self.env) {
            return self.path(expr, tokens);
        }
        if !may_hold(expr) {
            return quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(#tokens)));
        }
        let tokens = match variable(expr, &self.env) {
            Some(_) => quote_spanned!(span=> ::core::clone::Clone::clone(&#tokens)),
            None => tokens.clone(),
        };
        quote_spanned!(span=> #inline::Whole::delayed((&&&#inline::Capture::new(#tokens)).operand()))
    }

    /// A path that is no variable: a constant if it has a content, else a task that gives it.
    fn path(&self, expr: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = at(expr.span());
        let (inline, building) = (self.inline(span), self.building(span));
        let site = Piece::path(expr, self.reach(expr)).site(self);
        quote_spanned!(span=> (&&#inline::Path::new(|| #tokens)).delayed(#building, #site))
    }

    /// What the function returns.
    pub(crate) fn returned(&mut self, expr: &Expr) -> TokenStream {
        if matches!(bare(expr), Expr::Return(_) | Expr::Break(_) | Expr::Continue(_)) {
            return self.leaving(expr);
        }
        self.at_end = matches!(bare(expr), Expr::Loop(_));
        if self.error.is_some() {
            return self.returned_result(expr);
        }
        if let Some(branches) = self.branches(expr, End::Returned) {
            return branches;
        }
        match self.value(expr) {
            Value::Handle(handle) => handle,
            Value::Static(known) => self.returned_known(expr, &known),
        }
    }

    /// A value known while the graph is built, of the type that the function returns.
    fn returned_known(&self, expr: &Expr, known: &TokenStream) -> TokenStream {
        if is_item_path(expr, &self.env) || !may_hold(expr) {
            return self.known(expr, known);
        }
        let span = at(expr.span());
        let (inline, ok) = (self.inline(span), &self.function.returns.ok);
        quote_spanned!(span=> #inline::handle::<#ok>(#known))
    }

    /// What a function that returns a `Result` returns.
    fn returned_result(&mut self, expr: &Expr) -> TokenStream {
        if let Expr::Call(call) = bare(expr)
            && is_path(&call.func, "Ok")
            && let [value] = &Vec::from_iter(&call.args)[..]
        {
            return match self.value(value) {
                Value::Handle(handle) => handle,
                Value::Static(known) => self.returned_known(value, &known),
            };
        }
        if let Some(branches) = self.branches(expr, End::Returned) {
            return branches;
        }
        if delayed(expr, &self.env) { self.finished(expr, Finish::Tail) } else { self.known_result(expr) }
    }

    /// A `Result` made of what is known while the graph is built, which a task returns all the same: an error
    /// has no content to hash.
    fn known_result(&mut self, expr: &Expr) -> TokenStream {
        self.text_piece(expr.clone(), Vec::new(), Title::of(expr), Finish::Tail, &[])
    }

    /// Blocks and branches, each end of which is lowered by `end`.
    pub(crate) fn branches(&mut self, expr: &Expr, end: End) -> Option<TokenStream> {
        match bare(expr) {
            Expr::Block(block) => {
                Some(self.labelled(block.label.as_ref(), Some(end), |this| this.block(&block.block, end)))
            }
            Expr::If(branch) if self.is_choice(branch) => Some(self.choice(branch, end)),
            Expr::If(branch) if !self.is_region_test(&branch.cond) => {
                branch.else_branch.is_some().then(|| self.static_if(branch, Some(end)))
            }
            Expr::Match(region) if !delayed(&region.expr, &self.env) => Some(self.static_match(region, Some(end))),
            _ => None,
        }
    }

    /// A block whose value is lowered by `end`.
    pub(crate) fn block(&mut self, block: &Block, end: End) -> TokenStream {
        let mark = self.env.enter();
        let (stmts, tail) = self.statements(&block.stmts);
        let tail = match tail {
            Some(tail) => self.end_in(&tail, end),
            None => self.nothing(block),
        };
        self.leave(mark);
        let span = block.brace_token.span.join();
        quote_spanned!(span=> { #stmts #tail })
    }

    /// The end of a block without a value.
    pub(crate) fn nothing(&self, block: &Block) -> TokenStream {
        let leaves = |expr: &Expr| matches!(bare(expr), Expr::Return(_) | Expr::Break(_) | Expr::Continue(_));
        let never = |mac: &StmtMacro| {
            let names = ["panic", "unreachable", "todo", "unimplemented"];
            names.iter().any(|name| mac.mac.path.is_ident(name))
        };
        match block.stmts.last() {
            Some(Stmt::Expr(expr, _)) if leaves(expr) => TokenStream::new(),
            Some(Stmt::Macro(mac)) if never(mac) => TokenStream::new(),
            _ => {
                let span = block.brace_token.span.close();
                let inline = self.inline(span);
                quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(())))
            }
        }
    }

    /// All statements but the block's value.
    pub(crate) fn statements(&mut self, stmts: &[Stmt]) -> (TokenStream, Option<Expr>) {
        let mut lowered = TokenStream::new();
        let mut rest = stmts.to_vec();
        rest.reverse();
        while let Some(stmt) = rest.pop() {
            match stmt {
                Stmt::Expr(expr, None) if rest.is_empty() && !self.is_statement(&expr) => return (lowered, Some(expr)),
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

    /// Whether an expression without a semicolon is there for what it does.
    fn is_statement(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Assign(_) => true,
            Expr::Binary(binary) => assigns(&binary.op),
            Expr::If(branch) => branch.else_branch.is_none(),
            _ => false,
        }
    }

    fn statement(&mut self, stmt: &Stmt) -> TokenStream {
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
        let expr = Expr::Macro(syn::ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() });
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
    fn root(&self, place: &Expr) -> Option<usize> {
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

    fn binding(&mut self, local: &Local) -> TokenStream {
        let Local { attrs, let_token, pat, init, semi_token, .. } = local;
        let (pat, ty) = match pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = init else {
            self.env.bind_each(names_of_let(local), false);
            let ty = ty.map(|ty| self.bound_type(pat, ty));
            return quote!(#(#attrs)* #let_token #pat #ty #semi_token);
        };
        if let Expr::Closure(closure) = bare(&init.expr) {
            return self.closure_binding(local, pat, closure);
        }
        if !delayed(&init.expr, &self.env) {
            return self.static_binding(local, pat, ty);
        }
        if let Some((else_token, _)) = &init.diverge {
            self.mistake(else_token, "`let .. else` on a delayed value: make it a `match` whose value is used");
        }
        if let (Pat::Tuple(names), Expr::Tuple(values)) = (pat, bare(&init.expr))
            && ty.is_none()
            && names.elems.len() == values.elems.len()
        {
            return self.pairwise(local, &Vec::from_iter(&names.elems), &Vec::from_iter(&values.elems));
        }
        let handle = self.handle(&init.expr);
        let ty = ty.map(|ty| self.handle_type(ty));
        self.destructure(quote!(#(#attrs)* #let_token), pat, ty, handle, borrows(&init.expr))
    }

    /// `let (a, b) = (x, y);`: names only.
    fn pairwise(&mut self, local: &Local, names: &[&Pat], values: &[&Expr]) -> TokenStream {
        let lowered: Vec<(Value, bool)> = values.iter().map(|value| (self.value(value), borrows(value))).collect();
        let span = local.let_token.span;
        let temps: Vec<Ident> = names.iter().map(|_| self.slot(span)).collect();
        let values = lowered.iter().map(|(value, _)| match value {
            Value::Static(tokens) | Value::Handle(tokens) => tokens,
        });
        let all = quote_spanned!(span=> let (#(#temps,)*) = (#(#values,)*););
        let each = names.iter().zip(&temps).zip(&lowered).map(|((pat, temp), (value, borrowed))| match value {
            Value::Handle(_) => self.destructure(quote_spanned!(span=> let), pat, None, quote!(#temp), *borrowed),
            Value::Static(_) => {
                self.env.bind_all(pat, false);
                let begun = self.begin_assigned(pat, span);
                quote_spanned!(span=> let #pat = #temp; #begun)
            }
        });
        let each: TokenStream = each.collect();
        quote!(#all #each)
    }

    /// Binds the names of a pattern to the parts of a handle.
    pub(crate) fn destructure(
        &mut self,
        head: TokenStream,
        pat: &Pat,
        ty: Option<TokenStream>,
        handle: TokenStream,
        borrowed: bool,
    ) -> TokenStream {
        let span = at(pat.span());
        match pat {
            Pat::Wild(_) => quote_spanned!(span=> #head #pat #ty = #handle;),
            Pat::Paren(inner) => self.destructure(head, &inner.pat, ty, handle, borrowed),
            Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => {
                let var = self.env.bind(&name.ident, true);
                let known = self.env.get_mut(var);
                known.mutable = name.mutability.is_some();
                known.borrowed = borrowed.then_some(None);
                quote_spanned!(span=> #head #pat #ty = #handle;)
            }
            Pat::Tuple(tuple) if !tuple.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                let temps: Vec<Ident> = tuple.elems.iter().map(|pat| self.slot(pat.span())).collect();
                let parts: TokenStream = tuple
                    .elems
                    .iter()
                    .zip(&temps)
                    .map(|(pat, temp)| self.destructure(quote_spanned!(span=> let), pat, None, quote!(#temp), false))
                    .collect();
                quote_spanned!(span=> #head (#(#temps,)*) = (#handle).split(); #parts)
            }
            pat => self.taken_apart(head, pat, handle),
        }
    }

    fn static_binding(&mut self, local: &Local, pat: &Pat, ty: Option<&Type>) -> TokenStream {
        let Local { attrs, let_token, init, semi_token, .. } = local;
        let init = init.as_ref().expect("a binding with a value");
        let value = self.known_now(&init.expr);
        let diverge = init.diverge.as_ref().map(|(else_token, expr)| {
            let expr = self.known_now(expr);
            quote!(#else_token #expr)
        });
        let plain = is_literal(&init.expr) || is_item_path(&init.expr, &self.env);
        self.env.bind_each(names_of_let(local), false);
        if let Pat::Ident(name) = pat
            && let Some(var) = self.env.find(&name.ident)
        {
            self.env.get_mut(var).plain = plain;
        }
        if let Pat::Ident(name) = pat
            && self.env.find(&name.ident).is_some_and(|var| self.env.get(var).delayed)
        {
            let begun = self.known(&init.expr, &value);
            let ty = ty.map(|ty| self.handle_type(ty));
            return quote!(#(#attrs)* #let_token #pat #ty = #begun #semi_token);
        }
        let begun = self.begin_assigned(pat, at(pat.span()));
        let ty = ty.map(|ty| quote!(: #ty));
        quote!(#(#attrs)* #let_token #pat #ty = #value #diverge #semi_token #begun)
    }

    /// Makes handles of those variables of a pattern that something delayed is assigned to later.
    fn begin_assigned(&mut self, pat: &Pat, span: Span) -> TokenStream {
        let assigned = super::scope::names(pat)
            .into_iter()
            .filter(|(ident, _)| self.env.find(ident).is_some_and(|var| self.env.get(var).delayed));
        let inline = self.inline(span);
        assigned
            .map(|(ident, mutable)| {
                let mutable = mutable.then(|| quote!(mut));
                quote_spanned!(span=> let #mutable #ident = #inline::Whole::delayed((&&&#inline::Capture::new(#ident)).operand());)
            })
            .collect()
    }

    fn closure_binding(&mut self, local: &Local, pat: &Pat, closure: &syn::ExprClosure) -> TokenStream {
        let typed = closure.inputs.iter().all(|pat| matches!(pat, Pat::Type(_)));
        let mentions = delayed(&Expr::Closure(closure.clone()), &self.env);
        if mentions {
            self.mistake(
                closure,
                "this closure is called with values, when tasks run, and can't reach delayed variables: give it what it \
                 needs as a parameter, or write a function",
            );
        }
        let value = if typed || mentions { closure.to_token_stream() } else { self.builder_closure(closure) };
        let names = names_of_let(local);
        self.env.bind_each(names.clone(), false);
        for (ident, _) in names {
            if let Some(var) = self.env.find(&ident) {
                self.env.get_mut(var).closure = Some(Closure { typed: typed || mentions });
            }
        }
        let Local { attrs, let_token, semi_token, .. } = local;
        quote!(#(#attrs)* #let_token #pat = #value #semi_token)
    }

    pub(crate) fn handle_type(&self, ty: &Type) -> TokenStream {
        let span = at(ty.span());
        let inline = self.inline(span);
        let ty = match ty {
            Type::Reference(reference) => &*reference.elem,
            ty => ty,
        };
        quote_spanned!(span=> : #inline::Delayed<#ty>)
    }

    fn bound_type(&self, pat: &Pat, ty: &Type) -> TokenStream {
        let is_delayed = super::scope::names(pat)
            .iter()
            .any(|(ident, _)| self.env.find(ident).is_some_and(|var| self.env.get(var).delayed));
        if is_delayed { self.handle_type(ty) } else { quote!(: #ty) }
    }

    fn assignment(&mut self, assign: &ExprAssign) -> TokenStream {
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
        if delayed(left, &self.env) {
            self.through(left);
        } else if let Some(var) = self.root(left) {
            self.check_outer(var, left);
        }
        let left = self.known_now(left);
        let right = match self.value(right) {
            Value::Static(tokens) | Value::Handle(tokens) => tokens,
        };
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

    pub(crate) fn through(&mut self, left: &Expr) {
        self.mistake(
            left,
            "a delayed value can't be changed in place while the graph is built: bind a new value, or change it in a \
             `#[delayed]` function that takes it and returns it",
        );
    }

    fn assigning_operator(&mut self, binary: &ExprBinary) -> TokenStream {
        let Some(var) = variable(&binary.left, &self.env) else {
            if delayed(&binary.left, &self.env) {
                self.through(&binary.left);
            } else if let Some(var) = self.root(&binary.left) {
                self.check_outer(var, &binary.left);
            }
            let (left, op) = (self.known_now(&binary.left), &binary.op);
            let right = match self.value(&binary.right) {
                Value::Static(tokens) | Value::Handle(tokens) => tokens,
            };
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
    fn check_outer(&mut self, var: usize, left: &Expr) {
        if self.env.is_outer(var) {
            self.mistake(
                left,
                "a variable from outside can't be assigned in a branch that may not run: make the `if` an expression, \
                 `x = if c { .. } else { x }`",
            );
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

    /// A name that is in no user's text, for what stands there. As the user's own tokens otherwise, so that what rustc has
    /// to say of it is said of what stands there.
    pub(crate) fn slot(&mut self, span: Span) -> Ident {
        self.slots += 1;
        let name = format!("__{}", self.slots);
        self.function.names.mint(&name, span)
    }
}

fn path_text(path: &syn::Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Whether the value is a borrow, so that its name passes a reference.
fn borrows(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Reference(reference) if reference.mutability.is_none())
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

/// Whether a static expression may be of handles or a borrow, so that its type must say what becomes of it.
fn may_hold(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Path(_) | Expr::MethodCall(_) | Expr::Index(_) | Expr::Field(_) | Expr::Reference(_) => true,
        Expr::Tuple(tuple) => tuple.elems.iter().any(may_hold),
        Expr::Array(array) => array.elems.iter().any(may_hold),
        Expr::Block(_) | Expr::If(_) | Expr::Match(_) | Expr::Loop(_) => true,
        Expr::Binary(binary) => may_hold(&binary.left) || may_hold(&binary.right),
        _ => false,
    }
}

/// Whether the expression is this lone name.
pub(crate) fn is_path(expr: &Expr, name: &str) -> bool {
    matches!(bare(expr), Expr::Path(path) if path.path.is_ident(name))
}
