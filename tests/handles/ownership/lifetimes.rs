//! How long values live.

use super::{Probe, changed, make, next, read, under_each};
use crate::common::Checked;
use crate::common::functions::Bad;
use daisy::prelude::*;

#[test]
fn compute_clones_what_a_persisted_handle_owns() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        assert_eq!(census.clones(), 0);
        assert!(census.comes_to(1));
        let result = on.wait(held.compute())?;
        assert_eq!((result.n, census.clones()), (1, 1));
        assert_eq!(on.wait(held.compute_shared())?.n, 1);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn a_task_clones_what_a_persisted_handle_owns() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        assert_eq!(on.wait(read(changed(&held, 1)).compute())?, 2);
        assert_eq!(on.wait(read(&held).compute())?, 1);
        assert_eq!(census.clones(), 1);
        Ok(())
    })
}

#[test]
fn a_persisted_result_lives_as_long_as_its_handles() -> Checked {
    under_each(|census, handle, on| {
        let held = on.wait(make(1, handle).persist())?;
        let reader = read(&held);
        drop(held);
        assert!(census.comes_to(1));
        assert_eq!(on.wait(reader.compute())?, 1);
        drop(reader);
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_constant_lives_as_long_as_its_handles() -> Checked {
    under_each(|census, _, on| {
        let constant = daisy::opaque(census.probe(1));
        let reader = read(&constant);
        drop(constant);
        assert_eq!(on.wait(reader.compute())?, 1);
        assert_eq!(on.wait(reader.compute())?, 1);
        assert_eq!(census.clones(), 0);
        assert!(census.comes_to(1));
        drop(reader);
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_result_is_dropped_when_its_last_reader_has_run() -> Checked {
    under_each(|census, handle, on| {
        let mut last = make(0, handle);
        for _ in 0..100 {
            last = next(&last);
        }
        assert_eq!(on.wait(read(last).compute())?, 100);
        assert!(census.most() <= 3, "{} at once", census.most());
        assert!(census.comes_to(0));
        Ok(())
    })
}

#[test]
fn a_result_asked_for_lives_to_the_end() -> Checked {
    under_each(|census, handle, on| {
        let first = make(0, handle);
        let last = next(next(&first));
        let (first, last) = on.wait(daisy::compute((first, last)))?;
        assert_eq!((first.n, last.n, census.clones()), (0, 2, 0));
        assert!(census.comes_to(2));
        Ok(())
    })
}

#[test]
fn what_a_failed_run_made_is_dropped() -> Checked {
    #[delayed]
    fn refuse(probe: &Probe) -> Result<i64, Bad> {
        Err(Bad(probe.n))
    }
    under_each(|census, handle, on| {
        let made = make(1, handle);
        let all = (refuse(&made), next(&made), make(2, handle));
        let computation = daisy::compute(all);
        assert!(on.wait(computation).is_err());
        assert!(census.comes_to(0));
        Ok(())
    })
}
