//! Graphs as such: merging, culling, fusing layers, and asking for many results at once. Nothing is run but for the last.

mod common;

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use common::{Table, measuring, nanos, rounds, timed, times, verdict};
use daisy::prelude::*;
use daisy::{Blocks, Graph, Inline, Key, Layer, Node, blockwise};

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    a.wrapping_add(b)
}

#[delayed]
fn total(parts: Vec<u64>) -> u64 {
    parts.into_iter().fold(0, u64::wrapping_add)
}

const WIDTH: usize = 1_000;

fn row() -> Vec<Delayed<u64>> {
    (0..WIDTH as u64).map(daisy::value).collect()
}

/// `count` more tasks after the thousand of `row`, each of which reads two of the thousand before it, `apart`.
fn tasks(row: &mut [Delayed<u64>], count: usize, apart: usize) -> Vec<Delayed<u64>> {
    let task = |n: usize| {
        row[n % WIDTH] = add(&row[n % WIDTH], &row[(n + apart) % WIDTH]);
        row[n % WIDTH].clone()
    };
    (0..count).map(task).collect()
}

/// Seconds a task may cost.
const MERGE: f64 = 0.5e-6;
const CULL: f64 = 10e-6;
const FUSE: f64 = 100e-6;
/// Seconds of many roots for each second of one.
const ROOTS: f64 = 1.2;

/// Two graphs that share half. The peer puts the same keys into a table, one by one.
fn merge(table: &mut Table, size: usize, count: usize) {
    let mut shared = row();
    drop(tasks(&mut shared, size / 2, 1));
    let graph = |apart| {
        let mut row = shared.clone();
        drop(tasks(&mut row, size / 2, apart));
        Graph::new(row.iter().map(Node::from))
    };
    let (a, b) = (graph(1), graph(2));
    assert_eq!((a.len(), b.len()), (size, size));
    let keys: Vec<Key> = a.keys().chain(b.keys()).collect();
    let mut merge = || {
        timed(|| {
            let merged = Graph::merge([a.clone(), b.clone()]);
            assert_eq!(merged.len(), size * 3 / 2);
            merged
        })
    };
    let mut peer = || timed(|| keys.iter().map(|key| (key.clone(), ())).collect::<HashMap<Key, ()>>());
    let rounds = rounds(count, [&mut merge, &mut peer]);
    let task = rounds.median(0) / (2 * size) as f64;
    let ratio = times(rounds.ratio(0, 1));
    table.row([
        format!("merge 2 x {size}, half shared"),
        nanos(task),
        "a task".into(),
        ratio,
        nanos(MERGE),
        verdict(task <= MERGE),
    ]);
}

/// The same tasks as a layer.
struct Adds(usize);

impl Layer for Adds {
    type Output = u64;
    fn key(&self) -> Key {
        Key::new("adds", &self.0)
    }
    fn len(&self) -> usize {
        self.0
    }
    fn task(&self, index: usize) -> Delayed<u64> {
        add(index as u64, 1u64)
    }
}

/// The peer makes the ten tasks as single ones, and a graph of them.
fn cull(table: &mut Table, size: usize, count: usize) {
    let graph = daisy::layer(Adds(size)).graph();
    assert_eq!(graph.len(), size);
    let layer = Adds(size).key();
    let keys: Vec<Key> = (0..10).map(|n| layer.at(n * (size / 10))).collect();
    let mut cull = || timed(|| assert_eq!(graph.cull(&keys).len(), 10));
    let row = row()[..11].to_vec();
    let mut peer = || {
        let mut row = row.clone();
        timed(|| assert_eq!(Graph::new(tasks(&mut row, 10, 1).iter().map(Node::from)).len(), 10))
    };
    let rounds = rounds(count, [&mut cull, &mut peer]);
    let all = rounds.median(0);
    let ratio = times(rounds.ratio(0, 1));
    table.row([
        format!("cull {size} blocks to 10"),
        nanos(all),
        "in all".into(),
        ratio,
        nanos(CULL),
        verdict(all <= CULL),
    ]);
}

fn chain(of: Blocks<u64>) -> Graph {
    (1..10).fold(of, |blocks, step| blockwise("step", &blocks, |x| add(x, step as u64))).graph()
}

/// Layers over numbers, or over a layer that a user wrote, whose every block is asked what it reads. The peer does it for
/// ten blocks.
fn fuse(table: &mut Table, name: &str, source: fn(usize) -> Blocks<u64>, left: usize, size: usize, count: usize) {
    let fused = |size: usize| {
        let graph = chain(source(size));
        timed(|| assert_eq!(black_box(graph.fuse()).len(), size * left))
    };
    let (mut many, mut few) = (|| fused(size), || fused(10));
    let rounds = rounds(count, [&mut many, &mut few]);
    let all = rounds.median(0);
    let goal = if left == 1 { (nanos(FUSE), verdict(all <= FUSE)) } else { ("-".into(), "-".into()) };
    table.row([name.into(), nanos(all), "in all".into(), times(rounds.ratio(0, 1)), goal.0, goal.1]);
}

/// Many results asked for; the peer: one task that sums them.
fn roots(table: &mut Table, size: usize, count: usize) {
    let all = tasks(&mut row(), size, 1);
    let sum = total(all.clone());
    let mut many = || timed(|| daisy::compute(all.clone()).on(Inline).wait().expect("nothing fails").len());
    let mut one = || -> Duration { timed(|| sum.compute().on(Inline).wait().expect("nothing fails")) };
    let rounds = rounds(count, [&mut many, &mut one]);
    let ratio = rounds.ratio(0, 1);
    let task = nanos(rounds.median(0) / size as f64);
    let goal = format!("{ROOTS}x");
    table.row([format!("compute a Vec of {size}"), task, "a task".into(), times(ratio), goal, verdict(ratio <= ROOTS)]);
}

fn main() {
    let (size, few, count) = if measuring() { (1_000_000, 100_000, 15) } else { (1_000, 1_000, 1) };
    let head = ["", "takes", "", "peer", "goal", ""];
    let mut table = Table::new("Graphs: merging, culling, fusing layers, many roots", &head);
    merge(&mut table, size, count);
    cull(&mut table, size, 100 * count);
    fuse(&mut table, "fuse ten layers over numbers", |size| blockwise("first", 0..size, first), 1, size, count);
    fuse(&mut table, "fuse nine layers over a user's", |size| daisy::layer(Adds(size)), 2, size, count);
    roots(&mut table, few, count);
    println!("{table}");
}

#[delayed]
fn first(n: usize) -> u64 {
    n as u64
}
