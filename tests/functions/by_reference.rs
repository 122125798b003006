//! Parameters by reference, and what may be passed for them.

use crate::common::Checked;
use crate::common::functions::number;
use crate::{Point, text};
use daisy::prelude::*;

#[delayed]
fn norm(p: &Point) -> i64 {
    p.x * p.x + p.y * p.y
}

#[delayed]
fn total(items: &[i64]) -> i64 {
    items.iter().sum()
}

#[delayed]
fn capacity_is_enough(items: &Vec<i64>) -> bool {
    items.capacity() >= items.len()
}

#[delayed]
fn length(s: &str) -> usize {
    s.len()
}

#[delayed]
fn same(a: &String, b: &str) -> bool {
    a == b
}

#[test]
fn accepts_the_value_and_a_reference_to_it() -> Checked {
    let p = Point { x: 3, y: 4 };
    assert_eq!(norm(&p).compute().wait()?, 25);
    assert_eq!(norm(p).compute().wait()?, 25);
    Ok(())
}

#[test]
fn accepts_a_handle_and_a_reference_to_it() -> Checked {
    let p = daisy::value(Point { x: 3, y: 4 });
    assert_eq!(norm(&p).compute().wait()?, 25);
    assert_eq!(norm(p).compute().wait()?, 25);
    Ok(())
}

#[test]
fn a_slice_comes_from_a_vec() -> Checked {
    let items = vec![1i64, 2, 3];
    assert_eq!(total(&items).compute().wait()?, 6);
    assert_eq!(total(items.clone()).compute().wait()?, 6);
    assert_eq!(total(daisy::value(items)).compute().wait()?, 6);
    Ok(())
}

#[test]
fn a_slice_comes_from_a_vec_of_handles() -> Checked {
    let handles: Vec<_> = (1..=4).map(number).collect();
    assert_eq!(total(handles).compute().wait()?, 10);
    Ok(())
}

#[test]
fn a_vec_by_reference_stays_a_vec() -> Checked {
    assert!(capacity_is_enough(vec![1i64]).compute().wait()?);
    Ok(())
}

#[test]
fn a_str_comes_from_a_string() -> Checked {
    let owned = String::from("four");
    assert_eq!(length(&owned).compute().wait()?, 4);
    assert_eq!(length(owned).compute().wait()?, 4);
    assert_eq!(length("four").compute().wait()?, 4);
    assert_eq!(length(text("four")).compute().wait()?, 4);
    assert_eq!(length(&text("four")).compute().wait()?, 4);
    Ok(())
}

#[test]
fn one_handle_can_be_read_twice_by_one_task() -> Checked {
    let s = text("x");
    assert!(same(&s, &s).compute().wait()?);
    Ok(())
}
