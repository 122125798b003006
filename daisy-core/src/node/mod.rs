//! Nodes: the graph itself. A node is a constant, a call, or a block of a layer, and holds the nodes it reads.

mod call;
mod constant;
mod counted;
mod sort;

use std::fmt;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::delayed::Delayed;
use crate::key::{Digest, Key, Name};
use crate::layer::Rule;
use crate::value::{Data, Shared, Type};

pub(crate) use call::{Argument, Call, Extra};
pub(crate) use constant::{Constant, Form, Forms, Held};
#[cfg(feature = "serde")]
pub(crate) use constant::{Describe, describe};
pub(crate) use counted::Inner;
pub(crate) use sort::Sort;

use constant::{Content, Number};
use counted::Counted;

/// A handle without its type: what graphs, layers and collections pass around.
///
/// Nodes are made by delayed calls and hold what they read, so a cycle can't be written: a call needs
/// its inputs first.
#[derive(Clone)]
pub struct Node(pub(crate) Counted);

/// What a node is.
enum Body {
    /// A constant.
    Number {
        number: Number,
        captured: bool,
    },
    /// A constant.
    Value {
        value: Shared,
        form: &'static Form,
    },
    /// A constant.
    Held(Box<Held>),
    Call(Call),
    /// A task that has not been built: what it calls and reads, its layer knows.
    Block(Block),
}

/// One task of a layer.
pub(crate) struct Block {
    pub(crate) rule: Arc<dyn Rule>,
    pub(crate) index: usize,
}

impl Node {
    #[inline]
    fn new(digest: Digest, body: Body) -> Node {
        Node(Counted::new(digest, body))
    }

    #[inline]
    pub(crate) fn of_call(digest: Digest, call: Call) -> Node {
        Node::new(digest, Body::Call(call))
    }

    /// A constant. `form` is of the value's type.
    #[inline]
    pub(crate) fn of_value<T: Data>(digest: Digest, value: T, form: &'static Form) -> Node {
        let body = match Number::of(&value) {
            Some(number) => Body::Number { number, captured: form.captured },
            None => Body::Value { value: Arc::new(value), form },
        };
        Node::new(digest, body)
    }

    pub(crate) fn of_held(digest: Digest, held: Held) -> Node {
        Node::new(digest, Body::Held(Box::new(held)))
    }

    /// Block `index` of a layer.
    pub(crate) fn block(rule: Arc<dyn Rule>, index: usize) -> Node {
        Node::new(rule.key().at(index).identity(), Body::Block(Block { rule, index }))
    }

    /// A result that stands for the task that gave it.
    pub(crate) fn held(&self, value: Shared) -> Node {
        let (name, block) = match &self.0.body {
            Body::Call(call) => (call.operation.spec.name, call.block()),
            Body::Block(_) => (VALUE, Some(self)),
            _ => self.constant().map_or((VALUE, None), |constant| (constant.name, constant.block)),
        };
        let block = block.cloned();
        Node::of_held(self.0.digest, Held { value, ty: self.ty(), name, block, captured: false, describe: None })
    }

    /// What it is called in graphs and errors, and what it is compared by.
    pub fn key(&self) -> Key {
        match self.as_block() {
            Some(Block { rule, index }) => rule.key().at(*index),
            None => Key::from_parts(self.0.digest, self.raw_name()),
        }
    }

    /// The function's name; of a block that is not built, its layer's; `value` for a constant.
    pub fn name(&self) -> String {
        self.raw_name().as_str().to_owned()
    }

    /// Whether nothing has to run for it: a constant, or a result that `persist` holds.
    pub fn is_constant(&self) -> bool {
        matches!(self.0.body, Body::Number { .. } | Body::Value { .. } | Body::Held(_))
    }

