//! `compute`, `persist`, `optimize`.

use crate::common::Checked;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use daisy::{Inline, Node};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn does_nothing_until_polled_or_waited_for() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> i64 {
        RUNS.fetch_add(1, SeqCst) as i64
    }
    let handle = counted();
    drop(handle.compute().on(Inline).workers(1).keep_going());
    drop(handle.persist());
    drop(handle.compute_shared());
    assert_eq!(RUNS.load(SeqCst), 0);
}

#[test]
fn twice_computes_twice() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> i64 {
        RUNS.fetch_add(1, SeqCst) as i64
    }
    let handle = inc(counted());
    assert_eq!(handle.compute().wait()?, 1);
    assert_eq!(handle.compute().wait()?, 2);
    assert_eq!(RUNS.load(SeqCst), 2);
    Ok(())
}

#[test]
fn compute_shared_needs_no_clone() -> Checked {
    #[derive(Debug)]
    struct Unique(i64);
    #[delayed]
    fn unique(n: i64) -> Unique {
        Unique(n)
    }
    let result: Arc<Unique> = unique(3).compute_shared().wait()?;
    assert_eq!(result.0, 3);
    Ok(())
}

#[test]
fn shared_is_a_collection_of_one_handle() -> Checked {
    struct Unique(i64);
    #[delayed]
    fn unique(n: i64) -> Unique {
        Unique(n)
    }
    let handle = unique(3);
    let (one, two): (Arc<Unique>, i64) = daisy::compute((handle.shared(), number(2))).wait()?;
    assert_eq!((one.0, two), (3, 2));
    assert_eq!(handle.shared().key(), handle.key());
    Ok(())
}

#[test]
fn persist_holds_the_result_under_the_same_key() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> i64 {
        RUNS.fetch_add(1, SeqCst);
        7
    }
    let handle = counted();
    let held = handle.persist().wait()?;
    assert_eq!(held.key(), handle.key());
    assert_eq!(RUNS.load(SeqCst), 1);
    assert_eq!(held.compute().wait()?, 7);
    assert_eq!(inc(&held).compute().wait()?, 8);
    assert_eq!(held.compute().wait()?, 7);
    assert_eq!(RUNS.load(SeqCst), 1);
    assert_eq!(held.graph().len(), 0);
    assert!(Node::from(&held).is_constant());
    Ok(())
}

#[test]
fn a_held_result_is_used_for_a_task_of_the_same_key() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> i64 {
        RUNS.fetch_add(1, SeqCst);
        7
    }
    let handle = counted();
    let held = handle.persist().wait()?;
    assert_eq!(daisy::compute((inc(&handle), inc(inc(held)))).wait()?, (8, 9));
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn persist_keeps_the_shape_of_collections() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    let (a, rest) = daisy::persist((counted(1), vec![counted(2), counted(3)])).wait()?;
    assert_eq!((a.key(), rest.len()), (counted(1).key(), 2));
    assert_eq!(daisy::compute((rest, a)).wait()?, (vec![2, 3], 1));
    assert_eq!(RUNS.load(SeqCst), 3);
    Ok(())
}

#[test]
fn without_the_passes_gives_the_same() -> Checked {
    let x = number(3);
    let program = inc(&x * &x) + x;
    assert_eq!(program.compute().optimize(false).wait()?, program.compute().wait()?);
    Ok(())
}

#[test]
fn optimize_gives_the_same_keys_and_results() -> Checked {
    let program = (inc(1) + inc(1), vec![inc(2)]);
    let optimized = daisy::optimize(program.clone());
    assert_eq!(optimized.keys(), program.keys());
    assert_eq!(optimized.compute().wait()?, program.compute().wait()?);
    Ok(())
}
