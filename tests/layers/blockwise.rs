//! Element-wise layers and reductions: traced once, fused by layers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use daisy::prelude::*;
use daisy::{BlockIndex, Blocks, Error, ErrorKind, Inline, Observer, Plan, blockwise, optimize, tree_reduce};

use crate::{add, pairs, square, squares};

#[delayed]
fn plus(a: u64, b: usize) -> u64 {
    a + b as u64
}

/// `n` element-wise steps.
fn chain(of: &Blocks<u64>, n: usize) -> Blocks<u64> {
    (0..n).fold(of.clone(), |blocks, step| blockwise("plus", &blocks, move |x| plus(x, step)))
}

#[test]
fn a_block_is_the_function_of_the_blocks() {
    let (squares, built) = squares(1_000);
    let sums = blockwise("sums", (&squares, &squares, BlockIndex), |(a, b, index)| plus(add(a, b), index));
    assert_eq!((sums.len(), sums.key().name()), (1_000, "sums"));
    assert_eq!(sums.graph().len(), 2_000);
    assert_eq!(built.count(), 0);
    assert_eq!(daisy::compute([sums.block(3), sums.block(10)]).wait().unwrap(), [21, 210]);
    assert_eq!(built.count(), 2);
    let all = sums.compute().wait().unwrap();
    assert_eq!(all, (0..1_000).map(|n| 2 * n * n + n).collect::<Vec<u64>>());
}

#[test]
fn the_key_is_what_the_function_calls_on_what() {
    let (a, b) = (squares(10).0, squares(11).0);
    let by = |blocks: &Blocks<u64>, k: usize| blockwise("by", blocks, move |x| plus(x, k)).key();
    assert_eq!(by(&a, 1), by(&a, 1));
    assert_ne!(by(&a, 1), by(&a, 2)); // a capture counts by what the calls make of it
    assert_ne!(by(&a, 1), by(&b, 1));
    assert_ne!(by(&a, 1), by(&a.cull(&[a.key().at(0), a.key().at(1)]), 1));
    assert_ne!(by(&a, 1), blockwise("other", &a, |x| plus(x, 1)).key());
}

#[test]
fn one_block_and_handles_are_read_by_every_block() {
    let (many, one) = (squares(100).0, squares(1).0);
    let three = square(3);
    let sums = blockwise("sums", (&many, &one, &three), |(a, b, c)| add(add(a, b), c));
    assert_eq!((sums.len(), sums.graph().len()), (100, 100 + 100 + 1 + 1));
    assert_eq!(sums.block(7).graph().len(), 4);
    assert_eq!(sums.block(7).compute().wait().unwrap(), 49 + 9);
    // A handle that the function brings along is one task, too.
    let four = square(4);
    let with = blockwise("with", &many, |a| add(a, &four));
    assert_eq!(with.graph().len(), 100 + 100 + 1);
    assert_eq!(with.block(2).compute().wait().unwrap(), 4 + 16);
    let culled = blockwise("few", many.cull(&[many.key().at(9), many.key().at(4)]), |a| add(a, 1));
    assert_eq!(culled.compute().wait().unwrap(), [17, 82]);
}

#[test]
fn chains_are_one_task_a_block_after_fusing() {
    let (squares, built) = squares(1_000_000);
    let ten = chain(&squares, 10);
    assert_eq!(ten.graph().len(), 11_000_000);
    let fused = optimize(ten.cull(&[ten.key().at(5), ten.key().at(6)]));
    assert_eq!((fused.graph().len(), fused.key()), (2 * 2, ten.key()));
    assert_eq!(built.count(), 0);
    assert_eq!(fused.graph().tasks().count(), 4);
    assert_eq!(fused.compute().wait().unwrap(), [25 + 45, 36 + 45]);
    assert_eq!(optimize(fused.clone()).graph(), fused.graph());
    assert_eq!(ten.block(7).compute().on(Inline).wait().unwrap(), 49 + 45);
    assert_eq!(ten.block(7).compute().optimize(false).wait().unwrap(), 49 + 45);
}

#[test]
fn a_source_may_be_a_range() {
    let numbers = blockwise("numbers", 5..8, |n| plus(1, n));
    assert_eq!((numbers.len(), numbers.graph().len()), (3, 3));
    assert_eq!(numbers.compute().wait().unwrap(), [6, 7, 8]);
    assert_eq!(blockwise("none", 5..5, |n| plus(1, n)).compute().wait().unwrap(), [0u64; 0]);
    let ten = chain(&blockwise("many", 0..1_000_000, |n| plus(1, n)), 10);
    assert_eq!((ten.graph().len(), ten.graph().fuse().len()), (11_000_000, 1_000_000));
    assert_eq!(ten.graph().fuse().cull(&[ten.key().at(3)]).tasks().count(), 1);
    assert_eq!(ten.block(3).compute().wait().unwrap(), 4 + 45);
}

