//! Sorts: what planning asks of a node, as flags.

use crate::operation::{Code, Kind, Spec};

/// What a node is, as flags; none of a constant, nor of a block that is not built.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sort(u8);

impl Sort {
    pub(crate) const TASK: Sort = Sort(1);
    pub(crate) const CHOICE: Sort = Sort(2);
    /// Grows the graph.
    pub(crate) const GROWER: Sort = Sort(4);
    /// Costs less than handing it to a worker, and its result costs nothing to keep.
    pub(crate) const CHEAP: Sort = Sort(8);
    /// Runs on no worker: it awaits, or may block.
    pub(crate) const OUTSIDE: Sort = Sort(16);
    /// Has what few calls have.
    pub(crate) const EXTRA: Sort = Sort(32);
    /// Goes on as one of its inputs, and reads none of them for itself but a choice its condition.
    pub(crate) const FORWARDS: Sort = Sort(64);

    /// That of all calls of an operation; only some of them may have an extra.
    pub(crate) fn of(spec: &Spec, cheap: bool, code: &Code) -> Sort {
        let flags = [
            (Sort::TASK, true),
            (Sort::CHOICE, matches!(code, Code::Choice)),
            (Sort::GROWER, spec.grows),
            (Sort::CHEAP, cheap),
            (Sort::OUTSIDE, spec.kind != Kind::Cpu),
            (Sort::FORWARDS, matches!(code, Code::Choice | Code::Pass)),
        ];
        Sort(flags.into_iter().fold(0, |all, (flag, holds)| all | if holds { flag.0 } else { 0 }))
    }

    #[inline]
    pub(crate) fn is(self, other: Sort) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOrAssign for Sort {
    fn bitor_assign(&mut self, other: Sort) {
        self.0 |= other.0;
    }
}
