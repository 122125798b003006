//! The error a task returned is still in there.

use crate::common::functions::{Bad, chain, inc};
use crate::common::watch::within;
use crate::{error, middle, panicked, refused};
use daisy::prelude::*;
use daisy::{Error, ErrorKind, Inline};
use std::error::Error as StdError;
use std::fmt;

#[delayed]
fn boxed(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
    Err(Box::new(Bad(n)))
}

#[delayed]
fn by_question_mark(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
    Err(Bad(n))?;
    Ok(n)
}

#[test]
fn is_reached_by_downcast() {
    assert_eq!(error(&refused(1)).downcast_ref::<Bad>(), Some(&Bad(1)));
    assert!(error(&refused(1)).downcast_ref::<fmt::Error>().is_none());
}

#[test]
fn is_reached_by_source() {
    let error = error(&inc(refused(1)));
    let source = error.source().expect("the user's error");
    assert_eq!(source.downcast_ref::<Bad>(), Some(&Bad(1)));
}

#[test]
fn is_reached_through_a_box() {
    for error in [error(&boxed(1)), error(&by_question_mark(1))] {
        assert_eq!(error.kind(), ErrorKind::Failed);
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
        assert_eq!(error.source().unwrap().downcast_ref::<Bad>(), Some(&Bad(1)));
    }
}

#[test]
fn is_reached_from_async_tasks() {
    #[delayed]
    async fn later(n: i64) -> Result<i64, Bad> {
        tokio::task::yield_now().await;
        Err(Bad(n))
    }
    within(|| assert_eq!(error(&later(1)).downcast_ref::<Bad>(), Some(&Bad(1))));
}

#[test]
fn may_be_text() {
    #[delayed]
    fn text() -> Result<i64, String> {
        Err("only text".into())
    }
    #[delayed]
    fn literal() -> Result<i64, &'static str> {
        Err("only a literal")
    }
    assert!(chain(&error(&text())).contains("only text"));
    assert!(chain(&error(&literal())).contains("only a literal"));
}

#[test]
fn may_be_daisys_and_passes_through_as_it_is() {
    #[delayed]
    fn outer(n: i64) -> Result<i64, Error> {
        inc(refused(n)).compute().on(Inline).wait()
    }
    let task = refused(1);
    let error = error(&middle(outer(1)));
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert_eq!(error.task().unwrap().name(), "refused");
    assert_eq!(*error.task().unwrap().key(), task.key());
    assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(1)));
}

#[test]
fn may_be_daisys_in_a_box() {
    #[delayed]
    fn outer(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
        Ok(inc(panicked(n)).compute().on(Inline).wait()?)
    }
    let error = error(&middle(outer(1)));
    assert!(chain(&error).contains("no such luck: 1"));
}
