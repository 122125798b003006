//! The rules of content, each on values.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CStr, CString, OsStr, OsString};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::*;

pub(super) fn digest<T: Tokenize + ?Sized>(value: &T) -> [u8; 32] {
    let mut to = Tokenizer::keyed(&[0; 32]);
    to.add(value);
    to.finish()
}

#[track_caller]
pub(super) fn all_differ(digests: impl IntoIterator<Item = [u8; 32]>) {
    let mut seen = HashMap::new();
    for (index, digest) in digests.into_iter().enumerate() {
        if let Some(before) = seen.insert(digest, index) {
            panic!("values {before} and {index} have one digest");
        }
    }
}

macro_rules! assert_differ {
    ($($value:expr),+ $(,)?) => { all_differ([$(digest(&$value)),+]) };
}

macro_rules! assert_agree {
    ($first:expr $(, $value:expr)+ $(,)?) => {
        $(assert_eq!(digest(&$first), digest(&$value), stringify!($value));)+
    };
}

#[test]
fn primitives_are_told_apart() {
    assert_differ!(
        1u8,
        1u16,
        1u32,
        1u64,
        1u128,
        1usize,
        1i8,
        1i16,
        1i32,
        1i64,
        1i128,
        1isize,
        1.0f32,
        1.0f64,
        true,
        '\u{1}',
        '1',
        "1",
        *b"1",
        (),
        (1u8,),
        [1u8],
    );
    assert_differ!(2u8, 513u16, (1u8, 2u8), (2u8, 1u8), [1u8, 2u8], (1u8, 2u8, 0u8));
    assert_differ!(-1i64, u64::MAX, i64::MAX, i64::MIN, i128::MIN, u128::MAX);
}

#[test]
fn floats_are_their_bits() {
    assert_differ!(0.0, -0.0, f64::NAN, -f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, 5e-324);
    assert_differ!(0.0f32, -0.0f32, f32::NAN, 0.0f64);
    assert_agree!(f64::NAN, f64::from_bits(f64::NAN.to_bits()));
}

#[test]
fn wrappers_are_told_apart_from_what_they_wrap() {
    assert_differ!(
        7u8,
        NonZero::new(7u8).expect("not zero"),
        NonZero::new(7i8).expect("not zero"),
        Wrapping(7u8),
        Saturating(7u8),
        Reverse(7u8),
        Some(7u8),
        Some(Some(7u8)),
        Ok::<u8, u8>(7),
        Err::<u8, u8>(7),
        Bound::Included(7u8),
        Bound::Excluded(7u8),
        Bound::<u8>::Unbounded,
        None::<u8>,
        PhantomData::<u8>,
        PhantomData::<str>,
        Ordering::Less,
        Ordering::Equal,
        Ordering::Greater,
    );
}

#[test]
fn pointers_have_the_content_of_what_they_hold() {
    assert_agree!(7u8, &7u8, &&7u8, &mut 7u8, Box::new(7u8), Rc::new(7u8), Arc::new(7u8));
    assert_agree!(*"a", "a", String::from("a"), Cow::Borrowed("a"), Cow::<str>::Owned("a".into()));
    assert_agree!(*"a", Box::<str>::from("a"), Rc::<str>::from("a"), Arc::<str>::from("a"));
}

#[test]
fn kinds_of_text_are_told_apart() {
    assert_agree!(*Path::new("a"), PathBuf::from("a"), Path::new("a"));
    assert_agree!(*OsStr::new("a"), OsString::from("a"));
    assert_agree!(*c"a", CString::from(c"a"), c"a".to_owned());
    assert_differ!(*"a", *Path::new("a"), *OsStr::new("a"), *c"a", 'a', *b"a");
    assert_differ!(*"", *Path::new(""), *OsStr::new(""), *CStr::to_owned(c""), ());
    assert_differ!(*Path::new("a/b"), *Path::new("a//b"), *Path::new("a/b/"));
    assert_differ!(("a", "bc"), ("ab", "c"), ("abc", ""), ["a", "bc"], ["ab", "c"]);
}

#[test]
fn sequences_share_a_form() {
    let mut deque = VecDeque::from([9, 9, 1i64]);
    deque.extend([2, 3]);
    deque.drain(..2);
    deque.rotate_left(2);
    deque.rotate_right(2);
    let mut wrapped = VecDeque::with_capacity(4);
    wrapped.extend([0, 0, 0, 1i64]);
    wrapped.drain(..3);
    wrapped.extend([2, 3]);
    assert!(!wrapped.as_slices().1.is_empty(), "it wraps around");
    assert_agree!(vec![1i64, 2, 3], [1i64, 2, 3], [1i64, 2, 3][..], deque, wrapped);
    assert_agree!(vec![1i64, 2, 3], LinkedList::from([1i64, 2, 3]));
    let words = ["a".to_owned(), "b".to_owned()];
    assert_agree!(words, words.to_vec(), VecDeque::from(words.clone()), LinkedList::from(words.clone()));
    assert_agree!([[1u8, 2], [3, 4]], vec![[1u8, 2], [3, 4]], LinkedList::from([[1u8, 2], [3, 4]]));
    let long: Vec<[u32; 3]> = (0..5_000).map(|n| [n, n * n, 3]).collect();
    let (list, mut wrapped) = (LinkedList::from_iter(long.clone()), VecDeque::from_iter(long.clone()));
    wrapped.rotate_left(1_000);
    wrapped.rotate_right(1_000);
    assert_agree!(long, list, wrapped, long.clone().into_boxed_slice());
    assert_differ!(long, long.as_flattened().to_vec(), long[1..].to_vec());
}

