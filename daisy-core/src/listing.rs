//! Listings: a graph as text.
//!
//! Needs: a merged graph. Leaves it as it is; prints one line an entry, inputs first, with short names
//! instead of digests, and captured constants where they are read. The text depends on structure and keys alone.

use std::fmt;

use crate::argument::Form;
use crate::literal;
use crate::merged::Merged;
use crate::node::{Argument, Call, Node};

/// Writes one line an entry, then `return`: one root's expression, or the names of several.
pub(crate) fn write(merged: &Merged, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let alone = match merged.roots[..] {
        [root] if root as usize + 1 == merged.len() => Some(root),
        _ => None,
    };
    let listing = &Listing::new(merged);
    for place in (0..merged.len() as u32).filter(|&place| Some(place) != alone) {
        if !merged.node(place as usize).is_captured() {
            writeln!(f, "{}", listing.line(place))?;
        }
    }
    if let Some(root) = alone {
        return write!(f, "return {}", Expression(listing, root));
    }
    f.write_str("return")?;
    for (position, &root) in merged.roots.iter().enumerate() {
        write!(f, "{}{}", if position == 0 { " " } else { ", " }, Operand(listing, root))?;
    }
    Ok(())
}

/// A graph whose entries have names.
pub(crate) struct Listing<'a> {
    merged: &'a Merged,
    /// The number of every entry among those that have a line.
    names: Vec<u32>,
}

impl<'a> Listing<'a> {
    pub(crate) fn new(merged: &'a Merged) -> Listing<'a> {
        let mut next = 0;
        let number = |node: &Node| {
            let number = next;
            next += u32::from(!node.is_captured());
            number
        };
        Listing { merged, names: merged.nodes().map(number).collect() }
    }

    /// `NAME = EXPRESSION`.
    pub(crate) fn line(&self, place: u32) -> impl fmt::Display {
        Line(self, place)
    }
}

struct Line<'a>(&'a Listing<'a>, u32);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", Operand(self.0, self.1), Expression(self.0, self.1))
    }
}

/// An entry where another reads it: its name, or itself if it is captured.
struct Operand<'a>(&'a Listing<'a>, u32);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operand(listing, place) = *self;
        match listing.merged.node(place as usize).constant() {
            Some(constant) if constant.captured => f.write_str(&literal::text(constant)),
            _ => ShortName(listing.names[place as usize]).fmt(f),
        }
    }
}

/// A name, which a user may have written anything into, with what is no text escaped.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pieces = self.0.split_inclusive(char::is_control);
        pieces.try_for_each(|piece| {
            let text = piece.trim_end_matches(char::is_control);
            write!(f, "{text}{}", piece[text.len()..].escape_default())
        })
    }
}

/// `a`, `b`, .. `z`, `aa`, `ab`, ..
struct ShortName(u32);

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

struct Expression<'a>(&'a Listing<'a>, u32);

impl fmt::Display for Expression<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Expression(listing, place) = *self;
        let node = listing.merged.node(place as usize);
        if let Some(constant) = node.constant() {
            return write!(f, "value {}", constant.describe());
        }
        let call = node.call().expect("a node is a constant or a call");
        let inputs = listing.merged.inputs(place as usize);
        let waits = call.waits();
        if waits.is_empty() {
            return write_call(call, listing, inputs, f);
        }
        write_call(call, listing, &[&inputs[..waits.start], &inputs[waits.end..]].concat(), f)?;
        f.write_str(" after ")?;
        write_operands(listing, &inputs[waits], f)
    }
}

fn write_call(call: &Call, listing: &Listing<'_>, inputs: &[u32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (call.operation.spec.symbol, inputs) {
        (_, &[a, b, c]) if call.operation.is_choice() => {
            let [a, b, c] = [a, b, c].map(|place| Operand(listing, place));
            write!(f, "if {a} {{ {b} }} else {{ {c} }}")
        }
        (Some(symbol), &[a]) => write!(f, "{symbol}{}", Operand(listing, a)),
        (Some(symbol), &[a, b]) => write!(f, "{} {symbol} {}", Operand(listing, a), Operand(listing, b)),
        _ => {
            write!(f, "{}(", OneLine(call.operation.spec.name))?;
            write_arguments(call, listing, inputs, f)?;
            f.write_str(")")
        }
    }
}

fn write_arguments(call: &Call, listing: &Listing<'_>, inputs: &[u32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let arguments = call.arguments();
    if arguments.is_empty() {
        return write_operands(listing, inputs, f);
    }
    for (position, Argument { start, len, gather }) in arguments.iter().enumerate() {
        let items = &inputs[*start as usize..(*start + *len) as usize];
        let (open, close) = match gather.map(|gather| gather.form) {
            None => ("", ""),
            Some(Form::List) => ("[", "]"),
            Some(Form::Tuple) if items.len() == 1 => ("(", ",)"),
            Some(Form::Tuple) => ("(", ")"),
            Some(Form::Option) if items.is_empty() => ("None", ""),
            Some(Form::Option) => ("Some(", ")"),
        };
        write!(f, "{}{open}", if position == 0 { "" } else { ", " })?;
        write_operands(listing, items, f)?;
        f.write_str(close)?;
    }
    Ok(())
}

fn write_operands(listing: &Listing<'_>, places: &[u32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, &place) in places.iter().enumerate() {
        write!(f, "{}{}", if position == 0 { "" } else { ", " }, Operand(listing, place))?;
    }
    Ok(())
}
