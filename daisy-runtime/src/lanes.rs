//! Lanes: one run's ready tasks, spread over the workers that may run them.
//!
//! A run has as many lanes as CPU tasks may run at once. Who runs a CPU task holds a lane, by its
//! `taken` flag, and its number is what observers hear. A lane's owner takes from its own queue, last in
//! first out, then from its range of sources; then it takes from others. What tokio's threads make
//! ready arrives in the `injector`. Async tasks go to tokio at once. Blocking ones wait in a list that tokio's
//! blocking threads serve, and also a thread that waits for the run: it may be the last one free. Where there is a
//! `gate`, tasks pass it on the way: CPU tasks as they start, the others as they leave for tokio.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering::*, fence};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::task::{Context, Poll, Waker};

use crossbeam_deque::{Injector, Steal, Stealer, Worker};
use daisy_core::__private::{Numbers, Queue, Run, TaskId, lock, wake_all};
use daisy_core::{Kind, Task};
use tokio::runtime::Handle;

use crate::gate::{Gate, Verdict};
use crate::pool::Pool;
use crate::range::Range;
use crate::reactor::Reactor;
use crate::sleep::{Bed, Wants};
use crate::waiting::Watched;

/// How many threads serve the blocking tasks of one run: as many as tokio has.
const BLOCKING: usize = 512;

const STUCK: &str = "waiting here would never end: this thread is the only one that drives the tokio runtime \
    which is to run the async tasks; `.await` the computation, or use a multi-threaded runtime";

const SHUT_DOWN: &str = "the tokio runtime which is to run the blocking tasks has shut down";

pub(crate) struct Lanes {
    /// The address of its run, and of those around it.
    run: usize,
    outer: Box<[usize]>,
    pub(crate) pool: Arc<Pool>,
    reactor: Reactor,
    /// Waiting for its async tasks would wait for ever.
    stuck: bool,
    pub(crate) lanes: Box<[Lane]>,
    /// Made when first needed.
    injector: OnceLock<Injector<TaskId>>,
    outside: Mutex<Outside>,
    wakers: Mutex<Vec<Waker>>,
    gate: Option<Gate>,
    pub(crate) watched: OnceLock<Watched>,
}

/// On cache lines of its own: its owner changes it with every task.
#[repr(align(128))]
pub(crate) struct Lane {
    taken: AtomicBool,
    /// Locked by whoever has `taken` the lane to work in it, so never contended.
    queue: Mutex<Worker<TaskId>>,
    stealer: Stealer<TaskId>,
    sources: Range,
}

/// Async and blocking tasks.
#[derive(Default)]
struct Outside {
    /// Worker numbers, counted from the number of lanes up.
    numbers: Numbers,
    /// Blocking tasks that may start, by urgency.
    blocking: BinaryHeap<Reverse<(u32, TaskId)>>,
    /// Threads that serve them.
    serving: usize,
}

/// A lane that this thread has taken.
pub(crate) struct Held<'a> {
    lanes: &'a Arc<Lanes>,
    pub(crate) number: usize,
    queue: MutexGuard<'a, Worker<TaskId>>,
}

impl Lanes {
    pub(crate) fn new(run: &Run, lanes: usize, pool: Arc<Pool>, reactor: Reactor, gate: Option<Gate>) -> Lanes {
        let used = pool.take_used_lanes(lanes);
        let lanes = used.unwrap_or_else(|| (0..lanes).map(|_| Lane::new()).collect());
        lanes[0].sources.refill((0, run.cpu_sources().len() as u32));
        Lanes {
            run: run.address(),
            outer: run.outer().collect(),
            stuck: run.is_waited_for() && reactor.is_driven_by_this_thread_alone(),
            reactor,
            lanes,
            pool,
            injector: OnceLock::new(),
            outside: Mutex::default(),
            wakers: Mutex::default(),
            gate,
            watched: OnceLock::new(),
        }
    }

