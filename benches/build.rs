//! Building: pure calls of two handles, up to ten million of them in one graph, and calls of a plain number. Dropping:
//! chains, trees and calls that nothing reads, by the last handle.
//!
//! The graph is a band of a thousand handles; each next row is `add` of two neighbours. The peer does what no such
//! call can do without: BLAKE3 of two digests, and an allocation of the size of a node. A call of a number is two nodes.

mod common;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use common::{Table, measuring, median, nanos, rounds, timed, times, verdict};
use daisy::prelude::*;

const WIDTH: usize = 1_000;

/// Seconds a call may take.
const GOAL: f64 = 150e-9;

/// How much more a call may cost in a larger graph, for time that counts as linear.
const GROWTH: f64 = 1.5;

/// Seconds a node may take to drop.
const DROP_GOAL: f64 = 50e-9;

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    a + b
}

#[delayed]
fn step(n: u64) -> u64 {
    n + 1
}

fn leaves(calls: usize) -> Vec<Delayed<u64>> {
    (0..calls as u64).map(step).collect()
}

fn chain(calls: usize) -> Vec<Delayed<u64>> {
    vec![(1..calls).fold(step(0), |handle, _| step(handle))]
}

fn tree(leaves: usize) -> Vec<Delayed<u64>> {
    let mut row: Vec<_> = (0..leaves as u64).map(daisy::value).collect();
    while row.len() > 1 {
        row = row.chunks(2).map(|pair| if let [a, b] = pair { add(a, b) } else { pair[0].clone() }).collect();
    }
    row
}

fn band(calls: usize) -> Duration {
    let mut row: Vec<_> = (0..WIDTH as u64).map(daisy::value).collect();
    timed(|| {
        for _ in 0..calls / WIDTH {
            row = (0..WIDTH).map(|i| add(&row[i], &row[(i + 1) % WIDTH])).collect();
        }
        row
    })
}

struct Peer {
    _digest: blake3::Hash,
    _rest: [u64; 5],
}

fn peer(calls: usize) -> Duration {
    let mut nodes = Vec::with_capacity(calls);
    let mut digests = [0; 64];
    timed(|| {
        for call in 0..calls {
            digests[..8].copy_from_slice(&call.to_le_bytes());
            let _digest = blake3::hash(black_box(&digests));
            nodes.push(Arc::new(Peer { _digest, _rest: [0; 5] }));
        }
        nodes
    })
}

fn building() {
    let sizes: &[(usize, usize)] = match measuring() {
        true => &[(100_000, 31), (1_000_000, 9), (10_000_000, 3)],
        false => &[(1_000, 1), (2_000, 1)],
    };
    let mut table = Table::new(
        "Building: a pure call of two handles; peer: BLAKE3 of 64 bytes and an `Arc` of 72",
        &["calls", "daisy", "peer", "ratio", "goal", "", "to smallest", "goal", ""],
    );
    let mut smallest = None;
    for &(calls, count) in sizes {
        let measured = rounds(count, [&mut || band(calls), &mut || peer(calls)]);
        let [daisy, peer] = [0, 1].map(|side| measured.median(side) / calls as f64);
        let growth = daisy / *smallest.get_or_insert(daisy);
        table.row([
            calls.to_string(),
            nanos(daisy),
            nanos(peer),
            times(measured.ratio(0, 1)),
            format!("<= {}", nanos(GOAL)),
            verdict(daisy <= GOAL),
            times(growth),
            format!("<= {}", times(GROWTH)),
            verdict(growth <= GROWTH),
        ]);
    }
    println!("{table}");
}

fn dropping() {
    let (size, count) = if measuring() { (1_000_000, 9) } else { (1_000, 1) };
    let mut table = Table::new(
        "Dropping, and building, of a graph; peer: building as above, as many nodes",
        &["graph", "nodes", "drop a node", "goal", "", "build a node", "peer", "ratio"],
    );
    type Make = fn(usize) -> Vec<Delayed<u64>>;
    let shapes: [(&str, usize, Make); 3] =
        [("chain", size, chain), ("tree", 2 * size, tree), ("calls of a number", 2 * size, leaves)];
    for (name, nodes, make) in shapes {
        let mut drops = Vec::new();
        let mut build = || {
            let mut graph = Vec::new();
            let built = timed(|| graph = make(size));
            drops.push(timed(|| drop(graph)).as_secs_f64() / nodes as f64);
            built
        };
        let measured = rounds(count, [&mut build, &mut || peer(nodes)]);
        let [daisy, peer] = [0, 1].map(|side| measured.median(side) / nodes as f64);
        let drop = median(drops);
        table.row([
            name.to_owned(),
            nodes.to_string(),
            nanos(drop),
            format!("<= {}", nanos(DROP_GOAL)),
            verdict(drop <= DROP_GOAL),
            nanos(daisy),
            nanos(peer),
            times(measured.ratio(0, 1)),
        ]);
    }
    println!("{table}");
}

fn main() {
    const { assert!(size_of::<Peer>() == 72) };
    building();
    dropping();
}
