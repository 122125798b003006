//! Methods and operators of one name that mean different things.

use crate::common::{differ, run};
use daisy::prelude::*;

mod a {
    pub trait Step {
        fn step(&self) -> i64;
        fn made(n: i64) -> Self;
    }
    impl Step for i64 {
        fn step(&self) -> i64 {
            self + 1
        }
        fn made(n: i64) -> i64 {
            n * 10
        }
    }
    #[daisy::inline]
    pub fn stepped(x: i64) -> i64 {
        x.step()
    }
    #[daisy::inline]
    pub fn by_path(x: i64) -> i64 {
        Step::step(&x)
    }
    #[daisy::inline]
    pub fn in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x.step()).sum::<i64>()
    }
    #[daisy::inline]
    pub fn in_a_region(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum += x.step();
        }
        sum
    }
    #[daisy::inline]
    pub fn made_by(x: i64) -> i64 {
        <i64 as Step>::made(x)
    }
}

mod b {
    pub trait Step {
        fn step(&self) -> i64;
        fn made(n: i64) -> Self;
    }
    impl Step for i64 {
        fn step(&self) -> i64 {
            self + 2
        }
        fn made(n: i64) -> i64 {
            n * 20
        }
    }
    #[daisy::inline]
    pub fn stepped(x: i64) -> i64 {
        x.step()
    }
    #[daisy::inline]
    pub fn by_path(x: i64) -> i64 {
        Step::step(&x)
    }
    #[daisy::inline]
    pub fn in_a_closure(xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x.step()).sum::<i64>()
    }
    #[daisy::inline]
    pub fn in_a_region(xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum += x.step();
        }
        sum
    }
    #[daisy::inline]
    pub fn made_by(x: i64) -> i64 {
        <i64 as Step>::made(x)
    }
}

#[test]
fn of_traits_in_different_modules() {
    let xs = daisy::value(vec![1i64, 2]);
    differ(a::stepped(1), b::stepped(1), [2, 3]);
    differ(a::by_path(1), b::by_path(1), [2, 3]);
    differ(a::in_a_closure(&xs), b::in_a_closure(&xs), [5, 7]);
    differ(a::in_a_region(&xs), b::in_a_region(&xs), [5, 7]);
    differ(a::made_by(1), b::made_by(1), [10, 20]);
}

