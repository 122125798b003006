//! Equal keys run once.

use crate::common::Checked;
use crate::common::functions::{inc, minus};
use crate::{all_differ, key};
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn equal_calls_run_once() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(x: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        x
    }
    let both = (counted(1), counted(daisy::value(1i64)));
    assert_eq!(daisy::compute(both).wait()?, (1, 1));
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn equal_calls_deep_inside_different_graphs_run_once() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(x: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        x
    }
    let sum = minus(inc(counted(1)), counted(1));
    let other = inc(counted(1));
    assert_eq!(daisy::compute((sum, vec![other])).wait()?, (1, vec![2]));
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn graphs_hold_one_node_a_key() {
    let graph = minus(inc(1), inc(1)).graph();
    assert_eq!(graph.len(), 2);
    assert_eq!(graph.constants().count(), 1);
}

#[test]
fn impure_calls_do_not_fold_but_their_inputs_do() -> Checked {
    static PURE: AtomicUsize = AtomicUsize::new(0);
    static IMPURE: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn pure(x: i64) -> i64 {
        PURE.fetch_add(1, SeqCst);
        x
    }
    #[delayed(impure)]
    fn impure(x: i64) -> i64 {
        IMPURE.fetch_add(1, SeqCst);
        x
    }
    let both = (impure(pure(1)), impure(pure(1)));
    assert_ne!(both.0.key(), both.1.key());
    daisy::compute(both).wait()?;
    assert_eq!((PURE.load(SeqCst), IMPURE.load(SeqCst)), (1, 2));
    Ok(())
}

#[test]
fn what_reads_an_impure_call_does_not_fold_either() {
    #[delayed(impure)]
    fn now() -> i64 {
        0
    }
    assert_ne!(inc(now()).key(), inc(now()).key());
    let once = now();
    assert_eq!(inc(&once).key(), inc(&once).key());
}

#[test]
fn opaque_constants_do_not_fold() {
    let (a, b) = (daisy::opaque(1i64), daisy::opaque(1i64));
    all_differ([("one", a.key()), ("another", b.key()), ("value", key(1i64))]);
    assert_eq!(a.key(), a.clone().key());
    assert_ne!(inc(&a).key(), inc(&b).key());
    assert_eq!(inc(&a).key(), inc(&a).key());
}
