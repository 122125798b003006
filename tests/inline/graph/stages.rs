//! Static code runs while the graph is built; static loops unroll.

use crate::common::{Count, folds, needs, once, run, tasks};
use daisy::prelude::*;

fn load(x: i64, i: i64) -> i64 {
    x * 10 + i
}

fn total(parts: Vec<i64>) -> i64 {
    parts.iter().sum()
}

#[delayed]
fn later(x: i64, i: i64) -> i64 {
    x * 100 + i
}

#[delayed]
fn total_later(parts: &[i64]) -> i64 {
    parts.iter().sum()
}

#[test]
fn loops_over_static_ranges_and_arrays_unroll() {
    #[daisy::inline]
    fn range(x: f64) -> f64 {
        let mut acc = 0.0;
        for _ in 0..4 {
            acc = acc + x;
        }
        acc
    }
    #[daisy::inline]
    fn array(x: i64) -> i64 {
        let mut acc = x;
        for k in [2, 3, 5] {
            acc = acc * k;
        }
        acc
    }
    #[daisy::inline]
    fn written(x: i64) -> i64 {
        x * 2 * 3 * 5
    }
    #[daisy::inline]
    fn vector(x: i64) -> i64 {
        let steps = vec![2, 3, 5];
        let mut acc = x;
        for k in &steps {
            acc = acc * *k;
        }
        acc
    }
    #[daisy::inline]
    fn named(x: i64) -> i64 {
        let n = 3;
        let mut acc = x;
        for i in 0..n {
            acc += x * i;
        }
        acc
    }
    needs(range(1.5), 4, 6.0);
    needs(array(1), 3, 30);
    folds(&array(1), &written(1));
    needs(vector(1), 3, 30);
    // three times *, three times +=
    needs(named(10), 6, 40);
}

#[test]
fn static_conditions_in_loops_are_decided_while_building() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let mut acc = x;
        for i in 0..10 {
            if i % 2 == 0 {
                continue;
            }
            if i == 7 {
                break;
            }
            acc = acc + i;
        }
        acc
    }
    #[daisy::inline]
    fn written(x: i64) -> i64 {
        x + 1 + 3 + 5
    }
    #[daisy::inline]
    fn matched(x: i64) -> i64 {
        let mut acc = x;
        for word in ["up", "down", "up"] {
            acc = match word {
                "up" => acc + 1,
                _ => acc * 2,
            };
        }
        acc
    }
    folds(&f(1), &written(1));
    needs(f(1), 3, 10);
    needs(matched(3), 3, 9);
}

#[test]
fn static_while_and_loop_unroll() {
    #[daisy::inline]
    fn by_while(x: i64) -> i64 {
        let mut i = 0;
        let mut acc = x;
        while i < 3 {
            acc = acc * 2;
            i += 1;
        }
        acc
    }
    #[daisy::inline]
    fn by_loop(x: i64) -> i64 {
        let mut i = 0;
        let mut acc = x;
        loop {
            acc = acc * 2;
            i += 1;
            if i == 3 {
                break;
            }
        }
        acc
    }
    needs(by_while(5), 3, 40);
    folds(&by_while(5), &by_loop(5));
}

#[test]
fn handles_are_collected_by_both_spellings() {
    #[daisy::inline]
    fn pushed(x: i64) -> i64 {
        let mut parts = Vec::new();
        for i in 0..4 {
            parts.push(load(x, i));
        }
        total(parts)
    }
    #[daisy::inline]
    fn collected(x: i64) -> i64 {
        total((0..4).map(|i| load(x, i)).collect::<Vec<_>>())
    }
    #[daisy::inline]
    fn in_a_variable(x: i64) -> i64 {
        let parts: Vec<_> = (0..4).map(|i| load(x, i)).collect();
        total(parts)
    }
    needs(pushed(1), 5, 46);
    folds(&pushed(1), &collected(1));
    folds(&pushed(1), &in_a_variable(1));
}

#[test]
fn handles_of_delayed_functions_too() {
    #[daisy::inline]
    fn pushed(x: i64) -> i64 {
        let mut parts = Vec::new();
        for i in 0..4 {
            parts.push(later(x, i));
        }
        total_later(parts)
    }
    #[daisy::inline]
    fn collected(x: i64) -> i64 {
        total_later((0..4).map(|i| later(x, i)).collect::<Vec<_>>())
    }
    #[daisy::inline]
    fn totalled(x: i64) -> i64 {
        total((0..4).map(|i| later(x, i)).collect::<Vec<_>>())
    }
    let outside = total_later((0..4).map(|i| later(1i64, i as i64)).collect::<Vec<_>>());
    folds(&pushed(1), &outside);
    folds(&collected(1), &outside);
    needs(pushed(1), 5, 406);
    needs(totalled(1), 5, 406);
}

