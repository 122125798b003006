//! What fusing layers must not change: each block runs once, and a held result is used.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use daisy::prelude::*;
use daisy::{Blocks, blockwise, optimize};

use crate::add;

/// Blocks of which each run gives another number, as the impure do.
fn numbers() -> (Blocks<u64>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let count = runs.clone();
    let next = move |_: &usize| 10 + count.fetch_add(1, SeqCst) as u64;
    (blockwise("numbers", 0..5, |index| index.map(next)), runs)
}

#[test]
fn a_layer_that_is_read_by_own_block_and_by_another_runs_once() {
    #[delayed]
    fn differ(a: u64, b: u64) -> bool {
        a != b
    }
    let (numbers, runs) = numbers();
    let first = numbers.cull(&[numbers.key().at(0)]);
    let by_handle = blockwise("by_handle", (&numbers, numbers.block(0)), |(a, b)| differ(a, b));
    let by_blocks = blockwise("by_blocks", (&numbers, &first), |(a, b)| differ(a, b));
    for differs in [by_handle, by_blocks] {
        assert_eq!(differs.graph().fuse().len(), 10);
        assert_eq!(differs.compute().wait().unwrap(), [false, true, true, true, true]);
        assert_eq!(runs.swap(0, SeqCst), 5);
    }
}

#[test]
fn a_held_result_is_used_where_its_reader_could_work_it_out() {
    let (numbers, runs) = numbers();
    let more = blockwise("more", &numbers, |n| add(n, 100));
    let held = numbers.block(3).persist().wait().unwrap();
    let kept = held.compute().wait().unwrap();
    let both = (held, more.clone());
    assert_eq!(both.graph().fuse().len(), 5 + 4);
    let (_, more) = daisy::compute(both).wait().unwrap();
    assert_eq!((more[3], runs.load(SeqCst)), (kept + 100, 1 + 4));
}

#[test]
fn what_was_fused_alone_shares_with_what_is_computed_beside_it() {
    let (numbers, runs) = numbers();
    let more = blockwise("more", &numbers, |n| add(n, 100));
    let fused = optimize(more.clone());
    assert_eq!((fused.graph().len(), more.graph().len()), (5, 10));
    for optimized in [true, false] {
        let (more, numbers) = daisy::compute((fused.clone(), numbers.clone())).optimize(optimized).wait().unwrap();
        assert_eq!(more, numbers.iter().map(|n| n + 100).collect::<Vec<_>>());
        assert_eq!(runs.swap(0, SeqCst), 5);
    }
    assert_eq!(optimize(fused.clone()).graph(), fused.graph());
}
