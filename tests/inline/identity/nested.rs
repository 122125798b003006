//! One text at the level of a module and inside its functions, under parameters and under items of one name.

use crate::common::{differ, run};
use daisy::prelude::*;

mod levels {
    use daisy::Delayed;

    const K: i64 = 1;

    fn step(x: i64) -> i64 {
        x + 1
    }

    #[daisy::inline]
    pub fn chain(x: i64) -> i64 {
        x.wrapping_mul(K)
    }

    #[daisy::inline]
    pub fn mapped(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| step(*x) * K).sum::<i64>()
    }

    #[daisy::inline]
    pub fn matched(x: i64) -> i64 {
        match x {
            K => 1,
            n => step(n),
        }
    }

    #[daisy::inline]
    pub fn formatted(x: i64) -> String {
        format!("{x} {}", K)
    }

    pub fn nested() -> (Delayed<i64>, Delayed<i64>, Delayed<i64>, Delayed<String>) {
        const K: i64 = 2;

        fn step(x: i64) -> i64 {
            x + 2
        }

        #[daisy::inline]
        fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }

        #[daisy::inline]
        fn mapped(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| step(*x) * K).sum::<i64>()
        }

        #[daisy::inline]
        fn matched(x: i64) -> i64 {
            match x {
                K => 1,
                n => step(n),
            }
        }

        #[daisy::inline]
        fn formatted(x: i64) -> String {
            format!("{x} {}", K)
        }

        (chain(5), mapped(vec![1, 2]), matched(1), formatted(5))
    }
}

#[test]
fn inside_and_outside_of_a_function() {
    let (chain, mapped, matched, formatted) = levels::nested();
    differ(levels::chain(5), chain, [5, 10]);
    differ(levels::mapped(vec![1, 2]), mapped, [5, 14]);
    differ(levels::matched(1), matched, [1, 3]);
    differ(levels::formatted(5), formatted, ["5 1".to_string(), "5 2".to_string()]);
}

mod traits {
    use daisy::Delayed;

    pub trait Up {
        fn go(&self) -> i64;
    }
    pub trait Down {
        fn go(&self) -> i64;
    }
    impl Up for i64 {
        fn go(&self) -> i64 {
            self + 1
        }
    }
    impl Down for i64 {
        fn go(&self) -> i64 {
            self - 1
        }
    }

    pub mod outside {
        use super::Up as _;

        #[daisy::inline]
        pub fn go(x: i64) -> i64 {
            x.go()
        }

        #[daisy::inline]
        pub fn all(xs: Vec<i64>) -> Vec<i64> {
            xs.iter().map(|x| x.go()).collect::<Vec<_>>()
        }
    }

    pub fn up() -> (Delayed<i64>, Delayed<Vec<i64>>) {
        #[daisy::inline]
        fn go<T: self::Up>(x: T) -> i64 {
            x.go()
        }
        #[daisy::inline]
        fn all<T: self::Up>(xs: Vec<T>) -> Vec<i64> {
            xs.iter().map(|x| x.go()).collect::<Vec<_>>()
        }
        (go(5i64), all(vec![5i64]))
    }

    pub fn down() -> (Delayed<i64>, Delayed<Vec<i64>>) {
        struct Nothing;
        let _ = Nothing;
        {
            #[daisy::inline]
            fn go<T: self::Down>(x: T) -> i64 {
                x.go()
            }
            #[daisy::inline]
            fn all<T: self::Down>(xs: Vec<T>) -> Vec<i64> {
                xs.iter().map(|x| x.go()).collect::<Vec<_>>()
            }
            (go(5i64), all(vec![5i64]))
        }
    }

    #[daisy::inline]
    pub fn bounded_up<T: Up>(x: T) -> i64 {
        x.go()
    }

    #[daisy::inline]
    pub fn bounded_down<T: Down>(x: T) -> i64 {
        x.go()
    }

    #[daisy::inline]
    pub fn mapped_up<T: Up>(xs: Vec<T>) -> Vec<i64> {
        xs.iter().map(|x| x.go()).collect::<Vec<_>>()
    }

    #[daisy::inline]
    pub fn mapped_down<T: Down>(xs: Vec<T>) -> Vec<i64> {
        xs.iter().map(|x| x.go()).collect::<Vec<_>>()
    }
}

#[test]
fn methods_by_bounds_and_by_use() {
    differ(traits::bounded_up(5i64), traits::bounded_down(5i64), [6, 4]);
    differ(traits::mapped_up(vec![5i64]), traits::mapped_down(vec![5i64]), [vec![6], vec![4]]);
    differ(traits::up().0, traits::down().0, [6, 4]);
    differ(traits::up().1, traits::down().1, [vec![6], vec![4]]);
    differ(traits::outside::go(5), traits::down().0, [6, 4]);
    differ(traits::outside::all(vec![5]), traits::mapped_down(vec![5i64]), [vec![6], vec![4]]);
}

mod parameters {
    use daisy::Tokenize;

    pub const N: i64 = 7;
    pub type Num = u8;

    pub trait Tag {
        const ID: i64;
    }

