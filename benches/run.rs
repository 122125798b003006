//! Running: a million trivial tasks on two workers, as a `Vec` of independent ones, a binary tree and a chain.
//!
//! daisy's time is that of `compute(..).wait()` on handles built before: planning, running and collecting; building
//! is a column of its own. tokio gets one spawned task a task, which awaits the tasks it reads, and has no building
//! apart; rayon a `scope` of spawned jobs, nested ones for the chain, and `join` for the tree; the loop is plain Rust.
//! A second table is of operators, which run as part of each other.
//!
//! In every graph the leaves are calls of a plain number each, which daisy plans as a constant.

mod common;

use std::array::from_fn;
use std::cell::RefCell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use common::{Table, measuring, median, nanos, rounds, timed, times, verdict};
use daisy::prelude::*;
use daisy::{Inline, Runtime};
use tokio::task::JoinHandle;

const WORKERS: usize = 2;

/// Seconds a task may take.
const GOAL: f64 = 1e-6;

/// Seconds an operator may take that runs as part of another.
const OPERATOR_GOAL: f64 = 30e-9;

fn plain_step(x: u64) -> u64 {
    black_box(x) + 1
}

fn plain_add(a: u64, b: u64) -> u64 {
    black_box(a) + b
}

#[delayed]
fn step(x: u64) -> u64 {
    plain_step(x)
}

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    plain_add(a, b)
}

/// Reduces a level of a tree to its root.
fn reduce<T>(mut level: Vec<T>, mut join: impl FnMut(T, T) -> T) -> T {
    while level.len() > 1 {
        let mut items = level.into_iter();
        level = std::iter::from_fn(|| Some(join(items.next()?, items.next()?))).collect();
    }
    level.remove(0)
}

struct Pools {
    daisy: Runtime,
    tokio: tokio::runtime::Runtime,
    rayon: rayon::ThreadPool,
}

/// One shape of graph, in all the ways to run it. Each gives a number, the same one.
struct Shape {
    name: &'static str,
    tasks: u64,
    daisy: fn(&Pools, u64) -> Timed,
    inline: fn(&Pools, u64) -> Timed,
    tokio: fn(&Pools, u64) -> u64,
    rayon: fn(&Pools, u64) -> u64,
    plain: fn(u64) -> u64,
}

/// Time to build and time to compute.
struct Timed {
    built: Duration,
    computed: Duration,
    result: u64,
}

/// Builds, then computes; drops neither while a clock runs.
fn run<C: Collection + Clone>(
    build: impl FnOnce() -> C,
    executor: impl daisy::Executor,
    sum: impl FnOnce(C::Output) -> u64,
) -> Timed {
    let start = Instant::now();
    let handles = build();
    let built = start.elapsed();
    let computation = daisy::compute(handles.clone()).on(executor);
    let start = Instant::now();
    let output = computation.wait().expect("nothing fails");
    let computed = start.elapsed();
    Timed { built, computed, result: sum(output) }
}

mod independent {
    use super::*;

    fn build(tasks: u64) -> Vec<Delayed<u64>> {
        (0..tasks).map(step).collect()
    }

    pub fn daisy(pools: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), pools.daisy.clone(), |all| all.iter().sum())
    }

    pub fn inline(_: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), Inline, |all| all.iter().sum())
    }

    pub fn tokio(pools: &Pools, tasks: u64) -> u64 {
        pools.tokio.block_on(async {
            let all: Vec<JoinHandle<u64>> = (0..tasks).map(|n| tokio::spawn(async move { plain_step(n) })).collect();
            let mut sum = 0;
            for task in all {
                sum += task.await.expect("no panic");
            }
            sum
        })
    }

    pub fn rayon(pools: &Pools, tasks: u64) -> u64 {
        let mut all = vec![0; tasks as usize];
        pools.rayon.scope(|scope| {
            for (result, n) in all.iter_mut().zip(0..) {
                scope.spawn(move |_| *result = plain_step(n));
            }
        });
        all.iter().sum()
    }

    pub fn plain(tasks: u64) -> u64 {
        let all: Vec<u64> = (0..tasks).map(plain_step).collect();
        all.iter().sum()
    }
}

