//! What can be done with a handle, and who owns what it computes to.

use daisy::prelude::*;
use daisy::{Inline, Node, Runtime};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

type Checked = Result<(), daisy::Error>;

#[derive(Clone, Debug, PartialEq)]
struct Bad(i64);

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad {}", self.0)
    }
}

impl std::error::Error for Bad {}

#[delayed]
fn number(n: i64) -> i64 {
    n
}

#[delayed]
fn inc(x: i64) -> i64 {
    x + 1
}

#[delayed]
fn even(n: i64) -> Result<i64, Bad> {
    if n % 2 == 0 { Ok(n) } else { Err(Bad(n)) }
}

mod combinators {
    use super::*;

    #[test]
    fn map_reads_and_transforms() -> Checked {
        let length = daisy::value(String::from("four")).map(|s| s.len());
        assert_eq!(length.compute().wait()?, 4);
        let factor = 10;
        assert_eq!(number(3).map(move |x| x * factor).compute().wait()?, 30);
        Ok(())
    }

    #[test]
    fn map_leaves_the_handle_usable() -> Checked {
        let x = number(1);
        let (y, z) = (x.map(|x| x + 1), x.map(|x| x + 2));
        assert_eq!(daisy::compute((x, y, z)).wait()?, (1, 2, 3));
        Ok(())
    }

    #[test]
    fn and_then_runs_the_graph_it_returns() -> Checked {
        let chosen = number(1).and_then(|x| if *x > 0 { inc(inc(*x)) } else { number(0) });
        let chosen: Delayed<i64> = chosen;
        assert_eq!(chosen.compute().wait()?, 3);
        Ok(())
    }

