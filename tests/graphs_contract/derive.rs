//! `#[derive(Collection)]`.

use crate::*;
use daisy::{ErrorKind, Graph};
use std::collections::BTreeMap;

#[derive(Clone, Collection)]
#[collection(derive(Debug, PartialEq))]
struct Outputs {
    a: Delayed<i64>,
    b: Vec<Delayed<String>>,
    #[collection(keep)]
    label: String,
}

fn outputs() -> Outputs {
    Outputs { a: inc(1), b: vec![daisy::value("x".to_string())], label: "kept".into() }
}

#[test]
fn a_struct_computes_to_a_generated_one_of_the_same_shape() {
    let values: OutputsValues = daisy::compute(outputs()).wait().unwrap();
    let expected = OutputsValues { a: 2, b: vec!["x".into()], label: "kept".into() };
    assert_eq!(values, expected);
    assert_eq!(outputs().compute().wait().unwrap(), expected, "on structs too");
    assert!(format!("{values:?}").starts_with("OutputsValues"));
}

#[test]
fn a_struct_rebuilds_itself() {
    let held = outputs().persist().wait().unwrap();
    assert_eq!(held.label, "kept");
    assert_eq!(held.keys(), outputs().keys());
    assert_eq!(held.graph().len(), 0);
    let optimized = daisy::optimize(outputs());
    assert_eq!((optimized.a.key(), optimized.label.as_str()), (inc(1).key(), "kept"));
    let cloned = daisy::clone_graph(outputs());
    assert_ne!(cloned.a.key(), inc(1).key());
    assert_eq!(cloned.compute().wait().unwrap(), outputs().compute().wait().unwrap());
}

#[test]
fn keys_and_roots_are_in_the_order_of_the_fields() {
    let one = |key: Key| Keys::One(key);
    let text = daisy::value("x".to_string()).key();
    assert_eq!(outputs().keys(), Keys::Many(vec![one(inc(1).key()), Keys::Many(vec![one(text.clone())])]));
    assert_eq!(roots_of(&outputs()).iter().map(Node::key).collect::<Vec<_>>(), [inc(1).key(), text]);
    assert_eq!(outputs().graph(), Graph::new(roots_of(&outputs())));
}

#[derive(Collection)]
struct Pair(Delayed<i64>, Option<Delayed<i64>>);

#[derive(Collection)]
#[collection(output = Kept, derive(Clone, Debug, PartialEq))]
struct Marked(#[collection(keep)] &'static str, Box<Delayed<i64>>);

#[test]
fn tuple_structs() {
    let PairValues(a, b) = daisy::compute(Pair(inc(1), None)).wait().unwrap();
    assert_eq!((a, b), (2, None));
    let kept: Kept = daisy::compute(Marked("m", Box::new(inc(1)))).wait().unwrap();
    assert_eq!(kept.clone(), Kept("m", Box::new(2)));
}

#[derive(Collection)]
struct Generic<C: Collection, T, const N: usize>
where
    T: Data + Clone,
{
    parts: [C; N],
    last: Delayed<T>,
}

#[test]
fn generics_consts_and_where_clauses_carry_over() {
    let generic = Generic { parts: [vec![inc(1)], vec![]], last: daisy::value('x') };
    let values: GenericValues<Vec<Delayed<i64>>, char, 2> = daisy::compute(generic).wait().unwrap();
    assert_eq!(values.parts, [vec![2], vec![]]);
    assert_eq!(values.last, 'x');
    let nested = Generic { parts: [outputs()], last: inc(3) };
    let values = daisy::compute(vec![Some(nested)]).wait().unwrap();
    let value = values[0].as_ref().unwrap();
    assert_eq!((value.parts[0].a, value.parts[0].label.as_str(), value.last), (2, "kept", 4));
}

#[derive(Collection)]
struct Plain<T: Data + Clone = i64>(Delayed<T>);

#[test]
fn a_default_of_a_parameter() {
    let plain: Plain = Plain(inc(1));
    let PlainValues(n) = daisy::compute(plain).wait().unwrap();
    assert_eq!(n, 2);
}

/// Not `Clone`, not a collection.
#[derive(Debug, PartialEq)]
struct Note<L>(L);

#[derive(Collection)]
struct Noted<L: Send + 'static> {
    #[collection(keep)]
    note: Note<L>,
    of: Delayed<i64>,
}

#[derive(Collection)]
struct OnlyKept {
    #[collection(keep)]
    note: Note<i64>,
}

#[derive(Collection)]
struct Empty {}

#[test]
fn kept_fields_move() {
    let values = daisy::compute(Noted { note: Note("n".to_string()), of: inc(1) }).wait().unwrap();
    assert_eq!((values.note, values.of), (Note("n".to_string()), 2));
    let held = daisy::persist(Noted { note: Note(7), of: inc(1) }).wait().unwrap();
    assert_eq!(held.note, Note(7));
    assert!(node(&held.of).is_constant());
    let only = OnlyKept { note: Note(1) };
    assert_eq!(only.keys().len(), 0);
    assert_eq!(daisy::compute(only).wait().unwrap().note, Note(1));
    let EmptyValues {} = daisy::compute(Empty {}).wait().unwrap();
}

mod elsewhere {
    use super::*;

    pub use ::daisy as by_another_name;

    #[derive(Collection)]
    pub struct Open {
        pub a: Delayed<i64>,
        pub(crate) b: Delayed<i64>,
        pub(super) c: Vec<Delayed<i64>>,
        hidden: Delayed<i64>,
    }

    impl Open {
        pub fn new() -> Self {
            Open { a: inc(1), b: inc(2), c: vec![inc(3)], hidden: inc(4) }
        }
    }

