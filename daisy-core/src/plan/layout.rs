//! From a merged graph and an order to a run: flat arrays, and what every task waits for.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize};
use std::sync::{Mutex, OnceLock};

use crate::merge::Merged;
use crate::node::Node;
use crate::operation::Kind;

use super::grow::Growth;
use super::pending::AsyncTasks;
use super::run::{Cell, Options, Run, Span, TaskId, phase};
use super::signal::Signal;

impl Run {
    /// `order` holds the places of the tasks in `merged`, first to run first.
    pub(crate) fn new(merged: &Merged, order: &[u32], options: Options) -> Run {
        let (ids, constants) = number(merged, order);
        let tasks = order.len();
        let is_task = |id: TaskId| (id as usize) < tasks;
        let edges = in_order(order, |place| merged.inputs(place as usize).len());
        let mut inputs: Vec<TaskId> = Vec::with_capacity(merged.inputs.len());
        for &place in order {
            inputs.extend(merged.inputs(place as usize).iter().map(|&input| ids[input as usize]));
        }
        let (reader_spans, readers) = invert(tasks, &edges, &inputs);
        let roots: Box<[TaskId]> = merged.roots.iter().map(|&root| ids[root as usize]).collect();
        let mut cells: Vec<Cell> = Vec::with_capacity(tasks);
        for (id, &place) in order.iter().enumerate() {
            let pending = inputs[edges[id].range()].iter().filter(|&&input| is_task(input)).count();
            let mut cell = Cell::new(merged.nodes[place as usize].clone(), pending as u32, reader_spans[id].len, false);
            (cell.inputs, cell.readers) = (edges[id], reader_spans[id]);
            cells.push(cell);
        }
        let mut roots_left = 0;
        for &root in roots.iter().filter(|&&root| is_task(root)) {
            let cell = &mut cells[root as usize];
            roots_left += usize::from(!std::mem::replace(&mut cell.root, true));
            cell.slot.acquire_first();
        }
        let (cpu_sources, other_sources) = sources(&cells);
        let growth = Growth::of(merged, &ids, &cells, cpu_sources.len() + other_sources.len());
        Run {
            cells: cells.into(),
            constants,
            edges: inputs.into_iter().map(AtomicU32::new).collect(),
            readers,
            cpu_sources,
            other_sources,
            roots,
            roots_left: AtomicUsize::new(roots_left),
            growth,
            phase: AtomicU8::new(phase::RUNNING),
            busy: AtomicUsize::new(0),
            failures: Mutex::default(),
            options,
            queue: OnceLock::new(),
            async_tasks: AsyncTasks::default(),
            signal: Signal::default(),
            waited_for: AtomicBool::new(false),
        }
    }
}

impl Span {
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// The id of every place, and the constants in the order of theirs.
fn number(merged: &Merged, order: &[u32]) -> (Vec<TaskId>, Box<[Node]>) {
    let mut ids = vec![0; merged.len()];
    for (id, &place) in order.iter().enumerate() {
        ids[place as usize] = id as TaskId;
    }
    let mut constants = Vec::with_capacity(merged.len() - order.len());
    for (place, node) in merged.nodes.iter().enumerate().filter(|(_, node)| node.is_constant()) {
        ids[place] = (order.len() + constants.len()) as TaskId;
        constants.push(node.clone());
    }
    (ids, constants.into())
}

/// Consecutive spans of the lengths that `len` gives.
fn in_order(items: &[u32], len: impl Fn(u32) -> usize) -> Vec<Span> {
    let mut start = 0;
    let span = |&item: &u32| {
        let len = u32::try_from(len(item)).expect("a graph has fewer than 2^32 edges");
        let span = Span { start, len };
        start = start.checked_add(len).expect("a graph has fewer than 2^32 edges");
        span
    };
    items.iter().map(span).collect()
}

/// Who reads each task: from inputs by task to readers by task.
fn invert(tasks: usize, edges: &[Span], inputs: &[TaskId]) -> (Vec<Span>, Box<[TaskId]>) {
    let mut spans = vec![Span::default(); tasks];
    for &input in inputs.iter().filter(|&&input| (input as usize) < tasks) {
        spans[input as usize].len += 1;
    }
    let mut end = 0;
    for span in &mut spans {
        span.start = end;
        end += std::mem::take(&mut span.len);
    }
    let mut readers = vec![0; end as usize].into_boxed_slice();
    for (reader, edges) in edges.iter().enumerate() {
        for &input in inputs[edges.range()].iter().filter(|&&input| (input as usize) < tasks) {
            let span = &mut spans[input as usize];
            readers[(span.start + span.len) as usize] = reader as TaskId;
            span.len += 1;
        }
    }
    (spans, readers)
}

/// The tasks that wait for nothing: those that compute, and the others.
fn sources(cells: &[Cell]) -> (Box<[TaskId]>, Box<[TaskId]>) {
    let ready = cells.iter().zip(0..).filter(|(cell, _)| cell.pending.load(std::sync::atomic::Ordering::Relaxed) == 0);
    let (cpu, other): (Vec<_>, Vec<_>) = ready.partition(|(cell, _)| cell.spec().kind == Kind::Cpu);
    let ids = |sources: Vec<(&Cell, TaskId)>| sources.into_iter().map(|(_, id)| id).collect();
    (ids(cpu), ids(other))
}