#[test]
fn of_bounds_in_one_module() {
    trait Up {
        fn go(&self) -> i64;
    }
    trait Down {
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
    #[daisy::inline]
    fn up<T: Up>(x: &T) -> i64 {
        x.go()
    }
    #[daisy::inline]
    fn down<T: Down>(x: &T) -> i64 {
        x.go()
    }
    #[daisy::inline]
    fn by_where<T>(x: &T) -> i64
    where
        T: Down,
    {
        x.go()
    }
    #[daisy::inline]
    fn up_in_a_closure<T: Up>(xs: Vec<T>) -> i64 {
        xs.iter().map(|x| x.go()).sum::<i64>()
    }
    #[daisy::inline]
    fn down_in_a_closure<T: Down>(xs: Vec<T>) -> i64 {
        xs.iter().map(|x| x.go()).sum::<i64>()
    }
    let x = daisy::value(5i64);
    differ(up(&x), down(&x), [6, 4]);
    differ(up(&x), by_where(&x), [6, 4]);
    let xs = daisy::value(vec![5i64, 7]);
    differ(up_in_a_closure(&xs), down_in_a_closure(&xs), [14, 10]);
}

#[test]
fn of_bounds_on_methods_that_shadow_each_other() {
    trait Extra {
        fn pow(&self, n: u32) -> i64;
    }
    impl Extra for i64 {
        fn pow(&self, n: u32) -> i64 {
            self + i64::from(n)
        }
    }
    #[daisy::inline]
    fn inherent(x: i64) -> i64 {
        x.pow(2)
    }
    #[daisy::inline]
    fn of_the_trait<T: Extra>(x: T) -> i64 {
        x.pow(2)
    }
    differ(inherent(5), of_the_trait(5i64), [25, 7]);
}

#[test]
fn brought_in_by_use_in_sibling_blocks() {
    mod up {
        pub trait Go {
            fn go(&self) -> i64;
        }
        impl Go for i64 {
            fn go(&self) -> i64 {
                self + 1
            }
        }
    }
    mod down {
        pub trait Go {
            fn go(&self) -> i64;
        }
        impl Go for i64 {
            fn go(&self) -> i64 {
                self - 1
            }
        }
    }
    let one = {
        use up::Go as _;
        #[daisy::inline]
        fn f(x: i64) -> i64 {
            x.go()
        }
        f(5)
    };
    let other = {
        use down::Go as _;
        #[daisy::inline]
        fn f(x: i64) -> i64 {
            x.go()
        }
        f(5)
    };
    differ(one, other, [6, 4]);

    #[daisy::inline]
    fn within(x: i64) -> (i64, i64) {
        let a = {
            use up::Go as _;
            x.go()
        };
        let b = {
            use down::Go as _;
            x.go()
        };
        (a, b)
    }
    assert_eq!(run(&within(5)), Ok((6, 4)));
}

#[test]
fn of_impls_for_types_of_one_name() {
    let one = {
        #[derive(Clone, Debug, Tokenize)]
        struct Unit(i64);
        impl std::ops::Add for Unit {
            type Output = i64;
            fn add(self, other: Unit) -> i64 {
                self.0 + other.0
            }
        }
        impl Unit {
            fn get(&self) -> i64 {
                self.0
            }
        }
        #[daisy::inline]
        fn f(x: Unit) -> (i64, i64) {
            (x + x, x.get())
        }
        f(daisy::value(Unit(3)))
    };
    let other = {
        #[derive(Clone, Debug, Tokenize)]
        struct Unit(i64);
        impl std::ops::Add for Unit {
            type Output = i64;
            fn add(self, other: Unit) -> i64 {
                self.0 * 100 + other.0
            }
        }
        impl Unit {
            fn get(&self) -> i64 {
                -self.0
            }
        }
        #[daisy::inline]
        fn f(x: Unit) -> (i64, i64) {
            (x + x, x.get())
        }
        f(daisy::value(Unit(3)))
    };
    differ(one, other, [(6, 3), (303, -3)]);
}

#[test]
fn of_generic_operators_of_different_types() {
    #[derive(Clone, Debug, PartialEq, Tokenize)]
    struct Wrapping(u8);
    impl std::ops::Add for Wrapping {
        type Output = Wrapping;
        fn add(self, other: Wrapping) -> Wrapping {
            Wrapping(self.0.wrapping_add(other.0))
        }
    }
    #[daisy::inline]
    fn sum<T: std::ops::Add<Output = T> + Clone>(a: T, b: T) -> T {
        a + b
    }
    let (a, b) = (sum(daisy::value(Wrapping(200)), daisy::value(Wrapping(100))), sum(200u16, 100u16));
    assert_eq!((run(&a), run(&b)), (Ok(Wrapping(44)), Ok(300)));
    assert_ne!(a.key(), b.key());
}

#[test]
fn of_associated_constants_and_functions_of_parameters() {
    trait Tag {
        const N: i64;
        fn number() -> i64;
    }
    #[derive(Clone, Debug, Tokenize)]
    struct A;
    #[derive(Clone, Debug, Tokenize)]
    struct B;
    impl Tag for A {
        const N: i64 = 1;
        fn number() -> i64 {
            10
        }
    }
    impl Tag for B {
        const N: i64 = 2;
        fn number() -> i64 {
            20
        }
    }
    #[daisy::inline]
    fn constant<T: Tag>(_of: &T, x: i64) -> i64 {
        x.wrapping_add(T::N)
    }
    #[daisy::inline]
    fn in_a_closure<T: Tag>(_of: &T, xs: Vec<i64>) -> i64 {
        xs.iter().map(|x| x + T::N).sum::<i64>()
    }
    #[daisy::inline]
    fn in_a_region<T: Tag>(_of: &T, xs: Vec<i64>) -> i64 {
        let mut sum = 0;
        for x in xs {
            sum += x + T::number();
        }
        sum
    }
    #[daisy::inline]
    fn in_a_macro<T: Tag>(_of: &T, x: i64) -> String {
        format!("{x} {}", T::N)
    }
    let (a, b, xs) = (daisy::value(A), daisy::value(B), daisy::value(vec![1i64, 2]));
    differ(constant(&a, 5), constant(&b, 5), [6, 7]);
    differ(in_a_closure(&a, &xs), in_a_closure(&b, &xs), [5, 7]);
    differ(in_a_region(&a, &xs), in_a_region(&b, &xs), [23, 43]);
    differ(in_a_macro(&a, 5), in_a_macro(&b, 5), ["5 1".to_string(), "5 2".to_string()]);
}
