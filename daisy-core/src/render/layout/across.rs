//! Across: where boxes and bends are in their layers. Each wants to be where its neighbours are; a layer is placed as near
//! to that as its order and the gaps in it allow, by least squares.

use super::layers::Layers;
use super::{GAP, MARGIN, Point};

/// Passes down and up; each moves whole subtrees.
const PASSES: usize = 12;

/// How strongly a link pulls of whose ends none, one, or both are bends: lines that cross many layers should be straight,
/// and leave those to their neighbours that they come from.
const STRENGTH: [f64; 3] = [1.0, 0.5, 8.0];

/// The farther a link goes, the weaker it pulls, so that of two links one is straight, and not both askew: least squares
/// reweighted this way nears the least sum of distances. Below this much sideways it makes no difference.
const SLACK: f64 = 2.0;

/// The centre of each box and bend.
pub(super) fn place(layers: &Layers, sizes: &[Point]) -> Vec<f64> {
    let width = |v: u32| sizes.get(v as usize).map_or(0.0, |size| size.0);
    let offsets: Vec<Vec<f64>> = layers.rows.iter().map(|row| offsets(row, width)).collect();
    let pulls = pulls(layers);
    let mut centres = vec![0.0; layers.layer.len()];
    for (row, offsets) in layers.rows.iter().zip(&offsets) {
        let middle = offsets.last().map_or(0.0, |last| last / 2.0);
        row.iter().zip(offsets).for_each(|(&v, offset)| centres[v as usize] = offset - middle);
    }
    for pass in 0..PASSES {
        for step in 0..layers.rows.len() {
            let row = if pass % 2 == 0 { step } else { layers.rows.len() - 1 - step };
            // The last two passes look both ways, the others only to the layer they come from.
            let from = (pass + 2 < PASSES).then(|| if pass % 2 == 0 { row.wrapping_sub(1) } else { row + 1 });
            settle(layers, row, from, &offsets[row], &pulls, &mut centres);
        }
    }
    let leftmost = |v: u32| centres[v as usize] - width(v) / 2.0;
    let left = (0..centres.len() as u32).map(leftmost).fold(f64::INFINITY, f64::min);
    centres.iter().map(|centre| centre - left + MARGIN).collect()
}

/// How far from the first of a row each is if there is no more than the gap between neighbours.
fn offsets(row: &[u32], width: impl Fn(u32) -> f64) -> Vec<f64> {
    let mut offsets = vec![0.0];
    for pair in row.windows(2) {
        offsets.push(offsets[offsets.len() - 1] + (width(pair[0]) + width(pair[1])) / 2.0 + GAP);
    }
    offsets
}

/// The other ends of the links of each, and how strongly they pull.
fn pulls(layers: &Layers) -> Vec<Vec<(u32, f64)>> {
    let mut pulls = vec![Vec::new(); layers.layer.len()];
    for &(from, to, _) in &layers.links {
        let bends = [from, to].into_iter().filter(|&v| v as usize >= layers.boxes).count();
        pulls[from as usize].push((to, STRENGTH[bends]));
        pulls[to as usize].push((from, STRENGTH[bends]));
    }
    pulls
}

/// Moves what is in a row, by the pull of those in the row `from`, or of all.
fn settle(
    layers: &Layers,
    row: usize,
    from: Option<usize>,
    offsets: &[f64],
    pulls: &[Vec<(u32, f64)>],
    centres: &mut [f64],
) {
    let counts = |v: u32| from.is_none_or(|from| layers.layer[v as usize] as usize == from);
    let wish = |&v: &u32| {
        let pulls = pulls[v as usize].iter().filter(|(v, _)| counts(*v));
        let (sum, weight) = pulls.fold((0.0, 0.0), |(sum, weight), &(other, strength)| {
            let at = centres[other as usize];
            let pull = strength / (SLACK + (at - centres[v as usize]).abs());
            (sum + pull * at, weight + pull)
        });
        // What nothing pulls gives way.
        if weight > 0.0 { (sum / weight, weight) } else { (centres[v as usize], 1e-4) }
    };
    let wishes = layers.rows[row].iter().map(wish).zip(offsets).map(|((at, weight), offset)| (at - offset, weight));
    let settled = isotonic(wishes);
    for ((&v, offset), at) in layers.rows[row].iter().zip(offsets).zip(settled) {
        centres[v as usize] = at + offset;
    }
}

/// The rising sequence nearest to the given values by weighted least squares: pool adjacent violators.
fn isotonic(values: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (value, weight) in values {
        let mut pool = (value, weight, 1);
        while let Some(&(before, its_weight, count)) = pools.last()
            && before > pool.0
        {
            let weight = its_weight + pool.1;
            pool = ((before * its_weight + pool.0 * pool.1) / weight, weight, pool.2 + count);
            pools.pop();
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(value, _, count)| std::iter::repeat_n(value, count)).collect()
}

#[cfg(test)]
mod tests {
    use super::isotonic;

    #[test]
    fn what_falls_is_levelled_by_weight() {
        let even = |values: &[f64]| isotonic(values.iter().map(|&value| (value, 1.0)));
        assert_eq!(even(&[1.0, 2.0, 3.0]), [1.0, 2.0, 3.0]);
        assert_eq!(even(&[3.0, 2.0, 1.0, 9.0]), [2.0, 2.0, 2.0, 9.0]);
        assert_eq!(isotonic([(4.0, 1.0), (1.0, 2.0)].into_iter()), [2.0, 2.0]);
    }
}
