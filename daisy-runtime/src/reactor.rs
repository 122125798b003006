//! Reactors: the tokio runtime that async and blocking tasks run on.

use std::sync::{Arc, Mutex};

use daisy_core::__private::lock;
use daisy_core::{Error, Result};
use tokio::runtime::{Handle, Runtime, RuntimeFlavor};

/// A tokio runtime: one given by the user, or our own, started when first needed.
#[derive(Clone)]
pub(crate) struct Reactor(Arc<Source>);

enum Source {
    Given(Handle),
    Own(Mutex<Option<Runtime>>),
}

impl Reactor {
    pub(crate) fn own() -> Reactor {
        Reactor(Arc::new(Source::Own(Mutex::new(None))))
    }

    pub(crate) fn given(handle: Handle) -> Reactor {
        Reactor(Arc::new(Source::Given(handle)))
    }

    pub(crate) fn handle(&self) -> Result<Handle> {
        match &*self.0 {
            Source::Given(handle) => Ok(handle.clone()),
            Source::Own(runtime) => {
                let mut runtime = lock(runtime);
                if let Some(runtime) = &*runtime {
                    return Ok(runtime.handle().clone());
                }
                let mut builder = tokio::runtime::Builder::new_multi_thread();
                let started = builder.thread_name("daisy-tokio").enable_all().build();
                let started = started.map_err(|error| Error::executor(format!("can't start tokio: {error}")))?;
                Ok(runtime.insert(started).handle().clone())
            }
        }
    }

    /// Whether this very thread is the only one that drives it: whoever blocks here waits for ever for
    /// its async tasks.
    pub(crate) fn is_driven_by_this_thread_alone(&self) -> bool {
        let Source::Given(handle) = &*self.0 else { return false };
        let here = Handle::try_current().is_ok_and(|current| current.id() == handle.id());
        // Its blocking threads know it too, and drive nothing; tokio tells them apart only by their name.
        let blocking = std::thread::current().name() == Some("tokio-rt-worker");
        here && !blocking && handle.runtime_flavor() == RuntimeFlavor::CurrentThread
    }
}

impl Drop for Source {
    /// Without waiting: the last owner may be an async task, where tokio allows no blocking.
    fn drop(&mut self) {
        if let Source::Own(runtime) = self
            && let Some(runtime) = runtime.get_mut().unwrap_or_else(|poisoned| poisoned.into_inner()).take()
        {
            runtime.shutdown_background();
        }
    }
}
