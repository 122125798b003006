//! The tokio-based executor.

use std::fmt;
use std::sync::{Arc, OnceLock};

use daisy_core::{Executor, Plan, Result};
use tokio::runtime::Handle;

use crate::builder::{Builder, cores};
use crate::gate::Gate;
use crate::hook::workers_from_env;
use crate::inline::Inline;
use crate::lanes::{Lanes, LanesQueue};
use crate::pool::Pool;
use crate::reactor::Reactor;

/// Runs CPU tasks on workers of its own, async tasks on tokio and blocking ones on tokio's blocking pool.
///
/// One worker never runs two CPU tasks at once. Cheap to clone: clones share their threads, which end
/// when the last clone is gone and nothing runs any more.
///
/// ```
/// use daisy::Runtime;
///
/// let runtime = Runtime::builder().workers(4).build()?;
/// let sum = daisy::value(1i64) + 2i64;
/// assert_eq!(sum.compute().on(&runtime).wait()?, 3);
/// # Ok::<(), daisy::Error>(())
/// ```
#[derive(Clone)]
pub struct Runtime(Arc<Shared>);

struct Shared {
    pool: Arc<Pool>,
    reactor: Reactor,
    memory_limit: Option<u64>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.pool.close();
    }
}

impl Runtime {
    pub(crate) fn new(workers: usize, reactor: Reactor, memory_limit: Option<u64>) -> Runtime {
        Runtime(Arc::new(Shared { pool: Arc::new(Pool::new(workers)), reactor, memory_limit }))
    }

    /// Settings for a runtime of your own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A runtime with one worker a core that leaves async and blocking tasks to the tokio runtime of `handle`.
    pub fn from_handle(handle: Handle) -> Runtime {
        Runtime::new(cores(), Reactor::given(handle), None)
    }

    /// The runtime that computations use where nothing else is said: one worker a core, or as many as
    /// `DAISY_WORKERS` says. It starts on first use.
    ///
    /// # Errors
    ///
    /// Of kind `Executor` if `DAISY_WORKERS` is no number from 1 up.
    pub fn global() -> Result<Runtime> {
        static GLOBAL: OnceLock<Result<Runtime>> = OnceLock::new();
        let start = || Ok(Runtime::new(workers_from_env()?.unwrap_or_else(cores), Reactor::own(), None));
        GLOBAL.get_or_init(start).clone()
    }

    /// How many CPU tasks may run at once.
    pub fn workers(&self) -> usize {
        self.0.pool.workers
    }

    pub(crate) fn reactor(&self) -> &Reactor {
        &self.0.reactor
    }
}

impl Executor for Runtime {
    fn execute(&self, plan: Plan) {
        let Shared { pool, reactor, memory_limit } = &*self.0;
        let run = plan.run();
        let bound = plan.workers().map_or(pool.workers, |workers| workers.min(pool.workers));
        let gate = memory_limit.map(|limit| Gate::new(run, limit, bound));
        let lanes = Arc::new(Lanes::new(run, bound, pool.clone(), reactor.clone(), gate));
        if !run.set_queue(Box::new(LanesQueue(lanes.clone()))) {
            // Another executor hands this plan out already: help it.
            return Inline.execute(plan);
        }
        for &id in run.other_sources() {
            lanes.launch(run, id);
        }
        pool.add(plan, lanes);
    }

    fn name(&self) -> String {
        format!("runtime of {} workers", self.workers())
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").field("workers", &self.workers()).finish_non_exhaustive()
    }
}
