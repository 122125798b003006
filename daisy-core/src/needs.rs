//! Needs: what working each entry of a graph out takes, and who reads it: counted as the graph is made, while what an
//! entry reads is at hand.

use smallvec::SmallVec;

use crate::choice::BRANCHES;
use crate::node::Sort;

/// What working an entry out takes.
#[derive(Clone, Copy)]
pub(crate) struct Need {
    pub(crate) cost: Cost,
    /// How often tasks read it, as what they wait for.
    pub(crate) readers: u32,
}

/// By which the inputs of a task are put in order, the largest first.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost {
    /// How many results are held at once meanwhile, were it a tree. 0: none, it is no task.
    pub(crate) results: u32,
    /// How many tasks run one after the other at least. Of two that need as many results, the short one begun last is held
    /// for a short time.
    depth: u32,
}

/// The needs of all entries.
#[derive(Clone)]
pub(crate) struct Needs {
    each: Vec<Need>,
    /// All sorts of entries there are.
    pub(crate) sorts: Sort,
    /// Whether the inputs of every task stand in the order of their costs.
    pub(crate) in_order: bool,
    /// Whether more than one task reads a result; one that reads it twice, and not in a row, counts twice.
    pub(crate) shared: bool,
}

impl Needs {
    pub(crate) fn with_room(entries: usize) -> Needs {
        Needs { each: Vec::with_capacity(entries), sorts: Sort::default(), in_order: true, shared: false }
    }

    #[inline]
    pub(crate) fn of(&self, place: u32) -> Need {
        self.each[place as usize]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Need> {
        self.each.iter().copied()
    }

    /// One more entry, which reads `inputs`.
    #[inline]
    pub(crate) fn push(&mut self, sort: Sort, inputs: &[u32]) {
        self.sorts |= sort;
        let cost = match inputs {
            _ if !sort.is(Sort::TASK) => Cost::default(),
            [] => Cost::over(0, 0),
            &[input] => {
                let Cost { results, depth } = self.read(input, 1);
                Cost::over(results, depth)
            }
            &[one, other] if one != other => {
                let (one, other) = (self.read(one, 1), self.read(other, 1));
                self.in_order &= one >= other || one.results == 0;
                Cost::over(together(&mut [one.results, other.results]), one.depth.max(other.depth))
            }
            inputs if sort.is(Sort::CHOICE) => self.choice(inputs),
            inputs => self.several(inputs),
        };
        self.each.push(Need { cost, readers: 0 });
    }

    fn several(&mut self, inputs: &[u32]) -> Cost {
        let alike = inputs.chunk_by(|one, other| one == other);
        let mut costs: SmallVec<[Cost; 8]> = alike.map(|same| self.read(same[0], same.len() as u32)).collect();
        costs.retain(|cost| cost.results > 0);
        self.in_order &= costs.is_sorted_by(|one, other| one >= other);
        let mut needs: SmallVec<[u32; 8]> = costs.iter().map(|cost| cost.results).collect();
        Cost::over(together(&mut needs), deepest(&costs))
    }

    /// A choice holds no result while it waits for another, and of its branches it waits for none.
    fn choice(&mut self, inputs: &[u32]) -> Cost {
        let (strict, branches) = inputs.split_at(inputs.len() - BRANCHES);
        let mut costs: SmallVec<[Cost; 8]> = strict.iter().map(|&input| self.read(input, 1)).collect();
        costs.extend(branches.iter().map(|&branch| self.of(branch).cost));
        Cost::over(costs.iter().map(|cost| cost.results).max().unwrap_or(0), deepest(&costs))
    }

    /// What `input` costs, which one more task reads, so many times.
    #[inline]
    fn read(&mut self, input: u32, times: u32) -> Cost {
        let need = &mut self.each[input as usize];
        self.shared |= need.readers > 0 && need.cost.results > 0;
        need.readers += times;
        need.cost
    }
}

impl Cost {
    /// Of a task over inputs that need so many results and are so deep.
    #[inline]
    fn over(results: u32, depth: u32) -> Cost {
        Cost { results: results.max(1), depth: depth + 1 }
    }
}

fn deepest(costs: &[Cost]) -> u32 {
    costs.iter().map(|cost| cost.depth).max().unwrap_or(0)
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
