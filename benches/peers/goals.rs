//! What this library is to reach, and whether it does.

use crate::common::{Table, times, verdict};
use crate::run::{Part, Run};
use crate::running::{Runs, goal, or_dash, short};
use crate::shape::Shape;
use crate::small::{INLINE, JOIN, Small, THREADS};

const MILLION: usize = 1_000_000;

/// How much more a task may cost in a hundred times larger graph.
const GROWTH: f64 = 1.5;

/// Bytes a node may take.
const BYTES: f64 = 160.0;

/// Adds a row, if there is something to say.
fn row(table: &mut Table, work: &str, peer: Option<String>, value: Option<(f64, String)>, goal: (f64, String)) {
    if let Some((value, text)) = value {
        table.row([work.to_owned(), or_dash(peer), text, goal.1, verdict(value <= goal.0)]);
    }
}

fn nanos(seconds: f64) -> String {
    if seconds < 10e-6 { format!("{} ns", short(seconds)) } else { format!("{:.1} us", seconds * 1e6) }
}

pub fn table(runs: &Runs, small: Option<&Small>) -> Table {
    let mut table = Table::new("Goals", &["", "peer", "daisy", "goal", ""]);
    building(runs, small, &mut table);
    running(runs, &mut table);
    if let Some(small) = small {
        computing(small, &mut table);
    }
    memory(runs, &mut table);
    growth(runs, &mut table);
    table
}

fn building(runs: &Runs, small: Option<&Small>, table: &mut Table) {
    let build = |name| runs.get(Shape::Wavefront, MILLION, name).map(|measured| measured.time(|run| run.build));
    let value = || build("daisy").map(|time| (time, nanos(time)));
    let goal = || (150e-9, "<= 150 ns".to_owned());
    let taskflow = build("taskflow").map(|time| format!("Taskflow {}", nanos(time)));
    row(table, "build, pure call of two handles (wavefront)", taskflow, value(), goal());
    if let Some(small) = small {
        let peer = format!("BLAKE3, Arc of 88 B {}", nanos(small.node));
        row(table, "the same", Some(peer), value(), goal());
    }
}

fn running(runs: &Runs, table: &mut Table) {
    for shape in [Shape::Independent, Shape::Tree, Shape::Wavefront, Shape::Chain] {
        let pair = runs.get(shape, MILLION, "daisy").zip(runs.get(shape, MILLION, "taskflow"));
        let peer = pair.map(|(_, taskflow)| format!("Taskflow {}", nanos(taskflow.time(Run::computed))));
        let daisy = pair.map(|(daisy, taskflow)| {
            let ratio = daisy.ratio(taskflow, Run::computed);
            (ratio, format!("{}, {}", nanos(daisy.time(Run::computed)), times(ratio)))
        });
        let limit = goal(shape);
        row(
            table,
            &format!("plan and run, {}, 10^6", shape.name()),
            peer,
            daisy,
            (limit, format!("<= {}", times(limit))),
        );
    }
    let operators = runs.get(Shape::Chain, MILLION, "operators");
    let run = operators.map(|measured| measured.time(|run| run.run));
    let planned = operators.map(|measured| format!("planned: {}", nanos(measured.time(Run::computed))));
    let value = run.map(|time| (time, nanos(time)));
    row(table, "run, chain of operators, 10^6", planned, value, (30e-9, "<= 30 ns".into()));
}

fn computing(small: &Small, table: &mut Table) {
    let each = |side| small.three.median(side) / small.repeats as f64;
    let join = Some(format!("rayon join {}", nanos(each(JOIN))));
    for (name, side, limit, text) in [("inline", INLINE, 2e-6, "<= 2 us"), ("threads", THREADS, 10e-6, "<= 10 us")] {
        let value = Some((each(side), nanos(each(side))));
        row(table, &format!("three tasks, call to result, {name}"), join.clone(), value, (limit, text.into()));
    }
    let ratio = small.shared.ratio(1, 0);
    let alone = Some(format!("one thread {:.0} ms", small.shared.median(0) * 1e3));
    row(table, "two threads compute one tree of 10^6", alone, Some((ratio, times(ratio))), (5.0, "<= 5.00x".into()));
}

fn memory(runs: &Runs, table: &mut Table) {
    for shape in [Shape::Independent, Shape::Tree, Shape::Wavefront, Shape::Chain] {
        let bytes = |name| runs.get(shape, MILLION, name).map(|measured| (measured.built, measured.peak));
        let peer = bytes("taskflow").map(|(_, peak)| format!("Taskflow {peak:.0} B"));
        let daisy = bytes("daisy").map(|(built, peak)| (peak, format!("{built:.0} B, {peak:.0} B")));
        let work = format!("a node of 10^6, built, running, {}", shape.name());
        row(table, &work, peer, daisy, (BYTES, format!("<= {BYTES} B")));
    }
}

fn growth(runs: &Runs, table: &mut Table) {
    for shape in [Shape::Independent, Shape::Tree, Shape::Wavefront, Shape::Chain] {
        let pair = runs.get(shape, 10 * MILLION, "daisy").zip(runs.get(shape, MILLION / 10, "daisy"));
        let parts: [(&str, Part); 3] =
            [("build", |run| run.build), ("plan and run", Run::computed), ("drop", |run| run.drop)];
        let mut grows = |part: &str, ratio: Option<f64>| {
            let work = format!("10^7 to 10^5, {part}, {}", shape.name());
            let value = ratio.map(|ratio| (ratio, times(ratio)));
            row(table, &work, None, value, (GROWTH, format!("<= {}", times(GROWTH))));
        };
        for (name, part) in parts {
            grows(name, pair.map(|(large, small)| large.time(part) / small.time(part)));
        }
        grows("bytes running", pair.map(|(large, small)| large.peak / small.peak));
    }
}
