//! What a collection gets when it is put together and rebuilt.

use crate::*;
use daisy::{ErrorKind, Graph, Results, Swap};

/// One handle that asks for more than its own, or the wrong thing, of the results.
struct Asks<F>(Delayed<i64>, F);

impl<R: Send + 'static, F: FnOnce(Key, &mut Results) -> daisy::Result<R> + Send + 'static> Collection for Asks<F> {
    type Output = R;

    fn roots(&self, roots: &mut Vec<Node>) {
        self.0.roots(roots);
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<R> {
        (self.1)(self.0.key(), results)
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Asks(swap.get(&self.0), self.1)
    }
}

#[test]
fn a_wrong_key_or_type_is_an_error_of_kind_executor() {
    let ask = |f: fn(Key, &mut Results) -> daisy::Result<i64>| daisy::compute(Asks(inc(0), f)).wait();
    assert_eq!(ask(|key, results| results.take(&key)).unwrap(), 1);
    assert_eq!(ask(|key, results| results.share::<i64>(&key).map(|n| *n)).unwrap(), 1);
    let foreign = |_, results: &mut Results| results.take::<i64>(&inc(5).key());
    let foreign_share = |_, results: &mut Results| results.share::<i64>(&inc(5).key()).map(|n| *n);
    let wrong = |key, results: &mut Results| results.take::<i32>(&key).map(i64::from);
    let wrong_share = |key, results: &mut Results| results.share::<String>(&key).map(|text| text.len() as i64);
    for mistake in [foreign, foreign_share, wrong, wrong_share] {
        let error = ask(mistake).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Executor, "{error}");
    }
    let error = ask(foreign).unwrap_err();
    assert!(error.to_string().contains(&inc(5).key().to_string()), "{error}");
    let error = ask(wrong).unwrap_err();
    assert!(error.to_string().contains("i32"), "{error}");
}

#[test]
fn a_wrong_type_can_be_asked_again_rightly() {
    let again = |key: Key, results: &mut Results| {
        assert!(results.take::<String>(&key).is_err());
        results.take::<i64>(&key)
    };
    assert_eq!(daisy::compute(Asks(inc(0), again)).wait().unwrap(), 1);
}

/// Counts its clones.
struct Copied(Counter);

impl Clone for Copied {
    fn clone(&self) -> Self {
        self.0.bump();
        Copied(self.0.clone())
    }
}

#[delayed]
fn copied(counter: &Counter) -> Copied {
    Copied(counter.clone())
}

#[test]
fn a_result_with_one_owner_is_moved_and_with_more_cloned() {
    let counter = Counter::default();
    let handle = copied(counter.handle());
    handle.compute().wait().unwrap();
    assert_eq!(counter.count(), 0, "moved out");
    daisy::compute(vec![handle.clone(), handle.clone()]).wait().unwrap();
    assert_eq!(counter.count(), 1, "cloned for the first, moved to the last");
    counter.reset();
    let (shared, own) = daisy::compute((handle.shared(), handle.clone())).wait().unwrap();
    assert_eq!(counter.count(), 1);
    drop((shared, own));
    counter.reset();
    let held = handle.persist().wait().unwrap();
    assert_eq!(counter.count(), 0);
    held.compute().wait().unwrap();
    assert_eq!(counter.count(), 1, "the held one owns it too");
    held.compute_shared().wait().unwrap();
    assert_eq!(counter.count(), 1);
}

/// Looks at the swap when it is rebuilt.
#[derive(Clone)]
struct Looks {
    own: Delayed<i64>,
    foreign: Delayed<i64>,
    graph: Option<Graph>,
}

impl Looks {
    fn new() -> Self {
        Looks { own: inc(1), foreign: inc(1000), graph: None }
    }
}

impl Collection for Looks {
    type Output = i64;

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.push((&self.own).into());
    }

    fn postcompute(self, results: &mut Results) -> daisy::Result<i64> {
        results.take(&self.own.key())
    }

    fn postpersist(self, swap: &Swap) -> Self {
        let own = swap.get(&self.own);
        assert_eq!(swap.key(&self.own.key()), own.key());
        assert_eq!(swap.key(&self.foreign.key()), self.foreign.key());
        Looks { own, foreign: swap.get(&self.foreign), graph: Some(swap.graph().clone()) }
    }
}

#[test]
fn a_swap_gives_what_stands_for_a_handle_or_the_handle_itself() {
    let looks = Looks::new();
    let same_key = [daisy::persist(looks.clone()).wait().unwrap(), daisy::optimize(looks.clone())];
    for swapped in same_key {
        assert_eq!(swapped.own.key(), looks.own.key());
        assert_eq!(swapped.foreign.key(), looks.foreign.key());
        assert!(!node(&swapped.foreign).is_constant());
        assert!(swapped.graph.expect("rebuilt").node(&looks.own.key()).is_some());
    }
    let held = daisy::persist(looks.clone()).wait().unwrap();
    assert!(node(&held.own).is_constant());
    assert!(held.graph.expect("rebuilt").node(&looks.own.key()).expect("in it").is_constant());
    let new_key =
        [daisy::wait_on(looks.clone()), daisy::clone_graph(looks.clone()), daisy::bind(looks.clone(), inc(7))];
    for swapped in new_key {
        assert_ne!(swapped.own.key(), looks.own.key());
        assert_eq!(swapped.foreign.key(), looks.foreign.key());
        let graph = swapped.graph.clone().expect("rebuilt");
        assert!(graph.node(&swapped.own.key()).is_some(), "all of it is in the graph");
        assert_eq!(swapped.compute().wait().unwrap(), 2);
    }
}

#[test]
fn keys_of_a_users_collection_are_those_of_its_roots() {
    assert_eq!(keys_of(&Looks::new()), [inc(1).key()]);
    assert_eq!(keys_of(&vec![Some(Looks::new())]), [inc(1).key()]);
    assert_eq!(vec![Looks::new(), Looks::new()].compute().wait().unwrap(), [2, 2]);
}
