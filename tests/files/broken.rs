//! Bytes that are no graph of this build: an error that says why, never a panic or another graph.

use crate::functions::*;
use daisy::{Collection, ErrorKind, Graph};
use proptest::prelude::*;

/// Where the digest of the build stands, and where the payload begins.
const BUILD: std::ops::Range<usize> = 15..47;
const PAYLOAD: usize = 55;

fn bytes() -> Vec<u8> {
    (sum(vec![load("a", 1), load("b", 2)]) * 2.0).graph().to_bytes().unwrap()
}

/// The bytes with a checksum that fits.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let checksum = blake3::hash(&bytes[..end]);
    bytes[end..].copy_from_slice(checksum.as_bytes());
    bytes
}

#[track_caller]
fn said(bytes: &[u8]) -> String {
    let error = Graph::from_bytes(bytes).expect_err("broken bytes");
    assert_eq!(error.kind(), ErrorKind::Executor);
    error.to_string()
}

#[test]
fn every_prefix_is_an_error() {
    let whole = bytes();
    for len in 0..whole.len() {
        assert!(said(&whole[..len]).contains("cut off"), "{len}");
    }
    assert!(said(&[&whole[..], b"\0"].concat()).contains("longer than written"));
}

#[test]
fn every_flip_of_a_byte_is_an_error() {
    let whole = bytes();
    for place in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut flipped = whole.clone();
            flipped[place] ^= flip;
            said(&flipped);
        }
    }
}

/// What a checksum does not tell, the keys do: a graph that is read is the one that was written.
#[test]
fn a_flip_under_a_fitting_checksum_makes_no_other_graph() {
    let whole = bytes();
    let graph = Graph::from_bytes(&whole).unwrap();
    for place in PAYLOAD..whole.len() - 32 {
        for flip in [1, 2, 0x40, 0x80, 0xff] {
            let mut flipped = whole.clone();
            flipped[place] ^= flip;
            if let Ok(read) = Graph::from_bytes(&sealed(flipped)) {
                let keys = |graph: &Graph| graph.keys().collect::<Vec<_>>();
                assert!(keys(&read) == keys(&graph) || read.len() < graph.len(), "byte {place}: {read}");
            }
        }
    }
}

#[test]
fn lengths_that_promise_too_much_allocate_nothing() {
    let whole = bytes();
    for place in PAYLOAD..whole.len() - 32 {
        let mut long = whole.clone();
        let end = (place + 9).min(long.len() - 32);
        long[place..end].fill(0xff);
        let _ = Graph::from_bytes(&sealed(long));
    }
}

#[test]
fn another_build_is_refused() {
    let mut foreign = bytes();
    foreign[BUILD].fill(0xab);
    let said = said(&sealed(foreign));
    assert!(said.contains("build abababababab of `files-") && said.contains("this is build "), "{said}");
    assert!(said.contains("make the graph again"), "{said}");
}

#[test]
fn another_format_is_refused() {
    let mut other = bytes();
    other[11] = 9;
    assert!(said(&sealed(other)).contains("version 9 of the format"));
    assert!(said(b"\x89PNG\r\n\x1a\n").contains("does not begin with `daisy graph`"));
}

/// The digest of a function stands before the length of its path.
fn with_digest_before(path: &str) -> Vec<u8> {
    let mut bytes = bytes();
    let place = bytes.windows(path.len()).position(|window| window == path.as_bytes()).unwrap();
    bytes[place - 2] ^= 1;
    sealed(bytes)
}

#[test]
fn an_unknown_function_is_named() {
    let said = said(&with_digest_before("files::functions::sum"));
    assert!(said.contains("calls `files::functions::sum`, version 3 of daisy-rs"), "{said}");
    assert!(said.contains("another text or signature"), "{said}");
}

#[test]
fn an_unknown_type_is_named() {
    let said = said(&with_digest_before("alloc::vec::Vec<files::functions::Table>"));
    assert!(said.contains("type `alloc::vec::Vec<files::functions::Table>`"), "{said}");
}

