//! Layers come back as rules: no task is built by writing or reading.

use crate::common::process::in_a_process_of_its_own;
use crate::functions::*;
use daisy::prelude::*;
use daisy::{BlockIndex, Blocks, Graph, Inline, blockwise, tree_reduce};
use std::fmt::Debug;

#[delayed]
fn number(n: usize) -> u64 {
    n as u64
}

#[delayed]
fn plus(a: u64, b: u64) -> u64 {
    a + b
}

#[delayed]
fn at(a: u64, index: usize) -> u64 {
    a * 1_000 + index as u64
}

#[delayed]
fn total(parts: Vec<u64>) -> u64 {
    parts.iter().sum()
}

#[delayed]
fn less(x: u64) -> Result<u64, std::num::TryFromIntError> {
    u64::try_from(x as i64 - 3)
}

fn numbers(len: usize) -> Blocks<u64> {
    blockwise("numbers", 0..len, number)
}

/// `n` element-wise steps, of which each has a key of its own.
fn chain(of: &Blocks<u64>, n: u64) -> Blocks<u64> {
    (0..n).fold(of.clone(), |blocks, step| blockwise("step", &blocks, |x| plus(x, step)))
}

#[track_caller]
fn read(graph: &Graph) -> Graph {
    let bytes = graph.to_bytes().unwrap();
    let read = Graph::from_bytes(&bytes).unwrap();
    assert_eq!(&read, graph);
    assert_eq!(read.to_bytes().unwrap(), bytes);
    let keys = |graph: &Graph| graph.keys().map(|key| key.to_string()).collect::<Vec<_>>();
    assert_eq!(keys(&read), keys(graph));
    read
}

fn typed<T: Data>(graph: &Graph) -> Vec<Delayed<T>> {
    graph.roots().map(|root| root.typed().unwrap()).collect()
}

/// The graph, and that graph fused, come back with listings and results.
#[track_caller]
fn same<C: Collection + Clone, T: Data + Clone + PartialEq + Debug>(collection: &C) -> Graph {
    let graph = collection.graph();
    let expected = daisy::compute(typed::<T>(&graph)).wait().unwrap();
    for graph in [graph.fuse(), graph] {
        let read = read(&graph);
        assert_eq!(read.to_string(), graph.to_string());
        assert_eq!(daisy::compute(typed::<T>(&read)).wait().unwrap(), expected);
        assert_eq!(daisy::compute(typed::<T>(&read)).on(Inline).wait().unwrap(), expected);
        assert_eq!(read.fuse().to_string(), graph.fuse().to_string());
    }
    read(&collection.graph())
}

#[test]
fn chains() {
    same::<_, u64>(&numbers(5));
    let ten = chain(&numbers(7), 10);
    let graph = same::<_, u64>(&ten);
    assert_eq!((graph.len(), graph.fuse().len()), (77, 7));
    same::<_, u64>(&ten.block(3));
    same::<_, u64>(&vec![ten.block(3), numbers(7).block(2)]);
}

#[test]
fn sources_of_every_kind() {
    let (many, one, handle) = (numbers(6), numbers(1), plus(20, 1));
    same::<_, u64>(&blockwise("sums", (&many, &many, BlockIndex), |(a, b, index)| at(plus(a, b), index)));
    same::<_, u64>(&blockwise("one", (&many, &one, &handle), |(a, b, c)| plus(plus(a, b), c)));
    same::<_, u64>(&blockwise("ranges", (5..11, &many), |(n, a)| at(a, n)));
    same::<_, u64>(&blockwise("brings", &many, |a| plus(a, &handle)));
    same::<_, u64>(&blockwise("block", &many, |a| plus(a, chain(&one, 2).block(0))));
    same::<_, u64>(&blockwise("block", (&many, numbers(9).block(8)), |(a, b)| plus(a, b)));
    same::<_, u64>(&blockwise("index", BlockIndex, number));
    same::<_, u64>(&blockwise("none", 3..3, number));
    let few = many.cull(&[many.key().at(4), many.key().at(1), many.key().at(2)]);
    same::<_, u64>(&few);
    same::<_, u64>(&blockwise("few", (&few, 0..3), |(a, n)| at(a, n)));
}

#[test]
fn constants_of_tasks() {
    let opaque = daisy::opaque(7u64);
    let held = number(5).persist().wait().unwrap();
    let doubled = blockwise("doubled", numbers(4), |a| a * 2u64 + &opaque + &held);
    same::<_, u64>(&doubled);
    // Captured by tasks of layers, captured by a task, and by itself.
    same::<_, u64>(&vec![doubled.block(1) + 2u64, daisy::value(2u64), doubled.block(0) * 2u64]);
}

#[test]
fn failures_keep_their_place() {
    let less = blockwise("less", chain(&numbers(3), 1), less);
    let said = |graph: &Graph| {
        let error = typed::<u64>(graph).remove(0).compute().wait().unwrap_err();
        (error.to_string(), error.task().unwrap().key().to_string(), error.task().unwrap().line())
    };
    for graph in [Collection::graph(&less), Collection::graph(&less).fuse()] {
        assert_eq!(said(&read(&graph)), said(&graph));
    }
}

