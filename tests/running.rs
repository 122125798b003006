//! Where and when tasks run: the runtime, `Inline`, executors a user wrote, and waiting.

use daisy::prelude::*;
use daisy::{ErrorKind, Executor, Inline, Key, Kind, Plan, Runtime};
use std::future::poll_fn;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, ThreadId};
use std::time::Duration;

/// Runs what might hang on a thread of its own, and gives up on it after half a minute.
fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let thread = thread::spawn(move || drop(done.send(work())));
    match finished.recv_timeout(Duration::from_secs(30)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after 30 s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

fn runtime(workers: usize) -> Runtime {
    Runtime::builder().workers(workers).build().unwrap()
}

fn current_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The executor of the contract's first example.
#[derive(Clone)]
struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run()
        }
    }
}

/// And of its second.
struct Threads(usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            thread::spawn(move || Serial.execute(plan));
        }
    }
}

/// An async one: polls for tasks, and awaits them where they are sent.
struct Spawning;

impl Executor for Spawning {
    fn execute(&self, plan: Plan) {
        thread::spawn(move || {
            current_thread().block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                while let Some(task) = poll_fn(|cx| plan.poll_next(cx)).await {
                    tasks.spawn(task.into_future());
                }
                tasks.join_all().await;
            });
        });
    }
}

/// Takes all that is ready, and runs it last to first.
struct Backwards;

impl Executor for Backwards {
    fn execute(&self, plan: Plan) {
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            let mut ready = Vec::new();
            while let Poll::Ready(Some(task)) = plan.poll_next(&mut cx) {
                ready.push(task);
            }
            if ready.is_empty() {
                return;
            }
            ready.into_iter().rev().for_each(|task| task.run());
        }
    }
}

/// One of each sort.
fn every_executor() -> Vec<(&'static str, Arc<dyn Executor>)> {
    vec![
        ("inline", Arc::new(Inline)),
        ("one worker", Arc::new(runtime(1))),
        ("four workers", Arc::new(runtime(4))),
        ("serial", Arc::new(Serial)),
        ("one thread", Arc::new(Threads(1))),
        ("four threads", Arc::new(Threads(4))),
        ("spawning", Arc::new(Spawning)),
        ("backwards", Arc::new(Backwards)),
    ]
}

#[delayed]
fn number(n: i64) -> i64 {
    n
}

#[delayed]
fn inc(x: i64) -> i64 {
    x + 1
}

#[delayed]
fn total(items: &[i64]) -> i64 {
    items.iter().sum()
}

#[delayed]
async fn napped(x: i64) -> i64 {
    tokio::time::sleep(Duration::from_millis(1)).await;
    x
}

#[delayed(blocking)]
fn blocked(x: i64) -> i64 {
    thread::sleep(Duration::from_millis(1));
    x
}

#[delayed]
fn down(n: i64) -> Delayed<i64> {
    if n == 0 { daisy::value(0i64) } else { inc(down(n - 1)) }
}

/// A bit of everything: 0 + 1 + .. + 9, each once through each kind of task, and a graph that grows to 10.
fn program() -> Delayed<i64> {
    let parts: Vec<_> = (0..10).map(|n| inc(blocked(napped(number(n))))).collect();
    total(parts) + down(10)
}

const PROGRAM: i64 = 65;

mod executors {
    use super::*;

    #[test]
    fn all_run_any_program() {
        within(|| {
            for (name, executor) in every_executor() {
                for _ in 0..3 {
                    let result = program().compute().on(executor.clone()).wait();
                    assert_eq!(result.unwrap(), PROGRAM, "{name}");
                }
            }
        });
    }