    #[test]
    fn flatten_a_result() -> Checked {
        let checked = number(4).map(|n| if n % 2 == 0 { Ok(*n) } else { Err(Bad(*n)) });
        let flat: Delayed<i64> = checked.flatten();
        assert_eq!(inc(flat).compute().wait()?, 5);

        let checked = number(3).map(|n| if n % 2 == 0 { Ok(*n) } else { Err(Bad(*n)) });
        let error = inc(checked.flatten()).compute().wait().unwrap_err();
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(3)));
        Ok(())
    }

    #[test]
    fn flatten_a_handle_of_a_handle() -> Checked {
        let nested: Delayed<Delayed<i64>> = number(1).map(|n| inc(*n));
        let flat: Delayed<i64> = nested.flatten();
        assert_eq!(inc(flat).compute().wait()?, 3);
        Ok(())
    }

    #[test]
    fn attempt_makes_a_failure_a_value() -> Checked {
        let (good, bad) = daisy::compute((even(2).attempt(), even(3).attempt())).wait()?;
        assert_eq!(good.unwrap(), 2);
        assert_eq!(bad.unwrap_err().downcast_ref::<Bad>(), Some(&Bad(3)));
        Ok(())
    }

    #[test]
    fn attempt_can_be_read_by_tasks() -> Checked {
        #[delayed]
        fn or_zero(tried: &Result<i64, daisy::Error>) -> i64 {
            *tried.as_ref().unwrap_or(&0)
        }
        assert_eq!(or_zero(even(3).attempt()).compute().wait()?, 0);
        assert_eq!(or_zero(even(2).attempt()).compute().wait()?, 2);
        Ok(())
    }

    #[test]
    fn attempt_and_flatten_cancel_out() {
        let error = even(3).attempt().flatten().compute().wait().unwrap_err();
        assert_eq!(error.downcast_ref::<Bad>(), Some(&Bad(3)));
    }

    #[test]
    fn split_gives_the_parts_of_a_tuple() -> Checked {
        #[delayed]
        fn parts(n: i64) -> (i64, String, Vec<i64>) {
            (n, n.to_string(), vec![n; 3])
        }
        let (a, b, c) = parts(2).split();
        assert_eq!(inc(&a).compute().wait()?, 3);
        assert_eq!(daisy::compute((c, b, a)).wait()?, (vec![2; 3], "2".to_string(), 2));
        Ok(())
    }

    #[test]
    fn split_runs_the_tuple_once() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> (i64, i64) {
            RUNS.fetch_add(1, SeqCst);
            (1, 2)
        }
        let (a, b) = counted().split();
        assert_eq!(daisy::compute((a, b)).wait()?, (1, 2));
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn split_goes_up_to_twelve() -> Checked {
        #[delayed]
        fn twelve() -> (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8) {
            (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
        }
        let all = twelve().split();
        assert_eq!(all.11.compute().wait()?, 12);
        assert_eq!(daisy::compute(all).wait()?, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        Ok(())
    }
}

mod operators {
    use super::*;

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
}

mod being_a_handle {
    use super::*;

    #[test]
    fn clone_send_sync_and_debug_need_nothing_of_the_type() {
        struct Plain;
        fn check<T: Clone + Send + Sync + fmt::Debug + 'static>() {}
        check::<Delayed<Plain>>();
        check::<Delayed<i64>>();
        check::<Node>();
    }

    #[test]
    fn debug_prints_the_key() {
        let handle = number(1);
        let shown = format!("{handle:?}");
        assert!(shown.contains(&handle.key().to_string()), "{shown}");
    }

    #[test]
    fn a_clone_is_the_same_handle() -> Checked {
        let handle = number(1);
        let other = handle.clone();
        assert_eq!(daisy::compute((handle, other)).wait()?, (1, 1));
        Ok(())
    }

    #[test]
    fn handles_move_between_threads() -> Checked {
        let handle = number(1);
        let moved = handle.clone();
        let sum = std::thread::spawn(move || inc(moved)).join().unwrap();
        assert_eq!((sum + handle).compute().wait()?, 3);
        Ok(())
    }

    #[test]
    fn a_node_gets_its_type_back() -> Checked {
        let node = Node::from(number(1));
        assert!(node.typed::<String>().is_none());
        assert_eq!(node.typed::<i64>().unwrap().compute().wait()?, 1);
        Ok(())
    }

    #[test]
    fn a_node_knows_its_inputs_in_order() {
        #[delayed]
        fn three(a: i64, b: i64, c: i64) -> i64 {
            a + b + c
        }
        let (a, b) = (number(1), number(2));
        let node = Node::from(three(&b, &a, &b));
        let inputs: Vec<_> = node.inputs().iter().map(Node::key).collect();
        assert_eq!(inputs, [b.key(), a.key(), b.key()]);
        assert!(!node.is_constant());
        assert!(Node::from(daisy::value(1i64)).is_constant());
        assert!(Node::from(daisy::opaque(1i64)).is_constant());
    }

    #[test]
    fn constants_compute_to_themselves() -> Checked {
        assert_eq!(daisy::value(1i64).compute().wait()?, 1);
        assert_eq!(daisy::opaque(String::from("a")).compute().wait()?, "a");
        assert_eq!(daisy::value(1i64).graph().len(), 0);
        Ok(())
    }

    #[test]
    fn handles_know_their_graph() {
        let x = number(1);
        let graph = (inc(&x) + inc(inc(&x))).graph();
        assert_eq!(graph.len(), 4);
        assert_eq!(graph.constants().count(), 1);
        assert_eq!(graph.tasks().count(), 4);
        assert_eq!(graph.keys().count(), 4);
        assert!(graph.keys().any(|key| key == x.key()));
        assert!(graph.node(&x.key()).is_some());
        assert!(graph.node(&number(2).key()).is_none());
    }
}

mod computing {
    use super::*;

    #[test]
    fn does_nothing_until_polled_or_waited_for() {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> i64 {
            RUNS.fetch_add(1, SeqCst) as i64
        }
        let handle = counted();
        drop(handle.compute().on(Inline).workers(1).keep_going());
        drop(handle.persist());
        drop(handle.compute_shared());
        assert_eq!(RUNS.load(SeqCst), 0);
    }

    #[test]
    fn twice_computes_twice() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> i64 {
            RUNS.fetch_add(1, SeqCst) as i64
        }
        let handle = inc(counted());
        assert_eq!(handle.compute().wait()?, 1);
        assert_eq!(handle.compute().wait()?, 2);
        assert_eq!(RUNS.load(SeqCst), 2);
        Ok(())
    }

    #[test]
    fn compute_shared_needs_no_clone() -> Checked {
        #[derive(Debug)]
        struct Unique(i64);
        #[delayed]
        fn unique(n: i64) -> Unique {
            Unique(n)
        }
        let result: Arc<Unique> = unique(3).compute_shared().wait()?;
        assert_eq!(result.0, 3);
        Ok(())
    }

    #[test]
    fn shared_is_a_collection_of_one_handle() -> Checked {
        struct Unique(i64);
        #[delayed]
        fn unique(n: i64) -> Unique {
            Unique(n)
        }
        let handle = unique(3);
        let (one, two): (Arc<Unique>, i64) = daisy::compute((handle.shared(), number(2))).wait()?;
        assert_eq!((one.0, two), (3, 2));
        assert_eq!(handle.shared().key(), handle.key());
        Ok(())
    }

    #[test]
    fn persist_holds_the_result_under_the_same_key() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> i64 {
            RUNS.fetch_add(1, SeqCst);
            7
        }
        let handle = counted();
        let held = handle.persist().wait()?;
        assert_eq!(held.key(), handle.key());
        assert_eq!(RUNS.load(SeqCst), 1);
        assert_eq!(held.compute().wait()?, 7);
        assert_eq!(inc(&held).compute().wait()?, 8);
        assert_eq!(held.compute().wait()?, 7);
        assert_eq!(RUNS.load(SeqCst), 1);
        assert_eq!(held.graph().len(), 0);
        assert!(Node::from(&held).is_constant());
        Ok(())
    }

    #[test]
    fn a_held_result_is_used_for_a_task_of_the_same_key() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> i64 {
            RUNS.fetch_add(1, SeqCst);
            7
        }
        let handle = counted();
        let held = handle.persist().wait()?;
        assert_eq!(daisy::compute((inc(&handle), inc(inc(held)))).wait()?, (8, 9));
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn persist_keeps_the_shape_of_collections() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted(n: i64) -> i64 {
            RUNS.fetch_add(1, SeqCst);
            n
        }
        let (a, rest) = daisy::persist((counted(1), vec![counted(2), counted(3)])).wait()?;
        assert_eq!((a.key(), rest.len()), (counted(1).key(), 2));
        assert_eq!(daisy::compute((rest, a)).wait()?, (vec![2, 3], 1));
        assert_eq!(RUNS.load(SeqCst), 3);
        Ok(())
    }

    #[test]
    fn without_the_passes_gives_the_same() -> Checked {
        let x = number(3);
        let program = inc(&x * &x) + x;
        assert_eq!(program.compute().optimize(false).wait()?, program.compute().wait()?);
        Ok(())
    }

    #[test]
    fn optimize_gives_the_same_keys_and_results() -> Checked {
        let program = (inc(1) + inc(1), vec![inc(2)]);
        let optimized = daisy::optimize(program.clone());
        assert_eq!(optimized.keys(), program.keys());
        assert_eq!(optimized.compute().wait()?, program.compute().wait()?);
        Ok(())
    }
}

