//! Reads, parses and measures every Rust file of some packages in one delayed pipeline.
//!
//! Shows a graph that grows: a file's content is known once it is read, so reading runs on as a task
//! keyed by the content, and files of equal content are parsed once. A file that can't be read or
//! parsed is a value by `attempt` and loses nothing else. The progress line is an `Observer`.
//!
//! ```text
//! cargo run --release --example codestats                    this workspace and all it depends on
//! cargo run --release --example codestats -- FOLDER.. --top 5
//! cargo run --release --example codestats -- --json | jq .total
//! cargo run --release --example codestats -- FOLDER --picture codestats.html
//! ```

mod files;
mod measure;
mod pipeline;
mod progress;
mod table;

use std::fmt::Display;
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use daisy::{Colour, Inline, Record, Runtime};
use serde::Serialize;

use crate::pipeline::Report;
use crate::progress::Progress;

/// Measures Rust code: lines, functions, unsafe blocks, imports, by package
///
/// Reads and parses every Rust file under the folders, those of equal content once. Links, hidden folders
/// and cargo's build folders are left out. A file that can't be read or parsed is named at the end.
#[derive(Parser)]
#[command(name = "codestats")]
struct Options {
    /// Where to look [default: the packages of this workspace and all they depend on]
    folders: Vec<PathBuf>,
    /// Threads that parse [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    workers: Option<u16>,
    /// What runs the pipeline [default: threads, or what DAISY_EXECUTOR says]
    #[arg(long, value_enum)]
    executor: Option<On>,
    /// How many packages and imports to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Print everything measured as JSON
    #[arg(long)]
    json: bool,
    /// Draw the pipeline to this file, coloured by time: .svg, .html, .dot, .json or .txt
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum On {
    /// Everything on the main thread, one task after another
    Inline,
    /// As many tasks at once as there are workers
    Threads,
}

/// All there is to say.
#[derive(Serialize)]
struct Outcome {
    #[serde(flatten)]
    report: Report,
    /// How many texts were parsed; the other files had the same content as one of them.
    parsed: usize,
    seconds: f64,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("codestats: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let started = Instant::now();
    let folders = if options.folders.is_empty() { files::known_to_cargo()? } else { options.folders.clone() };
    let found = files::find(&folders)?;
    if found.packages.is_empty() {
        return Err("no Rust files there".into());
    }
    let progress = Arc::new(Progress::new());
    let record = Record::new();
    let report = pipeline::report_on(found.packages);
    let mut computation = report.compute().observe(progress.clone());
    if options.picture.is_some() {
        computation = computation.observe(record.clone());
    }
    let computation = match (options.executor, options.workers) {
        (Some(On::Inline), _) => computation.on(Inline),
        (_, Some(n)) => computation.on(Runtime::builder().workers(n.into()).build().map_err(text)?),
        (Some(On::Threads), None) => computation.on(Runtime::global().map_err(text)?),
        (None, None) => computation,
    };
    let graph = report.graph();
    let mut report = computation.wait().map_err(text)?;
    if let Some(path) = &options.picture {
        graph.picture().record(&record).colour(Colour::Time).render(path).map_err(text)?;
    }
    report.problems.extend(found.problems);
    let outcome = Outcome { report, parsed: progress.measured(), seconds: started.elapsed().as_secs_f64() };
    let output = match options.json {
        true => serde_json::to_string_pretty(&outcome).map_err(text)? + "\n",
        false => table::render(&outcome, options.top),
    };
    match stdout().write_all(output.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(text(error)),
        _ => Ok(()),
    }
}

fn text(error: impl Display) -> String {
    error.to_string()
}
