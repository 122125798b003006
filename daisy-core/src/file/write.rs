//! Writing: from a graph to bytes, in one walk over its nodes and layers from what it was made for, inputs first.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use serde::Serialize;

use super::build::Build;
use super::codec::{Codec, Source};
use super::frame::Frame;
use super::item::{Item, Items};
use super::registry::Registry;
use super::row::{self, Head, Key, Row};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::key::Digest;
use crate::node::{Argument, Block, Call, Constant, Node};
use crate::operation::{Code, Operation};
use crate::outline::{Outline, Root};
use crate::value::{Shared, Type};

pub(super) fn graph(graph: &Graph) -> Result<Vec<u8>> {
    let build = Build::this()?;
    let (roots, reached) = graph.reached()?;
    let mut writer = Writer::new(&reached);
    let roots = writer.roots(roots)?;
    let head = Head {
        program: &build.program,
        functions: writer.functions.entries.iter().map(|operation| function(operation)).collect(),
        types: writer.types.entries.iter().map(|ty| type_of(ty)).collect(),
        rows: writer.items.rows,
        roots,
    };
    let mut payload = Vec::new();
    push(&mut payload, &head)?;
    payload.append(&mut writer.rows);
    Ok(Frame { build: build.digest, payload: &payload }.seal())
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

pub(super) struct Writer<'a> {
    pub(super) items: Items<'a>,
    registry: &'static Registry,
    functions: Table<Digest, &'static Operation>,
    types: Table<TypeId, &'static Type>,
    rows: Vec<u8>,
    /// What the row in the making names and has no row yet.
    missing: Vec<Item>,
}

