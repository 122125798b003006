//! Frames: all of a piece that depends on no closure's type, and so is compiled once, and not for each piece.
//!
//! A body of ten lines has ten pieces or more, and each has a type of its own: what is generic over it is what a user's
//! build pays for.

use std::any::TypeId;
use std::marker::PhantomData;

use crate::argument::Input;
use crate::call::Callee;
use crate::identity::{type_id_bits, type_identity};
use crate::inline::part::Text;
use crate::inline::piece::Run;
use crate::inline::scope::{Building, Meaning, Site};
use crate::node::Node;
use crate::operation::{Code, CodeType, Making, Spec};
use crate::token::Tokenizer;
use crate::value::{Data, Type, small};

/// A piece but for its closure.
pub(super) struct Frame<'b, const N: usize> {
    building: &'b Building,
    site: &'static Site,
    /// The function that it calls, if its text is not what it means.
    callee: Option<TypeId>,
    inputs: [Input; N],
    /// What the types of the operands do not say of them.
    texts: [Option<Text>; N],
}

/// What the types of a piece say.
pub(super) struct Types {
    code: CodeType,
    /// Feeds what the closure reads, and how.
    reads: fn(&mut Tokenizer),
    result: &'static Type,
    result_identity: fn() -> [u8; 32],
    /// Whether all it reads and gives is small.
    small: bool,
}

impl Types {
    /// Of code that gives an `R`, of which an `O` is made.
    pub(super) const fn of<C: Run<R>, R, O: Data>() -> &'static Types {
        struct Of<C, R, O>(PhantomData<(C, R, O)>);
        impl<C: Run<R>, R, O: Data> Of<C, R, O> {
            const TYPES: &'static Types = &Types {
                code: CodeType::of::<C>(),
                reads: C::identify,
                result: Type::of::<O>(),
                result_identity: type_identity::<O>,
                small: C::SMALL && small::<O>(),
            };
        }
        Of::<C, R, O>::TYPES
    }

    /// Feeds what an operator on whole values is to an identity: its trait and its types, wherever it stands.
    pub(super) fn operator(&self, spec: &Spec, to: &mut Tokenizer) {
        to.write(b"operator");
        to.add(spec.name);
        (self.reads)(to);
        to.write(&(self.result_identity)());
    }

    pub(super) fn callee(&self, spec: &'static Spec, identify: &dyn Fn(&mut Tokenizer), code: Code) -> Callee {
        let &Types { code: of, result, small, .. } = self;
        Callee::new(&Making { spec, result, small, code: of, identify }, code)
    }
}

impl<'b, const N: usize> Frame<'b, N> {
    /// Of these operands; `callee` as in the frame.
    pub(super) fn new(
        building: &'b Building,
        site: &'static Site,
        callee: Option<TypeId>,
        inputs: [Input; N],
        texts: [Option<Text>; N],
    ) -> Frame<'b, N> {
        Frame { building, site, callee, inputs, texts }
    }

    pub(super) fn node(self, types: &Types, end: End, code: Code) -> Node {
        let identify = |to: &mut Tokenizer| self.identify(types, end, to);
        let callee = types.callee(&self.site.spec, &identify, code);
        callee.node(self.inputs)
    }

    /// Feeds what tells the piece from others to an identity.
    fn identify(&self, types: &Types, end: End, to: &mut Tokenizer) {
        let Site { meaning, spec } = self.site;
        match meaning {
            Meaning::Operator => return types.operator(spec, to),
            Meaning::Callee => {
                to.write(b"callee");
                to.write(&type_id_bits(self.callee.expect("a call has a callee")));
            }
            Meaning::Text | Meaning::Body | Meaning::Place => {
                self.site.identify_text(self.building, types.code.id, to);
            }
        }
        for text in self.texts.iter().flatten() {
            text.identify(self.building, to);
        }
        (types.reads)(to);
        to.write(&(types.result_identity)());
        to.write(end.tag);
        if let Some(error) = end.error {
            to.write(&error());
        }
    }
}

/// One way to make a node's result of a closure's.
#[derive(Clone, Copy)]
pub(super) struct End {
    tag: &'static [u8; 4],
    /// The type of the error it may end in.
    error: Option<fn() -> [u8; 32]>,
}

impl End {
    pub(super) const DONE: End = End { tag: b"done", error: None };
    pub(super) const ARMS: End = End { tag: b"arms", error: None };

    pub(super) fn failing<E: 'static>(tag: &'static [u8; 4]) -> End {
        End { tag, error: Some(type_identity::<E>) }
    }
}
