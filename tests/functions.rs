//! What `#[delayed]` accepts, what its calls accept, and what the handles compute to.

#![allow(clippy::needless_borrows_for_generic_args, reason = "what may be passed is what is tested")]

use daisy::prelude::*;
use daisy::{Executor, Inline, Kind, Node, Plan, Runtime};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

type Checked = Result<(), daisy::Error>;

/// Runs what might hang on a thread of its own, and gives up on it after half a minute.
fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, finished) = mpsc::channel();
    let thread = std::thread::spawn(move || drop(done.send(work())));
    match finished.recv_timeout(Duration::from_secs(30)) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after 30 s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            std::panic::resume_unwind(thread.join().expect_err("it sent nothing"))
        }
    }
}

#[derive(Clone, Debug, PartialEq, Tokenize)]
struct Point {
    x: i64,
    y: i64,
}

#[delayed]
fn number(n: i64) -> i64 {
    n
}

#[delayed]
fn text(s: &str) -> String {
    s.to_string()
}

mod by_value {
    use super::*;

    #[delayed]
    fn double(x: i64) -> i64 {
        x * 2
    }

    #[delayed]
    fn shout(mut s: String) -> String {
        s.push('!');
        s
    }

    #[delayed]
    fn sorted(mut items: Vec<i64>) -> Vec<i64> {
        items.sort();
        items
    }

    #[delayed]
    fn or_zero(x: Option<i64>) -> i64 {
        x.unwrap_or(0)
    }

    #[delayed]
    fn second(items: [i64; 3]) -> i64 {
        items[1]
    }

    #[delayed]
    fn repeated(pair: (String, i64)) -> String {
        pair.0.repeat(pair.1 as usize)
    }

    #[test]
    fn accepts_the_value() -> Checked {
        assert_eq!(double(21).compute().wait()?, 42);
        Ok(())
    }

    #[test]
    fn accepts_a_reference_to_the_value() -> Checked {
        let (x, s) = (21i64, String::from("hey"));
        assert_eq!(double(&x).compute().wait()?, 42);
        assert_eq!(shout(&s).compute().wait()?, "hey!");
        assert_eq!(s, "hey");
        Ok(())
    }

    #[test]
    fn accepts_a_handle() -> Checked {
        assert_eq!(double(double(1)).compute().wait()?, 4);
        Ok(())
    }

    #[test]
    fn accepts_a_reference_to_a_handle() -> Checked {
        let two = double(1);
        let (a, b) = (double(&two), number(&two));
        assert_eq!(daisy::compute((a, b, two)).wait()?, (4, 2, 2));
        Ok(())
    }

    #[test]
    fn a_string_accepts_a_str() -> Checked {
        assert_eq!(shout("hey").compute().wait()?, "hey!");
        let part = "hey you".split(' ').next().unwrap();
        assert_eq!(shout(part).compute().wait()?, "hey!");
        Ok(())
    }

    #[test]
    fn a_vec_accepts_a_vec() -> Checked {
        assert_eq!(sorted(vec![3i64, 1, 2]).compute().wait()?, [1, 2, 3]);
        Ok(())
    }

    #[test]
    fn a_vec_accepts_a_vec_of_handles() -> Checked {
        let handles: Vec<Delayed<i64>> = [3, 1, 2].into_iter().map(number).collect();
        assert_eq!(sorted(handles).compute().wait()?, [1, 2, 3]);
        Ok(())
    }

    #[test]
    fn a_vec_accepts_no_handles_at_all() -> Checked {
        assert_eq!(sorted(Vec::<Delayed<i64>>::new()).compute().wait()?, []);
        Ok(())
    }

    #[test]
    fn a_vec_accepts_one_handle_many_times() -> Checked {
        let n = number(7);
        assert_eq!(sorted(vec![n.clone(), n.clone(), n]).compute().wait()?, [7, 7, 7]);
        Ok(())
    }

    #[test]
    fn a_vec_accepts_a_handle_to_a_vec() -> Checked {
        assert_eq!(sorted(sorted(vec![2i64, 1])).compute().wait()?, [1, 2]);
        Ok(())
    }

    #[test]
    fn an_option_accepts_an_option_of_a_handle() -> Checked {
        assert_eq!(or_zero(Some(number(3))).compute().wait()?, 3);
        assert_eq!(or_zero(None::<Delayed<i64>>).compute().wait()?, 0);
        assert_eq!(or_zero(Some(4i64)).compute().wait()?, 4);
        assert_eq!(or_zero(None::<i64>).compute().wait()?, 0);
        Ok(())
    }

