//! Constants, functions and imports of one name in different scopes.

use crate::common::{differ, run};

mod a {
    const LIMIT: i64 = 10;
    static FACTOR: i64 = 2;
    fn step(x: i64) -> i64 {
        x + 1
    }
    #[daisy::inline]
    pub fn operator(x: i64) -> i64 {
        x + LIMIT
    }
    #[daisy::inline]
    pub fn chain(x: i64) -> i64 {
        x.min(LIMIT)
    }
    #[daisy::inline]
    pub fn closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x + LIMIT).sum::<i64>()
    }
    #[daisy::inline]
    pub fn region(x: Option<i64>) -> i64 {
        match x {
            Some(LIMIT) => 1,
            Some(n) => n * FACTOR,
            None => 0,
        }
    }
    #[daisy::inline]
    pub fn call(x: i64) -> i64 {
        step(x)
    }
    #[daisy::inline]
    pub fn format(x: i64) -> String {
        format!("{x} {LIMIT}")
    }
    #[daisy::inline]
    pub fn branch(x: bool) -> i64 {
        if x { LIMIT } else { 0 }
    }
}

mod b {
    const LIMIT: i64 = 20;
    static FACTOR: i64 = 3;
    fn step(x: i64) -> i64 {
        x + 2
    }
    #[daisy::inline]
    pub fn operator(x: i64) -> i64 {
        x + LIMIT
    }
    #[daisy::inline]
    pub fn chain(x: i64) -> i64 {
        x.min(LIMIT)
    }
    #[daisy::inline]
    pub fn closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x + LIMIT).sum::<i64>()
    }
    #[daisy::inline]
    pub fn region(x: Option<i64>) -> i64 {
        match x {
            Some(LIMIT) => 1,
            Some(n) => n * FACTOR,
            None => 0,
        }
    }
    #[daisy::inline]
    pub fn call(x: i64) -> i64 {
        step(x)
    }
    #[daisy::inline]
    pub fn format(x: i64) -> String {
        format!("{x} {LIMIT}")
    }
    #[daisy::inline]
    pub fn branch(x: bool) -> i64 {
        if x { LIMIT } else { 0 }
    }
}

#[test]
fn of_one_name_in_different_modules() {
    let xs = daisy::value(vec![1i64, 2]);
    differ(a::operator(1), b::operator(1), [11, 21]);
    differ(a::chain(100), b::chain(100), [10, 20]);
    differ(a::closure(&xs), b::closure(&xs), [23, 43]);
    differ(a::region(Some(10)), b::region(Some(10)), [1, 30]);
    differ(a::call(1), b::call(1), [2, 3]);
    differ(a::format(1), b::format(1), ["1 10".to_string(), "1 20".to_string()]);
    differ(a::branch(true), b::branch(true), [10, 20]);
}

#[test]
fn in_sibling_blocks_around_the_functions() {
    let one = {
        const K: i64 = 1;
        fn step(x: i64) -> i64 {
            x + 10
        }
        #[daisy::inline]
        fn f(x: i64, xs: Vec<i64>) -> (i64, i64, i64, i64) {
            (x * K, x.min(K), step(x), xs.iter().map(|x| x * K).sum::<i64>())
        }
        f(5, vec![1, 2])
    };
    let other = {
        const K: i64 = 2;
        fn step(x: i64) -> i64 {
            x + 20
        }
        #[daisy::inline]
        fn f(x: i64, xs: Vec<i64>) -> (i64, i64, i64, i64) {
            (x * K, x.min(K), step(x), xs.iter().map(|x| x * K).sum::<i64>())
        }
        f(5, vec![1, 2])
    };
    differ(one, other, [(5, 1, 15, 3), (10, 2, 25, 6)]);
}

