//! Needs: what working each entry of a graph out takes, and who reads it: counted as the graph is made, while what an
//! entry reads is at hand.

use smallvec::SmallVec;

use crate::choice::BRANCHES;
use crate::node::Sort;

/// What working an entry out takes.
#[derive(Clone, Copy)]
pub(crate) struct Need {
    /// How many results are held at once meanwhile, were it a tree. 0: none, it is no task.
    pub(crate) results: u32,
    /// How often tasks read it, as what they wait for.
    pub(crate) readers: u32,
}

/// The needs of all entries.
#[derive(Clone)]
pub(crate) struct Needs {
    each: Vec<Need>,
    /// All sorts of entries there are.
    pub(crate) sorts: Sort,
    /// Whether the inputs of every task stand in the order of their needs.
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
        let results = match inputs {
            _ if !sort.is(Sort::TASK) => 0,
            [] => 1,
            &[input] => self.read(input, 1).max(1),
            &[one, other] if one != other => {
                let (one, other) = (self.read(one, 1), self.read(other, 1));
                self.in_order &= one >= other || one == 0;
                together(&mut [one, other]).max(1)
            }
            inputs if sort.is(Sort::CHOICE) => self.choice(inputs),
            inputs => self.several(inputs),
        };
        self.each.push(Need { results, readers: 0 });
    }

    fn several(&mut self, inputs: &[u32]) -> u32 {
        let alike = inputs.chunk_by(|one, other| one == other);
        let mut needs: SmallVec<[u32; 8]> = alike.map(|same| self.read(same[0], same.len() as u32)).collect();
        needs.retain(|need| *need > 0);
        self.in_order &= needs.is_sorted_by(|one, other| one >= other);
        together(&mut needs).max(1)
    }

    /// A choice holds no result while it waits for another, and of its branches it waits for none.
    fn choice(&mut self, inputs: &[u32]) -> u32 {
        let (strict, branches) = inputs.split_at(inputs.len() - BRANCHES);
        let strict = strict.iter().map(|&input| self.read(input, 1)).max();
        let branches = branches.iter().map(|&branch| self.of(branch).results).max();
        strict.max(branches).unwrap_or(0).max(1)
    }

    /// The results that `input` needs, which one more task reads, so many times.
    #[inline]
    fn read(&mut self, input: u32, times: u32) -> u32 {
        let need = &mut self.each[input as usize];
        self.shared |= need.readers > 0 && need.results > 0;
        need.readers += times;
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
