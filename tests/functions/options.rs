//! The options of `#[delayed(..)]`.

use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

#[test]
fn impure_calls_are_each_their_own() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed(impure)]
    fn ticket() -> usize {
        RUNS.fetch_add(1, SeqCst)
    }
    let (a, b) = (ticket(), ticket());
    assert_ne!(a.key(), b.key());
    let (first, again, second) = daisy::compute((a.clone(), a, b)).wait()?;
    assert_eq!(first, again);
    assert_ne!(first, second);
    assert_eq!(RUNS.load(SeqCst), 2);
    Ok(())
}

#[test]
fn name_is_what_the_handle_says() {
    #[delayed(name = "loaded")]
    fn internal() -> i64 {
        1
    }
    assert_eq!(internal().name(), "loaded");
    assert_eq!(internal().key().name(), "loaded");
    assert_eq!(number(1).name(), "number");
}

#[test]
fn strict_is_the_function_unchanged() -> Checked {
    #[delayed(strict = halved_now)]
    fn halved(n: i64) -> Result<i64, String> {
        if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) }
    }
    assert_eq!(halved_now(4), Ok(2));
    assert_eq!(halved_now(3), Err("3 is odd".to_string()));
    assert_eq!(halved(4).compute().wait()?, 2);
    Ok(())
}

#[test]
fn strict_keeps_borrowed_parameters() -> Checked {
    #[delayed(strict = count_now)]
    fn count<T: PartialEq>(items: &[T], wanted: &T) -> usize {
        items.iter().filter(|item| *item == wanted).count()
    }
    assert_eq!(count_now(&[1, 2, 1], &1), 2);
    assert_eq!(count(daisy::value(vec![1i64, 2, 1]), number(1)).compute().wait()?, 2);
    Ok(())
}

#[test]
fn options_combine() -> Checked {
    static TRIES: AtomicUsize = AtomicUsize::new(0);
    #[delayed(impure, blocking, retries = 1, name = "both", version = 3, strict = both_now)]
    fn both_of_them() -> Result<usize, String> {
        match TRIES.fetch_add(1, SeqCst) {
            0 => Err("the first".into()),
            n => Ok(n),
        }
    }
    let handle = both_of_them();
    assert_eq!(handle.name(), "both");
    assert_eq!(handle.compute().wait()?, 1);
    assert_eq!(both_now(), Ok(2));
    Ok(())
}
