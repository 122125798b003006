//! Failures of tasks that were not there when the run began.

use crate::common::executors::{every_executor, runtime};
use crate::common::functions::{Bad, chain, inc, minus, number};
use crate::common::watch::within;
use crate::{AFTER, BEFORE, FILE, last, middle, refused};
use daisy::prelude::*;
use daisy::{Error, ErrorKind, Executor, Inline};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn fail_with_a_path_to_the_result_asked_for() {
    #[delayed]
    fn outer(n: i64) -> Delayed<i64> {
        inner(n)
    }
    #[delayed]
    fn inner(n: i64) -> Delayed<i64> {
        middle(refused(n))
    }
    within(|| {
        for executor in every_executor() {
            let asked = last(outer(1), number(1));
            let error = asked.compute().on(executor).wait().unwrap_err();
            assert_eq!(error.task().unwrap().name(), "refused");
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
            let path: Vec<_> = error.path().iter().map(|task| task.name()).collect();
            assert_eq!(path.last(), Some(&"last"), "{path:?}");
            assert!(path.contains(&"middle"), "{path:?}");
        }
    });
}

#[test]
fn that_come_back_to_themselves_end_in_an_error() {
    #[delayed]
    fn itself(n: i64) -> Delayed<i64> {
        itself(n)
    }
    #[delayed]
    fn one_more_than_itself(n: i64) -> Delayed<i64> {
        inc(one_more_than_itself(n))
    }
    within(|| {
        for executor in every_executor() {
            assert!(itself(1).compute().on(executor.clone()).wait().is_err());
            assert!(one_more_than_itself(1).compute().on(executor.clone()).wait().is_err());
            assert!(inc(itself(1)).compute().on(executor).wait().is_err());
        }
    });
}

#[test]
fn that_come_back_around_a_corner_end_in_an_error() {
    #[delayed]
    fn here(n: i64) -> Delayed<i64> {
        inc(there(n))
    }
    #[delayed]
    fn there(n: i64) -> Delayed<i64> {
        inc(here(n))
    }
    within(|| {
        for executor in every_executor() {
            assert!(here(1).compute().on(executor.clone()).wait().is_err());
            assert!(daisy::compute((here(1), there(1))).on(executor).wait().is_err());
        }
    });
}

#[test]
fn may_panic_while_they_grow() {
    #[delayed]
    fn grows(n: i64) -> Delayed<i64> {
        assert!(n > 0, "nothing to grow from");
        grows(n - 1)
    }
    within(|| {
        for executor in every_executor() {
            let error = inc(grows(3)).compute().on(executor).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Panicked);
            assert!(chain(&error).contains("nothing to grow from"));
        }
    });
}

/// 30 graphs inside each other, each with a task around the next, and the failure in the innermost.
#[test]
fn say_what_failed_however_deep_inside() {
    #[delayed]
    fn outer(depth: i64) -> Delayed<i64> {
        if depth == 0 { middle(refused(7)) } else { inc(outer(depth - 1)) }
    }
    within(|| {
        for executor in every_executor() {
            let asked = last(outer(30), number(1));
            let error = asked.compute().on(executor).wait().unwrap_err();
            assert_eq!((error.kind(), error.downcast_ref::<Bad>()), (ErrorKind::Failed, Some(&Bad(7))));

            let task = error.task().unwrap();
            assert_eq!((task.name(), task.key()), ("refused", &refused(7).key()));
            assert_eq!(task.file(), FILE);
            assert!(BEFORE < task.line() && task.line() < AFTER, "line {}", task.line());

            let path: Vec<_> = error.path().iter().map(|task| task.name()).filter(|name| *name != "outer").collect();
            let wanted: Vec<_> = ["refused", "middle"].into_iter().chain(["inc"; 30]).chain(["last"]).collect();
            assert_eq!(path, wanted);
            assert!(error.path().iter().all(|task| task.file().ends_with(".rs") && task.line() > 0));

            let shown = error.to_string();
            for part in ["refused", FILE, &task.line().to_string(), "last"] {
                assert!(shown.contains(part), "no {part} in {shown}");
            }
        }
    });
}

#[test]
fn that_come_back_beside_a_failure_end_in_an_error() {
    #[delayed]
    fn looped(_after: &Result<i64, Error>) -> Delayed<i64> {
        minus(refused(1), looped(refused(1).attempt()))
    }
    within(|| {
        for executor in every_executor() {
            let tried = looped(refused(1).attempt()).attempt();
            assert!(tried.compute().on(executor).wait().unwrap().is_err());
        }
    });
}

#[test]
fn find_what_has_run_after_one_came_back_to_itself() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn looped(n: i64) -> Delayed<i64> {
        inc(looped(n))
    }
    #[delayed]
    fn kept(n: i64) -> Delayed<i64> {
        RUNS.fetch_add(1, SeqCst);
        number(n)
    }
    #[delayed]
    fn again(_after: &Result<i64, Error>, _and: i64) -> Delayed<i64> {
        kept(5)
    }
    #[delayed]
    fn once_more(_after: i64) -> Delayed<i64> {
        kept(5)
    }
    within(|| {
        for executor in [Arc::new(Inline) as Arc<dyn Executor>, Arc::new(runtime(1))] {
            let first = again(looped(1).attempt(), inc(kept(5)));
            assert_eq!(once_more(inc(first)).compute().on(executor).wait().unwrap(), 5);
            assert_eq!(RUNS.swap(0, SeqCst), 1);
        }
    });
}
