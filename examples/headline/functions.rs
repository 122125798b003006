//! The same functions in three ways, and what to call them with.

use daisy::prelude::*;
use ndarray::Array1;

pub type Array = Array1<i64>;

/// As anyone would write them. Every `+` reads two arrays and makes a third.
pub mod plain {
    use super::Array;

    pub fn f(a: &Array, b: &Array) -> Array {
        a + b
    }

    pub fn g(a: &Array, b: &Array) -> Array {
        &f(a, b) + &f(a, b)
    }

    pub fn h(a: &Array, b: &Array) -> Array {
        &f(a, b) + &g(a, b)
    }
}

/// The same text. A call adds one task, whose body runs as it is written.
pub mod delayed {
    use super::{Array, plain::f};
    use daisy::prelude::*;

    #[delayed]
    pub fn g(a: &Array, b: &Array) -> Array {
        &f(a, b) + &f(a, b)
    }

    #[delayed]
    pub fn h(a: &Array, b: &Array) -> Array {
        &f(a, b) + &super::plain::g(a, b)
    }
}

/// The same text. A call adds the operations of the body, and equal ones are one task.
pub mod inline {
    use super::Array;

    #[daisy::inline]
    pub fn f(a: &Array, b: &Array) -> Array {
        a + b
    }

    #[daisy::inline]
    pub fn g(a: &Array, b: &Array) -> Array {
        &f(a, b) + &f(a, b)
    }

    #[daisy::inline]
    pub fn h(a: &Array, b: &Array) -> Array {
        &f(a, b) + &g(a, b)
    }
}

pub type Handle = Delayed<Array>;

/// One of the functions in its three ways.
pub struct Function {
    pub name: &'static str,
    pub plain: fn(&Array, &Array) -> Array,
    pub delayed: fn(&Handle, &Handle) -> Handle,
    pub inline: fn(&Handle, &Handle) -> Handle,
    /// Additions as written, and those that are left.
    pub additions: (usize, usize),
    /// How many times as fast as plain Python it was in the library that had the idea, in blocks on all cores.
    pub original: f64,
}

impl Function {
    /// What computing less saves if an addition costs what it costs.
    pub fn saved(&self) -> f64 {
        let (written, left) = self.additions;
        written as f64 / left as f64
    }
}

pub const G: Function = Function {
    name: "g",
    plain: plain::g,
    delayed: |a, b| delayed::g(a, b),
    inline: |a, b| inline::g(a, b),
    additions: (3, 2),
    original: 2.57,
};

pub const H: Function = Function {
    name: "h",
    plain: plain::h,
    delayed: |a, b| delayed::h(a, b),
    inline: |a, b| inline::h(a, b),
    additions: (4, 3),
    original: 1.53,
};

/// Two arrays: as they are, as handles, and as handles to blocks of them.
pub struct Inputs {
    pub arrays: [Array; 2],
    pub whole: [Handle; 2],
    pub blocks: Vec<[Handle; 2]>,
}

impl Inputs {
    pub fn new(len: usize, block: usize) -> Inputs {
        let len = len as i64;
        let arrays = [Array::from_iter(0..len), Array::from_iter((0..len).map(|n| 3 * n))];
        let [a, b] = arrays.each_ref().map(|array| array.as_slice().expect("in one piece").chunks(block));
        let handle = |block: &[i64]| daisy::value(Array::from(block.to_vec()));
        let blocks = a.zip(b).map(|(a, b)| [handle(a), handle(b)]).collect();
        Inputs { whole: arrays.clone().map(daisy::value), blocks, arrays }
    }
}

/// The function of every block.
pub fn of_blocks(function: fn(&Handle, &Handle) -> Handle, inputs: &Inputs) -> Vec<Handle> {
    inputs.blocks.iter().map(|[a, b]| function(a, b)).collect()
}

/// Lets the allocator keep what is freed, as it does for small things, so that additions are measured and not how long
/// the kernel takes to clear new pages for every array. Without it the plain functions are the slowest.
///
/// glibc gives a freed block of more than 128 KB back at once, until the first one has told it that there are such.
pub fn keep_freed_memory() {
    drop(std::hint::black_box(vec![1u8; (32 << 20) - (64 << 10)]));
}
