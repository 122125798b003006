//! `if`, `&&` and `||` over delayed values: both branches are graph, the taken one runs.

use crate::common::{Checked, Count, folds, needs, once, run, tasks};
use daisy::prelude::*;

#[test]
fn are_one_task() {
    #[daisy::inline]
    fn pick(c: bool, a: i64, b: i64) -> i64 {
        if c { a } else { b }
    }
    #[daisy::inline]
    fn other(which: bool, x: i64, y: i64) -> i64 {
        let found = if which { x } else { y };
        found
    }
    needs(pick(true, 1, 2), 1, 1);
    needs(pick(false, 1, 2), 1, 2);
    folds(&pick(true, 1, 2), &other(true, 1, 2));
    assert_ne!(pick(true, 1, 2).key(), pick(true, 2, 1).key());
    assert_ne!(pick(true, 1, 2).key(), pick(false, 1, 2).key());
}

#[test]
fn have_both_branches_as_graph() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        if x > 0 { x + 1 } else { x - 1 }
    }
    #[daisy::inline]
    fn sum(x: i64) -> i64 {
        x + 1
    }
    // >, +, -, the choice
    needs(f(1), 4, 2);
    needs(f(-1), 4, -2);
    assert!(f(1).graph().node(&sum(1).key()).is_some());
}

#[test]
fn run_the_taken_branch_only() {
    static TAKEN: Count = Count::new();
    static LEFT: Count = Count::new();
    fn taken(x: i64) -> i64 {
        TAKEN.add();
        x
    }
    fn left(x: i64) -> i64 {
        LEFT.add();
        -x
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        if x > 0 { taken(x) } else { left(x) }
    }
    for optimize in [true, false] {
        assert_eq!(f(3).compute().optimize(optimize).wait().unwrap(), 3);
        assert_eq!((TAKEN.take(), LEFT.take()), (1, 0));
        assert_eq!(f(-3).compute().optimize(optimize).wait().unwrap(), 3);
        assert_eq!((TAKEN.take(), LEFT.take()), (0, 1));
    }
}

#[test]
fn run_nothing_that_only_the_other_branch_needs() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x + 1
    }
    #[delayed]
    fn delayed_counted(x: i64) -> i64 {
        RUNS.add();
        x
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let deep = delayed_counted(counted(counted(x)));
        if x > 0 {
            x
        } else {
            let more = deep * 2;
            more + counted(deep)
        }
    }
    assert_eq!(once(f(3)), 3);
    assert_eq!(RUNS.take(), 0);
    // counted twice, delayed_counted, counted(deep)
    assert_eq!(once(f(-3)), -2);
    assert_eq!(RUNS.take(), 4);
}

#[test]
fn share_what_both_branches_need() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x * 2
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let y = counted(x);
        if y > 10 { y - 10 } else { y + counted(x) }
    }
    assert_eq!(once(f(2)), 8);
    assert_eq!(RUNS.take(), 1);
    assert_eq!(once(f(7)), 4);
    assert_eq!(RUNS.take(), 1);
    assert_eq!(tasks(&f(2)), 5);
}

#[test]
fn do_not_fail_by_the_branch_that_is_not_taken() {
    fn failing(x: i64) -> Result<i64, String> {
        Err(format!("no {x}"))
    }
    #[daisy::inline]
    fn f(x: i64) -> Result<i64, String> {
        if x > 0 { Ok(x) } else { Ok(failing(x)? + 1) }
    }
    #[daisy::inline]
    fn divided(x: i64) -> i64 {
        if x == 0 { 0 } else { 100 / x }
    }
    assert_eq!(run(&f(1)), Ok(1));
    assert_eq!(run(&f(-1)), Err("no -1".to_string()));
    assert_eq!(run(&divided(0)), Ok(0));
    assert_eq!(run(&divided(7)), Ok(14));
}

#[test]
fn in_a_row_and_nested() {
    #[daisy::inline]
    fn sign(x: i64) -> i64 {
        if x > 0 {
            1
        } else if x < 0 {
            -1
        } else {
            0
        }
    }
    #[daisy::inline]
    fn nested(a: bool, b: bool, x: i64) -> i64 {
        if a { if b { x } else { 10 } } else { if b { 20 } else { 30 } }
    }
    // >, <, two choices
    needs(sign(7), 4, 1);
    needs(sign(-7), 4, -1);
    needs(sign(0), 4, 0);
    for (a, b, value) in [(true, true, 5), (true, false, 10), (false, true, 20), (false, false, 30)] {
        needs(nested(a, b, 5), 3, value);
    }
}

#[test]
fn with_lets_and_shadowing_in_their_branches() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let y = x + 1;
        let z = if y > 5 {
            let y = y * 2;
            let x = y - x;
            x
        } else {
            let x = 100;
            y + x
        };
        z + y
    }
    for x in [0i64, 4, 5, 9] {
        let y = x + 1;
        let z = if y > 5 { y * 2 - x } else { y + 100 };
        assert_eq!(run(&f(x)), Ok(z + y));
    }
}

#[test]
fn as_arguments_operands_and_conditions() {
    fn plus(a: i64, b: i64) -> i64 {
        a + b
    }
    #[daisy::inline]
    fn f(a: bool, b: bool, x: i64) -> i64 {
        plus(if a { x } else { 1 }, 5) + if if a { b } else { true } { 100 } else { 200 }
    }
    // plus, +, three choices
    needs(f(true, true, 7), 5, 112);
    needs(f(true, false, 7), 5, 212);
    needs(f(false, false, 7), 5, 106);
}

