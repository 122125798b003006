//! Checkpoints: tasks that wait for others and give nothing.

use std::collections::VecDeque;

use crate::args::Args;
use crate::argument::Input;
use crate::call::{Outcome, call};
use crate::combinators::spec;
use crate::delayed::Delayed;
use crate::node::Node;
use crate::operation::Spec;

/// Done when all of `nodes` are. One task reads each and lets it go, so that none lives until the last is there; these
/// are joined, `split_every` at once, first in first out.
pub(super) fn checkpoint(nodes: Vec<Node>, split_every: usize) -> Delayed<()> {
    if nodes.len() <= 1 {
        return join(nodes);
    }
    let mut open: VecDeque<Node> = nodes.into_iter().map(|node| join(vec![node]).into_node()).collect();
    while open.len() > split_every {
        let joined = join(open.drain(..split_every).collect());
        open.push_back(joined.into_node());
    }
    join(open.into())
}

fn join(nodes: Vec<Node>) -> Delayed<()> {
    fn checkpoint(_: &Args<'_>) -> Outcome<()> {
        Outcome::done(())
    }
    call(spec!("checkpoint"), checkpoint, [Input::side(nodes)])
}
