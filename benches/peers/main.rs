//! The yardstick: daisy and its peers on the same graphs, in turns, in one run.
//!
//! `cargo bench -p peers` measures everything; words behind `--` choose tables, shapes and sizes:
//! `cargo bench -p peers -- running tree 1000000`. With `TASKFLOW_DIR` Taskflow takes part. It is a package of its
//! own, so that whoever tests daisy need not compile its peers.

#[path = "../common/mod.rs"]
mod common;
mod lineup;
mod measure;
mod memory;
mod peers;
mod run;
mod running;
mod shape;
mod wanted;
mod work;

use lineup::Lineup;
use wanted::Wanted;

const WORKERS: usize = 2;

const TABLES: [&str; 2] = ["running", "others"];

fn main() {
    let wanted = Wanted::new();
    let mut lineup = Lineup::new(WORKERS);
    lineup.absent.iter().for_each(|why| println!("{why}"));
    if wanted.table(&TABLES, "running") {
        let runs = running::fast(&mut lineup, &wanted);
        println!("{}{}", running::compare_fast(&runs), running::parts(&runs));
    }
    if wanted.table(&TABLES, "others") {
        println!("{}", running::compare_slow(&running::slow(&mut lineup, &wanted)));
    }
}
