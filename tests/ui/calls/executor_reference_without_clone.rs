use daisy::prelude::*;
use daisy::{Executor, Plan};

struct Mine;

impl Executor for Mine {
    fn execute(&self, plan: Plan) {
        drop(plan);
    }
}

fn main() {
    let _ = daisy::value(1u8).compute().on(&Mine).wait();
}
