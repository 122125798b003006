//! Fusing layers: element-wise layers that are read by one other alone become part of its tasks.
//!
//! Needs: a graph. Leaves: the same graph, in which a blockwise layer that nobody asked for, of which no result is held,
//! and that one blockwise layer of as many blocks reads, each its own, and nothing else does, is gone: the tasks of its
//! reader do its work too, under the keys they had. To a fixpoint, by layers, whatever the number of blocks: no task is built.

use std::collections::HashSet;
use std::sync::Arc;

use crate::error::Result;
use crate::graph::Graph;

use super::blockwise::Blockwise;
use super::rule::{Rule, Rules};

/// The graph with what fuses fused.
pub(crate) fn fuse(graph: Graph) -> Result<Graph> {
    let layers = &graph.try_outline()?.layers;
    let mut readers: Vec<HashSet<usize>> = layers.iter().map(|part| part.readers.clone()).collect();
    let mut reads = invert(&readers);
    let mut fused: Vec<Option<Blockwise>> = layers.iter().map(|_| None).collect();
    let mut gone = vec![false; layers.len()];
    // Layers are met before what they read, so that a chain is fused in one round.
    loop {
        let mut changed = false;
        for inner in 0..layers.len() {
            let Some(&reader) = readers[inner].iter().next().filter(|_| readers[inner].len() == 1) else { continue };
            if gone[inner] || layers[inner].asked || layers[inner].held || reader == inner {
                continue;
            }
            let current = |place: usize| fused[place].as_ref().or_else(|| layers[place].rule.blockwise());
            let Some((outer, part)) = current(reader).zip(current(inner)) else { continue };
            let Some(with) = outer.with(part, &layers[reader].rule) else { continue };
            fused[reader] = Some(with);
            (gone[inner], changed) = (true, true);
            for read in std::mem::take(&mut reads[inner]) {
                readers[read].remove(&inner);
                if readers[read].insert(reader) {
                    reads[reader].push(read);
                }
            }
        }
        if !changed {
            break;
        }
    }
    if !gone.contains(&true) {
        return Ok(graph);
    }
    let mut rules = Rules::default();
    fused.into_iter().flatten().for_each(|layer| rules.insert(Arc::new(layer) as Arc<dyn Rule>));
    Ok(graph.with_rules(&rules))
}

/// What each reads.
fn invert(readers: &[HashSet<usize>]) -> Vec<Vec<usize>> {
    let mut reads = vec![Vec::new(); readers.len()];
    for (read, readers) in readers.iter().enumerate() {
        readers.iter().for_each(|&reader| reads[reader].push(read));
    }
    reads
}
