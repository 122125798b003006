//! Executors: who runs plans.

use std::sync::{Arc, RwLock};

use crate::error::{Error, Result};
use crate::hook;
use crate::plan::Plan;

/// Sees to it that a plan is run: here, or on threads of its own. May return before the plan is over.
///
/// daisy's own are `Runtime` and `Inline`; one of yours is as good:
///
/// ```
/// # use daisy_core as daisy;
/// use daisy::{Executor, Plan};
///
/// struct Threads(usize);
///
/// impl Executor for Threads {
///     fn execute(&self, plan: Plan) {
///         for _ in 0..self.0 {
///             let plan = plan.clone();
///             std::thread::spawn(move || {
///                 while let Some(task) = plan.next() {
///                     task.run();
///                 }
///             });
///         }
///     }
/// }
/// ```
pub trait Executor: Send + Sync + 'static {
    /// Runs every task that the plan gives out.
    fn execute(&self, plan: Plan);

    /// What errors call it. Two with one name are one executor where preferences are compared.
    fn name(&self) -> String {
        std::any::type_name::<Self>().into()
    }

    /// Why it runs nothing, if it stands for two that a collection could not choose between.
    #[doc(hidden)]
    fn refusal(&self) -> Option<String> {
        None
    }
}

impl<E: Executor + ?Sized> Executor for Arc<E> {
    fn execute(&self, plan: Plan) {
        (**self).execute(plan);
    }

    fn name(&self) -> String {
        (**self).name()
    }

    fn refusal(&self) -> Option<String> {
        (**self).refusal()
    }
}

/// Marks an executor passed by value.
#[doc(hidden)]
pub enum ByValue {}

/// Marks an executor passed by reference.
#[doc(hidden)]
pub enum ByRef {}

mod sealed {
    pub trait Sealed<M> {}
    impl<E: super::Executor> Sealed<super::ByValue> for E {}
    impl<E: super::Executor + Clone> Sealed<super::ByRef> for &E {}
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an executor",
    note = "`.on(..)` takes an `Executor` by value, an `Arc` of one, or a reference to one that is `Clone`"
)]
/// What [`Computation::on`](crate::Computation::on) takes: an executor, an `Arc` of one, or a reference
/// to one that can be cloned.
pub trait IntoExecutor<M>: sealed::Sealed<M> {
    #[doc(hidden)]
    fn into_executor(self) -> Arc<dyn Executor>;
}

impl<E: Executor> IntoExecutor<ByValue> for E {
    fn into_executor(self) -> Arc<dyn Executor> {
        Arc::new(self)
    }
}

impl<E: Executor + Clone> IntoExecutor<ByRef> for &E {
    fn into_executor(self) -> Arc<dyn Executor> {
        Arc::new(self.clone())
    }
}

static DEFAULT: RwLock<Option<Arc<dyn Executor>>> = RwLock::new(None);

/// Makes `executor` the default for computations started from now on, before `DAISY_EXECUTOR` and what
/// a collection prefers.
pub fn set_executor<M>(executor: impl IntoExecutor<M>) {
    let executor = executor.into_executor();
    let old = DEFAULT.write().unwrap_or_else(|poisoned| poisoned.into_inner()).replace(executor);
    drop(old);
}

/// Who runs a computation that names no executor itself and whose collection prefers `preferred`.
pub(crate) fn default_executor(preferred: Option<Arc<dyn Executor>>) -> Result<Arc<dyn Executor>> {
    if let Some(executor) = &*DEFAULT.read().unwrap_or_else(|poisoned| poisoned.into_inner()) {
        return Ok(executor.clone());
    }
    let executor = match hook::get().executor_from_env()?.or(preferred) {
        Some(executor) => executor,
        None => hook::get().global_executor()?,
    };
    executor.refusal().map_or(Ok(executor), |why| Err(Error::executor(why)))
}

/// What members prefer, taken together. Two that differ make one that refuses to run, so that the
/// error comes only if nothing else decides. Used by generated code.
pub fn agree(members: impl IntoIterator<Item = Option<Arc<dyn Executor>>>) -> Option<Arc<dyn Executor>> {
    let mut preferred = members.into_iter().flatten();
    let mut first = preferred.next()?;
    for other in preferred {
        if first.refusal().is_some() {
            break;
        }
        if other.refusal().is_some() {
            first = other;
        } else if other.name() != first.name() {
            first = Arc::new(Disagreement(first.name(), other.name()));
        }
    }
    Some(first)
}

struct Disagreement(String, String);

impl Executor for Disagreement {
    fn execute(&self, plan: Plan) {
        plan.abort(&self.refusal().unwrap_or_default());
    }

    fn refusal(&self) -> Option<String> {
        let Disagreement(one, other) = self;
        Some(format!(
            "members of one collection prefer different executors, `{one}` and `{other}`; choose one with `.on(..)`"
        ))
    }
}
