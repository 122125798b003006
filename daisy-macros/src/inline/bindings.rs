//! Bindings: `let`, and patterns taken apart into handles.

use super::lower::{Finish, Lower, Value};
use super::piece::Title;
use super::regions::mentions;
use super::scope::{Borrowed, Bound, Closure, bound, names, names_of_let, same};
use super::stage::{bare, delayed, is_item_path, is_literal, variable};
use super::text::Slot;
use super::uses::{Position, Use, walk};
use crate::names::at;
use crate::types::plain;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse_quote_spanned;
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprClosure, Local, Pat, Stmt, Type};

impl Lower<'_> {
    /// `let PATTERN = value;` for any other pattern: a task that gives the names' values, and their projections.
    pub(crate) fn taken_apart(
        &mut self,
        head: TokenStream,
        pat: &Pat,
        handle: TokenStream,
        borrowed: Option<&Borrowed>,
    ) -> TokenStream {
        let span = at(pat.span());
        let bound = bound(pat, borrowed.is_some());
        let inline = self.inline(span);
        let operand = match borrowed {
            Some(borrowed) => self.borrow_of(handle, borrowed, span),
            None => quote_spanned!(span=> #inline::Own(#handle)),
        };
        let slot = Slot { ident: self.slot(pat.span()), operand, assigns: Vec::new() };
        let value = slot.ident.clone();
        // No borrow leaves a task: what a reference is to does, and its name is one of a borrow.
        let result = together(
            bound.iter().map(|Bound { ident, by_reference, .. }| match by_reference {
                true => quote_spanned!(span=> ::core::clone::Clone::clone(#ident)),
                false => ident.to_token_stream(),
            }),
            span,
        );
        let body: Expr = parse_quote_spanned!(span=> { let #pat = #value; #result });
        let node = self.text_piece(body, vec![slot], Title::new("let", pat), Finish::Done, &[]);
        for Bound { ident, mutable, by_reference } in &bound {
            let var = self.env.bind(ident, true);
            let known = self.env.get_mut(var);
            known.mutable = *mutable;
            known.borrowed = by_reference.then(Borrowed::default);
        }
        let names = bound.iter().map(|Bound { ident, mutable, .. }| {
            let mutable = mutable.then(|| quote!(mut));
            quote!(#mutable #ident)
        });
        let names = together(names, span);
        let split = (bound.len() != 1).then(|| quote_spanned!(span=> .split()));
        quote_spanned!(span=> #head #names = #node #split;)
    }

    pub(crate) fn binding(&mut self, local: &Local) -> TokenStream {
        let Local { attrs, let_token, pat, init, semi_token, .. } = local;
        if let Some(attr) = attrs.iter().find(|attr| attr.path().is_ident("cfg")) {
            self.mistake(attr, "what a graph is made of can't depend on a `cfg` here: write `if cfg!(..)`, which is decided while building");
        }
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
        self.destructure(quote!(#(#attrs)* #let_token), pat, ty, handle, self.borrow(&init.expr))
    }

    /// `let (a, b) = (x, y);`: names only.
    fn pairwise(&mut self, local: &Local, names: &[&Pat], values: &[&Expr]) -> TokenStream {
        let lowered: Vec<_> = values.iter().map(|value| (self.value(value), self.borrow(value))).collect();
        let span = local.let_token.span;
        let temps: Vec<Ident> = names.iter().map(|_| self.slot(span)).collect();
        let values = lowered.iter().map(|(value, _)| match value {
            Value::Static(tokens) | Value::Handle(tokens) => tokens,
        });
        let all = quote_spanned!(span=> let (#(#temps,)*) = (#(#values,)*););
        let each = names.iter().zip(&temps).zip(&lowered).map(|((pat, temp), (value, borrowed))| match value {
            Value::Handle(_) => {
                self.destructure(quote_spanned!(span=> let), pat, None, quote!(#temp), borrowed.clone())
            }
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
        borrowed: Option<Borrowed>,
    ) -> TokenStream {
        let span = at(pat.span());
        match pat {
            Pat::Wild(_) => quote_spanned!(span=> #head #pat #ty = #handle;),
            Pat::Paren(inner) => self.destructure(head, &inner.pat, ty, handle, borrowed),
            // The name of what a borrow is of is its handle.
            Pat::Reference(inner) if borrowed.is_some() => self.destructure(head, &inner.pat, ty, handle, None),
            Pat::Ident(name) if name.subpat.is_none() && name.by_ref.is_none() => {
                let var = self.env.bind(&name.ident, true);
                let known = self.env.get_mut(var);
                known.mutable = name.mutability.is_some();
                known.borrowed = borrowed;
                quote_spanned!(span=> #head #pat #ty = #handle;)
            }
            Pat::Tuple(tuple) if !tuple.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                let temps: Vec<Ident> = tuple.elems.iter().map(|pat| self.slot(pat.span())).collect();
                let parts: TokenStream = tuple
                    .elems
                    .iter()
                    .zip(&temps)
                    .map(|(pat, temp)| {
                        let part = borrowed.as_ref().map(|_| Borrowed::default());
                        self.destructure(quote_spanned!(span=> let), pat, None, quote!(#temp), part)
                    })
                    .collect();
                let whole = self.slot(span);
                quote_spanned!(span=> let #whole #ty = #handle; #head (#(#temps,)*) = #whole.split(); #parts)
            }
            pat => self.taken_apart(head, pat, handle, borrowed.as_ref()),
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
        let lent = self.is_lent(&init.expr) || ty.is_some_and(is_text) && borrows(&init.expr);
        self.env.bind_each(names_of_let(local), false);
        if let Pat::Ident(name) = pat
            && let Some(var) = self.env.find(&name.ident)
        {
            let known = self.env.get_mut(var);
            (known.plain, known.lent) = (plain, lent);
            if self.env.get(var).delayed {
                let begun = self.known(&init.expr, &value);
                let ty = ty.map(|ty| self.handle_type(ty));
                return quote!(#(#attrs)* #let_token #pat #ty = #begun #semi_token);
            }
        }
        let begun = self.begin_assigned(pat, at(pat.span()));
        let ty = ty.map(|ty| quote!(: #ty));
        quote!(#(#attrs)* #let_token #pat #ty = #value #diverge #semi_token #begun)
    }

    /// Makes handles of those variables of a pattern that something delayed is assigned to later.
    fn begin_assigned(&mut self, pat: &Pat, span: Span) -> TokenStream {
        let assigned = names(pat).into_iter().filter(|(ident, _)| self.env.is_delayed(ident));
        let inline = self.inline(span);
        assigned
            .map(|(ident, mutable)| {
                let mutable = mutable.then(|| quote!(mut));
                quote_spanned!(span=> let #mutable #ident = #inline::Whole::delayed((&&&#inline::Capture::new(#ident)).__daisy_operand());)
            })
            .collect()
    }

    fn closure_binding(&mut self, local: &Local, pat: &Pat, closure: &ExprClosure) -> TokenStream {
        let typed = closure.inputs.iter().all(|pat| matches!(pat, Pat::Type(_)));
        let mentions = delayed(&Expr::Closure(closure.clone()), &self.env);
        if mentions {
            self.mistake(
                closure,
                "this closure is called with values, when tasks run, and can't reach delayed variables: give it what it \
                 needs as a parameter, or write a function",
            );
        }
        let value = if typed || mentions { self.owning_closure(closure) } else { self.builder_closure(closure) };
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

    /// A closure that is called when tasks run: it owns copies of what it captures.
    fn owning_closure(&self, closure: &ExprClosure) -> TokenStream {
        let mut captured: Vec<Ident> = Vec::new();
        walk(&mut Expr::Closure(closure.clone()), Position::Whole, &mut |used| {
            let Use::Name { expr, .. } = used else { return };
            if let Some(var) = variable(expr, &self.env) {
                let ident = &self.env.get(var).ident;
                if !captured.iter().any(|other| same(other, ident)) {
                    captured.push(ident.clone());
                }
            }
        });
        let mut closure = closure.clone();
        closure.capture.get_or_insert_with(Default::default);
        quote!({ #(let #captured = ::core::clone::Clone::clone(&#captured);)* #closure })
    }

    /// What naming a value passes, if it is a borrow: one that is written out, or one that a name has, at whatever end.
    fn borrow(&self, expr: &Expr) -> Option<Borrowed> {
        match bare(expr) {
            expr if borrows(expr) => Some(Borrowed::default()),
            Expr::Path(_) => self.env.get(variable(expr, &self.env)?).borrowed.clone(),
            Expr::Block(block) => self.borrow_at_end(&block.block),
            Expr::If(branch) => {
                let (_, other) = branch.else_branch.as_ref()?;
                self.borrow_at_end(&branch.then_branch).or_else(|| self.borrow(other))
            }
            Expr::Match(region) => region.arms.iter().find_map(|arm| self.borrow_within(&names(&arm.pat), &arm.body)),
            _ => None,
        }
    }

    fn borrow_at_end(&self, block: &Block) -> Option<Borrowed> {
        let (Stmt::Expr(end, None), before) = block.stmts.split_last()? else { return None };
        let locals = before.iter().filter_map(|stmt| match stmt {
            Stmt::Local(local) => Some(names_of_let(local)),
            _ => None,
        });
        self.borrow_within(&locals.flatten().collect::<Vec<_>>(), end)
    }

    /// The same where these names are bound to something else.
    fn borrow_within(&self, locals: &[(Ident, bool)], end: &Expr) -> Option<Borrowed> {
        let locals: Vec<_> = locals.iter().map(|(ident, _)| ident.clone()).collect();
        if mentions(end, &locals) { None } else { self.borrow(end) }
    }

    pub(crate) fn handle_type(&self, ty: &Type) -> TokenStream {
        let span = at(ty.span());
        let inline = self.inline(span);
        // What a name borrows may have no size; its owner's type is not written here.
        match plain(ty) {
            Type::Reference(_) => TokenStream::new(),
            ty => quote_spanned!(span=> : #inline::Delayed<#ty>),
        }
    }

    fn bound_type(&self, pat: &Pat, ty: &Type) -> TokenStream {
        let is_delayed = names(pat).iter().any(|(ident, _)| self.env.is_delayed(ident));
        if is_delayed { self.handle_type(ty) } else { quote!(: #ty) }
    }
}

/// Whether the value is a borrow that is written out.
fn borrows(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Reference(reference) if reference.mutability.is_none())
}

/// `&str`, of a lifetime that nobody names.
fn is_text(ty: &Type) -> bool {
    let Type::Reference(reference) = plain(ty) else { return false };
    reference.lifetime.is_none()
        && matches!(plain(&reference.elem), Type::Path(path) if path.qself.is_none() && path.path.is_ident("str"))
}

/// One as itself, several as a tuple, as `split` takes them apart.
pub(crate) fn together(items: impl ExactSizeIterator<Item = TokenStream>, span: Span) -> TokenStream {
    match items.len() {
        1 => items.collect(),
        _ => quote_spanned!(span=> (#(#items,)*)),
    }
}
