//! Laws of pictures, on random graphs.

use daisy::prelude::*;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::functions::{inc, minus, total};
use crate::shared::{count, items, rendered};

/// One line of a random program: which function, and which of the handles so far it reads.
type Line = (u8, usize, usize, usize);

fn program(lines: &[Line]) -> Vec<Delayed<i64>> {
    let mut handles: Vec<Delayed<i64>> = vec![daisy::value(1), daisy::value(2)];
    for &(function, a, b, c) in lines {
        let [a, b, c] = [a, b, c].map(|n| &handles[n % handles.len()]);
        handles.push(match function % 7 {
            0 => inc(a),
            1 => minus(a, b),
            2 => total(vec![a.clone(), b.clone(), c.clone()]),
            3 => a + b,
            4 => a * 3i64,
            5 => daisy::value(c.key().to_string().len() as i64 + a.key().to_string().len() as i64),
            _ => a.map(|n| n + 1),
        });
    }
    let from = handles.len().saturating_sub(3);
    handles.split_off(from)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_formats_tell_of_the_same_nodes(lines in prop::collection::vec(any::<Line>(), 0..80)) {
        let graph = program(&lines).graph();
        let (tasks, constants) = (graph.len(), graph.constants().count());

        let svg = items(&rendered(&graph, "svg"));
        prop_assert_eq!((count(&svg, "task"), count(&svg, "constant")), (tasks, constants));

        let html = rendered(&graph, "html");
        prop_assert_eq!(html.matches("<g class=\"task\">").count(), tasks);

        let dot = rendered(&graph, "dot");
        check_dot(&dot);
        prop_assert_eq!(dot.matches(" [label=").count(), tasks + constants);

        let json: Value = serde_json::from_str(&rendered(&graph, "json")).expect("JSON");
        let keys = |list: &str| json[list].as_array().expect("a list").iter().map(|node| node["key"].clone());
        let known: Vec<Value> = keys("tasks").chain(keys("constants")).collect();
        prop_assert_eq!(keys("tasks").count(), tasks);
        for task in json["tasks"].as_array().expect("a list") {
            prop_assert!(task["inputs"].as_array().expect("a list").iter().all(|input| known.contains(input)));
        }
        prop_assert!(json["roots"].as_array().expect("a list").iter().all(|root| known.contains(root)));
    }

    #[test]
    fn the_same_graph_is_the_same_picture(lines in prop::collection::vec(any::<Line>(), 0..40)) {
        // `map` with a closure that captures nothing has an identity, so both programs have the same keys.
        let [one, other] = [program(&lines).graph(), program(&lines).graph()];
        prop_assert!(one == other);
        for ending in ["txt", "dot", "svg", "html", "json"] {
            prop_assert_eq!(rendered(&one, ending), rendered(&other, ending));
        }
    }
}

/// Fails unless every line is a statement of DOT of those that daisy writes, and arrows are between nodes that there are.
fn check_dot(dot: &str) {
    let lines: Vec<&str> = dot.lines().collect();
    let [first, _, statements @ .., last] = &lines[..] else { panic!("{dot}") };
    assert_eq!((*first, *last), ("digraph daisy {", "}"));
    let mut nodes = Vec::new();
    for statement in statements {
        let statement = statement.trim().strip_suffix(';').unwrap_or_else(|| panic!("no statement: {statement}"));
        match statement.split_once(" -> ").filter(|_| !statement.ends_with(']')) {
            Some((from, to)) => assert!(nodes.contains(&from) && nodes.contains(&to), "{statement}"),
            None => nodes.push(statement.split_once(" [label=\"").expect("a node").0),
        }
    }
}