#[test]
fn in_different_functions_of_one_module() {
    fn one() -> daisy::Delayed<i64> {
        const K: i64 = 1;
        #[daisy::inline]
        fn f(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        f(5)
    }
    fn other() -> daisy::Delayed<i64> {
        const K: i64 = 2;
        #[daisy::inline]
        fn f(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        f(5)
    }
    differ(one(), other(), [5, 10]);
}

#[test]
fn inside_the_body() {
    #[daisy::inline]
    fn one(x: i64) -> i64 {
        const K: i64 = 1;
        x.wrapping_mul(K)
    }
    #[daisy::inline]
    fn other(x: i64) -> i64 {
        const K: i64 = 2;
        x.wrapping_mul(K)
    }
    differ(one(5), other(5), [5, 10]);
}

#[test]
fn inside_blocks_of_one_body() {
    #[daisy::inline]
    fn constants(x: i64) -> (i64, i64) {
        let a = {
            const K: i64 = 1;
            x.wrapping_mul(K)
        };
        let b = {
            const K: i64 = 2;
            x.wrapping_mul(K)
        };
        (a, b)
    }
    #[daisy::inline]
    fn functions(x: i64) -> (i64, i64) {
        let a = {
            fn step(x: i64) -> i64 {
                x + 1
            }
            step(x)
        };
        let b = {
            fn step(x: i64) -> i64 {
                x + 2
            }
            step(x)
        };
        (a, b)
    }
    #[daisy::inline]
    fn operators(x: i64) -> (i64, i64) {
        let a = {
            const K: i64 = 1;
            x * K
        };
        const K: i64 = 2;
        (a, x * K)
    }
    #[daisy::inline]
    fn closures(xs: Vec<i64>) -> (i64, i64) {
        let a = {
            const K: i64 = 1;
            xs.iter().map(|x| x * K).sum::<i64>()
        };
        let b = {
            const K: i64 = 2;
            xs.iter().map(|x| x * K).sum::<i64>()
        };
        (a, b)
    }
    assert_eq!(run(&constants(5)), Ok((5, 10)));
    assert_eq!(run(&functions(5)), Ok((6, 7)));
    assert_eq!(run(&operators(5)), Ok((5, 10)));
    assert_eq!(run(&closures(vec![1, 2])), Ok((3, 6)));
}

#[test]
fn brought_in_by_use_inside_the_body() {
    mod up {
        pub const K: i64 = 1;
        pub fn go(x: i64) -> i64 {
            x + 1
        }
    }
    mod down {
        pub const K: i64 = -1;
        pub fn go(x: i64) -> i64 {
            x - 1
        }
    }
    #[daisy::inline]
    fn one(x: i64) -> (i64, i64) {
        use up::{K, go};
        (go(x), x.wrapping_mul(K))
    }
    #[daisy::inline]
    fn other(x: i64) -> (i64, i64) {
        use down::{K, go};
        (go(x), x.wrapping_mul(K))
    }
    #[daisy::inline]
    fn blocks(x: i64) -> (i64, i64) {
        let a = {
            use up::go;
            go(x)
        };
        let b = {
            use down::go;
            go(x)
        };
        (a, b)
    }
    differ(one(5), other(5), [(6, 5), (4, -5)]);
    assert_eq!(run(&blocks(5)), Ok((6, 4)));
}

#[test]
fn one_path_under_different_modules() {
    mod a {
        pub mod inner {
            pub const K: i64 = 1;
        }
        #[daisy::inline]
        pub fn f(x: i64) -> i64 {
            x.wrapping_mul(inner::K)
        }
        #[daisy::inline]
        pub fn above(x: i64) -> i64 {
            x.wrapping_mul(self::inner::K)
        }
    }
    mod b {
        pub mod inner {
            pub const K: i64 = 2;
        }
        #[daisy::inline]
        pub fn f(x: i64) -> i64 {
            x.wrapping_mul(inner::K)
        }
        #[daisy::inline]
        pub fn above(x: i64) -> i64 {
            x.wrapping_mul(self::inner::K)
        }
    }
    differ(a::f(5), b::f(5), [5, 10]);
    differ(a::above(5), b::above(5), [5, 10]);
}

#[test]
fn enum_variants_of_one_name() {
    mod a {
        #[derive(Clone, Copy, Debug)]
        enum Mode {
            Fast = 1,
        }
        #[daisy::inline]
        pub fn f(x: i64) -> i64 {
            x.wrapping_add(Mode::Fast as i64)
        }
    }
    mod b {
        #[derive(Clone, Copy, Debug)]
        enum Mode {
            Fast = 2,
        }
        #[daisy::inline]
        pub fn f(x: i64) -> i64 {
            x.wrapping_add(Mode::Fast as i64)
        }
    }
    differ(a::f(5), b::f(5), [6, 7]);
}
