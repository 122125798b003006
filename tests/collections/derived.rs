//! `#[derive(Collection)]`: structs of handles.

use crate::common::Checked;
use crate::common::functions::{inc, number};
use daisy::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Outputs {
    total: Delayed<i64>,
    parts: Vec<Delayed<i64>>,
    #[collection(keep)]
    label: String,
}

fn outputs() -> Outputs {
    Outputs { total: inc(2), parts: vec![number(1), number(2)], label: "three".into() }
}

fn values() -> OutputsValues {
    OutputsValues { total: 3, parts: vec![1, 2], label: "three".into() }
}

#[test]
fn a_struct_computes_to_a_struct_of_its_shape() -> Checked {
    assert_eq!(outputs().compute().wait()?, values());
    assert_eq!(daisy::compute((outputs(), number(4))).wait()?, (values(), 4));
    assert_eq!(daisy::compute(vec![Some(outputs()), None]).wait()?, [Some(values()), None]);
    Ok(())
}

#[test]
fn its_keys_are_nested_and_kept_fields_have_none() {
    let (outputs, one) = (outputs(), daisy::Keys::One);
    let parts = outputs.parts.iter().map(|part| one(part.key())).collect();
    assert_eq!(outputs.keys(), daisy::Keys::Many(vec![one(outputs.total.key()), parts]));
}

#[test]
fn it_persists_to_itself() -> Checked {
    let kept = outputs().persist().wait()?;
    assert_eq!(kept.keys(), outputs().keys());
    assert_eq!((kept.graph().len(), &*kept.label), (0, "three"));
    assert_eq!(kept.compute().wait()?, values());
    Ok(())
}

#[derive(Collection)]
#[collection(output = Both)]
struct Pair<A: Collection, B>(A, #[collection(keep)] B, Option<A>)
where
    B: Send + 'static;

#[test]
fn tuple_structs_and_generic_ones() -> Checked {
    let Both(many, kept, none) = daisy::compute(Pair(vec![number(1)], "kept", None)).wait()?;
    assert_eq!((many, kept, none), (vec![1], "kept", None));
    let nested = Pair(Pair(number(1), 2u8, Some(number(3))), 4u8, None);
    let Both(Both(one, two, three), four, none) = daisy::compute(nested).wait()?;
    assert_eq!((one, two, three, four, none.is_none()), (1, 2, Some(3), 4, true));
    Ok(())
}

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Grid<T: Data + Clone, const N: usize> {
    rows: [Vec<Delayed<T>>; N],
}

#[test]
fn consts_and_bounds() -> Checked {
    let grid = Grid { rows: [vec![number(1), number(2)], vec![]] };
    assert_eq!(grid.compute().wait()?, GridValues { rows: [vec![1, 2], vec![]] });
    Ok(())
}

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Nothing;

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Label {
    #[collection(keep)]
    r#type: &'static str,
}

#[test]
fn structs_without_handles() -> Checked {
    assert_eq!(Nothing.compute().wait()?, NothingValues);
    assert_eq!(Nothing.keys(), daisy::Keys::Many(vec![]));
    assert_eq!(Label { r#type: "a" }.compute().wait()?, LabelValues { r#type: "a" });
    Ok(())
}

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Tree {
    value: Delayed<i64>,
    branches: Vec<Tree>,
    by_name: BTreeMap<String, Box<Tree>>,
}

#[test]
fn structs_of_their_own_kind() -> Checked {
    let leaf = |n| Tree { value: number(n), branches: vec![], by_name: BTreeMap::new() };
    let value = |n| TreeValues { value: n, branches: vec![], by_name: BTreeMap::new() };
    let tree = Tree { value: number(1), branches: vec![leaf(2)], by_name: [("a".into(), Box::new(leaf(3)))].into() };
    let expected =
        TreeValues { value: 1, branches: vec![value(2)], by_name: [("a".into(), Box::new(value(3)))].into() };
    assert_eq!(tree.compute().wait()?, expected);
    Ok(())
}

/// Names that the expansion could meet, and a daisy elsewhere.
mod elsewhere {
    #![deny(missing_docs, unused, dead_code)]

    use ::daisy as lazy;

    #[allow(non_camel_case_types, dead_code)]
    struct Vec;
    #[allow(dead_code)]
    struct Option;
    #[allow(non_snake_case, dead_code)]
    fn Ok() {}

    /// A struct that the whole program sees.
    #[derive(lazy::Collection)]
    #[collection(crate = lazy)]
    pub struct Seen {
        /// A field with words of its own.
        pub roots: lazy::Delayed<u8>,
        pub(super) keys: lazy::Delayed<u8>,
        #[collection(keep)]
        #[deprecated]
        pub(super) __argument: u8,
    }

    impl Seen {
        pub(super) fn new() -> Seen {
            #[allow(deprecated)]
            Seen { roots: lazy::value(1), keys: lazy::value(2), __argument: 3 }
        }
    }
}

#[test]
fn names_around_it_do_not_matter() -> Checked {
    let elsewhere::SeenValues { roots, keys, .. } = daisy::compute(elsewhere::Seen::new()).wait()?;
    assert_eq!((roots, keys), (1, 2));
    Ok(())
}

/// Names that the user was let to write are not warned of again in the struct of results.
#[deny(warnings)]
mod named_otherwise {
    use super::*;

    #[allow(non_camel_case_types, non_snake_case)]
    #[derive(Collection)]
    pub(super) struct wind_m_s {
        pub(super) N: Delayed<i64>,
    }
}

#[test]
fn lint_levels_of_names_hold_for_the_results() -> Checked {
    let wind = named_otherwise::wind_m_s { N: inc(2) };
    let named_otherwise::wind_m_sValues { N: north } = daisy::compute(wind).wait()?;
    assert_eq!(north, 3);
    Ok(())
}
