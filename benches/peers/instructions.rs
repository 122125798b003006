//! Instructions a task, which no other program's noise changes: the parts of a graph's life on one thread, as callgrind
//! counts them. This program is run again under it, stopped after each part, at two sizes; the difference of two
//! parts at two sizes is what that part costs a task.

use std::process::{Command, Stdio, exit};
use std::{env, io::Write};

use crate::common::Table;
use crate::peers::{daisy, taskflow};
use crate::shape::{Dag, Shape};

/// The word that makes this program run one graph, up to a part.
const ONE: &str = "--one-graph";

/// Where a run stops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    Start,
    Build,
    Plan,
    Run,
    Drop,
}

const STOPS: [(Stop, &str); 5] =
    [(Stop::Start, "start"), (Stop::Build, "build"), (Stop::Plan, "plan"), (Stop::Run, "run"), (Stop::Drop, "drop")];

const SIZES: [usize; 2] = [5_000, 10_000];

/// If this is a run of one graph under callgrind, does it, and ends.
pub fn one_graph() {
    let words: Vec<String> = env::args().collect();
    let [_, word, shape, tasks, stop] = &words[..] else { return };
    if word != ONE {
        return;
    }
    let shape = Shape::ALL.into_iter().find(|known| known.name() == shape).expect("a shape");
    let (stop, _) = STOPS.into_iter().find(|(_, name)| name == stop).expect("a part");
    daisy::up_to(shape, tasks.parse().expect("a number"), stop);
    exit(0);
}

/// Instructions of a program that reads `input`.
fn count(command: &mut Command, input: &str) -> Result<f64, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut program = command.spawn().map_err(|error| format!("no valgrind: {error}"))?;
    let mut stdin = program.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).map_err(|error| error.to_string())?;
    drop(stdin);
    let output = program.wait_with_output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stderr);
    let counted = text.lines().find_map(|line| line.split("Collected :").nth(1)).ok_or("valgrind counts nothing")?;
    counted.trim().parse().map_err(|_| format!("valgrind says {counted:?}"))
}

fn callgrind() -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command
}

/// Instructions a task between the stops, and in all.
fn parts(
    stops: &[&str],
    size: impl Fn(usize) -> usize,
    run: impl Fn(usize, &str) -> Result<f64, String>,
) -> Result<Vec<f64>, String> {
    let [small, large] = SIZES;
    let until = |stop: &&str| Ok((run(large, stop)? - run(small, stop)?) / (size(large) - size(small)) as f64);
    let until: Vec<f64> = stops.iter().map(until).collect::<Result<_, String>>()?;
    let mut parts: Vec<f64> = until.windows(2).map(|pair| pair[1] - pair[0]).collect();
    parts.push(until[stops.len() - 1] - until[0]);
    Ok(parts)
}

pub fn table() -> Result<Table, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let taskflow = taskflow::program().ok();
    let head = ["", "", "build", "plan", "run", "drop", "all"];
    let mut table = Table::new("Instructions a task, on one thread", &head);
    for shape in Shape::ALL {
        let size = |tasks| Dag::new(shape, tasks).len();
        let mut row = |name: &str, cells: Vec<Option<f64>>| {
            let mut row = vec![shape.name().to_owned(), name.to_owned()];
            row.extend(cells.iter().map(|cell| cell.map_or("-".into(), |count| format!("{count:.0}"))));
            table.row(row);
        };
        let daisy = parts(&["start", "build", "plan", "run", "drop"], size, |tasks, stop| {
            count(callgrind().arg(&program).args([ONE, shape.name(), &tasks.to_string(), stop]), "")
        })?;
        row("inline", daisy.into_iter().map(Some).collect());
        let Some(taskflow) = &taskflow else { continue };
        let [build, run, drop, all] = parts(&["start", "build", "run", "drop"], size, |tasks, stop| {
            count(callgrind().arg(taskflow).args(["1", stop]), &format!("{} {tasks} 0 0 0\n", shape.name()))
        })?[..] else {
            unreachable!("three parts and their sum")
        };
        row("taskflow", vec![Some(build), None, Some(run), Some(drop), Some(all)]);
    }
    Ok(table)
}
