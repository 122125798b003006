//! Scratch.
use daisy::prelude::*;
use std::time::Instant;

#[delayed]
fn load(n: u64) -> u64 {
    n
}
#[delayed]
fn clean(n: u64) -> u64 {
    n + 1
}
#[delayed]
fn step(a: u64, b: u64) -> u64 {
    a + b
}
#[delayed]
fn total(all: &[u64]) -> u64 {
    all.iter().sum()
}
#[delayed]
fn inc(a: u64) -> u64 {
    a + 1
}
#[delayed]
fn dec(a: u64) -> u64 {
    a - 1
}
#[delayed]
fn risky(a: u64) -> Result<u64, String> {
    std::thread::sleep(std::time::Duration::from_millis(a));
    if a == 3 { Err("three <is> bad".into()) } else { Ok(a) }
}

fn main() {
    let out = std::env::args().nth(1).unwrap();
    let draw = |name: &str, graph: &daisy::Graph| {
        for e in ["svg", "html"] {
            let t = Instant::now();
            graph.render(format!("{out}/{name}.{e}")).unwrap();
            println!(
                "{name}.{e}: {:?} {} bytes",
                t.elapsed(),
                std::fs::metadata(format!("{out}/{name}.{e}")).unwrap().len()
            );
        }
    };
    let parts: Vec<_> = (0..6u64).map(|n| clean(load(n)) * 2u64).collect();
    let t = total(&parts);
    draw("small", &t.graph());

    let mut row: Vec<_> = (0..12u64).map(load).collect();
    for _ in 0..12 {
        row = (0..row.len()).map(|i| step(&row[i], &row[(i + 1) % row.len()])).collect();
    }
    draw("band", &total(row).graph());
    let mut x = load(1u64);
    let mut all = vec![];
    for _ in 0..480 {
        x = inc(x);
        all.push(x.clone());
    }
    draw("scan", &total(all).graph());
    let fan: Vec<_> = (0..160u64).map(|n| inc(load(n))).collect();
    draw("fan", &total(fan).graph());
    let fan: Vec<_> = (0..5000u64).map(|n| inc(load(n))).collect();
    draw("fan5000", &total(fan).graph());
    let mut s = 1u64;
    let mut rng = move |n: u64| {
        s ^= s << 13;
        s ^= s >> 7;
        s ^= s << 17;
        s % n
    };
    let mut nodes: Vec<_> = (0..20u64).map(load).collect();
    for _ in 0..300 {
        let k = nodes.len() as u64;
        let pick = |r: u64| nodes[r as usize].clone();
        let v: Vec<_> = (0..4).map(|_| pick(rng(k))).collect();
        nodes.push(total(v));
    }
    let t = Instant::now();
    let g = total(nodes).graph();
    println!("{:?} {}", t.elapsed(), g.len());
    draw("random", &g);
    let mut x = load(1u64);
    for i in 0..1_000_000 {
        x = if i % 3 == 0 { inc(x) } else { dec(x) };
    }
    draw("chain", &x.graph());
    let mut row: Vec<_> = (0..1000u64).map(load).collect();
    for _ in 0..1000 {
        let mut left: Option<Delayed<u64>> = None;
        row = row
            .iter()
            .map(|up| {
                let n = match &left {
                    Some(l) => step(l, up),
                    None => inc(up),
                };
                left = Some(n.clone());
                n
            })
            .collect();
    }
    draw("wave", &total(row).graph());
    let mut tree: Vec<_> = (0..500_000u64).map(load).collect();
    while tree.len() > 1 {
        tree = tree.chunks(2).map(|c| if c.len() == 2 { step(&c[0], &c[1]) } else { inc(&c[0]) }).collect();
    }
    draw("tree", &tree[0].graph());
    let record = daisy::Record::new();
    let r: Vec<_> = (0..8u64).map(|n| risky(n) + 1u64).collect();
    let r = total(r);
    let _ = r.compute().observe(record.clone()).keep_going().wait();
    for (n, c) in [("time", daisy::Colour::Time), ("outcome", daisy::Colour::Outcome), ("size", daisy::Colour::Size)] {
        for e in ["svg", "html"] {
            r.graph().picture().record(&record).colour(c).render(format!("{out}/{n}.{e}")).unwrap();
        }
    }
}
