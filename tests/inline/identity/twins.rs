//! Functions that share their path, their text and their place in the source.

use crate::common::{differ, folds, run};
use daisy::prelude::*;

/// Written here once; what `K`, `step` and `Unit` mean is said where it is used.
macro_rules! make {
    () => {
        #[daisy::inline]
        pub fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        #[daisy::inline]
        pub fn closure(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| step(*x) * K).sum::<i64>()
        }
        #[daisy::inline]
        pub fn call(x: i64) -> i64 {
            step(x)
        }
        #[daisy::inline]
        pub fn operand(x: i64) -> i64 {
            x * K
        }
        #[daisy::inline]
        pub fn region(x: i64) -> i64 {
            match x {
                K => 0,
                n => step(n),
            }
        }
        #[daisy::inline]
        pub fn constructed(x: i64) -> String {
            format!("{:?}", Unit(x))
        }
        #[daisy::inline]
        pub fn typed(x: i64) -> String {
            let k = Unit(K);
            shown(x, &k)
        }
        fn all() -> [Delayed<String>; 7] {
            [
                chain(5).map(|x| x.to_string()),
                closure(vec![1, 2]).map(|x| x.to_string()),
                call(5).map(|x| x.to_string()),
                operand(5).map(|x| x.to_string()),
                region(2).map(|x| x.to_string()),
                constructed(5),
                typed(5),
            ]
        }
    };
}

fn shown<T: std::fmt::Debug>(x: i64, k: &T) -> String {
    format!("{x} {k:?}")
}

/// Two lists of handles that are told apart, each and all together.
#[track_caller]
fn apart(one: [Delayed<String>; 7], other: [Delayed<String>; 7], values: [[&str; 7]; 2]) {
    let values = values.map(|list| list.map(str::to_string));
    assert_eq!(daisy::compute([one.clone(), other.clone()]).wait().unwrap(), values);
    for (i, (a, b)) in one.into_iter().zip(other).enumerate() {
        differ(a, b, [values[0][i].clone(), values[1][i].clone()]);
    }
}

const WANTED: [[&str; 7]; 2] =
    [["5", "5", "6", "5", "3", "One(5)", "5 One(1)"], ["10", "14", "7", "10", "0", "Two(5)", "5 Two(2)"]];

#[test]
fn in_sibling_blocks() {
    let one = {
        const K: i64 = 1;
        fn step(x: i64) -> i64 {
            x + 1
        }
        #[derive(Clone, Tokenize)]
        struct Unit(i64);
        impl std::fmt::Debug for Unit {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "One({})", self.0)
            }
        }
        make!();
        all()
    };
    let two = {
        const K: i64 = 2;
        fn step(x: i64) -> i64 {
            x + 2
        }
        #[derive(Clone, Tokenize)]
        struct Unit(i64);
        impl std::fmt::Debug for Unit {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "Two({})", self.0)
            }
        }
        make!();
        all()
    };
    apart(one, two, WANTED);
}

#[test]
fn in_modules_of_one_name_in_sibling_blocks() {
    let one = {
        mod m {
            use super::{Delayed, Tokenize, shown};
            const K: i64 = 1;
            fn step(x: i64) -> i64 {
                x + 1
            }
            #[derive(Clone, Tokenize)]
            struct Unit(i64);
            impl std::fmt::Debug for Unit {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "One({})", self.0)
                }
            }
            make!();
            pub fn get() -> [Delayed<String>; 7] {
                all()
            }
        }
        m::get()
    };
    let two = {
        mod m {
            use super::{Delayed, Tokenize, shown};
            const K: i64 = 2;
            fn step(x: i64) -> i64 {
                x + 2
            }
            #[derive(Clone, Tokenize)]
            struct Unit(i64);
            impl std::fmt::Debug for Unit {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "Two({})", self.0)
                }
            }
            make!();
            pub fn get() -> [Delayed<String>; 7] {
                all()
            }
        }
        m::get()
    };
    apart(one, two, WANTED);
}

/// A module and a function of one name, with a module of one name inside.
mod twin {
    pub mod m {
        const K: i64 = 1;

        #[daisy::inline]
        pub fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }

        #[daisy::inline]
        pub fn closure(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * K).sum::<i64>()
        }
    }
}

