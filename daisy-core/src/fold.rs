//! Folding: which entries of a walked graph have equal keys.
//!
//! Needs: a graph and the prefixes of its digests. Leaves the graph as it is, and tells for every
//! entry which one stands for it: a held result of the same key if there is one, else a constant that is not
//! captured, else the first of the key.
//!
//! Most keys differ from all others, and a table of bits that fits a cache shows it: only what falls on a bit where
//! something else does is looked at again. The prefixes of that are dealt into buckets small enough for a cache, and
//! equal ones are looked for within each: passes in order instead of a random access to memory an entry. A large graph
//! is dealt into parts first, for each of which such a table fits.

use crate::merged::Merged;

/// Up to so many entries, a table for all costs less than dealing them into parts.
const MANY: usize = 1 << 21;

/// Entries a part: its table of bits fits the second cache.
const PART: usize = 1 << 18;

/// Entries a bucket: its table of twice as many places fits the first cache of any core.
const BUCKET: usize = 2048;

/// Up to so many entries, comparing each with all costs less than making a table.
const FEW: usize = 48;

/// For every entry the one that stands for it; `None` if all keys differ.
pub(crate) fn fold(merged: &Merged, prefixes: &[u64]) -> Option<Vec<u32>> {
    let mut stands_for: Option<Vec<u32>> = None;
    let mut join = |equal: Vec<(u32, u32)>| {
        for (first, other) in equal {
            let stands_for = stands_for.get_or_insert_with(|| (0..prefixes.len() as u32).collect());
            // A task's key is a constant's only where that holds the task's result.
            let rank = |place: u32| match merged.node(place as usize).constant() {
                None => 0,
                Some(constant) => 1 + u8::from(!constant.captured),
            };
            let before = stands_for[first as usize];
            if rank(other) > rank(before) {
                stands_for[first as usize] = other;
            } else {
                stands_for[other as usize] = first;
            }
        }
    };
    if prefixes.len() <= FEW {
        join(equal_few(merged, prefixes));
    } else {
        let (all, mut table) = (prefixes.iter().copied().zip(0..prefixes.len() as u32), vec![EMPTY; 2 * BUCKET]);
        let mut join_suspects = |suspects: Vec<(u64, u32)>, skip: u32| {
            let buckets = Dealt::of(suspects.iter().copied(), skip, bits_for(suspects.len(), BUCKET));
            buckets.iter().for_each(|bucket| join(equal_keys(merged, bucket, &mut table)));
        };
        if prefixes.len() <= MANY {
            join_suspects(suspects(all), 0);
        } else {
            let bits = bits_for(prefixes.len(), PART);
            let parts = Dealt::of(all, 0, bits);
            parts.iter().for_each(|part| join_suspects(suspects(part.iter().copied()), bits));
        }
    }
    let mut stands_for = stands_for?;
    for place in 0..stands_for.len() {
        // One step leads to the first of the key, one more to the held result that replaced it.
        stands_for[place] = stands_for[stands_for[place] as usize];
    }
    Some(stands_for)
}

const EMPTY: u32 = u32::MAX;

/// The prefix and the place of each entry, to be gone through more than once.
trait Entries: ExactSizeIterator<Item = (u64, u32)> + Clone {}
impl<I: ExactSizeIterator<Item = (u64, u32)> + Clone> Entries for I {}

/// Entries by some bits of their prefixes, in order within each part.
struct Dealt {
    entries: Vec<(u64, u32)>,
    ends: Vec<usize>,
}

/// How many bits deal so many entries into parts of about `size`.
fn bits_for(entries: usize, size: usize) -> u32 {
    (entries / size + 1).next_power_of_two().trailing_zeros()
}

