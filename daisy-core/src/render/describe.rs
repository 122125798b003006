//! What a picture says of a node in words.

use std::collections::HashMap;
use std::fmt::{self, Write};

use crate::merged::Merged;
use crate::node::Node;
use crate::operation::Kind;
use crate::record::{End, Ran};

/// Some text of at most `most` characters, the last of them an ellipsis if there was more. What is left out is never
/// made: an expression may have a million operands.
pub(super) fn clipped(text: &dyn fmt::Display, most: usize) -> String {
    struct Clip {
        text: String,
        left: usize,
    }
    impl Write for Clip {
        fn write_str(&mut self, piece: &str) -> fmt::Result {
            for c in piece.chars() {
                self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
                self.text.push(c);
            }
            Ok(())
        }
    }
    let mut clip = Clip { text: String::new(), left: most };
    if write!(clip, "{text}").is_err() {
        clip.text.pop();
        clip.text.push('…');
    }
    clip.text
}

/// The nodes that are drawn: all but captured constants, which their readers' expressions show.
pub(super) fn drawn(merged: &Merged) -> impl Iterator<Item = (u32, &Node)> {
    (0..).zip(merged.nodes()).filter(|(_, node)| !node.is_captured())
}

/// What each node is called by: its key as it prints, where no other node's prints alike. The few digits that are
/// printed collide once thousands of nodes have one name; then those that do take all of their digits.
pub(super) fn key_texts(merged: &Merged) -> Vec<String> {
    let mut texts: Vec<String> = merged.nodes().map(|node| node.key().to_string()).collect();
    let mut uses: HashMap<&str, u32> = HashMap::with_capacity(texts.len());
    texts.iter().for_each(|text| *uses.entry(text).or_default() += 1);
    let shared: Vec<usize> = (0..texts.len()).filter(|&place| uses[texts[place].as_str()] > 1).collect();
    for place in shared {
        texts[place] = merged.node(place).key().in_full();
    }
    texts
}

/// What it computes to and how, and where it is written.
pub(super) fn nature(node: &Node) -> String {
    let mut text = format!("gives {}", node.ty().name());
    if let Some(call) = node.call() {
        let spec = call.operation.spec;
        text += match spec.kind {
            Kind::Cpu => ", cpu",
            Kind::Async => ", async",
            Kind::Blocking => ", blocking",
        };
        if !spec.file.is_empty() {
            text += &format!(", {}:{}", spec.file, spec.line);
        }
    }
    text
}

/// What became of a task.
pub(super) fn fate(ran: Option<&Ran>) -> String {
    let Some(ran) = ran else { return "did not run".into() };
    let mut text = match &ran.within {
        Some(key) => format!("ran within {key}"),
        None => format!("took {:.1?} on worker {}", ran.took, ran.worker),
    };
    if let Some(size) = ran.bytes {
        text += &format!(", {}", bytes(size));
    }
    match &ran.end {
        End::Done => {}
        End::Cancelled => text += ", cancelled",
        End::Failed(why) => text += &format!("\n{}", clipped(why, 500)),
    }
    text
}

/// A number of bytes in the unit that keeps it short.
pub(super) fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}
