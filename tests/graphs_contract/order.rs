//! The order of a plan, and what it costs.

use crate::*;
use daisy::{Graph, Inline, Observer, Order, Started};
use std::collections::HashMap;

/// A graph of many shapes from a small generator of numbers: each node reads up to three before it.
fn random(seed: u64, count: usize, log: &Delayed<Log>) -> Vec<Delayed<i64>> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let mut nodes: Vec<Delayed<i64>> = Vec::new();
    for name in 0..count {
        let reads = if nodes.is_empty() { 0 } else { below(4) };
        let after: Vec<_> = (0..reads).map(|_| nodes[below(nodes.len())].clone()).collect();
        nodes.push(logged(log, name as i64, after));
    }
    nodes
}

/// The results held as each task starts, counted by the page's words.
fn held_results(graph: &Graph, order: &Order) -> Vec<usize> {
    let position: HashMap<Key, usize> = order.keys().cloned().enumerate().map(|(at, key)| (key, at)).collect();
    let mut last_reader = vec![None; order.len()];
    for (reader, key) in order.keys().enumerate() {
        for input in graph.node(key).expect("in its graph").inputs() {
            if let Some(at) = position.get(&input.key()) {
                last_reader[*at] = Some(reader);
            }
        }
    }
    let holds = |at: usize| (0..at).filter(|task| last_reader[*task].is_some_and(|last| last >= at)).count();
    (0..order.len()).map(holds).collect()
}

#[test]
fn an_order_has_every_task_once_after_its_inputs() {
    let handle = daisy::opaque(Log::default());
    for seed in 0..20 {
        let graph = random(seed, 40, &handle).graph();
        let order = graph.order();
        assert_eq!((order.len(), order.keys().count()), (graph.len(), graph.len()));
        for (at, key) in order.keys().enumerate() {
            assert_eq!(order.position(key), Some(at));
            for input in graph.node(key).expect("a task of the graph").inputs() {
                let before = order.position(&input.key());
                assert_eq!(before.is_none(), input.is_constant(), "constants have no position");
                assert!(before.is_none_or(|before| before < at));
            }
        }
        assert_eq!(order.position(&inc(1).key()), None);
        assert_eq!(graph.order().keys().collect::<Vec<_>>(), order.keys().collect::<Vec<_>>(), "stable");
    }
}

#[test]
fn the_pressure_is_the_results_held_as_each_task_starts() {
    let handle = daisy::opaque(Log::default());
    for seed in 0..40 {
        let graph = random(seed, 30, &handle).graph();
        let order = graph.order();
        assert_eq!(order.pressure(), held_results(&graph, &order), "seed {seed}");
        assert_eq!(order.peak(), order.pressure().iter().copied().max().unwrap());
    }
}

#[test]
fn small_pressures() {
    let order = |handle: &Delayed<i64>| handle.graph().order();
    assert_eq!(order(&inc(inc(inc(1)))).pressure(), [0, 1, 1]);
    assert_eq!(order(&inc(1)).pressure(), [0], "constants do not count");
    assert_eq!(order(&add(inc(1), inc(2))).pressure(), [0, 1, 2]);
    let unread = vec![inc(1), inc(2), inc(3)].graph().order();
    assert_eq!((unread.pressure(), unread.peak()), (&[0, 0, 0][..], 0), "results nobody reads do not");
    let nothing = Graph::new([]).order();
    assert_eq!((nothing.len(), nothing.peak(), nothing.pressure().len()), (0, 0, 0));
    assert_eq!(daisy::value(1i64).graph().order().len(), 0);
    let held = inc(1).persist().wait().unwrap();
    assert_eq!(order(&inc(&held)).pressure(), [0]);
    assert!(!format!("{:?}", unread.clone()).is_empty());
}

#[test]
fn few_results_live_at_once() {
    let mut level: Vec<_> = (0..64).map(inc).collect();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| add(&pair[0], &pair[1])).collect();
    }
    assert!(level[0].graph().order().peak() <= 7, "depth first: one a level, and the two that meet");
    let chains: Vec<_> = (0..50).map(|n| (0..20).fold(inc(n * 1000), |handle, _| inc(handle))).collect();
    assert_eq!(chains.graph().order().peak(), 1, "one chain after the other");
    assert_eq!(total(chains).graph().order().peak(), 50);
}

/// The keys of the tasks that start.
#[derive(Default)]
struct Starts(Mutex<Vec<Key>>);

impl Observer for Starts {
    fn task_started(&self, task: &Started<'_>) {
        self.0.lock().unwrap().push(task.key.clone());
    }
}

#[test]
fn inline_follows_it_exactly() {
    let log = Log::default();
    let handle = daisy::opaque(log.clone());
    for seed in 0..20 {
        let nodes = random(seed, 40, &handle);
        let roots = nodes[30..].to_vec();
        let order: Vec<_> = roots.graph().order().keys().cloned().collect();
        for optimize in [false, true] {
            let starts = Arc::new(Starts::default());
            daisy::compute(roots.clone()).optimize(optimize).on(Inline).observe(starts.clone()).wait().unwrap();
            let ran: Vec<_> = log.take().iter().map(|name| nodes[*name as usize].key()).collect();
            assert_eq!(ran, order, "seed {seed}, optimize({optimize})");
            let starts = starts.0.lock().unwrap().clone();
            if optimize {
                let mut rest = order.iter();
                assert!(starts.iter().all(|key| rest.any(|next| next == key)), "fused ones start as one");
            } else {
                assert_eq!(starts, order, "seed {seed}");
            }
        }
        let optimized = daisy::optimize(roots.clone());
        daisy::compute(optimized.clone()).on(Inline).wait().unwrap();
        let ran: Vec<_> = log.take().iter().map(|name| nodes[*name as usize].key()).collect();
        assert_eq!(ran, optimized.graph().order().keys().cloned().collect::<Vec<_>>());
    }
}

