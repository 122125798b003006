//! What colours say: by function and order of any graph, by time, size and outcome of one whose run was recorded.

use std::collections::HashSet;
use std::io::ErrorKind;

use daisy::prelude::*;
use daisy::{Colour, Inline, Record};

use crate::common::functions::{Bad, inc, number, total};
use crate::shared::{Folder, drawn, item_of, items};

const NEUTRAL: &str = "#e9eaec";

#[test]
fn by_function_equal_functions_are_alike_and_others_are_not() {
    let graph = total(vec![inc(number(1)), inc(number(2))]).graph();
    let items = items(&drawn(&graph.picture(), "svg"));
    let fills = |name: &str| {
        items.iter().filter(|item| item.title.starts_with(name)).map(|item| &item.fill[..]).collect::<Vec<_>>()
    };
    assert_eq!(fills("value"), [NEUTRAL, NEUTRAL]);
    assert_eq!(fills("inc")[0], fills("inc")[1]);
    let different: HashSet<_> = ["value", "number", "inc", "total"].map(|name| fills(name)[0]).into();
    assert_eq!(different.len(), 4);
}

#[test]
fn by_function_a_group_of_constants_is_neutral_and_a_function_called_value_is_not() {
    #[delayed]
    fn value(n: i64) -> i64 {
        n
    }
    let items = items(&drawn(&total((0..600).map(value).collect::<Vec<_>>()).graph().picture(), "svg"));
    let fills: Vec<_> = items.iter().filter(|item| item.label == "value × 600").map(|item| &item.fill[..]).collect();
    assert!(fills.len() == 2 && fills[0] == NEUTRAL && fills[1] != NEUTRAL, "{fills:?}");
}

#[test]
fn by_order_each_task_of_a_chain_is_hotter_than_its_input() {
    let picture = inc(inc(inc(0))).graph().picture().colour(Colour::Order);
    let svg = drawn(&picture, "svg");
    let green = |fill: &str| u8::from_str_radix(&fill[3..5], 16).unwrap();
    let greens: Vec<_> = items(&svg).iter().skip(1).map(|item| green(&item.fill)).collect();
    assert!(greens.is_sorted_by(|a, b| a > b), "{greens:?}");
    assert!(svg.contains(">task 1</text>") && svg.contains(">task 3</text>"), "{svg}");
}

#[test]
fn what_needs_a_record_says_so_without_one() {
    let folder = Folder::new();
    for colour in [Colour::Time, Colour::Size, Colour::Outcome] {
        let error = inc(1).graph().picture().colour(colour).render(folder.path().join("graph.svg")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(".record("), "{error}");
    }
    assert!(folder.files().is_empty());
}

#[delayed]
fn refuse(n: i64) -> Result<i64, Bad> {
    Err(Bad(n))
}

#[test]
fn by_outcome_one_sees_which_task_failed_and_what_did_not_run() {
    let (good, bad) = (number(1), refuse(7));
    let sum = total(vec![inc(&good), inc(&bad)]);
    let record = Record::new();
    sum.compute().on(Inline).observe(record.clone()).keep_going().wait().unwrap_err();
    let picture = sum.graph().picture().record(&record);
    let items = items(&drawn(&picture.colour(Colour::Outcome), "svg"));
    let failed = item_of(&items, "refuse");
    assert!(failed.title.contains("bad number 7"), "{failed:?}");
    assert!(item_of(&items, "total").title.contains("did not run"));
    assert!(item_of(&items, "number").title.contains("took "));
    let fills: HashSet<_> = ["refuse", "total", "number"].map(|name| &item_of(&items, name).fill[..]).into();
    assert_eq!(fills.len(), 3);
}

#[test]
fn a_failed_task_that_is_part_of_another_is_the_one_to_blame() {
    // 1 / 0 panics within `total`, which is fused with what is cheap and only it reads.
    let (one, zero) = (daisy::value(1i64), daisy::value(0i64));
    let sum = total(vec![&one + 2i64, &one / &zero, &one - 3i64]);
    let record = Record::new();
    sum.compute().on(Inline).observe(record.clone()).wait().unwrap_err();
    let items = items(&drawn(&sum.graph().picture().record(&record).colour(Colour::Outcome), "svg"));
    assert!(item_of(&items, "div").title.contains("divide by zero"));
    let [add, div, total] = ["add", "div", "total"].map(|name| &item_of(&items, name).fill);
    assert_ne!(div, total);
    assert_ne!(div, add);
}

#[test]
fn by_size_the_larger_result_is_hotter() {
    #[delayed]
    fn large(of: i64) -> [i64; 1000] {
        [of; 1000]
    }
    #[delayed]
    fn length(of: &[i64; 1000]) -> usize {
        of.len()
    }
    struct Text {
        _of: String,
    }
    #[delayed]
    fn text(of: usize) -> Text {
        Text { _of: of.to_string() }
    }
    let handle = text(length(large(1)));
    let record = Record::new();
    handle.compute_shared().observe(record.clone()).wait().unwrap();
    let items = items(&drawn(&handle.graph().picture().record(&record).colour(Colour::Size), "svg"));
    assert!(item_of(&items, "large").title.contains(", 8.0 kB"));
    assert!(item_of(&items, "length").title.contains(", 8 B"));
    // What a type of one's own owns is not known.
    assert_eq!(item_of(&items, "text").fill, NEUTRAL);
    assert_ne!(item_of(&items, "large").fill, item_of(&items, "length").fill);
}

#[test]
fn by_time_the_slower_task_is_hotter() {
    #[delayed]
    fn slow(of: i64) -> i64 {
        std::thread::sleep(std::time::Duration::from_millis(30));
        of
    }
    let handle = slow(number(1));
    let record = Record::new();
    handle.compute().observe(record.clone()).wait().unwrap();
    let items = items(&drawn(&handle.graph().picture().record(&record).colour(Colour::Time), "svg"));
    assert_eq!(item_of(&items, "slow").fill, "#f06954");
    assert_eq!(item_of(&items, "value").fill, NEUTRAL);
}

#[test]
fn groups_are_coloured_by_all_their_tasks() {
    let parts: Vec<_> = (0..600).map(|n| if n == 300 { refuse(n) } else { inc(n) }).collect();
    let all = total(parts);
    let record = Record::new();
    all.compute().on(Inline).observe(record.clone()).keep_going().wait().unwrap_err();
    let items = items(&drawn(&all.graph().picture().record(&record).colour(Colour::Outcome), "svg"));
    let [failed, done, not_run] = ["refuse", "inc", "total"].map(|name| &item_of(&items, name).fill);
    assert!(failed != done && done != not_run && not_run == NEUTRAL);
}
