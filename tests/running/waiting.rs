//! Waiting and awaiting, anywhere.

use crate::common::executors::{current_thread, every_executor, multi_thread};
use crate::common::watch::within;
use crate::{PROGRAM, program};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

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
        for executor in every_executor() {
            let waited = current_thread().block_on(async { program().compute().on(executor.clone()).wait() });
            assert_eq!(waited.unwrap(), PROGRAM);
            let waited = multi_thread().block_on(async { program().compute().on(executor).wait() });
            assert_eq!(waited.unwrap(), PROGRAM);
        }
    });
}

#[test]
fn awaiting_works_in_any_tokio_runtime() {
    within(|| {
        for executor in every_executor() {
            let awaited = current_thread().block_on(async { program().compute().on(executor.clone()).await });
            assert_eq!(awaited.unwrap(), PROGRAM);
            let awaited = multi_thread().block_on(async { program().compute().on(executor).await });
            assert_eq!(awaited.unwrap(), PROGRAM);
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

#[test]
fn works_in_a_local_set() {
    within(|| {
        let waited = tokio::task::LocalSet::new().block_on(&multi_thread(), async { program().compute().wait() });
        assert_eq!(waited.unwrap(), PROGRAM);
        let waited = tokio::task::LocalSet::new().block_on(&current_thread(), async { program().compute().wait() });
        assert_eq!(waited.unwrap(), PROGRAM);
    });
}
