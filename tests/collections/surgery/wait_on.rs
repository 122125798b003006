//! Results that are seen once all are there.

use super::{Log, before};
use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::{Bad, inc, number};
use daisy::prelude::*;
use std::sync::Arc;

#[test]
fn nothing_is_seen_before_all_is_done() -> Checked {
    for executor in every_executor() {
        let log = Log::default();
        let [a, b] = daisy::wait_on([log.task("a", vec![]), log.task("b", vec![log.task("c", vec![])])]);
        let readers = [log.task("after a", vec![a]), log.task("after b", vec![b])];
        assert_eq!(readers.compute().on(executor).wait()?, [2, 3]);
        assert!(before(&log.take(), &["a", "b", "c"], &["after a", "after b"]));
    }
    Ok(())
}

#[test]
fn it_is_a_task_a_key_and_the_checkpoint() {
    let (parts, plain) = ((0..3).map(number).collect::<Vec<_>>(), |n| number(n).key());
    let waited = daisy::wait_on(parts.clone());
    assert_eq!(waited.graph().len(), 3 + 4 + 3);
    assert!((0..3).all(|n| waited[n as usize].key() != plain(n) && waited[n as usize].name() == "wait_on"));
    assert_eq!(waited.keys(), daisy::wait_on(parts).keys());
}

#[test]
fn values_pass_without_a_copy() -> Checked {
    struct Single([u64; 8]);
    #[delayed]
    fn single(n: u64) -> Single {
        Single([n; 8])
    }
    for executor in every_executor() {
        let plain = single(1).shared();
        let waited = daisy::wait_on((plain.clone(), single(2).shared()));
        let again = daisy::wait_on(waited.clone());
        let (plain, (one, two), (first, second)) = daisy::compute((plain, waited, again)).on(executor).wait()?;
        assert!(Arc::ptr_eq(&plain, &one) && Arc::ptr_eq(&one, &first) && Arc::ptr_eq(&two, &second));
        assert_eq!((one.0[7], two.0[7]), (1, 2));
    }
    let held = single(3).persist().wait()?;
    let kept = held.compute_shared().wait()?;
    let waited = daisy::wait_on([held.shared()]);
    assert!(Arc::ptr_eq(&kept, &waited[0].compute().wait()?));
    Ok(())
}

#[test]
fn the_last_reader_owns_what_passed() -> Checked {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    struct Counted([u64; 8]);
    impl Clone for Counted {
        fn clone(&self) -> Counted {
            CLONES.fetch_add(1, SeqCst);
            Counted(self.0)
        }
    }
    #[delayed]
    fn make(n: u64) -> Counted {
        Counted([n; 8])
    }
    #[delayed]
    fn consume(_counted: Counted) -> u64 {
        1
    }
    let [a, b] = daisy::wait_on(daisy::wait_on([make(1), make(2)]));
    assert_eq!([consume(a), consume(b)].compute().on(daisy::Inline).wait()?, [1, 1]);
    let _ = daisy::wait_on([make(3), make(4)]).compute().on(daisy::Inline).wait()?;
    assert_eq!(CLONES.load(SeqCst), 0);
    Ok(())
}

#[test]
fn constants_and_held_results_wait_too() -> Checked {
    let log = Log::default();
    let held = number(5).persist().wait()?;
    let (two, five, _) = daisy::wait_on((daisy::value(2i64), held, log.task("a", vec![])));
    assert_eq!([two.clone(), five.clone()].compute().wait()?, [2, 5]);
    assert_eq!(log.take(), ["a"]);
    assert_eq!(log.task("b", vec![two, five]).compute().wait()?, 8);
    assert_eq!(log.take(), ["a", "b"]);
    Ok(())
}

#[test]
fn it_persists_under_its_own_keys() -> Checked {
    let waited = daisy::wait_on(vec![inc(1), inc(2)]);
    let kept = waited.persist().wait()?;
    assert_eq!((kept.keys(), kept.graph().len()), (waited.keys(), 0));
    assert_eq!(kept.compute().wait()?, [2, 3]);
    Ok(())
}

#[test]
fn a_failure_is_everybodys() -> Checked {
    #[delayed]
    fn bad() -> Result<i64, Bad> {
        Err(Bad(1))
    }
    let (fine, _) = daisy::wait_on((inc(1), bad()));
    let error = fine.compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Bad(1)));
    let path: Vec<&str> = error.path().iter().map(|task| task.name()).collect();
    assert_eq!(path, ["bad", "checkpoint", "checkpoint", "wait_on"]);
    assert!(fine.attempt().compute().wait()?.is_err());
    Ok(())
}

#[test]
fn nothing_waits_for_nothing() -> Checked {
    assert_eq!(daisy::wait_on(Vec::<Delayed<i64>>::new()).compute().wait()?, [0i64; 0]);
    Ok(())
}

#[test]
fn listings_say_what_is_waited_for() {
    let waited = daisy::wait_on(inc(daisy::value(1i64)));
    assert_eq!(
        waited.graph().to_string(),
        "\
a = value i64
b = inc(a)
c = checkpoint(b)
return wait_on(b) after c"
    );
}
