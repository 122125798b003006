//! The options in `#[delayed(..)]`.

use crate::mistakes::{Mistakes, Place};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::str::FromStr;
use syn::parse::{Parse, Parser};
use syn::{Expr, ExprLit, ExprUnary, Lit, LitInt, LitStr, Path, UnOp};

/// What the options stand on; each knows some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Function,
    /// A function whose body is graph.
    Inline,
    Block,
    Method,
}

/// The options of one function, method or `impl` block.
#[derive(Default)]
pub(crate) struct Options {
    /// The body is graph.
    pub(crate) inline: bool,
    pub(crate) impure: bool,
    pub(crate) blocking: Option<Span>,
    pub(crate) name: Option<LitStr>,
    pub(crate) version: Option<u64>,
    pub(crate) retries: Option<u32>,
    pub(crate) size_hint: Option<Expr>,
    pub(crate) strict: Option<Ident>,
    pub(crate) krate: Option<Path>,
    pub(crate) trait_name: Option<Ident>,
}

/// Every option, and what it is called in messages that list them.
const KNOWN: [&str; 10] =
    ["impure", "name", "version", "strict", "blocking", "retries", "size_hint", "crate", "inline", "trait"];

/// Those that say something of a task.
const OF_TASKS: [&str; 6] = ["impure", "name", "version", "blocking", "retries", "size_hint"];

pub(crate) const METHOD_INLINE: &str = "a method is one task: write a free inline function, which takes the value as a parameter, for what should be graph";

/// One `key` or `key = value`.
struct Entry {
    key: Ident,
    value: Option<TokenStream>,
}

impl Options {
    /// Reads the options. A mistake in one leaves the others as they are.
    pub(crate) fn parse(tokens: TokenStream, on: On, mistakes: &mut Mistakes) -> Self {
        let mut options = Options::default();
        let mut seen: Vec<String> = Vec::new();
        let entries = entries(tokens, mistakes);
        let asked = entries.iter().find(|entry| entry.key == "inline");
        if let (On::Inline, Some(entry)) = (on, asked) {
            mistakes.add(Place::Aside, &entry.key, "this function is inline already: keep one of the two");
        }
        let on = if on == On::Function && asked.is_some() { On::Inline } else { on };
        options.inline = on == On::Inline;
        for entry in entries {
            let key = entry.key.to_string();
            if seen.contains(&key) {
                let message = format!("`{key}` is given twice");
                mistakes.add(Place::Aside, &entry.key, message);
                continue;
            }
            seen.push(key);
            if let Err(error) = options.set(entry, on) {
                mistakes.add_at(Place::Aside, error.span(), error);
            }
        }
        options
    }

    fn set(&mut self, entry: Entry, on: On) -> syn::Result<()> {
        let key = entry.key.to_string();
        if !KNOWN.contains(&key.as_str()) {
            return Err(unknown(&entry.key, on));
        }
        belongs(&entry.key, on)?;
        match key.as_str() {
            "impure" => self.impure = entry.flag()?,
            "blocking" => self.blocking = entry.flag()?.then(|| entry.key.span()),
            "inline" => drop(entry.flag()?),
            "name" => self.name = Some(entry.text()?),
            "version" => self.version = Some(entry.number("version = 2")?),
            "retries" => self.retries = Some(entry.number("retries = 3")?),
            "size_hint" => self.size_hint = Some(entry.bytes()?),
            "strict" => self.strict = Some(entry.value("a name: `strict = clean_now`")?),
            "trait" => self.trait_name = Some(entry.value("a name: `trait = DelayedTableExt`")?),
            "crate" => {
                let path = entry.value_with(Path::parse_mod_style, "a path: `crate = my::daisy`")?;
                self.krate = Some(path);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Entry {
    fn flag(&self) -> syn::Result<bool> {
        match &self.value {
            None => Ok(true),
            Some(_) => {
                Err(syn::Error::new_spanned(&self.key, format!("`{0}` takes no value: write `{0}` alone", self.key)))
            }
        }
    }

    /// The value, read by `parser`; `wants` says what it should have been.
    fn value_with<P: Parser>(&self, parser: P, wants: &str) -> syn::Result<P::Output> {
        let message = format!("`{}` takes {wants}", self.key);
        match &self.value {
            None => Err(syn::Error::new_spanned(&self.key, message)),
            Some(value) => parser.parse2(value.clone()).map_err(|_| syn::Error::new_spanned(value, message)),
        }
    }

    fn value<T: Parse>(&self, wants: &str) -> syn::Result<T> {
        self.value_with(T::parse, wants)
    }

    fn text(&self) -> syn::Result<LitStr> {
        let text: LitStr = self.value("a string: `name = \"load\"`")?;
        if text.value().trim().is_empty() {
            let message = "an empty name tells nothing: leave `name` out to use the function's own";
            return Err(syn::Error::new_spanned(text, message));
        }
        Ok(text)
    }

    /// An expression that may be a number of bytes; of a literal one sees that it is.
    fn bytes(&self) -> syn::Result<Expr> {
        let parser = |input: syn::parse::ParseStream<'_>| match input.parse()? {
            Expr::Lit(ExprLit { lit, .. }) if !matches!(lit, Lit::Int(_)) => Err(input.error("no whole number")),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), .. }) => Err(input.error("less than none")),
            Expr::Closure(_) => Err(input.error("not known as the program is compiled")),
            bytes => Ok(bytes),
        };
        self.value_with(parser, "a number of bytes, known as the program is compiled: `size_hint = 8 << 20`")
    }

