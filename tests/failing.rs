//! What a failure says, what it stops, and what it leaves alone.

use daisy::prelude::*;
use daisy::{Ended, Error, ErrorKind, Executor, Finished, Inline, Key, Observer, Outcome, Plan, Runtime, Started};
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
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

/// Waits for what another thread is about to do.
fn wait_until(done: impl Fn() -> bool) {
    while !done() {
        thread::sleep(Duration::from_millis(1));
    }
}

fn runtime(workers: usize) -> Runtime {
    Runtime::builder().workers(workers).build().unwrap()
}

#[derive(Clone, Debug, PartialEq)]
struct Bad(i64);

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad number {}", self.0)
    }
}

impl StdError for Bad {}

struct Serial;

impl Executor for Serial {
    fn execute(&self, plan: Plan) {
        while let Some(task) = plan.next() {
            task.run()
        }
    }
}

struct Threads(usize);

impl Executor for Threads {
    fn execute(&self, plan: Plan) {
        for _ in 0..self.0 {
            let plan = plan.clone();
            thread::spawn(move || Serial.execute(plan));
        }
    }
}

fn every_executor() -> Vec<Arc<dyn Executor>> {
    vec![Arc::new(Inline), Arc::new(runtime(1)), Arc::new(runtime(4)), Arc::new(Serial), Arc::new(Threads(4))]
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

const BEFORE: u32 = line!();
#[delayed]
fn refused(n: i64) -> Result<i64, Bad> {
    Err(Bad(n))
}
const AFTER: u32 = line!();

#[delayed]
fn panicked(n: i64) -> i64 {
    panic!("no such luck: {n}")
}

#[delayed]
fn middle(x: i64) -> i64 {
    x
}

#[delayed]
fn last(x: i64, _y: i64) -> i64 {
    x
}

/// The error that a computation ends with.
fn error<T: Data + Clone + fmt::Debug>(handle: &Delayed<T>) -> Error {
    handle.compute().wait().unwrap_err()
}

/// The text of an error and of all it comes from.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

mod says {
    use super::*;

    #[test]
    fn its_kind() {
        assert_eq!(error(&refused(1)).kind(), ErrorKind::Failed);
        assert_eq!(error(&panicked(1)).kind(), ErrorKind::Panicked);
    }

    #[test]
    fn the_task_with_name_key_file_and_line() {
        let task = refused(1);
        let error = error(&last(middle(&task), number(1)));
        let info = error.task().expect("the task that failed");
        assert_eq!(info.name(), "refused");
        assert_eq!(*info.key(), task.key());
        assert_eq!(info.file(), file!());
        assert!(BEFORE < info.line() && info.line() < AFTER, "line {}", info.line());
    }

    #[test]
    fn the_path_from_there_to_the_result_asked_for() {
        let error = error(&last(middle(refused(1)), number(1)));
        let path: Vec<_> = error.path().iter().map(|task| task.name()).collect();
        assert!(path.ends_with(&["middle", "last"]), "{path:?}");
        assert!(!path.contains(&"number"), "{path:?}");
    }

    #[test]
    fn the_path_of_one_of_several_results() {
        let lost = middle(refused(1));
        let error = daisy::compute((number(1), inc(2), lost)).wait().unwrap_err();
        assert_eq!(error.path().last().unwrap().name(), "middle");
    }

    #[test]
    fn all_of_it_in_its_display() {
        let task = refused(7);
        let error = error(&last(middle(&task), number(1)));
        let info = error.task().unwrap();
        let shown = error.to_string();
        for part in ["refused", &task.key().to_string(), info.file(), &info.line().to_string(), "middle", "last"] {
            assert!(shown.contains(part), "no {part} in {shown}");
        }
        assert!(chain(&error).contains("bad number 7"), "{}", chain(&error));
    }

    #[test]
    fn what_a_panic_said() {
        #[delayed]
        fn with_text() -> i64 {
            panic!("just text")
        }
        #[delayed]
        fn with_a_value() -> i64 {
            std::panic::panic_any(7u8)
        }
        assert!(chain(&error(&panicked(3))).contains("no such luck: 3"));
        assert!(chain(&error(&with_text())).contains("just text"));
        assert_eq!(error(&with_a_value()).kind(), ErrorKind::Panicked);
        assert_eq!(error(&panicked(3)).task().unwrap().name(), "panicked");
    }

    #[test]
    fn the_same_in_a_clone() {
        let error = error(&inc(refused(1)));
        let clone = error.clone();
        assert_eq!(clone.to_string(), error.to_string());
        assert_eq!(clone.kind(), error.kind());
        assert_eq!(clone.downcast_ref::<Bad>(), Some(&Bad(1)));
    }

    #[test]
    fn it_is_an_error_like_any_other() {
        fn check<T: StdError + Clone + Send + Sync + 'static>() {}
        check::<Error>();
        let boxed: Box<dyn StdError + Send + Sync> = error(&refused(1)).into();
        assert!(boxed.downcast_ref::<Error>().is_some());
    }
}

mod the_users_own_error {
    use super::*;

    #[delayed]
    fn boxed(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
        Err(Box::new(Bad(n)))
    }

    #[delayed]
    fn by_question_mark(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
        Err(Bad(n))?;
        Ok(n)
    }

    #[test]
    fn is_reached_by_downcast() {
        assert_eq!(error(&refused(1)).downcast_ref::<Bad>(), Some(&Bad(1)));
        assert!(error(&refused(1)).downcast_ref::<fmt::Error>().is_none());
    }

    #[test]
    fn is_reached_by_source() {
        let error = error(&inc(refused(1)));
        let source = error.source().expect("the user's error");
        assert_eq!(source.downcast_ref::<Bad>(), Some(&Bad(1)));
    }

    #[test]
    fn is_reached_through_a_box() {
        for error in [error(&boxed(1)), error(&by_question_mark(1))] {
            assert_eq!(error.kind(), ErrorKind::Failed);
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
            assert_eq!(error.source().unwrap().downcast_ref::<Bad>(), Some(&Bad(1)));
        }
    }

    #[test]
    fn is_reached_from_async_tasks() {
        #[delayed]
        async fn later(n: i64) -> Result<i64, Bad> {
            tokio::task::yield_now().await;
            Err(Bad(n))
        }
        within(|| assert_eq!(error(&later(1)).downcast_ref::<Bad>(), Some(&Bad(1))));
    }

    #[test]
    fn may_be_text() {
        #[delayed]
        fn text() -> Result<i64, String> {
            Err("only text".into())
        }
        #[delayed]
        fn literal() -> Result<i64, &'static str> {
            Err("only a literal")
        }
        assert!(chain(&error(&text())).contains("only text"));
        assert!(chain(&error(&literal())).contains("only a literal"));
    }

    #[test]
    fn may_be_daisys_and_passes_through_as_it_is() {
        #[delayed]
        fn outer(n: i64) -> Result<i64, Error> {
            inc(refused(n)).compute().on(Inline).wait()
        }
        let task = refused(1);
        let error = error(&middle(outer(1)));
        assert_eq!(error.kind(), ErrorKind::Failed);
        assert_eq!(error.task().unwrap().name(), "refused");
        assert_eq!(*error.task().unwrap().key(), task.key());
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
    }

    #[test]
    fn may_be_daisys_in_a_box() {
        #[delayed]
        fn outer(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
            Ok(inc(panicked(n)).compute().on(Inline).wait()?)
        }
        let error = error(&middle(outer(1)));
        assert!(chain(&error).contains("no such luck: 1"));
    }
}

