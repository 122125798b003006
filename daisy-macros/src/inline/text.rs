//! Texts: expressions that run as one task, over inputs.
//!
//! What is itself a node, a literal or a value known while the graph is built has been taken out of the expression by
//! then and stands there as a name of ours (a *slot*). The variables that are left become inputs too, and are read as section 3 of the
//! language says: taken where one is named whole, looked at where it is a place.

use super::lower::Lower;
use super::scope::{Borrowed, Var, same};
use super::stage::variable;
use super::std_macros;
use super::uses::{Position, Use, walk};
use crate::names::at;
use crate::source;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashMap;
use syn::{Expr, ExprPath, parse_quote_spanned};

/// An input of a text under its name there.
pub(crate) struct Slot {
    pub(crate) ident: Ident,
    pub(crate) operand: TokenStream,
    /// What building it assigns to.
    pub(crate) assigns: Vec<Var>,
}

/// The parameters, operands and text of a closure.
pub(crate) struct Text {
    pub(crate) operands: Vec<TokenStream>,
    pub(crate) params: Vec<TokenStream>,
    pub(crate) body: Expr,
    /// Of the text with inputs numbered.
    pub(crate) digest: u128,
    pub(crate) reach: Reach,
    /// Its first operand arrives as a reference.
    pub(crate) first_borrows: bool,
}

/// How far the names of a text mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// In the whole module.
    Module,
    /// In this body: a macro by example may mean something else in the next, whatever its name.
    Body,
    /// Here alone.
    Place,
}

#[derive(Clone, PartialEq, Eq)]
enum Source {
    Slot(usize),
    Var(Var),
}

/// One input, as far as it is read.
struct Read {
    source: Source,
    ident: Ident,
    whole: bool,
    /// How often it is named, and how often so far.
    uses: usize,
    seen: usize,
}

