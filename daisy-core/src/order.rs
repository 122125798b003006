//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees: nothing waits longer than it must. A choice stands between its
//! condition and its branches, as it runs.

use crate::choice::BRANCHES;
use crate::merge::Merged;

pub(crate) struct Sequence {
    /// The places of tasks in the merged graph, first to run first.
    pub(crate) places: Vec<u32>,
    /// Whether any is a choice.
    pub(crate) choices: bool,
    /// Whether any grows the graph.
    pub(crate) growers: bool,
    /// Whether any is cheap.
    pub(crate) cheap: bool,
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
    let mut order = Sequence { places: Vec::with_capacity(merged.len()), choices: false, growers: false, cheap: false };
    let needs = needs(merged, &mut order);
    let choices = order.choices;
    let mut entered = vec![false; merged.len()];
    let mut stack: Vec<Open> = Vec::with_capacity(SMALL);
    // The inputs of open tasks, each task's own sorted with the first to run last.
    let mut waiting: Vec<u32> = Vec::with_capacity(SMALL);
    let enter = |place: u32, entered: &mut [bool], stack: &mut Vec<Open>, waiting: &mut Vec<u32>| {
        let node = &merged.nodes[place as usize];
        if std::mem::replace(&mut entered[place as usize], true) || node.is_constant() {
            return;
        }
        let first = waiting.len();
        waiting.extend(merged.inputs(place as usize).iter().rev());
        let turn = if choices && node.is_choice() {
            first + BRANCHES
        } else {
            waiting[first..].sort_by_key(|&input| needs[input as usize]);
            first
        };
        stack.push(Open { place, first: first as u32, turn: turn as u32 });
    };
    for &root in &merged.roots {
        enter(root, &mut entered, &mut stack, &mut waiting);
        while let Some(&Open { place, first, turn }) = stack.last() {
            if waiting.len() == turn as usize {
                order.places.push(place);
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

/// How many results are held at once while each entry is worked out, were it a tree; and what sorts of tasks there are.
fn needs(merged: &Merged, order: &mut Sequence) -> Vec<u32> {
    let mut needs: Vec<u32> = Vec::with_capacity(merged.len());
    let mut of_inputs = Vec::with_capacity(SMALL);
    for (place, node) in merged.nodes.iter().enumerate() {
        of_inputs.clear();
        of_inputs.extend(merged.inputs(place).iter().map(|&input| needs[input as usize]).filter(|&need| need > 0));
        of_inputs.sort_unstable_by(|a, b| b.cmp(a));
        let mut choice = false;
        if let Some(call) = node.call() {
            choice = call.operation.is_choice();
            order.choices |= choice;
            order.growers |= call.operation.spec.grows;
            order.cheap |= call.operation.cheap;
        }
        // A choice holds none of them while it waits for another.
        let held = of_inputs.iter().zip(0..).map(|(&need, held)| if choice { need } else { need + held });
        let held = held.max().unwrap_or(0);
        needs.push(if node.is_constant() { 0 } else { held.max(1) });
    }
    needs
}
