//! What a task's code sees of its inputs.

use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::node::Argument;
use crate::operation::Outcome;
use crate::plan::run::{Run, TaskId};
use crate::value::{Data, Value};

/// The inputs of one task while it runs. Used by generated code.
pub struct Args<'a> {
    run: Source<'a>,
    id: TaskId,
    /// Whether no other try follows, so that what is taken by value may be moved.
    last: bool,
    /// Whether the value goes to its slot as soon as it is there, if the code can do that.
    fills: bool,
    /// Arguments made of several inputs, put together when first borrowed; one for each argument if there are any.
    gathered: Option<Box<[OnceLock<Value>]>>,
}

/// A sync task borrows its run, an async one keeps it alive.
enum Source<'a> {
    Borrowed(&'a Run),
    Owned(Arc<Run>),
}

impl<'a> Args<'a> {
    #[inline]
    pub(crate) fn borrowed(run: &'a Run, id: TaskId, last: bool) -> Args<'a> {
        Args { gathered: slots(run, id), run: Source::Borrowed(run), id, last, fills: false }
    }

    /// For a task that is not filled, has one try, and is settled by this thread afterwards.
    #[inline]
    pub(crate) fn filling(run: &'a Run, id: TaskId) -> Args<'a> {
        Args { fills: true, ..Args::borrowed(run, id, true) }
    }

    /// What the code of a task with this value came to.
    #[inline]
    pub(crate) fn done<T: Data>(&self, value: T) -> Outcome {
        if !self.fills {
            return Outcome::Value(Value::new(value));
        }
        self.run().fill(self.id, value);
        Outcome::Filled
    }

    pub(crate) fn owned(run: Arc<Run>, id: TaskId, last: bool) -> Args<'static> {
        Args { gathered: slots(&run, id), run: Source::Owned(run), id, last, fills: false }
    }

    #[inline]
    fn run(&self) -> &Run {
        match &self.run {
            Source::Borrowed(run) => run,
            Source::Owned(run) => run,
        }
    }

    /// Where argument `argument` is; of one that only lies side by side, its input at `place`.
    #[inline]
    fn shape(&self, argument: usize, place: usize) -> Shape<'_> {
        if self.gathered.is_none() { Shape::One(argument) } else { self.gathered_shape(argument, place) }
    }

    #[cold]
    fn gathered_shape(&self, argument: usize, place: usize) -> Shape<'_> {
        let extra = self.run().extra(self.id).expect("arguments are listed there");
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
            Shape::One(input) => self.run().input(self.id, input),
            Shape::Many(argument) => self.gathered_at(index).get_or_init(|| self.gather(argument)).get(),
        };
        found.unwrap_or_else(|| mismatch::<T>())
    }

    /// Argument `index`, owned: moved if this is its last reader, else cloned.
    pub fn take<T: Data + Clone>(&self, index: usize) -> T {
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
    pub(crate) fn take_input<T: Data + Clone>(&self, input: usize) -> T {
        self.run().take_input(self.id, input, self.last).unwrap_or_else(|| mismatch::<T>())
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
        self.run().move_input(self.id, index)
    }

    /// Why the first input has no value, if it failed.
    pub(crate) fn failure(&self) -> Option<Error> {
        self.run().failed_input(self.id)
    }
}

enum Shape<'a> {
    One(usize),
    Many(&'a Argument),
}

#[inline]
fn slots(run: &Run, id: TaskId) -> Option<Box<[OnceLock<Value>]>> {
    let arguments = &run.extra(id)?.arguments;
    (!arguments.is_empty()).then(|| arguments.iter().map(|_| OnceLock::new()).collect())
}

/// Keys cover the types of results and parameters, so this is a defect in daisy.
fn mismatch<T>() -> ! {
    panic!("daisy: an input is no `{}`; please report this", std::any::type_name::<T>())
}
