//! Keys outlive the process.

use crate::common::functions::{inc, minus, total};
use crate::common::process::in_a_process_of_its_own;
use crate::key;
use daisy::Key;
use std::collections::HashMap;

/// The keys that two runs of this program compare, one a line.
fn sample_keys() -> String {
    let counts: HashMap<String, i64> = (0..50).map(|i| (format!("key {i}"), i)).collect();
    let keys = [
        key(1i64),
        key(counts),
        inc(1).key(),
        minus(inc(1), inc(2)).key(),
        (inc(1) + 2i64).key(),
        inc(1).map(|x| x + 1).key(),
        total(vec![inc(1), inc(2)]).key(),
        Key::new("layer", &3i64).at(5),
    ];
    keys.iter().map(|key| format!("{key}\n")).collect()
}

#[test]
fn keys_are_the_same_from_run_to_run() {
    let Some(said) = in_a_process_of_its_own(&[], || println!("<keys>\n{}</keys>", sample_keys())) else { return };
    let (_, keys) = said.split_once("<keys>\n").expect("the other run prints keys");
    let (keys, _) = keys.split_once("</keys>").unwrap();
    assert_eq!(keys, sample_keys());
}
