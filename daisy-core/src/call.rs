//! Calls: from a function and its arguments to a node. What the macro expands to ends here.

use std::future::Future;
use std::sync::Arc;

use crate::args::Args;
use crate::argument::{Input, Inputs};
use crate::delayed::Delayed;
use crate::error::{BoxError, Cause};
use crate::key::Digest;
use crate::node::{Argument, Call, Extra, Node, unique_digest};
use crate::operation::{self, Code, CodeType, Making, Operation, Spec};
use crate::token::Tokenizer;
use crate::value::{Data, Type, Value};

/// What a task of result `R` came to. Used by generated code.
pub struct Outcome<R>(Came<R>);

enum Came<R> {
    Done(R),
    Graph(Delayed<R>),
    Failed(Cause),
}

impl<R> Outcome<R> {
    /// A function that returns `R`.
    #[inline]
    pub fn done(value: R) -> Outcome<R> {
        Outcome(Came::Done(value))
    }

    /// A function that returns `Result<R, E>`.
    pub fn result<E: Into<BoxError> + 'static>(result: Result<R, E>) -> Outcome<R> {
        match result {
            Ok(value) => Outcome(Came::Done(value)),
            Err(error) => Outcome(Came::Failed(Cause::of(error))),
        }
    }

    /// A function that returns `Delayed<R>`.
    pub fn graph(handle: Delayed<R>) -> Outcome<R> {
        Outcome(Came::Graph(handle))
    }

    /// A value goes straight to where the task's result is kept.
    #[inline(always)]
    pub(crate) fn settle(self, args: &Args<'_>) -> operation::Outcome
    where
        R: Data,
    {
        match self.0 {
            Came::Done(value) => args.done(value),
            came => Outcome(came).into(),
        }
    }

    /// An outcome that something may have failed before.
    pub(crate) fn flatten<E: Into<BoxError> + 'static>(result: Result<Outcome<R>, E>) -> Outcome<R> {
        result.unwrap_or_else(|error| Outcome(Came::Failed(Cause::of(error))))
    }

    /// A function that returns `Result<Delayed<R>, E>`.
    pub fn graph_result<E: Into<BoxError> + 'static>(result: Result<Delayed<R>, E>) -> Outcome<R> {
        match result {
            Ok(handle) => Outcome(Came::Graph(handle)),
            Err(error) => Outcome(Came::Failed(Cause::of(error))),
        }
    }
}

impl<R: Data> From<Outcome<R>> for operation::Outcome {
    fn from(Outcome(came): Outcome<R>) -> operation::Outcome {
        match came {
            Came::Done(value) => operation::Outcome::Value(Value::new(value)),
            Came::Graph(handle) => operation::Outcome::Graph(handle.into_node()),
            Came::Failed(cause) => operation::Outcome::Failed(cause),
        }
    }
}

/// The parts of a `Result` whose alias hides them (`fmt::Result`). Used by generated code.
pub trait Fallible {
    /// What it is if nothing fails.
    type Ok;
    /// What it is if something does.
    type Error;
}

impl<T, E> Fallible for Result<T, E> {
    type Ok = T;
    type Error = E;
}

