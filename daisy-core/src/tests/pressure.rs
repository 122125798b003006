//! Orders of the graphs in `tests/pressure/*.txt`, whose structure is that of Dask's own tests of its order (`test_order.py`),
//! with some more: no more results are held at once than by Dask.
//!
//! A file's first line is how many Dask's order holds as a task starts, at most; `dask_peaks.py` beside it finds
//! it anew, and `cargo test -p daisy-core --lib pressure -- --nocapture` prints both. Each line after it is a task and what
//! it reads. What nobody reads is asked for.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use crate::graph::Graph;
use crate::node::Node;

use super::graphs::call;

struct Case {
    name: String,
    tasks: usize,
    dasks_peak: usize,
    roots: Vec<Node>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pressure");
    let files = fs::read_dir(folder).expect("the folder of graphs").flatten().map(|file| file.path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    files.sort();
    files.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("a text file");
    let mut lines = text.lines();
    let dasks_peak = lines.next().and_then(|line| line.parse().ok()).expect("Dask's figure");
    let tasks: Vec<(&str, Vec<&str>)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, read)| (name, read.split_whitespace().collect()))
        .collect();
    let read: HashSet<&str> = tasks.iter().flat_map(|(_, read)| read).copied().collect();
    let mut nodes: HashMap<&str, Node> = HashMap::new();
    for (name, read) in &tasks {
        let inputs = read.iter().map(|name| nodes[name].clone()).collect();
        nodes.insert(name, call(name, inputs));
    }
    let asked = tasks.iter().filter(|(name, _)| !read.contains(name));
    let roots = asked.map(|(name, _)| nodes[name].clone()).collect();
    let name = path.file_stem().unwrap_or_default().display().to_string();
    Case { name, tasks: tasks.len(), dasks_peak, roots }
}

#[test]
fn no_more_results_are_held_than_by_dask() {
    let cases = cases();
    assert!(cases.len() >= 50, "only {} graphs found", cases.len());
    for Case { name, tasks, dasks_peak, roots } in cases {
        let peak = Graph::new(roots).order().peak();
        println!("| {name} | {tasks} | {dasks_peak} | {peak} |");
        assert!(peak <= dasks_peak, "{name}: {peak} results are held, by Dask {dasks_peak}");
    }
}

#[test]
fn hardly_any_more_are_held_whatever_is_asked_for_first() {
    for Case { name, dasks_peak, mut roots, .. } in cases() {
        for turn in 0..roots.len().min(20) {
            roots.rotate_left(1);
            let mut turned = roots.clone();
            if turn % 2 == 0 {
                turned.reverse();
            }
            let peak = Graph::new(turned).order().peak();
            assert!(peak <= dasks_peak + 1, "{name}, turn {turn}: {peak} results are held, by Dask {dasks_peak}");
        }
    }
}
