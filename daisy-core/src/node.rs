//! Nodes: the graph itself. A node is a constant, a call, or a block of a layer, and holds the nodes it reads.

use std::cell::RefCell;
use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use smallvec::SmallVec;

use crate::delayed::Delayed;
use crate::key::{Digest, Key, Name};
use crate::layer::Rule;
use crate::operation::{Code, Kind, Operation, Spec};
use crate::value::{Data, Shared, Type};

/// A handle without its type: what graphs, layers and collections pass around.
///
/// Nodes are made by delayed calls and hold what they read, so a cycle can't be written: a call needs
/// its inputs first.
#[derive(Clone)]
pub struct Node(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    /// Where a planner saw this node last: only a hint, see `merge`.
    pub(crate) mark: AtomicU32,
    pub(crate) digest: Digest,
    pub(crate) body: ManuallyDrop<Body>,
}

pub(crate) enum Body {
    Constant(Constant),
    Call(Call),
    /// A task that has not been built: what it calls and reads, its layer knows.
    Block(Block),
}

/// One task of a layer.
pub(crate) struct Block {
    pub(crate) rule: Arc<dyn Rule>,
    pub(crate) index: usize,
}

/// A value given by the user, or a result held under the key of its task.
pub(crate) struct Constant {
    pub(crate) value: Shared,
    pub(crate) ty: &'static Type,
    pub(crate) name: &'static str,
    /// The block whose result it holds, if it is one: its key has the layer's name and the index.
    pub(crate) block: Option<Node>,
    /// Part of the expression that reads it: listings print it there, and it is not counted.
    pub(crate) captured: bool,
    /// What a listing shows where the value says more than its type's name.
    pub(crate) describe: Option<fn(&Shared) -> Option<String>>,
}

/// A call of an operation.
pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    pub(crate) inputs: SmallVec<[Node; 3]>,
    pub(crate) extra: Option<Arc<Extra>>,
    /// The block that it is the task of.
    pub(crate) block: Option<Node>,
}

/// What a node is, as flags; none of a constant, nor of a block that is not built.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sort(u8);

impl Sort {
    pub(crate) const TASK: Sort = Sort(1);
    pub(crate) const CHOICE: Sort = Sort(2);
    /// Grows the graph.
    pub(crate) const GROWER: Sort = Sort(4);
    /// Costs less than handing it to a worker, and its result costs nothing to keep.
    pub(crate) const CHEAP: Sort = Sort(8);
    /// Runs on a worker.
    pub(crate) const CPU: Sort = Sort(16);

    pub(crate) fn is(self, other: Sort) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn of(spec: &Spec, cheap: bool, code: &Code) -> Sort {
        let flags = [
            (Sort::TASK, true),
            (Sort::CHOICE, matches!(code, Code::Choice)),
            (Sort::GROWER, spec.grows),
            (Sort::CHEAP, cheap),
            (Sort::CPU, spec.kind == Kind::Cpu),
        ];
        Sort(flags.into_iter().fold(0, |all, (flag, holds)| all | if holds { flag.0 } else { 0 }))
    }
}

impl std::ops::BitOrAssign for Sort {
    fn bitor_assign(&mut self, other: Sort) {
        self.0 |= other.0;
    }
}

/// What few calls have.
#[derive(Clone, Default)]
pub(crate) struct Extra {
    /// The code, where a closure's captures make it this call's own.
    pub(crate) code: Option<Arc<Code>>,
    /// One entry an argument, if any of them is made of several inputs.
    pub(crate) arguments: Vec<Argument>,
    /// How many of the inputs are waited for and not read: the last of those that are waited for.
    pub(crate) waits: usize,
}

/// Which inputs make up an argument.
#[derive(Clone, Copy)]
pub(crate) struct Argument {
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) gather: Option<&'static crate::argument::Gather>,
}