mod collections {
    use super::*;

    #[test]
    fn results_come_in_the_shape_of_the_handles() -> Checked {
        let (a, b, c, d) = (number(1), number(2), number(3), number(4));
        let results = daisy::compute((a, vec![b, c], Some(d))).wait()?;
        assert_eq!(results, (1, vec![2, 3], Some(4)));
        Ok(())
    }

    #[test]
    fn as_deep_as_you_like() -> Checked {
        let nested = vec![Some((number(1), [number(2), number(3)])), None];
        assert_eq!(daisy::compute(nested).wait()?, [Some((1, [2, 3])), None]);
        let boxed = Box::new(vec![Box::new(number(4))]);
        assert_eq!(daisy::compute(boxed).wait()?, Box::new(vec![Box::new(4)]));
        Ok(())
    }

    #[test]
    fn tuples_up_to_twelve() -> Checked {
        let n = number;
        let one = daisy::compute((n(1),)).wait()?;
        assert_eq!(one, (1,));
        let all = (n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11), n(12));
        assert_eq!(daisy::compute(all).wait()?, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
        Ok(())
    }

    #[test]
    fn maps_by_their_values() -> Checked {
        let sorted = BTreeMap::from([("a", number(1)), ("b", inc(1))]);
        assert_eq!(daisy::compute(sorted).wait()?, BTreeMap::from([("a", 1), ("b", 2)]));
        let hashed = HashMap::from([(1u8, vec![number(1)]), (2, vec![])]);
        assert_eq!(daisy::compute(hashed).wait()?, HashMap::from([(1, vec![1]), (2, vec![])]));
        Ok(())
    }