    /// Takes a free lane, the one of that number if it is free.
    pub(crate) fn hold(self: &Arc<Lanes>, preferred: usize) -> Option<Held<'_>> {
        let number = self.take_lane(preferred)?;
        let queue = lock(&self.lanes[number].queue);
        Some(Held { lanes: self, number, queue })
    }

    fn take_lane(&self, preferred: usize) -> Option<usize> {
        let count = self.lanes.len();
        let take = |&number: &usize| {
            let taken = &self.lanes[number].taken;
            !taken.load(Relaxed) && taken.compare_exchange(false, true, Acquire, Relaxed).is_ok()
        };
        (preferred % count..count).chain(0..preferred % count).find(take)
    }

    fn free_lane(&self, number: usize) {
        self.lanes[number].taken.store(false, Release);
    }

    /// The next of a lane's sources.
    fn pop_source(&self, run: &Run, lane: usize) -> Option<TaskId> {
        self.lanes[lane].sources.pop().map(|source| run.cpu_sources()[source as usize])
    }

    /// Whether a thread that holds no lane could take one and find a task.
    pub(crate) fn has_work(&self) -> bool {
        let free = self.lanes.iter().any(|lane| !lane.taken.load(Acquire));
        let queued = |lane: &Lane| !lane.sources.is_empty() || !lane.stealer.is_empty();
        let injected = || self.injector.get().is_some_and(|injector| !injector.is_empty());
        free && (injected() || self.lanes.iter().any(queued))
    }

    /// A task from where anyone may take one. A range that is taken from goes to `sources`.
    fn steal(&self, run: &Run, own: usize) -> Option<TaskId> {
        let others = || (own + 1..self.lanes.len()).chain(0..own).map(|number| &self.lanes[number]);
        let injected = self.injector.get().and_then(|injector| retry(|| injector.steal()));
        injected.or_else(|| others().find_map(|lane| retry(|| lane.stealer.steal()))).or_else(|| {
            let range = others().find_map(|lane| lane.sources.steal())?;
            self.lanes[own].sources.refill(range);
            self.pop_source(run, own)
        })
    }

    /// Tokio's threads may have made tasks ready before workers could find the run, and woken them for nothing.
    pub(crate) fn wake_for_injected(&self) {
        fence(SeqCst);
        let injected = self.injector.get().map_or(0, Injector::len);
        if injected > 0 {
            self.wake(injected);
        }
    }

    /// Puts a task where any thread finds it.
    fn inject(&self, id: TaskId) {
        self.injector.get_or_init(Injector::new).push(id);
    }

    /// Sends `ready` on: CPU tasks to `queue`, the others to tokio.
    fn route(self: &Arc<Lanes>, run: &Arc<Run>, ready: &[TaskId], mut queue: impl FnMut(TaskId)) {
        for &id in ready {
            match run.kind(id) {
                Kind::Cpu => queue(id),
                _ => self.launch(run, id),
            }
        }
    }

    /// Whether `id` may start; if not, and another may instead, that one is sent on, if it computes to `queue`.
    fn passes(self: &Arc<Lanes>, run: &Arc<Run>, id: TaskId, queue: impl FnMut(TaskId)) -> bool {
        let Some(gate) = &self.gate else { return true };
        let verdict = gate.ask(run, id);
        if let Verdict::HeldBackFor(other) = verdict {
            self.route(run, &[other], queue);
        }
        verdict == Verdict::Starts
    }

    /// `id` ended and made `ready` ready. Those that the gate held back and lets through now.
    fn released(&self, run: &Run, id: TaskId, ready: &[TaskId]) -> Vec<TaskId> {
        self.gate.as_ref().map_or_else(Vec::new, |gate| gate.ended(run, id, ready.len()))
    }

    /// Starts an async or blocking task on tokio, once it passes the gate.
    pub(crate) fn launch(self: &Arc<Lanes>, run: &Arc<Run>, id: TaskId) {
        let inject = |other| {
            self.inject(other);
            self.wake(1);
        };
        if !self.passes(run, id, inject) {
            return;
        }
        let tokio = match self.reactor.handle() {
            Ok(tokio) => tokio,
            Err(error) => return run.abort(&error.to_string()),
        };
        if run.kind(id) == Kind::Blocking {
            self.launch_blocking(run, id, &tokio);
        } else if self.stuck {
            run.abort(STUCK);
        } else if run.enter() {
            let number = self.outside().numbers.take();
            let task = Task::handed_out(run.clone(), id, self.lanes.len() + number);
            tokio.spawn(task.into_future());
        }
    }

    fn launch_blocking(self: &Arc<Lanes>, run: &Arc<Run>, id: TaskId, tokio: &Handle) {
        let mut outside = self.outside();
        outside.blocking.push(Reverse((run.urgency(id), id)));
        let another = outside.serving < BLOCKING;
        outside.serving += usize::from(another);
        drop(outside);
        if another {
            // Outside the lock: a tokio that has shut down drops it here.
            let service = Service { lanes: self.clone(), run: run.clone(), begun: false };
            tokio.spawn_blocking(move || service.serve());
        }
        self.pool.sleep.wake_particular(self.run);
    }

    /// Runs blocking tasks until none is left.
    fn serve_blocking(&self, run: &Arc<Run>) {
        loop {
            let mut outside = self.outside();
            let Some((id, number)) = self.next_blocking(&mut outside) else {
                outside.serving -= 1;
                return;
            };
            drop(outside);
            if !run.enter() {
                return;
            }
            Task::handed_out(run.clone(), id, number).run();
        }
    }

    fn next_blocking(&self, outside: &mut Outside) -> Option<(TaskId, usize)> {
        let Reverse((_, id)) = outside.blocking.pop()?;
        Some((id, self.lanes.len() + outside.numbers.take()))
    }

    /// Waits for work, or until `enough`, on a thread that waits for the run.
    fn sleep(&self, enough: impl Fn() -> bool) {
        let awake = || enough() || self.pool.has_work_inside(self.run);
        self.pool.sleep.sleep(&Bed::new(), Wants::Run(self.run), false, awake);
    }

    /// There is work for up to `threads` more threads. Says whether any of them was parked.
    pub(crate) fn wake(&self, threads: usize) -> bool {
        self.pool.sleep.wake(threads, self.run, &self.outer)
    }

    /// Whether its run was started inside a task of the run at that address, or further inside.
    pub(crate) fn is_inside(&self, run: usize) -> bool {
        self.outer.contains(&run)
    }

    fn outside(&self) -> MutexGuard<'_, Outside> {
        lock(&self.outside)
    }
}

