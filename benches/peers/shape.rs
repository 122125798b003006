//! The graphs, for libraries that are told nodes and edges. daisy's own are in `peers/daisy.rs`, as a user writes them;
//! Taskflow's and Dask's stand beside those. Each computes the same numbers.

/// What a graph looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Tasks that read nothing.
    Independent,
    /// Each task reads the one before.
    Chain,
    /// A binary tree, from many leaves to one root.
    Tree,
    /// A square: each task reads its upper and its left neighbour.
    Wavefront,
    /// Layers as wide as there are layers: each task reads the one above it and three more of that layer, at random.
    Layered,
    /// All tasks read the first.
    FanOut,
    /// The last task reads all.
    FanIn,
}

impl Shape {
    pub const ALL: [Shape; 7] =
        [Shape::Independent, Shape::Chain, Shape::Tree, Shape::Wavefront, Shape::Layered, Shape::FanOut, Shape::FanIn];

    /// How tables and programs in other languages call it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Independent => "independent",
            Shape::Chain => "chain",
            Shape::Tree => "tree",
            Shape::Wavefront => "wavefront",
            Shape::Layered => "layered",
            Shape::FanOut => "fan-out",
            Shape::FanIn => "fan-in",
        }
    }

    /// Tasks of the graph of this shape that comes nearest to `tasks`: a tree has full levels, layers are full.
    pub fn tasks(self, tasks: usize) -> usize {
        match self {
            Shape::Independent | Shape::Chain | Shape::FanOut | Shape::FanIn => tasks,
            Shape::Tree => 2 * leaves(tasks) - 1,
            Shape::Wavefront => side(tasks).pow(2),
            Shape::Layered => tasks.isqrt().pow(2),
        }
    }

    /// The most that a task of it reads.
    pub fn most_inputs(self, tasks: usize) -> usize {
        match self {
            Shape::Independent => 0,
            Shape::Chain | Shape::FanOut => 1,
            Shape::Tree | Shape::Wavefront => 2,
            Shape::Layered => 4,
            Shape::FanIn => tasks - 1,
        }
    }
}

/// Leaves of a tree of about `tasks`.
pub fn leaves(tasks: usize) -> usize {
    tasks.next_power_of_two() / 2
}

/// The side of a square of about `tasks`: 1024 for a million.
pub fn side(tasks: usize) -> usize {
    (tasks + tasks / 20).isqrt()
}

/// The four tasks of the layer above that a task reads: the one above it, and one of each third of the others, by
/// numbers that look random (SplitMix64).
pub fn above(task: usize, width: usize) -> [usize; 4] {
    let third = (width - 1) / 3;
    std::array::from_fn(|input| {
        let mut x = ((4 * task + input) as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let place = ((x ^ (x >> 31)) % third as u64) as usize;
        let ahead = if input == 0 { 0 } else { 1 + (input - 1) * third + place };
        (task + ahead) % width
    })
}

/// A graph by numbers: what task `n` reads stands at `ends[n - 1]..ends[n]`. Inputs come before those that read them.
pub struct Dag {
    inputs: Vec<u32>,
    ends: Vec<u32>,
    /// Whether a task adds its number to what it reads: in a fan-out, as they would all be the same task otherwise.
    numbered: bool,
    /// The first of the tasks that are asked for; they end the graph.
    pub roots: usize,
}

impl Dag {
    pub fn new(shape: Shape, tasks: usize) -> Dag {
        let len = shape.tasks(tasks);
        let roots = match shape {
            Shape::Independent => 0,
            Shape::FanOut => 1,
            Shape::Layered => len - tasks.isqrt(),
            _ => len - 1,
        };
        let mut dag =
            Dag { inputs: Vec::new(), ends: Vec::with_capacity(len), numbered: shape == Shape::FanOut, roots };
        for task in 0..len {
            dag.add(shape, tasks, task);
            dag.ends.push(dag.inputs.len() as u32);
        }
        dag
    }

    fn add(&mut self, shape: Shape, tasks: usize, task: usize) {
        let mut reads = |input: usize| self.inputs.push(input as u32);
        match shape {
            Shape::Independent => {}
            Shape::Chain if task > 0 => reads(task - 1),
            Shape::Chain => {}
            Shape::Tree => {
                if let Some(left) = (2 * task).checked_sub(2 * leaves(tasks)) {
                    reads(left);
                    reads(left + 1);
                }
            }
            Shape::Wavefront => {
                let side = side(tasks);
                if task >= side {
                    reads(task - side);
                }
                if !task.is_multiple_of(side) {
                    reads(task - 1);
                }
            }
            Shape::Layered => {
                let width = tasks.isqrt();
                if task >= width {
                    let start = task - width - task % width;
                    above(task, width).into_iter().for_each(|input| reads(start + input));
                }
            }
            Shape::FanOut if task > 0 => reads(0),
            Shape::FanIn if task == tasks - 1 => (0..task).for_each(reads),
            Shape::FanOut | Shape::FanIn => {}
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// What a task reads.
    pub fn inputs(&self, task: usize) -> &[u32] {
        let start = if task == 0 { 0 } else { self.ends[task - 1] as usize };
        &self.inputs[start..self.ends[task] as usize]
    }

    /// The number that a task adds: its own where it would else be equal to others, one where it reads one, or none.
    pub fn own(&self, task: usize) -> u64 {
        match self.inputs(task).len() {
            0 => task as u64 + 1,
            1 if self.numbered => task as u64,
            1 => 1,
            _ => 0,
        }
    }

    /// Runs a task.
    pub fn run(&self, task: usize, result: impl Fn(usize) -> u64) -> u64 {
        crate::work::sum(self.inputs(task).iter().map(|&input| result(input as usize)), self.own(task))
    }

    /// The sum of what is asked for.
    pub fn total(&self, result: impl Fn(usize) -> u64) -> u64 {
        (self.roots..self.len()).map(result).fold(0, u64::wrapping_add)
    }
}