    #[test]
    fn with_no_handles_give_the_empty_shape() -> Checked {
        assert_eq!(daisy::compute(Vec::<Delayed<i64>>::new()).wait()?, Vec::<i64>::new());
        assert_eq!(daisy::compute(None::<Delayed<i64>>).wait()?, None);
        let none: [Delayed<i64>; 0] = [];
        assert_eq!(daisy::compute(none).wait()?, [0i64; 0]);
        assert!(daisy::compute(BTreeMap::<String, Delayed<i64>>::new()).wait()?.is_empty());
        let nested = (Vec::<Delayed<i64>>::new(), None::<Vec<Delayed<i64>>>);
        assert_eq!(daisy::compute(nested).wait()?, (vec![], None));
        Ok(())
    }

    #[test]
    fn with_no_handles_run_under_every_executor() -> Checked {
        let runtime = Runtime::builder().workers(1).build()?;
        let none = Vec::<Delayed<i64>>::new();
        assert_eq!(none.compute().on(Inline).wait()?, [0i64; 0]);
        assert_eq!(none.compute().on(&runtime).wait()?, [0i64; 0]);
        Ok(())
    }

    #[test]
    fn have_the_methods_too() -> Checked {
        let pair = vec![number(1), number(2)];
        assert_eq!(pair.compute().wait()?, [1, 2]);
        let held = pair.persist().wait()?;
        assert_eq!(held.compute().wait()?, [1, 2]);
        assert_eq!(pair.graph().len(), 2);
        Ok(())
    }

    #[test]
    fn ask_in_order_with_nested_keys() {
        let (a, b, c) = (number(1), number(2), number(3));
        let keys = (c.clone(), vec![a.clone(), b.clone()]).keys();
        let flat: Vec<_> = keys.iter().cloned().collect();
        assert_eq!(flat, [c.key(), a.key(), b.key()]);
        assert_eq!(keys.len(), 3);
    }

    #[test]
    fn may_ask_for_one_key_often() -> Checked {
        static RUNS: AtomicUsize = AtomicUsize::new(0);
        #[delayed]
        fn counted() -> String {
            RUNS.fetch_add(1, SeqCst);
            "once".into()
        }
        let handles = vec![counted(), counted(), counted()];
        assert_eq!(daisy::compute(handles).wait()?, ["once"; 3]);
        assert_eq!(RUNS.load(SeqCst), 1);
        Ok(())
    }

    #[test]
    fn may_ask_for_a_task_and_its_inputs() -> Checked {
        let a = number(1);
        let b = inc(&a);
        let c = inc(&b);
        assert_eq!(daisy::compute([c, a, b]).wait()?, [3, 1, 2]);
        Ok(())
    }
}

mod ownership {
    //! Counted on `Inline`, on one worker and on several.

    use super::*;

    /// What the values of one test are doing.
    #[derive(Clone, Default)]
    struct Log(Arc<Counts>);

    #[derive(Default)]
    struct Counts {
        clones: AtomicUsize,
        live: AtomicUsize,
        most: AtomicUsize,
    }

    impl Log {
        fn clones(&self) -> usize {
            self.0.clones.load(SeqCst)
        }