    #[test]
    fn an_array_accepts_an_array_of_handles() -> Checked {
        assert_eq!(second([number(1), number(2), number(3)]).compute().wait()?, 2);
        assert_eq!(second([4i64, 5, 6]).compute().wait()?, 5);
        Ok(())
    }

    #[test]
    fn a_tuple_accepts_a_tuple_of_handles() -> Checked {
        assert_eq!(repeated((text("ab"), number(2))).compute().wait()?, "abab");
        assert_eq!(repeated((String::from("c"), 3i64)).compute().wait()?, "ccc");
        Ok(())
    }
}

mod by_reference {
    use super::*;

    #[delayed]
    fn norm(p: &Point) -> i64 {
        p.x * p.x + p.y * p.y
    }

    #[delayed]
    fn total(items: &[i64]) -> i64 {
        items.iter().sum()
    }

    #[delayed]
    fn capacity_is_enough(items: &Vec<i64>) -> bool {
        items.capacity() >= items.len()
    }

    #[delayed]
    fn length(s: &str) -> usize {
        s.len()
    }

    #[delayed]
    fn same(a: &String, b: &str) -> bool {
        a == b
    }

    #[test]
    fn accepts_the_value_and_a_reference_to_it() -> Checked {
        let p = Point { x: 3, y: 4 };
        assert_eq!(norm(&p).compute().wait()?, 25);
        assert_eq!(norm(p).compute().wait()?, 25);
        Ok(())
    }

    #[test]
    fn accepts_a_handle_and_a_reference_to_it() -> Checked {
        let p = daisy::value(Point { x: 3, y: 4 });
        assert_eq!(norm(&p).compute().wait()?, 25);
        assert_eq!(norm(p).compute().wait()?, 25);
        Ok(())
    }

    #[test]
    fn a_slice_comes_from_a_vec() -> Checked {
        let items = vec![1i64, 2, 3];
        assert_eq!(total(&items).compute().wait()?, 6);
        assert_eq!(total(items.clone()).compute().wait()?, 6);
        assert_eq!(total(daisy::value(items)).compute().wait()?, 6);
        Ok(())
    }

    #[test]
    fn a_slice_comes_from_a_vec_of_handles() -> Checked {
        let handles: Vec<_> = (1..=4).map(number).collect();
        assert_eq!(total(handles).compute().wait()?, 10);
        Ok(())
    }

    #[test]
    fn a_vec_by_reference_stays_a_vec() -> Checked {
        assert!(capacity_is_enough(vec![1i64]).compute().wait()?);
        Ok(())
    }

    #[test]
    fn a_str_comes_from_a_string() -> Checked {
        let owned = String::from("four");
        assert_eq!(length(&owned).compute().wait()?, 4);
        assert_eq!(length(owned).compute().wait()?, 4);
        assert_eq!(length("four").compute().wait()?, 4);
        assert_eq!(length(text("four")).compute().wait()?, 4);
        assert_eq!(length(&text("four")).compute().wait()?, 4);
        Ok(())
    }

    #[test]
    fn one_handle_can_be_read_twice_by_one_task() -> Checked {
        let s = text("x");
        assert!(same(&s, &s).compute().wait()?);
        Ok(())
    }
}

mod patterns {
    use super::*;

    #[delayed]
    fn tuple((a, b): (i64, i64)) -> i64 {
        a - b
    }

    #[delayed]
    fn array([a, b, c]: [i64; 3]) -> i64 {
        a * 100 + b * 10 + c
    }

    #[delayed]
    fn structure(Point { x, y }: Point) -> i64 {
        x - y
    }

    #[delayed]
    fn mutable(mut x: i64) -> i64 {
        x += 1;
        x
    }

    #[delayed]
    fn nested((mut a, [b, _]): (i64, [i64; 2])) -> i64 {
        a += b;
        a
    }

    #[delayed]
    fn unused(_: i64, x: i64) -> i64 {
        x
    }

    #[delayed]
    fn through_a_reference(&(a, b): &(i64, i64)) -> i64 {
        a - b
    }

    #[test]
    fn take_parameters_apart() -> Checked {
        assert_eq!(tuple((5i64, 3i64)).compute().wait()?, 2);
        assert_eq!(array([1i64, 2, 3]).compute().wait()?, 123);
        assert_eq!(structure(Point { x: 5, y: 3 }).compute().wait()?, 2);
        assert_eq!(nested((1i64, [2i64, 3])).compute().wait()?, 3);
        assert_eq!(unused(1, 2).compute().wait()?, 2);
        assert_eq!(through_a_reference((5i64, 3i64)).compute().wait()?, 2);
        Ok(())
    }

