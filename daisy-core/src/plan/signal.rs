//! The end of a run, for whoever waits for it: a thread or a waker.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use crate::error::Result;
use crate::sync::lock;

#[derive(Default)]
pub(crate) struct Signal {
    state: Mutex<State>,
    done: Condvar,
}

#[derive(Default)]
struct State {
    result: Option<Result<()>>,
    waker: Option<Waker>,
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(super) fn set(&self, result: Result<()>) {
        let waker = {
            let mut state = self.lock();
            state.result = Some(result);
            self.done.notify_all();
            state.waker.take()
        };
        if let Some(waker) = waker {
            super::contain(|| waker.wake());
        }
    }

    pub(crate) fn wait(&self) -> Result<()> {
        let mut state = self.lock();
        loop {
            match &state.result {
                Some(result) => return result.clone(),
                None => state = self.done.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner()),
            }
        }
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut state = self.lock();
        match &state.result {
            Some(result) => Poll::Ready(result.clone()),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}
