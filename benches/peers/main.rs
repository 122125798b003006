//! The yardstick: daisy and its peers on the same graphs, in turns, in one run.
//!
//! `cargo bench -p peers` measures everything; words behind `--` choose tables, shapes and sizes:
//! `cargo bench -p peers -- running tree 1000000`. With `TASKFLOW_DIR` Taskflow takes part. It is a package of its
//! own, so that whoever tests daisy need not compile its peers.

#[path = "../common/mod.rs"]
mod common;
mod goals;
mod grain;
mod instructions;
mod lineup;
mod measure;
mod memory;
mod peers;
mod run;
mod running;
mod shape;
mod small;
mod wanted;
mod work;

use common::measuring;
use lineup::Lineup;
use running::Runs;
use wanted::Wanted;

const WORKERS: usize = 2;

const TABLES: [&str; 5] = ["running", "others", "grains", "small", "instructions"];

fn main() {
    instructions::one_graph();
    memory::keep_what_is_freed();
    let wanted = Wanted::new();
    let asked = |table| wanted.table(&TABLES, table);
    let mut lineup = Lineup::new(WORKERS);
    lineup.absent.iter().for_each(|why| println!("{why}"));
    let mut runs = Runs::default();
    if asked("running") {
        runs = running::fast(&mut lineup, &wanted);
        println!("{}{}", running::compare_fast(&runs), running::parts(&runs));
    }
    if asked("others") {
        println!("{}", running::compare_slow(&running::slow(&mut lineup, &wanted)));
    }
    if asked("grains") {
        let speed = work::turns_a_second();
        println!("{}", grain::busy(&mut lineup, WORKERS, speed));
        if measuring() {
            println!("{}", grain::smallest(&mut lineup, WORKERS, speed));
        }
    }
    if asked("instructions") && measuring() {
        match instructions::table() {
            Ok(table) => println!("{table}"),
            Err(why) => println!("No instructions: {why}."),
        }
    }
    let small = asked("small").then(|| small::measure(WORKERS));
    if asked("running") || asked("small") {
        println!("{}", goals::table(&runs, small.as_ref()));
    }
}
