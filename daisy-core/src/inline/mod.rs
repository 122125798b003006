//! What the bodies of `#[daisy::inline]` functions expand to.
//!
//! Such a function builds a graph. Every operation of its body becomes a *piece*: a closure over the values of its
//! operands, written with the user's own tokens. `operand` says how an operand arrives in that closure, `capture` makes
//! operands of values known while the graph is built, `dispatch` tells delayed callees from others, `piece` makes nodes of
//! closures, with a `frame` of all that no closure's type has a say in, under an identity that does not depend on where they stand; `scope` says when names mean the same,
//! `show` formats what may hold handles, `finish` says what becomes of results.
//!
//! What is told by method resolution has a method of a name that no user writes: a trait of theirs that everything
//! implements may have any other.

mod capture;
mod dispatch;
mod finish;
mod frame;
mod operand;
mod part;
mod piece;
mod scope;
mod show;

pub use crate::call::Outcome;
pub use crate::choice::{branch, choice, choose};
pub use crate::delayed::Delayed;
pub use capture::{
    Capture, CaptureAny, CaptureBorrowed, CaptureHandles, Lent, LentAny, LentText, Path, PathConstant, PathTask,
};
pub use dispatch::*;
pub use finish::{Arm, ArmGraph, ArmResult, ArmValue, Tail, TailHandle, TailResult, again, failing, handle};
#[cfg(feature = "serde")]
pub(crate) use operand::Seen;
pub(crate) use operand::Taken;
pub use operand::{Borrow, BorrowAs, Literal, Operand, Own, Whole};
pub(crate) use piece::{Reading, operate};
pub use scope::{Building, Meaning, Scope, Site, id_of_type, id_of_value};
pub use show::*;
