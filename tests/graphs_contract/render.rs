//! Pictures of graphs, by ending.

use crate::*;
use daisy::Graph;
use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A directory of one test's own, gone after it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("daisy-graphs-contract-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn render(&self, graph: &Graph, name: &str) -> String {
        let path = self.0.join(name);
        graph.render(&path).unwrap();
        fs::read_to_string(path).unwrap()
    }

    fn files(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[delayed(name = "a<b> & \"c\" \\ 'd' ]]> {e}|f")]
fn awkward(n: i64) -> i64 {
    n
}

fn graph() -> Graph {
    let base = inc(1);
    (add(&base, &base), vec![mul(&base, 2), awkward(add(3, 4))]).graph()
}

/// How many elements of a class an svg has, each of them with a title.
fn titles(svg: &str, class: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let is = |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == "g" && node.attribute("class") == Some(class);
    let title = |node: roxmltree::Node<'_, '_>| {
        let title = node.children().find(|child| child.tag_name().name() == "title").expect("a title");
        title.text().expect("a text in it").to_string()
    };
    document.descendants().filter(is).map(title).collect()
}

#[test]
fn txt_is_the_listing() {
    let scratch = Scratch::new("txt");
    assert_eq!(scratch.render(&graph(), "graph.txt").trim_end(), graph().to_string().trim_end());
}

#[test]
fn dot_has_a_statement_a_node_and_an_arrow_an_input() {
    let scratch = Scratch::new("dot");
    let graph = graph();
    let dot = scratch.render(&graph, "graph.dot");
    assert!(dot.trim_start().starts_with("digraph"), "{dot}");
    assert!(dot.trim_end().ends_with('}'), "{dot}");
    assert_eq!(dot.matches("label=\"").count(), graph.len() + graph.constants().count(), "{dot}");
    let inputs: usize = graph.tasks().map(|task| task.inputs().len()).sum();
    let arrows = dot.lines().filter(|line| !line.contains("label=")).map(|line| line.matches("->").count());
    assert_eq!(arrows.sum::<usize>(), inputs, "{dot}");
    for name in ["inc", "add", "mul", "value"] {
        assert!(dot.contains(&format!("label=\"{name}")), "{name} in {dot}");
    }
    assert!(dot.contains("a<b> & \\\"c\\\" \\\\ 'd'"), "quotes and backslashes are escaped: {dot}");
}

#[test]
fn svg_has_a_titled_group_a_task_and_a_constant() {
    let scratch = Scratch::new("svg");
    let graph = graph();
    let svg = scratch.render(&graph, "graph.svg");
    let (tasks, constants) = (titles(&svg, "task"), titles(&svg, "constant"));
    assert_eq!((tasks.len(), constants.len()), (graph.len(), graph.constants().count()));
    assert!(titles(&svg, "group").is_empty());
    for name in ["inc", "add", "mul", "a<b> & \"c\" \\ 'd' ]]> {e}|f"] {
        assert!(tasks.iter().any(|title| title.contains(name)), "{name} in {tasks:?}");
    }
    assert_eq!(svg.matches("<g class=\"task\">").count(), graph.len(), "exactly so written");
    assert_eq!(svg.matches("<g class=\"constant\">").count(), graph.constants().count());
}

/// Sums of `count` numbers with one: `count` tasks, `count + 1` constants.
fn wide(count: i64) -> Graph {
    let one = daisy::opaque(1i64);
    (0..count).map(|n| add(n, &one)).collect::<Vec<_>>().graph()
}

#[test]
fn above_500_nodes_an_svg_has_groups() {
    let scratch = Scratch::new("groups");
    let graph = (0..499).fold(daisy::value(0i64), |handle, _| inc(handle)).graph();
    assert_eq!(graph.len() + graph.constants().count(), 500);
    let svg = scratch.render(&graph, "500.svg");
    assert_eq!((titles(&svg, "task").len(), titles(&svg, "constant").len()), (499, 1));
    assert_eq!(titles(&svg, "group").len(), 0);
    let graph = wide(250);
    assert_eq!(graph.len() + graph.constants().count(), 501);
    let svg = scratch.render(&graph, "501.svg");
    assert_eq!((titles(&svg, "task").len(), titles(&svg, "constant").len()), (0, 0));
    let groups = titles(&svg, "group");
    assert_eq!(groups.len(), 2, "one a function and depth: {groups:?}");
    assert!(groups.iter().any(|title| title.contains("add") && title.contains("250")), "{groups:?}");
    assert!(groups.iter().any(|title| title.contains("value") && title.contains("251")), "{groups:?}");
    let two_deep: Vec<_> = (0..200).map(|n| inc(inc(add(n, 1)))).collect();
    let svg = scratch.render(&two_deep.graph(), "deep.svg");
    assert_eq!(titles(&svg, "group").len(), 4, "inc at two depths, add, value");
    let html = scratch.render(&wide(250), "501.html");
    assert_eq!(html.matches("<g class=\"group\">").count(), 2);
}

#[test]
fn html_is_the_svg_and_a_script_and_loads_nothing() {
    let scratch = Scratch::new("html");
    let graph = graph();
    let (svg, html) = (scratch.render(&graph, "graph.svg"), scratch.render(&graph, "graph.html"));
    assert!(html.trim_start().to_lowercase().starts_with("<!doctype html>"));
    let inner = &html[html.find("<svg").expect("an svg")..html.find("</svg>").expect("its end") + "</svg>".len()];
    for class in ["task", "constant"] {
        assert_eq!(titles(inner, class), titles(&svg, class));
    }
    assert!(html.contains("<script"));
    for loads in ["src=", "<link", "@import", "url(http", "href=\"http", "import(", "fetch("] {
        assert!(!html.contains(loads), "{loads}");
    }
}

#[test]
fn json_is_tasks_constants_and_roots() {
    let scratch = Scratch::new("json");
    let graph = graph();
    let json: serde_json::Value = serde_json::from_str(&scratch.render(&graph, "graph.json")).unwrap();
    let fields = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<HashSet<_>>();
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<HashSet<_>>();
    assert_eq!(fields(&json), set(&["tasks", "constants", "roots"]));
    let (tasks, constants) = (json["tasks"].as_array().unwrap(), json["constants"].as_array().unwrap());
    assert_eq!((tasks.len(), constants.len()), (graph.len(), graph.constants().count()));
    assert!(tasks.iter().all(|task| fields(task) == set(&["key", "name", "inputs"])));
    assert!(constants.iter().all(|constant| fields(constant) == set(&["key", "name"])));
    assert!(constants.iter().all(|constant| constant["name"] == "value"));
    let texts = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_string()).collect()
    };
    let keys: HashSet<_> =
        tasks.iter().chain(constants).map(|node| node["key"].as_str().unwrap().to_string()).collect();
    assert_eq!(keys.len(), tasks.len() + constants.len(), "each key is of one node");
    for task in tasks {
        let inputs = texts(&task["inputs"]);
        assert!(inputs.iter().all(|input| keys.contains(input)));
        assert_eq!(inputs.len(), if task["name"] == "inc" || task["name"] == awkward(1).name() { 1 } else { 2 });
    }
    assert_eq!(texts(&json["roots"]).len(), 3);
    assert!(texts(&json["roots"]).iter().all(|root| keys.contains(root)));
    let names: Vec<_> = graph.roots().map(|root| root.name()).collect();
    let of_roots: Vec<_> = texts(&json["roots"])
        .iter()
        .map(|root| {
            tasks.iter().find(|task| task["key"] == root.as_str()).unwrap()["name"].as_str().unwrap().to_string()
        })
        .collect();
    assert_eq!(of_roots, names, "the roots in order");
}

