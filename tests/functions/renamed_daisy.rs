//! `crate = path`: daisy under another name, in modules that name it no other way.

use crate::common::Checked;

mod renamed {
    pub use daisy as flower;
}

/// Stands for what nobody may use: that macros ask here for nothing but the path they are given.
mod garden {
    use super::renamed::flower::{Delayed, Tokenize, delayed};

    #[derive(Clone, Tokenize)]
    #[tokenize(crate = super::renamed::flower)]
    pub struct Bed {
        pub tulips: i64,
    }

    #[derive(Clone, Tokenize)]
    #[tokenize(crate = super::renamed::flower)]
    pub enum Soil {
        Sand,
        Clay(i64),
    }

    #[delayed(crate = super::renamed::flower)]
    pub fn planted(tulips: i64, soil: Soil) -> Bed {
        let lost = if let Soil::Clay(lost) = soil { lost } else { 0 };
        Bed { tulips: tulips - lost }
    }

    #[delayed(crate = super::renamed::flower)]
    pub fn checked(bed: &Bed) -> Result<Bed, String> {
        if bed.tulips > 0 { Ok(bed.clone()) } else { Err("nothing grew".into()) }
    }

    #[delayed(crate = super::renamed::flower)]
    pub async fn later<T: Clone>(what: T) -> T {
        what
    }

    #[delayed(crate = super::renamed::flower, impure, retries = 1, strict = doubled_now)]
    pub fn doubled(beds: &[Bed]) -> Delayed<Bed> {
        planted(beds.iter().map(|bed| bed.tulips).sum::<i64>() * 2, Soil::Sand)
    }

    #[delayed(crate = super::renamed::flower)]
    impl Bed {
        pub fn count(&self) -> i64 {
            self.tulips
        }
    }
}

use garden::{Bed, DelayedBed, Soil, checked, doubled, doubled_now, later, planted};
use renamed::flower;

#[test]
fn functions_types_and_methods_work() -> Checked {
    let bed: flower::Delayed<Bed> = later(checked(planted(3, Soil::Clay(1))));
    assert_eq!(doubled(vec![bed.clone(), bed]).count().compute().wait()?, 8);
    assert_eq!(doubled_now(&[Bed { tulips: 2 }]).count().compute().wait()?, 4);
    assert!(checked(planted(0, Soil::Sand)).compute_shared().wait().is_err());
    Ok(())
}

#[test]
fn derived_content_counts() {
    let key = |tulips| flower::value(Bed { tulips }).key();
    assert_eq!(key(1), key(1));
    assert_ne!(key(1), key(2));
    assert_ne!(flower::value(Soil::Sand).key(), flower::value(Soil::Clay(0)).key());
}
