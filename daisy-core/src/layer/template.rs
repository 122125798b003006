//! Templates: what a layer's tasks have in common, traced once.
//!
//! A function over handles is called once with *holes*, blocks of a layer that is never built. What it makes of them is
//! the template; a task is the template with nodes for its leaves: the holes, and whatever it reads that no hole leads
//! to. A template of one call gives that call; one of several gives one `packed` task.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::delayed::Delayed;
use crate::error::{Error, Result};
use crate::key::{Digest, Key};
use crate::merge::Walk;
use crate::merged::Merged;
use crate::node::{Block, Call, Node};
use crate::operation::{Code, Kind, Operation};
use crate::value::{Data, Type};

use super::packed;
use super::rule::Rule;

/// The calls of one task, in the order they run; the last gives its result.
#[derive(Clone)]
pub(crate) struct Template {
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone)]
pub(crate) struct Step {
    /// A call; its own inputs count for nothing.
    pub(crate) node: Node,
    pub(crate) inputs: Vec<From>,
}

/// Where a step's input comes from.
#[derive(Clone)]
pub(crate) enum From {
    Leaf(usize),
    Step(usize),
    Constant(Node),
}

/// What a function made of its holes.
pub(super) struct Traced {
    pub(super) template: Template,
    pub(super) digest: Digest,
    pub(super) result: &'static Type,
    /// What the leaves after the holes are: nodes that no hole leads to.
    pub(super) free: Vec<Node>,
}

/// Stand-ins for the arguments of one call of a function. Equal places have equal keys, so that equal functions make
/// equal templates; each function must be kept to its own, or it would read its own argument for that of another.
#[derive(Default)]
pub struct Holes(RefCell<Vec<Node>>);

impl Holes {
    /// One for the next argument.
    pub(super) fn next<T: Data>(&self) -> Delayed<T> {
        let mut holes = self.0.borrow_mut();
        let hole = Node::block(Arc::new(HoleRule(Type::of::<T>())), holes.len());
        holes.push(hole.clone());
        Delayed::from_node(hole)
    }

    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn has(&self, block: &Block) -> bool {
        let holes = self.0.borrow();
        holes.get(block.index).and_then(Node::symbolic).is_some_and(|hole| std::ptr::eq(hole, block))
    }
}

/// The layer of holes.
struct HoleRule(&'static Type);

static HOLES: LazyLock<Key> = LazyLock::new(|| Key::new("argument", "of a function over blocks"));

impl Rule for HoleRule {
    fn key(&self) -> &Key {
        &HOLES
    }

    fn len(&self) -> usize {
        usize::MAX
    }

    fn ty(&self) -> &'static Type {
        self.0
    }

    fn is_materialized(&self) -> bool {
        true
    }

    fn inputs(&self, _: usize) -> Result<Vec<Node>> {
        Ok(Vec::new())
    }

    fn task(&self, index: usize, _: &Node) -> Result<Node> {
        let text = format!("argument {index} of a function over blocks stands for many values and has none of its own");
        Err(Error::executor(text))
    }
}

impl Template {
    /// What `root` makes of `holes`.
    ///
    /// # Errors
    ///
    /// Says what it is that can't be one task.
    pub(super) fn trace(root: &Node, holes: &Holes) -> Result<Traced, String> {
        let mut walk = Walk::symbolic();
        walk.visit(root).map_err(|error| error.to_string())?;
        if walk.take_blocks().into_iter().any(|block| *block.rule.key() == *HOLES && !holes.has(block)) {
            return Err("it reads an argument of another function over blocks, which has no value here".into());
        }
        let merged = walk.finish();
        let (mut leaves, mut steps, mut free) = (Vec::with_capacity(merged.len()), Vec::new(), Vec::new());
        let mut places_of_free = HashMap::new();
        for (place, node) in merged.nodes().enumerate() {
            let inputs = merged.inputs(place);
            let hole = node.symbolic().filter(|_| node.is_block_of(&HOLES));
            let depends = |input: &u32| matches!(leaves[*input as usize], Leaf::Hole(_) | Leaf::Step(_));
            let leaf = match hole {
                Some(hole) => Leaf::Hole(hole.index),
                None if node.is_constant() => Leaf::Constant,
                None if inputs.iter().any(depends) => {
                    steps.push(place);
                    Leaf::Step(steps.len() - 1)
                }
                None => Leaf::Free,
            };
            leaves.push(leaf);
        }
        let mut from = |&input: &u32| match leaves[input as usize] {
            Leaf::Hole(index) => From::Leaf(index),
            Leaf::Step(step) => From::Step(step),
            Leaf::Constant => From::Constant(merged.node(input as usize).clone()),
            Leaf::Free => {
                let place = *places_of_free.entry(input).or_insert_with(|| {
                    free.push(merged.node(input as usize).clone());
                    free.len() - 1
                });
                From::Leaf(holes.len() + place)
            }
        };
        let step = |&place: &usize| Step {
            node: merged.node(place).clone(),
            inputs: merged.inputs(place).iter().map(&mut from).collect(),
        };
        let template = Template { steps: steps.iter().map(step).collect() };
        template.check(&merged)?;
        Ok(Traced { template, digest: root.0.digest, result: root.ty(), free })
    }