    impl OpenValues {
        pub fn hidden(&self) -> i64 {
            self.hidden
        }
    }

    #[derive(Collection)]
    #[collection(output = Values, crate = crate::derive::elsewhere::by_another_name)]
    pub(crate) struct Renamed(pub Delayed<i64>);
}

#[test]
fn the_generated_struct_is_as_visible_as_the_written_one() {
    let values: elsewhere::OpenValues = daisy::compute(elsewhere::Open::new()).wait().unwrap();
    assert_eq!((values.a, values.b, &values.c, values.hidden()), (2, 3, &vec![4], 5));
    let values: elsewhere::Values = daisy::compute(elsewhere::Renamed(inc(1))).wait().unwrap();
    assert_eq!(values.0, 2);
}

#[test]
fn a_struct_within_a_function_with_raw_names() {
    #[derive(Collection)]
    struct Local {
        r#type: Delayed<i64>,
        results: Delayed<i64>,
        swap: Delayed<i64>,
        roots: Delayed<i64>,
        keys: BTreeMap<String, Delayed<i64>>,
    }
    let keys = BTreeMap::from([("k".to_string(), inc(5))]);
    let local = Local { r#type: inc(1), results: inc(2), swap: inc(3), roots: inc(4), keys };
    let values: LocalValues = daisy::compute(local).wait().unwrap();
    assert_eq!((values.r#type, values.results, values.swap, values.roots), (2, 3, 4, 5));
    assert_eq!(values.keys, BTreeMap::from([("k".to_string(), 6)]));
}

#[derive(Collection)]
struct Everything {
    outputs: Vec<Outputs>,
    #[allow(clippy::type_complexity)]
    deep: Option<BTreeMap<u8, (Pair, [Delayed<i64>; 2])>>,
    shared: daisy::Shared<Unique>,
}

#[test]
fn derived_collections_nest() {
    let deep = Some(BTreeMap::from([(1, (Pair(inc(1), Some(inc(2))), [inc(3), inc(4)]))]));
    let everything = Everything { outputs: vec![outputs(), outputs()], deep, shared: unique(9).shared() };
    assert_eq!(everything.keys().len(), 2 * 2 + 4 + 1);
    let values = daisy::compute(everything).wait().unwrap();
    assert_eq!(values.outputs.len(), 2);
    let (pair, array) = &values.deep.unwrap()[&1];
    assert_eq!((pair.0, pair.1, *array), (2, Some(3), [4, 5]));
    let shared: Arc<Unique> = values.shared;
    assert_eq!(*shared, Unique(9));
}

#[delayed]
fn fails(n: i64) -> Result<i64, std::num::TryFromIntError> {
    u8::try_from(n).map(i64::from)
}

#[test]
fn a_failing_field_fails_the_whole() {
    let error = daisy::compute(Pair(inc(1), Some(fails(-1)))).wait().err().expect("one field fails");
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert!(error.downcast_ref::<std::num::TryFromIntError>().is_some());
}

#[derive(Collection)]
#[collection(output = Sums)]
#[collection(derive(Clone, serde::Serialize))]
struct Named<Output: Data + Clone> {
    sum: Delayed<Output>,
}

#[derive(Collection)]
#[collection(derive(Debug))]
struct Printed<C: Collection>
where
    C::Output: std::fmt::Debug,
{
    parts: [Vec<C>; 1],
}

#[test]
fn a_where_clause_can_say_what_a_derive_needs() {
    let values = daisy::compute(Printed { parts: [vec![inc(1)]] }).wait().unwrap();
    assert_eq!(format!("{values:?}"), "PrintedValues { parts: [[2]] }");
}

#[test]
fn attributes_add_up_and_derives_may_be_paths() {
    let values: Sums<i64> = daisy::compute(Named { sum: inc(1) }).wait().unwrap();
    assert_eq!(serde_json::to_string(&values.clone()).unwrap(), "{\"sum\":2}");
}

#[derive(Clone, Collection)]
struct List {
    head: Delayed<i64>,
    tail: Option<Box<List>>,
}

#[test]
fn a_struct_may_hold_its_own_kind() {
    let list = (0..50).fold(None, |tail, n| Some(Box::new(List { head: inc(n), tail }))).expect("50 of them");
    assert_eq!(list.keys().len(), 50);
    let mut values = Some(daisy::compute(list).wait().unwrap());
    for n in (1..=50).rev() {
        let ListValues { head, tail } = *values.expect("one more");
        assert_eq!(head, n);
        values = tail;
    }
    assert!(values.is_none());
}

macro_rules! made_by_a_macro {
    ($visibility:vis $name:ident, $values:ident, $($field:ident: $ty:ty),*) => {
        #[derive(Collection)]
        #[collection(output = $values)]
        $visibility struct $name { $($visibility $field: $ty,)* #[cfg(any())] never: i64 }
    };
}

made_by_a_macro!(pub(crate) Made, MadeOutputs, one: Delayed<i64>, many: Vec<Delayed<i64>>);

#[test]
fn a_struct_may_be_made_by_a_macro() {
    let values: MadeOutputs = daisy::compute(Made { one: inc(1), many: vec![inc(2)] }).wait().unwrap();
    assert_eq!((values.one, values.many), (2, vec![3]));
}

#[test]
fn a_path_may_limit_who_sees_it() {
    mod deep {
        pub mod deeper {
            use crate::*;
            #[derive(Collection)]
            pub(in crate::derive) struct Limited {
                pub(in crate::derive) seen: Delayed<i64>,
            }
        }
    }
    let values: deep::deeper::LimitedValues = daisy::compute(deep::deeper::Limited { seen: inc(1) }).wait().unwrap();
    assert_eq!(values.seen, 2);
}
