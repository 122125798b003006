//! All executors alike.

use crate::common::executors::{Serial, Threads, every_executor, runtime};
use crate::common::functions::inc;
use crate::common::watch::within;
use crate::{PROGRAM, napped, program};
use daisy::{Executor, Inline, Plan};
use std::sync::Arc;

#[test]
fn all_run_any_program() {
    within(|| {
        for executor in every_executor() {
            for _ in 0..3 {
                let result = program().compute().on(executor.clone()).wait();
                assert_eq!(result.unwrap(), PROGRAM);
            }
        }
    });
}

#[test]
fn are_given_by_value_by_reference_or_shared() {
    within(|| {
        let shared: Arc<dyn Executor> = Arc::new(Serial);
        let pool = runtime(1);
        let x = inc(1);
        assert_eq!(x.compute().on(Inline).wait().unwrap(), 2);
        assert_eq!(x.compute().on(&Inline).wait().unwrap(), 2);
        assert_eq!(x.compute().on(Threads(4)).wait().unwrap(), 2);
        assert_eq!(x.compute().on(&Serial).wait().unwrap(), 2);
        assert_eq!(x.compute().on(Arc::new(Serial)).wait().unwrap(), 2);
        assert_eq!(x.compute().on(shared).wait().unwrap(), 2);
        assert_eq!(x.compute().on(&pool).wait().unwrap(), 2);
        assert_eq!(x.compute().on(pool.clone()).wait().unwrap(), 2);
    });
}

#[test]
fn all_give_async_tasks_a_reactor() {
    within(|| {
        for executor in every_executor() {
            let both = (napped(1), napped(napped(2)));
            let result = daisy::compute(both).on(executor).wait();
            assert_eq!(result.unwrap(), (1, 2));
        }
    });
}

#[test]
fn all_persist() {
    within(|| {
        for executor in every_executor() {
            let held = program().persist().on(executor.clone()).wait().unwrap();
            assert_eq!(inc(held).compute().on(executor).wait().unwrap(), PROGRAM + 1);
        }
    });
}

#[test]
fn have_the_name_of_their_type_unless_they_say_otherwise() {
    struct Named;
    impl Executor for Named {
        fn execute(&self, plan: Plan) {
            Serial.execute(plan)
        }
        fn name(&self) -> String {
            "mine".into()
        }
    }
    assert!(Serial.name().ends_with("Serial"));
    assert_eq!(Named.name(), "mine");
    assert_eq!(Executor::name(&Arc::new(Named)), "mine");
}
