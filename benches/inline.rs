//! Inline functions: what a call costs while the graph is built, what an operator costs when it runs fused, the
//! headline's arrays, and what the expansions cost the compiler.
//!
//! The arrays need `--features ndarray`. The compiler is measured by `cargo check` of a crate of two hundred functions,
//! written out for it below cargo's build folder: plain, as tasks, and inline.

mod common;

#[path = "common/compile.rs"]
mod compile;

#[cfg(feature = "ndarray")]
#[path = "../examples/headline/functions.rs"]
mod functions;

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::{Table, measuring, median, nanos, rounds, timed, times, verdict};
use daisy::prelude::*;
use daisy::{Finished, Inline, Observer, Plan, Runtime};

const WORKERS: usize = 2;

/// Operators in `ten`.
const OPERATORS: usize = 10;

#[daisy::inline]
fn ten(a: f64, b: f64) -> f64 {
    let sum = a + b;
    let difference = a - b;
    let product = sum * difference;
    let square = product * product;
    let ratio = square / sum;
    let half = ratio * 0.5;
    let shifted = half + a;
    -shifted + a * 0.25
}

fn plain_ten(a: f64, b: f64) -> f64 {
    let (a, b) = (black_box(a), black_box(b));
    let (sum, difference) = (a + b, a - b);
    let product = sum * difference;
    let half = product * product / sum * 0.5;
    let shifted = half + a;
    -shifted + a * 0.25
}

/// A chain of twice as many operators as steps.
fn steps(steps: usize) -> Delayed<f64> {
    #[daisy::inline]
    fn step(x: f64) -> f64 {
        x * 0.999 + 0.5
    }
    (0..steps).fold(daisy::opaque(1.0), |x, _| step(x))
}

mod build {
    use super::*;

    /// Seconds a call may take.
    const GOAL: f64 = 3e-6;

    const WIDTH: usize = 1_000;

    fn inline(handles: &[Delayed<f64>], calls: usize) -> Duration {
        timed(|| -> Vec<_> { (0..calls).map(|n| ten(&handles[n % WIDTH], &handles[n / WIDTH % WIDTH])).collect() })
    }

    /// BLAKE3 of two digests and an allocation, for every operator.
    fn peer(calls: usize) -> Duration {
        let mut digests = [0; 64];
        timed(|| -> Vec<_> {
            let node = |n: usize| {
                digests[..8].copy_from_slice(&n.to_le_bytes());
                Arc::new((blake3::hash(black_box(&digests)), [0u64; 7]))
            };
            (0..calls * OPERATORS).map(node).collect()
        })
    }

    pub fn measure() {
        let (calls, count) = if measuring() { (100_000, 21) } else { (1_000, 1) };
        let handles: Vec<_> = (0..WIDTH).map(|n| daisy::value(n as f64)).collect();
        assert_eq!(ten(&handles[1], &handles[2]).graph().len(), OPERATORS);
        let measured = rounds(count, [&mut || inline(&handles, calls), &mut || peer(calls)]);
        let [inline, peer] = [0, 1].map(|side| measured.median(side) / calls as f64);
        let mut table = Table::new(
            "Building: a call of an inline function of ten operators; peer: BLAKE3 of 64 bytes and an `Arc` of 88, ten times",
            &["calls", "inline", "an operator", "peer", "ratio", "goal", ""],
        );
        table.row([
            calls.to_string(),
            nanos(inline),
            nanos(inline / OPERATORS as f64),
            nanos(peer),
            times(measured.ratio(0, 1)),
            format!("<= {}", nanos(GOAL)),
            verdict(inline <= GOAL),
        ]);
        println!("{table}");
    }
}

mod run {
    use super::*;

    /// Seconds an operator may take.
    const GOAL: f64 = 30e-9;

    /// When the plan was there, and when the run was over.
    #[derive(Default)]
    struct Clock(Mutex<Option<Instant>>, Mutex<Duration>);

    impl Observer for Clock {
        fn plan(&self, _: &Plan) {
            *self.0.lock().unwrap() = Some(Instant::now());
        }
        fn finished(&self, _: &Finished<'_>) {
            *self.1.lock().unwrap() = self.0.lock().unwrap().expect("a plan comes first").elapsed();
        }
    }

    /// How long all of it takes, and how long from the plan on.
    fn compute<C: Collection>(handles: C, executor: impl daisy::Executor, planned: &mut Vec<f64>) -> Duration {
        let clock = Arc::new(Clock::default());
        let computation = daisy::compute(handles).on(executor).observe(clock.clone());
        let elapsed = timed(|| computation.wait().expect("nothing fails"));
        planned.push(clock.1.lock().unwrap().as_secs_f64());
        elapsed
    }

