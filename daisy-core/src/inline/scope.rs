//! Scopes: when the same tokens mean the same.
//!
//! A path, a method or a macro in a body resolves in the module of its function. Two pieces of equal text
//! and types are one operation if they stand in one module, and under equal generic parameters and bounds, which
//! decide between methods too. Where a name may be local to a function or to one place in it, the
//! function or the place is the scope: `TypeId`s tell those apart.

use std::any::{TypeId, type_name_of_val};
use std::cell::RefCell;

use crate::identity::type_id_bits;
use crate::operation::Spec;
use crate::token::Tokenizer;

/// What the macro knows of an inline function: one constant each.
#[derive(Debug)]
pub struct Scope {
    name: &'static str,
    module: &'static str,
    package: &'static str,
    program: &'static str,
    file: &'static str,
    /// Digest of generic parameters and bounds, 0 for none.
    generics: u128,
}

impl Scope {
    /// Of function `name` in `module`. A package and each of its programs may have modules of one path.
    pub const fn new(
        name: &'static str,
        module: &'static str,
        package: &'static str,
        program: &'static str,
        file: &'static str,
        generics: u128,
    ) -> Scope {
        Scope { name, module, package, program, file, generics }
    }

    /// Whether the function stands in a module, not in another function or block: the path of an item
    /// within it has nothing between the module's and its own.
    fn is_in_module(&self, marker: &str) -> bool {
        let within = marker.strip_prefix(self.module).and_then(|rest| rest.strip_prefix("::"));
        let function = within.and_then(|rest| rest.rsplit_once("::")).map(|(function, _)| function);
        function == Some(self.name)
    }
}

/// A place in a body that makes nodes: what the macro knows of it.
#[derive(Debug)]
pub struct Site {
    pub(crate) spec: Spec,
    pub(crate) meaning: Meaning,
}

/// What, beside its types, makes a piece the same as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An operator on whole values: its trait, told by the spec's name.
    Operator,
    /// The function that it calls.
    Callee,
    /// Its text, in its module.
    Text,
    /// Its text, in its function.
    Body,
    /// Nothing: it is the same as itself alone.
    Place,
}

impl Site {
    const fn new(spec: Spec, meaning: Meaning) -> Site {
        Site { spec, meaning }
    }

    /// An operator, told by its trait's method.
    pub const fn operator(name: &'static str, symbol: &'static str, file: &'static str, line: u32) -> Site {
        Site::new(Spec::new(name, "", "", file, line, 0).symbol(symbol).cheap(), Meaning::Operator)
    }

    /// A call of a function that is not delayed.
    pub const fn callee(name: &'static str, file: &'static str, line: u32) -> Site {
        Site::new(Spec::new(name, "", "", file, line, 0), Meaning::Callee)
    }

    /// A text with this digest, cheap if it is no region.
    pub const fn text(
        meaning: Meaning,
        name: &'static str,
        file: &'static str,
        line: u32,
        digest: u128,
        cheap: bool,
    ) -> Site {
        let spec = Spec::new(name, "", "", file, line, digest);
        Site::new(if cheap { spec.cheap() } else { spec }, meaning)
    }

    /// Feeds what the text at this site is to an identity: where it means the same alone, its closure's type.
    pub(crate) fn identify_text(&self, building: &Building, closure: TypeId, to: &mut Tokenizer) {
        if self.meaning == Meaning::Place {
            to.write(b"place");
            return to.write(&type_id_bits(closure));
        }
        to.write(b"text");
        building.identify(self.meaning, to);
        to.add(&self.spec.source);
    }

    /// The same, of a region that may give a handle.
    pub const fn grows(self) -> Site {
        Site { spec: self.spec.grows(), ..self }
    }
}

thread_local! {
    /// The inline functions whose bodies this thread is building, innermost last.
    static OPEN: RefCell<Vec<&'static Scope>> = const { RefCell::new(Vec::new()) };
}

/// The `TypeId` of a type. Used by generated code.
pub fn id_of_type<T: 'static>() -> TypeId {
    TypeId::of::<T>()
}

/// The `TypeId` of a value's type. Used by generated code.
pub fn id_of_value<T: 'static>(_: &T) -> TypeId {
    TypeId::of::<T>()
}

/// A body that is being built, in one instance of its function.
pub struct Building {
    scope: &'static Scope,
    marker: (TypeId, &'static str),
    types: fn() -> TypeId,
}

impl Building {
    /// Begins a body. `marker` is a function item within it, `types` tells its type arguments.
    ///
    /// # Panics
    ///
    /// If this thread is building that body already: functions that call each other have no end as a graph.
    pub fn enter<M: Fn() + 'static>(scope: &'static Scope, marker: M, types: fn() -> TypeId) -> Building {
        open(scope);
        Building { scope, marker: (TypeId::of::<M>(), type_name_of_val(&marker)), types }
    }

    /// Feeds what names in this body mean to an identity.
    pub(crate) fn identify(&self, meaning: Meaning, to: &mut Tokenizer) {
        let Scope { module, package, program, file, generics, .. } = self.scope;
        if meaning == Meaning::Text && self.scope.is_in_module(self.marker.1) {
            for part in [module, package, program, file] {
                to.add(*part);
            }
        } else {
            to.write(&type_id_bits(self.marker.0));
        }
        to.add(generics);
        to.write(&type_id_bits((self.types)()));
    }
}

/// Enters a body, which no instance of its function has a say in.
fn open(scope: &'static Scope) {
    OPEN.with_borrow_mut(|open| {
        if let Some(first) = open.iter().position(|other| std::ptr::eq(*other, scope)) {
            let ring: Vec<String> = open[first..].iter().map(|scope| format!("`{}` calls ", scope.name)).collect();
            let ring = ring.concat();
            panic!(
                "daisy: inline functions call each other without end: {ring}`{}`. \
                 Make one of them `#[delayed]`, returning a `Delayed`",
                scope.name
            );
        }
        open.push(scope);
    });
}

impl Drop for Building {
    fn drop(&mut self) {
        OPEN.with_borrow_mut(|open| open.pop());
    }
}
