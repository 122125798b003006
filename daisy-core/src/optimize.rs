//! Optimizing: from what a collection asks for to the graph that is to run.
//!
//! Needs: a collection. Leaves: a graph with its roots, after the say of its members, of users' passes, and the fusing of
//! layers; what comes after, planning does.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::collection::{Collection, roots_of};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::layer::Planning;
use crate::lent::Roots;
use crate::merged::Merged;
use crate::node::Node;
use crate::pass;
use crate::plan::caught;
use crate::results::Swap;

/// The same collection around its graph after its own say and daisy's passes: same keys, same results.
/// Runs nothing, and changes nothing more if done again. Handles keep the layers that they read as they are, which fuse when
/// a run starts, and in [`Graph::fuse`].
///
/// # Panics
///
/// If the collection's own `optimize`, or a pass, loses what was asked for.
pub fn optimize<C: Collection>(collection: C) -> C {
    let roots = roots_of(&collection);
    let graph = optimized(&collection, &roots).unwrap_or_else(|error| panic!("{error}"));
    let stands_for = graph.roots().map(|root| (root.0.digest, root)).collect();
    collection.postpersist(&Swap::around(graph, stands_for))
}

/// Writes a picture of what would run: [`Graph::render`] of the graph that [`optimize`] makes.
///
/// ```
/// let path = std::env::temp_dir().join(format!("daisy-{}.svg", std::process::id()));
/// daisy::visualize((daisy::value(1i64) + 2i64) * 3i64, &path)?;
/// assert!(std::fs::read_to_string(&path)?.contains("<title>mul-"));
/// # std::fs::remove_file(path)?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of [`Graph::render`]; `Other` if the collection's own `optimize`, or a pass, loses what was asked for.
pub fn visualize<C: Collection>(collection: C, path: impl AsRef<Path>) -> io::Result<()> {
    optimized(&collection, &roots_of(&collection)).map_err(io::Error::other)?.render(path)
}

/// All that is to run for `roots`, built. A graph without layers on which nobody has a say takes one walk, and nothing
/// is made for it but what its plan needs.
pub(crate) fn merged<C: Collection>(collection: &C, roots: &Arc<Roots>, optimize: bool) -> Result<Merged> {
    let has_a_say = optimize && (collection.optimizes() || pass::any());
    if !has_a_say && let Some(merged) = Merged::without_blocks(roots)? {
        return Ok(merged);
    }
    let graph = if optimize { optimized(collection, roots)? } else { Graph::unfused(roots) };
    let _planning = Planning::new();
    graph.into_merged()
}

/// The graph that is to run: after the collection's say, users' passes, and the fusing of layers.
fn optimized<C: Collection>(collection: &C, roots: &[Node]) -> Result<Graph> {
    let (mut graph, passes) = (Graph::unfused(roots), pass::registered());
    if !collection.optimizes() && passes.is_empty() {
        return crate::layer::fuse(graph);
    }
    let keys = ask::<C, _>("keys", || collection.keys())?;
    let after = ask::<C, _>("optimize", || collection.optimize(graph.clone(), &keys))?;
    graph = with_roots(after, &graph, roots, || "a collection's `optimize`".into())?;
    for pass in passes {
        let who = || format!("the pass `{}`", pass.name());
        let after = calling(who, || pass.run(graph.clone(), &keys))?;
        graph = with_roots(after, &graph, roots, who)?;
    }
    crate::layer::fuse(graph)
}

/// What `who` made of `before`, with the roots that were asked for.
fn with_roots(after: Graph, before: &Graph, roots: &[Node], who: impl Fn() -> String) -> Result<Graph> {
    if after.same(before) {
        return Ok(after);
    }
    let root = |root: &Node| {
        let lost = || Error::executor(format!("{} lost {}, which was asked for", who(), root.key()));
        after.node(&root.key()).ok_or_else(lost)
    };
    let roots = roots.iter().map(root).collect::<Result<Vec<_>>>()?;
    Ok(after.with_roots(roots))
}

/// What `method` of a collection gives.
pub(crate) fn ask<C, R>(method: &str, f: impl FnOnce() -> R) -> Result<R> {
    calling(|| format!("`{method}` of the collection `{}`", std::any::type_name::<C>()), f)
}

/// What `who`, which is user code, gives. Its panic is an error.
fn calling<R>(who: impl FnOnce() -> String, f: impl FnOnce() -> R) -> Result<R> {
    caught(f).map_err(|why| Error::executor(format!("{} panicked: {why}", who())))
}
