//! Formats of values known while the graph is built, some of which hold handles.

use crate::common::{agree, both, distinct};
use std::collections::BTreeMap;

/// No more than `Debug`.
#[derive(Debug)]
struct Bare(i64);

fn tag(x: i64, name: &str) -> String {
    format!("{name}{x}")
}

both! {
    pub fn captured(x: i64) -> String {
        let mut parts = Vec::new();
        for i in 0..2 {
            parts.push(x + i);
        }
        format!("{parts:?}")
    }

    pub fn given(x: i64) -> String {
        let (mut parts, k) = (Vec::new(), 3);
        for i in 0..2 {
            parts.push(x + i);
        }
        let s = format!("{:?}{k} {}", parts, parts[1]);
        s + "!"
    }

    pub fn of_a_part(x: i64) -> String {
        let mut parts = Vec::new();
        parts.push(x + 1);
        let mut last = tag(x, "first");
        for part in &parts {
            let shown = format!("{part}");
            last = tag(x, &shown) + &last;
        }
        last
    }

    pub fn two_of_one_text(x: i64) -> Vec<String> {
        let mut parts = Vec::new();
        parts.push(x);
        let mut all = Vec::new();
        {
            let k = 1;
            all.push(format!("{parts:?}{k}{}", -k));
        }
        {
            let k = 2;
            all.push(format!("{parts:?}{k}{}", -k));
        }
        all
    }

    pub fn of_values(x: i64) -> String {
        let (w, numbers, mut named) = (4, vec![1, 2], BTreeMap::new());
        let mut all = String::new();
        for i in 0..2 {
            named.insert(format!("k{i}"), i);
            let name = format!("part-{i}-{:?}-{}", numbers, numbers[0]);
            let wide = format!("{:?}{w:>w$}", Bare(3));
            all = tag(x, &name) + &wide + &all;
        }
        let one = named[&format!("k{}", 1)];
        tag(x + one, &format!("{all_names}", all_names = named.len()))
    }
}

#[test]
fn handles_show_their_values() {
    agree!(captured(7));
    agree!(given(7));
    agree!(of_a_part(7));
    agree!(two_of_one_text(7));
}

#[test]
fn values_are_shown_at_once() {
    agree!(of_values(7));
}

#[test]
fn what_is_shown_is_part_of_the_key() {
    #[daisy::inline]
    fn first(x: i64) -> String {
        let (mut parts, k) = (Vec::new(), 1);
        parts.push(x);
        format!("{parts:?}{k}")
    }
    #[daisy::inline]
    fn second(x: i64) -> String {
        let (mut parts, k) = (Vec::new(), 2);
        parts.push(x);
        format!("{parts:?}{k}")
    }
    assert_eq!(distinct(&[first(1), second(1), first(2)]), 3);
}
