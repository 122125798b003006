//! Which run and task this thread is at work on, so that a computation started inside a task knows.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, Weak};

use crate::error::{Cause, Error};
use crate::key::Digest;
use crate::node::Node;
use crate::plan::run::{Run, TaskId};

thread_local! {
    /// Runs entered and not left by this thread, the innermost last, each with the task that was at hand before.
    static ENTERED: RefCell<Vec<(Arc<Run>, TaskId)>> = const { RefCell::new(Vec::new()) };
}

thread_local! {
    /// Which task of the innermost run is at hand; `MAX`: none.
    static AT_HAND: Cell<TaskId> = const { Cell::new(TaskId::MAX) };
    /// Whether this thread is a worker, which others may be waiting for.
    static WORKER: Cell<bool> = const { Cell::new(false) };
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
        ENTERED.with_borrow_mut(|entered| entered.push((run.clone(), AT_HAND.replace(TaskId::MAX))));
        Entered(run)
    }

    pub(crate) fn run(&self) -> &'a Arc<Run> {
        self.0
    }

    /// Says which of the run's tasks is at hand.
    pub(crate) fn set_task(&self, id: TaskId) {
        AT_HAND.set(id);
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // Outside the borrow: dropping the run may drop user values.
        let left = ENTERED.with_borrow_mut(Vec::pop);
        if let Some((run, before)) = left {
            AT_HAND.set(before);
            drop(run);
        }
    }
}

/// The tasks inside which a computation was started, innermost first.
pub(crate) struct Ancestor {
    digest: Digest,
    run: Weak<Run>,
    parent: Option<Arc<Ancestor>>,
}

impl Ancestor {
    /// Those of a computation that this thread starts now.
    pub(crate) fn current() -> Option<Arc<Ancestor>> {
        ENTERED.with_borrow(|entered| {
            let (run, _) = entered.last().filter(|_| AT_HAND.get() != TaskId::MAX)?;
            let (digest, parent) = (run.digest_of(AT_HAND.get()), run.options.ancestor.clone());
            Some(Arc::new(Ancestor { digest, run: Arc::downgrade(run), parent }))
        })
    }

    /// An error if `node` is among them: it would wait for itself.
    pub(crate) fn refuse(&self, node: &Node) -> Result<(), Error> {
        if !self.chain().any(|ancestor| ancestor.digest == node.0.digest) {
            return Ok(());
        }
        let text = "waits for its own result: it is computed inside itself; make its arguments differ";
        Err(Error::task_failed(node, Cause::Text(text.into())))
    }

    fn chain(&self) -> impl Iterator<Item = &Ancestor> {
        std::iter::successors(Some(self), |ancestor| ancestor.parent.as_deref())
    }
}

impl Run {
    /// Where this run is. No other is there while it, or a run inside it, lives.
    #[doc(hidden)]
    pub fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Where the runs are inside whose tasks this one was started, innermost first.
    #[doc(hidden)]
    pub fn outer(&self) -> impl Iterator<Item = usize> {
        let chain = self.options.ancestor.iter().flat_map(|ancestor| ancestor.chain());
        chain.map(|ancestor| ancestor.run.as_ptr().addr())
    }
}