/// A result that knows how many of them live. Has no `Clone`: nothing but its readers holds it.
struct Held(Counter);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Writes down how many results live as it starts.
#[delayed]
fn weigh(log: &Log, live: &Counter, name: i64) -> Held {
    log.push(live.bump() as i64 * 100 + name);
    Held(live.clone())
}

#[delayed]
fn weigh_two(log: &Log, live: &Counter, name: i64, _left: &Held, _right: &Held) -> Held {
    log.push(live.bump() as i64 * 100 + name);
    Held(live.clone())
}

#[test]
fn the_pressure_is_what_inline_holds() {
    let (log, live) = (Log::default(), Counter::default());
    let (to, of) = (daisy::opaque(log.clone()), live.handle());
    let leaves: Vec<_> = (0..8).map(|name| weigh(&to, &of, name)).collect();
    let pairs: Vec<_> = (0..4).map(|at| weigh_two(&to, &of, 10 + at as i64, &leaves[at], &leaves[at + 4])).collect();
    let crossed = weigh_two(&to, &of, 20, &pairs[2], &leaves[0]);
    let joined = weigh_two(&to, &of, 21, &pairs[0], &pairs[1]);
    let top = weigh_two(&to, &of, 22, &joined, weigh_two(&to, &of, 23, &crossed, &pairs[3]));
    let order = top.graph().order();
    drop(top.compute_shared().on(Inline).wait().unwrap());
    let held: Vec<_> = log.take().iter().map(|n| (*n / 100) as usize).collect();
    assert_eq!(held, order.pressure());
    assert_eq!(live.count(), 0);
}

thread_local! {
    static ADDED: std::cell::RefCell<Vec<u64>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Knows how it came to be, and writes down each sum: operators are tasks too, and may fuse.
#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Term(u64);

impl std::ops::Add for Term {
    type Output = Term;

    fn add(self, other: Term) -> Term {
        let sum = Term(self.0.wrapping_mul(31).wrapping_add(other.0.wrapping_mul(17)).wrapping_add(1));
        ADDED.with_borrow_mut(|added| added.push(sum.0));
        sum
    }
}

#[test]
fn inline_follows_it_exactly_through_operators() {
    let mut state = 7u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    for round in 0..20 {
        let mut terms: Vec<_> = (0..5).map(|n| daisy::value(Term(1 + n + 100 * round))).collect();
        for _ in 0..30 {
            let (left, right) = (below(terms.len()), below(terms.len()));
            terms.push(&terms[left] + &terms[right]);
        }
        let roots = terms.split_off(terms.len() - 4);
        let order: Vec<_> = roots.graph().order().keys().cloned().collect();
        let tasks: HashMap<Key, Delayed<Term>> =
            terms.iter().chain(&roots).map(|term| (term.key(), term.clone())).collect();
        let expected: Vec<_> = order.iter().map(|key| tasks[key].compute().on(Inline).wait().unwrap().0).collect();
        for optimize in [false, true] {
            ADDED.take();
            daisy::compute(roots.clone()).optimize(optimize).on(Inline).wait().unwrap();
            assert_eq!(ADDED.take(), expected, "round {round}, optimize({optimize})");
        }
    }
}

#[test]
fn inline_follows_it_through_checkpoints_layers_and_held_results() {
    struct Halves(Vec<Delayed<i64>>);
    impl daisy::Layer for Halves {
        type Output = i64;
        fn key(&self) -> Key {
            Key::new("halves", &self.0.iter().map(Delayed::key).collect::<Vec<_>>())
        }
        fn len(&self) -> usize {
            self.0.len() / 2
        }
        fn inputs(&self, index: usize) -> Vec<Node> {
            vec![(&self.0[index]).into(), (&self.0[index + self.len()]).into()]
        }
        fn task(&self, index: usize) -> Delayed<i64> {
            add(&self.0[index], &self.0[index + self.len()])
        }
    }
    let leaves: Vec<_> = (0..24).map(inc).collect();
    let blocks = daisy::layer(Halves(leaves.clone()));
    let held = leaves[3].persist().wait().unwrap();
    let waits = daisy::wait_on((blocks.clone(), leaves[..5].to_vec()));
    let bound = daisy::bind((blocks.clone(), vec![mul(&held, 7), mul(&leaves[9], 2)]), waits.0.clone());
    let collection = (waits, bound, total(blocks.iter().collect::<Vec<_>>()), held);
    let graph = collection.graph();
    let order = graph.order();
    assert_eq!(order.len(), graph.len());
    assert_eq!(order.pressure(), held_results(&graph, &order));
    for optimize in [false, true] {
        let starts = Arc::new(Starts::default());
        collection.compute().optimize(optimize).on(Inline).observe(starts.clone()).wait().unwrap();
        assert_eq!(starts.0.lock().unwrap().iter().collect::<Vec<_>>(), order.keys().collect::<Vec<_>>());
    }
}
