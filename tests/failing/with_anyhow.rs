//! `anyhow` as the error of a task.

use crate::common::functions::chain;
use anyhow::Context;
use daisy::prelude::*;

#[delayed]
fn parsed(text: &str) -> anyhow::Result<i64> {
    let n = text.parse::<i64>().with_context(|| format!("reading {text:?}"))?;
    anyhow::ensure!(n > 0, "{n} is not above zero");
    Ok(n)
}

#[delayed]
fn inc(x: i64) -> Result<i64, anyhow::Error> {
    Ok(x + 1)
}

#[test]
fn a_success_is_a_value() {
    let n: Delayed<i64> = inc(parsed("41"));
    assert_eq!(n.compute().wait().unwrap(), 42);
}

#[test]
fn a_failure_keeps_its_text_and_what_it_comes_from() {
    let error = inc(parsed("x")).compute().wait().unwrap_err();
    assert_eq!(error.kind(), daisy::ErrorKind::Failed);
    assert_eq!(error.task().unwrap().name(), "parsed");
    let chain = chain(&error);
    assert!(chain.contains("reading \"x\""), "{chain}");
    assert!(chain.contains("invalid digit"), "{chain}");
}

#[test]
fn a_message_alone_is_an_error_too() {
    let error = inc(parsed("0")).compute().wait().unwrap_err();
    assert!(chain(&error).contains("0 is not above zero"));
}

#[test]
fn daisys_errors_go_into_it() {
    fn run(text: &str) -> anyhow::Result<i64> {
        Ok(parsed(text).compute().wait()?)
    }
    assert!(run("x").unwrap_err().downcast_ref::<daisy::Error>().is_some());
}
