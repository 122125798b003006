//! Queues: which ready task goes out next, and to whom.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use crate::operation::Kind;
use crate::sync::lock;

use super::execute::wake_all;
use super::numbers::Numbers;
use super::run::{Run, TaskId};

/// What hands out a run's ready tasks. The core's own is one shared queue in exact order; a runtime may
/// bring a faster one.
#[doc(hidden)]
pub trait Queue: Send + Sync {
    /// The next task that may start, and the worker number to run it as; the run has been entered for
    /// it. `None` when the run stops. Waits if `cx` is `None`, else wakes `cx` when it is worth asking again.
    fn next(&self, run: &Arc<Run>, cx: Option<&mut Context<'_>>) -> Poll<Option<(TaskId, usize)>>;

    /// A task that `next` handed out has ended, and these are ready.
    fn ended(&self, run: &Arc<Run>, task: TaskId, worker: usize, ready: &[TaskId]);

    /// The same, and the next task for the same thread, which goes on at once; the run stays entered for it. `None` if
    /// it is to ask [`next`](Queue::next).
    fn exchange(&self, run: &Arc<Run>, task: TaskId, worker: usize, ready: &[TaskId]) -> Option<(TaskId, usize)> {
        self.ended(run, task, worker, ready);
        None
    }

    /// How many CPU tasks it lets run at once. Their worker numbers are below, those of other tasks not.
    fn bound(&self, run: &Run) -> usize;

    /// The thread that started the run waits for its end, and runs none of its tasks.
    fn wait(&self, run: &Run) {
        if !run.is_announced() {
            run.park();
        }
    }

    /// The thread that started the run has run what it could of it, and waits for what others still run.
    fn linger(&self, _: &Arc<Run>) {}

    /// The run stops or is over: whoever waits in `next` is to look again.
    fn wake(&self, run: &Run);
}

fn bound(run: &Run) -> usize {
    run.options.workers.unwrap_or(usize::MAX)
}

/// One queue for all, in the order of the plan.
pub(super) struct Ordered {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    closed: bool,
    /// How many of the run's CPU sources have gone out.
    sources: usize,
    cpu: BinaryHeap<Reverse<(u32, TaskId)>>,
    other: BinaryHeap<Reverse<(u32, TaskId)>>,
    /// Worker numbers below the run's bound, for CPU tasks; for all if it has none.
    numbers: Numbers,
    /// Those from the bound up, for the others.
    other_numbers: Numbers,
    cpu_out: usize,
    wakers: Vec<Waker>,
    /// Threads that wait in `next`.
    waiting: usize,
}

impl Ordered {
    pub(super) fn new(run: &Run) -> Ordered {
        let mut state = State::default();
        run.other_sources().iter().for_each(|&id| state.push(run, id));
        Ordered { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// One that hands out nothing: a thread has all tasks, and who asks waits for the end.
    pub(super) fn closed() -> Ordered {
        let state = State { closed: true, ..State::default() };
        Ordered { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Changes the state, and wakes all who wait to look again. Without anyone to wake, no system call.
    fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let (result, wakers, waiting) = {
            let mut state = self.lock();
            (change(&mut state), std::mem::take(&mut state.wakers), state.waiting)
        };
        if waiting > 0 {
            self.changed.notify_all();
        }
        wake_all(wakers);
        result
    }
}

impl State {
    /// The most urgent task that may start.
    fn pick(&mut self, run: &Run) -> Option<TaskId> {
        if self.closed {
            return None;
        }
        let source = run.cpu_sources().get(self.sources).map(|&id| (run.urgency(id), id));
        let queued = self.cpu.peek().map(|&Reverse(task)| task);
        let cpu = source.into_iter().chain(queued).min().filter(|_| self.cpu_out < bound(run));
        let other = self.other.peek().map(|&Reverse(task)| task);
        let first = cpu.into_iter().chain(other).min()?;
        if Some(first) == other {
            self.other.pop();
            return Some(first.1);
        }
        if Some(first) == source {
            self.sources += 1;
        } else {
            self.cpu.pop();
        }
        self.cpu_out += 1;
        Some(first.1)
    }

    /// `task` has ended and made these ready.
    fn ended(&mut self, run: &Run, task: TaskId, ready: &[TaskId]) {
        self.cpu_out -= usize::from(run.kind(task) == Kind::Cpu);
        ready.iter().for_each(|&id| self.push(run, id));
    }

    /// A number for who runs `task`.
    fn take_number(&mut self, run: &Run, task: TaskId) -> usize {
        match bound(run) {
            usize::MAX => self.numbers.take(),
            _ if run.kind(task) == Kind::Cpu => self.numbers.take(),
            bound => bound + self.other_numbers.take(),
        }
    }

    fn give_back(&mut self, run: &Run, worker: usize) {
        match worker.checked_sub(bound(run)) {
            None => self.numbers.give_back(worker),
            Some(number) => self.other_numbers.give_back(number),
        }
    }

    fn push(&mut self, run: &Run, id: TaskId) {
        let task = Reverse((run.urgency(id), id));
        match run.kind(id) {
            Kind::Cpu => self.cpu.push(task),
            Kind::Async | Kind::Blocking => self.other.push(task),
        }
    }
}

impl Queue for Ordered {
    fn next(&self, run: &Arc<Run>, mut cx: Option<&mut Context<'_>>) -> Poll<Option<(TaskId, usize)>> {
        let mut state = self.lock();
        loop {
            if !run.is_running() {
                return Poll::Ready(None);
            }
            if let Some(task) = state.pick(run) {
                let worker = state.take_number(run, task);
                drop(state);
                return Poll::Ready(run.enter().then_some((task, worker)));
            }
            match &mut cx {
                Some(cx) => {
                    if !state.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                        state.wakers.push(cx.waker().clone());
                    }
                    return Poll::Pending;
                }
                None => {
                    state.waiting += 1;
                    state = self.changed.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
                    state.waiting -= 1;
                }
            }
        }
    }

    fn ended(&self, run: &Arc<Run>, task: TaskId, worker: usize, ready: &[TaskId]) {
        self.change(|state| {
            state.give_back(run, worker);
            state.ended(run, task, ready);
        });
    }

    fn exchange(&self, run: &Arc<Run>, task: TaskId, worker: usize, ready: &[TaskId]) -> Option<(TaskId, usize)> {
        self.change(|state| {
            state.ended(run, task, ready);
            let next = if run.is_running() { state.pick(run) } else { None };
            let computes = |task| run.kind(task) == Kind::Cpu;
            if computes(task) && next.is_some_and(computes) {
                // The thread goes on under its number.
                return next.map(|next| (next, worker));
            }
            state.give_back(run, worker);
            next.map(|next| (next, state.take_number(run, next)))
        })
    }

    fn bound(&self, run: &Run) -> usize {
        bound(run)
    }

    fn wake(&self, _: &Run) {
        self.change(|_| ());
    }
}

impl Run {
    /// Brings the run's queue, unless it has one.
    #[doc(hidden)]
    pub fn set_queue(&self, queue: Box<dyn Queue>) -> bool {
        self.queue.set(queue).is_ok()
    }

    /// Waits for the end in the way of the queue, if there is one yet.
    pub(crate) fn wait_idly(&self) {
        if let Some(queue) = self.queue.get() {
            queue.wait(self);
        }
    }

    pub(crate) fn queue(self: &Arc<Run>) -> &dyn Queue {
        &**self.queue.get_or_init(|| Box::new(Ordered::new(self)))
    }
}
