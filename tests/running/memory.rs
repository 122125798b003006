//! A runtime with a limit of memory.

use crate::common::functions::inc;
use crate::common::watch::within;
use crate::{PROGRAM, program};
use daisy::prelude::*;
use daisy::{ErrorKind, Executor, Inline, Plan, Runtime};
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, Once};
use std::thread;
use std::time::Duration;

const MEGABYTE: usize = 1 << 20;

/// How many chunks there are, and the most there ever were.
#[derive(Clone, Default)]
struct Live(Arc<[AtomicUsize; 2]>);

impl Live {
    fn peak(&self) -> usize {
        assert_eq!(self.0[0].load(SeqCst), 0, "every chunk is dropped");
        self.0[1].load(SeqCst)
    }
}

/// A result that says it takes a megabyte.
struct Chunk {
    n: u64,
    live: Live,
}

impl Chunk {
    fn new(n: u64, live: &Live) -> Chunk {
        static SIZE: Once = Once::new();
        SIZE.call_once(|| daisy::register_size(|_: &Chunk| MEGABYTE));
        live.0[1].fetch_max(live.0[0].fetch_add(1, SeqCst) + 1, SeqCst);
        Chunk { n, live: live.clone() }
    }
}

impl Clone for Chunk {
    fn clone(&self) -> Chunk {
        Chunk::new(self.n, &self.live)
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.live.0[0].fetch_sub(1, SeqCst);
    }
}

#[delayed]
fn load(n: u64, live: &Live) -> Chunk {
    Chunk::new(n, live)
}

#[delayed(blocking)]
fn load_blocking(n: u64, live: &Live) -> Chunk {
    thread::sleep(Duration::from_micros(100));
    Chunk::new(n, live)
}

#[delayed(size_hint = MEGABYTE)]
async fn load_async(n: u64, live: &Live) -> Chunk {
    let (live, _) = (live.clone(), tokio::time::sleep(Duration::from_micros(100)).await);
    Chunk::new(n, &live)
}

#[delayed]
fn change(chunk: Chunk) -> Chunk {
    chunk
}

#[delayed]
fn add(sum: u64, chunk: &Chunk) -> u64 {
    sum + chunk.n
}

#[delayed]
fn join(left: &Chunk, right: &Chunk) -> Chunk {
    Chunk::new(left.n + right.n, &left.live)
}

/// The sum of `count` chunks, one after the other, each made by `load` and changed.
fn pipeline(count: u64, load: impl Fn(u64) -> Delayed<Chunk>) -> Delayed<u64> {
    (0..count).fold(daisy::value(0), |sum, n| add(sum, change(load(n))))
}

fn limited(workers: usize, bytes: usize) -> Runtime {
    Runtime::builder().workers(workers).memory_limit(bytes as u64).build().unwrap()
}

#[test]
fn what_produces_waits_for_what_consumes() {
    within(|| {
        for workers in [1, 2, 4] {
            let live = Live::default();
            let of = daisy::opaque(live.clone());
            let sum = pipeline(1000, |n| load(n, &of)).compute().on(limited(workers, 8 * MEGABYTE)).wait().unwrap();
            assert_eq!(sum, 999 * 500);
            let peak = live.peak();
            assert!(peak <= 8 + workers, "{peak} chunks at once on {workers} workers");
        }
    });
}

#[test]
fn async_and_blocking_tasks_wait_too() {
    within(|| {
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let (workers, runtime) = (2, limited(2, 8 * MEGABYTE));
        let sum = pipeline(300, |n| load_async(n, &of)).compute().on(&runtime).wait().unwrap();
        assert_eq!(sum, 299 * 150);
        let peak = live.peak();
        assert!(peak <= 8 + workers, "{peak} chunks at once by async tasks");
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let sum = pipeline(300, |n| load_blocking(n, &of)).compute().on(&runtime).wait().unwrap();
        assert_eq!(sum, 299 * 150);
        // None has ended when the first start, and each is taken to fill a worker's share.
        let peak = live.peak();
        assert!(peak <= 8 + workers, "{peak} chunks at once by blocking tasks");
    });
}

#[test]
fn a_limit_below_one_result_still_ends() {
    within(|| {
        for bytes in [0, 1, MEGABYTE - 1] {
            for workers in [1, 3] {
                let live = Live::default();
                let of = daisy::opaque(live.clone());
                let runtime = limited(workers, bytes);
                let blocking = pipeline(20, |n| load_blocking(n, &of));
                let (a, b) = (pipeline(50, |n| load(n, &of)), pipeline(20, |n| load_async(n, &of)));
                let sums = daisy::compute((a, b, blocking)).on(&runtime).wait().unwrap();
                assert_eq!(sums, (49 * 25, 190, 190));
                let mut level: Vec<_> = (0..32).map(|n| load(n, &of)).collect();
                while level.len() > 1 {
                    level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
                }
                let top = level.remove(0).compute_shared().on(&runtime).wait().unwrap();
                assert_eq!(top.n, 31 * 16);
                drop(top);
                live.peak();
            }
        }
    });
}

