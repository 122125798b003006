//! Smoke.
use daisy::prelude::*;
use std::time::Instant;

#[delayed]
fn inc(x: u64) -> u64 { x + 1 }
#[delayed]
fn add(x: u64, y: u64) -> u64 { x + y }
#[delayed]
fn total(xs: &[u64]) -> u64 { xs.iter().sum() }
#[delayed]
fn fib(n: u64) -> Delayed<u64> { if n < 2 { daisy::value(n) } else { add(fib(n - 1), fib(n - 2)) } }
#[delayed]
async fn nap(n: u64) -> u64 { n }
#[delayed(blocking)]
fn block(n: u64) -> Result<u64, String> { if n > 5 { Err("big".into()) } else { Ok(n) } }

fn main() -> daisy::Result<()> {
    println!("{}", add(inc(1), inc(1)).graph());
    println!("{}", add(inc(1), inc(2)).compute().on(daisy::Inline).wait()?);
    println!("{}", add(inc(1), inc(2)).compute().wait()?);
    println!("{}", total(vec![inc(1), inc(2)]).compute().wait()?);
    println!("{}", fib(90).compute().on(daisy::Inline).wait()?);
    println!("{}", fib(90).compute().wait()?);
    println!("{:?}", add(nap(1), block(2)).compute().wait());
    println!("{:?}", add(nap(1), block(7)).compute().wait());
    for n in [1_000_000u64] {
        let rt = daisy::Runtime::builder().workers(2).build()?;
        for _ in 0..2 {
        let t = Instant::now();
        let leaves: Vec<_> = (0..n).map(|i| inc(i)).collect();
        println!("build {n} leaves+values: {:?}", t.elapsed() / n as u32);
        let t = Instant::now();
        let ops: Vec<_> = leaves.windows(2).map(|w| add(&w[0], &w[1])).collect();
        println!("build {n} pure calls of two handles: {:?}", t.elapsed() / n as u32);
        drop(ops);
        let t = Instant::now();
        let all = total(leaves);
        println!("gather: {:?}", t.elapsed() / n as u32);
        let t = Instant::now(); let g = all.graph(); println!("graph {:?}", t.elapsed() / n as u32); drop(g);
        let t = Instant::now();
        println!("{} independent: {:?}", all.compute().on(&rt).wait()?, t.elapsed() / n as u32);
        let t = Instant::now();
        println!("{} independent inline: {:?}", all.compute().on(daisy::Inline).wait()?, t.elapsed() / n as u32);
        let t = Instant::now(); drop(all); println!("drop {:?}", t.elapsed() / n as u32);
        let mut level: Vec<_> = (0..n/2).map(inc).collect();
        while level.len() > 1 { level = level.chunks(2).map(|c| if c.len() == 2 { add(&c[0], &c[1]) } else { c[0].clone() }).collect(); }
        let root = level.pop().unwrap();
        let t = Instant::now();
        println!("{} tree: {:?}", root.compute().on(&rt).wait()?, t.elapsed() / n as u32);
        drop(root);
        let mut h = inc(0u64);
        for _ in 1..n { h = inc(h); }
        let t = Instant::now();
        println!("{} chain: {:?}", h.compute().on(&rt).wait()?, t.elapsed() / n as u32);
        }
    }
    Ok(())
}
