//! Control: choices, regions, and what is unrolled while the graph is built.

use super::exprs::contains_try;
use super::lower::{End, Finish, Loop, Lower, Value, is_path};
use super::piece::{Piece, Title};
use super::scope::{Var, names};
use super::stage::{Callee, bare, callee, delayed, variable};
use super::text::Slot;
use super::uses::{Position, Use, walk};
use crate::names::at;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Block, Expr, ExprBinary, ExprIf, ExprMatch, Pat, Stmt, parse_quote_spanned};

impl Lower<'_> {
    /// An `if` whose condition is delayed and a plain expression.
    pub(crate) fn is_choice(&self, branch: &ExprIf) -> bool {
        !has_let(&branch.cond) && delayed(&branch.cond, &self.env)
    }

    /// Whether a condition takes a delayed value apart.
    pub(crate) fn is_region_test(&self, cond: &Expr) -> bool {
        has_let(cond) && delayed(cond, &self.env)
    }

    /// Whether an expression is a region: one task whose inside is ordinary Rust.
    pub(crate) fn is_region(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Match(region) => delayed(&region.expr, &self.env),
            Expr::If(branch) => self.is_region_test(&branch.cond),
            Expr::ForLoop(each) => delayed(&each.expr, &self.env),
            Expr::While(each) => delayed(&each.cond, &self.env),
            Expr::Loop(each) => self.leaves_when_delayed(&each.body),
            _ => false,
        }
    }

    /// Whether a loop ends under a condition that is known when tasks run.
    fn leaves_when_delayed(&self, body: &Block) -> bool {
        struct Find<'l, 'a>(&'l Lower<'a>, bool);
        impl<'e> Visit<'e> for Find<'_, '_> {
            fn visit_expr_if(&mut self, branch: &'e ExprIf) {
                let leaves = exits(&Expr::If(branch.clone()), true);
                // Names of the loop's own count as delayed if their values are: the whole body is asked.
                self.1 |= leaves && self.0.condition_delayed(&branch.cond);
                visit::visit_expr_if(self, branch);
            }
            fn visit_expr_match(&mut self, region: &'e ExprMatch) {
                let leaves = exits(&Expr::Match(region.clone()), true);
                self.1 |= leaves && self.0.condition_delayed(&region.expr);
                visit::visit_expr_match(self, region);
            }
            fn visit_expr_closure(&mut self, _: &'e syn::ExprClosure) {}
        }
        let mut find = Find(self, false);
        find.visit_block(body);
        find.1 || self.binds_delayed_condition(body)
    }

    fn condition_delayed(&self, cond: &Expr) -> bool {
        delayed(cond, &self.env)
    }

    /// The same where the condition is of a name that the body itself binds to something delayed.
    fn binds_delayed_condition(&self, body: &Block) -> bool {
        let mut bound: Vec<Ident> = Vec::new();
        for stmt in &body.stmts {
            match stmt {
                Stmt::Local(local) if local.init.as_ref().is_some_and(|init| delayed(&init.expr, &self.env)) => {
                    bound.extend(names(&local.pat).into_iter().map(|(ident, _)| ident));
                }
                Stmt::Expr(expr, _) => {
                    if let Expr::If(branch) = bare(expr)
                        && exits(expr, true)
                        && mentions(&branch.cond, &bound)
                    {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// A choice: both branches are graph, the one that is taken runs.
    pub(crate) fn choice(&mut self, branch: &ExprIf, end: End) -> TokenStream {
        let Some((_, other)) = &branch.else_branch else { return self.choice_of_one(branch, end) };
        let span = at(branch.if_token.span);
        let cond = self.handle(&branch.cond);
        self.env.depth += 1;
        let then = self.block(&branch.then_branch, end);
        let other = self.end_in(other, end);
        self.env.depth -= 1;
        let inline = self.inline(span);
        quote_spanned!(span=> #inline::choose(#cond, #then, #other))
    }

    /// A choice without an `else` has no value.
    fn choice_of_one(&mut self, branch: &ExprIf, end: End) -> TokenStream {
        self.unused(&Expr::If(branch.clone()), |this| {
            let cond = this.handle(&branch.cond);
            this.env.depth += 1;
            let then = this.block(&branch.then_branch, end);
            this.env.depth -= 1;
            quote!(#cond; #then)
        })
    }

    /// `a && b`, `a || b`.
    pub(crate) fn lazy(&mut self, binary: &ExprBinary) -> TokenStream {
        let span = at(binary.span());
        let left = self.handle(&binary.left);
        self.env.depth += 1;
        let right = self.handle(&binary.right);
        self.env.depth -= 1;
        let inline = self.inline(span);
        let constant = |value: bool| quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(#value)));
        let (then, other) = match binary.op {
            BinOp::And(_) => (right, constant(false)),
            _ => (constant(true), right),
        };
        quote_spanned!(span=> #inline::choose(#left, #then, #other))
    }

    /// An `if` that is decided while the graph is built. Its ends are lowered by `end`, if its value is wanted.
    pub(crate) fn static_if(&mut self, branch: &ExprIf, end: Option<End>) -> TokenStream {
        let mark = self.env.enter();
        let cond = self.static_condition(&branch.cond);
        let then = self.static_block(&branch.then_branch, end);
        self.leave(mark);
        let other = branch.else_branch.as_ref().map(|(else_token, expr)| {
            let expr = match (bare(expr), end) {
                (Expr::Block(block), _) => self.static_block(&block.block, end),
                (_, Some(end)) => {
                    let value = self.end_in(expr, end);
                    quote!({ #value })
                }
                (_, None) => self.effect(expr),
            };
            quote!(#else_token #expr)
        });
        let if_token = branch.if_token;
        quote!(#if_token #cond #then #other)
    }

    fn static_condition(&mut self, cond: &Expr) -> TokenStream {
        match cond {
            Expr::Let(test) => {
                let (let_token, pat, eq) = (test.let_token, &test.pat, test.eq_token);
                let value = self.known_now(&test.expr);
                self.env.bind_all(pat, false);
                quote!(#let_token #pat #eq #value)
            }
            Expr::Binary(binary) if has_let(cond) => {
                let (left, op) = (self.static_condition(&binary.left), binary.op);
                let right = self.static_condition(&binary.right);
                quote!(#left #op #right)
            }
            cond => self.known_now(cond),
        }
    }

    fn static_block(&mut self, block: &Block, end: Option<End>) -> TokenStream {
        if let Some(end) = end {
            return self.block(block, end);
        }
        let mark = self.env.enter();
        let (stmts, tail) = self.statements(&block.stmts);
        let tail = tail.map(|tail| self.effect(&tail));
        self.leave(mark);
        let span = block.brace_token.span.join();
        quote_spanned!(span=> { #stmts #tail })
    }

    /// A `match` that is decided while the graph is built.
    pub(crate) fn static_match(&mut self, region: &ExprMatch, end: Option<End>) -> TokenStream {
        let on = self.known_now(&region.expr);
        let arms: Vec<_> = region.arms.iter().map(|arm| self.static_arm(arm, end)).collect();
        let match_token = region.match_token;
        quote!(#match_token #on { #(#arms)* })
    }

    fn static_arm(&mut self, arm: &syn::Arm, end: Option<End>) -> TokenStream {
        let mark = self.env.enter();
        self.env.bind_all(&arm.pat, false);
        let body = match end {
            Some(end) => self.end_in(&arm.body, end),
            None => self.effect(&arm.body),
        };
        self.leave(mark);
        let (attrs, pat, arrow) = (&arm.attrs, &arm.pat, arm.fat_arrow_token);
        quote!(#(#attrs)* #pat #arrow { #body })
    }

    /// Control whose value nobody wants.
    pub(crate) fn control(&mut self, expr: &Expr) -> TokenStream {
        match bare(expr) {
            Expr::If(branch) if self.is_choice(branch) => self.unused(expr, |this| this.choice(branch, End::Handle)),
            _ if self.is_region(expr) => self.region_statement(expr),
            Expr::If(branch) => self.static_if(branch, None),
            Expr::Match(region) => self.static_match(region, None),
            Expr::Block(block) => {
                self.labelled(block.label.as_ref(), None, |this| this.static_block(&block.block, None))
            }
            Expr::ForLoop(each) => {
                let over = self.known_now(&each.expr);
                let mark = self.env.enter();
                self.env.bind_all(&each.pat, false);
                let body = self.unrolled(&each.body, each.label.as_ref());
                self.leave(mark);
                let (attrs, label, for_token, pat, in_token) =
                    (&each.attrs, &each.label, each.for_token, &each.pat, each.in_token);
                quote!(#(#attrs)* #label #for_token #pat #in_token #over #body)
            }
            Expr::While(each) => {
                let mark = self.env.enter();
                let cond = self.static_condition(&each.cond);
                let body = self.unrolled(&each.body, each.label.as_ref());
                self.leave(mark);
                let (label, while_token) = (&each.label, each.while_token);
                quote!(#label #while_token #cond #body)
            }
            Expr::Loop(each) => {
                let body = self.unrolled(&each.body, each.label.as_ref());
                let (label, loop_token) = (&each.label, each.loop_token);
                quote!(#label #loop_token #body)
            }
            _ => self.effect(expr),
        }
    }

    fn unrolled(&mut self, body: &Block, label: Option<&syn::Label>) -> TokenStream {
        self.left(label, true, None, |this| this.static_block(body, None))
    }

    /// A block that `break` with its label leaves.
    pub(crate) fn labelled(
        &mut self,
        label: Option<&syn::Label>,
        end: Option<End>,
        inside: impl FnOnce(&mut Self) -> TokenStream,
    ) -> TokenStream {
        if label.is_none() {
            return inside(self);
        }
        let block = self.left(label, false, end, inside);
        quote!(#label #block)
    }

    /// What `break` leaves: a loop, or a block with a label.
    fn left(
        &mut self,
        label: Option<&syn::Label>,
        is_loop: bool,
        end: Option<End>,
        inside: impl FnOnce(&mut Self) -> TokenStream,
    ) -> TokenStream {
        let label = label.map(|label| label.name.ident.to_string());
        self.loops.push(Loop { depth: self.env.depth, label, is_loop, end });
        let lowered = inside(self);
        self.loops.pop();
        lowered
    }

    /// `return`, `break` and `continue`.
    pub(crate) fn leaving(&mut self, expr: &Expr) -> TokenStream {
        match bare(expr) {
            Expr::Return(back) => {
                if self.env.depth > 0 {
                    self.leaves_branch(expr, "return");
                }
                let token = back.return_token;
                let value = match &back.expr {
                    Some(value) => self.returned(value),
                    None => {
                        let span = at(token.span);
                        let inline = self.inline(span);
                        quote_spanned!(span=> #inline::handle::<()>(()))
                    }
                };
                quote!(#token #value)
            }
            Expr::Break(out) => {
                let end = self.check_loop(expr, out.label.as_ref(), "break");
                let (token, label) = (out.break_token, &out.label);
                let value = out.expr.as_ref().map(|value| match end {
                    Some(end) => self.end_in(value, end),
                    None => match self.value(value) {
                        Value::Static(tokens) | Value::Handle(tokens) => tokens,
                    },
                });
                quote!(#token #label #value)
            }
            Expr::Continue(on) => {
                self.check_loop(expr, on.label.as_ref(), "continue");
                on.to_token_stream()
            }
            expr => expr.to_token_stream(),
        }
    }

    /// Checks that a loop is left under no delayed condition. Says what its value becomes.
    fn check_loop(&mut self, expr: &Expr, label: Option<&syn::Lifetime>, word: &str) -> Option<End> {
        let label = label.map(|label| label.ident.to_string());
        let is_meant = |each: &&Loop| if label.is_some() { each.label == label } else { each.is_loop };
        let target = self.loops.iter().rev().find(is_meant)?;
        let end = target.end;
        if target.depth < self.env.depth {
            self.leaves_branch(expr, word);
        }
        end
    }

    fn leaves_branch(&mut self, expr: &Expr, word: &str) {
        self.mistake(
            expr,
            format!(
                "`{word}` in a branch that is chosen when tasks run: both branches become graph, so it would always \
                 happen. Make the `if` an expression whose value goes on"
            ),
        );
    }

    /// A region whose value is wanted.
    pub(crate) fn region(&mut self, expr: &Expr, finish: Finish) -> TokenStream {
        let is_loop = matches!(bare(expr), Expr::Loop(_));
        let returns = std::mem::take(&mut self.at_end);
        self.check_region(expr, is_loop && returns);
        if !is_loop {
            self.check_changes(expr);
        }
        // Of what changes though it must not, enough is said.
        let changes = |this: &Self| this.changes(expr).into_iter().map(|(var, _)| var).collect();
        let outputs: Vec<Var> = if is_loop { self.outputs(expr) } else { changes(self) };
        let mut body = bare(expr).clone();
        let mut slots = Vec::new();
        self.absorb_scrutinee(&mut body, &mut slots);
        let arms = !is_loop && has_calls_at_ends(&body, self);
        if arms {
            self.wrap_ends(&mut body, finish);
        }
        let tries = contains_try(&body);
        let text = self.text(body, Position::Whole, slots, &outputs);
        let mut piece = Piece::text(Title::of(expr), &text);
        for (param, operand) in text.params.iter().zip(&text.operands) {
            piece = piece.operand(param.clone(), operand.clone());
        }
        piece.body(text.body.to_token_stream()).tries(tries).arms(arms).costly().tokens(self, finish)
    }

    /// A region that is no loop gives its value and changes nothing else.
    fn check_changes(&mut self, region: &Expr) {
        let word = if matches!(bare(region), Expr::If(_)) { "if let" } else { "match" };
        for (_, left) in self.changes(region) {
            self.mistake(
                left,
                format!(
                    "a variable from outside can't be changed in a `{word}` on a delayed value: make it an expression \
                     whose value is assigned, `x = {word} ..`"
                ),
            );
        }
    }

    /// Calls in what a region is over are nodes of their own, read once before it.
    fn absorb_scrutinee(&mut self, region: &mut Expr, slots: &mut Vec<Slot>) {
        match region {
            Expr::Match(region) => self.absorb_calls(&mut region.expr, slots),
            Expr::ForLoop(each) => self.absorb_calls(&mut each.expr, slots),
            Expr::If(branch) => {
                if let Expr::Let(test) = &mut *branch.cond {
                    self.absorb_calls(&mut test.expr, slots);
                }
            }
            _ => {}
        }
    }

    fn absorb_calls(&mut self, expr: &mut Expr, slots: &mut Vec<Slot>) {
        struct Calls<'l, 'a, 's>(&'l mut Lower<'a>, &'s mut Vec<Slot>);
        impl VisitMut for Calls<'_, '_, '_> {
            fn visit_expr_mut(&mut self, expr: &mut Expr) {
                let called = match &*expr {
                    Expr::Try(tried) => bare(&tried.expr),
                    expr => expr,
                };
                let is_call =
                    matches!(called, Expr::Call(call) if matches!(callee(call, &self.0.env), Callee::Function(_)));
                if is_call {
                    self.0.replace(expr, self.1);
                } else {
                    visit_mut::visit_expr_mut(self, expr);
                }
            }
            fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
        }
        Calls(self, slots).visit_expr_mut(expr);
    }

    /// A loop whose outputs are the variables that it changes.
    fn region_statement(&mut self, expr: &Expr) -> TokenStream {
        if !matches!(bare(expr), Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)) {
            return self.unused(expr, |this| this.region(expr, Finish::Done));
        }
        let errors = self.errors.len();
        self.check_region(expr, false);
        let outputs = self.outputs(expr);
        if outputs.is_empty() {
            // What is wrong within says more.
            return if self.errors.len() == errors {
                self.unused(expr, |_| TokenStream::new())
            } else {
                TokenStream::new()
            };
        }
        let span = at(expr.span());
        let outs: Vec<Ident> = outputs.iter().map(|var| self.env.get(*var).ident.clone()).collect();
        let tries = contains_try(expr);
        let ends: Expr = match &outs[..] {
            [one] => parse_quote_spanned!(span=> #one),
            outs => parse_quote_spanned!(span=> (#(#outs,)*)),
        };
        let mut region = bare(expr).clone();
        let mut slots = Vec::new();
        self.absorb_scrutinee(&mut region, &mut slots);
        let body: Expr = parse_quote_spanned!(span=> { #region; #ends });
        let text = self.text(body, Position::Whole, slots, &outputs);
        let mut piece = Piece::text(Title::of(expr), &text).costly();
        for (param, operand) in text.params.iter().zip(&text.operands) {
            piece = piece.operand(param.clone(), operand.clone());
        }
        let node = piece.body(text.body.to_token_stream()).tries(tries).tokens(self, Finish::Done);
        match &outs[..] {
            [one] => quote_spanned!(span=> #one = #node;),
            outs => quote_spanned!(span=> (#(#outs,)*) = #node.split();),
        }
    }

    /// The outer variables that a loop changes, which are delayed from there on.
    fn outputs(&mut self, expr: &Expr) -> Vec<Var> {
        let changes = self.changes(expr);
        let mut outputs = Vec::new();
        for (var, left) in changes {
            if self.env.is_outer(var) {
                self.mistake(
                    left,
                    "a variable from outside can't be changed in a branch that may not run: make the `if` an expression \
                     whose value goes on",
                );
            }
            self.env.assign(var);
            if !outputs.contains(&var) {
                outputs.push(var);
            }
        }
        outputs
    }

    /// The variables that are assigned to or may be changed in a region, with where.
    fn changes(&self, expr: &Expr) -> Vec<(Var, Expr)> {
        let mut all = Vec::new();
        let is_loop = matches!(bare(expr), Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_));
        walk(&mut expr.clone(), Position::Whole, &mut |used| {
            let Use::Name { expr, position, .. } = used else { return };
            let Some(var) = variable(expr, &self.env) else { return };
            let changed = match position {
                Position::Assigned | Position::Changed => true,
                // A method of a variable that may change is taken to change it.
                Position::Effect => self.env.get(var).mutable,
                Position::Receiver => is_loop && self.env.get(var).mutable,
                Position::Whole | Position::Place => false,
            };
            if changed {
                all.push((var, expr.clone()));
            }
        });
        all
    }

    /// What a region can't hold: ways out of it.
    fn check_region(&mut self, expr: &Expr, returns: bool) {
        let mut ways = Ways { labels: Vec::new(), loops: 0, returns, found: Vec::new() };
        ways.visit_expr(expr);
        for (expr, word) in ways.found {
            let message = match word {
                ".await" => "a task of an inline body can't wait: call a `#[delayed] async fn`".to_owned(),
                "unsafe" => {
                    "`unsafe` can't be part of a task of an inline body: put it into a `#[delayed]` function".to_owned()
                }
                word => format!(
                    "`{word}` leaves what is one task: its value goes on, and what comes after it is graph already. Make it \
                     an expression whose value goes on"
                ),
            };
            self.mistake(expr, message);
        }
    }

    /// Says of each end of a region whether it is a value or a handle.
    fn wrap_ends(&self, expr: &mut Expr, finish: Finish) {
        match expr {
            Expr::Paren(paren) => self.wrap_ends(&mut paren.expr, finish),
            Expr::Group(group) => self.wrap_ends(&mut group.expr, finish),
            Expr::Block(block) => self.wrap_end_of(&mut block.block, finish),
            Expr::If(branch) => {
                self.wrap_end_of(&mut branch.then_branch, finish);
                branch.else_branch.iter_mut().for_each(|(_, expr)| self.wrap_ends(expr, finish));
            }
            Expr::Match(region) => region.arms.iter_mut().for_each(|arm| self.wrap_ends(&mut arm.body, finish)),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => {}
            Expr::Macro(mac) if mac.mac.path.is_ident("panic") || mac.mac.path.is_ident("unreachable") => {}
            end => {
                let span = at(end.span());
                let (inline, error) = (self.inline(span), &self.error);
                *end = match (finish, &*end) {
                    (Finish::Tail, Expr::Call(call)) if is_path(&call.func, "Ok") && call.args.len() == 1 => {
                        let value = &call.args[0];
                        parse_quote_spanned!(span=> (&&#inline::Arm::new(#value)).outcome())
                    }
                    (Finish::Tail, Expr::Call(call)) if is_path(&call.func, "Err") => {
                        parse_quote_spanned!(span=> #inline::Outcome::result::<#error>(#end))
                    }
                    (Finish::Done, end) => parse_quote_spanned!(span=> (&&#inline::Arm::new(#end)).outcome()),
                    (_, end) => parse_quote_spanned!(span=> (&&#inline::Arm::new(#end)).tried::<#error>()),
                };
            }
        }
    }

    fn wrap_end_of(&self, block: &mut Block, finish: Finish) {
        if let Some(Stmt::Expr(end, None)) = block.stmts.last_mut() {
            self.wrap_ends(end, finish);
        }
    }

    /// `let PATTERN = value;` for any other pattern: a task that gives the names' values, and their projections.
    pub(crate) fn taken_apart(&mut self, head: TokenStream, pat: &Pat, handle: TokenStream) -> TokenStream {
        let span = at(pat.span());
        let bound = names(pat);
        let inline = self.inline(span);
        let slot = Slot { ident: self.slot(pat.span()), operand: quote_spanned!(span=> #inline::Own(#handle)) };
        let (value, idents) = (slot.ident.clone(), bound.iter().map(|(ident, _)| ident).collect::<Vec<_>>());
        let result: Expr = match &idents[..] {
            [one] => parse_quote_spanned!(span=> #one),
            all => parse_quote_spanned!(span=> (#(#all,)*)),
        };
        let body: Expr = parse_quote_spanned!(span=> { let #pat = #value; #result });
        let node = self.text_piece(body, vec![slot], Title::new("let", pat), Finish::Done, &[]);
        for (ident, mutable) in &bound {
            let var = self.env.bind(ident, true);
            self.env.get_mut(var).mutable = *mutable;
        }
        let names = bound.iter().map(|(ident, mutable)| {
            let mutable = mutable.then(|| quote!(mut));
            quote!(#mutable #ident)
        });
        match bound.len() {
            1 => quote_spanned!(span=> #head #(#names)* = #node;),
            _ => quote_spanned!(span=> #head (#(#names,)*) = #node.split();),
        }
    }
}

/// Whether a condition has a `let`.
fn has_let(cond: &Expr) -> bool {
    match cond {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        Expr::Paren(paren) => has_let(&paren.expr),
        Expr::Group(group) => has_let(&group.expr),
        _ => false,
    }
}

fn mentions(expr: &Expr, names: &[Ident]) -> bool {
    let mut found = false;
    walk(&mut expr.clone(), Position::Whole, &mut |used| {
        if let Use::Name { expr: Expr::Path(path), .. } = used {
            found |= names.iter().any(|name| path.path.is_ident(name));
        }
    });
    found
}

/// Whether control leaves through this expression: out of a loop around it, or out of the function.
fn exits(expr: &Expr, returns: bool) -> bool {
    let mut ways = Ways { labels: Vec::new(), loops: 0, returns: !returns, found: Vec::new() };
    ways.visit_expr(expr);
    !ways.found.is_empty()
}

/// The ways out of an expression.
struct Ways {
    labels: Vec<String>,
    loops: usize,
    /// `return` is fine.
    returns: bool,
    found: Vec<(Expr, &'static str)>,
}

impl Ways {
    fn within<'e>(&mut self, label: Option<&'e syn::Label>, is_loop: bool, inside: impl FnOnce(&mut Self)) {
        let labels = self.labels.len();
        self.labels.extend(label.map(|label| label.name.ident.to_string()));
        self.loops += usize::from(is_loop);
        inside(self);
        self.loops -= usize::from(is_loop);
        self.labels.truncate(labels);
    }

    fn leaves(&self, label: Option<&syn::Lifetime>) -> bool {
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

/// Whether an end of a region is a call of a function, which may give a handle.
fn has_calls_at_ends(expr: &Expr, lower: &Lower<'_>) -> bool {
    let end_of = |block: &Block| match block.stmts.last() {
        Some(Stmt::Expr(end, None)) => has_calls_at_ends(end, lower),
        _ => false,
    };
    match bare(expr) {
        Expr::Block(block) => end_of(&block.block),
        Expr::If(branch) => {
            end_of(&branch.then_branch)
                || branch.else_branch.as_ref().is_some_and(|(_, expr)| has_calls_at_ends(expr, lower))
        }
        Expr::Match(region) => region.arms.iter().any(|arm| has_calls_at_ends(&arm.body, lower)),
        Expr::Call(call) => matches!(callee(call, &lower.env), Callee::Function(_)),
        Expr::Try(tried) => has_calls_at_ends(&tried.expr, lower),
        _ => false,
    }
}
