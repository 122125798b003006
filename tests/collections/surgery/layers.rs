//! Surgery on layers: they stay rules.

use super::{Log, before};
use crate::common::Checked;
use crate::common::executors::every_executor;
use crate::common::functions::number;
use daisy::prelude::*;
use daisy::{Blocks, Inline, Key, Layer, Node, Rewire};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Counts how many tasks were built.
type Built = Arc<AtomicUsize>;

/// Tasks that note `name` and their index; each reads what `reads` says.
struct Noting {
    name: &'static str,
    len: usize,
    log: Log,
    built: Built,
    reads: Arc<dyn Fn(usize) -> Vec<Delayed<i64>> + Send + Sync>,
}

impl Layer for Noting {
    type Output = i64;

    fn key(&self) -> Key {
        Key::new(self.name, &self.len)
    }

    fn len(&self) -> usize {
        self.len
    }

    fn inputs(&self, index: usize) -> Vec<Node> {
        (self.reads)(index).iter().map(Node::from).collect()
    }

    fn task(&self, index: usize) -> Delayed<i64> {
        self.built.fetch_add(1, SeqCst);
        self.log.task(&format!("{} {index}", self.name), (self.reads)(index))
    }
}

#[derive(Clone, Default)]
struct Maker {
    log: Log,
    built: Built,
}

impl Maker {
    fn layer(
        &self,
        name: &'static str,
        len: usize,
        reads: impl Fn(usize) -> Vec<Delayed<i64>> + Send + Sync + 'static,
    ) -> Blocks<i64> {
        let Maker { log, built } = self.clone();
        daisy::layer(Noting { name, len, log, built, reads: Arc::new(reads) })
    }

    /// `low`, and `high` that reads a block of it and the next.
    fn two(&self, len: usize) -> (Blocks<i64>, Blocks<i64>) {
        let low = self.layer("low", len, |_| vec![]);
        let of = low.clone();
        (low, self.layer("high", len, move |index| vec![of.block(index), of.block((index + 1) % len)]))
    }

    fn parent(&self) -> Delayed<i64> {
        self.log.task("parent", vec![])
    }

    fn built(&self) -> usize {
        self.built.swap(0, SeqCst)
    }
}

fn keys(blocks: &Blocks<i64>) -> HashSet<Key> {
    blocks.graph().keys().collect()
}

#[test]
fn nothing_is_built_before_it_runs() -> Checked {
    let maker = Maker::default();
    let (_, high) = maker.two(100_000_000);
    let bound = daisy::bind([high.block(3), high.block(70_000_000)], maker.parent());
    assert_eq!(bound.graph().len(), 6 + 2);
    assert_eq!(maker.built(), 0);
    assert_eq!(bound.compute().wait()?, [3, 3]);
    assert_eq!(maker.built(), 6);
    let noted = maker.log.take();
    assert!(before(&noted, &["parent"], &["low 3", "low 4", "low 70000000", "low 70000001"]));
    Ok(())
}

#[test]
fn blocks_run_after_their_parents_as_blocks_of_new_layers() -> Checked {
    for executor in every_executor() {
        let maker = Maker::default();
        let (_, high) = maker.two(4);
        let bound = daisy::bind(high.clone(), maker.parent());
        assert!(keys(&bound).is_disjoint(&keys(&high)));
        assert_ne!(bound.key(), high.key());
        assert_eq!((bound.key().name(), bound.len()), ("high", 4));
        assert_eq!((bound.graph().len(), bound.block(2).graph().len(), maker.built()), (8 + 2, 3 + 2, 0));
        assert_eq!(bound.compute().on(executor).wait()?, [3; 4]);
        let noted = maker.log.take();
        assert_eq!((noted.len(), &*noted[0]), (9, "parent"));
    }
    Ok(())
}

#[test]
fn clones_of_layers_share_nothing_and_seeds_decide() -> Checked {
    let maker = Maker::default();
    let (_, high) = maker.two(3);
    let rewire = Rewire::new().seed(5);
    let (once, same) = (rewire.clone_graph(high.clone()), rewire.clone_graph(high.clone()));
    let (twice, other) = (rewire.clone_graph(once.clone()), daisy::clone_graph(high.clone()));
    assert_eq!(keys(&once), keys(&same));
    let all: HashSet<Key> = [&high, &once, &twice, &other].into_iter().flat_map(keys).collect();
    assert_eq!((all.len(), maker.built()), (4 * 6, 0));
    assert_eq!(
        daisy::compute((high, once, (same, twice), other)).wait()?,
        (vec![3; 3], vec![3; 3], (vec![3; 3], vec![3; 3]), vec![3; 3])
    );
    assert_eq!(maker.log.take().len(), 4 * 6);
    Ok(())
}