    fn check(&self, merged: &Merged) -> Result<(), String> {
        let root = merged.node(merged.roots[0] as usize);
        match self.steps.last() {
            Some(last) if last.node.0.digest == root.0.digest => {}
            _ => return Err("it calls no delayed function of its arguments".into()),
        }
        self.check_packs()
    }

    /// Several calls are one task only if each packs.
    fn check_packs(&self) -> Result<(), String> {
        match self.steps.iter().find(|step| self.steps.len() > 1 && !step.packs()) {
            Some(step) => {
                let name = step.node.name();
                Err(format!("it is several calls, and `{name}` can't be one of several in a task: make a layer for it"))
            }
            None => Ok(()),
        }
    }

    /// Whether it can be part of a task of several calls.
    pub(super) fn packs(&self) -> bool {
        self.steps.iter().all(Step::packs)
    }

    /// `reader` with this one's result for its leaf `leaf`. Both number the same leaves.
    pub(super) fn inside(&self, reader: &Template, leaf: usize) -> Template {
        let (last, first) = (self.steps.len() - 1, self.steps.len());
        let reader = reader.reading(|from| match from {
            From::Leaf(read) if *read == leaf => From::Step(last),
            From::Step(step) => From::Step(first + step),
            other => other.clone(),
        });
        Template { steps: self.steps.iter().cloned().chain(reader.steps).collect() }
    }

    /// The same with other numbers for its leaves.
    pub(super) fn with_leaves(&self, leaves: &[usize]) -> Template {
        self.reading(|from| match from {
            From::Leaf(leaf) => From::Leaf(leaves[*leaf]),
            other => other.clone(),
        })
    }

    /// The same calls with their inputs from elsewhere.
    fn reading(&self, from: impl Fn(&From) -> From) -> Template {
        let step =
            |Step { node, inputs }: &Step| Step { node: node.clone(), inputs: inputs.iter().map(&from).collect() };
        Template { steps: self.steps.iter().map(step).collect() }
    }

    /// The task of `block` with these leaves.
    pub(super) fn task(self: &Arc<Template>, leaves: Vec<Node>, block: &Node) -> Node {
        let of_block = Some(block.clone());
        let call = match &self.steps[..] {
            [step] => {
                let inputs = step.inputs.iter().map(|from| match from {
                    From::Leaf(leaf) => leaves[*leaf].clone(),
                    From::Constant(constant) => constant.clone(),
                    From::Step(_) => unreachable!("there is one step"),
                });
                let call = step.call();
                Call::new(call.operation, inputs).with(call.extra().cloned(), of_block)
            }
            _ => packed::call(self, leaves, of_block),
        };
        Node::of_call(block.0.digest, call)
    }
}

/// What files write of it.
#[cfg(feature = "serde")]
impl Template {
    /// The template of these calls.
    ///
    /// # Errors
    ///
    /// Says what does not fit: no call, one that reads a later one, or several that can't be one task.
    pub(crate) fn of_steps(steps: Vec<Step>) -> Result<Template, String> {
        let later = |(place, step): (usize, &Step)| {
            step.inputs.iter().any(|from| matches!(from, From::Step(read) if *read >= place))
        };
        if steps.is_empty() || steps.iter().enumerate().any(later) {
            return Err("its tasks have no call, or one that reads what comes after it".to_owned());
        }
        let template = Template { steps };
        template.check_packs()?;
        Ok(template)
    }

    /// How many leaves it must be given.
    pub(crate) fn leaves(&self) -> usize {
        let inputs = self.steps.iter().flat_map(|step| &step.inputs);
        let leaf = |from: &From| if let From::Leaf(leaf) = from { leaf + 1 } else { 0 };
        inputs.map(leaf).max().unwrap_or(0)
    }

    /// The type of what its tasks give.
    pub(crate) fn result(&self) -> &'static Type {
        self.steps.last().expect("a template has steps").operation().result
    }
}

/// What an entry of a traced graph is.
enum Leaf {
    Hole(usize),
    Step(usize),
    Constant,
    Free,
}

impl Step {
    pub(crate) fn call(&self) -> &Call {
        self.node.call().expect("a step is a call")
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.call().operation
    }

    /// Whether it only computes, once, so that it can run inside another task.
    fn packs(&self) -> bool {
        let Operation { spec, code, .. } = self.operation();
        let computes = spec.kind == Kind::Cpu && !matches!(code, Code::Choice | Code::Pass);
        computes && spec.retries == 0 && !spec.grows && !spec.catches
    }
}
