//! Memory: the most results alive at once where one task runs at a time. Counts, no times; the exit status tells
//! whether the goals hold.
//!
//! Every result counts itself from its making to its drop. An observer reads the count as each task starts, which
//! gives the task's inputs and whatever is held for later ones: dask's count, and the one with a goal. While a task
//! ends, its own result lives beside its inputs, so `ever` is one more. The peers do the same work by hand: a recursive
//! function, and a loop from level to level.
//!
//! The second table: a reduction of many loads, each of which says that its result takes a megabyte, on two workers with and
//! without a limit of memory.

mod common;

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use common::Table;
use daisy::prelude::*;
use daisy::{Executor, Inline, Observer, Runtime, Started};

const LEAVES: u64 = 8192;
const LINKS: u64 = 1000;
const LOADS: u64 = 1000;
const MEGABYTE: usize = 1 << 20;
/// Results that fit the limit.
const LIMIT: usize = 8;

/// Results alive now.
static LIVE: AtomicUsize = AtomicUsize::new(0);
/// The most as a task starts.
static HELD: AtomicUsize = AtomicUsize::new(0);
/// The most at any time.
static EVER: AtomicUsize = AtomicUsize::new(0);

/// A result that counts itself.
struct Live(u64);

impl Live {
    fn new(value: u64) -> Live {
        EVER.fetch_max(LIVE.fetch_add(1, SeqCst) + 1, SeqCst);
        Live(value)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        LIVE.fetch_sub(1, SeqCst);
    }
}

fn task_starts() {
    HELD.fetch_max(LIVE.load(SeqCst), SeqCst);
}

struct Counting;

impl Observer for Counting {
    fn task_started(&self, _: &Started<'_>) {
        task_starts();
    }
}

#[delayed]
fn leaf(n: u64) -> Live {
    Live::new(n)
}

#[delayed]
fn join(left: &Live, right: &Live) -> Live {
    Live::new(left.0 + right.0)
}

#[delayed]
fn next(last: &Live) -> Live {
    Live::new(last.0 + 1)
}

#[delayed]
fn load(n: u64) -> Live {
    Live::new(n)
}

#[delayed(size_hint = MEGABYTE)]
async fn fetch(n: u64) -> Live {
    tokio::time::sleep(Duration::from_millis(1)).await;
    Live::new(n)
}

/// Takes a while.
#[delayed]
fn add(sum: u64, chunk: &Live) -> u64 {
    std::thread::sleep(Duration::from_micros(50));
    sum + chunk.0
}

/// Built level by level, so that the order it was made in is the worst one to run in.
fn tree() -> Delayed<Live> {
    let mut level: Vec<_> = (0..LEAVES).map(leaf).collect();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
    }
    level.remove(0)
}

fn chain() -> Delayed<Live> {
    (1..LINKS).fold(leaf(0), |last, _| next(last))
}

fn reduction(load: fn(u64) -> Delayed<Live>) -> Delayed<u64> {
    (0..LOADS).fold(daisy::value(0), |sum, n| add(sum, load(n)))
}

/// The peers' task: notes the count as it starts, and drops its inputs when it has ended.
fn by_hand(inputs: Vec<Live>, task: impl FnOnce(&[Live]) -> u64) -> Live {
    task_starts();
    Live::new(task(&inputs))
}

fn tree_by_hand(start: u64, leaves: u64) -> Live {
    if leaves == 1 {
        return by_hand(vec![], |_| start);
    }
    let half = leaves / 2;
    let left = tree_by_hand(start, half);
    let right = tree_by_hand(start + half, half);
    by_hand(vec![left, right], |inputs| inputs[0].0 + inputs[1].0)
}

fn tree_by_levels() -> Live {
    let mut level: Vec<Live> = (0..LEAVES).map(|n| by_hand(vec![], |_| n)).collect();
    while level.len() > 1 {
        let mut items = level.into_iter();
        let pairs = std::iter::from_fn(|| Some(vec![items.next()?, items.next()?]));
        level = pairs.map(|pair| by_hand(pair, |inputs| inputs[0].0 + inputs[1].0)).collect();
    }
    level.remove(0)
}