#[test]
fn what_is_omitted_of_a_layer_is_shared() -> Checked {
    let maker = Maker::default();
    let (low, high) = maker.two(3);
    // All of what it reads: the blocks just above wait for the parents.
    let bound = Rewire::new().omit(low.clone()).bind(high.clone(), maker.parent());
    let (values, _) = daisy::compute((bound, low.clone())).wait()?;
    assert_eq!(values, [3; 3]);
    let noted = maker.log.take();
    assert!(before(&noted, &["parent"], &["high 0", "high 1", "high 2"]) && noted.len() == 7, "{noted:?}");
    // Some of what it reads, and one of its own.
    let again = Rewire::new().omit(low.block(0)).omit(high.block(2)).clone_graph(high.clone());
    assert_eq!(again.block(2).key(), high.block(2).key());
    assert_ne!(again.block(1).key(), high.block(1).key());
    assert_eq!(again.cull(&[again.block(1).key(), again.block(2).key(), high.block(0).key()]).len(), 2);
    assert_eq!(daisy::compute((again, high)).wait()?, (vec![3; 3], vec![3; 3]));
    let noted = maker.log.take();
    let times = |name: &str| noted.iter().filter(|noted| *noted == name).count();
    assert_eq!(["low 0", "low 1", "low 2", "high 0", "high 1", "high 2"].map(times), [1, 2, 1, 2, 2, 1]);
    Ok(())
}

#[test]
fn layers_that_read_themselves_and_single_tasks() -> Checked {
    for executor in every_executor() {
        let maker = Maker::default();
        let first = maker.log.task("first", vec![number(41)]);
        let of = maker.clone();
        // Block i reads block i - 1, and block 0 a single task.
        fn chain(of: Maker, first: Delayed<i64>) -> Blocks<i64> {
            let again = of.clone();
            of.layer("chain", 5, move |index| match index {
                0 => vec![first.clone()],
                _ => vec![chain(again.clone(), first.clone()).block(index - 1)],
            })
        }
        let chain = chain(of, first.clone());
        // A single task that reads a block, and a layer that reads that.
        let middle = maker.log.task("middle", vec![chain.block(4)]);
        let top = maker.layer("top", 2, move |_| vec![middle.clone()]);
        let bound = daisy::bind(top.clone(), maker.parent());
        assert!(keys(&bound).is_disjoint(&keys(&top)));
        assert_eq!(daisy::compute((bound, top)).on(executor.clone()).wait()?, (vec![49; 2], vec![49; 2]));
        assert_eq!(maker.log.take().len(), 2 * (1 + 5 + 1 + 2) + 1);
        let again = daisy::bind(daisy::clone_graph(chain.block(4)), maker.parent());
        assert_eq!(again.compute().on(executor).wait()?, 47);
        let noted = maker.log.take();
        assert!(before(&noted, &["parent"], &["first"]) && noted.len() == 7, "{noted:?}");
    }
    Ok(())
}

#[test]
fn a_layer_regenerated_over_and_over_is_let_go() -> Checked {
    struct Source(Arc<()>);
    impl Layer for Source {
        type Output = i64;
        fn key(&self) -> Key {
            Key::new("source", &0)
        }
        fn len(&self) -> usize {
            2
        }
        fn task(&self, index: usize) -> Delayed<i64> {
            number(index as i64 * Arc::strong_count(&self.0).min(1) as i64)
        }
    }
    let witness = Arc::new(());
    let source = daisy::layer(Source(witness.clone()));
    let (maker, low) = (Maker::default(), source.clone());
    let high = maker.layer("high", 2, move |index| vec![low.block(index), number(1)]);
    let single = maker.log.task("single", vec![high.block(0)]);
    let top = maker.layer("top", 2, move |_| vec![single.clone()]);
    for _ in 0..3 {
        let again = daisy::bind(daisy::clone_graph(top.clone()), source.clone());
        // A worker may hold a run for a moment after its end; this thread does not.
        assert_eq!(again.compute().on(Inline).wait()?, [4; 2]);
    }
    drop((source, high, top));
    assert_eq!(Arc::strong_count(&witness), 1);
    Ok(())
}

#[test]
fn held_blocks_are_shared() -> Checked {
    let maker = Maker::default();
    let (low, high) = maker.two(3);
    let kept = low.persist().wait()?;
    assert_eq!(maker.log.take().len(), 3);
    let (kept_again, bound) = daisy::bind((kept.clone(), high), maker.parent());
    assert_eq!(kept_again.keys(), kept.keys());
    assert_eq!(bound.compute().wait()?, [3; 3]);
    assert_eq!(maker.log.take().len(), 4);
    Ok(())
}

