//! Draws graphs: a small one node by node, one whose run was recorded, and one of a million tasks.
//!
//! ```text
//! cargo run --release --example pictures [-- FOLDER]
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use daisy::prelude::*;
use daisy::{Colour, Record};

/// Takes as long as it says, and refuses to take 50 ms.
#[delayed(blocking)]
fn fetch(millis: u64) -> Result<u64, String> {
    std::thread::sleep(Duration::from_millis(millis));
    if millis == 50 { Err("out of reach".into()) } else { Ok(millis) }
}

#[delayed]
fn clean(part: u64) -> u64 {
    std::thread::sleep(Duration::from_millis(part / 4));
    part
}

#[delayed]
fn report(parts: &[daisy::Result<u64>]) -> String {
    format!("{} of {} parts", parts.iter().flatten().count(), parts.len())
}

#[daisy::inline]
fn mean(items: &[f64]) -> f64 {
    items.iter().sum::<f64>() / items.len() as f64
}

#[daisy::inline]
fn variance(items: &[f64]) -> f64 {
    let center = mean(items);
    items.iter().map(|item| (item - center).powi(2)).sum::<f64>() / items.len() as f64
}

#[daisy::inline]
fn summary(items: &[f64]) -> (f64, f64) {
    (mean(items), variance(items).sqrt())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);

    for ending in ["txt", "dot", "svg", "html", "json"] {
        daisy::visualize(summary(vec![1.0, 3.0]), folder.join("summary").with_extension(ending))?;
    }

    let parts: Vec<_> = (1..=8).map(|n| clean(fetch(n * 10)).attempt()).collect();
    let report = report(parts);
    let record = Record::new();
    println!("{}", report.compute().observe(record.clone()).wait()?);
    let picture = report.graph().picture().record(&record);
    picture.clone().colour(Colour::Time).render(folder.join("time.svg"))?;
    picture.clone().colour(Colour::Outcome).render(folder.join("outcome.svg"))?;
    picture.render(folder.join("record.html"))?;

    let parts: Vec<_> = (0..333_333).map(|n| clean(fetch(n)).attempt()).collect();
    let graph = self::report(parts).graph();
    let started = Instant::now();
    graph.render(folder.join("million.html"))?;
    println!("{} tasks drawn in {:.2?}", graph.len(), started.elapsed());
    println!("the pictures are in {}", folder.display());
    Ok(())
}
