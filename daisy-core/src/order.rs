//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees: nothing waits longer than it must.

use crate::merge::Merged;

/// The places of tasks in `merged`, first to run first.
pub(crate) fn order(merged: &Merged) -> Vec<u32> {
    let needs = needs(merged);
    let mut order = Vec::with_capacity(merged.len());
    let mut entered = vec![false; merged.len()];
    let mut stack: Vec<(u32, u32)> = Vec::new();
    // The inputs of open tasks, each task's own sorted with the first to run last.
    let mut waiting: Vec<u32> = Vec::new();
    let enter = |place: u32, entered: &mut [bool], stack: &mut Vec<(u32, u32)>, waiting: &mut Vec<u32>| {
        if std::mem::replace(&mut entered[place as usize], true) || merged.nodes[place as usize].is_constant() {
            return;
        }
        let first = waiting.len();
        waiting.extend(merged.inputs(place as usize).iter().rev());
        waiting[first..].sort_by_key(|&input| needs[input as usize]);
        stack.push((place, first as u32));
    };
    for &root in &merged.roots {
        enter(root, &mut entered, &mut stack, &mut waiting);
        while let Some(&(place, first)) = stack.last() {
            if waiting.len() > first as usize {
                let input = waiting.pop().expect("longer than it began");
                enter(input, &mut entered, &mut stack, &mut waiting);
            } else {
                order.push(place);
                stack.pop();
            }
        }
    }
    order
}

/// How many results are held at once while each entry is worked out, were it a tree.
fn needs(merged: &Merged) -> Vec<u32> {
    let mut needs: Vec<u32> = Vec::with_capacity(merged.len());
    let mut of_inputs = Vec::new();
    for (place, node) in merged.nodes.iter().enumerate() {
        of_inputs.clear();
        of_inputs.extend(merged.inputs(place).iter().map(|&input| needs[input as usize]).filter(|&need| need > 0));
        of_inputs.sort_unstable_by(|a, b| b.cmp(a));
        let held = of_inputs.iter().zip(0..).map(|(&need, held)| need + held).max().unwrap_or(0);
        needs.push(if node.is_constant() { 0 } else { held.max(1) });
    }
    needs
}
