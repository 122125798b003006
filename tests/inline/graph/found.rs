//! Bodies that once gave another value than the plain function, or did not compile. Each is here so that it stays right.

use crate::common::{once, run};

fn total(values: Vec<f64>) -> f64 {
    values.iter().sum()
}

fn show(x: &f64) -> String {
    format!("{x}")
}

fn checked(x: i64) -> Result<i64, std::fmt::Error> {
    if x > 5 { Ok(x) } else { Err(std::fmt::Error) }
}

#[test]
fn a_panic_in_a_branch_comes_if_it_is_taken() {
    #[daisy::inline]
    fn root(x: f64) -> f64 {
        if x < 0.0 { panic!("negative") } else { x.sqrt() }
    }
    assert_eq!(once(root(4.0)), 2.0);
    assert!(run(&root(-4.0)).unwrap_err().contains("negative"));

    #[daisy::inline]
    fn sign(x: i64) -> i64 {
        if x == 0 {
            0
        } else if x > 0 {
            1
        } else {
            unreachable!("no {x}");
        }
    }
    assert_eq!((once(sign(0)), once(sign(7))), (0, 1));
    assert!(run(&sign(-7)).unwrap_err().contains("no -7"));
}

#[test]
fn typed_closures_own_what_they_capture() {
    #[daisy::inline]
    fn f(x: f64) -> f64 {
        let (k, all) = (2.0, vec![1.0, 2.0]);
        let scale = |a: f64| a * k + all.len() as f64;
        scale(x) + scale(x + 1.0) + all.len() as f64
    }
    assert_eq!(once(f(1.0)), 12.0);

    #[daisy::inline]
    fn names_of_its_own(x: f64) -> f64 {
        let f = |v: f64| {
            let x = v * 2.0;
            x + 1.0
        };
        f(x)
    }
    assert_eq!(once(names_of_its_own(2.0)), 5.0);
}

#[test]
fn handles_in_a_static_vector_are_operands() {
    #[daisy::inline]
    fn f(x: f64) -> f64 {
        let mut parts = Vec::new();
        parts.push(x + 1.0);
        parts[0] * x + total(parts)
    }
    assert_eq!(once(f(2.0)), 9.0);
}

#[test]
fn an_alias_is_of_what_was_there() {
    #[daisy::inline]
    fn f(v: Vec<f64>, i: usize) -> f64 {
        let r = &v[i];
        let i = 0;
        let v = vec![v[i], 5.0];
        r.abs() + v[i]
    }
    assert_eq!(once(f(vec![1.0, -2.0], 1)), 3.0);
}

#[test]
fn annotated_borrows_and_borrowed_casts() {
    #[daisy::inline]
    fn f(v: Vec<f64>, p: (f32, f32)) -> String {
        let r: &[f64] = &v;
        show(&(p.0 as f64)) + &show(&r[0])
    }
    assert_eq!(once(f(vec![2.5], daisy::value((1.5f32, 0.0f32)))), "1.52.5");
}

#[test]
fn a_result_known_in_a_branch() {
    #[daisy::inline]
    fn f(c: bool) -> Result<i64, std::fmt::Error> {
        let r = if c { checked(9) } else { Err(std::fmt::Error) };
        Ok(r? + 1)
    }
    assert_eq!(once(f(true)), 10);
    assert!(run(&f(false)).is_err());
}

#[test]
fn keywords_are_captured_by_format_strings() {
    #[daisy::inline]
    fn f(r#type: i64) -> String {
        format!("{type:→>3}")
    }
    assert_eq!(once(f(7)), "→→7");
}

/// Counts its clones.
#[derive(Debug)]
struct Counted(i64);

static CLONES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

impl Clone for Counted {
    fn clone(&self) -> Counted {
        CLONES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Counted(self.0)
    }
}

fn pair(x: i64) -> (Counted, Counted) {
    (Counted(x), Counted(x + 1))
}

fn sum(a: Counted, b: Counted) -> i64 {
    a.0 + b.0
}

#[test]
fn the_last_part_of_a_tuple_is_moved_wherever_the_tuple_comes_from() {
    #[daisy::inline]
    fn called(x: i64) -> i64 {
        let (a, b) = pair(x);
        sum(a, b)
    }
    #[daisy::inline]
    fn chosen(x: i64) -> i64 {
        let (a, b) = if x > 0 { pair(x) } else { pair(-x) };
        sum(a, b)
    }
    #[daisy::inline]
    fn grown(x: Option<i64>) -> i64 {
        let (a, b) = match x {
            Some(x) => later(x),
            None => later(0),
        };
        sum(a, b)
    }
    #[daisy::delayed]
    fn later(x: i64) -> (Counted, Counted) {
        pair(x)
    }
    let clones = || CLONES.swap(0, std::sync::atomic::Ordering::Relaxed);
    for on in [true, false] {
        let compute = |handle: daisy::Delayed<i64>| {
            let run = handle.compute();
            if on { run.on(daisy::Inline).wait() } else { run.wait() }.unwrap()
        };
        assert_eq!(compute(called(1)), 3);
        assert!(clones() <= 1 || !on);
        assert_eq!((compute(chosen(2)), compute(chosen(-2))), (5, 5));
        assert_eq!(compute(grown(Some(3))), 7);
        clones();
    }
    let both = later(4);
    let (a, b) = both.split();
    let (both, a, b) = daisy::compute((both, a, b)).wait().unwrap();
    assert_eq!((both.0.0, a.0, b.0), (4, 4, 5));
    let kept = later(5).persist().wait().unwrap();
    assert_eq!(kept.split().0.compute().wait().unwrap().0, 5);
}

#[test]
fn a_call_in_the_first_of_several_tests() {
    #[daisy::delayed]
    fn found(x: f64) -> Option<f64> {
        (x > 0.0).then_some(x * 2.0)
    }
    #[daisy::inline]
    fn f(x: f64, limit: f64) -> f64 {
        if let Some(v) = found(x)
            && v > limit
        {
            v
        } else {
            limit
        }
    }
    assert_eq!((once(f(3.0, 5.0)), once(f(1.0, 5.0)), once(f(-1.0, 5.0))), (6.0, 5.0, 5.0));
}