    #[test]
    fn are_given_by_value_by_reference_or_shared() {
        within(|| {
            let shared: Arc<dyn Executor> = Arc::new(Serial);
            let pool = runtime(1);
            let x = inc(1);
            assert_eq!(x.compute().on(Inline).wait().unwrap(), 2);
            assert_eq!(x.compute().on(&Inline).wait().unwrap(), 2);
            assert_eq!(x.compute().on(Threads(4)).wait().unwrap(), 2);
            assert_eq!(x.compute().on(&Serial).wait().unwrap(), 2);
            assert_eq!(x.compute().on(Arc::new(Serial)).wait().unwrap(), 2);
            assert_eq!(x.compute().on(shared).wait().unwrap(), 2);
            assert_eq!(x.compute().on(&pool).wait().unwrap(), 2);
            assert_eq!(x.compute().on(pool.clone()).wait().unwrap(), 2);
        });
    }

    #[test]
    fn all_give_async_tasks_a_reactor() {
        within(|| {
            for (name, executor) in every_executor() {
                let both = (napped(1), napped(napped(2)));
                let result = daisy::compute(both).on(executor).wait();
                assert_eq!(result.unwrap(), (1, 2), "{name}");
            }
        });
    }

    #[test]
    fn all_persist() {
        within(|| {
            for (name, executor) in every_executor() {
                let held = program().persist().on(executor.clone()).wait().unwrap();
                assert_eq!(inc(held).compute().on(executor).wait().unwrap(), PROGRAM + 1, "{name}");
            }
        });
    }

    #[test]
    fn have_the_name_of_their_type_unless_they_say_otherwise() {
        struct Named;
        impl Executor for Named {
            fn execute(&self, plan: Plan) {
                Serial.execute(plan)
            }
            fn name(&self) -> String {
                "mine".into()
            }
        }
        assert!(Serial.name().ends_with("Serial"));
        assert_eq!(Named.name(), "mine");
        assert_eq!(Executor::name(&Arc::new(Named)), "mine");
    }
}

mod inline {
    use super::*;

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
}

mod plans {
    use super::*;

    /// Notes what the plan says, and the order in which `Serial` runs it.
    #[derive(Default)]
    struct Notes {
        said: Mutex<Vec<Key>>,
        ran: Mutex<Vec<Key>>,
        workers: Mutex<Option<usize>>,
    }

    impl Executor for Notes {
        fn execute(&self, plan: Plan) {
            *self.said.lock().unwrap() = plan.keys();
            *self.workers.lock().unwrap() = plan.workers();
            assert_eq!(plan.len(), plan.keys().len());
            while let Some(task) = plan.next() {
                self.ran.lock().unwrap().push(task.key().clone());
                task.run();
            }
        }
    }

    fn tree(depth: u32, leaf: &mut i64) -> Delayed<i64> {
        if depth == 0 {
            *leaf += 1;
            return number(*leaf);
        }
        let parts = vec![tree(depth - 1, leaf), tree(depth - 1, leaf)];
        total(parts)
    }

    #[test]
    fn keys_are_in_the_order_one_thread_runs_them() {
        within(|| {
            let notes = Arc::new(Notes::default());
            let root = tree(5, &mut 0);
            assert_eq!(root.compute().on(notes.clone()).wait().unwrap(), 32 * 33 / 2);
            let (said, ran) = (notes.said.lock().unwrap(), notes.ran.lock().unwrap());
            assert_eq!(*said, *ran);
            assert_eq!(said.len(), 63);
            assert_eq!(said.last(), Some(&root.key()));
        });
    }

    #[test]
    fn tasks_say_key_name_and_kind() {
        type Seen = Arc<Mutex<Vec<(Key, String, Kind)>>>;
        struct Says(Seen);
        impl Executor for Says {
            fn execute(&self, plan: Plan) {
                while let Some(task) = plan.next() {
                    self.0.lock().unwrap().push((task.key().clone(), task.name().to_string(), task.kind()));
                    task.run();
                }
            }
        }
        within(|| {
            let seen = Seen::default();
            let (a, b) = (number(1), napped(number(1)));
            let c = blocked(&b);
            c.compute().on(Says(seen.clone())).wait().unwrap();
            let wanted = [
                (a.key(), "number", Kind::Cpu),
                (b.key(), "napped", Kind::Async),
                (c.key(), "blocked", Kind::Blocking),
            ];
            assert_eq!(*seen.lock().unwrap(), wanted.map(|(key, name, kind)| (key, name.to_string(), kind)));
        });
    }

