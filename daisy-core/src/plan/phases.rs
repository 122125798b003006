//! Phases: a run runs, perhaps stops after a failure, and is over once.

use std::sync::atomic::Ordering::*;
use std::thread;

use crate::error::{Error, Result};
use crate::sync::lock;

use super::run::{Run, TaskId, Waiter, phase};

impl Run {
    /// Whether tasks may start.
    #[doc(hidden)]
    #[inline]
    pub fn is_running(&self) -> bool {
        self.phase.load(SeqCst) == phase::RUNNING
    }

    /// Whether its end is known.
    #[doc(hidden)]
    pub fn is_over(&self) -> bool {
        self.phase.load(SeqCst) == phase::OVER
    }

    /// Whether a thread is blocked until this run is over.
    #[doc(hidden)]
    pub fn is_waited_for(&self) -> bool {
        self.options.waiter != Waiter::Nobody
    }

    /// Whether this very thread will be blocked, and runs none of its tasks.
    #[doc(hidden)]
    pub fn is_waited_for_here(&self) -> bool {
        matches!(self.options.waiter, Waiter::Idle(thread) if thread == thread::current().id())
    }

    /// Blocks this thread until the end is announced.
    #[doc(hidden)]
    pub fn park(&self) {
        let _ = self.signal.wait();
    }

    /// Whether who waits for it may go on.
    #[doc(hidden)]
    pub fn is_announced(&self) -> bool {
        self.signal.is_set()
    }

    /// Announces that this thread is about to run tasks. False: the run is stopping or over, and the
    /// caller has nothing to [`leave`](Run::leave).
    #[doc(hidden)]
    pub fn enter(&self) -> bool {
        self.busy.fetch_add(1, SeqCst);
        if self.is_running() {
            return true;
        }
        self.leave();
        false
    }

    /// Takes the announcement back. The last to leave a stopping run ends it.
    #[doc(hidden)]
    pub fn leave(&self) {
        if self.busy.fetch_sub(1, SeqCst) == 1 && self.phase.load(SeqCst) == phase::STOPPING {
            self.finish();
        }
    }

    pub(super) fn stop(&self) {
        // The caller is busy, so the run ends when it leaves.
        let _ = self.phase.compare_exchange(phase::RUNNING, phase::STOPPING, SeqCst, SeqCst);
        self.wake_queue();
    }

    /// A root has settled.
    pub(super) fn root_settled(&self, root: TaskId) {
        if self.roots_left.settled(root) {
            self.finish();
        }
    }

    fn finish(&self) {
        let failures = lock(&self.failures).list.clone();
        self.end(Error::first_of(failures).map_or(Ok(()), Err));
    }

    /// Ends the run with an error of kind `Executor`.
    #[doc(hidden)]
    pub fn abort(&self, why: &str) {
        self.give_up(Error::executor(why));
    }

    /// Gives up at once: what runs ends unheard, async tasks are dropped.
    pub(crate) fn give_up(&self, error: Error) {
        self.end(Err(error));
    }

    fn end(&self, result: Result<()>) {
        if self.phase.swap(phase::OVER, SeqCst) == phase::OVER {
            return;
        }
        self.async_tasks.drop_all();
        match &self.options.watch {
            Some(watch) if watch.postpone(&result) => {}
            _ => self.announce(result),
        }
    }

    fn announce(&self, result: Result<()>) {
        if let Some(watch) = &self.options.watch {
            watch.finished(self, &result);
        }
        // First, so that who waits finds a runtime that is through with this run.
        self.wake_queue();
        self.signal.set(result);
    }

    /// Announces an end that an observer brought about while it was told something.
    pub(crate) fn announce_postponed(&self) {
        if let Some(result) = self.options.watch.as_ref().and_then(|watch| watch.take_postponed()) {
            self.announce(result);
        }
    }

    fn wake_queue(&self) {
        if let Some(queue) = self.queue.get() {
            queue.wake(self);
        }
    }

    /// Ends a run that has nothing to run.
    pub(crate) fn begin(&self) {
        if self.roots_left.are_none() {
            self.finish();
        }
    }
}
