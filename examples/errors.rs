//! The ways a computation fails, and what each looks like to a user.
//!
//! ```text
//! cargo run --example errors
//! ```

use std::num::ParseIntError;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use daisy::prelude::*;
use daisy::{Error, ErrorKind};

#[delayed]
fn number(text: &str) -> Result<i64, ParseIntError> {
    text.parse()
}

#[delayed]
fn ratio(a: i64, b: i64) -> i64 {
    a / b
}

#[delayed]
fn sum(numbers: &[i64]) -> i64 {
    numbers.iter().sum()
}

#[delayed]
fn sum_of_good(numbers: &[daisy::Result<i64>]) -> i64 {
    numbers.iter().flatten().sum()
}

#[delayed(retries = 2)]
fn third_time_lucky(calls: &AtomicUsize) -> Result<usize, String> {
    match calls.fetch_add(1, Relaxed) + 1 {
        3 => Ok(3),
        call => Err(format!("not at call {call}")),
    }
}

#[delayed]
async fn nap(time: Duration) {
    tokio::time::sleep(time).await;
}

fn show(title: &str, error: &Error) {
    println!("{title} ({:?})\n{error}\n", error.kind());
}

fn main() -> daisy::Result<()> {
    let numbers = |texts: &[&str]| -> Vec<Delayed<i64>> { texts.iter().map(|&text| number(text)).collect() };

    let deep = ratio(sum(numbers(&["1", "2", "three"])), 2) + 1;
    let error = deep.compute().wait().expect_err("three is no number");
    show("A returned error, deep in a graph", &error);
    let path: Vec<_> = error.path().iter().map(|task| task.name()).collect();
    println!("its path: {}\nthe parser's own error: {:?}\n", path.join(", "), error.downcast_ref::<ParseIntError>());

    let error = (ratio(1, number("0")) + 1).compute().wait().expect_err("no division by zero");
    show("A panic", &error);
    assert_eq!(error.kind(), ErrorKind::Panicked);

    let attempts: Vec<_> = numbers(&["1", "two", "3"]).iter().map(Delayed::attempt).collect();
    println!("Attempted: the sum of the good ones is {}\n", sum_of_good(attempts).compute().wait()?);

    let error = sum(numbers(&["1", "zwei", "3", "vier"])).compute().keep_going().wait().expect_err("two failures");
    show("Kept going", &error);
    for failure in error.failures() {
        println!("one of {}: {failure}", error.failures().len());
    }

    let calls = daisy::opaque(AtomicUsize::new(0));
    println!("\nRetried: it worked at call {}\n", third_time_lucky(&calls).compute().wait()?);
    let error = number("").compute().wait().expect_err("nothing is no number");
    show("A failure at the root", &error);

    let error = nap(Duration::from_secs(3600)).compute().timeout(Duration::from_millis(20)).wait();
    show("Given up", &error.expect_err("an hour is too long"));

    println!("The runtime lives on: {}", sum(numbers(&["20", "22"])).compute().wait()?);
    Ok(())
}