    #[test]
    fn workers_is_what_the_computation_said() {
        within(|| {
            let notes = Arc::new(Notes::default());
            inc(1).compute().on(notes.clone()).wait().unwrap();
            assert_eq!(*notes.workers.lock().unwrap(), None);
            inc(1).compute().workers(3).on(notes.clone()).wait().unwrap();
            assert_eq!(*notes.workers.lock().unwrap(), Some(3));
        });
    }

    #[test]
    fn next_gives_nothing_after_the_end() {
        struct Asks;
        impl Executor for Asks {
            fn execute(&self, plan: Plan) {
                Serial.execute(plan.clone());
                assert!(plan.next().is_none());
                assert!(plan.next().is_none());
                let mut cx = Context::from_waker(Waker::noop());
                assert!(matches!(plan.poll_next(&mut cx), Poll::Ready(None)));
            }
        }
        within(|| assert_eq!(program().compute().on(Asks).wait().unwrap(), PROGRAM));
    }

    #[test]
    fn one_waits_while_another_runs_the_only_task() {
        within(|| {
            let mut last = number(0);
            for _ in 0..1000 {
                last = inc(last);
            }
            assert_eq!(last.compute().on(Threads(8)).wait().unwrap(), 1000);
        });
    }

    #[test]
    fn dropping_a_task_unrun_aborts() {
        struct Loses;
        impl Executor for Loses {
            fn execute(&self, plan: Plan) {
                plan.next().unwrap().run();
                drop(plan.next());
                assert!(plan.next().is_none());
            }
        }
        within(|| {
            let error = inc(inc(inc(1))).compute().on(Loses).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor);
        });
    }

    #[test]
    fn dropping_the_last_plan_aborts() {
        struct Never;
        impl Executor for Never {
            fn execute(&self, _: Plan) {}
        }
        struct Once;
        impl Executor for Once {
            fn execute(&self, plan: Plan) {
                let second = plan.clone();
                drop(plan);
                second.next().unwrap().run();
            }
        }
        within(|| {
            let error = inc(1).compute().on(Never).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor);
            let error = inc(inc(1)).compute().on(Once).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor);
        });
    }

    #[test]
    fn dropping_the_last_plan_of_a_finished_run_does_not() {
        struct Exact;
        impl Executor for Exact {
            fn execute(&self, plan: Plan) {
                plan.next().unwrap().run();
                plan.next().unwrap().run();
            }
        }
        within(|| assert_eq!(inc(inc(1)).compute().on(Exact).wait().unwrap(), 3));
    }

    #[test]
    fn abort_ends_the_run_and_says_why() {
        struct Refuses;
        impl Executor for Refuses {
            fn execute(&self, plan: Plan) {
                plan.abort("the cluster is on fire");
                assert!(plan.next().is_none());
                std::mem::forget(plan);
            }
        }
        within(|| {
            let error = inc(1).compute().on(Refuses).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor);
            assert!(error.to_string().contains("the cluster is on fire"), "{error}");
        });
    }
}

mod workers {
    use super::*;

    /// How many are inside at once.
    struct Gauge {
        now: AtomicUsize,
        most: AtomicUsize,
    }

    impl Gauge {
        const fn new() -> Gauge {
            Gauge { now: AtomicUsize::new(0), most: AtomicUsize::new(0) }
        }

        fn stay(&self) {
            self.most.fetch_max(self.now.fetch_add(1, SeqCst) + 1, SeqCst);
            thread::sleep(Duration::from_millis(1));
            self.now.fetch_sub(1, SeqCst);
        }

