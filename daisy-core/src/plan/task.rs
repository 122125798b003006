//! Tasks on their way through an executor.

use std::future::{Future, IntoFuture};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Wake, Waker};
use std::thread::Thread;
use std::time::Duration;

use crate::context::Entered;
use crate::error::Error;
use crate::hook;
use crate::key::Key;
use crate::operation::Kind;

use super::execute::Ran;
use super::pending::TaskFuture;
use super::run::{Run, TaskId};

/// A future in a box, sent between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A task that may run now: on this thread by [`run`](Task::run), or polled as a future.
///
/// Dropping it unrun aborts the run: nobody else has it.
#[must_use = "a task that is dropped unrun aborts its run"]
pub struct Task {
    pub(super) run: Arc<Run>,
    pub(super) id: TaskId,
    pub(super) worker: usize,
    key: OnceLock<Key>,
    done: bool,
}

impl Task {
    /// The run must have been entered for it, and its queue be told when it ends.
    #[doc(hidden)]
    pub fn handed_out(run: Arc<Run>, id: TaskId, worker: usize) -> Task {
        Task { run, id, worker, key: OnceLock::new(), done: false }
    }

    /// Its key.
    pub fn key(&self) -> &Key {
        self.key.get_or_init(|| self.run.node(self.id).key())
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        self.run.cell(self.id).spec().name
    }

    /// Where it wants to run.
    pub fn kind(&self) -> Kind {
        self.run.kind(self.id)
    }

    /// Runs it on this thread; an async task is polled here to its end. Never unwinds.
    pub fn run(self) {
        if self.kind() == Kind::Async {
            return block_on(TaskFuture::new(self, false));
        }
        if !self.run.is_running() {
            return self.abandon();
        }
        let mut ready = Vec::new();
        let entered = Entered::new(&self.run);
        entered.execute(self.id, self.worker, &mut ready);
        drop(entered);
        self.end(&ready);
    }

    pub(super) fn conclude(self, ran: Ran) {
        let mut ready = Vec::new();
        self.run.conclude(self.id, ran, &mut ready);
        self.end(&ready);
    }

    /// The run stopped before the task could start, or was given up meanwhile.
    pub(super) fn abandon(self) {
        self.end(&[]);
    }

    fn end(mut self, ready: &[TaskId]) {
        self.done = true;
        self.run.queue().ended(&self.run, self.id, self.worker, ready);
        self.run.leave();
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        // In a run that stops, nobody misses it.
        if self.run.is_running() {
            let text = format!("the executor dropped the task {} without running it", self.key());
            self.run.give_up(Error::executor(text));
        }
        self.run.leave();
    }
}

impl IntoFuture for Task {
    type Output = ();
    type IntoFuture = BoxFuture<'static, ()>;

    fn into_future(self) -> BoxFuture<'static, ()> {
        Box::pin(TaskFuture::new(self, true))
    }
}

/// Wakes a parked thread. The flag tells its wake-ups from those meant for others.
struct Unpark {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Release);
        self.thread.unpark();
    }
}

/// How long to wait for a wake-up that may not come before this thread is free again: at first, and at most.
const PATIENCE: [Duration; 2] = [Duration::from_micros(10), Duration::from_millis(10)];

fn block_on(future: TaskFuture) {
    let unpark = Arc::new(Unpark { thread: std::thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(unpark.clone());
    let mut future = pin!(future);
    let (keeps_wakes, [first, longest]) = (hook::get().keeps_wakes(), PATIENCE);
    let mut patience = first;
    while future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        if keeps_wakes {
            let woken = unpark.woken.swap(false, Acquire);
            if !woken {
                std::thread::park_timeout(patience);
            }
            patience = if woken { first } else { longest.min(2 * patience) };
            continue;
        }
        while !unpark.woken.swap(false, Acquire) {
            std::thread::park();
        }
    }
}