#[test]
fn what_is_asked_for_or_read_twice_stays() {
    let (squares, _) = squares(10);
    let one = chain(&squares, 1);
    let (left, right) = (chain(&one, 1), blockwise("right", &one, |x| plus(x, 7)));
    let both = optimize((left.clone(), right.clone()));
    assert_eq!(both.graph().len(), 40);
    // Two readers become one, and then read it twice.
    let sum = blockwise("sum", (&left, &right), |(a, b)| add(a, b));
    assert_eq!(optimize(sum.clone()).graph().len(), 20);
    assert_eq!(sum.block(3).compute().wait().unwrap(), 9 + 9 + 7);
    // Asked for: kept, with its key.
    let kept = optimize((sum.clone(), left.clone()));
    assert_eq!(kept.graph().len(), 10 + 10 + 10 + 10);
    assert_eq!(daisy::compute((sum.block(2), left.block(2))).wait().unwrap(), (4 + 4 + 7, 4));
    // A layer of another sort reads two of them.
    let (pairs, _) = pairs(&one);
    assert_eq!(optimize(chain(&pairs, 2)).graph().len(), 9 + 9 + 10 + 10);
    // A single task reads some.
    let task = add(left.block(1), right.block(1));
    assert_eq!(optimize(task.clone()).compute().wait().unwrap(), 1 + 1 + 7);
}

#[test]
fn a_fused_task_names_what_it_does_and_what_failed() {
    #[delayed]
    fn checked(n: u64) -> Result<u64, String> {
        if n < 30 { Ok(n) } else { Err(format!("{n} is too much")) }
    }
    #[delayed]
    fn divide(n: u64, by: u64) -> u64 {
        n / by
    }
    let (squares, _) = squares(10);
    let steps = blockwise("steps", &squares, |x| divide(100, checked(plus(x, 1))));
    let last = blockwise("last", &steps, |x| divide(1, x));
    let listing = optimize(last.clone()).block(3).graph().to_string();
    assert!(listing.ends_with("return plus-checked-divide-divide(b)"), "{listing}");
    let failed: Error = last.block(7).compute().wait().unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Failed);
    let text = failed.to_string();
    assert!(text.contains("50 is too much") && text.contains("blockwise.rs"), "{text}");
    let task = failed.task().unwrap();
    assert_eq!((task.name(), task.key()), ("checked", &last.key().at(7)));
    let zero = blockwise("zero", &squares, |x| divide(1, x));
    let panicked = blockwise("more", &zero, |x| plus(x, 1)).block(0).compute().wait().unwrap_err();
    assert_eq!((panicked.kind(), panicked.task().unwrap().name()), (ErrorKind::Panicked, "divide"));
}

/// Counts its clones and how many live.
#[derive(Debug)]
struct Big(Arc<(AtomicUsize, AtomicUsize)>);

impl Clone for Big {
    fn clone(&self) -> Big {
        self.0.0.fetch_add(1, SeqCst);
        self.0.1.fetch_add(1, SeqCst);
        Big(self.0.clone())
    }
}

impl Drop for Big {
    fn drop(&mut self) {
        self.0.1.fetch_sub(1, SeqCst);
    }
}

#[test]
fn inside_a_fused_task_values_move_and_are_dropped_at_their_last_reader() {
    static LIVE: std::sync::OnceLock<Arc<(AtomicUsize, AtomicUsize)>> = std::sync::OnceLock::new();
    #[delayed(impure)]
    fn make(_n: u64) -> Big {
        let counts = LIVE.get_or_init(Arc::default).clone();
        counts.1.fetch_add(1, SeqCst);
        Big(counts)
    }
    #[delayed]
    fn same(big: Big) -> Big {
        big
    }
    #[delayed]
    fn look(big: &Big) -> usize {
        big.0.1.load(SeqCst)
    }
    #[delayed]
    fn both(n: usize, big: Big, parts: Vec<usize>) -> usize {
        n + parts.iter().sum::<usize>() + big.0.1.load(SeqCst)
    }
    let (squares, _) = squares(3);
    let made = blockwise("made", &squares, make);
    let moved = (0..5).fold(made, |blocks, _| blockwise("same", &blocks, same));
    let looked = blockwise("looked", &moved, |big| {
        let seen = look(&big);
        both(&seen, big, vec![seen.clone(), seen.clone()])
    });
    assert_eq!(optimize(looked.clone()).graph().len(), 6);
    assert_eq!(looked.compute().on(Inline).wait().unwrap(), [4, 4, 4]);
    let counts = LIVE.get().unwrap();
    assert_eq!((counts.0.load(SeqCst), counts.1.load(SeqCst)), (0, 0));
}

