//! Reading: from bytes to nodes, each checked against what comes before it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use smallvec::SmallVec;

use super::build::{Build, short};
use super::codec::{Source, interned_text};
use super::frame::Frame;
use super::registry::{Known, Registry};
use super::row::{self, Head, Key, Row};
use crate::argument::Gather;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::key::Digest;
use crate::node::{Argument, Body, Call, Constant, Extra, Node};
use crate::operation::Operation;
use crate::value::Type;

/// What is wrong with a file.
type Checked<T> = Result<T, String>;

pub(super) fn graph(bytes: &[u8]) -> Result<Graph> {
    let here = Build::this()?;
    let read = || {
        let Frame { build, payload } = Frame::open(bytes)?;
        let (head, rows) = take::<Head<'_>>(payload, "its head")?;
        if build != here.digest {
            return Err(foreign(&build, head.program, here));
        }
        let tables = Tables::find(&head)?;
        let nodes = nodes(&tables, head.nodes, rows)?;
        let root = |&place: &u32| nodes.get(place as usize).cloned().ok_or("a root is none of its nodes".to_owned());
        let graph = Graph::new(head.roots.iter().map(root).collect::<Checked<Vec<_>>>()?);
        if graph.merged().len() != nodes.len() {
            return Err("it has nodes that nobody needs, or several of one key".to_owned());
        }
        Ok(graph)
    };
    read().map_err(|what: String| Error::executor(format!("a graph of {} bytes can't be read: {what}", bytes.len())))
}

fn foreign(build: &[u8; 32], program: &str, here: &Build) -> String {
    format!(
        "it was written by build {} of `{program}`, and this is build {} of `{}`. Functions and keys are those of one \
         build: read it with the build that wrote it, or make the graph again",
        short(build),
        short(&here.digest),
        here.program,
    )
}

/// A value by postcard, and what follows it.
fn take<'a, T: Deserialize<'a>>(bytes: &'a [u8], what: &str) -> Checked<(T, &'a [u8])> {
    postcard::take_from_bytes(bytes).map_err(|error| format!("{what}: {error}"))
}

/// What the file names, as this program has it.
struct Tables {
    functions: Vec<&'static Operation>,
    types: Vec<&'static Known>,
}

impl Tables {
    fn find(head: &Head<'_>) -> Checked<Tables> {
        let registry = Registry::get();
        let known: HashMap<_, _> = registry.types().map(|known| (known.ty.identity(), known)).collect();
        let function =
            |row: &row::Function<'_>| registry.find(&Digest(row.digest)).ok_or_else(|| missing(registry, row));
        let ty = |row: &row::Type<'_>| {
            let missing = || format!("the type `{}` is in no delayed function's signature in this program", row.name);
            known.get(&row.identity).copied().ok_or_else(missing)
        };
        Ok(Tables {
            functions: head.functions.iter().map(function).collect::<Checked<_>>()?,
            types: head.types.iter().map(ty).collect::<Checked<_>>()?,
        })
    }

    fn function(&self, place: u32) -> Checked<&'static Operation> {
        self.functions.get(place as usize).copied().ok_or_else(|| format!("it names no function {place}"))
    }

    fn ty(&self, place: u32) -> Checked<&'static Known> {
        self.types.get(place as usize).copied().ok_or_else(|| format!("it names no type {place}"))
    }

    fn gather(&self, place: u32) -> Checked<&'static Gather> {
        let known = self.ty(place)?;
        known.gather.ok_or_else(|| format!("a `{}` is not made of several inputs", known.ty.full_name()))
    }
}

fn missing(registry: &Registry, row: &row::Function<'_>) -> String {
    let row::Function { path, package, version, .. } = row;
    let mut of_path = registry.functions().map(|operation| operation.spec).filter(|spec| spec.path == *path);
    let there = match of_path.next() {
        None => "no such function is in this program".to_owned(),
        Some(spec) if (spec.package, spec.version) == (package, *version) => {
            "it has another text or signature in this program".to_owned()
        }
        Some(spec) => format!("this program has version {} of {}", spec.version, spec.package),
    };
    format!("it calls `{path}`, version {version} of {package}: {there}")
}