#[test]
fn under_a_static_condition_are_none() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let n = 3;
        if n > 2 { x + 1 } else { x * 100 }
    }
    #[daisy::inline]
    fn g(x: i64) -> i64 {
        if cfg!(any()) { x * 100 } else { x + 1 }
    }
    #[daisy::inline]
    fn sum(x: i64) -> i64 {
        x + 1
    }
    folds(&f(1), &sum(1));
    folds(&g(1), &sum(1));
    needs(f(1), 1, 2);
}

#[test]
fn by_and_and_or_are_the_choices_they_abbreviate() {
    #[daisy::inline]
    fn both(a: bool, b: bool) -> bool {
        a && b
    }
    #[daisy::inline]
    fn both_chosen(a: bool, b: bool) -> bool {
        if a { b } else { false }
    }
    #[daisy::inline]
    fn either(a: bool, b: bool) -> bool {
        a || b
    }
    #[daisy::inline]
    fn either_chosen(a: bool, b: bool) -> bool {
        if a { true } else { b }
    }
    for (a, b) in [(false, false), (false, true), (true, false), (true, true)] {
        needs(both(a, b), 1, a && b);
        needs(either(a, b), 1, a || b);
        folds(&both(a, b), &both_chosen(a, b));
        folds(&either(a, b), &either_chosen(a, b));
    }
}

#[test]
fn and_and_or_are_lazy() -> Checked {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> bool {
        RUNS.add();
        x > 10
    }
    #[daisy::inline]
    fn both(x: i64) -> bool {
        x > 0 && counted(x)
    }
    #[daisy::inline]
    fn either(x: i64) -> bool {
        x > 0 || counted(x)
    }
    #[daisy::inline]
    fn guarded(xs: Vec<i64>) -> bool {
        !xs.is_empty() && xs[0] > 0
    }
    for (handle, value, runs) in
        [(both(-1), false, 0), (both(5), false, 1), (both(50), true, 1), (either(5), true, 0), (either(-5), false, 1)]
    {
        assert_eq!(handle.compute().wait()?, value);
        assert_eq!(RUNS.take(), runs);
    }
    assert_eq!(run(&guarded(Vec::<i64>::new())), Ok(false));
    assert_eq!(run(&guarded(vec![1])), Ok(true));
    Ok(())
}

#[test]
fn mixed_with_not_and_comparisons() {
    #[daisy::inline]
    fn within(x: i64, low: i64, high: i64) -> bool {
        low <= x && x < high || !(x != 7) && high != 0
    }
    for x in -2..9i64 {
        for high in [0, 3] {
            let wanted = 0 <= x && x < high || x == 7 && high != 0;
            assert_eq!(run(&within(x, 0, high)), Ok(wanted));
        }
    }
}

#[test]
fn of_delayed_and_inline_calls() {
    static RUNS: Count = Count::new();
    #[delayed]
    fn heavy(x: i64) -> i64 {
        RUNS.add();
        x * 1000
    }
    #[daisy::inline]
    fn light(x: i64) -> i64 {
        x + 1
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        if x % 2 == 0 { light(x) } else { heavy(light(x)) }
    }
    assert_eq!((once(f(2)), RUNS.take()), (3, 0));
    assert_eq!((once(f(3)), RUNS.take()), (4000, 1));
}

#[test]
fn whose_result_is_read_by_many() {
    static RUNS: Count = Count::new();
    fn counted(x: i64) -> i64 {
        RUNS.add();
        x
    }
    #[daisy::inline]
    fn f(x: i64) -> (i64, i64) {
        let y = if x > 0 { counted(x) } else { counted(-x) };
        (y + 1, y * y)
    }
    assert_eq!((once(f(-3)), RUNS.take()), ((4, 9), 1));
}

#[test]
fn of_a_condition_that_fails() {
    fn failing(_x: i64) -> Result<bool, String> {
        Err("no condition".to_string())
    }
    #[daisy::inline]
    fn f(x: i64) -> Result<i64, String> {
        if failing(x)? { Ok(x) } else { Ok(-x) }
    }
    assert_eq!(run(&f(1)), Err("no condition".to_string()));
}

#[test]
fn guarded_by_what_is_known() {
    #[daisy::inline]
    fn before(x: i64) -> i64 {
        let table = [5, 6];
        let mut sum = 0;
        for i in 0..3usize {
            sum = sum * 10 + if x > 2 && i > 0 { table[i - 1] } else { x };
        }
        sum
    }
    #[daisy::inline]
    fn of_otherwise(x: i64) -> i64 {
        let table = [5, 6];
        let mut sum = 0;
        for i in 0..4usize {
            sum = sum * 10 + if i == 0 || x > 2 || i > 2 { 1 } else { table[i - 1] };
        }
        sum
    }
    #[daisy::inline]
    fn of_a_value(x: i64) -> i64 {
        let table = [5, 6];
        let mut sum = 0;
        for i in 0..3usize {
            let found = i > 0 && x > 2 && table[i - 1] > 5;
            sum = sum * 2 + if found { 1 } else { 0 };
        }
        sum
    }
    #[daisy::inline]
    fn known(x: i64) -> i64 {
        let n = 4;
        if x > 0 && n > 3 { x } else { -x }
    }
    #[daisy::inline]
    fn choice(x: i64) -> i64 {
        if x > 0 { x } else { -x }
    }
    #[daisy::inline]
    fn none(x: i64) -> i64 {
        let n = 4;
        if x > 0 && n > 4 { x } else { -x }
    }
    assert_eq!([1, 3].map(|x| run(&before(x))), [Ok(111), Ok(356)]);
    assert_eq!([1, 3].map(|x| run(&of_otherwise(x))), [Ok(1561), Ok(1111)]);
    assert_eq!([1, 3].map(|x| run(&of_a_value(x))), [Ok(0), Ok(1)]);
    folds(&known(2), &choice(2));
    needs(none(2), 1, -2);
}
