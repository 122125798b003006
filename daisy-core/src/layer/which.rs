//! Which blocks of a layer: rising indices as ranges.

use std::ops::Range;
use std::sync::Arc;

/// Rising indices. What all ranges before one hold is kept beside it, so that the `n`th is found by bisection.
#[derive(Clone)]
pub(crate) struct Which(Arc<[(usize, Range<usize>)]>);

impl Which {
    pub(crate) fn all(len: usize) -> Which {
        Which::of((len > 0).then_some(0..len))
    }

    /// Disjoint ranges, rising.
    fn of(ranges: impl IntoIterator<Item = Range<usize>>) -> Which {
        let mut before = 0;
        let place = |range: Range<usize>| {
            let start = before;
            before += range.len();
            (start, range)
        };
        Which(ranges.into_iter().map(place).collect())
    }

    /// These ranges, if none is empty and each begins after the one before it ends.
    #[cfg(feature = "serde")]
    pub(crate) fn rising(ranges: &[Range<usize>]) -> Option<Which> {
        let rise = ranges.iter().all(|range| !range.is_empty()) && ranges.is_sorted_by(|a, b| a.end < b.start);
        rise.then(|| Which::of(ranges.iter().cloned()))
    }

    /// Where the last of them ends.
    #[cfg(feature = "serde")]
    pub(crate) fn end(&self) -> usize {
        self.0.last().map_or(0, |(_, range)| range.end)
    }

    /// Those of `indices` that are here too.
    pub(crate) fn only(&self, indices: impl Iterator<Item = usize>) -> Which {
        let indices = indices.filter(|&index| self.contains(index));
        Which::of(indices.map(|index| index..index + 1).collect::<rangemap::RangeSet<usize>>())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.last().map_or(0, |(before, range)| before + range.len())
    }

    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().map(|(_, range)| range.clone())
    }

    /// The `n`th indices for `n` in `places`.
    pub(crate) fn slice(&self, places: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.0.partition_point(|(before, range)| before + range.len() <= places.start);
        let last = self.0.partition_point(|(before, _)| *before < places.end);
        let overlap = move |(before, range): &(usize, Range<usize>)| {
            let from = places.start.saturating_sub(*before).min(range.len());
            let to = places.end.saturating_sub(*before).min(range.len());
            range.start + from..range.start + to
        };
        self.0[first.min(last)..last].iter().map(overlap).filter(|range| !range.is_empty())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.ranges().flatten()
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        let after = self.0.partition_point(|(_, range)| range.start <= index);
        after > 0 && self.0[after - 1].1.contains(&index)
    }

    /// The `n`th of the indices.
    pub(crate) fn nth(&self, n: usize) -> Option<usize> {
        let after = self.0.partition_point(|(before, _)| *before <= n);
        let (before, range) = self.0.get(after.checked_sub(1)?)?;
        range.clone().nth(n - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_found_by_place_and_by_value() {
        let which = Which::all(100).only([7, 3, 8, 3, 200, 99].into_iter());
        assert_eq!(which.iter().collect::<Vec<_>>(), [3, 7, 8, 99]);
        assert_eq!((0..5).map(|n| which.nth(n)).collect::<Vec<_>>(), [Some(3), Some(7), Some(8), Some(99), None]);
        assert_eq!(
            [2, 3, 7, 8, 9, 99, 100].map(|index| which.contains(index)),
            [false, true, true, true, false, true, false]
        );
        assert_eq!(which.slice(1..3).map(|range| (range.start, range.end)).collect::<Vec<_>>(), [(7, 9)]);
        assert_eq!(which.slice(2..2).chain(which.slice(4..9)).count(), 0);
        assert_eq!(which.slice(0..9).collect::<Vec<_>>(), [3..4, 7..9, 99..100]);
        #[cfg(feature = "serde")]
        {
            let ranges: Vec<_> = which.ranges().collect();
            assert_eq!(Which::rising(&ranges).map(|which| (which.len(), which.end())), Some((4, 100)));
            let broken = [vec![3..3, 4..5], vec![3..5, 5..6], vec![3..5, 4..6], vec![7..9, 3..4]];
            assert!(broken.iter().all(|ranges| Which::rising(ranges).is_none()));
        }
        assert_eq!((which.len(), Which::all(0).len(), Which::all(0).nth(0)), (4, 0, None));
    }
}
