//! What functions return, and what their handles compute to.

use crate::common::Checked;
use crate::common::functions::{Bad, number};
use daisy::prelude::*;
use std::error::Error as StdError;
use std::io;

#[delayed]
fn nothing(_x: i64) {}

#[delayed]
fn pair() -> (i64, String) {
    (1, "one".into())
}

#[delayed]
fn even(n: i64) -> Result<i64, Bad> {
    if n % 2 == 0 { Ok(n) } else { Err(Bad(n)) }
}

#[delayed]
fn parsed(s: &str) -> Result<i64, std::num::ParseIntError> {
    let n = s.parse::<i64>()?;
    Ok(n)
}

#[delayed]
fn boxed(n: i64) -> Result<i64, Box<dyn StdError + Send + Sync>> {
    if n > 0 { Ok(n) } else { Err("not above zero".into()) }
}

#[delayed]
fn stringly(n: i64) -> Result<i64, String> {
    if n > 0 { Ok(n) } else { Err(format!("{n} is not above zero")) }
}

#[delayed]
fn read(there: bool) -> io::Result<i64> {
    if there { Ok(1) } else { Err(io::ErrorKind::NotFound.into()) }
}

#[delayed]
fn graph(n: i64) -> Delayed<i64> {
    number(n + 1)
}

#[delayed]
fn graph_or_failure(n: i64) -> Result<Delayed<i64>, Bad> {
    if n < 0 { Err(Bad(n)) } else { Ok(even(n)) }
}

#[delayed]
fn maybe(n: i64) -> Option<i64> {
    (n > 0).then_some(n)
}

#[test]
fn nothing_gives_a_handle_to_unit() -> Checked {
    let done: Delayed<()> = nothing(1);
    done.compute().wait()
}

#[test]
fn a_function_without_parameters_is_a_task() -> Checked {
    assert_eq!(pair().compute().wait()?, (1, "one".to_string()));
    assert_eq!(pair().graph().len(), 1);
    Ok(())
}

#[test]
fn a_result_gives_a_handle_to_what_is_in_ok() -> Checked {
    let handle: Delayed<i64> = even(4);
    assert_eq!(number(handle).compute().wait()?, 4);
    let parsed: Delayed<i64> = parsed("12");
    assert_eq!(parsed.compute().wait()?, 12);
    Ok(())
}

#[test]
fn an_err_is_a_failure() {
    let error = even(3).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(3)));
    assert!(parsed("twelve").compute().wait().is_err());
}

#[test]
fn errors_may_be_boxed_text_or_from_io() -> Checked {
    assert_eq!(boxed(1).compute().wait()?, 1);
    assert_eq!(stringly(1).compute().wait()?, 1);
    assert_eq!(read(true).compute().wait()?, 1);
    assert!(boxed(0).compute().wait().is_err());
    assert!(stringly(0).compute().wait().is_err());
    let error = read(false).compute().wait().unwrap_err();
    assert_eq!(error.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::NotFound);
    Ok(())
}

#[test]
fn a_returned_graph_runs_on_in_place_of_the_task() -> Checked {
    let handle: Delayed<i64> = graph(1);
    assert_eq!(number(handle).compute().wait()?, 2);
    Ok(())
}

#[test]
fn a_result_of_a_graph_is_flat_too() -> Checked {
    let handle: Delayed<i64> = graph_or_failure(2);
    assert_eq!(handle.compute().wait()?, 2);
    Ok(())
}

#[test]
fn a_result_of_a_graph_fails_before_or_inside_the_graph() {
    let before = graph_or_failure(-1).compute().wait().unwrap_err();
    assert_eq!(before.downcast_ref::<Bad>(), Some(&Bad(-1)));
    let inside = graph_or_failure(3).compute().wait().unwrap_err();
    assert_eq!(inside.downcast_ref::<Bad>(), Some(&Bad(3)));
}

#[test]
fn an_option_is_a_plain_value() -> Checked {
    let handle: Delayed<Option<i64>> = maybe(0);
    assert_eq!(handle.compute().wait()?, None);
    Ok(())
}

/// The run keeps one entry for the constants that tasks read; a returned one may be the very one that stands for them.
#[test]
fn a_returned_constant_may_be_one_that_a_task_reads() {
    #[delayed]
    fn same(pair: &(i64, i64)) -> Delayed<(i64, i64)> {
        daisy::value(*pair)
    }
    let (one, two) = same((1i64, 2i64)).split();
    assert_eq!(daisy::compute((&one - &two, one, two)).wait().unwrap(), (-1, 1, 2));
}
