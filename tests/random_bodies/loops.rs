//! Random loops that are one task: labels, patterns, assignments to places, and values they are left with.

use super::Ty::{self, Bool, Float, Int, List, Maybe, Text};
use super::Writer;

impl Writer<'_> {
    pub(super) fn region(&mut self) {
        match self.random.below(8) {
            0 => self.labelled(),
            1 => self.labelled_and_unrolled(),
            2 => self.of_pairs(),
            3 => self.with_places(),
            4 => self.popped(),
            5 => self.written(),
            6 => self.left_with_a_value(),
            _ => self.with_let_else(),
        }
    }

    /// What a loop is over that runs in a task, of integers. What is `mut` may be an output of the loop, and is not moved.
    pub(super) fn items(&mut self) -> String {
        match (self.var(List), self.random.below(4)) {
            (Some(list), 0) => format!("{list}.iter().copied()"),
            (Some(list), 1) if !list.starts_with(['m', 'w']) => self.whole(&list),
            (_, 2) if !self.values => {
                let (end, value) = (self.name("h"), self.surely(|this| this.expr(Int, 1)));
                self.line(&format!("let {end} = {value};"));
                format!("0..({end} & 3)")
            }
            _ => format!("0..({} & 3)", self.surely(|this| this.expr(Int, 2))),
        }
    }

    /// A loop with this head, over values.
    fn each(&mut self, head: &str, bound: &[(&str, Ty)], body: impl FnOnce(&mut Self)) {
        self.line(&format!("{head} {{"));
        self.indent += 1;
        self.scoped(|this| {
            this.values = true;
            this.scope.extend(bound.iter().map(|(name, ty)| (name.to_string(), *ty, true)));
            body(this);
        });
        self.indent -= 1;
        self.line("}");
    }

    /// Changes a variable, or a place.
    fn change(&mut self, place: &str, ty: Ty) {
        let value = self.expr(ty, 2);
        match (ty, self.random.below(3)) {
            (Int, 0) => {
                let op = self.random.pick(&["+=", "-=", "*=", "^=", "|="]);
                self.line(&format!("{place} {op} {value};"));
            }
            (Int, _) => self.line(&format!("{place} = {place}.wrapping_mul(3) ^ {value};")),
            _ => self.line(&format!("{place} = {place} * 0.5 + {value};")),
        }
    }

    /// Goes on or out, sometimes.
    fn leave(&mut self, ways: &[String]) {
        if self.random.one_in(2) {
            let (c, way) = (self.expr(Bool, 1), self.random.pick(ways));
            self.line(&format!("if {c} {{ {way}; }}"));
        }
    }

    fn labelled(&mut self) {
        let acc = self.mutable(Int);
        let (label, outer, inner) = (self.name("l"), self.name("e"), self.name("e"));
        let items = self.items();
        let ways = ["continue", "break", &format!("continue '{label}"), &format!("break '{label}")].map(str::to_string);
        self.each(&format!("'{label}: for {outer} in {items}"), &[(&outer, Int)], |this| {
            let items = this.items();
            this.each(&format!("for {inner} in {items}"), &[(&inner, Int)], |this| {
                this.leave(&ways);
                this.change(&acc, Int);
                this.leave(&ways);
            });
            this.change(&acc, Int);
        });
        self.settle(&acc);
    }

    fn labelled_and_unrolled(&mut self) {
        let acc = self.mutable(Int);
        let (label, i, j) = (self.name("l"), self.name("i"), self.name("i"));
        let way = self.random.pick(&["continue", "break"]);
        self.line(&format!("'{label}: for {i} in 0..3i64 {{"));
        self.line(&format!("    for {j} in [1i64, 2] {{"));
        self.indent += 2;
        self.scoped(|this| {
            this.scope.extend([(i.clone(), Int, false), (j.clone(), Int, false)]);
            let value = this.surely(|this| this.expr(Int, 2));
            this.line(&format!("if ({i} + {j}) % 3 == 0 {{ {way} '{label}; }}"));
            this.line(&format!("{acc} += match {j} {{ 1 => {value}, k if k > {i} => k, k => k * 2 }};"));
        });
        self.indent -= 2;
        self.line("    }");
        self.line("}");
        self.settle(&acc);
    }

    fn of_pairs(&mut self) {
        let Some(list) = self.var(List) else { return };
        let acc = self.mutable(Int);
        let (a, b) = (self.name("e"), self.name("e"));
        let (head, first) = match self.random.below(4) {
            0 => (format!("for ({a}, {b}) in {list}.iter().copied().enumerate()"), format!("let {a} = {a} as i64;")),
            1 => (
                format!("for ({a}, {b}) in {list}.iter().zip({list}.iter().skip(1))"),
                format!("let ({a}, {b}) = (*{a}, *{b});"),
            ),
            2 => (format!("for ({b}, &{a}) in (0..3i64).zip(&{list})"), String::new()),
            _ => (format!("for {a} in {list}.windows(2)"), format!("let &[{a}, {b}] = {a} else {{ unreachable!() }};")),
        };
        self.each(&head, &[(&a, Int), (&b, Int)], |this| {
            this.line(&first);
            this.leave(&["continue".to_string(), "break".to_string()]);
            this.change(&acc, Int);
        });
        self.settle(&acc);
    }

    /// Fields and items that a loop assigns to.
    fn with_places(&mut self) {
        let (pair, items, e) = (self.name("p"), self.name("w"), self.name("e"));
        let (a, b, x) = (self.expr(Int, 2), self.expr(Int, 1), self.expr(Float, 1));
        self.line(&format!("let mut {pair} = ({a}, {x});"));
        self.line(&format!("let mut {items} = [{b}, 5i64, 7];"));
        let over = self.items();
        self.each(&format!("for {e} in {over}"), &[(&e, Int)], |this| {
            this.change(&format!("{pair}.0"), Int);
            this.change(&format!("{items}[({e} & 1) as usize]"), Int);
            if this.random.one_in(2) {
                this.change(&format!("{pair}.1"), Float);
            }
        });
        let names = [(self.name("t"), Int), (self.name("t"), Float), (self.name("t"), Int)];
        self.line(&format!("let ({}, {}) = {pair};", names[0].0, names[1].0));
        self.line(&format!("let {} = {items}[0] - {items}[1];", names[2].0));
        self.scope.extend(names.map(|(name, ty)| (name, ty, true)));
    }

    fn popped(&mut self) {
        let (acc, stack, e) = (self.mutable(Int), self.name("w"), self.name("e"));
        let list = self.surely(|this| this.expr(List, 2));
        self.line(&format!("let mut {stack} = {list};"));
        self.each(&format!("while let Some({e}) = {stack}.pop()"), &[(&e, Int)], |this| {
            this.leave(&["continue".to_string(), "break".to_string()]);
            this.change(&acc, Int);
        });
        self.settle(&acc);
        self.scope.push((stack, List, true));
    }

    fn written(&mut self) {
        let (text, e) = (self.name("w"), self.name("e"));
        let start = if self.random.one_in(2) { "String::new()".to_string() } else { self.expr(Text, 1) };
        self.line(&format!("let mut {text} = {start};"));
        let items = self.items();
        self.each(&format!("for {e} in {items}"), &[(&e, Int)], |this| {
            this.leave(&["continue".to_string(), "break".to_string()]);
            let (value, x) = (this.expr(Int, 1), this.expr(Float, 1));
            match this.random.below(3) {
                0 => this.line(&format!("write!({text}, \"{{{e}}} {{}}\", {value}).unwrap();")),
                1 => this.line(&format!("let _ = writeln!(&mut {text}, \"{{:?}}{{{e}}}\", {x});")),
                _ => this.line(&format!("{text} += &format!(\"{{}}{{{e}}}\", {value});")),
            }
        });
        self.scope.push((text, Text, true));
    }

    fn left_with_a_value(&mut self) {
        let (left, name) = (self.name("n"), self.name("t"));
        let start = self.surely(|this| this.expr(Int, 1));
        self.line(&format!("let mut {left} = {start} & 255;"));
        let value = self.scoped(|this| {
            this.values = true;
            this.scope.push((left.clone(), Int, true));
            this.expr(Int, 2)
        });
        self.line(&format!("let {name} = loop {{"));
        self.line(&format!("    if {left} < 3 {{ break {value}; }}"));
        self.line(&format!("    {left} /= 2;"));
        self.line("};");
        self.scope.push((name, Int, true));
        if self.random.one_in(2) {
            self.scope.push((left, Int, true));
        }
    }

    fn with_let_else(&mut self) {
        let (acc, e, o) = (self.mutable(Int), self.name("e"), self.name("t"));
        let items = self.items();
        self.each(&format!("for {e} in {items}"), &[(&e, Int)], |this| {
            let (maybe, way) = (this.expr(Maybe, 2), this.random.pick(&["continue", "break"]));
            this.line(&format!("let Some({o}) = {maybe} else {{ {way} }};"));
            this.scope.push((o.clone(), Int, true));
            this.change(&acc, Int);
        });
        self.settle(&acc);
    }
}
