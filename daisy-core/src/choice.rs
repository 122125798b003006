//! Choices: one of two branches, as the condition says.
//!
//! A choice is one task with three inputs. It waits for the first alone (and for what it was bound to), and then goes
//! on as one of the other two; what only the other one needs never runs. See `plan::grow` for how.

use std::marker::PhantomData;

use crate::combinators::spec;
use crate::delayed::Delayed;
use crate::key::Digest;
use crate::merged::Merged;
use crate::node::{Call, Node};
use crate::operation::{Code, CodeType, Making, Operation, Spec};
use crate::token::Tokenizer;
use crate::value::{Data, Type};

/// The inputs of a choice: first the condition, last what runs if it holds and what runs if it does not.
pub(crate) const CONDITION: usize = 0;
pub(crate) const BRANCHES: usize = 2;

/// Which entries only branches lead to, so that they run only if a choice takes them.
pub(crate) fn asleep(merged: &Merged) -> Vec<bool> {
    let mut asleep = vec![true; merged.len()];
    let mut needed = merged.roots.clone();
    while let Some(place) = needed.pop() {
        if std::mem::replace(&mut asleep[place as usize], false) {
            needed.extend(merged.strict(place as usize));
        }
    }
    asleep
}

/// `if condition { then } else { otherwise }`: what only the branch that is not taken needs never runs, and is
/// never waited for. The result of the branch taken becomes the choice's without a copy.
pub fn choose<T: Data>(condition: Delayed<bool>, then: Delayed<T>, otherwise: Delayed<T>) -> Delayed<T> {
    let operation = operation::<T>();
    let inputs = [condition.into_node(), then.into_node(), otherwise.into_node()];
    let digest = Digest::of(&operation.digest.0, inputs.iter().map(|input| input.0.digest));
    Delayed::from_node(Node::of_call(digest, Call::new(operation, inputs)))
}

/// The choice between two results of type `T`.
pub(crate) fn operation<T: Data>() -> &'static Operation {
    struct Choice<T>(PhantomData<T>);
    let spec = spec!("choose");
    let code = CodeType::of::<Choice<T>>();
    let identify = &|to: &mut Tokenizer| spec.identify(code.id, to);
    Operation::of(&Making { spec, result: Type::of::<T>(), small: false, code, identify }, Code::Choice)
}

/// The same of branches built by closures that can't change what stands outside: both are built, whichever is taken.
pub fn choice<T: Data>(
    condition: Delayed<bool>,
    then: impl Fn() -> Delayed<T>,
    otherwise: impl Fn() -> Delayed<T>,
) -> Delayed<T> {
    choose(condition, then(), otherwise())
}

/// A branch by itself, of a choice that may be none: part of its condition is known while the graph is built.
pub fn branch<T: Data>(build: impl Fn() -> Delayed<T>) -> Delayed<T> {
    build()
}
