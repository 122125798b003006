//! Random programs with choices: what is needed runs, once; what is not never does; and nothing is left of either.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering::SeqCst};

use daisy::__private::inline::choose;
use daisy::prelude::*;
use proptest::prelude::*;

/// A number that counts itself among the living.
#[derive(Debug)]
pub struct Live {
    number: i64,
    alive: Arc<AtomicIsize>,
}

impl Live {
    fn new(number: i64, alive: &Arc<AtomicIsize>) -> Live {
        alive.fetch_add(1, SeqCst);
        Live { number, alive: alive.clone() }
    }
}

impl Clone for Live {
    fn clone(&self) -> Live {
        Live::new(self.number, &self.alive)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, SeqCst);
    }
}

#[delayed]
fn leaf(number: i64, alive: &Arc<AtomicIsize>) -> Live {
    Live::new(number, alive)
}

#[delayed]
fn by_value(mut a: Live, b: Live, salt: i64) -> Live {
    a.number = mix(a.number, b.number, salt);
    a
}

#[delayed]
fn by_reference(a: &Live, b: &Live, salt: i64) -> Live {
    Live::new(mix(a.number, b.number, salt), &a.alive)
}

#[delayed]
fn fails_on_thirds(a: Live, salt: i64) -> Result<Live, String> {
    if (a.number ^ salt) % 3 == 0 { Err("a third".into()) } else { Ok(a) }
}

#[delayed]
fn even(a: &Live) -> bool {
    a.number % 2 == 0
}

#[delayed]
fn number(a: &Live) -> i64 {
    a.number
}

#[delayed]
fn numbered(a: &Live, number: i64) -> Live {
    Live::new(number, &a.alive)
}

/// Scalar operators: the shared one, and all of them, which fail where `b` is divisible by three.
fn scalars(a: &Delayed<Live>, b: &Delayed<Live>, salt: i64) -> [Delayed<i64>; 2] {
    let (a, b) = (number(a), number(b));
    let shared = &a ^ &b;
    let all = ((&shared | 1) / (&b % 3)) ^ (!a & (b >> 2i64)) ^ salt;
    [shared, all]
}

fn scalars_naively(a: i64, b: i64, salt: i64) -> Option<i64> {
    ((a ^ b) | 1).checked_div(b % 3).map(|quotient| quotient ^ (!a & (b >> 2)) ^ salt)
}

#[delayed]
fn recovered(tried: &Result<Live, daisy::Error>, a: &Live) -> Live {
    tried.as_ref().map_or(Live::new(-1, &a.alive), Live::clone)
}

#[delayed]
fn grown(a: &Live, salt: i64) -> Delayed<Live> {
    let next = leaf(a.number ^ salt, daisy::opaque(a.alive.clone()));
    let other = by_reference(&next, &next, salt);
    choose(even(&next), by_value(&next, &other, salt), fails_on_thirds(other, salt))
}

fn mix(a: i64, b: i64, salt: i64) -> i64 {
    a.wrapping_mul(31).wrapping_add(b.wrapping_mul(7)).wrapping_add(salt)
}

fn grown_naively(a: i64, salt: i64) -> Option<i64> {
    let next = a ^ salt;
    let other = mix(next, next, salt);
    if next % 2 == 0 { Some(mix(next, other, salt)) } else { Some(other).filter(|other| (other ^ salt) % 3 != 0) }
}

#[derive(Clone, Debug)]
enum Op {
    ByValue(u16, u16),
    ByReference(u16, u16),
    Fails(u16),
    Attempt(u16, u16),
    Choice(u16, u16, u16),
    Grown(u16),
    Scalars(u16, u16),
    /// Reads the shared operator of the scalars of two nodes by a graph that grows.
    Named(u16, u16, u16),
}

#[derive(Clone, Debug)]
pub struct Program {
    ops: Vec<Op>,
    roots: Vec<u16>,
}

pub fn programs() -> impl Strategy<Value = Program> {
    let at = any::<u16>;
    let stays = || {
        prop_oneof![
            2 => (at(), at()).prop_map(|(a, b)| Op::ByValue(a, b)),
            2 => (at(), at()).prop_map(|(a, b)| Op::ByReference(a, b)),
            1 => at().prop_map(Op::Fails),
            1 => (at(), at()).prop_map(|(a, b)| Op::Attempt(a, b)),
            3 => (at(), at(), at()).prop_map(|(a, b, c)| Op::Choice(a, b, c)),
            2 => (at(), at()).prop_map(|(a, b)| Op::Scalars(a, b)),
        ]
    };
    let grows = prop_oneof![at().prop_map(Op::Grown), (at(), at(), at()).prop_map(|(a, b, c)| Op::Named(a, b, c)),];
    let ops = prop_oneof![
        prop::collection::vec(stays(), 1..40),
        prop::collection::vec(prop_oneof![6 => stays(), 1 => grows], 1..40),
    ];
    (ops, prop::collection::vec(at(), 1..4)).prop_map(|(ops, roots)| Program { ops, roots })
}

/// A program as handles.
pub struct Made {
    pub roots: Vec<Delayed<Live>>,
    /// The name and the key of each task, by the node of the program it belongs to.
    pub tasks: Vec<Vec<daisy::Key>>,
    pub alive: Arc<AtomicIsize>,
}

