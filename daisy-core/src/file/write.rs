//! Writing: from a merged graph to bytes, in one pass over its nodes.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use serde::Serialize;

use super::build::Build;
use super::codec::{Codec, Source};
use super::frame::Frame;
use super::registry::Registry;
use super::row::{self, Head, Key, Row};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::key::Digest;
use crate::merge::Merged;
use crate::node::{Argument, Call, Constant, Node};
use crate::operation::{Code, Operation};
use crate::value::{Shared, Type};

pub(super) fn graph(graph: &Graph) -> Result<Vec<u8>> {
    let build = Build::this()?;
    let merged = single_tasks(graph)?;
    let mut writer = Writer::new(merged);
    // Functions first: those of constants that can't be written are often of tasks that can't.
    for node in &merged.nodes {
        node.call().map(|call| writer.function(node, call)).transpose()?;
    }
    (0..merged.len()).try_for_each(|place| writer.node(place))?;
    let head = Head {
        program: &build.program,
        functions: writer.functions.entries.iter().map(|operation| function(operation)).collect(),
        types: writer.types.entries.iter().map(|ty| type_of(ty)).collect(),
        nodes: narrow(merged.len()),
        roots: merged.roots.clone(),
    };
    let mut payload = Vec::new();
    push(&mut payload, &head)?;
    payload.append(&mut writer.rows);
    Ok(Frame { build: build.digest, payload: &payload }.seal())
}

/// The graph, if no layer is in it: there is no row for a rule yet.
fn single_tasks(graph: &Graph) -> Result<&Merged> {
    let outline = graph.try_outline()?;
    let of_layer = outline.merged.nodes.iter().find(|node| node.as_block().is_some());
    let layer = outline.layers.first().map(|part| part.rule.key());
    match (layer, of_layer) {
        (None, None) => Ok(&outline.merged),
        (Some(layer), _) => {
            Err(Error::executor(format!("{layer} can't be written: it is a layer, and its tasks are a rule")))
        }
        (None, Some(node)) => Err(Error::of_node(
            node,
            format!("{} can't be written: it is of a layer, and its tasks are a rule", node.key()),
        )),
    }
}

fn function(operation: &Operation) -> row::Function<'static> {
    let spec = operation.spec;
    row::Function { digest: operation.digest.0, path: spec.path, package: spec.package, version: spec.version }
}

fn type_of(ty: &Type) -> row::Type<'static> {
    row::Type { identity: ty.identity(), name: ty.full_name() }
}

fn push(to: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    let extended = postcard::to_extend(value, std::mem::take(to));
    *to = extended.map_err(|error| Error::executor(format!("a graph can't be written: {error}")))?;
    Ok(())
}

/// Places of a merged graph, and so of all that is in it, are `u32`s.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).expect("a graph has fewer than 2^32 nodes")
}

/// Things named once, and by their place after that.
struct Table<K, V> {
    places: HashMap<K, u32>,
    entries: Vec<V>,
}

impl<K: Eq + Hash, V> Table<K, V> {
    fn place(&mut self, key: K, entry: V) -> u32 {
        *self.places.entry(key).or_insert_with(|| {
            self.entries.push(entry);
            narrow(self.entries.len() - 1)
        })
    }
}

struct Writer<'a> {
    merged: &'a Merged,
    registry: &'static Registry,
    functions: Table<Digest, &'static Operation>,
    types: Table<TypeId, &'static Type>,
    rows: Vec<u8>,
}

