//! Random bodies in the language, from a seed.
//!
//! Text in `⟦..⟧` is a variable named whole: `v.clone()` in the plain function, which may not use it twice, `v` in the inline one.
//! `⟪3⟫` is body 3 as a callee.

use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Ty {
    Int,
    Float,
    Bool,
    List,
    Text,
    Maybe,
}

use Ty::{Bool, Float, Int, List, Maybe, Text};

/// One function: its text with marks, and what it returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    text: String,
    result: Vec<Ty>,
    fallible: bool,
}

fn name_of(ty: Ty) -> &'static str {
    match ty {
        Int => "i64",
        Float => "f64",
        Bool => "bool",
        List => "Vec<i64>",
        Text => "String",
        Maybe => "Option<i64>",
    }
}

impl Body {
    pub fn result(&self) -> String {
        let types: Vec<_> = self.result.iter().map(|ty| name_of(*ty)).collect();
        let all = if types.len() == 1 { types[0].to_string() } else { format!("({})", types.join(", ")) };
        if self.fallible { format!("Result<{all}, String>") } else { all }
    }

    pub fn fallible(&self) -> bool {
        self.fallible
    }

    pub fn plain(&self) -> String {
        let text = self.text.replace('⟦', "").replace('⟧', ".clone()");
        text.replace('⟪', "crate::b").replace('⟫', "::plain::f")
    }

    pub fn inline(&self) -> String {
        let text = self.text.replace(['⟦', '⟧'], "");
        text.replace('⟪', "crate::b").replace('⟫', "::inline::f")
    }
}

pub fn bodies(seed: u64, count: usize) -> Vec<Body> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bodies = Vec::new();
    for _ in 0..count {
        let callable = (0..bodies.len())
            .filter(|i| {
                let b: &Body = &bodies[*i];
                b.result == [Int] && !b.fallible
            })
            .collect();
        let body = Writer::new(&mut random, callable).body();
        bodies.push(body);
    }
    bodies
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

struct Writer<'a> {
    random: &'a mut Random,
    callable: Vec<usize>,
    /// The variables in scope, the newest last, and whether they are delayed.
    scope: Vec<(String, Ty, bool)>,
    /// Whether what was written since this was cleared is delayed: uses such a variable, or calls a function.
    delayed: bool,
    fresh: usize,
    /// In a closure or a region: ordinary Rust over values, without delayed callees.
    values: bool,
    /// What a `?` gave: it has to reach the result, for what nobody needs does not fail.
    needed: Vec<String>,
    fallible: bool,
    out: String,
    indent: usize,
}

impl<'a> Writer<'a> {
    fn new(random: &'a mut Random, callable: Vec<usize>) -> Writer<'a> {
        let scope = [("a", Int), ("b", Int), ("x", Float), ("c", Bool), ("v", List), ("s", Text)];
        let scope = scope.map(|(name, ty)| (name.to_string(), ty, true)).to_vec();
        let fallible = random.one_in(4);
        Writer {
            random,
            callable,
            scope,
            delayed: false,
            fresh: 0,
            values: false,
            needed: Vec::new(),
            fallible,
            out: String::new(),
            indent: 3,
        }
    }

    fn body(mut self) -> Body {
        for _ in 0..2 + self.random.below(6) {
            self.statement();
        }
        let mut result = Vec::new();
        let mut parts = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            let ty = self.random.pick(&[Int, Int, Float, Bool, List, Text, Maybe]);
            result.push(ty);
            parts.push(self.expr(ty, 3));
        }
        for name in std::mem::take(&mut self.needed) {
            result.push(Int);
            parts.push(name);
        }
        let tail = if parts.len() == 1 { parts.remove(0) } else { format!("({})", parts.join(", ")) };
        let tail = if self.fallible { format!("Ok({tail})") } else { tail };
        self.line(&tail);
        Body { text: self.out, result, fallible: self.fallible }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:1$}{text}", "", self.indent * 4);
    }

    fn name(&mut self, prefix: &str) -> String {
        self.fresh += 1;
        format!("{prefix}{}", self.fresh)
    }

    /// A variable of this type, more often a new one.
    fn var(&mut self, ty: Ty) -> Option<String> {
        let mut seen = std::collections::HashSet::new();
        let visible = self.scope.iter().rev().filter(|(name, ..)| seen.insert(name.clone()));
        let names: Vec<_> =
            visible.filter(|(_, t, _)| *t == ty).map(|(name, _, delayed)| (name.clone(), *delayed)).collect();
        if names.is_empty() {
            return None;
        }
        let limit = if self.random.one_in(2) { names.len() } else { names.len().min(2) };
        let (name, delayed) = names[self.random.below(limit)].clone();
        self.delayed |= delayed;
        Some(name)
    }

    /// A name for a new variable: fresh, or one that shadows.
    fn binder(&mut self) -> String {
        if self.random.one_in(4) {
            let names: Vec<_> =
                self.scope.iter().map(|(name, ..)| name.clone()).filter(|name| !name.starts_with('q')).collect();
            return self.random.pick(&names);
        }
        self.name("t")
    }

    /// What `write` writes, and whether that is delayed.
    fn tracked(&mut self, write: impl FnOnce(&mut Self) -> String) -> (String, bool) {
        let before = std::mem::replace(&mut self.delayed, false);
        let text = write(self);
        let delayed = self.delayed && self.names_delayed(&text);
        self.delayed = before | delayed;
        (text, delayed)
    }

    /// Whether there is a call or the name of a delayed variable in it.
    fn names_delayed(&self, text: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let mut rest = text;
        let mut before = ' ';
        while let Some(start) = rest.find(word) {
            before = rest[..start].chars().last().unwrap_or(before);
            let end = rest[start..].find(|c| !word(c)).map_or(rest.len(), |length| start + length);
            let name = &rest[start..end];
            let called = rest[end..].starts_with('(') && before != '.' && name.starts_with(|c: char| c.is_lowercase());
            let newest = self.scope.iter().rev().find(|(n, ..)| n == name);
            if called || before != '.' && newest.is_some_and(|(_, _, delayed)| *delayed) {
                return true;
            }
            before = name.chars().last().unwrap_or(' ');
            rest = &rest[end..];
        }
        false
    }

    /// What `write` writes, made delayed if it was not: methods of what is static see handles.
    fn surely(&mut self, write: impl FnOnce(&mut Self) -> String) -> String {
        let (text, delayed) = self.tracked(write);
        if delayed || self.values {
            return text;
        }
        self.delayed = true;
        format!("p_same({text})")
    }

    /// Runs `body` in a scope of its own.
    fn scoped<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        let (length, values) = (self.scope.len(), self.values);
        let result = body(self);
        self.scope.truncate(length);
        self.values = values;
        result
    }

    fn literal(&mut self, ty: Ty) -> String {
        match ty {
            Int => format!("{}i64", self.random.below(12)),
            Float => self.random.pick(&["0.5f64", "1.5_f64", "-2.0f64", "0.0f64"]).to_string(),
            Bool => self.random.pick(&["true", "false"]).to_string(),
            List => "vec![1i64, 2]".to_string(),
            Text => "String::from(\"lit\")".to_string(),
            Maybe => self.random.pick(&["Some(3i64)", "None::<i64>"]).to_string(),
        }
    }
}

mod expressions;
mod loops;
mod matches;
mod statements;
