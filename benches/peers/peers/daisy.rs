//! daisy, on workers and on the calling thread. Graphs are built as a user writes them.

use std::mem::forget;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use daisy::prelude::*;
use daisy::{Executor, Inline, Plan, Runtime};

use crate::instructions::Stop;
use crate::memory;
use crate::run::{Job, Peer, Run};
use crate::shape::{Shape, above, leaves, side};
use crate::work::sum;

#[delayed]
pub fn step(x: u64) -> u64 {
    sum([x], 1)
}

#[delayed]
fn tag(x: u64, number: u64) -> u64 {
    sum([x], number)
}

#[delayed]
pub fn add(a: u64, b: u64) -> u64 {
    sum([a, b], 0)
}

#[delayed]
fn add_four(a: u64, b: u64, c: u64, d: u64) -> u64 {
    sum([a, b, c, d], 0)
}

#[delayed]
fn add_all(all: Vec<u64>) -> u64 {
    sum(all, 0)
}

fn tree(tasks: usize) -> Delayed<u64> {
    let mut level: Vec<_> = (0..leaves(tasks) as u64).map(step).collect();
    while level.len() > 1 {
        let mut items = level.into_iter();
        level = std::iter::from_fn(|| Some(add(items.next()?, items.next()?))).collect();
    }
    level.remove(0)
}

fn wavefront(tasks: usize) -> Delayed<u64> {
    let side = side(tasks);
    let mut row: Vec<_> = (1..side).fold(vec![step(0)], |mut row, n| {
        row.push(step(&row[n - 1]));
        row
    });
    for _ in 1..side {
        row[0] = step(&row[0]);
        for n in 1..side {
            row[n] = add(&row[n], &row[n - 1]);
        }
    }
    row.remove(side - 1)
}

fn layered(tasks: usize) -> Vec<Delayed<u64>> {
    let width = tasks.isqrt();
    let mut row: Vec<_> = (0..width as u64).map(step).collect();
    for start in (width..width * width).step_by(width) {
        let next = |n: usize| {
            let [a, b, c, d] = above(start + n, width).map(|input| &row[input]);
            add_four(a, b, c, d)
        };
        row = (0..width).map(next).collect();
    }
    row
}

fn fan_out(tasks: usize) -> Vec<Delayed<u64>> {
    let root = step(0);
    (1..tasks as u64).map(|n| tag(&root, n)).collect()
}

fn fan_in(tasks: usize) -> Delayed<u64> {
    add_all((0..tasks as u64 - 1).map(step).collect::<Vec<_>>())
}

/// The handles that are asked for.
pub fn build(shape: Shape, tasks: usize) -> Vec<Delayed<u64>> {
    match shape {
        Shape::Independent => (0..tasks as u64).map(step).collect(),
        Shape::Chain => vec![(1..tasks).fold(step(0), |last, _| step(last))],
        Shape::Tree => vec![tree(tasks)],
        Shape::Wavefront => vec![wavefront(tasks)],
        Shape::Layered => layered(tasks),
        Shape::FanOut => fan_out(tasks),
        Shape::FanIn => vec![fan_in(tasks)],
    }
}

/// A chain of operators, which run as part of each other.
fn operators(tasks: usize) -> Vec<Delayed<u64>> {
    vec![(1..tasks).fold(step(0), |last, _| last + 1u64)]
}

/// Handles, and a constant beside them whose value shows who holds it: a computation of both is over when all have let
/// go of it, which workers may do after the results are out.
struct Held {
    handles: (Vec<Delayed<u64>>, Delayed<Arc<()>>),
    value: Arc<()>,
}

impl Held {
    fn new(handles: Vec<Delayed<u64>>) -> Held {
        let value = Arc::new(());
        Held { handles: (handles, daisy::opaque(value.clone())), value }
    }

    /// Waits until nobody but so many hold it.
    fn settle(value: &Arc<()>, holders: usize) {
        while Arc::strong_count(value) > holders {
            std::thread::yield_now();
        }
    }
}

/// A graph that several threads compute.
pub struct Shared(Held);

impl Shared {
    pub fn new(shape: Shape, tasks: usize) -> Shared {
        Shared(Held::new(build(shape, tasks)))
    }

    /// Computes it on so many threads at once.
    pub fn compute(&self, runtime: &Runtime, threads: usize) {
        let Held { handles, value } = &self.0;
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| drop(daisy::compute(handles.clone()).on(runtime).wait().expect("nothing fails")));
            }
        });
        // This, and the constant.
        Held::settle(value, 2);
    }
}

/// Notes when the plan is there.
struct Apart<E> {
    executor: E,
    planned: Mutex<Option<Instant>>,
}

impl<E: Executor> Executor for Apart<E> {
    fn execute(&self, plan: Plan) {
        *self.planned.lock().expect("no panic") = Some(Instant::now());
        self.executor.execute(plan);
    }
}

/// Builds, plans, runs and drops.
fn phases(executor: impl Executor, build: impl FnOnce() -> Vec<Delayed<u64>>) -> Run {
    memory::start();
    let start = Instant::now();
    let Held { handles, value } = Held::new(build());
    let build = start.elapsed().as_secs_f64();
    let (built, _) = memory::held();
    let executor = Arc::new(Apart { executor, planned: Mutex::default() });
    let computation = daisy::compute(handles.clone()).on(executor.clone());
    let start = Instant::now();
    let (results, shown) = computation.wait().expect("nothing fails");
    let end = Instant::now();
    let (_, peak) = memory::held();
    let dropping = Instant::now();
    drop((handles, shown));
    Held::settle(&value, 1);
    let drop = dropping.elapsed().as_secs_f64();
    let planned = executor.planned.lock().expect("no panic").expect("it was run");
    let total = results.into_iter().fold(0, u64::wrapping_add);
    let [plan, run] = [planned - start, end - planned].map(|part| part.as_secs_f64());
    Run { build, plan, run, drop, built, peak, total }
}

/// Ends the program as soon as there is a plan.
struct Exit;

impl Executor for Exit {
    fn execute(&self, _: Plan) {
        std::process::exit(0);
    }
}

/// Does what comes up to `stop`, on this thread, and leaves the rest lying.
pub fn up_to(shape: Shape, tasks: usize, stop: Stop) {
    if stop == Stop::Start {
        return;
    }
    let handles = build(shape, tasks);
    let computation = daisy::compute(handles.clone());
    let results = match stop {
        Stop::Start | Stop::Build => return forget((handles, computation)),
        Stop::Plan => computation.on(Exit).wait(),
        Stop::Run | Stop::Drop => computation.on(Inline).wait(),
    };
    forget(results);
    match stop {
        Stop::Drop => drop(handles),
        _ => forget(handles),
    }
}

/// On workers.
pub struct Workers(pub Runtime);

impl Workers {
    pub fn new(workers: usize) -> Workers {
        Workers(Runtime::builder().workers(workers).build().expect("a runtime"))
    }
}

impl Peer for Workers {
    fn name(&self) -> &'static str {
        "daisy"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        Some(phases(self.0.clone(), || build(job.shape, job.tasks)))
    }
}

/// On the calling thread.
pub struct Here;

impl Peer for Here {
    fn name(&self) -> &'static str {
        "inline"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        Some(phases(Inline, || build(job.shape, job.tasks)))
    }
}

/// The chain in operators. They can't spin.
pub struct Operators;

impl Peer for Operators {
    fn name(&self) -> &'static str {
        "operators"
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        (job.shape == Shape::Chain && job.turns == 0).then(|| phases(Inline, || operators(job.tasks)))
    }
}