    fn row<C: Collection + Clone>(
        table: &mut Table,
        name: &str,
        operators: usize,
        handles: &C,
        plain: &mut dyn FnMut() -> Duration,
    ) {
        let count = if measuring() { 21 } else { 1 };
        let runtime = Runtime::builder().workers(WORKERS).build().expect("a runtime");
        let (mut on_workers, mut here) = (Vec::new(), Vec::new());
        let measured = rounds(
            count,
            [
                &mut || compute(handles.clone(), runtime.clone(), &mut on_workers),
                &mut || compute(handles.clone(), Inline, &mut here),
                plain,
            ],
        );
        let each = |seconds: f64| seconds / operators as f64;
        let run = each(median(on_workers));
        table.row([
            name.to_owned(),
            operators.to_string(),
            nanos(each(measured.median(0))),
            nanos(run),
            nanos(each(measured.median(1))),
            nanos(each(median(here))),
            nanos(each(measured.median(2))),
            format!("<= {}", nanos(GOAL)),
            verdict(run <= GOAL),
        ]);
    }

    pub fn measure() {
        let mut table = Table::new(
            "Running: time an operator of scalars; in brackets without planning; peer: a plain loop",
            &["", "operators", "workers", "(run)", "inline", "(run)", "loop", "goal", ""],
        );
        let (long, many) = if measuring() { (100_000, 10_000) } else { (1_000, 100) };
        for (name, operators) in [("a chain", 10), ("a chain", long)] {
            let mut plain = || timed(|| (0..operators / 2).fold(1.0, |x, _| black_box(x) * 0.999 + 0.5));
            row(&mut table, name, operators, &steps(operators / 2), &mut plain);
        }
        let handles: Vec<_> = (0..many).map(|n| daisy::value(n as f64)).collect();
        let b = daisy::value(0.5);
        let expressions: Vec<_> = handles.iter().map(|a| ten(a, &b)).collect();
        let mut plain = || timed(|| -> Vec<_> { (0..many).map(|n| plain_ten(n as f64, 0.5)).collect() });
        row(&mut table, "expressions of ten", many * OPERATORS, &expressions, &mut plain);
        println!("{table}");
    }
}

#[cfg(feature = "ndarray")]
mod headline {
    use super::functions::{Function, G, H, Inputs, keep_freed_memory, of_blocks};
    use super::*;

    fn micros(seconds: f64) -> String {
        format!("{:.0} us", seconds * 1e6)
    }

    /// The second of two goes: it finds caches as the first leaves them, not another side.
    fn second<T>(work: impl Fn() -> T) -> Duration {
        drop(black_box(work()));
        timed(work)
    }

    pub fn measure() {
        let (len, block, count) = if measuring() { (1_000_000, 32_000, 101) } else { (1_000, 100, 1) };
        keep_freed_memory();
        let runtime = Runtime::builder().workers(WORKERS).build().expect("a runtime");
        let inputs = Inputs::new(len, block);
        let ([x, y], [a, b]) = (&inputs.arrays, &inputs.whole);
        let mut table = Table::new(
            "Arrays: functions that add arrays of a million numbers; times, and how many times as fast as plain Rust on one thread",
            &["", "plain", "inline", "delayed", "whole", "goal", "", "blocks", "goal", ""],
        );
        for function in [G, H] {
            let Function { name, plain, delayed, inline, .. } = function;
            let measured = rounds(
                count,
                [
                    &mut || second(|| plain(x, y)),
                    &mut || second(|| inline(a, b).compute().on(&runtime).wait().expect("nothing fails")),
                    &mut || second(|| delayed(a, b).compute().on(&runtime).wait().expect("nothing fails")),
                    &mut || second(|| of_blocks(inline, &inputs).compute().on(&runtime).wait().expect("nothing fails")),
                ],
            );
            let [whole, delayed, blocks] = [1, 2, 3].map(|side| measured.ratio(0, side));
            // Within 5 %.
            let saved = function.saved() * 0.95;
            table.row([
                format!("{name}(a, b)"),
                micros(measured.median(0)),
                micros(measured.median(1)),
                times(delayed),
                times(whole),
                format!(">= {}", times(saved)),
                verdict(whole >= saved),
                times(blocks),
                format!(">= {}", times(function.original)),
                verdict(blocks >= function.original),
            ]);
        }
        println!("{table}");
    }
}

fn main() {
    // First, while the allocator has nothing else to keep.
    #[cfg(feature = "ndarray")]
    headline::measure();
    build::measure();
    run::measure();
    if measuring() {
        compile::measure();
    }
}
