//! Everything on the calling thread.

use daisy_core::{Executor, Plan};

/// Runs every task on the calling thread, in the order of the plan: for tests and debuggers.
///
/// Async tasks are polled to their end where they stand, with a tokio reactor at hand. Being the calling
/// thread, it notices a timeout or a cancelled computation between tasks or polls. It needs no limit of memory: it holds
/// as many results as [`Graph::order`](daisy_core::Graph::order) says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inline;

impl Executor for Inline {
    fn execute(&self, plan: Plan) {
        plan.drive();
    }

    fn name(&self) -> String {
        "inline".into()
    }
}
