//! Empty tasks: what each part of a graph's life costs, by shape, size and library.

use std::collections::HashMap;

use crate::common::{Table, measuring, times, verdict};
use crate::lineup::Lineup;
use crate::measure::{Measured, measure};
use crate::run::{Job, Part, Run};
use crate::shape::{Dag, Shape};
use crate::wanted::Wanted;

const FAST: [&str; 8] = ["daisy", "inline", "operators", "taskflow", "rayon", "join", "tokio", "loop"];
const SLOW: [&str; 6] = ["daisy", "dagx", "dagrs", "async_dag", "dask", "dask sync"];

/// Time to Taskflow's that daisy may take to plan and run.
pub fn goal(shape: Shape) -> f64 {
    if shape == Shape::Chain { 1.0 } else { 0.75 }
}

/// All that was measured.
#[derive(Default)]
pub struct Runs {
    jobs: Vec<(Shape, usize, usize)>,
    measured: HashMap<(Shape, usize, &'static str), Measured>,
}

impl Runs {
    fn add(&mut self, lineup: &mut Lineup, names: &[&str], shapes: &[Shape], sizes: &[(usize, usize)]) {
        for &(tasks, rounds) in sizes {
            for &shape in shapes {
                let dag = Dag::new(shape, tasks);
                self.jobs.push((shape, tasks, dag.len()));
                let all = measure(lineup.some(names), &Job::empty(shape, tasks, &dag), rounds);
                self.measured.extend(all.into_iter().map(|(name, measured)| ((shape, tasks, name), measured)));
            }
        }
    }

    pub fn get(&self, shape: Shape, tasks: usize, name: &'static str) -> Option<&Measured> {
        self.measured.get(&(shape, tasks, name))
    }
}

/// Measures the libraries that get through a million tasks.
pub fn fast(lineup: &mut Lineup, wanted: &Wanted) -> Runs {
    let (mut sizes, mut large) = (vec![(1_000, 1)], Vec::new());
    if measuring() {
        sizes = vec![(1_000, 101), (10_000, 31), (100_000, 11), (1_000_000, 5)];
        large = vec![(10_000_000, 3)];
    }
    let mut runs = Runs::default();
    runs.add(lineup, &FAST, &wanted.shapes(&Shape::ALL), &wanted.sizes(&sizes));
    let growing = [Shape::Independent, Shape::Chain, Shape::Tree, Shape::Wavefront];
    runs.add(lineup, &["daisy"], &wanted.shapes(&growing), &wanted.sizes(&large));
    runs
}

/// Measures those that do not.
pub fn slow(lineup: &mut Lineup, wanted: &Wanted) -> Runs {
    let sizes: &[_] = if measuring() { &[(1_000, 5), (10_000, 1)] } else { &[(1_000, 1)] };
    let mut runs = Runs::default();
    runs.add(lineup, &SLOW, &wanted.shapes(&Shape::ALL), &wanted.sizes(sizes));
    runs
}

/// Seconds as nanoseconds, in few letters.
pub fn short(seconds: f64) -> String {
    let nanos = seconds * 1e9;
    match nanos {
        ..9.95 => format!("{nanos:.1}"),
        ..9_999.5 => format!("{nanos:.0}"),
        ..999_500.0 => format!("{:.0}k", nanos / 1e3),
        _ => format!("{:.1}M", nanos / 1e6),
    }
}

pub fn or_dash(cell: Option<String>) -> String {
    cell.unwrap_or("-".into())
}

/// Planning and running, library by library.
fn compare(runs: &Runs, title: &str, names: &[&'static str], goals: bool) -> Table {
    let mut head = vec!["", "tasks"];
    head.extend(names);
    if goals {
        head.extend(["ratio", "goal", ""]);
    }
    let mut table = Table::new(title, &head);
    for &(shape, tasks, len) in &runs.jobs {
        let mut row = vec![shape.name().to_owned(), len.to_string()];
        let cell = |name| runs.get(shape, tasks, name).map(|measured| short(measured.time(Run::computed)));
        row.extend(names.iter().map(|name| or_dash(cell(name))));
        if goals {
            let ratio = runs.get(shape, tasks, "daisy").zip(runs.get(shape, tasks, "taskflow"));
            let ratio = ratio.map(|(daisy, taskflow)| daisy.ratio(taskflow, Run::computed));
            row.push(or_dash(ratio.map(times)));
            row.push(format!("<={}", goal(shape)));
            row.push(or_dash(ratio.map(|ratio| verdict(ratio <= goal(shape)))));
        }
        table.row(row);
    }
    table
}

pub fn compare_fast(runs: &Runs) -> Table {
    let title = "Running: ns a task to plan and run; ratio and goal: to Taskflow";
    compare(runs, title, &["daisy", "inline", "taskflow", "rayon", "join", "tokio", "loop"], true)
}

pub fn compare_slow(runs: &Runs) -> Table {
    compare(runs, "Others: ns a task to plan and run", &SLOW, false)
}

/// The parts of daisy's time and Taskflow's, and memory.
pub fn parts(runs: &Runs) -> Table {
    let head = ["", "tasks", "", "build", "plan", "run", "drop", "all", "bytes built", "bytes at most"];
    let mut table = Table::new("Parts: ns a task, and bytes a task", &head);
    for &(shape, tasks, len) in &runs.jobs {
        for name in ["daisy", "inline", "operators", "taskflow"] {
            let Some(measured) = runs.get(shape, tasks, name) else { continue };
            let all = |run: &Run| run.build + run.plan + run.run + run.drop;
            let parts: [Part; 5] = [|run| run.build, |run| run.plan, |run| run.run, |run| run.drop, all];
            let mut row = vec![shape.name().to_owned(), len.to_string(), name.to_owned()];
            row.extend(
                parts.map(|part| measured.time(part)).map(|time| if time > 0.0 { short(time) } else { "-".into() }),
            );
            row.extend([measured.built, measured.peak].map(|bytes| format!("{bytes:.0}")));
            table.row(row);
        }
    }
    table
}
