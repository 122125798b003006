//! Taskflow, a header-only library of C++: `taskflow.cpp` is compiled against the checkout that `TASKFLOW_DIR` names.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::outside::Outside;

/// Compiles the program.
pub fn program() -> Result<PathBuf, String> {
    let headers =
        env::var_os("TASKFLOW_DIR").ok_or("set TASKFLOW_DIR to the folder with taskflow/taskflow.hpp in it")?;
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("taskflow.cpp");
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("taskflow");
    let mut compiler = Command::new(env::var_os("CXX").unwrap_or("c++".into()));
    compiler.args(["-std=c++20", "-O3", "-pthread", "-I"]).arg(headers).arg(source).arg("-o").arg(&program);
    match compiler.status() {
        Ok(status) if status.success() => Ok(program),
        Ok(_) => Err("it does not compile".into()),
        Err(error) => Err(format!("no compiler for C++: {error}")),
    }
}

pub fn start(workers: usize) -> Result<Outside, String> {
    Outside::start("taskflow", 1_000_000, Command::new(program()?).arg(workers.to_string()))
}
