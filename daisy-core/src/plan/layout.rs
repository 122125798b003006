//! From a merged graph and an order to a run: flat arrays, and what every task waits for.

use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock};

use crate::choice::BRANCHES;
use crate::fuse::planned;
use crate::lent::Lent;
use crate::merged::Merged;
use crate::needs::Needs;
use crate::node::Sort;
use crate::operation::Kind;
use crate::sync::AtomicU32;

use super::fail::Dooms;
use super::grow::Growth;
use super::lines::Lines;
use super::pending::AsyncTasks;
use super::roots::RootsLeft;
use super::run::{Cell, NONE, NOWHERE, Options, Run, TaskId, phase, traits};
use super::signal::Signal;

impl Run {
    pub(crate) fn new(mut merged: Merged, options: Options) -> Run {
        let (places, asleep, heads) = planned(&merged);
        let sorts = merged.needs.sorts;
        // The order is that of units whether or not they run as one: `Graph::order` tells it of both.
        let heads = heads.filter(|_| options.fuse);
        let (places, ranks) = if heads.is_some() { (places, Vec::new()) } else { as_walked(&merged, places) };
        let ids = number(&merged, &places);
        let starts = reader_starts(merged.take_needs(), &places);
        let roots: Box<[TaskId]> = merged.roots.iter().map(|&root| ids[root as usize]).collect();
        let mut layout = Layout::of(&merged, &places, &ids, &roots, starts);
        let members = heads.map_or(0, |heads| layout.join(&heads));
        if sorts.is(Sort::CHOICE) {
            layout.count_branches();
            layout.put_to_sleep(places.iter().map(|&place| asleep[place as usize]));
        }
        let (cpu_sources, other_sources) = layout.sources(&ranks, sorts);
        let Layout { cells, nodes, edges, readers, roots_left, .. } = layout;
        let given = merged.given.map_or(NOWHERE, |given| ids[given as usize]);
        let growth = Growth::of(&cells, &nodes, sorts, cpu_sources.len() + other_sources.len());
        Run {
            cells,
            nodes,
            keep: merged.keep,
            given,
            ranks: ranks.into(),
            in_sequence: growth.is_none() && !sorts.is(Sort::OUTSIDE),
            members,
            edges,
            readers,
            cpu_sources,
            other_sources,
            roots,
            roots_left,
            growth,
            phase: AtomicU8::new(phase::RUNNING),
            busy: AtomicUsize::new(0),
            failures: Mutex::default(),
            dooms: Dooms::default(),
            options,
            queue: OnceLock::new(),
            memory: OnceLock::new(),
            async_tasks: AsyncTasks::default(),
            signal: Signal::default(),
        }
    }
}

/// The tasks in the order of the walk, which put near each other what read each other, and the rank of each in the order
/// they are to run in; no ranks if that is the same. Members of units must stand where they run: not for those.
fn as_walked(merged: &Merged, order: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
    if order.is_sorted() {
        return (order, Vec::new());
    }
    let mut rank_of = vec![NONE; merged.len()];
    for (&place, rank) in order.iter().zip(0..) {
        rank_of[place as usize] = rank;
    }
    (0..).zip(rank_of).filter(|&(_, rank)| rank != NONE).unzip()
}

/// The id of every place: first the tasks, then what is not to run, in the order it has.
fn number(merged: &Merged, tasks: &[u32]) -> Vec<TaskId> {
    let mut ids = vec![NONE; merged.len()];
    for (&place, id) in tasks.iter().zip(0..) {
        ids[place as usize] = id;
    }
    for (id, next) in ids.iter_mut().filter(|id| **id == NONE).zip(tasks.len() as TaskId..) {
        *id = next;
    }
    ids
}

struct Layout {
    cells: Lines<Cell>,
    /// Of the tasks, then the others.
    nodes: Box<[Lent]>,
    edges: Box<[AtomicU32]>,
    readers: Box<[TaskId]>,
    /// Tasks that wait for no other, in order.
    sources: Vec<TaskId>,
    roots_left: RootsLeft,
}

impl Layout {
    /// Of the tasks at `places`, of which `roots` were asked for. `cursors` are where the readers of each begin.
    fn of(merged: &Merged, places: &[u32], ids: &[TaskId], roots: &[TaskId], mut cursors: Vec<u32>) -> Layout {
        let tasks = places.len();
        let mut readers = vec![0; cursors[tasks] as usize].into_boxed_slice();
        let (mut edges, mut nodes) = (Vec::with_capacity(merged.edges()), Vec::with_capacity(merged.len()));
        let (mut cells, mut sources) = (Lines::with_room(tasks), Vec::new());
        // SAFETY: the run takes what keeps the nodes.
        let lent = |place| unsafe { merged.lent(place) };
        let (mut asked, mut roots_left) = (Asked::of(roots), RootsLeft::none(tasks));
        for (&place, id) in places.iter().zip(0..) {
            let inputs = merged.inputs(place as usize);
            let mut pending = 0;
            for &input in merged.strict(place as usize) {
                let input = ids[input as usize] as usize;
                if input < tasks {
                    readers[cursors[input] as usize] = id;
                    cursors[input] += 1;
                    pending += 1;
                }
            }
            if pending == 0 {
                sources.push(id);
            }
            edges.extend(inputs.iter().map(|&input| AtomicU32::new(ids[input as usize])));
            // Its readers come later, and so do those of the next: none of these cursors has moved.
            let (first, readers_end) = (cursors[id as usize], cursors[id as usize + 1]);
            let asked = asked.times(id);
            if asked > 0 {
                roots_left.add(id);
            }
            let (operation, sort) = (merged.operation(place as usize), merged.sort(place as usize));
            let cell = Cell::new(operation, sort, pending, readers_end - first, asked);
            cells.push(Cell { inputs_end: edges.len() as u32, readers_end, ..cell });
            nodes.push(lent(place as usize));
        }
        nodes.extend((0..merged.len()).filter(|&place| ids[place] as usize >= tasks).map(lent));
        Layout { cells, nodes: nodes.into(), edges: edges.into(), readers, sources, roots_left }
    }

