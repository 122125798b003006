//! Expansions as text: the files of `tests/expand` and `tests/errors`, one for each rule.
//!
//! A file is an item with its attribute, a line of dashes, and what becomes of it: the expansion,
//! or the place and text of each error. `BLESS=1 cargo test` writes what it finds.

use crate::lower;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

const DASHES: &str = "\n----\n";

#[test]
fn expansions() {
    let expand = |source: &str| prettyplease::unparse(&syn::parse2(expansion(source)).unwrap());
    compare("expand", expand);
}

/// The bodies of inline functions: what builds their graph, without what is the same around each.
#[test]
fn bodies() {
    compare("bodies", |source| {
        let function = format!("#[inline]\n{source}");
        let mut file: syn::File = syn::parse2(expansion(&function)).unwrap();
        let mut short = Short { body: None };
        short.visit_file_mut(&mut file);
        let body = short.body.expect("an inline function has another within");
        let file = syn::parse_quote!(fn body() #body);
        let text = prettyplease::unparse(&file).replace("__daisy::", "");
        let lines = text.lines().filter(|line| *line != "fn body() {" && *line != "}");
        lines.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
    });
}

/// Finds the function within, and puts `site(name, meaning)` for its constants.
struct Short {
    body: Option<syn::Block>,
}

impl VisitMut for Short {
    fn visit_item_fn_mut(&mut self, function: &mut syn::ItemFn) {
        visit_mut::visit_item_fn_mut(self, function);
        if function.sig.ident == "__daisy_graph" {
            let mut body = (*function.block).clone();
            body.stmts.drain(..3);
            self.body = Some(body);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let syn::Expr::Const(site) = expr {
            let tokens = site.to_token_stream().to_string();
            let name = tokens.split('"').nth(1).unwrap_or_default();
            let meanings = [("operator", "Operator"), ("callee", "Callee"), ("Body", "Body"), ("Place", "Place")];
            let meaning = meanings.iter().find(|(word, _)| tokens.contains(&format!(":: {word}")));
            let meaning = quote::format_ident!("{}", meaning.map_or("Text", |(_, meaning)| meaning));
            *expr = syn::parse_quote!(site(#name, #meaning));
        }
    }
}

#[test]
fn errors() {
    compare("errors", |source| {
        let expansion = expansion(source);
        // Whatever the mistake, what comes back is Rust.
        syn::parse2::<syn::File>(expansion.clone()).unwrap();
        let mut found = String::new();
        list(expansion, &mut found);
        found
    });
}

/// Compares what `run` makes of each file's first part with its second part.
fn compare(directory: &str, run: impl Fn(&str) -> String) {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(directory);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (source, expected) = text.split_once(DASHES).unwrap_or((&text, ""));
        let found = run(source);
        seen += 1;
        if found.trim() == expected.trim() {
            continue;
        }
        if env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{}{DASHES}{found}", source.trim_end())).unwrap();
        } else {
            wrong.push(format!("{}\nfound:\n{found}\nexpected:\n{expected}", path.display()));
        }
    }
    assert!(seen > 0, "no files in {}", directory.display());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The expansion of an item that starts with `#[delayed]`, `#[delayed(..)]` or `#[inline]`.
fn expansion(source: &str) -> TokenStream {
    let mut tokens = source.parse::<TokenStream>().unwrap().into_iter();
    let (Some(TokenTree::Punct(_)), Some(TokenTree::Group(attribute))) = (tokens.next(), tokens.next()) else {
        panic!("no attribute: {source}");
    };
    let mut attribute = attribute.stream().into_iter();
    let name = attribute.next().unwrap().to_string();
    let options = match attribute.next() {
        Some(TokenTree::Group(options)) => options.stream(),
        _ => TokenStream::new(),
    };
    match name.as_str() {
        "delayed" => lower::delayed(options, tokens.collect()),
        "inline" => lower::inline(options, tokens.collect()),
        other => panic!("no attribute of daisy: {other}"),
    }
}

/// Writes the line, column and text of every `compile_error!`.
fn list(tokens: TokenStream, found: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                let TokenTree::Group(message) = &tokens[index + 2] else { continue };
                let message: syn::LitStr = syn::parse2(message.stream()).unwrap();
                let place = ident.span().start();
                writeln!(found, "{}:{} {}", place.line, place.column + 1, message.value()).unwrap();
            }
            TokenTree::Group(group) => list(group.stream(), found),
            _ => {}
        }
    }
}

