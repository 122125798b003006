//! `async` functions.

use crate::common::Checked;
use crate::common::executors::multi_thread;
use crate::common::functions::number;
use crate::common::watch::within;
use crate::text;
use daisy::prelude::*;

#[delayed]
async fn later(x: i64) -> i64 {
    tokio::task::yield_now().await;
    x + 1
}

#[delayed]
async fn longest(items: &[String], at_least: &str) -> usize {
    tokio::task::yield_now().await;
    items.iter().map(|s| s.len()).max().unwrap_or(0).max(at_least.len())
}

#[delayed]
async fn positive(x: i64) -> Result<i64, String> {
    tokio::task::yield_now().await;
    if x > 0 { Ok(x) } else { Err("too small".into()) }
}

#[delayed]
async fn grown(x: i64) -> Delayed<i64> {
    tokio::task::yield_now().await;
    later(later(x))
}

#[delayed]
async fn grown_or_not(x: i64) -> Result<Delayed<i64>, String> {
    tokio::task::yield_now().await;
    if x > 0 { Ok(later(x)) } else { Err("too small".into()) }
}

#[test]
fn functions_take_and_return_what_others_do() {
    within(|| -> Checked {
        assert_eq!(later(later(1)).compute().wait()?, 3);
        assert_eq!(longest(vec![text("ab"), text("abc")], "a").compute().wait()?, 3);
        assert_eq!(positive(1).compute().wait()?, 1);
        assert!(positive(0).compute().wait().is_err());
        assert_eq!(grown(1).compute().wait()?, 3);
        assert_eq!(grown_or_not(1).compute().wait()?, 2);
        assert!(grown_or_not(0).compute().wait().is_err());
        Ok(())
    })
    .unwrap();
}

#[test]
fn handles_can_be_awaited() {
    within(|| {
        let runtime = multi_thread();
        let result = runtime.block_on(async { number(later(1)).compute().await });
        assert_eq!(result.unwrap(), 2);
    });
}

#[test]
fn and_ordinary_functions_mix() {
    within(|| assert_eq!(later(number(later(number(1)))).compute().wait().unwrap(), 3));
}
