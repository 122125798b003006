//! `#[tokenize(skip)]`: a field that is no part of the content.

use crate::key;
use daisy::prelude::*;

#[derive(Clone, Tokenize)]
#[allow(dead_code)] // what is skipped is read by nobody
struct Cached {
    content: i64,
    #[tokenize(skip)]
    hits: NoContent,
}

/// Has no `Tokenize`, and needs none where it is skipped.
#[derive(Clone)]
struct NoContent(i64);

#[derive(Clone, Tokenize)]
#[allow(dead_code)]
enum Entry {
    Full(i64, #[tokenize(skip)] NoContent),
    Empty {
        #[tokenize(skip)]
        hits: NoContent,
    },
}

#[test]
fn a_skipped_field_does_not_count() {
    let cached = |content, hits| Cached { content, hits: NoContent(hits) };
    assert_eq!(key(cached(1, 2)), key(cached(1, 3)));
    assert_ne!(key(cached(1, 2)), key(cached(2, 2)));
    assert_eq!(cached(1, 2).hits.0, 2);
}

#[test]
fn nor_does_one_of_a_variant() {
    let full = |content, hits| key(Entry::Full(content, NoContent(hits)));
    let empty = |hits| key(Entry::Empty { hits: NoContent(hits) });
    assert_eq!(full(1, 2), full(1, 3));
    assert_ne!(full(1, 2), full(2, 2));
    assert_eq!(empty(1), empty(2));
    assert_ne!(empty(1), full(1, 1));
}
