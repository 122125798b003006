//! The end of a run, for whoever waits for it: a thread or a waker.

use std::sync::atomic::{AtomicBool, Ordering::*};
use std::sync::{Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::thread::{self, Thread};

use crate::error::Result;
use crate::sync::lock;

/// One waits at a time: the run's computation.
#[derive(Default)]
pub(crate) struct Signal {
    state: Mutex<State>,
    /// Whether there is a result, to be seen without the lock.
    set: AtomicBool,
}

#[derive(Default)]
struct State {
    result: Option<Result<()>>,
    waiter: Option<Waiter>,
}

enum Waiter {
    Thread(Thread),
    Waker(Waker),
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Wakes who waits, if anyone does: a run whose end is known before its thread waits costs no wake-up.
    pub(super) fn set(&self, result: Result<()>) {
        let waiter = {
            let mut state = self.lock();
            state.result = Some(result);
            self.set.store(true, Release);
            state.waiter.take()
        };
        match waiter {
            None => {}
            Some(Waiter::Thread(thread)) => thread.unpark(),
            Some(Waiter::Waker(waker)) => drop(super::contain(|| waker.wake())),
        }
    }

    pub(crate) fn is_set(&self) -> bool {
        self.set.load(Acquire)
    }

    pub(crate) fn wait(&self) -> Result<()> {
        let mut state = self.lock();
        loop {
            if let Some(result) = &state.result {
                return result.clone();
            }
            state.waiter = Some(Waiter::Thread(thread::current()));
            drop(state);
            // Another's `unpark` may end it early.
            thread::park();
            state = self.lock();
        }
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut state = self.lock();
        match &state.result {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                state.waiter = Some(Waiter::Waker(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}
