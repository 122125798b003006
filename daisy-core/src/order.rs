//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees: nothing waits longer than it must. Where tasks share results,
//! `sharing` lets others run between those of the walk, and says with which root it goes on. A choice stands between its
//! condition and its branches, as it runs; where there is one, who reads a result is not known before, and the walk goes
//! alone.

use crate::choice::BRANCHES;
use crate::merge::Merged;
use crate::sharing::Sharing;

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

pub(crate) fn order(merged: &Merged) -> Sequence {
    let mut order = Sequence { places: Vec::with_capacity(merged.len()), choices: false, growers: false, cheap: false };
    let needs = needs(merged, &mut order);
    let mut walk = Walk::new(merged, &needs, order.choices);
    if !order.choices && needs.iter().any(|need| need.readers > 1) {
        let mut sharing = Sharing::new(merged, needs.iter().map(|need| (need.results > 0).then_some(need.readers)));
        while let Some(root) = sharing.next_root() {
            walk.run(root, |place, entered| sharing.run(place, entered, &mut order.places));
        }
    } else {
        for &root in &merged.roots {
            walk.run(root, |place, _| order.places.push(place));
        }
    }
    order
}

/// The depth-first walk.
struct Walk<'a> {
    merged: &'a Merged,
    needs: &'a [Need],
    choices: bool,
    entered: Vec<bool>,
    stack: Vec<Open>,
    /// The inputs of open tasks, each task's own sorted with the first to run last.
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

impl<'a> Walk<'a> {
    fn new(merged: &'a Merged, needs: &'a [Need], choices: bool) -> Walk<'a> {
        let entered = needs.iter().map(|need| need.results == 0).collect();
        Walk { merged, needs, choices, entered, stack: Vec::new(), waiting: Vec::new() }
    }

    /// Hands `root`, and what it needs before, to `run`, with which tasks were entered before; `run` may add to them.
    fn run(&mut self, root: u32, mut run: impl FnMut(u32, &mut [bool])) {
        self.enter(root);
        while let Some(&Open { place, first, turn }) = self.stack.last() {
            if self.waiting.len() == turn as usize {
                run(place, &mut self.entered);
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
        if std::mem::replace(&mut self.entered[place as usize], true) {
            return;
        }
        let first = self.waiting.len();
        let inputs = self.merged.inputs(place as usize).iter().rev();
        let turn = if self.choices && self.merged.nodes[place as usize].is_choice() {
            self.waiting.extend(inputs);
            first + BRANCHES
        } else {
            self.waiting.extend(inputs.filter(|&&input| !self.entered[input as usize]));
            let results = |&input: &u32| self.needs[input as usize].results;
            match &mut self.waiting[first..] {
                [] | [_] => {}
                [a, b] if results(a) <= results(b) => {}
                [a, b] => std::mem::swap(a, b),
                more => more.sort_by_key(results),
            }
            first
        };
        self.stack.push(Open { place, first: first as u32, turn: turn as u32 });
    }
}

/// What working an entry out takes.
struct Need {
    /// How many results are held at once meanwhile, were it a tree. 0: none, it is a constant.
    results: u32,
    /// How many tasks read it, if it is none; one that reads it twice, and not in a row, counts twice.
    readers: u32,
}

/// The needs of all entries, and what sorts of tasks there are.
fn needs(merged: &Merged, order: &mut Sequence) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::with_capacity(merged.len());
    let mut of_inputs = Vec::new();
    for (place, node) in merged.nodes.iter().enumerate() {
        of_inputs.clear();
        let inputs = merged.inputs(place);
        for (at, &input) in inputs.iter().enumerate() {
            let again = at > 0 && inputs[at - 1] == input;
            let input = &mut needs[input as usize];
            if input.results > 0 && !again {
                input.readers += 1;
                of_inputs.push(input.results);
            }
        }
        // A choice holds none of them while it waits for another.
        let mut choice = false;
        if let Some(call) = node.call() {
            choice = call.operation.is_choice();
            order.choices |= choice;
            order.growers |= call.operation.spec.grows;
            order.cheap |= call.operation.cheap;
        }
        let held = if choice { of_inputs.iter().copied().max().unwrap_or(0) } else { together(&mut of_inputs) };
        needs.push(Need { results: if node.is_constant() { 0 } else { held.max(1) }, readers: 0 });
    }
    needs
}

/// How many results are held at once while inputs of these needs are worked out, the neediest first.
fn together(needs: &mut [u32]) -> u32 {
    match *needs {
        [] => 0,
        [a] => a,
        [a, b] => a.max(b).max(a.min(b) + 1),
        _ => {
            needs.sort_unstable_by(|a, b| b.cmp(a));
            needs.iter().zip(0..).map(|(need, held)| need + held).max().unwrap_or(0)
        }
    }
}
