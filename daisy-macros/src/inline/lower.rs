//! Lowering: statements and expressions of a body, as Rust that builds their graph.
//!
//! Every delayed expression becomes an expression of type `Delayed<T>`; what is static stays as it is around them.
//! Bindings keep their names, so that a delayed variable is a Rust variable that holds a handle. The walk is
//! repeated until no assignment makes another variable delayed; the last pass counts.

use super::piece::{Piece, Title};
use super::scope::{Env, Mark};
use super::stage::{bare, delayed, is_item_path, is_rooted, variable};
use super::std_macros;
use crate::model::Function;
use crate::names::at;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::spanned::Spanned;
use syn::{Block, Expr, Stmt};

/// What an expression is lowered to.
pub(crate) enum Value {
    /// Runs while the graph is built.
    Static(TokenStream),
    /// A handle.
    Handle(TokenStream),
}

impl Value {
    /// What it is lowered to, whichever it is.
    pub(crate) fn tokens(self) -> TokenStream {
        match self {
            Value::Static(tokens) | Value::Handle(tokens) => tokens,
        }
    }
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

/// What `return`, `break` and `continue` leave: the function, or a closure that is called while the graph is built.
#[derive(Default)]
pub(crate) struct Frame {
    /// How many delayed branches it stands in.
    pub(crate) depth: usize,
    /// Of a closure, what it gives becomes this, or stays what it is.
    pub(crate) closure: Option<Option<End>>,
    pub(crate) loops: Vec<Loop>,
}

impl Frame {
    /// Enters a closure. Gives the frame around it.
    pub(crate) fn within_closure(&mut self, depth: usize, end: Option<End>) -> Frame {
        std::mem::replace(self, Frame { depth, closure: Some(end), loops: Vec::new() })
    }
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
    /// How many values the formats have that may hold handles, each once.
    pub(crate) shows: BTreeSet<usize>,
    /// Whether the body has items of its own, whose names no other body knows.
    pub(crate) local_items: bool,
    pub(crate) frame: Frame,
    /// The type of the error that the function fails with.
    pub(crate) error: Option<TokenStream>,
    pub(crate) slots: usize,
    /// What is lowered next is what the function returns, so that a `return` in a task gives its value.
    pub(crate) at_end: bool,
    /// The parameters and the body, as they are written.
    pub(crate) written: TokenStream,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(function: &'a Function, body: &Block, error: Option<TokenStream>) -> Self {
        let inputs = &function.sig.inputs;
        let mint = |name| function.names.mint(name, function.sig.ident.span());
        Lower {
            function,
            inline: mint("__daisy"),
            env: Env::default(),
            errors: Vec::new(),
            building: mint("__building"),
            arities: BTreeSet::new(),
            shows: BTreeSet::new(),
            local_items: false,
            frame: Frame::default(),
            error,
            slots: 0,
            at_end: false,
            written: quote!(#inputs #body),
        }
    }

    /// Begins another pass, if one is needed.
    pub(crate) fn again(&mut self) -> bool {
        let again = self.env.again();
        if again {
            self.errors.clear();
            self.arities.clear();
            self.shows.clear();
            self.frame = Frame::default();
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
        if self.ends_in_task(expr) {
            return self.text_piece(expr.clone(), Vec::new(), Title::of(expr), Finish::Done, &[]);
        }
        match self.value(expr) {
            Value::Handle(handle) => handle,
            Value::Static(known) => self.known(expr, &known),
        }
    }

    /// What has to be left to a task though it is static: a panic in a branch, which would come whichever is taken,
    /// and a `Result`, whose error has no content to hash.
    fn ends_in_task(&self, expr: &Expr) -> bool {
        match bare(expr) {
            Expr::Macro(mac) => self.env.depth > 0 && std_macros::never_returns(&mac.mac) && !delayed(expr, &self.env),
            Expr::Call(call) => (is_path(&call.func, "Ok") || is_path(&call.func, "Err")) && !delayed(expr, &self.env),
            _ => false,
        }
    }

    /// A value known while the graph is built, as a handle.
    pub(crate) fn known(&self, expr: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = at(expr.span());
        let inline = self.inline(span);
        if is_item_path(expr, &self.env) {
            return self.path(expr, tokens);
        }
        if !may_hold(expr) {
            return quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(#tokens)));
        }
        let operand = self.capture(expr, tokens);
        quote_spanned!(span=> #inline::Whole::delayed(#operand))
    }

    /// An operand of a value whose type says what it is. A place is not moved out of.
    pub(crate) fn capture(&self, expr: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = at(expr.span());
        let tokens = match bare(expr) {
            Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => {
                quote_spanned!(span=> ::core::clone::Clone::clone(&#tokens))
            }
            _ => tokens.clone(),
        };
        self.captured(tokens, self.is_lent(expr), span)
    }

    /// The same, of tokens that may be a borrow of text which ends with the building.
    pub(crate) fn captured(&self, tokens: TokenStream, lent: bool, span: Span) -> TokenStream {
        let inline = self.inline(span);
        let tokens = if lent { quote_spanned!(span=> (&&#inline::Lent::new(#tokens)).__daisy_lent()) } else { tokens };
        quote_spanned!(span=> (&&&#inline::Capture::new(#tokens)).__daisy_operand())
    }

    /// Whether a static value may be a borrow of text that a variable owns, by how it is written: a slice, what a method
    /// gives that borrows by convention, or a name of one.
    pub(crate) fn is_lent(&self, expr: &Expr) -> bool {
        let borrows = |method: &Ident| ["as_", "trim"].iter().any(|prefix| method.to_string().starts_with(prefix));
        match bare(expr) {
            Expr::Path(_) => variable(expr, &self.env).is_some_and(|var| self.env.get(var).lent),
            Expr::Reference(reference) => match bare(&reference.expr) {
                Expr::Index(index) => self.root(&index.expr).is_some(),
                Expr::Unary(unary) => self.root(&unary.expr).is_some(),
                _ => false,
            },
            Expr::MethodCall(call) => borrows(&call.method) && !is_rooted(&call.receiver, &self.env),
            _ => false,
        }
    }

    /// A path that is no variable: a constant if it has a content, else a task that gives it.
    pub(crate) fn path(&self, expr: &Expr, tokens: &TokenStream) -> TokenStream {
        let span = at(expr.span());
        let (inline, building) = (self.inline(span), self.building(span));
        let site = Piece::path(expr, self.reach(expr)).site(self);
        quote_spanned!(span=> (&&#inline::Path::new(|| #tokens)).__daisy_path(#building, #site))
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
        if self.ends_in_task(expr) {
            return self.handle(expr);
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
        match block.stmts.last() {
            Some(Stmt::Expr(expr, _)) if leaves(expr) => TokenStream::new(),
            Some(Stmt::Macro(mac)) if std_macros::never_returns(&mac.mac) => TokenStream::new(),
            _ => {
                let span = block.brace_token.span.close();
                let inline = self.inline(span);
                quote_spanned!(span=> #inline::Whole::delayed(#inline::Literal(())))
            }
        }
    }

    /// A name that is in no user's text, for what stands there. As the user's own tokens otherwise, so that what rustc has
    /// to say of it is said of what stands there.
    pub(crate) fn slot(&mut self, span: Span) -> Ident {
        self.slots += 1;
        let name = format!("__{}", self.slots);
        self.function.names.mint(&name, span)
    }
}

/// Whether a static expression may be of handles or a borrow, so that its type must say what becomes of it.
pub(crate) fn may_hold(expr: &Expr) -> bool {
    match bare(expr) {
        Expr::Path(_) | Expr::MethodCall(_) | Expr::Index(_) | Expr::Field(_) | Expr::Reference(_) => true,
        Expr::Tuple(tuple) => tuple.elems.iter().any(may_hold),
        Expr::Array(array) => array.elems.iter().any(may_hold),
        Expr::Block(_) | Expr::If(_) | Expr::Match(_) | Expr::Loop(_) => true,
        Expr::Macro(mac) => std_macros::shown(&mac.mac).is_some(),
        Expr::Binary(binary) => may_hold(&binary.left) || may_hold(&binary.right),
        _ => false,
    }
}

/// Whether the expression is this lone name.
pub(crate) fn is_path(expr: &Expr, name: &str) -> bool {
    matches!(bare(expr), Expr::Path(path) if path.path.is_ident(name))
}
