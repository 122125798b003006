//! What inline functions are for: three short functions that add arrays, and what is left to add once equal
//! work is one task.
//!
//! ```text
//! f(a, b) = a + b
//! g(a, b) = f(a, b) + f(a, b)
//! h(a, b) = f(a, b) + g(a, b)
//! ```
//!
//! Plain Rust adds three times for `g` and four times for `h`; inline functions leave two and three. Then the
//! arrays are cut into blocks that fit a core's cache, and both workers have something to do.
//!
//! ```text
//! cargo run --release --example headline --features ndarray
//! cargo run --release --example headline --features ndarray -- headline.svg    draws the graph of `h`
//! ```

mod functions;
mod measure;

use std::error::Error;
use std::path::Path;

use daisy::prelude::*;
use daisy::{Inline, Runtime};

use crate::functions::{Function, G, H, Inputs, keep_freed_memory, of_blocks};
use crate::measure::{making, rounds};

/// Numbers in an array.
const LEN: usize = 1_000_000;

/// Numbers in a block: the five arrays that `h` is about fit a cache of 2 MB.
const BLOCK: usize = 32_000;

const WORKERS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    keep_freed_memory();
    let runtime = Runtime::builder().workers(WORKERS).build()?;
    let inputs = Inputs::new(LEN, BLOCK);
    if let Some(path) = std::env::args_os().nth(1) {
        let [a, b] = &inputs.whole;
        return Ok(daisy::visualize((H.inline)(a, b), Path::new(&path))?);
    }
    check(&inputs)?;
    for function in [&G, &H] {
        let [a, b] = &inputs.whole;
        let graph = (function.inline)(a, b).graph();
        let (written, left) = function.additions;
        assert_eq!(graph.len(), left);
        println!("{}: {left} tasks for {written} additions\n\n{}\n", function.name, indented(&graph.to_string()));
    }
    times(&inputs, &runtime);
    break_even(&runtime);
    Ok(())
}

/// All ways give the same.
fn check(inputs: &Inputs) -> daisy::Result<()> {
    let ([x, y], [a, b]) = (&inputs.arrays, &inputs.whole);
    for function in [&G, &H] {
        let wanted = (function.plain)(x, y);
        assert_eq!((function.delayed)(a, b).compute().wait()?, wanted);
        assert_eq!((function.inline)(a, b).compute().wait()?, wanted);
        let blocks = of_blocks(function.inline, inputs).compute().wait()?;
        assert!(blocks.iter().flatten().eq(wanted.iter()));
    }
    Ok(())
}

fn times(inputs: &Inputs, runtime: &Runtime) {
    println!("Times for arrays of {LEN} numbers, and how many times as fast as plain; blocks are of {BLOCK}\n");
    println!("     plain     delayed           inline            delayed, blocks   inline, blocks");
    for function in [G, H] {
        let Function { name, plain, delayed, inline, .. } = function;
        let ([x, y], [a, b]) = (&inputs.arrays, &inputs.whole);
        let whole = |handle: Delayed<_>| handle.compute().on(runtime).wait().expect("nothing fails");
        let blocks = |handles: Vec<_>| handles.compute().on(runtime).wait().expect("nothing fails");
        let measured = rounds(
            101,
            [
                &making(|| plain(x, y)),
                &making(|| whole(delayed(a, b))),
                &making(|| whole(inline(a, b))),
                &making(|| blocks(of_blocks(delayed, inputs))),
                &making(|| blocks(of_blocks(inline, inputs))),
            ],
        );
        print!("  {name}  {:.2} ms", measured.median(0) * 1e3);
        for side in 1..5 {
            print!("   {:.2} ms  {:.2}x", measured.median(side) * 1e3, measured.speedup(0, side));
        }
        println!();
    }
    println!("\nAdditions saved: {:.2}x and {:.2}x. ", G.saved(), H.saved());
    println!("The original, in Python, was {:.2}x and {:.2}x as fast as plain Python.", G.original, H.original);
}

/// From which size on an inline function is faster than a plain one: building its graph costs the same for all.
fn break_even(runtime: &Runtime) {
    println!("\nHow many times as fast as plain an inline function is, by size; in brackets on the calling thread\n");
    println!("    numbers   g              h");
    let sizes =
        [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 50_000, 70_000, 100_000, 200_000, 500_000, 1_000_000];
    let mut speedups = Vec::new();
    for len in sizes {
        let inputs = Inputs::new(len, len);
        let ([x, y], [a, b]) = (&inputs.arrays, &inputs.whole);
        let row = [G, H].map(|Function { plain, inline, .. }| {
            let measured = rounds(
                (20_000_000 / len).clamp(31, 1001),
                [
                    &making(|| plain(x, y)),
                    &making(|| inline(a, b).compute().on(runtime).wait().expect("nothing fails")),
                    &making(|| inline(a, b).compute().on(Inline).wait().expect("nothing fails")),
                ],
            );
            [measured.speedup(0, 1), measured.speedup(0, 2)]
        });
        let [[g, g_here], [h, h_here]] = row;
        println!("    {len:<9} {g:.2}x ({g_here:.2}x)  {h:.2}x ({h_here:.2}x)");
        speedups.push((len, row));
    }
    for (column, place) in ["on workers", "on the calling thread"].into_iter().enumerate() {
        let even = |row: &[[f64; 2]; 2]| row.iter().all(|function| function[column] >= 1.0);
        match speedups.iter().rev().take_while(|(_, row)| even(row)).last() {
            Some((len, _)) => println!("  both are as fast as plain or faster {place} from {len} numbers up"),
            None => println!("  plain is faster {place} at all sizes"),
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
