//! Runtimes, global and not.

use crate::common::executors::runtime;
use crate::common::functions::inc;
use crate::common::watch::within;
use crate::{PROGRAM, napped, program};
use daisy::Runtime;

#[test]
fn the_global_runtime_runs_like_any_other() {
    within(|| {
        let global = Runtime::global().unwrap();
        assert_eq!(program().compute().on(&global).wait().unwrap(), PROGRAM);
        assert_eq!(program().compute().on(Runtime::global().unwrap()).wait().unwrap(), PROGRAM);
    });
}

#[test]
fn a_builder_needs_no_settings() {
    within(|| {
        let pool = Runtime::builder().build().unwrap();
        assert_eq!(program().compute().on(pool).wait().unwrap(), PROGRAM);
    });
}

#[test]
fn many_runtimes_come_and_go() {
    within(|| {
        for _ in 0..20 {
            assert_eq!(inc(napped(1)).compute().on(runtime(2)).wait().unwrap(), 2);
        }
    });
}
