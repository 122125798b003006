//! Reading: from bytes to nodes and layers, each checked against what comes before it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::build::{Build, short};
use super::codec::{Source, interned_text};
use super::frame::Frame;
use super::read_layer::{layer_key, which};
use super::registry::{Known, Registry};
use super::row::{self, Head, Key, Row};
use crate::argument::Gather;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::key::Digest;
use crate::layer::{Named, Rule, Rules};
use crate::node::{Argument, Call, Extra, Held, Node};
use crate::operation::Operation;
use crate::outline::Root;
use crate::value::Type;

/// What is wrong with a file.
pub(super) type Checked<T> = Result<T, String>;

pub(super) fn graph(bytes: &[u8]) -> Result<Graph> {
    let here = Build::this()?;
    let read = || {
        let Frame { build, payload } = Frame::open(bytes)?;
        let (head, rows) = take::<Head<'_>>(payload, "its head")?;
        if build != here.digest {
            return Err(foreign(&build, head.program, here));
        }
        let mut reader = Reader::new(Tables::find(&head)?, rows);
        reader.rows(head.rows, rows)?;
        let roots = head.roots.iter().map(|root| reader.root(root)).collect::<Checked<Vec<_>>>()?;
        match reader.used.contains(&false) {
            true => Err("it has nodes that nobody needs".to_owned()),
            false => Ok(Graph::from_roots(roots, Rules::default())),
        }
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
pub(super) struct Tables {
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

    pub(super) fn function(&self, place: u32) -> Checked<&'static Operation> {
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

/// What a row was read as.
enum Item {
    Node(Node),
    Layer(Arc<dyn Rule>),
    /// A layer that is only known by its name.
    Named(Arc<dyn Rule>),
}

pub(super) struct Reader {
    pub(super) tables: Tables,
    /// All rows, and the values between them.
    values: Arc<[u8]>,
    items: Vec<Item>,
    /// Whether anything needs the item.
    used: Vec<bool>,
    /// Where the node with a key is, among those that are captured and among those that are not.
    nodes: HashMap<(Digest, bool), u32>,
    layers: HashSet<(Digest, bool)>,
}

impl Reader {
    fn new(tables: Tables, rows: &[u8]) -> Reader {
        let (items, used, nodes, layers) = Default::default();
        Reader { tables, values: rows.into(), items, used, nodes, layers }
    }

    fn rows(&mut self, count: u32, rows: &[u8]) -> Checked<()> {
        let mut rest = rows;
        for place in 0..count {
            let at = |what| format!("row {place} of {count}: {what}");
            let (row, after) = take::<Row<'_>>(rest, "it can't be decoded").map_err(at)?;
            rest = after;
            let item = match row {
                Row::Constant { key, ty, name, captured, block, bytes } => {
                    let start = rows.len() - after.len();
                    let len = usize::try_from(bytes).ok().filter(|&len| len <= after.len());
                    let Some(len) = len else { return Err(at(format!("its value of {bytes} bytes is cut off"))) };
                    rest = &after[len..];
                    let value = Source::new(self.values.clone(), start, start + len);
                    self.constant(key, ty, name, captured, block.as_ref(), value).map(Item::Node)
                }
                other => self.item(&other),
            };
            item.and_then(|item| self.add(item)).map_err(at)?;
        }
        if !rest.is_empty() {
            return Err(format!("{} bytes follow its last node", rest.len()));
        }
        Ok(())
    }

    /// A row that is no constant.
    fn item(&mut self, row: &Row<'_>) -> Checked<Item> {
        match row {
            Row::Constant { .. } => unreachable!("its value follows"),
            Row::Call { key, function, inputs, arguments, waits } => {
                let inputs = inputs.iter().map(|&input| self.node(input)).collect::<Checked<_>>()?;
                let call = call(&self.tables, *function, inputs, arguments, *waits as usize)?;
                keyed(key, call).map(Item::Node)
            }
            Row::Block(row::Block { layer, index }) => {
                let rule = self.layer(*layer)?;
                match *index < rule.len() {
                    true => Ok(Item::Node(Node::block(rule, *index))),
                    false => Err(format!("block {index} of a layer of {}", rule.len())),
                }
            }
            Row::Blockwise { layer, sources, steps } => self.blockwise(layer, sources, steps).map(Item::Layer),
            Row::Tree { layer, members, split_every, templates } => {
                self.tree(layer, members, *split_every, templates).map(Item::Layer)
            }
            Row::Named { layer, ty } => {
                let ty = self.tables.ty(*ty)?.ty;
                Ok(Item::Named(Named::rule(layer_key(layer), ty)))
            }
        }
    }

    /// The next item. Its key must be its own, but that a constant may stand by itself and be captured.
    fn add(&mut self, item: Item) -> Checked<()> {
        let place = self.items.len() as u32;
        let known = match &item {
            Item::Node(node) => {
                let (digest, captured) = (node.0.digest, node.is_captured());
                let twin = self.nodes.get(&(digest, !captured)).map(|&place| &self.items[place as usize]);
                let like = |twin: &Item| matches!(twin, Item::Node(twin) if twin.is_constant() && twin.ty().id == node.ty().id);
                let is_twin = twin.is_none_or(|twin| node.is_constant() && like(twin));
                self.nodes.insert((digest, captured), place).is_some() || !is_twin
            }
            Item::Layer(rule) => !self.layers.insert((rule.key().identity(), false)),
            Item::Named(rule) => !self.layers.insert((rule.key().identity(), true)),
        };
        if known {
            return Err("another row has its key".to_owned());
        }
        self.items.push(item);
        self.used.push(false);
        Ok(())
    }

    fn root(&mut self, root: &row::Root) -> Checked<Root> {
        match root {
            row::Root::Node(place) => self.node(*place).map(Root::Node),
            row::Root::Blocks(row::Which { layer, ranges }) => {
                let rule = self.layer(*layer)?;
                let which = which(&rule, ranges)?;
                Ok(Root::Blocks(rule, which))
            }
        }
    }

    fn get(&mut self, place: u32) -> Checked<&Item> {
        let item = self.items.get(place as usize);
        let item = item.ok_or_else(|| format!("it reads row {place}, which does not come before it"))?;
        self.used[place as usize] = true;
        Ok(item)
    }

    pub(super) fn node(&mut self, place: u32) -> Checked<Node> {
        match self.get(place)? {
            Item::Node(node) => Ok(node.clone()),
            Item::Layer(_) | Item::Named(_) => Err(format!("it reads row {place} as a node, and that is a layer")),
        }
    }

    /// A layer with tasks.
    pub(super) fn layer(&mut self, place: u32) -> Checked<Arc<dyn Rule>> {
        match self.get(place)? {
            Item::Layer(rule) => Ok(rule.clone()),
            Item::Node(_) | Item::Named(_) => Err(format!("it reads row {place} as a layer, and that has no tasks")),
        }
    }

    /// A layer that needs no tasks.
    pub(super) fn named(&mut self, place: u32) -> Checked<Option<Arc<dyn Rule>>> {
        match self.get(place)? {
            Item::Named(rule) => Ok(Some(rule.clone())),
            Item::Node(_) | Item::Layer(_) => Ok(None),
        }
    }

    fn constant(
        &mut self,
        key: Key,
        ty: u32,
        name: &str,
        captured: bool,
        block: Option<&row::Block>,
        bytes: Source,
    ) -> Checked<Node> {
        let Known { ty, codec, .. } = *self.tables.ty(ty)?;
        let codec = codec.ok_or_else(|| format!("a `{}` has no serde", ty.full_name()))?;
        let value = codec.decode(bytes).map_err(|error| format!("its value, a `{}`: {error}", ty.full_name()))?;
        let digest = key.checked(codec.digest(&value)?);
        let digest = digest.ok_or_else(|| format!("a `{}` with another content than its key's", ty.full_name()))?;
        let describe = codec.content.as_ref().filter(|_| key.is_by_content()).map(|content| content.describe);
        let block = block.map(|block| self.held(block)).transpose()?;
        if let Some(of) = block.as_ref().filter(|of| of.0.digest != digest || of.ty().id != ty.id || captured) {
            return Err(format!("a `{}` that is no result of {}", ty.full_name(), of.key()));
        }
        let name = interned_text(name);
        Ok(Node::of_held(digest, Held { value, ty, name, block, captured, describe }))
    }

    /// The block of which a result is held.
    fn held(&mut self, &row::Block { layer, index }: &row::Block) -> Checked<Node> {
        let named = self.named(layer)?.filter(|rule| index < rule.len());
        named.map(|rule| Node::block(rule, index)).ok_or_else(|| "the result of a block of no layer".to_owned())
    }
}

fn call(tables: &Tables, function: u32, inputs: Vec<Node>, arguments: &[row::Argument], waits: usize) -> Checked<Call> {
    let operation = tables.function(function)?;
    let types: Vec<&'static Type> = inputs.iter().map(Node::ty).collect();
    let extra = extra(tables, operation, &types, arguments, waits)?;
    Ok(Call::new(operation, inputs).with(extra, None))
}

/// What few calls have, of one with inputs of these types.
pub(super) fn extra(
    tables: &Tables,
    operation: &Operation,
    inputs: &[&'static Type],
    arguments: &[row::Argument],
    waits: usize,
) -> Checked<Option<Arc<Extra>>> {
    let choice = operation.is_choice();
    let fits = if choice { waits.checked_add(3) == Some(inputs.len()) } else { waits <= inputs.len() };
    if !fits || choice && !arguments.is_empty() {
        return Err(format!("`{}` of {} inputs, {waits} of them waited for", operation.spec.name, inputs.len()));
    }
    let read = &inputs[..inputs.len() - waits];
    let arguments = if arguments.is_empty() { Vec::new() } else { gathered(tables, read, arguments)? };
    Ok((!arguments.is_empty() || waits > 0).then(|| Arc::new(Extra { code: None, arguments, waits })))
}

fn keyed(key: &Key, call: Call) -> Checked<Node> {
    let name = call.operation.spec.name;
    let digest =
        key.checked(Some(call.digest())).ok_or_else(|| format!("a call of `{name}` that its key is not made of"))?;
    Ok(Node::of_call(digest, call))
}

/// The arguments, each of as many inputs as it says, and all inputs in order.
fn gathered(tables: &Tables, inputs: &[&'static Type], rows: &[row::Argument]) -> Checked<Vec<Argument>> {
    let mut start: u32 = 0;
    let mut arguments = Vec::new();
    for &row::Argument { len, gather } in rows {
        let gather = gather.map(|ty| tables.gather(ty)).transpose()?;
        let end = start.checked_add(len).filter(|&end| end as usize <= inputs.len());
        let end = end.ok_or("its arguments are made of more inputs than it has")?;
        let types = &inputs[start as usize..end as usize];
        if let Some(gather) = gather.filter(|gather| !(gather.takes)(types)) {
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
