//! Closures given to `map` and `and_then`.

use crate::common::Checked;
use crate::common::functions::inc;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

fn mapped(handle: &Delayed<i64>) -> Delayed<i64> {
    handle.map(|x| x + 1)
}

fn followed(handle: &Delayed<i64>) -> Delayed<i64> {
    handle.and_then(|x| inc(*x))
}

#[test]
fn a_closure_that_captures_nothing_folds() {
    let handle = inc(1);
    assert_eq!(mapped(&handle).key(), mapped(&handle).key());
    assert_eq!(followed(&handle).key(), followed(&handle).key());
    assert_ne!(mapped(&handle).key(), mapped(&inc(2)).key());
}

#[test]
fn it_runs_once() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    fn counted(handle: &Delayed<i64>) -> Delayed<i64> {
        handle.map(|x| {
            RUNS.fetch_add(1, SeqCst);
            x + 1
        })
    }
    let handle = inc(1);
    assert_eq!(daisy::compute((counted(&handle), counted(&handle))).wait()?, (3, 3));
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn its_type_is_its_identity_not_the_name_of_its_type() -> Checked {
    let handle = inc(1);
    let (plus, times) = (handle.map(|x| x + 10), handle.map(|x| x * 10));
    assert_ne!(plus.key(), times.key());
    assert_eq!(daisy::compute((plus, times)).wait()?, (12, 20));
    Ok(())
}

#[test]
fn a_closure_that_captures_does_not_fold() -> Checked {
    fn plus(handle: &Delayed<i64>, n: i64) -> Delayed<i64> {
        handle.map(move |x| x + n)
    }
    fn then_plus(handle: &Delayed<i64>, n: i64) -> Delayed<i64> {
        handle.and_then(move |x| inc(x + n))
    }
    let handle = inc(1);
    assert_ne!(plus(&handle, 1).key(), plus(&handle, 1).key());
    assert_ne!(then_plus(&handle, 1).key(), then_plus(&handle, 1).key());
    assert_eq!(daisy::compute((plus(&handle, 1), plus(&handle, 2))).wait()?, (3, 4));
    Ok(())
}

#[test]
fn a_function_pointer_does_not_fold() -> Checked {
    fn one(x: &i64) -> i64 {
        x + 1
    }
    fn ten(x: &i64) -> i64 {
        x + 10
    }
    let (one, ten) = (one as fn(&i64) -> i64, ten as fn(&i64) -> i64);
    let handle = inc(1);
    assert_ne!(handle.map(one).key(), handle.map(one).key());
    assert_eq!(daisy::compute((handle.map(one), handle.map(ten))).wait()?, (3, 12));
    Ok(())
}