mod tree {
    use super::*;

    /// Tasks are one less than twice the leaves.
    fn leaves(tasks: u64) -> u64 {
        tasks.div_ceil(2)
    }

    fn build(tasks: u64) -> Delayed<u64> {
        reduce((0..leaves(tasks)).map(step).collect(), add)
    }

    pub fn daisy(pools: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), pools.daisy.clone(), |sum| sum)
    }

    pub fn inline(_: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), Inline, |sum| sum)
    }

    pub fn tokio(pools: &Pools, tasks: u64) -> u64 {
        pools.tokio.block_on(async {
            let first = (0..leaves(tasks)).map(|n| tokio::spawn(async move { plain_step(n) })).collect();
            let join = |a: JoinHandle<u64>, b: JoinHandle<u64>| {
                tokio::spawn(async move { plain_add(a.await.expect("no panic"), b.await.expect("no panic")) })
            };
            reduce(first, join).await.expect("no panic")
        })
    }

    pub fn rayon(pools: &Pools, tasks: u64) -> u64 {
        fn sum(start: u64, leaves: u64) -> u64 {
            if leaves == 1 {
                return plain_step(start);
            }
            let half = leaves / 2;
            let (a, b) = rayon::join(|| sum(start, half), || sum(start + half, half));
            plain_add(a, b)
        }
        pools.rayon.install(|| sum(0, leaves(tasks)))
    }

    pub fn plain(tasks: u64) -> u64 {
        reduce((0..leaves(tasks)).map(plain_step).collect(), plain_add)
    }
}

mod chain {
    use super::*;

    fn build(tasks: u64) -> Delayed<u64> {
        (1..tasks).fold(step(0), |last, _| step(last))
    }

    pub fn daisy(pools: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), pools.daisy.clone(), |end| end)
    }

    pub fn inline(_: &Pools, tasks: u64) -> Timed {
        run(|| build(tasks), Inline, |end| end)
    }

    pub fn tokio(pools: &Pools, tasks: u64) -> u64 {
        pools.tokio.block_on(async {
            let first = tokio::spawn(async { plain_step(0) });
            let next = |last: JoinHandle<u64>| tokio::spawn(async { plain_step(last.await.expect("no panic")) });
            (1..tasks).fold(first, |last, _| next(last)).await.expect("no panic")
        })
    }

    pub fn rayon(pools: &Pools, tasks: u64) -> u64 {
        fn link<'s>(scope: &rayon::Scope<'s>, last: u64, left: u64, end: &'s AtomicU64) {
            match left {
                0 => end.store(last, Relaxed),
                _ => scope.spawn(move |scope| link(scope, plain_step(last), left - 1, end)),
            }
        }
        let end = AtomicU64::new(0);
        pools.rayon.scope(|scope| link(scope, 0, tasks, &end));
        end.into_inner()
    }

    pub fn plain(tasks: u64) -> u64 {
        (0..tasks).fold(0, |last, _| plain_step(last))
    }
}

/// One chain of operators, which runs as one task.
mod operators {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// Runs everything on the calling thread, and says how long that took: planning is over by then.
    #[derive(Clone, Default)]
    struct Apart(Arc<Mutex<Duration>>);

    impl daisy::Executor for Apart {
        fn execute(&self, plan: daisy::Plan) {
            let start = Instant::now();
            Inline.execute(plan);
            *self.0.lock().expect("no panic") = start.elapsed();
        }
    }

    /// Time to compute it all, and to run what was planned.
    pub fn daisy(tasks: u64) -> (Timed, Duration) {
        let apart = Apart::default();
        let timed = run(|| (0..tasks).fold(step(0), |last, _| last + 1u64), apart.clone(), |end| end);
        let ran = *apart.0.lock().expect("no panic");
        (timed, ran)
    }
}

