//! What the pages promise of nodes, collections, graph manipulation, layers, graphs, orders and pictures, sentence by
//! sentence, written from the pages alone: each test fails if its sentence does not hold.

mod collection;
mod derive;
mod examples;
mod executors;
mod graph;
mod layers;
mod nodes;
mod order;
mod passes;
mod protocol;
mod render;
mod rewire;
mod waiting;

use daisy::prelude::*;
use daisy::{Key, Keys, Node};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[delayed]
fn inc(n: i64) -> i64 {
    n + 1
}

#[delayed]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[delayed]
fn mul(a: i64, b: i64) -> i64 {
    a * b
}

#[delayed]
fn total(parts: Vec<i64>) -> i64 {
    parts.iter().sum()
}

#[delayed]
fn grows(n: i64) -> Delayed<i64> {
    if n == 0 { inc(0) } else { grows(n - 1) }
}

/// Counts the calls of [`counted`] and of layers; a constant of each test's own.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn bump(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst)
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn reset(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    fn handle(&self) -> Delayed<Counter> {
        daisy::opaque(self.clone())
    }
}

/// `n`, and one call more on the counter.
#[delayed]
fn counted(counter: &Counter, n: i64) -> i64 {
    counter.bump();
    n
}

/// How many calls came before: another value with every run.
#[delayed(impure)]
fn tick(counter: &Counter) -> usize {
    counter.bump()
}

/// Who ran, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<i64>>>);

impl Log {
    fn push(&self, name: i64) {
        self.0.lock().unwrap().push(name);
    }

    fn names(&self) -> Vec<i64> {
        self.0.lock().unwrap().clone()
    }

    fn take(&self) -> Vec<i64> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Writes its name down; reads `after` only to come after it.
#[delayed]
fn logged(log: &Log, name: i64, after: Vec<i64>) -> i64 {
    drop(after);
    log.push(name);
    name
}

/// A result that can be told from a copy, and has none.
#[derive(Debug, PartialEq)]
struct Unique(i64);

#[delayed]
fn unique(n: i64) -> Unique {
    Unique(n)
}

/// The keys, flat and owned.
fn flat(keys: &Keys) -> Vec<Key> {
    keys.iter().cloned().collect()
}

/// The keys a collection asks for.
fn keys_of(collection: &impl Collection) -> Vec<Key> {
    flat(&collection.keys())
}

/// The roots of a collection.
fn roots_of(collection: &impl Collection) -> Vec<Node> {
    let mut roots = Vec::new();
    collection.roots(&mut roots);
    roots
}

fn node<T: Data>(handle: &Delayed<T>) -> Node {
    handle.into()
}
