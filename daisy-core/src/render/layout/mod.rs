//! Layout: where boxes and arrows go. Layered drawing after Sugiyama, Tagawa and Toda (1981): `layers` gives every box a
//! layer and every arrow that crosses layers its bends, `crossings` orders the layers, `across` places what is in them.
//!
//! Its own, because none of the crates there are does: ports of dagre take seconds for 500 boxes and 2,000 arrows and
//! far longer for deep graphs, layout-rs does not end for some of 700, and rust-sugiyama gives no way for an
//! arrow around the boxes between its ends. This one also draws the arrows from one box, or to one, that cross many layers
//! as one line: a result that everybody reads, or a report that reads everything, would hide all else.

mod across;
mod crossings;
mod layers;
#[cfg(test)]
mod tests;

pub(crate) use layers::Heads;
use layers::Layers;

/// A point; `x` to the right, `y` downwards.
pub(crate) type Point = (f64, f64);

pub(crate) struct Layout {
    pub(crate) size: Point,
    /// Of each box.
    pub(crate) corners: Vec<Point>,
    pub(crate) links: Vec<Link>,
}

/// A piece of an arrow: a straight line from the first point to the second, and a curve to the third, whose ends are
/// level with the layers.
pub(crate) struct Link {
    pub(crate) points: [Point; 3],
    /// Whether its first layer is above the second, not left of it.
    pub(crate) down: bool,
    pub(crate) heads: Heads,
}

/// Between neighbours of a layer.
const GAP: f64 = 14.0;
/// Around everything.
const MARGIN: f64 = 16.0;
/// Between layers: at least, at most, and how much for each unit that a link goes sideways.
const BETWEEN: (f64, f64, f64) = (34.0, 220.0, 0.12);

/// Lays out boxes of these sizes. An arrow from a box to an earlier one is laid out the other way round.
///
/// Layers go down if there are more of them than boxes in any of them, else to the right, where boxes with a line of
/// text take less room.
pub(crate) fn lay_out(sizes: &[Point], arrows: &[(u32, u32)]) -> Layout {
    let mut layers = Layers::new(sizes.len(), arrows);
    crossings::reduce(&mut layers);
    let down = layers.rows.len() >= layers.widest;
    let turned = |(x, y): Point| if down { (x, y) } else { (y, x) };
    let sizes: Vec<Point> = sizes.iter().copied().map(turned).collect();
    let centres = across::place(&layers, &sizes);
    let spans = along(&layers, &sizes, &centres);

    let corner = |v: usize| (centres[v] - sizes[v].0 / 2.0, spans[layers.layer[v] as usize].0);
    let exit = |v: usize| spans[layers.layer[v] as usize].0 + sizes.get(v).map_or(0.0, |size| size.1);
    let link = |&(from, to, heads): &(u32, u32, Heads)| {
        let (from, to) = (from as usize, to as usize);
        let (start, end) = (spans[layers.layer[from] as usize].1, spans[layers.layer[to] as usize].0);
        let points = [(centres[from], exit(from)), (centres[from], start), (centres[to], end)];
        Link { points: points.map(turned), down, heads }
    };
    let farthest = (0..sizes.len()).map(|v| centres[v] + sizes[v].0 / 2.0);
    let bends = centres[sizes.len()..].iter().copied();
    let width = farthest.chain(bends).fold(0.0, f64::max) + MARGIN;
    let height = spans.last().map_or(0.0, |span| span.1) + MARGIN;
    Layout {
        size: turned((width, height)),
        corners: (0..sizes.len()).map(|v| turned(corner(v))).collect(),
        links: layers.links.iter().map(link).collect(),
    }
}

/// From where to where each layer goes: deep enough for its boxes, and so far from the next that links are not flat.
fn along(layers: &Layers, sizes: &[Point], centres: &[f64]) -> Vec<(f64, f64)> {
    let mut sideways = vec![0.0f64; layers.rows.len()];
    for &(from, to, _) in &layers.links {
        let widest = &mut sideways[layers.layer[from as usize] as usize];
        *widest = widest.max((centres[from as usize] - centres[to as usize]).abs());
    }
    let (least, most, slope) = BETWEEN;
    let mut start = MARGIN;
    let span = |(row, sideways): (&Vec<u32>, f64)| {
        let depth = row.iter().filter_map(|&v| sizes.get(v as usize)).map(|size| size.1).fold(0.0, f64::max);
        let span = (start, start + depth);
        start = span.1 + (slope * sideways).clamp(least, most);
        span
    };
    layers.rows.iter().zip(sideways).map(span).collect()
}
