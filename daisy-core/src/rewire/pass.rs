//! Passing on: a task whose result is that of its input, once others are there.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::combinators::spec;
use crate::key::Digest;
use crate::node::{Call, Extra, Node};
use crate::operation::{Code, CodeType, Making, Operation, Spec};
use crate::token::Tokenizer;
use crate::value::{Data, Type};

/// What passes on a `T`.
pub(crate) fn pass<T: Data>() -> &'static Operation {
    struct Pass<T>(PhantomData<T>);
    let spec = spec!("wait_on");
    let code = CodeType::of::<Pass<T>>();
    let identify = &|to: &mut Tokenizer| spec.identify(code.id, to);
    Operation::of(&Making { spec, result: Type::of::<T>(), small: false, code, identify }, Code::Pass)
}

/// The task that passes `node` on after `all`.
pub(super) fn node(node: &Node, all: &Node) -> Node {
    let operation = (node.ty().pass)();
    let digest = Digest::of(&operation.digest.0, [node.0.digest, all.0.digest]);
    let extra = Some(Arc::new(Extra { waits: 1, ..Extra::default() }));
    let inputs = [node.clone(), all.clone()];
    Node::of_call(digest, Call::new(operation, inputs).with(extra, None))
}