    #[derive(Clone, Debug, Tokenize)]
    pub struct T;

    #[derive(Clone, Debug, Tokenize)]
    pub struct Other;

    impl Tag for T {
        const ID: i64 = 1;
    }

    impl Tag for Other {
        const ID: i64 = 2;
    }

    #[daisy::inline]
    pub fn constant(x: i64) -> i64 {
        x.wrapping_add(N)
    }

    #[daisy::inline]
    pub fn of_parameter<const N: i64>(_of: super::Sized<N>, x: i64) -> i64 {
        x.wrapping_add(N)
    }

    #[daisy::inline]
    pub fn tagged(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x + T::ID).sum::<i64>()
    }

    #[daisy::inline]
    pub fn tagged_by<T: Tag>(_of: &T, xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x + T::ID).sum::<i64>()
    }

    #[daisy::inline]
    pub fn parsed(text: &str) -> bool {
        text.parse::<Num>().is_ok()
    }

    #[daisy::inline]
    pub fn parsed_by<Num: std::str::FromStr>(_like: &Num, text: &str) -> bool {
        text.parse::<Num>().is_ok()
    }
}

#[derive(Clone, Debug, Tokenize)]
pub struct Sized<const N: i64>;

#[test]
fn items_and_parameters_of_one_name() {
    differ(parameters::constant(1), parameters::of_parameter(daisy::value(Sized::<3>), 1), [8, 4]);
    differ(
        parameters::of_parameter(daisy::value(Sized::<2>), 1),
        parameters::of_parameter(daisy::value(Sized::<3>), 1),
        [3, 4],
    );
    let other = daisy::value(parameters::Other);
    differ(parameters::tagged(vec![1, 2]), parameters::tagged_by(&other, vec![1, 2]), [5, 7]);
    differ(parameters::parsed("300"), parameters::parsed_by(daisy::value(0i64), "300"), [false, true]);
}

mod imports {
    use daisy::Delayed;

    pub mod one {
        pub const K: i64 = 1;
        pub fn go(x: i64) -> i64 {
            x + K
        }
        pub enum Mode {
            Fast = 1,
        }
    }
    pub mod two {
        pub const K: i64 = 2;
        pub fn go(x: i64) -> i64 {
            x + K
        }
        pub enum Mode {
            Fast = 2,
        }
    }

    pub fn first() -> (Delayed<i64>, Delayed<i64>, Delayed<i64>) {
        use one::*;
        #[daisy::inline]
        fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        #[daisy::inline]
        fn call(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| go(*x)).sum::<i64>()
        }
        #[daisy::inline]
        fn variant(x: i64) -> i64 {
            use Mode::*;
            x.wrapping_mul(Fast as i64)
        }
        (chain(5), call(vec![1]), variant(5))
    }

    pub fn second() -> (Delayed<i64>, Delayed<i64>, Delayed<i64>) {
        use two::*;
        #[daisy::inline]
        fn chain(x: i64) -> i64 {
            x.wrapping_mul(K)
        }
        #[daisy::inline]
        fn call(xs: Vec<i64>) -> i64 {
            xs.iter().map(|x| go(*x)).sum::<i64>()
        }
        #[daisy::inline]
        fn variant(x: i64) -> i64 {
            use Mode::*;
            x.wrapping_mul(Fast as i64)
        }
        (chain(5), call(vec![1]), variant(5))
    }

    #[daisy::inline]
    pub fn inside(x: i64) -> (i64, i64) {
        use one::K as A;
        let a = x.wrapping_mul(A);
        let b = {
            use two::K as A;
            x.wrapping_mul(A)
        };
        (a, b)
    }

    #[daisy::inline]
    pub fn first_inside(xs: Vec<i64>) -> i64 {
        use one::go;
        xs.iter().map(|x| go(*x)).sum::<i64>()
    }

    #[daisy::inline]
    pub fn second_inside(xs: Vec<i64>) -> i64 {
        use two::go;
        xs.iter().map(|x| go(*x)).sum::<i64>()
    }
}

#[test]
fn glob_imports_and_renamed_imports() {
    let (one, two) = (imports::first(), imports::second());
    differ(one.0, two.0, [5, 10]);
    differ(one.1, two.1, [2, 3]);
    differ(one.2, two.2, [5, 10]);
    assert_eq!(run(&imports::inside(5)), Ok((5, 10)));
    differ(imports::first_inside(vec![1]), imports::second_inside(vec![1]), [2, 3]);
}

#[test]
fn local_types_of_one_name_in_one_text() {
    #[daisy::inline]
    fn f(x: i64) -> (i64, i64) {
        let a = {
            struct Unit(i64);
            impl Unit {
                fn get(&self) -> i64 {
                    self.0 + 1
                }
            }
            Unit(x).get()
        };
        let b = {
            struct Unit(i64);
            impl Unit {
                fn get(&self) -> i64 {
                    self.0 + 2
                }
            }
            Unit(x).get()
        };
        (a, b)
    }
    assert_eq!(run(&f(5)), Ok((6, 7)));
}