mod the_first_failure {
    use super::*;

    /// Notes the order the plan says.
    struct InOrder(Arc<Mutex<Vec<Key>>>);

    impl Executor for InOrder {
        fn execute(&self, plan: Plan) {
            *self.0.lock().unwrap() = plan.keys();
            Serial.execute(plan);
        }
    }

    #[test]
    fn starts_nothing_new() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        #[delayed]
        fn fails(n: i64) -> Result<i64, Bad> {
            RUNS.fetch_add(1, SeqCst);
            Err(Bad(n))
        }
        within(|| {
            let lost = fails(0);
            let mut all: Vec<_> = (1..50).map(counted).collect();
            all.insert(20, lost.clone());
            let order = Arc::default();
            let result = total(all).compute().on(InOrder(Arc::clone(&order))).wait();
            assert!(result.is_err());
            let position = order.lock().unwrap().iter().position(|key| *key == lost.key()).unwrap();
            assert_eq!(RUNS.load(SeqCst), position + 1);
        });
    }

    #[test]
    fn starts_nothing_that_needs_it() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            for executor in every_executor() {
                let handle = counted(counted(refused(1)));
                assert!(handle.compute().on(executor).wait().is_err());
            }
            assert_eq!(RUNS.load(SeqCst), 0);
        });
    }

    #[test]
    fn waits_for_what_is_running() {
        static STARTED: AtomicBool = AtomicBool::new(false);
        static ENDED: AtomicBool = AtomicBool::new(false);
        #[delayed]
        fn slow() -> i64 {
            STARTED.store(true, SeqCst);
            thread::sleep(Duration::from_millis(100));
            ENDED.store(true, SeqCst);
            1
        }
        #[delayed]
        fn fails() -> Result<i64, Bad> {
            wait_until(|| STARTED.load(SeqCst));
            Err(Bad(1))
        }
        within(|| {
            let error = daisy::compute((slow(), fails())).on(runtime(2)).wait().unwrap_err();
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
            assert!(ENDED.load(SeqCst));
        });
    }

    #[test]
    fn is_the_one_reported() {
        within(|| {
            for executor in every_executor() {
                let all = vec![inc(refused(1)), inc(number(1))];
                let error = daisy::compute(all).on(executor).wait().unwrap_err();
                assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
                assert_eq!(error.task().unwrap().name(), "refused");
            }
        });
    }

    #[test]
    fn fails_nothing_that_was_not_asked_for() {
        within(|| {
            let lost = inc(refused(1));
            let kept = inc(1);
            drop(lost.clone());
            assert_eq!(kept.compute().wait().unwrap(), 2);
            assert!(lost.compute().wait().is_err());
        });
    }
}

