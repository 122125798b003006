//! Who is asked what, when, and how often.

use crate::common::Checked;
use crate::common::executors::Serial;
use crate::common::functions::{inc, number};
use crate::common::process::in_a_process_of_its_own;
use daisy::prelude::*;
use daisy::{ErrorKind, Executor, Graph, Inline, Keys, Node, Plan, Result, Results, Swap};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

/// What a member saw as it was asked to optimize: how many roots, tasks and keys.
type Seen = Arc<Mutex<Vec<(usize, usize, usize)>>>;

/// Notes what it is asked, and prefers an executor.
#[derive(Clone)]
struct Member {
    handle: Delayed<i64>,
    seen: Seen,
    prefers: Option<Arc<dyn Executor>>,
}

fn member(handle: Delayed<i64>) -> Member {
    Member { handle, seen: Seen::default(), prefers: None }
}

fn prefers(executor: impl Executor) -> Member {
    Member { prefers: Some(Arc::new(executor)), ..member(number(1)) }
}

impl Collection for Member {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.handle.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> Result<i64> {
        self.handle.postcompute(results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Member { handle: self.handle.postpersist(swap), ..self }
    }

    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        self.seen.lock().unwrap().push((graph.roots().count(), graph.len(), keys.len()));
        graph
    }

    fn executor(&self) -> Option<Arc<dyn Executor>> {
        self.prefers.clone()
    }
}

/// One of every composite.
#[derive(Clone, Collection)]
struct All {
    tuple: (Member, Member),
    vec: Vec<Member>,
    array: [Option<Member>; 2],
    map: BTreeMap<u8, Box<Member>>,
}

#[test]
fn each_member_is_asked_once_a_run_with_the_whole_graph_and_all_keys() -> Checked {
    let members: Vec<Member> = (0..5).map(|n| member(inc(number(n)))).collect();
    let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|n| members[n].clone());
    let all = All { tuple: (a, b), vec: vec![c], array: [Some(d), None], map: [(0, Box::new(e))].into() };
    let seen = || members.iter().map(|member| member.seen.lock().unwrap().clone()).collect::<Vec<_>>();
    let values = all.compute().wait()?;
    assert_eq!((values.tuple, values.vec, values.array), ((1, 2), vec![3], [Some(4), None]));
    assert_eq!(seen(), vec![vec![(5, 10, 5)]; 5]);
    let _ = (all.clone(), number(9)).persist().wait()?;
    assert_eq!(seen(), vec![vec![(5, 10, 5), (6, 11, 6)]; 5]);
    let _ = (all.clone(), number(9)).compute().optimize(false).wait()?;
    assert_eq!(seen(), vec![vec![(5, 10, 5), (6, 11, 6)]; 5]);
    let _ = daisy::optimize(all);
    assert_eq!(seen(), vec![vec![(5, 10, 5), (6, 11, 6), (5, 10, 5)]; 5]);
    Ok(())
}

/// An executor with a name, that counts its plans.
#[derive(Clone)]
struct Named(&'static str, Arc<AtomicUsize>);

fn named(name: &'static str) -> Named {
    Named(name, Arc::default())
}

impl Executor for Named {
    fn execute(&self, plan: Plan) {
        self.1.fetch_add(1, SeqCst);
        Serial.execute(plan);
    }

    fn name(&self) -> String {
        self.0.into()
    }
}

#[test]
fn a_preferred_executor_runs_what_says_nothing() -> Checked {
    let one = named("one");
    assert_eq!(daisy::compute((number(1), prefers(one.clone()), prefers(named("one")))).wait()?, (1, 1, 1));
    assert_eq!(one.1.load(SeqCst), 1);
    assert_eq!(prefers(one.clone()).compute().on(Inline).wait()?, 1);
    assert_eq!(one.1.load(SeqCst), 1);
    Ok(())
}

fn disagree<C: Collection>(collection: C) {
    let error = daisy::compute(collection).wait().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Executor);
    let text = error.to_string();
    assert!(text.contains("`one`") && text.contains("`two`") && text.contains(".on("), "{text}");
}

#[test]
fn members_that_prefer_different_executors_are_an_error_that_names_both() -> Checked {
    let (one, two) = (|| prefers(named("one")), || prefers(named("two")));
    disagree((one(), two()));
    disagree(vec![one(), one(), two()]);
    disagree((number(1), (one(), [Some(one()), Some(two())])));
    disagree(((one(), two()), number(1), one()));
    // Nothing to run decides nothing.
    disagree([Member { handle: daisy::value(1i64), ..one() }, Member { handle: daisy::value(1i64), ..two() }]);
    assert_eq!(daisy::compute((one(), two())).on(Inline).wait()?, (1, 1));
    Ok(())
}

#[test]
fn a_default_decides_before_preferences_and_settles_disagreements() {
    in_a_process_of_its_own(&[("DAISY_EXECUTOR", "inline")], || {
        let (one, two) = (named("one"), named("two"));
        assert_eq!(daisy::compute((prefers(one.clone()), prefers(two.clone()))).wait().unwrap(), (1, 1));
        let set = named("set");
        daisy::set_executor(&set);
        assert_eq!(daisy::compute((prefers(one.clone()), prefers(two.clone()))).wait().unwrap(), (1, 1));
        assert_eq!([&one, &two, &set].map(|executor| executor.1.load(SeqCst)), [0, 0, 1]);
    });
}

#[test]
fn persisted_members_keep_their_keys_and_run_nothing_again() -> Checked {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    #[delayed]
    fn counted(n: i64) -> i64 {
        RUNS.fetch_add(1, SeqCst);
        n
    }
    let collection = (vec![counted(1), counted(2)], BTreeMap::from([("a", Some(counted(1)))]));
    let kept = collection.persist().wait()?;
    assert_eq!((kept.keys(), RUNS.load(SeqCst)), (collection.keys(), 2));
    assert!(kept.graph().is_empty() && kept.0.iter().all(|handle| Node::from(handle).is_constant()));
    // Beside the tasks they stand for, they are used.
    let (both, sum) = daisy::compute((collection.0, (&kept.0[0] + counted(2), kept))).wait()?;
    assert_eq!((both, sum.0, RUNS.load(SeqCst)), (vec![1, 2], 3, 2));
    Ok(())
}

#[test]
fn optimizing_keeps_keys_and_runs_nothing() -> Checked {
    let collection = vec![inc(number(1)), inc(inc(number(1)))];
    let once = daisy::optimize(collection.clone());
    assert_eq!(once.keys(), collection.keys());
    assert!(once.graph() == daisy::optimize(once.clone()).graph());
    assert_eq!(once.compute().wait()?, [2, 3]);
    Ok(())
}