#[test]
fn closures_of_static_calls_see_handles() {
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        total((1..4).map(|i| x * i).collect::<Vec<_>>())
    }
    #[daisy::inline]
    fn written(x: i64) -> i64 {
        let mut parts = Vec::new();
        parts.push(x * 1);
        parts.push(x * 2);
        parts.push(x * 3);
        total(parts)
    }
    folds(&f(5), &written(5));
    needs(f(5), 4, 30);
}

#[test]
fn static_code_runs_while_building() {
    static BUILT: Count = Count::new();
    struct Table;
    impl Table {
        fn entry(i: i64) -> i64 {
            BUILT.add();
            i * i
        }
    }
    #[daisy::inline]
    fn f(x: i64) -> i64 {
        let k = Table::entry(3);
        x + k
    }
    let handle = f(1);
    assert_eq!(BUILT.take(), 1);
    folds(&handle, &(daisy::value(1i64) + 9i64));
    assert_eq!((once(handle), BUILT.take()), (10, 0));
}

#[test]
fn what_is_static_needs_no_task() {
    #[daisy::inline]
    fn five() -> i64 {
        let a = 2;
        let b = a + 1;
        a + b
    }
    #[daisy::inline]
    fn text(_x: i64) -> String {
        "fixed".to_string()
    }
    #[daisy::inline]
    fn given(x: i64) -> i64 {
        x
    }
    needs(five(), 0, 5);
    needs(text(1), 0, "fixed".to_string());
    needs(given(1), 0, 1);
    folds(&given(1), &daisy::value(1i64));
}

#[test]
fn variables_that_are_assigned_delayed_values_are_delayed() {
    #[daisy::inline]
    fn late(x: i64) -> i64 {
        let mut acc = 1;
        let first = acc + 1;
        for _ in 0..2 {
            acc = acc * x;
        }
        acc + first
    }
    #[daisy::inline]
    fn by_way_of_another(x: i64) -> i64 {
        let mut a = 1;
        let mut b = 2;
        for _ in 0..3 {
            a = b + 1;
            b = a + x;
        }
        a * b
    }
    assert_eq!(run(&late(3)), Ok(11));
    let (mut a, mut b) = (1, 2);
    for _ in 0..3 {
        a = b + 1;
        b = a + 7;
    }
    assert_eq!((run(&by_way_of_another(7)), a > 0), (Ok(a * b), true));
}

#[test]
fn unrolled_loops_hold_regions_and_choices() {
    #[daisy::inline]
    fn f(x: i64, limit: i64) -> i64 {
        let mut x = x;
        for step in [10, 3, 1] {
            while x > limit * step {
                x -= step;
            }
            x = if x > 0 { x - 1 } else { x };
        }
        x
    }
    let mut x = 57;
    for step in [10, 3, 1] {
        while x > 2 * step {
            x -= step;
        }
        x = if x > 0 { x - 1 } else { x };
    }
    assert_eq!(run(&f(57, 2)), Ok(x));
    assert!(tasks(&f(57, 2)) >= 12);
}

#[test]
fn a_loop_over_handles_is_static() {
    #[daisy::inline]
    fn f(a: i64, b: i64) -> i64 {
        let mut parts = Vec::new();
        parts.push(a + 1);
        parts.push(b * 2);
        let mut acc = daisy::value(0i64);
        for part in parts {
            acc = acc + part;
        }
        acc
    }
    needs(f(1, 5), 4, 12);
}

#[test]
fn static_calls_of_types_give_handles_and_values() {
    #[daisy::inline]
    fn f<T>(x: T) -> T
    where
        T: From<u8> + std::ops::Mul<Output = T> + Clone + Tokenize,
    {
        let two = T::from(2u8);
        x * two
    }
    needs(f(3.5f64), 1, 7.0);
    needs(f(3i64), 1, 6);
    folds(&f(3.5f64), &(daisy::value(3.5f64) * 2.0));
}

#[test]
fn a_guard_is_of_its_own_stage() {
    #[daisy::inline]
    fn known(x: i64) -> i64 {
        let least = 2;
        let mut sum = 0;
        for i in 0..4 {
            sum += match i {
                0 => x,
                k if k > least => x * k,
                _ => 1,
            };
        }
        sum
    }
    #[daisy::inline]
    fn delayed(x: i64) -> (bool, bool) {
        let n = 3;
        (matches!(n, k if k > x), matches!(n, k if k > 2))
    }
    assert_eq!(run(&known(5)), Ok(22));
    assert_eq!(run(&delayed(1)), Ok((true, true)));
    assert_eq!(run(&delayed(3)), Ok((false, true)));
}