/// Nothing is known of the function when the first two could start.
#[test]
fn what_was_never_run_waits_for_a_limit_below_the_number_of_workers() {
    #[delayed]
    fn first_seen(n: u64, live: &Live) -> Chunk {
        let chunk = Chunk::new(n, live);
        thread::sleep(Duration::from_millis(5));
        chunk
    }
    within(|| {
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let sum = (0..8).fold(daisy::value(0), |sum, n| add(sum, first_seen(n, &of)));
        assert_eq!(sum.compute().on(limited(4, 0)).wait().unwrap(), 28);
        assert_eq!(live.peak(), 1);
    });
}

#[test]
fn a_tree_holds_what_its_depth_asks_for() {
    within(|| {
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let mut level: Vec<_> = (0..256).map(|n| load(n, &of)).collect();
        while level.len() > 1 {
            level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
        }
        drop(level.remove(0).compute_shared().on(limited(4, MEGABYTE)).wait().unwrap());
        // One task after the other: the depth-first order holds nine, and makes one more.
        assert!(live.peak() <= 10 + 4, "{} chunks at once", live.peak());
    });
}

#[test]
fn what_was_asked_for_does_not_count() {
    within(|| {
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let all: Vec<_> = (0..50).map(|n| load(n, &of)).collect();
        let chunks = all.compute().on(limited(2, MEGABYTE)).wait().unwrap();
        assert_eq!(chunks.iter().map(|chunk| chunk.n).sum::<u64>(), 49 * 25);
    });
}

#[test]
fn what_reads_one_result_twice_lets_go_of_it() {
    #[delayed]
    fn twice(one: &Chunk, same: &Chunk, started: &(Mutex<u64>, Condvar)) -> Chunk {
        let (count, changed) = started;
        *count.lock().unwrap() += 1;
        changed.notify_all();
        let both = changed.wait_timeout_while(count.lock().unwrap(), Duration::from_secs(10), |count| *count < 2);
        assert!(!both.unwrap().1.timed_out(), "the other one was held back");
        Chunk::new(one.n + same.n, &one.live)
    }

    within(|| {
        let live = Live::default();
        let (of, started) = (daisy::opaque(live.clone()), daisy::opaque((Mutex::new(0), Condvar::new())));
        let parts = (0..2).map(|n| load(n, &of)).map(|part| twice(&part, &part, &started));
        let sum = parts.fold(daisy::value(0), add);
        assert_eq!(sum.compute().on(limited(2, 2 * MEGABYTE)).wait().unwrap(), 2);
        live.peak();
    });
}

#[test]
fn any_number_is_a_size() {
    #[derive(Clone)]
    struct Endless(u64);

    #[delayed(size_hint = usize::MAX)]
    async fn hinted(n: u64) -> Vec<u64> {
        vec![n]
    }

    #[delayed]
    fn measured(n: u64) -> Endless {
        Endless(n)
    }

    #[delayed]
    fn sum(a: &[u64], b: &[u64], c: &Endless, d: &Endless) -> u64 {
        a[0] + b[0] + c.0 + d.0
    }

    struct Unmeasured(Vec<u64>);

    #[delayed(size_hint = usize::MAX)]
    async fn unmeasured(n: u64) -> Unmeasured {
        Unmeasured(vec![n])
    }

    #[delayed]
    fn difference(a: &Unmeasured, b: &Unmeasured) -> u64 {
        b.0[0] - a.0[0]
    }

    within(|| {
        daisy::register_size(|_: &Endless| usize::MAX);
        for limit in [0, 1 << 20, u64::MAX] {
            let runtime = Runtime::builder().workers(2).memory_limit(limit).build().unwrap();
            let sums: Vec<_> = (0..20).map(|n| sum(hinted(n), hinted(n + 1), measured(n), measured(n + 1))).collect();
            assert_eq!(sums.compute().on(&runtime).wait().unwrap()[19], 78);
            let steps: Vec<_> = (0..20).map(|n| difference(unmeasured(n), unmeasured(n + 1))).collect();
            assert_eq!(steps.compute().on(&runtime).wait().unwrap(), [1; 20]);
        }
    });
}

