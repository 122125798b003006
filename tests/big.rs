//! Large graphs: in linear time, without recursion, and with few results alive at once.

use daisy::prelude::*;
use daisy::{Executor, Inline, Plan, Runtime};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

const MILLION: u64 = 1_000_000;

/// Runs `work` in a thread with a stack of 2 MiB, and gives up on it after ten minutes: a bound for what never
/// ends or takes quadratic time, not for what is slow.
fn in_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let thread = thread::Builder::new().stack_size(2 << 20);
    let thread = thread.spawn(move || drop(done.send(work()))).unwrap();
    match finished.recv_timeout(Duration::from_secs(600)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after ten minutes"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

fn runtime(workers: usize) -> Runtime {
    Runtime::builder().workers(workers).build().unwrap()
}

struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run()
        }
    }
}

#[delayed]
fn step(x: u64) -> u64 {
    x + 1
}

#[delayed]
fn total(items: &[u64]) -> u64 {
    items.iter().sum()
}

fn chain(length: u64) -> Delayed<u64> {
    let mut last = daisy::value(0u64);
    for _ in 0..length {
        last = step(last);
    }
    last
}

fn fan_in(width: u64) -> Delayed<u64> {
    total((0..width).map(step).collect::<Vec<_>>())
}

mod a_chain_of_a_million {
    use super::*;

    #[test]
    fn builds_and_drops() {
        in_a_small_stack(|| {
            let chain = chain(MILLION);
            let again = chain.clone();
            drop(chain);
            drop(again);
        });
    }

    #[test]
    fn counts_and_lists() {
        in_a_small_stack(|| {
            let graph = chain(MILLION).graph();
            assert_eq!(graph.len() as u64, MILLION);
            let listing = graph.to_string();
            // A line for the constant, one for each step but the last, and the return.
            assert_eq!(listing.trim_end().lines().count() as u64, MILLION + 1);
            assert!(listing.starts_with("a = value u64\nb = step(a)\nc = step(b)\n"));
        });
    }

    #[test]
    fn runs_inline() {
        in_a_small_stack(|| assert_eq!(chain(MILLION).compute().on(Inline).wait().unwrap(), MILLION));
    }

    #[test]
    fn runs_on_a_runtime() {
        in_a_small_stack(|| assert_eq!(chain(MILLION).compute().on(runtime(2)).wait().unwrap(), MILLION));
    }

    #[test]
    fn runs_on_a_users_executor() {
        in_a_small_stack(|| assert_eq!(chain(MILLION).compute().on(Serial).wait().unwrap(), MILLION));
    }

    #[test]
    fn of_operators_runs() {
        in_a_small_stack(|| {
            let one = daisy::value(1u64);
            let mut last = daisy::value(0u64);
            for _ in 0..MILLION {
                last = last + &one;
            }
            assert_eq!(last.graph().len() as u64, MILLION);
            assert_eq!(last.compute().wait().unwrap(), MILLION);
        });
    }

    #[test]
    fn fails_at_its_start_and_ends() {
        #[delayed]
        fn refused() -> Result<u64, String> {
            Err("at the start".into())
        }
        in_a_small_stack(|| {
            let mut last = refused();
            for _ in 0..MILLION {
                last = step(last);
            }
            let error = last.compute().wait().unwrap_err();
            assert_eq!(error.task().unwrap().name(), "refused");
        });
    }
}

mod a_fan_in_of_a_million {
    use super::*;

    const SUM: u64 = MILLION * (MILLION + 1) / 2;

    #[test]
    fn builds_counts_lists_and_drops() {
        in_a_small_stack(|| {
            let graph = fan_in(MILLION).graph();
            assert_eq!(graph.len() as u64, MILLION + 1);
            assert_eq!(graph.constants().count() as u64, MILLION);
            assert_eq!(graph.to_string().trim_end().lines().count() as u64, 2 * MILLION + 1);
        });
    }

    #[test]
    fn runs_inline() {
        in_a_small_stack(|| assert_eq!(fan_in(MILLION).compute().on(Inline).wait().unwrap(), SUM));
    }

    #[test]
    fn runs_on_a_runtime() {
        in_a_small_stack(|| assert_eq!(fan_in(MILLION).compute().on(runtime(2)).wait().unwrap(), SUM));
    }

    #[test]
    fn runs_as_a_collection() {
        in_a_small_stack(|| {
            let all: Vec<_> = (0..MILLION).map(step).collect();
            let results = daisy::compute(all).wait().unwrap();
            assert!(results.iter().copied().eq(1..=MILLION));
        });
    }

    #[test]
    fn and_a_fan_out_of_one_runs() {
        #[delayed]
        fn plus(x: &u64, n: u64) -> u64 {
            x + n
        }
        in_a_small_stack(|| {
            let one = step(0);
            let all: Vec<_> = (0..MILLION).map(|n| plus(&one, n)).collect();
            assert_eq!(total(all).compute().wait().unwrap(), SUM);
        });
    }
}