fn chain_by_hand() -> Live {
    (1..LINKS).fold(by_hand(vec![], |_| 0), |last, _| by_hand(vec![last], |inputs| inputs[0].0 + 1))
}

/// The most results that `work` holds as a task starts, and ever. `work` gives `wanted`.
fn count(wanted: u64, work: impl FnOnce() -> u64) -> (usize, usize) {
    HELD.store(0, SeqCst);
    EVER.store(0, SeqCst);
    assert_eq!(work(), wanted);
    assert_eq!(LIVE.load(SeqCst), 0, "every result is dropped");
    (HELD.load(SeqCst), EVER.load(SeqCst))
}

fn computed(handle: &Delayed<Live>, executor: impl Executor) -> u64 {
    handle.compute_shared().observe(Counting).on(executor).wait().expect("nothing fails").0
}

/// Whether the limit of memory holds.
fn limits() -> bool {
    const WORKERS: usize = 2;
    daisy::register_size(|_: &Live| MEGABYTE);
    let runtime = |limit: Option<usize>| {
        let builder = Runtime::builder().workers(WORKERS);
        let builder = limit.map_or(builder.clone(), |results| builder.memory_limit((results * MEGABYTE) as u64));
        builder.build().expect("a runtime")
    };
    let mut table = Table::new(
        "Memory: the most results of a megabyte alive at any time, a thousand of them reduced on two workers",
        &["", "no limit", "8 MB", "less", "goal", ""],
    );
    let mut all_met = true;
    for (name, load) in [("loads", load as fn(u64) -> Delayed<Live>), ("async loads", fetch)] {
        let sum = LOADS * (LOADS - 1) / 2;
        let ever = |limit| {
            let computed = || reduction(load).compute().on(runtime(limit)).wait().expect("nothing fails");
            count(sum, computed).1
        };
        let (free, limited) = (ever(None), ever(Some(LIMIT)));
        // One more for each worker, which makes one while its inputs are there.
        let met = limited <= LIMIT + WORKERS;
        all_met &= met;
        let less = format!("{:.0}x", free as f64 / limited as f64);
        let goal = format!("<= {}", LIMIT + WORKERS);
        let verdict = if met { "met" } else { "NOT MET" };
        table.row([name.to_owned(), free.to_string(), limited.to_string(), less, goal, verdict.to_owned()]);
    }
    println!("{table}");
    all_met
}

fn main() -> ExitCode {
    let runtime = Runtime::builder().workers(1).build().expect("a runtime");
    let mut table = Table::new(
        "Memory: the most results alive as a task starts, one task at a time; peers: the same by hand",
        &["", "one worker", "(ever)", "inline", "recursion", "levels", "goal", ""],
    );
    let mut all_met = true;
    let mut row = |name: &str, goal: usize, sum: u64, handle: &Delayed<Live>, peers: [fn() -> Live; 2]| {
        let (worker, ever) = count(sum, || computed(handle, runtime.clone()));
        let (inline, _) = count(sum, || computed(handle, Inline));
        let [recursion, levels] = peers.map(|peer| count(sum, || peer().0).0);
        let met = worker.max(inline) <= goal;
        all_met &= met;
        let counts = [worker, ever, inline, recursion, levels].map(|count| count.to_string());
        let [worker, ever, inline, recursion, levels] = counts;
        let verdict = if met { "met" } else { "NOT MET" };
        let goal = format!("<= {goal}");
        table.row([name.to_owned(), worker, ever, inline, recursion, levels, goal, verdict.to_owned()]);
    };
    let tree_peers: [fn() -> Live; 2] = [|| tree_by_hand(0, LEAVES), tree_by_levels];
    row("tree of 8192 leaves", 14, LEAVES * (LEAVES - 1) / 2, &tree(), tree_peers);
    row("chain of 1000", 2, LINKS - 1, &chain(), [chain_by_hand; 2]);
    println!("{table}");
    all_met &= limits();
    if all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
