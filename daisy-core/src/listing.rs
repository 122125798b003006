//! Listings: a graph as text.
//!
//! Needs: a merged graph. Leaves it as it is; prints one line an entry, inputs first, with short names
//! instead of digests. The text depends on structure and keys alone.

use std::fmt;

use crate::argument::Form;
use crate::merge::Merged;
use crate::node::{Argument, Call, Constant};

/// Writes one line an entry, then `return`: one root's expression, or the names of several.
pub(crate) fn write(merged: &Merged, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let alone = match merged.roots[..] {
        [root] if root as usize + 1 == merged.len() => Some(root as usize),
        _ => None,
    };
    for place in (0..merged.len()).filter(|&place| Some(place) != alone) {
        writeln!(f, "{} = {}", ShortName(place), Expression(merged, place))?;
    }
    if let Some(root) = alone {
        return write!(f, "return {}", Expression(merged, root));
    }
    f.write_str("return")?;
    for (position, &root) in merged.roots.iter().enumerate() {
        write!(f, "{}{}", if position == 0 { " " } else { ", " }, ShortName(root as usize))?;
    }
    Ok(())
}

/// `a`, `b`, .. `z`, `aa`, `ab`, ..
struct ShortName(usize);

impl fmt::Display for ShortName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = Vec::new();
        let mut rest = self.0 + 1;
        while rest > 0 {
            rest -= 1;
            letters.push(b'a' + (rest % 26) as u8);
            rest /= 26;
        }
        letters.iter().rev().try_for_each(|&letter| write!(f, "{}", char::from(letter)))
    }
}

struct Expression<'a>(&'a Merged, usize);

impl fmt::Display for Expression<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expression(merged, place) = *self;
        let node = &merged.nodes[place];
        if let Some(constant) = node.constant() {
            return write!(f, "value {}", type_of(constant));
        }
        let call = node.call().expect("a node is a constant or a call");
        let inputs = merged.inputs(place);
        match (call.operation.spec.symbol, inputs) {
            (Some(symbol), &[a]) => write!(f, "{symbol}{}", ShortName(a as usize)),
            (Some(symbol), &[a, b]) => write!(f, "{} {symbol} {}", ShortName(a as usize), ShortName(b as usize)),
            _ => {
                write!(f, "{}(", call.operation.spec.name)?;
                write_arguments(call, inputs, f)?;
                f.write_str(")")
            }
        }
    }
}

fn write_arguments(call: &Call, inputs: &[u32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let arguments = call.extra.as_ref().map_or(&[][..], |extra| &extra.arguments);
    if arguments.is_empty() {
        return write_names(inputs, f);
    }
    for (position, Argument { start, len, gather }) in arguments.iter().enumerate() {
        let names = &inputs[*start as usize..(*start + *len) as usize];
        let (open, close) = match gather.map(|gather| gather.form) {
            None => ("", ""),
            Some(Form::List) => ("[", "]"),
            Some(Form::Tuple) if names.len() == 1 => ("(", ",)"),
            Some(Form::Tuple) => ("(", ")"),
            Some(Form::Option) if names.is_empty() => ("None", ""),
            Some(Form::Option) => ("Some(", ")"),
        };
        write!(f, "{}{open}", if position == 0 { "" } else { ", " })?;
        write_names(names, f)?;
        f.write_str(close)?;
    }
    Ok(())
}

fn write_names(names: &[u32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, &name) in names.iter().enumerate() {
        write!(f, "{}{}", if position == 0 { "" } else { ", " }, ShortName(name as usize))?;
    }
    Ok(())
}

fn type_of(constant: &Constant) -> String {
    let described = constant.describe.and_then(|describe| describe(&constant.value));
    described.unwrap_or_else(|| constant.ty.name())
}
