//! Calls: an operation and the nodes it reads.

use std::ops::Range;
use std::sync::Arc;

use crate::operation::{Code, Operation};

use super::{Node, Sort};

/// A call of an operation.
pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    reads: Reads,
}

/// What a call reads: up to two inputs lie in place, for most calls have no more. What few calls have lies apart, so
/// that others have no room for it.
enum Reads {
    None,
    One([Node; 1]),
    Two([Node; 2]),
    Many(Box<[Node]>),
    More(Box<More>),
}

pub(super) struct More {
    inputs: Box<[Node]>,
    extra: Option<Arc<Extra>>,
    /// The block that it is the task of.
    block: Option<Node>,
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

impl Call {
    #[inline]
    pub(crate) fn new(operation: &'static Operation, inputs: impl IntoIterator<Item = Node>) -> Call {
        Call { operation, reads: inputs.into_iter().collect() }
    }

    /// The same with what few calls have: an extra, and the block that it is the task of.
    #[inline]
    pub(crate) fn with(self, extra: Option<Arc<Extra>>, block: Option<Node>) -> Call {
        if extra.is_none() && block.is_none() { self } else { self.with_more(extra, block) }
    }

    #[cold]
    fn with_more(self, extra: Option<Arc<Extra>>, block: Option<Node>) -> Call {
        let Call { operation, reads } = self;
        let inputs = match reads {
            Reads::None => Box::default(),
            Reads::One(inputs) => Box::from(inputs),
            Reads::Two(inputs) => Box::from(inputs),
            Reads::Many(inputs) => inputs,
            Reads::More(more) => more.inputs,
        };
        Call { operation, reads: Reads::More(Box::new(More { inputs, extra, block })) }
    }

    #[inline]
    pub(crate) fn inputs(&self) -> &[Node] {
        match &self.reads {
            Reads::None => &[],
            Reads::One(inputs) => inputs,
            Reads::Two(inputs) => inputs,
            Reads::Many(inputs) => inputs,
            Reads::More(more) => &more.inputs,
        }
    }

    #[inline]
    fn more(&self) -> Option<&More> {
        if let Reads::More(more) = &self.reads { Some(more) } else { None }
    }

    #[inline]
    pub(crate) fn extra(&self) -> Option<&Arc<Extra>> {
        self.more().and_then(|more| more.extra.as_ref())
    }

    #[inline]
    pub(crate) fn sort(&self) -> Sort {
        let mut sort = self.operation.sort;
        if self.extra().is_some() {
            sort |= Sort::EXTRA;
        }
        sort
    }

    /// The block that it is the task of.
    pub(crate) fn block(&self) -> Option<&Node> {
        self.more().and_then(|more| more.block.as_ref())
    }

    /// Its own code, where captures make it this call's.
    #[inline]
    pub(crate) fn code(&self) -> Option<&Code> {
        self.extra().and_then(|extra| extra.code.as_deref())
    }

    /// One entry an argument, if any of them is made of several inputs.
    pub(crate) fn arguments(&self) -> &[Argument] {
        self.extra().map_or(&[], |extra| &extra.arguments)
    }

    /// How many of its inputs, from the first, it waits for.
    pub(crate) fn strict(&self) -> usize {
        self.operation.strict(self.inputs().len())
    }

    /// Where among its inputs those lie that it waits for and does not read.
    pub(crate) fn waits(&self) -> Range<usize> {
        let (end, count) = (self.strict(), self.extra().map_or(0, |extra| extra.waits));
        end - count..end
    }

    /// Gives up its inputs one by one; what is left is not of nodes alone.
    #[inline]
    pub(super) fn take_apart(self, mut input: impl FnMut(Node)) -> Option<Box<More>> {
        match self.reads {
            Reads::None => {}
            Reads::One([only]) => input(only),
            Reads::Two([first, second]) => {
                input(first);
                input(second);
            }
            Reads::Many(inputs) => inputs.into_iter().for_each(input),
            Reads::More(mut more) => {
                std::mem::take(&mut more.inputs).into_iter().for_each(input);
                return Some(more);
            }
        }
        None
    }
}

impl FromIterator<Node> for Reads {
    #[inline]
    fn from_iter<I: IntoIterator<Item = Node>>(inputs: I) -> Reads {
        let mut inputs = inputs.into_iter();
        let Some(first) = inputs.next() else { return Reads::None };
        let Some(second) = inputs.next() else { return Reads::One([first]) };
        let Some(third) = inputs.next() else { return Reads::Two([first, second]) };
        Reads::Many([first, second, third].into_iter().chain(inputs).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delayed::value;

    #[test]
    fn inputs_come_back_in_order_with_and_without_more() {
        let operation = (crate::value::Type::of::<u8>().pass)();
        let nodes: Vec<Node> = (0..5u8).map(|n| value(n).into_node()).collect();
        for count in 0..=nodes.len() {
            let of = |call: &Call| call.inputs().iter().zip(&nodes).filter(|(a, b)| a.is(b)).count();
            let call = Call::new(operation, nodes[..count].iter().cloned());
            assert_eq!((call.inputs().len(), of(&call)), (count, count));
            let call = call.with(None, Some(nodes[0].clone()));
            assert_eq!((call.inputs().len(), of(&call)), (count, count));
            assert!(call.extra().is_none() && call.block().is_some_and(|block| block.is(&nodes[0])));
            let mut given_up = Vec::new();
            assert!(call.take_apart(|input| given_up.push(input)).is_some());
            assert!(given_up.iter().zip(&nodes).all(|(a, b)| a.is(b)) && given_up.len() == count);
        }
    }
}
