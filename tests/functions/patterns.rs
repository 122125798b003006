//! Patterns and `mut` in parameters.

use crate::Point;
use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;

#[delayed]
fn tuple((a, b): (i64, i64)) -> i64 {
    a - b
}

#[delayed]
fn array([a, b, c]: [i64; 3]) -> i64 {
    a * 100 + b * 10 + c
}

#[delayed]
fn structure(Point { x, y }: Point) -> i64 {
    x - y
}

#[delayed]
fn mutable(mut x: i64) -> i64 {
    x += 1;
    x
}

#[delayed]
fn nested((mut a, [b, _]): (i64, [i64; 2])) -> i64 {
    a += b;
    a
}

#[delayed]
fn unused(_: i64, x: i64) -> i64 {
    x
}

#[delayed]
fn through_a_reference(&(a, b): &(i64, i64)) -> i64 {
    a - b
}

#[test]
fn take_parameters_apart() -> Checked {
    assert_eq!(tuple((5i64, 3i64)).compute().wait()?, 2);
    assert_eq!(array([1i64, 2, 3]).compute().wait()?, 123);
    assert_eq!(structure(Point { x: 5, y: 3 }).compute().wait()?, 2);
    assert_eq!(nested((1i64, [2i64, 3])).compute().wait()?, 3);
    assert_eq!(unused(1, 2).compute().wait()?, 2);
    assert_eq!(through_a_reference((5i64, 3i64)).compute().wait()?, 2);
    Ok(())
}

#[test]
fn take_the_results_of_handles_apart() -> Checked {
    assert_eq!(tuple((number(5), number(3))).compute().wait()?, 2);
    assert_eq!(array([number(1), number(2), number(3)]).compute().wait()?, 123);
    Ok(())
}

#[test]
fn mut_changes_the_copy_of_the_task_only() -> Checked {
    let x = number(1);
    let y = mutable(&x);
    assert_eq!(daisy::compute((x, y)).wait()?, (1, 2));
    Ok(())
}
