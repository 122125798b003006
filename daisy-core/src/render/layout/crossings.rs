//! Crossings: the order of each layer, so that few links cross. Each box and bend goes where its neighbours in the layer
//! above are on average, then where those below are, some times over; the best order met is kept.

use super::layers::Layers;

/// Sweeps down and up. Later ones hardly find anything.
const SWEEPS: usize = 10;

pub(super) fn reduce(layers: &mut Layers) {
    let (above, below) = neighbours(layers);
    let mut positions = vec![0.0; layers.layer.len()];
    layers.rows.iter().for_each(|row| number(row, &mut positions));
    let mut rows = layers.rows.clone();
    let mut least = crossings(&rows, &below, &positions);
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        for step in 1..rows.len() {
            let row = if down { step } else { rows.len() - 1 - step };
            sort(&mut rows[row], if down { &above } else { &below }, &mut positions);
        }
        let crossings = crossings(&rows, &below, &positions);
        if crossings < least {
            least = crossings;
            layers.rows.clone_from(&rows);
        }
    }
}

/// The ends of the links to the layer above and below.
fn neighbours(layers: &Layers) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let (mut above, mut below) = (vec![Vec::new(); layers.layer.len()], vec![Vec::new(); layers.layer.len()]);
    for &(from, to, _) in &layers.links {
        above[to as usize].push(from);
        below[from as usize].push(to);
    }
    (above, below)
}

/// Sorts a row by the mean position of neighbours; what has none stays between those it was between.
fn sort(row: &mut [u32], neighbours: &[Vec<u32>], positions: &mut [f64]) {
    let mean = |&v: &u32| {
        let neighbours = &neighbours[v as usize];
        let sum: f64 = neighbours.iter().map(|&n| positions[n as usize]).sum();
        if neighbours.is_empty() { positions[v as usize] } else { sum / neighbours.len() as f64 }
    };
    let mut means: Vec<(f64, u32)> = row.iter().map(|v| (mean(v), *v)).collect();
    means.sort_by(|a, b| a.0.total_cmp(&b.0));
    row.iter_mut().zip(means).for_each(|(place, (_, v))| *place = v);
    number(row, positions);
}

/// Positions are from 0 to 1, so that rows of different lengths compare.
fn number(row: &[u32], positions: &mut [f64]) {
    for (i, &v) in row.iter().enumerate() {
        positions[v as usize] = (i as f64 + 0.5) / row.len() as f64;
    }
}

/// How many pairs of links cross: between each row and the next, inversions among the lower ends of links sorted by
/// their upper ends, counted in a Fenwick tree (Barth, Jünger and Mutzel, 2002).
fn crossings(rows: &[Vec<u32>], below: &[Vec<u32>], positions: &[f64]) -> usize {
    let mut total = 0;
    for pair in rows.windows(2) {
        let width = pair[1].len();
        let index = |v: u32| (positions[v as usize] * width as f64) as usize;
        let mut tree = vec![0usize; width + 1];
        let mut seen = 0;
        for &v in &pair[0] {
            let mut ends: Vec<usize> = below[v as usize].iter().map(|&to| index(to)).collect();
            ends.sort_unstable();
            // Links from one end do not cross each other.
            total += ends.iter().map(|&end| seen - up_to(&tree, end)).sum::<usize>();
            ends.iter().for_each(|&end| add(&mut tree, end));
            seen += ends.len();
        }
    }
    total
}

/// How many were added at `index` and before.
fn up_to(tree: &[usize], index: usize) -> usize {
    let (mut i, mut sum) = (index + 1, 0);
    while i > 0 {
        sum += tree[i];
        i &= i - 1;
    }
    sum
}

fn add(tree: &mut [usize], index: usize) {
    let mut i = index + 1;
    while i < tree.len() {
        tree[i] += 1;
        i += i & i.wrapping_neg();
    }
}
