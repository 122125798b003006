//! A program of delayed functions gives what the same program of plain functions gives.

use crate::common::Checked;
use daisy::Node;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// The same items twice: once as they stand, once with `#[delayed]` on every function.
macro_rules! both {
    ($(fn $name:ident($($args:tt)*) -> $result:ty $body:block)*) => {
        mod plain {
            $(pub fn $name($($args)*) -> $result $body)*
        }
        mod lazy {
            use daisy::prelude::*;
            $(#[delayed] pub fn $name($($args)*) -> $result $body)*
        }
    };
}

both! {
    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(|word| word.to_lowercase()).collect()
    }
    fn unique(mut words: Vec<String>) -> Vec<String> {
        words.sort();
        words.dedup();
        words
    }
    fn ratio(some: &[String], all: &[String]) -> Result<i64, String> {
        if all.is_empty() {
            return Err("no words".to_string());
        }
        Ok((some.len() * 100 / all.len()) as i64)
    }
    fn summed(items: Vec<i64>) -> i64 {
        items.into_iter().sum()
    }
}

const TEXTS: [&str; 3] = ["One fish two fish", "red fish", "a b c d A B C D"];

fn plainly(texts: &[&str]) -> Result<i64, String> {
    let mut ratios = Vec::new();
    for text in texts {
        let words = plain::words(text);
        ratios.push(plain::ratio(&plain::unique(words.clone()), &words)?);
    }
    Ok(plain::summed(ratios))
}

fn lazily(texts: &[&str]) -> Delayed<i64> {
    let mut ratios = Vec::new();
    for text in texts {
        let words = lazy::words(*text);
        ratios.push(lazy::ratio(lazy::unique(&words), &words));
    }
    lazy::summed(ratios)
}

#[test]
fn a_delayed_program_equals_the_plain_one() -> Checked {
    assert_eq!(lazily(&TEXTS).compute().wait()?, plainly(&TEXTS).unwrap());
    assert_eq!(lazily(&[]).compute().wait()?, plainly(&[]).unwrap());
    Ok(())
}

#[test]
fn it_fails_where_the_plain_one_fails() {
    let texts = ["one", " ", "two"];
    let (error, plain) = (lazily(&texts).compute().wait().unwrap_err(), plainly(&texts));
    assert_eq!(plain, Err("no words".to_string()));
    assert_eq!(error.task().unwrap().name(), "ratio");
}

#[test]
fn calling_runs_nothing() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(x: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        x
    }
    let handle = counted(counted(1));
    let _ = (handle.key(), handle.graph().len(), format!("{handle:?}"), handle.graph().to_string());
    let _ = Node::from(&handle).inputs();
    drop(handle.compute());
    drop(handle);
    assert_eq!(RUNS.load(SeqCst), 0);
}
