//! Random graphs come back: the same keys, listing and results.

use crate::functions::*;
use daisy::prelude::*;
use daisy::{Graph, Node};
use proptest::prelude::*;

/// A step makes one more number of those there are; `a` and `b` say of which.
#[derive(Clone, Debug)]
struct Step {
    kind: u8,
    a: usize,
    b: usize,
    constant: f64,
}

fn step() -> impl Strategy<Value = Step> {
    (0..10u8, 0..100usize, 0..100usize, -4.0..4.0f64).prop_map(|(kind, a, b, constant)| Step { kind, a, b, constant })
}

fn built(steps: &[Step]) -> Vec<Delayed<f64>> {
    let mut numbers = vec![daisy::value(1.0), later(2.0)];
    for Step { kind, a, b, constant } in steps {
        let (x, y) = (&numbers[a % numbers.len()], &numbers[b % numbers.len()]);
        let number = match kind {
            0 => x + y,
            1 => x * *constant,
            2 => *constant - x,
            3 => -x,
            4 => later(x),
            5 => sum(vec![load("random", a % 5), daisy::value(table("given", &[*constant]))]) + x,
            6 => pick((x.clone(), daisy::value(*b as i64)), [x.clone(), y.clone()], (a % 2 == 0).then(|| y.clone())),
            7 => halves(x).split().0,
            8 => blend(x, y, *constant),
            _ => daisy::opaque(table("opaque", &[*constant])).mean(x),
        };
        numbers.push(number);
    }
    numbers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn come_back(steps in prop::collection::vec(step(), 0..40), roots in prop::collection::vec(0..100usize, 1..4)) {
        let numbers = built(&steps);
        let roots: Vec<_> = roots.iter().map(|root| numbers[root % numbers.len()].clone()).collect();
        let graph = Graph::new(roots.iter().map(Node::from));
        let bytes = graph.to_bytes().unwrap();
        let read = Graph::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&read, &graph);
        prop_assert_eq!(read.to_string(), graph.to_string());
        prop_assert_eq!(read.to_bytes().unwrap(), bytes);
        let again: Vec<Delayed<f64>> = read.roots().map(|root| root.typed().unwrap()).collect();
        let bits = |results: Vec<f64>| results.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let results = [daisy::compute(roots).wait().unwrap(), daisy::compute(again).wait().unwrap()];
        let [before, after] = results.map(bits);
        prop_assert_eq!(before, after);
    }
}
