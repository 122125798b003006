//! The last to need a value gets it without a copy; what is declared a reference is never copied.

use crate::page::show;

fn sorted(mut readings: Vec<i64>) -> Vec<i64> {
    readings.sort();
    readings
}

// Plain Rust would say that `readings` has moved.
#[daisy::inline]
fn before_and_after(readings: Vec<i64>) -> (Vec<i64>, Vec<i64>) {
    let ordered = sorted(readings);
    (readings, ordered)
}

#[daisy::inline]
fn middle(readings: &[i64]) -> i64 {
    let ordered = sorted(readings.to_vec());
    ordered[ordered.len() / 2]
}

pub fn show() {
    show!(before_and_after(vec![19, 14, 16]));
    show!(middle(vec![19, 14, 16]));
}
