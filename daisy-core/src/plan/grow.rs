//! Growing: a task returns a graph, which runs on in its place. And choosing: a task goes on as one of its inputs.
//!
//! Needs: a run with at least one task that can grow it or choose; any other run has no `Growth` and takes no
//! lock. Leaves: each key of the new graph under one id, found or planted, and the grower or choice *forwarded*:
//! it settles as an alias of the task that stands for it.
//!
//! What only branches lead to is *asleep*. Forwarding wakes what the target waits for; a sleeper is counted
//! among its inputs' readers all the same, so that results stay for it while it may still be woken. Whoever
//! wakes a task holds an edge of it, so a task whose last edge goes while it sleeps never wakes: it lets go of
//! its own inputs then (see `inputs`). What grows is planted asleep, and woken with what it stands for.
//!
//! Everything here changes under one lock, and in such a run tasks settle under it too, so that a new
//! reader either sees an input settled or is on its list of late readers. A key whose result was
//! dropped already is planted anew. So that a recursion runs each key once, the results of growers are
//! kept (one edge each, from when they are awake) until no unfinished task can grow the graph.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::sync::{Mutex, MutexGuard};

use crate::error::{Error, Result};
use crate::layer::Planning;
use crate::lent::Lent;
use crate::merged::Table;
use crate::node::{Node, Sort};
use crate::sync::{AtomicU32, lock};

use super::run::{Cell, NONE, Place, Run, TaskId, state, traits};
use super::slot::{Content, View};

pub(super) enum Grown {
    Task {
        node: Node,
        cell: Cell,
        edges: Box<[AtomicU32]>,
        /// That of the task known from the start that it came from.
        urgency: u32,
    },
    Constant(Node),
}

pub(super) struct Growth {
    pub(super) grown: boxcar::Vec<Grown>,
    inner: Mutex<Inner>,
    /// Tasks that may still grow the graph.
    growers: AtomicUsize,
    /// Tasks that are ready or run. None, and roots left: the rest wait for each other.
    live: AtomicUsize,
    tasks: AtomicUsize,
}

#[derive(Default)]
struct Inner {
    table: Table,
    late: HashMap<TaskId, Vec<TaskId>>,
    forwards: HashMap<TaskId, TaskId>,
    /// Growers whose results are kept, by one edge each.
    kept: Vec<TaskId>,
}

impl Growth {
    /// For a run whose tasks are `cells`, if any of them can grow it or choose.
    pub(super) fn of(cells: &[Cell], nodes: &[Lent], sorts: Sort, live: usize) -> Option<Growth> {
        if !sorts.is(Sort::GROWER) && !sorts.is(Sort::CHOICE) {
            return None;
        }
        let growers: Vec<TaskId> =
            cells.iter().zip(0..).filter(|(cell, _)| cell.spec().grows).map(|(_, id)| id).collect();
        let mut table = Table::default();
        for (node, id) in nodes.iter().zip(0..) {
            table.insert(&node.0.digest, id);
        }
        let keep = |cell: &Cell| cell.spec().pure && !cell.asleep.load(Relaxed);
        let kept: Vec<TaskId> = growers.iter().copied().filter(|&id| keep(&cells[id as usize])).collect();
        for &id in &kept {
            cells[id as usize].slot.acquire_known();
        }
        Some(Growth {
            grown: boxcar::Vec::new(),
            growers: AtomicUsize::new(growers.len()),
            live: AtomicUsize::new(live),
            tasks: AtomicUsize::new(0),
            inner: Mutex::new(Inner { table, kept, ..Inner::default() }),
        })
    }