    /// Gives every task an edge for each choice that may read it as a branch.
    fn count_branches(&mut self) {
        let mut start = 0;
        for place in 0..self.cells.len() {
            let end = self.cells[place].inputs_end as usize;
            let branches = if self.cells[place].operation.is_choice() { BRANCHES } else { 0 };
            for branch in &self.edges[start..end][end - start - branches..] {
                if let Some(cell) = self.cells.get(branch.load(Relaxed) as usize) {
                    cell.slot.acquire_known();
                }
            }
            start = end;
        }
    }

    /// Lets members wait with their heads; says how many there are.
    fn join(&mut self, heads: &[TaskId]) -> usize {
        let (mut members, mut start, mut first) = (0, 0, 0);
        for (id, &head) in (0..).zip(heads) {
            let member = &mut self.cells[id as usize];
            let readers = member.readers_end - std::mem::replace(&mut start, member.readers_end);
            if id == head {
                if member.is(traits::HEAD) {
                    let last = &mut self.cells[id as usize - 1];
                    last.traits |= traits::LAST;
                    last.pending.store(first, Relaxed);
                    self.sources.push(id);
                }
                first = id + 1;
                continue;
            }
            member.traits |= traits::MEMBER;
            let pending = member.pending.load(Relaxed);
            member.pending.store(head, Relaxed);
            let cell = &mut self.cells[head as usize];
            cell.traits |= traits::HEAD;
            // For what the member waits for, but not for itself, for which its readers in the unit did.
            let all = cell.pending.load(Relaxed).wrapping_add(pending).wrapping_sub(readers);
            cell.pending.store(all, Relaxed);
            members += 1;
        }
        self.sources.sort_unstable();
        self.sources.dedup();
        self.drop_waiting_sources();
        members
    }

    fn put_to_sleep(&mut self, asleep: impl Iterator<Item = bool>) {
        for (cell, _) in self.cells.iter_mut().zip(asleep).filter(|(_, asleep)| *asleep) {
            *cell.asleep.get_mut() = true;
            let counted = !cell.is(traits::MEMBER);
            cell.pending.store(cell.pending.load(Relaxed) + u32::from(counted), Relaxed);
        }
        self.drop_waiting_sources();
    }

    /// Members wait with their heads, and sleepers to be woken.
    fn drop_waiting_sources(&mut self) {
        let Layout { cells, sources, .. } = self;
        let waits = |cell: &Cell| cell.is(traits::MEMBER) || cell.pending.load(Relaxed) != 0;
        sources.retain(|&id| !waits(&cells[id as usize]));
    }

    /// The tasks that wait for nothing, in the order they are to run in: those that compute, and the others.
    fn sources(&mut self, ranks: &[u32], sorts: Sort) -> (Box<[TaskId]>, Box<[TaskId]>) {
        let mut sources = std::mem::take(&mut self.sources);
        if !ranks.is_empty() {
            sources.sort_unstable_by_key(|&id| ranks[id as usize]);
        }
        if !sorts.is(Sort::OUTSIDE) {
            return (sources.into(), Box::default());
        }
        let cells = &self.cells;
        let (cpu, other): (Vec<_>, Vec<_>) =
            sources.into_iter().partition(|&id| cells[id as usize].spec().kind == Kind::Cpu);
        (cpu.into(), other.into())
    }
}

/// What was asked for, rising.
struct Asked(std::iter::Peekable<std::vec::IntoIter<TaskId>>);

impl Asked {
    fn of(roots: &[TaskId]) -> Asked {
        let mut roots = roots.to_vec();
        roots.sort_unstable();
        Asked(roots.into_iter().peekable())
    }

    /// How often `id` was, which is larger than any before.
    #[inline]
    fn times(&mut self, id: TaskId) -> u32 {
        let mut times = 0;
        while self.0.next_if_eq(&id).is_some() {
            times += 1;
        }
        times
    }
}

/// Where the readers of each task begin, and at last where all end.
fn reader_starts(needs: Needs, places: &[u32]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(places.len() + 1);
    let end = places.iter().fold(0, |start, &place| {
        starts.push(start);
        start + needs.of(place).readers
    });
    starts.push(end);
    starts
}
