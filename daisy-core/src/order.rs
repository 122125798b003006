//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees: nothing waits longer than it must. A choice stands between its
//! condition and its branches, as it runs.

use crate::choice::BRANCHES;
use crate::merge::Merged;
use crate::node::Sort;

pub(crate) struct Sequence {
    /// The places of tasks in the merged graph, first to run first.
    pub(crate) places: Vec<u32>,
    /// What sorts of tasks there are.
    pub(crate) sorts: Sort,
}

/// Room for so many at once: a small graph grows no stack.
const SMALL: usize = 32;

/// A task entered and not left.
struct Open {
    place: u32,
    /// Where its inputs begin in `waiting`.
    first: u32,
    /// How many wait when its turn is: of a choice, when its condition is done; of any other, when all inputs are.
    turn: u32,
}

pub(crate) fn order(merged: &Merged) -> Sequence {
    let mut sorts = Sort::default();
    merged.sorts().for_each(|sort| sorts |= sort);
    let Needs { needs, in_order } = Needs::of(merged);
    // The graph was walked depth first, inputs in order: nothing would come out otherwise.
    let places = match in_order && !sorts.is(Sort::CHOICE) {
        true => (0..).zip(merged.sorts()).filter(|(_, sort)| sort.is(Sort::TASK)).map(|(place, _)| place).collect(),
        false => depth_first(merged, &needs),
    };
    Sequence { places, sorts }
}

fn depth_first(merged: &Merged, needs: &[u32]) -> Vec<u32> {
    let mut order = Vec::with_capacity(merged.len());
    let mut entered = vec![false; merged.len()];
    let mut stack: Vec<Open> = Vec::with_capacity(SMALL);
    // The inputs of open tasks, each task's own sorted with the first to run last.
    let mut waiting: Vec<u32> = Vec::with_capacity(SMALL);
    let enter = |place: u32, entered: &mut [bool], stack: &mut Vec<Open>, waiting: &mut Vec<u32>| {
        let sort = merged.sort(place as usize);
        if !sort.is(Sort::TASK) || std::mem::replace(&mut entered[place as usize], true) {
            return;
        }
        let first = waiting.len();
        waiting.extend(merged.inputs(place as usize).iter().rev());
        let turn = match &mut waiting[first..] {
            _ if sort.is(Sort::CHOICE) => first + BRANCHES,
            [second, one] => {
                if needs[*one as usize] < needs[*second as usize] {
                    std::mem::swap(one, second);
                }
                first
            }
            inputs => {
                inputs.sort_by_key(|&input| needs[input as usize]);
                first
            }
        };
        stack.push(Open { place, first: first as u32, turn: turn as u32 });
    };
    for &root in &merged.roots {
        enter(root, &mut entered, &mut stack, &mut waiting);
        while let Some(&Open { place, first, turn }) = stack.last() {
            if waiting.len() == turn as usize {
                order.push(place);
            }
            if waiting.len() > first as usize {
                let input = waiting.pop().expect("longer than it began");
                enter(input, &mut entered, &mut stack, &mut waiting);
            } else {
                stack.pop();
            }
        }
    }
    order
}

/// How many results are held at once while each entry is worked out, were it a tree.
struct Needs {
    needs: Vec<u32>,
    /// Whether the inputs of every task stand in the order of their needs.
    in_order: bool,
}

impl Needs {
    fn of(merged: &Merged) -> Needs {
        let mut of = Needs { needs: Vec::with_capacity(merged.len()), in_order: true };
        let mut sorted = Vec::new();
        for (place, sort) in merged.sorts().enumerate() {
            let need = match merged.inputs(place) {
                _ if !sort.is(Sort::TASK) => 0,
                // It holds none of them while it waits for another.
                inputs if sort.is(Sort::CHOICE) => of.needs_of(inputs).max().unwrap_or(0).max(1),
                [] => 1,
                &[input] => of.needs[input as usize].max(1),
                &[one, other] => {
                    let (one, other) = (of.needs[one as usize], of.needs[other as usize]);
                    of.in_order &= one >= other || one == 0;
                    one.max(other).max(1) + u32::from(one == other && one > 0)
                }
                // Constants need nothing, wherever they stand.
                inputs => {
                    sorted.clear();
                    sorted.extend(of.needs_of(inputs).filter(|&need| need > 0));
                    of.in_order &= sorted.is_sorted_by(|one, other| one >= other);
                    sorted.sort_unstable_by(|one, other| other.cmp(one));
                    sorted.iter().zip(0..).map(|(&need, held)| need + held).max().unwrap_or(0).max(1)
                }
            };
            of.needs.push(need);
        }
        of
    }

    fn needs_of(&self, inputs: &[u32]) -> impl Iterator<Item = u32> {
        inputs.iter().map(|&input| self.needs[input as usize])
    }
}