mod few_results_at_once {
    //! A value counts itself while it lives; each task notes, as it starts, how many live.

    use super::*;

    #[derive(Default)]
    struct Counts {
        live: AtomicUsize,
        most: AtomicUsize,
    }

    impl Counts {
        fn note(&self) {
            self.most.fetch_max(self.live.load(SeqCst), SeqCst);
        }
    }

    struct Live {
        sum: u64,
        counts: Arc<Counts>,
    }

    impl Live {
        fn new(sum: u64, counts: &Arc<Counts>) -> Live {
            counts.live.fetch_add(1, SeqCst);
            Live { sum, counts: counts.clone() }
        }
    }

    impl Drop for Live {
        fn drop(&mut self) {
            self.counts.live.fetch_sub(1, SeqCst);
        }
    }

    #[delayed]
    fn leaf(n: u64, counts: &Arc<Counts>) -> Live {
        counts.note();
        Live::new(n, counts)
    }

    #[delayed]
    fn join(left: &Live, right: &Live) -> Live {
        left.counts.note();
        Live::new(left.sum + right.sum, &left.counts)
    }

    #[delayed]
    fn next(before: &Live) -> Live {
        before.counts.note();
        Live::new(before.sum + 1, &before.counts)
    }

    /// Built level by level, so that the order it was made in is the worst one to run in.
    fn tree(leaves: u64, counts: &Delayed<Arc<Counts>>) -> Delayed<Live> {
        let mut level: Vec<_> = (0..leaves).map(|n| leaf(n, counts)).collect();
        while level.len() > 1 {
            level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
        }
        level.remove(0)
    }

    /// The most values that live as a task starts, on an executor that runs one at a time.
    fn most(program: fn(&Delayed<Arc<Counts>>) -> Delayed<Live>, sum: u64) -> [usize; 3] {
        let executors: [Arc<dyn Executor>; 3] = [Arc::new(Inline), Arc::new(runtime(1)), Arc::new(Serial)];
        executors.map(|executor| {
            let counts = Arc::new(Counts::default());
            let handle = program(&daisy::opaque(counts.clone()));
            assert_eq!(handle.compute_shared().on(executor).wait().unwrap().sum, sum);
            counts.most.load(SeqCst)
        })
    }

    #[test]
    fn a_tree_of_8192_leaves_holds_14() {
        in_a_small_stack(|| {
            let most = most(|counts| tree(8192, counts), 8192 * 8191 / 2);
            assert!(most.iter().all(|most| *most <= 14), "{most:?}");
        });
    }

    #[test]
    fn a_chain_of_a_thousand_holds_two() {
        in_a_small_stack(|| {
            let program = |counts: &Delayed<Arc<Counts>>| (0..1000).fold(leaf(0, counts), |last, _| next(last));
            let most = most(program, 1000);
            assert!(most.iter().all(|most| *most <= 2), "{most:?}");
        });
    }

    #[test]
    fn a_hundred_chains_side_by_side_hold_little_more_than_their_ends() {
        in_a_small_stack(|| {
            let program = |counts: &Delayed<Arc<Counts>>| {
                let ends: Vec<_> = (0..128).map(|n| (0..20).fold(leaf(n, counts), |last, _| next(last))).collect();
                let mut level = ends;
                while level.len() > 1 {
                    level = level.chunks(2).map(|pair| join(&pair[0], &pair[1])).collect();
                }
                level.remove(0)
            };
            // Depth first, a tree of 128 ends holds 8 of them, and the chain under way one more.
            let most = most(program, (0..128).sum::<u64>() + 128 * 20);
            assert!(most.iter().all(|most| *most <= 10), "{most:?}");
        });
    }
}

mod growing {
    use super::*;

    #[test]
    fn a_hundred_thousand_tasks_one_from_another() {
        #[delayed]
        fn down(n: u64) -> Delayed<u64> {
            if n == 0 { daisy::value(0u64) } else { step(down(n - 1)) }
        }
        in_a_small_stack(|| {
            for executor in [Arc::new(Inline) as Arc<dyn Executor>, Arc::new(runtime(2)), Arc::new(Serial)] {
                assert_eq!(down(100_000).compute().on(executor).wait().unwrap(), 100_000);
            }
        });
    }

    #[test]
    fn a_hundred_thousand_tasks_at_once() {
        #[delayed]
        fn many(n: u64) -> Delayed<u64> {
            fan_in(n)
        }
        in_a_small_stack(|| {
            assert_eq!(many(100_000).compute().wait().unwrap(), 100_000 * 100_001 / 2);
        });
    }
}
