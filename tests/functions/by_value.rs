//! Parameters by value, and what may be passed for them.

use crate::common::Checked;
use crate::common::functions::number;
use crate::text;
use daisy::prelude::*;

#[delayed]
fn double(x: i64) -> i64 {
    x * 2
}

#[delayed]
fn shout(mut s: String) -> String {
    s.push('!');
    s
}

#[delayed]
fn sorted(mut items: Vec<i64>) -> Vec<i64> {
    items.sort();
    items
}

#[delayed]
fn or_zero(x: Option<i64>) -> i64 {
    x.unwrap_or(0)
}

#[delayed]
fn second(items: [i64; 3]) -> i64 {
    items[1]
}

#[delayed]
fn repeated(pair: (String, i64)) -> String {
    pair.0.repeat(pair.1 as usize)
}

#[test]
fn accepts_the_value() -> Checked {
    assert_eq!(double(21).compute().wait()?, 42);
    Ok(())
}

#[test]
fn accepts_a_reference_to_the_value() -> Checked {
    let (x, s) = (21i64, String::from("hey"));
    assert_eq!(double(&x).compute().wait()?, 42);
    assert_eq!(shout(&s).compute().wait()?, "hey!");
    assert_eq!(s, "hey");
    Ok(())
}

#[test]
fn accepts_a_handle() -> Checked {
    assert_eq!(double(double(1)).compute().wait()?, 4);
    Ok(())
}

#[test]
fn accepts_a_reference_to_a_handle() -> Checked {
    let two = double(1);
    let (a, b) = (double(&two), number(&two));
    assert_eq!(daisy::compute((a, b, two)).wait()?, (4, 2, 2));
    Ok(())
}

#[test]
fn a_string_accepts_a_str() -> Checked {
    assert_eq!(shout("hey").compute().wait()?, "hey!");
    let part = "hey you".split(' ').next().unwrap();
    assert_eq!(shout(part).compute().wait()?, "hey!");
    Ok(())
}

#[test]
fn a_vec_accepts_a_vec() -> Checked {
    assert_eq!(sorted(vec![3i64, 1, 2]).compute().wait()?, [1, 2, 3]);
    Ok(())
}

#[test]
fn a_vec_accepts_a_vec_of_handles() -> Checked {
    let handles: Vec<Delayed<i64>> = [3, 1, 2].into_iter().map(number).collect();
    assert_eq!(sorted(handles).compute().wait()?, [1, 2, 3]);
    Ok(())
}

#[test]
fn a_vec_accepts_no_handles_at_all() -> Checked {
    assert_eq!(sorted(Vec::<Delayed<i64>>::new()).compute().wait()?, []);
    Ok(())
}

#[test]
fn a_vec_accepts_one_handle_many_times() -> Checked {
    let n = number(7);
    assert_eq!(sorted(vec![n.clone(), n.clone(), n]).compute().wait()?, [7, 7, 7]);
    Ok(())
}

#[test]
fn a_vec_accepts_a_handle_to_a_vec() -> Checked {
    assert_eq!(sorted(sorted(vec![2i64, 1])).compute().wait()?, [1, 2]);
    Ok(())
}

#[test]
fn an_option_accepts_an_option_of_a_handle() -> Checked {
    assert_eq!(or_zero(Some(number(3))).compute().wait()?, 3);
    assert_eq!(or_zero(None::<Delayed<i64>>).compute().wait()?, 0);
    assert_eq!(or_zero(Some(4i64)).compute().wait()?, 4);
    assert_eq!(or_zero(None::<i64>).compute().wait()?, 0);
    Ok(())
}

#[test]
fn an_array_accepts_an_array_of_handles() -> Checked {
    assert_eq!(second([number(1), number(2), number(3)]).compute().wait()?, 2);
    assert_eq!(second([4i64, 5, 6]).compute().wait()?, 5);
    Ok(())
}

#[test]
fn a_tuple_accepts_a_tuple_of_handles() -> Checked {
    assert_eq!(repeated((text("ab"), number(2))).compute().wait()?, "abab");
    assert_eq!(repeated((String::from("c"), 3i64)).compute().wait()?, "ccc");
    Ok(())
}
