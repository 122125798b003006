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
    wakes: AtomicU64,
    lock: Mutex<()>,
    woken: Condvar,
}

impl Sleep {
    pub(crate) fn new() -> Sleep {
        Sleep { sleepers: AtomicUsize::new(0), wakes: AtomicU64::new(0), lock: Mutex::new(()), woken: Condvar::new() }
    }

    /// There is work for up to `threads` more threads.
    pub(crate) fn wake(&self, threads: usize) {
        fence(Ordering::SeqCst);
        if self.sleepers.load(Ordering::Relaxed) == 0 {
            return;
        }
        let guard = self.lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        self.wakes.fetch_add(1, Ordering::Relaxed);
        drop(guard);
        match threads {
            1 => self.woken.notify_one(),
            _ => self.woken.notify_all(),
        }
    }

    /// Sleeps until a `wake`, unless `has_work` says that there is work.
    pub(crate) fn sleep(&self, has_work: impl Fn() -> bool) {
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
                        shared.0.sleep(|| shared.1.load(Ordering::Acquire));
                    }
                })
            };
            shared.1.store(true, Ordering::Release);
            shared.0.wake(1);
            sleeper.join().expect("the sleeper does not panic");
        });
    }
}
