//! Fusing: which cheap tasks run as part of the task that reads them.
//!
//! Needs: a merged graph and an order of its tasks. Leaves: the same tasks, inputs before readers as before, with
//! the *members* of each unit right before the task they run with, its *head*. No key and no edge changes: only
//! which tasks go through queues, and when members run. A task is a member if
//!
//! 1. it is cheap, nobody asked for it, and only tasks of one unit read it, as what they wait for: so it runs if and
//!    only if that unit is reached, and nobody else waits for it;
//! 2. the unit's head computes (no async or blocking one, which would run it elsewhere);
//! 3. it releases its inputs as early as alone: they are small, so that keeping them until the unit starts costs
//!    nothing; or the unit waits for nothing but them, so that it starts when the member would have (a projection
//!    of something large);
//! 4. a graph that grows can't wait for it in vain. One that names its key waits for the whole unit; so in a graph
//!    with growers, no unit waits for a grower, and none sleeps in a branch.

use crate::choice::asleep;
use crate::merged::Merged;
use crate::node::Sort;
use crate::order::order;

/// No heads: that of what nobody reads yet, and of what not only the tasks of one unit read.
const NOBODY: u32 = u32::MAX;
const SEVERAL: u32 = u32::MAX - 1;

/// The order in which a plan runs the tasks, which entries only branches lead to (empty if there are no choices), and
/// the units as [`fuse`] tells them.
pub(crate) fn planned(merged: &Merged) -> (Vec<u32>, Vec<bool>, Option<Vec<u32>>) {
    let mut order = order(merged);
    let asleep = if merged.needs.sorts.is(Sort::CHOICE) { asleep(merged) } else { Vec::new() };
    let heads = fuse(merged, &mut order, &asleep);
    (order, asleep, heads)
}

/// For every task in the order that this leaves, the position of the one it runs with: its own if it runs by itself.
/// `None` if all do. `asleep` says which entries only branches lead to; it is empty if there are no choices.
fn fuse(merged: &Merged, order: &mut Vec<u32>, asleep: &[bool]) -> Option<Vec<u32>> {
    if !merged.needs.sorts.is(Sort::CHEAP) {
        return None;
    }
    let heads = heads(merged, order, asleep)?;
    Some(gather(order, &heads))
}

/// The unit of a task or, before its turn, of those that read it.
#[derive(Clone, Copy)]
struct Unit {
    head: u32,
    /// Whether it waits for no task but one that is to know this, or what that waits for.
    lone: bool,
}

impl Unit {
    /// The unit of those that read an entry, with one more reader.
    fn join(self, reader: Unit) -> Unit {
        match self.head {
            NOBODY => reader,
            head if head == reader.head => Unit { head, lone: false },
            _ => Unit { head: SEVERAL, lone: false },
        }
    }
}

/// For every place the one it runs with.
fn heads(merged: &Merged, order: &[u32], asleep: &[bool]) -> Option<Vec<u32>> {
    let grown = grown(merged);
    let mut units = unread(merged, order);
    let mut fused = false;
    for &place in order.iter().rev() {
        let inputs = merged.strict(place as usize);
        let mut tasks = inputs.iter().map(|&input| merged.node(input as usize)).filter(|node| !node.is_constant());
        let readers = units[place as usize];
        let member = readers.head < SEVERAL
            && merged.sort(place as usize).is(Sort::CHEAP)
            && (readers.lone || tasks.clone().all(|input| input.ty().is_small()))
            && !asleep.get(place as usize).is_some_and(|asleep| *asleep && merged.needs.sorts.is(Sort::GROWER));
        fused |= member;
        let alone = tasks.nth(1).is_none();
        let unit = match member {
            true => Unit { head: readers.head, lone: readers.lone && alone },
            false => Unit { head: place, lone: alone },
        };
        units[place as usize] = unit;
        let waits = || inputs.iter().any(|&input| grown.get(input as usize).is_some_and(|grown| *grown));
        let open = member || !merged.sort(place as usize).is(Sort::OUTSIDE) && !waits();
        let reader = if open { unit } else { Unit { head: SEVERAL, lone: false } };
        for &input in inputs {
            units[input as usize] = units[input as usize].join(reader);
        }
    }
    fused.then(|| units.into_iter().map(|unit| unit.head).collect())
}

/// Before anyone's turn, nobody reads an entry, unless it is asked for or may be taken as a branch.
fn unread(merged: &Merged, order: &[u32]) -> Vec<Unit> {
    let mut units = vec![Unit { head: NOBODY, lone: false }; merged.len()];
    let mut bar = |place: u32| units[place as usize].head = SEVERAL;
    merged.roots.iter().copied().for_each(&mut bar);
    for &place in order.iter().filter(|_| merged.needs.sorts.is(Sort::CHOICE)) {
        let (all, strict) = (merged.inputs(place as usize), merged.strict(place as usize));
        all[strict.len()..].iter().copied().for_each(&mut bar);
    }
    units
}

/// Which entries are growers or need one; empty if there is none.
fn grown(merged: &Merged) -> Vec<bool> {
    if !merged.needs.sorts.is(Sort::GROWER) {
        return Vec::new();
    }
    let mut grown: Vec<bool> = Vec::with_capacity(merged.len());
    for (place, sort) in merged.sorts().enumerate() {
        grown.push(sort.is(Sort::GROWER) || merged.inputs(place).iter().any(|&input| grown[input as usize]));
    }
    grown
}

/// Puts members before their heads; each task's head by position.
fn gather(order: &mut Vec<u32>, heads: &[u32]) -> Vec<u32> {
    let mut ends = vec![0u32; heads.len()];
    for &place in &*order {
        ends[heads[place as usize] as usize] += 1;
    }
    let mut next = 0;
    for &place in order.iter().filter(|&&place| heads[place as usize] == place) {
        next += std::mem::replace(&mut ends[place as usize], next);
    }
    // A unit's tasks in the order they had, which its head ends.
    let mut places = vec![0; order.len()];
    for &place in &*order {
        let end = &mut ends[heads[place as usize] as usize];
        places[*end as usize] = place;
        *end += 1;
    }
    *order = places;
    order.iter().map(|&place| ends[heads[place as usize] as usize] - 1).collect()
}
