//! The source of a program that compares the two sorts of functions.

use super::generator::Body;
use std::fmt::Write;

const HEAD: &str = r#"
#![allow(warnings)]
#![recursion_limit = "512"]
use std::error::Error as _;

pub mod both {
    pub fn p_mix(a: i64, b: i64) -> i64 { a.wrapping_mul(31) ^ b }
    pub fn p_ref(a: &i64, b: i64) -> i64 { a.wrapping_sub(b) }
    pub fn p_sum(v: &[i64]) -> i64 { v.iter().fold(1, |a, e| a.wrapping_mul(3).wrapping_add(*e)) }
    pub fn p_total(v: Vec<i64>) -> i64 { v.iter().fold(5, |a, e| a.wrapping_mul(7).wrapping_add(*e)) }
    pub fn p_same<T>(x: T) -> T { x }
    pub fn p_push(mut v: Vec<i64>, x: i64) -> Vec<i64> { v.push(x); v.truncate(9); v }
    pub fn p_scale(x: f64, k: f64) -> f64 { x * k - 1.0 }
    pub fn p_pair(a: i64, b: f64) -> (i64, f64) { (a.wrapping_add(1), b * 0.5) }
    pub fn p_shown(x: &dyn std::fmt::Display) -> String { format!("<{x}>") }
    pub fn p_text(s: &str) -> i64 { s.bytes().fold(7, |a, b| a.wrapping_mul(31).wrapping_add(i64::from(b))) }
    pub fn p_apply<F: Fn(&i64) -> i64>(f: F, x: i64) -> i64 { f(&x).wrapping_sub(f(&3)) }
    pub fn p_even(a: i64) -> Result<i64, String> { if a % 2 == 0 { Ok(a / 2) } else { Err("odd".to_string()) } }
}

pub mod now {
    pub use super::both::*;
    pub fn d_mix(a: i64, b: i64) -> i64 { a.wrapping_add(b.wrapping_mul(7)) }
    pub fn d_sorted(v: &[i64]) -> Vec<i64> { let mut v = v.to_vec(); v.sort(); v }
    pub fn d_pair(a: i64, b: f64) -> (i64, f64) { (a ^ 85, b + 0.25) }
    pub fn d_scale(x: f64, k: f64) -> f64 { x / (k * k + 1.0) }
    pub fn d_even(a: i64) -> Result<i64, String> { super::both::p_even(a) }
    pub fn n_mix(a: i64, b: i64) -> i64 { let c = a ^ b; if c > a { c & 1023 } else { b.wrapping_sub(c) } }
    pub fn n_scale(x: f64, k: f64) -> f64 { (x + k) * x.min(k) }
    pub fn n_count(v: &[i64], x: i64) -> i64 { v.iter().filter(|e| **e < x).count() as i64 }
}

pub mod later {
    pub use super::both::*;
    #[daisy::delayed]
    pub fn d_mix(a: i64, b: i64) -> i64 { super::now::d_mix(a, b) }
    #[daisy::delayed]
    pub fn d_sorted(v: &[i64]) -> Vec<i64> { super::now::d_sorted(v) }
    #[daisy::delayed]
    pub async fn d_pair(a: i64, b: f64) -> (i64, f64) { super::now::d_pair(a, b) }
    #[daisy::delayed]
    pub fn d_scale(x: f64, k: f64) -> f64 { super::now::d_scale(x, k) }
    #[daisy::delayed]
    pub fn d_even(a: i64) -> Result<i64, String> { super::now::d_even(a) }
    #[daisy::inline]
    pub fn n_mix(a: i64, b: i64) -> i64 { let c = a ^ b; if c > a { c & 1023 } else { b.wrapping_sub(c) } }
    #[daisy::inline]
    pub fn n_scale(x: f64, k: f64) -> f64 { (x + k) * x.min(k) }
    #[daisy::inline]
    pub fn n_count(v: &[i64], x: i64) -> i64 { v.iter().filter(|e| **e < x).count() as i64 }
}

type Input = (i64, i64, f64, bool, Vec<i64>, String);

/// What a task gave, as text: its value, or the text of the user's error.
fn shown<T: daisy::Data + Clone + std::fmt::Debug>(handle: daisy::Delayed<T>) -> daisy::Delayed<String> {
    handle.attempt().map(|result| match result {
        Ok(value) => format!("{:?}", Ok::<_, String>(value)),
        Err(error) => match error.source() {
            Some(own) => format!("{:?}", Err::<(), _>(own.to_string())),
            None => error.to_string(),
        },
    })
}
"#;

