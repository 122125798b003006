//! Passes over small text graphs: `tests/graphs/*.txt`, one file a law.
//!
//! A file is a line `pass: NAME`, a graph in the form of a listing, `---`, and what the pass makes of it.
//! A node is `NAME = value TEXT`, `NAME = captured TEXT`, `NAME = held TASK` (the result of the task of that name, held) or
//! `NAME = function(NAME, ..)`,
//! `NAME = if NAME { NAME } else { NAME }`, `NAME = NAME + NAME` (any symbol), `NAME = -NAME`; the last line is
//! `return NAME, ..`. Operators and `split` are cheap, `grow` grows, `fetch` is async, and `load` gives something large.
//! `NAME = function(NAME, ..) for N` is a layer of N blocks, each of which reads the same block of the layers, and every
//! node, that are named; `NAME[i]` is a block of it, and the layer's name alone, after `return`, all of them. After
//! `layers`, a line is a layer that is left, what its blocks call, and which of them are needed.
//! After `fuse`, a line is a task, in the order of the plan, with its members in place in parentheses; one that is read
//! more than once has its name there, by which it is read again.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::delayed::{Delayed, captured};
use crate::fuse::planned;
use crate::graph::Graph;
use crate::key::Digest;
use crate::layer::{BlockInput, Blocks, Source, blockwise};
use crate::merged::Merged;
use crate::node::{Call, Node, Sort};
use crate::operation::{Code, Operation, Outcome, Spec};
use crate::order::order;
use crate::outline::Part;
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
            let merged = graph.merged();
            let places = order(merged);
            let names = places.into_iter().map(|place| program.name_of(merged.node(place as usize)));
            names.collect::<Vec<_>>().join(" ")
        }
        "fuse" => fused(program, graph.merged()),
        "layers" => layers(program, &graph.fuse()),
        other => match other.strip_prefix("cull ") {
            Some(names) => graph.cull(&program.all(names).iter().map(Node::key).collect::<Vec<_>>()).to_string(),
            None => panic!("no pass is called `{other}`"),
        },
    }
}

#[derive(Default)]
struct Program {
    nodes: HashMap<String, Node>,
    layers: HashMap<String, Blocks<u8>>,
    roots: Vec<Node>,
}

