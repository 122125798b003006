//! What the core needs of a runtime, which it has none of itself.

use std::sync::Arc;
use std::time::Duration;

use crate::error::Result;
use crate::executor::Executor;

/// Filled in by daisy-runtime.
#[doc(hidden)]
pub trait Hook: Sync {
    /// What `DAISY_EXECUTOR` names.
    fn executor_from_env(&self) -> Result<Option<Arc<dyn Executor>>>;
    /// The executor if nobody says otherwise.
    fn global_executor(&self) -> Result<Arc<dyn Executor>>;
    /// Calls `f`, which polls an async task, where it finds a reactor: the one at hand if this thread
    /// is free to go on driving it between polls, else one driven elsewhere.
    fn with_reactor(&self, free: bool, f: &mut dyn FnMut());
    /// Whether a future polled on this thread may be woken only once the thread returns to whoever runs it: tokio puts the
    /// wake-ups of tasks that yield off until then.
    fn keeps_wakes(&self) -> bool;
    /// Calls `f`, which may block this thread for long.
    fn block(&self, f: &mut dyn FnMut());
    /// Calls `call` after `delay`, unless what it gives is dropped before.
    fn after(&self, delay: Duration, call: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Send + Sync>>;
}

// SAFETY: daisy-runtime defines this symbol with this signature, and both are of one version: the
// facade crate requires the two together, and the symbol's name carries the version.
#[cfg(not(test))]
unsafe extern "Rust" {
    safe fn daisy_runtime_hook_0_1() -> &'static dyn Hook;
}

/// The runtime linked into this program.
pub(crate) fn get() -> &'static dyn Hook {
    #[cfg(not(test))]
    return daisy_runtime_hook_0_1();
    #[cfg(test)]
    return &tests::NoRuntime;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    /// The core's own tests name an executor and use no timeouts.
    pub(super) struct NoRuntime;

    impl Hook for NoRuntime {
        fn executor_from_env(&self) -> Result<Option<Arc<dyn Executor>>> {
            Ok(None)
        }
        fn global_executor(&self) -> Result<Arc<dyn Executor>> {
            Err(Error::executor("the core has no executor of its own"))
        }
        fn with_reactor(&self, _: bool, f: &mut dyn FnMut()) {
            f();
        }
        fn keeps_wakes(&self) -> bool {
            false
        }
        fn block(&self, f: &mut dyn FnMut()) {
            f();
        }
        fn after(&self, _: Duration, _: Box<dyn FnOnce() + Send>) -> Result<Box<dyn Send + Sync>> {
            Err(Error::executor("the core has no timer of its own"))
        }
    }
}
