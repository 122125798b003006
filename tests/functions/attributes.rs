//! What else stands on a function stays on what the user sees.

use crate::common::Checked;
use daisy::prelude::*;

#[delayed]
#[cfg(any())]
fn chosen() -> i64 {
    1
}

#[delayed]
#[cfg(not(any()))]
fn chosen() -> i64 {
    2
}

#[allow(non_snake_case)]
#[delayed]
/// Documentation between attributes.
#[allow(unused_variables)]
fn Shouting(unread: i64) -> i64 {
    let nor_this = 1;
    3
}

mod inner {
    use daisy::prelude::*;

    /// Seen from outside.
    #[delayed]
    pub fn public() -> i64 {
        4
    }

    #[delayed]
    fn private() -> i64 {
        5
    }

    #[delayed]
    pub(super) fn restricted() -> Delayed<i64> {
        private()
    }
}

#[test]
fn cfg_decides_whether_the_function_is_there() -> Checked {
    assert_eq!(chosen().compute().wait()?, 2);
    Ok(())
}

#[test]
fn lints_and_documentation_stay() -> Checked {
    assert_eq!(Shouting(1).compute().wait()?, 3);
    Ok(())
}

#[test]
fn visibility_stays() -> Checked {
    assert_eq!(inner::public().compute().wait()?, 4);
    assert_eq!(inner::restricted().compute().wait()?, 5);
    Ok(())
}

/// Documented above,
#[doc = "between,"]
/** and below. */
#[deprecated(since = "0.0.0", note = "use `Shouting`")]
#[must_use]
#[delayed]
fn old(x: i64) -> i64 {
    //! And inside.
    x
}

#[delayed]
#[deprecated]
async fn older(x: i64) -> i64 {
    x
}

struct Shelf;

#[delayed]
impl Shelf {
    /// Documented.
    #[deprecated]
    #[allow(dead_code, reason = "called on handles only")]
    fn dusty(&self) -> i64 {
        6
    }
}

/// What clippy sees, with warnings denied: each `expect` must find its warning, and there must be no other.
#[test]
fn deprecated_warns_at_the_call_and_nowhere_else() -> Checked {
    #[expect(deprecated)]
    let handle = old(4);
    #[expect(deprecated)]
    let other = older(5);
    #[expect(deprecated)]
    let shelf = daisy::opaque(Shelf).dusty();
    assert_eq!(daisy::compute((handle, other, shelf)).wait()?, (4, 5, 6));
    Ok(())
}
