//! Who reads a value by reference never clones it.

use super::{make, next, plus, read, under_each};
use crate::common::Checked;
use daisy::prelude::*;
use std::sync::Arc;

#[test]
fn by_reference_never_clones() -> Checked {
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let readers: Vec<_> = (0..10).map(|by| plus(&made, by)).collect();
        let all = (readers, read(next(&made)), read(&made));
        assert_eq!(on.wait(daisy::compute(all))?, ((1..11).collect(), 2, 1));
        assert_eq!(census.clones(), 0);
        Ok(())
    })
}

#[test]
fn by_reference_needs_no_clone() -> Checked {
    struct Unique(i64);
    #[delayed]
    fn unique(n: i64) -> Unique {
        Unique(n)
    }
    #[delayed]
    fn added(a: &Unique, b: &Unique) -> i64 {
        a.0 + b.0
    }
    let x = unique(1);
    assert_eq!(added(&x, &x).compute().wait()?, 2);
    Ok(())
}

#[test]
fn by_reference_is_the_same_value_for_all() -> Checked {
    #[delayed]
    fn place() -> Vec<i64> {
        vec![1]
    }
    #[delayed]
    fn address(of: &[i64], _salt: i64) -> usize {
        of.as_ptr() as usize
    }
    let shared = place();
    let (a, b) = daisy::compute((address(&shared, 1), address(&shared, 2))).wait()?;
    assert_eq!(a, b);
    Ok(())
}

#[test]
fn shared_results_are_not_cloned() -> Checked {
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let (a, b) = on.wait(daisy::compute((made.shared(), made.shared())))?;
        assert_eq!((a.n, b.n, census.clones()), (1, 1, 0));
        assert!(Arc::ptr_eq(&a, &b));
        Ok(())
    })
}
