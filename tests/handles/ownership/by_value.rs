//! Who takes a value gets the only one there is, or a clone.

use super::{Probe, changed, make, read, sum, under_each};
use crate::common::Checked;
use daisy::prelude::*;

#[test]
fn the_only_reader_by_value_gets_it_without_a_clone() -> Checked {
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let result = on.wait(changed(&made, 1).compute())?;
        assert_eq!((result.n, census.clones()), (2, 0));
        Ok(())
    })
}

#[test]
fn a_chain_by_value_never_clones() -> Checked {
    under_each(|census, handle, on| {
        let mut last = make(0, handle);
        for _ in 0..100 {
            last = changed(last, 1);
        }
        assert_eq!(on.wait(last.compute())?.n, 100);
        assert_eq!(census.clones(), 0);
        Ok(())
    })
}

#[test]
fn a_chain_by_value_changes_one_buffer_in_place() -> Checked {
    #[delayed]
    fn buffer() -> Vec<usize> {
        let mut items = Vec::with_capacity(200);
        items.push(items.as_ptr() as usize);
        items
    }
    #[delayed]
    fn pushed(mut items: Vec<usize>) -> Vec<usize> {
        items.push(0);
        items
    }
    let mut last = buffer();
    for _ in 0..100 {
        last = pushed(last);
    }
    let items = last.compute().wait()?;
    assert_eq!((items.len(), items.as_ptr() as usize), (101, items[0]));
    Ok(())
}

#[test]
fn the_last_of_several_readers_by_value_gets_it_without_a_clone() -> Checked {
    under_each(|census, handle, on| {
        let made = make(0, handle);
        let readers: Vec<_> = (1..=5).map(|by| changed(&made, by).map(|probe| probe.n)).collect();
        assert_eq!(on.wait(daisy::compute(readers))?, [1, 2, 3, 4, 5]);
        // Side by side, the last may start while another still copies.
        let most = if on.is_parallel { 5 } else { 4 };
        assert!((4..=most).contains(&census.clones()), "{}", census.clones());
        Ok(())
    })
}

#[test]
fn changing_in_place_is_seen_by_nobody_else() -> Checked {
    under_each(|_, handle, on| {
        let made = make(1, handle);
        let more = changed(&made, 10);
        let same = read(&made);
        let all = (read(&more), same, read(changed(&made, 100)), read(&made));
        assert_eq!(on.wait(daisy::compute(all))?, (11, 1, 101, 1));
        Ok(())
    })
}

#[test]
fn one_task_may_take_one_result_twice() -> Checked {
    #[delayed]
    fn both(mut a: Probe, b: Probe) -> i64 {
        a.n += 10;
        a.n * 100 + b.n
    }
    under_each(|census, handle, on| {
        let made = make(1, handle);
        assert_eq!(on.wait(both(&made, &made).compute())?, 1101);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn one_task_may_take_and_borrow_one_result() -> Checked {
    #[delayed]
    fn both(mut a: Probe, b: &Probe) -> i64 {
        a.n += 10;
        a.n * 100 + b.n
    }
    under_each(|census, handle, on| {
        let made = make(1, handle);
        assert_eq!(on.wait(both(&made, &made).compute())?, 1101);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn the_only_reader_of_many_in_a_vec_gets_them_without_a_clone() -> Checked {
    under_each(|census, handle, on| {
        let probes: Vec<_> = (1..=10).map(|n| make(n, handle)).collect();
        assert_eq!(on.wait(sum(probes).compute())?, 55);
        assert_eq!(census.clones(), 0);
        Ok(())
    })
}

#[test]
fn compute_moves_a_result_with_one_owner() -> Checked {
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let result = on.wait(made.compute())?;
        assert_eq!((result.n, census.clones()), (1, 0));
        assert!(census.comes_to(1));
        Ok(())
    })
}
