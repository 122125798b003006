//! Passes over small text graphs: `tests/graphs/*.txt`, one file a law.
//!
//! A file is a line `pass: NAME`, a graph in the form of a listing, `---`, and what the pass makes of it.
//! A node is `NAME = value TEXT`, `NAME = captured TEXT`, `NAME = held TASK` (the result of the task of that name, held) or
//! `NAME = function(NAME, ..)`,
//! `NAME = if NAME { NAME } else { NAME }`; the last line is `return NAME, ..`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::delayed::captured;
use crate::graph::Graph;
use crate::key::Digest;
use crate::node::{Body, Call, Node};
use crate::operation::{Code, Operation, Outcome, Spec};
use crate::order::{Order, order};
use crate::token::Tokenizer;
use crate::value::{Type, Value};

#[test]
fn passes_do_what_their_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/graphs");
    let mut seen = 0;
    for file in fs::read_dir(folder).expect("the folder of text graphs").flatten() {
        let text = fs::read_to_string(file.path()).expect("a text file");
        let name = file.file_name().display().to_string();
        let (head, expected) = text.split_once("\n---\n").unwrap_or_else(|| panic!("{name}: no `---`"));
        let (pass, graph) = head.split_once('\n').unwrap_or_else(|| panic!("{name}: no graph"));
        let found = run(pass.trim_start_matches("pass:").trim(), &Program::parse(graph));
        assert_eq!(found.trim_end(), expected.trim_end(), "{name}");
        seen += 1;
    }
    assert!(seen > 0, "no text graphs found");
}

fn run(pass: &str, program: &Program) -> String {
    let graph = Graph::new(program.roots.iter().cloned());
    match pass {
        "merge" => graph.to_string(),
        "order" => {
            let merged = &graph.merged;
            let Order { places, .. } = order(merged);
            let names = places.into_iter().map(|place| program.name_of(&merged.nodes[place as usize]));
            names.collect::<Vec<_>>().join(" ")
        }
        other => panic!("no pass is called `{other}`"),
    }
}

struct Program {
    nodes: HashMap<String, Node>,
    roots: Vec<Node>,
}

impl Program {
    fn parse(text: &str) -> Program {
        let mut program = Program { nodes: HashMap::new(), roots: Vec::new() };
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("return ") {
                Some(names) => program.roots = program.all(names),
                None => {
                    let (name, expression) = line.split_once(" = ").unwrap_or_else(|| panic!("`{line}`?"));
                    let node = program.node(expression);
                    program.nodes.insert(name.to_owned(), node);
                }
            }
        }
        program
    }

    fn node(&self, expression: &str) -> Node {
        if let Some(text) = expression.strip_prefix("value ") {
            return crate::value(text.to_owned()).into_node();
        }
        if let Some(text) = expression.strip_prefix("captured ") {
            return captured(text.to_owned()).into_node();
        }
        if let Some(task) = expression.strip_prefix("held ") {
            return self.nodes[task].held(Arc::new(0u8));
        }
        if let Some(choice) = expression.strip_prefix("if ") {
            let names = choice.replace(" } else { ", ", ").replace(" { ", ", ").replace(" }", "");
            return call("choose", Code::Choice, self.all(&names));
        }
        let (function, names) = expression.split_once('(').unwrap_or_else(|| panic!("`{expression}`?"));
        let code = Code::Sync(Box::new(|_| Outcome::Value(Value::new(0u8))));
        call(function, code, self.all(names.trim_end_matches(')')))
    }

    fn all(&self, names: &str) -> Vec<Node> {
        names.split(", ").filter(|name| !name.is_empty()).map(|name| self.nodes[name].clone()).collect()
    }

    fn name_of(&self, node: &Node) -> String {
        let same = self.nodes.iter().filter(|(_, other)| other.0.digest == node.0.digest);
        same.map(|(name, _)| name.clone()).min().expect("a node of the program")
    }
}

/// A call of a function that the name alone identifies.
fn call(function: &str, code: Code, inputs: Vec<Node>) -> Node {
    let name: &'static str = function.to_owned().leak();
    let spec = Box::leak(Box::new(Spec::new(name, name, "", "", 0, 0)));
    let mut tokens = Tokenizer::keyed(&[7; 32]);
    tokens.add(name);
    let digest = Digest(tokens.finish());
    let operation = Box::leak(Box::new(Operation { spec, digest, result: Type::of::<u8>(), cheap: false, code }));
    let digest = Digest::of(&digest.0, inputs.iter().map(|input| input.0.digest));
    Node::new(digest, Body::Call(Call { operation, inputs: inputs.into(), extra: None }))
}