/// One of each row that layers have, and two held results of a layer's blocks.
fn layered() -> Vec<u8> {
    let base = daisy::blockwise("base", (0..77, 5..82), |(a, b)| load("a", a + b));
    let held = base.block(3).persist().wait().unwrap();
    let kept = base.cull(&[base.key().at(8)]).persist().wait().unwrap();
    let means = daisy::blockwise("means", (&base, &kept), |(part, kept)| part.mean(0.5) * 2.0 + kept.mean(0.5));
    let tree = daisy::tree_reduce("tree", &means, 8, |parts| parts.into_iter().reduce(|a, b| a + b).unwrap());
    let graph = (tree + held.mean(means.block(70))).graph();
    Graph::merge([graph, Collection::graph(&means)]).to_bytes().unwrap()
}

#[test]
fn layers_that_were_cut_or_changed() {
    let whole = layered();
    Graph::from_bytes(&whole).unwrap();
    for place in 0..whole.len() {
        said(&whole[..place]);
        let mut flipped = whole.clone();
        flipped[place] ^= 0x11;
        said(&flipped);
    }
}

/// What a fitting checksum hides may make another graph, as a layer's key is given; it makes no panic.
#[test]
fn layers_that_were_changed_under_a_fitting_checksum() {
    let whole = layered();
    for place in PAYLOAD..whole.len() - 32 {
        for flip in [1, 2, 4, 0x40, 0x80, 0xff] {
            let mut flipped = whole.clone();
            flipped[place] ^= flip;
            let _ = Graph::from_bytes(&sealed(flipped));
        }
        let mut long = whole.clone();
        let end = (place + 9).min(long.len() - 32);
        long[place..end].fill(0xff);
        let _ = Graph::from_bytes(&sealed(long));
    }
}

/// Bytes that stand once in `layered` changed to others.
#[track_caller]
fn said_of_layers(from: &[u8], to: &[u8]) -> String {
    let mut bytes = layered();
    let places: Vec<usize> = (PAYLOAD..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from)).collect();
    assert_eq!(places.len(), 1, "{from:?}");
    bytes[places[0]..places[0] + from.len()].copy_from_slice(to);
    said(&sealed(bytes))
}

#[test]
fn what_does_not_fit_in_a_layer_is_said() {
    let ranges = [3, 0, 77, 3, 5, 82];
    for (to, says) in
        [([3, 0, 77, 3, 5, 81], "one input has 77 blocks, another 76"), ([3, 0, 77, 3, 82, 5], "the range 82..5 falls")]
    {
        let said = said_of_layers(&ranges, &to);
        assert!(said.contains(says), "{said}");
    }
    // The blocks of the tree, none of which is held, and how many it puts together.
    let tree = [1, 0, 77, 0, 8];
    for (to, says) in [
        ([1, 0, 78, 0, 8], "lie past its 77"),
        ([1, 9, 8, 0, 8], "that overlap, fall, or lie past"),
        ([1, 0, 77, 0, 1], "77 blocks together, 1 at a time"),
        ([1, 0, 77, 0, 9], "it has other tasks than it needs"),
    ] {
        let said = said_of_layers(&tree, &to);
        assert!(said.contains(says), "{said}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0..60usize) {
        prop_assert!(Graph::from_bytes(&bytes).is_err());
        let whole = self::bytes();
        let mixed = [&whole[..start], &bytes[..], &[0; 32]].concat();
        prop_assert!(Graph::from_bytes(&mixed).is_err());
        if mixed.len() > PAYLOAD + 32 {
            let mut mixed = mixed;
            mixed[..PAYLOAD].copy_from_slice(&whole[..PAYLOAD]);
            let len = (mixed.len() - PAYLOAD - 32) as u64;
            mixed[47..55].copy_from_slice(&len.to_le_bytes());
            prop_assert!(Graph::from_bytes(&sealed(mixed)).is_err());
        }
    }
}
