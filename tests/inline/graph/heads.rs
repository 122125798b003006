//! Names bound inside an expression mean what they are bound to, wherever the expression stands; and what stands under a
//! condition runs under it.

use crate::common::{Count, once, run};
use daisy::prelude::*;

fn plus(a: i64, b: i64) -> i64 {
    a + b
}

#[delayed]
fn later(a: i64, b: i64) -> i64 {
    a + b
}

fn at(i: usize) -> usize {
    i
}

#[test]
fn bound_in_the_head_of_a_region() {
    #[daisy::inline]
    fn scrutinee(x: i64, t: i64) -> i64 {
        match ({
            let t = plus(x, 1);
            plus(t, t)
        }) {
            0 => 1,
            n => n + t,
        }
    }
    #[daisy::inline]
    fn range(x: i64, t: i64) -> i64 {
        let mut sum = t;
        for i in 0..(if x > 0 {
            let t = 2;
            plus(t, t)
        } else {
            3
        }) {
            sum += i;
        }
        sum
    }
    #[daisy::inline]
    fn arm(x: Option<i64>, t: i64) -> i64 {
        let mut sum = t;
        for i in 0..(match x {
            Some(t) => plus(t, t),
            None => 3,
        }) {
            sum += i;
        }
        sum
    }
    #[daisy::inline]
    fn some(x: bool, t: i64) -> i64 {
        if let Some(n) = (if x {
            let t = 3;
            Some(plus(t, t))
        } else {
            None
        }) {
            n + t
        } else {
            0
        }
    }
    #[daisy::inline]
    fn condition(x: i64, t: i64) -> i64 {
        let mut n = x;
        while ({
            let t = 1;
            plus(n, t)
        }) < 10
        {
            n += 1;
        }
        n + t
    }
    #[daisy::inline]
    fn delayed(x: i64, t: i64) -> i64 {
        match ({
            let t = later(x, 1);
            later(t, t)
        }) {
            0 => 1,
            n => n + t,
        }
    }
    assert_eq!(run(&scrutinee(5, 100)), Ok(112));
    assert_eq!(run(&range(5, 100)), Ok(106));
    assert_eq!(run(&arm(Some(2), 100)), Ok(106));
    assert_eq!(run(&some(true, 100)), Ok(106));
    assert_eq!(run(&condition(5, 100)), Ok(109));
    assert_eq!(run(&delayed(5, 100)), Ok(112));
}

#[test]
fn bound_in_an_argument() {
    #[daisy::inline]
    fn call(x: i64, t: i64) -> i64 {
        plus(
            {
                let t = x + 1;
                plus(t, t)
            },
            t,
        )
    }
    #[daisy::inline]
    fn constructor(x: i64, t: i64) -> (Option<i64>, i64) {
        (
            Some({
                let t = x + 1;
                plus(t, t)
            }),
            t,
        )
    }
    #[daisy::inline]
    fn list(x: i64, t: i64) -> Vec<i64> {
        vec![
            {
                let t = x;
                plus(t, t)
            },
            if x > 0 {
                let t = 2;
                plus(t, t)
            } else {
                1
            },
            t,
        ]
    }
    #[daisy::inline]
    fn format(x: i64, t: i64) -> String {
        format!("{} {t}", {
            let t = x;
            plus(t, t)
        })
    }
    #[daisy::inline]
    fn chain(x: i64, t: i64) -> i64 {
        x.max({
            let t = x + 1;
            plus(t, t)
        })
        .min(t)
    }
    #[daisy::inline]
    fn index(xs: Vec<i64>, i: usize) -> i64 {
        xs[{
            let i = 1;
            at(i)
        }] + xs[i]
    }
    #[daisy::inline]
    fn region(x: Option<i64>, t: i64) -> (i64, i64) {
        (
            match x {
                Some(t) => plus(t, t),
                None => 3,
            },
            if let Some(t) = x { plus(t, 1) } else { t },
        )
    }
    #[daisy::inline]
    fn cast(x: i64, t: i64) -> f64 {
        ({
            let t = x;
            plus(t, t)
        }) as f64
            + t as f64
    }
    #[daisy::inline]
    fn reference(x: i64, t: i64) -> i64 {
        let r = &{
            let t = x;
            plus(t, t)
        };
        *r + t
    }
    #[daisy::inline]
    fn operand(x: i64, t: i64) -> i64 {
        ({
            let t = x;
            plus(t, t)
        } + {
            let t = 2;
            x * t
        }) + t
    }
    assert_eq!(run(&call(5, 100)), Ok(112));
    assert_eq!(run(&constructor(5, 100)), Ok((Some(12), 100)));
    assert_eq!(run(&list(5, 100)), Ok(vec![10, 4, 100]));
    assert_eq!(run(&format(5, 100)), Ok("10 100".to_string()));
    assert_eq!(run(&chain(5, 100)), Ok(12));
    assert_eq!(run(&index(vec![1, 20, 300], 2)), Ok(320));
    assert_eq!(run(&region(Some(2), 100)), Ok((4, 3)));
    assert_eq!(run(&region(None::<i64>, 100)), Ok((3, 100)));
    assert_eq!(run(&cast(5, 100)), Ok(110.0));
    assert_eq!(run(&reference(5, 100)), Ok(110));
    assert_eq!(run(&operand(5, 100)), Ok(120));
}

#[test]
fn under_a_condition_in_the_head_of_a_region() {
    static RUNS: Count = Count::new();
    fn failing(x: i64) -> i64 {
        RUNS.add();
        panic!("no {x}")
    }
    fn counted(x: i64) -> bool {
        RUNS.add();
        x > 0
    }
    #[daisy::inline]
    fn scrutinee(x: i64) -> i64 {
        match (if x > 0 { failing(x) } else { 7 }) {
            0 => 1,
            n => n,
        }
    }
    #[daisy::inline]
    fn range(x: i64) -> i64 {
        let mut sum = 0;
        for i in 0..(if x > 0 { failing(x) } else { 3 }) {
            sum += i;
        }
        sum
    }
    #[daisy::inline]
    fn lazy(x: i64) -> i64 {
        match x > 0 && counted(failing(x)) {
            true => 1,
            false => 0,
        }
    }
    assert_eq!((once(scrutinee(-1)), once(range(-1)), once(lazy(-1))), (7, 3, 0));
    assert_eq!(RUNS.take(), 0);
}
