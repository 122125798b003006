//! `Inline`.

use crate::common::executors::{current_thread, multi_thread};
use crate::common::functions::total;
use crate::common::watch::within;
use daisy::prelude::*;
use daisy::{Executor, Inline, Plan};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

#[delayed(impure)]
fn here() -> String {
    format!("{:?}", thread::current().id())
}

#[delayed(impure)]
async fn here_later() -> String {
    tokio::time::sleep(Duration::from_millis(1)).await;
    format!("{:?}", thread::current().id())
}

#[test]
fn runs_everything_on_the_calling_thread() {
    within(|| {
        let me = format!("{:?}", thread::current().id());
        let ran = daisy::compute((here(), here_later(), here().map(|_| format!("{:?}", thread::current().id()))));
        assert_eq!(ran.on(Inline).wait().unwrap(), (me.clone(), me.clone(), me));
    });
}

#[test]
fn runs_in_the_same_order_every_time() {
    static ORDER: Mutex<Vec<i64>> = Mutex::new(Vec::new());
    #[delayed]
    fn noted(n: i64, _after: i64) -> i64 {
        ORDER.lock().unwrap().push(n);
        n
    }
    let leaves: Vec<_> = (0..20).map(|n| noted(n + 100, noted(n, 0))).collect();
    let all = total(leaves);
    let mut orders = Vec::new();
    for _ in 0..3 {
        all.compute().on(Inline).wait().unwrap();
        orders.push(std::mem::take(&mut *ORDER.lock().unwrap()));
    }
    assert_eq!(orders[0].len(), 40);
    assert_eq!(orders[0], orders[1]);
    assert_eq!(orders[0], orders[2]);
}

/// Runs some tasks of a plan elsewhere and leaves the others to `Inline`.
#[derive(Clone)]
struct Shares;

impl Executor for Shares {
    fn execute(&self, plan: Plan) {
        let first = plan.next().unwrap();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(5));
            first.run();
        });
        Inline.execute(plan);
    }
}

/// `Inline` on another thread, while the one that waits for the run may run tasks, too.
#[derive(Clone)]
struct Elsewhere;

impl Executor for Elsewhere {
    fn execute(&self, plan: Plan) {
        thread::spawn(move || Inline.execute(plan));
    }
}

#[test]
fn runs_nothing_that_another_has() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed(impure)]
    fn counted(before: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        before + 1
    }
    fn chains() -> Vec<Delayed<i64>> {
        (0..50).map(|n| counted(counted(counted(n)))).collect()
    }
    #[delayed(impure)]
    fn inside() -> i64 {
        chains().compute().on(Elsewhere).wait().unwrap().into_iter().sum()
    }
    within(|| {
        for _ in 0..20 {
            assert_eq!(chains().compute().on(Shares).wait().unwrap().len(), 50);
            assert_eq!(RUNS.swap(0, SeqCst), 150);
            assert_eq!(inside().compute().wait().unwrap(), (0..50).sum::<i64>() + 150);
            assert_eq!(RUNS.swap(0, SeqCst), 150);
        }
    });
}

/// On the thread of a tokio runtime, which would wake tasks that yield, or took too much of its time, once it has that thread back.
#[test]
fn polls_tasks_that_yield_on_a_thread_of_tokio() {
    #[delayed(impure)]
    async fn yields() -> usize {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        (0..1_000).for_each(|n| sender.send(n).unwrap());
        drop(sender);
        let mut count = 0;
        while receiver.recv().await.is_some() {
            count += 1;
        }
        tokio::task::yield_now().await;
        tokio::spawn(async move { count }).await.unwrap()
    }
    within(|| {
        for tokio in [current_thread(), multi_thread()] {
            let here = async {
                assert_eq!(yields().compute().on(Inline).wait().unwrap(), 1_000);
                yields().compute().on(Inline).await.unwrap()
            };
            assert_eq!(tokio.block_on(here), 1_000);
            let spawned = tokio.spawn(async { yields().compute().on(Inline).await });
            assert_eq!(tokio.block_on(spawned).unwrap().unwrap(), 1_000);
        }
    });
}