        /// Whether so many values are left, once the threads of the last run have let go of theirs.
        fn comes_to(&self, live: usize) -> bool {
            (0..10_000).any(|_| {
                let is = self.0.live.load(SeqCst) == live;
                if !is {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
                is
            })
        }

        fn most(&self) -> usize {
            self.0.most.load(SeqCst)
        }

        /// A value that counts itself and its clones.
        fn probe(&self, n: i64) -> Probe {
            let live = self.0.live.fetch_add(1, SeqCst) + 1;
            self.0.most.fetch_max(live, SeqCst);
            Probe { n, log: self.clone() }
        }
    }

    struct Probe {
        n: i64,
        log: Log,
    }

    impl Clone for Probe {
        fn clone(&self) -> Probe {
            self.log.0.clones.fetch_add(1, SeqCst);
            self.log.probe(self.n)
        }
    }

    impl Drop for Probe {
        fn drop(&mut self) {
            self.log.0.live.fetch_sub(1, SeqCst);
        }
    }

    #[delayed]
    fn make(n: i64, log: &Log) -> Probe {
        log.probe(n)
    }

    #[delayed]
    fn changed(mut probe: Probe, by: i64) -> Probe {
        probe.n += by;
        probe
    }

    #[delayed]
    fn read(probe: &Probe) -> i64 {
        probe.n
    }

    #[delayed]
    fn next(probe: &Probe) -> Probe {
        probe.log.probe(probe.n + 1)
    }

    #[delayed]
    fn plus(probe: &Probe, by: i64) -> i64 {
        probe.n + by
    }

    #[delayed]
    fn sum(probes: Vec<Probe>) -> i64 {
        probes.iter().map(|probe| probe.n).sum()
    }

    /// Runs `test` with an executor of each sort, each time with a new log and a handle to it.
    fn under_each(test: impl Fn(&Log, &Delayed<Log>, &on::On) -> Checked) -> Checked {
        for executor in on::all()? {
            let log = Log::default();
            let handle = daisy::opaque(log.clone());
            test(&log, &handle, &executor)?;
            drop(handle);
            assert!(log.comes_to(0), "a value outlived its run");
        }
        Ok(())
    }

    mod on {
        use daisy::{Computation, Inline, Runtime};

        pub enum On {
            Inline,
            Runtime((Runtime, usize)),
        }

        impl On {
            pub fn is_parallel(&self) -> bool {
                matches!(self, On::Runtime(runtime) if runtime.1 > 1)
            }

            pub fn wait<T>(&self, computation: Computation<T>) -> Result<T, daisy::Error> {
                match self {
                    On::Inline => computation.on(Inline).wait(),
                    On::Runtime((runtime, _)) => computation.on(runtime).wait(),
                }
            }
        }

        pub fn all() -> Result<[On; 3], daisy::Error> {
            let runtime = |workers| {
                let runtime = Runtime::builder().workers(workers).build()?;
                Ok::<_, daisy::Error>(On::Runtime((runtime, workers)))
            };
            Ok([On::Inline, runtime(1)?, runtime(4)?])
        }
    }

    #[test]
    fn the_only_reader_by_value_gets_it_without_a_clone() -> Checked {
        under_each(|log, handle, on| {
            let made = make(1, handle);
            let result = on.wait(changed(&made, 1).compute())?;
            assert_eq!((result.n, log.clones()), (2, 0));
            Ok(())
        })
    }

    #[test]
    fn a_chain_by_value_never_clones() -> Checked {
        under_each(|log, handle, on| {
            let mut last = make(0, handle);
            for _ in 0..100 {
                last = changed(last, 1);
            }
            assert_eq!(on.wait(last.compute())?.n, 100);
            assert_eq!(log.clones(), 0);
            Ok(())
        })
    }

