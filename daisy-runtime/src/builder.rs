//! How a runtime is made.

use std::num::NonZeroUsize;

use daisy_core::{Error, Result};

use crate::reactor::Reactor;
use crate::runtime::Runtime;

/// Settings of a [`Runtime`]. From [`Runtime::builder`].
#[derive(Clone, Debug, Default)]
#[must_use = "a builder builds nothing until `build`"]
pub struct Builder {
    workers: Option<usize>,
}

impl Builder {
    /// How many CPU tasks may run at once. Default: one a core.
    pub fn workers(mut self, workers: usize) -> Builder {
        self.workers = Some(workers);
        self
    }

    /// Makes the runtime. Its threads start with its first computation.
    ///
    /// # Errors
    ///
    /// Of kind `Executor` if there are to be no workers.
    pub fn build(self) -> Result<Runtime> {
        match self.workers {
            Some(0) => Err(Error::executor("a runtime of 0 workers can't run anything; ask for 1 or more")),
            Some(workers) => Ok(Runtime::new(workers, Reactor::own())),
            None => Ok(Runtime::new(cores(), Reactor::own())),
        }
    }
}

/// One worker a core.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
