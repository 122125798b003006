//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees; of equal ones that with the longest path, so that nothing waits longer
//! than it must. Where tasks share results, `sharing` lets others run between those of the walk, and says with which root
//! it goes on. A choice stands between its condition and its branches, as it runs; where there is one, who reads a result
//! is not known before, and the walk goes alone.

use crate::choice::BRANCHES;
use crate::merged::Merged;
use crate::node::Sort;
use crate::sharing::Sharing;
use crate::steps::Steps;

/// Room for so many at once: a small graph grows no stack.
const SMALL: usize = 32;

/// The places of tasks in the merged graph, first to run first.
pub(crate) fn order(merged: &Merged) -> Vec<u32> {
    let (needs, mut places) = (&merged.needs, Vec::with_capacity(merged.len()));
    let choices = needs.sorts.is(Sort::CHOICE);
    if needs.in_order && !needs.shared && !choices {
        // The graph was walked depth first, inputs in order: nothing else would come out.
        let tasks = (0..).zip(merged.sorts()).filter(|(_, sort)| sort.is(Sort::TASK));
        places.extend(tasks.map(|(place, _)| place));
        return places;
    }
    let mut walk = Walk::new(merged);
    if needs.shared && !choices {
        let mut sharing = Sharing::new(merged);
        while let Some(root) = sharing.next_root(&mut walk.steps) {
            walk.run(root, |place, steps| sharing.run(place, steps, &mut places));
        }
    } else {
        for &root in &merged.roots {
            walk.run(root, |place, _| places.push(place));
        }
    }
    places
}

/// The depth-first walk.
struct Walk {
    steps: Steps,
    stack: Vec<Open>,
    /// The inputs of open tasks, each task's own with the first to run last.
    waiting: Vec<u32>,
}

/// A task entered and not left.
struct Open {
    place: u32,
    /// Where its inputs begin in `waiting`.
    first: u32,
    /// How many wait when its turn is: of a choice, when its condition is done; of any other, when all inputs are.
    turn: u32,
}

impl Walk {
    fn new(merged: &Merged) -> Walk {
        Walk { steps: Steps::of(merged), stack: Vec::with_capacity(SMALL), waiting: Vec::with_capacity(SMALL) }
    }

    /// Hands `root`, and what it needs before, to `run`, with the steps; `run` may enter more of them.
    fn run(&mut self, root: u32, mut run: impl FnMut(u32, &mut Steps)) {
        self.enter(root);
        while let Some(&Open { place, first, turn }) = self.stack.last() {
            if self.waiting.len() == turn as usize {
                run(place, &mut self.steps);
            }
            if self.waiting.len() > first as usize {
                let input = self.waiting.pop().expect("longer than it began");
                self.enter(input);
            } else {
                self.stack.pop();
            }
        }
    }

    fn enter(&mut self, place: u32) {
        let Steps { each, lists } = &mut self.steps;
        let step = &mut each[place as usize];
        if std::mem::replace(&mut step.entered, true) {
            return;
        }
        let (first, choice, inputs) = (self.waiting.len(), step.choice, step.inputs());
        for &input in inputs.of(lists).iter().rev() {
            if choice || !each[input as usize].entered {
                self.waiting.push(input);
            }
        }
        let turn = if choice { first + BRANCHES } else { first };
        self.stack.push(Open { place, first: first as u32, turn: turn as u32 });
    }
}
