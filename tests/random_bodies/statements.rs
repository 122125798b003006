//! Random statements: bindings, loops that unroll and loops that are regions.

use super::Ty::{self, Bool, Float, Int, List, Maybe, Text};
use super::{Writer, name_of};

impl Writer<'_> {
    pub(super) fn statement(&mut self) {
        match self.random.below(25) {
            19..=24 => self.region(),
            15 => self.collected(),
            16 => self.borrowed(),
            17 => self.by_closure(),
            18 => self.by_constant(),
            0..=3 => {
                let ty = self.random.pick(&[Int, Int, Float, Bool, List, Text, Maybe]);
                let (value, delayed) = match ty {
                    List | Text | Maybe => (self.surely(|this| this.expr(ty, 3)), true),
                    _ => self.tracked(|this| this.expr(ty, 3)),
                };
                let name = self.binder();
                let typed = if self.random.one_in(4) { format!(": {}", name_of(ty)) } else { String::new() };
                self.line(&format!("let {name}{typed} = {value};"));
                self.scope.push((name, ty, delayed));
            }
            4 => self.constant(),
            5 | 6 => self.unrolled(),
            7 | 8 => self.over_list_or_range(),
            9 => self.counted_down(),
            10 => self.halved(),
            11 => self.assigned(),
            12 | 13 => {
                let (a, b) = (self.surely(|this| this.expr(Int, 2)), self.surely(|this| this.expr(Float, 2)));
                let from = match self.random.below(3) {
                    0 => format!("d_pair({a}, {b})"),
                    1 => format!("p_pair({a}, {b})"),
                    _ => format!("({a}, {b})"),
                };
                let names = (self.name("t"), self.name("t"));
                self.line(&format!("let ({}, {}) = {from};", names.0, names.1));
                self.scope.extend([(names.0, Int, true), (names.1, Float, true)]);
            }
            _ if self.fallible => {
                let (callee, value) = (self.random.pick(&["p_even", "d_even"]), self.expr(Int, 2));
                let name = self.name("q");
                self.line(&format!("let {name} = {callee}({value})?;"));
                self.needed.push(name.clone());
                self.scope.push((name, Int, true));
            }
            _ => self.constant(),
        }
    }

    /// A static variable.
    fn constant(&mut self) {
        let name = self.name("k");
        if self.random.one_in(2) {
            let value = self.random.below(9);
            self.line(&format!("let {name} = {value}i64;"));
            self.scope.push((name, Int, false));
        } else {
            let value = self.random.pick(&["0.5f64", "2.0_f64", "1.25f64", "3.0f64"]);
            self.line(&format!("let {name} = {value};"));
            self.scope.push((name, Float, false));
        }
    }

    pub(super) fn mutable(&mut self, ty: Ty) -> String {
        let literal = self.random.one_in(3);
        let (value, delayed) = self.tracked(|this| if literal { this.literal(ty) } else { this.expr(ty, 2) });
        let name = self.name("m");
        self.line(&format!("let mut {name} = {value};"));
        self.scope.push((name.clone(), ty, delayed));
        name
    }

    /// What was assigned made it delayed.
    pub(super) fn settle(&mut self, name: &str) {
        self.scope.iter_mut().filter(|(n, ..)| n == name).for_each(|(_, _, delayed)| *delayed = true);
    }

    /// A loop over static values.
    fn unrolled(&mut self) {
        let ty = self.random.pick(&[Int, Float, Int, List]);
        let acc = self.mutable(ty);
        let index = self.name("i");
        let over = self.random.pick(&["0..3i64", "[2i64, 3, 5]", "(1..4i64).rev()", "vec![7i64, 1]"]);
        self.line(&format!("for {index} in {over} {{"));
        self.indent += 1;
        self.scoped(|this| {
            this.scope.push((index.clone(), Int, false));
            if this.random.one_in(4) {
                this.line(&format!("if {index} % 2 == 0 {{ continue; }}"));
            }
            let value = this.surely(|this| this.expr(ty, 2));
            match ty {
                Int => this.line(&format!("{acc} = {acc} + {value};")),
                Float => this.line(&format!("{acc} = {acc} * 0.5 + {value};")),
                _ => this.line(&format!("{acc} = p_push(⟦{acc}⟧, p_sum(&{acc}));")),
            }
        });
        self.indent -= 1;
        self.line("}");
        self.settle(&acc);
    }

    /// A region over a list or a range.
    fn over_list_or_range(&mut self) {
        let item = self.name("e");
        let over = self.items();
        let (acc, second) = (self.mutable(Int), self.random.one_in(3).then(|| self.mutable(Float)));
        self.line(&format!("for {item} in {over} {{"));
        self.indent += 1;
        self.scoped(|this| {
            this.values = true;
            this.scope.push((item.clone(), Int, true));
            if this.random.one_in(3) {
                let (c, jump) = (this.expr(Bool, 1), this.random.pick(&["continue", "break"]));
                this.line(&format!("if {c} {{ {jump}; }}"));
            }
            if this.random.one_in(3) {
                let (local, value) = (this.name("l"), this.expr(Int, 2));
                this.line(&format!("let {local} = {value};"));
                this.scope.push((local, Int, true));
            }
            let value = this.expr(Int, 2);
            this.line(&format!("{acc} = {acc} * 3 + {value};"));
            if let Some(second) = &second {
                let (c, value) = (this.expr(Bool, 1), this.expr(Float, 1));
                this.line(&format!("if {c} {{ {second} += {value}; }}"));
            }
        });
        self.indent -= 1;
        self.line("}");
        self.settle(&acc);
        second.iter().for_each(|second| self.settle(second));
    }

    fn counted_down(&mut self) {
        let acc = self.mutable(Int);
        let (start, left) = (self.surely(|this| this.expr(Int, 1)), self.name("n"));
        self.line(&format!("let mut {left} = {start} & 7;"));
        self.line(&format!("while {left} > 0 {{"));
        self.indent += 1;
        self.scoped(|this| {
            this.values = true;
            let value = this.expr(Int, 2);
            this.line(&format!("{left} -= 1;"));
            this.line(&format!("{acc} = {acc} ^ {value};"));
        });
        self.indent -= 1;
        self.line("}");
        self.settle(&acc);
        self.scope.push((left, Int, true));
    }

    fn halved(&mut self) {
        let (start, left) = (self.surely(|this| this.expr(Int, 1)), self.name("n"));
        self.line(&format!("let mut {left} = {start} & 255;"));
        self.line("loop {");
        self.line(&format!("    if {left} < 3 {{ break; }}"));
        self.line(&format!("    {left} = {left} / 2;"));
        self.line("}");
        self.scope.push((left, Int, true));
    }

    /// Handles collected while building, by either spelling.
    fn collected(&mut self) {
        let (name, index) = (self.name("w"), self.name("i"));
        let value = self.scoped(|this| {
            this.scope.push((index.clone(), Int, false));
            this.expr(Int, 2)
        });
        if self.random.one_in(2) {
            self.line(&format!("let mut {name} = Vec::new();"));
            self.line(&format!("for {index} in 0..3i64 {{ {name}.push({value}); }}"));
        } else {
            self.line(&format!("let {name} = (0..3i64).map(|{index}| {value}).collect::<Vec<_>>();"));
        }
        let total = self.name("t");
        self.line(&format!("let {total} = p_total({name});"));
        self.scope.push((total, Int, true));
    }

    fn borrowed(&mut self) {
        let Some(list) = self.var(List) else { return };
        let (borrow, name) = (self.name("r"), self.name("t"));
        self.line(&format!("let {borrow} = &{list};"));
        let value =
            self.random.pick(&["p_sum(R)", "R.len() as i64", "n_count(R, 2)", "R.iter().fold(0i64, |a, e| a ^ e)"]);
        self.line(&format!("let {name} = {};", value.replace('R', &borrow)));
        self.scope.push((name, Int, true));
    }

    fn by_closure(&mut self) {
        let (closure, name, factor) = (self.name("g"), self.name("t"), self.random.below(5));
        let value = self.surely(|this| this.expr(Int, 2));
        self.line(&format!("let {closure} = |z: i64| z.wrapping_mul({factor}) ^ 1;"));
        self.line(&format!("let {name} = {closure}({value});"));
        self.scope.push((name, Int, true));
    }

    /// The same text around constants of one name.
    fn by_constant(&mut self) {
        let (name, k) = (self.name("t"), self.random.below(5));
        let value = self.surely(|this| this.var(Int).unwrap_or_else(|| "4i64".to_string()));
        let text = self.random.pick(&[
            "V.wrapping_mul(K)",
            "V * K",
            "p_mix(V, K)",
            "[V, K].iter().fold(K, |a, e| a.wrapping_mul(K) ^ e)",
        ]);
        let text = text.replace('V', &value);
        self.line(&format!("let {name} = {{ const K: i64 = {k}; {text} }};"));
        self.scope.push((name, Int, true));
    }

    fn assigned(&mut self) {
        let name = self.mutable(Int);
        let (op, value) =
            (self.random.pick(&["+=", "-=", "*=", "^=", "&=", "|="]), self.surely(|this| this.expr(Int, 2)));
        self.line(&format!("{name} {op} {value};"));
        if self.random.one_in(2) {
            let value = self.surely(|this| this.expr(Int, 2));
            self.line(&format!("{name} = {value};"));
        }
        self.settle(&name);
    }
}
