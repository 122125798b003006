//! Equal operations on equal inputs are one task, in whatever functions they stand.

use crate::page::show;

#[daisy::inline]
fn mean(readings: &[f64]) -> f64 {
    readings.iter().sum::<f64>() / readings.len() as f64
}

#[daisy::inline]
fn variance(values: &[f64]) -> f64 {
    let center = mean(values);
    values.iter().map(|value| (value - center).powi(2)).sum::<f64>() / values.len() as f64
}

// The mean and the count are there once.
#[daisy::inline]
fn summary(readings: &[f64]) -> (f64, f64) {
    (mean(readings), variance(readings).sqrt())
}

pub fn show() {
    show!(mean(vec![14.0, 18.0]));
    show!(variance(vec![14.0, 18.0]));
    show!(summary(vec![14.0, 18.0]));
}
