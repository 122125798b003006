//! The macros of std whose arguments are expressions.

use super::scope::{Bound, bound};
use super::stage::is_capital;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::cell::RefCell;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Lit, LitStr, Macro, Pat, Token};

/// A macro's arguments, taken apart.
pub(crate) struct Arguments {
    parts: Vec<Part>,
    /// Variables that its format string captures.
    pub(crate) captured: Vec<Ident>,
    /// Whether it borrows what it is given.
    pub(crate) borrows: bool,
    /// Whether it changes the first of what it is given.
    pub(crate) writes: bool,
}

/// An argument, or what is no expression.
#[derive(Clone)]
pub(crate) enum Part {
    Expr(Expr),
    /// A condition on the names that a pattern binds.
    Guard(Box<Pat>, Expr),
    /// A format string.
    Format(LitStr),
    /// Names, commas, patterns.
    Tokens(TokenStream),
}

impl Arguments {
    pub(crate) fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.parts.iter().filter_map(|part| match part {
            Part::Expr(expr) => Some(expr),
            _ => None,
        })
    }

    /// The pattern of a `matches!` and its condition.
    pub(crate) fn guard_mut(&mut self) -> Option<(&Pat, &mut Expr)> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Guard(pat, expr) => Some((&**pat, expr)),
            _ => None,
        })
    }

    pub(crate) fn exprs_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        self.parts.iter_mut().filter_map(|part| match part {
            Part::Expr(expr) => Some(expr),
            _ => None,
        })
    }

    /// Gives a captured name as an argument instead.
    pub(crate) fn give(&mut self, name: &Ident, value: Expr) {
        if !matches!(self.parts.last(), Some(Part::Tokens(tokens)) if tokens.to_string() == ",") {
            self.parts.push(Part::Tokens(quote!(,)));
        }
        self.parts.extend([Part::Tokens(quote!(#name =)), Part::Expr(value)]);
        self.captured.retain(|captured| captured != name);
    }

    /// Renames the captures of the format string.
    pub(crate) fn rename(&mut self, name: impl Fn(&str) -> Option<String>) {
        for part in &mut self.parts {
            if let Part::Format(text) = part {
                *text = LitStr::new(&renamed(&text.value(), &name), text.span());
            }
        }
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for part in &self.parts {
            match part {
                Part::Expr(expr) | Part::Guard(_, expr) => expr.to_tokens(tokens),
                Part::Format(text) => text.to_tokens(tokens),
                Part::Tokens(other) => other.to_tokens(tokens),
            }
        }
    }
}

/// What a macro does with its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Expressions first, this many, then a format string and its arguments.
    Format(usize),
    List,
    Matches,
}

fn shape(mac: &Macro) -> Option<Shape> {
    let std = mac.path.segments.len() == 1 || matches!(mac.path.segments[0].ident.to_string().as_str(), "std" | "core");
    shape_of(&mac.path.segments.last()?.ident).filter(|_| std)
}

fn shape_of(name: &Ident) -> Option<Shape> {
    Some(match name.to_string().as_str() {
        "format" | "format_args" | "print" | "println" | "eprint" | "eprintln" | "panic" | "unreachable" | "todo"
        | "unimplemented" => Shape::Format(0),
        "assert" | "debug_assert" | "write" | "writeln" => Shape::Format(1),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Shape::Format(2),
        "vec" | "dbg" => Shape::List,
        "matches" => Shape::Matches,
        _ => return None,
    })
}

/// Whether a macro of this name is taken for one of std's.
pub(crate) fn is_name(name: &Ident) -> bool {
    shape_of(name).is_some()
}

/// Whether nothing comes after it.
pub(crate) fn never_returns(mac: &Macro) -> bool {
    let name = mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    is_known(mac) && matches!(name.as_str(), "panic" | "unreachable" | "todo" | "unimplemented")
}

/// Whether it is a macro of std's with ordinary arguments, by its name.
pub(crate) fn is_known(mac: &Macro) -> bool {
    shape(mac).is_some()
}

/// The arguments of a macro of std's; `None` for any other, or for other arguments.
pub(crate) fn arguments(mac: &Macro) -> Option<Arguments> {
    let shape = shape(mac)?;
    let parser = |input: ParseStream<'_>| match shape {
        Shape::Format(first) => format(input, first),
        Shape::List => list(input),
        Shape::Matches => matches(input),
    };
    let arguments = parser.parse2(mac.tokens.clone()).ok()?;
    Some(Arguments { writes: writes(mac), ..arguments })
}

/// Whether it changes what it is given first.
pub(crate) fn writes(mac: &Macro) -> bool {
    is_known(mac)
        && mac.path.segments.last().is_some_and(|segment| segment.ident == "write" || segment.ident == "writeln")
}

/// The arguments of a `format!` that shows values wherever it names any: none is a width or a precision, which only a
/// number can be.
pub(crate) fn shown(mac: &Macro) -> Option<Arguments> {
    let is_format = mac.path.segments.last().is_some_and(|segment| segment.ident == "format");
    let arguments = arguments(mac).filter(|_| is_format)?;
    let shows =
        |part: &Part| matches!(part, Part::Format(text) if !text.value().contains('$') && !text.value().contains(".*"));
    arguments.parts.first().is_some_and(shows).then_some(arguments)
}

fn format(input: ParseStream<'_>, first: usize) -> syn::Result<Arguments> {
    let mut all = Arguments { parts: Vec::new(), captured: Vec::new(), borrows: true, writes: false };
    let mut position = 0;
    while !input.is_empty() {
        if position == first && input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            all.captured = captures(&text);
            all.parts.push(Part::Format(text));
        } else {
            if input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
                let (name, eq): (Ident, Token![=]) = (input.parse()?, input.parse()?);
                all.captured.retain(|captured| *captured != name);
                all.parts.push(Part::Tokens(quote!(#name #eq)));
            }
            all.parts.push(Part::Expr(input.parse()?));
        }
        if !input.is_empty() {
            let comma: Token![,] = input.parse()?;
            all.parts.push(Part::Tokens(quote!(#comma)));
        }
        position += 1;
    }
    Ok(all)
}

fn list(input: ParseStream<'_>) -> syn::Result<Arguments> {
    let mut parts = Vec::new();
    while !input.is_empty() {
        parts.push(Part::Expr(input.parse()?));
        if input.peek(Token![;]) {
            let semi: Token![;] = input.parse()?;
            parts.push(Part::Tokens(quote!(#semi)));
        } else if !input.is_empty() {
            let comma: Token![,] = input.parse()?;
            parts.push(Part::Tokens(quote!(#comma)));
        }
    }
    Ok(Arguments { parts, captured: Vec::new(), borrows: false, writes: false })
}

fn matches(input: ParseStream<'_>) -> syn::Result<Arguments> {
    let expr: Expr = input.parse()?;
    let comma: Token![,] = input.parse()?;
    let pat = Pat::parse_multi_with_leading_vert(input)?;
    // What it binds is moved out of what it is given, or a reference into that.
    let moves = |name: &Bound| !name.by_reference && !is_capital(&name.ident);
    let borrows = !bound(&pat, false).iter().any(moves);
    let mut parts = vec![Part::Expr(expr), Part::Tokens(quote!(#comma #pat))];
    if input.peek(Token![if]) {
        let if_token: Token![if] = input.parse()?;
        parts.extend([Part::Tokens(quote!(#if_token)), Part::Guard(Box::new(pat), input.parse()?)]);
    }
    input.parse::<Option<Token![,]>>()?;
    Ok(Arguments { parts, captured: Vec::new(), borrows, writes: false })
}

/// Every identifier in a macro's tokens, and those its strings may capture.
pub(crate) fn identifiers(mac: &Macro) -> Vec<Ident> {
    fn collect(tokens: TokenStream, all: &mut Vec<Ident>) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => all.push(ident),
                TokenTree::Group(group) => collect(group.stream(), all),
                TokenTree::Literal(literal) => {
                    if let Lit::Str(text) = Lit::new(literal) {
                        all.extend(captures(&text));
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
    let mut all = Vec::new();
    collect(mac.tokens.clone(), &mut all);
    all
}

/// The names a format string captures, each once, with the string's hygiene.
fn captures(text: &LitStr) -> Vec<Ident> {
    let names = RefCell::new(Vec::new());
    renamed(&text.value(), &|name| {
        names.borrow_mut().push(name.to_owned());
        None
    });
    let mut all: Vec<Ident> = Vec::new();
    for name in names.into_inner() {
        // A keyword is the name of a variable written with `r#`.
        let raw = || syn::parse_str::<Ident>(&format!("r#{name}"));
        if let Ok(mut ident) = syn::parse_str::<Ident>(&name).or_else(|_| raw()) {
            ident.set_span(text.span());
            if !all.contains(&ident) {
                all.push(ident);
            }
        }
    }
    all
}

/// The format string with other names for those that `name` knows, in `{name}`, `{:name$}` and `{:.name$}`.
fn renamed(text: &str, name: &impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(open);
        result.push_str(before);
        if after.starts_with("{{") || after.starts_with("}}") || after.starts_with('}') {
            let len = if after.len() > 1 && after.as_bytes()[0] == after.as_bytes()[1] { 2 } else { 1 };
            result.push_str(&after[..len]);
            rest = &after[len..];
            continue;
        }
        let end = after.find('}').map_or(after.len(), |end| end + 1);
        result.push_str(&placeholder(&after[..end], name));
        rest = &after[end..];
    }
    result.push_str(rest);
    result
}

/// `{name:spec}`, renamed.
fn placeholder(text: &str, name: &impl Fn(&str) -> Option<String>) -> String {
    let inner = text.trim_start_matches('{').trim_end_matches('}');
    let (argument, spec) = match inner.split_once(':') {
        Some((argument, spec)) => (argument, Some(spec)),
        None => (inner, None),
    };
    let rename = |word: &str| {
        let is_name = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
        is_name.then(|| name(word)).flatten().unwrap_or_else(|| word.to_owned())
    };
    let mut result = format!("{{{}", rename(argument.trim()));
    if let Some(spec) = spec {
        result.push(':');
        let mut words = spec.split('$').peekable();
        while let Some(word) = words.next() {
            if words.peek().is_none() {
                result.push_str(word);
                break;
            }
            let before = word.char_indices().rev().find(|(_, c)| !(c.is_alphanumeric() || *c == '_'));
            let start = before.map_or(0, |(at, c)| at + c.len_utf8());
            let start = start + word[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            result.push_str(&word[..start]);
            result.push_str(&rename(&word[start..]));
            result.push('$');
        }
    }
    if text.ends_with('}') {
        result.push('}');
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_format_strings() {
        let up = |name: &str| Some(name.to_uppercase());
        for (text, expected) in [
            ("{a} {b:?} {{c}} {0} {}", "{A} {B:?} {{c}} {0} {}"),
            ("{a:>w$.p$}", "{A:>W$.P$}"),
            ("{:.0$} {x:08.3}", "{:.0$} {X:08.3}"),
            ("no names", "no names"),
            ("{x:→w$}", "{X:→W$}"),
            ("{", "{"),
        ] {
            assert_eq!(renamed(text, &up), expected);
        }
    }
}
