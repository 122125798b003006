//! Packed tasks: the calls of a template as one task.
//!
//! They run one after the other on one thread, in a frame of slots like those of a run: each result is dropped or moved
//! at its last reader. A failure is that of the call in which it happened, under the key of the block.

use std::any::TypeId;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use crate::args::Args;
use crate::error::{Cause, Error};
use crate::key::{Digest, Key};
use crate::node::{Call, Extra, Node, Sort};
use crate::operation::{Code, Operation, Outcome, Spec};
use crate::plan::{Content, Slot, contain};
use crate::sync::lock;
use crate::value::Data;

use super::template::{From, Step, Template};

/// The call that runs all of `template` on `leaves`.
pub(super) fn call(template: &Arc<Template>, leaves: Vec<Node>, block: Option<Node>) -> Call {
    let run = template.clone();
    let code = Code::Sync(Box::new(move |args| Frame::new(&run, args).run()));
    let extra = Arc::new(Extra { code: Some(Arc::new(code)), ..Extra::default() });
    Call::new(operation(template), leaves).with(Some(extra), block)
}

/// One for each result type and name, kept for good: as many as a program has sorts of fused layers.
fn operation(template: &Template) -> &'static Operation {
    static ALL: Mutex<Option<HashMap<(String, TypeId), &'static Operation>>> = Mutex::new(None);
    let names: Vec<&str> = template.steps.iter().map(|step| step.operation().spec.name).collect();
    let (name, result) = (names.join("-"), template.steps.last().expect("a template has steps").operation().result);
    lock(&ALL).get_or_insert_default().entry((name, result.id)).or_insert_with_key(|(name, _)| {
        let name: &'static str = name.clone().leak();
        let spec = Box::leak(Box::new(Spec::new(name, name, "", "", 0, 0)));
        let (digest, code, code_name) = (Digest([0; 32]), Code::Own, "");
        let (sort, last_bytes) = (Sort::of(spec, false, &code), u64::MAX.into());
        Box::leak(Box::new(Operation { spec, digest, result, code_name, sort, code, last_bytes }))
    })
}

/// One run of a packed task. One thread goes through it; what it shares is atomic because inputs may be `Sync`.
pub(crate) struct Frame<'a> {
    steps: &'a [Step],
    outer: &'a Args<'a>,
    /// The results of steps, with an edge for each input that reads them.
    slots: Box<[Slot]>,
    /// How many inputs still read each leaf.
    leaves: Box<[AtomicUsize]>,
    /// Of the step at hand, which inputs gave their edge up.
    taken: Box<[AtomicBool]>,
}

