//! Numbers: statistics, polynomials, integration, loops until something holds.

use crate::common::{agree, both, cases};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A plain function that the bodies call.
fn curve(x: f64) -> f64 {
    x * x * 0.5 - x + 2.0
}

both! {
    pub fn mean(xs: &[f64]) -> f64 {
        xs.iter().sum::<f64>() / xs.len() as f64
    }

    pub fn variance(xs: Vec<f64>) -> f64 {
        let n = xs.len() as f64;
        let mean = xs.iter().sum::<f64>() / n;
        xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n
    }

    pub fn correlation(xs: &[f64], ys: &[f64]) -> f64 {
        let (mx, my) = (mean(xs), mean(ys));
        let cov = xs.iter().zip(ys).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>();
        let sx = xs.iter().map(|x| (x - mx).powi(2)).sum::<f64>().sqrt();
        let sy = ys.iter().map(|y| (y - my).powi(2)).sum::<f64>().sqrt();
        if sx == 0.0 || sy == 0.0 { 0.0 } else { cov / (sx * sy) }
    }

    pub fn polynomial(x: f64) -> f64 {
        let mut acc = 0.0;
        for c in [1.0, -2.0, 0.5, 3.0] {
            acc = acc * x + c;
        }
        acc
    }

    pub fn horner(coefficients: &[f64], x: f64) -> f64 {
        coefficients.iter().rev().fold(0.0, |acc, c| acc * x + c)
    }

    pub fn integral(a: f64, b: f64) -> f64 {
        let n = 8;
        let h = (b - a) / n as f64;
        let mut sum = (curve(a) + curve(b)) / 2.0;
        for i in 1..n {
            sum += curve(a + h * i as f64);
        }
        sum * h
    }

    pub fn root(x: f64) -> f64 {
        let mut guess = x / 2.0 + 1.0;
        let mut steps = 0;
        while (guess * guess - x).abs() > 1e-9 && steps < 50 {
            guess = (guess + x / guess) / 2.0;
            steps += 1;
        }
        guess
    }

    pub fn collatz(n: u64) -> (u64, u64) {
        let mut n = n;
        let mut top = n;
        let mut steps = 0;
        while n > 1 {
            n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
            if n > top {
                top = n;
            }
            steps += 1;
        }
        (steps, top)
    }

    pub fn decay(start: f64, rate: f64, steps: usize) -> f64 {
        let mut y = start;
        for _ in 0..steps {
            let k1 = -rate * y;
            let k2 = -rate * (y + 0.005 * k1);
            y += 0.01 * k2;
        }
        y
    }

    pub fn heat(rod: Vec<f64>, steps: usize) -> Vec<f64> {
        let mut now = rod;
        for _ in 0..steps {
            let mut next = now.clone();
            for i in 1..now.len().saturating_sub(1) {
                next[i] = now[i] + 0.1 * (now[i - 1] - 2.0 * now[i] + now[i + 1]);
            }
            now = next;
        }
        now
    }

    pub fn gcd(a: u64, b: u64) -> u64 {
        let (mut a, mut b) = (a, b);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    }

    pub fn clamped(x: f64, low: f64, high: f64) -> f64 {
        if x < low {
            low
        } else if x > high {
            high
        } else {
            x
        }
    }

    pub fn roots(a: f64, b: f64, c: f64) -> Option<(f64, f64)> {
        let d = b * b - 4.0 * a * c;
        if d < 0.0 {
            None
        } else {
            let r = d.sqrt();
            Some(((-b - r) / (2.0 * a), (-b + r) / (2.0 * a)))
        }
    }

    pub fn distance(p: (f64, f64), q: (f64, f64)) -> f64 {
        let (px, py) = p;
        let dx = px - q.0;
        let dy = py - q.1;
        (dx * dx + dy * dy).sqrt()
    }

    pub fn grown(principal: f64, rate: f64, years: i32) -> f64 {
        principal * (1.0 + rate / 100.0).powi(years)
    }

    pub fn histogram(xs: &[i64], width: i64) -> BTreeMap<i64, usize> {
        xs.iter().fold(BTreeMap::new(), |mut bins, x| {
            *bins.entry(x.div_euclid(width)).or_default() += 1;
            bins
        })
    }

    pub fn weekday(year: i64, month: i64, day: i64) -> i64 {
        let y = if month < 3 { year - 1 } else { year };
        let m = if month < 3 { month + 9 } else { month - 3 };
        let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day;
        (days + 2).rem_euclid(7)
    }

    pub fn bits(x: u64) -> (u32, u64, bool) {
        let swapped = (x & 0xff) << 8 | (x >> 8) & 0xff;
        (x.count_ones(), swapped ^ 0x0f0f, x & !1 == x)
    }

    pub fn primes(limit: usize) -> Vec<usize> {
        (2..limit).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0)).collect()
    }

    pub fn search(sorted: &[i64], wanted: i64) -> Option<usize> {
        let mut low = 0;
        let mut high = sorted.len();
        while low < high {
            let middle = (low + high) / 2;
            if sorted[middle] < wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low < sorted.len() && sorted[low] == wanted { Some(low) } else { None }
    }
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    vec(-100.0..100.0f64, 1..12)
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn mean(xs in numbers()) {
        agree!(mean(&xs));
    }

    #[test]
    fn variance(xs in numbers()) {
        agree!(variance(xs.clone()));
    }

    #[test]
    fn correlation(xs in numbers(), ys in numbers()) {
        agree!(correlation(&xs, &ys));
        agree!(correlation(&xs, &xs));
    }

    #[test]
    fn polynomials(x in -9.0..9.0f64, coefficients in numbers()) {
        agree!(polynomial(x));
        agree!(horner(&coefficients, x));
    }

    #[test]
    fn integral(a in -9.0..9.0f64, b in -9.0..9.0f64) {
        agree!(integral(a, b));
    }

    #[test]
    fn root(x in 0.0..1e6f64) {
        agree!(root(x));
    }

    #[test]
    fn collatz(n in 0..10_000u64) {
        agree!(collatz(n));
    }

    #[test]
    fn decay(start in -9.0..9.0f64, rate in 0.0..3.0f64, steps in 0..20usize) {
        agree!(decay(start, rate, steps));
    }

    #[test]
    fn heat(rod in vec(0.0..100.0f64, 0..8), steps in 0..6usize) {
        agree!(heat(rod.clone(), steps));
    }

    #[test]
    fn gcd(a in 0..10_000u64, b in 0..10_000u64) {
        agree!(gcd(a, b));
    }

    #[test]
    fn clamped(x in -9.0..9.0f64, low in -5.0..0.0f64, high in 0.0..5.0f64) {
        agree!(clamped(x, low, high));
    }

    #[test]
    fn roots(a in 1.0..9.0f64, b in -9.0..9.0f64, c in -9.0..9.0f64) {
        agree!(roots(a, b, c));
    }

    #[test]
    fn distance(p in (-9.0..9.0f64, -9.0..9.0f64), q in (-9.0..9.0f64, -9.0..9.0f64)) {
        agree!(distance(p, q));
    }

    #[test]
    fn grown(principal in 0.0..1e5f64, rate in 0.0..9.0f64, years in 0..40i32) {
        agree!(grown(principal, rate, years));
    }

    #[test]
    fn histogram(xs in vec(-50..50i64, 0..30), width in 1..9i64) {
        agree!(histogram(&xs, width));
    }

    #[test]
    fn weekday(year in 1800..2200i64, month in 1..13i64, day in 1..29i64) {
        agree!(weekday(year, month, day));
    }

    #[test]
    fn bits(x in any::<u64>()) {
        agree!(bits(x));
    }

    #[test]
    fn primes(limit in 0..60usize) {
        agree!(primes(limit));
    }

    #[test]
    fn search(mut sorted in vec(0..40i64, 0..20), wanted in 0..40i64) {
        sorted.sort();
        agree!(search(&sorted, wanted));
    }
}
