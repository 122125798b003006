//! One handle that is done when all of a collection is.

use super::{Log, before};
use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::{Bad, number};
use daisy::Rewire;
use daisy::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn hundred() -> Vec<Delayed<i64>> {
    (0..100).map(number).collect()
}

#[test]
fn a_hundred_tasks_join_in_a_tree() -> Checked {
    let len = |split_every| Rewire::new().split_every(split_every).checkpoint(hundred()).graph().len();
    assert_eq!([2, 3, 8, usize::MAX].map(len), [299, 250, 215, 201]);
    assert_eq!(daisy::checkpoint(hundred()).graph().len(), 215);
    assert_eq!(Rewire::new().checkpoint(hundred()).graph().len(), 215);
    for executor in every_executor() {
        daisy::checkpoint(hundred()).compute().on(executor).wait()?;
    }
    Ok(())
}

#[test]
fn one_key_or_none_is_one_task() -> Checked {
    assert_eq!(daisy::checkpoint(number(1)).graph().len(), 2);
    assert_eq!(daisy::checkpoint(daisy::value(1i64)).graph().len(), 1);
    let none = daisy::checkpoint(Vec::<Delayed<i64>>::new());
    assert_eq!((none.graph().len(), none.name()), (1, "checkpoint".into()));
    none.compute().wait()
}

#[test]
fn equal_collections_have_one_checkpoint() {
    let checkpoint = || daisy::checkpoint((number(1), vec![number(2)]));
    assert_eq!(checkpoint().key(), checkpoint().key());
    assert_ne!(checkpoint().key(), daisy::checkpoint((number(2), vec![number(1)])).key());
}

#[test]
fn it_runs_after_all_of_any_shape() -> Checked {
    let log = Log::default();
    let task = |name| log.task(name, vec![]);
    let done = daisy::checkpoint((task("a"), [Some(vec![task("b")])], Box::new(task("c"))));
    let late = log.clone();
    done.map(move |()| late.note("done")).compute().wait()?;
    assert!(before(&log.take(), &["a", "b", "c"], &["done"]));
    Ok(())
}

#[test]
fn it_fails_with_what_fails() {
    #[delayed]
    fn bad() -> Result<i64, Bad> {
        Err(Bad(7))
    }
    let error = daisy::checkpoint([number(1), bad()]).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Bad(7)));
}

#[test]
fn results_need_not_be_clone() -> Checked {
    struct Single;
    #[delayed]
    fn single(_n: u8) -> Single {
        Single
    }
    daisy::checkpoint([single(1).shared(), single(2).shared()]).compute().wait()
}

#[test]
fn joining_fewer_than_two_is_refused() {
    for n in [0, 1] {
        let panic = catch_unwind(AssertUnwindSafe(|| Rewire::new().split_every(n))).unwrap_err();
        let text = panic.downcast_ref::<String>().unwrap();
        assert!(text.contains(&format!("split_every({n})")) && text.contains("at least 2"), "{text}");
    }
}

#[test]
fn large_results_are_let_go_as_they_come() -> Checked {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    static LIVE: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    struct Large;
    impl Drop for Large {
        fn drop(&mut self) {
            LIVE.fetch_sub(1, SeqCst);
        }
    }
    #[delayed]
    fn large(_n: u32) -> Large {
        MOST.fetch_max(LIVE.fetch_add(1, SeqCst) + 1, SeqCst);
        Large
    }
    let all: Vec<_> = (0..100).map(|n| large(n).shared()).collect();
    daisy::checkpoint(all).compute().on(daisy::Inline).wait()?;
    assert_eq!((LIVE.load(SeqCst), MOST.load(SeqCst)), (0, 1));
    Ok(())
}
