//! Random programs: as handles, and as what they should give.

use super::lazy::*;
use super::{Bag, plain};
use daisy::__private::inline::choose;
use daisy::Inline;
use daisy::prelude::*;
use proptest::prelude::*;

/// One node of a program. The numbers pick earlier nodes.
#[derive(Clone, Debug)]
pub enum Op {
    Start(i8),
    Step(u16, i8),
    StepAsync(u16, i8),
    StepBlocking(u16, i8),
    Join(u16, u16),
    Twice(u16),
    Push(u16, u16),
    Peek(u16, u16),
    Concat(Vec<u16>),
    Measure(Vec<u16>),
    Halves(u16),
    Operators(u16, u16),
    Map(u16),
    MapCapturing(u16, i8),
    Held(u16),
    Choice(u16, u16, u16),
    Risky(u16),
    Panicky(u16),
    Attempt(u16),
    Grow(u16, u8),
    Chosen(u16, u16, u16),
    Sprout(u16, u8),
}

pub fn op() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    let several = || prop::collection::vec(any::<u16>(), 0..6);
    prop_oneof![
        // Few different ones, so that equal calls are common.
        (0..4i8).prop_map(Op::Start),
        (at(), 0..2i8).prop_map(|(a, by)| Op::Step(a, by)),
        (at(), 0..2i8).prop_map(|(a, by)| Op::StepAsync(a, by)),
        (at(), 0..2i8).prop_map(|(a, by)| Op::StepBlocking(a, by)),
        (at(), at()).prop_map(|(a, b)| Op::Join(a, b)),
        at().prop_map(Op::Twice),
        (at(), at()).prop_map(|(a, b)| Op::Push(a, b)),
        (at(), at()).prop_map(|(a, b)| Op::Peek(a, b)),
        several().prop_map(Op::Concat),
        several().prop_map(Op::Measure),
        at().prop_map(Op::Halves),
        (at(), at()).prop_map(|(a, b)| Op::Operators(a, b)),
        at().prop_map(Op::Map),
        (at(), 0..2i8).prop_map(|(a, by)| Op::MapCapturing(a, by)),
        at().prop_map(Op::Held),
        (at(), at(), at()).prop_map(|(a, b, c)| Op::Choice(a, b, c)),
        (at(), at(), at()).prop_map(|(a, b, c)| Op::Choice(a, b, c)),
    ]
}

pub fn failing() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    prop_oneof![at().prop_map(Op::Risky), at().prop_map(Op::Panicky), at().prop_map(Op::Attempt)]
}

pub fn growing() -> impl Strategy<Value = Op> {
    let at = any::<u16>;
    prop_oneof![
        (at(), 0..5u8).prop_map(|(a, depth)| Op::Grow(a, depth)),
        (at(), at(), at()).prop_map(|(a, b, c)| Op::Chosen(a, b, c)),
        (at(), 0..5u8).prop_map(|(a, depth)| Op::Sprout(a, depth)),
    ]
}

/// The nodes, and which of them are asked for.
#[derive(Clone, Debug)]
pub struct Program {
    ops: Vec<Op>,
    roots: Vec<u16>,
}

pub fn program(op: impl Strategy<Value = Op>) -> impl Strategy<Value = Program> {
    (prop::collection::vec(op, 1..30), prop::collection::vec(any::<u16>(), 1..5))
        .prop_map(|(ops, roots)| Program { ops, roots })
}

pub fn pure_programs() -> impl Strategy<Value = Program> {
    program(op())
}

pub fn failing_programs() -> impl Strategy<Value = Program> {
    program(prop_oneof![4 => op(), 1 => failing()])
}

pub fn all_programs() -> impl Strategy<Value = Program> {
    program(prop_oneof![8 => op(), 1 => failing(), 3 => growing()])
}

/// The node that `at` picks. Before the first there is always one to pick.
fn pick<T>(nodes: &[T], at: u16) -> &T {
    &nodes[usize::from(at) % nodes.len()]
}