        fn most(&self) -> usize {
            self.most.swap(0, SeqCst)
        }
    }

    #[test]
    fn bound_the_cpu_tasks_of_a_runtime_and_of_a_computation() {
        static GAUGE: Gauge = Gauge::new();
        #[delayed]
        fn stays(n: i64) -> i64 {
            GAUGE.stay();
            n
        }
        within(|| {
            let many = || (0..40).map(stays).collect::<Vec<_>>();
            for n in [1, 2, 3] {
                daisy::compute(many()).on(runtime(n)).wait().unwrap();
                assert!(GAUGE.most() <= n, "a runtime of {n}");
                daisy::compute(many()).on(runtime(4)).workers(n).wait().unwrap();
                assert!(GAUGE.most() <= n, "{n} of 4 workers");
                daisy::compute(many()).on(Threads(4)).workers(n).wait().unwrap();
                assert!(GAUGE.most() <= n, "{n} of 4 threads of a user's executor");
            }
        });
    }

    #[test]
    fn bound_the_cpu_tasks_of_computations_side_by_side() {
        static GAUGE: Gauge = Gauge::new();
        #[delayed]
        fn stays(n: i64) -> i64 {
            GAUGE.stay();
            n
        }
        within(|| {
            let pool = runtime(2);
            let threads: Vec<_> = (0..4)
                .map(|i| {
                    let pool = pool.clone();
                    let many: Vec<_> = (0..20).map(|n| stays(n + 100 * i)).collect();
                    thread::spawn(move || daisy::compute(many).on(&pool).wait().unwrap())
                })
                .collect();
            threads.into_iter().for_each(|thread| drop(thread.join().unwrap()));
            assert!(GAUGE.most() <= 2);
        });
    }

    #[test]
    fn run_side_by_side() {
        static MEET: Barrier = Barrier::new(4);
        #[delayed]
        fn meets(n: i64) -> i64 {
            MEET.wait();
            n
        }
        within(|| {
            let four = || (0..4).map(meets).collect::<Vec<_>>();
            assert_eq!(daisy::compute(four()).on(runtime(4)).wait().unwrap(), [0, 1, 2, 3]);
            assert_eq!(daisy::compute(four()).on(Threads(4)).wait().unwrap(), [0, 1, 2, 3]);
        });
    }

    #[test]
    fn are_not_held_by_blocking_tasks() {
        static MEET: Barrier = Barrier::new(3);
        #[delayed(blocking)]
        fn blocks(n: i64) -> i64 {
            MEET.wait();
            n
        }
        #[delayed]
        fn works(n: i64) -> i64 {
            MEET.wait();
            n
        }
        within(|| {
            let all = daisy::compute((blocks(1), works(2), blocks(3)));
            assert_eq!(all.on(runtime(1)).wait().unwrap(), (1, 2, 3));
        });
    }

