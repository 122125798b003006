//! Passes that users register.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use daisy::prelude::*;
use daisy::{Graph, Key, Keys, Node, Pass};

/// Passes are for all computations of a process: one test at a time, each over functions of its own.
static ONE: Mutex<()> = Mutex::new(());

static RUNS: AtomicUsize = AtomicUsize::new(0);

#[delayed]
fn counted(n: u64) -> u64 {
    RUNS.fetch_add(1, SeqCst);
    n + 1
}

struct Known(HashMap<Key, Node>);

impl Pass for Known {
    fn run(&self, graph: Graph, _: &Keys) -> Graph {
        graph.replace(|node| self.0.get(&node.key()).cloned())
    }
}

#[test]
fn a_pass_may_bring_results_of_its_own() {
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let kept = counted(1).persist().wait().unwrap();
    let before = RUNS.load(SeqCst);
    let sum = counted(1) * 2 + counted(2);
    {
        let _pass = daisy::add_pass(Known(HashMap::from([(kept.key(), (&kept).into())])));
        assert_eq!(sum.compute().wait().unwrap(), 7);
        assert_eq!(RUNS.load(SeqCst) - before, 1);
        assert_eq!(counted(1).compute().wait().unwrap(), 2); // a root, too
        assert_eq!(RUNS.load(SeqCst) - before, 1);
        assert_eq!(counted(1).compute().optimize(false).wait().unwrap(), 2);
        assert_eq!(RUNS.load(SeqCst) - before, 2);
    }
    assert_eq!(sum.compute().wait().unwrap(), 7);
    assert_eq!(RUNS.load(SeqCst) - before, 4);
}

#[test]
fn a_pass_that_loses_a_root_is_named() {
    let _one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    #[delayed]
    fn unlucky(n: u64) -> u64 {
        n
    }
    struct Loses;
    impl Pass for Loses {
        fn run(&self, graph: Graph, _: &Keys) -> Graph {
            let unlucky = graph.roots().any(|root| root.name() == "unlucky");
            if unlucky { Graph::new([]) } else { graph }
        }
        fn name(&self) -> String {
            "loses".into()
        }
    }
    let _pass = daisy::add_pass(Loses);
    let error = unlucky(1).compute().wait().unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("the pass `loses` lost unlucky-") && text.ends_with("which was asked for"), "{text}");
}

#[test]
fn a_replaced_node_must_keep_its_key() {
    let (one, two) = (counted(1), counted(2));
    let graph = (&one + &two).graph();
    assert_eq!(graph.replace(|_| None), graph);
    let swapped = catch_unwind(AssertUnwindSafe(|| graph.replace(|_| Some((&one).into()))));
    let text = *swapped.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("can't stand for counted-") && text.contains("their keys differ"), "{text}");
}
