//! Sharing: what the order of tasks heeds where more than one task reads a result.
//!
//! Needs: a merged graph without choices, and a walk that runs its tasks depth first. Leaves: two things that keep shared
//! results from waiting for readers that the walk meets late.
//!
//! 1. A task that could run, and would let go of at least as many results as it adds, runs at once, wherever the walk is.
//!    That never costs anything: whatever order is best from here on, with this task taken out and put first it
//!    holds no more at any time. (Dask's order runs such tasks early too.)
//! 2. When the walk has done with a root, it goes on with one that reads what is still held: the result with the fewest readers
//!    left, of those the one last made or read, by the reader that misses least. So results are done with one after the other,
//!    and what pairs of two sets read takes the room of one set and not of both. Only if nothing is held it takes the next of
//!    the roots, those first that are small were they trees: so a row of neighbours is begun at an end.
//!
//! All of it takes time linear in the edges, but for sorting the roots, and results with many readers.

use crate::kept::Kept;
use crate::merged::Merged;
use crate::steps::{Steps, next_reader};

pub(crate) struct Sharing {
    /// Tasks that wait for nothing, and may now relieve.
    noticed: Vec<u32>,
    /// If there are several roots: results made since the last, and older ones that were read since.
    touched: Vec<u32>,
    kept: Kept,
    roots: Roots,
}

/// What is no place.
const NONE: u32 = u32::MAX;

/// How many readers of a result are compared to find the one that misses least.
const COMPARED: usize = 8;

impl Sharing {
    pub(crate) fn new(merged: &Merged) -> Sharing {
        let (noticed, touched, kept) = Default::default();
        Sharing { noticed, touched, kept, roots: Roots::new(merged) }
    }

    /// Runs `place`, unless it has run, and then all that may run at once.
    pub(crate) fn run(&mut self, place: u32, steps: &mut Steps, order: &mut Vec<u32>) {
        if steps.each[place as usize].has_run() {
            return;
        }
        self.start(place, steps, order);
        while let Some(next) = self.noticed.pop() {
            if relieves(next, steps) {
                steps.each[next as usize].entered = true;
                self.start(next, steps, order);
            }
        }
    }

    fn start(&mut self, place: u32, steps: &mut Steps, order: &mut Vec<u32>) {
        order.push(place);
        let Steps { each, lists } = steps;
        let step = &mut each[place as usize];
        step.run();
        let several = self.roots.several();
        if several && step.left > 0 {
            self.touched.push(place);
        }
        let (readers, inputs) = (step.readers(), step.inputs());
        for &reader in readers.of(lists) {
            if each[reader as usize].input_ran() {
                self.noticed.push(reader);
            }
        }
        // After the readers, so that these, which let go of something, run first.
        for &input in inputs.of(lists) {
            let step = &mut each[input as usize];
            let left = step.reader_ran();
            if several && left > 0 && !step.just_ran() {
                self.touched.push(input);
            }
            if left == 1 {
                let last = next_reader(input, each, lists);
                self.noticed.extend(last.filter(|&last| each[last as usize].missing() == 0));
            }
        }
    }

    /// The root for the walk to go on with; `None` when all have run.
    pub(crate) fn next_root(&mut self, steps: &mut Steps) -> Option<u32> {
        for place in self.touched.drain(..) {
            let step = &mut steps.each[place as usize];
            let new = step.just_ran();
            step.age();
            if step.left > 0 {
                self.kept.insert(place, step.left, new);
            }
        }
        if let Some(place) = self.kept.first(|place| steps.each[place as usize].left) {
            return Some(self.nearest_root(place, steps));
        }
        while let Some(&root) = self.roots.sorted.get(self.roots.next) {
            if !steps.each[root as usize].has_run() {
                return Some(root);
            }
            self.roots.next += 1;
        }
        None
    }

    /// The first root that needs the reader of `place`, which has some left, that misses least.
    fn nearest_root(&self, place: u32, steps: &mut Steps) -> u32 {
        let Steps { each, lists } = steps;
        // Those that have run are gone from the front, so that there is one to compare.
        next_reader(place, each, lists).expect("a reader is left");
        let readers = each[place as usize].readers();
        let compared = readers.of(lists).iter().take(COMPARED).map(|&reader| (&each[reader as usize], reader));
        let waiting = compared.filter(|(step, _)| !step.has_run());
        let candidates = waiting.map(|(step, reader)| (step.missing(), self.roots.reached[reader as usize]));
        let (_, rank) = candidates.min().expect("one has not run");
        self.roots.sorted[rank as usize]
    }
}

/// Whether `task`, which waits for nothing, has not run and lets go of as many results as it adds.
fn relieves(task: u32, steps: &Steps) -> bool {
    let Steps { each, lists } = steps;
    let step = &each[task as usize];
    let lets_go = || step.inputs().of(lists).iter().any(|&input| each[input as usize].left == 1);
    !step.has_run() && (step.left == 0 || lets_go())
}

struct Roots {
    /// The small ones first, else as they were asked for.
    sorted: Vec<u32>,
    /// Those before it have run.
    next: usize,
    /// For every entry, the first of the sorted roots that needs it, by its rank; empty if there is one root.
    reached: Vec<u32>,
}

impl Roots {
    fn new(merged: &Merged) -> Roots {
        let mut sorted = merged.roots.clone();
        if sorted.len() < 2 {
            return Roots { sorted, next: 0, reached: Vec::new() };
        }
        // How many tasks an entry would be, were it a tree.
        let mut sizes: Vec<u64> = Vec::with_capacity(merged.len());
        for place in 0..merged.len() {
            let inputs = merged.inputs(place).iter().map(|&input| sizes[input as usize]);
            sizes.push(inputs.fold(1, u64::saturating_add));
        }
        sorted.sort_by_key(|&root| sizes[root as usize]);
        let mut reached = vec![NONE; merged.len()];
        for (&root, rank) in sorted.iter().zip(0..) {
            let reached = &mut reached[root as usize];
            *reached = rank.min(*reached);
        }
        for place in (0..merged.len()).rev() {
            let rank = reached[place];
            for &input in merged.inputs(place) {
                let reached = &mut reached[input as usize];
                *reached = rank.min(*reached);
            }
        }
        Roots { sorted, next: 0, reached }
    }

    fn several(&self) -> bool {
        !self.reached.is_empty()
    }
}
