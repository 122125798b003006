//! The pool: worker threads, and the runs they share.
//!
//! A worker goes round the active runs. While there is one it stays with it; while there are several it
//! runs one task of each in turn, so that a small run is not stuck behind a large one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};

use daisy_core::__private::{Entered, Run, TaskId, lock, this_thread_is_a_worker};
use daisy_core::Plan;

use crate::lanes::{Held, Lane, Lanes, LanesQueue};
use crate::sleep::{Bed, Sleep, Wants};
use crate::waiting::Waiting;

pub(crate) struct Pool {
    pub(crate) workers: usize,
    pub(crate) sleep: Sleep,
    /// Of those that wait for a run.
    pub(crate) waiting: Waiting,
    /// Whether the last of them stayed awake: then workers do, too.
    pub(crate) lively: AtomicBool,
    active: Mutex<Vec<Arc<Active>>>,
    /// Changes whenever `active` does.
    version: AtomicUsize,
    closing: AtomicBool,
    /// The lanes of a run that is over.
    used_lanes: Mutex<Option<Box<[Lane]>>>,
    /// Why there are no workers, if they could not be started.
    started: OnceLock<Result<(), String>>,
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
            waiting: Waiting::default(),
            lively: AtomicBool::new(false),
            active: Mutex::default(),
            version: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            used_lanes: Mutex::default(),
            started: OnceLock::new(),
        }
    }

    fn active(&self) -> MutexGuard<'_, Vec<Arc<Active>>> {
        lock(&self.active)
    }

    pub(crate) fn add(self: &Arc<Pool>, plan: Plan, lanes: Arc<Lanes>) {
        if let Err(error) = self.start() {
            plan.abort(&format!("can't start a worker thread: {error}"));
            return;
        }
        let (run, sources) = (plan.run().clone(), plan.run().cpu_sources().len());
        self.active().push(Arc::new(Active { plan, lanes: lanes.clone() }));
        self.version.fetch_add(1, SeqCst);
        if run.is_over() {
            self.remove(&lanes);
        }
        lanes.begin(&run, sources);
        lanes.wake_for_injected();
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
        if self.closing.load(SeqCst) {
            self.sleep.wake_all();
        }
    }

    /// Runs one task of a run inside the one at that address, on a thread that waits for the latter. False if none is ready.
    pub(crate) fn help_inside(&self, outer: usize) -> bool {
        let inside = self.inside(outer);
        inside.iter().filter_map(Weak::upgrade).any(|active| active.has_work() && active.help())
    }

    pub(crate) fn has_work_inside(&self, outer: usize) -> bool {
        self.inside(outer).iter().filter_map(Weak::upgrade).any(|active| active.has_work())
    }

    fn inside(&self, outer: usize) -> Vec<Weak<Active>> {
        self.active().iter().filter(|active| active.lanes.is_inside(outer)).map(Arc::downgrade).collect()
    }

    /// Lanes that a run had, if there are some and they are as many.
    pub(crate) fn take_used_lanes(&self, count: usize) -> Option<Box<[Lane]>> {
        lock(&self.used_lanes).take_if(|lanes| lanes.len() == count)
    }

    pub(crate) fn keep_used_lanes(&self, lanes: Box<[Lane]>) {
        *lock(&self.used_lanes) = Some(lanes);
    }

    /// Lets the workers end once nothing is active.
    pub(crate) fn close(&self) {
        self.closing.store(true, SeqCst);
        self.sleep.wake_all();
    }

    fn start(self: &Arc<Pool>) -> &Result<(), String> {
        self.started.get_or_init(|| {
            for index in 0..self.workers {
                let pool = self.clone();
                let thread = std::thread::Builder::new().name(format!("daisy-{index}"));
                match thread.spawn(move || pool.work(index)) {
                    Err(error) if index == 0 => return Err(error.to_string()),
                    // Fewer workers than asked for still run everything.
                    Err(_) => break,
                    Ok(_) => {}
                }
            }
            Ok(())
        })
    }

    fn work(&self, index: usize) {
        this_thread_is_a_worker();
        let (bed, mut ready) = (Bed::new(), Vec::new());
        // Weak: a worker long at one run keeps no other alive, and with it results.
        let mut runs: Vec<Weak<Active>> = Vec::new();
        loop {
            let version = self.version.load(SeqCst);
            runs.clear();
            runs.extend(self.active().iter().map(Arc::downgrade));
            if runs.is_empty() && self.closing.load(SeqCst) {
                return;
            }
            let alone = runs.len() == 1;
            let mut idle = runs.is_empty();
            while !idle && self.version.load(Relaxed) == version {
                idle = true;
                for active in runs.iter().filter_map(Weak::upgrade) {
                    idle &= !active.turn(index, &mut ready, || !alone || self.version.load(Relaxed) != version);
                }
            }
            if idle {
                self.sleep.sleep(&bed, Wants::Any, self.lively.load(Relaxed), || {
                    self.version.load(SeqCst) != version
                        || (self.closing.load(SeqCst) && self.active().is_empty())
                        || self.active().iter().any(|active| active.has_work())
                });
            }
        }
    }
}

impl Active {
    fn has_work(&self) -> bool {
        self.plan.run().is_running() && self.lanes.has_work()
    }

    /// Runs one task on a thread that is not the pool's own, or waits.
    fn help(&self) -> bool {
        LanesQueue(self.lanes.clone()).help(self.plan.run())
    }

    /// Runs tasks in a lane of the run until there are none or `enough` says so after one. True if any ran.
    fn turn(&self, index: usize, ready: &mut Vec<TaskId>, enough: impl Fn() -> bool) -> bool {
        let run = self.plan.run();
        let Some(lane) = self.lanes.hold(index) else { return false };
        if !run.enter() {
            return false;
        }
        let work = AssertUnwindSafe(|| run_in(&lane, run, ready, enough));
        let ran = catch_unwind(work).unwrap_or_else(|_| {
            // User code is contained where it is called, so this is a defect in daisy: it must not hang.
            ready.clear();
            self.plan.abort("a worker panicked outside a task; please report this");
            true
        });
        drop(lane);
        // The lane is free, and this worker may be long in coming back: what is left is for whoever sleeps.
        if self.has_work() {
            self.lanes.wake(1);
        }
        run.leave();
        ran
    }
}

fn run_in(lane: &Held<'_>, run: &Arc<Run>, ready: &mut Vec<TaskId>, enough: impl Fn() -> bool) -> bool {
    let entered = Entered::new(run);
    let mut ran = false;
    let mut next = lane.find(run);
    while let Some(id) = next {
        if !lane.passes(run, id) {
            next = lane.find(run);
            continue;
        }
        entered.execute(id, lane.number, ready);
        ran = true;
        next = lane.keep(run, id, ready);
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
    ran
}