fn nodes(tables: &Tables, count: u32, rows: &[u8]) -> Checked<Vec<Node>> {
    let values: Arc<[u8]> = rows.into();
    let mut nodes = Vec::new();
    let mut rest = rows;
    for place in 0..count {
        let at = |what| format!("node {place} of {count}: {what}");
        let (row, after) = take::<Row<'_>>(rest, "its row").map_err(at)?;
        let node = match row {
            Row::Call { key, function, inputs, arguments, waits } => {
                rest = after;
                let call = tables
                    .function(function)
                    .and_then(|function| call(tables, &nodes, function, &inputs, &arguments, waits as usize));
                call.and_then(|call| keyed(key, call))
            }
            Row::Constant { key, ty, name, captured, bytes } => {
                let start = rows.len() - after.len();
                let len = usize::try_from(bytes).ok().filter(|&len| len <= after.len());
                let Some(len) = len else { return Err(at(format!("its value of {bytes} bytes is cut off"))) };
                rest = &after[len..];
                let value = Source::new(values.clone(), start, start + len);
                tables.ty(ty).and_then(|known| constant(key, known, name, captured, value))
            }
        };
        nodes.push(node.map_err(at)?);
    }
    if !rest.is_empty() {
        return Err(format!("{} bytes follow its last node", rest.len()));
    }
    Ok(nodes)
}

fn constant(key: Key, known: &Known, name: &str, captured: bool, bytes: Source) -> Checked<Node> {
    let ty = known.ty;
    let codec = known.codec.ok_or_else(|| format!("a `{}` has no serde", ty.full_name()))?;
    let value = codec.decode(bytes).map_err(|error| format!("its value, a `{}`: {error}", ty.full_name()))?;
    let digest = key.checked(codec.digest(&value)?);
    let digest = digest.ok_or_else(|| format!("a `{}` with another content than its key's", ty.full_name()))?;
    let describe = codec.content.as_ref().filter(|_| key.is_by_content()).map(|content| content.describe);
    let constant = Constant { value, ty, name: interned_text(name), block: None, captured, describe };
    Ok(Node::new(digest, Body::Constant(constant)))
}

fn call(
    tables: &Tables,
    nodes: &[Node],
    operation: &'static Operation,
    inputs: &[u32],
    arguments: &[row::Argument],
    waits: usize,
) -> Checked<Call> {
    let input = |&place: &u32| {
        let node = nodes.get(place as usize).cloned();
        node.ok_or_else(|| format!("it reads node {place}, which does not come before it"))
    };
    let inputs = inputs.iter().map(input).collect::<Checked<SmallVec<[Node; 3]>>>()?;
    let choice = operation.is_choice();
    let fits = if choice { inputs.len() == 3 + waits } else { waits <= inputs.len() };
    if !fits || choice && !arguments.is_empty() {
        return Err(format!("`{}` of {} inputs, {waits} of them waited for", operation.spec.name, inputs.len()));
    }
    let read = &inputs[..inputs.len() - waits];
    let arguments = if arguments.is_empty() { Vec::new() } else { gathered(tables, read, arguments)? };
    let extra = (!arguments.is_empty() || waits > 0).then(|| Arc::new(Extra { code: None, arguments, waits }));
    Ok(Call { extra, ..Call::new(operation, inputs) })
}

fn keyed(key: Key, call: Call) -> Checked<Node> {
    let name = call.operation.spec.name;
    let digest =
        key.checked(Some(call.digest())).ok_or_else(|| format!("a call of `{name}` that its key is not made of"))?;
    Ok(Node::new(digest, Body::Call(call)))
}

/// The arguments, each of as many inputs as it says, and all inputs in order.
fn gathered(tables: &Tables, inputs: &[Node], rows: &[row::Argument]) -> Checked<Vec<Argument>> {
    let mut start: u32 = 0;
    let mut arguments = Vec::new();
    for &row::Argument { len, gather } in rows {
        let gather = gather.map(|ty| tables.gather(ty)).transpose()?;
        let end = start.checked_add(len).filter(|&end| end as usize <= inputs.len());
        let end = end.ok_or("its arguments are made of more inputs than it has")?;
        let types: Vec<&'static Type> = inputs[start as usize..end as usize].iter().map(Node::ty).collect();
        if let Some(gather) = gather.filter(|gather| !(gather.takes)(&types)) {
            return Err(format!("{len} of its inputs do not make a `{}`", gather.ty.full_name()));
        }
        arguments.push(Argument { start, len, gather });
        start = end;
    }
    if start as usize != inputs.len() {
        return Err("it has inputs that are no argument's".to_owned());
    }
    Ok(arguments)
}