    #[test]
    fn are_not_held_by_async_tasks() {
        static WORKS: AtomicBool = AtomicBool::new(false);
        static WAITS: AtomicBool = AtomicBool::new(false);
        #[delayed]
        async fn waits() -> i64 {
            WAITS.store(true, SeqCst);
            while !WORKS.load(SeqCst) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            1
        }
        #[delayed]
        fn works() -> i64 {
            WORKS.store(true, SeqCst);
            while !WAITS.load(SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            2
        }
        within(|| {
            let all = daisy::compute((waits(), works()));
            assert_eq!(all.on(runtime(1)).wait().unwrap(), (1, 2));
        });
    }

    #[test]
    fn async_tasks_wait_side_by_side() {
        static MEET: std::sync::OnceLock<tokio::sync::Barrier> = std::sync::OnceLock::new();
        #[delayed]
        async fn meets(n: i64) -> i64 {
            MEET.get_or_init(|| tokio::sync::Barrier::new(20)).wait().await;
            n
        }
        within(|| {
            let all = (0..20).map(meets).collect::<Vec<_>>();
            assert_eq!(daisy::compute(all).on(runtime(1)).wait().unwrap().len(), 20);
        });
    }

    #[test]
    fn none_at_all_is_an_error() {
        assert!(Runtime::builder().workers(0).build().is_err());
        within(|| assert!(inc(1).compute().workers(0).wait().is_err()));
    }

    /// Each task of the large one waits for the small one; all together they would for 10 s and more.
    #[test]
    fn a_small_computation_finishes_while_a_large_one_runs() {
        static STARTED: AtomicBool = AtomicBool::new(false);
        static STOP: AtomicBool = AtomicBool::new(false);
        #[delayed]
        fn slow(n: i64) -> i64 {
            STARTED.store(true, SeqCst);
            if !STOP.load(SeqCst) {
                thread::sleep(Duration::from_millis(1));
            }
            n
        }
        within(|| {
            let pool = runtime(2);
            let over = Arc::new(AtomicBool::new(false));
            let large = {
                let (pool, over) = (pool.clone(), over.clone());
                thread::spawn(move || {
                    let all = (0..20_000).map(slow).collect::<Vec<_>>();
                    let result = total(all).compute().on(&pool).wait();
                    over.store(true, SeqCst);
                    result.unwrap()
                })
            };
            while !STARTED.load(SeqCst) {
                thread::yield_now();
            }
            let small = inc(inc(1)).compute().on(&pool).wait().unwrap();
            let large_was_over = over.load(SeqCst);
            STOP.store(true, SeqCst);
            assert_eq!((small, large.join().unwrap()), (3, 20_000 * 19_999 / 2));
            assert!(!large_was_over, "the small one waited for the large one");
        });
    }
}

mod waiting {
    use super::*;

    #[test]
    fn works_on_a_plain_thread() {
        within(|| assert_eq!(program().compute().wait().unwrap(), PROGRAM));
    }

    #[test]
    fn works_inside_a_tokio_runtime_of_many_threads() {
        within(|| {
            let tokio = multi_thread();
            let waited = tokio.block_on(async { program().compute().wait() });
            assert_eq!(waited.unwrap(), PROGRAM);
            let spawned = tokio.block_on(async { tokio::spawn(async { program().compute().wait() }).await });
            assert_eq!(spawned.unwrap().unwrap(), PROGRAM);
            let blocking = tokio.block_on(async { tokio::task::spawn_blocking(|| program().compute().wait()).await });
            assert_eq!(blocking.unwrap().unwrap(), PROGRAM);
        });
    }

    #[test]
    fn works_inside_a_tokio_runtime_of_one_thread() {
        within(|| {
            let waited = current_thread().block_on(async { program().compute().wait() });
            assert_eq!(waited.unwrap(), PROGRAM);
        });
    }

    #[test]
    fn works_with_every_executor_inside_a_tokio_runtime() {
        within(|| {
            for (name, executor) in every_executor() {
                let waited = current_thread().block_on(async { program().compute().on(executor.clone()).wait() });
                assert_eq!(waited.unwrap(), PROGRAM, "{name} in one thread");
                let waited = multi_thread().block_on(async { program().compute().on(executor).wait() });
                assert_eq!(waited.unwrap(), PROGRAM, "{name} in many threads");
            }
        });
    }

    #[test]
    fn awaiting_works_in_any_tokio_runtime() {
        within(|| {
            for (name, executor) in every_executor() {
                let awaited = current_thread().block_on(async { program().compute().on(executor.clone()).await });
                assert_eq!(awaited.unwrap(), PROGRAM, "{name} in one thread");
                let awaited = multi_thread().block_on(async { program().compute().on(executor).await });
                assert_eq!(awaited.unwrap(), PROGRAM, "{name} in many threads");
            }
        });
    }

