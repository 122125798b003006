//! Random matches: alternatives, ranges, bindings, guards, slices.

use super::Ty::{Bool, Int, List, Maybe};
use super::Writer;

impl Writer<'_> {
    pub(super) fn matched(&mut self, d: usize) -> String {
        let (zero, other) = (self.inside(&[], Int, d), self.inside(&[("r", Int)], Int, d));
        let guard = self.inside(&[("r", Int)], Bool, 1);
        let middle = self.inside(&[("r", Int)], Int, d);
        match self.random.below(6) {
            0 => format!(
                "(match {} {{ 0 | 3 => {zero}, r if {guard} => {middle}, r => {other} }})",
                self.surely(Self::int_var)
            ),
            1 => {
                let scrutinee = self.receiver(Int, d);
                format!("(match {scrutinee}.rem_euclid(3) {{ 0 => {zero}, r if {guard} => {middle}, r => {other} }})")
            }
            2 => {
                let scrutinee = self.receiver(Int, d);
                format!(
                    "(match {scrutinee}.rem_euclid(9) {{ 0..=2 => {zero}, r @ 3..=5 if {guard} => {middle}, r @ (6 | 7) => {other}, r => r }})"
                )
            }
            3 => match self.var(List) {
                Some(v) => format!(
                    "(match {v}.as_slice() {{ [] => {zero}, [r, .., l] if r > l => {{ let r = *r; {middle} }}, &[r, ..] => {other} }})"
                ),
                None => self.leaf(Int),
            },
            4 => {
                let (a, m) = (self.surely(Self::int_var), self.expr(Maybe, d));
                format!("(match ({a}, {m}) {{ (r, Some(o)) if r > o => {middle}, (r, None) => {other}, _ => {zero} }})")
            }
            _ => {
                let (a, b) = (self.surely(Self::int_var), self.expr(Bool, d));
                format!("(match ({a}, {b}) {{ (0, _) => {zero}, (r, true) => {middle}, (r, false) => {other} }})")
            }
        }
    }
}
