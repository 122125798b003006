//! Tasks that take time: how busy the cores are kept, and METG(50%), the smallest task at which they are busy half of
//! the time ("Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance", Slaughter et al., 2020).

use std::array::from_fn;

use crate::common::{Table, measuring};
use crate::lineup::Lineup;
use crate::measure::{expected, measure, turn};
use crate::run::{Job, Peer, Run};
use crate::running::{or_dash, short};
use crate::shape::{Dag, Shape};
use crate::work::spin_for;

const SHAPES: [Shape; 3] = [Shape::Independent, Shape::Tree, Shape::Wavefront];

/// Tasks that a library gets through in a moment.
const FAST: usize = 4_000;
const SLOW: usize = 1_000;
const SLOWEST: usize = 100;

/// Libraries, and how many tasks they get.
const NAMES: [(&str, usize); 7] = [
    ("daisy", FAST),
    ("taskflow", FAST),
    ("rayon", FAST),
    ("tokio", FAST),
    ("dagx", SLOW),
    ("dagrs", SLOW),
    ("dask", SLOWEST),
];

/// Seconds between which METG is looked for.
const LEAST: f64 = 10e-9;
const MOST: f64 = 2e-3;

/// Seconds of work that one try has at most.
const WORK: f64 = 0.1;

/// Halvings of the search, by which it comes to within some percent.
const STEPS: usize = 6;

/// A grain of so many seconds.
struct Grain {
    seconds: f64,
    turns: u64,
}

impl Grain {
    fn new(seconds: f64, turns_a_second: f64) -> Grain {
        Grain { seconds, turns: (seconds * turns_a_second) as u64 }
    }

    fn job<'a>(&self, shape: Shape, tasks: usize, dag: &'a Dag) -> Job<'a> {
        spin_for(self.turns);
        Job { shape, tasks, dag, turns: self.turns, nanos: (self.seconds * 1e9) as u64 }
    }

    /// The part of the cores' time in which tasks spun.
    fn efficiency(&self, workers: usize, seconds_a_task: f64) -> f64 {
        self.seconds / seconds_a_task / workers as f64
    }
}

fn head() -> Vec<&'static str> {
    let mut head = vec!["", "a task"];
    head.extend(NAMES.map(|(name, _)| name));
    head
}

/// How busy the cores are.
pub fn busy(lineup: &mut Lineup, workers: usize, speed: f64) -> Table {
    let (grains, rounds): (&[(&str, f64)], usize) = match measuring() {
        true => (&[("1 us", 1e-6), ("10 us", 10e-6), ("100 us", 100e-6)], 3),
        false => (&[("1 us", 1e-6)], 1),
    };
    let mut table = Table::new("Busy: how much of the time the cores spend in tasks", &head());
    for shape in SHAPES {
        for &(name, seconds) in grains {
            let grain = Grain::new(seconds, speed);
            let mut row = vec![shape.name().to_owned(), name.to_owned()];
            let mut cells = [const { None }; NAMES.len()];
            for tasks in [FAST, SLOW, SLOWEST] {
                let names: Vec<&str> = NAMES.iter().filter(|(_, size)| *size == tasks).map(|(name, _)| *name).collect();
                let dag = Dag::new(shape, tasks);
                let all = measure(lineup.some(&names), &grain.job(shape, tasks, &dag), rounds);
                for (cell, (name, _)) in cells.iter_mut().zip(NAMES) {
                    let time = all.get(name).map(|measured| measured.time(Run::computed));
                    *cell = cell.take().or(time.map(|time| grain.efficiency(workers, time)));
                }
            }
            row.extend(cells.map(|cell| or_dash(cell.map(|part| format!("{:.0}%", part * 100.0)))));
            table.row(row);
        }
    }
    spin_for(0);
    table
}

/// The smallest grain at which a library keeps the cores half busy, if it does at any.
fn metg(peer: &mut dyn Peer, shape: Shape, tasks: usize, workers: usize, speed: f64) -> Option<f64> {
    let mut half_busy = |seconds: f64| {
        // Fewer large ones, so that a library that never gets there is soon through.
        let tasks = tasks.min((WORK / seconds) as usize).max(SLOWEST);
        let dag = Dag::new(shape, tasks);
        let grain = Grain::new(seconds, speed);
        let wanted = expected(&Job::empty(shape, tasks, &dag));
        let runs: [Option<Run>; 3] = from_fn(|_| turn(peer, &grain.job(shape, tasks, &dag), wanted));
        let times = runs.iter().flatten().map(Run::computed);
        let time = times.min_by(f64::total_cmp).unwrap_or(f64::INFINITY) / dag.len() as f64;
        grain.efficiency(workers, time) >= 0.5
    };
    let (mut low, mut high) = (LEAST, 1e-6);
    while !half_busy(high) {
        (low, high) = (high, high * 4.0);
        if high > MOST {
            return None;
        }
    }
    for _ in 0..STEPS {
        let middle = (low * high).sqrt();
        *if half_busy(middle) { &mut high } else { &mut low } = middle;
    }
    Some(high)
}

/// The smallest tasks worth it.
pub fn smallest(lineup: &mut Lineup, workers: usize, speed: f64) -> Table {
    let mut table = Table::new("METG(50%): ns of the smallest task that keeps the cores half busy", &head());
    for shape in SHAPES {
        let mut row = vec![shape.name().to_owned(), "ns".to_owned()];
        for (name, tasks) in NAMES {
            let found = lineup.some(&[name]).pop().and_then(|peer| metg(peer.as_mut(), shape, tasks, workers, speed));
            row.push(or_dash(found.map(short)));
        }
        table.row(row);
    }
    spin_for(0);
    table
}