impl Lower<'_> {
    /// What becomes of an expression whose slots are filled. Variables in `outputs` are taken and left as they are.
    pub(crate) fn text(&mut self, mut body: Expr, position: Position, slots: Vec<Slot>, outputs: &[Var]) -> Text {
        let mut reads: Vec<Read> = Vec::new();
        let mut reach = self.reach(&body);
        let mut changes: Vec<Expr> = Vec::new();
        // A variable is one input of a text, so that all its uses see one value.
        let (mut assigned, mut late) = (Vec::new(), Vec::new());
        let mut note = |this: &Self, ident: &Ident, whole: bool| {
            let slot = slots.iter().position(|slot| slot.ident == *ident).map(Source::Slot);
            let Some(source) = slot.or_else(|| this.env.find(ident).map(Source::Var)) else { return };
            if matches!(&source, Source::Var(var) if this.env.get(*var).closure.is_some()) {
                reach = Reach::Place;
                return;
            }
            if let Source::Slot(slot) = source {
                let read = |var: &&Var| reads.iter().any(|read| read.source == Source::Var(**var));
                assigned.extend(slots[slot].assigns.iter().filter(read));
            }
            match reads.iter_mut().find(|read| read.source == source) {
                Some(read) => {
                    if matches!(source, Source::Var(var) if assigned.contains(&var)) {
                        late.push(ident.clone());
                    }
                    read.uses += 1;
                    read.whole |= whole;
                }
                None => reads.push(Read { source, ident: ident.clone(), whole, uses: 1, seen: 0 }),
            }
        };
        walk(&mut body, position, &mut |used| match used {
            Use::Name { expr, position, .. } => {
                let whole = matches!(position, Position::Whole | Position::Assigned | Position::Changed);
                changes.extend(self.change(expr, position, outputs));
                note(self, ident_of(expr), whole);
            }
            Use::Format { arguments } => arguments.captured.iter().for_each(|ident| note(self, ident, false)),
        });
        for change in changes {
            self.mistake(
                change,
                "a task has copies of what it reads, so a variable from outside can't be changed in it: give the changed \
                 value back, `x = f(x)` or `s += &format!(..)`, or change it in a loop of its own",
            );
        }
        for ident in late {
            let message = format!(
                "`{ident}` changes between two uses in what is one task, which reads it once: change it in a statement of \
                 its own before"
            );
            self.mistake(ident, message);
        }
        let digest = self.numbered(body.clone(), position, &reads, outputs);
        self.rewrite(&mut body, position, &mut reads, outputs);
        let operands = reads.iter().map(|read| self.read(read, &slots, outputs)).collect();
        let params = reads.iter().map(|read| self.param(read, outputs)).collect();
        let first_borrows = reads.first().is_some_and(|read| match read.source {
            Source::Slot(_) => false,
            Source::Var(var) => self.looks(read, outputs) || self.env.get(var).borrowed.is_some(),
        });
        Text { operands, params, body, digest, reach, first_borrows }
    }

    /// The digest of a text in which each input has its number for a name, and says whether that stands for a reference.
    ///
    /// `#` before a literal is no Rust, so that no text has such a name of its own.
    fn numbered(&self, mut body: Expr, position: Position, reads: &[Read], outputs: &[Var]) -> u128 {
        let number = |ident: &Ident| {
            let at = reads.iter().position(|read| self.is(read, ident))?;
            Some(format!("{at}{}", if self.looks(&reads[at], outputs) { "*" } else { "" }))
        };
        walk(&mut body, position, &mut |used| match used {
            Use::Name { expr, .. } => {
                if let Some(number) = number(ident_of(expr)) {
                    *expr = Expr::Verbatim(quote!(# #number));
                }
            }
            Use::Format { arguments } => {
                let captured = arguments.captured.clone();
                arguments.rename(|name| {
                    let ident = captured.iter().find(|ident| *ident == name)?;
                    number(ident).map(|number| format!("#{number}"))
                });
            }
        });
        source::digest_spaced(body.into_token_stream())
    }

    /// How far what an expression names is the same.
    pub(crate) fn reach(&self, expr: &Expr) -> Reach {
        if self.local_items { Reach::Place } else { reach(expr.to_token_stream()) }
    }

    /// A use that would change a variable from outside, which is no output.
    fn change(&self, used: &Expr, position: Position, outputs: &[Var]) -> Option<Expr> {
        let var = variable(used, &self.env).filter(|var| !outputs.contains(var))?;
        let changes = match position {
            Position::Assigned | Position::Changed => true,
            Position::Effect => self.env.get(var).mutable,
            Position::Whole | Position::Place | Position::Receiver => false,
        };
        changes.then(|| used.clone())
    }

    /// Whether an input is looked at where it is, so that its name stands for a reference.
    fn looks(&self, read: &Read, outputs: &[Var]) -> bool {
        match read.source {
            Source::Slot(_) => false,
            Source::Var(var) => {
                let known = self.env.get(var);
                known.delayed && known.borrowed.is_none() && !read.whole && !outputs.contains(&var)
            }
        }
    }

    fn read(&self, read: &Read, slots: &[Slot], outputs: &[Var]) -> TokenStream {
        let span = at(read.ident.span());
        let inline = self.inline(span);
        match read.source {
            Source::Slot(slot) => slots[slot].operand.clone(),
            Source::Var(_) if self.looks(read, outputs) => {
                let handle = self.clone_of(&read.ident);
                quote_spanned!(span=> #inline::Borrow(#handle))
            }
            Source::Var(var) => self.variable_operand(var, &read.ident),
        }
    }

    /// What a task has of a variable can't be changed by it, unless it is an output: nobody would see the change.
    fn param(&self, read: &Read, outputs: &[Var]) -> TokenStream {
        let ident = &read.ident;
        match read.source {
            Source::Var(var) if !outputs.contains(&var) => quote!(#ident),
            _ => quote_spanned!(ident.span()=> mut #ident),
        }
    }

    /// Puts `*x` for what is looked at, and a clone for what is taken again later.
    fn rewrite(&self, body: &mut Expr, position: Position, reads: &mut [Read], outputs: &[Var]) {
        walk(body, position, &mut |used| {
            let Use::Name { expr, position, in_closure } = used else { return };
            let ident = ident_of(expr).clone();
            let Some(read) = reads.iter_mut().find(|read| self.is(read, &ident)) else { return };
            read.seen += 1;
            let Source::Var(var) = read.source else { return };
            let known = self.env.get(var);
            if outputs.contains(&var) || known.borrowed.is_some() || !known.delayed {
                return;
            }
            let span = at(ident.span());
            if !read.whole {
                *expr = parse_quote_spanned!(ident.span()=> (*#ident));
            } else if position == Position::Whole && !in_closure && read.seen < read.uses {
                *expr = parse_quote_spanned!(span=> ::core::clone::Clone::clone(&#ident));
            }
        });
    }

    fn is(&self, read: &Read, ident: &Ident) -> bool {
        match read.source {
            Source::Slot(_) => read.ident == *ident,
            Source::Var(var) => self.env.find(ident) == Some(var),
        }
    }

    /// A variable named whole, as an operand.
    pub(crate) fn variable_operand(&self, var: Var, ident: &Ident) -> TokenStream {
        let span = at(ident.span());
        let inline = self.inline(span);
        let known = self.env.get(var);
        if !known.delayed {
            return self.captured(quote_spanned!(span=> ::core::clone::Clone::clone(&#ident)), known.lent, span);
        }
        let handle = self.clone_of(ident);
        match &known.borrowed {
            None => quote_spanned!(span=> #inline::Own(#handle)),
            Some(borrowed) => self.borrow_of(handle, borrowed, span),
        }
    }

    /// A handle whose value is read as what its name passes.
    pub(crate) fn borrow_of(&self, handle: TokenStream, Borrowed(ty): &Borrowed, span: Span) -> TokenStream {
        let inline = self.inline(span);
        match ty {
            None => quote_spanned!(span=> #inline::Borrow(#handle)),
            Some(ty) => quote_spanned!(span=> #inline::BorrowAs::<_, #ty>::new(#handle)),
        }
    }

    /// The handle of a variable, where something may be expected of its type.
    pub(crate) fn named(&self, ident: &Ident) -> TokenStream {
        let inline = self.inline(ident.span());
        quote_spanned!(ident.span()=> #inline::again(&#ident))
    }

    /// The handle of a variable.
    pub(crate) fn clone_of(&self, ident: &Ident) -> TokenStream {
        let inline = self.inline(at(ident.span()));
        quote_spanned!(at(ident.span())=> <#inline::Delayed<_> as ::core::clone::Clone>::clone(&#ident))
    }
}

/// The name that a use is.
fn ident_of(expr: &Expr) -> &Ident {
    match expr {
        Expr::Path(ExprPath { path, .. }) => &path.segments[0].ident,
        _ => unreachable!("a use of a name is a path of one segment"),
    }
}

/// How far what these tokens name is the same: as far as the body, if a macro of std's is called; no further than here,
/// if another macro is, if a macro by example wrote `$crate`, or if one spelling is several names.
fn reach(tokens: TokenStream) -> Reach {
    let mut names: HashMap<String, Ident> = HashMap::new();
    reach_among(tokens, &mut names)
}

fn reach_among(tokens: TokenStream, names: &mut HashMap<String, Ident>) -> Reach {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let calls = tokens.windows(3).map(|window| match window {
        [TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(_)] if bang.as_char() == '!' => {
            if std_macros::is_name(name) {
                Reach::Body
            } else {
                Reach::Place
            }
        }
        _ => Reach::Module,
    });
    let here = calls.fold(Reach::Module, Reach::max);
    let within = tokens.iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "$crate" => Reach::Place,
        TokenTree::Ident(ident) => {
            let first = names.entry(ident.to_string()).or_insert_with(|| ident.clone());
            if same(first, ident) { Reach::Module } else { Reach::Place }
        }
        TokenTree::Group(group) => reach_among(group.stream(), names),
        _ => Reach::Module,
    });
    within.fold(here, Reach::max)
}