impl Dealt {
    /// Dealt by `bits` bits after the first `skip`.
    fn of(all: impl Entries, skip: u32, bits: u32) -> Dealt {
        let part = |prefix: u64| if bits == 0 { 0 } else { (prefix << skip >> (64 - bits)) as usize };
        let mut ends = vec![0; 1 << bits];
        all.clone().for_each(|(prefix, _)| ends[part(prefix)] += 1);
        let mut start = 0;
        for end in &mut ends {
            start += std::mem::replace(end, start);
        }
        let mut entries = vec![(0, 0); all.len()];
        all.for_each(|(prefix, place)| {
            let end = &mut ends[part(prefix)];
            entries[*end] = (prefix, place);
            *end += 1;
        });
        Dealt { entries, ends }
    }

    fn iter(&self) -> impl Iterator<Item = &[(u64, u32)]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.entries[start..end])
    }
}

/// Bits an entry of the table: one in eight entries or so is looked at again for nothing.
const BITS: usize = 16;

/// The entries that may have the key of another, in order.
fn suspects(all: impl Entries) -> Vec<(u64, u32)> {
    let words = (all.len() * BITS / 64).next_power_of_two();
    let at = |prefix: u64| ((prefix >> 6) as usize & (words - 1), 1u64 << (prefix & 63));
    // What something fell on, and beside it what something fell on again.
    let mut table = vec![[0u64; 2]; words];
    all.clone().for_each(|(prefix, _)| {
        let (word, bit) = at(prefix);
        let [once, again] = &mut table[word];
        *again |= *once & bit;
        *once |= bit;
    });
    let shared = |prefix: u64| {
        let (word, bit) = at(prefix);
        table[word][1] & bit != 0
    };
    all.filter(|&(prefix, _)| shared(prefix)).collect()
}

/// As [`equal_keys`].
fn equal_few(merged: &Merged, prefixes: &[u64]) -> Vec<(u32, u32)> {
    let digest = |place: usize| &merged.node(place).0.digest;
    let first = |other: usize| {
        let equal = |&place: &usize| prefixes[place] == prefixes[other] && digest(place) == digest(other);
        Some(((0..other).find(equal)? as u32, other as u32))
    };
    (1..prefixes.len()).filter_map(first).collect()
}

/// Pairs of entries with equal keys: the first of the key, and another.
fn equal_keys(merged: &Merged, bucket: &[(u64, u32)], table: &mut Vec<u32>) -> Vec<(u32, u32)> {
    // Chance, or equal keys, fill a bucket above its mean; half the places stay free all the same.
    let size = 2 * bucket.len().next_power_of_two();
    table.resize(table.len().max(size), EMPTY);
    let table = &mut table[..size];
    table.fill(EMPTY);
    let (mask, mut equal) = (size - 1, Vec::new());
    let digest = |place: u32| merged.node(place as usize).0.digest;
    for (position, &(prefix, place)) in bucket.iter().enumerate() {
        let mut at = prefix as usize & mask;
        loop {
            match table[at] {
                EMPTY => {
                    table[at] = position as u32;
                    break;
                }
                other => {
                    let (other_prefix, first) = bucket[other as usize];
                    if other_prefix == prefix && digest(first) == digest(place) {
                        equal.push((first, place));
                        break;
                    }
                    at = (at + 1) & mask;
                }
            }
        }
    }
    equal
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn equal_prefixes_meet_in_one_bucket_in_order() {
        let prefixes = (0..5_000u64).map(|n| (n % 4_000).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let entries: Vec<(u64, u32)> = prefixes.zip(0..).collect();
        for bits in [0, 3] {
            let mut pairs = 0;
            for part in Dealt::of(entries.iter().copied(), 0, bits).iter() {
                let suspects = suspects(part.iter().copied());
                let buckets = Dealt::of(suspects.iter().copied(), bits, 4);
                for bucket in buckets.iter() {
                    assert!(bucket.is_sorted_by_key(|&(_, place)| place) && bucket.len() > suspects.len() / 64);
                    pairs += bucket.len() - bucket.iter().map(|(prefix, _)| prefix).collect::<HashSet<_>>().len();
                }
            }
            assert_eq!(pairs, 1_000);
        }
    }
}
