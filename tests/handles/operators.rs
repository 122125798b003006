//! Operators on handles.

use crate::common::Checked;
use crate::common::functions::number;
use daisy::prelude::*;

/// Each operator over handles and references to them, and over a plain value on either side.
macro_rules! every_side {
    ($($name:ident: $a:literal $op:tt $b:literal;)*) => {$(
        #[test]
        fn $name() -> Checked {
            let (a, b) = (number($a), number($b));
            let wanted: i64 = $a $op $b;
            let all = [
                a.clone() $op b.clone(),
                &a $op &b,
                &a $op b.clone(),
                a.clone() $op &b,
                a.clone() $op ($b as i64),
                &a $op ($b as i64),
                ($a as i64) $op b.clone(),
                ($a as i64) $op &b,
            ];
            assert_eq!(daisy::compute(all).wait()?, [wanted; 8]);
            Ok(())
        }
    )*};
}

every_side! {
    add: 17 + 5;
    sub: 17 - 5;
    mul: 17 * 5;
    div: 17 / 5;
    rem: 17 % 5;
    bit_and: 17 & 5;
    bit_or: 17 | 5;
    bit_xor: 17 ^ 5;
    shl: 17 << 5;
    shr: 1700 >> 5;
}

#[test]
fn neg_and_not() -> Checked {
    let n = number(5);
    assert_eq!(daisy::compute([-&n, !&n, -n.clone(), !n]).wait()?, [-5, !5, -5, !5]);
    assert!(!(!number(1).map(|n| *n == 1)).compute().wait()?);
    Ok(())
}

#[test]
fn follow_the_types_of_the_operands() -> Checked {
    #[derive(Clone, Debug, PartialEq, Tokenize)]
    struct Meters(i64);
    #[derive(Clone, Debug, PartialEq)]
    struct Area(i64);
    impl std::ops::Mul for Meters {
        type Output = Area;
        fn mul(self, other: Meters) -> Area {
            Area(self.0 * other.0)
        }
    }
    impl std::ops::Mul<i64> for Meters {
        type Output = Meters;
        fn mul(self, times: i64) -> Meters {
            Meters(self.0 * times)
        }
    }
    let two = daisy::value(Meters(2));
    let area: Delayed<Area> = &two * &two;
    let six: Delayed<Meters> = &two * number(3);
    assert_eq!(daisy::compute((area, six, two * 4i64)).wait()?, (Area(4), Meters(6), Meters(8)));
    Ok(())
}

/// The count of a shift may be of any width, so a literal there has no type to take; the result has the handle's.
#[test]
fn shift_by_literals() -> Checked {
    let n = number(3);
    assert_eq!((&n << 1).map(|n| n.pow(2)).compute().wait()?, 36);
    assert_eq!(daisy::compute((&n << 1, n.clone() >> 1, &n << 1u8, n << daisy::value(2u32))).wait()?, (6, 1, 6, 12));
    Ok(())
}

#[test]
fn work_on_floats_and_booleans() -> Checked {
    let half = daisy::value(0.5f64);
    assert_eq!((2.0f64 * (&half + 1.0f64) / 3.0f64).compute().wait()?, 1.0);
    let (yes, no) = (daisy::value(true), daisy::value(false));
    assert_eq!(daisy::compute((&yes & &no, &yes | &no, &yes ^ true)).wait()?, (false, true, false));
    Ok(())
}

#[test]
fn build_expressions() -> Checked {
    let (a, b) = (number(3), number(4));
    let c2 = &a * &a + &b * &b;
    assert_eq!((c2 - 1i64 - (a + b) % 4i64).compute().wait()?, 21);
    Ok(())
}

#[test]
fn that_panic_fail_the_task() {
    let error = (number(1) / number(0)).compute().wait().unwrap_err();
    assert_eq!(error.kind(), daisy::ErrorKind::Panicked);
}
