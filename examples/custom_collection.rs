//! A collection of one's own: the tuple of Dask's documentation on custom collections, made of a graph and keys.
//!
//! ```text
//! cargo run --example custom_collection
//! ```

use daisy::prelude::*;
use daisy::{Graph, Key, Node, Result, Results, Swap};

#[derive(Clone)]
struct Tuple {
    graph: Graph,
    keys: [Key; 4],
}

impl Collection for Tuple {
    type Output = (i64, i64, i64, i64);

    fn roots(&self, roots: &mut Vec<Node>) {
        roots.extend(self.keys.iter().map(|key| self.graph.node(key).expect("a key of its own graph")));
    }

    fn postcompute(self, results: &mut Results) -> Result<Self::Output> {
        let [b, c, d, e] = &self.keys;
        Ok((results.take(b)?, results.take(c)?, results.take(d)?, results.take(e)?))
    }

    fn postpersist(self, swap: &Swap) -> Self {
        Tuple { graph: swap.graph().clone(), keys: self.keys.map(|key| swap.key(&key)) }
    }
}

#[delayed]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

#[delayed]
fn mul(a: i64, b: i64) -> i64 {
    a * b
}

fn main() -> Result<()> {
    let (a, b) = (daisy::value(1i64), daisy::value(2i64));
    let (c, d) = (add(&a, &b), mul(&b, 2i64));
    let e = add(&b, &c);
    let graph = Graph::new([&b, &c, &d, &e].map(Node::from));
    let tuple = Tuple { graph, keys: [b.key(), c.key(), d.key(), e.key()] };

    println!("{}", tuple.graph);
    println!("computes to {:?}", tuple.compute().wait()?);

    let kept = tuple.persist().wait()?;
    println!("persists to itself, {} tasks left, and computes to {:?}", kept.graph.len(), kept.compute().wait()?);
    assert_eq!(kept.compute().wait()?, (2, 3, 4, 5));
    assert!(kept.keys == tuple.keys && kept.graph.is_empty());
    Ok(())
}
