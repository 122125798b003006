//! What only shares its name does not fold.

use crate::common::Checked;
use daisy::prelude::*;

#[test]
fn functions_of_one_name_in_sibling_blocks_do_not_fold() -> Checked {
    let one = {
        const N: i64 = 1;
        #[delayed]
        fn n() -> i64 {
            N
        }
        n()
    };
    let two = {
        const N: i64 = 2;
        #[delayed]
        fn n() -> i64 {
            N
        }
        n()
    };
    assert_ne!(one.key(), two.key());
    assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
    Ok(())
}

#[test]
fn functions_of_one_name_in_sibling_closures_do_not_fold() -> Checked {
    let one = || {
        const N: i64 = 1;
        #[delayed]
        fn n() -> i64 {
            N
        }
        n()
    };
    let two = || {
        const N: i64 = 2;
        #[delayed]
        fn n() -> i64 {
            N
        }
        n()
    };
    assert_ne!(one().key(), two().key());
    assert_eq!(one().key(), one().key());
    assert_eq!(daisy::compute((one(), two())).wait()?, (1, 2));
    Ok(())
}

#[test]
fn functions_of_one_name_in_the_arms_of_a_match_do_not_fold() -> Checked {
    fn pick(first: bool) -> Delayed<i64> {
        match first {
            true => {
                const N: i64 = 1;
                #[delayed]
                fn n() -> i64 {
                    N
                }
                n()
            }
            false => {
                const N: i64 = 2;
                #[delayed]
                fn n() -> i64 {
                    N
                }
                n()
            }
        }
    }
    assert_eq!(daisy::compute([pick(true), pick(false)]).wait()?, [1, 2]);
    Ok(())
}

#[test]
fn methods_of_one_name_on_different_types_do_not_fold() -> Checked {
    let one = {
        #[derive(Clone, Tokenize)]
        struct Unit;
        #[delayed]
        impl Unit {
            fn number(&self) -> i64 {
                1
            }
        }
        daisy::value(Unit).number()
    };
    let two = {
        #[derive(Clone, Tokenize)]
        struct Unit;
        #[delayed]
        impl Unit {
            fn number(&self) -> i64 {
                2
            }
        }
        daisy::value(Unit).number()
    };
    assert_ne!(one.key(), two.key());
    assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
    Ok(())
}

#[test]
fn type_arguments_of_one_name_do_not_fold() -> Checked {
    trait Number {
        const N: i64;
    }
    #[delayed]
    fn number<T: Number>(_of: &T) -> i64 {
        T::N
    }
    let one = {
        #[derive(Clone, Tokenize)]
        struct Unit;
        impl Number for Unit {
            const N: i64 = 1;
        }
        number(daisy::value(Unit))
    };
    let two = {
        #[derive(Clone, Tokenize)]
        struct Unit;
        impl Number for Unit {
            const N: i64 = 2;
        }
        number(daisy::value(Unit))
    };
    assert_ne!(one.key(), two.key());
    assert_eq!(daisy::compute((one, two)).wait()?, (1, 2));
    Ok(())
}