impl Drop for Lanes {
    /// Nobody holds a lane any more: the next run may have them.
    fn drop(&mut self) {
        let mut lanes = std::mem::take(&mut self.lanes);
        if lanes.iter_mut().all(Lane::is_as_new) {
            self.pool.keep_used_lanes(lanes);
        }
    }
}

impl Lane {
    fn new() -> Lane {
        let queue = Worker::new_lifo();
        let stealer = queue.stealer();
        Lane { taken: AtomicBool::new(false), queue: Mutex::new(queue), stealer, sources: Range::new(0, 0) }
    }

    fn is_as_new(&mut self) -> bool {
        !*self.taken.get_mut() && self.stealer.is_empty() && self.sources.is_empty()
    }
}

fn retry(steal: impl Fn() -> Steal<TaskId>) -> Option<TaskId> {
    loop {
        match steal() {
            Steal::Success(id) => return Some(id),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

impl Held<'_> {
    /// A task to run in this lane.
    pub(crate) fn find(&self, run: &Run) -> Option<TaskId> {
        let own = || self.lanes.pop_source(run, self.number);
        self.queue.pop().or_else(own).or_else(|| self.lanes.steal(run, self.number))
    }

    /// Whether the task, which this thread found, may start.
    pub(crate) fn passes(&self, run: &Arc<Run>, id: TaskId) -> bool {
        self.lanes.passes(run, id, |other| self.queue.push(other))
    }

    /// Keeps what `ended` made ready; the most urgent of it comes back, to run at once.
    pub(crate) fn keep(&self, run: &Arc<Run>, ended: TaskId, ready: &mut Vec<TaskId>) -> Option<TaskId> {
        ready.extend(self.lanes.released(run, ended, ready));
        if ready.len() > 1 {
            ready.sort_unstable_by_key(|&id| Reverse(run.urgency(id)));
        }
        let (mut next, mut kept) = (None, 0);
        self.lanes.route(run, ready, |id| {
            if let Some(less_urgent) = next.replace(id) {
                self.queue.push(less_urgent);
                kept += 1;
            }
        });
        ready.clear();
        if kept > 0 {
            self.lanes.wake(kept);
        }
        next
    }

    /// Puts a task back that this thread will not run now.
    pub(crate) fn put_back(&self, id: TaskId) {
        self.queue.push(id);
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.lanes.free_lane(self.number);
    }
}

/// One of tokio's threads on its way to serve blocking tasks.
struct Service {
    lanes: Arc<Lanes>,
    run: Arc<Run>,
    begun: bool,
}

impl Service {
    fn serve(mut self) {
        self.begun = true;
        self.lanes.serve_blocking(&self.run);
    }
}

impl Drop for Service {
    /// If it never came, tokio has shut down; the threads that came before go on until nothing is left.
    fn drop(&mut self) {
        if self.begun {
            return;
        }
        let mut outside = self.lanes.outside();
        outside.serving -= 1;
        let abandoned = outside.serving == 0 && !outside.blocking.is_empty();
        drop(outside);
        if abandoned && self.run.is_running() {
            self.run.abort(SHUT_DOWN);
        }
    }
}

/// What a run keeps of its lanes.
pub(crate) struct LanesQueue(pub(crate) Arc<Lanes>);

impl LanesQueue {
    fn try_next(&self, run: &Arc<Run>) -> Option<(TaskId, usize)> {
        self.try_cpu(run).or_else(|| self.0.next_blocking(&mut self.0.outside()))
    }

    fn try_cpu(&self, run: &Arc<Run>) -> Option<(TaskId, usize)> {
        let lanes = &self.0;
        let number = lanes.take_lane(0)?;
        let own = || lanes.pop_source(run, number);
        let find = || retry(|| lanes.lanes[number].stealer.steal()).or_else(own).or_else(|| lanes.steal(run, number));
        let mut found = find();
        while let Some(id) = found
            && !lanes.passes(run, id, |other| lanes.inject(other))
        {
            found = find();
        }
        if found.is_none() {
            lanes.free_lane(number);
        }
        found.map(|id| (id, number))
    }

    /// Runs a task on this thread, if one is ready.
    pub(crate) fn help(&self, run: &Arc<Run>) -> bool {
        let Some((id, number)) = self.try_next(run).filter(|_| run.enter()) else { return false };
        Task::handed_out(run.clone(), id, number).run();
        true
    }

    fn has_work(&self) -> bool {
        self.0.has_work() || !self.0.outside().blocking.is_empty()
    }
}

/// For threads that are not the pool's: those that wait for the run and lend a hand.
impl Queue for LanesQueue {
    fn next(&self, run: &Arc<Run>, mut cx: Option<&mut Context<'_>>) -> Poll<Option<(TaskId, usize)>> {
        let lanes = &*self.0;
        loop {
            if !run.is_running() {
                return Poll::Ready(None);
            }
            if let Some(cx) = &mut cx {
                // Before the look, so that what comes after it wakes.
                let mut wakers = lock(&lanes.wakers);
                if !wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                    wakers.push(cx.waker().clone());
                }
            }
            if let Some(found) = self.try_next(run) {
                return Poll::Ready(run.enter().then_some(found));
            }
            match cx {
                Some(_) => return Poll::Pending,
                None if lanes.pool.help_inside(lanes.run) => {}
                None => lanes.sleep(|| !run.is_running() || self.has_work()),
            }
        }
    }

    fn ended(&self, run: &Arc<Run>, task: TaskId, worker: usize, ready: &[TaskId]) {
        let lanes = &self.0;
        let released = lanes.released(run, task, ready);
        for ready in [ready, &released] {
            lanes.route(run, ready, |id| lanes.inject(id));
        }
        match worker.checked_sub(lanes.lanes.len()) {
            None => lanes.free_lane(worker),
            Some(number) => lanes.outside().numbers.give_back(number),
        }
        lanes.wake((ready.len() + released.len()).max(1));
        self.wake_wakers();
    }

    fn bound(&self, _: &Run) -> usize {
        self.0.lanes.len()
    }

    fn linger(&self, run: &Arc<Run>) {
        while !run.is_over() {
            if !self.0.pool.help_inside(self.0.run) {
                self.0.sleep(|| run.is_over());
            }
        }
    }

    fn wait(&self, run: &Run) {
        self.0.wait(run);
    }

    fn wake(&self, run: &Run) {
        if run.is_over() {
            self.0.pool.remove(&self.0);
        }
        // Workers that sleep have nothing to see in it.
        self.0.pool.sleep.wake_particular(self.0.run);
        self.wake_wakers();
    }
}

impl LanesQueue {
    fn wake_wakers(&self) {
        let wakers = std::mem::take(&mut *lock(&self.0.wakers));
        wake_all(wakers);
    }
}
