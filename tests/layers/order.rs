//! The order a plan runs in.

use std::sync::{Arc, Mutex};

use daisy::prelude::*;
use daisy::{Inline, Key, Observer, Started};

use crate::{add, pairs, square, squares};

#[derive(Default)]
struct Log(Mutex<Vec<Key>>);

impl Observer for Log {
    fn task_started(&self, task: &Started<'_>) {
        self.0.lock().unwrap().push(task.key.clone());
    }
}

fn run(root: &Delayed<u64>) -> Vec<Key> {
    let log = Arc::new(Log::default());
    root.compute().on(Inline).observe(log.clone()).wait().unwrap();
    std::mem::take(&mut *log.0.lock().unwrap())
}

#[test]
fn inline_follows_it_exactly() {
    let leaves: Vec<_> = (0..8).map(square).collect();
    let mut sum = leaves[0].clone();
    for leaf in &leaves[1..] {
        sum = add(sum, add(leaf, &leaves[3]));
    }
    let order = sum.graph().order();
    assert_eq!(order.keys().cloned().collect::<Vec<_>>(), run(&sum));
    assert_eq!(order.len(), sum.graph().len());
    for (position, key) in order.keys().enumerate() {
        assert_eq!(order.position(key), Some(position));
    }
    assert_eq!(order.position(&Key::new("none", &0u8)), None);
}

#[test]
fn of_layers_too() {
    let (squares, _) = squares(100);
    let (pairs, _) = pairs(&squares);
    let sum = add(pairs.block(3), pairs.block(5));
    let order = sum.graph().order();
    assert_eq!(order.keys().cloned().collect::<Vec<_>>(), run(&sum));
    assert_eq!(order.len(), 7);
}

#[test]
fn a_result_counts_from_its_end_to_the_end_of_its_last_reader() {
    let a = square(1);
    let chain = square(square(a.clone()));
    assert_eq!(chain.graph().order().pressure(), [0, 1, 1]);
    let both = add(square(2), square(3));
    assert_eq!((both.graph().order().pressure(), both.graph().order().peak()), (&[0, 1, 2][..], 2));
    // Nobody reads a root.
    let roots = (square(2), square(3)).graph().order();
    assert_eq!((roots.pressure(), roots.peak()), (&[0, 0][..], 0));
    let nothing = daisy::value(3u64).graph().order();
    assert_eq!((nothing.len(), nothing.peak()), (0, 0));
}

#[test]
fn a_tree_holds_as_many_as_it_is_deep() {
    let mut level: Vec<_> = (0..1_024).map(square).collect();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| add(&pair[0], &pair[1])).collect();
    }
    assert_eq!(level[0].graph().order().peak(), 11);
}
