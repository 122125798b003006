//! The derive on tokens: what it says of what it cannot, and that a stub follows.

use quote::quote;

use super::*;

/// The messages that stand in the expansion, in order.
fn errors(input: TokenStream) -> Vec<String> {
    let expansion = derive(input).to_string();
    assert!(expansion.contains(":: Collection for"), "no stub: {expansion}");
    let said = expansion.split("compile_error ! { \"").skip(1);
    said.map(|rest| rest.split("\" }").next().unwrap_or_default().replace("\\\"", "\"")).collect()
}

#[test]
fn a_struct_has_no_errors() {
    assert!(
        errors(quote!(
            struct A<T: Data + Clone>(Delayed<T>, #[collection(keep)] u8)
            where
                T: Copy;
        ))
        .is_empty()
    );
    assert!(
        errors(quote!(
            #[collection(output = B, derive(Debug), derive(Clone,), crate = x::y)]
            struct A;
        ))
        .is_empty()
    );
}

#[test]
fn enums_and_unions_are_one_error_each() {
    let by_hand = |what| format!("`Collection` is derived for structs: for {what}, write `impl Collection` by hand");
    assert_eq!(
        errors(quote!(
            enum A {
                #[collection(keep)]
                B(u8),
                C(String),
            }
        )),
        [by_hand("an enum")]
    );
    assert_eq!(errors(quote!(union A { a: u8, b: String })), [by_hand("a union")]);
}

#[test]
fn every_mistake_is_found() {
    let found = errors(quote! {
        #[collection(keep)]
        #[collection(output = A)]
        #[collection(output = "B")]
        #[collection(derive = Debug)]
        #[collection(derives(Debug))]
        struct A {
            #[collection(kept)]
            a: u8,
            #[collection(keep = true)]
            b: u8,
            #[collection(output = C)]
            c: u8,
        }
    });
    assert_eq!(
        found,
        [
            "`keep` goes on a field: it is carried through unchanged",
            "`output` takes a name: `output = Totals`",
            "`derive` takes a list: `derive(Debug, PartialEq)`",
            "unknown option: a struct takes `output = Name`, `derive(..)` and `crate = path`, a field takes `keep`",
            "`output` names the struct of the results, which is another",
            "unknown option: a field takes `keep`, a struct takes `output = Name`, `derive(..)` and `crate = path`",
            "`keep` takes no value",
            "this option goes on the struct: a field takes `keep`",
        ]
    );
}

#[test]
fn what_is_said_twice_is_an_error() {
    assert_eq!(
        errors(quote!(
            #[collection(output = B, output = C)]
            struct A;
        )),
        ["`output` is given twice"]
    );
    assert_eq!(
        errors(quote!(
            #[collection(crate = b, crate = c)]
            struct A;
        )),
        ["`crate` is given twice"]
    );
}
