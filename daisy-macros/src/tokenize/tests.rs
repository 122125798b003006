//! The derive on tokens: what it writes, and what it says of what it cannot.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::*;

/// The expansion of `input` is `expected`, around which stand the attributes of every expansion.
#[track_caller]
fn expands(input: TokenStream, expected: TokenStream) {
    let expected = quote! {
        #[automatically_derived]
        #[allow(deprecated, unused_variables)]
        #expected
    };
    let (got, expected) = (bare(derive(input)), bare(expected));
    assert_eq!(got.to_string(), expected.to_string());
}

/// Without the commas at ends, which mean nothing.
fn bare(tokens: TokenStream) -> TokenStream {
    let mut trees: Vec<_> = tokens.into_iter().collect();
    if matches!(trees.last(), Some(TokenTree::Punct(last)) if last.as_char() == ',') {
        trees.pop();
    }
    let trees = trees.into_iter().map(|tree| match tree {
        TokenTree::Group(group) => Group::new(group.delimiter(), bare(group.stream())).into(),
        tree => tree,
    });
    trees.collect()
}

/// The messages that stand in the expansion, in order, and what is left of it.
fn errors(input: TokenStream) -> (Vec<String>, String) {
    let mut messages = Vec::new();
    let mut rest = TokenStream::new();
    let mut tokens = derive(input).into_iter().peekable();
    while let Some(token) = tokens.next() {
        // `::core::compile_error! { "message" }`
        let message = match tokens.peek() {
            Some(TokenTree::Group(group))
                if rest.to_string().ends_with("compile_error") && group.delimiter() == Delimiter::Brace =>
            {
                group.stream().to_string()
            }
            _ => {
                rest.extend([token]);
                continue;
            }
        };
        messages.push(message.trim_matches('"').replace("\\\"", "\""));
        tokens.next();
        rest = TokenStream::new();
    }
    (messages, rest.to_string())
}

#[test]
fn a_struct_writes_its_name_and_its_fields() {
    expands(
        quote!(
            struct Point {
                x: f64,
                #[tokenize(skip)]
                seen: Cell<u8>,
                r#type: u8,
            }
        ),
        quote! {
            impl ::daisy::Tokenize for Point {
                fn tokenize(&self, __to: &mut ::daisy::Tokenizer) {
                    ::daisy::Tokenizer::structure(
                        __to, ::core::any::type_name::<Self>(), 2u32
                    );
                    ::daisy::Tokenizer::add(__to, &self.x);
                    ::daisy::Tokenizer::add(__to, &self.r#type);
                }
            }
        },
    );
    expands(
        quote!(
            struct r#Pair(u8, #[tokenize(skip)] u16, u32);
        ),
        quote! {
            impl ::daisy::Tokenize for r#Pair {
                fn tokenize(&self, __to: &mut ::daisy::Tokenizer) {
                    ::daisy::Tokenizer::structure(
                        __to, ::core::any::type_name::<Self>(), 2u32
                    );
                    ::daisy::Tokenizer::add(__to, &self.0);
                    ::daisy::Tokenizer::add(__to, &self.2);
                }
            }
        },
    );
}

#[test]
fn an_enum_writes_ordinals() {
    expands(
        quote!(
            enum Shape {
                Dot,
                Round(f64),
                Box {
                    #[tokenize(skip)]
                    id: u8,
                    w: f64,
                    h: f64,
                },
            }
        ),
        quote! {
            impl ::daisy::Tokenize for Shape {
                fn tokenize(&self, __to: &mut ::daisy::Tokenizer) {
                    match self {
                        Self::Dot { .. } => {
                            ::daisy::Tokenizer::variant(
                                __to, ::core::any::type_name::<Self>(), 0u32, 0u32
                            );
                        }
                        Self::Round { 0: __field_0, .. } => {
                            ::daisy::Tokenizer::variant(
                                __to, ::core::any::type_name::<Self>(), 1u32, 1u32
                            );
                            ::daisy::Tokenizer::add(__to, __field_0);
                        }
                        Self::Box { w: __field_0, h: __field_1, .. } => {
                            ::daisy::Tokenizer::variant(
                                __to, ::core::any::type_name::<Self>(), 2u32, 2u32
                            );
                            ::daisy::Tokenizer::add(__to, __field_0);
                            ::daisy::Tokenizer::add(__to, __field_1);
                        }
                    }
                }
            }
        },
    );
    expands(
        quote!(
            enum Never {}
        ),
        quote! {
            impl ::daisy::Tokenize for Never {
                fn tokenize(&self, __to: &mut ::daisy::Tokenizer) {
                    match *self {}
                }
            }
        },
    );
}

