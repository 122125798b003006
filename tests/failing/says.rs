//! What an error says: kind, task, place, path.

use crate::common::functions::{Bad, chain, inc, number};
use crate::{AFTER, BEFORE, FILE, error, last, middle, panicked, refused};
use daisy::prelude::*;
use daisy::{Error, ErrorKind};
use std::error::Error as StdError;

#[test]
fn its_kind() {
    assert_eq!(error(&refused(1)).kind(), ErrorKind::Failed);
    assert_eq!(error(&panicked(1)).kind(), ErrorKind::Panicked);
}

#[test]
fn the_task_with_name_key_file_and_line() {
    let task = refused(1);
    let error = error(&last(middle(&task), number(1)));
    let info = error.task().expect("the task that failed");
    assert_eq!(info.name(), "refused");
    assert_eq!(*info.key(), task.key());
    assert_eq!(info.file(), FILE);
    assert!(BEFORE < info.line() && info.line() < AFTER, "line {}", info.line());
}

#[test]
fn the_path_from_there_to_the_result_asked_for() {
    let error = error(&last(middle(refused(1)), number(1)));
    let path: Vec<_> = error.path().iter().map(|task| task.name()).collect();
    assert!(path.ends_with(&["middle", "last"]), "{path:?}");
    assert!(!path.contains(&"number"), "{path:?}");
}

#[test]
fn the_path_of_one_of_several_results() {
    let lost = middle(refused(1));
    let error = daisy::compute((number(1), inc(2), lost)).wait().unwrap_err();
    assert_eq!(error.path().last().unwrap().name(), "middle");
}

#[test]
fn all_of_it_in_its_display() {
    let task = refused(7);
    let error = error(&last(middle(&task), number(1)));
    let info = error.task().unwrap();
    let shown = error.to_string();
    for part in ["refused", &task.key().to_string(), info.file(), &info.line().to_string(), "middle", "last"] {
        assert!(shown.contains(part), "no {part} in {shown}");
    }
    assert!(chain(&error).contains("bad number 7"), "{}", chain(&error));
}

#[test]
fn what_a_panic_said() {
    #[delayed]
    fn with_text() -> i64 {
        panic!("just text")
    }
    #[delayed]
    fn with_a_value() -> i64 {
        std::panic::panic_any(7u8)
    }
    assert!(chain(&error(&panicked(3))).contains("no such luck: 3"));
    assert!(chain(&error(&with_text())).contains("just text"));
    assert_eq!(error(&with_a_value()).kind(), ErrorKind::Panicked);
    assert_eq!(error(&panicked(3)).task().unwrap().name(), "panicked");
}

#[test]
fn the_same_in_a_clone() {
    let error = error(&inc(refused(1)));
    let clone = error.clone();
    assert_eq!(clone.to_string(), error.to_string());
    assert_eq!(clone.kind(), error.kind());
    assert_eq!(clone.downcast_ref::<Bad>(), Some(&Bad(1)));
}

#[test]
fn it_is_an_error_like_any_other() {
    fn check<T: StdError + Clone + Send + Sync + 'static>() {}
    check::<Error>();
    let boxed: Box<dyn StdError + Send + Sync> = error(&refused(1)).into();
    assert!(boxed.downcast_ref::<Error>().is_some());
}

#[test]
fn a_message_without_its_last_line_ends() {
    #[delayed]
    fn shell(said: &str) -> Result<i64, String> {
        Err(said.to_owned())
    }
    let error = error(&(shell("two\nlines\n\n") + 1));
    assert!(error.to_string().contains("failed: two\nlines\n  at "), "{error}");
}
