//! Which attribute of a function goes where.

use crate::mistakes::{Mistakes, Place};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, parse_quote, parse_quote_spanned};

/// The attributes of a function, dealt out.
#[derive(Default)]
pub(crate) struct Attrs {
    /// For what the user sees: documentation, `cfg`, lints, `deprecated`, `must_use`. The body is
    /// inside, so lint levels reach it.
    pub(crate) outer: Vec<Attribute>,
    /// For the body alone: whatever else there is, such as another crate's attribute macro.
    pub(crate) body: Vec<Attribute>,
    /// Whether calling the function warns.
    pub(crate) deprecated: bool,
}

enum Goes {
    Outer,
    Body,
    Nowhere,
    Inline,
    Refused(&'static str),
}

const TWO_WAYS: &str = "`#[delayed]` and `#[daisy::inline]` are two ways to write a function: keep one";

const CONDITIONAL: &str =
    "whether a body is graph can't depend on a `cfg`: callers of the two are not the same. Write two functions";

/// Whether a bare `#[inline]` is among them.
pub(crate) fn make_inline(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| matches!(&attr.meta, Meta::Path(path) if path.is_ident("inline")))
}

/// Deals out the attributes of a function whose own text is moved inside another. `inline` says whether its body is graph.
pub(crate) fn of_function(attrs: &[Attribute], inline: bool, mistakes: &mut Mistakes) -> Attrs {
    let mut all = Attrs::default();
    for attr in attrs {
        let pieces = Conditional::of(attr);
        for meta in pieces.metas() {
            match goes(meta, inline) {
                Goes::Outer => all.outer.push(pieces.attribute(attr, meta)),
                Goes::Body => all.body.push(pieces.attribute(attr, meta)),
                Goes::Nowhere => {}
                Goes::Inline if pieces.predicate.is_some() => mistakes.add(Place::Aside, meta, CONDITIONAL),
                Goes::Inline => {}
                Goes::Refused(message) => mistakes.add(Place::Aside, meta, message),
            }
            all.deprecated |= meta.path().is_ident("deprecated");
        }
    }
    all
}

/// What the trait's copy of a method takes from it. The method itself keeps all it has.
pub(crate) fn of_method(attrs: &[Attribute]) -> Attrs {
    let mut mistakes = Mistakes::default();
    let mut all = of_function(attrs, false, &mut mistakes);
    all.outer = unexpected(all.outer);
    all.body.clear();
    all
}

/// What a second function beside this one takes from it: whether it is there, and how lints see it.
pub(crate) fn levels(attrs: &[Attribute]) -> Vec<Attribute> {
    const LEVELS: [&str; 6] = ["cfg", "cfg_attr", "allow", "warn", "deny", "forbid"];
    let all = unexpected(attrs.to_vec()).into_iter();
    all.filter(|attr| LEVELS.iter().any(|level| attr.path().is_ident(level))).collect()
}

/// Lint expectations as permissions: for a copy, where they need not come true.
pub(crate) fn unexpected(attrs: Vec<Attribute>) -> Vec<Attribute> {
    let mut all = Vec::new();
    for attr in attrs {
        let pieces = Conditional::of(&attr);
        for meta in pieces.metas() {
            all.push(match meta {
                Meta::List(list) if list.path.is_ident("expect") => {
                    let lints = &list.tokens;
                    pieces.attribute(&attr, &parse_quote!(allow(#lints)))
                }
                _ => pieces.attribute(&attr, meta),
            });
        }
    }
    all
}

/// Whether this is `#[delayed]` or `#[path::to::delayed]`.
pub(crate) fn is_delayed(meta: &Meta) -> bool {
    let last = meta.path().segments.last();
    last.is_some_and(|segment| segment.ident == "delayed")
}

/// Whether this is `#[path::to::inline]`, which is not the compiler's own.
pub(crate) fn is_inline(meta: &Meta) -> bool {
    let segments = &meta.path().segments;
    segments.len() > 1 && segments.last().is_some_and(|segment| segment.ident == "inline")
}

/// An attribute, taken out of the `cfg_attr` it may be in.
struct Conditional {
    predicate: Option<Meta>,
    metas: Vec<Meta>,
}

impl Conditional {
    fn of(attr: &Attribute) -> Self {
        if attr.path().is_ident("cfg_attr") {
            let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
            let parts = attr.parse_args_with(parser);
            if let Some((first, rest)) = parts.iter().flatten().cloned().collect::<Vec<_>>().split_first() {
                return Conditional { predicate: Some(first.clone()), metas: rest.to_vec() };
            }
        }
        Conditional { predicate: None, metas: vec![attr.meta.clone()] }
    }

    fn metas(&self) -> &[Meta] {
        &self.metas
    }

    /// One of the metas as an attribute under the same condition.
    fn attribute(&self, from: &Attribute, meta: &Meta) -> Attribute {
        let span = from.pound_token.span;
        match &self.predicate {
            None => parse_quote_spanned!(span=> #[#meta]),
            Some(predicate) => parse_quote_spanned!(span=> #[cfg_attr(#predicate, #meta)]),
        }
    }
}

fn goes(meta: &Meta, inline: bool) -> Goes {
    let path = meta.path();
    let Some(last) = path.segments.last() else {
        return Goes::Body;
    };
    let builtin = path.segments.len() == 1;
    match last.ident.to_string().as_str() {
        "doc" | "cfg" | "cfg_attr" | "deprecated" if builtin => Goes::Outer,
        "allow" | "warn" | "deny" | "forbid" | "expect" if builtin => Goes::Outer,
        // A handle is `must_use` itself: without words of its own this one says nothing more.
        "must_use" if builtin => match meta {
            Meta::Path(_) => Goes::Nowhere,
            Meta::List(_) | Meta::NameValue(_) => Goes::Outer,
        },
        "inline" if builtin && matches!(meta, Meta::Path(_)) => Goes::Inline,
        "inline" => Goes::Refused(match meta {
            Meta::List(_) | Meta::NameValue(_) if builtin => {
                "a task is called through the graph, where nothing is inlined: \
                 remove this, or put it on a function that the task calls"
            }
            _ if inline => "this function is inline already: keep one of the two",
            _ => TWO_WAYS,
        }),
        "delayed" if inline => Goes::Refused(TWO_WAYS),
        "delayed" => Goes::Refused("this function is `#[delayed]` already: keep one of the two"),
        "test" | "bench" => {
            Goes::Refused("the test harness can't run a task: write a plain test that computes a delayed function")
        }
        "main" => Goes::Refused("`main` can't be a task: call delayed functions from it"),
        "track_caller" if builtin => {
            Goes::Refused("a task has no caller, errors name the function's own place: remove `track_caller`")
        }
        "target_feature" if builtin => Goes::Refused(
            "the graph can't tell whether the CPU has a feature: put `target_feature` on a \
             function that the task calls after it has asked",
        ),
        "no_mangle" | "export_name" | "link_section" | "unsafe" if builtin => {
            Goes::Refused("a delayed function has no symbol of its own: export a plain function that it calls")
        }
        _ => Goes::Body,
    }
}

/// The documentation for a method that has none, so that `missing_docs` finds some.
pub(crate) fn documented(attrs: &[Attribute], otherwise: &str) -> TokenStream {
    if attrs.iter().any(|attr| attr.path().is_ident("doc")) {
        return TokenStream::new();
    }
    let doc: Attribute = parse_quote!(#[doc = #otherwise]);
    doc.into_token_stream()
}