fn twin() -> (Delayed<i64>, Delayed<i64>) {
    mod m {
        const K: i64 = 2;

        #[daisy::inline]
        pub fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }

        #[daisy::inline]
        pub fn closure(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * K).sum::<i64>()
        }
    }
    (m::chain(5), m::closure(vec![1, 2]))
}

mod m {
    const K: i64 = 3;

    #[daisy::inline]
    pub fn chain(x: i64) -> i64 {
        x.wrapping_mul(K)
    }

    #[daisy::inline]
    pub fn closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x * K).sum::<i64>()
    }
}

#[test]
fn in_a_module_and_a_function_of_one_name() {
    let (chain, closure) = twin();
    differ(twin::m::chain(5), chain.clone(), [5, 10]);
    differ(twin::m::closure(vec![1, 2]), closure.clone(), [3, 6]);
    differ(m::chain(5), chain, [15, 10]);
    differ(m::closure(vec![1, 2]), closure, [9, 6]);
    differ(m::chain(5), twin::m::chain(5), [15, 5]);
}

mod anonymous {
    use daisy::Delayed;

    pub trait Made {
        fn handles() -> (Delayed<i64>, Delayed<i64>);
    }
    pub struct One;
    pub struct Two;

    const _: () = {
        const K: i64 = 1;
        #[daisy::inline]
        fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        #[daisy::inline]
        fn closure(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * K).sum::<i64>()
        }
        impl Made for One {
            fn handles() -> (Delayed<i64>, Delayed<i64>) {
                (chain(5), closure(vec![1, 2]))
            }
        }
    };

    const _: () = {
        const K: i64 = 2;
        #[daisy::inline]
        fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        #[daisy::inline]
        fn closure(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| x * K).sum::<i64>()
        }
        impl Made for Two {
            fn handles() -> (Delayed<i64>, Delayed<i64>) {
                (chain(5), closure(vec![1, 2]))
            }
        }
    };
}

#[test]
fn in_anonymous_constants() {
    use anonymous::{Made, One, Two};
    differ(One::handles().0, Two::handles().0, [5, 10]);
    differ(One::handles().1, Two::handles().1, [3, 6]);
}

mod deref {
    use daisy::Delayed;

    pub trait OfSlices {
        fn total(&self) -> i64;
    }
    impl OfSlices for [i64] {
        fn total(&self) -> i64 {
            self.iter().sum()
        }
    }
    mod closer {
        pub trait OfVectors {
            fn total(&self) -> i64;
        }
        impl OfVectors for Vec<i64> {
            fn total(&self) -> i64 {
                -1
            }
        }
    }

    #[daisy::inline]
    pub fn outside(xs: Vec<i64>) -> i64 {
        xs.total()
    }

    #[daisy::inline]
    pub fn mapped(rows: Vec<Vec<i64>>) -> i64 {
        rows.iter().map(|row| row.total()).sum::<i64>()
    }

    pub fn nested() -> (Delayed<i64>, Delayed<i64>) {
        use closer::OfVectors as _;
        #[daisy::inline]
        fn outside(xs: Vec<i64>) -> i64 {
            xs.total()
        }
        #[daisy::inline]
        fn mapped(rows: Vec<Vec<i64>>) -> i64 {
            rows.iter().map(|row| row.total()).sum::<i64>()
        }
        (outside(vec![1, 2]), mapped(vec![vec![1, 2]]))
    }

    #[daisy::inline]
    pub fn within(xs: Vec<i64>) -> (i64, i64) {
        let a = xs.total();
        let b = {
            use closer::OfVectors as _;
            xs.total()
        };
        (a, b)
    }
}

#[test]
fn methods_found_closer() {
    differ(deref::outside(vec![1, 2]), deref::nested().0, [3, -1]);
    differ(deref::mapped(vec![vec![1, 2]]), deref::nested().1, [3, -1]);
    assert_eq!(run(&deref::within(vec![1, 2])), Ok((3, -1)));
}

#[test]
fn one_text_made_twice_is_one_where_it_means_one() {
    mod a {
        pub fn step(x: i64) -> i64 {
            x + 1
        }
        macro_rules! made {
            ($($name:ident)*) => {
                $(#[daisy::inline] pub fn $name(x: i64) -> i64 { step(x) * 2 })*
            };
        }
        made! { first second }
    }
    folds(&a::first(1), &a::second(1));
    assert_eq!(run(&a::first(1)), Ok(4));
}
