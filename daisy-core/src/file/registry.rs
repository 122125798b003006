//! The registry: functions that can be found again and codecs of types, filled from what was linked.
//!
//! Each function has a pointer to a function of its own where the linker gathers what runs before `main`, as in
//! `inventory`. That one notes what registers it, in some nanoseconds; nothing of it is called before a graph is written
//! or read. It is there though nobody names the module it stands in, in tests, in dynamic libraries and under Miri.
//!
//! `inventory` itself costs the compiler four times as much for each function (two statics, a trait object and four
//! macros), and `linkme` six times (an attribute macro); `linkme` knows neither WebAssembly nor Miri.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use super::codec::Codec;
use super::own;
use crate::argument::{Gather, Gathers};
use crate::choice;
use crate::combinators::attempt;
use crate::delayed::Delayed;
use crate::key::Digest;
use crate::node::Node;
use crate::operation::Operation;
use crate::sync::lock;
use crate::value::{Data, Type};

/// What registers a function.
type Register = fn(&mut Registry);

/// Of each function that was linked.
static LINKED: Mutex<Vec<Register>> = Mutex::new(Vec::new());

/// Called before `main`, once for each function.
pub fn link(register: Register) {
    lock(&LINKED).push(register);
}

/// What this program can write and read again.
#[derive(Default)]
pub struct Registry {
    functions: HashMap<Digest, &'static Operation>,
    types: HashMap<TypeId, Known>,
}

/// What is known of a type.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) ty: &'static Type,
    pub(super) codec: Option<&'static Codec>,
    pub(super) gather: Option<&'static Gather>,
}

impl Registry {
    /// The one of this program, made when it is first asked for.
    pub(super) fn get() -> &'static Registry {
        static THIS: OnceLock<Registry> = OnceLock::new();
        THIS.get_or_init(|| {
            let mut registry = Registry::default();
            own::register(&mut registry);
            let linked = lock(&LINKED).clone();
            linked.into_iter().for_each(|register| register(&mut registry));
            registry
        })
    }

    /// A function, by a call of it without inputs: whatever such a call is made of, a node tells it.
    pub fn function<R: Data>(&mut self, call: Delayed<R>) {
        let node: Node = call.into_node();
        self.operation(node.call().expect("it is a call").operation);
    }

    fn operation(&mut self, operation: &'static Operation) {
        self.functions.entry(operation.digest).or_insert(operation);
    }

    pub(super) fn codec(&mut self, codec: &'static Codec) {
        self.known(codec.ty).codec = Some(codec);
        self.operation((codec.ty.pass)());
    }

    fn known(&mut self, ty: &'static Type) -> &mut Known {
        self.types.entry(ty.id).or_insert(Known { ty, codec: None, gather: None })
    }

    /// What handles of any type that is `Clone` can be asked for.
    pub(super) fn cloned<T: Data + Clone>(&mut self) {
        self.operation(choice::operation::<T>());
        self.function(attempt::<T, 0>([]));
    }

    pub(super) fn container<T: Gathers>(&mut self) {
        self.known(T::GATHER.ty).gather = Some(T::GATHER);
        T::register(self);
    }

    pub(super) fn find(&self, digest: &Digest) -> Option<&'static Operation> {
        self.functions.get(digest).copied()
    }

    pub(super) fn functions(&self) -> impl Iterator<Item = &'static Operation> {
        self.functions.values().copied()
    }

    pub(super) fn of_type(&self, ty: &Type) -> Option<&Known> {
        self.types.get(&ty.id)
    }

    pub(super) fn types(&self) -> impl Iterator<Item = &Known> {
        self.types.values()
    }
}
