//! `#[delayed]` functions that `macro_rules!` writes.

use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;

/// Every sort of fragment that can stand in a function.
macro_rules! function {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:pat => $t:ty),*) -> $r:ty = $body:expr) => {
        $(#[$meta])*
        #[delayed]
        $vis fn $name($($arg: $t),*) -> $r {
            $body
        }
    };
}

function!(fn constant() -> i64 = 7);
function!(/** Documented. */ #[allow(non_snake_case)] pub fn Sum((a, b) => (i64, i64), c => &i64) -> i64 = a + b + c);
function!(fn length(items => &[i64], text => &str) -> usize = items.len() + text.len());
function!(fn checked(n => i64) -> Result<i64, String> = if n > 0 { Ok(n) } else { Err("too small".into()) });
function!(fn grown(n => i64) -> Delayed<i64> = number(n + 1));
function!(fn grown_or_not(n => i64) -> Result<Delayed<i64>, String> = if n > 0 { Ok(number(n)) } else { Err("no".into()) });

#[test]
fn from_fragments() -> Checked {
    assert_eq!(constant().compute().wait()?, 7);
    assert_eq!(Sum((number(1), number(2)), 3).compute().wait()?, 6);
    assert_eq!(length(vec![number(1)], "ab").compute().wait()?, 3);
    Ok(())
}

#[test]
fn a_result_in_a_fragment_is_flat() -> Checked {
    let handle: Delayed<i64> = checked(1);
    assert_eq!(handle.compute().wait()?, 1);
    assert!(checked(0).compute().wait().is_err());
    Ok(())
}

#[test]
fn a_handle_in_a_fragment_is_flat() -> Checked {
    let (handle, other): (Delayed<i64>, Delayed<i64>) = (grown(1), grown_or_not(2));
    assert_eq!(daisy::compute((handle, other)).wait()?, (2, 2));
    assert!(grown_or_not(0).compute().wait().is_err());
    Ok(())
}

/// One function an operator: the names in them are the macro's own, and so are their keys.
macro_rules! operations {
    ($t:ty: $($name:ident $op:tt)*) => {$(
        #[delayed]
        fn $name(a: $t, b: $t) -> $t {
            a $op b
        }
    )*};
}

#[test]
fn many_from_one_pattern_do_not_fold_into_each_other() -> Checked {
    operations!(i64: plus + minus - times *);
    let all = [plus(5, 3), minus(5, 3), times(5, 3)];
    assert_ne!(all[0].key(), all[1].key());
    assert_ne!(all[1].key(), all[2].key());
    assert_eq!(plus(5, 3).key(), all[0].key());
    assert_eq!(daisy::compute(all).wait()?, [8, 2, 15]);
    Ok(())
}

#[test]
fn local_names_of_macro_and_caller_stay_apart() -> Checked {
    macro_rules! shadowing {
        ($name:ident, $caller:ident, $body:expr) => {
            #[delayed]
            fn $name($caller: i64) -> i64 {
                let x = 100;
                let y = $body;
                x + y
            }
        };
    }
    shadowing!(f, x, x + 1);
    assert_eq!(f(1).compute().wait()?, 102);
    Ok(())
}

#[test]
fn with_options_generics_and_methods() -> Checked {
    macro_rules! all {
        ($options:meta, $name:ident, $t:ident, $bound:path, $n:literal, $type:ident) => {
            #[$options]
            fn $name<$t: $bound + Clone, const N: usize>(item: $t) -> [$t; N] {
                std::array::from_fn(|_| item.clone())
            }

            #[derive(Clone, Tokenize)]
            struct $type(i64);

            #[delayed]
            impl $type {
                fn times(&self) -> i64 {
                    self.0 * $n
                }
            }
        };
    }
    all!(delayed(name = "repeated", version = 2), repeat, Item, PartialEq, 3, Number);
    let twice: Delayed<[i64; 2]> = repeat(number(4));
    assert_eq!(twice.name(), "repeated");
    assert_eq!(twice.compute().wait()?, [4, 4]);
    assert_eq!(daisy::value(Number(5)).times().compute().wait()?, 15);
    Ok(())
}
