//! Layers: a number for every box, such that arrows go from lower to higher; and bends for the arrows that cross layers.

use std::collections::BTreeMap;

/// Boxes, and after them bends. Every link goes from a layer to the next.
pub(super) struct Layers {
    /// Of each box and bend.
    pub(super) layer: Vec<u32>,
    /// Boxes and bends of each layer, in order.
    pub(super) rows: Vec<Vec<u32>>,
    pub(super) links: Vec<(u32, u32, Heads)>,
    /// How many are boxes.
    pub(super) boxes: usize,
    /// Boxes in the layer that has most.
    pub(super) widest: usize,
}

/// What the bends of a bundle of arrows have in common: the box they all come from, or that they all go to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bundle {
    From(u32),
    To(u32),
}

impl Layers {
    pub(super) fn new(boxes: usize, arrows: &[(u32, u32)]) -> Layers {
        let arrows = forward(arrows);
        let layer = numbers(boxes, &arrows);
        let mut layers = Layers { layer, rows: Vec::new(), links: Vec::new(), boxes, widest: 0 };
        layers.link(&arrows);
        let depth = layers.layer.iter().max().map_or(0, |&deepest| deepest as usize + 1);
        layers.rows = vec![Vec::new(); depth];
        (0..).zip(&layers.layer).for_each(|(v, &layer)| layers.rows[layer as usize].push(v));
        let in_row = |row: &Vec<u32>| row.iter().filter(|&&v| (v as usize) < boxes).count();
        layers.widest = layers.rows.iter().map(in_row).max().unwrap_or(0);
        layers
    }

    /// Makes the bends and links of all arrows.
    fn link(&mut self, arrows: &BTreeMap<(u32, u32), Heads>) {
        let long = |layer: &[u32], from: u32, to: u32| layer[from as usize] + 1 < layer[to as usize];
        let (mut leaving, mut coming) = (vec![0; self.boxes], vec![0; self.boxes]);
        for &(from, to) in arrows.keys().filter(|(from, to)| long(&self.layer, *from, *to)) {
            leaving[from as usize] += 1;
            coming[to as usize] += 1;
        }
        let mut links: BTreeMap<(u32, u32), Heads> = BTreeMap::new();
        let mut bends: BTreeMap<(Bundle, u32), u32> = BTreeMap::new();
        for (&(from, to), &heads) in arrows {
            // The larger bundle saves more lines.
            let bundle =
                if leaving[from as usize] >= coming[to as usize] { Bundle::From(from) } else { Bundle::To(to) };
            let mut last = from;
            for layer in self.layer[from as usize] + 1..self.layer[to as usize] {
                let bend = *bends.entry((bundle, layer)).or_insert_with(|| {
                    self.layer.push(layer);
                    self.layer.len() as u32 - 1
                });
                links.entry((last, bend)).or_default().start |= last == from && heads.start;
                last = bend;
            }
            let link = links.entry((last, to)).or_default();
            link.start |= last == from && heads.start;
            link.end |= heads.end;
        }
        self.links = links.into_iter().map(|((from, to), heads)| (from, to, heads)).collect();
    }
}

/// Which ends of an arrow have heads: that of one turned round is at its start, and two between the same boxes, one of
/// them turned round, are one with both.
#[derive(Clone, Copy, Default)]
pub(crate) struct Heads {
    pub(crate) start: bool,
    pub(crate) end: bool,
}

/// The arrows with the earlier box first.
fn forward(arrows: &[(u32, u32)]) -> BTreeMap<(u32, u32), Heads> {
    let mut forward: BTreeMap<(u32, u32), Heads> = BTreeMap::new();
    for &(from, to) in arrows {
        let heads = forward.entry((from.min(to), from.max(to))).or_default();
        if from < to { heads.end = true } else { heads.start = true }
    }
    forward
}

/// The longest way to each box; then later for those that would lengthen no more arrows than they shorten, so that
/// constants and short branches stand near what reads them.
fn numbers(boxes: usize, arrows: &BTreeMap<(u32, u32), Heads>) -> Vec<u32> {
    let (mut before, mut after) = (vec![Vec::new(); boxes], vec![Vec::new(); boxes]);
    for &(from, to) in arrows.keys() {
        after[from as usize].push(to);
        before[to as usize].push(from);
    }
    let mut layer: Vec<u32> = Vec::with_capacity(boxes);
    for before in &before {
        let deepest = before.iter().map(|&from| layer[from as usize] + 1).max();
        layer.push(deepest.unwrap_or(0));
    }
    for v in (0..boxes).rev() {
        if let Some(next) = after[v].iter().map(|&to| layer[to as usize]).min()
            && after[v].len() >= before[v].len()
        {
            layer[v] = next - 1;
        }
    }
    layer
}
