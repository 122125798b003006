//! Results come in the shape of the handles.

use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn results_come_in_the_shape_of_the_handles() -> Checked {
    let (a, b, c, d) = (number(1), number(2), number(3), number(4));
    let results = daisy::compute((a, vec![b, c], Some(d))).wait()?;
    assert_eq!(results, (1, vec![2, 3], Some(4)));
    Ok(())
}

#[test]
fn as_deep_as_you_like() -> Checked {
    let nested = vec![Some((number(1), [number(2), number(3)])), None];
    assert_eq!(daisy::compute(nested).wait()?, [Some((1, [2, 3])), None]);
    let boxed = Box::new(vec![Box::new(number(4))]);
    assert_eq!(daisy::compute(boxed).wait()?, Box::new(vec![Box::new(4)]));
    Ok(())
}

#[test]
fn tuples_up_to_twelve() -> Checked {
    let n = number;
    let one = daisy::compute((n(1),)).wait()?;
    assert_eq!(one, (1,));
    let all = (n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11), n(12));
    assert_eq!(daisy::compute(all).wait()?, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    Ok(())
}

#[test]
fn maps_by_their_values() -> Checked {
    let sorted = BTreeMap::from([("a", number(1)), ("b", inc(1))]);
    assert_eq!(daisy::compute(sorted).wait()?, BTreeMap::from([("a", 1), ("b", 2)]));
    let hashed = HashMap::from([(1u8, vec![number(1)]), (2, vec![])]);
    assert_eq!(daisy::compute(hashed).wait()?, HashMap::from([(1, vec![1]), (2, vec![])]));
    Ok(())
}

#[test]
fn with_no_handles_give_the_empty_shape() -> Checked {
    assert_eq!(daisy::compute(Vec::<Delayed<i64>>::new()).wait()?, Vec::<i64>::new());
    assert_eq!(daisy::compute(None::<Delayed<i64>>).wait()?, None);
    let none: [Delayed<i64>; 0] = [];
    assert_eq!(daisy::compute(none).wait()?, [0i64; 0]);
    assert!(daisy::compute(BTreeMap::<String, Delayed<i64>>::new()).wait()?.is_empty());
    let nested = (Vec::<Delayed<i64>>::new(), None::<Vec<Delayed<i64>>>);
    assert_eq!(daisy::compute(nested).wait()?, (vec![], None));
    Ok(())
}

#[test]
fn with_no_handles_run_under_every_executor() -> Checked {
    let none = Vec::<Delayed<i64>>::new();
    for executor in every_executor() {
        assert_eq!(none.compute().on(executor).wait()?, [0i64; 0]);
    }
    Ok(())
}

#[test]
fn have_the_methods_too() -> Checked {
    let pair = vec![number(1), number(2)];
    assert_eq!(pair.compute().wait()?, [1, 2]);
    let held = pair.persist().wait()?;
    assert_eq!(held.compute().wait()?, [1, 2]);
    assert_eq!(pair.graph().len(), 2);
    Ok(())
}

#[test]
fn ask_in_order_with_nested_keys() {
    let (a, b, c) = (number(1), number(2), number(3));
    let keys = (c.clone(), vec![a.clone(), b.clone()]).keys();
    let flat: Vec<_> = keys.iter().cloned().collect();
    assert_eq!(flat, [c.key(), a.key(), b.key()]);
    assert_eq!(keys.len(), 3);
}

#[test]
fn may_ask_for_one_key_often() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted() -> String {
        RUNS.fetch_add(1, SeqCst);
        "once".into()
    }
    let handles = vec![counted(), counted(), counted()];
    assert_eq!(daisy::compute(handles).wait()?, ["once"; 3]);
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn may_ask_for_a_task_and_its_inputs() -> Checked {
    let a = number(1);
    let b = inc(&a);
    let c = inc(&b);
    assert_eq!(daisy::compute([c, a, b]).wait()?, [3, 1, 2]);
    Ok(())
}
