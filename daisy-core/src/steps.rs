//! Steps: tasks as the walk that puts them in order sees them.
//!
//! That walk goes through a graph in an order of its own, so every array it looks into costs it a miss of the caches, and
//! in a graph of a million tasks of the table of pages, too. All that it asks of a task is one record of 28 bytes.

use std::cmp::Reverse;
use std::ops::Index;

use crate::merged::{Merged, narrow};
use crate::node::Sort;

/// The steps of all entries of a graph.
pub(crate) struct Steps {
    each: Vec<Step>,
    /// What is in spans that are long.
    lists: Vec<u32>,
}

pub(crate) struct Step {
    /// How many inputs have not run; `RAN` if it has itself, as what is no task.
    pub(crate) missing: u32,
    /// How many readers have not run.
    pub(crate) left: u32,
    /// Tasks alone, first to run first; of a choice, all as they stand.
    inputs: Span,
    /// Rising; those that have run may be gone. None where there are choices: who reads a result is not known before.
    readers: Span,
    long_inputs: bool,
    long_readers: bool,
    pub(crate) entered: bool,
    pub(crate) choice: bool,
}

const _: () = assert!(size_of::<Step>() == 28);

/// Up to two places, then `NONE`; if it is long, where in the lists they begin and end.
type Span = [u32; 2];

const NONE: u32 = u32::MAX;
const RAN: u32 = u32::MAX;

impl Steps {
    pub(crate) fn of(merged: &Merged) -> Steps {
        let mut steps = Steps { each: Vec::with_capacity(merged.len()), lists: Vec::new() };
        let (choices, mut several) = (merged.needs.sorts.is(Sort::CHOICE), Vec::new());
        for (place, need) in (0..).zip(merged.needs.iter()) {
            let (inputs, task) = (merged.inputs(place as usize), need.results > 0);
            let choice = merged.sort(place as usize).is(Sort::CHOICE);
            several.clear();
            if choice {
                several.extend_from_slice(inputs);
            } else if task {
                let results = |input: &u32| merged.needs.of(*input).results;
                let is_task = |input: &u32| results(input) > 0;
                // Each once: none is read by `place` before.
                let tasks = inputs.iter().copied().filter(is_task);
                several.extend(tasks.filter(|&input| choices || steps.add_reader(input, place)));
                if !several.is_sorted_by_key(|input| Reverse(results(input))) {
                    several.sort_by_key(|input| Reverse(results(input)));
                }
            }
            let (missing, long_inputs) = (if task { several.len() as u32 } else { RAN }, several.len() > 2);
            let inputs = steps.span(&several);
            let long_readers = task && !choices && need.readers > 2;
            let readers = if long_readers { steps.room(need.readers) } else { [NONE; 2] };
            let (left, entered) = (0, !task);
            steps.each.push(Step { missing, left, inputs, readers, long_inputs, long_readers, entered, choice });
        }
        steps
    }

    fn span(&mut self, places: &[u32]) -> Span {
        match *places {
            [] => [NONE; 2],
            [one] => [one, NONE],
            [one, other] => [one, other],
            _ => {
                let start = self.lists.len();
                self.lists.extend_from_slice(places);
                [start, self.lists.len()].map(narrow)
            }
        }
    }

    /// A long span without elements, and room for so many.
    fn room(&mut self, elements: u32) -> Span {
        let start = self.lists.len();
        self.lists.resize(start + elements as usize, NONE);
        // So that its end, which comes to lie further on, fits, too.
        narrow(self.lists.len());
        [start as u32; 2]
    }

    #[inline]
    fn get(&self, span: Span, long: bool, index: u32) -> Option<u32> {
        if long {
            let at = span[0] + index;
            (at < span[1]).then(|| self.lists[at as usize])
        } else {
            span.get(index as usize).copied().filter(|&place| place != NONE)
        }
    }

    /// `reader`, larger than those before, reads `input`. Whether it was not known to.
    #[inline]
    fn add_reader(&mut self, input: u32, reader: u32) -> bool {
        let step = &mut self.each[input as usize];
        let (end, last) = if step.long_readers {
            let [start, end] = step.readers;
            (end, (end > start).then(|| self.lists[end as usize - 1]))
        } else {
            let end = step.readers.iter().take_while(|&&place| place != NONE).count();
            (end as u32, end.checked_sub(1).map(|last| step.readers[last]))
        };
        if last == Some(reader) {
            return false;
        }
        if step.long_readers {
            self.lists[end as usize] = reader;
            step.readers[1] = end + 1;
        } else {
            step.readers[end as usize] = reader;
        }
        step.left += 1;
        true
    }

    /// Input `index` of `place`.
    #[inline]
    pub(crate) fn input(&self, place: u32, index: u32) -> Option<u32> {
        let step = &self.each[place as usize];
        self.get(step.inputs, step.long_inputs, index)
    }

    /// Reader `index` of `place`, of those that are there.
    #[inline]
    pub(crate) fn reader(&self, place: u32, index: u32) -> Option<u32> {
        let step = &self.each[place as usize];
        self.get(step.readers, step.long_readers, index)
    }

    /// The first reader of `place` that has not run. Those before are gone then.
    pub(crate) fn next_reader(&mut self, place: u32) -> Option<u32> {
        loop {
            let first = self.reader(place, 0)?;
            if !self[first].has_run() {
                return Some(first);
            }
            let step = &mut self.each[place as usize];
            if step.long_readers {
                step.readers[0] += 1;
            } else {
                step.readers = [step.readers[1], NONE];
            }
        }
    }

    /// Enters `place`. Whether it was entered before.
    #[inline]
    pub(crate) fn enter(&mut self, place: u32) -> bool {
        std::mem::replace(&mut self.each[place as usize].entered, true)
    }

    /// Says that `place` has run.
    #[inline]
    pub(crate) fn run(&mut self, place: u32) {
        self.each[place as usize].missing = RAN;
    }

    /// One input of `place` has run. Whether it was the last.
    #[inline]
    pub(crate) fn input_ran(&mut self, place: u32) -> bool {
        let missing = &mut self.each[place as usize].missing;
        *missing -= 1;
        *missing == 0
    }

    /// One reader of `place` has run. How many have not.
    #[inline]
    pub(crate) fn reader_ran(&mut self, place: u32) -> u32 {
        let left = &mut self.each[place as usize].left;
        *left -= 1;
        *left
    }
}

impl Step {
    #[inline]
    pub(crate) fn has_run(&self) -> bool {
        self.missing == RAN
    }
}

impl Index<u32> for Steps {
    type Output = Step;

    #[inline]
    fn index(&self, place: u32) -> &Step {
        &self.each[place as usize]
    }
}