    #[test]
    fn awaiting_works_without_tokio() {
        struct Unpark(thread::Thread);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        within(|| {
            let waker = Waker::from(Arc::new(Unpark(thread::current())));
            let mut cx = Context::from_waker(&waker);
            let mut computation = Box::pin(program().compute());
            let result = loop {
                match computation.as_mut().poll(&mut cx) {
                    Poll::Ready(result) => break result,
                    Poll::Pending => thread::park(),
                }
            };
            assert_eq!(result.unwrap(), PROGRAM);
        });
    }

    mod inside_a_task {
        use super::*;

        type Pool = Arc<dyn Executor>;

        #[delayed]
        fn waits(pool: &Pool, depth: i64) -> Result<i64, daisy::Error> {
            let inner = if depth == 0 { program() } else { waits(daisy::opaque(pool.clone()), depth - 1) };
            inner.compute().on(pool.clone()).wait()
        }

        #[delayed]
        async fn waits_in_async(pool: &Pool) -> Result<i64, daisy::Error> {
            tokio::task::yield_now().await;
            inc(inc(1)).compute().on(pool.clone()).wait()
        }

        #[delayed]
        async fn awaits(pool: &Pool) -> Result<i64, daisy::Error> {
            program().compute().on(pool.clone()).await
        }

        #[delayed(blocking)]
        fn waits_in_blocking(pool: &Pool) -> Result<i64, daisy::Error> {
            program().compute().on(pool.clone()).wait()
        }

        #[test]
        fn works_on_a_pool_of_any_size() {
            within(|| {
                for (name, pool) in every_executor() {
                    let handle = daisy::opaque(pool.clone());
                    let result = waits(&handle, 0).compute().on(pool).wait();
                    assert_eq!(result.unwrap(), PROGRAM, "{name}");
                }
            });
        }

        #[test]
        fn works_many_levels_deep_on_a_pool_of_one() {
            within(|| {
                for (name, pool) in every_executor() {
                    let handle = daisy::opaque(pool.clone());
                    let result = waits(&handle, 10).compute().on(pool).wait();
                    assert_eq!(result.unwrap(), PROGRAM, "{name}");
                }
            });
        }

        #[test]
        fn works_side_by_side_on_a_pool_of_one() {
            within(|| {
                let pool: Pool = Arc::new(runtime(1));
                let handle = daisy::opaque(pool.clone());
                let all: Vec<_> = (0..5).map(|depth| waits(&handle, depth)).collect();
                assert_eq!(total(all).compute().on(pool).wait().unwrap(), 5 * PROGRAM);
            });
        }

        #[test]
        fn works_in_async_and_blocking_tasks() {
            within(|| {
                let pool: Pool = Arc::new(runtime(1));
                let handle = daisy::opaque(pool.clone());
                let all = (waits_in_async(&handle), awaits(&handle), waits_in_blocking(&handle));
                assert_eq!(daisy::compute(all).on(pool).wait().unwrap(), (3, PROGRAM, PROGRAM));
            });
        }

        #[test]
        fn works_on_the_default_executor() {
            #[delayed]
            fn waits(depth: i64) -> Result<i64, daisy::Error> {
                if depth == 0 { number(7) } else { waits(depth - 1) }.compute().wait()
            }
            within(|| assert_eq!(waits(50).compute().wait().unwrap(), 7));
        }

        #[test]
        fn runs_the_tasks_it_waits_for_on_a_pool_of_one() {
            #[delayed(impure)]
            fn here() -> Option<ThreadId> {
                Some(thread::current().id())
            }
            #[delayed(impure)]
            fn waits(pool: &Pool) -> Result<bool, daisy::Error> {
                let there = daisy::compute((here(), here())).on(pool.clone()).wait()?;
                let me = Some(thread::current().id());
                Ok(there == (me, me))
            }
            within(|| {
                let pool: Pool = Arc::new(runtime(1));
                let handle = daisy::opaque(pool.clone());
                assert!(waits(handle).compute().on(pool).wait().unwrap());
            });
        }
    }
}

mod from_handle {
    use super::*;