    fn number<N: FromStr>(&self, example: &str) -> syn::Result<N>
    where
        N::Err: std::fmt::Display,
    {
        let bits = 8 * size_of::<N>();
        let wants = format!("a whole number of up to {bits} bits: `{example}`");
        let parser = |input: syn::parse::ParseStream<'_>| {
            let number: LitInt = input.parse()?;
            if number.suffix().is_empty() { number.base10_parse() } else { Err(input.error("a suffix")) }
        };
        self.value_with(parser, &wants)
    }
}

/// Splits at the commas. What is no option is a mistake, and is skipped.
fn entries(tokens: TokenStream, mistakes: &mut Mistakes) -> Vec<Entry> {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut entries = Vec::new();
    for chunk in tokens.split_inclusive(is_comma) {
        let (chunk, comma) = match chunk.split_last() {
            Some((comma, chunk)) if is_comma(comma) => (chunk, Some(comma)),
            _ => (chunk, None),
        };
        match chunk {
            [TokenTree::Ident(key)] => entries.push(Entry { key: key.clone(), value: None }),
            [TokenTree::Ident(key), TokenTree::Punct(eq), value @ ..] if eq.as_char() == '=' && !value.is_empty() => {
                entries.push(Entry { key: key.clone(), value: Some(value.iter().cloned().collect()) });
            }
            other => {
                let message = "an option is a word, or a word, `=` and a value: \
                     `#[delayed(impure, retries = 3)]`";
                let place = other.first().or(comma);
                mistakes.add(Place::Aside, place, message);
            }
        }
    }
    entries
}

/// Whether this option may stand here; if not, where it may.
fn belongs(key: &Ident, on: On) -> syn::Result<()> {
    let name = key.to_string();
    if on == On::Inline && OF_TASKS.contains(&name.as_str()) {
        let message = format!(
            "`{name}` is said of a task, and an inline function has none of its own: put it on a `#[delayed]` function \
             that the body calls, or drop `inline`"
        );
        return Err(syn::Error::new_spanned(key, message));
    }
    let message = match (on, name.as_str()) {
        (On::Function | On::Inline, "trait") => {
            "`trait` names the trait of a `#[delayed] impl` block; a function has none"
        }
        (On::Method, "trait" | "crate") => {
            "this option is the whole block's: write it in the `#[delayed(..)]` on the `impl`"
        }
        (On::Method, "inline") => METHOD_INLINE,
        (On::Method, "strict") => {
            "a method stays on its type as it is, which is what `strict` would give: leave it out"
        }
        (On::Block, "trait" | "crate") | (On::Function | On::Inline | On::Method, _) => return Ok(()),
        (On::Block, _) => "this option is a method's: write `#[delayed(..)]` on the method",
    };
    Err(syn::Error::new_spanned(key, message))
}

fn unknown(key: &Ident, on: On) -> syn::Error {
    let known: Vec<&str> =
        KNOWN.into_iter().filter(|name| belongs(&Ident::new(name, Span::call_site()), on).is_ok()).collect();
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let word = key.to_string();
    let closest = known.iter().map(|name| (distance(&word, name), name)).min().filter(|(distance, _)| *distance <= 2);
    let message = match closest {
        Some((_, name)) => format!("unknown option `{word}`, did you mean `{name}`? The options here are {list}"),
        None => format!("unknown option `{word}`: the options here are {list}"),
    };
    syn::Error::new_spanned(key, message)
}

/// How many letters to add, drop or change to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(source: &str) -> Options {
        let mut mistakes = Mistakes::default();
        let options = Options::parse(source.parse().unwrap(), On::Function, &mut mistakes);
        assert!(mistakes.into_error().is_none(), "{source}");
        options
    }

    #[test]
    fn reads_each() {
        let all = parse("impure, name = \"n\", version = 3, strict = s, retries = 2, crate = a::b,");
        assert!(all.impure && all.blocking.is_none());
        assert_eq!(all.name.unwrap().value(), "n");
        assert_eq!((all.version, all.retries), (Some(3), Some(2)));
        assert_eq!(all.strict.unwrap(), "s");
        assert_eq!(all.krate.unwrap().segments.len(), 2);
        assert!(parse("size_hint = 8 << 20").size_hint.is_some());
        assert!(parse("blocking").blocking.is_some());
        assert!(parse("crate = crate").krate.unwrap().is_ident("crate"));
        assert!(!parse("").impure);
    }

    #[test]
    fn counts_letters() {
        assert_eq!(distance("retires", "retries"), 2);
        assert_eq!(distance("retry", "retries"), 3);
        assert_eq!(distance("", "name"), 4);
        assert_eq!(distance("pure", "impure"), 2);
    }
}
