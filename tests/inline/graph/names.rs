//! `let`, blocks, shadowing and patterns are names only.

use crate::common::{Count, folds, needs, once, run};

fn halves(x: i64) -> (i64, i64) {
    (x / 2, x - x / 2)
}

#[daisy::inline]
fn plain(x: i64) -> i64 {
    (x + 1) * 2
}

#[test]
fn lets_and_blocks_are_no_tasks() {
    #[daisy::inline]
    fn lets(x: i64) -> i64 {
        let y = x;
        let z = y + 1;
        let w = z;
        let result = w * 2;
        result
    }
    #[daisy::inline]
    fn blocks(x: i64) -> i64 {
        let y = { { x + 1 } };
        {
            let z = { y };
            z * 2
        }
    }
    #[daisy::inline]
    fn typed(x: i64) -> i64 {
        let y: i64 = x + 1;
        let k: i64 = 2;
        y * k
    }
    let x = daisy::value(3i64);
    for handle in [lets(&x), blocks(&x), typed(&x)] {
        folds(&handle, &plain(&x));
        needs(handle, 2, 8);
    }
}

#[test]
fn shadowing_is_a_new_name() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let y = x;
        let x = x + 1;
        let x = x * 2;
        let _old = y;
        x
    }
    #[daisy::inline]
    fn in_a_block(x: i64) -> i64 {
        let y = {
            let x = x * 100;
            x + 5
        };
        x + y
    }
    #[daisy::inline]
    fn by_another_type(x: i64) -> String {
        let x = x.to_string();
        let x = x.len();
        let x = format!("{x}");
        x
    }
    #[daisy::inline]
    fn by_a_static(x: i64) -> i64 {
        let y = x * 2;
        let x = 5;
        let z = x + 1;
        y + z
    }
    folds(&f(3), &plain(3));
    needs(in_a_block(2), 3, 207);
    needs(by_another_type(1234), 3, "4".to_string());
    needs(by_a_static(7), 2, 20);
}

#[test]
fn the_parts_of_a_tuple_are_projections() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let (a, b) = halves(x);
        a * b
    }
    #[daisy::inline]
    fn first(x: i64) -> i64 {
        let (a, _) = halves(x);
        a
    }
    // halves, two projections, *
    needs(f(7), 4, 12);
    needs(first(7), 2, 3);
}

#[test]
fn tuples_nest() {
    fn deep(x: i64) -> ((i64, String), [i64; 2], i64) {
        ((x, x.to_string()), [x + 1, x + 2], x + 3)
    }
    #[daisy::inline]
    fn f(x: i64) -> String {
        let ((a, text), pair, _) = deep(x);
        let (low, high) = (pair[0], pair[1]);
        format!("{a} {text} {low} {high}")
    }
    assert_eq!(run(&f(1)), Ok("1 1 2 3".into()));
}

#[test]
fn tuples_of_expressions_are_taken_apart_again() {
    #[daisy::inline]
    fn swapped(a: i64, b: i64) -> i64 {
        let (a, b) = (b, a);
        a - b
    }
    #[daisy::inline]
    fn computed(a: i64, b: i64) -> i64 {
        let (sum, product) = (a + b, a * b);
        sum - product
    }
    assert_eq!(run(&swapped(1, 5)), Ok(4));
    assert_eq!(run(&computed(2, 5)), Ok(-3));
}

#[test]
fn mutable_names_are_assigned_again() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let mut y = x + 1;
        let before = y;
        y = y * 2;
        y = y - before;
        y
    }
    #[daisy::inline]
    fn declared_later(x: i64) -> i64 {
        let y;
        y = x + 1;
        y * 2
    }
    #[daisy::inline]
    fn in_a_tuple(x: i64) -> i64 {
        let (mut a, b) = halves(x);
        a += b;
        a
    }
    needs(f(3), 3, 4);
    folds(&declared_later(3), &plain(3));
    assert_eq!(run(&in_a_tuple(7)), Ok(7));
}

#[test]
fn what_nobody_needs_is_not_run_and_cannot_fail() {
    static RUNS: Count = Count::new();
    fn failing(x: i64) -> Result<i64, String> {
        RUNS.add();
        Err(format!("no {x}"))
    }
    fn panicking(x: i64) -> i64 {
        RUNS.add();
        panic!("no {x}")
    }
    #[daisy::inline]
    fn f(x: i64) -> Result<i64, String> {
        let _unused = failing(x)?;
        let _other = panicking(x);
        let _more = x / (x - x);
        Ok(x + 1)
    }
    assert_eq!((once(f(1)), RUNS.take()), (2, 0));
}

#[test]
fn names_of_the_expansion_do_not_clash_with_the_users() {
    fn call(x: i64, y: i64) -> i64 {
        x * y
    }
    #[daisy::inline]
    fn f(node: i64, graph: i64, value: i64, inputs: i64) -> i64 {
        let daisy = node + graph;
        let key = call(daisy, value);
        let handle = key - inputs;
        let (x, y) = halves(handle);
        let task = |result: i64| result + 1;
        let core = x * y;
        let a0 = core + task(1);
        let arg0 = a0;
        arg0
    }
    let (x, y) = halves(3 * 3 - 4);
    assert_eq!(run(&f(1, 2, 3, 4)), Ok(x * y + 2));
}

#[test]
fn raw_identifiers_and_underscores() {
    #[daisy::inline]
    fn f(r#type: i64, _ignored: i64, _: String) -> i64 {
        let r#match = r#type + 1;
        let __x = r#match * 2;
        __x
    }
    folds(&f(3, 4, "a"), &plain(3));
}
