//! What each format says of small graphs.

use std::collections::HashSet;

use daisy::prelude::*;
use serde_json::Value;

use crate::common::functions::{inc, minus, number, total};
use crate::shared::{count, item_of, items, rendered};

#[test]
fn text_is_the_listing() {
    let graph = minus(inc(1), number(2)).graph();
    assert_eq!(rendered(&graph, "txt"), graph.to_string());
}

#[test]
fn dot_has_a_statement_a_node_and_an_arrow_an_input() {
    let a = inc(1);
    let dot = rendered(&(minus(&a, &a) * 2i64).graph(), "dot");
    assert!(dot.starts_with("digraph"), "{dot}");
    for name in ["value", "inc", "minus", "mul"] {
        assert_eq!(dot.matches(&format!("label=\"{name}\\n")).count(), 1, "{name}: {dot}");
    }
    // One into `inc`, two into `minus`, one into `mul`, whose 2 is part of it.
    assert_eq!(dot.matches(" -> ").count(), 4, "{dot}");
    assert!(dot.contains("c * 2"), "{dot}");
}

#[test]
fn dot_escapes_quotes_and_backslashes() {
    let dot = rendered(&joined("a \"b\" \\ c").graph(), "dot");
    // The listing prints the text as Rust would, and DOT escapes that once more.
    assert!(dot.contains(r#"\"a \\\"b\\\" \\\\ c\""#), "{dot}");
    let inside = |line: &str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
    assert!(dot.lines().all(|line| matches!(inside(line), 0 | 2)), "{dot}");
}

fn joined(text: &'static str) -> Delayed<String> {
    daisy::value(String::from("a")) + text
}

#[test]
fn svg_has_an_item_a_node() {
    let graph = minus(inc(1), number(2)).graph();
    let svg = rendered(&graph, "svg");
    let items = items(&svg);
    assert_eq!((count(&items, "task"), count(&items, "constant"), items.len()), (3, 2, 5));
    assert_eq!(svg.matches(r#"<g class="task"><title>"#).count(), 3);
    assert_eq!(svg.matches(r#"<g class="constant"><title>"#).count(), 2);
}

#[test]
fn titles_say_what_there_is_to_know() {
    #[delayed]
    async fn ask(of: i64) -> Vec<u8> {
        vec![of as u8]
    }
    #[delayed(blocking)]
    fn store(what: Vec<u8>) -> usize {
        what.len()
    }
    let asked = ask(1);
    let items = items(&rendered(&store(&asked).graph(), "svg"));
    let lines = |name: &str| item_of(&items, name).title.lines().map(String::from).collect::<Vec<_>>();
    let [key, line, nature] = &lines("ask")[..] else { panic!("{items:?}") };
    assert_eq!((key, &line[..]), (&asked.key().to_string(), "b = ask(a)"));
    assert!(nature.starts_with("gives Vec<u8>, async, ") && nature.contains("formats.rs:"), "{nature}");
    let [_, _, nature, asked_for] = &lines("store")[..] else { panic!("{items:?}") };
    assert!(nature.starts_with("gives usize, blocking, "), "{nature}");
    assert_eq!(asked_for, "asked for");
    assert_eq!(lines("value")[1..], ["a = value i64", "gives i64"]);
}

#[test]
fn what_was_asked_for_is_marked() {
    let a = inc(1);
    let items = items(&rendered(&(a.clone(), minus(&a, 5)).graph(), "svg"));
    let marked: Vec<_> = items.iter().filter(|item| item.asked_for).map(|item| &item.title[..3]).collect();
    assert_eq!(marked, ["inc", "min"]);
}

#[test]
fn captured_constants_are_printed_where_they_are_read() {
    let items = items(&rendered(&(daisy::opaque(1.5) * 2.0).graph(), "svg"));
    assert_eq!(items.len(), 2);
    assert_eq!(item_of(&items, "mul").label, "b = a * 2.0");
}

#[test]
fn names_of_any_characters_are_drawn() {
    #[delayed(name = "a<b>&\"c\"é日")]
    fn odd() -> i64 {
        1
    }
    let graph = (odd().map(|n| *n) + 1i64).graph();
    let items = items(&rendered(&graph, "svg"));
    assert!(item_of(&items, "a<b>&\"c\"é日").label.contains("a<b>&\"c\"é日()"));
    assert!(rendered(&graph, "dot").contains(r#"label="a<b>&\"c\"é日\n"#));
    let json: Value = serde_json::from_str(&rendered(&graph, "json")).unwrap();
    assert_eq!(json["tasks"][0]["name"], "a<b>&\"c\"é日");
    assert!(!rendered(&graph, "html").contains("a<b>"));
}

#[test]
fn html_is_one_file_with_the_drawing_in_it() {
    let graph = total(vec![inc(1), inc(2)]).graph();
    let html = rendered(&graph, "html");
    assert!(html.starts_with("<!DOCTYPE html>"));
    assert!(html.contains("<title>total: 3 tasks</title>"));
    assert_eq!(html.matches(r#"<g class="task"><title>"#).count(), 3);
    assert_eq!(html.matches(r#"<g class="constant"><title>"#).count(), 2);
    for elsewhere in ["http:", "https:", " src=", " href=", "@import"] {
        assert!(!html.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn json_has_exactly_the_fields_promised() {
    let a = inc(1);
    let doubled = &a * 2i64;
    let json: Value = serde_json::from_str(&rendered(&(minus(&a, &doubled), a.clone()).graph(), "json")).unwrap();
    let text = |handle: &Delayed<i64>| handle.key().to_string();
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<HashSet<_>>();
    let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<HashSet<_>>();
    assert_eq!(fields(&json), set(&["tasks", "constants", "roots"]));
    let (tasks, constants) = (json["tasks"].as_array().unwrap(), json["constants"].as_array().unwrap());
    assert!(tasks.iter().all(|task| fields(task) == set(&["key", "name", "inputs"])));
    assert!(constants.iter().all(|constant| fields(constant) == set(&["key", "name"])));
    // The captured 2 too, since `mul` reads it.
    assert_eq!((tasks.len(), constants.len()), (3, 2));
    let names: Vec<_> = tasks.iter().map(|task| task["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["inc", "mul", "minus"]);
    assert_eq!(tasks[2]["inputs"], Value::from(vec![text(&a), text(&doubled)]));
    assert_eq!(json["roots"][1], text(&a).as_str());
}

#[test]
fn blocks_of_layers_are_drawn_as_the_tasks_they_stand_for() {
    let blocks = daisy::blockwise("numbers", 0..3, |n| inc(n.map(|n| *n as i64)));
    let graph = total(blocks.iter().collect::<Vec<_>>()).graph();
    let items = items(&rendered(&graph, "svg"));
    let key = blocks.block(1).key().to_string();
    assert!(key.ends_with("[1]"));
    assert!(items.iter().any(|item| item.title.starts_with(&format!("{key}\n"))), "{items:?}");
    assert_eq!(count(&items, "task"), graph.len());
    let json: Value = serde_json::from_str(&rendered(&graph, "json")).unwrap();
    let inputs = json["tasks"].as_array().unwrap().last().unwrap()["inputs"].as_array().unwrap().clone();
    assert!(inputs.len() == 3 && inputs[1] == key.as_str(), "{json}");
}

#[test]
fn a_graph_of_nothing_has_a_picture_in_every_format() {
    let nothing = Vec::<Delayed<i64>>::new().graph();
    for ending in ["txt", "dot", "html"] {
        assert!(!rendered(&nothing, ending).is_empty(), "{ending}");
    }
    assert!(items(&rendered(&nothing, "svg")).is_empty());
    let json: Value = serde_json::from_str(&rendered(&nothing, "json")).unwrap();
    assert_eq!(json, serde_json::json!({"tasks": [], "constants": [], "roots": []}));
}