    #[test]
    fn take_the_results_of_handles_apart() -> Checked {
        assert_eq!(tuple((number(5), number(3))).compute().wait()?, 2);
        assert_eq!(array([number(1), number(2), number(3)]).compute().wait()?, 123);
        Ok(())
    }

    #[test]
    fn mut_changes_the_copy_of_the_task_only() -> Checked {
        let x = number(1);
        let y = mutable(&x);
        assert_eq!(daisy::compute((x, y)).wait()?, (1, 2));
        Ok(())
    }
}

mod returning {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Bad(i64);

    impl std::fmt::Display for Bad {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "bad {}", self.0)
        }
    }

    impl StdError for Bad {}

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
}

mod asynchronous {
    use super::*;

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
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            let result = runtime.block_on(async { number(later(1)).compute().await });
            assert_eq!(result.unwrap(), 2);
        });
    }

    #[test]
    fn and_ordinary_functions_mix() {
        within(|| assert_eq!(later(number(later(number(1)))).compute().wait().unwrap(), 3));
    }
}

mod generic {
    use super::*;
    use std::fmt::Display;

    #[delayed]
    fn pass<T>(x: T) -> T {
        x
    }

    #[delayed]
    fn largest<T: Ord + Clone>(items: &[T]) -> T {
        items.iter().max().expect("not empty").clone()
    }

    #[delayed]
    fn described<A, B>(a: &A, b: B) -> String
    where
        A: Display,
        B: Display + Default + PartialEq,
    {
        format!("{a} and {}", if b == B::default() { B::default() } else { b })
    }

    #[delayed]
    fn reversed<T: Copy, const N: usize>(mut items: [T; N]) -> [T; N] {
        items.reverse();
        items
    }

    #[delayed]
    fn filled<const N: usize>(with: u8) -> [u8; N] {
        [with; N]
    }

    #[delayed]
    fn default<T: Default>() -> T {
        T::default()
    }

    #[delayed]
    fn counted<T: std::hash::Hash + Eq + Clone>(items: Vec<T>) -> HashMap<T, usize> {
        let mut counts = HashMap::new();
        for item in items {
            *counts.entry(item).or_insert(0) += 1;
        }
        counts
    }

    #[test]
    fn over_types() -> Checked {
        assert_eq!(pass(number(1)).compute().wait()?, 1);
        assert_eq!(pass(text("a")).compute().wait()?, "a");
        assert_eq!(pass(2.5f64).compute().wait()?, 2.5);
        assert_eq!(pass(String::from("a")).compute().wait()?, "a");
        let counts = counted(vec![text("a"), text("b"), text("a")]).compute().wait()?;
        assert_eq!(counts, HashMap::from([("a".to_string(), 2), ("b".to_string(), 1)]));
        Ok(())
    }

    #[test]
    fn over_types_behind_a_slice() -> Checked {
        assert_eq!(largest(vec![number(2), number(3)]).compute().wait()?, 3);
        assert_eq!(largest(daisy::value(vec![1u8, 9, 3])).compute().wait()?, 9);
        Ok(())
    }

    #[test]
    fn with_where_clauses() -> Checked {
        assert_eq!(described(number(1), text("two")).compute().wait()?, "1 and two");
        Ok(())
    }

    #[test]
    fn over_consts() -> Checked {
        assert_eq!(reversed([number(1), number(2)]).compute().wait()?, [2, 1]);
        assert_eq!(reversed([1u8, 2, 3]).compute().wait()?, [3, 2, 1]);
        let three: Delayed<[u8; 3]> = filled(7);
        assert_eq!(three.compute().wait()?, [7; 3]);
        Ok(())
    }

    #[test]
    fn over_what_only_the_result_tells() -> Checked {
        let (n, s): (Delayed<i64>, Delayed<String>) = (default(), default());
        assert_eq!(daisy::compute((n, s)).wait()?, (0, String::new()));
        Ok(())
    }

    #[test]
    fn over_types_that_are_not_clone_when_by_reference() -> Checked {
        struct Opaque(i64);
        impl Display for Opaque {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "#{}", self.0)
            }
        }
        #[delayed]
        fn shown<T: Display>(x: &T) -> String {
            x.to_string()
        }
        assert_eq!(shown(daisy::opaque(Opaque(3))).compute().wait()?, "#3");
        Ok(())
    }
}

mod methods {
    use super::*;

    mod shapes {
        use daisy::prelude::*;

        #[derive(Clone, Debug, PartialEq, Tokenize)]
        pub struct Table {
            pub rows: Vec<i64>,
        }

