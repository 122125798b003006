//! Watching: what observers are told. A run that nobody observes has no `Watch` and pays nothing.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use crate::error::{Error, ErrorKind, Result};
use crate::key::Key;
use crate::observer::{Ended, Finished, Fused, Observer, Outcome, Started};
use crate::size;
use crate::sync::lock;

use super::Plan;
use super::execute::Ran;
use super::run::{Run, TaskId};

pub(crate) struct Watch {
    observers: Vec<Observed>,
    begun: Instant,
    /// Events are told under this lock, so that each task's end comes before the run's.
    log: Mutex<Log>,
    /// The end of the run, brought about by an observer that was being told something.
    postponed: Mutex<Option<Result<(), Error>>>,
}

thread_local! {
    /// The watch whose observers this thread is telling something.
    static TELLING: Cell<*const Watch> = const { Cell::new(std::ptr::null()) };
}

struct Observed {
    observer: Arc<dyn Observer>,
    muted: AtomicBool,
}

#[derive(Default)]
struct Log {
    running: HashMap<TaskId, Running>,
    /// Positions of workers that ran tasks, by number: of those that compute, and of others.
    seen: [HashMap<usize, usize>; 2],
    ended: usize,
    over: bool,
}

impl Log {
    /// Workers are numbered as they come: a position among those seen, from `bound` up for those not below it.
    fn position(&mut self, worker: usize, bound: usize) -> usize {
        let (first, seen) = if worker < bound { (0, &mut self.seen[0]) } else { (bound, &mut self.seen[1]) };
        let next = seen.len();
        first + *seen.entry(worker).or_insert(next)
    }
}

struct Running {
    key: Key,
    worker: usize,
    started: Instant,
}

impl Watch {
    pub(crate) fn new(observers: Vec<Arc<dyn Observer>>) -> Option<Box<Watch>> {
        if observers.is_empty() {
            return None;
        }
        let observed = |observer| Observed { observer, muted: AtomicBool::new(false) };
        let observers = observers.into_iter().map(observed).collect();
        Some(Box::new(Watch { observers, begun: Instant::now(), log: Mutex::default(), postponed: Mutex::default() }))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    fn tell(&self, event: impl Fn(&dyn Observer)) {
        let before = TELLING.replace(self);
        for Observed { observer, muted } in &self.observers {
            if muted.load(Relaxed) {
                continue;
            }
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| event(&**observer))) {
                muted.store(true, Relaxed);
                eprintln!("daisy: an observer panicked and hears no more of this run");
                std::mem::forget(payload);
            }
        }
        TELLING.set(before);
    }

    /// Ends the run from inside one of its observers' methods, which hold the log: later. False: not inside one.
    pub(super) fn postpone(&self, result: &Result<(), Error>) -> bool {
        let inside = std::ptr::eq(TELLING.get(), self);
        if inside {
            *lock(&self.postponed) = Some(result.clone());
        }
        inside
    }

    /// What was postponed, once the observers have returned.
    pub(super) fn take_postponed(&self) -> Option<Result<(), Error>> {
        lock(&self.postponed).take()
    }

    pub(crate) fn plan(&self, plan: &Plan) {
        self.tell(|observer| observer.plan(plan));
    }

    /// `worker` is the number the queue gave out, of those below `bound` if the task computes.
    pub(super) fn started(&self, run: &Run, id: TaskId, worker: usize, bound: usize) {
        let mut log = self.log();
        if log.over {
            return;
        }
        let worker = log.position(worker, bound);
        let (key, at) = (run.node(id).key(), Instant::now());
        let (name, fused) = (key.name(), Fused(run.member_nodes(id)));
        self.tell(|observer| observer.task_started(&Started { key: &key, name, worker, at, fused }));
        log.running.insert(id, Running { key, worker, started: at });
    }

    /// False if the run was given up, and the end of the task was told then.
    pub(super) fn ended(&self, run: &Run, id: TaskId, ran: &Ran) -> bool {
        let mut log = self.log();
        let Some(task) = log.running.remove(&id) else { return false };
        log.ended += 1;
        let (bytes, outcome) = match ran {
            Ran::Filled => (run.bytes(id), Outcome::Done),
            Ran::Value(value) => (size::bytes(value), Outcome::Done),
            Ran::Graph(_) | Ran::Chosen(_) | Ran::Passed(_) => (None, Outcome::Done),
            Ran::Failed(error) | Ran::Doomed(error) => (None, Outcome::Failed(error)),
        };
        self.tell_ended(run, id, &task, bytes, outcome);
        true
    }

    fn tell_ended(&self, run: &Run, id: TaskId, task: &Running, bytes: Option<u64>, outcome: Outcome<'_>) {
        let Running { ref key, worker, started } = *task;
        let (name, ended, fused) = (key.name(), Instant::now(), Fused(run.member_nodes(id)));
        self.tell(|observer| observer.task_ended(&Ended { key, name, worker, started, ended, bytes, outcome, fused }));
    }

    /// What still runs is told to be cancelled, then the run to be over.
    pub(super) fn finished(&self, run: &Run, result: &Result<(), Error>) {
        let mut log = self.log();
        log.over = true;
        for (id, task) in std::mem::take(&mut log.running) {
            self.tell_ended(run, id, &task, None, Outcome::Cancelled);
        }
        let outcome = match result {
            Ok(()) => Outcome::Done,
            Err(error) if error.kind() == ErrorKind::Cancelled => Outcome::Cancelled,
            Err(error) => Outcome::Failed(error),
        };
        let (tasks, elapsed) = (log.ended, self.begun.elapsed());
        self.tell(|observer| observer.finished(&Finished { tasks, elapsed, outcome }));
    }
}