impl Program {
    /// What it should give: the values of its roots, or nothing where one of them fails.
    pub fn naive(&self) -> Option<Vec<Bag>> {
        let mut nodes: Vec<Option<Bag>> = vec![Some(vec![0, 1])];
        for op in &self.ops {
            let get = |at: &u16| pick(&nodes, *at).clone();
            let all = |at: &[u16]| at.iter().map(get).collect::<Option<Vec<Bag>>>();
            let node = match op {
                Op::Start(n) => Some(vec![i64::from(*n), i64::from(*n) + 1]),
                Op::Step(a, by) | Op::StepAsync(a, by) | Op::StepBlocking(a, by) | Op::MapCapturing(a, by) => {
                    get(a).map(|a| plain::step(a, i64::from(*by)))
                }
                Op::Join(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::join(a, b)),
                Op::Twice(a) => get(a).map(|a| plain::join(a.clone(), a)),
                Op::Push(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::push(a, &b)),
                Op::Peek(a, b) => get(a).zip(get(b)).map(|(a, b)| plain::peek(&a, &b)),
                Op::Concat(at) => all(at).map(plain::concat),
                Op::Measure(at) => all(at).map(|bags| plain::measure(&bags)),
                Op::Halves(a) => get(a).map(|a| plain::halves(&a)).map(|(a, b)| plain::join(b, a)),
                Op::Operators(a, b) => {
                    get(a).zip(get(b)).map(|(a, b)| vec![plain::mixed(plain::head(&a), plain::head(&b))])
                }
                Op::Map(a) => get(a).map(|a| plain::reversed(&a)),
                Op::Held(a) => get(a),
                Op::Risky(a) | Op::Panicky(a) => get(a).and_then(|a| plain::risky(&a).ok()),
                Op::Attempt(a) => Some(get(a).unwrap_or(vec![-1])),
                Op::Grow(a, depth) => get(a).map(|a| plain::grow(a, u32::from(*depth))),
                Op::Sprout(a, depth) => get(a).map(|a| plain::sprout(a, u32::from(*depth))),
                Op::Choice(a, b, c) => get(a).and_then(|a| if plain::even(&a) { get(b) } else { get(c) }),
                Op::Chosen(a, b, c) => get(a).and_then(|a| if a.len() % 2 == 0 { get(b) } else { get(c) }),
            };
            nodes.push(node);
        }
        self.roots.iter().map(|at| pick(&nodes, *at).clone()).collect()
    }

    /// The same as handles.
    pub fn delayed(&self) -> Vec<Delayed<Bag>> {
        let mut nodes: Vec<Delayed<Bag>> = vec![start(0)];
        for op in &self.ops {
            let get = |at: &u16| pick(&nodes, *at).clone();
            let all = |at: &[u16]| at.iter().map(get).collect::<Vec<_>>();
            let node = match op {
                Op::Start(n) => start(i64::from(*n)),
                Op::Step(a, by) => step(get(a), i64::from(*by)),
                Op::StepAsync(a, by) => step_async(get(a), i64::from(*by)),
                Op::StepBlocking(a, by) => step_blocking(get(a), i64::from(*by)),
                Op::Join(a, b) => join(get(a), get(b)),
                Op::Twice(a) => join(get(a), get(a)),
                Op::Push(a, b) => push(get(a), get(b)),
                Op::Peek(a, b) => peek(get(a), get(b)),
                Op::Concat(at) => concat(all(at)),
                Op::Measure(at) => measure(all(at)),
                Op::Halves(a) => {
                    let (left, right) = halves(get(a)).split();
                    join(right, left)
                }
                Op::Operators(a, b) => {
                    let (a, b) = (head(get(a)), head(get(b)));
                    single((&a ^ &b) & !(b >> 3i64) | (a & 255i64))
                }
                Op::Map(a) => get(a).map(|bag| plain::reversed(bag)),
                Op::MapCapturing(a, by) => {
                    let by = i64::from(*by);
                    get(a).map(move |bag| plain::step(bag.clone(), by))
                }
                // What cannot be held, because it fails, stays as it is.
                Op::Held(a) => get(a).persist().on(Inline).wait().unwrap_or_else(|_| get(a)),
                Op::Risky(a) => risky(get(a)),
                Op::Panicky(a) => panicky(get(a)),
                Op::Attempt(a) => settled(get(a).attempt()),
                Op::Grow(a, depth) => grow(get(a), u32::from(*depth)),
                Op::Sprout(a, depth) => sprout(get(a), u32::from(*depth)),
                Op::Choice(a, b, c) => choose(even(get(a)), get(b), get(c)),
                Op::Chosen(a, b, c) => {
                    let (b, c) = (get(b), get(c));
                    get(a).and_then(move |a| if a.len() % 2 == 0 { b.clone() } else { c.clone() })
                }
            };
            nodes.push(node);
        }
        self.roots.iter().map(|at| pick(&nodes, *at).clone()).collect()
    }
}
