//! Passes of users: what else may change a graph before it runs.
//!
//! Needs: a graph, after the collections' own say. Leaves: a graph with the same roots and the same results; daisy's own
//! passes follow.

use std::sync::{Arc, RwLock};

use crate::collection::Keys;
use crate::graph::Graph;

/// A pass of one's own over the graph of every run, as [`Collection::optimize`](crate::Collection::optimize) is one of a
/// collection. [`add_pass`] registers it.
///
/// It must keep the roots and may change how they are worked out, not what to: equal keys mean equal results.
///
/// ```
/// use std::collections::HashMap;
/// use daisy::prelude::*;
/// use daisy::{Graph, Key, Keys, Node, Pass};
///
/// #[delayed]
/// fn slow(n: u64) -> u64 {
///     n + 1
/// }
///
/// /// Uses results of earlier runs.
/// struct Known(HashMap<Key, Node>);
///
/// impl Pass for Known {
///     fn run(&self, graph: Graph, _: &Keys) -> Graph {
///         graph.replace(|node| self.0.get(&node.key()).cloned())
///     }
/// }
///
/// let kept = slow(1).persist().wait()?;
/// let _pass = daisy::add_pass(Known(HashMap::from([(kept.key(), kept.into())])));
/// assert_eq!((slow(1) + 1).compute().wait()?, 3); // `slow` does not run again
/// # Ok::<(), daisy::Error>(())
/// ```
pub trait Pass: Send + Sync + 'static {
    /// The graph that is to run instead. `keys` are all that was asked for.
    fn run(&self, graph: Graph, keys: &Keys) -> Graph;

    /// What errors call it.
    fn name(&self) -> String {
        std::any::type_name::<Self>().into()
    }
}

static PASSES: RwLock<Vec<Arc<dyn Pass>>> = RwLock::new(Vec::new());

/// Registers a pass for the computations that start while what it returns lives. Passes run in the order they were added.
#[must_use = "the pass is taken out when this is dropped"]
pub fn add_pass(pass: impl Pass) -> Registered {
    let pass: Arc<dyn Pass> = Arc::new(pass);
    PASSES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).push(pass.clone());
    Registered(pass)
}

/// A pass that is registered for as long as this lives. From [`add_pass`].
pub struct Registered(Arc<dyn Pass>);

impl Drop for Registered {
    fn drop(&mut self) {
        PASSES.write().unwrap_or_else(|poisoned| poisoned.into_inner()).retain(|pass| !Arc::ptr_eq(pass, &self.0));
    }
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Registered({})", self.0.name())
    }
}

/// Whether any is registered now.
pub(crate) fn any() -> bool {
    !PASSES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).is_empty()
}

/// Those registered now.
pub(crate) fn registered() -> Vec<Arc<dyn Pass>> {
    PASSES.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
}
