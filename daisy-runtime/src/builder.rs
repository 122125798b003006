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
    memory_limit: Option<u64>,
}

impl Builder {
    /// How many CPU tasks may run at once. Default: one a core.
    pub fn workers(mut self, workers: usize) -> Builder {
        self.workers = Some(workers);
        self
    }

    /// How many bytes the results of one computation may take before tasks that would add to them wait. Default: no limit.
    ///
    /// Tasks that let go of as much as they add always start, so what is there is consumed first; and where nothing
    /// else runs, one task does, limit or not: with a limit of 0, one at a time. So any computation ends, and its results
    /// are the same with and without.
    ///
    /// What a result takes is known as [`register_size`](daisy_core::register_size) says, or by the function's
    /// `size_hint`, and foretold by that hint or by the last result of the same function. **What nobody knows counts
    /// nothing**, so register types of your own that own memory, vectors of them too. Nor do the results count that were
    /// asked for, which stay whatever waits, and what tasks use while they run.
    ///
    /// It is a runtime's alone: [`Inline`](crate::Inline) and other executors have no limit.
    ///
    /// ```
    /// use daisy::prelude::*;
    ///
    /// #[delayed(blocking, size_hint = 1 << 20)]
    /// fn load(n: u8) -> Vec<u8> {
    ///     vec![n; 1 << 20]
    /// }
    ///
    /// #[delayed]
    /// fn largest(before: u8, chunk: Vec<u8>) -> u8 {
    ///     chunk.into_iter().max().unwrap_or(0).max(before)
    /// }
    ///
    /// // Of a hundred chunks of a megabyte, no more than four are there at once, and the one that is being read.
    /// let runtime = daisy::Runtime::builder().memory_limit(4 << 20).build()?;
    /// let all = (0..100).fold(daisy::value(0), |before, n| largest(before, load(n)));
    /// assert_eq!(all.compute().on(runtime).wait()?, 99);
    /// # Ok::<(), daisy::Error>(())
    /// ```
    pub fn memory_limit(mut self, bytes: u64) -> Builder {
        self.memory_limit = Some(bytes);
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
            workers => Ok(Runtime::new(workers.unwrap_or_else(cores), Reactor::own(), self.memory_limit)),
        }
    }
}

/// One worker a core.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}