impl<'a> Writer<'a> {
    fn new(outline: &'a Outline) -> Writer<'a> {
        Writer {
            items: Items::of(outline),
            registry: Registry::get(),
            functions: Table { places: HashMap::new(), entries: Vec::new() },
            types: Table { places: HashMap::new(), entries: Vec::new() },
            rows: Vec::new(),
            missing: Vec::new(),
        }
    }

    fn roots(&mut self, roots: &[Root]) -> Result<Vec<row::Root>> {
        let mut single = self.items.merged.roots.iter();
        let mut rows = Vec::with_capacity(roots.len());
        for root in roots {
            match root {
                Root::Node(_) => {
                    let place = *single.next().expect("one a single root");
                    rows.push(row::Root::Node(self.write(Item::Single(place))?));
                }
                Root::Blocks(_, which) if which.len() == 0 => {}
                Root::Blocks(rule, which) => {
                    let layer = self.write(self.items.layer(rule))?;
                    rows.push(row::Root::Blocks(row::Which { layer, ranges: which.ranges().collect() }));
                }
            }
        }
        Ok(rows)
    }

    /// Writes what `item` needs, and then itself.
    fn write(&mut self, item: Item) -> Result<u32> {
        let mut open = vec![item.clone()];
        while let Some(next) = open.pop() {
            if self.items.row(&next).is_some() {
                continue;
            }
            self.item(&next)?;
            if self.missing.is_empty() {
                self.items.add(&next);
            } else {
                open.push(next);
                open.extend(self.missing.drain(..).rev());
            }
        }
        Ok(self.items.row(&item).expect("it was just written"))
    }

    /// The row of `item`; it is noted as missing if there is none.
    pub(super) fn row(&mut self, item: Item) -> u32 {
        self.items.row(&item).unwrap_or_else(|| {
            self.missing.push(item);
            0
        })
    }

    pub(super) fn node(&mut self, node: &Node) -> u32 {
        self.row(self.items.node(node))
    }

    /// Writes the row, if nothing that it names is missing.
    pub(super) fn push(&mut self, row: &Row<'_>) -> Result<()> {
        if self.missing.is_empty() { push(&mut self.rows, row) } else { Ok(()) }
    }

    fn item(&mut self, item: &Item) -> Result<()> {
        match item {
            Item::Single(place) => {
                let merged = self.items.merged;
                let inputs = merged.inputs(*place as usize).iter();
                let inputs = inputs.map(|&input| self.row(Item::Single(input))).collect();
                self.single(merged.node(*place as usize), inputs)
            }
            Item::Other(node) => {
                let inputs = node.input_slice().iter().map(|input| self.node(input)).collect();
                self.single(node, inputs)
            }
            Item::Layer(rule) => self.layer(rule),
            Item::Named(key, ty) => self.named(key, ty),
        }
    }

    fn single(&mut self, node: &Node, inputs: Vec<u32>) -> Result<()> {
        if let Some(call) = node.call() {
            return self.call(node, call, inputs);
        }
        if let Some(Block { rule, index }) = node.symbolic() {
            let layer = self.row(self.items.layer(rule));
            return self.push(&Row::Block(row::Block { layer, index: *index }));
        }
        self.constant(node, node.constant().expect("it is neither a call nor a block"))
    }

    fn call(&mut self, node: &Node, call: &Call, inputs: Vec<u32>) -> Result<()> {
        if call.block().is_some() {
            let what = "it is the task of a block, already built. Write a graph of the layer's handles instead";
            return Err(Error::of_node(node, format!("{} can't be written: {what}", node.key())));
        }
        let function = self.function(node, call)?;
        let arguments = self.arguments(node, call)?;
        let key = Key::new(node.0.digest, Some(call.digest()));
        self.push(&Row::Call { key, function, inputs, arguments, waits: waits(call) })
    }

    /// The function, as the reader will find it.
    pub(super) fn function(&mut self, node: &Node, call: &Call) -> Result<u32> {
        let registered = self.registry.find(&call.operation.digest).filter(|_| !has_own_code(call));
        let function = registered.ok_or_else(|| Error::of_node(node, unknown(node, call)))?;
        Ok(self.functions.place(function.digest, function))
    }

    pub(super) fn arguments(&mut self, node: &Node, call: &Call) -> Result<Vec<row::Argument>> {
        call.arguments().iter().map(|argument| self.argument(node, argument)).collect()
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
        Ok(row::Argument { len, gather: Some(self.ty(gather.ty)) })
    }

    fn ty(&mut self, ty: &'static Type) -> u32 {
        self.types.place(ty.id, ty)
    }

    /// The type, if the reader will find it.
    pub(super) fn known(&mut self, ty: &'static Type) -> Option<u32> {
        self.registry.of_type(ty).map(|known| self.types.place(ty.id, known.ty))
    }

    fn constant(&mut self, node: &Node, constant: Constant<'_>) -> Result<()> {
        let Constant { ty, name, captured, .. } = constant;
        let known = self.registry.of_type(ty).and_then(|known| known.codec);
        let codec = known.ok_or_else(|| self.unwritten(node, ty, UNKNOWN_TYPE))?;
        let block = node.as_block().map(|block| {
            let layer = self.row(Item::Named(block.rule.key().clone(), ty));
            row::Block { layer, index: block.index }
        });
        if !self.missing.is_empty() {
            return Ok(());
        }
        let (key, bytes) = encoded(codec, node, &constant.shared()).map_err(|why| self.unwritten(node, ty, &why))?;
        let ty = self.ty(ty);
        self.push(&Row::Constant { key, ty, name, captured, block, bytes: bytes.len() as u64 })?;
        self.rows.extend_from_slice(&bytes);
        Ok(())
    }

    /// The error of a constant, with the task that reads it.
    fn unwritten(&self, node: &Node, ty: &Type, why: &str) -> Error {
        let merged = self.items.merged;
        let reads = |place: u32| (0..merged.len()).find(|&reader| merged.inputs(reader).contains(&place));
        let reader = merged.find(&node.0.digest).and_then(reads).map(|reader| merged.node(reader));
        let wanted = reader.map_or_else(|| self.wanted(), |reader| format!("an input of {}", reader.key()));
        let message = format!("{}, a `{}` and {wanted}, can't be written: {why}", node.key(), ty.full_name());
        Error::of_node(reader.unwrap_or(node), message)
    }

    /// Who wants a constant that no single task reads.
    fn wanted(&self) -> String {
        if self.items.has_layers() { "asked for or read by a layer" } else { "asked for" }.to_owned()
    }
}

const UNKNOWN_TYPE: &str = "no delayed function of the program, if it is not generic, has that type in its signature, or \
                            the type is not `Serialize` and `Deserialize`";

pub(super) fn waits(call: &Call) -> u32 {
    call.extra().map_or(0, |extra| narrow(extra.waits))
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
    matches!(call.operation.code, Code::Own) || call.code().is_some()
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
