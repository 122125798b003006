//! Macros by example that expand to other things, and functions made by macros.

use crate::common::{differ, run};

#[test]
fn of_one_name_one_after_the_other() {
    macro_rules! k {
        () => {
            1
        };
    }
    #[daisy::inline]
    fn one(x: i64) -> i64 {
        x.wrapping_mul(k!())
    }
    #[daisy::inline]
    fn one_in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * k!()).sum::<i64>()
    }
    #[daisy::inline]
    fn one_as_an_operand(x: i64) -> i64 {
        x * k!()
    }
    macro_rules! k {
        () => {
            2
        };
    }
    #[daisy::inline]
    fn other(x: i64) -> i64 {
        x.wrapping_mul(k!())
    }
    #[daisy::inline]
    fn other_in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * k!()).sum::<i64>()
    }
    #[daisy::inline]
    fn other_as_an_operand(x: i64) -> i64 {
        x * k!()
    }
    differ(one(5), other(5), [5, 10]);
    differ(one_in_a_closure(vec![1, 2]), other_in_a_closure(vec![1, 2]), [3, 6]);
    differ(one_as_an_operand(5), other_as_an_operand(5), [5, 10]);
}

#[test]
fn of_one_name_in_different_modules() {
    mod a {
        macro_rules! k {
            () => {
                1
            };
        }
        #[daisy::inline]
        pub fn f(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * k!()).sum::<i64>()
        }
    }
    mod b {
        macro_rules! k {
            () => {
                2
            };
        }
        #[daisy::inline]
        pub fn f(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * k!()).sum::<i64>()
        }
    }
    differ(a::f(vec![1, 2]), b::f(vec![1, 2]), [3, 6]);
}

#[test]
fn that_call_what_is_in_scope() {
    // The name `LIMIT` in the macro is that of the place where the macro stands.
    const LIMIT: i64 = 1;
    macro_rules! limit {
        () => {
            LIMIT
        };
    }
    #[daisy::inline]
    fn outer(x: i64) -> i64 {
        x.wrapping_mul(limit!())
    }
    let inner = {
        const LIMIT: i64 = 2;
        #[daisy::inline]
        fn f(x: i64) -> i64 {
            x.wrapping_mul(LIMIT)
        }
        f(5)
    };
    differ(outer(5), inner, [5, 10]);
}

#[test]
fn that_shadow_those_of_std() {
    mod shadowed {
        macro_rules! format {
            ($($anything:tt)*) => {
                String::from("shadowed")
            };
        }
        macro_rules! vec {
            ($first:expr, $($rest:expr),*) => {
                Vec::from([$first])
            };
        }
        #[allow(unused_variables)]
        #[daisy::inline]
        pub fn formatted(x: i64) -> String {
            format!("{x}")
        }
        #[daisy::inline]
        pub fn listed(x: i64) -> Vec<i64> {
            vec![x, 2]
        }
        #[allow(unused_variables)]
        #[allow(dead_code)]
        pub fn plain(x: i64) -> (String, Vec<i64>) {
            (format!("{x}"), vec![x, 2])
        }
    }
    #[daisy::inline]
    fn formatted(x: i64) -> String {
        format!("{x}")
    }
    #[daisy::inline]
    fn listed(x: i64) -> Vec<i64> {
        vec![x, 2]
    }
    let (text, list) = shadowed::plain(5);
    differ(formatted(5), shadowed::formatted(5), ["5".to_string(), text]);
    differ(listed(5), shadowed::listed(5), [vec![5, 2], list]);
}

#[test]
fn that_make_functions() {
    macro_rules! make {
        ($name:ident, $k:expr, $op:tt, $method:ident) => {
            #[daisy::inline]
            fn $name(x: i64, xs: Vec<i64>) -> (i64, i64, i64, i64) {
                (x $op 3, x * $k, x.$method(2), xs.iter().map(|x| x.wrapping_mul($k)).sum::<i64>())
            }
        };
    }
    make!(one, 1, +, wrapping_add);
    make!(two, 2, -, wrapping_sub);
    make!(sum, 1 + 1, *, wrapping_mul);
    differ(one(5, vec![1, 2]), two(5, vec![1, 2]), [(8, 5, 7, 3), (2, 10, 3, 6)]);
    // `$k` stays one expression.
    assert_eq!(run(&sum(5, vec![1, 2])), Ok((15, 10, 10, 6)));
}

#[test]
fn that_make_functions_with_types_and_blocks() {
    macro_rules! make {
        ($name:ident, $from:ty => $to:ty, $body:block) => {
            #[daisy::inline]
            fn $name(x: $from) -> $to {
                let y = (x as $to) * 2;
                let z = $body;
                y + z as $to
            }
        };
    }
    make!(narrow, i64 => i32, { 7 });
    make!(wide, i32 => i64, { let n = 3; n + 5 });
    assert_eq!(run(&narrow(5)), Ok(17));
    assert_eq!(run(&wide(5)), Ok(18));
}

#[test]
fn whose_variables_are_their_own() {
    // Two variables called `y`, told apart by where they come from.
    macro_rules! make {
        ($name:ident, $y:ident, $e:expr) => {
            #[daisy::inline]
            fn $name($y: i64) -> i64 {
                let y = 100;
                $e + y
            }
        };
    }
    make!(f, y, y * 2);
    assert_eq!(run(&f(5)), Ok(110));
}