mod keep_going {
    use super::*;

    #[test]
    fn runs_everything_that_still_can() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            for executor in every_executor() {
                let mut all: Vec<_> = (0..20).map(|n| counted(counted(n + 1000))).collect();
                all.insert(10, counted(refused(1)));
                all.insert(5, counted(panicked(2)));
                let result = total(all).compute().keep_going().on(executor).wait();
                assert!(result.is_err());
                assert_eq!(RUNS.swap(0, SeqCst), 40);
            }
        });
    }

    #[test]
    fn lists_all_failures() {
        within(|| {
            for executor in every_executor() {
                let failing = [refused(1), panicked(2), refused(3)];
                let mut wanted: Vec<_> = failing.iter().map(Delayed::key).collect();
                wanted.sort();
                let all = failing.map(inc).to_vec();
                let error = total(all).compute().keep_going().on(executor).wait().unwrap_err();
                let mut keys: Vec<_> =
                    error.failures().iter().map(|error| error.task().unwrap().key().clone()).collect();
                keys.sort();
                assert_eq!(keys, wanted);
            }
        });
    }

    #[test]
    fn without_it_there_is_one_failure() {
        within(|| {
            let error = inc(refused(1)).compute().on(Inline).wait().unwrap_err();
            assert!(error.failures().len() <= 1);
        });
    }

    #[test]
    fn changes_nothing_where_nothing_fails() {
        within(|| assert_eq!(inc(inc(1)).compute().keep_going().wait().unwrap(), 3));
    }
}

mod attempt {
    use super::*;

