//! Sleeping: how threads without work wait for some.
//!
//! 1. Who makes work first makes it visible, then calls `wake`, which costs one fence while nobody
//!    sleeps.
//! 2. Who wants to sleep first counts itself in `sleepers`, then looks for work once more, then waits for
//!    the `wakes` it read before that look to change.
//!
//! Both sides put a sequentially consistent fence between their two steps, so at least one sees the
//! other: work is never left with everyone asleep.

use crate::sync::{AtomicU64, AtomicUsize, Condvar, Mutex, Ordering, fence};

pub(crate) struct Sleep {
    sleepers: AtomicUsize,
    /// Those of them that want particular work.
    particular: AtomicUsize,
    wakes: AtomicU64,
    lock: Mutex<()>,
    woken: Condvar,
}

/// Which work a sleeper can do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wants {
    Any,
    /// That of one run. While anyone wants such, every wake is for all: one sleeper woken for work that it
    /// can't do would leave it undone.
    Particular,
}

impl Sleep {
    pub(crate) fn new() -> Sleep {
        Sleep {
            sleepers: AtomicUsize::new(0),
            particular: AtomicUsize::new(0),
            wakes: AtomicU64::new(0),
            lock: Mutex::new(()),
            woken: Condvar::new(),
        }
    }

    /// There is work for up to `threads` more threads.
    pub(crate) fn wake(&self, threads: usize) {
        fence(Ordering::SeqCst);
        if self.sleepers.load(Ordering::Relaxed) == 0 {
            return;
        }
        let guard = self.lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.wakes.fetch_add(1, Ordering::Relaxed);
        let particular = self.particular.load(Ordering::Relaxed);
        drop(guard);
        match threads {
            1 if particular == 0 => self.woken.notify_one(),
            _ => self.woken.notify_all(),
        }
    }

    /// There is work that only those who want particular work would do.
    pub(crate) fn wake_particular(&self) {
        fence(Ordering::SeqCst);
        if self.particular.load(Ordering::Relaxed) > 0 {
            self.wake(usize::MAX);
        }
    }

    /// Sleeps until a `wake`, unless `has_work` says that there is work.
    pub(crate) fn sleep(&self, wants: Wants, has_work: impl Fn() -> bool) {
        let particular = usize::from(wants == Wants::Particular);
        self.particular.fetch_add(particular, Ordering::Relaxed);
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        let before = self.wakes.load(Ordering::Relaxed);
        fence(Ordering::SeqCst);
        if !has_work() {
            let mut guard = self.lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            while self.wakes.load(Ordering::Relaxed) == before {
                guard = self.woken.wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
        }
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
        self.particular.fetch_sub(particular, Ordering::Relaxed);
    }
}

#[cfg(all(test, daisy_loom))]
mod loom_tests {
    use super::*;
    use loom::sync::Arc;
    use loom::sync::atomic::AtomicBool;

    #[test]
    fn no_wake_is_lost() {
        loom::model(|| {
            let shared = Arc::new((Sleep::new(), AtomicBool::new(false)));
            let sleeper = {
                let shared = shared.clone();
                loom::thread::spawn(move || {
                    while !shared.1.load(Ordering::Acquire) {
                        shared.0.sleep(Wants::Any, || shared.1.load(Ordering::Acquire));
                    }
                })
            };
            shared.1.store(true, Ordering::Release);
            shared.0.wake(1);
            sleeper.join().expect("the sleeper does not panic");
        });
    }

    /// Two pieces of work are done by two threads that do one each.
    #[test]
    fn each_wake_is_for_another() {
        let mut model = loom::model::Builder::new();
        // All interleavings would take hours.
        model.preemption_bound = Some(2);
        model.check(|| {
            let shared = Arc::new((Sleep::new(), AtomicUsize::new(0)));
            let worker = |shared: Arc<(Sleep, AtomicUsize)>| {
                let take = |left: usize| left.checked_sub(1);
                while shared.1.fetch_update(Ordering::AcqRel, Ordering::Acquire, take).is_err() {
                    shared.0.sleep(Wants::Any, || shared.1.load(Ordering::Acquire) > 0);
                }
            };
            let workers = [(); 2].map(|()| {
                let shared = shared.clone();
                loom::thread::spawn(move || worker(shared))
            });
            for _ in 0..2 {
                shared.1.fetch_add(1, Ordering::Release);
                shared.0.wake(1);
            }
            for worker in workers {
                worker.join().expect("the worker does not panic");
            }
        });
    }
}