        #[delayed]
        impl Table {
            /// Without `self`: stays as it is.
            pub fn new(rows: Vec<i64>) -> Table {
                Table { rows }
            }

            pub fn total(&self) -> i64 {
                self.rows.iter().sum()
            }

            pub fn row(&self, index: usize) -> Result<i64, String> {
                self.rows.get(index).copied().ok_or_else(|| format!("no row {index}"))
            }

            pub fn scaled(mut self, by: i64) -> Table {
                self.rows.iter_mut().for_each(|row| *row *= by);
                self
            }

            pub fn joined(self, other: &Table) -> Table {
                Table { rows: [self.rows, other.rows.clone()].concat() }
            }
        }

        #[delayed(trait = TableText)]
        impl Table {
            pub fn label(&self, title: &str) -> String {
                format!("{title}: {} rows", self.rows.len())
            }
        }
    }

    use shapes::{DelayedTable, Table, TableText};

    #[test]
    fn stay_what_they_are_on_the_type() {
        let table = Table::new(vec![1, 2]);
        assert_eq!(table.total(), 3);
        assert_eq!(table.row(1), Ok(2));
        assert_eq!(table.label("t"), "t: 2 rows");
        assert_eq!(table.clone().scaled(2).joined(&table).rows, [2, 4, 1, 2]);
    }

    #[test]
    fn become_callable_on_a_handle() -> Checked {
        let table = daisy::value(Table::new(vec![1, 2]));
        let total: Delayed<i64> = table.total();
        assert_eq!(total.compute().wait()?, 3);
        let scaled: Delayed<Table> = table.clone().scaled(10);
        assert_eq!(scaled.compute().wait()?.rows, [10, 20]);
        Ok(())
    }

    #[test]
    fn take_handles_as_arguments() -> Checked {
        let table = daisy::value(Table::new(vec![1, 2]));
        let joined = table.clone().scaled(number(3)).joined(&table);
        assert_eq!(joined.compute().wait()?.rows, [3, 6, 1, 2]);
        Ok(())
    }

    #[test]
    fn that_return_a_result_fail() -> Checked {
        let table = daisy::value(Table::new(vec![1, 2]));
        let row: Delayed<i64> = table.row(1usize);
        assert_eq!(row.compute().wait()?, 2);
        assert!(table.row(9usize).compute().wait().is_err());
        Ok(())
    }

    #[test]
    fn of_a_second_block_live_in_the_trait_it_names() -> Checked {
        let table = daisy::value(Table::new(vec![1, 2]));
        assert_eq!(table.label("t").compute().wait()?, "t: 2 rows");
        Ok(())
    }

    #[test]
    fn fold_like_functions() {
        let table = daisy::value(Table::new(vec![1]));
        let again = daisy::value(Table::new(vec![1]));
        assert_eq!(table.total().key(), again.total().key());
        assert_ne!(table.row(1usize).key(), table.row(2usize).key());
    }
}

mod attributes {
    use super::*;

    #[delayed]
    #[cfg(any())]
    fn chosen() -> i64 {
        1
    }

    #[delayed]
    #[cfg(not(any()))]
    fn chosen() -> i64 {
        2
    }

    #[allow(non_snake_case)]
    #[delayed]
    /// Documentation between attributes.
    #[allow(unused_variables)]
    fn Shouting(unread: i64) -> i64 {
        let nor_this = 1;
        3
    }

    mod inner {
        use daisy::prelude::*;

        /// Seen from outside.
        #[delayed]
        pub fn public() -> i64 {
            4
        }

        #[delayed]
        fn private() -> i64 {
            5
        }

        #[delayed]
        pub(super) fn restricted() -> Delayed<i64> {
            private()
        }
    }

    #[test]
    fn cfg_decides_whether_the_function_is_there() -> Checked {
        assert_eq!(chosen().compute().wait()?, 2);
        Ok(())
    }

    #[test]
    fn lints_and_documentation_stay() -> Checked {
        assert_eq!(Shouting(1).compute().wait()?, 3);
        Ok(())
    }

    #[test]
    fn visibility_stays() -> Checked {
        assert_eq!(inner::public().compute().wait()?, 4);
        assert_eq!(inner::restricted().compute().wait()?, 5);
        Ok(())
    }
}

mod options {
    use super::*;

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

    /// Notes the kind of each task, and runs it.
    #[derive(Clone, Default)]
    struct Kinds(Arc<Mutex<Vec<(String, Kind)>>>);

    impl Executor for Kinds {
        fn execute(&self, plan: Plan) {
            while let Some(task) = plan.next() {
                self.0.lock().unwrap().push((task.name().to_string(), task.kind()));
                task.run();
            }
        }
    }