    #[test]
    fn stops_nothing() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            for executor in every_executor() {
                let others: Vec<_> = (0..20).map(counted).collect();
                let all = (inc(refused(1)).attempt(), panicked(2).attempt(), others);
                let (refused, panicked, others) = daisy::compute(all).on(executor).wait().unwrap();
                assert_eq!(refused.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(1)));
                assert_eq!(panicked.unwrap_err().kind(), ErrorKind::Panicked);
                assert_eq!(others, (0..20).collect::<Vec<_>>());
                assert_eq!(RUNS.swap(0, SeqCst), 20);
            }
        });
    }

    #[test]
    fn says_which_task_it_was() {
        let tried = inc(refused(1)).attempt().compute().wait().unwrap();
        assert_eq!(tried.unwrap_err().task().unwrap().name(), "refused");
    }

    #[test]
    fn does_not_help_who_reads_the_failure_itself() {
        within(|| {
            let lost = refused(1);
            let error = daisy::compute((lost.attempt(), inc(&lost))).wait().unwrap_err();
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
        });
    }

    #[test]
    fn catches_what_a_growing_graph_fails_with() {
        #[delayed]
        fn grows(n: i64) -> Delayed<i64> {
            inc(refused(n))
        }
        within(|| {
            for executor in every_executor() {
                let both = (grows(1).attempt(), inc(1));
                let (tried, other) = daisy::compute(both).on(executor).wait().unwrap();
                assert_eq!(tried.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(1)));
                assert_eq!(other, 2);
            }
        });
    }
}

mod retries {
    use super::*;

    #[test]
    fn follow_an_error() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 3)]
        fn fourth() -> Result<usize, Bad> {
            let n = TRIES.fetch_add(1, SeqCst);
            if n == 3 { Ok(n) } else { Err(Bad(n as i64)) }
        }
        within(|| {
            assert_eq!(fourth().compute().wait().unwrap(), 3);
            assert_eq!(TRIES.load(SeqCst), 4);
        });
    }

    #[test]
    fn follow_a_panic() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 1)]
        fn second() -> usize {
            match TRIES.fetch_add(1, SeqCst) {
                0 => panic!("not yet"),
                n => n,
            }
        }
        within(|| assert_eq!(second().compute().wait().unwrap(), 1));
    }

    #[test]
    fn follow_an_async_failure() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 1)]
        async fn second() -> Result<usize, Bad> {
            tokio::task::yield_now().await;
            match TRIES.fetch_add(1, SeqCst) {
                0 => Err(Bad(0)),
                n => Ok(n),
            }
        }
        within(|| assert_eq!(second().compute().wait().unwrap(), 1));
    }

    #[test]
    fn end_and_the_last_failure_counts() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 2)]
        fn never() -> Result<usize, Bad> {
            Err(Bad(TRIES.fetch_add(1, SeqCst) as i64))
        }
        within(|| {
            let error = error(&never());
            assert_eq!(TRIES.load(SeqCst), 3);
            assert_eq!(error.kind(), ErrorKind::Failed);
            assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(2)));
        });
    }

    #[test]
    fn do_not_follow_a_success() {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 5)]
        fn once() -> Result<usize, Bad> {
            Ok(TRIES.fetch_add(1, SeqCst))
        }
        within(|| assert_eq!(once().compute().wait().unwrap(), 0));
        assert_eq!(TRIES.load(SeqCst), 1);
    }

    #[test]
    fn get_a_clone_of_inputs_by_value_but_for_the_last() {
        static CLONES: AtomicUsize = AtomicUsize::new(0);
        struct Counted(Vec<i64>);
        impl Clone for Counted {
            fn clone(&self) -> Counted {
                CLONES.fetch_add(1, SeqCst);
                Counted(self.0.clone())
            }
        }
        #[delayed]
        fn make() -> Counted {
            Counted(vec![1])
        }
        #[delayed(retries = 2)]
        fn third(mut input: Counted) -> Result<Vec<i64>, Bad> {
            static TRIES: AtomicUsize = AtomicUsize::new(0);
            input.0.push(2);
            if TRIES.fetch_add(1, SeqCst) == 2 { Ok(input.0) } else { Err(Bad(0)) }
        }
        within(|| {
            assert_eq!(third(make()).compute().wait().unwrap(), [1, 2]);
            assert_eq!(CLONES.load(SeqCst), 2);
        });
    }
}