#[test]
fn all_else_is_as_without_a_limit() {
    #[delayed]
    fn fails(_chunk: &Chunk) -> std::io::Result<u64> {
        Err(std::io::Error::other("no"))
    }

    #[delayed]
    fn nested(chunk: &Chunk, live: &Live) -> u64 {
        let of = daisy::opaque(live.clone());
        chunk.n + pipeline(30, |n| load(n, &of)).compute().wait().unwrap()
    }

    within(|| {
        let live = Live::default();
        let of = daisy::opaque(live.clone());
        let runtime = limited(2, 2 * MEGABYTE);
        assert_eq!(program().compute().on(&runtime).wait().unwrap(), PROGRAM);
        let parts: Vec<_> = (0..20).map(|n| fails(load(n, &of))).collect();
        assert_eq!(parts.compute().on(&runtime).wait().unwrap_err().kind(), ErrorKind::Failed);
        let error = parts.compute().on(&runtime).keep_going().wait().unwrap_err();
        assert_eq!(error.failures().len(), 20);
        let nested: Vec<_> = (0..8).map(|n| nested(load(n, &of), &of)).collect();
        assert_eq!(nested.compute().on(&runtime).wait().unwrap()[7], 7 + 29 * 15);
        let runs: Vec<_> = (0..8)
            .map(|_| {
                let (runtime, of) = (runtime.clone(), of.clone());
                thread::spawn(move || pipeline(100, |n| load(n, &of)).compute().on(&runtime).wait().unwrap())
            })
            .collect();
        assert!(runs.into_iter().all(|run| run.join().unwrap() == 99 * 50));
        assert_eq!(inc(1).compute().on(&runtime).wait().unwrap(), 2);
        live.peak();
    });
}

#[delayed]
fn mix(n: u64, parts: Vec<Vec<u64>>) -> Vec<u64> {
    vec![parts.iter().flatten().fold(n, |all, part| all.wrapping_mul(31).wrapping_add(*part)); n as usize % 50]
}

#[delayed(blocking)]
fn mix_blocking(n: u64, parts: Vec<Vec<u64>>) -> Vec<u64> {
    mix_now(n, &parts)
}

#[delayed(size_hint = 200)]
async fn mix_async(n: u64, parts: Vec<Vec<u64>>) -> Vec<u64> {
    tokio::task::yield_now().await;
    mix_now(n, &parts)
}

#[delayed]
fn mix_grown(n: u64, parts: Vec<Vec<u64>>) -> Delayed<Vec<u64>> {
    mix(n, vec![mix_blocking(n + 1, parts.clone()), mix(n + 2, parts)])
}

fn mix_now(n: u64, parts: &[Vec<u64>]) -> Vec<u64> {
    vec![parts.iter().flatten().fold(n, |all, part| all.wrapping_mul(37).wrapping_add(*part)); n as usize % 70]
}

/// A task of each: which function, and how far back the tasks are that it reads.
fn graph(tasks: &[(u8, Vec<usize>)]) -> Vec<Delayed<Vec<u64>>> {
    let mut nodes: Vec<Delayed<Vec<u64>>> = Vec::new();
    for (n, (kind, reads)) in tasks.iter().enumerate() {
        let reads = reads.iter().filter(|back| **back <= nodes.len()).map(|back| &nodes[nodes.len() - back]);
        let (n, parts) = (n as u64 * 7 + 1, reads.cloned().collect::<Vec<_>>());
        nodes.push(match kind {
            0 => mix_blocking(n, parts),
            1 => mix_async(n, parts),
            2 => mix_grown(n, parts),
            _ => mix(n, parts),
        });
    }
    let last = nodes.len().saturating_sub(3);
    nodes.split_off(last)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_same_results_with_and_without(
        tasks in prop::collection::vec((0u8..8, prop::collection::vec(1usize..12, 0..4)), 1..60),
        workers in 1usize..4,
        bytes in prop::sample::select(vec![0usize, 100, 1000, 5000, 1 << 20]),
    ) {
        let roots = graph(&tasks);
        let expected = roots.compute().on(Inline).wait().unwrap();
        let runtime = limited(workers, bytes);
        let found = roots.compute().on(&runtime).timeout(Duration::from_secs(60)).wait().unwrap();
        prop_assert_eq!(found, expected);
    }
}

/// What is counted as it comes is counted as it goes, whoever gives it and however it is read.
#[test]
fn nothing_is_counted_once_a_run_is_over() {
    struct Counting(Arc<AtomicUsize>);
    impl Executor for Counting {
        fn execute(&self, plan: Plan) {
            plan.run().count_memory();
            plan.drive();
            self.0.store(plan.run().held_bytes() as usize, SeqCst);
        }
    }
    #[delayed]
    async fn soon(n: u64) -> u64 {
        n
    }
    #[delayed]
    async fn soon_all(n: u64) -> Vec<u64> {
        vec![n; 100]
    }
    #[delayed]
    fn sum(one: u64, all: Vec<u64>) -> u64 {
        one + all.iter().sum::<u64>()
    }
    let held = Arc::new(AtomicUsize::new(1));
    assert_eq!(sum(soon(1), soon_all(2)).compute().on(Counting(held.clone())).wait().unwrap(), 201);
    assert_eq!(held.load(SeqCst), 0);
}