    #[test]
    fn blocking_is_a_kind_of_its_own() {
        #[delayed(blocking)]
        fn blocks() -> i64 {
            1
        }
        #[delayed]
        async fn waits(x: i64) -> i64 {
            x
        }
        #[delayed]
        fn works(x: i64) -> i64 {
            x
        }
        within(|| {
            let kinds = Kinds::default();
            let result = works(waits(blocks())).compute().on(&kinds).wait();
            assert_eq!(result.unwrap(), 1);
            let seen = kinds.0.lock().unwrap().clone();
            let wanted = [("blocks", Kind::Blocking), ("waits", Kind::Async), ("works", Kind::Cpu)];
            assert_eq!(seen, wanted.map(|(name, kind)| (name.to_string(), kind)));
        });
    }

    #[test]
    fn retries_are_tries_after_the_first() -> Checked {
        static TRIES: AtomicUsize = AtomicUsize::new(0);
        #[delayed(retries = 2)]
        fn third_time_lucky() -> Result<usize, String> {
            match TRIES.fetch_add(1, SeqCst) {
                2 => Ok(3),
                n => Err(format!("try {n}")),
            }
        }
        assert_eq!(third_time_lucky().compute().wait()?, 3);
        assert_eq!(TRIES.load(SeqCst), 3);
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
}

mod recursion {
    use super::*;

    static RUNS: AtomicUsize = AtomicUsize::new(0);

    #[delayed]
    fn fib(n: u64) -> Delayed<u64> {
        RUNS.fetch_add(1, SeqCst);
        if n < 2 { daisy::value(n) } else { fib(n - 1) + fib(n - 2) }
    }

    const FIB_90: u64 = 2_880_067_194_370_816_120;

    struct Threads(usize);

    impl Executor for Threads {
        fn execute(&self, plan: Plan) {
            for _ in 0..self.0 {
                let plan = plan.clone();
                std::thread::spawn(move || {
                    while let Some(task) = plan.next() {
                        task.run()
                    }
                });
            }
        }
    }

    /// One test, because the runs are counted in one place.
    #[test]
    fn naive_fib_of_90_runs_91_times_under_every_executor() {
        within(|| {
            let runs = || RUNS.swap(0, SeqCst);

            assert_eq!(fib(90).compute().on(Inline).wait().unwrap(), FIB_90);
            assert_eq!(runs(), 91, "inline");

            for workers in [1, 2, 4] {
                let runtime = Runtime::builder().workers(workers).build().unwrap();
                for _ in 0..10 {
                    assert_eq!(fib(90).compute().on(&runtime).wait().unwrap(), FIB_90);
                    assert_eq!(runs(), 91, "{workers} workers");
                }
            }

            for threads in [1, 4] {
                assert_eq!(fib(90).compute().on(Threads(threads)).wait().unwrap(), FIB_90);
                assert_eq!(runs(), 91, "{threads} threads of a user's executor");
            }
        });
    }

    #[test]
    fn mutual_recursion_grows_to_an_end() {
        #[delayed]
        fn even(n: u32) -> Delayed<bool> {
            if n == 0 { daisy::value(true) } else { odd(n - 1) }
        }
        #[delayed]
        fn odd(n: u32) -> Delayed<bool> {
            if n == 0 { daisy::value(false) } else { even(n - 1) }
        }
        within(|| {
            assert!(even(100).compute().wait().unwrap());
            assert!(!odd(100).compute().wait().unwrap());
        });
    }

    #[test]
    fn fan_out_may_depend_on_data() {
        #[delayed]
        fn square(n: usize) -> usize {
            n * n
        }
        #[delayed]
        fn total(items: &[usize]) -> usize {
            items.iter().sum()
        }
        #[delayed]
        fn squares(upto: usize) -> Delayed<usize> {
            total((0..upto).map(square).collect::<Vec<_>>())
        }
        within(|| {
            assert_eq!(squares(total(vec![square(1), square(2)])).compute().wait().unwrap(), 30);
            assert_eq!(squares(0).compute().wait().unwrap(), 0);
        });
    }

    #[test]
    fn deep_recursion_needs_no_deep_stack() {
        #[delayed]
        fn down(n: u64) -> Delayed<u64> {
            if n == 0 { daisy::value(0) } else { down(n - 1) }
        }
        within(|| assert_eq!(down(20_000).compute().wait().unwrap(), 0));
    }
}

mod law {
    //! A program of delayed functions gives what the same program of plain functions gives.

    use super::*;

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
}
