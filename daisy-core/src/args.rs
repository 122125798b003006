//! What a task's code sees of its inputs.

use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::key::Key;
use crate::layer::Frame;
use crate::node::{Argument, Extra};
use crate::operation::Outcome;
use crate::plan::run::{Cell, Run, TaskId};
use crate::sync::AtomicU32;
use crate::value::{Data, Owned, Value};

/// The inputs of one task while it runs. Used by generated code.
pub struct Args<'a> {
    run: Source<'a>,
    id: TaskId,
    /// Whether no other try follows, so that what is taken by value may be moved.
    last: bool,
    /// Arguments made of several inputs, put together when first borrowed; one for each argument if there are any.
    gathered: Option<Box<[OnceLock<Value>]>>,
}

/// A sync task borrows its run, an async one keeps it alive; one inside another reads the frame of that.
enum Source<'a> {
    /// With its cell and its edges.
    Borrowed(&'a Run, &'a Cell, &'a [AtomicU32]),
    Owned(Arc<Run>),
    Packed(&'a Frame<'a>),
}

impl<'a> Args<'a> {
    #[inline]
    pub(crate) fn borrowed(run: &'a Run, id: TaskId, cell: &'a Cell, last: bool) -> Args<'a> {
        Args { gathered: slots(run.extra(id, cell)), run: Source::Borrowed(run, cell, run.edges(id)), id, last }
    }

    /// What the code of a task with this value came to. The value of a sync task goes to its slot at once: each copy on
    /// the way would cost as much as a small task.
    #[inline]
    pub(crate) fn done<T: Data>(&self, value: T) -> Outcome {
        match self.run {
            Source::Borrowed(run, cell, _) => {
                run.fill(self.id, cell, value);
                Outcome::Filled
            }
            Source::Owned(_) | Source::Packed(_) => Outcome::Value(Value::new(value)),
        }
    }

    pub(crate) fn owned(run: Arc<Run>, id: TaskId, last: bool) -> Args<'static> {
        Args { gathered: slots(run.extra(id, run.cell(id))), run: Source::Owned(run), id, last }
    }

    /// For step `step` of a packed task.
    pub(crate) fn packed(frame: &'a Frame<'a>, step: u32) -> Args<'a> {
        Args { gathered: slots(frame.extra(step)), run: Source::Packed(frame), id: step, last: true }
    }

    #[inline]
    fn source(&self) -> Result<&Run, &Frame<'a>> {
        match &self.run {
            Source::Borrowed(run, ..) => Ok(run),
            Source::Owned(run) => Ok(run),
            Source::Packed(frame) => Err(frame),
        }
    }

    /// The run, and the edge through which the task reads `input`.
    #[inline]
    fn edge(&self, input: usize) -> Result<(&Run, &AtomicU32), &Frame<'a>> {
        match &self.run {
            Source::Borrowed(run, _, edges) => Ok((run, &edges[input])),
            Source::Owned(run) => Ok((run, &run.edges(self.id)[input])),
            Source::Packed(frame) => Err(frame),
        }
    }

    /// The key of the task that the plan knows.
    pub(crate) fn key(&self) -> Key {
        match self.source() {
            Ok(run) => run.node(self.id).key(),
            Err(frame) => frame.key(),
        }
    }

    /// Where argument `argument` is; of one that only lies side by side, its input at `place`.
    #[inline]
    fn shape(&self, argument: usize, place: usize) -> Shape<'_> {
        if self.gathered.is_none() { Shape::One(argument) } else { self.gathered_shape(argument, place) }
    }

    #[cold]
    fn gathered_shape(&self, argument: usize, place: usize) -> Shape<'_> {
        let extra = match self.source() {
            Ok(run) => run.extra(self.id, run.cell(self.id)),
            Err(frame) => frame.extra(self.id),
        };
        let extra = extra.expect("arguments are listed there");
        match &extra.arguments[argument] {
            Argument { start, gather: None, .. } => Shape::One(*start as usize + place),
            gathered => Shape::Many(gathered),
        }
    }

    /// Argument `index`, borrowed.
    pub fn get<T: Data>(&self, index: usize) -> &T {
        self.get_at(index, 0)
    }

    #[inline]
    pub(crate) fn get_at<T: Data>(&self, index: usize, place: usize) -> &T {
        let found = match self.shape(index, place) {
            Shape::One(input) => self.input(input),
            Shape::Many(argument) => self.gathered_at(index).get_or_init(|| self.gather(argument)).get(),
        };
        found.unwrap_or_else(|| mismatch::<T>())
    }

    /// Argument `index`, owned: moved if this is its last reader, else cloned.
    pub fn take<T: Data + Owned>(&self, index: usize) -> T {
        self.take_at(index, 0)
    }

    #[inline]
    pub(crate) fn take_at<T: Data + Clone>(&self, index: usize, place: usize) -> T {
        match self.shape(index, place) {
            Shape::One(input) => self.take_input(input),
            Shape::Many(argument) => self.gather(argument).take().unwrap_or_else(|_| mismatch::<T>()),
        }
    }

    #[inline]
    pub(crate) fn input<T: Data>(&self, input: usize) -> Option<&T> {
        match self.edge(input) {
            Ok((run, edge)) => run.input(self.id, input, edge),
            Err(frame) => frame.input(self.id, input),
        }
    }

    #[inline]
    pub(crate) fn take_input<T: Data + Clone>(&self, input: usize) -> T {
        let taken = match self.edge(input) {
            Ok((run, edge)) => run.take_input(self.id, input, edge, self.last),
            Err(frame) => frame.take_input(self.id, input),
        };
        taken.unwrap_or_else(|| mismatch::<T>())
    }

    fn gathered_at(&self, index: usize) -> &OnceLock<Value> {
        &self.gathered.as_ref().expect("the shape is of several inputs")[index]
    }

    #[inline(never)]
    fn gather(&self, argument: &Argument) -> Value {
        let gather = argument.gather.expect("the shape is of several inputs");
        (gather.assemble)(self, argument.start as usize, argument.len as usize)
    }

    /// Argument `index`, moved, if this is its last reader.
    pub(crate) fn take_last<T: Data>(&self, index: usize) -> Option<T> {
        match self.edge(index) {
            Ok((run, edge)) => run.move_input(edge),
            Err(frame) => frame.move_input(self.id, index),
        }
    }

    /// Why the first input has no value, if it failed.
    pub(crate) fn failure(&self) -> Option<Error> {
        self.source().ok().and_then(|run| run.failed_input(self.id))
    }
}

enum Shape<'a> {
    One(usize),
    Many(&'a Argument),
}

#[inline]
fn slots(extra: Option<&Extra>) -> Option<Box<[OnceLock<Value>]>> {
    let arguments = &extra?.arguments;
    (!arguments.is_empty()).then(|| arguments.iter().map(|_| OnceLock::new()).collect())
}

/// Keys that daisy makes cover the types of results and parameters; those of layers are up to who writes them.
fn mismatch<T>() -> ! {
    let wanted = std::any::type_name::<T>();
    panic!("daisy: an input is no `{wanted}`: two layers that give different types have one key, or please report this")
}
