//! The same as delayed functions.

use super::{Bag, plain};
use daisy::__private::inline::choose;
use daisy::prelude::*;

#[delayed]
pub fn start(n: i64) -> Bag {
    vec![n, n + 1]
}

#[delayed]
pub fn step(bag: Bag, by: i64) -> Bag {
    plain::step(bag, by)
}

#[delayed]
pub async fn step_async(bag: Bag, by: i64) -> Bag {
    tokio::task::yield_now().await;
    plain::step(bag, by)
}

#[delayed(blocking)]
pub fn step_blocking(bag: Bag, by: i64) -> Bag {
    plain::step(bag, by)
}

#[delayed]
pub fn join(a: Bag, b: Bag) -> Bag {
    plain::join(a, b)
}

#[delayed]
pub fn push(a: Bag, b: &[i64]) -> Bag {
    plain::push(a, b)
}

#[delayed]
pub fn peek(a: &[i64], b: &[i64]) -> Bag {
    plain::peek(a, b)
}

#[delayed]
pub fn concat(bags: Vec<Bag>) -> Bag {
    plain::concat(bags)
}

#[delayed]
pub fn measure(bags: &[Bag]) -> Bag {
    plain::measure(bags)
}

#[delayed]
pub fn risky(bag: &[i64]) -> Result<Bag, String> {
    plain::risky(bag)
}

/// Fails like `risky`, by a panic that says nothing on stderr.
#[delayed]
pub fn panicky(bag: &[i64]) -> Bag {
    plain::risky(bag).unwrap_or_else(|error| std::panic::resume_unwind(Box::new(error)))
}

#[delayed]
pub fn settled(tried: &Result<Bag, daisy::Error>) -> Bag {
    tried.clone().unwrap_or_else(|_| vec![-1])
}

#[delayed]
pub fn halves(bag: &[i64]) -> (Bag, Bag) {
    plain::halves(bag)
}

#[delayed]
pub fn head(bag: &[i64]) -> i64 {
    plain::head(bag)
}

#[delayed]
pub fn even(bag: &[i64]) -> bool {
    plain::even(bag)
}

#[delayed]
pub fn single(n: i64) -> Bag {
    vec![n]
}

#[delayed]
pub fn grow(bag: Bag, depth: u32) -> Delayed<Bag> {
    if depth == 0 {
        return daisy::value(bag);
    }
    let next = step(&bag, i64::from(depth));
    if plain::head(&bag) % 2 == 0 { grow(next, depth - 1) } else { join(grow(&next, depth - 1), grow(next, depth - 1)) }
}

/// Grows by a choice: what is not taken would grow on.
#[delayed]
pub fn sprout(bag: Bag, depth: u32) -> Delayed<Bag> {
    if depth == 0 {
        return daisy::value(bag);
    }
    let next = step(&bag, i64::from(depth));
    let (left, right) = (sprout(&next, depth - 1), join(sprout(&bag, depth - 1), &next));
    choose(even(next), left, right)
}
