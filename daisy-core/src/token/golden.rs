//! Content digests of std's types, pinned.
//!
//! These never change. Results are kept under digests like these for longer than any build lives;
//! a new form of content gets a new tag, and the old values stay as they are.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::tests::digest;

macro_rules! golden {
    ($($value:expr => $hex:literal,)+) => {[$((
        stringify!($value),
        blake3::Hash::from_bytes(digest(&$value)).to_hex().to_string(),
        $hex,
    )),+]};
}

#[test]
#[rustfmt::skip]
fn digests_never_change() {
    let table = golden! {
        true => "db6f7af71162ce4d8f21105b3b526b3359876f6140ae02ce600fc516b988cfe7",
        'x' => "7d21379e79fedacd52c9a06eb9d3866f0138228eebe9aebdecd2ed4d26b3ed22",
        1u8 => "13dc606027c330fbb77df495104d42c1a9d84cb4cd487e87dc62cb48aed5de65",
        1u16 => "5944e76ba5f9622ae17e58ed10c5ff77e307544c17bfeca9f750ea1d4c7df5b5",
        1u32 => "9897442d90d479875c877320ed59116fa9122b953b9d87545ae24dbfb158b7a9",
        1u64 => "a0afedcefbb659806f4bf2634d5871e20aed32974ac6b567681930aaaeac1f88",
        1u128 => "20c514a037315fe88edfc5c3682eb9673d58d600271fcdd516496c30ba8ed6bc",
        1usize => "2463af2a6433a5f74c92cc1785945a26a9505781eec33bc8c26a4e6d59186bb9",
        -1i8 => "16016e1324e5b22f3398d315aae701061c23424c5793b7e06d07ee7792719c83",
        -1i16 => "73bde5ff2e9b996a90e05fab6290dcf67510614eecb8f44f85f0c424b2d23b3c",
        -1i32 => "01bac8e3354708501255502ffa01884f56adf34f61d80aa47efd95ee781102d4",
        -1i64 => "7b7d6a40c094f1ecec42014f644340ddba1a48313b4aca18364ad6cc8a83c47e",
        -1i128 => "b65f5f68b832f5699e0b3cb320142968e2c4ecf426186c64f44429ef8bd500b0",
        -1isize => "c26683b6c189469c6e7524be89bf0d16553f0e97bda5ba25ae27072a5f470a8b",
        1.5f32 => "e6e627367aa778789be79a982284c3b91c7e15dd9a085d2d0db3e8d81117248f",
        1.5f64 => "1e4ae227e4c57f78762dd8c46959d2b6d7af06896e22d506b4c2852db23f0a04",
        -0.0f64 => "e9c5078e4970742accede990d8010f826142173bdd1c49a210a1297333fd58fc",
        "text" => "ad8cbaa68397b2b2665414a7ce49cca0231afe1191eeddce33e5fbb4659c31e2",
        *"" => "139b8eeb3abfa3d3aca52c82eefbcbcc44ccd2e7bf6632701a8799c3f543d906",
        Path::new("a/b") => "b7ad7d39c07e06088bf5e05bd0df54eb983f3a33845562a2a2b2c00da1b53d15",
        *std::ffi::OsStr::new("text") => "720431ed9b9dec815bc146bc80057d8975071efdc95cdc564bae3c10e6ae2726",
        c"text" => "d2ed8277ce768591e9d528020229e663048cea614cbb6934a67fb9d5c1a1c1a9",
        () => "da88f1fee1489474e4fd60e67a1d215056fcd8c05259670148eacb72cb609118",
        (1u8,) => "0a180b36eabf1ea7dc2d7791764812ce6f56c6c0f5cfce7891c2335a426f6b3f",
        (1u8, "a", 2.0f64) => "ea1704f8a6278c9c24dd68a08abd378a2eef2f4635634a6e8d878d9072b504ef",
        [1u8, 2, 3] => "6bf45d91b0cb79371083a17e7396e681e8a3763a60fa873899d71639cd2092bf",
        [1.0f64, 2.0] => "5bd3a7698feae677ae188578f1f19e247b6120e1edeb877ccab155befbd15ff0",
        [[1i64, 2], [3, 4]] => "809f6f8eec75a5d22a8d1c428777d6e06fd738024373cfc8477b4bbf1eaf25e9",
        ["a", "b"] => "292f1d8434af544855709e872d297c8175e8a940c97f916b4911cd198a6e88cb",
        [true, false] => "e417c790b9c496dab548df5b3407b74befd04cf72156233d9722e1687ce4503f",
        [1usize, 2] => "7c300302bad2d6d7bb62a2236509b30a4c41e7e5ba1933fa3d5f1c220859455f",
        vec![0u8; 300] => "ba8c5363a6cf66a26227b3c84ddf7b86afc574d7626458e789dd6f938fafb761",
        vec![1i64; 10_000] => "c8ddf946f09df8a911db940b94307b15f98943d70c58213427aa3f4e1aec9144",
        [0u8; 0] => "fe8f3a02dd4d09415fe596cad96a2993b0ffd7315eb6ae4724ad53a37d53a042",
        None::<u8> => "273d1a59d464aebada4891bd920a941f660b0702054d883d74d738111fd37704",
        Some(1u8) => "bd38562c6a249a765e7df18676f5e63cff8a4fc812e9cd0cd989812b48e1a3b5",
        Ok::<u8, u8>(1) => "01e9a369f472da0cc5451dc24c6bb30ee835f8393eb18ab8a692bb132df9cca2",
        Err::<u8, u8>(1) => "92ee51b772c184732e418ed82dff73011578e5969af2012075e11b4575b13db2",
        BTreeSet::from([1u8, 2, 3]) => "d5197f6c48a947779038c56ebd154e21e50462a7be15756a6f70383a6ab22139",
        BTreeMap::from([("a", 1u8), ("b", 2)]) => "36ed5674b2402400b3addff8349ee32ad01e1924742bd98038e105a7ba25b7ff",
        BinaryHeap::from([1u8, 2, 2]) => "7252c0cc0d807be657e27c481501a0f81bbe945b8331fea1e89b0a093cbbc22c",
        NonZero::new(1u8).expect("not zero") => "1f650413d118127651d3017d203b9ed7c24ffbe2db726bba41dd458f8a35813d",
        Wrapping(1u8) => "418df405aebd093e8761a2d0d6455f5dec576b5a58851a9ec97302ba8a7caea2",
        Saturating(1u8) => "d7e79db3f68f86fef67e0f7ed602464d597e1f1412ddd3210cfe9e70b76e9ff4",
        Reverse(1u8) => "eccfcddcf18a6f8098274e1f9892e4a5cb15a7a56374e1ac010bcc72a63fb92e",
        Ordering::Greater => "ea4afc4feb8a47c61e2a6caf83c2571ab786e78ac1470a23208c52c2698c5cdd",
        PhantomData::<u8> => "970d954b054b0854a6fc7bd867a36e5e759b130526e2bb98d81b3cc6a4d896f9",
        0u8..1 => "8ee301ff6649f51f0e92b30a4240de079c81792525249a25a06f78324b5e54c5",
        0u8.. => "ab88f3d12fd3027b54e13e05f591030521d66b7b817f16cc2c37f8f9c8494b98",
        ..1u8 => "3511da8d30f75ded75e36f91003d8993b544970f609600e98352e08517515c0f",
        .. => "15c53394e0669c34e1a7d35032cfc5c0c88a7e4aa75efca811244a3e4f419cdb",
        0u8..=1 => "f1aec4cf40e208c9148d56c86f435f73f9ae40d9ad68bc3af6e67c9248d62a61",
        ..=1u8 => "f9f014c61acc7e19321123142c82808242ad75c57f039700a4af22c720d9b9cb",
        Bound::Excluded(1u8) => "f9457fcafc4ec35331cf7717c9418c1f80622e869c0f53b5d75053e76b8b8287",
        Duration::new(1, 2) => "453dea04e34715972f30d120a141081b658df909f712c17c0e4f572e45c9f4bd",
        SystemTime::UNIX_EPOCH - Duration::new(1, 200) => "dd3bd79a6982c335c0f3127fe3579b3069490e9a9e52020427d2305d72ece72a",
        IpAddr::from([127, 0, 0, 1]) => "8adc931caf6af2c78ca4f290a144aea3cee3785fbbddac57ea418af46319376c",
        SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 80)) => "4a26ba90bf9f561485bfb6d78519753fc8fe1dc79070fa66b14c22fb0303fde9",
    };
    let changed = table.iter().filter(|(_, now, pinned)| now != pinned);
    let changed: Vec<_> = changed.map(|(value, now, _)| format!("{value} => \"{now}\",")).collect();
    assert!(changed.is_empty(), "\n{}\n", changed.join("\n"));
}
