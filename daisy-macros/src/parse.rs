//! The item under an attribute, as far as it matters here.
//!
//! Bodies stay the tokens that came in, and not only because rustc reads them better: a group
//! that is taken apart and put together again loses its invisible groups, and then an `$e` that
//! stands for `1 + 1` is no longer one operand of `x * $e`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, ImplItem, LitStr, Signature, Token, Type, Visibility, token};

/// What `#[delayed]` may stand on.
pub(crate) enum Item {
    Fn(Function),
    Impl(Block),
}

/// A function or method with a body.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: Body,
}

/// A function's body, braces and all, unread.
#[derive(Clone)]
pub(crate) struct Body(Group);

/// An inherent `impl` block.
#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) attrs: Vec<Attribute>,
    unsafety: Option<Token![unsafe]>,
    impl_token: Token![impl],
    pub(crate) generics: Generics,
    pub(crate) self_ty: Type,
    brace: token::Brace,
    inner: Vec<Attribute>,
    pub(crate) members: Vec<Member>,
}

/// An item of an `impl` block.
#[derive(Clone)]
pub(crate) enum Member {
    Fn(Box<Function>),
    /// Unread.
    Other(TokenStream),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        if starts_block(input) {
            return Block::after_attrs(input, attrs).map(Item::Impl);
        }
        let vis: Visibility = input.parse()?;
        if starts_function(input) {
            return Function::after_vis(input, attrs, vis).map(Item::Fn);
        }
        let kind = kind(input);
        Err(input.error(format!("`#[delayed]` goes on a function or on an inherent `impl` block, not on {kind}")))
    }
}

/// What `#[daisy::inline]` may stand on.
pub(crate) struct Inline(pub(crate) Function);

impl Parse for Inline {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        if starts_block(input) {
            return Err(input.error(
                "`#[daisy::inline]` goes on a function: a method is one task, under `#[delayed]` on the `impl`, and may \
                 call an inline function",
            ));
        }
        let vis: Visibility = input.parse()?;
        if starts_function(input) {
            return Function::after_vis(input, attrs, vis).map(Inline);
        }
        Err(input.error(format!("`#[daisy::inline]` goes on a function, not on {}", kind(input))))
    }
}

fn starts_block(input: ParseStream<'_>) -> bool {
    input.peek(Token![impl]) || input.peek(Token![unsafe]) && input.peek2(Token![impl])
}

impl Function {
    fn after_vis(input: ParseStream<'_>, attrs: Vec<Attribute>, vis: Visibility) -> syn::Result<Self> {
        let sig: Signature = input.parse()?;
        if input.peek(Token![;]) {
            return Err(syn::Error::new_spanned(
                &sig.ident,
                "there is no body here to run: a trait's or an `extern` block's declaration can't be \
                 delayed, write a free function with the attribute that calls it",
            ));
        }
        Ok(Function { attrs, vis, sig, body: input.parse()? })
    }
}

impl Parse for Body {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let tree: TokenTree = input.parse()?;
        let span = tree.span();
        let group = Some(tree).and_then(braces);
        group.map(Body).ok_or_else(|| syn::Error::new(span, "expected a body"))
    }
}

/// The group in braces that this token is, under whatever invisible groups.
fn braces(tree: TokenTree) -> Option<Group> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().and_then(braces)
        }
        _ => None,
    }
}

impl Block {
    fn after_attrs(input: ParseStream<'_>, attrs: Vec<Attribute>) -> syn::Result<Self> {
        let unsafety = input.parse()?;
        let impl_token = input.parse()?;
        let mut generics: Generics = input.parse()?;
        input.parse::<Option<Token![!]>>()?;
        let self_ty: Type = input.parse()?;
        if input.peek(Token![for]) {
            return Err(syn::Error::new_spanned(
                self_ty,
                "`#[delayed]` goes on an inherent `impl Type`, not on the implementation of a \
                 trait: write a free `#[delayed]` function that calls the trait's method",
            ));
        }
        generics.where_clause = input.parse()?;
        let content;
        let brace = syn::braced!(content in input);
        let inner = content.call(Attribute::parse_inner)?;
        let mut members = Vec::new();
        while !content.is_empty() {
            members.push(content.parse()?);
        }
        Ok(Block { attrs, unsafety, impl_token, generics, self_ty, brace, inner, members })
    }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        if !starts_function(&ahead) {
            let (begin, _) = (input.cursor(), input.parse::<ImplItem>()?);
            return Ok(Member::Other(between(begin, input.cursor())));
        }
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        Ok(Member::Fn(Box::new(Function::after_vis(input, attrs, vis)?)))
    }
}

/// The tokens from one place to a later one.
fn between(mut begin: Cursor<'_>, end: Cursor<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    while begin < end
        && let Some((tree, next)) = begin.token_tree()
    {
        tokens.append(tree);
        begin = next;
    }
    tokens
}

/// Whether only qualifiers stand before a `fn`.
fn starts_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    loop {
        if ahead.peek(Token![fn]) {
            return true;
        }
        let qualifier = ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(LitStr);
        if !qualifier || ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
}

/// What an item is that is neither a function nor an `impl` block.
fn kind(input: ParseStream<'_>) -> &'static str {
    let kind = [
        (input.peek(Token![struct]), "a struct"),
        (input.peek(Token![enum]), "an enum"),
        (input.peek(Token![mod]), "a module"),
        (input.peek(Token![const]), "a constant"),
        (input.peek(Token![static]), "a static"),
        (input.peek(Token![type]), "a type alias"),
        (input.peek(Token![use]), "an import"),
        (input.peek(Token![trait]) || input.peek2(Token![trait]), "a trait"),
    ];
    kind.iter().find_map(|(is, name)| is.then_some(*name)).unwrap_or("this")
}

impl ToTokens for Body {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        self.vis.to_tokens(tokens);
        self.sig.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Member::Fn(function) => function.to_tokens(tokens),
            Member::Other(item) => item.to_tokens(tokens),
        }
    }
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        self.unsafety.to_tokens(tokens);
        self.impl_token.to_tokens(tokens);
        self.generics.to_tokens(tokens);
        self.self_ty.to_tokens(tokens);
        self.generics.where_clause.to_tokens(tokens);
        self.brace.surround(tokens, |inside| {
            inside.append_all(&self.inner);
            inside.append_all(&self.members);
        });
    }
}