    pub(super) fn task_count(&self) -> usize {
        self.tasks.load(Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    fn close(&self, id: TaskId, cell: &Cell, state: u8) -> Vec<TaskId> {
        let mut inner = self.lock();
        cell.state.store(state, Release);
        inner.late.remove(&id).unwrap_or_default()
    }
}

impl Run {
    /// Marks `id` settled and takes its late readers: from here on a new reader finds it so.
    #[inline]
    pub(super) fn close(&self, id: TaskId, cell: &Cell, state: u8) -> Vec<TaskId> {
        match &self.growth {
            None => {
                cell.state.store(state, Release);
                Vec::new()
            }
            Some(growth) => growth.close(id, cell, state),
        }
    }

    /// All readers known now.
    pub(super) fn all_readers(&self, id: TaskId) -> Vec<TaskId> {
        let mut readers = self.readers(id).to_vec();
        if let Some(growth) = &self.growth {
            readers.extend(growth.lock().late.get(&id).into_iter().flatten());
        }
        readers
    }

    /// `grower` returned `target`: plants what is new of it and forwards the grower there. What became
    /// ready goes to `ready`; what settles at once, the grower perhaps among it, comes back.
    ///
    /// # Errors
    ///
    /// Those of layers whose blocks it needs.
    pub(super) fn grow(
        &self,
        grower: TaskId,
        target: &Node,
        ready: &mut Vec<TaskId>,
    ) -> Result<Vec<(TaskId, Content)>> {
        let growth = self.growth.as_ref().expect("a run with growers has a growth");
        let mut inner = growth.lock();
        let (urgency, mut found) = (self.urgency(grower), Vec::new());
        let planted = Planter { run: self, growth, inner: &mut inner, urgency, found: &mut found }.plant(target);
        match planted {
            Ok(target) => Ok(self.forward(grower, target, inner, ready)),
            Err(error) => {
                drop(inner);
                // They are asleep, and nobody wakes them.
                found.into_iter().for_each(|id| self.release(id));
                Err(error)
            }
        }
    }

    /// `choice` took the branch `target`, and gives its edge of it. As [`grow`](Run::grow).
    pub(super) fn choose(&self, choice: TaskId, target: TaskId, ready: &mut Vec<TaskId>) -> Vec<(TaskId, Content)> {
        let growth = self.growth.as_ref().expect("a run with choices has a growth");
        self.forward(choice, target, growth.lock(), ready)
    }

    /// Makes `task` an alias of `target`, of which it owns an edge.
    fn forward(
        &self,
        task: TaskId,
        target: TaskId,
        mut inner: MutexGuard<'_, Inner>,
        ready: &mut Vec<TaskId>,
    ) -> Vec<(TaskId, Content)> {
        let fates = self.rouse(target, &mut inner);
        inner.forwards.insert(task, target);
        let cell = self.cell(task);
        // One for the target, one for this thread, which still has kept results to let go.
        cell.pending.store(2, Relaxed);
        cell.state.store(state::FORWARDED, Release);
        match self.place(target) {
            Place::Task(target_cell) if !target_cell.settled() => inner.late.entry(target).or_default().push(task),
            place => {
                if let Place::Task(target_cell) = place
                    && target_cell.state.load(Acquire) == state::FAILED
                {
                    self.dooms.add(task, target);
                }
                cell.pending.store(1, Relaxed);
            }
        }
        drop(inner);
        if cell.spec().grows {
            self.grower_done();
        }
        for (input, reader) in fates.failed {
            self.failure_connected(input, reader);
        }
        let mut settled = Vec::new();
        for id in fates.free {
            self.inputs_settled(id, &mut settled, ready);
        }
        if cell.one_settled() {
            settled.push((task, self.forwarded_content(task)));
        }
        settled
    }

    /// Wakes `target` and all that it waits for.
    fn rouse(&self, target: TaskId, inner: &mut Inner) -> Fates {
        let (mut fates, mut needed) = (Fates::default(), vec![target]);
        while let Some(id) = needed.pop() {
            let Place::Task(cell) = self.place(id) else { continue };
            if !cell.asleep.load(Relaxed) {
                continue;
            }
            cell.asleep.store(false, Relaxed);
            let spec = cell.spec();
            if spec.grows && spec.pure {
                cell.slot.acquire_known();
                inner.kept.push(id);
            }
            for edge in self.strict_edges(id) {
                let input = edge.load(Relaxed);
                needed.push(input);
                if let Place::Task(input_cell) = self.place(input)
                    && input_cell.state.load(Acquire) == state::FAILED
                    && !spec.catches
                {
                    fates.failed.push((input, id));
                }
            }
            if !cell.is(traits::MEMBER) && cell.one_settled() {
                fates.free.push(id);
            }
        }
        fates
    }

    /// What a forwarded task whose target has settled comes to.
    pub(super) fn forwarded_content(&self, id: TaskId) -> Content {
        let growth = self.growth.as_ref().expect("only a run that grows forwards");
        if let Some(via) = self.dooms.of(id) {
            return self.failed_by(via);
        }
        let target = growth.lock().forwards[&id];
        self.alias(target)
    }

    /// An alias of `target`, which has settled, for one who owns an edge of it.
    pub(super) fn alias(&self, target: TaskId) -> Content {
        let Place::Task(cell) = self.place(target) else { return Content::Alias(target) };
        // SAFETY: the caller holds an edge of the target, which has settled.
        let View::Alias(end) = (unsafe { cell.slot.read() }) else { return Content::Alias(target) };
        // Aliases stay one step long, however long the chain of tasks that forwarded to each other.
        if let Place::Task(end) = self.place(end) {
            end.slot.acquire();
        }
        self.release(target);
        Content::Alias(end)
    }

    /// A task that could grow the graph has had its say, or never will.
    pub(super) fn grower_done(&self) {
        let growth = self.growth.as_ref().expect("a run with growers has a growth");
        if growth.growers.fetch_sub(1, AcqRel) == 1 {
            let kept = std::mem::take(&mut growth.lock().kept);
            kept.into_iter().for_each(|id| self.release(id));
        }
    }

    /// One live task ended and `ready` became live. True: none is left.
    pub(super) fn stalls(&self, ready: usize) -> bool {
        let Some(growth) = &self.growth else { return false };
        growth.live.fetch_add(ready, Relaxed);
        growth.live.fetch_sub(1, AcqRel) == 1
    }

    /// After a stall was mended: counts the tasks it made ready. True: none.
    pub(super) fn still_stalls(&self, ready: usize) -> bool {
        let Some(growth) = &self.growth else { return false };
        growth.live.fetch_add(ready, AcqRel);
        ready == 0
    }

    /// Tasks that wait for each other, of a run in which nothing is live: the first was forwarded.
    pub(super) fn cycle(&self) -> Option<Vec<TaskId>> {
        let growth = self.growth.as_ref()?;
        let inner = growth.lock();
        let open = |&id: &TaskId| id != NONE && matches!(self.place(id), Place::Task(cell) if !cell.settled());
        let mut path: Vec<TaskId> = vec![self.roots.iter().copied().find(open)?];
        let mut at = HashMap::new();
        loop {
            let last = *path.last()?;
            if let Some(start) = at.insert(last, path.len() - 1) {
                path.pop();
                let mut cycle = path.split_off(start);
                let forwarded = cycle.iter().position(|id| inner.forwards.contains_key(id))?;
                cycle.rotate_left(forwarded);
                return Some(cycle);
            }
            let waits_for = match inner.forwards.get(&last) {
                Some(&target) => Some(target),
                None => self.edges(last).iter().map(|edge| edge.load(Relaxed)).find(open),
            };
            path.push(waits_for?);
        }
    }
}

/// Puts a graph into a run, under the lock, asleep. Every id on `found` carries one edge for whoever asked.
struct Planter<'a> {
    run: &'a Run,
    growth: &'a Growth,
    inner: &'a mut Inner,
    urgency: u32,
    found: &'a mut Vec<TaskId>,
}

/// What was decided as it woke.
#[derive(Default)]
struct Fates {
    /// Tasks that wait for nothing.
    free: Vec<TaskId>,
    /// Failed inputs, each with a new reader that does not catch.
    failed: Vec<(TaskId, TaskId)>,
}

impl Planter<'_> {
    /// The id that stands for `root`, with an edge for the caller. After an error the ids on `found` are to be let go.
    fn plant(&mut self, root: &Node) -> Result<TaskId> {
        let _planning = Planning::new();
        let (built, mut waiting) = (boxcar::Vec::new(), HashSet::new());
        let mut open: Vec<(&Node, std::slice::Iter<'_, Node>, usize)> = Vec::new();
        let mut next = Some(root);
        loop {
            if let Some(node) = next.take() {
                match (self.find(node), node.symbolic()) {
                    (Some(id), _) => self.found.push(id),
                    (None, Some(_)) if !waiting.insert(node.0.digest) => {
                        return Err(Error::executor(format!("{}, a block of a layer, waits for itself", node.key())));
                    }
                    (None, Some(block)) => {
                        let task = &built[built.push(block.build(node)?)];
                        open.push((task, task.input_slice().iter(), self.found.len()));
                    }
                    (None, None) => open.push((node, node.input_slice().iter(), self.found.len())),
                }
            }
            let Some((node, inputs, first)) = open.last_mut() else {
                return Ok(self.found.pop().expect("every node gets an id"));
            };
            next = inputs.next();
            if next.is_none() {
                let inputs = self.found.split_off(*first);
                let id = self.add(node, &inputs);
                self.found.push(id);
                open.pop();
            }
        }
    }

    /// The id of a node whose result is there or on its way, with one more edge.
    fn find(&self, node: &Node) -> Option<TaskId> {
        let id = self.inner.table.find(&node.0.digest, |id| &self.run.node(id).0.digest)?;
        match self.run.place(id) {
            Place::Constant(_) => Some(id),
            Place::Task(cell) if cell.state.load(Acquire) == state::FAILED => {
                cell.slot.acquire_known();
                Some(id)
            }
            Place::Task(cell) => cell.slot.acquire().then_some(id),
        }
    }

    fn add(&mut self, node: &Node, inputs: &[TaskId]) -> TaskId {
        let Some(call) = node.call() else { return self.push(node, Grown::Constant(node.clone())) };
        let (mut waits, mut failed) = (Vec::new(), None);
        for &input in &inputs[..call.strict()] {
            match self.run.place(input) {
                Place::Task(cell) if !cell.settled() => waits.push(input),
                Place::Task(cell) if cell.state.load(Acquire) == state::FAILED => drop(failed.get_or_insert(input)),
                _ => {}
            }
        }
        let cell = Cell::new(call.operation, call.sort(), 1 + waits.len() as u32, 1, 0);
        cell.asleep.store(true, Relaxed);
        let edges = inputs.iter().map(|&input| AtomicU32::new(input)).collect();
        let id = self.push(node, Grown::Task { node: node.clone(), cell, edges, urgency: self.urgency });
        if let Some(input) = failed {
            self.run.dooms.add(id, input);
        }
        self.growth.tasks.fetch_add(1, Relaxed);
        self.growth.growers.fetch_add(usize::from(call.operation.spec.grows), Relaxed);
        waits.into_iter().for_each(|input| self.inner.late.entry(input).or_default().push(id));
        id
    }

    fn push(&mut self, node: &Node, grown: Grown) -> TaskId {
        let place = self.run.first_grown() + self.growth.grown.push(grown);
        let id = TaskId::try_from(place).expect("a run has fewer than 2^32 tasks");
        self.enter(node, id);
        id
    }

    fn enter(&mut self, node: &Node, id: TaskId) {
        let digest = &node.0.digest;
        match self.inner.table.find(digest, |id| &self.run.node(id).0.digest) {
            Some(old) => self.inner.table.replace(digest, old, id),
            None => self.inner.table.insert(digest, id),
        }
    }
}
