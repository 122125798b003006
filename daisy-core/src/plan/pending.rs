//! Async tasks: futures that are polled by one thread and given up by another.

use std::collections::HashMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::task::{Context, Poll, Waker};

use crate::args::Args;
use crate::context::Entered;
use crate::hook;
use crate::operation::{Code, Kind, Outcome, OutcomeFuture};
use crate::sync::lock;

use super::execute::{Ran, contain};
use super::run::{Run, TaskId};
use super::task::Task;

/// The async tasks of a run that have started and not ended.
#[derive(Default)]
pub(super) struct AsyncTasks(Mutex<HashMap<TaskId, Arc<Started>>>);

/// The future is locked while it is polled. Whoever gives the run up drops it if nobody polls it;
/// else the thread that does sees that the run is over when the poll returns, and drops it then.
struct Started {
    future: Mutex<Option<OutcomeFuture>>,
    waker: Mutex<Option<Waker>>,
}

impl AsyncTasks {
    fn lock(&self) -> MutexGuard<'_, HashMap<TaskId, Arc<Started>>> {
        lock(&self.0)
    }

    /// Drops the futures of a run that is over, and wakes those that poll them to see it.
    pub(super) fn drop_all(&self) {
        let started: Vec<_> = self.lock().drain().map(|(_, task)| task).collect();
        for task in started {
            let future = match task.future.try_lock() {
                Ok(mut future) => future.take(),
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner().take(),
                Err(TryLockError::WouldBlock) => None,
            };
            contain(|| drop(future));
            let waker = lock(&task.waker).take();
            if let Some(waker) = waker {
                contain(|| waker.wake());
            }
        }
    }
}

/// A task on its way through an async executor.
pub(super) struct TaskFuture {
    task: Option<Task>,
    started: Option<Arc<Started>>,
    tries_left: u32,
    /// Whether the thread that polls does other things between polls.
    free: bool,
}

impl TaskFuture {
    pub(super) fn new(task: Task, free: bool) -> TaskFuture {
        let tries_left = task.run.cell(task.id).spec().retries;
        TaskFuture { task: Some(task), started: None, tries_left, free }
    }
}

impl Future for TaskFuture {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Some(task) = this.task.take() else { return Poll::Ready(()) };
        if task.kind() != Kind::Async {
            task.run();
            return Poll::Ready(());
        }
        let started = match this.started.take() {
            Some(started) => started,
            None if !task.run.is_running() => {
                task.abandon();
                return Poll::Ready(());
            }
            None => match task.run.begin_task(task.id, task.worker) {
                Ok(()) => Started::new(&task),
                Err(error) => {
                    task.conclude(Ran::Failed(error));
                    return Poll::Ready(());
                }
            },
        };
        loop {
            match started.poll(&task, cx, this.tries_left == 0, this.free) {
                Polled::Pending => {
                    (this.task, this.started) = (Some(task), Some(started));
                    return Poll::Pending;
                }
                Polled::Over => {
                    task.abandon();
                    return Poll::Ready(());
                }
                Polled::Ended(Ran::Failed(_)) if this.tries_left > 0 && task.run.is_running() => this.tries_left -= 1,
                Polled::Ended(ran) => {
                    task.run.async_tasks.lock().remove(&task.id);
                    task.conclude(ran);
                    return Poll::Ready(());
                }
            }
        }
    }
}

enum Polled {
    Pending,
    /// The run was given up.
    Over,
    Ended(Ran),
}

impl Started {
    fn new(task: &Task) -> Arc<Started> {
        let started = Arc::new(Started { future: Mutex::default(), waker: Mutex::default() });
        task.run.async_tasks.lock().insert(task.id, started.clone());
        started
    }

    /// One poll; begins a try if none is under way.
    fn poll(&self, task: &Task, cx: &mut Context<'_>, last: bool, free: bool) -> Polled {
        *lock(&self.waker) = Some(cx.waker().clone());
        let mut future = lock(&self.future);
        if task.run.is_over() {
            contain(|| drop(future.take()));
            return Polled::Over;
        }
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let future = future.get_or_insert_with(|| begin(&task.run, task.id, last));
            let entered = Entered::new(&task.run);
            entered.set_task(task.id);
            poll_with_reactor(future, cx, free)
        }));
        let result = match polled {
            Ok(Poll::Pending) => {
                drop(future);
                // Whoever ended the run meanwhile found the future locked and left it here.
                if !task.run.is_over() {
                    return Polled::Pending;
                }
                let mut future = lock(&self.future);
                contain(|| drop(future.take()));
                return Polled::Over;
            }
            Ok(Poll::Ready(outcome)) => Ok(outcome),
            Err(payload) => Err(payload),
        };
        contain(|| drop(future.take()));
        Polled::Ended(task.run.judge(task.id, result))
    }
}

fn begin(run: &Arc<Run>, id: TaskId, last: bool) -> OutcomeFuture {
    match run.code(id, run.cell(id)) {
        Code::Async(code) => code(Args::owned(run.clone(), id, last)),
        Code::Sync(_) | Code::Choice | Code::Pass | Code::Own => unreachable!("the task is async"),
    }
}

fn poll_with_reactor(future: &mut OutcomeFuture, cx: &mut Context<'_>, free: bool) -> Poll<Outcome> {
    let mut polled = Poll::Pending;
    hook::get().with_reactor(free, &mut || polled = future.as_mut().poll(cx));
    polled
}
