//! Where a `#[delayed]` function may stand.

use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;

/// Nothing of daisy is in scope here, and names of std's prelude mean something else.
mod bare {
    #![allow(dead_code, non_camel_case_types, reason = "names that generated code must not pick up")]

    pub struct Result;
    pub struct Option;
    pub struct Vec;
    pub struct String;
    pub struct Box;
    pub trait Clone {}
    pub trait From {}
    pub trait Into {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}

    #[daisy::delayed]
    pub fn doubled(x: i64) -> i64 {
        x * 2
    }

    #[daisy::delayed]
    pub async fn later(x: i64) -> i64 {
        x
    }

    #[daisy::delayed]
    pub fn checked(x: &i64) -> ::core::result::Result<i64, &'static str> {
        if *x > 0 { ::core::result::Result::Ok(*x) } else { ::core::result::Result::Err("too small") }
    }

    #[daisy::delayed]
    pub fn grown(x: i64) -> daisy::Delayed<i64> {
        doubled(doubled(x))
    }
}

/// Nothing at all is in scope here, traits of std's prelude among it; and a primitive type means another one.
#[no_implicit_prelude]
mod empty {
    #![allow(dead_code, non_camel_case_types, reason = "names that generated code must not pick up")]

    pub type bool = ();

    #[::daisy::delayed(retries = 1)]
    pub async fn halved(x: i64, by: &i64) -> ::std::result::Result<i64, ::std::num::TryFromIntError> {
        ::std::result::Result::Ok(x / by)
    }

    #[::daisy::inline]
    pub fn capped(x: i64, y: i64) -> i64 {
        let mut sum = x + y;
        sum = if sum > 3 { sum - 1 } else { sum };
        sum * 2
    }

    #[derive(::daisy::Collection, ::std::clone::Clone)]
    pub struct Pair {
        pub sum: ::daisy::Delayed<i64>,
        #[collection(keep)]
        pub count: i64,
    }

    #[derive(::daisy::Tokenize, ::std::clone::Clone)]
    pub struct Point(pub i64);

    #[::daisy::delayed]
    impl Point {
        pub fn times(&self, k: i64) -> i64 {
            self.0 * k
        }
    }
}

#[test]
fn in_a_module_where_nothing_is_in_scope() -> Checked {
    use empty::DelayedPoint as _;
    assert_eq!(empty::capped(empty::halved(4, 2), 2).compute().wait()?, 6);
    assert_eq!(daisy::value(empty::Point(2)).times(3).compute().wait()?, 6);
    let pair = daisy::compute(empty::Pair { sum: number(1), count: 2 }).wait()?;
    assert_eq!((pair.sum, pair.count), (1, 2));
    Ok(())
}

#[test]
fn in_a_module_where_nothing_of_daisy_is_in_scope() -> Checked {
    assert_eq!(bare::grown(bare::checked(bare::later(bare::doubled(1)))).compute().wait()?, 8);
    assert!(bare::checked(0).compute().wait().is_err());
    Ok(())
}

/// The body of a function, a block in it, a closure, a constant, a method, another delayed function.
#[test]
fn in_any_body() -> Checked {
    #[delayed]
    fn doubled(x: i64) -> i64 {
        x * 2
    }
    let block = {
        #[delayed]
        fn doubled(x: i64) -> i64 {
            x * 20
        }
        doubled(1)
    };
    let closure = |x: i64| {
        #[delayed]
        fn tripled(x: i64) -> i64 {
            x * 3
        }
        tripled(x)
    };
    const CONSTANT: fn(i64) -> Delayed<i64> = {
        #[delayed]
        fn squared(x: i64) -> i64 {
            x * x
        }
        |x| squared(x)
    };
    struct Maker;
    impl Maker {
        fn make(&self) -> Delayed<i64> {
            #[delayed]
            fn made() -> i64 {
                6
            }
            made()
        }
    }
    #[delayed]
    fn outer(x: i64) -> Delayed<i64> {
        #[delayed]
        fn inner(x: i64) -> i64 {
            x + 1
        }
        inner(inner(x))
    }
    let all = [doubled(1), block, closure(1), CONSTANT(4), Maker.make(), outer(5)];
    assert_eq!(daisy::compute(all).wait()?, [2, 20, 3, 16, 6, 7]);
    Ok(())
}

#[test]
fn after_its_first_use_in_a_body() -> Checked {
    let handle = later_item(number(1));
    #[delayed]
    fn later_item(x: i64) -> i64 {
        x + 1
    }
    assert_eq!(handle.compute().wait()?, 2);
    Ok(())
}

#[test]
fn beside_a_module_and_a_type_of_its_name() -> Checked {
    mod thing {
        pub const N: i64 = 3;
    }
    #[delayed]
    fn thing(x: i64) -> i64 {
        x + thing::N
    }
    assert_eq!(thing(1).compute().wait()?, 4);
    Ok(())
}
