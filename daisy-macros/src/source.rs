//! Source as text: the digest of a function's, part of its key, and what a reader gets to see.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// 128-bit FNV-1a of the text of these tokens. White space, comments and places do not count.
///
/// Nor does whether punctuation is one token or two: a macro by example may change it without changing the meaning.
pub(crate) fn digest(tokens: TokenStream) -> u128 {
    let mut hash = OFFSET;
    feed(tokens, false, &mut hash);
    hash
}

/// The same, in which `&&` and `& &` differ.
pub(crate) fn digest_spaced(tokens: TokenStream) -> u128 {
    let mut hash = OFFSET;
    feed(tokens, true, &mut hash);
    hash
}

/// Every token ends in a byte that no token contains, so that `a b` and `ab` differ.
fn feed(tokens: TokenStream, spaced: bool, hash: &mut u128) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("\u{1}", "\u{2}"),
                };
                write(open, hash);
                feed(group.stream(), spaced, hash);
                write(close, hash);
            }
            TokenTree::Punct(punct) => {
                write(punct.as_char().encode_utf8(&mut [0; 4]), hash);
                if spaced && punct.spacing() == Spacing::Alone {
                    write(" ", hash);
                }
            }
            TokenTree::Ident(ident) => write(&ident.to_string(), hash),
            TokenTree::Literal(literal) => write(&literal.to_string(), hash),
        }
    }
}

fn write(text: &str, hash: &mut u128) {
    for byte in text.bytes().chain([0]) {
        *hash = (*hash ^ u128::from(byte)).wrapping_mul(PRIME);
    }
}

/// The text as `rustfmt` has it; as it is if there is none.
pub(crate) fn formatted(text: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let run = || {
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        rustfmt.stdin.take()?.write_all(text.as_bytes()).ok()?;
        let output = rustfmt.wait_with_output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
    };
    run().unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> u128 {
        digest(source.parse().unwrap())
    }

    #[test]
    fn is_fnv_1a() {
        // `a` and the end mark, by hand.
        let a = (OFFSET ^ 0x61).wrapping_mul(PRIME);
        assert_eq!(of("a"), a.wrapping_mul(PRIME));
        assert_eq!(of(""), OFFSET);
    }

    #[test]
    fn tells_tokens_apart() {
        let all = ["a b", "ab", "(a) b", "(a b)", "[a b]", "a + b", "\"a b\""];
        let digests: std::collections::HashSet<_> = all.iter().map(|text| of(text)).collect();
        assert_eq!(digests.len(), all.len());
    }

    #[test]
    fn ignores_layout_and_comments() {
        assert_eq!(of("f(a,b) /* x */"), of("f ( a ,\n b ) // y\n"));
    }
}