#[test]
fn reductions() {
    let of = |blocks: &Blocks<u64>, n: usize| tree_reduce("total", blocks, n, total);
    for (len, n) in [(1, 2), (2, 2), (5, 2), (20, 3), (100, 8), (10, usize::MAX)] {
        same::<_, u64>(&of(&chain(&numbers(len), 2), n));
    }
    let extra = plus(1, 1);
    same::<_, u64>(&tree_reduce("more", &numbers(10), 4, |parts| total(parts) + &extra));
    let few = numbers(9).cull(&[numbers(9).key().at(3), numbers(9).key().at(5)]);
    same::<_, u64>(&of(&few, 2));
    // A part of a tree, which leaves some of its rule unused.
    let tree = tree_reduce("part", &numbers(10), 4, |parts| {
        let more = plus(1, parts.len() as u64);
        total(parts) + more
    });
    let graph = tree.graph();
    let block = graph.keys().find(|key| key.name() == "part" && key.index() == Some(0)).unwrap();
    read(&graph.cull([&block]));
}

#[test]
fn tasks_read_blocks_and_layers_read_tasks() {
    let base = numbers(4);
    let task = total(base.iter().collect::<Vec<_>>());
    let next = blockwise("next", (&base, &task), |(a, b)| plus(a, b));
    let last = tree_reduce("last", &next, 2, total) + next.block(1);
    same::<_, u64>(&last);
    same::<_, u64>(&blockwise("over", &next, |a| plus(a, &last)));
    // One after the other, many times.
    let deep = (0..2_000).fold(number(1), |x, _| blockwise("deep", (0..2, &x), |(n, x)| at(x, n)).block(1));
    let graph = deep.graph();
    assert_eq!(read(&graph).len(), graph.len());
}

#[test]
fn held_results_of_blocks() {
    let base = chain(&numbers(5), 1);
    let held = base.block(2).persist().wait().unwrap();
    same::<_, u64>(&plus(&held, 1));
    assert_eq!(read(&plus(&held, 1).graph()).node(&held.key()).unwrap().key().to_string(), held.key().to_string());
    // The layer reads the blocks whose results are held.
    let next = chain(&base, 1);
    let graph = same::<_, u64>(&vec![next.block(2), next.block(3), held]);
    assert_eq!(graph.len(), 2 + 2);
    let all = base.persist().wait().unwrap();
    let over = blockwise("over", (&all, &base), |(a, b)| plus(a, b));
    same::<_, u64>(&over);
    let graph = same::<_, u64>(&blockwise("alone", &all, |a| plus(a, 1)));
    assert_eq!(graph.len(), 5);
    same::<_, u64>(&tree_reduce("total", &all, 2, total));
    same::<_, u64>(&blockwise("waited", daisy::wait_on(base.clone()), |a| plus(a, 1)));
    // Only what is needed is written.
    let long = |graph: Graph| graph.to_bytes().unwrap().len();
    let kept = numbers(1_000).persist().wait().unwrap();
    let after = chain(&kept, 1);
    assert!(long(after.block(3).graph()) * 20 < long(Collection::graph(&after)));
    same::<_, u64>(&after.block(3));
}

/// Of a layer that is code, results can be held.
#[test]
fn held_results_of_a_written_layer() {
    let rows = daisy::layer(crate::refused::Rows).persist().wait().unwrap();
    same::<_, f64>(&rows);
    same::<_, f64>(&blockwise("later", &rows, later));
}

#[test]
fn a_million_blocks_are_some_hundred_bytes() {
    let ten = chain(&numbers(1_000_000), 10);
    for graph in [Collection::graph(&ten), Collection::graph(&ten).fuse()] {
        let bytes = graph.to_bytes().unwrap();
        assert!(bytes.len() < 2_000, "{}", bytes.len());
        let read = Graph::from_bytes(&bytes).unwrap();
        assert_eq!((read.len(), &read), (graph.len(), &graph));
        let few = read.cull(&[ten.key().at(3), ten.key().at(999_999)]);
        assert_eq!(daisy::compute(typed::<u64>(&few)).wait().unwrap(), [48, 1_000_044]);
    }
}

fn long() -> Delayed<u64> {
    let ten = chain(&numbers(2_000), 10);
    plus(tree_reduce("total", &ten, 16, total), ten.block(7)) + ten.block(1_999)
}

/// As long as chains of tasks may be: nothing recurses, nor does dropping them.
#[test]
fn many_layers() {
    let long = chain(&numbers(3), 20_000);
    let graph = Collection::graph(&long);
    let bytes = graph.to_bytes().unwrap();
    let read = Graph::from_bytes(&bytes).unwrap();
    assert_eq!(read.len(), 60_003);
    assert_eq!(read.to_bytes().unwrap(), bytes);
}

/// Nothing is built by writing, and nothing in another run by reading.
#[test]
fn the_next_run_builds_what_it_computes() {
    let file = std::env::temp_dir().join(format!("daisy-layers-{}", std::process::id()));
    let path = std::env::var("DAISY_TEST_LAYERS").unwrap_or_else(|_| file.display().to_string());
    if std::env::var_os("DAISY_TEST_LAYERS").is_none() {
        std::fs::write(&path, long().graph().to_bytes().unwrap()).unwrap();
    }
    let given = path.clone();
    let run = move || {
        let bytes = std::fs::read(given).unwrap();
        let graph = Graph::from_bytes(&bytes).unwrap();
        assert_eq!(graph.to_bytes().unwrap(), bytes);
        assert_eq!(graph, long().graph());
        assert_eq!(graph.len(), long().graph().len());
        let block = graph.keys().find(|key| key.name() == "step" && key.index() == Some(11)).unwrap();
        let few = typed::<u64>(&graph.cull([&block])).remove(0);
        println!("<said>{} {}</said>", few.key(), few.compute().wait().unwrap());
    };
    let variables = [("DAISY_TEST_LAYERS", &*path), ("DAISY_DEBUG", "layers")];
    let Some(said) = in_a_process_of_its_own(&variables, run) else { return };
    std::fs::remove_file(&path).unwrap();
    assert!(said.contains("<said>step-") && said.contains("[11] 56<"), "{said}");
}
