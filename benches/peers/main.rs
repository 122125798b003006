//! The yardstick: daisy and its peers on the same graphs, in the same run.

#[path = "../common/mod.rs"]
mod common;
mod measure;
mod memory;
mod peers;
mod run;
mod shape;
mod work;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Table, measuring, times};
use measure::{Measured, measure};
use peers::{async_dag, dagrs, dagx, daisy, outside::Outside, plain, rayon, tokio};
use run::{Job, Peer};
use shape::{Dag, SHAPES, Shape};

const WORKERS: usize = 2;

/// Compiles a program against the Taskflow that `TASKFLOW_DIR` points at, and starts it.
fn taskflow() -> Result<Outside, String> {
    let headers = env::var_os("TASKFLOW_DIR").ok_or("set TASKFLOW_DIR to a folder that has taskflow/taskflow.hpp")?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("taskflow.cpp");
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("taskflow");
    let mut compiler = Command::new(env::var_os("CXX").unwrap_or("c++".into()));
    compiler.args(["-std=c++20", "-O3", "-pthread", "-I"]).arg(headers).arg(source).arg("-o").arg(&program);
    match compiler.status() {
        Ok(status) if status.success() => {}
        Ok(_) => return Err("it does not compile".into()),
        Err(error) => return Err(format!("no compiler for C++: {error}")),
    }
    Outside::new("taskflow", 1_000_000, Command::new(program).arg(WORKERS.to_string()))
        .map_err(|error| error.to_string())
}

fn main() {
    let sizes: &[(usize, usize)] = match measuring() {
        true => &[(100_000, 9), (1_000_000, 5)],
        false => &[(1_000, 1)],
    };
    let mut peers: Vec<Box<dyn Peer>> = vec![
        Box::new(daisy::Workers::new(WORKERS)),
        Box::new(daisy::Here),
        Box::new(daisy::Operators),
        Box::new(plain::Plain),
        Box::new(rayon::Joined::new(WORKERS)),
        Box::new(rayon::Spawned::new(WORKERS)),
        Box::new(tokio::Spawned::new(WORKERS)),
        Box::new(dagx::Dagx::new(WORKERS)),
        Box::new(dagrs::Dagrs::new(WORKERS)),
        Box::new(async_dag::AsyncDag::new()),
    ];
    match taskflow() {
        Ok(peer) => peers.push(Box::new(peer)),
        Err(why) => println!("No Taskflow: {why}"),
    }
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    for &(tasks, rounds) in sizes {
        let mut table = Table::new(
            "ns a task",
            &["", "tasks", "", "build", "plan", "run", "drop", "built", "peak", "plan+run to last"],
        );
        for shape in
            SHAPES.into_iter().filter(|shape| wanted.is_empty() || wanted.iter().any(|name| name == shape.name()))
        {
            let dag = Dag::new(shape, tasks);
            let all = measure(&mut peers, &Job { shape, tasks, dag: &dag, turns: 0 }, rounds);
            let last = all.last().and_then(Option::as_ref);
            for (peer, measured) in peers.iter().zip(&all) {
                let Some(measured) = measured else { continue };
                let nanos = |part: fn(&run::Run) -> f64| format!("{:.0}", measured.time(part) * 1e9);
                table.row([
                    shape.name().into(),
                    dag.len().to_string(),
                    peer.name().into(),
                    nanos(|run| run.build),
                    nanos(|run| run.plan),
                    nanos(|run| run.run),
                    nanos(|run| run.drop),
                    format!("{:.0}", measured.built),
                    format!("{:.0}", measured.peak),
                    last.map_or(String::new(), |last: &Measured| times(measured.ratio(last, run::Run::computed))),
                ]);
            }
        }
        println!("{table}");
    }
    let _ = Shape::Chain;
}
