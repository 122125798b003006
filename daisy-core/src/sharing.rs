//! Sharing: what the order of tasks heeds where more than one task reads a result.
//!
//! Needs: a merged graph without choices, and a walk that runs its tasks depth first. Leaves: two things that keep shared
//! results from waiting for readers that the walk meets late.
//!
//! 1. A task that could run, and would let go of at least as many results as it adds, runs at once, wherever the walk is.
//!    That never costs anything: whatever order is best from here on, with this task taken out and put first it
//!    holds no more at any time. (Dask's order runs such tasks early too.)
//! 2. When the walk has done with a root, it goes on with one that reads what is still held: what was kept last,
//!    by the reader that misses least. Only if nothing is held it takes the next of the roots, those first
//!    that are small were they trees: so a row of neighbours is begun at an end.
//!
//! All of it takes time linear in the edges, but for sorting the roots.

use crate::merged::Merged;
use crate::needs::Need;

pub(crate) struct Sharing<'a> {
    merged: &'a Merged,
    entries: Vec<Entry>,
    /// By entry, rising.
    readers: Vec<u32>,
    /// Tasks that wait for nothing, and may now relieve.
    noticed: Vec<u32>,
    /// Results that were held when they were made, if there are several roots.
    kept: Vec<u32>,
    roots: Roots,
}

struct Entry {
    /// How many inputs have not run; `RAN` if it has itself, as all constants.
    missing: u32,
    /// How many readers have not run.
    left: u32,
    /// Where its readers are. Those before have run.
    readers: (u32, u32),
    /// The last reader that ran: one may read it twice.
    read_by: u32,
}

/// What is no place.
const NONE: u32 = u32::MAX;
const RAN: u32 = u32::MAX;

/// How many readers of a result are compared to find the one that misses least.
const COMPARED: usize = 8;

impl<'a> Sharing<'a> {
    pub(crate) fn new(merged: &'a Merged) -> Sharing<'a> {
        let mut end = 0;
        let entry = |need: Need| {
            let (start, task) = (end, need.results > 0);
            end += if task { need.readers } else { 0 };
            Entry { missing: if task { 0 } else { RAN }, left: 0, readers: (start, start), read_by: NONE }
        };
        let mut entries: Vec<Entry> = merged.needs.iter().map(entry).collect();
        let mut readers = vec![0; end as usize];
        for place in 0..merged.len() {
            let mut missing = 0;
            for &input in merged.inputs(place) {
                let input = &mut entries[input as usize];
                if input.missing != RAN && input.read_by != place as u32 {
                    input.read_by = place as u32;
                    input.left += 1;
                    readers[input.readers.1 as usize] = place as u32;
                    input.readers.1 += 1;
                    missing += 1;
                }
            }
            if missing > 0 {
                entries[place].missing = missing;
            }
        }
        entries.iter_mut().for_each(|entry| entry.read_by = NONE);
        Sharing { merged, entries, readers, noticed: Vec::new(), kept: Vec::new(), roots: Roots::new(merged) }
    }

    /// Runs `place`, unless it has run, and then all that may run at once.
    pub(crate) fn run(&mut self, place: u32, entered: &mut [bool], order: &mut Vec<u32>) {
        if self.entries[place as usize].missing == RAN {
            return;
        }
        self.start(place, order);
        while let Some(next) = self.noticed.pop() {
            if self.entries[next as usize].missing != RAN && self.relieves(next) {
                entered[next as usize] = true;
                self.start(next, order);
            }
        }
    }

    fn start(&mut self, place: u32, order: &mut Vec<u32>) {
        order.push(place);
        self.entries[place as usize].missing = RAN;
        let entry = &self.entries[place as usize];
        if entry.left > 0 && self.roots.several() {
            self.kept.push(place);
        }
        let (first, end) = entry.readers;
        for at in first..end {
            let reader = self.readers[at as usize];
            let missing = &mut self.entries[reader as usize].missing;
            *missing -= 1;
            if *missing == 0 {
                self.noticed.push(reader);
            }
        }
        // After the readers, so that these, which let go of something, run first.
        for &input in self.merged.inputs(place as usize) {
            let result = &mut self.entries[input as usize];
            if result.left == 0 || result.read_by == place {
                continue;
            }
            result.read_by = place;
            result.left -= 1;
            if result.left == 1 {
                let last = self.next_reader(input);
                self.noticed.extend(last.filter(|&last| self.entries[last as usize].missing == 0));
            }
        }
    }

    /// The first reader of `place` that has not run.
    fn next_reader(&mut self, place: u32) -> Option<u32> {
        let (first, end) = self.entries[place as usize].readers;
        let next = (first..end).find(|&at| self.entries[self.readers[at as usize] as usize].missing != RAN);
        self.entries[place as usize].readers.0 = next.unwrap_or(end);
        next.map(|at| self.readers[at as usize])
    }

    /// Whether `task`, which waits for nothing, lets go of as many results as it adds.
    fn relieves(&self, task: u32) -> bool {
        let last = |&input: &u32| self.entries[input as usize].left == 1;
        self.entries[task as usize].left == 0 || self.merged.inputs(task as usize).iter().any(last)
    }

    /// The root for the walk to go on with; `None` when all have run.
    pub(crate) fn next_root(&mut self) -> Option<u32> {
        while let Some(&kept) = self.kept.last() {
            if let Some(rank) = self.nearest_root(kept) {
                return Some(self.roots.sorted[rank as usize]);
            }
            self.kept.pop();
        }
        while let Some(&root) = self.roots.sorted.get(self.roots.next) {
            if self.entries[root as usize].missing != RAN {
                return Some(root);
            }
            self.roots.next += 1;
        }
        None
    }

    /// The first root that needs the reader of `place` that misses least, if any has not run.
    fn nearest_root(&mut self, place: u32) -> Option<u32> {
        self.next_reader(place)?;
        let (first, end) = self.entries[place as usize].readers;
        let readers = &self.readers[first as usize..end as usize];
        let candidates = readers.iter().take(COMPARED).map(|&reader| {
            let missing = self.entries[reader as usize].missing;
            (missing, self.roots.reached[reader as usize])
        });
        candidates.filter(|&(missing, _)| missing != RAN).min().map(|(_, root)| root)
    }
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