/// Counts what it sees, and whether it hears anything after the end.
#[derive(Default)]
struct Seen {
    started: AtomicUsize,
    done: AtomicUsize,
    failed: AtomicUsize,
    cancelled: AtomicUsize,
    finished: AtomicUsize,
    late: AtomicUsize,
}

impl Observer for Seen {
    fn task_started(&self, _: &Started<'_>) {
        self.late.fetch_add(self.finished.load(SeqCst), SeqCst);
        self.started.fetch_add(1, SeqCst);
    }

    fn task_ended(&self, task: &Ended<'_>) {
        self.late.fetch_add(self.finished.load(SeqCst), SeqCst);
        match task.outcome {
            Outcome::Done => &self.done,
            Outcome::Failed(_) => &self.failed,
            _ => &self.cancelled,
        }
        .fetch_add(1, SeqCst);
    }

    fn finished(&self, _: &Finished<'_>) {
        self.finished.fetch_add(1, SeqCst);
    }
}

impl Seen {
    /// Started, done, failed, cancelled, finished; and nothing late.
    fn counts(&self) -> [usize; 5] {
        assert_eq!(self.late.load(SeqCst), 0, "heard of a task after the end");
        [&self.started, &self.done, &self.failed, &self.cancelled, &self.finished].map(|n| n.load(SeqCst))
    }
}

#[test]
fn observers_see_one_start_and_one_end_of_a_retried_task() {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(retries = 2)]
    fn third() -> Result<usize, Bad> {
        match TRIES.fetch_add(1, SeqCst) {
            2 => Ok(3),
            _ => Err(Bad(0)),
        }
    }
    within(|| {
        let seen = Arc::new(Seen::default());
        assert_eq!(third().compute().observe(seen.clone()).wait().unwrap(), 3);
        assert_eq!(seen.counts(), [1, 1, 0, 0, 1]);
    });
}

mod timeout {
    use super::*;

    const SOON: Duration = Duration::from_millis(50);
    /// Long enough for a task to have started.
    const LATER: Duration = Duration::from_secs(1);

    #[delayed]
    async fn forever(n: i64) -> i64 {
        tokio::time::sleep(Duration::from_secs(3600)).await;
        n
    }

    #[test]
    fn gives_up_on_async_tasks_under_every_executor() {
        within(|| {
            for executor in every_executor() {
                let error = inc(forever(1)).compute().timeout(SOON).on(executor).wait().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::TimedOut);
            }
        });
    }

    #[test]
    fn gives_up_when_awaited() {
        within(|| {
            let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            let error = tokio.block_on(async { forever(1).compute().timeout(SOON).await }).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
        });
    }

    #[test]
    fn drops_the_async_task() {
        static DROPPED: AtomicBool = AtomicBool::new(false);
        struct Guard;
        impl Drop for Guard {
            fn drop(&mut self) {
                DROPPED.store(true, SeqCst);
            }
        }
        #[delayed]
        async fn guarded() -> i64 {
            let _guard = Guard;
            tokio::time::sleep(Duration::from_secs(3600)).await;
            1
        }
        within(|| {
            assert!(guarded().compute().timeout(LATER).on(runtime(1)).wait().is_err());
            wait_until(|| DROPPED.load(SeqCst));
        });
    }

    #[test]
    fn does_not_wait_for_a_running_cpu_task() {
        static RELEASED: AtomicBool = AtomicBool::new(false);
        static ENDED: AtomicBool = AtomicBool::new(false);
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn stuck() -> i64 {
            wait_until(|| RELEASED.load(SeqCst));
            ENDED.store(true, SeqCst);
            1
        }
        #[delayed]
        fn later(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            let pool = runtime(1);
            let seen = Arc::new(Seen::default());
            let run = later(stuck()).compute().timeout(LATER).observe(seen.clone()).on(&pool);
            let error = run.wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            assert_eq!(seen.counts(), [1, 0, 0, 1, 1]);
            assert!(!ENDED.load(SeqCst));

            RELEASED.store(true, SeqCst);
            assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
            wait_until(|| ENDED.load(SeqCst));
            assert_eq!(RUNS.load(SeqCst), 0);
            assert_eq!(seen.counts(), [1, 0, 0, 1, 1]);
        });
    }

    #[test]
    fn is_noticed_between_tasks_inline() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(x: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            thread::sleep(Duration::from_millis(2));
            x
        }
        within(|| {
            let mut chain = number(0);
            for _ in 0..10_000 {
                chain = counted(chain);
            }
            let error = chain.compute().timeout(SOON).on(Inline).wait().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            assert!(RUNS.load(SeqCst) < 10_000);
        });
    }

    #[test]
    fn in_good_time_changes_nothing() {
        within(|| {
            let result = inc(1).compute().timeout(Duration::from_secs(3600)).wait();
            assert_eq!(result.unwrap(), 2);
        });
    }
}