/// `DAISY_EXPAND=double` prints the expansion of `double`, formatted, and says nothing of any other function. This test is
/// run again with it, as a compiler would be.
#[test]
fn one_expansion_is_shown() {
    let name = "tests::one_expansion_is_shown";
    if env::var_os("DAISY_EXPAND").is_some() {
        for function in ["double", "twice", "r#double"] {
            expansion(&format!("#[inline] fn {function}(x: u64) -> u64 {{ x * 2 }}"));
        }
        expansion("#[delayed] fn double(x: f32) -> f32 { x * 2.0 }");
        expansion("#[delayed] fn halved(x: f32) -> f32 { x / 2.0 }");
        return;
    }
    let again = |wanted: &str| {
        let mut test = std::process::Command::new(env::current_exe().unwrap());
        let output = test.args(["--exact", name, "--nocapture"]).env("DAISY_EXPAND", wanted).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let printed = again("double");
    let file = syn::parse_file(&printed).unwrap();
    let is_double = |item: &syn::Item| matches!(item, syn::Item::Fn(function) if function.sig.ident == "double");
    assert_eq!(file.items.iter().filter(|item| is_double(item)).count(), 2, "{printed}");
    assert!(printed.lines().count() > 50 && printed.contains("\n    fn __daisy_graph("), "{printed}");
    assert!(!printed.contains("twice") && !printed.contains("halved"), "{printed}");
    assert_eq!(again("doubled"), "");
}

/// Whatever the function, what comes back is Rust: every function of this repository, as it is and with a signature that
/// none of the rules about signatures refuses, so that its body is looked at.
#[test]
fn whatever_comes_in_rust_comes_out() {
    let mut bodies = Bodies::default();
    for directory in ["src", "daisy-core", "daisy-macros", "daisy-runtime", "tests", "examples", "benches"] {
        each_file(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(directory), &mut |path| {
            let text = fs::read_to_string(path).unwrap();
            if let Ok(file) = syn::parse_file(&text) {
                bodies.visit_file(&file);
            }
        });
    }
    assert!(bodies.seen > 2000, "{} functions", bodies.seen);
}

fn each_file(path: &Path, see: &mut dyn FnMut(&Path)) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| each_file(&entry.unwrap().path(), see));
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        see(path);
    }
}

#[derive(Default)]
struct Bodies {
    seen: usize,
}

impl Bodies {
    fn function(&mut self, sig: &syn::Signature, block: &syn::Block) {
        self.seen += 1;
        let names = sig.inputs.iter().filter_map(|arg| match arg {
            syn::FnArg::Typed(arg) => match &*arg.pat {
                syn::Pat::Ident(name) => Some(&name.ident),
                _ => None,
            },
            syn::FnArg::Receiver(_) => None,
        });
        let name = &sig.ident;
        let plain = quote::quote!(fn #name(#(mut #names: i64),*));
        let none = TokenStream::new;
        for expansion in [
            lower::delayed(none(), quote::quote!(#sig #block)),
            lower::inline(none(), quote::quote!(#sig #block)),
            lower::inline(none(), quote::quote!(#plain -> i64 #block)),
            lower::inline(none(), quote::quote!(#plain -> Result<i64, String> #block)),
        ] {
            syn::parse2::<syn::File>(expansion.clone()).unwrap_or_else(|error| panic!("{error} in\n{expansion}"));
        }
    }
}

impl<'e> Visit<'e> for Bodies {
    fn visit_item_fn(&mut self, item: &'e syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'e syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

/// A function moved to another line or documented anew is the same; one changed is not.
#[test]
fn source_digests() {
    let digest = |source: &str| {
        let file: syn::File = syn::parse2(expansion(source)).unwrap();
        let text = prettyplease::unparse(&file);
        let is_digest =
            |line: &&str| line.trim().len() > 30 && line.trim().trim_end_matches(',').parse::<u128>().is_ok();
        text.lines().find(is_digest).unwrap().trim().to_owned()
    };
    let plain = digest("#[delayed] fn f(x: u64) -> u64 { x + 1 }");
    assert_eq!(
        plain,
        digest("#[delayed(impure, version = 2)]\n/// Docs.\n#[must_use]\nfn f(x: u64) -> u64 {\n x + 1 }")
    );
    assert_eq!(plain, digest("#[delayed] pub fn f(x: u64) -> u64 { /* sic */ x + 1 }"));
    assert_ne!(plain, digest("#[delayed] fn f(x: u64) -> u64 { x + 2 }"));
    assert_ne!(plain, digest("#[delayed] fn f(x: u32) -> u64 { x + 1 }"));
    assert_ne!(plain, digest("#[delayed] fn g(x: u64) -> u64 { x + 1 }"));
    assert_ne!(plain, digest("#[delayed] async fn f(x: u64) -> u64 { x + 1 }"));
}
