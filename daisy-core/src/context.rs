//! Which run and task this thread is at work on, so that a computation started inside a task knows.

use std::cell::RefCell;
use std::sync::Arc;

use crate::error::{Cause, Error};
use crate::key::Digest;
use crate::node::Node;
use crate::plan::run::{Run, TaskId};

thread_local! {
    /// Runs entered and not left by this thread, the innermost last, each with the task at hand.
    static ENTERED: RefCell<Vec<(Arc<Run>, TaskId)>> = const { RefCell::new(Vec::new()) };
}

thread_local! {
    /// Whether this thread is a worker, which others may be waiting for.
    static WORKER: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Says that this thread is a worker: where it waits, it lends a hand, inside a task or not.
#[doc(hidden)]
pub fn this_thread_is_a_worker() {
    WORKER.set(true);
}

pub(crate) fn on_worker() -> bool {
    WORKER.get()
}

/// While it lives, this thread works for a run.
#[doc(hidden)]
pub struct Entered<'a>(&'a Arc<Run>);

impl<'a> Entered<'a> {
    #[doc(hidden)]
    pub fn new(run: &'a Arc<Run>) -> Entered<'a> {
        ENTERED.with_borrow_mut(|entered| entered.push((run.clone(), TaskId::MAX)));
        Entered(run)
    }

    pub(crate) fn run(&self) -> &'a Arc<Run> {
        self.0
    }

    /// Says which of the run's tasks is at hand.
    pub(crate) fn set_task(&self, id: TaskId) {
        ENTERED.with_borrow_mut(|entered| {
            if let Some(innermost) = entered.last_mut() {
                innermost.1 = id;
            }
        });
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // Outside the borrow: dropping the run may drop user values.
        let left = ENTERED.with_borrow_mut(Vec::pop);
        drop(left);
    }
}

/// The tasks inside which a computation was started, innermost first.
pub(crate) struct Ancestor {
    digest: Digest,
    parent: Option<Arc<Ancestor>>,
}

impl Ancestor {
    /// Those of a computation that this thread starts now.
    pub(crate) fn current() -> Option<Arc<Ancestor>> {
        ENTERED.with_borrow(|entered| {
            let (run, task) = entered.last().filter(|(_, task)| *task != TaskId::MAX)?;
            Some(Arc::new(Ancestor { digest: run.digest_of(*task), parent: run.options.ancestor.clone() }))
        })
    }

    /// An error if `node` is among them: it would wait for itself.
    pub(crate) fn refuse(&self, node: &Node) -> Result<(), Error> {
        let mut next = Some(self);
        while let Some(ancestor) = next {
            if ancestor.digest == node.0.digest {
                let text = "waits for its own result: it is computed inside itself; make its arguments differ";
                return Err(Error::task_failed(node, Cause::Text(text.into())));
            }
            next = ancestor.parent.as_deref();
        }
        Ok(())
    }
}