/// Measures a chain of operators.
fn measure_operators(tasks: u64, count: usize) -> Table {
    let runs: Vec<(Timed, Duration)> = (0..count).map(|_| operators::daisy(tasks)).collect();
    let time =
        |of: fn(&(Timed, Duration)) -> Duration| median(runs.iter().map(|run| of(run).as_secs_f64())) / tasks as f64;
    assert!(runs.iter().all(|(timed, _)| timed.result == tasks + 1), "one more for each operator");
    let mut table = Table::new(
        "Operators: time an operator of a chain of them, which runs as one task on the calling thread",
        &["", "operators", "(build)", "computed", "planning apart", "goal", ""],
    );
    let ran = time(|(_, ran)| *ran);
    table.row([
        "chain".to_owned(),
        tasks.to_string(),
        nanos(time(|(timed, _)| timed.built)),
        nanos(time(|(timed, _)| timed.computed)),
        nanos(ran),
        format!("<= {}", nanos(OPERATOR_GOAL)),
        verdict(ran <= OPERATOR_GOAL),
    ]);
    table
}

fn shapes(tasks: u64) -> [Shape; 3] {
    /// The functions of a module, by their names.
    macro_rules! shape {
        ($module:ident, $tasks:expr) => {
            Shape {
                name: stringify!($module),
                tasks: $tasks,
                daisy: $module::daisy,
                inline: $module::inline,
                tokio: $module::tokio,
                rayon: $module::rayon,
                plain: $module::plain,
            }
        };
    }
    [shape!(independent, tasks), shape!(tree, tasks.next_power_of_two() - 1), shape!(chain, tasks)]
}

/// Measures one shape.
fn measure(shape: &Shape, pools: &Pools, count: usize, table: &mut Table) {
    let &Shape { name, tasks, daisy, inline, tokio, rayon, plain } = shape;
    let wanted = plain(tasks);
    let checked = |result: u64| assert_eq!(result, wanted, "{name}: all give the same");
    let builds = RefCell::new(Vec::new());
    let computed = |run: fn(&Pools, u64) -> Timed| {
        let Timed { built, computed, result } = run(pools, tasks);
        checked(result);
        builds.borrow_mut().push(built.as_secs_f64());
        computed
    };
    let measured = rounds(
        count,
        [
            &mut || computed(daisy),
            &mut || computed(inline),
            &mut || timed(|| checked(tokio(pools, tasks))),
            &mut || timed(|| checked(rayon(pools, tasks))),
            &mut || timed(|| checked(plain(tasks))),
        ],
    );
    let [daisy, inline, tokio, rayon, plain] = from_fn(|side| measured.median(side) / tasks as f64);
    table.row([
        name.to_owned(),
        tasks.to_string(),
        nanos(median(builds.into_inner()) / tasks as f64),
        nanos(daisy),
        nanos(inline),
        nanos(tokio),
        nanos(rayon),
        nanos(plain),
        times(measured.ratio(0, 2)),
        times(measured.ratio(0, 3)),
        format!("<= {}", nanos(GOAL)),
        verdict(daisy <= GOAL),
    ]);
}

fn main() {
    let (tasks, count) = if measuring() { (1_000_000, 9) } else { (1_000, 1) };
    let pools = Pools {
        daisy: Runtime::builder().workers(WORKERS).build().expect("a runtime"),
        tokio: tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).build().expect("a runtime"),
        rayon: rayon::ThreadPoolBuilder::new().num_threads(WORKERS).build().expect("a pool"),
    };
    let mut table = Table::new(
        "Running: time a task on two workers; peers: tokio and rayon with two threads, a plain loop",
        &["", "tasks", "(build)", "daisy", "inline", "tokio", "rayon", "loop", "to tokio", "to rayon", "goal", ""],
    );
    for shape in shapes(tasks) {
        measure(&shape, &pools, count, &mut table);
    }
    println!("{table}");
    println!("{}", measure_operators(tasks, count));
}
