//! JSON: for tools.

use std::io::{self, Write};

use super::describe::key_texts;
use super::escape::Json;
use crate::merged::Merged;
use crate::node::Node;

/// All of the graph. An input is the key of a task or of a constant, so captured constants are listed too.
pub(super) fn write(merged: &Merged, out: &mut dyn Write) -> io::Result<()> {
    let keys = key_texts(merged);
    let writing = Writing { merged, keys: &keys };
    write!(out, "{{\"tasks\":[")?;
    writing.nodes(out, |node| !node.is_constant())?;
    write!(out, "],\n\"constants\":[")?;
    writing.nodes(out, Node::is_constant)?;
    write!(out, "],\n\"roots\":[")?;
    writing.key_list(out, &merged.roots)?;
    writeln!(out, "]}}")
}

struct Writing<'a> {
    merged: &'a Merged,
    keys: &'a [String],
}

impl Writing<'_> {
    /// The nodes of one sort, one a line.
    fn nodes(&self, out: &mut dyn Write, of_this_sort: impl Fn(&Node) -> bool) -> io::Result<()> {
        let mut separator = "\n";
        for (place, node) in self.merged.nodes().enumerate().filter(|(_, node)| of_this_sort(node)) {
            write!(out, "{separator}{{\"key\":{},\"name\":{}", Json(&self.keys[place]), Json(&node.name()))?;
            if !node.is_constant() {
                write!(out, ",\"inputs\":[")?;
                self.key_list(out, self.merged.inputs(place))?;
                write!(out, "]")?;
            }
            write!(out, "}}")?;
            separator = ",\n";
        }
        Ok(())
    }

    fn key_list(&self, out: &mut dyn Write, places: &[u32]) -> io::Result<()> {
        for (position, &place) in places.iter().enumerate() {
            write!(out, "{}{}", if position == 0 { "" } else { "," }, Json(&self.keys[place as usize]))?;
        }
        Ok(())
    }
}
