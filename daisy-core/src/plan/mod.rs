//! Plans: a graph made ready to run, as an executor sees it.
//!
//! `layout` turns a merged graph into a `run`, a state machine that `execute`, `unit`, `grow` and `fail` move on,
//! from one of its `phases` to the next. Results lie in `slot`s, read as `inputs` and at last as `roots`. A
//! `queue` hands `task`s out, or one thread may `drive` it; async ones are `pending`; `watch` tells observers, `signal` who waits.

mod drive;
mod execute;
mod fail;
mod grow;
mod inputs;
mod layout;
mod lines;
mod memory;
mod numbers;
mod pending;
mod phases;
mod queue;
mod roots;
pub(crate) mod run;
mod signal;
mod slot;
mod task;
mod unit;
mod watch;

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::error::Error;
use crate::key::Key;

#[doc(hidden)]
pub use execute::wake_all;
pub(crate) use execute::{caught, contain};
#[doc(hidden)]
pub use memory::Effect;
#[doc(hidden)]
pub use numbers::Numbers;
#[doc(hidden)]
pub use queue::Queue;
pub(crate) use roots::RootValue;
pub(crate) use run::{Options, Waiter};
#[doc(hidden)]
pub use run::{Run, TaskId};
pub(crate) use slot::{Content, Slot};
pub use task::{BoxFuture, Task};
pub(crate) use watch::Watch;

/// One run: ready tasks go out, results come in. Everything else is in here, so that an executor cannot
/// get it wrong: order, last-use moves, drops, graphs that grow, retries, `keep_going`, cancelling,
/// timeouts, observers. Values stay inside.
///
/// ```
/// # use daisy_core as daisy;
/// use daisy::{Executor, Plan};
///
/// /// Runs everything on the calling thread.
/// struct Serial;
///
/// impl Executor for Serial {
///     fn execute(&self, plan: Plan) {
///         while let Some(task) = plan.next() {
///             task.run();
///         }
///     }
/// }
/// ```
///
/// Cheap to clone; share it between workers. When the last clone of an unfinished run is dropped, the
/// run is aborted. A cycle can't be written in a graph; a task that grows the graph until it waits for
/// itself fails with an error that says so.
#[derive(Clone)]
pub struct Plan {
    run: Arc<Run>,
    hold: Hold,
}

/// In which capacity someone has a plan.
#[derive(Clone)]
enum Hold {
    Executor(Arc<Token>),
    /// A thread that waits for the run and lends a hand.
    Helper,
    /// An observer.
    View,
}

/// What an executor's plans share: the last one aborts an unfinished run.
struct Token(Arc<Run>);

impl Drop for Token {
    fn drop(&mut self) {
        // A run that stops ends by itself, when the last of its tasks does.
        if self.0.is_running() {
            let text = "the executor dropped its plan before the run was over; keep a clone until `next` gives `None`";
            self.0.give_up(Error::executor(text));
        }
    }
}

impl Plan {
    pub(crate) fn for_executor(run: &Arc<Run>) -> Plan {
        Plan { run: run.clone(), hold: Hold::Executor(Arc::new(Token(run.clone()))) }
    }

    pub(crate) fn for_helper(run: &Arc<Run>) -> Plan {
        Plan { run: run.clone(), hold: Hold::Helper }
    }

    pub(crate) fn view(run: &Arc<Run>) -> Plan {
        Plan { run: run.clone(), hold: Hold::View }
    }

    #[doc(hidden)]
    pub fn run(&self) -> &Arc<Run> {
        &self.run
    }

    /// The most urgent task that may start. Waits while others run and none may start (also above
    /// `.workers(n)`). `None`: the run is over, or stopping. Never waits when no task is out.
    pub fn next(&self) -> Option<Task> {
        match self.ask(None) {
            Poll::Ready(task) => task,
            Poll::Pending => unreachable!("without a waker a queue waits"),
        }
    }

    /// The same for an executor that is async.
    pub fn poll_next(&self, cx: &mut Context<'_>) -> Poll<Option<Task>> {
        self.ask(Some(cx))
    }

    fn ask(&self, cx: Option<&mut Context<'_>>) -> Poll<Option<Task>> {
        if let Hold::View = self.hold {
            return Poll::Ready(None);
        }
        let task = self.run.queue().next(&self.run, cx);
        task.map(|task| task.map(|(id, worker)| Task::handed_out(self.run.clone(), id, worker)))
    }

    /// How many tasks are known now; grows if the graph does.
    #[expect(clippy::len_without_is_empty, reason = "a plan without tasks is never handed out")]
    pub fn len(&self) -> usize {
        self.run.task_count()
    }

    /// The keys of the tasks known now, in order.
    pub fn keys(&self) -> Vec<Key> {
        let mut tasks: Vec<TaskId> = self.run.tasks().collect();
        tasks.sort_by_key(|&id| self.run.urgency(id));
        tasks.into_iter().map(|id| self.run.node(id).key()).collect()
    }

    /// What `.workers(n)` said.
    pub fn workers(&self) -> Option<usize> {
        self.run.options.workers
    }

    /// Ends the run with an error of kind `Executor` that says `why`.
    pub fn abort(&self, why: &str) {
        if !matches!(self.hold, Hold::View) {
            self.run.abort(why);
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plan({} tasks)", self.len())
    }
}
