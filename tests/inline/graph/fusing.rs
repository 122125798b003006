//! Cheap nodes are fused into the task that reads them: nothing runs twice, and no key anyone asked for changes.

use crate::common::{Checked, Count, tasks};
use daisy::prelude::*;
use daisy::{Finished, Inline, Observer};
use std::sync::Arc;

/// How many tasks a run had.
#[derive(Default)]
struct Ran(std::sync::Mutex<usize>);

impl Observer for Ran {
    fn finished(&self, run: &Finished<'_>) {
        *self.0.lock().unwrap() = run.tasks;
    }
}

fn ran<T: Data + Clone>(handle: &Delayed<T>) -> usize {
    let ran = Arc::new(Ran::default());
    handle.compute().on(Inline).observe(ran.clone()).wait().unwrap();
    let ran = ran.0.lock().unwrap();
    *ran
}

#[daisy::inline]
fn scalar(x: f64, y: f64) -> f64 {
    let a = x * 2.0 + 1.0;
    let b = (y - 3.0).abs();
    (a * b - x / 4.0) % 7.0 + -y
}

#[test]
fn a_scalar_expression_costs_one_task() -> Checked {
    let handle = scalar(5.0, 2.0);
    assert_eq!(tasks(&handle), 10);
    assert_eq!(handle.compute().wait()?, (11.0 * 1.0 - 1.25) % 7.0 - 2.0);
    assert_eq!(ran(&handle), 1);
    Ok(())
}

#[test]
fn what_is_asked_for_keeps_its_key_and_value() -> Checked {
    #[daisy::inline]
    fn inner(x: i64) -> i64 {
        x * 2
    }
    #[daisy::inline]
    fn outer(x: i64) -> i64 {
        inner(x) + 1
    }
    let (a, b) = (inner(5), outer(5));
    let keys = (a.key(), b.key());
    assert_eq!(daisy::compute((a.clone(), b.clone())).wait()?, (10, 11));
    assert_eq!(b.compute().wait()?, 11);
    assert_eq!(keys, (a.key(), b.key()));
    let held = daisy::persist((a, b)).wait()?;
    assert_eq!((held.0.key(), held.1.key()), keys);
    Ok(())
}

#[test]
fn nothing_runs_twice() -> Checked {
    static RUNS: Count = Count::new();
    #[derive(Clone, Copy, Debug, PartialEq, Tokenize)]
    struct Small(i64);
    impl std::ops::Add for Small {
        type Output = Small;
        fn add(self, other: Small) -> Small {
            RUNS.add();
            Small(self.0 + other.0)
        }
    }
    impl Small {
        fn get(&self) -> i64 {
            RUNS.add();
            self.0
        }
    }
    #[daisy::inline]
    fn f(x: Small, c: bool) -> i64 {
        let y = x + x;
        let z = y + y;
        let n = z.get();
        if c { n + (y + z).get() } else { n * n }
    }
    // y, z, n; with c also y + z and its get
    assert_eq!((f(daisy::value(Small(1)), true).compute().wait()?, RUNS.take()), (10, 5));
    assert_eq!((f(daisy::value(Small(1)), false).compute().wait()?, RUNS.take()), (16, 3));
    Ok(())
}

#[test]
fn a_failure_in_what_was_fused_is_that_of_the_whole() {
    #[daisy::inline]
    fn f(x: i64, y: i64) -> i64 {
        (x + 1) / (y - 1) * 2
    }
    let error = f(1, 1).compute().wait().unwrap_err();
    assert_eq!(error.kind(), daisy::ErrorKind::Panicked);
    assert!(error.to_string().contains("divide by zero"), "{error}");
    assert_eq!(f(1, 2).compute().wait().unwrap(), 4);
}

#[test]
fn long_bodies_build_and_run_in_linear_time() -> Checked {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let mut acc = x;
        for i in 0..20_000i64 {
            acc = acc + x * i;
        }
        acc
    }
    assert_eq!(tasks(&f(1)), 40_000);
    assert_eq!(f(1).compute().wait()?, 1 + (0..20_000).sum::<i64>());
    Ok(())
}
