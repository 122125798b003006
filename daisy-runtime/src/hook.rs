//! What the core asks of a runtime.

use std::env;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use daisy_core::__private::Hook;
use daisy_core::{Error, Executor, Result};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::{JoinHandle, unconstrained};

use crate::inline::Inline;
use crate::runtime::Runtime;

struct RuntimeHook;

/// The core declares this symbol; its name carries the version of both.
// SAFETY: no other crate defines a symbol of this name.
#[unsafe(no_mangle)]
extern "Rust" fn daisy_runtime_hook_0_1() -> &'static dyn Hook {
    &RuntimeHook
}

/// The number in `DAISY_WORKERS`, if it is set.
pub(crate) fn workers_from_env() -> Result<Option<usize>> {
    let Some(text) = env::var_os("DAISY_WORKERS") else { return Ok(None) };
    match text.to_str().map(str::parse) {
        Some(Ok(workers)) if workers > 0 => Ok(Some(workers)),
        _ => Err(Error::executor(format!("DAISY_WORKERS={}: not a number from 1 up", text.display()))),
    }
}

impl Hook for RuntimeHook {
    fn executor_from_env(&self) -> Result<Option<Arc<dyn Executor>>> {
        let Some(name) = env::var_os("DAISY_EXECUTOR") else { return Ok(None) };
        match name.to_str() {
            Some("inline") => Ok(Some(Arc::new(Inline))),
            Some("threads") => Ok(Some(self.global_executor()?)),
            _ => Err(Error::executor(format!("DAISY_EXECUTOR={}: not `inline` or `threads`", name.display()))),
        }
    }

    fn global_executor(&self) -> Result<Arc<dyn Executor>> {
        Ok(Arc::new(Runtime::global()?))
    }

    fn with_reactor(&self, free: bool, f: &mut dyn FnMut()) {
        if free && Handle::try_current().is_ok() {
            return f();
        }
        match Runtime::global().and_then(|runtime| runtime.reactor().handle()) {
            Ok(handle) => {
                let _entered = handle.enter();
                without_budget(f);
            }
            Err(_) => without_budget(f),
        }
    }

    fn keeps_wakes(&self) -> bool {
        Handle::try_current().is_ok()
    }

    /// On a thread of a multi-threaded tokio, its other tasks are handed to another thread first, which
    /// tokio refuses by a panic where it can't (in a `LocalSet`): those tasks then wait.
    fn block(&self, f: &mut dyn FnMut()) {
        let flavor = Handle::try_current().map(|handle| handle.runtime_flavor());
        if !matches!(flavor, Ok(RuntimeFlavor::MultiThread)) {
            return f();
        }
        let mut called = false;
        let call = AssertUnwindSafe(|| {
            called = true;
            f();
        });
        let result = catch_unwind(|| tokio::task::block_in_place(call));
        match result {
            Ok(()) => {}
            Err(panic) if called => resume_unwind(panic),
            Err(_) => f(),
        }
    }

    fn after(&self, delay: Duration, call: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Send + Sync>> {
        let handle = Runtime::global()?.reactor().handle()?;
        let timer = handle.spawn(async move {
            tokio::time::sleep(delay).await;
            call();
        });
        Ok(Box::new(AbortOnDrop(timer)))
    }
}

/// Calls `f` outside the budget that tokio gives the task at hand, whose poll is not over before `f`'s work is: what is used up
/// would never come back.
fn without_budget(mut f: impl FnMut()) {
    let call = pin!(unconstrained(poll_fn(|_| {
        f();
        Poll::Ready(())
    })));
    let _ = call.poll(&mut Context::from_waker(Waker::noop()));
}

struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
