//! The page's three examples, made complete.

use crate::*;
use daisy::{Blocks, Executor, Graph, Inline, Layer, Results, Swap};

/// A collection made of a graph and keys.
#[derive(Clone)]
struct Tuple {
    graph: Graph,
    keys: [Key; 4],
}

impl Collection for Tuple {
    type Output = (i64, i64, i64, i64);
    fn roots(&self, roots: &mut Vec<Node>) {
        roots.extend(self.keys.iter().map(|key| self.graph.node(key).expect("in its own graph")));
    }
    fn postcompute(self, results: &mut Results) -> daisy::Result<Self::Output> {
        let [b, c, d, e] = &self.keys;
        Ok((results.take(b)?, results.take(c)?, results.take(d)?, results.take(e)?))
    }
    fn postpersist(self, swap: &Swap) -> Self {
        Tuple { graph: swap.graph().clone(), keys: self.keys.map(|key| swap.key(&key)) }
    }
    fn optimize(&self, graph: Graph, keys: &Keys) -> Graph {
        graph.cull(keys.iter())
    }
    fn executor(&self) -> Option<Arc<dyn Executor>> {
        Some(Arc::new(Inline))
    }
}

fn tuple() -> Tuple {
    let (a, b) = (daisy::value(1i64), daisy::value(2i64));
    let (c, d) = (add(&a, &b), mul(&b, 2i64));
    let e = add(&b, &c);
    let keys = [b.key(), c.key(), d.key(), e.key()];
    let graph = Graph::merge([b.graph(), c.graph(), d.graph(), e.graph()]);
    Tuple { graph, keys }
}

#[test]
fn a_tuple_is_made_of_a_graph_and_keys() -> daisy::Result<()> {
    assert_eq!(tuple().compute().wait()?, (2, 3, 4, 5));
    assert_eq!(tuple().graph.len(), 3);
    assert_eq!(tuple().graph.roots().map(|root| root.key()).collect::<Vec<_>>(), tuple().keys);
    Ok(())
}

#[test]
fn a_tuple_goes_through_every_function() -> daisy::Result<()> {
    let (values, keys) = ((2, 3, 4, 5), tuple().keys);
    let held = tuple().persist().wait()?;
    assert_eq!((held.graph.len(), &held.keys), (0, &keys));
    assert_eq!(held.compute().wait()?, values);
    let optimized = daisy::optimize(tuple());
    assert_eq!(optimized.keys, keys);
    assert_eq!(optimized.compute().wait()?, values);
    let waits = daisy::wait_on(tuple());
    assert!(waits.keys.iter().all(|key| !keys.contains(key)));
    assert_eq!(waits.compute().wait()?, values);
    let cloned = daisy::clone_graph(tuple());
    assert_eq!(cloned.keys[0], keys[0], "a constant is shared");
    assert!(cloned.keys[1..].iter().all(|key| !keys.contains(key)));
    assert_eq!(cloned.compute().wait()?, values);
    let bound = daisy::bind(tuple(), inc(9));
    assert_eq!(bound.compute().wait()?, values);
    assert_eq!(bound.graph().len(), 3 + 1 + 1);
    assert_eq!(daisy::compute((tuple(), vec![cloned, waits])).wait()?, (values, vec![values, values]));
    assert_eq!(daisy::checkpoint(tuple()).graph().len(), 3 + 4 + 1);
    Ok(())
}

type Chunk = Vec<f64>;

#[delayed]
fn read(path: &str, index: usize) -> Chunk {
    vec![path.len() as f64, index as f64]
}

#[delayed]
fn mean(chunk: &[f64]) -> f64 {
    chunk.iter().sum::<f64>() / chunk.len() as f64
}

struct Chunks {
    path: String,
    count: usize,
    built: Counter,
}
impl Layer for Chunks {
    type Output = Chunk;
    fn key(&self) -> Key {
        Key::new("chunks", &(&self.path, self.count))
    }
    fn len(&self) -> usize {
        self.count
    }
    fn task(&self, index: usize) -> Delayed<Chunk> {
        self.built.bump();
        read(&self.path, index)
    }
}
struct Means {
    of: Blocks<Chunk>,
    key: Key,
    built: Counter,
}
impl Layer for Means {
    type Output = f64;
    fn key(&self) -> Key {
        Key::new("means", &self.key)
    }
    fn len(&self) -> usize {
        self.of.len()
    }
    fn inputs(&self, index: usize) -> Vec<Node> {
        vec![self.of.block(index).into()]
    }
    fn task(&self, index: usize) -> Delayed<f64> {
        self.built.bump();
        mean(self.of.block(index))
    }
}

#[tokio::test]
async fn a_layer_and_one_on_top_of_it() -> daisy::Result<()> {
    let (path, built) = ("file".to_string(), Counter::default());
    let chunks = daisy::layer(Chunks { path, count: 1_000_000, built: built.clone() });
    let means = daisy::layer(Means { key: chunks.key(), of: chunks, built: built.clone() });
    assert_eq!(means.block(3).graph().len(), 2); // nothing built
    assert_eq!(built.count(), 0);
    let few = daisy::compute([means.block(3), means.block(5)]).await?; // four tasks built
    assert_eq!(few, [3.5, 4.5]);
    assert_eq!(built.count(), 4);
    Ok(())
}

/// What was done with a file, in order.
#[derive(Clone, Default)]
struct Reader(Log);

const OPEN: i64 = -1;
const CLOSE: i64 = -2;

impl Reader {
    fn open(&self) {
        self.0.push(OPEN);
    }
    fn close(&self) {
        self.0.push(CLOSE);
    }
    fn block(&self, index: usize) -> f64 {
        self.0.push(index as i64);
        index as f64
    }
}

mod file {
    use super::Reader;
    use daisy::prelude::*;

    #[delayed(impure)]
    fn open(file: &Reader) {
        file.open()
    }
    #[delayed(impure)]
    fn close(file: &Reader) {
        file.close()
    }
    #[delayed(impure)]
    fn read(file: &Reader, index: usize) -> f64 {
        file.block(index)
    }

    pub(super) fn blocks(reader: Reader) -> Vec<Delayed<f64>> {
        let file = daisy::opaque(reader);
        let blocks: Vec<_> = (0..4).map(|index| read(&file, index)).collect();
        let blocks = daisy::bind(blocks, open(&file));
        let closed = daisy::bind(close(&file), blocks.clone());
        daisy::wait_on((blocks, closed)).0
    }
}

#[test]
fn nothing_is_seen_of_a_file_before_it_is_closed() -> daisy::Result<()> {
    for one in [false, true] {
        let log = Log::default();
        let seen = log.clone();
        let blocks = file::blocks(Reader(log.clone()));
        // What reads a block sees the file closed.
        let looks = blocks.iter().map(|block| {
            let seen = seen.clone();
            block.map(move |value| (*value, seen.names().last().copied()))
        });
        let computation = daisy::compute(looks.collect::<Vec<_>>());
        let values = if one { computation.on(Inline).wait()? } else { computation.workers(4).wait()? };
        assert_eq!(values, [0.0, 1.0, 2.0, 3.0].map(|value| (value, Some(CLOSE))));
        let names = log.take();
        assert_eq!((names.len(), names[0], names[5]), (6, OPEN, CLOSE), "each ran once: {names:?}");
        let mut reads = names[1..5].to_vec();
        reads.sort();
        assert_eq!(reads, [0, 1, 2, 3]);
    }
    Ok(())
}