    #[test]
    fn runs_on_the_runtime_it_is_given() {
        within(|| {
            let tokio = multi_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            assert_eq!(program().compute().on(&pool).wait().unwrap(), PROGRAM);
            assert_eq!(tokio.block_on(async { program().compute().on(&pool).await }).unwrap(), PROGRAM);
            assert_eq!(tokio.block_on(async { program().compute().on(&pool).wait() }).unwrap(), PROGRAM);
        });
    }

    #[test]
    fn async_tasks_see_that_runtime() {
        #[delayed(impure)]
        async fn is_here(id: &String) -> bool {
            format!("{:?}", tokio::runtime::Handle::current().id()) == *id
        }
        within(|| {
            let tokio = multi_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            let id = format!("{:?}", tokio.handle().id());
            assert!(is_here(id).compute().on(&pool).wait().unwrap());
        });
    }

    #[test]
    fn awaiting_works_on_a_runtime_of_one_thread() {
        within(|| {
            let tokio = current_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            assert_eq!(tokio.block_on(async { program().compute().on(&pool).await }).unwrap(), PROGRAM);
        });
    }

    #[test]
    fn waiting_beside_a_runtime_of_one_thread_works() {
        within(|| {
            let tokio = current_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            let (done, finished) = tokio::sync::oneshot::channel();
            thread::spawn(move || done.send(program().compute().on(&pool).wait()));
            assert_eq!(tokio.block_on(finished).unwrap().unwrap(), PROGRAM);
        });
    }

    #[test]
    fn waiting_for_async_tasks_on_their_only_thread_is_an_error() {
        within(|| {
            let tokio = current_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            let error = tokio.block_on(async { napped(1).compute().on(&pool).wait() }).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Executor);
        });
    }

    #[test]
    fn waiting_for_cpu_tasks_there_works() {
        within(|| {
            let tokio = current_thread();
            let pool = Runtime::from_handle(tokio.handle().clone());
            let result = tokio.block_on(async { inc(inc(1)).compute().on(&pool).wait() });
            assert_eq!(result.unwrap(), 3);
        });
    }
}

#[test]
fn the_global_runtime_runs_like_any_other() {
    within(|| {
        let global = Runtime::global().unwrap();
        assert_eq!(program().compute().on(&global).wait().unwrap(), PROGRAM);
        assert_eq!(program().compute().on(Runtime::global().unwrap()).wait().unwrap(), PROGRAM);
    });
}

#[test]
fn a_builder_needs_no_settings() {
    within(|| {
        let pool = Runtime::builder().build().unwrap();
        assert_eq!(program().compute().on(pool).wait().unwrap(), PROGRAM);
    });
}

#[test]
fn many_runtimes_come_and_go() {
    within(|| {
        for _ in 0..20 {
            assert_eq!(inc(napped(1)).compute().on(runtime(2)).wait().unwrap(), 2);
        }
    });
}

// What is set for a whole process is tested in one of its own: the test starts itself again.

/// Runs `body` in a new process with these variables. `test` is the name of the test that calls it.
fn in_a_process_of_its_own(test: &str, variables: &[(&str, &str)], body: fn()) {
    const CHILD: &str = "DAISY_TEST_CHILD";
    if std::env::var(CHILD).as_deref() == Ok(test) {
        return within(body);
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env_remove("DAISY_EXECUTOR")
        .env_remove("DAISY_WORKERS")
        .env(CHILD, test)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout) + String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}

/// Whether a computation runs on the thread that waits for it.
fn runs_here(computation: impl FnOnce(Delayed<ThreadIdValue>) -> ThreadIdValue) -> bool {
    computation(thread_id()).0 == thread::current().id()
}

#[derive(Clone)]
struct ThreadIdValue(ThreadId);