#[test]
fn the_shape_of_sequences_is_content() {
    assert_differ!(
        [1u8, 2, 3, 4],
        [[1u8, 2], [3, 4]],
        [[1u8, 2, 3, 4]],
        [[[1u8, 2], [3, 4]]],
        [[1u8], [2], [3], [4]],
        vec![vec![1u8, 2], vec![3, 4]],
        vec![vec![1u8, 2, 3], vec![4]],
        vec![vec![1u8, 2, 3, 4], vec![]],
        (1u8, 2u8, 3u8, 4u8),
        ((1u8, 2u8), (3u8, 4u8)),
        u32::from_le_bytes([1, 2, 3, 4]),
        [u32::from_le_bytes([1, 2, 3, 4])],
        [Some(1u8), Some(2), Some(3), Some(4)],
    );
    assert_differ!([0u8; 0], [0i8; 0], [0u8; 1], [[0u8; 0]; 2], [[0u8; 0]; 3], [""; 0], ());
    assert_differ!([(); 1], [(); 2], ((), ()), ((),));
    assert_differ!([true, false], [1u8, 0], [false, true]);
    assert_differ!([1usize], [1u64], [1isize], [1i64]);
}

#[test]
fn maps_and_sets_have_no_order() {
    let up: HashMap<_, _> = (0..1000).map(|n| (n, n.to_string())).collect();
    let down: HashMap<_, _> = (0..1000).rev().map(|n| (n, n.to_string())).collect();
    let tree: BTreeMap<_, _> = up.clone().into_iter().collect();
    assert!(!up.keys().eq(down.keys()), "two hash maps iterate in two orders");
    assert_agree!(up, down, tree);

    let up: HashSet<_> = (0..1000).collect();
    let down: HashSet<_> = (0..1000).rev().collect();
    assert_agree!(up, down, BTreeSet::from_iter(up.clone()));

    let up: BinaryHeap<_> = (0..1000).collect();
    let down: BinaryHeap<_> = (0..1000).rev().collect();
    assert!(!up.iter().eq(down.iter()), "two heaps iterate in two orders");
    assert_agree!(up, down);
}

#[test]
fn entries_are_content() {
    assert_differ!(
        BTreeMap::from([(1, 2), (3, 4)]),
        BTreeMap::from([(1, 4), (3, 2)]),
        BTreeMap::from([(1, 2)]),
        BTreeMap::from([((1, 2), ()), ((3, 4), ())]),
        BTreeSet::from([(1, 2), (3, 4)]),
        BTreeSet::from([1, 2, 3, 4]),
        BTreeMap::<i32, i32>::new(),
        BTreeSet::<i32>::new(),
        BinaryHeap::<i32>::new(),
        BinaryHeap::from([1, 2, 3, 4]),
        BinaryHeap::from([1, 2, 3, 4, 4]),
        [1, 2, 3, 4],
    );
}

#[test]
fn ranges_times_and_addresses() {
    let mut spent = 1u8..=1;
    spent.next();
    let epoch = SystemTime::UNIX_EPOCH;
    assert_differ!(
        0u8..1,
        0u8..,
        ..1u8,
        ..,
        1u8..=1,
        spent,
        ..=1u8,
        (0u8, 1u8),
        Duration::new(1, 0),
        Duration::new(0, 1),
        1u64,
        epoch + Duration::from_secs(1),
        epoch - Duration::from_secs(1),
        epoch,
        Ipv4Addr::LOCALHOST,
        Ipv6Addr::LOCALHOST,
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        SocketAddr::from((Ipv4Addr::LOCALHOST, 1)),
        SocketAddr::from((Ipv4Addr::LOCALHOST, 2)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 1)),
        u32::from(Ipv4Addr::LOCALHOST),
    );
}

#[test]
fn listings_show_lengths() {
    assert_eq!(vec![0i64; 1000].describe().as_deref(), Some("[i64; 1000]"));
    assert_eq!([0.0; 3].describe().as_deref(), Some("[f64; 3]"));
    assert_eq!([String::new()][..].describe().as_deref(), Some("[String; 1]"));
    assert_eq!(Arc::new(vec![vec![0u8]]).describe().as_deref(), Some("[Vec<u8>; 1]"));
    assert_eq!(1u8.describe(), None);
    assert_eq!("text".describe(), None);
}
