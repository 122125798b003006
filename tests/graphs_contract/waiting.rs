//! `checkpoint` and `wait_on`.

use crate::rewire::leaves;
use crate::*;
use daisy::{Inline, Rewire};
use std::collections::BTreeMap;

/// The tasks of the tree over `keys` keys, by the page's words.
fn tree(keys: usize, split_every: usize) -> usize {
    if keys < 2 {
        return 1;
    }
    let (mut queue, mut tasks) = (keys, keys);
    while queue > split_every {
        queue = queue - split_every + 1;
        tasks += 1;
    }
    tasks + 1
}

#[test]
fn the_counts_of_checkpoint_trees() {
    let of = |split| Rewire::new().split_every(split).checkpoint(leaves(100)).graph().len();
    assert_eq!([of(2), of(3), of(8), of(usize::MAX)], [299, 250, 215, 201]);
    assert_eq!(daisy::checkpoint(leaves(100)).graph().len(), 215, "8 is the default");
    assert_eq!(Rewire::default().checkpoint(leaves(100)).graph().len(), 215);
    for keys in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 40] {
        for split in [2, 3, 8, 9, usize::MAX] {
            let checkpoint = Rewire::new().split_every(split).checkpoint(leaves(keys));
            assert_eq!(checkpoint.graph().len(), keys as usize + tree(keys as usize, split), "{keys} by {split}");
        }
    }
}

#[test]
fn the_keys_are_flat_however_they_nest() {
    let nested = (leaves(2), [Some(BTreeMap::from([(1, inc(7)), (2, inc(8))]))], Box::new(inc(9)));
    assert_eq!(daisy::checkpoint(nested).graph().len(), 5 + 5 + 1);
    assert_eq!(daisy::checkpoint(Vec::<Delayed<i64>>::new()).graph().len(), 1);
    assert_eq!(daisy::checkpoint(None::<Delayed<i64>>).compute().wait().unwrap(), ());
}

#[test]
#[should_panic]
fn a_split_below_two_panics() {
    let _ = Rewire::new().split_every(1);
}

#[test]
#[should_panic]
fn a_split_of_none_panics() {
    let _ = Rewire::new().split_every(0);
}

#[test]
fn a_checkpoint_is_done_when_all_of_it_is() {
    let counter = Counter::default();
    let handles: Vec<_> = (0..20).map(|n| counted(counter.handle(), n)).collect();
    let checkpoint: Delayed<()> = Rewire::new().split_every(2).checkpoint(handles);
    let seen = counter.clone();
    assert_eq!(checkpoint.map(move |()| seen.count()).compute().wait().unwrap(), 20);
}

/// A result that counts how many live.
#[derive(Clone)]
struct Live(Counter);

impl Drop for Live {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[delayed]
fn live(counter: &Counter, most: &Counter, n: i64) -> Live {
    let _ = n;
    let now = counter.bump() + 1;
    most.0.fetch_max(now, Ordering::SeqCst);
    Live(counter.clone())
}

#[test]
fn a_checkpoint_reads_each_and_lets_it_go() {
    let (counter, most) = (Counter::default(), Counter::default());
    let (counter_handle, most_handle) = (counter.handle(), most.handle());
    let handles: Vec<_> = (0..100).map(|n| live(&counter_handle, &most_handle, n)).collect();
    daisy::checkpoint(handles).compute().on(Inline).wait().unwrap();
    assert_eq!(counter.count(), 0);
    assert_eq!(most.count(), 1, "each was let go before the next was made");
}

#[test]
fn wait_on_is_a_checkpoint_and_a_task_a_key() {
    assert_eq!(daisy::wait_on(leaves(100)).graph().len(), 215 + 100);
    assert_eq!(Rewire::new().split_every(2).wait_on(leaves(100)).graph().len(), 299 + 100);
    assert_eq!(daisy::wait_on(inc(1)).graph().len(), 1 + 1 + 1);
    assert_eq!(daisy::wait_on((inc(1), [inc(2)])).graph().len(), 2 + 3 + 2);
    let handles = leaves(3);
    let waits = daisy::wait_on(handles.clone());
    assert!(waits.iter().zip(&handles).all(|(wait, handle)| wait.key() != handle.key()));
    assert_eq!(waits.compute().wait().unwrap(), [1, 2, 3]);
}

#[test]
fn none_is_seen_before_all_are_done() {
    let log = Log::default();
    let handle = log.clone();
    let log_handle = daisy::opaque(log.clone());
    let handles: Vec<_> = (0..10).map(|n| logged(&log_handle, n, Vec::<i64>::new())).collect();
    let seen: Vec<_> = daisy::wait_on(handles)
        .into_iter()
        .map(|wait| {
            let log = handle.clone();
            wait.map(move |_| log.names().len())
        })
        .collect();
    assert_eq!(seen.compute().wait().unwrap(), [10; 10]);
    assert_eq!(log.take().len(), 10);
    assert_eq!(seen[0].compute().on(Inline).wait().unwrap(), 10, "if one alone is asked for, too");
}

#[test]
fn a_constant_is_waited_on_like_others() {
    let (log, constant) = (Log::default(), daisy::value(5i64));
    let task = logged(daisy::opaque(log.clone()), 1, Vec::<i64>::new());
    let (constant, _) = daisy::wait_on((constant, task));
    let seen = log.clone();
    let look = constant.map(move |n| (*n, seen.names().len()));
    assert_eq!(look.compute().wait().unwrap(), (5, 1));
}

#[test]
fn wait_on_passes_the_same_arc_on() {
    let handle = unique(1).shared();
    let wait = daisy::wait_on(handle.clone());
    let (before, after) = daisy::compute((handle, wait)).wait().unwrap();
    assert!(Arc::ptr_eq(&before, &after));
    let list = daisy::opaque(vec![1u8; 100]);
    let (before, after) = daisy::compute((list.shared(), daisy::wait_on(list).shared())).wait().unwrap();
    assert!(Arc::ptr_eq(&before, &after));
}

#[test]
fn a_tree_is_no_deeper_than_its_splits() {
    fn depth(node: &Node) -> usize {
        node.inputs().iter().map(|input| 1 + depth(input)).max().unwrap_or(0)
    }
    let of = |split| depth(&node(&Rewire::new().split_every(split).checkpoint(leaves(256))));
    assert_eq!(of(usize::MAX), 3, "a leaf reads its constant, one task a key, the last task");
    assert!(of(2) <= 2 + 9);
    assert!(of(16) <= 2 + 3);
}

#[test]
fn a_key_twice_is_still_waited_for() {
    let counter = Counter::default();
    let handle = counted(counter.handle(), 1);
    let waits = daisy::wait_on(vec![handle.clone(), inc(1), handle]);
    assert_eq!(waits[0].key(), waits[2].key(), "one stands for the other");
    assert_eq!(waits.compute().wait().unwrap(), [1, 2, 1]);
    assert_eq!(counter.count(), 1);
}
