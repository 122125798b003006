//! Sleeping: how threads without work wait for some. The protocol is told in the README beside this file.

use std::time::Duration;

use crate::sync::{Arc, AtomicBool, AtomicUsize, Mutex, MutexGuard, Ordering, Thread, current_thread, fence, park};
use crate::waiting::stay_awake;

/// The threads that sleep.
pub(crate) struct Sleep {
    /// How many are in `idle`. Changes under its lock.
    sleepers: AtomicUsize,
    /// The last to fall asleep is the first to be woken, for its cache is warm.
    idle: Mutex<Vec<Sleeper>>,
}

/// One of them.
struct Sleeper {
    bed: Arc<Bed>,
    wants: Wants,
}

/// Where a thread sleeps, and is found by who wakes it.
pub(crate) struct Bed {
    thread: Thread,
    /// Whether the thread is in no `idle`. Changes under its lock.
    awake: AtomicBool,
    /// Whether it is, or is about to be, parked: to wake it enters the kernel.
    parked: AtomicBool,
}

/// From the end of a computation to the start of the next, if they follow each other closely.
const LINGER: Duration = Duration::from_micros(10);

/// Which work a sleeper can do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    Any,
    /// That of one run, told by its address, and of those inside it.
    Run(usize),
}

impl Bed {
    /// That of this thread.
    pub(crate) fn new() -> Arc<Bed> {
        let (awake, parked) = (AtomicBool::new(true), AtomicBool::new(false));
        Arc::new(Bed { thread: current_thread(), awake, parked })
    }
}

impl Sleep {
    pub(crate) fn new() -> Sleep {
        Sleep { sleepers: AtomicUsize::new(0), idle: Mutex::new(Vec::new()) }
    }

    /// There is work of `run` for up to `threads` more threads. Says whether any of them was parked. Who waits for one of
    /// the `outer` runs is woken besides: whoever else there is may be kept by what only ends after this.
    pub(crate) fn wake(&self, threads: usize, run: usize, outer: &[usize]) -> bool {
        if !outer.is_empty() {
            self.wake_those(usize::MAX, |wants| matches!(wants, Wants::Run(run) if outer.contains(&run)));
        }
        self.wake_those(threads, |wants| wants == Wants::Any || wants == Wants::Run(run))
    }

    /// Those that sleep for `run` alone are to look again.
    pub(crate) fn wake_particular(&self, run: usize) {
        self.wake_those(usize::MAX, |wants| wants == Wants::Run(run));
    }

    /// All are to look again.
    pub(crate) fn wake_all(&self) {
        self.wake_those(usize::MAX, |_| true);
    }

    fn wake_those(&self, threads: usize, fit: impl Fn(Wants) -> bool) -> bool {
        fence(Ordering::SeqCst);
        if self.sleepers.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let mut woken = Vec::new();
        {
            let mut idle = self.lock();
            for place in (0..idle.len()).rev() {
                if woken.len() < threads && fit(idle[place].wants) {
                    let bed = idle.remove(place).bed;
                    bed.awake.store(true, Ordering::Release);
                    woken.push(bed);
                }
            }
            self.sleepers.store(idle.len(), Ordering::Relaxed);
        }
        woken.iter().for_each(|bed| bed.thread.unpark());
        woken.iter().any(|bed| bed.parked.load(Ordering::Relaxed))
    }

    /// Sleeps until woken, unless `has_work` says that there is work. Who `lingers` is awake for a little longer, and woken at no cost.
    pub(crate) fn sleep(&self, bed: &Arc<Bed>, wants: Wants, lingers: bool, has_work: impl Fn() -> bool) {
        {
            let mut idle = self.lock();
            bed.awake.store(false, Ordering::Relaxed);
            idle.push(Sleeper { bed: bed.clone(), wants });
            self.sleepers.store(idle.len(), Ordering::Relaxed);
        }
        fence(Ordering::SeqCst);
        if has_work() {
            return self.rise(bed);
        }
        let awake = || bed.awake.load(Ordering::Acquire);
        if lingers && stay_awake(LINGER, awake) {
            return;
        }
        bed.parked.store(!awake(), Ordering::Relaxed);
        while !awake() {
            // Another's `unpark` may end it early.
            park();
        }
    }

    /// Leaves the list, unless a waker took the thread from it.
    fn rise(&self, bed: &Arc<Bed>) {
        let mut idle = self.lock();
        if !bed.awake.swap(true, Ordering::Relaxed) {
            idle.retain(|sleeper| !Arc::ptr_eq(&sleeper.bed, bed));
            self.sleepers.store(idle.len(), Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Sleeper>> {
        self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use super::*;

    const RUN: usize = 1;
    const OTHER: usize = 2;

    #[test]
    fn loom_no_wake_is_lost() {
        loom::model(|| {
            let shared = Arc::new((Sleep::new(), AtomicBool::new(false)));
            let sleeper = {
                let shared = shared.clone();
                loom::thread::spawn(move || {
                    let bed = Bed::new();
                    while !shared.1.load(Ordering::Acquire) {
                        shared.0.sleep(&bed, Wants::Any, false, || shared.1.load(Ordering::Acquire));
                    }
                })
            };
            shared.1.store(true, Ordering::Release);
            shared.0.wake(1, RUN, &[]);
            sleeper.join().expect("the sleeper does not panic");
        });
    }

    /// Two pieces of work are done by two threads that do one each.
    #[test]
    fn loom_each_wake_is_for_another() {
        let mut model = loom::model::Builder::new();
        // All interleavings would take hours.
        model.preemption_bound = Some(2);
        model.check(|| {
            let shared = Arc::new((Sleep::new(), AtomicUsize::new(0)));
            let workers = [(); 2].map(|()| spawn_worker(&shared, Wants::Any));
            for _ in 0..2 {
                shared.1.fetch_add(1, Ordering::Release);
                shared.0.wake(1, RUN, &[]);
            }
            for worker in workers {
                worker.join().expect("the worker does not panic");
            }
        });
    }

    /// One who can't do the work is not woken for it in the place of one who can.
    #[test]
    fn loom_a_wake_is_for_one_who_can_work() {
        let mut model = loom::model::Builder::new();
        model.preemption_bound = Some(2);
        model.check(|| {
            let shared = Arc::new((Sleep::new(), AtomicUsize::new(0)));
            let over = Arc::new(AtomicBool::new(false));
            let helper = {
                let (shared, over) = (shared.clone(), over.clone());
                loom::thread::spawn(move || {
                    let bed = Bed::new();
                    while !over.load(Ordering::Acquire) {
                        shared.0.sleep(&bed, Wants::Run(OTHER), false, || over.load(Ordering::Acquire));
                    }
                })
            };
            let worker = spawn_worker(&shared, Wants::Run(RUN));
            shared.1.fetch_add(1, Ordering::Release);
            shared.0.wake(1, RUN, &[]);
            worker.join().expect("the worker does not panic");
            over.store(true, Ordering::Release);
            shared.0.wake_particular(OTHER);
            helper.join().expect("the helper does not panic");
        });
    }

    /// A thread that does one piece of work.
    fn spawn_worker(shared: &Arc<(Sleep, AtomicUsize)>, wants: Wants) -> loom::thread::JoinHandle<()> {
        let shared = shared.clone();
        loom::thread::spawn(move || {
            let (bed, take) = (Bed::new(), |left: usize| left.checked_sub(1));
            while shared.1.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_err() {
                shared.0.sleep(&bed, wants, false, || shared.1.load(Ordering::Acquire) > 0);
            }
        })
    }
}