#[delayed(impure)]
fn thread_id() -> ThreadIdValue {
    ThreadIdValue(thread::current().id())
}

/// Counts the plans it runs.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl Executor for Counting {
    fn execute(&self, plan: Plan) {
        self.0.fetch_add(1, SeqCst);
        Serial.execute(plan);
    }
}

#[test]
fn set_executor_makes_another_the_default() {
    in_a_process_of_its_own("set_executor_makes_another_the_default", &[], || {
        let (first, second) = (Counting::default(), Counting::default());
        let runs = || (first.0.load(SeqCst), second.0.load(SeqCst));
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        daisy::set_executor(&first);
        assert_eq!(runs(), (0, 0));
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(runs(), (1, 0));
        daisy::set_executor(second.clone());
        assert_eq!(vec![inc(1)].compute().wait().unwrap(), [2]);
        assert_eq!(runs(), (1, 1));
    });
}

#[test]
fn on_goes_before_set_executor() {
    in_a_process_of_its_own("on_goes_before_set_executor", &[], || {
        let (set, on) = (Counting::default(), Counting::default());
        daisy::set_executor(&set);
        assert_eq!(inc(1).compute().on(&on).wait().unwrap(), 2);
        assert_eq!((set.0.load(SeqCst), on.0.load(SeqCst)), (0, 1));
    });
}

#[test]
fn set_executor_goes_before_the_environment() {
    in_a_process_of_its_own("set_executor_goes_before_the_environment", &[("DAISY_EXECUTOR", "threads")], || {
        let set = Counting::default();
        daisy::set_executor(&set);
        assert_eq!(inc(1).compute().wait().unwrap(), 2);
        assert_eq!(set.0.load(SeqCst), 1);
    });
}

#[test]
fn the_environment_can_ask_for_inline() {
    in_a_process_of_its_own("the_environment_can_ask_for_inline", &[("DAISY_EXECUTOR", "inline")], || {
        for _ in 0..20 {
            assert!(runs_here(|id| id.compute().wait().unwrap()));
        }
    });
}

#[test]
fn on_goes_before_the_environment() {
    in_a_process_of_its_own("on_goes_before_the_environment", &[("DAISY_EXECUTOR", "inline")], || {
        let on = Counting::default();
        assert_eq!(inc(1).compute().on(&on).wait().unwrap(), 2);
        assert_eq!(on.0.load(SeqCst), 1);
    });
}

#[test]
fn the_environment_can_ask_for_threads_and_say_how_many() {
    static MEET: Barrier = Barrier::new(3);
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn meets(n: i64) -> i64 {
        MEET.wait();
        n
    }
    #[delayed]
    fn stays(n: i64) -> i64 {
        MOST.fetch_max(NOW.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(1));
        NOW.fetch_sub(1, SeqCst);
        n
    }
    let variables = [("DAISY_EXECUTOR", "threads"), ("DAISY_WORKERS", "3")];
    in_a_process_of_its_own("the_environment_can_ask_for_threads_and_say_how_many", &variables, || {
        assert_eq!(daisy::compute([meets(1), meets(2), meets(3)]).wait().unwrap(), [1, 2, 3]);
        daisy::compute((0..60).map(stays).collect::<Vec<_>>()).wait().unwrap();
        assert!(MOST.load(SeqCst) <= 3);
    });
}

#[test]
fn the_environment_can_say_how_many_workers_alone() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn stays(n: i64) -> i64 {
        MOST.fetch_max(NOW.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(Duration::from_millis(1));
        NOW.fetch_sub(1, SeqCst);
        n
    }
    in_a_process_of_its_own("the_environment_can_say_how_many_workers_alone", &[("DAISY_WORKERS", "1")], || {
        daisy::compute((0..60).map(stays).collect::<Vec<_>>()).wait().unwrap();
        assert_eq!(MOST.load(SeqCst), 1);
    });
}
