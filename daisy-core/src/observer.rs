//! Observers: who watches a run.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::key::Key;
use crate::lent::Lent;
use crate::plan::Plan;

/// Sees a run: progress lines, profiles and tests are observers. Every method has an empty body.
///
/// Methods are called on whatever thread the thing happens. One that panics is caught and said once on
/// stderr; its observer hears no more of this run, and the run goes on.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
/// use daisy::prelude::*;
/// use daisy::{Ended, Observer, Outcome, Plan};
///
/// #[delayed]
/// fn square(n: u64) -> u64 {
///     n * n
/// }
///
/// #[derive(Default)]
/// struct Progress {
///     all: AtomicUsize,
///     ended: AtomicUsize,
/// }
///
/// impl Observer for Progress {
///     fn plan(&self, plan: &Plan) {
///         self.all.store(plan.len(), Relaxed);
///     }
///     fn task_ended(&self, task: &Ended<'_>) {
///         let ended = self.ended.fetch_add(1, Relaxed) + 1;
///         let how = if let Outcome::Failed(_) = task.outcome { "failed" } else { "took" };
///         eprintln!("{ended}/{}: {} {how} {:?}", self.all.load(Relaxed), task.key, task.ended - task.started);
///     }
/// }
///
/// let progress = Arc::new(Progress::default()); // an `Arc`, to be read afterwards
/// (0..10).map(square).collect::<Vec<_>>().compute().observe(progress.clone()).wait()?;
/// assert_eq!(progress.ended.load(Relaxed), 10);
/// # Ok::<(), daisy::Error>(())
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Once, first. The plan is a view: its `next` gives `None`, `abort` does nothing, and it does not
    /// keep the run alive.
    fn plan(&self, plan: &Plan) {
        let _ = plan;
    }

    /// Once for each task that starts; a retried task starts once.
    fn task_started(&self, task: &Started<'_>) {
        let _ = task;
    }

    /// Once for each [`task_started`](Observer::task_started), whatever became of it.
    fn task_ended(&self, task: &Ended<'_>) {
        let _ = task;
    }

    /// Once, last, before the result is out; also after a failure or a timeout.
    fn finished(&self, run: &Finished<'_>) {
        let _ = run;
    }
}

impl<O: Observer + ?Sized> Observer for Arc<O> {
    fn plan(&self, plan: &Plan) {
        (**self).plan(plan);
    }
    fn task_started(&self, task: &Started<'_>) {
        (**self).task_started(task);
    }
    fn task_ended(&self, task: &Ended<'_>) {
        (**self).task_ended(task);
    }
    fn finished(&self, run: &Finished<'_>) {
        (**self).finished(run);
    }
}

/// A task starts.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Started<'a> {
    /// Its key.
    pub key: &'a Key,
    /// The function's name.
    pub name: &'a str,
    /// The thread's position among those that run tasks of this run: below `.workers(n)` for CPU tasks,
    /// from n up for others.
    pub worker: usize,
    /// When.
    pub at: Instant,
    /// The tasks that run as part of this one.
    pub fused: Fused<'a>,
}

/// A task ended.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Ended<'a> {
    /// Its key.
    pub key: &'a Key,
    /// The function's name.
    pub name: &'a str,
    /// As in [`Started`].
    pub worker: usize,
    /// When it started.
    pub started: Instant,
    /// When it ended.
    pub ended: Instant,
    /// How many bytes its result takes with all that it owns, where that is known of its type: see
    /// [`register_size`](crate::register_size).
    pub bytes: Option<u64>,
    /// What became of it.
    pub outcome: Outcome<'a>,
    /// The tasks that ran as part of this one.
    pub fused: Fused<'a>,
}

/// The tasks that run as part of another: cheap ones that nobody else reads, such as the operators of a scalar
/// expression. They go where it goes, have no events of their own, and are counted with it as one.
#[derive(Clone, Copy)]
pub struct Fused<'a>(pub(crate) &'a [Lent]);

impl<'a> Fused<'a> {
    /// Their keys and the names of their functions, in running order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &'a str)> + use<'a> {
        self.0.iter().filter_map(|node| Some((node.key(), node.call()?.operation.spec.name)))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the task runs alone.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Fused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(key, _)| key)).finish()
    }
}

/// A run is over.
#[non_exhaustive]
#[derive(Clone, Debug)]
pub struct Finished<'a> {
    /// How many tasks ran to an end.
    pub tasks: usize,
    /// Since the plan was made.
    pub elapsed: Duration,
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// What became of a task or a run.
#[non_exhaustive]
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// It gave its result.
    Done,
    /// It failed or panicked.
    Failed(&'a Error),
    /// It was given up.
    Cancelled,
}