    #[test]
    fn a_chain_by_value_changes_one_buffer_in_place() -> Checked {
        #[delayed]
        fn buffer() -> Vec<usize> {
            let mut items = Vec::with_capacity(200);
            items.push(items.as_ptr() as usize);
            items
        }
        #[delayed]
        fn pushed(mut items: Vec<usize>) -> Vec<usize> {
            items.push(0);
            items
        }
        let mut last = buffer();
        for _ in 0..100 {
            last = pushed(last);
        }
        let items = last.compute().wait()?;
        assert_eq!((items.len(), items.as_ptr() as usize), (101, items[0]));
        Ok(())
    }

    #[test]
    fn the_last_of_several_readers_by_value_gets_it_without_a_clone() -> Checked {
        under_each(|log, handle, on| {
            let made = make(0, handle);
            let readers: Vec<_> = (1..=5).map(|by| changed(&made, by).map(|probe| probe.n)).collect();
            assert_eq!(on.wait(daisy::compute(readers))?, [1, 2, 3, 4, 5]);
            // Side by side, the last may start while another still copies.
            let most = if on.is_parallel() { 5 } else { 4 };
            assert!((4..=most).contains(&log.clones()), "{}", log.clones());
            Ok(())
        })
    }

    #[test]
    fn changing_in_place_is_seen_by_nobody_else() -> Checked {
        under_each(|_, handle, on| {
            let made = make(1, handle);
            let more = changed(&made, 10);
            let same = read(&made);
            let all = (read(&more), same, read(changed(&made, 100)), read(&made));
            assert_eq!(on.wait(daisy::compute(all))?, (11, 1, 101, 1));
            Ok(())
        })
    }

    #[test]
    fn one_task_may_take_one_result_twice() -> Checked {
        #[delayed]
        fn both(mut a: Probe, b: Probe) -> i64 {
            a.n += 10;
            a.n * 100 + b.n
        }
        under_each(|log, handle, on| {
            let made = make(1, handle);
            assert_eq!(on.wait(both(&made, &made).compute())?, 1101);
            assert_eq!(log.clones(), 1);
            Ok(())
        })
    }

    #[test]
    fn one_task_may_take_and_borrow_one_result() -> Checked {
        #[delayed]
        fn both(mut a: Probe, b: &Probe) -> i64 {
            a.n += 10;
            a.n * 100 + b.n
        }
        under_each(|log, handle, on| {
            let made = make(1, handle);
            assert_eq!(on.wait(both(&made, &made).compute())?, 1101);
            assert_eq!(log.clones(), 1);
            Ok(())
        })
    }

    #[test]
    fn the_only_reader_of_many_in_a_vec_gets_them_without_a_clone() -> Checked {
        under_each(|log, handle, on| {
            let probes: Vec<_> = (1..=10).map(|n| make(n, handle)).collect();
            assert_eq!(on.wait(sum(probes).compute())?, 55);
            assert_eq!(log.clones(), 0);
            Ok(())
        })
    }

    #[test]
    fn by_reference_never_clones() -> Checked {
        under_each(|log, handle, on| {
            let made = make(1, handle);
            let readers: Vec<_> = (0..10).map(|by| plus(&made, by)).collect();
            let all = (readers, read(next(&made)), read(&made));
            assert_eq!(on.wait(daisy::compute(all))?, ((1..11).collect(), 2, 1));
            assert_eq!(log.clones(), 0);
            Ok(())
        })
    }

    #[test]
    fn by_reference_needs_no_clone() -> Checked {
        struct Unique(i64);
        #[delayed]
        fn unique(n: i64) -> Unique {
            Unique(n)
        }
        #[delayed]
        fn added(a: &Unique, b: &Unique) -> i64 {
            a.0 + b.0
        }
        let x = unique(1);
        assert_eq!(added(&x, &x).compute().wait()?, 2);
        Ok(())
    }

    #[test]
    fn by_reference_is_the_same_value_for_all() -> Checked {
        #[delayed]
        fn place() -> Vec<i64> {
            vec![1]
        }
        #[delayed]
        fn address(of: &[i64], _salt: i64) -> usize {
            of.as_ptr() as usize
        }
        let shared = place();
        let (a, b) = daisy::compute((address(&shared, 1), address(&shared, 2))).wait()?;
        assert_eq!(a, b);
        Ok(())
    }

