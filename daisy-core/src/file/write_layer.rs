//! Writing layers: daisy's own are made of data, and written as that.

use std::iter::once;
use std::ops::Range;
use std::sync::Arc;

use super::item::Item;
use super::row::{self, LayerKey, Row};
use super::write::{Writer, waits};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::layer::{BlockSource, Blockwise, Members, Rule, Step, StepInput, Template, Tree};
use crate::value::Type;

impl Writer<'_> {
    pub(super) fn layer(&mut self, rule: &Arc<dyn Rule>) -> Result<()> {
        match (rule.blockwise(), rule.tree()) {
            (Some(layer), _) => self.blockwise(rule, layer),
            (_, Some(tree)) => self.tree(rule, tree),
            (None, None) => Err(Error::executor(format!(
                "{} can't be written: it is a layer whose rule is code, an `impl Layer` or what `bind` or `clone_graph` \
                 made of a layer. Make it by `blockwise` or `tree_reduce`, or compute or persist it first",
                rule.key()
            ))),
        }
    }

    fn blockwise(&mut self, rule: &Arc<dyn Rule>, layer: &Blockwise) -> Result<()> {
        let steps = self.steps(layer.template())?;
        let needed: Vec<Range<usize>> = match self.items.part(rule) {
            Some(part) => part.blocks.iter().cloned().collect(),
            None => once(0..rule.len()).collect(),
        };
        let sources = layer.sources().iter().map(|source| match source {
            BlockSource::Blocks(members) if members.len() == 1 => {
                row::Source::Members(self.members(members, once(0..1)))
            }
            BlockSource::Blocks(members) => row::Source::Members(self.members(members, needed.iter().cloned())),
            BlockSource::Node(node) => row::Source::Node(self.node(node)),
            BlockSource::Index => row::Source::Index,
            BlockSource::Range(range) => row::Source::Range(range.clone()),
        });
        let sources = sources.collect();
        self.push(&Row::Blockwise { layer: layer_key(rule.key()), sources, steps })
    }

    fn tree(&mut self, rule: &Arc<dyn Rule>, tree: &Tree) -> Result<()> {
        let templates = tree.templates().map(|(number, template, free)| {
            let steps = self.steps(template)?;
            Ok(row::Template { number, free: free.iter().map(|node| self.node(node)).collect(), steps })
        });
        let templates = templates.collect::<Result<_>>()?;
        let members = self.members(tree.members(), once(0..tree.members().len()));
        let split_every = tree.split_every();
        self.push(&Row::Tree { layer: layer_key(rule.key()), members, split_every, templates })
    }

    /// A layer's key and type.
    pub(super) fn named(&mut self, key: &Key, ty: &'static Type) -> Result<()> {
        let ty = self.known(ty).ok_or_else(|| {
            let of = ty.full_name();
            Error::executor(format!(
                "{key}, of which results are held, can't be written: {of} is in no delayed signature"
            ))
        })?;
        self.push(&Row::Named { layer: layer_key(key), ty })
    }

    /// Of what stands for blocks, what is needed: the `n`th for each `n` of `needed`. If that is all, so is the layer's
    /// name.
    fn members(&mut self, members: &Members, needed: impl Iterator<Item = Range<usize>>) -> row::Members {
        let (rule, mut standing, mut by_rule) = (members.rule(), Vec::new(), members.is_symbolic());
        if !members.is_symbolic() {
            for (index, node) in needed.flat_map(|range| members.standing(range)) {
                match node {
                    Some(node) => standing.push((index, self.node(node))),
                    None => by_rule = true,
                }
            }
        }
        let layer = if by_rule { self.items.layer(rule) } else { Item::Named(rule.key().clone(), rule.ty()) };
        let which = row::Which { layer: self.row(layer), ranges: members.which().ranges().collect() };
        row::Members { which, standing }
    }

    fn steps(&mut self, template: &Template) -> Result<Vec<row::Step>> {
        template.steps.iter().map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &Step) -> Result<row::Step> {
        let call = step.call();
        let (function, arguments) = (self.function(&step.node, call)?, self.arguments(&step.node, call)?);
        let input = |from: &StepInput| match from {
            StepInput::Leaf(leaf) => row::Input::Leaf(*leaf),
            StepInput::Step(step) => row::Input::Step(*step),
            StepInput::Constant(node) => row::Input::Constant(self.node(node)),
        };
        let inputs = step.inputs.iter().map(input).collect();
        Ok(row::Step { function, inputs, arguments, waits: waits(call) })
    }
}

fn layer_key(key: &Key) -> LayerKey<'_> {
    let digest = key.layer_digest().unwrap_or_else(|| key.identity());
    LayerKey { digest: digest.0, index: key.index(), name: key.name() }
}
