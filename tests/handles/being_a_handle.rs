//! What every handle and node can do.

use crate::common::Checked;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use daisy::{Blocks, Error, Graph, Node, Runtime};
use std::cell::Cell;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::Mutex;

#[test]
fn clone_send_sync_and_debug_need_nothing_of_the_type() {
    struct Plain;
    fn check<T: Clone + Send + Sync + fmt::Debug + 'static>() {}
    check::<Delayed<Plain>>();
    check::<Delayed<i64>>();
    check::<Node>();
}

#[test]
fn handles_may_be_used_where_a_panic_is_caught() {
    fn check<T: UnwindSafe + RefUnwindSafe>() {}
    check::<Delayed<Mutex<u8>>>();
    check::<Node>();
    check::<Blocks<Cell<u8>>>();
    check::<Graph>();
    check::<Error>();
    check::<Runtime>();
    let handle = number(1);
    assert_eq!(catch_unwind(|| handle.compute().wait().unwrap()).unwrap(), 1);
}

#[test]
fn debug_prints_the_key() {
    let handle = number(1);
    let shown = format!("{handle:?}");
    assert!(shown.contains(&handle.key().to_string()), "{shown}");
}

#[test]
fn a_clone_is_the_same_handle() -> Checked {
    let handle = number(1);
    let other = handle.clone();
    assert_eq!(daisy::compute((handle, other)).wait()?, (1, 1));
    Ok(())
}

#[test]
fn handles_move_between_threads() -> Checked {
    let handle = number(1);
    let moved = handle.clone();
    let sum = std::thread::spawn(move || inc(moved)).join().unwrap();
    assert_eq!((sum + handle).compute().wait()?, 3);
    Ok(())
}

#[test]
fn a_node_gets_its_type_back() -> Checked {
    let node = Node::from(number(1));
    assert!(node.typed::<String>().is_none());
    assert_eq!(node.typed::<i64>().unwrap().compute().wait()?, 1);
    Ok(())
}

#[test]
fn a_node_knows_its_inputs_in_order() {
    #[delayed]
    fn three(a: i64, b: i64, c: i64) -> i64 {
        a + b + c
    }
    let (a, b) = (number(1), number(2));
    let node = Node::from(three(&b, &a, &b));
    let inputs: Vec<_> = node.inputs().iter().map(Node::key).collect();
    assert_eq!(inputs, [b.key(), a.key(), b.key()]);
    assert!(!node.is_constant());
    assert!(Node::from(daisy::value(1i64)).is_constant());
    assert!(Node::from(daisy::opaque(1i64)).is_constant());
}

#[test]
fn constants_compute_to_themselves() -> Checked {
    assert_eq!(daisy::value(1i64).compute().wait()?, 1);
    assert_eq!(daisy::opaque(String::from("a")).compute().wait()?, "a");
    assert_eq!(daisy::value(1i64).graph().len(), 0);
    Ok(())
}
