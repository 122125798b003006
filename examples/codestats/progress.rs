//! A progress line, and what is counted on the way.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use daisy::{Ended, Finished, Observer, Plan, Started};

const BETWEEN: Duration = Duration::from_millis(50);

pub(crate) struct Progress {
    plan: OnceLock<Plan>,
    started: Instant,
    done: AtomicUsize,
    measured: AtomicUsize,
    /// When the line was last drawn; none if there is no terminal to draw it on.
    drawn: Option<Mutex<Instant>>,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        let (started, done, measured) = (Instant::now(), AtomicUsize::new(0), AtomicUsize::new(0));
        let drawn = stderr().is_terminal().then(|| Mutex::new(started));
        Progress { plan: OnceLock::new(), started, done, measured, drawn }
    }

    /// How many files were parsed: tasks named `measure` that started.
    pub(crate) fn measured(&self) -> usize {
        self.measured.load(Relaxed)
    }

    fn draw(&self, drawn: &Mutex<Instant>) {
        let Ok(mut drawn) = drawn.try_lock() else { return };
        if drawn.elapsed() < BETWEEN {
            return;
        }
        let (done, known) = (self.done.load(Relaxed), self.plan.get().map_or(0, Plan::len));
        let seconds = self.started.elapsed().as_secs_f64();
        let _ = write!(stderr(), "\r\x1b[K{done} of {known} tasks, {seconds:.1} s");
        *drawn = Instant::now();
    }
}

impl Observer for Progress {
    fn plan(&self, plan: &Plan) {
        let _ = self.plan.set(plan.clone());
    }

    fn task_started(&self, task: &Started<'_>) {
        if task.name == "measure" {
            self.measured.fetch_add(1, Relaxed);
        }
    }

    fn task_ended(&self, _: &Ended<'_>) {
        self.done.fetch_add(1, Relaxed);
        if let Some(drawn) = &self.drawn {
            self.draw(drawn);
        }
    }

    fn finished(&self, _: &Finished<'_>) {
        if self.drawn.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