mod dropping_a_computation {
    use super::*;

    /// Polls it once, and drops it when `started` says so.
    fn start_and_drop<T>(computation: daisy::Computation<T>, started: impl Fn() -> bool) {
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio.block_on(async {
            let mut computation = Box::pin(computation);
            poll_fn(|cx| {
                assert!(computation.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
            wait_until(started);
            drop(computation);
        });
    }

    #[test]
    fn cancels_what_has_not_started() {
        static STARTED: AtomicBool = AtomicBool::new(false);
        static RELEASED: AtomicBool = AtomicBool::new(false);
        static LATER: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn first() -> i64 {
            STARTED.store(true, SeqCst);
            wait_until(|| RELEASED.load(SeqCst));
            1
        }
        #[delayed]
        fn later(n: i64) -> i64 {
            LATER.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            let pool = runtime(1);
            let seen = Arc::new(Seen::default());
            let run = later(first()).compute().observe(seen.clone()).on(&pool);
            start_and_drop(run, || STARTED.load(SeqCst));
            assert_eq!(seen.counts(), [1, 0, 0, 1, 1]);

            RELEASED.store(true, SeqCst);
            assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
            assert_eq!(LATER.load(SeqCst), 0);
            assert_eq!(seen.counts(), [1, 0, 0, 1, 1]);
        });
    }

    #[test]
    fn drops_a_running_async_task() {
        static STARTED: AtomicBool = AtomicBool::new(false);
        static DROPPED: AtomicBool = AtomicBool::new(false);
        struct Guard;
        impl Drop for Guard {
            fn drop(&mut self) {
                DROPPED.store(true, SeqCst);
            }
        }
        #[delayed]
        async fn guarded() -> i64 {
            let _guard = Guard;
            STARTED.store(true, SeqCst);
            tokio::time::sleep(Duration::from_secs(3600)).await;
            1
        }
        within(|| {
            start_and_drop(guarded().compute().on(runtime(1)), || STARTED.load(SeqCst));
            wait_until(|| DROPPED.load(SeqCst));
        });
    }

    #[test]
    fn cancels_a_users_executor_too() {
        static STARTED: AtomicBool = AtomicBool::new(false);
        static RELEASED: AtomicBool = AtomicBool::new(false);
        static LATER: AtomicUsize = AtomicUsize::new(0);
        static LEFT: AtomicUsize = AtomicUsize::new(0);
        struct Leaving;
        impl Executor for Leaving {
            fn execute(&self, plan: Plan) {
                thread::spawn(move || {
                    Serial.execute(plan);
                    LEFT.fetch_add(1, SeqCst);
                });
            }
        }
        #[delayed]
        fn first() -> i64 {
            STARTED.store(true, SeqCst);
            wait_until(|| RELEASED.load(SeqCst));
            1
        }
        #[delayed]
        fn later(n: i64) -> i64 {
            LATER.fetch_add(1, SeqCst);
            n
        }
        within(|| {
            start_and_drop(later(first()).compute().on(Leaving), || STARTED.load(SeqCst));
            RELEASED.store(true, SeqCst);
            wait_until(|| LEFT.load(SeqCst) == 1);
            assert_eq!(LATER.load(SeqCst), 0);
        });
    }
}

mod growing_graphs {
    use super::*;

    #[test]
    fn fail_with_a_path_to_the_result_asked_for() {
        #[delayed]
        fn outer(n: i64) -> Delayed<i64> {
            inner(n)
        }
        #[delayed]
        fn inner(n: i64) -> Delayed<i64> {
            middle(refused(n))
        }
        within(|| {
            for executor in every_executor() {
                let asked = last(outer(1), number(1));
                let error = asked.compute().on(executor).wait().unwrap_err();
                assert_eq!(error.task().unwrap().name(), "refused");
                assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
                let path: Vec<_> = error.path().iter().map(|task| task.name()).collect();
                assert_eq!(path.last(), Some(&"last"), "{path:?}");
                assert!(path.contains(&"middle"), "{path:?}");
            }
        });
    }

    #[test]
    fn that_come_back_to_themselves_end_in_an_error() {
        #[delayed]
        fn itself(n: i64) -> Delayed<i64> {
            itself(n)
        }
        #[delayed]
        fn one_more_than_itself(n: i64) -> Delayed<i64> {
            inc(one_more_than_itself(n))
        }
        within(|| {
            for executor in every_executor() {
                assert!(itself(1).compute().on(executor.clone()).wait().is_err());
                assert!(one_more_than_itself(1).compute().on(executor.clone()).wait().is_err());
                assert!(inc(itself(1)).compute().on(executor).wait().is_err());
            }
        });
    }

    #[test]
    fn that_come_back_around_a_corner_end_in_an_error() {
        #[delayed]
        fn here(n: i64) -> Delayed<i64> {
            inc(there(n))
        }
        #[delayed]
        fn there(n: i64) -> Delayed<i64> {
            inc(here(n))
        }
        within(|| {
            for executor in every_executor() {
                assert!(here(1).compute().on(executor.clone()).wait().is_err());
                assert!(daisy::compute((here(1), there(1))).on(executor).wait().is_err());
            }
        });
    }

    #[test]
    fn may_panic_while_they_grow() {
        #[delayed]
        fn grows(n: i64) -> Delayed<i64> {
            assert!(n > 0, "nothing to grow from");
            grows(n - 1)
        }
        within(|| {
            for executor in every_executor() {
                let error = inc(grows(3)).compute().on(executor).wait().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Panicked);
                assert!(chain(&error).contains("nothing to grow from"));
            }
        });
    }
}

mod the_runtime_lives_on {
    use super::*;

