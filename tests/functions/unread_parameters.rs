//! A parameter that the body does not read is a parameter like any other.

use crate::common::Checked;
use crate::common::functions::{Bad, number};
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[delayed]
fn underscored(_: i64, x: i64, _y: &str) -> i64 {
    x
}

#[delayed]
fn borrowed(_: &Vec<i64>, _items: &[i64], _: &str) -> i64 {
    3
}

#[delayed]
async fn later(_: i64, _y: String) -> i64 {
    4
}

#[delayed]
fn of_any_type<T: Clone, U>(_: T, _borrowed: &U) -> i64 {
    5
}

#[delayed]
fn failing(_: i64) -> Result<i64, Bad> {
    Err(Bad(6))
}

#[test]
fn it_need_not_be_named() -> Checked {
    assert_eq!(underscored(1, number(2), "three").compute().wait()?, 2);
    assert_eq!(borrowed(vec![1i64], vec![number(2)], "three").compute().wait()?, 3);
    assert_eq!(later(number(1), "two").compute().wait()?, 4);
    assert_eq!(of_any_type(number(1), daisy::opaque(2u8)).compute().wait()?, 5);
    assert_eq!(failing(1).compute().wait().unwrap_err().downcast_ref(), Some(&Bad(6)));
    Ok(())
}

#[test]
fn it_is_part_of_the_key() {
    assert_eq!(underscored(1, 2, "three").key(), underscored(1, 2, "three").key());
    assert_ne!(underscored(1, 2, "three").key(), underscored(9, 2, "three").key());
    assert_ne!(underscored(1, 2, "three").key(), underscored(1, 2, "nine").key());
}

#[test]
fn what_is_passed_for_it_runs() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    assert_eq!(underscored(counted(1), 2, "three").compute().wait()?, 2);
    assert_eq!(RUNS.load(SeqCst), 1);
    Ok(())
}

#[test]
fn what_is_passed_for_it_may_fail() {
    let error = underscored(failing(1), 2, "three").compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&Bad(6)));
}