const TAIL: &str = r#"
fn inputs() -> Vec<Input> {
    let mut state = 88172645463325252u64;
    let mut next = move || { state ^= state << 13; state ^= state >> 7; state ^= state << 17; state };
    let mut all = Vec::new();
    for round in 0..6 {
        let small = |n: u64| (n % 21) as i64 - 10;
        let wide = |n: u64| if round == 5 { n as i64 } else { (n % 21) as i64 - 10 };
        all.push((
            wide(next()), small(next()), (next() % 400) as f64 / 16.0 - 12.0, next() % 2 == 0,
            (0..4 + next() % 4).map(|_| small(next())).collect(), ["", "ab", "Hello daisy"][next() as usize % 3].to_string(),
        ));
    }
    all
}

fn check(road: &str, input: &Input, got: &[String], wanted: &[String], failed: &mut Vec<usize>) {
    for (i, (got, wanted)) in got.iter().zip(wanted).enumerate() {
        if got != wanted && !failed.contains(&i) {
            failed.push(i);
            eprintln!("body {i}, {road}, {input:?}:\n  inline {got}\n  plain  {wanted}\n{}", SOURCES[i]);
        }
    }
}

fn main() {
    let mut failed = Vec::new();
    for input in inputs() {
        let wanted = plainly(&input);
        let handles = lazily(&input);
        let keys: Vec<_> = handles.iter().map(|handle| handle.key()).collect();
        let again: Vec<_> = lazily(&input).iter().map(|handle| handle.key()).collect();
        assert_eq!(keys, again, "the same calls have the same keys");
        let together = daisy::compute(handles.clone()).on(daisy::Inline).wait().unwrap();
        check("together", &input, &together, &wanted, &mut failed);
        let threads = daisy::compute(handles.clone()).wait().unwrap();
        check("on threads", &input, &threads, &wanted, &mut failed);
        let unfused = daisy::compute(handles.clone()).optimize(false).on(daisy::Inline).wait().unwrap();
        check("not optimized", &input, &unfused, &wanted, &mut failed);
        let alone: Vec<_> = handles.iter().map(|handle| handle.compute().on(daisy::Inline).wait().unwrap()).collect();
        check("alone", &input, &alone, &wanted, &mut failed);
    }
    if failed.is_empty() { println!("{} bodies agree", SOURCES.len()) } else { eprintln!("{failed:?} differ"); std::process::exit(1) }
}
"#;

const PARAMETERS: &str = "a: i64, b: i64, x: f64, c: bool, v: Vec<i64>, s: String";

pub fn program(bodies: &[Body]) -> String {
    let mut out = String::from(HEAD);
    for (i, body) in bodies.iter().enumerate() {
        let (plain, inline, result) = (body.plain(), body.inline(), body.result());
        let _ = write!(
            out,
            "\npub mod b{i} {{\n    pub mod plain {{\n        use crate::now::*;\n        use std::fmt::Write as _;\n        \
             pub fn f({PARAMETERS}) -> {result} {{\n{plain}        }}\n    }}\n    pub mod inline {{\n        use crate::later::*;\n        use std::fmt::Write as _;\n        \
             #[daisy::inline]\n        pub fn f({PARAMETERS}) -> {result} {{\n{inline}        }}\n    }}\n}}\n"
        );
    }
    let call = |module: &str, i: usize| format!("b{i}::{module}::f(a, b, x, c, v.clone(), s.clone())");
    out.push_str(
        "\nfn plainly(input: &Input) -> Vec<String> {\n    let (a, b, x, c, v, s) = input.clone();\n    vec![\n",
    );
    for (i, body) in bodies.iter().enumerate() {
        let call = call("plain", i);
        let result = if body.fallible() { call } else { format!("Ok::<_, String>({call})") };
        let _ = writeln!(out, "        format!(\"{{:?}}\", {result}),");
    }
    out.push_str("    ]\n}\n\nfn lazily(input: &Input) -> Vec<daisy::Delayed<String>> {\n    let (a, b, x, c, v, s) = input.clone();\n    vec![\n");
    for i in 0..bodies.len() {
        let _ = writeln!(out, "        shown({}),", call("inline", i));
    }
    out.push_str("    ]\n}\n\nconst SOURCES: &[&str] = &[\n");
    for body in bodies {
        let _ = writeln!(out, "    {:?},", body.inline());
    }
    out.push_str("];\n");
    out + TAIL
}