    /// Whether it is a constant that no task gave.
    #[inline]
    pub(crate) fn is_given(&self) -> bool {
        matches!(self.0.body, Body::Number { .. } | Body::Value { .. })
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
        match &self.0.body {
            Body::Number { number, .. } => number.ty(),
            Body::Value { form, .. } => form.ty,
            Body::Held(held) => held.ty,
            Body::Call(call) => call.operation.result,
            Body::Block(block) => block.rule.ty(),
        }
    }

    pub(crate) fn raw_name(&self) -> Name {
        match &self.0.body {
            Body::Number { .. } | Body::Value { .. } => Name::Static(VALUE),
            Body::Held(held) => Name::Static(held.name),
            Body::Call(call) => Name::Static(call.operation.spec.name),
            Body::Block(block) => block.rule.key().raw_name().clone(),
        }
    }

    #[inline]
    pub(crate) fn call(&self) -> Option<&Call> {
        if let Body::Call(call) = &self.0.body { Some(call) } else { None }
    }

    /// The block that it is, if it is not built.
    #[inline]
    pub(crate) fn symbolic(&self) -> Option<&Block> {
        if let Body::Block(block) = &self.0.body { Some(block) } else { None }
    }

    /// Whether it is one of the blocks of the layer with this key, and not built.
    pub(crate) fn is_block_of(&self, layer: &Key) -> bool {
        self.symbolic().is_some_and(|block| block.rule.key() == layer)
    }

    /// The block that it is, stands for, or is the task of.
    pub(crate) fn as_block(&self) -> Option<&Block> {
        match &self.0.body {
            Body::Number { .. } | Body::Value { .. } => None,
            Body::Held(held) => held.block.as_ref()?.symbolic(),
            Body::Call(call) => call.block()?.symbolic(),
            Body::Block(block) => Some(block),
        }
    }

    #[inline]
    pub(crate) fn constant(&self) -> Option<Constant<'_>> {
        Some(match &self.0.body {
            Body::Number { number, captured } => Constant {
                value: Content::Number(number),
                ty: number.ty(),
                name: VALUE,
                block: None,
                captured: *captured,
                describe: None,
            },
            Body::Value { value, form } => Constant {
                value: Content::Shared(value),
                ty: form.ty,
                name: VALUE,
                block: None,
                captured: form.captured,
                describe: form.describe,
            },
            Body::Held(held) => Constant {
                value: Content::Shared(&held.value),
                ty: held.ty,
                name: held.name,
                block: held.block.as_ref(),
                captured: held.captured,
                describe: held.describe,
            },
            Body::Call(_) | Body::Block(_) => return None,
        })
    }

    pub(crate) fn is_captured(&self) -> bool {
        self.constant().is_some_and(|constant| constant.captured)
    }

    /// A captured constant as one that stands by itself.
    pub(crate) fn uncaptured(&self) -> Node {
        if let Body::Number { number, .. } = self.0.body {
            return Node::new(self.0.digest, Body::Number { number, captured: false });
        }
        let Some(constant) = self.constant() else { return self.clone() };
        let Constant { ty, name, describe, .. } = constant;
        Node::of_held(
            self.0.digest,
            Held { value: constant.shared(), ty, name, block: None, captured: false, describe },
        )
    }

    #[inline]
    pub(crate) fn input_slice(&self) -> &[Node] {
        self.call().map_or(&[], Call::inputs)
    }

    /// The same call of other nodes, which must have the keys of its inputs.
    pub(crate) fn with_inputs(&self, inputs: impl Iterator<Item = Node>) -> Node {
        let Some(call) = self.call() else { return self.clone() };
        let call = Call::new(call.operation, inputs).with(call.extra().cloned(), call.block().cloned());
        Node::of_call(self.0.digest, call)
    }

    #[inline]
    pub(crate) fn is(&self, other: &Node) -> bool {
        self.as_ptr() == other.as_ptr()
    }

    /// Where it is.
    #[inline]
    pub(crate) fn as_ptr(&self) -> *const Inner {
        self.0.as_ptr()
    }
}

/// The name of what no function gave.
const VALUE: &str = "value";

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
