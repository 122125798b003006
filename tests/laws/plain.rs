//! What the tasks do, as plain functions.

use super::Bag;

/// Keeps bags small.
fn trimmed(mut bag: Bag) -> Bag {
    while bag.len() > 6 {
        let last = bag.pop().expect("not empty");
        bag[0] = bag[0].wrapping_mul(31).wrapping_add(last);
    }
    bag
}

pub fn head(bag: &[i64]) -> i64 {
    bag.iter().fold(7, |sum, item| sum.wrapping_mul(3).wrapping_add(*item))
}

pub fn step(mut bag: Bag, by: i64) -> Bag {
    bag.iter_mut().for_each(|item| *item = item.wrapping_add(by));
    bag.push(by);
    trimmed(bag)
}

pub fn join(mut a: Bag, b: Bag) -> Bag {
    a.iter_mut().for_each(|item| *item = item.wrapping_sub(1));
    a.extend(b);
    trimmed(a)
}

pub fn push(mut a: Bag, b: &[i64]) -> Bag {
    a.push(head(b));
    trimmed(a)
}

pub fn peek(a: &[i64], b: &[i64]) -> Bag {
    vec![head(a), head(b), a.len() as i64]
}

pub fn concat(bags: Vec<Bag>) -> Bag {
    bags.into_iter().fold(Bag::new(), join)
}

pub fn measure(bags: &[Bag]) -> Bag {
    trimmed(bags.iter().map(|bag| head(bag)).collect())
}

pub fn risky(bag: &[i64]) -> Result<Bag, String> {
    if head(bag) % 3 == 0 { Err("divisible".into()) } else { Ok(bag.to_vec()) }
}

pub fn halves(bag: &[i64]) -> (Bag, Bag) {
    let (left, right) = bag.split_at(bag.len() / 2);
    (left.to_vec(), right.to_vec())
}

pub fn reversed(bag: &[i64]) -> Bag {
    bag.iter().rev().copied().collect()
}

pub fn mixed(a: i64, b: i64) -> i64 {
    (a ^ b) & !(b >> 3) | (a & 255)
}

pub fn grow(bag: Bag, depth: u32) -> Bag {
    if depth == 0 {
        return bag;
    }
    let next = step(bag.clone(), depth.into());
    if head(&bag) % 2 == 0 { grow(next, depth - 1) } else { join(grow(next.clone(), depth - 1), grow(next, depth - 1)) }
}

pub fn even(bag: &[i64]) -> bool {
    head(bag) % 2 == 0
}

pub fn sprout(bag: Bag, depth: u32) -> Bag {
    if depth == 0 {
        return bag;
    }
    let next = step(bag.clone(), depth.into());
    if even(&next) { sprout(next, depth - 1) } else { join(sprout(bag, depth - 1), next) }
}
