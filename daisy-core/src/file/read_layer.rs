//! Reading layers: rules whose parts fit each other. What a part does is not looked at: a layer's key is given.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::read::{Checked, Reader, extra};
use super::row::{self, LayerKey};
use crate::key::{self, Digest, Name};
use crate::layer::{BlockSource, Blockwise, Members, Rule, Step, StepInput, Template, Tree, Which};
use crate::node::{Call, Node};
use crate::value::Type;

/// The type of a leaf, if it is there.
type Leaves<'a> = dyn Fn(usize) -> Option<&'static Type> + 'a;

impl Reader {
    pub(super) fn blockwise(
        &mut self,
        layer: &LayerKey<'_>,
        sources: &[row::Source],
        steps: &[row::Step],
    ) -> Checked<Arc<dyn Rule>> {
        let sources = sources.iter().map(|source| self.source(source)).collect::<Checked<Vec<_>>>()?;
        let types: Vec<&'static Type> = sources.iter().map(BlockSource::ty).collect();
        let template = self.template(&|leaf| types.get(leaf).copied(), steps)?;
        Ok(Arc::new(Blockwise::of_parts(layer_key(layer), sources, template)?))
    }

    fn source(&mut self, source: &row::Source) -> Checked<BlockSource> {
        Ok(match source {
            row::Source::Members(members) => BlockSource::Blocks(self.members(members)?),
            row::Source::Node(node) => BlockSource::Node(self.node(*node)?),
            row::Source::Index => BlockSource::Index,
            row::Source::Range(range) if range.start <= range.end => BlockSource::Range(range.clone()),
            row::Source::Range(range) => return Err(format!("the range {range:?} falls")),
        })
    }

    pub(super) fn tree(
        &mut self,
        layer: &LayerKey<'_>,
        members: &row::Members,
        split_every: usize,
        rows: &[row::Template],
    ) -> Checked<Arc<dyn Rule>> {
        let members = self.members(members)?;
        let mut templates = HashMap::new();
        for row::Template { number, free, steps } in rows {
            let free = free.iter().map(|&node| self.node(node)).collect::<Checked<Vec<_>>>()?;
            if *number > members.len() {
                return Err(format!("it puts {number} of {} blocks together", members.len()));
            }
            let leaf = |leaf: usize| match leaf.checked_sub(*number) {
                None => Some(members.ty()),
                Some(place) => free.get(place).map(Node::ty),
            };
            let template = Arc::new(self.template(&leaf, steps)?);
            templates.insert(*number, (template, free));
        }
        Ok(Tree::of_parts(layer_key(layer), members, split_every, templates)?)
    }

    /// Blocks of a layer; where others stand for all that is needed, of one that is named.
    fn members(&mut self, row: &row::Members) -> Checked<Members> {
        let row::Members { which: row::Which { layer, ranges }, standing } = row;
        let named = self.named(*layer)?.filter(|_| !standing.is_empty() || ranges.is_empty());
        let rule = named.map_or_else(|| self.layer(*layer), Ok)?;
        let which = which(&rule, ranges)?;
        if !standing.is_sorted_by(|(a, _), (b, _)| a < b) {
            return Err("what stands for its blocks is not in their order".to_owned());
        }
        let mut stands = HashMap::new();
        for &(index, node) in standing {
            let node = self.node(node)?;
            if !which.contains(index) || node.ty().id != rule.ty().id {
                return Err(format!("{} can't stand for block {index} of {}", node.key(), rule.key()));
            }
            stands.insert(index, node);
        }
        Ok(Members::of_parts(rule, which, stands))
    }

    /// Calls that read leaves of these types.
    fn template(&mut self, leaves: &Leaves<'_>, rows: &[row::Step]) -> Checked<Template> {
        let mut steps: Vec<Step> = Vec::new();
        for row in rows {
            let mut types = Vec::new();
            let mut inputs = Vec::new();
            for input in &row.inputs {
                let (from, ty) = self.input(input, leaves, &steps)?;
                inputs.push(from);
                types.push(ty);
            }
            let operation = self.tables.function(row.function)?;
            let extra = extra(&self.tables, operation, &types, &row.arguments, row.waits as usize)?;
            let call = Call::new(operation, []).with(extra, None);
            steps.push(Step { node: Node::of_call(operation.digest, call), inputs });
        }
        Template::of_steps(steps)
    }

    /// Where an input comes from, and its type.
    fn input(
        &mut self,
        input: &row::Input,
        leaves: &Leaves<'_>,
        steps: &[Step],
    ) -> Checked<(StepInput, &'static Type)> {
        let none = |what: &str| format!("a call in its tasks reads {what} that is not there");
        match *input {
            row::Input::Leaf(leaf) => {
                let ty = leaves(leaf).ok_or_else(|| none("a leaf"))?;
                Ok((StepInput::Leaf(leaf), ty))
            }
            row::Input::Step(step) => {
                let read = steps.get(step).ok_or_else(|| none("a call"))?;
                Ok((StepInput::Step(step), read.node.ty()))
            }
            row::Input::Constant(place) => {
                let node = self.node(place)?;
                let ty = Some(node.ty()).filter(|_| node.is_constant()).ok_or_else(|| none("a constant"))?;
                Ok((StepInput::Constant(node), ty))
            }
        }
    }
}

/// Blocks of `rule` by rising ranges.
pub(super) fn which(rule: &Arc<dyn Rule>, ranges: &[Range<usize>]) -> Checked<Which> {
    let which = Which::rising(ranges).filter(|which| which.end() <= rule.len());
    which.ok_or_else(|| format!("blocks of {} that overlap, fall, or lie past its {}", rule.key(), rule.len()))
}

pub(super) fn layer_key(row: &LayerKey<'_>) -> key::Key {
    let key = key::Key::from_parts(Digest(row.digest), Name::Shared(row.name.into()));
    row.index.map_or_else(|| key.clone(), |index| key.at(index))
}
