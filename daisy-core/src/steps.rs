//! Steps: tasks as the walk that puts them in order sees them.
//!
//! That walk goes through a graph in an order of its own, so every array it looks into costs it a miss of the caches, and
//! in a graph of a million tasks of the table of pages, too. All that it asks of a task is one record of 28 bytes.

use std::cmp::Reverse;

use crate::merged::{Merged, narrow};
use crate::node::Sort;

/// The steps of all entries of a graph.
pub(crate) struct Steps {
    pub(crate) each: Vec<Step>,
    /// What is in spans that are long.
    pub(crate) lists: Vec<u32>,
}

pub(crate) struct Step {
    /// How many inputs have not run; `RAN` or `JUST_RAN` if it has itself, as what is no task.
    missing: u32,
    /// How many readers have not run.
    pub(crate) left: u32,
    inputs: [u32; 2],
    readers: [u32; 2],
    long_inputs: bool,
    long_readers: bool,
    pub(crate) entered: bool,
    pub(crate) choice: bool,
}

const _: () = assert!(size_of::<Step>() == 28);

/// The inputs or the readers of a task: up to two places, then `NONE`; if they are more, where in the lists they begin and
/// end.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    places: [u32; 2],
    long: bool,
}

const NONE: u32 = u32::MAX;
const RAN: u32 = u32::MAX;
const JUST_RAN: u32 = u32::MAX - 1;

impl Steps {
    pub(crate) fn of(merged: &Merged) -> Steps {
        let mut steps = Steps { each: Vec::with_capacity(merged.len()), lists: Vec::new() };
        let (choices, mut several) = (merged.needs.sorts.is(Sort::CHOICE), Vec::new());
        for (place, need) in (0..).zip(merged.needs.iter()) {
            let (inputs, task) = (merged.inputs(place as usize), need.cost.results > 0);
            let choice = merged.sort(place as usize).is(Sort::CHOICE);
            several.clear();
            if choice {
                several.extend_from_slice(inputs);
            } else if task {
                let cost = |input: u32| merged.needs.of(input).cost;
                for &input in inputs {
                    // Each once: none is read by `place` before.
                    if cost(input).results > 0 && (choices || steps.add_reader(input, place)) {
                        several.push(input);
                    }
                }
                if !several.is_sorted_by(|&one, &other| cost(one) >= cost(other)) {
                    several.sort_by_key(|&input| Reverse(cost(input)));
                }
            }
            let missing = if task { several.len() as u32 } else { RAN };
            let Span { places: inputs, long: long_inputs } = steps.span(&several);
            let long_readers = task && !choices && need.readers > 2;
            let readers = if long_readers { steps.room(need.readers) } else { [NONE; 2] };
            let (left, entered) = (0, !task);
            steps.each.push(Step { missing, left, inputs, readers, long_inputs, long_readers, entered, choice });
        }
        steps
    }

    fn span(&mut self, places: &[u32]) -> Span {
        let places = match *places {
            [] => [NONE; 2],
            [one] => [one, NONE],
            [one, other] => [one, other],
            _ => {
                let start = self.lists.len();
                self.lists.extend_from_slice(places);
                return Span { places: [start, self.lists.len()].map(narrow), long: true };
            }
        };
        Span { places, long: false }
    }

    /// A long span without elements, and room for so many.
    fn room(&mut self, elements: u32) -> [u32; 2] {
        let start = self.lists.len();
        self.lists.resize(start + elements as usize, NONE);
        // So that its end, which comes to lie further on, fits, too.
        narrow(self.lists.len());
        [start as u32; 2]
    }

    /// `reader`, larger than those before, reads `input`. Whether it was not known to.
    #[inline]
    fn add_reader(&mut self, input: u32, reader: u32) -> bool {
        let Step { left, readers, long_readers, .. } = &mut self.each[input as usize];
        let [start, end] = *readers;
        let (known, count) = match long_readers {
            true => (&mut self.lists[start as usize..], end - start),
            false => (&mut readers[..], *left),
        };
        if count.checked_sub(1).is_some_and(|last| known[last as usize] == reader) {
            return false;
        }
        known[count as usize] = reader;
        if *long_readers {
            readers[1] += 1;
        }
        *left += 1;
        true
    }
}

/// The first reader of `place` that has not run. Those before are gone then.
pub(crate) fn next_reader(place: u32, each: &mut [Step], lists: &[u32]) -> Option<u32> {
    loop {
        let first = *each[place as usize].readers().of(lists).first()?;
        if !each[first as usize].has_run() {
            return Some(first);
        }
        let Step { readers, long_readers, .. } = &mut each[place as usize];
        *readers = if *long_readers { [readers[0] + 1, readers[1]] } else { [readers[1], NONE] };
    }
}

impl Step {
    /// Tasks alone, first to run first; of a choice, all as they stand.
    #[inline]
    pub(crate) fn inputs(&self) -> Span {
        Span { places: self.inputs, long: self.long_inputs }
    }

    /// Rising; those that have run may be gone. None where there are choices: who reads a result is not known before.
    #[inline]
    pub(crate) fn readers(&self) -> Span {
        Span { places: self.readers, long: self.long_readers }
    }

    /// How many inputs have not run, if it has not itself.
    #[inline]
    pub(crate) fn missing(&self) -> u32 {
        self.missing
    }

    #[inline]
    pub(crate) fn has_run(&self) -> bool {
        self.missing >= JUST_RAN
    }

    /// Whether it has run, and did not [`age`](Step::age) since.
    #[inline]
    pub(crate) fn just_ran(&self) -> bool {
        self.missing == JUST_RAN
    }

    pub(crate) fn age(&mut self) {
        self.missing = RAN;
    }

    /// Says that it has run.
    #[inline]
    pub(crate) fn run(&mut self) {
        self.missing = JUST_RAN;
    }

    /// One input has run. Whether it was the last.
    #[inline]
    pub(crate) fn input_ran(&mut self) -> bool {
        self.missing -= 1;
        self.missing == 0
    }

    /// One reader has run. How many have not.
    #[inline]
    pub(crate) fn reader_ran(&mut self) -> u32 {
        self.left -= 1;
        self.left
    }
}

impl Span {
    /// Its places, where `lists` hold those that are long.
    #[inline]
    pub(crate) fn of<'a>(&'a self, lists: &'a [u32]) -> &'a [u32] {
        let [one, other] = self.places;
        match self.long {
            true => &lists[one as usize..other as usize],
            false => &self.places[..usize::from(one != NONE) + usize::from(other != NONE)],
        }
    }
}