#[test]
fn blocks_are_waited_for_and_wait() -> Checked {
    for executor in every_executor() {
        let maker = Maker::default();
        let (low, high) = maker.two(3);
        let (waited, _) = daisy::wait_on((low.clone(), high));
        assert_eq!((waited.len(), maker.built()), (3, 0));
        let reader = maker.log.task("reader", vec![waited.block(0)]);
        assert_eq!(reader.compute().on(executor.clone()).wait()?, 2);
        assert!(before(&maker.log.take(), &["high 0", "high 1", "high 2"], &["reader"]));
        assert_eq!(waited.compute().on(executor.clone()).wait()?, [1; 3]);
        maker.log.take();
        let after = daisy::bind(maker.parent(), waited.clone());
        assert_eq!(after.compute().on(executor).wait()?, 1);
        assert_eq!(maker.log.take().last().unwrap(), "parent");
        assert_eq!(waited.cull(&[waited.block(1).key()]).len(), 1);
    }
    assert_eq!(daisy::checkpoint(Maker::default().two(100).0).graph().len(), 215);
    Ok(())
}

#[test]
fn bound_blocks_can_be_bound_waited_for_and_kept() -> Checked {
    let maker = Maker::default();
    let (_, high) = maker.two(3);
    let waited = daisy::wait_on(daisy::bind(high, maker.parent()));
    let again = daisy::bind(waited.clone(), maker.log.task("second", vec![]));
    assert_eq!(again.compute().wait()?, [3; 3]);
    let noted = maker.log.take();
    assert!(before(&noted, &["second"], &["parent"]) && noted.len() == 8, "{noted:?}");
    let kept = again.persist().wait()?;
    assert_eq!((kept.keys(), kept.graph().len()), (again.keys(), 0));
    assert_eq!(daisy::clone_graph(kept).compute().wait()?, [3; 3]);
    assert_eq!(maker.log.take().len(), 8);
    Ok(())
}

#[test]
fn element_wise_layers_and_reductions() -> Checked {
    #[delayed]
    fn source(log: &Log, index: usize) -> i64 {
        log.note("source");
        index as i64
    }
    #[delayed]
    fn twice(x: i64) -> i64 {
        2 * x
    }
    #[delayed]
    fn total(parts: Vec<i64>) -> i64 {
        parts.iter().sum()
    }
    for executor in every_executor() {
        let maker = Maker::default();
        let log = daisy::opaque(maker.log.clone());
        let sources = daisy::blockwise("sources", 0..20, |index| source(&log, index));
        let steps = daisy::blockwise("steps", &sources, |x| twice(twice(x)));
        let sum = daisy::tree_reduce("sum", &steps, 3, total);
        for (collection, value) in [(sum.clone(), 760), (daisy::optimize(sum.clone()), 760), (steps.block(7), 28)] {
            let runs = collection.graph().len();
            let bound = daisy::bind(collection.clone(), maker.parent());
            assert_eq!(bound.graph().len(), (if value == 28 { 2 } else { 20 + 20 + 7 + 3 + 1 }) + 2, "of {runs}");
            assert_eq!(daisy::compute((bound, collection)).on(executor.clone()).wait()?, (value, value));
            let noted = maker.log.take();
            let sources = noted.iter().filter(|noted| *noted == "source").count();
            assert_eq!((sources, noted.len()), (if value == 28 { 2 } else { 40 }, sources + 1));
        }
        let bound = daisy::bind(steps.clone(), maker.parent());
        let more = daisy::blockwise("more", &bound, twice);
        assert_eq!(more.cull(&[more.key().at(3)]).compute().on(executor).wait()?, [24]);
        assert!(before(&maker.log.take(), &["parent"], &["source"]));
    }
    Ok(())
}

/// Two clones of parts of a layer with one seed are parts of one clone: what either reads is regenerated.
#[test]
fn clones_of_parts_with_one_seed_make_a_clone_of_both() {
    let maker = Maker::default();
    let log = &maker.log;
    let single: Vec<_> = (0..3).map(|index| log.task(&format!("single {index}"), vec![])).collect();
    let reads = maker.layer("reads", 3, move |index| vec![single[index].clone()]);
    let seeded = Rewire::new().seed(7);
    let parts = (seeded.clone_graph(reads.block(0)), seeded.clone_graph(reads.block(1)));
    let both = seeded.clone_graph((reads.block(0), reads.block(1)));
    assert_eq!((parts.0.key(), parts.1.key()), (both.0.key(), both.1.key()));
    assert_eq!((parts.clone(), reads.clone()).graph(), (both, reads.clone()).graph());
    assert_eq!((parts, reads).graph().tasks().count(), 2 * 2 + 3 * 2);
}