    #[test]
    fn after_failures_and_panics() {
        within(|| {
            let pool = runtime(2);
            for n in 0..50 {
                assert!(inc(refused(n)).compute().on(&pool).wait().is_err());
                assert!(inc(panicked(n)).compute().on(&pool).wait().is_err());
                assert_eq!(inc(n).compute().on(&pool).wait().unwrap(), n + 1);
            }
        });
    }

    #[test]
    fn after_a_panic_in_async_and_blocking_tasks() {
        #[delayed]
        async fn later() -> i64 {
            tokio::task::yield_now().await;
            panic!("later")
        }
        #[delayed(blocking)]
        fn blocking() -> i64 {
            panic!("blocking")
        }
        within(|| {
            for executor in every_executor() {
                let error = inc(later()).compute().on(executor.clone()).wait().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Panicked);
                let error = inc(blocking()).compute().on(executor.clone()).wait().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Panicked);
                assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
            }
        });
    }

    #[test]
    fn after_a_panic_in_a_clone() {
        struct Stubborn;
        impl Clone for Stubborn {
            fn clone(&self) -> Stubborn {
                panic!("not a second one")
            }
        }
        #[delayed]
        fn make() -> Stubborn {
            Stubborn
        }
        #[delayed]
        fn taken(_of: Stubborn, n: i64) -> i64 {
            n
        }
        within(|| {
            for executor in every_executor() {
                let made = make();
                let both = (taken(&made, 1), taken(&made, 2));
                let error = daisy::compute(both).on(executor.clone()).wait().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Panicked);
                assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
            }
        });
    }

    /// Whether the run counts as failed is left open; that it ends, and the next one works, is not.
    #[test]
    fn after_a_panic_in_a_drop() {
        struct Explosive;
        impl Drop for Explosive {
            fn drop(&mut self) {
                if !thread::panicking() {
                    panic!("dropped")
                }
            }
        }
        #[delayed]
        fn make() -> Explosive {
            Explosive
        }
        #[delayed]
        fn read(_of: &Explosive) -> i64 {
            1
        }
        within(|| {
            for executor in every_executor() {
                let _ = inc(read(make())).compute().on(executor.clone()).wait();
                assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
            }
        });
    }

    #[test]
    fn after_a_timeout() {
        #[delayed]
        async fn forever() -> i64 {
            std::future::pending().await
        }
        within(|| {
            for executor in every_executor() {
                let run = forever().compute().timeout(Duration::from_millis(20)).on(executor.clone());
                assert!(run.wait().is_err());
                assert_eq!(inc(1).compute().on(executor).wait().unwrap(), 2);
            }
        });
    }

    #[test]
    fn when_a_task_waits_for_a_failing_one() {
        type Pool = Arc<dyn Executor>;
        #[delayed]
        fn outer(pool: &Pool) -> Result<i64, Error> {
            inc(refused(1)).compute().on(pool.clone()).wait()
        }
        within(|| {
            for executor in every_executor() {
                let pool = daisy::opaque(executor.clone());
                let error = outer(pool).compute().on(executor).wait().unwrap_err();
                assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
            }
        });
    }
}

