//! DOT: for Graphviz and what reads its language.

use std::io::{self, Write};

use super::describe::{clipped, drawn};
use super::escape::Dot;
use crate::listing::Listing;
use crate::merged::Merged;

/// Of an expression.
const MOST_CHARACTERS: usize = 60;

/// One statement a node, one an input.
pub(super) fn write(merged: &Merged, out: &mut dyn Write) -> io::Result<()> {
    let listing = Listing::new(merged);
    let mut asked_for = vec![false; merged.len()];
    merged.roots.iter().for_each(|&root| asked_for[root as usize] = true);
    writeln!(out, "digraph daisy {{\n  node [shape=box, style=rounded, fontname=monospace];")?;
    for (place, node) in drawn(merged) {
        let label = format!("{}\n{}", node.name(), clipped(&listing.line(place), MOST_CHARACTERS));
        write!(out, "  n{place} [label={}", Dot(&label))?;
        if node.is_constant() {
            write!(out, ", shape=plain")?;
        }
        if asked_for[place as usize] {
            write!(out, ", penwidth=3")?;
        }
        writeln!(out, "];")?;
    }
    for (place, _) in drawn(merged) {
        for &input in merged.inputs(place as usize) {
            if !merged.node(input as usize).is_captured() {
                writeln!(out, "  n{input} -> n{place};")?;
            }
        }
    }
    writeln!(out, "}}")
}
