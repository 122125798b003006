//! A graph written by one run is read by the next.

use crate::common::process::in_a_process_of_its_own;
use crate::functions::*;
use daisy::Graph;

/// What a run makes of a graph's bytes: its keys and its results.
fn said(bytes: &[u8]) -> String {
    let graph = Graph::from_bytes(bytes).unwrap();
    let keys: String = graph.keys().map(|key| format!("{key:?} {key}\n")).collect();
    let root = graph.roots().next().unwrap().typed::<f64>().unwrap();
    format!("{keys}{}\n{graph}", root.compute().wait().unwrap())
}

#[test]
fn the_next_run_has_the_same_keys_and_results() {
    let file = std::env::temp_dir().join(format!("daisy-graph-{}", std::process::id()));
    let path = std::env::var("DAISY_TEST_GRAPH").unwrap_or_else(|_| file.display().to_string());
    let whole = sum(vec![load("a", 3), load("b", 4), daisy::value(table("c", &[1.5]))]) + later(load("a", 3).mean(0.0));
    if std::env::var_os("DAISY_TEST_GRAPH").is_none() {
        std::fs::write(&path, whole.graph().to_bytes().unwrap()).unwrap();
    }
    let given = path.clone();
    let read = move || println!("<said>\n{}</said>", said(&std::fs::read(given).unwrap()));
    let Some(other) = in_a_process_of_its_own(&[("DAISY_TEST_GRAPH", &path)], read) else { return };
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let (_, other) = other.split_once("<said>\n").unwrap();
    assert_eq!(other.split_once("</said>").unwrap().0, said(&bytes));
    assert_eq!(Graph::from_bytes(&bytes).unwrap(), whole.graph());
}
