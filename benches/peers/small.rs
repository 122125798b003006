//! What one computation costs: three tasks from call to result, and two threads that compute one graph.

use std::hint::black_box;
use std::time::{Duration, Instant};

use daisy::{Inline, Runtime};

use crate::common::{Rounds, measuring, rounds, timed};
use crate::peers::daisy::{Shared, add, step};
use crate::shape::Shape;
use crate::work::sum;

/// Sides of the three tasks.
pub const INLINE: usize = 0;
pub const THREADS: usize = 1;
pub const JOIN: usize = 2;

/// Times of one round, and how often each is repeated in it.
pub struct Small {
    pub three: Rounds<3>,
    pub repeats: usize,
    pub shared: Rounds<2>,
}

/// `work`, many times.
fn repeated<T>(times: usize, mut work: impl FnMut(u64) -> T) -> Duration {
    timed(|| (0..times as u64).for_each(|n| drop(black_box(work(n)))))
}

fn plain_step(n: u64) -> u64 {
    sum([n], 1)
}

pub fn measure(workers: usize) -> Small {
    let runtime = Runtime::builder().workers(workers).build().expect("a runtime");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(workers).build().expect("a pool");
    let (repeats, count, tasks) = if measuring() { (2_000, 21, 1_000_000) } else { (10, 1, 1_000) };
    let three = |n: u64| add(step(n), step(n + 1));
    let checked = |n: u64, result: u64| assert_eq!(result, 2 * n + 3, "all give the same");
    let three = rounds(
        count,
        [
            &mut || repeated(repeats, |n| checked(n, three(n).compute().on(Inline).wait().expect("nothing fails"))),
            &mut || repeated(repeats, |n| checked(n, three(n).compute().on(&runtime).wait().expect("nothing fails"))),
            &mut || {
                pool.install(|| {
                    repeated(repeats, |n| {
                        let (a, b) = rayon::join(|| plain_step(n), || plain_step(n + 1));
                        checked(n, sum([a, b], 0));
                    })
                })
            },
        ],
    );
    let shared = Shared::new(Shape::Tree, tasks);
    let by = |threads: usize| {
        let start = Instant::now();
        shared.compute(&runtime, threads);
        start.elapsed()
    };
    let shared = rounds(count.min(5), [&mut || by(1), &mut || by(2)]);
    Small { three, repeats, shared }
}
