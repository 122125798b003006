//! Libraries of other languages: a program that reads a line for each graph, and answers with a line.
//!
//! It is asked `shape tasks turns nanoseconds counted` (a task spins for so many turns of the loop in `work.rs`, which take so
//! long), and answers `build run drop built peak total`: seconds, bytes, and the sum of what was asked for.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::memory;
use crate::run::{Job, Peer, Run};

pub struct Outside {
    name: &'static str,
    most: usize,
    program: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Outside {
    pub fn start(name: &'static str, most: usize, command: &mut Command) -> Result<Outside, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn().map_err(|error| error.to_string())?;
        let ask = program.stdin.take().expect("piped");
        let answers = BufReader::new(program.stdout.take().expect("piped"));
        Ok(Outside { name, most, program, ask, answers })
    }
}

impl Peer for Outside {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&mut self, job: &Job<'_>) -> Option<Run> {
        let counted = u8::from(memory::counts());
        writeln!(self.ask, "{} {} {} {} {counted}", job.shape.name(), job.tasks, job.turns, job.nanos)
            .expect("it reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        let cells: Vec<&str> = answer.split_whitespace().collect();
        let [build, run, drop, built, peak, total] = cells[..] else { panic!("{} answers {answer:?}", self.name) };
        let seconds = |cell: &str| cell.parse().expect("seconds");
        let bytes = |cell: &str| cell.parse().expect("bytes");
        Some(Run {
            build: seconds(build),
            plan: 0.0,
            run: seconds(run),
            drop: seconds(drop),
            built: bytes(built),
            peak: bytes(peak),
            total: total.parse().expect("a number"),
        })
    }

    fn most(&self) -> usize {
        self.most
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
