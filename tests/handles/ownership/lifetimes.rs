//! How long values live.

use super::{Probe, changed, make, next, read, under_each};
use crate::common::Checked;
use crate::common::executors::runtime;
use crate::common::functions::Bad;
use crate::common::watch::{wait_until, within};
use daisy::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

#[test]
fn compute_clones_what_a_persisted_handle_owns() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        assert_eq!(census.clones(), 0);
        assert!(census.comes_to(1));
        let result = on.wait(held.compute())?;
        assert_eq!((result.n, census.clones()), (1, 1));
        assert_eq!(on.wait(held.compute_shared())?.n, 1);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn a_task_clones_what_a_persisted_handle_owns() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        assert_eq!(on.wait(read(changed(&held, 1)).compute())?, 2);
        assert_eq!(on.wait(read(&held).compute())?, 1);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn a_persisted_result_lives_as_long_as_its_handles() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        let reader = read(&held);
        drop(held);
        assert!(census.comes_to(1));
        assert_eq!(on.wait(reader.compute())?, 1);
        drop(reader);
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_constant_lives_as_long_as_its_handles() -> Checked {
    under_each(|census, _, on| {
        let constant = daisy::opaque(census.probe(1));
        let reader = read(&constant);
        drop(constant);
        assert_eq!(on.wait(reader.compute())?, 1);
        assert_eq!(on.wait(reader.compute())?, 1);
        assert_eq!(census.clones(), 0);
        assert!(census.comes_to(1));
        drop(reader);
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_result_is_dropped_when_its_last_reader_has_run() -> Checked {
    under_each(|census, handle, on| {
        let mut last = make(0, handle);
        for _ in 0..100 {
            last = next(&last);
        }
        assert_eq!(on.wait(read(last).compute())?, 100);
        assert!(census.most() <= 3, "{} at once", census.most());
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_result_asked_for_lives_to_the_end() -> Checked {
    under_each(|census, handle, on| {
        let first = make(0, handle);
        let last = next(next(&first));
        let (first, last) = on.wait(daisy::compute((first, last)))?;
        assert_eq!((first.n, last.n, census.clones()), (0, 2, 0));
        assert!(census.comes_to(2));
        Ok(())
    })
}

#[test]
fn what_a_failed_run_made_is_dropped() -> Checked {
    #[delayed]
    fn refuse(probe: &Probe) -> Result<i64, Bad> {
        Err(Bad(probe.n))
    }
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let all = (refuse(&made), next(&made), make(2, handle));
        let computation = daisy::compute(all);
        assert!(on.wait(computation).is_err());
        assert!(census.comes_to(0));
        Ok(())
    })
}

/// However busy the workers are that took part in it.
#[test]
fn a_finished_run_is_let_go() {
    static BUSY: AtomicBool = AtomicBool::new(false);
    static GO: AtomicBool = AtomicBool::new(false);
    #[delayed]
    fn long() -> i64 {
        BUSY.store(true, SeqCst);
        wait_until(|| GO.load(SeqCst));
        1
    }
    #[delayed]
    fn short(_of: &Arc<()>) -> i64 {
        wait_until(|| BUSY.load(SeqCst));
        2
    }
    within(|| {
        let witness = Arc::new(());
        let pool = runtime(2);
        let mut first = Box::pin(short(daisy::opaque(witness.clone())).compute().on(&pool));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(first.as_mut().poll(&mut cx).is_pending());
        // Long enough for the other worker to have looked at the first run.
        thread::sleep(Duration::from_millis(50));
        let second = long().compute().on(&pool);
        let second = thread::spawn(move || second.wait().unwrap());
        wait_until(|| first.as_mut().poll(&mut cx).is_ready());
        drop(first);
        wait_until(|| Arc::strong_count(&witness) == 1);
        GO.store(true, SeqCst);
        assert_eq!(second.join().unwrap(), 1);
    });
}

#[test]
fn nothing_is_left_whatever_becomes_of_a_run() -> Checked {
    #[delayed]
    fn both(a: Probe, b: &Probe) -> Probe {
        a.census.probe(a.n + b.n)
    }
    #[delayed]
    fn grows(probe: Probe, n: i64) -> Delayed<Probe> {
        if n == 0 {
            return daisy::opaque(probe);
        }
        both(grows(daisy::opaque(probe.clone()), n - 1), grows(changed(daisy::opaque(probe), 1), n - 1))
    }
    #[delayed]
    async fn later(probe: Probe) -> Probe {
        tokio::task::yield_now().await;
        probe
    }
    #[delayed(blocking)]
    fn blocks(probe: Probe) -> Probe {
        probe
    }
    #[delayed]
    fn refuses(probe: Probe) -> Result<Probe, Bad> {
        Err(Bad(probe.n))
    }
    #[delayed(retries = 2)]
    fn panics(probe: &Probe) -> Probe {
        let _another = probe.clone();
        panic!("on purpose")
    }
    #[delayed]
    async fn forever(probe: Probe) -> Probe {
        std::future::pending::<()>().await;
        probe
    }
    under_each(|census, handle, on| {
        for _ in 0..10 {
            let made = make(1, handle);
            let grown = grows(both(&made, next(&made)), 4);
            let asked = later(blocks(later(&grown)));
            let good = vec![made.clone(), grown.clone(), asked.clone(), made.clone()];
            on.wait(daisy::compute(good.clone()))?;
            on.wait(daisy::persist(good.clone()))?;

            let bad = [vec![panics(&made)], good, vec![refuses(&grown), grows(panics(&grown), 2)]].concat();
            assert!(on.wait(daisy::compute(bad.clone())).is_err());
            assert!(on.wait(daisy::compute(bad.clone()).keep_going()).is_err());
            on.wait(daisy::compute(bad.iter().map(|handle| handle.attempt()).collect::<Vec<_>>()))?;

            let endless = daisy::compute((forever(forever(&grown)), asked)).timeout(Duration::from_millis(20));
            assert!(on.wait(endless).is_err());
        }
        assert!(census.comes_to(0));
        Ok(())
    })
}
