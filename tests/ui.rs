//! Compile errors: each at the user's own tokens, once, naming the way out.
//!
//! The messages around ours are those of one compiler, so they are compared on the one the repository is
//! developed with; `TRYBUILD=overwrite cargo test --test ui` writes them again.

#[test]
fn mistakes_are_named_where_they_are() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/delayed/*.rs");
    cases.compile_fail("tests/ui/derive/*.rs");
    cases.compile_fail("tests/ui/collection/*.rs");
    cases.compile_fail("tests/ui/calls/*.rs");
    cases.compile_fail("tests/ui/inline/*.rs");
}