impl Writer<'_> {
    /// The function as the reader will find it.
    fn function(&self, node: &Node, call: &Call) -> Result<&'static Operation> {
        let registered = self.registry.find(&call.operation.digest).filter(|_| !has_own_code(call));
        registered.ok_or_else(|| Error::of_node(node, unknown(node, call)))
    }

    fn node(&mut self, place: usize) -> Result<()> {
        let node = &self.merged.nodes[place];
        match (node.call(), node.constant()) {
            (Some(call), _) => self.call(node, call, self.merged.inputs(place).to_vec()),
            (_, Some(constant)) => self.constant(place, node, constant),
            (None, None) => unreachable!("no block of a layer is here"),
        }
    }

    fn call(&mut self, node: &Node, call: &Call, inputs: Vec<u32>) -> Result<()> {
        let function = self.function(node, call)?;
        let function = self.functions.place(function.digest, function);
        let arguments = call.extra.as_ref().map_or(&[][..], |extra| &extra.arguments);
        let arguments = arguments.iter().map(|argument| self.argument(node, argument)).collect::<Result<_>>()?;
        let key = Key::new(node.0.digest, Some(call.digest()));
        push(&mut self.rows, &Row::Call { key, function, inputs, arguments, waits: narrow(call.waits().len()) })
    }

    fn argument(&mut self, node: &Node, argument: &Argument) -> Result<row::Argument> {
        let Argument { len, gather, .. } = *argument;
        let Some(gather) = gather else { return Ok(row::Argument { len, gather: None }) };
        if self.registry.of_type(gather.ty).is_none_or(|known| known.gather.is_none()) {
            let message = format!(
                "{} can't be written: handles are gathered to a `{}` for it, which is in no delayed function's signature",
                node.key(),
                gather.ty.full_name()
            );
            return Err(Error::of_node(node, message));
        }
        Ok(row::Argument { len, gather: Some(self.types.place(gather.ty.id, gather.ty)) })
    }

    fn constant(&mut self, place: usize, node: &Node, constant: &Constant) -> Result<()> {
        let Constant { value, ty, name, captured, .. } = constant;
        let codec = self.registry.of_type(ty).and_then(|known| known.codec);
        let written = match codec {
            Some(codec) => encoded(codec, node, value),
            None => {
                Err("no delayed function of the program, if it is not generic, has that type in its signature, or \
                         the type is not `Serialize` and `Deserialize`"
                    .to_owned())
            }
        };
        let (key, bytes) = written.map_err(|why| self.unwritten(place, node, ty, &why))?;
        let ty = self.types.place(ty.id, ty);
        let row = Row::Constant { key, ty, name, captured: *captured, bytes: bytes.len() as u64 };
        push(&mut self.rows, &row)?;
        self.rows.extend_from_slice(&bytes);
        Ok(())
    }

    /// The error of a constant, with the task that reads it.
    fn unwritten(&self, place: usize, node: &Node, ty: &Type, why: &str) -> Error {
        let reads = |reader: &usize| self.merged.inputs(*reader).contains(&narrow(place));
        let reader = (place + 1..self.merged.len()).find(reads).map(|reader| &self.merged.nodes[reader]);
        let wanted = reader.map_or_else(|| "asked for".to_owned(), |reader| format!("an input of {}", reader.key()));
        let message = format!("{}, a `{}` and {wanted}, can't be written: {why}", node.key(), ty.full_name());
        Error::of_node(reader.unwrap_or(node), message)
    }
}

impl<'a> Writer<'a> {
    fn new(merged: &'a Merged) -> Writer<'a> {
        Writer {
            merged,
            registry: Registry::get(),
            functions: Table { places: HashMap::new(), entries: Vec::new() },
            types: Table { places: HashMap::new(), entries: Vec::new() },
            rows: Vec::new(),
        }
    }
}

/// A constant's bytes. They are read back here and now: what can't be read must not be written.
fn encoded(codec: &Codec, node: &Node, value: &Shared) -> Result<(Key, Vec<u8>), String> {
    let bytes = codec.encode(value)?;
    let back = codec.decode(Source::new(Arc::from(&*bytes), 0, bytes.len()))?;
    let content = codec.digest(value)?;
    if codec.digest(&back)? != content {
        return Err("read back it has another content, so its serde leaves out some that its key covers".to_owned());
    }
    Ok((Key::new(node.0.digest, content), bytes))
}

fn has_own_code(call: &Call) -> bool {
    matches!(call.operation.code, Code::Own) || call.extra.as_ref().is_some_and(|extra| extra.code.is_some())
}

/// Why a call of what is not registered can't be written.
fn unknown(node: &Node, call: &Call) -> String {
    let Operation { spec, result, code_name, .. } = call.operation;
    let (key, result) = (node.key(), result.full_name());
    let why = if has_own_code(call) {
        format!("its closure `{code_name}` captures values")
    } else if code_name.contains("{{closure}}") {
        format!("its code is a closure, `{code_name}`")
    } else if spec.path.is_empty() || spec.file.is_empty() {
        format!(
            "`{code_name}` is written only over types that stand in a delayed function's signature, operators over primitives"
        )
    } else {
        format!("`{}` is generic: its instance `{code_name}` is not registered", spec.path)
    };
    format!(
        "{key}, which gives a `{result}`, can't be written: {why}. Call a delayed function that is not generic instead"
    )
}