/// The head of the implementation, up to its body.
fn head(input: TokenStream) -> String {
    let mut tokens: Vec<_> = derive(input).into_iter().skip(4).collect();
    tokens.pop();
    TokenStream::from_iter(tokens).to_string()
}

#[test]
fn what_content_is_made_of_is_bounded() {
    for (input, expected) in [
        (
            quote!(
                struct A<'a, T: Copy = u8, U, const N: usize>(&'a [T; N], Vec<(U, T)>);
            ),
            quote! {
                impl<'a, T: Copy, U, const N: usize> ::daisy::Tokenize for A<'a, T, U, N>
                where T: ::daisy::Tokenize, U: ::daisy::Tokenize
            },
        ),
        (
            quote!(
                struct A<T>(PhantomData<T>, #[tokenize(skip)] T)
                where
                    T: Copy;
            ),
            quote!(impl<T> ::daisy::Tokenize for A<T> where T: Copy),
        ),
        (
            quote!(
                struct A<I: Iterator>(Option<I::Item>, <I as Iterator>::Item, <u8 as X>::Y);
            ),
            quote! {
                impl<I: Iterator> ::daisy::Tokenize for A<I>
                where I::Item: ::daisy::Tokenize, <I as Iterator>::Item: ::daisy::Tokenize
            },
        ),
        (
            quote!(
                enum A<T, U> {
                    B(T),
                    C {
                        t: T,
                        #[tokenize(skip)]
                        u: U,
                    },
                }
            ),
            quote!(impl<T, U> ::daisy::Tokenize for A<T, U> where T: ::daisy::Tokenize),
        ),
        (
            quote!(
                #[tokenize(crate = my::daisy)]
                struct A<T>(T);
            ),
            quote!(impl<T> my::daisy::Tokenize for A<T> where T: my::daisy::Tokenize),
        ),
    ] {
        assert_eq!(head(quote!(#input)), bare(expected).to_string());
    }
}

#[test]
fn each_mistake_is_one_error() {
    for (input, expected) in [
        (
            quote!(union A { a: u8, b: i8 }),
            "a union does not know which of its fields is content: make it an enum, or write \
             `impl Tokenize` by hand",
        ),
        (
            quote!(
                #[tokenize(transparent)]
                struct A;
            ),
            "unknown option: a type takes `crate = path`, a field takes `skip`",
        ),
        (
            quote!(
                #[tokenize(skip)]
                struct A;
            ),
            "`skip` goes on a field: a type without content would be one constant",
        ),
        (
            quote!(
                #[tokenize(crate = "daisy")]
                struct A;
            ),
            "`crate` takes a path: `crate = my::daisy`",
        ),
        (
            quote!(
                #[tokenize(crate = daisy, crate = daisy)]
                struct A;
            ),
            "`crate` is given twice",
        ),
        (
            quote!(
                struct A {
                    #[tokenize(rename = "b")]
                    a: u8,
                }
            ),
            "unknown option: a field takes `skip`, a type takes `crate = path`",
        ),
        (
            quote!(
                struct A {
                    #[tokenize(crate = daisy)]
                    a: u8,
                }
            ),
            "`crate = path` goes on the type",
        ),
        (
            quote!(
                struct A {
                    #[tokenize(skip = true)]
                    a: u8,
                }
            ),
            "`skip` takes no value",
        ),
        (
            quote!(
                enum A {
                    #[tokenize(skip)]
                    B,
                }
            ),
            "a variant takes no options: `skip` goes on a field of it",
        ),
    ] {
        let (messages, stub) = errors(input.clone());
        assert_eq!(messages, [expected], "{input}");
        assert!(stub.contains("Tokenize for A"), "{input}: {stub}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let (messages, _) = errors(quote! {
        struct A { #[tokenize(one)] a: u8, #[tokenize(two)] b: u8 }
    });
    assert_eq!(messages.len(), 2, "{messages:?}");
}

#[test]
fn a_stub_keeps_the_generics() {
    let (_, stub) = errors(quote!(
        struct A<T: Copy>(#[tokenize(wat)] T)
        where
            T: Send;
    ));
    let expected = quote! {
        #[automatically_derived]
        #[allow(deprecated, unused_variables)]
        impl<T: Copy> ::daisy::Tokenize for A<T> where T: Send {
            fn tokenize(&self, __to: &mut ::daisy::Tokenizer) {
                ::core::unreachable!()
            }
        }
    };
    assert_eq!(stub, expected.to_string());
}
