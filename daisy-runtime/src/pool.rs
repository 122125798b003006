//! The pool: worker threads, and the runs they share.
//!
//! A worker goes round the active runs. While there is one it stays with it; while there are several it
//! runs one task of each in turn, so that a small run is not stuck behind a large one.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, MutexGuard, Once};

use daisy_core::__private::{Entered, TaskId};
use daisy_core::Plan;

use crate::lanes::Lanes;
use crate::sleep::Sleep;

pub(crate) struct Pool {
    pub(crate) workers: usize,
    pub(crate) sleep: Sleep,
    active: Mutex<Vec<Arc<Active>>>,
    /// Changes whenever `active` does.
    version: AtomicUsize,
    closing: AtomicBool,
    started: Once,
}

/// A run that workers may take part in.
pub(crate) struct Active {
    plan: Plan,
    lanes: Arc<Lanes>,
}

impl Pool {
    pub(crate) fn new(workers: usize) -> Pool {
        Pool {
            workers,
            sleep: Sleep::new(),
            active: Mutex::default(),
            version: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            started: Once::new(),
        }
    }

    fn active(&self) -> MutexGuard<'_, Vec<Arc<Active>>> {
        self.active.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn add(self: &Arc<Pool>, plan: Plan, lanes: Arc<Lanes>) {
        let started = self.start();
        if let Err(error) = started {
            plan.abort(&format!("can't start a worker thread: {error}"));
            return;
        }
        let sources = plan.run().cpu_sources().len();
        let run = plan.run().clone();
        self.active().push(Arc::new(Active { plan, lanes: lanes.clone() }));
        self.version.fetch_add(1, SeqCst);
        if run.is_over() {
            self.remove(&lanes);
        }
        self.sleep.wake(sources);
    }

    /// Forgets a run that is over.
    pub(crate) fn remove(&self, lanes: &Arc<Lanes>) {
        let removed = {
            let mut active = self.active();
            let position = active.iter().position(|active| Arc::ptr_eq(&active.lanes, lanes));
            position.map(|position| active.remove(position))
        };
        self.version.fetch_add(1, SeqCst);
        drop(removed);
    }

    /// Lets the workers end once nothing is active.
    pub(crate) fn close(&self) {
        self.closing.store(true, SeqCst);
        self.sleep.wake(usize::MAX);
    }

    fn start(self: &Arc<Pool>) -> std::io::Result<()> {
        let mut result = Ok(());
        self.started.call_once(|| {
            for index in 0..self.workers {
                let pool = self.clone();
                let thread = std::thread::Builder::new().name(format!("daisy-{index}"));
                if let Err(error) = thread.spawn(move || pool.work(index)) {
                    // Fewer workers than asked for still run everything.
                    result = if index == 0 { Err(error) } else { Ok(()) };
                    break;
                }
            }
        });
        result
    }

    fn work(&self, index: usize) {
        let mut ready: Vec<TaskId> = Vec::new();
        loop {
            let version = self.version.load(SeqCst);
            let mut runs: Vec<Arc<Active>> = self.active().clone();
            if runs.is_empty() && self.closing.load(SeqCst) {
                return;
            }
            let alone = runs.len() == 1;
            let mut idle = runs.is_empty();
            while !idle && self.version.load(Relaxed) == version {
                idle = true;
                for active in &runs {
                    let ran = active.turn(index, &mut ready, || !alone || self.version.load(Relaxed) != version);
                    // The next run's task may take long: what is left here is for whoever sleeps.
                    if ran && !alone && active.lanes.has_work() {
                        self.sleep.wake(1);
                    }
                    idle &= !ran;
                }
            }
            // A sleeper must not keep runs, and with them results, alive.
            runs.clear();
            if idle {
                self.sleep.sleep(|| {
                    self.version.load(SeqCst) != version
                        || self.closing.load(SeqCst)
                        || self.active().iter().any(|active| active.lanes.has_work())
                });
            }
        }
    }
}

impl Active {
    /// Runs tasks in a lane of the run until there are none or `enough` says so after one. True if any ran.
    fn turn(&self, index: usize, ready: &mut Vec<TaskId>, enough: impl Fn() -> bool) -> bool {
        let run = self.plan.run();
        let Some(lane) = self.lanes.hold(index) else { return false };
        if !run.enter() {
            return false;
        }
        let entered = Entered::new(run);
        let mut ran = false;
        let mut next = lane.find(run);
        while let Some(id) = next {
            entered.execute(id, lane.number, ready);
            ran = true;
            next = lane.keep(run, ready);
            if !run.is_running() {
                break;
            }
            if enough() {
                if let Some(id) = next {
                    lane.put_back(id);
                }
                break;
            }
            next = next.or_else(|| lane.find(run));
        }
        drop(entered);
        drop(lane);
        run.leave();
        ran
    }
}
