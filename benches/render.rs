//! Drawing: a million tasks in each format that collapses them, in shapes that are hard in different ways.
//!
//! A tree has few depths and many nodes in each; a chain has as many depths as tasks; a wavefront has thousands of
//! depths and two inputs a task. The graph is made before the clock starts.

mod common;

use common::{Table, measuring, rounds, timed, verdict};
use daisy::Graph;
use daisy::prelude::*;

/// Seconds a picture may take.
const GOAL: f64 = 1.0;

#[delayed]
fn inc(x: u64) -> u64 {
    x + 1
}

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    a + b
}

fn tree(tasks: u64) -> Graph {
    let mut row: Vec<_> = (0..tasks / 2).map(daisy::value).collect();
    while row.len() > 1 {
        row = row.chunks(2).map(|pair| add(&pair[0], pair.last().expect("not empty"))).collect();
    }
    row.graph()
}

fn chain(tasks: u64) -> Graph {
    let step = |last, n| if n % 3 == 0 { add(&last, &last) } else { inc(last) };
    (0..tasks).fold(daisy::value(0), step).graph()
}

fn wavefront(tasks: u64) -> Graph {
    let side = tasks.isqrt();
    let mut row: Vec<_> = (0..side).map(daisy::value).collect();
    for _ in 0..side {
        let mut left: Option<Delayed<u64>> = None;
        for cell in &mut row {
            *cell = left.take().map_or_else(|| inc(&*cell), |left| add(left, &*cell));
            left = Some(cell.clone());
        }
    }
    row.graph()
}

fn main() {
    let (tasks, count) = if measuring() { (1_000_000, 9) } else { (2_000, 1) };
    let folder = std::env::temp_dir().join(format!("daisy-render-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    let mut table =
        Table::new("Drawing: seconds for a picture of a million tasks", &["shape", "svg", "html", "goal", ""]);
    for (name, graph) in [("tree", tree(tasks)), ("chain", chain(tasks)), ("wavefront", wavefront(tasks))] {
        let draw =
            |ending: &str| timed(|| graph.render(folder.join(format!("picture.{ending}"))).expect("it is drawn"));
        let measured = rounds(count, [&mut || draw("svg"), &mut || draw("html")]);
        let [svg, html] = [0, 1].map(|side| measured.median(side));
        table.row([
            name.to_owned(),
            format!("{svg:.2}"),
            format!("{html:.2}"),
            format!("<= {GOAL}"),
            verdict(svg.max(html) <= GOAL),
        ]);
    }
    println!("{table}");
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}