#[test]
fn what_cannot_be_one_task_is_said_at_once() {
    #[delayed]
    async fn fetch(n: u64) -> u64 {
        n
    }
    let (squares, _) = squares(3);
    let alone = blockwise("alone", &squares, fetch);
    assert_eq!(chain(&alone, 2).compute().wait().unwrap(), [1, 2, 5]);
    assert_eq!(optimize(chain(&alone, 2)).graph().len(), 9);
    let text = |f: fn(&Blocks<u64>)| {
        let payload = std::panic::catch_unwind(AssertUnwindSafe(|| f(&squares))).unwrap_err();
        *payload.downcast::<String>().unwrap()
    };
    let several = text(|squares| drop(blockwise("two", squares, |x| square(fetch(x)))));
    assert!(several.starts_with("blockwise `two`: it is several calls, and `fetch` can't be one"), "{several}");
    let none = text(|squares| drop(blockwise("none", squares, |x| x)));
    assert_eq!(none, "blockwise `none`: it calls no delayed function of its arguments");
    let sizes = text(|few| drop(blockwise("sizes", (few, &squares_of(4)), |(a, b)| add(a, b))));
    assert_eq!(sizes, "blockwise `sizes`: one input has 3 blocks, another 4; they must have as many, or one");
    let other = text(|squares| {
        let inside = |x: Delayed<u64>| blockwise("inner", squares, |y| add(y, &x)).block(0);
        drop(blockwise("outer", squares, inside));
    });
    assert_eq!(
        other,
        "blockwise `inner`: it reads an argument of another function over blocks, which has no value here"
    );
}

/// How many tasks a run has.
#[derive(Default)]
struct Planned(AtomicUsize);

impl Observer for Planned {
    fn plan(&self, plan: &Plan) {
        self.0.store(plan.len(), SeqCst);
    }
}

fn squares_of(len: usize) -> Blocks<u64> {
    squares(len).0
}

#[test]
fn a_hole_has_no_value() {
    let kept = std::cell::RefCell::new(None);
    let _ = blockwise("kept", squares_of(3), |x| {
        *kept.borrow_mut() = Some(x.clone());
        square(x)
    });
    let error = kept.into_inner().unwrap().compute().wait().unwrap_err();
    assert!(error.to_string().contains("argument 0 of a function over blocks"), "{error}");
}

#[test]
fn a_reduction_puts_a_few_together_at_a_time() {
    #[delayed]
    fn total(parts: Vec<u64>) -> u64 {
        parts.iter().sum()
    }
    for (blocks, split_every, tasks) in
        [(1, 2, 1), (2, 2, 1), (3, 2, 3), (100, 8, 13 + 2 + 1), (64, 8, 9), (65, 8, 12), (9, 100, 1)]
    {
        let (squares, built) = squares(blocks);
        let sum = tree_reduce("sum", &squares, split_every, total);
        assert_eq!(sum.graph().len(), blocks + tasks, "{blocks} by {split_every}");
        assert_eq!(built.count(), 0);
        let expected = (0..blocks as u64).map(|n| n * n).sum::<u64>();
        assert_eq!(sum.compute().wait().unwrap(), expected, "{blocks} by {split_every}");
        assert_eq!(built.count(), blocks);
        let again = tree_reduce("sum", &squares, split_every, total);
        assert_eq!(again.key(), sum.key());
        assert_ne!(tree_reduce("sum", &squares, split_every + 1, total).key(), sum.key());
    }
    let none = tree_reduce("sum", &squares_of(0), 2, total);
    assert_eq!(none.compute().wait().unwrap(), 0);
    let many = tree_reduce("sum", &chain(&squares_of(100_000), 3), 16, total);
    assert_eq!(many.graph().len(), 400_000 + 6_250 + 391 + 25 + 2 + 1);
    let planned = Arc::new(Planned::default());
    let sum = many.compute().observe(planned.clone()).wait().unwrap();
    assert_eq!(sum, (0..100_000u64).map(|n| n * n + 3).sum::<u64>());
    assert_eq!(planned.0.load(SeqCst), many.graph().len() - 200_000);
}

#[test]
#[should_panic(expected = "tree_reduce `sum`: split_every is 1; it takes at least 2 to make one")]
fn a_reduction_by_one() {
    let _ = tree_reduce("sum", &squares_of(3), 1, |parts| parts[0].clone());
}