    #[test]
    fn compute_moves_a_result_with_one_owner() -> Checked {
        under_each(|log, handle, on| {
            let made = make(1, handle);
            let result = on.wait(made.compute())?;
            assert_eq!((result.n, log.clones()), (1, 0));
            assert!(log.comes_to(1));
            Ok(())
        })
    }

    #[test]
    fn compute_clones_what_a_persisted_handle_owns() -> Checked {
        under_each(|log, handle, on| {
            let held = on.wait(make(1, handle).persist())?;
            assert_eq!(log.clones(), 0);
            assert!(log.comes_to(1));
            let result = on.wait(held.compute())?;
            assert_eq!((result.n, log.clones()), (1, 1));
            assert_eq!(on.wait(held.compute_shared())?.n, 1);
            assert_eq!(log.clones(), 1);
            Ok(())
        })
    }

    #[test]
    fn a_task_clones_what_a_persisted_handle_owns() -> Checked {
        under_each(|log, handle, on| {
            let held = on.wait(make(1, handle).persist())?;
            assert_eq!(on.wait(read(changed(&held, 1)).compute())?, 2);
            assert_eq!(on.wait(read(&held).compute())?, 1);
            assert_eq!(log.clones(), 1);
            Ok(())
        })
    }

    #[test]
    fn a_persisted_result_lives_as_long_as_its_handles() -> Checked {
        under_each(|log, handle, on| {
            let held = on.wait(make(1, handle).persist())?;
            let reader = read(&held);
            drop(held);
            assert!(log.comes_to(1));
            assert_eq!(on.wait(reader.compute())?, 1);
            drop(reader);
            assert!(log.comes_to(0));
            Ok(())
        })
    }

    #[test]
    fn a_constant_lives_as_long_as_its_handles() -> Checked {
        under_each(|log, _, on| {
            let constant = daisy::opaque(log.probe(1));
            let reader = read(&constant);
            drop(constant);
            assert_eq!(on.wait(reader.compute())?, 1);
            assert_eq!(on.wait(reader.compute())?, 1);
            assert_eq!(log.clones(), 0);
            assert!(log.comes_to(1));
            drop(reader);
            assert!(log.comes_to(0));
            Ok(())
        })
    }

    #[test]
    fn shared_results_are_not_cloned() -> Checked {
        under_each(|log, handle, on| {
            let made = make(1, handle);
            let (a, b) = on.wait(daisy::compute((made.shared(), made.shared())))?;
            assert_eq!((a.n, b.n, log.clones()), (1, 1, 0));
            assert!(Arc::ptr_eq(&a, &b));
            Ok(())
        })
    }

    #[test]
    fn a_result_is_dropped_when_its_last_reader_has_run() -> Checked {
        under_each(|log, handle, on| {
            let mut last = make(0, handle);
            for _ in 0..100 {
                last = next(&last);
            }
            assert_eq!(on.wait(read(last).compute())?, 100);
            assert!(log.most() <= 3, "{} at once", log.most());
            assert!(log.comes_to(0));
            Ok(())
        })
    }

    #[test]
    fn a_result_asked_for_lives_to_the_end() -> Checked {
        under_each(|log, handle, on| {
            let first = make(0, handle);
            let last = next(next(&first));
            let (first, last) = on.wait(daisy::compute((first, last)))?;
            assert_eq!((first.n, last.n, log.clones()), (0, 2, 0));
            assert!(log.comes_to(2));
            Ok(())
        })
    }

    #[test]
    fn what_a_failed_run_made_is_dropped() -> Checked {
        #[delayed]
        fn refuse(probe: &Probe) -> Result<i64, Bad> {
            Err(Bad(probe.n))
        }
        under_each(|log, handle, on| {
            let made = make(1, handle);
            let all = (refuse(&made), next(&made), make(2, handle));
            let computation = daisy::compute(all);
            assert!(on.wait(computation).is_err());
            assert!(log.comes_to(0));
            Ok(())
        })
    }
}
