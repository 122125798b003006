//! Fusing: which cheap tasks run as part of the task that reads them.
//!
//! Needs: a merged graph and an order of its tasks. Leaves: the same tasks, inputs before readers as before, with
//! the *members* of each unit right before the task they run with, its *head*. No key and no edge changes: only
//! which tasks go through queues, and when members run. A task is a member if
//!
//! 1. it is cheap, nobody asked for it, and one task reads it, once, as what it waits for: so it runs if and only if
//!    that task is reached, and nobody else waits for it;
//! 2. that task computes (no async or blocking one, which would run it elsewhere), itself a member or a head;
//! 3. it releases its inputs as early as alone: they are small, so that keeping them until the unit starts costs
//!    nothing; or the unit waits for nothing but them, so that it starts when the member would have (a projection
//!    of something large);
//! 4. a graph that grows can't wait for it in vain. One that names its key waits for the whole unit; so in a graph
//!    with growers, no unit waits for a grower, and none sleeps in a branch.

use crate::merge::Merged;
use crate::operation::Kind;
use crate::order::Sequence;

/// Who reads an entry: a place, or one of these, which are no places.
const NOBODY: u32 = u32::MAX;
const SEVERAL: u32 = u32::MAX - 1;

/// For every task in the order that this leaves, the position of the one it runs with: its own if it runs by itself.
/// `None` if all do. `asleep` says which entries only branches lead to; it is empty if there are no choices.
pub(crate) fn fuse(merged: &Merged, order: &mut Sequence, asleep: &[bool]) -> Option<Vec<u32>> {
    if !order.cheap {
        return None;
    }
    let heads = heads(merged, order, asleep)?;
    Some(gather(order, &heads))
}

/// What the inputs of a task must know of it.
#[derive(Clone, Copy)]
struct Reader {
    /// The place it runs with.
    head: u32,
    /// Whether it can have members.
    open: bool,
    /// Whether its unit waits for no task but one of its inputs, or what that waits for.
    lone: bool,
}

/// For every place the one it runs with.
fn heads(merged: &Merged, order: &Sequence, asleep: &[bool]) -> Option<Vec<u32>> {
    let grown = grown(merged, order);
    let readers = readers(merged, order);
    let mut known: Vec<Reader> =
        (0..merged.len() as u32).map(|head| Reader { head, open: false, lone: false }).collect();
    let mut fused = false;
    for &place in order.places.iter().rev() {
        let call = merged.nodes[place as usize].call().expect("only tasks have an order");
        let inputs = &merged.inputs(place as usize)[..call.strict()];
        let mut tasks = inputs.iter().map(|&input| &merged.nodes[input as usize]).filter(|node| !node.is_constant());
        let reader = known.get(readers[place as usize] as usize).filter(|reader| reader.open);
        let head = reader.filter(|reader| {
            call.operation.cheap
                && (reader.lone || tasks.clone().all(|input| input.ty().is_small()))
                && !asleep.get(place as usize).is_some_and(|asleep| *asleep && order.growers)
        });
        fused |= head.is_some();
        let alone = tasks.nth(1).is_none();
        known[place as usize] = match head {
            Some(&Reader { head, lone, .. }) => Reader { head, open: true, lone: lone && alone },
            None => {
                let waits = inputs.iter().any(|&input| grown.get(input as usize).is_some_and(|grown| *grown));
                Reader { head: place, open: call.operation.spec.kind == Kind::Cpu && !waits, lone: alone }
            }
        };
    }
    fused.then(|| known.into_iter().map(|reader| reader.head).collect())
}

/// The one reader of every place.
fn readers(merged: &Merged, order: &Sequence) -> Vec<u32> {
    let mut readers = vec![NOBODY; merged.len()];
    for &place in &order.places {
        let inputs = merged.inputs(place as usize);
        let strict = if order.choices { merged.nodes[place as usize].strict() } else { inputs.len() };
        for (position, &input) in inputs.iter().enumerate() {
            let reader = &mut readers[input as usize];
            *reader = if *reader == NOBODY && position < strict { place } else { SEVERAL };
        }
    }
    for &root in &merged.roots {
        readers[root as usize] = SEVERAL;
    }
    readers
}

/// Which entries are growers or need one; empty if there is none.
fn grown(merged: &Merged, order: &Sequence) -> Vec<bool> {
    if !order.growers {
        return Vec::new();
    }
    let mut grown: Vec<bool> = Vec::with_capacity(merged.len());
    for (place, node) in merged.nodes.iter().enumerate() {
        let grows = node.call().is_some_and(|call| call.operation.spec.grows);
        grown.push(grows || merged.inputs(place).iter().any(|&input| grown[input as usize]));
    }
    grown
}

/// Puts members before their heads; each task's head by position.
fn gather(order: &mut Sequence, heads: &[u32]) -> Vec<u32> {
    let mut ends = vec![0u32; heads.len()];
    for &place in &order.places {
        ends[heads[place as usize] as usize] += 1;
    }
    let mut next = 0;
    for &place in order.places.iter().filter(|&&place| heads[place as usize] == place) {
        next += std::mem::replace(&mut ends[place as usize], next);
    }
    // A unit's tasks in the order they had, which its head ends.
    let mut places = vec![0; order.places.len()];
    for &place in &order.places {
        let end = &mut ends[heads[place as usize] as usize];
        places[*end as usize] = place;
        *end += 1;
    }
    order.places = places;
    order.places.iter().map(|&place| ends[heads[place as usize] as usize] - 1).collect()
}
