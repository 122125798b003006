//! Order: in which sequence tasks run so that few results live at once.
//!
//! Needs: a merged graph. Leaves: its tasks, inputs before readers, depth first; of a task's inputs the
//! one whose working out needs the most results at once comes first, as in the register allocation of
//! Sethi and Ullman, which is optimal for trees: nothing waits longer than it must. Where tasks share results,
//! `sharing` lets others run between those of the walk, and says with which root it goes on. A choice stands between its
//! condition and its branches, as it runs; where there is one, who reads a result is not known before, and the walk goes
//! alone.

use crate::choice::BRANCHES;
use crate::merged::Merged;
use crate::node::Sort;
use crate::sharing::Sharing;

pub(crate) struct Sequence {
    /// The places of tasks in the merged graph, first to run first.
    pub(crate) places: Vec<u32>,
    /// What sorts of tasks there are.
    pub(crate) sorts: Sort,
}

/// Room for so many at once: a small graph grows no stack.
const SMALL: usize = 32;

pub(crate) fn order(merged: &Merged) -> Sequence {
    let mut sorts = Sort::default();
    merged.sorts().for_each(|sort| sorts |= sort);
    let Needs { needs, in_order, shared } = Needs::of(merged);
    let choices = sorts.is(Sort::CHOICE);
    if in_order && !shared && !choices {
        // The graph was walked depth first, inputs in order: nothing else would come out.
        let tasks = (0..).zip(merged.sorts()).filter(|(_, sort)| sort.is(Sort::TASK));
        return Sequence { places: tasks.map(|(place, _)| place).collect(), sorts };
    }
    let mut places = Vec::with_capacity(merged.len());
    let mut walk = Walk::new(merged, &needs);
    if shared && !choices {
        let mut sharing = Sharing::new(merged, needs.iter().map(|need| (need.results > 0).then_some(need.readers)));
        while let Some(root) = sharing.next_root() {
            walk.run(root, |place, entered| sharing.run(place, entered, &mut places));
        }
    } else {
        for &root in &merged.roots {
            walk.run(root, |place, _| places.push(place));
        }
    }
    Sequence { places, sorts }
}

/// The depth-first walk.
struct Walk<'a> {
    merged: &'a Merged,
    needs: &'a [Need],
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
    fn new(merged: &'a Merged, needs: &'a [Need]) -> Walk<'a> {
        let entered = needs.iter().map(|need| need.results == 0).collect();
        Walk { merged, needs, entered, stack: Vec::with_capacity(SMALL), waiting: Vec::with_capacity(SMALL) }
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
        let turn = if self.merged.sort(place as usize).is(Sort::CHOICE) {
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

/// The needs of all entries.
struct Needs {
    needs: Vec<Need>,
    /// Whether the inputs of every task stand in the order of their needs.
    in_order: bool,
    /// Whether more than one task reads a result.
    shared: bool,
}

impl Needs {
    fn of(merged: &Merged) -> Needs {
        let mut of = Needs { needs: Vec::with_capacity(merged.len()), in_order: true, shared: false };
        let mut several = Vec::new();
        for (place, sort) in merged.sorts().enumerate() {
            let results = match merged.inputs(place) {
                _ if !sort.is(Sort::TASK) => 0,
                [] => 1,
                &[input] => of.read(input).max(1),
                &[one, other] if one != other => {
                    let (one, other) = (of.read(one), of.read(other));
                    of.in_order &= one >= other || one == 0;
                    together(&mut [one, other]).max(1)
                }
                inputs => {
                    several.clear();
                    several.extend(inputs.chunk_by(|one, other| one == other).map(|same| of.read(same[0])));
                    several.retain(|&need| need > 0);
                    of.in_order &= several.is_sorted_by(|one, other| one >= other);
                    // A choice holds none of them while it waits for another.
                    let choice = sort.is(Sort::CHOICE);
                    let held = if choice { several.iter().copied().max().unwrap_or(0) } else { together(&mut several) };
                    held.max(1)
                }
            };
            of.needs.push(Need { results, readers: 0 });
        }
        of
    }

    /// The results that `input` needs, which one more task reads.
    #[inline]
    fn read(&mut self, input: u32) -> u32 {
        let need = &mut self.needs[input as usize];
        need.readers += 1;
        self.shared |= need.readers > 1 && need.results > 0;
        need.results
    }
}

/// How many results are held at once while inputs of these needs are worked out, the neediest first.
fn together(needs: &mut [u32]) -> u32 {
    match *needs {
        [] => 0,
        [a] => a,
        [0, a] | [a, 0] => a,
        [a, b] => a.max(b).max(a.min(b) + 1),
        _ => {
            needs.sort_unstable_by(|a, b| b.cmp(a));
            needs.iter().zip(0..).map(|(need, held)| need + held).max().unwrap_or(0)
        }
    }
}
