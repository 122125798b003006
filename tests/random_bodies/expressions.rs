//! Random expressions of a type, over the variables in scope.

use super::Ty::{self, Bool, Float, Int, List, Maybe, Text};
use super::Writer;

impl Writer<'_> {
    /// An expression that may stand anywhere but in front of a dot.
    pub(super) fn expr(&mut self, ty: Ty, depth: usize) -> String {
        if depth == 0 || self.random.one_in(5) {
            return self.leaf(ty);
        }
        if self.random.one_in(8) {
            return self.chosen(ty, depth);
        }
        match ty {
            Int => self.int(depth),
            Float => self.float(depth),
            Bool => self.bool(depth),
            List => self.list(depth),
            Text => self.text(depth),
            Maybe => self.maybe(depth),
        }
    }

    pub(super) fn leaf(&mut self, ty: Ty) -> String {
        match self.var(ty) {
            Some(name) if !self.random.one_in(4) => match ty {
                List | Text => self.whole(&name),
                _ => name,
            },
            _ => self.literal(ty),
        }
    }

    /// What may stand in front of a dot: of a type that is known without what follows.
    pub(super) fn receiver(&mut self, ty: Ty, depth: usize) -> String {
        self.surely(|this| match this.var(ty) {
            Some(name) if depth == 0 || !this.random.one_in(3) => name,
            _ => format!("({})", this.expr(ty, depth.saturating_sub(1))),
        })
    }

    /// A variable by value. Inside a closure or a region it has to be left for the next time round.
    pub(super) fn whole(&self, name: &str) -> String {
        if self.values { format!("{name}.clone()") } else { format!("⟦{name}⟧") }
    }

    pub(super) fn int_var(&mut self) -> String {
        self.var(Int).unwrap_or_else(|| self.literal(Int))
    }

    fn chosen(&mut self, ty: Ty, depth: usize) -> String {
        let c = self.expr(Bool, depth - 1);
        let (a, b) = (self.block(ty, depth), self.block(ty, depth));
        if self.random.one_in(4) {
            let (d, other) = (self.expr(Bool, 1), self.block(ty, depth));
            return format!("(if {c} {a} else if {d} {other} else {b})");
        }
        format!("(if {c} {a} else {b})")
    }

    /// A branch, sometimes with a variable of its own.
    fn block(&mut self, ty: Ty, depth: usize) -> String {
        if !self.random.one_in(3) {
            return format!("{{ {} }}", self.expr(ty, depth - 1));
        }
        self.scoped(|this| {
            let (value, delayed) = this.tracked(|this| this.expr(Int, depth - 1));
            let name = this.binder();
            this.scope.push((name.clone(), Int, delayed));
            if this.random.one_in(3) {
                let (more, changed) = this.tracked(|this| this.expr(Int, depth - 1));
                let op = this.random.pick(&["+=", "^=", "*="]);
                this.scope.iter_mut().rev().take(1).for_each(|(_, _, delayed)| *delayed |= changed);
                let result = this.expr(ty, depth - 1);
                return format!("{{ let mut {name} = {value}; {name} {op} {more}; {result} }}");
            }
            let result = this.expr(ty, depth - 1);
            format!("{{ let {name} = {value}; {result} }}")
        })
    }

    /// Something over values: the inside of a closure or an arm.
    pub(super) fn inside(&mut self, bound: &[(&str, Ty)], ty: Ty, depth: usize) -> String {
        self.scoped(|this| {
            this.values = true;
            this.scope.extend(bound.iter().map(|(name, ty)| (name.to_string(), *ty, true)));
            this.expr(ty, depth)
        })
    }

    fn int(&mut self, depth: usize) -> String {
        let d = depth - 1;
        if !self.values && self.random.one_in(3) {
            return self.int_call(d);
        }
        match self.random.below(18) {
            16 => match self.var(Maybe) {
                Some(m) => format!("{m}.unwrap_or({})", self.expr(Int, d)),
                None => self.leaf(Int),
            },
            17 => {
                let some = self.inside(&[("o", Int)], Int, d);
                let none = self.inside(&[], Int, d);
                match self.var(Maybe) {
                    Some(m) => format!("(if let Some(o) = {m} {{ {some} }} else {{ {none} }})"),
                    None => format!("({} as u8 as i64)", self.receiver(Int, d)),
                }
            }
            0..=2 => {
                let op = self.random.pick(&["+", "-", "*", "&", "|", "^"]);
                let left = self.expr(Int, d);
                format!("({left} {op} {})", self.expr(Int, d))
            }
            3 => {
                let (name, op) = (self.int_var(), self.random.pick(&["+", "-", "*", "/", "%", "<<", ">>"]));
                format!("({name} {op} {})", self.random.pick(&["2", "3i64", "7"]))
            }
            4 => format!("(-{})", self.receiver(Int, d)),
            5 => format!("(!{})", self.receiver(Int, d)),
            6 | 7 => {
                let method = self.random.pick(&["wrapping_add", "wrapping_mul", "max", "min", "wrapping_sub"]);
                let receiver = self.receiver(Int, d);
                format!("{receiver}.{method}({})", self.expr(Int, d))
            }
            8 => {
                let receiver = self.receiver(Int, d);
                format!("{receiver}.wrapping_abs().rem_euclid(9).pow(2)")
            }
            9 => format!("({} as i64)", self.receiver(Float, d)),
            10 => match self.var(List) {
                Some(v) => format!("({v}.len() as i64)"),
                None => self.leaf(Int),
            },
            11 => match self.var(List) {
                Some(v) => {
                    let inner = self.inside(&[("e", Int)], Int, d);
                    if self.random.one_in(3) {
                        let maybe = self.inside(&[("e", Int)], Maybe, d);
                        return format!(
                            "{v}.iter().map(|e| {{ let e = *e; let Some(o) = {maybe} else {{ return 7 }}; {inner} ^ o }}).sum::<i64>()"
                        );
                    }
                    format!(
                        "{v}.iter().map(|e| {{ let e = *e; {inner} }}).fold(0i64, |p, e| p.wrapping_mul(3).wrapping_add(e))"
                    )
                }
                None => self.leaf(Int),
            },
            12 => match self.var(List) {
                Some(v) => {
                    let inner = self.inside(&[("e", Int)], Bool, d);
                    format!("({v}.iter().filter(|e| {{ let e = **e; {inner} }}).count() as i64)")
                }
                None => self.leaf(Int),
            },
            13 => match self.var(List) {
                Some(v) => format!("{v}.get({}).copied().unwrap_or({})", self.random.below(6), self.expr(Int, d)),
                None => self.leaf(Int),
            },
            14 => self.matched(d),
            _ => match (self.var(Text), self.random.one_in(2)) {
                (Some(s), true) => format!("({s}.len() as i64)"),
                _ => format!("v[{}]", self.random.below(3))
                    .replace("v[", if self.shadowed("v") { "[3i64, 1, 4][" } else { "v[" }),
            },
        }
    }

    /// Whether `v` is no longer the parameter, which has four items or more.
    fn shadowed(&self, name: &str) -> bool {
        self.scope.iter().filter(|(n, ..)| n == name).count() > 1
    }

    fn int_call(&mut self, d: usize) -> String {
        self.delayed = true;
        let (a, b) = (self.expr(Int, d), self.expr(Int, d));
        match (self.var(List), self.random.below(11)) {
            (_, 8) => {
                let inner = self.inside(&[("z", Int)], Int, d);
                format!("p_apply(|z| {{ let z = *z; {inner} }}, {a})")
            }
            (Some(v), 0) => format!("p_sum(&{v})"),
            (Some(v), 1) => format!("n_count(&{v}, {a})"),
            (_, 2) => format!("p_ref(&{}, {b})", self.int_var()),
            (_, 3) => format!("p_same({a})"),
            (_, 4) => format!("n_mix({a}, {b})"),
            (_, 5) => format!("d_mix({a}, {b})"),
            (_, 6) => match self.var(Text) {
                Some(s) => format!("p_text(&{s})"),
                None => format!("p_mix({a}, {b})"),
            },
            (_, 7) if !self.callable.is_empty() => {
                let callee = self.random.pick(&self.callable.clone());
                let (x, c, v, s) = (self.expr(Float, d), self.expr(Bool, d), self.long_list(), self.expr(Text, d));
                format!("⟪{callee}⟫({a}, {b}, {x}, {c}, {v}, {s})")
            }
            _ => format!("p_mix({a}, {b})"),
        }
    }

    /// A list of four items or more.
    fn long_list(&mut self) -> String {
        if self.shadowed("v") || self.random.one_in(3) {
            let (a, b) = (self.expr(Int, 1), self.expr(Int, 1));
            return format!("vec![{a}, 5, {b}, 7]");
        }
        self.whole("v")
    }

    fn float(&mut self, depth: usize) -> String {
        let d = depth - 1;
        if !self.values && self.random.one_in(3) {
            self.delayed = true;
            let callee = self.random.pick(&["p_scale", "d_scale", "n_scale", "f64::max"]);
            let (x, y) = (self.expr(Float, d), self.expr(Float, d));
            return format!("{callee}({x}, {y})");
        }
        match self.random.below(8) {
            0..=2 => {
                let (op, left) = (self.random.pick(&["+", "-", "*", "/"]), self.expr(Float, d));
                format!("({left} {op} {})", self.expr(Float, d))
            }
            3 => match self.var(Float) {
                Some(x) => {
                    format!("({x} {} {})", self.random.pick(&["+", "*"]), self.random.pick(&["2.0", "0.25", "-1.0"]))
                }
                None => self.leaf(Float),
            },
            4 => format!("{}.abs().sqrt()", self.receiver(Float, d)),
            5 => {
                let receiver = self.receiver(Float, d);
                format!("{receiver}.{}({})", self.random.pick(&["min", "max", "hypot"]), self.expr(Float, d))
            }
            6 => format!("({} as f64)", self.receiver(Int, d)),
            _ => format!("(-{})", self.receiver(Float, d)),
        }
    }

    fn bool(&mut self, depth: usize) -> String {
        let d = depth - 1;
        match self.random.below(8) {
            0 | 1 => {
                let (op, left) = (self.random.pick(&["<", ">", "==", "!=", "<=", ">="]), self.receiver(Int, d));
                format!("({left} {op} {})", self.expr(Int, d))
            }
            2 => {
                let (op, left) = (self.random.pick(&["<", ">", "<=", ">="]), self.receiver(Float, d));
                format!("({left} {op} {})", self.expr(Float, d))
            }
            3 | 4 => {
                let (op, left) = (self.random.pick(&["&&", "||"]), self.expr(Bool, d));
                format!("({left} {op} {})", self.expr(Bool, d))
            }
            5 => format!("(!{})", self.receiver(Bool, d)),
            6 => match self.var(List) {
                Some(v) => format!("{v}.contains(&{})", self.int_var()),
                None => self.leaf(Bool),
            },
            _ => match self.var(List) {
                Some(v) => format!("{v}.is_empty()"),
                None => self.leaf(Bool),
            },
        }
    }

    fn maybe(&mut self, depth: usize) -> String {
        let d = depth - 1;
        match (self.var(List), self.random.below(4)) {
            (Some(v), 0) => format!("{v}.get({}).copied()", self.random.below(6)),
            (Some(v), 1) => {
                let inner = self.inside(&[("e", Int)], Bool, d);
                format!("{v}.iter().copied().find(|e| {{ let e = *e; {inner} }})")
            }
            (_, 2) => {
                let receiver = self.receiver(Int, d);
                format!("{receiver}.checked_add({})", self.expr(Int, d))
            }
            _ => format!("Some({})", self.expr(Int, d)),
        }
    }

    fn list(&mut self, depth: usize) -> String {
        let d = depth - 1;
        let Some(v) = self.var(List) else { return self.literal(List) };
        if !self.values && self.random.one_in(3) {
            self.delayed = true;
            return match self.random.below(2) {
                0 => format!("d_sorted(&{v})"),
                _ => format!("p_push({}, {})", self.whole(&v), self.expr(Int, d)),
            };
        }
        match self.random.below(4) {
            0 => {
                let (a, b) = (self.expr(Int, d), self.expr(Int, d));
                format!("vec![{a}, {b}, 5]")
            }
            1 => format!("{v}.iter().rev().copied().collect::<Vec<i64>>()"),
            2 => {
                let inner = self.inside(&[("e", Int)], Int, d);
                format!("{v}.iter().map(|e| {{ let e = *e; {inner} }}).collect::<Vec<_>>()")
            }
            _ => {
                let inner = self.inside(&[("e", Int)], Bool, d);
                let v = self.whole(&v);
                format!("{v}.into_iter().filter(|e| {{ let e = *e; {inner} }}).collect::<Vec<_>>()")
            }
        }
    }

    fn text(&mut self, depth: usize) -> String {
        let d = depth - 1;
        match self.random.below(6) {
            0 => match self.var(Text) {
                Some(s) => format!("{s}.to_uppercase()"),
                None => self.leaf(Text),
            },
            1 => {
                let (a, b) = (self.expr(Int, d), self.expr(Float, d));
                format!("format!(\"{{}} {{:?}}\", {a}, {b})")
            }
            2 => match (self.var(Int), self.var(List)) {
                (Some(n), Some(v)) => format!("format!(\"{{{n}:>4}}-{{{v}:?}}\")"),
                _ => self.leaf(Text),
            },
            3 if !self.values => {
                self.delayed = true;
                format!("p_shown(&{})", self.int_var())
            }
            4 => match self.var(Text) {
                Some(s) => format!("{s}.chars().rev().collect::<String>()"),
                None => self.leaf(Text),
            },
            _ => format!("{}.to_string()", self.receiver(Int, d)),
        }
    }
}