#[cfg(feature = "serde")]
impl Argument {
    pub(crate) fn inputs(&self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

impl Node {
    pub(crate) fn new(digest: Digest, body: Body) -> Node {
        Node(Arc::new(Inner { mark: AtomicU32::new(u32::MAX), digest, body: ManuallyDrop::new(body) }))
    }

    /// Block `index` of a layer.
    pub(crate) fn block(rule: Arc<dyn Rule>, index: usize) -> Node {
        Node::new(rule.key().at(index).identity(), Body::Block(Block { rule, index }))
    }

    /// A result that stands for the task that gave it.
    pub(crate) fn held(&self, value: Shared) -> Node {
        let (name, block) = match &*self.0.body {
            Body::Constant(constant) => (constant.name, constant.block.clone()),
            Body::Call(call) => (call.operation.spec.name, call.block.clone()),
            Body::Block(_) => ("value", Some(self.clone())),
        };
        let constant = Constant { value, ty: self.ty(), name, block, captured: false, describe: None };
        Node::new(self.0.digest, Body::Constant(constant))
    }

    /// What it is called in graphs and errors, and what it is compared by.
    pub fn key(&self) -> Key {
        let (name, block) = match &*self.0.body {
            Body::Constant(constant) => (constant.name, &constant.block),
            Body::Call(call) => (call.operation.spec.name, &call.block),
            Body::Block(block) => return block.rule.key().at(block.index),
        };
        block.as_ref().map_or_else(|| Key::from_parts(self.0.digest, Name::Static(name)), Node::key)
    }

    /// The function's name; of a block that is not built, its layer's; `value` for a constant.
    pub fn name(&self) -> String {
        self.raw_name().as_str().to_owned()
    }

    /// Whether nothing has to run for it: a constant, or a result that `persist` holds.
    pub fn is_constant(&self) -> bool {
        matches!(*self.0.body, Body::Constant(_))
    }

    /// What it reads, in order, and what else it waits for. Builds the task of a symbolic block.
    ///
    /// # Panics
    ///
    /// If its layer breaks the rules of [`Layer`](crate::Layer), with the text of the error that a run would give.
    pub fn inputs(&self) -> Vec<Node> {
        match self.symbolic() {
            Some(block) => block.build(self).unwrap_or_else(|error| panic!("{error}")).inputs(),
            None => self.input_slice().to_vec(),
        }
    }

    /// The handle with its type, if that is what it computes to.
    pub fn typed<T: Data>(&self) -> Option<Delayed<T>> {
        (self.ty().id == std::any::TypeId::of::<T>()).then(|| Delayed::from_node(self.clone()))
    }

    pub(crate) fn ty(&self) -> &'static Type {
        match &*self.0.body {
            Body::Constant(constant) => constant.ty,
            Body::Call(call) => call.operation.result,
            Body::Block(block) => block.rule.ty(),
        }
    }

    pub(crate) fn raw_name(&self) -> Name {
        match &*self.0.body {
            Body::Constant(constant) => Name::Static(constant.name),
            Body::Call(call) => Name::Static(call.operation.spec.name),
            Body::Block(block) => block.rule.key().raw_name().clone(),
        }
    }

    pub(crate) fn call(&self) -> Option<&Call> {
        match &*self.0.body {
            Body::Call(call) => Some(call),
            Body::Constant(_) | Body::Block(_) => None,
        }
    }

    /// The block that it is, if it is not built.
    pub(crate) fn symbolic(&self) -> Option<&Block> {
        match &*self.0.body {
            Body::Block(block) => Some(block),
            Body::Constant(_) | Body::Call(_) => None,
        }
    }

    /// Whether it is one of the blocks of the layer with this key, and not built.
    pub(crate) fn is_block_of(&self, layer: &Key) -> bool {
        self.symbolic().is_some_and(|block| block.rule.key() == layer)
    }

    /// The block that it is, stands for, or is the task of.
    pub(crate) fn as_block(&self) -> Option<&Block> {
        match &*self.0.body {
            Body::Constant(Constant { block, .. }) | Body::Call(Call { block, .. }) => block.as_ref()?.symbolic(),
            Body::Block(block) => Some(block),
        }
    }

    pub(crate) fn constant(&self) -> Option<&Constant> {
        match &*self.0.body {
            Body::Constant(constant) => Some(constant),
            Body::Call(_) | Body::Block(_) => None,
        }
    }

    pub(crate) fn sort(&self) -> Sort {
        self.call().map_or(Sort::default(), |call| call.operation.sort)
    }

    /// How many of its inputs, from the first, it waits for.
    pub(crate) fn strict(&self) -> usize {
        self.call().map_or(0, Call::strict)
    }

    pub(crate) fn is_captured(&self) -> bool {
        self.constant().is_some_and(|constant| constant.captured)
    }

    /// A captured constant as one that stands by itself.
    pub(crate) fn uncaptured(&self) -> Node {
        let Some(Constant { value, ty, name, describe, .. }) = self.constant() else { return self.clone() };
        let value = value.clone();
        let constant = Constant { value, ty, name, block: None, captured: false, describe: *describe };
        Node::new(self.0.digest, Body::Constant(constant))
    }

    pub(crate) fn input_slice(&self) -> &[Node] {
        self.call().map_or(&[], |call| &call.inputs)
    }

    /// The same call of other nodes, which must have the keys of its inputs.
    pub(crate) fn with_inputs(&self, inputs: impl Iterator<Item = Node>) -> Node {
        match &*self.0.body {
            Body::Constant(_) | Body::Block(_) => self.clone(),
            Body::Call(Call { operation, extra, block, .. }) => {
                let (extra, block) = (extra.clone(), block.clone());
                let call = Call { operation, inputs: inputs.collect(), extra, block };
                Node::new(self.0.digest, Body::Call(call))
            }
        }
    }

    pub(crate) fn is(&self, other: &Node) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Call {
    pub(crate) fn new(operation: &'static Operation, inputs: SmallVec<[Node; 3]>) -> Call {
        Call { operation, inputs, extra: None, block: None }
    }

    /// How many of its inputs, from the first, it waits for.
    pub(crate) fn strict(&self) -> usize {
        self.operation.strict(self.inputs.len())
    }

    /// Where among its inputs those lie that it waits for and does not read.
    pub(crate) fn waits(&self) -> Range<usize> {
        let (end, count) = (self.strict(), self.extra.as_ref().map_or(0, |extra| extra.waits));
        end - count..end
    }
}

thread_local! {
    /// Bodies that wait for the drop under way on this thread, if one is.
    static ORPHANS: RefCell<Option<Vec<Body>>> = const { RefCell::new(None) };
}

/// Chains of a million nodes are dropped without recursion, whether they hold each other as inputs, as
/// constants or in captures: the first drop on a thread works off those that it leads to.
impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: the body is taken once, here, and not used again.
        let body = unsafe { ManuallyDrop::take(&mut self.body) };
        let mut first = Some(body);
        // Once the thread's locals are gone, what is left is dropped as it comes.
        let _ = ORPHANS.try_with(|orphans| match &mut *orphans.borrow_mut() {
            Some(waiting) => waiting.extend(first.take()),
            none => *none = Some(Vec::new()),
        });
        let mut panic = None;
        while let Some(body) = first.take() {
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(body))) {
                panic.get_or_insert(payload);
            }
            first = ORPHANS.try_with(|orphans| next_orphan(&mut orphans.borrow_mut())).ok().flatten();
        }
        if let Some(payload) = panic
            && !std::thread::panicking()
        {
            resume_unwind(payload);
        }
    }
}

/// The next that waits; with the last, the drop is over.
fn next_orphan(orphans: &mut Option<Vec<Body>>) -> Option<Body> {
    let next = orphans.as_mut().and_then(Vec::pop);
    if next.is_none() {
        *orphans = None;
    }
    next
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({})", self.key())
    }
}

const UNIQUE: &[u8; 32] = b"daisy key of what never repeats ";

/// A digest that no other call, thread or process has.
pub(crate) fn unique_digest() -> Digest {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    static PROCESS: OnceLock<[u64; 2]> = OnceLock::new();
    let process = PROCESS.get_or_init(|| {
        use std::hash::{BuildHasher, RandomState};
        [RandomState::new().hash_one(0), RandomState::new().hash_one(1)]
    });
    let mut tokens = crate::token::Tokenizer::keyed(UNIQUE);
    for word in [process[0], process[1], NEXT.fetch_add(1, Relaxed)] {
        tokens.write(&word.to_le_bytes());
    }
    Digest(tokens.finish())
}
