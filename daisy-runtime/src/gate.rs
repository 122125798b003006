//! The gate: which tasks of a run wait for memory.
//!
//! 1. Every task passes the gate as it starts. One whose result will take more than it lets go of is *held back* if the
//!    results held, those that running tasks will add, and its own come to more than the limit.
//! 2. A task is *live* while it is ready or runs and is not held back. Whatever is live ends some time, and every end
//!    looks at what is held back again. When nothing is live, the most urgent task held back starts, limit or not; so
//!    something always runs until all is done.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Mutex, MutexGuard};

use daisy_core::__private::{Run, TaskId, lock};

pub(crate) struct Gate {
    limit: u64,
    /// What a task is taken to add while nothing is known of its function: few of them start at once.
    unknown: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    live: usize,
    /// By urgency.
    held_back: BinaryHeap<Reverse<(u32, TaskId)>>,
    /// What tasks that run will add.
    running: HashMap<TaskId, u64>,
    /// The sum of that.
    expected: u64,
    /// Starts whatever the limit says. It is live.
    exempt: Option<TaskId>,
}

/// What becomes of a task at the gate.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Starts,
    HeldBack,
    /// The other one is to start instead.
    HeldBackFor(TaskId),
}

impl Gate {
    /// A gate for `run`, whose results it has counted.
    pub(crate) fn new(run: &Run, limit: u64, workers: usize) -> Gate {
        run.count_memory();
        let live = run.cpu_sources().len() + run.other_sources().len();
        let unknown = (limit / workers as u64).max(1);
        Gate { limit, unknown, state: Mutex::new(State { live, ..State::default() }) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// How many bytes more results take once `task` has run.
    fn cost(&self, run: &Run, task: TaskId) -> u64 {
        let effect = run.effect(task);
        effect.adds.unwrap_or(self.unknown).saturating_sub(effect.frees)
    }

    /// Whether `cost` may come on top of what is there, is expected and was `added`. More than a number holds may not.
    fn fits(&self, run: &Run, state: &State, added: u64, cost: u64) -> bool {
        let all = [run.held_bytes(), state.expected, added, cost].into_iter().try_fold(0, u64::checked_add);
        cost == 0 || all.is_some_and(|all| all <= self.limit)
    }

    /// Whether `task`, which is live, may start now.
    pub(crate) fn ask(&self, run: &Run, task: TaskId) -> Verdict {
        let cost = self.cost(run, task);
        let mut state = self.lock();
        if state.exempt == Some(task) {
            state.exempt = None;
        } else if !self.fits(run, &state, 0, cost) {
            state.held_back.push(Reverse((run.urgency(task), task)));
            state.live -= 1;
            match state.exempt_one() {
                None => return Verdict::HeldBack,
                Some(other) if other != task => return Verdict::HeldBackFor(other),
                Some(_) => state.exempt = None,
            }
        }
        state.expected += cost;
        state.running.insert(task, cost);
        Verdict::Starts
    }

    /// `task` ended and made `ready` others live. Those that are held back no longer come back.
    pub(crate) fn ended(&self, run: &Run, task: TaskId, ready: usize) -> Vec<TaskId> {
        let mut state = self.lock();
        state.expected -= state.running.remove(&task).unwrap_or(0);
        state.live = state.live + ready - 1;
        let (mut released, mut added) = (Vec::new(), 0);
        while let Some(&Reverse((_, first))) = state.held_back.peek() {
            let cost = self.cost(run, first);
            if !self.fits(run, &state, added, cost) {
                break;
            }
            state.held_back.pop();
            state.live += 1;
            added += cost;
            released.push(first);
        }
        released.extend(state.exempt_one());
        released
    }
}

impl State {
    /// If nothing is live: the most urgent task that is held back, which is from now on.
    fn exempt_one(&mut self) -> Option<TaskId> {
        if self.live > 0 {
            return None;
        }
        let Reverse((_, first)) = self.held_back.pop()?;
        self.live = 1;
        self.exempt = Some(first);
        Some(first)
    }
}
