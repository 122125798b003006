//! Calls, constructors, macros and operators are a task each.

use daisy::prelude::*;

use crate::page::show;

#[derive(Clone, Debug, Tokenize)]
struct Place {
    name: String,
    degrees: f64,
}

#[delayed]
fn measured(name: &str) -> f64 {
    10.0 + name.len() as f64
}

fn rounded(x: f64, step: &f64) -> f64 {
    (x / step).round() * step
}

#[daisy::inline]
fn fahrenheit(celsius: f64) -> f64 {
    celsius * 9.0 / 5.0 + 32.0
}

// A delayed function is its task, an inline one its body, any other one task.
#[daisy::inline]
fn reported(name: &str) -> f64 {
    rounded(fahrenheit(measured(name)), &0.5)
}

// What a constructor is given is part of its task, unless it computes.
#[daisy::inline]
fn place(name: &str, celsius: f64) -> Place {
    Place { name: format!("{name}, abroad"), degrees: celsius + 0.5 }
}

#[daisy::inline]
fn colder(a: f64, b: f64) -> bool {
    let mut a = a;
    a -= 1.0;
    !(a >= b)
}

pub fn show() {
    show!(fahrenheit(20.0));
    show!(reported("Porto"));
    show!(place("Oslo", 3.0));
    show!(colder(7.0, 6.5));
}
