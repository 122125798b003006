//! Dask, from a virtual environment that this installs; `dask_peer.py` stands beside this folder.

use std::path::Path;
use std::process::{Command, Stdio};

use super::outside::Outside;
use crate::common::measuring;

/// Runs a step of the installation.
fn step(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {}", text.lines().last().unwrap_or("it failed"))),
    }
}

/// Dask on threads, and on the thread that asks.
pub fn start(workers: usize) -> Result<Vec<Outside>, String> {
    if !measuring() {
        return Err("it takes part in `cargo bench` only".into());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dask");
    let python = folder.join("bin/python");
    if !python.exists() {
        step(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    }
    step(Command::new(&python).args(["-m", "pip", "install", "--quiet", "dask", "numpy"]))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("dask_peer.py");
    let scheduler = |name, scheduler: &str| {
        let mut command = Command::new(&python);
        Outside::start(name, 10_000, command.arg(&script).arg(scheduler).arg(workers.to_string()))
    };
    Ok(vec![scheduler("dask", "threads")?, scheduler("dask sync", "synchronous")?])
}
