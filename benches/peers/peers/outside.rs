//! Libraries of other languages: a program that reads a line for each graph, and answers with a line.
//!
//! It is asked `shape tasks turns counted`, and answers `build run drop built peak total`: seconds, bytes, and the sum
//! of what was asked for; or with a line that starts with `-` where it has no such graph.

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
    pub fn new(name: &'static str, most: usize, command: &mut Command) -> std::io::Result<Outside> {
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
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
        writeln!(self.ask, "{} {} {} {counted}", job.shape.name(), job.tasks, job.turns).expect("it reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        if answer.starts_with('-') {
            return None;
        }
        let cells: Vec<&str> = answer.split_whitespace().collect();
        let [build, run, drop, built, peak, total] = cells[..] else { panic!("{} answered {answer:?}", self.name) };
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