mod a_panicking_observer {
    use super::*;

    struct Panics(&'static str);

    impl Panics {
        fn at(&self, event: &str) {
            assert_ne!(self.0, event, "the observer panics on purpose");
        }
    }

    impl Observer for Panics {
        fn plan(&self, _: &Plan) {
            self.at("plan")
        }
        fn task_started(&self, _: &Started<'_>) {
            self.at("task_started")
        }
        fn task_ended(&self, _: &Ended<'_>) {
            self.at("task_ended")
        }
        fn finished(&self, _: &Finished<'_>) {
            self.at("finished")
        }
    }

    #[test]
    fn does_not_stop_the_run_or_other_observers() {
        within(|| {
            for executor in every_executor() {
                for event in ["plan", "task_started", "task_ended", "finished"] {
                    let seen = Arc::new(Seen::default());
                    let run = inc(inc(1)).compute().observe(Panics(event)).observe(seen.clone());
                    assert_eq!(run.on(executor.clone()).wait().unwrap(), 3);
                    assert_eq!(seen.counts(), [2, 2, 0, 0, 1]);
                }
            }
        });
    }

    #[test]
    fn hears_no_more_of_that_run() {
        struct Once(Arc<AtomicUsize>);
        impl Observer for Once {
            fn task_started(&self, _: &Started<'_>) {
                self.0.fetch_add(1, SeqCst);
                panic!("the observer panics on purpose")
            }
            fn task_ended(&self, _: &Ended<'_>) {
                self.0.fetch_add(1, SeqCst);
            }
            fn finished(&self, _: &Finished<'_>) {
                self.0.fetch_add(1, SeqCst);
            }
        }
        within(|| {
            let heard = Arc::new(AtomicUsize::new(0));
            let run = inc(inc(1)).compute().observe(Once(heard.clone())).on(Inline);
            assert_eq!(run.wait().unwrap(), 3);
            assert_eq!(heard.load(SeqCst), 1);
        });
    }
}
