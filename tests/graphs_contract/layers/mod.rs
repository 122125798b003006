//! Layers, and blocks of them.

mod blocks;
mod in_graphs;
mod rules;

use crate::*;
use daisy::{Blocks, ErrorKind, Graph, Layer, Rewire};

/// The squares, counting how many tasks were built.
#[derive(Clone)]
struct Squares {
    n: usize,
    built: Counter,
}

#[delayed]
fn square(n: usize) -> usize {
    n * n
}

impl Layer for Squares {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new("squares", &self.n)
    }

    fn len(&self) -> usize {
        self.n
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.built.bump();
        square(index)
    }
}

fn squares(n: usize) -> (Blocks<usize>, Counter) {
    let built = Counter::default();
    (daisy::layer(Squares { n, built: built.clone() }), built)
}

#[delayed]
fn plus(a: usize, b: usize) -> usize {
    a + b
}

/// Each block of `of` and all before it: a layer that reads itself.
#[derive(Clone)]
struct Sums {
    of: Blocks<usize>,
    built: Counter,
}

impl Sums {
    fn before(&self, index: usize) -> Option<Delayed<usize>> {
        index.checked_sub(1).map(|before| daisy::layer(self.clone()).block(before))
    }
}

impl Layer for Sums {
    type Output = usize;

    fn key(&self) -> Key {
        Key::new("sums", &self.of.key())
    }

    fn len(&self) -> usize {
        self.of.len()
    }

    fn task(&self, index: usize) -> Delayed<usize> {
        self.built.bump();
        match self.before(index) {
            Some(before) => plus(before, self.of.block(index)),
            None => plus(0usize, self.of.block(index)),
        }
    }

    fn inputs(&self, index: usize) -> Vec<Node> {
        self.before(index).map(Node::from).into_iter().chain([self.of.block(index).into()]).collect()
    }
}

#[delayed]
fn inc_usize(n: usize) -> usize {
    n + 1
}

fn sorted(mut keys: Vec<Key>) -> Vec<Key> {
    keys.sort();
    keys
}
