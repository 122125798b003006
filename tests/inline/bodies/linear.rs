//! Arrays of the `ndarray` crate.

use crate::common::{agree, both, cases};
use ndarray::{Array1, Array2, Axis};
use proptest::collection::vec;
use proptest::prelude::*;

both! {
    pub fn scaled_sum(a: f64, x: Array1<f64>, y: Array1<f64>) -> Array1<f64> {
        x * a + y
    }

    pub fn normalised(x: &Array1<f64>) -> Array1<f64> {
        let mean = x.mean().unwrap_or(0.0);
        let centred = x - mean;
        let norm = centred.dot(&centred).sqrt();
        if norm == 0.0 { centred } else { centred / norm }
    }

    pub fn descent(start: &Array1<f64>, xs: &Array2<f64>, ys: &Array1<f64>, steps: usize) -> Array1<f64> {
        let mut w = start.clone();
        for _ in 0..steps {
            let error = xs.dot(&w) - ys;
            w = &w - &(xs.t().dot(&error) * 0.01);
        }
        w
    }

    pub fn power(m: &Array2<f64>, start: Array1<f64>) -> Array1<f64> {
        let mut v = start;
        for _ in 0..4 {
            v = m.dot(&v);
            let norm = v.dot(&v).sqrt() + 1.0;
            v = v / norm;
        }
        v
    }

    pub fn sums(a: &Array1<f64>, b: &Array1<f64>) -> Array1<f64> {
        let sum = a + b;
        let next = &sum + 1.0;
        sum + next
    }

    pub fn row_means(m: &Array2<f64>) -> Vec<f64> {
        m.rows().into_iter().map(|row| row.sum() / row.len() as f64).collect()
    }

    pub fn centred_columns(m: &Array2<f64>) -> Array2<f64> {
        let means = m.sum_axis(Axis(0)) / m.len_of(Axis(0)) as f64;
        m - &means
    }

    pub fn trace_of_product(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
        let product = a.dot(b);
        product.diag().sum() + product[[0, 0]]
    }
}

fn vector(n: usize) -> impl Strategy<Value = Array1<f64>> {
    vec(-5.0..5.0f64, n).prop_map(Array1::from)
}

fn square(n: usize) -> impl Strategy<Value = Array2<f64>> {
    vec(-5.0..5.0f64, n * n).prop_map(move |items| Array2::from_shape_vec((n, n), items).unwrap())
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn vectors(a in -5.0..5.0f64, x in vector(4), y in vector(4)) {
        agree!(scaled_sum(a, x.clone(), y.clone()));
        agree!(normalised(&x));
        agree!(normalised(&(&x * 0.0)));
        agree!(sums(&x, &y));
    }

    #[test]
    fn descent(start in vector(3), xs in square(3), ys in vector(3), steps in 0..6usize) {
        agree!(descent(&start, &xs, &ys, steps));
    }

    #[test]
    fn matrices(a in square(3), b in square(3), start in vector(3)) {
        agree!(power(&a, start.clone()));
        agree!(row_means(&a));
        agree!(centred_columns(&a));
        agree!(trace_of_product(&a, &b));
    }
}
