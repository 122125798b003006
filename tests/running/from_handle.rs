//! A runtime on a user's tokio runtime.

use crate::common::executors::{current_thread, multi_thread};
use crate::common::functions::inc;
use crate::common::watch::within;
use crate::{PROGRAM, napped, program};
use daisy::prelude::*;
use daisy::{ErrorKind, Runtime};
use std::thread;

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

#[test]
fn waiting_on_a_blocking_thread_of_a_runtime_of_one_thread_works() {
    within(|| {
        let tokio = current_thread();
        let pool = Runtime::from_handle(tokio.handle().clone());
        let waits = move || program().compute().on(&pool).wait();
        let waited = tokio.block_on(async { tokio::task::spawn_blocking(waits).await });
        assert_eq!(waited.unwrap().unwrap(), PROGRAM);
    });
}

#[test]
fn waiting_in_a_blocking_task_on_a_runtime_of_one_thread_works() {
    #[delayed(blocking)]
    fn outer(pool: &Runtime) -> Result<i64, daisy::Error> {
        program().compute().on(pool).wait()
    }
    within(|| {
        let tokio = current_thread();
        let pool = Runtime::from_handle(tokio.handle().clone());
        let asked = outer(daisy::opaque(pool.clone()));
        assert_eq!(tokio.block_on(async { asked.compute().on(&pool).await }).unwrap(), PROGRAM);
    });
}

#[test]
fn that_has_shut_down_is_an_error() {
    #[delayed(blocking)]
    fn blocking(n: i64) -> i64 {
        n
    }
    within(|| {
        let pool = Runtime::from_handle(multi_thread().handle().clone());
        for lost in [blocking(1), napped(1), inc(blocking(1))] {
            assert_eq!(lost.compute().on(&pool).wait().unwrap_err().kind(), ErrorKind::Executor);
        }
        assert_eq!(inc(1).compute().on(&pool).wait().unwrap(), 2);
    });
}