impl<'a> Frame<'a> {
    fn new(template: &'a Template, outer: &'a Args<'a>) -> Frame<'a> {
        let steps = &template.steps[..];
        let (mut edges, mut leaves) = (vec![0; steps.len()], Vec::new());
        for from in steps.iter().flat_map(|step| &step.inputs) {
            match from {
                From::Step(step) => edges[*step] += 1,
                From::Leaf(leaf) => {
                    leaves.resize(leaves.len().max(leaf + 1), 0);
                    leaves[*leaf] += 1;
                }
                From::Constant(_) => {}
            }
        }
        let most = steps.iter().map(|step| step.inputs.len()).max().unwrap_or(0);
        Frame {
            steps,
            outer,
            slots: edges.into_iter().map(Slot::new).collect(),
            leaves: leaves.into_iter().map(AtomicUsize::new).collect(),
            taken: (0..most).map(|_| AtomicBool::new(false)).collect(),
        }
    }

    fn run(&self) -> Outcome {
        for (place, step) in self.steps.iter().enumerate() {
            let code = step.call().code();
            let Code::Sync(code) = code.unwrap_or(&step.operation().code) else { unreachable!("a step only computes") };
            let result = catch_unwind(AssertUnwindSafe(|| code(&Args::packed(self, place as u32))));
            self.release_inputs(step);
            match result {
                Ok(Outcome::Value(value)) if place + 1 == self.steps.len() => return Outcome::Value(value),
                // SAFETY: each step fills its own slot, once, and those that read it come after it.
                Ok(Outcome::Value(value)) => unsafe { self.slots[place].fill(Content::Value(value)) },
                Ok(Outcome::Failed(cause)) => return self.failed(Error::task_failed(&step.node, cause)),
                Ok(Outcome::Filled | Outcome::Graph(_)) => unreachable!("a step gives a value or fails"),
                Err(payload) => {
                    let error = Error::task_panicked(&step.node, payload.as_ref());
                    contain(|| drop(payload));
                    return self.failed(error);
                }
            }
        }
        unreachable!("a template has steps")
    }

    fn failed(&self, error: Error) -> Outcome {
        Outcome::Failed(Cause::Through(error.under(self.key())))
    }

    /// That of the task around it.
    pub(crate) fn key(&self) -> Key {
        self.outer.key()
    }

    /// What few calls have, of a step.
    pub(crate) fn extra(&self, step: u32) -> Option<&Extra> {
        self.steps[step as usize].call().extra().map(Arc::as_ref)
    }

    fn from(&self, step: u32, input: usize) -> &From {
        &self.steps[step as usize].inputs[input]
    }

    pub(crate) fn input<T: Data>(&self, step: u32, input: usize) -> Option<&T> {
        match self.from(step, input) {
            From::Leaf(leaf) => self.outer.input(*leaf),
            From::Constant(node) => node.constant().and_then(|constant| constant.get()),
            // SAFETY: this input holds an edge of the slot until the step ends, and its step has run.
            From::Step(read) => unsafe { self.slots[*read].get() },
        }
    }

    pub(crate) fn take_input<T: Data + Clone>(&self, step: u32, input: usize) -> Option<T> {
        match self.from(step, input) {
            From::Leaf(leaf) if self.leaves[*leaf].load(Relaxed) == 1 => Some(self.outer.take_input(*leaf)),
            From::Step(read) if self.claims(*read, input) => {
                // SAFETY: `claims` gave up the last edge.
                unsafe { self.slots[*read].take() }
            }
            _ => self.input(step, input).cloned(),
        }
    }

    pub(crate) fn move_input<T: Data>(&self, step: u32, input: usize) -> Option<T> {
        match self.from(step, input) {
            From::Leaf(leaf) if self.leaves[*leaf].load(Relaxed) == 1 => self.outer.take_last(*leaf),
            From::Step(read) if self.claims(*read, input) => {
                // SAFETY: `claims` gave up the last edge.
                match unsafe { self.slots[*read].empty() } {
                    Content::Value(value) => value.unshared(),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Gives up this input's edge of the result of step `read`, if it is the last.
    fn claims(&self, read: usize, input: usize) -> bool {
        let last = self.slots[read].claim_known();
        if last {
            self.taken[input].store(true, Relaxed);
        }
        last
    }

    /// Gives up the edges that the step did not.
    fn release_inputs(&self, step: &Step) {
        for (from, taken) in step.inputs.iter().zip(&self.taken) {
            match from {
                From::Leaf(leaf) => drop(self.leaves[*leaf].fetch_sub(1, Relaxed)),
                From::Step(read) => {
                    if !taken.swap(false, Relaxed) && self.slots[*read].release() {
                        // SAFETY: that was the last edge.
                        let content = unsafe { self.slots[*read].empty() };
                        contain(|| drop(content));
                    }
                }
                From::Constant(_) => {}
            }
        }
    }
}

impl Drop for Frame<'_> {
    /// What a failure leaves behind is dropped result by result, so that a panic in one loses no other.
    fn drop(&mut self) {
        for slot in std::mem::take(&mut self.slots) {
            contain(|| drop(slot));
        }
    }
}
