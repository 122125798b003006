//! Pressure: what the order of a plan costs.
//!
//! Needs: a merged graph. Leaves it as it is; tells in which order a plan runs it, and how many results are held as each
//! task starts, were they run one at a time: what Dask calls the pressure of an ordering.

use std::collections::HashMap;
use std::fmt;

use crate::fuse::planned;
use crate::key::Key;
use crate::merged::Merged;

/// The order a plan runs in, and what it costs, run one task at a time. `Inline` follows it exactly.
///
/// A result is held from the end of its task to the end of its last reader; constants, and results that no task
/// reads, are not counted.
///
/// ```
/// use daisy::prelude::*;
///
/// let (a, b) = (daisy::value(1i64).map(|x| x + 1), daisy::value(2i64).map(|x| x + 1));
/// let order = (&a + &b).graph().order();
/// assert_eq!(order.len(), 3);
/// assert_eq!(order.pressure(), [0, 1, 2]);
/// assert_eq!(order.peak(), 2);
/// ```
#[derive(Clone)]
pub struct Order {
    keys: Vec<Key>,
    positions: HashMap<Key, usize>,
    pressure: Vec<usize>,
}

impl Order {
    pub(crate) fn of(merged: &Merged) -> Order {
        let (order, ..) = planned(merged);
        let keys: Vec<Key> = order.iter().map(|&place| merged.node(place as usize).key()).collect();
        let positions = keys.iter().cloned().zip(0..).collect();
        Order { keys, positions, pressure: pressure(merged, &order) }
    }

    /// How many tasks.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys of the tasks, first to run first.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    /// When a task runs: 0 is first.
    pub fn position(&self, key: &Key) -> Option<usize> {
        self.positions.get(key).copied()
    }

    /// How many results are held as each task starts.
    pub fn pressure(&self) -> &[usize] {
        &self.pressure
    }

    /// The most of these; 0 for no task.
    pub fn peak(&self) -> usize {
        self.pressure.iter().copied().max().unwrap_or(0)
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("tasks", &self.len()).field("peak", &self.peak()).finish_non_exhaustive()
    }
}

fn pressure(merged: &Merged, places: &[u32]) -> Vec<usize> {
    // Where each result is read for the last time.
    let mut last = vec![None; merged.len()];
    for (position, &place) in places.iter().enumerate() {
        for &input in merged.inputs(place as usize) {
            last[input as usize] = Some(position);
        }
    }
    let mut ends = vec![0; places.len()];
    let mut held = 0;
    let start = |(position, &place): (usize, &u32)| {
        let before = held;
        if let Some(end) = last[place as usize] {
            ends[end] += 1;
            held += 1;
        }
        held -= ends[position];
        before
    };
    places.iter().enumerate().map(start).collect()
}
