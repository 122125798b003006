//! From a merged graph and an order to a run: flat arrays, and what every task waits for.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize};
use std::sync::{Mutex, OnceLock};

use crate::fuse::planned;
use crate::merge::Merged;
use crate::node::Node;
use crate::operation::Kind;
use crate::order::Sequence;

use super::grow::Growth;
use super::pending::AsyncTasks;
use super::run::{Cell, NONE, Options, Run, Span, TaskId, phase};
use super::signal::Signal;

impl Run {
    pub(crate) fn new(merged: Merged, options: Options) -> Run {
        let (Sequence { places: order, choices, .. }, asleep, heads) = planned(&merged);
        // The order is that of units whether or not they run as one: `Graph::order` tells it of both.
        let heads = heads.filter(|_| options.fuse);
        let Merged { nodes, inputs, starts, roots, .. } = merged;
        let (ids, constants) = number(nodes.len(), &order);
        let inputs_of = |place: u32| &inputs[starts[place as usize]..starts[place as usize + 1]];
        let edge_spans = in_order(&order, |place| inputs_of(place).len());
        let edges: Vec<TaskId> =
            order.iter().flat_map(|&place| inputs_of(place)).map(|&input| ids[input as usize]).collect();
        let strict_spans = if choices { strict(&order, &nodes, &edge_spans) } else { Vec::new() };
        let strict_spans = if choices { &strict_spans } else { &edge_spans };
        let (reader_spans, readers) = invert(order.len(), strict_spans, &edges);
        let roots: Box<[TaskId]> = roots.iter().map(|&root| ids[root as usize]).collect();

        let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
        let mut node = |&place: &u32| nodes[place as usize].take().expect("a place has one id");
        let tasks = order.iter().map(&mut node).collect();
        let mut cells = cells(tasks, &edge_spans, strict_spans, &edges, &reader_spans);
        let constants: Box<[Node]> = constants.iter().map(node).collect();
        let roots_left = mark_roots(&roots, &mut cells);
        let members = heads.map_or(0, |heads| join(&mut cells, &heads));
        if choices {
            count_branches(&cells, &edge_spans, strict_spans, &edges);
            put_to_sleep(&mut cells, order.iter().map(|&place| asleep[place as usize]));
        }
        let (cpu_sources, other_sources) = sources(&cells);
        let growth = Growth::of(&cells, &constants, choices, cpu_sources.len() + other_sources.len());
        Run {
            cells: cells.into(),
            members,
            constants,
            edges: edges.into_iter().map(AtomicU32::new).collect(),
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
            memory: OnceLock::new(),
            async_tasks: AsyncTasks::default(),
            signal: Signal::default(),
            waited_for: AtomicBool::new(false),
        }
    }
}

/// The spans without the branches of choices.
fn strict(order: &[u32], nodes: &[Node], spans: &[Span]) -> Vec<Span> {
    let strict = |(&place, &span): (&u32, &Span)| Span { len: nodes[place as usize].strict() as u32, ..span };
    order.iter().zip(spans).map(strict).collect()
}

fn cells(
    tasks: Vec<Node>,
    edge_spans: &[Span],
    strict_spans: &[Span],
    edges: &[TaskId],
    reader_spans: &[Span],
) -> Vec<Cell> {
    let count = tasks.len();
    let spans = edge_spans.iter().zip(strict_spans).zip(reader_spans);
    let cell = |(node, ((&inputs, strict), &readers)): (Node, ((&Span, &Span), &Span))| {
        let pending = edges[strict.range()].iter().filter(|&&input| (input as usize) < count).count();
        Cell { inputs, readers, ..Cell::new(node, pending as u32, readers.len) }
    };
    tasks.into_iter().zip(spans).map(cell).collect()
}

/// Gives every root an edge each time it is asked for; says how many tasks that makes roots.
fn mark_roots(roots: &[TaskId], cells: &mut [Cell]) -> usize {
    let mut marked = 0;
    for &root in roots {
        // A root that is a constant is there already.
        if let Some(cell) = cells.get_mut(root as usize) {
            marked += usize::from(!std::mem::replace(&mut cell.root, true));
            cell.slot.acquire_known();
        }
    }
    marked
}

/// Gives every task an edge for each choice that may read it as a branch.
fn count_branches(cells: &[Cell], all: &[Span], strict: &[Span], edges: &[TaskId]) {
    for (all, strict) in all.iter().zip(strict) {
        for &branch in &edges[all.range()][strict.len as usize..] {
            if let Some(cell) = cells.get(branch as usize) {
                cell.slot.acquire_known();
            }
        }
    }
}

fn put_to_sleep(cells: &mut [Cell], asleep: impl Iterator<Item = bool>) {
    for (cell, _) in cells.iter_mut().zip(asleep).filter(|(_, asleep)| *asleep) {
        *cell.asleep.get_mut() = true;
        *cell.pending.get_mut() += u32::from(!cell.member);
    }
}

/// Lets members wait with their heads; says how many there are.
fn join(cells: &mut [Cell], heads: &[TaskId]) -> usize {
    let mut members = 0;
    for (id, &head) in (0..).zip(heads).filter(|(id, head)| id != *head) {
        let member = &mut cells[id as usize];
        member.member = true;
        let pending = std::mem::replace(member.pending.get_mut(), head);
        let readers = member.readers.len;
        let head = &mut cells[head as usize];
        head.fused += 1;
        // For what the member waits for, but not for itself, for which its readers in the unit did.
        *head.pending.get_mut() = head.pending.get_mut().wrapping_add(pending).wrapping_sub(readers);
        members += 1;
    }
    members
}

impl Span {
    fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// The id of every place, and the places of the constants in the order of theirs: what is not to run.
fn number(places: usize, order: &[u32]) -> (Vec<TaskId>, Vec<u32>) {
    let mut ids = vec![NONE; places];
    for (&place, id) in order.iter().zip(0..) {
        ids[place as usize] = id;
    }
    let mut constants = Vec::with_capacity(places - order.len());
    for (id, place) in ids.iter_mut().zip(0..).filter(|(id, _)| **id == NONE) {
        *id = (order.len() + constants.len()) as TaskId;
        constants.push(place);
    }
    (ids, constants)
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

/// The tasks that wait for nothing, members apart: those that compute, and the others.
fn sources(cells: &[Cell]) -> (Box<[TaskId]>, Box<[TaskId]>) {
    let waits = |cell: &Cell| cell.member || cell.pending.load(std::sync::atomic::Ordering::Relaxed) != 0;
    let ready = cells.iter().zip(0..).filter(|(cell, _)| !waits(cell));
    let (cpu, other): (Vec<_>, Vec<_>) = ready.partition(|(cell, _)| cell.spec().kind == Kind::Cpu);
    let ids = |sources: Vec<(&Cell, TaskId)>| sources.into_iter().map(|(_, id)| id).collect();
    (ids(cpu), ids(other))
}
