//! `map`, `and_then`, `flatten`, `attempt`, `split`.

use crate::common::Checked;
use crate::common::functions::{Bad, inc, number};
use crate::even;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn map_reads_and_transforms() -> Checked {
    let length = daisy::value(String::from("four")).map(|s| s.len());
    assert_eq!(length.compute().wait()?, 4);
    let factor = 10;
    assert_eq!(number(3).map(move |x| x * factor).compute().wait()?, 30);
    Ok(())
}

#[test]
fn map_leaves_the_handle_usable() -> Checked {
    let x = number(1);
    let (y, z) = (x.map(|x| x + 1), x.map(|x| x + 2));
    assert_eq!(daisy::compute((x, y, z)).wait()?, (1, 2, 3));
    Ok(())
}

#[test]
fn and_then_runs_the_graph_it_returns() -> Checked {
    let chosen = number(1).and_then(|x| if *x > 0 { inc(inc(*x)) } else { number(0) });
    let chosen: Delayed<i64> = chosen;
    assert_eq!(chosen.compute().wait()?, 3);
    Ok(())
}

#[test]
fn flatten_a_result() -> Checked {
    let checked = number(4).map(|n| if n % 2 == 0 { Ok(*n) } else { Err(Bad(*n)) });
    let flat: Delayed<i64> = checked.flatten();
    assert_eq!(inc(flat).compute().wait()?, 5);

    let checked = number(3).map(|n| if n % 2 == 0 { Ok(*n) } else { Err(Bad(*n)) });
    let error = inc(checked.flatten()).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(3)));
    Ok(())
}

#[test]
fn flatten_a_handle_of_a_handle() -> Checked {
    let nested: Delayed<Delayed<i64>> = number(1).map(|n| inc(*n));
    let flat: Delayed<i64> = nested.flatten();
    assert_eq!(inc(flat).compute().wait()?, 3);
    Ok(())
}

#[test]
fn attempt_makes_a_failure_a_value() -> Checked {
    let (good, bad) = daisy::compute((even(2).attempt(), even(3).attempt())).wait()?;
    assert_eq!(good.unwrap(), 2);
    assert_eq!(bad.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(3)));
    Ok(())
}

#[test]
fn attempt_can_be_read_by_tasks() -> Checked {
    #[delayed]
    fn or_zero(tried: &Result<i64, daisy::Error>) -> i64 {
        *tried.as_ref().unwrap_or(&0)
    }
    assert_eq!(or_zero(even(3).attempt()).compute().wait()?, 0);
    assert_eq!(or_zero(even(2).attempt()).compute().wait()?, 2);
    Ok(())
}

#[test]
fn attempt_and_flatten_cancel_out() {
    let error = even(3).attempt().flatten().compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(3)));
}

#[test]
fn split_gives_the_parts_of_a_tuple() -> Checked {
    #[delayed]
    fn parts(n: i64) -> (i64, String, Vec<i64>) {
        (n, n.to_string(), vec![n; 3])
    }
    let (a, b, c) = parts(2).split();
    assert_eq!(inc(&a).compute().wait()?, 3);
    assert_eq!(daisy::compute((c, b, a)).wait()?, (vec![2; 3], "2".to_string(), 2));
    Ok(())
}

#[test]
fn split_runs_the_tuple_once() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> (i64, i64) {
        RUNS.fetch_add(1, SeqCst);
        (1, 2)
    }
    let (a, b) = counted().split();
    assert_eq!(daisy::compute((a, b)).wait()?, (1, 2));
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn split_goes_up_to_twelve() -> Checked {
    #[delayed]
    fn twelve() -> (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8) {
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
    }
    let all = twelve().split();
    assert_eq!(all.11.compute().wait()?, 12);
    assert_eq!(daisy::compute(all).wait()?, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    Ok(())
}
