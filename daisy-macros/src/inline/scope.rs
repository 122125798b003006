//! Variables of a body and where they are visible.

use super::stage::is_capital;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::{Local, Pat, Type};

/// A variable, by its position among those bound so far.
pub(crate) type Var = usize;

/// What is known of a variable.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) ident: Ident,
    /// It holds a handle: its value is there when tasks run.
    pub(crate) delayed: bool,
    /// Its value is a borrow.
    pub(crate) borrowed: Option<Borrowed>,
    pub(crate) closure: Option<Closure>,
    pub(crate) mutable: bool,
    /// It began as a literal or a constant, which holds no handle.
    pub(crate) plain: bool,
    /// It may be a borrow of text that ends with the building.
    pub(crate) lent: bool,
    /// How many delayed branches it stands in.
    depth: usize,
}

/// Naming such a variable passes a reference, of this type if that is not `&T` of the value.
#[derive(Clone, Default)]
pub(crate) struct Borrowed(pub(crate) Option<Type>);

/// A variable that is a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closure {
    /// All its parameters have types.
    pub(crate) typed: bool,
}

/// The variables in reach, innermost last, and which are known to be delayed.
#[derive(Default)]
pub(crate) struct Env {
    all: Vec<Known>,
    visible: Vec<Var>,
    /// How many delayed branches we are in.
    pub(crate) depth: usize,
    /// Bindings that something delayed is assigned to later, by their place. Grows from pass to pass.
    assigned: HashSet<String>,
    /// Whether this pass added one.
    changed: bool,
}

/// A mark to return to when a block ends.
pub(crate) struct Mark(usize);

impl Env {
    /// Begins another pass over the same body, if the last one found a variable that is delayed after all.
    pub(crate) fn again(&mut self) -> bool {
        let again = std::mem::take(&mut self.changed);
        if again {
            self.all.clear();
            self.visible.clear();
            self.depth = 0;
        }
        again
    }

    pub(crate) fn enter(&self) -> Mark {
        Mark(self.visible.len())
    }

    pub(crate) fn leave(&mut self, Mark(len): Mark) {
        self.visible.truncate(len);
    }

    /// Binds a name from here to the end of its block.
    pub(crate) fn bind(&mut self, ident: &Ident, delayed: bool) -> Var {
        let delayed = delayed || self.is_assigned(ident);
        let known = Known {
            ident: ident.clone(),
            delayed,
            borrowed: None,
            closure: None,
            mutable: false,
            plain: false,
            lent: false,
            depth: self.depth,
        };
        self.all.push(known);
        self.visible.push(self.all.len() - 1);
        self.all.len() - 1
    }

    /// Binds the names of a pattern that may fail, or of a parameter.
    pub(crate) fn bind_all(&mut self, pat: &Pat, delayed: bool) {
        self.bind_each(names(pat), delayed);
    }

    /// Binds these names.
    pub(crate) fn bind_each(&mut self, names: Vec<(Ident, bool)>, delayed: bool) {
        for (ident, mutable) in names {
            let var = self.bind(&ident, delayed);
            self.all[var].mutable = mutable;
        }
    }

    pub(crate) fn find(&self, ident: &Ident) -> Option<Var> {
        let is = |var: &&Var| same(&self.all[**var].ident, ident);
        self.visible.iter().rev().find(is).copied()
    }

    /// Whether this is the name of a delayed variable.
    pub(crate) fn is_delayed(&self, ident: &Ident) -> bool {
        self.find(ident).is_some_and(|var| self.all[var].delayed)
    }

    pub(crate) fn get(&self, var: Var) -> &Known {
        &self.all[var]
    }

    pub(crate) fn get_mut(&mut self, var: Var) -> &mut Known {
        &mut self.all[var]
    }

    /// Whether its binding is outside the delayed branch we are in.
    pub(crate) fn is_outer(&self, var: Var) -> bool {
        self.all[var].depth < self.depth
    }

    /// Whether something delayed is assigned to what is bound here, as far as is known yet.
    pub(crate) fn is_assigned(&self, ident: &Ident) -> bool {
        self.assigned.contains(&place(ident))
    }

    /// Something delayed is assigned to it.
    pub(crate) fn assign(&mut self, var: Var) {
        if !self.all[var].delayed {
            self.all[var].delayed = true;
            self.changed |= self.assigned.insert(place(&self.all[var].ident));
        }
    }
}

/// Where a binding stands: the same in every pass.
fn place(ident: &Ident) -> String {
    format!("{ident} {:?}", ident.span())
}

/// Whether two identifiers are one name: hygiene tells apart those that a macro by example brought
/// from those it was given. Its number shows in the compiler's `Debug` of a span, and nowhere else.
pub(crate) fn same(a: &Ident, b: &Ident) -> bool {
    let context = |span: Span| {
        let text = format!("{span:?}");
        text.starts_with('#').then(|| text.split(' ').next().map(str::to_owned)).flatten()
    };
    a == b && context(a.span()) == context(b.span())
}

/// The names that a pattern binds, and whether as `mut`.
///
/// A lone name that starts with a capital is a constant, a unit struct or a variant.
pub(crate) fn names(pat: &Pat) -> Vec<(Ident, bool)> {
    let mut all = all_names(pat);
    all.retain(|(ident, _)| !is_capital(ident));
    all
}

/// The names that the pattern of a `let` binds: it can't fail, so each lone name is one.
pub(crate) fn names_of_let(local: &Local) -> Vec<(Ident, bool)> {
    let fails = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
    if fails { names(&local.pat) } else { all_names(&local.pat) }
}

/// The names that a pattern would bind if each lone name is one: the pattern of a `for` or a parameter, which can't fail.
pub(crate) fn all_names(pat: &Pat) -> Vec<(Ident, bool)> {
    bound(pat, false).into_iter().map(|name| (name.ident, name.mutable)).collect()
}

/// A name that a pattern binds.
pub(crate) struct Bound {
    pub(crate) ident: Ident,
    pub(crate) mutable: bool,
    /// To a reference into what is taken apart, not to a part of it.
    pub(crate) by_reference: bool,
}

/// The names that a pattern which can't fail binds, of a value or of a reference to one.
pub(crate) fn bound(pat: &Pat, of_reference: bool) -> Vec<Bound> {
    let mut all = Vec::new();
    collect(pat, of_reference, &mut all);
    all
}

fn collect(pat: &Pat, of_reference: bool, all: &mut Vec<Bound>) {
    let mut each = |pat: &Pat| collect(pat, of_reference, all);
    match pat {
        Pat::Ident(pat) => {
            all.push(Bound {
                ident: pat.ident.clone(),
                mutable: pat.mutability.is_some(),
                by_reference: of_reference || pat.by_ref.is_some(),
            });
            pat.subpat.iter().for_each(|(_, pat)| collect(pat, of_reference, all));
        }
        // Each alternative binds the same names.
        Pat::Or(pat) => pat.cases.first().into_iter().for_each(each),
        Pat::Paren(pat) => each(&pat.pat),
        Pat::Guard(pat) => each(&pat.pat),
        Pat::Reference(pat) => collect(&pat.pat, false, all),
        Pat::Slice(pat) => pat.elems.iter().for_each(each),
        Pat::Struct(pat) => pat.fields.iter().for_each(|field| each(&field.pat)),
        Pat::Tuple(pat) => pat.elems.iter().for_each(each),
        Pat::TupleStruct(pat) => pat.elems.iter().for_each(each),
        Pat::Type(pat) => each(&pat.pat),
        _ => {}
    }
}