/// A call of a sync function. `function` is a function item: its type identifies it.
pub fn call<R: Data, F, const N: usize>(spec: &'static Spec, function: F, inputs: [Input; N]) -> Delayed<R>
where
    F: Fn(&Args<'_>) -> Outcome<R> + Send + Sync + 'static,
{
    call_cheap(spec, false, function, inputs)
}

/// The same; `small` says whether the result and all inputs are, so that it is cheap if its spec says so.
pub(crate) fn call_cheap<R: Data, F, const N: usize>(
    spec: &'static Spec,
    small: bool,
    function: F,
    inputs: [Input; N],
) -> Delayed<R>
where
    F: Fn(&Args<'_>) -> Outcome<R> + Send + Sync + 'static,
{
    Delayed::from_node(sync(spec, small, function).node(inputs))
}

/// A call of an async function.
pub fn call_async<R: Data, F, Fut, const N: usize>(spec: &'static Spec, function: F, inputs: [Input; N]) -> Delayed<R>
where
    F: Fn(Args<'static>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Outcome<R>> + Send + 'static,
{
    Delayed::from_node(asynchronous(spec, function).node(inputs))
}

fn sync<R: Data, F>(spec: &'static Spec, small: bool, function: F) -> Callee
where
    F: Fn(&Args<'_>) -> Outcome<R> + Send + Sync + 'static,
{
    let code = Code::Sync(Box::new(move |args| function(args).settle(args)));
    Callee::item(spec, Type::of::<R>(), small, CodeType::of::<F>(), code)
}

fn asynchronous<R: Data, F, Fut>(spec: &'static Spec, function: F) -> Callee
where
    F: Fn(Args<'static>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Outcome<R>> + Send + 'static,
{
    let code = Code::Async(Box::new(move |args| {
        let future = function(args);
        Box::pin(async move { future.await.into() })
    }));
    Callee::item(spec, Type::of::<R>(), false, CodeType::of::<F>(), code)
}

/// What a call calls. It does not depend on the number of inputs, so that the compiler makes it once a function.
pub(crate) struct Callee {
    operation: &'static Operation,
    /// Where captures make it this call's own.
    code: Option<Code>,
}

impl Callee {
    /// A function item, which its type identifies.
    #[inline(always)]
    fn item(spec: &'static Spec, result: &'static Type, small: bool, of: CodeType, code: Code) -> Callee {
        let identify = &|to: &mut Tokenizer| spec.identify(of.id, to);
        Callee::new(&Making { spec, result, small, code: of, identify }, code)
    }

    /// Code that captures nothing is the operation's; else the node keeps it, and folds with no other.
    ///
    /// Inlined, so that nothing of `making` is looked at where the operation was seen before.
    #[inline(always)]
    pub(crate) fn new(making: &Making<'_>, code: Code) -> Callee {
        match making.code.captures {
            false => Callee { operation: Operation::of(making, code), code: None },
            true => Callee { operation: Operation::of(making, Code::Own), code: Some(code) },
        }
    }

    pub(crate) fn node<const N: usize>(self, inputs: [Input; N]) -> Node {
        let Callee { operation, code } = self;
        let arguments = inputs.iter().map(|Input(input)| match input {
            Inputs::One(node) => Read::One(node),
            Inputs::Many(nodes, _) | Inputs::Side(nodes) => Read::Several(nodes),
        });
        let pure = operation.spec.pure && code.is_none();
        let digest = if pure { digest(operation, arguments) } else { unique_digest() };
        let (call, arguments) = if inputs.iter().all(Input::is_one) {
            (Call::new(operation, inputs.into_iter().map(Input::into_node)), Vec::new())
        } else {
            let (inputs, arguments) = flatten(inputs);
            (Call::new(operation, inputs), arguments)
        };
        let extra = (code.is_some() || !arguments.is_empty())
            .then(|| Arc::new(Extra { code: code.map(Arc::new), arguments, waits: 0 }));
        Node::of_call(digest, call.with(extra, None))
    }
}

/// What an argument of a call reads.
enum Read<'a> {
    One(&'a Node),
    Several(&'a [Node]),
}

/// The operation's digest is the hash's key, so that two inputs fill one block of BLAKE3.
#[inline]
fn digest<'a>(operation: &'static Operation, arguments: impl Iterator<Item = Read<'a>>) -> Digest {
    let parts = arguments.map(|argument| match argument {
        Read::One(node) => node.0.digest,
        Read::Several(nodes) => gathered_digest(nodes),
    });
    Digest::of(&operation.digest.0, parts)
}

#[cfg(feature = "serde")]
impl Call {
    /// The digest of the node if the call is pure and nobody gave it another.
    pub(crate) fn digest(&self) -> Digest {
        let (inputs, arguments) = (self.inputs(), self.arguments());
        if arguments.is_empty() {
            return digest(self.operation, inputs.iter().map(Read::One));
        }
        let read = |argument: &Argument| match (&inputs[argument.inputs()], argument.gather) {
            ([node], None) => Read::One(node),
            (nodes, _) => Read::Several(nodes),
        };
        digest(self.operation, arguments.iter().map(read).chain(inputs[self.waits()].iter().map(Read::One)))
    }
}

const GATHERED: &[u8; 32] = b"daisy key of gathered arguments ";

fn gathered_digest(nodes: &[Node]) -> Digest {
    Digest::of(GATHERED, nodes.iter().map(|node| node.0.digest))
}

/// All inputs in order, and which make up each argument.
fn flatten(inputs: impl IntoIterator<Item = Input>) -> (Vec<Node>, Vec<Argument>) {
    let (mut nodes, mut arguments) = (Vec::new(), Vec::new());
    for Input(input) in inputs {
        let start = nodes.len();
        let gather = match input {
            Inputs::One(node) => {
                nodes.push(node);
                None
            }
            Inputs::Many(many, gather) => {
                nodes.extend(many);
                Some(gather)
            }
            Inputs::Side(side) => {
                nodes.extend(side);
                None
            }
        };
        let narrow = |n: usize| u32::try_from(n).expect("a task has fewer than 2^32 inputs");
        arguments.push(Argument { start: narrow(start), len: narrow(nodes.len() - start), gather });
    }
    (nodes, arguments)
}
