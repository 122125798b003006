//! Building: pure calls of two handles, up to ten million of them in one graph.
//!
//! The graph is a band of a thousand handles; each next row is `add` of two neighbours. The peer does what no such
//! call can do without: BLAKE3 of two digests, and an allocation of the size of a node. Dropping is not timed.

mod common;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use common::{Table, measuring, nanos, rounds, timed, times, verdict};
use daisy::prelude::*;

const WIDTH: usize = 1_000;

/// Seconds a call may take.
const GOAL: f64 = 1e-6;

/// How much more a call may cost in a larger graph, for time that counts as linear.
const GROWTH: f64 = 2.0;

#[delayed]
fn add(a: u64, b: u64) -> u64 {
    a + b
}

fn daisy(calls: usize) -> Duration {
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
    _rest: [u64; 7],
}

fn peer(calls: usize) -> Duration {
    let mut nodes = Vec::with_capacity(calls);
    let mut digests = [0; 64];
    timed(|| {
        for call in 0..calls {
            digests[..8].copy_from_slice(&call.to_le_bytes());
            let _digest = blake3::hash(black_box(&digests));
            nodes.push(Arc::new(Peer { _digest, _rest: [0; 7] }));
        }
        nodes
    })
}

fn main() {
    const { assert!(size_of::<Peer>() == 88) };
    let sizes: &[(usize, usize)] = match measuring() {
        true => &[(10_000, 101), (100_000, 31), (1_000_000, 9), (10_000_000, 3)],
        false => &[(1_000, 1), (2_000, 1)],
    };
    let mut table = Table::new(
        "Building: a pure call of two handles; peer: BLAKE3 of 64 bytes and an `Arc` of 88",
        &["calls", "daisy", "peer", "ratio", "goal", "", "to smallest", "goal", ""],
    );
    let mut smallest = None;
    for &(calls, count) in sizes {
        let measured = rounds(count, [&mut || daisy(calls), &mut || peer(calls)]);
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
