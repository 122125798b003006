//! What one computation costs: three tasks from call to result, and two threads that compute one graph. And what no
//! call can do without.

use std::hint::black_box;
use std::sync::Arc;
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
    /// Seconds for BLAKE3 of two digests, and an allocation of the size of a node.
    pub node: f64,
}

struct Node {
    _digest: blake3::Hash,
    _rest: [u64; 7],
}

/// Hashes and allocates nodes; dropping them is not timed.
fn nodes(count: usize) -> Duration {
    const { assert!(size_of::<Node>() == 88) };
    let mut nodes = Vec::with_capacity(count);
    let mut digests = [0; 64];
    timed(|| {
        for node in 0..count {
            digests[..8].copy_from_slice(&node.to_le_bytes());
            nodes.push(Arc::new(Node { _digest: blake3::hash(black_box(&digests)), _rest: [0; 7] }));
        }
        nodes
    })
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
    let node = rounds(count.min(5), [&mut || nodes(tasks)]).median(0) / tasks as f64;
    Small { three, repeats, shared, node }
}