impl Program {
    fn parse(text: &str) -> Program {
        let mut program = Program::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("return ") {
                Some(names) => program.roots = program.all(names),
                None => {
                    let (name, expression) = line.split_once(" = ").unwrap_or_else(|| panic!("`{line}`?"));
                    match expression.split_once(" for ") {
                        Some((call, blocks)) => {
                            let layer = program.layer(name, call, blocks.parse().expect("a number of blocks"));
                            program.layers.insert(name.to_owned(), layer);
                        }
                        None => {
                            let node = program.node(expression);
                            program.nodes.insert(name.to_owned(), node);
                        }
                    }
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
            return call("choose", self.all(&names));
        }
        if let Some((symbol, names)) = operator(expression) {
            return call(symbol, self.all(&names));
        }
        let (function, names) = expression.split_once('(').unwrap_or_else(|| panic!("`{expression}`?"));
        call(function, self.all(names.trim_end_matches(')')))
    }

    fn layer(&self, name: &str, expression: &str, blocks: usize) -> Blocks<u8> {
        let (function, names) = expression.split_once('(').unwrap_or_else(|| panic!("`{expression}`?"));
        let names: Vec<&str> = names.trim_end_matches(')').split(", ").filter(|name| !name.is_empty()).collect();
        let input = |name: &&str| match self.layers.get(*name) {
            Some(layer) => Input::Layer(layer.clone()),
            None => Input::Node(self.nodes[*name].typed().expect("functions give bytes")),
        };
        let of = |inputs: Vec<Node>| call(function, inputs).typed::<u8>().expect("functions give bytes");
        match names.iter().map(input).collect::<Vec<_>>().as_slice() {
            [] => blockwise(name, 0..blocks, |index| of(vec![index.into_node()])),
            [a] => blockwise(name, a, |a| of(vec![a.into_node()])),
            [a, b] => blockwise(name, (a, b), |(a, b)| of(vec![a.into_node(), b.into_node()])),
            _ => panic!("`{expression}` has too many inputs"),
        }
    }

    fn all(&self, names: &str) -> Vec<Node> {
        names.split(", ").filter(|name| !name.is_empty()).flat_map(|name| self.named(name)).collect()
    }

    fn named(&self, name: &str) -> Vec<Node> {
        match (self.layers.get(name), name.split_once('[')) {
            (Some(layer), _) => layer.iter().map(Delayed::into_node).collect(),
            (None, Some((layer, index))) => {
                let index = index.trim_end_matches(']').parse().expect("an index");
                vec![self.layers[layer].block(index).into_node()]
            }
            (None, None) => vec![self.nodes[name].clone()],
        }
    }

    fn name_of(&self, node: &Node) -> String {
        if let Some(index) = node.key().index() {
            return format!("{}[{index}]", node.key().name());
        }
        let same = self.nodes.iter().filter(|(_, other)| other.0.digest == node.0.digest);
        same.map(|(name, _)| name.clone()).min().expect("a node of the program")
    }
}

/// `+` and `a, b` of `a + b`; `-` and `a` of `-a`.
fn operator(expression: &str) -> Option<(&str, String)> {
    match expression.split(' ').collect::<Vec<_>>()[..] {
        [a, symbol, b] if !a.contains('(') => Some((symbol, format!("{a}, {b}"))),
        [one] if !one.starts_with(char::is_alphanumeric) => Some((&one[..1], one[1..].to_owned())),
        _ => None,
    }
}

/// What a layer reads.
enum Input {
    Layer(Blocks<u8>),
    Node(Delayed<u8>),
}

impl BlockInput for &Input {
    type Item = u8;
    fn source(self) -> Source {
        match self {
            Input::Layer(blocks) => blocks.source(),
            Input::Node(handle) => handle.source(),
        }
    }
}

/// The layers that are left, in the order of their names.
fn layers(program: &Program, graph: &Graph) -> String {
    let line = |part: &Part| {
        let first = *part.blocks.first().map(|range| &range.start)?;
        let task =
            Node::block(part.rule.clone(), first).symbolic()?.build(&Node::block(part.rule.clone(), first)).ok()?;
        let inputs: Vec<String> =
            task.inputs().iter().filter(|node| !node.is_captured()).map(|node| program.name_of(node)).collect();
        let blocks: Vec<String> = part.blocks.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
        let (key, name) = (part.rule.key(), task.name());
        Some(format!("{} = {name}({}) for {}", key.name(), inputs.join(", "), blocks.join(", ")))
    };
    let outline = graph.try_outline().expect("layers that keep the rules");
    let mut lines: Vec<String> = outline.layers.iter().filter_map(line).collect();
    lines.sort();
    lines.join("\n")
}

/// The tasks that are left, with the others inside them.
fn fused(program: &Program, merged: &Merged) -> String {
    let (order, _, heads) = planned(merged);
    let heads = heads.unwrap_or_else(|| (0..order.len() as u32).collect());
    let mut texts: HashMap<u32, String> = HashMap::new();
    let mut lines = Vec::new();
    let all = || order.iter().flat_map(|&place| merged.inputs(place as usize));
    let readers = |place: u32| all().filter(|&&input| input == place).count();
    for (&place, (position, head)) in order.iter().zip((0..).zip(heads)) {
        let node = merged.node(place as usize);
        let (name, symbol) = (node.name(), !node.name().starts_with(char::is_alphanumeric));
        let read = merged.inputs(place as usize).iter().map(|input| {
            let own = program.name_of(merged.node(*input as usize));
            match texts.remove(input) {
                Some(text) if readers(*input) > 1 => format!("({own} = {text})"),
                Some(text) if symbol => format!("({text})"),
                Some(text) => text,
                None => own,
            }
        });
        let read: Vec<String> = read.collect();
        let text = match &read[..] {
            [a, b, c] if node.call().is_some_and(|call| call.sort().is(Sort::CHOICE)) => {
                format!("if {a} {{ {b} }} else {{ {c} }}")
            }
            [a, b] if symbol => format!("{a} {name} {b}"),
            [a] if symbol => format!("{name}{a}"),
            read => format!("{name}({})", read.join(", ")),
        };
        if head == position {
            lines.push(format!("{} = {text}", program.name_of(node)));
        } else {
            texts.insert(place, text);
        }
    }
    lines.join("\n")
}

/// A call of a function that the name alone identifies.
pub(super) fn call(function: &str, inputs: Vec<Node>) -> Node {
    let name: &'static str = function.to_owned().leak();
    let spec = Spec::new(name, name, "", "", 0, 0);
    let (spec, code) = match name {
        "choose" => (spec, Code::Choice),
        "grow" => (spec.grows(), code()),
        "fetch" => (spec.asynchronous(), code()),
        _ => (spec, code()),
    };
    let cheap = name == "split" || !name.starts_with(char::is_alphanumeric);
    let result = if name == "load" { Type::of::<[u64; 9]>() } else { Type::of::<u8>() };
    let mut tokens = Tokenizer::keyed(&[7; 32]);
    tokens.add(name);
    let digest = Digest(tokens.finish());
    let sort = Sort::of(&spec, cheap, &code);
    let (spec, last_bytes) = (Box::leak(Box::new(spec)), u64::MAX.into());
    let operation = Box::leak(Box::new(Operation { spec, digest, result, code_name: "", sort, code, last_bytes }));
    let digest = Digest::of(&digest.0, inputs.iter().map(|input| input.0.digest));
    Node::of_call(digest, Call::new(operation, inputs))
}

fn code() -> Code {
    Code::Sync(Box::new(|_| Outcome::Value(Value::new(0u8))))
}
