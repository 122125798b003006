//! Pictures of many nodes: a group a function and depth, and bands of depths where there are too many.

use daisy::prelude::*;
use serde_json::Value;
use std::collections::HashSet;

use crate::common::functions::{inc, total};
use crate::common::watch::in_a_small_stack;
use crate::shared::{Item, count, item_of, items, rendered};

#[delayed]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// 3 nodes a part, and 1.
fn fan_in(width: i64) -> Delayed<i64> {
    total((0..width).map(|n| inc(inc(n))).collect::<Vec<_>>())
}

#[test]
fn up_to_500_nodes_are_drawn_one_by_one() {
    let nodes = |constants: i64| (0..constants).map(daisy::value).collect::<Vec<_>>();
    let at_most = items(&rendered(&total(nodes(499)).graph(), "svg"));
    assert_eq!((count(&at_most, "task"), count(&at_most, "constant"), count(&at_most, "group")), (1, 499, 0));
    let above = items(&rendered(&total(nodes(500)).graph(), "svg"));
    assert_eq!((count(&above, "task"), count(&above, "constant"), count(&above, "group")), (0, 0, 2));
}

#[test]
fn a_group_is_a_function_at_a_depth_and_its_title_has_the_count() {
    let items = items(&rendered(&fan_in(1_000).graph(), "svg"));
    let titles: Vec<_> = items.iter().map(|item| item.title.lines().take(2).collect::<Vec<_>>()).collect();
    let expected =
        [["value × 1000", "depth 0"], ["inc × 1000", "depth 1"], ["inc × 1000", "depth 2"], ["total × 1", "depth 3"]];
    assert_eq!(titles, expected);
    assert!(item_of(&items, "total").asked_for);
    assert_eq!(count(&items, "group"), 4);
}

/// How many nodes the groups say they have.
fn counted(items: &[Item]) -> usize {
    items.iter().map(|item| item.label.split_once(" × ").unwrap().1.parse::<usize>().unwrap()).sum()
}

#[test]
fn depths_are_banded_where_there_are_too_many() {
    let chain = (0..2_000).fold(inc(0), |last, n| if n % 2 == 0 { add(&last, &last) } else { inc(last) });
    let items = items(&rendered(&chain.graph(), "svg"));
    assert!(items.len() <= 100, "{}", items.len());
    assert_eq!(counted(&items), 2_002);
    assert!(items.iter().all(|item| item.title.contains("\ndepths ")), "{items:?}");
    assert!(items.last().unwrap().title.contains(" to 2001"), "{items:?}");
}

#[test]
fn a_chain_of_a_few_hundred_has_a_group_a_depth() {
    let wide = (0..600i64).map(inc).collect::<Vec<_>>();
    let chain = (0..300).fold(total(wide), |last, _| inc(last));
    let items = items(&rendered(&chain.graph(), "svg"));
    assert_eq!(count(&items, "group"), 303);
}

#[test]
fn a_million_tasks_are_drawn_in_every_format() {
    in_a_small_stack(|| {
        let chain = (0..1_000_000).fold(daisy::value(0), |last, _| inc(last)).graph();
        let drawing = items(&rendered(&chain, "svg"));
        assert!(drawing.len() <= 100);
        assert_eq!(counted(&drawing), 1_000_001);
        assert!(rendered(&chain, "html").len() < 100_000);
        assert_eq!(rendered(&chain, "dot").matches(" -> ").count(), 1_000_000);
        assert!(rendered(&chain, "txt").len() > 1_000_000);

        // Keys as they print collide among so many; in the file none does.
        let printed: HashSet<String> = chain.keys().map(|key| key.to_string()).collect();
        assert!(printed.len() < chain.len());
        let json: Value = serde_json::from_str(&rendered(&chain, "json")).unwrap();
        let tasks = json["tasks"].as_array().unwrap();
        let keys: HashSet<&str> = tasks.iter().map(|task| task["key"].as_str().unwrap()).collect();
        assert_eq!((tasks.len(), keys.len()), (1_000_000, 1_000_000));
        assert!(tasks[1..].iter().all(|task| keys.contains(task["inputs"][0].as_str().unwrap())));
        assert!(keys.iter().filter(|key| printed.contains(**key)).count() > 900_000);
    });
}

#[test]
fn a_wavefront_is_drawn_in_some_hundreds_of_groups() {
    const SIDE: usize = 200;
    let mut row: Vec<_> = (0..SIDE as i64).map(inc).collect();
    for _ in 0..SIDE {
        let mut left: Option<Delayed<i64>> = None;
        for cell in &mut row {
            *cell = left.take().map_or_else(|| inc(&*cell), |left| add(left, &*cell));
            left = Some(cell.clone());
        }
    }
    let items = items(&rendered(&row.graph(), "svg"));
    assert!(items.len() <= 500, "{}", items.len());
    assert_eq!(counted(&items), SIDE * SIDE + 2 * SIDE);
}