#[test]
fn an_unknown_ending_is_invalid_input_and_no_file() {
    let scratch = Scratch::new("unknown");
    for name in ["graph.png", "graph", "graph.", "graph.svg.bak", ".svg", "graph.svgz"] {
        let error = graph().render(scratch.0.join(name)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
        assert_eq!(scratch.files(), 0, "{name}");
        let error = daisy::visualize(inc(1), scratch.0.join(name)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
        assert_eq!(scratch.files(), 0, "{name}");
    }
    let kept = scratch.0.join("kept.png");
    fs::write(&kept, "mine").unwrap();
    assert!(graph().render(&kept).is_err());
    assert_eq!(fs::read_to_string(kept).unwrap(), "mine");
}

#[test]
fn a_path_that_can_not_be_written_is_an_error_and_no_file() {
    let scratch = Scratch::new("unwritable");
    let missing = scratch.0.join("missing");
    for name in ["graph.svg", "graph.txt", "graph.json", "graph.dot", "graph.html"] {
        assert_eq!(graph().render(missing.join(name)).unwrap_err().kind(), ErrorKind::NotFound);
        fs::create_dir(scratch.0.join(name)).unwrap();
        assert!(graph().render(scratch.0.join(name)).is_err(), "a directory has the name");
        fs::remove_dir(scratch.0.join(name)).unwrap();
    }
    assert_eq!(scratch.files(), 0);
}

#[test]
fn a_longer_file_is_replaced_whole() {
    let scratch = Scratch::new("replaced");
    let path = scratch.0.join("graph.txt");
    fs::write(&path, "long ".repeat(10_000)).unwrap();
    inc(1).graph().render(&path).unwrap();
    assert_eq!(fs::read_to_string(path).unwrap().trim_end(), inc(1).graph().to_string().trim_end());
    assert_eq!(scratch.files(), 1);
}

#[test]
fn an_empty_graph_has_every_picture() {
    let scratch = Scratch::new("empty");
    let empty = Graph::new([]);
    scratch.render(&empty, "graph.txt");
    assert!(scratch.render(&empty, "graph.dot").contains("digraph"));
    assert!(titles(&scratch.render(&empty, "graph.svg"), "task").is_empty());
    scratch.render(&empty, "graph.html");
    let json: serde_json::Value = serde_json::from_str(&scratch.render(&empty, "graph.json")).unwrap();
    assert_eq!(json, serde_json::json!({"tasks": [], "constants": [], "roots": []}));
}

#[test]
fn visualize_is_what_would_run() {
    let scratch = Scratch::new("visualize");
    let counter = Counter::default();
    let base = counted(counter.handle(), 1);
    let collection = (inc(&base), vec![mul(&base, 2)], Some(inc(inc(inc(5)))));
    for ending in ["txt", "dot", "svg", "html", "json"] {
        let (shown, rendered) = (scratch.0.join(format!("shown.{ending}")), format!("rendered.{ending}"));
        daisy::visualize(collection.clone(), &shown).unwrap();
        let rendered = scratch.render(&daisy::optimize(collection.clone()).graph(), &rendered);
        assert_eq!(fs::read_to_string(shown).unwrap(), rendered);
    }
    assert_eq!(counter.count(), 0, "nothing runs");
    let text: &str = scratch.0.join("as_str.svg").to_str().unwrap().to_string().leak();
    daisy::visualize(Vec::<Delayed<i64>>::new(), text).unwrap();
    assert!(Path::new(text).exists());
}

#[test]
fn pictures_are_the_same_however_the_graph_was_made() {
    let scratch = Scratch::new("same");
    let (a, b) = (add(inc(1), inc(2)), mul(inc(3), inc(1)));
    let forth = (a.clone(), b.clone()).graph();
    let (b, a) = (mul(inc(3), inc(1)), add(inc(1), inc(2)));
    let back = (a, b).graph();
    for ending in ["dot", "svg", "html", "json"] {
        let (first, second) = (format!("first.{ending}"), format!("second.{ending}"));
        assert_eq!(scratch.render(&forth, &first), scratch.render(&back, &second), "{ending}");
    }
}

#[delayed(name = "bell\u{7} and\nline\tand \u{1F33C} -> </title></script>")]
fn unprintable(n: i64) -> i64 {
    n
}

#[test]
fn no_name_breaks_a_picture() {
    let scratch = Scratch::new("names");
    let graph = unprintable(unprintable(1)).graph();
    assert_eq!(titles(&scratch.render(&graph, "graph.svg"), "task").len(), 2);
    let json: serde_json::Value = serde_json::from_str(&scratch.render(&graph, "graph.json")).unwrap();
    assert_eq!(json["tasks"][0]["name"], unprintable(1).name());
    let dot = scratch.render(&graph, "graph.dot");
    assert_eq!(dot.matches('"').count() % 2, 0);
    let html = scratch.render(&graph, "graph.html");
    assert_eq!(html.matches("</script>").count(), html.matches("<script").count());
    assert_eq!(graph.to_string().lines().count(), 3, "one line a node, whatever its name: {graph}");
}