/// What a lazy evaluator gives, and which nodes it needed.
pub struct Naive {
    pub results: Option<Vec<i64>>,
    pub needed: HashMap<usize, Option<i64>>,
}

const LEAVES: usize = 3;

impl Program {
    /// Whether it has a grower that names keys of others.
    pub fn names_results(&self) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::Named(..)))
    }

    fn place(at: u16, before: usize) -> usize {
        // Mostly the latest, so that programs are deep.
        before - 1 - usize::from(at) % before.min(6)
    }

    fn places(&self, at: usize) -> Vec<usize> {
        let of = |list: &[u16]| list.iter().map(|&a| Program::place(a, at)).collect();
        match &self.ops[at - LEAVES] {
            Op::ByValue(a, b) | Op::ByReference(a, b) | Op::Attempt(a, b) | Op::Scalars(a, b) => of(&[*a, *b]),
            Op::Fails(a) | Op::Grown(a) => of(&[*a]),
            Op::Choice(a, b, c) | Op::Named(a, b, c) => of(&[*a, *b, *c]),
        }
    }

    fn roots(&self) -> impl Iterator<Item = usize> {
        let all = self.ops.len() + LEAVES;
        self.roots.iter().map(move |&at| Program::place(at, all))
    }

    pub fn made(&self) -> Made {
        let alive = Arc::new(AtomicIsize::new(0));
        let counter = daisy::opaque(alive.clone());
        let mut nodes: Vec<Delayed<Live>> = (0..LEAVES as i64).map(|n| leaf(n, &counter)).collect();
        let mut tasks: Vec<Vec<daisy::Key>> = nodes.iter().map(|node| vec![node.key()]).collect();
        for (at, op) in self.ops.iter().enumerate() {
            let (at, salt) = (at + LEAVES, at as i64);
            let inputs: Vec<_> = self.places(at).into_iter().map(|place| nodes[place].clone()).collect();
            let mut more = Vec::new();
            let node = match (op, &inputs[..]) {
                (Op::ByValue(..), [a, b]) => by_value(a, b, salt),
                (Op::ByReference(..), [a, b]) => by_reference(a, b, salt),
                (Op::Fails(_), [a]) => fails_on_thirds(a, salt),
                (Op::Attempt(..), [a, b]) => {
                    let tried = a.attempt();
                    more.push(tried.key());
                    recovered(tried, b)
                }
                (Op::Choice(..), [a, b, c]) => {
                    let condition = even(a);
                    more.push(condition.key());
                    choose(condition, b.clone(), c.clone())
                }
                (Op::Grown(_), [a]) => grown(a, salt),
                (Op::Scalars(..), [a, b]) => {
                    let [shared, all] = scalars(a, b, salt);
                    more.extend([shared.key(), all.key()]);
                    numbered(a, all)
                }
                (Op::Named(..), [a, b, c]) => {
                    let [shared, _] = scalars(b, c, salt);
                    let grower = even(a);
                    more.extend([grower.key(), shared.key()]);
                    let named = grower.and_then(move |_| &shared | 4);
                    more.push(named.key());
                    numbered(a, named)
                }
                other => unreachable!("{other:?}"),
            };
            more.push(node.key());
            tasks.push(more);
            nodes.push(node);
        }
        Made { roots: self.roots().map(|at| nodes[at].clone()).collect(), tasks, alive }
    }

    pub fn naive(&self) -> Naive {
        let mut needed = HashMap::new();
        let results = self.roots().map(|at| self.need(at, &mut needed)).collect::<Vec<_>>();
        Naive { results: results.into_iter().collect(), needed }
    }

    fn need(&self, at: usize, needed: &mut HashMap<usize, Option<i64>>) -> Option<i64> {
        if let Some(known) = needed.get(&at) {
            return *known;
        }
        let result = if at < LEAVES {
            Some(at as i64)
        } else {
            let (places, salt) = (self.places(at), (at - LEAVES) as i64);
            let first = self.need(places[0], needed);
            match &self.ops[at - LEAVES] {
                Op::Choice(..) => first.and_then(|a| self.need(places[if a % 2 == 0 { 1 } else { 2 }], needed)),
                Op::ByValue(..) | Op::ByReference(..) => {
                    let second = self.need(places[1], needed);
                    first.zip(second).map(|(a, b)| mix(a, b, salt))
                }
                Op::Attempt(..) => {
                    let second = self.need(places[1], needed);
                    second.map(|_| first.unwrap_or(-1))
                }
                Op::Fails(_) => first.filter(|a| (a ^ salt) % 3 != 0),
                Op::Scalars(..) => {
                    let second = self.need(places[1], needed);
                    first.zip(second).and_then(|(a, b)| scalars_naively(a, b, salt))
                }
                Op::Named(..) => {
                    // The grower runs once the first is there; it names what the others give.
                    let others = first.map(|_| [1, 2].map(|place| self.need(places[place], needed)));
                    others.and_then(|[b, c]| b.zip(c)).map(|(b, c)| (b ^ c) | 4)
                }
                Op::Grown(_) => first.and_then(|a| grown_naively(a, salt)),
            }
        };
        needed.insert(at, result);
        result
    }
}

impl Live {
    pub fn number(&self) -> i64 {
        self.number
    }
}
